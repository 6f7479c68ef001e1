"""How wide a text is, and where it is broken: known before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from asknown.subjects.charts.style import FONTS, POINTS, register_fonts
from asknown.text.prose import Prose

_OUTLINES = TextToPath()


@lru_cache(maxsize=65536)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in points."""
    register_fonts()
    font = FontProperties(family=list(FONTS), size=size, weight=weight)
    width, _, _ = _OUTLINES.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def widest_line(texts: Iterable[str], size: float, weight: str = "normal") -> float:
    """Width in points of the widest line of some texts; 0 without any."""
    lines = "\n".join(texts).split("\n")
    return max(width_of(line, size, weight) for line in lines)


def gutter(names: Iterable[Prose], least: float, size: float, weight: str = "normal") -> float:
    """The share of a chart's width that names left of an axis take, `least` or more."""
    widest = widest_line((name.text for name in names), size, weight)
    return max(least, (widest + 10) / POINTS)


def lines_of(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Text broken at its spaces into lines no wider than `room` points, as far as its words
    allow."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size, weight) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def wrapped(prose: Prose, limit: int) -> Prose:
    """The same prose in lines of at most `limit` letters, as far as its words allow."""
    letters, start = list(prose.text), 0
    while len(letters) - start > limit:
        spaces = [at for at in range(start, len(letters)) if letters[at] == " "]
        if not spaces:
            break
        # The last space that keeps the line short enough; where one word alone is longer, the
        # space behind it.
        fitting = [at for at in spaces if at - start <= limit]
        at = fitting[-1] if fitting else spaces[0]
        letters[at] = "\n"
        start = at + 1
    return broken(prose, "".join(letters))


def broken(prose: Prose, text: str) -> Prose:
    """The same prose with `text`, which differs from its own only in its line ends, dealt out to
    its runs.
    """
    runs = []
    start = 0
    for run in prose:
        end = start + len(run.text)
        runs.append(replace(run, text=text[start:end]))
        start = end
    return Prose(tuple(runs))
