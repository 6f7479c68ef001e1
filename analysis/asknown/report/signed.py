"""A chart as a file that is passed on by itself: title, what is counted, sources and day stand
inside the picture, so that a screenshot carries where it comes from.

In the report and on the page these are real text around the bare drawing, for whoever searches,
copies or listens; only the file that is taken away has them drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="([^"]*)"[^>]*>')
_HEAD = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
_EDGE = 10.0  # points around it all
_FONTS = "'Source Sans Pro', 'DejaVu Sans'"
# What stands above and below: size in points, weight, colour, room over each line.
_TITLE = (13.0, 700, "#1c1e22", 17.0)
_SUBTITLE = (8.7, 400, "#6b6f76", 11.5)
_SOURCE = (8.0, 400, "#6b6f76", 10.5)
Runs = list[dict[str, Any]]


def signed(chart: Mapping[str, Any]) -> str:
    """The drawing of a chart with its title and subtitle over it and its source line under it. A
    drawing of somebody's own that does not say how large it is stays as it is.
    """
    svg = chart["svg"]
    opening = _SIZE.search(svg)
    box = _numbers(opening[1]) if opening else []
    if not opening or len(box) != 4:
        return str(svg)
    left, top, wide, high = box
    above = [*_lines(chart["title"], _TITLE, wide), *_lines(chart["subtitle"], _SUBTITLE, wide)]
    below = _lines(chart["source"], _SOURCE, wide)
    texts, y = [], _EDGE
    for style, line in above:
        y += style[3]
        texts.append(_text(line, style, y))
    down = y + 7
    y = down + high + 2
    for style, line in below:
        y += style[3]
        texts.append(_text(line, style, y))
    whole_wide, whole_high = wide + 2 * _EDGE, y + _EDGE
    inner = svg[opening.end() : svg.rindex("</svg>")]
    head = _HEAD.match(svg)
    size = f'width="{whole_wide:g}pt" height="{whole_high:g}pt"'
    frame = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}'
        f' viewBox="0 0 {whole_wide:g} {whole_high:g}" version="1.1">'
    )
    sheet = f'<rect width="{whole_wide:g}" height="{whole_high:g}" style="fill: #ffffff"/>'
    moved = f'<g transform="translate({_EDGE - left:g} {down - top:g})">{inner}</g>'
    return "\n".join([f"{head[0] if head else ''}{frame}", sheet, *texts, moved, "</svg>"]) + "\n"


def _numbers(text: str) -> list[float]:
    try:
        return list(map(float, text.replace(",", " ").split()))
    except ValueError:
        return []


Style = tuple[float, int, str, float]


def _lines(runs: Runs, style: Style, wide: float) -> list[tuple[Style, Runs]]:
    """Runs in lines no wider than the drawing."""
    from asknown.subjects.charts.lettering import lines_of  # matplotlib is slow to load

    size, weight, _, _ = style
    text = "".join(run.get("text", "") for run in runs).replace("\n", " ")
    if not text.strip():
        return []
    broken = lines_of(text, wide, size, "bold" if weight > 400 else "normal")
    lines: list[Runs] = [[]]
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


def _text(line: Runs, style: Style, y: float) -> str:
    size, weight, colour, _ = style
    css = f"font-family: {_FONTS}; font-size: {size:g}px; font-weight: {weight}; fill: {colour}"
    return f'<text x="{_EDGE:g}" y="{y:g}" style="{css}">{"".join(_spans(line))}</text>'


def _spans(line: Runs) -> Iterator[str]:
    for run in line:
        text = escape(run["text"])
        if run.get("struck"):
            text = f'<tspan style="text-decoration: line-through">{text}</tspan>'
        yield text
