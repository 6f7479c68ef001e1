"""Statements on what was taken back, disputed, repeated or does not fit."""

from __future__ import annotations

from itertools import pairwise

from tests.support.truth import telling
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Claim, World


def _carried_back(world: World, claim: Claim) -> bool:
    """Whether a relay was taken back by its own party."""
    return bool(claim.relays) and any(
        act["act"] in telling.GONE and world.party(act["by"]) == claim.party for act in claim.acts
    )


def _fallen(world: World) -> list[Claim]:
    """Claims that acts of their own took out of force, and relays whose carriers took them back."""
    return [
        claim
        for claim in world.claims.values()
        if claim.standing in telling.GONE and (not claim.relays or claim.acts)
    ]


@checks("contested.withdrawn_title")
def withdrawn_title(world: World, about: About, text: str) -> None:
    assert _fallen(world), "nothing was taken back"
    same(text, "Withdrawn or denied: struck wherever it is shown")


@checks("contested.statements_title")
def statements_title(world: World, about: About, text: str) -> None:
    said = {*world.rows["events"], *world.rows["positions"]}
    assert [act for act in world.effective if act["target"] in said], "there is no such act"
    same(text, "Denied or disputed: statements without a number")


@checks("contested.repeated_title")
def repeated_title(world: World, about: About, text: str) -> None:
    assert [claim for claim in world.claims.values() if claim.relays], "nobody repeated anything"
    same(text, "Printed again after that")


@checks("contested.disputed_title")
def disputed_title(world: World, about: About, text: str) -> None:
    named = set(ids(about["claim_ids"]))
    disputed = {
        claim.id
        for claim in world.claims.values()
        if not claim.relays
        and claim.standing not in telling.GONE
        and telling.disputed(world, claim)
    }
    assert named == disputed, "others are disputed"
    words = {telling.objection(world, world.claims[each]) for each in named}
    forms = {
        frozenset({"disputed", "we doubt it"}): "Figures that others dispute, or that we doubt",
        frozenset({"disputed"}): "Figures that others dispute(?:, or that we doubt)?",
        frozenset({"we doubt it"}): "Figures that (?:others dispute, or that )?we doubt",
    }
    matches(text, forms[frozenset(words)])


def falls(world: World) -> list[tuple[Claim, Claim]]:
    """Cumulative counts of a party of which the later is lower, whatever replaced them."""
    series: dict[tuple[object, ...], list[Claim]] = {}
    for claim in world.claims.values():
        counted = claim.counted and claim.numbered and not claim.relays
        if counted and claim.measure == "cumulative" and claim.standing not in telling.GONE:
            series.setdefault((claim.key, claim.party, claim.office), []).append(claim)
    found = []
    for claims in series.values():
        claims.sort(key=lambda each: (*each.late, each.id))
        for one, other in pairwise(claims):
            least, most = one.bounds[0], other.bounds[1]
            if one.late != other.late and least is not None and most is not None and most < least:
                found.append((one, other))
    return found


@checks("contested.fallen_title")
def fallen_title(world: World, about: About, text: str) -> None:
    assert falls(world), "no count fell"
    same(text, "Counts that fell, although they add up")


@checks("contested.explanation")
def explanation(world: World, about: About, text: str) -> None:
    claim = telling.claim_of(world, about["claim_id"])
    assert claim.id in {one.id for one, _ in falls(world)}, "it did not fall"
    acts = [act["act_id"] for act in claim.acts]
    assert sorted(ids(about.get("act_ids"))) == sorted(acts), "other acts are on it"
    if not acts:
        same(text, "Not explained")
        return
    told = telling.fate(world, claim, why=True)
    if not told:
        told = f"{telling.standing(world, claim)}: {telling.reasons(world, claim.acts)}"
    matches(text, told)


@checks("contested.unfaithful_title")
def unfaithful_title(world: World, about: About, text: str) -> None:
    def differs(claim: Claim) -> bool:
        origin = world.claims.get(claim.relays)
        if origin is None:
            return False
        ours = (claim.key, claim.low, claim.value, claim.high, claim.wording)
        theirs = (origin.key, origin.low, origin.value, origin.high, origin.wording)
        return ours != theirs

    assert any(map(differs, world.claims.values())), "every repeat is faithful"
    same(text, "Repeats that differ from what they repeat")


@checks("contested.repeats_title")
def repeats_title(world: World, about: About, text: str) -> None:
    assert [claim for claim in world.claims.values() if claim.relays], "nobody repeated anything"
    same(text, "Claims that repeat another")


@checks("contested.discrepancies_title")
def discrepancies_title(world: World, about: About, text: str) -> None:
    assert world.tables["discrepancies"], "there is none"
    same(text, "Statements that others contradict or qualify")
