"""Standing, rules and figures, on the invented case."""

from __future__ import annotations

from pathlib import Path

import pytest

from asknown.errors import CallError
from asknown.model.case import Case
from asknown.model.figures import figures
from asknown.subjects.contested import late_relays, unfaithful_relays


def test_a_denied_claim_leaves_force_and_is_named(harbour: Case):
    before, after = (
        harbour.as_known(when).figure("killed")
        for when in ("2022-03-01T16:00", "2022-03-01")
    )
    assert (before.status, before.value) == ("standing", 7)
    assert (after.status, after.value) == ("none_stands", None)
    assert after.excluded == (("K-01", "denied by Ministry of Health on 2022-03-01"),)


def test_a_withdrawal_is_said_with_the_denial_before_it(harbour: Case):
    figure = harbour.as_known("2022-03-02").figure("killed")
    assert figure.say().text.replace("\u00a0", " ") == (
        "Killed: no figure stands; the last, 7 by the Ministry of Health as of 1 March "
        "2022, was denied by the Ministry "
        "of Health on 1 March 2022, 19:00 and withdrawn by the Prosecutor on 2 March 2022."
    )


def test_a_newer_number_of_the_same_party_replaces_the_older_and_may_be_lower(
    harbour: Case,
):
    known = harbour.as_known("2022-03-09")
    assert known.figure("killed").value == 11
    assert known.claims.at["K-03", "standing"] == "superseded"
    assert known.claims.at["K-03", "superseded_by"] == "K-05"


def test_a_relay_never_stands_for_its_origin(harbour: Case):
    known = harbour.as_known("2022-03-06")
    assert known.claims.at["K-04", "standing"] == "withdrawn"
    assert known.figure("killed").span.low == 4
    assert ("K-04", "relay of K-01") in known.figure("killed").excluded


def test_a_relay_may_fall_by_itself_and_may_be_known_before_what_it_repeats(
    harbour: Case,
):
    mine = {"claim_id": "mine", "value": "999999", "published": "2022-03-04T12:00Z"}
    act = {
        "act_id": "A-mine",
        "target": "mine",
        "act": "withdrawn",
        "by": "radio",
        "published": "2022-03-05",
    }
    act |= {"source_id": "radio-3", "reason": "read wrongly"}
    late = harbour.with_row(
        "claims", like="K-02", claim_id="late", published="2022-03-20"
    )
    for case, origin in ((harbour, "K-02"), (late, "late")):
        known = (
            case.with_row("claims", like="K-02", relays=origin, **mine)
            .with_row("acts", **act)
            .as_known("2022-03-12")
        )
        assert known.row("mine").standing == "withdrawn"
        # What it repeats was not taken back.
        assert "mine" not in late_relays(known).index
        assert ("mine" in unfaithful_relays(known).index) == (origin == "K-02")
        assert "mine" not in known.figure("killed").claims


def test_a_span_keeps_an_open_bound_open(harbour: Case):
    figure = harbour.as_known("2022-03-05").figure("killed", rule="span")
    assert (figure.low, figure.high, figure.parties) == (4, None, 2)
    assert figure.amount().text == "at least 4"


def test_a_dispute_by_others_only_marks(harbour: Case):
    known = harbour.as_known("2022-03-05")
    assert known.claims.at["T-03", "standing"] == "disputed"
    assert known.figure("troops", "southland", rule="span").low == 250


def test_unknown_is_neither_zero_nor_none_stands(harbour: Case):
    assert harbour.as_known("2022-02-01").figure("killed").status == "unknown"
    assert (
        harbour.as_known("2022-03-05").figure("troops", "southland").status == "unknown"
    )


def test_a_vague_word_stays_a_word(harbour: Case):
    known = harbour.as_known("2022-03-03")
    assert known.figure("detained", rule="span").claims == ("D-01",)
    assert not known.claims.at["D-02", "numbered"]


