"""Spans side by side in as few rows as their order allows. It knows nothing of drawing, and loads
no matplotlib.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Any

_Span = tuple[float, float]


class Rows:
    """Rows that fill from the top: each span goes into the first in which it touches nothing.

    At least `gap` lies between two spans of a row; with a gap a little below nothing they may
    follow each other.

    >>> rows = Rows(gap=1)
    >>> rows.add(0, 4), rows.add(2, 6), rows.add(5, 9)
    (0, 1, 0)
    """

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._rows: list[list[_Span]] = []

    def add(self, left: float, right: float) -> int:
        """Put a span into its row; the row's place from the top."""
        for index, row in enumerate(self._rows):
            if self._is_free(row, left, right):
                row.append((left, right))
                return index
        row = [(left, right)]
        self._rows.append(row)
        return len(self._rows) - 1

    def _is_free(
        self,
        row: list[_Span],
        left: float,
        right: float,
    ) -> bool:
        begin = left - self._gap
        end = right + self._gap
        for other_left, other_right in row:
            if other_right > begin and end > other_left:
                return False
        return True


def depth(spans: Iterable[tuple[Any, Any]]) -> int:
    """How many rows spans need that come in order of their start: how many of them overlap at most.

    The ends of the open spans lie in a heap, so that a hundred thousand events are counted in a
    moment.

    >>> depth([(0, 4), (2, 6), (4, 9)])
    2
    """
    ends: list[Any] = []
    for left, right in spans:
        if ends and ends[0] <= left:
            heapq.heapreplace(ends, right)
        else:
            heapq.heappush(ends, right)
    return len(ends)
