"""One cell of somebody else's table read as a number, a figure in words, a day or a moment, in the
way that was declared.

Nothing is guessed: a text that the declared reading does not cover is a ValueError that says what
to declare. A day and a month that could be taken for each other are never tried out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from asknown import dates
from asknown.exchange.importing import calendars

ORDERS = {"day-first": "%d/%m/%Y", "month-first": "%m/%d/%Y"}
EPOCHS = {"epoch": 1, "epoch-ms": 1000}
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
# Thousands to some, a fraction to others.
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_NO_BREAK = str.maketrans("\u00a0\u202f\u2009", "   ")
_APOSTROPHE = str.maketrans("\u2019", "'")
# Signs that stand for a mark between thousands.
_ALIKE = {" ": _NO_BREAK, "'": _APOSTROPHE}
# Signs that nobody sees and no script needs.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
# Signs that tell names apart, as words of an id.
_SIGNS = {
    "<": " under ",
    "≤": " up-to ",
    ">": " over ",
    "≥": " from ",
    "+": " plus ",
    "%": " percent ",
    "&": " and ",
}
_MINUS = re.compile(r"(?:(?<=^)|(?<=[\s(,;]))[-\u2212](?=\d)")
# Of such a name an id loses nothing but punctuation, which tells no two names apart.
_KEPT = re.compile(r"[\w.\- ,;:'’\"()/<>+%&≤≥]+")
_SLASHED = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# What is hung on an address to tell from where a reader came.
_TAIL = re.compile(r"(?<=[?&])(?:fbclid|gclid|ocid|utm_\w+)=[^&#]*&?")
_BOUNDS = {
    "at least": "at_least",
    "minimum": "at_least",
    "more than": "over",
    "more": "over",
    "over": "over",
    "at most": "at_most",
    "up to": "at_most",
    "under": "under",
    "less than": "under",
    "nearly": "nearly",
    "almost": "nearly",
    "about": "about",
    "around": "about",
    "approximately": "about",
    "some": "about",
    "~": "about",
    ">": "over",
    "<": "under",
}
_ESTIMATED = re.compile(r"(\S+)\s*\(?(?:est|estimated?|approx|approximately)\.?\)?")
_SIDE = {"at_least": "low", "over": "low", "at_most": "high", "under": "high"}
_VAGUE = ("several", "few", "many", "tens", "dozens", "scores", "hundreds", "thousands")
# What rows are called that add up others.
SUMS = (
    *"total totals subtotal sub-total sum gesamt summe итого всего жалпы المجموع".split(),
    "grand total",
    "total général",
)
_NOT_KNOWN = ("unknown", "size unknown", "not known", "n/k")


@dataclass(frozen=True)
class Reading:
    """How the cells of a table are written: order of dates, local time zone, separators, and what
    stands for nothing. No `decimal` is a point, as long as it cannot be taken for thousands."""

    dates: str = ""
    zone: str = ""
    thousands: str = ""
    decimal: str = ""
    unknown: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def number(
    text: str,
    how: Reading,
) -> str:
    """A number as plain digits. ValueError where it has separators that were not declared, or is
    none.

    >>> number("1,200,000", Reading(thousands=","))
    '1200000'
    """
    decimal = how.decimal or "."
    digits = text.translate(_ALIKE.get(how.thousands, {}))
    if how.thousands and how.thousands in digits:
        _check_thousands(
            digits,
            how.thousands,
            decimal,
        )
        digits = digits.replace(how.thousands, "")
    if decimal != ".":
        if "." in digits:
            raise ValueError(
                f"{text!r} has a dot, and decimal is {decimal!r}: declare thousands"
            )
        digits = digits.replace(decimal, ".")
    if not _PLAIN.fullmatch(digits):
        raise ValueError(
            f"{text!r} is no plain number: declare thousands or decimal, or list it under unknown"
        )
    return format(Decimal(digits).normalize(), "f")


def _check_thousands(
    digits: str,
    thousands: str,
    decimal: str,
) -> None:
    """ValueError where the mark between thousands stands elsewhere."""
    mark = re.escape(thousands)
    form = rf"[+-]?\d{{1,3}}({mark}\d{{3}})+({re.escape(decimal)}\d+)?"
    if not re.fullmatch(form, digits):
        raise ValueError(
            f"{digits!r} is no number with {thousands!r} between thousands"
        )


def amount(
    text: str,
    how: Reading,
) -> str:
    """A number that counts or measures something. ValueError besides where its point could be one
    between thousands as well.

    >>> amount("1.234", Reading(decimal=".")), amount("1.234", Reading(thousands="."))
    ('1.234', '1234')
    """
    if _EITHER.fullmatch(text) and not (how.decimal or how.thousands):
        raise ValueError(
            f'{text!r} is in thousands or has a fraction: declare thousands = "." or decimal = "."'
        )
    return number(text, how)


def figure(
    text: str,
    how: Reading,
) -> dict[str, str]:
    """A figure in words as low, value, high, wording and basis; what is not stated is left out.

    >>> figure("15-17", Reading()), figure("at least 4", Reading()), figure("Unknown", Reading())
    ({'low': '15', 'high': '17', 'wording': 'range'}, {'low': '4', 'wording': 'at_least'}, {'wording': 'none'})
    """  # noqa: E501 - a text, as it is printed
    said = " ".join(text.lower().split())
    if said in _NOT_KNOWN:
        return {"wording": "none"}
    if said in _VAGUE:
        return {"wording": "vague", "basis": said}
    ends = re.fullmatch(r"(?:between )?(\S+?)\s*(?:-|–|—| to | and )\s*(\S+)", said)
    if ends:
        return {
            "low": amount(ends[1], how),
            "high": amount(ends[2], how),
            "wording": "range",
        }
    estimated = _ESTIMATED.fullmatch(said)
    if estimated:
        return {"value": amount(estimated[1], how), "wording": "about"}
    if said.endswith("+"):
        return {"low": amount(said[:-1], how), "wording": "at_least"}
    for words, wording in _BOUNDS.items():
        if said.startswith(words):
            return {
                _SIDE.get(wording, "value"): amount(said[len(words) :].strip(), how),
                "wording": wording,
            }
    return {"value": amount(said, how), "wording": "exact"}


@lru_cache(maxsize=65536)
def day(
    text: str,
    how: Reading,
) -> str:
    """A day, or another EDTF text, in the declared order of its parts or calendar, or as ISO.
    ValueError where the order was not declared, or the year is hardly one of this calendar.

    >>> day("17/9/2024", Reading(dates="day-first")), day("2024-09", Reading())
    ('2024-09-17', '2024-09')
    """
    said = calendars.plain_digits(text)
    if how.dates in EPOCHS:
        return _at(said, how).date().isoformat()
    if calendars.is_of(how.dates, said):
        return calendars.day(said, how.dates)
    if "%" in how.dates and (how.dates.startswith("%Y-") or not _ISO.fullmatch(said)):
        return _in_form(said, how.dates)  # a year in front is as declared
    if how.dates in ORDERS and _SLASHED.fullmatch(said):
        return _in_form(
            re.sub(
                r"[.\-]",
                "/",
                said,
            ),
            ORDERS[how.dates],
        )
    if _SLASHED.fullmatch(said):
        raise ValueError(
            f"{text!r}: which is the day and which the month is not declared; write "
            f'dates = "day-first" or "month-first"'
        )
    clock = _CLOCK.fullmatch(said)
    if clock:
        said = _local_day(clock, how)
    first, last = dates.span(said)
    if how.dates != "iso":
        calendars.check_year(first, text)
        calendars.check_year(last, text)
    return said


def _local_day(
    clock: re.Match[str],
    how: Reading,
) -> str:
    """The day of a moment: that of the declared zone, where moment and zone are told; else as it is
    written."""
    if not (clock[3] and how.zone):
        return clock[1]
    moment = datetime.fromisoformat(f"{clock[1]}T{clock[2]}{clock[3]}")
    return moment.astimezone(ZoneInfo(how.zone)).date().isoformat()


def _in_form(
    text: str,
    form: str,
) -> str:
    """A date of a declared form, as exactly as the form has it: a day, a month or a year."""
    try:
        read = datetime.strptime(text, form).date()
    except ValueError as error:
        raise ValueError(f"{text!r} is no date of the form {form}") from error
    if re.search(r"%-?[djxcDFuwaA]", form):
        return read.isoformat()
    return (
        read.isoformat()[:7] if re.search(r"%-?[mbBh]", form) else read.isoformat()[:4]
    )


def _at(
    text: str,
    how: Reading,
) -> datetime:
    try:
        return datetime.fromtimestamp(int(text) / EPOCHS[how.dates], UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(
            f"{text!r} is no {how.dates}: write whole seconds or milliseconds since 1970"
        ) from error


@lru_cache(maxsize=65536)
def published(
    text: str,
    how: Reading,
) -> str:
    """A day, or a moment with its offset. A local time takes that of the declared zone; ValueError
    where none is.

    >>> published("2022-01-09 14:12", Reading(zone="Asia/Almaty"))
    '2022-01-09T14:12:00+06:00'
    """
    if how.dates in EPOCHS:
        return _at(text, how).isoformat().replace("+00:00", "Z")
    clock = _CLOCK.fullmatch(text)
    if not clock:
        return day(text.removesuffix("~"), how) + ("~" if text.endswith("~") else "")
    moment = datetime.fromisoformat(f"{clock[1]}T{clock[2]}{clock[3] or ''}")
    if not clock[3] and not how.zone:
        raise ValueError(
            f'{text!r} is a local time of no declared zone; write zone = "Area/City"'
        )
    return (
        (moment if clock[3] else moment.replace(tzinfo=ZoneInfo(how.zone)))
        .isoformat()
        .replace("+00:00", "Z")
    )


def address(text: str) -> str:
    """The first http or https address in a text, or "", without what tells whence a reader came.

    >>> address("at https://a.org/p?id=3&fbclid=Iw0")
    'https://a.org/p?id=3'
    """
    found = _ADDRESS.search(text)
    if not found:
        return ""
    plain = _TAIL.sub("", found[0])
    return (
        found[0]
        if plain == found[0]
        else re.sub(
            r"[?&]+(?=#|$)",
            "",
            plain,
        )
    )


def host(text: str) -> str:
    """The host of the address in a text without its www, or ""."""
    return urlsplit(address(text)).netloc.removeprefix("www.")


def head(text: str) -> str:
    """A name without what stands in brackets behind it.

    >>> head("US officials (via NYT)")
    'US officials'
    """
    return re.sub(
        r"\s*\([^()]*\)\s*$",
        "",
        text,
    )


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """A text as an id: its letters and digits; a long one is cut and told apart by its hash.

    >>> slug("UK Ministry of Defence"), slug("<18"), slug(">18")
    ('uk-ministry-of-defence', 'under-18', 'over-18')
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = _MINUS.sub("minus ", plain)
    for sign, word in _SIGNS.items():
        plain = plain.replace(sign, word)
    words = (
        re.sub(
            r"[^\w.]+",
            "-",
            plain,
        ).strip("-._")
        or "x"
    )
    return words if len(words) <= 48 else f"{words[:39].rstrip('-.')}-{digest(text)}"


def is_kept(text: str) -> bool:
    """Whether the id of a name has every sign that tells it from others."""
    return bool(_KEPT.fullmatch(text)) and not text.endswith("-")


def seen(text: str) -> str:
    """A text without the signs that nobody sees."""
    return text if text.isascii() else text.translate(_UNSEEN).strip()


def digest(
    text: str,
    length: int = 8,
) -> str:
    """So many hex digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
