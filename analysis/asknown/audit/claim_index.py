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
from typing import Any

from asknown.audit.findings import Stated, stated_numbers
from asknown.audit.grammar import Grammar
from asknown.audit.grouping import grouped
from asknown.audit.tokens import tokens
from asknown.model.known import Known

Quantity = tuple[str, str, str]  # metric, group, place

_UNHEARD = 99  # behind all whom a metric believes
_DIGITS = 6  # behind the point, so that 3.7 thousand equals 3,700


@dataclass(frozen=True)
class Scale:
    """What one of a metric's unit is: so many of `unit`, which is blank where things are
    counted."""

    factor: float
    unit: str
    name: str


@dataclass(frozen=True)
class Row:
    """A claim, its numbers in single units. `heard` is the place of its speaker among those
    whom the metric believes. `root` is the claim it goes back to through relays;
    `standing` is blank where it came out later than the day of the text."""

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

    @property
    def is_known(self) -> bool:
        """Whether it was out on the day of the text."""
        return bool(self.standing)

    @cached_property
    def stated(self) -> Stated:
        """Low, value and high."""
        return self.low, self.value, self.high

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers it states."""
        return stated_numbers(self.stated)

    @cached_property
    def quantity(self) -> Quantity:
        """Metric, group and place."""
        return self.metric, self.group, self.place

    @property
    def names(self) -> tuple[str, str, str]:
        """Speaker, place and group."""
        return self.speaker, self.place, self.group

    @cached_property
    def said(self) -> tuple[Quantity, frozenset[float]]:
        """Its quantity and its numbers."""
        return self.quantity, frozenset(self.numbers)


class ClaimIndex:
    """The claims of `whole`, as they stood in `known`; those of a speaker called `by` left out."""

    def __init__(
        self, whole: Known, known: Known, grammar: Grammar, by: str = ""
    ) -> None:
        units = whole.tables["metrics"]["unit"]
        self.scales: Mapping[str, Scale] = {
            str(metric): scale(unit, grammar) for metric, unit in units.items()
        }
        rows = _rows(whole, known, self.scales)
        self.rows = [row for row in rows if row.speaker != by]

    @cached_property
    def _stating(self) -> Mapping[tuple[str, float], list[Row]]:
        """The claims by metric and number."""
        found: dict[tuple[str, float], list[Row]] = defaultdict(list)
        for row in self.rows:
            for number in set(row.numbers):
                rounded = round(number, _DIGITS)
                found[row.metric, rounded].append(row)
        return found

    @cached_property
    def _sorted(self) -> Mapping[str, list[float]]:
        """The numbers of each metric, the lowest first."""
        by_metric = grouped(sorted(self._stating), lambda stated: stated[0])
        return {
            metric: [number for _, number in stated]
            for metric, stated in by_metric.items()
        }

    def stating(self, number: float, metric: str) -> list[Row]:
        """The claims on a metric that state a number."""
        return self._stating.get((metric, round(number, _DIGITS)), [])

    def equal(self, number: float, unit: str) -> list[Row]:
        """The claims on any metric of a unit that state a number."""
        return self._of_unit.get((unit, round(number, _DIGITS)), [])

    @cached_property
    def _of_unit(self) -> Mapping[tuple[str, float], list[Row]]:
        """The claims by unit and number."""
        found: dict[tuple[str, float], list[Row]] = defaultdict(list)
        for (metric, number), rows in self._stating.items():
            found[self.scales[metric].unit, number] += rows
        return found

    def between(self, low: float, high: float, metric: str) -> Iterator[Row]:
        """The claims on a metric that state a number from `low` to `high`, both included."""
        numbers = self._sorted.get(metric, [])
        first = bisect_left(numbers, low)
        last = bisect_right(numbers, high)
        for number in numbers[first:last]:
            yield from self._stating[metric, number]

    @cached_property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """The groups of which a metric has claims."""
        of_metric = grouped(self.rows, lambda row: row.metric)
        return {
            metric: frozenset(row.group for row in rows)
            for metric, rows in of_metric.items()
        }

    @cached_property
    def places(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The places of which a metric and group have claims."""
        alike = grouped(self.rows, lambda row: row.quantity[:2])
        return {
            quantity: frozenset(row.place for row in rows)
            for quantity, rows in alike.items()
        }

    @cached_property
    def highest(self) -> Mapping[str, float]:
        """The highest number of each metric."""
        found: dict[str, float] = {}
        for row in self.rows:
            for number in row.numbers:
                found[row.metric] = max(number, found.get(row.metric, 0))
        return found

    @cached_property
    def alike(self) -> Mapping[tuple[Quantity, frozenset[float]], list[Row]]:
        """The claims by metric, group and place, and by their numbers."""
        return grouped(self.rows, lambda row: row.said)

    @cached_property
    def by_root(self) -> Mapping[str, list[Row]]:
        """The claims by the one they go back to."""
        return grouped(self.rows, lambda row: row.root)


def scale(unit: str, grammar: Grammar) -> Scale:
    """What a unit of metrics.csv is: "million USD" is 1,000,000 of USD, "persons" are counted."""
    factor = 1.0
    kind = ""
    for token in tokens(unit, 0, len(unit), grammar):
        factor *= grammar.multipliers.get(token.word, 1.0)
        measured = grammar.currencies.meaning(token.word) or grammar.units.meaning(
            token.word
        )
        kind = kind or str(measured or "")
    return Scale(factor, kind, unit)


def _rows(whole: Known, known: Known, scales: Mapping[str, Scale]) -> Iterator[Row]:
    """The claims in order of id."""
    relays = whole.tables["claims"]["relays"].to_dict()
    standings = known.claims["standing"].to_dict()
    claims = whole.claims.sort_index()
    for claim in claims.itertuples():
        factor = scales[claim.metric].factor
        yield Row(
            claim_id=claim.claim_id,
            metric=claim.metric,
            group=claim.group,
            place=claim.place,
            low=_scaled(claim.low, factor),
            value=_scaled(claim.value, factor),
            high=_scaled(claim.high, factor),
            wording=claim.wording,
            speaker=claim.speaker,
            party=claim.party,
            speaker_kind=claim.speaker_kind,
            heard=claim.heard if claim.heard >= 0 else _UNHEARD,
            start=claim.start,
            end=claim.end,
            published=claim.published,
            root=_root(claim.claim_id, relays),
            standing=standings.get(claim.claim_id, ""),
        )


def _scaled(number: Any, factor: float) -> float | None:
    # NaN is not stated.
    return float(number) * factor if number == number else None


def _root(claim_id: str, relays: Mapping[str, str]) -> str:
    """The claim that a claim goes back to."""
    met = {claim_id}
    while relays.get(claim_id) and relays[claim_id] not in met:
        claim_id = relays[claim_id]
        met.add(claim_id)
    return claim_id


def family(row: Row, index: ClaimIndex) -> Iterable[Row]:
    """The claims of one root with a claim, and those that say the same of the same quantity."""
    found = {other.claim_id: other for other in index.by_root[row.root]}
    if row.numbers:
        found.update((other.claim_id, other) for other in index.alike[row.said])
    return found.values()
