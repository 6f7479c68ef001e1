"""In and out: each contributor's steps as words over the days they fall on, under a bar for its time in the country."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    INK,
    LIGHT,
    MAIN,
    QUIET,
    RULE,
    SHADE,
    WIDTH,
    Sheet,
    day_axis,
    gutter,
    house,
    wrapped,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

_SAID = (
    "requested",
    "decided",
    "authorised",
    "announced",
    "withdrawal_announced",
)  # words, not movements
_LEFT, _RIGHT = (
    0.115,
    0.995,
)  # the axes' sides, as shares of the width; the left one gives way to longer names
_SIZE, _NAME = 7.5, 8.5  # points: letters of a step, of a contributor
_LANE, _BAR, _GAP = (
    13.0,
    6.0,
    7.0,
)  # points: a line of words, the bar above them, the space between contributors


@dataclass
class _Word:
    """A step to write: its rows, the days it covers, and where it goes (points from the left, lane from the top)."""

    rows: pd.DataFrame
    label: Prose
    left: float
    right: float
    at: float
    lane: int = 0


@kept
def steps(
    frame: pd.DataFrame,
    presence: pd.DataFrame,
    order: list[tuple[str, Prose]],
    last: date,
    **texts: Prose,
) -> Chart:
    """Draw the steps of a deployment.

    `frame` has one row per step with `contributor`, `step`, `first` and `last` (days), `near`, `promised` and `label` (prose);
    `presence` is indexed by contributor with `since`, `surely`, `until`, `possibly` (days, the last two None while no end is
    seen); `order` the contributors, id and name, from the top; `last` the report's day. `texts` go to `Sheet.finish`.
    """
    start, end = _reach(frame, last)
    order = [
        (group, wrapped(name, 26))
        for group, name in order if (frame["contributor"] == group).any() or group in presence.index
    ]  # fmt: skip
    left = gutter((name for _, name in order), _LEFT, _NAME, "bold")
    room = WIDTH * 72 * (_RIGHT - left)
    with house():
        sheet = Sheet(3, nrows=1, ncols=1)
        ax = sheet.axes[0]
        day_axis(ax, start, end)
        ax.tick_params(axis="x", labelsize=8)
        words = {
            group: _words(sheet, frame[frame["contributor"] == group], start, end, room)
            for group, _ in order
        }
        heights = [_height(words[group], group in presence.index, name) for group, name in order]
        _fit(sheet, ax, fsum(heights) + _GAP * len(order), left)
        if end > last:
            _ahead(sheet, ax, last)
        top = 0.0
        for (group, name), height in zip(order, heights, strict=True):
            there = presence[presence.index == group]
            _row(sheet, ax, name, words[group], there, top, last, room)
            top += height + _GAP
            ax.axhline(top - _GAP / 2, color=RULE, linewidth=0.6, zorder=0)
        return sheet.finish("steps", **texts)


def _reach(frame: pd.DataFrame, last: date) -> tuple[date, date]:
    """The days shown: all steps, and as far towards the report's day as the steps themselves go."""
    start, end = min(frame["first"]), max(frame["last"])
    after = max(timedelta(days=2), (end - start) / 6)
    return start, max(end, min(last, end + after), start + timedelta(days=6))


def _height(words: list[_Word], there: bool, name: Prose) -> float:
    """The points a contributor takes: its bar and its lanes of words, or the lines of its name."""
    lanes = 1 + max((word.lane for word in words), default=-1)
    return max(_head(there) + _LANE * lanes, 1.2 * _NAME * (1 + name.text.count("\n")))


def _fit(sheet: Sheet, ax: Axes, points: float, left: float) -> None:
    """Make the sheet as high as its rows: on the upright axis a unit is a point."""
    height = points + 22
    sheet.figure.set_size_inches(WIDTH, height / 72)
    sheet.figure.subplots_adjust(left=left, right=_RIGHT, top=1 - 2 / height, bottom=20 / height)
    ax.set_ylim(points, 0)
    ax.set_yticks([])


def _words(sheet: Sheet, own: pd.DataFrame, start: date, end: date, room: float) -> list[_Word]:
    """The words of a contributor, each in the first lane where it meets no other."""
    scale = room / ((end - start).days + 1)
    found = sorted(
        _clusters(sheet, own, start, scale, room),
        key=lambda word: (word.rows["first"].iloc[0], word.left),
    )
    lanes: list[float] = []
    for word in found:
        free = [lane for lane, taken in enumerate(lanes) if taken + 5 <= word.left]
        word.lane = free[0] if free else len(lanes)
        lanes[word.lane : word.lane + 1] = [word.right]
    return found


