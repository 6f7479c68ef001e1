"""How the cells of a workbook look beside their values: a figure struck through is not one that
stands, a hidden row was put aside by somebody, half of something is no number of persons.

Each format has a library of its own that knows: openpyxl `.xlsx`, xlrd `.xls`, odfdo `.ods`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

STRUCK, HIDDEN, PERCENT, MERGED = "struck", "hidden", "percent", "merged"
# What keeps a cell from being taken as it stands, in words.
IN_WORDS = {
    STRUCK: "is struck through in the file",
    HIDDEN: "is hidden in the workbook",
    PERCENT: "is shown as a percentage",
    MERGED: "is merged over several rows, and one number is not the number of each",
}
Place = tuple[int, int]  # row and column, from 1
Area = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass
class Looks:
    """The looks of a sheet by place, and for each cell merged with others the one that has the
    value; where cells are merged over several rows that is said of it too."""

    by_place: dict[Place, str] = field(default_factory=dict)
    merged: dict[Place, Place] = field(default_factory=dict)

    def hide(self, places: Iterable[Place]) -> None:
        """Cells nobody sees, whatever else they look like."""
        self.by_place |= dict.fromkeys(places, HIDDEN)

    def merge(self, areas: Iterable[Area]) -> None:
        """Cells that show the value of the first of them."""
        for top, left, bottom, right in areas:
            for place in product(range(top, bottom + 1), range(left, right + 1)):
                if bottom > top or place != (top, left):
                    self.merged[place] = top, left


def of_xlsx(sheet: Any) -> Looks:
    """The looks of a sheet of openpyxl."""
    found = Looks()
    hidden = _hidden_columns(sheet)
    # A style says how many cells look; asking each cell anew is what takes the time.
    of_style: dict[int, tuple[bool, bool]] = {}
    for number, row in enumerate(sheet.iter_rows(), 1):
        is_hidden = (
            sheet.row_dimensions[number].hidden
            if number in sheet.row_dimensions
            else False
        )
        for cell in row:
            if cell.value is None:
                continue
            place = cell.row, cell.column
            style = cell.style_id
            if style not in of_style:
                of_style[style] = bool(cell.font.strike), "%" in str(cell.number_format)
            is_struck, is_share = of_style[style]
            if is_struck:
                found.by_place[place] = STRUCK
            elif is_share and isinstance(cell.value, int | float):
                found.by_place[place] = PERCENT
            if is_hidden or cell.column in hidden:
                found.hide([place])
    spans = sheet.merged_cells.ranges
    found.merge(
        (each.min_row, each.min_col, each.max_row, each.max_col) for each in spans
    )
    return found


def _hidden_columns(sheet: Any) -> set[int]:
    found: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            found.update(range(dimension.min, dimension.max + 1))
    return found


def of_xls(
    content: bytes,
    name: str,
) -> Looks:
    """The looks of a sheet of an `.xls`."""
    import xlrd  # few files need it

    book = xlrd.open_workbook(
        file_contents=content,
        formatting_info=True,
        logfile=io.StringIO(),
    )
    sheet = book.sheet_by_name(name)
    found = Looks()
    for row, column in product(range(sheet.nrows), range(sheet.ncols)):
        look = _of_format(
            book,
            sheet,
            row,
            column,
        )
        if look:
            found.by_place[row + 1, column + 1] = look
        if _is_put_aside(sheet.rowinfo_map, row) or _is_put_aside(
            sheet.colinfo_map, column
        ):
            found.hide([(row + 1, column + 1)])
    found.merge(
        (top + 1, left + 1, below, right)
        for top, below, left, right in sheet.merged_cells
    )
    return found


def _of_format(
    book: Any,
    sheet: Any,
    row: int,
    column: int,
) -> str:
    layout = book.xf_list[sheet.cell_xf_index(row, column)]
    if book.font_list[layout.font_index].struck_out:
        return STRUCK
    form = book.format_map[layout.format_key].format_str
    return PERCENT if "%" in form else ""


def _is_put_aside(
    known: Any,
    at: int,
) -> bool:
    return at in known and bool(known[at].hidden)


def of_ods(
    content: bytes,
    name: str,
    size: Place,
) -> Looks:
    """The looks of a sheet of an `.ods` that has so many rows and columns; more of them repeat the
    last to the end of all sheets."""
    from odfdo import Document  # few files need it

    book = Document(io.BytesIO(content))
    table: Any = book.body.get_table(name=name)
    found = Looks()
    struck = _struck_styles(book)
    height, width = size
    hidden = _collapsed(table.traverse_columns(), width)
    areas: list[Area] = []
    for row, line in enumerate(_first(table.traverse(), height), 1):
        for column, cell in enumerate(_first(line.traverse(), width), 1):
            place = row, column
            if cell.style in struck:
                found.by_place[place] = STRUCK
            elif cell.type == "percentage":
                found.by_place[place] = PERCENT
            if column in hidden or _is_collapsed(line):
                found.hide([place])
            down, across = _spans(cell)
            if down > 1 or across > 1:
                areas.append((row, column, row + down - 1, column + across - 1))
    found.merge(areas)
    return found


def _first(
    elements: Iterable[Any],
    count: int,
) -> Iterator[Any]:
    for at, element in enumerate(elements):
        if at == count:
            return
        yield element


def _collapsed(
    columns: Iterable[Any],
    width: int,
) -> set[int]:
    numbered = enumerate(_first(columns, width), 1)
    return {number for number, column in numbered if _is_collapsed(column)}


def _is_collapsed(element: Any) -> bool:
    return element.get_attribute("table:visibility") in ("collapse", "filter")


def _spans(cell: Any) -> Place:
    """Over how many rows and columns a cell goes."""
    asked = ("table:number-rows-spanned", "table:number-columns-spanned")
    down, across = (int(cell.get_attribute(name) or 1) for name in asked)
    return down, across


def _struck_styles(book: Any) -> set[str]:
    """The styles of cells whose text is struck through, by themselves or by what they rest on."""
    styles = {style.name: style for style in book.get_styles(family="table-cell")}
    return {name for name in styles if _is_struck(styles, name)}


def _is_struck(
    styles: dict[str, Any],
    name: str,
) -> bool:
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        own = styles[name].get_properties(area="text") or {}
        line = own.get("style:text-line-through-style") or own.get(
            "style:text-line-through-type"
        )
        if line:
            return bool(line != "none")
        name = styles[name].parent_style or ""
    return False
