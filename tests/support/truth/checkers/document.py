"""Statements of the register: which sources no report on paper has."""

from __future__ import annotations

from tests.support.truth.checkers.common import same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import World


@checks("document.of_days")
def of_days(world: World, about: About, text: str) -> None:
    same(text, "Cited on days before only")
    for source in ids(about["source_ids"]):
        assert not world.cited.get(source, 0), f"{source} is cited on the day"
