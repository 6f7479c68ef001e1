"""Claims as arrays: equal to a plain restatement row by row, whole and cut at the door, small and
large."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asknown import dates
from asknown.model import columns, known_tables
from asknown.model.case import Case
from asknown.model.figures import figures
from tests.support import naive
from tests.support.ledgers import AS_OF, OFTEN, Tables, case_of, ledgers
from tests.support.places import ROOT
from tests.support.written_cases import write_case

METRICS = ("killed", "detained", "detained_24h", "troops")


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Three hundred claims on counts, stocks and flows."""
    return Case.load(
        write_case(tmp_path_factory.mktemp("many") / "many", "many", 300, 20, METRICS)
    )


def _agrees(known: Case) -> None:
    rows = naive.claims_of(known)
    assert known.claims["standing"].to_dict() == {
        claim_id: row["standing"] for claim_id, row in rows.items()
    }
    for figure in figures(known, "official"):
        own = [
            row
            for row in rows.values()
            if (row["metric"], row["group"], row["place"])
            == (figure.metric, figure.group, figure.place)
        ]
        assert set(figure.claims) == naive.official(own)
        assert set(figure.span.claims) == naive.span(own)


@OFTEN
@given(ledgers(), AS_OF)
def test_arrays_say_what_a_plain_restatement_says(tables: Tables, as_of: str):
    _agrees(case_of(tables).as_known(as_of))


@pytest.mark.parametrize("as_of", ["2022-03-04", "2022-03-09T12:30", "2022-12-01"])
def test_counts_stocks_and_flows_are_the_restated_ones(many: Case, as_of: str):
    _agrees(many.as_known(as_of))


def test_what_is_parsed_before_the_door_is_what_is_parsed_behind_it(many: Case):
    """The arrays that pass the door are those of a ledger that never held what came later."""
    known = many.as_known("2022-03-09T12:30")
    there, anew = known.parsed.claims, columns.parse(dict(known.tables), known.zone)
    for name in (
        "known",
        "start",
        "end",
        "low",
        "value",
        "high",
        "numbered",
        "office",
        "heard",
        "aside",
        "flow",
        "relay",
        "origin",
        *columns.ORDERS,
    ):
        np.testing.assert_array_equal(
            getattr(there, name), getattr(anew, name), err_msg=name
        )
    assert [there.keys[each] for each in there.quantity] == [
        anew.keys[each] for each in anew.quantity
    ]
    assert {name: column.used() for name, column in there.references.items()} == {
        name: column.used() for name, column in anew.references.items()
    }


def test_tables_exchanged_are_parsed_again(many: Case):
    known = many.as_known("2022-12-01")
    day = known.tables["claims"]["refers_to"].iloc[0]
    assert set(known.about(day).claims["refers_to"]) == {day}
    assert (
        len(known.about(day).parsed.claims)
        == len(known.about(day).tables["claims"])
        < len(known.claims)
    )


def test_rows_made_a_quantity_at_a_time_are_those_made_at_once(
    many: Case, monkeypatch: pytest.MonkeyPatch
):
    at_once = [figure.data() for figure in figures(many.as_known("2022-12-01"))]
    monkeypatch.setattr(known_tables, "AT_ONCE", 0)
    known = many.as_known("2022-12-01")
    assert [figure.data() for figure in figures(known)] == at_once
    assert dict(known.quantities).keys() == {
        tuple(key) for key in known.claims[["metric", "group", "place"]].to_numpy()
    }


MOMENTS = st.datetimes(
    pd.Timestamp("1950-01-01").to_pydatetime(),
    pd.Timestamp("2090-01-01").to_pydatetime(),
)
OFFSETS = st.sampled_from(["Z", "+06:00", "-03:30", "+14:00", ":30+06:00", ":59-11:00"])


def test_a_row_says_what_the_table_of_claims_says(many: Case, shipped: Case):
    """What rules and figures read, put together once for all moments, is what the frame of each
    moment tells."""
    for known in (
        many.as_known("2022-03-09T12:30"),
        many,
        shipped.as_known("2022-01-12"),
        shipped,
    ):
        claims = known.claims
        read = {claim.claim_id for latest in known.latest.values() for claim in latest}
        assert len(read) > 40
        for key, rows in known.quantities.items():
            for row in rows:
                assert key == (row.metric, row.group, row.place)
                told = claims.loc[row.claim_id]
                assert [str(cell) for cell in row] == [
                    str(told[name]) for name in row._fields
                ]
        for latest in known.latest.values():
            assert all(claim == known.row(claim.claim_id) for claim in latest)


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.builds(
                lambda when, offset: f"{when:%Y-%m-%dT%H:%M}{offset}", MOMENTS, OFFSETS
            ),
            st.builds(
                lambda when, mark: f"{when:%Y-%m-%d}{mark}",
                MOMENTS,
                st.sampled_from(["", "~"]),
            ),
        )
    ),
    st.sampled_from(["Asia/Almaty", "Europe/London", "UTC"]),
)
def test_instants_are_those_of_each_cell(texts: list[str], zone: str):
    each = [
        int(dates.published(text, ZoneInfo(zone)).known.timestamp()) for text in texts
    ]
    assert (
        columns.instants(pd.Series(texts, dtype=str), ZoneInfo(zone)).tolist() == each
    )


def test_the_benchmark_measures_a_sound_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from asknown.model.check import check

    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    import scale

    folder = scale.write_ledger(tmp_path / "csv", 300)
    assert [problem for problem in check(folder) if " tie" not in problem.what] == []
    told, binary = (
        scale.measure(str(folder)),
        scale.measure(str(scale.as_parquet(folder, tmp_path / "parquet"))),
    )
    assert told["found"] == binary["found"] > 20
    _agrees(Case.load(folder).as_known(scale.AS_OF))
