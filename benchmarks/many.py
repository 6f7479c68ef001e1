"""Many editions: sixty days of the case by `asknown batch`, against plain tools in a shell loop
over some of those days."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from cold import PLAIN, plain_tools
from measure import BIN, QUICK, calls, in_turn, rows_of, write

FIRST = date(2022, 1, 2)
DAYS = 12 if QUICK else 60
# The loop does the same for each day: a few days tell what sixty take.
LOOPED = 1 if QUICK else 2
ASKNOWN = "asknown batch"


def days(count: int) -> list[str]:
    """So many days of the case, spread over the sixty."""
    return [str(FIRST + timedelta(days=index * 60 // count)) for index in range(count)]


def spec(folder: Path, wanted: list[str]) -> Path:
    """A SPEC for these days."""
    path = folder / "spec.toml"
    path.write_text(
        f'[[report]]\ncase = "kazakhstan-2022"\nas_of = {wanted!r}\n', encoding="utf-8"
    )
    return path


def main() -> None:
    """Run the rounds and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        contestants = {
            ASKNOWN: calls(
                [
                    BIN / "asknown",
                    "batch",
                    spec(out, days(DAYS)),
                    "--out",
                    out / "reports",
                ]
            ),
            PLAIN: calls(
                *(call for day in days(LOOPED) for call in plain_tools(day, out))
            ),
        }
        runs = in_turn(contestants, 1)
    rows = rows_of(runs, ASKNOWN, {ASKNOWN: DAYS, PLAIN: LOOPED})
    write("many", f"{DAYS} days of the case", rows, "what", "seconds each")
    write(
        "thousands",
        "Computed from that: what more editions would take",
        list(map(reckoned, rows)),
        "what",
        "cores for 100,000 a day",
    )


def reckoned(row: dict[str, str]) -> dict[str, str]:
    """What a thousand editions and a hundred thousand a day take, if each takes as much as those
    measured. Not measured."""
    seconds, busy = float(row["seconds each"]), float(row["processor seconds each"])
    return {
        "what": row["what"],
        "hours for 1,000 here": f"{seconds * 1000 / 3600:.1f}",
        "processor hours for 1,000": f"{busy * 1000 / 3600:.1f}",
        "cores for 100,000 a day": f"{busy * 100_000 / 86_400:.1f}",
    }


if __name__ == "__main__":
    main()
