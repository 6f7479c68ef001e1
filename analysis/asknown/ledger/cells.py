"""What a cell may hold by the kind of its column, and what is said of one that may not stand so.

Blank is "not stated" and only a fault where the column is required. Nothing is mended here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from asknown import dates
from asknown.errors import INVISIBLE
from asknown.ledger import damage
from asknown.ledger.damage import Fault
from asknown.ledger.tables import Column

_IDS = ("id", "ref", "refs")
_YEARS = range(1000, 3000)
_YEAR = re.compile(r"(?:^|/)(\d{4,})")
_ID = r"[\w][\w.\-]*"


@dataclass(frozen=True)
class Pattern:
    """How the cells of a kind are written; what one is that is written otherwise, and the mend."""

    regex: re.Pattern[str]
    what: str
    mend: str


PATTERNS: Mapping[str, Pattern] = {
    "id": Pattern(re.compile(_ID), "no id", "use letters, digits, dots and hyphens"),
    "ref": Pattern(re.compile(_ID), "no id", "write one id"),
    "refs": Pattern(
        re.compile(rf"{_ID}(;{_ID})*"),
        "no list of ids",
        "separate ids by ; without spaces",
    ),
    "number": Pattern(
        re.compile(r"-?[0-9]+(\.[0-9]+)?"),
        "no plain number",
        "write digits without separators or units",
    ),
    "url": Pattern(
        re.compile(r"https?://[^\s<>\"]+"),
        "no http or https address",
        "write the whole address",
    ),
    "sha256": Pattern(
        re.compile(r"[0-9a-f]{64}"), "no sha256", "write its 64 lower-case hex digits"
    ),
}


@dataclass(frozen=True)
class _DateKind:
    """How the cells of a kind of date are read (ValueError where they cannot be), and the mend."""

    read: Callable[[str, ZoneInfo], object]
    mend: str


_DATES = {
    "published": _DateKind(
        dates.published, "write 2022-01-09, 2022-01-09~ or 2022-01-09T14:12+06:00"
    ),
    "moment": _DateKind(dates.moment, "write 2022-01-05T16:30+06:00 or 2022-01-05"),
    "day": _DateKind(dates.as_of, "write a day like 2022-01-09"),
    "edtf": _DateKind(
        lambda text, zone: dates.span(text),
        "write 2022-01-09, 2022-01~ or 2022-01-04/2022-01-06",
    ),
}


def cell_fault(column: Column, text: str, zone: ZoneInfo) -> Fault | None:
    """What is wrong with one cell and how to mend it, or None.

    >>> from asknown.ledger.tables import BY_NAME
    >>> cell_fault(BY_NAME["claims"].column("value"), "1,500", ZoneInfo("UTC"))
    Fault(what="'1,500' is no plain number", mend='write 1500')
    """
    if not text:
        blank = Fault("is blank", f"state it: {column.meaning}")
        return blank if column.required else None
    fault = damage.of_text(text)
    if not fault and column.kind == "text":
        fault = damage.formula(text)
    if not fault and column.is_name:
        fault = damage.of_name(text)
    if fault:
        return fault
    if text != text.strip():
        return Fault(f"{damage.short(text)} has spaces around it", "remove them")
    if column.kind == "words":
        return _word_fault(column, text)
    if column.kind in PATTERNS:
        return _pattern_fault(column.kind, text)
    return _date_fault(column.kind, text, zone)


def _word_fault(column: Column, text: str) -> Fault | None:
    if text in column.words:
        return None
    near = difflib.get_close_matches(text.lower(), column.words, 1)
    mend = (
        f"did you mean {near[0]}?" if near else f"use one of {', '.join(column.words)}"
    )
    return Fault(f"{damage.short(text)} is no allowed word", mend)


def _pattern_fault(kind: str, text: str) -> Fault | None:
    pattern = PATTERNS[kind]
    if kind in _IDS and INVISIBLE.search(text):
        return Fault(
            f"{damage.short(text)} holds a letter that nobody sees", "remove it"
        )
    if pattern.regex.fullmatch(text):
        return damage.too_many_digits(text) if kind == "number" else None
    mend = damage.number(text) if kind == "number" else ""
    return Fault(f"{damage.short(text)} is {pattern.what}", mend or pattern.mend)


def _date_fault(kind: str, text: str, zone: ZoneInfo) -> Fault | None:
    if kind not in _DATES:
        return None
    try:
        _DATES[kind].read(text, zone)
    except (ValueError, OverflowError):
        mend = damage.day(text) or _DATES[kind].mend
        return Fault(f"{damage.short(text)} is no date", mend)
    years = [int(year) for year in _YEAR.findall(text)]
    if kind == "edtf":  # X100 is a year of any thousand
        years = [day.year for day in dates.span(text)]
    if not all(year in _YEARS for year in years):
        what = f"{damage.short(text)} is of a year that no report reaches"
        return Fault(what, f"write one from {_YEARS.start} to {_YEARS.stop - 1}")
    return None


def ids_in(text: str) -> list[str]:
    """The ids of a list cell.

    >>> ids_in("rbc;tass"), ids_in("")
    (['rbc', 'tass'], [])
    """
    return text.split(";") if text else []
