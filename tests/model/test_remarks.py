"""Remarks: what is no fault of a ledger and still worth a look; and what acts may be about."""

from __future__ import annotations

import json
from pathlib import Path

from asknown.model.check import check
from asknown.model.remarks import remarks
from tests.support.command import run
from tests.support.places import HARBOUR


def change(copy: Path, file: str, old: str, new: str) -> None:
    path = copy / file
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new, 1))


def add(copy: Path, file: str, row: str) -> None:
    path = copy / file
    path.write_text(f"{path.read_text()}{row}\n")


def told(copy: Path) -> list[str]:
    return [str(remark) for remark in remarks(copy)]


def test_a_part_above_its_whole_is_a_remark_and_no_fault(copy: Path):
    change(
        copy,
        "claims.csv",
        "security_forces,harbour,,2,",
        "security_forces,harbour,,20,",
    )
    assert check(copy) == []
    assert told(copy) == [
        "claims.csv:7:metric: 20 is above K-03 (12), which it is a part of, on 2022-03-05; "
        "see which of the two is meant, or dispute one as editors",
        "claims.csv:7:metric: 20 is above K-05 (11), which it is a part of, on 2022-03-09; "
        "see which of the two is meant, or dispute one as editors",
    ]


def test_a_part_above_an_open_or_earlier_whole_is_none():
    assert remarks(HARBOUR) == []


def test_a_number_typed_into_a_text_is_named_with_the_claim_it_is(copy: Path):
    reason = "The owner of the channel calls it an error"
    change(copy, "acts.csv", reason, '"He calls the 1,900 detained an error"')
    assert told(copy) == [
        "acts.csv:3:reason: 1,900 is typed, and is the number of D-01; if it is that claim's, "
        "write {D-01}"
    ]


def test_dates_years_and_what_was_not_known_are_no_claims_number(copy: Path):
    change(
        copy, "acts.csv", "calls it an error", "says of 12 Mar 2022 that 11 were killed"
    )
    assert told(copy) == []


def test_remarks_stand_apart_and_leave_the_exit_code(copy: Path):
    change(
        copy,
        "claims.csv",
        "security_forces,harbour,,2,",
        "security_forces,harbour,,20,",
    )
    done = run("check", copy)
    assert done.returncode == 0
    assert "remarks, no faults:\nclaims.csv:7:metric: 20 is above" in done.stdout
    listed = json.loads(run("check", copy, "--json").stdout)
    assert {each["severity"] for each in listed} == {"remark"}


TIE = "K-07,killed,all,island,,13,,exact,prosecutor,2022-03-05,2022-03-05,{},,,,high,"


def test_two_numbers_of_one_day_from_two_pages_may_both_stand(copy: Path):
    add(copy, "claims.csv", TIE.format("late-copy"))
    change(copy, "sources.csv", "2022-03-06~", "2022-03-05~")
    assert check(copy) == []
    assert "claims.csv:13:published: K-03, K-07 tie on 2022-03-05" in told(copy)[-1]


def test_two_numbers_of_one_page_are_a_fault_even_where_a_later_one_replaced_both(
    copy: Path,
):
    add(copy, "claims.csv", TIE.format("gazette-5"))
    assert [str(problem) for problem in check(copy)] == [
        "claims.csv:13:published: K-03, K-07 tie on 2022-03-05; give clock times, or add a "
        "superseded act by editors"
    ]


def test_who_repeated_a_number_may_take_it_back(copy: Path):
    """The relay is of the ministry's number; the radio is of another party."""
    add(
        copy,
        "acts.csv",
        "A-04,K-04,withdrawn,radio,2022-03-07,,gazette-5,It had checked nothing",
    )
    assert check(copy) == []


def test_what_replaces_a_number_taken_back_may_be_of_another_place_or_older(copy: Path):
    change(copy, "acts.csv", "prosecutor,2022-03-02,,", "prosecutor,2022-03-05,K-06,")
    change(copy, "acts.csv", "gazette-2,The owner", "gazette-5,The owner")
    assert check(copy) == []


def test_an_act_may_be_about_a_position_which_nothing_replaces(copy: Path):
    (copy / "positions.csv").write_text(
        "position_id,actor,actor_kind,date,stance,target,summary,published,source_id\n"
        "P-1,Radio,media,2022-03-03,asserts,the strike,It says so,2022-03-03,radio-3\n"
    )
    add(copy, "acts.csv", "A-04,P-1,denied,ministry,2022-03-09,,gazette-9,Never said")
    assert check(copy) == []
    change(copy, "acts.csv", "P-1,denied", "P-1,superseded")
    assert str(check(copy)[0]) == (
        "acts.csv:5:act: supersedes a position; write withdrawn, denied or disputed"
    )


def test_an_event_known_only_by_its_year_or_month_is_none(copy: Path):
    events = (copy / "events.csv").read_text().splitlines()
    row = events[1].split(",")
    for index, start in enumerate(("2021", "2021-11")):
        add(copy, "events.csv", ",".join([f"E-9{index}", start, *row[2:]]))
    assert [problem for problem in check(copy) if "end" not in problem.column] == []
