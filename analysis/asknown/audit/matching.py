"""Which claims a quantity may be, each with points and why: number first, then what is counted.

A claim on what the words do not name is no match, however well the number fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from asknown.audit.claim_index import ClaimIndex, Row
from asknown.audit.findings import Feature, Mention
from asknown.audit.readings import CLEAR, MEANT, SURE, Reading

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
ENOUGH_OVERLAPPING = 0.80  # on a metric that counts in part what is named
SMALL = 100
_OVERLAPPING = 0.7
_NOT_THAT_GROUP = -1.6  # the counted noun names another one
_AMONG_BEST = 0.8  # of the strongest group, from which another is as well named
_NOT_NAMED_ANYWHERE = -1.5
_CLOSENESS = 0.1  # of a rounded number to the one it stands for
_OVERLAPS = "overlaps with what is named"
_ONE_DAY = timedelta(days=1)
# To which side a wording leaves a number open.
_UP = "up"
_DOWN = "down"
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


@dataclass(frozen=True)
class Match:
    """A claim that a quantity may be."""

    row: Row
    why: tuple[Feature, ...]
    is_rounded: bool

    @cached_property
    def score(self) -> float:
        """Its points, 1 at most."""
        return round(sum(feature.points for feature in self.why), 4)

    @cached_property
    def is_enough(self) -> bool:
        """Whether its points are enough to name it."""
        asked = [ENOUGH]
        if self.is_rounded:
            asked.append(ENOUGH_ROUNDED)
        if self.is_overlapping:
            asked.append(ENOUGH_OVERLAPPING)
        if self.is_elsewhere:
            asked.append(ENOUGH_ELSEWHERE)
        if max(self.row.numbers) < SMALL and not self.is_rounded:
            asked.append(ENOUGH_OF_SMALL)
        return self.score >= max(asked)

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the text nowhere names the place that the claim is about."""
        return any(
            feature.name == "place" and feature.points < 0 for feature in self.why
        )

    @property
    def is_overlapping(self) -> bool:
        """Whether the words name another metric, which counts in part the same."""
        return any(feature.seen == _OVERLAPS for feature in self.why)


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
    found: dict[str, Match] = {}
    for row, number in _by_number(reading, ground):
        metric = _metric(row, reading, ground)
        if metric is None or (reading.is_increment and row.metric not in ground.flows):
            continue
        why = (
            number,
            metric,
            _group(row, reading, ground),
            _place(row, reading, ground),
            _date(row, reading, ground),
            _speaker(row, reading),
        )
        match = Match(row, why, is_rounded=number.points == ROUNDED)
        if row.claim_id not in found or match.score > found[row.claim_id].score:
            found[row.claim_id] = match
    return sorted(found.values(), key=lambda match: (-match.score, match.row.claim_id))


def _by_number(reading: Reading, ground: Ground) -> Iterator[tuple[Row, Feature]]:
    """The claims whose number fits, with the points of it."""
    mention = reading.mention
    if mention.wording == "vague":
        return
    index = ground.index
    for metric in sorted(_meant(reading, ground)):
        if index.scales[metric].unit == mention.unit:
            yield from _of_metric(mention, metric, index)


def _meant(reading: Reading, ground: Ground) -> set[str]:
    """The metrics that may be meant: the clearest, and those that count in part the same."""
    clear = reading.meant
    overlapping = (ground.overlaps.get(metric, frozenset()) for metric in clear)
    return set(clear).union(*overlapping)


def _of_metric(
    mention: Mention,
    metric: str,
    index: ClaimIndex,
) -> Iterator[tuple[Row, Feature]]:
    """The claims on a metric whose number fits."""
    stated = (mention.low, mention.value, mention.high)
    numbers = [number for number in stated if number is not None]
    for number in numbers:
        for row in index.stating(number, metric):
            yield row, _equality(mention, row)
    single = mention.number
    if single and single >= SMALL:
        low, high = _rounding(mention, single)
        for row in index.between(low, high, metric):
            if single not in row.numbers and len(row.numbers) == 1:
                yield row, Feature("number", ROUNDED, "rounded")


def _equality(mention: Mention, row: Row) -> Feature:
    is_same = (mention.low, mention.value, mention.high) == (
        row.low,
        row.value,
        row.high,
    )
    if is_same and mention.wording == row.wording:
        return Feature("number", SAME, "the same, worded alike")
    is_range = mention.wording == "range" or len(row.numbers) > 1
    if is_range and not is_same:
        return Feature("number", ONE_END, "one end of the range")
    if {EDGES[mention.wording], EDGES[row.wording]} == {_UP, _DOWN}:
        return Feature("number", CONTRADICTED, "the same, bounded from the other side")
    return Feature("number", SAME_NUMBER, "the same")


