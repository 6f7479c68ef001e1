"""Series of one party: cumulative counts that fall, and the act that explains the fall, or none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from asknown.model.case import Case
from asknown.model.figures import GONE
from asknown.model.rules import bounds


@dataclass(frozen=True)
class Fall:
    """A cumulative count of a party that a later one of the same party undercuts. The `acts` on the higher explain it; without
    any it is unexplained: a dispute of the lower says that it fell, not why."""

    before: str
    after: str
    acts: tuple[str, ...]


def falls(case: Case) -> list[Fall]:
    """Every fall of a cumulative count between claims of a party that follow each other, in order of the later claim.

    Claims withdrawn or denied are no part of a series: what took them away is said where they are struck. Claims of one
    moment follow nobody, and a count with an open bound falls only where its bound leaves no doubt.
    """
    pairs = [pair for series in _series(case) for pair in pairwise(series) if _falls(*pair)]
    found = [Fall(one.claim_id, other.claim_id, tuple(one.acts)) for one, other in pairs]
    return sorted(found, key=lambda fall: (case.claims.at[fall.after, "known"], fall.after))


def _series(case: Case) -> list[list[Any]]:
    """Cumulative claims by party, an office's apart from others', and quantity, in the order of the days they describe."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for key, claims in case.quantities.items():
        for claim in claims:
            if claim.measure == "cumulative" and claim.numbered and not claim.relays and claim.standing not in GONE:
                found.setdefault((*key, claim.party, claim.speaker_kind == "official"), []).append(claim)
    return [sorted(series, key=lambda claim: (claim.end, claim.known, claim.claim_id)) for series in found.values()]


def _falls(one: Any, other: Any) -> bool:
    least, most = bounds(one)[0], bounds(other)[1]
    return (one.end, one.known) != (other.end, other.known) and least is not None and most is not None and most < least
