"""The house style of all charts, and the sheet of paper they are drawn on.

Every text on a chart is either prose (which knows where its numbers come from) or an axis text; `Sheet.finish` refuses
anything else. The SVG is the same wherever it is drawn: own fonts, own settings, no date, no locale, no user settings.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import font_source_sans_pro
import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from asknown.errors import BuildError
from asknown.text.blocks import Chart
from asknown.text.prose import Prose

INK, QUIET, RULE, SHADE = "#1c1e22", "#6b6f76", "#d9dade", "#f1f0eb"
FAINT, LIGHT = "#ecedee", "#a9c3d6"  # lines between days; the light side of MAIN
MAIN, GONE, OTHER = "#1d5a88", "#a8481c", "#6b6f76"
PALE = {MAIN: LIGHT, OTHER: "#c3c6ca", GONE: "#dfb7a3"}  # what was replaced
Stay = tuple[int, int]  # seen from one moment on and before another
EVER: Stay = (-1, 1_000_000_000)
WIDTH = 6.7  # inches: the text width of the page
FONTS = ("Source Sans Pro", "DejaVu Sans")
_SETTINGS = {
    "svg.fonttype": "none", "svg.hashsalt": "asknown", "font.family": list(FONTS), "font.size": 9,
    "axes.edgecolor": INK, "axes.labelcolor": INK, "axes.linewidth": 0.8, "axes.unicode_minus": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.axisbelow": True,
    "xtick.color": QUIET, "ytick.color": QUIET, "ytick.major.size": 0, "xtick.major.size": 3,
    "grid.color": RULE, "grid.linewidth": 0.7, "text.color": INK, "hatch.linewidth": 0.6, "hatch.color": QUIET,
    "text.parse_math": False,
}  # fmt: skip


@cache
def _register_fonts() -> None:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for style in ("Regular", "Bold", "It", "BoldIt"):
        font_manager.fontManager.addfont(folder / f"SourceSansPro-{style}.ttf")


@contextmanager
def house() -> Iterator[None]:
    """The house style, whatever the user's own settings are."""
    _register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]
        yield


@lru_cache(maxsize=65536)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in points."""
    _register_fonts()
    font = font_manager.FontProperties(family=list(FONTS), size=size, weight=weight)
    return float(_OUTLINES.get_text_width_height_descent(text, font, ismath=False)[0])


_OUTLINES = TextToPath()


def lines_of(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Text broken at its spaces into lines no wider than `room` points, as far as its words allow."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size, weight) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def gutter(names: Iterable[Prose], least: float, size: float, weight: str = "normal") -> float:
    """The share of the width that names left of an axis take, `least` or more."""
    widest = max(
        (width_of(line, size, weight) for name in names for line in name.text.split("\n")),
        default=0,
    )
    return max(least, (widest + 10) / (WIDTH * 72))


def misplaced(figure: Figure, stays: Mapping[Text, Stay] | None = None) -> list[str]:
    """What is wrong with where the texts of a figure stand: those that leave the canvas, and those that overlap.

    `stays` names for some of them when they are seen: texts that are never seen together may stand in one place.
    """
    renderer, page, known = figure._get_renderer(), figure.bbox, stays or {}  # type: ignore[attr-defined]
    boxes = [
        (each.get_text(), each.get_window_extent(renderer).padded(-0.7), known.get(each, EVER))
        for each in _shown(figure)
    ]
    out = [f"{text!r} leaves the canvas" for text, box, _ in boxes if not _is_within(box, page)]
    return out + [
        f"{a!r} and {b!r} overlap"
        for (a, one, stay), (b, other, stays_too) in combinations(boxes, 2)
        if one.overlaps(other) and _meet(stay, stays_too)
    ]


def _meet(one: Stay, other: Stay) -> bool:
    """Whether two stays have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]


def _is_within(box: Any, page: Any) -> bool:
    return bool(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1)


def _shown(figure: Figure) -> list[Text]:
    """The texts that are drawn: an axis keeps labels of ticks outside its limits, which are not."""
    hidden: set[int] = set()
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        axis.get_ticklabels()  # brings the ticks up to date
        low, high = sorted(axis.get_view_interval())
        for ticks, places in (
            (axis.majorTicks, axis.get_majorticklocs()),
            (axis.minorTicks, axis.get_minorticklocs()),
        ):
            inside = [low <= place <= high for place in places] + [False] * len(ticks)
            hidden |= {
                id(label)
                for tick, seen in zip(ticks, inside, strict=False)
                if not seen
                for label in (tick.label1, tick.label2)
            }
    texts = [each for each in figure.findobj(Text) if isinstance(each, Text)]
    return [
        each
        for each in texts
        if each.get_visible() and each.get_text().strip() and id(each) not in hidden
    ]


