"""Rules, sums, gaps and falls, on the invented case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asknown.errors import CallError, OverlapError
from asknown.model.case import Case
from asknown.model.phrases import number
from asknown.model.rules import RULES, VAGUE, definition
from asknown.model.sums import add, excess, falls, gaps
from asknown.text.prose import Prose
from tests.support.ledgers import case_of
from tests.support.places import HARBOUR


def told(case: Case, **named: Any) -> str:
    """A figure in words, with plain spaces."""
    return case.figure(**named).say().text.replace("\u00a0", " ")


def with_settings(case: Case, **settings: Any) -> Case:
    """The case with some settings changed."""
    return replace(case, settings=replace(case.settings, **settings))


def add_rows(folder: Path, table: str, *rows: str) -> None:
    """Append rows to a table of a copied case."""
    with (folder / f"{table}.csv").open("a") as out:
        out.writelines(f"{row}\n" for row in rows)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_definition_an_example_and_an_origin(rule: str):
    doc = RULES[rule].__doc__ or ""
    assert definition(rule).endswith(".")
    # Python may leave docstrings out.
    assert definition(rule) not in " ".join(doc.split())
    assert "Example:" in doc
    assert "Origin:" in doc


def test_the_parties_to_the_conflict_are_left_out(harbour: Case):
    known = with_settings(harbour, parties_to_conflict=["island"]).as_known(
        "2022-03-05"
    )
    figure = known.figure("killed", rule="independent")
    assert (figure.low, figure.high, figure.claims) == (4, None, ("K-02",))
    assert ("K-03", "a party to the conflict") in figure.excluded
    assert told(known, metric="killed", rule="independent") == (
        "Killed: at least 4, according to Harbour Radio, as of 3 March 2022."
    )


def test_independence_needs_to_know_who_fights(harbour: Case):
    with pytest.raises(CallError, match=r"name parties_to_conflict in case\.toml"):
        harbour.as_known("2022-03-05").figure("killed", rule="independent")


def test_a_minimum_needs_a_second_party(harbour: Case):
    before, after = (harbour.as_known(day) for day in ("2022-03-02", "2022-03-05"))
    assert before.figure("killed", rule="minimum").status == "none_stands"
    figure = after.figure("killed", rule="minimum")
    assert (figure.low, figure.high, figure.wording, figure.claims) == (
        4,
        None,
        "at_least",
        ("K-02", "K-03"),
    )
    assert told(after, metric="killed", rule="minimum") == (
        "Killed: at least 4, according to Harbour Radio (at least 4, as of 3 March 2022); "
        "the Prosecutor (12, as of 5 March 2022)."
    )


def test_a_single_party_supports_no_minimum(harbour: Case):
    known = harbour.as_known("2022-03-05")
    assert told(known, metric="troops", group="pact", rule="minimum") == (
        "Troops, Pact force: no figure stands; no number is supported by a second party."
    )
    assert known.figure("troops", "pact", rule="minimum").excluded == (
        ("T-01", "supported by no second party"),
    )


@pytest.mark.parametrize(
    ("table", "low", "high"), [("acled", 100, 100), ("airwars", 100, 200)]
)
def test_a_vague_word_becomes_a_number_only_by_a_named_table(
    harbour: Case, table: str, low: int, high: int
):
    known = with_settings(harbour, vague_words=table).as_known("2022-03-03")
    own = known.about("2022-03-03").figure("detained", rule="span")
    assert (own.low, own.high, own.vague) == (low, high, table)
    assert own.say().text.replace("\u00a0", " ") == (
        f"Detained: hundreds ({low if low == high else f'{low} to {high}'} by the {table} table), "
        "according to Harbour Radio, as of 3 March 2022."
    )
    plain = (
        harbour.as_known("2022-03-03")
        .about("2022-03-03")
        .figure("detained", rule="span")
    )
    assert (plain.low, plain.vague, plain.status) == (None, "", "none_stands")


def test_a_word_that_the_table_lacks_stays_a_word(copy: Path):
    add_rows(
        copy,
        "claims",
        "D-03,detained,all,island,,,,vague,watch,2022-03-09,2022-03-09,gazette-9,,,a handful,high,",
    )
    known = with_settings(Case.load(copy), vague_words="airwars").as_known("2022-03-09")
    assert "handful" not in VAGUE["airwars"]
    assert ("D-03", "states no number") in known.figure(
        "detained", rule="span"
    ).excluded


def test_an_unknown_table_is_named(harbour: Case):
    with pytest.raises(
        CallError, match="there is no table 'mine'; there are: acled, airwars"
    ):
        with_settings(harbour, vague_words="mine").as_known("2022-03-03").figure(
            "detained"
        )


def test_standing_never_depends_on_the_table(harbour: Case):
    left, right = (
        with_settings(harbour, vague_words=each).as_known("2022-03-09").claims
        for each in ("", "acled")
    )
    assert left.equals(right)


# Sums.


def test_what_is_part_of_the_other_cannot_be_added(harbour: Case):
    known = harbour.as_known("2022-03-05")
    with pytest.raises(
        OverlapError, match="one of pact and northland is part of the other"
    ):
        add([known.figure("troops", "pact"), known.figure("troops", "northland")])


def test_what_nothing_keeps_apart_cannot_be_added(harbour: Case):
    known = harbour.as_known("2022-03-05")
    with pytest.raises(OverlapError, match="nothing says that they share nobody"):
        add(
            [
                known.figure("troops", "southland", rule="span"),
                known.figure("troops", "northland", rule="span"),
            ]
        )


def test_metrics_that_overlap_cannot_be_added(copy: Path):
    metrics = copy / "metrics.csv"
    metrics.write_text(
        metrics.read_text().replace(
            "People brought to the police,", "People brought to the police,killed"
        )
    )
    known = Case.load(copy).as_known("2022-03-05")
    with pytest.raises(
        OverlapError, match=r"killed and detained overlap \(metrics.csv\)"
    ):
        add([known.figure("killed"), known.figure("detained")])


def test_what_differs_in_measure_cannot_be_added(harbour: Case):
    known = harbour.as_known("2022-03-05")
    with pytest.raises(OverlapError, match="differ in unit or measure"):
        add([known.figure("killed"), known.figure("troops", "pact")])


def test_what_is_not_known_cannot_be_added(harbour: Case):
    known = with_settings(harbour, apart=[["northland", "southland"]]).as_known(
        "2022-03-05"
    )
    with pytest.raises(
        OverlapError,
        match="troops/southland/island cannot be added: it has no number in force",
    ):
        add([known.figure("troops", "northland"), known.figure("troops", "southland")])


def test_what_shares_nobody_is_added_with_its_doubt(harbour: Case):
    known = with_settings(harbour, apart=[["northland", "southland"]]).as_known(
        "2022-03-05"
    )
    both = add(
        [
            known.figure("troops", each, rule="span")
            for each in ("northland", "southland")
        ]
    )
    assert (both.value, both.wording, both.rule, both.claims) == (
        550,
        "about",
        "sum",
        ("T-02", "T-03"),
    )
    assert (
        add(
            [known.figure("killed", rule="span"), known.figure("detained", rule="span")]
        ).high
        is None
    )


def words(case: Case, claim_id: str) -> str:
    """A claim's number in words."""
    return number(case, claim_id).text


