"""Comparisons held against the ledgers of their two sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asknown
from tests.support.truth import statements
from tests.support.truth.audit import Audit, _spoken_of
from tests.support.truth.collect import Occurrence, _nodes, _said_in
from tests.support.truth.registry import CHECKERS
from tests.support.truth.world import World

ALL = ("counts", "group", "place", "span", "as_of")
KAZAKHSTAN, DERNA, UKRAINE = "kazakhstan-2022", "derna-2023", "ukraine-estimates"
# Both sides with what is compared: days of one case, two cases, a place of each, two groups.
PAIRS: list[tuple[tuple[str, str], tuple[str, str], dict[str, Any]]] = [
    ((KAZAKHSTAN, "2022-01-10"), (KAZAKHSTAN, "2022-01-12"), {"metric": "detained"}),
    ((DERNA, "2023-09-17"), (DERNA, "2024-07-29"), {"metric": "killed"}),
    (
        (DERNA, "2023-09-17"),
        (KAZAKHSTAN, "2022-01-12"),
        {"metric": "killed", "rule": "span"},
    ),
    (
        (DERNA, "2023-09-17"),
        (KAZAKHSTAN, "2022-01-12"),
        {"metric": "killed", "place": ("derna", "almaty")},
    ),
    (
        (UKRAINE, "2026-07-09"),
        (UKRAINE, "2026-07-09"),
        {"metric": "killed", "group": ("russia", "ukraine"), "rule": "span"},
    ),
]


def hold_pairs(audit: Audit) -> None:
    """Hold comparisons of the shipped cases."""
    ledgers = {name: statements.files(name) for name in (KAZAKHSTAN, DERNA, UKRAINE)}
    for one, other, what in PAIRS:
        cases = [asknown.open_case(name).as_known(day) for name, day in (one, other)]
        hold(audit, asknown.compare(*cases, **what, accept=ALL), ledgers)


def hold(audit: Audit, found: Any, ledgers: Mapping[str, Mapping[str, str]]) -> None:
    """Hold what a comparison says; `ledgers` are the files of each case by its id."""
    sides = {}
    for side in found.sides:
        sides[side.key] = World(ledgers[side.case.id], side.case.known_at.text)
    for world in sides.values():
        world.rule = found.rule
        world.sides = sides
    for block in (found.head(), *found.blocks()):
        for node, where, _ in _nodes(block.data(), "comparison"):
            for said in _said_in(node, where, ()):
                _hold(audit, said, sides)


def _hold(audit: Audit, said: Occurrence, sides: Mapping[str, World]) -> None:
    audit.reached[said.name] += 1
    audit.keep(said.name, said.text)
    if said.name not in CHECKERS:
        audit.unchecked[said.name] += 1
        return
    side = dict(said.about).get("side", "").partition("/")[0]
    first, *_ = sides.values()
    audit._hold(said, _spoken_of(said, sides.get(side, first)))
