"""What a listener gets of a PDF: its structure tree, and what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from asknown.editions.render import Edition
from asknown.report.tags import Spoken, tagged
from tests.support.editions import edition
from tests.support.pdf import children, elements, notes, places_of_notes, scope
from tests.support.places import CASES, HARBOUR, NAME

Render = Callable[[str, str], Edition]
_SMALL = (str(HARBOUR), "2022-03-09", "report")
_EVERY = [
    _SMALL,
    *(
        pytest.param(case.name, "", name, marks=pytest.mark.slow)  # the last day
        for case in CASES
        for name in ("report", "annex")
    ),
]
every_pdf = pytest.mark.parametrize(("case", "as_of", "name"), _EVERY)


@every_pdf
def test_each_table_has_a_caption_and_each_row_a_header(
    case: str, as_of: str, name: str
):
    tables = [
        each for each in elements(_pdf(case, as_of, name)) if each["/S"] == "/Table"
    ]
    assert tables
    for table in tables:
        parts = [part["/S"] for part in children(table)]
        assert parts[:2] == ["/Caption", "/THead"]
        assert set(parts[2:]) == {"/TBody"}, "no row is a foot"
        for part in children(table)[2:]:
            for row in children(part):
                assert [scope(cell) for cell in children(row)].count("/Row") == 1


@every_pdf
def test_each_source_is_an_item_of_a_list_and_each_note_says_its_source(
    case: str, as_of: str, name: str
):
    data = _pdf(case, as_of, name)
    items = [each for each in elements(data) if each["/S"] == "/LI"]
    said = [note for note in notes(data) if note.startswith("source ")]
    assert said
    assert all(re.match(r"source \d+, \S", note) for note in said)
    assert not [note for note in notes(data) if note.startswith("page ")]
    assert len(items) >= len(set(said))


@every_pdf
def test_each_note_leads_to_where_its_source_stands(case: str, as_of: str, name: str):
    data = _pdf(case, as_of, name)
    reader = PdfReader(BytesIO(data))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    led = places_of_notes(data)
    assert led
    for said, place in led.items():
        number, publisher = re.fullmatch(r"source (\d+), (.+)", said).groups()
        assert place == f"source-{number}"
        page = reader.get_destination_page_number(reader.named_destinations[place])
        assert " ".join(publisher.split()) in pages[page]


@every_pdf
def test_headings_skip_no_level(case: str, as_of: str, name: str):
    kinds = [str(each["/S"]) for each in elements(_pdf(case, as_of, name))]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_pdf
def test_what_stands_for_a_picture_is_short(case: str, as_of: str, name: str):
    said = [
        str(each["/Alt"])
        for each in elements(_pdf(case, as_of, name))
        if "/Alt" in each
    ]
    assert said
    assert [alt for alt in said if len(alt) > 400] == []


@pytest.mark.slow
def test_a_struck_number_says_so(rendered: Render):
    data = rendered(NAME, "2022-01-12").files["report.pdf"]
    struck = [
        each
        for each in elements(data)
        if any(
            "/TextDecorationType" in part.get_object() for part in each.get("/A", [])
        )
    ]
    assert struck
    assert all(
        str(each["/Alt"]).endswith("(struck: withdrawn or denied)") for each in struck
    )
    assert any(str(each["/Alt"]).startswith("164 ") for each in struck)


def test_the_file_says_what_it_is_and_the_day_it_knows():
    case, as_of, name = _SMALL
    data = _pdf(case, as_of, name)
    about = PdfReader(BytesIO(data)).metadata
    assert about
    assert about.title
    assert "As known on 9 March 2022" in about.title
    assert about.subject
    assert about.keywords
    assert about.creation_date_raw == about.modification_date_raw == "D:20220309000000Z"


def test_what_does_not_fit_is_left_as_it_was():
    data = _pdf(*_SMALL)
    assert tagged(data, Spoken((), {}, ("a",) * 99)) == data


def _pdf(case: str, as_of: str, name: str) -> bytes:
    return edition(case, as_of, name).files["report.pdf"]
