"""Every fault of the cells of a table, and every id that stands twice.

A column is looked at by its distinct cells, and where these are many, only those that no plain
pattern vouches for are looked at one by one: a million rows are a few thousand cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from asknown import limits
from asknown.errors import Problem
from asknown.ledger import damage
from asknown.ledger.cells import cell_fault
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import Column

# Of so few distinct cells each is looked at: that takes less time than making the patterns of
# Arrow, which are made anew for every column.
FEW = 1_000

_ID = r"[0-9A-Za-z_][0-9A-Za-z_.\-]*"
_MONTH_AND_DAY = (
    "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"  # days that every month has
    "|(?:0[13-9]|1[0-2])-(?:29|30)"  # all but February
    "|(?:0[13578]|1[02])-31)"
)
_DAY = f"[12][0-9]{{3}}-{_MONTH_AND_DAY}"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
_MOMENT = f"{_DAY}T{_CLOCK}{_OFFSET}"

# What is right beyond doubt, in the regular expressions of Arrow (RE2). `cell_fault` decides on the
# rest; these spare it the many.
PLAIN = {
    "id": _ID,
    "ref": _ID,
    "refs": f"{_ID}(?:;{_ID})*",
    "number": r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?",
    "text": r"[^\pC\pZ](?:[^\pC]*[^\pC\pZ])?",
    "url": r"https?://[!#-;=?-~]+",
    "sha256": "[0-9a-f]{64}",
    "published": f"{_DAY}~?|{_MOMENT}",
    "moment": f"{_DAY}|{_MOMENT}",
    "day": _DAY,
    "edtf": _DAY,
}


def of_table(table: LedgerTable, zone: ZoneInfo) -> Iterator[Problem]:
    """Every fault of a cell, column by column, and every id that stands twice.

    `zone` is the time zone of the case.
    """
    for column in table.table.columns:
        yield from _of_column(table, column, zone)
    yield from _repeated_ids(table)


def _of_column(table: LedgerTable, column: Column, zone: ZoneInfo) -> Iterator[Problem]:
    cells = table.columns[column.name]
    faults = {}
    for text in doubtful(column, cells):
        fault = cell_fault(column, text, zone)
        if fault:
            faults[text] = fault
    if not faults:
        return
    wrong = pa.array(list(faults), pa.string())
    at_fault = pc.is_in(cells, wrong)
    for count, (line, row) in enumerate(table.where(at_fault)):
        if count == limits.FAULTS:
            yield more(table.file, line, column.name, pc.sum(at_fault).as_py() - count)
            return
        fault = faults[row[column.name]]
        yield Problem(table.file, line, column.name, fault.what, fault.mend)


def doubtful(column: Column, cells: pa.ChunkedArray) -> list[str]:
    """The distinct cells of a column that have to be looked at one by one."""
    distinct = cells
    if column.kind != "id":  # ids are distinct already
        distinct = pc.unique(cells)
    if len(distinct) > FEW:
        distinct = unvouched(column, distinct)
    return list(distinct.to_pylist())


def unvouched(column: Column, cells: pa.Array) -> pa.Array:
    """The cells that no plain pattern vouches for; all, where a kind has none."""
    if column.kind not in PLAIN or column.is_name:  # names are few
        return cells
    plain = pc.match_substring_regex(cells, rf"\A(?:{PLAIN[column.kind]})\z")
    short = pc.less_equal(pc.utf8_length(cells), damage.LONGEST)
    sure = pc.and_(plain, short)
    if column.kind == "text":
        suspect = pc.match_substring_regex(cells, damage.DOUBTFUL)
        sure = pc.and_not(sure, suspect)
    return cells.filter(pc.invert(sure))


def more(file: str, line: int, column: str, count: int) -> Problem:
    """That so many cells of a column are at fault besides those told."""
    what = f"has {count:,} more cells at fault, from here on"
    return Problem(file, line, column, what, "mend those above first")


def _repeated_ids(table: LedgerTable) -> Iterator[Problem]:
    """Ids that stand on an earlier line too."""
    ids = table.ids()
    in_order = pc.all(pc.less(ids[:-1], ids[1:]))
    if in_order.as_py() or pc.count_distinct(ids).as_py() == len(ids):
        return
    key = table.table.key
    mend = "give one of them another id"
    first_lines: dict[str, int] = {}
    told = 0
    for line, name in table.cells(key):
        first = first_lines.setdefault(name, line)
        if name and first != line:
            told += 1
            if told > limits.FAULTS:
                return
            what = f"{name!r} stands on line {first} too"
            yield Problem(table.file, line, key, what, mend)
