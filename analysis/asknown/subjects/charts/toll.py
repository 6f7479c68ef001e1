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
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from asknown.model.standing import DISPUTED, IN_FORCE
from asknown.subjects.charts.axes import day_names, whole_numbers
from asknown.subjects.charts.drawn_once import drawn_once
from asknown.subjects.charts.lettering import broken, lines_of, width_of, wrapped
from asknown.subjects.charts.marks import colour_of, shape_of
from asknown.subjects.charts.sheet import AROUND, Sheet, Side, Stay
from asknown.subjects.charts.stretches import Scale, scale
from asknown.subjects.charts.style import GONE, INK, MAIN, OTHER, PALE, POINTS, QUIET, RULE, house
from asknown.text import english
from asknown.text.blocks import Chart, stays
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

BAND = "#f6ece6"  # the tint of a time without an official number
_ABOVE = 1.22  # room over the highest number, as a share of it
_BELOW = 0.05  # room under a number that is next to nothing, as a share of the height
_EDGE = timedelta(hours=18)  # from when on a day is on the axis of the days before it
# Points: over the plot; the plot with a line, with a single number on it, without a line; its days,
# the strip of others, left over on the right.
_HEAD, _LINED, _LONE, _OPEN = 5.0, 112.0, 72.0, 148.0
_DAYS, _STRIP, _RIGHT = 26.0, 40.0, 8.0
_SHORT = 14.0  # points: a piece of the line that hides behind its mark
_MIDDLE = 12.0  # points over its lower end at which the dots of the strip lie
_NOTES = 3  # labels of what fell, at most
_MOST = 40  # labels tried along a line: beyond that no free place is left
_FEW = 9  # labels tried where all is on one plot
_IN_STRIP = 12  # labels tried in the strip
_NUMBER, _NEWEST, _NOTE, _TICK = 9.0, 11.0, 7.6, 8.0  # points: sizes of letters


@dataclass(frozen=True)
class Claim:
    """One row of the frame that is drawn."""

    id: str
    quantity: str
    local: datetime
    gone: datetime | None
    replaced: datetime | None
    end: date
    y: float
    low: float | None
    high: float | None
    party: str
    official: bool
    stands: bool
    disputed: bool
    wording: str
    nature: str
    number: Prose
    label: Prose
    note: Prose
    again: Prose
    offices: Prose

    @property
    def range(self) -> tuple[float, float] | None:
        """Its low and high where they differ."""
        if self.low is None or self.high is None or self.low >= self.high:
            return None
        return self.low, self.high

    def is_in_force(self, moment: datetime) -> bool:
        """Whether it was public by then, and nobody had taken it back or replaced it: what was
        replaced stays so when the newer one falls.
        """
        ends = [end for end in (self.gone, self.replaced) if end is not None]
        return self.local <= moment and all(end > moment for end in ends)


@dataclass(frozen=True)
class Step:
    """The official count in force over a stretch of time; without `y`, that there was none after
    there had been one. `before` is the count it rose or fell from, `quantity` what is counted:
    metric/group/place.
    """

    quantity: str
    left: datetime
    right: datetime
    y: float | None
    before: float | None = None


@dataclass(frozen=True)
class Mark:
    """A claim on the plot: when it became public, its number and the range it is one of, its shape
    and colour, its label, and a note on what became of it.
    """

    at: datetime
    y: float
    bar: tuple[float, float] | None
    shape: str
    colour: str
    hollow: bool
    joined: bool
    struck: bool
    newest: bool
    label: Prose
    note: Prose


@dataclass(frozen=True)
class Thread:
    """A hairline through what one party said after each other, where nothing was taken back."""

    points: tuple[tuple[datetime, float], ...]
    official: bool


@dataclass(frozen=True)
class Offices:
    """Whose numbers the line joins, written by one of its ends."""

    x: float
    y: float
    room: float
    label: Prose


@dataclass(frozen=True)
class Other:
    """A number of somebody who is no official, in the strip below."""

    at: datetime
    shape: str
    hollow: bool
    label: Prose


@dataclass(frozen=True)
class Heading:
    """What is written over the strip."""

    label: Prose


Part = Step | Mark | Thread | Offices | Other | Heading


