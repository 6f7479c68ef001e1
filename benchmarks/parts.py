"""What an edition spends its processor time on, part by part, in a fork of a process that has
everything loaded and has made nothing yet: as in a batch."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from floor import executed
from measure import QUICK, write

from asknown.editions.forked_cells import load
from asknown.editions.render import get_ready
from asknown.report.card import card
from asknown.report.data_files import data_files, embeds
from asknown.report.html import page
from asknown.report.pdf import pdf
from asknown.storage import short_lived

AS_OF = "2022-01-12"
ROUNDS = 1 if QUICK else 3


def parts() -> dict[str, float]:
    """Seconds of processor of each part of one edition."""
    taken: dict[str, float] = {}

    def timed(part: str, work: Callable[..., Any], *given: Any) -> Any:
        start = time.process_time()
        result = work(*given)
        taken[part] = taken.get(part, 0) + time.process_time() - start
        return result

    for name in ("report", "annex"):
        document = timed(f"cells of the {name}", executed, name, AS_OF)
        timed(f"PDF of the {name}", pdf, document)
        timed("files of charts and tables", data_files, document)
        if name == "report":
            timed("page and card", page, document)
            timed("page and card", card, document)
            timed("charts for frames", embeds, document)
    return taken


def main() -> None:
    """Run the rounds and write the table."""
    load()
    get_ready()
    short_lived()  # as whatever builds editions is
    with get_context("fork").Pool(1, maxtasksperchild=1) as forks:
        rounds = [forks.apply(parts) for _ in range(ROUNDS)]
    middle = {
        part: statistics.median(each[part] for each in rounds) for part in rounds[0]
    }
    whole = sum(middle.values())
    rows = [
        {
            "part": part,
            "processor seconds": f"{took:.2f}",
            "share": f"{took / whole:.2f}",
        }
        for part, took in sorted(middle.items(), key=lambda item: -item[1])
    ]
    write("parts", "Parts of an edition", rows, "part", "processor seconds")


if __name__ == "__main__":
    main()
