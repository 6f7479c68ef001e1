"""The timeline: what happened, in order, as far as it was known."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from math import fsum

import pandas as pd

from asknown.model import events
from asknown.model.events import when
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.subjects.charts.packing import depth
from asknown.subjects.drawn_rows import with_rows
from asknown.text import english
from asknown.text.blocks import Block, Table
from asknown.text.prose import Prose, listed, plain, say
from asknown.text.statements import statement

_DAY = timedelta(days=1)
_NONE = timedelta()
_MOST = 2  # charts of one timeline; the table has all
_SPOKEN = 6  # lanes of an alternative text
_FULL = 38  # rows of a chart above which it is cut in time
_CALM = 12  # rows up to which it never is
_SHORT = timedelta(days=2)  # no chart is cut to fewer days
_WEEK = 7  # days below which a chart gains little by being shorter
_UNLIKE = 0.75  # of the events: what the fuller half of a cut may hold
# A longer chart has months, and a margin for the name of the last.
_LONG = timedelta(days=75)
# Of a chart's width: what an event and its words take, as far as cutting goes.
_WORDY = 0.36
Days = Sequence[date]  # in order, one for each event
Cut = tuple[float, date]  # what it gains, and the day on which the later part begins


def lanes(
    case: Known,
    frame: pd.DataFrame,
) -> list[tuple[str, Prose]]:
    """Id and name of each lane that has events, in the order of case.toml; lanes that it does not
    name come last."""
    names = case.settings.lanes
    used = set(frame["lane"])
    order = [lane for lane in names if lane in used]
    unnamed = used.difference(names)
    order += sorted(unnamed)
    return [(lane, _lane_name(case, lane)) for lane in order]


def _lane_name(case: Known, lane: str) -> Prose:
    names = case.settings.lanes
    name = names.get(lane, lane)
    return plain(str(name), "case:lanes")


# Stretches of time, one chart each.


def stretches(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The events of a `frame` in stretches of time by the name of their chart, in order: crowded
    weeks apart from empty months, a full chart in two.

    Each holds `carried` as well: whether an event began in an earlier stretch and lasts into this
    one. Every event is in exactly one stretch where it is not carried.
    """
    if events.empty:
        return {}
    parts = [events]
    while len(parts) < _MOST:
        cuts: list[Cut] = []
        for part in parts:
            cuts += _cuts(part)
        if not cuts:
            break
        _, day = max(cuts)
        halves: list[pd.DataFrame] = []
        for part in parts:
            halves += _halves(part, day)
        parts = halves
    named: dict[str, pd.DataFrame] = {}
    for number, part in enumerate(parts, start=1):
        name = "timeline"
        if number > 1:
            name = f"timeline-{number}"
        named[name] = _with_carried(events, part)
    return named


def _rows(events: pd.DataFrame) -> int:
    """About how many rows a chart of these events needs, all lanes together: in each, how many
    stand side by side at most."""
    begins = events["begins"].sort_values()
    first = begins.iloc[0]
    last = begins.iloc[-1]
    length = last - first
    wide = (length + _DAY) * _WORDY
    rows = 0
    for _, in_lane in begins.groupby(events["lane"]):
        spans = zip(in_lane, in_lane + wide, strict=True)
        rows += depth(spans)
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


def _uneven(firsts: Days) -> list[Cut]:
    """Where crowded days meet empty ones: the room an event gains by a cut there, and the day; none
    where it gains little."""
    whole = _tightness(firsts)
    cuts: list[Cut] = []
    for day in _days(firsts):
        halves = map(_tightness, _parted(firsts, day))
        room = whole - fsum(halves)
        gain = room / len(firsts)
        if gain >= 1:
            cuts.append((gain, day))
    return _best(cuts)


