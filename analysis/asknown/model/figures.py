"""Figures: a displayed quantity with its rule, its inputs, what was left out and why; and how claims are said.

Which claims a figure shows is a rule's business (`asknown.model.rules`); here the figure is put together and put into words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from asknown import dates
from asknown.errors import CallError
from asknown.model.case import Case
from asknown.model.rules import RULES, Row, Span, converted, eligible, in_force, rivals, rule_named, spread, vague_word
from asknown.model.standing import DENIED, DISPUTED, SUPERSEDED, WITHDRAWN
from asknown.text import english
from asknown.text.displayed import Displayed
from asknown.text.prose import Number, Prose, Run, join, plain, say

if TYPE_CHECKING:
    from asknown.text.blocks import Block

STANDING, NONE_STANDS, UNKNOWN = "standing", "none_stands", "unknown"
GONE = (WITHDRAWN, DENIED)
_PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")


@dataclass(frozen=True)
class Figure(Displayed):
    """One displayed quantity as a Case knows it.

    `low`, `value`, `high` are what its rule shows (None where not stated or open): the chosen claim's own under `official`.
    `span` is that of all parties beside it. `status` is `standing`, `none_stands` (some were claimed, none is in force) or
    `unknown` (no eligible claim ever). `claims` are the ids it rests on; `excluded`, worked out where somebody asks, are the
    others with their reasons.
    `vague` names the table that turned vague words into numbers, "" where none did.
    """

    metric: str
    group: str
    place: str
    low: float | None
    value: float | None
    high: float | None
    wording: str
    rule: str
    status: str
    speaker: str
    refers_to: str
    claims: tuple[str, ...]
    span: Span
    vague: str
    case: Case = field(repr=False, compare=False)

    @cached_property
    def excluded(self) -> tuple[tuple[str, str], ...]:
        """The claims for the same thing that are not shown, in order of id, each with the reason."""
        if self.rule not in RULES:
            return ()
        claims = (
            converted(claim, str(self.case.settings.get("vague_words", "")))
            for claim in self.case.quantities.get((self.metric, self.group, self.place), [])
        )
        return tuple((claim.claim_id, _reason(self, claim)) for claim in claims if claim.claim_id not in self.claims)

    @property
    def parties(self) -> int:
        """How many parties have a claim in force; carriers and relays are not counted."""
        return len(self.span.speakers)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The claims the figure and the span beside it rest on, in order of id."""
        return tuple(sorted({*self.claims, *self.span.claims}))

    def card(self) -> Block:
        """The figure as a sentence, and every claim that was looked at, with what it has to do with the figure."""
        from asknown.model.cards import of_figure  # cards come after claims on the line

        return of_figure(self)

    def data(self) -> dict[str, Any]:
        """The figure as JSON."""
        names = ("metric", "group", "place", "wording", "rule", "status", "speaker", "refers_to", "vague", "parties")
        bounds = {name: json_number(getattr(self, name)) for name in ("low", "value", "high")}
        own = {name: getattr(self, name) for name in names}
        span = {"low": json_number(self.span.low), "high": json_number(self.span.high), "speakers": list(self.span.speakers)}
        excluded = [{"claim_id": claim_id, "reason": reason} for claim_id, reason in self.excluded]
        return own | bounds | {"claims": list(self.claims), "inputs": list(self.inputs), "span": span, "excluded": excluded}

    def amount(self) -> Prose:
        """The figure's number in words, traced; `none in force` or `not known` where there is none."""
        if self.status != STANDING:
            return plain("none in force" if self.status == NONE_STANDS else "not known")
        if len(self.claims) == 1 and self.rule != "minimum":
            return self._own_amount()
        return plain(english.bounds(self.low, self.high), *traces(self.claims))

    def _own_amount(self) -> Prose:
        """The one claim's number as it words it, a vague word with what the named table makes of it."""
        own = number(self.case, self.claims[0])
        if not self.vague or self.case.row(self.claims[0]).wording != "vague":
            return own
        bounds = plain(english.bounds(self.low, self.high), *traces(self.claims), f"words:{self.vague}")
        return say("{own} ({bounds} by the {table} table)", own=own, bounds=bounds, table=self.vague)

    def label(self) -> Prose:
        """What the figure counts: metric, and group and place where they are not the whole."""
        return quantity(self.case, self.metric, self.group, self.place)

    def say(self) -> Prose:
        """The figure as a sentence that names speakers and days, with notes."""
        return say("{label}: {told}.", label=capital(self.label()), told=self.told())

    def told(self) -> Prose:
        """The sentence without what is counted and without its full stop."""
        if self.status == UNKNOWN:
            return say("not known; no speaker under the rule {rule} has given a figure", rule=self.rule)
        if self.status == NONE_STANDS:
            return say("no figure is in force; {why}", why=_why_none(self))
        if len(self.claims) == 1:
            return attributed(self.case, self.claims[0], self._spoken())
        witnesses = join([attributed(self.case, claim, short=True) for claim in self.claims], "; ", "; ")
        return say("{amount}, according to {witnesses}", amount=self._spoken(), witnesses=witnesses)

    def _spoken(self) -> Prose:
        """The number as a sentence has it: between, and the unit where the label does not say it."""
        single = self.case.row(self.claims[0]) if len(self.claims) == 1 else None
        if single and single.wording == "vague":
            return self._own_amount()
        stated = single or self
        said = english.spoken(stated.low, stated.value, stated.high, stated.wording)
        unit = english.unit(self.case.tables["metrics"].at[self.metric, "unit"], stated.value, self.label().text)
        return plain(f"{said} {unit}".rstrip(), *traces(self.claims))