def plain(prose: Prose) -> str:
    """Prose with plain spaces."""
    return prose.text.replace("\u00a0", " ")


@pytest.fixture
def parts(copy: Path) -> Path:
    """The invented case with two contributors that share nobody and both state numbers."""
    settings = copy / "case.toml"
    settings.write_text('apart = [["northland", "southland"]]\n' + settings.read_text())
    add_rows(
        copy, "speakers", "south-mod,Southland Defence Ministry,official,southland,"
    )
    return copy


@pytest.mark.parametrize(
    ("numbers", "wording", "rest"),
    [
        ((",150,", "exact"), "exact", "50 of the 500 are not broken down."),
        ((",150,", "about"), "about", "About 50 of the 500 are not broken down."),
        (
            ("150,,", "at_least"),
            "at_most",
            "At most 50 of the 500 are not broken down.",
        ),
        (
            ("100,,150", "range"),
            "range",
            "Between 50 and 100 of the 500 are not broken down.",
        ),
        ((",199,", "exact"), "exact", "1 of the 500 is not broken down."),
        ((",200,", "exact"), "exact", "The parts add up to the 500."),
        ((",250,", "exact"), "exact", "Together the parts are more than the 500."),
    ],
)
def test_the_gap_between_parts_and_total_is_a_figure_of_its_own(
    parts: Path, numbers: tuple[str, str], wording: str, rest: str
):
    amount, said = numbers
    add_rows(
        parts,
        "claims",
        f"T-04,troops,southland,island,{amount},{said},north-mod,2022-03-04,2022-03-05,mod-4,,,,high,",
    )
    (gap,) = gaps(Case.load(parts).as_known("2022-03-05"))
    assert plain(gap.say()) == (
        "Troops, Pact force: 500, according to the Northland Defence Ministry, as of 4 March 2022, "
        f"of which Northland: 300; Southland: {words(Case.load(parts), 'T-04')}. {rest}"
    )
    assert gap.reference == (
        "troops/pact/island=troops/northland/island+troops/southland/island"
    )
    assert (gap.rest.rule, gap.rest.wording, gap.rest.inputs) == (
        "gap",
        wording,
        ("T-01", "T-02", "T-04"),
    )


