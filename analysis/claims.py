"""Figures: a displayed quantity with its rule, its inputs, what was left out and why.

A rule is a small named function from the claims in force to the ones shown. Nothing is averaged, groups are never added,
open bounds stay open, and unknown is not zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from analysis import dates, words
from analysis.case import Case
from analysis.errors import CallError
from analysis.prose import Number, Prose, Run, join, plain, say
from analysis.standing import DENIED, DISPUTED, IN_FORCE, SUPERSEDED, WITHDRAWN

STANDING, NONE_STANDS, UNKNOWN = "standing", "none_stands", "unknown"
GONE = (WITHDRAWN, DENIED)
_PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")
EARLIER = timedelta(days=7)  # a cumulative count that ends longer before the latest is earlier, not a rival


@dataclass(frozen=True)
class Span:
    """Lowest to highest across parties, one latest claim in force each. None is an open bound or, for both, no claim."""

    low: float | None = None
    high: float | None = None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One displayed quantity as a Case knows it.

    `low`, `value`, `high` are the chosen claim's own (None where not stated); `span` is that of all parties beside it.
    `status` is `standing`, `none_stands` (some were claimed, none is in force) or `unknown` (no eligible claim ever).
    `claims` are the ids it rests on, `excluded` the others with their reasons, `parties` how many parties the span has.
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
    excluded: tuple[tuple[str, str], ...]
    case: Case = field(repr=False, compare=False)

    @property
    def parties(self) -> int:
        """How many parties have a claim in force."""
        return len(self.span.speakers)

    def data(self) -> dict[str, Any]:
        """The figure as JSON."""
        names = ("metric", "group", "place", "wording", "rule", "status", "speaker", "refers_to")
        bounds = {name: _json_number(getattr(self, name)) for name in ("low", "value", "high")}
        own = {name: getattr(self, name) for name in names}
        span = {"low": _json_number(self.span.low), "high": _json_number(self.span.high), "speakers": list(self.span.speakers)}
        excluded = [{"claim_id": claim_id, "reason": reason} for claim_id, reason in self.excluded]
        return own | bounds | {"claims": list(self.claims), "span": span, "excluded": excluded, "parties": self.parties}

    def amount(self) -> Prose:
        """The figure's number in words, traced; `none in force` or `not known` where there is none."""
        if self.status != STANDING:
            return plain("none in force" if self.status == NONE_STANDS else "not known")
        if self.rule == "official":
            return number(self.case, self.claims[0])
        return plain(words.bounds(self.low, self.high), *traces(self.claims))

    def label(self) -> Prose:
        """What the figure counts: metric, and group and place where they are not the whole."""
        return quantity(self.case, self.metric, self.group, self.place)

    def say(self) -> Prose:
        """The figure as a sentence that names speaker and day, with a note."""
        label = capital(self.label())
        if self.status == UNKNOWN:
            return say("{label}: no eligible speaker has given a figure.", label=label)
        if self.status == NONE_STANDS:
            return say("{label}: no figure is in force; {last}.", label=label, last=_last_gone(self))
        if self.rule != "official":
            return say("{label}: {amount}, across all parties.", label=label, amount=self.amount())
        who, day = speaker(self.case, self.claims[0]), refers_to(self.case, self.claims[0])
        said = say("{label}: {amount}, according to {who} ({day})", label=label, amount=self.amount(), who=who, day=day)
        return said.citing([source_of(self.case, self.claims[0])]) + plain(".")


def _json_number(value: float | None) -> float | None:
    """A number as JSON should show it: 164, not 164.0."""
    return int(value) if value is not None and float(value).is_integer() else value


def figure(case: Case, metric: str, group: str, place: str, rule: str) -> Figure:
    """The figure of one metric, group and place by a named rule. CallError where the rule is unknown."""
    if rule not in RULES:
        raise CallError(f"rule: there is no rule {rule!r}; there are: {', '.join(RULES)}")
    claims = case.claims
    own = claims[(claims["metric"] == metric) & (claims["group"] == group) & (claims["place"] == place)]
    return _figure(case, own, (metric, group, place), rule)


