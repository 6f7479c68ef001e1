"""How long the page takes to follow a move to another day: twenty moves of the last edition of the
first case, in Debian's chromium, on a phone and on a wide screen.

From the press of the key to the second frame after it, when what the day had is painted. Half the
moves are a step of the slider, half a jump to another change. Prints median and worst in
milliseconds. Needs the requirements of the tests and nothing else running.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from asknown.editions.render import render  # noqa: E402
from asknown.editions.spec import Spec  # noqa: E402
from tests.support.chromium import CHROMIUM  # noqa: E402

MOVES = int(sys.argv[1]) if len(sys.argv) > 1 else 20
SCREENS = {"phone": (360, 740), "wide": (1440, 900)}
# From the key to the frame in which what it has moved is on the screen.
_WATCH = """() => { window.moved = new Promise(done => addEventListener("keydown", () => {
  const pressed = performance.now();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - pressed)));
}, {capture: true, once: true})); }"""


def moves(page: Page) -> Iterator[float]:
    """The milliseconds of each move, from the last day backward."""
    slider = page.locator(".moment [type=range]")
    jump = page.get_by_role("button", name="Previous change")
    for number in range(MOVES):
        page.evaluate(_WATCH)
        if number % 2 and jump.is_enabled():
            jump.press("Enter")
        else:
            slider.press("ArrowLeft")
        yield page.evaluate("window.moved")


def main() -> None:
    """Build the edition, move, print."""
    made = render(Spec(ROOT, to=("html",)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_bytes(made.files["report.html"])
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        print(f"{path.stat().st_size:,} bytes")
        for name, (width, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(path.as_uri())
            took = list(moves(page))
            print(
                f"{name}: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms"
            )
        browser.close()


if __name__ == "__main__":
    main()
