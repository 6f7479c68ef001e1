"""A table as data: its CSV, and the order of its cells. Cells are read as `words` writes them; what cannot be read has no
place in an order and stays behind the rest, whichever way a table is sorted.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from asknown.text.faces import text_of

Key = tuple[Any, ...]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOMENT = re.compile(
    rf"(?P<by>by )?(?:about )?(?:(?P<day>\d\d?)\b ?)?(?:(?P<month>{'|'.join(_MONTHS)})[a-z]* ?)?(?P<year>\d{{4}})?"
    r"(?:(?:, |^)(?P<hour>.*))?"
)
_CLOCK = re.compile(r"\d\d:\d\d")
_HOURS = {
    "early hours": "04:00",
    "morning": "09:00",
    "midday": "12:00",
    "afternoon": "15:00",
    "evening": "19:00",
    "night": "22:00",
}
_NO_HOUR = "24:00"  # somewhere in the day: behind what has its hour
_AMOUNT = re.compile(
    r"(?P<bound>[a-z ]+ )?(?P<low>[-+\u2212]?[\d,]*\.?\d+(?:e[-+]?\d+)?)(?: (?:to|and) (?P<high>[\d,]*\.?\d+))?(?: .*|%)?"
)
_BOUNDS = {
    "under": -2,
    "at most": -1,
    "nearly": -1,
    "at least": 1,
    "over": 2,
}  # about, between: beside the bare number
_VAGUE = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1_000, "millions": 1_000_000}


def as_csv(node: Mapping[str, Any]) -> bytes:
    """A table of the report as CSV: the very text that is printed, for the edition's folder and for the page alike.

    A cell that begins with = + - or @ gets no apostrophe in front: programs read these files too, a minus is part of a
    number, and whoever compares the file with the page must find the same text.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(node["columns"])
    writer.writerows([text_of(cell) for cell in row] for row in node["rows"])
    return out.getvalue().encode("utf-8", "replace")


def orders(node: Mapping[str, Any]) -> list[list[int | None]]:
    """For each row of a table the place of each cell in the order of its column; None where a cell has no place.

    A column of figures is ordered by amount, one in which every cell is a date by time, any other by its letters.
    A column that has nothing to be put in order has no places at all.
    """
    columns = _turned([[text_of(cell) for cell in row] for row in node["rows"]])
    figures = [name in node["figures"] for name in node["columns"]]
    return _turned(
        [_places(column, each) for column, each in zip(columns, figures, strict=False)]
    )  # no rows: no columns


def _turned(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _places(cells: Sequence[str], figures: bool) -> list[int | None]:
    keys = _keys([_plain(cell) for cell in cells], figures)
    known = sorted({key for key in keys if key is not None})
    place = {key: at for at, key in enumerate(known)} if len(known) > 1 else {}
    return [None if key is None else place.get(key) for key in keys]


def _keys(cells: Sequence[str], figures: bool) -> list[Key | None]:
    if figures:
        return [amount(cell) for cell in cells]
    times = [moment(cell) for cell in cells]
    if all(time or not cell for time, cell in zip(times, cells, strict=True)):
        return times
    return [(cell,) if cell else None for cell in cells]


def _plain(text: str) -> str:
    """Small letters without accents, with plain spaces: an order that is the same on every machine."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def amount(text: str) -> Key | None:
    """Where an amount stands: by its number, what lies below it before and what lies above it behind; then by its end.

    >>> amount("dozens") < amount("at most 50") < amount("about 50") < amount("50 to 60") < amount("at least 50")
    True
    >>> amount("not stated") is None
    True
    """
    words = text.split(" of ")
    if all(word in _VAGUE for word in words):
        return float(math.prod(_VAGUE[word] for word in words)), 0, math.inf
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    low, high = (_number(found[name] or found["low"]) for name in ("low", "high"))
    return low, _BOUNDS.get((found["bound"] or "").strip(), 0), high


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("\u2212", "-"))


def moment(text: str) -> Key | None:
    """Where a day or a span stands: by its first day, there by the hour, a day that is only a bound last; then by its end.

    >>> moment("9 jan 2022, 14:12") < moment("9 jan 2022, evening") < moment("9 jan 2022") < moment("by 9 jan 2022")
    True
    >>> moment("28 feb to 4 mar 2022") < moment("1 mar 2022") < moment("march 2022") < moment("11 to 12 mar 2022")
    True
    >>> moment("the ministry, 9 jan 2022") is None
    True
    """
    start, _, end = text.partition(" to ")
    first, last = _MOMENT.fullmatch(start), _MOMENT.fullmatch(end)
    if not text or not first or not last:
        return None
    year, month, day = (first[name] or last[name] for name in ("year", "month", "day"))
    if not year:
        return None
    hour = _hour(first["hour"] or last["hour"] or "")
    return _day(year, month or "jan", day or "1"), hour, bool(first["by"]), _end(first, last)


def _end(first: re.Match[str], last: re.Match[str]) -> Key:
    year, month, day = (last[name] or first[name] for name in ("year", "month", "day"))
    return _day(year, month or "dec", day or "31")


def _day(year: str, month: str, day: str) -> Key:
    return int(year), _MONTHS.index(month), int(day)


def _hour(text: str) -> str:
    clock = _CLOCK.search(text)
    return clock[0] if clock else _HOURS.get(text, _NO_HOUR)
