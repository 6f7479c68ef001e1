"""Who sent whom: a bracket for the stated total over the parts that add up to it, then each
contributor's number as it states it, others' numbers beside it, a hatched bar where none is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from operator import attrgetter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from asknown.model.claim_table import named_rows
from asknown.subjects.charts.axes import whole_numbers
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.lettering import gutter, wrapped
from asknown.subjects.charts.marks import not_stated, open_bound
from asknown.subjects.charts.sheet import BESIDE, Sheet
from asknown.subjects.charts.style import (
    FAINT,
    INK,
    LIGHT,
    MAIN,
    OTHER,
    QUIET,
    house,
    is_narrow,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

Claims = list[Any]  # named tuples of the rows of a frame

# Inches: a contributor, the space above, the axis below.
_ROW, _HEAD, _FOOT = 0.44, 0.05, 0.3
_ROW_NARROW = 0.62  # with its name above it
_OWN: dict[str, Any] = {
    "color": MAIN,
    "weight": "bold",
    "fontsize": 8.5,
}
_ASIDE: dict[str, Any] = {
    "color": QUIET,
    "style": "italic",
    "fontsize": 8,
}


@dataclass(frozen=True)
class Parts:
    """What a stated total is made of: the group it is of, the total, each stated part, and what to
    say of the rest.
    """

    group: str
    total: float
    parts: list[float]
    rest: Prose


@drawn_for_phones
def contributors(
    frame: pd.DataFrame,
    order: list[tuple[str, Prose]],
    parts: Parts | None,
    name: str,
    **texts: Prose,
) -> Chart:
    """Draw personnel by contributor.

    `frame` has one row per claim in force with `group`, `low`, `high` and `y` (NaN where not
    stated), `own` (the number of the bar), `disputed`, `wording` and `label` (prose); `order` the
    contributors, id and name, from the top; `parts` what the total is made of, None where it does
    not say; `name` that of the chart. `texts` go to `Sheet.finish`.
    """
    with house():
        names = [wrapped(name, 26) for _, name in order]
        rows = len(order)
        if parts:
            rows += 1  # the parts have a row of their own
        sheet = _sheet(names, rows)
        ax, *_ = sheet.axes
        every = list(named_rows("Claim", frame))
        _axis(ax, every, rows)
        y = 0.0
        for (group, _), contributor in zip(order, names, strict=True):
            claims = [claim for claim in every if claim.group == group]
            _name(sheet, ax, y, contributor)
            if parts and group == parts.group:
                _total(sheet, ax, claims, parts, y)
                y += 1
            else:
                _row(sheet, ax, claims, y)
            y += 1
        return sheet.finish(name, **texts)


def _name(sheet: Sheet, ax: Axes, y: float, name: Prose, **style: Any) -> None:
    """Who it is: before the bar, on a phone over it."""
    if is_narrow():
        sheet.say(ax, 0, y - 0.3, name, xytext=(3, 0), ha="left", va="bottom", **style)
        return
    sheet.say(ax, 0, y, name, xytext=(-8, 0), ha="right", va="center", **style)


def _sheet(names: list[Prose], rows: int) -> Sheet:
    height = _HEAD + _FOOT + (_ROW_NARROW if is_narrow() else _ROW) * rows
    sheet = Sheet(height)
    sheet.figure.subplots_adjust(
        left=0.02 if is_narrow() else gutter(names, 0.13, 9),
        right=0.93 if is_narrow() else 0.985,
        top=1 - _HEAD / height,
        bottom=_FOOT / height,
    )
    return sheet


def _axis(ax: Axes, claims: Claims, rows: int) -> None:
    numbers: list[float] = []
    for claim in claims:
        numbers += claim.y, claim.low, claim.high
    stated = [number for number in numbers if not isnan(number)]
    reach = max(stated, default=1)
    ax.set_xlim(0, reach * 1.42)
    ax.set_ylim(rows - 0.4, -0.75 if is_narrow() else -0.6)
    ax.set_yticks([])
    ax.tick_params(axis="x", labelsize=8)
    ax.grid(axis="x", color=FAINT)
    ax.axvline(0, color=INK, linewidth=0.8)
    if is_narrow():
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4))
    ax.xaxis.set_major_formatter(whole_numbers)


def _total(
    sheet: Sheet,
    ax: Axes,
    claims: Claims,
    parts: Parts,
    y: float,
) -> None:
    """The total as a bracket, and under it the stated parts end to end, the rest hatched."""
    _mark_others(sheet, ax, claims, y)
    total = parts.total
    foot = y + 0.32
    ax.plot(
        [0, 0, total, total],
        [foot, y, y, foot],
        zorder=3,
        color=MAIN,
        linewidth=1.8,
        solid_joinstyle="miter",
    )
    for claim in _own(claims):
        sheet.place(ax, claim.y, y, claim.label, BESIDE, **_OWN)
    _name_others(sheet, ax, claims, y)
    _name(sheet, ax, y + 1, plain("stated parts"), color=QUIET, fontsize=8)
    middle = y + 0.92
    left = 0.0
    for index, size in enumerate(parts.parts):
        colour = LIGHT if index % 2 else MAIN  # by turns, so that each part is seen
        ax.barh(
            middle,
            size,
            left=left,
            height=0.46,
            color=colour,
            edgecolor="white",
            linewidth=0.6,
            zorder=2,
        )
        left += size
    not_stated(ax, middle, total - left, 0.46, left)
    sheet.place(ax, total, middle, parts.rest, BESIDE, **_ASIDE)


def _row(sheet: Sheet, ax: Axes, claims: Claims, y: float) -> None:
    """One contributor: a bar for its own number or a hatched one, marks for what others say."""
    own = _own(claims)
    _mark_others(sheet, ax, claims, y)
    for claim in own:
        ax.barh(y, claim.y, height=0.5, color=MAIN, zorder=2)
        _range(ax, claim, y, INK)
        sheet.place(ax, claim.y, y, claim.label, BESIDE, **_OWN)
    if not own:
        _, right = ax.get_xlim()
        width = right * 0.045
        not_stated(ax, y, width, 0.5)
        sheet.place(ax, width, y, plain("no official number"), BESIDE, **_ASIDE)
    _name_others(sheet, ax, claims, y)


def _own(claims: Claims) -> Claims:
    """The newest official number, where there is one."""
    return [claim for claim in claims if claim.own]


def _others(claims: Claims) -> Claims:
    """What others say, from the lowest."""
    others = [claim for claim in claims if not claim.own and not isnan(claim.y)]
    return sorted(others, key=attrgetter("y"))


def _mark_others(sheet: Sheet, ax: Axes, claims: Claims, y: float) -> None:
    """The marks of what others say, kept clear of all labels: so they come before any."""
    for claim in _others(claims):
        face = "white" if claim.disputed else OTHER
        ax.plot(
            [claim.y],
            [y],
            color=OTHER,
            zorder=4,
            marker="D",
            markersize=4.5,
            markerfacecolor=face,
        )
        sheet.keep_clear(ax, claim.y, y)
        _range(ax, claim, y, OTHER)


def _name_others(sheet: Sheet, ax: Axes, claims: Claims, y: float) -> None:
    """What stands beside those marks."""
    for claim in _others(claims):
        sheet.place(ax, claim.y, y, claim.label, BESIDE, color=OTHER, fontsize=7.5)


def _range(ax: Axes, claim: Any, y: float, colour: str) -> None:
    """A claim's own doubt: a line from its low to its high, an arrow where a side is open."""
    if claim.wording == "range":
        ax.plot(
            [claim.low, claim.high],
            [y, y],
            color=colour,
            linewidth=1.6,
            zorder=3,
        )
    open_bound(ax, claim.y, y, claim.wording, colour, width=1.2)
