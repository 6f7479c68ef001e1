"""Connectivity: what each monitor saw a network do, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import capital, cell, name_of
from asknown.subjects.legend import legend
from asknown.subjects.source_line import source_line
from asknown.text import english, sort_keys
from asknown.text.blocks import Block, Group, Table, shown
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement


def frame(case: Known) -> pd.DataFrame:
    """Observations in order of their start; `first` is the first instant of each.

    For charts: `begins` and `ends` in local time (a day to its end; where no end is stated, the end
    of what is known of the start), `clock` whether both are clock times, and `open` whether no end
    is stated.
    """
    rows = case.tables["connectivity"].copy()
    is_open = rows["end"] == ""
    until = rows["end"].where(~is_open, rows["start"])
    rows["first"] = [dates.moment(start, case.zone) for start in rows["start"]]
    begins = [_clock(case, start) for start in rows["start"]]
    ends = [_last(case, end) for end in until]
    rows["begins"] = pd.Series(begins, index=rows.index, dtype="datetime64[s]")
    rows["ends"] = pd.Series(ends, index=rows.index, dtype="datetime64[s]")
    by_clock = []
    for start, end in zip(rows["start"], until, strict=True):
        by_clock.append("T" in start and "T" in end)
    rows["clock"] = by_clock
    rows["open"] = is_open
    return rows.sort_values(["first", "row_id"])


def _clock(case: Known, moment: str) -> datetime:
    """A moment by the clock of the case; a day at its beginning."""
    local = dates.moment(moment, case.zone).astimezone(case.zone)
    return local.replace(tzinfo=None)


def _last(case: Known, moment: str) -> datetime:
    """The same; a day at its end."""
    local = _clock(case, moment)
    if "T" in moment:
        return local
    return local + timedelta(days=1)


def _in_words(case: Known, moment: str) -> str:
    """A moment or day in local time."""
    local = _clock(case, moment)
    day = english.day(local.date(), short=True)
    if "T" not in moment:
        return day
    return f"{day}, {english.minute(local)}"


@statement("the row says so, its moments in local time")
def when(case: Known, row_id: str) -> Prose:
    """Start and end of an observation in local time, in words."""
    row = case.tables["connectivity"].loc[row_id]
    span = _span(case, row["start"], row["end"])
    key = _order(case, row)
    return _cell(row_id, span).ordered(key)


def _span(
    case: Known,
    start: str,
    end: str,
) -> str:
    """From start to end in words; the day of both is said once."""
    begin = _in_words(case, start)
    if not end:
        return begin
    until = _in_words(case, end)
    if until == begin:
        return begin
    day, _, _ = begin.partition(", ")
    clock = until.removeprefix(f"{day}, ")
    return f"{begin} to {clock}"


def _order(case: Known, row: pd.Series) -> sort_keys.SortKey:
    """By the first day and the first clock time that is stated, then by the last day."""
    first = _clock(case, row["start"])
    last = _clock(case, row["end"]) if row["end"] else first
    clock = ""
    if "T" in row["start"]:
        clock = english.minute(first)
    elif "T" in row["end"]:
        clock = english.minute(last)
    return sort_keys.days(first.date(), last.date(), clock)


def _cell(row_id: str, text: str) -> Prose:
    return plain(text, f"connectivity:{row_id}")


@statement("the row says so")
def measured(case: Known, row_id: str) -> Prose:
    """What was measured, with the value and its unit where there is one."""
    text = cell(case, "connectivity", row_id, "measure")
    measure = _cell(row_id, text)
    number = value(case, row_id)
    if not number:
        return measure
    return say(
        "{measure}: {number}",
        measure=measure,
        number=number,
    )


def value(case: Known, row_id: str) -> Prose:
    """The value measured with its unit; empty where there is none."""
    row = case.tables["connectivity"].loc[row_id]
    if not row["value"]:
        return Prose()
    number = english.number(float(row["value"]))
    unit = row["unit"]
    words = f"{number} {unit}"
    return _cell(row_id, words.rstrip())


# What the chart says.


def strips(case: Known, rows: pd.DataFrame) -> list[tuple[str, str, Prose, Prose]]:
    """Monitor and measure of each strip of the chart with the names of both, in the order in which
    each monitor first saw something. `rows` as `frame` gives them.
    """
    named: list[tuple[str, str, Prose, Prose]] = []
    for monitor, of_monitor in rows.groupby("monitor", sort=False):
        name = capital(name_of(case, monitor))
        firsts = of_monitor.drop_duplicates("measure")
        for row_id, measure in firsts["measure"].items():
            strip = (
                monitor,
                measure,
                name,
                _cell(row_id, measure),
            )
            named.append(strip)
    return named


def usual_area(rows: pd.DataFrame) -> str:
    """The area that most rows are about, by name where several are."""
    counts = rows["area"].value_counts()
    is_most = counts == counts.max()
    areas = counts.index[is_most]
    return str(min(areas))


def area(rows: pd.DataFrame, row_id: str) -> Prose:
    """The area of an observation."""
    name = rows.at[row_id, "area"]
    return _cell(row_id, str(name))


def beside(
    case: Known,
    rows: pd.DataFrame,
    usual: str,
    row_id: str,
) -> Prose:
    """What stands beside an observation on the chart: its value, and its area where that is not the
    usual.
    """
    parts = []
    number = value(case, row_id)
    if number:
        parts.append(number)
    place = area(rows, row_id)
    if place and place.text != usual:
        parts.append(place)
    return join(parts, ", ", ", ")


def finding(case: Known, rows: pd.DataFrame) -> Prose:
    """How many monitors saw an outage, and from when; what one saw where it is the only one."""
    is_down = rows["state"] == "outage"
    down = list(rows.index[is_down])
    every_row = list(rows.index)
    if not down:
        return no_outage(every_row)
    if rows["monitor"].nunique() == 1:
        return outage_of_one(case, down[0])
    return outage(case, down, every_row)


@statement("none of these observations is an outage, and there is no other")
def no_outage(rows: list[str]) -> Prose:
    """That no monitor saw an outage."""
    return plain("No monitor saw an outage")


@statement("the monitor is the only one, and this is the first outage that it saw")
def outage_of_one(case: Known, row_id: str) -> Prose:
    """Since when the one monitor there is saw an outage, and of what."""
    row = case.tables["connectivity"].loc[row_id]
    return say(
        "{who} reports an outage from {start} ({what})",
        who=name_of(case, row["monitor"]),
        start=_start(case, row_id),
        what=_cell(row_id, row["measure"]),
    )


def _start(case: Known, row_id: str) -> Prose:
    """When an observation begins, in local time."""
    moment = cell(case, "connectivity", row_id, "start")
    words = _in_words(case, moment)
    return _cell(row_id, words)


@statement("of the monitors of all rows those of `down` saw an outage, the earliest at this start")
def outage(
    case: Known,
    down: list[str],
    of: list[str],
) -> Prose:
    """How many monitors saw an outage, and when the earliest began."""
    seeing = _monitors(case, down)
    all_monitors = _monitors(case, of)
    start = _start(case, down[0])
    if seeing.text == all_monitors.text:
        return say(
            "All {n} monitors saw an outage, the earliest from {start}",
            n=seeing,
            start=start,
        )
    return say(
        "{n} of {m} monitors saw an outage, the earliest from {start}",
        n=seeing,
        m=all_monitors,
        start=start,
    )


def _monitors(case: Known, row_ids: list[str]) -> Prose:
    """How many monitors some rows are of."""
    monitors = case.tables["connectivity"]["monitor"]
    traces = [f"connectivity:{row_id}" for row_id in row_ids]
    count = monitors[row_ids].nunique()
    words = english.number(count)
    return plain(words, *traces)


@statement("each observation is told with its monitor, and no other")
def in_words(case: Known, rows: pd.DataFrame) -> Prose:
    """The alternative text of the chart: what it shows, then what it says, monitor by monitor."""
    usual = usual_area(rows)
    told = []
    for monitor, of_monitor in rows.groupby("monitor", sort=False):
        seen: list[Prose] = []
        for row_id in of_monitor.index:
            seen.append(observation(case, rows, usual, row_id))
        words = say(
            "{who}: {seen}",
            who=name_of(case, monitor),
            seen=join(seen, ", ", ", "),
        )
        told.append(words)
    return say(
        "Strips over local time, by monitor and by what was measured, darker where less gets "
        "through. {finding}. {monitors}.",
        finding=finding(case, rows),
        monitors=join(told, "; ", "; "),
    )


@statement("the row says so; its area is named where it is not the usual one")
def observation(
    case: Known,
    rows: pd.DataFrame,
    usual: str,
    row_id: str,
) -> Prose:
    """What was seen, when, and where that is not usual: `outage 5 Jan 2022 (Almaty)`."""
    state = say(
        "{state} {when}",
        state=str(rows.at[row_id, "state"]),
        when=when(case, row_id),
    )
    detail = beside(case, rows, usual, row_id)
    if not detail:
        return state
    return say("{state} ({detail})", state=state, detail=detail)


@statement("the area is that of most rows; each mark that is explained is drawn")
def how_to_read(
    rows: pd.DataFrame,
    area: Prose,
    usual: str,
) -> Prose:
    """What the marks of the chart mean, as far as it has them, and where they are of."""
    by_day = ~rows["clock"]
    marks = legend(
        (True, "where no other area is named."),
        (by_day.any(), "Thin: only the day is known."),
        (rows["open"].any(), "Fading: no end stated."),
    )
    return say(
        "States of networks by monitor and by what was measured, local time; {area} " + marks,
        area=area,
    )


# Table and chart.


def table(case: Known) -> Table:
    """What each monitor saw, in order of the start."""
    caption = plain("What each monitor saw")
    columns = ("When, local time", "Monitor", "Area", "State", "Measured")
    seen = frame(case)
    rows = [_row(case, seen, row_id) for row_id in seen.index]
    return Table(
        "connectivity",
        caption,
        columns,
        rows,
    )


def _row(
    case: Known,
    rows: pd.DataFrame,
    row_id: str,
) -> list[Prose]:
    row = rows.loc[row_id]
    sources = ids_in(row["source_ids"])
    monitor = name_of(case, row["monitor"])
    return [
        when(case, row_id),
        monitor.citing(sources),
        area(rows, row_id),
        plain(row["state"]),
        measured(case, row_id),
    ]


def chart(case: Known, rows: pd.DataFrame) -> Block:
    """What each monitor saw, a strip for each thing it measured."""
    from asknown.subjects.charts.connectivity import connectivity as draw  # matplotlib is slow

    usual = usual_area(rows)
    is_usual = rows["area"] == usual
    everywhere = area(rows, rows.index[is_usual][0])
    notes = [beside(case, rows, usual, row_id) for row_id in rows.index]
    sources: list[str] = []
    for source_ids in rows["source_ids"]:
        sources += ids_in(source_ids)
    return draw(
        rows.assign(said=notes),
        strips(case, rows),
        title=finding(case, rows),
        subtitle=how_to_read(rows, everywhere, usual),
        source=source_line(case, sources),
        alt=in_words(case, rows),
    )


def strip(case: Known) -> Group:
    """What the networks did, as one strip."""
    rows = frame(case)
    return shown(chart(case, rows)) if len(rows) else shown()
