"""The timeline: what happened, in order, as far as it was known."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import fsum
from typing import Any

import pandas as pd

from asknown.model import events
from asknown.model.events import title, when
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.text import english
from asknown.text.blocks import Block, Table
from asknown.text.prose import Prose, join, plain, say

_DAY = timedelta(days=1)
_MOST = 6  # charts of one timeline
_FULL = 38  # rows of a chart above which it is cut in time
_CALM = 12  # rows up to which it never is
_SHORT = timedelta(days=2)  # no chart is cut to fewer days
_WEEK = 7  # days below which a chart gains little by being shorter
_UNLIKE = 0.75  # of the events: what the fuller half of a cut may hold
_MANY = 5  # events of a day that are worth a title
_LONG = timedelta(
    days=75
)  # beyond this a chart has months, and a margin on the right for the name of the last
_WORDY = 0.36  # of a chart's width: what an event and its words take, as far as cutting goes


def lanes(case: Known, events: pd.DataFrame) -> list[tuple[str, Prose]]:
    """Id and name of each lane that has events, in the order of case.toml; lanes that it does not name come last."""
    names = case.settings.get("lanes", {})
    there = set(events["lane"])
    order = [each for each in names if each in there] + sorted(there - set(names))
    return [(each, plain(str(names.get(each, each)), "case:lanes")) for each in order]


# Stretches of time, one chart each.


def stretches(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The events of a `frame` in stretches of time by the name of their chart, in order: crowded weeks apart from empty
    months, a full chart in two.

    Each holds `carried` as well: whether an event began in an earlier stretch and lasts into this one. Every event is in
    exactly one stretch where it is not carried.
    """
    parts = [events] if len(events) else []
    while len(parts) < _MOST:
        cuts = [cut for part in parts for cut in (_uneven(part), _full(part)) if cut]
        if not cuts:
            break
        day = max(cuts)[1]
        parts = [half for part in parts for half in _halves(part, day) if len(half)]
    names = ("timeline", *(f"timeline-{number}" for number in range(2, len(parts) + 1)))
    return {name: _with_carried(events, part) for name, part in zip(names, parts, strict=False)}


def _rows(events: pd.DataFrame) -> int:
    """About how many rows a chart of these events needs, all lanes together: in each, how many stand side by side at most."""
    if events.empty:
        return 0
    start = events["begins"].min()
    wide = (events["begins"].max() - start + _DAY) * _WORDY
    lanes: dict[str, list[Any]] = {}
    for lane, left in zip(events["lane"], events["begins"], strict=True):
        lanes.setdefault(lane, []).append(left)
    return sum(_depth([(left, left + wide) for left in sorted(begun)]) for begun in lanes.values())


def _depth(spans: list[tuple[Any, Any]]) -> int:
    """How many of these spans, in order of their start, overlap at most."""
    rows: list[Any] = []
    for left, right in spans:
        if rows and rows[0] <= left:
            heapq.heapreplace(rows, right)
        else:
            heapq.heappush(rows, right)
    return len(rows)


def _uneven(events: pd.DataFrame) -> tuple[float, date] | None:
    """Where crowded days meet empty ones: the room an event gains by a cut there, and the day; None where it gains little."""
    if _rows(events) <= _CALM:
        return None
    firsts = list(events["first"])
    whole = _tightness(firsts)
    gains = [
        ((whole - fsum(map(_tightness, _parted(firsts, day)))) / len(firsts), day)
        for day in _days(firsts)
    ]
    return max((gain for gain in gains if gain[0] >= 1), default=None)


def _full(events: pd.DataFrame) -> tuple[float, date] | None:
    """Where to cut what is too full: into halves alike. Weighs less than any uneven cut, and less the less full it is."""
    if _rows(events) <= _FULL:
        return None
    firsts = list(events["first"])
    fuller = [(max(map(len, _parted(firsts, day))) / len(firsts), day) for day in _days(firsts)]
    return max(
        ((-share / len(firsts), day) for share, day in fuller if share <= _UNLIKE), default=None
    )


def _days(firsts: Sequence[date]) -> list[date]:
    """The days at which events that begin on these days, in order, may be cut: none too near an end."""
    return [
        day
        for day in sorted(set(firsts))
        if day - firsts[0] >= _SHORT and firsts[-1] - day >= _SHORT - _DAY
    ]


def _parted(firsts: Sequence[date], day: date) -> tuple[Sequence[date], Sequence[date]]:
    at = bisect_left(firsts, day)
    return firsts[:at], firsts[at:]


def _halves(events: pd.DataFrame, day: date) -> list[pd.DataFrame]:
    return [events[events["first"] < day], events[events["first"] >= day]]


def _tightness(firsts: Sequence[date]) -> float:
    """How little room events that begin on these days, in order, have: each counts with the logarithm of the days that it
    shares a chart's width with."""
    return len(firsts) * math.log((firsts[-1] - firsts[0]).days + _WEEK)


