"""A table as data: its CSV holds what is printed, its order is that of the ledger."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import pairwise
from math import nan
from typing import Any

import pytest

from asknown import dates
from asknown.model.case import Case
from asknown.model.phrases import number, published
from asknown.report import sorting
from asknown.text import sort_keys
from asknown.text.blocks import Table
from asknown.text.prose import Prose, plain
from asknown.text.sort_keys import SortKey


def _table(*rows: str, figures: tuple[str, ...] = ()) -> dict[str, Any]:
    """A table of anybody's notebook: its cells carry no keys."""
    return {
        "columns": ["x"],
        "figures": figures,
        "rows": [[[{"text": row}]] for row in rows],
    }


def _order(*rows: str, figures: bool = False) -> list[int | None]:
    return [
        row[0]
        for row in sorting.orders(_table(*rows, figures=("x",) if figures else ()))
    ]


def _carried(*keys: SortKey, figures: bool = False) -> list[int | None]:
    """The places of cells that carry keys; their texts would sort otherwise."""
    cells = [plain(chr(ord("z") - at)).ordered(key) for at, key in enumerate(keys)]
    table = Table(
        "x", Prose(), ["x"], [[cell] for cell in cells], ["x"] if figures else []
    )
    return [row[0] for row in sorting.orders(table.data())]


def test_amounts_are_ordered_by_their_numbers_and_their_bounds():
    def bounded(wording: str, value: float = 50) -> SortKey:
        return sort_keys.amount(nan, value, nan, wording)

    rising = (
        sort_keys.amount(nan, nan, nan, "vague", "dozens"),
        bounded("at_most"),
        bounded("nearly"),
        bounded("exact"),
        bounded("about"),
        sort_keys.amount(50, nan, 60, "range"),
        bounded("at_least"),
        bounded("over"),
        sort_keys.amount(nan, nan, nan, "vague", "hundreds"),
        bounded("exact", 9_900),
        bounded("exact", 10_000),
        sort_keys.amount(nan, nan, nan, "vague", "tens of thousands"),
    )
    places = _carried(*rising, figures=True)
    assert places == sorted(places, key=lambda place: place or 0)
    assert len(set(places)) == len(rising) - 2, (
        "at most and nearly stand together, and so do about and the bare number"
    )


def test_what_is_no_amount_has_no_place():
    keys = [
        sort_keys.bounds(12, 12),
        sort_keys.amount(nan, nan, nan, "none"),
        sort_keys.amount(nan, nan, nan, "vague", "many"),
        sort_keys.bounds(None, 7),
    ]
    assert _carried(*keys, figures=True) == [1, None, None, 0]
    assert _order("12", "not stated", "", "7", "n/k", figures=True) == [
        1,
        None,
        None,
        0,
        None,
    ]
    assert _order("-2.5", "\u22123", "1e3", "87.2%", "5 days", figures=True) == [
        1,
        0,
        4,
        3,
        2,
    ]


def test_times_are_ordered_by_day_then_hour():
    second, third = date(2022, 1, 2), date(2022, 1, 3)
    rising = (
        sort_keys.edtf("2021"),
        sort_keys.edtf("2022-01-01"),
        sort_keys.edtf("2022-01-02", "early hours"),
        sort_keys.edtf("2022-01-02", "from about 20:30"),
        sort_keys.days(second, third, "20:45"),
        sort_keys.edtf("2022-01-02", "night"),
        sort_keys.edtf("2022-01-02"),
        sort_keys.edtf("2022-01-02/2022-01-04"),
        sort_keys.days(second, second, latest=True),
        sort_keys.edtf("2022-01-28/2022-02-04"),
        sort_keys.edtf("2022-01-29"),
        sort_keys.edtf("2022-02-10"),
        sort_keys.edtf("2022-02~"),
        sort_keys.edtf("2022-12-30/2023-01-02"),
        sort_keys.edtf("2022-12-31"),
    )
    assert _carried(*rising) == list(range(len(rising)))


def test_days_of_anybody_are_ordered_by_time():
    assert _order("28\u00a0Feb 2022", "1 March 2022", "9 Jan 2021") == [1, 2, 0]


def test_a_column_with_one_cell_that_is_no_date_is_one_of_letters():
    assert _order("9 Jan 2022", "Äther", "10 Jan 2022", "azur", "") == [
        1,
        2,
        0,
        3,
        None,
    ]
    assert _carried(sort_keys.edtf("2022-01-09"), (), sort_keys.edtf("2022-01-10")) == [
        2,
        1,
        0,
    ]


def test_numbers_and_days_under_one_head_do_not_meet():
    keys = sort_keys.bounds(5, 5), sort_keys.edtf("2022-01-09"), sort_keys.bounds(3, 3)
    assert _carried(*keys) == [2, 1, 0]
    assert _carried(*keys, figures=True) == [1, None, 0]


@pytest.mark.parametrize("rows", [(), ("5",), ("5", "5"), ("", "")])
def test_where_there_is_nothing_to_order_no_cell_has_a_place(rows: tuple[str, ...]):
    assert set(_order(*rows)) <= {None}


def test_every_claim_of_the_ledger_stands_where_its_numbers_put_it(shipped: Case):
    claims = shipped.claims
    numbered = claims[claims["numbered"]]
    keys = [number(shipped, claim).sort for claim in numbered.index]
    assert len(keys) > 100
    lows = numbered[["low", "value", "high"]].bfill(axis=1).iloc[:, 0].tolist()
    assert [key[0] for key in keys if key] == lows


@pytest.mark.parametrize("column", ["start", "end"])
def test_every_day_of_the_ledger_stands_at_its_day(shipped: Case, column: str):
    for text in filter(None, shipped.tables["events"][column]):
        first, _, _, last = sort_keys.edtf(text)
        assert (first, last) == tuple(str(day) for day in dates.span(text))


def test_publications_stand_in_the_order_in_which_they_became_known(shipped: Case):
    known = {
        claim: dates.published(text, shipped.zone)
        for claim, text in shipped.tables["claims"]["published"].items()
    }
    rising = sorted(known, key=lambda claim: (known[claim].known, known[claim].latest))
    keys = [
        published(shipped, "claims", str(claim), short=True).sort for claim in rising
    ]
    assert len(set(keys)) > 20
    assert all(before <= after for before, after in pairwise(keys))


@pytest.mark.parametrize(
    "text", ["=1+1", "+5", "-5", "@x", 'a "quoted", text', "two\nlines", "Айлақ"]
)
def test_a_csv_holds_the_text_that_is_printed(text: str):
    made = sorting.as_csv(_table(text))
    assert list(csv.reader(io.StringIO(made.decode(), newline=""))) == [["x"], [text]]
