"""Words of ours read back: numbers, days and moments as an English page has them."""

from __future__ import annotations

import re
from datetime import date, datetime

from tests.support.truth import days
from tests.support.truth.days import MONTHS

SHORT = [month[:3] for month in MONTHS]
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d{2}")


def plain(text: str) -> str:
    """A text with ordinary blanks only; a chart breaks its lines at them."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\n", " ").strip()


def numbers(text: str) -> list[float]:
    """The numbers of a text in digits, in order."""
    return [float(found.replace(",", "")) for found in _NUMBER.findall(plain(text))]


def number(value: float) -> str:
    """A number as it is printed: `9,900`."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,}"


_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()


def small(count: int) -> str:
    """A count in words, up to twelve."""
    return dict(enumerate(_SMALL, start=1)).get(count, number(count))


def day(value: date, short: bool = False) -> str:
    """`9 January 2022`, or `9 Jan 2022`."""
    names = SHORT if short else MONTHS
    return f"{value.day} {names[value.month - 1]} {value.year}"


def span(text: str, short: bool = False) -> str:
    """The words of a date of the ledger, as exact as it is stated: `4 to 6 January 2022`, `about
    January 2022`, `2021`, `November 2021 to January 2022`."""
    about = "about " if "~" in text else "possibly " if "?" in text else ""
    bare = text.replace("~", "").replace("?", "")
    start, _, end = bare.partition("/")
    end = end or start
    begin, finish = date_of(start, short), date_of(end, short)
    if begin == finish:
        return about + finish
    is_day = len(start) == 10
    if len(start) == len(end) and len(start) > 4 and start[:4] == end[:4]:
        begin = begin.rsplit(" ", 1)[0]
        if is_day and start[:7] == end[:7]:
            begin = begin.rsplit(" ", 1)[0]
    return f"{about}{begin} to {finish}"


def date_of(text: str, short: bool = False) -> str:
    """A year, a month with its year, or a day."""
    names = SHORT if short else MONTHS
    if _YEAR.fullmatch(text):
        return text
    first = days.first_day(text)
    if _MONTH.fullmatch(text):
        return f"{names[first.month - 1]} {first.year}"
    return day(first, short)


def clock(moment: datetime) -> str:
    """`09:05`."""
    return moment.strftime("%H:%M")


def amount(claim: object) -> str:
    """A claim's own number in its own words: `at least 164`."""
    low, value, high = claim.low, claim.value, claim.high  # type: ignore[attr-defined]
    wording = claim.row["wording"]  # type: ignore[attr-defined]
    if wording == "vague":
        return claim.row["basis"].split(";")[0] or "not stated"  # type: ignore[attr-defined]
    if wording == "none":
        return "not stated"
    if wording == "range":
        return f"{number(low)} to {number(high)}"
    order = (
        (low, value, high) if wording in ("at_least", "over") else (value, high, low)
    )
    stated = [each for each in order if each is not None]
    if not stated:
        return "not stated"
    prefix = "" if wording == "exact" else wording.replace("_", " ") + " "
    return prefix + number(stated[0])
