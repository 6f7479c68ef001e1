"""The settings behind the door: what a day did not know stands in none of them, and a case exported
as of a day is a case again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from asknown.ledger import settings
from asknown.ledger.settings_text import written
from asknown.model.case import Case
from asknown.model.check import check
from asknown.model.figures import figures
from tests.support.places import CASES, SHIPPED


def in_front(as_of: str) -> list[tuple[str, str]]:
    known = Case.load(SHIPPED).as_known(as_of)
    return [(figure.metric, figure.group) for figure in known.settings.in_front]


def test_what_stands_in_front_is_what_was_known_and_no_contributor_alone():
    assert in_front("2022-01-05") == [
        ("killed", "all"),
        ("injured", "all"),
        ("detained", "all"),
    ]
    assert ("troops", "csto") in in_front("2022-01-12")
    assert not {group for _, group in in_front("2024-01-03")} & {"armenia", "russia"}


def test_a_later_stage_is_not_known_before_its_day():
    whole = Case.load(SHIPPED)
    assert whole.as_known("2022-01-05").settings.stages == ()
    assert "2022-01-06" not in whole.as_known("2022-01-05").files()["case.toml"]
    assert len(whole.as_known("2022-01-06").settings.stages) == 1


def test_names_of_what_is_not_known_yet_are_cut():
    early = Case.load(SHIPPED).as_known("2022-01-05").settings
    text = written(early)
    assert "torture" not in text
    assert "csto" not in {group for members in early.apart for group in members}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_exported_as_of_a_day_is_a_case_again(case: Path, tmp_path: Path):
    whole = Case.load(case)
    days = whole.learned()
    for day in {days[0], days[len(days) // 3], days[-1]}:
        known = whole.as_known(str(day))
        folder = tmp_path / str(day) / whole.id
        folder.parent.mkdir()
        known.write(folder)
        assert check(folder) == []
        again = Case.load(folder).as_known(str(day))
        assert again.files() == known.files()
        assert [each.data() for each in figures(again)] == [
            each.data() for each in figures(known)
        ]


def test_settings_are_written_as_they_are_read():
    text = """
title = "A \\"quoted\\" title \u00e9"
timezone = "UTC"
place = "x"
rule = "span"
licence = "CC0"
headline = [{ metric = "k" }, { metric = "k", group = "g" }]
lanes = { "a b" = "A", c = "C" }
parties_to_conflict = []
[[sections]]
title = "T"
kind = "deployment"
metrics = ["k"]
whole = "g"
[[stages]]
since = 2022-01-09
headline = []
[map]
outline = "island"
"""
    read = settings.parse(text)
    assert replace(settings.parse(written(read)), text="") == replace(read, text="")
    assert written(settings.parse(written(read))) == written(read)
