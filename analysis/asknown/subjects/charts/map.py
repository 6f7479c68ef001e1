"""Where: a locator map of the places named, and beside it the contributors to the force."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians, sin, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from asknown.subjects.charts.drawn_once import drawn_once
from asknown.subjects.charts.sheet import APART, AROUND, Sheet
from asknown.subjects.charts.style import INK, LIGHT, MAIN, QUIET, WIDTH, house
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

Point = tuple[float, float]
Ring = list[Point]
LAND, HOME, LINE, WATER = "#efeee9", "#ffffff", "#c6c9cd", "#e6edf2"
_ASIDE = 0.385  # the share of the width that the map of the contributors takes
_HEADING = 14 / 72  # inches: the line above it
_NEAR = 0.032  # of the map's width: another spot nearer than that could be taken for a label's own


class Box(NamedTuple):
    """The sides of a stretch of a plane, or of the globe."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Point:
        """The point in the middle of it."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2


@drawn_once
def place(
    places: pd.DataFrame,
    countries: dict[str, list[Ring]],
    regions: dict[str, list[Ring]],
    view: tuple[float, float, float, float],
    home: Prose,
    force: list[tuple[str, Prose]],
    **texts: Prose,
) -> Chart:
    """Draw the places on the regions of the country.

    `places` has one row per place, the most named first, with `lon`, `lat`, `precision` (point,
    city, region) and `label` (prose); `countries` and `regions` are rings of longitude and latitude
    by code; `view` is west, south, east, north of the map of the contributors; `home` the country's
    name; `force` the codes and labels of theirs. `texts` go to `Sheet.finish`.
    """
    lands = [point for ring in _rings(regions) for point in ring]
    flat = Flat(lands)
    box = _box(flat.points(lands), 0.025)
    share = 1 - _ASIDE if force else 1
    width = WIDTH * share - 0.06
    with house():
        sheet = Sheet(
            width * (box.north - box.south) / (box.east - box.west), ncols=2 if force else 1
        )
        ax = sheet.axes[0]
        _frame(ax, box, (0, 0, width / WIDTH, 1))
        for rings in countries.values():
            _land(ax, flat, rings, LAND, linewidth=0.3)
        for rings in regions.values():
            _land(ax, flat, rings, HOME)
        _places(sheet, ax, flat, places, regions)
        if force:
            contributors = [(countries.get(code, []), label) for code, label in force]
            ax = _wider_map(sheet, Box(*view), countries, regions)
            _contributors(sheet, ax, Box(*view), regions, home, contributors)
        return sheet.finish("place", **texts)


def _rings(shapes: dict[str, list[Ring]]) -> Iterable[Ring]:
    for rings in shapes.values():
        yield from rings


# The plane.


class Flat:
    """A map's plane: Albers' equal-area projection between the parallels of what it has to show
    (Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, pp. 98-103, for the
    sphere).
    """

    def __init__(self, shown: Iterable[Point]) -> None:
        longitudes, latitudes = zip(*shown, strict=True)
        south, north = min(latitudes), max(latitudes)
        # The standard parallels lie a sixth of the height inside what is shown.
        inset = (north - south) / 6
        first, second = radians(south + inset), radians(north - inset)
        self._middle = (min(longitudes) + max(longitudes)) / 2
        self._n = (sin(first) + sin(second)) / 2
        self._c = cos(first) ** 2 + 2 * self._n * sin(first)

    def points(self, ring: Iterable[Point]) -> Ring:
        """Longitudes and latitudes as points of the plane, rounded so that every machine draws the
        same.
        """
        return [self._point(*point) for point in ring]

    def _point(self, longitude: float, latitude: float) -> Point:
        far = sqrt(self._c - 2 * self._n * sin(radians(latitude))) / self._n
        turn = self._n * radians(longitude - self._middle)
        return round(1000 * far * sin(turn), 2), round(-1000 * far * cos(turn), 2)


def _box(points: Ring, margin: float = 0) -> Box:
    """The sides of some points, with a margin as a share of their width."""
    xs, ys = zip(*points, strict=True)
    room = margin * (max(xs) - min(xs))
    return Box(min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room)


def _frame(ax: Axes, box: Box, where: tuple[float, float, float, float]) -> None:
    ax.set_position(where)
    ax.set_xlim(box.west, box.east)
    ax.set_ylim(box.south, box.north)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_facecolor(WATER)


def _land(ax: Axes, flat: Flat, rings: list[Ring], colour: str, **style: Any) -> None:
    """Fill a shape and draw its borders."""
    usual = {"facecolor": colour, "edgecolor": LINE, "linewidth": 0.5, "joinstyle": "round"}
    usual.update(style)
    outlines = [Path(flat.points(ring), closed=True) for ring in rings]
    ax.add_artist(PathPatch(Path.make_compound_path(*outlines), **usual))


# The places.


def _places(
    sheet: Sheet, ax: Axes, flat: Flat, places: pd.DataFrame, regions: dict[str, list[Ring]]
) -> None:
    """A shade for a region, a ring for a city, a dot for a point; then the labels, the most named
    first.
    """
    rows = list(places.itertuples())
    for row in rows:
        if row.precision == "region":
            _shade(ax, flat, row, regions)
    spots = [_spot(flat, row, regions) for row in rows]
    for row, (x, y) in zip(rows, spots, strict=True):
        if row.precision != "region":
            _dot(sheet, ax, x, y, is_city=row.precision == "city")
    for row, spot in zip(rows, spots, strict=True):
        _label(sheet, ax, row, spot, spots, is_first=row is rows[0])


def _shade(ax: Axes, flat: Flat, row: Any, regions: dict[str, list[Ring]]) -> None:
    for rings in regions.values():
        if any(_holds(ring, row.lon, row.lat) for ring in rings):
            _land(ax, flat, rings, LIGHT)


def _dot(sheet: Sheet, ax: Axes, x: float, y: float, is_city: bool) -> None:
    """A ring as wide as a city, or a dot."""
    face, size, radius = ("none", 8, 4.5) if is_city else (MAIN, 4, 3)
    ax.plot([x], [y], marker="o", color=MAIN, markerfacecolor=face, markersize=size, zorder=4)
    sheet.keep_clear(ax, x, y, radius)


def _label(
    sheet: Sheet, ax: Axes, row: Any, spot: Point, spots: list[Point], is_first: bool
) -> None:
    """The name of a place by its spot; where others are near it stands off, with a line that leads
    there.
    """
    is_region = row.precision == "region"
    crowded = not is_first and not is_region and _is_crowded(ax, spot, spots)
    style = "italic" if is_region else "normal"
    weight = "bold" if is_first else "normal"
    sides = APART if crowded else AROUND
    there = sheet.place(ax, *spot, row.label, sides, fontsize=8, weight=weight, style=style)
    if there and crowded:
        line = {"arrowstyle": "-", "color": QUIET, "lw": 0.6, "shrinkA": 0, "shrinkB": 0}
        end = sheet.last.get_position()
        ax.annotate("", spot, end, textcoords="offset points", arrowprops=line)


def _is_crowded(ax: Axes, spot: Point, spots: list[Point]) -> bool:
    """Whether another spot lies so near that a label could be taken for the other's."""
    west, east = ax.get_xlim()
    near = _NEAR * (east - west)
    return any(0 < abs(spot[0] - x) + abs(spot[1] - y) < near for x, y in spots)


