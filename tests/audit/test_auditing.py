"""What an audit says moves only with the ledger, knows nothing later, and stays on the machine."""

from __future__ import annotations

import csv
import dataclasses
import json
import random
import re
import shutil
import socket
from datetime import date, timedelta

import pytest

from asknown.audit import findings, reader
from asknown.audit.auditing import Call, audit
from asknown.audit.records import record, schema, table
from asknown.audit.texts import plain_text
from asknown.errors import CallError
from asknown.model.case import Case
from tests.support.audit_scores import case, held, rows
from tests.support.places import SHIPPED

TEXTS = rows("developers", "texts")
OF_THE_CASE = [row for row in TEXTS if not row["text_id"].startswith("other-")]


def whole() -> Case:
    return case("kazakhstan-2022")


def of(text: str, as_of: str = "2022-01-12", **call: str):
    return audit(plain_text(text), "x.txt", whole(), Call(as_of, **call))


def verdicts(text: str, as_of: str = "2022-01-12"):
    return [(each.mention.written, each.verdict) for each in of(text, as_of).shown]


ABOUT = "Unrest in Kazakhstan\n\n"


def test_a_number_taken_back_says_so_with_the_act():
    told = of(ABOUT + "Officials said 164 people were killed in the riots.")
    (finding,) = told.shown
    assert finding.verdict == findings.TAKEN_BACK
    assert finding.claims[0] == "KT-004"
    assert "withdrawn by" in finding.family[0].fate


def test_on_the_evening_it_came_out_it_stands():
    text = ABOUT + "Officials said 164 people were killed in the riots."
    assert verdicts(text, "2022-01-09T18:00") == [
        ("164", findings.AS_THE_LEDGER_HAS_IT)
    ]


def test_a_number_of_somebody_else_is_not_as_the_ledger_has_it():
    """238 were killed; the same number of injured is nobody's."""
    told = of(ABOUT + "In the riots 238 people were injured.", "2022-08-17")
    assert [each.verdict for each in told.shown] == [findings.OF_SOMETHING_ELSE]
    assert told.shown[0].claims == ()


def test_a_vague_word_is_never_as_the_ledger_has_it():
    told = of(ABOUT + "Dozens of people were killed in the riots.")
    (finding,) = told.shown
    assert finding.verdict in (findings.VAGUE, findings.REWORDED)


def test_a_vague_phrase_may_be_broken_over_two_lines():
    told = of(ABOUT + "In the riots tens of\nthousands of people were detained.")
    (finding,) = told.shown
    assert finding.mention.written == "tens of\nthousands"
    assert finding.verdict in (findings.VAGUE, findings.REWORDED)


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Toqaev's own figure is 2,030.", "CT-006"),
        ("Shymkent has 3,520 of them.", "DT-041"),
    ],
)
def test_an_odd_number_that_no_word_explains_is_told_by_speaker_or_place(
    sentence, claim
):
    (finding,) = of(ABOUT + sentence, "2022-01-13").shown
    assert finding.claims[0] == claim


@pytest.mark.parametrize(
    "sentence", ["The figure is 2,030.", "Toqaev's own figure is 2,040."]
)
def test_without_either_or_with_another_number_nothing_is_told(sentence):
    assert of(ABOUT + sentence, "2022-01-13").shown == ()


def test_what_a_number_was_cut_to_counts_what_was_counted():
    text = "In the riots 3,811 people were detained, later raised to 4,404."
    told = of(ABOUT + text, "2022-01-08")
    assert [finding.metric for finding in told.shown] == ["detained", "detained"]


def test_a_small_number_is_none_of_a_metric_that_only_overlaps():
    """Of six injured the ledger knows nothing; six were in hospital."""
    told = of(ABOUT + "Six detainees were injured under torture.", "2022-06-30")
    assert findings.AS_THE_LEDGER_HAS_IT not in [each.verdict for each in told.shown]


def test_passages_alike_are_told_alike_wherever_they_stand():
    sentence = "Officials said 164 people were killed in the riots."
    told = of(ABOUT + "\n\n".join([sentence] * 3))
    places = [finding.mention.start for finding in told.shown]
    assert places == [match.start() for match in re.finditer("164", told.text.text)]
    assert [finding.locator for finding in told.shown] == ["line 3", "line 5", "line 7"]
    assert len({finding.claims for finding in told.shown}) == 1


