"""Ledgers of a thousand to a million claims: seconds and peak memory of loading, the door and all
figures, against size.

The ledgers are generated, the same ones every time: half a year of claims by the minute on about `2
* sqrt(n)` quantities (72 for a thousand claims, 2,004 for a million), told by up to four hundred
speakers of whom nine speak of any one quantity; one claim in ten is a relay, one in two hundred was
withdrawn or disputed. Each case is measured in a process of its own, the sizes in turn, several
rounds; a ratio is that of a size to a tenth of it in the same round. Writes a table and a chart.
"""

from __future__ import annotations

import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from asknown.ledger.tables import BY_NAME

RESULTS = Path(__file__).resolve().parent / "results"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
STEPS = {
    "csv": "load from CSV",
    "parquet": "load from Parquet",
    "door": "as_known",
    "figures": "all figures, official",
}
ROUNDS = int(os.environ.get("ROUNDS", "3"))
AS_OF = "2022-06-15"  # nine tenths of the claims are public by then
_SETTINGS = """id = "scale-{n}"
title = "Scale {n}"
timezone = "Asia/Almaty"
place = "country"
rule = "official"
licence = "CC0"
parties_to_conflict = ["state"]
"""
_START = datetime(2022, 1, 1)
_MINUTES = 184 * 24 * 60
_NEAR = 9  # speakers who speak of one quantity
_MEASURES = ("cumulative", "cumulative", "stock", "flow")


def write_ledger(folder: Path, n: int) -> Path:
    """Write a case of `n` claims as CSV; the same for the same number."""
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(_SETTINGS.format(n=n), encoding="utf-8")
    for name, rows in _tables(n).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(BY_NAME[name].header)
            writer.writerows(
                [row.get(column, "") for column in BY_NAME[name].header] for row in rows
            )
    return folder


