"""Figures: a displayed quantity with its rule, its inputs, what was left out and why.

Which claims a figure shows is a rule's business (`asknown.model.rules`), and how a claim is said
that of `phrases`; here the figure is put together and put into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from asknown.errors import CallError
from asknown.model import left_out
from asknown.model.known import Known
from asknown.model.left_out import LeftOut, Sieve
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
    Shown,
    Span,
    converted,
    eligible,
    in_force,
    rivals,
    rule_named,
    spread,
    vague_word,
)
from asknown.model.standing import GONE
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
    `none_stands` (some were claimed, none stands) or `unknown` (no eligible claim ever). `claims`
    are the ids it rests on; `excluded`, worked out where somebody asks, are the others with their
    reasons. `speaker` and `refers_to` are those of its claim, "" where it rests on several. It is
    `undecided` where its claims say different numbers of one day, and nothing tells which is the
    newer. `vague` names the table that turned vague words into numbers, "" where none did.
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
    undecided: bool = False
    case: Known = field(repr=False, compare=False)

    @property
    def reference(self) -> str:
        """Metric, group, place and rule, as `killed/all/harbour/official`."""
        return "/".join((*self.key, self.rule))

    @property
    def key(self) -> tuple[str, str, str]:
        """What it counts: metric, group and place."""
        return self.metric, self.group, self.place

    @property
    def excluded(self) -> tuple[tuple[str, str], ...]:
        """The claims for the same thing that are not shown, by id, each with the reason."""
        reasons = [(claim.claim_id, claim.reason) for claim in self.left_out]
        return tuple(reasons)

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The claims for the same thing that are not shown, each with the reason and its kind."""
        # The inputs of a sum or a gap are figures, and tell what they left out.
        if self.rule not in RULES:
            return ()
        case = self.case
        table = case.settings.vague_words
        recorded = case.quantities.get(self.key, ())
        claims = [converted(claim, table) for claim in recorded]
        chosen = [claim for claim in claims if claim.claim_id in self.claims]
        sieve = Sieve(case, self.rule, claims, chosen)
        return tuple(sieve.left_out())

    @property
    def nature(self) -> str:
        """What its claims are: `count`, `estimate`, `counts and estimates`, or "" where it has
        none."""
        natures = {_is_estimate(self.case, claim_id) for claim_id in self.claims}
        if len(natures) > 1:
            return "counts and estimates"
        return "".join(
            "estimate" if is_estimate else "count" for is_estimate in natures
        )

    @property
    def parties(self) -> int:
        """How many parties' latest numbers the span beside it holds; carriers and relays are not
        counted."""
        return self.span.parties

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
            caption=every_claim(self),
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
            return is_shown(self, claim_id)
        part = why_left_out(claim_id, reasons[claim_id], self)
        beside = lies_in_span(self, claim_id)
        return say("{part}; {beside}", part=part, beside=beside) if beside else part

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
            {"claim_id": claim_id, "reason": reason}
            for claim_id, reason in self.excluded
        ]
        return data

    @statement(
        "the rule shows this number; without one it hears claims that it does not show, or none"
    )
    def amount(self) -> Prose:
        """The figure's number in words, traced; `no figure stands` or `not known` where there is
        none, `12 or 20` where nothing tells which is the newer.
        """
        if self.status == NONE_STANDS:
            return no_figure_stands(self)
        if self.status == UNKNOWN:
            return not_known(self)
        if self.undecided:
            return self._either_amount()
        # What two parties support is a bound of our making, also where one claim happens to carry
        # it.
        if len(self.claims) == 1 and self.rule != "minimum":
            (claim_id,) = self.claims
            return self._own_amount(claim_id)
        words = resting_on(self.claims, self._bounds_in_words())
        key = sort_keys.bounds(self.low, self.high)
        return words.ordered(key)

    def _bounds_in_words(self) -> str:
        return english.bounds(self.low, self.high)

    def _either_amount(self) -> Prose:
        """The numbers of which each may be the newer, from the lowest on: `12 or 20`."""
        amounts = [self._own_amount(claim_id) for claim_id in self.claims]
        amounts.sort(key=_place_in_column)
        return join(amounts, ", ", " or ")

    def _own_amount(self, claim_id: str) -> Prose:
        """One claim's number as it words it, a vague word with what the named table makes of it."""
        amount = number(self.case, claim_id)
        claim = self.case.row(claim_id)
        made = converted(claim, self.vague)
        if made is claim:
            return amount
        trace = (*traces([claim_id]), f"words:{self.vague}")
        words = english.bounds(made.low, made.high)
        bounds = plain(words, *trace)
        return say(
            "{amount} ({bounds} by the {table} table)",
            amount=amount,
            bounds=bounds,
            table=self.vague,
        )

    @statement(
        "the rule shows this number; behind it the unit of what is counted, people aside"
    )
    def measured(self) -> Prose:
        """The number as a cell has it: with its unit where no label says it, `9.5 million USD`."""
        amount = self.amount()
        noun = self.noun(english.only(self.low, self.value, self.high))
        if not noun or not self.is_numbered:
            return amount
        return amount + resting_on(self.claims, f" {noun}")

    @property
    def is_numbered(self) -> bool:
        """Whether it has a number, not a word alone."""
        return {self.low, self.value, self.high} != {None}

    def label(self) -> Prose:
        """What the figure counts: metric, and group and place where they are not the whole."""
        return quantity(self.case, *self.key)

    @statement(
        "the rule shows this for the quantity, resting on the claims that are cited"
    )
    def say(self) -> Prose:
        """The figure as a sentence that names speakers and days, with notes."""
        label = capital(self.label())
        return say("{label}: {told}.", label=label, told=self.told())

    def told(self) -> Prose:
        """The sentence without what is counted and without its full stop."""
        if self.status == UNKNOWN:
            return _parts([not_known(self), on_no_record(self), leaves_out(self)])
        if self.status == NONE_STANDS:
            last = _last(self)
            why = [
                last_taken_back(self, last),
                last_replaced(self, last),
                no_second_party(self),
            ]
            return _parts([no_figure_stands(self), *why, leaves_out(self)])
        if self.undecided:
            return _parts(
                [either(self, self.claims), newest_not_known(self, self.claims)]
            )
        if len(self.claims) == 1:
            return says(self, *self.claims)
        return say_together(self, self.claims)

    def spoken(self) -> Prose:
        """The number as a sentence has it: between, and the unit where no label says it."""
        if self.undecided:
            amount = self._either_amount()
            noun = self.noun(None)
            return say("{amount} {noun}", amount=amount, noun=noun) if noun else amount
        stated: Any = self
        if len(self.claims) == 1:
            (claim_id,) = self.claims
            stated = self.case.row(claim_id)
            if stated.wording == "vague":
                return self._own_amount(claim_id)
        words = english.spoken(
            stated.low,
            stated.value,
            stated.high,
            stated.wording,
        )
        noun = self.noun(english.only(stated.low, stated.value, stated.high))
        sentence = f"{words} {noun}"
        return resting_on(self.claims, sentence.rstrip())

    def noun(self, count: float | None) -> str:
        """The unit to say behind the number, or ""."""
        unit = cell(self.case, "metrics", self.metric, "unit")
        label = self.label().text
        return english.unit(unit, count, label)


