"""What happened, in lanes over time: each event a mark as wide as its time is uncertain, with its
key, and its title where the whole of it has room.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from math import fsum
from operator import attrgetter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from asknown.model.claim_table import named_rows
from asknown.model.events import ABOUT, CLOCK, LASTING, WITHIN
from asknown.subjects.charts.axes import lane_sheet, point_of, time_axis
from asknown.subjects.charts.lettering import broken, lines_of, widest_line, width_of
from asknown.subjects.charts.marks import backing
from asknown.subjects.charts.packing import Rows
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import INK, MAIN, RULE, house, points
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

# All sizes are in points.
_SIZE = 7.5  # letters in the lanes
_NAME = 8  # letters of a lane's name
_PITCH = 10.4  # of a row
_TALL = 7.4  # of a bar
_PAD = 4.5  # above and below a lane
_EDGE = 6.0  # right of the last column
_NARROWEST = 44.0  # of the column of lane names
_WIDEST = 96.0
_TWICE = 250  # from which the days are named above as well
_ROWS = 42  # no chart is taller: it would not fit a page
_LONG = 0.3  # of a chart's width: a bar that bears its own words
# Room for a title, the most that all rows together allow.
_WORDS = (240, 180, 130, 100, 75)
_GAP = 3.0  # between a mark and its words
_APART = 4.0  # between words and the next mark
_POINT = 4  # how long the point is that shows that a bar goes on beyond the chart
_TOUCH = 0.01  # bars of a row may touch: the days of two may follow each other
_CLOSE = 42.0  # what the words of a crowd take
_PALE = "#c2d2de"
_EDGED = "#7fa0b8"
_CROWDED = "#d2d4d8"
_CROWD = "crowd"  # a mark of several events, beside those of `model.events`
_FILLS = {
    LASTING: MAIN,
    _CROWD: _CROWDED,
}
_LETTERS: dict[str, Any] = {
    "fontsize": _SIZE,
    "va": "center_baseline",
    "zorder": 4,
    "bbox": None,
}
Crowd = Callable[[list[str]], Prose]


@dataclass(frozen=True)
class _Mark:
    """What is drawn of an event, or of several that share a bar: its place in points, and its
    words.
    """

    ids: tuple[str, ...]
    left: float
    right: float
    kind: str
    key: Prose
    title: Prose
    heft: float = 0.0
    begins_before: bool = False
    ends_after: bool = False

    @property
    def is_dot(self) -> bool:
        """Whether it is a clock time."""
        return self.kind in (CLOCK, ABOUT)

    @property
    def half(self) -> float:
        """What a dot takes beside its place."""
        return 2.6 if self.is_dot else 0.0

    @property
    def begin(self) -> float:
        """Where what is drawn begins."""
        return self.left - self.half

    @property
    def end(self) -> float:
        """Where what is drawn ends."""
        return self.right + self.half

    @property
    def lead(self) -> float:
        """Width of the key and the gap behind it."""
        if not self.key:
            return 0.0
        return width_of(self.key.text, _SIZE, "bold") + _GAP

    def wide(self, title: Prose) -> float:
        """Width of the key and of so much of the title."""
        if not title:
            return self.lead - _GAP
        return self.lead + width_of(title.text, _SIZE)


@dataclass(frozen=True)
class _Placed:
    """A mark with its row and its words: `title`, so much of it as is written, follows the key,
    which begins at `words`; the whole reaches from `left` to `right`.
    """

    mark: _Mark
    words: float
    title: Prose
    left: float
    right: float
    side: str
    row: int = 0


def timeline(
    name: str,
    frame: pd.DataFrame,
    lanes: list[tuple[str, Prose]],
    window: tuple[datetime, datetime],
    crowd: Crowd,
    **texts: Prose,
) -> Chart:
    """Draw one stretch of a timeline.

    `frame` has one row per event with `lane`, `begins` and `ends` (local time), `mark` (see
    `asknown.model.events`), `key` and `title` (prose), and `heft`, how much it weighs; `lanes` id
    and name, from the top; `window` the first and last moment shown. `crowd` says what stands on a
    bar that events share, given their ids. `texts` go to `Sheet.finish`.
    """
    with house():
        sheet = draw(frame, lanes, window, crowd)
        return sheet.finish(name, **texts)


def draw(
    frame: pd.DataFrame,
    lanes: list[tuple[str, Prose]],
    window: tuple[datetime, datetime],
    crowd: Crowd,
) -> Sheet:
    """The sheet of `timeline`, before it is a chart. For use inside `house()`."""
    names = [_in_lines(name) for _, name in lanes]
    widest = widest_line((name.text for name in names), _NAME, "bold")
    gutter = max(_NARROWEST, widest + 10)
    room = points() - gutter - _EDGE
    first, last = window
    day = timedelta(days=1) / (last - first) * room
    by_time = sorted(named_rows("Event", frame), key=attrgetter("begins", "ends"))
    marks = []
    for lane, _ in lanes:
        in_lane = [event for event in by_time if event.lane == lane]
        marks.append(_marks(in_lane, window, room))
    placed = _arranged(marks, room, day, crowd)
    heights = [_height(lane, name) for lane, name in zip(placed, names, strict=True)]
    whole = fsum(heights)
    tall = whole > _TWICE
    sheet, ax = lane_sheet(
        whole,
        gutter,
        _EDGE,
        above=28 if tall else 4,
    )
    time_axis(
        ax,
        *window,
        room,
        above=tall,
    )
    top = 0.0
    for lane_marks, name, height in zip(placed, names, heights, strict=True):
        ax.axhline(
            top,
            color=RULE,
            linewidth=0.8,
            xmin=-gutter / room,
            clip_on=False,
        )
        _name(sheet, ax, name, -gutter, top + _PAD)
        for mark in lane_marks:
            middle = _PITCH * (mark.row + 0.5)
            _draw(sheet, ax, mark, top + _PAD + middle)
        top += height
    return sheet


def _in_lines(name: Prose) -> Prose:
    """A lane's name, broken where its column ends."""
    lines = lines_of(name.text, _WIDEST - 8, _NAME, "bold")
    return broken(name, lines)


