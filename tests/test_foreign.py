"""Anybody's notebook through the PDF exporter."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import nbformat
import pytest

from asknown.report.document import read
from asknown.report.nbconvert import PDFExporter
from asknown.report.pdf import pdf
from tests.pdf import failures, text

_PROSE = """# Тест, Հայերեն 🦩

Some **bold**, `code`, [a link](https://example.org), inline $x^2$ and a note[^1].

### A skipped heading

- one
- two
  1. nested

| a | b |
|---|--:|
| x | 12,345 |

$$\\frac{a}{b}$$

$$\\begin{align} a &= b \\end{align}$$

> a quote

![near](pic.png)

![far](https://example.org/x.png)

[^1]: The footnote.
"""


def _png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
        + chunk(b"IEND", b"")
    )


def _cell(source: str, *outputs: Any, tags: tuple[str, ...] = ()) -> Any:
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs))
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def _shown(**data: str) -> Any:
    return nbformat.v4.new_output(
        "display_data", data={key.replace("__", "/"): value for key, value in data.items()}
    )


def _notebook() -> Any:
    wide = "".join(f"<th>col{n}</th>" for n in range(14))
    cells = "".join(f"<td>{n * 1000}</td>" for n in range(14))
    table = f"<table class='dataframe'><tr><th></th>{wide}</tr><tr><th>0</th>{cells}</tr></table>"
    error = nbformat.v4.new_output(
        "error", ename="ValueError", evalue="bad", traceback=["\x1b[31mValueError: bad\x1b[0m"]
    )
    stream = nbformat.v4.new_output(
        "stream", name="stdout", text="50%\r100%\nhello \x1b[1mworld\x1b[0m\n"
    )
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell(_PROSE),
        _cell("frame", _shown(text__html=table, text__plain="frame")),
        _cell("print('hello')", stream, error),
        _cell(
            "plot()", _shown(image__png=base64.b64encode(_png()).decode(), text__plain="<Figure>")
        ),
        _cell("secret = 1", tags=("remove-input",)),
        nbformat.v4.new_raw_cell("raw and plain"),
        nbformat.v4.new_raw_cell("\\LaTeX only", metadata={"raw_mimetype": "text/latex"}),
    ]
    return notebook


def test_a_notebook_that_knows_nothing_of_us_comes_out_whole(tmp_path: Path):
    (tmp_path / "pic.png").write_bytes(_png())
    nbformat.write(_notebook(), tmp_path / "x.ipynb")
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
        "begin{align}",
    ):
        assert wanted in printed
    assert "50%" not in printed
    assert "secret" not in printed
    assert "raw and plain" in printed
    assert "LaTeX only" not in printed
    assert failures(made) == []


def test_a_picture_outside_the_notebooks_folder_is_not_read(tmp_path: Path):
    (tmp_path / "secret.png").write_bytes(_png())
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
    notebook = nbformat.v4.new_notebook(cells=[_cell(hostile, _shown(text__plain=hostile))])
    assert text(pdf(read(notebook))).count('#panic("x")') == 2


def test_an_empty_notebook_still_comes_out():
    assert failures(pdf(read(nbformat.v4.new_notebook()))) == []
