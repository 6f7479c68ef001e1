"""CSV read twice over: at once, where every reader reads it alike, or strictly, line by line, with a word on every fault."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv

from asknown.errors import Problem
from asknown.ledger import damage


def read_plain(data: bytes, header: list[str]) -> pa.Table | None:
    """The columns of a CSV file that leaves no reader a choice, all of text; None of any other."""
    if data.startswith(damage.BOM) or any(sign in data for sign in (b"\r", b"\0", b"\n\n")):
        return None
    if not _quotes_pair(data):
        return None
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    convert = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
    )
    try:
        columns = pyarrow.csv.read_csv(
            pa.BufferReader(data), parse_options=parse, convert_options=convert
        )
        return columns if columns.column_names == header else None
    except (pa.ArrowInvalid, UnicodeDecodeError):  # names are decoded when somebody asks for them
        return None


def _quotes_pair(data: bytes) -> bool:
    """Whether each quote opens a cell, closes one, or is one of two within a cell."""
    if b'"' not in data:
        return True
    # A quote opens after the end of another cell or row, and closes before one; a doubled quote closes and opens at once.
    padded = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    quotes = np.flatnonzero(padded == ord('"'))
    if len(quotes) % 2:
        return False
    before = padded[quotes[::2] - 1]
    after = padded[quotes[1::2] + 1]
    neighbours = np.frombuffer(b',\n"', np.uint8)
    return bool(np.isin(before, neighbours).all() and np.isin(after, neighbours).all())


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
    """The rows of a CSV text that have their cells, the lines they end on, and every fault met on the way."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def columns(self, header: list[str]) -> pa.Table:
        """The cells by column, as `read_plain` gives them."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(header)
        arrays = [pa.chunked_array([pa.array(cells, pa.string())]) for cells in columns]
        return pa.table(dict(zip(header, arrays, strict=True)))


def read_strictly(text: str, file: str, header: list[str]) -> StrictRows:
    """Read a CSV text row by row. `file` is what problems name."""
    csv.field_size_limit(sys.maxsize)  # how long a cell is we say ourselves, with its column
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    read = StrictRows()
    try:
        first = next(reader, [])
        if first != header:
            what = f"the header is {damage.short(','.join(first))}"
            read.problems.append(Problem(file, 1, "", what, _header_mend(first, header)))
            return read
        for cells in reader:
            if len(cells) == len(header):
                read.rows.append(cells)
                read.lines.append(reader.line_num)
            else:
                what = f"has {len(cells)} cells, not {len(header)}"
                mend = "quote cells that hold a comma" if cells else "delete the blank line"
                read.problems.append(Problem(file, reader.line_num, "", what, mend))
    except csv.Error as error:
        what = f"cannot be read as CSV ({error})"
        read.problems.append(Problem(file, reader.line_num, "", what, "mend the quotes"))
    return read


def _header_mend(first: list[str], header: list[str]) -> str:
    """What to do about a header: it may be split by another sign, or lack a column."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if first == [sign.join(header)]:
            return f"it is separated by {name}: save it with commas"
    return f"write {','.join(header)}"
