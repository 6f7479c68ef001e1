"""In and out: each contributor's steps as words over the days they fall on, under a bar for its
time in the country.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import fsum
from operator import attrgetter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from asknown.model.claim_table import named_rows
from asknown.subjects.charts.axes import day_axis
from asknown.subjects.charts.lettering import gutter, wrapped
from asknown.subjects.charts.packing import Rows
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import (
    INK,
    LIGHT,
    MAIN,
    QUIET,
    RULE,
    SHADE,
    house,
    points,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

Steps = list[Any]  # named tuples of the rows of a frame

# The axes' sides, as shares of the width; the left one gives way to longer names.
_LEFT, _RIGHT = 0.115, 0.995
_SIZE, _NAME = 7.5, 8.5  # points: letters of a step, of a contributor
# Points: a line of words, the bar above them, the space between contributors.
_LANE, _BAR, _GAP = 13.0, 6.0, 7.0
_ABOVE, _BELOW = 2, 20  # points: over the first row, of the axis


@dataclass(frozen=True)
class _Word:
    """A step to write: its rows, where the word begins and where it or its days end (points from
    the left), and its lane.
    """

    rows: Steps
    label: Prose
    left: float
    right: float
    lane: int = 0

    @property
    def is_said(self) -> bool:
        """Whether it is a step of words, no movement."""
        return bool(self.rows[0].said)


@dataclass(frozen=True)
class _Row:
    """A contributor: its name, its words, and its time in the country, where it was there."""

    name: Prose
    words: list[_Word]
    presence: Any | None

    @property
    def head(self) -> float:
        """The room above the words: that of the bar, where there is one."""
        return _BAR + 4 if self.presence else 2

    @property
    def height(self) -> float:
        """The points it takes: its bar and its lanes of words, or the lines of its name."""
        lanes = 1 + max((word.lane for word in self.words), default=-1)
        lines = 1 + self.name.text.count("\n")
        return max(self.head + _LANE * lanes, 1.2 * _NAME * lines)


def steps(
    frame: pd.DataFrame,
    presence: pd.DataFrame,
    order: list[tuple[str, Prose]],
    last: date,
    **texts: Prose,
) -> Chart:
    """Draw the steps of a deployment.

    `frame` has one row per step with `contributor`, `step`, `first` and `last` (days), `near`,
    `promised`, `said` (a step of words) and `label` (prose); `presence` is indexed by contributor
    with `since`, `surely`, `until`, `possibly` (days, the last two None while no end is seen);
    `order` the contributors, id and name, from the top; `last` the report's day. `texts` go to
    `Sheet.finish`.
    """
    every = list(named_rows("Step", frame))
    bars = dict(zip(presence.index, named_rows("Bar", presence), strict=True))
    start, end = _reach(every, last)
    seen = {*frame["contributor"], *bars}
    names = {}
    for group, name in order:
        if group in seen:
            names[group] = wrapped(name, 26)
    left = gutter(names.values(), _LEFT, _NAME, "bold")
    room = points() * (_RIGHT - left)
    with house():
        sheet = Sheet(3)
        ax = sheet.axes[0]
        day_axis(ax, start, end)
        ax.tick_params(axis="x", labelsize=8)
        rows = []
        for group, name in names.items():
            own = [step for step in every if step.contributor == group]
            words = _words(sheet, own, start, end, room)
            rows.append(_Row(name, words, bars.get(group)))
        heights = [row.height for row in rows]
        gaps = _GAP * len(rows)
        _fit(sheet, ax, fsum(heights) + gaps, left)
        if end > last:
            _ahead(sheet, ax, last)
        top = 0.0
        for row in rows:
            _draw(sheet, ax, row, top, last, room)
            top += row.height + _GAP
            ax.axhline(
                top - _GAP / 2,
                color=RULE,
                linewidth=0.6,
                zorder=0,
            )
        return sheet.finish("steps", **texts)


def _reach(steps: Steps, last: date) -> tuple[date, date]:
    """The days shown: all steps, and as far towards the report's day as the steps themselves go."""
    start = min(step.first for step in steps)
    end = max(step.last for step in steps)
    after = max(timedelta(days=2), (end - start) / 6)
    towards = min(last, end + after)
    least = start + timedelta(days=6)
    return start, max(end, towards, least)


def _fit(
    sheet: Sheet,
    ax: Axes,
    high: float,
    left: float,
) -> None:
    """Make the sheet as high as its rows: on the upright axis a unit is a point."""
    height = high + _ABOVE + _BELOW
    top = 1 - _ABOVE / height
    bottom = _BELOW / height
    sheet.figure.set_size_inches(points() / 72, height / 72)
    sheet.figure.subplots_adjust(
        left=left,
        right=_RIGHT,
        top=top,
        bottom=bottom,
    )
    ax.set_ylim(high, 0)
    ax.set_yticks([])


# Where words go.


def _words(
    sheet: Sheet,
    own: Steps,
    start: date,
    end: date,
    room: float,
) -> list[_Word]:
    """The words of a contributor, each in the first lane where it meets no other."""
    days = (end - start).days + 1
    scale = room / days
    words = _clusters(sheet, own, start, scale, room)
    lanes = Rows(gap=5)
    laid = []
    for word in sorted(words, key=_day_then_place):
        lane = lanes.add(word.left, word.right)
        laid.append(replace(word, lane=lane))
    return laid


def _day_then_place(word: _Word) -> tuple[date, float]:
    return word.rows[0].first, word.left


