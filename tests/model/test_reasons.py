"""Every reason for which a figure leaves a claim out is true: each is taken at its word and looked
up in the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from asknown import dates
from asknown.model.case import Case
from asknown.model.figures import Figure, figures
from asknown.model.rules import RULES
from tests.support import naive
from tests.support.ledgers import AS_OF, OFTEN, Tables, case_of, ledgers
from tests.support.places import DERNA, SHIPPED, UKRAINE

Row = dict[str, Any]
Check = Callable[[Row, list[Row], re.Match[str], Case], bool]


def _end(row: Row) -> Any:
    return row["days"][1]


def _days_between(claim: Row, others: list[Row]) -> int:
    return min((_end(other) - _end(claim)).days for other in others)


def _lowest(row: Row) -> float:
    low, _ = naive.amount(row)
    return float("-inf") if low is None else low


def _acts_say(claim: Row, reason: str, known: Case) -> bool:
    """Whether each act that is told is on record: its kind, who did it, and the local day."""
    acts = known.tables["acts"]
    names = known.tables["speakers"]["name"]
    told = set()
    for act in acts[acts["target"] == claim["claim_id"]].to_dict("records"):
        when = dates.published(act["published"], known.zone)
        before = " or before" if when.latest else ""
        told.add(f"{act['act']} by {names[act['by']]} on {when.day}{before}")
    return set(reason.split("; ")) <= told


# Each reason with what it says, in the words of the rows; the claims it names come as rows.
WORDS: dict[str, Check] = {
    r"relay of .*": lambda claim, named, _, __: claim["relays"] == named[0]["claim_id"],
    r"a (projection|recap)": lambda claim, _, words, __: claim["nature"] == words[1],
    r"(?:withdrawn|denied) by .*": lambda claim, _, words, known: (
        claim["standing"] in ("withdrawn", "denied")
        and _acts_say(claim, words[0], known)
    ),
    r"superseded by .*": lambda claim, named, _, __: (
        claim["standing"] == "superseded"
        and claim["party"] == named[0]["party"]
        and (
            named[0]["claim_id"] in claim["replaced_by"]
            or (_end(claim), claim["known"]) < (_end(named[0]), named[0]["known"])
        )
    ),
    r"not an official speaker": lambda claim, *_: claim["kind"] != "official",
    r"not among those believed for .*: (.*)": lambda claim, _, words, __: (
        not {claim["speaker"], claim["kind"]} & set(words[1].split(", "))
    ),
    r"a party to the conflict": lambda claim, _, __, known: (
        claim["party"] in (known.settings.parties_to_conflict or ())
    ),
    r"states no number": lambda claim, *_: not claim["number"],
    r"states no lowest number": lambda claim, *_: naive.amount(claim)[0] is None,
    r"its lowest number is below those of .*": lambda claim, named, *_: (
        _lowest(claim) < min(map(_lowest, named))
    ),
    r".*, of the same party and time, has a lower number": lambda claim, named, *_: all(
        other["party"] == claim["party"]
        and (_end(other), other["known"]) == (_end(claim), claim["known"])
        and _lowest(other) < _lowest(claim)
        for other in named
    ),
    r"the speaker of .* is believed before": lambda claim, named, *_: all(
        other["heard"][0] < claim["heard"][0] for other in named
    ),
    r"describes an earlier day than .*": lambda claim, named, *_: (
        _days_between(claim, named) > 0
    ),
    r"known before .*": lambda claim, named, *_: all(
        claim["known"] < other["known"] and _end(claim) == _end(other)
        for other in named
    ),
    r"is of a longer span than .*": lambda claim, named, *_: all(
        claim["flow"]
        and claim["days"][0] < other["days"][0]
        and (_end(claim), claim["known"]) == (_end(other), other["known"])
        for other in named
    ),
    r"no office, as the speaker of .* is": lambda claim, named, *_: (
        claim["kind"] != "official"
        and {other["kind"] for other in named} == {"official"}
    ),
    r"says the same as .*": lambda claim, named, *_: (
        [naive.amount(claim)] == [naive.amount(other) for other in named]
    ),
    r"ends more than (\d+) days before .*": lambda claim, named, words, _: (
        _days_between(claim, named) > int(words[1])
    ),
    r"ends before .* begins": lambda claim, named, *_: all(
        _end(claim) < other["days"][0] for other in named
    ),
}


def _untrue(known: Case, figure: Figure, rows: dict[str, Row]) -> Iterator[str]:
    """The reasons of a figure that are not true, or that nobody knows how to look up."""
    own = [row for row in rows.values() if naive.is_of(row, figure)]
    for claim_id, reason in figure.excluded:
        claim = rows[claim_id]
        named = [rows[word] for word in re.split(r"[ ,]+", reason) if word in rows]
        found = [
            check(claim, named, words, known)
            for pattern, check in WORDS.items()
            if (words := re.fullmatch(pattern, reason))
        ]
        if found != [True]:
            yield f"{figure.reference} {claim_id}: {reason}"
    told = [*figure.claims, *(claim_id for claim_id, _ in figure.excluded)]
    if sorted(told) != sorted(row["claim_id"] for row in own):
        yield f"{figure.reference}: not every claim is told once"
    yield from _supported_by_others(figure, rows, own)


def _supported_by_others(
    figure: Figure, rows: dict[str, Row], own: list[Row]
) -> Iterator[str]:
    """Claims that no second party supports, though one does."""
    alone = [
        rows[claim_id]
        for claim_id, reason in figure.excluded
        if reason == "supported by no second party"
    ]
    rivals = naive.span(own)
    for claim in alone:
        for other in own:
            supports = (
                other["claim_id"] in rivals and naive.amount(other)[0] is not None
            )
            if supports and other["party"] != claim["party"]:
                yield f"{figure.reference} {claim['claim_id']}: {other['claim_id']} supports it"


WORDS["supported by no second party"] = lambda claim, *_: (
    naive.amount(claim)[0] is not None
)


def _all_untrue(known: Case) -> list[str]:
    rows = naive.claims_of(known)
    untrue: list[str] = []
    for rule in RULES:
        if rule != "independent" or known.settings.parties_to_conflict is not None:
            for figure in figures(known, rule):
                untrue += _untrue(known, figure, rows)
    return untrue


@OFTEN
@given(ledgers(), AS_OF)
def test_no_reason_is_false_in_generated_ledgers(tables: Tables, as_of: str):
    assert _all_untrue(case_of(tables).as_known(as_of)) == []


@pytest.mark.parametrize(
    "folder", [SHIPPED, DERNA, UKRAINE], ids=lambda folder: folder.name
)
def test_no_reason_is_false_in_the_shipped_cases(folder: Path):
    whole = Case.load(folder)
    days = [str(day) for day in whole.learned()]
    for day in {*days[::30], days[-1]}:
        assert _all_untrue(whole.as_known(day)) == [], day


@pytest.mark.stress
@pytest.mark.parametrize(
    "folder", [SHIPPED, DERNA, UKRAINE], ids=lambda folder: folder.name
)
def test_no_reason_is_false_on_any_day(folder: Path):
    whole = Case.load(folder)
    for day in whole.learned():
        assert _all_untrue(whole.as_known(str(day))) == [], day
