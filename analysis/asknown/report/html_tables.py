"""A table of HTML as nodes: each cell at its place, what spans others known as such.

What spans rows by name is repeated in each, so that a row can be read and saved by itself; a number
that spans others stands once, since it would be counted twice. `spans` says which places are one
cell where it is set.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bs4 import BeautifulSoup, Tag

from asknown.report.html_runs import Run, runs, stripped
from asknown.report.nodes import Node, Nodes

Place = tuple[int, int]  # row and column

COLUMNS = 9  # a wider table is split, the columns that name its rows repeated
_CELLS = ("td", "th")
_WHOLE = (*_CELLS, "caption", "table")  # whose insides are their own
_GROUPS = ("thead", "tbody", "tfoot")
_PARTS_OF_TABLE = (*_CELLS, *_GROUPS, "tr", "caption", "colgroup", "col")
_MOST_SPANNED = 1000
_NUMBER = re.compile(r"[-+\u2212]?[\d,.\u00a0\u202f ]*\d%?(e[-+]?\d+)?|NaN|nan|")


@dataclass(frozen=True)
class _Cell:
    """What stands at one place of a table's grid, and where the cell begins that it belongs to."""

    begins: Place
    runs: tuple[Run, ...] = ()
    is_head: bool = False

    @property
    def text(self) -> str:
        """What it says, in one line."""
        texts = [run["text"] for run in self.runs]
        return "".join(texts).replace("\n", " ")


Rows = Sequence[Sequence[_Cell]]


def tables(tag: Tag) -> Nodes:
    """The nodes of a table, several where it is wide; none where it says nothing."""
    _put_in_rows(tag)
    rows = _own(tag, "tr")
    if not rows:
        return
    heads = _heads(rows)
    grid = _Grid(rows, heads).whole()
    if not any(map(_says_something, grid)):
        return
    width = len(grid[0])
    leading = _leading(grid[heads:])
    names = max(1, min(leading, width - 1))
    for columns in _parts(width, names):
        part = []
        for row in grid:
            part.append([row[column] for column in columns])
        yield _node(part[:heads], part[heads:], names)


def _says_something(row: Sequence[_Cell]) -> bool:
    return any(cell.text for cell in row)


def astray(tag: Tag) -> list[Any]:
    """What stands in a table and in none of its cells, which a browser shows before it."""
    groups = _own(tag, *_GROUPS)
    rows = _own(tag, "tr")
    strays = []
    for group in [tag, *groups, *rows]:
        for child in group.children:
            if not _is_part(child):
                strays.append(child)
    return strays


def _is_part(child: Any) -> bool:
    return isinstance(child, Tag) and child.name in _PARTS_OF_TABLE


def _own(table: Tag, *names: str) -> list[Tag]:
    """The parts of a table of some kinds, without those of tables in it."""
    own = []
    for part in _within(table):
        if part.name in names:
            own.append(part)
    return own


def _within(part: Tag) -> Iterator[Tag]:
    """The tags of a table down to its cells."""
    for child in part.children:
        if isinstance(child, Tag):
            yield child
            if child.name not in _WHOLE:
                yield from _within(child)


def _put_in_rows(table: Tag) -> None:
    """Give cells that stand in no row one of their own, as a browser does."""
    for cell in _own(table, *_CELLS):
        if cell.parent is None or cell.parent.name == "tr":
            continue
        before = cell.previous_sibling
        if isinstance(before, Tag) and before.get("data-made") == "row":
            before.append(cell)
            continue
        made = {"data-made": "row"}
        row = BeautifulSoup("", "lxml").new_tag("tr", attrs=made)
        cell.wrap(row)


def _heads(rows: Sequence[Tag]) -> int:
    """How many rows name the columns: those of the head, or the first ones of head cells alone, or
    else the first."""
    in_head = [row for row in rows if row.find_parent("thead")]
    if in_head:
        return len(in_head)
    for count, row in enumerate(rows):
        if row.find("td"):
            return max(count, 1)
    return 1


class _Grid:
    """The places of a table, taken cell by cell as a browser does."""

    def __init__(self, rows: Sequence[Tag], heads: int) -> None:
        self._rows = rows
        self._heads = heads
        self._ends = _ends_of_parts(rows)
        self._cells: dict[Place, _Cell] = {}
        self._width = 1
        for at in range(len(rows)):
            self._take_row(at)

    def whole(self) -> list[list[_Cell]]:
        """Each row of the table, with a cell at each place."""
        rows = range(len(self._rows))
        return [self._row(row) for row in rows]

    def _row(self, row: int) -> list[_Cell]:
        cells = []
        for column in range(self._width):
            place = (row, column)
            cell = self._cells.get(place)
            cells.append(cell or _Cell(place))
        return cells

    def _take_row(self, row: int) -> None:
        column = 0
        tags = _own(self._rows[row], *_CELLS)
        for tag in tags:
            while (row, column) in self._cells:
                column += 1
            # A cell that spans further than any other begins adds no columns.
            self._width = max(self._width, column + 1)
            wide = _span(tag, "colspan") or 1
            self._take(tag, (row, column), wide)
            column += wide

    def _take(
        self,
        tag: Tag,
        begins: Place,
        wide: int,
    ) -> None:
        """Put a cell at all its places, as far as they are free and of one part of the table."""
        row, column = begins
        text = stripped(runs(tag.children))
        cell = _Cell(
            begins,
            runs=tuple(text),
            is_head=tag.name == "th",
        )
        columns = self._free(row, column, wide)
        wide = len(columns)
        high = _span(tag, "rowspan") or len(self._rows)
        end = min(row + high, self._ends[row])
        for down in range(row, end):
            if self._free(down, column, wide) != columns:
                break
            for right in columns:
                place = (down, right)
                self._cells[place] = self._at(place, cell)

    def _at(self, place: Place, cell: _Cell) -> _Cell:
        """What stands at one of a cell's places: its text where it is to be read there again. A
        name does in a head and down its column; a number would be counted twice."""
        if place == cell.begins:
            return cell
        row, column = cell.begins
        if row < self._heads:
            return cell
        _, right = place
        is_name = cell.is_head or not is_number(cell.text)
        if is_name and right == column:
            return cell
        return _Cell(cell.begins, is_head=cell.is_head)

    def _free(
        self,
        row: int,
        column: int,
        wide: int,
    ) -> list[int]:
        """The columns of a row that are free from one on, without a gap."""
        free = []
        for right in range(column, column + wide):
            if (row, right) in self._cells:
                break
            free.append(right)
        return free


