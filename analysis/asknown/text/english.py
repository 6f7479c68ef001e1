"""How figures and dates are said in English: the only place where a number or a date becomes text.

Doubt is said as the claim says it: at least, at most, about, between. Nothing here knows where a
number comes from; that is `prose`.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from asknown import dates

Bound = float | None  # None where it is not stated or open

NOT_STATED = "not stated"
_SAY = {
    "exact": "{}",
    "about": "about {}",
    "nearly": "nearly {}",
    "at_least": "at least {}",
    "over": "over {}",
    "at_most": "at most {}",
    "under": "under {}",
}
_FROM_BELOW = ("at_least", "over")  # wordings that state a lowest number
_GLUE = "\u00a0"  # a date stays on one line
# strftime would follow the machine's locale.
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_SHORT_MONTHS = [month[:3] for month in _MONTHS]

_SPELLED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion dozen half twice "
    "tens dozens hundreds thousands millions billions"
).split()
# How a numeral is found. Digits count wherever they stand, inside a word as well (`KT-004`): what a
# reader may take for a number is one. Separators count between digits only, so `9,900` and `19:17`
# are one numeral each and the full stop of a sentence is none. A spelled number has to be a whole
# word: there is no `ten` in `often`.
_DIGITS = r"\d+(?:[.,:]\d+)*"
_WORDS = r"\b(?:" + "|".join(_SPELLED) + r")\b"
_NUMERAL = re.compile(f"{_DIGITS}|{_WORDS}", re.IGNORECASE)

# Bodies of people, which take an article. Their names end before the words that say of what they
# are: the *Ministry* of Health and Sport, the *Office* (Almaty).
_BODIES = frozenset(
    "agency alliance army authorities authority brigade center centre chamber channel commandant "
    "commission commissioner committee community company council crescent cross department "
    "embassy forces foundation general government governor mayor minister ministry mission "
    "movement nations office organisation organization parliament president press prosecutor "
    "protection report secretariat secretary service services spokesman spokeswoman staff team "
    "union".split()
)
_ARTICLES = ("the ", "a ", "an ")
_OF_WHAT = re.compile(r" (?:of|to|for|naming|and)\b| \(")


def numerals(text: str) -> list[str]:
    """Every numeral in `text`, in digits or spelled, in order.

    >>> numerals("Two ministries, 9,900 people, 19:17")
    ['Two', '9,900', '19:17']
    """
    return _NUMERAL.findall(text)


def number(value: float) -> str:
    """A number with thousands separated: `9,900`, `87.2`."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,}"


def amount(
    low: float,
    value: float,
    high: float,
    wording: str,
    vague: str = "",
) -> str:
    """A claim's number as the claim words it.

    Bounds are NaN where not stated; `vague` is the word of a vague claim.
    """
    if wording == "vague":
        return vague or NOT_STATED
    if wording == "none":
        return NOT_STATED
    if wording == "range":
        return _from_to(low, high)
    # "At least 163" may stand in the ledger as lowest number or as value, "at most 50" as highest
    # or as value: the bound that the wording is about goes first.
    from_below = wording in _FROM_BELOW
    candidates = (low, value, high) if from_below else (value, high, low)
    for candidate in candidates:
        if not math.isnan(candidate):
            return _SAY[wording].format(number(candidate))
    return NOT_STATED


