"""CSV read in two ways, with one result.

At once, where every reader reads it alike; or strictly, row by row, with a word on every fault.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv

from asknown import limits
from asknown.errors import Problem
from asknown.ledger.damage import BOM, file_problem, short


def names(data: bytes) -> list[str]:
    """The names in the first line of a CSV file, as far as it can be read."""
    line, *_ = data.removeprefix(BOM).splitlines() or [b""]
    try:
        return next(csv.reader([line.decode()]), [])
    except (UnicodeDecodeError, csv.Error):
        return []


def read_plain(data: bytes, header: list[str]) -> pa.Table | None:
    """The columns of a CSV file that leaves no reader a choice, all of text; None of any other."""
    if any(sign in data for sign in (b"\r", b"\0", b"\n\n")):
        return None
    if data.startswith(BOM) or not _quotes_pair(data):
        return None
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    kinds = dict.fromkeys(header, pa.string())
    convert = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=False)
    buffer = pa.BufferReader(data)
    try:
        columns = pyarrow.csv.read_csv(
            buffer, parse_options=parse, convert_options=convert
        )
        names = columns.column_names  # decoded only when somebody asks
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return columns if names == header else None


def _quotes_pair(data: bytes) -> bool:
    """Whether each quote opens a cell, closes one, or is one of two within a cell."""
    if b'"' not in data:
        return True
    padded = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    quotes = np.flatnonzero(padded == ord('"'))
    if len(quotes) % 2:
        return False
    # Read in pairs, the first of two opens: after the end of a cell or row, or after the quote that
    # it doubles. The second closes, before such an end or before the quote that doubles it.
    opening, closing = quotes[::2], quotes[1::2]
    ends = np.frombuffer(b',\n"', np.uint8)
    opens = np.isin(padded[opening - 1], ends)
    closes = np.isin(padded[closing + 1], ends)
    return bool(opens.all() and closes.all())


def row_ends(data: bytes) -> Sequence[int]:
    """The line on which each row of a plain CSV file ends, the header left out."""
    text = np.frombuffer(data if data.endswith(b"\n") else data + b"\n", np.uint8)
    breaks = np.flatnonzero(text == ord("\n"))
    quotes = np.flatnonzero(text == ord('"'))
    # A line break with an odd number of quotes before it lies within a cell.
    within = np.searchsorted(quotes, breaks) % 2 == 1
    lines = np.flatnonzero(~within) + 1
    return [int(line) for line in lines[1:]]


@dataclass
class StrictRows:
    """The rows of a CSV text that have their cells, the lines they end on, and every fault met."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def columns(self, header: list[str]) -> pa.Table:
        """The cells by column, as `read_plain` gives them."""
        columns = {}
        for index, name in enumerate(header):
            cells = [row[index] for row in self.rows]
            columns[name] = pa.chunked_array([pa.array(cells, pa.string())])
        return pa.table(columns)


def read_strictly(text: str, file: str, header: list[str]) -> StrictRows:
    """Read a CSV text row by row. `file` is what problems name."""
    # How long a cell is we say ourselves, with its column.
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    read = StrictRows()
    try:
        first = next(reader, [])
        if first != header:
            what = f"the header is {short(','.join(first))}"
            read.problems.append(file_problem(file, what, _header_mend(first, header)))
            return read
        for cells in reader:
            line = reader.line_num
            if len(cells) == len(header):
                read.rows.append(cells)
                read.lines.append(line)
                continue
            if len(read.problems) == limits.FAULTS:
                mend = "mend those above first"
                read.problems.append(
                    file_problem(file, "has more such lines", mend, line)
                )
                return read
            what = f"has {len(cells)} cells, not {len(header)}"
            mend = "quote cells that hold a comma" if cells else "delete the blank line"
            read.problems.append(file_problem(file, what, mend, line))
    except csv.Error as error:
        what = f"cannot be read as CSV ({error})"
        line = reader.line_num
        read.problems.append(file_problem(file, what, "mend the quotes", line))
    return read


def _header_mend(first: list[str], header: list[str]) -> str:
    """What to do about a header: it may be split by another sign, or lack a column."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if first == [sign.join(header)]:
            return f"it is separated by {name}: save it with commas"
    return f"write {','.join(header)}"
