"""What a notebook cell shows: prose, a table, a chart, key figures, the head and the register of a
report.

A block is defined once, by `data()`. Its faces follow from that: HTML in JupyterLab, text in a
terminal, and, in an exported report, whatever the exporter makes of the data, which travels in the
notebook under `faces.MIME`. A block computes no figure and draws no chart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Protocol, TypeVar, runtime_checkable

from asknown.errors import CallError
from asknown.text import english
from asknown.text.faces import Displayed
from asknown.text.prose import Part, Prose, Run, number, plain, prose_of
from asknown.text.sort_keys import bounds

T = TypeVar("T", bound=Hashable)
Data = dict[str, Any]  # as JSON has it
Stayed = tuple[int, int, T]
EMPTY = Prose()


@runtime_checkable
class Frame(Protocol):
    """A frame of pandas, as far as a table reads one: this room loads none."""

    def itertuples(self, index: bool = True, name: str | None = "Row") -> Iterable[Any]:
        """Its rows, each behind its id."""
        ...


class Block(Displayed):
    """Anything a cell shows. Subclasses give `data()`; the faces are made from it."""

    def card(self) -> Block:
        """Itself."""
        return self

    def data(self) -> Data:
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

    def data(self) -> Data:
        """{block: text, paragraphs: [[run]]}."""
        spoken = filter(None, self.paragraphs)
        return {
            "block": "text",
            "paragraphs": _data_of(spoken),
        }


@dataclass(frozen=True)
class Points(Block):
    """A list of short lines, each said by itself."""

    items: tuple[Prose, ...]

    def is_empty(self) -> bool:
        """Whether no line says anything."""
        return not any(self.items)

    def data(self) -> Data:
        """{block: points, items: [[run]]}."""
        spoken = filter(None, self.items)
        return {
            "block": "points",
            "items": _data_of(spoken),
        }


@dataclass(frozen=True)
class Acronyms(Block):
    """What acronyms stand for, by acronym. An exporter keeps those that the report prints."""

    meanings: Mapping[str, Prose]

    def is_empty(self) -> bool:
        """Whether there are none."""
        return not self.meanings

    def data(self) -> Data:
        """{block: acronyms, acronyms: [[acronym, [run]]]}."""
        meanings = [[short, meaning.data()] for short, meaning in self.meanings.items()]
        return {"block": "acronyms", "acronyms": meanings}


@dataclass(frozen=True)
class Heading(Block):
    """A heading: inside a section, or, at level 2, the one that begins it."""

    title: Prose
    level: int = 3

    def data(self) -> Data:
        """{block: heading, level, runs}."""
        return {
            "block": "heading",
            "level": self.level,
            "runs": self.title.data(),
        }


@dataclass(frozen=True)
class Table(Block):
    """A table: a name for its file, a caption, column labels, cells of prose, and which columns
    hold figures.
    """

    name: str
    caption: Prose
    columns: Sequence[str]
    rows: Sequence[Sequence[Prose]]
    figures: Sequence[str] = ()

    def is_empty(self) -> bool:
        """Whether there are no rows."""
        return not self.rows

    def data(self) -> Data:
        """{block: table, name, caption, columns, figures, rows: [[[run]]], and order: [[sort key]]
        where a cell has one}.
        """
        data: Data = {
            "block": "table",
            "name": self.name,
            "caption": self.caption.data(),
            "columns": list(self.columns),
            "figures": list(self.figures),
            "rows": list(map(_data_of, self.rows)),
        }
        order = []
        for row in self.rows:
            keys = [list(cell.sort) for cell in row]
            order.append(keys)
        if any(map(any, order)):
            data["order"] = order
        return data


def table(
    name: str,
    caption: Part,
    columns: Sequence[str],
    rows: Iterable[Sequence[Part]] | Frame,
    figures: Sequence[str] = (),
    trace: str = "",
) -> Table:
    """A table of your own for a section of a report, saved under `name`.

    Cells are prose (`say`, `number`, `figure.amount()`) or words; `figures` are the columns that
    hold numbers. `rows` may be a frame of pandas under other headings: with `trace="claims"` its
    index are ids of claims, and every numeral of a row traces to that row; days are written out,
    what is missing is "not stated". UntracedNumber for words with a numeral, CallError where a row
    is longer or shorter than the columns.

    >>> import asknown
    >>> lost = asknown.number(5, "count:ships")
    >>> print(asknown.table("ships", "Ships", ("Fate", "How many"), [["lost", lost]]))
    Ships
    Fate  How many
    lost  5
    """
    if isinstance(rows, Frame):
        rows = list(_rows_of(rows, trace))
    cells = [tuple(map(prose_of, row)) for row in rows]
    for row in cells:
        if len(row) != len(columns):
            raise CallError(
                f"table {name}: a row of {len(row)} cells under {len(columns)} columns"
            )
    return Table(
        name=file_name(name),
        caption=prose_of(caption),
        columns=columns,
        rows=cells,
        figures=figures,
    )


def _rows_of(frame: Frame, trace: str) -> Iterator[list[Prose]]:
    """The rows of a frame as prose, traced to the table whose ids are its index."""
    for row_id, *cells in frame.itertuples(name=None):
        row_trace = (f"{trace}:{row_id}",) if trace else ()
        yield [_cell_of(cell, row_trace) for cell in cells]


def _cell_of(cell: Any, trace: tuple[str, ...]) -> Prose:
    """A cell of a frame as prose. UntracedNumber for a number without a trace."""
    if isinstance(cell, Prose | Run | str):
        return plain(cell, *trace) if isinstance(cell, str) else prose_of(cell)
    # Of all things NaN and NaT alone are not themselves.
    is_missing = cell is None or cell != cell
    if is_missing:
        return plain("not stated")
    if isinstance(cell, date):
        ordinal = cell.toordinal()
        return plain(english.day(cell), *trace).ordered(bounds(ordinal, ordinal))
    if isinstance(cell, bool):
        return plain("yes" if cell else "no")
    return number(cell, *trace)


def file_name(name: str) -> str:
    """The name of a table or chart, which is that of its file. CallError where it cannot be one."""
    if not re.fullmatch(r"[\w-]+", name):
        raise CallError(f"name: {name!r} names no file: letters, digits, _ and - do")
    return name


@dataclass(frozen=True)
class Tidy:
    """Rows of a ledger under their columns, as text: what a chart is drawn from."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def data(self) -> Data:
        """{columns, rows}."""
        return {"columns": list(self.columns), "rows": list(map(list, self.rows))}