def _name(
    sheet: Sheet,
    ax: Axes,
    name: Prose,
    x: float,
    y: float,
) -> None:
    sheet.say(
        ax,
        0,
        y,
        name,
        xytext=(x, 0),
        linespacing=1.05,
        weight="bold",
        fontsize=_NAME,
        va="top",
    )


def _height(lane: list[_Placed], name: Prose) -> float:
    lines = name.text.count("\n") + 1
    rows = max(_rows(lane), lines)
    return rows * _PITCH + 2 * _PAD


def _rows(lane: list[_Placed]) -> int:
    return max((placed.row + 1 for placed in lane), default=1)


# Where marks and words go.


def _marks(
    by_time: Sequence[Any],
    window: tuple[datetime, datetime],
    room: float,
) -> list[_Mark]:
    """The marks of a lane, cut to the window, in order of their left ends."""
    marks = []
    for row in by_time:
        left = point_of(row.begins, *window, room)
        right = point_of(row.ends, *window, room)
        mark = _Mark(
            ids=(row.event_id,),
            left=max(left, 0),
            right=min(right, room),
            kind=row.mark,
            key=row.key,
            title=row.title,
            heft=row.heft,
            begins_before=left < 0,
            ends_after=right > room,
        )
        marks.append(mark)
    return marks


def _arranged(
    lanes: list[list[_Mark]],
    room: float,
    day: float,
    crowd: Crowd,
) -> list[list[_Placed]]:
    """Every lane with rows for its marks: titles as long as the height of a page allows, else those
    alone of what weighs more, else none; where keys alone are too many, crowded days as one bar.
    """
    placed: list[list[_Placed]] = []
    hefts = {mark.heft for marks in lanes for mark in marks}
    for least, longest in [*product(sorted(hefts), _WORDS), (0.0, 0)]:
        placed = [_in_rows(marks, room, longest, least) for marks in lanes]
        if _fits_a_page(placed):
            break
    # First the days together, then what lasts longer too.
    for share in (1.01, math.inf):
        if not _fits_a_page(placed):
            crowded = [_crowded(marks, day, share, crowd) for marks in lanes]
            placed = [_in_rows(marks, room, 0) for marks in crowded]
    # A title may stand only where the titles before it, which were added, leave room.
    for lane in placed:
        for position, mark in enumerate(lane):
            lane[position] = _lengthened(mark, lane, room)
    return placed


