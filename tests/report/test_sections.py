"""The sections that a case declares: what they tell, under which titles, and that they tell all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asknown.errors import CallError
from asknown.ledger.settings import Section
from asknown.model.case import Case
from asknown.model.known import Known
from asknown.report.document import of_blocks
from asknown.report.opening import open_brief
from asknown.subjects import deployments
from asknown.text.blocks import Chart, Heading, Table
from tests.support.places import CASES, DERNA, HARBOUR, SHIPPED
from tests.support.truth.collect import undrawn


@pytest.fixture(scope="module", autouse=True)
def _without_drawings() -> Iterator[None]:
    with undrawn(phones=False):
        yield


def titles(case: Path, as_of: str, kind: str = "") -> list[str]:
    sections = open_brief(str(case), as_of).sections(kind)
    return [block.title.text for block in sections.blocks if isinstance(block, Heading)]


def test_sections_come_in_the_order_and_under_the_titles_that_the_case_gives():
    assert titles(HARBOUR, "2022-03-09") == ["Casualties", "Arrests", "Deployment"]
    assert titles(HARBOUR, "2022-03-09", "series") == ["Arrests"]
    assert "Arrests" not in titles(DERNA, "2024-07-29")
    assert titles(DERNA, "2024-07-29", "deployment") == ["Rescue teams"]


def test_a_section_for_which_nothing_is_known_is_left_out():
    assert titles(HARBOUR, "2022-03-01") == ["Casualties"]


def test_a_kind_of_section_that_is_none_is_refused():
    with pytest.raises(
        CallError, match="there is no kind of section 'arrests'; there are: counts"
    ):
        open_brief(str(HARBOUR), "2022-03-09").sections("arrests")


def test_the_title_of_a_section_is_a_heading_as_those_of_the_notebook_are():
    brief = open_brief(str(HARBOUR), "2022-03-09")
    document = of_blocks([brief, brief.sections(), brief.sources()])
    headings = [node for node in document.nodes if node["node"] == "heading"]
    assert [(node["level"], node["runs"][0]["text"]) for node in headings] == [
        (1, "Casualties"),
        (1, "Arrests"),
        (1, "Deployment"),
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_claim_that_is_nobodys_relay_has_a_row_in_a_section(case: Path):
    whole = Case.load(case)
    brief = open_brief(str(case), str(whole.learned()[-1]))
    claims = brief.case.tables["claims"]
    own = set(claims.index[claims["relays"] == ""])
    told: set[str] = set()
    for block in brief.sections().blocks:
        if isinstance(block, Table) and "Figure" in block.columns:
            place = [*block.columns].index("Figure")
            told.update(*(_claims(row[place]) for row in block.rows))
    assert own - told == set()


def _claims(cell: Any) -> set[str]:
    traces = {trace for run in cell for trace in run.trace}
    claims = {
        trace.partition(":")[2] for trace in traces if trace.startswith("claims:")
    }
    return claims if len(claims) == 1 else set()


# A force


def _steps_title(case: Path, as_of: str) -> str:
    for block in open_brief(str(case), as_of).sections("deployment").blocks:
        if isinstance(block, Chart) and block.name == "steps":
            return block.title.text.replace("\xa0", " ")
    return ""


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        ("2022-01-05", ""),
        (
            "2022-01-06",
            "First arrival on record: 6 Jan 2022; no withdrawal is on record",
        ),
        (
            "2022-01-12",
            "First arrival on record: 6 Jan 2022; withdrawal of CSTO force first announced "
            "11 Jan 2022",
        ),
        (
            "2022-01-31",
            "First arrival on record: 6 Jan 2022; CSTO force withdrawn by 14 Jan 2022 or by "
            "19 Jan 2022, as accounts differ",
        ),
    ],
)
def test_the_course_of_a_force_whose_whole_is_declared(as_of: str, says: str):
    assert _steps_title(SHIPPED, as_of) == says


def test_where_no_group_is_the_whole_the_contributors_that_left_are_counted():
    assert _steps_title(DERNA, "2023-09-13") == (
        "First arrival on record: 12 Sep 2023; no withdrawal is on record"
    )
    assert _steps_title(DERNA, "2024-07-29") == (
        "First arrival on record: 12 Sep 2023; departures on record for 8 of 17 contributors"
    )


def test_contributors_without_an_official_number_are_named_or_counted():
    case = Case.load(SHIPPED).as_known("2022-01-12")
    assert _finding(case) == "No official number for Belarus and Russia"
    assert _finding(Case.load(DERNA).as_known("2024-07-29")) == (
        "No official number for 5 of 19 contributors"
    )


def _finding(case: Known) -> str:
    section = case.settings.deployment
    claims = deployments.standing(deployments.personnel(case, section))
    return deployments.finding(case, section, claims).text.replace("\xa0", " ")


def test_which_metric_counts_a_force_is_what_the_case_says(copy: Path):
    """No metric has a name the library knows."""
    for name in ("metrics.csv", "claims.csv", "case.toml"):
        path = copy / name
        path.write_text(path.read_text().replace("troops", "helpers"))
    assert titles(copy, "2022-03-09")[-1] == "Deployment"
    deployment = open_brief(str(copy), "2022-03-09").sections("deployment")
    tables = [block for block in deployment.blocks if isinstance(block, Table)]
    assert tables[0].caption.text == "Who says what: helpers by contributor"
    assert Case.load(copy).settings.deployment == Section(
        "Deployment", "deployment", ("helpers",), "pact"
    )
