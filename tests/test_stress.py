"""Heavy runs, by `make stress`."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import words
from analysis.run import Spec, render
from tests.conftest import ROOT
from tests.pdf import failures, text, trace
from tests.test_report import NAME, cut_at

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem != "report")
DAYS = (
    "2021-07-03 2022-01-02 2022-01-05 2022-01-06 2022-01-09T16:00 2022-01-10 2022-01-11 2022-01-18 2022-01-31 2022-03-14 "
    "2022-08-16 2023-01-05"
).split()


@pytest.mark.stress
@pytest.mark.parametrize("as_of", DAYS)
def test_no_hindsight(tmp_path: Path, as_of: str):
    """The whole edition from the full ledger equals, byte for byte, the one from a ledger cut at that moment."""
    cut_at(as_of, tmp_path / NAME)
    assert render(Spec(ROOT, str(tmp_path / NAME), as_of)).files == render(Spec(ROOT, NAME, as_of)).files


@pytest.mark.stress
@pytest.mark.parametrize("as_of", ["2022-01-05", "2022-01-12", "2024-01-03"])
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_notebook_on_three_days(tmp_path: Path, notebook: str, as_of: str):
    """PDF and page of each notebook: no hindsight, every numeral traced, no failure of an outside checker."""
    edition = render(Spec(ROOT, NAME, as_of, notebook=notebook))
    cut_at(as_of, tmp_path / NAME)
    assert render(Spec(ROOT, str(tmp_path / NAME), as_of, notebook=notebook)).files == edition.files
    report = edition.files["report.pdf"]
    assert failures(report) == []
    assert set(words.numerals(text(report))) <= {numeral["text"] for numeral in trace(report)["numerals"]}
