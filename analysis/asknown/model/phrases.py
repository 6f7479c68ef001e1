"""How a claim is said: its parts as traced text.

The number first, then who says it and where it was read, of which day, of what, how it stands, and
all of it in a sentence; last the texts of the ledger, in which claims are named. Every numeral in
them traces to its row. What a figure says, which may rest on several claims, is no matter of this
module (`figures`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from asknown import dates
from asknown.model.known import Known
from asknown.model.standing import DENIED, DISPUTED, GONE, SUPERSEDED
from asknown.text import english, sort_keys
from asknown.text.prose import Prose, Run, join, plain, say, sentences
from asknown.text.statements import statement

EDITORS = "editors"
"""The speaker by whom the ledger has what only we see."""

_PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")
_PREPOSITION = {
    "cumulative": "as of",
    "stock": "as of",
    "flow": "for",
}
# Whose documents cannot be an office's, a newsroom's or a body of states' own publication, by their
# kind; and of which kinds only a stated party tells whose they are.
_SOMEBODY_ELSES = {
    "official": ("ngo", "academic", "intergovernmental"),
    "media": ("ngo", "academic", "intergovernmental"),
    "intergovernmental": ("ngo", "academic"),
}
_ANYBODYS = ("official", "reference", "dataset", "social")
_TAKEN_BACK = {
    "withdrawn": "taken back",
    "denied": "denied",
}
_WITHOUT_NUMBER = ("vague", "none")
_AGAINST = (DENIED, DISPUTED)
_SENTENCE_ENDS = (".", "!", "?")
OUR_DOUBT = "we doubt it"
_DISPUTED_ORIGIN = {
    OUR_DOUBT: "we doubt what it repeats",
    DISPUTED: "disputed, as what it repeats is",
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


@statement(
    "the claim's row has this number in this wording; struck: withdrawn or denied"
)
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
    amount = resting_on([claim_id], words)
    amount = amount.ordered(key)
    is_gone = row.standing in GONE
    return amount.styled(struck=is_gone)


@statement("the claim's row has this number in this wording, and its metric this unit")
def amount_with_unit(case: Known, claim_id: str) -> Prose:
    """A claim's number with its unit, where its metric's label does not say it and people are not
    counted: `13.4 percent`.
    """
    row = case.row(claim_id)
    amount = number(case, claim_id)
    if row.wording in _WITHOUT_NUMBER:
        return amount
    name = cell(case, "metrics", row.metric, "unit")
    label = label_of(case, "metrics", row.metric)
    one = english.only(row.low, row.value, row.high)
    unit = english.unit(name, one, label.text)
    if not unit:
        return amount
    words = resting_on([claim_id], f" {unit}")
    is_gone = row.standing in GONE
    return amount + words.styled(struck=is_gone)


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


@statement(
    "the claim is a relay; its row has this speaker; where the row of what it repeats has the "
    "same, nobody but the carrier repeats it: its source has this publisher"
)
def repeater(case: Known, claim_id: str) -> Prose:
    """Who repeats a claim: not who is said to have said it, but the page that says so again."""
    row = case.row(claim_id)
    origins = case.tables["claims"]["speaker"]
    if origins.get(row.relays) != row.speaker:
        return speaker(case, claim_id)
    source_id = source_of(case, claim_id)
    name = cell(case, "sources", source_id, "publisher")
    return plain(name, f"sources:{source_id}")


@statement(
    "the claim is no relay; its source is somebody else's document: the source's party is stated, "
    "is not the speaker's, and its kind is official, reference, dataset or social; or no party is "
    "shared and it is an ngo's or academic one, or an intergovernmental one, of an official or "
    "media speaker, or an ngo's or academic one of an intergovernmental speaker; and no other "
    "claim known of that party, no relay, has the same bounds for the quantity from a source that "
    "is none of these"
)
def cited_by(case: Known, claim_id: str) -> Prose:
    """Whose document a claim was read in, where its speaker's own word was not seen: `as cited by
    Human Rights Watch`; nothing where it was, or a news page or a monitor quotes it.
    """
    row = case.row(claim_id)
    if row.relays:
        return Prose()
    if not _is_somebody_elses(case, claim_id):
        return Prose()
    if _is_read_elsewhere(case, row):
        return Prose()
    name = cell(case, "sources", row.source_id, "publisher")
    publisher = plain(name, f"sources:{row.source_id}")
    return say("as cited by {publisher}", publisher=publisher)


def _is_somebody_elses(case: Known, claim_id: str) -> bool:
    """Whether the document in which a claim is read is surely not by its speaker."""
    row = case.row(claim_id)
    kind = cell(case, "sources", row.source_id, "kind")
    party = cell(case, "sources", row.source_id, "party")
    if party == row.party:
        return False
    if party and kind in _ANYBODYS:
        return True
    elses = _SOMEBODY_ELSES.get(row.speaker_kind, ())
    return kind in elses


def _is_read_elsewhere(case: Known, row: Any) -> bool:
    """Whether the same number of the same party is known from a document by its speaker, or from a
    page that reports its words.
    """
    key = (row.metric, row.group, row.place)
    for other in case.quantities[key]:
        if other.relays or other.claim_id == row.claim_id:
            continue
        if other.party != row.party:
            continue
        if _bounds(other) != _bounds(row):
            continue
        if not _is_somebody_elses(case, other.claim_id):
            return True
    return False


def _bounds(row: Any) -> tuple[str, ...]:
    """The numbers of a claim as text: what is not stated equals itself."""
    return (
        str(row.low),
        str(row.value),
        str(row.high),
    )


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


@statement("the claim's row refers to this day or span")
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
    clock = ""
    if when.has_clock:
        clock = english.minute(local)
    key = sort_keys.days(
        when.day,
        when.day,
        clock,
        when.latest,
    )
    moment_in_words = plain(words, f"{table}:{row_id}")
    return moment_in_words.ordered(key)


@statement("the row was published then; by: that is the latest day it can have been")
def on(
    case: Known,
    table: str,
    row_id: str,
) -> Prose:
    """When a row became public, as a sentence has it: `on 12 January 2022`, `by 17 August 2022`."""
    day = published(case, table, row_id)
    moment = cell(case, table, row_id, "published")
    if dates.published(moment, case.zone).latest:
        return day
    return say("on {day}", day=day)


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
    if case.has(table, row_id):
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


def is_ours(act: Any) -> bool:
    """Whether an act is a doubt of ours, which no party ever uttered."""
    return bool(act.by == EDITORS and act.act in _AGAINST)


@statement("these acts, and no others but replacements, are in effect on the claim")
def fate(
    case: Known,
    claim_id: str,
    why: bool = False,
) -> Prose:
    """What the acts did to a claim: `denied by ... on ... and withdrawn by ... on ...`, with notes.

    One body doing the same again is said once, with its first day and all its notes. What only we
    see is said as ours, with its reason: `we doubt it: ...`. `why` gives everybody's reason.
    """
    sayings = []
    has_reasons = why
    for acts in _alike(case, claim_id):
        act_ids = [act.act_id for act in acts]
        if is_ours(acts[0]):
            saying = doubted(case, act_ids)
            has_reasons = True
        else:
            saying = done(case, act_ids)
            if why:
                given = _each_reason(case, act_ids)
                saying = say("{what}: {why}", what=saying, why=given)
        sayings.append(saying)
    # Reasons have commas and full words of their own.
    if has_reasons:
        return join(sayings, "; ", "; ")
    return join(sayings)


def _alike(case: Known, claim_id: str) -> Collection[list[Any]]:
    """The acts on a claim, those of one kind by one body together, without what replaced it: that
    is said where the number stands.
    """
    alike: dict[tuple[str, str], list[Any]] = {}
    for act in case.acts_on(claim_id):
        if act.act != SUPERSEDED:
            kind = (act.act, act.by)
            acts = alike.setdefault(kind, [])
            acts.append(act)
    return alike.values()


@statement(
    "these acts are the editors' disputes or denials of one claim; the reason is theirs"
)
def doubted(case: Known, act_ids: list[str]) -> Prose:
    """What only we see against a claim: `we doubt it: ...`, with notes."""
    why = _each_reason(case, act_ids)
    saying = say("we doubt it: {why}", why=why)
    return saying.citing(_sources_of(case, act_ids))


@statement(
    "the body did these acts to one claim, the first of them then; 'carried': it is a relay"
)
def done(case: Known, act_ids: list[str]) -> Prose:
    """What one body did, once or again: `denied by ... on ...`, of the first of the acts, and what
    it put in the place of what it took back. Of a relay that its own party took back: `taken back
    by ..., which had carried it, on ...`.
    """
    first_id, *_ = act_ids
    first = case.act(first_id)
    verb = first.act
    by = the(case, first.by)
    day = on(case, "acts", first_id)
    template = "{act} by {by} {day}"
    if is_carriers(case, first_id):
        verb = _TAKEN_BACK[verb]
        template = "{act} by {by}, which had carried it, {day}"
    saying = say(
        template,
        act=verb,
        by=by,
        day=day,
    )
    instead = _instead(case, act_ids)
    if instead:
        saying = say("{saying}, {instead}", saying=saying, instead=instead)
    return saying.citing(_sources_of(case, act_ids))


def is_carriers(case: Known, act_id: str) -> bool:
    """Whether an act takes a relay back, by the party of whoever repeated it."""
    act = case.act(act_id)
    if act.act not in GONE or not _is_claim(case, act.target):
        return False
    claim = case.row(act.target)
    party = cell(case, "speakers", act.by, "party")
    is_relay = bool(claim.relays)
    return is_relay and party == claim.party


def _is_claim(case: Known, row_id: str) -> bool:
    return row_id in case.states


def _instead(case: Known, act_ids: list[str]) -> Prose:
    """What acts that took a claim back put in its place; nothing where they put nothing there."""
    for act_id in act_ids:
        act = case.act(act_id)
        newer = act.replaced_by
        if act.act in GONE and _is_claim(case, newer):
            return replacement(case, act.target, newer)
    return Prose()


def _sources_of(case: Known, act_ids: list[str]) -> list[str]:
    """The sources of acts, each once."""
    sources: dict[str, None] = {}
    for act_id in act_ids:
        source_id = cell(case, "acts", act_id, "source_id")
        sources[source_id] = None
    return list(sources)


@statement(
    "the newer claim took the older one's place; given again: it has the same number for the same "
    "quantity; for, in brackets: its place, or its metric or group, is the one named, another"
)
def replacement(
    case: Known,
    claim_id: str,
    newer: str,
) -> Prose:
    """What took a claim's place: `replaced by 225`, `replaced by 3,958 for eastern Libya`, `given
    again as of 16 August 2022`.
    """
    row = case.row(newer)
    if row.wording == "none":
        return say(
            "replaced by a statement without a number, {day}", day=dated(case, newer)
        )
    old = case.row(claim_id)
    amount = number(case, newer)
    if row.metric != old.metric or row.group != old.group:
        what = quantity_of(case, newer)
        amount = amount_with_unit(case, newer)
        return say("replaced by {amount} ({what})", amount=amount, what=what)
    if row.place != old.place:
        place = label_of(case, "places", row.place)
        return say("replaced by {amount} for {place}", amount=amount, place=place)
    before = number(case, claim_id)
    if amount.text == before.text:
        return say("given again {day}", day=dated(case, newer))
    return say("replaced by {amount}", amount=amount)


@statement(
    "the claim stands so: its acts say it, or the claim that superseded it, or nothing does"
)
def standing(case: Known, claim_id: str) -> Prose:
    """How a claim stands, in words: what the acts did, or what replaced it: `replaced by 225`, `in
    force`.
    """
    row = case.row(claim_id)
    sayings = []
    acts = fate(case, claim_id)
    if acts and (row.standing in GONE or row.disputed):
        sayings.append(acts)
    if row.standing == SUPERSEDED:
        replaced = replacement(case, claim_id, row.superseded_by)
        sayings.append(replaced)
    if sayings:
        return join(sayings, "; ", "; ")
    if row.relays and row.standing in GONE:
        return say("{standing}, as what it repeats is", standing=row.standing)
    if row.relays and row.standing == DISPUTED:
        word = objection(case, claim_id).text
        return plain(_DISPUTED_ORIGIN[word])
    return plain(row.standing)


@statement(
    "in effect on the claim, or what it repeats, are acts against it; we: only the editors'"
)
def objection(case: Known, claim_id: str) -> Prose:
    """A word for a claim in force that somebody speaks against: `disputed`, or `we doubt it` where
    only we do; nothing where nobody does.
    """
    if not case.row(claim_id).disputed:
        return Prose()
    against: list[Any] = []
    # What is against a claim is against whatever repeats it.
    while _is_claim(case, claim_id):
        acts = case.acts_on(claim_id)
        against += [act for act in acts if act.act in _AGAINST]
        row = case.row(claim_id)
        claim_id = row.relays
    if all(map(is_ours, against)):
        return plain(OUR_DOUBT)
    return plain(DISPUTED)


def reasons(case: Known, claim_id: str) -> Prose:
    """The reasons of the acts on a claim, each once; those of our doubts stand in its fate."""
    acts = case.acts_on(claim_id)
    others = [act.act_id for act in acts if not is_ours(act)]
    return _each_reason(case, others)


def _each_reason(case: Known, act_ids: list[str]) -> Prose:
    """The reasons of acts, each once."""
    first: dict[str, str] = {}
    for act_id in act_ids:
        words = cell(case, "acts", act_id, "reason")
        first.setdefault(words.rstrip("."), act_id)
    each_once = [reason(case, act_id) for act_id in first.values()]
    return join(each_once, "; ", "; ")


@statement("the act's row gives this reason")
def reason(case: Known, act_id: str) -> Prose:
    """The reason of an act."""
    return text(case, "acts", act_id, "reason")


@statement("the act is in effect on this position or event, which the row tells so")
def answered(case: Known, act_id: str) -> Prose:
    """A statement without a number and what was done to it: `the dams were sound, denied by ... on
    ...: the reason`.
    """
    saying = unnumbered(case, act_id)
    became = answer(case, act_id)
    return say("{saying}: {became}", saying=saying, became=became)


@statement(
    "the act's row says what was done, by whom, when and why; 'we': the editors did it"
)
def answer(case: Known, act_id: str) -> Prose:
    """An act with its reason: `denied by ... on ...: the reason`, `we doubt it: the reason`."""
    act = case.act(act_id)
    if is_ours(act):
        return doubted(case, [act_id])
    what = done(case, [act_id])
    why = reason(case, act_id)
    return say("{what}: {why}", what=what, why=why)


@statement("the act's target is this position or event, which its row tells so")
def unnumbered(case: Known, act_id: str) -> Prose:
    """What was said without a number, of an act on it: a position's summary, an event's title, in
    its own words.
    """
    target = cell(case, "acts", act_id, "target")
    if case.has("events", target):
        return text(case, "events", target, "title")
    actor = cell(case, "positions", target, "actor")
    summary = text(case, "positions", target, "summary")
    who = plain(actor, f"positions:{target}:actor")
    return say("{who}, “{summary}”", who=who, summary=summary)


# What else the ledger says of it.


def remarks(case: Known, claim_id: str) -> Prose:
    """What a claim's number is said to include or rest on, and what a reader of it needs besides,
    as sentences to stand behind it.
    """
    basis = basis_of(case, claim_id)
    note = note_of(case, claim_id)
    return sentences([basis, note])


@statement("the claim's row has this basis, the word of a vague number left out")
def basis_of(case: Known, claim_id: str) -> Prose:
    """What a number is said to include or rest on, as a sentence: `Said of it: bodies counted.`"""
    words = cell(case, "claims", claim_id, "basis")
    if cell(case, "claims", claim_id, "wording") == "vague":
        _, _, words = words.partition(";")
    words = words.strip().rstrip(".")
    if not words:
        return Prose()
    trace = f"claims:{claim_id}:basis"
    told = with_figures(case, words, (trace,))
    return say("Said of it: {basis}.", basis=told)


@statement("the claim's row has this note")
def note_of(case: Known, claim_id: str) -> Prose:
    """What a reader of a claim needs besides, as it stands in the ledger."""
    note = text(case, "claims", claim_id, "note")
    if not note or note.text.endswith(_SENTENCE_ENDS):
        return note
    return say("{note}.", note=note)


# All of it in a sentence.


@statement("the claim's row has this speaker and this day or span")
def said_by(case: Known, claim_id: str) -> Prose:
    """Who says it of which day, with a note: `Ministry of Health, 9 Jan 2022`; and in whose
    document, where it is somebody else's.
    """
    saying = say(
        "{who}, {day}",
        who=speaker(case, claim_id),
        day=refers_to(case, claim_id, short=True),
    )
    cited = cited_by(case, claim_id)
    if cited:
        saying = say("{saying}, {cited}", saying=saying, cited=cited)
    source_id = source_of(case, claim_id)
    return saying.citing([source_id])


@statement(
    "the speaker gave it of that day; beside it stand whose document it is read in, and acts"
)
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
    who = the(case, row.speaker)
    amount = amount or amount_with_unit(case, claim_id)
    day = dated(case, claim_id)
    cited = cited_by(case, claim_id)
    if short:
        doubt = objection(case, claim_id)
        facts = [fact for fact in (amount, day, cited, doubt) if fact]
        told = join(facts, ", ", ", ")
        saying = say("{who} ({told})", who=who, told=told)
        return saying.citing([row.source_id])
    template = "{amount}, according to {who}, {day}"
    if row.wording == "none":
        template = "no number given by {who} {day}"
    elif cited:
        template = "{amount}, according to {who}, {cited}, {day}"
    saying = say(
        template,
        who=who,
        amount=amount,
        day=day,
        cited=cited,
    )
    saying = saying.citing([row.source_id])
    if row.standing != DISPUTED:
        return saying
    acts = fate(case, claim_id)
    if not acts:
        return saying
    return say("{saying}; {acts}", saying=saying, acts=acts)


def capital(prose: Prose) -> Prose:
    """The same text with a capital first letter: `People killed`."""
    if not prose:
        return prose
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
    return case.cell(table, row_id, column)


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
        if is_placeholder and _is_claim(case, piece):
            runs += number(case, piece)
            runs += mark(case, piece)
        elif piece:
            run = Run(piece, trace)
            runs.append(run)
    return Prose(tuple(runs))


@statement(
    "the claim was withdrawn or denied; or it is in force and others dispute it, or we do"
)
def mark(case: Known, claim_id: str) -> Prose:
    """A word behind a number that no longer stands, for whoever cannot see that it is struck."""
    row = case.row(claim_id)
    if row.standing in GONE:
        return plain(f" ({row.standing})")
    if row.standing != DISPUTED:
        return Prose()
    return say(" ({word})", word=objection(case, claim_id))
