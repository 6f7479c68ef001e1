"""Statements of the map."""

from __future__ import annotations

from collections import Counter

from tests.support.truth import words
from tests.support.truth.checkers.common import as_known, row, same
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
        {
            place: found[place]
            for place in inside
            if world.inside("places", place, whole)
        }
    )


def _spot(world: World, place: str) -> bool:
    cells = row(world, "places", place)
    return cells["precision"] in _DRAWN and bool(cells["lat"]) and bool(cells["lon"])


@checks("places.contributor")
def contributor(world: World, about: About, text: str) -> None:
    group = about["group"]
    sections = world.settings.get("sections", [])
    metric = next(
        each["metrics"][0] for each in sections if each["kind"] == "deployment"
    )
    answer = world.answer((metric, group, world.place), "official")
    label = world.label("groups", group)
    if answer.claims and answer.value is not None:
        same(text, f"{label} {words.amount(answer.claims[0])}")
    else:
        same(text, label)


@checks("places.most_of_it")
def most_of_it(world: World, about: About, text: str) -> None:
    named = _named(world)
    place = about["place"]
    assert 2 * named[place] > sum(named.values()), "not more than half of it"
    same(text, f"Most of what is reported happened in {world.label('places', place)}")


@checks("places.named_most_often")
def named_most_often(world: World, about: About, text: str) -> None:
    named = _named(world)
    place = about["place"]
    others = [count for other, count in named.items() if other != place]
    assert named[place] > max(others, default=0), "another is named as often"
    same(
        text, f"{world.label('places', place)} is named more often than any other place"
    )


@checks("places.none_most")
def none_most(world: World, about: About, text: str) -> None:
    first, second, *_ = sorted(_named(world).values(), reverse=True)
    assert first == second, "one is named more often"
    same(text, "Where it happened")


@checks("places.marks")
def marks(world: World, about: About, text: str) -> None:
    drawn = {
        row(world, "places", each)["precision"]
        for each in _named(world)
        if _spot(world, each)
    }
    assert set(ids(about.get("precisions"))) == drawn, (
        "not the precisions that are drawn"
    )
    meanings = {"point": "Dot:", "city": "Ring:", "region": "Shade:"}
    for precision, meaning in meanings.items():
        assert (meaning in text) == (precision in drawn), meaning


@checks("places.without_spot")
def without_spot(world: World, about: About, text: str) -> None:
    missing = {each for each in _named(world) if not _spot(world, each)}
    assert set(ids(about["places"])) == missing, "not the places without a spot"
    noun = "place" if len(missing) == 1 else "places"
    same(text, f"Not drawn: {len(missing)} {noun} known less exactly.")


@checks("places.in_words")
def in_words(world: World, about: About, text: str) -> None:
    whole = world.label("places", world.place)
    begin = f"Map of the places in {whole} that claims and events name. "
    assert words.plain(text).startswith(begin), f"{text!r} does not begin {begin!r}"
    assert any(_spot(world, place) for place in _named(world)), (
        "it has no place to draw"
    )
    told = words.plain(text).partition(" Beside it the contributors to the force: ")[2]
    countries = world.settings.get("map", {}).get("countries", {})
    labels = [
        world.label("groups", each)
        for each in countries
        if each in world.rows["groups"]
    ]
    assert not told or any(label in told for label in labels), (
        "contributors that nobody named"
    )


@checks("places.source")
def source(world: World, about: About, text: str) -> None:
    as_known(world, text)