class Sheet:
    """A figure being drawn: it records the prose it is given and places labels where they hit nothing."""

    stay: Stay = EVER

    def __init__(self, height: float, **layout: Any) -> None:
        self.figure = Figure(
            figsize=(WIDTH, height), dpi=72
        )  # the SVG's own: what is measured is what is drawn
        self.canvas = FigureCanvasSVG(self.figure)
        self.axes: list[Axes] = list(self.figure.subplots(squeeze=False, **layout).flat)
        self.labels: list[Prose] = []
        self._blocked: list[Any] = []
        self._placed: list[Text] = []
        self._boxes: list[Any] = []
        self._spots_taken: list[Any] = []
        self._measured = 0
        self._marked = 0
        self._stays: dict[Text, Stay] = {}

    def say(self, ax: Axes, x: Any, y: float, prose: Prose, **style: Any) -> Text:
        """Write prose at a point."""
        self.labels.append(prose)
        usual = {"xytext": (0, 0), "textcoords": "offset points", "bbox": _PAPER}
        artist = ax.annotate(prose.text, (x, y), **(usual | style))
        self._placed.append(artist)
        self._stays[artist] = self.stay
        return artist

    @contextmanager
    def during(self, since: int, until: int) -> Iterator[None]:
        """What is drawn meanwhile is seen from one moment of a page on and before another, both counted from zero."""
        before = {id(each) for ax in self.axes for each in ax.get_children()}
        self.stay = since, until
        yield
        for artist in (
            each for ax in self.axes for each in ax.get_children() if id(each) not in before
        ):
            self.mark(getattr(artist, "arrow_patch", None) or artist, self.stay)
        self.stay = EVER

    def mark(self, artist: Artist, stay: Stay) -> None:
        """Write into the drawing when a part of it is seen."""
        self._marked += 1
        artist.set_gid(f"stay-{stay[0]}-{stay[1]}-{self._marked}")

    @property
    def said(self) -> list[tuple[Stay, Prose]]:
        """The prose on the sheet, with when it is seen."""
        return [
            (self._stays[artist], prose)
            for artist, prose in zip(self._placed, self.labels, strict=True)
        ]

    @property
    def last(self) -> Text:
        """The text written last."""
        return self._placed[-1]

    def width(self, prose: Prose, **style: Any) -> float:
        """How wide a text will be, in points."""
        artist = self.figure.text(0, 0, prose.text, **style)
        box = artist.get_window_extent(self._renderer)
        artist.remove()
        return float(box.width * 72 / self.figure.dpi)

    def strike(self, artist: Text, colour: str) -> None:
        """Draw a line through a text."""
        box = artist.get_window_extent(self._renderer)
        box = box.transformed(self.figure.transFigure.inverted())
        middle = box.y0 + box.height * 0.42
        line = Line2D(
            [box.x0, box.x1],
            [middle, middle],
            transform=self.figure.transFigure,
            color=colour,
            linewidth=0.8,
        )
        self.figure.add_artist(line)

    def keep_clear(self, ax: Axes, x: Any, y: float, radius: float = 5) -> None:
        """Let no label placed from now on cover this point (`radius` in points)."""
        self._blocked.append((ax, x, y, radius))

    def place(
        self,
        ax: Axes,
        x: Any,
        y: float,
        prose: Prose,
        beside: bool = False,
        apart: bool = False,
        **style: Any,
    ) -> bool:
        """Write prose by a point, on the first side where it covers nothing and stays inside the axes (`beside`: right and
        left only; `apart`: far enough for a line to lead there). False, and nothing written, where there is none."""
        taken = self._taken()
        artist = self.say(ax, x, y, prose, **style)
        sides = _APART if apart else _BESIDE if beside else _SIDES
        free = self._are_free(artist, self._beside(artist, sides), taken)
        if free.any():
            dx, dy, ha, va = sides[int(free.argmax())]
            artist.set(position=(dx, dy), ha=ha, va=va)
            self._lead(ax, x, y, dx, dy)
            return True
        artist.remove()
        self._placed.pop()
        self.labels.pop()
        return False

    def _beside(self, artist: Text, sides: Sequence[tuple[float, float, str, str]]) -> Any:
        """The boxes, with a margin, that a text would fill on each side of its point, as rows of x0, y0, x1, y1. It is measured
        once and moved by reckoning: measuring is what placing labels spends its time on."""
        artist.set(position=(0, 0), ha="left", va="bottom")
        box, scale = artist.get_window_extent(self._renderer), self.figure.dpi / 72
        left = np.array([box.x0 + dx * scale - box.width * _BEFORE[ha] for dx, _, ha, _ in sides])
        low = np.array([box.y0 + dy * scale - box.height * _BEFORE[va] for _, dy, _, va in sides])
        return np.column_stack([left - 1, low - 1, left + box.width + 1, low + box.height + 1])

    def _lead(self, ax: Axes, x: Any, y: float, dx: float, dy: float) -> None:
        """Draw a thin line from a point to a label that stands too far off to be read as its own."""
        if abs(dy) > _FAR:
            line = {
                "arrowstyle": "-",
                "color": QUIET,
                "linewidth": 0.5,
                "shrinkA": 0,
                "shrinkB": 3.5,
            }
            ax.annotate(
                "", (x, y), (dx * 0.9, dy), textcoords="offset points", arrowprops=line, zorder=2
            )

    def _taken(self) -> Any:
        """The boxes of all that is written or to be kept clear, as rows of x0, y0, x1, y1. The axes have their limits by now,
        so a spot is measured once, and so is a text when the next is placed."""
        self._boxes += [
            other.get_window_extent(self._renderer).extents
            for other in self._placed[self._measured :]
        ]
        self._measured = len(self._placed)
        self._spots_taken += list(self._spots(self._blocked[len(self._spots_taken) :]))
        seen = [
            box
            for box, text in zip(self._boxes, self._placed, strict=True)
            if _meet(self._stays[text], self.stay)
        ]
        return np.array([*seen, *self._spots_taken]).reshape(-1, 4)

    def _are_free(self, artist: Text, boxes: Any, taken: Any) -> Any:
        """Which of some boxes cover nothing and stay inside the axes of a text."""
        room = artist.axes.get_window_extent(self._renderer) if artist.axes else self.figure.bbox
        right = self.figure.bbox.x1 if artist.axes is self.axes[-1] else room.x1
        x0, y0, x1, y1 = boxes.T
        inside = (room.x0 <= x0) & (x1 <= right) & (room.y0 <= y0) & (y1 <= self.figure.bbox.y1)
        x0, y0, x1, y1 = boxes.T[:, :, None]
        clear = (taken[:, 0] > x1) | (taken[:, 2] < x0) | (taken[:, 1] > y1) | (taken[:, 3] < y0)
        return inside & clear.all(axis=1)

    @cached_property
    def _renderer(self) -> Any:
        return self.figure._get_renderer()  # type: ignore[attr-defined]

    def _spots(self, blocked: list[Any]) -> Iterator[tuple[float, float, float, float]]:
        scale = self.figure.dpi / 72
        for ax, x, y, radius in blocked:
            px, py = ax.transData.transform((ax.convert_xunits(x), y))
            around = radius * scale
            yield px - around, py - around, px + around, py + around

    def _read_from_the_left(self) -> None:
        """Write the texts in the order in which they are read, so that no number runs into another when they are copied."""
        corners = [(artist.get_window_extent(self._renderer), artist) for artist in self._placed]
        for rank, (_, artist) in enumerate(
            sorted(corners, key=lambda each: (round(each[0].x0, 1), -round(each[0].y1, 1)))
        ):
            artist.set_zorder(5 + rank / 1000)

    def finish(self, name: str, title: Prose, subtitle: Prose, source: Prose, alt: Prose) -> Chart:
        """The chart block. BuildError where a text is neither prose nor an axis text, covers another or leaves the canvas."""
        ticks = {
            label.get_text()
            for ax in self.figure.axes
            for axis in (ax.xaxis, ax.yaxis)
            for label in axis.get_ticklabels()
        }
        said = {label.text for label in self.labels}
        for artist in self.figure.findobj(Text):
            if (
                isinstance(artist, Text)
                and artist.get_visible()
                and artist.get_text() not in ticks | said | {""}
            ):
                raise BuildError(f"chart {name}: the text {artist.get_text()!r} traces to nothing")
        return Chart(
            name,
            title,
            subtitle,
            source,
            alt,
            self.drawn(name),
            tuple(sorted(ticks - {""})),
            tuple(self.labels),
        )

    def drawn(self, name: str) -> str:
        """The sheet as SVG. BuildError where a text covers another that is seen with it, or leaves the canvas."""
        self._read_from_the_left()
        wrong = misplaced(self.figure, self._stays)
        if wrong:
            raise BuildError(f"chart {name}: {wrong[0]}")
        out = io.StringIO()
        self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return _tightened(out.getvalue())


