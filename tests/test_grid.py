"""A table as data: its CSV holds what is printed, its order is that of the ledger."""

from __future__ import annotations

import csv
import io
from itertools import pairwise, product
from typing import Any

import pytest

from asknown import dates
from asknown.model.case import Case
from asknown.report import sorting
from asknown.text import english


def _table(*rows: str, figures: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"columns": ["x"], "figures": figures, "rows": [[[{"text": row}]] for row in rows]}


def _order(*rows: str, figures: bool = False) -> list[int | None]:
    return [row[0] for row in sorting.orders(_table(*rows, figures=("x",) if figures else ()))]


def test_amounts_are_ordered_by_their_numbers_and_their_bounds():
    rising = (
        "dozens", "at most 50", "nearly 50", "50", "about 50", "50 to 60", "at least 50", "over 50", "hundreds", "9,900",
        "10,000", "tens of thousands",
    )  # fmt: skip
    places = _order(*rising, figures=True)
    assert places == sorted(places, key=lambda place: place or 0)
    assert len(set(places)) == len(rising) - 2, (
        "at most and nearly stand together, and so do about and the bare number"
    )


def test_what_is_no_amount_has_no_place():
    assert _order("12", "not stated", "", "7", "n/k", figures=True) == [1, None, None, 0, None]
    assert _order("-2.5", "\u22123", "1e3", "87.2%", "5 days", figures=True) == [1, 0, 4, 3, 2]


def test_times_are_ordered_by_day_then_hour():
    rising = (
        "2021", "1 Jan 2022", "2 Jan 2022, early hours", "2 Jan 2022, from about 20:30",
        "2 Jan 2022, 20:45 to 3 Jan 2022, 01:00",
        "2 Jan 2022, night", "2 Jan 2022", "2 to 4 Jan 2022", "by 2 Jan 2022", "28 Jan to 4 Feb 2022", "29 Jan 2022",
        "about February 2022", "10 Feb 2022", "30 December 2022 to 2 January 2023", "31 December 2022",
    )  # fmt: skip
    assert _order(*(text.replace(" ", "\u00a0") for text in rising)) == list(range(len(rising)))


def test_a_column_with_one_cell_that_is_no_date_is_one_of_letters():
    assert _order("9 Jan 2022", "Äther", "10 Jan 2022", "azur", "") == [1, 2, 0, 3, None]


@pytest.mark.parametrize("rows", [(), ("5",), ("5", "5"), ("", "")])
def test_where_there_is_nothing_to_order_no_cell_has_a_place(rows: tuple[str, ...]):
    assert set(_order(*rows)) <= {None}


def test_every_claim_of_the_ledger_stands_where_its_numbers_put_it(shipped: Case):
    claims = shipped.claims
    numbered = claims[claims["numbered"]]
    said = [
        sorting.amount(english.amount(row["low"], row["value"], row["high"], row["wording"])) for _, row in numbered.iterrows()
    ]  # fmt: skip
    assert len(said) > 100
    lows = numbered[["low", "value", "high"]].bfill(axis=1).iloc[:, 0].tolist()
    stated = [(key, low) for key, low in zip(said, lows, strict=True) if key is not None]
    assert len(stated) == len(said)
    assert all(key[0] == low for key, low in stated)


@pytest.mark.parametrize("column", ["start", "end"])
def test_every_day_of_the_ledger_reads_back(shipped: Case, column: str):
    texts = [text for text in shipped.tables["events"][column] if text]
    for text, short in product(texts, (True, False)):
        first, last = dates.span(text)
        key = sorting.moment(english.edtf(text, short).casefold().replace("\u00a0", " "))
        assert key is not None
        assert key[0] == (first.year, first.month - 1, first.day)
        assert key[3] == (last.year, last.month - 1, last.day)


def test_publications_stand_in_the_order_in_which_they_became_known(shipped: Case):
    texts = set(shipped.tables["claims"]["published"])
    known = sorted(
        (dates.published(text, shipped.zone) for text in texts),
        key=lambda each: (each.known, each.latest),
    )
    said = [
        english.published(each, each.known.astimezone(shipped.zone), short=True) for each in known
    ]
    keys = [sorting.moment(text.casefold().replace("\u00a0", " ")) for text in said]
    assert len(keys) > 20
    assert all(before <= after for before, after in pairwise(keys))


@pytest.mark.parametrize(
    "text", ["=1+1", "+5", "-5", "@x", 'a "quoted", text', "two\nlines", "Айлақ"]
)
def test_a_csv_holds_the_text_that_is_printed(text: str):
    made = sorting.as_csv(_table(text))
    assert list(csv.reader(io.StringIO(made.decode(), newline=""))) == [["x"], [text]]
