"""How the toll moved: the official count as a line over the time it became public, others beside it, the withdrawn struck.

Where most of it became public at once, as in a list, claims stand at the days they speak of. Where offices of several parties
speak there is no one official count, and no line.

The chart is a list of parts. That of one report draws the parts of its day; that of a page draws the parts of every day, once
each, and writes into the drawing from when until when each is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from matplotlib import dates as mpl_dates

from asknown.model.standing import DISPUTED, IN_FORCE
from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import (
    GONE,
    MAIN,
    OTHER,
    PALE,
    QUIET,
    SHADE,
    WIDTH,
    Sheet,
    Stay,
    date_axis,
    house,
    width_of,
)
from asknown.text.blocks import Chart, stays
from asknown.text.prose import Prose, plain

_LONG = timedelta(days=75)  # beyond this the first weeks get a panel of their own
_FIRST_WEEKS = timedelta(days=21)
_EDGE = timedelta(hours=18)  # room behind the last moment
_ABOVE = 1.28  # room over the highest number, as a share of it
_MOST = 40  # labels tried of each kind (gone, official, all): beyond that no free place is left
_MARKERS = {"at_least": "^", "over": "^", "at_most": "v", "under": "v", "nearly": "v"}
Panel = tuple[datetime, datetime]


@dataclass(frozen=True)
class Claim:
    """One row of the frame that is drawn."""

    id: str
    local: datetime
    gone: datetime | None
    end: date
    y: float
    low: float | None
    high: float | None
    party: str
    official: bool
    stands: bool
    disputed: bool
    wording: str
    number: Prose
    label: Prose


@dataclass(frozen=True)
class Step:
    """The official count in force over a stretch of time; without `y`, that there was none after there had been one."""

    panel: int
    left: datetime
    right: datetime
    y: float | None


@dataclass(frozen=True)
class Mark:
    """A claim: when it became public, its number and the range it is one of, when it left force by an act (None: it did not),
    its shape, its label, and whether it is one of those that a line joins."""

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


@kept
def toll(frame: pd.DataFrame, last: datetime, by_day: bool = False, **texts: Prose) -> Chart:
    """Draw the counts of one quantity.

    `frame` has one row per claim with `local` and `gone` (local time), `y` (the number drawn), `end`, `official`, `numbered`,
    `disputed`, `wording`, `low`, `high`, `party`, `standing`, `number` (prose) and `label` (prose). `last` is the report's
    moment, `by_day` whether `local` is the day a claim speaks of. `texts` go to `Sheet.finish`.
    """
    claims = _claims(frame)
    with house():
        sheet, spans = _paper(claims, last, by_day)
        for part in _parts(claims, last, spans, by_day):
            _draw(sheet, part)
        return sheet.finish("toll", **texts)


def toll_by_day(
    states: Sequence[tuple[pd.DataFrame, datetime]], by_day: bool = False
) -> tuple[str, list[tuple[Stay, Prose]]]:
    """The chart as each of several moments had it, on the axes of the last: the drawing, and its labels with their stays.

    `states` has a frame as `toll` takes it and the moment, in order. A part's id in the drawing is `stay-SINCE-UNTIL-n`.
    """
    read = {
        id(frame): _claims(frame) for frame in {id(frame): frame for frame, _ in states}.values()
    }
    known, moments = [read[id(frame)] for frame, _ in states], [moment for _, moment in states]
    with house():
        sheet, spans = _paper(known[-1], moments[-1], by_day)
        shown = [
            list(_parts(claims, moment, spans, by_day))
            for claims, moment in zip(known, moments, strict=True)
        ]
        # The last moment's parts come first, so that they take the places they have in its report.
        order = {part: rank for rank, part in enumerate(shown[-1])}
        for since, until, part in sorted(
            stays(shown), key=lambda stay: (stay[1] < len(states), order.get(stay[2], 0))
        ):
            with sheet.during(since, until):
                _draw(sheet, part)
        _grow_axes(sheet, known, moments)
        return sheet.drawn("toll"), sheet.said


def _claims(frame: pd.DataFrame) -> list[Claim]:
    """The claims that state a number, in order of publication."""
    rows = frame[frame["numbered"]].sort_values(["local", "claim_id"]).itertuples()
    return [
        Claim(
            row.Index, row.local.to_pydatetime(), None if pd.isna(row.gone) else row.gone.to_pydatetime(), row.end,
            float(row.y), _stated(row.low), _stated(row.high), row.party, bool(row.official),
            row.standing in (IN_FORCE, DISPUTED), bool(row.disputed), row.wording, row.number, row.label,
        )
        for row in rows
    ]  # fmt: skip


def _stated(bound: float) -> float | None:
    return None if pd.isna(bound) else float(bound)


def _paper(claims: Sequence[Claim], last: datetime, by_day: bool) -> tuple[Sheet, list[Panel]]:
    """The sheet with its axes, every claim's place kept clear of labels."""
    spans = _panels(claims[0].local, last, by_day)
    widths = [1.15, 1] if len(spans) == 2 else [1]
    sheet = Sheet(3.1, nrows=1, ncols=len(spans), sharey=True, width_ratios=widths)
    sheet.figure.subplots_adjust(left=0.055, right=0.985, top=0.97, bottom=0.13, wspace=0.06)
    for ax, (start, end) in zip(sheet.axes, spans, strict=True):
        date_axis(ax, start, end)
        ax.set_ylim(0, _top(claims))
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        ax.grid(axis="y")
    _make_room(sheet)
    for ax, span in zip(sheet.axes, spans, strict=True):
        for claim in _within(claims, span):
            sheet.keep_clear(ax, claim.local, claim.y)
    return sheet, spans


