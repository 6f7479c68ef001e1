"""Axes of time, named without the machine's locale, and the sheet for lanes under one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from matplotlib.axes import Axes

from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import FAINT, points

# A stretch beyond this is told in months, a shorter one in days.
LONG = timedelta(days=75)
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
_NOON = timedelta(hours=12)
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_DAY_STEPS = (1, 2, 3, 5, 7, 10, 14, 21)
_NARROW = 34.0  # points: the name of a day takes as much
_BELOW = 28  # points: two lines of an axis


def whole_numbers(value: float, _: object = None) -> str:
    """How a number stands on an axis."""
    return f"{value:,.0f}"


def point_of(
    moment: datetime,
    first: datetime,
    last: datetime,
    room: float,
) -> float:
    """Where a moment lies on an axis of `room` points from one moment to another."""
    return (moment - first) / (last - first) * room


def date_axis(
    ax: Axes,
    first: datetime,
    last: datetime,
    most: int = 8,
) -> None:
    """Ticks on days or on months between two moments, about `most` of them."""
    if last - first > LONG:
        ticks = _some_months(first, last, most)
        names = _names_of_months(ticks)
    else:
        ticks = _some_days(first, last, most)
        names = list(map(_day_name, ticks))
    ax.set_xlim(first, last)  # type: ignore[arg-type]
    ax.set_xticks(ticks)  # type: ignore[arg-type]
    ax.set_xticklabels(names)


def regular_days(
    first: datetime,
    last: datetime,
    most: int,
) -> list[datetime]:
    """About `most` days, or beginnings of months, between two moments."""
    if last - first > LONG:
        return _some_months(first, last, most)
    return _some_days(first, last, most)


def day_names(days: Sequence[date]) -> list[str]:
    """The names of days below an axis, each year named where it is new: `9 Jan`, `14 Mar`; of
    months where all begin one.
    """
    if len(days) > 1 and all(day.day == 1 for day in days):
        return _names_of_months(days)
    return _names_of_days(days)


def _some_days(
    first: datetime,
    last: datetime,
    most: int,
) -> list[datetime]:
    length = last - first
    step = max(1, round(length.days / most))
    start = _midnight(first) + _DAY
    days = _days(start, last)
    return days[::step]


def _some_months(
    first: datetime,
    last: datetime,
    most: int,
) -> list[datetime]:
    months = _months(first, last)
    least = round(len(months) / (most - 1))
    step = _step(_MONTH_STEPS, least)
    if step <= 3:
        return months[::step]
    # Half years and years begin in January.
    period = min(step, 12)
    for index, month in enumerate(months):
        if (month.month - 1) % period == 0:
            return months[index::step]
    return months[::step]


def _step(steps: Sequence[int], least: float) -> int:
    """The smallest step that is large enough, else the largest there is."""
    for step in steps:
        if step >= least:
            return step
    return steps[-1]


def day_axis(ax: Axes, first: date, last: date) -> None:
    """An axis of whole days: each as wide as it is, named in its middle, parted from the next by a
    line.
    """
    start = _midnight(first)
    end = _midnight(last) + _DAY
    midnights = _days(start, end)
    *days, _ = midnights
    count = len(days)
    step = max(1, round(count / 9))
    named = days[::step]
    if count > LONG.days:
        names = [_month_name(day, with_year=day == start) for day in named]
    else:
        names = list(map(_day_name, named))
    noons = [day + _NOON for day in named]
    ax.set_xlim(start, end)  # type: ignore[arg-type]
    ax.set_xticks(noons)  # type: ignore[arg-type]
    ax.set_xticklabels(names)
    ax.tick_params(axis="x", length=0)
    # Of many days only some are parted, so that the lines do not become a shade.
    lines = midnights[::step] if count > 40 else midnights
    for midnight in lines:
        ax.axvline(
            midnight,  # type: ignore[arg-type]
            color=FAINT,
            linewidth=0.6,
            zorder=0,
        )


def time_axis(
    ax: Axes,
    first: datetime,
    last: datetime,
    room: float,
    above: bool = False,
) -> None:
    """Days or months between two moments, for an axis that counts points from 0 to `room`: a
    hairline where each begins, its name in the middle of it, or at the hairline where only some are
    named. `above`: named above as well.
    """
    in_months = last - first > LONG
    usual = _MONTH if in_months else _DAY
    wide = usual / (last - first) * room
    steps = _MONTH_STEPS if in_months else _DAY_STEPS
    step = _step(steps, _NARROW / wide)
    units = _begun(first, last, in_months)
    if step == 1:
        units = [first, *units]
    elif in_months:
        units = units[::step]
    else:
        units = [first, *units][::step]
    places = [point_of(unit, first, last, room) for unit in units]
    named = []
    ticks = []
    name_places = _name_places(places, step, room)
    for unit, place in zip(units, name_places, strict=True):
        if _has_room(place, places, wide, step, room):
            named.append(unit)
            ticks.append(place)
    names = _names_of_months(named) if in_months else _names_of_days(named)
    ax.set_xlim(0, room)
    ax.set_xticks(places, minor=True)
    ax.set_xticks(ticks)
    ax.set_xticklabels(names)
    ax.tick_params(
        axis="x",
        which="both",
        length=0,
        labelsize=8,
        top=False,
        labeltop=above,
    )
    ax.grid(
        axis="x",
        which="minor" if step == 1 else "major",
        linewidth=0.6,
    )


def _name_places(
    places: list[float],
    step: int,
    room: float,
) -> list[float]:
    """Where names go: in the middle of what they name where each has one, else where it begins."""
    if step > 1:
        return places
    ends = [*places[1:], room]
    return [(left + right) / 2 for left, right in zip(places, ends, strict=True)]


def _has_room(
    place: float,
    places: list[float],
    usual: float,
    step: int,
    room: float,
) -> bool:
    """Whether a name fits at a place: not over the right edge, nor in the piece of a unit that a
    chart begins or ends with.
    """
    if step > 1:
        return place <= room - 12
    nearest = min(abs(place - left) for left in places)
    needed = min(usual, _NARROW) * 0.75
    return 2 * nearest >= needed


def _begun(
    first: datetime,
    last: datetime,
    in_months: bool,
) -> list[datetime]:
    """The beginnings of months or of days strictly between two moments."""
    if in_months:
        starts = _months(first, last)
    else:
        start = _midnight(first) + _DAY
        starts = _days(start, last)
    return [begin for begin in starts if begin < last]


def _midnight(day: date) -> datetime:
    """The beginning of a day, or of the day of a moment."""
    return datetime(day.year, day.month, day.day)


def _days(start: datetime, last: datetime) -> list[datetime]:
    """The midnights from the first to a moment."""
    length = last - start
    count = length.days + 1
    return [start + offset * _DAY for offset in range(count)]


def _months(first: datetime, last: datetime) -> list[datetime]:
    """The beginnings of the months after that of one moment, up to that of another."""
    starts = []
    year, month = first.year, first.month
    while (year, month) < (last.year, last.month):
        month += 1
        if month > 12:
            year += 1
            month = 1
        starts.append(datetime(year, month, 1))
    return starts


def _month(day: date) -> str:
    return _MONTH_NAMES[day.month - 1]


def _day_name(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month_name(day: date, with_year: bool) -> str:
    name = _month(day)
    if with_year or day.month == 1:
        return f"{name}\n{day.year}"
    return name


def _names_of_days(days: Sequence[date]) -> list[str]:
    names = map(_day_name, days)
    return _with_years(days, names)


def _names_of_months(days: Sequence[date]) -> list[str]:
    names = map(_month, days)
    return _with_years(days, names)


def _with_years(days: Sequence[date], names: Iterable[str]) -> list[str]:
    """The names of columns of time, each with its year where that is new."""
    told = []
    year = None
    for day, name in zip(days, names, strict=True):
        if day.year != year:
            year = day.year
            name = f"{name}\n{year}"
        told.append(name)
    return told


def lane_sheet(
    height: float,
    gutter: float,
    edge: float,
    above: float = 4.0,
) -> tuple[Sheet, Axes]:
    """A sheet for lanes under a time axis: axes that count points down from their top left corner,
    `gutter` points from the left, `edge` from the right, `above` from the top.
    """
    whole = above + height + _BELOW
    sheet = Sheet(whole / 72)
    sheet.figure.subplots_adjust(
        left=gutter / points(),
        right=1 - edge / points(),
        top=1 - above / whole,
        bottom=_BELOW / whole,
    )
    ax = sheet.axes[0]
    ax.set_ylim(height, 0)
    ax.set_yticks([])
    return sheet, ax
