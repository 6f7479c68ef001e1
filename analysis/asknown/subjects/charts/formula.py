"""A formula as a picture, for a notebook that holds mathematics."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

from asknown.subjects.charts.style import house

_SIZE = 10  # points
_DPI = 72  # a dot is a point


def formula(tex: str) -> tuple[str, float] | None:
    """A formula as SVG with its depth below the baseline in points, or None where mathtext cannot
    read it."""
    source = f"${tex.strip().strip('$')}$"
    with house():
        try:
            prop = FontProperties(size=_SIZE)
            parsed: Any = MathTextParser("path").parse(source, dpi=_DPI, prop=prop)
        except ValueError:
            return None
        width, height, depth = parsed[:3]
        tall = max(height + depth, 1)
        figure = Figure(figsize=(max(width, 1) / _DPI, tall / _DPI))
        FigureCanvasSVG(figure)
        figure.text(0, depth / tall, source, fontsize=_SIZE, va="baseline", parse_math=True)
        mpl.rcParams["svg.fonttype"] = "path"  # the fonts of formulas are not those of the page
        out = io.StringIO()
        undated = {"Date": None, "Creator": None}
        figure.savefig(out, format="svg", metadata=undated, transparent=True)
    return out.getvalue(), depth
