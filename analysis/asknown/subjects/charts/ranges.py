"""Who says what: a row a claim; a point for a number, a bar for a range, an arrow for an open
bound, a word for a word.
"""

from __future__ import annotations

from math import fsum
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from asknown.model.standing import GONE as TAKEN_BACK
from asknown.model.standing import SUPERSEDED
from asknown.subjects.charts.axes import whole_numbers
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.lettering import width_of, wrapped
from asknown.subjects.charts.marks import ARROWS, REACH, colour_of, open_bound
from asknown.subjects.charts.sheet import Sheet, claim_id
from asknown.subjects.charts.style import (
    FAINT,
    INK,
    PALE,
    QUIET,
    house,
    is_narrow,
    points,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

_SOFT = ("about", "nearly")
SOFTER, SOFTEST = "#cfd3d8", "#e6e8ea"  # the edge of a number that is only about right
# Where the speakers end, where the axis begins and ends, as shares of the width. On a phone names
# stand over their numbers.
_WHO, _AXIS, _RIGHT = 0.285, 0.44, 0.985
_AXIS_NARROW = 0.02
# Points: letters, a line of them, the space between rows.
_SIZE, _LINE, _PAD = 8.0, 9.6, 6.0
_MARK = 11.0  # points: a number under its name
# No grid line crosses a number.
_BACKING = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}


@drawn_for_phones
def ranges(frame: pd.DataFrame, name: str, **texts: Prose) -> Chart:
    """Draw the claims on one quantity.

    `frame` has one row per claim, from the top: `low`, `value`, `high` (NaN where not stated),
    `numbered`, `wording`, `nature`, `standing`, `disputed`, `official`, `y` (where the mark goes),
    and as prose `who`, `day`, `said` (the number) and `fate` (what became of it). `texts` go to
    `Sheet.finish`; the chart is named after the quantity, `name`.
    """
    with house():
        speakers = [wrapped(who, 30) for who in frame["who"]]
        named = [_LINE * (1 + who.text.count("\n")) for who in speakers]
        below = _MARK if is_narrow() else 0
        heights = [_PAD + tall + below for tall in named]
        sheet = _sheet(fsum(heights))
        ax = sheet.axes[0]
        _axis(sheet, ax, frame, fsum(heights))
        top = 0.0
        drawn = zip(frame.itertuples(), speakers, named, heights, strict=True)
        for row, who, tall, height in drawn:
            middle = top + _PAD / 2 + tall / 2
            _names(sheet, ax, row, who, middle)
            _claim(sheet, ax, row, middle + (tall + below) / 2 if below else middle)
            top += height
        return sheet.finish(f"ranges_{name}", **texts)


def _begins() -> float:
    """Where the axis begins, as a share of the width."""
    return _AXIS_NARROW if is_narrow() else _AXIS


def _room() -> float:
    """How many points the axis takes."""
    return (_RIGHT - _begins()) * points()


def _sheet(high: float) -> Sheet:
    height = high + 26
    sheet = Sheet(height / 72)
    sheet.figure.subplots_adjust(
        left=_begins(), right=_RIGHT, top=1 - 2 / height, bottom=22 / height
    )
    return sheet


def _axis(sheet: Sheet, ax: Axes, frame: pd.DataFrame, high: float) -> None:
    """From zero as far as each number has room for its label; on the upright axis a unit is a
    point.
    """
    top = _top(sheet, frame)
    ax.set_xlim(0, top)
    ax.set_ylim(high, 0)
    ax.set_yticks([])
    ticks = _ticks(top)
    ax.set_xticks(ticks, labels=[whole_numbers(tick) for tick in ticks])
    ax.set_xlim(0, top)
    ax.tick_params(axis="x", labelsize=8)
    ax.grid(axis="x", color=FAINT)
    ax.axvline(0, color=INK, linewidth=0.8)


def _top(sheet: Sheet, frame: pd.DataFrame) -> float:
    """The number at the right end: of each claim the label has to fit between its own number and
    that end.
    """
    tops = []
    for row in frame[frame["numbered"]].itertuples():
        reach = max(row.y, row.high if row.high > 0 else 0)
        label = _behind(row.wording) + 2 + _wide(sheet, row)
        tops.append(reach * _room() / (_room() - min(label, _room() * 0.7)))
    return max(tops, default=1) or 1


