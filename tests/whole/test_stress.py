"""Heavy runs, by `make stress`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.model.case import Case
from tests.support.pdf import failures, numerals, trace
from tests.support.places import NAME, ROOT, SHIPPED, UKRAINE
from tests.support.written_cases import cut_at

_OTHER = (
    "report",
    "audit",
    "explore",
    "welcome",
    # The brief and audit, which needs a text, have tests of their own; the others are for
    # JupyterLab.
)
NOTEBOOKS = sorted(
    path.stem
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if path.stem not in _OTHER
)


def _moments(case: Case) -> list[str]:
    """Every day from 2 to 31 January 2022, every later day on which the ledger learned something,
    and ten minutes."""
    first, last = date(2022, 1, 2), date(2022, 1, 31)
    month = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    clocks = sorted(
        {
            text
            for name in (
                "sources",
                "claims",
                "acts",
                "events",
                "positions",
                "connectivity",
            )
            for text in case.tables[name]["published"]
            if "T" in text
        }
    )
    minutes = {
        datetime.fromisoformat(text).astimezone(case.zone).strftime("%Y-%m-%dT%H:%M")
        for text in clocks
    }
    spread = sorted(minutes - {"2022-01-09T18:00"})[:9]
    return [
        *map(str, month),
        *(str(day) for day in case.learned() if day > last),
        *spread,
        "2022-01-09T18:00",
    ]


MOMENTS = _moments(Case.load(SHIPPED))


def test_the_moments_are_those_we_think_of():
    assert len(set(MOMENTS)) == len(MOMENTS) >= 30 + 10
    assert {"2022-01-02", "2022-01-31", "2022-01-09T18:00"} <= set(MOMENTS)


# Of the second case its first day, a day on which the list took a row out, and the minute before it
# took out five.
OTHERS = [
    (UKRAINE, as_of) for as_of in ("2025-07-07", "2025-10-10", "2026-05-11T16:14")
]


@pytest.mark.stress
@pytest.mark.parametrize(
    ("case", "as_of"),
    [*((SHIPPED, each) for each in MOMENTS), *OTHERS],
    ids=lambda each: getattr(each, "name", each),
)
def test_no_hindsight(
    tmp_path: Path, case: Path, as_of: str, tried: Callable[..., None]
):
    """PDF, page, charts, tables and trace from the full ledger equal, byte for byte, those from a
    ledger cut at that moment."""
    cut_at(as_of, tmp_path / case.name, case)
    cut, full = (
        render(Spec(ROOT, each, as_of, to=("pdf", "html"))).files
        for each in (str(tmp_path / case.name), case.name)
    )
    tried("moments built twice, to see hindsight", 1, lost=cut != full)
    assert cut == full


@pytest.mark.stress
@pytest.mark.parametrize("as_of", ["2022-01-05", "2022-01-12", "2024-01-03"])
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_notebook_on_three_days(tmp_path: Path, notebook: str, as_of: str):
    """PDF and page of each notebook: no hindsight, every numeral traced, no failure of an outside
    checker."""
    edition = render(Spec(ROOT, NAME, as_of, notebook=notebook))
    cut_at(as_of, tmp_path / NAME)
    assert (
        render(Spec(ROOT, str(tmp_path / NAME), as_of, notebook=notebook)).files
        == edition.files
    )
    report = edition.files["report.pdf"]
    assert failures(report) == []
    assert numerals(report) <= {
        numeral["text"] for numeral in trace(report)["numerals"]
    }
