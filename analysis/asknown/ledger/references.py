"""What the rows of a ledger point to.

Ids that are those of no row, and chains that come back to where they began.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from asknown import limits
from asknown.errors import Problem
from asknown.ledger import damage, faults
from asknown.ledger.cells import ids_in
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import Column

Tables = Mapping[str, LedgerTable]

# Ids that names are compared with, in all, before nobody is asked which was meant: each takes some
# ten microseconds.
_MOST_COMPARED = 200_000


def broken(tables: Tables, table: LedgerTable, column: Column) -> Iterator[Problem]:
    """Ids in a column that point at no row of the tables it refers to."""
    targets = _ids_of(tables, column.refers)
    missing = _missing(table.columns[column.name], targets)
    if not missing:
        return
    ids = targets.to_pylist()
    where = " or ".join(column.refers)
    named = []
    for line, text in table.cells(column.name):
        named += [(line, name) for name in ids_in(text) if name in missing]
    compared = 0
    for line, name in named[: limits.FAULTS]:
        what = f"{name!r} is no id in {where}"
        mend = f"add it to {where}.csv"
        if compared <= _MOST_COMPARED:
            mend = _meant(name, ids) or mend
            compared += len(ids)
        yield Problem(table.file, line, column.name, what, mend)
    if len(named) > limits.FAULTS:
        line, _ = named[limits.FAULTS]
        left = len(named) - limits.FAULTS
        yield faults.more(table.file, line, column.name, left)


def _ids_of(tables: Tables, names: Iterable[str]) -> pa.ChunkedArray:
    """The ids of some tables, one after the other."""
    chunks: list[pa.Array] = []
    for name in names:
        chunks += tables[name].ids().chunks
    return pa.chunked_array(chunks, pa.string())


def _missing(cells: pa.ChunkedArray, targets: pa.ChunkedArray) -> set[str]:
    """The ids in some cells that are none of `targets`."""
    named: set[str] = set()
    for text in pc.unique(cells).to_pylist():
        named.update(ids_in(text))
    # The targets are looked up among the ids named: the other way round a million would be hashed
    # for a few.
    lookup = pa.array(sorted(named), pa.string())
    there = targets.filter(pc.is_in(targets, lookup))
    return named - set(there.to_pylist())


def _meant(name: str, ids: list[str]) -> str:
    """A question which of the ids was meant, or ""."""
    bare = damage.without_zeros(name)
    if bare:
        for likely in ids:
            if damage.without_zeros(likely) == bare:
                return f"did you mean {likely}? A spreadsheet drops leading zeros"
    for likely in difflib.get_close_matches(name, ids, 1):
        return f"did you mean {likely}?"
    return ""


def circles(tables: Tables) -> Iterator[Problem]:
    """Rows that come back to themselves through what they repeat, undo or belong to."""
    for name, table in tables.items():
        for column in table.table.columns:
            if column.kind == "ref" and name in column.refers:
                yield from _circles_through(table, column.name)


def _circles_through(table: LedgerTable, column: str) -> Iterator[Problem]:
    leads_on = pc.not_equal(table.columns[column], "")
    leading = table.columns.filter(leads_on)
    ids = leading[table.table.key].to_pylist()
    targets = leading[column].to_pylist()
    leads = dict(zip(ids, targets, strict=True))
    circling = [name for name in leads if comes_back(leads, name)]
    if not circling:
        return
    what = "comes back to itself in a circle"
    mend = "let the chain end somewhere"
    mask = pc.is_in(table.ids(), pa.array(circling, pa.string()))
    for line, _ in table.where(mask):
        yield Problem(table.file, line, column, what, mend)


def comes_back(leads: Mapping[str, str], start: str) -> bool:
    """Whether following `leads` from `start` leads to `start` again.

    >>> comes_back({"a": "b", "b": "a"}, "a"), comes_back({"a": "b", "b": "b"}, "a")
    (True, False)
    """
    passed: set[str] = set()
    name = leads.get(start, "")
    while name and name != start and name not in passed:
        passed.add(name)
        name = leads.get(name, "")
    return name == start
