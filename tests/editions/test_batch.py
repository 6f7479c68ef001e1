"""Many editions: what a SPEC asks for, what is fresh, and that one failure stops no other."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from asknown.editions.batch import Job, batch, built, is_fresh, jobs
from asknown.editions.bundle import packed
from asknown.editions.executors import local
from asknown.editions.forked_cells import LostProcess
from asknown.editions.forkserver import apart
from asknown.editions.publish import publish
from asknown.errors import AsknownError, CallError
from asknown.project import USUAL
from tests.support.command import run
from tests.support.editions import REPORT, edition
from tests.support.notebooks import notebook
from tests.support.places import HARBOUR, ROOT
from tests.support.processes import processes


def spec(folder: Path, text: str) -> Path:
    """A SPEC with this text."""
    path = folder / "some.toml"
    path.write_text(text.replace("HARBOUR", f"'{HARBOUR}'"))
    return path


def asked(folder: Path, text: str) -> list[str]:
    """The folders of the editions that a SPEC asks for."""
    return [job.folder for job in jobs(spec(folder, text), ROOT)]


def test_a_spec_names_days_minutes_lists_stretches_and_all_that_was_learned(
    tmp_path: Path, harbour
):
    assert asked(tmp_path, "[[report]]\ncase = HARBOUR\nas_of = 2022-03-12") == [
        "harbour/2022-03-12"
    ]
    assert asked(tmp_path, "[[report]]\ncase = HARBOUR") == [
        f"harbour/{harbour.learned()[-1]}"
    ]
    several = (
        '[[report]]\ncase = HARBOUR\nrule = "span"\nas_of = ["2022-03-12", '
        '2022-03-12T09:30:00, "2022-03-12"]'
    )
    assert asked(tmp_path, several) == [
        "harbour/2022-03-12+rule=span",
        "harbour/2022-03-12T0930+rule=span",
    ]
    stretch = (
        '[[report]]\ncase = HARBOUR\nnotebook = "casualties"\nas_of = { from = '
        '"2022-02-27", to = 2022-03-01 }'
    )
    assert [each[8:18] for each in asked(tmp_path, stretch)] == [
        "2022-02-27",
        "2022-02-28",
        "2022-03-01",
    ]
    learned = asked(tmp_path, '[[report]]\ncase = HARBOUR\nas_of = "learned"')
    assert learned == [f"harbour/{day}" for day in harbour.learned()]
    mixed = asked(
        tmp_path, '[[report]]\ncase = HARBOUR\nas_of = ["2022-03-01T16:00", "learned"]'
    )
    assert mixed == ["harbour/2022-03-01T1600", *learned]


def test_every_fault_of_a_spec_is_named_at_once_with_its_table(tmp_path: Path):
    text = (
        "[[report]]\ncase = HARBOUR\nas_of = 'soon'\n[[report]]\ncase = 'atlantis'\n"
        "[[report]]\ncase = HARBOUR\nday = 1\nrule = 'mean'\n"
        "[[report]]\nas_of = 'learned'\n[[report]]\ncase = HARBOUR\nas_of = { from = "
        "'2022-03-12', to = '2022-03-11' }"
    )
    with pytest.raises(CallError) as caught:
        jobs(spec(tmp_path, text), ROOT)
    lines = str(caught.value).splitlines()
    for said in (
        "table 1: as_of: 'soon'",
        "table 2: case: there is no case 'atlantis'",
        "table 3: day: there is no such key",
        "table 3: rule",
        "table 4: case: is missing",
        "table 5: as_of: the stretch ends",
    ):
        assert any(line.startswith(f"some.toml, {said}") for line in lines), said


@pytest.mark.parametrize("text", ["report = 3", "[[report", "[report]\ncase = 'x'", ""])
def test_a_spec_that_is_none_is_the_call_at_fault(tmp_path: Path, text: str):
    with pytest.raises(CallError, match=r"some\.toml"):
        jobs(spec(tmp_path, text), ROOT)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """One edition of the invented case to build."""
    case = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    wanted = spec(tmp_path, f"[[report]]\ncase = '{case}'\nas_of = 2022-03-12")
    (made,) = jobs(wanted, ROOT, REPORT)
    return made


@pytest.mark.slow
def test_an_edition_of_a_batch_is_the_one_built_alone(tmp_path: Path):
    days = [
        "2022-03-05",
        "2022-03-06",
        "2022-03-12",
    ]  # one after the other: the later find what the first drew and told
    wanted = jobs(spec(tmp_path, f"[[report]]\ncase = HARBOUR\nas_of = {days}"), ROOT)
    with local(1) as hands:
        outcomes = [str(each) for each in batch(wanted, tmp_path / "out", *hands)]
    assert sorted(outcomes) == [f"built harbour/{day}" for day in days]
    for day in days:
        alone = edition(str(HARBOUR), day, to=USUAL)
        place = tmp_path / "out" / alone.folder
        made = {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in place.rglob("*")
            if path.is_file()
        }
        assert made == alone.files


def test_only_what_is_missing_or_stale_is_built_again(
    tmp_path: Path, job: Job, rendered
):
    place = publish(rendered(str(HARBOUR), "2022-03-12"), tmp_path)
    assert is_fresh(job, tmp_path)
    assert not is_fresh(replace(job, folder="harbour/2022-03-11"), tmp_path)
    assert not is_fresh(
        replace(job, spec=replace(job.spec, notebook="casualties")), tmp_path
    )
    claims = Path(job.spec.case) / "claims.csv"
    claims.write_text(claims.read_text().replace("exact", "about"))
    (changed,) = jobs(
        spec(tmp_path, f"[[report]]\ncase = '{claims.parent}'\nas_of = 2022-03-12"),
        ROOT,
    )
    assert not is_fresh(changed, tmp_path)
    manifest = place / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"typst": "', '"typst": "9'))
    assert not is_fresh(job, tmp_path)


def test_a_damaged_edition_is_stale(tmp_path: Path, job: Job, rendered):
    place = publish(rendered(str(HARBOUR), "2022-03-12"), tmp_path)
    (place / "report.pdf").write_bytes(b"%PDF")
    assert not is_fresh(job, tmp_path)


def test_one_failure_stops_no_other_and_is_told_at_the_end(tmp_path: Path):
    table = "[[report]]\ncase = HARBOUR\nas_of = 2022-03-12\nnotebook = "
    text = f"{table}'none'\n{table}'casualties'"
    done = run("batch", spec(tmp_path, text), "--out", tmp_path / "out")
    assert done.returncode == 1
    there = ", ".join(
        sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    )
    assert set(done.stdout.splitlines()) == {
        f"failed harbour/2022-03-12+notebook=none: notebook: there is no notebook 'none'; there "
        f"are: {there}",
        "built harbour/2022-03-12+notebook=casualties",
    }
    assert "1 built, 0 fresh, 1 failed" in done.stderr
    assert {path.name for path in (tmp_path / "out" / "harbour").iterdir()} == {
        ".ledger",
        "2022-03-12+notebook=casualties",
    }


def test_a_killed_process_is_told_apart_from_a_failed_build():
    with pytest.raises(LostProcess, match="is gone"):
        apart(signal.raise_signal, signal.SIGKILL)
    assert apart(abs, -3) == 3


def test_a_process_apart_has_no_thread_and_tells_what_it_raised():
    assert apart(os.getpid) != os.getpid()
    assert apart(threading.active_count) == 1
    with pytest.raises(ValueError, match="invalid literal"):
        apart(int, "x")


def test_a_batch_travels_without_its_folders(tmp_path: Path):
    made = notebook_project(tmp_path)
    luggage = packed(made.root / "data" / "harbour", made.root)
    shutil.rmtree(made.root)
    with pytest.raises(AsknownError, match=r"shown\.ipynb, cell 3: ZeroDivisionError"):
        built(replace(made, root=Path(), case="harbour"), luggage)


def test_only_files_of_the_ledger_travel(tmp_path: Path):
    made = notebook_project(tmp_path)
    case = made.root / "data" / "harbour"
    for name in (
        "private-interviews.txt",
        "README.md",
        "claims.csv.bak",
        "imports/raw.csv",
        "film.mp4",
        "metrics (1).csv",
    ):
        (case / name).parent.mkdir(exist_ok=True)
        (case / name).write_text("private")
    (case / "cues.csv").symlink_to(tmp_path / "some.txt")
    (tmp_path / "some.txt").write_text("private")
    (case / "front.md").write_text("# Told")
    there = packed(case, made.root).files
    wanted = {f"data/harbour/{path.name}" for path in HARBOUR.iterdir()} | {
        "data/harbour/front.md"
    }
    assert {name for name in there if name.startswith("data/harbour")} == wanted
    assert b"private" not in there.values()


def test_a_table_in_parquet_travels(tmp_path: Path):
    (tmp_path / "case.toml").write_text("")
    (tmp_path / "claims.parquet").write_bytes(b"x")
    assert packed(tmp_path, ROOT).files[f"data/{tmp_path.name}/claims.parquet"] == b"x"


def notebook_project(tmp_path: Path):
    """A project whose one notebook fails."""
    root = tmp_path / "project"
    shutil.copytree(HARBOUR, root / "data" / "harbour")
    (root / "notebooks").mkdir()
    return notebook(root, "shown", "1 / 0")


@pytest.mark.stress
def test_killing_processes_at_random_costs_time_and_no_edition(tmp_path: Path):
    wanted = jobs(
        spec(
            tmp_path,
            "[[report]]\ncase = HARBOUR\nas_of = { from = 2022-03-05, to = 2022-03-10 }",
        ),
        ROOT,
    )
    with local(2) as hands:
        outcomes = batch(wanted, tmp_path / "out", *hands)
        killed, done = 0, []
        while len(done) < len(wanted):
            renders = processes("asknown.editions.forkserver")
            if killed < 2 and len(renders) > 1:
                renders[-1].kill()
                killed += 1
            done.append(str(next(outcomes)))
    assert killed
    assert sorted(done) == [f"built {job.folder}" for job in wanted]
