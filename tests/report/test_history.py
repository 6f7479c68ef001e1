"""The living page: a reader chooses a day and sees what the report of that day had in front, and
nothing later."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page

from asknown.editions.pdf_diff import Reading
from asknown.editions.recall import Published
from asknown.ledger.settings import HeadlineFigure, Stage
from asknown.model.case import Case
from asknown.model.changes import before
from asknown.model.phrases import number
from asknown.report import front_page, history
from asknown.report.brief import Brief
from asknown.report.document import Document, read
from asknown.report.html import page as set_page
from asknown.subjects import casualties, quantities
from asknown.subjects.claims import ids, numbered, said
from asknown.text import english
from asknown.text.faces import as_html, as_text, text_of
from asknown.text.prose import sentences
from tests.support.chromium import needed
from tests.support.editions import edition
from tests.support.places import HARBOUR, ROOT
from tests.support.samples import sampled

NAME, LAST = "kazakhstan-2022", "2024-01-03"
SMALL = (str(HARBOUR), "2022-03-09")
TEN = (
    "2022-01-04 2022-01-05 2022-01-09T17:12 2022-01-09T19:17 2022-01-09 2022-01-12 2022-01-15 "
    "2022-03-14 2022-07-29 2022-08-16"
).split()
browser_test = [
    pytest.mark.browser,
    needed,
]


@cache
def _document(case: str, as_of: str) -> Document:
    return read(
        nbformat.reads(
            edition(case, as_of).files["report.ipynb"].decode(), as_version=4
        )
    )


def _days(case: str, as_of: str) -> dict[str, Any]:
    return next(node for node in _document(case, as_of).nodes if node["node"] == "days")


@cache
def _soup(case: str, as_of: str) -> BeautifulSoup:
    return BeautifulSoup(edition(case, as_of).files["report.html"], "html.parser")


def _at(slot: list[dict[str, Any]], moment: int) -> list[dict[str, Any]]:
    return [stay for stay in slot if stay["since"] <= moment < stay["until"]]


def _bare(value: Any) -> Any:
    """Block data without the numbers that a document gives to notes."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if key != "numbers"}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _is_as_the_report_of_that_day(
    whole: Case, shown: dict[str, Any], as_of: str
) -> None:
    """The whole ledger through the door at that moment gives the same tiles, sentences, title and
    claims."""
    moment = [each["as_of"] for each in shown["moments"]].index(as_of)
    case = whole.as_known(as_of)
    brief = Brief(case, case, whole.settings.rule)
    blocks = brief.key_figures().data()["blocks"]
    tiles = [
        _bare(stay["tile"]) for slot in shown["tiles"] for stay in _at(slot, moment)
    ]
    assert tiles == (blocks[0]["tiles"] if blocks else [])
    (said,) = _at(shown["said"], moment)
    if blocks:
        told = sentences(map(front_page.sentence, brief.headline))
        assert text_of(said["runs"]) == told.text
    _opens_as_the_report_of_that_day(case, shown, moment)
    standing = {str(each): row for each, row in case.claims.iterrows()}
    rows = [stay["cells"] for stay in _at(shown["rows"], moment)]
    listed = [re.sub("^claims:", "", cells[1][0]["trace"][0]) for cells in rows]
    keys = {(figure.metric, figure.group, figure.place) for figure in brief.headline}
    assert set(listed) == {
        claim
        for claim, row in standing.items()
        if (row["metric"], row["group"], row["place"]) in keys
        and not row["relays"]
        and row["standing"] != "superseded"
    }
    for claim, cells in zip(listed, rows, strict=True):
        assert bool(cells[1][0].get("struck")) == (
            standing[claim]["standing"] in ("withdrawn", "denied")
        )
        assert text_of(cells[1]) == quantities.told(case, claim).text