def test_a_table_in_markdown_is_read_by_its_heads_in_a_plain_file_too():
    rows_of_it = (
        "| Where | Killed | Detained |",
        "| --- | ---: | ---: |",
        "| Kazakhstan | 225 | 9,900 |",
        "| Kyzylorda region | 21 | |",
    )
    told = of(ABOUT + "\n".join(rows_of_it), "2022-01-15")
    named = [(each.metric, each.claims[0]) for each in told.shown]
    assert named == [("killed", "KT-009"), ("detained", "DT-014"), ("killed", "KR-001")]


def test_a_number_in_the_past_of_the_country_is_no_figure_of_the_case():
    told = of(
        ABOUT
        + "In the riots of 2011 police killed 17 people. In 2016, 100 were detained."
    )
    assert not told.shown


def test_a_small_number_without_its_group_is_too_small_to_tell_and_hidden():
    told = of(ABOUT + "In the riots 26 were killed.")
    (finding,) = told.findings
    assert finding.verdict == findings.TOO_SMALL
    assert not finding.shown


def test_a_text_that_names_nothing_of_the_case_has_no_finding():
    told = of("In Peru 164 people were killed in riots.")
    assert not told.about
    assert not told.shown
    assert told.summary == (
        "this does not seem to be about Kazakhstan, January 2022: it names no place of the case, "
        "and tells fewer than 3 of the ledger's numbers for what they count, round and small ones "
        "aside"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "Peru\n\nLIMA, 3 May 2016. In the unrest 164 were killed.",
            "its opening is dated 2016, outside the years of the case",
        ),
        (
            "Fires in Peru\n\nMany fled.\n\nThat was as in Almaty.",
            "it names a place of the case in passing, and tells fewer than 4 of",
        ),
        (
            "Snow in Almaty\n\nIn Almaty 164 roads were closed.",
            "it does not name what the case is about, and tells fewer than 3 of",
        ),
        (
            "Snow in Almaty\n\nIt began on Monday.\n\nAfter the unrest it fell anew.",
            "it names what the case is about in passing, and tells fewer than 3 of",
        ),
    ],
)
def test_a_text_that_is_not_about_the_case_says_what_it_lacks(text, why):
    told = of(text)
    assert not told.about
    assert told.why_not.startswith(why)


def test_of_a_long_text_only_its_beginning_is_said_to_lack_anything():
    told = of("Nothing came of it. " * 10_500 + "Unrest in Almaty.")
    assert told.why_not.startswith(
        "in its first 200,000 characters it names no place of the case"
    )


def test_a_text_about_the_case_lacks_nothing():
    assert of(ABOUT + "In the riots 164 were killed.").why_not == ""


NEIGHBOURS = {
    "another protest in the country": (
        "Protests over land in Kazakhstan\n\nATYRAU, 25 April 2016. Some 1,000 people took to the "
        "streets of Atyrau to protest, and 400 more rallied in Aktobe. Police detained about 50 "
        "demonstrators across the country. Nobody was injured."
    ),
    "another flood in the country": (
        "Flood in the east of Kazakhstan\n\n14 April 2024. More than 117,000 people have been "
        "moved to safety in Kazakhstan. In the Atyrau region 3,400 homes stand under water; five "
        "people are missing and 8 were killed. Soldiers, 16,000 of them, pump water."
    ),
    "an election in the country": (
        "Rallies in Kazakhstan\n\nNUR-SULTAN, 12 June 2019. Police in Kazakhstan detained 957 "
        "people in protests after the election. About 300 officers were injured, the ministry said."
    ),
}


@pytest.mark.parametrize("day", ["2022-01-12", "2024-04-14"])
@pytest.mark.parametrize("name", sorted(NEIGHBOURS))
def test_a_near_neighbour_names_no_claim_and_makes_no_draft(name, day):
    told = of(NEIGHBOURS[name], day)
    assert not [claim for each in told.findings for claim in each.claims]
    assert not told.drafts


def test_so_many_more_is_no_total():
    """About 2,000 were detained on 6 January in all; here as many were added."""
    told = of(ABOUT + "In Almaty about 2,000 more people were detained.")
    (finding,) = told.shown
    assert finding.claims == ()
    assert not told.drafts


def test_an_item_counts_what_its_list_counts():
    text = (
        ABOUT + "Deaths\n\n- total: 238\n- attackers: 67\n- police and military: 19\n"
    )
    told = of(text, "2023-01-12")
    assert [each.claims[0] for each in told.shown] == ["KT-018", "KC-009", "KS-011"]


def test_a_word_beside_a_number_outdoes_what_the_sentence_before_counts():
    text = "Nearly 6,000 people were arrested, including foreigners. More than 2,000 were injured."
    arrested, injured = of(ABOUT + text, "2022-01-09").shown
    assert (arrested.metric, arrested.group) == ("detained", "all")
    assert injured.metric == "injured"
    assert not injured.claims


