"""What stands in front: each sentence, caveat and title with the words right for its day."""

from __future__ import annotations

from pathlib import Path

import pytest

from asknown.model.case import Case
from asknown.model.changes import before
from asknown.report import front_page
from asknown.report.brief import Brief
from asknown.subjects import casualties
from asknown.text.blocks import Text
from asknown.text.prose import Prose
from tests.support.places import ROOT
from tests.support.written_cases import write_tables

DERNA = ROOT / "data" / "derna-2023"
_SETTINGS = """id = "isle"
title = "Isle"
timezone = "Asia/Almaty"
place = "island"
rule = "{rule}"
licence = "CC0"
headline = [{{ metric = "killed" }}]
apart = [["officers", "others"]]
"""
_SPEAKERS = [
    ("ministry", "Ministry", "official", "state"),
    ("office", "Statistics Office", "official", "state"),
    ("paper", "Paper", "media", "paper"),
    ("radio", "Radio", "media", "radio"),
    ("herald", "Herald", "media", "herald"),
    ("watch", "Watch", "ngo", "watch"),
    ("editors", "the editors", "academic", "editors"),
]


def words(prose: Prose) -> str:
    return prose.text.replace("\u00a0", " ")


def claim(number: int, speaker: str, day: int, said: object, **cells: str) -> dict[str, str]:
    """A claim on everyone, exact, public on the day it speaks of."""
    date = f"2022-03-{day:02}"
    return {
        "claim_id": f"K{number}",
        "metric": "killed",
        "group": "all",
        "place": "island",
        "value": str(said),
        "wording": "exact",
        "speaker": speaker,
        "refers_to": date,
        "published": date,
        "source_id": "page",
        "recorded": "high",
        **cells,
    }


def front(
    folder: Path,
    claims: list[dict[str, str]],
    acts: list[dict[str, str]] | None = None,
    rule: str = "official",
) -> Brief:
    """A report on an island where these claims were made."""
    groups = [("all", "everyone", ""), ("officers", "officers", "all"), ("others", "others", "all")]
    tables = {
        "sources": [
            {
                "source_id": "page",
                "title": "Page",
                "publisher": "Page",
                "published": "2022-03-01",
                "kind": "news",
            }
        ],
        "speakers": [
            dict(zip(("speaker_id", "name", "kind", "party"), row, strict=True))
            for row in _SPEAKERS
        ],
        "metrics": [
            {
                "metric": "killed",
                "label": "killed",
                "unit": "persons",
                "measure": "cumulative",
                "counts": "Killed",
            }
        ],
        "groups": [dict(zip(("id", "label", "part_of"), row, strict=True)) for row in groups],
        "places": [
            {"id": "island", "label": "Island"},
            {"id": "harbour", "label": "Harbour", "part_of": "island"},
        ],
        "claims": claims,
        "acts": [{"source_id": "page", "reason": "As told", **act} for act in acts or []],
    }
    write_tables(folder / "isle", _SETTINGS.format(rule=rule), tables)
    case = Case.load(folder / "isle").as_known("2022-03-20")
    return Brief(case, before(case), rule)


def tile(report: Brief) -> list[str]:
    """Number, detail and caveat of the first tile."""
    made = front_page.tile(report.headline[0])
    return [words(made.number), words(made.detail), words(made.caveat)]


def title(report: Brief) -> str:
    """The title of the chart of the first figure."""
    figure = report.headline[0]
    return words(casualties.finding(report.case, casualties.said(report.case, *figure.key), figure))


OFFICIAL = claim(1, "ministry", 10, 164)


