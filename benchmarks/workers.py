"""One worker and two: `asknown batch` on its own, and on a Dask cluster of this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from many import days, spec
from measure import BIN, QUICK, calls, in_turn, rows_of, write

DAYS = 4 if QUICK else 6
COUNTS = (1, 2)  # more than this machine has cores tell nothing


def on_cluster(wanted: Path, out: Path, workers: int) -> Callable[[], None]:
    """The batch on a cluster that is started for it; starting it counts."""

    def work() -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        port = address.rpartition(":")[2]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        parts = [
            subprocess.Popen(
                [
                    BIN / "dask",
                    "scheduler",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    port,
                    "--no-dashboard",
                ],
                **quiet,
            ),
            subprocess.Popen(
                [
                    BIN / "dask",
                    "worker",
                    address,
                    "--nworkers",
                    str(workers),
                    "--nthreads",
                    "1",
                    "--no-dashboard",
                ],
                **quiet,
            ),
        ]
        time.sleep(1)
        try:
            calls(
                [BIN / "asknown", "batch", wanted, "--out", out, "--scheduler", address]
            )()
        finally:
            for each in reversed(parts):
                each.terminate()
                each.wait()

    return work


def main() -> None:
    """Run the rounds and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, contestants = spec(Path(folder), days(DAYS)), {}
        for count in COUNTS:
            pool, dask = Path(folder) / f"pool{count}", Path(folder) / f"dask{count}"
            contestants[f"{count} here"] = calls(
                [BIN / "asknown", "batch", wanted, "--out", pool, "--workers", count]
            )
            contestants[f"{count} on Dask"] = on_cluster(wanted, dask, count)
        runs = in_turn(contestants, 1)
    rows = rows_of(runs, "1 here", dict.fromkeys(runs, DAYS))
    write(
        "workers", f"{DAYS} editions by number of workers", rows, "what", "seconds each"
    )


if __name__ == "__main__":
    sys.exit(main())
