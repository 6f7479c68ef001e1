"""Statements of a comparison: two ledgers side by side, each as known at its own moment."""

from __future__ import annotations

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import matches
from tests.support.truth.checkers.figures import Key, amount, asked, told
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Claim, World

DIFFER = {
    "counts": "what they count",
    "group": "whom they count",
    "place": "where",
    "span": "the span",
    "as_of": "when they know",
}


def _side(world: World, reference: str) -> tuple[World, Key, str]:
    """The ledger, the quantity and the rule of a side."""
    name, _, figure = reference.partition("/")
    return world.sides[name], *asked(figure)


def _title(world: World) -> str:
    return telling.esc(world.settings["title"])


def _what(world: World, reference: str) -> str:
    """What is compared, as a pattern: with its group and place, or without."""
    side, (metric, group, place), _ = _side(world, reference)
    forms = {
        telling.capital(telling.quantity(side, (metric, one, other)))
        for one in (group, "all")
        for other in (place, side.place)
    }
    return f"(?:{'|'.join(map(telling.esc, sorted(forms, key=len, reverse=True)))})"


def _name(world: World, reference: str) -> str:
    """How a side is called, as a pattern: its title, and in what it differs from the other."""
    side, (_, group, place), _ = _side(world, reference)
    day = words.day(side.day)
    if "T" in side.moment:
        day += f", {side.moment[11:16]}"
    labels = []
    for table, row in (("groups", group), ("places", place)):
        if row in side.rows[table]:
            labels.append(telling.esc(side.label(table, row)))
    labels.append(telling.esc(day))
    differing = "".join(f"(?:(?:, )?{label})?" for label in labels)
    return f"(?:{_title(side)})?{differing}"


def _alive(side: World, key: Key) -> list[Claim]:
    """The claims in force on a quantity, relays, projections and recaps left out."""
    return [
        claim
        for claim in side.of(key)
        if claim.alive and claim.counted and not claim.relays
    ]


@checks("comparison.side_by_side")
def side_by_side(world: World, about: About, text: str) -> None:
    first, _ = ids(about["of"])
    matches(text, f"{_what(world, first)}, side by side")


@checks("comparison.claims_title")
def claims_title(world: World, about: About, text: str) -> None:
    both = [_side(world, each) for each in ids(about["of"])]
    assert any(_alive(side, key) for side, key, _ in both), "no claim is in force"
    matches(text, f"{_what(world, ids(about['of'])[0])}: every claim in force")


@checks("comparison.in_a_sentence")
def in_a_sentence(world: World, about: About, text: str) -> None:
    side, key, rule = _side(world, about["side"])
    label = telling.esc(telling.capital(telling.quantity(side, key)))
    matches(text, f"{_title(side)}: {label}: {told(side, key, rule)}\\.")


def _counts(world: World, reference: str) -> str:
    side, (metric, _, _), _ = _side(world, reference)
    return side.rows["metrics"][metric]["counts"]


@checks("comparison.both_count")
def both_count(world: World, about: About, text: str) -> None:
    one, other = _counts(world, about["first"]), _counts(world, about["second"])
    assert one.casefold() == other.casefold(), "they count other things"
    matches(text, f"Both count the same: {telling.esc(one.rstrip('.'))}\\.")


@checks("comparison.although")
def although(world: World, about: About, text: str) -> None:
    kind = about["kind"]
    (one, first, _), (other, second, _) = (
        _side(world, about[name]) for name in ("first", "second")
    )
    facts = {
        "counts": (_counts(world, about["first"]), _counts(world, about["second"])),
        "group": (first[1], second[1]),
        "place": (first[2], second[2]),
        "as_of": ((one.moment, one.zone.key), (other.moment, other.zone.key)),
    }
    if kind in facts:
        assert facts[kind][0] != facts[kind][1], "they do not differ"
    matches(text, rf"Compared although they differ in {DIFFER[kind]}: .+\.")


@checks("comparison.midnights")
def midnights(world: World, about: About, text: str) -> None:
    one, other = (_side(world, about[name])[0].zone.key for name in ("first", "second"))
    assert one != other, "they have one time zone"
    a, b = telling.esc(one), telling.esc(other)
    matches(text, f"A day ends at midnight, {a} here and {b} there\\.")


@checks("comparison.both_cite")
def both_cite(world: World, about: About, text: str) -> None:
    names = []
    for name in ("first", "second"):
        side, key, _ = _side(world, about[name])
        names.append(
            {words.plain(side.name(claim.speaker)): 1 for claim in _alive(side, key)}
        )
    theirs = {each.casefold() for each in names[1]}
    common = [each for each in names[0] if each.casefold() in theirs]
    assert common, "nobody is in both"
    said = words.plain(text)
    for name in names[0]:
        assert (name in said) == (name in common), f"{name} is in one of them only"
    matches(text, "Both cite .+: a speaker of both ledgers is a single witness\\.")


def _short(world: World, reference: str) -> str:
    side, key, rule = _side(world, reference)
    return rf"{amount(side, key, rule)} \({_name(world, reference)}\)"


@checks("comparison.chart_title")
def chart_title(world: World, about: About, text: str) -> None:
    first, second = ids(about["of"])
    matches(
        text, f"{_what(world, first)}: {_short(world, first)}, {_short(world, second)}"
    )


@checks("comparison.chart_subtitle")
def chart_subtitle(world: World, about: About, text: str) -> None:
    one, other = _name(world, about["first"]), _name(world, about["second"])
    matches(text, rf"The latest of each party in force, {one} above {other}\. .+")


@checks("comparison.chart_source")
def chart_source(world: World, about: About, text: str) -> None:
    days = []
    for name in ("first", "second"):
        side, _, _ = _side(world, about[name])
        clock = f", {side.moment[11:16]}" if "T" in side.moment else ""
        days.append(telling.esc(words.day(side.day) + clock))
    known = days[0] if days[0] == days[1] else f"{days[0]} and on {days[1]}"
    matches(text, rf"As known on {known}\.")


@checks("comparison.claim_in_words")
def claim_in_words(world: World, about: About, text: str) -> None:
    side, key, _ = _side(world, about["side"])
    claim = telling.claim_of(side, about["claim_id"])
    assert claim.key == key, "a claim on something else"
    assert claim.alive, "it is not in force"
    who = telling.esc(side.name(claim.speaker))
    day = telling.esc(words.span(claim.row["refers_to"], short=True))
    word = "in words: " if claim.wording == "vague" else ""
    against = telling.objection(side, claim)
    fate = f", {against}" if against else ""
    name = _name(world, about["side"])
    matches(text, f"{name}: {who} of {day}: {word}{telling.number(side, claim)}{fate}")
