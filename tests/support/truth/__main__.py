"""Write tests/expected/statements.csv: `make statements`.

`--every N` takes only every Nth of the moments and of the generated ledgers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.support.truth import compared, statements
from tests.support.truth.audit import Audit
from tests.support.truth.collect import undrawn

CASES = ("kazakhstan-2022", "derna-2023", "ukraine-estimates")
LEDGERS = 300


def main() -> int:
    """Make the reports, hold them, write what was reached; 1 where something is false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    every = parser.parse_args().every
    audit = Audit()
    with undrawn(), tempfile.TemporaryDirectory() as folder:
        for name in CASES:
            for moment in statements.moments(name)[::every]:
                audit.hold(statements.everything(name, moment), statements.files(name))
        for seed in range(0, LEDGERS, every):
            statements.hold_drawn(audit, Path(folder) / str(seed), seed)
        compared.hold_pairs(audit)
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
