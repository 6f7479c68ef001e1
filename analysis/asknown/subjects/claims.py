"""The claims of one quantity as tables and charts have them: what each says, where it stands on a
clock, and when it left force. Nothing is chosen here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import isnan
from typing import Any

from asknown import dates
from asknown.model.columns import ASIDE
from asknown.model.known import Known
from asknown.model.rules import time_of
from asknown.model.standing import DISPUTED, GONE, IN_FORCE, SUPERSEDED
from asknown.text.prose import Prose

_NOON = timedelta(hours=12)


@dataclass(frozen=True)
class SaidClaim:
    """A claim that is nobody's relay.

    `local` is when it became public (local time; noon where only the day is known), `gone` when an
    act took it out of force, `replaced` when what replaced it became public. `low`, `value` and
    `high` are as stated, `y` is the number that a chart draws; None where there is none.
    """

    claim_id: str
    metric: str
    group: str
    place: str
    measure: str
    start: date
    end: date
    known: datetime
    local: datetime
    gone: datetime | None
    replaced: datetime | None
    low: float | None
    value: float | None
    high: float | None
    numbered: bool
    wording: str
    nature: str
    speaker: str
    party: str
    official: bool
    standing: str
    disputed: bool
    source_id: str

    @property
    def quantity(self) -> str:
        """What is counted: `killed/all/harbour`."""
        return f"{self.metric}/{self.group}/{self.place}"

    @property
    def y(self) -> float | None:
        """The number that a chart draws: as stated, of a range its lower end."""
        stated = (self.value, self.low, self.high)
        return next((each for each in stated if each is not None), None)

    @property
    def height(self) -> float:
        """The number that a chart draws, of a claim that has one."""
        assert self.y is not None
        return self.y

    @property
    def range(self) -> tuple[float, float] | None:
        """Its low and high where they differ."""
        if self.low is None or self.high is None or self.low >= self.high:
            return None
        return self.low, self.high

    @property
    def stands(self) -> bool:
        """Whether it is in force, disputed or not."""
        return self.standing in (IN_FORCE, DISPUTED)

    @property
    def fell(self) -> bool:
        """Whether it was withdrawn or denied."""
        return self.standing in GONE

    @property
    def was_replaced(self) -> bool:
        """Whether a newer figure of its party stands in its place."""
        return self.standing == SUPERSEDED

    @property
    def is_estimate(self) -> bool:
        """Whether its speaker estimated."""
        return self.nature == "estimate"

    def is_in_force(self, moment: datetime) -> bool:
        """Whether it was public by then, and nobody had taken it back or replaced it: what was
        replaced stays so when the newer one falls.
        """
        ends = [end for end in (self.gone, self.replaced) if end is not None]
        return self.local <= moment and all(end > moment for end in ends)


@dataclass(frozen=True)
class LabelledClaim(SaidClaim):
    """A claim with what the chart of a count writes beside it: its number, who says it, what became
    of it, that it repeats the number before, and whose the official numbers are."""

    number: Prose
    label: Prose
    note: Prose
    again: Prose
    offices: Prose


@dataclass(frozen=True)
class RangeRow:
    """A claim with what the chart of ranges writes beside it: who says it of which day, its number
    and what became of it."""

    claim: SaidClaim
    who: Prose
    day: Prose
    said: Prose
    fate: Prose


def said(
    case: Known, metric: str, group: str = "all", place: str = ""
) -> list[SaidClaim]:
    """Claims of one quantity that are nobody's relay, newest first by day referred to, then by
    publication.
    """
    rows = case.quantities.get((metric, group, place or case.place), [])
    claims = [_said(case, row) for row in rows if not row.relays]
    return sorted(claims, key=by_day, reverse=True)


def by_day(claim: SaidClaim) -> tuple[Any, ...]:
    """Sorts claims by the day they speak of, then by publication."""
    return *time_of(claim), claim.claim_id


def by_publication(claim: SaidClaim) -> tuple[Any, ...]:
    """Sorts claims by when they became public."""
    return claim.known, claim.claim_id


def counted(claims: Iterable[SaidClaim]) -> list[SaidClaim]:
    """The claims that somebody counted or estimated: without projections and recaps, which no chart
    draws and no title tells as what there is.
    """
    return [claim for claim in claims if claim.nature not in ASIDE]


def numbered(claims: Iterable[SaidClaim]) -> list[SaidClaim]:
    """The claims that state a number."""
    return [claim for claim in claims if claim.numbered]


def ids(claims: Iterable[SaidClaim]) -> list[str]:
    """Their ids."""
    return [claim.claim_id for claim in claims]


def is_by_day(claims: Iterable[SaidClaim]) -> bool:
    """Whether a chart puts claims at the days they speak of: more than half became public at one
    moment, as those of a list do, and speak of different days.
    """
    told = numbered(counted(claims))
    times = Counter(claim.known for claim in told)
    most = max(times.values(), default=0)
    if most * 2 <= len(told):
        return False
    commonest = next(known for known, count in times.items() if count == most)
    at_once = {claim.end for claim in told if claim.known == commonest}
    return len(at_once) > 2


def placed(claims: Iterable[SaidClaim]) -> list[SaidClaim]:
    """The claims at noon of the last day they speak of; what took them out of force has no place on
    that clock.
    """
    return [_placed(claim) for claim in claims]


def _placed(claim: SaidClaim) -> SaidClaim:
    return replace(
        claim,
        local=_noon(claim.end),
        gone=None,
        replaced=None,
        disputed=claim.disputed or claim.fell,
    )


def _said(case: Known, row: Any) -> SaidClaim:
    local = _local(case, row.published)
    gone = _gone(case, row)
    return SaidClaim(
        claim_id=row.claim_id,
        metric=row.metric,
        group=row.group,
        place=row.place,
        measure=row.measure,
        start=row.start,
        end=row.end,
        known=row.known,
        local=local,
        # Where claim and act are both known by their day only, both stand at the same hour.
        gone=max(gone, local) if gone else None,
        replaced=_replaced(case, row),
        low=_stated(row.low),
        value=_stated(row.value),
        high=_stated(row.high),
        numbered=bool(row.numbered),
        wording=row.wording,
        nature=row.nature,
        speaker=row.speaker,
        party=row.party,
        official=row.speaker_kind == "official",
        standing=row.standing,
        disputed=bool(row.disputed),
        source_id=row.source_id,
    )


def _stated(bound: float) -> float | None:
    return None if isnan(bound) else float(bound)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time()) + _NOON


def _local(case: Known, moment: str) -> datetime:
    """Where a chart puts a knowledge time: at its clock time, or at noon of its day."""
    when = dates.published(moment, case.zone)
    if when.has_clock:
        return when.known.astimezone(case.zone).replace(tzinfo=None)
    return _noon(when.day)


def _gone(case: Known, row: Any) -> datetime | None:
    """When the first act took a claim out of force: it was withdrawn, or denied by its own party; a
    denial by others takes nothing out of force. First is what was known first: an act dated
    only by its day counts at its end, so one with a clock time goes before it, though a chart would
    put the day at noon.
    """
    taken = fatal_acts(case, row.claim_id)
    return _local(case, taken[0].published) if taken else None


def fatal_acts(case: Known, claim_id: str) -> Sequence[Any]:
    """The acts that took a claim out of force, in the order in which they became known."""
    acts = [act for act in case.acts_on(claim_id) if _fells(case, act, claim_id)]
    return sorted(acts, key=lambda act: (act.known, act.act_id))


def _fells(case: Known, act: Any, claim_id: str) -> bool:
    """Whether an act takes a claim out of force."""
    if act.act == "withdrawn":
        return True
    party = case.cell("speakers", act.by, "party")
    return bool(act.act == "denied" and party == case.row(claim_id).party)


def _replaced(case: Known, row: Any) -> datetime | None:
    """When a claim was replaced: by an act, or by a newer number, whatever became of that."""
    for act in case.acts_on(row.claim_id):
        if act.act == SUPERSEDED and row.standing == SUPERSEDED:
            return _local(case, act.published)
    newer = row.superseded_by
    return _local(case, case.row(newer).published) if newer else None
