"""How the toll moved: the official count as a line over the time it became public, others beside it, the withdrawn struck.

Where most of it became public at once, as in a list, claims stand at the days they speak of. Where offices of several parties
speak there is no one official count, and no line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from analysis.blocks import Chart
from analysis.charts.kept import kept
from analysis.charts.style import GONE, MAIN, OTHER, PALE, QUIET, SHADE, WIDTH, Sheet, date_axis, house, width_of
from analysis.prose import Prose, plain
from analysis.standing import DISPUTED, IN_FORCE

_LONG = timedelta(days=75)  # beyond this the first weeks get a panel of their own
_FIRST_WEEKS = timedelta(days=21)
_MOST = 40  # labels tried of each kind (gone, official, all): beyond that no free place is left
_MARKERS = {"at_least": "^", "over": "^", "at_most": "v", "under": "v", "nearly": "v"}


@kept
def toll(frame: pd.DataFrame, last: datetime, by_day: bool = False, **texts: Prose) -> Chart:
    """Draw the counts of one quantity.

    `frame` has one row per claim with `local` and `gone` (local time), `y` (the number drawn), `end`, `official`, `numbered`,
    `disputed`, `wording`, `low`, `high`, `party`, `standing`, `number` (prose) and `label` (prose). `last` is the report's
    moment, `by_day` whether `local` is the day a claim speaks of. `texts` go to `Sheet.finish`.
    """
    frame = frame[frame["numbered"]].sort_values(["local", "claim_id"])
    spans = _panels(frame["local"].min().to_pydatetime(), last, by_day)
    lined = not by_day and frame.loc[frame["official"], "party"].nunique() == 1
    with house():
        widths = [1.15, 1] if len(spans) == 2 else [1]
        sheet = Sheet(3.1, nrows=1, ncols=len(spans), sharey=True, width_ratios=widths)
        sheet.figure.subplots_adjust(left=0.055, right=0.985, top=0.97, bottom=0.13, wspace=0.06)
        for ax, (start, end) in zip(sheet.axes, spans, strict=True):
            date_axis(ax, start, end)
            ax.set_ylim(0, frame[["y", "high"]].max().max() * 1.28)
            ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
            ax.grid(axis="y")
        _make_room(sheet)
        panels = [
            (ax, start, end, frame[(frame["local"] >= start) & (frame["local"] < end)])
            for ax, (start, end) in zip(sheet.axes, spans, strict=True)
        ]
        for ax, _, _, here in panels:
            for row in here.itertuples():
                sheet.keep_clear(ax, row.local, row.y)
        for ax, start, end, _ in panels if lined else ():
            _line(sheet, ax, frame, start, end, last)
        for ax, _, end, here in panels:
            _points(sheet, ax, here, end, lined)
        return sheet.finish("toll", **texts)


def _make_room(sheet: Sheet) -> None:
    """Move the axes right as far as the numbers on them need."""
    ax = sheet.axes[0]
    numbers = [f"{tick:,.0f}" for tick in ax.get_yticks() if tick <= ax.get_ylim()[1]]
    needed = (max(width_of(text, 9) for text in numbers) + 7) / (WIDTH * 72)
    if needed > sheet.figure.subplotpars.left:
        sheet.figure.subplots_adjust(left=needed)


def _panels(first: datetime, last: datetime, by_day: bool) -> list[tuple[datetime, datetime]]:
    """The stretches of time drawn side by side: one, or the first weeks apart from the rest."""
    start, end = min(first - timedelta(days=1), last - timedelta(days=6)), last + timedelta(hours=18)
    if by_day:
        return [(start - (end - start) / 20, end + (end - start) / 8)]
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


def _labelled(rows: pd.DataFrame, lined: bool) -> set[str]:
    """The claims to whose markers a label is tried: along a line the newest, else those in force, the newest first of all."""
    if not lined and len(rows) > _MOST // 2:
        return set(rows.index[rows["standing"].isin([IN_FORCE, DISPUTED])][-_MOST:])
    return {*rows.index[rows["gone"].notna()][-_MOST:], *rows.index[rows["official"]][-_MOST:], *rows.index[-_MOST:]}


def _points(sheet: Sheet, ax: Any, frame: pd.DataFrame, end: datetime, lined: bool) -> None:
    """One marker a claim: filled in force, hollow withdrawn or disputed, a triangle for an open bound, a bar for a range."""
    order = (["official", "local", "claim_id"], [False, True, True]) if lined else (["local", "claim_id"], [False, True])
    rows = frame.sort_values(order[0], ascending=order[1])  # the first find a free place for their labels
    labelled = _labelled(rows, lined)
    for row in rows.itertuples():
        gone = not pd.isna(row.gone)
        colour = GONE if gone else MAIN if row.official else OTHER
        hollow = gone or row.disputed
        if row.low < row.high:
            ax.plot([row.local, row.local], [row.low, row.high], color=PALE[colour], linewidth=2.4, zorder=3)
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
            text = row.number if lined and row.official and not gone else row.label
            style: dict[str, Any] = {
                "weight": "bold" if lined and row.official and not gone else "normal",
                "fontsize": 9 if lined and row.official else 8,
            }
            sheet.place(ax, row.local, row.y, text, color=colour, **style)
