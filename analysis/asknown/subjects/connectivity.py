"""Connectivity: what each monitor saw a network do, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import capital, name_of
from asknown.subjects.source_line import source_line
from asknown.text import english, sort_keys
from asknown.text.blocks import Block, Table
from asknown.text.prose import Prose, join, plain, say


def frame(case: Known) -> pd.DataFrame:
    """Observations in order of their start; `first` is the first instant of each.

    For charts: `begins` and `ends` in local time (a day to its end; where no end is stated, the end of what is known of the
    start), `clock` whether both are clock times, and `open` whether no end is stated.
    """
    rows = case.tables["connectivity"].copy()
    rows["first"] = [dates.moment(text, case.zone) for text in rows["start"]]
    bounds = [
        (_first(case, start), _last(case, end or start))
        for start, end in zip(rows["start"], rows["end"], strict=True)
    ]
    for position, name in enumerate(("begins", "ends")):
        rows[name] = pd.Series(
            [each[position] for each in bounds], index=rows.index, dtype="datetime64[s]"
        )
    rows["clock"] = [
        "T" in start and (not end or "T" in end)
        for start, end in zip(rows["start"], rows["end"], strict=True)
    ]
    rows["open"] = rows["end"] == ""
    return rows.sort_values(["first", "row_id"])


def _first(case: Known, text: str) -> datetime:
    return dates.moment(text, case.zone).astimezone(case.zone).replace(tzinfo=None)


def _last(case: Known, text: str) -> datetime:
    return _first(case, text) + (timedelta() if "T" in text else timedelta(days=1))


def when(case: Known, row_id: str) -> Prose:
    """Start and end of an observation in local time, in words."""
    row = case.tables["connectivity"].loc[row_id]
    start, end = (_local(case, row[name]) for name in ("start", "end"))
    day, _, _ = start.partition(", ")
    said = f"{start} to {end.removeprefix(day + ', ')}" if end and end != start else start
    return plain(said, f"connectivity:{row_id}").ordered(_order(case, row))


def _order(case: Known, row: pd.Series) -> sort_keys.SortKey:
    """By the first day and the first clock time that is stated, then by the last day."""
    stated = [text for text in (row["start"], row["end"]) if text]
    ends = [dates.moment(text, case.zone).astimezone(case.zone) for text in stated]
    clocks = [english.minute(end) for end, text in zip(ends, stated, strict=True) if "T" in text]
    return sort_keys.days(ends[0].date(), ends[-1].date(), "".join(clocks[:1]))


def _local(case: Known, text: str) -> str:
    if not text:
        return ""
    local = dates.moment(text, case.zone).astimezone(case.zone)
    day = english.day(local.date(), short=True)
    return f"{day}, {english.minute(local)}" if "T" in text else day


def measured(case: Known, row_id: str) -> Prose:
    """What was measured, with the value and its unit where there is one."""
    row = case.tables["connectivity"].loc[row_id]
    number = value(case, row_id)
    measure = plain(str(row["measure"]), f"connectivity:{row_id}")
    return say("{measure}: {number}", measure=measure, number=number) if number else measure


def value(case: Known, row_id: str) -> Prose:
    """The value measured with its unit; empty where there is none."""
    row = case.tables["connectivity"].loc[row_id]
    text = f"{english.number(float(row['value']))} {row['unit']}".rstrip() if row["value"] else ""
    return plain(text, f"connectivity:{row_id}") if text else Prose()


# What the chart says.


def strips(case: Known, rows: pd.DataFrame) -> list[tuple[str, str, Prose, Prose]]:
    """Monitor and measure of each strip of the chart with the names of both, in the order in which each monitor first saw
    something. `rows` as `frame` gives them."""
    order = list(dict.fromkeys(rows["monitor"]))
    pairs = sorted(
        dict.fromkeys(zip(rows["monitor"], rows["measure"], strict=True)),
        key=lambda pair: order.index(pair[0]),
    )
    return [
        (monitor, measure, capital(name_of(case, monitor)), _measure(rows, monitor, measure))
        for monitor, measure in pairs
    ]


def _measure(rows: pd.DataFrame, monitor: str, measure: str) -> Prose:
    row_id = rows.index[(rows["monitor"] == monitor) & (rows["measure"] == measure)][0]
    return plain(measure, f"connectivity:{row_id}")


def usual_area(rows: pd.DataFrame) -> str:
    """The area that most rows are about, by name where several are."""
    counts = rows["area"].value_counts()
    return str(min(counts.index[counts == counts.max()]))


def area(rows: pd.DataFrame, row_id: str) -> Prose:
    """The area of an observation."""
    return plain(str(rows.at[row_id, "area"]), f"connectivity:{row_id}")


def beside(case: Known, rows: pd.DataFrame, usual: str, row_id: str) -> Prose:
    """What stands beside an observation on the chart: its value, and its area where that is not the usual."""
    parts = [value(case, row_id)] + (
        [area(rows, row_id)] if rows.at[row_id, "area"] != usual else []
    )
    return join([part for part in parts if part], ", ", ", ")


def finding(case: Known, rows: pd.DataFrame) -> Prose:
    """How many monitors report an outage, and which is the first."""
    monitors, down = list(dict.fromkeys(rows["monitor"])), rows[rows["state"] == "outage"]
    if down.empty:
        last = str(rows.index[-1])
        return say("No outage is reported; the latest word is {state}, from {who}", state=str(rows.at[last, "state"]),
                   who=name_of(case, rows.at[last, "monitor"]))  # fmt: skip
    first = str(down.index[0])
    start = plain(_local(case, down.at[first, "start"]), f"connectivity:{first}")
    parts = {
        "who": name_of(case, down.at[first, "monitor"]),
        "start": start,
        "what": _measure(down, down.at[first, "monitor"], down.at[first, "measure"]),
    }
    if len(monitors) == 1:
        return say("{who} reports an outage from {start} ({what})", **parts)
    return say("{n} of {m} monitors report an outage, the first, {who}, from {start} ({what})",
               n=_counted(rows, down), m=_counted(rows, rows), **parts)  # fmt: skip


def _counted(rows: pd.DataFrame, some: pd.DataFrame) -> Prose:
    """How many monitors these rows are of."""
    return plain(
        english.number(some["monitor"].nunique()), *(f"connectivity:{each}" for each in some.index)
    )


def in_words(case: Known, rows: pd.DataFrame) -> Prose:
    """The alternative text of the chart: what it shows, then what it says, monitor by monitor."""
    told, usual = [], usual_area(rows)
    for monitor in dict.fromkeys(rows["monitor"]):
        seen = [
            _seen(case, rows, usual, str(each)) for each in rows.index[rows["monitor"] == monitor]
        ]
        told.append(say("{who}: {seen}", who=name_of(case, monitor), seen=join(seen, ", ", ", ")))
    return say(
        "Strips over local time, by monitor and by what was measured, darker where less gets through. {finding}. {told}.",
        finding=finding(case, rows), told=join(told, "; ", "; "),
    )  # fmt: skip


def _seen(case: Known, rows: pd.DataFrame, usual: str, row_id: str) -> Prose:
    state = str(rows.at[row_id, "state"])
    said = say("{state} {when}", state=state, when=when(case, row_id))
    detail = beside(case, rows, usual, row_id)
    return say("{said} ({detail})", said=said, detail=detail) if detail else said


def table(case: Known) -> Table:
    """What each monitor saw, in order of the start."""
    rows = [
        [
            when(case, each), name_of(case, row["monitor"]).citing(ids_in(row["source_ids"])),
            plain(row["area"], f"connectivity:{each}"), plain(row["state"]), measured(case, each),
        ]
        for each, row in frame(case).iterrows()
    ]  # fmt: skip
    columns = ("When, local time", "Monitor", "Area", "State", "Measured")
    return Table("connectivity", plain("What each monitor saw"), columns, rows)


def chart(case: Known, rows: pd.DataFrame) -> Block:
    """What each monitor saw, a strip for each thing it measured."""
    from asknown.subjects.charts.connectivity import (
        connectivity as draw,  # matplotlib is slow to load
    )

    usual = usual_area(rows)
    everywhere = area(rows, rows.index[rows["area"] == usual][0])
    subtitle = say(
        "States of networks by monitor and by what was measured, local time; {area} where no other area is named. "
        "Thin: only the day is known. Fading: no end stated.", area=everywhere,
    )  # fmt: skip
    said = [beside(case, rows, usual, each) for each in rows.index]
    return draw(
        rows.assign(said=said), strips(case, rows),
        title=finding(case, rows), subtitle=subtitle,
        source=source_line(case, (each for cell in rows["source_ids"] for each in ids_in(cell))),
        alt=in_words(case, rows),
    )  # fmt: skip
