"""A CSV file or a sheet of a workbook as text: each row with its line, the header asserted, the
encoding declared.

Nothing here knows what a column means. A formula in a workbook is read as the value stored with it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from asknown.errors import AsknownError, CallError

WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (".csv", ".tsv", ".txt", *WORKBOOKS)


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: its line, its cells by column, and why it cannot be read,
    if it cannot."""

    line: int
    cells: dict[str, str]
    fault: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table as read: its columns in order, its rows, and the sha256 of the file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    sha256: str


def read(path: Path, encoding: str = "utf-8", delimiter: str = "", sheet: str = "") -> Sheet:
    """Read a table whole, a byte-order mark left aside; the delimiter is a comma unless declared (a
    tab in .tsv).

    CallError where there is no such file or sheet, AsknownError where it cannot be read.
    """
    if not path.is_file():
        raise CallError(f"file: there is no file {path.name!r}")
    data = path.read_bytes()
    try:
        if path.suffix.lower() in WORKBOOKS:
            lines = list(_workbook(data, sheet))
        else:
            lines = list(
                _text(
                    data.decode("utf-8-sig" if encoding.lower() == "utf-8" else encoding),
                    delimiter or _mark(path),
                )
            )
    except (UnicodeDecodeError, LookupError) as error:
        raise AsknownError(
            f"{path.name}: is not {encoding} ({error}); declare encoding in the mapping"
        ) from error
    except csv.Error as error:
        raise AsknownError(
            f"{path.name}: cannot be read as CSV ({error}); mend the quotes or declare delimiter"
        ) from error
    if not lines:
        raise AsknownError(f"{path.name}: is empty; a table has at least a header")
    header = _header(lines[0][1], path.name)
    return Sheet(
        path.name, header, tuple(_rows(header, lines[1:])), hashlib.sha256(data).hexdigest()
    )


def _mark(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _text(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for cells in reader:
        yield reader.line_num, [cell.strip() for cell in cells]


def _workbook(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet, the first unless named. Blank rows below are no rows."""
    from openpyxl import load_workbook  # slow to load

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its zip and XML readers do
        raise AsknownError(
            f"cannot be read as a workbook ({error}); save it as .xlsx or .csv"
        ) from error
    if name and name not in book.sheetnames:
        raise CallError(
            f"sheet: there is no sheet {name!r}; there are: {', '.join(book.sheetnames)}"
        )
    for line, cells in enumerate(
        (book[name] if name else book.worksheets[0]).iter_rows(values_only=True), 1
    ):
        if any(cell is not None for cell in cells):
            yield line, [_said(cell) for cell in cells]


def _said(cell: Any) -> str:
    """A workbook's cell as text: whole numbers without a point, midnight as its day."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == datetime.min.time() else cell).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _header(cells: list[str], name: str) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    twice = [column for column, count in Counter(cells).items() if count > 1 or not column]
    if twice:
        raise AsknownError(
            f"{name}:1: the column {twice[0]!r} stands there twice or has no name; give each a "
            f"name of its own"
        )
    return tuple(cells)


def _rows(header: tuple[str, ...], lines: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    """Rows by column. One with too few or too many cells is kept with its fault; a line without a
    cell is none."""
    for line, cells in lines:
        if not any(cells):
            continue
        extra = [cell for cell in cells[len(header) :] if cell]
        short = len(cells) < len(header)
        fault = f"has {len(cells)} cells, not {len(header)}" if short or extra else ""
        padded = [*cells, *[""] * (len(header) - len(cells))]
        yield Row(line, dict(zip(header, padded, strict=False)), fault)
