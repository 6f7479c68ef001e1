"""Draw the pictures of JupyterLab in the gallery, from notebooks as they run. Run by `make editions`; needs chromium."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.lab import WAIT, Lab, context, running  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"


def draw(page: Page, name: str) -> None:
    """What the screen shows, once it has come to rest."""
    page.wait_for_timeout(1000)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=WAIT)
    page.screenshot(path=GALLERY / f"{name}.png")


def main(lab: Lab, screen: object) -> None:
    """Welcome, then explore: on a day, at an hour with a claim chosen, and two dates side by side."""
    welcome = lab.open(screen, "welcome")  # type: ignore[arg-type]
    draw(welcome.page, "welcome")
    welcome.close()
    explore = lab.open(screen, "explore")  # type: ignore[arg-type]
    explore.run_all()
    explore.page.keyboard.press("Control+b")  # the list of files aside
    explore.slider("As known on").click(0.2)
    explore.slider("As known on").to("12 Jan 2022")
    explore.slider("As known on").row.evaluate("it => it.scrollIntoView()")
    draw(explore.page, "explore")
    explore.slider("As known on").to("9 Jan 2022")
    explore.choice("at").select_option("16:00")
    explore.panel.locator(".asknown-claims select").press("End")
    explore.panel.locator(".asknown-claims").evaluate("it => it.scrollIntoView()")
    draw(explore.page, "explore-claim")
    explore.choice("Second date").select_option("8 Jan 2022")
    explore.panel.get_by_role("tab", name="Two dates").click()
    explore.panel.get_by_role("tab", name="Two dates").evaluate("it => it.scrollIntoView()")
    draw(explore.page, "explore-two-dates")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with context(browser) as screen:
            main(lab, screen)
        browser.close()