def _make_room(sheet: Sheet) -> None:
    """Move the axes right as far as the numbers on them need."""
    ax = sheet.axes[0]
    numbers = [f"{tick:,.0f}" for tick in ax.get_yticks() if tick <= ax.get_ylim()[1]]
    needed = (max(width_of(text, 9) for text in numbers) + 7) / (WIDTH * 72)
    if needed > sheet.figure.subplotpars.left:
        sheet.figure.subplots_adjust(left=needed)


def _top(claims: Sequence[Claim]) -> float:
    return max((max(claim.y, claim.high or 0) for claim in claims), default=0) * _ABOVE


def _panels(first: datetime, last: datetime, by_day: bool) -> list[Panel]:
    """The stretches of time drawn side by side: one, or the first weeks apart from the rest."""
    start, end = min(first - timedelta(days=1), last - timedelta(days=6)), last + _EDGE
    if by_day:
        return [(start - (end - start) / 20, end + (end - start) / 8)]
    if end - start <= _LONG:
        return [(start, end)]
    return [(start, start + _FIRST_WEEKS), (start + _FIRST_WEEKS, end + (end - start) / 12)]


def _within(claims: Sequence[Claim], span: Panel) -> list[Claim]:
    return [claim for claim in claims if span[0] <= claim.local < span[1]]


def _grow_axes(sheet: Sheet, known: Sequence[Sequence[Claim]], moments: Sequence[datetime]) -> None:
    """Let numbers and days on the axes come with what they measure: no day's chart reaches beyond what was known."""
    tops = [max(map(_top, known[: index + 1])) for index in range(len(known))]
    for ax in sheet.axes:
        low, high = ax.get_xlim()
        for tick, at in zip(ax.yaxis.get_major_ticks(), ax.yaxis.get_majorticklocs(), strict=True):
            sheet.mark(tick, (sum(top < at for top in tops), len(moments)))
        for tick, at in zip(ax.xaxis.get_major_ticks(), ax.xaxis.get_majorticklocs(), strict=True):
            day = mpl_dates.num2date(at).replace(tzinfo=None)  # type: ignore[no-untyped-call]
            if low <= at <= high:
                sheet.mark(tick, (sum(moment + _EDGE < day for moment in moments), len(moments)))


def _parts(
    claims: Sequence[Claim], last: datetime, spans: Sequence[Panel], by_day: bool
) -> Iterator[Step | Mark]:
    """What the chart of one moment shows, in the order in which it is drawn."""
    lined = not by_day and len({claim.party for claim in claims if claim.official}) == 1
    for panel, span in enumerate(spans if lined else ()):
        yield from _steps(claims, last, panel, span)
    for panel, span in enumerate(spans):
        yield from _marks(_within(claims, span), panel, span[1], lined)


def _steps(claims: Sequence[Claim], last: datetime, panel: int, span: Panel) -> Iterator[Step]:
    """The official count in force over time, and where there was none after there had been one."""
    steps = list(_official(claims, last))
    for (since, y), (until, _) in zip(steps, [*steps[1:], (last, None)], strict=False):
        left, right = max(since, span[0]), min(until, span[1])
        if left < right:
            yield Step(panel, left, right, y)


