"""What a heavy test costs, so that turns of them cost the same (`tests/support/turns.py`).

Measured by `pytest -p tests.support.weights -m stress`: each test adds a line to the file that
ASKNOWN_WEIGHTS names; `python -m tests.support.weights FILE` renews the table from it.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import psutil
import pytest

TABLE = Path(__file__).with_name("weights.csv")
VARIABLE = "ASKNOWN_WEIGHTS"


def function_of(name: str) -> str:
    """A test without its parameters, by the name that pytest gives it."""
    return name.partition("[")[0]


def weights() -> dict[str, float]:
    """Seconds of processor that one case of each heavy test takes, as last measured."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["test"]: float(row["seconds"]) for row in csv.DictReader(lines)}


def spent() -> float:
    """Seconds of processor that this process has taken, with all that it started."""
    mine = psutil.Process()
    return sum(map(_of_process, [mine, *mine.children(recursive=True)]))


def _of_process(process: psutil.Process) -> float:
    """Seconds of a process and of those that it started and that have ended."""
    try:
        took = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(sum(took[:4]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    """Note what a test took, with its fixtures."""
    before = spent()
    result = yield
    with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as out:
        out.write(f"{spent() - before:.2f}\t{item.nodeid}\n")
    return result


def renewed(lines: Iterable[str], known: dict[str, float]) -> dict[str, float]:
    """The table with what was measured: of each test the mean of its cases."""
    cases: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        seconds, _, name = line.rstrip("\n").partition("\t")
        cases[function_of(name)].append(float(seconds))
    # What ends with a module's fixtures may have been counted with the tests before.
    found = {test: round(max(mean(each), 0.1), 1) for test, each in cases.items()}
    return dict(sorted((known | found).items()))


def _main(measured: Path) -> None:
    known = weights() if TABLE.is_file() else {}
    table = renewed(measured.read_text(encoding="utf-8").splitlines(), known)
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["test", "seconds"])
        writer.writerows(table.items())


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
