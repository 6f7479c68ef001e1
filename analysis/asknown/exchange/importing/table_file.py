"""A table as text, whatever file it comes in: each row with its line, the header asserted, the
encoding declared.

Nothing here knows what a column means.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asknown import limits
from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import json_rows, markdown_tables, workbooks
from asknown.exchange.importing.lines import JOINT, Line

WORKBOOKS = (*workbooks.STYLED, *workbooks.PLAIN)
TABLES = (
    ".csv",
    ".tsv",
    ".txt",
    *WORKBOOKS,
    *json_rows.SUFFIXES,
    *markdown_tables.SUFFIXES,
)
_HXL = "#"
TAGS = "is a row of HXL tags"


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: its line, its cells by column, why it cannot be read, if it
    cannot, and by column how a cell looks that does not stand as it is."""

    line: int
    cells: dict[str, str]
    fault: str = ""
    looks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A table as read: its columns in order, its rows, and the sha256 of the file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    sha256: str


@dataclass(frozen=True)
class Form:
    """How a file is written, as far as that was declared: `sheet` of a workbook or table of a page,
    `rows` the path to the records of JSON, `header` the lines that name the columns."""

    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""
    rows: str = ""
    header: tuple[int, ...] = ()


def read(
    path: Path,
    form: Form | None = None,
) -> Sheet:
    """Read a table whole, a byte-order mark left aside; the delimiter is a comma unless declared (a
    tab in .tsv).

    CallError where there is no such file or sheet, AsknownError where it cannot be read.
    """
    form = form or Form()
    found = lines(path, form)
    if not found:
        raise AsknownError(f"{path.name}: is empty; a table has at least a header")
    heads, body = _parted(
        found,
        form.header,
        path.name,
    )
    header = _header(heads, path.name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Sheet(
        path.name,
        header,
        tuple(_rows(header, body)),
        digest,
    )


def lines(
    path: Path,
    form: Form,
) -> list[Line]:
    """The lines of a file that have cells, as `read` says."""
    if not path.is_file():
        raise CallError(f"file: there is no file {path.name!r}")
    content, suffix = path.read_bytes(), path.suffix.lower()
    try:
        if suffix in WORKBOOKS:
            names = workbooks.sheets(content, suffix)
            sheet = _one_of(names, form.sheet)
            return list(_bounded(workbooks.lines(content, suffix, sheet)))
        text = content.decode(
            "utf-8-sig" if form.encoding.lower() == "utf-8" else form.encoding
        )
        if suffix in json_rows.SUFFIXES:
            return list(_bounded(json_rows.lines(text, suffix, form.rows)))
        if suffix in markdown_tables.SUFFIXES:
            names = markdown_tables.names(text)
            return list(
                _bounded(markdown_tables.lines(text, _one_of(names, form.sheet)))
            )
        return list(_bounded(_text(text, form.delimiter or _mark(path))))
    except (UnicodeDecodeError, LookupError) as error:
        raise AsknownError(
            f"{path.name}: is not {form.encoding} ({error}); declare encoding in the mapping"
        ) from error
    except csv.Error as error:
        raise AsknownError(
            f"{path.name}: cannot be read as CSV ({error}); mend the quotes or declare delimiter"
        ) from error
    except CallError:
        raise
    except AsknownError as error:
        raise AsknownError(f"{path.name}: {error}") from error


def _bounded(found: Iterable[Line]) -> Iterator[Line]:
    """The lines. AsknownError as soon as they are more than is read."""
    cells = 0
    for rows, line in enumerate(found, 1):
        cells += len(line.cells)
        if rows > limits.ROWS or cells > limits.CELLS:
            most = f"{limits.ROWS:,} rows or {limits.CELLS:,} cells"
            raise AsknownError(f"has more than {most}; split it into files")
        yield line


def _one_of(
    names: list[str],
    name: str,
) -> str:
    """The sheet that was named, or the only one. CallError where there are several: the first may
    be a licence."""
    if name:
        return name
    if len(names) > 1:
        raise CallError(f"sheet: there are several, say which: {', '.join(names)}")
    return names[0] if names else ""


def _mark(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _text(
    text: str,
    delimiter: str,
) -> Iterator[Line]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=True,
    )
    for cells in reader:
        yield Line(reader.line_num, [cell.strip() for cell in cells])


def _parted(
    found: list[Line],
    header: Sequence[int],
    name: str,
) -> tuple[list[list[str]], list[Line]]:
    """The lines of the header, and those below it. AsknownError where the file has no such line."""
    if not header:
        return [found[0].cells], found[1:]
    heads = {line.number: line.cells for line in found if line.number in header}
    lacking = [str(number) for number in header if number not in heads]
    if lacking:
        raise AsknownError(
            f"{name}: has no line {', '.join(lacking)}; mend header in the mapping"
        )
    return [heads[number] for number in header], [
        line for line in found if line.number > max(header)
    ]


def _header(
    levels: list[list[str]],
    name: str,
) -> tuple[str, ...]:
    """The names of the columns, in levels where there are several lines: a name goes for the blank
    cells behind it, but in the last line."""
    wide = max(len(level) for level in levels)
    padded = [[*level, *[""] * (wide - len(level))] for level in levels]
    above = [list(_carried(level)) for level in padded[:-1]]
    cells = [
        _joined(names)
        for names in zip(
            *above,
            padded[-1],
            strict=True,
        )
    ]
    while cells and not cells[-1]:
        cells = cells[:-1]
    twice = [
        column for column, count in Counter(cells).items() if count > 1 or not column
    ]
    if twice:
        raise AsknownError(
            f"{name}:1: the column {twice[0]!r} stands there twice or has no name; give each a "
            f"name of its own, or declare the lines of the header, as header = 3 or [2, 3]"
        )
    return tuple(cells)


def _carried(level: list[str]) -> Iterator[str]:
    last = ""
    for cell in level:
        last = cell or last
        yield last


def _joined(names: tuple[str, ...]) -> str:
    return JOINT.join(dict.fromkeys(filter(None, names)))


def _rows(
    header: tuple[str, ...],
    found: Iterable[Line],
) -> Iterator[Row]:
    """Rows by column. One with too few or too many cells is kept with its fault; a line without a
    cell is none."""
    for line in found:
        if not any(line.cells):
            continue
        extra = [cell for cell in line.cells[len(header) :] if cell]
        short = len(line.cells) < len(header)
        fault = (
            f"has {len(line.cells)} cells, not {len(header)}" if short or extra else ""
        )
        if all(cell.startswith(_HXL) for cell in line.cells if cell):
            fault = TAGS
        padded = [*line.cells, *[""] * (len(header) - len(line.cells))]
        looks = {
            header[at]: look for at, look in line.looks.items() if at < len(header)
        }
        yield Row(
            line.number,
            dict(
                zip(
                    header,
                    padded,
                    strict=False,
                )
            ),
            fault,
            looks,
        )
