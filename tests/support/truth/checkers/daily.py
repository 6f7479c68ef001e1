"""Statements on a count told day by day: bars, the line below them, and what is not drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import holds, matches, row, same
from tests.support.truth.registry import About, checks
from tests.support.truth.telling import GONE
from tests.support.truth.world import Claim, World

Key = tuple[str, str, str]
_MONTHS = 12
_BINS = 120


@dataclass
class _Days:
    """The days of a quantity: the claims by day, how many each added, how many in all."""

    key: Key
    flow: bool
    claims: dict[date, Claim]
    others: int

    @property
    def first(self) -> date:
        return min(self.claims)

    @property
    def last(self) -> date:
        return max(self.claims)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def added(self) -> dict[date, float]:
        """What is new on each day."""
        days = sorted(self.claims)
        if self.flow:
            return {day: _drawn(self.claims[day]) for day in days}
        found = {days[0]: 0.0}
        for before, now in pairwise(days):
            found[now] = _drawn(self.claims[now]) - _drawn(self.claims[before])
        return found

    def total(self) -> float:
        """To the last day."""
        added = self.added()
        return sum(added.values()) if self.flow else _drawn(self.claims[self.last])


def _drawn(claim: Claim) -> float:
    return next(
        each for each in (claim.value, claim.low, claim.high) if each is not None
    )


def _days(world: World, about: About) -> _Days:
    metric, group, place = about["daily"].split("/")
    key = metric, group, place
    own = [
        each
        for each in world.of(key)
        if each.numbered and each.counted and not each.relays
    ]
    flow = row(world, "metrics", metric)["measure"] == "flow"
    claims: dict[date, Claim] = {}
    for claim in sorted(
        own, key=lambda each: (each.end, each.known, _drawn(each), each.id)
    ):
        if flow and claim.alive and claim.start == claim.end:
            assert claim.end not in claims, "two numbers of one day"
            claims[claim.end] = claim
        if not flow and claim.standing not in GONE:
            claims[claim.end] = claim
    assert len({claim.speaker for claim in claims.values()}) == 1, "several speakers"
    found = _Days(key, flow, claims, len(own) - len(claims))
    assert min(found.added().values()) >= 0, "a count so far falls"
    return found


def _in_week(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def _in_month(day: date, months: int) -> date:
    number = (day.year * _MONTHS + day.month - 1) // months * months
    return date(number // _MONTHS, number % _MONTHS + 1, 1)


_BEGINS: dict[str, tuple[int, Callable[[date], date]]] = {
    "day": (1, lambda day: day),
    "week": (7, _in_week),
    "month": (31, partial(_in_month, months=1)),
    "year": (366, partial(_in_month, months=_MONTHS)),
}


def _width(days: _Days) -> str:
    for width, (length, _) in _BEGINS.items():
        if days.length <= _BINS * length:
            return width
    return "year"


def _bins(days: _Days) -> dict[date, float]:
    """What each bar counts, empty ones too."""
    _, begin = _BEGINS[_width(days)]
    starts = [
        begin(days.first + timedelta(days=offset)) for offset in range(days.length)
    ]
    bins = dict.fromkeys(starts, 0.0)
    for day, added in days.added().items():
        bins[begin(day)] += added
    return bins


def _when(days: _Days, start: date) -> str:
    width = _width(days)
    if width == "year":
        return str(start.year)
    if width == "month":
        return words.date_of(f"{start:%Y-%m}")
    return words.day(start) if width == "day" else f"from {words.day(start)}"


def _worded(days: _Days, start: date, amount: float) -> str:
    """What a bar counts, as its numbers are worded; of a count so far it is a difference."""
    _, begin = _BEGINS[_width(days)]
    own = [day for day in days.claims if begin(day) == start]
    if not days.flow:
        own += [day for day in days.claims if day < start][-1:]
    return _sum_of(days, own, amount)


def _sum_of(days: _Days, own: list[date], amount: float) -> str:
    wordings = {days.claims[day].wording for day in own}
    words_for = "at least " if wordings & {"at_least", "over"} else ""
    if not words_for and "about" in wordings:
        words_for = "about "
    return words_for + words.number(amount)


def _found(world: World, days: _Days) -> str:
    bins = _bins(days)
    highest = max(bins.values())
    start = next(each for each, amount in bins.items() if amount == highest)
    width = _width(days)
    on = "on" if width == "day" else "in"
    new = "" if days.flow else "new "
    who = telling.the(world, days.claims[days.last].speaker)
    label = telling.esc(telling.capital(telling.quantity(world, days.key)))
    last = days.claims[days.last]
    whole = telling.esc(_sum_of(days, list(days.claims), days.total()))
    total = whole if days.flow else telling.number(world, last)
    most = telling.esc(f"{_worded(days, start, highest)} {new}{on} the highest {width}")
    return f"{label}, according to {who}: {total} in all, {most}, {_when(days, start)}"


@checks("daily.finding")
def finding(world: World, about: About, text: str) -> None:
    matches(text, _found(world, _days(world, about)))


@checks("daily.caption")
def caption(world: World, about: About, text: str) -> None:
    days = _days(world, about)
    same(text, f"{'Each' if days.flow else 'New each'} {_width(days)}")


@checks("daily.how_to_read")
def how_to_read(world: World, about: About, text: str) -> None:
    days = _days(world, about)
    width = _width(days)
    article = f"Bar: a {width}" if days.flow else "Bar: what was new "
    assert text.startswith(article), "other bars"
    assert f"a {width}" in text, "another length"
    assert ("its days added up" in text) is (days.flow and width != "day"), (
        "what is added"
    )
    assert ("after the first" in text) is not days.flow, "what is new"
    assert ("Monday" in text) is (width == "week"), "where weeks begin"
    holds(text, "Line: the total so far.")
    lacks = days.length - len(days.claims)
    for count, said in (
        (lacks, "Days without a number"),
        (days.others, "Not drawn, as replaced"),
    ):
        assert (said in text) is bool(count), said
        if count:
            assert f": {words.number(count)}." in text.partition(said)[2], (
                f"{count} {said}"
            )
    _, begin = _BEGINS[width]
    is_cut = begin(days.first) != days.first or begin(days.last) == begin(
        days.last + timedelta(days=1)
    )
    assert (f"Pale: a {width} of which" in text) is is_cut, "what is pale"
    disputed = any(claim.standing == "disputed" for claim in days.claims.values())
    assert ("Some are disputed." in text) is disputed, "disputes"


@checks("daily.in_words")
def in_words(world: World, about: About, text: str) -> None:
    days = _days(world, about)
    bins = _bins(days)
    (first, one), *_ = bins.items()
    *_, (last, other) = bins.items()
    begin = telling.esc(f"First {_worded(days, first, one)} ({_when(days, first)})")
    end = telling.esc(f", last {_worded(days, last, other)} ({_when(days, last)}).")
    bars = f"Bars, a {_width(days)} each, {words.number(len(bins))} in all, over a line of the"
    matches(
        text,
        rf"{telling.esc(bars)} total so far\. {_found(world, days)}\. {begin}{end}",
    )
