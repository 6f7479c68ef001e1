"""How many pages a summary and a report have, and that none but the last ends in blank paper."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from asknown.editions.forkserver import apart
from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.model.case import Case
from tests.support.pages import blanks
from tests.support.places import DERNA, ROOT, SHIPPED

_TENTH = 9  # from the tenth day on there is enough to tell
# Of a page's height: a small table that does not fit goes to the next page whole.
_MOST = 0.15


@cache
def _days(case: Path) -> list[date]:
    return Case.load(case).learned()


def _on(case: Path, at: int) -> str:
    return str(_days(case)[at])


def _sample() -> list[tuple[str, str]]:
    """The last day of each large case, and the tenth of one."""
    return [
        (case.name, _on(case, at))
        for case, at in ((SHIPPED, _TENTH), (SHIPPED, -1), (DERNA, -1))
    ]


def _every_day() -> list[tuple[str, str]]:
    return [
        (case.name, str(day))
        for case in (SHIPPED, DERNA)
        for day in _days(case)[_TENTH:]
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("case", "as_of"), _sample())
def test_a_sample_of_days_has_few_pages_and_no_blank(case: str, as_of: str):
    _looked_at(case, as_of)


@pytest.mark.stress
@pytest.mark.parametrize(("case", "as_of"), _every_day())
def test_every_day_has_few_pages_and_no_blank(case: str, as_of: str):
    _looked_at(case, as_of)


def _looked_at(case: str, as_of: str) -> None:
    summary, report = (
        _blanks(case, as_of, notebook) for notebook in ("summary", "report")
    )
    assert len(summary) <= 2
    assert 6 <= len(report) <= 8
    assert [share for share in summary[:-1] + report[:-1] if share >= _MOST] == []


def _blanks(case: str, as_of: str, notebook: str) -> list[float]:
    spec = Spec(ROOT, case, as_of, notebook=notebook, to=("pdf",))
    return blanks(apart(render, spec).files["report.pdf"])
