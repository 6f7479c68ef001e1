"""Fuzz: whatever bytes or text come in, they are read, or refused in one message of ours; never
another error."""

from __future__ import annotations

import contextlib
import html
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from asknown import dates
from asknown.editions.pdf_diff import Reading
from asknown.errors import AsknownError, harmless
from asknown.ledger.cells import cell_fault
from asknown.ledger.tables import TABLES
from asknown.model.check import check
from asknown.report import markdown
from asknown.report.document import Document
from asknown.report.html import page
from asknown.report.pdf import pdf
from tests.support.payloads import SHOWN
from tests.support.places import HARBOUR, ROOT

Tried = Callable[..., None]
ZONE = ZoneInfo("Asia/Almaty")
# Letters, syntax of everything a text could be taken for, and all of Unicode.
_PIECES = [
    *SHOWN.values(),
    *"#$*_`[]<>\\{}|!~:;,=&%\"'\n",
    "a",
    "é",
    "\u0301",
    "ш",
    "م",
    "\u202e",
    "\x1b",
]
TEXT = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=9).map("".join)
DATES = TEXT | st.from_regex(r"[0-9X?~%/.\[\]{}TZ:+\-]{1,24}", fullmatch=True)
CLAIMS = (HARBOUR / "claims.csv").read_bytes()


def fuzz(
    times: int,
    what: st.SearchStrategy,
    test: Callable[[object], object],
) -> int:
    """Try it so often; how often it was tried."""
    count = 0

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(what)
    def each(given_: object) -> None:
        nonlocal count
        count += 1
        test(given_)

    each()
    return count


def _cells(text: object) -> None:
    for column in {
        column.kind: column for table in TABLES for column in table.columns
    }.values():
        fault = cell_fault(column, str(text), ZONE)
        assert fault is None or (all(fault) and len(fault[0]) < 200)


def _dates(text: object) -> None:
    for read in (
        dates.span,
        lambda text: dates.published(text, ZONE),
        lambda text: dates.moment(text, ZONE),
    ):
        with contextlib.suppress(ValueError):
            read(str(text))


def _markdown(text: object) -> None:
    nodes = list(markdown.nodes(str(text)))
    with patch(
        "asknown.own_fonts.faces", return_value=""
    ):  # a subset of fonts for each text takes seconds
        shown = page(_document(nodes)).decode()
    body = shown.partition("<main")[2].rpartition("</main>")[0]
    tags = {tag.lower() for tag in re.findall(r"<\s*/?\s*([a-zA-Z][\w-]*)", body)}
    assert not tags & {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "svg",
        "form",
        "base",
        "meta",
        "link",
    }
    assert all(
        re.match(r"https?://|#|data:", html.unescape(link))
        for link in re.findall(r'href="([^"]*)"', body)
    )
    assert not re.search(r"<[^>\"]*\son\w+=", body)


def _document(nodes: list) -> Document:
    head = {
        "title": [{"text": "Notebook"}],
        "subtitle": [],
        "as_of": [],
        "method": [],
        "language": "en",
    }
    return Document(head, nodes, ours=False)


def _typst(text: object) -> None:
    """Markdown that anybody typed either becomes a PDF or is refused in words of ours."""
    with suppress(AsknownError):
        pdf(_document([{"node": "text", "paragraphs": [[{"text": str(text) or "x"}]]}]))


def _terminal(text: object) -> None:
    said = harmless(str(text))
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said
    )


KINDS = {
    "cells of every kind": (TEXT, _cells, 100, 8000),
    "dates": (DATES, _dates, 60, 8000),
    "markdown to the page": (TEXT, _markdown, 30, 2000),
    "text to the typesetter": (TEXT, _typst, 6, 500),
    "text to the terminal": (TEXT, _terminal, 300, 2000),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "much",
    [False, pytest.param(True, marks=pytest.mark.stress)],
    ids=["sample", "much"],
)
def test_any_text_is_taken_or_refused(kind: str, much: bool, tried: Tried):
    what, test, few, many = KINDS[kind]
    tried(f"fuzz: {kind}", fuzz(many if much else few, what, test))


def _pieces(few: int, many: int) -> list[object]:
    """How often it is tried: a few times in every run, in make stress a hundred at a time."""
    return [few, *(_piece(luck) for luck in range(many // 100))]


def _piece(luck: int) -> object:
    return pytest.param(100, id=f"100, luck {luck}", marks=pytest.mark.stress)


@pytest.mark.parametrize("times", _pieces(10, 1500))
def test_a_ledger_of_any_bytes_is_read_or_its_problems_named(
    copy: Path, times: int, tried: Tried
):
    piece = st.tuples(
        st.integers(0, len(CLAIMS)),
        st.integers(0, 40),
        st.binary(max_size=12) | TEXT.map(str.encode),
    )

    def spoilt(cut: object) -> None:
        at, length, new = cut  # type: ignore[misc]
        (copy / "claims.csv").write_bytes(CLAIMS[:at] + new + CLAIMS[at + length :])
        for problem in check(copy):
            assert problem.what
            assert problem.mend
            assert len(str(problem)) < 600

    tried("fuzz: bytes of a ledger", fuzz(times, piece, spoilt))


def _bomb(size: int, layers: int) -> bytes:
    """A PDF whose attachment unpacks to `size` bytes, packed so often."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    data = b"0" * size
    for _ in range(layers):
        data = zlib.compress(data, 9)
    file = writer.add_attachment("trace.json", b"x")
    stream = file._embedded_file
    stream._data = data
    from pypdf.generic import ArrayObject, NameObject

    stream[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode")] * layers)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("layers", [1, 2])
def test_an_attachment_that_unpacks_without_end_is_refused(layers: int, tried: Tried):
    data = _bomb(120_000_000, layers)
    assert len(data) < 200_000
    with pytest.raises(AsknownError):
        Reading(data).attachment("trace.json")
    tried("attachments that unpack without end", 1)


def test_a_page_tree_without_a_floor_is_refused(tried: Tried):
    kids = b"".join(
        b"%d 0 obj<</Type/Pages/Count 1/Kids[%d 0 R]>>endobj\n" % (at, at + 1)
        for at in range(2, 5000)
    )
    looped = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + kids
        + b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    for data in (
        looped,
        looped.replace(b"[5000 0 R]", b"[2 0 R]"),
        b"%PDF-1.7\n" + b"[" * 50_000,
    ):
        with pytest.raises(AsknownError, match="cannot be read"):
            Reading(data).attachment("trace.json")
    tried("page trees without a floor", 3)


@pytest.mark.parametrize("times", _pieces(20, 1000))
def test_a_report_with_any_bytes_changed_is_read_or_refused(times: int, tried: Tried):
    report = (
        ROOT / "reports" / "kazakhstan-2022" / "2022-01-12" / "report.pdf"
    ).read_bytes()
    piece = st.tuples(st.integers(0, len(report)), st.binary(min_size=1, max_size=30))

    def spoilt(cut: object) -> None:
        at, new = cut  # type: ignore[misc]
        with contextlib.suppress(AsknownError):
            Reading(report[:at] + new + report[at + len(new) :]).attachment(
                "trace.json"
            )

    tried("fuzz: bytes of a PDF", fuzz(times, piece, spoilt))
