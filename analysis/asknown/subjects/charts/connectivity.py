"""What each monitor saw the networks do: a strip for each, and for each thing it measured, darker
where less got through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from math import fsum
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from asknown.subjects.charts.axes import lane_sheet, time_axis
from asknown.subjects.charts.drawn_once import drawn_once
from asknown.subjects.charts.lettering import broken, lines_of, widest_line, width_of
from asknown.subjects.charts.marks import backing, bar
from asknown.subjects.charts.packing import Rows
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import INK, MAIN, POINTS, QUIET, RULE, house
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain


class _Look(NamedTuple):
    """How a state is filled, edged and hatched."""

    fill: str
    edge: str
    hatch: str = ""

    @property
    def outline(self) -> float:
        """Width of the outline: the dark ones need none."""
        return 0.8 if self.edge in (MAIN, QUIET) else 0.0


# From nothing gets through to all does: told apart without colour.
_STATES = {
    "outage": _Look("#163f5f", "#163f5f"),
    "blocked": _Look("#163f5f", "white", "////"),
    "throttled": _Look("#6f93ad", "white", "||||"),
    "degraded": _Look("#8fabc0", "#8fabc0"),
    "partial": _Look("#dbe5ec", MAIN, "----"),
    "restored": _Look("#f4f7f9", MAIN),
    "normal": _Look("white", QUIET),
}
_SIZE, _NAME = 7.5, 8.0
_PITCH, _TALL, _THIN, _PAD = 11.0, 7.6, 3.4, 2.0
_LINE = 10.8  # of a name
_GAP, _EDGE = 3.0, 6.0
_FADE, _SLICES = 20.0, 12  # points over which an end that is not stated fades, in so many steps
_MONITORS, _MEASURES = 116.0, 92.0  # the widest that the columns of names get
_KEY = 20.0  # height of the row of states
_HEAD: dict[str, Any] = {"va": "top", "linespacing": 1.05}
_WORDS: dict[str, Any] = {"fontsize": _SIZE, "va": "center_baseline", "zorder": 4}


@dataclass(frozen=True)
class _Observation:
    """An observation in points: its bar, whether it fades, and its words with where they begin and
    how far all reaches."""

    state: str
    left: float
    right: float
    fades: bool
    clock: bool
    note: Prose
    words: float = 0
    reach: tuple[float, float] = (0, 0)
    row: int = 0


@dataclass(frozen=True)
class _Strip:
    """What a monitor saw of one thing that it measured. `monitor` is empty where the strip above is
    its as well."""

    monitor: Prose
    measure: Prose
    observations: list[_Observation]

    @property
    def height(self) -> float:
        """Height in points: that of its rows or of its names."""
        rows = max((observation.row + 1 for observation in self.observations), default=1)
        lines = 1 + max(name.text.count("\n") for name in (self.monitor, self.measure))
        return max(rows * _PITCH, lines * _LINE) + 2 * _PAD


@drawn_once
def connectivity(
    frame: pd.DataFrame, strips: list[tuple[str, str, Prose, Prose]], **texts: Prose
) -> Chart:
    """Draw what monitors saw.

    `frame` has one row per observation with `monitor`, `measure`, `state`, `begins` and `ends`
    (local time), `clock`, `open` and `said` (prose beside the bar, may be empty); `strips` the id
    of the monitor, the measure and the names of both, from the top. `texts` go to `Sheet.finish`.
    """
    with house():
        return draw(frame, strips).finish("connectivity", **texts)


def draw(frame: pd.DataFrame, strips: list[tuple[str, str, Prose, Prose]]) -> Sheet:
    """The sheet of `connectivity`, before it is a chart. For use inside `house()`."""
    monitors = [lines_of(name.text, _MONITORS - 8, _NAME, "bold") for _, _, name, _ in strips]
    measures = [lines_of(name.text, _MEASURES - 8, _SIZE) for *_, name in strips]
    column = widest_line(monitors, _NAME, "bold") + 8
    gutter = fsum([column, widest_line(measures, _SIZE) + 8])
    room = POINTS - gutter - _EDGE
    window = _window(frame)
    there, before = [], ""
    for index, (monitor, measure, name, measured) in enumerate(strips):
        own = frame[(frame["monitor"] == monitor) & (frame["measure"] == measure)]
        title = broken(name, monitors[index]) if monitor != before else Prose()
        what = broken(measured, measures[index])
        there.append(_Strip(title, what, _in_rows(own, window, room)))
        before = monitor
    sheet, ax = lane_sheet(_KEY + fsum(strip.height for strip in there), gutter, _EDGE)
    time_axis(ax, *window, room)
    _key(sheet, ax, [state for state in _STATES if (frame["state"] == state).any()], gutter)
    top = _KEY
    for strip in there:
        _draw(sheet, ax, strip, top, gutter, column)
        top += strip.height
    return sheet


def _window(frame: pd.DataFrame) -> tuple[datetime, datetime]:
    """Whole days from the first start to the last end."""
    last = frame["ends"].max().to_pydatetime()
    start = datetime.combine(frame["begins"].min().date(), time())
    end = datetime.combine(last.date(), time())
    return start, end if end == last else end + timedelta(days=1)


# Where bars and words go.


def _in_rows(
    frame: pd.DataFrame, window: tuple[datetime, datetime], room: float
) -> list[_Observation]:
    """The observations of a strip, each in the first row where it touches nothing."""
    rows = Rows(gap=_GAP)
    start, end = window
    strip = []
    for row in frame.sort_values(["begins", "ends"], kind="stable").itertuples():
        left = (row.begins - start) / (end - start) * room
        right = (row.ends - start) / (end - start) * room
        bare = _Observation(row.state, left, max(right, left + 2), row.open, row.clock, row.said)
        observation = _worded(bare, room)
        strip.append(replace(observation, row=rows.add(*observation.reach)))
    return strip


def _worded(observation: _Observation, room: float) -> _Observation:
    """An observation with its words: right of it, left of it, or, where neither side has room, over
    its bar's end."""
    end = min(observation.right + (_FADE if observation.fades else 0), room)
    if not observation.note:
        return replace(observation, reach=(observation.left, end))
    wide = width_of(observation.note.text, _SIZE)
    if end + _GAP + wide <= room:
        return replace(observation, words=end + _GAP, reach=(observation.left, end + _GAP + wide))
    begin = max(observation.left - _GAP - wide, 0.0)
    return replace(observation, words=begin, reach=(begin, end))


