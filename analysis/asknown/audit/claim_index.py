"""The claims of a case by number: which say just this many, and which round to it.

Of claims that came out later only the number is known here: they carry no standing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from asknown.audit.findings import stated_numbers
from asknown.audit.grammar import Grammar
from asknown.audit.grouping import grouped
from asknown.audit.tokens import tokens
from asknown.model.known import Known
from asknown.model.standing import (
    DENIED,
    DISPUTED,
    IN_FORCE,
    SUPERSEDED,
    WITHDRAWN,
)

K = TypeVar("K")

_NUMBERS = ("low", "value", "high")
# Of a row, those that stand in a column.
_COLUMNS = (
    "claim_id",
    "metric",
    "group",
    "place",
    *_NUMBERS,
    "wording",
    "speaker",
    "party",
    "speaker_kind",
    "heard",
    "start",
    "end",
    "published",
)
_UNHEARD = 99  # behind all whom a metric believes
_DIGITS = 6  # behind the point, so that 3.7 thousand equals 3,700


STANDINGS = (
    IN_FORCE,
    DISPUTED,
    SUPERSEDED,
    DENIED,
    WITHDRAWN,
)
"""The standings of a claim, the best first."""

_Counted = tuple[str, str]  # metric and group


class Quantity(NamedTuple):
    """What a number counts: a metric, of a group, on a place; ids, or blank."""

    metric: str
    group: str
    place: str

    @property
    def counted(self) -> _Counted:
        """Metric and group."""
        return self.metric, self.group


@dataclass(frozen=True)
class Scale:
    """What one of a metric's unit is: so many of `unit`, which is blank where things are
    counted."""

    factor: float
    unit: str
    name: str


@dataclass(eq=False)
class Row:
    """A claim, its numbers in single units. `heard` is the place of its speaker among those
    whom the metric believes. `root` is the claim it goes back to through relays;
    `standing` is blank where it came out later than the day of the text.

    `stated` are low, value and high, `numbers` those of them that it states, `said` its quantity
    and its numbers. `is_known` is whether it was out on the day of the text, `is_relay` whether it
    passes on another claim. By `order` what stands comes first, then no relay, then what is newer.
    """

    claim_id: str
    metric: str
    group: str
    place: str
    low: float | None
    value: float | None
    high: float | None
    wording: str
    speaker: str
    party: str
    speaker_kind: str
    heard: int
    start: date
    end: date
    published: str
    root: str
    standing: str

    def __post_init__(self) -> None:
        self.stated = (self.low, self.value, self.high)
        self.numbers = stated_numbers(self.stated)
        self.quantity = Quantity(self.metric, self.group, self.place)
        self.said = (self.quantity, frozenset(self.numbers))
        self.is_known = self.standing != ""
        self.is_relay = self.root != self.claim_id
        self.order = self._order()

    def _order(self) -> _Order:
        rank = len(STANDINGS)
        if self.is_known:
            rank = STANDINGS.index(self.standing)
        age = -self.end.toordinal()
        return rank, self.is_relay, age, self.claim_id

    @property
    def names(self) -> tuple[str, ...]:
        """Speaker, place and group."""
        return (
            self.speaker,
            self.place,
            self.group,
        )


_Said = tuple[Quantity, frozenset[float]]
_Order = tuple[int, bool, int, str]
_ByNumber = dict[tuple[str, float], list[Row]]


class ClaimIndex:
    """The claims of `whole`, as they stood in `known`; those of a speaker called `by` left out."""

    def __init__(
        self,
        whole: Known,
        known: Known,
        grammar: Grammar,
        by: str = "",
    ) -> None:
        metrics = whole.tables["metrics"]
        self.scales: dict[str, Scale] = {}
        for metric, unit in metrics["unit"].items():
            self.scales[str(metric)] = scale(unit, grammar)
        rows = _rows(whole, known, self.scales)
        self.rows = [row for row in rows if row.speaker != by]

    @cached_property
    def _stating(self) -> _ByNumber:
        """The claims by metric and number."""
        found: _ByNumber = defaultdict(list)
        for row in self.rows:
            numbers = set(row.numbers)
            for number in numbers:
                stated = round(number, _DIGITS)
                stating = found[row.metric, stated]
                stating.append(row)
        return found

    @cached_property
    def _sorted(self) -> Mapping[str, list[float]]:
        """The numbers of each metric, the lowest first."""
        by_metric = defaultdict(list)
        in_order = sorted(self._stating)
        for metric, number in in_order:
            by_metric[metric].append(number)
        return by_metric

    def stating(self, number: float, metric: str) -> list[Row]:
        """The claims on a metric that state a number."""
        stated = round(number, _DIGITS)
        key = (metric, stated)
        return self._stating.get(key, [])

    def equal(self, number: float, unit: str) -> list[Row]:
        """The claims on any metric of a unit that state a number, in order."""
        stated = round(number, _DIGITS)
        key = (unit, stated)
        return self._of_unit.get(key, [])

    @cached_property
    def _of_unit(self) -> _ByNumber:
        """The claims by unit and number."""
        found: _ByNumber = defaultdict(list)
        for key, rows in self._stating.items():
            metric, number = key
            scale = self.scales[metric]
            found[scale.unit, number] += rows
        for rows in found.values():
            rows.sort(key=attrgetter("order"))
        return found

    def between(
        self,
        low: float,
        high: float,
        metric: str,
    ) -> Iterator[Row]:
        """The claims on a metric that state a number from `low` to `high`, both included."""
        numbers = self._sorted.get(metric, [])
        first = bisect_left(numbers, low)
        last = bisect_right(numbers, high)
        for number in numbers[first:last]:
            yield from self._stating[metric, number]

    @cached_property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """The groups of which a metric has claims."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            groups = found[row.metric]
            groups.add(row.group)
        return _frozen(found)

    @cached_property
    def places(self) -> Mapping[_Counted, frozenset[str]]:
        """The places of which a metric and group have claims."""
        found: dict[_Counted, set[str]] = defaultdict(set)
        for row in self.rows:
            counted = row.quantity.counted
            places = found[counted]
            places.add(row.place)
        return _frozen(found)

    @cached_property
    def highest(self) -> Mapping[str, float]:
        """The highest number of each metric."""
        found: dict[str, float] = {}
        for row in self.rows:
            metric = row.metric
            for number in row.numbers:
                before = found.get(metric, 0)
                found[metric] = max(number, before)
        return found

    @cached_property
    def alike(self) -> Mapping[_Said, list[Row]]:
        """The claims by metric, group and place, and by their numbers."""
        return grouped(self.rows, lambda row: row.said)

    @cached_property
    def by_root(self) -> Mapping[str, list[Row]]:
        """The claims by the one they go back to."""
        return grouped(self.rows, lambda row: row.root)