def _clusters(
    sheet: Sheet,
    own: Steps,
    start: date,
    scale: float,
    room: float,
) -> Iterator[_Word]:
    """One word for the dates of a step that lie so close together that the word covers them, else a
    word each.
    """
    by_course = sorted(_dates(own), key=attrgetter("course"))
    for _, of_course in groupby(by_course, attrgetter("course")):
        rows = list(of_course)
        label = rows[0].label
        width = sheet.width(label, fontsize=_SIZE) + 2
        # The rows are in order of their day: a new word begins where it is free of the one before.
        clusters = [rows[:1]]
        for before, step in pairwise(rows):
            days = (step.first - before.last).days
            if days * scale > width + 6:
                clusters.append([])
            clusters[-1].append(step)
        for near in clusters:
            days_before = (near[0].first - start).days
            days_until = (max(step.last for step in near) - start).days + 1
            left = min(days_before * scale, room - width)
            right = max(left + width, days_until * scale)
            yield _Word(near, label, left, right)


def _dates(steps: Steps) -> Steps:
    """The steps with another date, each kind of step by itself."""
    dated: dict[Any, Any] = {}
    for step in steps:
        date_of_step = (step.step, step.first, step.last, step.promised)
        dated.setdefault(date_of_step, step)
    return list(dated.values())


# How it is drawn.


def _draw(
    sheet: Sheet,
    ax: Axes,
    row: _Row,
    top: float,
    last: date,
    room: float,
) -> None:
    """A contributor: its name, the bar of its time in the country, and its steps below."""
    first_day, last_day = ax.get_xlim()
    breaks = row.name.text.count("\n")
    more = 0.6 * _NAME * breaks
    sheet.say(
        ax,
        first_day,
        top + _BAR + more,
        row.name,
        xytext=(-6, 0),
        ha="right",
        va="center",
        fontsize=_NAME,
        weight="bold",
    )
    if row.presence:
        _bar(ax, row.presence, top + 2 + _BAR / 2, last, room)
    for word in row.words:
        x = first_day + (last_day - first_day) * word.left / room
        y = top + row.head + _LANE * word.lane
        _word(sheet, ax, word, x, y)


def _word(
    sheet: Sheet,
    ax: Axes,
    word: _Word,
    x: float,
    y: float,
) -> None:
    """A step, grey where it is only said, and under it its dates."""
    ink = QUIET if word.is_said else INK
    colour = QUIET if word.is_said else MAIN
    all_promised = all(step.promised for step in word.rows)
    slant = "italic" if all_promised else "normal"
    sheet.say(
        ax,
        x,
        y + 4.9,
        word.label,
        xytext=(1, 0),
        color=ink,
        style=slant,
        ha="left",
        va="center_baseline",
        fontsize=_SIZE,
    )
    for step in word.rows:
        _rule(ax, step, y + _LANE - 1.8, colour)


def _bar(
    ax: Axes,
    row: Any,
    y: float,
    last: date,
    room: float,
) -> None:
    """From arrival to departure, light where accounts differ, with an arrow where no end is
    seen."""
    since = _edge(row.since)
    surely = _edge(row.surely)
    if row.until:
        until = _edge(row.until, 1)
        possibly = _edge(row.possibly, 1)
    else:
        until = possibly = _arrow(ax, y, last, room)
    style: dict[str, Any] = {
        "height": _BAR,
        "linewidth": 0,
        "zorder": 2,
    }
    at_most = max(possibly - since, 0)
    at_least = max(until - surely, 0)
    ax.barh(y, at_most, left=since, color=LIGHT, **style)
    ax.barh(y, at_least, left=surely, color=MAIN, **style)


def _arrow(
    ax: Axes,
    y: float,
    last: date,
    room: float,
) -> float:
    """The head of an arrow at the report's day; where it begins."""
    first_day, last_day = ax.get_xlim()
    tip = min(last_day, _edge(last, 1))
    left = tip - 7 * (last_day - first_day) / room
    half = _BAR * 0.85
    ax.fill(
        [left, tip, left],
        [y - half, y, y + half],
        color=MAIN,
        linewidth=0,
        zorder=2,
    )
    return left


def _edge(day: date, later: int = 0) -> float:
    """A day's beginning (or, `later` by one, its end) as the axis counts: days since 1970."""
    edge = day + timedelta(days=later)
    return float((edge - date(1970, 1, 1)).days)


def _rule(
    ax: Axes,
    step: Any,
    y: float,
    colour: str,
) -> None:
    """The date of a step as a rule as long as the date is uncertain: dashed where approximate,
    hollow where promised.
    """
    left = _edge(step.first)
    right = _edge(step.last, 1)
    inset = (right - left) * 0.04
    if step.near:
        ax.plot(
            [left + inset, right - inset],
            [y, y],
            color=colour,
            linewidth=2,
            linestyle=(0, (1.2, 0.8)),
            zorder=2,
        )
        return
    face = "white" if step.promised else colour
    wide = right - left - 2 * inset
    ax.barh(
        y,
        wide,
        left=left + inset,
        facecolor=face,
        edgecolor=colour,
        height=2,
        linewidth=0.6,
        zorder=2,
    )


def _ahead(sheet: Sheet, ax: Axes, last: date) -> None:
    """A shade over the days that lay ahead of the report."""
    begin = _edge(last, 1)
    _, last_day = ax.get_xlim()
    foot, _ = ax.get_ylim()
    ax.axvspan(begin, last_day, color=SHADE, zorder=-1)
    sheet.say(
        ax,
        begin,
        foot,
        plain("still ahead"),
        xytext=(3, 3),
        color=QUIET,
        ha="left",
        va="bottom",
        fontsize=_SIZE,
        style="italic",
    )
