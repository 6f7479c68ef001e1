"""One way to name a case, and where what is built from it goes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from asknown import project
from asknown.errors import CallError
from asknown.ledger.reading import find, named
from asknown.model.check import check
from asknown.report.opening import open_case
from tests.support.command import run
from tests.support.places import HARBOUR


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A project with one case."""
    shutil.copytree(HARBOUR, tmp_path / "desk" / "data" / "harbour")
    (tmp_path / "desk" / "reports.toml").write_text('[[report]]\ncase = "harbour"\n')
    return tmp_path / "desk"


@pytest.mark.parametrize("here", [".", "data", "data/harbour", "data/harbour/.."])
@pytest.mark.parametrize("name", ["harbour", ""])
def test_a_name_means_the_same_wherever_one_stands_in_a_project(
    desk: Path, here: str, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(desk / here)
    assert named(name) == desk / "data" / "harbour"
    assert check(name) == []


@pytest.mark.parametrize(
    ("here", "path"),
    [
        ("data", "./harbour"),
        ("data/harbour", "."),
        ("data/harbour", "../harbour"),
        (".", "data/harbour"),
    ],
)
def test_a_path_is_a_case_where_one_is_there(
    desk: Path, here: str, path: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(desk / here)
    assert named(path) == desk / "data" / "harbour"
    assert open_case(path).id == "harbour"
    assert run("figures", path, cwd=desk / here).returncode == 0


def test_a_name_that_means_two_cases_is_said_and_not_guessed(
    desk: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(HARBOUR, desk / "harbour")
    monkeypatch.chdir(desk)
    for name in ("harbour", ""):
        with pytest.raises(
            CallError, match=r"a folder here and a case under data/: write \./harb"
        ):
            named(name)
    assert named("./harbour") == desk / "harbour"
    assert named("data/harbour") == desk / "data" / "harbour"


def test_a_case_that_is_not_there_is_answered_with_those_there_are(desk: Path):
    with pytest.raises(
        CallError, match="there are: harbour; a case elsewhere is named by its path"
    ):
        find("atlantis", desk)


def test_editions_stand_in_the_project_in_which_the_case_lies(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert project.reports(desk / "data" / "harbour") == desk / "reports"
    loose = Path(shutil.copytree(HARBOUR, tmp_path / "loose"))
    assert project.reports(loose) == tmp_path / "reports"
    monkeypatch.chdir(desk / "data")
    assert project.reports(loose) == desk / "reports"


def test_a_linked_case_belongs_where_its_link_lies(desk: Path, tmp_path: Path):
    loose = Path(shutil.copytree(HARBOUR, tmp_path / "loose"))
    (desk / "data" / "linked").symlink_to(loose)
    assert project.reports(desk / "data" / "linked") == desk / "reports"


def test_outside_a_project_a_new_case_is_made_where_one_stands(tmp_path: Path):
    done = run("new", "quake-2031", cwd=tmp_path)
    assert done.stdout.strip() == str(tmp_path / "quake-2031")
    assert "the case is made where you are" in done.stderr
    assert run("check", "quake-2031", cwd=tmp_path).returncode == 0
