"""How claims are said: whose document they are read in, our doubts, what took their place, what
carriers took back, statements without a number that were denied."""

from __future__ import annotations

import pytest

from asknown.model import phrases
from asknown.model.case import Case
from asknown.model.changes import Changes, before
from asknown.report.opening import open_case
from asknown.subjects import contested
from tests.support.ledgers import Tables, case_of

CASES = ["kazakhstan-2022", "derna-2023", "ukraine-estimates"]


def plain(text: object) -> str:
    """Text without hard spaces."""
    return str(text).replace("\u00a0", " ")


def last_day_of(name: str) -> Case:
    """A shipped case with all that it knows."""
    case = open_case(name)
    return case.as_known(str(case.learned()[-1]))


def act(
    act_id: str, target: str, kind: str, by: str, day: str, **cells: str
) -> dict[str, str]:
    """A row of acts."""
    stated = {
        "act_id": act_id,
        "target": target,
        "act": kind,
        "by": by,
        "published": day,
    }
    return stated | {"source_id": "paper", "reason": "As told"} | cells


def claim(
    claim_id: str, speaker: str, value: int, day: str, **cells: str
) -> dict[str, str]:
    """A row of claims: so many killed in the harbour."""
    stated = {
        "claim_id": claim_id,
        "metric": "killed",
        "group": "all",
        "place": "harbour",
        "value": str(value),
        "wording": "exact",
        "speaker": speaker,
        "refers_to": day,
        "published": day,
        "source_id": "paper",
        "recorded": "high",
    }
    return stated | cells


def source(source_id: str, publisher: str, kind: str, **cells: str) -> dict[str, str]:
    """A row of sources."""
    stated = {
        "source_id": source_id,
        "title": "Page",
        "publisher": publisher,
        "kind": kind,
    }
    return stated | {"published": "2023-09-01"} | cells


TABLES: Tables = {
    "claims": [],
    "acts": [],
    "sources": [
        source("paper", "The Paper", "news"),
        source("letter", "Harbour Watch", "ngo", party="watch"),
        source("office", "Health Ministry", "official", party="state"),
        source("abroad", "Embassy of Farland", "official", party="farland"),
        source("lexicon", "Lexicon", "reference"),
    ],
    "speakers": [
        {
            "speaker_id": "ministry",
            "name": "Health Ministry",
            "kind": "official",
            "party": "state",
        },
        {
            "speaker_id": "crescent",
            "name": "Red Crescent",
            "kind": "ngo",
            "party": "crescent",
        },
        {
            "speaker_id": "ocha",
            "name": "UN OCHA",
            "kind": "intergovernmental",
            "party": "united-nations",
        },
        {
            "speaker_id": "editors",
            "name": "the editors",
            "kind": "academic",
            "party": "editors",
        },
    ],
    "metrics": [
        {
            "metric": "killed",
            "label": "killed",
            "unit": "persons",
            "measure": "cumulative",
            "counts": "Killed",
        },
        {
            "metric": "fall",
            "label": "fall of the price",
            "unit": "percent",
            "measure": "flow",
            "counts": "Fall",
        },
    ],
    "groups": [{"id": "all", "label": "everyone"}, {"id": "guests", "label": "guests"}],
    "places": [
        {"id": "island", "label": "Island"},
        {"id": "harbour", "label": "Harbour", "part_of": "island"},
        {"id": "east", "label": "the east", "part_of": "island"},
    ],
}


def known(
    claims: list[dict[str, str]],
    acts: list[dict[str, str]] | None = None,
    when: str = "2023-09-30",
    **tables: list[dict[str, str]],
) -> Case:
    """A case with these claims and acts, as known at a moment."""
    stated: Tables = {**TABLES, "claims": claims, "acts": acts or [], **tables}
    return case_of(stated).as_known(when)


# Whose document.


def test_a_number_read_only_in_somebody_elses_letter_is_cited(shipped: Case):
    case = shipped.as_known("2022-08-01")
    told = plain(phrases.attributed(case, "KT-015"))
    assert told.startswith(
        "241, according to the General Prosecutor's Office, as cited by Amnesty, HRW, IPHR, NHC, "
        "OMCT and Kazakh NGOs via inquirycommission.com, as of 29 July 2022"
    )


def test_a_number_that_a_news_page_gives_too_is_not_cited(shipped: Case):
    letter_alone = shipped.as_known("2022-06-01")
    assert plain(phrases.attributed(letter_alone, "KT-013")) == (
        "232, according to the General Prosecutor's Office, as cited by Human Rights Watch, "
        "as of 5 May 2022"
    )
    told_in_the_news = shipped.as_known("2022-07-01")
    assert not phrases.cited_by(told_in_the_news, "KT-013")


