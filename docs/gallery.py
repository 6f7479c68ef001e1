"""Draw the pictures of the gallery from the committed editions. Run by `make editions`; needs
poppler and chromium."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import typst
from playwright.sync_api import sync_playwright

from asknown.own_fonts import font_folders

ROOT = Path(__file__).resolve().parent.parent
EDITIONS = ROOT / "reports"
FIRST, LAST = "kazakhstan-2022/2022-01-12", "kazakhstan-2022/2024-01-03"
GALLERY = ROOT / "docs" / "gallery"
PAGES = {
    "first-page": (FIRST, 1),
    "second-page": (FIRST, 2),
    "first-page-2024": (LAST, 1),
    "second-page-2024": (LAST, 2),
    "sections-page-2024": (LAST, 4),
    "first-page-derna": ("derna-2023/2023-09-17", 1),
}
CHARTS = {
    "toll": (LAST, "toll"),
    "contributors": (FIRST, "contributors_troops"),
    "map": (FIRST, "place"),
}
DAYS = {"living-page": (LAST, "9\u00a0January\u00a02022, 19:17")}
SHEET = '#set page(width: auto, height: auto, margin: 10pt)\n#image("chart.svg", width: 482pt)'


def draw_page(name: str, edition: str, page: int) -> None:
    """One page of an edition's PDF as a picture."""
    report, target = EDITIONS / edition / "report.pdf", GALLERY / name
    call = [
        "pdftoppm",
        "-r",
        "90",
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
        "-png",
        str(report),
        str(target),
    ]
    subprocess.run(call, check=True, stderr=subprocess.DEVNULL)


def draw_chart(name: str, edition: str, chart: str) -> None:
    """One chart of an edition as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "chart.svg").write_bytes(
            (EDITIONS / edition / "charts" / f"{chart}.svg").read_bytes()
        )
        (Path(folder) / "sheet.typ").write_text(SHEET, encoding="utf-8")
        fonts = [str(path) for path in font_folders()]
        sheet = Path(folder) / "sheet.typ"
        drawn = typst.compile(
            str(sheet),
            root=folder,
            format="png",
            ppi=144,
            font_paths=fonts,
            ignore_system_fonts=True,
        )
    (GALLERY / f"{name}.png").write_bytes(drawn)


def draw_day(name: str, edition: str, as_of: str) -> None:
    """What the page of an edition has in front when its reader has chosen a day, in Debian's
    chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1100, "height": 1200})
        page.goto((EDITIONS / edition / "report.html").as_uri())
        page.locator(".moment select").select_option(label=as_of)
        page.locator(".days").screenshot(path=GALLERY / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    GALLERY.mkdir(exist_ok=True)
    for name, where in PAGES.items():
        draw_page(name, *where)
    for name, where in CHARTS.items():
        draw_chart(name, *where)
    for name, day in DAYS.items():
        draw_day(name, *day)
