"""What a notebook cell shows: prose, a table, a chart, key figures, the head and the register of a report.

A block is defined once, by `data()`. Its faces follow from that: HTML in JupyterLab, text in a terminal, and, in an
exported report, whatever the exporter makes of the data, which travels in the notebook under `MIME`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from asknown.text.faces import Displayed
from asknown.text.prose import Prose

T = TypeVar("T", bound=Hashable)
Stayed = tuple[int, int, T]
EMPTY = Prose()


class Block(Displayed):
    """Anything a cell shows. Subclasses give `data()`; the faces are made from it."""

    def card(self) -> Block:
        """Itself."""
        return self

    def data(self) -> dict[str, Any]:
        """The block as JSON, with its kind under `block`."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return False


@dataclass(frozen=True)
class Text(Block):
    """Paragraphs."""

    paragraphs: tuple[Prose, ...]

    def is_empty(self) -> bool:
        """Whether no paragraph says anything."""
        return not any(self.paragraphs)

    def data(self) -> dict[str, Any]:
        """{block: text, paragraphs: [[run]]}."""
        return {"block": "text", "paragraphs": [prose.data() for prose in self.paragraphs if prose]}


@dataclass(frozen=True)
class Heading(Block):
    """A heading inside a section."""

    title: Prose

    def data(self) -> dict[str, Any]:
        """{block: heading, level, runs}."""
        return {"block": "heading", "level": 3, "runs": self.title.data()}


@dataclass(frozen=True)
class Table(Block):
    """A table: a name for its file, a caption, column labels, which columns hold figures, and cells of prose."""

    name: str
    caption: Prose
    columns: Sequence[str]
    rows: Sequence[Sequence[Prose]]
    figures: Sequence[str] = ()

    def is_empty(self) -> bool:
        """Whether there are no rows."""
        return not self.rows

    def data(self) -> dict[str, Any]:
        """{block: table, name, caption, columns, figures, rows: [[[run]]]}."""
        return {
            "block": "table", "name": self.name, "caption": self.caption.data(), "columns": list(self.columns),
            "figures": list(self.figures), "rows": [[cell.data() for cell in row] for row in self.rows],
        }  # fmt: skip


@dataclass(frozen=True)
class Chart(Block):
    """A chart as SVG, with the finding as title, what is counted, the source line, and its alternative text.

    `axis` are the texts of the axes: numerals there are declared as such and trace to no row.
    """

    name: str
    title: Prose
    subtitle: Prose
    source: Prose
    alt: Prose
    svg: str
    axis: tuple[str, ...] = ()
    labels: tuple[Prose, ...] = ()

    def data(self) -> dict[str, Any]:
        """{block: chart, name, title, subtitle, source, alt, svg, axis, labels}."""
        parts = {key: getattr(self, key).data() for key in ("title", "subtitle", "source", "alt")}
        return {
            "block": "chart", "name": self.name, **parts, "svg": self.svg, "axis": list(self.axis),
            "labels": [label.data() for label in self.labels],
        }  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """One key figure: the number, what it counts, who says so, and the caveat."""

    number: Prose
    label: Prose
    detail: Prose
    caveat: Prose
    standing: bool = True


@dataclass(frozen=True)
class KeyFigures(Block):
    """A row of key figures."""

    tiles: tuple[Tile, ...]

    def is_empty(self) -> bool:
        """Whether there are no tiles."""
        return not self.tiles

    def data(self) -> dict[str, Any]:
        """{block: key_figures, tiles: [{number, label, detail, caveat, standing}]}."""
        return {
            "block": "key_figures",
            "tiles": list(map(_tile, self.tiles)),
        }


def _tile(tile: Tile) -> dict[str, Any]:
    return {key: getattr(tile, key).data() for key in ("number", "label", "detail", "caveat")} | {
        "standing": tile.standing
    }


