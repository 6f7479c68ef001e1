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
_PREPOSITION = {
    "cumulative": "as of",
    "stock": "as of",
    "flow": "for",
}


# The number.


def traces(claim_ids: Iterable[str]) -> tuple[str, ...]:
    """The trace of a number that rests on these claims: `claims:KT-004`."""
    each_trace = [f"claims:{claim_id}" for claim_id in claim_ids]
    return tuple(each_trace)


def resting_on(claim_ids: Iterable[str], words: str) -> Prose:
    """Words whose numerals rest on claims: `between 164 and 225`."""
    claim_traces = traces(claim_ids)
    return plain(words, *claim_traces)


def number(case: Known, claim_id: str) -> Prose:
    """A claim's number in words, struck where it was withdrawn or denied: `at least 164`."""
    row = case.row(claim_id)
    vague_word, *_ = row.basis.split(";")
    stated = (
        row.low,
        row.value,
        row.high,
        row.wording,
        vague_word,
    )
    words = english.amount(*stated)
    key = sort_keys.amount(*stated)
    amount = resting_on([claim_id], words).ordered(key)
    is_gone = row.standing in GONE
    return amount.styled(struck=is_gone)


# Who says it, and where it was read.


def name_of(case: Known, speaker_id: str) -> Prose:
    """A speaker's name: `Ministry of Health`."""
    name = cell(case, "speakers", speaker_id, "name")
    return plain(name, f"speakers:{speaker_id}")


def the(case: Known, speaker_id: str) -> Prose:
    """A speaker's name as a sentence has it, with its article: `the Ministry of Health`."""
    name = cell(case, "speakers", speaker_id, "name")
    words = english.with_article(name)
    return plain(words, f"speakers:{speaker_id}")


def speaker(case: Known, claim_id: str) -> Prose:
    """Who asserts a claim: `Ministry of Health`."""
    speaker_id = cell(case, "claims", claim_id, "speaker")
    return name_of(case, speaker_id)


def source_of(case: Known, claim_id: str) -> str:
    """The id of the source in which a claim is read."""
    return cell(case, "claims", claim_id, "source_id")


def read_in(case: Known, claim_id: str) -> Prose:
    """The publisher of the source in which a claim is read, with its note: `Reuters`."""
    source_id = source_of(case, claim_id)
    name = cell(case, "sources", source_id, "publisher")
    publisher = plain(name, f"sources:{source_id}")
    return publisher.citing([source_id])


# Of which day, and when it became public.


def refers_to(
    case: Known,
    claim_id: str,
    short: bool = False,
) -> Prose:
    """The day or span a claim describes, in words: `9 January 2022`, short `9 Jan 2022`."""
    days = cell(case, "claims", claim_id, "refers_to")
    return day_or_span(days, f"claims:{claim_id}", short)


def day_or_span(
    text: str,
    trace: str,
    short: bool = False,
) -> Prose:
    """A day or span as the ledger has it (EDTF), in words: `2022-01-09/2022-01-11` is `9 to 11
    January 2022`.
    """
    words = english.edtf(text, short)
    key = sort_keys.edtf(text)
    return plain(words, trace).ordered(key)


def dated(case: Known, claim_id: str) -> Prose:
    """The day or span of a claim as a sentence has it: `as of 9 January 2022`, of a flow `for 9
    January 2022`.
    """
    row = case.row(claim_id)
    preposition = _PREPOSITION[row.measure]
    day = refers_to(case, claim_id)
    return plain(f"{preposition} ") + day


def published(
    case: Known,
    table: str,
    row_id: str,
    short: bool = False,
) -> Prose:
    """When a row became public, in words: `12 January 2022, 14:05`."""
    moment = cell(case, table, row_id, "published")
    when = dates.published(moment, case.zone)
    local = when.known.astimezone(case.zone)
    words = english.published(when, local, short)
    clock = english.minute(local) if when.has_clock else ""
    key = sort_keys.days(
        when.day,
        when.day,
        clock,
        when.latest,
    )
    return plain(words, f"{table}:{row_id}").ordered(key)


def as_of(case: Known) -> Prose:
    """The moment a case knows, in words: `12 January 2022`."""
    assert case.known_at is not None
    words = english.as_of(case.known_at)
    return plain(words, "declared:as_of")


# Of what.


def label_of(
    case: Known,
    table: str,
    row_id: str,
) -> Prose:
    """The label of a metric, group or place, as `people killed`; its id where nothing known uses
    it.
    """
    label = row_id
    known_rows = case.tables[table]
    if row_id in known_rows.index:
        label = cell(case, table, row_id, "label")
    return plain(label, f"{table}:{row_id}")


def quantity(
    case: Known,
    metric: str,
    group: str,
    place: str,
) -> Prose:
    """What a figure counts: its metric, and its group and place where they are not everyone and the
    whole.

    `people killed, civilians, Almaty`.
    """
    parts = [label_of(case, "metrics", metric)]
    if group != "all":
        group_label = label_of(case, "groups", group)
        parts.append(group_label)
    if place != case.place:
        place_label = label_of(case, "places", place)
        parts.append(place_label)
    return join(parts, ", ", ", ")


def quantity_of(case: Known, claim_id: str) -> Prose:
    """What a claim counts: `people killed, Almaty`."""
    row = case.row(claim_id)
    return quantity(
        case,
        row.metric,
        row.group,
        row.place,
    )


