"""The Word file: it says what the PDF says, in Word's own structure."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from functools import cache
from io import BytesIO
from shutil import which

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from asknown.editions.forkserver import apart
from asknown.editions.publish import publish
from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.editions.verify import Recorded, verify
from asknown.editions.word_diff import first_other_part
from asknown.errors import CallError
from asknown.report.document import Document, is_right_to_left, read, runs_in
from asknown.report.word import word
from asknown.text.faces import text_of
from tests.support.editions import edition
from tests.support.payloads import SHOWN
from tests.support.places import HARBOUR, ROOT

FIELD = re.compile(rb'w:instr="([^"]*)"|<w:instrText')
KAZAKHSTAN, DERNA = ("kazakhstan-2022", "2022-01-12"), ("derna-2023", "2023-09-17")


@cache
def document(case: str, as_of: str) -> Document:
    return read(json.loads(edition(case, as_of).files["report.ipynb"]))


@cache
def made(case: str, as_of: str) -> bytes:
    return word(document(case, as_of))


def opened(data: bytes):
    return docx.Document(BytesIO(data))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name).decode()


def synthetic(*nodes) -> Document:
    head = {"language": "en", "title": [{"text": "A title"}]}
    return Document(head, list(nodes))


@pytest.mark.parametrize("case", [KAZAKHSTAN, DERNA])
def test_its_outline_is_that_of_the_report(case):
    headings = [node for node in document(*case).on_paper if node["node"] == "heading"]
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened(made(*case)).paragraphs
        if paragraph.style.name.startswith("Heading 1")
    ]
    first = [each for each in headings if each["level"] == 1]
    assert found == [("Heading 1", text_of(each["runs"])) for each in first]
    titles = [
        each for each in opened(made(*case)).paragraphs if each.style.name == "Title"
    ]
    assert [each.text for each in titles]


@pytest.mark.parametrize("case", [KAZAKHSTAN, DERNA])
def test_it_says_all_that_the_pdf_says(case):
    """Every run of every node on paper, the alternative texts aside, stands in the file."""
    data = opened(made(*case))
    tables = [
        cell.text for table in data.tables for row in table.rows for cell in row.cells
    ]
    said = "\n".join([*(each.text for each in data.paragraphs), *tables])
    unsaid = {"alt", "axis", "labels", "cites"}
    of_charts = {"narrow", "rows"}  # for screens, and to take along
    shown = [
        {
            key: value
            for key, value in node.items()
            if key not in (unsaid | of_charts if node["node"] == "chart" else unsaid)
        }
        for node in document(*case).on_paper
    ]
    texts = {run.get("text", "") for run in runs_in(shown)}
    said = said.replace("\u00a0", " ")
    assert [text for text in texts if text.replace("\u00a0", " ") not in said] == []


@pytest.mark.parametrize("case", [KAZAKHSTAN, DERNA])
def test_every_table_repeats_its_head_and_breaks_no_row(case):
    nodes = [each["node"] for each in document(*case).on_paper]
    tables = opened(made(*case)).tables
    assert len(tables) == nodes.count("table") + nodes.count("key_figures")
    xml = part(made(*case), "word/document.xml")
    assert xml.count("<w:tblHeader/>") == len(tables)
    rows = sum(len(table.rows) for table in tables)
    # Only one too long for a page may break.
    assert rows - xml.count("<w:cantSplit/>") <= rows / 20


@pytest.mark.parametrize("case", [KAZAKHSTAN, DERNA])
def test_every_chart_is_a_picture_for_print_with_its_alternative_text(case):
    charts = [each for each in document(*case).on_paper if each["node"] == "chart"]
    data = opened(made(*case))
    told = [each.get("descr") for each in data.element.iter(qn("wp:docPr"))]
    assert told == [text_of(chart["alt"]) for chart in charts]
    with zipfile.ZipFile(BytesIO(made(*case))) as package:
        pictures = [
            name for name in package.namelist() if name.startswith("word/media/")
        ]
        widths = {int.from_bytes(package.read(name)[16:20], "big") for name in pictures}
    assert len(pictures) == len(charts)
    assert min(widths) >= 2000  # of a picture as wide as the text


@pytest.mark.parametrize("case", [KAZAKHSTAN, DERNA])
def test_every_note_leads_to_its_source_and_back(case):
    body = opened(made(*case)).element
    places = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    ids = [each.get(qn("w:id")) for each in body.iter(qn("w:bookmarkStart"))]
    assert len(places) == len(set(places))
    assert len(ids) == len(set(ids))
    links = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    within = [each for each in links if each]
    assert set(within) <= set(places)
    cited = [
        number
        for run in runs_in(document(*case).on_paper)
        for number in run.get("numbers", ())
    ]
    cited += [
        number
        for run in runs_in(document(*case).face)
        for number in run.get("numbers", ())
    ]
    axis = {
        number
        for node in document(*case).on_paper
        for run in runs_in(node.get("cites", []))
        for number in run.get("numbers", ())
    }
    to_sources = [each for each in within if each.startswith("source_")]
    assert {f"source_{number}" for number in cited} - set(to_sources) <= {
        f"source_{number}" for number in axis
    }
    for number in set(cited):
        if f"source_{number}" in to_sources:
            assert f"cited_{number}_1" in within


def test_what_was_taken_back_is_struck():
    struck = {
        run.text
        for paragraph in opened(made(*DERNA)).paragraphs
        for run in paragraph.runs
        if run.font.strike
    }
    front = document(*DERNA).face
    expected = {run["text"] for run in runs_in(front) if run.get("struck")}
    assert expected
    assert expected <= struck


def test_languages_and_directions_are_marked():
    runs = [run for run in runs_in(document(*DERNA).on_paper) if run.get("text")]
    reversed_texts = {run["text"] for run in runs if is_right_to_left(run["text"])}
    body = opened(made(*DERNA)).element
    marked = {
        "".join(text.text for text in run.iter(qn("w:t")))
        for run in body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
    }
    assert reversed_texts
    assert marked == reversed_texts
    spoken = {each.get(qn("w:val")) for each in body.iter(qn("w:lang"))}
    foreign = {run["language"] for run in runs if run.get("language")}
    assert foreign - {"ar", "en"} <= spoken


def test_it_says_what_it_is_and_of_which_day():
    told = opened(made(*DERNA)).core_properties
    assert told.title.startswith(text_of(document(*DERNA).face["title"]))
    assert "17 September 2023" in told.subject
    assert told.language == "en-GB"
    assert told.created.isoformat().startswith("2023-09-17")
    page = opened(made(*DERNA)).sections[0]
    assert "17\xa0September\xa02023" in page.header.paragraphs[0].text
    for foot in (page.footer, page.first_page_footer):
        asked = [
            each.get(qn("w:instr"))
            for each in foot.paragraphs[0]._p.iter(qn("w:fldSimple"))
        ]
        assert asked == ["PAGE", "NUMPAGES"]


def test_the_same_report_is_the_same_file_and_tells_no_hour():
    assert word(document(*DERNA)) == made(*DERNA)
    with zipfile.ZipFile(BytesIO(made(*DERNA))) as package:
        assert {each.date_time[0] for each in package.infolist()} == {1980}
        assert not [name for name in package.namelist() if "thumbnail" in name]


def test_addresses_are_links_and_nothing_else_is():
    data = synthetic(
        {
            "node": "text",
            "paragraphs": [[{"text": "good", "link": "https://example.org/?a=1&b"}]],
        },
        {
            "node": "text",
            "paragraphs": [[{"text": "bad", "link": "javascript:alert(1)"}]],
        },
    )
    relations = part(word(data), "word/_rels/document.xml.rels")
    assert 'Target="https://example.org/?a=1&amp;b"' in relations
    assert "javascript" not in relations


def test_hostile_text_is_shown_letter_by_letter_and_is_no_field():
    texts = [text for text in SHOWN.values() if "\n" not in text]
    columns = ["a", "b"]
    cells = [[{"text": text, "strong": True}] for text in texts]
    node = {
        "node": "table",
        "name": "t",
        "caption": cells[0],
        "columns": columns,
        "figures": [],
    }
    rows = [[cell, cell] for cell in cells]
    paragraphs = {"node": "text", "paragraphs": [[{"text": text}] for text in texts]}
    data = word(synthetic(paragraphs, node | {"rows": rows}))
    book = opened(data)
    # Behind a text that runs from right to left stands the mark that ends it.
    said = [
        each.text.rstrip("\u200e")
        for each in book.paragraphs
        if each.style.name == "Normal"
    ]
    assert said == texts
    assert [row.cells[1].text.rstrip("\u200e") for row in book.tables[0].rows][
        1:
    ] == texts
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        asked = [each for name in names for each in FIELD.findall(package.read(name))]
    assert set(asked) <= {b"PAGE", b"NUMPAGES"}
    assert not [
        name for name in names if "vba" in name.lower() or "embed" in name.lower()
    ]


def test_letters_that_no_file_can_hold_are_replaced():
    hostile = "a\x00b\x1fc\ud800d\uffffe<w:p/>&"
    data = opened(
        word(synthetic({"node": "text", "paragraphs": [[{"text": hostile}]]}))
    )
    assert data.paragraphs[-1].text == "a\ufffdb\ufffdc\ufffdd\ufffde<w:p/>&"


def test_each_ordered_list_counts_from_its_first():
    item = [{"node": "text", "paragraphs": [[{"text": "an item"}]]}]
    inner = {"node": "list", "ordered": False, "items": [item]}
    lists = [
        {"node": "list", "ordered": True, "items": [item, [*item, inner]]} for _ in "ab"
    ]
    data = opened(word(synthetic(*lists)))
    numbers = [
        each.numPr.numId.val
        for each in data.element.iter(qn("w:pPr"))
        if each.numPr is not None and each.numPr.numId is not None
    ]
    assert len(numbers) == 4
    assert len(set(numbers)) == 2
    styles = [each.style.name for each in data.paragraphs[-6:]]
    assert styles == ["List Number", "List Number", "List Bullet 2"] * 2


def test_prose_of_a_notebook_is_set_too():
    nodes = [
        {
            "node": "quote",
            "nodes": [{"node": "text", "paragraphs": [[{"text": "said"}]]}],
        },
        {"node": "code", "language": "", "text": "a = b"},
        {"node": "math", "tex": "a^n"},
        {"node": "image", "alt": "a picture"},
        {"node": "rule"},
    ]
    found = [
        (each.style.name, each.text)
        for each in opened(word(synthetic(*nodes))).paragraphs
    ]
    assert found[-5:] == [
        ("Quote", "said"),
        ("Code", "a = b"),
        ("Code", "a^n"),
        ("Normal", "a picture"),
        ("Normal", ""),
    ]


def test_who_asks_for_no_word_file_does_not_load_what_makes_it():
    probe = "import sys, asknown.editions.render; print('docx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_a_word_file_alone_is_held_to_its_manifest(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(b"PK what was made")
    with pytest.raises(CallError, match=r"neither report.pdf nor a manifest.json"):
        verify(path, tmp_path)
    digest = "0" * 64
    (tmp_path / "manifest.json").write_text(
        json.dumps({"files": {"report.docx": digest}})
    )
    other = verify(path, tmp_path)
    assert isinstance(other, Recorded)
    assert "is not the file that manifest.json records" in str(other)
    assert other.data()["identical"] is False


def test_where_two_word_files_differ_is_told_by_part():
    ours = made(*DERNA)
    edited = opened(ours)
    edited.paragraphs[0].add_run(" and more")
    theirs = BytesIO()
    edited.save(theirs)
    assert "word/document.xml is another" in first_other_part(theirs.getvalue(), ours)
    assert first_other_part(b"no zip", ours) == "is no Word file"
    short = BytesIO()
    with zipfile.ZipFile(short, "w") as package:
        package.writestr("word/document.xml", "")
    assert (
        first_other_part(short.getvalue(), ours) == "lacks its part [Content_Types].xml"
    )


@pytest.mark.slow
def test_a_word_file_is_rebuilt_from_the_pdf_beside_it(tmp_path):
    spec = Spec(ROOT, str(HARBOUR), "2022-03-09", to=("pdf", "docx"))
    built = apart(render, spec)
    assert json.loads(built.files["manifest.json"])["files"]["report.docx"]
    place = publish(built, tmp_path)
    path = place / "report.docx"
    assert verify(path, ROOT).differences == ()
    edited = opened(path.read_bytes())
    edited.paragraphs[0].add_run(" and more")
    edited.save(str(path))
    assert "word/document.xml is another" in str(verify(path, ROOT))


@pytest.mark.slow
@pytest.mark.skipif(
    not which("soffice"), reason="LibreOffice (soffice) is not installed"
)
@pytest.mark.parametrize("case", [KAZAKHSTAN, DERNA])
def test_libreoffice_opens_it_and_loses_nothing(case, tmp_path):
    (tmp_path / "report.docx").write_bytes(made(*case))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "report.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    reader = PdfReader(tmp_path / "report.pdf")
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    headings = [each for each in document(*case).on_paper if each["node"] == "heading"]
    for heading in headings:
        assert text_of(heading["runs"]) in text
    assert f"1 of {len(reader.pages)}" in text