@drawn_once
def toll(frame: pd.DataFrame, last: datetime, by_day: bool = False, **texts: Prose) -> Chart:
    """Draw the counts of one quantity.

    `frame` has one row per claim with `local`, `gone` and `replaced` (local time), `metric`,
    `group`, `place`, `y` (the number drawn), `end`, `official`, `numbered`, `disputed`, `wording`,
    `nature`, `low`, `high`, `party`, `standing`, and as prose `number`, `label` (who says it),
    `note` (what became of it), `again` (that it repeats the number before) and `offices` (whose the
    official numbers are). `last` is the report's moment, `by_day` whether `local` is the day a
    claim speaks of. `texts` go to `Sheet.finish`.
    """
    claims = _claims(frame)
    with house():
        plot = Plot(claims, last, by_day)
        for part in plot.parts(claims, last):
            plot.draw(part)
        return plot.sheet.finish("toll", **texts)


def toll_by_day(
    states: Sequence[tuple[pd.DataFrame, datetime]], by_day: bool = False
) -> tuple[str, list[tuple[Stay, Prose]]]:
    """The chart as each of several moments had it, on the axes of the last: the drawing, and its
    labels with their stays.

    `states` has a frame as `toll` takes it and the moment, in order. A part's id in the drawing is
    `stay-SINCE-UNTIL-n`.
    """
    read: dict[int, list[Claim]] = {}  # many moments share a frame
    for frame, _ in states:
        if id(frame) not in read:
            read[id(frame)] = _claims(frame)
    known = [read[id(frame)] for frame, _ in states]
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


def _claims(frame: pd.DataFrame) -> list[Claim]:
    """The claims that state a number, in order of publication."""
    rows = frame[frame["numbered"]].sort_values(["local", "claim_id"])
    return [_claim(row) for row in rows.itertuples()]


def _claim(row: Any) -> Claim:
    return Claim(
        id=row.Index,
        quantity=f"{row.metric}/{row.group}/{row.place}",
        local=row.local.to_pydatetime(),
        gone=_moment(row.gone),
        replaced=_moment(row.replaced),
        end=row.end,
        y=float(row.y),
        low=_stated(row.low),
        high=_stated(row.high),
        party=row.party,
        official=bool(row.official),
        stands=row.standing in (IN_FORCE, DISPUTED),
        disputed=bool(row.disputed),
        wording=row.wording,
        nature=row.nature,
        number=row.number,
        label=row.label,
        note=row.note,
        again=row.again,
        offices=row.offices,
    )


def _moment(moment: Any) -> datetime | None:
    return None if pd.isna(moment) else moment.to_pydatetime()


def _stated(bound: float) -> float | None:
    return None if pd.isna(bound) else float(bound)


# What the chart of one moment shows.


def _is_lined(claims: Sequence[Claim], by_day: bool) -> bool:
    """Whether there is one official count over time: the offices that speak are of one party."""
    parties = {claim.party for claim in claims if claim.official}
    return not by_day and len(parties) == 1


def _lined_parts(claims: Sequence[Claim], last: datetime, axis: Scale) -> Iterator[Part]:
    """The parts of a chart with a line, in the order in which they find their places."""
    official = [claim for claim in claims if claim.official]
    steps = list(_steps(official, last))
    yield from steps
    yield from _offices(official, steps, axis)
    yield from _official_marks(official)
    yield from _strip(claims)


def _steps(official: Sequence[Claim], last: datetime) -> Iterator[Step]:
    """The official count in force over time, and where there was none after there had been one."""
    changes = list(_counts(official, last))
    ends = [*(moment for moment, _ in changes[1:]), last]
    before = None
    for (since, count), until in zip(changes, ends, strict=False):
        y = count.y if count else None
        fell = count is not None and count.gone is not None  # its mark tells of it
        if since < until and not fell:
            yield Step(official[0].quantity, since, until, y, before)
            before = y


def _counts(official: Sequence[Claim], last: datetime) -> Iterator[tuple[datetime, Claim | None]]:
    """Moments at which the official count changed, and the claim from then on (None for none)."""
    moments = {claim.local for claim in official}
    moments.update(claim.gone for claim in official if claim.gone)
    moments.update(claim.replaced for claim in official if claim.replaced)
    counts: list[Claim | None] = []
    for moment in sorted(moments):
        if moment > last:
            return
        standing = [claim for claim in official if claim.is_in_force(moment)]
        now = max(standing, key=lambda claim: (claim.end, claim.local, claim.id), default=None)
        if counts[-1:] != [now]:
            yield moment, now
        counts.append(now)


