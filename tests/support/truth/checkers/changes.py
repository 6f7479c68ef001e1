"""Statements on what changed between two moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.support.truth import days, telling, words
from tests.support.truth.checkers import figures as figure_checks
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Claim, Row, World

Key = tuple[str, str, str]
_ALIVE = ("in force", "disputed")
_LEFT = {"withdrawn": "withdrawn", "denied": "denied", "superseded": "replaced"}
_WORDS = {
    "withdrawn": "withdrawn",
    "denied": "denied",
    "replaced": "replaced",
    "disputed": "disputed",
    "restored": "counts again",
    "added": "new",
}


def _before(world: World) -> World:
    assert world.before is not None, "there is nothing to compare with"
    return world.before


def _reading(world: World, key: Key) -> tuple[Any, ...]:
    """What a reader sees of a figure."""
    found = world.answer(key, world.rule)
    return found.status, found.low, found.value, found.high, found.wording


def moves(old: World, new: World) -> dict[Key, bool]:
    """The figures that read otherwise, each with whether it is given for the first time."""
    moved = {}
    for key in sorted(new.quantities):
        if _reading(old, key) != _reading(new, key):
            moved[key] = _reading(old, key)[0] == "unknown"
    return moved


def _keys(listed: str | None) -> list[Key]:
    return [figure_checks.asked(each)[0] for each in ids(listed)]


# What became of claims.


def kinds(old: World, new: World, claim: Claim) -> Iterator[str]:
    """What became of a claim between two moments."""
    earlier = old.claims.get(claim.id)
    if earlier is None:
        yield "relayed" if claim.relays else "added"
    if claim.relays:
        before, now = _taken_back(old, claim.id), _taken_back(new, claim.id)
        if now and not before:
            yield claim.standing
        elif before and not now and claim.standing in _ALIVE:
            yield "restored"
        return
    standing = earlier.standing if earlier else "in force"
    if claim.standing != standing and claim.standing in _LEFT:
        yield _LEFT[claim.standing]
    elif claim.standing in _ALIVE and standing in _LEFT:
        yield "restored"
    was = earlier is not None and telling.disputed(old, earlier)
    if telling.disputed(new, claim) and not was:
        yield "disputed"


def _taken_back(world: World, relay: str) -> list[Row]:
    """The acts in effect by which a relay's own party took it back."""
    claim = world.claims.get(relay)
    if claim is None:
        return []
    return [
        act
        for act in claim.acts
        if act["act"] in telling.GONE and world.party(act["by"]) == claim.party
    ]


def _by_kind(old: World, new: World) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in sorted(new.claims.values(), key=lambda each: (each.known, each.id)):
        for kind in kinds(old, new, claim):
            found.setdefault(kind, []).append(claim.id)
    return found


def _only_ours(world: World, claim_id: str) -> bool:
    acts = [
        each
        for each in world.claims[claim_id].acts
        if each["act"] in ("denied", "disputed")
    ]
    return all(map(telling.ours, acts))


def _answers(old: World, new: World) -> list[str]:
    """New acts in effect on what was said without a number."""
    known = {act["act_id"] for act in old.tables["acts"]}
    said = {*new.rows["events"], *new.rows["positions"]}
    return [
        act["act_id"]
        for act in new.effective
        if act["target"] in said and act["act_id"] not in known
    ]


# The checkers.


@checks("changes.Move.was")
def was(world: World, about: About, text: str) -> None:
    key, rule = figure_checks.asked(about["self"])
    matches(text, figure_checks.amount(_before(world), key, rule))


@checks("changes.Move.say")
def move(world: World, about: About, text: str) -> None:
    key, rule = figure_checks.asked(about["self"])
    old = _before(world)
    assert _reading(old, key) != _reading(world, key), "it reads as before"
    label = telling.esc(telling.capital(telling.quantity(world, key)))
    now = figure_checks.told(world, key, rule)
    if _reading(old, key)[0] == "unknown":
        matches(text, f"{label}, new: {now}\\.")
    else:
        matches(
            text,
            f"{label}: {figure_checks.amount(old, key, rule)} before, now {now}\\.",
        )


