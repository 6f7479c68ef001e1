"""A count that one speaker gives day by day: how many each day, and how many to its end.

Days without end make no chart: beyond a number of bars that a reader can tell apart a bar is a
week, a month or a year, with its days added up. Only the days of one speaker are ever added.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from math import fsum

from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import capital, number, quantity, resting_on, the
from asknown.model.standing import IN_FORCE
from asknown.subjects.charts.bars import Bar
from asknown.subjects.claims import SaidClaim, ids
from asknown.subjects.drawn_rows import with_claims
from asknown.subjects.series import Panel, panel, panels
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

FEWEST = 31  # days from which bars are read more easily than a number each
MOST = 120  # bars
_BEGIN: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
# How numbers that are added, or of which one is taken from another, may be worded.
_ADDABLE = {
    "flow": ("exact", "about", "at_least", "over"),
    "cumulative": ("exact", "about"),
}
_OF_SUMS = {"at least ": ("at_least", "over"), "about ": ("about",)}
_LONGEST = {"day": 1, "week": 7, "month": 31, "year": 366}  # days


@dataclass(frozen=True)
class Daily:
    """A quantity told day by day: its claims by day, how long a bar is, and the bars; `left` are
    the numbers that are not drawn.
    """

    panel: Panel
    claims: list[SaidClaim]
    width: str
    bars: tuple[Bar, ...]

    @property
    def reference(self) -> str:
        """Its name: metric, group and place, as `protests/all/harbour`."""
        return self.panel.reference

    @property
    def left(self) -> int:
        """How many numbers of the quantity are not drawn: replaced, taken back, of longer spans."""
        return len(self.panel.claims) - len(self.claims)

    @property
    def adds_up(self) -> bool:
        """Whether the days are what is told, and the total their sum; else it is the other way."""
        return self.panel.measure == "flow"

    @property
    def highest(self) -> Bar:
        """The highest bar, the first of several."""
        return max(self.bars, key=lambda bar: bar.amount)

    @property
    def without(self) -> int:
        """How many days between the first and the last have no number."""
        first, last = self.claims[0].end, self.claims[-1].end
        return (last - first).days + 1 - len(self.claims)


def of_metrics(
    case: Known,
    metrics: Sequence[str],
) -> list[Daily]:
    """The quantities of some metrics that are told day by day; with each metric those that tell its
    days apart."""
    every = dict.fromkeys([*metrics, *_days_of(case, metrics)])
    found = map(of_panel, panels(case, tuple(every)))
    return [daily for daily in found if daily]


def of_key(
    case: Known,
    key: tuple[str, str, str],
) -> Daily | None:
    """A count of everyone as told day by day, or None where it is not."""
    metric, group, place = key
    return (
        of_panel(
            panel(
                case,
                metric,
                place,
            )
        )
        if group == "all"
        else None
    )


def others(
    metrics: Sequence[str],
    told: Sequence[Daily],
) -> tuple[str, ...]:
    """The metrics that are not told day by day."""
    by_day = {daily.panel.metric for daily in told}
    return tuple(metric for metric in metrics if metric not in by_day)


def _days_of(
    case: Known,
    metrics: Sequence[str],
) -> list[str]:
    """The flows that only tell the days of one of some metrics."""
    known = case.tables["metrics"]
    flows = known[known["measure"] == "flow"]
    return [
        name
        for name, cell in flows["overlaps"].items()
        if set(ids_in(cell)) & set(metrics)
    ]


def of_panel(told: Panel) -> Daily | None:
    """A quantity as told day by day, or None where it is not: days too few, several speakers, two
    numbers for one day, numbers that cannot be added as they are worded, or a count so far that
    falls."""
    claims = _days(told)
    speakers = {claim.speaker for claim in claims}
    days = {claim.end for claim in claims}
    if len(claims) < FEWEST or len(speakers) > 1 or len(days) < len(claims):
        return None
    numbers = _Numbers.of(claims, told.measure)
    wordings = {claim.wording for claim in claims}
    if min(numbers.added) < 0 or not wordings.issubset(_ADDABLE[told.measure]):
        return None
    width = _width(claims[0].end, claims[-1].end)
    bars = tuple(_bars(claims, numbers, told.measure, width))
    return Daily(told, claims, width, bars)


def _days(told: Panel) -> list[SaidClaim]:
    """The claims that tell a day: of a flow those in force that speak of one day alone, of a count
    so far the last to become known of each."""
    claims = told.claims
    if told.measure == "flow":
        return [each for each in claims if each.start == each.end and each.stands]
    if told.measure == "cumulative":
        lasting = {claim.end: claim for claim in claims if not claim.fell}
        return list(lasting.values())
    return []


@dataclass(frozen=True)
class _Numbers:
    """Of each claim the number of its day alone, and the number to its end."""

    added: list[float]
    total: list[float]

    @classmethod
    def of(cls, claims: Sequence[SaidClaim], measure: str) -> _Numbers:
        """What the claims of a measure count; a count so far does not say how many there were
        before its first day."""
        heights = [claim.height for claim in claims]
        if measure == "flow":
            return cls(heights, list(accumulate(heights)))
        steps = [now - before for before, now in pairwise(heights)]
        return cls([0.0, *steps], heights)


def _width(
    first: date,
    last: date,
) -> str:
    """The shortest time for a bar at which there are few enough."""
    length = (last - first).days + 1
    return next((width for width in _BEGIN if length <= MOST * _LONGEST[width]), "year")


def _bars(
    claims: Sequence[SaidClaim],
    numbers: _Numbers,
    measure: str,
    width: str,
) -> Iterator[Bar]:
    """The bars, also those of a time without a number."""
    days = [claim.end for claim in claims]
    first, last = days[0], days[-1]
    for start, end in _spans(first, last, width):
        begin, until = bisect_left(days, start), bisect_right(days, end)
        own = claims[begin:until]
        before = claims[max(begin - 1, 0) : begin]
        told = own if measure == "flow" else [*before, *own[-1:]]
        yield Bar(
            start=start,
            end=end,
            until=min(end, last),
            amount=_sum(numbers.added[begin:until]),
            total=_sum(numbers.total[until - 1 : until]),
            claims=tuple(ids(told)),
            is_whole=first <= start and end <= last,
        )


def _spans(
    first: date,
    last: date,
    width: str,
) -> Iterator[tuple[date, date]]:
    """The days, weeks, months or years from that of one day to that of another."""
    begin = _BEGIN[width]
    start = begin(first)
    while start <= last:
        following = begin(start + timedelta(days=_LONGEST[width]))
        yield start, following - timedelta(days=1)
        start = following


def _sum(numbers: Iterable[float]) -> float:
    """A sum without what is lost in adding parts of a whole."""
    return round(fsum(numbers), 6)


# What the chart says.


@statement(
    "one speaker tells the quantity day by day; the days that stand add up to the first number, of "
    "a count so far the last day has it; the second is of the bar that no other is higher than, "
    "the first of several, and a bar is as long as is said; a sum is worded as its numbers are"
)
def finding(
    case: Known,
    daily: Daily,
) -> Prose:
    """How many there are in all, and when most of them came."""
    highest = daily.highest
    peak = (
        "on the highest day"
        if daily.width == "day"
        else f"in the highest {daily.width}"
    )
    peak = peak if daily.adds_up else f"new {peak}"
    return say(
        f"{{label}}, according to {{who}}: {{total}} in all, {{n}} {peak}, {{when}}",
        label=capital(
            quantity(
                case,
                daily.panel.metric,
                "all",
                daily.panel.place,
            )
        ),
        who=the(case, daily.claims[0].speaker),
        total=total(case, daily),
        n=amount(daily, highest),
        when=_when(daily, highest),
    )


def total(
    case: Known,
    daily: Daily,
) -> Prose:
    """How many there are to the last day: as the speaker says it, where it does, else added up."""
    if not daily.adds_up:
        return number(case, daily.claims[-1].claim_id)
    said = _said_in_all(case, daily)
    if said:
        return number(case, said)
    return _added_up(daily, ids(daily.claims), daily.bars[-1].total)


def _said_in_all(
    case: Known,
    daily: Daily,
) -> str:
    """The claim in force of the same speaker that has the sum of the days, of the same span."""
    whole = ids_in(case.tables["metrics"].at[daily.panel.metric, "overlaps"])
    own = case.claims[
        case.claims["metric"].isin(whole) & (case.claims["group"] == "all")
    ]
    first, last = daily.claims[0], daily.claims[-1]
    is_same = (
        (own["speaker"] == first.speaker)
        & (own["place"] == daily.panel.place)
        & (own["standing"] == IN_FORCE)
        & (own["value"] == daily.bars[-1].total)
        & (own["start"] == first.end)
        & (own["end"] == last.end)
    )
    return next(iter(own.index[is_same]), "")


def amount(
    daily: Daily,
    bar: Bar,
) -> Prose:
    """How many a bar counts."""
    return _added_up(daily, list(bar.claims), bar.amount)


def _added_up(
    daily: Daily,
    claim_ids: list[str],
    number: float,
) -> Prose:
    """A sum as its numbers are worded: of some that are open it is open, of some that are about it
    is about."""
    own = set(claim_ids)
    wordings = {each.wording for each in daily.claims if each.claim_id in own}
    words = next((said for said, of in _OF_SUMS.items() if wordings & set(of)), "")
    return resting_on(claim_ids, f"{words}{english.number(number)}")


def _when(
    daily: Daily,
    bar: Bar,
) -> Prose:
    words = {
        "day": english.day(bar.start),
        "week": f"from {english.day(bar.start)}",
        "month": english.month(bar.start),
        "year": str(bar.start.year),
    }
    return resting_on(list(bar.claims), words[daily.width])


@statement(
    "a bar is as long as is said; so many days between the first and the last have no number, so "
    "many numbers of the quantity are replaced, taken back or of longer spans, and each mark that "
    "is explained is drawn"
)
def how_to_read(daily: Daily) -> Prose:
    """What bars and line mean, and what is not in them."""
    told = [
        plain(_OF_BARS[daily.width] if daily.adds_up else _OF_INCREASE[daily.width])
    ]
    told.append(plain("Line: the total so far."))
    if not all(bar.is_whole for bar in daily.bars):
        told.append(plain(f"Pale: a {daily.width} of which not every day is told yet."))
    trace = f"metrics:{daily.panel.metric}"
    if daily.without:
        n = plain(english.number(daily.without), trace)
        told.append(say("Days without a number: {n}.", n=n))
    if daily.left:
        n = plain(english.number(daily.left), trace)
        told.append(
            say("Not drawn, as replaced, taken back or of longer spans: {n}.", n=n)
        )
    if any(claim.disputed for claim in daily.claims):
        told.append(plain("Some are disputed."))
    whole, *others = told
    for each in others:
        whole = say(
            "{whole} {each}",
            whole=whole,
            each=each,
        )
    return whole


_OF_BARS = {
    "day": "Bar: a day.",
    "week": "Bar: a week from Monday on, its days added up.",
    "month": "Bar: a month, its days added up.",
    "year": "Bar: a year, its days added up.",
}
_OF_INCREASE = {
    "day": "Bar: what was new on a day, after the first.",
    "week": "Bar: what was new in a week from Monday on, after the first day.",
    "month": "Bar: what was new in a month, after the first day.",
    "year": "Bar: what was new in a year, after the first day.",
}


@statement(
    "the chart has so many bars, each so long, from the first of these to the last, with these "
    "numbers"
)
def in_words(
    case: Known,
    daily: Daily,
) -> Prose:
    """The alternative text: what is drawn, what it shows, its first and its last bar."""
    first, last = daily.bars[0], daily.bars[-1]
    count = plain(english.number(len(daily.bars)), f"metrics:{daily.panel.metric}")
    return say(
        f"Bars, a {daily.width} each, {{count}} in all, over a line of the total so far. "
        "{finding}. First {one} ({when}), last {other} ({then}).",
        count=count,
        finding=finding(case, daily),
        one=amount(daily, first),
        when=_when(daily, first),
        other=amount(daily, last),
        then=_when(daily, last),
    )


@statement("the bars of the chart are so long")
def caption(daily: Daily) -> Prose:
    """What stands over the bars."""
    return plain(f"Each {daily.width}" if daily.adds_up else f"New each {daily.width}")


def chart(
    case: Known,
    daily: Daily,
) -> Chart:
    """Bars over a line of the total so far."""
    # matplotlib is slow to load.
    from asknown.subjects.charts.daily import daily as draw

    drawn = draw(
        daily.bars,
        (caption(daily), plain("Total so far")),
        (amount(daily, daily.highest), total(case, daily)),
        f"daily_{daily.panel.metric}",
        title=finding(case, daily),
        subtitle=how_to_read(daily),
        source=source_line(case, [claim.source_id for claim in daily.claims]),
        alt=in_words(case, daily),
    )
    return with_claims(case, drawn, ids(daily.claims))
