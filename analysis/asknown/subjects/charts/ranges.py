"""Who says what: a row a claim; a point for a number, a bar for a range, an arrow for an open
bound, a word for a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

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
from asknown.subjects.claims import RangeRow, SaidClaim
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
def ranges(rows: Sequence[RangeRow], name: str, **texts: Prose) -> Chart:
    """Draw the claims on one quantity, from the top.

    `texts` go to `Sheet.finish`; the chart is named after the quantity, `name`.
    """
    with house():
        speakers = [wrapped(row.who, 30) for row in rows]
        named = [_LINE * (1 + who.text.count("\n")) for who in speakers]
        below = _MARK if is_narrow() else 0
        heights = [_PAD + tall + below for tall in named]
        sheet = _sheet(fsum(heights))
        ax = sheet.axes[0]
        _axis(sheet, ax, rows, fsum(heights))
        top = 0.0
        drawn = zip(rows, speakers, named, heights, strict=True)
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


def _axis(sheet: Sheet, ax: Axes, rows: Sequence[RangeRow], high: float) -> None:
    """From zero as far as each number has room for its label; on the upright axis a unit is a
    point.
    """
    top = _top(sheet, rows)
    ax.set_xlim(0, top)
    ax.set_ylim(high, 0)
    ax.set_yticks([])
    ticks = _ticks(top)
    ax.set_xticks(ticks, labels=[whole_numbers(tick) for tick in ticks])
    ax.set_xlim(0, top)
    ax.tick_params(axis="x", labelsize=8)
    ax.grid(axis="x", color=FAINT)
    ax.axvline(0, color=INK, linewidth=0.8)


def _top(sheet: Sheet, rows: Sequence[RangeRow]) -> float:
    """The number at the right end: of each claim the label has to fit between its own number and
    that end.
    """
    tops = []
    for row in rows:
        claim = row.claim
        if not claim.numbered:
            continue
        reach = max(claim.height, claim.high or 0)
        label = _behind(claim.wording) + 2 + _wide(sheet, row)
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


def _wide(sheet: Sheet, row: RangeRow) -> float:
    """How wide a row's number is with what became of it, in points."""
    texts = [text for text in (row.said, row.fate) if text]
    return fsum(sheet.width(text, fontsize=_SIZE, weight="bold") for text in texts)


def _behind(wording: str) -> float:
    """How many points right of its point a number is written."""
    if ARROWS.get(wording) == REACH:
        return 26
    return 10 if wording in _SOFT else 6


def _names(sheet: Sheet, ax: Axes, row: RangeRow, name: Prose, y: float) -> None:
    """Who says it and which day it speaks of, in columns before the axis."""
    colour = QUIET if row.claim.was_replaced else INK
    style: dict[str, Any] = {"fontsize": _SIZE, "va": "center", "linespacing": 1.05}
    if is_narrow():
        beside = {**style, "plane": ax.get_yaxis_transform(), "bbox": _BACKING}
        sheet.say(ax, 0, y, name, xytext=(3, 0), ha="left", color=colour, **beside)
        sheet.say(ax, 1, y, row.day, ha="right", color=QUIET, **beside)
        return
    before = -(_AXIS - _WHO) * points()
    sheet.say(ax, 0, y, name, xytext=(before, 0), ha="right", color=colour, **style)
    sheet.say(
        ax, 0, y, row.day, xytext=(before + 8, 0), ha="left", color=QUIET, **style
    )


def _claim(sheet: Sheet, ax: Axes, row: RangeRow, y: float) -> None:
    """One claim: its mark and its number, or its word where it has no number, and what became of
    it.
    """
    claim = row.claim
    colour = colour_of(claim.official, claim.fell)
    ink = QUIET if claim.was_replaced else colour
    if claim.numbered:
        at = _mark(ax, claim, y, PALE[colour] if claim.was_replaced else colour)
        weight = "bold" if claim.official and claim.stands else "normal"
        behind = _behind(claim.wording)
        _number(sheet, ax, at, y, behind, row, color=ink, weight=weight)
    else:
        _number(sheet, ax, 0, y, 7, row, color=QUIET, style="italic")
    if claim.fell:
        sheet.strike(sheet.last, ink)


def _number(
    sheet: Sheet,
    ax: Axes,
    x: float,
    y: float,
    offset: float,
    row: RangeRow,
    **style: Any,
) -> None:
    """The number and, behind it, what became of it."""
    usual = {"va": "center", "ha": "left", "fontsize": _SIZE, "bbox": _BACKING, **style}
    if row.fate:
        behind = offset + sheet.width(row.said, fontsize=_SIZE, **style)
        fate = {**usual, "weight": "normal"}
        sheet.say(ax, x, y, row.fate, xytext=(behind, 0), **fate)
    sheet.say(ax, x, y, row.said, xytext=(offset, 0), **usual)


def _mark(ax: Axes, claim: SaidClaim, y: float, colour: str) -> float:
    """Draw the number; the place of it behind which there is room for a label."""
    face = "white" if claim.fell or claim.disputed else colour
    gid = claim_id(claim.claim_id)
    if claim.wording == "range":
        assert claim.low is not None
        assert claim.high is not None
        ax.barh(
            y,
            claim.high - claim.low,
            left=claim.low,
            height=5.5,
            facecolor=face,
            edgecolor=colour,
            linewidth=1.2,
            zorder=3,
            gid=gid,
        )
        return claim.high
    x = claim.height
    if claim.wording in _SOFT:
        _dot(ax, x, y, color=SOFTEST, markersize=15, markeredgewidth=0, zorder=2)
        _dot(ax, x, y, color=SOFTER, markersize=11.5, markeredgewidth=0, zorder=2)
    open_bound(ax, x, y, claim.wording, colour, width=1.4)
    shape = "s" if claim.is_estimate else "o"
    style = {"color": colour, "markerfacecolor": face, "gid": gid}
    _dot(ax, x, y, shape, markersize=5.5, zorder=4, **style)
    return x


def _dot(ax: Axes, x: float, y: float, shape: str = "o", **style: Any) -> None:
    ax.plot([x], [y], marker=shape, **style)
