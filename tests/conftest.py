"""What tests share: the invented case, the shipped case, and editions rendered once per run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from asknown.editions.forkserver import apart
from asknown.editions.render import Edition, Spec, render
from asknown.model.case import Case
from tests.chromium import launched

ROOT = Path(__file__).resolve().parent.parent
HARBOUR = ROOT / "tests" / "data" / "right" / "harbour"
_EDITIONS = "ASKNOWN_TEST_EDITIONS"
SHIPPED = ROOT / "data" / "kazakhstan-2022"
UKRAINE = ROOT / "data" / "ukraine-estimates"
# The cases this project ships, by name: what else lies under data/ is somebody's own and may be half made.
CASES = [SHIPPED, UKRAINE]
# Twelve days of the shipped case on which a report looks different.
DAYS = (
    "2021-07-03 2022-01-02 2022-01-04 2022-01-05 2022-01-06 2022-01-09T16:00 2022-01-10 2022-01-12 2022-01-19 2022-03-14 "
    "2022-08-16 2024-01-03"
).split()


def sampled(values: Iterable[Any], *sample: Any) -> list[Any]:
    """Parameters of a test: the sample in every run, the others in CI."""
    return [
        each
        if each in sample
        else pytest.param(*(each if isinstance(each, tuple) else (each,)), marks=pytest.mark.slow)
        for each in values
    ]


@pytest.fixture(scope="session")
def harbour() -> Case:
    """The invented case, whole."""
    return Case.load(HARBOUR)


@pytest.fixture(scope="session")
def shipped() -> Case:
    """The case this project ships first, whole."""
    return Case.load(SHIPPED)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the invented case to spoil."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium."""
    with launched() as browser:
        yield browser


@cache
def edition(case: str, as_of: str) -> Edition:
    """One edition, rendered once however many tests and workers look at it."""
    kept = Path(os.environ[_EDITIONS]) / hashlib.sha256(f"{case} {as_of}".encode()).hexdigest()
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other worker waits instead of rendering it too
        if not kept.exists():
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(pickle.dumps(apart(render, Spec(ROOT, case, as_of))))
            own.rename(kept)
    found: Edition = pickle.loads(kept.read_bytes())
    return found


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for the editions that the workers of a run have in common. Its name goes by the environment: pytest loads
    this file apart from the tests that import it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "editions"
    shared.mkdir(exist_ok=True)
    os.environ[_EDITIONS] = str(shared)


@pytest.fixture(scope="session")
def rendered() -> Callable[[str, str], Edition]:
    """Render an edition of a case as of a day; the same call gives the same object."""
    return edition


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Note what a test tried, how often, and what came of it; the summary adds it up over all tests and workers."""

    def note(what: str, times: int, lost: int = 0, ran: int = 0, tracebacks: int = 0) -> None:
        record_property("tried", (what, times, lost, ran, tracebacks))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say of how many moments the report was built twice and compared, and what was tried against it."""
    equal, other = (
        sum(
            "test_no_hindsight[" in report.nodeid for report in terminalreporter.stats.get(kind, [])
        )
        for kind in ("passed", "failed")
    )
    if equal + other:
        terminalreporter.write_line(
            f"no hindsight: {equal} of {equal + other} moments equal byte for byte"
        )
    notes = [
        value for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])
        for key, value in report.user_properties if key == "tried"
    ]  # fmt: skip
    sums: dict[str, list[int]] = {}
    for what, *counts in notes:
        sums[what] = [
            one + other for one, other in zip(sums.get(what, [0] * 4), counts, strict=True)
        ]
    if sums:
        rows = [
            *sorted(sums.items()),
            ("in all", [sum(column) for column in zip(*sums.values(), strict=True)]),
        ]
        terminalreporter.write_line(
            f"{'tried':<58}{'times':>8}{'lost':>6}{'ran':>6}{'tracebacks':>12}"
        )
        for what, (times, lost, ran, tracebacks) in rows:
            terminalreporter.write_line(f"{what:<58}{times:>8,}{lost:>6}{ran:>6}{tracebacks:>12}")
