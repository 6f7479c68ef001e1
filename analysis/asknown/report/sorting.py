"""A table as data: its CSV, and the order of its cells.

A table of ours carries the keys by which its numbers and days are sorted (`text.sort_keys`); its
printed English is never read. What has no place in an order stays behind the rest, whichever way a
table is sorted. Tables of anybody's notebook carry no keys: what their cells say is read, further
down and apart.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from asknown.ledger import damage
from asknown.report.nodes import Data
from asknown.text.faces import text_of

Key = tuple[Any, ...]
Places = list[int | None]


def as_csv(table: Data) -> bytes:
    """A table of the report as CSV: the very text that is printed, for the edition's folder and for
    the page alike.

    A cell that begins with = + - or @ gets no apostrophe in front: programs read these files too, a
    minus is part of a number, and whoever compares the file with the page must find the same text.
    """
    text = _csv(table, text_of)
    return text.encode("utf-8", "replace")


def tidy_csv(rows: Data) -> bytes:
    """Rows of the ledger, `{columns, rows}`, as CSV for a data desk.

    It begins with a mark by which Excel reads every alphabet. A cell that a spreadsheet would run
    as a formula, which a ledger of ours holds nowhere but somebody's own rows may, gets an
    apostrophe in front; a number is none.
    """
    text = _csv(rows, _disarmed)
    return text.encode("utf-8-sig", "replace")


def _csv(table: Data, written: Callable[[Any], str]) -> str:
    """`{columns, rows}` as CSV, each cell as it is to be written."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table["columns"])
    for row in table["rows"]:
        writer.writerow(map(written, row))
    return out.getvalue()


def _disarmed(cell: str) -> str:
    if damage.formula(cell):
        return f"'{cell}"
    return cell


def orders(table: Data) -> list[Places]:
    """For each row of a table the place of each cell in the order of its column; None where a cell
    has no place.

    A column of figures is ordered by amount, one in which every cell is a date by time, any other
    by its letters. A column that has nothing to be put in order has no places at all.
    """
    by_column = []
    for column in range(len(table["columns"])):
        keys = _keys(table, column)
        by_column.append(_places(keys))
    return list(map(list, zip(*by_column, strict=True)))


def _places(keys: Sequence[Key]) -> Places:
    """The place of each key among those that differ; an empty one has none."""
    known = set(keys)
    known.discard(())
    if len(known) < 2:
        return [None] * len(keys)
    places = {}
    for place, key in enumerate(sorted(known)):
        places[key] = place
    return list(map(places.get, keys))


def _keys(table: Data, column: int) -> Sequence[Key]:
    """The keys of a column: those its cells carry, else what they say, else their letters.

    Days must be a whole column's: where one cell is none, a reader expects the alphabet.
    """
    texts = []
    for row in table["rows"]:
        text = text_of(row[column])
        texts.append(_plain(text))
    is_figures = table["columns"][column] in table["figures"]
    carried = _carried(table, column, is_figures)
    if any(carried) and (is_figures or _is_full(texts, carried)):
        return carried
    if is_figures:
        return list(map(read_number, texts))
    days = list(map(read_day, texts))
    if _is_full(texts, days):
        return days
    return list(map(_by_letters, texts))


def _carried(
    table: Data,
    column: int,
    is_figures: bool,
) -> list[Key]:
    """The keys that the cells of a column carry. Those of numbers and of days cannot be compared: a
    column takes those of its kind."""
    if not table.get("order"):
        return [()] * len(table["rows"])
    kind = (int, float) if is_figures else str
    keys: list[Key] = []
    for row in table["order"]:
        key = tuple(row[column])
        is_of_kind = bool(key) and isinstance(key[0], kind)
        keys.append(key if is_of_kind else ())
    return keys


def _by_letters(text: str) -> Key:
    if not text:
        return ()
    return (text,)


def _is_full(texts: Sequence[str], keys: Sequence[Key]) -> bool:
    """Whether every cell that says something has a key."""
    pairs = zip(texts, keys, strict=True)
    return all(key or not text for text, key in pairs)


def _plain(text: str) -> str:
    """Small letters without accents, with plain spaces: an order that is the same on every
    machine."""
    letters = unicodedata.normalize("NFKD", text)
    bare = ""
    for letter in letters.casefold():
        if not unicodedata.combining(letter):
            bare += letter
    return " ".join(bare.split())


# Tables of anybody's notebook: plain numbers and written-out days, none of the house's own English

_NUMBER = re.compile(r"([-+\u2212]?[\d,]*\.?\d+(?:e[-+]?\d+)?)(?: .*|%)?")
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DAY = re.compile(rf"(\d\d?) ({'|'.join(_MONTHS)})[a-z]* (\d{{4}})")


def read_number(text: str) -> Key:
    """A cell that begins with a number, by that number; the text is as `orders` reads it.

    >>> read_number("87.2%") < read_number("9,900") < read_number("1e4 days")
    True
    >>> read_number("n/k")
    ()
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        return ()
    digits = found[1].replace(",", "")
    number = float(digits.replace("\u2212", "-"))
    return (number,)


def read_day(text: str) -> Key:
    """A cell that is a day in words.

    >>> read_day("28 feb 2022") < read_day("1 march 2022")
    True
    """
    found = _DAY.fullmatch(text)
    if not found:
        return ()
    day, month, year = found.groups()
    return int(year), _MONTHS.index(month), int(day)