def figures(case: Case, rule: str = "") -> list[Figure]:
    """Every figure the case has claims for, in order of metric, group and place."""
    name = rule or str(case.settings["rule"])
    if name not in RULES:
        raise CallError(f"rule: there is no rule {name!r}; there are: {', '.join(RULES)}")
    return [_figure(case, own, key, name) for key, own in case.claims.groupby(["metric", "group", "place"], sort=True)]


def _figure(case: Case, own: pd.DataFrame, key: tuple[str, str, str], rule: str) -> Figure:
    eligible = _eligible(own, rule)
    chosen = RULES[rule](in_force(eligible))
    rivals = _rivals(in_force(own))
    span = _span(rivals)
    status = STANDING if len(chosen) else NONE_STANDS if len(eligible) else UNKNOWN
    first = chosen.iloc[0] if len(chosen) else None
    low, value, high, wording = _stated(chosen, rule)
    return Figure(
        *key, low, value, high, wording, rule, status,
        speaker=str(first["speaker"]) if first is not None and len(chosen) == 1 else "",
        refers_to=str(first["refers_to"]) if first is not None and len(chosen) == 1 else "",
        claims=tuple(chosen.index), span=span,
        excluded=tuple((claim_id, _reason(case, row, rule, chosen)) for claim_id, row in own.drop(chosen.index).iterrows()),
        case=case,
    )  # fmt: skip


