"""A table of HTML as nodes: each cell at its place, what spans others known as such.

What spans rows by name is repeated in each, so that a row can be read and saved by itself; a number
that spans others stands once, since it would be counted twice. `spans` says which places are one
cell where it is set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bs4 import BeautifulSoup, Tag

from asknown.report.html_runs import Run, runs, stripped

Node = dict[str, Any]
Place = tuple[int, int]  # row and column
T = TypeVar("T")
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
        return "".join(run["text"] for run in self.runs).replace("\n", " ")


Rows = Sequence[Sequence[_Cell]]


def tables(tag: Tag) -> Iterator[Node]:
    """The nodes of a table, several where it is wide; none where it says nothing."""
    _put_in_rows(tag)
    rows = _own(tag, "tr")
    if not rows:
        return
    heads = _heads(rows)
    grid = _Grid(rows, heads).whole()
    width = len(grid[0])
    if not any(cell.text for row in grid for cell in row):
        return
    names = max(1, min(_leading(grid[heads:]), width - 1))
    for columns in _parts(width, names):
        part = [[row[column] for column in columns] for row in grid]
        yield _node(part[:heads], part[heads:], names)


def astray(tag: Tag) -> list[Any]:
    """What stands in a table and in none of its cells, which a browser shows before it."""
    groups = [tag, *_own(tag, *_GROUPS), *_own(tag, "tr")]
    strays = []
    for group in groups:
        for child in group.children:
            is_part = isinstance(child, Tag) and child.name in _PARTS_OF_TABLE
            if not is_part:
                strays.append(child)
    return strays


def _own(table: Tag, *names: str) -> list[Tag]:
    """The parts of a table of some kinds, without those of tables in it."""
    return [part for part in _within(table) if part.name in names]


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
        before = cell.previous_sibling
        if cell.parent is None or cell.parent.name == "tr":
            continue
        if isinstance(before, Tag) and before.get("data-made") == "row":
            before.append(cell)
        else:
            cell.wrap(
                BeautifulSoup("", "lxml").new_tag("tr", attrs={"data-made": "row"})
            )


def _heads(rows: Sequence[Tag]) -> int:
    """How many rows name the columns: those of the head, or the first ones of head cells alone, or
    else the first."""
    in_head = sum(1 for row in rows if row.find_parent("thead"))
    if in_head:
        return in_head
    count = 0
    for row in rows:
        if row.find("td"):
            break
        count += 1
    return count if 0 < count < len(rows) else 1


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
        whole = []
        for row in range(len(self._rows)):
            places = [(row, column) for column in range(self._width)]
            whole.append([self._cells.get(place, _Cell(place)) for place in places])
        return whole

    def _take_row(self, row: int) -> None:
        column = 0
        for tag in _own(self._rows[row], *_CELLS):
            while (row, column) in self._cells:
                column += 1
            # A cell that spans further than any other begins adds no columns.
            self._width = max(self._width, column + 1)
            wide = _span(tag, "colspan") or 1
            self._take(tag, (row, column), wide)
            column += wide

    def _take(self, tag: Tag, begins: Place, wide: int) -> None:
        """Put a cell at all its places, as far as they are free and of one part of the table."""
        row, column = begins
        text = tuple(stripped(runs(tag.children)))
        cell = _Cell(begins, text, tag.name == "th")
        columns = self._free(row, column, wide)
        high = _span(tag, "rowspan") or len(self._rows)
        end = min(row + high, self._ends[row])
        for down in range(row, end):
            if self._free(down, column, len(columns)) != columns:
                break
            for right in columns:
                place = down, right
                self._cells[place] = self._at(place, cell)

    def _at(self, place: Place, cell: _Cell) -> _Cell:
        """What stands at one of a cell's places: its text where it is to be read there again. A
        name does in a head and down its column; a number would be counted twice."""
        row, column = cell.begins
        in_head = row < self._heads
        is_name = cell.is_head or not is_number(cell.text)
        is_below = place[1] == column and is_name
        if place == cell.begins or in_head or is_below:
            return cell
        return _Cell(cell.begins, is_head=cell.is_head)

    def _free(self, row: int, column: int, wide: int) -> list[int]:
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
    upwards: list[int] = []
    below: Any = None
    for at in reversed(range(len(rows))):
        part = rows[at].parent
        upwards.append(upwards[-1] if part is below else at + 1)
        below = part
    return upwards[::-1]


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name) or "1").strip()
    # More digits than a browser takes are no number.
    is_count = text.isascii() and text.isdecimal() and len(text) < 9
    return min(int(text), _MOST_SPANNED) if is_count else 1


def _leading(body: Rows) -> int:
    """How many columns name the rows."""
    counts = []
    for row in body:
        head = [cell.is_head for cell in row]
        counts.append(head.index(False) if False in head else 0)
    return max(counts, default=0)


def _parts(width: int, names: int) -> Iterator[list[int]]:
    """The columns of each part, those that name the rows in all of them."""
    first = list(range(min(names, width)))
    beside = max(COLUMNS - names, 1)
    for start in range(names, max(width, names + 1), beside):
        yield [*first, *range(start, min(start + beside, width))]


def _node(head: Rows, body: Rows, names: int) -> Node:
    columns = _apart([_joined(level) for level in zip(*head, strict=True)])
    node: Node = {
        "node": "table",
        "name": "",
        "caption": [],
        "columns": columns,
        "figures": list(_figures(columns, body)),
        "rows": [[_said(cell) for cell in row] for row in body],
    }
    merged = _merged(body)
    if merged or _merged(head) or _is_of_levels(head):
        levels = [[cell.text for cell in row] for row in head]
        spans = {
            "head": _merged(head),
            "body": merged,
            "levels": levels,
            "names": names,
        }
        node["spans"] = spans
    return node


def _is_of_levels(head: Rows) -> bool:
    """Whether several names stand over one column, which are more than a name and its blanks."""
    return any(
        len({cell.text for cell in level if cell.text}) > 1
        for level in zip(*head, strict=True)
    )


def _said(cell: _Cell) -> list[Run]:
    return list(cell.runs) or [{"text": ""}]


def _figures(columns: Sequence[str], body: Rows) -> Iterator[str]:
    """The columns that hold numbers. The first names the rows, even where it holds some."""
    for position, name in enumerate(columns):
        texts = [row[position].text for row in body]
        if position and texts and all(map(is_number, texts)):
            yield name


def _merged(rows: Rows) -> list[list[int]]:
    """Where cells lie that take several places: row, column, how high and how wide."""
    taken: dict[Place, list[Place]] = {}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = at, column
            taken.setdefault(cell.begins, []).append(place)
    merged = []
    for places in taken.values():
        if len(places) > 1:
            top, left = places[0]
            bottom, right = places[-1]
            high, wide = bottom - top + 1, right - left + 1
            merged.append([top, left, high, wide])
    return merged


def _joined(level: Sequence[_Cell]) -> str:
    """The name of a column: what stands over it, each once."""
    return " ".join(dict.fromkeys(cell.text for cell in level if cell.text))


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