def _full(firsts: Days) -> list[Cut]:
    """Where to cut what is too full: into halves alike. Weighs less than any uneven cut, and less
    the less full it is."""
    cuts: list[Cut] = []
    for day in _days(firsts):
        before, after = _parted(firsts, day)
        fuller = max(len(before), len(after))
        share = fuller / len(firsts)
        if share <= _UNLIKE:
            gain = -share / len(firsts)
            cuts.append((gain, day))
    return _best(cuts)


def _best(cuts: list[Cut]) -> list[Cut]:
    """The cut that gains most, the later of two that gain the same."""
    if not cuts:
        return []
    return [max(cuts)]


def _days(firsts: Days) -> list[date]:
    """The days at which events that begin on these days, in order, may be cut: none too near an
    end."""
    earliest = firsts[0] + _SHORT
    latest = firsts[-1] - _SHORT + _DAY
    days = sorted(set(firsts))
    return [day for day in days if earliest <= day <= latest]


def _parted(
    firsts: Days,
    day: date,
) -> tuple[Days, Days]:
    position = bisect_left(firsts, day)
    return firsts[:position], firsts[position:]


def _halves(
    events: pd.DataFrame,
    day: date,
) -> list[pd.DataFrame]:
    """Events before a day and from it on, where there are any."""
    is_before = events["first"] < day
    halves = (
        events[is_before],
        events[~is_before],
    )
    return [half for half in halves if len(half)]


def _tightness(firsts: Days) -> float:
    """How little room events that begin on these days, in order, have: each counts with the
    logarithm of the days that it shares a chart's width with."""
    length = firsts[-1] - firsts[0]
    days = length.days + _WEEK
    return len(firsts) * math.log(days)


def _with_carried(
    events: pd.DataFrame,
    part: pd.DataFrame,
) -> pd.DataFrame:
    """A stretch with the events before it that last into it."""
    start = _midnight(part["first"].min())
    began_before = events["begins"] < start
    ends_after = events["ends"] > start
    is_carried = began_before & ends_after
    is_own = events.index.isin(part.index)
    both = events.assign(carried=is_carried)
    return both[is_carried | is_own]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _begun(stretch: pd.DataFrame) -> pd.DataFrame:
    """The events of a stretch that began in it."""
    return stretch[~stretch["carried"]]


def window(stretch: pd.DataFrame) -> tuple[datetime, datetime]:
    """First and last moment that a chart of a stretch shows: whole days, the days of all that
    begins in it, and what lasts longer as far as it does not crowd the rest."""
    begun = _begun(stretch)
    start = _midnight(begun["first"].min())
    core = _midnight(begun["first"].max()) + _DAY
    days = core - start
    margin = _NONE
    if days > _LONG:
        margin = days / 16
    beyond = days + _LONG
    if len(begun) > _CALM:
        beyond = days / 4 + _DAY
    last = begun["ends"].max().to_pydatetime()
    last = min(last, core + beyond)
    end = _midnight(last)
    if end < last:
        end += _DAY
    end = max(core + margin, end)
    return start, end


# What a chart of a stretch says.


def finding(stretch: pd.DataFrame) -> Prose:
    """What a chart of a stretch is about: the days of all that began in it."""
    begun = _begun(stretch)
    return what_happened(list(begun.index), _span(begun))


def _span(begun: pd.DataFrame) -> str:
    """The days on which some events began, from the first to the last, in EDTF."""
    first = begun["first"].min()
    last = begun["first"].max()
    if first == last:
        return str(first)
    return f"{first}/{last}"


@statement(
    "these events began within the span, the first and the last of them at its ends"
)
def what_happened(events: list[str], span: str) -> Prose:
    """The title of a chart of some days: `What happened from 3 to 7 January 2022`."""
    template = "What happened from {days}" if "/" in span else "What happened on {days}"
    days = english.edtf(span)
    return say(template, days=plain(days, *_traces(events)))


