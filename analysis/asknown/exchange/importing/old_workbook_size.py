"""How large an old workbook (`.xls`) is, told from its records before anything of it is built.

It is not compressed, but a cell may stand at the far end of a sheet, an area may be merged or
linked as a whole, and a sheet may be named a thousand times. [MS-XLS] has the records.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from asknown import limits

_STREAMS = ("Workbook", "Book")
_BEGIN, _SHEET, _MORE, _MERGED, _LINK = 0x809, 0x85, 0x3C, 0xE5, 0x1B8
_PADDING, _SIZE = 0, 0x200
_LAST = (0x10000, 0x100)  # rows and columns of a sheet
_CELLS = {0x6, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E}
_MANY = {0xBD, 0xBE}  # cells side by side, the last column at the end
_LINES = {0x208, 0xD7}  # of rows, which are counted by their cells
Record = tuple[int, bytes]


def too_much(content: bytes) -> str:
    """What of an old workbook is more than is read; blank where nothing is, or where it is none."""
    stream = _stream(content)
    if stream is None:
        return ""
    counted = _Counted()
    for kind, data in _records(stream):
        counted.add(kind, data)
        said = counted.too_much()
        if said:
            return said
    return ""


def _stream(content: bytes) -> bytes | None:
    """The bytes of the stream that has the sheets."""
    from xlrd import compdoc  # few files need it

    if not content.startswith(compdoc.SIGNATURE):
        return None
    try:
        package = compdoc.CompDoc(content, logfile=io.StringIO())
        for name in _STREAMS:
            whole, start, size = package.locate_named_stream(name)
            if whole is not None:
                return bytes(whole[start : start + size])
    except Exception:  # whoever reads it says what is wrong with it
        return None
    return None


def _records(stream: bytes) -> Iterator[Record]:
    """Kind and content of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


@dataclass
class _Counted:
    """What was seen so far: the cells of the sheets before, those of this one, areas that stand
    for each of their cells, and records that are no cells."""

    before: int = 0
    rows: int = 0
    columns: int = 0
    cells: int = 0
    areas: int = 0
    sheets: list[bytes] = field(default_factory=list)  # where each begins
    others: int = 0
    is_beyond: bool = False  # of what a sheet has

    def add(self, kind: int, data: bytes) -> None:
        """Count a record."""
        if kind in _CELLS or kind in _MANY:
            self._add_cells(kind, data)
        elif kind == _BEGIN:
            self.before += self.rows * self.columns
            self.rows = self.columns = 0
        elif kind == _MERGED:
            self.areas += sum(map(_area, _areas(data[2:])))
        elif kind == _LINK:
            self.areas += sum(map(_area, _areas(data[:8])))
            self.others += 1
        elif kind == _SIZE and len(data) >= 12:
            rows, columns = struct.unpack_from("<4xI2xH", data)
            self.is_beyond |= rows > _LAST[0] or columns > _LAST[1]
        elif kind == _SHEET:
            self.sheets.append(data[:4])
        elif kind not in _LINES and kind not in (_MORE, _PADDING):
            self.others += 1

    def _add_cells(self, kind: int, data: bytes) -> None:
        if len(data) < 4:
            return
        row, first = struct.unpack_from("<HH", data)
        last = struct.unpack_from("<H", data, len(data) - 2)[0]
        last = last if kind in _MANY else first
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, last + 1)
        self.cells += max(last - first, 0) + 1

    def too_much(self) -> str:
        """What is more than is read; blank where nothing is."""
        area = self.before + self.rows * self.columns
        if max(area, self.areas, self.cells) > limits.SHEET_CELLS:
            return f"has more than {limits.SHEET_CELLS:,} cells, blank ones between included"
        if self.is_beyond:
            return "has a sheet of more rows or columns than there are"
        if len(self.sheets) > limits.SHEETS:
            return f"has more than {limits.SHEETS:,} sheets"
        if len(set(self.sheets)) < len(self.sheets):
            return "names a sheet twice"
        if self.others > limits.BESIDE:
            return f"has more than {limits.BESIDE:,} records that are no cells"
        return ""


def _areas(data: bytes) -> Iterator[tuple[int, ...]]:
    """First and last row, first and last column of each area."""
    return struct.iter_unpack("<HHHH", data[: len(data) // 8 * 8])


def _area(area: tuple[int, ...]) -> int:
    top, bottom, left, right = area
    return max(bottom - top + 1, 0) * max(right - left + 1, 0)