def _opens_as_the_report_of_that_day(
    case: Case, shown: dict[str, Any], moment: int
) -> None:
    """Headline and standfirst, with what was new since the report before it."""
    head = Brief(case, before(case), case.settings.rule).data()
    (headline,) = _at(shown["headlines"], moment) or [{"runs": []}]
    assert _bare(headline["runs"]) == head["headline"]
    told = [stay["runs"] for slot in shown["standfirst"] for stay in _at(slot, moment)]
    assert " ".join(map(text_of, told)) == text_of(head["standfirst"])


@pytest.mark.parametrize("as_of", TEN)
def test_each_day_is_told_as_its_report_told_it(shipped: Case, as_of: str):
    _is_as_the_report_of_that_day(shipped, _days(NAME, LAST), as_of)


def test_so_is_every_moment_of_another_case(harbour: Case):
    shown = _days(*SMALL)
    for moment in shown["moments"]:
        _is_as_the_report_of_that_day(harbour, shown, moment["as_of"])


@pytest.mark.stress
@pytest.mark.parametrize("rule", ["official", "span", "minimum"])
def test_so_is_every_moment_of_the_first_case_by_any_rule(shipped: Case, rule: str):
    case = shipped.as_known(LAST)
    told = history.days(case, rule, front_page.headline(case, rule))
    for moment, (as_of, _) in enumerate(told.moments):
        known = shipped.as_known(as_of)
        tiles = [
            tile
            for slot in told.tiles
            for since, until, tile in slot
            if since <= moment < until
        ]
        assert tiles == [
            front_page.tile(figure) for figure in front_page.headline(known, rule)
        ]


@pytest.mark.parametrize(
    "folder",
    [ROOT / "data" / "ukraine-estimates", HARBOUR],
    ids=lambda folder: folder.name,
)
def test_the_title_of_the_chart_is_that_of_its_moment(folder: Path):
    case = Case.load(folder)
    last = case.as_known(str(case.learned()[-1]))
    headline = front_page.headline(last, case.settings.rule)
    main = front_page.main(last, headline)
    told = history.days(last, case.settings.rule, headline)
    for moment, (as_of, _) in enumerate(told.moments):
        known = case.as_known(as_of)
        claims = said(known, *main.key)
        own = casualties.finding(
            known, claims, known.figure(main.metric, main.group, main.place)
        )
        assert [
            title for since, until, title in told.titles if since <= moment < until
        ] == [own]


@pytest.mark.slow
def test_a_moment_is_every_day_something_was_learned_and_every_minute_a_claim_moved(
    shipped: Case,
):
    case = shipped.as_known(LAST)
    names = [each["as_of"] for each in _days(NAME, LAST)["moments"]]
    assert set(map(str, case.learned())) <= set(names)
    assert {"2022-01-09T17:12", "2022-01-09T19:17", "2022-01-09"} < set(names)
    assert names[-1] == LAST
    assert [case.when(name).known for name in names] == sorted(
        case.when(name).known for name in names
    )


@pytest.mark.slow
def test_no_moment_lies_after_the_report_and_its_own_is_the_last():
    early = _days(NAME, "2022-01-09T18:00")
    assert [each["as_of"] for each in early["moments"]][-2:] == [
        "2022-01-09T17:12",
        "2022-01-09T18:00",
    ]
    assert "T19:17" not in json.dumps(early)


def test_the_withdrawn_count_stands_in_force_for_two_hours_and_struck_ever_after():
    shown = _days(NAME, LAST)
    names = [each["as_of"] for each in shown["moments"]]
    stays = [
        stay
        for stay in shown["rows"]
        if "claims:KT-004" in stay["cells"][1][0].get("trace", [])
    ]
    spans = [
        (names[stay["since"]], stay["until"], bool(stay["cells"][1][0].get("struck")))
        for stay in stays
    ]
    assert spans[0] == ("2022-01-09T17:12", names.index("2022-01-09T19:17"), False)
    assert all(struck for _, _, struck in spans[1:])
    assert spans[-1][1] == len(names)


