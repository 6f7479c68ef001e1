"""What the benchmarks share: commands measured in turn, and tables written as CSV, Markdown and a
chart.

A figure here is worth something only beside another one of the same run: machines differ, and so do
hours.
"""

from __future__ import annotations

import csv
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
BIN = Path(sys.executable).parent
QUICK = bool(os.environ.get("ASKNOWN_BENCH_QUICK"))  # fewer rounds and editions


@dataclass(frozen=True)
class Run:
    """What a piece of work took: seconds by the clock, seconds of processors, and peak memory in MB
    of all its processes."""

    seconds: float
    cpu: float
    memory: float


def calls(*commands: Sequence[object]) -> Callable[[], None]:
    """Commands one after the other, as work to measure."""

    def work() -> None:
        for each in commands:
            done = subprocess.run(
                [str(part) for part in each], cwd=ROOT, capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(f"{each} failed:\n{done.stderr}")

    return work


def measured(work: Callable[[], None]) -> Run:
    """Do the work and measure it. It has to happen in processes that are started for it and waited
    for."""
    before, start, done, peak = _cpu(), time.perf_counter(), Event(), [0.0]
    watch = Thread(target=_watch, args=(done, peak))
    watch.start()
    try:
        work()
    finally:
        done.set()
        watch.join()
    return Run(time.perf_counter() - start, _cpu() - before, peak[0])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(done: Event, peak: list[float]) -> None:
    """Note the most memory that all processes below this one take together, pages they share
    counted once."""
    while not done.wait(0.25):
        total = 0
        for process in psutil.Process().children(recursive=True):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        peak[0] = max(peak[0], total / 2**20)


def in_turn(
    contestants: dict[str, Callable[[], None]], rounds: int
) -> dict[str, list[Run]]:
    """Every contestant once a round, so that a busy hour hits them all."""
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, work in contestants.items():
            runs[name].append(measured(work))
            print(f"  {name}: {runs[name][-1].seconds:.1f} s", file=sys.stderr)
    return runs


def rows_of(
    runs: dict[str, list[Run]], base: str, per: dict[str, int] | None = None
) -> list[dict[str, str]]:
    """A row a contestant: medians and spread of the seconds it took (for each of the `per` things
    it made), ratio to `base`."""
    count = {name: (per or {}).get(name, 1) for name in runs}
    middle = {
        name: statistics.median(each.seconds for each in runs[name]) / count[name]
        for name in runs
    }
    return [
        {
            "what": name,
            "made": str(count[name]),
            "seconds each": f"{middle[name]:.2f}",
            "least": f"{min(each.seconds for each in some) / count[name]:.2f}",
            "most": f"{max(each.seconds for each in some) / count[name]:.2f}",
            "ratio": f"{middle[name] / middle[base]:.2f}",
            "processor seconds "
            "each": f"{statistics.median(each.cpu for each in some) / count[name]:.2f}",
            "peak MB": f"{max(each.memory for each in some):.0f}",
        }
        for name, some in runs.items()
    ]


def write(
    name: str, title: str, rows: list[dict[str, str]], x: str, y: str, log: bool = False
) -> None:
    """Write a table under results/ as CSV, Markdown and a chart of column `y` by column `x`, and
    print it."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    lines = [
        f"## {title}",
        "",
        f"| {' | '.join(rows[0])} |",
        f"|{' --- |' * len(rows[0])}",
    ]
    text = (
        "\n".join([*lines, *(f"| {' | '.join(row.values())} |" for row in rows)]) + "\n"
    )
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    _draw(name, title, rows, x, y, log)
    print(text, flush=True)


def _draw(
    name: str, title: str, rows: list[dict[str, str]], x: str, y: str, log: bool
) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from asknown.subjects.charts.style import MAIN, house

    with (
        house(),
        mpl.rc_context({"svg.fonttype": "path"}),
    ):  # whoever looks at the file may not have the font
        figure = Figure(figsize=(6.7, 0.5 * len(rows) + 1.2), layout="constrained")
        ax = figure.subplots()
        bars = ax.barh(
            [row[x] for row in rows],
            [float(row[y]) for row in rows],
            color=MAIN,
            height=0.6,
        )
        ax.bar_label(bars, [row[y] for row in rows], padding=3)
        ax.invert_yaxis()
        ax.set_xscale("log" if log else "linear")
        ax.xaxis.set_major_formatter("{x:g}")
        ax.margins(x=0.12)
        ax.set_xlabel(y)
        ax.set_title(title, loc="left", fontweight="bold")
        figure.savefig(
            RESULTS / f"{name}.svg", metadata={"Date": None, "Creator": None}
        )
