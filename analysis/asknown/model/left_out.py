"""What a figure leaves out, and why: of each claim for the same thing the first reason that holds.

Each reason can be checked on the rows it names. It says what the claim is, how it stands, then what
keeps the rule from taking it.
"""

from __future__ import annotations

import math
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
    time_of,
    trusted,
)
from asknown.model.standing import GONE, SUPERSEDED

Why = tuple[str, str]  # the kind of a reason, and the reason in words

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
LONGER = "longer"
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
        alive = in_force(self.claims)
        stand = list(filter(self._admits, alive))
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

    def _by_itself(
        self,
        claim: Row,
    ) -> Why | None:
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

    def _by_its_speaker(
        self,
        claim: Row,
    ) -> Why | None:
        """Who says it, where this rule does not hear them."""
        if self.rule == OFFICIAL and claim.heard < 0:
            believe = cell(
                self.case,
                "metrics",
                claim.metric,
                "believe",
            )
            if not believe:
                return NOT_HEARD, "not an official speaker"
            heard = believed(believe)
            names = ", ".join(heard)
            return NOT_HEARD, f"not among those believed for {claim.metric}: {names}"
        if self.rule == "independent" and claim.involved:
            return INVOLVED, "a party to the conflict"
        return None

    def _beside(
        self,
        claim: Row,
        latest: dict[str, list[Row]],
        by_age: Sequence[Row],
    ) -> Why:
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
    ) -> Why:
        """Why a rival is no part of what two parties support."""
        low, _ = bounds(claim)
        if low is None:
            return NO_LOWEST, "states no lowest number"
        if not self.shown:
            return ALONE, "supported by no second party"
        floor = min(map(_lowest, self.shown))
        if low < floor:
            names = _listed(self.shown)
            return LESS, f"its lowest number is below those of {names}"
        # Of two numbers of a party of which either may be the newer, only the lower is sure.
        lower: list[Row] = []
        for each in by_age:
            if each.party == claim.party and _lowest(each) < low:
                lower.append(each)
        names = _listed(lower)
        return LESS, f"{names}, of the same party and time, has a lower number"


def _behind(
    claim: Row,
    shown: Sequence[Row],
    key: Callable[[Row], Any],
) -> Why:
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
    if time_of(claim) < time_of(first):
        return LONGER, f"is of a longer span than {names}"
    if key(claim) < key(first):
        if key is trusted:
            return NO_NUMBER, "states no number"
        return NO_OFFICE, f"no office, as the speaker of {names} is"
    amount = amount_of(claim)
    same = [each for each in shown if amount_of(each) == amount]
    names = _listed(same)
    return SAME, f"says the same as {names}"


def _no_rival(
    claim: Row,
    by_age: Sequence[Row],
) -> Why:
    """By how much a party's latest claim is too old to be a rival."""
    last = max(each.end for each in by_age)
    newest = [each for each in by_age if each.end == last]
    days = claim.rival_days
    is_stated = not math.isnan(days)
    if claim.measure == "flow" and not is_stated:
        start = min(each.start for each in newest)
        longest = [each for each in newest if each.start == start]
        names = _listed(longest)
        return NO_RIVAL, f"ends before {names} begins"
    if not is_stated:
        days = EARLIER.days
    names = _listed(newest)
    return NO_RIVAL, f"ends more than {days:g} days before {names}"


def taken_back_by(
    case: Known,
    claim: Row,
) -> str:
    """The acts that took a claim out of force: `denied by the police on 2022-01-09`."""
    sayings = []
    for act in case.acts_on(claim.claim_id):
        if act.act in GONE:
            name = cell(case, "speakers", act.by, "name")
            when = dates.published(act.published, case.zone)
            saying = f"{act.act} by {name} on {when.day}"
            if when.latest:
                saying += " or before"
            sayings.append(saying)
    return "; ".join(sayings)


def _lowest(claim: Row) -> float:
    low, _ = bounds(claim)
    if low is None:
        return -math.inf
    return low


def _ids(claims: Iterable[Row]) -> list[str]:
    return [claim.claim_id for claim in claims]


def _listed(claims: Iterable[Row]) -> str:
    ids = _ids(claims)
    return ", ".join(ids)