@pytest.mark.parametrize(
    ("others", "caveat"),
    [
        ([], "no second source"),
        ([claim(2, "paper", 12, 170)], "newer: 170 by Paper (12 Mar 2022)"),
        ([claim(2, "paper", 10, 170)], "also: 170 by Paper"),
        ([claim(2, "paper", 2, 40)], "older: 40 by Paper (2 Mar 2022)"),
        (
            [claim(2, "paper", 2, 40), claim(3, "radio", 3, 41), claim(4, "herald", 4, 42)],
            "media figures are older (latest: Herald, 4 Mar 2022)",
        ),
        (
            [claim(2, "paper", 2, 40), claim(3, "radio", 3, 41), claim(4, "watch", 4, 42)],
            "figures of 3 others are older (latest: Watch, 4 Mar 2022)",
        ),
        (
            [claim(2, "paper", 11, 40), claim(3, "radio", 12, 41), claim(4, "watch", 13, 42)],
            "newer figures by 3 others: 40 to 42",
        ),
        (
            [claim(2, "paper", 12, 170, nature="estimate")],
            "newer: estimated 170 by Paper (12 Mar 2022)",
        ),
        # What is neither counted nor estimated is no rival; nor is it true that nobody else spoke.
        ([claim(2, "paper", 12, 170, nature="projection")], ""),
        ([claim(2, "paper", 12, 164, relays="K1")], "no second source"),
    ],
)  # fmt: skip
def test_a_caveat_says_what_others_say_and_is_left_out_where_none_is_true(
    tmp_path: Path, others: list[dict[str, str]], caveat: str
):
    number, detail, told = tile(front(tmp_path, [OFFICIAL, *others]))
    assert (number, detail, told) == ("164", "Ministry, 10 Mar 2022", caveat)


def test_what_another_withdrew_leaves_neither_a_rival_nor_no_second_source(tmp_path: Path):
    withdrawal = {
        "act_id": "X1",
        "target": "K2",
        "act": "withdrawn",
        "by": "paper",
        "published": "2022-03-13",
    }
    report = front(tmp_path, [OFFICIAL, claim(2, "paper", 12, 170)], [withdrawal])
    assert tile(report)[2] == ""


def test_a_figure_does_not_vanish_where_nobody_gives_a_total(tmp_path: Path):
    parts = [
        claim(1, "ministry", 5, 18, group="officers"),
        claim(2, "ministry", 5, 26, group="others"),
    ]
    report = front(tmp_path, parts)
    assert tile(report) == ["no official total", "", "Ministry: 18 (officers), 26 (others)"]
    assert words(front_page.sentence(report.headline[0])) == (
        "Killed: no official total is known. Known of parts: officers: 18, according to the "
        "Ministry, as of 5 March 2022; others: 26, according to the Ministry, as of 5 March 2022."
    )


def test_where_the_figure_was_withdrawn_the_tile_says_which(tmp_path: Path):
    withdrawal = {
        "act_id": "X1",
        "target": "K1",
        "act": "withdrawn",
        "by": "ministry",
        "published": "2022-03-20",
    }
    report = front(tmp_path, [OFFICIAL, claim(2, "paper", 12, 40)], [withdrawal])
    assert tile(report) == [
        "no official figure (164 withdrawn)",
        "",
        "40 by Paper (12 Mar 2022)",
    ]
    assert title(report) == "Killed: no official figure; 164 was withdrawn"
    assert [words(each) for each in front_page.gone_since(report.changes)] == [
        "Killed: 164, given by the Ministry as of 10 March 2022, was withdrawn by the Ministry on "
        "20 March 2022: As told.",
        "",
    ]


def test_a_part_above_its_whole_is_remarked_on_its_tile(tmp_path: Path):
    report = front(tmp_path, [OFFICIAL, claim(2, "ministry", 9, 600, place="harbour")])
    figure = report.case.figure("killed", place="harbour")
    assert words(front_page.tile(figure).caveat) == (
        "more than the 164 for all of Island by the Ministry (10 Mar 2022); no second source"
    )


