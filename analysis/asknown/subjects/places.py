"""Places: which of them claims and events name, how exactly they are known, and the outlines a map
draws them on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from asknown.model.figures import STANDING, figure
from asknown.model.known import Known
from asknown.model.parts import is_part
from asknown.model.phrases import as_of, label_of, number, source_of
from asknown.subjects import deployments
from asknown.subjects.legend import legend
from asknown.text import english
from asknown.text.blocks import Block
from asknown.text.prose import Prose, join, plain, say

Ring = list[tuple[float, float]]  # longitude, latitude
_DRAWN = ("point", "city", "region")


@dataclass(frozen=True)
class Outline:
    """Lines of a map. `countries` and `regions` are rings by code; `view` is west, south, east,
    north of the wider map.
    """

    countries: dict[str, list[Ring]]
    regions: dict[str, list[Ring]]
    view: tuple[float, float, float, float]


def outline(case: Known, folder: Path | None) -> Outline | None:
    """The outline that case.toml names under [map]; None where it names none or the folder does not
    hold it.
    """
    name = case.settings.map.outline
    path = folder / f"{name}.geojson" if folder and name else None
    if not path or not path.is_file():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    layers: dict[str, dict[str, list[Ring]]] = {"country": {}, "region": {}}
    for feature in data["features"]:
        shapes = layers[feature["properties"]["layer"]]
        rings = shapes.setdefault(feature["id"], [])
        for outer, *_ in feature["geometry"]["coordinates"]:  # holes are not drawn
            rings.append([(x, y) for x, y in outer])
    return Outline(layers["country"], layers["region"], tuple(data["bbox"]))


def named(case: Known) -> pd.DataFrame:
    """The places inside the whole that claims (relays left out) or events name, the most named
    first: one row per place with `label` (prose), `lat`, `lon` (NaN where not known), `precision`,
    and `rows`, how many claims and events name it.
    """
    claims, places = case.tables["claims"], case.tables["places"]
    own = claims.loc[claims["relays"] == "", "place"]
    counts = pd.concat([own, case.tables["events"]["place"]]).value_counts()
    inside = [place for place in places.index if is_part(case, "places", place, case.place)]
    frame = places.loc[[place for place in inside if place in counts.index]]
    frame = frame.assign(
        lat=pd.to_numeric(frame["lat"]),
        lon=pd.to_numeric(frame["lon"]),
        rows=counts.reindex(frame.index),
        label=[label_of(case, "places", place) for place in frame.index],
    )
    return frame.sort_values(["rows", "id"], ascending=[False, True])


def _has_spot(places: pd.DataFrame) -> pd.Series:
    """Which places are known to a point, a city or a region."""
    return places["precision"].isin(_DRAWN) & places["lat"].notna() & places["lon"].notna()


def drawn(places: pd.DataFrame) -> pd.DataFrame:
    """The places a map shows: those known to a point, a city or a region. Names of the same spot
    share a row.
    """
    exact = places[_has_spot(places)]
    spot = ["lat", "lon", "precision"]
    spots = exact.groupby(spot, sort=False)

    def together(labels: pd.Series) -> list[Prose]:
        return [join(list(labels), "/", "/")] * len(labels)

    rows, labels = spots["rows"].transform("sum"), spots["label"].transform(together)
    return exact.assign(label=labels, rows=rows).drop_duplicates(spot)


def contributors(case: Known) -> list[tuple[str, Prose]]:
    """The contributors whose country case.toml names: the country's code, and the name with the
    official number in force.
    """
    codes = case.settings.map.countries
    groups = [group for group in deployments.contributors(case) if group in codes]
    return [(codes[group], _contributor(case, group)) for group in groups]


def _contributor(case: Known, group: str) -> Prose:
    shown = figure(case, "troops", group, rule="official")
    name = label_of(case, "groups", group)
    if shown.status != STANDING or shown.value is None:
        return name
    return say("{name} {n}", name=name, n=number(case, shown.claims[0]))


def finding(places: pd.DataFrame) -> Prose:
    """Which place is named most, and how often."""
    most = places.index[0]
    count, whole = places.at[most, "rows"], int(places["rows"].sum())
    return say(
        "{place} is named most: in {n} of {all} claims and events with a place inside the country",
        place=places.at[most, "label"],
        n=plain(english.number(count), f"places:{most}"),
        all=plain(english.number(whole), "count:named"),
    )


def how_to_read(places: pd.DataFrame, force: bool) -> Prose:
    """What the marks mean, and how many named places have no spot on the map."""
    there = set(drawn(places)["precision"])
    read = plain(
        legend(
            (True, "Places that claims and events name."),
            ("point" in there, "Dot: known to the point."),
            ("city" in there, "Ring: somewhere in the city."),
            ("region" in there, "Shade: somewhere in the region."),
            (force, "Right: contributors to the force, with the official number in force."),
        )
    )
    left = int((~places["precision"].isin(_DRAWN) | places["lat"].isna()).sum())
    if not left:
        return read
    n = plain(english.number(left), "count:without_spot")
    return say("{read} Named without a spot to draw: {n}.", read=read, n=n)


def in_words(places: pd.DataFrame, force: list[tuple[str, Prose]]) -> Prose:
    """The alternative text of the map: what it shows, then each place with how often it is named,
    then the contributors.
    """
    told = []
    for row in drawn(places).itertuples():
        n = plain(english.number(row.rows), f"places:{row.Index}")
        told.append(
            say("{place} ({precision}, {n})", place=row.label, precision=row.precision, n=n)
        )
    theirs = Prose()
    if force:
        names = join([name for _, name in force])
        theirs = say(" Contributors to the force: {names}.", names=names)
    return say(
        "Locator map of the places that claims and events name. {finding}. "
        "On the map, with how often each is named: {places}.{force}",
        finding=finding(places),
        places=join(told),
        force=theirs,
    )


def sources(case: Known) -> list[str]:
    """The sources of the contributors' numbers on the map."""
    figures = [
        figure(case, "troops", group, rule="official") for group in case.settings.map.countries
    ]
    cited = [source_of(case, shown.claims[0]) for shown in figures if shown.claims]
    return list(dict.fromkeys(cited))


def charts(case: Known, outlines: Path | None) -> list[Block]:
    """The map, where the case names an outline that is there and a place on it."""
    lines, places = outline(case, outlines), named(case)
    if not lines or drawn(places).empty:
        return []
    from asknown.subjects.charts.map import place as draw  # matplotlib is slow to load

    force = contributors(case)
    source = say(
        "As known on {day}. Outlines as Natural Earth draws them, the regions as they were then; "
        "they imply no judgement on any border. Sources",
        day=as_of(case),
    )
    chart = draw(
        drawn(places),
        lines.countries,
        lines.regions,
        lines.view,
        label_of(case, "places", case.place),
        force,
        title=finding(places),
        subtitle=how_to_read(places, bool(force)),
        source=source.citing(sources(case)),
        alt=in_words(places, force),
    )
    return [chart]
