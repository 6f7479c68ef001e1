"""The timeline: what happened, in order, as far as it was known."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from math import fsum
from typing import Any

import pandas as pd

from asknown import dates
from asknown.model import events
from asknown.model.events import title, when
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.subjects.charts.packing import depth
from asknown.text import english
from asknown.text.blocks import Block, Table
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

_DAY = timedelta(days=1)
_MOST = 6  # charts of one timeline
_FULL = 38  # rows of a chart above which it is cut in time
_CALM = 12  # rows up to which it never is
_SHORT = timedelta(days=2)  # no chart is cut to fewer days
_WEEK = 7  # days below which a chart gains little by being shorter
_UNLIKE = 0.75  # of the events: what the fuller half of a cut may hold
_MANY = 5  # events of a day that are worth a title
_LONG = timedelta(days=75)  # a longer chart has months, and a margin for the name of the last
_WORDY = 0.36  # of a chart's width: what an event and its words take, as far as cutting goes
Cut = tuple[float, date]  # what it gains, and the day on which the later part begins


def lanes(case: Known, frame: pd.DataFrame) -> list[tuple[str, Prose]]:
    """Id and name of each lane that has events, in the order of case.toml; lanes that it does not
    name come last."""
    names = case.settings.lanes
    used = set(frame["lane"])
    order = [lane for lane in names if lane in used] + sorted(used - set(names))
    return [(lane, _lane_name(case, lane)) for lane in order]


def _lane_name(case: Known, lane: str) -> Prose:
    return plain(str(case.settings.lanes.get(lane, lane)), "case:lanes")


# Stretches of time, one chart each.


def stretches(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The events of a `frame` in stretches of time by the name of their chart, in order: crowded
    weeks apart from empty months, a full chart in two.

    Each holds `carried` as well: whether an event began in an earlier stretch and lasts into this
    one. Every event is in exactly one stretch where it is not carried.
    """
    parts = [events] if len(events) else []
    while len(parts) < _MOST:
        cuts = [cut for part in parts for cut in _cuts(part)]
        if not cuts:
            break
        _, day = max(cuts)
        halves = [half for part in parts for half in _halves(part, day)]
        parts = [half for half in halves if len(half)]
    named = {}
    for number, part in enumerate(parts, 1):
        name = "timeline" if number == 1 else f"timeline-{number}"
        named[name] = _with_carried(events, part)
    return named


def _rows(events: pd.DataFrame) -> int:
    """About how many rows a chart of these events needs, all lanes together: in each, how many
    stand side by side at most."""
    if events.empty:
        return 0
    start, end = events["begins"].min(), events["begins"].max()
    wide = (end - start + _DAY) * _WORDY
    begins: dict[str, list[Any]] = {}
    for lane, begin in zip(events["lane"], events["begins"], strict=True):
        begins.setdefault(lane, []).append(begin)
    rows = 0
    for lane_begins in begins.values():
        rows += depth((begin, begin + wide) for begin in sorted(lane_begins))
    return rows


def _cuts(events: pd.DataFrame) -> list[Cut]:
    """Where a chart of these events may be cut best, for each of two reasons that it has."""
    rows = _rows(events)
    firsts = sorted(events["first"])
    cuts: list[Cut] = []
    if rows > _CALM:
        cuts += _uneven(firsts)
    if rows > _FULL:
        cuts += _full(firsts)
    return cuts


def _uneven(firsts: Sequence[date]) -> list[Cut]:
    """Where crowded days meet empty ones: the room an event gains by a cut there, and the day; none
    where it gains little."""
    whole = _tightness(firsts)
    gains = []
    for day in _days(firsts):
        halves = fsum(map(_tightness, _parted(firsts, day)))
        gains.append(((whole - halves) / len(firsts), day))
    worthwhile = [cut for cut in gains if cut[0] >= 1]
    return [max(worthwhile)] if worthwhile else []


def _full(firsts: Sequence[date]) -> list[Cut]:
    """Where to cut what is too full: into halves alike. Weighs less than any uneven cut, and less
    the less full it is."""
    cuts = []
    for day in _days(firsts):
        before, after = _parted(firsts, day)
        share = max(len(before), len(after)) / len(firsts)
        if share <= _UNLIKE:
            cuts.append((-share / len(firsts), day))
    return [max(cuts)] if cuts else []


