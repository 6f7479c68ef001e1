"""What each monitor saw the networks do: a strip for each, and for each thing it measured, darker where less got through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from math import fsum
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    INK,
    MAIN,
    QUIET,
    RULE,
    WIDTH,
    Sheet,
    house,
    lines_of,
    paper,
    time_axis,
    width_of,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

# Fill, edge and hatch of each state, from nothing gets through to all does: told apart without colour.
_STATES = {
    "outage": ("#163f5f", "#163f5f", ""),
    "blocked": ("#163f5f", "white", "////"),
    "throttled": ("#6f93ad", "white", "||||"),
    "degraded": ("#8fabc0", "#8fabc0", ""),
    "partial": ("#dbe5ec", MAIN, "----"),
    "restored": ("#f4f7f9", MAIN, ""),
    "normal": ("white", QUIET, ""),
}
_SIZE, _NAME = 7.5, 8.0
_PITCH, _TALL, _THIN, _PAD = 11.0, 7.6, 3.4, 2.0
_GAP, _EDGE = 3.0, 6.0
_FADE, _SLICES = (
    20.0,
    12,
)  # points over which an end that is not stated fades, and in how many steps
_COLUMNS = (116.0, 92.0)  # widest column of monitors and of measures
_KEY = 20.0  # height of the row of states


@dataclass(frozen=True)
class _Seen:
    """An observation in points: its bar, whether it fades, and its words with where they begin and how far all reaches."""

    state: str
    left: float
    right: float
    fades: bool
    clock: bool
    said: Prose
    words: float
    reach: tuple[float, float]
    row: int = 0


@kept
def connectivity(
    frame: pd.DataFrame, strips: list[tuple[str, str, Prose, Prose]], **texts: Prose
) -> Chart:
    """Draw what monitors saw.

    `frame` has one row per observation with `monitor`, `measure`, `state`, `begins` and `ends` (local time), `clock`, `open`
    and `said` (prose beside the bar, may be empty); `strips` the id of the monitor, the measure and the names of both, from
    the top. `texts` go to `Sheet.finish`.
    """
    with house():
        return draw(frame, strips).finish("connectivity", **texts)


def draw(frame: pd.DataFrame, strips: list[tuple[str, str, Prose, Prose]]) -> Sheet:
    """The sheet of `connectivity`, before it is a chart. For use inside `house()`."""
    columns = [
        _column([name for *_, name, _ in strips], _COLUMNS[0], True),
        _column([each[3] for each in strips], _COLUMNS[1], False),
    ]
    gutter = fsum(wide for _, wide in columns)
    room = WIDTH * 72 - gutter - _EDGE
    window = _window(frame)
    seen = [
        _in_rows(frame[(frame["monitor"] == monitor) & (frame["measure"] == measure)], window, room)
        for monitor, measure, _, _ in strips
    ]
    names, measures = (texts for texts, _ in columns)
    new = [index == 0 or strips[index - 1][0] != strip[0] for index, strip in enumerate(strips)]
    heights = [
        _height(own, measure, name if first else "")
        for own, measure, name, first in zip(seen, measures, names, new, strict=True)
    ]
    sheet, ax = paper(_KEY + fsum(heights), gutter, _EDGE)
    time_axis(ax, *window, room)
    _bar(
        ax, 0, room, _KEY / 2, _KEY, facecolor="white", linewidth=0, zorder=1.5
    )  # no hairline in the row of states
    _key(sheet, ax, [state for state in _STATES if (frame["state"] == state).any()], gutter)
    top = _KEY
    for strip, own, name, measure, first, height in zip(
        strips, seen, names, measures, new, heights, strict=True
    ):
        style: dict[str, Any] = {"va": "top", "linespacing": 1.05}
        if first:
            ax.axhline(top, color=RULE, linewidth=0.8, xmin=-gutter / room, clip_on=False)
            sheet.say(
                ax,
                0,
                top + _PAD + 0.4,
                _broken(strip[2], name),
                xytext=(-gutter, 0),
                weight="bold",
                fontsize=_NAME,
                **style,
            )
        sheet.say(ax, 0, top + _PAD + 0.9, _broken(strip[3], measure), xytext=(columns[0][1] - gutter, 0), fontsize=_SIZE,
                  color=QUIET, **style)  # fmt: skip
        for each in own:
            _draw(sheet, ax, each, top + _PAD + _PITCH * (each.row + 0.5))
        top += height
    return sheet


def _column(names: list[Prose], widest: float, bold: bool) -> tuple[list[str], float]:
    """Names broken into lines, and the width of their column."""
    size, weight = (_NAME, "bold") if bold else (_SIZE, "normal")
    texts = [lines_of(name.text, widest - 8, size, weight) for name in names]
    return texts, max(
        (width_of(line, size, weight) for text in texts for line in text.split("\n")), default=0
    ) + 8


def _broken(prose: Prose, text: str) -> Prose:
    return Prose((replace(prose.runs[0], text=text),))


def _height(seen: list[_Seen], *names: str) -> float:
    rows = max([1, *(each.row + 1 for each in seen)])
    lines = max(name.count("\n") + 1 for name in names)
    return max(rows * _PITCH, lines * 10.8) + 2 * _PAD


def _window(frame: pd.DataFrame) -> tuple[datetime, datetime]:
    """Whole days from the first start to the last end."""
    last = frame["ends"].max().to_pydatetime()
    start = datetime.combine(frame["begins"].min().date(), time())
    return start, datetime.combine(last.date(), time()) + (
        timedelta(days=1) if last.time() != time() else timedelta()
    )


# Where bars and words go.


def _in_rows(frame: pd.DataFrame, window: tuple[datetime, datetime], room: float) -> list[_Seen]:
    """The observations of a strip, each in the first row where it touches nothing."""
    rows: list[list[tuple[float, float]]] = []
    out = []
    for row in frame.sort_values(["begins", "ends"], kind="stable").itertuples():
        left, right = (
            (moment - window[0]) / (window[1] - window[0]) * room
            for moment in (row.begins, row.ends)
        )
        seen = _worded(
            _Seen(row.state, left, max(right, left + 2), row.open, row.clock, row.said, 0, (0, 0)),
            room,
        )
        index = next(
            (n for n, others in enumerate(rows) if _is_free(seen.reach, others)), len(rows)
        )
        rows[index:index] = [[]] if index == len(rows) else []
        rows[index].append(seen.reach)
        out.append(replace(seen, row=index))
    return out


def _is_free(reach: tuple[float, float], others: Iterable[tuple[float, float]]) -> bool:
    return all(reach[1] + _GAP <= left or right + _GAP <= reach[0] for left, right in others)


def _worded(seen: _Seen, room: float) -> _Seen:
    """An observation with its words: right of it, left of it, or, where neither side has room, over its bar's end."""
    end = min(seen.right + (_FADE if seen.fades else 0), room)
    if not seen.said:
        return replace(seen, reach=(seen.left, end))
    wide = width_of(seen.said.text, _SIZE)
    if end + _GAP + wide <= room:
        return replace(seen, words=end + _GAP, reach=(seen.left, end + _GAP + wide))
    begin = max(seen.left - _GAP - wide, 0.0)
    return replace(seen, words=begin, reach=(begin, end))


