"""A chart as a file that is passed on by itself: title, what is counted, sources and day stand
inside the picture, so that a screenshot carries where it comes from.

In the report and on the page these are real text around the bare drawing, for whoever searches,
copies or listens; only the file that is taken away has them drawn, in letters that are outlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from asknown.report.nodes import Data, Runs
from asknown.report.outlines import outlined
from asknown.text.faces import text_of

_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="([^"]*)"[^>]*>')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_PREFIX = re.compile(r"""\sxmlns:\w+=("[^"]*"|'[^']*')""")
_EDGE = 10.0  # points around it all
_FONTS = "'Source Sans Pro', 'DejaVu Sans'"
_XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
CARD = (1200, 675)  # dots: as wide and high as a picture that stands for a link


class _Sheet(NamedTuple):
    """What stands on a sheet, how large that is in points, and how much larger a card has it."""

    inside: list[str]
    wide: float
    high: float
    scale: float


class Style(NamedTuple):
    """How a line is set: size in points, weight, colour, room over it."""

    size: float
    weight: int
    colour: str
    over: float


_LEAST = 120.0  # points a column of words needs
_LARGER = (2.0, 1.7, 1.4, 1.2, 1.0)  # how much larger words are in it, tried in turn
_FOOT = 3.0  # points under the last line's letters
# What stands above and below.
_CASE = Style(
    8.7,
    weight=700,
    colour="#1d5a88",
    over=9.5,
)
_TITLE = Style(
    13.0,
    weight=700,
    colour="#1c1e22",
    over=17.0,
)
_SUBTITLE = Style(
    8.7,
    weight=400,
    colour="#6b6f76",
    over=11.5,
)
_SOURCE = Style(
    8.0,
    weight=400,
    colour="#6b6f76",
    over=10.5,
)
Line = tuple[Style, Runs]


class _Drawing(NamedTuple):
    """The inside of a drawing and the box it takes: left, top, wide, high."""

    inner: str
    left: float
    top: float
    wide: float
    high: float


def signed(chart: Data, case: Runs = ()) -> str:
    """The drawing of a chart with the title of its case, its own title and subtitle over it and its
    source line under it. A drawing of somebody's own that does not say how large it is stays as it
    is.
    """
    drawing = _drawing(chart["svg"])
    if not drawing:
        return str(chart["svg"])
    sheet = _over(chart, case, drawing)
    box = (sheet.wide, sheet.high)
    size = f'width="{sheet.wide:g}pt" height="{sheet.high:g}pt"'
    return _file(
        chart,
        box=box,
        size=size,
        inside=sheet.inside,
    )


def card(chart: Data, case: Runs = ()) -> str:
    """The same on a sheet of 1200 by 675 dots, as large as it fits: its words over and under the
    drawing, or beside one that is high. Blank where a drawing does not say how large it is."""
    drawing = _drawing(chart["svg"])
    if not drawing:
        return ""
    sheet = _over(chart, case, drawing)
    beside = _beside(chart, case, drawing)
    if beside and beside.scale > sheet.scale:
        sheet = beside
    wide, high = CARD
    left = (wide / sheet.scale - sheet.wide) / 2
    top = (high / sheet.scale - sheet.high) / 2
    place = f"scale({sheet.scale:.4f}) translate({left:.2f} {top:.2f})"
    inside = [f'<g transform="{place}">', *sheet.inside, "</g>"]
    return _file(
        chart,
        box=CARD,
        size=f'width="{wide}" height="{high}"',
        inside=inside,
    )


def _over(
    chart: Data,
    case: Runs,
    drawing: _Drawing,
) -> _Sheet:
    """The words over and under the drawing."""
    above = _above(chart, case, drawing.wide)
    texts, last = _set(above, _EDGE, _EDGE)
    down = last + 7
    source = _lines(chart["source"], _SOURCE, drawing.wide)
    below, last = _set(source, _EDGE, down + drawing.high + 2)
    inside = [*texts, *below, _moved(drawing, _EDGE, down)]
    wide = drawing.wide + 2 * _EDGE
    high = last + _EDGE
    scale = min(CARD[0] / wide, CARD[1] / high)
    return _Sheet(
        inside,
        wide=wide,
        high=high,
        scale=scale,
    )


def _beside(
    chart: Data,
    case: Runs,
    drawing: _Drawing,
) -> _Sheet | None:
    """The words left of the drawing, which is as high as the sheet; none where they find no room
    there."""
    high = drawing.high + 2 * _EDGE
    scale = CARD[1] / high
    wide = CARD[0] / scale
    room = wide - drawing.wide - 3 * _EDGE
    if room <= _LEAST:
        return None
    for larger in _LARGER:
        column = _column(
            chart,
            case=case,
            wide=room / larger,
            high=drawing.high / larger,
        )
        if column:
            place = f"translate({_EDGE:g} {_EDGE:g}) scale({larger:g})"
            moved = _moved(drawing, room + 2 * _EDGE, _EDGE)
            inside = [f'<g transform="{place}">', *column, "</g>", moved]
            return _Sheet(
                inside,
                wide=wide,
                high=high,
                scale=scale,
            )
    return None