@statement("there are as many of these events")
def crowd(events: list[str]) -> Prose:
    """How many events these are, also on a bar that they share; it traces to their rows."""
    count = len(events)
    noun = english.agreed(count, "event", "events")
    words = f"{english.number(count)} {noun}"
    return plain(words, *_traces(events))


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
    meanings = []
    for mark, meaning in _MARKS.items():
        if mark in marks:
            meanings.append(meaning)
    read = " ".join(meanings)
    return plain(
        f"Events by lane, local time. {read} Letters: the key in the table of events."
    )


@statement("the report knows what was public by then")
def source(case: Known) -> Prose:
    """The line below a chart: as known when, and where its sources stand."""
    return say(
        "As known on {day}. Sources: by key in the table of events.", day=as_of(case)
    )


@statement(
    "the chart has these events, from the first of their days to the last, in these lanes, and "
    "those that go on from before; the table stands behind the charts"
)
def in_words(
    case: Known,
    stretch: pd.DataFrame,
    events: list[str],
) -> Prose:
    """The alternative text of the chart of a stretch: its days and its lanes; the table says the
    rest.
    """
    begun = _begun(stretch)
    names = [name for _, name in lanes(case, begun)]
    days = english.edtf(_span(begun))
    return say(
        "Timeline of {days}, each event a mark as wide as its time is uncertain, in lanes: "
        "{lanes}. The table follows.",
        days=plain(days, *_traces(begun.index)),
        lanes=listed(names, _SPOKEN),
    )


# Table and charts.


def table(case: Known) -> Table:
    """What happened, in order, with the key and the lane of each on the charts."""
    caption = plain("What happened, in order of the day")
    columns = ("Key", "When", "What", "Where", "Lane")
    frame = events.frame(case)
    rows = [_row(case, frame, str(event)) for event in frame.index]
    return Table(
        "timeline",
        caption,
        columns,
        rows,
    )


def _row(
    case: Known,
    frame: pd.DataFrame,
    event: str,
) -> list[Prose]:
    return [
        events.key(frame, event),
        when(case, event),
        events.what(case, event),
        events.where(case, event),
        _lane_name(case, frame.at[event, "lane"]),
    ]


def charts(case: Known) -> list[Block]:
    """The timeline in lanes, one picture for each stretch of time that fits."""
    frame = events.frame(case)
    is_over = over_before(case, frame)
    over = list(frame.index[is_over])
    parts = stretches(frame[~is_over])
    blocks: list[Block] = []
    for name, part in parts.items():
        # That some are not drawn is said once.
        left_out = [] if blocks else over
        blocks.append(_chart(case, name, part, left_out))
    return blocks


def over_before(case: Known, frame: pd.DataFrame) -> pd.Series:
    """Which events were over before the day on which the timeline begins."""
    begins = case.settings.begins
    if not begins:
        return pd.Series(False, index=frame.index)
    return frame["ends"] <= pd.Timestamp(begins)


@statement("these events were over before the day, and no others that are known")
def not_drawn(day: str, events: list[str]) -> Prose:
    """What stands in the table alone: ` In the table only: 4 events before 2 January 2022.`"""
    if not events:
        return Prose()
    return say(
        " In the table only: {n} before {day}.",
        n=crowd(events),
        day=plain(english.edtf(day), "case:begins"),
    )


def _chart(
    case: Known,
    name: str,
    part: pd.DataFrame,
    left_out: list[str],
) -> Block:
    # matplotlib is slow to load.
    from asknown.subjects.charts.timeline import timeline as draw

    keys = []
    titles = []
    for event in part.index:
        keys.append(events.key(part, event))
        titles.append(events.short(case, event))
    marks = part["mark"].unique()
    chart = draw(
        name,
        part.assign(key=keys, title=titles, heft=events.weights(part)),
        lanes(case, part),
        window(part),
        crowd,
        title=finding(part),
        subtitle=how_to_read(list(marks)) + not_drawn(case.settings.begins, left_out),
        source=source(case),
        alt=in_words(case, part, list(_begun(part).index)),
    )
    return with_rows(case, chart, "events", part.index)