def _tightened(svg: str) -> str:
    """The same drawing in half the letters: coordinates to a hundredth of a point, no turns by nothing, no empty room."""
    svg = re.sub(r"\n +<", "\n<", re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", svg))
    return _PLACES.sub(lambda place: _LONG.sub(_rounded, place[0].replace(" \n", "")), svg)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


_PLACES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{3,}(?!\d|e)")
_BEFORE = {
    "left": 0.0,
    "center": 0.5,
    "right": 1.0,
    "bottom": 0.0,
    "top": 1.0,
}  # of a text, how much lies before its point
_FAR = 12  # points between a mark and its label from which on a line leads from one to the other
_PAPER = {
    "facecolor": "white",
    "edgecolor": "none",
    "alpha": 0.7,
    "pad": 0.4,
}  # no grid line runs through a word
_BESIDE = [
    (8, 0, "left", "center"), (-8, 0, "right", "center"), (8, 11, "left", "center"), (8, -11, "left", "center"),
    (-8, 11, "right", "center"), (-8, -11, "right", "center"),
]  # fmt: skip
_APART = [
    (dx * far, dy * far, ha, va)
    for far in (1, 1.6, 2.4)
    for dx, dy, ha, va in (
        (-12, 14, "right", "bottom"), (12, 14, "left", "bottom"), (-12, -12, "right", "top"), (12, -12, "left", "top"),
        (0, 20, "center", "bottom"), (0, -18, "center", "top"), (-20, 4, "right", "center"), (20, 4, "left", "center"),
    )
]  # fmt: skip
_SIDES = [
    (0, 7, "center", "bottom"), (7, 0, "left", "center"), (0, -7, "center", "top"), (-7, 0, "right", "center"),
    (5, 6, "left", "bottom"), (5, -6, "left", "top"), (-5, 6, "right", "bottom"), (-5, -6, "right", "top"),
    (0, 18, "center", "bottom"), (9, 16, "left", "bottom"), (-9, 16, "right", "bottom"), (9, -16, "left", "top"),
    (-9, -16, "right", "top"), (0, -18, "center", "top"), (12, 28, "left", "bottom"), (-12, 28, "right", "bottom"),
    (12, -28, "left", "top"), (-12, -28, "right", "top"),
]  # fmt: skip
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def date_axis(ax: Axes, first: datetime, last: datetime, most: int = 8) -> None:
    """Ticks on days or on months between two moments, about `most` of them, named without the machine's locale."""
    months = last - first > timedelta(days=75)
    ticks = _month_starts(first, last, most) if months else _days(first, last, most)
    ax.set_xlim(first, last)  # type: ignore[arg-type]
    ax.set_xticks(ticks)  # type: ignore[arg-type]
    ax.set_xticklabels(
        _names(ticks, True) if months else [_tick(tick, False, False) for tick in ticks]
    )


def day_axis(ax: Axes, first: date, last: date) -> None:
    """An axis of whole days: each as wide as it is, named in its middle, parted from the next by a line."""
    count = (last - first).days + 1
    step = max(1, round(count / 9))
    start, noon = datetime.combine(first, datetime.min.time()), timedelta(hours=12)
    midnights = [start + timedelta(days=n) for n in range(count + 1)]
    ax.set_xlim(midnights[0], midnights[-1])  # type: ignore[arg-type]
    named = midnights[:-1][::step]
    months = count > 75
    ax.set_xticks([day + noon for day in named])  # type: ignore[arg-type]
    ax.set_xticklabels([_tick(day, months, index == 0) for index, day in enumerate(named)])
    ax.tick_params(axis="x", length=0)
    for midnight in midnights[:: step if count > 40 else 1]:
        ax.axvline(midnight, color=FAINT, linewidth=0.6, zorder=0)  # type: ignore[arg-type]


def wrapped(prose: Prose, limit: int) -> Prose:
    """The same prose in lines of at most `limit` letters, as far as its words allow."""
    letters, start = list(prose.text), 0
    while len(letters) - start > limit:
        spaces = [at for at in range(start, len(letters)) if letters[at] == " "]
        fitting = [at for at in spaces if at - start <= limit]
        if not spaces:
            break
        start = (fitting or spaces)[-1 if fitting else 0]
        letters[start] = "\n"
        start += 1
    text, runs = iter(letters), []
    for run in prose:
        runs.append(replace(run, text="".join(next(text) for _ in run.text)))
    return Prose(tuple(runs))


def _tick(day: date, months: bool, first: bool) -> str:
    name = _MONTHS[day.month - 1]
    return (
        (f"{name}\n{day.year}" if first or day.month == 1 else name)
        if months
        else f"{day.day} {name}"
    )


def _days(first: datetime, last: datetime, most: int) -> list[date]:
    step = max(1, round((last - first).days / most))
    start = first.date() + timedelta(days=1)
    return [
        start + timedelta(days=offset) for offset in range(0, (last.date() - start).days + 1, step)
    ]


def _month_starts(first: datetime, last: datetime, most: int) -> list[date]:
    total = (last.year - first.year) * 12 + last.month - first.month
    step = next(
        (each for each in _STEPS[True] if each >= round(total / (most - 1))), _STEPS[True][-1]
    )
    firsts = [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(1, total + 1)
    ]
    if step > 3:  # half years and years begin in January
        firsts = firsts[
            next(
                (index for index, day in enumerate(firsts) if (day.month - 1) % min(step, 12) == 0),
                0,
            ) :
        ]
    return firsts[::step]


def paper(height: float, gutter: float, edge: float, above: float = 4.0) -> tuple[Sheet, Axes]:
    """A sheet for lanes under a time axis: axes that count points down from their top left corner, `gutter` points from the
    left, `edge` from the right, `above` from the top."""
    whole = above + height + 28  # two lines of an axis below
    sheet = Sheet(whole / 72, nrows=1, ncols=1)
    left, right = gutter / (WIDTH * 72), 1 - edge / (WIDTH * 72)
    sheet.figure.subplots_adjust(left=left, right=right, top=1 - above / whole, bottom=28 / whole)
    ax = sheet.axes[0]
    ax.set_ylim(height, 0)
    ax.set_yticks([])
    return sheet, ax


_STEPS = {True: (1, 2, 3, 6, 12, 24, 60, 120), False: (1, 2, 3, 5, 7, 10, 14, 21)}  # months, days
_NARROW = 34.0  # points: the name of a day takes as much


def time_axis(ax: Axes, first: datetime, last: datetime, room: float, above: bool = False) -> None:
    """Days or months between two moments, for an axis that counts points from 0 to `room`: a hairline where each begins, its
    name in the middle of it, or at the hairline where only some are named. `above`: named above as well."""
    months = last - first > timedelta(days=75)
    units = [first, *(_all_months(first, last) if months else _midnights(first, last))]
    usual = timedelta(days=30 if months else 1) / (last - first) * room
    step = next((each for each in _STEPS[months] if each * usual >= _NARROW), _STEPS[months][-1])
    units = units if step == 1 else units[1 if months else 0 :: step]
    places = [(unit - first) / (last - first) * room for unit in units]
    middles = (
        [(left + right) / 2 for left, right in zip(places, [*places[1:], room], strict=True)]
        if step == 1
        else places
    )
    named = [
        (unit, place)
        for unit, place in zip(units, middles, strict=True)
        if _has_room(place, places, usual, step, room)
    ]
    ax.set_xlim(0, room)
    ax.set_xticks(places, minor=True)
    ax.set_xticks([place for _, place in named])
    ax.set_xticklabels(_names([unit for unit, _ in named], months))
    ax.tick_params(axis="x", which="both", length=0, labelsize=8, top=False, labeltop=above)
    ax.grid(axis="x", which="minor" if step == 1 else "major", linewidth=0.6)


def _has_room(place: float, places: list[float], usual: float, step: int, room: float) -> bool:
    """Whether a name fits at a place: not over the right edge, nor in the piece of a unit that a chart begins or ends with."""
    if step > 1:
        return place <= room - 12
    nearest = min(abs(place - left) for left in places)
    return 2 * nearest >= min(usual, _NARROW) * 0.75


def _names(days: Sequence[date], months: bool) -> list[str]:
    """The names of columns of time, each with its year where that is new."""
    years = [None, *(day.year for day in days)]
    names = [
        _MONTHS[day.month - 1] if months else f"{day.day} {_MONTHS[day.month - 1]}" for day in days
    ]
    return [
        name if day.year == year else f"{name}\n{day.year}"
        for name, day, year in zip(names, days, years, strict=False)
    ]


def _midnights(first: datetime, last: datetime) -> list[datetime]:
    """The midnights strictly between two moments."""
    midnight = datetime(first.year, first.month, first.day)
    days = [midnight + timedelta(days=offset) for offset in range(1, (last - first).days + 2)]
    return [day for day in days if day < last]


def _all_months(first: datetime, last: datetime) -> list[datetime]:
    """The beginnings of months strictly between two moments."""
    total = (last.year - first.year) * 12 + last.month - first.month
    firsts = [
        datetime(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(1, total + 1)
    ]
    return [month for month in firsts if month < last]
