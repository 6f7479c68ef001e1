"""The house style of all charts: colours, fonts and settings.

A drawing is the same wherever it is made: own fonts, own settings, no locale, no settings of the
user's.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import font_source_sans_pro
import matplotlib as mpl
from matplotlib import font_manager

INK, QUIET, RULE, SHADE = "#1c1e22", "#6b6f76", "#d9dade", "#f1f0eb"
FAINT, LIGHT = "#ecedee", "#a9c3d6"  # lines between days; the light side of MAIN
MAIN, GONE, OTHER = "#1d5a88", "#a8481c", "#6b6f76"
PALE = {MAIN: LIGHT, OTHER: "#c3c6ca", GONE: "#dfb7a3"}  # what was replaced
_IN_DARK = {"#ffffff": "#16181c"}  # paper, as the page has it
_DARKEST, _LIGHTEST = 0.1, 0.93  # of what stands on it: where white and black end up
WIDTH = 6.7  # inches: the text width of the page
# Of a drawing for phones: letters of 7.5 points have 11 dots on one of 360.
NARROW = 3.08
_wide: ContextVar[float] = ContextVar("wide", default=WIDTH)
FONTS = ("Source Sans Pro", "DejaVu Sans")
_SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "asknown",
    "font.family": list(FONTS),
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "xtick.color": QUIET,
    "xtick.major.size": 3,
    "ytick.color": QUIET,
    "ytick.major.size": 0,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.6,
    "hatch.color": QUIET,
}


def in_dark(colour: str) -> str:
    """The colour that stands for another, `#rrggbb`, where a page is dark: the same hue, light for
    dark. So a colour that a project sets follows too.

    >>> in_dark("#ffffff"), in_dark("#1d5a88")
    ('#16181c', '#73b0de')
    """
    if colour in _IN_DARK:
        return _IN_DARK[colour]
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    turned = _DARKEST + (1 - light) * (_LIGHTEST - _DARKEST)
    # As much colour as before: what is nearly white must not become a dark green.
    colourful = full * (1 - abs(2 * light - 1)) / (1 - abs(2 * turned - 1))
    parts = colorsys.hls_to_rgb(hue, turned, min(colourful, 1))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def points() -> float:
    """How wide a chart is that is drawn now, in points."""
    return _wide.get() * 72


def is_narrow() -> bool:
    """Whether a chart is being drawn for phones."""
    return _wide.get() < WIDTH


@contextmanager
def narrow() -> Iterator[None]:
    """What is drawn meanwhile is drawn for phones, with letters as large as ever."""
    before = _wide.set(NARROW)
    try:
        yield
    finally:
        _wide.reset(before)


@contextmanager
def house() -> Iterator[None]:
    """The house style, whatever the user's own settings are."""
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]
        yield


@cache
def register_fonts() -> None:
    """Tell matplotlib of the fonts that come with the library; the machine's own are not asked."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for face in ("Regular", "Bold", "It", "BoldIt"):
        font_manager.fontManager.addfont(folder / f"SourceSansPro-{face}.ttf")
