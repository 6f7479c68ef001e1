"""Sums of figures that share nobody, and the gap between a stated total and its stated parts.

Nothing is added that may overlap: an attempt is an error that says why. Which groups or places share nobody is written in
case.toml under `apart`, because no tree can tell: minors and civilians are both parts of everyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import fsum
from typing import Any

from asknown.dates import span as days_of
from asknown.errors import OverlapError
from asknown.model.figures import STANDING, Figure, figures
from asknown.model.known import Known
from asknown.model.phrases import capital, label_of, traces
from asknown.model.rules import EARLIER, Span, bounds
from asknown.model.standing import GONE
from asknown.text import english
from asknown.text.prose import Prose, join, plain, say


def add(figures: Sequence[Figure]) -> Figure:
    """The sum of figures as a figure of its own, by the rule `sum`; open bounds stay open.

    OverlapError, saying why, where two of them may count the same people or things, or where one has no number.
    """
    for one, other in combinations(figures, 2):
        reason = overlap(one, other)
        if reason:
            raise OverlapError(f"{_name(one)} and {_name(other)} cannot be added: {reason}")
    for figure in figures:
        if _bounds(figure) == (None, None):
            raise OverlapError(f"{_name(figure)} cannot be added: it has no number in force")
    low, high = (_total([_bounds(figure)[side] for figure in figures]) for side in (0, 1))
    return _reckoned("sum", figures[0], figures, low, high)


def overlap(one: Figure, other: Figure) -> str:
    """Why two figures may count the same, or "" where they share nothing."""
    metrics = one.case.tables["metrics"]
    if other.metric in metrics.at[one.metric, "overlaps"].split(";") or one.metric in metrics.at[
        other.metric, "overlaps"
    ].split(";"):
        return f"{one.metric} and {other.metric} overlap (metrics.csv)"
    if one.metric != other.metric and any(
        metrics.at[one.metric, column] != metrics.at[other.metric, column]
        for column in ("unit", "measure")
    ):
        return "they differ in unit or measure"
    if (
        one.metric != other.metric
        or _apart(one.case, "groups", one.group, other.group)
        or _apart(one.case, "places", one.place, other.place)
    ):
        return ""
    for name, left, right in (
        ("groups", one.group, other.group),
        ("places", one.place, other.place),
    ):
        if left != right and (
            left in line(one.case, name, right) or right in line(one.case, name, left)
        ):
            return f"one of {left} and {right} is part of the other ({name}.csv)"
    return "nothing says that they share nobody: if so, list their groups or places under apart in case.toml"


def _apart(case: Known, table: str, one: str, other: str) -> bool:
    """Whether a list under `apart` holds the two, or what they are part of, as different members."""
    lines = set(line(case, table, one)), set(line(case, table, other))
    return any(
        left != right and left in lines[0] and right in lines[1]
        for members in case.settings.apart for left in members for right in members
    )  # fmt: skip


def line(case: Known, table: str, each: str) -> Iterator[str]:
    """A group or place and what it is part of, upward."""
    parent = case.parents[table]
    while each:
        yield each
        each = parent.get(each, "")


def _name(figure: Figure) -> str:
    return f"{figure.metric}/{figure.group}/{figure.place}"


def _bounds(figure: Figure) -> tuple[float | None, float | None]:
    """What a figure allows: its stated number is both bounds, an open bound is None."""
    if figure.status != STANDING:
        return None, None
    low, high = figure.low, figure.high
    if figure.wording not in ("at_least", "over"):
        high = high if high is not None else figure.value
    if figure.wording not in ("at_most", "under"):
        low = low if low is not None else figure.value if figure.value is not None else high
    return low, high


def _total(numbers: Sequence[float | None]) -> float | None:
    return None if None in numbers else fsum(number for number in numbers if number is not None)


def _reckoned(
    rule: str, like: Figure, inputs: Sequence[Figure], low: float | None, high: float | None
) -> Figure:
    """A figure reckoned from others: exact only where all of them are."""
    exact = low == high and all(each.wording == "exact" for each in inputs)
    wording = (
        "exact"
        if exact
        else "about"
        if low == high
        else "at_most"
        if low is None
        else "at_least"
        if high is None
        else "range"
    )
    claims = tuple(sorted({claim for each in inputs for claim in each.claims}))
    return Figure(
        like.metric, like.group, like.place, low if low != high else None, low if low == high else None,
        high if low != high else None, wording, rule, STANDING, "", "", claims, Span(), "", like.case,
    )  # fmt: skip


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
        """What the parts leave of the total, a figure by the rule `gap`; below zero where they exceed it."""
        (low, high), (least, most) = _bounds(self.total), _bounds(self.sum)
        return _reckoned(
            "gap", self.total, (self.total, *self.parts),
            None if low is None or most is None else low - most, None if high is None or least is None else high - least,
        )  # fmt: skip

    def say(self) -> Prose:
        """The gap as a sentence, each number traced to the claims it is reckoned from."""
        total, rest = self.total.amount(), self.rest
        label = capital(self.total.label())
        parts = join(
            [
                say("{name}: {amount}", name=self._part(part), amount=part.amount())
                for part in self.parts
            ],
            "; ",
            "; ",
        )
        told = say(
            "{label}: the officially stated parts ({parts}) add up to {sum} of {total}",
            label=label,
            parts=parts,
            sum=_amount(self.sum),
            total=total,
        )
        most = rest.value if rest.value is not None else rest.high
        if most is not None and most < 0:
            over = plain(
                english.spoken(None, -most, None, "exact" if rest.wording == "exact" else "about"),
                *traces(rest.claims),
            )
            return say("{told}, which is {over} more than the total.", told=told, over=over)
        if most == 0:
            return say("{told}.", told=told)
        return say("{told}, which leaves {rest} unaccounted for.", told=told, rest=_amount(rest))

    def rest_in_words(self) -> Prose:
        """What stands beside the gap on a chart."""
        rest = self.rest
        if rest.value is not None and rest.value < 0:
            return say(
                "{n} more than the total",
                n=plain(english.number(-rest.value), *traces(rest.claims)),
            )
        return say("{n} unaccounted for", n=_amount(rest))

    def _part(self, part: Figure) -> Prose:
        case = part.case
        return (
            label_of(case, "groups", part.group)
            if part.group != self.total.group
            else label_of(case, "places", part.place)
        )


def _amount(figure: Figure) -> Prose:
    return plain(
        english.spoken(figure.low, figure.value, figure.high, figure.wording),
        *traces(figure.claims),
    )


def gaps(case: Known) -> list[Gap]:
    """Every gap between an official total and official parts that share nobody, in order of the total.

    Parts are members of a list under `apart`. A part of a cumulative count has to describe the total's own day, one of a
    stock a day at most a week away: else the gap would be one between days.
    """
    known = {
        (each.metric, each.group, each.place): each
        for each in figures(case, "official")
        if _bounds(each) != (None, None)
    }
    found = []
    for total in known.values():
        for members in case.settings.apart:
            parts = tuple(
                known[key]
                for key in _keys(case, total, members)
                if key in known and _same_time(total, known[key])
            )
            if len(parts) > 1:
                found.append(Gap(total, parts))
    return found


def _keys(case: Known, total: Figure, members: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for each in sorted(members):
        if each != total.group and total.group in line(case, "groups", each):
            yield total.metric, each, total.place
        if each != total.place and total.place in line(case, "places", each):
            yield total.metric, total.group, each


def _same_time(total: Figure, part: Figure) -> bool:
    measure = total.case.tables["metrics"].at[total.metric, "measure"]
    if measure == "flow":
        return total.refers_to == part.refers_to
    apart = abs(days_of(total.refers_to)[1] - days_of(part.refers_to)[1])
    return apart <= EARLIER if measure == "stock" else not apart


@dataclass(frozen=True)
class Fall:
    """A cumulative count of a party that a later one of the same party undercuts. The `acts` on the higher explain it; without
    any it is unexplained: a dispute of the lower says that it fell, not why."""

    before: str
    after: str
    acts: tuple[str, ...]


def falls(case: Known) -> list[Fall]:
    """Every fall of a cumulative count between claims of a party that follow each other, in order of the later claim.

    Claims withdrawn or denied are no part of a series: what took them away is said where they are struck. Claims of one
    moment follow nobody, and a count with an open bound falls only where its bound leaves no doubt.
    """
    pairs = [pair for series in _series(case) for pair in pairwise(series) if _falls(*pair)]
    found = [Fall(one.claim_id, other.claim_id, tuple(one.acts)) for one, other in pairs]
    return sorted(found, key=lambda fall: (case.claims.at[fall.after, "known"], fall.after))


def _series(case: Known) -> list[list[Any]]:
    """Cumulative claims by party, an office's apart from others', and quantity, in the order of the days they describe."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for key, claims in case.quantities.items():
        for claim in claims:
            if (
                claim.measure == "cumulative"
                and claim.numbered
                and not claim.relays
                and claim.standing not in GONE
            ):
                found.setdefault((*key, claim.party, claim.speaker_kind == "official"), []).append(
                    claim
                )
    return [
        sorted(series, key=lambda claim: (claim.end, claim.known, claim.claim_id))
        for series in found.values()
    ]


def _falls(one: Any, other: Any) -> bool:
    least, most = bounds(one)[0], bounds(other)[1]
    return (
        (one.end, one.known) != (other.end, other.known)
        and least is not None
        and most is not None
        and most < least
    )
