"""What the states of a connection look like, in a row above the strips of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matplotlib.axes import Axes

from asknown.subjects.charts.lettering import width_of
from asknown.subjects.charts.marks import bar
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import QUIET
from asknown.text.prose import plain

_WIDE = 16  # of a state's bar, in points
_BESIDE = 19  # from the bar's left edge to its word
_BETWEEN = 10  # a word and the next bar


def state_key(
    sheet: Sheet,
    ax: Axes,
    looks: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    gutter: float,
    height: float,
    tall: float,
    words: Mapping[str, Any],
) -> None:
    """Draw the states that occur, each with how it looks; no hairline runs through the row, which
    is `height` points high and begins `gutter` left of the axes. `tall`: of a bar."""
    _, room = ax.get_xlim()
    bar(ax, 0, room, height / 2, height, facecolor="white", linewidth=0, zorder=1.5)
    x = -gutter
    y = height / 2 - 2
    for state, look in looks:
        bar(ax, x, x + _WIDE, y, tall, clip_on=False, **look)
        sheet.say(ax, 0, y, plain(state), xytext=(x + _BESIDE, 0), color=QUIET, **words)
        x += _BESIDE + width_of(state, words["fontsize"]) + _BETWEEN
