"""check says what report will say: a ledger that it finds nothing wrong with builds, and its
figures are JSON that every program reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asknown.model.case import Case
from asknown.model.check import check
from asknown.model.figures import figures
from asknown.model.rules import RULES
from tests.support.samples import seeds
from tests.support.spoilt import sound, spoilt, write
from tests.support.truth.collect import collected, undrawn

Tried = Callable[..., None]
MANY = 2_000


@pytest.fixture(scope="module", autouse=True)
def _without_drawings() -> Iterator[None]:
    with undrawn():
        yield


@pytest.mark.parametrize("stretch", seeds(2, MANY))
def test_a_ledger_that_check_finds_sound_never_fails_to_report(
    tmp_path: Path, stretch: range, tried: Tried
):
    for seed in stretch:
        folder = tmp_path / str(seed)
        files = sound(seed, folder)
        _told(folder)
        write(spoilt(files, seed), folder)
        told = not check(folder) and _told(folder)
        tried("generated ledgers that check finds sound", 1 + bool(told))


def _told(folder: Path) -> bool:
    """Tell all that the report and the accounts of the last day have to tell."""
    case = Case.load(folder)
    day = str(case.learned()[-1])
    for rule in RULES:
        told = [figure.data() for figure in figures(case.as_known(day), rule)]
        json.dumps(told, allow_nan=False)
    for notebook in ("report", "accounts"):
        collected(folder, day, notebook=notebook)
    return True
