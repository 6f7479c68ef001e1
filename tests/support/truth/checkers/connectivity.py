"""Statements on what monitors saw networks do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from itertools import pairwise

from tests.support.truth import words
from tests.support.truth.checkers.common import as_known, holds, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Row, World

_DAY = timedelta(days=1)


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
    assert {each["row_id"] for each in rows} == set(ids(about["rows"])), (
        "there are others"
    )
    assert all(each["state"] != "outage" for each in rows), "one is an outage"
    same(text, "No monitor saw an outage")


@checks("connectivity.first_outage")
def first_outage(world: World, about: About, text: str) -> None:
    rows = world.tables["connectivity"]
    seen = row(world, "connectivity", about["row_id"])
    down = [each for each in rows if each["state"] == "outage"]
    assert seen == min(down, key=lambda each: _first(world, each)), (
        "it is not the first outage"
    )
    start = _in_words(world, seen["start"])
    name = world.name(seen["monitor"])
    same(text, f"{name} reports an outage from {start} ({seen['measure']})")


@checks("connectivity.seen")
def one_by_one(world: World, about: About, text: str) -> None:
    seen = row(world, "connectivity", about["row_id"])
    value = _valued(seen)
    measured = f"{seen['measure']}: {value}" if value else seen["measure"]
    place = f"{world.name(seen['monitor'])}, {seen['area']}, {_when(world, seen)}"
    same(text, f"{place}: {seen['state']} ({measured}).")


# The strip of all monitors together.


def _usual(world: World) -> list[Row]:
    """The observations of the area that most are about."""
    rows = world.tables["connectivity"]
    counts = Counter(each["area"] for each in rows)
    most = max(counts.values())
    usual = min(area for area in counts if counts[area] == most)
    return sorted(
        (each for each in rows if each["area"] == usual), key=lambda x: _first(world, x)
    )


def _naive(world: World, moment: str) -> datetime:
    found = datetime.fromisoformat(moment)
    return found.astimezone(world.zone).replace(tzinfo=None) if "T" in moment else found


def _kind(seen: Row) -> str:
    if seen["state"] == "outage":
        return "off"
    return "on" if seen["state"] in ("restored", "normal") else "partly"


def _sure(world: World, seen: Row) -> datetime:
    start = _naive(world, seen["start"])
    return start if "T" in seen["start"] else start + _DAY


def _is_news(world: World, rows: list[Row], seen: Row) -> bool:
    """Whether an observation of a day alone, without an end, says what its monitor had not said."""
    if seen["end"] or "T" in seen["start"]:
        return True
    before = [
        each
        for each in rows
        if each["monitor"] == seen["monitor"]
        and not each["end"]
        and _place(world, each) < _place(world, seen)
    ]
    return not before or _kind(before[-1]) != _kind(seen)


def _place(world: World, seen: Row) -> tuple[datetime, str]:
    return _naive(world, seen["start"]), seen["row_id"]


def _told_until(world: World, rows: list[Row]) -> datetime:
    """The end of the last day that an observation names, or the moment of the report."""
    last = max(_naive(world, each["end"] or each["start"]) for each in rows)
    if any("T" not in (each["end"] or each["start"]) for each in rows):
        days = [each["end"] or each["start"] for each in rows]
        whole = [_naive(world, each) + _DAY for each in days if "T" not in each]
        last = max(last, *whole)
    midnight = datetime(last.year, last.month, last.day)
    end = last if last == midnight else midnight + _DAY
    if "T" in world.moment:
        return min(end, datetime.fromisoformat(world.moment))
    return min(end, datetime.combine(world.day, time()) + _DAY)


def _ends(world: World, rows: list[Row], seen: Row) -> datetime:
    """Until when an observation holds."""
    end = _told_until(world, _usual(world))
    if seen["end"]:
        stated = _naive(world, seen["end"])
        return min(end, stated if "T" in seen["end"] else stated + _DAY)
    opened = [each for each in rows if not each["end"]]
    begun = _naive(world, seen["start"])
    for other in opened:
        start = _naive(world, other["start"])
        if other["monitor"] == seen["monitor"] and start > begun:
            return min(end, start)
    found = [end]
    for other in rows:
        if _kind(seen) == "on":
            against = _kind(other) == "off"
        else:
            against = (
                _kind(other) == "on"
                and not other["end"]
                and _is_last(world, opened, other)
            )
        if against and _sure(world, other) > _sure(world, seen):
            found.append(_sure(world, other))
    return min(found)


def _is_last(world: World, opened: list[Row], seen: Row) -> bool:
    begun = _naive(world, seen["start"])
    mine = [each for each in opened if each["monitor"] == seen["monitor"]]
    return all(_naive(world, each["start"]) <= begun for each in mine)


def _strip(world: World) -> list[tuple[datetime, datetime, str]]:
    """The strip, worked out between all moments at which an observation begins or ends."""
    usual = _usual(world)
    in_order = sorted(usual, key=lambda each: _place(world, each))
    rows = [each for each in in_order if _is_news(world, in_order, each)]
    held = [
        (each, _naive(world, each["start"]), _ends(world, rows, each)) for each in rows
    ]
    moments = set()
    for seen, begins, ends in held:
        moments |= {begins, ends, _sure(world, seen)}
        if seen["end"]:
            moments.add(ends - _DAY)
            moments.add(_naive(world, seen["end"]))
    told = []
    edges = sorted(moments)
    for begins, ends in pairwise(edges):
        said: dict[str, str] = {}
        for seen, since, until in held:  # in order: the last one counts
            if since <= begins < until:
                said[seen["monitor"]] = _word(world, seen, begins)
        heard = [word for word in said.values() if word]
        if heard:
            told.append((begins, ends, _together(heard)))
    return told


def _word(world: World, seen: Row, moment: datetime) -> str:
    if moment < _sure(world, seen):
        return "" if _kind(seen) == "on" and not seen["end"] else "partly"
    if seen["end"] and "T" not in seen["end"] and moment >= _naive(world, seen["end"]):
        return "partly"
    return _kind(seen)


def _together(heard: list[str]) -> str:
    if "on" not in heard and heard.count("off") > 1:
        return "off"
    return "on" if heard.count("on") == len(heard) else "partly"


def _off(
    world: World, row_id: str
) -> tuple[list[tuple[datetime, datetime]], bool, str]:
    """When the network was off, whether it was so all the time between, and the words before."""
    strip = _strip(world)
    off = [(begins, ends) for begins, ends, state in strip if state == "off"]
    assert off, "it was never off"
    whole = all(one[1] == other[0] for one, other in pairwise(off))
    seen = row(world, "connectivity", row_id)
    assert seen in _usual(world), "an observation of another area"
    is_all = seen["area"] == world.label("places", world.place)
    return off, whole, "Offline" if is_all else f"{seen['area']}: offline"


@checks("connectivity.offline")
def offline(world: World, about: About, text: str) -> None:
    off, whole, begin = _off(world, about["row_id"])
    assert _strip(world)[-1][1] != off[-1][1], "it still is off"
    first, last = off[0][0].date(), (off[-1][1] - timedelta(seconds=1)).date()
    days = (
        f"on {words.day(first)}"
        if first == last
        else f"from {words.span(f'{first}/{last}')}"
    )
    same(text, f"{begin} {days}{'' if whole else ', with gaps'}")


@checks("connectivity.still_offline")
def still_offline(world: World, about: About, text: str) -> None:
    off, whole, begin = _off(world, about["row_id"])
    assert _strip(world)[-1][1] == off[-1][1], "it was seen otherwise"
    last = (off[-1][1] - timedelta(seconds=1)).date()
    report = "" if last == world.day else f"; last report {words.day(last)}"
    since = words.day(off[0][0].date())
    same(text, f"{begin} since {since}{'' if whole else ', with gaps'}{report}")


@checks("connectivity.strip_rule")
def strip_rule(world: World, about: About, text: str) -> None:
    below = (
        " Below: those with most observations, each alone."
        if about.get("monitors")
        else ""
    )
    _most(world, ids(about.get("monitors")))
    same(
        text,
        "Local time. Off: a monitor reports an outage, another agrees, none reports a return. On: "
        f"a return and nothing less. Partly: all between, and days known without an hour.{below}",
    )


def _most(world: World, monitors: list[str]) -> None:
    """These are monitors of the area, three at most, and only two saw more of it than any."""
    counts = Counter(each["monitor"] for each in _usual(world))
    assert set(monitors) <= set(counts), "a monitor of another area"
    assert len(monitors) <= 3, "too many"
    least = sorted(counts.values(), reverse=True)[:3][-1]
    assert all(counts[each] >= least for each in monitors), "others saw more"


@checks("connectivity.strip_source")
def strip_source(world: World, about: About, text: str) -> None:
    monitors = ids(about["monitors"])
    assert sorted(monitors) == sorted({each["monitor"] for each in _usual(world)}), (
        "others"
    )
    as_known(world, text)
    for monitor in monitors[:6]:
        holds(text, world.name(monitor))
    assert ("more in the annex" in text) == (len(monitors) > 6)


@checks("connectivity.strip_in_words")
def strip_in_words(world: World, about: About, text: str) -> None:
    seen = row(world, "connectivity", about["row_id"])
    assert seen in _usual(world), "an observation of another area"
    holds(
        text,
        f"Strip of days: when the network of {seen['area']} was off, on or in between",
    )
    for monitor in ids(about["monitors"]):
        holds(text, world.name(monitor))


@checks("connectivity.in_words")
def in_words(world: World, about: About, text: str) -> None:
    holds(text, "Strips over local time, darker where less gets through, of ")
    ordered = sorted(world.tables["connectivity"], key=lambda each: _first(world, each))
    monitors = list(dict.fromkeys(each["monitor"] for each in ordered))
    for monitor in monitors[:6]:
        holds(text, world.name(monitor))
    assert ("; and " in text) == (len(monitors) > 6), "those left out"


@checks("connectivity.how_to_read")
def how_to_read(world: World, about: About, text: str) -> None:
    rows = world.tables["connectivity"]
    areas = Counter(each["area"] for each in rows)
    assert areas[about["usual"]] == max(areas.values()), "another area is more usual"
    holds(text, about["usual"])
    by_day = any(
        "T" not in each["start"] or (each["end"] and "T" not in each["end"])
        for each in rows
    )
    assert ("only the day is known" in text) == by_day, "whether a day alone is known"
    assert ("no end stated" in text) == any(not each["end"] for each in rows), (
        "open ends"
    )
