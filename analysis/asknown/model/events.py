"""Events: their order, the bounds in which each happened, and their words.

A chart must not show more of the time than is known: how surely it is known stands beside the
bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import text
from asknown.text import english, sort_keys
from asknown.text.prose import Prose, plain

# How a chart draws what is known of the time: a clock time, about a clock time, some time within a
# span, all through it.
CLOCK = "clock"
ABOUT = "about"
WITHIN = "within"
LASTING = "lasting"

_CLOCK = re.compile(r"(?:(?:from )?(about) )?(\d\d:\d\d)")
_NO_CLOCK = "99"  # sorts behind every clock time of the day


@dataclass(frozen=True)
class Bounds:
    """From when to when an event happened, in local time, and how surely: CLOCK, ABOUT, WITHIN or
    LASTING."""

    begins: datetime
    ends: datetime
    mark: str


def frame(case: Known) -> pd.DataFrame:
    """Events in order of their first day, then clock time, then id; `first` and `last` are days,
    `last` None where no end is stated.

    For charts: `key` (letters), `begins` and `ends` (local time: the bounds in which it happened)
    and `mark` (CLOCK, ABOUT, WITHIN or LASTING).
    """
    events = case.tables["events"].copy()
    events["first"] = [dates.span(start)[0] for start in events["start"]]
    events["last"] = [dates.span(end)[1] if end else None for end in events["end"]]
    events["clock"] = [_sorting_clock(words) for words in events["time"]]
    events = events.sort_values(["first", "clock", "event_id"])
    events["key"] = [letters(index) for index in range(len(events))]
    cells = zip(events["start"], events["end"], events["time"], strict=True)
    happened = [bounds(start, end, words) for start, end, words in cells]
    begins = [event.begins for event in happened]
    ends = [event.ends for event in happened]
    marks = [event.mark for event in happened]
    events["begins"] = _column(events, begins, "datetime64[s]")
    events["ends"] = _column(events, ends, "datetime64[s]")
    events["mark"] = _column(events, marks, str)
    return events


def _column(events: pd.DataFrame, cells: list[Any], dtype: Any) -> pd.Series:
    """A column of a stated type, which no event at all would leave open."""
    return pd.Series(cells, index=events.index, dtype=dtype)


def _sorting_clock(words: str) -> str:
    has_clock = re.match(r"\d\d:\d\d", words)
    return words if has_clock else _NO_CLOCK


def letters(index: int) -> str:
    """The key of the event at a position of the order: a numeral on a chart would look like a note.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    head, last = divmod(index, 26)
    letter = chr(ord("A") + last)
    return letters(head - 1) + letter if head else letter


def bounds(start: str, end: str, words: str) -> Bounds:
    """The bounds of an event from its cells `start`, `end` (both EDTF) and `time`.

    >>> bounds("2022-01-05", "", "about 16:30").mark, bounds("2022-01-05", "", "").mark
    ('about', 'within')
    """
    first, last = dates.span(start)
    # A clock time is of one day. Beside a span of days it says nothing about when it happened.
    clock = _CLOCK.fullmatch(words) if first == last else None
    begins = datetime.combine(first, time.fromisoformat(clock[2]) if clock else time())
    if end:
        _, last_day = dates.span(end)
        return Bounds(begins, _midnight_after(max(last_day, first)), LASTING)
    if clock:
        return Bounds(begins, begins, ABOUT if clock[1] else CLOCK)
    return Bounds(begins, _midnight_after(last), WITHIN)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day, time()) + timedelta(days=1)


def when(case: Known, event_id: str) -> Prose:
    """Day or span of an event and its time, in words."""
    event = case.tables["events"].loc[event_id]
    span = event["start"]
    if event["end"] and "/" not in span:
        span = f"{span}/{event['end']}"
    words = english.edtf(span, short=True)
    if event["time"]:
        words = f"{words}, {event['time']}"
    first, last = dates.span(event["start"])
    if event["end"] and "/" not in event["start"]:
        last = dates.span(event["end"])[1]
    said = plain(words, f"events:{event_id}")
    return said.ordered(sort_keys.days(first, last, event["time"]))


def title(case: Known, event_id: str) -> Prose:
    """Title of an event, without notes."""
    return text(case, "events", event_id, "title")


def what(case: Known, event_id: str) -> Prose:
    """Title of an event with notes to its sources."""
    sources = case.tables["events"].at[event_id, "source_ids"]
    return title(case, event_id).citing(ids_in(sources))


def where(case: Known, event_id: str) -> Prose:
    """Place of an event."""
    place = case.tables["events"].at[event_id, "place"]
    label = case.tables["places"].at[place, "label"]
    return plain(label, f"places:{place}")


def key(events: pd.DataFrame, event_id: str) -> Prose:
    """The letters that name an event on a chart and in the table. `events` as `frame` gives
    them."""
    letters_of_event = str(events.at[event_id, "key"])
    return plain(letters_of_event, f"events:{event_id}")
