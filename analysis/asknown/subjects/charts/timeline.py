"""What happened, in lanes over time: each event a mark as wide as its time is uncertain, with its
key and as much of its title as there is room for.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import fsum
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from asknown.model.events import ABOUT, CLOCK, LASTING, WITHIN
from asknown.subjects.charts.axes import lane_sheet, time_axis
from asknown.subjects.charts.drawn_once import drawn_once
from asknown.subjects.charts.lettering import broken, lines_of, widest_line, width_of
from asknown.subjects.charts.marks import backing
from asknown.subjects.charts.packing import Rows
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.charts.style import INK, MAIN, POINTS, RULE, house
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, Run

_SIZE, _NAME = 7.5, 8  # points: letters in the lanes, of a lane's name
_PITCH, _TALL, _PAD = 10.4, 7.4, 4.5  # of a row, of a bar, above and below a lane
_EDGE = 6.0  # right of the last column
_GUTTER = (44.0, 96.0)  # narrowest, widest column of lane names
_TWICE = 250  # points from which the days are named above as well
_ROWS = 42  # no chart is taller: it would not fit a page
_WORDS = (240, 180, 130, 100, 75, 0)  # room for a title, the most that all rows together allow
_GAP, _APART = 3.0, 4.0  # between a mark and its words, between words and the next mark
_POINT = 4  # how long the point is that shows that a bar goes on beyond the chart
_TOUCH = 0.01  # bars of a row may touch: the days of two may follow each other
_CLOSE = 42.0  # points that the words of a crowd take
_PALE, _EDGED, _CROWDED = "#c2d2de", "#7fa0b8", "#d2d4d8"
_CROWD = "crowd"  # a mark of several events, beside those of `model.events`
_SMALL = frozenset(
    "a an the of to in on at by for and or with its as from between about over least "
    "that is are has".split()
)
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
    begins_before: bool = False
    ends_after: bool = False

    @property
    def half(self) -> float:
        """What a dot takes beside its place."""
        return 2.6 if self.kind in (CLOCK, ABOUT) else 0.0

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
        return width_of(self.key.text, _SIZE, "bold") + _GAP if self.key else 0.0

    def wide(self, title: Prose) -> float:
        """Width of the key and of so much of the title."""
        return self.lead + (width_of(title.text, _SIZE) if title else -_GAP)


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


@drawn_once
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
    `asknown.model.events`), `key` and `title` (prose); `lanes` id and name, from the top; `window`
    the first and last moment shown. `crowd` says what stands on a bar that events share, given
    their ids. `texts` go to `Sheet.finish`.
    """
    with house():
        return draw(frame, lanes, window, crowd).finish(name, **texts)


def draw(
    frame: pd.DataFrame,
    lanes: list[tuple[str, Prose]],
    window: tuple[datetime, datetime],
    crowd: Crowd,
) -> Sheet:
    """The sheet of `timeline`, before it is a chart. For use inside `house()`."""
    names = [lines_of(name.text, _GUTTER[1] - 8, _NAME, "bold") for _, name in lanes]
    gutter = max(_GUTTER[0], widest_line(names, _NAME, "bold") + 10)
    room = POINTS - gutter - _EDGE
    day = timedelta(days=1) / (window[1] - window[0]) * room
    marks = [list(_marks(frame[frame["lane"] == lane], window, room)) for lane, _ in lanes]
    placed = _arranged(marks, room, day, crowd)
    heights = [_height(lane, name) for lane, name in zip(placed, names, strict=True)]
    tall = fsum(heights) > _TWICE
    sheet, ax = lane_sheet(fsum(heights), gutter, _EDGE, above=28 if tall else 4)
    time_axis(ax, *window, room, above=tall)
    top = 0.0
    for index, (_, name) in enumerate(lanes):
        ax.axhline(top, color=RULE, linewidth=0.8, xmin=-gutter / room, clip_on=False)
        _name(sheet, ax, broken(name, names[index]), -gutter, top + _PAD)
        for each in placed[index]:
            _draw(sheet, ax, each, top + _PAD + _PITCH * (each.row + 0.5))
        top += heights[index]
    return sheet


