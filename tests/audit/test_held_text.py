"""A text held against a case from a cell: what JupyterLab shows of it and what a report has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbconvert.exporters.exporter import Exporter
from pypdf import PdfReader

import asknown
from asknown.errors import CallError
from asknown.report.nbconvert import HTMLExporter, PDFExporter
from asknown.text.faces import MIME
from tests.support.pdf import text as text_of_pdf
from tests.support.places import ROOT

SAYS = "After the unrest in the harbour officials said that 12 people were killed.\n\nA fire burns."
DAY = "2022-03-05"


@pytest.fixture
def case(copy: Path) -> str:
    """The invented case with some words for what it counts."""
    (copy / "cues.csv").write_text(
        "cue_id,table,row_id,language,words,kind\n"
        "Q1,metrics,killed,en,killed,says\n"
        "Q2,places,island,en,harbour,says\n"
        "Q3,units,persons,en,people,counts\n"
    )
    return str(copy)


def _written(folder: Path, name: str = "note.txt", says: str = SAYS) -> Path:
    path = folder / name
    path.write_text(says, encoding="utf-8")
    return path


def test_a_text_its_file_and_the_name_of_its_file_give_the_same(
    case: str, tmp_path: Path
):
    path = _written(tmp_path)
    held = asknown.audit(SAYS, case, as_of=DAY).audit
    of_path = asknown.audit(path, case, as_of=DAY).audit
    of_name = asknown.audit(str(path), case, as_of=DAY).audit
    assert held.findings
    assert held.findings == of_path.findings == of_name.findings
    assert (held.file, of_path.file, of_name.file) == ("text", "note.txt", "note.txt")


def test_an_opened_case_does_as_well_as_its_name(case: str):
    opened = asknown.open_case(case)
    by_name = asknown.audit(SAYS, case, as_of=DAY)
    assert asknown.audit(SAYS, opened, as_of=DAY).page() == by_name.page()


def test_the_day_is_that_of_the_page_where_it_has_one(case: str, tmp_path: Path):
    page = f'<meta name="date" content="{DAY}"><article><p>{SAYS}</p></article>'
    held = asknown.audit(_written(tmp_path, "page.html", page), case).audit
    assert (held.as_of, held.as_of_from) == (DAY, "meta date")
    later = asknown.audit(tmp_path / "page.html", case, as_of="2022-03-09").audit
    assert (later.as_of, later.as_of_from) == ("2022-03-09", "the call")


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (SAYS, {}, "as_of: text names no day of its own; say which day it is of"),
        ("", {"as_of": DAY}, "file: is blank; name a text"),
        ("", {"as_of": DAY}, 'file = "article.txt" in the cell above'),
        ("", {"as_of": DAY}, "papermill notebooks/audit.ipynb out.ipynb -p file"),
        ("gone.txt", {"as_of": DAY}, "there is no such file"),
        (SAYS, {"as_of": "yesterday"}, "as_of: "),
        (SAYS, {"as_of": DAY, "by": "nobody"}, "no speaker 'nobody'"),
    ],
)
def test_what_a_call_lacks_is_said(
    case: str, text: str, more: dict[str, str], said: str
):
    with pytest.raises(CallError, match="(?i)" + said.replace(".", r"\.")):
        asknown.audit(text, case, **more)


def test_a_cell_shows_the_page_and_carries_the_blocks(case: str):
    held = asknown.audit(SAYS, case, as_of=DAY)
    faces = held._repr_mimebundle_()
    assert faces["text/html"].startswith('<iframe title="text against ')
    assert "12 people" not in faces["text/html"].split("srcdoc=")[0]
    assert "&lt;!DOCTYPE html&gt;" in faces["text/html"]
    assert 'sandbox="allow-popups"' in faces["text/html"]
    assert faces[MIME]["block"] == "group"
    assert "12 [" in faces["text/plain"]


def test_a_text_about_something_else_has_its_text_and_no_table(case: str):
    held = asknown.audit("In another town 12 people were killed.", case, as_of=DAY)
    assert "does not seem to be about" in str(held.head())
    assert held.numbers().blocks == held.drafts().blocks == ()
    assert "12 people" in str(held.marked_text())


def _run(case: str, path: Path) -> Any:
    """The notebook with its outputs, its cells run one after the other here."""
    notebook = nbformat.read(ROOT / "notebooks" / "audit.ipynb", as_version=4)
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        *before, last = cell.source.split("\n")
        if cell.id == "parameters":
            names.update(case=case, as_of=DAY, file=str(path), by="")
            continue
        exec("\n".join(before), names)
        shown = eval(last, names)._repr_mimebundle_()
        bundle = json.loads(json.dumps(shown))
        cell.outputs = [nbformat.v4.new_output("execute_result", bundle)]
    return notebook


@pytest.mark.parametrize("exporter", [PDFExporter, HTMLExporter])
def test_the_notebook_of_an_audit_is_a_report(
    exporter: type[Exporter], case: str, tmp_path: Path
):
    notebook = _run(case, _written(tmp_path))
    made, _ = exporter().from_notebook_node(notebook)
    said = made if isinstance(made, str) else text_of_pdf(made)
    for words in (
        "note.txt",
        "Its numbers",
        "The text",
        "A fire burns.",
        "asknown.audit",
    ):
        assert (words in said) == (words != "asknown.audit")  # its code is hidden
    again, _ = exporter().from_notebook_node(_run(case, tmp_path / "note.txt"))
    assert again == made


@pytest.mark.slow
def test_papermill_alone_makes_a_tagged_pdf_of_a_text(case: str, tmp_path: Path):
    parameters = {"case": case, "as_of": DAY, "file": str(_written(tmp_path))}
    out = tmp_path / "out.ipynb"
    source = ROOT / "notebooks" / "audit.ipynb"
    papermill.execute_notebook(
        source,
        out,
        parameters=parameters,
        cwd=ROOT,
        progress_bar=False,
        kernel_name="python3",
    )
    made, _ = PDFExporter().from_filename(str(out))
    path = tmp_path / "out.pdf"
    path.write_bytes(made)
    catalog = PdfReader(path).root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert "Its numbers" in text_of_pdf(made)