def _ticks(top: float) -> list[float]:
    """As many ticks as their numbers have room for, none that would reach over the sheet's right
    side.
    """
    widest = width_of(whole_numbers(top), 8)
    count = max(2, min(6, int(_room() / (widest + 10))))
    beyond = _room() + (1 - _RIGHT) * points()
    ticks = []
    for tick in MaxNLocator(nbins=count, integer=True).tick_values(0, top):
        if tick / top * _room() + width_of(whole_numbers(tick), 8) / 2 < beyond:
            ticks.append(tick)
    return ticks


def _wide(sheet: Sheet, row: Any) -> float:
    """How wide a row's number is with what became of it, in points."""
    texts = [text for text in (row.said, row.fate) if text]
    return fsum(sheet.width(text, fontsize=_SIZE, weight="bold") for text in texts)


def _behind(wording: str) -> float:
    """How many points right of its point a number is written."""
    if ARROWS.get(wording) == REACH:
        return 26
    return 10 if wording in _SOFT else 6


def _names(sheet: Sheet, ax: Axes, row: Any, name: Prose, y: float) -> None:
    """Who says it and which day it speaks of, in columns before the axis."""
    colour = QUIET if row.standing == SUPERSEDED else INK
    style: dict[str, Any] = {"fontsize": _SIZE, "va": "center", "linespacing": 1.05}
    if is_narrow():
        beside = {**style, "xycoords": ax.get_yaxis_transform(), "bbox": _BACKING}
        sheet.say(ax, 0, y, name, xytext=(3, 0), ha="left", color=colour, **beside)
        sheet.say(ax, 1, y, row.day, ha="right", color=QUIET, **beside)
        return
    before = -(_AXIS - _WHO) * points()
    sheet.say(ax, 0, y, name, xytext=(before, 0), ha="right", color=colour, **style)
    sheet.say(
        ax, 0, y, row.day, xytext=(before + 8, 0), ha="left", color=QUIET, **style
    )


def _claim(sheet: Sheet, ax: Axes, row: Any, y: float) -> None:
    """One claim: its mark and its number, or its word where it has no number, and what became of
    it.
    """
    gone, replaced = row.standing in TAKEN_BACK, row.standing == SUPERSEDED
    colour = colour_of(row.official, gone)
    ink = QUIET if replaced else colour
    if row.numbered:
        at = _mark(
            ax,
            row,
            y,
            PALE[colour] if replaced else colour,
            hollow=gone or row.disputed,
        )
        bold = row.official and not replaced and not gone
        weight = "bold" if bold else "normal"
        _number(sheet, ax, at, y, _behind(row.wording), row, color=ink, weight=weight)
    else:
        _number(sheet, ax, 0, y, 7, row, color=QUIET, style="italic")
    if gone:
        sheet.strike(sheet.last, ink)


def _number(
    sheet: Sheet, ax: Axes, x: float, y: float, offset: float, row: Any, **style: Any
) -> None:
    """The number and, behind it, what became of it."""
    usual = {"va": "center", "ha": "left", "fontsize": _SIZE, "bbox": _BACKING, **style}
    if row.fate:
        behind = offset + sheet.width(row.said, fontsize=_SIZE, **style)
        fate = {**usual, "weight": "normal"}
        sheet.say(ax, x, y, row.fate, xytext=(behind, 0), **fate)
    sheet.say(ax, x, y, row.said, xytext=(offset, 0), **usual)


def _mark(ax: Axes, row: Any, y: float, colour: str, hollow: bool) -> float:
    """Draw the number; the place of it behind which there is room for a label."""
    face = "white" if hollow else colour
    if row.wording == "range":
        ax.barh(
            y,
            row.high - row.low,
            left=row.low,
            height=5.5,
            facecolor=face,
            edgecolor=colour,
            linewidth=1.2,
            zorder=3,
            gid=claim_id(row.Index),
        )
        return float(row.high)
    if row.wording in _SOFT:
        _dot(ax, row.y, y, color=SOFTEST, markersize=15, markeredgewidth=0, zorder=2)
        _dot(ax, row.y, y, color=SOFTER, markersize=11.5, markeredgewidth=0, zorder=2)
    open_bound(ax, row.y, y, row.wording, colour, width=1.4)
    shape = "s" if row.nature == "estimate" else "o"
    style = {"color": colour, "markerfacecolor": face, "gid": claim_id(row.Index)}
    _dot(ax, row.y, y, shape, markersize=5.5, zorder=4, **style)
    return float(row.y)


def _dot(ax: Axes, x: float, y: float, shape: str = "o", **style: Any) -> None:
    ax.plot([x], [y], marker=shape, **style)
