"""The background: each sentence rests on rows and waits for the last of them."""

from __future__ import annotations

from pathlib import Path

from asknown import open_brief
from asknown.ledger.narrative import parse, text
from asknown.model.case import Case
from asknown.model.check import check
from asknown.text.faces import as_text
from tests.support.places import HARBOUR


def _told(as_of: str) -> str:
    return as_text(open_brief(str(HARBOUR), as_of).background().data()).replace(
        "\u00a0", " "
    )


def test_a_sentence_is_told_only_when_all_it_rests_on_is_known():
    assert "denied" not in _told("2022-03-01T16:00")
    assert "denied" in _told("2022-03-01")
    assert "12 dead" not in _told("2022-03-04")
    assert "12 dead" in _told("2022-03-05")


def test_a_figure_in_a_sentence_is_struck_once_it_is_denied():
    group = open_brief(str(HARBOUR), "2022-03-02").background().data()
    runs = [
        run
        for block in group["blocks"]
        for prose in block.get("paragraphs", [])
        for run in prose
    ]
    assert [run["struck"] for run in runs if run["text"] == "7"] == [True]


def test_a_narrative_written_again_is_the_same():
    source = (HARBOUR / "narrative.md").read_text()
    told = parse(source).sentences
    assert [
        (each.heading, each.text, each.ids) for each in parse(text(told)).sentences
    ] == [(each.heading, each.text, each.ids) for each in told]


def test_faults_of_a_narrative_are_named(copy: Path):
    path = copy / "narrative.md"
    path.write_text(
        path.read_text()
        + "\nNothing supports this.\nThis neither. [E-99]\nNor {K-05} this. [E-01]\n"
    )
    said = [str(problem) for problem in check(copy)]
    assert said[0].startswith("narrative.md:13:: rests on nothing")
    path.write_text(
        (HARBOUR / "narrative.md").read_text()
        + "\nThis neither. [E-99]\nNor {K-05} this. [E-01]\n"
    )
    said = [str(problem) for problem in check(copy)]
    assert said[0].startswith("narrative.md:13:: 'E-99' is no id of the ledger")
    assert said[1].startswith("narrative.md:14:: {K-05} is not among its ids")


def test_a_cut_ledger_keeps_its_narrative_out(copy: Path):
    (copy / "acts.csv").write_text(
        (copy / "acts.csv").read_text().splitlines()[0] + "\n"
    )
    assert all(
        "A-01" not in sentence.ids
        for sentence in Case.load(copy).as_known("2022-03-09").narrative
    )
