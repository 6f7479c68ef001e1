"""The ledger of January 2022: the series that must come out, row for row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asknown import open_brief
from asknown.model.case import Case
from asknown.model.check import check
from asknown.model.figures import figures
from asknown.report import front_page
from asknown.subjects import accounts
from asknown.subjects.claims import said
from tests.support.places import DERNA, SHIPPED, UKRAINE
from tests.support.written_cases import cut_at

_SIDES = re.compile(
    r"\b(bandit|terrorist|militant|rioter|regime|junta|murdered|thug|martyr)s?\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(calls?|called|describes?|described|announced|says|reports of|remark)\b",
    re.IGNORECASE,
)


def test_check_finds_nothing():
    assert [str(problem) for problem in check(SHIPPED)] == []


@pytest.mark.parametrize(
    ("as_of", "killed"),
    [
        ("2022-01-09T18:00", 164),
        ("2022-01-16", 225),
        ("2022-01-20", 227),
        ("2022-03-15", 230),
        ("2022-06-01", 232),
        ("2022-07-30", 241),
        ("2022-08-20", 238),
        ("2023-02-01", 238),
    ],
)
def test_the_official_toll_on_a_day(shipped: Case, as_of: str, killed: int):
    figure = shipped.as_known(as_of).figure("killed")
    assert (figure.status, figure.value) == ("standing", killed)


@pytest.mark.parametrize("as_of", ["2022-01-09", "2022-01-12", "2022-01-14"])
def test_after_the_denial_no_official_toll_stands(shipped: Case, as_of: str):
    figure = shipped.as_known(as_of).figure("killed")
    reasons = dict(figure.excluded)
    assert (figure.status, figure.value) == ("none_stands", None)
    assert reasons["KT-004"].startswith("denied by Health Ministry on 2022-01-09")


def test_the_164_stood_for_two_hours(shipped: Case):
    assert shipped.as_known("2022-01-09T17:11").figure("killed").status == "unknown"
    assert shipped.as_known("2022-01-09T17:12").figure("killed").value == 164
    assert shipped.as_known("2022-01-09T19:16").figure("killed").value == 164
    assert shipped.as_known("2022-01-09T19:17").figure("killed").status == "none_stands"


def test_a_chart_strikes_a_number_when_it_fell_and_never_before_it_was_said(
    shipped: Case,
):
    toll = {
        claim.claim_id: claim
        for claim in said(shipped.as_known("2022-01-12"), "killed")
    }
    assert str(toll["KT-004"].gone) == "2022-01-09 19:17:00"
    everything = shipped.as_known("2024-01-03")
    fallen = everything.claims[
        everything.claims["standing"].isin(["withdrawn", "denied"])
    ]
    for key in {
        *fallen[["metric", "group", "place"]].itertuples(index=False, name=None)
    }:
        gone = [claim for claim in said(everything, *key) if claim.gone]
        assert gone
        assert all(claim.gone >= claim.local for claim in gone)


def test_a_tile_says_what_fell_and_what_the_others_say():
    report = open_brief(as_of="2022-01-12", case="kazakhstan-2022")
    tile = front_page.tile(report.headline[0])
    told = [part.text.replace("\u00a0", " ") for part in (tile.number, tile.caveat)]
    assert told == [
        "no official figure (164 withdrawn)",
        "at least 44 by unnamed officials (10 Jan 2022)",
    ]


@pytest.mark.parametrize(
    ("as_of", "detained"),
    [
        ("2022-01-08", 4404),
        ("2022-01-10", 7939),
        ("2022-01-11", 9900),
        ("2022-01-12", 9900),
        ("2023-02-01", 9900),
    ],
)
def test_the_last_official_count_of_the_detained_stands(
    shipped: Case, as_of: str, detained: int
):
    assert shipped.as_known(as_of).figure("detained").value == detained


def test_the_force_on_the_day_of_the_article(shipped: Case):
    known = shipped.as_known("2022-01-12")
    assert [
        known.figure("troops", group).value
        for group in ("csto", "armenia", "kyrgyzstan")
    ] == [
        2030,
        100,
        150,
    ]
    assert [known.figure("troops", group).value for group in ("russia", "belarus")] == [
        None,
        None,
    ]


def test_the_series_fall_only_where_they_fell(shipped: Case):
    whole = shipped.as_known("2024-01-03")
    official = whole.claims[
        (whole.claims["metric"] == "killed")
        & (whole.claims["group"] == "all")
        & (whole.claims["place"] == "kazakhstan")
        & (whole.claims["speaker_kind"] == "official")
        & (whole.claims["relays"] == "")
    ].sort_values("known")
    assert official["value"].tolist() == [164, 225, 227, 230, 232, 232, 241, 238, 238]


def test_the_four_places_given_with_the_164_leave_22_unplaced(shipped: Case):
    parts = shipped.as_known("2022-01-09T18:00").claims.loc[
        ["KA-001", "KR-001", "KR-002", "KR-003"], "value"
    ]
    assert parts.tolist() == [103, 21, 10, 8]
    assert (
        shipped.as_known("2022-01-09").figure("killed", place="almaty").status
        == "none_stands"
    )


def test_a_party_speaks_through_its_newest_number_in_a_span(shipped: Case):
    """A broadcaster's 182 of the 7th, not the same state's 168 of the 6th."""
    wanted = ("injured", "all", "kyzylorda-region")
    figure = shipped.as_known("2022-01-09").figure(*wanted, rule="span")
    assert (figure.low, figure.high, figure.claims) == (182, 182, ("IT-013",))
    assert ("IT-014", "describes an earlier day than IT-013") in figure.excluded


def test_a_denial_brings_no_estimate_of_the_first_day_back():
    """The Red Crescent's "at least 150" of a week before, when it denied the 11,300."""
    known = Case.load(DERNA).as_known("2023-09-17")
    assert known.claims.at["K-17", "standing"] == "denied"
    assert known.claims.at["K-02", "superseded_by"] == "K-17"
    assert "K-02" not in known.figure("killed", place="derna", rule="span").claims


