"""Draw the pictures of JupyterLab in the gallery, from notebooks as they run. Run by `make
editions`; needs chromium."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.jupyter import WAIT, Notebook, context, running  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"


def draw(page: Page, name: str) -> None:
    """What the screen shows, once it has come to rest."""
    page.wait_for_timeout(1000)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=WAIT)
    page.screenshot(path=GALLERY / f"{name}.png")


def welcome(notebook: Notebook) -> None:
    """The first screen of the welcome notebook, run."""
    notebook.run_all()
    notebook.panel.locator(".jp-Cell").first.scroll_into_view_if_needed()
    draw(notebook.page, "welcome")


def explore(notebook: Notebook) -> None:
    """Explore on a day, at an hour with a claim chosen, and two dates side by side."""
    notebook.run_all()
    notebook.page.keyboard.press("Control+b")  # the list of files aside
    day = notebook.slider("As known on")
    day.click(0.2)
    day.to("12 Jan 2022")
    _show(notebook, "As known on 12 January 2022")
    draw(notebook.page, "explore")
    day.to("9 Jan 2022")
    _show(notebook, "As known on 9 January 2022")
    notebook.choice("at").select_option("17:12")
    _show(notebook, "As known on 9 January 2022, 17:12")
    notebook.marks.first.locator(".asknown-ring").click()
    _show(notebook, "Chosen: 164")
    draw(notebook.page, "explore-claim")
    notebook.panel.get_by_role("tab", name="Two dates").click()
    notebook.choice("Second date").select_option("8 Jan 2022")
    _show(notebook, "after 8 January 2022")
    draw(notebook.page, "explore-two-dates")


def _show(notebook: Notebook, words: str) -> None:
    """Wait for words, and have the screen begin with the controls."""
    whole = notebook.panel.locator(".asknown").first
    expect(whole).to_contain_text(words, timeout=WAIT)
    whole.evaluate("it => it.scrollIntoView()")


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        with context(browser, 1440, 900) as screen:
            for picture in (welcome, explore):
                with lab.open(screen, picture.__name__) as notebook:
                    picture(notebook)
        browser.close()