@dataclass(frozen=True)
class Drawing:
    """A chart drawn another time: as SVG, with the prose and the texts of axes on it; nothing where
    it was not.
    """

    svg: str = ""
    labels: tuple[Prose, ...] = ()
    axis: tuple[str, ...] = ()

    def data(self) -> Data:
        """{svg, labels}."""
        return {"svg": self.svg, "labels": _data_of(self.labels)}


@dataclass(frozen=True)
class Chart(Block):
    """A chart as SVG, with the finding as title, what is counted, the source line, and its
    alternative text.

    `axis` are the texts of the axes: numerals there are declared as such and trace to no row. What
    the source line cites stands in the register; the line itself names, and prints no notes.
    `rows` are those of the ledger it is drawn from, for who takes it along; `narrow` is the drawing
    for phones.
    """

    name: str
    title: Prose
    subtitle: Prose
    source: Prose
    alt: Prose
    svg: str
    axis: tuple[str, ...] = ()
    labels: tuple[Prose, ...] = ()
    rows: Tidy = Tidy()
    narrow: Drawing = Drawing()

    def data(self) -> Data:
        """{block: chart, name, title, subtitle, source, cites, alt, svg, axis, labels, rows,
        narrow}.
        """
        cited = [note for run in self.source for note in run.notes]
        cites = plain(" ").citing(dict.fromkeys(cited)) if cited else EMPTY
        return {
            "block": "chart",
            "name": self.name,
            "title": self.title.data(),
            "subtitle": self.subtitle.data(),
            "source": self.source.bare().data(),
            "cites": cites.data(),
            "alt": self.alt.data(),
            "svg": self.svg,
            "axis": sorted({*self.axis, *self.narrow.axis}),
            "labels": _data_of(self.labels),
            "rows": self.rows.data(),
            "narrow": self.narrow.data(),
        }