def test_parts_by_another_party_make_no_gap(parts: Path):
    add_rows(
        parts,
        "claims",
        "T-04,troops,southland,island,,150,,exact,south-mod,2022-03-04,2022-03-05,mod-4,,,,high,",
    )
    assert gaps(Case.load(parts).as_known("2022-03-05")) == []


def test_a_disputed_part_makes_no_gap(parts: Path):
    add_rows(
        parts,
        "claims",
        "T-04,troops,southland,island,,150,,exact,north-mod,2022-03-04,2022-03-05,mod-4,,,,high,",
    )
    add_rows(parts, "acts", "X-90,T-04,disputed,watch,2022-03-05,,gazette-5,As told")
    assert gaps(Case.load(parts).as_known("2022-03-05")) == []


def test_a_part_above_its_whole_is_remarked(parts: Path):
    add_rows(
        parts,
        "claims",
        "T-04,troops,southland,island,,600,,exact,south-mod,2022-03-04,2022-03-05,mod-4,,,,high,",
    )
    known = Case.load(parts).as_known("2022-03-05")
    above = excess(known.figure("troops", "southland"))
    assert above is not None
    assert plain(above.remark()) == (
        "more than the 500 for Pact force by the Northland Defence Ministry (4 Mar 2022)"
    )
    assert excess(known.figure("troops", "northland")) is None


def test_what_the_notes_explain_of_a_gap_is_printed(shipped: Case):
    first, second = gaps(shipped.as_known("2024-01-03"))
    told = first.say().text
    assert (
        "25 of the 238 are not broken down. On 238: The remaining 25 equal the 19"
        in told
    )
    assert "The remaining 25" not in second.say().text
    assert "unaccounted" not in told + second.say().text


def test_parts_of_another_day_make_no_gap(parts: Path):
    add_rows(
        parts,
        "claims",
        "T-04,troops,southland,island,,150,,exact,south-mod,2022-03-20,2022-03-20,mod-4,,,,high,",
    )
    assert gaps(Case.load(parts).as_known("2022-03-20")) == []


def test_the_regions_of_the_withdrawn_toll_leave_a_gap_while_it_stands(shipped: Case):
    (gap,) = (
        each
        for each in gaps(shipped.as_known("2022-01-09T18:00"))
        if each.total.metric == "killed"
    )
    assert (gap.total.value, gap.sum.value, gap.rest.value) == (164, 142, 22)
    assert not [
        each
        for each in gaps(shipped.as_known("2022-01-09"))
        if each.total.metric == "killed"
    ]


# Falls.


def test_a_fall_names_the_act_that_explains_it_or_none(harbour: Case, copy: Path):
    (fall,) = falls(harbour.as_known("2022-03-09"))
    assert (fall.before, fall.after, fall.acts) == ("K-03", "K-05", ())
    add_rows(
        copy,
        "acts",
        "A-09,K-03,disputed,editors,2022-03-09,,gazette-9,The list of names has {K-05}",
    )
    (fall,) = falls(Case.load(copy).as_known("2022-03-09"))
    assert fall.acts == ("A-09",)


