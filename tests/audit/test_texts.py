"""Files read as texts: one text gives the same words whatever file it comes in, with what is no
text of it left out or set aside; what cannot be read says why."""

from __future__ import annotations

import random
import re
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import nbformat
import pytest
import typst
from PIL import Image
from pypdf import PdfWriter

from asknown.audit import texts
from asknown.audit.texts import Text, plain_text, read_text
from asknown.errors import CallError

HEADING = "The unrest in the port"
FIRST = (
    "Officials said on Tuesday that at least 164 people had been killed in the unrest that "
    "followed the ill-treatment of demonstrators, and that nearly 10,000 others were detained by "
    "the interior ministry over the course of the last several days of turmoil."
)
SECOND = (
    "A second paragraph follows here. The peacekeepers number 2,030 in all according to "
    "representatives of the alliance."
)
ITEMS = ["Almaty: 103 killed, names not published", "Kyzylorda: 8 killed"]
ROWS = [["Group", "Killed", "Hurt"], ["Police", "18", "748"], ["Civilians", "20", "30"]]
LAST = "The file of the office is efficient: it closed on 7 January."

PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>No text 17</title>
<script>var n = 99;</script></head><body><nav>Most read: 17 arrested</nav>
<article><h1>{HEADING}</h1><p>{FIRST.replace(" people", "<b> people</b>")}</p>
<aside>See also: 44 hurt</aside><!-- 55 --><p hidden>66</p><p>{SECOND}</p>
<ul><li>{ITEMS[0]}</li><li><p>{ITEMS[1]}</p></li></ul>
<table>{"".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in ROWS)}</table>
<p>{LAST}<sup class="reference">[3]</sup></p></article><footer>99 comments</footer></body></html>"""

TYPST = """#set page(width: 12cm, height: 9cm, header: [The Harbour Gazette, morning of day 7],
  footer: context [Page #counter(page).display() of 2], columns: COLUMNS)
#set par(justify: true)
#set text(lang: "en", hyphenate: true)
"""


def _markdown() -> str:
    items = "\n".join(f"- {item}" for item in ITEMS)
    head, *body = [f"| {' | '.join(row)} |" for row in ROWS]
    table = "\n".join([head, "| --- | --- | --- |", *body])
    return f"# {HEADING}\n\n{FIRST}\n\n{SECOND}\n\n{items}\n\n{table}\n\n{LAST}\n"


def _html(folder: Path) -> Path:
    path = folder / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def _md(folder: Path) -> Path:
    path = folder / "note.md"
    path.write_text(_markdown(), encoding="utf-8")
    return path


def _docx(folder: Path) -> Path:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Running title 12"
    document.add_heading(HEADING)
    document.add_paragraph(FIRST)
    document.add_paragraph(SECOND)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(0, 3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(LAST)
    path = folder / "letter.docx"
    document.save(str(path))
    return path


def _pdf(folder: Path, columns: int = 1) -> Path:
    items = "\n".join(f"- {item}" for item in ITEMS)
    cells = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
    table = f"#table(columns: 3, {cells})"
    body = f"= {HEADING}\n{FIRST}\n\n{SECOND}\n\n{items}\n\n{table}\n\n{LAST}\n"
    source = folder / "printed.typ"
    source.write_text(TYPST.replace("COLUMNS", str(columns)) + body, encoding="utf-8")
    path = folder / f"printed{columns}.pdf"
    path.write_bytes(typst.compile(str(source)))
    return path


def _two_columns(folder: Path) -> Path:
    return _pdf(folder, 2)


def _ipynb(folder: Path) -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell("n = 88"),
        nbformat.v4.new_markdown_cell(_markdown()),
    ]
    path = folder / "report.ipynb"
    nbformat.write(notebook, path)
    return path


def _counted(text: Text) -> str:
    """The characters that count."""
    kept = text.text
    for start, end in reversed(text.ignored):
        kept = kept[:start] + kept[end:]
    return kept


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_][\w,.'’-]*", text)


@pytest.mark.parametrize("write", [_html, _md, _docx, _pdf, _two_columns, _ipynb])
def test_one_text_has_the_same_words_in_every_kind_of_file(write, tmp_path: Path):
    cells = [cell for row in ROWS for cell in row]
    expected = _words(" ".join([HEADING, FIRST, SECOND, *ITEMS, *cells, LAST]))
    assert _words(_counted(read_text(write(tmp_path)))) == expected


@pytest.mark.parametrize("write", [_html, _md, _docx, _pdf, _two_columns, _ipynb])
def test_headings_paragraphs_items_and_rows_stand_on_lines_of_their_own(
    write, tmp_path: Path
):
    text = _counted(read_text(write(tmp_path)))
    assert text.startswith(f"{HEADING}\n\n{FIRST}\n\n{SECOND}\n\n")
    assert f"- {ITEMS[0]}\n- {ITEMS[1]}\n\n" in text
    lines = text.split("\n")
    for _, *numbers in ROWS[1:]:
        (line,) = [line for line in lines if line.startswith(_)]
        # Two cells with numbers are no number with a space in it.
        assert f"{numbers[0]} | {numbers[1]}" in line
    assert LAST in lines


@pytest.mark.parametrize("write", [_html, _md, _docx, _pdf, _ipynb])
def test_each_part_says_where_it_is_found(write, tmp_path: Path):
    read = read_text(write(tmp_path))
    where = {read.text[part.start : part.end]: part.locator for part in read.parts}
    found = next(
        locator for text, locator in where.items() if text.startswith("A second")
    )
    assert found in ("paragraph 3", "page 1", "cell 2, line 3")
    ends = [part.end for part in read.parts]
    assert ends == sorted(ends)
    assert read.kind == write(tmp_path).suffix.removeprefix(".")


def test_a_plain_file_is_taken_as_it_stands_with_its_lines_as_parts(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffОдин\r\n\r\n  164 \t погиб\n".encode())
    read = read_text(path)
    assert read.text == "Один\r\n\r\n  164 \t погиб\n"
    assert [part.locator for part in read.parts] == ["line 1", "line 2", "line 3"]
    assert "".join(read.text[part.start : part.end] for part in read.parts) == read.text
    # The file's own bytes, mark and all.
    assert read.sha256 != plain_text(read.text).sha256
    path.write_bytes("два".encode("utf-16"))
    assert read_text(path).text == "два"


# What is no text


def test_lines_that_pages_of_a_pdf_repeat_and_their_numbers_are_ignored(tmp_path: Path):
    read = read_text(_pdf(tmp_path))
    ignored = [read.text[start:end] for start, end in read.ignored]
    assert ignored == [
        "The Harbour Gazette, morning of day 7",
        "Page 1 of 2",
        "The Harbour Gazette, morning of day 7",
        "Page 2 of 2",
    ]


def test_a_first_line_that_no_other_page_has_counts(tmp_path: Path):
    source = tmp_path / "p.typ"
    source.write_text("At least 164 were killed.\n#pagebreak()\nSome 40 were hurt.")
    path = tmp_path / "p.pdf"
    path.write_bytes(typst.compile(str(source)))
    read = read_text(path)
    assert read.ignored == ()
    assert read.text == "At least 164 were killed.\n\nSome 40 were hurt."


def test_a_sentence_that_goes_on_over_a_page_is_one_and_has_two_places(tmp_path: Path):
    source = tmp_path / "p.typ"
    source.write_text(
        "#set page(width: 8cm, height: 5cm, margin: 1cm, footer: context counter(page).display())\n"
        + "They counted and counted the dead in all of the towns, " * 6
        + "and in the end they had 164 of them."
    )
    path = tmp_path / "p.pdf"
    path.write_bytes(typst.compile(str(source)))
    read = read_text(path)
    assert _counted(read).strip().count("\n") == 0
    assert [part.locator for part in read.parts[:2]] == ["page 1", "page 2"]


def test_words_broken_at_the_end_of_a_line_are_whole_again_and_hyphens_of_theirs_stay(
    tmp_path: Path,
):
    source = tmp_path / "p.typ"
    source.write_text(
        "#set page(width: 7cm, height: 9cm)\n"
        "The clean-up began after the de-\\ monstrations; a clean-\\ up of 2,000-\\ 3,000 squares."
    )
    path = tmp_path / "p.pdf"
    path.write_bytes(typst.compile(str(source)))
    words = "after the demonstrations; a clean-up of 2,000-3,000 squares."
    assert words in " ".join(read_text(path).text.split())


def test_a_page_without_an_article_is_told_from_its_menus(tmp_path: Path, monkeypatch):
    pytest.importorskip("trafilatura")
    path = tmp_path / "page.html"
    links = "".join(
        f'<li><a href="/{n}">{n} held in town</a></li>' for n in range(30, 42)
    )
    page = (
        PAGE.replace("article>", "div>")
        .replace("nav>", "div>")
        .replace("footer>", "div>")
    )
    path.write_text(
        page.replace("Most read: 17 arrested", f"<ul>{links}</ul>"), encoding="utf-8"
    )
    assert "held in town" not in read_text(path).text
    assert "at least 164 people" in read_text(path).text
    # Without the extra the whole body is read, menus and all, and nothing breaks.
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert "held in town" in read_text(path).text
    assert FIRST in read_text(path).text


def test_main_is_read_where_there_is_no_article_and_no_extra(
    tmp_path: Path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    path = tmp_path / "page.html"
    body = f"<div>17 arrested</div><main><p>{FIRST}</p></main><div>99 comments</div>"
    path.write_text(f"<html><body>{body}</body></html>")
    assert read_text(path).text == FIRST


def test_tracked_changes_of_a_word_file_count_as_accepted(tmp_path: Path):
    path = _docx(tmp_path)
    changed = tmp_path / "changed.docx"
    tracked = (
        "<w:p><w:ins><w:r><w:t>164 dead</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>163</w:delText></w:r></w:del></w:p><w:sectPr"
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                content = content.replace(b"<w:sectPr", tracked.encode(), 1)
            new.writestr(entry, content)
    assert read_text(changed).text.endswith("\n\n164 dead")


def test_a_notebook_gives_what_its_cells_show_and_no_code_or_picture(tmp_path: Path):
    notebook = nbformat.v4.new_notebook()
    shown = nbformat.v4.new_output(
        "execute_result", {"text/html": "<p>225 dead</p>", "text/plain": "7"}
    )
    picture = nbformat.v4.new_output(
        "display_data", {"image/png": "", "text/plain": "<Figure 640x480>"}
    )
    told = nbformat.v4.new_output("stream", name="stdout", text="18 hurt\n")
    notebook.cells = [nbformat.v4.new_code_cell("99", outputs=[shown, picture, told])]
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook, path)
    read = read_text(path)
    assert read.text == "225 dead\n\n18 hurt"
    assert [part.locator for part in read.parts] == ["cell 1, line 1", "cell 1, line 2"]


# The day


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ('<script type="application/ld+json">{"@graph": [{"datePublished": '
         '"2022-01-12T03:00:00+06:00"}]}</script>', "JSON-LD"),
        ('<meta property="article:published_time" content="2022-01-12T10:00Z">',
         "meta article:published_time"),
        ('<meta itemprop="datePublished" content="2022-01-12">', "meta datePublished"),
        ('<meta name="DC.date" content="2022-01-12">', "meta dc.date"),
        ("", "time"),
    ],
)  # fmt: skip
def test_a_page_says_when_it_came_out_and_where_it_says_so(
    tmp_path: Path, head: str, where: str
):
    path = tmp_path / "page.html"
    stamp = '<time datetime="2022-01-12T08:00">12 January</time>'
    path.write_text(
        f"<html><head>{head}</head><body>{stamp}<p>{FIRST}</p></body></html>"
    )
    read = read_text(path)
    assert (read.published, read.published_from) == (date(2022, 1, 12), where)


def test_a_broken_day_is_none_and_the_next_place_is_asked(tmp_path: Path):
    path = tmp_path / "page.html"
    head = (
        '<script type="application/ld+json">{broken</script>'
        '<meta name="date" content="2022-13-45"><meta name="pubdate" content="2022-01-09">'
    )
    path.write_text(f"<html><head>{head}</head><body><p>{FIRST}</p></body></html>")
    read = read_text(path)
    assert (read.published, read.published_from) == (date(2022, 1, 9), "meta pubdate")


def test_front_matter_has_a_day_and_properties_of_a_document_are_none_of_its_text(
    tmp_path: Path,
):
    path = tmp_path / "note.md"
    path.write_text(f"---\ntitle: 17\ndate: 2022-01-12\n---\n{FIRST}\n")
    read = read_text(path)
    assert (read.text, read.published, read.published_from) == (
        FIRST,
        date(2022, 1, 12),
        "front matter",
    )
    for write in (_docx, _pdf, _ipynb):
        assert read_text(write(tmp_path)).published is None


# What cannot be read


def _refused(path: Path) -> str:
    with pytest.raises(CallError) as refused:
        read_text(path)
    assert refused.value.exit_code == 2
    return str(refused.value)


def test_a_pdf_of_pictures_says_that_it_has_no_text(tmp_path: Path):
    path = tmp_path / "scan.pdf"
    Image.new("RGB", (40, 40)).save(path)
    assert _refused(path).startswith(
        "scan.pdf: has no text, only pictures of pages; run text"
    )


def test_a_locked_pdf_says_so(tmp_path: Path):
    writer = PdfWriter(clone_from=_pdf(tmp_path))
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    assert "is locked with a password" in _refused(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7 broken", "is broken: it cannot be read as .pdf"),
        ("a.docx", b"no archive", "is no Word file"),
        ("a.docx", b"PK\x03\x04 broken", "is no Word file"),
        ("a.ipynb", b"no JSON", "is no notebook"),
        ("a.ipynb", b"[]", "is no notebook"),
        ("a.txt", "погиб".encode("cp1251"), "is not UTF-8; save it as UTF-8"),
        ("a.html", b'<meta charset="klingon"><p>1</p>', "cannot be read as klingon"),
        ("a.html", "<p>погиб</p>".encode("cp1251"), "cannot be read as utf-8"),
        ("a.txt", b" \n", "has no text"),
        ("a.html", b"", "has no text"),
        ("a.html", b"<!-- 164 -->", "has no text"),
        ("a.doc", b"\xd0\xcf", "is of no kind that is read (.txt"),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, said: str
):
    path = tmp_path / name
    path.write_bytes(content)
    refused = _refused(path)
    assert refused.startswith(f"{name}: ")
    assert said in refused


@pytest.mark.parametrize("write", [_html, _md, _docx, _pdf, _ipynb])
def test_a_file_damaged_anywhere_is_read_or_refused_in_a_sentence(
    write, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    chance = random.Random(12)
    path = write(tmp_path)
    whole = path.read_bytes()
    refused = 0
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 5, 60])):
            at = chance.randrange(max(1, len(damaged) - 40))
            end = at + chance.choice([0, 1, 30])
            damaged[at:end] = chance.randbytes(chance.choice([0, 1, 9]))
        path.write_bytes(damaged)
        try:
            read_text(path)
        except CallError as error:
            refused += 1
            assert str(error).startswith(f"{path.name}: ")  # noqa: PT017
    assert refused or write in (_html, _md)
    assert capfd.readouterr() == ("", "")


def test_a_declared_encoding_is_followed(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_bytes(
        '<meta charset="windows-1251"><p>164 погибших</p>'.encode("cp1251")
    )
    assert read_text(path).text == "164 погибших"


def test_a_missing_file_and_one_that_is_too_large_are_refused(
    tmp_path: Path, monkeypatch
):
    assert "there is no such file" in _refused(tmp_path / "none.txt")
    path = tmp_path / "large.txt"
    path.write_text("164 dead")
    monkeypatch.setattr(texts, "LARGEST", 4)
    assert "has 8 bytes; 4 are read at most" in _refused(path)
    monkeypatch.setattr(texts, "LARGEST", 400)
    monkeypatch.setattr(texts, "LONGEST", 4)
    assert "has more than 4 characters" in _refused(path)


def test_a_page_nested_without_end_is_read_as_far_as_it_goes(tmp_path: Path):
    path = tmp_path / "deep.html"
    path.write_text("<p>164 dead</p>" + "<div>" * 50_000 + "<p>225 dead")
    assert read_text(path).text.startswith("164 dead")
