"""Places: which of them claims and events name, how exactly they are known, and the outlines a map
draws them on.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from asknown.model.figures import STANDING, figure
from asknown.model.known import Known
from asknown.model.parts import is_part
from asknown.model.phrases import as_of, label_of, number, source_of
from asknown.subjects import deployments
from asknown.subjects.drawn_rows import with_claims
from asknown.subjects.legend import legend
from asknown.subjects.source_line import publishers
from asknown.text import english
from asknown.text.blocks import Block
from asknown.text.prose import Prose, join, listed, plain, say
from asknown.text.statements import statement

Ring = list[tuple[float, float]]  # longitude, latitude
Shapes = dict[str, list[Ring]]  # by code
_DRAWN = ("point", "city", "region")
_SPOKEN = 8  # contributors of an alternative text; a reader hears no more at once


@dataclass(frozen=True)
class Outline:
    """Lines of a map. `countries` and `regions` are rings by code; `view` is west, south, east,
    north of the wider map.
    """

    countries: Shapes
    regions: Shapes
    view: tuple[float, float, float, float]


def outline(case: Known, folder: Path | None) -> Outline | None:
    """The outline that case.toml names under [map]; None where it names none or the folder does not
    hold it.
    """
    name = case.settings.map.outline
    if not folder or not name:
        return None
    path = folder / f"{name}.geojson"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    data = json.loads(text)
    countries: Shapes = {}
    regions: Shapes = {}
    layers = {
        "country": countries,
        "region": regions,
    }
    for feature in data["features"]:
        layer = feature["properties"]["layer"]
        rings = layers[layer].setdefault(feature["id"], [])
        for outer, *_ in feature["geometry"]["coordinates"]:  # holes are not drawn
            ring = [(x, y) for x, y in outer]
            rings.append(ring)
    view = tuple(data["bbox"])
    return Outline(countries, regions, view)


def named(case: Known) -> pd.DataFrame:
    """The places inside the whole that claims (relays left out) or events name, the most named
    first: one row per place with `label` (prose), `lat`, `lon` (NaN where not known), `precision`,
    and `rows`, how many claims and events name it.
    """
    claims = case.tables["claims"]
    events = case.tables["events"]
    places = case.tables["places"]
    is_original = claims["relays"] == ""
    naming = [claims["place"][is_original], events["place"]]
    counts = pd.concat(naming).value_counts()
    inside = []
    labels = []
    for place in places.index:
        if place in counts.index and is_part(case, "places", place, case.place):
            inside.append(place)
            labels.append(label_of(case, "places", place))
    frame = places.loc[inside]
    frame = frame.assign(
        lat=pd.to_numeric(frame["lat"]),
        lon=pd.to_numeric(frame["lon"]),
        rows=counts.reindex(inside),
        label=labels,
    )
    return frame.sort_values(["rows", "id"], ascending=[False, True])


def _has_spot(places: pd.DataFrame) -> pd.Series:
    """Which places are known to a point, a city or a region."""
    is_exact = places["precision"].isin(_DRAWN)
    spot = places[["lat", "lon"]]
    return is_exact & spot.notna().all(axis=1)


def drawn(places: pd.DataFrame) -> pd.DataFrame:
    """The places a map shows: those known to a point, a city or a region. Names of the same spot
    share a row.
    """
    exact = places[_has_spot(places)]
    spot = ["lat", "lon", "precision"]
    spots = exact.groupby(spot, sort=False)

    def together(labels: pd.Series) -> list[Prose]:
        label = join(list(labels), "/", "/")
        return [label] * len(labels)

    shared = exact.assign(
        label=spots["label"].transform(together),
        rows=spots["rows"].transform("sum"),
    )
    return shared.drop_duplicates(spot)


def contributors(case: Known, countries: Collection[str]) -> list[tuple[str, Prose]]:
    """The contributors whose country case.toml names and the outline has: the country's code, and
    the name with the official number, where there is one.
    """
    codes = case.settings.map.countries
    declared = case.settings.deployment
    force = []
    for group in deployments.contributors(case, declared):
        if codes.get(group) in countries:
            label = contributor(case, group)
            force.append((codes[group], label))
    return force


@statement(
    "by the rule official the number is that of the contributor; without one there is none"
)
def contributor(case: Known, group: str) -> Prose:
    """The name of a contributor, and its official number: `Belarus 500`."""
    metric = deployments.metric_of(case.settings.deployment)
    shown = figure(case, metric, group, rule="official")
    name = label_of(case, "groups", group)
    if shown.status != STANDING or shown.value is None:
        return name
    first = shown.claims[0]
    return say(
        "{name} {n}",
        name=name,
        n=number(case, first),
    )


def finding(case: Known, places: pd.DataFrame) -> Prose:
    """Where most of it happened, or which place is named most; where two are named as often, what
    the map is about.
    """
    times = places["rows"]
    is_most = times == times.max()
    named_most = times.index[is_most]
    if len(named_most) > 1:
        return none_most()
    place = str(named_most[0])
    if times[place] > times.sum() / 2:
        return most_of_it(case, place)
    return named_most_often(case, place)


@statement(
    "of the claims (relays aside) and events that name a place inside the whole, more than half "
    "name this one"
)
def most_of_it(case: Known, place: str) -> Prose:
    """That one place has most of it: `Most of what is reported happened in Almaty`."""
    name = label_of(case, "places", place)
    return say("Most of what is reported happened in {place}", place=name)


@statement(
    "more claims (relays aside) and events name this place than any other inside the whole"
)
def named_most_often(case: Known, place: str) -> Prose:
    """Which place is named most: `Almaty is named more often than any other place`."""
    name = label_of(case, "places", place)
    return say("{place} is named more often than any other place", place=name)


@statement("of the places inside the whole none is named more often than every other")
def none_most() -> Prose:
    """What the map is about where no place stands out."""
    return plain("Where it happened")


def how_to_read(
    case: Known,
    places: pd.DataFrame,
    force: bool,
) -> Prose:
    """What the marks mean, and how many named places have no spot on the map."""
    drawn_as = drawn(places)["precision"].unique()
    read = marks(case, sorted(drawn_as), force)
    has_spot = _has_spot(places)
    left_out = list(places.index[~has_spot])
    return read + without_spot(left_out)


@statement("the map draws places known to each of these precisions, and to no other")
def marks(
    case: Known,
    precisions: list[str],
    force: bool,
) -> Prose:
    """What the marks of the map mean, as far as it has them."""
    meanings = legend(
        ("point" in precisions, "Dot: known to the point."),
        ("city" in precisions, "Ring: somewhere in the city."),
        ("region" in precisions, "Shade: somewhere in the region."),
        (force, "Other map: contributors to the force, with their official number."),
    )
    whole = label_of(case, "places", case.place)
    return say(
        "Places in {whole} that claims and events name. " + meanings, whole=whole
    )


@statement(
    "claims and events name these places, of which no point, city or region is known"
)
def without_spot(places: list[str]) -> Prose:
    """How many named places the map does not draw; nothing where it draws all."""
    if not places:
        return Prose()
    count = len(places)
    return say(
        " Not drawn: {n} {named} known less exactly.",
        n=plain(english.number(count), "count:without_spot"),
        named=english.agreed(count, "place", "places"),
    )


@statement(
    "the map has each place that claims (relays aside) or events name and whose spot is known, and "
    "each contributor whose country it has"
)
def in_words(
    case: Known,
    places: pd.DataFrame,
    force: list[tuple[str, Prose]],
) -> Prose:
    """The alternative text of the map: what it shows and says, and the contributors."""
    theirs = Prose()
    if force:
        names = listed([name for _, name in force], _SPOKEN)
        theirs = say(" Beside it the contributors to the force: {names}.", names=names)
    return say(
        "Map of the places in {whole} that claims and events name. {finding}.{force}",
        whole=label_of(case, "places", case.place),
        finding=finding(case, places),
        force=theirs,
    )


@statement("the report knows what was public by then")
def source(case: Known) -> Prose:
    """The line below the map: as known when, whose outlines, and the sources of its numbers."""
    line = say(
        "As known on {day}. Outlines as Natural Earth draws them, the regions as they were then; "
        "they imply no judgement on any border.",
        day=as_of(case),
    )
    cited = sources(case)
    if not cited:
        return line
    return say("{line} Sources: {names}.", line=line, names=publishers(case, cited))


def sources(case: Known) -> list[str]:
    """The sources of the contributors' numbers on the map."""
    metric = deployments.metric_of(case.settings.deployment)
    cited = []
    for group in case.settings.map.countries:
        shown = figure(case, metric, group, rule="official")
        if shown.claims:
            first = shown.claims[0]
            cited.append(source_of(case, first))
    once = dict.fromkeys(cited)
    return list(once)


def charts(case: Known, outlines: Path | None) -> list[Block]:
    """The map, where the case names an outline that is there, with regions, and a place on it."""
    lines = outline(case, outlines)
    places = named(case)
    on_map = drawn(places)
    if not lines or not lines.regions or on_map.empty:
        return []
    from asknown.subjects.charts.map import place as draw  # matplotlib is slow to load

    force = contributors(case, lines.countries)
    chart = draw(
        on_map,
        lines.countries,
        lines.regions,
        lines.view,
        label_of(case, "places", case.place),
        force,
        title=finding(case, places),
        subtitle=how_to_read(case, places, bool(force)),
        source=source(case),
        alt=in_words(case, places, force),
    )
    claims = case.tables["claims"]
    is_drawn = (claims["relays"] == "") & claims["place"].isin(on_map.index)
    return [with_claims(case, chart, claims.index[is_drawn])]