def test_the_shipped_series_that_fell_are_found(shipped: Case):
    found = {
        (fall.before, fall.after): fall.acts
        for fall in falls(shipped.as_known("2024-01-03"))
    }
    assert found["KT-015", "KT-016"] == ("A-KT-015",)
    assert found["KA-002", "KA-004"] == ()


def test_what_was_withdrawn_is_no_fall(harbour: Case):
    assert falls(harbour.as_known("2022-03-03")) == []


# Standing: what the acts do, beyond `test_claims.py`.


def test_a_replacement_that_fell_puts_nothing_back(copy: Path):
    add_rows(
        copy,
        "acts",
        "A-07,K-03,superseded,prosecutor,2022-03-09,K-05,gazette-9,A later count",
    )
    assert (
        Case.load(copy).as_known("2022-03-09").claims.at["K-03", "standing"]
        == "superseded"
    )
    add_rows(
        copy, "acts", "A-08,K-05,withdrawn,prosecutor,2022-03-09,,gazette-9,An error"
    )
    known = Case.load(copy).as_known("2022-03-09")
    assert known.claims.at["K-03", "standing"] == "superseded"
    assert told(known, metric="killed") == (
        "Killed: no figure stands; the last, 11 by the Prosecutor as of 9 March 2022, was "
        "withdrawn by the Prosecutor on 9 March 2022; the rule official leaves out 1 claim that is "
        "not by an official speaker."
    )


def test_what_is_taken_back_revives_only_what_it_names(copy: Path):
    add_rows(
        copy,
        "acts",
        "A-08,K-05,withdrawn,prosecutor,2022-03-09,K-03,gazette-9,An error",
    )
    known = Case.load(copy).as_known("2022-03-09")
    assert known.claims.at["K-03", "standing"] == "in force"
    assert known.figure("killed").value == 12
    add_rows(
        copy,
        "claims",
        "K-09,killed,all,island,,13,,exact,ministry,2022-03-10,2022-03-10,gazette-9,,,,high,",
    )
    known = Case.load(copy).as_known("2022-03-10")
    assert known.claims.at["K-03", "superseded_by"] == "K-09"


def test_what_a_withdrawal_names_stands_again_however_many_came_between():
    claims = [
        {"claim_id": "C1", "value": "10", "refers_to": "2022-03-01"},
        {"claim_id": "C2", "value": "20", "refers_to": "2022-03-05"},
        {"claim_id": "C3", "value": "30", "refers_to": "2022-03-06"},
        {"claim_id": "C4", "value": "12", "refers_to": "2022-03-06", "relays": "C1"},
    ]
    act = {"act_id": "A1", "target": "C3", "act": "withdrawn", "by": "min"}
    act |= {"published": "2022-03-07"}
    again = small(claims, [act | {"replaced_by": "C1"}]).as_known("2022-03-07")
    assert again.claims["standing"].tolist()[:3] == [
        "in force",
        "superseded",
        "withdrawn",
    ]
    # A relay is no link of a chain: to name one puts nothing back.
    relay = small(claims, [act | {"replaced_by": "C4"}]).as_known("2022-03-07")
    assert relay.claims["standing"].tolist()[:3] == [
        "superseded",
        "superseded",
        "withdrawn",
    ]


def test_two_of_a_day_of_which_one_fell_leave_the_other(copy: Path):
    add_rows(
        copy,
        "claims",
        "K-09,killed,all,island,,14,,exact,prosecutor,2022-03-09,2022-03-09,gazette-9,,,,high,",
    )
    add_rows(
        copy,
        "acts",
        "A-07,K-05,superseded,prosecutor,2022-03-09,K-09,gazette-9,A later count",
    )
    assert Case.load(copy).as_known("2022-03-09").figure("killed").claims == ("K-09",)
    add_rows(
        copy, "acts", "A-08,K-09,withdrawn,prosecutor,2022-03-09,,gazette-9,An error"
    )
    assert Case.load(copy).as_known("2022-03-09").figure("killed").claims == ("K-05",)


