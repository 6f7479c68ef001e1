"""The two clocks: when a row became public (`published`) and which days a figure describes
(`refers_to`, in EDTF, https://www.loc.gov/standards/datetime/).

Everything that reads a date goes through here. Nothing here knows the machine's own time or time
zone.
"""

from __future__ import annotations

import io
import re
from calendar import monthrange
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = r"\d{4}-\d{2}-\d{2}"
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})"
_DAY = re.compile(DAY)
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_MOMENT = re.compile(MOMENT)
# Of EDTF's dates those that nearly every cell has: a year, with a month, with a day.
_PLAIN = re.compile(
    r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?~?", re.ASCII
)
_WIDE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?[~?%]?")
# Where clocks go back at midnight the last hour of a day comes twice: it ends with the second one.
_END_OF_DAY = time(23, 59, 59, fold=1)


@dataclass(frozen=True)
class Published:
    """A parsed `published` cell: the instant from which the row is known, its local day, whether it
    has a clock time, and whether its day is only the latest it can be.
    """

    known: datetime
    day: date
    has_clock: bool
    latest: bool


@dataclass(frozen=True)
class AsOf:
    """The knowledge time of a report. `text` is a day or a local minute; `known` the last instant
    that counts.
    """

    text: str
    known: datetime
    day: date

    @property
    def is_day(self) -> bool:
        """Whether it is a whole day, known at its end."""
        return "T" not in self.text


def published(text: str, zone: ZoneInfo) -> Published:
    """Parse a `published` cell: `2022-01-09`, `2022-01-09~` or `2022-01-09T14:12+06:00`.

    ValueError where it is none.
    """
    if _MOMENT.fullmatch(text):
        known = datetime.fromisoformat(text)
        local = known.astimezone(zone)
        return Published(known, local.date(), has_clock=True, latest=False)
    stated = text.removesuffix("~")
    if not _DAY.fullmatch(stated):
        raise ValueError(f"{text!r} is no day and no moment with an offset")
    # Whoever knows only the day knows the row at its end: no report of that day may be ahead of it.
    day = date.fromisoformat(stated)
    known = datetime.combine(day, _END_OF_DAY, zone)
    return Published(known, day, has_clock=False, latest=text.endswith("~"))


def as_of(text: str, zone: ZoneInfo) -> AsOf:
    """Parse an as-of: a day (its end) or a local minute `2022-01-09T16:00`. ValueError where it is
    none.
    """
    if _MINUTE.fullmatch(text):
        local = datetime.fromisoformat(text)
        return AsOf(text, local.replace(tzinfo=zone), local.date())
    if not _DAY.fullmatch(text):
        raise ValueError(
            f"{text!r} is no day like 2022-01-12 and no minute like 2022-01-09T16:00"
        )
    day = date.fromisoformat(text)
    end = datetime.combine(day, _END_OF_DAY, zone)
    return AsOf(text, end, day)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """First instant of a cell that holds a moment with an offset or a day. ValueError where it is
    neither.
    """
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    day = date.fromisoformat(text)
    return datetime.combine(day, time(), zone)


@lru_cache(maxsize=65536)
def span(text: str) -> tuple[date, date]:
    """First and last day of an EDTF text: `2022-01-09`, `2022-01~`, `2022-01-04/2022-01-06`.

    An approximate date keeps its stated bounds; the tilde is for the reader. ValueError where the
    text is no date.

    >>> span("2022-01-04/2022-01-06")
    (datetime.date(2022, 1, 4), datetime.date(2022, 1, 6))
    """
    first, last = plain_span(text) or _by_library(text)
    if last < first:
        raise ValueError(f"{text!r} ends before it starts")
    return first, last


def sorting_day(text: str) -> date:
    """The day by which an EDTF text takes its place in an order: its first; of a bare year or month
    the last, for what is known to the day was known to be earlier than some of it.

    >>> sorting_day("2021"), sorting_day("2022-01-04/2022-01-06")
    (datetime.date(2021, 12, 31), datetime.date(2022, 1, 4))
    """
    start, *_ = text.split("/")
    if _WIDE.fullmatch(start):
        _, last = span(start)
        return last
    first, _ = span(text)
    return first


def plain_span(text: str) -> tuple[date, date] | None:
    """First and last day of a year, month or day, or from one to another, as nearly every cell has
    it; None for the rest.
    """
    ends = text.split("/")
    if len(ends) > 2:
        return None
    try:
        start = _start_of(ends[0])
        end = _end_of(ends[-1])
    except ValueError:
        return None
    return start, end


def _start_of(text: str) -> date:
    """First day of a year, month or day. ValueError where it is none."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def _end_of(text: str) -> date:
    """Last day of a year, month or day. ValueError where it is none."""
    year, month, day = _parts(text)
    month = month or 12
    _, days = monthrange(year, month)
    return date(year, month, day or days)


def _parts(text: str) -> tuple[int, int, int]:
    """Year, month and day; 0 for what is not stated."""
    plain = _PLAIN.fullmatch(text)
    if not plain:
        raise ValueError(f"{text!r} is no plain date")
    year, month, day = plain.groups("0")
    return int(year), int(month), int(day)


def _by_library(text: str) -> tuple[date, date]:
    """First and last day of any other EDTF text."""
    from edtf import parse_edtf  # slow to load and rarely needed
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        # What it cannot make anything of it prints besides.
        with redirect_stdout(io.StringIO()):
            parsed = parse_edtf(text)
        year, month, day, *_ = parsed.lower_strict()
        first = date(year, month, day)
        year, month, day, *_ = parsed.upper_strict()
        last = date(year, month, day)
    except (
        EDTFParseException,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
    ) as error:
        raise ValueError(f"{text!r} is no EDTF date") from error
    return first, last


def day_before(day: date) -> date:
    """The day before `day`."""
    return day - timedelta(days=1)