def _name(sheet: Sheet, ax: Axes, name: Prose, x: float, y: float) -> None:
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


def _height(lane: list[_Placed], name: str) -> float:
    lines = name.count("\n") + 1
    return max(_rows(lane), lines) * _PITCH + 2 * _PAD


def _rows(lane: list[_Placed]) -> int:
    return max((placed.row + 1 for placed in lane), default=1)


# Where marks and words go.


def _marks(frame: pd.DataFrame, window: tuple[datetime, datetime], room: float) -> Iterator[_Mark]:
    """The marks of a lane, cut to the window, in order of their left ends."""
    start, end = window
    for row in frame.sort_values(["begins", "ends"], kind="stable").itertuples():
        left = (row.begins - start) / (end - start) * room
        right = (row.ends - start) / (end - start) * room
        inside = max(left, 0), min(right, room)
        yield _Mark((row.Index,), *inside, row.mark, row.key, row.title, left < 0, right > room)


def _arranged(
    lanes: list[list[_Mark]], room: float, day: float, crowd: Crowd
) -> list[list[_Placed]]:
    """Every lane with rows for its marks: titles as long as the height of a page allows, else
    crowded days as one bar.
    """
    placed: list[list[_Placed]] = []
    for longest in _WORDS:
        placed = [_in_rows(marks, room, longest) for marks in lanes]
        if _fits_a_page(placed):
            break
    for share in (1.01, math.inf):  # first the days together, then what lasts longer too
        if not _fits_a_page(placed):
            crowded = [_crowded(marks, day, share, crowd) for marks in lanes]
            placed = [_in_rows(marks, room, 0) for marks in crowded]
    for lane in placed:
        for position in range(len(lane)):
            lane[position] = _lengthened(lane[position], lane, room)
    return placed


def _fits_a_page(lanes: list[list[_Placed]]) -> bool:
    return sum(_rows(lane) for lane in lanes) <= _ROWS


def _in_rows(marks: list[_Mark], room: float, longest: float) -> list[_Placed]:
    """Each mark with its words in the first row where they touch nothing."""
    rows = Rows(gap=-_TOUCH)
    lane = []
    for mark in marks:
        placed = _worded(mark, room, longest)
        lane.append(replace(placed, row=rows.add(placed.left, placed.right)))
    return lane


def _worded(mark: _Mark, room: float, longest: float) -> _Placed:
    """A mark with its words inside it where it is long, else right of it, else left of it."""
    left, right = mark.begin, mark.end
    if mark.kind == _CROWD:
        return _crowd_worded(mark, room)
    before = _POINT if mark.begins_before else 0
    after = _POINT if mark.ends_after else 0
    inside = right - left - 2 * _GAP - before - after
    long = 0.3 * room
    wanted = min(width_of(mark.title.text, _SIZE), max(longest, long))
    if right - left >= long and inside >= mark.lead + wanted:
        title = shortened(mark.title, inside - mark.lead)
        return _Placed(mark, left + _GAP + before, title, left, right, "inside")
    if not longest and inside >= mark.lead:
        return _Placed(mark, left + _GAP, Prose(), left, right, "inside")
    beside = max(room - right, left) - _GAP - mark.lead
    title = shortened(mark.title, min(longest, beside))
    wide = mark.wide(title)
    if right + _GAP + wide <= room:
        return _after(mark, title)
    if left - _GAP - wide >= 0:
        return _before(mark, title)
    return _Placed(mark, (left + right - wide) / 2, title, left, right, "inside")


def _crowd_worded(mark: _Mark, room: float) -> _Placed:
    """A crowd with its words on it, else right of it, else left of it."""
    wide = mark.wide(mark.title)
    if wide + 2 * _GAP <= mark.end - mark.begin:
        middle = (mark.begin + mark.end - wide) / 2
        return _Placed(mark, middle, mark.title, mark.begin, mark.end, "inside")
    if mark.end + _GAP + wide <= room:
        return _after(mark, mark.title)
    return _before(mark, mark.title)