def _official(claims: Sequence[Claim], last: datetime) -> Iterator[tuple[datetime, float | None]]:
    """Moments at which the official count changed, and the number from then on (None for none)."""
    official = [claim for claim in claims if claim.official]
    before: list[Claim | None] = []
    for moment in sorted(
        {each for claim in official for each in (claim.local, claim.gone) if each}
    ):
        alive = [
            claim
            for claim in official
            if claim.local <= moment and not (claim.gone and claim.gone <= moment)
        ]
        now = max(alive, key=lambda claim: (claim.end, claim.local, claim.id), default=None)
        if moment <= last and before != [now]:
            yield moment, now.y if now else None
        before = [now]


def _marks(claims: Sequence[Claim], panel: int, end: datetime, lined: bool) -> Iterator[Mark]:
    """The claims, each with the text that stands beside it; the first find a free place for it."""
    by_age = sorted(claims, key=lambda claim: (claim.local, claim.id))
    rows = sorted(by_age, key=lambda claim: not claim.official) if lined else by_age[::-1]
    labelled = _labelled(rows, lined)
    for claim in rows:
        joined = lined and claim.official
        yield Mark(
            panel, claim.local, claim.y, _range(claim), claim.gone and min(claim.gone, end), claim.official, joined,
            bool(claim.gone or claim.disputed), _MARKERS.get(claim.wording, "o" if claim.official else "D"),
            Prose() if claim.id not in labelled else claim.number if joined and not claim.gone else claim.label,
        )  # fmt: skip


def _labelled(rows: Sequence[Claim], lined: bool) -> set[str]:
    """The claims to whose markers a label is tried: along a line the newest, else those in force, where they are many."""
    if not lined and len(rows) > _MOST // 2:
        kinds = ([claim for claim in rows if claim.stands],)
    else:
        kinds = (
            [claim for claim in rows if claim.gone],
            [claim for claim in rows if claim.official],
            rows,
        )  # type: ignore[assignment]
    return {claim.id for kind in kinds for claim in kind[-_MOST:]}


def _range(claim: Claim) -> tuple[float, float] | None:
    if claim.low is None or claim.high is None or claim.low >= claim.high:
        return None
    return claim.low, claim.high


def _draw(sheet: Sheet, part: Step | Mark) -> None:
    if isinstance(part, Step):
        _draw_step(sheet, part)
    else:
        _draw_mark(sheet, part)


def _draw_step(sheet: Sheet, step: Step) -> None:
    """A line, or a shade with a word on what it means."""
    ax, left, right = sheet.axes[step.panel], step.left, step.right
    if step.y is not None:
        ax.plot(
            [left, right],  # type: ignore[arg-type]
            [step.y, step.y],
            color=MAIN,
            linewidth=2.2,
            solid_capstyle="butt",
            zorder=3,
        )
        for day in pd.date_range(left, right, periods=7):
            sheet.keep_clear(ax, day.to_pydatetime(), step.y, 3)
        return
    ax.axvspan(left, right, color=SHADE, zorder=0)  # type: ignore[arg-type]
    style: dict[str, Any] = {"color": QUIET, "style": "italic", "fontsize": 8, "ha": "center"}
    low = ax.get_ylim()[1] * 0.05
    sheet.place(ax, left + (right - left) / 2, low, plain("no official\nfigure in force"), **style)


def _draw_mark(sheet: Sheet, mark: Mark) -> None:
    """One marker a claim: filled in force, hollow withdrawn or disputed, a triangle for an open bound, a bar for a range."""
    ax, colour = sheet.axes[mark.panel], GONE if mark.gone else MAIN if mark.official else OTHER
    fill, size = "white" if mark.hollow else colour, 6 if mark.official else 5
    if mark.bar:
        ax.plot([mark.at, mark.at], mark.bar, color=PALE[colour], linewidth=2.4, zorder=3)  # type: ignore[arg-type]
    ax.plot(
        [mark.at],  # type: ignore[arg-type]
        [mark.y],
        marker=mark.shape,
        color=colour,
        markerfacecolor=fill,
        markersize=size,
        zorder=4,
    )
    if mark.gone:
        ax.plot([mark.at, mark.gone], [mark.y, mark.y], color=colour, linestyle=":", linewidth=1.2)  # type: ignore[arg-type]
        ax.plot(
            [mark.gone],  # type: ignore[arg-type]
            [mark.y],
            marker="x",
            color=colour,
            markersize=7,
            markeredgewidth=1.6,
            zorder=4,
        )
    if mark.label:
        weight = "bold" if mark.joined and not mark.gone else "normal"
        sheet.place(
            ax,
            mark.at,
            mark.y,
            mark.label,
            color=colour,
            weight=weight,
            fontsize=9 if mark.joined else 8,
        )
