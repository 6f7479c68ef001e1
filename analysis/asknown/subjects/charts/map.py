"""Where: a locator map of the places named, and beside it the contributors to the force."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians, sin, sqrt
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from asknown.subjects.charts.keeping import kept
from asknown.subjects.charts.style import INK, LIGHT, MAIN, QUIET, WIDTH, Sheet, house
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain

Ring = list[tuple[float, float]]
LAND, HOME, LINE, WATER = "#efeee9", "#ffffff", "#c6c9cd", "#e6edf2"
_ASIDE = 0.385  # the share of the width that the map of the contributors takes


@kept
def place(
    places: pd.DataFrame, countries: dict[str, list[Ring]], regions: dict[str, list[Ring]],
    view: tuple[float, float, float, float], home: Prose, force: list[tuple[str, Prose]], **texts: Prose,
) -> Chart:  # fmt: skip
    """Draw the places on the regions of the country.

    `places` has one row per place, the most named first, with `lon`, `lat`, `precision` (point, city, region) and `label`
    (prose); `countries` and `regions` are rings of longitude and latitude by code; `view` is west, south, east, north of the
    map of the contributors; `home` the country's name; `force` the codes and labels of theirs. `texts` go to `Sheet.finish`.
    """
    lands = [point for rings in regions.values() for ring in rings for point in ring]
    flat = Flat(lands)
    with house():
        box = _box(flat.points(lands), 0.025)
        main = WIDTH * ((1 - _ASIDE) if force else 1) - 0.06
        sheet = Sheet(
            main * (box[3] - box[1]) / (box[2] - box[0]), nrows=1, ncols=2 if force else 1
        )
        ax = sheet.axes[0]
        _frame(ax, box, (0, 0, main / WIDTH, 1))
        _ground(ax, flat, countries.values(), LAND, linewidth=0.3)
        _ground(ax, flat, regions.values(), HOME)
        _places(sheet, ax, flat, places, regions)
        if force:
            _contributors(sheet, countries, regions, view, home, force)
        return sheet.finish("place", **texts)


class Flat:
    """A map's plane: Albers' equal-area projection between the parallels of what it has to show."""

    def __init__(self, shown: Iterable[tuple[float, float]]) -> None:
        longitudes, latitudes = zip(*shown, strict=True)
        south, north = min(latitudes), max(latitudes)
        first, second = radians(south + (north - south) / 6), radians(north - (north - south) / 6)
        self._middle = (min(longitudes) + max(longitudes)) / 2
        self._n = (sin(first) + sin(second)) / 2
        self._c = cos(first) ** 2 + 2 * self._n * sin(first)

    def points(self, ring: Iterable[tuple[float, float]]) -> Ring:
        """Longitudes and latitudes as points of the plane, rounded so that every machine draws the same."""
        return [self._point(*point) for point in ring]

    def _point(self, longitude: float, latitude: float) -> tuple[float, float]:
        far = sqrt(self._c - 2 * self._n * sin(radians(latitude))) / self._n
        turn = self._n * radians(longitude - self._middle)
        return round(1000 * far * sin(turn), 2), round(-1000 * far * cos(turn), 2)


def _box(points: Ring, margin: float) -> tuple[float, float, float, float]:
    """West, south, east, north of some points, with a margin."""
    xs, ys = zip(*points, strict=True)
    room = margin * (max(xs) - min(xs))
    return min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room


def _frame(
    ax: Axes, box: tuple[float, float, float, float], where: tuple[float, float, float, float]
) -> None:
    ax.set_position(where)
    ax.set_xlim(box[0], box[2])
    ax.set_ylim(box[1], box[3])
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_facecolor(WATER)


def _ground(ax: Axes, flat: Flat, shapes: Iterable[list[Ring]], colour: str, **style: Any) -> None:
    """Fill shapes and draw their borders."""
    for rings in shapes:
        vertices = [(flat.points(ring), ring) for ring in rings]
        path = Path.make_compound_path(*(Path(points, closed=True) for points, _ in vertices))
        ax.add_artist(
            PathPatch(
                path,
                **(
                    {"facecolor": colour, "edgecolor": LINE, "linewidth": 0.5, "joinstyle": "round"}
                    | style
                ),
            )
        )


def _places(
    sheet: Sheet, ax: Axes, flat: Flat, places: pd.DataFrame, regions: dict[str, list[Ring]]
) -> None:
    """A shade for a region, a ring for a city, a dot for a point; then the labels, the most named first."""
    for row in places[places["precision"] == "region"].itertuples():
        around = [
            rings
            for rings in regions.values()
            if any(_holds(ring, row.lon, row.lat) for ring in rings)
        ]
        _ground(ax, flat, around, LIGHT)
    spots = [(row, _spot(flat, row, regions)) for row in places.itertuples()]
    for row, (x, y) in spots:
        if row.precision != "region":
            ring = row.precision == "city"
            ax.plot(
                [x],
                [y],
                marker="o",
                color=MAIN,
                markerfacecolor="none" if ring else MAIN,
                markersize=8 if ring else 4,
                zorder=4,
            )
            sheet.keep_clear(ax, x, y, 4.5 if ring else 3)
    for number, (row, (x, y)) in enumerate(spots):
        crowded = (
            number > 0
            and row.precision != "region"
            and _is_crowded(ax, x, y, [spot for _, spot in spots])
        )
        style = "italic" if row.precision == "region" else "normal"
        weight = "bold" if number == 0 else "normal"
        if (
            sheet.place(ax, x, y, row.label, apart=crowded, fontsize=8, weight=weight, style=style)
            and crowded
        ):
            _lead(sheet, ax, x, y)


def _is_crowded(ax: Axes, x: float, y: float, spots: list[tuple[float, float]]) -> bool:
    """Whether another spot lies so near that a label could be taken for the other's."""
    near = 0.032 * (ax.get_xlim()[1] - ax.get_xlim()[0])
    return any(0 < abs(x - other) + abs(y - far) < near for other, far in spots)


