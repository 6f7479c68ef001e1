"""Comparisons held against the ledgers of their two sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.truth.audit import Audit, _spoken_of
from tests.support.truth.collect import Collected, Occurrence, _nodes, _said_in
from tests.support.truth.registry import CHECKERS
from tests.support.truth.world import World


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
    audit._keep_example(said)
    if said.name not in CHECKERS:
        audit.unchecked[said.name] += 1
        return
    side = dict(said.about).get("side", "").partition("/")[0]
    first, *_ = sides.values()
    audit._hold(said, _spoken_of(said, sides.get(side, first)))


__all__ = ["Collected", "hold"]