def _days(firsts: Sequence[date]) -> list[date]:
    """The days at which events that begin on these days, in order, may be cut: none too near an
    end."""
    earliest, latest = firsts[0] + _SHORT, firsts[-1] - (_SHORT - _DAY)
    return [day for day in sorted(set(firsts)) if earliest <= day <= latest]


def _parted(firsts: Sequence[date], day: date) -> tuple[Sequence[date], Sequence[date]]:
    at = bisect_left(firsts, day)
    return firsts[:at], firsts[at:]


def _halves(events: pd.DataFrame, day: date) -> list[pd.DataFrame]:
    return [events[events["first"] < day], events[events["first"] >= day]]


def _tightness(firsts: Sequence[date]) -> float:
    """How little room events that begin on these days, in order, have: each counts with the
    logarithm of the days that it shares a chart's width with."""
    return len(firsts) * math.log((firsts[-1] - firsts[0]).days + _WEEK)


def _with_carried(events: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """A stretch with the events before it that last into it."""
    start = datetime.combine(part["first"].min(), time())
    carried = (events["begins"] < start) & (events["ends"] > start)
    both = events[carried | events.index.isin(part.index)]
    return both.assign(carried=carried[both.index])


def _begun(stretch: pd.DataFrame) -> pd.DataFrame:
    """The events of a stretch that began in it."""
    return stretch[~stretch["carried"]]


def window(stretch: pd.DataFrame) -> tuple[datetime, datetime]:
    """First and last moment that a chart of a stretch shows: whole days, the days of all that
    begins in it, and what lasts longer as far as it does not crowd the rest."""
    begun = _begun(stretch)
    start = datetime.combine(begun["first"].min(), time())
    core = datetime.combine(begun["first"].max(), time()) + _DAY
    days = core - start
    margin = days / 16 if days > _LONG else timedelta()
    beyond = days / 4 + _DAY if len(begun) > _CALM else days + _LONG
    last = min(begun["ends"].max().to_pydatetime(), core + beyond)
    midnight = datetime.combine(last, time())
    end = midnight if midnight == last else midnight + _DAY
    return start, max(core + margin, end)


# What a chart of a stretch says.


def finding(stretch: pd.DataFrame) -> Prose:
    """The fullest day of a stretch, or how many events it has where no day stands out."""
    begun = _begun(stretch)
    spans = list(begun["start"].map(dates.span))
    day = _fullest(spans)
    if day is None:
        return how_many(list(begun.index), _span(begun))
    is_on_day = [span == (day, day) for span in spans]
    return fullest_day(str(day), list(begun.index[is_on_day]), list(begun.index))


def _fullest(spans: Sequence[tuple[date, date]]) -> date | None:
    """The day on which most things began, whatever the days of those known by a span alone; None
    where none surely is, where it has few, or where there is no other day.
    """
    certain = Counter(first for first, last in spans if first == last)
    vague = [(first, last) for first, last in spans if first != last]
    if not certain or len(certain) + len(vague) == 1:
        return None
    ((fullest, most),) = certain.most_common(1)
    if most < _MANY:
        return None
    # Where spans overlap most is at the beginning of one of them.
    others = {*certain, *(first for first, _ in vague)} - {fullest}
    for other in others:
        possible = certain[other] + _covering(vague, other)
        if possible >= most:
            return None
    return fullest


def _covering(spans: Iterable[tuple[date, date]], day: date) -> int:
    """How many of some spans have the day in them."""
    return sum(first <= day <= last for first, last in spans)


@statement(
    "of these events those named surely began on the day, and on no other day can as many have"
)
def fullest_day(day: str, events: list[str], of: list[str]) -> Prose:
    """Which day has most of some events: `5 January 2022 has 18 of the 30 events told here`."""
    return say(
        "{day} has {n} of the {total} told here",
        day=plain(english.edtf(day), *_traces(events)),
        n=plain(english.number(len(events)), *_traces(events)),
        total=crowd(of),
    )


@statement("these events began within the span, the first and the last of them at its ends")
def how_many(events: list[str], span: str) -> Prose:
    """How many events there are of a span: `12 events, 3 to 7 January 2022`."""
    days = plain(english.edtf(span), *_traces(events))
    return say("{total}, {days}", total=crowd(events), days=days)


def _span(begun: pd.DataFrame) -> str:
    """The days on which some events began, from the first to the last, in EDTF."""
    first = begun["first"].min()
    last = begun["first"].max()
    if first == last:
        return str(first)
    return f"{first}/{last}"


@statement("there are as many of these events")
def crowd(events: list[str]) -> Prose:
    """How many events these are, also on a bar that they share; it traces to their rows."""
    count = len(events)
    plural = "" if count == 1 else "s"
    return plain(f"{english.number(count)} event{plural}", *_traces(events))


def _traces(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"events:{event}" for event in ids)


_MARKS = {
    events.CLOCK: "Dot: the clock time is known.",
    events.ABOUT: "Hollow dot: the clock time is about right.",
    events.WITHIN: "Pale bar: some time within it.",
    events.LASTING: "Dark bar: all through it.",
}


@statement("the chart draws each kind of mark that is explained, and no other")
def how_to_read(marks: list[str]) -> Prose:
    """What the marks of a chart mean, as far as it has them."""
    meanings = [meaning for mark, meaning in _MARKS.items() if mark in marks]
    read = " ".join(meanings)
    return plain(f"Events by lane, local time. {read} Letters: the key in the table of events.")


@statement("the report knows what was public by then")
def source(case: Known) -> Prose:
    """The line below a chart: as known when, and where its sources stand."""
    return say("As known on {day}. Sources: by key in the table of events.", day=as_of(case))


def in_words(case: Known, stretch: pd.DataFrame) -> Prose:
    """The alternative text of the chart of a stretch: what it shows, then what it says, lane by
    lane."""
    begun = _begun(stretch)
    told = []
    for lane, _ in lanes(case, begun):
        in_lane = begun.index[begun["lane"] == lane]
        told.append(lane_in_words(case, lane, list(in_lane)))
    words = say(
        "Timeline of {span} in lanes, each event a mark as wide as its time is uncertain. "
        "{finding}. By lane: {lanes}.",
        span=plain(english.edtf(_span(begun)), *_traces(begun.index)),
        finding=finding(stretch),
        lanes=join(told, "; ", "; "),
    )
    carried = stretch.index[stretch["carried"]]
    return words + lasting(case, list(carried))


@statement("these events are those of the lane, the first and the last of them named, in order")
def lane_in_words(case: Known, lane: str, events: list[str]) -> Prose:
    """How much a lane holds, and what is first and last in it."""
    first = events[0]
    last = events[-1]
    begun = say(
        "{name}: {n}, first {event}",
        name=_lane_name(case, lane),
        n=crowd(events),
        event=_told(case, first),
    )
    if first == last:
        return begun
    return say("{begun}, last {event}", begun=begun, event=_told(case, last))


def _told(case: Known, event: str) -> Prose:
    return say("{title} ({when})", title=title(case, event), when=when(case, event))


@statement("these events began before the stretch and lasted into it")
def lasting(case: Known, events: list[str]) -> Prose:
    """What lasts from before a stretch; nothing where nothing does."""
    if not events:
        return Prose()
    titles = [title(case, event) for event in events]
    return say(" Lasting from before: {titles}.", titles=join(titles, "; ", "; "))


# Table and charts.


def table(case: Known) -> Table:
    """What happened, in order, with the key and the lane of each on the charts."""
    columns = ("Key", "When", "What", "Where", "Lane")
    frame = events.frame(case)
    rows = [_row(case, frame, str(event)) for event in frame.index]
    return Table("timeline", plain("What happened, in order of the day"), columns, rows)


def _row(case: Known, frame: pd.DataFrame, event: str) -> list[Prose]:
    return [
        events.key(frame, event),
        events.when(case, event),
        events.what(case, event),
        events.where(case, event),
        _lane_name(case, frame.at[event, "lane"]),
    ]


def charts(case: Known) -> list[Block]:
    """The timeline in lanes, one picture for each stretch of time that fits."""
    parts = stretches(events.frame(case))
    return [_chart(case, name, part) for name, part in parts.items()]


def _chart(case: Known, name: str, part: pd.DataFrame) -> Block:
    from asknown.subjects.charts.timeline import timeline as draw  # matplotlib is slow to load

    keys = [events.key(part, event) for event in part.index]
    titles = [events.title(case, event) for event in part.index]
    return draw(
        name,
        part.assign(key=keys, title=titles),
        lanes(case, part),
        window(part),
        crowd,
        title=finding(part),
        subtitle=how_to_read(list(part["mark"].unique())),
        source=source(case),
        alt=in_words(case, part),
    )