# What an outside oracle found: small ledgers by hand.

_WITNESSES = [
    {"speaker_id": "min", "name": "Ministry", "kind": "official", "party": "gov"},
    {
        "speaker_id": "off",
        "name": "Second Ministry",
        "kind": "official",
        "party": "other",
    },
    {
        "speaker_id": "unn",
        "name": "unnamed officials",
        "kind": "unattributed",
        "party": "gov",
    },
    {"speaker_id": "paper", "name": "Paper", "kind": "media", "party": "paper"},
    {"speaker_id": "watch", "name": "Watch", "kind": "ngo", "party": "watch"},
]


def small(
    claims: list[dict[str, str]],
    acts: list[dict[str, str]] | None = None,
    **metric: str,
) -> Case:
    """A case of claims on the killed; what they do not say is the ministry's, exact and of the day
    they refer to."""
    rows = [
        {
            "metric": "killed",
            "group": "all",
            "place": "island",
            "wording": "exact",
            "speaker": "min",
            "published": claim["refers_to"],
            "source_id": "paper-1",
            "recorded": "high",
        }
        | claim
        for claim in claims
    ]
    counted = {
        "metric": "killed",
        "label": "killed",
        "unit": "persons",
        "measure": "cumulative",
    }
    source = {"source_id": "paper-1", "title": "Paper", "publisher": "Paper"}
    return case_of(
        {
            "claims": rows,
            "acts": [
                {"source_id": "paper-1", "reason": "As told"} | act
                for act in acts or []
            ],
            "sources": [source | {"published": "2022-03-01", "kind": "news"}],
            "speakers": _WITNESSES,
            "metrics": [counted | {"counts": "Killed"} | metric],
            "groups": [{"id": "all", "label": "everyone"}],
            "places": [{"id": "island", "label": "Island"}],
        }
    )


@pytest.mark.parametrize(
    ("third", "official", "said"),
    [
        (
            {"wording": "vague", "basis": "dozens"},
            ("C3",),
            "Killed: dozens, according to the Ministry, as of 6 March 2022.",
        ),
        (
            {"wording": "at_least", "low": "25", "speaker": "unn"},
            (),
            "Killed: no figure stands; the last, 20 by the Ministry as of 5 March 2022, was "
            "replaced by at least 25 by unnamed officials as of 6 March 2022; the rule official "
            "leaves out 1 claim that is not by an official speaker.",
        ),
    ],
)
def test_what_an_act_replaced_still_replaces_what_was_older(
    third: dict[str, str], official: tuple[str, ...], said: str
):
    claims = [
        {"claim_id": "C1", "value": "10", "refers_to": "2022-03-01"},
        {"claim_id": "C2", "value": "20", "refers_to": "2022-03-05"},
        {"claim_id": "C3", "refers_to": "2022-03-06"} | third,
    ]
    act = {
        "act_id": "A1",
        "target": "C2",
        "act": "superseded",
        "by": "min",
        "replaced_by": "C3",
    }
    known = small(claims, [act | {"published": "2022-03-06"}]).as_known("2022-03-06")
    assert known.claims["superseded_by"].tolist() == ["C2", "C3", ""]
    assert known.figure("killed").claims == official
    assert told(known, metric="killed") == said


def test_a_party_is_heard_by_its_newest_word():
    claims = [
        {"claim_id": "C1", "value": "10", "refers_to": "2022-03-01"},
        {"claim_id": "C2", "speaker": "unn", "low": "1300", "wording": "over"},
        {"claim_id": "C3", "speaker": "paper", "low": "900", "wording": "over"},
    ]
    later = {"refers_to": "2022-04-05"}
    known = small([claims[0], claims[1] | later, claims[2] | later]).as_known(
        "2022-04-05"
    )
    figure = known.figure("killed", rule="span")
    assert (figure.low, figure.high, figure.parties, figure.claims) == (
        900,
        None,
        2,
        ("C2", "C3"),
    )
    assert figure.excluded == (("C1", "describes an earlier day than C2"),)
    assert known.figure("killed").excluded == (
        ("C2", "not an official speaker"),
        ("C3", "not an official speaker"),
    )