def _clusters(
    sheet: Sheet, own: pd.DataFrame, start: date, scale: float, room: float
) -> Iterator[_Word]:
    """One word for the dates of a step that lie so close together that the word covers them, else a word each."""
    dates = own.drop_duplicates(["step", "first", "last", "promised"])
    for _, rows in dates.groupby("course", sort=True):
        width = sheet.width(rows["label"].iloc[0], fontsize=_SIZE) + 2
        apart = [
            (first - before).days * scale > width + 6
            for first, before in zip(rows["first"][1:], rows["last"], strict=False)
        ]
        for _, near in rows.groupby([0, *pd.Series(apart, dtype=int).cumsum()]):
            left = (near["first"].iloc[0] - start).days * scale
            until = ((max(near["last"]) - start).days + 1) * scale
            at = min(left, room - width)
            yield _Word(near, near["label"].iloc[0], at, max(at + width, until), at)


def _head(there: bool) -> float:
    """The room above the words: that of the bar, where there is one."""
    return _BAR + 4 if there else 2


def _row(
    sheet: Sheet,
    ax: Axes,
    name: Prose,
    words: list[_Word],
    there: pd.DataFrame,
    top: float,
    last: date,
    room: float,
) -> None:
    """A contributor: its name, the bar of its time in the country, and its steps below."""
    x0, x1 = ax.get_xlim()
    more = 0.6 * _NAME * name.text.count("\n")
    sheet.say(
        ax,
        x0,
        top + _BAR + more,
        name,
        xytext=(-6, 0),
        ha="right",
        va="center",
        fontsize=_NAME,
        weight="bold",
    )
    for row in there.itertuples():
        _bar(ax, row, top + 2 + _BAR / 2, last, room)
    for word in words:
        y = top + _head(len(there) > 0) + _LANE * word.lane
        x = x0 + (x1 - x0) * word.at / room
        said = word.rows["step"].iloc[0] in _SAID
        style = "italic" if word.rows["promised"].all() else "normal"
        sheet.say(ax, x, y + 4.9, word.label, xytext=(1, 0), ha="left", va="center_baseline", fontsize=_SIZE,
                  color=QUIET if said else INK, style=style)  # fmt: skip
        for mark in word.rows.itertuples():
            _rule(ax, mark, y + _LANE - 1.8, QUIET if said else MAIN)


def _bar(ax: Axes, row: Any, y: float, last: date, room: float) -> None:
    """From arrival to departure, light where accounts differ, with an arrow where no end is seen."""
    right = min(ax.get_xlim()[1], _edge(last, 1))
    since, surely = _edge(row.since), _edge(row.surely)
    until, possibly = (_edge(row.until, 1), _edge(row.possibly, 1)) if row.until else (right, right)
    height: Any = {"height": _BAR, "linewidth": 0, "zorder": 2}
    if not row.until:
        left = right - 7 * (ax.get_xlim()[1] - ax.get_xlim()[0]) / room
        ax.fill(
            [left, right, left],
            [y - _BAR * 0.85, y, y + _BAR * 0.85],
            color=MAIN,
            linewidth=0,
            zorder=2,
        )
        until = possibly = left
    ax.barh(y, max(possibly - since, 0), left=since, color=LIGHT, **height)
    ax.barh(y, max(until - surely, 0), left=surely, color=MAIN, **height)


def _edge(day: date, later: int = 0) -> float:
    """A day's beginning (or, `later` by one, its end) as the axis counts."""
    moment = datetime.combine(day, datetime.min.time()) + timedelta(days=later)
    return (moment - datetime(1970, 1, 1)) / timedelta(days=1)


def _rule(ax: Axes, mark: Any, y: float, colour: str) -> None:
    """The date of a step as a rule as long as the date is uncertain: dashed where approximate, hollow where promised."""
    left, right = _edge(mark.first), _edge(mark.last, 1)
    inset = (right - left) * 0.04
    if mark.near:
        ax.plot(
            [left + inset, right - inset],
            [y, y],
            color=colour,
            linewidth=2,
            linestyle=(0, (1.2, 0.8)),
            zorder=2,
        )
        return
    face = "white" if mark.promised else colour
    ax.barh(y, right - left - 2 * inset, left=left + inset, height=2, facecolor=face, edgecolor=colour,
            linewidth=0.6, zorder=2)  # fmt: skip


def _ahead(sheet: Sheet, ax: Axes, last: date) -> None:
    """A shade over the days that lay ahead of the report."""
    ax.axvspan(_edge(last, 1), ax.get_xlim()[1], color=SHADE, zorder=-1)
    sheet.say(ax, _edge(last, 1), ax.get_ylim()[0], plain("still ahead"), xytext=(3, 3), ha="left", va="bottom",
              fontsize=_SIZE, color=QUIET, style="italic")  # fmt: skip
