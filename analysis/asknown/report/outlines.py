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
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from asknown.report.fonts import (
    FAMILIES,
    STYLES,
    Style,
    covered,
    font_folders,
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


def outlined(svg: str) -> str:
    """The drawing with its texts drawn. An outline is drawn once, under an id that says which
    letter it is, so that two charts on one page may share them."""
    root = ElementTree.fromstring(svg.encode())
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        if _HREF in element.attrib:
            element.set("xlink:href", element.attrib.pop(_HREF))
    used: dict[str, str] = {}
    for parent in list(root.iter()):
        for place, element in enumerate(list(parent)):
            if element.tag == "text" and _is_simple(element):
                parent[place] = _drawn(element, used)
    outlines = Element("defs")
    for name, path in sorted(used.items()):
        SubElement(outlines, "path", {"id": name, "d": path})
    root.insert(0, outlines)
    root.attrib = {**_NAMESPACES, **root.attrib}
    return svg_with_fonts(_close(ElementTree.tostring(root, encoding="unicode")))


def _close(svg: str) -> str:
    """A drawing without the blanks that part its elements: a chart has thousands."""
    return _BETWEEN.sub("><", svg).replace(" />", "/>")


def _is_simple(text: Element) -> bool:
    """Whether a text says how large it is, and each of its letters looks the same by any other."""
    letters = "".join(text.itertext())
    is_sized = _SIZE.search(text.get("style", ""))
    return bool(is_sized) and all(stands_alone(ord(letter)) for letter in letters)


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
    anchor = _ANCHOR.search(css)
    before = line.wide * _BEFORE[anchor[1] if anchor else "start"]
    group = Element("g")
    group.set("aria-label", "".join(text.itertext()))
    group.set("style", _FAMILY.sub("", css).strip().rstrip(";"))
    group.set("transform", _place(text, float(_SIZE.findall(css)[-1])))
    for name, offset in line.letters:
        letter = SubElement(group, "use")
        letter.set("xlink:href", f"#{name}")
        letter.set("x", f"{offset - before:.0f}")
    for left, right in line.struck:
        start, end = f"{left - before:.0f}", f"{right - before:.0f}"
        stroke = f"M{start} {_STROKE}H{end}v{_THICK}H{start}z"
        SubElement(group, "path", {"d": stroke})
    group.tail = text.tail
    return group


def _laid_out(text: Element, style: Style, used: dict[str, str]) -> _Line:
    """Where each letter of a text stands; outlines not `used` before are added."""
    line = _Line()
    for run, is_struck in _runs(text):
        start = line.wide
        for letter in run:
            name, path, wide = _glyph(letter, style)
            if path:
                used[name] = path
                line.letters.append((name, line.wide))
            line.wide += wide
        if is_struck:
            line.struck.append((start, line.wide))
    return line


def _place(text: Element, size: float) -> str:
    """Where a text stands and how large its outlines are drawn, which stand upright in a font."""
    at = f"translate({text.get('x', '0')} {text.get('y', '0')})"
    scale = size / _EM
    return f"{text.get('transform', '')} {at} scale({scale:g} {-scale:g})".strip()


def _runs(text: Element) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is struck."""
    yield text.text or "", False
    for span in text.iter("tspan"):
        yield "".join(span.itertext()), "line-through" in span.get("style", "")
        yield span.tail or "", False


@cache
def _glyph(letter: str, style: Style) -> tuple[str, str, float]:
    """The id of a letter in a style, its outline, and how wide it is, in units of its size. A
    letter that no font has is drawn as a box."""
    from fontTools.pens.transformPen import TransformPen

    from asknown.report.path_pen import PathPen

    at = STYLES.index(style)
    files = [names[at] for names in FAMILIES.values()]
    file = next((name for name in files if ord(letter) in covered(name)), files[-1])
    font, glyphs, letters = _font(file)
    glyph = glyphs[letters.get(ord(letter), ".notdef")]
    scale = _EM / font["head"].unitsPerEm
    pen = PathPen(glyphs)
    glyph.draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
    return f"ak-{_FACES[at]}{ord(letter):x}", pen.path, glyph.width * scale


@cache
def _font(name: str) -> tuple[Any, Any, dict[int, str]]:
    from fontTools.ttLib import TTFont  # slow to load

    paths = [folder / f"{name}.ttf" for folder in font_folders()]
    font = TTFont(next(path for path in paths if path.is_file()), lazy=True)
    return font, font.getGlyphSet(), font.getBestCmap()