@pytest.mark.parametrize(
    ("speaker", "source_id", "cited"),
    [
        ("ministry", "paper", ""),
        ("ministry", "office", ""),
        ("ministry", "lexicon", ""),
        ("ministry", "letter", "as cited by Harbour Watch"),
        ("ministry", "abroad", "as cited by Embassy of Farland"),
        ("ocha", "letter", "as cited by Harbour Watch"),
        ("crescent", "letter", ""),
    ],
)
def test_whose_document_a_claim_is_read_in(speaker: str, source_id: str, cited: str):
    case = known([claim("K1", speaker, 9, "2023-09-11", source_id=source_id)])
    assert plain(phrases.cited_by(case, "K1")) == cited


def test_who_cites_is_told_wherever_the_claim_is():
    case = known([claim("K1", "ministry", 9, "2023-09-11", source_id="letter")])
    assert plain(phrases.said_by(case, "K1")) == (
        "Health Ministry, 11 Sep 2023, as cited by Harbour Watch"
    )
    assert plain(phrases.attributed(case, "K1", short=True)) == (
        "the Health Ministry (9, as of 11 September 2023, as cited by Harbour Watch)"
    )


# Units and remarks.


def test_a_number_has_its_unit(shipped: Case):
    case = shipped.as_known("2024-01-03")
    assert plain(phrases.amount_with_unit(case, "EC-017")) == "13.4 percent"
    assert plain(phrases.amount_with_unit(case, "EC-010")) == "over 103.7 billion tenge"
    assert plain(phrases.amount_with_unit(case, "KT-004")) == "164"
    table = contested.disputed(case)
    assert "13.4 percent" in [str(row[0]) for row in table.rows]


def test_basis_and_note_are_told_behind_a_claim(shipped: Case):
    case = shipped.as_known("2022-08-01")
    assert plain(phrases.remarks(case, "KT-015")) == (
        "Said of it: deaths of 4 to 6 January from the protests and the response of the security "
        "forces; as cited by ten organisations. No page of the office with this number was seen. "
        "It equals 230 with the 11 civilians of Almaty added; that may be chance."
    )
    vague = claim("K1", "ministry", 0, "2023-09-11", wording="vague", basis="dozens")
    assert not phrases.remarks(known([vague]), "K1")


# Our doubts, and others'.


def test_what_only_we_see_is_said_as_ours():
    doubt = act(
        "A1", "K1", "disputed", "editors", "2023-09-12", reason="Below the count before"
    )
    case = known([claim("K1", "ministry", 9, "2023-09-11")], [doubt])
    assert plain(phrases.standing(case, "K1")) == "we doubt it: Below the count before"
    assert plain(phrases.attributed(case, "K1")) == (
        "9, according to the Health Ministry, as of 11 September 2023; "
        "we doubt it: Below the count before"
    )
    assert plain(phrases.objection(case, "K1")) == "we doubt it"
    assert not phrases.reasons(case, "K1")


def test_what_others_dispute_is_said_as_theirs():
    acts = [
        act("A1", "K1", "disputed", "editors", "2023-09-12"),
        act("A2", "K1", "denied", "crescent", "2023-09-14~", reason="No such number"),
    ]
    case = known([claim("K1", "ministry", 9, "2023-09-11")], acts)
    assert plain(phrases.objection(case, "K1")) == "disputed"
    assert plain(phrases.fate(case, "K1", why=True)) == (
        "we doubt it: As told; denied by the Red Crescent by 14 September 2023: No such number"
    )


@pytest.mark.parametrize("name", CASES)
def test_nobody_reads_of_the_editors(name: str):
    case = last_day_of(name)
    told = [plain(phrases.standing(case, claim_id)) for claim_id in case.claims.index]
    assert not [
        words for words in told if "by the editors" in words or " on by " in words
    ]
    assert not [words for words in told if "not stated" in words]


# What took a claim's place.


def test_the_same_number_is_given_again_and_replaces_nothing():
    case = known(
        [
            claim("K1", "ministry", 232, "2023-09-11"),
            claim("K2", "ministry", 232, "2023-09-14"),
        ]
    )
    assert plain(phrases.standing(case, "K1")) == "given again as of 14 September 2023"
    changes = Changes(case.as_known("2023-09-12"), case, "official")
    assert plain(changes.told("replaced", "K1")) == (
        "killed, Harbour: 232, given again as of 14 September 2023"
    )


@pytest.mark.parametrize("name", CASES)
def test_no_number_is_replaced_by_itself(name: str):
    case = last_day_of(name)
    for claim_id in case.claims.index:
        number = plain(phrases.number(case, claim_id))
        assert not plain(phrases.standing(case, claim_id)).endswith(
            f"replaced by {number}"
        )