# How they are drawn.


def _draw(sheet: Sheet, ax: Axes, strip: _Strip, top: float, gutter: float, column: float) -> None:
    """A strip, `top` points from the top; the names of its measure stand behind the `column` of
    monitors."""
    y = top + _PAD
    if strip.monitor:
        across = -gutter / ax.get_xlim()[1]
        ax.axhline(top, color=RULE, linewidth=0.8, xmin=across, clip_on=False)
        corner = (-gutter, 0)
        name = strip.monitor
        sheet.say(ax, 0, y + 0.4, name, xytext=corner, weight="bold", fontsize=_NAME, **_HEAD)
    corner = (column - gutter, 0)
    sheet.say(ax, 0, y + 0.9, strip.measure, xytext=corner, fontsize=_SIZE, color=QUIET, **_HEAD)
    for observation in strip.observations:
        _observation(sheet, ax, observation, y + _PITCH * (observation.row + 0.5))


def _observation(sheet: Sheet, ax: Axes, observation: _Observation, y: float) -> None:
    tall = _TALL if observation.clock else _THIN
    if observation.fades:
        _fading(ax, observation, y, tall)
    else:
        bar(ax, observation.left, observation.right, y, tall, **_style(observation.state))
    if observation.note:
        backing(ax, observation.words, width_of(observation.note.text, _SIZE), y, _PITCH)
        sheet.say(ax, observation.words, y, observation.note, color=INK, **_WORDS)


def _style(state: str) -> dict[str, Any]:
    fill, edge, hatch = look = _STATES[state]
    return {"facecolor": fill, "edgecolor": edge, "hatch": hatch, "linewidth": look.outline}


def _fading(ax: Axes, observation: _Observation, y: float, tall: float) -> None:
    """A bar whose end nobody stated: outline and fill grow paler behind what is known."""
    look = _STATES[observation.state]
    line = look.outline
    _paling(ax, observation, observation.left, y, tall + line, look.edge if line else look.fill)
    if line:
        _paling(ax, observation, observation.left + line, y, tall - line, look.fill)
    if look.hatch:
        until = min(observation.right + _FADE, ax.get_xlim()[1])
        bar(
            ax,
            observation.left,
            until,
            y,
            tall,
            facecolor="none",
            edgecolor=RULE if line else look.edge,
            hatch=look.hatch,
            linewidth=0,
        )


def _paling(
    ax: Axes, observation: _Observation, left: float, y: float, tall: float, colour: str
) -> None:
    """One colour to the end of what is known, then paler step by step; the longest slice first and
    the others over it."""
    beyond = min(_FADE, ax.get_xlim()[1] - observation.right)
    for step in range(_SLICES, -1, -1):
        right = observation.right + beyond * step / _SLICES
        paler = _paler(colour, step / (_SLICES + 1))
        bar(ax, left, right, y, tall, facecolor=paler, linewidth=0)


def _paler(colour: str, share: float) -> str:
    red, green, blue = (part + (1 - part) * share for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _key(sheet: Sheet, ax: Axes, states: list[str], gutter: float) -> None:
    """The states that occur, in a row above the strips, through which no hairline runs."""
    room = ax.get_xlim()[1]
    bar(ax, 0, room, _KEY / 2, _KEY, facecolor="white", linewidth=0, zorder=1.5)
    x, y = -gutter, _KEY / 2 - 2
    for state in states:
        bar(ax, x, x + 16, y, _TALL, clip_on=False, **_style(state))
        sheet.say(ax, 0, y, plain(state), xytext=(x + 19, 0), color=QUIET, **_WORDS)
        x += 19 + width_of(state, _SIZE) + 10