def _lead(sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    """A thin line to a label that stands off its spot."""
    line = {"arrowstyle": "-", "color": QUIET, "lw": 0.6, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (x, y), sheet.last.get_position(), textcoords="offset points", arrowprops=line)


def _spot(flat: Flat, row: Any, regions: dict[str, list[Ring]]) -> tuple[float, float]:
    """Where a place is on the plane; a region in the middle of its outline."""
    if row.precision == "region":
        for rings in regions.values():
            for ring in rings:
                if _holds(ring, row.lon, row.lat):
                    west, south, east, north = _box(flat.points(ring), 0)
                    return (west + east) / 2, (south + north) / 2
    return flat.points([(row.lon, row.lat)])[0]


def _holds(ring: Ring, x: float, y: float) -> bool:
    """Whether a point lies inside a ring: a line from it crosses the ring an odd number of times."""
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def _contributors(
    sheet: Sheet, countries: dict[str, list[Ring]], regions: dict[str, list[Ring]],
    view: tuple[float, float, float, float], home: Prose, force: list[tuple[str, Prose]],
) -> None:  # fmt: skip
    """The second panel: the countries of the force in colour, the country they went to in white."""
    west, south, east, north = view
    corners = [
        (west, south),
        (east, south),
        (west, north),
        (east, north),
        ((west + east) / 2, south),
        ((west + east) / 2, north),
    ]
    flat, ax = Flat(corners), sheet.axes[1]
    box = _box(flat.points(corners), 0)
    width = _ASIDE
    height = width * WIDTH * (box[3] - box[1]) / (box[2] - box[0]) / sheet.figure.get_figheight()
    heading = 14 / 72 / sheet.figure.get_figheight()
    _frame(ax, box, (1 - width, max(1 - heading - height, 0), width, min(height, 1 - heading)))
    _ground(ax, flat, countries.values(), LAND, linewidth=0.3)
    _ground(ax, flat, regions.values(), HOME, linewidth=0, edgecolor="none")
    theirs = [(flat, countries.get(code, []), label) for code, label in force]
    for _, rings, _ in theirs:
        _ground(ax, flat, [rings], LIGHT, linewidth=0.4, edgecolor=MAIN)
    inner = [ring for rings in regions.values() for ring in rings]
    sheet.say(ax, *_inside([max((flat.points(ring) for ring in inner), key=len)], box), home, ha="center", va="center",
              fontsize=7.5, weight="bold")  # fmt: skip
    sheet.say(
        ax,
        box[0],
        box[3],
        plain("Contributors to the force"),
        xytext=(0, 4),
        fontsize=8,
        weight="bold",
        va="bottom",
    )
    spots = [
        (_inside([flat.points(ring) for ring in rings], box), label) for _, rings, label in theirs
    ]
    for (x, y), _ in spots:
        sheet.keep_clear(ax, x, y, 5)
    for (x, y), label in spots:
        sheet.place(ax, x, y, label, fontsize=7.5, color=INK)


def _inside(rings: list[Ring], box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The point of a coarse grid that lies in a ring and farthest from all borders and sides of the map."""
    west, south, east, north = box
    border = np.array([point for ring in rings for point in ring])
    grid = np.array(
        [(x, y) for x in np.linspace(west, east, 60) for y in np.linspace(south, north, 45)]
    )
    land = np.any([Path(ring, closed=True).contains_points(grid) for ring in rings], axis=0)
    inner = grid[land] if land.any() else border[:1]
    far = np.sqrt(((inner[:, None, :] - border[None, :, :]) ** 2).sum(axis=2)).min(axis=1)
    sides = np.min(
        [inner[:, 0] - west, east - inner[:, 0], inner[:, 1] - south, north - inner[:, 1]], axis=0
    )
    x, y = inner[int(np.argmax(np.round(np.minimum(far, sides), 3)))]
    return float(x), float(y)