def test_two_governments_of_one_day_are_both_told():
    figure = (
        Case.load(DERNA)
        .as_known("2023-09-13")
        .figure("killed", place="derna", rule="official")
    )
    assert (figure.amount().text, figure.claims) == (
        "over 5,100 or 7,000",
        ("K-12", "K-13"),
    )


def test_the_name_lists_of_others_are_claims_of_their_own(shipped: Case):
    claims = shipped.claims.loc[["KT-027", "KT-028"]]
    assert claims["value"].tolist() == [188, 221]
    assert set(claims["standing"]) == {"in force"}


@pytest.mark.parametrize(
    "claim",
    "KT-005 KT-017 KT-025 KT-026 KT-034 KT-037 DT-017 DT-033 CT-007 CR-011 KT-023 KT-024".split(),
)
def test_a_repeat_is_a_relay(shipped: Case, claim: str):
    assert shipped.claims.at[claim, "relays"]


def test_denials_are_acts_and_no_claims(shipped: Case):
    assert not {"KT-006", "KT-007", "KT-038", "KT-039"} & set(
        shipped.tables["claims"].index
    )
    acts = shipped.acts[shipped.acts["target"] == "KT-004"]
    assert sorted(acts["act"]) == ["denied", "denied", "disputed", "withdrawn"]


def test_things_counted_differently_are_different_metrics(shipped: Case):
    metric = shipped.claims["metric"]
    assert metric["DT-029"] == "suspects"
    assert metric["CT-004"] == metric["CT-014"] == "troops_planned"
    assert metric["CT-001"] == "standing_pool"
    assert metric["DT-018"] == metric["DT-019"] == "detained_24h"
    assert metric["DT-020"] == "detained"


def test_our_own_words_are_no_sides_words(shipped: Case):
    columns = {
        "claims": ["basis", "note"],
        "acts": ["reason"],
        "events": ["title", "note", "actors"],
        "positions": ["summary"],
    }
    columns |= {
        "movements": ["unit", "mission", "note"],
        "discrepancies": ["others_say"],
        "connectivity": ["note"],
    }
    for table, names in columns.items():
        for name in names:
            for row, text in shipped.tables[table][name].items():
                assert not _SIDES.search(text) or _ATTRIBUTED.search(text), (
                    f"{table} {row} {name}: {text}"
                )


def test_every_figure_has_its_inputs_and_reasons_on_every_day(shipped: Case):
    for day in (
        "2022-01-05",
        "2022-01-09T18:00",
        "2022-01-12",
        "2022-03-15",
        "2024-01-03",
    ):
        known = shipped.as_known(day)
        found = figures(known)
        told = sorted(
            claim
            for figure in found
            for claim in (*figure.claims, *(claim for claim, _ in figure.excluded))
        )
        assert told == list(known.claims.index)


def test_a_source_row_is_never_used_before_it_was_published(shipped: Case):
    for day in ("2022-01-05", "2022-01-12"):
        sources = shipped.as_known(day).tables["sources"]["published"]
        assert all(text[:10] <= day for text in sources)


def test_no_third_partys_page_is_read_at_run_time():
    library = Path(SHIPPED).parent.parent / "analysis"
    text = "".join(path.read_text() for path in library.rglob("*.py"))
    assert not re.search(
        r"\b(urlopen|requests|httpx|urllib\.request|create_connection|AF_INET)\b", text
    )
    talks = [
        path.name
        for path in library.rglob("*.py")
        if re.search(r"\bsocket\b", path.read_text())
    ]
    assert talks == ["forkserver.py"], (
        "a pair of sockets between a process and the one it forks, and no other"
    )


def test_positions_stand_side_by_side_where_several_actors_speak_of_the_same(
    shipped: Case,
):
    found = accounts.side_by_side(shipped.as_known("2022-01-12"))
    assert next(iter(found)) == "CSTO deployment"
    supporters, opponents, others = found["Armenian deployment"]
    assert (len(supporters), len(others)) == (0, 0)
    assert opponents["actor"].nunique() > 1
    assert all(sum(len(side) for side in sides) > 1 for sides in found.values())


def test_the_second_case_knows_nothing_later_than_its_day(tmp_path: Path):
    """The ledger as known equals the one from files cut at that day, and so do the figures."""
    whole, cut, day = UKRAINE, tmp_path / UKRAINE.name, "2026-01-28"
    cut_at(day, cut, whole)
    known, again = Case.load(whole).as_known(day), Case.load(cut).as_known(day)
    assert known.files() == again.files()
    assert [each.data() for each in figures(known)] == [
        each.data() for each in figures(again)
    ]
    assert len(Case.load(cut).claims) < len(Case.load(whole).claims)