def _since(world: World, about: About) -> str:
    old = _before(world)
    assert about["since"] == old.moment, "another moment"
    day = words.day(old.day)
    return f"{day}, {old.moment[11:16]}" if "T" in old.moment else day


def _new(old: World, world: World, table: str) -> list[str]:
    return sorted(set(world.rows[table]) - set(old.rows[table]))


@checks("changes.nothing_changed")
def nothing_changed(world: World, about: About, text: str) -> None:
    old = _before(world)
    assert not moves(old, world), "figures changed"
    assert not _by_kind(old, world), "claims changed"
    assert not _new(old, world, "events"), "events became known"
    assert not _answers(old, world), "a statement was denied"
    same(text, f"Nothing changed after {_since(world, about)}.")


def _so_many(count: int, one: str, several: str) -> str:
    return f"{words.number(count)} {one if count == 1 else several}"


@checks("changes.changed")
def changed(world: World, about: About, text: str) -> None:
    moved = moves(_before(world), world)
    first = [key for key, is_new in moved.items() if is_new]
    others = [key for key, is_new in moved.items() if not is_new]
    assert sorted(_keys(about.get("figures"))) == others, "other figures changed"
    assert sorted(_keys(about.get("new"))) == first, "other figures are new"
    since = _since(world, about)
    given = "was" if len(first) == 1 else "were"
    figures = _so_many(len(others), "figure", "figures")
    new = _so_many(len(first), "figure", "figures")
    if others and first:
        many = words.number(len(first))
        said = f"{figures} changed after {since}, and {many} {given} given for the first time."
    elif others:
        said = f"{figures} changed after {since}."
    elif first:
        said = (
            f"{new} {given} given for the first time after {since}; no other changed."
        )
    else:
        said = f"No figure changed after {since}."
    same(text, said)


def _learned(world: World) -> list[str]:
    """The days on which claims or acts came out, until the moment of a world."""
    found = set()
    for table in ("claims", "acts"):
        for each in world.tables[table]:
            found.add(str(days.local_day(each["published"], world.zone)))
    return sorted(found)


@checks("changes.last_changed")
def last_changed(world: World, about: About, text: str) -> None:
    old = _before(world)
    day = about["day"]
    then = world.at(day)
    earlier = [each for each in _learned(world) if each < day]
    yesterday = str(date.fromisoformat(day) - timedelta(days=1))
    moved = moves(world.at(earlier[-1] if earlier else yesterday), then)
    assert sorted(_keys(about["figures"])) == sorted(moved), (
        "other figures changed then"
    )
    previous = then
    for later in [each for each in _learned(old) if each > day]:
        now = world.at(later)
        assert not moves(previous, now), f"a figure changed on {later}"
        previous = now
    assert not moves(previous, old), "a figure changed after that"
    told = [_brief(then, key, moved[key]) for key in sorted(moved)]
    if len(told) > 3:
        told = [*told[:3], f"and {words.number(len(told) - 3)} more"]
    when = words.day(date.fromisoformat(day))
    matches(text, f"The last change to a figure was on {when}: {'; '.join(told)}\\.")


def _brief(world: World, key: Key, is_new: bool) -> str:
    label = telling.esc(telling.quantity(world, key))
    now = figure_checks.amount(world, key, world.rule)
    return rf"{label}, {now} \(new\)" if is_new else f"{label}, now {now}"


_NOUNS = {
    "gone": ("more was withdrawn or denied.", "more were withdrawn or denied."),
    "added": ("claim is new.", "claims are new."),
    "relayed": ("page repeated an earlier claim.", "pages repeated earlier claims."),
    "replaced": (
        "older number gave way to a newer number of the same party.",
        "older numbers gave way to newer numbers of the same party.",
    ),
    "disputed": ("number came to be disputed.", "numbers came to be disputed."),
    "restored": ("number counts again.", "numbers count again."),
}