def _place_in_column(prose: Prose) -> Any:
    return prose.sort


def _parts(parts: Sequence[Prose]) -> Prose:
    """What there is of the parts of a sentence: `not known; the rule leaves out ...`."""
    spoken = list(filter(None, parts))
    return join(spoken, "; ", "; ")


def _is_estimate(case: Known, claim_id: str) -> bool:
    return bool(case.row(claim_id).nature == "estimate")


# What a figure says where it has a number.


@statement(
    "the rule shows this claim alone; it is called estimated where its nature is estimate"
)
def says(figure: Figure, claim_id: str) -> Prose:
    """The figure of one claim: `225, according to the Prosecutor, as of 15 January 2022`."""
    amount = figure.spoken()
    if _is_estimate(figure.case, claim_id):
        amount = say("estimated at {amount}", amount=amount)
    return attributed(figure.case, claim_id, amount)


@statement(
    "the rule's number rests on these claims, each of which says what stands behind its speaker; "
    "those are called estimated whose nature is estimate"
)
def say_together(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """The figure of several claims: `between 188 and 221, according to ...; ...`."""
    speakers = [_said(figure, claim_id) for claim_id in claim_ids]
    template = "{amount}, according to {witnesses}"
    if figure.nature == "estimate":
        template = "estimated at {amount}, according to {witnesses}"
    return say(
        template,
        amount=figure.spoken(),
        witnesses=join(speakers, "; ", "; "),
    )


@statement(
    "the claims say different things, end on the same day and were known at the same time; the "
    "rule puts none of them before another"
)
def either(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """The figure of claims of which each may be the newest: `12 or 20, according to ...; ...`."""
    speakers = [_said(figure, claim_id) for claim_id in claim_ids]
    return say(
        "{amount}, according to {witnesses}",
        amount=figure.spoken(),
        witnesses=join(speakers, "; ", "; "),
    )


@statement(
    "the claims are of one party, end on the same day and were known at the same time"
)
def newest_not_known(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """That nothing tells which of a party's numbers is the newest."""
    parties = {figure.case.row(claim_id).party for claim_id in claim_ids}
    if len(parties) > 1:
        return Prose()
    if len(claim_ids) > 2:
        return plain("which is the newest is not known")
    return plain("which is the newer is not known")


def _said(figure: Figure, claim_id: str) -> Prose:
    """A speaker with what it says: `the Prosecutor (12, as of 5 March 2022)`."""
    case = figure.case
    if not _is_estimate(case, claim_id):
        return attributed(case, claim_id, short=True)
    amount = number(case, claim_id)
    estimated = say("estimated at {amount}", amount=amount)
    return attributed(case, claim_id, estimated, short=True)


# What a figure says where it has none.


@statement("the rule hears nobody who made a claim on the quantity, in force or not")
def not_known(figure: Figure) -> Prose:
    """That the rule knows no number."""
    if figure.status != UNKNOWN:
        return Prose()
    return plain("not known")


@statement("the rule hears somebody who made a claim on the quantity, and shows none")
def no_figure_stands(figure: Figure) -> Prose:
    """That there were claims, and none is shown."""
    if figure.status != NONE_STANDS:
        return Prose()
    return plain("no figure stands")


@statement("the ledger as known has no claim on the quantity")
def on_no_record(figure: Figure) -> Prose:
    """That nobody's claim is recorded."""
    if figure.claims or figure.left_out:
        return Prose()
    return plain("no claim is on record")


def _last(figure: Figure) -> str:
    """Where nothing that the rule hears stands: of what it hears the claim for the latest day, then
    known last; else "".
    """
    heard = eligible(figure.case.quantities[figure.key], figure.rule)
    if in_force(heard):
        return ""
    last = max(heard, key=_in_time)
    return str(last.claim_id)


def _in_time(claim: Row) -> tuple[Any, ...]:
    return (
        claim.end,
        claim.known,
        claim.claim_id,
    )


_LAST = (
    "nothing that the rule hears stands; of what it hears this claim is for the latest day, then "
    "known last, and it was "
)


@statement(_LAST + "withdrawn or denied, as is said")
def last_taken_back(figure: Figure, claim_id: str) -> Prose:
    """What was said last, and who took it back when."""
    case = figure.case
    if not claim_id or case.row(claim_id).standing not in GONE:
        return Prose()
    return say(
        "the last, {claim}, was {acts}",
        claim=_by_whom(case, claim_id),
        acts=fate(case, claim_id),
    )


@statement(_LAST + "replaced by what is named, which the rule does not show")
def last_replaced(figure: Figure, claim_id: str) -> Prose:
    """What was said last, and what replaced it."""
    case = figure.case
    if not claim_id or case.row(claim_id).standing in GONE:
        return Prose()
    newer_id = case.row(claim_id).superseded_by
    return say(
        "the last, {claim}, was replaced by {newer}",
        claim=_by_whom(case, claim_id),
        newer=_by_whom(case, newer_id),
    )


def _by_whom(case: Known, claim_id: str) -> Prose:
    """A claim within a sentence: `7 by the Ministry of Health as of 1 March 2022`."""
    claim = case.row(claim_id)
    amount = number(case, claim_id)
    if claim.wording == "none":
        amount = plain("a claim without a number")
    return say(
        "{amount} by {who} {day}",
        amount=amount.citing([claim.source_id]),
        who=the(case, claim.speaker),
        day=dated(case, claim_id),
    )


@statement(
    "parties have latest numbers in force, and fewer than two of them have a lowest number"
)
def no_second_party(figure: Figure) -> Prose:
    """That a number is supported by one party alone."""
    if figure.rule != "minimum" or not figure.span.claims:
        return Prose()
    return plain("no number is supported by a second party")


_COUNTED = {
    left_out.NOT_HEARD: (
        "claim that is not by an official speaker",
        "claims that are not by official speakers",
    ),
    left_out.INVOLVED: (
        "claim by a party to the conflict",
        "claims by parties to the conflict",
    ),
    left_out.NO_NUMBER: (
        "claim that states no number",
        "claims that state no number",
    ),
    left_out.PROJECTION: (
        "projection",
        "projections",
    ),
    left_out.RECAP: (
        "recap of what was acknowledged before",
        "recaps of what was acknowledged before",
    ),
    left_out.TAKEN_BACK: (
        "claim that was withdrawn or denied",
        "claims that were withdrawn or denied",
    ),
    left_out.REPLACED: (
        "claim that was replaced",
        "claims that were replaced",
    ),
    left_out.RELAY: (
        "claim that only repeats another",
        "claims that only repeat others",
    ),
}
_NOT_BELIEVED = (
    "claim by a speaker who is not believed for it",
    "claims by speakers who are not believed for it",
)
# What is told by the sentence itself, or is no claim of its own.
_NOT_COUNTED = (
    left_out.RELAY,
    left_out.TAKEN_BACK,
    left_out.REPLACED,
)


@statement(
    "the rule shows nothing; of the claims on the quantity so many are left out for each of these "
    "reasons, each claim counted under the first that holds. Repeats are counted only where there "
    "is nothing else; what was taken back or replaced, only where the rule hears nobody"
)
def leaves_out(figure: Figure) -> Prose:
    """How many claims the rule leaves out, and why."""
    kinds = Counter(claim.kind for claim in figure.left_out)
    uncounted: tuple[str, ...] = _NOT_COUNTED
    if figure.status == UNKNOWN:
        uncounted = (left_out.RELAY,) if len(kinds) > 1 else ()
    sayings = []
    for kind, forms in _COUNTED.items():
        if not kinds[kind] or kind in uncounted:
            continue
        if kind == left_out.NOT_HEARD and cell(
            figure.case, "metrics", figure.metric, "believe"
        ):
            forms = _NOT_BELIEVED
        count = plain(english.number(kinds[kind]), "count:claims")
        counted = say(
            "{n} {claims}", n=count, claims=english.agreed(kinds[kind], *forms)
        )
        sayings.append(counted)
    if not sayings:
        return Prose()
    return say(
        "the rule {rule} leaves out {claims}",
        rule=figure.rule,
        claims=join(sayings),
    )


# What a card says of each claim.


@statement(
    "the table below lists every claim on the quantity that the ledger as known has"
)
def every_claim(figure: Figure) -> Prose:
    """The caption of a card's table."""
    return plain("Every claim that was looked at")


@statement("the figure rests on the claim")
def is_shown(figure: Figure, claim_id: str) -> Prose:
    """That a claim is what the figure shows."""
    return plain("shown").styled(strong=True)


@statement("the reason is the first that holds of the claim, as in the figure's JSON")
def why_left_out(claim_id: str, reason: str, figure: Figure) -> Prose:
    """Why the figure does not show a claim."""
    return plain(reason, f"claims:{claim_id}")


@statement(
    "the claim is the latest number of its party, and no older than a rival may be"
)
def lies_in_span(figure: Figure, claim_id: str) -> Prose:
    """That a claim that is not shown counts in the span beside the figure."""
    if claim_id not in figure.span.claims:
        return Prose()
    return plain("in the span of all speakers")


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
    "nature",
    "undecided",
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
    rule = usable(case, rule)
    key = (metric, group, place or case.place)
    return _figure(case, key, rule)


def figures(case: Known, rule: str = "") -> list[Figure]:
    """Every figure the case has claims for, in order of metric, group and place. CallError where
    the rule is unknown.
    """
    rule = usable(case, rule)
    return [_figure(case, key, rule) for key in case.quantities]


def usable(case: Known, rule: str) -> str:
    """The name of a rule (default: the case's) that the case can answer by. CallError where it can
    answer by none of that name."""
    rule = rule or case.settings.rule
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
        speaker=_speaker(choice),
        refers_to=_days(choice),
        claims=chosen,
        span=span,
        vague=table,
        undecided=choice.undecided,
        case=case,
    )


def _speaker(choice: Shown) -> str:
    """The speaker of the one claim, or of several of which each may be the newest, if it is one."""
    speakers = {claim.speaker for claim in choice.claims}
    is_single = len(choice.claims) == 1 or choice.undecided
    return "".join(speakers) if is_single and len(speakers) == 1 else ""


def _days(choice: Shown) -> str:
    """The day or span of the one claim; of several of which each may be the newest, which end on
    the same day, the longest."""
    if len(choice.claims) != 1 and not choice.undecided:
        return ""
    longest = min(choice.claims, key=_start)
    return str(longest.refers_to)


def _start(claim: Row) -> date:
    return claim.start  # type: ignore[no-any-return]


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