@pytest.mark.parametrize("as_of", TEN)
@pytest.mark.slow
def test_the_chart_of_a_day_has_no_text_that_day_could_not_have(
    shipped: Case, as_of: str
):
    moment = [each["as_of"] for each in _days(NAME, LAST)["moments"]].index(as_of)
    case = shipped.as_known(as_of)
    claims = said(case, "killed")
    could = {
        text
        for claim in ids(claims)
        for text in (number(case, claim).text, casualties.chart_label(case, claim).text)
    }
    drawn = _drawn_on(_soup(NAME, LAST).select_one(".days svg"), moment)
    labels = [
        text.get_text()
        for text in drawn.find_all("text")
        if text.get("data-trace", "").startswith("claims:")
    ]
    assert set(labels) <= could
    marks = drawn.find_all("use", href=re.compile("#toll-m"))
    assert len(marks) >= len(numbered(claims))
    assert bool(labels) == bool(numbered(claims))
    axis = [
        int(text.get_text())
        for text in drawn.find_all("text", attrs={"text-anchor": "end"})
        if text.get_text().isdigit()
    ]
    assert (
        max(axis, default=0)
        <= max((claim.y or 0 for claim in claims), default=0) * 1.28
    )


def _drawn_on(svg: Tag, moment: int) -> Tag:
    """The chart with only the parts that are seen at a moment."""
    copy = BeautifulSoup(str(svg), "html.parser")
    for part in copy.select("[data-since]"):
        if not int(part["data-since"]) <= moment < int(part["data-until"]):
            part.extract()
    return copy


@pytest.mark.parametrize("case", [(NAME, LAST), SMALL], ids=["big", "small"])
def test_the_page_opens_with_its_own_day_and_hides_the_others(case: tuple[str, str]):
    soup = _soup(*case)
    block = soup.select_one(".days")
    last = len(_days(*case)["moments"]) - 1
    for part in block.select("[data-since]"):
        is_unseen = part.has_attr("hidden") or part.get("display") == "none"
        assert is_unseen == (
            not int(part["data-since"]) <= last < int(part["data-until"])
        )
    bar = soup.select_one(".moment")
    assert bar.has_attr("hidden"), "without a script there is no slider"
    assert [option.get_text() for option in bar.select("option")] == [
        text_of(each["label"]) for each in _days(*case)["moments"]
    ]
    tiles = next(
        node for node in _document(*case).nodes if node["node"] == "key_figures"
    )["tiles"]
    shown = [
        tile.select_one(".number").get_text()
        for tile in block.select(".tiles > li:not([hidden])")
    ]
    assert shown == [text_of(tile["number"]) for tile in tiles]


def test_the_drawing_has_no_style_of_its_own_and_no_name_twice():
    svg = _soup(NAME, LAST).select_one(".days svg")
    assert not svg.find_all(style=True)
    assert not svg.find_all(["style", "metadata", "script"])
    ids = {tag["id"] for tag in svg.find_all(id=True)}
    used = {href[1:] for href in (tag["href"] for tag in svg.find_all(href=True))}
    used |= set(re.findall(r"url\(#([\w-]+)\)", str(svg)))
    assert used == ids
    assert all(name.startswith("toll-") for name in ids)


@pytest.mark.slow
def test_paper_has_its_own_day_alone():
    document = _document(NAME, "2022-01-12")
    assert not [node for node in document.on_paper if node["node"] == "days"]
    report = Reading(edition(NAME, "2022-01-12").files["report.pdf"])
    text = " ".join(report.text(page) for page in range(len(report.pages)))
    assert "What stood behind" not in text
    document = _document(NAME, LAST)
    entries = next(node for node in document.on_paper if node["node"] == "entries")[
        "entries"
    ]
    assert [entry["number"] for entry in entries] == list(
        range(1, len(document.cited) + 1)
    )
    on_page = next(node for node in document.nodes if node["node"] == "entries")[
        "entries"
    ]
    assert len(on_page) > len(entries), (
        "a source that only days before cite stands in the page's list alone"
    )