def test_projections_and_recaps_are_no_figure_no_rival_and_replace_nothing():
    count = {"claim_id": "C1", "value": "10", "refers_to": "2022-03-01"}
    feared = {"claim_id": "C2", "value": "20000", "refers_to": "2022-03-05"}
    known = small([count, feared | {"nature": "projection"}]).as_known("2022-03-05")
    assert list(known.claims["standing"]) == ["in force", "in force"]
    for rule in ("official", "span"):
        figure = known.figure("killed", rule=rule)
        assert (figure.claims, figure.excluded) == (("C1",), (("C2", "a projection"),))
        assert (figure.span.low, figure.span.high) == (10, 10)
    recap = feared | {"claim_id": "C3", "nature": "recap", "speaker": "paper"}
    only = small([feared | {"nature": "projection"}, recap]).as_known("2022-03-05")
    assert told(only, metric="killed") == (
        "Killed: not known; the rule official leaves out 1 projection and 1 recap of what was "
        "acknowledged before."
    )


def test_estimates_are_told_apart_from_counts():
    estimate = {"claim_id": "C1", "low": "100", "high": "120", "wording": "range"}
    estimate |= {"refers_to": "2022-03-01", "nature": "estimate"}
    count = {
        "claim_id": "C2",
        "value": "90",
        "refers_to": "2022-03-01",
        "speaker": "paper",
    }
    known = small([estimate, count]).as_known("2022-03-01")
    assert known.figure("killed").nature == "estimate"
    assert known.figure("killed", rule="span").nature == "counts and estimates"
    assert told(known, metric="killed") == (
        "Killed: estimated at between 100 and 120, according to the Ministry, as of 1 March 2022."
    )
    assert told(known, metric="killed", rule="span") == (
        "Killed: between 90 and 120, according to Paper (90, as of 1 March 2022); the Ministry "
        "(estimated at 100 to 120, as of 1 March 2022)."
    )


def test_a_metric_says_whom_to_believe():
    claims = [
        {"claim_id": "C1", "value": "10", "refers_to": "2022-03-05"},
        {
            "claim_id": "C2",
            "value": "30",
            "refers_to": "2022-03-01",
            "speaker": "watch",
        },
        {
            "claim_id": "C3",
            "value": "40",
            "refers_to": "2022-03-02",
            "speaker": "paper",
        },
    ]
    known = small(claims, believe="watch;media").as_known("2022-03-05")
    figure = known.figure("killed")
    assert (figure.claims, figure.excluded) == (
        ("C2",),
        (
            ("C1", "not among those believed for killed: watch, media"),
            ("C3", "the speaker of C2 is believed before"),
        ),
    )
    without = small(claims[::2], believe="watch;media").as_known("2022-03-05")
    assert without.figure("killed").claims == ("C3",)
    nobody = small(claims[:1], believe="watch;media").as_known("2022-03-05")
    assert told(nobody, metric="killed") == (
        "Killed: not known; the rule official leaves out 1 claim by a speaker who is not believed "
        "for it."
    )


@pytest.mark.parametrize(
    ("days", "claims"),
    [("", ("C2",)), ("7", ("C2",)), ("8", ("C1", "C2")), ("0", ("C2",))],
)
def test_a_metric_says_how_long_a_claim_is_a_rival(days: str, claims: tuple[str, ...]):
    old = {
        "claim_id": "C1",
        "value": "40",
        "refers_to": "2022-03-01",
        "speaker": "paper",
    }
    new = {"claim_id": "C2", "value": "225", "refers_to": "2022-03-09"}
    known = small([old, new], rival_days=days).as_known("2022-03-09")
    figure = known.figure("killed", rule="span")
    assert figure.claims == claims
    if len(claims) == 1:
        assert figure.excluded == (
            ("C1", f"ends more than {days or 7} days before C2"),
        )


