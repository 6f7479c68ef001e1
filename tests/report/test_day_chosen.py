"""The day that a reader chooses: in the address, by mark, by step and by watching, on a phone and
on a wide screen, light and dark, with a script and without."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.chromium import needed
from tests.support.editions import edition
from tests.support.places import HARBOUR

SMALL = (str(HARBOUR), "2022-03-09")
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
browser_test = [pytest.mark.browser, needed]
looks = pytest.mark.parametrize(
    ("screen", "theme"),
    list(itertools.product((PHONE, WIDE), ("light", "dark"))),
    ids=["phone-light", "phone-dark", "wide-light", "wide-dark"],
)


def _html() -> str:
    return edition(*SMALL).files["report.html"].decode()


def _moments() -> list[str]:
    soup = BeautifulSoup(_html(), "html.parser")
    return [option["value"] for option in soup.select(".moment option")]


def _changes() -> list[int]:
    soup = BeautifulSoup(_html(), "html.parser")
    return [
        int(at)
        for at in soup.select_one(".moment [type=range]")["data-changes"].split()
    ]


def _numbers_at(moment: int) -> list[str]:
    """What the key figures read at a moment."""
    soup = BeautifulSoup(_html(), "html.parser")
    shown = []
    for tile in soup.select(".days .tiles > li"):
        since, until = int(tile["data-since"]), int(tile["data-until"])
        if since <= moment < until:
            shown.append(tile.select_one(".number").get_text())
    return shown


def test_a_mark_stands_where_a_key_figure_reads_otherwise_and_nowhere_else():
    turns = []
    for moment in range(1, len(_moments())):
        if _numbers_at(moment) != _numbers_at(moment - 1):
            turns.append(moment)
    assert _changes() == turns
    path = BeautifulSoup(_html(), "html.parser").select_one(".ticks path")["d"]
    assert path == "".join(f"M{at} 0V1" for at in turns)


class Opened:
    """Opens the page at an address."""

    def __init__(self, browser: Browser, path: Path) -> None:
        self._browser, self._path = browser, path
        self.contexts: list[BrowserContext] = []

    def at(self, address: str = "", **screen: Any) -> Page:
        context = self._browser.new_context(**{"viewport": WIDE, **screen})
        self.contexts.append(context)
        page = context.new_page()
        page.goto(self._path.as_uri() + address)
        return page


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    path = tmp_path / "report.html"
    path.write_text(_html(), encoding="utf-8")
    pages = Opened(browser, path)
    yield pages
    for context in pages.contexts:
        context.close()


def _shown(page: Page) -> str:
    """The moment that the page shows."""
    value: str = page.locator(".moment select").input_value()
    return value


def _numbers(page: Page) -> list[str]:
    return page.locator(".days .tiles > li:visible .number").all_inner_texts()


class TestAddress:
    """The day and the quantity in the address."""

    pytestmark = browser_test

    @looks
    def test_it_is_read_and_written(
        self, opened: Opened, screen: dict[str, int], theme: Any
    ):
        moments = _moments()
        page = opened.at(f"#d={moments[2]}", viewport=screen, color_scheme=theme)
        assert _shown(page) == moments[2]
        assert _numbers(page) == _numbers_at(2)
        page.get_by_role("button", name="Next change").press("Enter")
        there = min(at for at in [*_changes(), len(moments) - 1] if at > 2)
        assert page.url.endswith(f"#d={moments[there]}")
        again = opened.at(
            page.url[page.url.index("#") :], viewport=screen, color_scheme=theme
        )
        assert _numbers(again) == _numbers(page) == _numbers_at(there)

    def test_a_day_between_stands_for_the_last_moment_not_after_it(
        self, opened: Opened
    ):
        moments = _moments()
        page = opened.at("#d=1999-01-01")
        assert _shown(page) == moments[0]
        for given, wanted in (
            ("2999-12-31", moments[-1]),
            ("2022-03-01T18:59", "2022-03-01T14:00"),
            ("2022-03-01T19:00", "2022-03-01T19:00"),
            ("2022-03-01", "2022-03-01"),
            ("2022-03-08", "2022-03-06"),
        ):
            page.evaluate("hash => { location.hash = hash }", f"#d={given}")
            page.wait_for_function(
                "day => document.querySelector('.moment select').value === day",
                arg=wanted,
            )

    def test_what_names_no_day_changes_nothing(self, opened: Opened):
        own = _moments()[-1]
        for address in (
            "#d=yesterday",
            "#d=2022-1-9",
            "#m=nothing",
            "#d=%3Cb%3E&m=%22",
            "#x",
        ):
            page = opened.at(address)
            assert _shown(page) == own
            assert page.locator(".named").count() == 0

    def test_a_quantity_is_marked_and_in_sight_and_stays_in_the_address(
        self, opened: Opened
    ):
        soup = BeautifulSoup(_html(), "html.parser")
        metric = soup.select(".tiles > li:not([hidden])")[-1]["data-metric"]
        page = opened.at(f"#m={metric}", viewport=PHONE)
        tile = page.locator(f".tiles > li.named[data-metric={metric}]:visible")
        assert tile.count() == 1
        box = tile.bounding_box()
        assert box
        assert 0 <= box["y"] < PHONE["height"]
        page.get_by_role("button", name="Previous change").press("Enter")
        assert page.url.endswith(f"&m={metric}")

    def test_an_address_of_a_place_in_the_page_leaves_the_day_alone(
        self, opened: Opened
    ):
        moments = _moments()
        page = opened.at(f"#d={moments[1]}")
        page.locator("nav a").last.press("Enter")
        assert page.url.endswith(str(page.locator("nav a").last.get_attribute("href")))
        assert _shown(page) == moments[1]


class TestSteps:
    """From change to change, and watching the days pass."""

    pytestmark = browser_test

    @looks
    def test_each_change_is_reached_by_keyboard(
        self, opened: Opened, screen: dict[str, int], theme: Any
    ):
        moments = _moments()
        page = opened.at(f"#d={moments[0]}", viewport=screen, color_scheme=theme)
        forth, back = (
            page.get_by_role("button", name=name)
            for name in ("Next change", "Previous change")
        )
        seen = []
        while forth.is_enabled():
            forth.press("Enter")
            seen.append(moments.index(_shown(page)))
            assert forth.evaluate(
                "it => getComputedStyle(it).outlineStyle"
            ) != "none" or (forth.is_disabled())
        assert seen == list(dict.fromkeys([*_changes(), len(moments) - 1]))
        back.press("Enter")
        assert moments.index(_shown(page)) == max(
            at for at in [0, *_changes()] if at < seen[-1]
        )

    @pytest.mark.parametrize("motion", ["no-preference", "reduce"])
    def test_days_pass_only_when_asked_stop_when_asked_and_end_with_the_own(
        self, opened: Opened, motion: Any
    ):
        moments, stops = _moments(), [*_changes(), len(_moments()) - 1]
        page = opened.at(reduced_motion=motion)
        page.clock.install()
        page.reload()
        page.clock.run_for(60_000)
        assert _shown(page) == moments[-1], "nothing moves by itself"
        page.get_by_role("button", name="Play").press("Enter")
        assert _shown(page) == moments[0]
        page.clock.run_for(1300)
        assert _shown(page) == moments[0 if motion == "reduce" else stops[0]]
        page.get_by_role("button", name="Pause").press("Enter")
        kept = _shown(page)
        page.clock.run_for(60_000)
        assert _shown(page) == kept
        page.get_by_role("button", name="Play").press("Enter")
        page.clock.run_for(60_000)
        assert _shown(page) == moments[-1]
        assert page.get_by_role("button", name="Play").is_visible()
        assert page.url.endswith(f"#d={moments[-1]}")

    def test_what_does_not_follow_the_day_says_of_which_it_is(self, opened: Opened):
        page = opened.at()
        assert page.locator(".known-on:visible").count() == 0
        page.get_by_role("button", name="Previous change").press("Enter")
        followed = page.locator("h2").count() - 1
        assert page.locator(".known-on:visible").count() == followed
        told = page.locator(".known-on").first.inner_text().replace("\xa0", " ")
        assert told == "As known on 9 March 2022, not on the day chosen."

    def test_the_line_of_the_day_stays_in_sight_and_is_one_line(self, opened: Opened):
        for screen in (PHONE, WIDE):
            page = opened.at(viewport=screen)
            page.evaluate("scrollTo(0, 2000)")
            box = page.locator(".moment").bounding_box()
            assert box
            assert 40 <= box["y"] + box["height"] <= 46, screen

    def test_without_a_script_the_page_has_its_own_day_and_no_line(
        self, opened: Opened
    ):
        page = opened.at(f"#d={_moments()[0]}", java_script_enabled=False)
        assert _numbers(page) == _numbers_at(len(_moments()) - 1)
        assert not page.locator(".moment").is_visible()
        assert page.locator(".known-on:visible").count() == 0
