"""Who sent whom: each contributor's number as it states it, others' numbers beside it, a hatched bar where none is stated."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.blocks import Chart
from analysis.charts.style import MAIN, OTHER, QUIET, Sheet, house
from analysis.prose import Prose, plain

_MARKERS = {"at_least": ">", "over": ">", "at_most": "<", "under": "<", "nearly": "<"}


def contributors(frame: pd.DataFrame, order: list[tuple[str, Prose]], **texts: Prose) -> Chart:
    """Draw personnel by contributor.

    `frame` has one row per claim in force with `group`, `y` (number or NaN), `official`, `wording` and `label` (prose); `order`
    the contributors, id and name, from the top. `texts` go to `Sheet.finish`.
    """
    with house():
        sheet = Sheet(0.55 + 0.42 * len(order), nrows=1, ncols=1)
        sheet.figure.subplots_adjust(left=0.13, right=0.985, top=0.985, bottom=0.3 / (0.55 + 0.42 * len(order)))
        ax = sheet.axes[0]
        top = frame["y"].max()
        ax.set_xlim(0, (1 if pd.isna(top) else top) * 1.3)
        ax.set_ylim(len(order) - 0.4, -0.6)
        ax.set_yticks([])
        ax.grid(axis="x")
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        for row, (group, name) in enumerate(order):
            sheet.say(ax, 0, row, name, xytext=(-8, 0), ha="right", va="center")
            _row(sheet, ax, frame[frame["group"] == group], row)
        return sheet.finish("contributors", **texts)


def _row(sheet: Sheet, ax: Axes, claims: pd.DataFrame, row: int) -> None:
    """One contributor: a bar for its own number or a hatched one, markers for what others say."""
    own = claims[claims["official"] & claims["y"].notna()]
    others = claims[~claims["official"] & claims["y"].notna()].sort_values("y")
    for claim in others.itertuples():
        ax.plot([claim.y], [row], marker=_MARKERS.get(claim.wording, "D"), color=OTHER, markersize=5, zorder=3)
        sheet.keep_clear(ax, claim.y, row)
    for claim in own.tail(1).itertuples():
        ax.barh(row, claim.y, height=0.52, color=MAIN, zorder=2)
        sheet.place(ax, claim.y, row, claim.label, beside=True, color=MAIN, weight="bold", fontsize=8.5)
    if own.empty:
        width = ax.get_xlim()[1] * 0.045
        ax.barh(row, width, height=0.52, facecolor="white", edgecolor=QUIET, hatch="////", linewidth=0.6, zorder=2)
        sheet.place(ax, width, row, plain("size not stated"), beside=True, color=QUIET, fontsize=8, style="italic")
    for claim in others.itertuples():
        sheet.place(ax, claim.y, row, claim.label, beside=True, color=OTHER, fontsize=7.5)
