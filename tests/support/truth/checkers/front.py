"""Statements in front of a report: the key figures with their caveats, and what was taken back."""

from __future__ import annotations

from datetime import date

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.checkers.figures import (
    Key,
    amount,
    answer_of,
    asked,
    heard,
    spoken,
)
from tests.support.truth.checkers.phrases import closed
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Answer, Claim, World

FEW = 2  # others, or parts, that a tile names; a sentence names one part more


# Who says it.


def rests_on(world: World, about: About) -> list[Claim]:
    """The claims of a figure, which are those that are spoken of."""
    _, _, answer = answer_of(world, about)
    named = ids(about.get("claim_ids")) or [about["claim_id"]]
    assert sorted(answer.ids) == sorted(named), "the figure rests on other claims"
    return answer.claims


@checks("front_page.by_whom")
def by_whom(world: World, about: About, text: str) -> None:
    (claim,) = rests_on(world, about)
    original = world.claims[claim.id]
    estimate = "estimate by " if claim.nature == "estimate" else ""
    matches(text, estimate + telling.said_by(world, original))


@checks("front_page.counts_and_estimates")
def counts_and_estimates(world: World, about: About, text: str) -> None:
    claims = rests_on(world, about)
    estimates = [claim for claim in claims if claim.nature == "estimate"]
    counts = [claim for claim in claims if claim.nature == "count"]
    if not counts:
        same(text, "estimates")
        return
    assert estimates, "nobody estimates"
    one, other = from_to(world, counts), from_to(world, estimates)
    matches(text, f"counts: {one}; estimates: {other}")


def _end(claim: Claim, highest: bool) -> tuple[float, int]:
    """What a claim says at most or at least; of an open one the number it states."""
    low, high = claim.bounds
    stated = [
        each for each in ((high, low) if highest else (low, high)) if each is not None
    ]
    openness = -1 if low is None else 1 if high is None else 0
    return stated[0], openness


