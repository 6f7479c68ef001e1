"""Letters that no font here has are named before a report prints their code points."""

from __future__ import annotations

from pathlib import Path

import pytest

from asknown.report import unprintable as looked_at
from asknown.report.unprintable import unprintable
from tests.support.command import run
from tests.support.places import CASES, HARBOUR

NOBODYS = "\ue000"  # for private use: no font says what it is


@pytest.fixture(autouse=True)
def _own_fonts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked_at, "fonts_for", lambda _: [])


def test_letters_that_no_font_has_are_named_by_file_row_and_column(copy: Path):
    path = copy / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for at in (2, 4):
        first, title, rest = lines[at].split(",", 2)
        lines[at] = f"{first},{title} {NOBODYS}漢,{rest}"
    path.write_text("".join(lines), encoding="utf-8")
    settings = copy / "case.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"# {NOBODYS}\n{text}", encoding="utf-8")
    in_settings, in_sources = unprintable(copy)
    assert (in_settings.file, in_settings.row) == ("case.toml", 1)
    where = in_sources.file, in_sources.row, in_sources.column
    assert where == ("sources.csv", 3, "title")
    assert in_sources.what == (
        "has letters that no font here has, in 2 rows from here on: U+6F22, U+E000"
    )
    assert "pip install" in in_sources.mend


def test_letters_of_the_shipped_cases_are_all_there():
    assert [unprintable(case) for case in (*CASES, HARBOUR)] == [[]] * 4


def test_check_remarks_on_them_and_finds_no_fault(copy: Path):
    path = copy / "sources.csv"
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[1].split(",")[1]
    path.write_text(text.replace(first, f"{first} {NOBODYS}", 1), encoding="utf-8")
    done = run("check", copy)
    assert done.returncode == 0
    assert "sources.csv:2:title: has letters that no font here has: U+E000" in (
        done.stdout
    )
