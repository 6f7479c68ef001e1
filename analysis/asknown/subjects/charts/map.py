"""Where: a locator map of the places named, and beside it the contributors to the force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, product
from math import cos, radians, sin, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from asknown.subjects.charts.for_phones import drawn_for_phones
from asknown.subjects.charts.sheet import APART, AROUND, Sheet
from asknown.subjects.charts.style import (
    INK,
    LIGHT,
    MAIN,
    QUIET,
    house,
    is_narrow,
    points,
)
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

Point = tuple[float, float]
Ring = list[Point]
Shapes = dict[str, list[Ring]]  # by code
LAND = "#efeee9"
HOME = "#ffffff"
LINE = "#c6c9cd"
WATER = "#e6edf2"
_TALLEST = 152 / 72  # inches: some 54 mm; a page has more to tell
_BESIDE = 0.02  # of a map's width: how far over its edge a shape goes on
_APART = 0.17  # of that: points nearer to each other are one
_AREA = 4  # corners, the first told twice: less is no area
_ASIDE = 0.385  # the share of the width that the map of the contributors takes
_HEADING = 14 / 72  # inches: the line above it
# Of the map's width: another spot nearer than that could be taken for a label's own.
_NEAR = 0.032
_COLUMNS = 60  # of the grid in which the middle of a country is looked for
_ROWS = 45
# Leads from a label that stands off to its spot.
_LEADER = {
    "arrowstyle": "-",
    "color": QUIET,
    "lw": 0.6,
    "shrinkA": 0,
    "shrinkB": 0,
}


class Box(NamedTuple):
    """The sides of a stretch of a plane, or of the globe."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Point:
        """The point in the middle of it."""
        x = (self.west + self.east) / 2
        y = (self.south + self.north) / 2
        return x, y

    def height_at(self, width: float) -> float:
        """How high it is drawn where it is drawn so wide."""
        height = self.north - self.south
        return width * height / (self.east - self.west)

    def width_at(self, height: float) -> float:
        """How wide it is drawn where it is drawn so high."""
        width = self.east - self.west
        return height * width / (self.north - self.south)


class Flat:
    """A map's plane: Albers' equal-area projection between the parallels of what it has to show
    (Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, pp. 98-103, for the
    sphere).
    """

    def __init__(self, shown: Iterable[Point]) -> None:
        longitudes, latitudes = zip(*shown, strict=True)
        south = min(latitudes)
        north = max(latitudes)
        # The standard parallels lie a sixth of the height inside what is shown.
        inset = (north - south) / 6
        first = radians(south + inset)
        second = radians(north - inset)
        self._middle = (min(longitudes) + max(longitudes)) / 2
        n = (sin(first) + sin(second)) / 2
        self._n = n
        self._c = cos(first) ** 2 + 2 * n * sin(first)

    def point(self, longitude: float, latitude: float) -> Point:
        """A place as a point of the plane, rounded so that every machine draws the same."""
        height = sin(radians(latitude))
        far = sqrt(self._c - 2 * self._n * height) / self._n
        turn = self._n * radians(longitude - self._middle)
        x = 1000 * far * sin(turn)
        y = -1000 * far * cos(turn)
        return round(x, 2), round(y, 2)

    def points(self, ring: Iterable[Point]) -> Ring:
        """Longitudes and latitudes as points of the plane."""
        return [self.point(*place) for place in ring]


@dataclass(frozen=True)
class _Map:
    """One of the maps of a sheet: its axes, its plane, and the part of the plane that is shown."""

    sheet: Sheet
    ax: Axes
    flat: Flat
    box: Box

    def fill(
        self,
        rings: list[Ring],
        colour: str,
        **style: Any,
    ) -> None:
        """Fill a shape and draw its borders."""
        style.setdefault("edgecolor", LINE)
        style.setdefault("linewidth", 0.5)
        outlines: list[Path] = []
        for ring in rings:
            outlines += self._seen(self.flat.points(ring))
        if not outlines:
            return
        whole = Path.make_compound_path(*outlines)
        patch = PathPatch(
            whole,
            facecolor=colour,
            joinstyle="round",
            **style,
        )
        self.ax.add_artist(patch)

    def _seen(self, points: Ring) -> list[Path]:
        """The part of a ring that lies in the map or just beside it, without points nobody could
        tell apart: a drawing is passed on as a file, and half of it was never seen."""
        beside = _BESIDE * (self.box.east - self.box.west)
        seen = Bbox.from_extents(
            self.box.west, self.box.south, self.box.east, self.box.north
        )
        corners = Path(_told_apart(points, beside * _APART), closed=True)
        if len(corners) < _AREA:
            return []
        part = corners.clip_to_bbox(seen.padded(beside))
        return [part] if len(part) else []


def _told_apart(points: Ring, least: float) -> Ring:
    """The points of a ring that lie so far from the one before, and its last."""
    kept = points[:1]
    for x, y in points[1:-1]:
        before_x, before_y = kept[-1]
        if abs(x - before_x) + abs(y - before_y) >= least:
            kept.append((x, y))
    return [*kept, points[-1]]


