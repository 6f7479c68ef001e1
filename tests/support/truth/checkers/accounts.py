"""Statements on positions."""

from __future__ import annotations

from tests.support.truth import words
from tests.support.truth.checkers.common import matches, pattern, row, same
from tests.support.truth.registry import About, checks
from tests.support.truth.world import Row, World


def _position(world: World, about: About) -> Row:
    return row(world, "positions", about["position"])


def _stance(position: Row) -> str:
    return position["stance"].replace("_", " ")


@checks("accounts.positions_title")
def positions_title(world: World, about: About, text: str) -> None:
    assert world.tables["positions"], "there is none"
    same(text, "Who said what, in order of the day")


@checks("accounts.day")
def day(world: World, about: About, text: str) -> None:
    same(text, words.span(_position(world, about)["date"], short=True))


@checks("accounts.actor")
def actor(world: World, about: About, text: str) -> None:
    same(text, _position(world, about)["actor"])


@checks("accounts.stance")
def stance(world: World, about: About, text: str) -> None:
    same(text, _stance(_position(world, about)))


@checks("accounts.said")
def said(world: World, about: About, text: str) -> None:
    matches(text, pattern(world, "positions", about["position"], "summary"))


@checks("accounts.side_by_side_title")
def side_by_side_title(world: World, about: About, text: str) -> None:
    actors: dict[str, set[str]] = {}
    for position in world.tables["positions"]:
        actors.setdefault(position["target"], set()).add(position["actor"])
    assert any(len(each) > 1 for each in actors.values()), "no two towards the same"
    same(text, "Positions side by side")


@checks("accounts.in_brief")
def in_brief(world: World, about: About, text: str) -> None:
    position = _position(world, about)
    taken = words.span(position["date"], short=True)
    same(text, f"{position['actor']} ({_stance(position)}, {taken})")
