"""How wide the columns of a table are: as its texts need, so that it has few lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from asknown.text.faces import text_of

_CHARACTERS = 122  # of a table, on a line of the page
_BETWEEN = 2.5  # what lies between two columns, in characters
_LONGEST = 22  # no longer word widens its column
_WHOLE = 30  # a longer figure is broken between its words, as report.typ does
_ROWS = 200  # these tell of the others
_STEP = 2.0


def widths(table: Mapping[str, Any]) -> list[float]:
    """Column widths in characters. Each holds its longest word, a figure whole; what is left of the
    line goes, bit by bit, where it shortens the rows most."""
    rows = table["rows"][:_ROWS]
    lengths = np.array([[_length(cell) for cell in row] for row in rows], float)
    needs = [_need(table, column) for column in range(len(table["columns"]))]
    width = np.array(needs)
    spare = _CHARACTERS - _BETWEEN * len(needs) - width.sum()
    # A column that has room for its longest text needs no more.
    enough = np.maximum(lengths.max(axis=0) + 1, width) if len(rows) else width
    while spare > 0 and (width < enough).any():
        gains = [_gain(lengths, width, enough, column) for column in range(len(needs))]
        best = int(np.argmax(gains))
        width[best] += _STEP
        spare -= _STEP
    if spare > 0:
        width += spare / len(needs)
    return [float(each) for each in width + _BETWEEN]


def _gain(lengths: Any, width: Any, enough: Any, column: int) -> float:
    """By how many lines the rows shorten where a column gets wider."""
    if width[column] >= enough[column]:
        return -1.0
    wider = width.copy()
    wider[column] += _STEP
    return float(_height(lengths, width) - _height(lengths, wider))


def _height(lengths: Any, width: Any) -> float:
    """The lines of all rows: of each those of its tallest cell, smoothed, so that every step
    counts."""
    lines = np.maximum(lengths / width, 1.0)
    return float(((lines**6).sum(axis=1) ** (1 / 6)).sum())


def _need(table: Mapping[str, Any], column: int) -> float:
    """How wide a column is at least."""
    label = table["columns"][column]
    texts = [text_of(row[column]) for row in table["rows"]]
    notes = max([_marks(row[column]) for row in table["rows"]], default=0)
    # A short figure is not broken, any other text between words only, and a name into two lines
    # at most.
    needed: float
    if label in table["figures"]:
        whole = [len(text) for text in texts if len(text) < _WHOLE]
        needed = max(whole, default=0) + min(notes, 4)
        return float(max(needed, _longest_word(label) + 1, 4))
    lengths = sorted(map(len, texts))
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    is_names = usual <= 2 * _LONGEST
    needed = max([usual / 2 + 2 if is_names else 0, *map(_longest_word, texts)])
    return float(max(min(needed, _LONGEST), _longest_word(label) + 1, 4))


def _length(cell: Any) -> float:
    return float(len(text_of(cell)) + 0.7 * _marks(cell))


def _marks(cell: Any) -> int:
    """How many characters the notes of a cell have."""
    return sum(
        len(str(number)) + 1 for run in cell for number in run.get("numbers", ())
    )


def _longest_word(text: str) -> int:
    """Length of the longest piece that cannot be broken; a date is one."""
    return max(map(len, text.split(" ")))
