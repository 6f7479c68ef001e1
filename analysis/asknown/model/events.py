"""Events: their order, the bounds in which each happened, and their words.

A chart must not show more of the time than is known: how surely it is known stands beside the
bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from string import ascii_uppercase

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known, once_a_case
from asknown.model.phrases import cell, text
from asknown.text import english, sort_keys
from asknown.text.prose import Prose, plain
from asknown.text.statements import statement

# How a chart draws what is known of the time: a clock time, about a clock time, some time within a
# span, all through it.
CLOCK = "clock"
ABOUT = "about"
WITHIN = "within"
LASTING = "lasting"

_CLOCK = re.compile(r"(?:(?:from )?(about) )?(\d\d:\d\d)")
_NO_CLOCK = "99"  # sorts behind every clock time of the day
_ORDER = ["place_in_time", "clock", "event_id"]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bounds:
    """From when to when an event happened, in local time, and how surely: CLOCK, ABOUT, WITHIN or
    LASTING."""

    begins: datetime
    ends: datetime
    mark: str


@once_a_case
def frame(case: Known) -> pd.DataFrame:
    """Events in order of their first day, then clock time, then id; what is known by its year or
    month alone stands behind the days of it. `first` and `last` are days, `last` None where no end
    is stated.

    For charts: `key` (letters), `begins` and `ends` (local time: the bounds in which it happened)
    and `mark` (CLOCK, ABOUT, WITHIN or LASTING).
    """
    events = case.tables["events"].copy()
    events["first"] = [_first_day(start) for start in events["start"]]
    events["last"] = [_last_day(end) for end in events["end"]]
    events["place_in_time"] = [dates.sorting_day(start) for start in events["start"]]
    events["clock"] = [_sorting_clock(words) for words in events["time"]]
    events = events.sort_values(_ORDER).drop(columns="place_in_time")
    count = len(events)
    events["key"] = [letters(index) for index in range(count)]
    starts = events["start"]
    ends = events["end"]
    times = events["time"]
    happened = list(map(bounds, starts, ends, times))
    index = events.index
    # The type is stated, because no event at all would leave it open.
    events["begins"] = pd.Series(
        [event.begins for event in happened],
        index=index,
        dtype="datetime64[s]",
    )
    events["ends"] = pd.Series(
        [event.ends for event in happened],
        index=index,
        dtype="datetime64[s]",
    )
    events["mark"] = pd.Series(
        [event.mark for event in happened],
        index=index,
        dtype=str,
    )
    return events


def _first_day(start: str) -> date:
    first, _ = dates.span(start)
    return first


def _last_day(end: str) -> date | None:
    if not end:
        return None
    _, last = dates.span(end)
    return last


def _sorting_clock(words: str) -> str:
    if re.match(r"\d\d:\d\d", words):
        return words
    return _NO_CLOCK


def weights(events: pd.DataFrame) -> pd.Series:
    """How much each event weighs; nought where its row, or the whole ledger, does not say."""
    if "weight" not in events:
        return pd.Series(0.0, index=events.index)
    return pd.to_numeric(events["weight"], errors="coerce").fillna(0.0)


def letters(index: int) -> str:
    """The key of the event at a position of the order: a numeral on a chart would look like a note.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    head, last = divmod(index, 26)
    letter = ascii_uppercase[last]
    if not head:
        return letter
    return letters(head - 1) + letter


def bounds(
    start: str,
    end: str,
    words: str,
) -> Bounds:
    """The bounds of an event from its cells `start`, `end` (both EDTF) and `time`.

    >>> bounds("2022-01-05", "", "about 16:30").mark, bounds("2022-01-05", "", "").mark
    ('about', 'within')
    """
    first, last = dates.span(start)
    # A clock time is of one day. Beside a span of days it says nothing about when it happened.
    clock = None
    if first == last:
        clock = _CLOCK.fullmatch(words)
    begins = _midnight(first)
    if clock:
        clock_time = time.fromisoformat(clock[2])
        begins = datetime.combine(first, clock_time)
    if end:
        _, last_day = dates.span(end)
        last_day = max(last_day, first)
        ends = _midnight(last_day + _DAY)
        return Bounds(begins, ends, LASTING)
    if clock:
        mark = ABOUT if clock[1] else CLOCK
        return Bounds(begins, begins, mark)
    ends = _midnight(last + _DAY)
    return Bounds(begins, ends, WITHIN)


def _midnight(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time())


@statement("the event's row has this day or span and this time")
def when(case: Known, event_id: str) -> Prose:
    """Day or span of an event and its time, in words."""
    start = cell(case, "events", event_id, "start")
    end = cell(case, "events", event_id, "end")
    clock = cell(case, "events", event_id, "time")
    days = start
    _, last = dates.span(start)
    # A start that is a span already says between which days it was; the end adds nothing to it.
    if end and "/" not in start:
        days = f"{start}/{end}"
        _, last = dates.span(end)
    words = english.edtf(days, short=True)
    if clock:
        words = f"{words}, {clock}"
    key = sort_keys.days(dates.sorting_day(start), last, clock)
    said = plain(words, f"events:{event_id}")
    return said.ordered(key)


@statement("the event's row has this title, its figures as they stand")
def title(case: Known, event_id: str) -> Prose:
    """Title of an event, without notes."""
    return text(case, "events", event_id, "title")


@statement("the event's row has this short title or, without one, this title")
def short(case: Known, event_id: str) -> Prose:
    """What happened in few words, without notes: the short title, its figures as they stand."""
    table = case.tables["events"]
    has_short = "short" in table and table.at[event_id, "short"]
    return text(case, "events", event_id, "short" if has_short else "title")


@statement("the event's row has this title and these sources")
def what(case: Known, event_id: str) -> Prose:
    """Title of an event with notes to its sources."""
    source_ids = cell(case, "events", event_id, "source_ids")
    sources = ids_in(source_ids)
    title_words = title(case, event_id)
    return title_words.citing(sources)


@statement("the event's row has this place")
def where(case: Known, event_id: str) -> Prose:
    """Place of an event; nothing where none is stated."""
    place = cell(case, "events", event_id, "place")
    if not place:
        return Prose()
    label = cell(case, "places", place, "label")
    return plain(label, f"places:{place}")


def key(events: pd.DataFrame, event_id: str) -> Prose:
    """The letters that name an event on a chart and in the table. `events` as `frame` gives
    them."""
    letters_of_event = str(events.at[event_id, "key"])
    return plain(letters_of_event, f"events:{event_id}")
