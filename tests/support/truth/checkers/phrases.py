"""Statements on a claim or an act: its number, its day, what became of it."""

from __future__ import annotations

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import matches, pattern, patterned, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.telling import claim_of
from tests.support.truth.world import Claim, Row, World


def _claim(world: World, about: About) -> Claim:
    return claim_of(world, about["claim_id"])


def _acts(world: World, about: About) -> list[Row]:
    """The acts that are spoken of: known, and in effect."""
    effective = {act["act_id"] for act in world.effective}
    named = ids(about["act_ids"])
    assert set(named) <= effective, "an act that is not in effect"
    return [row(world, "acts", each) for each in named]


@checks("phrases.number")
def number(world: World, about: About, text: str) -> None:
    same(text, words.amount(_claim(world, about)))


@checks("phrases.amount_with_unit")
def amount_with_unit(world: World, about: About, text: str) -> None:
    matches(text, telling.with_unit(world, _claim(world, about)))


@checks("phrases.cited_by")
def cited_by(world: World, about: About, text: str) -> None:
    expected = telling.cited(world, _claim(world, about))
    assert expected, "the document is its speaker's own, or may be, or another has it"
    matches(text, expected)


@checks("phrases.repeater")
def repeater(world: World, about: About, text: str) -> None:
    claim = _claim(world, about)
    assert claim.relays, "it repeats nothing"
    name = world.name(claim.speaker)
    origin = world.claims.get(claim.relays)
    if origin is not None and origin.speaker == claim.speaker:
        name = row(world, "sources", claim.row["source_id"])["publisher"]
    same(telling.capital(text), telling.capital(name))


@checks("phrases.dated")
def dated(world: World, about: About, text: str) -> None:
    matches(text, telling.dated(world, _claim(world, about)))


@checks("phrases.on")
def on(world: World, about: About, text: str) -> None:
    matches(text, telling.on(world, about["table"], about["row_id"]))


@checks("phrases.fate")
def fate(world: World, about: About, text: str) -> None:
    claim = _claim(world, about)
    plain, reasoned = (telling.fate(world, claim, why) for why in (False, True))
    assert plain, "no act is in effect on it"
    matches(text, f"(?:{plain}|{reasoned})")


@checks("phrases.doubted")
def doubted(world: World, about: About, text: str) -> None:
    acts = _acts(world, about)
    assert all(map(telling.ours, acts)), "an act that is not ours"
    assert len({act["target"] for act in acts}) == 1, "acts on several claims"
    matches(text, telling.doubted(world, acts))


@checks("phrases.done")
def done(world: World, about: About, text: str) -> None:
    acts = _acts(world, about)
    assert len({(act["act"], act["by"], act["target"]) for act in acts}) == 1, (
        "several bodies"
    )
    matches(text, telling.done(world, acts))


@checks("phrases.replacement")
def replacement(world: World, about: About, text: str) -> None:
    old, newer = _claim(world, about), claim_of(world, about["newer"])
    named = [
        act["replaced_by"]
        for act in old.acts
        if act["act"] in ("withdrawn", "denied", "superseded")
    ]
    assert newer.id in (old.superseded_by, *named), "it did not take its place"
    matches(text, telling.replacement(world, old, newer))


@checks("phrases.standing")
def standing(world: World, about: About, text: str) -> None:
    matches(text, telling.standing(world, _claim(world, about)))


@checks("phrases.objection")
def objection(world: World, about: About, text: str) -> None:
    expected = telling.objection(world, _claim(world, about))
    assert expected, "nobody has anything against it"
    same(text, expected)


@checks("phrases.reason")
def reason(world: World, about: About, text: str) -> None:
    matches(text, pattern(world, "acts", about["act_id"], "reason"))


def _spoken(world: World, act: Row) -> str:
    """What was said without a number, as a pattern."""
    target = act["target"]
    if target in world.rows["events"]:
        return pattern(world, "events", target, "title")
    stance = row(world, "positions", target)
    summary = pattern(world, "positions", target, "summary")
    return f"{telling.esc(stance['actor'])}, “{summary}”"


@checks("phrases.unnumbered")
def unnumbered(world: World, about: About, text: str) -> None:
    matches(text, _spoken(world, row(world, "acts", about["act_id"])))