def test_every_claim_is_either_shown_or_left_out_with_a_reason(harbour: Case):
    for day in ("2022-03-01", "2022-03-03", "2022-03-06", "2022-03-09"):
        for rule in ("official", "span"):
            known = harbour.as_known(day)
            found = figures(known, rule)
            told = [
                claim
                for figure in found
                for claim in (*figure.claims, *(claim for claim, _ in figure.excluded))
            ]
            assert sorted(told) == list(known.claims.index)
            assert all(reason for figure in found for _, reason in figure.excluded)


def test_an_unknown_rule_is_named(harbour: Case):
    with pytest.raises(CallError, match="there is no rule 'mean'"):
        figures(harbour.as_known("2022-03-09"), "mean")


def test_a_withdrawal_withdrawn_puts_the_claim_back_in_force(copy: Path):
    with (copy / "acts.csv").open("a") as acts:
        acts.write(
            "A-04,A-02,withdrawn,prosecutor,2022-03-03,,radio-3,The withdrawal was an error\n"
        )
        acts.write(
            "A-05,A-01,withdrawn,ministry,2022-03-03,,radio-3,The denial was an error\n"
        )
    whole = Case.load(copy)
    assert whole.as_known("2022-03-02").figure("killed").status == "none_stands"
    assert whole.as_known("2022-03-03").figure("killed").value == 7


def test_an_unnamed_source_or_broadcaster_replaces_no_office(copy: Path):
    with (copy / "speakers.csv").open("a") as speakers:
        speakers.write("unnamed,unnamed officials,unattributed,island,\n")
    with (copy / "claims.csv").open("a") as claims:
        claims.write(
            "K-07,killed,all,island,20,,,at_least,unnamed,2022-03-10,2022-03-10,gazette-9,,,,high,\n"
        )
    known = Case.load(copy).as_known("2022-03-10")
    assert known.figure("killed").claims == ("K-05",)
    assert known.claims.at["K-07", "standing"] == "in force"


def test_flows_of_different_spans_replace_each_other_not(copy: Path):
    with (copy / "metrics.csv").open("a") as metrics:
        metrics.write(
            "detained_24h,detained in a day,persons,flow,People detained in a day,detained\n"
        )
    with (copy / "claims.csv").open("a") as claims:
        for day, n in (("02", 100), ("03", 80)):
            claims.write(
                f"F-{day},detained_24h,all,island,,{n},,exact,ministry,2022-03-{day},2022-03-{day},gazette-2,,,,high,\n"
            )
    known = Case.load(copy).as_known("2022-03-09")
    assert list(known.claims.loc[["F-02", "F-03"], "standing"]) == [
        "in force",
        "in force",
    ]
    assert known.figure("detained_24h").value == 80


@pytest.mark.parametrize("rule", ["official", "span"])
def test_of_two_spans_of_a_flow_that_end_together_the_shorter_is_told(
    copy: Path, rule: str
):
    with (copy / "metrics.csv").open("a") as metrics:
        metrics.write(
            "detained_24h,detained in a day,persons,flow,People detained in a day,detained\n"
        )
    with (copy / "claims.csv").open("a") as claims:
        for claim_id, days, n in (
            ("F-1", "2022-03-02/2022-03-03", 46),
            ("F-2", "2022-03-03", 12),
        ):
            claims.write(
                f"{claim_id},detained_24h,all,island,,{n},,exact,ministry,{days},2022-03-05,gazette-9,,,,high,\n"
            )
    figure = Case.load(copy).as_known("2022-03-09").figure("detained_24h", rule=rule)
    assert (figure.value or figure.low, figure.high) in ((12, None), (12, 12))
    assert figure.claims == ("F-2",)
    assert not figure.undecided
    assert figure.excluded == (("F-1", "is of a longer span than F-2"),)


def test_acts_of_one_day_undo_each_other_whatever_their_ids(copy: Path):
    with (copy / "acts.csv").open("a") as acts:
        acts.write(
            "A-00,A-02,withdrawn,prosecutor,2022-03-02,,gazette-2,The withdrawal was an error\n"
        )
    known = Case.load(copy).as_known("2022-03-02")
    assert known.claims.at["K-01", "acts"] == ["A-01"]
    assert known.claims.at["K-01", "standing"] == "denied"
