"""The disputes that matter: of all figures and statements that somebody speaks against, a few, in a
sentence or two each.
"""

from __future__ import annotations

from typing import Any

from asknown.model.changes import answers
from asknown.model.known import Known
from asknown.model.phrases import (
    amount_with_unit,
    answered,
    capital,
    cited_by,
    dated,
    fate,
    is_ours,
    quantity_of,
    source_of,
    the,
)
from asknown.model.standing import SUPERSEDED
from asknown.subjects.contested import claims_disputed
from asknown.text import prose
from asknown.text.blocks import Group, Text, shown
from asknown.text.prose import Prose, say
from asknown.text.statements import statement

MOST = 5


def shown_of(case: Known) -> Group:
    """The disputes that matter most, a paragraph each: figures in front of the report, then others,
    then statements without a number; the rest is counted."""
    claims, acts = _each_once(case, in_order(case)), answers(case)
    figures = claims[:MOST]
    statements = acts[: MOST - len(figures)]
    told = [dispute(case, claim_id) for claim_id in figures]
    told += [capital(answered(case, act_id)) for act_id in statements]
    return shown(Text((*told, left_out(case, figures, statements))))


def in_order(case: Known) -> list[str]:
    """The disputed claims: of quantities in front first, then of their metrics; what others dispute
    before what only we doubt; what still stands before what was replaced; the newest first. The
    first of each quantity goes before the second of any."""
    claims = claims_disputed(case)
    newest_first = list(claims.index)[::-1]
    ranked = sorted(newest_first, key=lambda claim_id: _rank(case, claim_id))
    keys = [_key(case, claim_id) for claim_id in ranked]
    nth = {
        claim_id: keys[:place].count(keys[place])
        for place, claim_id in enumerate(ranked)
    }
    return sorted(ranked, key=nth.__getitem__)


def _key(case: Known, claim_id: str) -> tuple[str, str, str]:
    row = case.row(claim_id)
    return row.metric, row.group, row.place


def _rank(case: Known, claim_id: str) -> tuple[Any, ...]:
    row = case.row(claim_id)
    front = [
        (each.metric, each.group, each.place or case.place)
        for each in case.settings.in_front
    ]
    metrics = [metric for metric, _, _ in front]
    is_ours_alone = all(map(is_ours, _against(case, claim_id)))
    return (
        _key(case, claim_id) not in front,
        row.metric not in metrics,
        is_ours_alone,
        row.standing == SUPERSEDED,
    )


def _against(case: Known, claim_id: str) -> list[Any]:
    return [act for act in case.acts_on(claim_id) if act.act != SUPERSEDED]


def _each_once(case: Known, claim_ids: list[str]) -> list[str]:
    """Of claims that one act, with one reason, was done to the first."""
    first: dict[tuple[Any, ...], str] = {}
    for claim_id in claim_ids:
        acts = [(act.by, act.act, act.reason) for act in _against(case, claim_id)]
        first.setdefault(tuple(acts), claim_id)
    return list(first.values())


@statement(
    "the claim, not taken back, has this number, speaker and day; these acts, with their reasons, "
    "are in effect on it, and somebody but its own party disputes or denies it; we: the editors"
)
def dispute(case: Known, claim_id: str) -> Prose:
    """A dispute: who said what of which day, and who spoke against it when and why."""
    row = case.row(claim_id)
    amount = amount_with_unit(case, claim_id).citing([source_of(case, claim_id)])
    who = the(case, row.speaker)
    cited = cited_by(case, claim_id)
    if cited:
        who = say("{who}, {cited}", who=who, cited=cited)
    return say(
        "{what}: {amount}, according to {who}, {day}. {against}.",
        what=capital(quantity_of(case, claim_id)),
        amount=amount,
        who=who,
        day=dated(case, claim_id),
        against=capital(fate(case, claim_id, why=True)),
    )


@statement(
    "beside these claims and acts so many claims are disputed, or statements answered"
)
def left_out(
    case: Known,
    claim_ids: list[str],
    act_ids: list[str],
) -> Prose:
    """How many disputes are left to the annex."""
    every = len(claims_disputed(case)) + len(answers(case))
    beyond = every - len(claim_ids) - len(act_ids)
    if not beyond:
        return Prose()
    noun = "more is" if beyond == 1 else "more are"
    return say(
        "{n} {noun} in the annex.", n=prose.number(beyond, "count:disputes"), noun=noun
    )
