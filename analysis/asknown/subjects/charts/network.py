"""Whether a network was up: one strip of off, partly and on, and below it the words of some
monitors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import fsum
from typing import Any

from matplotlib.axes import Axes

from asknown.subjects.charts.axes import lane_sheet, point_of, time_axis
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.lettering import broken, lines_of, widest_line
from asknown.subjects.charts.marks import bar
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.state_key import state_key
from asknown.subjects.charts.style import MAIN, QUIET, house, is_narrow, points
from asknown.subjects.outages import OFF, ON, PARTLY, STATES, Stretch
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

Strip = tuple[Prose, Sequence[Stretch]]
_DAY = timedelta(days=1)
# All sizes are in points.
_SIZE = 7.5  # letters
_NAME = 8.0  # letters of the first strip's name
_FIRST = 14.0  # height of the first strip, which tells all
_TALL = 6.0  # of one monitor's
_GAP = 5.0  # between two strips
_LINE = 10.0  # of a name
_KEY = 15.0
_EDGE = 6.0  # right of the last day
_WIDEST = 130.0  # of the column of names
# Told apart without colour: dark, hatched, empty.
_LOOKS: dict[str, dict[str, Any]] = {
    OFF: {"facecolor": MAIN, "edgecolor": MAIN, "linewidth": 0.6},
    PARTLY: {
        "facecolor": "#dbe5ec",
        "edgecolor": MAIN,
        "hatch": "/////",
        "linewidth": 0.6,
    },
    ON: {"facecolor": "white", "edgecolor": QUIET, "linewidth": 0.6},
}
_WORDS: dict[str, Any] = {
    "fontsize": _SIZE,
    "va": "center_baseline",
    "zorder": 4,
}


@drawn_for_phones
def network(
    strips: Sequence[Strip],
    **texts: Prose,
) -> Chart:
    """Draw the strips, each with its name, from the top: first that of all monitors together.
    `texts` go to `Sheet.finish`.
    """
    with house():
        sheet = draw(strips)
        return sheet.finish("network", **texts)


def draw(strips: Sequence[Strip]) -> Sheet:
    """The sheet of `network`, before it is a chart. For use inside `house()`."""
    names = list(_names(strips))
    texts = [name.text for name in names]
    gutter = widest_line(texts, _NAME, "bold") + 10
    room = points() - gutter - _EDGE
    heights = [_height(place, name) for place, name in enumerate(names)]
    sheet, ax = lane_sheet(_KEY + fsum(heights), gutter, _EDGE)
    window = _window(strips)
    time_axis(ax, *window, room)
    _key(sheet, ax, _occurring(strips), gutter)
    top = _KEY
    drawn = zip(strips, names, heights, strict=True)
    for place, ((_, stretches), name, height) in enumerate(drawn):
        middle = top + height / 2
        tall = _TALL if place else _FIRST
        for stretch in stretches:
            left = point_of(stretch.begins, *window, room)
            right = point_of(stretch.ends, *window, room)
            bar(
                ax,
                left,
                right,
                middle,
                tall,
                **_LOOKS[stretch.state],
            )
        _say_name(sheet, ax, name, -gutter, middle, is_first=not place)
        top += height
    return sheet


def _names(strips: Sequence[Strip]) -> Iterator[Prose]:
    """The names of strips, broken where their column ends."""
    for name, _ in strips:
        lines = lines_of(
            name.text, _WIDEST / 2 if is_narrow() else _WIDEST, _NAME, "bold"
        )
        yield broken(name, lines)


def _height(place: int, name: Prose) -> float:
    """Height of a strip with the gap below it: that of its bar or of its name."""
    bar_height = _TALL if place else _FIRST
    lines = name.text.count("\n") + 1
    return max(bar_height, lines * _LINE - 2) + _GAP


def _window(strips: Sequence[Strip]) -> tuple[datetime, datetime]:
    """Whole days, from the first that a strip tells of to the last."""
    stretches = [stretch for _, each in strips for stretch in each]
    first = min(stretch.begins for stretch in stretches)
    last = max(stretch.ends for stretch in stretches)
    start = datetime(first.year, first.month, first.day)
    end = datetime(last.year, last.month, last.day)
    if end < last:
        end += _DAY
    return start, end


def _occurring(strips: Sequence[Strip]) -> list[str]:
    states = {stretch.state for _, each in strips for stretch in each}
    return [state for state in STATES if state in states]


def _say_name(
    sheet: Sheet,
    ax: Axes,
    name: Prose,
    x: float,
    y: float,
    is_first: bool,
) -> None:
    sheet.say(
        ax,
        0,
        y,
        name,
        xytext=(x, 0),
        fontsize=_NAME if is_first else _SIZE,
        weight="bold" if is_first else "normal",
        va="center",
        linespacing=1.05,
    )


def _key(
    sheet: Sheet,
    ax: Axes,
    states: list[str],
    gutter: float,
) -> None:
    """The states that occur, in a row above the strips."""
    state_key(
        sheet,
        ax,
        [(state, _LOOKS[state]) for state in states],
        gutter=gutter,
        height=_KEY,
        tall=_TALL,
        words=_WORDS,
    )
