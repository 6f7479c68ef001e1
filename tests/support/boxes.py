"""Where the texts of a drawn figure stand, measured on the artists: for tests of any chart."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text


def texts(figure: Figure) -> list[tuple[str, Any]]:
    """Every visible text of a figure with its box in pixels, as drawn: finely, since letters on a
    coarse raster are wider."""
    figure.set_dpi(288)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return [
        (each.get_text(), each.get_window_extent(canvas.get_renderer()))
        for each in _shown(figure)
    ]


def _shown(figure: Figure) -> list[Text]:
    """Texts that are drawn: of the labels of an axis, those of the ticks it draws."""
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    ticks = [tick for axis in axes for tick in (*axis.majorTicks, *axis.minorTicks)]
    drawn = {tick for axis in axes for tick in axis._update_ticks()}
    hidden = {
        label
        for tick in ticks
        if tick not in drawn
        for label in (tick.label1, tick.label2)
    }
    found = figure.findobj(Text)
    return [
        each
        for each in found
        if each.get_visible() and each.get_text().strip() and each not in hidden
    ]


def overlaps(figure: Figure, slack: float = 2.8) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other by more than `slack` pixels on each side."""
    boxes = [(text, box.padded(-slack)) for text, box in texts(figure)]
    return [
        (a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)
    ]


def outside(figure: Figure, slack: float = 2.8) -> list[str]:
    """Texts that leave the canvas by more than `slack` pixels."""
    page = figure.bbox
    return [
        text
        for text, box in texts(figure)
        if box.x0 < page.x0 - slack
        or box.x1 > page.x1 + slack
        or box.y0 < page.y0 - slack
        or box.y1 > page.y1 + slack
    ]


def smallest(figure: Figure) -> float:
    """Size of the smallest text in points."""
    return min(each.get_fontsize() for each in _shown(figure))


def washed_out(figure: Figure) -> list[str]:
    """White texts that have pale paper of their own behind them."""
    shown = [each for each in _shown(figure) if each.get_color() == "white"]
    return [each.get_text() for each in shown if each.get_bbox_patch() is not None]
