"""Sort keys: where a number or a day stands among the others of its column.

A key is made where the text is made, from the same values, and travels with the cell. Nobody has
to read printed English back in order to sort a table. Keys are JSON, and the same on every machine.
"""

from __future__ import annotations

import math
import re
from datetime import date

from asknown import dates

SortKey = tuple[float | str, ...]
NONE: SortKey = ()  # has no place in an order

# How far from its number a claim lies: an open bound below it stands before, one above it behind.
# "About" and "exact" share the number's own place.
_WORDINGS = {
    "under": -2,
    "at_most": -1,
    "nearly": -1,
    "at_least": 1,
    "over": 2,
}
_VAGUE_RANK = 0.5  # "hundreds" stands behind 100 and before "at least 100"
_VAGUE = {
    "tens": 10,
    "dozens": 12,
    "hundreds": 100,
    "thousands": 1_000,
    "millions": 1_000_000,
}

_CLOCK = re.compile(r"\d\d:\d\d")
_PARTS_OF_DAY = {
    "early hours": "04:00",
    "morning": "09:00",
    "midday": "12:00",
    "afternoon": "15:00",
    "evening": "19:00",
    "night": "22:00",
}
_NO_CLOCK = "24:00"  # somewhere in the day: behind what has its hour


def amount(
    low: float, value: float, high: float, wording: str, vague: str = ""
) -> SortKey:
    """The key of a claim's number, by what `english.amount` prints of it: the number, how it is
    bounded, the number it ends with. NaN is not stated.

    >>> nan = math.nan
    >>> at_most, about = amount(nan, 50, nan, "at_most"), amount(nan, 50, nan, "about")
    >>> at_most < about < amount(50, nan, 60, "range")
    True
    >>> amount(nan, nan, nan, "none")
    ()
    """
    if wording == "none":
        return NONE
    if wording == "vague":
        return _vague(vague)
    if wording == "range":
        return low, 0, high
    opens_upward = wording in ("at_least", "over")
    candidates = (low, value, high) if opens_upward else (value, high, low)
    rank = _WORDINGS.get(wording, 0)
    for number in candidates:
        if not math.isnan(number):
            return number, rank, number
    return NONE


def _vague(words: str) -> SortKey:
    """`dozens`, `tens of thousands`; other words have no number."""
    number = 1
    for word in words.lower().split(" of "):
        if word not in _VAGUE:
            return NONE
        number *= _VAGUE[word]
    return number, _VAGUE_RANK, number


def bounds(low: float | None, high: float | None) -> SortKey:
    """The key of a span whose bounds may be open; of a bare number, where both are the same."""
    if low is not None and high is not None:
        return float(low), 0, float(high)
    if low is not None:
        return float(low), _WORDINGS["at_least"], float(low)
    if high is not None:
        return float(high), _WORDINGS["at_most"], float(high)
    return NONE


def days(
    first: date,
    last: date,
    clock: str = "",
    latest: bool = False,
) -> SortKey:
    """The key of a day or span: its first day, there the hour, then what is only the latest day it
    can have been, then its last day. `clock` is a time as an event has it: `19:17`, `evening`.
    """
    start, _, _ = clock.partition(" to ")
    hour = _PARTS_OF_DAY.get(start, _NO_CLOCK)
    time = _CLOCK.search(start)
    if time:
        hour = time[0]
    return (
        first.isoformat(),
        hour,
        int(latest),
        last.isoformat(),
    )


def edtf(text: str, clock: str = "") -> SortKey:
    """The key of a day or span as the ledger has it. ValueError where the text is no date.

    >>> edtf("2022-01-09", "14:12") < edtf("2022-01-09", "evening") < edtf("2022-01-09")
    True
    """
    if not text:
        return NONE
    _, last = dates.span(text)
    first = dates.sorting_day(text)
    return days(first, last, clock)
