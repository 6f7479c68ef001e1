"""The figures a case has to give: a mend of the ledger that moves one of them is seen, and named.

They stand beside the ledger in `expected.csv` and are no part of it: no report shows them, and they
travel nowhere. A row has a quantity (`metric/group/place/rule`), a moment, the value as printed
(`none` where no claim stands, `unknown` where none was made), and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from asknown.errors import AsknownError, Problem
from asknown.ledger import csv_text, damage
from asknown.model.case import Case
from asknown.model.figures import NONE_STANDS, UNKNOWN

FILE = "expected.csv"
COLUMNS = ["quantity", "moment", "value", "why"]
_IN_WORDS = {NONE_STANDS: "none", UNKNOWN: "unknown"}
_PARTS = ("metric", "group", "place", "rule")


def problems(folder: Path) -> list[Problem]:
    """Every row of `expected.csv` that the ledger in `folder` does not give, or that cannot be
    looked up; none where there is no such file. The ledger itself must be without a problem.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    data = path.read_bytes()
    damaged = list(damage.of_file(FILE, data))
    if damaged:
        return damaged
    read = csv_text.read_strictly(data.decode(), FILE, COLUMNS)
    if read.problems:
        return list(read.problems)
    case = Case.load(folder)
    found: list[Problem] = []
    for line, cells in zip(read.lines, read.rows, strict=True):
        row = dict(zip(COLUMNS, cells, strict=True))
        found += [Problem(FILE, line, *fault) for fault in _faults(case, row)]
    return found


def _faults(case: Case, row: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Column, fault and mend of a row."""
    parts = row["quantity"].split("/")
    if len(parts) != len(_PARTS):
        yield (
            "quantity",
            f"{row['quantity']!r} is no quantity",
            f"write {'/'.join(_PARTS)}",
        )
        return
    metric, group, place, rule = parts
    for table, row_id in (("metrics", metric), ("groups", group), ("places", place)):
        if row_id not in case.tables[table].index:
            yield (
                "quantity",
                f"{row_id!r} is none of the {table}",
                "name one of the ledger",
            )
            return
    try:
        known = case.as_known(row["moment"])
        figure = known.figure(metric, group, place, rule)
    except AsknownError as error:
        yield "quantity", f"cannot be looked up: {error}", "mend quantity or moment"
        return
    printed = figure.amount().text.replace("\xa0", " ")
    value = _IN_WORDS.get(figure.status, printed)
    if value != row["value"]:
        fault = f"{row['quantity']} is {value} on {row['moment']}, not {row['value']}"
        yield "value", fault, f"mend the ledger or this row ({row['why']})"