def answer(world: World, act_id: str) -> str:
    """A statement without a number with what was done to it, as a pattern."""
    act = row(world, "acts", act_id)
    assert act in world.effective, "the act is not in effect"
    said = _spoken(world, act)
    if telling.ours(act):
        return f"{said}: {telling.doubted(world, [act])}"
    return f"{said}: {telling.done(world, [act])}: {pattern(world, 'acts', act_id, 'reason')}"


@checks("phrases.answered")
def answered(world: World, about: About, text: str) -> None:
    matches(text, answer(world, about["act_id"]))


@checks("phrases.basis_of")
def basis_of(world: World, about: About, text: str) -> None:
    claim = _claim(world, about)
    basis = claim.row["basis"]
    if claim.wording == "vague":
        basis = basis.partition(";")[2]
    basis = basis.strip().rstrip(".")
    assert basis, "the row has no basis"
    matches(text, f"Said of it: {patterned(world, basis)}\\.")


@checks("phrases.note_of")
def note_of(world: World, about: About, text: str) -> None:
    note = pattern(world, "claims", about["claim_id"], "note")
    assert note, "the row has no note"
    matches(text, f"{note}\\.?")


@checks("phrases.said_by")
def said_by(world: World, about: About, text: str) -> None:
    matches(text, telling.said_by(world, _claim(world, about)))


@checks("phrases.attributed")
def attributed(world: World, about: About, text: str) -> None:
    claim = _claim(world, about)
    own, cell = telling.with_unit(world, claim), telling.number(world, claim)
    # In a figure the amount is said as the figure has it: its own checker holds that.
    said = f"(?:estimated at )?(?:{own}|{cell}|{_figured(world, claim)})"
    forms = [telling.attributed(world, claim, said, short) for short in (False, True)]
    matches(text, f"(?:{'|'.join(forms)})")


def _figured(world: World, claim: Claim) -> str:
    """Its number as a figure says it: `between 1 and 2 crowns`, a vague word with its bounds."""
    return figured(world, claim, quantity=telling.quantity(world, claim.key))


def figured(world: World, claim: Claim, quantity: str) -> str:
    """A claim's number as a sentence about its quantity has it, as a pattern."""
    said = words.amount(claim)
    if claim.wording == "vague":
        made = world.converted(claim)
        if made is claim:
            return telling.esc(said)
        table = world.settings["vague_words"]
        return rf"{telling.esc(said)} \({telling.esc(bounds(*made.bounds))} by the {table} table\)"
    if claim.wording == "range":
        said = between(claim.low, claim.high)
    numbers = (claim.low, claim.value, claim.high)
    unit = telling.unit(world, claim.key[0], quantity, *numbers)
    return telling.esc(f"{said} {unit}".rstrip())


def between(low: float | None, high: float | None) -> str:
    """A range in a sentence."""
    if low is None or high is None:
        return bounds(low, high)
    if low == high:
        return words.number(low)
    return f"between {words.number(low)} and {words.number(high)}"


def closed(claims: list[Claim]) -> str:
    """From the lowest to the highest of claims none of which is open; an end that all who have it
    only put at about or nearly so much as they word it."""
    least = min(claim.bounds[0] or 0 for claim in claims)
    most = max(claim.bounds[1] or 0 for claim in claims)
    first, last = _worded(claims, 0, least), _worded(claims, 1, most)
    return first if least == most else f"{first} to {last}"


def _worded(claims: list[Claim], end: int, bound: float) -> str:
    at = [claim for claim in claims if claim.bounds[end] == bound]
    said = {words.amount(claim) for claim in at}
    hedged = {claim.row["wording"] for claim in at} <= {"about", "nearly"}
    return said.pop() if hedged and len(said) == 1 else words.number(bound)


def bounds(low: float | None, high: float | None) -> str:
    """A span whose bounds may be open, in a cell."""
    if low is None:
        return "not stated" if high is None else f"at most {words.number(high)}"
    if high is None:
        return f"at least {words.number(low)}"
    return (
        words.number(low)
        if low == high
        else f"{words.number(low)} to {words.number(high)}"
    )


@checks("phrases.mark")
def mark(world: World, about: About, text: str) -> None:
    claim = _claim(world, about)
    word = claim.standing
    if claim.standing == "disputed":
        word = telling.objection(world, claim)
    assert claim.standing in ("withdrawn", "denied", "disputed"), "it stands undisputed"
    same(text, f"({word})")
