"""Dates as the ledger writes them, read anew: days and spans of EDTF, moments, ends of days."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FAR = date(9999, 12, 31)
MONTHS = (
    "January February March April May June July August September October November December"
).split()


def first_day(text: str) -> date:
    """The first day of a year, a month or a day."""
    parts = _parts(text)
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 1
    day = parts[2] if len(parts) > 2 else 1
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day of a year, a month or a day."""
    parts = _parts(text)
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    days = calendar.monthrange(year, month)[1]
    day = parts[2] if len(parts) > 2 else days
    return date(year, month, day)


def _parts(text: str) -> list[int]:
    plain = text.strip().rstrip("~?%")
    return [int(part) for part in plain.split("-")]


def span(text: str) -> tuple[date, date]:
    """First and last day of a date or of a span `from/to`."""
    if "/" not in text:
        return first_day(text), last_day(text)
    start, end = text.split("/")
    return first_day(start), last_day(end)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day in a zone, in UTC.

    Where clocks go back at midnight a day's last hour comes twice. So every half hour around the
    end is looked at, and then every second of the last of them that is of the day.
    """
    middle = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
    found = middle
    for step in range(72):
        instant = middle + timedelta(minutes=15 * step)
        if instant.astimezone(zone).date() == day:
            found = instant
    low, high = found, found + timedelta(minutes=15)
    while high - low > timedelta(seconds=1):
        between = low + timedelta(seconds=(high - low).seconds // 2)
        if between.astimezone(zone).date() == day:
            low = between
        else:
            high = between
    return low


_ENDS: dict[tuple[date, str], datetime] = {}


def known_from(published: str, zone: ZoneInfo) -> datetime:
    """The instant from which a row is known: its moment, or the end of its day."""
    if "T" in published:
        return datetime.fromisoformat(published.replace("Z", "+00:00")).astimezone(UTC)
    day = date.fromisoformat(published.rstrip("~"))
    key = day, zone.key
    if key not in _ENDS:
        _ENDS[key] = end_of_day(day, zone)
    return _ENDS[key]


def until(as_of: str, zone: ZoneInfo) -> datetime:
    """The last instant that a report of a day or of a local minute knows of."""
    if "T" in as_of:
        return datetime.fromisoformat(as_of).replace(tzinfo=zone).astimezone(UTC)
    return end_of_day(date.fromisoformat(as_of), zone)


def local_day(published: str, zone: ZoneInfo) -> date:
    """The local day on which a row became public."""
    if "T" not in published:
        return date.fromisoformat(published.rstrip("~"))
    return known_from(published, zone).astimezone(zone).date()
