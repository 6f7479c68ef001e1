"""Which of the heavy tests a landing runs: of each test as many cases in ten landings as its
allowance of processor time pays for, one at least, and in the next ten the cases after them. All
are dealt out so that each of the ten landings costs about the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tests.support.weights import function_of

TURNS = 10
ALLOWANCE = 12.0  # seconds of processor that a test gets in ten landings
UNKNOWN = 10.0  # seconds that a case takes of a test that was not measured yet
VARIABLE = "ASKNOWN_TURN"

Weights = Mapping[str, float]


def of_turn(names: Iterable[str], turn: int, weights: Weights) -> set[str]:
    """The cases of a turn, by the names that pytest gives them, `file::test[parameters]`."""
    round_, place = divmod(turn, TURNS)
    return set(dealt(of_round(names, round_, weights), weights)[place])


def of_round(names: Iterable[str], round_: int, weights: Weights) -> list[str]:
    """The cases of ten turns."""
    by_test: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_test[function_of(name)].append(name)
    chosen = []
    for test, cases in by_test.items():
        count = paid_for(weights.get(test, UNKNOWN), len(cases))
        first = round_ * count
        chosen += [cases[at % len(cases)] for at in range(first, first + count)]
    return chosen


def paid_for(seconds: float, cases: int) -> int:
    """How many cases of a test its allowance pays for, of which one takes so long."""
    return min(cases, max(1, int(ALLOWANCE / max(seconds, 0.01))))


def dealt(names: Iterable[str], weights: Weights) -> list[list[str]]:
    """The cases of ten turns, the heaviest first, each to the turn that has least so far."""
    turns: list[list[str]] = [[] for _ in range(TURNS)]
    load = [0.0] * TURNS
    cost = {name: weights.get(function_of(name), UNKNOWN) for name in names}
    for name in sorted(cost, key=lambda each: (-cost[each], each)):
        place = load.index(min(load))
        turns[place].append(name)
        load[place] += cost[name]
    return turns
