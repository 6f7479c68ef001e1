"""What stands in front: each sentence, caveat and title with the words right for its day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from asknown.model.case import Case
from asknown.model.changes import before
from asknown.model.check import check
from asknown.report import front_page
from asknown.report.brief import Brief
from asknown.subjects import casualties
from asknown.subjects.claims import said
from asknown.text.faces import as_text, text_of
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


def claim(
    number: int, speaker: str, day: int, said: object, **cells: str
) -> dict[str, str]:
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
    groups = [
        ("all", "everyone", ""),
        ("officers", "officers", "all"),
        ("others", "others", "all"),
    ]
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
        "groups": [
            dict(zip(("id", "label", "part_of"), row, strict=True)) for row in groups
        ],
        "places": [
            {"id": "island", "label": "Island"},
            {"id": "harbour", "label": "Harbour", "part_of": "island"},
        ],
        "claims": claims,
        "acts": [
            {"source_id": "page", "reason": "As told", **act} for act in acts or []
        ],
    }
    write_tables(folder / "isle", _SETTINGS.format(rule=rule), tables)
    case = Case.load(folder / "isle").as_known("2022-03-20")
    return Brief(case, before(case), rule)


def tile(report: Brief) -> list[str]:
    """Number, detail and caveat of the first tile."""
    made = front_page.tile(report.headline[0])
    return [words(made.number), words(made.detail), words(made.caveat)]


def lead(report: Brief) -> tuple[str, str]:
    """Headline and standfirst."""
    head = report.data()
    return text(head["headline"]), text(head["standfirst"])


def text(runs: list[dict[str, Any]]) -> str:
    return text_of(runs).replace("\u00a0", " ")


def title(report: Brief) -> str:
    """The title of the chart of the first figure."""
    figure = report.headline[0]
    return words(
        casualties.finding(report.case, said(report.case, *figure.key), figure)
    )


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


def test_what_another_withdrew_leaves_neither_a_rival_nor_no_second_source(
    tmp_path: Path,
):
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
    assert tile(report) == [
        "no official total",
        "",
        "Ministry: 18 (officers), 26 (others)",
    ]
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
    assert lead(report) == (
        "Official toll: 164 withdrawn by the Ministry",
        "The last figure, 164 killed, published on 10 March 2022, was withdrawn by the Ministry on "
        "20 March 2022; there has been none since. New since 12 March 2022: killed none "
        "(164 before).",
    )


def test_a_part_above_its_whole_is_remarked_on_its_tile(tmp_path: Path):
    report = front(tmp_path, [OFFICIAL, claim(2, "ministry", 9, 600, place="harbour")])
    figure = report.case.figure("killed", place="harbour")
    assert words(front_page.tile(figure).caveat) == (
        "more than the 164 for all of Island by the Ministry (10 Mar 2022)"
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
        (
            [claim(1, "paper", 10, 40, nature="projection")],
            "span",
            "Killed: no number stands",
        ),
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


def test_of_many_speakers_the_first_page_names_the_lowest_and_the_highest(
    tmp_path: Path,
):
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
        (
            "2022-01-07",
            "Interior Ministry: 26 (described as attackers), 18 (security forces)",
        ),
    ],
)
def test_page_one_names_the_dead_before_there_is_a_total(
    shipped: Case, as_of: str, parts: str
):
    assert tile(_report(shipped, as_of)) == ["no official total", "", parts]


def test_nothing_of_another_week_stands_beside_the_first_official_total(shipped: Case):
    assert tile(_report(shipped, "2022-01-16")) == [
        "225",
        "General Prosecutor's Office, 15 Jan 2022",
        "",
    ]


def test_a_number_that_only_others_cite_is_no_number_that_the_count_rose_to(
    shipped: Case,
):
    assert (
        title(_report(shipped, "2022-07-29"))
        == "Killed: 241, the official count as others cite it"
    )


def test_the_number_of_the_day_is_told_on_the_day_it_was_taken_back():
    report = _report(Case.load(DERNA), "2023-09-17")
    head = report.data()
    assert "11,300" in "".join(
        run["text"] for run in head["headline"] if run.get("struck")
    )
    headline, standfirst = lead(report)
    assert headline == "Killed, Derna: at least 11,300 withdrawn by UN OCHA"
    assert "was withdrawn by UN OCHA on 17 September 2023" in standfirst
    main = front_page.main(
        report.case, report.headline, front_page.gone(report.changes)
    )
    assert main is not None
    assert main.key == ("killed", "all", "derna")


def test_a_contributor_counts_its_own_alone():
    report = _report(Case.load(DERNA), "2023-09-17")
    figure = report.case.figure("troops", "turkey")
    assert words(front_page.tile(figure).caveat) == ""


# What the first two pages say on the days of the shipped cases.


@pytest.mark.parametrize(
    ("as_of", "headline"),
    [
        ("2022-01-05", "No official toll; Interior Ministry gives 8 security forces"),
        ("2022-01-09", "Official toll: 164 denied by the Health Ministry"),
        ("2022-01-11", "No official toll: 164 withdrawn on 10 January 2022"),
        ("2022-01-16", "Official toll: 164 withdrawn, 225 since 15 January 2022"),
        (
            "2023-12-31",
            "Official toll: 164 withdrawn, then 225, and 238 since August 2022",
        ),
    ],
)
def test_the_headline_tells_the_story_of_the_toll(
    shipped: Case, as_of: str, headline: str
):
    assert lead(_report(shipped, as_of))[0] == headline
    assert len(headline.split()) <= 14


def test_the_standfirst_tells_what_fell_how_long_there_was_none_and_who_never_said(
    shipped: Case,
):
    assert lead(_report(shipped, "2023-12-31"))[1] == (
        "The General Prosecutor's Office counts 238 killed, its figure since August 2022. An "
        "earlier figure of 164, published on 9 January 2022, was denied by the Health Ministry the "
        "same day and withdrawn by the Ministry of Information and Public Development the next "
        "day; for five days after that there was none. Russia and Belarus have not said how many "
        "troops they sent."
    )


def test_an_old_figure_tells_its_age_and_a_new_one_does_not(shipped: Case):
    old = [words(each.caveat) for each in _report(shipped, "2024-01-03").tiles().tiles]
    assert old[:2] == ["eleven months old", "about two years old; no second source"]
    new = [words(each.caveat) for each in _report(shipped, "2022-01-12").tiles().tiles]
    assert not any("old" in each.split() for each in new)


def test_what_fell_together_is_one_row_with_its_parts(shipped: Case):
    group = _report(shipped, "2024-01-03").taken_back()
    (first, *_) = group.data()["blocks"][0]["rows"]
    assert text(first[0]) == (
        "164 killed (of which Almaty 103, Kyzylorda region 21, Zhambyl region 10, Almaty region 8)"
    )


def test_changes_are_counted_from_the_last_day_on_which_a_figure_changed(shipped: Case):
    told = as_text(_report(shipped, "2024-01-03").latest_changes().data()).replace(
        "\u00a0", " "
    )
    assert told.startswith(
        "No figure has changed since 31 December 2023. Among the last changes:"
    )
    assert "\n- 31 December 2023: length of the shutdown 144 hours (new)\n" in told
    assert told.count("\n- ") <= 6
    told = as_text(_report(shipped, "2022-01-12").latest_changes().data()).replace(
        "\u00a0", " "
    )
    assert "- Flown out: 2,095 (1,719 before)" in told


def test_what_is_not_known_is_at_most_six_lines_the_weightiest_first(shipped: Case):
    told = as_text(_report(shipped, "2024-01-03").not_known().data()).replace(
        "\u00a0", " "
    )
    lines = told.splitlines()
    assert lines[0] == "- Russia and Belarus have not said how many troops they sent."
    assert "25 " not in told, "a note of the ledger explains them"
    assert len(lines) <= 6


# A desk's own front.

OWN = """## 2022-03-20

