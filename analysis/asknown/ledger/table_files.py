"""The file of a table: CSV, or Parquet with the same columns, all of them text.

Nothing is guessed and nothing half-read. What a cell may hold is not asked here: `faults` looks at
the cells, `references` at what they point to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asknown import limits
from asknown.errors import Problem
from asknown.ledger import csv_text, damage, tables
from asknown.ledger.tables import Table

PARQUET = ".parquet"
_OFFSET = 4  # bytes that a cell takes at least
_AT_ONCE = 10_000  # rows made one by one; whoever asked may want the first alone


@dataclass(frozen=True)
class LedgerTable:
    """One table as read from `file`: its columns of text, rows in the order of the file.

    `count` tells the lines on which the rows end; it is called only where somebody asks for a line.
    `problems` is what kept the file, or lines of it, from being read.
    """

    table: Table
    file: str
    columns: pa.Table
    count: Callable[[], Sequence[int]] = field(default=list, repr=False, compare=False)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The rows as dicts of text: for what looks at them one by one."""
        return list(self.columns.to_pylist())

    @cached_property
    def lines(self) -> Sequence[int]:
        """The line on which each row stands; in Parquet that of the same rows written as CSV."""
        return self.count()

    def ids(self) -> pa.ChunkedArray:
        """The ids of the rows."""
        return self.columns[self.table.key]

    def cells(self, column: str) -> Iterator[tuple[int, str]]:
        """The cells of a column, each with its line."""
        return zip(self.lines, self.columns[column].to_pylist(), strict=True)

    def where(self, mask: pa.ChunkedArray) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows for which `mask` is true, each with its line."""
        indices = np.flatnonzero(mask)
        for start in range(0, len(indices), _AT_ONCE):
            some = indices[start : start + _AT_ONCE]
            rows = self.columns.take(some).to_pylist()
            for index, row in zip(some, rows, strict=True):
                yield self.lines[int(index)], row


def read_table(folder: Path, table: Table) -> LedgerTable:
    """Read one table. One of those that no ledger is without may not be missing."""
    text = folder / f"{table.name}.csv"
    binary = folder / f"{table.name}{PARQUET}"
    for path in (text, binary):
        if path.exists() or path.is_symlink():
            misplaced = damage.misplaced(path)
            if misplaced:
                return _without_rows(table, path, misplaced)
    if text.exists() and binary.exists():
        what = f"stands beside {text.name}"
        return _unread(table, binary, what, "keep one of the two")
    if binary.exists():
        return _read_parquet(binary, table)
    if text.exists():
        return _read_csv(text, table)
    if table.name in tables.NEEDED:
        mend = f"add it with the header {','.join(table.header)}"
        return _unread(table, text, "the file is missing", mend)
    return _without_rows(table, text)


def _without_rows(table: Table, path: Path, *problems: Problem) -> LedgerTable:
    none = pa.chunked_array([], pa.string())
    columns = pa.table(dict.fromkeys(table.header, none))
    return LedgerTable(table, path.name, columns, problems=problems)


def _unread(
    table: Table, path: Path, what: str, mend: str, column: str = ""
) -> LedgerTable:
    """The table without a row, and why: what refers to it is not looked up."""
    return _without_rows(table, path, Problem(path.name, 1, column, what, mend))


def _read_csv(path: Path, table: Table) -> LedgerTable:
    """Read a CSV file at once where that is safe, else with the reader that says what is wrong."""
    data = path.read_bytes()
    names = csv_text.names(data)
    header = table.header_like(names)
    # Arrow takes kilobytes for a column, and somebody may name a million.
    columns = csv_text.read_plain(data, header) if names == header else None
    if columns is not None:
        columns = _completed(columns, table)
        # The bytes are not kept for their lines: those of a large table are read again if need be.
        return LedgerTable(
            table, path.name, columns, lambda: csv_text.row_ends(path.read_bytes())
        )
    problems = tuple(damage.of_file(path.name, data))
    if problems:
        return _without_rows(table, path, *problems)
    strict = csv_text.read_strictly(data.decode("utf-8"), path.name, header)
    columns = _completed(strict.columns(header), table)
    return LedgerTable(
        table, path.name, columns, lambda: strict.lines, tuple(strict.problems)
    )


def _completed(columns: pa.Table, table: Table) -> pa.Table:
    """The columns of a file with the optional ones that it lacks, blank."""
    blank = pa.repeat(pa.scalar("", pa.string()), columns.num_rows)
    for index, name in enumerate(table.header):
        if name not in columns.column_names:
            columns = columns.add_column(index, name, blank)
    return columns


def _read_parquet(path: Path, table: Table) -> LedgerTable:
    """Read a Parquet file. A cell that is null is blank."""
    from pyarrow import parquet  # slow to load and rarely needed

    try:
        large = _too_large(path)
        if large:
            return _unread(table, path, large, "split it, or write it as CSV")
        read = parquet.read_table(path)
        read.validate(full=True)  # its text is UTF-8
        names = read.column_names
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        what = f"cannot be read as Parquet ({reason})"
        return _unread(table, path, what, "write the file again")
    if names != table.header_like(names):
        what = f"the columns are {','.join(names)!r}"
        mend = f"write {','.join(table.header)}"
        return _unread(table, path, what, mend)
    columns = {}
    for name in names:
        kind = read[name].type
        if not _is_text(kind):
            what = f"is {kind}, not text"
            return _unread(table, path, what, "write every column as text", name)
        columns[name] = pc.fill_null(read[name].cast(pa.string()), "")
    lines = range(2, read.num_rows + 2)
    completed = _completed(pa.table(columns), table)
    return LedgerTable(table, path.name, completed, lambda: lines)


def _too_large(path: Path) -> str:
    """What of a Parquet file is more than is read; blank where nothing is. Each text is looked at
    once, however often a row refers to it."""
    from pyarrow import parquet  # slow to load and rarely needed

    most = max(limits.UNPACKED, limits.TIMES * path.stat().st_size)
    file = parquet.ParquetFile(path)
    said, groups = file.metadata, range(file.metadata.num_row_groups)
    columns = range(said.num_columns)
    packed = (said.row_group(group).column(at) for group in groups for at in columns)
    if sum(each.total_uncompressed_size for each in packed) > most:
        return f"unpacks to more than {most:,} bytes"
    if said.num_rows * said.num_columns * _OFFSET > most:
        return f"has {said.num_rows:,} rows, more than is read"
    names = [name for name in file.schema_arrow.names if name]
    file = parquet.ParquetFile(path, read_dictionary=names)
    total = 0
    for batch in file.iter_batches(_AT_ONCE):
        total += sum(map(_length, batch.columns))
        if total > most:
            return f"holds texts of more than {most:,} bytes"
    return ""


def _length(column: pa.Array) -> int:
    """Bytes of the texts of a column, once each row has its own."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    if not _is_text(column.type):
        return 0
    lengths = pc.binary_length(column.dictionary)
    return int(pc.sum(lengths.take(column.indices)).as_py() or 0)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_null)
    return any(test(kind) for test in tests)
