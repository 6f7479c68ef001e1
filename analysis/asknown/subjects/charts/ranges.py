"""Who says what: a row a claim; a point for a number, a bar for a range, an arrow for an open bound, a word for a word."""

from __future__ import annotations

from math import fsum
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    FAINT,
    GONE,
    INK,
    MAIN,
    OTHER,
    PALE,
    QUIET,
    WIDTH,
    Sheet,
    house,
    width_of,
    wrapped,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

_REACH = 20  # points: how long the arrow of an open bound is
_ARROWS = {"at_least": _REACH, "over": _REACH, "at_most": -_REACH, "under": -_REACH}
_SOFT = ("about", "nearly")
SOFTER, SOFTEST = "#cfd3d8", "#e6e8ea"  # the edge of a number that is only about right
_WHO, _AXIS, _RIGHT = (
    0.285,
    0.44,
    0.985,
)  # where the speakers end, where the axis begins and ends, as shares of the width
_SIZE, _LINE, _PAD = 8.0, 9.6, 6.0  # points: letters, a line of them, the space between rows


@kept
def ranges(frame: pd.DataFrame, name: str, **texts: Prose) -> Chart:
    """Draw the claims on one quantity.

    `frame` has one row per claim, from the top: `low`, `value`, `high` (NaN where not stated), `numbered`, `wording`,
    `standing`, `disputed`, `official`, `y` (where the mark goes), and as prose `who`, `day`, `said` (the number) and `fate`
    (what became of it). `texts` go to `Sheet.finish`; the chart is named after the quantity, `name`.
    """
    with house():
        names = [wrapped(who, 30) for who in frame["who"]]
        heights = [_PAD + _LINE * (1 + who.text.count("\n")) for who in names]
        sheet = _sheet(fsum(heights))
        ax = sheet.axes[0]
        _axis(sheet, ax, frame, fsum(heights))
        top = 0.0
        for row, who, height in zip(frame.itertuples(), names, heights, strict=True):
            _names(sheet, ax, row, who, top + height / 2)
            _claim(sheet, ax, row, top + height / 2)
            top += height
        return sheet.finish(f"ranges_{name}", **texts)


def _sheet(points: float) -> Sheet:
    height = points + 26
    sheet = Sheet(height / 72, nrows=1, ncols=1)
    sheet.figure.subplots_adjust(left=_AXIS, right=_RIGHT, top=1 - 2 / height, bottom=22 / height)
    return sheet


def _axis(sheet: Sheet, ax: Axes, frame: pd.DataFrame, points: float) -> None:
    """From zero as far as each number has room for its label; on the upright axis a unit is a point."""
    numbered = frame[frame["numbered"]]
    room = (_RIGHT - _AXIS) * WIDTH * 72
    needs = [_behind(row.wording) + 2 + _wide(sheet, row) for row in numbered.itertuples()]
    reach = [max(row.y, row.high if row.high > 0 else 0) for row in numbered.itertuples()]
    top = max(
        (
            far * room / (room - min(need, room * 0.7))
            for far, need in zip(reach, needs, strict=True)
        ),
        default=1,
    )
    ax.set_xlim(0, top or 1)
    ax.set_ylim(points, 0)
    ax.set_yticks([])
    widest = width_of(f"{top or 1:,.0f}", 8)
    ticks = MaxNLocator(nbins=max(2, min(6, int(room / (widest + 10)))), integer=True).tick_values(
        0, top or 1
    )
    beyond = room + (1 - _RIGHT) * WIDTH * 72  # how far a number may reach to the right
    fitting = [
        tick
        for tick in ticks
        if tick / (top or 1) * room + width_of(f"{tick:,.0f}", 8) / 2 < beyond
    ]
    ax.set_xticks(fitting, labels=[f"{tick:,.0f}" for tick in fitting])
    ax.set_xlim(0, top or 1)
    ax.tick_params(axis="x", labelsize=8)
    ax.grid(axis="x", color=FAINT)
    ax.axvline(0, color=INK, linewidth=0.8)