The ministry counts {K1} dead. [K1]
It says so itself. [K1]

## 2022-03-15

It was {K2}. [K2]
"""


def test_a_desks_own_front_is_used_on_its_day_alone_and_only_whole(tmp_path: Path):
    front(tmp_path, [OFFICIAL, claim(2, "paper", 18, 40)])
    (tmp_path / "isle" / "front.md").write_text(OWN)
    case = Case.load(tmp_path / "isle")
    said = lead(_report(case, "2022-03-20"))
    assert said == ("The ministry counts 164 dead.", "It says so itself.")
    assert (
        case.as_known("2022-03-20").files()["front.md"]
        == OWN.partition("\n## 2022-03-15")[0]
    )
    for other in ("2022-03-19", "2022-03-15"):
        known = case.as_known(other)
        assert known.front == ()
        assert "front.md" not in known.files()
        assert lead(_report(case, other))[0] == "Official toll: 164, says the Ministry"
    (late,) = [
        str(each) for each in check(tmp_path / "isle") if each.file == "front.md"
    ]
    assert late.startswith("front.md:8:: K2 became public after 2022-03-15")


def test_faults_of_a_front_are_named(tmp_path: Path):
    front(tmp_path, [OFFICIAL])
    lines = "\n".join(f"Sentence {letter}. [K1]" for letter in "abcdef")
    wrong = f"## someday\n{lines}\nNothing under it.\n"
    (tmp_path / "isle" / "front.md").write_text(wrong)
    found = [str(each) for each in check(tmp_path / "isle") if each.file == "front.md"]
    assert [each.split(": ")[0] for each in found] == [
        "front.md:2:",
        "front.md:7:",
        "front.md:8:",
    ]
    assert "is no day or minute" in found[0]
    assert "one sentence too many" in found[1]
    assert "rests on nothing" in found[2]


def test_the_masthead_has_what_the_desk_says_and_nothing_where_it_says_nothing(
    tmp_path: Path,
):
    head = front(tmp_path, [OFFICIAL]).data()
    assert head["publisher"] == []
    assert text(head["issue"]) == "No. isle 2022-03-20"
    settings = tmp_path / "isle" / "case.toml"
    desk = 'desk = { publisher = "The Desk", contact = "desk@desk.example" }\n'
    settings.write_text(desk + settings.read_text())
    head = _report(Case.load(tmp_path / "isle"), "2022-03-20").data()
    assert (text(head["publisher"]), text(head["contact"])) == (
        "The Desk",
        "desk@desk.example",
    )
