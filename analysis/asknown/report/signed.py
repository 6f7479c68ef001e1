"""A chart as a file that is passed on by itself: title, what is counted, sources and day stand
inside the picture, so that a screenshot carries where it comes from.

In the report and on the page these are real text around the bare drawing, for whoever searches,
copies or listens; only the file that is taken away has them drawn, in letters that are outlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from asknown.report.outlines import outlined
from asknown.text.faces import text_of

_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="([^"]*)"[^>]*>')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_PREFIX = re.compile(r"""\sxmlns:\w+=("[^"]*"|'[^']*')""")
_EDGE = 10.0  # points around it all
_FONTS = "'Source Sans Pro', 'DejaVu Sans'"
_XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
Runs = Sequence[Mapping[str, Any]]
CARD = (1200, 675)  # dots: as wide and high as a picture that stands for a link


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
_CASE = Style(8.7, 700, "#1d5a88", 9.5)
_TITLE = Style(13.0, 700, "#1c1e22", 17.0)
_SUBTITLE = Style(8.7, 400, "#6b6f76", 11.5)
_SOURCE = Style(8.0, 400, "#6b6f76", 10.5)
Line = tuple[Style, Runs]


class _Drawing(NamedTuple):
    """The inside of a drawing and the box it takes: left, top, wide, high."""

    inner: str
    left: float
    top: float
    wide: float
    high: float


def signed(chart: Mapping[str, Any], case: Runs = ()) -> str:
    """The drawing of a chart with the title of its case, its own title and subtitle over it and its
    source line under it. A drawing of somebody's own that does not say how large it is stays as it
    is.
    """
    drawing = _drawing(chart["svg"])
    if not drawing:
        return str(chart["svg"])
    above = _above(chart, case, drawing.wide)
    texts, y = _set(above, _EDGE, _EDGE)
    down = y + 7
    below, y = _set(
        _lines(chart["source"], _SOURCE, drawing.wide), _EDGE, down + drawing.high + 2
    )
    size = drawing.wide + 2 * _EDGE, y + _EDGE
    inside = [*texts, *below, _moved(drawing, _EDGE, down)]
    return _file(
        chart, size, f'width="{size[0]:g}pt" height="{size[1]:g}pt"', size, inside
    )


def card(chart: Mapping[str, Any], case: Runs = ()) -> str:
    """The same on a sheet of 1200 by 675 dots, as large as it fits: its words over and under the
    drawing, or beside one that is high. Blank where a drawing does not say how large it is."""
    drawing = _drawing(chart["svg"])
    if not drawing:
        return ""
    sheets = [_over(chart, case, drawing), _beside(chart, case, drawing)]
    scale, inside, (wide, high) = max(sheets, key=lambda sheet: sheet[0])
    left, top = (CARD[0] / scale - wide) / 2, (CARD[1] / scale - high) / 2
    moved = f'<g transform="scale({scale:.4f}) translate({left:.2f} {top:.2f})">'
    size = f'width="{CARD[0]}" height="{CARD[1]}"'
    return _file(chart, CARD, size, CARD, [moved, *inside, "</g>"])


# Scale, what is on it, its size before.
Sheet = tuple[float, list[str], tuple[float, float]]


def _over(chart: Mapping[str, Any], case: Runs, drawing: _Drawing) -> Sheet:
    """The words over and under the drawing."""
    texts, y = _set(_above(chart, case, drawing.wide), _EDGE, _EDGE)
    down = y + 7
    source = _lines(chart["source"], _SOURCE, drawing.wide)
    below, y = _set(source, _EDGE, down + drawing.high + 2)
    size = drawing.wide + 2 * _EDGE, y + _EDGE
    scale = min(CARD[0] / size[0], CARD[1] / size[1])
    return scale, [*texts, *below, _moved(drawing, _EDGE, down)], size