def json_number(value: float | None) -> float | None:
    """A number as JSON should show it: 164, not 164.0."""
    return int(value) if value is not None and float(value).is_integer() else value


def figure(case: Case, metric: str, group: str, place: str, rule: str) -> Figure:
    """The figure of one metric, group and place by a named rule. CallError where the rule is unknown."""
    key = (metric, group, place)
    return _figure(case, case.latest.get(key, []), key, _usable(case, rule))


def figures(case: Case, rule: str = "") -> list[Figure]:
    """Every figure the case has claims for, in order of metric, group and place. CallError where the rule is unknown."""
    name = _usable(case, rule or str(case.settings["rule"]))
    return [_figure(case, case.latest.get(key, []), key, name) for key in case.quantities]


def _usable(case: Case, rule: str) -> str:
    rule_named(rule)
    if rule == "independent" and "parties_to_conflict" not in case.settings:
        raise CallError("rule: independent needs to know who fights: name parties_to_conflict in case.toml")
    return rule


def _figure(case: Case, claims: Sequence[Row], key: tuple[str, str, str], rule: str) -> Figure:
    """The figure of one quantity, of whose claims `claims` are those that a rule can choose from."""
    table = str(case.settings.get("vague_words", ""))
    own = [converted(claim, table) for claim in claims] if table else claims
    admitted = eligible(own, rule)
    shown = rule_named(rule)(in_force(admitted))
    whole = spread(rivals(in_force(own)))
    chosen = tuple(claim.claim_id for claim in shown.claims)
    single = shown.claims[0] if len(shown.claims) == 1 else None
    used = {*chosen, *whole.claims}
    return Figure(
        *key, shown.low, shown.value, shown.high, shown.wording, rule,
        status=STANDING if chosen else NONE_STANDS if admitted else UNKNOWN,
        speaker=single.speaker if single else "", refers_to=single.refers_to if single else "",
        claims=chosen, span=whole,
        vague=table if any(vague_word(claim) and claim.numbered for claim in own if claim.claim_id in used) else "",
        case=case,
    )  # fmt: skip


def _reason(figure: Figure, claim: Row) -> str:
    """Why a claim is not the one shown."""
    if claim.relays:
        return f"relay of {claim.relays}"
    if claim.standing in GONE:
        acts = figure.case.acts
        return "; ".join(_act_words(figure.case, act_id) for act_id in claim.acts if acts.at[act_id, "act"] in GONE)
    if claim.standing == SUPERSEDED:
        return f"superseded by {claim.superseded_by}"
    if figure.rule == "official" and claim.speaker_kind != "official":
        return "not an official speaker"
    if figure.rule == "independent" and claim.involved:
        return "a party to the conflict"
    if not claim.numbered:
        return "states no number"
    if figure.rule == "minimum":
        return "supports no such number" if figure.claims else "supported by no second party"
    return f"earlier than {', '.join(figure.claims)}" if figure.claims else "not eligible"


def _act_words(case: Case, act_id: str) -> str:
    act = case.acts.loc[act_id]
    return f"{act['act']} by {case.tables['speakers'].at[act['by'], 'name']} on {act['published'][:10]}"


def _why_none(figure: Figure) -> Prose:
    """Why no figure is in force: what was withdrawn or denied last, or that no second party supports a number."""
    own = figure.case.claims.loc[[claim_id for claim_id, _ in figure.excluded]]
    if figure.rule == "minimum" and len(in_force(own.itertuples())):
        return plain("no number is supported by a second party")
    gone = own[own["standing"].isin(GONE) & (own["relays"] == "")].sort_values(["known", "claim_id"])
    if gone.empty:
        return plain("the claims there were are not in force")
    last = str(gone.index[-1])
    case, row = figure.case, gone.iloc[-1]
    day = plain(f"{_PREPOSITION[row['measure']]} ") + refers_to(case, last)
    last_number = number(case, last).citing([source_of(case, last)])
    return say(
        "the last, {n} by {who} {day}, was {acts}", n=last_number, who=the(case, row["speaker"]), day=day, acts=fate(case, last)
    )