def test_a_section_of_days_alone_leaves_no_heading_on_paper():
    heading = {"node": "heading", "level": 1, "runs": [{"text": "Days"}]}
    shown = Document(
        {}, [heading, _days(*SMALL), dict(heading), {"node": "text", "paragraphs": []}]
    )
    assert [node["node"] for node in shown.on_paper] == ["heading", "text"]


@pytest.mark.slow
def test_the_trace_keeps_the_days_before_apart_and_recall_does_not_call_them_printed():
    trace = json.loads(edition(NAME, "2022-01-12").files["trace.json"])
    early = [each for each in trace["days"] if each["trace"] == ["claims:KT-004"]]
    assert {place for each in early for place in each["where"]} >= {"2022-01-09T17:12"}
    assert not {place for each in trace["numerals"] for place in each["where"]} & {
        each["as_of"] for each in _moments()
    }
    printed = Published(Path(), trace).printed("KT-004")
    assert printed
    assert all(re.match(r"[A-Z]|head$", place) for place in printed), printed
    assert not Published(Path(), trace).relies_on("KT-004")


def _moments() -> list[dict[str, Any]]:
    moments: list[dict[str, Any]] = _days(NAME, "2022-01-12")["moments"]
    return moments


def test_every_numeral_of_the_days_is_traced():
    trace = json.loads(edition(NAME, LAST).files["trace.json"])
    known = {each["text"] for each in [*trace["numerals"], *trace["days"]]}
    for node in _soup(NAME, LAST).select_one(".days").find_all(string=True):
        for numeral in english.numerals(node):
            assert numeral in known
            assert node.find_parent(attrs={"data-trace": True}) or node.find_parent(
                role="doc-noteref"
            ), node


def test_the_last_edition_of_the_shipped_case_is_under_a_megabyte_and_a_half():
    assert len(edition(NAME, LAST).files["report.html"]) < 1_500_000


def test_in_a_notebook_the_days_are_a_table_of_turns():
    shown = _days(*SMALL)
    text = as_text(shown)
    assert text.splitlines()[0] == "The key figures as known on each day"
    assert as_html(shown).count("<tr>") == len(text.splitlines()) - 1
    turns = {stay["since"] for slot in shown["tiles"] for stay in slot}
    assert len(text.splitlines()) == len(turns) + 2


def test_a_case_without_figures_in_front_has_no_days(harbour: Case):
    known = harbour.as_known("2022-03-09")
    bare = Case(
        known.id, replace(known.settings, headline=()), known.tables, known.known_at
    )
    assert Brief(bare, bare, "official").days().data()["blocks"] == []


def test_too_many_moments_are_said_to_be_left_out(
    harbour: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(history, "MOST", 3)
    known = harbour.as_known("2022-03-09")
    told = history.days(known, "official", front_page.headline(known, "official"))
    assert len(told.moments) == 3
    assert (
        told.left_out.text
        == "Only the last 3 moments can be chosen; there are earlier ones."
    )
    assert told.moments[-1][0] == "2022-03-09"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("living") / "report.html"
    path.write_bytes(edition(NAME, LAST).files["report.html"])
    return path


def _open(browser: Browser, place: Path, width: int = 1440, **context: Any) -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": 900}, **context
    ).new_page()
    page.goto(place.as_uri())
    return page


def _choose(page: Page, as_of: str) -> None:
    at = [each["as_of"] for each in _days(NAME, LAST)["moments"]].index(as_of)
    page.locator(".moment select").select_option(index=at)


def _numbers(page: Page) -> list[str]:
    return page.locator(".tiles > li:visible .number").all_inner_texts()


