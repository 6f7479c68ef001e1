"""Rules: named ways to get a displayed figure from the claims in force.

A rule is a small function from claims to what it shows. Nothing is averaged, groups are never
added, open bounds stay open, and unknown is not zero. A claim is here what `Case.latest` has of it,
or a row of `Case.quantities`.

Where a party gave different numbers for one day at one time, and nothing tells which is the newer,
a rule takes both (docs/decisions/0014).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from asknown.errors import CallError
from asknown.model.columns import ASIDE, OFFICIAL
from asknown.model.standing import DISPUTED, IN_FORCE

Row = Any
_SortKey = tuple[Any, ...]
EARLIER = timedelta(days=7)
"""A count that ends longer before the latest is earlier, not a rival, where its metric does not say
otherwise."""

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
    """Lowest to highest across parties, one latest claim in force each, or several of which nobody
    knows which is the newest. None is an open bound or, for both, no claim."""

    low: float | None = None
    high: float | None = None
    speakers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    parties: int = 0


@dataclass(frozen=True)
class Shown:
    """What a rule shows: the claims it rests on, and the numbers and the wording it reads from
    them. They are `undecided` where it takes each of several as the one it asks for, since nothing
    tells which is the newer."""

    claims: tuple[Row, ...] = ()
    low: float | None = None
    value: float | None = None
    high: float | None = None
    wording: str = ""
    undecided: bool = False


# What a rule shows, in a sentence. Reports print it, so it is no docstring: Python may leave those
# out.
DEFINITIONS = {
    "official": (
        "The official figure that was neither taken back nor replaced, for the latest day, "
        "then published last; a number goes before none. Where a metric names whom to "
        "believe, the first of them who has such a figure is heard in place of the offices."
    ),
    "span": (
        "From the lowest to the highest of each party's latest figure that was neither "
        "taken back nor replaced; open bounds stay open."
    ),
    "independent": (
        "From the lowest to the highest of each party's latest figure that was neither "
        "taken back nor replaced, the parties to the conflict left out."
    ),
    "minimum": ("The highest lower bound that at least a second party supports."),
}


def official(claims: Sequence[Row]) -> Shown:
    """The rule `official`: see `DEFINITIONS`.

    Example: 225 of 15 January and 227 of 18 January, both by offices of one state: 227 is
    shown. Origin: "prioritise a source", the first of the treatments of Every Casualty's
    Standards (2016).
    """
    heard = list(filter(_is_heard, claims))
    if not heard:
        return Shown()
    newest = newest_of(heard, trusted)
    if len(newest) > 1:
        return _either(newest)
    (claim,) = newest
    low, value, high = stated(claim)
    return Shown(
        (claim,),
        low,
        value,
        high,
        claim.wording,
    )


def _either(claims: Sequence[Row]) -> Shown:
    """Claims of which each may be the newest: from the lowest to the highest that they allow."""
    whole = spread(claims)
    wording = _wording(whole.low, whole.high)
    wordings = {claim.wording for claim in claims}
    if wording == "none" and len(wordings) == 1:
        (wording,) = wordings
    return Shown(
        tuple(claims),
        low=whole.low,
        high=whole.high,
        wording=wording,
        undecided=True,
    )


def span(claims: Sequence[Row]) -> Shown:
    """The rule `span`: see `DEFINITIONS`.

    Example: a ministry says 225, a newsroom at least 163: from 163 upward. A count that
    ends more than seven days before the latest, or as many as its metric says, is earlier,
    not a rival; of what is counted over a span, one that does not touch the latest span.
    Origin: "give a range", Every Casualty's Standards (2016).
    """
    parties = rivals(claims)
    if not parties:
        return Shown()
    whole = spread(parties)
    if len(parties) > 1 and whole.parties == 1:
        return _either(parties)
    wording = _wording(whole.low, whole.high)
    return Shown(
        tuple(parties),
        low=whole.low,
        high=whole.high,
        wording=wording,
    )


def independent(claims: Sequence[Row]) -> Shown:
    """The rule `independent`: see `DEFINITIONS`.

    Example: a ministry says 225, one newsroom 188, another at least 163: from 163 upward,
    the ministry left out. Whoever only carries or repeats a claim is no witness. Origin:
    separation of sources by interest, UCDP's and Airwars' codebooks.
    """
    outsiders = filter(_by_outsider, claims)
    return span(list(outsiders))


def minimum(claims: Sequence[Row]) -> Shown:
    """The rule `minimum`: see `DEFINITIONS`.

    Example: parties say 238, 221 and at least 163: at least 221, since two say so or more.
    Origin: the verified minimum of human rights reports, read as agreement: a number counts
    when another party's lower bound reaches it.
    """
    lowest_of_party: dict[str, float] = {}
    bounded: list[tuple[Row, float]] = []
    for claim in rivals(claims):
        low, _ = bounds(claim)
        if low is not None:
            # Of two numbers of a party of which either may be the newer, the lower is sure.
            least = lowest_of_party.get(claim.party, low)
            lowest_of_party[claim.party] = min(least, low)
            bounded.append((claim, low))
    if len(lowest_of_party) < 2:
        return Shown()
    # Whoever states more also supports less: the second highest bound has two parties behind it.
    _, floor, *_ = sorted(lowest_of_party.values(), reverse=True)
    supporting: list[Row] = []
    for claim, _ in bounded:
        if lowest_of_party[claim.party] >= floor:
            supporting.append(claim)
    return Shown(
        tuple(supporting),
        low=floor,
        wording="at_least",
    )


def _is_heard(claim: Row) -> bool:
    return bool(claim.heard >= 0)


def _by_outsider(claim: Row) -> bool:
    return not claim.involved


def _by_anybody(claim: Row) -> bool:
    return True


def _is_eligible(claim: Row) -> bool:
    return not claim.relays and claim.nature not in ASIDE


def time_of(claim: Row) -> _SortKey:
    """The last day a claim describes, when it became known, and of a flow where its span begins: of
    two spans that end together the shorter is the later, and they are no two words on one thing."""
    is_flow = claim.measure == "flow"
    begins = claim.start if is_flow else date.min
    return (
        claim.end,
        claim.known,
        begins,
    )


def late(claim: Row) -> _SortKey:
    """What tells the newer claim of a party: its time, and that an office says so."""
    is_office = claim.speaker_kind == OFFICIAL
    return *time_of(claim), is_office


def trusted(claim: Row) -> _SortKey:
    """What tells the claim that the official rule shows: that it has a number, how much its speaker
    is believed, its time, and that it has at least a word."""
    return (
        claim.numbered,
        -claim.heard,
        *time_of(claim),
        claim.wording != "none",
    )


def newest_of(claims: Sequence[Row], key: Callable[[Row], _SortKey]) -> list[Row]:
    """The claims of the highest key, in order of id; of those that say the same, the last."""
    highest = max(map(key, claims))
    said: dict[_SortKey, Row] = {}
    for claim in sorted(claims, key=_claim_id):
        if key(claim) == highest:
            amount = amount_of(claim)
            said.pop(amount, None)
            said[amount] = claim
    return list(said.values())


def amount_of(claim: Row) -> _SortKey:
    """What a claim says: what its number allows, or its vague word."""
    if claim.numbered:
        return bounds(claim)
    word = vague_word(claim)
    return claim.wording, word.lower()


def _claim_id(claim: Row) -> str:
    return str(claim.claim_id)


Rule = Callable[[Sequence[Row]], Shown]
RULES: dict[str, Rule] = {
    "official": official,
    "span": span,
    "independent": independent,
    "minimum": minimum,
}
_ADMITS: dict[str, Callable[[Row], bool]] = {
    "official": _is_heard,
    "independent": _by_outsider,
}


def rule_named(name: str) -> Rule:
    """The rule of that name. CallError, naming those there are, where there is none."""
    if name in RULES:
        return RULES[name]
    names = ", ".join(RULES)
    raise CallError(f"rule: there is no rule {name!r}; there are: {names}")


def definition(name: str) -> str:
    """What a rule shows, in a sentence. CallError where there is no such rule."""
    rule_named(name)
    return DEFINITIONS[name]


def eligible(
    claims: Iterable[Row],
    rule: str,
) -> list[Row]:
    """The claims a rule looks at, in force or not: nobody's relay, no projection and no recap, by a
    speaker whom the rule admits."""
    admits = _ADMITS.get(rule, _by_anybody)
    witnesses = filter(_is_eligible, claims)
    return list(filter(admits, witnesses))


def in_force(claims: Iterable[Row]) -> list[Row]:
    """The claims that stand on their own: in force, or in force and disputed; without relays,
    projections and recaps."""
    alive: list[Row] = []
    for claim in claims:
        if claim.standing in _ALIVE and _is_eligible(claim):
            alive.append(claim)
    return alive


def latest_of_parties(claims: Iterable[Row]) -> dict[str, list[Row]]:
    """The latest numbered claim of each party; several where they differ and nothing tells which is
    the newest."""
    by_party: dict[str, list[Row]] = {}
    for claim in claims:
        if claim.numbered:
            own = by_party.setdefault(claim.party, [])
            own.append(claim)
    latest: dict[str, list[Row]] = {}
    for party, own in by_party.items():
        latest[party] = newest_of(own, late)
    return latest


def rivals(claims: Iterable[Row]) -> list[Row]:
    """The latest numbered claims of each party, without those that describe an earlier time.

    In order of age; a party's older claims change nothing, not even the order.
    """
    by_party = latest_of_parties(claims)
    latest = [claim for own in by_party.values() for claim in own]
    if not latest:
        return []
    latest.sort(key=_late_then_id)
    since = first_day(latest)
    return [claim for claim in latest if claim.end >= since]


def _late_then_id(claim: Row) -> _SortKey:
    claim_id = _claim_id(claim)
    return *late(claim), claim_id


def first_day(latest: Sequence[Row]) -> date:
    """The day on or after which a claim has to end that is a rival, by those of each party."""
    last: date = max(claim.end for claim in latest)
    measure = latest[0].measure
    rival_days = latest[0].rival_days
    if not math.isnan(rival_days):
        return last - timedelta(days=math.floor(rival_days))
    # A flow has no week: it is a rival where its span touches the latest one.
    if measure == "flow":
        starts: list[date] = [claim.start for claim in latest if claim.end == last]
        return min(starts)
    return last - EARLIER


def spread(parties: Sequence[Row]) -> Span:
    """The span of the latest claims of parties. A bound that any of them leaves open is open."""
    if not parties:
        return Span()
    every_bound = map(bounds, parties)
    lows, highs = zip(*every_bound, strict=True)
    speakers = {claim.speaker for claim in parties}
    names = {claim.party for claim in parties}
    claim_ids = sorted(claim.claim_id for claim in parties)
    return Span(
        low=None if None in lows else min(lows),
        high=None if None in highs else max(highs),
        speakers=tuple(sorted(speakers)),
        claims=tuple(claim_ids),
        parties=len(names),
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
        raise CallError(
            f"vague_words: there is no table {table!r}; there are: {tables}"
        )
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
