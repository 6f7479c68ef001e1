"""The words by which texts name rows: read, checked, cut at the door, carried along and kept out of
every report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import asknown
from asknown.exchange.exporting.datapackage import datapackage, profile
from asknown.ledger import cues
from asknown.ledger.cues import Cue
from asknown.model.case import Case
from asknown.model.remarks import remarks
from tests.support.places import CASES, HARBOUR

HEADER = "cue_id,table,row_id,language,words,kind\n"


def _write(folder: Path, *rows: str) -> None:
    (folder / cues.FILE).write_text(
        HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8"
    )


def _faults(folder: Path, *rows: str) -> list[str]:
    _write(folder, *rows)
    return [str(problem) for problem in asknown.check(folder)]


def test_a_cue_has_its_phrases_and_their_parts():
    cue = Cue(
        "Q", "metrics", "killed", "en", "dead; lost  their lives ;bod* + morgue", "says"
    )
    assert cue.phrases == (("dead",), ("lost their lives",), ("bod*", "morgue"))


def test_right_cues_are_no_fault_and_open_with_the_case(copy: Path):
    rows = [
        "Q1,metrics,killed,en,killed;dead,says",
        "Q2,case,,ru,гаван*,says",
        "Q3,units,persons,en,people,counts",
        "Q4,places,harbour,en,harbour + fire,not",
    ]
    assert _faults(copy, *rows) == []
    opened = Case.load(copy)
    assert [cue.cue_id for cue in opened.cues] == ["Q1", "Q2", "Q3", "Q4"]
    assert cues.text(opened.cues) == (copy / cues.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (
            "Q,metrics,kiled,en,dead,says",
            "row_id",
            "no row of metrics; did you mean killed?",
        ),
        ("Q,places,mars,en,mars,says", "row_id", "name one of places.csv"),
        ("Q,units,parsecs,en,parsec,counts", "row_id", "name one of the column unit"),
        ("Q,metrics,,en,dead,says", "row_id", "is blank"),
        ("Q,case,killed,en,dead,says", "row_id", "the case has none; leave it blank"),
        ("Q,claims,K-01,en,dead,says", "table", "is no allowed word"),
        ("Q,metrics,killed,English,dead,says", "language", "write its ISO 639 code"),
        ("Q,metrics,killed,en,dead;;died,says", "words", "'' is no word to look for"),
        ("Q,metrics,killed,en,*,says", "words", "'*' is no word to look for"),
        ("Q,metrics,killed,en,de*ad,says", "words", "'de*ad' is no word to look for"),
        ("Q,metrics,killed,en,bodies +,says", "words", "'' is no word to look for"),
        ("Q,metrics,killed,en,,says", "words", "is blank"),
        ("Q,speakers,editors,en,we,counts", "kind", "goes with no row of speakers"),
        ("Q,metrics,killed,en,dead,names", "kind", "is no allowed word"),
    ],
)
def test_a_cue_that_cannot_be_used_names_its_place_and_the_mend(
    copy: Path, row: str, column: str, said: str
):
    told = _faults(copy, "Q0,metrics,killed,en,slain,says", row)
    assert len(told) == 1
    assert told[0].startswith(f"cues.csv:3:{column}: ")
    assert said in told[0]


def test_ids_of_cues_are_distinct_and_the_header_is_that_of_the_table(copy: Path):
    (twice,) = _faults(
        copy, "Q,metrics,killed,en,dead,says", "Q,metrics,killed,ru,убит*,says"
    )
    assert twice.startswith("cues.csv:3:cue_id: 'Q' stands on line 2 too")
    (copy / cues.FILE).write_text("cue_id,words\nQ,dead\n")
    (header,) = [str(problem) for problem in asknown.check(copy)]
    assert header.startswith("cues.csv:1::")
    assert HEADER.strip() in header


def test_a_fault_of_another_table_is_not_doubled_by_its_cues(copy: Path):
    (copy / "metrics.csv").write_text("nothing\n")
    told = _faults(copy, "Q,metrics,killed,en,dead,says")
    assert not any(line.startswith("cues.csv") for line in told)


def test_a_phrase_of_two_metrics_that_do_not_overlap_is_remarked_on(copy: Path):
    _write(
        copy,
        "Q1,metrics,killed,en,hit;dead,says",
        "Q2,metrics,detained,en,hurt;hit,says",
    )
    (told, *rest) = [str(remark) for remark in remarks(copy)]
    assert told.startswith(
        "cues.csv:3:words: 'hit' says detained here and killed in Q1"
    )
    assert all("no cue says" in line for line in rest)


def test_neither_overlapping_metrics_nor_other_languages_share_a_phrase(copy: Path):
    metrics = copy / "metrics.csv"
    lines = metrics.read_text().splitlines()
    (row,) = [line for line in lines if line.startswith("detained,")]
    assert row.endswith(",")
    metrics.write_text(metrics.read_text().replace(row, f"{row}killed"))
    _write(copy, "Q1,metrics,killed,en,hit,says", "Q2,metrics,detained,en,hit,says")
    assert not any(remark.file == cues.FILE for remark in remarks(copy))
    metrics.write_text(metrics.read_text().replace(f"{row}killed", row))
    _write(copy, "Q1,metrics,killed,en,hit,says", "Q2,metrics,detained,de,hit,says")
    assert not any(remark.file == cues.FILE for remark in remarks(copy))


def test_metrics_without_a_cue_are_listed_where_there_are_cues(copy: Path):
    _write(copy, "Q1,metrics,killed,en,dead,says", "Q2,metrics,detained,en,hurt,not")
    told = [str(remark) for remark in remarks(copy)]
    assert any(
        "no cue says 'detained'; add the words for it to cues.csv" in line
        for line in told
    )
    assert not any("no cue says 'killed'" in line for line in told)
    (copy / cues.FILE).unlink()
    assert not any("no cue" in str(remark) for remark in remarks(copy))


def test_behind_the_door_stand_only_cues_of_rows_that_are_known(copy: Path):
    case = Case.load(HARBOUR)
    early = case.as_known(str(case.learned()[0]))
    later = [
        name
        for name in case.tables["metrics"].index
        if name not in early.tables["metrics"].index
    ]
    rows = [
        f"Q-{name},metrics,{name},en,{name},says"
        for name in case.tables["metrics"].index
    ]
    _write(copy, *rows, "Q-about,case,,en,port,says")
    known = Case.load(copy).as_known(str(case.learned()[0])).cues
    assert later
    assert {cue.row_id for cue in known} == {"", *early.tables["metrics"].index}


def test_no_report_changes_with_them_and_a_data_package_carries_them(copy: Path):
    _write(copy, "Q,metrics,killed,en,dead,says")
    with_cues = Case.load(copy)
    assert with_cues.files() == Case.load(HARBOUR).files()
    package = datapackage(with_cues)
    assert package[cues.FILE].decode() == (copy / cues.FILE).read_text()
    resources = json.loads(package["datapackage.json"])["resources"]
    assert cues.FILE in [resource["path"] for resource in resources]
    assert cues.FILE not in datapackage(Case.load(HARBOUR))
    assert '"cues"' in json.dumps(profile())


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_shipped_case_has_words_for_each_metric_in_english_and_russian(
    folder: Path,
):
    case = Case.load(folder)
    for metric in case.tables["metrics"].index:
        says = {
            cue.language
            for cue in case.cues
            if (cue.table, cue.row_id, cue.kind) == ("metrics", metric, "says")
        }
        assert says >= {"en", "ru"}, metric
    units = {cue.row_id for cue in case.cues if cue.kind == "counts"}
    assert units >= set(case.tables["metrics"]["unit"])
    assert not any(remark.file == cues.FILE for remark in remarks(folder))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_no_name_of_a_shipped_speaker_is_also_anothers(folder: Path):
    owners: dict[str, set[str]] = {}
    for row in Case.load(folder).tables["speakers"].itertuples():
        for name in (row.name, *row.aliases.split(";")):
            if name.strip():
                owners.setdefault(name.strip().casefold(), set()).add(row.speaker_id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}
