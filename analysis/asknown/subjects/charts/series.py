"""Series: a panel a quantity, each with its own axis from zero; a total so far, what stands and
what flows never share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from asknown.subjects.charts.axes import date_axis, whole_numbers
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.lettering import wrapped
from asknown.subjects.charts.marks import colour_of, shape_of
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import FAINT, MAIN, QUIET, house, is_narrow
from asknown.subjects.claims import SaidClaim
from asknown.subjects.legend import BAR, FRAME, POINT, shapes_of_flow
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

# Inches: the main panel and a row of the others, titles included.
_WIDE, _SMALL = 2.1, 1.75
_ABREAST = 3  # of the others
# Days whose numbers are tried to be written: beyond that no free place is left.
_MOST = 40


Numbers = Sequence[tuple[SaidClaim, Prose]]


@dataclass(frozen=True)
class _Mark:
    """A claim with its number, where it stands on the axis of days, and its colour; of a flow what
    shape it has: a bar, a frame or a point."""

    claim: SaidClaim
    number: Prose
    x: datetime
    colour: str
    shape: str = POINT

    @property
    def y(self) -> float:
        """Where it stands on the upright axis."""
        return self.claim.height


@drawn_for_phones
def series(
    panels: Sequence[tuple[Prose, Prose, str, Numbers]], name: str, **texts: Prose
) -> Chart:
    """Draw quantities side by side.

    `panels` are title, way of counting, measure (cumulative, stock, flow) and the claims with their
    numbers as prose, oldest first, the main quantity first; `name` is that of the chart. `texts` go
    to `Sheet.finish`.
    """
    with house():
        sheet = _sheet(len(panels))
        letters, days = (40, 4) if is_narrow() else (90, 9)
        for ax, (title, kind, measure, claims) in zip(sheet.axes, panels, strict=True):
            drawn = _marks(claims, measure)
            _axes(ax, drawn, most=days)
            _title(sheet, ax, wrapped(title, letters), kind)
            _draw(sheet, ax, drawn, measure)
            # The panels after the main one are small.
            letters, days = (40, 4) if is_narrow() else (34, 3)
        return sheet.finish(name, **texts)


def _marks(numbers: Numbers, measure: str) -> list[_Mark]:
    """The claims of a panel, each with its mark."""
    shapes: dict[str, str] = {}
    if measure == "flow":
        shapes = shapes_of_flow([claim for claim, _ in numbers])
    marks = []
    for claim, number in numbers:
        shape = shapes.get(claim.claim_id, POINT)
        marks.append(_mark(claim, number, shape))
    return marks


def _mark(claim: SaidClaim, number: Prose, shape: str) -> _Mark:
    moment = _midnight(claim.end)
    if shape == FRAME:
        begins = _midnight(claim.start)
        moment -= (moment - begins) / 2
    colour = colour_of(claim.official, claim.gone is not None)
    return _Mark(claim, number, moment, colour, shape)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _title(
    sheet: Sheet,
    ax: Axes,
    title: Prose,
    kind: Prose,
) -> None:
    corner: Any = {"plane": ax.transAxes, "va": "bottom"}
    sheet.say(
        ax,
        0,
        1,
        kind,
        xytext=(0, 5),
        fontsize=7.5,
        color=QUIET,
        **corner,
    )
    sheet.say(
        ax,
        0,
        1,
        title,
        xytext=(0, 15),
        fontsize=8.5,
        weight="bold",
        linespacing=1.05,
        **corner,
    )


def _sheet(count: int) -> Sheet:
    """A wide panel for the main quantity, below it the others, at most three abreast."""
    small = count - 1
    across = 1 if is_narrow() else min(_ABREAST, max(small, 1))
    rows = ceil(small / across)
    height = _WIDE + _SMALL * rows
    heights = [_WIDE] + [_SMALL] * rows
    sheet = Sheet(height, nrows=1 + rows, ncols=across, height_ratios=heights)
    sheet.figure.subplots_adjust(
        top=1 - 0.38 / height,
        bottom=0.36 / height,
        left=0.14 if is_narrow() else 0.065,
        right=0.93 if is_narrow() else 0.975,
        hspace=0.8,
        wspace=0.26,
    )
    # The main panel takes the whole first row; what is left over in the first and last row goes.
    main, *cells = sheet.axes
    grid = main.get_gridspec()
    assert grid is not None
    main.set_subplotspec(grid[0, :])
    beside, below = cells[: across - 1], cells[across - 1 :]
    for spare in beside + below[small:]:
        spare.remove()
    sheet.axes = [main, *below[:small]]
    return sheet


def _axes(ax: Axes, marks: Sequence[_Mark], most: int) -> None:
    """Own days and an own scale from zero."""
    first = _midnight(min(_first_day(mark) for mark in marks))
    last = _midnight(max(mark.claim.end for mark in marks))
    room = max((last - first) / 9, timedelta(days=2))
    date_axis(ax, first - room, last + room, most)
    highest = max(mark.y for mark in marks)
    ax.set_ylim(0, highest * 1.3 or 1)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    ax.yaxis.set_major_formatter(whole_numbers)
    ax.tick_params(labelsize=7.5)
    ax.grid(axis="y", color=FAINT)


def _first_day(mark: _Mark) -> date:
    if mark.shape == FRAME:
        return mark.claim.start
    return mark.claim.end


def _draw(
    sheet: Sheet,
    ax: Axes,
    marks: Sequence[_Mark],
    measure: str,
) -> None:
    """The series of a panel and its numbers."""
    if measure == "cumulative":
        _line(sheet, ax, marks)
    for mark in marks:
        if mark.shape == POINT:
            _point(ax, mark)
            sheet.keep_clear(ax, mark.x, mark.y, 3.5)
        else:
            _bar(sheet, ax, mark)
    _numbers(sheet, ax, marks)


def _bar(sheet: Sheet, ax: Axes, mark: _Mark) -> None:
    """What passed within a day, filled; what passed within several, a frame as wide as they are."""
    if mark.shape == BAR:
        ax.bar(mark.x, mark.y, width=0.7, color=MAIN, zorder=2)  # type: ignore[arg-type]
        return
    width = (mark.claim.end - mark.claim.start).days + 0.9
    ax.bar(
        mark.x,  # type: ignore[arg-type]
        mark.y,
        width=width,
        facecolor="none",
        edgecolor=MAIN,
        linewidth=1.1,
        zorder=1.5,
    )
    # No number is written over the edges.
    half = timedelta(days=width / 2)
    for part in range(-10, 11):
        sheet.keep_clear(ax, mark.x + half * part / 10, mark.y, 1.5)
    for share in (0.25, 0.5, 0.75):
        sheet.keep_clear(ax, mark.x - half, share * mark.y, 1.5)
        sheet.keep_clear(ax, mark.x + half, share * mark.y, 1.5)


def _numbers(sheet: Sheet, ax: Axes, marks: Sequence[_Mark]) -> None:
    """The numbers of each day, the latest first, so that it gets the best place, then the first,
    then back in time.
    """

    def day_and_colour(mark: _Mark) -> tuple[datetime, str, str]:
        return mark.x, mark.colour, mark.shape

    in_order = sorted(marks, key=day_and_colour)
    days = [list(day) for _, day in groupby(in_order, day_and_colour)]

    def lateness(place: int) -> tuple[bool, datetime]:
        last = days[place][-1]
        return last.claim.official, last.x

    places = range(len(days))
    latest = max(places, key=lateness)
    back_in_time = reversed(places[-_MOST:])
    for place in dict.fromkeys([latest, 0, *back_in_time]):
        is_latest = place == latest
        _label(sheet, ax, days[place], bold=is_latest)


def _line(sheet: Sheet, ax: Axes, marks: Sequence[_Mark]) -> None:
    """The official total so far, as a step at each day it was counted."""
    steps = [
        (mark.x, mark.y)
        for mark in marks
        if mark.claim.official and not mark.claim.gone
    ]
    if len(steps) < 2:
        return
    days, heights = zip(*steps, strict=True)
    ax.step(
        days,
        heights,
        where="post",
        color=MAIN,
        linewidth=1.8,
        zorder=3,
    )
    # No number is written over the line: neither over what is level in a step nor what rises.
    for (day_before, before), (day, now) in pairwise(steps):
        for part in range(6):
            moment = day_before + (day - day_before) * part / 5
            sheet.keep_clear(ax, moment, before, 2)
        for share in (0.25, 0.5, 0.75):
            height = before + share * (now - before)
            sheet.keep_clear(ax, day, height, 2)


def _point(ax: Axes, mark: _Mark) -> None:
    """One claim: filled in force, hollow withdrawn or disputed, a triangle for an open bound, a
    diamond for no official.
    """
    claim = mark.claim
    face = "white" if claim.disputed or claim.gone else mark.colour
    ax.plot(
        [mark.x],  # type: ignore[arg-type]
        [mark.y],
        markerfacecolor=face,
        markersize=4.5,
        zorder=4,
        marker=shape_of(claim.wording, claim.official),
        color=mark.colour,
    )


def _label(
    sheet: Sheet,
    ax: Axes,
    marks: Sequence[_Mark],
    bold: bool,
) -> None:
    """The number of a day: of several the highest, which the line goes on from; the others have
    their marks.
    """
    highest = min(marks, key=lambda mark: (-mark.y, mark.claim.claim_id))
    sheet.place(
        ax,
        highest.x,
        highest.y,
        highest.number,
        fontsize=7.5,
        weight="bold" if bold else "normal",
        color=highest.colour,
        linespacing=1.1,
    )
