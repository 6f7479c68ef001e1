"""One edition from a cold start: `asknown report`, the floor, and papermill with nbconvert and
chromium, in turn."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import BIN, QUICK, ROOT, calls, in_turn, rows_of, write

AS_OF = "2022-01-12"
ASKNOWN, FLOOR = (
    "asknown report (PDF, page, notebook, charts, tables)",
    "floor: a script for the same PDF",
)
PLAIN = "papermill, nbconvert --to html, chromium"


def plain_tools(as_of: str, out: Path) -> list[list[object]]:
    """What people do without us: run the notebook, export it as HTML, print that to PDF."""
    executed, page = out / f"{as_of}.ipynb", out / f"{as_of}.html"
    return [
        [
            BIN / "papermill",
            ROOT / "notebooks" / "report.ipynb",
            executed,
            "-p",
            "as_of",
            as_of,
            "-k",
            "python3",
        ],
        [BIN / "jupyter", "nbconvert", "--to", "html", executed],
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--print-to-pdf={out / 'x.pdf'}",
            page.as_uri(),
        ],
    ]


def main() -> None:
    """Run the rounds, check that the floor's PDF is the report's, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        contestants = {
            FLOOR: calls(
                [sys.executable, "benchmarks/floor.py", AS_OF, out / "floor.pdf"]
            ),
            ASKNOWN: calls([BIN / "asknown", "report", "--as-of", AS_OF, "--out", out]),
            PLAIN: calls(*plain_tools(AS_OF, out)),
        }
        runs = in_turn(contestants, 1 if QUICK else 7)
        (report,) = out.glob(f"*/{AS_OF}/report.pdf")
        if report.read_bytes() != (out / "floor.pdf").read_bytes():
            raise SystemExit("the floor compiles another PDF: the comparison is void")
    write("cold", "One edition, cold", rows_of(runs, FLOOR), "what", "seconds each")


if __name__ == "__main__":
    main()
