"""Two clocks on a real series: what was known on a day about a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from asknown.model.case import Case
from asknown.model.check import problems_in
from tests.support.places import ROOT
from tests.support.vintages import write_ledger

REVISIONS = ROOT / "tests" / "data" / "vintages" / "gaza_revisions.csv"


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The cut of the series as a ledger of one speaker."""
    return Case.load(
        write_ledger(REVISIONS, tmp_path_factory.mktemp("vintages") / "series")
    )


@pytest.mark.parametrize(
    ("known", "about", "value"),
    [
        ("2024-01-18", "2023-10-07", None),
        ("2024-02-17", "2023-10-07", 198),
        ("2024-02-18T21:34", "2023-10-07", 198),
        ("2024-02-18", "2023-10-07", 232),
        ("2024-02-17", "2023-10-17", 3006),
        ("2024-02-18", "2023-10-17", 3000),
    ],
)
def test_a_past_day_reads_as_it_was_known(
    series: Case, known: str, about: str, value: int | None
):
    assert series.as_known(known).about(about).figure("killed").value == value


def test_the_figure_of_a_day_is_the_newest_day_s_count(series: Case):
    figure = series.as_known("2024-02-18").figure("killed")
    assert figure.refers_to >= "2024-02-10"
    assert all(reason.startswith("superseded by") for _, reason in figure.excluded)


def test_a_cell_that_was_taken_out_is_disputed_by_who_keeps_the_file_and_not_withdrawn(
    series: Case,
):
    known = series.as_known("2026-06-28")
    (act,) = (
        row
        for _, row in known.tables["acts"].iterrows()
        if known.claims.at[row["target"], "refers_to"] == "2026-06-26"
    )
    assert act[["act", "by"]].tolist() == ["disputed", "tech-for-palestine"]
    assert known.about("2026-06-26").figure("killed").status == "standing"
    assert known.claims.at[act["target"], "disputed"]


def test_the_ledger_is_sound(series: Case, tmp_path: Path):
    assert problems_in(write_ledger(REVISIONS, tmp_path / "again")) == []