class TestInABrowser:
    """In chromium, as a reader moves the slider."""

    pytestmark = browser_test

    def test_the_slider_shows_the_figures_of_ten_days(
        self, browser: Browser, place: Path, shipped: Case
    ):
        page = _open(browser, place)
        for as_of in TEN:
            _choose(page, as_of)
            wanted = [
                front_page.tile(figure).number.text
                for figure in front_page.headline(shipped.as_known(as_of), "official")
            ]
            assert _numbers(page) == wanted

    def test_it_moves_by_keyboard_and_says_where_it_is(
        self, browser: Browser, place: Path
    ):
        page = _open(browser, place)
        slider = page.get_by_role("slider")
        labels = [text_of(each["label"]) for each in _days(NAME, LAST)["moments"]]
        assert slider.get_attribute("aria-valuetext") == labels[-1]
        for key, at in (
            ("ArrowLeft", -2),
            ("ArrowLeft", -3),
            ("ArrowRight", -2),
            ("Home", 0),
            ("End", -1),
        ):
            slider.press(key)
            assert slider.get_attribute("aria-valuetext") == labels[at]
            assert (
                page.locator(".moment select").evaluate(
                    "it => it.selectedOptions[0].text"
                )
                == labels[at]
            )
        page.get_by_role("button", name="Earlier").press("Enter")
        assert slider.get_attribute("aria-valuetext") == labels[-2]
        page.get_by_role("button", name="Back to ").press("Enter")
        assert slider.get_attribute("aria-valuetext") == labels[-1]
        assert page.get_by_role("button", name="Later").is_disabled()

    def test_it_moves_by_mouse_and_back(self, browser: Browser, place: Path):
        page = _open(browser, place)
        own = _numbers(page)
        box = page.get_by_role("slider").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
        assert page.locator(".then").is_visible()
        assert _numbers(page) != own
        page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
        assert _numbers(page) == own
        assert page.locator(".past").count() == 0

    def test_a_listener_hears_of_figures_only_when_they_change(
        self, browser: Browser, place: Path
    ):
        page = _open(browser, place)
        status = page.locator(".moment [role=status]")
        assert status.text_content() == ""
        _choose(page, "2022-01-09T17:12")
        assert (status.text_content() or "").startswith(
            "164 killed; over 1,000 injured"
        )
        _choose(page, "2022-01-11")
        page.evaluate(
            "document.querySelector('.moment [role=status]').textContent = 'as before'"
        )
        _choose(page, "2022-01-12")
        assert status.text_content() == "as before", (
            "the same figures are not said again"
        )
        _choose(page, "2022-01-15")
        assert (status.text_content() or "").startswith("225 killed")

    def test_nothing_later_can_be_read_or_heard(self, browser: Browser, place: Path):
        page = _open(browser, place)
        _choose(page, "2022-01-12")
        block = page.locator(".days")
        heard = block.aria_snapshot()
        seen = (
            "it => [...it.querySelectorAll('li, p, tr')].filter(each => "
            "each.checkVisibility()).map(each => each.innerText)"
        )
        read_ = "\n".join(block.evaluate(seen))
        assert "164" in read_
        for later in ("225", "227", "241", "238"):
            options = "\n".join(page.locator(".moment option").all_inner_texts())
            assert later not in heard.replace(options, "")
            assert not re.search(
                rf"\b{later}\b(?!\])", re.sub(r"\[[\d,\s]+\]", "", read_)
            )
        drawn = (
            "it => [...it.querySelectorAll('svg text')].filter(each => "
            "each.getClientRects().length).map(each => each.textContent)"
        )
        texts = set(block.evaluate(drawn))
        assert any("withdrawn" in each for each in texts)
        assert not {"225", "227", "241", "238"} & texts

    @pytest.mark.parametrize(
        ("width", "theme"),
        sampled(
            [(360, "light"), (1440, "dark"), (360, "dark"), (1440, "light")],
            (360, "light"),
        ),
    )
    def test_nobody_is_kept_out_on_a_day_before(
        self, browser: Browser, place: Path, width: int, theme: Any
    ):
        page = _open(browser, place, width, color_scheme=theme)
        _choose(page, "2022-01-09T17:12")
        options = {"resultTypes": ["violations"], "preload": False, "iframes": False}
        found = Axe().run(page, context=".days", options=options).response["violations"]
        assert [each["id"] for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_without_a_script_only_the_slider_is_missing(
        self, browser: Browser, place: Path
    ):
        without = _open(browser, place, java_script_enabled=False)
        with_it = _open(browser, place)
        with_it.evaluate(
            "for (const it of document.querySelectorAll('.moment, .png, .embed')) it.hidden = true"
        )
        assert (
            without.locator(".days").inner_text()
            == with_it.locator(".days").inner_text()
        )
        assert without.get_by_role("slider").count() == 0

    def test_the_headline_is_that_of_the_day(self, browser: Browser, place: Path):
        page = _open(browser, place)
        own = page.locator("h1").inner_text()
        _choose(page, "2022-01-09T17:12")
        assert page.locator("h1").inner_text().startswith("Official toll: 164, says")
        assert page.locator(".standfirst:visible").count() == 1
        assert "238" not in page.locator("header").inner_text()
        page.get_by_role("button", name="Back to ").press("Enter")
        assert page.locator("h1").inner_text() == own

    def test_paper_has_the_reports_own_day(self, browser: Browser, place: Path):
        page = _open(browser, place)
        own = _numbers(page)
        _choose(page, "2022-01-09T17:12")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert _numbers(page) == own

    def test_it_asks_for_nothing_and_complains_of_nothing(
        self, browser: Browser, place: Path
    ):
        page = browser.new_context().new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(place.as_uri())
        for as_of in TEN:
            _choose(page, as_of)
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith("data:")] == [place.as_uri()]
        assert complaints == []


