"""Statements that a report has as its headline."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.truth import days, telling, words
from tests.support.truth.checkers import front
from tests.support.truth.checkers.common import matches
from tests.support.truth.checkers.contested import felling
from tests.support.truth.checkers.figures import Key, answer_of, asked, heard
from tests.support.truth.checkers.phrases import figured  # noqa: F401 - as its neighbours have it
from tests.support.truth.checkers.short import measured_of
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Claim, World

_DEAD = ("killed", "dead", "deaths", "people killed")


def _is_official(world: World, key: Key, rule: str) -> bool:
    return rule == "official" and not front.followed(world, key)


_WHERE = (
    "at",
    "from",
    "in",
    "inside",
    "on",
    "out",
    "outside",
    "under",
    "with",
    "without",
)


def _name(world: World, key: Key, rule: str) -> str:
    """What the figure is called, as a pattern."""
    if not _is_official(world, key, rule):
        return telling.esc(telling.quantity(world, key))
    label = world.label("metrics", key[0])
    name = "official toll" if label.lower() in _DEAD else f"official count of {label}"
    if label.lower().split()[0] in _WHERE:
        name = f"official count of those {label}"
    parts = [name]
    if key[1] != "all":
        parts.append(world.rows["groups"].get(key[1], {}).get("label", key[1]))
    if key[2] != world.place:
        parts.append(world.rows["places"].get(key[2], {}).get("label", key[2]))
    return telling.esc(", ".join(parts))


def _none(world: World, key: Key, rule: str) -> str:
    if _is_official(world, key, rule):
        return f"no {_name(world, key, rule)}"
    return f"{_name(world, key, rule)}: {front.none_of(world, key, rule, 'figure')}"


def _numbered(world: World, key: Key, rule: str) -> list[Claim]:
    """The numbers that a rule hears, as they became public, each as its row has it."""
    claims = [world.claims[claim.id] for claim in heard(world, key, rule)]
    numbered = [claim for claim in claims if claim.numbered]
    return sorted(numbered, key=lambda claim: (claim.known, claim.id))


def _said(claim: Claim) -> tuple[object, ...]:
    return claim.low, claim.value, claim.high, claim.wording


def run(world: World, key: Key, rule: str) -> tuple[list[Claim], list[Claim]]:
    """What the party of the claim shown gave until it, what it took back left out: the claims with
    the number now shown that come last, one after the other, and those known before them."""
    (shown,) = world.answer(key, rule).claims
    now = world.claims[shown.id]
    own = [
        claim
        for claim in _numbered(world, key, rule)
        if claim.party == now.party and claim.standing not in telling.GONE
    ]
    own = own[: own.index(now) + 1]
    alike: list[Claim] = []
    while own and _said(own[-1]) == _said(now):
        alike.insert(0, own.pop())
    return alike, [claim for claim in own if claim.known < alike[0].known]


def last_gone(world: World, key: Key, rule: str) -> Claim:
    """Of the numbers that a rule hears the last that was taken back."""
    gone = [
        claim for claim in _numbered(world, key, rule) if claim.standing in telling.GONE
    ]
    return gone[-1]


def first_after(world: World, key: Key, rule: str, fallen: Claim) -> Claim:
    """The first number that came out when or after one fell, and was not taken back."""
    at = days.known_from(felling(world, fallen)[0]["published"], world.zone)
    return next(
        claim
        for claim in _numbered(world, key, rule)
        if claim.known >= at and claim.standing not in telling.GONE
    )


def day_or_month(world: World, claim: Claim) -> str:
    """When a claim came out: by its month, where that is long ago; "" where nobody knows."""
    published = claim.row["published"]
    if published.endswith("~"):
        return ""
    local = days.local_day(published, world.zone)
    if world.day - local > timedelta(days=60):
        return telling.esc(month(local))
    return telling.esc(words.day(local))


def month(day: date) -> str:
    """`August 2022`."""
    return f"{days.MONTHS[day.month - 1]} {day.year}"


def _capital(text: str) -> str:
    return telling.capital(text)


@checks("headline.just_fell")
def just_fell(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    claim = telling.claim_of(world, about["claim_id"])
    assert claim.key == key, "of another quantity"
    front.came_to_fall(world, claim)
    act = felling(world, claim)[-1]
    assert act["act_id"] == about["act_id"], "it was not the last act"
    who = telling.the(world, act["by"])
    number = telling.with_unit(world, claim)
    matches(
        text, f"{_capital(_name(world, key, rule))}: {number} {act['act']} by {who}"
    )


@checks("headline.none_left")
def none_left(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "the rule shows a figure"
    assert not [each for each in heard(world, key, rule) if each.alive], (
        "something stands"
    )
    fallen = [each for each in heard(world, key, rule) if each.standing in telling.GONE]
    last = max(fallen, key=lambda claim: (*claim.late, claim.id))
    assert last.id == about["claim_id"], "it was not the last"
    act = felling(world, world.claims[last.id])[-1]
    day = telling.on(world, "acts", act["act_id"])
    number = telling.with_unit(world, world.claims[last.id])
    none = _capital(_none(world, key, rule))
    matches(text, f"{none}: {number} {last.standing} {day}")


@checks("headline.only_parts")
def only_parts(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    assert not heard(world, key, rule), "the rule hears somebody on the whole"
    expected = front.parts_of(world, key, rule)
    told: list[str] = []
    first = None
    for each in ids(about["parts"]):
        part, own = asked(each)
        assert own == rule, "by another rule"
        claim = expected[part]
        said = (
            f"{measured_of(world, part, rule)} {front.name_of_part(world, key, part)}"
        )
        if first is None or claim.speaker != first:
            said = rf"{telling.esc(world.name(claim.speaker))} gives? {said}"
        first = first or claim.speaker
        told.append(said)
    listed = told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]
    matches(text, f"{_capital(_none(world, key, rule))}; {listed}")


@checks("headline.only_others")
def only_others(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "the rule shows a figure"
    claims = front.others_named(about, front.others_of(world, key, answer))
    newest = claims[0]
    assert newest.late == max(claim.late for claim in claims), "another is newer"
    none = _capital(_none(world, key, rule))
    latest = front.latest_that_differ(world, claims)
    if latest:
        matches(text, f"{none}; others say {front.from_to(world, latest)}")
        return
    who = telling.the(world, newest.speaker)
    matches(
        text, f"{none}; {who} says? {telling.with_unit(world, world.claims[newest.id])}"
    )


@checks("headline.several")
def several(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    claims = front.rests_on(world, about)
    count = len({claim.party for claim in claims})
    assert count > 1, "a single party"
    label = _capital(telling.esc(telling.quantity(world, key)))
    number = measured_of(world, key, rule)
    if {claim.nature for claim in claims} == {"estimate"}:
        matches(text, f"{label}: {words.number(count)} parties estimate {number}")
    else:
        matches(text, f"{label}: {number}, say {words.number(count)} parties")


@checks("headline.after_a_fall")
def after_a_fall(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    named = ids(about["claim_ids"])
    fallen = last_gone(world, key, rule)
    alike, _ = run(world, key, rule)
    since = alike[0]
    at = days.known_from(felling(world, fallen)[0]["published"], world.zone)
    assert since.known >= at, "it came out before the other fell"
    then = first_after(world, key, rule, fallen)
    expected = dict.fromkeys([fallen.id, then.id, since.id])
    assert named == list(expected), f"they are {list(expected)}"
    name, old = _capital(_name(world, key, rule)), telling.with_unit(world, fallen)
    told = f"{name}: {old} {fallen.standing}"
    told += (
        f", then {telling.with_unit(world, then)}, and" if then is not since else ","
    )
    told += f" {telling.with_unit(world, since)}"
    day = day_or_month(world, since)
    matches(text, told + (f" since {day}" if day else " now"))


@checks("headline.changed")
def changed(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    alike, earlier = run(world, key, rule)
    assert ids(about["claim_ids"]) == [earlier[-1].id, alike[0].id], "another course"
    name = _capital(_name(world, key, rule))
    told = f"{name}: {telling.with_unit(world, alike[0])}"
    day = day_or_month(world, alike[0])
    if day:
        told += f" since {day}, {telling.with_unit(world, earlier[-1])} before"
    matches(text, told)


@checks("headline.says")
def says(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    (claim,) = front.rests_on(world, about)
    verb = "estimates?" if claim.nature == "estimate" else "says?"
    name = _capital(_name(world, key, rule))
    number = telling.with_unit(world, world.claims[claim.id])
    matches(text, f"{name}: {number}, {verb} {telling.the(world, claim.speaker)}")


@checks("headline.reads")
def reads(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    label = _capital(telling.esc(telling.quantity(world, key)))
    matches(text, f"{label}: {measured_of(world, key, rule)}")
