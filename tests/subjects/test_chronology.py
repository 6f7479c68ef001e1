"""The chronology and the strip of the network: few events, picked without hindsight, and one word
on whether one could get online."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from asknown import open_brief
from asknown.ledger.tables import BY_NAME
from asknown.model import events
from asknown.model.case import Case
from asknown.model.phrases import name_of
from asknown.subjects import chronology, connectivity, outages
from asknown.subjects.charts import network
from asknown.subjects.charts.style import house
from asknown.text.blocks import Chart, Table, Text
from tests.support import boxes
from tests.support.places import DERNA, HARBOUR
from tests.support.samples import sampled

DAYS = "2022-01-02 2022-01-05 2022-01-07 2022-01-09T18:00 2022-01-12 2022-01-16 2024-01-03".split()


def _case(name: str, rows: list[dict[str, str]]) -> Case:
    """An invented case whose table `name` holds these rows and nothing else."""
    base = Case.load(HARBOUR).as_known("2022-03-09")
    header = BY_NAME[name].header
    frame = pd.DataFrame(
        [dict.fromkeys(header, "") | row for row in rows], columns=header, dtype=str
    )
    tables = dict(base.tables) | {
        name: frame.set_index(header[0], drop=False).rename_axis(None)
    }
    return Case("invented", replace(base.settings, lanes={}), tables, base.known_at)


def _event(number: int, **cells: str) -> dict[str, str]:
    day = f"2022-01-{1 + number % 28:02d}"
    return {
        "event_id": f"G{number:02d}",
        "start": day,
        "published": day,
        "place": "harbour",
        "lane": "street",
        "title": f"Gate {chr(ord('A') + number % 26)} closed",
    } | cells


@pytest.mark.parametrize("as_of", sampled(DAYS, "2022-01-05", "2022-01-12"))
def test_twelve_to_fifteen_events_are_picked_in_order_of_time(
    shipped: Case, as_of: str
):
    case = shipped.as_known(as_of)
    picked = chronology.chosen(case)
    frame = events.frame(case)
    candidates = frame[
        frame["ends"] > pd.Timestamp(case.settings.begins or "1900-01-01")
    ]
    assert min(12, len(candidates)) <= len(picked) <= 15
    assert picked == [event for event in frame.index if event in picked]


def test_what_became_known_later_does_not_move_the_choice(shipped: Case):
    """Weights and sources of later rows are not there; the earlier report is the same."""
    for as_of in ("2022-01-07", "2022-01-12"):
        once = chronology.chosen(shipped.as_known(as_of))
        again = chronology.chosen(shipped.as_known("2022-01-31").as_known(as_of))
        assert once == again


def test_what_weighs_most_comes_first_and_no_day_takes_all():
    heavy = [_event(number, weight="3", start="2022-01-03") for number in range(20)]
    light = [_event(number, weight="1", start="2022-01-05") for number in range(20, 40)]
    picked = chronology.chosen(_case("events", heavy + light))
    assert picked == [f"G{number:02d}" for number in range(15)]
    spread = [
        _event(number, start="2022-01-03", source_ids="a;b") for number in range(20)
    ]
    spread += [_event(number, source_ids="a") for number in range(20, 28)]
    picked = chronology.chosen(_case("events", spread))
    assert len(picked) == 15
    assert [event for event in picked if event >= "G20"] == [
        f"G{n}" for n in range(20, 28)
    ]


def test_few_events_are_sentences_and_none_is_nothing():
    two = _case("events", [_event(1), _event(2)])
    told, *rest = chronology.shown_of(two, None).blocks
    assert isinstance(told, Text)
    assert rest == []
    words = " ".join(paragraph.text for paragraph in told.paragraphs).replace(
        "\u00a0", " "
    )
    assert words.startswith("2 Jan 2022, ")
    assert words.endswith("Gate C closed.")
    assert chronology.shown_of(_case("events", []), None).blocks == ()


def test_an_event_without_a_place_is_told_all_the_same():
    case = _case("events", [_event(number, place="") for number in range(4)])
    (table,) = chronology.shown_of(case, None).blocks
    assert isinstance(table, Table)
    assert {row[2].text for row in table.rows} == {""}
    case = _case("events", [_event(1, place="")])
    (text,) = chronology.shown_of(case, None).blocks
    assert isinstance(text, Text)
    assert (
        text.paragraphs[0].text.replace("\u00a0", " ") == "2 Jan 2022: Gate B closed."
    )


def test_the_rest_is_counted_and_a_late_event_says_so():
    rows = [_event(number, weight="2") for number in range(16)]
    rows[3]["published"] = "2022-01-25"
    case = _case("events", rows)
    picked = chronology.chosen(case)
    said = chronology.rest(case, picked).text
    assert said == (
        "Picked by weight, number of sources and spread over the days; 1 more is in the annex."
    )
    assert (
        chronology.late(case, "G03").text.replace("\u00a0", " ")
        == " (known from 25 Jan 2022)"
    )
    assert not chronology.late(case, "G02")


def test_a_ledger_without_weights_has_a_chronology_too(shipped: Case):
    case = shipped.as_known("2022-01-12")
    bare = case.tables["events"].drop(columns=["weight", "short"])
    case = replace(case, tables=dict(case.tables) | {"events": bare})
    picked = chronology.chosen(case)
    assert len(picked) == 15
    assert chronology.rest(case, picked).text.startswith("Picked by number of sources")


def test_the_table_and_the_map_stand_in_the_report():
    blocks = open_brief("kazakhstan-2022", "2022-01-12").chronology().blocks
    table, text, chart = blocks
    assert isinstance(table, Table)
    assert isinstance(text, Text)
    assert isinstance(chart, Chart)
    assert list(table.columns) == ["Day", "What happened", "Where"]
    assert all(any(run.notes for run in row[1]) for row in table.rows)


# The strip.


def _seen(
    row_id: str, monitor: str, start: str, end: str = "", state: str = "outage"
) -> dict[str, str]:
    row = {
        "row_id": row_id,
        "monitor": monitor,
        "start": start,
        "end": end,
        "state": state,
    }
    return row | {"area": "Island", "measure": "traffic"}


def _told(*rows: dict[str, str]) -> list[tuple[str, str, str]]:
    case = _case("connectivity", list(rows))
    return [
        (f"{begins:%d %H:%M}", f"{ends:%d %H:%M}", state)
        for begins, ends, state in outages.stretches(connectivity.frame(case), None)
    ]


def _monitors() -> tuple[str, str]:
    speakers = Case.load(HARBOUR).as_known("2022-03-09").tables["speakers"].index
    return str(speakers[0]), str(speakers[1])


def test_an_outage_needs_two_and_a_return_makes_a_gap():
    one, other = _monitors()
    zone = Case.load(HARBOUR).zone
    offset = datetime(2022, 1, 5, tzinfo=zone).strftime("%z")
    shift = f"{offset[:3]}:{offset[3:]}"

    def at(day: int, hour: int) -> str:
        return f"2022-01-{day:02d}T{hour:02d}:00{shift}"

    alone = _told(_seen("N1", one, at(5, 10)))
    assert alone == [("05 10:00", "06 00:00", "partly")]
    both = _told(
        _seen("N1", one, at(5, 10)),
        _seen("N2", other, at(5, 12)),
        _seen("N3", other, at(6, 8), at(6, 9), "restored"),
        _seen("N4", one, at(7, 8), state="restored"),
    )
    assert both == [
        ("05 10:00", "05 12:00", "partly"),
        ("05 12:00", "06 08:00", "off"),
        ("06 08:00", "06 09:00", "partly"),
        ("06 09:00", "07 08:00", "off"),
        ("07 08:00", "08 00:00", "on"),
    ]


def test_a_day_without_an_hour_is_partly():
    one, other = _monitors()
    told = _told(
        _seen("N1", one, "2022-01-05", "2022-01-08"),
        _seen("N2", other, "2022-01-05", "2022-01-08"),
    )
    assert told == [
        ("05 00:00", "06 00:00", "partly"),
        ("06 00:00", "08 00:00", "off"),
        ("08 00:00", "09 00:00", "partly"),
    ]


@pytest.mark.parametrize(
    ("as_of", "title"),
    [
        ("2022-01-05", "Offline since 5 January 2022"),
        (
            "2022-01-09T18:00",
            "Offline since 5 January 2022; last report 7 January 2022",
        ),
        ("2022-01-12", "Offline from 5 to 10 January 2022, with gaps"),
        ("2024-01-03", "Offline from 5 to 10 January 2022, with gaps"),
    ],
)
def test_the_headline_says_when_the_network_was_off(
    shipped: Case, as_of: str, title: str
):
    (chart,) = connectivity.strip(shipped.as_known(as_of)).blocks
    assert isinstance(chart, Chart)
    assert chart.title.text.replace("\u00a0", " ") == title
    assert len(title.split()) <= 12
    height = float(chart.svg.partition('height="')[2].partition("pt")[0])
    assert height <= 105  # points: some 37 mm


def test_where_nobody_can_say_the_observations_are_told():
    derna = Case.load(DERNA)
    (text,) = connectivity.strip(derna.as_known("2023-09-20")).blocks
    assert isinstance(text, Text)
    (table,) = connectivity.strip(derna.as_known("2023-09-30")).blocks
    assert isinstance(table, Table)
    assert connectivity.strip(derna.as_known("2023-09-12")).blocks == ()


def test_the_strip_is_drawn_clean(shipped: Case):
    case = shipped.as_known("2024-01-03")
    rows = connectivity.frame(case)
    observed = rows[rows["area"] == connectivity.usual_area(rows)]
    strips = [
        (
            connectivity.area(observed, observed.index[0]),
            outages.stretches(observed, None),
        )
    ]
    for monitor in connectivity.main_monitors(observed):
        own = outages.stretches(observed, None, monitor)
        strips.append((name_of(case, monitor), own))
    assert len(strips) == 4
    with house():
        sheet = network.draw(strips)
    assert boxes.overlaps(sheet.figure) == []
    assert boxes.outside(sheet.figure) == []
    assert boxes.smallest(sheet.figure) >= 7
