"""Sums of figures that share nobody, the gap between a stated total and its stated parts, and
counts that fall.

Nothing is added that may overlap: an attempt is an error that says why. Which groups or places
share nobody is written in case.toml under `apart`, because no tree can tell: minors and civilians
are both parts of everyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import fsum
from typing import Any

import pandas as pd

from asknown.dates import span as days_of
from asknown.errors import OverlapError
from asknown.ledger.cells import ids_in
from asknown.model.figures import STANDING, Figure, figures
from asknown.model.known import Known
from asknown.model.parts import is_part, lineage, nested
from asknown.model.phrases import capital, cell, label_of, resting_on
from asknown.model.rules import EARLIER, bounds
from asknown.model.standing import GONE
from asknown.text import english
from asknown.text.prose import Prose, join, say

Bound = float | None
QuantityKey = tuple[str, str, str]  # metric, group, place


def add(figures: Sequence[Figure]) -> Figure:
    """The sum of figures as a figure of its own, by the rule `sum`; open bounds stay open.

    `add([case["killed", "civilians"], case["killed", "security_forces"]]).say()`. OverlapError,
    saying why, where two of them may count the same people or things, or where one has no number.
    """
    for one, other in combinations(figures, 2):
        reason = overlap(one, other)
        if reason:
            both = f"{_name(one)} and {_name(other)}"
            raise OverlapError(f"{both} cannot be added: {reason}")
    lows = []
    highs = []
    for figure in figures:
        within = _range(figure)
        if not within:
            raise OverlapError(f"{_name(figure)} cannot be added: it has no number in force")
        lows.append(within.low)
        highs.append(within.high)
    whole = _Range(
        low=_total(lows),
        high=_total(highs),
    )
    return _reckoned(
        rule="sum",
        of=figures[0],
        inputs=figures,
        within=whole,
    )


def overlap(one: Figure, other: Figure) -> str:
    """Why two figures may count the same, or "" where they share nothing."""
    case = one.case
    metrics = case.tables["metrics"]
    if _named_as_overlapping(metrics, one.metric, other.metric):
        return f"{one.metric} and {other.metric} overlap (metrics.csv)"
    if one.metric != other.metric:
        return _unlike(metrics, one.metric, other.metric)
    columns = (
        ("groups", one.group, other.group),
        ("places", one.place, other.place),
    )
    for table, left, right in columns:
        if _apart(case, table, left, right):
            return ""
    for table, left, right in columns:
        if nested(case, table, left, right):
            return f"one of {left} and {right} is part of the other ({table}.csv)"
    return (
        "nothing says that they share nobody: "
        "if so, list their groups or places under apart in case.toml"
    )


def _named_as_overlapping(metrics: pd.DataFrame, one: str, other: str) -> bool:
    """Whether either metric names the other in its column `overlaps`."""
    overlaps = metrics["overlaps"]
    named_by_one = ids_in(overlaps[one])
    named_by_other = ids_in(overlaps[other])
    return one in named_by_other or other in named_by_one


def _unlike(metrics: pd.DataFrame, one: str, other: str) -> str:
    """Why numbers of two metrics are no numbers of one thing, or ""."""
    for column in ("unit", "measure"):
        cells = metrics[column]
        if cells[one] != cells[other]:
            return "they differ in unit or measure"
    return ""


def _apart(case: Known, table: str, one: str, other: str) -> bool:
    """Whether a list under `apart` has the two, or what they are part of, as different members."""
    one_within = set(lineage(case, table, one))
    other_within = set(lineage(case, table, other))
    for members in case.settings.apart:
        above_one = one_within.intersection(members)
        above_other = other_within.intersection(members)
        if not above_one or not above_other:
            continue
        # Each is, or lies in, a member; and not both in the same one.
        above_both = above_one | above_other
        if len(above_both) > 1:
            return True
    return False


def _name(figure: Figure) -> str:
    return "/".join(figure.key)


@dataclass(frozen=True)
class _Range:
    """What a figure allows: its stated number is both bounds, an open bound is None."""

    low: Bound = None
    high: Bound = None

    def __bool__(self) -> bool:
        return self != _Range()

    def __sub__(self, other: _Range) -> _Range:
        """What is left of the lowest when most is taken away, and of the highest when least is."""
        return _Range(
            low=_less(self.low, other.high),
            high=_less(self.high, other.low),
        )


def _less(one: Bound, other: Bound) -> Bound:
    if one is None or other is None:
        return None
    return one - other


def _range(figure: Figure) -> _Range:
    if figure.status != STANDING:
        return _Range()
    low = figure.low
    high = figure.high
    if figure.wording not in ("at_least", "over"):
        high = _first_stated(high, figure.value)
    if figure.wording not in ("at_most", "under"):
        low = _first_stated(low, figure.value, high)
    return _Range(low, high)


def _first_stated(*numbers: Bound) -> Bound:
    for number in numbers:
        if number is not None:
            return number
    return None


def _total(numbers: Iterable[Bound]) -> Bound:
    """The sum of bounds; open where one of them is."""
    stated = []
    for number in numbers:
        if number is None:
            return None
        stated.append(number)
    return fsum(stated)


def _reckoned(
    rule: str,
    of: Figure,
    inputs: Sequence[Figure],
    within: _Range,
) -> Figure:
    """A figure reckoned from others, of the quantity of one of them, within two bounds."""
    low = within.low
    high = within.high
    value = None
    if low == high:  # one number, stated as such
        value = low
        low = high = None
    claims: set[str] = set()
    for figure in inputs:
        claims.update(figure.claims)
    return Figure(
        metric=of.metric,
        group=of.group,
        place=of.place,
        low=low,
        value=value,
        high=high,
        wording=_wording(inputs, within),
        rule=rule,
        status=STANDING,
        claims=tuple(sorted(claims)),
        case=of.case,
    )


def _wording(inputs: Sequence[Figure], within: _Range) -> str:
    """How surely a reckoned figure is known: exact only where all it is reckoned from are."""
    if within.low == within.high:
        wordings = {figure.wording for figure in inputs}
        are_exact = wordings == {"exact"}
        return "exact" if are_exact else "about"
    if within.low is None:
        return "at_most"
    if within.high is None:
        return "at_least"
    return "range"


@dataclass(frozen=True)
class Gap:
    """A stated total, its stated parts, and what lies between."""

    total: Figure
    parts: tuple[Figure, ...]

    @property
    def sum(self) -> Figure:
        """The parts together."""
        return add(self.parts)

    @property
    def rest(self) -> Figure:
        """What the parts leave of the total, a figure by the rule `gap`; below zero where they
        exceed it.
        """
        return _reckoned(
            rule="gap",
            of=self.total,
            inputs=(self.total, *self.parts),
            within=_range(self.total) - _range(self.sum),
        )

    def say(self) -> Prose:
        """The gap as a sentence, each number traced to the claims it is reckoned from."""
        rest = self.rest
        sentence = say(
            "{label}: the officially stated parts ({parts}) add up to {sum} of {total}",
            label=capital(self.total.label()),
            parts=self._parts_in_words(),
            sum=_amount(self.sum),
            total=self.total.amount(),
        )
        most = _first_stated(rest.value, rest.high)
        if most is not None and most < 0:
            excess = _excess(rest, most)
            return say("{sum}, which is {excess} more than the total.", sum=sentence, excess=excess)
        if most == 0:
            return say("{sum}.", sum=sentence)
        left = _amount(rest)
        return say("{sum}, which leaves {left} unaccounted for.", sum=sentence, left=left)

    def rest_in_words(self) -> Prose:
        """What stands beside the gap on a chart."""
        rest = self.rest
        value = rest.value
        if value is not None and value < 0:
            words = english.number(-value)
            excess = resting_on(rest.claims, words)
            return say("{excess} more than the total", excess=excess)
        return say("{n} unaccounted for", n=_amount(rest))

    def _parts_in_words(self) -> Prose:
        parts = []
        for part in self.parts:
            name = self._part_name(part)
            named = say("{name}: {amount}", name=name, amount=part.amount())
            parts.append(named)
        return join(parts, "; ", "; ")

    def _part_name(self, part: Figure) -> Prose:
        """What tells a part from the total: its group, or its place."""
        if part.group != self.total.group:
            return label_of(part.case, "groups", part.group)
        return label_of(part.case, "places", part.place)


def _amount(figure: Figure) -> Prose:
    words = english.spoken(
        figure.low,
        figure.value,
        figure.high,
        figure.wording,
    )
    return resting_on(figure.claims, words)


def _excess(rest: Figure, most: float) -> Prose:
    """By how much the parts exceed the total."""
    wording = "exact" if rest.wording == "exact" else "about"
    words = english.spoken(
        low=None,
        value=-most,
        high=None,
        wording=wording,
    )
    return resting_on(rest.claims, words)


def gaps(case: Known) -> list[Gap]:
    """Every gap between an official total and official parts that share nobody, in order of the
    total.

    Parts are members of a list under `apart`. A part of a cumulative count has to describe the
    total's own day, one of a stock a day at most a week away: else the gap would be one between
    days.
    """
    known = {}
    for figure in figures(case, "official"):
        if _range(figure):
            known[figure.key] = figure
    all_gaps: list[Gap] = []
    for total in known.values():
        for members in case.settings.apart:
            parts = []
            for key in _part_keys(total, members):
                part = known.get(key)
                if part and _same_time(total, part):
                    parts.append(part)
            if len(parts) > 1:
                gap = Gap(total, tuple(parts))
                all_gaps.append(gap)
    return all_gaps


def _part_keys(total: Figure, members: Sequence[str]) -> Iterator[QuantityKey]:
    """The quantities of which the members of a list would be parts of a total."""
    case = total.case
    for member in sorted(members):
        if is_part(case, "groups", member, total.group):
            yield total.metric, member, total.place
        if is_part(case, "places", member, total.place):
            yield total.metric, total.group, member


def _same_time(total: Figure, part: Figure) -> bool:
    """Whether a part describes the time of its total, as near as what is measured allows."""
    measure = cell(total.case, "metrics", total.metric, "measure")
    if measure == "flow":
        return total.refers_to == part.refers_to
    _, last = days_of(total.refers_to)
    _, part_last = days_of(part.refers_to)
    if measure == "stock":
        return abs(last - part_last) <= EARLIER
    return last == part_last


@dataclass(frozen=True)
class Fall:
    """A cumulative count of a party that a later one of the same party undercuts. The `acts` on the
    higher explain it; without any it is unexplained: a dispute of the lower says that it fell, not
    why.
    """

    before: str
    after: str
    acts: tuple[str, ...]


def falls(case: Known) -> list[Fall]:
    """Every fall of a cumulative count between claims of a party that follow each other, in order
    of the later claim.

    Claims withdrawn or denied are no part of a series: what took them away is said where they are
    struck. Claims of one moment follow nobody, and a count with an open bound falls only where its
    bound leaves no doubt.
    """
    all_falls: list[Fall] = []
    for series in _series(case):
        for one, other in pairwise(series):
            if _is_fall(one, other):
                fall = Fall(
                    before=one.claim_id,
                    after=other.claim_id,
                    acts=tuple(one.acts),
                )
                all_falls.append(fall)
    known = case.claims["known"]
    all_falls.sort(key=lambda fall: (known[fall.after], fall.after))
    return all_falls


def _series(case: Known) -> list[list[Any]]:
    """Cumulative claims by party, an office's apart from others', and quantity, in the order of the
    days they describe.
    """
    series: dict[tuple[Any, ...], list[Any]] = {}
    for quantity, claims in case.quantities.items():
        for claim in filter(_is_counted, claims):
            by_office = claim.speaker_kind == "official"
            line = (quantity, claim.party, by_office)
            claims_of_line = series.setdefault(line, [])
            claims_of_line.append(claim)
    for claims in series.values():
        claims.sort(key=_by_day)
    return [*series.values()]


def _by_day(claim: Any) -> tuple[Any, ...]:
    """What sorts a series: the day a claim describes, when it became known, its id."""
    return (
        claim.end,
        claim.known,
        claim.claim_id,
    )


def _is_counted(claim: Any) -> bool:
    """Whether a claim belongs to a series of counts: cumulative, with a number, its speaker's own
    word, not taken back.
    """
    if claim.relays or claim.standing in GONE:
        return False
    return bool(claim.numbered) and claim.measure == "cumulative"


def _is_fall(one: Any, other: Any) -> bool:
    same_day = one.end == other.end
    if same_day and one.known == other.known:
        return False
    least, _ = bounds(one)
    _, most = bounds(other)
    if least is None or most is None:
        return False
    return most < least