# How it stands.


def fate(case: Known, claim_id: str) -> Prose:
    """What the acts did to a claim: `denied by ... on ... and withdrawn by ... on ...`, with notes.

    One body doing the same again is said once, with its first day and all its notes.
    """
    alike: dict[tuple[str, str], list[Any]] = {}
    for act in case.acts_on(claim_id):
        # What replaced it is said where the number stands.
        if act.act == SUPERSEDED:
            continue
        kind = (act.act, act.by)
        acts = alike.setdefault(kind, [])
        acts.append(act)
    sayings = [_done(case, acts) for acts in alike.values()]
    return join(sayings)


def _done(case: Known, acts: list[Any]) -> Prose:
    """What one body did, once or again: `denied by ... on ...`, of the first of the acts."""
    first, *_ = acts
    saying = say(
        "{act} by {by} on {day}",
        act=first.act,
        by=the(case, first.by),
        day=published(case, "acts", first.act_id),
    )
    each_source = [act.source_id for act in acts]
    sources = dict.fromkeys(each_source)
    return saying.citing(sources)


def standing(case: Known, claim_id: str) -> Prose:
    """How a claim stands, in words: what the acts did, or what replaced it: `replaced by 225`, `in
    force`.
    """
    row = case.row(claim_id)
    sayings = []
    if row.standing in GONE or row.disputed:
        acts = fate(case, claim_id)
        sayings.append(acts)
    if row.standing == SUPERSEDED:
        newer = number(case, row.superseded_by)
        replaced = say("replaced by {number}", number=newer)
        sayings.append(replaced)
    if not sayings:
        return plain(row.standing)
    return join(sayings, "; ", "; ")


def reasons(case: Known, claim_id: str) -> Prose:
    """The reasons of the acts on a claim, each once."""
    first: dict[str, str] = {}
    for act in case.acts_on(claim_id):
        words = act.reason.rstrip(".")
        first.setdefault(words, act.act_id)
    each_once = []
    for act_id in first.values():
        reason = text(case, "acts", act_id, "reason")
        each_once.append(reason)
    return join(each_once, "; ", "; ")


# All of it in a sentence.


def said_by(case: Known, claim_id: str) -> Prose:
    """Who says it of which day, with a note: `Ministry of Health, 9 Jan 2022`."""
    saying = say(
        "{who}, {day}",
        who=speaker(case, claim_id),
        day=refers_to(case, claim_id, short=True),
    )
    source_id = source_of(case, claim_id)
    return saying.citing([source_id])


def attributed(
    case: Known,
    claim_id: str,
    amount: Prose | None = None,
    short: bool = False,
) -> Prose:
    """A claim in a sentence, with who says it, of which day, and whether others dispute it.

    `about 200 billion tenge, according to the Ministry, as of 9 January 2022`; `short` puts the
    speaker first: `the Ministry (about 200, as of 9 January 2022)`. `amount` is said in place of
    the claim's own number.
    """
    row = case.row(claim_id)
    disputed = row.standing == DISPUTED
    template = "{amount}, according to {who}, {day}"
    if short and disputed:
        template = "{who} ({amount}, {day}, disputed)"
    elif short:
        template = "{who} ({amount}, {day})"
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
    if not acts:
        return saying
    return say(
        "{saying}; {acts}",
        saying=saying,
        acts=acts,
    )


def capital(prose: Prose) -> Prose:
    """The same text with a capital first letter: `People killed`."""
    first, *rest = prose.runs
    words = first.text
    letter = words[:1].upper()
    capitalised = letter + words[1:]
    first = replace(first, text=capitalised)
    return Prose((first, *rest))


# The texts of the ledger.


def cell(
    case: Known,
    table: str,
    row_id: str,
    column: str,
) -> str:
    """A cell as it stands in the ledger: `cell(case, "sources", "orda-1", "publisher")`. KeyError
    where there is no such row.
    """
    rows = case.tables[table]
    return str(rows.at[row_id, column])


def text(
    case: Known,
    table: str,
    row_id: str,
    column: str,
) -> Prose:
    """A text cell of the ledger, with each `{claim}` in it said as that claim stands: `{KT-004}
    dead` reads `164 dead`.
    """
    trace = f"{table}:{row_id}:{column}"
    source = cell(case, table, row_id, column)
    return with_figures(case, source, (trace,))


def with_figures(
    case: Known,
    source: str,
    trace: tuple[str, ...],
) -> Prose:
    """Text with each `{claim}` in it said as that claim stands; its other numerals rest on `trace`.

    `{KT-004} dead` reads `164 (withdrawn) dead` once it is.
    """
    runs: list[Run] = []
    # Split at a pattern with one group, every second piece is what stood in the braces.
    pieces = _PLACEHOLDER.split(source)
    for index, piece in enumerate(pieces):
        is_placeholder = index % 2
        if is_placeholder and piece in case.claims.index:
            runs += number(case, piece)
            runs += _mark(case, piece)
        elif piece:
            run = Run(piece, trace)
            runs.append(run)
    return Prose(tuple(runs))


def _mark(case: Known, claim_id: str) -> list[Run]:
    """A word behind a number that no longer stands, for whoever cannot see that it is struck."""
    row = case.row(claim_id)
    if row.standing not in (*GONE, DISPUTED):
        return []
    mark = Run(f" ({row.standing})")
    return [mark]
