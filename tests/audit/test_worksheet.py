"""What a new case would need, as one text tells it."""

from __future__ import annotations

import csv

from asknown.audit.texts import plain_text
from asknown.audit.worksheet import COLUMNS, Worksheet
from tests.support.command import run

TEXT = (
    "Ferry sinks off Port Example\n\n"
    "The coast guard of Ruritania said on 3 May 2031 that 41 people died near Port Example. "
    "Admiral Rupert Hentzau told reporters that over 120 passengers were injured.\n"
    "Some 14 lifeboats were found in Strelsau.\n"
)


def lines():
    return Worksheet(plain_text(TEXT), "en").lines()


def of_kind(kind: str):
    return [line["name"] for line in lines() if line["kind"] == kind]


def test_each_quantity_stands_with_its_sentence_and_the_metric_it_may_be():
    quantities = [line for line in lines() if line["kind"] == "quantity"]
    told = [(line["written"], line["name"], line["where"]) for line in quantities]
    assert told == [
        ("41", "killed", "line 3"),
        ("120", "injured", "line 3"),
        ("14", "lifeboats", "line 4"),
    ]
    assert quantities[1]["low"] == "120"
    assert quantities[1]["sentence"].startswith("Admiral Rupert Hentzau")


def test_the_metrics_speakers_and_places_it_would_need_are_listed():
    assert of_kind("metric") == ["injured", "killed", "lifeboats"]
    assert "Rupert Hentzau" in " ".join(of_kind("speaker"))
    assert "Strelsau" in of_kind("place")


def test_the_command_writes_it_without_a_case_and_a_day(tmp_path):
    text = tmp_path / "ferry.txt"
    text.write_text(TEXT, encoding="utf-8")
    sheet = tmp_path / "sheet.csv"
    told = run("audit", text, "--worksheet", sheet)
    assert told.returncode == 0, told.stderr
    with sheet.open(encoding="utf-8", newline="") as file:
        read = csv.DictReader(file)
        assert tuple(read.fieldnames) == COLUMNS
        assert {line["keep"] for line in read} == {""}