def _after(mark: _Mark, title: Prose) -> _Placed:
    """A mark with its words right of it."""
    words = mark.end + _GAP
    return _Placed(mark, words, title, mark.begin, words + mark.wide(title) + _APART, "right")


def _before(mark: _Mark, title: Prose) -> _Placed:
    """A mark with its words left of it."""
    words = mark.begin - _GAP - mark.wide(title)
    return _Placed(mark, words, title, words - _APART, mark.end, "left")


def _crowded(marks: list[_Mark], day: float, share: float, crowd: Crowd) -> list[_Mark]:
    """Marks that begin on the same days as one bar. Those stay that last longer than `share` times
    these days; `day` is the width of one.
    """
    wide = day * math.ceil(_CLOSE / day)
    together: dict[int, list[_Mark]] = {}
    for mark in marks:
        lasting = mark.begins_before or mark.right - mark.left > wide * share
        alone = lasting and share < math.inf
        # Whole days have numbers from nought; each mark that stays alone has one of its own below.
        days = -len(together) - 1 if alone else int(mark.left / wide + 1e-6)
        together.setdefault(days, []).append(mark)
    bars = [_together(own, crowd) for own in together.values()]
    return sorted(bars, key=lambda mark: (mark.left, mark.right))


def _together(marks: list[_Mark], crowd: Crowd) -> _Mark:
    """Several marks as one, from the first to the last of them."""
    if len(marks) == 1:
        return marks[0]
    ids = [event for mark in marks for event in mark.ids]
    left = min(mark.left for mark in marks)
    right = max(max(mark.right for mark in marks), left + _TALL)
    begins_before = any(mark.begins_before for mark in marks)
    ends_after = any(mark.ends_after for mark in marks)
    return _Mark(tuple(ids), left, right, _CROWD, Prose(), crowd(ids), begins_before, ends_after)


def _lengthened(placed: _Placed, lane: list[_Placed], room: float) -> _Placed:
    """The same words with as much more of the title as its row has room for."""
    mark = placed.mark
    if placed.side == "inside" or mark.kind == _CROWD:
        return placed
    others = [other for other in lane if other.row == placed.row and other is not placed]
    if placed.side == "right":
        behind = (other.left for other in others if other.left >= placed.right - _TOUCH)
        until = min(behind, default=room + _APART) - _APART
        title = shortened(mark.title, until - placed.words - mark.lead)
        return replace(placed, title=title, right=placed.words + mark.wide(title) + _APART)
    before = (other.right for other in others if other.right <= placed.left + _TOUCH)
    since = max(before, default=-_APART) + _APART
    end = mark.begin - _GAP
    title = shortened(mark.title, end - since - mark.lead)
    begin = end - mark.wide(title)
    return replace(placed, title=title, words=begin, left=begin - _APART)


# How a title is cut.


def shortened(prose: Prose, room: float) -> Prose:
    """As many words of a title as fit into `room` points, with an ellipsis where some are left out;
    nothing where hardly any fit.

    A number keeps the word behind it that says how it stands.
    """
    prose = prose.bare()
    if width_of(prose.text, _SIZE) <= room:
        return prose
    words = _words(prose)

    def width(count: int) -> float:
        return width_of(_trimmed(words[:count]) + "…", _SIZE)

    # Titles grow with their words, so the longest that fits is found by halving; one word is
    # tried in any case.
    fitting = bisect_right(range(2, len(words)), room, key=width) + 1
    words = _to_a_clause(words[:fitting])
    while words and _hangs(_trimmed(words[-1:])):
        words.pop()
    if len(words) < 2:
        return Prose()
    runs = [run for word in words for run in word]
    ending = replace(runs[-1], text=_trimmed([runs[-1:]]) + "…")
    return Prose((*runs[:-1], ending))


