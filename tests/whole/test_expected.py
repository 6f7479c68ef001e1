"""The series each shipped case has to tell: a mend that moves a figure is seen here, and named.

`tests/expected/<case>.csv` holds quantity (metric/group/place/rule), moment, value as printed, and
why.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import asknown
from asknown.model.case import Case

EXPECTED = Path(__file__).resolve().parents[1] / "expected"


@cache
def _case(name: str) -> Case:
    return asknown.open_case(name)


def _rows() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for path in sorted(EXPECTED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            listed = list(csv.DictReader(file))
        rows += [
            (path.stem, each["quantity"], each["moment"], each["value"], each["why"])
            for each in listed
        ]
    return rows


@pytest.mark.parametrize(("case", "quantity", "moment", "value", "why"), _rows())
def test_a_figure_is_what_is_expected_of_it(
    case: str, quantity: str, moment: str, value: str, why: str
):
    metric, group, place, rule = quantity.split("/")
    figure = _case(case).as_known(moment).figure(metric, group, place, rule)
    assert figure.amount().text.replace("\xa0", " ") == value, why
