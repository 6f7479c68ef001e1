"""How the toll moved: the official count as a line over the time it became public, others beside
it, the withdrawn hollow with a cross where they fell.

Where most of it became public at once, as in a list, claims stand at the days they speak of. Where
offices of several parties speak there is no one official count, and no line.

The chart is a list of parts. That of one report draws the parts of its day; that of a page draws
the parts of every day, once each, and writes into the drawing from when until when each is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from matplotlib import dates as mpl_dates

from asknown.model.standing import DISPUTED, IN_FORCE
from asknown.subjects.charts.axes import LONG, date_axis, whole_numbers
from asknown.subjects.charts.drawn_once import drawn_once
from asknown.subjects.charts.lettering import width_of
from asknown.subjects.charts.marks import colour_of, shape_of
from asknown.subjects.charts.sheet import Sheet, Stay
from asknown.subjects.charts.style import MAIN, PALE, POINTS, QUIET, SHADE, house
from asknown.text.blocks import Chart, stays
from asknown.text.prose import Prose, plain
from asknown.text.statements import statement

_FIRST_WEEKS = timedelta(days=21)
_EDGE = timedelta(hours=18)  # room behind the last moment
_BELOW = 0.05  # room under a number that is next to nothing, as a share of the height
_LEAST = timedelta(days=3)  # that an axis of time spans
_BEFORE = timedelta(hours=10)  # room before the first moment, at least
_ABOVE = 1.28  # room over the highest number, as a share of it
_MOST = 40  # labels tried of each kind (gone, official, all): beyond that no free place is left
Panel = tuple[datetime, datetime]


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
    there had been one. `quantity` is what is counted: metric/group/place.
    """

    quantity: str
    panel: int
    left: datetime
    right: datetime
    y: float | None


@dataclass(frozen=True)
class Mark:
    """A claim: when it became public, its number and the range it is one of, when it left force by
    an act (None: it did not), its shape, its label, and whether it is one of those that a line
    joins.
    """

    panel: int
    at: datetime
    y: float
    bar: tuple[float, float] | None
    gone: datetime | None
    official: bool
    joined: bool
    hollow: bool
    shape: str
    label: Prose


@drawn_once
def toll(frame: pd.DataFrame, last: datetime, by_day: bool = False, **texts: Prose) -> Chart:
    """Draw the counts of one quantity.

    `frame` has one row per claim with `local`, `gone` and `replaced` (local time), `metric`,
    `group`, `place`, `y` (the number drawn), `end`, `official`, `numbered`, `disputed`, `wording`,
    `nature`, `low`, `high`, `party`, `standing`, `number` (prose) and `label` (prose). `last` is
    the report's moment, `by_day` whether `local` is the day a claim speaks of. `texts` go to
    `Sheet.finish`.
    """
    claims = _claims(frame)
    with house():
        sheet, panels = _sheet(claims, last, by_day)
        for part in _parts(claims, last, panels, by_day):
            _draw(sheet, part)
        return sheet.finish("toll", **texts)


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
        sheet, panels = _sheet(known[-1], moments[-1], by_day)
        shown = []
        for claims, moment in zip(known, moments, strict=True):
            shown.append(list(_parts(claims, moment, panels, by_day)))
        for since, until, part in _last_first(shown):
            with sheet.during(since, until):
                _draw(sheet, part)
        _grow_axes(sheet, known, moments)
        return sheet.drawn("toll"), sheet.stays


def _last_first(shown: list[list[Step | Mark]]) -> list[tuple[int, int, Step | Mark]]:
    """The parts with their stays, those of the last moment first, so that they take the places they
    have in its report.
    """
    order = {part: rank for rank, part in enumerate(shown[-1])}

    def rank(stay: tuple[int, int, Step | Mark]) -> tuple[bool, int]:
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
        gone=None if pd.isna(row.gone) else row.gone.to_pydatetime(),
        replaced=None if pd.isna(row.replaced) else row.replaced.to_pydatetime(),
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
    )


def _stated(bound: float) -> float | None:
    return None if pd.isna(bound) else float(bound)


# The sheet and its axes.


def _sheet(claims: Sequence[Claim], last: datetime, by_day: bool) -> tuple[Sheet, list[Panel]]:
    """The sheet with its axes, every claim's place kept clear of labels."""
    panels = _panels(claims[0].local, last, by_day)
    widths = [1.15, 1] if len(panels) == 2 else [1]
    sheet = Sheet(3.1, ncols=len(panels), sharey=True, width_ratios=widths)
    sheet.figure.subplots_adjust(left=0.055, right=0.985, top=0.97, bottom=0.13, wspace=0.06)
    for ax, (start, end) in zip(sheet.axes, panels, strict=True):
        date_axis(ax, start, end)
        ax.set_ylim(_bottom(claims), _top(claims))
        ax.yaxis.set_major_formatter(whole_numbers)
        ax.grid(axis="y")
    _make_room(sheet)
    for ax, panel in zip(sheet.axes, panels, strict=True):
        for claim in _within(claims, panel):
            sheet.keep_clear(ax, claim.local, claim.y)
    return sheet, panels


