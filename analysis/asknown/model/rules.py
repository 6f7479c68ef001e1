"""Rules: named ways to get a displayed figure from the claims in force.

A rule is a small function from claims to what it shows. Nothing is averaged, groups are never
added, open bounds stay open, and unknown is not zero. A claim is here what `Case.latest` has of it,
or a row of `Case.quantities`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import filterfalse
from typing import Any

from asknown.errors import CallError
from asknown.model.standing import DISPUTED, IN_FORCE

Row = Any
_SortKey = tuple[Any, ...]
EARLIER = timedelta(days=7)
"""A cumulative count that ends longer before the latest is earlier, not a rival."""

_Number = float | None  # None where not stated
_ALIVE = (IN_FORCE, DISPUTED)
_OPEN_UPWARD = ("at_least", "over")
_OPEN_DOWNWARD = ("at_most", "under")

# What others make of vague words: lowest and highest number. ACLED codes the most conservative
# number ("How does ACLED code fatalities?", its FAQ of 2023), Airwars stores a range (its incident
# data). None is used unless it is named.
VAGUE: dict[str, dict[str, tuple[float, float]]] = {
    "acled": {
        "tens": (10, 10),
        "dozens": (12, 12),
        "hundreds": (100, 100),
    },
    "airwars": {
        "dozens": (12, 24),
        "hundreds": (100, 200),
    },
}


@dataclass(frozen=True)
class Span:
    """Lowest to highest across parties, one latest claim in force each. None is an open bound or,
    for both, no claim."""

    low: float | None = None
    high: float | None = None
    speakers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What a rule shows: the claims it rests on, and the numbers and the wording it reads from
    them."""

    claims: tuple[Row, ...] = ()
    low: float | None = None
    value: float | None = None
    high: float | None = None
    wording: str = ""


def official(claims: Sequence[Row]) -> Shown:
    """The official claim in force that describes the latest day, then the latest published; a
    number goes before none.

    Example: 225 of 15 January and 227 of 18 January, both by offices of one state: 227 is shown.
    Origin: "prioritise a source", the first of the treatments of Every Casualty's Standards (2016).
    """
    offices = list(filter(_by_office, claims))
    if not offices:
        return Shown()
    newest = max(offices, key=_numbered_then_late)
    low, value, high = stated(newest)
    return Shown(
        (newest,),
        low,
        value,
        high,
        newest.wording,
    )


def span(claims: Sequence[Row]) -> Shown:
    """From the lowest to the highest of each party's latest claim in force; open bounds stay open.

    Example: a ministry says 225, a newsroom at least 163: from 163 upward. A cumulative count that
    ends more than seven days before the latest is earlier, not a rival. Origin: "give a range",
    Every Casualty's Standards (2016).
    """
    parties = rivals(claims)
    if not parties:
        return Shown()
    whole = spread(parties)
    wording = _wording(whole.low, whole.high)
    return Shown(
        tuple(parties),
        low=whole.low,
        high=whole.high,
        wording=wording,
    )


def independent(claims: Sequence[Row]) -> Shown:
    """From the lowest to the highest of each party's latest claim in force, the parties to the
    conflict left out.

    Example: a ministry says 225, one newsroom 188, another at least 163: from 163 upward, the
    ministry left out. Whoever only carries or repeats a claim is no witness. Origin: separation of
    sources by interest, UCDP's and Airwars' codebooks.
    """
    outsiders = filter(_by_outsider, claims)
    return span(list(outsiders))


def minimum(claims: Sequence[Row]) -> Shown:
    """The highest lower bound that at least a second party supports.

    Example: parties say 238, 221 and at least 163: at least 221, since two say so or more. Origin:
    the verified minimum of human rights reports, read as agreement: a number counts when another
    party's lower bound reaches it.
    """
    bounded: list[Row] = []
    lows: list[float] = []
    for claim in rivals(claims):
        low, _ = bounds(claim)
        if low is not None:
            bounded.append(claim)
            lows.append(low)
    if len(lows) < 2:
        return Shown()
    # Whoever states more also supports less: the second highest bound has two parties behind it.
    _, floor, *_ = sorted(lows, reverse=True)
    supporting: list[Row] = []
    for claim, low in zip(bounded, lows, strict=True):
        if low >= floor:
            supporting.append(claim)
    return Shown(
        tuple(supporting),
        low=floor,
        wording="at_least",
    )


def _by_office(claim: Row) -> bool:
    return bool(claim.speaker_kind == "official")


def _by_outsider(claim: Row) -> bool:
    return not claim.involved


def _by_anybody(claim: Row) -> bool:
    return True


def _is_relay(claim: Row) -> bool:
    return bool(claim.relays)


def _late(claim: Row) -> _SortKey:
    """What sorts claims: the day they describe, then when they became known, then id."""
    return (
        claim.end,
        claim.known,
        claim.claim_id,
    )


def _numbered_then_late(claim: Row) -> _SortKey:
    late = _late(claim)
    return claim.numbered, *late


def _office_then_late(claim: Row) -> _SortKey:
    late = _late(claim)
    return _by_office(claim), *late


