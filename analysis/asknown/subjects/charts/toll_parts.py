"""What the chart of a toll shows at one moment, as a list of parts: what is drawn, and what is
written beside it. It draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from asknown.subjects.charts.marks import colour_of, shape_of
from asknown.subjects.charts.stretches import Scale
from asknown.subjects.charts.style import PALE
from asknown.subjects.claims import LabelledClaim
from asknown.text import english
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

_NOTES = 3  # labels of what fell, at most
_MOST = 40  # labels tried along a line: beyond that no free place is left
_FEW = 9  # labels tried where all is on one plot
_IN_STRIP = 12  # labels tried in the strip


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
    """A claim on the plot: its id, when it became public, its number and the range it is one of,
    its shape and colour, its label, and a note on what became of it.
    """

    claim: str
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

    claim: str
    at: datetime
    shape: str
    hollow: bool
    label: Prose


@dataclass(frozen=True)
class Heading:
    """What is written over the strip."""

    label: Prose


Part = Step | Mark | Thread | Offices | Other | Heading


# What the chart of one moment shows.


def is_lined(claims: Sequence[LabelledClaim], by_day: bool) -> bool:
    """Whether there is one official count over time: the offices that speak are of one party."""
    parties = {claim.party for claim in claims if claim.official}
    return not by_day and len(parties) == 1


def lined_parts(
    claims: Sequence[LabelledClaim], last: datetime, axis: Scale
) -> Iterator[Part]:
    """The parts of a chart with a line, in the order in which they find their places."""
    official = [claim for claim in claims if claim.official]
    steps = list(_steps(official, last))
    yield from steps
    yield from _offices(official, steps, axis)
    yield from _official_marks(official)
    yield from _strip(claims)


def _steps(official: Sequence[LabelledClaim], last: datetime) -> Iterator[Step]:
    """The official count in force over time, and where there was none after there had been one."""
    changes = list(_counts(official, last))
    ends = [*(moment for moment, _ in changes[1:]), last]
    before = None
    for (since, count), until in zip(changes, ends, strict=False):
        y = count.height if count else None
        fell = count is not None and count.gone is not None  # its mark tells of it
        if since < until and not fell:
            yield Step(official[0].quantity, since, until, y, before)
            before = y


def _counts(
    official: Sequence[LabelledClaim], last: datetime
) -> Iterator[tuple[datetime, LabelledClaim | None]]:
    """Moments at which the official count changed, and the claim from then on (None for none)."""
    moments = {claim.local for claim in official}
    moments.update(claim.gone for claim in official if claim.gone)
    moments.update(claim.replaced for claim in official if claim.replaced)
    counts: list[LabelledClaim | None] = []
    for moment in sorted(moments):
        if moment > last:
            return
        standing = [claim for claim in official if claim.is_in_force(moment)]
        now = max(
            standing,
            key=lambda claim: (claim.end, claim.local, claim.claim_id),
            default=None,
        )
        if counts[-1:] != [now]:
            yield moment, now
        counts.append(now)


def _official_marks(official: Sequence[LabelledClaim]) -> Iterator[Mark]:
    """The official numbers, the newest first: it gets the best place. A number that repeats the one
    before is written once.
    """
    newest_first = official[::-1]
    standing = [claim for claim in newest_first if claim.stands and not claim.again]
    newest = standing[0].claim_id if standing else ""
    noted = _noted(newest_first)
    written = {claim.claim_id for claim in newest_first[:_MOST] if not claim.again}
    # What fell comes first: its note needs the most room.
    for claim in sorted(newest_first, key=lambda claim: not claim.gone):
        yield Mark(
            claim=claim.claim_id,
            at=claim.local,
            y=claim.height,
            bar=claim.range,
            shape=_shape(claim),
            colour=colour_of(True, bool(claim.gone)),
            hollow=bool(claim.gone or claim.disputed),
            joined=True,
            struck=bool(claim.gone),
            newest=claim.claim_id == newest,
            label=claim.number if claim.claim_id in written else Prose(),
            note=noted.get(claim.claim_id, Prose()),
        )


def _noted(newest_first: Sequence[LabelledClaim]) -> dict[str, Prose]:
    """The notes along the line: what became of the newest that fell and of the newest that is
    doubted, and that the newest was said again.
    """
    fallen = [claim for claim in newest_first if claim.gone and claim.note]
    doubted = [claim for claim in newest_first if claim.note and not claim.gone]
    notes = {claim.claim_id: claim.note for claim in [*fallen[:1], *doubted[:1]]}
    standing = [claim for claim in newest_first if claim.stands]
    if standing and standing[0].again:
        notes[standing[0].claim_id] = standing[0].again
    return notes


def _offices(
    official: Sequence[LabelledClaim], steps: Sequence[Step], axis: Scale
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


def _strip(claims: Sequence[LabelledClaim]) -> Iterator[Other | Heading]:
    """What others said, the newest first."""
    others = [claim for claim in claims if not claim.official][::-1]
    if not others:
        return
    yield Heading(others_said(others[0].quantity, [claim.claim_id for claim in others]))
    for rank, claim in enumerate(others):
        label = claim.label if rank < _IN_STRIP else Prose()
        hollow = bool(claim.gone or claim.disputed)
        yield Other(claim.claim_id, claim.local, _shape(claim), hollow, label)


@statement(
    "of those who are no officials exactly these claims give a number, relays, projections and "
    "recaps left out; told how many where they are more than three"
)
def others_said(quantity: str, claim_ids: list[str]) -> Prose:
    """The heading of the strip."""
    if len(claim_ids) <= _NOTES:
        return plain("What others said")
    n = plain(english.number(len(claim_ids)), "count:others")
    return say("What others said: {n} numbers", n=n)


def open_parts(claims: Sequence[LabelledClaim], by_day: bool) -> Iterator[Part]:
    """The parts of a chart without a line: every claim on one plot, the newest first."""
    newest_first = sorted(
        claims, key=lambda claim: (claim.end, claim.local, claim.claim_id)
    )[::-1]
    standing = [claim for claim in newest_first if claim.stands]
    fallen = [claim for claim in newest_first if claim.gone]
    labelled = {claim.claim_id for claim in [*standing[:_FEW], *fallen[:_NOTES]]}
    newest = standing[0].claim_id if standing else ""
    if not by_day:
        yield from _threads(newest_first[::-1])
    for claim in newest_first:
        colour = colour_of(claim.official, bool(claim.gone))
        is_lasting = claim.stands or claim.gone
        yield Mark(
            claim=claim.claim_id,
            at=claim.local,
            y=claim.height,
            bar=claim.range,
            shape=_shape(claim),
            colour=colour if is_lasting else PALE[colour],
            hollow=bool(claim.gone or claim.disputed),
            joined=False,
            struck=False,
            newest=claim.claim_id == newest,
            label=claim.label if claim.claim_id in labelled else Prose(),
            note=Prose(),
        )


def _threads(claims: Sequence[LabelledClaim]) -> Iterator[Thread]:
    """What each party said, in order of days."""
    parties = dict.fromkeys((claim.party, claim.official) for claim in claims)
    for party, official in parties:
        points = []
        for claim in claims:
            if (claim.party, claim.official) == (party, official) and not claim.gone:
                low, high = claim.range or (claim.height, claim.height)
                points.append((claim.local, (low + high) / 2))
        points.sort(key=lambda point: point[0])
        if len(points) > 1:
            yield Thread(tuple(points), official)


def _shape(claim: LabelledClaim) -> str:
    """The marker of a claim: a square for an estimate that has no open bound."""
    if claim.wording == "nearly":
        return "v"
    shape = shape_of(claim.wording, True)
    is_open = shape in ("^", "v")
    return "s" if claim.is_estimate and not is_open else shape


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
