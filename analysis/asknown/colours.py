"""Colours as people see them: contrast, distance, tints, and a name in words. A colour is
`#rrggbb`, in small letters."""

from __future__ import annotations

import colorsys
import math
import re
from collections.abc import Iterable

TEXT_CONTRAST = 4.5  # of text to what it stands on: WCAG 2.2, level AA
WHITE = "#ffffff"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
# Less saturation than this is no hue; less light makes orange brown.
_DULL, _DARK = 0.12, 0.33
# Up to which hue, in degrees, a colour is called what.
_HUES = (
    (15, "red"),
    (45, "orange"),
    (70, "olive"),
    (165, "green"),
    (195, "teal"),
    (255, "blue"),
    (295, "violet"),
    (345, "magenta"),
    (360, "red"),
)


def is_colour(text: str) -> bool:
    """Whether a text is a colour."""
    return bool(_COLOUR.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG reckons it."""
    lights = sorted([_light(one), _light(other)])
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def distance(one: str, other: str) -> float:
    """How far apart two colours look: CIE 1976, 0 to more than 100."""
    pairs = zip(_lab(one), _lab(other), strict=True)
    return math.sqrt(sum((here - there) ** 2 for here, there in pairs))


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another, from 0 to 1, mixed in."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return _written(here + (there - here) * share for here, there in pairs)


def readable(colour: str, paper: str) -> str:
    """The colour, or, where it is too near to the paper, one of its hue that can be read there."""
    far = "#000000" if _light(paper) > 0.18 else WHITE
    steps = (mixed(colour, far, step / 20) for step in range(21))
    return next(each for each in steps if contrast(each, paper) >= TEXT_CONTRAST)


def in_words(colour: str) -> str:
    """What a colour is called.

    >>> in_words("#1d5a88"), in_words("#7a4a10"), in_words("#202020")
    ('blue', 'brown', 'black')
    """
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    if full < _DULL:
        return "black"
    name = next(name for limit, name in _HUES if hue * 360 <= limit)
    return "brown" if name == "orange" and light < _DARK else name


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _light(colour: str) -> float:
    """The luminance of a colour, from 0 to 1."""
    red, green, blue = map(_linear, _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lab(colour: str) -> tuple[float, float, float]:
    """A colour in CIE's Lab, under daylight."""
    red, green, blue = map(_linear, _parts(colour))
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    near, middle, far = map(_root, (x, y, z))
    return 116 * middle - 16, 500 * (near - middle), 200 * (middle - far)


def _root(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