def _beside(chart: Mapping[str, Any], case: Runs, drawing: _Drawing) -> Sheet:
    """The words left of the drawing, which is as high as the sheet; no sheet at all where they find
    no room there."""
    high = drawing.high + 2 * _EDGE
    scale = CARD[1] / high
    wide = CARD[0] / scale
    room = wide - drawing.wide - 3 * _EDGE
    for times in _LARGER if room > _LEAST else ():
        # Set as if the column were that much narrower, and drawn that much larger.
        above = _above(chart, case, room / times)
        texts, y = _set(above, 0, 0)
        source = _lines(chart["source"], _SOURCE, room / times)
        down = drawing.high / times - _SOURCE.over * len(source) - _FOOT
        if y + _EDGE < down:
            below, _ = _set(source, 0, down)
            column = f'<g transform="translate({_EDGE:g} {_EDGE:g}) scale({times:g})">'
            inside = [column, *texts, *below, "</g>"]
            return (
                scale,
                [*inside, _moved(drawing, room + 2 * _EDGE, _EDGE)],
                (wide, high),
            )
    return 0.0, [], (wide, high)


def _drawing(svg: str) -> _Drawing | None:
    opening = _SIZE.search(svg)
    box = _numbers(opening[1]) if opening else []
    if not opening or len(box) != 4:
        return None
    inner = _METADATA.sub("", svg[opening.end() : svg.rindex("</svg>")])
    named = "".join(each[0] for each in _PREFIX.finditer(opening[0]))
    return _Drawing(f"<g{named}>{inner}</g>", *box)


def _moved(drawing: _Drawing, x: float, y: float) -> str:
    at = f"translate({x - drawing.left:g} {y - drawing.top:g})"
    return f'<g transform="{at}">{drawing.inner}</g>'


def _file(
    chart: Mapping[str, Any],
    box: tuple[float, float],
    size: str,
    sheet: tuple[float, float],
    inside: Sequence[str],
) -> str:
    """A whole drawing, named and described for those who do not see it."""
    name = str(chart.get("name", "chart"))
    title = text_of(chart["title"])
    said = [chart["subtitle"], chart.get("alt", []), chart["source"]]
    about = " ".join(filter(None, map(text_of, said)))
    named = quoteattr(f"{name}-title {name}-about")
    frame = f'<svg {_XMLNS} {size} viewBox="0 0 {box[0]:g} {box[1]:g}" role="img"'
    told = [
        f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>",
        f"<desc id={quoteattr(f'{name}-about')}>{escape(about)}</desc>",
        f'<rect width="{sheet[0]:g}" height="{sheet[1]:g}" style="fill: #ffffff"/>',
    ]
    whole = "\n".join([f"{frame} aria-labelledby={named}>", *told, *inside, "</svg>"])
    return f"{_DECLARATION}{outlined(whole)}\n"


def _numbers(text: str) -> list[float]:
    try:
        return list(map(float, text.replace(",", " ").split()))
    except ValueError:
        return []


def _above(chart: Mapping[str, Any], case: Runs, wide: float) -> list[Line]:
    return [
        *_lines(case, _CASE, wide),
        *_lines(chart["title"], _TITLE, wide),
        *_lines(chart["subtitle"], _SUBTITLE, wide),
    ]


def _set(lines: Sequence[Line], x: float, y: float) -> tuple[list[str], float]:
    """Lines below each other, and how far down the last stands."""
    texts = []
    for style, line in lines:
        y += style.over
        texts.append(_text(line, style, x, y))
    return texts, y


def _lines(runs: Runs, style: Style, wide: float) -> list[Line]:
    """Runs in lines no wider than the drawing."""
    from asknown.subjects.charts.lettering import lines_of  # matplotlib is slow to load

    text = "".join(run.get("text", "") for run in runs).replace("\n", " ")
    if not text.strip():
        return []
    broken = lines_of(
        text, wide, style.size, "bold" if style.weight > 400 else "normal"
    )
    lines: list[list[dict[str, Any]]] = [[]]
    start = 0
    for run in runs:
        end = start + len(run.get("text", ""))
        for number, piece in enumerate(broken[start:end].split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append({**run, "text": piece})
        start = end
    return [(style, line) for line in lines]


def _text(line: Runs, style: Style, x: float, y: float) -> str:
    css = (
        f"font-family: {_FONTS}; font-size: {style.size:g}px; font-weight: {style.weight}; "
        f"fill: {style.colour}"
    )
    return f'<text x="{x:g}" y="{y:g}" style="{css}">{"".join(_spans(line))}</text>'


def _spans(line: Runs) -> Iterator[str]:
    for run in line:
        text = escape(run["text"])
        if run.get("struck"):
            text = f'<tspan style="text-decoration: line-through">{text}</tspan>'
        yield text
