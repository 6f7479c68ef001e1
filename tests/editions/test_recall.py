"""Which published edition used a claim, and which relies on one that fell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from asknown.editions.publish import publish
from asknown.editions.recall import outdated, published, recall
from asknown.editions.render import Edition
from asknown.errors import BuildError, CallError
from asknown.model.case import Case
from tests.support.command import run
from tests.support.places import NAME


@pytest.fixture(scope="module")
def out(
    tmp_path_factory: pytest.TempPathFactory, rendered: Callable[[str, str], Edition]
) -> Path:
    """Three published editions of the shipped case."""
    folder = tmp_path_factory.mktemp("reports")
    for as_of in ("2022-01-12", "2022-01-09T18:00", "2024-01-03"):
        publish(rendered(NAME, as_of), folder)
    return folder


def test_editions_come_in_the_order_of_what_they_know(out: Path, shipped: Case):
    assert [each.as_of for each in published(out, shipped)] == [
        "2022-01-09T18:00",
        "2022-01-12",
        "2024-01-03",
    ]


def test_the_withdrawn_toll_is_recalled_from_the_edition_that_relied_on_it_and_from_no_other(
    out: Path, shipped: Case
):
    uses = recall("KT-004", shipped, out)
    assert {use.edition.as_of for use in uses} == {"2022-01-09T18:00"}
    assert {use.figure["rule"] for use in uses} == {"official", "gap"}
    assert {"Key figures", "Key figures, chart toll"} <= set(
        uses[0].edition.printed("KT-004")
    )
    assert uses[0].now.replace("\u00a0", " ") == (
        "Killed: 238, according to the General Prosecutor's Office, as of 5 January 2023."
    )


def test_a_claim_of_the_span_beside_a_figure_counts_as_used(out: Path, shipped: Case):
    assert "2022-01-12" in {use.edition.as_of for use in recall("KT-044", shipped, out)}


def test_an_edition_that_relies_on_a_claim_taken_back_by_its_successor_is_named(
    out: Path, shipped: Case
):
    faults = {
        (each.edition.as_of, each.claim): each
        for each in outdated(shipped, out)
        if each.is_fault
    }
    fault = faults["2022-01-09T18:00", "KT-004"]
    assert (fault.successor, fault.standing) == ("2022-01-12", "withdrawn")
    assert fault.words == (
        "was denied by the Health Ministry on 2022-01-09 and withdrawn by the Ministry of "
        "Information and Public Development "
        "on 2022-01-10"
    )
    assert {as_of for as_of, _ in faults} == {"2022-01-09T18:00"}


def test_a_claim_that_a_newer_one_replaced_is_named_and_is_no_fault(
    out: Path, shipped: Case
):
    replaced = {
        (each.edition.as_of, each.claim): each
        for each in outdated(shipped, out)
        if not each.is_fault
    }
    assert replaced["2022-01-09T18:00", "DT-009"].words == "was replaced by DT-010"


def test_a_claim_that_left_the_ledger_is_named(
    out: Path, shipped: Case, tmp_path: Path
):
    shutil.copytree(out, tmp_path / "reports")
    trace = tmp_path / "reports" / NAME / "2022-01-09T1800" / "trace.json"
    told = json.loads(trace.read_text())
    told["figures"][0]["inputs"].append("KT-999")
    trace.write_text(json.dumps(told))
    (missing,) = (
        each
        for each in outdated(shipped, tmp_path / "reports")
        if each.claim == "KT-999"
    )
    assert (missing.standing, missing.is_fault) == ("missing", True)


def test_a_trace_that_cannot_be_read_is_named(out: Path, shipped: Case, tmp_path: Path):
    shutil.copytree(out, tmp_path / "reports")
    (tmp_path / "reports" / NAME / "2022-01-12" / "trace.json").write_text("{")
    with pytest.raises(BuildError, match=r"2022-01-12/trace\.json cannot be read"):
        published(tmp_path / "reports", shipped)


def test_an_edition_of_which_only_the_pdf_was_kept_is_found(
    out: Path, shipped: Case, tmp_path: Path
):
    kept = tmp_path / NAME / "2022-01-09T1800"
    kept.mkdir(parents=True)
    shutil.copy(out / NAME / "2022-01-09T1800" / "report.pdf", kept)
    assert {use.edition.folder for use in recall("KT-004", shipped, tmp_path)} == {kept}


def test_an_unknown_claim_is_named(out: Path, shipped: Case):
    with pytest.raises(CallError, match="there is no claim 'KT-9999'"):
        recall("KT-9999", shipped, out)


def test_where_nothing_was_published_nothing_relies_on_anything(
    shipped: Case, tmp_path: Path
):
    assert outdated(shipped, tmp_path) == []


def test_a_claim_that_was_replaced_is_told_as_no_fault(out: Path, shipped: Case):
    replaced = sum(not each.is_fault for each in outdated(shipped, out))
    done = run("check", "--editions", "--out", out)
    said = done.stderr
    assert (
        f"{replaced} claims that editions rely on, replaced by newer figures since"
        in said
    )
    assert "1 problems" not in said
    assert (
        "2022-01-09T1800: relies on KT-004, which was denied by the Health Ministry"
        in done.stdout
    )


def test_a_claim_that_is_nowhere_printed_leaves_no_empty_line(out: Path):
    edition = next(out.glob(f"{NAME}/*/trace.json"))
    trace = json.loads(edition.read_bytes())
    trace["numerals"] = []
    (claim, *_) = trace["figures"][0]["inputs"]
    lone = edition.parent.parent.parent / "lone" / NAME / edition.parent.name
    lone.mkdir(parents=True)
    (lone / "trace.json").write_text(json.dumps(trace))
    said = run("recall", claim, "--out", lone.parent.parent).stdout
    assert f"rests on {claim}" in said
    assert "printed in" not in said


def test_the_commands_say_it(out: Path):
    done = run("recall", "KT-004", "--out", out)
    assert done.returncode == 0
    assert "2022-01-09T1800: killed/all/kazakhstan" in done.stdout
    assert "2022-01-12" not in done.stdout
    checked = run("check", "--editions", "--out", out, "--json")
    assert checked.returncode == 1
    told = json.loads(checked.stdout)["editions"]
    assert any(each["fault"] for each in told)
    (told,) = {
        each["edition"]
        for each in json.loads(run("recall", "KT-004", "--out", out, "--json").stdout)
    }
    assert told == "2022-01-09T1800"
