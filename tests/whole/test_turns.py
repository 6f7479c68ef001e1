"""Heavy tests take turns, one turn a landing."""

from __future__ import annotations

from tests.support.turns import TURNS, of_turn

NAMES = [
    f"tests/a.py::test_{letter}[{number}]"
    for letter in "abcdefghijklm"
    for number in range(3)
]


def test_ten_landings_run_every_heavy_test_and_later_ones_other_parameters():
    first, second = (
        [name for turn in range(start, start + TURNS) for name in of_turn(NAMES, turn)]
        for start in (40, 50)
    )
    assert {name.partition("[")[0] for name in first} == {
        name.partition("[")[0] for name in NAMES
    }
    assert len(first) == len(set(first)) == 13
    assert not set(first) & set(second)


def test_a_turn_is_the_same_whatever_the_order_of_the_tests():
    assert of_turn(NAMES, 7) == of_turn(sorted(NAMES), 7) == {"tests/a.py::test_h[0]"}
