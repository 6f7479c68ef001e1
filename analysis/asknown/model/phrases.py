"""How a claim is said: its parts as traced text.

The number first, then who says it and where it was read, of which day, of what, how it stands, and
all of it in a sentence; last the texts of the ledger, in which claims are named. Every numeral in
them traces to its row. What a figure says, which may rest on several claims, is no matter of this
module (`figures`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from asknown import dates
from asknown.model.known import Known
from asknown.model.standing import DISPUTED, GONE, SUPERSEDED
from asknown.text import english, sort_keys
from asknown.text.prose import Prose, Run, join, plain, say

_PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")
_PREPOSITION = {"cumulative": "as of", "stock": "as of", "flow": "for"}


# The number.


def traces(claim_ids: Iterable[str]) -> tuple[str, ...]:
    """The trace of a number that rests on these claims: `claims:KT-004`."""
    return tuple(f"claims:{claim_id}" for claim_id in claim_ids)


def resting_on(claim_ids: Iterable[str], words: str) -> Prose:
    """Words whose numerals rest on claims: `between 164 and 225`."""
    return plain(words, *traces(claim_ids))


def number(case: Known, claim_id: str) -> Prose:
    """A claim's number in words, struck where it was withdrawn or denied: `at least 164`."""
    row = case.row(claim_id)
    word = row.basis.split(";")[0]
    stated = (row.low, row.value, row.high, row.wording, word)
    words = resting_on([claim_id], english.amount(*stated))
    words = words.ordered(sort_keys.amount(*stated))
    return words.styled(struck=row.standing in GONE)


# Who says it, and where it was read.


def name_of(case: Known, speaker_id: str) -> Prose:
    """A speaker's name: `Ministry of Health`."""
    name = cell(case, "speakers", speaker_id, "name")
    return plain(name, f"speakers:{speaker_id}")


def the(case: Known, speaker_id: str) -> Prose:
    """A speaker's name as a sentence has it, with its article: `the Ministry of Health`."""
    name = cell(case, "speakers", speaker_id, "name")
    return plain(english.with_article(name), f"speakers:{speaker_id}")


def speaker(case: Known, claim_id: str) -> Prose:
    """Who asserts a claim: `Ministry of Health`."""
    return name_of(case, cell(case, "claims", claim_id, "speaker"))


def source_of(case: Known, claim_id: str) -> str:
    """The id of the source in which a claim is read."""
    return cell(case, "claims", claim_id, "source_id")


def read_in(case: Known, claim_id: str) -> Prose:
    """The publisher of the source in which a claim is read, with its note: `Reuters`."""
    source_id = source_of(case, claim_id)
    publisher = cell(case, "sources", source_id, "publisher")
    return plain(publisher, f"sources:{source_id}").citing([source_id])


# Of which day, and when it became public.


def refers_to(case: Known, claim_id: str, short: bool = False) -> Prose:
    """The day or span a claim describes, in words: `9 January 2022`, short `9 Jan 2022`."""
    days = cell(case, "claims", claim_id, "refers_to")
    return day_or_span(days, f"claims:{claim_id}", short)


def day_or_span(text: str, trace: str, short: bool = False) -> Prose:
    """A day or span as the ledger has it (EDTF), in words: `2022-01-09/2022-01-11` is `9 to 11
    January 2022`.
    """
    words = plain(english.edtf(text, short), trace)
    return words.ordered(sort_keys.edtf(text))


def dated(case: Known, claim_id: str) -> Prose:
    """The day or span of a claim as a sentence has it: `as of 9 January 2022`, of a flow `for 9
    January 2022`.
    """
    preposition = _PREPOSITION[case.row(claim_id).measure]
    return plain(f"{preposition} ") + refers_to(case, claim_id)


def published(case: Known, table: str, row_id: str, short: bool = False) -> Prose:
    """When a row became public, in words: `12 January 2022, 14:05`."""
    moment = cell(case, table, row_id, "published")
    when = dates.published(moment, case.zone)
    local = when.known.astimezone(case.zone)
    clock = english.minute(local) if when.has_clock else ""
    words = plain(english.published(when, local, short), f"{table}:{row_id}")
    return words.ordered(sort_keys.days(when.day, when.day, clock, when.latest))


def as_of(case: Known) -> Prose:
    """The moment a case knows, in words: `12 January 2022`."""
    assert case.known_at is not None
    return plain(english.as_of(case.known_at), "declared:as_of")


# Of what.


def label_of(case: Known, table: str, row_id: str) -> Prose:
    """The label of a metric, group or place, as `people killed`; its id where nothing known uses
    it.
    """
    label = row_id
    if row_id in case.tables[table].index:
        label = cell(case, table, row_id, "label")
    return plain(label, f"{table}:{row_id}")


def quantity(case: Known, metric: str, group: str, place: str) -> Prose:
    """What a figure counts: its metric, and its group and place where they are not everyone and the
    whole.

    `people killed, civilians, Almaty`.
    """
    parts = [label_of(case, "metrics", metric)]
    if group != "all":
        parts.append(label_of(case, "groups", group))
    if place != case.place:
        parts.append(label_of(case, "places", place))
    return join(parts, ", ", ", ")