def _make_room(sheet: Sheet) -> None:
    """Move the axes right as far as the numbers on them need."""
    ax = sheet.axes[0]
    _, top = ax.get_ylim()
    widths = [width_of(whole_numbers(tick), 9) for tick in ax.get_yticks() if tick <= top]
    needed = (max(widths) + 7) / POINTS
    if needed > sheet.figure.subplotpars.left:
        sheet.figure.subplots_adjust(left=needed)


def _top(claims: Sequence[Claim]) -> float:
    return max((max(claim.y, claim.high or 0) for claim in claims), default=0) * _ABOVE


def _bottom(claims: Sequence[Claim]) -> float:
    """Zero, or so far below it that no mark lies on the axis."""
    top = _top(claims)
    lowest = min((claim.y for claim in claims), default=top)
    return -_BELOW * top if lowest < _BELOW * top else 0


def _panels(first: datetime, last: datetime, by_day: bool) -> list[Panel]:
    """The stretches of time drawn side by side: one, or the first weeks apart from the rest."""
    end = last + _EDGE
    room = max(_BEFORE, min(end - first, _FIRST_WEEKS) / 25)
    start = min(first - room, last - _LEAST)
    if by_day:
        return [(start - (end - start) / 20, end + (end - start) / 8)]
    if end - start <= LONG:
        return [(start, end)]
    weeks = start + _FIRST_WEEKS
    return [(start, weeks), (weeks, end + (end - start) / 12)]


def _within(claims: Sequence[Claim], panel: Panel) -> list[Claim]:
    start, end = panel
    return [claim for claim in claims if start <= claim.local < end]


def _grow_axes(sheet: Sheet, known: Sequence[Sequence[Claim]], moments: Sequence[datetime]) -> None:
    """Let numbers and days on the axes come with what they measure: no day's chart reaches beyond
    what was known.
    """
    tops: list[float] = []
    for claims in known:
        tops.append(max([*tops[-1:], _top(claims)]))
    for ax in sheet.axes:
        for tick, height in _ticks(ax.yaxis):
            since = sum(top < max(height, 0) for top in tops)
            sheet.mark(tick, (since, len(moments)))
        low, high = ax.get_xlim()
        for tick, place in _ticks(ax.xaxis):
            if low <= place <= high:
                day = mpl_dates.num2date(place).replace(tzinfo=None)  # type: ignore[no-untyped-call]
                since = sum(moment + _EDGE < day for moment in moments)
                sheet.mark(tick, (since, len(moments)))


def _ticks(axis: Any) -> Iterator[tuple[Any, float]]:
    return zip(axis.get_major_ticks(), axis.get_majorticklocs(), strict=True)


# What the chart of one moment shows.


def _parts(
    claims: Sequence[Claim], last: datetime, panels: Sequence[Panel], by_day: bool
) -> Iterator[Step | Mark]:
    """The parts in the order in which they are drawn."""
    offices = {claim.party for claim in claims if claim.official}
    lined = not by_day and len(offices) == 1
    if lined:
        for number, panel in enumerate(panels):
            yield from _steps(claims, last, number, panel)
    for number, panel in enumerate(panels):
        yield from _marks(_within(claims, panel), number, panel[1], lined)


def _steps(claims: Sequence[Claim], last: datetime, number: int, panel: Panel) -> Iterator[Step]:
    """The official count in force over time, and where there was none after there had been one."""
    changes = list(_official(claims, last))
    ends = [*(moment for moment, _ in changes[1:]), last]
    for (since, y), until in zip(changes, ends, strict=False):
        left, right = max(since, panel[0]), min(until, panel[1])
        if left < right:
            yield Step(claims[0].quantity, number, left, right, y)


def _official(claims: Sequence[Claim], last: datetime) -> Iterator[tuple[datetime, float | None]]:
    """Moments at which the official count changed, and the number from then on (None for none)."""
    official = [claim for claim in claims if claim.official]
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
            yield moment, now.y if now else None
        counts.append(now)


