"""The chart of how a toll moved and the charts beside it: the titles an editor would print, the
axis that is cut, and what a picture says of itself.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from asknown import open_brief
from asknown.report.signed import signed
from asknown.subjects.charts.stretches import GAP, scale
from asknown.text.blocks import Block, Chart, Group
from tests.support.charts import undrawn_for_phones
from tests.support.editions import shared
from tests.support.places import ROOT
from tests.support.samples import sampled

START = datetime(2022, 1, 9, 12)
DAY = timedelta(days=1)
CASES = {
    "kazakhstan-2022": [
        "2022-01-07",
        "2022-01-12",
        "2022-01-16",
        "2022-08-20",
        "2024-01-03",
    ],
    "derna-2023": ["2023-09-13", "2023-09-17", "2025-11-30"],
    "ukraine-estimates": ["2025-07-08", "2026-07-09"],
}
# The first days stand for few claims, the others for a cut axis and for ranges alone.
SOME = [("kazakhstan-2022", "2022-01-12"), ("kazakhstan-2022", "2024-01-03")]
SOME += [("derna-2023", "2023-09-17"), ("ukraine-estimates", "2026-07-09")]
DAYS = sampled([(case, day) for case, days in CASES.items() for day in days], *SOME)
SPOILT = re.compile(r"\b(?:in force|on record|otherwise|between)\b", re.IGNORECASE)
OURS = ("toll", "ranges", "series")


def _charts_in(block: Block) -> list[Chart]:
    if isinstance(block, Chart):
        return [block]
    if isinstance(block, Group):
        return [chart for each in block.blocks for chart in _charts_in(each)]
    return []


@cache
def charts(case: str, day: str) -> list[Chart]:
    """The charts of a count, of who says what and of series on a day."""
    drawn: list[Chart] = shared(f"charts {case} {day}", lambda: drawn_of(case, day))
    return drawn


def drawn_of(case: str, day: str) -> list[Chart]:
    brief = open_brief(case=str(ROOT / "data" / case), as_of=day)
    with undrawn_for_phones():
        blocks = [brief.main_chart(), brief.who_says_what(), brief.sections()]
    found = [chart for block in blocks for chart in _charts_in(block)]
    return [chart for chart in found if chart.name.startswith(OURS)]


@pytest.mark.parametrize(("case", "day"), DAYS)
def test_a_title_names_what_is_counted_and_has_twelve_words_at_most(
    case: str, day: str
):
    metrics = open_brief(case=str(ROOT / "data" / case), as_of=day).case.tables[
        "metrics"
    ]
    labels = [label.casefold() for label in metrics["label"]]
    assert charts(case, day)
    for chart in charts(case, day):
        title = chart.title.text
        assert len(title.split()) <= 12, title
        assert not SPOILT.search(title), title
        assert title.casefold().startswith(tuple(labels)), title


@pytest.mark.parametrize(("case", "day"), DAYS)
def test_an_alternative_text_can_be_listened_to(case: str, day: str):
    for chart in charts(case, day):
        assert len(chart.alt.text) <= 400, chart.alt.text


@pytest.mark.parametrize(("case", "day"), DAYS)
def test_no_label_of_a_toll_is_written_twice(case: str, day: str):
    for chart in charts(case, day):
        if chart.name == "toll":
            labels = [label.text for label in chart.labels]
            assert len(labels) == len(set(labels)), labels


@pytest.mark.parametrize(("case", "day"), DAYS)
def test_a_chart_that_is_passed_on_says_what_it_is_and_whence(case: str, day: str):
    for chart in charts(case, day):
        data = chart.data()
        root = ElementTree.fromstring(signed(data).encode())
        assert not list(root.iter("{http://www.w3.org/2000/svg}text")), (
            "letters are outlines"
        )
        whole = " ".join(group.get("aria-label", "") for group in root.iter())
        whole = " ".join(whole.split())
        for prose in (chart.title, chart.subtitle, chart.source):
            assert " ".join(prose.text.split()) in whole
        assert "As known on" in chart.source.text
        assert not any(run.get("notes") for run in data["source"]), (
            "a number that leads nowhere"
        )
        assert any(run.get("notes") for run in data["cites"]), (
            "the register has its sources"
        )


def test_a_drawing_of_unknown_size_stays_as_it_is():
    svg = "<svg><path d='M0 0'/></svg>"
    text = [{"text": "Lost"}]
    assert signed({"svg": svg, "title": text, "subtitle": [], "source": []}) == svg


# The axis that is cut.


def test_a_short_time_is_not_cut():
    axis = scale([START, START + 9 * DAY], START + 20 * DAY, 400)
    assert len(axis.stretches) == 1
    assert axis.cuts == []


def test_a_long_stillness_is_cut_out_and_both_parts_have_room():
    early = [START + offset * DAY for offset in range(10)]
    late = [START + offset * DAY for offset in (300, 320, 350)]
    axis = scale([*early, *late], late[-1] + 10 * DAY, 400)
    assert len(axis.stretches) == 2
    for stretch in axis.stretches:
        assert stretch.right - stretch.left > 100
    assert axis.stretches[1].left - axis.stretches[0].right == GAP
    places = [axis.point(moment) for moment in [*early, *late]]
    assert places == sorted(places)


def test_a_time_in_which_nothing_happens_any_more_is_short():
    axis = scale([START, START + 20 * DAY], START + 700 * DAY, 400)
    assert axis.ends_still
    last = axis.stretches[-1]
    assert last.right - last.left < 60
    assert last.left < axis.point(START + 700 * DAY) < last.right


def test_what_is_cut_out_lies_at_the_cut():
    axis = scale([START, START + 9 * DAY, START + 400 * DAY], START + 401 * DAY, 400)
    before, *_ = axis.stretches
    assert axis.point(START + 100 * DAY) == before.right


def test_the_days_named_are_those_for_which_there_is_room():
    close = [START + timedelta(hours=hours) for hours in range(0, 240, 12)]
    axis = scale(close, close[-1], 400)
    named = axis.days(close)
    assert named[0] == close[0]
    assert len({moment.date() for moment in named}) == len(named)
    places = [axis.point(moment) for moment in named]
    assert all(after - before > 20 for before, after in pairwise(places))


# What is seen of the large case.


def test_what_was_withdrawn_is_told_with_who_denied_it():
    (chart,) = [
        each for each in charts("kazakhstan-2022", "2022-01-12") if each.name == "toll"
    ]
    labels = [
        label.text.replace("\n", " ").replace("\u00a0", " ") for label in chart.labels
    ]
    assert "164" in labels
    assert "no official number for 3 days" in labels
    assert (
        "denied by the Health Ministry, 9 Jan 2022, 19:17; withdrawn, 10 Jan 2022"
        in labels
    )
    assert "unnamed officials: at least 44" in labels


def test_a_number_said_again_is_written_once():
    (chart,) = [
        each for each in charts("kazakhstan-2022", "2024-01-03") if each.name == "toll"
    ]
    labels = [label.text.replace("\u00a0", " ") for label in chart.labels]
    assert labels.count("238") == 1
    assert labels.count("232") == 1
    assert "said again 5 Jan 2023" in labels


def test_the_newest_estimate_has_its_label():
    (chart,) = [
        each
        for each in charts("ukraine-estimates", "2026-07-09")
        if each.name == "toll"
    ]
    labels = [label.text for label in chart.labels]
    assert (
        "Center for Strategic and International Studies: 400,000 to 450,000" in labels
    )