def _rounding(mention: Mention, number: float) -> tuple[float, float]:
    """Between which numbers that lies which a bounded or round number stands for."""
    step = _step(number)
    if mention.wording in ("over", "at_least"):
        return number, min(number + step, number * (1 + _CLOSENESS))
    if mention.wording in ("nearly", "under"):
        return max(number - step, number * (1 - _CLOSENESS)), number
    if mention.wording == "about" or _is_cut_short(mention):
        half = min(step / 2, number * _CLOSENESS / 2)
        return number - half, number + half
    return number, number


def _is_cut_short(mention: Mention) -> bool:
    """Whether a number is written as some of thousands or millions: 3.4K, 9.9 thousand."""
    return mention.wording == "exact" and any(
        sign.isalpha() for sign in mention.written
    )


def _step(number: float) -> float:
    """The step between round numbers of its kind: 150 counts in fifties, 4,300 in hundreds."""
    step = 1.0
    while number % (step * 10) == 0:
        step *= 10
    return step * 5 if number % (step * 5) == 0 else step


def _metric(row: Row, reading: Reading, ground: Ground) -> Feature | None:
    best = max(reading.metrics.values(), default=0)
    if best < CLEAR:
        return None
    strength = reading.metrics.get(row.metric, 0)
    seen = "named"
    if strength < best * MEANT:
        # What another cue says more clearly is meant: no number outvotes it.
        strength = _of_overlapping(row.metric, reading, ground, best * MEANT)
        seen = _OVERLAPS
    if not strength:
        return None
    part = strength / best * min(1, best / SURE)
    return Feature("metric", METRIC * part, seen)


def _of_overlapping(
    metric: str, reading: Reading, ground: Ground, least: float
) -> float:
    """The strength of the strongest metric meant that counts in part the same."""
    overlapping = ground.overlaps.get(metric, frozenset())
    named = overlapping & reading.metrics.keys()
    strengths = [
        reading.metrics[other] for other in named if reading.metrics[other] >= least
    ]
    return _OVERLAPPING * max(strengths, default=0)


def _group(row: Row, reading: Reading, ground: Ground) -> Feature:
    whole = ground.wholes.get(row.metric, "")
    if row.group in reading.groups:
        strongest = max(reading.groups.values())
        is_best = reading.groups[row.group] >= strongest * _AMONG_BEST
        return _of_group(1.0 if is_best else 0.5, "named")
    if reading.own_groups:
        return _beside_counted(row.group, whole, reading.own_groups, ground.parents)
    if row.group == whole:
        strongest = max(reading.groups.values(), default=0)
        return _of_group(1 - 0.8 * strongest, "no part is named")
    if row.group in ground.named_groups and not reading.groups:
        return _of_group(0.3, "named elsewhere in the text")
    return _of_group(-0.3, "not named")


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
        return _of_group(_NOT_THAT_GROUP if group == whole else 0.3, "wider")
    if any(_is_within(group, own, parents) for own in counted):
        return _of_group(0.3, "narrower")
    return _of_group(_NOT_THAT_GROUP, "another is counted")


def _is_within(row_id: str, whole: str, parents: Mapping[str, str]) -> bool:
    while row_id:
        row_id = parents.get(row_id, "")
        if row_id == whole:
            return True
    return False


def _place(row: Row, reading: Reading, ground: Ground) -> Feature:
    named = {place for place in reading.places if place != ground.whole_place}
    if row.place in named:
        return Feature("place", PLACE, "named")
    if row.place == ground.whole_place:
        return Feature("place", PLACE * (0.8 if named else 1), "the whole")
    if any(_is_within(place, row.place, ground.parents) for place in named):
        return Feature("place", PLACE * 0.7, "a place in it is named")
    if row.place in ground.named_places:
        return Feature("place", PLACE * 0.2, "named elsewhere in the text")
    if ground.index.places[row.metric, row.group] == {row.place}:
        return Feature("place", PLACE * 0.5, "the only one that has such figures")
    return Feature("place", PLACE * _NOT_NAMED_ANYWHERE, "not named")


def _date(row: Row, reading: Reading, ground: Ground) -> Feature:
    """Whether a day beside the number, or elsewhere in the text, is one the claim is about."""
    if _falls_on(row, reading.days):
        return Feature("date", DATE, "its day is named")
    if _falls_on(row, ground.named_days):
        return Feature("date", DATE * 0.7, "its day is named elsewhere in the text")
    return Feature("date", DATE * 0.3, "its day is not named")


def _speaker(row: Row, reading: Reading) -> Feature:
    if reading.speaker and row.speaker == reading.speaker:
        return Feature("speaker", SPEAKER, "named")
    return Feature("speaker", 0.0, "not named")


def _falls_on(row: Row, days: frozenset[tuple[int, int]]) -> bool:
    """Whether a claim is about one of some days, or the day before or behind it."""
    for day in (row.end - _ONE_DAY, row.end, row.end + _ONE_DAY):
        if (day.month, day.day) in days:
            return True
    return False