def ends(claims: list[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Those with the lowest number and those with the highest."""
    least = min(_end(each, highest=False) for each in claims)
    most = max(_end(each, highest=True) for each in claims)
    lowest = [each for each in claims if _end(each, highest=False) == least]
    return lowest, [each for each in claims if _end(each, highest=True) == most]


def any_of(said: list[str]) -> str:
    return f"(?:{'|'.join(said)})"


def number_of(world: World, claim: Claim) -> str:
    return telling.number(world, world.claims[claim.id])


def from_to(world: World, claims: list[Claim]) -> str:
    """From the lowest to the highest number, as a pattern."""
    low, high = world.spread(claims)
    if low is not None and high is not None:
        return telling.esc(closed(claims))
    one, other = (
        any_of([number_of(world, each) for each in own]) for own in ends(claims)
    )
    return f"(?:{one} to {other}|{one})"


@checks("front_page.lowest_and_highest")
def lowest_and_highest(world: World, about: About, text: str) -> None:
    claims = rests_on(world, about)
    assert len({claim.speaker for claim in claims}) > 1, "a single speaker"

    def named(claim: Claim) -> str:
        return (
            rf"{telling.esc(world.name(claim.speaker))} \({number_of(world, claim)}\)"
        )

    one, other = (any_of([named(each) for each in own]) for own in ends(claims))
    matches(text, f"{one} to {other}")


@checks("front_page.ends_told")
def ends_told(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    claims = rests_on(world, about)
    assert not answer.undecided, "nothing tells which is the newer"

    def said(claim: Claim) -> str:
        return telling.attributed(world, world.claims[claim.id], short=True)

    one, other = (any_of([said(each) for each in own]) for own in ends(claims))
    label = telling.esc(telling.capital(telling.quantity(world, key)))
    count = words.number(len({claim.party for claim in claims}))
    number = spoken(world, key, rule)
    matches(text, rf"{label}: {number}, by {count} parties, from {one} to {other}\.")


@checks("front_page.disputed")
def disputed(world: World, about: About, text: str) -> None:
    claims = rests_on(world, about)
    against = [telling.objection(world, world.claims[claim.id]) for claim in claims]
    found = [each for each in against if each]
    assert found, "nobody speaks against it"
    by_others = "disputed" in found
    if len(found) == len(claims):
        same(text, "disputed" if by_others else "we doubt it")
    else:
        same(text, "partly disputed" if by_others else "we doubt part of it")


@checks("front_page.age")
def age(world: World, about: About, text: str) -> None:
    claims = rests_on(world, about)
    last = max(claim.end for claim in claims)
    assert (world.day - last).days > 180, "it is not old"
    months = 0
    while _months_after(last, months + 1) <= world.day:
        months += 1
    if months < 12:
        same(text, f"{words.small(months)} month{'' if months == 1 else 's'} old")
        return
    years = (months + 6) // 12
    about_so = "about " if months % 12 else ""
    same(text, f"{about_so}{words.small(years)} year{'' if years == 1 else 's'} old")


def _months_after(day: date, months: int) -> date:
    """The day so many months later; where the month is shorter, the first of the next."""
    year, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + year, month + 1, day.day)
    except ValueError:
        return date(day.year + year, month + 2, 1)


# Where there is no figure.


def none_of(world: World, key: Key, rule: str, what: str) -> str:
    if rule == "independent":
        return f"no independent {what}"
    if rule == "official" and not followed(world, key):
        return f"no official {what}"
    others = others_of(world, key, world.answer(key, rule))
    return f"no {what} we follow" if others else f"no {what}"


def followed(world: World, key: Key) -> bool:
    """Whether a metric names whom to believe instead of offices."""
    return world.rows["metrics"][key[0]].get("believe", "") not in ("", "official")


@checks("front_page.none_stands")
def none_stands(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    claims = heard(world, key, rule)
    assert not [claim for claim in claims if claim.alive], "something stands"
    fallen = [claim for claim in claims if claim.standing in telling.GONE]
    last = max(fallen, key=lambda claim: (*claim.late, claim.id))
    assert last.id == about["claim_id"], "it was not the last"
    what = none_of(world, key, rule, "figure")
    matches(text, rf"{what} \({number_of(world, last)} {last.standing}\)")


def parts_of(world: World, key: Key, rule: str) -> dict[Key, Claim]:
    """The parts of a quantity, that are parts of no other, whose figure is what one claim says."""
    found = {}
    for other in world.quantities:
        if other[0] != key[0] or other == key:
            continue
        if not lies_in(world, other, key):
            continue
        answer = world.answer(other, rule)
        if len(answer.claims) == 1 and answer.claims[0].wording != "none":
            found[other] = answer.claims[0]
    return {
        part: claim
        for part, claim in found.items()
        if not any(lies_in(world, part, other) for other in found if other != part)
    }


def _is_in(world: World, table: str, part: str, whole: str) -> bool:
    return part == whole or world.inside(table, part, whole)


def lies_in(world: World, part: Key, whole: Key) -> bool:
    is_group = _is_in(world, "groups", part[1], whole[1])
    return is_group and _is_in(world, "places", part[2], whole[2])


def parts_named(world: World, about: About) -> tuple[Key, str, list[tuple[Key, Claim]]]:
    """The figure spoken of, which has none, and its parts in the order in which they are named."""
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "there is a figure for the whole"
    named = [asked(each) for each in ids(about["parts"])]
    assert {each for _, each in named} == {rule}, "parts by another rule"
    expected = parts_of(world, key, rule)
    assert sorted(part for part, _ in named) == sorted(expected), (
        "these are not its parts"
    )
    return key, rule, [(part, expected[part]) for part, _ in named]


def name_of_part(world: World, key: Key, part: Key) -> str:
    names = []
    if part[1] != key[1]:
        names.append(telling.esc(world.label("groups", part[1])))
    if part[2] != key[2]:
        names.append("in " + telling.esc(world.label("places", part[2])))
    return " ".join(names)


def _more(count: int) -> str:
    """How many are left unnamed, as the end of a pattern."""
    if count < 1:
        return ""
    return f"; {words.number(count)} more {'part' if count == 1 else 'parts'}"


@checks("front_page.no_total")
def no_total(world: World, about: About, text: str) -> None:
    key, rule, _ = parts_named(world, about)
    assert not heard(world, key, rule), "the rule hears somebody on the whole"
    same(text, none_of(world, key, rule, "total"))


@checks("front_page.parts_known")
def parts_known(world: World, about: About, text: str) -> None:
    key, rule, parts = parts_named(world, about)
    by_speaker: dict[str, list[str]] = {}
    for part, claim in parts[:FEW]:
        said = rf"{amount(world, part, rule)} \({name_of_part(world, key, part)}\)"
        by_speaker.setdefault(telling.esc(world.name(claim.speaker)), []).append(said)
    told = [f"{who}: {', '.join(said)}" for who, said in by_speaker.items()]
    matches(text, "; ".join(told) + _more(len(parts) - FEW))


def _told_of_parts(
    world: World, key: Key, rule: str, parts: list[tuple[Key, Claim]]
) -> str:
    told = []
    for part, claim in parts[: FEW + 1]:
        number = spoken(world, part, rule)
        said = telling.attributed(world, world.claims[claim.id], number)
        told.append(f"{name_of_part(world, key, part)}: {said}")
    return f"Known of parts: {'; '.join(told)}{_more(len(parts) - FEW - 1)}\\."


@checks("front_page.parts_told")
def parts_told(world: World, about: About, text: str) -> None:
    matches(text, _told_of_parts(world, *parts_named(world, about)))


@checks("front_page.total_not_known")
def total_not_known(world: World, about: About, text: str) -> None:
    key, rule, parts = parts_named(world, about)
    assert not heard(world, key, rule), "the rule hears somebody on the whole"
    label = telling.esc(telling.capital(telling.quantity(world, key)))
    none = none_of(world, key, rule, "total") + " is known"
    others = others_of(world, key, world.answer(key, rule))
    if others and rule == "official" and followed(world, key):
        none = "none of those we follow gives a total"
    # What they say is a statement of its own.
    totals = r" Totals by others: .*\." if others else ""
    matches(
        text, f"{label}: {none}\\.{totals} {_told_of_parts(world, key, rule, parts)}"
    )


# What others say.


def others_of(world: World, key: Key, answer: Answer) -> list[Claim]:
    """The latest numbers in force, vague words aside, of parties that have none in the figure."""
    ours = {claim.party for claim in answer.claims}
    own_words = [world.claims[claim.id] for claim in world.witnesses(key)]
    return world.latest(claim for claim in own_words if claim.party not in ours)


def others_named(about: About, expected: list[Claim]) -> list[Claim]:
    """The claims spoken of, in order, which are those that are expected."""
    by_id = {claim.id: claim for claim in expected}
    named = ids(about["claim_ids"])
    assert sorted(named) == sorted(by_id), f"they are {sorted(by_id)}"
    assert named, "there are none"
    return [by_id[each] for each in named]


def latest_that_differ(world: World, claims: list[Claim]) -> list[Claim]:
    """The claims for the latest day that became known last, where they do not say one thing."""
    newest = max(claim.late for claim in claims)
    latest = [claim for claim in claims if claim.late == newest]
    said = {number_of(world, claim) for claim in latest}
    return latest if len(said) > 1 else []


def _each(
    world: World, claims: list[Claim], with_day: bool = True, with_unit: bool = False
) -> str:
    """What each of a few says, as a pattern."""
    told = []
    days = [claim.row["refers_to"] for claim in claims]
    for place, claim in enumerate(claims):
        who, n = telling.the(world, claim.speaker), number_of(world, claim)
        if with_unit:
            n = telling.with_unit(world, world.claims[claim.id])
        estimate = claim.nature == "estimate"
        said = f"estimated {n} by {who}" if estimate else f"{n} by {who}"
        is_last = days[place] not in days[place + 1 :]
        beside = [day_of(claim)] if with_day and is_last else []
        beside.append(telling.objection(world, world.claims[claim.id]))
        in_brackets = "; ".join(filter(None, beside))
        told.append(rf"{said} \({in_brackets}\)" if in_brackets else said)
    return "; ".join(told)


def day_of(claim: Claim) -> str:
    return telling.esc(words.span(claim.row["refers_to"], short=True))


def _counted(claims: list[Claim], one: str, several: str) -> str:
    count = len({claim.party for claim in claims})
    return f"{words.number(count)} {one if count == 1 else several}"


@checks("front_page.words_of_others")
def words_of_others(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    assert not others_of(world, key, answer), "another has a number"
    assert {answer.low, answer.value, answer.high} == {None}, "there is a number"
    ours = {claim.party for claim in answer.claims}
    by_party: dict[str, list[Claim]] = {}
    for claim in world.witnesses(key):
        if claim.alive and claim.wording == "vague" and claim.party not in ours:
            by_party.setdefault(claim.party, []).append(claim)
    latest: list[Claim] = []
    for own in by_party.values():
        top = max((*claim.late, claim.office) for claim in own)
        latest += [claim for claim in own if (*claim.late, claim.office) == top]
    named = ids(about["claim_ids"])
    told = [world.claims[each] for each in named]
    assert set(named) <= {claim.id for claim in latest}, "one is not the latest"
    assert {claim.party for claim in told} == set(by_party), "a party is left out"
    assert [claim.late for claim in told] == sorted(
        (claim.late for claim in told), reverse=True
    ), "the newest is not first"
    matches(text, f"in words: {_each(world, told[:FEW])}")


@checks("front_page.others_say")
def others_say(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    assert not answer.claims, "the rule shows a figure"
    claims = others_named(about, others_of(world, key, answer))
    if len(claims) <= FEW:
        matches(text, _each(world, claims, with_unit=True))
        return
    newest = max(claim.end for claim in claims)
    days = any_of([day_of(claim) for claim in claims if claim.end == newest])
    who = _counted(claims, "party says", "parties say")
    matches(text, rf"{who} {from_to(world, claims)} \(latest: {days}\)")


def _last(answer: Answer) -> Claim:
    assert answer.claims, "the rule shows no figure"
    return max(answer.claims, key=lambda claim: claim.end)


@checks("front_page.newer")
def newer(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    last = _last(answer).end
    claims = others_named(
        about, [each for each in others_of(world, key, answer) if each.end > last]
    )
    if len(claims) <= FEW:
        matches(text, f"newer: {_each(world, claims)}")
        return
    who = _counted(claims, "other", "others")
    matches(text, f"newer figures by {who}: {from_to(world, claims)}")


@checks("front_page.same_day")
def same_day(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    last = _last(answer).end
    others = others_of(world, key, answer)
    assert not [each for each in others if each.end > last], "one describes a later day"
    claims = others_named(about, [each for each in others if each.end == last])
    if len(claims) <= FEW:
        matches(text, f"also: {_each(world, claims, with_day=False)}")
        return
    matches(
        text, f"also: {from_to(world, claims)} by {_counted(claims, 'other', 'others')}"
    )


@checks("front_page.older")
def older(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    last = _last(answer).end
    claims = others_named(about, others_of(world, key, answer))
    assert all(claim.end < last for claim in claims), "one is not older"
    if len(claims) == 1:
        matches(text, f"older: {_each(world, claims)}")
        return
    who = f"figures of {_counted(claims, 'other', 'others')}"
    if {claim.kind for claim in claims} == {"media"}:
        who = "media figures"
    newest = max(claim.late for claim in claims)
    latest = [
        f"{telling.esc(world.name(claim.speaker))}, {day_of(claim)}"
        for claim in claims
        if claim.late == newest
    ]
    matches(text, rf"{who} are older \(latest: {any_of(latest)}\)")


@checks("front_page.no_second_source")
def no_second_source(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    ours = {claim.party for claim in answer.claims}
    assert len(ours) == 1, "several parties, or none"
    assert key[1] not in ours, "it counts itself"
    for claim in world.of(key):
        if claim.party not in ours and not claim.relays:
            assert claim.wording == "none", f"{claim.id} is of another party"
    same(text, "no second source")


# What was taken back since the report before.


def _taken_back(world: World, claim: Claim) -> bool:
    return any(world.fells(act, claim) for act in claim.acts)


def came_to_fall(world: World, claim: Claim) -> None:
    assert claim.standing in telling.GONE, "it was not taken back"
    assert world.before is not None, "there is no report before"
    earlier = world.before.claims.get(claim.id)
    # What a relay repeats may have fallen before: here its own carrier takes it back.
    assert _taken_back(world, claim), "no act took it back"
    assert earlier is None or not _taken_back(world.before, earlier), (
        "it was taken back before"
    )
    assert claim.numbered, "it has no number"
