"""A drawing whose letters are outlines: it looks the same where our fonts are not, in a newsroom's
system as in a drawing program.

What it says stays inside for those who listen or search: the words of a line stand with it.
Letters that join or carry marks stay text, with their font inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from asknown.own_fonts import (
    FAMILIES,
    STYLES,
    Style,
    covered,
    font_path,
    stands_alone,
    style_of,
    svg_with_fonts,
)

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2000/svg",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}
# Of a style: what a letter is set in.
_FAMILY = re.compile(r"(?:font|text)-[\w-]+:[^;]*;?\s*")
_SIZE = re.compile(r"font-size:\s*([\d.]+)px")
_ANCHOR = re.compile(r"text-anchor:\s*(\w+)")
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
_BETWEEN = re.compile(r">\s+<")
_EM = 256  # units to the size of a letter, on a large title a tenth of a dot
_STROKE = 61  # how far over the line what strikes a word out lies, in those units
_THICK = 13  # and how thick it is
_FACES = "rbij"  # a letter for each style, in ids


class _Glyph(NamedTuple):
    """A letter in a style: its id, its outline, and how wide it is, in units of its size."""

    name: str
    path: str
    wide: float


class _Font(NamedTuple):
    """A font as it is read: its glyphs, and by code points their names."""

    units: int  # to the size of a letter
    glyphs: Any
    names: dict[int, str]


def outlined(svg: str) -> str:
    """The drawing with its texts drawn. An outline is drawn once, under an id that says which
    letter it is, so that two charts on one page may share them."""
    root = ElementTree.fromstring(svg.encode())
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        address = element.attrib.pop(_HREF, None)
        if address is not None:
            element.set("xlink:href", address)
    used: dict[str, str] = {}
    for parent in list(root.iter()):
        for place, element in enumerate(list(parent)):
            if element.tag == "text" and _is_simple(element):
                parent[place] = _drawn(element, used)
    outlines = _outlines(used)
    root.insert(0, outlines)
    root.attrib = {**_NAMESPACES, **root.attrib}
    drawn = ElementTree.tostring(root, encoding="unicode")
    return svg_with_fonts(_close(drawn))


def _outlines(used: dict[str, str]) -> Element:
    """The definitions of outlines, by their ids."""
    outlines = Element("defs")
    for name, path in sorted(used.items()):
        attributes = {"id": name, "d": path}
        SubElement(outlines, "path", attributes)
    return outlines


def _close(svg: str) -> str:
    """A drawing without the blanks that part its elements: a chart has thousands."""
    return _BETWEEN.sub("><", svg).replace(" />", "/>")


def _is_simple(text: Element) -> bool:
    """Whether a text says how large it is, and each of its letters looks the same by any other."""
    if not _SIZE.search(text.get("style", "")):
        return False
    letters = "".join(text.itertext())
    return all(stands_alone(ord(letter)) for letter in letters)


@dataclass
class _Line:
    """A text laid out from its left end: its letters by their ids, what is struck, how wide it
    is."""

    letters: list[tuple[str, float]] = field(default_factory=list)
    struck: list[tuple[float, float]] = field(default_factory=list)
    wide: float = 0.0


def _drawn(text: Element, used: dict[str, str]) -> Element:
    """A text as a group of its letters, named by its words."""
    css = text.get("style", "")
    line = _laid_out(text, style_of(css), used)
    group = _group(text, css)
    before = _before(css, line.wide)
    for name, offset in line.letters:
        letter = SubElement(group, "use")
        letter.set("xlink:href", f"#{name}")
        letter.set("x", f"{offset - before:.0f}")
    for left, right in line.struck:
        path = _stroke(left - before, right - before)
        SubElement(group, "path", {"d": path})
    return group


def _group(text: Element, css: str) -> Element:
    """A group in the place of a text, without its letters."""
    size = _SIZE.findall(css)[-1]
    looks = _FAMILY.sub("", css).strip()
    group = Element("g")
    group.set("aria-label", "".join(text.itertext()))
    group.set("style", looks.rstrip(";"))
    group.set("transform", _place(text, float(size)))
    group.tail = text.tail
    return group


def _before(css: str, wide: float) -> float:
    """How much of a text lies left of its anchor."""
    anchor = _ANCHOR.search(css)
    if not anchor:
        return 0.0
    share = _BEFORE[anchor[1]]
    return wide * share


def _stroke(left: float, right: float) -> str:
    """The path of a line through letters."""
    start = f"{left:.0f}"
    end = f"{right:.0f}"
    return f"M{start} {_STROKE}H{end}v{_THICK}H{start}z"


def _laid_out(
    text: Element,
    style: Style,
    used: dict[str, str],
) -> _Line:
    """Where each letter of a text stands; outlines not `used` before are added."""
    line = _Line()
    for run, is_struck in _runs(text):
        start = line.wide
        for letter in run:
            glyph = _glyph(letter, style)
            if glyph.path:
                used[glyph.name] = glyph.path
                line.letters.append((glyph.name, line.wide))
            line.wide += glyph.wide
        if is_struck:
            line.struck.append((start, line.wide))
    return line


def _place(text: Element, size: float) -> str:
    """Where a text stands and how large its outlines are drawn, which stand upright in a font."""
    across = text.get("x", "0")
    down = text.get("y", "0")
    scale = size / _EM
    steps = [
        text.get("transform", ""),
        f"translate({across} {down})",
        f"scale({scale:g} {-scale:g})",
    ]
    return " ".join(steps).strip()


def _runs(text: Element) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is struck."""
    yield text.text or "", False
    for span in text.iter("tspan"):
        letters = "".join(span.itertext())
        style = span.get("style", "")
        is_struck = "line-through" in style
        yield letters, is_struck
        yield span.tail or "", False


# A font unpacks a letter when it is first drawn, and two threads draw charts.
_turn = Lock()


@cache
def _glyph(letter: str, style: Style) -> _Glyph:
    """A letter in a style. One that no font has is drawn as a box."""
    with _turn:
        return _drawn_glyph(letter, style)


def _drawn_glyph(letter: str, style: Style) -> _Glyph:
    from fontTools.pens.transformPen import TransformPen

    from asknown.report.path_pen import PathPen

    code = ord(letter)
    face = STYLES.index(style)
    font = _font(_file_with(code, face))
    glyph = font.glyphs[font.names.get(code, ".notdef")]
    scale = _EM / font.units
    pen = PathPen(font.glyphs)
    scaled = TransformPen(pen, (scale, 0, 0, scale, 0, 0))
    glyph.draw(scaled)
    return _Glyph(
        name=f"ak-{_FACES[face]}{code:x}",
        path=pen.path,
        wide=glyph.width * scale,
    )


def _file_with(code: int, face: int) -> str:
    """The first font of a style that has a letter; the last where none has it."""
    for files in FAMILIES.values():
        file = files[face]
        if code in covered(file):
            break
    return file


@cache
def _font(name: str) -> _Font:
    from fontTools.ttLib import TTFont  # slow to load

    font = TTFont(font_path(name), lazy=True)
    return _Font(
        units=font["head"].unitsPerEm,
        glyphs=font.getGlyphSet(),
        names=font.getBestCmap(),
    )