def _official_marks(official: Sequence[Claim]) -> Iterator[Mark]:
    """The official numbers, the newest first: it gets the best place. A number that repeats the one
    before is written once.
    """
    newest_first = official[::-1]
    standing = [claim for claim in newest_first if claim.stands and not claim.again]
    newest = standing[0].id if standing else ""
    noted = _noted(newest_first)
    written = {claim.id for claim in newest_first[:_MOST] if not claim.again}
    # What fell comes first: its note needs the most room.
    for claim in sorted(newest_first, key=lambda claim: not claim.gone):
        yield Mark(
            at=claim.local,
            y=claim.y,
            bar=claim.range,
            shape=_shape(claim),
            colour=colour_of(True, bool(claim.gone)),
            hollow=bool(claim.gone or claim.disputed),
            joined=True,
            struck=bool(claim.gone),
            newest=claim.id == newest,
            label=claim.number if claim.id in written else Prose(),
            note=noted.get(claim.id, Prose()),
        )


def _noted(newest_first: Sequence[Claim]) -> dict[str, Prose]:
    """The notes along the line: what became of the newest that fell and of the newest that is
    doubted, and that the newest was said again.
    """
    fallen = [claim for claim in newest_first if claim.gone and claim.note]
    doubted = [claim for claim in newest_first if claim.note and not claim.gone]
    notes = {claim.id: claim.note for claim in [*fallen[:1], *doubted[:1]]}
    standing = [claim for claim in newest_first if claim.stands]
    if standing and standing[0].again:
        notes[standing[0].id] = standing[0].again
    return notes


def _offices(
    official: Sequence[Claim], steps: Sequence[Step], axis: Scale
) -> Iterator[Offices]:
    """Whose numbers the line joins, at the longest of its pieces."""
    pieces: list[tuple[float, float, float]] = []
    for step in steps:
        if step.y is not None:
            for left, right in axis.pieces(step.left, step.right):
                pieces.append((right - left, (left + right) / 2, step.y))
    if pieces and official[0].offices:
        room, middle, y = max(pieces)
        yield Offices(middle, y, room, official[0].offices)


def _strip(claims: Sequence[Claim]) -> Iterator[Other | Heading]:
    """What others said, the newest first."""
    others = [claim for claim in claims if not claim.official][::-1]
    if not others:
        return
    yield Heading(others_said(others[0].quantity, [claim.id for claim in others]))
    for rank, claim in enumerate(others):
        label = claim.label if rank < _IN_STRIP else Prose()
        yield Other(claim.local, _shape(claim), bool(claim.gone or claim.disputed), label)


@statement(
    "of those who are no officials exactly these claims give a number, relays, projections and "
    "recaps left out; told how many where they are more than three"
)
def others_said(quantity: str, claim_ids: list[str]) -> Prose:
    """The heading of the strip."""
    if len(claim_ids) <= _NOTES:
        return plain("What others said")
    n = plain(english.number(len(claim_ids)), "count:others_said")
    return say("What others said: {n} numbers", n=n)


def _open_parts(claims: Sequence[Claim], by_day: bool) -> Iterator[Part]:
    """The parts of a chart without a line: every claim on one plot, the newest first."""
    newest_first = sorted(claims, key=lambda claim: (claim.end, claim.local, claim.id))[::-1]
    standing = [claim for claim in newest_first if claim.stands]
    fallen = [claim for claim in newest_first if claim.gone]
    labelled = {claim.id for claim in [*standing[:_FEW], *fallen[:_NOTES]]}
    newest = standing[0].id if standing else ""
    if not by_day:
        yield from _threads(newest_first[::-1])
    for claim in newest_first:
        colour = colour_of(claim.official, bool(claim.gone))
        is_lasting = claim.stands or claim.gone
        yield Mark(
            at=claim.local,
            y=claim.y,
            bar=claim.range,
            shape=_shape(claim),
            colour=colour if is_lasting else PALE[colour],
            hollow=bool(claim.gone or claim.disputed),
            joined=False,
            struck=False,
            newest=claim.id == newest,
            label=claim.label if claim.id in labelled else Prose(),
            note=Prose(),
        )


