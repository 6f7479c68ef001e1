"""A report held against its ledger: each statement by its checker, at each moment it is to hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.truth import checkers as _checkers  # noqa: F401 - fills the registry
from tests.support.truth.collect import Collected, Occurrence
from tests.support.truth.registry import CHECKERS
from tests.support.truth.world import World


@dataclass
class Audit:
    """What came of holding reports to their ledgers: how often each statement was reached, an
    example of its words, what is false, and how often a checker had nothing to say."""

    reached: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    false: list[str] = field(default_factory=list)
    unchecked: Counter[str] = field(default_factory=Counter)
    believed: Counter[str] = field(default_factory=Counter)

    def hold(self, report: Collected, files: Mapping[str, str]) -> None:
        """Hold a report against the whole ledger that it was made from."""
        given = report.edition["parameters"]
        worlds = Worlds(files, given["rule"])
        worlds.at(given["as_of"]).cited = report.cited
        for said in report.statements:
            self.reached[said.name] += 1
            self.keep(said.name, said.text)
            checker = CHECKERS.get(said.name)
            if checker is None:
                self.unchecked[said.name] += 1
                continue
            ends = said.moments[:1] + said.moments[-1:]
            for moment in dict.fromkeys(ends) or [given["as_of"]]:
                is_own = moment == given["as_of"]
                before = given["since"] if is_own else report.since.get(moment, "")
                self._hold(said, _spoken_of(said, worlds.at(moment, before)))

    def add(self, other: Audit) -> None:
        """Take in what came of holding other reports."""
        self.reached += other.reached
        self.unchecked += other.unchecked
        self.believed += other.believed
        self.false += other.false
        for name, text in other.examples.items():
            self.keep(name, text)

    def _hold(self, said: Occurrence, world: World) -> None:
        try:
            CHECKERS[said.name](world, dict(said.about), said.text)
            self.believed[said.name] += 1
        except (
            AssertionError,
            KeyError,
            ValueError,
            IndexError,
            AttributeError,
        ) as error:
            why = f"{type(error).__name__}: {error}".splitlines()[0]
            case = world.settings.get("id", "")
            self.false.append(
                f"{case} {world.moment} {said.where}: {said.name} {dict(said.about)} "
                f"says {said.text!r}: {why}"
            )

    def keep(self, name: str, text: str) -> None:
        """Keep the words of a statement as its example, where they are the shortest yet."""
        held = self.examples.get(name)
        if held is None or (len(text), text) < (len(held), held):
            self.examples[name] = text


def _spoken_of(said: Occurrence, world: World) -> World:
    """The state that a statement speaks of: inside some it is an earlier one."""
    for name, about in said.within:
        if name == "changes.Move.was" and world.before is not None:
            return world.before
        if name == "changes.last_changed":
            return world.at(dict(about)["day"])
        if name == "last_changes.read":
            return world.at(dict(about)["moment"])
    return world


class Worlds:
    """The worlds of one ledger by moment, each made once."""

    def __init__(self, files: Mapping[str, str], rule: str) -> None:
        self.files = files
        self.rule = rule
        self.made: dict[str, World] = {}

    def at(self, moment: str, before: str = "") -> World:
        """The ledger as known at a moment, with that of before."""
        if moment not in self.made:
            self.made[moment] = World(self.files, moment)
            self.made[moment].rule = self.rule
            self.made[moment].at = self.at
        world = self.made[moment]
        if before and world.before is None:
            world.before = self.at(before)
        return world
