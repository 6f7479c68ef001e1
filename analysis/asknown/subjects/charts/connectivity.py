"""What each monitor saw the networks do: a strip for each, and for each thing it measured, darker
where less got through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum
from operator import attrgetter
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from asknown.model.claim_table import named_rows
from asknown.subjects.charts.axes import lane_sheet, point_of, time_axis
from asknown.subjects.charts.lettering import broken, lines_of, widest_line, width_of
from asknown.subjects.charts.marks import backing, bar
from asknown.subjects.charts.packing import Rows
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.state_key import state_key
from asknown.subjects.charts.style import INK, MAIN, QUIET, RULE, house, points
from asknown.text.blocks import Chart
from asknown.text.prose import Prose


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
# All sizes are in points.
_SIZE = 7.5  # letters
_NAME = 8.0  # letters of a monitor's name
_PITCH = 11.0  # of a row
_TALL = 7.6  # of a bar
_THIN = 3.4  # of a bar of which only the day is known
_PAD = 2.0  # above and below a strip
_LINE = 10.8  # of a name
_GAP = 3.0  # between a bar and its words, between words and the next bar
_EDGE = 6.0  # right of the last day
_FADE = 20.0  # over which an end that is not stated fades
_SLICES = 12  # the steps in which it does
_MONITORS = 116.0  # the widest that the columns of names get
_MEASURES = 92.0
_KEY = 20.0  # height of the row of states
_HEAD: dict[str, Any] = {
    "va": "top",
    "linespacing": 1.05,
}
_WORDS: dict[str, Any] = {
    "fontsize": _SIZE,
    "va": "center_baseline",
    "zorder": 4,
}


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
        rows = max(
            (observation.row + 1 for observation in self.observations), default=1
        )
        breaks = max(name.text.count("\n") for name in (self.monitor, self.measure))
        lines = breaks + 1
        return max(rows * _PITCH, lines * _LINE) + 2 * _PAD


def connectivity(
    frame: pd.DataFrame,
    strips: list[tuple[str, str, Prose, Prose]],
    **texts: Prose,
) -> Chart:
    """Draw what monitors saw.

    `frame` has one row per observation with `monitor`, `measure`, `state`, `begins` and `ends`
    (local time), `clock`, `open` and `said` (prose beside the bar, may be empty); `strips` the id
    of the monitor, the measure and the names of both, from the top. `texts` go to `Sheet.finish`.
    """
    with house():
        sheet = draw(frame, strips)
        return sheet.finish("connectivity", **texts)


def draw(frame: pd.DataFrame, strips: list[tuple[str, str, Prose, Prose]]) -> Sheet:
    """The sheet of `connectivity`, before it is a chart. For use inside `house()`."""
    monitors = []
    measures = []
    for _, _, monitor_name, measure_name in strips:
        monitors.append(_in_lines(monitor_name, _MONITORS, _NAME, "bold"))
        measures.append(_in_lines(measure_name, _MEASURES, _SIZE))
    column = _column(monitors, _NAME, "bold")
    gutter = fsum([column, _column(measures, _SIZE)])
    room = points() - gutter - _EDGE
    window = _window(frame)
    by_time = sorted(named_rows("Observation", frame), key=attrgetter("begins", "ends"))
    drawn = []
    above = ""
    for (monitor, measure, *_), name, measured in zip(
        strips, monitors, measures, strict=True
    ):
        seen_by = [row for row in by_time if row.monitor == monitor]
        own = [row for row in seen_by if row.measure == measure]
        strip = _Strip(
            monitor=name if monitor != above else Prose(),
            measure=measured,
            observations=_in_rows(own, window, room),
        )
        drawn.append(strip)
        above = monitor
    height = fsum(strip.height for strip in drawn)
    sheet, ax = lane_sheet(_KEY + height, gutter, _EDGE)
    time_axis(ax, *window, room)
    occurring = set(frame["state"])
    states = [state for state in _STATES if state in occurring]
    _key(sheet, ax, states, gutter)
    top = _KEY
    for strip in drawn:
        _draw(sheet, ax, strip, top, gutter, column)
        top += strip.height
    return sheet


def _in_lines(
    name: Prose,
    widest: float,
    size: float,
    weight: str = "normal",
) -> Prose:
    """A name, broken where its column ends."""
    lines = lines_of(name.text, widest - 8, size, weight)
    return broken(name, lines)


def _column(
    names: list[Prose],
    size: float,
    weight: str = "normal",
) -> float:
    """Width of a column of names, with the room right of it."""
    texts = [name.text for name in names]
    return widest_line(texts, size, weight) + 8


def _window(frame: pd.DataFrame) -> tuple[datetime, datetime]:
    """Whole days from the first start to the last end."""
    first = frame["begins"].min()
    last = frame["ends"].max()
    start = first.normalize().to_pydatetime()
    end = last.ceil("D").to_pydatetime()
    return start, end


# Where bars and words go.


def _in_rows(
    by_time: Sequence[Any],
    window: tuple[datetime, datetime],
    room: float,
) -> list[_Observation]:
    """The observations of a strip, each in the first row where it touches nothing."""
    rows = Rows(gap=_GAP)
    strip = []
    for row in by_time:
        left = point_of(row.begins, *window, room)
        right = point_of(row.ends, *window, room)
        bare = _Observation(
            row.state,
            left,
            right=max(right, left + 2),
            fades=row.open,
            clock=row.clock,
            note=row.said,
        )
        worded = _worded(bare, room)
        place = rows.add(*worded.reach)
        strip.append(replace(worded, row=place))
    return strip


def _worded(observation: _Observation, room: float) -> _Observation:
    """An observation with its words: right of it, left of it, or, where neither side has room, over
    its bar's end."""
    left = observation.left
    end = observation.right
    if observation.fades:
        end += _FADE
    end = min(end, room)
    if not observation.note:
        return replace(observation, reach=(left, end))
    wide = width_of(observation.note.text, _SIZE)
    words = end + _GAP
    if words + wide <= room:
        return replace(observation, words=words, reach=(left, words + wide))
    words = max(left - _GAP - wide, 0.0)
    return replace(observation, words=words, reach=(words, end))