def _with_carried(events: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """A stretch with the events before it that last into it."""
    start = datetime.combine(part["first"].min(), time())
    carried = (events["begins"] < start) & (events["ends"] > start)
    both = events[carried | events.index.isin(part.index)]
    return both.assign(carried=carried[both.index])


def window(stretch: pd.DataFrame) -> tuple[datetime, datetime]:
    """First and last moment that a chart of a stretch shows: whole days, the days of all that begins in it, and what lasts
    longer as far as it does not crowd the rest."""
    own = stretch[~stretch["carried"]]
    start = datetime.combine(own["first"].min(), time())
    core = datetime.combine(own["first"].max(), time()) + _DAY
    margin = (core - start) / 16 if core - start > _LONG else timedelta()
    beyond = (core - start) / 4 + _DAY if len(own) > _CALM else core - start + _LONG
    end = min(own["ends"].max().to_pydatetime(), core + beyond)
    return start, max(
        core + margin,
        datetime.combine(end, time()) + (_DAY if end.time() != time() else timedelta()),
    )


# What a chart of a stretch says.


def finding(stretch: pd.DataFrame) -> Prose:
    """The fullest day of a stretch, or how much is on record where no day stands out."""
    own = stretch[~stretch["carried"]]
    days = own["first"].value_counts().sort_index(kind="stable")
    total = _count(list(own.index))
    top = days[days == days.max()]
    if len(top) == 1 and top.iloc[0] >= _MANY and len(days) > 1:
        on_it = list(own.index[own["first"] == top.index[0]])
        day = plain(english.day(top.index[0]), *_traces(on_it))
        fullest = plain(english.number(len(on_it)), *_traces(on_it))
        return say("Most is on record for {day}: {n} of {total}", day=day, n=fullest, total=total)
    span = f"{'' if len(days) == 1 else 'from '}{_span(own)}"
    return say(
        "{total} on record {span}",
        total=total,
        span=plain(f"for {span}" if len(days) == 1 else span, *_traces(own.index)),
    )


def _span(own: pd.DataFrame) -> str:
    first, last = own["first"].min(), own["first"].max()
    return english.edtf(str(first) if first == last else f"{first}/{last}")


def _count(ids: list[str]) -> Prose:
    return plain(f"{english.number(len(ids))} event{'' if len(ids) == 1 else 's'}", *_traces(ids))


def _traces(ids: Any) -> tuple[str, ...]:
    return tuple(f"events:{each}" for each in ids)


def crowd(ids: list[str]) -> Prose:
    """What stands on a bar that several events share; it traces to their rows."""
    return _count(ids)


def in_words(case: Known, stretch: pd.DataFrame) -> Prose:
    """The alternative text of the chart of a stretch: what it shows, then what it says, lane by lane."""
    own = stretch[~stretch["carried"]]
    told = join(
        [_lane_in_words(case, name, own[own["lane"] == lane]) for lane, name in lanes(case, own)],
        "; ",
        "; ",
    )
    span = plain(_span(own), *_traces(own.index))
    said = say(
        "Timeline of {span} in lanes, each event a mark as wide as its time is uncertain. {finding}. By lane: {told}.",
        span=span, finding=finding(stretch), told=told,
    )  # fmt: skip
    carried = list(stretch.index[stretch["carried"]])
    if not carried:
        return said
    return said + say(
        " Lasting from before: {told}.",
        told=join([title(case, each) for each in carried], "; ", "; "),
    )


def _lane_in_words(case: Known, name: Prose, own: pd.DataFrame) -> Prose:
    """How much a lane holds, and what is first and last in it."""
    first, last = own.index[0], own.index[-1]
    begun = say("{name}: {n}, first {title} ({when})", name=name, n=_count(list(own.index)), title=title(case, first),
                when=when(case, first))  # fmt: skip
    if first == last:
        return begun
    return say(
        "{begun}, last {title} ({when})",
        begun=begun,
        title=title(case, last),
        when=when(case, last),
    )


def table(case: Known) -> Table:
    """What happened, in order, with the key and the lane of each on the charts."""
    lanes, there = case.settings.get("lanes", {}), events.frame(case)
    rows = [
        [
            events.key(there, str(each)), events.when(case, each), events.what(case, each), events.where(case, each),
            plain(lanes.get(row["lane"], row["lane"]), "case:lanes"),
        ]
        for each, row in there.iterrows()
    ]  # fmt: skip
    return Table(
        "timeline",
        plain("What happened, in order of the day"),
        ("Key", "When", "What", "Where", "Lane"),
        rows,
    )


def charts(case: Known) -> list[Block]:
    """The timeline in lanes, one picture for each stretch of time that fits."""
    from asknown.subjects.charts.timeline import timeline as draw  # matplotlib is slow to load

    subtitle = plain(
        "Events on record by lane, local time. Dot: clock time known; hollow: about. Pale bar: some time within it. "
        "Dark bar: all through it. Letters: the key in the table of events."
    )
    source = say("As known on {day}. Sources: by key in the table of events.", day=as_of(case))
    return [
        draw(
            name, part.assign(key=[events.key(part, each) for each in part.index],
            title=[events.title(case, each) for each in part.index]), lanes(case, part), window(part),
            crowd, title=finding(part), subtitle=subtitle, source=source, alt=in_words(case, part),
        )
        for name, part in stretches(events.frame(case)).items()
    ]  # fmt: skip
