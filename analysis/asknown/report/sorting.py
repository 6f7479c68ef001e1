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
from collections.abc import Mapping, Sequence
from typing import Any

from asknown.ledger import damage
from asknown.text.faces import text_of

Key = tuple[Any, ...]
Places = list[int | None]


def as_csv(table: Mapping[str, Any]) -> bytes:
    """A table of the report as CSV: the very text that is printed, for the edition's folder and for
    the page alike.

    A cell that begins with = + - or @ gets no apostrophe in front: programs read these files too, a
    minus is part of a number, and whoever compares the file with the page must find the same text.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table["columns"])
    for row in table["rows"]:
        writer.writerow(map(text_of, row))
    return out.getvalue().encode("utf-8", "replace")


def tidy_csv(rows: Mapping[str, Any]) -> bytes:
    """Rows of the ledger, `{columns, rows}`, as CSV for a data desk.

    It begins with a mark by which Excel reads every alphabet. A cell that a spreadsheet would run
    as a formula, which a ledger of ours holds nowhere but somebody's own rows may, gets an
    apostrophe in front; a number is none.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows["columns"])
    for row in rows["rows"]:
        writer.writerow(map(_disarmed, row))
    return out.getvalue().encode("utf-8-sig", "replace")


def _disarmed(cell: str) -> str:
    return f"'{cell}" if damage.formula(cell) else cell


def orders(table: Mapping[str, Any]) -> list[Places]:
    """For each row of a table the place of each cell in the order of its column; None where a cell
    has no place.

    A column of figures is ordered by amount, one in which every cell is a date by time, any other
    by its letters. A column that has nothing to be put in order has no places at all.
    """
    rows = table["rows"]
    carried = table.get("order") or [[()] * len(row) for row in rows]
    by_column = []
    for at, name in enumerate(table["columns"]):
        texts = [_plain(text_of(row[at])) for row in rows]
        keys = [tuple(row[at]) for row in carried]
        by_column.append(_places(_keys(texts, keys, name in table["figures"])))
    return [list(row) for row in zip(*by_column, strict=True)]


def _places(keys: Sequence[Key]) -> Places:
    """The place of each key among those that differ; an empty one has none."""
    known = sorted(set(filter(None, keys)))
    if len(known) < 2:
        return [None] * len(keys)
    place = {key: at for at, key in enumerate(known)}
    return [place.get(key) for key in keys]


def _keys(texts: Sequence[str], carried: Sequence[Key], figures: bool) -> Sequence[Key]:
    """The keys of a column: those its cells carry, else what they say, else their letters.

    Days must be a whole column's: where one cell is none, a reader expects the alphabet.
    """
    # Keys of numbers and of days cannot be compared: a column takes those of its kind.
    kind = (int, float) if figures else str
    alike = [key if key and isinstance(key[0], kind) else () for key in carried]
    if any(alike) and (figures or _is_full(texts, alike)):
        return alike
    if figures:
        return list(map(read_number, texts))
    days = list(map(read_day, texts))
    return (
        days if _is_full(texts, days) else [(text,) if text else () for text in texts]
    )


def _is_full(texts: Sequence[str], keys: Sequence[Key]) -> bool:
    """Whether every cell that says something has a key."""
    return all(key or not text for text, key in zip(texts, keys, strict=True))


def _plain(text: str) -> str:
    """Small letters without accents, with plain spaces: an order that is the same on every
    machine."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
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
    return (float(found[1].replace(",", "").replace("\u2212", "-")),)


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
