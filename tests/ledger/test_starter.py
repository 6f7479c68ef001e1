"""A new case works at once, and the guide leads from nothing to a PDF."""

from __future__ import annotations

import contextlib
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asknown.cli.app import app
from asknown.errors import CallError
from asknown.ledger import starter
from asknown.ledger.settings import DEFINED
from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.model.check import check
from tests.support.command import run
from tests.support.pdf import text
from tests.support.places import ROOT

GUIDE = (ROOT / "docs" / "a-case-in-an-hour.md").read_text(encoding="utf-8")
_STEP = re.compile(
    r"```console\n(?P<calls>.*?)```|\*(?P<file>data/[\w./-]+)\*\n```\w+\n(?P<content>.*?)```",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new case."""
    return starter.new(str(tmp_path_factory.mktemp("new") / "floods-2031"), ROOT)


def test_a_new_case_has_a_row_in_every_table_and_no_problem(fresh: Path):
    case = Case.load(fresh)
    assert {table.name for table in TABLES if len(case.tables[table.name])} == {
        table.name for table in TABLES
    }
    assert check(fresh) == []
    assert len(case.narrative) == 2
    assert (case.id, case.settings.title) == ("floods-2031", "Floods 2031")


def test_every_row_of_a_new_case_says_that_it_is_an_example(fresh: Path):
    for table in TABLES:
        for row in Case.load(fresh).tables[table.name].itertuples(index=False):
            assert row[0] == "all" or "ex" in row[0].lower() or "(example)" in row[4]
    assert not any(Case.load(fresh).tables["sources"]["url"])


def test_each_setting_stands_under_its_meaning(fresh: Path):
    lines = (fresh / "case.toml").read_text(encoding="utf-8").splitlines()
    for name, setting in DEFINED.items():
        at = next(
            index
            for index, line in enumerate(lines)
            if line.removeprefix("# ").startswith(f"{name} =")
        )
        assert lines[at - 1].startswith(f"# {setting.meaning}")
    uncommented = "\n".join(re.sub(r"^# (?=\w+ = )", "", line) for line in lines)
    assert set(tomllib.loads(uncommented)) == set(DEFINED)


@pytest.mark.parametrize(
    "name", ["..", "a b", "sub/../..", ".hidden", "", "-", "a\nb", "nul\x00"]
)
def test_a_name_that_no_folder_should_have_is_refused(name: str, tmp_path: Path):
    with pytest.raises(CallError):
        starter.new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_written_over(tmp_path: Path):
    mine = tmp_path / "data" / "mine"
    mine.mkdir(parents=True)
    (mine / "notes.txt").write_text("kept")
    with pytest.raises(CallError, match="is there already"):
        starter.new("mine", tmp_path)
    (tmp_path / "data" / "link").symlink_to(mine)
    with pytest.raises(CallError, match="is there already"):
        starter.new("link", tmp_path)
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
    (tmp_path / "data" / "empty").mkdir()
    assert check(starter.new("empty", tmp_path)) == []


def test_the_command_prints_the_folder_last(tmp_path: Path):
    done = run("new", tmp_path / "sub" / "quake-2031")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        str(tmp_path / "sub" / "quake-2031"),
    )
    assert run("new", tmp_path / "sub" / "quake-2031").returncode == 2


# The guide


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which somebody did all that the guide says, in its order."""
    folder = tmp_path_factory.mktemp("guide")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "reports.toml", folder)
    with contextlib.chdir(folder):
        for step in _STEP.finditer(GUIDE):
            if step["file"]:
                assert Path(step["file"]).exists(), step["file"]
                Path(step["file"]).write_text(step["content"], encoding="utf-8")
            for call in (step["calls"] or "").splitlines():
                _run(call)
    return folder


def _run(call: str) -> None:
    """Run a line of the guide in the current folder."""
    program, *rest = call.split()
    if program == "rm":
        for name in rest:
            Path(name).unlink()
    else:
        done = CliRunner().invoke(app, rest)
        assert (program, done.exit_code) == ("asknown", 0), (
            f"{call}\n{done.output}\n{done.exception}"
        )


@pytest.mark.slow
def test_the_first_report_of_the_guide_has_every_section(walked: Path):
    told = text(
        (walked / "reports" / "ferry-2031" / "2031-04-02" / "report.pdf").read_bytes()
    )
    headings = (
        "What changed|Chronology|Casualties|Connectivity|Positions|Method|Sources"
    )
    assert [each for each in headings.split("|") if each not in told] == []


@pytest.mark.slow
def test_the_guide_leads_from_nothing_to_a_pdf(walked: Path):
    told = text(
        (walked / "reports" / "ferry-2031" / "2031-05-04" / "report.pdf").read_bytes()
    )
    assert re.search(r"\b31\b.* withdrawn", told)
    assert "Example" not in told
    assert (walked / "reports" / "ferry-2031" / "2031-05-04" / "report.html").is_file()
    assert {path.suffix for path in walked.glob("ferry-2031_2031-05-04*")} == {
        ".xlsx",
        ".zip",
    }


@pytest.mark.slow
def test_the_case_of_the_guide_is_what_the_guide_says(walked: Path):
    case = Case.load(walked / "data" / "ferry-2031")
    assert check(walked / "data" / "ferry-2031") == []
    assert [
        case.as_known(day).figure("missing").value
        for day in ("2031-05-03T12:00", "2031-05-04")
    ] == [31, 12]