def _fits_a_page(lanes: list[list[_Placed]]) -> bool:
    rows = sum(map(_rows, lanes))
    return rows <= _ROWS


def _in_rows(
    marks: list[_Mark],
    room: float,
    longest: float,
    least: float = 0.0,
) -> list[_Placed]:
    """Each mark with its words in the first row where they touch nothing; titles of what weighs
    `least` or more."""
    rows = Rows(gap=-_TOUCH)
    lane = []
    for mark in marks:
        wanted = longest if mark.heft >= least else 0
        placed = _worded(mark, room, wanted)
        row = rows.add(placed.left, placed.right)
        lane.append(replace(placed, row=row))
    return lane


def _worded(
    mark: _Mark,
    room: float,
    longest: float,
) -> _Placed:
    """A mark with its words inside it where it is long, else right of it, else left of it."""
    if mark.kind == _CROWD:
        return _crowd_worded(mark, room)
    # Inside: the words stand between the gaps, and clear of the points of a bar that goes on.
    before = _POINT if mark.begins_before else 0
    after = _POINT if mark.ends_after else 0
    length = mark.end - mark.begin
    inside = length - 2 * _GAP - before - after - mark.lead
    title = _whole(mark.title, inside)
    if title and length >= _LONG * room:
        return _within(mark, mark.begin + _GAP + before, title)
    if not longest and inside >= 0:
        return _within(mark, mark.begin + _GAP, Prose())
    beside = max(room - mark.end, mark.begin) - _GAP - mark.lead
    title = _whole(mark.title, min(longest, beside))
    wide = mark.wide(title)
    if mark.end + _GAP + wide <= room:
        return _after(mark, title)
    if mark.begin - _GAP - wide >= 0:
        return _before(mark, title)
    middle = (mark.begin + mark.end - wide) / 2
    return _within(mark, middle, title)


def _crowd_worded(mark: _Mark, room: float) -> _Placed:
    """A crowd with its words on it, else right of it, else left of it."""
    wide = mark.wide(mark.title)
    if wide + 2 * _GAP <= mark.end - mark.begin:
        middle = (mark.begin + mark.end - wide) / 2
        return _within(mark, middle, mark.title)
    if mark.end + _GAP + wide <= room:
        return _after(mark, mark.title)
    return _before(mark, mark.title)


def _within(
    mark: _Mark,
    words: float,
    title: Prose,
) -> _Placed:
    """A mark with its words on it."""
    return _Placed(
        mark,
        words,
        title,
        left=mark.begin,
        right=mark.end,
        side="inside",
    )


def _after(mark: _Mark, title: Prose) -> _Placed:
    """A mark with its words right of it."""
    words = mark.end + _GAP
    return _Placed(
        mark,
        words,
        title,
        left=mark.begin,
        right=words + mark.wide(title) + _APART,
        side="right",
    )


def _before(mark: _Mark, title: Prose) -> _Placed:
    """A mark with its words left of it."""
    words = mark.begin - _GAP - mark.wide(title)
    return _Placed(
        mark,
        words,
        title,
        left=words - _APART,
        right=mark.end,
        side="left",
    )


def _crowded(
    marks: list[_Mark],
    day: float,
    share: float,
    crowd: Crowd,
) -> list[_Mark]:
    """Marks that begin on the same days as one bar. Those stay that last longer than `share` times
    these days; `day` is the width of one.
    """
    wide = day * math.ceil(_CLOSE / day)
    together: dict[int, list[_Mark]] = {}
    for mark in marks:
        lasting = mark.begins_before or mark.right - mark.left > wide * share
        # Whole days have numbers from nought; each mark that stays alone has one of its own below.
        days = int(mark.left / wide + 1e-6)
        if lasting and share < math.inf:
            days = -len(together) - 1
        together.setdefault(days, []).append(mark)
    bars = [_together(neighbours, crowd) for neighbours in together.values()]
    bars.sort(key=lambda bar: (bar.left, bar.right))
    return bars


def _together(marks: list[_Mark], crowd: Crowd) -> _Mark:
    """Several marks as one, from the first to the last of them."""
    if len(marks) == 1:
        return marks[0]
    ids: list[str] = []
    for mark in marks:
        ids += mark.ids
    left = min(mark.left for mark in marks)
    right = max(mark.right for mark in marks)
    return _Mark(
        ids=tuple(ids),
        left=left,
        right=max(right, left + _TALL),
        kind=_CROWD,
        key=Prose(),
        title=crowd(ids),
        begins_before=any(mark.begins_before for mark in marks),
        ends_after=any(mark.ends_after for mark in marks),
    )


