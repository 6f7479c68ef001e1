"""The chronology: of all events the few that weigh most, in order of time.

The events are picked by what was known of them then: the weight that an editor gave each on the day
it became known and, among equals, how many sources it had.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model import events
from asknown.model.case import Case
from asknown.model.events import when, where
from asknown.model.known import Known
from asknown.model.phrases import cell, published
from asknown.subjects import places, timeline
from asknown.text import english
from asknown.text.blocks import Block, Group, Table, Text, shown
from asknown.text.prose import Prose, plain, say, sentences
from asknown.text.statements import statement

MOST = 15
FEWEST = 12
_ROWS = 3  # a table of fewer is a sentence
_CITED = 2  # sources of an event; the annex has all
_LATE = timedelta(days=7)


def shown_of(case: Case, outlines: Path | None) -> Group:
    """The events that weigh most, in order, and where they happened."""
    picked = chosen(case)
    if not picked:
        return shown()
    return shown(
        _told(case, picked),
        Text((rest(case, picked),)),
        *places.charts(case, outlines),
    )


# Which events.


def chosen(case: Known) -> list[str]:
    """The events that weigh most, in order of time: 12 to 15 where there are as many.

    Of those that weigh the same, the sources of each count: those of the second of a day half, of
    the third a third. So no day takes all the room, and the fullest has most.
    """
    frame = events.frame(case)
    is_over = timeline.over_before(case, frame)
    candidates = frame[~is_over]
    if candidates.empty:
        return []
    ranked = _ranked(candidates)
    is_heaviest = ranked["heft"] == ranked["heft"].max()
    wanted = max(FEWEST, is_heaviest.sum())
    picked = ranked.head(min(wanted, MOST))
    return [event for event in candidates.index if event in picked.index]


def _ranked(candidates: pd.DataFrame) -> pd.DataFrame:
    """Events in the order in which they are picked; `heft` is the weight of each, nought where the
    ledger has none.
    """
    counts = [len(ids_in(source_ids)) for source_ids in candidates["source_ids"]]
    weighed = candidates.assign(
        heft=events.weights(candidates),
        sources=counts,
        order=range(len(candidates)),
    )
    by_sources = weighed.sort_values(
        ["heft", "sources", "order"],
        ascending=[False, False, True],
    )
    of_day = by_sources.groupby(["first", "heft"])
    place_in_day = of_day.cumcount() + 1
    shared = by_sources.assign(share=by_sources["sources"] / place_in_day)
    return shared.sort_values(
        ["heft", "share", "order"],
        ascending=[False, False, True],
    )


# How they are told.


def _told(case: Known, picked: list[str]) -> Block:
    """The events as a table; as sentences where they are too few for one."""
    if len(picked) < _ROWS:
        told = [sentence(case, event) for event in picked]
        return Text((sentences(told),))
    rows = []
    for event in picked:
        row = [
            when(case, event),
            _what(case, event),
            where(case, event),
        ]
        rows.append(row)
    return Table(
        "chronology",
        plain("What happened, and where"),
        ("Day", "What happened", "Where"),
        rows,
    )


@statement("the event's row has this day, this place and this short title or title")
def sentence(case: Known, event_id: str) -> Prose:
    """An event where there are too few for a table: `5 Jan 2022, the harbour: gates closed.`"""
    place = where(case, event_id)
    return say(
        "{when}, {where}: {what}." if place else "{when}: {what}.",
        when=when(case, event_id),
        where=place,
        what=_what(case, event_id),
    )


def _what(case: Known, event_id: str) -> Prose:
    """What happened, with the first of its sources, and when it became known where that was
    late."""
    source_ids = cell(case, "events", event_id, "source_ids")
    sources = ids_in(source_ids)
    told = events.short(case, event_id) + late(case, event_id)
    return told.citing(sources[:_CITED])


@statement(
    "the event surely became known on this day, more than seven days after the last on which it "
    "may have begun"
)
def late(case: Known, event_id: str) -> Prose:
    """When an event became known, where that was late: ` (known from 25 Dec 2022)`."""
    row = case.tables["events"].loc[event_id]
    _, last = dates.span(row["start"])
    moment = dates.published(row["published"], case.zone)
    # A page without a day is dated by the latest that it can have: it may have been there before.
    if moment.latest or moment.day - last <= _LATE:
        return Prose()
    return say(
        " (known from {day})", day=published(case, "events", event_id, short=True)
    )


@statement(
    "these are picked of all events that were not over when the timeline begins: by weight, where "
    "the ledger has weights; of equals by how many sources each has, the second of a day and "
    "weight counting half, the third a third; as many as weigh most, 12 at least and 15 at most; "
    "and as many others are known"
)
def rest(case: Known, picked: list[str]) -> Prose:
    """How the events were picked, and how many the annex has besides; nothing where it has no
    other.
    """
    table = case.tables["events"]
    left = len(table) - len(picked)
    if not left:
        return Prose()
    by_weight = "weight, " if events.weights(table).any() else ""
    return say(
        "Picked by {weight}number of sources and spread over the days; {n} more {are} in the "
        "annex.",
        weight=by_weight,
        n=plain(english.number(left), "count:more_events"),
        are=english.agreed(left, "is", "are"),
    )
