"""The HTML report: one file that asks nobody for anything, in which every note leads there and
back."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from asknown import own_fonts
from asknown.editions.render import Edition
from asknown.report.document import Document, read
from asknown.report.html import page
from asknown.report.nbconvert import HTMLExporter
from asknown.report.trace import trace as trace_of
from asknown.subjects.charts.style import FONTS
from asknown.text import english
from asknown.text.faces import as_html, text_of
from tests.support.chromium import CHROMIUM, needed
from tests.support.editions import edition
from tests.support.places import HARBOUR, ROOT
from tests.support.samples import sampled

Render = Callable[[str, str], Edition]
NAME = "kazakhstan-2022"
EDITIONS = [
    (NAME, "2022-01-05"),
    (NAME, "2022-01-12"),
    (NAME, "2024-01-03"),
    (str(HARBOUR), "2022-03-09"),
]
SCRIPTS = [
    (ROOT / "analysis" / "asknown" / "report" / name).read_text("utf-8")
    for name in ("page.js", "chart.js")
]
SCRIPT = "\n".join(SCRIPTS)
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'so' --> </style> {{ x }}"
every_edition = pytest.mark.parametrize(
    ("case", "as_of"),
    sampled(EDITIONS, EDITIONS[3]),
    ids=["first days", "the article", "last day", "harbour"],
)


@cache
def _document(case: str, as_of: str) -> Document:
    return read(
        nbformat.reads(
            edition(case, as_of).files["report.ipynb"].decode(), as_version=4
        )
    )


@cache
def _page(case: str, as_of: str) -> bytes:
    return page(_document(case, as_of))


@cache
def _soup(case: str, as_of: str) -> BeautifulSoup:
    return BeautifulSoup(_page(case, as_of), "html.parser")


def _tags(soup: BeautifulSoup) -> list[Tag]:
    return soup.find_all(True)


def _foreign_document(
    *nodes: dict[str, Any], language: str = "en", **head: list[dict[str, Any]]
) -> Document:
    face = {"title": [{"text": "T"}], "subtitle": [], "as_of": [], "method": []} | head
    return Document(face | {"language": language}, list(nodes), ours=False)


@every_edition
def test_it_asks_no_network_for_anything_and_runs_its_own_script_alone(
    case: str, as_of: str
):
    soup = _soup(case, as_of)
    assert not soup.find_all(["link", "iframe", "object", "embed", "base", "form"])
    drawn = [
        svg for svg in soup.find_all("svg") if not svg.find_parent(class_="moment")
    ]
    assert drawn == soup.select("svg[role=img]")
    allowed = "svg g path rect circle text tspan use defs clippath pattern".split()
    for svg in soup.find_all("svg"):
        assert {tag.name for tag in svg.find_all(True)} <= set(allowed)
    assert [script.string for script in soup.find_all("script", type=False)] == [SCRIPT]
    for tag in _tags(soup):
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            assert name != "style"
            # A digest in the policy may have any signs.
            said = re.sub(r"'sha256-[\w+/=]+'", "", "".join(value))
            assert name in ("href", "src") or "//" not in said, (tag.name, name)
        assert tag.get("src", "data:").startswith("data:")
        assert re.match(
            r"data:(text/csv|image/svg)" if "download" in tag.attrs else r"#|https?://",
            tag.get("href", "#"),
        )
    style = soup.style.string
    assert "@import" not in style
    assert set(re.findall(r"url\((.{5})", style)) == {"data:"}


@every_edition
def test_the_policy_lets_in_this_style_and_what_is_in_the_file(case: str, as_of: str):
    soup = _soup(case, as_of)
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})[
        "content"
    ]
    style, script = (
        base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()
        for tag in (soup.style, soup.find("script", type=False))
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src "
        f"data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_script_is_short_and_fetches_and_evaluates_nothing():
    assert all(len(script.splitlines()) < 240 for script in SCRIPTS)
    assert not re.search(
        r"\b(eval|Function|fetch|XMLHttpRequest|import|innerHTML|setTimeout|localStorage|cookie)\b|</",
        SCRIPT,
    )


@every_edition
def test_every_numeral_leads_to_what_it_rests_on(case: str, as_of: str):
    soup = _soup(case, as_of)
    trace = trace_of(_document(case, as_of))
    known = {numeral["text"] for numeral in [*trace["numerals"], *trace["days"]]}
    texts = [
        node for node in soup.body.find_all(string=True) if node.parent.name != "script"
    ]
    printed = [(node, found) for node in texts for found in english.numerals(node)]
    assert printed
    for node, numeral in printed:
        traced = node.find_parent(attrs={"data-trace": True})
        assert traced or node.find_parent(attrs={"role": "doc-noteref"}), node
        assert numeral in known or traced["data-trace"] == "case:licence", node


@every_edition
def test_every_note_leads_to_its_source_and_back(case: str, as_of: str):
    soup = _soup(case, as_of)
    at = {tag["id"]: tag for tag in soup.find_all(id=True)}
    every = soup.find_all("a", role="doc-noteref")
    notes = [
        note for note in every if note.has_attr("id")
    ]  # what stands on days before cites nothing in this report
    of_days = [note for note in every if not note.has_attr("id")]
    assert all(note.find_parent(attrs={"data-since": True}) for note in of_days)
    backs = soup.find_all("a", role="doc-backlink")
    assert notes
    assert sorted(note["id"] for note in notes) == sorted(
        back["href"][1:] for back in backs
    )
    for note in every:
        entry = at[note["href"][1:]]
        assert (entry.name, entry["value"]) == ("li", note.string)
        assert not note.has_attr("id") or entry.find("a", href=f"#{note['id']}")
        card = at[note.parent.button["popovertarget"]]
        assert "popover" in card.attrs
        assert card.find("a", href=note["href"])
        assert (
            card.p.get_text() == f"{note.string} {_without_the_way_back(entry)}".strip()
        )
    entries = soup.select(".register > li")
    assert [entry["id"] for entry in entries] == [
        f"source-{number}" for number in range(1, len(entries) + 1)
    ]
    assert len(entries) >= len(_document(case, as_of).cited)


def _without_the_way_back(entry: Tag) -> str:
    return "".join(
        text
        for text in entry.find_all(string=True)
        if not text.find_parent(class_="back")
    )


@every_edition
def test_ids_are_unique_and_every_inner_link_has_its_place(case: str, as_of: str):
    soup = _soup(case, as_of)
    ids = Counter(tag["id"] for tag in soup.find_all(id=True))
    assert set(ids.values()) == {1}
    assert {
        tag["href"][1:] for tag in soup.find_all("a", href=re.compile("^#"))
    } <= set(ids)


@every_edition
def test_a_screen_reader_finds_its_way(case: str, as_of: str):
    soup = _soup(case, as_of)
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert soup.html["lang"] == "en"
    assert soup.find("a", class_="skip")["href"] == f"#{soup.main['id']}"
    assert [link["href"][1:] for link in soup.nav.find_all("a")] == [
        tag["id"] for tag in soup.find_all("h2")
    ]
    assert all(image["alt"].strip() for image in soup.find_all("img"))
    assert all(head["scope"] == "col" for head in soup.find_all("th"))
    for table in soup.find_all("table"):
        region = table.parent
        assert (region["role"], region["tabindex"]) == ("region", "0")
        assert table.caption.get_text()
    labels = [tag["aria-label"] for tag in soup.find_all(role="region")]
    assert len(labels) == len(set(labels))


@every_edition
def test_it_says_what_the_document_says(case: str, as_of: str):
    soup, document = _soup(case, as_of), _document(case, as_of)
    (headline,) = [
        part
        for part in soup.h1.find_all("span", attrs={"hidden": False})
        if part.get("data-since")
    ]
    assert headline.get_text() == text_of(document.head["headline"])
    assert text_of(document.head["title"]) in soup.header.get_text()
    assert (
        soup.title.string
        == f"{text_of(document.head['title'])}. {text_of(document.head['as_of'])}"
    )
    assert (
        f"As known on {english.day(date.fromisoformat(as_of))}"
        in soup.header.get_text()
    )
    tables = [node for node in document.nodes if node["node"] == "table"]
    for node, table in zip(tables, soup.select("table:not(#table-stood)"), strict=True):
        shown = [
            [_without_notes(cell) for cell in row.find_all("td")]
            for row in table.tbody.find_all("tr")
        ]
        assert shown == [[text_of(cell) for cell in row] for row in node["rows"]]


def _without_notes(cell: Tag) -> str:
    return "".join(
        text
        for text in cell.find_all(string=True)
        if not text.find_parent(class_="notes")
    )


@every_edition
def test_it_is_small_enough_to_send(case: str, as_of: str):
    assert len(_page(case, as_of)) < 5_000_000


def test_a_withdrawn_figure_is_struck_wherever_it_stands():
    """On its own day; what other days had stands hidden, each with the days on which it is seen."""
    found = [
        node
        for node in _soup(NAME, "2022-01-12").find_all(string="164")
        if not node.find_parent(hidden=True)
    ]
    assert len(found) > 3
    # On a chart a line is drawn through it.
    texts = [node for node in found if not node.find_parent("svg")]
    assert all(
        node.find_parent("s") or _is_another_number(node.parent) for node in texts
    )


def _is_another_number(tag: Tag) -> bool:
    """That of a note, or of the claims known: there are 164 on 12 January."""
    return tag.get("role") == "doc-noteref" or tag.get("data-trace", "").startswith(
        ("note:", "count:")
    )


_PROBE = """
import hashlib, sys
from pathlib import Path
import nbformat
from asknown.report.document import read
from asknown.report.html import page
print(hashlib.sha256(page(read(nbformat.reads(Path(sys.argv[1]).read_text("utf-8"), as_version=4)))).hexdigest())
"""  # noqa: E501 - a text, as it is printed


@pytest.mark.slow
def test_the_same_bytes_in_another_process_time_zone_and_language(
    rendered: Render, tmp_path: Path
):
    notebook = tmp_path / "x.ipynb"
    notebook.write_bytes(rendered(NAME, "2022-01-12").files["report.ipynb"])
    odd = {
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(ROOT),
    }
    made = subprocess.run(
        [sys.executable, "-c", _PROBE, str(notebook)],
        env={**os.environ, **odd},
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert (
        made.stdout.decode().strip()
        == hashlib.sha256(_page(NAME, "2022-01-12")).hexdigest()
    )


def test_hostile_text_stays_text():
    run = [
        {
            "text": HOSTILE,
            "strong": True,
            "link": "javascript:alert(1)",
            "trace": ['x" onclick="y'],
        }
    ]
    numeral = [
        {
            "text": "7\x00\ud800",
            "trace": ['claims:" onclick="alert(1)'],
            "link": 'https://x.org/"onclick="y',
        }
    ]
    chart = dict.fromkeys(("title", "subtitle", "source", "alt"), run)
    document = _foreign_document(
        {"node": "heading", "level": 1, "runs": run},
        {"node": "text", "paragraphs": [run, numeral]},
        {
            "node": "chart",
            "name": HOSTILE,
            "svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
            **chart,
        },
        {
            "node": "table",
            "name": HOSTILE,
            "caption": run,
            "columns": [HOSTILE],
            "figures": [],
            "rows": [[run]],
        },
        {
            "node": "key_figures",
            "tiles": [
                dict.fromkeys(("number", "label", "detail", "caveat"), run)
                | {"standing": True}
            ],
        },
        {"node": "code", "language": HOSTILE, "text": HOSTILE},
        {"node": "printed", "text": HOSTILE},
        language='"><script>x</script>',
        title=run,
    )
    soup = BeautifulSoup(page(document), "html.parser")
    assert [script.string for script in soup.find_all("script", type=False)] == [SCRIPT]
    assert len(soup.find_all("style")) == 1
    assert not [
        name for tag in _tags(soup) for name in tag.attrs if name.startswith("on")
    ]
    assert not soup.find_all(href=re.compile("javascript"))
    assert (
        soup.h1.get_text()
        == soup.code.get_text()
        == soup.samp.get_text()
        == soup.td.get_text()
        == HOSTILE
    )
    assert soup.find("img")["alt"] == HOSTILE


def test_a_notebook_that_knows_nothing_of_us_comes_out_whole(tmp_path: Path):
    from tests.support.notebooks import of_cells, png

    (tmp_path / "pic.png").write_bytes(png())
    nbformat.write(of_cells(), tmp_path / "x.ipynb")
    made, resources = HTMLExporter().from_filename(str(tmp_path / "x.ipynb"))
    soup = BeautifulSoup(made, "html.parser")
    shown = soup.get_text()
    assert resources["output_extension"] == ".html"
    for wanted in (
        "Тест, Հայերեն 🦩",
        "A skipped heading",
        "12,345",
        "nested",
        "a quote",
        "col13",
        "hello world",
    ):
        assert wanted in shown
    assert "secret" not in shown
    assert [image["src"].partition(";")[0] for image in soup.select(".figure img")] == [
        "data:image/png"
    ] * 2
    assert soup.find("img", class_="formula")["alt"] == "x^2"
    assert all(head.get_text().strip() for head in soup.find_all("th"))


def test_a_title_from_right_to_left_moves_nothing_around_it():
    line = [{"text": "Title "}, {"text": "عنوان"}, {"text": ". 6 January"}]
    document = _foreign_document({"node": "text", "paragraphs": [line]})
    assert "<p>Title <bdi>عنوان</bdi>. 6 January</p>" in page(document).decode()


@every_edition
def test_page_and_charts_carry_every_letter_their_fonts_have(case: str, as_of: str):
    assert tuple(own_fonts.FAMILIES) == FONTS
    soup = _soup(case, as_of)
    assert not _missing(soup.style.string, set(soup.body.get_text()))
    for svg in _document(case, as_of).charts.values():
        carried = own_fonts.svg_with_fonts(svg)
        root = ElementTree.fromstring(carried.encode())
        drawn = {
            letter
            for text in root.iter("{http://www.w3.org/2000/svg}text")
            for letter in "".join(text.itertext())
        }
        assert not _missing(carried, drawn)
        assert (
            re.sub(r"\n<style>@font-face.*?</style>", "", carried, flags=re.DOTALL)
            == svg
        )


@every_edition
def test_a_picture_in_a_cell_carries_its_letters(case: str, as_of: str):
    for svg in _document(case, as_of).charts.values():
        words = dict.fromkeys(("title", "subtitle", "source", "alt"), ())
        shown = as_html({"block": "chart", "svg": svg, **words})
        (picture,) = re.findall('src="data:image/svg.xml;base64,([^"]+)"', shown)
        assert base64.b64decode(picture).decode() == own_fonts.svg_with_fonts(svg)


def _missing(css: str, letters: set[str]) -> set[str]:
    """Letters in use that one of the fonts has and no `@font-face` brings along."""
    parts = re.findall(r"data:font/woff;base64,([^)]*)", css)
    assert parts
    carried = {
        code
        for part in parts
        for code in TTFont(BytesIO(base64.b64decode(part))).getBestCmap()
    }
    printable = set().union(
        *(own_fonts.covered(names[0]) for names in own_fonts.FAMILIES.values())
    )
    return {letter for letter in letters if ord(letter) in printable - carried}


@pytest.mark.parametrize(
    ("text", "joins"),
    [("مرحبا", True), ("a\u0323", True), ("164 dead, Алматы – “é”", False)],
)
def test_letters_of_a_chart_that_join_or_carry_marks_are_shaped(text: str, joins: bool):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{text}</text></svg>'
    parts = re.findall(r"data:font/woff;base64,([^)]*)", own_fonts.svg_with_fonts(svg))
    carried = [TTFont(BytesIO(base64.b64decode(part))) for part in parts]
    assert carried
    assert any(table in font for font in carried for table in ("GSUB", "GPOS")) == joins


def test_letters_of_a_page_are_drawn_as_their_font_has_them():
    """Outlines and steps of the cut fonts are those of the whole ones."""
    letters = "Qg164 é–"
    css = own_fonts.faces(dict.fromkeys(own_fonts.STYLES, letters))
    names = own_fonts.FAMILIES["Source Sans Pro"]
    parts = re.findall(r"data:font/woff;base64,([^)]*)", css)
    assert len(parts) == len(names)
    for style, part in zip(sorted(own_fonts.STYLES), parts, strict=True):
        name = names[own_fonts.STYLES.index(style)]
        whole = next(folder / f"{name}.ttf" for folder in own_fonts.font_folders())
        cut = TTFont(BytesIO(base64.b64decode(part)))
        assert _drawn(cut, letters) == _drawn(TTFont(whole), letters)


def _drawn(font: TTFont, letters: str) -> list[tuple[float, list[object]]]:
    """The step and the outline of each letter."""
    glyphs, named = font.getGlyphSet(), font.getBestCmap()
    drawn = []
    for letter in letters:
        glyph = glyphs[named[ord(letter)]]
        pen = DecomposingRecordingPen(glyphs)
        glyph.draw(pen)
        drawn.append((glyph.width, pen.value))
    return drawn


def test_a_chart_without_text_stays_as_it_is():
    bare = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'
    assert own_fonts.svg_with_fonts(bare) == bare


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["ink", "quiet", "main", "gone"])
def test_colours_can_be_read(theme: int, colour: str):
    css = (ROOT / "analysis" / "asknown" / "report" / "page.css").read_text()
    for ground in ("paper", "mark"):
        dark, light = sorted(
            _luminance(re.findall(rf"--{name}: #(\w+);", css)[theme])
            for name in (colour, ground)
        )
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.browser
@needed
@pytest.mark.slow
def test_a_browser_without_a_network_has_nothing_to_complain_of(tmp_path: Path):
    made = _page(NAME, "2022-01-12")
    dom, complaints = _browse(made, tmp_path)
    assert "As known on" in dom
    assert complaints == []
    assert _browse(made.replace(b"--measure", b"--other"), tmp_path)[1], (
        "a style that was tampered with must be refused"
    )
    assert _browse(made.replace(b'"use strict"', b'"use nothing"'), tmp_path)[1], (
        "and so must a script"
    )


def _browse(html: bytes, folder: Path) -> tuple[str, list[str]]:
    """The page as chromium builds it, and what its console says."""
    path = folder / "report.html"
    path.write_bytes(html)
    call = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--enable-logging=stderr",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        path.as_uri(),
    ]
    done = subprocess.run(call, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]
