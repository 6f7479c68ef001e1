"""Side by side: what is the same quantity is compared, what is not is refused with the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from asknown.cli.app import app
from asknown.errors import CallError
from asknown.model.case import Case
from asknown.report.comparison import Comparison, Incomparable, compare
from asknown.subjects.claims import ids
from asknown.text import english
from asknown.text.blocks import Register, Table
from tests.support.pdf import attached, failures, text
from tests.support.places import HARBOUR
from tests.support.written_cases import write_case

DAY = "2022-03-05"


@pytest.fixture(scope="module")
def north(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """An invented case."""
    return Case.load(
        write_case(
            tmp_path_factory.mktemp("one") / "north",
            "north",
            24,
            2,
            ("killed", "detained_24h", "troops"),
        )
    )


@pytest.fixture(scope="module")
def south(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Another, whose rows have the same ids."""
    return Case.load(
        write_case(
            tmp_path_factory.mktemp("two") / "south",
            "south",
            40,
            2,
            ("killed", "detained_24h", "troops"),
        )
    )


def _with(case: Case, table: str, row: str, **cells: str) -> Case:
    """The case with some cells of a row changed."""
    frame = case.tables[table].copy()
    for column, cell in cells.items():
        frame.loc[row, column] = cell
    return replace(case, tables={**case.tables, table: frame})


@pytest.fixture(scope="module")
def both(north: Case, south: Case) -> Comparison:
    """Their dead side by side."""
    return compare(north.as_known(DAY), south.as_known(DAY), "killed")


def test_each_side_has_its_own_figure_and_all_its_claims_in_force(both: Comparison):
    first, second = both.sides
    assert first.figure == first.case.figure("killed")
    figures, claims = (block for block in both.blocks() if isinstance(block, Table))
    assert [row[1].text for row in figures.rows] == [
        first.figure.amount().text,
        second.figure.amount().text,
    ]
    assert len(claims.rows) == len(first.claims) + len(second.claims)
    assert {row[0].text for row in claims.rows} == {"North", "South"}


def test_rows_of_the_same_id_are_told_apart_in_traces_and_notes(both: Comparison):
    names = {f"{side.key}/" for side in both.sides}
    register = next(block for block in both.blocks() if isinstance(block, Register))
    for piece in _runs(
        [block.data() for block in both.blocks() if not isinstance(block, Register)]
    ):
        assert all(
            trace.startswith(("declared:", *names)) for trace in piece.get("trace", [])
        ), piece
        assert set(piece.get("notes", [])) <= set(register.sources)
    first, second = both.sides
    assert not set(ids(first.claims)).isdisjoint(ids(second.claims))


def _runs(value: Any) -> Any:
    if isinstance(value, dict):
        if "text" in value or "notes" in value:
            yield value
        else:
            for each in value.values():
                yield from _runs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _runs(each)


def test_the_printed_comparison_is_accessible_and_every_numeral_traced(
    both: Comparison,
):
    files = both.files()
    assert failures(files["comparison.pdf"]) == []
    printed = {each["text"] for each in json.loads(files["trace.json"])["numerals"]}
    told = text(files["comparison.pdf"])
    assert set(english.numerals(told)) <= printed
    assert files["charts/ranges_side_by_side.svg"].startswith(b"<?xml")
    assert b"As known on" in files["embed/ranges_side_by_side.html"]
    assert b"South" in files["comparison.html"]
    assert {
        name.rsplit("_", 1)[0]
        for name in attached(files["comparison.pdf"])
        if "claims" in name
    } == {"north", "south"}


def test_the_same_two_give_the_same_bytes(both: Comparison, north: Case, south: Case):
    again = compare(north.as_known(DAY), south.as_known(DAY), "killed")
    assert again.files() == both.files()


