"""Statements of what stood in front on the days before."""

from __future__ import annotations

from tests.support.truth import words
from tests.support.truth.checkers.common import same
from tests.support.truth.checkers.figures import Key
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import World

MOST_ROWS, MOST_MOMENTS = 40, 200


def _keys(world: World, figures: list[dict[str, str]]) -> list[Key]:
    return [
        (each["metric"], each.get("group", "all"), each.get("place") or world.place)
        for each in figures
    ]


def in_front(world: World) -> list[Key]:
    """What stands in front at a moment: of the last stage that has begun."""
    figures = world.settings.get("headline", [])
    for stage in world.settings.get("stages", []):
        if str(stage["since"]) <= str(world.day):
            figures = stage["headline"]
    return _keys(world, figures)


def ever_in_front(world: World) -> set[Key]:
    """What has stood in front up to a moment."""
    found = set(_keys(world, world.settings.get("headline", [])))
    for stage in world.settings.get("stages", []):
        if str(stage["since"]) <= str(world.day):
            found |= set(_keys(world, stage["headline"]))
    return found


def _named(about: About) -> set[Key]:
    return {tuple(each.split("/")) for each in ids(about.get("keys"))}  # type: ignore[misc]


@checks("history.what_stood")
def what_stood(world: World, about: About, text: str) -> None:
    assert set(in_front(world)) & set(world.quantities) <= _named(about), (
        "one is left out"
    )
    assert _named(about) <= ever_in_front(world), "one never stood in front"
    most = words.number(MOST_ROWS)
    same(
        text,
        "What stood behind the key figures, and, struck, what fell. "
        f"The newest {most} of each at most.",
    )


@checks("history.nothing_known")
def nothing_known(world: World, about: About, text: str) -> None:
    assert _named(about) <= set(in_front(world)), "one does not stand in front"
    assert not set(in_front(world)) & set(world.quantities), "something is known"
    same(text, "Nothing was known yet of what the key figures count.")


@checks("history._left_out")
def left_out(world: World, about: About, text: str) -> None:
    before = world.at(about["first"]).until
    learned = [row["published"] for row in world.tables["sources"]]
    assert any(world.at(day[:10]).until < before for day in learned), (
        "nothing was learned before"
    )
    most = words.number(MOST_MOMENTS)
    same(text, f"Only the last {most} moments can be chosen; there are earlier ones.")
