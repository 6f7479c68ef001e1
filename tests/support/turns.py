"""Which of the heavy tests a landing runs: a tenth of them, each with one of its parameters, so
that ten landings run every one of them, and later ones other parameters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

TURNS = 10
VARIABLE = "ASKNOWN_TURN"


def of_turn(names: Iterable[str], turn: int) -> set[str]:
    """The tests of a turn, by the names that pytest gives them, `file::test[parameters]`."""
    by_test: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_test[name.partition("[")[0]].append(name)
    mine = sorted(by_test)[turn % TURNS :: TURNS]
    return {by_test[test][turn // TURNS % len(by_test[test])] for test in mine}
