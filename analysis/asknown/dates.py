"""The two clocks: when a row became public (`published`) and which days a figure describes (EDTF, `refers_to`).

Everything that reads a date goes through here. Nothing here knows the machine's own time or time zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = r"\d{4}-\d{2}-\d{2}"
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})"
_DAY = re.compile(DAY)
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_MOMENT = re.compile(MOMENT)
_PLAIN = re.compile(
    r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?~?", re.ASCII
)  # of EDTF's dates
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Published:
    """A parsed `published` cell: the instant from which the row is known, its local day, whether that day is only a bound."""

    known: datetime
    day: date
    has_clock: bool
    latest: bool


@dataclass(frozen=True)
class AsOf:
    """The knowledge time of a report. `text` is a day or a local minute; `known` the last instant that counts."""

    text: str
    known: datetime
    day: date

    @property
    def is_day(self) -> bool:
        """Whether it is a whole day, known at its end."""
        return "T" not in self.text


def published(text: str, zone: ZoneInfo) -> Published:
    """Parse a `published` cell: `2022-01-09`, `2022-01-09~` or `2022-01-09T14:12+06:00`. ValueError where it is none."""
    if _MOMENT.fullmatch(text):
        moment = datetime.fromisoformat(text)
        return Published(moment, moment.astimezone(zone).date(), True, False)
    day = text.removesuffix("~")
    if not _DAY.fullmatch(day):
        raise ValueError(f"{text!r} is no day and no moment with an offset")
    parsed = date.fromisoformat(day)
    return Published(datetime.combine(parsed, _END_OF_DAY, zone), parsed, False, day != text)


def as_of(text: str, zone: ZoneInfo) -> AsOf:
    """Parse an as-of: a day (its end) or a local minute `2022-01-09T16:00`. ValueError where it is none."""
    if _MINUTE.fullmatch(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=zone)
        return AsOf(text, moment, moment.date())
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is no day like 2022-01-12 and no minute like 2022-01-09T16:00")
    day = date.fromisoformat(text)
    return AsOf(text, datetime.combine(day, _END_OF_DAY, zone), day)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """First instant of a cell that holds a moment with an offset or a day. ValueError where it is neither."""
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    return datetime.combine(date.fromisoformat(text), time(), zone)


@lru_cache(maxsize=65536)
def span(text: str) -> tuple[date, date]:
    """First and last day of an EDTF text such as `2022-01-09`, `2022-01~` or `2022-01-04/2022-01-06`.

    An approximate date keeps its stated bounds; the tilde is for the reader. ValueError where the text is no date.

    >>> span("2022-01-04/2022-01-06")
    (datetime.date(2022, 1, 4), datetime.date(2022, 1, 6))
    """
    first, last = _plain(text) or _by_library(text)
    if last < first:
        raise ValueError(f"{text!r} ends before it starts")
    return first, last


def _plain(text: str) -> tuple[date, date] | None:
    """First and last day of a year, month or day, or from one to another, as nearly every cell has it; None for the rest."""
    found = [_PLAIN.fullmatch(each) for each in text.split("/")]
    ends = [[int(part or 0) for part in each.groups()] for each in found if each]
    if len(ends) < len(found) or len(ends) > 2:
        return None
    (year, month, day), (until_year, until_month, until_day) = ends[0], ends[-1]
    try:
        last = until_day or monthrange(until_year, until_month or 12)[1]
        return date(year, month or 1, day or 1), date(until_year, until_month or 12, last)
    except ValueError:
        return None


def _by_library(text: str) -> tuple[date, date]:
    """First and last day of any other EDTF text."""
    from edtf import parse_edtf  # slow to load and rarely needed
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(text)
        first, last = (
            date(*strict[:3]) for strict in (parsed.lower_strict(), parsed.upper_strict())
        )
    except (EDTFParseException, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError(f"{text!r} is no EDTF date") from error
    return first, last


def day_before(day: date) -> date:
    """The day before `day`."""
    return day - timedelta(days=1)
