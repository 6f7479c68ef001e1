"""JupyterLab by `asknown lab`: notebooks open trusted and run, the slider is followed, an export
arrives."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, expect
from pypdf import PdfReader

from asknown.model.case import Case
from asknown.text import english
from tests.support.chromium import launched, needed
from tests.support.jupyter import WAIT, Lab, Notebook, context, running
from tests.support.pdf import failures, text
from tests.support.places import ROOT

NOTEBOOKS = sorted(
    path.stem
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if path.stem not in ("audit", "explore")
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.stress,  # JupyterLab takes minutes to start and run
    needed,
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def screen() -> Iterator[BrowserContext]:
    with launched() as browser, context(browser) as screen:
        yield screen


@contextmanager
def _run(lab: Lab, screen: BrowserContext, name: str) -> Iterator[Notebook]:
    """The notebook, opened without a stored output, trusted without a word, and run without an
    error."""
    with lab.open(screen, name) as notebook:
        stored = json.loads((lab.folder / "notebooks" / f"{name}.ipynb").read_text())
        assert not any(cell.get("outputs") for cell in stored["cells"])
        shield = notebook.page.locator(
            "#jp-main-statusbar [data-icon='ui-components:trusted']"
        )
        expect(shield).to_be_visible(timeout=WAIT)
        assert notebook.page.locator(".jp-Dialog").count() == 0
        notebook.run_all()
        assert notebook.errors() == []
        yield notebook
        assert {urlsplit(url).hostname for url in notebook.asked} <= {
            "localhost",
            "127.0.0.1",
            None,
            "",
        }


def _sight(notebook: Notebook) -> Locator:
    """What follows the controls."""
    return notebook.panel.locator(".asknown-page")


def _go(notebook: Notebook, shipped: Case, day: str) -> None:
    """Move the slider to a day: by the mouse near it, by the keyboard onto it; and wait until all
    follows."""
    learned = list(map(str, shipped.learned()))
    slider = notebook.slider("As known on")
    slider.click(learned.index(day) / (len(learned) - 1))
    slider.to(english.day(date.fromisoformat(day), short=True).replace("\xa0", " "))
    expect(_sight(notebook)).to_contain_text(
        f"As known on {english.day(date.fromisoformat(day))}, by", timeout=WAIT
    )


def test_nobody_without_its_token_gets_in_and_it_listens_here_alone(lab: Lab):
    """What a notebook server can do, its user can: so it lets in nobody else."""
    server = urlsplit(lab.address)
    address = f"http://{server.netloc}/api/contents"
    for more in ({}, {"Host": "evil.example"}):
        with pytest.raises(HTTPError, match="403"):
            urlopen(Request(address, headers=more))
    ports = {
        each.laddr.ip
        for each in psutil.net_connections("tcp")
        if each.status == "LISTEN" and each.laddr.port == server.port
    }
    assert ports <= {"127.0.0.1", "::1"}
    assert ports


def test_the_slider_is_followed(lab: Lab, screen: BrowserContext, shipped: Case):
    with _run(lab, screen, "explore") as notebook:
        sight = _sight(notebook)
        row = sight.locator(
            "tr", has=notebook.page.locator("td", has_text=re.compile(r"^164$"))
        )
        _go(notebook, shipped, "2022-01-12")
        expect(sight).to_contain_text(
            "As known on 12 January 2022, by the rule official"
        )
        expect(row).to_contain_text(
            "withdrawn by the Ministry of Information", timeout=WAIT
        )
        expect(row.locator("s", has_text="164")).to_be_visible()

        _go(notebook, shipped, "2022-01-09")
        notebook.choice("at").select_option("18:00")
        expect(sight).to_contain_text("As known on 9 January 2022, 18:00", timeout=WAIT)
        expect(row).to_contain_text("in force", timeout=WAIT)
        expect(row.locator("s")).to_have_count(0)


def test_dates_and_claims_are_chosen_by_keyboard_alone(
    lab: Lab, screen: BrowserContext, shipped: Case
):
    with _run(lab, screen, "explore") as notebook:
        page, day = notebook.page, notebook.slider("As known on")
        last = day.stop
        day.handle.press("ArrowLeft")
        before = day.stop
        assert before != last
        shown = english.day(date.fromisoformat(str(shipped.learned()[-2])))
        expect(_sight(notebook)).to_contain_text(
            f"As known on {shown}, by", timeout=WAIT
        )
        day.handle.press("ArrowLeft")
        day.handle.press("ArrowRight")
        assert day.stop == before
        day.handle.press("End")
        assert day.stop == last

        marks = notebook.marks
        chosen = notebook.panel.get_by_role("region", name="The chosen claim")
        expect(marks.first).to_have_attribute(
            "aria-label", re.compile("^164, withdrawn")
        )
        cells = notebook.panel.locator(".jp-Cell").count()
        marks.first.focus()
        page.keyboard.press("Enter")
        expect(chosen.get_by_role("status")).to_have_text(
            re.compile("^Chosen: 164, withdrawn")
        )
        expect(chosen).to_contain_text("Government Telegram channel", timeout=WAIT)
        expect(marks.first).to_have_attribute("aria-selected", "true")
        row = notebook.panel.locator("tr[aria-current]")
        expect(row).to_contain_text("164")
        expect(chosen.get_by_role("link").first).to_have_attribute(
            "href", re.compile("^https://")
        )

        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(row).to_have_count(1)
        expect(row).not_to_contain_text("164")
        expect(chosen).not_to_contain_text("Government Telegram channel", timeout=WAIT)
        page.keyboard.press("Escape")
        expect(row).to_have_count(0)
        for place in (marks.first, day.handle, notebook.choice("Metric")):
            place.focus()
            page.keyboard.press("b")  # in JupyterLab a cell more
            assert notebook.panel.locator(".jp-Cell").count() == cells


def test_a_mark_or_a_row_is_chosen_by_a_click_and_stays_chosen(
    lab: Lab, screen: BrowserContext
):
    with _run(lab, screen, "explore") as notebook:
        marks = notebook.marks
        marks.first.locator(".asknown-ring").click()
        row = notebook.panel.locator("tr[aria-current]")
        expect(row).to_contain_text("164", timeout=WAIT)
        notebook.slider("As known on").handle.press("ArrowLeft")
        expect(marks.first).to_have_attribute("aria-selected", "true", timeout=WAIT)
        notebook.panel.locator(".asknown-claims tbody tr").first.locator(
            "td"
        ).last.click()
        expect(marks.first).to_have_attribute("aria-selected", "false", timeout=WAIT)
        expect(row).to_have_count(1)


def test_the_controls_stay_in_sight_while_the_claims_scroll(
    lab: Lab, screen: BrowserContext
):
    with _run(lab, screen, "explore") as notebook:
        notebook.panel.locator(".asknown").evaluate("it => it.scrollIntoView()")
        notebook.panel.locator(".asknown-claims tr").last.scroll_into_view_if_needed()
        expect(notebook.slider("As known on").handle).to_be_in_viewport(ratio=1)
        expect(notebook.panel.locator(".asknown-claims tr").last).to_be_in_viewport()


def test_the_claims_do_not_run_under_the_chosen_one(lab: Lab, screen: BrowserContext):
    with _run(lab, screen, "explore") as notebook:
        claims = notebook.panel.locator(".asknown-claims")
        wide, room = claims.evaluate("it => [it.scrollWidth, it.clientWidth]")
        assert 0 < wide <= room


def test_the_explorer_has_no_accessibility_violation(lab: Lab, screen: BrowserContext):
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    with _run(lab, screen, "explore") as notebook:
        notebook.marks.first.locator(".asknown-ring").click()
        expect(notebook.panel.locator("tr[aria-current]")).to_have_count(
            1, timeout=WAIT
        )
        for name in ("Figures", "Timeline", "Contributors", "Two dates"):
            notebook.panel.get_by_role("tab", name=name).click()
            # The sight that is open has something in it once it has arrived.
            shown = notebook.panel.locator(".asknown table:visible").first
            expect(shown).to_be_visible(timeout=WAIT)
            found = Axe().run(
                notebook.page, context=".asknown", options={"runOnly": rules}
            )
            assert found.response["violations"] == [], name


def test_it_goes_from_change_to_change_and_plays(
    lab: Lab, screen: BrowserContext, shipped: Case
):
    with _run(lab, screen, "explore") as notebook:
        _go(notebook, shipped, "2022-01-12")
        asked = notebook.panel.get_by_role("button", name="Previous change")
        for moment in ("9 January 2022, 19:17", "9 January 2022, 17:12"):
            asked.click()
            expect(_sight(notebook)).to_contain_text(
                f"As known on {moment}", timeout=WAIT
            )
        expect(asked).to_be_disabled()
        notebook.panel.get_by_role("button", name="Play").click()
        expect(_sight(notebook)).to_contain_text(
            "As known on 11 January 2022", timeout=WAIT
        )
        notebook.panel.get_by_role("button", name="Pause").click()
        expect(notebook.panel.get_by_role("button", name="Play")).to_be_visible()


def test_a_view_is_saved_and_exported_as_it_is_shown(
    lab: Lab, screen: BrowserContext, shipped: Case
):
    with _run(lab, screen, "explore") as notebook:
        _go(notebook, shipped, "2022-01-09")
        notebook.choice("at").select_option("18:00")
        expect(_sight(notebook)).to_contain_text(
            "As known on 9 January 2022, 18:00", timeout=WAIT
        )

        notebook.page.get_by_role("button", name="Save this view").click()
        call = "asknown report kazakhstan-2022 --as-of 2022-01-09T18:00"
        expect(notebook.page.locator("pre", has_text=call)).to_be_visible(timeout=WAIT)
        assert json.loads(
            (lab.folder / "views" / "kazakhstan-2022+2022-01-09T1800.json").read_text()
        ) == {
            "case": "kazakhstan-2022",
            "as_of": "2022-01-09T18:00",
            "since": "",
            "rule": "official",
        }

        notebook.marks.first.locator(".asknown-ring").click()
        expect(notebook.panel.locator("tr[aria-current]")).to_have_count(
            1, timeout=WAIT
        )
        notebook.run_again("explorer.view")
        notebook.run_again("explorer.view.sources")
        name, file = notebook.export("Report as PDF")
        assert name == "explore-kazakhstan-2022-killed-2022-01-09T1800.pdf"
        web_name, web_file = notebook.export("Report as Web Page")
        assert web_name == "explore-kazakhstan-2022-killed-2022-01-09T1800.html"
        pdf, page = file.read_bytes(), web_file.read_text(encoding="utf-8")
        assert failures(pdf) == []
        assert len(PdfReader(file).pages) <= 4
        for told in (text(pdf), re.sub(r"<[^>]+>", "", page)):
            said = re.sub(r"\s+", " ", told)
            assert "Kazakhstan, January 2022" in said
            assert "As known on 9 January 2022, 18:00" in said
            assert "164, according to the Government Telegram channel" in said
            assert "Claim KT-004" in said
            assert "Press" not in said
            assert "What happened" not in said


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs_in_jupyterlab_and_downloads_as_a_page(
    lab: Lab, screen: BrowserContext, name: str
):
    with _run(lab, screen, name) as notebook:
        called, file = notebook.export("Report as Web Page")
        assert called.startswith(name)
        assert "<main" in file.read_text(encoding="utf-8")


def test_an_audit_shows_its_page_in_the_cell(lab: Lab, screen: BrowserContext):
    says = "The unrest in Kazakhstan: 164 people were killed."
    call = f"import asknown\nasknown.audit({says!r}, as_of='2022-01-12')"
    with lab.try_out(screen, call) as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        page = notebook.panel.frame_locator("iframe[title^='text against']")
        mark = page.locator("a.mark.taken_back")
        expect(mark).to_contain_text("164", timeout=WAIT)
        mark.click()
        expect(page.locator("article.card:target")).to_contain_text(
            "taken back by then"
        )
        assert {urlsplit(url).hostname for url in notebook.asked} <= {
            "localhost",
            "127.0.0.1",
            "",
        }


def test_a_mistake_in_a_cell_is_one_line(lab: Lab, screen: BrowserContext):
    with lab.try_out(
        screen, "import asknown\nasknown.explore(rule='mean')"
    ) as notebook:
        notebook.run_all()
        (said,) = notebook.errors()
        assert (
            said.strip()
            == "CallError: rule: there is no rule 'mean'; there are: official, span, "
            "independent, minimum"
        )


def test_the_kernel_is_our_own_whatever_is_called_like_it(
    lab: Lab, screen: BrowserContext
):
    with lab.try_out(screen, "import sys, asknown\nprint(sys.executable)") as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        expect(notebook.panel.locator(".jp-OutputArea-output pre")).to_have_text(
            re.compile(re.escape(sys.executable))
        )


def test_a_cell_runs_a_second_time(lab: Lab, screen: BrowserContext):
    with lab.try_out(
        screen, "import asknown\nasknown.explore(metric='injured').view.figure"
    ) as notebook:
        notebook.run_all()
        notebook.run_again("asknown.explore")
        assert notebook.errors() == []