def _to_a_clause(words: list[list[Run]]) -> list[list[Run]]:
    """The words up to the last punctuation, where that costs less than some two fifths of them."""
    for count in range(len(words), 0, -1):
        if count <= 0.6 * len(words):
            break
        word = words[count - 1 : count]
        if _trimmed(word) != _joined(word).rstrip():
            return words[:count]
    return words


def _hangs(word: str) -> bool:
    """Whether a title must not end on this word: it says nothing without what it belongs to, and no
    more does a number.
    """
    word = word.strip()
    return not word or word.lower() in _SMALL or bool(english.numerals(word))


def _words(prose: Prose) -> list[list[Run]]:
    """The words of prose, each with the space behind it. A figure is one with all of itself,
    qualifier and bounds, and with the mark behind it.
    """
    words: list[list[Run]] = []
    for run in prose:
        if run.trace and run.trace[0].startswith("claims:"):
            words.append([run])
        elif words and not run.trace:
            words[-1].append(run)
        else:
            words += [[replace(run, text=piece)] for piece in _pieces(run.text)]
    return words


def _pieces(text: str) -> list[str]:
    *most, last = text.split(" ")
    pieces = [f"{word} " for word in most]
    return [*pieces, last] if last else pieces


def _joined(words: Iterable[list[Run]]) -> str:
    return "".join(run.text for word in words for run in word)


def _trimmed(words: Iterable[list[Run]]) -> str:
    return _joined(words).rstrip(" ,;:")


# How they are drawn.


def _draw(sheet: Sheet, ax: Axes, placed: _Placed, y: float) -> None:
    mark = placed.mark
    if mark.kind in (CLOCK, ABOUT):
        _dot(ax, mark, y)
    else:
        _bar(ax, mark, y)
    inside = placed.side == "inside"
    if not inside:  # inside, the bar is what the words stand on
        backing(ax, placed.words, mark.wide(placed.title), y, _PITCH)
    inverse = inside and mark.kind == LASTING
    key_ink, ink = ("white", "white") if inverse else (MAIN, INK)
    style: dict[str, Any] = {"fontsize": _SIZE, "va": "center_baseline", "zorder": 4, "bbox": None}
    if mark.key:
        sheet.say(ax, placed.words, y, mark.key, color=key_ink, weight="bold", **style)
    if placed.title:
        begin = placed.words + mark.lead
        sheet.say(ax, begin, y, placed.title, color=ink, **style)
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
    fill = {LASTING: MAIN, _CROWD: _CROWDED}.get(mark.kind, _PALE)
    edge = _EDGED if mark.kind == WITHIN else fill
    corners = _left_end(mark, y) + _right_end(mark, y)
    ax.add_artist(
        Polygon(
            corners,
            closed=True,
            zorder=2,
            facecolor=fill,
            edgecolor=edge,
            linewidth=0.5,
        )
    )


# The corners of a bar; an end that lies outside the chart is a point.


def _left_end(mark: _Mark, y: float) -> list[tuple[float, float]]:
    low, high = y - _TALL / 2, y + _TALL / 2
    if mark.begins_before:
        return [(mark.left + _POINT, high), (mark.left, y), (mark.left + _POINT, low)]
    return [(mark.left, high), (mark.left, low)]


def _right_end(mark: _Mark, y: float) -> list[tuple[float, float]]:
    low, high = y - _TALL / 2, y + _TALL / 2
    if mark.ends_after:
        return [(mark.right - _POINT, low), (mark.right, y), (mark.right - _POINT, high)]
    return [(mark.right, low), (mark.right, high)]


def _strike(ax: Axes, x: float, y: float, title: Prose, colour: str) -> None:
    """A line through each number that no longer stands."""
    before = ""
    for run in title:
        if run.struck:
            left = x + width_of(before, _SIZE)
            right = left + width_of(run.text, _SIZE)
            ax.plot([left, right], [y, y], color=colour, linewidth=0.7, zorder=5)
        before += run.text
