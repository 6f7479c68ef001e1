"""Sums of figures that share nobody, what a stated total leaves beside its stated parts, parts
above their whole, and counts that fall.

Nothing is added that may overlap: an attempt is an error that says why. Which groups or places
share nobody is written in case.toml under `apart`, because no tree can tell: minors and civilians
are both parts of everyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from math import fsum
from typing import Any

import pandas as pd

from asknown.dates import span as days_of
from asknown.errors import OverlapError
from asknown.ledger.cells import ids_in
from asknown.model import figures as model
from asknown.model.columns import ASIDE
from asknown.model.figures import STANDING, Figure
from asknown.model.known import Known
from asknown.model.parts import is_part, lineage, nested
from asknown.model.phrases import (
    attributed,
    capital,
    cell,
    label_of,
    note_of,
    refers_to,
    resting_on,
    the,
)
from asknown.model.rules import EARLIER, bounds
from asknown.model.standing import GONE
from asknown.text import english
from asknown.text.prose import Prose, join, plain, say, sentences
from asknown.text.statements import statement

Bound = float | None
QuantityKey = tuple[str, str, str]  # metric, group, place
# Units of what does not go into its whole, as so many people or dollars do.
_MEASURED = ("percent", "days", "hours", "minutes", "weeks", "months")


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
            raise OverlapError(
                f"{_name(figure)} cannot be added: it has no number in force"
            )
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

    def of_a_count(self) -> _Range:
        """Without a lowest number below zero, which says nothing of a count; as it is where the
        highest is below zero too."""
        exceeds = self.high is not None and self.high < 0
        says_nothing = self.low is not None and self.low <= 0 and self.high != self.low
        return _Range(None, self.high) if says_nothing and not exceeds else self


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
    """A stated total, its stated parts by the same party, and what lies between."""

    total: Figure
    parts: tuple[Figure, ...]
    is_first: bool = True  # of the gaps that the total has

    @property
    def reference(self) -> str:
        """The quantities, as `killed/all/island=killed/minors/island+killed/adults/island`."""
        parts = map(_name, self.parts)
        return f"{_name(self.total)}={'+'.join(parts)}"

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
            within=(_range(self.total) - _range(self.sum)).of_a_count(),
        )

    @property
    def most(self) -> Bound:
        """The most that is left; None where that is open."""
        rest = self.rest
        return _first_stated(rest.value, rest.high)

    @statement(
        "one party gives total and parts, for days that fit, in force and undisputed, the parts "
        "declared apart; what is left is the total less the parts; notes: those of these claims, "
        "the total's where these parts are the first that it has"
    )
    def say(self) -> Prose:
        """The total with its parts and what is left of it, each number traced to the claims it
        rests on, in sentences.
        """
        (claim_id,) = self.total.claims
        told = say(
            "{label}: {total}, of which {parts}.",
            label=capital(self.total.label()),
            total=attributed(self.total.case, claim_id, self.total.spoken()),
            parts=self._parts_in_words(),
        )
        return sentences([told, self._left_in_words(), *self.noted()])

    def _left_in_words(self) -> Prose:
        """What is left, as a sentence; no number where the parts exceed the total."""
        most = self.most
        total = self.total.amount()
        is_exact = self.total.wording == "exact"
        of = say("the {total}", total=total) if is_exact else total
        if most is not None and most < 0:
            return say("Together the parts are more than {of}.", of=of)
        if self.rest.value == 0:
            return say("The parts add up to {of}.", of=of)
        left = capital(_amount(self.rest))
        be = "is" if most == 1 else "are"
        return say("{left} of {of} {be} not broken down.", left=left, of=of, be=be)

    def noted(self) -> list[Prose]:
        """What the ledger notes on the claims, where something is left to explain."""
        if self.rest.value == 0:
            return []
        case = self.total.case
        told = []
        noted = (self.total, *self.parts) if self.is_first else self.parts
        for each in noted:
            (claim_id,) = each.claims
            note = note_of(case, claim_id)
            if note:
                told.append(say("On {n}: {note}", n=each.amount(), note=note))
        return told

    @statement("what the parts leave of the total, or that they exceed it")
    def rest_in_words(self) -> Prose:
        """What stands beside the gap on a chart."""
        most = self.most
        if most is not None and most < 0:
            return say("more than the total")
        return say("{n} not broken down", n=_amount(self.rest))

    @statement("what the parts leave of the total is so much, and more than nothing")
    def left(self) -> Prose:
        """What the parts leave, as the last cell of their column; nothing where nothing is left."""
        most = self.most
        if self.rest.value == 0 or (most is not None and most < 0):
            return Prose()
        return _amount(self.rest)

    @statement(
        "not broken down: the parts leave something of the total; add up: nothing, `about` where "
        "they or it are not exact; more: they exceed it"
    )
    def outcome(self) -> Prose:
        """What is said of the parts under the last of them."""
        most = self.most
        if most is not None and most < 0:
            return plain("Together more than the total")
        if self.rest.value != 0:
            return plain("Not broken down")
        if self.rest.wording == "exact":
            return plain("The parts add up to the total")
        return plain("The parts add up to about the total")

    def _parts_in_words(self) -> Prose:
        parts = []
        for part in self.parts:
            name = self.name_of(part)
            named = say("{name}: {amount}", name=name, amount=part.amount())
            (claim_id,) = part.claims
            source_id = cell(part.case, "claims", claim_id, "source_id")
            parts.append(named.citing([source_id]))
        return join(parts, "; ", "; ")

    def name_of(self, part: Figure) -> Prose:
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


def gaps(case: Known) -> list[Gap]:
    """Every gap between a total and parts that share nobody, official figures of one party, in
    order of the total.

    Parts are members of a list under `apart`. Total and parts are in force and undisputed. A part
    of a cumulative count has to describe the total's own day, one of a stock a day at most a week
    away: else the gap would be one between days.
    """
    known = {}
    for figure in model.figures(case, "official"):
        if _is_sure(figure):
            known[figure.key] = figure
    all_gaps: list[Gap] = []
    for total in known.values():
        is_first = True
        for members in case.settings.apart:
            parts = []
            for key in _part_keys(total, members):
                part = known.get(key)
                if part and _is_of_one_account(total, part):
                    parts.append(part)
            if len(parts) > 1:
                gap = Gap(total, tuple(parts), is_first)
                if gap.rest.low is not None or gap.most is not None:
                    all_gaps.append(gap)
                    is_first = False
    return all_gaps


def _is_sure(figure: Figure) -> bool:
    """Whether a figure rests on one claim, with a number, that nobody disputes."""
    if len(figure.claims) != 1 or not _range(figure):
        return False
    (claim_id,) = figure.claims
    claim = figure.case.row(claim_id)
    return not claim.disputed


def _is_of_one_account(total: Figure, part: Figure) -> bool:
    """Whether a part is by the total's own party and of its time."""
    return _party(total) == _party(part) and _same_time(total, part)


