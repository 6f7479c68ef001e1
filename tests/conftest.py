"""What tests share: the invented case, the shipped case, and editions rendered once per run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from asknown.editions.render import Edition
from asknown.model.case import Case
from asknown.storage import short_lived
from tests.support.chromium import launched
from tests.support.editions import EDITIONS, edition
from tests.support.places import HARBOUR, SHIPPED
from tests.support.turns import VARIABLE, of_turn
from tests.support.weights import weights


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


@pytest.fixture(scope="session", autouse=True)
def _seldom_collected() -> None:
    """What workers draw, they draw under the settings of the command."""
    short_lived()


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for the editions that the workers of a run have in common, or all runs of `.ci/run`,
    which names one. Its name goes by the environment: pytest loads this file apart from the tests
    that import it.
    """
    if EDITIONS in os.environ:
        return
    base = tmp_path_factory.getbasetemp()
    shared = (
        base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    ) / "editions"
    shared.mkdir(exist_ok=True)
    os.environ[EDITIONS] = str(shared)


@pytest.fixture(scope="session")
def rendered() -> Callable[[str, str], Edition]:
    """Render an edition of a case as of a day; the same call gives the same object."""
    return edition


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Note what a test tried, how often, and what came of it; the summary adds it up over all tests
    and workers."""

    def note(
        what: str, times: int, lost: int = 0, ran: int = 0, tracebacks: int = 0
    ) -> None:
        record_property("tried", (what, times, lost, ran, tracebacks))

    return note


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Where a landing has its turn, keep of the heavy tests those of the turn."""
    turn = os.environ.get(VARIABLE)
    if not turn:
        return
    heavy = [item for item in items if item.get_closest_marker("stress")]
    mine = of_turn([item.nodeid for item in heavy], int(turn), weights())
    others = {item.nodeid for item in heavy} - mine
    config.hook.pytest_deselected(
        items=[item for item in heavy if item.nodeid in others]
    )
    items[:] = [item for item in items if item.nodeid not in others]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say of how many moments the report was built twice and compared, and what was tried against
    it."""
    equal, other = (
        sum(
            "test_no_hindsight[" in report.nodeid
            for report in terminalreporter.stats.get(kind, [])
        )
        for kind in ("passed", "failed")
    )
    if equal + other:
        terminalreporter.write_line(
            f"no hindsight: {equal} of {equal + other} moments equal byte for byte"
        )
    notes = [
        value
        for kind in ("passed", "failed")
        for report in terminalreporter.stats.get(kind, [])
        for key, value in report.user_properties
        if key == "tried"
    ]
    sums: dict[str, list[int]] = {}
    for what, *counts in notes:
        sums[what] = [
            one + other
            for one, other in zip(sums.get(what, [0] * 4), counts, strict=True)
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
            terminalreporter.write_line(
                f"{what:<58}{times:>8,}{lost:>6}{ran:>6}{tracebacks:>12}"
            )
