"""What happened, in lanes over time: each event a mark as wide as its time is uncertain, with its key and as much of its title
as there is room for."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import fsum
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from asknown.model.events import ABOUT, CLOCK, LASTING, WITHIN
from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    INK,
    MAIN,
    RULE,
    WIDTH,
    Sheet,
    house,
    lines_of,
    paper,
    time_axis,
    width_of,
)
from asknown.text import english as words
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, Run

_SIZE = 7.5  # of all words in the lanes
_PITCH, _TALL, _PAD = 10.4, 7.4, 4.5  # of a row, of a bar, above and below a lane
_EDGE = 6.0  # right of the last column
_GUTTER = (44.0, 96.0)  # narrowest, widest column of lane names
_TWICE = 250  # points from which the days are named above as well
_ROWS = 42  # no chart is taller: it would not fit a page
_WORDS = (240, 180, 130, 100, 75, 0)  # room for a title, the most that all rows together allow
_GAP, _APART = 3.0, 4.0  # between a mark and its words, between words and the next mark
_CLOSE = 42.0  # points that the words of a crowd take
_PALE = "#c2d2de"
_EDGED = "#7fa0b8"
_CROWD = "#d2d4d8"
_SMALL = frozenset(
    "a an the of to in on at by for and or with its as from between about over least that is are has".split()
)


@dataclass(frozen=True)
class _Mark:
    """What is drawn of an event, or of several that share a bar: its place in points, and its words."""

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
    def lead(self) -> float:
        """Width of the key and the gap behind it."""
        return width_of(self.key.text, _SIZE, "bold") + _GAP if self.key else 0.0

    def wide(self, said: Prose) -> float:
        """Width of the key and of so much of the title."""
        return self.lead + (width_of(said.text, _SIZE) if said else -_GAP)


@dataclass(frozen=True)
class _Set:
    """A mark with its row and its words: `said` begins at `words`, the whole reaches from `left` to `right`."""

    mark: _Mark
    row: int
    words: float
    said: Prose
    left: float
    right: float
    side: str


@kept
def timeline(
    name: str,
    frame: pd.DataFrame,
    lanes: list[tuple[str, Prose]],
    window: tuple[datetime, datetime],
    crowd: Any,
    **texts: Prose,
) -> Chart:
    """Draw one stretch of a timeline.

    `frame` has one row per event with `lane`, `begins` and `ends` (local time), `mark` (see `asknown.subjects.timeline`), `key` and
    `title` (prose); `lanes` id and name, from the top; `window` the first and last moment shown. `crowd` says what stands on
    a bar that events share, given their ids. `texts` go to `Sheet.finish`.
    """
    with house():
        return draw(frame, lanes, window, crowd).finish(name, **texts)


def draw(
    frame: pd.DataFrame,
    lanes: list[tuple[str, Prose]],
    window: tuple[datetime, datetime],
    crowd: Any,
) -> Sheet:
    """The sheet of `timeline`, before it is a chart. For use inside `house()`."""
    names = [(lane, name, lines_of(name.text, _GUTTER[1] - 8, 8, "bold")) for lane, name in lanes]
    gutter = max(
        [
            _GUTTER[0],
            *(width_of(line, 8, "bold") + 10 for _, _, text in names for line in text.split("\n")),
        ]
    )
    room = WIDTH * 72 - gutter - _EDGE
    marks = {lane: list(_marks(frame[frame["lane"] == lane], window, room)) for lane, _ in lanes}
    rows = _arranged(marks, room, timedelta(days=1) / (window[1] - window[0]) * room, crowd)
    heights = [_height(rows[lane], text) for lane, _, text in names]
    tall = fsum(heights) > _TWICE
    sheet, ax = paper(fsum(heights), gutter, _EDGE, above=28 if tall else 4)
    time_axis(ax, *window, room, above=tall)
    top = 0.0
    for (lane, name, text), height in zip(names, heights, strict=True):
        ax.axhline(top, color=RULE, linewidth=0.8, xmin=-gutter / room, clip_on=False)
        sheet.say(ax, 0, top + _PAD, _broken(name, text), xytext=(-gutter, 0), weight="bold", fontsize=8,
                  va="top", linespacing=1.05)  # fmt: skip
        for each in rows[lane]:
            _draw(sheet, ax, each, top + _PAD + _PITCH * (each.row + 0.5))
        top += height
    return sheet


def _height(marks: list[_Set], name: str) -> float:
    rows = max((each.row + 1 for each in marks), default=1)
    return max(rows, name.count("\n") + 1) * _PITCH + 2 * _PAD


def _broken(prose: Prose, text: str) -> Prose:
    """The same prose, broken into lines."""
    return Prose((replace(prose.runs[0], text=text),))


# Where marks and words go.


def _marks(frame: pd.DataFrame, window: tuple[datetime, datetime], room: float) -> Iterator[_Mark]:
    """The marks of a lane, cut to the window, in order of their left ends."""
    start, end = window
    for row in frame.sort_values(["begins", "ends"], kind="stable").itertuples():
        left, right = ((moment - start) / (end - start) * room for moment in (row.begins, row.ends))
        yield _Mark(
            (row.Index,),
            max(left, 0),
            min(right, room),
            row.mark,
            row.key,
            row.title,
            left < 0,
            right > room,
        )


def _arranged(
    marks: dict[str, list[_Mark]], room: float, day: float, crowd: Any
) -> dict[str, list[_Set]]:
    """Every lane with rows for its marks: titles as long as the height of a page allows, else crowded days as one bar."""
    rows: dict[str, list[_Set]] = {}
    for longest in _WORDS:
        rows = {lane: _in_rows(own, room, longest) for lane, own in marks.items()}
        if _count(rows) <= _ROWS:
            break
    for share in (1.01, math.inf):  # first the days together, then what lasts longer too
        if _count(rows) > _ROWS:
            rows = {
                lane: _in_rows(list(_crowded(own, day, share, crowd)), room, 0)
                for lane, own in marks.items()
            }
    for own in rows.values():
        for position in range(len(own)):
            own[position] = _lengthened(own[position], own, room)
    return rows


def _count(rows: dict[str, list[_Set]]) -> int:
    return sum(max((each.row + 1 for each in own), default=1) for own in rows.values())


def _in_rows(marks: list[_Mark], room: float, longest: float) -> list[_Set]:
    """Each mark with its words in the first row where they touch nothing."""
    rows: list[list[tuple[float, float]]] = []
    out = []
    for mark in marks:
        placed = _worded(mark, room, longest)
        row = next((n for n, others in enumerate(rows) if _is_free(placed, others)), len(rows))
        rows[row:row] = [[]] if row == len(rows) else []
        rows[row].append((placed.left, placed.right))
        out.append(replace(placed, row=row))
    return out


def _is_free(placed: _Set, others: list[tuple[float, float]]) -> bool:
    """Whether a mark keeps clear of others in a row. Bars may touch: the days of two may follow each other."""
    return all(placed.right <= left + 0.01 or right <= placed.left + 0.01 for left, right in others)


def _worded(mark: _Mark, room: float, longest: float) -> _Set:
    """A mark with its words inside it where it is long, else right of it, else left of it."""
    left, right = mark.left - mark.half, mark.right + mark.half
    if mark.kind == "crowd":
        return _crowd_worded(mark, left, right, room)
    inside = (
        right - left - 2 * _GAP - (4 if mark.begins_before else 0) - (4 if mark.ends_after else 0)
    )
    if right - left >= 0.3 * room and inside >= mark.lead + min(
        width_of(mark.title.text, _SIZE), max(longest, 0.3 * room)
    ):
        begin = left + _GAP + (4 if mark.begins_before else 0)
        return _Set(
            mark, 0, begin, shortened(mark.title, inside - mark.lead), left, right, "inside"
        )
    if not longest and inside >= mark.lead:
        return _Set(mark, 0, left + _GAP, Prose(), left, right, "inside")
    said = shortened(mark.title, min(longest, max(room - right, left) - _GAP - mark.lead))
    wide = mark.wide(said)
    if right + _GAP + wide <= room:
        return _Set(mark, 0, right + _GAP, said, left, right + _GAP + wide + _APART, "right")
    if left - _GAP - wide >= 0:
        return _Set(mark, 0, left - _GAP - wide, said, left - _GAP - wide - _APART, right, "left")
    return _Set(mark, 0, (left + right - wide) / 2, said, left, right, "inside")


def _crowd_worded(mark: _Mark, left: float, right: float, room: float) -> _Set:
    wide = width_of(mark.title.text, _SIZE)
    if wide + 2 * _GAP <= right - left:
        return _Set(mark, 0, (left + right - wide) / 2, mark.title, left, right, "inside")
    if right + _GAP + wide <= room:
        return _Set(mark, 0, right + _GAP, mark.title, left, right + _GAP + wide + _APART, "right")
    return _Set(mark, 0, left - _GAP - wide, mark.title, left - _GAP - wide - _APART, right, "left")


def _crowded(marks: list[_Mark], day: float, share: float, crowd: Any) -> Iterator[_Mark]:
    """Marks that begin on the same days as one bar. Those stay that last longer than `share` times these days; `day` is the
    width of one."""
    wide = day * math.ceil(_CLOSE / day)
    bins: dict[int, list[_Mark]] = {}
    for mark in marks:
        alone = share < math.inf and (mark.begins_before or mark.right - mark.left > wide * share)
        bins.setdefault(-len(bins) - 1 if alone else int(mark.left / wide + 1e-6), []).append(mark)
    together = [_together(each, crowd) for each in bins.values()]
    yield from sorted(together, key=lambda mark: (mark.left, mark.right))


def _together(marks: list[_Mark], crowd: Any) -> _Mark:
    """Several marks as one, from the first to the last of them."""
    if len(marks) == 1:
        return marks[0]
    ids = [each for mark in marks for each in mark.ids]
    left, right = min(mark.left for mark in marks), max(mark.right for mark in marks)
    ends = (any(mark.begins_before for mark in marks), any(mark.ends_after for mark in marks))
    return _Mark(tuple(ids), left, max(right, left + _TALL), "crowd", Prose(), crowd(ids), *ends)


def _lengthened(placed: _Set, lane: list[_Set], room: float) -> _Set:
    """The same words with as much more of the title as its row has room for."""
    if placed.side == "inside" or placed.mark.kind == "crowd":
        return placed
    others = [each for each in lane if each.row == placed.row and each is not placed]
    if placed.side == "right":
        until = (
            min(
                (each.left for each in others if each.left >= placed.right - 0.01),
                default=room + _APART,
            )
            - _APART
        )
        said = shortened(placed.mark.title, until - placed.words - placed.mark.lead)
        return replace(placed, said=said, right=placed.words + placed.mark.wide(said) + _APART)
    since = (
        max((each.right for each in others if each.right <= placed.left + 0.01), default=-_APART)
        + _APART
    )
    end = placed.mark.left - placed.mark.half - _GAP
    said = shortened(placed.mark.title, end - since - placed.mark.lead)
    begin = end - placed.mark.wide(said)
    return replace(placed, said=said, words=begin, left=begin - _APART)


# How a title is cut.


def shortened(prose: Prose, room: float) -> Prose:
    """As many words of a title as fit into `room` points, with an ellipsis where some are left out; nothing where hardly any
    fit.

    A number keeps the word behind it that says how it stands.
    """
    prose = prose.bare()
    if width_of(prose.text, _SIZE) <= room:
        return prose
    tokens = _tokens(prose)
    kept = tokens[
        : bisect_right(
            range(2, len(tokens)), room, key=lambda n: width_of(_text(tokens[:n]) + "…", _SIZE)
        )
        + 1
    ]
    clause = [
        n
        for n, token in enumerate(kept, 1)
        if _text([token]) != _raw([token]).rstrip() and n > 0.6 * len(kept)
    ]
    kept = kept[: clause[-1]] if clause else kept
    while kept and _hangs(_text([kept[-1]])):
        kept.pop()
    if len(kept) < 2:
        return Prose()
    runs = [run for token in kept for run in token]
    return Prose((*runs[:-1], replace(runs[-1], text=_text([[runs[-1]]]) + "…")))


def _hangs(word: str) -> bool:
    """Whether a title must not end on this word: it says nothing without what it belongs to, and no more does a number."""
    return word.strip().lower() in _SMALL | {""} or bool(words.numerals(word))


def _tokens(prose: Prose) -> list[list[Run]]:
    """The words of prose, each with the space behind it. A figure is one with all of itself, qualifier and bounds, and with
    the mark behind it."""
    tokens: list[list[Run]] = []
    for run in prose:
        if run.trace and run.trace[0].startswith("claims:"):
            tokens.append([run])
        elif tokens and not run.trace:
            tokens[-1].append(run)
        else:
            tokens += [[replace(run, text=piece)] for piece in _pieces(run.text)]
    return tokens


def _pieces(text: str) -> list[str]:
    *most, last = text.split(" ")
    return [f"{word} " for word in most] + ([last] if last else [])


def _raw(tokens: Iterable[list[Run]]) -> str:
    return "".join(run.text for token in tokens for run in token)


def _text(tokens: Iterable[list[Run]]) -> str:
    return _raw(tokens).rstrip(" ,;:")


# How they are drawn.


def _draw(sheet: Sheet, ax: Axes, placed: _Set, y: float) -> None:
    mark = placed.mark
    if mark.kind in (CLOCK, ABOUT):
        ax.plot([mark.left], [y], marker="o", markersize=5, color=MAIN, markerfacecolor=MAIN if mark.kind == CLOCK else "white",
                markeredgewidth=1.1, zorder=3, clip_on=False)  # fmt: skip
    else:
        colour = {LASTING: MAIN, "crowd": _CROWD}.get(mark.kind, _PALE)
        edge = _EDGED if mark.kind == WITHIN else colour
        ax.add_artist(
            Polygon(
                list(_outline(mark, y)),
                closed=True,
                facecolor=colour,
                edgecolor=edge,
                linewidth=0.5,
                zorder=2,
            )
        )
    inverse = placed.side == "inside" and mark.kind == LASTING
    ink = "white" if inverse else INK
    style: dict[str, Any] = {
        "fontsize": _SIZE,
        "va": "center_baseline",
        "zorder": 4,
        "bbox": None,
    }  # a bar is its words' paper
    if placed.side != "inside":  # no hairline crosses a word
        wide = mark.wide(placed.said)
        ax.add_artist(
            Rectangle(
                (placed.words - 1, y - _PITCH / 2),
                wide + 2,
                _PITCH,
                facecolor="white",
                linewidth=0,
                zorder=1,
            )
        )
    if mark.key:
        sheet.say(
            ax,
            placed.words,
            y,
            mark.key,
            color="white" if inverse else MAIN,
            weight="bold",
            **style,
        )
    if placed.said:
        sheet.say(ax, placed.words + mark.lead, y, placed.said, color=ink, **style)
        _strike(ax, placed.words + mark.lead, y, placed.said, ink)


def _outline(mark: _Mark, y: float) -> Iterator[tuple[float, float]]:
    """The corners of a bar; an end that lies outside the chart is a point."""
    half = _TALL / 2
    yield from [(mark.left + 4, y + half), (mark.left, y), (mark.left + 4, y - half)] if mark.begins_before else [
        (mark.left, y + half), (mark.left, y - half),
    ]  # fmt: skip
    yield from [(mark.right - 4, y - half), (mark.right, y), (mark.right - 4, y + half)] if mark.ends_after else [
        (mark.right, y - half), (mark.right, y + half),
    ]  # fmt: skip


def _strike(ax: Axes, x: float, y: float, said: Prose, colour: str) -> None:
    """A line through each number that no longer stands."""
    before = ""
    for run in said:
        if run.struck:
            left = x + width_of(before, _SIZE)
            ax.plot(
                [left, left + width_of(run.text, _SIZE)],
                [y, y],
                color=colour,
                linewidth=0.7,
                zorder=5,
            )
        before += run.text
