"""Any case, any date: nothing is cut, nothing overlaps, nothing is left a hole, from no claim to
thousands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asknown.editions.forkserver import apart
from asknown.editions.render import Edition, render
from asknown.editions.spec import Spec
from asknown.errors import CallError
from asknown.model.check import check
from asknown.text import english
from tests.support.editions import edition
from tests.support.pdf import (
    cells_missing,
    failures,
    numerals,
    text,
    trace,
    words_outside,
)
from tests.support.places import NAME, ROOT
from tests.support.samples import DAYS, sampled
from tests.support.written_cases import write_case

CASES: dict[str, dict[str, Any]] = {
    "tiny": {"claims": 1},
    "five": {"claims": 5, "events": 2},
    "deathless": {"claims": 12, "metrics": ("troops", "detained")},
}
HUGE: dict[str, Any] = {
    "claims": 5000,
    "events": 400,
    "metrics": ("killed", "detained", "troops", "detained_24h"),
}


@pytest.fixture(scope="module")
def poppler() -> None:
    """Poppler measures where words lie; without it these checks are skipped by name, in CI they
    fail."""
    if not shutil.which("pdftotext"):
        if os.environ.get("ASKNOWN_CI"):
            pytest.fail("pdftotext is missing: install poppler-utils")
        pytest.skip("needs pdftotext (poppler-utils)")


def looks_right(edition: Edition) -> None:
    """What holds of any report: accessible, whole, inside its page, every numeral traced, every
    picture told apart."""
    report = edition.files["report.pdf"]
    tables = [
        data for name, data in edition.files.items() if name.startswith("tables/")
    ]
    assert failures(report) == []
    assert words_outside(report) == []
    assert cells_missing(report, tables) == []
    assert numerals(report) <= {
        numeral["text"] for numeral in trace(report)["numerals"]
    }


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("name", sampled(CASES, "five"))
def test_a_case_of_any_size_looks_right(tmp_path: Path, name: str):
    folder = write_case(tmp_path / name, name, **CASES[name])
    assert check(folder) == []
    edition = render(Spec(ROOT, str(folder), to=("pdf",)))
    looks_right(edition)
    looks_right(apart(render, Spec(ROOT, str(folder), notebook="annex", to=("pdf",))))
    told = text(edition.files["report.pdf"])
    assert "Method" in told
    assert ("Casualties" in told) == (name in ("tiny", "five"))


@pytest.mark.usefixtures("poppler")
@pytest.mark.slow
def test_a_case_that_has_learned_nothing_asks_for_a_day_and_looks_right_on_one(
    tmp_path: Path,
):
    folder = write_case(tmp_path / "empty", "empty")
    spec = Spec(ROOT, str(folder), to=("pdf",))
    with pytest.raises(CallError, match="has learned nothing yet: name a day"):
        render(spec)
    looks_right(render(replace(spec, as_of="2022-03-01")))


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("as_of", ["2022-01-12"])
@pytest.mark.slow
def test_the_shipped_case_looks_right(
    rendered: Callable[[str, str], Edition], as_of: str
):
    looks_right(rendered(NAME, as_of))


@pytest.mark.parametrize(
    "as_of",
    [
        "2022-01-12",
        *(
            pytest.param(day, marks=pytest.mark.slow)
            for day in ("2022-01-09T18:00", "2024-01-03")
        ),
    ],
)
def test_every_chart_has_a_text_of_its_own_with_its_main_numbers(
    rendered: Callable[[str, str], Edition], as_of: str
):
    notebook = json.loads(rendered(NAME, as_of).files["report.ipynb"])
    charts = list(_charts(notebook))
    assert len(charts) >= 5
    for chart in charts:
        title, subtitle, alt = (
            "".join(run.get("text", "") for run in chart[key])
            for key in ("title", "subtitle", "alt")
        )
        assert alt
        assert alt not in (title, subtitle)
        assert english.numerals(alt) or "No official" in alt, chart["name"]
        assert all(
            run.get("trace")
            for run in chart["alt"]
            if english.numerals(run.get("text", ""))
        )


def _charts(notebook: Any) -> Any:
    """The chart blocks of an executed notebook."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            block = output.get("data", {}).get("application/vnd.asknown.block+json", {})
            yield from (
                each
                for each in [block, *block.get("blocks", [])]
                if each.get("block") == "chart"
            )


@pytest.mark.stress
@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("as_of", DAYS)
def test_the_shipped_case_looks_right_on_twelve_days(as_of: str):
    looks_right(edition(NAME, as_of))


@pytest.mark.stress
@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("notebook", ["report", "annex"])
def test_a_huge_case_looks_right(tmp_path: Path, notebook: str):
    case = write_case(tmp_path / "huge", "huge", **HUGE)
    looks_right(render(Spec(ROOT, str(case), notebook=notebook, to=("pdf",))))
