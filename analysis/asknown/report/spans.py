"""Tables whose cells take several places, as they are set: row by row, each cell where it begins.

A node that has `spans` says which of its places are one cell, in its head and in its body; its rows
have what stands at every place, for whoever saves or sorts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from asknown.report.nodes import Data, Node

Rows = Sequence[Sequence[Any]]
Merged = Iterable[Sequence[int]]  # row, column, how high and how wide
Place = tuple[int, int]  # row and column
Cells = list[Node]  # those of a row that begin in it
CellHeads = list[tuple[int, int]]  # which cells of a row head how many rows


class Size(NamedTuple):
    """How many rows and columns a cell takes."""

    high: int = 1
    wide: int = 1


Sizes = dict[Place, Size]  # by the first place


def head(table: Data) -> list[Cells]:
    """The rows of a table's head, of cells {content: text, column, high, wide}."""
    spans = table["spans"]
    rows = _laid(spans["levels"], spans["head"])
    return list(rows)


def body(table: Data) -> list[Cells]:
    """The rows of a table's body, of cells {content: runs, column, high, wide}."""
    spans = table["spans"]
    rows = _laid(table["rows"], spans["body"])
    return list(rows)


def row_heads(table: Data) -> list[CellHeads]:
    """For each row of a body which of the cells set in it name rows, and how many each names."""
    names = table["spans"]["names"]
    rows = []
    for row in body(table):
        heads = []
        for at, cell in enumerate(row):
            if cell["column"] < names:
                head = (at, cell["high"])
                heads.append(head)
        rows.append(heads)
    return rows


def _laid(rows: Rows, merged: Merged) -> Iterator[Cells]:
    sizes: Sizes = {}
    for row, column, high, wide in merged:
        sizes[row, column] = Size(high, wide)
    covered = set(_covered(sizes))
    for at, contents in enumerate(rows):
        cells = []
        for column, content in enumerate(contents):
            place = (at, column)
            if place in covered:
                continue
            size = sizes.get(place, Size())
            cell = {
                "content": content,
                "column": column,
                "high": size.high,
                "wide": size.wide,
            }
            cells.append(cell)
        yield cells


def _covered(sizes: Sizes) -> Iterator[Place]:
    """The places that a cell takes besides its first."""
    for first, size in sizes.items():
        row, column = first
        rows = range(row, row + size.high)
        columns = range(column, column + size.wide)
        for place in product(rows, columns):
            if place != first:
                yield place
