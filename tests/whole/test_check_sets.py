"""A generated ledger that check finds nothing wrong with is drawn and set: charts, PDF and page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.model.case import Case
from asknown.model.check import check
from tests.support.places import ROOT
from tests.support.spoilt import sound, spoilt, write

Tried = Callable[..., None]
MANY = 300


@pytest.mark.parametrize(
    "seed",
    [7, *(pytest.param(at, marks=pytest.mark.stress) for at in range(100, 100 + MANY))],
)
def test_a_ledger_that_check_finds_sound_is_drawn_and_set(
    tmp_path: Path, seed: int, tried: Tried
):
    """The spoilt one where check lets it pass, else the sound one it was made of."""
    folder = tmp_path / str(seed)
    files = sound(seed, folder)
    write(spoilt(files, seed), folder)
    if check(folder):
        write(files, folder)
    day = str(Case.load(folder).learned()[-1])
    edition = render(Spec(ROOT, str(folder), day, to=("pdf", "html")))
    tried("generated ledgers that check finds sound, drawn and set", 1)
    assert edition.files["report.pdf"].startswith(b"%PDF")
