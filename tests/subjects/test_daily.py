"""A count told day by day: bars that can be told apart however many days there are, and a total
that is the speaker's own where it has one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

import asknown
from asknown.ledger.tables import BY_NAME
from asknown.model.known import Known
from asknown.subjects import daily
from tests.support.written_cases import write_case

START = date(2021, 12, 29)  # a Wednesday
Told = tuple[date, int, str]  # of which day, how many, who says so
WHOLE = {"metric": "detained", "claim_id": "whole"}


def days(count: int, speaker: str = "s0") -> list[Told]:
    return [(START + timedelta(days=at), 1 + at % 5, speaker) for at in range(count)]


def known(
    folder: Path, metric: str, told: Iterable[Told], *rows: dict[str, str]
) -> Known:
    """A case in which somebody says how many there were of each day."""
    case = write_case(folder / "case", "case", claims=8)
    claim = {"group": "all", "place": "island", "wording": "exact", "recorded": "high"}
    claim |= {
        "published": "2040-01-01",
        "source_id": "paper-0",
        "metric": metric,
        "nature": "count",
    }
    with (case / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, BY_NAME["claims"].header, restval="", lineterminator="\n"
        )
        writer.writeheader()
        for at, (day, value, speaker) in enumerate(told):
            own = {"claim_id": f"d{at}", "value": str(value), "refers_to": str(day)}
            writer.writerow(claim | own | {"speaker": speaker})
        writer.writerows(claim | {"speaker": "s0"} | row for row in rows)
    return asknown.open_case(str(case)).as_known("2040-01-02")


def of(case: Known, metric: str) -> daily.Daily:
    (found,) = daily.of_metrics(case, [metric])
    return found


@pytest.mark.parametrize(
    ("count", "width", "bars"),
    [
        (31, "day", 31),
        (120, "day", 120),
        (121, "week", 18),
        (1600, "month", 54),
        (9000, "year", 26),
    ],
)
def test_a_bar_is_as_long_as_makes_few_enough_of_them(
    tmp_path: Path, count: int, width: str, bars: int
):
    told = of(known(tmp_path, "detained_24h", days(count)), "detained_24h")
    assert (told.width, len(told.bars)) == (width, bars)
    assert sum(bar.amount for bar in told.bars) == sum(
        value for _, value, _ in days(count)
    )
    assert told.bars[-1].total == sum(value for _, value, _ in days(count))


def test_a_week_begins_on_monday_and_one_that_is_cut_is_pale(tmp_path: Path):
    case = known(tmp_path, "detained_24h", days(140))
    first, second, *_ = of(case, "detained_24h").bars
    assert (first.start.isoweekday(), first.amount, first.is_whole) == (
        1,
        1 + 2 + 3 + 4 + 5,
        False,
    )
    assert (second.start.isoweekday(), second.is_whole) == (1, True)
    assert "Pale: a week" in daily.how_to_read(of(case, "detained_24h")).text


def test_days_without_a_number_are_counted_and_have_a_bar_of_nothing(tmp_path: Path):
    told = of(
        known(tmp_path, "detained_24h", [*days(20), *days(40)[25:]]), "detained_24h"
    )
    assert [bar.amount for bar in told.bars[19:26]] == [5, 0, 0, 0, 0, 0, 1]
    assert "Days without a number: 5." in daily.how_to_read(told).text


def test_the_total_is_the_speakers_own_where_it_says_the_sum_of_the_days(
    tmp_path: Path,
):
    span = f"{START}/{START + timedelta(days=39)}"
    sum_of_days = sum(value for _, value, _ in days(40))
    overlapping = {"metric": "detained", "claim_id": "whole", "refers_to": span}
    case = known(
        tmp_path, "detained_24h", days(40), overlapping | {"value": str(sum_of_days)}
    )
    case.tables["metrics"].loc["detained_24h", "overlaps"] = "detained"
    (run,) = daily.total(case, of(case, "detained_24h")).runs
    assert run.trace == ("claims:whole",)


def test_the_total_rests_on_every_day_where_nobody_says_it(tmp_path: Path):
    case = known(tmp_path, "detained_24h", days(40))
    (run,) = daily.total(case, of(case, "detained_24h")).runs
    assert (run.text, len(run.trace)) == ("120", 40)


def test_a_count_so_far_shows_what_was_new_after_its_first_day(tmp_path: Path):
    so_far = [(day, 700 + 2 * at, who) for at, (day, _, who) in enumerate(days(50))]
    case = known(tmp_path, "detained", so_far)
    told = of(case, "detained")
    assert [bar.amount for bar in told.bars[:3]] == [0, 2, 2]
    assert told.bars[-1].total == 798
    assert (
        ": 798 in all, 2 new on the highest day, 30" in daily.finding(case, told).text
    )


def test_a_sum_of_open_numbers_is_open(tmp_path: Path):
    last = START + timedelta(days=39)
    is_open = {"claim_id": "d39", "wording": "at_least"}
    is_open |= {"value": "", "low": "5", "refers_to": str(last)}
    case = known(tmp_path, "detained_24h", days(39), is_open)
    told = of(case, "detained_24h")
    assert daily.total(case, told).text == "at least 120"
    assert daily.amount(told, told.bars[-1]).text == "at least 5"
    assert daily.amount(told, told.bars[0]).text == "1"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(days(30), id="too few days"),
        pytest.param([*days(40), (START, 9, "s0")], id="two numbers of one day"),
        pytest.param([*days(40), *days(40, "s1")], id="two speakers"),
    ],
)
def test_what_is_no_count_day_by_day_has_no_bars(tmp_path: Path, told: list[Told]):
    assert (
        daily.of_metrics(known(tmp_path, "detained_24h", told), ["detained_24h"]) == []
    )


def test_a_count_so_far_that_falls_has_no_bars(tmp_path: Path):
    falling = [(day, 700 - at, who) for at, (day, _, who) in enumerate(days(50))]
    assert daily.of_metrics(known(tmp_path, "detained", falling), ["detained"]) == []


def test_the_drawing_of_1_600_days_is_small_and_has_one_for_phones(tmp_path: Path):
    case = known(tmp_path, "detained_24h", days(1600))
    chart = daily.chart(case, of(case, "detained_24h"))
    assert len(chart.svg) < 30_000
    assert chart.narrow
    assert len(chart.rows.rows) == 1600