def _marks(claims: Sequence[Claim], number: int, end: datetime, lined: bool) -> Iterator[Mark]:
    """The claims, each with the text that stands beside it; the first find a free place for it."""
    by_age = sorted(claims, key=lambda claim: (claim.local, claim.id))
    offices_first = sorted(by_age, key=lambda claim: not claim.official)
    rows = offices_first if lined else by_age[::-1]
    labelled = _labelled(rows, lined)
    for claim in rows:
        joined = lined and claim.official
        label = Prose()
        if claim.id in labelled:
            label = claim.number if joined and not claim.gone else claim.label
        yield Mark(
            panel=number,
            at=claim.local,
            y=claim.y,
            bar=claim.range,
            gone=claim.gone and min(claim.gone, end),
            official=claim.official,
            joined=joined,
            hollow=bool(claim.gone or claim.disputed),
            shape=_shape(claim),
            label=label,
        )


def _shape(claim: Claim) -> str:
    """The marker of a claim: a square for an estimate that has no open bound."""
    if claim.wording == "nearly":
        return "v"
    shape = shape_of(claim.wording, claim.official)
    is_open = shape in ("^", "v")
    return "s" if claim.nature == "estimate" and not is_open else shape


def _labelled(rows: Sequence[Claim], lined: bool) -> set[str]:
    """The claims to whose markers a label is tried: along a line the newest, else those in force,
    where they are many.
    """
    if not lined and len(rows) > _MOST // 2:
        standing = [claim for claim in rows if claim.stands]
        return {claim.id for claim in standing[-_MOST:]}
    gone = [claim for claim in rows if claim.gone]
    official = [claim for claim in rows if claim.official]
    tried = [*gone[-_MOST:], *official[-_MOST:], *rows[-_MOST:]]
    return {claim.id for claim in tried}


# How it is drawn. Matplotlib's types know no datetime.


def _draw(sheet: Sheet, part: Step | Mark) -> None:
    ax = sheet.axes[part.panel]
    if isinstance(part, Mark):
        _draw_mark(sheet, ax, part)
    elif part.y is None:
        _draw_nothing(sheet, ax, part)
    else:
        _draw_line(sheet, ax, part, part.y)


def _draw_line(sheet: Sheet, ax: Any, step: Step, y: float) -> None:
    ax.plot(
        [step.left, step.right],
        [y, y],
        zorder=3,
        color=MAIN,
        linewidth=2.2,
        solid_capstyle="butt",
    )
    for moment in pd.date_range(step.left, step.right, periods=7):
        sheet.keep_clear(ax, moment.to_pydatetime(), y, 3)


def _draw_nothing(sheet: Sheet, ax: Any, step: Step) -> None:
    """A shade with a word on what it means."""
    ax.axvspan(step.left, step.right, color=SHADE, zorder=0)
    middle = step.left + (step.right - step.left) / 2
    low = ax.get_ylim()[1] * 0.05
    sheet.place(
        ax,
        middle,
        low,
        no_official_figure(step.quantity, step.left.isoformat(), step.right.isoformat()),
        color=QUIET,
        style="italic",
        fontsize=8,
        ha="center",
    )


@statement(
    "between these moments no official number of the quantity stood, after there had been one"
)
def no_official_figure(quantity: str, since: str, until: str) -> Prose:
    """What a stretch without an official count says; moments are local time."""
    return plain("no official\nfigure")


def _draw_mark(sheet: Sheet, ax: Any, mark: Mark) -> None:
    """One marker a claim: filled in force, hollow withdrawn or disputed, a triangle for an open
    bound, a bar for a range.
    """
    colour = colour_of(mark.official, bool(mark.gone))
    if mark.bar:
        ax.plot([mark.at, mark.at], mark.bar, color=PALE[colour], linewidth=2.4, zorder=3)
    style: dict[str, Any] = {"marker": mark.shape, "color": colour, "zorder": 4}
    style["markerfacecolor"] = "white" if mark.hollow else colour
    style["markersize"] = 6 if mark.official else 5
    ax.plot([mark.at], [mark.y], **style)
    if mark.gone:
        _draw_end(ax, mark, mark.gone, colour)
    if mark.label:
        bold = mark.joined and not mark.gone
        style = {"color": colour, "weight": "bold" if bold else "normal"}
        sheet.place(ax, mark.at, mark.y, mark.label, fontsize=9 if mark.joined else 8, **style)


def _draw_end(ax: Any, mark: Mark, gone: datetime, colour: str) -> None:
    """How long a claim stood, to the cross at which it was taken back."""
    ax.plot([mark.at, gone], [mark.y, mark.y], color=colour, linestyle=":", linewidth=1.2)
    ax.plot(
        [gone],
        [mark.y],
        color=colour,
        zorder=4,
        marker="x",
        markersize=7,
        markeredgewidth=1.6,
    )
