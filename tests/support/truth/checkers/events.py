"""Statements on one event."""

from __future__ import annotations

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import matches, pattern, row, same
from tests.support.truth.registry import About, checks
from tests.support.truth.world import Row, World


def when_of(event: Row) -> str:
    """Day or span and time of an event, in words."""
    start, end = event["start"], event["end"]
    told = f"{start}/{end}" if end and "/" not in start else start
    said = words.span(told, short=True)
    return f"{said}, {event['time']}" if event["time"] else said


@checks("events.when")
def when(world: World, about: About, text: str) -> None:
    same(text, when_of(row(world, "events", about["event_id"])))


@checks("events.title", "events.what")
def title(world: World, about: About, text: str) -> None:
    matches(text, pattern(world, "events", about["event_id"], "title"))


@checks("events.short")
def short(world: World, about: About, text: str) -> None:
    event = row(world, "events", about["event_id"])
    column = "short" if event.get("short") else "title"
    matches(text, pattern(world, "events", event["event_id"], column))


@checks("events.where")
def where(world: World, about: About, text: str) -> None:
    place = row(world, "events", about["event_id"])["place"]
    same(text, world.label("places", place))


@checks("changes.happened")
def happened(world: World, about: About, text: str) -> None:
    event = row(world, "events", about["event_id"])
    titled = pattern(world, "events", event["event_id"], "title")
    matches(text, f"{telling.esc(words.span(event['start']))}: {titled}")
