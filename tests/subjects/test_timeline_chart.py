"""The charts of the timeline and of connectivity: nothing overlaps, nothing is lost, nothing is
narrower than what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from matplotlib.patches import Polygon

from asknown import open_brief
from asknown.errors import BuildError
from asknown.ledger.tables import BY_NAME
from asknown.model import events
from asknown.model.case import Case
from asknown.subjects import connectivity, timeline
from asknown.subjects.charts import connectivity as connectivity_chart
from asknown.subjects.charts import timeline as timeline_chart
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import house
from asknown.text import english
from asknown.text.blocks import Chart, Table
from asknown.text.prose import plain
from tests.support import boxes
from tests.support.places import HARBOUR
from tests.support.samples import sampled

DAYS = (
    "2021-07-03 2022-01-02 2022-01-04 2022-01-05 2022-01-07 2022-01-09T16:00 2022-01-10 "
    "2022-01-12 2022-01-15 2022-01-31 "
    "2022-03-14 2024-01-03"
).split()
SOME = sampled(DAYS, "2022-01-07")


def _case(name: str, rows: list[dict[str, str]], lanes: dict[str, str]) -> Case:
    """An invented case whose table `name` holds these rows and nothing else; the rest is the
    harbour's."""
    base = Case.load(HARBOUR).as_known("2022-03-09")
    header = BY_NAME[name].header
    frame = pd.DataFrame(
        [dict.fromkeys(header, "") | row for row in rows], columns=header, dtype=str
    )
    tables = dict(base.tables) | {
        name: frame.set_index(header[0], drop=False).rename_axis(None)
    }
    return Case("invented", replace(base.settings, lanes=lanes), tables, base.known_at)


def _events(count: int, lanes: int, days: int, longest: int = 14) -> Case:
    """`count` events in `lanes` lanes over `days` days: most on a few days, some with a time, some
    lasting, titles of all lengths.
    """
    rows = []
    for index in range(count):
        start = date(2021, 11, 20) + timedelta(
            days=(index * index * 7 + index) % days
            if index % 3
            else days // 3 + index % 4
        )
        rows.append(
            {
                "event_id": f"G{index:04d}",
                "start": str(start),
                "place": "harbour",
                "published": str(start),
                "kind": "report",
                "title": " ".join(
                    [
                        "Harbour",
                        *(
                            "station"[: 3 + (index + word) % 5]
                            for word in range(index % 17)
                        ),
                    ]
                ),
                "time": ("", "07:00", "about 16:30", "evening", "")[index % 5],
                "lane": f"lane-{index % lanes}",
                "end": str(start + timedelta(days=index % longest))
                if index % 11 == 0
                else "",
            }
        )
    return _case(
        "events",
        rows,
        {
            f"lane-{lane}": f"{'Harbour authority ' * (lane % 3)}lane".capitalize()
            for lane in range(lanes)
        },
    )


def _one_event(**cells: str) -> Case:
    row = {
        "event_id": "G1",
        "start": "2022-01-05",
        "place": "harbour",
        "published": "2022-01-06",
        "title": "Gate closed",
    }
    return _case("events", [row | {"lane": "street"} | cells], {"street": "Street"})


def _drawn(case: Case) -> Iterator[tuple[pd.DataFrame, Sheet]]:
    """Each stretch of a case with the sheet of its chart."""
    for part in timeline.stretches(events.frame(case)).values():
        told = part.assign(
            key=[events.key(part, each) for each in part.index],
            title=[events.short(case, each) for each in part.index],
            heft=events.weights(part),
        )
        with house():
            yield (
                part,
                timeline_chart.draw(
                    told,
                    timeline.lanes(case, part),
                    timeline.window(part),
                    timeline.crowd,
                ),
            )


def _observed(case: Case) -> Sheet:
    rows = connectivity.frame(case)
    told = rows.assign(
        said=[
            connectivity.beside(case, rows, connectivity.usual_area(rows), each)
            for each in rows.index
        ]
    )
    with house():
        return connectivity_chart.draw(told, connectivity.strips(case, rows))


def _is_clean(sheet: Sheet) -> None:
    assert boxes.overlaps(sheet.figure) == []
    assert boxes.outside(sheet.figure) == []
    assert boxes.washed_out(sheet.figure) == []
    assert boxes.smallest(sheet.figure) >= 7
    assert sheet.figure.get_figheight() <= 8.5


def _charts(as_of: str, section: str) -> list[Chart]:
    return [
        block
        for block in getattr(open_brief("kazakhstan-2022", as_of), section)().blocks
        if isinstance(block, Chart)
    ]


