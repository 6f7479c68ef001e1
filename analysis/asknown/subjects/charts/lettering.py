"""How wide a text is, and where it is broken: known before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from matplotlib.font_manager import FontProperties

from asknown.limits import letters_wide
from asknown.subjects.charts.style import FONTS, points, register_fonts
from asknown.subjects.charts.text_sizes import size_of
from asknown.text.prose import Prose, Run

_BROADER = 1.25  # than ordinary text a line of capitals is


@lru_cache(maxsize=65536)
def width_of(
    text: str,
    size: float,
    weight: str = "normal",
) -> float:
    """Width of a line of text in points."""
    register_fonts()
    font = FontProperties(
        family=list(FONTS),
        size=size,
        weight=weight,
    )
    width, _, _ = size_of(text, font)
    return width


def widest_line(
    texts: Iterable[str],
    size: float,
    weight: str = "normal",
) -> float:
    """Width in points of the widest line of some texts; 0 without any."""
    whole = "\n".join(texts)
    lines = whole.split("\n")
    return max(width_of(line, size, weight) for line in lines)


def gutter(
    names: Iterable[Prose],
    least: float,
    size: float,
    weight: str = "normal",
) -> float:
    """The share of a chart's width that names left of an axis take, `least` or more."""
    texts = [name.text for name in names]
    widest = widest_line(texts, size, weight)
    share = (widest + 10) / points()
    return max(least, share)


def lines_of(
    text: str,
    room: float,
    size: float,
    weight: str = "normal",
) -> str:
    """Text broken at its spaces into lines no wider than `room` points, as far as its words
    allow."""
    line, *words = text.split(" ")
    lines: list[str] = []
    for word in words:
        longer = f"{line} {word}"
        if width_of(longer, size, weight) <= room:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    return "\n".join(lines)


def wrapped(prose: Prose, limit: int) -> Prose:
    """The same prose in lines of at most `limit` letters, and fewer where they are broad, as far as
    its words allow."""
    text = prose.text
    start = 0
    while not _fits(text[start:], limit):
        # The last space that keeps the line short enough; where one word alone is longer, the
        # space behind it.
        space = text.rfind(" ", start, start + limit + 1)
        while space >= 0 and not _fits(text[start:space], limit):
            space = text.rfind(" ", start, space)
        if space < 0:
            space = text.find(" ", start)
        if space < 0:
            break
        text = f"{text[:space]}\n{text[space + 1 :]}"
        start = space + 1
    return broken(prose, text)


def _fits(line: str, limit: int) -> bool:
    """Whether a line is within a limit, counted in letters of ordinary text."""
    return len(line) <= limit and letters_wide(line) <= _BROADER * limit


def broken(prose: Prose, text: str) -> Prose:
    """The same prose with `text`, which differs from its own only in its line ends, dealt out to
    its runs.
    """
    runs: list[Run] = []
    start = 0
    for run in prose:
        end = start + len(run.text)
        piece = text[start:end]
        runs.append(replace(run, text=piece))
        start = end
    return Prose(tuple(runs))
