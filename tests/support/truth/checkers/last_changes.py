"""Statements on the latest changes to a figure."""

from __future__ import annotations

from datetime import date

from tests.support.truth import telling, words
from tests.support.truth.checkers import figures as figure_checks
from tests.support.truth.checkers.changes import _learned, moves
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import World


def in_words(moment: str) -> str:
    """A moment as a page has it."""
    day, _, clock = moment.partition("T")
    said = words.day(date.fromisoformat(day))
    return f"{said}, {clock}" if clock else said


def _sides(world: World, about: About) -> tuple[World, World]:
    """The states at the earlier and at the later moment."""
    assert about["since"] < about["moment"], "the wrong way round"
    return world.at(about["since"]), world.at(about["moment"])


def _read(world: World, key: figure_checks.Key, rule: str) -> str:
    if not world.answer(key, rule).claims:
        return "none"
    return figure_checks.spoken(world, key, rule)


def moved(world: World, about: About, reference: str, between: str) -> str:
    """A change, as a pattern."""
    old, new = _sides(world, about)
    old.rule = new.rule = world.rule
    key, rule = figure_checks.asked(reference)
    is_new = moves(old, new)[key]
    what = f"{telling.esc(telling.quantity(new, key))}{between}{_read(new, key, rule)}"
    return (
        rf"{what} \(new\)" if is_new else rf"{what} \({_read(old, key, rule)} before\)"
    )


@checks("last_changes.line")
def line(world: World, about: About, text: str) -> None:
    matches(text, moved(world, about, about["move"], ": "))


@checks("last_changes.briefly")
def briefly(world: World, about: About, text: str) -> None:
    matches(text, moved(world, about, about["move"], " "))


@checks("last_changes.line_of_day")
def line_of_day(world: World, about: About, text: str) -> None:
    earlier = [
        each for each in _learned(world) if about["since"] < each < about["moment"]
    ]
    assert not earlier, "it may have changed on a day before"
    matches(
        text, f"{in_words(about['moment'])}: {moved(world, about, about['move'], ' ')}"
    )


@checks("last_changes.read")
def read(world: World, about: About, text: str) -> None:
    key, rule = figure_checks.asked(about["figure"])
    matches(text, _read(world.at(about["moment"]), key, rule))


@checks("last_changes.more")
def more(world: World, about: About, text: str) -> None:
    old, new = _sides(world, about)
    old.rule = new.rule = world.rule
    named = [figure_checks.asked(each)[0] for each in ids(about["figures"])]
    assert set(named) <= set(moves(old, new)), "one did not change"
    assert len(set(named)) == len(named)
    form = (
        "figure changed or is new" if len(named) == 1 else "figures changed or are new"
    )
    same(text, f"{words.number(len(named))} more {form}")


@checks("last_changes.since_then")
def since_then(world: World, about: About, text: str) -> None:
    assert world.before is not None, "there is no report before"
    assert world.before.moment == about["since"], "another moment"
    assert moves(world.before, world), "nothing changed"
    same(text, f"Since {in_words(about['since'])}:")


def _still(world: World, day: str) -> None:
    """No figure changed after a day, until the moment of a world."""
    previous = world.at(day)
    previous.rule = world.rule
    for each in [*(each for each in _learned(world) if each > day), world.moment]:
        now = world if each == world.moment else world.at(each)
        now.rule = world.rule
        if previous.until < now.until <= world.until:
            assert not moves(previous, now), f"a figure changed by {each}"
            previous = now


@checks("last_changes.last_on")
def last_on(world: World, about: About, text: str) -> None:
    day = about["day"]
    _still(world, day)
    earlier = [each for each in _learned(world) if each < day]
    if earlier:
        before = world.at(earlier[-1])
        before.rule = world.rule
        assert moves(before, world.at(day)), "no figure changed then"
    lead = "Among the last changes:"
    same(text, f"No figure has changed since {in_words(day)}. {lead}")


@checks("last_changes.none")
def none(world: World, about: About, text: str) -> None:
    assert world.before is not None, "there is no report before"
    assert world.before.moment == about["since"], "another moment"
    assert not moves(world.before, world), "a figure changed"
    same(text, f"No figure has changed since {in_words(about['since'])}.")
