"""Statements on what monitors saw networks do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from tests.support.truth import words
from tests.support.truth.checkers.common import holds, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Row, World


def _local(world: World, moment: str) -> tuple[str, str]:
    """The day and, where it has one, the clock time of a moment in local time, in words."""
    found = datetime.fromisoformat(moment)
    if "T" not in moment:
        return words.day(found.date(), short=True), ""
    found = found.astimezone(world.zone)
    return words.day(found.date(), short=True), words.clock(found)


def _in_words(world: World, moment: str) -> str:
    day, clock = _local(world, moment)
    return f"{day}, {clock}" if clock else day


def _when(world: World, seen: Row) -> str:
    start = _in_words(world, seen["start"])
    if not seen["end"]:
        return start
    end = _in_words(world, seen["end"])
    if start == end:
        return start
    day, _ = _local(world, seen["start"])
    return f"{start} to {end.removeprefix(day + ', ')}"


def _first(world: World, seen: Row) -> tuple[datetime, str]:
    found = datetime.fromisoformat(seen["start"])
    if found.tzinfo is None:
        found = found.replace(tzinfo=world.zone)
    return found, seen["row_id"]


def _valued(seen: Row) -> str:
    if not seen["value"]:
        return ""
    return f"{words.number(float(seen['value']))} {seen['unit']}".rstrip()


@checks("connectivity.when")
def when(world: World, about: About, text: str) -> None:
    same(text, _when(world, row(world, "connectivity", about["row_id"])))


@checks("connectivity.measured")
def measured(world: World, about: About, text: str) -> None:
    seen = row(world, "connectivity", about["row_id"])
    value = _valued(seen)
    same(text, f"{seen['measure']}: {value}" if value else seen["measure"])


@checks("connectivity.no_outage")
def no_outage(world: World, about: About, text: str) -> None:
    rows = world.tables["connectivity"]
    assert {each["row_id"] for each in rows} == set(ids(about["rows"])), "there are others"
    assert all(each["state"] != "outage" for each in rows), "one is an outage"
    same(text, "No monitor saw an outage")


@checks("connectivity.outage_of_one")
def outage_of_one(world: World, about: About, text: str) -> None:
    rows = world.tables["connectivity"]
    seen = row(world, "connectivity", about["row_id"])
    assert {each["monitor"] for each in rows} == {seen["monitor"]}, "it is not the only one"
    down = [each for each in rows if each["state"] == "outage"]
    assert seen == min(down, key=lambda each: _first(world, each)), "it is not the first outage"
    start = _in_words(world, seen["start"])
    name = world.name(seen["monitor"])
    same(text, f"{name} reports an outage from {start} ({seen['measure']})")


@checks("connectivity.outage")
def outage(world: World, about: About, text: str) -> None:
    rows = world.tables["connectivity"]
    down = [each for each in rows if each["state"] == "outage"]
    assert {each["row_id"] for each in rows} == set(ids(about["of"])), "there are others"
    assert {each["row_id"] for each in down} == set(ids(about["down"])), "not the outages"
    seeing = len({each["monitor"] for each in down})
    every = len({each["monitor"] for each in rows})
    start = _in_words(world, min(down, key=lambda each: _first(world, each))["start"])
    told = f"All {every} monitors" if seeing == every else f"{seeing} of {every} monitors"
    same(text, f"{told} saw an outage, the earliest from {start}")


@checks("connectivity.observation")
def observation(world: World, about: About, text: str) -> None:
    seen = row(world, "connectivity", about["row_id"])
    detail = [_valued(seen)] if seen["value"] else []
    if seen["area"] != about["usual"]:
        detail.append(seen["area"])
    expected = f"{seen['state']} {_when(world, seen)}"
    same(text, f"{expected} ({', '.join(detail)})" if detail else expected)


@checks("connectivity.in_words")
def in_words(world: World, about: About, text: str) -> None:
    """Each monitor with its observations: each state and time that there is."""
    holds(text, "Strips over local time, by monitor and by what was measured, darker where less")
    told = words.plain(text)
    for seen in world.tables["connectivity"]:
        holds(told, f"{world.name(seen['monitor'])}: ")
        said = words.plain(f"{seen['state']} {_when(world, seen)}")
        assert said in told, f"{said!r} is not told"
        told = told.replace(said, "", 1)


@checks("connectivity.how_to_read")
def how_to_read(world: World, about: About, text: str) -> None:
    rows = world.tables["connectivity"]
    areas = Counter(each["area"] for each in rows)
    assert areas[about["usual"]] == max(areas.values()), "another area is more usual"
    holds(text, about["usual"])
    by_day = any(
        "T" not in each["start"] or (each["end"] and "T" not in each["end"]) for each in rows
    )
    assert ("only the day is known" in text) == by_day, "whether a day alone is known"
    assert ("no end stated" in text) == any(not each["end"] for each in rows), "open ends"
