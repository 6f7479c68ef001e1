"""How the toll moved: the official count as a stepped line over the time it became public, what was
withdrawn hollow and struck where it stood, a band where no official number stood, and what others
said as a strip below.

Where most of it became public at once, as in a list, claims stand at the days they speak of. Where
offices of several parties speak there is no one official count: no line, and all on one plot.

The chart is a list of parts. That of one report draws the parts of its day; that of a page draws
the parts of every day, once each, and writes into the drawing from when until when each is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from matplotlib.ticker import MaxNLocator

from asknown.errors import BuildError
from asknown.subjects.charts.axes import day_names, whole_numbers
from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.lettering import (
    broken,
    lines_of,
    widest_line,
    width_of,
    wrapped,
)
from asknown.subjects.charts.sheet import AROUND, Sheet, Side, Stay, claim_id
from asknown.subjects.charts.stretches import Scale, scale
from asknown.subjects.charts.style import (
    GONE,
    INK,
    MAIN,
    OTHER,
    PALE,
    QUIET,
    RULE,
    house,
    is_narrow,
    narrow,
    points,
)
from asknown.subjects.charts.toll_parts import (
    Heading,
    Mark,
    Offices,
    Other,
    Part,
    Step,
    Thread,
    is_lined,
    lined_parts,
    no_official_number,
    open_parts,
)
from asknown.subjects.claims import LabelledClaim
from asknown.text.blocks import Chart, stays
from asknown.text.prose import Prose

BAND = "#f6ece6"  # the tint of a time without an official number
_ABOVE = 1.22  # room over the highest number, as a share of it
_BELOW = 0.05  # room under a number that is next to nothing, as a share of the height
_EDGE = timedelta(hours=18)  # from when on a day is on the axis of the days before it
# Points: over the plot; the plot with a line, with a single number on it, without a line; its days,
# the strip of others, left over on the right.
_HEAD, _LINED, _LONE, _OPEN = 5.0, 112.0, 72.0, 148.0
_DAYS, _STRIP, _RIGHT = 26.0, 40.0, 8.0
# Times as high is the plot on a phone, where words stand over each other.
_TALLER = 1.35
_LETTERS = 26  # of a line of a label there
_SHORT = 14.0  # points: a piece of the line that hides behind its mark
_MIDDLE = 12.0  # points over its lower end at which the dots of the strip lie
_NUMBER, _NEWEST, _NOTE, _TICK = 9.0, 11.0, 7.6, 8.0  # points: sizes of letters


@drawn_for_phones
def toll(
    claims: Sequence[LabelledClaim],
    last: datetime,
    by_day: bool = False,
    **texts: Prose,
) -> Chart:
    """Draw the counts of one quantity: claims with numbers, from left to right.

    `last` is the report's moment, `by_day` whether `local` is the day a claim speaks of. `texts` go
    to `Sheet.finish`.
    """
    with house():
        plot = Plot(claims, last, by_day)
        for part in plot.parts(claims, last):
            plot.draw(part)
        return plot.sheet.finish("toll", **texts)


def toll_by_day(
    states: Sequence[tuple[Sequence[LabelledClaim], datetime]],
    by_day: bool = False,
    for_phones: bool = False,
) -> tuple[str, list[tuple[Stay, Prose]]]:
    """The chart as each of several moments had it, on the axes of the last: the drawing, and its
    labels with their stays.

    `states` has claims as `toll` takes them and the moment, in order. A part's id in the drawing is
    `stay-SINCE-UNTIL-n`. `for_phones`: as those need it, and nothing where words find no room.
    """
    if for_phones:
        try:
            with narrow():
                return toll_by_day(states, by_day)
        except BuildError:
            return "", []
    known = [claims for claims, _ in states]
    moments = [moment for _, moment in states]
    with house():
        plot = Plot(known[-1], moments[-1], by_day)
        shown = []
        for claims, moment in zip(known, moments, strict=True):
            shown.append(list(plot.parts(claims, moment)))
        for since, until, part in _last_first(shown):
            with plot.sheet.during(since, until):
                plot.draw(part)
        plot.grow_axes(known, moments)
        return plot.sheet.drawn("toll"), plot.sheet.stays


def _last_first(shown: list[list[Part]]) -> list[tuple[int, int, Part]]:
    """The parts with their stays, those of the last moment first, so that they take the places they
    have in its report.
    """
    order = {part: rank for rank, part in enumerate(shown[-1])}

    def rank(stay: tuple[int, int, Part]) -> tuple[bool, int]:
        _, until, part = stay
        return until < len(shown), order.get(part, 0)

    return sorted(stays(shown), key=rank)


# How it is drawn.


class Plot:
    """The sheet with its axes, wide enough for what its last moment knows."""

    def __init__(
        self, claims: Sequence[LabelledClaim], last: datetime, by_day: bool
    ) -> None:
        self.lined = is_lined(claims, by_day)
        self._by_day = by_day
        others = self.lined and any(not claim.official for claim in claims)
        high = _OPEN
        if self.lined:
            official = [claim for claim in claims if claim.official]
            high = _LINED if len(official) > 1 or official[0].gone else _LONE
        high *= _TALLER if is_narrow() else 1
        below = _DAYS + (_STRIP if others else 0)
        whole = _HEAD + high + below
        self._high = high
        self._drawn = [claim for claim in claims if claim.official or not self.lined]
        self.sheet = Sheet(whole / 72, nrows=2)
        self.plot, self.strip = self.sheet.axes
        self.plot.set_ylim(self._bottom(), self._top(claims) or 1)
        locator = MaxNLocator(nbins=4, integer=True)
        low, top = self.plot.get_ylim()
        self._heights = [
            each for each in locator.tick_values(max(low, 0), top) if 0 <= each <= top
        ]
        widths = [width_of(whole_numbers(each), _TICK) for each in self._heights]
        left = max(widths) + 7
        self._room = points() - left - _RIGHT
        share = left / points(), self._room / points()
        self.plot.set_position((share[0], below / whole, share[1], high / whole))
        strip_high = max(_STRIP - 12, 1) / whole
        self.strip.set_position((share[0], 0.5 / whole, share[1], strip_high))
        self.strip.set_visible(others)
        if not others:
            self.sheet.axes = [self.plot]
            self.strip.remove()
        self.scale = self._scaled(claims, last, by_day)
        self._axes(claims, last, by_day)
        for claim in self._drawn:
            for height in claim.range or (claim.height,):
                self.sheet.keep_clear(
                    self.plot, self.scale.point(claim.local), height, 4.5
                )

    def _top(self, claims: Sequence[LabelledClaim]) -> float:
        """The upper end of the axis for some claims."""
        drawn = [claim for claim in claims if claim.official or not self.lined]
        return (
            max((max(claim.height, claim.high or 0) for claim in drawn), default=0)
            * _ABOVE
        )

    def _bottom(self) -> float:
        """Zero, or so far below it that no mark lies on the axis."""
        top = self._top(self._drawn)
        lowest = min((claim.height for claim in self._drawn), default=top)
        return -_BELOW * top if lowest < _BELOW * top else 0

    def _scaled(
        self, claims: Sequence[LabelledClaim], last: datetime, by_day: bool
    ) -> Scale:
        moments = {claim.local for claim in claims}
        moments.update(
            claim.gone for claim in claims if claim.gone and claim.gone <= last
        )
        ends = max(moments) if by_day else last
        return scale(moments, ends, self._room, cut=not by_day)

    def _axes(
        self, claims: Sequence[LabelledClaim], last: datetime, by_day: bool
    ) -> None:
        """Heights and days, a line for each height and one below, cut where time is."""
        plot = self.plot
        plot.set_xlim(0, self._room)
        plot.set_yticks(
            self._heights, labels=[whole_numbers(each) for each in self._heights]
        )
        plot.spines["bottom"].set_visible(False)
        self._rules = []
        low, top = plot.get_ylim()
        for height in self._heights:
            self._rules.append(self._level(height, color=RULE, linewidth=0.7, zorder=0))
        self._level(low, color=INK, linewidth=1, zorder=1, clip_on=False)
        self._days = self.scale.days(self._wanted(claims, last))
        if not self.lined or len(self._days) < 2:
            self._days = self.scale.regular(9)
        places = [self.scale.point(day) for day in self._days]
        plot.set_xticks(places, labels=day_names(self._days))
        plot.tick_params(labelsize=_TICK)
        for cut in self.scale.cuts:
            for offset in (-2, 2):
                slope = (top - low) * 5 / self._high
                ends = [cut + offset - 2, cut + offset + 2]
                plot.plot(
                    ends,
                    [low - slope, low + slope],
                    color=INK,
                    linewidth=1,
                    clip_on=False,
                )
        if len(self.sheet.axes) > 1:
            self._empty_strip()

    def _empty_strip(self) -> None:
        strip = self.strip
        strip.set_xlim(0, self._room)
        strip.set_ylim(0, _STRIP - 12)
        strip.set_xticks([])
        strip.set_yticks([])
        strip.spines["bottom"].set_visible(False)
        for stretch in self.scale.stretches:
            ends = [stretch.left, stretch.right]
            strip.plot(ends, [_MIDDLE, _MIDDLE], color=RULE, linewidth=1, zorder=0)

    def _level(self, height: float, **style: Any) -> list[Any]:
        lines = []
        for stretch in self.scale.stretches:
            ends = [stretch.left, stretch.right]
            lines += self.plot.plot(ends, [height, height], **style)
        return lines

    def _wanted(
        self, claims: Sequence[LabelledClaim], last: datetime
    ) -> list[datetime]:
        """The days to name: the last, the first of each stretch, then those of official numbers."""
        official = [
            claim.local for claim in claims if claim.official and not claim.again
        ]
        official += [claim.local for claim in claims if claim.official and claim.stands]
        begins = []
        for stretch in self.scale.stretches:
            inside = [claim.local for claim in claims if stretch.first <= claim.local]
            begins += sorted(inside)[:1]
        wanted = [last, *begins, *official[::-1]]
        return list(dict.fromkeys(wanted))

    def grow_axes(
        self, known: Sequence[Sequence[LabelledClaim]], moments: Sequence[datetime]
    ) -> None:
        """Let numbers and days on the axes come with what they measure: no day's chart reaches
        beyond what was known.
        """
        tops: list[float] = []
        for claims in known:
            tops.append(max([*tops[-1:], self._top(claims)]))
        ticks = self.plot.yaxis.get_major_ticks()
        for tick, rule, height in zip(ticks, self._rules, self._heights, strict=True):
            since = sum(top < max(height, 0) for top in tops)
            for artist in (tick, *rule):
                self.sheet.mark(artist, (since, len(moments)))
        for tick, day in zip(
            self.plot.xaxis.get_major_ticks(), self._days, strict=True
        ):
            since = sum(moment + _EDGE < day for moment in moments[:-1])
            self.sheet.mark(tick, (since, len(moments)))

    def parts(self, claims: Sequence[LabelledClaim], last: datetime) -> Iterator[Part]:
        """The parts of the chart of one moment."""
        if self.lined:
            return lined_parts(claims, last, self.scale)
        return open_parts(claims, self._by_day)

    def draw(self, part: Part) -> None:
        """Draw a part and write its label where it has room."""
        if isinstance(part, Mark):
            self._draw_mark(part)
        elif isinstance(part, Thread):
            xs = [self.scale.point(moment) for moment, _ in part.points]
            ys = [y for _, y in part.points]
            colour = PALE[MAIN if part.official else OTHER]
            self.plot.plot(xs, ys, color=colour, linewidth=0.9, zorder=1)
        elif isinstance(part, Offices):
            self._draw_offices(part)
        elif isinstance(part, Heading):
            self._draw_heading(part)
        elif isinstance(part, Other):
            self._draw_other(part)
        elif part.y is None:
            self._draw_nothing(part)
        else:
            self._draw_line(part, part.y)

    def _draw_line(self, step: Step, y: float) -> None:
        style: dict[str, Any] = {"color": MAIN, "linewidth": 2.2, "zorder": 3}
        pieces = self.scale.pieces(step.left, step.right)
        for left, right in pieces:
            self.plot.plot([left, right], [y, y], solid_capstyle="butt", **style)
            if right - left < _SHORT:
                continue
            count = int((right - left) / 6)
            for number in range(count + 1):
                x = left + (right - left) * number / count
                self.sheet.keep_clear(self.plot, x, y, 2.5)
        if step.before is not None and pieces:
            left, _ = pieces[0]
            self.plot.plot(
                [left, left], [step.before, y], solid_capstyle="projecting", **style
            )

    def _draw_nothing(self, step: Step) -> None:
        """A tinted band with its words inside, in as many lines as it is narrow."""
        pieces = self.scale.pieces(step.left, step.right)
        if not pieces:
            return
        low, top = self.plot.get_ylim()
        for left, right in pieces:
            self.plot.fill_between(
                [left, right], low, top, color=BAND, linewidth=0, zorder=0.5
            )
        left, right = max(pieces, key=lambda piece: piece[1] - piece[0])
        words = no_official_number(
            step.quantity, step.left.isoformat(), step.right.isoformat()
        )
        prose = broken(words, _balanced(words.text, right - left - 6))
        for share in (0.05, 0.25, 0.45, 0.7):
            height = low + (top - low) * share
            side = [Side(0, 0, "center", "bottom")]
            style: dict[str, Any] = {"color": GONE, "fontsize": _TICK, "bbox": None}
            if self.sheet.place(
                self.plot, (left + right) / 2, height, prose, side, **style
            ):
                return

    def _draw_mark(self, mark: Mark) -> None:
        """One marker a claim: filled in force, hollow withdrawn or disputed, a triangle for an open
        bound, a bar with both ends for a range.
        """
        x = self.scale.point(mark.at)
        style: dict[str, Any] = {"color": mark.colour, "zorder": 4}
        if mark.bar:
            self.plot.plot([x, x], mark.bar, linewidth=2, zorder=3, color=mark.colour)
            ends = {
                **style,
                "markersize": 7,
                "markeredgewidth": 2,
                "gid": claim_id(mark.claim),
            }
            self.plot.plot([x, x], mark.bar, "_", **ends)
        else:
            face = "white" if mark.hollow else mark.colour
            edge = 1.6 if mark.struck else 1.2
            self.plot.plot(
                [x],
                [mark.y],
                marker=mark.shape,
                markerfacecolor=face,
                markeredgewidth=edge,
                markersize=6.5 if mark.joined else 5.5,
                gid=claim_id(mark.claim),
                **style,
            )
        self._write(mark, x)

    def _write(self, mark: Mark, x: float) -> None:
        """The number and its note."""
        y = max(mark.bar) if mark.bar else mark.y
        offset = 0.0
        placed = False
        if mark.label:
            size = _NEWEST if mark.newest and mark.joined else _NUMBER
            style: dict[str, Any] = {
                "color": mark.colour,
                "fontsize": size if mark.joined else _TICK,
            }
            style["weight"] = "bold" if mark.joined or mark.newest else "normal"
            sides = _BESIDE_FIRST if mark.struck else AROUND
            if mark.joined:
                style["bbox"] = None
            label = wrapped(mark.label, _LETTERS) if is_narrow() else mark.label
            placed = self.sheet.place(self.plot, x, y, label, sides, **style)
            if placed:
                offset = self._beside_label()
                if mark.struck:
                    self.sheet.strike(self.sheet.last, mark.colour)
        if mark.note and (placed or not mark.label):
            self._note(mark, x, y, offset)

    def _beside_label(self) -> float:
        """How far right of its mark the label written last ends, in points."""
        artist = self.sheet.last
        across, _ = artist.get_position()
        size, weight = float(artist.get_fontsize()), str(artist.get_fontweight())
        wide = widest_line([artist.get_text()], size, weight)
        before = {"left": 1.0, "center": 0.5, "right": 0.0}
        return float(across) + wide * before[str(artist.get_horizontalalignment())]

    def _note(self, mark: Mark, x: float, y: float, offset: float) -> None:
        colour = GONE if mark.struck else QUIET
        for limit in (44, 28, 18):
            prose = wrapped(mark.note, limit)
            sides = [
                Side(offset + 5, 0, "left", "center"),
                Side(8, -7, "left", "top"),
                Side(0, -8, "center", "top"),
                Side(-8, -7, "right", "top"),
                Side(-8, 0, "right", "center"),
                Side(8, -20, "left", "top"),
                Side(-8, -20, "right", "top"),
                Side(0, -22, "center", "top"),
                Side(-12, -32, "right", "top"),
            ]
            style: dict[str, Any] = {
                "color": colour,
                "fontsize": _NOTE,
                "linespacing": 1.1,
            }
            if self.sheet.place(self.plot, x, y, prose, sides, bbox=None, **style):
                return

    def _draw_offices(self, whose: Offices) -> None:
        """Whose numbers the line joins, under it or over it."""
        fits = width_of(whose.label.text, _TICK) < whose.room
        for limit in (80, 30) if fits else (30, 80):
            prose = wrapped(whose.label, limit)
            style: dict[str, Any] = {"color": MAIN, "fontsize": _TICK}
            sides = []
            for dy, va in ((-7, "top"), (8, "bottom")):
                for dx, ha in (
                    (0, "center"),
                    (20, "center"),
                    (-20, "center"),
                    (0, "left"),
                    (0, "right"),
                ):
                    sides.append(Side(dx, dy, ha, va))
            if self.sheet.place(
                self.plot, whose.x, whose.y, prose, sides, bbox=None, **style
            ):
                return

    def _draw_heading(self, heading: Heading) -> None:
        self.sheet.say(
            self.strip,
            0,
            _STRIP - 12,
            heading.label,
            ha="left",
            va="bottom",
            fontsize=_TICK,
            weight="bold",
            color=QUIET,
        )

    def _draw_other(self, other: Other) -> None:
        x = self.scale.point(other.at)
        face = "white" if other.hollow else OTHER
        self.strip.plot(
            [x],
            [_MIDDLE],
            marker=other.shape,
            color=OTHER,
            markerfacecolor=face,
            markersize=5,
            gid=claim_id(other.claim),
            zorder=4,
        )
        self.sheet.keep_clear(self.strip, x, _MIDDLE, 3)
        sides = []
        for dy, va in ((4.5, "bottom"), (-4.0, "top")):
            for dx, ha in (
                (0, "center"),
                (-4, "left"),
                (4, "right"),
                (-30, "left"),
                (30, "right"),
            ):
                sides.append(Side(dx, dy, ha, va))
        if other.label:
            self.sheet.place(
                self.strip,
                x,
                _MIDDLE,
                other.label,
                sides,
                fontsize=_NOTE,
                color=OTHER,
                bbox=None,
            )


def _balanced(text: str, room: float) -> str:
    """A text in as few lines as the room allows, all of them about as long."""
    lines = lines_of(text, room, _TICK)
    while room > 0:
        room -= 3
        narrower = lines_of(text, room, _TICK)
        if narrower.count("\n") > lines.count("\n"):
            break
        lines = narrower
    return lines


# The place of a struck number: beside its mark, so that the stroke is no axis.
_BESIDE_FIRST = [
    Side(7, 0, "left", "center"),
    Side(-7, 0, "right", "center"),
    *AROUND,
]