@pytest.mark.parametrize("as_of", SOME)
def test_no_text_of_the_timeline_covers_another_or_leaves_its_canvas(
    shipped: Case, as_of: str
):
    sheets = [sheet for _, sheet in _drawn(shipped.as_known(as_of))]
    assert sheets
    for sheet in sheets:
        _is_clean(sheet)


@pytest.mark.parametrize("as_of", SOME)
def test_no_text_of_the_strips_covers_another_or_leaves_its_canvas(
    shipped: Case, as_of: str
):
    case = shipped.as_known(as_of)
    if len(case.tables["connectivity"]):
        _is_clean(_observed(case))
    else:
        assert _charts(as_of, "connectivity") == []


@pytest.mark.parametrize("as_of", SOME)
def test_the_other_charts_pass_the_same_measure(as_of: str):
    """`Sheet.finish` refuses what overlaps: a brief whose charts are drawn has nothing that
    does."""
    drawn = {
        chart.name
        for section in ("main_chart", "sections")
        for chart in _charts(as_of, section)
    }
    assert drawn >= (
        {"toll", "contributors_troops"} if as_of >= "2022-01-09T16:00" else set()
    )


@pytest.mark.parametrize(
    ("count", "lanes", "days"),
    sampled([(1, 1, 1), (9, 5, 3), (400, 5, 200), (700, 3, 12)], (1, 1, 1), (9, 5, 3)),
)
def test_a_case_of_any_size_is_drawn_whole_and_clean(count: int, lanes: int, days: int):
    """Every event has its key on a chart or is counted in a bar that traces to it, each exactly
    once."""
    case, named = _events(count, lanes, days), []
    for part, sheet in _drawn(case):
        _is_clean(sheet)
        own = {f"events:{each}" for each in part.index[~part["carried"]]}
        keys = {
            trace
            for key in part["key"]
            for label in sheet.labels
            if label.text == key
            for trace in label.runs[0].trace
        }
        counted = {
            trace
            for label in sheet.labels
            if re.match(r"\d+ events$", label.text)
            for trace in label.runs[0].trace
        }
        assert own <= keys | counted
        assert not keys & counted
        named += sorted(own)
    assert sorted(named) == [
        f"events:{each}" for each in sorted(case.tables["events"].index)
    ]


def test_a_crowd_says_how_many_it_is():
    labels = [
        label
        for _, sheet in _drawn(_events(700, 3, 12))
        for label in sheet.labels
        if label.text.endswith(" events")
    ]
    assert labels
    for label in labels:
        assert int(label.text.split()[0].replace(",", "")) == len(
            set(label.runs[0].trace)
        )


def test_a_case_without_events_or_observations_has_no_chart():
    case = _case("events", [], {})
    assert timeline.stretches(events.frame(case)) == {}
    assert connectivity.frame(case).empty


def _bars(sheet: Sheet) -> list[tuple[float, float]]:
    """Left and right ends of the bars as shares of the axis."""
    ax = sheet.axes[0]
    room = ax.get_xlim()[1]
    corners = [
        patch.get_xy()[:, 0] for patch in ax.patches if isinstance(patch, Polygon)
    ]
    return [(min(xs) / room, max(xs) / room) for xs in corners]


@pytest.mark.parametrize(
    ("cells", "begins", "ends", "mark"),
    [
        ({}, "2022-01-05T00:00", "2022-01-06T00:00", events.WITHIN),
        ({"time": "evening"}, "2022-01-05T00:00", "2022-01-06T00:00", events.WITHIN),
        (
            {"time": "after 08:00"},
            "2022-01-05T00:00",
            "2022-01-06T00:00",
            events.WITHIN,
        ),
        (
            {"start": "2022-01-04/2022-01-06"},
            "2022-01-04T00:00",
            "2022-01-07T00:00",
            events.WITHIN,
        ),
        ({"start": "2022-01~"}, "2022-01-01T00:00", "2022-02-01T00:00", events.WITHIN),
        ({"time": "14:12"}, "2022-01-05T14:12", "2022-01-05T14:12", events.CLOCK),
        (
            {"time": "from about 20:30"},
            "2022-01-05T20:30",
            "2022-01-05T20:30",
            events.ABOUT,
        ),
        ({"end": "2022-01-19"}, "2022-01-05T00:00", "2022-01-20T00:00", events.LASTING),
        (
            {"end": "2022-01-19", "time": "01:30"},
            "2022-01-05T01:30",
            "2022-01-20T00:00",
            events.LASTING,
        ),
    ],
)
def test_a_mark_is_as_wide_as_the_time_is_uncertain(
    cells: dict[str, str], begins: str, ends: str, mark: str
):
    case = _one_event(**cells)
    row = events.frame(case).iloc[0]
    assert (row["begins"], row["ends"]) == (
        datetime.fromisoformat(begins),
        datetime.fromisoformat(ends),
    )
    assert row["mark"] == mark
    ((part, sheet),) = _drawn(case)
    start, end = timeline.window(part)
    drawn = [
        (start + left * (end - start), start + right * (end - start))
        for left, right in _bars(sheet)
    ]
    close = timedelta(minutes=1)
    assert len(drawn) == (mark not in (events.CLOCK, events.ABOUT))
    for left, right in drawn:
        assert abs(left - row["begins"]) < close
        assert abs(right - row["ends"]) < close