@dataclass(frozen=True)
class Days(Block):
    """What stands in front of a report as the reports of earlier moments had it, for a page whose reader chooses the moment.

    `moments` are their as-of texts with their names in words, in order; the last is the report's own. Each slot of the page
    has its contents with their stays (see `stays`): the tiles, one slot a figure; what they say in sentences; the title of the
    chart; and the rows of the table of claims under `caption` and `columns`. `chart` is the drawing with the stays in its ids,
    for the chart called `chart_name`; `labels` are the texts on it. `left_out` says whether there were more moments.
    """

    moments: tuple[tuple[str, Prose], ...]
    tiles: tuple[Sequence[Stayed[Tile]], ...]
    said: Sequence[Stayed[Prose]]
    caption: Prose
    columns: Sequence[str]
    rows: Sequence[Stayed[tuple[Prose, ...]]]
    chart_name: str = ""
    chart: str = ""
    titles: Sequence[Stayed[Prose]] = ()
    labels: Sequence[Stayed[Prose]] = ()
    left_out: Prose = EMPTY

    def data(self) -> dict[str, Any]:
        """{block: days, moments: [{as_of, label}], and, with since and until each, tiles: [[{tile}]], said, titles, labels:
        [{runs}], rows: [{cells}]; caption, columns, chart_name, chart, left_out}."""
        return {
            "block": "days",
            "moments": [{"as_of": as_of, "label": label.data()} for as_of, label in self.moments],
            "tiles": [_stayed(slot, "tile", _tile) for slot in self.tiles],
            **{name: _stayed(getattr(self, name), "runs", Prose.data) for name in ("said", "titles", "labels")},
            "rows": _stayed(self.rows, "cells", lambda row: [cell.data() for cell in row]),
            "caption": self.caption.data(), "columns": list(self.columns), "chart_name": self.chart_name, "chart": self.chart,
            "left_out": self.left_out.data(),
        }  # fmt: skip


def stays(shown: Sequence[Iterable[T]]) -> list[Stayed[T]]:
    """What was shown at each of several moments as (since, until, thing): seen from one moment on and before another.

    >>> stays([["a"], ["a", "b"], ["b"], ["a", "b"]])
    [(0, 2, 'a'), (1, 4, 'b'), (3, 4, 'a')]
    """
    found: list[Stayed[T]] = []
    current: dict[T, int] = {}
    for moment, things in enumerate([*map(dict.fromkeys, shown), {}]):
        ended = [thing for thing in current if thing not in things]
        found += [(current.pop(thing), moment, thing) for thing in ended]
        current |= {thing: moment for thing in things if thing not in current}
    return sorted(found, key=lambda stay: stay[0])


def _stayed(slot: Iterable[Stayed[T]], name: str, data: Callable[[T], Any]) -> list[dict[str, Any]]:
    return [{"since": since, "until": until, name: data(thing)} for since, until, thing in slot]


@dataclass(frozen=True)
class Group(Block):
    """Blocks one under the other. An empty group makes its section disappear."""

    blocks: tuple[Block, ...]

    def data(self) -> dict[str, Any]:
        """{block: group, blocks: [...]}."""
        return {"block": "group", "blocks": [block.data() for block in self.blocks]}


def shown(*blocks: Block) -> Group:
    """A group of the blocks that have something to show."""
    return Group(tuple(block for block in blocks if not block.is_empty()))


@dataclass(frozen=True)
class Register(Block):
    """The sources a report may cite. An exporter numbers those it does cite and lists them in that order."""

    sources: Mapping[str, Mapping[str, Any]]

    def data(self) -> dict[str, Any]:
        """{block: register, sources: {id: {entry: [run], url, ...}}}."""
        return {
            "block": "register",
            "sources": {key: dict(value) for key, value in self.sources.items()},
        }


@dataclass(frozen=True)
class Head(Block):
    """The head of a report: title, subtitle, the as-of line, and the edition it stands for.

    `edition` carries what the report is made from: parameters as resolved, the figures, and the ledger as known.
    """

    title: Prose
    subtitle: Prose
    as_of: Prose
    method: Prose
    language: str
    edition: Mapping[str, Any]

    def data(self) -> dict[str, Any]:
        """{block: head, title, subtitle, as_of, method, language, edition}."""
        parts = {key: getattr(self, key).data() for key in ("title", "subtitle", "as_of", "method")}
        return {"block": "head", **parts, "language": self.language, "edition": dict(self.edition)}


# Faces. They read data, not objects, so that a stored notebook and a live one are shown alike.