@pytest.mark.parametrize(
    ("claims", "rule", "told"),
    [
        ([OFFICIAL], "official", "Killed: the official count is 164"),
        (
            [OFFICIAL, claim(2, "office", 12, 170)],
            "official",
            "Killed: the official count rose from 164 to 170",
        ),
        (
            [OFFICIAL, claim(2, "office", 12, 150)],
            "official",
            "Killed: the official count fell from 164 to 150",
        ),
        ([claim(1, "paper", 10, 40)], "span", "Killed: 40, by Paper alone"),
        (
            [claim(1, "paper", 10, 40), claim(2, "radio", 10, 60)],
            "span",
            "Killed: counts differ, 40 to 60",
        ),
        (
            [claim(1, "paper", 10, 40), claim(2, "radio", 10, 60, nature="estimate")],
            "span",
            "Killed: counts and estimates differ, 40 to 60",
        ),
        (
            [claim(1, "paper", 10, 40), claim(2, "radio", 10, 40)],
            "span",
            "Killed: counts agree on 40",
        ),
        (
            [
                claim(1, "paper", 10, 225),
                claim(2, "radio", 10, "", low="163", wording="at_least"),
            ],
            "span",
            "Killed: counts of at least 163 to 225 do not conflict",
        ),
        (
            [claim(1, "paper", 1, 40), claim(2, "radio", 15, 60)],
            "span",
            "Killed: 60 by Radio; others' figures are older",
        ),
        ([claim(1, "paper", 10, 40, nature="projection")], "span", "Killed: no number stands"),
    ],
)
def test_a_title_names_what_is_counted_and_says_what_is_true(
    tmp_path: Path, claims: list[dict[str, str]], rule: str, told: str
):
    assert title(front(tmp_path, claims, rule=rule)) == told


def test_a_span_tells_who_counts_and_who_estimates(tmp_path: Path):
    claims = [
        claim(1, "paper", 10, 40),
        claim(2, "radio", 10, 60),
        claim(3, "watch", 10, 90, nature="estimate"),
    ]
    number, detail, _ = tile(front(tmp_path, claims, rule="span"))
    assert (number, detail) == ("40 to 90", "counts: 40 to 60; estimates: 90")


def test_of_many_speakers_the_first_page_names_the_lowest_and_the_highest(tmp_path: Path):
    speakers = ("ministry", "paper", "radio", "watch")
    claims = [claim(n, who, 10, 40 + n) for n, who in enumerate(speakers)]
    report = front(tmp_path, claims, rule="span")
    assert tile(report)[1] == "Ministry (40) to Watch (43)"
    assert words(front_page.sentence(report.headline[0])) == (
        "Killed: between 40 and 43, by 4 parties, from the Ministry (40, as of 10 March 2022) to "
        "Watch (43, as of 10 March 2022)."
    )


# The shipped cases, on the days that readers complained of.


def _report(case: Case, as_of: str) -> Brief:
    known = case.as_known(as_of)
    return Brief(known, before(known), case.settings.rule)


@pytest.mark.parametrize(
    ("as_of", "parts"),
    [
        ("2022-01-05", "Interior Ministry: 8 (security forces)"),
        ("2022-01-07", "Interior Ministry: 26 (described as attackers), 18 (security forces)"),
    ],
)
def test_page_one_names_the_dead_before_there_is_a_total(shipped: Case, as_of: str, parts: str):
    assert tile(_report(shipped, as_of)) == ["no official total", "", parts]


def test_nothing_of_another_week_stands_beside_the_first_official_total(shipped: Case):
    assert tile(_report(shipped, "2022-01-16")) == [
        "225",
        "General Prosecutor's Office, 15 Jan 2022",
        "",
    ]


def test_a_number_that_only_others_cite_is_no_number_that_the_count_rose_to(shipped: Case):
    assert (
        title(_report(shipped, "2022-07-29")) == "Killed: 241, the official count as others cite it"
    )


def test_the_number_of_the_day_is_told_on_the_day_it_was_taken_back():
    report = _report(Case.load(DERNA), "2023-09-17")
    text = next(block for block in report.key_figures().blocks if isinstance(block, Text))
    gone, _ = text.paragraphs
    assert "11,300" in [run.text for run in gone if run.struck]
    assert "was withdrawn by UN OCHA on 17 September 2023" in words(gone)
    main = front_page.main(report.case, report.headline, front_page.gone(report.changes))
    assert main is not None
    assert main.key == ("killed", "all", "derna")


def test_a_contributor_counts_its_own_alone():
    report = _report(Case.load(DERNA), "2023-09-17")
    figure = report.case.figure("troops", "turkey")
    assert words(front_page.tile(figure).caveat) == ""
