"""How a claim, an act or a figure is told, as a pattern to be matched: written from the words that
the page is to have, from the rows alone."""

from __future__ import annotations

import re

from tests.support.truth import days, words
from tests.support.truth.checkers.common import pattern, row
from tests.support.truth.world import Claim, Row, World

GONE = ("withdrawn", "denied")
_ELSES = {
    "official": ("ngo", "academic", "intergovernmental"),
    "media": ("ngo", "academic", "intergovernmental"),
    "intergovernmental": ("ngo", "academic"),
}


def esc(text: str) -> str:
    """A text as a pattern of itself."""
    return re.escape(words.plain(text))


def the(world: World, speaker: str) -> str:
    """A speaker with its article or without."""
    return f"(?:the )?{esc(world.name(speaker))}"


def claim_of(world: World, claim_id: str) -> Claim:
    """A claim that is known; to speak of one that is not is a fault."""
    assert claim_id in world.claims, f"claim {claim_id} is not known then"
    return world.claims[claim_id]


def number(world: World, claim: Claim) -> str:
    """Its number as it words it."""
    return esc(words.amount(claim))


_SINGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman"}


def unit(world: World, metric: str, label: str, *numbers: float | None) -> str:
    """The unit behind a number: none where people are counted or the label says it; singular where
    no number but 1 is stated."""
    noun, _, rest = world.rows["metrics"][metric]["unit"].partition(" ")
    if noun == "persons" or noun in label.lower().split():
        return ""
    if {each for each in numbers if each is not None} == {1}:
        plain = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
        noun = _SINGULAR.get(noun, plain)
    return f"{noun} {rest}".rstrip()


def with_unit(world: World, claim: Claim) -> str:
    """Its number with its unit."""
    said = number(world, claim)
    if claim.wording in ("vague", "none"):
        return said
    metric = claim.key[0]
    label = world.label("metrics", metric)
    name = unit(world, metric, label, claim.low, claim.value, claim.high)
    return f"{said} {esc(name)}" if name else said


def dated(world: World, claim: Claim) -> str:
    """Of which day."""
    preposition = "for" if claim.measure == "flow" else "as of"
    return esc(f"{preposition} {words.span(claim.row['refers_to'])}")


def published(world: World, published: str, short: bool = False) -> str:
    """When something became public: `9 January 2022, 14:12`, `by 18 January 2022`."""
    day = words.day(days.local_day(published, world.zone), short)
    if "T" in published:
        local = days.known_from(published, world.zone).astimezone(world.zone)
        return f"{day}, {words.clock(local)}"
    return f"by {day}" if published.endswith("~") else day


def on(world: World, table: str, row_id: str) -> str:
    """`on 9 January 2022`, `by 18 January 2022`."""
    said = published(world, row(world, table, row_id)["published"])
    return esc(said if said.startswith("by ") else f"on {said}")


def quantity(world: World, key: tuple[str, str, str]) -> str:
    """What is counted: the metric, and group and place where they are not all and the whole."""
    metric, group, place = key
    parts = [_label(world, "metrics", metric)]
    if group != "all":
        parts.append(_label(world, "groups", group))
    if place != world.place:
        parts.append(_label(world, "places", place))
    return ", ".join(parts)


def _label(world: World, table: str, row_id: str) -> str:
    return world.rows[table].get(row_id, {}).get("label", row_id)


def capital(text: str) -> str:
    """With a capital letter, also as a pattern."""
    return text[:1].upper() + text[1:]


# Whose document.


def elses(world: World, claim: Claim) -> bool:
    """Whether the document is surely not its speaker's own."""
    source = row(world, "sources", claim.row["source_id"])
    if source["party"] == claim.party:
        return False
    if source["party"] and source["kind"] in (
        "official",
        "reference",
        "dataset",
        "social",
    ):
        return True
    return source["kind"] in _ELSES.get(claim.kind, ())


def cited(world: World, claim: Claim) -> str:
    """`as cited by ...`, or nothing."""
    if claim.relays or not elses(world, claim):
        return ""
    for other in world.of(claim.key):
        if other is claim or other.relays or other.party != claim.party:
            continue
        same = (other.low, other.value, other.high) == (
            claim.low,
            claim.value,
            claim.high,
        )
        if same and not elses(world, other):
            return ""
    return "as cited by " + esc(
        world.rows["sources"][claim.row["source_id"]]["publisher"]
    )


# What became of it.


def ours(act: Row) -> bool:
    """Whether only we say so."""
    return act["by"] == "editors" and act["act"] in ("disputed", "denied")


def reasons(world: World, acts: list[Row]) -> str:
    """The reasons of acts, each once."""
    told: dict[str, str] = {}
    for act in acts:
        told.setdefault(
            act["reason"].rstrip("."), pattern(world, "acts", act["act_id"], "reason")
        )
    return "; ".join(told.values())