def test_what_replaces_a_claim_may_be_of_another_place_or_group():
    claims = [
        claim("K1", "ocha", 11300, "2023-09-16"),
        claim("K2", "ocha", 3958, "2023-09-16", place="east", group="guests"),
        claim("K3", "ocha", 3958, "2023-09-16", place="east"),
    ]
    withdrawal = act("A1", "K1", "withdrawn", "ocha", "2023-09-17")
    of_place = known(claims, [withdrawal | {"replaced_by": "K3"}])
    assert plain(phrases.standing(of_place, "K1")) == (
        "withdrawn by UN OCHA on 17 September 2023, replaced by 3,958 for the east"
    )
    of_group = known(claims, [withdrawal | {"replaced_by": "K2"}])
    assert plain(phrases.standing(of_group, "K1")) == (
        "withdrawn by UN OCHA on 17 September 2023, replaced by 3,958 (killed, guests, the east)"
    )


# A carrier takes back what it carried.

RELAYED = [
    claim("K1", "crescent", 11300, "2023-09-14"),
    claim("K2", "ocha", 11300, "2023-09-16", relays="K1", wording="at_least"),
    claim("K3", "ministry", 11300, "2023-09-20", relays="K2"),
]
RETRACTION = act("A1", "K2", "withdrawn", "ocha", "2023-09-17", reason="Not verified")


def test_a_carriers_retraction_is_told_and_leaves_the_original_alone():
    case = known(RELAYED, [RETRACTION])
    assert case.row("K1").standing == "in force"
    changes = Changes(
        before(case.as_known("2023-09-17"), "2023-09-16"), case, "official"
    )
    assert changes.claims["withdrawn"] == ["K2"]
    assert plain(changes.told("withdrawn", "K2")) == (
        "killed, Harbour: at least 11,300, "
        "taken back by UN OCHA, which had carried it, on 17 September 2023"
    )
    (row,) = contested.withdrawn(case).rows
    assert [plain(cell) for cell in row] == [
        "at least 11,300",
        "Killed, Harbour",
        "UN OCHA",
        "16 Sep 2023",
        "Taken back by UN OCHA, which had carried it, on 17 September 2023",
        "Not verified",
    ]
    assert row[0].runs[0].struck


def test_whoever_repeats_it_after_that_is_named():
    (row,) = contested.repeated(known(RELAYED, [RETRACTION])).rows
    assert [plain(cell) for cell in row] == [
        "11,300",
        "Health Ministry",
        "The Paper",
        "20 Sep 2023",
    ]


def test_a_relay_that_only_fell_with_its_origin_is_told_once():
    denial = act("A1", "K1", "denied", "crescent", "2023-09-17")
    case = known(RELAYED, [denial])
    assert [str(row[2]) for row in contested.withdrawn(case).rows] == ["Red Crescent"]
    assert plain(phrases.standing(case, "K2")) == "denied, as what it repeats is"


def test_a_retraction_taken_back_counts_again():
    undone = act("A2", "A1", "withdrawn", "ocha", "2023-09-18")
    case = known(RELAYED, [RETRACTION, undone])
    changes = Changes(
        case.as_known("2023-09-17"), case.as_known("2023-09-18"), "official"
    )
    assert changes.claims["restored"] == ["K2"]


# A denial of what was no figure.

POSITION = {
    "position_id": "P1",
    "actor": "Mayor",
    "actor_kind": "official",
    "date": "2023-09-12",
    "stance": "asserts",
    "target": "the dams",
    "summary": "The dams were sound",
    "published": "2023-09-12",
    "source_id": "paper",
}


def test_a_denial_of_a_statement_is_told():
    denial = act(
        "A1", "P1", "denied", "ministry", "2023-09-14", reason="They had cracks"
    )
    case = known(
        [claim("K1", "ministry", 9, "2023-09-11")], [denial], positions=[POSITION]
    )
    (row,) = contested.statements_gone(case).rows
    assert [plain(cell) for cell in row] == [
        "Mayor, “The dams were sound”",
        "Denied by the Health Ministry on 14 September 2023",
        "They had cracks",
    ]
    changes = Changes(case.as_known("2023-09-13"), case, "official")
    assert plain(changes.say()) == (
        "No figure changed after 13 September 2023. Mayor, “The dams were sound”: denied by the "
        "Health Ministry on 14 September 2023: They had cracks."
    )
    assert changes.data()["statements"][0]["act_id"] == "A1"
    undone = act("A2", "A1", "withdrawn", "ministry", "2023-09-15")
    again = known(
        [claim("K1", "ministry", 9, "2023-09-11")],
        [denial, undone],
        positions=[POSITION],
    )
    assert not contested.statements_gone(again).rows
