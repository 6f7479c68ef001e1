"""One edition from a cold start: `asknown report`, the floor, and papermill with nbconvert and
chromium for the same two notebooks, in turn."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import BIN, QUICK, ROOT, calls, in_turn, rows_of, write

AS_OF = "2022-01-12"
ASKNOWN = "asknown report (two PDFs, page, notebooks, charts, tables)"
FLOOR = "floor: a script for the same two PDFs"
PLAIN = "papermill, nbconvert --to html, chromium, for both notebooks"
NOTEBOOKS = ("report", "annex")


def plain_tools(as_of: str, out: Path) -> Iterator[list[object]]:
    """What people do without us: run a notebook, export it as HTML, print that to PDF."""
    for name in NOTEBOOKS:
        source = ROOT / "notebooks" / f"{name}.ipynb"
        executed = out / f"{as_of}-{name}.ipynb"
        page = executed.with_suffix(".html")
        printed = f"--print-to-pdf={executed.with_suffix('.pdf')}"
        headless = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
        yield [
            BIN / "papermill",
            source,
            executed,
            "-p",
            "as_of",
            as_of,
            "-k",
            "python3",
        ]
        yield [BIN / "jupyter", "nbconvert", "--to", "html", executed]
        yield [*headless, printed, page.as_uri()]


def main() -> None:
    """Run the rounds, check that the floor's PDFs are the edition's, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        floor = out / "floor"
        floor.mkdir()
        contestants = {
            FLOOR: calls([sys.executable, "benchmarks/floor.py", AS_OF, floor]),
            ASKNOWN: calls([BIN / "asknown", "report", "--as-of", AS_OF, "--out", out]),
            PLAIN: calls(*plain_tools(AS_OF, out)),
        }
        runs = in_turn(contestants, 1 if QUICK else 3)
        for name in NOTEBOOKS:
            (own,) = out.glob(f"*/{AS_OF}/{name}.pdf")
            if own.read_bytes() != (floor / f"{name}.pdf").read_bytes():
                raise SystemExit(f"the floor compiles another {name}.pdf: void")
    write("cold", "One edition, cold", rows_of(runs, FLOOR), "what", "seconds each")


if __name__ == "__main__":
    main()
