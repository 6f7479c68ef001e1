"""What the rows of a ledger point to: ids that are those of no row, and chains that come back to where they began."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from asknown.errors import Problem
from asknown.ledger import damage
from asknown.ledger.cells import ids_in
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import Column

Tables = Mapping[str, LedgerTable]


def broken(tables: Tables, table: LedgerTable, column: Column) -> Iterator[Problem]:
    """Ids in a column that point at no row of the tables it refers to."""
    chunks = []
    for name in column.refers:
        chunks += tables[name].ids().chunks
    targets = pa.chunked_array(chunks, pa.string())
    cells = table.columns[column.name]
    missing = _missing(cells, targets)
    if not missing:
        return
    where = " or ".join(column.refers)
    for line, text in zip(table.lines, cells.to_pylist(), strict=True):
        for key in ids_in(text):
            if key in missing:
                mend = _meant(key, targets.to_pylist()) or f"add it to {where}.csv"
                what = f"{key!r} is no id in {where}"
                yield Problem(table.file, line, column.name, what, mend)


def _missing(cells: pa.ChunkedArray, targets: pa.ChunkedArray) -> set[str]:
    """The ids in some cells that are none of `targets`."""
    named: set[str] = set()
    for text in pc.unique(cells).to_pylist():
        named.update(ids_in(text))
    # The targets are looked up among the ids named: the other way round a million would be hashed for a few.
    found = targets.filter(pc.is_in(targets, pa.array(sorted(named), pa.string())))
    return named - set(found.to_pylist())


def _meant(key: str, ids: list[str]) -> str:
    """A question which of the ids was meant, or ""."""
    bare = damage.without_zeros(key)
    if bare:
        for name in ids:
            if damage.without_zeros(name) == bare:
                return f"did you mean {name}? A spreadsheet drops leading zeros"
    near = difflib.get_close_matches(key, ids, 1)
    return f"did you mean {near[0]}?" if near else ""


def circles(tables: Tables) -> Iterator[Problem]:
    """Rows that come back to themselves through what they repeat, undo or belong to."""
    for name, table in tables.items():
        for column in table.table.columns:
            if column.kind == "ref" and name in column.refers:
                yield from _circles_through(table, column)


def _circles_through(table: LedgerTable, column: Column) -> Iterator[Problem]:
    leading = table.columns.filter(pc.not_equal(table.columns[column.name], ""))
    ids = leading[table.table.key].to_pylist()
    leads = dict(zip(ids, leading[column.name].to_pylist(), strict=True))
    circling = [key for key in leads if comes_back(leads, key)]
    if circling:
        for line, _ in table.where(pc.is_in(table.ids(), pa.array(circling, pa.string()))):
            what, mend = "comes back to itself in a circle", "let the chain end somewhere"
            yield Problem(table.file, line, column.name, what, mend)


def comes_back(leads: Mapping[str, str], start: str) -> bool:
    """Whether following `leads` from `start` leads to `start` again.

    >>> comes_back({"a": "b", "b": "a"}, "a"), comes_back({"a": "b", "b": "b"}, "a")
    (True, False)
    """
    passed: set[str] = set()
    key = leads.get(start, "")
    while key and key != start and key not in passed:
        passed.add(key)
        key = leads.get(key, "")
    return key == start
