"""How large a workbook is once it is unpacked, told before anything of it is built: a small file
can hold gigabytes, or one cell at the far end of a sheet.

The parts are read as a stream and only counted. A workbook that is no zip (`.xls`) is not looked
at.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.parsers import expat

from asknown import limits
from asknown.errors import AsknownError

_PIECE = 1_000_000  # bytes read at once
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
# Of lists of texts: there is one for each cell.
_TEXTS = ("si", "t", "r", "rPr", "p", "span", "s")
_MEND = "save the sheet that counts as CSV, or split it"


def check_size(content: bytes) -> None:
    """AsknownError where a workbook unpacks to more than is read."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _check(package)
    except (zipfile.BadZipFile, expat.ExpatError, OSError, NotImplementedError):
        return  # whoever reads it says what is wrong with it
    except RuntimeError:
        return  # it is locked


def _check(package: zipfile.ZipFile) -> None:
    left, cells = limits.UNPACKED, 0
    for part in package.infolist():
        counted = _Part()
        parser = expat.ParserCreate()
        parser.StartElementHandler = counted.begin
        is_xml = part.filename.endswith((".xml", ".rels"))
        with package.open(part) as stream:
            # What the list of parts says of their sizes may be a lie: what comes is counted.
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise _too_large(f"unpacks to more than {limits.UNPACKED:,} bytes")
                if is_xml:
                    parser.Parse(piece)
                    counted.check()
        cells += counted.area()
        if cells > limits.SHEET_CELLS:
            raise _too_large(
                f"has more than {limits.SHEET_CELLS:,} cells, blank ones between included"
            )


def _too_large(what: str) -> AsknownError:
    return AsknownError(f"{what}; {_MEND}")


class _Part:
    """One part of a workbook, of which elements are counted."""

    def __init__(self) -> None:
        self.rows = self.columns = self.merged = self.others = self.texts = 0
        self._row = self._column = self._times = 0

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins."""
        kind = name.rpartition(":")[2]
        if kind in ("c", "row"):
            self._place(given.get("r", ""), kind)
        elif kind == "mergeCell":
            self.merged += _area(given.get("ref", ""))
        elif kind == "table-row":
            self._times = _repeated(given, "rows")
            self._column = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._spread(given)
        elif kind in (*_TEXTS, "v", "f", "is"):
            self.texts += 1
        else:
            self.others += 1

    def _place(self, reference: str, kind: str) -> None:
        """A row or a cell of .xlsx: where it says it stands, or the next place."""
        found = _REFERENCE.match(reference)
        if kind == "row":
            self._row = int(reference) if reference.isdigit() else self._row + 1
            self._column = 0
        elif found:
            self._row, self._column = int(found[2]), _number(found[1])
        else:
            self._column += 1
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)

    def _spread(self, given: Mapping[str, str]) -> None:
        """A cell of .ods, which may stand for many; blank ones at an end are none."""
        self._column += _repeated(given, "columns")
        if any(name.endswith("value-type") for name in given):
            self.columns = max(self.columns, self._column)
            self.rows += self._times
            self._times = 0

    def area(self) -> int:
        """How many cells there are, the blank ones between included."""
        return max(self.rows * self.columns, self.merged)

    def check(self) -> None:
        """AsknownError as soon as it is too much."""
        if self.area() > limits.SHEET_CELLS or self.merged > limits.SHEET_CELLS:
            raise _too_large(
                f"has more than {limits.SHEET_CELLS:,} cells, blank ones between included"
            )
        if self.texts > limits.CELLS:
            raise _too_large(f"has more than {limits.CELLS:,} texts")
        if self.others > limits.STYLES and not self.rows:
            raise _too_large(f"has more than {limits.STYLES:,} styles")


def _repeated(given: Mapping[str, str], what: str) -> int:
    for name, value in given.items():
        if name.endswith(f"number-{what}-repeated") and value.isdigit():
            return int(value[:9])
    return 1


def _area(reference: str) -> int:
    found = _REFERENCE.fullmatch(reference)
    if not found or not found[3]:
        return 0
    wide = abs(_number(found[3]) - _number(found[1])) + 1
    return wide * (abs(int(found[4]) - int(found[2])) + 1)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
