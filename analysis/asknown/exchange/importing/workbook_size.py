"""How large a workbook is once it is unpacked, told before anything of it is built: a small file
can hold gigabytes, or one cell at the far end of a sheet.

The parts are read as a stream and only counted; `old_workbook_size` looks at one that is no zip.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.parsers import expat

from asknown import limits
from asknown.errors import AsknownError
from asknown.exchange.importing import old_workbook_size

_PIECE = 1_000_000  # bytes read at once
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
# Of lists of texts: there is one for each cell.
_TEXTS = ("si", "t", "r", "rPr", "p", "span", "s")
_MEND = "save the sheet that counts as CSV, or split it"


def check_size(content: bytes) -> None:
    """AsknownError where a workbook unpacks to more than is read."""
    if not content.startswith(b"PK"):
        said = old_workbook_size.too_much(content)
        if said:
            raise _too_large(said)
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
        self.rows = self.columns = 0  # of the sheet that is being read
        self.merged = self.others = self.texts = 0
        self.cells = self.lines = 0  # elements that are one, whatever they hold
        self.is_open = False  # of .ods, which is built whole
        self._before = 0  # cells of the sheets before
        self._row = self._column = self._times = 0

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins."""
        kind = name.rpartition(":")[2]
        if kind in ("c", "row"):
            self._place(given.get("r", ""), kind)
        elif kind == "mergeCell":
            self.others += 1
            self.merged += _area(given.get("ref", ""))
        elif kind == "table":
            self._before = self.area()
            self.rows = self.columns = self._row = self._times = 0
        elif kind == "table-row":
            self._below(given)
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
            self.lines += 1
        else:
            self.cells += 1
            if found:
                self._row, self._column = int(found[2]), _number(found[1])
            else:
                self._column += 1
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)

    def _below(self, given: Mapping[str, str]) -> None:
        """A row of .ods, which may stand for many; blank ones at the end are none."""
        self.is_open = True
        self.lines += 1
        self._row += self._times
        self._times = _repeated(given, "rows", "repeated")
        self._column = 0

    def _spread(self, given: Mapping[str, str]) -> None:
        """A cell of .ods, which may stand for many or be spread over many; blank ones at an end
        are none."""
        self.cells += 1
        self._column += _repeated(given, "columns", "repeated")
        wide, high = (_repeated(given, what, "spanned") for what in ("columns", "rows"))
        if wide > 1 or high > 1:
            self.merged += wide * high
        if any(name.endswith("value-type") for name in given):
            self.columns = max(self.columns, self._column)
            self.rows = max(self.rows, self._row + self._times)

    def area(self) -> int:
        """How many cells there are, the blank ones between included."""
        return max(self._before + self.rows * self.columns, self.merged)

    def check(self) -> None:
        """AsknownError as soon as it is too much."""
        most = max(self.area(), self.merged, self.cells, self.lines)
        if most > limits.SHEET_CELLS:
            raise _too_large(
                f"has more than {limits.SHEET_CELLS:,} cells, blank ones between included"
            )
        if self.texts > limits.CELLS:
            raise _too_large(f"has more than {limits.CELLS:,} texts")
        if self.others > limits.STYLES and not self.lines:
            raise _too_large(f"has more than {limits.STYLES:,} styles")
        elements = self.cells + self.lines + self.texts + self.others
        if self.is_open and elements > limits.OPEN_ELEMENTS:
            raise _too_large(f"has more than {limits.OPEN_ELEMENTS:,} elements")
        if self.others > limits.BESIDE:
            what = "elements that are neither cells nor texts"
            raise _too_large(f"has more than {limits.BESIDE:,} {what}")


def _repeated(given: Mapping[str, str], what: str, how: str) -> int:
    """For how many rows or columns an element stands."""
    for name, value in given.items():
        if name.endswith(f"number-{what}-{how}") and value.isdigit():
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
