"""Marks that several charts share: how a claim looks by what it says and how it stands."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from asknown.subjects.charts.style import GONE, MAIN, OTHER, QUIET

REACH = 20  # points: how long the arrow of an open bound is
ARROWS = {
    "at_least": REACH,
    "over": REACH,
    "at_most": -REACH,
    "under": -REACH,
}
_TRIANGLES = {
    "at_least": "^",
    "over": "^",
    "at_most": "v",
    "under": "v",
}


def colour_of(official: bool, gone: bool) -> str:
    """The colour of a claim: that of offices or of others while it is in force, another once it was
    taken back.
    """
    if gone:
        return GONE
    return MAIN if official else OTHER


def shape_of(wording: str, official: bool) -> str:
    """The marker of a claim: a triangle for an open bound, else a dot for an office's and a diamond
    for others'.
    """
    number = "o" if official else "D"
    return _TRIANGLES.get(wording, number)


def open_bound(
    ax: Axes,
    x: float,
    y: float,
    wording: str,
    colour: str,
    width: float,
) -> None:
    """An arrow from a number to the side on which it is open; none where neither is."""
    reach = ARROWS.get(wording)
    if not reach:
        return
    arrow = {
        "arrowstyle": "<|-",
        "color": colour,
        "lw": width,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate(
        "",
        (x, y),
        (reach, 0),
        textcoords="offset points",
        arrowprops=arrow,
        zorder=3,
    )


def not_stated(
    ax: Axes,
    y: float,
    width: float,
    height: float,
    left: float = 0.0,
) -> None:
    """A hatched bar for what nobody stated."""
    ax.barh(
        y,
        width,
        left=left,
        height=height,
        facecolor="white",
        edgecolor=QUIET,
        hatch="////",
        linewidth=0.6,
        zorder=2,
    )


def bar(
    ax: Axes,
    left: float,
    right: float,
    y: float,
    tall: float,
    **style: Any,
) -> None:
    """A bar around the height `y` of an axis that counts points."""
    style.setdefault("zorder", 2)
    corner = (left, y - tall / 2)
    shape = Rectangle(corner, right - left, tall, **style)
    ax.add_artist(shape)


def backing(
    ax: Axes,
    left: float,
    wide: float,
    y: float,
    tall: float,
) -> None:
    """White under words, so that no hairline crosses them."""
    bar(
        ax,
        left - 1,
        left + wide + 1,
        y,
        tall,
        facecolor="white",
        linewidth=0,
        zorder=1,
    )