def _from_to(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def spoken(low: Bound, value: Bound, high: Bound, wording: str) -> str:
    """A number as a sentence has it: as the claim words it, a range as `between 188 and 221`.

    >>> spoken(188, None, 221, "range"), spoken(163, None, None, "at_least")
    ('between 188 and 221', 'at least 163')
    """
    if wording == "range" and low is not None and high is not None:
        lowest = number(low)
        highest = number(high)
        if low == high:
            return lowest
        return f"between {lowest} and {highest}"
    return amount(
        low=_or_nan(low),
        value=_or_nan(value),
        high=_or_nan(high),
        wording=wording,
    )


def _or_nan(bound: Bound) -> float:
    return math.nan if bound is None else bound


def only(*numbers: Bound) -> Bound:
    """The number with which a unit goes, of low, value and high: the one that is stated, also with
    an open bound; none of a span.

    >>> only(None, 1, None), only(1, None, None), only(0, None, 1)
    (1, 1, None)
    """
    stated = {each for each in numbers if each is not None and each == each}
    if len(stated) == 1:
        return stated.pop()
    return None


def unit(name: str, count: Bound, label: str) -> str:
    """The unit to say behind a number: singular for one; nothing where the label says it or where
    people are counted.

    >>> unit("days", 1, "length of the shutdown"), unit("cases", 5, "criminal cases")
    ('day', '')
    """
    noun, _, rest = name.partition(" ")
    if noun == "persons":
        return ""
    if noun in label.lower().split():
        return ""
    if count == 1:
        noun = _singular(noun)
    return f"{noun} {rest}".rstrip()


_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman"}


def _singular(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies"):
        return noun.removesuffix("ies") + "y"
    return noun.removesuffix("s")


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
    lowered = name.lower()
    if lowered.startswith(_ARTICLES):
        return name
    body, *_ = _OF_WHAT.split(lowered)
    noun = body.split()[-1]
    if noun in _BODIES:
        return f"the {name}"
    return name


_DEAD = ("killed", "dead", "deaths", "people killed")


_PREPOSITIONS = set("at from in inside on out outside under with without".split())


def count_of(label: str) -> str:
    """What a count of something is called.

    >>> count_of("killed"), count_of("detained"), count_of("on strike")
    ('toll', 'count of detained', 'count of those on strike')
    """
    if label.lower() in _DEAD:
        return "toll"
    first, *_ = label.lower().split()
    if first in _PREPOSITIONS:
        return f"count of those {label}"
    return f"count of {label}"


def age(months: int) -> str:
    """A time that has passed, in whole months, from a year on in years, to the nearest.

    >>> age(7), age(23), age(24)
    ('seven months old', 'about two years old', 'two years old')
    """
    if months < 12:
        return f"{small(months)} {agreed(months, 'month', 'months')} old"
    years = (months + 6) // 12
    about = "about " if months % 12 else ""
    return f"{about}{small(years)} {agreed(years, 'year', 'years')} old"


def small(count: int) -> str:
    """A count as a sentence has it, in words up to twelve.

    >>> small(5), small(12), small(13)
    ('five', 'twelve', '13')
    """
    return _SPELLED[count - 1] if 1 <= count <= 12 else number(count)


def month(value: date) -> str:
    """A month with its year: `August 2022`."""
    return f"{_month(value, short=False)}{_GLUE}{value.year}"


# Names that mean several people, by their last word.
_SEVERAL = frozenset(
    "activists authorities doctors forces groups media medics officials outlets police "
    "prosecutors residents sources volunteers".split()
)


def verb(name: str, one: str, several: str) -> str:
    """The form of a verb that goes with a speaker's name.

    >>> verb("unnamed officials", "says", "say"), verb("Reuters", "says", "say")
    ('say', 'says')
    """
    body, *_ = _OF_WHAT.split(name)
    return several if body.split()[-1].lower() in _SEVERAL else one


def bounds(low: Bound, high: Bound) -> str:
    """A span whose bounds may be open.

    >>> bounds(188, 238), bounds(163, None), bounds(None, 50), bounds(164, 164)
    ('188 to 238', 'at least 163', 'at most 50', '164')
    """
    if low is None:
        return NOT_STATED if high is None else f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    if low == high:
        return number(low)
    return _from_to(low, high)


def day(value: date, short: bool = False) -> str:
    """A day: `9 January 2022`, short `9 Jan 2022`."""
    month = _month(value, short)
    parts = [str(value.day), month, str(value.year)]
    return _GLUE.join(parts)


def _month(value: date, short: bool) -> str:
    names = _SHORT_MONTHS if short else _MONTHS
    return names[value.month - 1]


def minute(value: datetime) -> str:
    """A local clock time: `19:17`."""
    return f"{value:%H:%M}"


# Of EDTF's dates those that name no day, and the signs of doubt that it sets behind any.
_PLAIN_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")
_DOUBT = {
    "~": "about ",
    "?": "possibly ",
    "%": "possibly about ",
}
_SEASONS = {
    21: "spring",
    22: "summer",
    23: "autumn",
    24: "winter",
}


def edtf(text: str, short: bool = False) -> str:
    """A day or span in words, as exact as it is stated: `4 to 6 January 2022`, `about January
    2022`, `2021`.

    >>> edtf("2021"), edtf("2021-11/2022-01"), edtf("2022-01/2022-03")
    ('2021', 'November 2021 to January 2022', 'January to March 2022')
    """
    if not text:
        return ""
    doubts = [words for sign, words in _DOUBT.items() if sign in text]
    doubt = doubts[0] if doubts else ""
    stated = re.sub(r"[~?%]", "", text)
    first, slash, last = stated.partition("/")
    if not slash:
        last = first
    if not _is_wide(first) and not _is_wide(last):
        days = dates.span(stated)
        return doubt + _days(*days, short)
    return doubt + _from_wide(first, last, short)


def _is_wide(text: str) -> bool:
    """Whether a date is a bare year, month or season."""
    return bool(_PLAIN_DATE.fullmatch(text))


def _from_wide(first: str, last: str, short: bool) -> str:
    """From one date to another of which one at least is a year, a month or a season."""
    end = _date(last, short)
    if first == last:
        return end
    # The year is said once, where both are months of it.
    year = first[:4]
    is_of_one_year = last.startswith(f"{year}-") and len(first) == len(last) == len(
        "2022-01"
    )
    begin = _date(first, short)
    if is_of_one_year:
        begin = begin.removesuffix(f" {year}")
    return f"{begin} to {end}"


def _date(text: str, short: bool) -> str:
    """A year, a month, a season or a day."""
    plain = _PLAIN_DATE.fullmatch(text)
    if not plain:
        first, last = dates.span(text)
        return _days(first, last, short)
    year, part = plain.groups()
    if not part:
        return str(year)
    season = _SEASONS.get(int(part))
    if season:
        return f"{season} {year}"
    first, _ = dates.span(text)
    return f"{_month(first, short)} {year}"


def _days(first: date, last: date, short: bool) -> str:
    """From one day to another; of the first only what the second does not say."""
    end = day(last, short)
    if first == last:
        return end
    if first.year != last.year:
        return f"{day(first, short)} to {end}"
    if first.month != last.month:
        month = _month(first, short)
        return f"{first.day} {month} to {end}"
    return f"{first.day} to {end}"


def published(value: dates.Published, local: datetime, short: bool = False) -> str:
    """A knowledge time in words: `9 January 2022, 14:12`, `15 January 2022`; a bound as
    `by 18 January 2022`.
    """
    text = day(value.day, short)
    if value.has_clock:
        return f"{text}, {minute(local)}"
    if value.latest:
        return f"by {text}"
    return text


def as_of(value: dates.AsOf) -> str:
    """A report's moment: `12 January 2022`, `9 January 2022, 16:00`."""
    text = day(value.day)
    if value.is_day:
        return text
    return f"{text}, {minute(value.known)}"
