"""A count day by day: bars for a day, week, month or year each, and below them the total so far as
a line of steps, both from zero and over the same days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from asknown.subjects.charts.axes import date_axis, whole_numbers
from asknown.subjects.charts.bars import Bar
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.sheet import Sheet, Side
from asknown.subjects.charts.style import FAINT, MAIN, PALE, QUIET, house, is_narrow
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

_HEIGHT = 2.9  # inches, of both
_FILLED = 0.86  # of its time that a bar is wide
_ABOVE = 1.28  # times the highest: room for its number
_DAY = timedelta(days=1)
_OVER = [
    Side(0, 4, "center", "bottom"),
    Side(0, 4, "right", "bottom"),
    Side(0, 4, "left", "bottom"),
]
_BEFORE = [
    Side(-4, 4, "right", "bottom"),
    Side(-4, -6, "right", "top"),
    Side(0, 6, "right", "bottom"),
]


@drawn_for_phones
def daily(
    bars: tuple[Bar, ...],
    captions: tuple[Prose, Prose],
    numbers: tuple[Prose, Prose],
    name: str,
    **texts: Prose,
) -> Chart:
    """Draw bars and the total to the end of each.

    `captions` stand over the bars and over the line, `numbers` at the highest bar and at the end of
    the line; `name` is that of the chart. `texts` go to `Sheet.finish`.
    """
    with house():
        sheet = Sheet(_HEIGHT, nrows=2, height_ratios=(3, 2))
        sheet.figure.subplots_adjust(
            top=0.93,
            bottom=0.125,
            left=0.14 if is_narrow() else 0.075,
            right=0.96 if is_narrow() else 0.985,
            hspace=0.42,
        )
        over, below = sheet.axes
        _axes(over, bars, max(bar.amount for bar in bars))
        _axes(below, bars, max(bar.total for bar in bars))
        over.tick_params(labelbottom=False)
        _bars(over, bars)
        _line(below, bars)
        for ax, caption in zip(sheet.axes, captions, strict=True):
            _caption(sheet, ax, caption)
        _numbers(sheet, bars, numbers)
        return sheet.finish(name, **texts)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())


def _end(bar: Bar) -> datetime:
    return _moment(bar.end + _DAY)


def _counted(bar: Bar) -> datetime:
    """Until when a bar counts."""
    return _moment(bar.until + _DAY)


def _axes(
    ax: Axes,
    bars: Sequence[Bar],
    highest: float,
) -> None:
    first, last = _moment(bars[0].start), _end(bars[-1])
    room = (last - first) / 60
    date_axis(ax, first - room, last + room, 4 if is_narrow() else 9)
    ax.set_ylim(0, highest * _ABOVE or 1)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    ax.yaxis.set_major_formatter(whole_numbers)
    ax.tick_params(labelsize=7.5)
    ax.grid(axis="y", color=FAINT)


def _bars(
    ax: Axes,
    bars: Sequence[Bar],
) -> None:
    lengths = [_end(bar) - _moment(bar.start) for bar in bars]
    ax.bar(
        [_moment(bar.start) for bar in bars],  # type: ignore[arg-type]
        [bar.amount for bar in bars],
        width=[length * _FILLED for length in lengths],  # type: ignore[arg-type]
        align="edge",
        color=[MAIN if bar.is_whole else PALE[MAIN] for bar in bars],
        zorder=2,
    )


def _line(
    ax: Axes,
    bars: Sequence[Bar],
) -> None:
    """A step at the end of each bar, from what there was before the first."""
    first = bars[0]
    moments = [_moment(first.start), *map(_counted, bars)]
    totals = [first.total - first.amount, *(bar.total for bar in bars)]
    ax.step(
        moments,  # type: ignore[arg-type]
        totals,
        where="post",
        color=MAIN,
        linewidth=1.8,
        zorder=3,
    )


def _caption(
    sheet: Sheet,
    ax: Axes,
    caption: Prose,
) -> None:
    corner: Any = {"plane": ax.transAxes, "va": "bottom"}
    sheet.say(ax, 0, 1, caption, xytext=(0, 4), fontsize=7.5, color=QUIET, **corner)


def _numbers(
    sheet: Sheet,
    bars: Sequence[Bar],
    numbers: tuple[Prose, Prose],
) -> None:
    over, below = sheet.axes
    most, total = numbers
    style: dict[str, Any] = {"fontsize": 7.5, "weight": "bold", "color": MAIN}
    highest = max(bars, key=lambda bar: bar.amount)
    middle = _moment(highest.start) + (_end(highest) - _moment(highest.start)) / 2
    sheet.place(over, middle, highest.amount, most, _OVER, **style)
    sheet.place(below, _counted(bars[-1]), bars[-1].total, total, _BEFORE, **style)
