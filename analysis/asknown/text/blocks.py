"""What a notebook cell shows: prose, a table, a chart, key figures, the head and the register of a report.

A block is defined once, by `data()`. Its faces follow from that: HTML in JupyterLab, text in a terminal, and, in an
exported report, whatever the exporter makes of the data, which travels in the notebook under `MIME`.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from asknown.text.prose import Prose

T = TypeVar("T", bound=Hashable)
Stayed = tuple[int, int, T]
EMPTY = Prose()
MIME = "application/vnd.asknown.block+json"


class Block:
    """Anything a cell shows. Subclasses give `data()`; the faces are made from it."""

    def data(self) -> dict[str, Any]:
        """The block as JSON, with its kind under `block`."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return False

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        data = self.data()
        return {MIME: data, "text/html": as_html(data), "text/plain": as_text(data)}

    def __str__(self) -> str:
        return as_text(self.data())


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
    return {key: getattr(tile, key).data() for key in ("number", "label", "detail", "caveat")} | {"standing": tile.standing}


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
        return {"block": "register", "sources": {key: dict(value) for key, value in self.sources.items()}}


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


def text_of(runs: Iterable[Mapping[str, Any]]) -> str:
    """The text of runs alone."""
    return "".join(run.get("text", "") for run in runs)


def as_text(data: Mapping[str, Any]) -> str:
    """The terminal face."""
    return _TEXT[data["block"]](data)


def as_html(data: Mapping[str, Any]) -> str:
    """The JupyterLab face."""
    return _HTML[data["block"]](data)


def _html_runs(runs: Iterable[Mapping[str, Any]]) -> str:
    out = []
    for run in runs:
        piece = html.escape(run.get("text", ""))
        for flag, tag in (("strong", "strong"), ("struck", "s"), ("quiet", "em")):
            piece = f"<{tag}>{piece}</{tag}>" if run.get(flag) else piece
        piece = f'<a href="{html.escape(run["link"])}">{piece}</a>' if run.get("link") else piece
        notes = ", ".join(html.escape(note) for note in run.get("notes", ()))
        out.append(piece + (f" <small>[{notes}]</small>" if notes else ""))
    return "".join(out)


def _html_table(data: Mapping[str, Any]) -> str:
    align = ["right" if column in data["figures"] else "left" for column in data["columns"]]
    head = "".join(
        f'<th scope="col" style="text-align:{side}">{html.escape(column)}</th>'
        for column, side in zip(data["columns"], align, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f'<td style="text-align:{side}">{_html_runs(cell)}</td>' for cell, side in zip(row, align, strict=True))
        + "</tr>"
        for row in data["rows"]
    )
    return f"<table><caption>{_html_runs(data['caption'])}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_chart(data: Mapping[str, Any]) -> str:
    """The chart as a picture, or as the element it has been made into for its page."""
    return (
        f"<figure><figcaption><strong>{_html_runs(data['title'])}</strong><br>{_html_runs(data['subtitle'])}</figcaption>"
        f"{data.get('drawing') or _picture(data)}<br><small>{_html_runs(data['source'])}</small></figure>"
    )


def _picture(data: Mapping[str, Any]) -> str:
    image = base64.b64encode(data["svg"].encode()).decode()
    return f'<img alt="{html.escape(text_of(data["alt"]))}" src="data:image/svg+xml;base64,{image}">'


def _html_tiles(data: Mapping[str, Any]) -> str:
    tiles = (
        f"<div style='min-width:9em'><strong style='font-size:1.8em'>{_html_runs(tile['number'])}</strong><br>"
        f"<strong>{_html_runs(tile['label'])}</strong><br>{_html_runs(tile['detail'])}<br><em>{_html_runs(tile['caveat'])}</em></div>"
        for tile in data["tiles"]
    )
    return f"<div style='display:flex;gap:1.5em;flex-wrap:wrap'>{''.join(tiles)}</div>"


def _html_head(data: Mapping[str, Any]) -> str:
    lines = "".join(f"<p>{_html_runs(data[key])}</p>" for key in ("subtitle", "as_of", "method"))
    return f"<h1>{_html_runs(data['title'])}</h1>{lines}"


def _html_register(data: Mapping[str, Any]) -> str:
    items = "".join(
        f"<li>{_html_runs(source['entry'])} <small>[{html.escape(key)}]</small></li>" for key, source in data["sources"].items()
    )
    return f"<ul>{items}</ul>"


def _text_table(data: Mapping[str, Any]) -> str:
    cells = [list(data["columns"]), *([text_of(cell) for cell in row] for row in data["rows"])]
    widths = [max(len(row[index]) for row in cells) for index in range(len(data["columns"]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "\n".join([text_of(data["caption"]), *lines])


def _course(data: Mapping[str, Any]) -> dict[str, Any]:
    """The days of a report as a table: a row for each moment at which a figure read otherwise, a column for each figure."""
    slots, moments = data["tiles"], data["moments"]
    turns = sorted({stay["since"] for slot in slots for stay in slot})
    rows = [[moments[turn]["label"], *(_tile_at(slot, turn).get("number", []) for slot in slots)] for turn in turns]
    names = [text_of(slot[-1]["tile"]["label"]) for slot in slots]
    caption = [{"text": "The key figures as known on each day"}]
    return {"caption": caption, "columns": ["As known on", *names], "figures": names, "rows": rows}


def _tile_at(slot: Iterable[Mapping[str, Any]], moment: int) -> Mapping[str, Any]:
    return next((stay["tile"] for stay in slot if stay["since"] <= moment < stay["until"]), {})


_HTML: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "text": lambda data: "".join(f"<p>{_html_runs(runs)}</p>" for runs in data["paragraphs"]),
    "heading": lambda data: f"<h3>{_html_runs(data['runs'])}</h3>",
    "table": _html_table, "chart": _html_chart, "key_figures": _html_tiles, "head": _html_head, "register": _html_register,
    "group": lambda data: "".join(map(as_html, data["blocks"])), "days": lambda data: _html_table(_course(data)),
}  # fmt: skip
_TEXT: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "text": lambda data: "\n".join(text_of(runs) for runs in data["paragraphs"]),
    "heading": lambda data: f"\n{text_of(data['runs'])}", "table": _text_table,
    "chart": lambda data: f"{text_of(data['title'])}\n{text_of(data['alt'])}",
    "key_figures": lambda data: "\n".join(f"{text_of(tile['number'])} {text_of(tile['label'])}" for tile in data["tiles"]),
    "head": lambda data: f"{text_of(data['title'])}\n{text_of(data['as_of'])}",
    "register": lambda data: "\n".join(text_of(source["entry"]) for source in data["sources"].values()),
    "group": lambda data: "\n\n".join(map(as_text, data["blocks"])), "days": lambda data: _text_table(_course(data)),
}  # fmt: skip
