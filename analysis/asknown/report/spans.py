"""Tables whose cells take several places, as they are set: row by row, each cell where it begins.

A node that has `spans` says which of its places are one cell, in its head and in its body; its rows
have what stands at every place, for whoever saves or sorts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Node = dict[str, Any]
Merged = Iterable[Sequence[int]]  # row, column, how high and how wide


def head(table: Mapping[str, Any]) -> list[list[Node]]:
    """The rows of a table's head, of cells {content: text, column, high, wide}."""
    spans = table["spans"]
    return list(_laid(spans["levels"], spans["head"]))


def body(table: Mapping[str, Any]) -> list[list[Node]]:
    """The rows of a table's body, of cells {content: runs, column, high, wide}."""
    return list(_laid(table["rows"], table["spans"]["body"]))


def row_heads(table: Mapping[str, Any]) -> list[list[tuple[int, int]]]:
    """For each row of a body which of the cells set in it name rows, and how many each names."""
    names = table["spans"]["names"]
    heads = []
    for row in body(table):
        places = enumerate(row)
        heads.append([(at, cell["high"]) for at, cell in places if cell["column"] < names])
    return heads


def _laid(rows: Sequence[Sequence[Any]], merged: Merged) -> Iterator[list[Node]]:
    sizes = {(row, column): (high, wide) for row, column, high, wide in merged}
    covered = set(_covered(sizes))
    for at, row in enumerate(rows):
        laid = []
        for column, content in enumerate(row):
            if (at, column) not in covered:
                high, wide = sizes.get((at, column), (1, 1))
                cell = {"content": content, "column": column, "high": high, "wide": wide}
                laid.append(cell)
        yield laid


def _covered(sizes: Mapping[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places that a cell takes besides its first."""
    for (row, column), (high, wide) in sizes.items():
        for down in range(row, row + high):
            for right in range(column, column + wide):
                if (down, right) != (row, column):
                    yield down, right
