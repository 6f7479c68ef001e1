"""Which claims a quantity may be, each with points and why: number first, then what is counted.

A claim on what the words do not name is no match, however well the number fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from asknown.audit.claim_index import ClaimIndex, Quantity, Row
from asknown.audit.findings import Feature, Mention, is_distinct
from asknown.audit.readings import (
    CLEAR,
    MEANT,
    SURE,
    Reading,
    Strengths,
    strongest,
)

# Points of each feature, together 1.
SAME = 0.45
SAME_NUMBER = 0.43  # bounded in another way
ROUNDED = 0.37
ONE_END = 0.36  # of a range
CONTRADICTED = 0.34  # bounded from the other side
METRIC = 0.30
GROUP = 0.13
PLACE = 0.07
DATE = 0.05
SPEAKER = 0.015  # beyond the rest: it parts equals and decides nothing

ENOUGH = 0.70
ENOUGH_OF_SMALL = 0.85  # below 100
ENOUGH_ROUNDED = 0.74
ENOUGH_ELSEWHERE = 0.80  # on a place that the text does not name
ENOUGH_OF_ODD = 0.76  # there, of a number that two quantities do not share by chance
ENOUGH_OVERLAPPING = 0.80  # on a metric that counts in part what is named
SMALL = 100
_OVERLAPPING = 0.7
_NOT_THAT_GROUP = -1.6  # the counted noun names another one
_AMONG_BEST = 0.8  # of the strongest group, from which another is as well named
_NOT_NAMED_ANYWHERE = -1.5
_CLOSENESS = 0.1  # of a rounded number to the one it stands for
_OVERLAPS = "overlaps with what is named"
_ELSEWHERE = "named elsewhere in the text"
_ONE_DAY = timedelta(days=1)
# To which side a wording leaves a number open.
_UP = "up"
_DOWN = "down"
_OPPOSITE = {_UP, _DOWN}
_ABOVE = ("over", "at_least")
_BELOW = ("nearly", "under")
EDGES = {
    "exact": "",
    "about": "",
    "over": _UP,
    "at_least": _UP,
    "nearly": _DOWN,
    "at_most": _DOWN,
    "under": _DOWN,
    "range": "both",
    "vague": "vague",
    "none": "none",
}


_ALIKE = Feature("number", SAME, "the same, worded alike")
_EQUAL = Feature("number", SAME_NUMBER, "the same")
_ONE_END = Feature("number", ONE_END, "one end of the range")
_AGAINST = Feature("number", CONTRADICTED, "the same, bounded from the other side")
_ROUNDED = Feature("number", ROUNDED, "rounded")
_ITS_DAY = Feature("date", DATE, "its day is named")
_ITS_DAY_ELSEWHERE = Feature(
    "date", DATE * 0.7, "its day is named elsewhere in the text"
)
_NOT_ITS_DAY = Feature("date", DATE * 0.3, "its day is not named")
_ITS_SPEAKER = Feature("speaker", SPEAKER, "named")
_NOT_ITS_SPEAKER = Feature("speaker", 0.0, "not named")


# A claim with the points of its number.
_Fitting = tuple[Row, Feature]


class _Span(NamedTuple):
    low: float
    high: float


class Match(NamedTuple):
    """A claim that a quantity may be: why, and its points, 1 at most.

    `is_overlapping` is whether the words name another metric, which counts in part the same,
    `is_elsewhere` whether the text nowhere names the place that the claim is about, `is_named`
    whether metric and group are named beside the number.
    """

    row: Row
    why: tuple[Feature, ...]
    score: float
    is_rounded: bool
    is_overlapping: bool
    is_elsewhere: bool
    is_named: bool

    @property
    def is_enough(self) -> bool:
        """Whether its points are enough to name it."""
        if self.score < ENOUGH:
            return False
        if self.is_rounded and self.score < ENOUGH_ROUNDED:
            return False
        if self.is_overlapping and self.score < ENOUGH_OVERLAPPING:
            return False
        if self.is_elsewhere and self.score < self._enough_elsewhere:
            return False
        if self.is_rounded or max(self.row.numbers) >= SMALL:
            return True
        # Small numbers meet by chance: what and whom they count has to be named beside them.
        return self.score >= ENOUGH_OF_SMALL and self.is_named

    @property
    def _enough_elsewhere(self) -> float:
        """The points that do for a place that the text does not name: fewer for an odd number."""
        is_odd = not self.is_rounded and any(map(is_distinct, self.row.numbers))
        return ENOUGH_OF_ODD if is_odd else ENOUGH_ELSEWHERE


@dataclass(frozen=True)
class Ground:
    """What matching has to know of a case and a text besides the quantity.

    `wholes` has the group that is the whole of each metric, `parents` what a group or place lies
    in, `overlaps` the metrics that count in part the same, `named_places`,
    `named_groups` and `named_days` those anywhere in the text, `flows` the
    metrics of what was added in a span, `vague` the numbers between which each vague word lies.
    """

    index: ClaimIndex
    whole_place: str
    wholes: Mapping[str, str]
    parents: Mapping[str, str]
    overlaps: Mapping[str, frozenset[str]]
    named_places: frozenset[str]
    named_groups: frozenset[str]
    named_days: frozenset[tuple[int, int]]
    flows: frozenset[str]
    vague: Mapping[str, tuple[float, float]]


def matches(reading: Reading, ground: Ground) -> list[Match]:
    """The claims that a quantity may be, most points first."""
    points = _Points(reading, ground)
    found: dict[str, Match] = {}
    for row, number in _by_number(reading, ground):
        match = points.match(row, number)
        if match is None:
            continue
        before = found.get(row.claim_id)
        if before is None or match.score > before.score:
            found[row.claim_id] = match
    return sorted(found.values(), key=_rank)


def _rank(match: Match) -> tuple[float, str]:
    return -match.score, match.row.claim_id


class _Points:
    """The points of claims for one quantity of a text.

    What all claims on a metric, group and place have in common is found once, so that a number
    which many claims state costs little more than one of few.
    """

    def __init__(self, reading: Reading, ground: Ground) -> None:
        self.reading = reading
        self.ground = ground
        self._common: dict[Quantity, _Common | None] = {}
        self._named_places = reading.places.keys() - {ground.whole_place}

    def match(self, row: Row, number: Feature) -> Match | None:
        """A claim whose number fits; None where it counts what the words do not name."""
        common = self._in_common(row)
        if common is None:
            return None
        day = self._day(row)
        speaker = self._speaker(row)
        points = number.points + common.points
        points += day.points
        points += speaker.points
        return Match(
            row,
            why=(number, *common.features, day, speaker),
            score=round(points, 4),
            is_rounded=number is _ROUNDED,
            is_overlapping=common.is_overlapping,
            is_elsewhere=common.is_elsewhere,
            is_named=common.is_named,
        )

    def _in_common(self, row: Row) -> _Common | None:
        quantity = row.quantity
        if quantity not in self._common:
            self._common[quantity] = self._of_quantity(quantity)
        return self._common[quantity]

    def _of_quantity(self, quantity: Quantity) -> _Common | None:
        reading = self.reading
        ground = self.ground
        if reading.is_increment and quantity.metric not in ground.flows:
            return None
        metric = _metric(quantity, reading, ground)
        if metric is None:
            return None
        group = _group(quantity, reading, ground)
        place = _place(quantity, self._named_places, ground)
        points = metric.points + group.points
        is_overlapping = metric.seen == _OVERLAPS
        if is_overlapping and self._is_counted_as_named(quantity):
            return None
        is_elsewhere = group.seen == _ELSEWHERE
        return _Common(
            features=(metric, group, place),
            points=points + place.points,
            is_overlapping=is_overlapping,
            is_elsewhere=place.points < 0,
            is_named=not is_overlapping and not is_elsewhere,
        )

    def _is_counted_as_named(self, quantity: Quantity) -> bool:
        """Whether the ledger counts a part of all by what the words name: then they mean that."""
        whole = self.ground.wholes.get(quantity.metric, "")
        if quantity.group == whole:
            return False
        groups = self.ground.index.groups
        return any(
            quantity.group in groups.get(metric, ()) for metric in self.reading.meant
        )

    def _day(self, row: Row) -> Feature:
        """Whether a day beside the number, or elsewhere in the text, is one the claim is about."""
        days = _days_around(row.end)
        if not days.isdisjoint(self.reading.days):
            return _ITS_DAY
        if not days.isdisjoint(self.ground.named_days):
            return _ITS_DAY_ELSEWHERE
        return _NOT_ITS_DAY

    def _speaker(self, row: Row) -> Feature:
        speaker = self.reading.speaker
        if speaker and row.speaker == speaker:
            return _ITS_SPEAKER
        return _NOT_ITS_SPEAKER


@cache
def _days_around(day: date) -> frozenset[tuple[int, int]]:
    """A day and its neighbours, each as month and day of the month."""
    around = (
        day - _ONE_DAY,
        day,
        day + _ONE_DAY,
    )
    return frozenset((each.month, each.day) for each in around)


class _Common(NamedTuple):
    """What claims on one metric, group and place have in common."""

    features: tuple[Feature, ...]
    points: float
    is_overlapping: bool
    is_elsewhere: bool
    is_named: bool


def _by_number(reading: Reading, ground: Ground) -> Iterator[_Fitting]:
    """The claims whose number fits, with the points of it."""
    mention = reading.mention
    if mention.wording == "vague":
        return
    index = ground.index
    for metric in _meant(reading, ground):
        scale = index.scales[metric]
        if scale.unit == mention.unit:
            yield from _equal(mention, metric, index)
            yield from _rounded(mention, metric, index)


def _meant(reading: Reading, ground: Ground) -> Sequence[str]:
    """The metrics that may be meant: the clearest, and those that count in part the same."""
    clear = reading.meant
    meant = set(clear)
    for metric in clear:
        overlapping = ground.overlaps.get(metric, ())
        meant.update(overlapping)
    return sorted(meant)


def _equal(
    mention: Mention,
    metric: str,
    index: ClaimIndex,
) -> Iterator[_Fitting]:
    """The claims on a metric that state a number of those written."""
    for number in mention.numbers:
        for row in index.stating(number, metric):
            yield row, _equality(mention, row)


def _rounded(
    mention: Mention,
    metric: str,
    index: ClaimIndex,
) -> Iterator[_Fitting]:
    """The claims on a metric for whose one number the one written may stand."""
    number = mention.number
    if not number or number < SMALL:
        return
    low, high = _rounding(mention, number)
    if low == high:
        return
    for row in index.between(low, high, metric):
        is_one = len(row.numbers) == 1
        if is_one and number not in row.numbers:
            yield row, _ROUNDED


def _equality(mention: Mention, row: Row) -> Feature:
    wording = mention.wording
    is_same = mention.stated == row.stated
    if is_same and wording == row.wording:
        return _ALIKE
    is_range = wording == "range" or len(row.numbers) > 1
    if is_range and not is_same:
        return _ONE_END
    edges = {EDGES[wording], EDGES[row.wording]}
    if edges == _OPPOSITE:
        return _AGAINST
    return _EQUAL


def _rounding(mention: Mention, number: float) -> _Span:
    """Between which numbers that lies which a bounded or round number stands for."""
    wording = mention.wording
    if wording == "exact" and not _has_letters(mention.written):
        return _Span(number, number)
    step = _step(number)
    close = number * _CLOSENESS
    if wording in _ABOVE:
        highest = number * (1 + _CLOSENESS)
        high = min(number + step, highest)
        return _Span(number, high)
    if wording in _BELOW:
        lowest = number * (1 - _CLOSENESS)
        low = max(number - step, lowest)
        return _Span(low, number)
    # An exact one of thousands or millions is cut short: 3.4K, 9.9 thousand.
    if wording in ("about", "exact"):
        half = min(step, close) / 2
        return _Span(number - half, number + half)
    return _Span(number, number)


def _has_letters(written: str) -> bool:
    return any(map(str.isalpha, written))


def _step(number: float) -> float:
    """The step between round numbers of its kind: 150 counts in fifties, 4,300 in hundreds."""
    step = 1.0
    while number % (step * 10) == 0:
        step *= 10
    fives = step * 5
    if number % fives == 0:
        return fives
    return step


def _metric(
    quantity: Quantity,
    reading: Reading,
    ground: Ground,
) -> Feature | None:
    best = reading.highest
    if best < CLEAR:
        return None
    least = best * MEANT
    strength = reading.metrics.get(quantity.metric, 0)
    seen = "named"
    if strength < least:
        # What another cue says more clearly is meant: no number outvotes it.
        overlapping = ground.overlaps.get(quantity.metric, frozenset())
        strength = _of_overlapping(overlapping, reading, least)
        seen = _OVERLAPS
    if not strength:
        return None
    part = strength / best
    part *= min(1, best / SURE)
    return Feature("metric", METRIC * part, seen)


def _of_overlapping(
    overlapping: Set[str],
    reading: Reading,
    least: float,
) -> float:
    """The strength of the strongest metric meant, of those that count in part the same."""
    strengths = []
    for metric, strength in reading.metrics.items():
        if strength >= least and metric in overlapping:
            strengths.append(strength)
    highest = max(strengths, default=0)
    return _OVERLAPPING * highest


def _group(
    quantity: Quantity,
    reading: Reading,
    ground: Ground,
) -> Feature:
    group = quantity.group
    groups = reading.groups
    whole = ground.wholes.get(quantity.metric, "")
    if group in groups:
        return _named_group(group, groups)
    if reading.own_groups:
        return _beside_counted(
            group,
            whole=whole,
            counted=reading.own_groups,
            parents=ground.parents,
        )
    if group == whole:
        part = 0.8 * strongest(groups)
        return _of_group(1 - part, "no part is named")
    if not groups and group in ground.named_groups:
        return _of_group(0.3, _ELSEWHERE)
    return _of_group(-0.3, "not named")


def _named_group(group: str, groups: Strengths) -> Feature:
    """The points of a group that is named: half where others are so more clearly."""
    least = strongest(groups) * _AMONG_BEST
    part = 1.0 if groups[group] >= least else 0.5
    return _of_group(part, "named")


def _of_group(part: float, seen: str) -> Feature:
    return Feature("group", GROUP * part, seen)


def _beside_counted(
    group: str,
    whole: str,
    counted: frozenset[str],
    parents: Mapping[str, str],
) -> Feature:
    """The points of a group where the counted noun names others."""
    if any(_is_within(own, group, parents) for own in counted):
        part = _NOT_THAT_GROUP if group == whole else 0.3
        return _of_group(part, "wider")
    if any(_is_within(group, own, parents) for own in counted):
        return _of_group(0.3, "narrower")
    return _of_group(_NOT_THAT_GROUP, "another is counted")


def _is_within(
    row_id: str,
    whole: str,
    parents: Mapping[str, str],
) -> bool:
    while row_id:
        row_id = parents.get(row_id, "")
        if row_id == whole:
            return True
    return False


def _place(
    quantity: Quantity,
    named: Set[str],
    ground: Ground,
) -> Feature:
    """The points of a place, beside those that are named, the whole left out."""
    place = quantity.place
    whole = ground.whole_place
    if place in named:
        return _of_place(1, "named")
    if place == whole:
        part = 0.8 if named else 1
        return _of_place(part, "the whole")
    if any(_is_within(inner, place, ground.parents) for inner in named):
        return _of_place(0.7, "a place in it is named")
    if place in ground.named_places:
        return _of_place(0.2, _ELSEWHERE)
    if len(ground.index.places[quantity.counted]) == 1:
        return _of_place(0.5, "the only one that has such figures")
    return _of_place(_NOT_NAMED_ANYWHERE, "not named")


def _of_place(part: float, seen: str) -> Feature:
    return Feature("place", PLACE * part, seen)
