"""What the page folds to a line, and how long it is before anybody unfolds anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page

from asknown.text import english
from tests.support.chromium import needed
from tests.support.editions import edition
from tests.support.places import HARBOUR

SMALL = (str(HARBOUR), "2022-03-09")
LONGEST = [("kazakhstan-2022", "2024-01-03"), ("derna-2023", "2023-09-17")]
PHONE = {"width": 360, "height": 740}
SCREENS = 20
BYTES = 1_500_000
browser_test = [pytest.mark.browser, needed]


def _html(case: tuple[str, str]) -> bytes:
    return edition(*case).files["report.html"]


def _folds(case: tuple[str, str]) -> list[Tag]:
    return BeautifulSoup(_html(case), "html.parser").select("details.fold")


def test_a_fold_says_how_much_it_holds():
    folds = _folds(SMALL)
    assert folds
    for fold in folds:
        assert not fold.has_attr("open")
        count = fold.select_one(".more [data-trace]")
        if count is not None:
            rows = fold.select("tbody > tr, .register > li")
            assert count.get_text() == english.number(len(rows))


def test_what_is_short_is_not_folded():
    soup = BeautifulSoup(_html(SMALL), "html.parser")
    for table in soup.select("table:not(#table-stood)"):
        is_long = len(table.select("tbody > tr")) > 4
        assert bool(table.find_parent("details", class_="fold")) == is_long


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    contexts = []

    def at(case: tuple[str, str], address: str = "", **screen: Any) -> Page:
        path = tmp_path / "report.html"
        path.write_bytes(_html(case))
        contexts.append(browser.new_context(**{"viewport": PHONE, **screen}))
        page = contexts[-1].new_page()
        page.goto(path.as_uri() + address)
        return page

    yield at
    for context in contexts:
        context.close()


class TestInABrowser:
    """On a phone."""

    pytestmark = browser_test

    @pytest.mark.parametrize(
        "case",
        [SMALL, *(pytest.param(case, marks=pytest.mark.slow) for case in LONGEST)],
        ids=["harbour", "last day", "flood"],
    )
    def test_the_page_is_short_and_small(self, opened: Any, case: tuple[str, str]):
        page = opened(case)
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height / PHONE["height"] <= SCREENS
        assert len(_html(case)) < BYTES

    @pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
    def test_a_fold_opens_by_keyboard_and_for_an_address_that_lies_in_it(
        self, opened: Any, script: bool
    ):
        page = opened(SMALL, java_script_enabled=script)
        fold = page.locator("details.fold").last
        assert not fold.locator(".register").first.is_visible()
        fold.locator("summary").press("Enter")
        assert fold.locator(".register").first.is_visible()
        again = opened(SMALL, "#source-1", java_script_enabled=script)
        assert again.locator("#source-1").is_visible()

    @pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
    def test_paper_has_what_is_folded(self, opened: Any, script: bool):
        page = opened(SMALL, java_script_enabled=script)
        page.emulate_media(media="print")
        for inside in ("table tbody td", ".register li"):
            assert page.locator(f"details.fold {inside}").last.is_visible()
        assert not page.locator("details.fold > summary").first.is_visible()

    def test_what_printing_opened_is_closed_after_it(self, opened: Any):
        page = opened(SMALL)
        page.locator("details.fold summary").first.press("Enter")
        state = "[...document.querySelectorAll('.fold')].map(it => it.open)"
        before = page.evaluate(state)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert all(page.evaluate(state))
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(state) == before
        assert any(before)

    def test_a_row_is_a_card_whose_cells_say_what_they_are(self, opened: Any):
        page = opened(SMALL)
        page.evaluate(
            "for (const it of document.querySelectorAll('.fold')) it.open = true"
        )
        assert not page.locator("thead:visible").count()
        cell = page.locator("td[data-label=Figure]:visible").first
        named = cell.evaluate("it => getComputedStyle(it, '::before').content")
        assert named == '"Figure"'
        for table in page.locator("table:visible").all():
            assert table.evaluate("it => it.offsetWidth <= 328")

    def test_one_way_leads_back_to_the_top(self, opened: Any):
        page = opened(SMALL)
        page.evaluate("scrollTo(0, 3000)")
        link = page.get_by_role("link", name="Back to top")
        link.wait_for()
        page.wait_for_function("() => document.querySelector('.to-top.afloat')")
        link.press("Enter")
        page.wait_for_function("() => scrollY < 1200")
