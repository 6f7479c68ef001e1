"""Who sent whom: a bracket for the stated total over the parts that add up to it, then each contributor's number as it states
it, others' numbers beside it, a hatched bar where none is stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    FAINT,
    INK,
    LIGHT,
    MAIN,
    OTHER,
    QUIET,
    Sheet,
    gutter,
    house,
    wrapped,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

_REACH = 20  # points: how long the arrow of an open bound is
_ARROWS = {"at_least": _REACH, "over": _REACH, "at_most": -_REACH, "under": -_REACH}
_ROW, _FOOT = 0.44, 0.3  # inches: a contributor, the axis below


@dataclass(frozen=True)
class Parts:
    """What a stated total is made of: the group it is of, the total, each stated part, and what to say of the rest."""

    group: str
    total: float
    parts: list[float]
    rest: Prose


@kept
def contributors(
    frame: pd.DataFrame, order: list[tuple[str, Prose]], parts: Parts | None, **texts: Prose
) -> Chart:
    """Draw personnel by contributor.

    `frame` has one row per claim in force with `group`, `low`, `high` and `y` (NaN where not stated), `official`, `disputed`,
    `wording` and `label` (prose); `order` the contributors, id and name, from the top; `parts` what the total is made of, None
    where it does not say. `texts` go to `Sheet.finish`.
    """
    with house():
        rows = [(group, wrapped(name, 26)) for group, name in order]
        height = 0.05 + _FOOT + _ROW * (len(rows) + (parts is not None))
        sheet = Sheet(height, nrows=1, ncols=1)
        left = gutter((name for _, name in rows), 0.13, 9)
        sheet.figure.subplots_adjust(
            left=left, right=0.985, top=1 - 0.05 / height, bottom=_FOOT / height
        )
        ax, y = sheet.axes[0], 0.0
        _axis(ax, frame, len(rows) + (parts is not None))
        for group, name in rows:
            claims = frame[frame["group"] == group]
            _name(sheet, ax, y, name)
            if parts and group == parts.group:
                _total(sheet, ax, claims, parts, y)
                y += 1
            else:
                _row(sheet, ax, claims, y)
            y += 1
        return sheet.finish("contributors", **texts)


def _axis(ax: Axes, frame: pd.DataFrame, rows: int) -> None:
    top = frame[["y", "low", "high"]].max().max()
    ax.set_xlim(0, (1 if pd.isna(top) else top) * 1.42)
    ax.set_ylim(rows - 0.4, -0.6)
    ax.set_yticks([])
    ax.tick_params(axis="x", labelsize=8)
    ax.grid(axis="x", color=FAINT)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def _name(sheet: Sheet, ax: Axes, y: float, name: Prose, **style: Any) -> None:
    sheet.say(ax, 0, y, name, **({"xytext": (-8, 0), "ha": "right", "va": "center"} | style))


def _total(sheet: Sheet, ax: Axes, claims: pd.DataFrame, parts: Parts, y: float) -> None:
    """The total as a bracket, and under it the stated parts end to end, the rest hatched."""
    _others(sheet, ax, claims, y)
    foot = y + 0.32
    ax.plot(
        [0, 0, parts.total, parts.total],
        [foot, y, y, foot],
        color=MAIN,
        linewidth=1.8,
        solid_joinstyle="miter",
        zorder=3,
    )
    own = claims[claims["official"] & claims["y"].notna()].tail(1)
    for claim in own.itertuples():
        sheet.place(
            ax, claim.y, y, claim.label, beside=True, color=MAIN, weight="bold", fontsize=8.5
        )
    _others(sheet, ax, claims, y, write=True)
    _name(sheet, ax, y + 1, plain("stated parts"), color=QUIET, fontsize=8)
    left = 0.0
    for index, size in enumerate(parts.parts):
        ax.barh(
            y + 0.92,
            size,
            left=left,
            height=0.46,
            color=LIGHT if index % 2 else MAIN,
            edgecolor="white",
            linewidth=0.6,
            zorder=2,
        )
        left += size
    ax.barh(y + 0.92, parts.total - left, left=left, height=0.46, facecolor="white", edgecolor=QUIET, hatch="////",
            linewidth=0.6, zorder=2)  # fmt: skip
    sheet.place(
        ax, parts.total, y + 0.92, parts.rest, beside=True, color=QUIET, fontsize=8, style="italic"
    )


def _row(sheet: Sheet, ax: Axes, claims: pd.DataFrame, y: float) -> None:
    """One contributor: a bar for its own number or a hatched one, marks for what others say."""
    own = claims[claims["official"] & claims["y"].notna()].tail(1)
    _others(sheet, ax, claims, y)
    for claim in own.itertuples():
        ax.barh(y, claim.y, height=0.5, color=MAIN, zorder=2)
        _range(ax, claim, y, INK)
        sheet.place(
            ax, claim.y, y, claim.label, beside=True, color=MAIN, weight="bold", fontsize=8.5
        )
    if own.empty:
        width = ax.get_xlim()[1] * 0.045
        ax.barh(
            y,
            width,
            height=0.5,
            facecolor="white",
            edgecolor=QUIET,
            hatch="////",
            linewidth=0.6,
            zorder=2,
        )
        sheet.place(
            ax,
            width,
            y,
            plain("size not stated"),
            beside=True,
            color=QUIET,
            fontsize=8,
            style="italic",
        )
    _others(sheet, ax, claims, y, write=True)


def _others(sheet: Sheet, ax: Axes, claims: pd.DataFrame, y: float, write: bool = False) -> None:
    """What others say: first the marks, with all they need kept clear, then what stands beside them."""
    for claim in claims[~claims["official"] & claims["y"].notna()].sort_values("y").itertuples():
        if write:
            sheet.place(ax, claim.y, y, claim.label, beside=True, color=OTHER, fontsize=7.5)
            continue
        face = "white" if claim.disputed else OTHER
        ax.plot(
            [claim.y], [y], marker="D", color=OTHER, markerfacecolor=face, markersize=4.5, zorder=4
        )
        sheet.keep_clear(ax, claim.y, y)
        _range(ax, claim, y, OTHER)


def _range(ax: Axes, claim: Any, y: float, colour: str) -> None:
    """A claim's own doubt: a line from its low to its high, an arrow where a side is open."""
    if claim.wording == "range":
        ax.plot([claim.low, claim.high], [y, y], color=colour, linewidth=1.6, zorder=3)
    arrow = _ARROWS.get(claim.wording)
    if arrow:
        line: Any = {"arrowstyle": "<|-", "color": colour, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate(
            "", (claim.y, y), (arrow, 0), textcoords="offset points", arrowprops=line, zorder=3
        )
