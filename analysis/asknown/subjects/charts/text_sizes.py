"""How large texts are in the fonts of a chart: what matplotlib finds, in a tenth of its time.

matplotlib has FreeType shape every text whole, for each drawing anew. How far one letter moves the
next follows from the two, and how high a text is from its letters: that is learnt from FreeType
once a pair and once a letter, and added up. A text with letters that join, carry marks or depend on
more than their neighbour is measured whole.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, TextIO

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import TextToPath

# Width, height, how much of that lies below the line; points.
Size = tuple[float, float, float]
Name = tuple[Any, ...]  # of a face, whatever its size: as `FontProperties` takes it
_Box = tuple[int, int, int]  # a size at _SCALE, in 64ths of a point
_SCALE = TextToPath.FONT_SCALE
_POINT = 64
_DOTS = 72
# The tables that say how high the lines of a font are, the first that it has, and their words for
# the gap between two, what is above the line and what is below.
_LINES = (
    ("OS/2", "sTypoLineGap", "sTypoAscender", "sTypoDescender"),
    ("hhea", "lineGap", "ascent", "descent"),
)
# Latin, Cyrillic, signs. Greek is not among them: its fonts look at more than two letters.
_CYRILLIC = range(0x400, 0x530)
_SIMPLE = (
    range(0x20, 0x370),
    _CYRILLIC,
    range(0x1E00, 0x1F00),
    range(0x2000, 0x3000),
)


def size_of(text: str, font: FontProperties) -> Size:
    """The size of a line of text, as matplotlib's `TextToPath` has it."""
    box = _box(_name(font), text)
    scale = font.get_size_in_points() / _SCALE
    width, height, below = (part / _POINT * scale for part in box)
    return width, height, below


def _name(font: FontProperties) -> Name:
    return (
        tuple(font.get_family()),
        font.get_style(),
        font.get_variant(),
        font.get_weight(),
        font.get_stretch(),
    )


@lru_cache(maxsize=65536)
def _box(name: Name, text: str) -> _Box:
    face = _face(name)
    if text and all(map(_is_simple, text)) and not _is_mixed(text):
        return face.added(text)
    return face.shaped(text)


def _is_mixed(text: str) -> bool:
    """Whether a text has letters of two scripts: a sign between them belongs to the first, and to
    the second where the pair stands alone."""
    if text.isascii():
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return len({ord(letter) in _CYRILLIC for letter in letters}) > 1


@cache
def _is_simple(letter: str) -> bool:
    """Whether a letter takes the same room whatever stands around it and its neighbour."""
    code = ord(letter)
    is_known = any(code in letters for letters in _SIMPLE)
    return is_known and letter.isprintable() and not unicodedata.combining(letter)


@cache
def _face(name: Name) -> _Face:
    family, style, variant, weight, stretch = name
    font = FontProperties(
        family=list(family),
        style=style,
        variant=variant,
        weight=weight,
        stretch=stretch,
    )
    return _Face(fontManager._find_fonts_by_props(font))


class _Face:
    """A face with those that stand in for letters it lacks, and what was learnt from them."""

    def __init__(self, files: Any) -> None:
        self.files = files
        self._letters: dict[str, _Box] = {}
        self._steps: dict[tuple[str, str], int] = {}

    def shaped(self, text: str) -> _Box:
        """The box of a text as FreeType has it."""
        font = get_font(self.files)
        font.set_size(_SCALE, TextToPath.DPI)  # the font is everybody's
        font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
        width, height = font.get_width_height()
        return width, height, font.get_descent()

    def added(self, text: str) -> _Box:
        """The same, added up from its letters and pairs."""
        letters = [self._letter(letter) for letter in set(text)]
        below = max(depth for _, _, depth in letters)
        above = max(height - depth for _, height, depth in letters)
        width, _, _ = self._letter(text[-1])
        width += sum(map(self._step, pairwise(text)))
        return width, above + below, below

    def _letter(self, letter: str) -> _Box:
        if letter not in self._letters:
            self._letters[letter] = self.shaped(letter)
        return self._letters[letter]

    def _step(self, pair: tuple[str, str]) -> int:
        """How much wider a text becomes when the first of two letters is put before the second."""
        if pair not in self._steps:
            both, _, _ = self.shaped("".join(pair))
            second, _, _ = self._letter(pair[1])
            self._steps[pair] = both - second
        return self._steps[pair]


@lru_cache(maxsize=1024)
def _lines(name: Name, size: float) -> Size:
    """What lies above and below the line in a face of a size, and the gap between two lines."""
    font: Any = get_font(_face(name).files)
    tables = ((font.get_sfnt_table(table), *words) for table, *words in _LINES)
    table, gap, above, below = next(each for each in tables if each[0])
    # In matplotlib's own order, to the last bit.
    scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * size * _DOTS / 72
    return table[above] * scale, -table[below] * scale, table[gap] * scale


class Renderer(RendererSVG):
    """What measures the texts of a figure of 72 dots an inch and draws it into a file, undated."""

    def __init__(self, figure: Figure, file: TextIO) -> None:
        width, height = figure.get_size_inches() * _DOTS
        undated = {"Date": None, "Creator": None}
        super().__init__(  # type: ignore[no-untyped-call]
            width, height, file, image_dpi=_DOTS, metadata=undated
        )

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> Size:
        """The size of a line of text; none of ours is a formula."""
        return size_of(s, prop)

    def _get_font_height_metrics(self, font: FontProperties) -> Size:
        """What matplotlib asks before it reads a font's tables for every text. A release that does
        not ask reads them, and finds the same.
        """
        return _lines(_name(font), font.get_size_in_points())
