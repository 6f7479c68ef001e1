"""The rows of a ledger as the rules of `check` read them: each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from asknown import dates
from asknown.errors import Problem
from asknown.ledger.reading import Ledger
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import Column

Sheets = Mapping[str, LedgerTable]  # by name
Ids = Mapping[str, set[str]]  # that are there, by table


@dataclass(slots=True)
class Row:
    """A row of a table, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def problem(
        self,
        column: str,
        what: str,
        mend: str,
    ) -> Problem:
        """A fault of this row in a column."""
        return Problem(
            self.file,
            self.line,
            column,
            what,
            mend,
        )


def rows_of(read: Ledger, name: str) -> Iterator[Row]:
    """The rows of a table."""
    sheet = read.tables[name]
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        yield Row(sheet.file, line, cells)


def rows_by_id(read: Ledger, name: str) -> dict[str, Row]:
    """The rows of a table by their ids."""
    sheet = read.tables[name]
    by_id = {}
    for row in rows_of(read, name):
        row_id = row[sheet.table.key]
        by_id[row_id] = row
    return by_id


def dated_cells(read: Ledger, *kinds: str) -> Iterator[tuple[str, Column, Row]]:
    """The cells of some kinds in the tables whose rows are dated: table and id of the row, column,
    and the row.
    """
    for name, sheet in read.tables.items():
        if not sheet.table.dated:
            continue
        for column in sheet.table.columns:
            if column.kind not in kinds:
                continue
            for row in rows_of(read, name):
                row_id = row[sheet.table.key]
                yield f"{name}:{row_id}", column, row


def known_from(read: Ledger) -> dict[str, datetime]:
    """When each dated row became known, by table and id."""
    known = {}
    for name, sheet in read.tables.items():
        if not sheet.table.dated:
            continue
        for cells in sheet.rows:
            row_id = cells[sheet.table.key]
            published = dates.published(cells["published"], read.zone)
            known[f"{name}:{row_id}"] = published.known
    return known


def party_of(read: Ledger) -> dict[str, str]:
    """The party of each speaker."""
    parties = {}
    for speaker in rows_of(read, "speakers"):
        parties[speaker["speaker_id"]] = speaker["party"]
    return parties


def ids_there(sheets: Sheets) -> Ids:
    """The ids that are there, by table."""
    ids = {}
    for name, sheet in sheets.items():
        column = sheet.ids()
        ids[name] = set(column.to_pylist())
    return ids


def last_day(text: str) -> date:
    """The last day of a date in EDTF."""
    _, last = dates.span(text)
    return last