def _whole(title: Prose, room: float) -> Prose:
    """A title that fits into `room` points; nothing where it would have to be cut: half a title is
    another statement.
    """
    bare = title.bare()
    return bare if width_of(bare.text, _SIZE) <= room else Prose()


def _lengthened(
    placed: _Placed,
    lane: list[_Placed],
    room: float,
) -> _Placed:
    """The same words, with the title where its row has room for the whole of it."""
    mark = placed.mark
    if placed.side == "inside" or mark.kind == _CROWD:
        return placed
    row = [other for other in lane if other.row == placed.row]
    if placed.side == "right":
        behind = [other.left for other in row if other.left >= placed.right - _TOUCH]
        until = min(behind, default=room + _APART) - _APART
        title = _whole(mark.title, until - placed.words - mark.lead)
        longer = _after(mark, title)
        return replace(longer, row=placed.row)
    before = [other.right for other in row if other.right <= placed.left + _TOUCH]
    since = max(before, default=-_APART) + _APART
    end = mark.begin - _GAP
    title = _whole(mark.title, end - since - mark.lead)
    longer = _before(mark, title)
    return replace(longer, row=placed.row)


# How they are drawn.


def _draw(
    sheet: Sheet,
    ax: Axes,
    placed: _Placed,
    y: float,
) -> None:
    mark = placed.mark
    if mark.is_dot:
        _dot(ax, mark, y)
    else:
        _bar(ax, mark, y)
    inside = placed.side == "inside"
    if not inside:  # inside, the bar is what the words stand on
        wide = mark.wide(placed.title)
        backing(ax, placed.words, wide, y, _PITCH)
    key_ink = MAIN
    ink = INK
    if inside and mark.kind == LASTING:
        key_ink = ink = "white"
    if mark.key:
        sheet.say(
            ax,
            placed.words,
            y,
            mark.key,
            color=key_ink,
            weight="bold",
            **_LETTERS,
        )
    if placed.title:
        begin = placed.words + mark.lead
        sheet.say(
            ax,
            begin,
            y,
            placed.title,
            color=ink,
            **_LETTERS,
        )
        _strike(ax, begin, y, placed.title, ink)


def _dot(ax: Axes, mark: _Mark, y: float) -> None:
    """A clock time: filled, or hollow where it is only about right."""
    face = MAIN if mark.kind == CLOCK else "white"
    ax.plot(
        [mark.left],
        [y],
        color=MAIN,
        markerfacecolor=face,
        zorder=3,
        clip_on=False,
        marker="o",
        markersize=5,
        markeredgewidth=1.1,
    )


def _bar(ax: Axes, mark: _Mark, y: float) -> None:
    """A stretch of time: dark where the event filled it, pale where it fell somewhere within."""
    fill = _FILLS.get(mark.kind, _PALE)
    edge = _EDGED if mark.kind == WITHIN else fill
    shape = Polygon(
        _corners(mark, y),
        closed=True,
        zorder=2,
        facecolor=fill,
        edgecolor=edge,
        linewidth=0.5,
    )
    ax.add_artist(shape)


def _corners(mark: _Mark, y: float) -> list[tuple[float, float]]:
    """The corners of a bar; an end that lies outside the chart is a point."""
    low = y - _TALL / 2
    high = y + _TALL / 2
    left, right = mark.left, mark.right
    corners = [(left, high), (left, low)]
    if mark.begins_before:
        inner = left + _POINT
        corners = [(inner, high), (left, y), (inner, low)]
    if mark.ends_after:
        inner = right - _POINT
        return [*corners, (inner, low), (right, y), (inner, high)]
    return [*corners, (right, low), (right, high)]


def _strike(
    ax: Axes,
    x: float,
    y: float,
    title: Prose,
    colour: str,
) -> None:
    """A line through each number that no longer stands."""
    before = ""
    for run in title:
        if run.struck:
            left = x + width_of(before, _SIZE)
            right = left + width_of(run.text, _SIZE)
            ax.plot(
                [left, right],
                [y, y],
                color=colour,
                linewidth=0.7,
                zorder=5,
            )
        before += run.text