def test_what_lasts_is_drawn_again_in_the_stretch_it_lasts_into(shipped: Case):
    parts = timeline.stretches(events.frame(shipped.as_known("2024-01-03")))
    assert list(parts) == [
        "timeline",
        *(f"timeline-{n}" for n in range(2, len(parts) + 1)),
    ]
    seen = [name for name, part in parts.items() if "E011" in part.index]
    assert len(seen) > 1
    assert [bool(parts[name].at["E011", "carried"]) for name in seen] == [False] + [
        True
    ] * (len(seen) - 1)


@pytest.mark.parametrize(
    "section", ["timeline", "connectivity", "network", "chronology"]
)
@pytest.mark.parametrize("as_of", ["2022-01-05", "2022-01-12", "2024-01-03"])
def test_the_alternative_text_is_short_and_traces(section: str, as_of: str):
    charts = _charts(as_of, section)
    assert charts
    for chart in charts:
        assert len(chart.alt.text) <= 400
        assert not re.search(r"\. \w.*\. \w.*\. \w", chart.alt.text)
        in_annex = section in ("timeline", "connectivity") and chart.name != "place"
        assert chart.alt.text.endswith("The table follows.") == in_annex
        for run in (
            *chart.alt,
            *chart.title,
            *(run for label in chart.labels for run in label),
        ):
            assert run.trace or not english.numerals(run.text)
            assert not run.notes  # no note can be printed there


def test_every_key_on_a_chart_leads_to_a_row_of_the_table_with_its_sources():
    brief = open_brief("kazakhstan-2022", "2022-01-12")
    blocks = brief.timeline().blocks
    table = next(block for block in blocks if isinstance(block, Table))
    keys = {row[0].text for row in table.rows}
    assert len(keys) == len(table.rows)
    charts = [block for block in blocks if isinstance(block, Chart)]
    drawn = {label.text for chart in charts for label in chart.labels}
    frame = events.frame(brief.case)
    over_before = frame["ends"] <= pd.Timestamp(brief.case.settings.begins)
    assert keys - drawn == {
        events.key(frame, event).text for event in frame.index[over_before]
    }
    assert all(any(run.notes for run in row[2]) for row in table.rows)


@pytest.mark.parametrize("as_of", SOME)
def test_no_title_is_cut_and_a_timeline_has_two_charts_at_most(
    shipped: Case, as_of: str
):
    """A range cut to its lower end, or a withdrawn number cut from the word that says so, would be
    another statement."""
    case = shipped.as_known(as_of)
    drawn = list(_drawn(case))
    assert len(drawn) <= 2
    whole = {events.short(case, each).text for each in case.tables["events"].index}
    names = {name.text for _, name in timeline.lanes(case, events.frame(case))}
    for part, sheet in drawn:
        keys = set(part["key"])
        for label in sheet.labels:
            text = label.text.replace("\n", " ")
            assert text in whole | keys | names or re.fullmatch(r"\d+ events", text)


def test_a_withdrawn_number_is_struck_on_the_chart_too():
    standing = Case.load(HARBOUR).as_known("2022-03-09").claims["standing"]
    gone = next(each for each in standing.index if standing[each] == "withdrawn")
    case = _one_event(title="Channel carries {" + gone + "} dead")
    ((_, sheet),) = _drawn(case)
    struck = [label for label in sheet.labels if any(run.struck for run in label)]
    assert [label.text.endswith("(withdrawn) dead") for label in struck] == [True]
    assert any(line.get_linewidth() == 0.7 for line in sheet.axes[0].lines)


def test_the_title_of_a_chart_is_what_happened_in_its_days():
    rows = [
        {
            "event_id": f"G{n}",
            "start": f"2022-01-0{n + 1}",
            "title": "Gate",
            "lane": "street",
        }
        for n in range(4)
    ]
    for told, title in (
        (rows, "What happened from 1 to 4 January 2022"),
        (rows[:1], "What happened on 1 January 2022"),
    ):
        frame = events.frame(_case("events", told, {"street": "Street"}))
        part = timeline.stretches(frame)["timeline"]
        assert timeline.finding(part).text.replace("\u00a0", " ") == title