Rule = Callable[[Sequence[Row]], Shown]
RULES: dict[str, Rule] = {
    "official": official,
    "span": span,
    "independent": independent,
    "minimum": minimum,
}
_ADMITS: dict[str, Callable[[Row], bool]] = {
    "official": _by_office,
    "independent": _by_outsider,
}


def rule_named(name: str) -> Rule:
    """The rule of that name. CallError, naming those there are, where there is none."""
    if name in RULES:
        return RULES[name]
    names = ", ".join(RULES)
    raise CallError(f"rule: there is no rule {name!r}; there are: {names}")


def definition(name: str) -> str:
    """What a rule shows, in a sentence: the first paragraph of its docstring, on one line."""
    rule = rule_named(name)
    docstring = rule.__doc__ or ""
    paragraph, *_ = docstring.split("\n\n")
    words = paragraph.split()
    return " ".join(words)


def eligible(
    claims: Iterable[Row],
    rule: str,
) -> list[Row]:
    """The claims a rule looks at, in force or not: nobody's relay, by a speaker whom the rule
    admits."""
    admits = _ADMITS.get(rule, _by_anybody)
    witnesses = filterfalse(_is_relay, claims)
    return list(filter(admits, witnesses))


def in_force(claims: Iterable[Row]) -> list[Row]:
    """The claims that stand on their own: in force, or in force and disputed; relays left out."""
    alive: list[Row] = []
    for claim in claims:
        if claim.standing in _ALIVE and not claim.relays:
            alive.append(claim)
    return alive


def rivals(claims: Iterable[Row]) -> list[Row]:
    """One latest numbered claim for each party, an office's before others', without those that
    describe an earlier time.

    In order of age; a party's older claims change nothing, not even the order.
    """
    numbered = [claim for claim in claims if claim.numbered]
    numbered.sort(key=_office_then_late)
    latest: dict[str, Row] = {}
    for claim in numbered:
        latest.pop(claim.party, None)  # a dict keeps the place of a key that is written over
        latest[claim.party] = claim
    parties = list(latest.values())
    if not parties:
        return []
    # A count is a rival for a week. A flow has no such week: it is a rival where its span touches
    # the latest one.
    last = max(claim.end for claim in parties)
    since = last - EARLIER
    if parties[0].measure == "flow":
        last_spans = [claim for claim in parties if claim.end == last]
        since = min(claim.start for claim in last_spans)
    return [claim for claim in parties if claim.end >= since]


def spread(parties: Sequence[Row]) -> Span:
    """The span of claims, one of each party. A bound that any of them leaves open is open."""
    if not parties:
        return Span()
    every_bound = map(bounds, parties)
    lows, highs = zip(*every_bound, strict=True)
    speakers = sorted(claim.speaker for claim in parties)
    claim_ids = sorted(claim.claim_id for claim in parties)
    return Span(
        low=None if None in lows else min(lows),
        high=None if None in highs else max(highs),
        speakers=tuple(speakers),
        claims=tuple(claim_ids),
    )


def bounds(claim: Row) -> tuple[_Number, _Number]:
    """What a claim allows: a stated number is both bounds, an open bound is None."""
    low, value, high = stated(claim)
    if claim.wording in _OPEN_UPWARD:
        floor = _first_stated(low, value)
        return floor, None
    if claim.wording in _OPEN_DOWNWARD:
        ceiling = _first_stated(high, value)
        return None, ceiling
    # "Nearly" is a number with a doubt, as "about" is, not an open bound.
    near = _first_stated(value, high)
    lowest = _first_stated(low, near)
    highest = _first_stated(high, near)
    return lowest, highest


def stated(claim: Row) -> tuple[_Number, _Number, _Number]:
    """A claim's own low, value and high; None where not stated."""
    return (
        _number(claim.low),
        _number(claim.value),
        _number(claim.high),
    )


def _number(cell: float) -> _Number:
    if math.isnan(cell):
        return None
    return float(cell)


def _first_stated(number: _Number, otherwise: _Number) -> _Number:
    if number is None:
        return otherwise
    return number


def _wording(low: _Number, high: _Number) -> str:
    if low is None and high is None:
        return "none"
    if low is None:
        return "at_most"
    if high is None:
        return "at_least"
    return "range"


def vague_word(claim: Row) -> str:
    """The word of a vague claim, or ""."""
    if claim.wording != "vague":
        return ""
    word, *_ = str(claim.basis).split(";")
    return word


def converted(claim: Row, table: str) -> Row:
    """The claim with its vague word turned into bounds by the named table; unchanged where the
    table lacks the word.

    CallError where there is no such table; "" names none.
    """
    if not table:
        return claim
    if table not in VAGUE:
        tables = ", ".join(VAGUE)
        raise CallError(f"vague_words: there is no table {table!r}; there are: {tables}")
    number_of = VAGUE[table]
    word = vague_word(claim).lower()
    if word not in number_of:
        return claim
    low, high = number_of[word]
    return claim._replace(
        low=low,
        high=high,
        numbered=True,
    )
