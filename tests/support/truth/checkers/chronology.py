"""Statements of the chronology: which events were picked, and how each is told."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction

from tests.support.truth import days, words
from tests.support.truth.checkers.common import matches, pattern, row, same
from tests.support.truth.checkers.events import when_of
from tests.support.truth.checkers.timeline import is_over
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Row, World


def _heft(event: Row) -> float:
    return float(event.get("weight") or 0)


def _sources(world: World, event: Row) -> int:
    """How many of its sources are known."""
    return sum(1 for each in ids(event["source_ids"]) if each in world.rows["sources"])


def _picked(world: World) -> list[str]:
    """The events that the stated rule picks, one after the other."""
    begins = world.settings.get("begins", "")
    left = [
        each
        for each in world.tables["events"]
        if not begins or not is_over(each, begins)
    ]
    heaviest = max(map(_heft, left), default=0.0)
    wanted = sum(1 for each in left if _heft(each) == heaviest)
    wanted = min(max(wanted, 12), 15, len(left))
    ranked: list[tuple[float, Fraction, Row]] = []
    for event in left:
        before = 0
        for other in left:
            is_same = days.span(other["start"])[0] == days.span(event["start"])[0]
            if other is event or not is_same or _heft(other) != _heft(event):
                continue
            more, fewer = _sources(world, other), _sources(world, event)
            if more > fewer or (more == fewer and _sooner(other, event)):
                before += 1
        ranked.append(
            (_heft(event), Fraction(_sources(world, event), before + 1), event)
        )
    picked: list[str] = []
    while len(picked) < wanted:
        best = ranked[0]
        for each in ranked[1:]:
            if each[:2] > best[:2] or (
                each[:2] == best[:2] and _sooner(each[2], best[2])
            ):
                best = each
        ranked.remove(best)
        picked.append(best[2]["event_id"])
    return picked


def _order(event: Row) -> tuple[date, str, str]:
    """By the first day, or the last of a month or year known no better; then by the clock."""
    first = event["start"].split("/")[0].rstrip("~?%")
    day = days.first_day(first) if len(first) == 10 else days.last_day(first)
    clock = event["time"] if re.match(r"\d\d:\d\d", event["time"]) else "99"
    return day, clock, event["event_id"]


def _sooner(one: Row, other: Row) -> bool:
    return _order(one) < _order(other)


@checks("chronology.rest")
def rest(world: World, about: About, text: str) -> None:
    named = ids(about["picked"])
    assert sorted(named) == sorted(_picked(world)), "not the events that the rule picks"
    rows = [row(world, "events", each) for each in named]
    assert rows == sorted(rows, key=_order), "not in order of time"
    left = len(world.tables["events"]) - len(named)
    how = ""
    if any(_heft(each) for each in world.tables["events"]):
        how = "weight, "
    verb = "is" if left == 1 else "are"
    same(
        text,
        f"Picked by {how}number of sources and spread over the days; "
        f"{words.number(left)} more {verb} in the annex.",
    )


@checks("chronology.late")
def late(world: World, about: About, text: str) -> None:
    event = row(world, "events", about["event_id"])
    published = event["published"]
    assert not published.endswith("~"), "it may have been known before"
    day, clock = _local(world, published)
    last = days.span(event["start"])[1]
    assert (day - last).days > 7, "it was known within a week"
    same(text, f"(known from {words.day(day, short=True)}{clock})")


def _local(world: World, published: str) -> tuple[date, str]:
    """The day on which a row was published and, where it is known, the time."""
    if "T" not in published:
        return date.fromisoformat(published), ""
    moment = datetime.fromisoformat(published).astimezone(world.zone)
    return moment.date(), f", {words.clock(moment)}"


@checks("chronology.sentence")
def sentence(world: World, about: About, text: str) -> None:
    event = row(world, "events", about["event_id"])
    titled = pattern(world, "events", event["event_id"], shortest(event))
    place = f", {world.label('places', event['place'])}" if event["place"] else ""
    begin = re.escape(f"{words.plain(when_of(event))}{place}: ")
    matches(text, rf"{begin}{titled}(?: \(known from .+\))?\.")


def shortest(event: Row) -> str:
    """The column that has the title of an event in few words."""
    return "short" if event.get("short") else "title"
