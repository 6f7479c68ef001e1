"""Figures: a displayed quantity with its rule, its inputs, what was left out and why.

Which claims a figure shows is a rule's business (`asknown.model.rules`), and how a claim is said
that of `phrases`; here the figure is put together and put into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from asknown.errors import CallError
from asknown.model.known import Known
from asknown.model.phrases import (
    attributed,
    capital,
    cell,
    dated,
    fate,
    number,
    published,
    quantity,
    refers_to,
    resting_on,
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
from asknown.text.statements import statement

STANDING, NONE_STANDS, UNKNOWN = "standing", "none_stands", "unknown"


@dataclass(frozen=True, kw_only=True)
class Figure(Displayed):
    """One displayed quantity as a Known knows it.

    >>> import asknown
    >>> figure = asknown.open_case().as_known("2022-01-12").figure("injured")
    >>> print(figure.amount(), figure.claims)
    over 1,000 ('IT-003',)

    `low`, `value`, `high` are what its rule shows (None where not stated or open): the chosen
    claim's own under `official`. `span` is that of all parties beside it. `status` is `standing`,
    `none_stands` (some were claimed, none is in force) or `unknown` (no eligible claim ever).
    `claims` are the ids it rests on; `excluded`, worked out where somebody asks, are the others
    with their reasons. `speaker` and `refers_to` are those of its claim, "" where it rests on
    several. `vague` names the table that turned vague words into numbers, "" where none did.

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
    speaker: str = ""
    refers_to: str = ""
    claims: tuple[str, ...]
    span: Span = field(default_factory=Span)
    vague: str = ""
    case: Known = field(repr=False, compare=False)

    @property
    def reference(self) -> str:
        """Metric, group, place and rule, as `killed/all/harbour/official`."""
        return "/".join((*self.key, self.rule))

    @property
    def key(self) -> tuple[str, str, str]:
        """What it counts: metric, group and place."""
        return self.metric, self.group, self.place

    @cached_property
    def excluded(self) -> tuple[tuple[str, str], ...]:
        """The claims for the same thing that are not shown, by id, each with the reason."""
        # The inputs of a sum or a gap are figures, and tell what they left out.
        if self.rule not in RULES:
            return ()
        case = self.case
        table = case.settings.vague_words
        reasons = []
        for claim in case.quantities.get(self.key, ()):
            if claim.claim_id in self.claims:
                continue
            reason = _reason(self, converted(claim, table))
            reasons.append((claim.claim_id, reason))
        return tuple(reasons)

    @property
    def parties(self) -> int:
        """How many parties have a claim in force; carriers and relays are not counted."""
        return len(self.span.speakers)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The claims the figure and the span beside it rest on, in order of id."""
        claim_ids = {*self.claims, *self.span.claims}
        return tuple(sorted(claim_ids))

    def card(self) -> Group:
        """The figure as a sentence, and every claim that was looked at, with what it has to do with
        the figure.
        """
        reasons = dict(self.excluded)
        looked_at = (*self.claims, *reasons)
        rows = [self._considered(claim_id, reasons) for claim_id in looked_at]
        table = Table(
            name="considered",
            caption=plain("Every claim that was looked at"),
            columns=("Figure", "Said by", "Refers to", "Published", "Part in it"),
            rows=rows,
            figures=("Figure",),
        )
        return shown(Text((self.say(),)), table)

    def _considered(self, claim_id: str, reasons: dict[str, str]) -> list[Prose]:
        """A claim as a row of the card."""
        case = self.case
        source_id = source_of(case, claim_id)
        return [
            number(case, claim_id),
            speaker(case, claim_id).citing([source_id]),
            refers_to(case, claim_id, short=True),
            published(case, "claims", claim_id, short=True),
            self._part_of(claim_id, reasons),
        ]

    def _part_of(self, claim_id: str, reasons: dict[str, str]) -> Prose:
        """What a claim has to do with the figure: it is shown, it lies within the span, or why it
        is left out.
        """
        if claim_id in self.claims:
            return plain("shown").styled(strong=True)
        part = reasons[claim_id]
        if claim_id in self.span.claims:
            part += "; in the span of all speakers"
        return plain(part, f"claims:{claim_id}")

    def data(self) -> dict[str, Any]:
        """The figure as JSON."""
        data: dict[str, Any] = {name: getattr(self, name) for name in _NAMES}
        for name in ("low", "value", "high"):
            data[name] = json_number(getattr(self, name))
        data["claims"] = list(self.claims)
        data["inputs"] = list(self.inputs)
        data["span"] = {
            "low": json_number(self.span.low),
            "high": json_number(self.span.high),
            "speakers": list(self.span.speakers),
        }
        data["excluded"] = [
            {"claim_id": claim_id, "reason": reason} for claim_id, reason in self.excluded
        ]
        return data

    def amount(self) -> Prose:
        """The figure's number in words, traced; `none in force` or `not known` where there is
        none.
        """
        if self.status == NONE_STANDS:
            return plain("none in force")
        if self.status == UNKNOWN:
            return plain("not known")
        # What two parties support is a bound of our making, also where one claim happens to carry
        # it.
        if len(self.claims) == 1 and self.rule != "minimum":
            return self._own_amount()
        words = resting_on(self.claims, self._bounds_in_words())
        key = sort_keys.bounds(self.low, self.high)
        return words.ordered(key)

    def _bounds_in_words(self) -> str:
        return english.bounds(self.low, self.high)

    def _own_amount(self) -> Prose:
        """The one claim's number as it words it, a vague word with what the named table makes of
        it.
        """
        claim_id = self.claims[0]
        amount = number(self.case, claim_id)
        wording = self.case.row(claim_id).wording
        if not self.vague or wording != "vague":
            return amount
        trace = (*traces(self.claims), f"words:{self.vague}")
        bounds = plain(self._bounds_in_words(), *trace)
        return say(
            "{amount} ({bounds} by the {table} table)",
            amount=amount,
            bounds=bounds,
            table=self.vague,
        )

    def label(self) -> Prose:
        """What the figure counts: metric, and group and place where they are not the whole."""
        return quantity(self.case, *self.key)

    @statement("the rule shows this for the quantity, resting on the claims that are cited")
    def say(self) -> Prose:
        """The figure as a sentence that names speakers and days, with notes."""
        label = capital(self.label())
        return say("{label}: {told}.", label=label, told=self.told())

    def told(self) -> Prose:
        """The sentence without what is counted and without its full stop."""
        if self.status == UNKNOWN:
            return say(
                "not known; no speaker under the rule {rule} has given a figure",
                rule=self.rule,
            )
        if self.status == NONE_STANDS:
            return say("no figure is in force; {why}", why=_why_none(self))
        amount = self._spoken()
        if len(self.claims) == 1:
            return attributed(self.case, self.claims[0], amount)
        speakers = [attributed(self.case, claim_id, short=True) for claim_id in self.claims]
        witnesses = join(speakers, "; ", "; ")
        return say("{amount}, according to {witnesses}", amount=amount, witnesses=witnesses)

    def _spoken(self) -> Prose:
        """The number as a sentence has it: between, and the unit where no label says it."""
        stated: Any = self
        if len(self.claims) == 1:
            stated = self.case.row(self.claims[0])
            if stated.wording == "vague":
                return self._own_amount()
        words = english.spoken(
            stated.low,
            stated.value,
            stated.high,
            stated.wording,
        )
        unit = cell(self.case, "metrics", self.metric, "unit")
        label = self.label().text
        noun = english.unit(unit, stated.value, label)
        sentence = f"{words} {noun}"
        return resting_on(self.claims, sentence.rstrip())


# What `data` gives as it stands, in this order.
_NAMES = (
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


def json_number(value: float | None) -> float | None:
    """A number as JSON should show it: 164, not 164.0."""
    if value is None:
        return None
    is_whole = float(value).is_integer()
    return int(value) if is_whole else value


def figure(
    case: Known,
    metric: str,
    group: str = "all",
    place: str = "",
    rule: str = "",
) -> Figure:
    """The figure of one metric, group and place (default: the whole) by a rule (default: the
    case's).

    `figure(case, "killed", place="almaty", rule="span").amount()`. CallError where the rule is
    unknown.
    """
    rule = _usable(case, rule or case.settings.rule)
    key = (metric, group, place or case.place)
    return _figure(case, key, rule)


def figures(case: Known, rule: str = "") -> list[Figure]:
    """Every figure the case has claims for, in order of metric, group and place. CallError where
    the rule is unknown.
    """
    rule = _usable(case, rule or case.settings.rule)
    return [_figure(case, key, rule) for key in case.quantities]


def _usable(case: Known, rule: str) -> str:
    """The name of a rule that the case can answer by."""
    rule_named(rule)
    parties = case.settings.parties_to_conflict
    if rule == "independent" and parties is None:
        raise CallError(
            "rule: independent needs to know who fights: name parties_to_conflict in case.toml"
        )
    return rule


def _figure(case: Known, key: tuple[str, str, str], rule: str) -> Figure:
    """The figure of one quantity by a rule.

    `case.latest` has only the claims that a rule can choose from. Of a million claims those are
    few, and so a figure costs the same whatever the ledger holds.
    """
    table = case.settings.vague_words
    claims: Sequence[Row] = case.latest.get(key, [])
    if table:
        claims = [converted(claim, table) for claim in claims]
    admitted = eligible(claims, rule)
    choice = rule_named(rule)(in_force(admitted))
    # The span beside the figure is that of all parties, whomever the rule admits.
    span = spread(rivals(in_force(claims)))
    chosen = tuple(claim.claim_id for claim in choice.claims)
    single = choice.claims[0] if len(chosen) == 1 else None
    if not _rests_on_vague_words(claims, {*chosen, *span.claims}):
        table = ""
    return Figure(
        metric=key[0],
        group=key[1],
        place=key[2],
        low=choice.low,
        value=choice.value,
        high=choice.high,
        wording=choice.wording,
        rule=rule,
        status=_status(chosen, admitted),
        speaker=single.speaker if single else "",
        refers_to=single.refers_to if single else "",
        claims=chosen,
        span=span,
        vague=table,
        case=case,
    )


def _status(chosen: Sequence[str], admitted: Sequence[Row]) -> str:
    if chosen:
        return STANDING
    return NONE_STANDS if admitted else UNKNOWN


def _rests_on_vague_words(claims: Sequence[Row], inputs: set[str]) -> bool:
    """Whether one of the claims that a figure rests on got its numbers from its word."""
    for claim in claims:
        if claim.claim_id in inputs and claim.numbered and vague_word(claim):
            return True
    return False


def _reason(figure: Figure, claim: Row) -> str:
    """Why a claim is not the one shown: what it is, how it stands, then what the rule asks for."""
    if claim.relays:
        return f"relay of {claim.relays}"
    if claim.standing in GONE:
        return _gone_by(figure.case, claim)
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
    if not figure.claims:
        return "not eligible"
    later = ", ".join(figure.claims)
    return f"earlier than {later}"


def _gone_by(case: Known, claim: Row) -> str:
    """The acts that took a claim out of force: `denied by the police on 2022-01-09`."""
    sayings = []
    for act in case.acts_on(claim.claim_id):
        if act.act in GONE:
            name = cell(case, "speakers", act.by, "name")
            day = act.published[:10]
            sayings.append(f"{act.act} by {name} on {day}")
    return "; ".join(sayings)


def _why_none(figure: Figure) -> Prose:
    """Why no figure is in force: what was withdrawn or denied last, or that no second party
    supports a number.
    """
    case = figure.case
    claims = case.quantities[figure.key]
    if figure.rule == "minimum" and in_force(claims):
        return plain("no number is supported by a second party")
    originals = [claim for claim in claims if not claim.relays]
    gone = [claim for claim in originals if claim.standing in GONE]
    if not gone:
        return plain("the claims there were are not in force")
    last = max(gone, key=lambda claim: (claim.known, claim.claim_id))
    amount = number(case, last.claim_id)
    return say(
        "the last, {n} by {who} {day}, was {acts}",
        n=amount.citing([last.source_id]),
        who=the(case, last.speaker),
        day=dated(case, last.claim_id),
        acts=fate(case, last.claim_id),
    )
