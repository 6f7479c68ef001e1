"""What an audit makes of labelled texts stays within its budgets."""

from __future__ import annotations

import re
from functools import cache

import pytest

from asknown.audit import findings
from asknown.audit.auditing import Call, audit
from asknown.audit.texts import Text
from tests.support import audit_scores as labelled
from tests.support.audit_scores import Scores, case, held, rows, scores

DEVELOPERS = "developers"
HELD_OUT = "held-out"
UNSEEN = "unseen"
FRESH = "fresh"


@cache
def of(name: str) -> Scores:
    return scores(name)


@pytest.mark.parametrize(
    ("share", "least"),
    [
        ("named", 0.90),
        ("found", 0.80),
        ("verdicts", 0.80),
        ("alarms", 0.85),
        ("as_the_ledger", 0.97),
        ("drafts", 0.60),
    ],
)
def test_the_developers_texts_are_within_each_budget(share, least):
    told = of(DEVELOPERS)
    assert getattr(told, share).value >= least, str(told)


def test_there_is_at_most_one_wrong_alarm_in_a_thousand_words():
    assert of(DEVELOPERS).wrong_alarms <= 1, str(of(DEVELOPERS))


@pytest.mark.parametrize(
    ("share", "least"),
    [("named", 0.90), ("found", 0.78), ("verdicts", 0.75), ("as_the_ledger", 0.97)],
)
def test_texts_on_another_case_are_within_what_was_measured_on_them(share, least):
    """They are fewer and were less looked at: recall is told as it is, precision is held."""
    told = of(HELD_OUT)
    assert getattr(told, share).value >= least, str(told)


@pytest.mark.parametrize(
    ("share", "least"),
    [
        ("named", 0.95),
        ("found", 0.85),
        ("verdicts", 0.85),
        ("alarms", 0.90),
        ("as_the_ledger", 0.97),
        ("drafts", 0.60),
    ],
)
def test_texts_of_many_kinds_are_within_each_budget(share, least):
    """Wire reports, a live page, a thread, translations: the audit had seen none when they were
    labelled; README.md of the sets has what it made of them then."""
    told = of(UNSEEN)
    assert getattr(told, share).value >= least, str(told)


@pytest.mark.parametrize("name", [UNSEEN, FRESH])
def test_texts_of_many_kinds_have_at_most_one_wrong_alarm_in_a_thousand_words(name):
    assert of(name).wrong_alarms <= 1, str(of(name))


@pytest.mark.parametrize(
    ("share", "least"),
    [
        ("named", 0.95),
        ("found", 0.88),
        ("verdicts", 0.88),
        ("alarms", 0.90),
        ("as_the_ledger", 0.97),
        ("drafts", 0.60),
    ],
)
def test_texts_on_three_cases_are_within_each_budget(share, least):
    """README.md of the sets has what the audit made of them on their first run, which was less."""
    told = of(FRESH)
    assert getattr(told, share).value >= least, str(told)


@pytest.mark.parametrize("name", [DEVELOPERS, UNSEEN, FRESH])
def test_a_text_about_something_else_names_no_claim_and_makes_no_draft(name):
    for told in labelled.negatives(name):
        assert not told.about, told.file
        assert not told.shown
        assert not told.drafts


# Numbers changed in the texts, one at a time: none may come out as what the ledger has.


def off_by_one(digits: str) -> str:
    last = digits[-1]
    return digits[:-1] + str((int(last) + 1) % 10)


def swapped(digits: str) -> str:
    return digits[1] + digits[0] + digits[2:] if len(digits) > 1 else digits


def tenfold(digits: str) -> str:
    return digits + "0"


def five_percent_more(digits: str) -> str:
    return str(round(int(digits) * 1.05))


SEEDS = {
    seed.__name__: seed for seed in (off_by_one, swapped, tenfold, five_percent_more)
}


def changed(text: str, start: int, end: int, seed: str) -> str:
    digits = re.sub(r"\D", "", text[start:end])
    other = SEEDS[seed](digits)
    return text[:start] + f"{int(other):,}" + text[end:]


# What a hand mistakes in every run, the rest in CI on the other texts, all of it by `make stress`.
OFTEN = [(DEVELOPERS, "off_by_one"), (DEVELOPERS, "swapped")]
IN_CI = [(UNSEEN, "tenfold"), (UNSEEN, "five_percent_more")]
EVERY = [(name, seed) for name in (DEVELOPERS, UNSEEN, FRESH) for seed in sorted(SEEDS)]


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        *OFTEN,
        *(pytest.param(*each, marks=pytest.mark.slow) for each in IN_CI),
        *(
            pytest.param(*each, marks=pytest.mark.stress)
            for each in EVERY
            if each not in OFTEN + IN_CI
        ),
    ],
)
def test_a_number_that_was_changed_is_never_as_the_ledger_has_it(name, seed):
    passed = []
    tried = 0
    for row in rows(name, "texts"):
        if row["language"] != "en":
            continue
        told = held(name, row)
        for finding in told.shown:
            written = finding.mention.written
            if not re.fullmatch(r"\d[\d,]*", written):
                continue
            start, end = finding.mention.start, finding.mention.end
            text = changed(told.text.text, start, end, seed)
            if text == told.text.text or _is_another_claim(text, start, told):
                continue
            tried += 1
            again = audit(Text(text, "txt"), "x", case(row["case"]), _call(row))
            there = [each for each in again.findings if each.mention.start == start]
            passed += [each for each in there if _passed(each)]
    assert tried > 20
    assert not passed


def _call(row):
    return Call(row["as_of"], by=row["by"], language=row["language"])


def _passed(finding) -> bool:
    return finding.shown and finding.verdict == findings.AS_THE_LEDGER_HAS_IT


def _is_another_claim(text: str, start: int, told) -> bool:
    """Whether the changed number is by chance one that the ledger has in force of the same."""
    number = re.match(r"[\d,]+", text[start:])[0].replace(",", "")
    known = case(told.case).as_known(told.as_of).claims
    finding = next(each for each in told.findings if each.mention.start == start)
    alike = known[known["metric"] == finding.metric]
    stated = alike[["low", "value", "high"]] == float(number)
    return bool(stated.any(axis=None))


@pytest.mark.parametrize(
    "row", rows(DEVELOPERS, "texts"), ids=lambda row: row["text_id"]
)
def test_killed_for_injured_is_never_as_the_ledger_has_it(row):
    told = held(DEVELOPERS, row)
    text = told.text.text
    for old, new in (("killed", "injured"), ("dead", "injured"), ("погиб", "ранен")):
        for match in re.finditer(rf"\b{old}", text):
            other = text[: match.start()] + new + text[match.end() :]
            again = audit(Text(other, "txt"), "x", case(row["case"]), _call(row))
            for finding in again.shown:
                if finding.metric == "injured":
                    assert (
                        finding.verdict != findings.AS_THE_LEDGER_HAS_IT
                        or _has_injured(finding)
                    )


def _has_injured(finding) -> bool:
    """Whether the claims named do count the injured."""
    claims = case("kazakhstan-2022").tables["claims"]
    return all(claims.at[claim, "metric"] == "injured" for claim in finding.claims)