def in_force(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims that stand on their own: in force, or in force and disputed; relays left out."""
    return claims[claims["standing"].isin([IN_FORCE, DISPUTED]) & (claims["relays"] == "")]


def _eligible(own: pd.DataFrame, rule: str) -> pd.DataFrame:
    firsthand = own[own["relays"] == ""]
    return firsthand[firsthand["speaker_kind"] == "official"] if rule == "official" else firsthand


def official(claims: pd.DataFrame) -> pd.DataFrame:
    """The official claim in force that describes the latest day, then the latest published; a number goes before none.

    Example: 225 of 15 January and 227 of 18 January, both by offices of one state: 227 is shown.
    Origin: "prioritise a source", the first of the treatments of Every Casualty's Standards (2016).
    """
    return claims.sort_values(["numbered", "end", "known", "claim_id"]).tail(1)


def span(claims: pd.DataFrame) -> pd.DataFrame:
    """From the lowest to the highest of each party's latest claim in force; open bounds stay open.

    Example: a ministry says 225, a newsroom at least 163: from 163 upward. A cumulative count that ends more than seven
    days before the latest is earlier, not a rival. Origin: "give a range", Every Casualty's Standards (2016).
    """
    return _rivals(claims)


RULES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {"official": official, "span": span}


def _rivals(claims: pd.DataFrame) -> pd.DataFrame:
    """One latest numbered claim for each party, without those that describe an earlier time."""
    numbered = claims[claims["numbered"]]
    numbered = numbered.assign(official=numbered["speaker_kind"] == "official")
    numbered = numbered.sort_values(["official", "end", "known", "claim_id"])
    if numbered.empty:
        return numbered
    latest = numbered.groupby("party", sort=False).tail(1)
    last = latest["end"].max()
    if latest["measure"].iloc[0] == "flow":
        newest = latest[latest["end"] == last]["start"].min()
        return latest[latest["end"] >= newest]
    return latest[latest["end"] >= last - EARLIER]


def _span(rivals: pd.DataFrame) -> Span:
    if rivals.empty:
        return Span()
    pairs = [_bounds(row) for _, row in rivals.iterrows()]
    lows, highs = [low for low, _ in pairs], [high for _, high in pairs]
    low = None if any(bound is None for bound in lows) else min(bound for bound in lows if bound is not None)
    high = None if any(bound is None for bound in highs) else max(bound for bound in highs if bound is not None)
    return Span(low, high, tuple(sorted(rivals["speaker"])))


def _bounds(row: pd.Series) -> tuple[float | None, float | None]:
    """What a claim allows: a stated number is both bounds, an open bound is None."""
    low, value, high = (None if math.isnan(row[name]) else float(row[name]) for name in ("low", "value", "high"))
    if row["wording"] in ("at_least", "over"):
        return (low if low is not None else value), None
    if row["wording"] in ("at_most", "under"):
        return None, (high if high is not None else value)
    near = value if value is not None else high  # "nearly" is a number with a doubt, as "about" is, not an open bound
    return (low if low is not None else near), (high if high is not None else near)


def _stated(chosen: pd.DataFrame, rule: str) -> tuple[float | None, float | None, float | None, str]:
    if chosen.empty:
        return None, None, None, ""
    if rule == "official":
        row = chosen.iloc[0]
        low, value, high = (None if math.isnan(row[name]) else float(row[name]) for name in ("low", "value", "high"))
        return low, value, high, str(row["wording"])
    whole = _span(chosen)
    return whole.low, None, whole.high, "range"


def _reason(case: Case, row: pd.Series, rule: str, chosen: pd.DataFrame) -> str:
    """Why a claim is not the one shown."""
    if row["relays"]:
        return f"relay of {row['relays']}"
    if row["standing"] in GONE:
        return "; ".join(_act_words(case, act_id) for act_id in row["acts"] if case.acts.at[act_id, "act"] in GONE)
    if row["standing"] == SUPERSEDED:
        return f"superseded by {row['superseded_by']}"
    if rule == "official" and row["speaker_kind"] != "official":
        return "not an official speaker"
    if not row["numbered"]:
        return "states no number"
    return f"earlier than {', '.join(chosen.index)}" if len(chosen) else "not eligible"


def _act_words(case: Case, act_id: str) -> str:
    act = case.acts.loc[act_id]
    return f"{act['act']} by {case.tables['speakers'].at[act['by'], 'name']} on {act['published'][:10]}"


def _last_gone(figure: Figure) -> Prose:
    """The claim withdrawn or denied last, in words."""
    claims = figure.case.claims.loc[[claim_id for claim_id, _ in figure.excluded]]
    gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")].sort_values(["known", "claim_id"])
    if gone.empty:
        return plain("the claims there were are not in force")
    return say(
        "the last, {number} by {speaker}, was {acts}",
        number=number(figure.case, gone.index[-1]), speaker=speaker(figure.case, gone.index[-1]),
        acts=fate(figure.case, gone.index[-1]),
    )  # fmt: skip


# How a claim is said: its parts as traced text.


def traces(claim_ids: Iterable[str]) -> tuple[str, ...]:
    """The trace of a number that rests on these claims."""
    return tuple(f"claims:{claim_id}" for claim_id in claim_ids)


def number(case: Case, claim_id: str) -> Prose:
    """A claim's number in words, struck where it was withdrawn or denied."""
    row = case.claims.loc[claim_id]
    text = words.amount(row["low"], row["value"], row["high"], row["wording"], vague=row["basis"].split(";")[0])
    return Prose((Number(text, traces([claim_id]), struck=row["standing"] in GONE),))


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
    return plain(words.edtf(case.tables["claims"].at[claim_id, "refers_to"], short), f"claims:{claim_id}")


def published(case: Case, table: str, row_id: str, short: bool = False) -> Prose:
    """When a row became public, in words."""
    when = dates.published(case.tables[table].at[row_id, "published"], case.zone)
    return plain(words.published(when, when.known.astimezone(case.zone), short), f"{table}:{row_id}")


def source_of(case: Case, claim_id: str) -> str:
    """The source in which a claim is read."""
    return str(case.tables["claims"].at[claim_id, "source_id"])


def fate(case: Case, claim_id: str) -> Prose:
    """What the acts did to a claim: `denied by ... on ... and withdrawn by ... on ...`, with notes.

    One body doing the same again is said once, with its first day and all its notes.
    """
    acts = case.acts.loc[case.claims.at[claim_id, "acts"]]
    acts = acts[acts["act"] != "superseded"]  # what replaced it is said where the number stands
    said = []
    for (act, by), same in acts.groupby(["act", "by"], sort=False):
        day = published(case, "acts", same.index[0])
        words_of = say("{act} by {by} on {day}", act=act, by=name_of(case, by), day=day)
        said.append(words_of.citing(dict.fromkeys(same["source_id"])))
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
    standing = case.claims.at[claim_id, "standing"]
    return [Run(f" ({standing})")] if standing in (*GONE, DISPUTED) else []
