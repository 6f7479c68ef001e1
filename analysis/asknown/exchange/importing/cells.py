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
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from asknown import dates

ORDERS = {"day-first": "%d/%m/%Y", "month-first": "%m/%d/%Y"}
EPOCHS = {"epoch": 1, "epoch-ms": 1000}
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
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
_SIDE = {"at_least": "low", "over": "low", "at_most": "high", "under": "high"}
_VAGUE = ("several", "few", "many", "tens", "dozens", "scores", "hundreds", "thousands")
_NOT_KNOWN = ("unknown", "size unknown", "not known", "n/k")


@dataclass(frozen=True)
class Reading:
    """How the cells of a table are written: order of dates, local time zone, separators, and what
    stands for nothing."""

    dates: str = ""
    zone: str = ""
    thousands: str = ""
    decimal: str = "."
    unknown: tuple[str, ...] = ()


def number(text: str, how: Reading) -> str:
    """A number as plain digits. ValueError where it has separators that were not declared, or is
    none.

    >>> number("1,200,000", Reading(thousands=","))
    '1200000'
    """
    digits = text
    if how.thousands and how.thousands in text:
        mark = re.escape(how.thousands)
        if not re.fullmatch(rf"[+-]?\d{{1,3}}({mark}\d{{3}})+({re.escape(how.decimal)}\d+)?", text):
            raise ValueError(f"{text!r} is no number with {how.thousands!r} between thousands")
        digits = text.replace(how.thousands, "")
    digits = digits.replace(how.decimal, ".") if how.decimal != "." else digits
    if not _PLAIN.fullmatch(digits):
        raise ValueError(
            f"{text!r} is no plain number: declare thousands or decimal, or list it under unknown"
        )
    return format(Decimal(digits).normalize(), "f")


def figure(text: str, how: Reading) -> dict[str, str]:
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
        return {"low": number(ends[1], how), "high": number(ends[2], how), "wording": "range"}
    if said.endswith("+"):
        return {"low": number(said[:-1], how), "wording": "at_least"}
    for words, wording in _BOUNDS.items():
        if said.startswith(words):
            return {
                _SIDE.get(wording, "value"): number(said[len(words) :].strip(), how),
                "wording": wording,
            }
    return {"value": number(said, how), "wording": "exact"}


@lru_cache(maxsize=65536)
def day(text: str, how: Reading) -> str:
    """A day, or another EDTF text, in the declared order of its parts or as ISO. ValueError where
    the order was not declared.

    >>> day("17/9/2024", Reading(dates="day-first")), day("2024-09", Reading())
    ('2024-09-17', '2024-09')
    """
    if how.dates in EPOCHS:
        return _at(text, how).date().isoformat()
    if "%" in how.dates and (
        how.dates.startswith("%Y-") or not _ISO.fullmatch(text)
    ):  # a year in front is as declared
        return _parsed(text, how.dates).isoformat()
    if how.dates in ORDERS and _SLASHED.fullmatch(text):
        return _parsed(re.sub(r"[.\-]", "/", text), ORDERS[how.dates]).isoformat()
    if _SLASHED.fullmatch(text):
        raise ValueError(
            f"{text!r}: which is the day and which the month is not declared; write "
            f'dates = "day-first" or '
            '"month-first"'
        )
    if _CLOCK.fullmatch(text):
        return text[:10]
    dates.span(text)
    return text


def _parsed(text: str, form: str) -> date:
    try:
        return datetime.strptime(text, form).date()
    except ValueError as error:
        raise ValueError(f"{text!r} is no date of the form {form}") from error


def _at(text: str, how: Reading) -> datetime:
    try:
        return datetime.fromtimestamp(int(text) / EPOCHS[how.dates], UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(
            f"{text!r} is no {how.dates}: write whole seconds or milliseconds since 1970"
        ) from error


@lru_cache(maxsize=65536)
def published(text: str, how: Reading) -> str:
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
        raise ValueError(f'{text!r} is a local time of no declared zone; write zone = "Area/City"')
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
    return found[0] if plain == found[0] else re.sub(r"[?&]+(?=#|$)", "", plain)


def host(text: str) -> str:
    """The host of the address in a text without its www, or ""."""
    return urlsplit(address(text)).netloc.removeprefix("www.")


def head(text: str) -> str:
    """A name without what stands in brackets behind it.

    >>> head("US officials (via NYT)")
    'US officials'
    """
    return re.sub(r"\s*\([^()]*\)\s*$", "", text)


def slug(text: str) -> str:
    """A text as an id: its letters and digits; a long one is cut and told apart by its hash.

    >>> slug("UK Ministry of Defence")
    'uk-ministry-of-defence'
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    words = re.sub(r"[^\w.]+", "-", plain).strip("-._") or "x"
    return words if len(words) <= 48 else f"{words[:39].rstrip('-.')}-{digest(text)}"


def digest(text: str, length: int = 8) -> str:
    """So many hex digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
