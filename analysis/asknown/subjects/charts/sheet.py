"""The sheet that a chart is drawn on: it records the prose it is given, and places labels where
they hit nothing.

Every text on a chart is either prose, which knows where its numbers come from, or an axis text.
`Sheet.finish` refuses any other, and any that covers another or leaves the canvas. The SVG carries
no date.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from asknown.errors import BuildError
from asknown.subjects.charts.bare_axes import BareAxes
from asknown.subjects.charts.style import QUIET, points
from asknown.subjects.charts.text_sizes import Renderer
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

Stay = tuple[int, int]  # seen from one moment on and before another
EVER: Stay = (-1, 1_000_000_000)
# Points between a mark and its label from which on a line leads from one to the other.
_FAR = 12
# Points around a text that the next one leaves free, at each corner of its box.
_MARGIN = np.array([-1, -1, 1, 1])
# What lies under a text: no grid line runs through a word.
_BACKING = {
    "facecolor": "white",
    "edgecolor": "none",
    "alpha": 0.7,
    "pad": 0.4,
}
# Of a text, how much lies before its point.
_BEFORE = {
    "left": 0.0,
    "center": 0.5,
    "right": 1.0,
    "bottom": 0.0,
    "top": 1.0,
}
_LEADER = {
    "arrowstyle": "-",
    "color": QUIET,
    "linewidth": 0.5,
    "shrinkA": 0,
    "shrinkB": 3.5,
}


class Side(NamedTuple):
    """Where a label may stand: points right of and above its point, and which of its own edges lies
    there.
    """

    dx: float
    dy: float
    ha: str
    va: str

    def farther(self, times: float) -> Side:
        """The same side, so many times as far off."""
        return Side(
            self.dx * times,
            self.dy * times,
            self.ha,
            self.va,
        )


AROUND = [
    Side(0, 7, "center", "bottom"),
    Side(7, 0, "left", "center"),
    Side(0, -7, "center", "top"),
    Side(-7, 0, "right", "center"),
    Side(5, 6, "left", "bottom"),
    Side(5, -6, "left", "top"),
    Side(-5, 6, "right", "bottom"),
    Side(-5, -6, "right", "top"),
    Side(0, 18, "center", "bottom"),
    Side(9, 16, "left", "bottom"),
    Side(-9, 16, "right", "bottom"),
    Side(9, -16, "left", "top"),
    Side(-9, -16, "right", "top"),
    Side(0, -18, "center", "top"),
    Side(12, 28, "left", "bottom"),
    Side(-12, 28, "right", "bottom"),
    Side(12, -28, "left", "top"),
    Side(-12, -28, "right", "top"),
]
BESIDE = [
    Side(8, 0, "left", "center"),
    Side(-8, 0, "right", "center"),
    Side(8, 11, "left", "center"),
    Side(8, -11, "left", "center"),
    Side(-8, 11, "right", "center"),
    Side(-8, -11, "right", "center"),
]
_OFF = [
    Side(-12, 14, "right", "bottom"),
    Side(12, 14, "left", "bottom"),
    Side(-12, -12, "right", "top"),
    Side(12, -12, "left", "top"),
    Side(0, 20, "center", "bottom"),
    Side(0, -18, "center", "top"),
    Side(-20, 4, "right", "center"),
    Side(20, 4, "left", "center"),
]
# Far enough for a line to lead there, first near, then farther off.
APART = [side.farther(times) for times in (1, 1.6, 2.4) for side in _OFF]


@dataclass(eq=False)
class _Label:
    """A text on a sheet: its artist, the prose it is, when it is seen, and its box once that was
    measured.
    """

    artist: Text
    prose: Prose
    stay: Stay
    box: Any = None


@dataclass(eq=False)
class _Spot:
    """A point that no label may cover, with so many points around it, and its box once that was
    measured.
    """

    ax: Axes
    x: Any
    y: float
    radius: float
    box: Any = None


class _Note(Text):
    """Words that stand some points from a point of their axes, wherever that is in the end."""

    def __init__(
        self,
        ax: Axes,
        x: Any,
        y: float,
        text: str,
        xytext: tuple[float, float] = (0, 0),
        plane: Transform | None = None,
        **style: Any,
    ) -> None:
        style.setdefault("bbox", _BACKING)
        super().__init__(*xytext, text, clip_on=False, **style)
        self._plane = plane or ax.transData
        across = ax.convert_xunits(x)  # type: ignore[no-untyped-call]
        self._point = (across, y)

    def get_transform(self) -> Transform:
        """From points beside its point to the canvas."""
        x, y = self._plane.transform(self._point)
        figure = self.axes.figure  # type: ignore[union-attr]
        return Affine2D().scale(figure.dpi / 72).translate(x, y)


def claim_id(claim: str) -> str:
    """The id that the mark of a claim has in a drawing: `claim.KT-004`."""
    return f"claim.{claim}"


class Sheet:
    """A figure being drawn, as wide as charts are at the time and `height` inches high; `layout` is
    that of `Figure.subplots`.
    """

    def __init__(self, height: float, **layout: Any) -> None:
        # The SVG's own resolution: what is measured is what is drawn.
        self.figure = Figure(figsize=(points() / 72, height), dpi=72)
        self.canvas = FigureCanvasSVG(self.figure)
        kind = {"axes_class": BareAxes}
        grid = self.figure.subplots(squeeze=False, subplot_kw=kind, **layout)
        self.axes: list[Axes] = list(grid.flat)
        for axis in _axes_of(self.figure):
            # No axis has a name: nobody need look for a place beside its ticks.
            axis.set_label_coords(0, 0)
        self._labels: list[_Label] = []
        self._spots: list[_Spot] = []
        self._stay = EVER
        self._marked = 0

    @property
    def labels(self) -> list[Prose]:
        """The prose on the sheet, in the order in which it was written."""
        return [label.prose for label in self._labels]

    @property
    def stays(self) -> list[tuple[Stay, Prose]]:
        """The prose on the sheet, with when it is seen."""
        return [(label.stay, label.prose) for label in self._labels]

    @property
    def last(self) -> Text:
        """The text written last."""
        return self._labels[-1].artist

    @cached_property
    def _renderer(self) -> Any:
        return Renderer(self.figure, io.StringIO())

    # What is written.

    def say(
        self,
        ax: Axes,
        x: Any,
        y: float,
        prose: Prose,
        **style: Any,
    ) -> Text:
        """Write prose `xytext` points from a point of axes, which is one of their `plane`, that of
        their data where none is given.
        """
        artist = _Note(ax, x, y, prose.text, **style)
        ax.add_artist(artist)
        label = _Label(artist, prose, self._stay)
        self._labels.append(label)
        return artist

    def place(
        self,
        ax: Axes,
        x: Any,
        y: float,
        prose: Prose,
        sides: Sequence[Side] = AROUND,
        **style: Any,
    ) -> bool:
        """Write prose by a point, on the first of some sides where it covers nothing and stays
        inside the axes. False, and nothing written, where there is none.
        """
        taken = self._taken()
        artist = self.say(ax, x, y, prose, **style)
        label = self._labels[-1]
        boxes = self._boxes(artist, sides)
        free = self._are_free(artist, boxes + _MARGIN, taken)
        if not free.any():
            artist.remove()
            self._labels.pop()
            return False
        first = free.argmax()
        side = sides[first]
        label.box = boxes[first]
        artist.set(
            position=(side.dx, side.dy),
            ha=side.ha,
            va=side.va,
        )
        if abs(side.dy) > _FAR:  # too far off to be read as its own
            _lead(ax, x, y, side)
        return True

    def keep_clear(
        self,
        ax: Axes,
        x: Any,
        y: float,
        radius: float = 5,
    ) -> None:
        """Let no label placed from now on cover this point (`radius` in points)."""
        spot = _Spot(ax, x, y, radius)
        self._spots.append(spot)

    def strike(self, artist: Text, colour: str) -> None:
        """Draw a line through a text of some axes: it is seen when the text is."""
        ax = artist.axes
        assert ax
        box = artist.get_window_extent(self._renderer)
        middle = box.y0 + box.height * 0.42
        ends = ax.transData.inverted().transform([(box.x0, middle), (box.x1, middle)])
        line = Line2D(
            ends[:, 0],
            ends[:, 1],
            color=colour,
            linewidth=0.9,
            zorder=6,
            clip_on=False,
        )
        ax.add_artist(line)

    def width(self, prose: Prose, **style: Any) -> float:
        """How wide a text will be, in points."""
        artist = self.figure.text(0, 0, prose.text, **style)
        box = artist.get_window_extent(self._renderer)
        artist.remove()
        return float(box.width * 72 / self.figure.dpi)

    # What is seen only at some moments of a page.

    @contextmanager
    def during(
        self,
        since: int,
        until: int,
    ) -> Iterator[None]:
        """What is drawn meanwhile is seen from one moment of a page on and before another, both
        counted from zero.
        """
        before = set(map(id, self._artists()))
        self._stay = since, until
        yield
        for artist in self._artists():
            if id(artist) not in before:
                # Of an arrow the line is drawn, not what holds it.
                arrow = getattr(artist, "arrow_patch", None)
                self.mark(arrow or artist, self._stay)
        self._stay = EVER

    def _artists(self) -> list[Artist]:
        artists: list[Artist] = []
        for ax in self.axes:
            artists += ax.get_children()
        return artists

    def mark(self, artist: Artist, stay: Stay) -> None:
        """Write into the drawing when a part of it is seen, and, of a mark, still whose it is."""
        self._marked += 1
        since, until = stay
        own = artist.get_gid()
        whose = f".{own}" if own else ""
        artist.set_gid(f"stay-{since}-{until}-{self._marked}{whose}")

    # Where a label has room. A box is a row of x0, y0, x1, y1 in the figure's pixels.

    def _boxes(self, artist: Text, sides: Sequence[Side]) -> Any:
        """The boxes that a text would fill on each side of its point. It is measured once and moved
        by reckoning: measuring is what placing labels spends its time on.
        """
        artist.set(position=(0, 0), ha="left", va="bottom")
        box = artist.get_window_extent(self._renderer)
        scale = self.figure.dpi / 72
        dx, dy, ha, va = zip(*sides, strict=True)
        before = np.array([_BEFORE[edge] for edge in ha])
        below = np.array([_BEFORE[edge] for edge in va])
        across = box.x0 + np.array(dx) * scale
        upward = box.y0 + np.array(dy) * scale
        left = across - box.width * before
        low = upward - box.height * below
        corners = (
            left,
            low,
            left + box.width,
            low + box.height,
        )
        return np.column_stack(corners)

    def _taken(self) -> Any:
        """The boxes of all that is written or to be kept clear. The axes have their limits by now,
        so a spot is measured once, and so is a text when the next is placed.
        """
        boxes: list[Any] = []
        for label in self._labels:
            if label.box is None:
                box = label.artist.get_window_extent(self._renderer)
                label.box = box.extents
            if _meet(label.stay, self._stay):
                boxes.append(label.box)
        for spot in self._spots:
            if spot.box is None:
                spot.box = self._around(spot)
            boxes.append(spot.box)
        return np.array(boxes).reshape(-1, 4)

    def _around(self, spot: _Spot) -> tuple[float, float, float, float]:
        across = spot.ax.convert_xunits(spot.x)  # type: ignore[no-untyped-call]
        x, y = spot.ax.transData.transform((across, spot.y))
        around = spot.radius * self.figure.dpi / 72
        return (
            x - around,
            y - around,
            x + around,
            y + around,
        )

    def _are_free(
        self,
        artist: Text,
        boxes: Any,
        taken: Any,
    ) -> Any:
        """Which of some boxes cover nothing and stay inside the axes of a text."""
        page = self.figure.bbox
        room = page
        if artist.axes:
            room = artist.axes.get_window_extent(self._renderer)
        # Right of the last axes, and above all, a label may reach to the edge of the canvas.
        right = room.x1
        if artist.axes is self.axes[-1]:
            right = page.x1
        x0, y0, x1, y1 = boxes.T
        across = (room.x0 <= x0) & (x1 <= right)
        upright = (room.y0 <= y0) & (y1 <= page.y1)
        # Every box against everything taken, all at once.
        x0, y0, x1, y1 = boxes.T[:, :, None]
        other_x0, other_y0, other_x1, other_y1 = taken.T
        aside = (other_x0 > x1) | (other_x1 < x0)
        apart = (other_y0 > y1) | (other_y1 < y0)
        clear = aside | apart
        return across & upright & clear.all(axis=1)

    # The finished chart.

    def finish(
        self,
        name: str,
        title: Prose,
        subtitle: Prose,
        source: Prose,
        alt: Prose,
    ) -> Chart:
        """The chart block. BuildError where a text is neither prose nor an axis text, covers
        another or leaves the canvas.
        """
        svg = self.drawn(name)
        axis = self._axis_texts()
        labels = tuple(self.labels)
        known = {label.text for label in labels} | axis
        for artist in _texts(self.figure):
            text = artist.get_text()
            if text and text not in known:
                raise BuildError(f"chart {name}: the text {text!r} traces to nothing")
        named = sorted(axis)
        return Chart(
            name,
            title,
            subtitle,
            source,
            alt,
            svg,
            tuple(named),
            labels,
        )

    def _axis_texts(self) -> set[str]:
        """What stands at ticks, as drawn."""
        texts: set[str] = set()
        for axis in _axes_of(self.figure):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                for label in (tick.label1, tick.label2):
                    if label.get_visible():
                        texts.add(label.get_text())
        return texts - {""}

    def drawn(self, name: str) -> str:
        """The sheet as SVG. BuildError where a text covers another that is seen with it, or leaves
        the canvas.
        """
        boxes = _measured(self.figure)
        stays = {label.artist: label.stay for label in self._labels}
        wrong = misplaced(boxes, self.figure.bbox, stays)
        if wrong:
            raise BuildError(f"chart {name}: {wrong[0]}")
        self._read_from_the_left(boxes)
        file = io.StringIO()
        renderer = Renderer(self.figure, file)
        self.figure.draw(renderer)
        renderer.finalize()  # type: ignore[no-untyped-call]
        return _tightened(file.getvalue())

    def _read_from_the_left(self, boxes: Mapping[Text, Any]) -> None:
        """Write the texts in the order in which they are read, so that no number runs into another
        when they are copied.
        """

        def corner(artist: Text) -> tuple[float, float]:
            box = boxes[artist]
            left = round(box.x0, 1)
            top = round(box.y1, 1)
            return left, -top

        artists = [label.artist for label in self._labels if label.artist in boxes]
        artists.sort(key=corner)
        for rank, artist in enumerate(artists):
            artist.set_zorder(5 + rank / 1000)


def _lead(
    ax: Axes,
    x: Any,
    y: float,
    side: Side,
) -> None:
    """Draw a thin line from a point to its label."""
    end = (side.dx * 0.9, side.dy)
    ax.annotate(
        "",
        (x, y),
        end,
        textcoords="offset points",
        arrowprops=_LEADER,
        zorder=2,
    )


# Whether texts stand where they can be read.


def _measured(figure: Figure) -> dict[Text, Any]:
    """The boxes of all texts that are seen on a figure."""
    renderer = Renderer(figure, io.StringIO())
    return {artist: artist.get_window_extent(renderer) for artist in _seen(figure)}


def misplaced(
    boxes: Mapping[Text, Any],
    page: Any,
    stays: Mapping[Text, Stay],
) -> list[str]:
    """What is wrong with where the texts of a figure stand, by their boxes: those that leave its
    `page`, and those that overlap.

    `stays` names for some of them when they are seen: texts that are never seen together may stand
    in one place.
    """
    artists = list(boxes)
    inner = [box.padded(-0.7) for box in boxes.values()]
    faults = []
    for artist, box in zip(artists, inner, strict=True):
        if not _is_within(box, page):
            faults.append(f"{artist.get_text()!r} leaves the canvas")
    for place, other_place in _overlaps([box.extents for box in inner]):
        one, other = artists[place], artists[other_place]
        if _meet(stays.get(one, EVER), stays.get(other, EVER)):
            faults.append(f"{one.get_text()!r} and {other.get_text()!r} overlap")
    return faults


def _overlaps(boxes: Sequence[Any]) -> list[tuple[int, int]]:
    """The pairs of boxes that overlap, by their places, all compared at once."""
    corners = np.array(boxes).reshape(-1, 2, 2)
    low = corners.min(axis=1)
    high = corners.max(axis=1)
    begins_before_end = (low[:, None] <= high).all(axis=2)
    overlap = begins_before_end & begins_before_end.T
    pairs = np.argwhere(np.triu(overlap, 1))
    return [(int(one), int(other)) for one, other in pairs]


def _meet(one: Stay, other: Stay) -> bool:
    """Whether two stays have a moment in common."""
    since, until = one
    other_since, other_until = other
    return since < other_until and other_since < until


def _is_within(box: Any, page: Any) -> bool:
    return bool(
        page.x0 <= box.x0
        and box.x1 <= page.x1
        and page.y0 <= box.y0
        and box.y1 <= page.y1
    )


def _texts(figure: Figure) -> list[Text]:
    """The texts of a figure that are not hidden."""
    texts = []
    for artist in figure.findobj(Text):
        if isinstance(artist, Text) and artist.get_visible():
            texts.append(artist)
    return texts


def _seen(figure: Figure) -> list[Text]:
    """The texts that are drawn: an axis keeps labels of ticks outside its limits, which are not."""
    outside: set[Text] = set()
    for axis in _axes_of(figure):
        axis.get_ticklabels()  # brings the ticks up to date
        outside.update(_beyond(axis, axis.majorTicks, axis.get_majorticklocs()))
        outside.update(_beyond(axis, axis.minorTicks, axis.get_minorticklocs()))
    seen = []
    for artist in _texts(figure):
        if artist.get_text().strip() and artist not in outside:
            seen.append(artist)
    return seen


def _axes_of(figure: Figure) -> Iterator[Axis]:
    for ax in figure.axes:
        yield ax.xaxis
        yield ax.yaxis


def _beyond(
    axis: Axis,
    ticks: Sequence[Any],
    places: Iterable[float],
) -> Iterator[Text]:
    """The labels of the ticks outside an axis's limits, and of those that no longer have a
    place."""
    low, high = sorted(axis.get_view_interval())
    for tick, place in zip_longest(ticks, places):
        if tick and (place is None or not low <= place <= high):
            yield tick.label1
            yield tick.label2


# The drawing in half the letters.

_NO_TURN = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
_PLACES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?!\d|e)")


def _tightened(svg: str) -> str:
    """The same drawing: coordinates to a hundredth of a point, no turns by nothing, no empty
    room."""
    svg = _NO_TURN.sub("", svg)
    svg = re.sub(r"\n +<", "\n<", svg)
    return _PLACES.sub(_short_numbers, svg)


def _short_numbers(attribute: re.Match[str]) -> str:
    text = attribute[0].replace(" \n", "")
    return _LONG_NUMBER.sub(_rounded, text)


def _rounded(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.2f}"
    return short.rstrip("0").rstrip(".")