def _spot(flat: Flat, row: Any, regions: dict[str, list[Ring]]) -> Point:
    """Where a place is on the plane; a region in the middle of its outline."""
    if row.precision == "region":
        for ring in _rings(regions):
            if _holds(ring, row.lon, row.lat):
                return _box(flat.points(ring)).middle
    return flat.points([(row.lon, row.lat)])[0]


def _holds(ring: Ring, x: float, y: float) -> bool:
    """Whether a point lies inside a ring: a line from it crosses the ring an odd number of
    times."""
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


# The contributors.


def _wider(view: Box) -> tuple[Flat, Box]:
    """The plane of the wider map, and the part of it that is shown."""
    middle, _ = view.middle
    longitudes = (view.west, view.east, middle)
    corners = [(x, y) for x in longitudes for y in (view.south, view.north)]
    flat = Flat(corners)
    return flat, _box(flat.points(corners))


def _wider_map(
    sheet: Sheet, view: Box, countries: dict[str, list[Ring]], regions: dict[str, list[Ring]]
) -> Axes:
    """The second panel: all countries, the one that the force went to in white."""
    flat, box = _wider(view)
    ax = sheet.axes[1]
    high = sheet.figure.get_figheight()
    height = _ASIDE * WIDTH * (box.north - box.south) / (box.east - box.west) / high
    below = 1 - _HEADING / high
    _frame(ax, box, (1 - _ASIDE, max(below - height, 0), _ASIDE, min(height, below)))
    for rings in countries.values():
        _land(ax, flat, rings, LAND, linewidth=0.3)
    for rings in regions.values():
        _land(ax, flat, rings, HOME, linewidth=0, edgecolor="none")
    return ax


def _contributors(
    sheet: Sheet,
    ax: Axes,
    view: Box,
    regions: dict[str, list[Ring]],
    home: Prose,
    force: list[tuple[list[Ring], Prose]],
) -> None:
    """The countries of the force in colour, each with its label."""
    flat, box = _wider(view)
    for rings, _ in force:
        _land(ax, flat, rings, LIGHT, linewidth=0.4, edgecolor=MAIN)
    largest = max((flat.points(ring) for ring in _rings(regions)), key=len)
    sheet.say(
        ax,
        *_inside([largest], box),
        home,
        fontsize=7.5,
        weight="bold",
        ha="center",
        va="center",
    )
    title = plain("Contributors to the force")
    sheet.say(
        ax,
        box.west,
        box.north,
        title,
        xytext=(0, 4),
        fontsize=8,
        weight="bold",
        va="bottom",
    )
    spots = [_inside([flat.points(ring) for ring in rings], box) for rings, _ in force]
    for spot in spots:
        sheet.keep_clear(ax, *spot, 5)
    for spot, (_, label) in zip(spots, force, strict=True):
        sheet.place(ax, *spot, label, fontsize=7.5, color=INK)


def _inside(rings: list[Ring], box: Box) -> Point:
    """The point of a coarse grid that lies in a ring and farthest from all borders and sides of the
    map.
    """
    border = np.array([point for ring in rings for point in ring])
    columns, rows = np.linspace(box.west, box.east, 60), np.linspace(box.south, box.north, 45)
    grid = np.array([(x, y) for x in columns for y in rows])
    on_land = [Path(ring, closed=True).contains_points(grid) for ring in rings]
    land = np.any(on_land, axis=0)
    inner = grid[land] if land.any() else border[:1]
    # From every point of the grid to every point of the borders, all at once.
    steps = inner[:, None, :] - border[None, :, :]
    to_border = np.sqrt((steps**2).sum(axis=2)).min(axis=1)
    xs, ys = inner.T
    to_side = np.min([xs - box.west, box.east - xs, ys - box.south, box.north - ys], axis=0)
    far = np.round(np.minimum(to_border, to_side), 3)  # so that every machine picks the same
    x, y = inner[int(np.argmax(far))]
    return float(x), float(y)