@pytest.mark.parametrize(
    ("table", "row", "cells", "kind"),
    [
        ("metrics", "killed", {"unit": "bodies"}, "unit"),
        ("metrics", "killed", {"measure": "stock"}, "measure"),
        ("metrics", "killed", {"counts": "Killed and wounded"}, "counts"),
        ("groups", "all", {"label": "civilians"}, ""),
    ],
)
def test_another_definition_is_refused_by_name(
    north: Case, south: Case, table: str, row: str, cells: Any, kind: str
):
    other = _with(south, table, row, **cells)
    if not kind:  # the same id under another label is the same group
        assert compare(north.as_known(DAY), other.as_known(DAY), "killed")
        return
    with pytest.raises(Incomparable, match=f"cannot be compared: {kind}: “"):
        compare(north.as_known(DAY), other.as_known(DAY), "killed")


def test_two_moments_of_one_case_are_not_called_by_numbers(north: Case):
    with pytest.raises(
        Incomparable, match=rf"^two figures of {north.id} cannot be compared: "
    ):
        compare(north.as_known("2022-03-01"), north.as_known(DAY), "killed")


def test_what_a_reader_may_judge_is_accepted_and_told_what_is_not_the_same_unit_never(
    north: Case, south: Case
):
    other = _with(south, "metrics", "killed", counts="Killed and wounded")
    found = compare(
        north.as_known(DAY), other.as_known(DAY), "killed", accept=["counts"]
    )
    said = [prose.text for prose in found.say()]
    assert (
        "Compared although they differ in what they count: “People reported killed” here, "
        "“Killed and wounded” there." in said
    )
    assert not any(line.startswith("Both count the same") for line in said)
    with pytest.raises(CallError, match="'unit' is none of counts"):
        compare(north.as_known(DAY), other.as_known(DAY), "killed", accept=["unit"])


def test_a_part_and_its_whole_are_refused(north: Case, south: Case):
    with pytest.raises(Incomparable, match="place: Harbour and Island overlap"):
        compare(
            north.as_known(DAY),
            south.as_known(DAY),
            "killed",
            place=("harbour", "island"),
        )
    whole, part = (
        _of_group(case, group).as_known(DAY)
        for case, group in ((north, "pact"), (south, "north"))
    )
    with pytest.raises(Incomparable, match="group: Pact force and Northland overlap"):
        compare(whole, part, "troops", ("pact", "north"))
    with pytest.raises(Incomparable, match="group: Northland here, Southland there"):
        compare(part, north.as_known(DAY), "troops", ("north", "south"))


def _of_group(case: Case, group: str) -> Case:
    claims = case.tables["claims"]
    return replace(
        case,
        tables={
            **case.tables,
            "claims": claims.assign(group=claims["group"].replace("south", group)),
        },
    )


def test_nothing_is_refused_that_is_the_same(north: Case, south: Case):
    for metric, group in (
        ("killed", "all"),
        ("detained_24h", "all"),
        ("troops", "south"),
    ):
        assert (
            compare(north.as_known(DAY), south.as_known(DAY), metric, group).accepted
            == ()
        )


def test_two_moments_are_refused_unless_they_are_meant(north: Case, south: Case):
    with pytest.raises(
        Incomparable,
        match=r"as_of: known on 4.March.2022, Asia/Almaty and on 5.March.2022",
    ):
        compare(north.as_known("2022-03-04"), south.as_known(DAY), "killed")
    elsewhere = replace(
        south, settings=replace(south.settings, timezone="Europe/Lisbon")
    )
    minute = f"{DAY}T16:00"
    with pytest.raises(Incomparable, match="as_of"):
        compare(north.as_known(minute), elsewhere.as_known(minute), "killed")
    said = [
        each.text
        for each in compare(
            north.as_known(DAY), elsewhere.as_known(DAY), "killed"
        ).say()
    ]
    assert "A day ends at midnight, Asia/Almaty here and Europe/Lisbon there." in said


def test_spans_of_other_lengths_are_refused_for_what_flows(north: Case, south: Case):
    claims = south.tables["claims"]
    other = replace(
        south,
        tables={
            **south.tables,
            "claims": claims.assign(refers_to="2022-03-01/2022-03-02"),
        },
    )
    with pytest.raises(
        Incomparable, match=r"span: 1.March.2022 here, 1 to 2.March.2022 there"
    ):
        compare(
            north.as_known("2022-03-01"),
            other.as_known("2022-03-01"),
            "detained_24h",
            rule="span",
        )


