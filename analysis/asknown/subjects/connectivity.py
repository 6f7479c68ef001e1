"""Connectivity: what each monitor saw a network do, and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import as_of, capital, cell, label_of, name_of
from asknown.subjects import outages
from asknown.subjects.drawn_rows import with_rows
from asknown.subjects.legend import legend
from asknown.subjects.outages import OFF, Stretch
from asknown.subjects.source_line import source_line
from asknown.text import english, sort_keys
from asknown.text.blocks import Block, Chart, Group, Table, Text, shown
from asknown.text.prose import Prose, join, listed, plain, say, sentences
from asknown.text.statements import statement

GAPS = ", with gaps"
_OUTAGE = "outage"
_ROWS = 3  # a table of fewer is told in sentences
_FEW = 8  # observations that are told one by one where no strip is needed
_NAMED = 3  # monitors with a strip of their own
_LISTED = 6  # monitors named below it


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
    """When the network was off; where that is not certain, the first outage that was reported."""
    observed = _of_usual_area(rows)
    told = outages.stretches(observed, _until(case))
    off = [stretch for stretch in told if stretch.state == OFF]
    if off:
        return _off(
            case,
            observed=observed,
            told=told,
            off=off,
        )
    is_down = rows["state"] == _OUTAGE
    down = rows.index[is_down]
    if down.empty:
        return no_outage(list(rows.index))
    return first_outage(case, str(down[0]))


def _of_usual_area(rows: pd.DataFrame) -> pd.DataFrame:
    """The observations of the area that most are about."""
    return rows[rows["area"] == usual_area(rows)]


def _until(case: Known) -> datetime | None:
    """The moment of the report in local time: nothing after it is told."""
    known_at = case.known_at
    if known_at is None:
        return None
    if known_at.is_day:
        return datetime.combine(known_at.day, time()) + timedelta(days=1)
    return known_at.known.astimezone(case.zone).replace(tzinfo=None)


def _off(
    case: Known,
    observed: pd.DataFrame,
    told: list[Stretch],
    off: list[Stretch],
) -> Prose:
    """The days on which the network of an area was off, and what else is to be said of them."""
    first = off[0].begins.date()
    last = _last_day(off[-1])
    within = [
        stretch for stretch in told if off[0].begins <= stretch.begins < off[-1].ends
    ]
    gaps = "" if within == off and _is_whole(off) else GAPS
    spot = str(observed.index[0])
    if off[-1] != told[-1]:
        return offline(
            case,
            row_id=spot,
            span=f"{first}/{last}",
            gaps=gaps,
        )
    return still_offline(
        case,
        row_id=spot,
        since=str(first),
        until=str(last),
        gaps=gaps,
    )


def _last_day(stretch: Stretch) -> date:
    """The last day that a stretch of time reaches into."""
    within = stretch.ends - timedelta(microseconds=1)
    return within.date()


def _is_whole(off: list[Stretch]) -> bool:
    """Whether stretches follow each other without a break."""
    return all(one.ends == other.begins for one, other in pairwise(off))


@statement(
    "by the rule of the strip the network of the observation's area, about which most are, was "
    "off on the first and the last of these days, on none before or after, and was last seen not "
    "off; with gaps: in between it was not off all the time"
)
def offline(
    case: Known,
    row_id: str,
    span: str,
    gaps: str,
) -> Prose:
    """When the network was off: `Offline from 5 to 10 January 2022, with gaps`."""
    first, last = span.split("/")
    days = english.edtf(first if first == last else span)
    template = (
        "{Offline} on {days}{gaps}" if first == last else "{Offline} from {days}{gaps}"
    )
    return say(
        template,
        Offline=_offline(case, row_id),
        days=_cell(row_id, days),
        gaps=gaps,
    )


@statement(
    "by the rule of the strip the network of the observation's area, about which most are, was "
    "first off on the first day, and off at the end of what was seen until the second; with gaps: "
    "in between it was not off all the time; the second is named where it is not the report's day"
)
def still_offline(
    case: Known,
    row_id: str,
    since: str,
    until: str,
    gaps: str,
) -> Prose:
    """Since when the network has been off: `Offline since 5 January 2022, with gaps`."""
    told = say(
        "{Offline} since {day}{gaps}",
        Offline=_offline(case, row_id),
        day=_cell(row_id, english.edtf(since)),
        gaps=gaps,
    )
    known_at = case.known_at
    if known_at is None or str(known_at.day) == until:
        return told
    return say(
        "{told}; last report {day}",
        told=told,
        day=_cell(row_id, english.edtf(until)),
    )


def _offline(case: Known, row_id: str) -> Prose:
    """The word, after the area where that is not the whole."""
    name = cell(case, "connectivity", row_id, "area")
    whole = label_of(case, "places", case.place)
    if name == whole.text:
        return plain("Offline")
    return say("{area}: offline", area=_cell(row_id, name))


@statement("none of these observations is an outage, and there is no other")
def no_outage(rows: list[str]) -> Prose:
    """That no monitor saw an outage."""
    return plain("No monitor saw an outage")


@statement("this is the first outage that a monitor saw")
def first_outage(case: Known, row_id: str) -> Prose:
    """From when the first outage is reported, by whom, and of what."""
    row = case.tables["connectivity"].loc[row_id]
    return say(
        "{who} reports an outage from {start} ({what})",
        who=capital(name_of(case, row["monitor"])),
        start=_start(case, row_id),
        what=_cell(row_id, row["measure"]),
    )


def _start(case: Known, row_id: str) -> Prose:
    """When an observation begins, in local time."""
    moment = cell(case, "connectivity", row_id, "start")
    words = _in_words(case, moment)
    return _cell(row_id, words)


@statement(
    "the chart has the observations of these monitors, and the table stands behind it"
)
def in_words(case: Known, rows: pd.DataFrame) -> Prose:
    """The alternative text of the chart: what it shows, of whom, and what it says."""
    monitors = dict.fromkeys(rows["monitor"])
    names = [name_of(case, monitor) for monitor in monitors]
    return say(
        "Strips over local time, darker where less gets through, of {monitors}. {finding}. "
        "The table follows.",
        monitors=listed(names, _LISTED),
        finding=finding(case, rows),
    )


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
        "States of networks by monitor and by what was measured, local time; {area} "
        + marks,
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


def chart(case: Known, rows: pd.DataFrame) -> Chart:
    """What each monitor saw, a strip for each thing it measured."""
    # matplotlib is slow.
    from asknown.subjects.charts.connectivity import connectivity as draw

    usual = usual_area(rows)
    is_usual = rows["area"] == usual
    everywhere = area(rows, rows.index[is_usual][0])
    notes = [beside(case, rows, usual, row_id) for row_id in rows.index]
    sources: list[str] = []
    for source_ids in rows["source_ids"]:
        sources += ids_in(source_ids)
    chart = draw(
        rows.assign(said=notes),
        strips(case, rows),
        title=finding(case, rows),
        subtitle=how_to_read(rows, everywhere, usual),
        source=source_line(case, sources),
        alt=in_words(case, rows),
    )
    return with_rows(case, chart, "connectivity", rows.index)


# The strip of all monitors together.


def strip(case: Known) -> Group:
    """What the networks did, as one strip; where nobody can say that one was off, the observations
    themselves if they are few."""
    rows = frame(case)
    if rows.empty:
        return shown()
    observed = _of_usual_area(rows)
    told = outages.stretches(observed, _until(case))
    is_off = any(stretch.state == OFF for stretch in told)
    if told and (is_off or len(rows) > _FEW):
        return shown(_strip_chart(case, rows, observed, told))
    if len(rows) < _ROWS:
        sentences_told = [seen(case, row_id) for row_id in rows.index]
        return shown(Text((sentences(sentences_told),)))
    return shown(table(case))


@statement("the row says so, its moments in local time")
def seen(case: Known, row_id: str) -> Prose:
    """An observation where there are too few for a table: `NetBlocks, the island, 5 Jan 2022:
    outage (traffic).`"""
    row = case.tables["connectivity"].loc[row_id]
    return say(
        "{who}, {area}, {when}: {state} ({measured}).",
        who=capital(name_of(case, row["monitor"])),
        area=_cell(row_id, row["area"]),
        when=when(case, row_id),
        state=str(row["state"]),
        measured=measured(case, row_id),
    ).citing(ids_in(row["source_ids"]))


def _strip_chart(
    case: Known,
    rows: pd.DataFrame,
    observed: pd.DataFrame,
    told: list[Stretch],
) -> Block:
    # matplotlib is slow to load.
    from asknown.subjects.charts.network import network as draw

    until = _until(case)
    everywhere = area(observed, observed.index[0])
    drawn = [(everywhere, told)]
    monitors = main_monitors(observed)
    named = []
    for monitor in monitors:
        own = outages.stretches(observed, until, monitor)
        if own:
            named.append(monitor)
            drawn.append((capital(name_of(case, monitor)), own))
    chart = draw(
        drawn,
        title=finding(case, rows),
        subtitle=strip_rule(named),
        source=strip_source(case, list(dict.fromkeys([*named, *observed["monitor"]]))),
        alt=strip_in_words(case, rows, str(observed.index[0]), named),
    )
    return with_rows(case, chart, "connectivity", observed.index)


def main_monitors(observed: pd.DataFrame) -> list[str]:
    """The monitors that saw most of an area, three at most, the first to see something first."""
    counts = observed["monitor"].value_counts(sort=False)
    firsts = list(dict.fromkeys(observed["monitor"]))
    most = (
        counts.reindex(firsts).sort_values(ascending=False, kind="stable").head(_NAMED)
    )
    return [monitor for monitor in firsts if monitor in most.index]


@statement("so the strip is worked out, and below it are the words of these monitors")
def strip_rule(monitors: list[str]) -> Prose:
    """How the strip is worked out, as far as a reader needs it."""
    below = " Below: those with most observations, each alone." if monitors else ""
    return plain(
        "Local time. Off: a monitor reports an outage, another agrees, none reports a return. "
        "On: a return and nothing less. Partly: all between, and days known without an hour."
        f"{below}"
    )


@statement(
    "these are the monitors that observed the area, and each note is a source of one"
)
def strip_source(case: Known, monitors: list[str]) -> Prose:
    """The line below the strip: as known when, and the monitors by name."""
    rows = case.tables["connectivity"]
    named = []
    for monitor in monitors:
        first = rows[rows["monitor"] == monitor].iloc[0]
        cited = ids_in(first["source_ids"])[:1]
        named.append(name_of(case, monitor).citing(cited))
    beyond = len(named) - _LISTED
    told = named[:_LISTED]
    if beyond > 0:
        more = plain(english.number(beyond), "count:more_monitors")
        told.append(say("{n} more in the annex", n=more))
    return say(
        "As known on {day}. Monitors: {names}.",
        day=as_of(case),
        names=join(told),
    )


@statement(
    "the strip is of the observation's area, about which most are; these monitors have a strip of "
    "their own"
)
def strip_in_words(
    case: Known,
    rows: pd.DataFrame,
    row_id: str,
    monitors: list[str],
) -> Prose:
    """The alternative text of the strip: what it shows, then what it says."""
    names = [name_of(case, monitor) for monitor in monitors]
    return say(
        "Strip of days: when the network of {area} was off, on or in between; below it the same as "
        "{names} saw it. {finding}.",
        area=area(rows, row_id),
        names=join(names),
        finding=finding(case, rows),
    )
