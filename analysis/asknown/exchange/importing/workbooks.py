"""Sheets of a workbook as lines of text, with how their cells look (`looks`).

`.xlsx` is read by openpyxl, `.xls` and `.ods` by calamine. A formula is read as the value stored
with it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import looks
from asknown.exchange.importing.lines import Line
from asknown.exchange.importing.looks import Looks
from asknown.exchange.importing.workbook_size import check_size

STYLED = (".xlsx", ".xlsm")
PLAIN = (".xls", ".ods")
Values = Sequence[Sequence[Any]]


def sheets(
    content: bytes,
    suffix: str,
) -> list[str]:
    """The names of the sheets that have cells. AsknownError where it is no workbook."""
    if suffix in STYLED:
        book = _styled(content)
        return [
            sheet.title
            for sheet in book.worksheets
            if sheet.max_row > 1 or sheet["A1"].value
        ]
    book = _plain(content)
    return [name for name in book.sheet_names if book.get_sheet_by_name(name).height]


def lines(
    content: bytes,
    suffix: str,
    name: str,
) -> Iterator[Line]:
    """The rows of a sheet that have cells. CallError where there is no such sheet."""
    values, found = _seen(
        content,
        suffix,
        name,
    )
    for number, row in enumerate(values, 1):
        line = _line(
            number,
            row,
            values,
            found,
        )
        if any(line.cells):
            yield line


def _seen(
    content: bytes,
    suffix: str,
    name: str,
) -> tuple[Values, Looks]:
    """The values of a sheet, and how they look."""
    if suffix in STYLED:
        styled = _styled(content)
        sheet = styled[_named(styled.sheetnames, name)]
        return list(sheet.values), looks.of_xlsx(sheet)
    book = _plain(content)
    name = _named(book.sheet_names, name)
    values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    try:
        return values, _looks(
            content,
            suffix,
            name,
            values,
        )
    except Exception as error:  # so do xlrd and odfdo
        raise _unreadable(error) from error


def _looks(
    content: bytes,
    suffix: str,
    name: str,
    values: Values,
) -> Looks:
    if suffix == ".xls":
        return looks.of_xls(content, name)
    width = max(map(len, values), default=0)
    return looks.of_ods(
        content,
        name,
        (len(values), width),
    )


@lru_cache(maxsize=1)  # asked for its sheets first, then for one
def _styled(content: bytes) -> Any:
    from openpyxl import load_workbook  # slow to load

    check_size(content)
    try:
        return load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # openpyxl raises whatever its zip and XML readers do
        raise _unreadable(error) from error


@lru_cache(maxsize=1)
def _plain(content: bytes) -> Any:
    from python_calamine import CalamineWorkbook  # few files need it

    check_size(content)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except Exception as error:  # so does calamine
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> AsknownError:
    return AsknownError(
        f"cannot be read as a workbook ({error}); save it as .xlsx or .csv"
    )


def _named(
    names: list[str],
    name: str,
) -> str:
    if name and name not in names:
        raise CallError(
            f"sheet: there is no sheet {name!r}; there are: {', '.join(names)}"
        )
    return name or names[0]


def _line(
    number: int,
    row: Sequence[Any],
    values: Values,
    found: Looks,
) -> Line:
    """The texts of a row, and how those look that do not stand as they are."""
    cells, seen = [], {}
    for at, value in enumerate(row):
        place = number, at + 1
        look = found.by_place.get(place, "")
        if place in found.merged:
            top, left = found.merged[place]
            value = values[top - 1][left - 1]
            # A name stands for each row it is merged over, a number for none of them alone.
            look = looks.MERGED if isinstance(value, int | float) else look
        cells.append(_said(value, look))
        if look and cells[-1]:
            seen[at] = look
    return Line(
        number,
        cells,
        seen,
    )


def _said(
    cell: Any,
    look: str = "",
) -> str:
    """A cell as text: whole numbers without a point, midnight as its day, shares as they are
    shown."""
    if cell is None:
        return ""
    if look == looks.PERCENT and isinstance(cell, int | float):
        return f"{round(cell * 100, 10):g}"
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == datetime.min.time() else cell).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
