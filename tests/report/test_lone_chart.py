"""A chart without its page: what it says of itself, in each of its formats."""

from __future__ import annotations

import csv
import io
import re
import struct
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import asknown
from asknown.errors import BuildError, CallError
from asknown.ledger.damage import formula
from asknown.report.embed import MOST
from asknown.report.lone_chart import LoneChart
from asknown.report.sorting import tidy_csv
from asknown.subjects.charts import style
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.text.blocks import Chart
from asknown.text.prose import Prose
from tests.support.command import run
from tests.support.places import DERNA, HARBOUR, SHIPPED, UKRAINE

DAY = "2022-01-12"
_SVG = "{http://www.w3.org/2000/svg}"
_ABOUT = (f"{_SVG}title", f"{_SVG}desc")


@cache
def toll() -> LoneChart:
    """The main chart of the shipped case on the day of its article."""
    return asknown.Case.load(SHIPPED).as_known(DAY).chart("toll")


def test_a_drawing_carries_its_case_title_source_and_day_in_outlines():
    root = ElementTree.fromstring(toll().svg())
    assert not list(root.iter(f"{_SVG}text")), "it needs no font"
    drawn = " ".join(part.get("aria-label", "") for part in root.iter())
    told = " ".join("".join(root.find(name).itertext()) for name in _ABOUT)  # type: ignore[union-attr]
    for words in (toll().chart.title.text, "As known on 12", "Sources: "):
        assert words in " ".join(drawn.split())
        assert words in told
    assert toll().case.settings.title in drawn
    assert toll().chart.alt.text in told
    assert root.get("aria-labelledby") == "toll-title toll-about"


def test_a_picture_is_as_large_as_one_that_stands_for_a_link():
    data = toll().png()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (1200, 675)
    assert data == toll().png(), "the same bytes twice"


def test_a_page_for_a_frame_says_its_day_and_fetches_nothing():
    page = toll().embed()
    assert '<html lang="en">' in page
    assert "As known on 12" in page
    assert "<s>164</s>" in page
    assert "prefers-color-scheme: dark" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)
    assert not re.search(r"\sstyle=|\son\w+=", page)
    assert len(page.encode()) <= MOST


def test_the_rows_behind_it_are_those_of_the_ledger():
    rows = toll().rows().set_index("claim_id")
    gone = rows.loc["KT-004"]
    assert (gone["value"], gone["standing"], gone["low"]) == ("164", "withdrawn", "")
    assert gone["published"] == "2022-01-09T17:12+06:00"
    assert gone["source_url"].startswith("https://")
    assert {"metric", "group", "place", "high", "wording", "speaker", "refers_to"} <= {
        *rows
    }


def test_pandas_reads_the_csv_and_its_letters():
    read = pd.read_csv(io.BytesIO(toll().csv()), dtype=str, keep_default_na=False)
    assert read.equals(toll().rows().astype(read.dtypes))
    assert toll().csv().startswith(b"\xef\xbb\xbf"), "by which Excel reads Cyrillic"


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed():
    cells = ["=1+1", "-12", "@SUM(A1)", "Айлақ", "+x", "-"]
    data = tidy_csv({"columns": ["cell"], "rows": [[cell] for cell in cells]})
    read = [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))][1:]
    assert read == [f"'{cell}" if formula(cell) else cell for cell in cells]
    assert read[0] == "'=1+1"
    assert read[3] == "Айлақ"


def test_an_event_is_told_with_its_figures_and_its_addresses():
    known = asknown.Case.load(SHIPPED).as_known("2022-01-05")
    assert known.tables["events"]["title"].str.contains(r"\{").any()
    rows = known.chart("timeline").rows()
    assert list(rows["event_id"]) == sorted(rows["event_id"])
    assert not rows["title"].str.contains(r"\{").any()
    assert rows["source_urls"].str.startswith("http").any()


def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(CallError, match=r"there are: toll, ranges_killed, .*steps"):
        asknown.Case.load(HARBOUR).as_known("2022-03-09").chart("pie")


def test_a_whole_case_is_drawn_as_last_known():
    chart = asknown.Case.load(HARBOUR).chart("toll")
    assert chart.case.known_at is not None
    assert "As known on" in chart.chart.source.text


def test_the_command_writes_a_file_named_after_case_and_day(tmp_path: Path):
    said = run(
        "chart",
        "toll",
        str(HARBOUR),
        "--as-of",
        "2022-03-09",
        "--to",
        "csv",
        cwd=tmp_path,
    )
    assert said.stdout.strip() == "harbour-2022-03-09-toll.csv"
    assert (
        (tmp_path / "harbour-2022-03-09-toll.csv")
        .read_bytes()
        .startswith(b"\xef\xbb\xbf")
    )
    again = run(
        "chart",
        "toll",
        str(HARBOUR),
        "--as-of",
        "2022-03-09",
        "--to",
        "csv",
        cwd=tmp_path,
    )
    assert again.returncode == 2
    assert "--force" in again.stderr
    other = run("chart", "toll", str(HARBOUR), "--to", "gif", cwd=tmp_path)
    assert other.returncode == 2
    assert "svg, png, html, csv" in other.stderr


def _box(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


def test_a_phone_has_a_drawing_half_as_wide_with_letters_as_large():
    narrow = toll().chart.narrow
    wide, _ = _box(toll().chart.svg)
    assert _box(narrow.svg)[0] < wide / 2
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", narrow.svg)]
    assert min(sizes) / _box(narrow.svg)[0] * 328 >= 11, "dots on a screen of 360"
    said = {label.text for label in narrow.labels}
    assert "164" in said


def test_a_chart_whose_words_find_no_room_on_a_phone_is_shown_as_it_is():
    def draw(**texts: Prose) -> Chart:
        if style.is_narrow():
            raise BuildError("'x' leaves the canvas")
        return Chart("bars", **texts, svg="<svg/>")

    texts = dict.fromkeys(("title", "subtitle", "source", "alt"), Prose())
    drawn = drawn_for_phones(draw)(**texts)
    assert drawn.svg == "<svg/>"
    assert not drawn.narrow.svg
    assert not style.is_narrow()


def _shine(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "colour", [style.INK, style.QUIET, style.MAIN, style.GONE, style.OTHER]
)
def test_letters_can_be_read_on_a_dark_screen_as_on_paper(colour: str):
    for ink, paper in (
        (colour, "#ffffff"),
        (style.in_dark(colour), style.in_dark("#ffffff")),
    ):
        light, dark = sorted([_shine(ink), _shine(paper)], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


LAST = [
    (SHIPPED, "2024-01-03"),
    (SHIPPED, "2022-01-09T18:00"),
    (DERNA, "2023-09-17"),
    (UKRAINE, ""),
]


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "day"), LAST)
def test_every_chart_fits_a_frame_of_sixty_kilobytes(folder: Path, day: str):
    case = asknown.Case.load(folder)
    known = case.as_known(day or str(case.learned()[-1]))
    with pytest.raises(CallError) as refused:
        known.chart("none")
    for name in str(refused.value).partition("there are: ")[2].split(", "):
        assert len(known.chart(name).embed().encode()) <= MOST, name
