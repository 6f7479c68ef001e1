"""What tests share: the invented case, the shipped case, and editions rendered once per run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from analysis.case import Case
from analysis.run import Edition, Spec, render

ROOT = Path(__file__).resolve().parent.parent
HARBOUR = ROOT / "tests" / "data" / "right" / "harbour"
SHIPPED = ROOT / "data" / "kazakhstan-2022"


@pytest.fixture(scope="session")
def harbour() -> Case:
    """The invented case, whole."""
    return Case.load(HARBOUR)


@pytest.fixture(scope="session")
def shipped() -> Case:
    """The case this project ships first, whole."""
    return Case.load(SHIPPED)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the invented case to spoil."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


@cache
def edition(case: str, as_of: str) -> Edition:
    """One edition, rendered once however many tests look at it."""
    return render(Spec(ROOT, case, as_of))


@pytest.fixture(scope="session")
def rendered() -> Callable[[str, str], Edition]:
    """Render an edition of a case as of a day; the same call gives the same object."""
    return edition
