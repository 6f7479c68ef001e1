"""Events: their order, the bounds in which each happened, and their words."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import text
from asknown.text import english, sort_keys
from asknown.text.prose import Prose, plain

# How a chart draws what is known of the time: a clock time, about a clock time, some time within a span, all through it.
CLOCK, ABOUT, WITHIN, LASTING = "clock", "about", "within", "lasting"
_CLOCK = re.compile(r"(?:(?:from )?(about) )?(\d\d:\d\d)")
_DAY = timedelta(days=1)


def frame(case: Known) -> pd.DataFrame:
    """Events in order of their first day, then clock time, then id; `first` and `last` are days, `last` None where no end is
    stated.

    For charts: `key` (letters), `begins` and `ends` (local time: the bounds in which it happened) and `mark` (CLOCK, ABOUT,
    WITHIN or LASTING).
    """
    events = case.tables["events"].copy()
    events["first"] = [dates.span(start)[0] for start in events["start"]]
    events["last"] = [dates.span(end)[1] if end else None for end in events["end"]]
    events["clock"] = [text if re.match(r"\d\d:\d\d", text) else "99" for text in events["time"]]
    events = events.sort_values(["first", "clock", "event_id"])
    events["key"] = [letters(index) for index in range(len(events))]
    bounds = [_bounds(row) for row in events[["start", "end", "time"]].itertuples(index=False)]
    for position, name in enumerate(("begins", "ends")):
        events[name] = pd.Series(
            [each[position] for each in bounds], index=events.index, dtype="datetime64[s]"
        )
    events["mark"] = pd.Series([each[2] for each in bounds], index=events.index, dtype=str)
    return events


def letters(index: int) -> str:
    """The key of the event at a position of the order: a numeral on a chart would look like a note.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    head, last = divmod(index, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def _bounds(row: Any) -> tuple[datetime, datetime, str]:
    """From when to when an event happened, and how surely."""
    first, last = dates.span(row.start)
    clock = _CLOCK.fullmatch(row.time) if first == last else None
    begins = datetime.combine(first, time.fromisoformat(clock[2]) if clock else time())
    if row.end:
        return begins, datetime.combine(max(dates.span(row.end)[1], first), time()) + _DAY, LASTING
    if clock:
        return begins, begins, ABOUT if clock[1] else CLOCK
    return begins, datetime.combine(last, time()) + _DAY, WITHIN


def when(case: Known, event_id: str) -> Prose:
    """Day or span of an event and its time, in words."""
    row = case.tables["events"].loc[event_id]
    days = english.edtf(
        row["start"] if not row["end"] or "/" in row["start"] else f"{row['start']}/{row['end']}",
        short=True,
    )
    said = plain(f"{days}, {row['time']}" if row["time"] else days, f"events:{event_id}")
    first, last = dates.span(row["start"])
    if row["end"] and "/" not in row["start"]:
        last = dates.span(row["end"])[1]
    return said.ordered(sort_keys.days(first, last, row["time"]))


def title(case: Known, event_id: str) -> Prose:
    """Title of an event, without notes."""
    return text(case, "events", event_id, "title")


def what(case: Known, event_id: str) -> Prose:
    """Title of an event with notes to its sources."""
    return title(case, event_id).citing(ids_in(case.tables["events"].at[event_id, "source_ids"]))


def where(case: Known, event_id: str) -> Prose:
    """Place of an event."""
    place = case.tables["events"].at[event_id, "place"]
    return plain(case.tables["places"].at[place, "label"], f"places:{place}")


def key(events: pd.DataFrame, event_id: str) -> Prose:
    """The letters that name an event on a chart and in the table. `events` as `frame` gives them."""
    return plain(str(events.at[event_id, "key"]), f"events:{event_id}")
