"""What the columns of somebody else's table look like, by their names, their HXL tags and their
cells: days, numbers, places, speakers. It is a look, and no decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from asknown.exchange.importing import cells
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.lines import JOINT

_MOST = 0.6  # of the cells of a column that are what it is
_WORDS = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}(?: .*)?")
_THOUSANDS = re.compile(r"\D*\d{1,3}(?:,\d{3})+\D*(?:\d{1,3}(?:,\d{3})+)?\D*")
_JALALI = re.compile(r"1[34]\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?")
_FORMS = ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %Y", "%Y%m%d", "%Y-%B")
UNKNOWN = (
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "nd",
    "null",
    "none",
    "?",
    "not available",
    "unknown",
)
_MISSING = ("-9", "-99", "-999")  # codes for what is not known
# What is counted, by the words that columns have for it; the unit, then the id.
COUNTED = {
    "killed": "killed deaths death dead fatalities fatality deces décès tués nkill mort morts",
    "injured": "injured injuries injury wounded nwound blessés",
    "missing": "missing disappeared",
    "displaced": "displaced displacement displacements idps idp",
    "detained": "detained arrested arrests detentions",
    "kidnapped": "kidnapped abducted",
    "affected": "affected",
    "cases": "cases cas",
    "protests": "protests demonstrations",
}
UNITS = {"cases": "cases", "protests": "events"}
_LOWEST = ("min", "low", "minimum", "lower")
_HIGHEST = ("max", "high", "maximum", "upper")
_NUMBERS = "best value figure count number total estimate amount n score sum".split()
_NO_NUMBER = (
    "id code iso iso3 lat latitude lon long longitude lng year month day prec precision accuracy "
    "fips pcode tier level page rounded rank uid gid geoid clarity admin round age"
).split()


@dataclass(frozen=True)
class Column:
    """A column: its name, its HXL tag or "", and the cells of some rows."""

    name: str
    tag: str
    cells: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its name, `totalDeaths` as total and deaths."""
        return tuple(_WORDS.findall(_HUMP.sub(" ", self.name).lower()))

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The words of its name and its tag."""
        return frozenset((*self.words, *_WORDS.findall(self.tag.lower())))

    @cached_property
    def stated(self) -> tuple[str, ...]:
        """The cells that state something."""
        return tuple(
            cell for cell in self.cells if cell and cell.lower() not in UNKNOWN
        )

    @cached_property
    def is_number(self) -> bool:
        """Whether it has numbers, or numbers in words."""
        return _are(self.stated, _is_figure)

    @cached_property
    def is_key(self) -> bool:
        """Whether no two rows have the same cell."""
        return len(set(self.cells)) == len(self.cells) > 1 and all(self.cells)

    @cached_property
    def counts(self) -> str:
        """What it counts by its words, or ""."""
        if not self.is_number or self.all_words & set(_NO_NUMBER):
            return ""
        return next((what for what, words in COUNTED.items() if _has(self, words)), "")

    def is_day(self, dates: str = "") -> bool:
        """Whether it has days in a reading."""
        reading = Reading(dates=dates, zone="UTC")
        return _are(self.stated, lambda cell: bool(cells.day(cell, reading)))


def _has(
    column: Column,
    words: str,
) -> bool:
    return bool(column.all_words & set(words.split()))


def _are(
    texts: Sequence[str],
    test: object,
) -> bool:
    """Whether most texts pass a test that raises ValueError where one does not."""
    assert callable(test)
    return bool(texts) and sum(_passes(test, text) for text in texts) >= _MOST * len(
        texts
    )


def _passes(
    test: object,
    text: str,
) -> bool:
    assert callable(test)
    try:
        return bool(test(text))
    except ValueError:
        return False


def _is_figure(text: str) -> bool:
    found = cells.figure(
        text, Reading(thousands="," if _THOUSANDS.fullmatch(text) else "")
    )
    return bool({"low", "value", "high"} & found.keys())


def day_order(found: Iterable[Column]) -> str:
    """How days of some columns are written, "" for ISO and "?" where the file does not tell day
    from month."""
    for column in found:
        parts = [_SLASHED.fullmatch(cell) for cell in column.stated]
        slashed = [(int(part[1]), int(part[2])) for part in parts if part]
        if slashed:
            return _slashed_order(slashed)
        if _are(column.stated, _JALALI.fullmatch):
            return "jalali"
        if column.stated and not column.is_day():
            return next((form for form in _FORMS if column.is_day(form)), "")
    return ""


def _slashed_order(parts: Sequence[tuple[int, int]]) -> str:
    if any(first > 12 for first, _ in parts):
        return "day-first"
    return "month-first" if any(second > 12 for _, second in parts) else "?"


def days(columns: Sequence[Column]) -> list[Column]:
    """The columns that may have days."""
    return [column for column in columns if _may_be_days(column)]


def _may_be_days(column: Column) -> bool:
    if any(_SLASHED.fullmatch(cell) for cell in column.stated):
        return True
    if column.is_number and not column.all_words & {"date", "year", "jalali"}:
        return False
    return column.is_day() or any(column.is_day(order) for order in ("jalali", *_FORMS))


def called(columns: Sequence[Column], *wanted: str) -> Column | None:
    """The first column that has all words of one of some names, the names in order."""
    for name in wanted:
        asked = set(name.split())
        found = [column for column in columns if asked <= column.all_words]
        if found:
            return min(found, key=lambda column: len(column.words))
    return None


@dataclass(frozen=True)
class Count:
    """What a column counts, "" where only a number is there, and of whom, if its name says so."""

    what: str
    column: Column
    group: str = ""


def numbers(columns: Sequence[Column]) -> list[Count]:
    """The columns that count: those that have words for it, else one that is called a number; else
    each column of numbers is its own."""
    named: dict[tuple[str, str], Column] = {}
    for column in columns:
        key = column.counts, _of_whom(column)
        if column.counts and (key not in named or _is_plainer(column, named[key])):
            named[key] = column
    if named:
        return [
            Count(
                what,
                column,
                group,
            )
            for (what, group), column in named.items()
        ]
    others = [column for column in columns if _may_count(column)]
    plain = sorted(others, key=lambda column: not _best(column))
    one = next(
        (each for word in _NUMBERS for each in plain if word in each.words), None
    )
    return (
        [Count("", one)] if one else [Count(column.name, column) for column in others]
    )


def _of_whom(column: Column) -> str:
    """The lower name of a column with two lines of header."""
    _, joint, lower = column.name.rpartition(JOINT)
    return lower if joint else ""


def _is_plainer(
    column: Column,
    other: Column,
) -> bool:
    """Whether a column counts all where another counts some: it has fewer words, or is the best of
    low, best and high."""
    rank = [0 if _best(each) else 1 for each in (column, other)]
    return (rank[0], len(column.words)) < (rank[1], len(other.words))


def _best(column: Column) -> bool:
    return not set(column.words) & {*_LOWEST, *_HIGHEST, "approx"}


def _may_count(column: Column) -> bool:
    return column.is_number and not column.all_words & set(_NO_NUMBER)


def bounds(
    columns: Sequence[Column],
    what: str,
) -> tuple[Column | None, Column | None]:
    """The columns of the lowest and of the highest number of what is counted, "" where only numbers
    are there."""
    own = [column for column in columns if column.is_number]
    low = _bound(own, what, _LOWEST)
    return low, _bound(own, what, _HIGHEST)


def _bound(
    columns: Sequence[Column],
    what: str,
    names: Sequence[str],
) -> Column | None:
    words = COUNTED.get(what, what).split()
    named = called(columns, *(f"{word} {name}" for word in words for name in names))
    if named:
        return named
    alone = [column for column in columns if column.words[0] in names]
    some = [column for column in columns if not what and set(column.words) & set(names)]
    return next(iter([*alone, *some]), None)


def missing(columns: Iterable[Column]) -> Iterator[str]:
    """The cells that state nothing, as they are written."""
    seen = {cell for column in columns for cell in column.cells}
    yield from sorted(
        cell for cell in seen if cell.lower() in UNKNOWN or cell in _MISSING
    )


def has_thousands(columns: Iterable[Column]) -> bool:
    """Whether a comma stands between thousands."""
    return any(
        _THOUSANDS.fullmatch(cell) for column in columns for cell in column.stated
    )


def is_plain(column: Column) -> bool:
    """Whether each number is one, and none is in words."""
    return all(re.fullmatch(r"[+-]?[\d,]+(\.\d+)?", cell) for cell in column.stated)