def _tables(n: int) -> dict[str, Any]:
    sources, speakers, places = (
        max(n // 20, 10),
        min(max(n // 50, 12), 400),
        math.ceil(2 * math.sqrt(n) / 12),
    )
    kinds = ("official", "media", "ngo")
    return {
        "sources": (
            {
                "source_id": f"paper-{k}",
                "title": f"Paper {k}",
                "publisher": f"House {k % 97}",
                "kind": "news",
                "published": "2022-01-01T00:00Z",
            }
            for k in range(sources)
        ),
        "speakers": (
            {
                "speaker_id": f"s{k}",
                "name": f"Speaker {k}",
                "kind": kinds[k % 3],
                "party": "state" if k % 3 == 0 else f"party-{k}",
            }
            for k in range(speakers)
        ),
        "metrics": (
            {
                "metric": f"m{k}",
                "label": f"metric {k}",
                "unit": "persons",
                "measure": each,
                "counts": f"Counted {k}",
            }
            for k, each in enumerate(_MEASURES)
        ),
        "groups": ({"id": each, "label": each} for each in ("all", "minors", "women")),
        "places": (
            {"id": f"p{k}" if k else "country", "label": f"Place {k}"}
            for k in range(places)
        ),
        "claims": (_claim(k, n, sources, speakers, places) for k in range(n)),
        "acts": (_act(k, n, speakers) for k in range(0, n, 200)),
    }


def _published(k: int, n: int) -> datetime:
    return _START + timedelta(minutes=k * _MINUTES // n)


def _speaker(k: int, n: int, speakers: int, places: int) -> tuple[int, int]:
    """The quantity and the speaker of a claim: mixed by a multiplicative hash, so that neighbours
    differ."""
    mixed = k * 2654435761 % 2**32
    quantity = mixed % (12 * places)
    return quantity, (quantity * 7 + (mixed >> 16) % _NEAR) % speakers


def _claim(k: int, n: int, sources: int, speakers: int, places: int) -> dict[str, str]:
    quantity, speaker = _speaker(k, n, speakers, places)
    when, number, place = _published(k, n), 3 + k * 7919 % 5000, quantity // 12
    wording, numbers = (
        ("exact", {"value": number}),
        ("about", {"value": number}),
        ("at_least", {"low": number}),
        ("range", {"low": number, "high": number + 20}),
        ("exact", {"value": number}),
    )[k % 5]
    return {
        "claim_id": f"C{k:07}",
        "metric": f"m{quantity % 4}",
        "group": ("all", "minors", "women")[quantity // 4 % 3],
        "place": f"p{place}" if place else "country",
        "wording": wording,
        **{name: str(each) for name, each in numbers.items()},
        "speaker": f"s{speaker}",
        "refers_to": f"{when:%Y-%m-%d}",
        "published": f"{when:%Y-%m-%dT%H:%M}+00:00",
        "source_id": f"paper-{k % sources}",
        "locator": f"paragraph {k % 30}",
        "recorded": "high",
        "relays": f"C{k - k % 10 - 7:07}" if k % 10 == 9 and k > 20 else "",
    }


def _act(k: int, n: int, speakers: int) -> dict[str, str]:
    _, speaker = _speaker(k, n, speakers, math.ceil(2 * math.sqrt(n) / 12))
    later = min(
        _published(k, n) + timedelta(days=2), _START + timedelta(minutes=_MINUTES)
    )
    return {
        "act_id": f"A{k:07}",
        "target": f"C{k:07}",
        "act": "disputed" if k % 400 else "withdrawn",
        "by": f"s{speaker}",
        "published": f"{later:%Y-%m-%dT%H:%M}+00:00",
        "source_id": "paper-0",
        "reason": "As told",
    }


def as_parquet(folder: Path, to: Path) -> Path:
    """The same case with its claims as Parquet."""
    import pyarrow as pa
    from pyarrow import csv as tables
    from pyarrow import parquet

    to.mkdir()
    for path in folder.iterdir():
        if path.name == "claims.csv":
            text = tables.ConvertOptions(
                column_types=dict.fromkeys(BY_NAME["claims"].header, pa.string()),
                strings_can_be_null=False,
            )
            parquet.write_table(
                tables.read_csv(path, convert_options=text), to / "claims.parquet"
            )
        else:
            (to / path.name).write_bytes(path.read_bytes())
    return to


def measure(folder: str) -> dict[str, float]:
    """Seconds of loading a case, of its door and of all its figures, and the peak memory of this
    process in MB."""
    import resource

    from asknown.model.case import Case
    from asknown.model.figures import figures

    clock = [time.perf_counter()]
    case = Case.load(folder)
    clock.append(time.perf_counter())
    known = case.as_known(AS_OF)
    clock.append(time.perf_counter())
    found = figures(known)
    clock.append(time.perf_counter())
    load, door, shown = (after - before for before, after in pairwise(clock))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "load": load,
        "door": door,
        "figures": shown,
        "found": len(found),
        "peak": peak,
    }


def _apart(folder: Path) -> dict[str, float]:
    """`measure` in a process of its own."""
    call = [sys.executable, str(Path(__file__).resolve()), "--measure", str(folder)]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(call, capture_output=True, text=True, check=True, cwd=root)
    return dict(json.loads(done.stdout))


def rounds(
    folder: Path, sizes: tuple[int, ...] = SIZES, count: int = ROUNDS
) -> list[dict[str, float]]:
    """Every size in turn, `count` times: a row of seconds and megabytes for each."""
    found = []
    for n in sizes:
        as_parquet(write_ledger(folder / f"csv-{n}", n), folder / f"parquet-{n}")
    for turn in range(count):
        for n in sizes:
            text, binary = _apart(folder / f"csv-{n}"), _apart(folder / f"parquet-{n}")
            own = {
                "csv": text["load"],
                "parquet": binary["load"],
                "door": text["door"],
                "figures": text["figures"],
            }
            found.append(
                {
                    "round": turn,
                    "claims": n,
                    **own,
                    "found": text["found"],
                    "peak": text["peak"],
                }
            )
    return found


def table(found: list[dict[str, float]]) -> str:
    """The rows as Markdown: medians, spread, and the ratio to a tenth of the size in the same
    round."""
    sizes = sorted({row["claims"] for row in found})
    lines = [
        "| step | " + " | ".join(f"{int(n):,} claims" for n in sizes) + " |",
        "| --- |" + " ---: |" * len(sizes),
    ]
    for step, label in STEPS.items():
        cells = [
            _cell(
                [row[step] for row in found if row["claims"] == n],
                _ratios(found, step, int(n)),
            )
            for n in sizes
        ]
        lines.append(f"| {label}, seconds | " + " | ".join(cells) + " |")
    for name, label in (("peak", "peak memory, MB"), ("found", "figures")):
        cells = [
            f"{statistics.median(row[name] for row in found if row['claims'] == n):,.0f}"
            for n in sizes
        ]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _ratios(found: list[dict[str, float]], step: str, n: int) -> list[float]:
    """How many times longer a step took than for a tenth of the claims, round by round."""
    seconds = {(row["round"], row["claims"]): row[step] for row in found}
    return [
        each / seconds[turn, n // 10]
        for (turn, size), each in seconds.items()
        if size == n and (turn, n // 10) in seconds
    ]


def _cell(seconds: list[float], ratios: list[float]) -> str:
    said = (
        f"{statistics.median(seconds):.3f} ({min(seconds):.3f} to {max(seconds):.3f})"
    )
    return said + (f", x {statistics.median(ratios):.1f}" if ratios else "")


def chart(found: list[dict[str, float]], path: Path) -> None:
    """Seconds and memory against size, both axes by tens, with a line of n log n to compare the
    slopes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = sorted({row["claims"] for row in found})
    figure, (left, right) = pyplot.subplots(
        1, 2, figsize=(10, 4.2), layout="constrained"
    )
    for step, label in STEPS.items():
        left.loglog(
            sizes, [_median(found, step, n) for n in sizes], marker="o", label=label
        )
    last = _median(found, "door", sizes[-1]) / (sizes[-1] * math.log(sizes[-1]))
    left.loglog(
        sizes,
        [last * n * math.log(n) for n in sizes],
        color="0.6",
        linestyle=":",
        label="slope of n log n",
    )
    right.semilogx(
        sizes, [_median(found, "peak", n) for n in sizes], marker="o", color="0.2"
    )
    left.set(xlabel="claims", ylabel="seconds")
    right.set(xlabel="claims", ylabel="peak memory of the process, MB", ylim=(0, None))
    left.legend(frameon=False, fontsize=8)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110, metadata={"Software": None})


def _median(found: list[dict[str, float]], name: str, n: float) -> float:
    return statistics.median(row[name] for row in found if row["claims"] == n)


def main() -> None:
    """Measure, print the table, and write it as CSV, Markdown and a chart."""
    with tempfile.TemporaryDirectory() as folder:
        found = rounds(Path(folder))
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "scale.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    told = table(found)
    (RESULTS / "scale.md").write_text(
        f"# Ledgers from a thousand to a million claims\n\n{_notes()}\n\n{told}",
        encoding="utf-8",
    )
    chart(found, RESULTS / "scale.png")
    print(told, end="")


def _notes() -> str:
    return " ".join((__doc__ or "").split("\n\n")[1].split())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2])))
    else:
        main()
