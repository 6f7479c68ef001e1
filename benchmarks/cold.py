"""One edition from a cold start, against plain tools: seconds and peak memory, each command in turn, several rounds.

Three commands make comparable things of the same day: `asknown report` (PDF, notebook, charts, tables), plain `papermill`
followed by `jupyter nbconvert --to html`, and a bare script that only loads the ledger and draws the same charts.
Prints a Markdown table of medians and spreads, and each command's ratio to the first.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AS_OF = "2022-01-12"
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
_CHARTS = f"""
from analysis import open_brief
report = open_brief(as_of={AS_OF!r})
report.casualties(), report.deployment()
"""


def commands(out: Path) -> dict[str, list[list[str]]]:
    """The commands of each contestant, run one after the other."""
    notebook, executed = str(ROOT / "notebooks" / "report.ipynb"), str(out / "x.ipynb")
    return {
        "asknown report": [[str(BIN / "asknown"), "report", "--as-of", AS_OF, "--out", str(out / "reports")]],
        "papermill + nbconvert --to html": [
            [str(BIN / "papermill"), notebook, executed, "-p", "as_of", AS_OF, "-k", "python3"],
            [str(BIN / "jupyter"), "nbconvert", "--to", "html", executed],
        ],
        "bare script, charts only": [[sys.executable, "-c", _CHARTS]],
    }


def measure(calls: list[list[str]]) -> tuple[float, float]:
    """Seconds of all calls together and the largest resident set of any process among them, in MB."""
    start, peak = time.perf_counter(), 0
    for call in calls:
        process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{call} failed")
        peak = max(peak, usage.ru_maxrss)
    return time.perf_counter() - start, peak / 1024


def main() -> None:
    """Run the rounds and print the table."""
    results: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(ROUNDS):
            for name, calls in commands(Path(folder) / str(round_)).items():
                (Path(folder) / str(round_)).mkdir(exist_ok=True)
                results.setdefault(name, []).append(measure(calls))
    base = statistics.median(seconds for seconds, _ in results["asknown report"])
    print("| command | seconds, median (min to max) | ratio | peak MB of the largest process |\n| --- | --- | --- | --- |")
    for name, runs in results.items():
        seconds = [each for each, _ in runs]
        middle, memory = statistics.median(seconds), max(each for _, each in runs)
        print(f"| {name} | {middle:.1f} ({min(seconds):.1f} to {max(seconds):.1f}) | {middle / base:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
