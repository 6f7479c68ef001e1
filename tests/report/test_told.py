"""Every claim that is known stands in a table of the annex, on any day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from asknown.report.opening import open_brief
from tests.support.places import DERNA, ROOT, SHIPPED, UKRAINE
from tests.support.samples import sampled
from tests.support.truth.collect import undrawn

EARLY = [(SHIPPED, "2022-01-09T18:00"), (DERNA, "2023-09-17")]
DAYS = [
    (SHIPPED, "2022-01-05"),
    (SHIPPED, "2024-01-03"),
    (DERNA, "2024-09-11"),
    (UKRAINE, "2026-07-09"),
    *EARLY,
]


@pytest.mark.parametrize(
    ("case", "as_of"),
    sampled(DAYS, *EARLY),  # in every run the days with the most in dispute
    ids=lambda each: getattr(each, "name", each),
)
def test_every_known_claim_stands_in_a_table_of_the_annex(case: Any, as_of: str):
    brief = open_brief(str(case), as_of)
    told: set[str] = set()
    with undrawn(phones=False):
        for call in _calls():
            told.update(_in_tables(getattr(brief, call)().data()))
    assert set(brief.case.tables["claims"].index) - told == set()


def _calls() -> list[str]:
    """The calls that the annex makes."""
    notebook = json.loads(
        (ROOT / "notebooks" / "annex.ipynb").read_text(encoding="utf-8")
    )
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    return re.findall(r"report\.(\w+)\(", "\n".join(cells))


def _in_tables(node: Any, in_table: bool = False) -> Iterator[str]:
    """The claims on which numbers rest that a table prints."""
    if isinstance(node, list):
        for part in node:
            yield from _in_tables(part, in_table)
    elif isinstance(node, dict):
        in_table = in_table or node.get("block") == "table"
        if in_table:
            yield from _claims_of(node.get("trace", ()))
        for part in node.values():
            yield from _in_tables(part, in_table)


def _claims_of(traces: Any) -> Iterator[str]:
    for trace in traces:
        table, _, claim_id = trace.partition(":")
        if table == "claims":
            yield claim_id