def _party(figure: Figure) -> str:
    (claim_id,) = figure.claims
    return str(figure.case.row(claim_id).party)


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
class Excess:
    """A part above its whole, both figures by one rule."""

    part: Figure
    whole: Figure

    @property
    def reference(self) -> str:
        """The two figures, as `killed/all/harbour/span>killed/all/island/span`."""
        return f"{self.part.reference}>{self.whole.reference}"

    @statement(
        "the first figure is of a part of what the second counts, by the same rule, and for no "
        "later day (a stock within a week, a flow for the same span); more: its lowest number is "
        "above the highest of the whole; upper end: only its highest is"
    )
    def remark(self) -> Prose:
        """What stands beside the part: `more than the 3,283 for all of the island by the Ministry
        as of 17 Sep 2023`.
        """
        part_low = _range(self.part).low
        whole_high = _range(self.whole).high
        is_above = (
            part_low is not None and whole_high is not None and part_low > whole_high
        )
        template = "more than {whole}" if is_above else "its upper end is above {whole}"
        return say(template, whole=self._whole_in_words())

    def _whole_in_words(self) -> Prose:
        """The whole's number, what it counts, and by whom of which day where one says it."""
        whole = self.whole
        case = whole.case
        named = say("the {n} for {name}", n=whole.amount(), name=self._name_of_whole())
        if len(whole.claims) != 1:
            return named
        (claim_id,) = whole.claims
        return say(
            "{named} by {who} ({day})",
            named=named,
            who=the(case, case.row(claim_id).speaker),
            day=refers_to(case, claim_id, short=True),
        )

    def _name_of_whole(self) -> Prose:
        """The whole's group and place, as far as they are other than the part's."""
        whole = self.whole
        names = []
        if whole.group != self.part.group:
            names.append(label_of(whole.case, "groups", whole.group))
        if whole.place != self.part.place:
            place = label_of(whole.case, "places", whole.place)
            names.append(say("all of {place}", place=place))
        return join(names, ", ", ", ")


def excess(part: Figure) -> Excess | None:
    """The nearest whole that a figure, a part of it, is above; None where there is none.

    Both are figures by one rule, the part's for no later day than the whole's; counts over a span
    are for one span, what stands on a day for days at most a week apart.
    """
    high = _upper(part)
    if high is None:
        return None
    case = part.case
    for group in lineage(case, "groups", part.group):
        for place in lineage(case, "places", part.place):
            key = (part.metric, group, place)
            if key == part.key or key not in case.quantities:
                continue
            whole = model.figure(case, *key, part.rule)
            ceiling = _range(whole).high
            if ceiling is None or high <= ceiling:
                continue
            if _is_comparable(whole, part):
                return Excess(part, whole)
    return None


def _upper(figure: Figure) -> Bound:
    """The highest number a figure states: of one that is open upward, its lowest."""
    within = _range(figure)
    return _first_stated(within.high, within.low)


def _is_comparable(whole: Figure, part: Figure) -> bool:
    """Whether a part cannot be above a whole of that time: what is counted goes into its whole, as
    a price, a share or a length of time does not.
    """
    metric = whole.case.tables["metrics"].loc[whole.metric]
    unit = metric["unit"]
    if unit in _MEASURED or " per " in unit:
        return False
    part_end = _last_day(part)
    whole_end = _last_day(whole)
    if metric["measure"] == "cumulative":
        return part_end <= whole_end
    if metric["measure"] == "stock":
        return abs(whole_end - part_end) <= EARLIER
    return bool(part.refers_to) and part.refers_to == whole.refers_to


def _last_day(figure: Figure) -> date:
    """The last day that a figure's claims describe."""
    ends: list[date] = [figure.case.row(claim_id).end for claim_id in figure.claims]
    return max(ends)


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
    if claim.relays or claim.standing in GONE or claim.nature in ASIDE:
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