# How they are drawn.


def _draw(
    sheet: Sheet,
    ax: Axes,
    strip: _Strip,
    top: float,
    gutter: float,
    column: float,
) -> None:
    """A strip, `top` points from the top; the names of its measure stand behind the `column` of
    monitors."""
    y = top + _PAD
    if strip.monitor:
        _, room = ax.get_xlim()
        ax.axhline(
            top,
            color=RULE,
            linewidth=0.8,
            xmin=-gutter / room,
            clip_on=False,
        )
        sheet.say(
            ax,
            0,
            y + 0.4,
            strip.monitor,
            xytext=(-gutter, 0),
            weight="bold",
            fontsize=_NAME,
            **_HEAD,
        )
    sheet.say(
        ax,
        0,
        y + 0.9,
        strip.measure,
        xytext=(column - gutter, 0),
        fontsize=_SIZE,
        color=QUIET,
        **_HEAD,
    )
    for observation in strip.observations:
        middle = _PITCH * (observation.row + 0.5)
        _observation(sheet, ax, observation, y + middle)


def _observation(
    sheet: Sheet,
    ax: Axes,
    observation: _Observation,
    y: float,
) -> None:
    tall = _TALL if observation.clock else _THIN
    if observation.fades:
        _fading(ax, observation, y, tall)
    else:
        bar(
            ax,
            observation.left,
            observation.right,
            y,
            tall,
            **_style(observation.state),
        )
    if observation.note:
        wide = width_of(observation.note.text, _SIZE)
        backing(ax, observation.words, wide, y, _PITCH)
        sheet.say(
            ax,
            observation.words,
            y,
            observation.note,
            color=INK,
            **_WORDS,
        )


def _style(state: str) -> dict[str, Any]:
    look = _STATES[state]
    return {
        "facecolor": look.fill,
        "edgecolor": look.edge,
        "hatch": look.hatch,
        "linewidth": look.outline,
    }


def _fading(
    ax: Axes,
    observation: _Observation,
    y: float,
    tall: float,
) -> None:
    """A bar whose end nobody stated: outline and fill grow paler behind what is known."""
    look = _STATES[observation.state]
    line = look.outline
    left = observation.left
    outer = look.edge if line else look.fill
    _paling(ax, observation, left, y, tall + line, outer)
    if line:
        _paling(ax, observation, left + line, y, tall - line, look.fill)
    if look.hatch:
        _, room = ax.get_xlim()
        until = min(observation.right + _FADE, room)
        bar(
            ax,
            left,
            until,
            y,
            tall,
            facecolor="none",
            edgecolor=RULE if line else look.edge,
            hatch=look.hatch,
            linewidth=0,
        )


def _paling(
    ax: Axes,
    observation: _Observation,
    left: float,
    y: float,
    tall: float,
    colour: str,
) -> None:
    """One colour to the end of what is known, then paler step by step; the longest slice first and
    the others over it."""
    _, room = ax.get_xlim()
    known = observation.right
    beyond = min(_FADE, room - known)
    for step in range(_SLICES, -1, -1):
        bar(
            ax,
            left,
            known + beyond * step / _SLICES,
            y,
            tall,
            facecolor=_paler(colour, step / (_SLICES + 1)),
            linewidth=0,
        )


def _paler(colour: str, share: float) -> str:
    red, green, blue = (part + (1 - part) * share for part in to_rgb(colour))
    return to_hex((red, green, blue))


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
        [(state, _style(state)) for state in states],
        gutter=gutter,
        height=_KEY,
        tall=_TALL,
        words=_WORDS,
    )
