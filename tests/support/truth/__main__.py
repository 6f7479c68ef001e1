"""Write tests/expected/statements.csv: `make statements`.

`--every N` takes only every Nth of the moments of shipped cases, and few generated ledgers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.support.truth import compared, statements
from tests.support.truth.audit import Audit
from tests.support.truth.collect import undrawn

CASES = ("kazakhstan-2022", "derna-2023", "ukraine-estimates")
LEDGERS, FEW = 300, 50
# A case with moments, "drawn" with seeds, or "compared".
Part = tuple[str, tuple[str, ...]]


def parts(every: int) -> Iterator[Part]:
    """What is looked at, in pieces of some seconds each."""
    for name in CASES:
        yield from _pieces(name, statements.moments(name)[::every])
    yield from _pieces("drawn", [*map(str, range(LEDGERS if every == 1 else FEW))])
    yield "compared", ("",)
    yield "written", ("island",)


def _pieces(name: str, whole: list[str]) -> Iterator[Part]:
    for start in range(0, len(whole), 5):
        yield name, tuple(whole[start : start + 5])


def held(part: Part) -> Audit:
    """The reports of a piece, held against their ledgers."""
    name, moments = part
    audit = Audit()
    with undrawn(), tempfile.TemporaryDirectory() as folder:
        for moment in moments:
            if name == "drawn":
                statements.hold_drawn(audit, Path(folder) / moment, int(moment))
            elif name == "written":
                statements.hold_written(audit, Path(folder) / moment)
                statements.hold_long(audit, Path(folder) / "long")
                statements.hold_daily(audit, Path(folder) / "daily")
            elif name == "compared":
                compared.hold_pairs(audit)
            else:
                audit.hold(statements.everything(name, moment), statements.files(name))
    return audit


def main() -> int:
    """Make the reports, hold them, write what was reached; 1 where something is false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    every = parser.parse_args().every
    audit = Audit()
    with ProcessPoolExecutor(max_workers=2) as workers:
        for part in workers.map(held, parts(every)):
            audit.add(part)
    statements.write(audit)
    for fault in audit.false:
        print(fault)
    never = [name for name in statements.registered() if not audit.reached[name]]
    print(f"{sum(audit.reached.values())} statements, {len(audit.false)} false")
    print("never reached:", ", ".join(never) or "none")
    print("without a checker:", ", ".join(sorted(audit.unchecked)) or "none")
    return bool(audit.false)


if __name__ == "__main__":
    sys.exit(main())