def test_what_points_back_counts_what_was_counted():
    text = "In the riots 4,353 people were wounded, of them 3,393 members of the security forces."
    both = of(ABOUT + text, "2022-01-15").shown
    assert [each.claims[0] for each in both] == ["IT-006", "IS-008"]


def test_nearly_so_many_is_what_rounds_to_it_and_not_what_is_over_it():
    told = of(
        ABOUT + "Officials say nearly 10 thousand people were detained in the riots."
    )
    (finding,) = told.shown
    assert finding.claims[0] == "DT-014"
    assert finding.verdict == findings.REWORDED


def test_another_so_many_of_something_else_are_no_increment():
    text = "In the riots 225 people were killed and another 4,353 were wounded."
    both = of(ABOUT + text, "2022-01-15").shown
    assert [each.claims[0] for each in both] == ["KT-009", "IT-006"]


def test_bodies_are_counted_unless_they_are_offices():
    flood = "Flood in Derna\n\nHealth officials in the east counted 3,166 bodies."
    dead = audit(plain_text(flood), "x.txt", case("derna-2023"), Call("2023-09-17"))
    assert [each.claims[0] for each in dead.shown] == ["K-18"]
    police = "9.9 thousand people were delivered to the internal affairs bodies after the riots."
    (detained,) = of(ABOUT + police).shown
    assert detained.claims[0] == "DT-014"


def test_a_number_far_from_what_may_be_counted_is_left_out_unless_a_claim_has_it():
    text = "Police detained 9,900 people in the riots. This is our page. We are 15 thousand!"
    assert [each.mention.written for each in of(ABOUT + text).shown] == ["9,900"]


HEADS = "Place | Injured in the unrest | Killed in the unrest | Detained\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Kazakhstan | 4,353 | 225 | 9,900", findings.AS_THE_LEDGER_HAS_IT),
        ("Kazakhstan | 225 | 4,353 | 9,900", findings.OF_SOMETHING_ELSE),
    ],
)
def test_the_head_of_a_column_says_what_a_number_under_it_counts(row, words):
    told = of(ABOUT + HEADS + row, "2022-01-15")
    metrics = [each.metric for each in told.shown]
    assert metrics == ["injured", "killed", "detained"]
    assert {each.verdict for each in told.shown[:2]} == {words}


def test_a_row_without_heads_of_its_own_takes_them_in_order():
    """As a PDF gives a table: its heads as one line."""
    text = "Place Injured Killed Detained\nKazakhstan 4,353 | 225 | 9,900\n"
    told = of(ABOUT + text, "2022-01-15")
    assert [each.metric for each in told.shown] == ["injured", "killed", "detained"]


def test_the_newest_in_force_is_the_newest_of_what_the_rule_shows():
    """Under a rule that shows several speakers, the last day counts."""
    flood = "Flood in Derna\n\nHealth officials in the east counted 3,166 bodies."
    told = audit(plain_text(flood), "x.txt", case("derna-2023"), Call("2023-09-17"))
    newest = told.shown[0].newest
    assert (newest.claim_id, newest.speaker) == ("K-23", "Health Ministry (east)")


LETTER = "Letter from Almaty. The dead were 227 by then. Police have opened 3,096 criminal cases."


def test_a_text_that_tells_three_numbers_of_the_ledger_is_about_it_in_whatever_words():
    told = of(LETTER + " Some 2,740 people sought medical help.", "2022-02-20")
    assert [each.claims[0] for each in told.shown] == ["KT-010", "CC-008", "IT-009"]


def test_two_numbers_may_be_chance():
    assert not of(LETTER, "2022-02-20").about


def test_of_a_family_who_said_it_first_stands_before_who_passed_it_on():
    told = of(
        ABOUT + "On 10 January 164 people had been killed in the riots.", "2022-01-16"
    )
    assert told.shown[0].claims[0] == "KT-004"


def test_the_summary_of_one_number_is_said_of_one():
    told = of(ABOUT + "Officials said 164 people were killed in the riots.")
    assert (
        told.summary
        == "of 1 number 1 is about Kazakhstan, January 2022; 1 needs an eye"
    )


def test_who_wrote_it_proves_nothing_by_itself():
    text = "Unrest in Kazakhstan\n\nMore than 270 people were killed in the riots."
    assert verdicts(text, "2022-01-25") == [("270", findings.DISPUTED)]
    told = of(text, "2022-01-25", by="aif")
    assert "KT-011" not in [claim for each in told.findings for claim in each.claims]


def test_a_speaker_nobody_knows_is_refused():
    with pytest.raises(CallError, match="no speaker 'nobody'"):
        of("x", by="nobody")