@dataclass(frozen=True)
class Tile:
    """One key figure: the number, what it counts, who says so, and the caveat; `metric` is the
    id of what it counts."""

    number: Prose
    label: Prose
    detail: Prose
    caveat: Prose
    standing: bool = True
    metric: str = ""

    def data(self) -> Data:
        """{number, label, detail, caveat, standing, metric}."""
        return {
            "number": self.number.data(),
            "label": self.label.data(),
            "detail": self.detail.data(),
            "caveat": self.caveat.data(),
            "standing": self.standing,
            "metric": self.metric,
        }


@dataclass(frozen=True)
class KeyFigures(Block):
    """A row of key figures."""

    tiles: tuple[Tile, ...]

    def is_empty(self) -> bool:
        """Whether there are no tiles."""
        return not self.tiles

    def data(self) -> Data:
        """{block: key_figures, tiles: [{number, label, detail, caveat, standing}]}."""
        return {"block": "key_figures", "tiles": _data_of(self.tiles)}


@dataclass(frozen=True)
class Days(Block):
    """What stands in front of a report as the reports of earlier moments had it, for a page whose
    reader chooses the moment.

    `moments` are their as-of texts with their names in words, in order; the last is the report's
    own; `since` are the days from which their reports told changes. Each slot of the page has its
    contents with their stays (see `stays`): the headline; the standfirst, one slot a sentence; the
    tiles, one slot a figure; what they say in sentences; the title of the chart; and the rows of
    the table of claims under `caption` and `columns`. `chart` is the drawing with the stays in its
    ids, for the chart called `chart_name`, `narrow` the same for phones; `labels` are the texts on
    both. `left_out` says whether there were more moments.
    """

    moments: tuple[tuple[str, Prose], ...]
    tiles: tuple[Sequence[Stayed[Tile]], ...]
    said: Sequence[Stayed[Prose]]
    caption: Prose
    columns: Sequence[str]
    rows: Sequence[Stayed[tuple[Prose, ...]]]
    chart_name: str = ""
    chart: str = ""
    narrow: str = ""
    titles: Sequence[Stayed[Prose]] = ()
    labels: Sequence[Stayed[Prose]] = ()
    left_out: Prose = EMPTY
    since: Sequence[str] = ()
    headlines: Sequence[Stayed[Prose]] = ()
    standfirst: Sequence[Sequence[Stayed[Prose]]] = ()

    def data(self) -> Data:
        """{block: days, moments: [{as_of, label}], since; with since and until each, tiles:
        [[{tile}]], standfirst: [[{runs}]], headlines, said, titles, labels: [{runs}], rows:
        [{cells}]; caption, columns, chart_name, chart, narrow, left_out}.
        """
        moments = [
            {"as_of": as_of, "label": name.data()} for as_of, name in self.moments
        ]
        return {
            "block": "days",
            "moments": moments,
            "since": list(self.since),
            "headlines": _stays_data(self.headlines, "runs", Prose.data),
            "standfirst": [
                _stays_data(slot, "runs", Prose.data) for slot in self.standfirst
            ],
            "tiles": [_stays_data(slot, "tile", Tile.data) for slot in self.tiles],
            "said": _stays_data(self.said, "runs", Prose.data),
            "titles": _stays_data(self.titles, "runs", Prose.data),
            "labels": _stays_data(self.labels, "runs", Prose.data),
            "rows": _stays_data(self.rows, "cells", _data_of),
            "caption": self.caption.data(),
            "columns": list(self.columns),
            "chart_name": self.chart_name,
            "chart": self.chart,
            "narrow": self.narrow,
            "left_out": self.left_out.data(),
        }


