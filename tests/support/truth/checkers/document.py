"""Statements of the register: how often a report cites a source."""

from __future__ import annotations

from tests.support.truth import words
from tests.support.truth.checkers.common import same
from tests.support.truth.registry import About, checks
from tests.support.truth.world import World


@checks("document.times_cited")
def times_cited(world: World, about: About, text: str) -> None:
    times = world.cited.get(about["source_id"], 0)
    if not times:
        same(text, "Cited for days before only.")
    elif times == 1:
        same(text, "Cited once.")
    else:
        same(text, f"Cited {words.number(times)} times.")
