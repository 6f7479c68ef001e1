"""A chart without its page: one picture with its title, sources and day inside, and the rows behind
it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from asknown import project
from asknown.brand import here
from asknown.errors import CallError
from asknown.model.case import Case
from asknown.model.changes import before, day_learned_last
from asknown.model.rules import rule_named
from asknown.report.branded import in_brand, recoloured
from asknown.report.brief import Brief
from asknown.report.embed import embed
from asknown.report.raster import png_of_size
from asknown.report.signed import CARD, card, signed
from asknown.report.sorting import tidy_csv
from asknown.text.blocks import Block, Chart, Group
from asknown.text.faces import Displayed
from asknown.text.prose import plain

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("svg", "png", "html", "csv")
Section = Callable[[Brief], Group]
# Which section of a brief draws what: by how the names of its charts begin. Where two draw one of a
# name, the report's comes before the annex's.
_SECTIONS: tuple[tuple[str, Section], ...] = (
    ("toll", Brief.main_chart),
    ("ranges_", Brief.who_says_what),
    ("network", Brief.network),
    ("series_", Brief.in_short),
    ("daily_", Brief.in_short),
    ("daily_", Brief.main_chart),
    ("contributors_", Brief.in_short),
    ("", Brief.sections),
    ("", Brief.timeline),
    ("", Brief.connectivity),
)


@dataclass(frozen=True, repr=False)
class LoneChart(Displayed):
    """One chart of a case as known on a day: it shows itself, and is taken along as SVG, as a
    picture, as a page for a frame, or as the rows behind it.

    >>> import asknown
    >>> chart = asknown.open_case().as_known("2022-01-12").chart("toll")
    >>> chart.file_name("svg")  # doctest: +ELLIPSIS
    '...-2022-01-12-toll.svg'
    >>> chart.png()[:4]
    b'\\x89PNG'
    """

    case: Case
    chart: Chart

    def card(self) -> Chart:
        """The chart as a block."""
        return self.chart

    @cached_property
    def _node(self) -> dict[str, Any]:
        return in_brand([{**self.chart.data(), "node": "chart"}], here())[0]

    @cached_property
    def _title(self) -> list[dict[str, Any]]:
        title: list[dict[str, Any]] = plain(
            self.case.settings.title, "case:title"
        ).data()
        return title

    def svg(self) -> str:
        """The chart with title, sources and day inside; its letters are outlines."""
        return recoloured(signed(self._node, self._title), here())

    def png(self) -> bytes:
        """The same as a picture of 1200 by 675 dots. CallError where a drawing of your own does not
        say how large it is."""
        drawing = recoloured(card(self._node, self._title), here())
        if not drawing:
            raise CallError(
                f"chart {self.chart.name}: its drawing does not say how large it is"
            )
        return png_of_size(drawing.encode(), CARD)

    def embed(self) -> str:
        """The chart as a page of its own for a frame; it tells the page around it how high it
        is."""
        framed = embed(self._node, self._title, self.case.settings.language).decode()
        return recoloured(framed, here())

    def rows(self) -> pd.DataFrame:
        """The rows of the ledger it is drawn from, all of text: ids, bounds, wording, standing,
        address of the source."""
        import pandas as pd

        tidy = self.chart.rows
        return pd.DataFrame(list(tidy.rows), columns=list(tidy.columns), dtype=str)

    def csv(self) -> bytes:
        """The same as a file that spreadsheets read."""
        return tidy_csv(self._node["rows"])

    def file(self, to: str) -> bytes:
        """The chart in a format: svg, png, html or csv. CallError where there is no such."""
        check_format(to)
        if to == "png":
            return self.png()
        if to == "csv":
            return self.csv()
        return (self.svg() if to == "svg" else self.embed()).encode()

    def file_name(self, to: str) -> str:
        """What its file is called: case, day and chart."""
        moment = self.case.known_at.text if self.case.known_at else ""
        return file_name(
            self.case.id,
            moment=moment,
            name=self.chart.name,
            suffix=to,
        )

    def __repr__(self) -> str:
        moment = self.case.known_at.text if self.case.known_at else ""
        return f"<LoneChart {self.chart.name} of {self.case.id}, as known {moment}>"


def check_format(to: str) -> None:
    """CallError where a chart is taken along in no such format."""
    if to not in FORMATS:
        raise CallError(
            f"to: there is no format {to!r}; there are: {', '.join(FORMATS)}"
        )


def file_name(
    case: str,
    moment: str,
    name: str,
    suffix: str,
) -> str:
    """Under which name a chart or table is saved: case and moment in front."""
    stem = "-".join(filter(None, [case, moment, name])).replace(":", "")
    return f"{stem}.{suffix}"


def chart_of(
    case: Case,
    name: str,
    rule: str = "",
) -> LoneChart:
    """A chart of a case as known, by its name: `toll`, `place`, `timeline` and what else there is.
    A whole case is taken as known on the last day it learned something.

    CallError, with the names there are, where there is no such chart.

    >>> import asknown
    >>> case = asknown.open_case().as_known("2022-01-12")
    >>> asknown.chart_of(case, "toll")  # doctest: +ELLIPSIS
    <LoneChart toll of ..., as known 2022-01-12>
    """
    if case.known_at is None:
        case = case.as_known(str(day_learned_last(case)))
    rule = rule or case.settings.rule
    rule_named(rule)
    outlines = project.resource(project.root(), "data/outlines")
    brief = Brief(case, before(case), rule, outlines)
    likely = [draw for start, draw in _SECTIONS if start and name.startswith(start)]
    others = [draw for _, draw in _SECTIONS if draw not in likely]
    names: list[str] = []
    for draw in dict.fromkeys([*likely, *others]):
        for chart in _charts(draw(brief)):
            if chart.name == name:
                return LoneChart(case, chart)
            names.append(chart.name)
    listed = ", ".join(dict.fromkeys(names)) or "none on this day"
    raise CallError(f"chart: there is no chart {name!r}; there are: {listed}")


def _charts(block: Block) -> Iterator[Chart]:
    if isinstance(block, Chart):
        yield block
    elif isinstance(block, Group):
        for inner in block.blocks:
            yield from _charts(inner)