# How they are drawn.


def _draw(sheet: Sheet, ax: Axes, seen: _Seen, y: float) -> None:
    tall = _TALL if seen.clock else _THIN
    if seen.fades:
        _fading(ax, seen, y, tall)
    else:
        _bar(ax, seen.left, seen.right, y, tall, **_look(seen.state))
    if seen.said:
        wide = width_of(seen.said.text, _SIZE)
        _bar(
            ax,
            seen.words - 1,
            seen.words + wide + 1,
            y,
            _PITCH,
            facecolor="white",
            linewidth=0,
            zorder=1,
        )
        sheet.say(
            ax, seen.words, y, seen.said, fontsize=_SIZE, color=INK, va="center_baseline", zorder=4
        )


def _look(state: str) -> dict[str, Any]:
    fill, edge, hatch = _STATES[state]
    return {"facecolor": fill, "edgecolor": edge, "hatch": hatch, "linewidth": _line(edge)}


def _line(edge: str) -> float:
    """Width of the outline of a state: the dark ones need none."""
    return 0.8 if edge in (MAIN, QUIET) else 0.0


def _fading(ax: Axes, seen: _Seen, y: float, tall: float) -> None:
    """A bar whose end nobody stated: outline and fill grow paler behind what is known."""
    fill, edge, hatch = _STATES[seen.state]
    line = _line(edge)
    _paling(ax, seen, seen.left, y, tall + line, edge if line else fill)
    if line:
        _paling(ax, seen, seen.left + line, y, tall - line, fill)
    if hatch:
        until = min(seen.right + _FADE, ax.get_xlim()[1])
        _bar(
            ax,
            seen.left,
            until,
            y,
            tall,
            facecolor="none",
            edgecolor=RULE if line else edge,
            hatch=hatch,
            linewidth=0,
        )


def _paling(ax: Axes, seen: _Seen, left: float, y: float, tall: float, colour: str) -> None:
    """One colour to the end of what is known, then paler step by step; the longest slice first and the others over it."""
    beyond = min(_FADE, ax.get_xlim()[1] - seen.right)
    for step in range(_SLICES, -1, -1):
        _bar(
            ax,
            left,
            seen.right + beyond * step / _SLICES,
            y,
            tall,
            facecolor=_paler(colour, step / (_SLICES + 1)),
            linewidth=0,
        )


def _paler(colour: str, share: float) -> str:
    red, green, blue = (part + (1 - part) * share for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _bar(
    ax: Axes, left: float, right: float, y: float, tall: float, zorder: float = 2, **style: Any
) -> None:
    ax.add_artist(Rectangle((left, y - tall / 2), right - left, tall, zorder=zorder, **style))


def _key(sheet: Sheet, ax: Axes, states: list[str], gutter: float) -> None:
    """The states that occur, in a row above the strips."""
    x, y = -gutter, _KEY / 2 - 2
    for state in states:
        _bar(ax, x, x + 16, y, _TALL, clip_on=False, **_look(state))
        sheet.say(
            ax,
            0,
            y,
            plain(state),
            xytext=(x + 19, 0),
            fontsize=_SIZE,
            color=QUIET,
            va="center_baseline",
            zorder=4,
        )
        x += 19 + width_of(state, _SIZE) + 10
