"""Figures: a displayed quantity with its rule, its inputs, what was left out and why; and how claims are said.

Which claims a figure shows is a rule's business (`asknown.model.rules`); here the figure is put together and put into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from asknown.errors import CallError
from asknown.model.known import Known
from asknown.model.phrases import (
    _PREPOSITION,
    attributed,
    capital,
    fate,
    number,
    published,
    quantity,
    refers_to,
    source_of,
    speaker,
    the,
    traces,
)
from asknown.model.rules import (
    RULES,
    Row,
    Span,
    converted,
    eligible,
    in_force,
    rivals,
    rule_named,
    spread,
    vague_word,
)
from asknown.model.standing import GONE, SUPERSEDED
from asknown.text import english, sort_keys
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, join, plain, say

STANDING, NONE_STANDS, UNKNOWN = "standing", "none_stands", "unknown"


@dataclass(frozen=True)
class Figure(Displayed):
    """One displayed quantity as a Known knows it.

    >>> import asknown
    >>> figure = asknown.open_case().as_known("2022-01-12").figure("injured")
    >>> print(figure.amount(), figure.claims)
    over 1,000 ('IT-003',)

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
    case: Known = field(repr=False, compare=False)

    @cached_property
    def excluded(self) -> tuple[tuple[str, str], ...]:
        """The claims for the same thing that are not shown, in order of id, each with the reason."""
        if self.rule not in RULES:
            return ()
        claims = (
            converted(claim, self.case.settings.vague_words)
            for claim in self.case.quantities.get((self.metric, self.group, self.place), [])
        )
        return tuple(
            (claim.claim_id, _reason(self, claim))
            for claim in claims
            if claim.claim_id not in self.claims
        )

    @property
    def parties(self) -> int:
        """How many parties have a claim in force; carriers and relays are not counted."""
        return len(self.span.speakers)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The claims the figure and the span beside it rest on, in order of id."""
        return tuple(sorted({*self.claims, *self.span.claims}))

    def card(self) -> Group:
        """The figure as a sentence, and every claim that was looked at, with what it has to do with the figure."""
        return card_of(self)

    def data(self) -> dict[str, Any]:
        """The figure as JSON."""
        names = (
            "metric",
            "group",
            "place",
            "wording",
            "rule",
            "status",
            "speaker",
            "refers_to",
            "vague",
            "parties",
        )
        bounds = {name: json_number(getattr(self, name)) for name in ("low", "value", "high")}
        own = {name: getattr(self, name) for name in names}
        span = {
            "low": json_number(self.span.low),
            "high": json_number(self.span.high),
            "speakers": list(self.span.speakers),
        }
        excluded = [{"claim_id": claim_id, "reason": reason} for claim_id, reason in self.excluded]
        return (
            own
            | bounds
            | {
                "claims": list(self.claims),
                "inputs": list(self.inputs),
                "span": span,
                "excluded": excluded,
            }
        )

    def amount(self) -> Prose:
        """The figure's number in words, traced; `none in force` or `not known` where there is none."""
        if self.status != STANDING:
            return plain("none in force" if self.status == NONE_STANDS else "not known")
        if len(self.claims) == 1 and self.rule != "minimum":
            return self._own_amount()
        said = plain(english.bounds(self.low, self.high), *traces(self.claims))
        return said.ordered(sort_keys.bounds(self.low, self.high))

    def _own_amount(self) -> Prose:
        """The one claim's number as it words it, a vague word with what the named table makes of it."""
        own = number(self.case, self.claims[0])
        if not self.vague or self.case.row(self.claims[0]).wording != "vague":
            return own
        bounds = plain(
            english.bounds(self.low, self.high), *traces(self.claims), f"words:{self.vague}"
        )
        return say(
            "{own} ({bounds} by the {table} table)", own=own, bounds=bounds, table=self.vague
        )

    def label(self) -> Prose:
        """What the figure counts: metric, and group and place where they are not the whole."""
        return quantity(self.case, self.metric, self.group, self.place)

    def say(self) -> Prose:
        """The figure as a sentence that names speakers and days, with notes."""
        return say("{label}: {told}.", label=capital(self.label()), told=self.told())

    def told(self) -> Prose:
        """The sentence without what is counted and without its full stop."""
        if self.status == UNKNOWN:
            return say(
                "not known; no speaker under the rule {rule} has given a figure", rule=self.rule
            )
        if self.status == NONE_STANDS:
            return say("no figure is in force; {why}", why=_why_none(self))
        if len(self.claims) == 1:
            return attributed(self.case, self.claims[0], self._spoken())
        witnesses = join(
            [attributed(self.case, claim, short=True) for claim in self.claims], "; ", "; "
        )
        return say("{amount}, according to {witnesses}", amount=self._spoken(), witnesses=witnesses)

    def _spoken(self) -> Prose:
        """The number as a sentence has it: between, and the unit where the label does not say it."""
        single = self.case.row(self.claims[0]) if len(self.claims) == 1 else None
        if single and single.wording == "vague":
            return self._own_amount()
        stated = single or self
        said = english.spoken(stated.low, stated.value, stated.high, stated.wording)
        unit = english.unit(
            self.case.tables["metrics"].at[self.metric, "unit"], stated.value, self.label().text
        )
        return plain(f"{said} {unit}".rstrip(), *traces(self.claims))


