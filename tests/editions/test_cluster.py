"""Beyond one machine: a scheduler and workers as processes of their own build the very bytes that
one process builds."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from asknown.editions.batch import ClusterLost, Job, batch, jobs
from asknown.editions.executors import cluster, local
from asknown.errors import AsknownError
from asknown.project import USUAL
from tests.support.editions import edition
from tests.support.places import HARBOUR, ROOT
from tests.support.processes import processes

DASK = Path(sys.executable).parent / "dask"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(*call: object, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask that ends with the test. It works in a folder that has nothing of the
    project."""
    started = subprocess.Popen(
        [str(DASK), *map(str, call)],
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(30)


@contextmanager
def machines(
    folder: Path, workers: int
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler's address and process, with workers that a nanny minds, as `dask worker` starts
    them."""
    address = f"tcp://127.0.0.1:{(port := _free_port())}"
    with (
        process(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            port,
            "--no-dashboard",
            cwd=folder,
        ) as scheduler,
        process(
            "worker",
            address,
            "--nworkers",
            workers,
            "--nthreads",
            1,
            "--no-dashboard",
            cwd=folder,
        ),
    ):
        yield address, scheduler


@pytest.mark.stress
def test_a_cluster_builds_what_one_process_builds(tmp_path: Path):
    spec = tmp_path / "spec.toml"
    spec.write_text(f"[[report]]\ncase = '{HARBOUR}'\nas_of = 2022-03-12")
    with machines(tmp_path, 1) as (address, _), cluster(address) as hands:
        (outcome,) = batch(jobs(spec, ROOT), tmp_path / "out", *hands)
    assert str(outcome) == "built harbour/2022-03-12"
    alone = edition(str(HARBOUR), "2022-03-12", to=USUAL)
    place = tmp_path / "out" / alone.folder
    assert {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    } == alone.files


def _several(folder: Path) -> list[Job]:
    spec = folder / "spec.toml"
    spec.write_text(
        f"[[report]]\ncase = '{HARBOUR}'\nas_of = {{ from = 2022-03-05, to = 2022-03-10 }}"
    )
    return jobs(spec, ROOT)


@pytest.mark.stress
def test_a_killed_worker_costs_time_and_no_edition(tmp_path: Path):
    wanted = _several(tmp_path)
    with machines(tmp_path, 2) as (address, _), cluster(address) as hands:
        outcomes = batch(wanted, tmp_path / "out", *hands)
        done = [next(outcomes)]
        processes("spawn_main")[0].kill()  # a worker is what its nanny spawns
        done += outcomes
    assert sorted(map(str, done)) == [f"built {job.folder}" for job in wanted]


@pytest.mark.stress
def test_a_lost_scheduler_is_said_and_the_rest_is_built_by_resuming(tmp_path: Path):
    wanted = _several(tmp_path)
    with machines(tmp_path, 1) as (address, scheduler), cluster(address) as hands:
        outcomes = batch(wanted, tmp_path / "out", *hands)
        first = next(outcomes)
        scheduler.kill()
        with pytest.raises(ClusterLost, match="--resume"):
            list(outcomes)
    with local() as hands:
        states = {
            each.folder: each.state
            for each in batch(wanted, tmp_path / "out", *hands, resume=True)
        }
    assert states[first.folder] == "fresh"
    assert set(states) == {job.folder for job in wanted}
    assert set(states.values()) <= {"fresh", "built"}


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("asknown.editions.executors.PATIENCE", 1)
    with (
        pytest.raises(AsknownError, match="no scheduler answers at tcp://127"),
        cluster(f"tcp://127.0.0.1:{_free_port()}"),
    ):
        pass
