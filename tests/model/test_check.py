"""What is wrong with a case, all of it, with file, row, column and the mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from asknown.model.check import check
from tests.support.places import FAULTS, HARBOUR


def test_a_right_case_has_no_problem():
    assert check(HARBOUR) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["says"][:40])
def test_each_fault_is_named_with_its_place_and_its_mend(
    fault: dict[str, Any], copy: Path
):
    path = copy / fault["file"]
    before = path.read_text()
    assert fault["old"] in before
    path.write_text(before.replace(fault["old"], fault["new"], 1))
    said = [str(problem) for problem in check(copy)]
    assert any(line.startswith(fault["says"]) for line in said), said
    assert all("; " in line for line in said)


def test_the_reason_of_a_latest_day_is_said_once_where_its_source_gives_it(copy: Path):
    claims = copy / "claims.csv"
    claims.write_text(claims.read_text().replace("Tells the old count as fresh.", ""))
    assert check(copy) == []


def test_all_faults_are_named_at_once(copy: Path):
    claims, acts = copy / "claims.csv", copy / "acts.csv"
    claims.write_text(claims.read_text().replace("2022-03-09,2022-03-09", "soon,soon"))
    acts.write_text(acts.read_text().replace("denied", "regretted"))
    assert [(problem.file, problem.column) for problem in check(copy)] == [
        ("acts.csv", "act"),
        ("claims.csv", "published"),
        ("claims.csv", "refers_to"),
    ]


def test_a_table_that_is_not_text_is_named(copy: Path):
    (copy / "claims.csv").write_bytes("claim_id,ä".encode("latin-1"))
    assert str(check(copy)[0]).startswith("claims.csv:1:: is not UTF-8")


def test_a_missing_table_is_named(copy: Path):
    (copy / "claims.csv").unlink()
    assert "claims.csv:1:: the file is missing" in str(check(copy)[0])