def test_two_numbers_of_a_day_of_one_party_both_stand():
    claims = [
        {"claim_id": "C1", "value": "20", "refers_to": "2022-03-05"},
        {"claim_id": "C2", "value": "12", "refers_to": "2022-03-05"},
    ]
    known = small(claims).as_known("2022-03-05")
    for rule in ("official", "span"):
        figure = known.figure("killed", rule=rule)
        assert (figure.low, figure.value, figure.high, figure.wording) == (
            12,
            None,
            20,
            "range",
        )
        assert (figure.claims, figure.parties, figure.undecided) == (
            ("C1", "C2"),
            1,
            True,
        )
        assert (figure.amount().text, figure.refers_to) == ("12 or 20", "2022-03-05")
        assert told(known, metric="killed", rule=rule) == (
            "Killed: 12 or 20, according to the Ministry (20, as of 5 March 2022); the Ministry "
            "(12, as of 5 March 2022); which is the newer is not known."
        )


def test_two_offices_of_a_day_are_both_told():
    claims = [
        {"claim_id": "C1", "value": "20", "refers_to": "2022-03-05"},
        {"claim_id": "C2", "value": "12", "refers_to": "2022-03-05", "speaker": "off"},
    ]
    known = small(claims).as_known("2022-03-05")
    assert told(known, metric="killed") == (
        "Killed: 12 or 20, according to the Ministry (20, as of 5 March 2022); the Second Ministry "
        "(12, as of 5 March 2022)."
    )


def test_the_same_number_twice_is_one():
    claims = [
        {"claim_id": each, "value": "20", "refers_to": "2022-03-05"}
        for each in ("C1", "C2")
    ]
    figure = small(claims).as_known("2022-03-05").figure("killed")
    assert (figure.value, figure.claims) == (20, ("C2",))
    assert figure.excluded == (("C1", "says the same as C2"),)


def test_what_nobody_claimed_is_on_no_record(harbour: Case):
    assert told(harbour.as_known("2022-02-01"), metric="killed") == (
        "Killed: not known; no claim is on record."
    )


def test_a_withdrawal_of_a_withdrawal_can_itself_be_withdrawn(copy: Path):
    add_rows(
        copy,
        "acts",
        "A-04,A-02,withdrawn,prosecutor,2022-03-03,,radio-3,An error",
        "A-05,A-01,withdrawn,ministry,2022-03-03,,radio-3,An error",
        "A-06,A-04,withdrawn,prosecutor,2022-03-04,,mod-4,No error",
    )
    whole = Case.load(copy)
    standings = [
        whole.as_known(day).claims.at["K-01", "standing"]
        for day in ("2022-03-02", "2022-03-03", "2022-03-04")
    ]
    assert standings == ["withdrawn", "in force", "withdrawn"]


def test_a_denial_by_another_party_leaves_a_claim_in_force_marked(copy: Path):
    add_rows(
        copy,
        "acts",
        "A-07,K-02,denied,ministry,2022-03-04,,mod-4,The ministry has lower counts",
    )
    known = Case.load(copy).as_known("2022-03-04")
    assert known.claims.at["K-02", "standing"] == "disputed"
    assert told(known, metric="killed", rule="span") == (
        "Killed: at least 4, according to Harbour Radio, as of 3 March 2022; denied by the "
        "Ministry of Health on 4 March 2022."
    )


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_reads_as_english_whatever_is_known(rule: str):
    case = with_settings(Case.load(HARBOUR), parties_to_conflict=["island"])
    for as_of in (
        "2022-02-01",
        "2022-03-01T16:00",
        "2022-03-01",
        "2022-03-02",
        "2022-03-03",
        "2022-03-05",
        "2022-03-09",
    ):
        known = case.as_known(as_of)
        for metric, group, place in known.quantities:
            said = told(known, metric=metric, group=group, place=place, rule=rule)
            assert said[0].isupper()
            assert said.endswith(".")
            assert not {"nan", "None", "  ", "..", " ,", " ;"} & {
                said[i : i + n] for n in (2, 3, 4) for i in range(len(said))
            }


def test_a_disputed_witness_is_marked_as_one(copy: Path):
    add_rows(copy, "acts", "A-07,K-02,disputed,editors,2022-03-05,,gazette-5,As told")
    assert told(
        Case.load(copy).as_known("2022-03-05"), metric="killed", rule="span"
    ) == (
        "Killed: at least 4, according to Harbour Radio (at least 4, as of 3 March 2022, "
        "we doubt it); "
        "the Prosecutor (12, as of 5 March 2022)."
    )