def test_what_a_case_does_not_know_is_said_with_what_it_knows(north: Case, south: Case):
    with pytest.raises(
        CallError,
        match="north knows no claim on injured/all/island; it has: detained_24h, killed, troops",
    ):
        compare(north.as_known(DAY), south.as_known(DAY), "injured")
    with pytest.raises(CallError, match="compare cases as known"):
        compare(north, south.as_known(DAY), "killed")


def test_a_metric_may_have_another_name_in_each(north: Case, south: Case):
    rows = south.tables["metrics"].assign(
        metric=south.tables["metrics"]["metric"].replace("killed", "deaths")
    )
    claims = south.tables["claims"].assign(
        metric=south.tables["claims"]["metric"].replace("killed", "deaths")
    )
    renamed = {
        **south.tables,
        "metrics": rows.set_index("metric", drop=False).rename_axis(None),
        "claims": claims,
    }
    other = replace(south, tables=renamed).as_known(DAY)
    found = compare(north.as_known(DAY), other, ("killed", "deaths"))
    assert [side.figure.metric for side in found.sides] == ["killed", "deaths"]


def test_a_ledger_beside_itself_keeps_its_sides_apart(north: Case):
    known = north.as_known(DAY)
    found = compare(known, known, "killed")
    assert [side.key for side in found.sides] == ["north.1", "north.2"]
    (line,) = (prose.text for prose in found.say() if "single witness" in prose.text)
    assert line.startswith("Both cite ")
    assert len(found.blocks()) == 6


def test_two_groups_of_one_case_are_told_apart_by_whom_they_count(south: Case):
    north = _of_group(south, "north").tables["claims"]
    both = pd.concat(
        [
            south.tables["claims"],
            north[north["group"] == "north"].rename(lambda each: f"{each}n"),
        ]
    )
    both["claim_id"] = both.index
    known = replace(south, tables={**south.tables, "claims": both}).as_known(DAY)
    with pytest.raises(Incomparable, match="group: Northland here, Southland there"):
        compare(known, known, "troops", ("north", "south"))
    found = compare(known, known, "troops", ("north", "south"), accept=["group"])
    figures, claims = (block for block in found.blocks() if isinstance(block, Table))
    assert [row[0].text for row in figures.rows] == ["Northland", "Southland"]
    assert {row[0].text for row in claims.rows} == {"Northland", "Southland"}
    assert found.what.text == "Troops"


def test_one_case_at_two_moments_is_told_apart_by_the_day(north: Case):
    found = compare(
        north.as_known("2022-03-04"), north.as_known(DAY), "killed", accept=["as_of"]
    )
    figures, _ = (block for block in found.blocks() if isinstance(block, Table))
    assert [row[0].text.replace("\u00a0", " ") for row in figures.rows] == [
        "4 March 2022",
        "5 March 2022",
    ]


def test_the_command_prints_json_for_two_moments_that_are_named():
    done = CliRunner().invoke(
        app,
        [
            "compare",
            str(HARBOUR),
            str(HARBOUR),
            "--as-of",
            "2022-03-01=2022-03-09",
            "--json",
        ],
    )
    found = json.loads(done.stdout)
    assert [side["as_of"] for side in found["sides"]] == ["2022-03-01", "2022-03-09"]
    assert [each["kind"] for each in found["accepted"]] == ["as_of"]


def test_the_command_refuses_before_it_writes(tmp_path: Path):
    call = [
        "compare",
        "kazakhstan-2022",
        str(HARBOUR),
        "--metric",
        "killed",
        "--out",
        str(tmp_path / "out"),
    ]
    refused = CliRunner().invoke(app, call).exception
    assert isinstance(refused, Incomparable)
    assert refused.exit_code == 2
    assert str(refused).startswith(
        "kazakhstan-2022 and harbour cannot be compared: counts: “"
    )
    assert list(tmp_path.iterdir()) == []
