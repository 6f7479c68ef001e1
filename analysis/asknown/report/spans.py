"""Tables whose cells take several places, as they are set: row by row, each cell where it begins.

A node that has `spans` says which of its places are one cell, in its head and in its body; its rows
have what stands at every place, for whoever saves or sorts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from asknown.report.nodes import Data, Node

Rows = Sequence[Sequence[Any]]
Merged = Iterable[Sequence[int]]  # row, column, how high and how wide
Place = tuple[int, int]  # row and column
Sizes = dict[Place, tuple[int, int]]  # how high and how wide, by the first place


def head(table: Data) -> list[list[Node]]:
    """The rows of a table's head, of cells {content: text, column, high, wide}."""
    spans = table["spans"]
    return list(_laid(spans["levels"], spans["head"]))


def body(table: Data) -> list[list[Node]]:
    """The rows of a table's body, of cells {content: runs, column, high, wide}."""
    return list(_laid(table["rows"], table["spans"]["body"]))


def row_heads(table: Data) -> list[list[tuple[int, int]]]:
    """For each row of a body which of the cells set in it name rows, and how many each names."""
    names = table["spans"]["names"]
    rows = []
    for row in body(table):
        heads = []
        for at, cell in enumerate(row):
            if cell["column"] < names:
                heads.append((at, cell["high"]))
        rows.append(heads)
    return rows


def _laid(rows: Rows, merged: Merged) -> Iterator[list[Node]]:
    sizes: Sizes = {}
    for row, column, high, wide in merged:
        sizes[row, column] = high, wide
    covered = set(_covered(sizes))
    for at, cells in enumerate(rows):
        laid = []
        for column, content in enumerate(cells):
            place = at, column
            if place in covered:
                continue
            high, wide = sizes.get(place, (1, 1))
            cell = {
                "content": content,
                "column": column,
                "high": high,
                "wide": wide,
            }
            laid.append(cell)
        yield laid


def _covered(sizes: Sizes) -> Iterator[Place]:
    """The places that a cell takes besides its first."""
    for first, (high, wide) in sizes.items():
        row, column = first
        for down in range(row, row + high):
            for right in range(column, column + wide):
                place = down, right
                if place != first:
                    yield place
