"""Figures and dates in English."""

from __future__ import annotations

from datetime import date
from math import nan

import pytest

from asknown.text import english


@pytest.mark.parametrize(
    ("low", "value", "high", "wording", "said"),
    [
        (nan, 164, nan, "exact", "164"),
        (nan, 9900, nan, "exact", "9,900"),
        (nan, 87.2, nan, "about", "about 87.2"),
        (163, nan, nan, "at_least", "at least 163"),
        (2000, nan, nan, "over", "over 2,000"),
        (nan, nan, 2500, "at_most", "at most 2,500"),
        (nan, nan, 50, "under", "under 50"),
        (nan, nan, 4000, "nearly", "nearly 4,000"),
        (nan, 2000, nan, "nearly", "nearly 2,000"),
        (50, nan, 75, "range", "50 to 75"),
        (nan, nan, nan, "vague", "dozens"),
        (nan, nan, nan, "none", "not stated"),
        (nan, 0, nan, "exact", "0"),
    ],
)
def test_doubt_is_said_as_the_claim_says_it(
    low: float, value: float, high: float, wording: str, said: str
):
    assert english.amount(low, value, high, wording, vague="dozens") == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (188, 238, "188 to 238"),
        (163, None, "at least 163"),
        (None, 50, "at most 50"),
        (164, 164, "164"),
        (None, None, "not stated"),
    ],
)
def test_open_bounds_stay_open(low: float | None, high: float | None, said: str):
    assert english.bounds(low, high) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2022-01-09", "9 January 2022"),
        ("2022-01-04/2022-01-06", "4 to 6 January 2022"),
        ("2022-01-30/2022-02-02", "30 January to 2 February 2022"),
        ("2021-12-30/2022-01-02", "30 December 2021 to 2 January 2022"),
        ("2022-01~", "about January 2022"),
        ("2022-12", "December 2022"),
        ("2022", "2022"),
    ],
)
def test_days_and_spans_in_words(text: str, said: str):
    assert english.edtf(text).replace("\u00a0", " ") == said


def test_months_do_not_follow_the_machines_language():
    assert english.day(date(2022, 3, 1)) == "1\u00a0March\u00a02022"


def test_numerals_are_found_in_digits_and_spelled():
    assert english.numerals("Two of 9,900 at 19:17, a dozen; twenty-one, no one") == [
        "Two",
        "9,900",
        "19:17",
        "dozen",
        "twenty",
        "one",
        "one",
    ]
    assert english.numerals("nobody, often, tension, anyone") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021", "2021"),
        ("2021~", "about 2021"),
        ("2021/2022", "2021 to 2022"),
        ("2022-01", "January 2022"),
        ("2022-01/2022-03", "January to March 2022"),
        ("2021-11/2022-01", "November 2021 to January 2022"),
        ("2022-01/2022-03-04", "January 2022 to 4 March 2022"),
        ("2021-22", "summer 2021"),
        ("2022-01?", "possibly January 2022"),
        ("2022-01-04/2022-01-06", "4 to 6 January 2022"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(text: str, words: str):
    assert english.edtf(text).replace("\u00a0", " ") == words
