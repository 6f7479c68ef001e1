"""Statements on what was taken back, disputed, repeated or does not fit."""

from __future__ import annotations

from itertools import pairwise

from tests.support.truth import telling
from tests.support.truth.checkers.common import matches, pattern, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Claim, World


def _carried_back(world: World, claim: Claim) -> bool:
    """Whether a relay was taken back by its own party."""
    return bool(claim.relays) and any(
        act["act"] in telling.GONE and world.party(act["by"]) == claim.party
        for act in claim.acts
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


@checks("contested.no_longer_valid")
def no_longer_valid(world: World, about: About, text: str) -> None:
    assert [claim for claim in _fallen(world) if claim.numbered], (
        "no number was taken back"
    )
    same(text, "Withdrawn or denied, and no longer counted")


def felling(world: World, claim: Claim) -> list[dict[str, str]]:
    """The acts by which a claim fell, in order of time."""
    assert claim.standing in telling.GONE, f"{claim.id} did not fall"
    acts = [act for act in claim.acts if world.fells(act, claim)]
    assert acts, "no act of its own took it back"
    return acts


def bodies(acts: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Acts by body and kind, in the order of their first."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for act in acts:
        found.setdefault((act["act"], act["by"]), []).append(act)
    return list(found.values())


def fell_by(world: World, claim: Claim) -> str:
    """Who took it back, when, as a pattern."""
    told = [telling.done(world, acts) for acts in bodies(felling(world, claim))]
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


def _reason(world: World, claim: Claim) -> str:
    """The reason of the first act of whoever acted last."""
    acts = felling(world, claim)
    seen = list(dict.fromkeys(act["by"] for act in acts))
    first = next(act for act in acts if act["by"] == seen[-1])
    return pattern(world, "acts", first["act_id"], "reason")


def _inside(world: World, table: str, part: str, whole: str) -> bool:
    return part == whole or world.inside(table, part, whole)


def _with_parts(world: World, about: About) -> tuple[Claim, str]:
    """A claim that fell and, as a pattern, its number with the parts that fell with it."""
    claim = telling.claim_of(world, about["claim_id"])
    assert claim.standing in telling.GONE, "it did not fall"
    told = f"{telling.with_unit(world, claim)} {telling.esc(telling.quantity(world, claim.key))}"
    parts = []
    for each in ids(about.get("parts")):
        part = telling.claim_of(world, each)
        assert part.standing in telling.GONE, f"{each} did not fall"
        assert part.key[0] == claim.key[0], "of another metric"
        assert part.key != claim.key, "it is no part"
        assert part.speaker == claim.speaker, "by another speaker"
        assert part.row["source_id"] == claim.row["source_id"], "in another source"
        names = []
        for place, table in ((1, "groups"), (2, "places")):
            assert _inside(world, table, part.key[place], claim.key[place]), (
                "it is no part"
            )
            if part.key[place] != claim.key[place]:
                names.append(telling.esc(world.label(table, part.key[place])))
        parts.append(f"{' '.join(names)} {telling.number(world, part)}")
    if parts:
        told += rf" \(of which {', '.join(parts)}\)"
    return claim, told


@checks("contested.with_parts")
def with_parts(world: World, about: About, text: str) -> None:
    _, told = _with_parts(world, about)
    matches(text, told)


@checks("contested.fall")
def fall(world: World, about: About, text: str) -> None:
    matches(text, fell_by(world, telling.claim_of(world, about["claim_id"])))


@checks("contested.why")
def why(world: World, about: About, text: str) -> None:
    matches(text, _reason(world, telling.claim_of(world, about["claim_id"])))


@checks("contested.in_a_sentence")
def in_a_sentence(world: World, about: About, text: str) -> None:
    claim, told = _with_parts(world, about)
    who = telling.the(world, claim.speaker)
    day = telling.esc(telling.published(world, claim.row["published"], short=True))
    given = _reason(world, claim)
    why = f": {given}" if given else ""
    matches(text, rf"{told}, from {who} \({day}\), was {fell_by(world, claim)}{why}\.?")


@checks("contested.statements_title")
def statements_title(world: World, about: About, text: str) -> None:
    said = {*world.rows["events"], *world.rows["positions"]}
    assert [act for act in world.effective if act["target"] in said], (
        "there is no such act"
    )
    same(text, "Denied or disputed: statements without a number")


@checks("contested.repeated_title")
def repeated_title(world: World, about: About, text: str) -> None:
    assert [claim for claim in world.claims.values() if claim.relays], (
        "nobody repeated anything"
    )
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
        frozenset(
            {"disputed", "we doubt it"}
        ): "Figures that others dispute, or that we doubt",
        frozenset({"disputed"}): "Figures that others dispute(?:, or that we doubt)?",
        frozenset(
            {"we doubt it"}
        ): "Figures that (?:others dispute, or that )?we doubt",
    }
    matches(text, forms[frozenset(words)])


def falls(world: World) -> list[tuple[Claim, Claim]]:
    """Cumulative counts of a party of which the later is lower, whatever replaced them."""
    series: dict[tuple[object, ...], list[Claim]] = {}
    for claim in world.claims.values():
        counted = claim.counted and claim.numbered and not claim.relays
        if (
            counted
            and claim.measure == "cumulative"
            and claim.standing not in telling.GONE
        ):
            series.setdefault((claim.key, claim.party, claim.office), []).append(claim)
    found = []
    for claims in series.values():
        claims.sort(key=lambda each: (*each.late, each.id))
        for one, other in pairwise(claims):
            least, most = one.bounds[0], other.bounds[1]
            if (
                one.late != other.late
                and least is not None
                and most is not None
                and most < least
            ):
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
    assert [claim for claim in world.claims.values() if claim.relays], (
        "nobody repeated anything"
    )
    same(text, "Claims that repeat another")


@checks("contested.discrepancies_title")
def discrepancies_title(world: World, about: About, text: str) -> None:
    assert world.tables["discrepancies"], "there is none"
    same(text, "Statements that others contradict or qualify")
