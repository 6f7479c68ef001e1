"""The figures a case has to give: a ledger that gives another, or a row that cannot be looked up,
is a problem with its line and the mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import asknown
from asknown.model.expected import FILE
from tests.support.places import CASES, HARBOUR

HEADER = "quantity,moment,value,why\n"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


def _told(folder: Path, *rows: str) -> list[str]:
    (folder / FILE).write_text(
        HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8"
    )
    return [str(problem) for problem in asknown.check(folder)]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_shipped_case_says_what_it_has_to_give_and_gives_it(folder: Path):
    assert (folder / FILE).is_file()
    assert asknown.check(folder) == []


def test_a_figure_that_moved_is_named_with_what_it_is_now(harbour: Path):
    (problem,) = _told(harbour, "killed/all/island/official,2022-03-09,9999,the port")
    assert problem.startswith("expected.csv:2:value: killed/all/island/official is ")
    assert problem.endswith(
        "on 2022-03-09, not 9999; mend the ledger or this row (the port)"
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("injured,2022-03-09,1,x", "'injured' is no quantity"),
        (
            "injurd/all/island/official,2022-03-09,1,x",
            "'injurd' is none of the metrics",
        ),
        ("killed/all/island/oficial,2022-03-09,1,x", "cannot be looked up: rule"),
        ("killed/all/island/official,2022-03-99,1,x", "cannot be looked up"),
        ("killed/all/island/official,2022-03-09,1", "has 3 cells, not 4"),
    ],
)
def test_a_row_that_cannot_be_looked_up_says_why(harbour: Path, row: str, said: str):
    (problem,) = _told(harbour, row)
    assert problem.startswith("expected.csv:2:")
    assert said in problem


def test_it_travels_nowhere(harbour: Path):
    _told(harbour, "killed/all/island/official,2022-03-09,unknown,x")
    assert FILE not in asknown.open_case(str(harbour)).files()
