"""Write the pages that follow from the code: data/README.md from analysis/tables.py. Run by `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.tables import markdown

PAGE = Path(__file__).resolve().parent.parent / "data" / "README.md"
INTRODUCTION = """# The tables of a case

A case is a folder with `case.toml` and one CSV per table: UTF-8, comma, one header line, ISO dates, stable ids. Blank means
"not stated", never 0. This page is generated from `analysis/tables.py`; `make docs` renews it.

A large table may be a Parquet file instead (`claims.parquet`, not both): the same columns in the same order, all of them text,
blank or null for "not stated". Checks name its rows by the line they would have as CSV.

`published` is knowledge time; `refers_to` (claims), `start` (events) and `date` (movements, positions) are valid time. A row
refers only to rows published no later than itself, and its text knows nothing later. Texts name figures as `{claim_id}`; the
report prints the claim's own number there, struck where it no longer stands.

`narrative.md` tells the background: `## Heading` lines, and one sentence a line that ends in the ids it rests on, as in
`[E002; KT-004]`. A sentence is told only when all of them are known.

"""


def page() -> str:
    """The whole page."""
    return INTRODUCTION + markdown()


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(None if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE.name} is stale: run make docs")
    PAGE.write_text(page(), encoding="utf-8")
