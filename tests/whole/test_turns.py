"""Heavy tests take turns, one turn a landing."""

from __future__ import annotations

from tests.support.turns import TURNS, dealt, of_round, of_turn
from tests.support.weights import function_of, renewed, weights

LETTERS = "abcdefghijklm"
NAMES = [
    f"tests/a.py::test_{letter}[{number}]" for letter in LETTERS for number in range(3)
]
WEIGHTS = {f"tests/a.py::test_{letter}": 5.0 + at for at, letter in enumerate(LETTERS)}
MOST = (
    140  # seconds of processor of a turn: some 80 of two idle cores, with what starts
)


def test_ten_landings_run_every_heavy_test_and_later_ones_other_parameters():
    first, second = (
        [
            name
            for turn in range(start, start + TURNS)
            for name in of_turn(NAMES, turn, WEIGHTS)
        ]
        for start in (40, 50)
    )
    assert set(map(function_of, first)) == set(map(function_of, NAMES))
    assert (
        len(first) == len(set(first)) == 15
    )  # of two tests the allowance pays for two
    assert set(first) != set(second)


def test_thirty_landings_run_every_parameter_of_three():
    run = {name for turn in range(3 * TURNS) for name in of_turn(NAMES, turn, WEIGHTS)}
    assert run == set(NAMES)


def test_a_turn_is_the_same_whatever_the_order_of_the_tests():
    shuffled = sorted(NAMES, key=lambda name: name[::-1].partition("_")[0])
    assert of_turn(NAMES, 7, WEIGHTS) == of_turn(shuffled, 7, WEIGHTS)


def test_each_landing_costs_about_the_same():
    """By the table of what was measured: one case of each test in it."""
    table = weights()
    loads = [
        sum(table[function_of(name)] for name in turn)
        for turn in dealt(of_round(table, 0, table), table)
    ]
    assert max(loads) <= MOST
    assert max(table.values()) <= MOST / 2


def test_what_was_measured_renews_the_table():
    lines = ["2.00\tt.py::a[1]", "4.00\tt.py::a[2]", "1.00\tt.py::c"]
    assert renewed(lines, {"t.py::a": 9.0, "t.py::b": 5.0}) == {
        "t.py::a": 3.0,
        "t.py::b": 5.0,
        "t.py::c": 1.0,
    }