def quantity_of(case: Known, claim_id: str) -> Prose:
    """What a claim counts: `people killed, Almaty`."""
    row = case.row(claim_id)
    return quantity(case, row.metric, row.group, row.place)


# How it stands.


def fate(case: Known, claim_id: str) -> Prose:
    """What the acts did to a claim: `denied by ... on ... and withdrawn by ... on ...`, with notes.

    One body doing the same again is said once, with its first day and all its notes.
    """
    alike: dict[tuple[str, str], list[Any]] = {}
    for act in case.acts_on(claim_id):
        if act.act != "superseded":  # what replaced it is said where the number stands
            alike.setdefault((act.act, act.by), []).append(act)
    sayings = []
    for (act, by), acts in alike.items():
        day = published(case, "acts", acts[0].act_id)
        saying = say("{act} by {by} on {day}", act=act, by=the(case, by), day=day)
        sources = dict.fromkeys(each.source_id for each in acts)
        sayings.append(saying.citing(sources))
    return join(sayings)


def standing(case: Known, claim_id: str) -> Prose:
    """How a claim stands, in words: what the acts did, or what replaced it: `replaced by 225`, `in
    force`.
    """
    row = case.row(claim_id)
    sayings = []
    if row.standing in GONE or row.disputed:
        sayings.append(fate(case, claim_id))
    if row.standing == SUPERSEDED:
        newer = number(case, row.superseded_by)
        sayings.append(say("replaced by {number}", number=newer))
    if not sayings:
        return plain(row.standing)
    return join(sayings, "; ", "; ")


def reasons(case: Known, claim_id: str) -> Prose:
    """The reasons of the acts on a claim, each once."""
    first: dict[str, str] = {}
    for act in case.acts_on(claim_id):
        reason = act.reason.rstrip(".")
        first.setdefault(reason, act.act_id)
    each_once = [text(case, "acts", act_id, "reason") for act_id in first.values()]
    return join(each_once, "; ", "; ")


# All of it in a sentence.


def said_by(case: Known, claim_id: str) -> Prose:
    """Who says it of which day, with a note: `Ministry of Health, 9 Jan 2022`."""
    day = refers_to(case, claim_id, short=True)
    saying = say("{who}, {day}", who=speaker(case, claim_id), day=day)
    return saying.citing([source_of(case, claim_id)])


def attributed(
    case: Known, claim_id: str, amount: Prose | None = None, short: bool = False
) -> Prose:
    """A claim in a sentence, with who says it, of which day, and whether others dispute it.

    `about 200 billion tenge, according to the Ministry, as of 9 January 2022`; `short` puts the
    speaker first: `the Ministry (about 200, as of 9 January 2022)`. `amount` is said in place of
    the claim's own number.
    """
    row = case.row(claim_id)
    disputed = row.standing == DISPUTED
    template = "{amount}, according to {who}, {day}"
    if short:
        template = "{who} ({amount}, {day}, disputed)" if disputed else "{who} ({amount}, {day})"
    elif row.wording == "none":
        template = "no number given by {who} {day}"
    saying = say(
        template,
        who=the(case, row.speaker),
        amount=amount or number(case, claim_id),
        day=dated(case, claim_id),
    )
    saying = saying.citing([row.source_id])
    if short or not disputed:
        return saying
    acts = fate(case, claim_id)
    return say("{saying}; {acts}", saying=saying, acts=acts) if acts else saying


def capital(prose: Prose) -> Prose:
    """The same text with a capital first letter: `People killed`."""
    first, *rest = prose.runs
    letter = first.text[:1].upper()
    first = replace(first, text=letter + first.text[1:])
    return Prose((first, *rest))


# The texts of the ledger.


def cell(case: Known, table: str, row_id: str, column: str) -> str:
    """A cell as it stands in the ledger: `cell(case, "sources", "orda-1", "publisher")`. KeyError
    where there is no such row.
    """
    return str(case.tables[table].at[row_id, column])


def text(case: Known, table: str, row_id: str, column: str) -> Prose:
    """A text cell of the ledger, with each `{claim}` in it said as that claim stands: `{KT-004}
    dead` reads `164 dead`.
    """
    trace = f"{table}:{row_id}:{column}"
    return with_figures(case, cell(case, table, row_id, column), (trace,))


def with_figures(case: Known, source: str, trace: tuple[str, ...]) -> Prose:
    """Text with each `{claim}` in it said as that claim stands; its other numerals rest on `trace`.

    `{KT-004} dead` reads `164 (withdrawn) dead` once it is.
    """
    runs: list[Run] = []
    # Split at a pattern with one group, every second piece is what stood in the braces.
    for index, piece in enumerate(_PLACEHOLDER.split(source)):
        if index % 2 and piece in case.claims.index:
            runs += number(case, piece)
            runs += _mark(case, piece)
        elif piece:
            runs.append(Run(piece, trace))
    return Prose(tuple(runs))


def _mark(case: Known, claim_id: str) -> list[Run]:
    """A word behind a number that no longer stands, for whoever cannot see that it is struck."""
    standing = case.row(claim_id).standing
    if standing not in (*GONE, DISPUTED):
        return []
    return [Run(f" ({standing})")]
