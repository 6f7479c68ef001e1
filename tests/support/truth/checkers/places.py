"""Statements of the map."""

from __future__ import annotations

import re
from collections import Counter

from tests.support.truth import words
from tests.support.truth.checkers.common import as_known, holds, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import World

_DRAWN = ("point", "city", "region")


def _named(world: World) -> Counter[str]:
    """How many claims (relays aside) and events name each place inside the whole."""
    found: Counter[str] = Counter()
    for claim in world.claims.values():
        if not claim.relays:
            found[claim.row["place"]] += 1
    for event in world.tables["events"]:
        found[event["place"]] += 1
    whole = world.place
    inside = [place for place in found if place and place != whole]
    return Counter(
        {place: found[place] for place in inside if world.inside("places", place, whole)}
    )


def _spot(world: World, place: str) -> bool:
    cells = row(world, "places", place)
    return cells["precision"] in _DRAWN and bool(cells["lat"]) and bool(cells["lon"])


@checks("places.contributor")
def contributor(world: World, about: About, text: str) -> None:
    group = about["group"]
    sections = world.settings.get("sections", [])
    metric = next(each["metrics"][0] for each in sections if each["kind"] == "deployment")
    answer = world.answer((metric, group, world.place), "official")
    label = world.label("groups", group)
    if answer.claims and answer.value is not None:
        same(text, f"{label} {words.amount(answer.claims[0])}")
    else:
        same(text, label)


@checks("places.named_most_often")
def named_most_often(world: World, about: About, text: str) -> None:
    named = _named(world)
    place = about["place"]
    others = [count for other, count in named.items() if other != place]
    assert named[place] > max(others, default=0), "another is named as often"
    count, whole = words.number(named[place]), words.number(sum(named.values()))
    label = world.label("places", place)
    same(text, f"{label} is named most: in {count} of {whole} claims and events")


@checks("places.several")
def several(world: World, about: About, text: str) -> None:
    named = _named(world)
    assert set(ids(about["places"])) == set(named), "these are not the places named"
    noun = "place" if len(named) == 1 else "places"
    same(text, f"{words.number(len(named))} {noun} named")


@checks("places.marks")
def marks(world: World, about: About, text: str) -> None:
    drawn = {
        row(world, "places", each)["precision"] for each in _named(world) if _spot(world, each)
    }
    assert set(ids(about.get("precisions"))) == drawn, "not the precisions that are drawn"
    meanings = {"point": "Dot:", "city": "Ring:", "region": "Shade:"}
    for precision, meaning in meanings.items():
        assert (meaning in text) == (precision in drawn), meaning


@checks("places.without_spot")
def without_spot(world: World, about: About, text: str) -> None:
    missing = {each for each in _named(world) if not _spot(world, each)}
    assert set(ids(about["places"])) == missing, "not the places without a spot"
    assert words.numbers(text) == [len(missing)]


@checks("places.in_words")
def in_words(world: World, about: About, text: str) -> None:
    holds(text, "Locator map of the places that claims and events name.")
    told = words.plain(text).partition("how often each is named: ")[2]
    spots: dict[tuple[str, ...], list[str]] = {}
    for place in _named(world):
        if _spot(world, place):
            cells = row(world, "places", place)
            spot = tuple(cells[column] for column in ("lat", "lon", "precision"))
            spots.setdefault(spot, []).append(place)
    for (*_, precision), sharing in spots.items():
        times = sum(_named(world)[place] for place in sharing)
        holds(told, f"({precision}, {words.number(times)})")
        for place in sharing:
            holds(told, world.label("places", place))
    assert len(re.findall(r"\((?:point|city|region), [\d,]+\)", told)) == len(spots), "others"


@checks("places.source")
def source(world: World, about: About, text: str) -> None:
    as_known(world, text)
