"""How the toll moved: the official count as a line over the time it became public, others beside it, the withdrawn struck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from analysis.blocks import Chart
from analysis.charts.kept import kept
from analysis.charts.style import GONE, MAIN, OTHER, QUIET, SHADE, Sheet, date_axis, house
from analysis.prose import Prose, plain

_LONG = timedelta(days=75)  # beyond this the first weeks get a panel of their own
_FIRST_WEEKS = timedelta(days=21)
_MOST = 40  # labels tried of each kind (gone, official, all): beyond that no free place is left
_MARKERS = {"at_least": "^", "over": "^", "at_most": "v", "under": "v", "nearly": "v"}


@kept
def toll(frame: pd.DataFrame, last: datetime, **texts: Prose) -> Chart:
    """Draw the counts of one quantity.

    `frame` has one row per claim with `local` and `gone` (local time), `y` (the number drawn), `end`, `official`, `numbered`,
    `disputed`, `wording`, `number` (prose) and `label` (prose). `last` is the report's moment. `texts` go to `Sheet.finish`.
    """
    frame = frame[frame["numbered"]].sort_values(["local", "claim_id"])
    spans = _panels(frame["local"].min().to_pydatetime(), last)
    with house():
        widths = [1.15, 1] if len(spans) == 2 else [1]
        sheet = Sheet(3.1, nrows=1, ncols=len(spans), sharey=True, width_ratios=widths)
        sheet.figure.subplots_adjust(left=0.055, right=0.985, top=0.97, bottom=0.13, wspace=0.06)
        for ax, (start, end) in zip(sheet.axes, spans, strict=True):
            date_axis(ax, start, end)
            ax.set_ylim(0, frame["y"].max() * 1.28)
            ax.grid(axis="y")
        panels = [
            (ax, start, end, frame[(frame["local"] >= start) & (frame["local"] < end)])
            for ax, (start, end) in zip(sheet.axes, spans, strict=True)
        ]
        for ax, _, _, here in panels:
            for row in here.itertuples():
                sheet.keep_clear(ax, row.local, row.y)
        for ax, start, end, _ in panels:
            _line(sheet, ax, frame, start, end, last)
        for ax, _, end, here in panels:
            _points(sheet, ax, here, end)
        return sheet.finish("toll", **texts)


def _panels(first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches of time drawn side by side: one, or the first weeks apart from the rest."""
    start, end = min(first - timedelta(days=1), last - timedelta(days=6)), last + timedelta(hours=18)
    if end - start <= _LONG:
        return [(start, end)]
    return [(start, start + _FIRST_WEEKS), (start + _FIRST_WEEKS, end + (end - start) / 12)]


def _line(sheet: Sheet, ax: Any, frame: pd.DataFrame, start: datetime, end: datetime, last: datetime) -> None:
    """The official count in force over time, and a shade where there was none after there had been one."""
    steps = list(_official(frame, last))
    for (since, claim), (until, _) in zip(steps, [*steps[1:], (last, "")], strict=True):
        left, right = max(since, start), min(until, end)
        if left >= right:
            continue
        if claim:
            y = frame.at[claim, "y"]
            ax.plot([left, right], [y, y], color=MAIN, linewidth=2.2, solid_capstyle="butt", zorder=3)
            for day in pd.date_range(left, right, periods=7):
                sheet.keep_clear(ax, day.to_pydatetime(), y, 3)
        else:
            ax.axvspan(left, right, color=SHADE, zorder=0)
            middle = left + (right - left) / 2
            sheet.place(
                ax,
                middle,
                ax.get_ylim()[1] * 0.05,
                plain("no official\nfigure in force"),
                color=QUIET,
                style="italic",
                fontsize=8,
                ha="center",
            )


def _official(frame: pd.DataFrame, last: datetime) -> Iterator[tuple[datetime, str]]:
    """Moments at which the official count changed, and the claim from then on ("" for none)."""
    official = frame[frame["official"]]
    moments = sorted({*official["local"], *official["gone"].dropna()})
    before = None
    for moment in moments:
        alive = official[(official["local"] <= moment) & ~(official["gone"] <= moment)]
        claim = str(alive.sort_values(["end", "local", "claim_id"]).index[-1]) if len(alive) else ""
        if claim != before and moment <= last:
            yield moment.to_pydatetime(), claim
        before = claim


def _points(sheet: Sheet, ax: Any, frame: pd.DataFrame, end: datetime) -> None:
    """One marker a claim: filled in force, hollow withdrawn or disputed, a triangle for an open bound."""
    rows = frame.sort_values(["official", "local", "claim_id"], ascending=[False, True, True])
    labelled = {*rows.index[rows["gone"].notna()][-_MOST:], *rows.index[rows["official"]][-_MOST:], *rows.index[-_MOST:]}
    for row in rows.itertuples():
        gone = not pd.isna(row.gone)
        colour = GONE if gone else MAIN if row.official else OTHER
        hollow = gone or row.disputed
        marker = _MARKERS.get(row.wording, "o" if row.official else "D")
        ax.plot(
            [row.local],
            [row.y],
            marker=marker,
            color=colour,
            markerfacecolor="white" if hollow else colour,
            markersize=6 if row.official else 5,
            zorder=4,
        )
        if gone:
            until = min(row.gone.to_pydatetime(), end)
            ax.plot([row.local, until], [row.y, row.y], color=colour, linestyle=":", linewidth=1.2)
            ax.plot([until], [row.y], marker="x", color=colour, markersize=7, markeredgewidth=1.6, zorder=4)
        if row.Index in labelled:
            text = row.label if gone or not row.official else row.number
            style: dict[str, Any] = {
                "weight": "bold" if row.official and not gone else "normal",
                "fontsize": 9 if row.official else 8,
            }
            sheet.place(ax, row.local, row.y, text, color=colour, **style)