def _ends_of_parts(rows: Sequence[Tag]) -> list[int]:
    """For each row, behind which row the head, body or foot ends that it is in: there a span
    does."""
    ends: list[int] = []
    for _, part in groupby(rows, key=_part_of):
        in_part = list(part)
        end = len(ends) + len(in_part)
        ends += [end] * len(in_part)
    return ends


def _part_of(row: Tag) -> int:
    """Which head, body or foot a row is in."""
    return id(row.parent)


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name) or "1").strip()
    if not text.isascii() or not text.isdecimal():
        return 1
    # More digits than a browser takes are no number.
    if len(text) > 8:
        return 1
    return min(int(text), _MOST_SPANNED)


def _leading(body: Rows) -> int:
    """How many columns name the rows."""
    counts = [0]
    for row in body:
        is_head = [cell.is_head for cell in row]
        if False in is_head:
            counts.append(is_head.index(False))
    return max(counts)


def _parts(width: int, names: int) -> Iterator[list[int]]:
    """The columns of each part, those that name the rows in all of them."""
    leading = min(names, width)
    beside = max(COLUMNS - names, 1)
    last = max(width, names + 1)
    for start in range(names, last, beside):
        end = min(start + beside, width)
        columns = list(range(leading))
        columns += range(start, end)
        yield columns


def _node(
    head: Rows,
    body: Rows,
    names: int,
) -> Node:
    over_columns = zip(*head, strict=True)
    columns = _apart([_joined(cells) for cells in over_columns])
    node: Node = {
        "node": "table",
        "name": "",
        "caption": [],
        "columns": columns,
        "figures": list(_figures(columns, body)),
        "rows": [[_said(cell) for cell in row] for row in body],
    }
    spans = {
        "head": _merged(head),
        "body": _merged(body),
        "levels": [[cell.text for cell in row] for row in head],
        "names": names,
    }
    if spans["head"] or spans["body"] or _is_of_levels(head):
        node["spans"] = spans
    return node


def _is_of_levels(head: Rows) -> bool:
    """Whether several names stand over one column, which are more than a name and its blanks."""
    for cells in zip(*head, strict=True):
        names = _names(cells)
        if len(names) > 1:
            return True
    return False


def _names(cells: Iterable[_Cell]) -> list[str]:
    """What some cells say, each once and without the blank ones."""
    names: list[str] = []
    for cell in cells:
        if cell.text and cell.text not in names:
            names.append(cell.text)
    return names


def _said(cell: _Cell) -> list[Run]:
    if not cell.runs:
        return [{"text": ""}]
    return list(cell.runs)


def _figures(columns: Sequence[str], body: Rows) -> Iterator[str]:
    """The columns that hold numbers. The first names the rows, even where it holds some."""
    if not body:
        return
    for position, name in enumerate(columns):
        if position == 0:
            continue
        cells = [row[position] for row in body]
        if all(is_number(cell.text) for cell in cells):
            yield name


def _merged(rows: Rows) -> list[list[int]]:
    """Where cells lie that take several places: row, column, how high and how wide."""
    taken: dict[Place, list[Place]] = defaultdict(list)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = (at, column)
            taken[cell.begins].append(place)
    merged = []
    for places in taken.values():
        if len(places) > 1:
            merged.append(_taken(places))
    return merged


def _taken(places: Sequence[Place]) -> list[int]:
    """From where on and how far a cell reaches, by its places in order."""
    top, left = places[0]
    bottom, right = places[-1]
    return [
        top,
        left,
        bottom - top + 1,
        right - left + 1,
    ]


def _joined(level: Sequence[_Cell]) -> str:
    """The name of a column: what stands over it, each once."""
    return " ".join(_names(level))


def _apart(names: list[str]) -> list[str]:
    """The names of columns, each once: blanks behind tell apart those without one, or with the
    same."""
    apart: list[str] = []
    for name in names:
        text = name or " "
        while text in apart:
            text += " "
        apart.append(text)
    return apart


def is_number(text: str) -> bool:
    """Whether a cell holds a number, or nothing."""
    return bool(_NUMBER.fullmatch(text))