def _column(
    chart: Data,
    case: Runs,
    wide: float,
    high: float,
) -> list[str]:
    """The words of a chart in a column, its source at the foot; none where it is too low."""
    above = _above(chart, case, wide)
    texts, last = _set(above, 0, 0)
    source = _lines(chart["source"], _SOURCE, wide)
    down = high - _SOURCE.over * len(source) - _FOOT
    if last + _EDGE >= down:
        return []
    below, _ = _set(source, 0, down)
    return [*texts, *below]


def _drawing(svg: str) -> _Drawing | None:
    opening = _SIZE.search(svg)
    if not opening:
        return None
    box = _numbers(opening[1])
    if len(box) != 4:
        return None
    end = svg.rindex("</svg>")
    inner = _METADATA.sub("", svg[opening.end() : end])
    prefixes = _PREFIX.finditer(opening[0])
    named = "".join(prefix[0] for prefix in prefixes)
    return _Drawing(f"<g{named}>{inner}</g>", *box)


def _moved(
    drawing: _Drawing,
    x: float,
    y: float,
) -> str:
    left = x - drawing.left
    top = y - drawing.top
    return f'<g transform="translate({left:g} {top:g})">{drawing.inner}</g>'


def _file(
    chart: Data,
    box: tuple[float, float],
    size: str,
    inside: Sequence[str],
) -> str:
    """A whole drawing on white, named and described for those who do not see it."""
    name = str(chart.get("name", "chart"))
    title_id = f"{name}-title"
    about_id = f"{name}-about"
    labels = quoteattr(f"{title_id} {about_id}")
    title = escape(text_of(chart["title"]))
    about = escape(_about(chart))
    wide, high = box
    view = f'viewBox="0 0 {wide:g} {high:g}"'
    parts = [
        f'<svg {_XMLNS} {size} {view} role="img" aria-labelledby={labels}>',
        f"<title id={quoteattr(title_id)}>{title}</title>",
        f"<desc id={quoteattr(about_id)}>{about}</desc>",
        f'<rect width="{wide:g}" height="{high:g}" style="fill: #ffffff"/>',
        *inside,
        "</svg>",
    ]
    whole = "\n".join(parts)
    return f"{_DECLARATION}{outlined(whole)}\n"


def _about(chart: Data) -> str:
    """What is said of a chart in one line: subtitle, alternative text, source."""
    texts = [
        text_of(chart["subtitle"]),
        text_of(chart.get("alt", [])),
        text_of(chart["source"]),
    ]
    return " ".join(filter(None, texts))


def _numbers(text: str) -> list[float]:
    words = text.replace(",", " ").split()
    try:
        return [float(word) for word in words]
    except ValueError:
        return []


def _above(
    chart: Data,
    case: Runs,
    wide: float,
) -> list[Line]:
    return [
        *_lines(case, _CASE, wide),
        *_lines(chart["title"], _TITLE, wide),
        *_lines(chart["subtitle"], _SUBTITLE, wide),
    ]


def _set(
    lines: Sequence[Line],
    x: float,
    y: float,
) -> tuple[list[str], float]:
    """Lines below each other, and how far down the last stands."""
    texts = []
    for style, line in lines:
        y += style.over
        texts.append(_text(line, style, x, y))
    return texts, y


def _lines(
    runs: Runs,
    style: Style,
    wide: float,
) -> list[Line]:
    """Runs in lines no wider than the drawing."""
    from asknown.subjects.charts.lettering import lines_of  # matplotlib is slow to load

    texts = [run.get("text", "") for run in runs]
    text = "".join(texts).replace("\n", " ")
    if not text.strip():
        return []
    weight = "bold" if style.weight > 400 else "normal"
    broken = lines_of(text, wide, style.size, weight)
    lines: list[list[dict[str, Any]]] = [[]]
    start = 0
    for run, written in zip(runs, texts, strict=True):
        end = start + len(written)
        first, *others = broken[start:end].split("\n")
        if first:
            lines[-1].append({**run, "text": first})
        for piece in others:
            lines.append([{**run, "text": piece}] if piece else [])
        start = end
    return [(style, line) for line in lines]


def _text(
    line: Runs,
    style: Style,
    x: float,
    y: float,
) -> str:
    css = [
        f"font-family: {_FONTS}",
        f"font-size: {style.size:g}px",
        f"font-weight: {style.weight}",
        f"fill: {style.colour}",
    ]
    spans = "".join(_spans(line))
    return f'<text x="{x:g}" y="{y:g}" style="{"; ".join(css)}">{spans}</text>'


def _spans(line: Runs) -> Iterator[str]:
    for run in line:
        text = escape(run["text"])
        if run.get("struck"):
            text = f'<tspan style="text-decoration: line-through">{text}</tspan>'
        yield text
