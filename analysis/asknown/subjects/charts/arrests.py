"""Arrests: a panel a quantity, each with its own axis from zero; a total so far, what stands and what flows never share one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    FAINT,
    GONE,
    MAIN,
    OTHER,
    QUIET,
    Sheet,
    date_axis,
    house,
    wrapped,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, join

_MARKERS = {"at_least": "^", "over": "^", "at_most": "v", "under": "v"}
_WIDE, _SMALL = 2.1, 1.75  # inches: the main panel and a row of the others, titles included


@kept
def arrests(panels: list[tuple[Prose, Prose, str, pd.DataFrame]], **texts: Prose) -> Chart:
    """Draw quantities side by side.

    `panels` are title, way of counting, measure (cumulative, stock, flow) and claims, the main quantity first; a frame
    of claims has one row per claim with `end` (the day it describes), `y`, `official`, `gone` (NaT while in force), `disputed`,
    `wording` and `number` (prose). `texts` go to `Sheet.finish`.
    """
    with house():
        sheet = _sheet(len(panels))
        for index, (ax, (title, kind, measure, claims)) in enumerate(
            zip(sheet.axes, panels, strict=True)
        ):
            drawn = claims.assign(
                x=[datetime.combine(day, datetime.min.time()) for day in claims["end"]]
            )
            _axes(ax, drawn, most=9 if index == 0 else 3)
            _title(sheet, ax, wrapped(title, 90 if index == 0 else 34), kind)
            _draw(sheet, ax, drawn, measure)
        return sheet.finish("arrests", **texts)


def _title(sheet: Sheet, ax: Axes, title: Prose, kind: Prose) -> None:
    corner: Any = {"xycoords": "axes fraction", "va": "bottom"}
    sheet.say(ax, 0, 1, kind, xytext=(0, 5), fontsize=7.5, color=QUIET, **corner)
    sheet.say(
        ax, 0, 1, title, xytext=(0, 15), fontsize=8.5, weight="bold", linespacing=1.05, **corner
    )


def _sheet(count: int) -> Sheet:
    """A wide panel for the main quantity, below it the others, at most three abreast."""
    across = min(3, max(count - 1, 1))
    rows = -(-(count - 1) // across)
    height = _WIDE + _SMALL * rows
    sheet = Sheet(height, nrows=1 + rows, ncols=across, height_ratios=[_WIDE, *[_SMALL] * rows])
    sheet.figure.subplots_adjust(
        left=0.065,
        right=0.975,
        top=1 - 0.38 / height,
        bottom=0.36 / height,
        hspace=0.8,
        wspace=0.26,
    )
    first, *others = sheet.axes
    grid = first.get_gridspec()
    assert grid is not None
    first.set_subplotspec(grid[0, :])
    for spare in [*others[: across - 1], *others[across - 1 + count - 1 :]]:
        spare.remove()
    sheet.axes = [first, *others[across - 1 : across - 1 + count - 1]]
    return sheet


def _axes(ax: Axes, claims: pd.DataFrame, most: int) -> None:
    """Own days and an own scale from zero."""
    first, last = claims["x"].min().to_pydatetime(), claims["x"].max().to_pydatetime()
    room = max((last - first) / 9, timedelta(days=2))
    date_axis(ax, first - room, last + room * 1.3, most)
    ax.set_ylim(0, claims["y"].max() * 1.3 or 1)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.tick_params(labelsize=7.5)
    ax.grid(axis="y", color=FAINT)


_MOST = 40  # days whose numbers are tried to be written: beyond that no free place is left


def _draw(sheet: Sheet, ax: Axes, claims: pd.DataFrame, measure: str) -> None:
    """The series of a panel and its numbers, the latest first, so that it gets the best place."""
    if measure == "flow":
        ax.bar(claims["x"], claims["y"], width=0.7, color=MAIN, zorder=2)
    if measure == "cumulative":
        _line(sheet, ax, claims)
    for row in claims.itertuples():
        if measure != "flow":
            _point(ax, row)
            sheet.keep_clear(ax, row.x, row.y, 3.5)
    days = [
        list(day.itertuples())
        for _, day in claims.assign(kind=_colours(claims)).groupby(["x", "kind"], sort=True)
    ]
    latest = max(range(len(days)), key=lambda at: (days[at][-1].official, days[at][-1].x))
    for at in (latest, 0, *reversed(range(len(days))[-_MOST:])):
        if days[at]:
            _label(sheet, ax, days[at], bold=at == latest)
        days[at] = []


def _colours(claims: pd.DataFrame) -> list[str]:
    return [
        GONE if not pd.isna(row.gone) else MAIN if row.official else OTHER
        for row in claims.itertuples()
    ]


def _line(sheet: Sheet, ax: Axes, claims: pd.DataFrame) -> None:
    """The official total so far, as a step at each day it was counted."""
    official = claims[claims["official"] & claims["gone"].isna()]
    if len(official) > 1:
        ax.step(official["x"], official["y"], where="post", color=MAIN, linewidth=1.8, zorder=3)
        for (_, before), (_, after) in zip(
            official.iloc[:-1].iterrows(), official.iloc[1:].iterrows(), strict=True
        ):
            for moment in pd.date_range(before["x"], after["x"], periods=6):
                sheet.keep_clear(ax, moment.to_pydatetime(), before["y"], 2)
            for share in (0.25, 0.5, 0.75):
                sheet.keep_clear(
                    ax, after["x"], before["y"] + share * (after["y"] - before["y"]), 2
                )


def _point(ax: Axes, row: Any) -> None:
    """One claim: filled in force, hollow withdrawn or disputed, a triangle for an open bound, a diamond for no official."""
    gone = not pd.isna(row.gone)
    colour = GONE if gone else MAIN if row.official else OTHER
    face = "white" if gone or row.disputed else colour
    marker = _MARKERS.get(row.wording, "o" if row.official else "D")
    ax.plot(
        [row.x],
        [row.y],
        marker=marker,
        color=colour,
        markerfacecolor=face,
        markersize=4.5,
        zorder=4,
    )


def _label(sheet: Sheet, ax: Axes, rows: list[Any], bold: bool) -> None:
    """The numbers of a day by its highest point, the highest on top."""
    rows = sorted(rows, key=lambda row: (-row.y, row.Index))
    numbers = join([row.number for row in rows], "\n", "\n")
    weight = "bold" if bold else "normal"
    sheet.place(
        ax,
        rows[0].x,
        rows[0].y,
        numbers,
        color=rows[0].kind,
        fontsize=7.5,
        weight=weight,
        linespacing=1.1,
    )
