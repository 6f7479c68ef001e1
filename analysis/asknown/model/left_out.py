"""What a figure leaves out, and why: of each claim for the same thing the first reason that holds.

Each reason can be checked on the rows it names. It says what the claim is, how it stands, then what
keeps the rule from taking it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from asknown import dates
from asknown.model.columns import OFFICIAL, believed
from asknown.model.known import Known
from asknown.model.phrases import cell
from asknown.model.rules import (
    EARLIER,
    Row,
    amount_of,
    bounds,
    in_force,
    late,
    latest_of_parties,
    rivals,
    trusted,
)
from asknown.model.standing import GONE, SUPERSEDED

RELAY = "relay"
PROJECTION = "projection"
RECAP = "recap"
TAKEN_BACK = "taken back"
REPLACED = "replaced"
NOT_HEARD = "not heard"
INVOLVED = "involved"
NO_NUMBER = "no number"
NO_LOWEST = "no lowest number"
ALONE = "alone"
LESS = "less"
LESS_BELIEVED = "less believed"
EARLIER_DAY = "earlier day"
KNOWN_BEFORE = "known before"
NO_OFFICE = "no office"
SAME = "same"
NO_RIVAL = "no rival"


@dataclass(frozen=True)
class LeftOut:
    """A claim that a figure does not show: of which kind the reason is, and the reason in words."""

    claim_id: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Sieve:
    """A rule over the claims of one quantity, and those that it shows."""

    case: Known
    rule: str
    claims: Sequence[Row]
    shown: Sequence[Row]

    def left_out(self) -> Iterable[LeftOut]:
        """The claims that are not shown, in order of their rows."""
        shown = _ids(self.shown)
        stand = [claim for claim in in_force(self.claims) if self._admits(claim)]
        latest = latest_of_parties(stand)
        by_age = rivals(stand)
        for claim in self.claims:
            if claim.claim_id in shown:
                continue
            kind, reason = (
                self._by_itself(claim)
                or self._by_its_speaker(claim)
                or self._beside(claim, latest, by_age)
            )
            yield LeftOut(claim.claim_id, kind, reason)

    def _admits(self, claim: Row) -> bool:
        return not self._by_its_speaker(claim)

    def _by_itself(self, claim: Row) -> tuple[str, str] | None:
        """What the claim is and how it stands, where no rule takes such a claim."""
        if claim.relays:
            return RELAY, f"relay of {claim.relays}"
        if claim.nature in (PROJECTION, RECAP):
            return claim.nature, f"a {claim.nature}"
        if claim.standing in GONE:
            return TAKEN_BACK, taken_back_by(self.case, claim)
        if claim.standing == SUPERSEDED:
            return REPLACED, f"superseded by {claim.superseded_by}"
        return None

    def _by_its_speaker(self, claim: Row) -> tuple[str, str] | None:
        """Who says it, where this rule does not hear them."""
        if self.rule == OFFICIAL and claim.heard < 0:
            believe = cell(self.case, "metrics", claim.metric, "believe")
            if not believe:
                return NOT_HEARD, "not an official speaker"
            names = ", ".join(believed(believe))
            return NOT_HEARD, f"not among those believed for {claim.metric}: {names}"
        if self.rule == "independent" and claim.involved:
            return INVOLVED, "a party to the conflict"
        return None

    def _beside(
        self,
        claim: Row,
        latest: dict[str, list[Row]],
        by_age: Sequence[Row],
    ) -> tuple[str, str]:
        """What other claims have to do with it."""
        if self.rule == OFFICIAL:
            return _behind(claim, self.shown, trusted)
        if not claim.numbered:
            return NO_NUMBER, "states no number"
        own = latest[claim.party]
        if claim.claim_id not in _ids(own):
            return _behind(claim, own, late)
        if claim.claim_id not in _ids(by_age):
            return _no_rival(claim, by_age)
        return self._without_support(claim, by_age)

    def _without_support(
        self,
        claim: Row,
        by_age: Sequence[Row],
    ) -> tuple[str, str]:
        """Why a rival is no part of what two parties support."""
        low, _ = bounds(claim)
        if low is None:
            return NO_LOWEST, "states no lowest number"
        if not self.shown:
            return ALONE, "supported by no second party"
        own = [each for each in by_age if each.party == claim.party]
        lower = [each for each in own if _lowest(each) < low]
        # Of two numbers of a party of which either may be the newer, only the lower is sure.
        if lower and low >= min(map(_lowest, self.shown)):
            return LESS, f"{_listed(lower)}, of the same party and time, has a lower number"
        return LESS, f"its lowest number is below those of {_listed(self.shown)}"


def _behind(
    claim: Row,
    shown: Sequence[Row],
    key: Callable[[Row], Any],
) -> tuple[str, str]:
    """What puts a claim behind others: the first part of the key in which it falls short."""
    first, *_ = shown
    names = _listed(shown)
    if key is trusted:
        if claim.numbered < first.numbered:
            return NO_NUMBER, "states no number"
        if claim.heard > first.heard:
            return LESS_BELIEVED, f"the speaker of {names} is believed before"
    if claim.end < first.end:
        return EARLIER_DAY, f"describes an earlier day than {names}"
    if claim.known < first.known:
        return KNOWN_BEFORE, f"known before {names}"
    if key(claim) < key(first):
        if key is trusted:
            return NO_NUMBER, "states no number"
        return NO_OFFICE, f"no office, as the speaker of {names} is"
    same = [each for each in shown if amount_of(each) == amount_of(claim)]
    return SAME, f"says the same as {_listed(same)}"


def _no_rival(claim: Row, by_age: Sequence[Row]) -> tuple[str, str]:
    """By how much a party's latest claim is too old to be a rival."""
    last = max(each.end for each in by_age)
    newest = [each for each in by_age if each.end == last]
    states_days = claim.rival_days == claim.rival_days  # NaN is not itself
    if claim.measure == "flow" and not states_days:
        start = min(each.start for each in newest)
        longest = [each for each in newest if each.start == start]
        return NO_RIVAL, f"ends before {_listed(longest)} begins"
    days = claim.rival_days if states_days else EARLIER.days
    return NO_RIVAL, f"ends more than {days:g} days before {_listed(newest)}"


def taken_back_by(case: Known, claim: Row) -> str:
    """The acts that took a claim out of force: `denied by the police on 2022-01-09`."""
    sayings = []
    for act in case.acts_on(claim.claim_id):
        if act.act in GONE:
            name = cell(case, "speakers", act.by, "name")
            when = dates.published(act.published, case.zone)
            saying = f"{act.act} by {name} on {when.day}"
            sayings.append(f"{saying} or before" if when.latest else saying)
    return "; ".join(sayings)


def _lowest(claim: Row) -> float:
    low, _ = bounds(claim)
    return float("-inf") if low is None else low


def _ids(claims: Iterable[Row]) -> list[str]:
    return [claim.claim_id for claim in claims]


def _listed(claims: Iterable[Row]) -> str:
    return ", ".join(_ids(claims))
