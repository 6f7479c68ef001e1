"""How long the page takes to follow a move of the slider of `explore.ipynb`: fifty moves in
JupyterLab, in Debian's chromium.

From the key or the mouse button that moves the slider to the page showing what was known then. Half
the moves are a step to the neighbour by an arrow key, half a jump by a click on the slider; all of
them first as soon as the notebook has run, then again.
Before and after, the same moves of a slider that only writes the day into the page: what the way to
the kernel and back takes by itself. Prints median and worst in milliseconds. Needs the requirements
of the tests and nothing else running.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from asknown.model.case import Case  # noqa: E402
from asknown.text.english import day as in_words  # noqa: E402
from tests.support.jupyter import THUMB, Lab, Notebook, context, running  # noqa: E402

_HANDLE = ".asknown-slider input"
_FAR = 5  # days: nearer than that a click would take hold of the handle
MOVES = int(sys.argv[1]) if len(sys.argv) > 1 else 50
# From the press of a key or a button to the frame in which the page tells the day it is to show.
_WATCH = """told => {
  const page = document.querySelector(".asknown-page");
  window.followed = new Promise(done => {
    let pressed = 0;
    const press = () => { pressed = performance.now(); };
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, press, {capture: true, once: true});
    const look = () => pressed && page.innerText.replace(/\\u00a0/g, " ").includes(`As known on ${told},`)
      ? requestAnimationFrame(() => done(performance.now() - pressed)) : requestAnimationFrame(look);
    look();
  });
}"""  # noqa: E501 - a text, as it is printed


_PLAIN = """import ipywidgets as widgets
from asknown.lab import slider as ours
days = {days}
slider, page = ours.DaySlider(options=[[day, day] for day in days], value=days[-1], description="As known on"), widgets.HTML()
page.add_class("asknown-page")
style = (widgets.HTML("<style>" + open(ours.__file__.replace("slider.py", "explorer.css")).read() + "</style>"))
slider.observe(lambda move: setattr(page, "value", "<p>As known on " + move.new + ",</p>"), "value")
page.value = "<p>As known on " + days[-1] + ",</p>"
widgets.VBox([style, slider, page])"""  # noqa: E501 - a text, as it is printed


def way(days: int, moves: int) -> list[int]:
    """The stops of a walk: a step, a jump, a step, a jump, the same ones every time."""
    dice, at, stops = random.Random(7), days - 1, []
    for move in range(moves):
        at = (
            (at - 1 if at else 1)
            if move % 2 == 0
            else dice.choice([each for each in range(days) if abs(each - at) > _FAR])
        )
        stops.append(at)
    return stops


def walk(notebook: Notebook, days: list[str], moves: int) -> list[float]:
    """Milliseconds of each move."""
    at, times = len(days) - 1, []
    for stop in way(len(days), moves):
        times.append(move(notebook.page, days, at, stop))
        # For so long after a click the slider takes no other.
        notebook.page.wait_for_timeout(400)
        at = stop
    notebook.page.locator(_HANDLE).press("End")
    notebook.page.wait_for_timeout(2000)
    return times


def move(page: Page, days: list[str], at: int, stop: int) -> float:
    """Milliseconds of a move by key, or, where it is a long one, by mouse."""
    page.evaluate(_WATCH, days[stop])
    if abs(stop - at) == 1:
        page.locator(_HANDLE).press("ArrowRight" if stop > at else "ArrowLeft")
    else:
        track = page.locator(_HANDLE).bounding_box()
        x = THUMB / 2 + (track["width"] - THUMB) * stop / (len(days) - 1)
        page.mouse.click(track["x"] + x, track["y"] + track["height"] / 2)
    return page.evaluate("window.followed")


def report(name: str, times: list[float]) -> None:
    """A line of the table."""
    late = sum(each > 200 for each in times)
    print(
        f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} | {late} of {len(times)} |",
        flush=True,
    )


def plain(lab: Lab, screen: BrowserContext, days: list[str]) -> list[float]:
    """Milliseconds of each move of a slider that only writes its day."""
    with lab.try_out(screen, _PLAIN.format(days=days)) as notebook:
        notebook.run_all()
        return walk(notebook, days, MOVES)


def main(lab: Lab, screen: BrowserContext, days: list[str]) -> None:
    """The table, a line as soon as it is known."""
    print("| moves | median, ms | worst, ms | over 200 ms |\n|---|--:|--:|--:|")
    report("a slider that only says its day", plain(lab, screen, days))
    with lab.open(screen, "explore") as notebook:
        notebook.run_all()
        report("first", walk(notebook, days, MOVES))
        report("again", walk(notebook, days, MOVES))
    report("a slider that only says its day", plain(lab, screen, days))


if __name__ == "__main__":
    days = [
        in_words(each).replace("\xa0", " ")
        for each in Case.load(ROOT / "data" / "kazakhstan-2022").learned()
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        with context(browser) as screen:
            main(lab, screen, days)
        browser.close()
