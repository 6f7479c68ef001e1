"""Sheets of a workbook as lines of text, with how their cells look: a figure struck through is not
one that stands, and a hidden row was put aside by somebody.

`.xlsx` is read by openpyxl, which knows how a cell looks; `.xls` and `.ods` by calamine, which
knows values only. A formula is read as the value stored with it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from typing import Any

from asknown.errors import AsknownError, CallError
from asknown.exchange.importing.lines import Line
from asknown.exchange.importing.workbook_size import check_size

STYLED = (".xlsx", ".xlsm")
PLAIN = (".xls", ".ods")
STRUCK, HIDDEN, PERCENT, MERGED = "struck", "hidden", "percent", "merged"
# What keeps a cell from being taken as it stands, in words.
LOOKS = {
    STRUCK: "is struck through in the workbook",
    HIDDEN: "is hidden in the workbook",
    PERCENT: "is shown as a percentage",
    MERGED: "is merged over several rows, and one number is not the number of each",
}
Place = tuple[int, int]  # row and column, from 1


def sheets(content: bytes, suffix: str) -> list[str]:
    """The names of the sheets that have cells. AsknownError where it is no workbook."""
    if suffix in STYLED:
        book = _styled(content)
        return [sheet.title for sheet in book.worksheets if sheet.max_row > 1 or sheet["A1"].value]
    book = _plain(content)
    return [name for name in book.sheet_names if book.get_sheet_by_name(name).height]


def lines(content: bytes, suffix: str, name: str) -> Iterator[Line]:
    """The rows of a sheet that have cells. CallError where there is no such sheet."""
    yield from (_styled_lines if suffix in STYLED else _plain_lines)(content, name)


def _styled(content: bytes) -> Any:
    from openpyxl import load_workbook  # slow to load

    check_size(content)
    try:
        return load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # openpyxl raises whatever its zip and XML readers do
        raise _unreadable(error) from error


def _plain(content: bytes) -> Any:
    from python_calamine import CalamineWorkbook  # few files need it

    check_size(content)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except Exception as error:  # so does calamine
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> AsknownError:
    return AsknownError(f"cannot be read as a workbook ({error}); save it as .xlsx or .csv")


def _named(names: list[str], name: str) -> str:
    if name and name not in names:
        raise CallError(f"sheet: there is no sheet {name!r}; there are: {', '.join(names)}")
    return name or names[0]


def _plain_lines(content: bytes, name: str) -> Iterator[Line]:
    book = _plain(content)
    sheet = book.get_sheet_by_name(_named(book.sheet_names, name))
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_said(cell) for cell in row]
        if any(cells):
            yield Line(number, cells)


def _styled_lines(content: bytes, name: str) -> Iterator[Line]:
    book = _styled(content)
    sheet = book[_named(book.sheetnames, name)]
    merged = _merged(sheet)
    columns = _hidden_columns(sheet)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells, looks = [], {}
        hidden = sheet.row_dimensions[number].hidden
        for at, cell in enumerate(row):
            text, look = _seen(cell, merged.get((number, at + 1)))
            cells.append(text)
            if text and (hidden or cell.column in columns):
                look = HIDDEN
            if look:
                looks[at] = look
        if any(cells):
            yield Line(number, cells, looks)


def _seen(cell: Any, first: Any) -> tuple[str, str]:
    """The text of a cell and how it looks; `first` is the one whose value a merged cell shows."""
    if first is not None:
        # A name stands for each row it is merged over, a number for none of them alone.
        if isinstance(first.value, int | float):
            return _said(first.value), MERGED
        return _said(first.value), ""
    text = _said(cell.value)
    if not text:
        return "", ""
    if cell.font is not None and cell.font.strike:
        return text, STRUCK
    if isinstance(cell.value, int | float) and "%" in str(cell.number_format):
        return f"{round(cell.value * 100, 10):g}", PERCENT
    return text, ""


def _merged(sheet: Any) -> dict[Place, Any]:
    """For each cell that is merged with others the one that holds the value. Where a number is
    merged over rows that is so for its own cell too."""
    found: dict[Place, Any] = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col)
        rows = range(area.min_row, area.max_row + 1)
        for place in product(rows, range(area.min_col, area.max_col + 1)):
            if len(rows) > 1 or place != (area.min_row, area.min_col):
                found[place] = first
    return found


def _hidden_columns(sheet: Any) -> set[int]:
    found: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            found.update(range(dimension.min, dimension.max + 1))
    return found


def _said(cell: Any) -> str:
    """A cell as text: whole numbers without a point, midnight as its day."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == datetime.min.time() else cell).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
