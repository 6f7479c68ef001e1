"""Statements of the timeline."""

from __future__ import annotations

import re
from datetime import date

from tests.support.truth import days, words
from tests.support.truth.checkers.common import as_known, holds, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Row, World


def _first(event: Row) -> date:
    return days.span(event["start"])[0]


def _events(world: World, listed: str) -> list[Row]:
    return [row(world, "events", each) for each in ids(listed)]


def _crowd(count: int) -> str:
    return f"{words.number(count)} event{'' if count == 1 else 's'}"


def _mark(event: Row) -> str:
    """How surely the time of an event is known."""
    first, last = days.span(event["start"])
    clock = re.fullmatch(r"(?:from )?(about )?\d\d:\d\d", event["time"])
    if event["end"]:
        return "lasting"
    if first == last and clock:
        return "about" if clock[1] else "clock"
    return "within"


def _all_of_the_stretch(world: World, told: list[Row]) -> None:
    """Nothing that is known to begin among these events is left out."""
    first, last = min(map(_first, told)), max(map(_first, told))
    among = {
        each["event_id"]
        for each in world.tables["events"]
        if first <= _first(each) <= last
    }
    assert among == {each["event_id"] for each in told}, "not all events between them"


@checks("timeline.what_happened")
def what_happened(world: World, about: About, text: str) -> None:
    told = _events(world, about["events"])
    start, end = days.span(about["span"])
    firsts = list(map(_first, told))
    assert (min(firsts), max(firsts)) == (start, end), (
        "the ends of the span are other days"
    )
    _all_of_the_stretch(world, told)
    preposition = "on" if start == end else "from"
    same(text, f"What happened {preposition} {words.span(about['span'])}")


@checks("timeline.crowd")
def crowd(world: World, about: About, text: str) -> None:
    told = _events(world, about["events"])
    assert len({each["event_id"] for each in told}) == len(told)
    same(text, _crowd(len(told)))


_MEANINGS = {
    "clock": "Dot: the clock time is known.",
    "about": "Hollow dot: the clock time is about right.",
    "within": "Pale bar: some time within it.",
    "lasting": "Dark bar: all through it.",
}


@checks("timeline.how_to_read")
def how_to_read(world: World, about: About, text: str) -> None:
    marks = set(ids(about["marks"]))
    drawn = {_mark(each) for each in world.tables["events"]}
    assert marks <= drawn, "a mark of which there is no event"
    for mark, meaning in _MEANINGS.items():
        assert (meaning in text) == (mark in marks), meaning


@checks("timeline.not_drawn")
def not_drawn(world: World, about: About, text: str) -> None:
    begins = world.settings["begins"]
    assert about["day"] == begins
    over = [
        each["event_id"] for each in world.tables["events"] if is_over(each, begins)
    ]
    assert sorted(ids(about["events"])) == sorted(over), "not those that were over"
    day = words.day(date.fromisoformat(begins))
    same(text, f" In the table only: {_crowd(len(over))} before {day}.")


def is_over(event: Row, day: str) -> bool:
    """Whether an event was over before a day: its end, or else all that its start allows, lies
    before."""
    first, last = days.span(event["start"])
    if event["end"]:
        last = max(first, days.span(event["end"])[1])
    return str(last) < day


@checks("timeline.source")
def source(world: World, about: About, text: str) -> None:
    as_known(world, text)


@checks("timeline.in_words")
def in_words(world: World, about: About, text: str) -> None:
    told = _events(world, about["events"])
    _all_of_the_stretch(world, told)
    first = min(days.span(each["start"])[0] for each in told)
    last = max(days.span(each["start"])[0] for each in told)
    span = words.span(f"{first}/{last}")
    begin = f"Timeline of {span}, each event a mark as wide as its time is uncertain, in lanes: "
    assert words.plain(text).startswith(begin), f"{text!r} does not begin {begin!r}"
    names = world.settings.get("lanes", {})
    used = {each["lane"] for each in told}
    if len(used) <= 6:
        for lane in used:
            holds(text, names.get(lane, lane))
