"""Which checker holds a statement to its ledger: one for each name, as `module.function`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.support.truth.world import World

About = Mapping[str, str]
Checker = Callable[[World, About, str], None]
CHECKERS: dict[str, Checker] = {}


def checks(*names: str) -> Callable[[Checker], Checker]:
    """Declare which statements a function checks: it raises AssertionError, with why."""

    def declared(function: Checker) -> Checker:
        for name in names:
            if name in CHECKERS:
                raise ValueError(f"{name} has a checker already")
            CHECKERS[name] = function
        return function

    return declared


def ids(text: str | None) -> list[str]:
    """The ids of a list in what a statement speaks of."""
    return [each for each in (text or "").split(";") if each]