def stays(shown: Sequence[Iterable[T]]) -> list[Stayed[T]]:
    """What was shown at each of several moments as (since, until, thing): seen from one moment on
    and before another.

    >>> stays([["a"], ["a", "b"], ["b"], ["a", "b"]])
    [(0, 2, 'a'), (1, 4, 'b'), (3, 4, 'a')]
    """
    found: list[Stayed[T]] = []
    since: dict[T, int] = {}  # of each thing that is to be seen just now
    # One moment more than there are, at which nothing is shown, ends all stays.
    for moment, things in enumerate([*shown, ()]):
        present = dict.fromkeys(things)  # in order, each once
        for thing in list(since):
            if thing not in present:
                found.append((since.pop(thing), moment, thing))
        for thing in present:
            since.setdefault(thing, moment)
    return sorted(found, key=itemgetter(0))


def _stays_data(
    slot: Iterable[Stayed[T]],
    name: str,
    data: Callable[[T], Any],
) -> list[Data]:
    stays_data = []
    for since, until, thing in slot:
        stay = {
            "since": since,
            "until": until,
            name: data(thing),
        }
        stays_data.append(stay)
    return stays_data


@dataclass(frozen=True)
class Group(Block):
    """Blocks one under the other. An empty group makes its section disappear."""

    blocks: tuple[Block, ...]

    def data(self) -> Data:
        """{block: group, blocks: [...]}."""
        return {"block": "group", "blocks": _data_of(self.blocks)}


def shown(*blocks: Block) -> Group:
    """A group of the blocks that have something to show."""
    filled = [block for block in blocks if not block.is_empty()]
    return Group(tuple(filled))


@dataclass(frozen=True)
class Register(Block):
    """The sources a report may cite. An exporter numbers those it does cite, or all where the
    register is to be `whole`, and lists them by group and name; `remark` says what its signs mean.
    """

    sources: Mapping[str, Mapping[str, Any]]
    whole: bool = False
    remark: Prose = EMPTY

    def data(self) -> Data:
        """{block: register, sources: {id: {entry: [run], url, ...}}, whole, remark}."""
        sources = {
            source_id: dict(source) for source_id, source in self.sources.items()
        }
        return {
            "block": "register",
            "sources": sources,
            "whole": self.whole,
            "remark": self.remark.data(),
        }


@dataclass(frozen=True)
class Head(Block):
    """The head of a report: title, subtitle, the as-of line, and the edition it stands for.

    `headline` is what the day says in one sentence, `standfirst` in up to four more. The masthead
    has the `issue`, who publishes it and whom to write to, the licence of the rows, and how to
    `verify` it; what is not known is empty. `edition` carries what the report is made from:
    parameters as resolved, the figures, and the ledger as known.
    """

    title: Prose
    subtitle: Prose
    as_of: Prose
    method: Prose
    language: str
    edition: Mapping[str, Any]
    headline: Prose = EMPTY
    standfirst: Prose = EMPTY
    issue: Prose = EMPTY
    publisher: Prose = EMPTY
    contact: Prose = EMPTY
    licence: Prose = EMPTY
    verify: Prose = EMPTY

    def data(self) -> Data:
        """{block: head, title, subtitle, headline, standfirst, as_of, method, issue, publisher,
        contact, licence, verify, language, edition}.
        """
        return {
            "block": "head",
            "title": self.title.data(),
            "subtitle": self.subtitle.data(),
            "headline": self.headline.data(),
            "standfirst": self.standfirst.data(),
            "as_of": self.as_of.data(),
            "method": self.method.data(),
            "issue": self.issue.data(),
            "publisher": self.publisher.data(),
            "contact": self.contact.data(),
            "licence": self.licence.data(),
            "verify": self.verify.data(),
            "language": self.language,
            "edition": dict(self.edition),
        }


def _data_of(parts: Iterable[Prose | Block | Tile]) -> list[Any]:
    """Parts of a block as JSON has them."""
    return [part.data() for part in parts]
