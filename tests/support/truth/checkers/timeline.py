"""Statements of the timeline."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from tests.support.truth import days, words
from tests.support.truth.checkers.common import as_known, holds, matches, pattern, row, same
from tests.support.truth.checkers.events import when_of
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Row, World


def _first(event: Row) -> date:
    return days.span(event["start"])[0]


def order_of(event: Row) -> tuple[date, str, str]:
    """Where an event stands in order of time."""
    clock = event["time"] if re.match(r"\d\d:\d\d", event["time"]) else "99"
    return _first(event), clock, event["event_id"]


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


@checks("timeline.fullest_day")
def fullest_day(world: World, about: About, text: str) -> None:
    day = date.fromisoformat(about["day"])
    told = _events(world, about["of"])
    named = ids(about["events"])
    surely = [each["event_id"] for each in told if days.span(each["start"]) == (day, day)]
    assert sorted(named) == sorted(surely), "not the events that surely began on the day"
    possible: Counter[date] = Counter()
    for event in told:
        first, last = days.span(event["start"])
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            possible[date.fromordinal(ordinal)] += 1
    others = [count for other, count in possible.items() if other != day]
    assert max(others, default=0) < len(named), "another day can have as many"
    _all_of_the_stretch(world, told)
    same(
        text,
        f"{words.day(day)} has {words.number(len(named))} of the {_crowd(len(told))} told here",
    )


def _all_of_the_stretch(world: World, told: list[Row]) -> None:
    """Nothing that is known to begin among these events is left out."""
    first, last = min(map(_first, told)), max(map(_first, told))
    among = {each["event_id"] for each in world.tables["events"] if first <= _first(each) <= last}
    assert among == {each["event_id"] for each in told}, "not all events between them"


@checks("timeline.how_many")
def how_many(world: World, about: About, text: str) -> None:
    told = _events(world, about["events"])
    start, end = days.span(about["span"])
    firsts = list(map(_first, told))
    assert (min(firsts), max(firsts)) == (start, end), "the ends of the span are other days"
    _all_of_the_stretch(world, told)
    same(text, f"{_crowd(len(told))}, {words.span(about['span'])}")


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
    over = [each["event_id"] for each in world.tables["events"] if is_over(each, begins)]
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
    begin = f"Timeline of {span} in lanes, each event a mark as wide as its time is uncertain."
    assert words.plain(text).startswith(begin), f"{text!r} does not begin {begin!r}"
    names = world.settings.get("lanes", {})
    for lane in {each["lane"] for each in told}:
        holds(text, f"{names.get(lane, lane)}: ")


@checks("timeline.lane_in_words")
def lane_in_words(world: World, about: About, text: str) -> None:
    told = _events(world, about["events"])
    assert {each["lane"] for each in told} == {about["lane"]}, "an event of another lane"
    assert told == sorted(told, key=order_of), "not in order"
    first, last = told[0], told[-1]
    lane = [
        each["event_id"]
        for each in world.tables["events"]
        if each["lane"] == about["lane"] and order_of(first) <= order_of(each) <= order_of(last)
    ]
    assert sorted(lane) == sorted(each["event_id"] for each in told), "not all of the lane"
    name = world.settings.get("lanes", {}).get(about["lane"], about["lane"])
    expected = f"{re.escape(name)}: {_crowd(len(told))}, first {_named(world, first)}"
    if first != last:
        expected += f", last {_named(world, last)}"
    matches(text, expected)


def _named(world: World, event: Row) -> str:
    title = pattern(world, "events", event["event_id"], "title")
    return rf"{title} \({re.escape(words.plain(when_of(event)))}\)"


@checks("timeline.lasting")
def lasting(world: World, about: About, text: str) -> None:
    for event in _events(world, about["events"]):
        first = _first(event)
        last = days.span(event["end"] or event["start"])[1]
        assert last > first, "it lasted not beyond its day"
        titled = pattern(world, "events", event["event_id"], "title")
        assert re.search(titled, words.plain(text)), "its title is not told"
    holds(text, "Lasting from before")