def _threads(claims: Sequence[Claim]) -> Iterator[Thread]:
    """What each party said, in order of days."""
    parties = dict.fromkeys((claim.party, claim.official) for claim in claims)
    for party, official in parties:
        points = []
        for claim in claims:
            if (claim.party, claim.official) == (party, official) and not claim.gone:
                low, high = claim.range or (claim.y, claim.y)
                points.append((claim.local, (low + high) / 2))
        points.sort(key=lambda point: point[0])
        if len(points) > 1:
            yield Thread(tuple(points), official)


def _shape(claim: Claim) -> str:
    """The marker of a claim: a square for an estimate that has no open bound."""
    if claim.wording == "nearly":
        return "v"
    shape = shape_of(claim.wording, True)
    is_open = shape in ("^", "v")
    return "s" if claim.nature == "estimate" and not is_open else shape


@statement(
    "between these moments no official number of the quantity stood, after there had been one; so "
    "many full days lie between them, told from two on"
)
def no_official_number(quantity: str, since: str, until: str) -> Prose:
    """What a stretch without an official count says; moments are local time."""
    length = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    if length.days < 2:
        return plain("no official number")
    n = plain(english.number(length.days), "count:days_without")
    return say("no official number for {n} days", n=n)


# How it is drawn.


class Plot:
    """The sheet with its axes, wide enough for what its last moment knows."""

    def __init__(self, claims: Sequence[Claim], last: datetime, by_day: bool) -> None:
        self.lined = _is_lined(claims, by_day)
        self._by_day = by_day
        others = self.lined and any(not claim.official for claim in claims)
        high = _OPEN
        if self.lined:
            official = [claim for claim in claims if claim.official]
            high = _LINED if len(official) > 1 or official[0].gone else _LONE
        below = _DAYS + (_STRIP if others else 0)
        whole = _HEAD + high + below
        self._high = high
        self._drawn = [claim for claim in claims if claim.official or not self.lined]
        self.sheet = Sheet(whole / 72, nrows=2)
        self.plot, self.strip = self.sheet.axes
        self.plot.set_ylim(self._bottom(), self._top(claims) or 1)
        locator = MaxNLocator(nbins=4, integer=True)
        low, top = self.plot.get_ylim()
        self._heights = [each for each in locator.tick_values(max(low, 0), top) if 0 <= each <= top]
        widths = [width_of(whole_numbers(each), _TICK) for each in self._heights]
        left = max(widths) + 7
        self._room = POINTS - left - _RIGHT
        share = left / POINTS, self._room / POINTS
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
            for height in claim.range or (claim.y,):
                self.sheet.keep_clear(self.plot, self.scale.point(claim.local), height, 4.5)

    def _top(self, claims: Sequence[Claim]) -> float:
        """The upper end of the axis for some claims."""
        drawn = [claim for claim in claims if claim.official or not self.lined]
        return max((max(claim.y, claim.high or 0) for claim in drawn), default=0) * _ABOVE

    def _bottom(self) -> float:
        """Zero, or so far below it that no mark lies on the axis."""
        top = self._top(self._drawn)
        lowest = min((claim.y for claim in self._drawn), default=top)
        return -_BELOW * top if lowest < _BELOW * top else 0

    def _scaled(self, claims: Sequence[Claim], last: datetime, by_day: bool) -> Scale:
        moments = {claim.local for claim in claims}
        moments.update(claim.gone for claim in claims if claim.gone and claim.gone <= last)
        ends = max(moments) if by_day else last
        return scale(moments, ends, self._room, cut=not by_day)

    def _axes(self, claims: Sequence[Claim], last: datetime, by_day: bool) -> None:
        """Heights and days, a line for each height and one below, cut where time is."""
        plot = self.plot
        plot.set_xlim(0, self._room)
        plot.set_yticks(self._heights, labels=[whole_numbers(each) for each in self._heights])
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
                plot.plot(ends, [low - slope, low + slope], color=INK, linewidth=1, clip_on=False)
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

    def _wanted(self, claims: Sequence[Claim], last: datetime) -> list[datetime]:
        """The days to name: the last, the first of each stretch, then those of official numbers."""
        official = [claim.local for claim in claims if claim.official and not claim.again]
        official += [claim.local for claim in claims if claim.official and claim.stands]
        begins = []
        for stretch in self.scale.stretches:
            inside = [claim.local for claim in claims if stretch.first <= claim.local]
            begins += sorted(inside)[:1]
        wanted = [last, *begins, *official[::-1]]
        return list(dict.fromkeys(wanted))

    def grow_axes(self, known: Sequence[Sequence[Claim]], moments: Sequence[datetime]) -> None:
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
        for tick, day in zip(self.plot.xaxis.get_major_ticks(), self._days, strict=True):
            since = sum(moment + _EDGE < day for moment in moments[:-1])
            self.sheet.mark(tick, (since, len(moments)))

    def parts(self, claims: Sequence[Claim], last: datetime) -> Iterator[Part]:
        """The parts of the chart of one moment."""
        if self.lined:
            return _lined_parts(claims, last, self.scale)
        return _open_parts(claims, self._by_day)

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
            self.plot.plot([left, left], [step.before, y], solid_capstyle="projecting", **style)

    def _draw_nothing(self, step: Step) -> None:
        """A tinted band with its words inside, in as many lines as it is narrow."""
        pieces = self.scale.pieces(step.left, step.right)
        if not pieces:
            return
        low, top = self.plot.get_ylim()
        for left, right in pieces:
            self.plot.fill_between([left, right], low, top, color=BAND, linewidth=0, zorder=0.5)
        left, right = max(pieces, key=lambda piece: piece[1] - piece[0])
        words = no_official_number(
            step.quantity, step.left.isoformat(), step.right.isoformat()
        )
        prose = broken(words, _balanced(words.text, right - left - 6))
        for share in (0.05, 0.25, 0.45, 0.7):
            height = low + (top - low) * share
            side = [Side(0, 0, "center", "bottom")]
            style: dict[str, Any] = {"color": GONE, "fontsize": _TICK, "bbox": None}
            if self.sheet.place(self.plot, (left + right) / 2, height, prose, side, **style):
                return

    def _draw_mark(self, mark: Mark) -> None:
        """One marker a claim: filled in force, hollow withdrawn or disputed, a triangle for an open
        bound, a bar with both ends for a range.
        """
        x = self.scale.point(mark.at)
        style: dict[str, Any] = {"color": mark.colour, "zorder": 4}
        if mark.bar:
            self.plot.plot([x, x], mark.bar, linewidth=2, zorder=3, color=mark.colour)
            self.plot.plot([x, x], mark.bar, "_", markersize=7, markeredgewidth=2, **style)
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
            style: dict[str, Any] = {"color": mark.colour, "fontsize": size if mark.joined else _TICK}
            style["weight"] = "bold" if mark.joined or mark.newest else "normal"
            sides = _BESIDE_FIRST if mark.struck else AROUND
            if mark.joined:
                style["bbox"] = None
            placed = self.sheet.place(self.plot, x, y, mark.label, sides, **style)
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
        wide = width_of(artist.get_text(), artist.get_fontsize(), str(artist.get_weight()))
        before = {"left": 1.0, "center": 0.5, "right": 0.0}
        return float(across) + wide * before[str(artist.get_ha())]

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
            style: dict[str, Any] = {"color": colour, "fontsize": _NOTE, "linespacing": 1.1}
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
                for dx, ha in ((0, "center"), (20, "center"), (-20, "center"), (0, "left"), (0, "right")):
                    sides.append(Side(dx, dy, ha, va))
            if self.sheet.place(self.plot, whose.x, whose.y, prose, sides, bbox=None, **style):
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
            zorder=4,
        )
        self.sheet.keep_clear(self.strip, x, _MIDDLE, 3)
        sides = []
        for dy, va in ((4.5, "bottom"), (-4.0, "top")):
            for dx, ha in ((0, "center"), (-4, "left"), (4, "right"), (-30, "left"), (30, "right")):
                sides.append(Side(dx, dy, ha, va))
        if other.label:
            self.sheet.place(
                self.strip, x, _MIDDLE, other.label, sides, fontsize=_NOTE, color=OTHER, bbox=None
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