def json_number(value: float | None) -> float | None:
    """A number as JSON should show it: 164, not 164.0."""
    return int(value) if value is not None and float(value).is_integer() else value


def figure(case: Known, metric: str, group: str = "all", place: str = "", rule: str = "") -> Figure:
    """The figure of one metric, group and place (default: the whole) by a rule (default: the case's).

    CallError where the rule is unknown.
    """
    key = (metric, group, place or case.place)
    rule = _usable(case, rule or case.settings.rule)
    return _figure(case, case.latest.get(key, []), key, rule)


def figures(case: Known, rule: str = "") -> list[Figure]:
    """Every figure the case has claims for, in order of metric, group and place. CallError where the rule is unknown."""
    name = _usable(case, rule or case.settings.rule)
    return [_figure(case, case.latest.get(key, []), key, name) for key in case.quantities]


def _usable(case: Known, rule: str) -> str:
    rule_named(rule)
    if rule == "independent" and case.settings.parties_to_conflict is None:
        raise CallError(
            "rule: independent needs to know who fights: name parties_to_conflict in case.toml"
        )
    return rule


def _figure(case: Known, claims: Sequence[Row], key: tuple[str, str, str], rule: str) -> Figure:
    """The figure of one quantity, of whose claims `claims` are those that a rule can choose from."""
    table = case.settings.vague_words
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
        return "; ".join(
            _act_words(figure.case, act_id)
            for act_id in claim.acts
            if acts.at[act_id, "act"] in GONE
        )
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


def _act_words(case: Known, act_id: str) -> str:
    act = case.acts.loc[act_id]
    return f"{act['act']} by {case.tables['speakers'].at[act['by'], 'name']} on {act['published'][:10]}"


def _why_none(figure: Figure) -> Prose:
    """Why no figure is in force: what was withdrawn or denied last, or that no second party supports a number."""
    own = figure.case.claims.loc[[claim_id for claim_id, _ in figure.excluded]]
    if figure.rule == "minimum" and len(in_force(own.itertuples())):
        return plain("no number is supported by a second party")
    gone = own[own["standing"].isin(GONE) & (own["relays"] == "")].sort_values(
        ["known", "claim_id"]
    )
    if gone.empty:
        return plain("the claims there were are not in force")
    last = str(gone.index[-1])
    case, row = figure.case, gone.iloc[-1]
    day = plain(f"{_PREPOSITION[row['measure']]} ") + refers_to(case, last)
    last_number = number(case, last).citing([source_of(case, last)])
    return say(
        "the last, {n} by {who} {day}, was {acts}",
        n=last_number,
        who=the(case, row["speaker"]),
        day=day,
        acts=fate(case, last),
    )


# How a claim is said: its parts as traced text.


def card_of(figure: Figure) -> Group:
    """The figure as a sentence, what its rule does, and every claim that was looked at."""
    case, reasons = figure.case, dict(figure.excluded)
    rows = [
        [number(case, each), *_who_and_when(case, each), _role(figure, each, reasons)]
        for each in (*figure.claims, *reasons)
    ]
    columns = ("Figure", "Said by", "Refers to", "Published", "Part in it")
    table = Table("considered", plain("Every claim that was looked at"), columns, rows, ("Figure",))
    return shown(Text((figure.say(),)), table)


def _who_and_when(case: Known, claim: str) -> list[Prose]:
    who = speaker(case, claim).citing([source_of(case, claim)])
    return [who, refers_to(case, claim, short=True), published(case, "claims", claim, short=True)]


def _role(figure: Figure, claim: str, reasons: dict[str, str]) -> Prose:
    """What a claim has to do with a figure: it is shown, it lies within the span, or why it is left out."""
    if claim in figure.claims:
        return plain("shown").styled(strong=True)
    beside = "; in the span of all speakers" if claim in figure.span.claims else ""
    return plain(reasons[claim] + beside, f"claims:{claim}")
