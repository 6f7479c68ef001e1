"""How figures and dates are said in English: the only place where a number or a date becomes text.

Doubt is said as the claim says it: at least, at most, about, between. Nothing here knows where a number comes from.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from asknown import dates

_SAY = {
    "about": "about {}", "at_least": "at least {}", "over": "over {}", "at_most": "at most {}", "under": "under {}",
    "nearly": "nearly {}", "exact": "{}",
}  # fmt: skip
NOT_STATED = "not stated"
_GLUE = "\u00a0"  # a date stays on one line

_SPELLED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half twice "
    "tens dozens hundreds thousands millions billions"
).split()
NUMERAL = re.compile(r"\d+(?:[.,:]\d+)*|\b(?:" + "|".join(_SPELLED) + r")\b", re.IGNORECASE)


def numerals(text: str) -> list[str]:
    """Every numeral in `text`, in digits or spelled, in order.

    >>> numerals("Two ministries, 9,900 people, 19:17")
    ['Two', '9,900', '19:17']
    """
    return NUMERAL.findall(text)


def number(value: float) -> str:
    """A number with thousands separated: `9,900`, `87.2`."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def amount(low: float, value: float, high: float, wording: str, vague: str = "") -> str:
    """A claim's number as the claim words it. Bounds are NaN where not stated; `vague` is the word of a vague claim."""
    if wording == "vague":
        return vague or NOT_STATED
    if wording == "none":
        return NOT_STATED
    if wording == "range":
        return f"{number(low)} to {number(high)}"
    bounds = {"at_least": (low, value, high), "over": (low, value, high)}.get(
        wording, (value, high, low)
    )
    stated = [bound for bound in bounds if not math.isnan(bound)]
    return _SAY[wording].format(number(stated[0])) if stated else NOT_STATED


def spoken(low: float | None, value: float | None, high: float | None, wording: str) -> str:
    """A number as a sentence has it: as the claim words it, a range as `between 188 and 221`. None is not stated.

    >>> spoken(188, None, 221, "range"), spoken(163, None, None, "at_least")
    ('between 188 and 221', 'at least 163')
    """
    if wording == "range" and low is not None and high is not None:
        return number(low) if low == high else f"between {number(low)} and {number(high)}"
    stated = [math.nan if each is None else each for each in (low, value, high)]
    return amount(stated[0], stated[1], stated[2], wording)


def unit(name: str, count: float | None, label: str) -> str:
    """The unit to say behind a number: singular for one, nothing where the label says it or where people are counted.

    >>> unit("days", 1, "length of the shutdown"), unit("cases", 5, "criminal cases"), unit("persons", 2, "killed")
    ('day', '', '')
    """
    first, _, rest = name.partition(" ")
    if first in ("persons", *label.lower().split()):
        return ""
    if count == 1:
        first = re.sub(r"ies$", "y", first) if first.endswith("ies") else re.sub(r"s$", "", first)
    return f"{first} {rest}".rstrip()


_BODIES = set(
    "authorities center centre chamber channel commandant commissioner committee council department foundation governor "
    "government alliance ministry movement office parliament president press prosecutor secretariat service staff union report "
    "agency".split()
)


def agreed(count: float, one: str, many: str) -> str:
    """The form of a word that goes with a count.

    >>> agreed(1, "is", "are"), agreed(0, "claim", "claims")
    ('is', 'claims')
    """
    return one if count == 1 else many


def with_article(name: str) -> str:
    """A speaker's name as a sentence has it: a body of people takes `the`, a proper name does not.

    >>> with_article("Health Ministry"), with_article("Reuters"), with_article("President Tokayev")
    ('the Health Ministry', 'Reuters', 'President Tokayev')
    """
    head = re.split(r" (?:of|to|for|naming|and)\b| \(", name)[0].split()[-1].lower()
    article = (
        "" if name.lower().startswith(("the ", "a ", "an ")) or head not in _BODIES else "the "
    )
    return article + name


def bounds(low: float | None, high: float | None) -> str:
    """A span whose bounds may be open.

    >>> bounds(188, 238), bounds(163, None), bounds(None, 50), bounds(164, 164)
    ('188 to 238', 'at least 163', 'at most 50', '164')
    """
    if low is None and high is None:
        return NOT_STATED
    if low is None or high is None:
        return f"at most {number(high)}" if high is not None else f"at least {number(low or 0)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def day(value: date, short: bool = False) -> str:
    """A day: `9 January 2022`, short `9 Jan 2022`."""
    return f"{value.day}{_GLUE}{_month(value, short)}{_GLUE}{value.year}"


def _month(value: date, short: bool) -> str:
    # strftime would follow the machine's locale.
    names = (
        "January February March April May June July August September October November December"
    ).split()
    return names[value.month - 1][:3] if short else names[value.month - 1]


def minute(value: datetime) -> str:
    """A local clock time: `19:17`."""
    return f"{value:%H:%M}"


def edtf(text: str, short: bool = False) -> str:
    """A day or span in words: `4 to 6 January 2022`, `about January 2022`, `January 2022`."""
    if not text:
        return ""
    about = "about " if "~" in text else ""
    plain = text.replace("~", "")
    if re.fullmatch(r"\d{4}", plain):
        return about + plain
    if re.fullmatch(r"\d{4}-\d{2}", plain):
        first = dates.span(plain)[0]
        return f"{about}{_month(first, short)} {first.year}"
    return about + _days(*dates.span(plain), short)


def _days(first: date, last: date, short: bool) -> str:
    if first == last:
        return day(first, short)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last, short)}"
    if first.year == last.year:
        return f"{first.day} {_month(first, short)} to {day(last, short)}"
    return f"{day(first, short)} to {day(last, short)}"


def published(value: dates.Published, local: datetime, short: bool = False) -> str:
    """A knowledge time in words: `9 January 2022, 14:12`, `15 January 2022`, `by 18 January 2022` for a bound."""
    if value.has_clock:
        return f"{day(value.day, short)}, {minute(local)}"
    return f"{'by ' if value.latest else ''}{day(value.day, short)}"


def as_of(value: dates.AsOf) -> str:
    """A report's moment: `12 January 2022`, `9 January 2022, 16:00`."""
    return day(value.day) if value.is_day else f"{day(value.day)}, {minute(value.known)}"


def listing(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return (
        items[0]
        if len(items) == 1
        else ", ".join(items[:-1]) + " and " + items[-1]
        if items
        else ""
    )
