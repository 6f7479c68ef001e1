"""The two clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asknown import dates

ALMATY = ZoneInfo("Asia/Almaty")


def test_a_day_is_known_at_its_end_and_not_before():
    row = dates.published("2022-01-09", ALMATY)
    assert row.known > dates.as_of("2022-01-09T23:59", ALMATY).known
    assert row.known <= dates.as_of("2022-01-09", ALMATY).known
    assert row.known < dates.published("2022-01-10T00:00+06:00", ALMATY).known


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("Asia/Beirut", "2022-10-29", "2022-10-29T21:59:59+00:00"),
        ("Asia/Tehran", "2021-09-21", "2021-09-21T20:29:59+00:00"),
        ("Atlantic/Azores", "2022-10-29", "2022-10-29T23:59:59+00:00"),
        ("Asia/Almaty", "2022-01-09", "2022-01-09T17:59:59+00:00"),
    ],
)
def test_a_day_ends_with_its_last_hour_where_clocks_go_back_at_midnight(
    zone: str, day: str, end: str
):
    where = ZoneInfo(zone)
    late = datetime.fromisoformat(end).astimezone(where).isoformat()
    assert (
        dates.as_of(day, where).known.timestamp()
        == datetime.fromisoformat(end).timestamp()
    )
    assert dates.published(late, where).day == date.fromisoformat(day)
    assert (
        dates.published(late, where).known.timestamp()
        <= dates.as_of(day, where).known.timestamp()
    )


def test_a_moment_is_known_from_its_minute_in_whatever_offset_it_is_written():
    local, moscow = (
        dates.published(text, ALMATY)
        for text in ("2022-01-09T14:12+06:00", "2022-01-09T11:12+03:00")
    )
    assert local.known == moscow.known == dates.as_of("2022-01-09T14:12", ALMATY).known
    assert moscow.day == date(2022, 1, 9)


def test_a_latest_possible_day_says_that_it_is_one():
    assert dates.published("2022-01-18~", ALMATY).latest
    assert not dates.published("2022-01-18", ALMATY).latest


@pytest.mark.parametrize(
    "text",
    [
        "2022-13-01",
        "9 January 2022",
        "2022-01-09T14:12",
        "2022-01",
        "",
        "2022-01-09T25:00+06:00",
    ],
)
def test_what_is_no_publication_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        dates.published(text, ALMATY)


@pytest.mark.parametrize(
    "text",
    ["2022-01", "2022-01-09T16:00+06:00", "today", "2022-02-30", "2022-01-09T16"],
)
def test_what_is_no_report_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        dates.as_of(text, ALMATY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-01-09", date(2022, 1, 9), date(2022, 1, 9)),
        ("2022-01-04/2022-01-06", date(2022, 1, 4), date(2022, 1, 6)),
        ("2022-01~", date(2022, 1, 1), date(2022, 1, 31)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-01-24~", date(2022, 1, 24), date(2022, 1, 24)),
    ],
)
def test_a_span_has_a_first_and_a_last_day(text: str, first: date, last: date):
    assert dates.span(text) == (first, last)


_PIECES = st.builds(
    lambda parts, tail: "-".join(parts) + tail,
    st.one_of(
        st.tuples(st.sampled_from(["0000", "1999", "2022", "2024", "9999"])),
        st.tuples(
            st.sampled_from(["2022", "2024"]),
            st.sampled_from(["00", "01", "02", "12", "13", "21", "24", "25", "1"]),
        ),
        st.tuples(
            st.sampled_from(["2022", "2024", "0000"]),
            st.sampled_from(["02", "12", "13"]),
            st.sampled_from(["00", "01", "28", "29", "30", "31", "32"]),
        ),
    ),
    st.sampled_from(["", "~", "?"]),
)


@given(
    st.lists(_PIECES | st.sampled_from(["", ".."]), min_size=1, max_size=3).map(
        "/".join
    )
)
@settings(max_examples=200, deadline=None)
@pytest.mark.slow
def test_the_short_way_to_a_span_is_that_of_the_library(text: str):
    def outcome(read: Any) -> Any:
        try:
            return read(text)
        except ValueError as error:
            return str(error)

    with patch("asknown.dates.plain_span", return_value=None):
        expected = outcome(dates.span.__wrapped__)
    assert outcome(dates.span.__wrapped__) == expected


@pytest.mark.parametrize("text", ["2022-01-06/2022-01-04", "January", "2022-1-9", ""])
def test_what_is_no_span_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        dates.span(text)
