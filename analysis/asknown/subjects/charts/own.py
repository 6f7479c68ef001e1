"""A chart of the user's own as a block of a report: it is drawn elsewhere, and looked at here.

The same holds for it as for ours: a number on it is prose, which traces, or stands on an axis.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib import rcsetup

from asknown.errors import CallError
from asknown.subjects.charts.style import FONTS, GONE, LIGHT, MAIN, OTHER, WIDTH, house
from asknown.text import english
from asknown.text.blocks import Chart, file_name
from asknown.text.prose import Part, Prose, UntracedNumber, prose_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHT = 2.6  # inches
_TEXT = "{http://www.w3.org/2000/svg}text"


def chart(
    name: str,
    drawing: Figure | str | Callable[[Axes], object],
    title: Part,
    alt: Part,
    *,
    subtitle: Part = "",
    source: Part = "",
    labels: Iterable[Prose] = (),
    axis: Iterable[str] = (),
) -> Chart:
    """A chart of your own for a section of a report, saved under `name`: a function that draws on
    axes of the house style, a figure of matplotlib, or SVG as text.

    `title` says the finding, `alt` what somebody who does not see the chart is told. Numbers that
    are written into the drawing are given as `labels`, traced; those of the axes of a matplotlib
    figure are found, those of other SVG are named in `axis`. UntracedNumber for any other;
    CallError where the text is no SVG.

    >>> import asknown
    >>> from matplotlib.figure import Figure
    >>> drawing = Figure(figsize=(6, 2))
    >>> bars = drawing.subplots().barh(["lost", "found"], [5, 2])
    >>> print(asknown.chart("ships", drawing, "Most ships were lost", "Bars: lost, found"))
    Most ships were lost
    Bars: lost, found
    """
    if isinstance(drawing, str):
        svg = drawing
    else:
        figure = _drawn(drawing) if callable(drawing) else _in_house_letters(drawing)
        svg = _svg_of(figure)
        axis = _axis_texts(figure)
    own, axis = tuple(labels), tuple(sorted(axis))
    _check_numerals(name, svg, own, axis)
    return Chart(
        file_name(name),
        prose_of(title),
        prose_of(subtitle),
        prose_of(source),
        prose_of(alt),
        svg,
        axis,
        own,
    )


def _drawn(draw: Callable[[Axes], object]) -> Figure:
    """What a function draws on axes as wide as the page, in the house style."""
    from matplotlib.figure import Figure  # slow to load

    with house():
        mpl.rcParams["axes.prop_cycle"] = rcsetup.cycler(
            color=[MAIN, OTHER, GONE, LIGHT]
        )
        mpl.rcParams["date.converter"] = "concise"  # what all ticks share is said once
        figure = Figure(figsize=(WIDTH, _HEIGHT), layout="constrained")
        draw(figure.subplots())
        # Ticks are placed under the settings they are set in.
        figure.draw_without_rendering()
    return figure


def _in_house_letters(figure: Figure) -> Figure:
    """A figure that was drawn elsewhere, its letters those of the house."""
    from matplotlib.text import Text  # slow to load

    for text in figure.findobj(Text):
        text.set_fontfamily(list(FONTS))
    return figure


def _svg_of(figure: Figure) -> str:
    """The drawing with its letters as text, the same wherever it is drawn."""
    file = io.StringIO()
    with house():
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _axis_texts(figure: Figure) -> set[str]:
    """What stands at the ticks of its axes, and beside them what all of them share."""
    texts = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            for label in axis.get_ticklabels():
                texts.add(label.get_text())
            texts.add(axis.get_offset_text().get_text())
    return texts - {""}


def _check_numerals(
    name: str, svg: str, labels: Iterable[Prose], axis: Iterable[str]
) -> None:
    """UntracedNumber where the drawing has a text with a numeral that is no label and no axis."""
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise CallError(f"chart {name}: the drawing is no SVG: {error}") from error
    known = set(axis)
    for label in labels:
        known.update(label.text.split("\n"))  # a drawing has a text for each line
    for element in root.iter(_TEXT):
        text = "".join(element.itertext()).strip()
        numerals = english.numerals(text)
        if numerals and text not in known:
            raise UntracedNumber(
                f"chart {name}: the numeral {numerals[0]!r} in {text!r} traces to nothing;"
                " give the text as one of its labels"
            )
