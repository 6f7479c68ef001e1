"""How a claim is said: its parts as traced text."""

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


def traces(claim_ids: Iterable[str]) -> tuple[str, ...]:
    """The trace of a number that rests on these claims."""
    return tuple(f"claims:{claim_id}" for claim_id in claim_ids)


def number(case: Known, claim_id: str) -> Prose:
    """A claim's number in words, struck where it was withdrawn or denied."""
    row = case.row(claim_id)
    stated = row.low, row.value, row.high, row.wording, row.basis.split(";")[0]
    said = plain(english.amount(*stated), *traces([claim_id])).ordered(sort_keys.amount(*stated))
    return said.styled(struck=row.standing in GONE)


def attributed(
    case: Known, claim_id: str, amount: Prose | None = None, short: bool = False
) -> Prose:
    """A claim in a sentence, with who says it, of which day, and whether others dispute it.

    `about 200 billion tenge, according to the Ministry (as of 9 January 2022)`; `short` puts the speaker first:
    `the Ministry (about 200, as of 9 January 2022)`.
    """
    row = case.row(claim_id)
    who, day = (
        the(case, row.speaker),
        plain(f"{_PREPOSITION[row.measure]} ") + refers_to(case, claim_id),
    )
    said = amount if amount is not None else number(case, claim_id)
    if short:
        marked = ", disputed" if row.standing == DISPUTED else ""
        return say("{who} ({said}, {day}" + marked + ")", who=who, said=said, day=day).citing(
            [source_of(case, claim_id)]
        )
    if row.wording == "none":
        told = say("no number given by {who} {day}", who=who, day=day)
    else:
        told = say("{said}, according to {who}, {day}", said=said, who=who, day=day)
    told = told.citing([source_of(case, claim_id)])
    acts = fate(case, claim_id) if row.standing == DISPUTED else Prose()
    return say("{told}; {acts}", told=told, acts=acts) if acts else told


_PREPOSITION = {"cumulative": "as of", "stock": "as of", "flow": "for"}


def the(case: Known, speaker_id: str) -> Prose:
    """A speaker's name as a sentence has it, with its article."""
    return plain(
        english.with_article(case.tables["speakers"].at[speaker_id, "name"]),
        f"speakers:{speaker_id}",
    )


def speaker(case: Known, claim_id: str) -> Prose:
    """Who asserts a claim."""
    return name_of(case, case.tables["claims"].at[claim_id, "speaker"])


def label_of(case: Known, table: str, row_id: str) -> Prose:
    """The label of a metric, group or place; its id where nothing known uses it."""
    frame = case.tables[table]
    return plain(
        frame.at[row_id, "label"] if row_id in frame.index else row_id, f"{table}:{row_id}"
    )


def quantity(case: Known, metric: str, group: str, place: str) -> Prose:
    """What a figure counts: its metric, and its group and place where they are not everyone and the whole."""
    parts = [label_of(case, "metrics", metric)]
    parts += [label_of(case, "groups", group)] if group != "all" else []
    parts += [label_of(case, "places", place)] if place != case.place else []
    return join(parts, ", ", ", ")


def name_of(case: Known, speaker_id: str) -> Prose:
    """A speaker's name."""
    return plain(case.tables["speakers"].at[speaker_id, "name"], f"speakers:{speaker_id}")


def refers_to(case: Known, claim_id: str, short: bool = False) -> Prose:
    """The day or span a claim describes, in words."""
    days = case.tables["claims"].at[claim_id, "refers_to"]
    return day_or_span(days, f"claims:{claim_id}", short)


def day_or_span(text: str, trace: str, short: bool = False) -> Prose:
    """A day or span as the ledger has it (EDTF), in words."""
    return plain(english.edtf(text, short), trace).ordered(sort_keys.edtf(text))