def _frozen(found: Mapping[K, set[str]]) -> dict[K, frozenset[str]]:
    frozen = {}
    for key, ids in found.items():
        frozen[key] = frozenset(ids)
    return frozen


def scale(unit: str, grammar: Grammar) -> Scale:
    """What a unit of metrics.csv is: "million USD" is 1,000,000 of USD, "persons" are counted."""
    factor = 1.0
    kind = ""
    words = tokens(
        unit,
        start=0,
        end=len(unit),
        grammar=grammar,
    )
    for word in words.words:
        factor *= grammar.multipliers.get(word, 1.0)
        currency = grammar.currencies.meaning(word)
        measured = currency or grammar.units.meaning(word)
        kind = kind or str(measured or "")
    return Scale(factor, kind, unit)


def _rows(
    whole: Known,
    known: Known,
    scales: Mapping[str, Scale],
) -> Iterator[Row]:
    """The claims in order of id."""
    claims = whole.tables["claims"]
    relays = claims["relays"].to_dict()
    standings = known.claims["standing"].to_dict()
    in_order = whole.claims.sort_index()
    columns = [in_order[name].tolist() for name in _COLUMNS]
    for cells in zip(*columns, strict=True):
        claim = dict(zip(_COLUMNS, cells, strict=True))
        claim_id = claim["claim_id"]
        factor = scales[claim["metric"]].factor
        for name in _NUMBERS:
            claim[name] = _scaled(claim[name], factor)
        if claim["heard"] < 0:
            claim["heard"] = _UNHEARD
        root = _root(claim_id, relays)
        standing = standings.get(claim_id, "")
        yield Row(**claim, root=root, standing=standing)


def _scaled(number: Any, factor: float) -> float | None:
    if number != number:  # NaN: it is not stated
        return None
    return float(number) * factor


def _root(claim_id: str, relays: Mapping[str, str]) -> str:
    """The claim that a claim goes back to."""
    met = {claim_id}
    relayed = relays.get(claim_id)
    while relayed and relayed not in met:
        claim_id = relayed
        met.add(claim_id)
        relayed = relays.get(claim_id)
    return claim_id


def family(row: Row, index: ClaimIndex) -> Iterable[Row]:
    """The claims of one root with a claim, and those that say the same of the same quantity."""
    related = list(index.by_root[row.root])
    if row.numbers:
        related += index.alike[row.said]
    found: dict[str, Row] = {}
    for other in related:
        found[other.claim_id] = other
    return found.values()