# Metamorphic


@pytest.mark.parametrize("row", OF_THE_CASE, ids=lambda row: row["text_id"])
def test_a_day_later_a_verdict_moves_only_with_what_became_public(row):
    later = str(date.fromisoformat(row["as_of"]) + timedelta(days=1))
    first = held("developers", row)
    second = held("developers", {**row, "as_of": later})
    moved = published_between(row["as_of"], later)
    for one, other in zip(first.findings, second.findings, strict=True):
        if (one.verdict, one.claims) != (other.verdict, other.claims):
            metrics = whole().tables["claims"]["metric"]
            told = {metrics[claim] for claim in (*one.claims, *other.claims)}
            assert moved & {one.metric, other.metric, *told}, (
                one.mention,
                one.verdict,
                other.verdict,
            )


def published_between(day: str, later: str) -> set[str]:
    """The metrics of the claims that came out, or on which something was done, in between."""
    metrics = whole().tables["claims"]["metric"]
    changed: set[str] = set()
    before, behind = whole().as_known(day), whole().as_known(later)
    new = set(behind.tables["claims"].index) - set(before.tables["claims"].index)
    acts = set(behind.tables["acts"].index) - set(before.tables["acts"].index)
    for act in acts:
        new.add(behind.tables["acts"].at[act, "target"])
    for claim in new:
        if claim in metrics.index:
            changed.add(metrics[claim])
    return changed


@pytest.mark.parametrize("row", OF_THE_CASE, ids=lambda row: row["text_id"])
def test_nothing_that_came_out_later_appears_but_as_not_out_yet(row):
    known = set(whole().as_known(row["as_of"]).tables["claims"].index)
    for finding in held("developers", row).findings:
        witnesses = [*finding.others, *([finding.newest] if finding.newest else [])]
        if finding.verdict != findings.NOT_OUT_YET:
            witnesses += finding.family
            assert set(finding.claims) <= known
        assert {witness.claim_id for witness in witnesses} <= known


def test_a_claim_that_came_out_later_is_not_out_yet():
    told = of(ABOUT + "Prosecutors said that 225 people were killed in the riots.")
    (finding,) = told.shown
    assert finding.verdict == findings.NOT_OUT_YET
    assert finding.claims[0] == "KT-009"


def test_the_order_of_rows_changes_no_byte(tmp_path):
    folder = tmp_path / "kazakhstan-2022"
    shutil.copytree(SHIPPED, folder)
    for name in ("claims.csv", "acts.csv", "cues.csv", "speakers.csv"):
        shuffle(folder / name)
    shuffled = Case.load(folder)
    for row in OF_THE_CASE[:4]:
        told = held("developers", row)
        call = Call(row["as_of"], by=row["by"], language=row["language"])
        again = audit(told.text, told.file, shuffled, call)
        as_told = dataclasses.replace(told, as_of_from=again.as_of_from)
        assert json.dumps(record(again)) == json.dumps(record(as_told))


def shuffle(path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file))
    random.Random(7).shuffle(body)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *body])