def doubted(world: World, acts: list[Row]) -> str:
    """`we doubt it: ...`."""
    return "we doubt it: " + reasons(world, acts)


def done(world: World, acts: list[Row]) -> str:
    """What one body did, the first of its acts, and what it put there instead."""
    first = acts[0]
    by, day = the(world, first["by"]), on(world, "acts", first["act_id"])
    said = f"{first['act']} by {by} {day}"
    target = world.claims.get(first["target"])
    if target and target.relays and first["act"] in GONE:
        own = world.party(first["by"]) == target.party
        if own:
            verb = "taken back" if first["act"] == "withdrawn" else "denied"
            said = f"{verb} by {by}, which had carried it, {day}"
    for act in acts:
        newer = world.claims.get(act["replaced_by"])
        if target and newer and act["act"] in GONE:
            return f"{said}, {replacement(world, target, newer)}"
    return said


def fate(world: World, claim: Claim, why: bool = False) -> str:
    """What the acts in effect did to it, body by body; "" where there are none."""
    alike: dict[tuple[str, str], list[Row]] = {}
    for act in claim.acts:
        if act["act"] != "superseded":
            alike.setdefault((act["act"], act["by"]), []).append(act)
    told = []
    for acts in alike.values():
        if ours(acts[0]):
            told.append(doubted(world, acts))
        elif why:
            told.append(f"{done(world, acts)}: {reasons(world, acts)}")
        else:
            told.append(done(world, acts))
    if why or any(ours(acts[0]) for acts in alike.values()) or len(told) < 2:
        return "; ".join(told)
    return ", ".join(told[:-1]) + " and " + told[-1]


def replacement(world: World, old: Claim, newer: Claim) -> str:
    """What took its place."""
    if newer.wording == "none":
        return f"replaced by a statement without a number, {dated(world, newer)}"
    if newer.key[:2] != old.key[:2]:
        what = esc(quantity(world, newer.key))
        return rf"replaced by {with_unit(world, newer)} \({what}\)"
    if newer.key[2] != old.key[2]:
        place = esc(_label(world, "places", newer.key[2]))
        return f"replaced by {number(world, newer)} for {place}"
    if words.amount(newer) == words.amount(old):
        return f"given again {dated(world, newer)}"
    return f"replaced by {number(world, newer)}"


def against(world: World, claim: Claim) -> list[Row]:
    """The acts against it, or against what it repeats."""
    found: list[Row] = []
    each: Claim | None = claim
    while each is not None:
        found += [act for act in each.acts if act["act"] in ("denied", "disputed")]
        each = world.claims.get(each.relays) if each.relays else None
    return found


def disputed(world: World, claim: Claim) -> bool:
    """Whether somebody but its own party denied or disputes it, or what it repeats."""
    each: Claim | None = claim
    while each is not None:
        for act in each.acts:
            if act["act"] in ("denied", "disputed") and not world.fells(act, each):
                return True
        each = world.claims.get(each.relays) if each.relays else None
    return False


def objection(world: World, claim: Claim) -> str:
    """`disputed`, `we doubt it`, or nothing."""
    if not disputed(world, claim):
        return ""
    return "we doubt it" if all(map(ours, against(world, claim))) else "disputed"


def standing(world: World, claim: Claim) -> str:
    """How it stands, in words."""
    told = []
    acts = fate(world, claim)
    if acts and (claim.standing in GONE or disputed(world, claim)):
        told.append(acts)
    if claim.standing == "superseded":
        told.append(replacement(world, claim, world.claims[claim.superseded_by]))
    if told:
        return "; ".join(told)
    if claim.relays and claim.standing in GONE:
        return f"{claim.standing}, as what it repeats is"
    if claim.relays and claim.standing == "disputed":
        if objection(world, claim) == "disputed":
            return "disputed, as what it repeats is"
        return "we doubt what it repeats"
    return claim.standing


def attributed(
    world: World,
    claim: Claim,
    amount: str = "",
    short: bool = False,
) -> str:
    """A claim in a sentence: `225, according to the Prosecutor, as of 15 January 2022`."""
    who = the(world, claim.speaker)
    amount = amount or with_unit(world, claim)
    day, source = dated(world, claim), cited(world, claim)
    if short:
        facts = [amount, day, source, objection(world, claim)]
        return rf"{who} \({', '.join(filter(None, facts))}\)"
    if claim.wording == "none":
        said = f"no number given by {who} {day}"
    elif source:
        said = f"{amount}, according to {who}, {source}, {day}"
    else:
        said = f"{amount}, according to {who}, {day}"
    acts = fate(world, claim) if claim.standing == "disputed" else ""
    return f"{said}; {acts}" if acts else said


def said_by(world: World, claim: Claim) -> str:
    """Who says it of which day, and in whose document."""
    day = esc(words.span(claim.row["refers_to"], short=True))
    said = f"{esc(world.name(claim.speaker))}, {day}"
    source = cited(world, claim)
    return f"{said}, {source}" if source else said