def published(case: Known, table: str, row_id: str, short: bool = False) -> Prose:
    """When a row became public, in words."""
    when = dates.published(case.tables[table].at[row_id, "published"], case.zone)
    local = when.known.astimezone(case.zone)
    clock = english.minute(local) if when.has_clock else ""
    said = plain(english.published(when, local, short), f"{table}:{row_id}")
    return said.ordered(sort_keys.days(when.day, when.day, clock, when.latest))


def source_of(case: Known, claim_id: str) -> str:
    """The source in which a claim is read."""
    return str(case.tables["claims"].at[claim_id, "source_id"])


def fate(case: Known, claim_id: str) -> Prose:
    """What the acts did to a claim: `denied by ... on ... and withdrawn by ... on ...`, with notes.

    One body doing the same again is said once, with its first day and all its notes.
    """
    alike: dict[tuple[str, str], list[Any]] = {}
    for each in case.acts_on(claim_id):
        if each.act != "superseded":  # what replaced it is said where the number stands
            alike.setdefault((each.act, each.by), []).append(each)
    said = []
    for (act, by), same in alike.items():
        day = published(case, "acts", same[0].act_id)
        words_of = say("{act} by {by} on {day}", act=act, by=the(case, by), day=day)
        said.append(words_of.citing(dict.fromkeys(each.source_id for each in same)))
    return join(said)


def capital(prose: Prose) -> Prose:
    """The same text with a capital first letter."""
    first, *rest = prose.runs
    return Prose((replace(first, text=first.text[:1].upper() + first.text[1:]), *rest))


def text(case: Known, table: str, row_id: str, column: str) -> Prose:
    """A text cell of the ledger, with each `{claim}` in it said as that claim stands."""
    return with_figures(
        case, case.tables[table].at[row_id, column], (f"{table}:{row_id}:{column}",)
    )


def with_figures(case: Known, source: str, trace: tuple[str, ...]) -> Prose:
    """Text with each `{claim}` in it said as that claim stands; its other numerals rest on `trace`."""
    runs: list[Run] = []
    for index, piece in enumerate(_PLACEHOLDER.split(source)):
        if index % 2 and piece in case.claims.index:
            runs += [*number(case, piece), *_mark(case, piece)]
        elif piece:
            runs.append(Run(piece, trace))
    return Prose(tuple(runs))


def _mark(case: Known, claim_id: str) -> list[Run]:
    """A word behind a number that no longer stands, for whoever cannot see that it is struck."""
    standing = case.row(claim_id).standing
    return [Run(f" ({standing})")] if standing in (*GONE, DISPUTED) else []


def read_in(case: Known, claim: str) -> Prose:
    source = source_of(case, claim)
    return plain(case.tables["sources"].at[source, "publisher"], f"sources:{source}").citing(
        [source]
    )


def standing(case: Known, claim: str) -> Prose:
    """How a claim stands, in words: what the acts did, or what replaced it."""
    row = case.row(claim)
    said = [fate(case, claim)] if row.standing in GONE or row.disputed else []
    if row.standing == SUPERSEDED:
        said.append(say("replaced by {number}", number=number(case, row.superseded_by)))
    return join(said, "; ", "; ") if said else plain(row.standing)


def reasons(case: Known, claim: str) -> Prose:
    """The reasons of the acts on a claim, each once."""
    first: dict[str, str] = {}
    for act in case.acts_on(claim):
        first.setdefault(act.reason.rstrip("."), act.act_id)
    return join([text(case, "acts", act, "reason") for act in first.values()], "; ", "; ")


def said_by(case: Known, claim: str) -> Prose:
    return say(
        "{who}, {day}", who=speaker(case, claim), day=refers_to(case, claim, short=True)
    ).citing([source_of(case, claim)])


def quantity_of(case: Known, claim: str) -> Prose:
    row = case.row(claim)
    return quantity(case, row.metric, row.group, row.place)


def as_of(case: Known) -> Prose:
    """The moment a case knows, in words."""
    assert case.known_at is not None
    return plain(english.as_of(case.known_at), "declared:as_of")
