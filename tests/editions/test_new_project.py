"""A project of a desk's own: it works, and takes newer notebooks without losing changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asknown.editions import new_project
from asknown.editions.new_project import begin, shipped, update
from asknown.errors import CallError
from asknown.model.check import check
from tests.support.command import run

REPORT = "notebooks/report.ipynb"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return begin(tmp_path / "desk", "quake-2031")


def with_cell(content: bytes, source: str) -> bytes:
    """A notebook with one cell more."""
    notebook = json.loads(content)
    cell = {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": [],
        "id": "more",
    }
    notebook["cells"].append(cell)
    return json.dumps(notebook).encode()


def stored(content: bytes) -> bytes:
    """A notebook as JupyterLab saves it once it was run: the same cells, with what they gave."""
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": "said"}
            ]
            cell["execution_count"] = 7
    return json.dumps(notebook, indent=2).encode()


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The report as a later version of the library ships it; that version is here."""
    files = shipped()
    files[REPORT] = with_cell(files[REPORT], "report.latest()")
    monkeypatch.setattr(new_project, "shipped", lambda: files)
    return files[REPORT]


def test_a_project_has_what_it_takes_and_a_case_without_a_fault(desk: Path):
    assert check(desk / "data" / "quake-2031") == []
    done = run("check", cwd=desk)
    assert (done.returncode, done.stderr.strip()) == (0, "no problem found")
    assert sorted(path.name for path in desk.iterdir()) == [
        ".gitattributes",
        ".gitignore",
        ".shipped.json",
        "README.md",
        "data",
        "docs",
        "notebooks",
        "reports.toml",
    ]


def test_the_brand_of_a_new_project_is_one_when_its_marks_are_taken_out(desk: Path):
    from asknown.brand import of_project

    path = desk / "reports.toml"
    text = path.read_text(encoding="utf-8")
    _, brand = text.split("# [brand]")
    lines = [line for line in brand.splitlines() if "logo" not in line]
    uncommented = "\n".join(line.removeprefix("# ") for line in lines)
    path.write_text(f"{text}\n[brand]{uncommented}\n", encoding="utf-8")
    assert of_project(desk).footer.startswith("Example desk")


def test_nothing_is_newer_than_a_project_just_made(desk: Path):
    assert update(desk) == []


def test_an_untouched_notebook_becomes_the_newer_one(desk: Path, newer: bytes):
    # It was run, not changed.
    (desk / REPORT).write_bytes(stored((desk / REPORT).read_bytes()))
    (taken,) = update(desk)
    assert (taken.name, taken.what) == (REPORT, "newer")
    assert taken.differs == ("only the newer: report.latest()",)
    assert (desk / REPORT).read_bytes() == newer


def test_a_changed_notebook_stays_and_the_newer_one_lies_beside_it(
    desk: Path, newer: bytes
):
    mine = with_cell((desk / REPORT).read_bytes(), "report.mine()")
    (desk / REPORT).write_bytes(mine)
    (taken,) = update(desk)
    assert taken.what == "kept"
    assert taken.differs == (
        "only yours: report.mine()",
        "only the newer: report.latest()",
    )
    assert (desk / REPORT).read_bytes() == mine
    assert (desk / f"{REPORT}.newer").read_bytes() == newer
    assert update(desk) == [], "it is said once"


def test_what_was_removed_stays_so_and_what_is_new_comes(desk: Path, newer: bytes):
    (desk / REPORT).unlink()
    record = desk / ".shipped.json"
    told = json.loads(record.read_bytes())
    del told["files"]["notebooks/annex.ipynb"]  # the version before had none
    record.write_text(json.dumps(told))
    (desk / "notebooks" / "annex.ipynb").unlink()
    said = {each.name: each.what for each in update(desk)}
    assert said == {REPORT: "removed", "notebooks/annex.ipynb": "new"}


def test_a_file_of_somebody_in_the_place_of_the_newer_one_stays(
    desk: Path, newer: bytes
):
    (desk / REPORT).write_bytes(
        with_cell((desk / REPORT).read_bytes(), "report.mine()")
    )
    (desk / f"{REPORT}.newer").write_text("mine")
    with pytest.raises(CallError, match="move it, then update again"):
        update(desk)
    assert (desk / f"{REPORT}.newer").read_text() == "mine"


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    done = run("init", tmp_path)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    assert run("init", cwd=tmp_path).returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_update_of_what_is_no_project_is_the_call_at_fault(tmp_path: Path):
    done = run("init", tmp_path, "--update")
    assert (done.returncode, "is no project" in done.stderr) == (2, True)