def _wide(sheet: Sheet, row: Any) -> float:
    """How wide a row's number is with what became of it, in points."""
    return fsum(
        sheet.width(text, fontsize=_SIZE, weight="bold") for text in (row.said, row.fate) if text
    )


def _behind(wording: str) -> float:
    """How many points right of its point a number is written."""
    return 26 if _ARROWS.get(wording) == _REACH else 10 if wording in _SOFT else 6


def _names(sheet: Sheet, ax: Axes, row: Any, name: Prose, y: float) -> None:
    """Who says it and which day it speaks of, in columns before the axis."""
    colour = QUIET if row.standing == "superseded" else INK
    style = {"color": colour, "fontsize": _SIZE, "va": "center", "linespacing": 1.05}
    sheet.say(ax, 0, y, name, xytext=(-(_AXIS - _WHO) * WIDTH * 72, 0), ha="right", **style)
    sheet.say(
        ax,
        0,
        y,
        row.day,
        xytext=(-(_AXIS - _WHO) * WIDTH * 72 + 8, 0),
        ha="left",
        **(style | {"color": QUIET}),
    )


def _claim(sheet: Sheet, ax: Axes, row: Any, y: float) -> None:
    """One claim: its mark and its number, or its word where it has no number, and what became of it."""
    gone, old = row.standing in ("withdrawn", "denied"), row.standing == "superseded"
    colour = GONE if gone else MAIN if row.official else OTHER
    ink = QUIET if old else colour
    if row.numbered:
        at, offset = _mark(ax, row, y, PALE[colour] if old else colour, hollow=gone or row.disputed)
        style = {"weight": "bold" if row.official and not old and not gone else "normal"}
        _said(sheet, ax, at, y, offset, row, color=ink, **style)
    else:
        _said(sheet, ax, 0, y, 7, row, color=QUIET, style="italic")
    if gone:
        sheet.strike(sheet.last, ink)


def _said(
    sheet: Sheet, ax: Axes, x: float, y: float, offset: float, row: Any, **style: Any
) -> None:
    """The number and, behind it, what became of it."""
    paper = {
        "facecolor": "white",
        "edgecolor": "none",
        "pad": 0.4,
    }  # no grid line runs through a number
    place = {"va": "center", "ha": "left", "fontsize": _SIZE, "bbox": paper}
    if row.fate:
        behind = offset + sheet.width(row.said, fontsize=_SIZE, **style)
        sheet.say(ax, x, y, row.fate, xytext=(behind, 0), **(place | style | {"weight": "normal"}))
    sheet.say(ax, x, y, row.said, xytext=(offset, 0), **place, **style)


def _mark(ax: Axes, row: Any, y: float, colour: str, hollow: bool) -> tuple[float, float]:
    """Draw the number; the point, and how many points right of it, where there is room for a label."""
    face = "white" if hollow else colour
    if row.wording == "range":
        edge: Any = {"facecolor": face, "edgecolor": colour, "linewidth": 1.2, "zorder": 3}
        ax.barh(y, row.high - row.low, left=row.low, height=5.5, **edge)
        return row.high, _behind(row.wording)
    if row.wording in _SOFT:
        for size, tint in ((15, SOFTEST), (11.5, SOFTER)):
            ax.plot(
                [row.y], [y], marker="o", color=tint, markersize=size, markeredgewidth=0, zorder=2
            )
    arrow = _ARROWS.get(row.wording)
    if arrow:
        ends: Any = {
            "xy": (row.y, y),
            "xytext": (arrow, 0),
            "textcoords": "offset points",
            "zorder": 3,
        }
        ax.annotate(
            "",
            **ends,
            arrowprops={
                "arrowstyle": "<|-",
                "color": colour,
                "lw": 1.4,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    ax.plot([row.y], [y], marker="o", color=colour, markerfacecolor=face, markersize=5.5, zorder=4)
    return row.y, _behind(row.wording)