# How a claim is said: its parts as traced text.


def traces(claim_ids: Iterable[str]) -> tuple[str, ...]:
    """The trace of a number that rests on these claims."""
    return tuple(f"claims:{claim_id}" for claim_id in claim_ids)


def number(case: Case, claim_id: str) -> Prose:
    """A claim's number in words, struck where it was withdrawn or denied."""
    row = case.row(claim_id)
    text = english.amount(row.low, row.value, row.high, row.wording, vague=row.basis.split(";")[0])
    return Prose((Number(text, traces([claim_id]), struck=row.standing in GONE),))


def attributed(case: Case, claim_id: str, amount: Prose | None = None, short: bool = False) -> Prose:
    """A claim in a sentence, with who says it, of which day, and whether others dispute it.

    `about 200 billion tenge, according to the Ministry (as of 9 January 2022)`; `short` puts the speaker first:
    `the Ministry (about 200, as of 9 January 2022)`.
    """
    row = case.row(claim_id)
    who, day = the(case, row.speaker), plain(f"{_PREPOSITION[row.measure]} ") + refers_to(case, claim_id)
    said = amount if amount is not None else number(case, claim_id)
    if short:
        marked = ", disputed" if row.standing == DISPUTED else ""
        return say("{who} ({said}, {day}" + marked + ")", who=who, said=said, day=day).citing([source_of(case, claim_id)])
    if row.wording == "none":
        told = say("no number given by {who} {day}", who=who, day=day)
    else:
        told = say("{said}, according to {who}, {day}", said=said, who=who, day=day)
    told = told.citing([source_of(case, claim_id)])
    acts = fate(case, claim_id) if row.standing == DISPUTED else Prose()
    return say("{told}; {acts}", told=told, acts=acts) if acts else told


_PREPOSITION = {"cumulative": "as of", "stock": "as of", "flow": "for"}


def the(case: Case, speaker_id: str) -> Prose:
    """A speaker's name as a sentence has it, with its article."""
    return plain(english.with_article(case.tables["speakers"].at[speaker_id, "name"]), f"speakers:{speaker_id}")


def speaker(case: Case, claim_id: str) -> Prose:
    """Who asserts a claim."""
    return name_of(case, case.tables["claims"].at[claim_id, "speaker"])


def label_of(case: Case, table: str, row_id: str) -> Prose:
    """The label of a metric, group or place; its id where nothing known uses it."""
    frame = case.tables[table]
    return plain(frame.at[row_id, "label"] if row_id in frame.index else row_id, f"{table}:{row_id}")


def quantity(case: Case, metric: str, group: str, place: str) -> Prose:
    """What a figure counts: its metric, and its group and place where they are not everyone and the whole."""
    parts = [label_of(case, "metrics", metric)]
    parts += [label_of(case, "groups", group)] if group != "all" else []
    parts += [label_of(case, "places", place)] if place != case.place else []
    return join(parts, ", ", ", ")


def name_of(case: Case, speaker_id: str) -> Prose:
    """A speaker's name."""
    return plain(case.tables["speakers"].at[speaker_id, "name"], f"speakers:{speaker_id}")


def refers_to(case: Case, claim_id: str, short: bool = False) -> Prose:
    """The day or span a claim describes, in words."""
    return plain(english.edtf(case.tables["claims"].at[claim_id, "refers_to"], short), f"claims:{claim_id}")


def published(case: Case, table: str, row_id: str, short: bool = False) -> Prose:
    """When a row became public, in words."""
    when = dates.published(case.tables[table].at[row_id, "published"], case.zone)
    return plain(english.published(when, when.known.astimezone(case.zone), short), f"{table}:{row_id}")


def source_of(case: Case, claim_id: str) -> str:
    """The source in which a claim is read."""
    return str(case.tables["claims"].at[claim_id, "source_id"])


def fate(case: Case, claim_id: str) -> Prose:
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


def text(case: Case, table: str, row_id: str, column: str) -> Prose:
    """A text cell of the ledger, with each `{claim}` in it said as that claim stands."""
    return with_figures(case, case.tables[table].at[row_id, column], (f"{table}:{row_id}:{column}",))


def with_figures(case: Case, source: str, trace: tuple[str, ...]) -> Prose:
    """Text with each `{claim}` in it said as that claim stands; its other numerals rest on `trace`."""
    runs: list[Run] = []
    for index, piece in enumerate(_PLACEHOLDER.split(source)):
        if index % 2 and piece in case.claims.index:
            runs += [*number(case, piece), *_mark(case, piece)]
        elif piece:
            runs.append(Run(piece, trace))
    return Prose(tuple(runs))


def _mark(case: Case, claim_id: str) -> list[Run]:
    """A word behind a number that no longer stands, for whoever cannot see that it is struck."""
    standing = case.row(claim_id).standing
    return [Run(f" ({standing})")] if standing in (*GONE, DISPUTED) else []
