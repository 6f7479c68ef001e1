"""The series each shipped case has to tell: a mend that moves a figure is seen here, and named.

`tests/expected/<case>.csv` holds quantity (metric/group/place/rule), moment, value as printed
("none" where none stands, "unknown" where none was claimed), and why. `tests/data/article.csv`
holds the 44 statements of the article of 12 January 2022, each with the rows that tell it.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import asknown
from asknown.model.case import Case
from tests.support.places import CASES

TESTS = Path(__file__).resolve().parents[1]
EXPECTED = TESTS / "expected"
_STATUS = {"none_stands": "none", "unknown": "unknown"}


@cache
def _case(name: str) -> Case:
    return asknown.open_case(name)


def _listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name in (case.name for case in CASES):
        path = EXPECTED / f"{name}.csv"
        if path.exists():
            rows += [(name, *each.values()) for each in _listed(path)]
    return rows


@pytest.mark.parametrize(("case", "quantity", "moment", "value", "why"), _rows())
def test_a_figure_is_what_is_expected_of_it(
    case: str, quantity: str, moment: str, value: str, why: str
):
    metric, group, place, rule = quantity.split("/")
    figure = _case(case).as_known(moment).figure(metric, group, place, rule)
    printed = figure.amount().text.replace("\xa0", " ")
    assert _STATUS.get(figure.status, printed) == value, why


def test_each_statement_of_the_article_is_told_by_rows_known_on_its_day():
    known = _case("kazakhstan-2022").as_known("2022-01-12")
    told = {row for table in known.tables.values() for row in table.index}
    article = _listed(TESTS / "data" / "article.csv")
    assert [int(each["statement"]) for each in article] == [*range(1, 45)]
    for each in article:
        missing = {*each["rows"].split(";")} - told
        assert not missing, each["what"]
