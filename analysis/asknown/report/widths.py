"""How wide the columns of a table are: as its texts need, so that it has few lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from asknown.report.nodes import Data
from asknown.text.faces import text_of

_CHARACTERS = 122  # of a table, on a line of the page
_BETWEEN = 2.5  # what lies between two columns, in characters
_LONGEST = 22  # no longer word widens its column
_WHOLE = 30  # a longer figure is broken between its words, as report.typ does
_ROWS = 200  # these tell of the others
_STEP = 2.0


def widths(table: Data) -> list[float]:
    """Column widths in characters. Each holds its longest word, a figure whole; what is left of the
    line goes, bit by bit, where it shortens the rows most."""
    columns = range(len(table["columns"]))
    needs = [_need(table, column) for column in columns]
    width = np.array(needs)
    between = _BETWEEN * len(needs)
    spare = _CHARACTERS - between - width.sum()
    if spare > 0:
        spare = _widen(width, _lengths(table), spare)
    if spare > 0:
        width += spare / len(needs)
    whole = width + _BETWEEN
    return [float(each) for each in whole]


def _widen(width: Any, lengths: Any, spare: float) -> float:
    """Widen columns as far as that shortens their rows; what is left of the line."""
    if not len(lengths):
        return spare
    # A column that has room for its longest text needs no more.
    longest = lengths.max(axis=0)
    enough = np.maximum(longest + 1, width)
    while spare > 0 and (width < enough).any():
        heights = []
        for column in range(len(width)):
            height = _height_if_wider(lengths, width, enough, column)
            heights.append(height)
        best = int(np.argmin(heights))
        width[best] += _STEP
        spare -= _STEP
    return spare


def _lengths(table: Data) -> Any:
    """How many characters each cell takes, row by row."""
    lengths = []
    for row in table["rows"][:_ROWS]:
        lengths.append([_length(cell) for cell in row])
    return np.array(lengths, float)


def _height_if_wider(
    lengths: Any,
    width: Any,
    enough: Any,
    column: int,
) -> float:
    """The lines of all rows where a column gets wider; without end where it has enough."""
    if width[column] >= enough[column]:
        return math.inf
    wider = width.copy()
    wider[column] += _STEP
    return _height(lengths, wider)


def _height(lengths: Any, width: Any) -> float:
    """The lines of all rows: of each those of its tallest cell, smoothed, so that every step
    counts."""
    lines = np.maximum(lengths / width, 1.0)
    powers = lines**6
    by_row = powers.sum(axis=1) ** (1 / 6)
    return float(by_row.sum())


def _need(table: Data, column: int) -> float:
    """How wide a column is at least. A short figure is not broken, any other text between words
    only, and a name into two lines at most."""
    label = table["columns"][column]
    cells = [row[column] for row in table["rows"]]
    if label in table["figures"]:
        needed = _need_of_figures(cells)
    else:
        needed = min(_need_of_texts(cells), _LONGEST)
    of_label = _longest_word(label) + 1
    return float(max(needed, of_label, 4))


def _need_of_figures(cells: Sequence[Any]) -> float:
    longest = 0
    notes = 0
    for cell in cells:
        letters = len(text_of(cell))
        if letters < _WHOLE:
            longest = max(longest, letters)
        notes = max(notes, _marks(cell))
    return longest + min(notes, 4)


def _need_of_texts(cells: Sequence[Any]) -> float:
    longest = 0
    lengths = []
    for cell in cells:
        text = text_of(cell)
        lengths.append(len(text))
        longest = max(longest, _longest_word(text))
    lengths.sort()
    usual = 0
    if lengths:
        usual = lengths[int(len(lengths) * 0.9)]
    is_names = usual <= 2 * _LONGEST
    if is_names:
        return max(usual / 2 + 2, longest)
    return longest


def _length(cell: Any) -> float:
    letters = len(text_of(cell))
    return float(letters + 0.7 * _marks(cell))


def _marks(cell: Any) -> int:
    """How many characters the notes of a cell have."""
    marks = 0
    for run in cell:
        for number in run.get("numbers", ()):
            marks += len(str(number)) + 1
    return marks


def _longest_word(text: str) -> int:
    """Length of the longest piece that cannot be broken; a date is one."""
    return max(map(len, text.split(" ")))
