"""Figures in English: every wording, in force, disputed, withdrawn, of one and of many."""

from __future__ import annotations

import pytest

from asknown.model.case import Case
from asknown.report import method
from tests.support.ledgers import Tables, case_of

METRICS = [
    {
        "metric": "killed",
        "label": "killed",
        "unit": "persons",
        "measure": "cumulative",
        "counts": "Killed",
    },
    {
        "metric": "shutdown",
        "label": "length of the shutdown",
        "unit": "days",
        "measure": "cumulative",
        "counts": "Days",
    },
    {
        "metric": "flights",
        "label": "flights in",
        "unit": "flights",
        "measure": "flow",
        "counts": "Flights",
    },
    {
        "metric": "bodies",
        "label": "taken from morgues",
        "unit": "bodies",
        "measure": "stock",
        "counts": "Bodies",
    },
]
DISPUTE = {
    "act_id": "A1",
    "target": "K1",
    "act": "disputed",
    "by": "watch",
    "published": "2022-03-04",
    "reason": "As told",
}
WITHDRAWAL = DISPUTE | {"act": "withdrawn", "by": "ministry"}


def one_claim(
    metric: str,
    wording: str,
    numbers: dict[str, str],
    *acts: dict[str, str],
    basis: str = "",
) -> Case:
    """A case in which the ministry has said one thing."""
    claim = {
        "claim_id": "K1",
        "metric": metric,
        "group": "all",
        "place": "island",
        "wording": wording,
        "speaker": "ministry",
        "refers_to": "2022-03-02/2022-03-03" if metric == "flights" else "2022-03-03",
        "published": "2022-03-03",
        "source_id": "paper",
        "recorded": "high",
        "basis": basis,
        **numbers,
    }
    tables: Tables = {
        "claims": [claim],
        "acts": list(acts),
        "metrics": METRICS,
        "sources": [
            {
                "source_id": "paper",
                "title": "Paper",
                "publisher": "Paper",
                "published": "2022-03-01",
                "kind": "news",
            }
        ],
        "speakers": [
            {
                "speaker_id": "ministry",
                "name": "Health Ministry",
                "kind": "official",
                "party": "state",
            },
            {
                "speaker_id": "watch",
                "name": "Harbour Watch",
                "kind": "ngo",
                "party": "watch",
            },
        ],
        "groups": [{"id": "all", "label": "everyone"}],
        "places": [{"id": "island", "label": "Island"}],
    }
    return case_of(tables).as_known("2022-03-09")


def said(case: Case, metric: str) -> str:
    """The figure in words, with plain spaces."""
    return case.figure(metric).say().text.replace("\u00a0", " ")


BY = ", according to the Health Ministry, as of 3 March 2022"


@pytest.mark.parametrize(
    ("wording", "numbers", "amount"),
    [
        ("exact", {"value": "1"}, "1"),
        ("exact", {"value": "0"}, "0"),
        ("exact", {"value": "1164"}, "1,164"),
        ("about", {"value": "1200"}, "about 1,200"),
        ("at_least", {"low": "12"}, "at least 12"),
        ("over", {"low": "2000"}, "over 2,000"),
        ("at_most", {"high": "50"}, "at most 50"),
        ("under", {"high": "50"}, "under 50"),
        ("nearly", {"high": "4000"}, "nearly 4,000"),
        ("range", {"low": "188", "high": "1221"}, "between 188 and 1,221"),
        ("vague", {}, "dozens"),
    ],
)
def test_every_wording_is_said_as_the_claim_has_it(
    wording: str, numbers: dict[str, str], amount: str
):
    told = [
        one_claim("killed", wording, numbers, *acts, basis="dozens; as told")
        for acts in ((), (DISPUTE,), (WITHDRAWAL,))
    ]
    cell = amount.replace("between ", "").replace(" and ", " to ")
    assert [said(case, "killed") for case in told] == [
        f"Killed: {amount}{BY}.",
        f"Killed: {amount}{BY}; disputed by Harbour Watch on 4 March 2022.",
        f"Killed: no figure stands; the last, {cell} by the Health Ministry as of 3 March "
        f"2022, was withdrawn by the "
        "Health Ministry on 4 March 2022.",
    ]


def test_who_gave_no_number_is_said_to_have_given_none():
    assert said(one_claim("killed", "none", {}), "killed") == (
        "Killed: no number given by the Health Ministry as of 3 March 2022."
    )


@pytest.mark.parametrize(
    ("metric", "wording", "numbers", "told"),
    [
        ("shutdown", "exact", {"value": "1"}, "Length of the shutdown: 1 day"),
        ("shutdown", "exact", {"value": "5"}, "Length of the shutdown: 5 days"),
        (
            "shutdown",
            "range",
            {"low": "5", "high": "10"},
            "Length of the shutdown: between 5 and 10 days",
        ),
        (
            "shutdown",
            "at_least",
            {"low": "5"},
            "Length of the shutdown: at least 5 days",
        ),
        ("bodies", "exact", {"value": "1"}, "Taken from morgues: 1 body"),
        ("bodies", "about", {"value": "40"}, "Taken from morgues: about 40 bodies"),
    ],
)
def test_units_agree_with_their_number(
    metric: str, wording: str, numbers: dict[str, str], told: str
):
    assert said(one_claim(metric, wording, numbers), metric) == f"{told}{BY}."


def test_a_flow_is_for_its_span_and_its_label_says_the_unit():
    assert said(one_claim("flights", "exact", {"value": "9"}), "flights") == (
        "Flights in: 9, according to the Health Ministry, for 2 to 3 March 2022."
    )


def test_the_method_counts_one_as_one():
    told = paragraphs(one_claim("killed", "exact", {"value": "5"}, WITHDRAWAL))
    assert told[3] == (
        "Known by then: 1 claim by 1 speaker. 1 was withdrawn or denied. "
        "How sure we read them: of 1 we are sure."
    )


def test_the_method_counts_nothing_that_there_is_none_of():
    told = paragraphs(one_claim("killed", "exact", {"value": "5"}))
    assert told[3].startswith("Known by then: 1 claim by 1 speaker. 1 stands. How sure")
    assert not [paragraph for paragraph in told if "word by" in paragraph]


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (
            "official",
            "We show the latest official figure that has not been withdrawn. What others say is "
            "beside it.",
        ),
        (
            "span",
            "We show the lowest and the highest of what each party says in its latest figure that "
            "has not been withdrawn.",
        ),
        (
            "minimum",
            "We show the highest number that a second party supports: both say so many or more, in "
            "figures that have not been withdrawn.",
        ),
    ],
)
def test_each_rule_is_told_in_a_readers_words(rule: str, line: str):
    case = one_claim("killed", "exact", {"value": "5"})
    assert method.rule_line(case, rule).text == line


def test_whom_a_metric_believes_is_part_of_the_rule():
    case = one_claim("killed", "exact", {"value": "5"})
    case.tables["metrics"]["believe"] = "intergovernmental"
    assert method.rule_line(case, "official").text.startswith(
        "We show the latest figure that has not been withdrawn, of those whom this report follows"
    )


def paragraphs(case: Case) -> list[str]:
    """The paragraphs on the method."""
    return [told.text for told in method.method(case, "official")]