@drawn_for_phones
def place(
    places: pd.DataFrame,
    countries: Shapes,
    regions: Shapes,
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
    whole = points() / 72
    width = whole - 0.06
    if force and not is_narrow():
        width = whole * (1 - _ASIDE) - 0.06
    lands = list(chain.from_iterable(_rings(regions)))
    flat, box = _plane(lands, margin=0.025)
    height = min(box.height_at(width), _TALLEST)
    width = box.width_at(height)
    below = _below(Box(*view)) if force and is_narrow() else 0.0
    with house():
        sheet = Sheet(height + below, ncols=2 if force else 1)
        ax = sheet.axes[0]
        shares = below / (height + below), height / (height + below)
        _frame(ax, box, (0, shares[0], width / whole, shares[1]))
        main = _Map(sheet, ax, flat, box)
        for rings in countries.values():
            main.fill(rings, LAND, linewidth=0.3)
        for rings in regions.values():
            main.fill(rings, HOME)
        _places(main, places, regions)
        if force:
            aside = _wider_map(sheet, Box(*view), countries, regions)
            _headings(aside, regions, home)
            _contributors(aside, countries, force)
        return sheet.finish("place", **texts)


# The plane.


def _plane(shown: Ring, margin: float = 0) -> tuple[Flat, Box]:
    """The plane on which some places lie, and the part of it that they fill."""
    flat = Flat(shown)
    points = flat.points(shown)
    return flat, _box(points, margin)


def _corners(view: Box) -> Ring:
    """What a stretch of the globe reaches to: its corners, and north and south in its middle."""
    middle, _ = view.middle
    longitudes = (view.west, middle, view.east)
    latitudes = (view.south, view.north)
    return list(product(longitudes, latitudes))


def _rings(shapes: Shapes) -> Iterable[Ring]:
    for rings in shapes.values():
        yield from rings


def _box(points: Ring, margin: float = 0) -> Box:
    """The sides of some points, with a margin as a share of their width."""
    xs, ys = zip(*points, strict=True)
    west = min(xs)
    east = max(xs)
    south = min(ys)
    north = max(ys)
    room = margin * (east - west)
    return Box(
        west - room,
        south - room,
        east + room,
        north + room,
    )


def _frame(
    ax: Axes,
    box: Box,
    where: tuple[float, float, float, float],
) -> None:
    """Let axes show a part of the plane; `where` is their left, bottom, width and height in shares
    of the sheet."""
    ax.set_position(where)
    ax.set_xlim(box.west, box.east)
    ax.set_ylim(box.south, box.north)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_facecolor(WATER)


# The places.


def _places(
    main: _Map,
    places: pd.DataFrame,
    regions: Shapes,
) -> None:
    """A shade for a region, a ring for a city, a dot for a point; then the labels, the most named
    first.
    """
    rows = list(places.itertuples())
    for row in rows:
        if row.precision == "region":
            _shade(main, row, regions)
    spots = [_spot(main.flat, row, regions) for row in rows]
    for row, spot in zip(rows, spots, strict=True):
        if row.precision != "region":
            _dot(main, spot, row.precision)
    for row, spot in zip(rows, spots, strict=True):
        is_first = row is rows[0]
        _label(main, row, spot, spots, is_first)


def _shade(main: _Map, row: Any, regions: Shapes) -> None:
    for rings in regions.values():
        if any(_holds(ring, row.lon, row.lat) for ring in rings):
            main.fill(rings, LIGHT)


def _dot(main: _Map, spot: Point, precision: str) -> None:
    """A ring as wide as a city, or a dot."""
    face = MAIN
    size = 4
    radius = 3.0
    if precision == "city":
        face = "none"
        size = 8
        radius = 4.5  # points
    x, y = spot
    main.ax.plot(
        [x],
        [y],
        marker="o",
        color=MAIN,
        markerfacecolor=face,
        markersize=size,
        zorder=4,
    )
    main.sheet.keep_clear(main.ax, x, y, radius)


def _label(
    main: _Map,
    row: Any,
    spot: Point,
    spots: list[Point],
    is_first: bool,
) -> None:
    """The name of a place by its spot; where others are near it stands off, with a line that leads
    there.
    """
    is_region = row.precision == "region"
    crowded = not is_first and not is_region and _is_crowded(main.box, spot, spots)
    is_placed = main.sheet.place(
        main.ax,
        *spot,
        row.label,
        APART if crowded else AROUND,
        fontsize=8,
        weight="bold" if is_first else "normal",
        style="italic" if is_region else "normal",
    )
    if is_placed and crowded:
        main.ax.annotate(
            "",
            spot,
            main.sheet.last.get_position(),
            textcoords="offset points",
            arrowprops=_LEADER,
        )


def _is_crowded(box: Box, spot: Point, spots: list[Point]) -> bool:
    """Whether another spot lies so near that a label could be taken for the other's."""
    near = _NEAR * (box.east - box.west)
    x, y = spot
    for other_x, other_y in spots:
        distance = abs(x - other_x) + abs(y - other_y)
        if 0 < distance < near:
            return True
    return False


def _spot(
    flat: Flat,
    row: Any,
    regions: Shapes,
) -> Point:
    """Where a place is on the plane; a region in the middle of its outline."""
    if row.precision == "region":
        for ring in _rings(regions):
            if _holds(ring, row.lon, row.lat):
                points = flat.points(ring)
                return _box(points).middle
    return flat.point(row.lon, row.lat)


def _holds(ring: Ring, x: float, y: float) -> bool:
    """Whether a point lies inside a ring: a line from it crosses the ring an odd number of
    times."""
    inside = False
    ahead = [*ring[1:], ring[0]]
    for (ax, ay), (bx, by) in zip(ring, ahead, strict=True):
        if (ay > y) == (by > y):
            continue  # the side lies above the line or below it
        crossing = ax + (y - ay) * (bx - ax) / (by - ay)
        if x < crossing:
            inside = not inside
    return inside


# The contributors.


def _below(view: Box) -> float:
    """How much a phone's map of the contributors takes below the other, in inches."""
    _, box = _plane(_corners(view))
    return box.height_at(points() / 72) + 2 * _HEADING


def _wider_map(
    sheet: Sheet,
    view: Box,
    countries: Shapes,
    regions: Shapes,
) -> _Map:
    """The second panel: all countries, the one that the force went to in white."""
    flat, box = _plane(_corners(view))
    ax = sheet.axes[1]
    sheet_height = sheet.figure.get_figheight()
    if is_narrow():
        _frame(ax, box, (0, 0, 1, box.height_at(points() / 72) / sheet_height))
    else:
        height = box.height_at(_ASIDE * points() / 72) / sheet_height
        below = 1 - _HEADING / sheet_height
        where = (
            1 - _ASIDE,
            max(below - height, 0),
            _ASIDE,
            min(height, below),
        )
        _frame(ax, box, where)
    aside = _Map(sheet, ax, flat, box)
    for rings in countries.values():
        aside.fill(rings, LAND, linewidth=0.3)
    for rings in regions.values():
        aside.fill(rings, HOME, linewidth=0, edgecolor="none")
    return aside


def _headings(aside: _Map, regions: Shapes, home: Prose) -> None:
    """The name of the country that the force went to, on its largest part, and above the map what
    it shows."""
    sheet, ax = aside.sheet, aside.ax
    # The outline with the most corners is taken for the largest.
    largest = max(_rings(regions), key=len)
    spot = _inside(aside, [largest])
    sheet.say(
        ax,
        *spot,
        home,
        fontsize=7.5,
        weight="bold",
        ha="center",
        va="center",
    )
    sheet.say(
        ax,
        aside.box.west,
        aside.box.north,
        plain("Contributors to the force"),
        xytext=(0, 4),
        fontsize=8,
        weight="bold",
        va="bottom",
    )


def _contributors(
    aside: _Map,
    countries: Shapes,
    force: list[tuple[str, Prose]],
) -> None:
    """The countries of the force in colour, each with its label."""
    sheet, ax = aside.sheet, aside.ax
    spots: list[Point] = []
    for code, _ in force:
        rings = countries.get(code, [])
        aside.fill(
            rings,
            LIGHT,
            linewidth=0.4,
            edgecolor=MAIN,
        )
        spot = _inside(aside, rings)
        sheet.keep_clear(ax, *spot)
        spots.append(spot)
    for spot, (_, label) in zip(spots, force, strict=True):
        sheet.place(
            ax,
            *spot,
            label,
            fontsize=7.5,
            color=INK,
        )


def _inside(aside: _Map, rings: list[Ring]) -> Point:
    """The point of a coarse grid that lies in a shape and farthest from all borders and sides of
    the map.
    """
    box = aside.box
    outlines = [aside.flat.points(ring) for ring in rings]
    corners = list(chain.from_iterable(outlines))
    border = np.array(corners)
    grid = _grid(box)
    is_land = np.zeros(len(grid), dtype=bool)
    for outline in outlines:
        land = Path(outline, closed=True)
        is_land |= land.contains_points(grid)
    inner = grid[is_land] if is_land.any() else border[:1]
    # From every point of the grid to every point of the borders, all at once.
    steps = inner[:, None, :] - border[None, :, :]
    distances = np.sqrt((steps**2).sum(axis=2))
    to_border = distances.min(axis=1)
    xs, ys = inner.T
    to_sides = [
        xs - box.west,
        box.east - xs,
        ys - box.south,
        box.north - ys,
    ]
    to_side = np.min(to_sides, axis=0)
    far = np.minimum(to_border, to_side)
    far = far.round(3)  # so that every machine picks the same
    x, y = inner[far.argmax()]
    return float(x), float(y)


def _grid(box: Box) -> Any:
    """The points of a coarse grid over a part of the plane, column by column."""
    columns = np.linspace(box.west, box.east, _COLUMNS)
    rows = np.linspace(box.south, box.north, _ROWS)
    xs = np.repeat(columns, _ROWS)
    ys = np.tile(rows, _COLUMNS)
    return np.column_stack([xs, ys])