@pytest.mark.parametrize(
    ("start", "end", "begins", "ends", "opened"),
    [
        ("2022-01-05T16:30+06:00", "", "2022-01-05T16:30", "2022-01-05T16:30", True),
        (
            "2022-01-05T18:00Z",
            "2022-01-05T19:00Z",
            "2022-01-06T00:00",
            "2022-01-06T01:00",
            False,
        ),
        ("2022-01-05", "", "2022-01-05T00:00", "2022-01-06T00:00", True),
        ("2022-01-05", "2022-01-10", "2022-01-05T00:00", "2022-01-11T00:00", False),
    ],
)
def test_an_observation_covers_what_is_known_of_it_in_local_time(
    start: str, end: str, begins: str, ends: str, opened: bool
):
    speaker = str(Case.load(HARBOUR).tables["speakers"].index[0])
    row = {
        "row_id": "N1",
        "monitor": speaker,
        "start": start,
        "end": end,
        "area": "Island",
        "state": "outage",
        "measure": "traffic",
        "published": "2022-01-11",
    }
    case = _case("connectivity", [row], {})
    seen = connectivity.frame(case).iloc[0]
    assert (seen["begins"], seen["ends"]) == (
        datetime.fromisoformat(begins),
        datetime.fromisoformat(ends),
    )
    assert seen["open"] == opened
    _is_clean(_observed(case))


def test_many_observations_of_every_state_are_drawn_clean():
    """Each strip has its name and each value its place, whatever falls together."""
    speakers = list(Case.load(HARBOUR).as_known("2022-03-09").tables["speakers"].index)
    states = "degraded throttled blocked outage partial restored normal".split()
    measures = ("traffic", "share of probes that answer at all")
    rows = [
        {
            "row_id": f"N{n:03d}",
            "monitor": speakers[n % len(speakers)],
            "start": f"2022-01-{2 + n % 9:02d}T{n % 24:02d}:30+06:00",
            "end": f"2022-01-{2 + n % 9:02d}T23:45+06:00" if n % 3 else "",
            "area": "Island" if n % 4 else "Harbour and its islands",
            "state": states[n % 7],
            "measure": measures[n % 2],
            "value": str(n) if n % 2 else "",
            "unit": "percent of ordinary",
            "published": "2022-01-12",
        }
        for n in range(60)
    ]
    sheet = _observed(_case("connectivity", rows, {}))
    assert boxes.overlaps(sheet.figure) == []
    assert boxes.outside(sheet.figure) == []
    said = " ".join(label.text for label in sheet.labels)
    assert all(state in said for state in states)
    assert all(f"{n} percent of ordinary" in said for n in range(1, 60, 2))


def test_a_sheet_with_texts_that_overlap_or_leave_it_cannot_be_finished():
    texts = dict.fromkeys(("title", "subtitle", "source", "alt"), plain("words"))
    for places, what in (
        (((0.5, 0.5), (0.52, 0.5)), "overlap"),
        (((2, 0.5),), "leaves the canvas"),
    ):
        with house():
            sheet = Sheet(1, nrows=1, ncols=1)
            sheet.axes[0].set(xticks=[], yticks=[])
            for x, y in places:
                sheet.say(sheet.axes[0], x, y, plain("somewhere"))
            with pytest.raises(BuildError, match=what):
                sheet.finish("bad", **texts)


@pytest.mark.slow
def test_the_same_case_is_drawn_in_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    first = [
        chart.svg
        for section in ("timeline", "connectivity")
        for chart in _charts("2022-01-09T16:00", section)
    ]
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    again = [
        chart.svg
        for section in ("timeline", "connectivity")
        for chart in _charts("2022-01-09T16:00", section)
    ]
    assert first == again
    assert len(first) > 2


def test_what_was_over_before_the_case_begins_stands_in_the_table_alone(shipped: Case):
    case = shipped.as_known("2022-01-05")
    first, *_ = timeline.charts(case)
    assert isinstance(first, Chart)
    assert "2021" not in first.title.text
    subtitle = first.subtitle.text.replace("\u00a0", " ")
    assert subtitle.endswith("In the table only: 4 events before 1 January 2022.")
    assert len(timeline.table(case).rows) == len(case.tables["events"])
    # A day before that one knows of no such beginning, and draws what there was.
    before = shipped.as_known("2021-07-03")
    assert before.settings.begins == ""
    assert [
        chart.title.text.replace("\u00a0", " ") for chart in timeline.charts(before)
    ] == ["What happened from 13 May to 3 July 2021"]
