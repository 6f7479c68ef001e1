"""Days as other calendars and workbooks count them: Jalali, Buddhist, serial numbers.

None is guessed. A year that is hardly one of the common calendar is a question to whoever imports,
since 1401 is a year of the past as well as the Iranian year of 2022.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

_PARTS = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SERIAL = re.compile(r"\d{1,6}(\.0*)?")
_BUDDHIST = 543  # years ahead of the common calendar
# Day 0 of a serial number. The first system has a 29 February 1900 that never was, so that its
# count fits from March 1900 on.
_ZERO = {
    "excel": date(
        1899,
        12,
        30,
    ),
    "excel-1904": date(
        1904,
        1,
        1,
    ),
}
_FIRST = 61  # 1 March 1900
_YEARS = range(1700, 2200)  # nearer ones are taken as they stand


def plain_digits(text: str) -> str:
    """A text whose digits, of whatever script, are 0 to 9.

    >>> plain_digits("\\u06f2\\u06f0\\u06f2\\u06f2")
    '2022'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def is_of(
    calendar: str,
    text: str,
) -> bool:
    """Whether a text is written as days of a declared calendar are."""
    if calendar in _ZERO:
        return bool(_SERIAL.fullmatch(text))
    return calendar in CALENDARS


def day(
    text: str,
    calendar: str,
) -> str:
    """The day of the common calendar, in ISO, that a text stands for in another one. ValueError
    where it has no such day.

    >>> day("1401-07-15", "jalali"), day("2564-02-03", "buddhist"), day("44571", "excel")
    ('2022-10-07', '2021-02-03', '2022-01-10')
    """
    try:
        found = CALENDARS[calendar](text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no day of the calendar {calendar}") from error
    check_year(found, text)
    return found.isoformat()


def check_year(
    found: date,
    text: str,
) -> None:
    """ValueError where a day is so far away that another calendar is likelier."""
    if found.year not in _YEARS:
        raise ValueError(
            f'{text!r}: a year of which calendar? declare dates = "jalali", "buddhist", "excel", '
            f'or "iso" where it is meant as it stands'
        )


def _jalali(text: str) -> date:
    from persiantools.jdatetime import JalaliDate  # few files need it

    found: date = JalaliDate(*_parts(text)).to_gregorian()  # type: ignore[no-untyped-call]
    return found


def _buddhist(text: str) -> date:
    year, month, number = _parts(text)
    return date(
        year - _BUDDHIST,
        month,
        number,
    )


def _parts(text: str) -> tuple[int, int, int]:
    parts = _PARTS.fullmatch(text)
    if not parts:
        raise ValueError(text)
    year, month, number = map(int, parts.groups())
    return year, month, number


def _serial(system: str) -> Callable[[str], date]:
    def read(text: str) -> date:
        days = int(float(text))
        if system == "excel" and days < _FIRST:
            raise ValueError(text)
        return _ZERO[system] + timedelta(days=days)

    return read


CALENDARS: dict[str, Callable[[str], date]] = {
    "jalali": _jalali,
    "buddhist": _buddhist,
    "excel": _serial("excel"),
    "excel-1904": _serial("excel-1904"),
}
