"""Rules, sums, gaps and falls, on the invented case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asknown.errors import CallError, OverlapError
from asknown.model.case import Case
from asknown.model.rules import RULES, VAGUE, definition
from asknown.model.sums import add, falls, gaps
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
    assert "Example:" in doc
    assert "Origin:" in doc


def test_the_parties_to_the_conflict_are_left_out(harbour: Case):
    known = with_settings(harbour, parties_to_conflict=["island"]).as_known("2022-03-05")
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


@pytest.mark.parametrize(("table", "low", "high"), [("acled", 100, 100), ("airwars", 100, 200)])
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
    plain = harbour.as_known("2022-03-03").about("2022-03-03").figure("detained", rule="span")
    assert (plain.low, plain.vague, plain.status) == (None, "", "none_stands")


def test_a_word_that_the_table_lacks_stays_a_word(copy: Path):
    add_rows(
        copy,
        "claims",
        "D-03,detained,all,island,,,,vague,watch,2022-03-09,2022-03-09,gazette-9,,,a handful,high,",
    )
    known = with_settings(Case.load(copy), vague_words="airwars").as_known("2022-03-09")
    assert "handful" not in VAGUE["airwars"]
    assert ("D-03", "states no number") in known.figure("detained", rule="span").excluded


def test_an_unknown_table_is_named(harbour: Case):
    with pytest.raises(CallError, match="there is no table 'mine'; there are: acled, airwars"):
        with_settings(harbour, vague_words="mine").as_known("2022-03-03").figure("detained")


def test_standing_never_depends_on_the_table(harbour: Case):
    left, right = (
        with_settings(harbour, vague_words=each).as_known("2022-03-09").claims
        for each in ("", "acled")
    )
    assert left.equals(right)


# Sums.


def test_what_is_part_of_the_other_cannot_be_added(harbour: Case):
    known = harbour.as_known("2022-03-05")
    with pytest.raises(OverlapError, match="one of pact and northland is part of the other"):
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
    with pytest.raises(OverlapError, match=r"killed and detained overlap \(metrics.csv\)"):
        add([known.figure("killed"), known.figure("detained")])


def test_what_differs_in_measure_cannot_be_added(harbour: Case):
    known = harbour.as_known("2022-03-05")
    with pytest.raises(OverlapError, match="differ in unit or measure"):
        add([known.figure("killed"), known.figure("troops", "pact")])


def test_what_is_not_known_cannot_be_added(harbour: Case):
    known = with_settings(harbour, apart=[["northland", "southland"]]).as_known("2022-03-05")
    with pytest.raises(
        OverlapError, match="troops/southland/island cannot be added: it has no number in force"
    ):
        add([known.figure("troops", "northland"), known.figure("troops", "southland")])


def test_what_shares_nobody_is_added_with_its_doubt(harbour: Case):
    known = with_settings(harbour, apart=[["northland", "southland"]]).as_known("2022-03-05")
    both = add([known.figure("troops", each, rule="span") for each in ("northland", "southland")])
    assert (both.value, both.wording, both.rule, both.claims) == (
        550,
        "about",
        "sum",
        ("T-02", "T-03"),
    )
    assert (
        add([known.figure("killed", rule="span"), known.figure("detained", rule="span")]).high
        is None
    )


@pytest.fixture
def parts(copy: Path) -> Path:
    """The invented case with two contributors that share nobody and both state numbers."""
    settings = copy / "case.toml"
    settings.write_text('apart = [["northland", "southland"]]\n' + settings.read_text())
    add_rows(copy, "speakers", "south-mod,Southland Defence Ministry,official,southland,")
    return copy


@pytest.mark.parametrize(
    ("numbers", "wording", "rest"),
    [
        ((",150,", "exact"), "exact", "add up to 450 of 500, which leaves 50 unaccounted for."),
        (
            (",150,", "about"),
            "about",
            "add up to about 450 of 500, which leaves about 50 unaccounted for.",
        ),
        (
            ("150,,", "at_least"),
            "at_most",
            "add up to at least 450 of 500, which leaves at most 50 unaccounted for.",
        ),
        (
            ("100,,150", "range"),
            "range",
            "add up to between 400 and 450 of 500, which leaves between 50 and 100 unaccounted "
            "for.",
        ),
        ((",200,", "exact"), "exact", "add up to 500 of 500."),
        ((",250,", "exact"), "exact", "add up to 550 of 500, which is 50 more than the total."),
    ],
)
def test_the_gap_between_parts_and_total_is_a_figure_of_its_own(
    parts: Path, numbers: tuple[str, str], wording: str, rest: str
):
    amount, said = numbers
    add_rows(
        parts,
        "claims",
        f"T-04,troops,southland,island,{amount},{said},south-mod,2022-03-04,2022-03-05,mod-4,,,,high,",
    )
    (gap,) = gaps(Case.load(parts).as_known("2022-03-05"))
    assert gap.say().text.endswith(rest)
    assert (gap.rest.rule, gap.rest.wording, gap.rest.inputs) == (
        "gap",
        wording,
        ("T-01", "T-02", "T-04"),
    )


def test_parts_of_another_day_make_no_gap(parts: Path):
    add_rows(
        parts,
        "claims",
        "T-04,troops,southland,island,,150,,exact,south-mod,2022-03-20,2022-03-20,mod-4,,,,high,",
    )
    assert gaps(Case.load(parts).as_known("2022-03-20")) == []


def test_the_regions_of_the_withdrawn_toll_leave_a_gap_while_it_stands(shipped: Case):
    (gap,) = (
        each for each in gaps(shipped.as_known("2022-01-09T18:00")) if each.total.metric == "killed"
    )
    assert (gap.total.value, gap.sum.value, gap.rest.value) == (164, 142, 22)
    assert not [
        each for each in gaps(shipped.as_known("2022-01-09")) if each.total.metric == "killed"
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
    found = {(fall.before, fall.after): fall.acts for fall in falls(shipped.as_known("2024-01-03"))}
    assert found["KT-015", "KT-016"] == ("A-KT-015",)
    assert found["KA-002", "KA-004"] == ()


def test_what_was_withdrawn_is_no_fall(harbour: Case):
    assert falls(harbour.as_known("2022-03-03")) == []


# Standing: what the acts do, beyond `test_claims.py`.


def test_a_replacement_that_fell_puts_back_what_it_replaced(copy: Path):
    add_rows(
        copy, "acts", "A-07,K-03,superseded,prosecutor,2022-03-09,K-05,gazette-9,A later count"
    )
    assert Case.load(copy).as_known("2022-03-09").claims.at["K-03", "standing"] == "superseded"
    add_rows(copy, "acts", "A-08,K-05,withdrawn,prosecutor,2022-03-09,,gazette-9,An error")
    known = Case.load(copy).as_known("2022-03-09")
    assert known.claims.at["K-03", "standing"] == "in force"
    assert known.figure("killed").value == 12


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
        copy, "acts", "A-07,K-02,denied,ministry,2022-03-04,,mod-4,The ministry has lower counts"
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
    assert told(Case.load(copy).as_known("2022-03-05"), metric="killed", rule="span") == (
        "Killed: at least 4, according to Harbour Radio (at least 4, as of 3 March 2022, "
        "we doubt it); "
        "the Prosecutor (12, as of 5 March 2022)."
    )
