"""What changed between two days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asknown.errors import CallError
from asknown.model.case import Case
from asknown.model.changes import KINDS, Changes, before, counted
from tests.support.command import run


def between(case: Case, start: str, to: str) -> Changes:
    """The changes of a case between two days, by its own rule."""
    known = case.as_known(to)
    return Changes(before(known, start), known, "official")


def plain(text: str) -> str:
    """Text without hard spaces."""
    return text.replace("\u00a0", " ")


def test_a_claim_given_and_denied_between_is_both_added_and_denied(harbour: Case):
    changes = between(harbour, "2022-02-28", "2022-03-01")
    assert changes.claims["added"] == changes.claims["denied"] == ["K-01"]
    assert (
        plain(changes.told("denied", "K-01").text)
        == "killed: 7, denied by the Ministry of Health on 1 March 2022, 19:00"
    )


def test_each_kind_of_change_is_told(harbour: Case):
    changes = between(harbour, "2022-03-01T16:00", "2022-03-09")
    assert {kind: found for kind, found in changes.claims.items() if found} == {
        "added": [
            "D-01",
            "D-02",
            "K-02",
            "T-01",
            "T-02",
            "K-03",
            "K-06",
            "T-03",
            "K-05",
        ],
        "withdrawn": ["K-01"],
        "replaced": ["K-03"],
        "disputed": ["T-03"],
        "relayed": ["K-04"],
    }
    assert (
        plain(changes.told("replaced", "K-03").text)
        == "killed: 12, replaced by 11, according to the Prosecutor, as of 9 March 2022"
    )
    assert (
        plain(changes.told("added", "D-01").text)
        == "detained: about 1,900, according to the Ministry of Health, as of 2 March 2022"
    )


def test_a_withdrawal_withdrawn_puts_a_claim_back(copy: Path):
    with (copy / "acts.csv").open("a") as acts:
        acts.write("A-04,A-02,withdrawn,prosecutor,2022-03-03,,radio-3,An error\n")
        acts.write("A-05,A-01,withdrawn,ministry,2022-03-03,,radio-3,An error\n")
    assert between(Case.load(copy), "2022-03-02", "2022-03-03").claims["restored"] == [
        "K-01"
    ]


def test_figures_that_read_otherwise_are_told_with_what_they_were(harbour: Case):
    moves = {
        plain(move.say().text)
        for move in between(harbour, "2022-03-01T16:00", "2022-03-02").moves
    }
    assert moves == {
        "Killed: 7 before, now no figure stands; the last, 7 by the Ministry of Health as "
        "of 1 March 2022, was denied "
        "by the Ministry of Health on 1 March 2022, 19:00 and withdrawn by the Prosecutor on 2 "
        "March 2022.",
        "Detained, new: about 1,900, according to the Ministry of Health, as of 2 March 2022.",
    }


def test_nothing_is_told_of_what_nobody_eligible_has_said(harbour: Case):
    changes = between(harbour, "2022-03-04", "2022-03-05")
    assert "T-03" in changes.claims["added"]
    assert not [move for move in changes.moves if move.after.status == "unknown"]


def test_counts_are_said_in_english(harbour: Case):
    assert (
        plain(between(harbour, "2022-03-02", "2022-03-03").say().text)
        == "No figure changed after 2 March 2022. 2 claims are new."
    )
    assert plain(between(harbour, "2022-03-01", "2022-03-02").say().text) == (
        "1 figure was given for the first time after 1 March 2022; no other changed. Killed: 7, "
        "denied by the Ministry of Health on 1 March 2022, 19:00 and withdrawn by the Prosecutor "
        "on 2 March 2022. 1 claim is new."
    )
    assert plain(between(harbour, "2022-03-06", "2022-03-07").say().text) == (
        "Nothing changed after 6 March 2022."
    )


def test_the_last_change_to_a_figure_is_named_where_none_changed(shipped: Case):
    (told, *_) = between(shipped, "2023-12-31", "2024-01-03").card().blocks
    assert plain(str(told)).startswith(
        "No figure changed after 31 December 2023. 1 page repeated an earlier claim. The last "
        "change to a figure was on 31 December 2023: length of the shutdown, 144 (new)."
    )


def test_what_fell_together_is_told_once_the_whole_first(shipped: Case):
    told = plain(between(shipped, "2022-01-09", "2022-01-10").say().text)
    assert (
        " Killed: 164, denied by the Health Ministry on 9 January 2022, 19:17, disputed by Reuters "
        "on 10 January 2022 and withdrawn by the Ministry of Information and Public Development on "
        "10 January 2022. Killed, Almaty: 103; killed, Kyzylorda region: 21; killed, Zhambyl "
        "region: 10; killed, Almaty region: 8; all denied by the Health Ministry on 9 January "
        "2022, 19:17 and withdrawn by the Ministry of Information and Public Development on "
        "10 January 2022. "
    ) in told
    assert "We doubt 5 numbers that we had not doubted before." in told


@pytest.mark.parametrize(
    "kind", ["gone", "added", "relayed", "replaced", "disputed", "restored"]
)
def test_each_kind_is_counted_of_one_and_of_many_and_not_of_none(kind: str):
    assert not counted(kind, [])
    assert counted(kind, ["K-01"]).text.startswith("1 ")
    assert counted(kind, ["K-01", "K-02"]).text.startswith("2 ")


def test_events_learned_late_are_told_apart(shipped: Case):
    changes = between(shipped, "2022-01-11", "2022-01-12")
    assert set(changes.late) < set(changes.events)
    starts = shipped.tables["events"]["start"]
    assert all(starts[each] <= "2022-01-11" for each in changes.late)


def test_the_day_before_is_the_last_on_which_something_was_learned(harbour: Case):
    assert before(harbour.as_known("2022-03-09")).known_at.text == "2022-03-06"  # type: ignore[union-attr]
    first = harbour.learned()[0]
    assert before(harbour.as_known(str(first))).tables["claims"].empty


def test_the_order_of_the_two_days_is_checked(harbour: Case):
    with pytest.raises(CallError, match="since: 2022-03-09 is not before 2022-03-02"):
        between(harbour, "2022-03-09", "2022-03-02")


def test_the_command_tells_it_in_words_and_as_json():
    call = ("diff", "--from", "2022-01-09T18:00", "--to", "2022-01-10")
    words, data = run(*call), json.loads(run(*call, "--json").stdout)
    assert "withdrawn by the Ministry of Information" in words.stdout
    assert (data["from"], data["to"]) == ("2022-01-09T18:00", "2022-01-10")
    assert set(KINDS) <= set(data)
    assert "KT-004" in [each["claim_id"] for each in data["withdrawn"]]
    (killed,) = (
        move
        for move in data["figures"]
        if (move["after"]["metric"], move["after"]["group"], move["after"]["place"])
        == ("killed", "all", "kazakhstan")
    )
    assert (killed["before"]["value"], killed["after"]["status"]) == (
        164,
        "none_stands",
    )
    assert any(event["late"] for event in data["events"])


def test_a_wrong_order_is_one_readable_message():
    done = run("diff", "--from", "2022-01-12", "--to", "2022-01-10")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "from: 2022-01-12 is not before 2022-01-10",
    )
