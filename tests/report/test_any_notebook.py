"""Anybody's notebook through the PDF exporter."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from asknown.report import any_notebook, world_fonts
from asknown.report.document import read
from asknown.report.nbconvert import PDFExporter
from asknown.report.pdf import pdf
from asknown.report.printed import printed
from tests.support.notebooks import cell, of_cells, png, shown
from tests.support.pdf import failures, text


def test_a_notebook_that_knows_nothing_of_us_comes_out_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(world_fonts, "PACKAGES", ())
    (tmp_path / "pic.png").write_bytes(png())
    nbformat.write(of_cells(), tmp_path / "x.ipynb")
    with pytest.warns(UserWarning, match=r"U\+1F9A9") as warned:
        made, _ = PDFExporter().from_filename(str(tmp_path / "x.ipynb"))
    assert len(warned) == 1
    printed = text(made)
    for wanted in (
        "Тест, Հայերեն",
        "[U+1F9A9]",
        "A skipped heading",
        "12,345",
        "nested",
        "a quote",
        "The footnote",
        "col13",
        "13000",
    ):
        assert wanted in printed
    for wanted in (
        "hello world",
        "100%",
        "ValueError: bad",
        "print('hello')",
        "[far: https://example.org/x.png]",
    ):
        assert wanted in printed
    assert "begin{align}" not in printed
    assert "50%" not in printed
    assert "secret" not in printed
    assert "raw and plain" in printed
    assert "LaTeX only" not in printed
    assert failures(made) == []


def test_a_picture_outside_the_notebooks_folder_is_not_read(tmp_path: Path):
    (tmp_path / "secret.png").write_bytes(png())
    inner = tmp_path / "inner"
    inner.mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("![x](../secret.png)")]
    )
    document = read(notebook, inner)
    assert document.files == {}
    assert "../secret.png" in text(pdf(document))


def test_hostile_text_stays_text():
    hostile = '#panic("x") $a$ <b> {{ 7 }} \\input{x} @ref `code` = h'
    notebook = nbformat.v4.new_notebook(
        cells=[cell(hostile, shown(text__plain=hostile))]
    )
    assert text(pdf(read(notebook))).count('#panic("x")') == 2


def test_an_empty_notebook_still_comes_out():
    assert failures(pdf(read(nbformat.v4.new_notebook()))) == []


@pytest.mark.parametrize(
    ("metadata", "source", "language"),
    [
        ({}, "x = 1", "python"),
        (
            {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
            "x <- 1",
            "r",
        ),
        ({"language_info": {"name": "julia"}}, "x = 1", "julia"),
        ({"kernelspec": {"name": "python3", "display_name": "x"}}, "%%R\nx <- 1", "r"),
        ({}, "%%bash\nls", "bash"),
        ({}, "%%time\nx = 1", "python"),
    ],
)
def test_code_is_coloured_as_the_language_it_is_in(
    metadata: dict, source: str, language: str
):
    notebook = nbformat.v4.new_notebook(cells=[cell(source)], metadata=metadata)
    (code,) = any_notebook.nodes(notebook)
    assert code["language"] == language


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("\x1b[1;31mdead\x1b[0m", "dead"),
        ("\x1b]8;;https://x.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("10%\r\x1b[K100%\n", "100%"),
        ("a\x08b\x07\x00", "b"),
        ("\x1b(Bplain\x0f", "plain"),
        ("one\r\ntwo\r\n", "one\ntwo"),
    ],
)
def test_what_steers_a_terminal_goes(said: str, left: str):
    assert printed(said) == left