def test_no_socket_is_opened(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert held("developers", TEXTS[0]).shown


# Records


def test_the_json_is_as_its_schema_says():
    validate = pytest.importorskip("jsonschema").validate
    for row in TEXTS[:3]:
        validate(record(held("developers", row)), json.loads(schema()))


def test_the_schema_has_each_verdict_and_its_words():
    finding = json.loads(schema())["properties"]["findings"]["items"]["properties"]
    assert finding["verdict"]["enum"] == list(findings.WORDS)
    assert finding["words"]["enum"] == list(findings.WORDS.values())


def test_no_text_is_called_wrong():
    """In words of ours: a reason of an act is the ledger's."""
    told = held("developers", TEXTS[0])
    ours = [*findings.WORDS.values(), told.summary]
    for finding in told.findings:
        ours += finding.notes
    assert not re.search(r"\b(wrong|false|errors?)\b", " ".join(ours), re.IGNORECASE)


def test_the_table_has_a_row_for_each_finding_shown():
    told = held("developers", TEXTS[0])
    lines = list(csv.DictReader(table([told]).splitlines()))
    assert [line["written"] for line in lines] == [
        each.mention.written for each in told.shown
    ]


def test_a_draft_has_what_the_text_tells_and_no_day():
    told = of(ABOUT + "In Almaty 333 people were injured in the riots.")
    (draft,) = told.drafts
    assert draft.cells["metric"] == "injured"
    assert draft.cells["place"] == "almaty"
    assert draft.cells["value"] == "333"
    assert draft.cells["refers_to"] == ""
    assert draft.cells["note"] == f"draft: audit of {told.text.sha256}"


CUES_OF_ANOTHER = [
    ("Injured: 190 in Almaty, 21 dead in Kyzylorda region.", ["injured", "killed"]),
    ("In Almaty 164 people were killed, injured 190.", ["killed", "injured"]),
]


@pytest.mark.parametrize(("text", "metrics"), CUES_OF_ANOTHER)
def test_what_says_what_one_number_counts_says_it_of_no_other(text, metrics):
    told = of(ABOUT + text)
    assert [each.metric for each in told.findings] == metrics


def test_a_price_is_no_damage_told_in_millions():
    text = "Damage in the riots was 2,000 million dollars; a barrel cost 81.70 dollars."
    assert "81.70" not in [each.mention.written for each in of(ABOUT + text).shown]


def test_a_bare_number_of_millions_is_of_the_currency_of_its_sentence():
    text = (
        "After the riots Atameken speaks of damage of 93.7 billion tenge to businesses "
        "instead of 103.7 billion."
    )
    told = of(ABOUT + text, "2022-01-13")
    assert [each.claims[0] for each in told.shown] == ["EC-011", "EC-010"]


def test_an_age_behind_a_name_is_no_count():
    told = of(
        ABOUT + "Killed in the riots was the brother of Dina, 34, who lives here."
    )
    assert not told.findings


def test_who_lives_somewhere_counts_where_something_befell_them():
    flood = "Flood in Derna\n\nIOM says that at least 30,000 residents were displaced."
    told = audit(plain_text(flood), "x.txt", case("derna-2023"), Call("2023-09-14"))
    assert [each.claims[0] for each in told.shown] == ["D-01"]
    town = "Flood in Derna\n\nThe town had 30,000 residents."
    told = audit(plain_text(town), "x.txt", case("derna-2023"), Call("2023-09-14"))
    assert not told.shown


@pytest.mark.parametrize(
    ("speaker", "verdict"),
    [
        ("CSIS", findings.AS_THE_LEDGER_HAS_IT),
        ("The UK Ministry of Defence", findings.SUPERSEDED),
    ],
)
def test_what_its_speaker_has_outdone_is_superseded_though_others_have_it(
    speaker, verdict
):
    text = (
        f"The war in Ukraine\n\n{speaker} put the Russian soldiers killed in the invasion "
        "at 200,000 to 250,000."
    )
    told = audit(
        plain_text(text), "x.txt", case("ukraine-estimates"), Call("2025-08-01")
    )
    assert [each.verdict for each in told.shown] == [verdict]


NOTICE = (
    "On the unrest of January\n\nProsecutors named 225 killed in the riots, 4,353 people "
    "injured and 546 criminal cases."
)


def test_a_notice_that_names_no_place_is_about_the_case_by_its_numbers():
    assert of(NOTICE, "2022-01-15").about
    assert not of(NOTICE.replace("225", "226"), "2022-01-15").about


def test_a_text_that_names_the_place_in_passing_is_about_something_else():
    text = (
        "Storm in the north\n\nThe dam broke and 64 people were killed by the flood. Homes "
        "are gone.\n\nThe flood is worst in the valley.\n\nIt recalls that of Derna."
    )
    told = audit(plain_text(text), "x.txt", case("derna-2023"), Call("2023-09-20"))
    assert not told.about


def test_what_one_tells_of_oneself_is_no_draft():
    text = "We spoke with 626 people who were detained in the riots."
    assert not of(ABOUT + text).drafts
    assert of(ABOUT + text.replace("We spoke", "Police spoke")).drafts


def test_a_row_with_an_empty_cell_keeps_its_table():
    rows_of_it = (
        "| Where | Killed | Detained |",
        "| --- | --- | --- |",
        "| Kyzylorda region | 21 | |",
        "| Kazakhstan | 225 | 9,900 |",
    )
    told = of(ABOUT + "\n".join(rows_of_it), "2022-01-15")
    assert [each.metric for each in told.shown] == ["killed", "killed", "detained"]


def test_a_long_text_whose_numbers_point_back_is_read_without_what_was_forgotten(
    monkeypatch,
):
    numbers = range(1_001, 1_501)
    text = " ".join(f"Of these, it was {number:,}." for number in numbers)
    whole_text = ABOUT + "In the riots 5,800 people were detained. " + text
    remembered = of(whole_text).findings
    monkeypatch.setattr(reader, "_KEPT", 300)
    assert of(whole_text).findings == remembered
    assert len(remembered) == len(numbers) + 1
    assert [each.metric for each in remembered[:3]] == ["detained"] * 3
