"""Who has read a row a second time, and which rows are on hold: `reviews.csv` beside the ledger.

It is no part of the ledger: no report shows it, and it travels with none. What it holds back is out
of the ledger before anybody reads it, so that no edition can have it until it is released.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from asknown.errors import Problem
from asknown.ledger import csv_text, damage
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import BY_NAME

FILE = "reviews.csv"
COLUMNS = ["table", "row_id", "reader", "read", "hold", "note"]
ON_HOLD = "yes"


@dataclass(frozen=True)
class Review:
    """One line: the row of a table, who read it a second time and when, and whether it is on
    hold."""

    line: int
    table: str
    row_id: str
    reader: str
    read: str
    hold: str
    note: str


@dataclass(frozen=True)
class Reviews:
    """The reviews of a case, and what is wrong with their file."""

    rows: tuple[Review, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def on_hold(self) -> list[Review]:
        """Those that hold their row back."""
        return [row for row in self.rows if row.hold]


def read(folder: Path, tables: Mapping[str, LedgerTable]) -> Reviews:
    """The reviews in a case's folder, held against its tables; none where there is no such file.
    Where one cannot be read nobody knows what is on hold, so it is a problem of the ledger."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        return Reviews()
    misplaced = damage.misplaced(path)
    if misplaced:
        return Reviews(problems=(misplaced,))
    data = path.read_bytes()
    damaged = tuple(damage.of_file(FILE, data))
    if damaged:
        return Reviews(problems=damaged)
    strict = csv_text.read_strictly(data.decode("utf-8"), FILE, COLUMNS)
    rows = tuple(
        Review(line, *cells)
        for line, cells in zip(strict.lines, strict.rows, strict=True)
    )
    faults = [fault for row in rows for fault in _faults(row, tables)]
    return Reviews(rows, (*strict.problems, *faults))


def _faults(row: Review, tables: Mapping[str, LedgerTable]) -> Iterator[Problem]:
    if row.table not in BY_NAME:
        names = ", ".join(BY_NAME)
        yield Problem(
            FILE,
            row.line,
            "table",
            f"{row.table!r} is no table",
            f"write one of {names}",
        )
    elif not pc.is_in(
        pa.scalar(row.row_id), tables[row.table].ids().combine_chunks()
    ).as_py():
        what = f"{row.row_id!r} is no id in {row.table}"
        yield Problem(
            FILE,
            row.line,
            "row_id",
            what,
            "name a row that is there, or delete the line",
        )
    if row.hold not in ("", ON_HOLD):
        mend = f"write {ON_HOLD}, or leave it blank to release the row"
        yield Problem(FILE, row.line, "hold", f"{row.hold!r} is no word for it", mend)


def without(table: LedgerTable, row_ids: list[str]) -> LedgerTable:
    """A table without some of its rows; the others stand on the lines they stood on."""
    if not row_ids:
        return table
    is_kept = pc.invert(pc.is_in(table.ids(), pa.array(row_ids, pa.string())))
    kept = is_kept.to_pylist()

    def lines() -> list[int]:
        return [line for line, stays in zip(table.lines, kept, strict=True) if stays]

    return replace(table, columns=table.columns.filter(is_kept), count=lines)


def explained(problem: Problem, reviews: Reviews) -> Problem:
    """A fault of a reference with another mend, where what it names is on hold."""
    for row in reviews.on_hold:
        if problem.what.startswith(repr(row.row_id)):
            what = f"{row.row_id!r} is on hold"
            return replace(
                problem, what=what, mend="put this row on hold too, or release that one"
            )
    return problem