@checks("changes.counted")
def counted(world: World, about: About, text: str) -> None:
    kind, named = about["kind"], ids(about["claim_ids"])
    found = _by_kind(_before(world), world)
    every = found.get(kind, [])
    if kind == "gone":
        every = [*found.get("withdrawn", []), *found.get("denied", [])]
        assert set(named) < set(every), (
            "not among those that fell, or none is told by itself"
        )
    elif kind == "disputed":
        every = [each for each in every if not _only_ours(world, each)]
        assert sorted(named) == sorted(every), "others came to be disputed"
    else:
        assert sorted(named) == sorted(every), f"others are {kind}"
    assert len(set(named)) == len(named)
    same(text, _so_many(len(named), *_NOUNS[kind]))


@checks("changes.now_doubted")
def now_doubted(world: World, about: About, text: str) -> None:
    every = _by_kind(_before(world), world).get("disputed", [])
    doubted = [each for each in every if _only_ours(world, each)]
    assert sorted(ids(about["claim_ids"])) == sorted(doubted), "we doubt others"
    many = _so_many(len(doubted), "number", "numbers")
    same(text, f"We doubt {many} that we had not doubted before.")


@checks("changes.learned")
def learned(world: World, about: About, text: str) -> None:
    old = _before(world)
    new = _new(old, world, "events")
    late = [
        each
        for each in new
        if days.span(world.rows["events"][each]["start"])[1] <= old.day
        and (old.claims or old.rows["events"])
    ]
    assert sorted(ids(about["events"])) == new, "others became known"
    assert sorted(ids(about.get("late"))) == late, "others are late"
    said = _so_many(len(new), "event became known", "events became known")
    if late and len(late) == len(new):
        said += ", of days already reported on"
    elif late:
        said += f", {words.number(len(late))} of them of days already reported on"
    same(text, f"{said}.")


@checks("changes.change")
def change(world: World, about: About, text: str) -> None:
    claim, kind = telling.claim_of(world, about["claim_id"]), about["kind"]
    assert kind in set(kinds(_before(world), world, claim)), "that did not become of it"
    label = telling.esc(telling.quantity(world, claim.key))
    if kind in ("added", "relayed", "restored"):
        matches(text, f"{label}: {telling.attributed(world, claim)}")
        return
    became = telling.fate(world, claim)
    if kind == "replaced":
        newer = world.claims[claim.superseded_by]
        became = telling.replacement(world, claim, newer)
        if (
            became.startswith("replaced by")
            and newer.key == claim.key
            and newer.wording != "none"
        ):
            became = f"replaced by {telling.attributed(world, newer)}"
    matches(text, f"{label}: {telling.with_unit(world, claim)}, {became}")


@checks("changes.taken_back")
def taken_back(world: World, about: About, text: str) -> None:
    old = _before(world)
    told = []
    fates = set()
    for claim_id in ids(about["claim_ids"]):
        claim = telling.claim_of(world, claim_id)
        assert {"withdrawn", "denied"} & set(kinds(old, world, claim)), (
            "it did not fall since"
        )
        label = telling.esc(telling.quantity(world, claim.key))
        told.append(f"{label}: {telling.with_unit(world, claim)}")
        fates.add(telling.fate(world, claim))
    assert len(fates) == 1, "other bodies or days"
    became = fates.pop()
    said = (
        f"{told[0]}, {became}\\."
        if len(told) == 1
        else f"{'; '.join(told)}; all {became}\\."
    )
    matches(text, said)


@checks("changes.kinds_of_change")
def kinds_of_change(world: World, about: About, text: str) -> None:
    claim = telling.claim_of(world, about["claim_id"])
    became = set(kinds(_before(world), world, claim)) - {"relayed"}
    assert set(ids(about["kinds"])) == became, "that did not become of it"
    said = {each.strip().lower() for each in text.split(",")}
    assert said == {_WORDS[each] for each in became}, (
        f"{text!r} is not what became of it"
    )
