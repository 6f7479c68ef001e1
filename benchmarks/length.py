"""PDF and page against the length of a table, from ten rows to ten thousand."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from measure import QUICK, write

from asknown.report.document import read
from asknown.report.html import page
from asknown.report.pdf import pdf
from asknown.text.faces import MIME

LENGTHS = (10, 100, 1000) if QUICK else (10, 100, 1000, 10_000)
ROUNDS = 2 if QUICK else 3


def notebook(rows: int) -> dict[str, object]:
    """An executed notebook that shows a head and a table of so many rows, five columns each."""
    cell = [{"text": "as told", "trace": ["count:rows"]}]
    table = [
        [[{"text": f"row {row}", "trace": ["count:rows"]}], *[cell] * 4]
        for row in range(rows)
    ]
    head = {
        "block": "head",
        "title": [{"text": "A long table"}],
        "subtitle": [],
        "as_of": [],
        "method": [],
        "language": "en",
        "edition": {
            "ledger": {},
            "figures": [],
            "gaps": [],
            "licence": "",
            "parameters": {
                "case": "long",
                "as_of": "2030-01-01",
                "since": "",
                "rule": "",
            },
        },
    }
    block = {
        "block": "table",
        "name": "long",
        "caption": [{"text": "Rows"}],
        "figures": [],
        "rows": table,
        "columns": ["what", "who", "when", "where", "how"],
    }
    outputs = [
        {"output_type": "display_data", "data": {MIME: each}} for each in (head, block)
    ]
    return {
        "metadata": {},
        "cells": [
            {"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs}
        ],
    }


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Set each length in turn, several times, and write the table."""
    taken: dict[tuple[int, str], list[float]] = {}
    pdf(read(notebook(1))), page(read(notebook(1)))  # what is loaded once is loaded
    for _ in range(ROUNDS):
        for length in LENGTHS:
            for name, setter in (("PDF", pdf), ("page", page)):
                taken.setdefault((length, name), []).append(
                    seconds(partial(setter, read(notebook(length))))
                )
                print(
                    f"  {length} rows, {name}: {taken[length, name][-1]:.2f} s",
                    file=sys.stderr,
                )
    rows = []
    for length, name in sorted(taken, key=lambda each: each[::-1]):
        some, middle = taken[length, name], statistics.median(taken[length, name])
        rows.append(
            {
                "what": f"{name}, {length} rows",
                "seconds": f"{middle:.3f}",
                "least": f"{min(some):.3f}",
                "most": f"{max(some):.3f}",
                "ratio to 10 rows": f"{middle / statistics.median(taken[10, name]):.1f}",
                "milliseconds a row": f"{middle / length * 1000:.2f}",
            }
        )
    write(
        "length",
        "PDF and page against the length of a table",
        rows,
        "what",
        "seconds",
        log=True,
    )


if __name__ == "__main__":
    main()
