"""An axis of time that is cut where nothing happens: each stretch takes room by what happens in it,
so that none is empty, and a mark tells where the axis is cut. It counts points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import sqrt

from asknown.subjects.charts.axes import LONG, day_names, regular_days
from asknown.subjects.charts.lettering import widest_line

GAP = 15.0  # points between two stretches
_TAIL = 46.0  # points of a stretch in which nothing happens any more
_MOST = 3  # cuts
_QUIET = timedelta(days=10)  # a stillness shorter than this is never cut out
_LEAST = timedelta(days=3)  # that a stretch spans
# Of a stretch: room before its first moment and behind its last.
_BEFORE, _BEHIND = 0.07, 0.12
_BETWEEN = 6.0  # points between two names of days
_SIZE = 8  # of these names
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Stretch:
    """A stretch of time with its place on the axis, in points."""

    first: datetime
    last: datetime
    left: float
    right: float

    def point(self, moment: datetime) -> float:
        """Where a moment lies, or the nearer end where it lies outside."""
        share = (moment - self.first) / (self.last - self.first)
        inside = min(max(share, 0.0), 1.0)
        return self.left + inside * (self.right - self.left)


@dataclass(frozen=True)
class Scale:
    """The stretches of an axis, in order of time."""

    stretches: tuple[Stretch, ...]
    last: datetime
    ends_still: bool = False  # nothing happens in the last stretch but that it ends

    @property
    def cuts(self) -> list[float]:
        """Where the axis is cut: the middles between stretches."""
        pairs = pairwise(self.stretches)
        return [(before.right + after.left) / 2 for before, after in pairs]

    def point(self, moment: datetime) -> float:
        """Where a moment lies; one that was cut out lies at the end of the stretch before."""
        begun = [each for each in self.stretches if each.first <= moment]
        stretch = begun[-1] if begun else self.stretches[0]
        return stretch.point(moment)

    def pieces(self, since: datetime, until: datetime) -> list[tuple[float, float]]:
        """The parts of the axis from one moment to another."""
        pieces = []
        for stretch in self.stretches:
            left = stretch.point(max(since, stretch.first))
            right = stretch.point(min(until, stretch.last))
            if left < right:
                pieces.append((left, right))
        return pieces

    def days(self, wanted: Iterable[datetime]) -> list[datetime]:
        """Of some moments, the more important first, those whose days can be named below the axis
        without running into each other; in order of time.
        """
        named: list[datetime] = []
        for moment in wanted:
            is_named = any(moment.date() == other.date() for other in named)
            tried = sorted({*named, moment})
            if not is_named and _are_apart(self, tried):
                named = tried
        return named

    def regular(self, most: int) -> list[datetime]:
        """About so many days or beginnings of months, each stretch with its share."""
        whole = self.stretches[-1].right
        moving = self.stretches[:-1] if self.ends_still else self.stretches
        ticks = [self.last] if self.ends_still else []
        for stretch in moving:
            share = (stretch.right - stretch.left) / whole
            count = max(2, round(share * most))
            ticks += regular_days(stretch.first, stretch.last, count)
        return self.days(tick for tick in ticks if tick <= self.last)


def _are_apart(scale: Scale, moments: Sequence[datetime]) -> bool:
    """Whether the names of days under an axis stand clear of each other and of its ends."""
    right = 0.0
    for moment, name in zip(moments, day_names(moments), strict=True):
        half = widest_line([name], _SIZE) / 2
        middle = scale.point(moment)
        if right and middle - half < right + _BETWEEN:
            return False
        right = middle + half
    return right <= scale.stretches[-1].right + _BETWEEN


def scale(
    moments: Iterable[datetime],
    last: datetime,
    room: float,
    cut: bool = True,
) -> Scale:
    """The axis of some moments up to the last one, `room` points long."""
    every = sorted({*moments, last})
    groups = _groups(every) if cut else [every]
    is_tail = len(groups) > 1 and groups[-1] == [last]
    left_over = room - GAP * (len(groups) - 1) - (_TAIL if is_tail else 0)
    weights = [sqrt(_days_in(group)) for group in groups]
    whole = sum(weights[:-1] if is_tail else weights)
    stretches = []
    left = 0.0
    for number, (group, weight) in enumerate(zip(groups, weights, strict=True)):
        ends = number == len(groups) - 1
        wide = _TAIL if is_tail and ends else left_over * weight / whole
        first, end = _with_room(group, ends)
        if is_tail and ends:
            first, end = last - _LEAST, last + _LEAST / 3
        stretches.append(Stretch(first, end, left, left + wide))
        left += wide + GAP
    return Scale(tuple(stretches), last, is_tail)


def _days_in(group: Sequence[datetime]) -> int:
    days: set[date] = {moment.date() for moment in group}
    return max(len(days), 2)


def _with_room(group: Sequence[datetime], ends: bool) -> Span:
    """A stretch with room before and behind what happens in it."""
    length = max(group[-1] - group[0], _LEAST)
    first, last = group[0] - length * _BEFORE, group[-1] + length * _BEHIND
    if ends:  # what is to come has no room
        last = group[-1] + length * _BEHIND / 3
        first = min(first, last - _LEAST)
    return first, last


def _groups(moments: list[datetime]) -> list[list[datetime]]:
    """The moments by stretch: parted by the stillnesses that are the longest beside what went
    before, or beside the whole.
    """
    whole = moments[-1] - moments[0]
    if whole <= LONG:
        return [moments]
    begin = 0
    stillness: dict[int, float] = {}
    for index in range(1, len(moments)):
        gap = moments[index] - moments[index - 1]
        before = max(moments[index - 1] - moments[begin], timedelta(days=1))
        is_long = index - 1 > begin and gap / before > _least(index - begin)
        if gap >= _QUIET and (is_long or gap / whole > 0.4):
            stillness[index] = gap / before
            begin = index
    longest = sorted(stillness, key=lambda index: -stillness[index])[:_MOST]
    ends = [0, *sorted(longest), len(moments)]
    return [moments[start:end] for start, end in pairwise(ends)]


def _least(moments: int) -> float:
    """How long a stillness is, beside what went before, that is cut out: the more moments have to
    be told apart, the shorter.
    """
    if moments >= 8:
        return 0.8
    return 1.2 if moments >= 4 else 3.0
