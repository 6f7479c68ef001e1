"""The page in a browser: readable by everyone, with and without a script, and silent towards every
network."""

from __future__ import annotations

import base64
import csv
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.support.chromium import needed
from tests.support.editions import edition
from tests.support.places import HARBOUR
from tests.support.samples import DAYS, sampled

pytestmark = [
    pytest.mark.browser,
    needed,
]
BIG, SMALL = ("kazakhstan-2022", "2022-01-12"), (str(HARBOUR), "2022-03-09")
# What has most of the tables: the page of the annex.
BIG_ANNEX, SMALL_ANNEX = (*BIG, "annex"), (*SMALL, "annex")
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
both = pytest.mark.parametrize("case", [BIG, SMALL], ids=["big", "small"])
screens = pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


class Visit:
    """A page opened from a file, with all it asked for and all its console said."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())
        self.path = path


class Reader:
    """Opens editions on the screen that is asked for, and closes them after the test."""

    def __init__(self, browser: Browser, place: Path) -> None:
        self._browser, self._place = browser, place
        self._contexts: list[BrowserContext] = []

    def visit(self, case: tuple[str, ...], **screen: Any) -> Visit:
        path = (
            self._place
            / f"{Path(case[0]).name}-{'-'.join(case[1:]).replace(':', '')}.html"
        )
        if not path.exists():
            path.write_bytes(edition(*case).files["report.html"])
        self._contexts.append(self._browser.new_context(**{"viewport": WIDE, **screen}))
        return Visit(self._contexts[-1], path)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def reader(browser: Browser, place: Path) -> Iterator[Reader]:
    reader = Reader(browser, place)
    yield reader
    reader.close()


@pytest.mark.parametrize(
    ("case", "screen", "theme"),
    # Axe takes its time over a page: the small one here, in CI the large one too, and every theme
    # on every screen.
    sampled(
        [
            (BIG, PHONE, "light"),
            (BIG, WIDE, "dark"),
            (SMALL, PHONE, "dark"),
            (SMALL, WIDE, "light"),
            (SMALL, PHONE, "light"),
            (SMALL, WIDE, "dark"),
        ],
        (SMALL, PHONE, "dark"),
        (SMALL, WIDE, "light"),
    ),
)
def test_nobody_is_kept_out(
    reader: Reader, case: tuple[str, str], screen: dict[str, int], theme: Any
):
    page = reader.visit(case, viewport=screen, color_scheme=theme).page
    assert _violations(page) == []
    _unfold(page)
    assert _violations(page) == []


@pytest.mark.stress
@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize(("screen", "theme"), [(PHONE, "dark"), (WIDE, "light")])
def test_nobody_is_kept_out_on_any_day(
    reader: Reader, as_of: str, screen: dict[str, int], theme: Any
):
    assert (
        _violations(
            reader.visit((BIG[0], as_of), viewport=screen, color_scheme=theme).page
        )
        == []
    )


def test_nobody_is_kept_out_of_an_open_card(reader: Reader):
    page = reader.visit(SMALL).page
    page.locator("[popovertarget]:visible").first.press("Enter")
    page.locator(".card:popover-open").wait_for()
    assert _violations(page) == []


def test_what_keeps_somebody_out_is_noticed(reader: Reader):
    page = reader.visit(SMALL).page
    page.evaluate("document.querySelector('.chart svg').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    assert {"svg-img-alt", "color-contrast"} <= set(_violations(page))


def _unfold(page: Page) -> None:
    page.evaluate("for (const it of document.querySelectorAll('.fold')) it.open = true")


def _violations(page: Page) -> list[str]:
    """What axe finds by all its rules, the size of targets (WCAG 2.2 AA) included, of notes too."""
    rules = {"target-size": {"enabled": True}}
    options = {
        "resultTypes": ["violations"],
        "rules": rules,
        "preload": False,
        "iframes": False,
    }  # all of it is in the page
    found = Axe().run(page, options=options).response["violations"]
    return [each["id"] for each in found]


@both
@screens
def test_it_asks_for_itself_alone_and_complains_of_nothing(
    reader: Reader, case: tuple[str, str], screen: dict[str, int]
):
    visit = reader.visit(case, viewport=screen)
    visit.page.locator("[popovertarget]:visible").first.press("Enter")
    _unfold(visit.page)
    for button in visit.page.locator("button.sort:visible").all()[:3]:
        button.click()
    visit.page.wait_for_load_state("networkidle")
    assert visit.asked[0] == visit.path.as_uri()
    assert all(url.startswith("data:") for url in visit.asked[1:])
    assert visit.complaints == []


@both
def test_the_page_scrolls_in_one_direction_only_and_tables_by_themselves(
    reader: Reader, case: tuple[str, str]
):
    page = reader.visit(case, viewport=PHONE).page
    _unfold(page)
    for width in (320, 360, 768, 1216, 1440, 640):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = [
        region
        for region in page.locator(".scroll").all()
        if region.evaluate("it => it.scrollWidth > it.clientWidth")
    ]
    assert wide, "tables scroll by themselves"
    wide[0].focus()
    wide[0].press("ArrowRight")
    page.wait_for_function("it => it.scrollLeft > 0", arg=wide[0].element_handle())


@both
def test_it_is_complete_without_a_script(reader: Reader, case: tuple[str, str]):
    with_it = reader.visit(case).page
    without = reader.visit(case, java_script_enabled=False).page
    assert with_it.locator("button.sort").count() > 0
    assert without.locator("button.sort").count() == 0
    for part in ("header", "nav", "main", "footer"):
        assert (
            without.locator(part).first.text_content()
            == with_it.locator(part).first.text_content()
        )
    assert (
        without.locator("main").inner_text()
        == _without_the_buttons_of_a_script(with_it).inner_text()
    )
    assert without.locator("nav li").first.is_visible()


def _without_the_buttons_of_a_script(page: Page) -> Locator:
    page.evaluate(
        "for (const it of document.querySelectorAll('.png, .embed, .moment')) it.hidden = true"
    )
    return page.locator("main")


@both
def test_without_a_script_notes_open_and_files_are_saved(
    reader: Reader, case: tuple[str, str]
):
    page = reader.visit(case, java_script_enabled=False).page
    note = page.locator(".note:visible").first
    number = note.text_content()
    note.click()
    card = page.locator(".card:popover-open")
    assert card.get_attribute("aria-label") == f"Source {number}"
    page.keyboard.press("Escape")
    assert card.count() == 0
    fold = page.locator(".fold:has(a[download]) > summary")
    if fold.count():
        fold.first.press("Enter")
    with page.expect_download() as saved:
        page.locator(".table a[download]:visible").first.click()
    assert saved.value.suggested_filename.endswith(".csv")


def test_a_note_opens_by_keyboard_closes_by_escape_and_leads_to_the_register_and_back(
    reader: Reader,
):
    page = reader.visit(SMALL).page
    button = page.locator("main [popovertarget]:visible").first
    number = button.evaluate("it => it.previousElementSibling.textContent")
    assert button.get_attribute("aria-label") == f"Show source {number}"
    card = page.locator(f"#note-{number}")
    button.press("Enter")
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert card.is_hidden()
    assert button.evaluate("it => it === document.activeElement"), (
        "focus stays where it was"
    )
    button.press("Enter")
    card.get_by_role("button", name="Close").press("Enter")
    assert card.is_hidden()
    button.press("Enter")
    page.keyboard.press("Tab")
    in_card = page.evaluate("document.activeElement.closest('.card').id")
    assert in_card == f"note-{number}", "the card is next in the order of focus"
    card.get_by_role("link", name="In the list of sources").press("Enter")
    assert card.is_hidden()
    assert page.url.endswith(f"#source-{number}")
    assert page.locator(f"#source-{number}").is_visible()
    page.locator(f"#source-{number} [role=doc-backlink]").first.press("Enter")
    assert page.url.endswith(f"#ref-{number}-1")


def test_the_link_of_a_note_leads_to_the_register_where_there_are_no_cards(
    reader: Reader,
):
    page = reader.visit(SMALL).page
    note = page.locator("[role=doc-noteref]:visible").first
    note.evaluate("it => it.click()")
    assert page.url.endswith(f"#source-{note.text_content()}")


@both
@screens
def test_a_card_lies_within_the_screen(
    reader: Reader, case: tuple[str, str], screen: dict[str, int]
):
    page = reader.visit(case, viewport=screen).page
    buttons = page.locator(".note button:visible")
    for at in range(0, buttons.count(), max(buttons.count() // 8, 1)):
        buttons.nth(at).press("Enter")
        box = page.locator(".card:popover-open").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= screen["width"]
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= screen["height"]
        page.keyboard.press("Escape")


@pytest.mark.parametrize("case", [BIG_ANNEX, SMALL_ANNEX], ids=["big", "small"])
def test_columns_sort_up_down_and_back(reader: Reader, case: tuple[str, str, str]):
    page = reader.visit(case).page
    _unfold(page)
    table = page.locator("#table-said_killed")
    head = table.locator("th", has_text="Figure")
    printed = _column(table, 2)
    for wanted in ("ascending", "descending", None):
        head.locator("button").press("Enter")
        assert head.get_attribute("aria-sort") == wanted
        shown = _column(table, 2)
        assert sorted(shown) == sorted(printed)
        digits = [re.findall(r"\d[\d,]*", text) for text in shown]  # a word has none
        numbers = [int(each[-1].replace(",", "")) for each in digits if each]
        if wanted:
            assert numbers == sorted(numbers, reverse=wanted == "descending")
            assert shown != printed
    assert _column(table, 2) == printed


def test_only_one_column_is_marked_and_what_has_no_place_stays_last(reader: Reader):
    page = reader.visit(BIG_ANNEX).page
    _unfold(page)
    table = page.locator("#table-figures_detained")
    table.locator("th button", has_text="Group and place").click()
    for wanted in ("ascending", "descending"):
        table.locator("th button", has_text="Figure").click()
        assert table.locator("[aria-sort]").count() == 1
        assert table.locator(f"[aria-sort={wanted}]").text_content() == "Figure"
        assert _column(table, 1)[-1] == "not known"


def _column(table: Locator, at: int) -> list[str]:
    return table.locator(f"tbody td:nth-child({at + 1})").all_text_contents()


@both
def test_a_table_is_saved_as_the_csv_of_the_edition(
    reader: Reader, case: tuple[str, str]
):
    page, files = reader.visit(case).page, edition(*case).files
    links = {
        link.get_attribute("download"): link.get_attribute("href")
        for link in page.locator(".table a[download]").all()
    }
    tables = {
        name.removeprefix("tables/"): data
        for name, data in files.items()
        if name.startswith("tables/")
    }
    assert tables
    stem = f"{Path(case[0]).name}-{case[1]}-"
    assert {name: _bytes_of(href) for name, href in links.items()} == {
        stem + name: data for name, data in tables.items()
    }
    for name, data in tables.items():
        shown = page.locator(f"#table-{name.removesuffix('.csv')} tbody tr").count()
        assert len(list(csv.reader(io.StringIO(data.decode())))) == shown + 1


def _bytes_of(address: str | None) -> bytes:
    head, _, body = (address or "").partition(",")
    return (
        base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
    )


@both
def test_a_chart_is_saved_as_svg_as_rows_and_as_a_picture_that_stands_for_a_link(
    reader: Reader, case: tuple[str, str], tmp_path: Path
):
    page, files = reader.visit(case).page, edition(*case).files
    for chart in page.locator("figure.chart").all():
        name = (chart.get_attribute("id") or "").removeprefix("chart-")
        svg = _saved(
            page, chart.get_by_role("link", name="SVG"), tmp_path / f"{name}.svg"
        )
        assert svg == files[f"charts/{name}.svg"]
        png = _saved(
            page, chart.get_by_role("button", name="PNG"), tmp_path / f"{name}.png"
        )
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", png[16:24]) == (1200, 675)
        assert _ink(page, png) > 0.005, "something is drawn on it"
        rows = _saved(
            page, chart.get_by_role("link", name="CSV"), tmp_path / f"{name}.csv"
        )
        assert rows.startswith(b"\xef\xbb\xbf"), "by which Excel reads Cyrillic"
        assert b"published" in rows.splitlines()[0]


def _saved(page: Page, way: Locator, path: Path) -> bytes:
    with page.expect_download() as saved:
        way.click()
    assert saved.value.suggested_filename.endswith(f"-{path.name}")
    saved.value.save_as(path)
    return path.read_bytes()


def _ink(page: Page, png: bytes) -> float:
    """The share of dark dots of a picture; nought where it is blank, or where it is see-through."""
    return page.evaluate(
        """async (address) => {
          const image = new Image(); image.src = address; await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height), sheet = canvas.getContext("2d");
          sheet.drawImage(image, 0, 0);
          const dots = sheet.getImageData(0, 0, image.width, image.height).data;
          let dark = 0;
          for (let at = 0; at < dots.length; at += 4) {
            if (dots[at + 3] < 255) return 0;
            if (dots[at] + dots[at + 1] + dots[at + 2] < 500) dark += 1;
          }
          return dark / (dots.length / 4);
        }""",  # noqa: E501 - a text, as it is printed
        f"data:image/png;base64,{base64.b64encode(png).decode()}",
    )


def test_contents_stay_in_sight_on_a_wide_screen_and_fold_on_a_phone(reader: Reader):
    wide = reader.visit(SMALL).page
    wide.evaluate("scrollTo(0, 3000)")
    box = wide.locator("nav li").first.bounding_box()
    assert box
    assert 0 <= box["y"] < WIDE["height"]
    phone = reader.visit(SMALL, viewport=PHONE).page
    link = phone.locator("nav li a").first
    assert not link.is_visible()
    phone.locator("nav summary").click()
    link.click()
    assert phone.url.endswith(str(link.get_attribute("href")))
    folded = reader.visit(SMALL, viewport=PHONE, java_script_enabled=False).page
    folded.locator("nav summary").click()
    assert not folded.locator("nav li a").first.is_visible()


def test_paper_shows_the_text_and_none_of_the_buttons(reader: Reader):
    page = reader.visit(SMALL).page
    page.emulate_media(media="print")
    for gone in ("nav", ".taking", ".note button", ".card", ".back"):
        assert not page.locator(gone).first.is_visible(), gone
    for there in ("h1", ".chart svg", "table", ".note a", ".register li", ".sort"):
        assert page.locator(f"{there}:visible").count(), there
    narrow = page.locator(".scroll").evaluate_all(
        "all => all.every(it => getComputedStyle(it).overflowX === 'visible')"
    )
    assert narrow, "nothing is cut off that only a screen could scroll to"


def test_charts_follow_a_dark_screen_and_files_do_not(reader: Reader):
    page = reader.visit(SMALL, color_scheme="dark").page
    dark = page.locator("#chart-toll svg text").evaluate_all(_BRIGHTNESS)
    light = (
        reader.visit(SMALL)
        .page.locator("#chart-toll svg text")
        .evaluate_all(_BRIGHTNESS)
    )
    assert min(dark) > 100 > max(light) - 80
    assert (
        "prefers-color-scheme" not in edition(*SMALL).files["charts/toll.svg"].decode()
    )


_BRIGHTNESS = """all => all.map(it => {
  const [r, g, b] = getComputedStyle(it).fill.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
})"""


@both
def test_a_phone_has_drawings_of_its_own_with_letters_to_read(
    reader: Reader, case: tuple[str, str]
):
    page = reader.visit(case, viewport=PHONE).page
    for chart in page.locator("figure.chart:has(svg.narrow)").all():
        assert not chart.locator("svg.wide").is_visible()
        assert chart.locator("svg.narrow").is_visible()
        sizes = chart.locator("svg.narrow").evaluate(_LETTERS)
        assert min(sizes) >= 11, (chart.get_attribute("id"), min(sizes))
        assert chart.locator(".scroll").evaluate(
            "it => it.scrollWidth <= it.clientWidth"
        )
    assert page.locator("svg.narrow:visible").count() >= 3
    wide = reader.visit(case).page
    assert not wide.locator("svg.narrow:visible").count()


_LETTERS = """svg => {
  const dots = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const size = (it) => parseFloat(getComputedStyle(it).fontSize) * dots;
  return [...svg.querySelectorAll("text")].map(size);
}"""


def test_a_chart_offers_its_address_and_its_code(reader: Reader):
    page = reader.visit(SMALL).page
    chart = page.locator("#chart-toll")
    chart.get_by_role("link", name="Share").click()
    text = chart.locator("textarea")
    assert text.input_value().startswith("file:")
    assert "#" in text.input_value()
    chart.get_by_role("button", name="Embed").click()
    code = chart.locator("textarea").input_value()
    assert "<iframe" in code
    assert "embed/toll.html" in code
    chart.get_by_role("button", name="Embed").click()
    assert not chart.locator("textarea").count()
    plain = reader.visit(SMALL, java_script_enabled=False).page.locator("#chart-toll")
    assert not plain.get_by_role("button", name="Embed").count()
    for way in ("Share", "SVG", "CSV"):
        assert plain.get_by_role("link", name=way).get_attribute("href")


@pytest.mark.parametrize("width", [320, 800])
def test_a_frame_in_a_foreign_page_grows_to_what_is_in_it(
    browser: Browser, tmp_path: Path, width: int
):
    """The code that a page of ours offers, pasted into a page of somebody else."""
    files = edition(*SMALL).files
    (tmp_path / "toll.html").write_bytes(files["embed/toll.html"])
    (tmp_path / "theirs.html").write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><p>News</p>
<div style="width: {width}px">
<iframe src="toll.html" title="Chart" width="100%" height="50"></iframe></div>
<script>addEventListener("message", (event) => {{
  if (event.data?.asknown === "height") for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === event.source) frame.height = event.data.height;
}});</script>""",
        encoding="utf-8",
    )
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "theirs.html").as_uri())
    page.wait_for_function("document.querySelector('iframe').height > 200")
    inside = page.frames[1]
    assert inside.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert inside.locator("svg:visible").get_attribute("class") == (
        "narrow" if width < 500 else "wide"
    )
    assert "As known on" in inside.locator(".origin").inner_text()
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()