def test_hostile_text_in_a_slot_stays_text():
    hostile = [{"text": "</option><script>alert(1)</script>"}]
    shown = {
        "node": "days",
        "moments": [
            {"as_of": "2022-01-01", "label": hostile},
            {"as_of": "2022-01-02", "label": hostile},
        ],
        "tiles": [],
        "said": [{"since": 0, "until": 2, "runs": hostile}],
        "titles": [],
        "labels": [],
        "rows": [{"since": 0, "until": 1, "cells": [hostile]}],
        "caption": hostile,
        "columns": ["Figure"],
        "chart_name": "",
        "chart": "",
        "left_out": hostile,
    }
    head = {
        "title": [{"text": "T"}],
        "subtitle": [],
        "as_of": [],
        "method": [],
        "language": "en",
    }
    soup = BeautifulSoup(set_page(Document(head, [shown], ours=False)), "html.parser")
    assert len(soup.find_all("script")) == 1
    assert soup.option.get_text() == soup.td.get_text() == hostile[0]["text"]


def test_the_days_before_have_in_front_what_stood_in_front_then(shipped: Case):
    """A stage that puts something else in front changes no day before it."""
    only = (HeadlineFigure("detained"),)
    stage = Stage(since="2022-01-08", headline=only)
    case = replace(shipped, settings=replace(shipped.settings, stages=(stage,)))
    known = case.as_known("2022-01-12")
    days = history.days(known, "official", front_page.headline(known, "official"))
    names = [moment for moment, _ in days.moments]
    turn = names.index("2022-01-08")
    detained, *others = days.tiles
    assert {stay[2].label.text for stay in detained} == {"detained"}
    assert others
    assert all(until <= turn for slot in others for _, until, _ in slot)
    before = [said.text for since, until, said in days.said if until <= turn]
    after = [said.text for since, until, said in days.said if since >= turn]
    assert any("Killed" in said for said in before)
    assert after
    assert not any("Killed" in said for said in after)
