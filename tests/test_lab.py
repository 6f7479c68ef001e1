"""JupyterLab by `asknown lab`: notebooks open trusted and run, the slider is followed, an export arrives."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from analysis.case import Case
from tests.conftest import ROOT
from tests.lab import WAIT, Lab, Notebook, context, running
from tests.pdf import failures, text

CHROMIUM = Path("/usr/bin/chromium")
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem != "explore")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.stress,  # JupyterLab takes minutes to start and run
    pytest.mark.skipif(not CHROMIUM.exists() and "ASKNOWN_CI" not in os.environ, reason=f"{CHROMIUM} is not there"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def screen() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with context(browser) as screen:
            yield screen
        browser.close()


def _opened(lab: Lab, screen: BrowserContext, name: str) -> Notebook:
    """The notebook, opened, trusted without a word, and run."""
    stored = json.loads((lab.folder / "notebooks" / f"{name}.ipynb").read_text())
    assert not any(cell.get("outputs") for cell in stored["cells"])
    notebook = lab.open(screen, name)
    shield = notebook.page.locator("#jp-main-statusbar [data-icon='ui-components:trusted']")
    expect(shield).to_be_visible(timeout=WAIT)
    notebook.run_all()
    assert notebook.errors() == []
    return notebook


def test_the_slider_is_followed_and_what_it_shows_is_exported(lab: Lab, screen: BrowserContext, shipped: Case):
    notebook = _opened(lab, screen, "explore")
    page, day = notebook.panel, notebook.slider("As known on")
    sight = page.locator(".widget-html-content", has_text="As known on").first
    row = sight.locator("tr", has=page.page.locator("td", has_text=re.compile(r"^164$")))

    learned = list(map(str, shipped.learned()))
    assert day.stop == "3 Jan 2024"
    day.click(learned.index("2022-01-12") / (len(learned) - 1))
    day.to("12 Jan 2022")
    expect(sight).to_contain_text("As known on 12 January 2022, by the rule official", timeout=WAIT)
    expect(row).to_contain_text("withdrawn by the Ministry of Information", timeout=WAIT)

    day.to("9 Jan 2022")
    notebook.choice("at").select_option("16:00")
    expect(sight).to_contain_text("As known on 9 January 2022, 16:00", timeout=WAIT)
    expect(row).to_contain_text("in force", timeout=WAIT)

    claims = page.locator(".asknown-claims select")
    expect(claims.locator("option")).to_have_count(1)
    claims.focus()
    claims.press("End")  # the arrows are JupyterLab's own
    card = page.locator("table", has_text="As the ledger has it").first
    expect(card).to_contain_text("Government Telegram channel", timeout=WAIT)
    assert (card.get_by_role("link").first.get_attribute("href") or "").startswith("https://")

    page.get_by_role("button", name="Save this view").click()
    expect(page.locator("pre", has_text="asknown report kazakhstan-2022 --as-of 2022-01-09T16:00")).to_be_visible(timeout=WAIT)
    (saved,) = (lab.folder / "views").iterdir()
    assert json.loads(saved.read_text()) == {
        "case": "kazakhstan-2022", "as_of": "2022-01-09T16:00", "since": "", "rule": "official",
    }  # fmt: skip

    notebook.run_again("explorer.view")
    pdf = notebook.export("Asknown_pdf").read_bytes()
    assert failures(pdf) == []
    told = re.sub(r"\s+", " ", text(pdf))
    assert "As known on 9 January 2022, 16:00" in told
    assert "164, according to the Government Telegram channel" in told
    assert {urlsplit(url).hostname for url in notebook.asked} <= {"localhost", "127.0.0.1", None, ""}
    notebook.close()


@pytest.mark.stress
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs_in_jupyterlab_and_downloads_as_a_page(lab: Lab, screen: BrowserContext, name: str):
    notebook = _opened(lab, screen, name)
    page = notebook.export("Asknown_html").read_text(encoding="utf-8")
    assert "<main" in page
    notebook.close()
