"""The report's fonts as CSS that carries them: only the letters in use, as data, so that a page or a chart looks right
wherever it is opened and asks no network for anything.

What this must not do: change a text. A letter that no font has is left to the reader's own fonts.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from xml.etree import ElementTree

from asknown.cache import once
from asknown.report.glyphs import font_folders

Style = tuple[int, str]  # weight and slant, as CSS says them
REGULAR, BOLD, ITALIC, BOLD_ITALIC = STYLES = (
    (400, "normal"),
    (700, "normal"),
    (400, "italic"),
    (700, "italic"),
)
# In the order in which a letter is looked for: charts and page name them so.
FAMILIES = {
    "Source Sans Pro": (
        "SourceSansPro-Regular",
        "SourceSansPro-Bold",
        "SourceSansPro-It",
        "SourceSansPro-BoldIt",
    ),
    "DejaVu Sans": (
        "DejaVuSans",
        "DejaVuSans-Bold",
        "DejaVuSans-Oblique",
        "DejaVuSans-BoldOblique",
    ),
}
_UNUSED = {"frac", "numr", "dnom"}  # fractions bring along figures of three more sizes
_COMMON = "".join(map(chr, range(32, 127))) + "–—’“”…é"
_SVG_TEXT = "{http://www.w3.org/2000/svg}text"


def faces(letters: Mapping[Style, Iterable[str]], shaped: bool = True) -> str:
    """`@font-face` rules with every letter of each style; one that the first family lacks comes from the next.

    `shaped`: with what sets letters closer and gives figures one width. Letters that join or carry marks are always shaped.
    """
    rules = []
    for style in sorted(letters):
        left = frozenset(map(ord, letters[style]))
        for family, files in FAMILIES.items():
            name = files[STYLES.index(style)]
            here = left & _covered(name)
            left -= here
            rules += (
                [
                    _rule(
                        family,
                        style,
                        _subset(name, here, shaped or not all(map(_stands_alone, here))),
                    )
                ]
                if here
                else []
            )
    return "\n".join(rules)


@lru_cache(256)
def svg_with_fonts(svg: str) -> str:
    """A chart that carries the letters it shows; the same text where it shows none."""
    letters: dict[Style, set[str]] = defaultdict(set)
    for text in ElementTree.fromstring(svg.encode()).iter(_SVG_TEXT):
        letters[_style(text.get("style", ""))].update("".join(text.itertext()))
    return _with_rules(svg, faces(letters, shaped=False))


def common_faces() -> str:
    """`@font-face` rules with the usual letters, upright, bold and slanted: once for all charts of a screen that changes."""
    return faces(dict.fromkeys(STYLES[:3], _COMMON), shaped=False)


def _with_rules(svg: str, rules: str) -> str:
    return (
        re.sub(r"<svg\b[^>]*>", rf"\g<0>\n<style>{rules}</style>", svg, count=1) if rules else svg
    )


def _style(css: str) -> Style:
    bold = re.search(r"font-weight:\s*(bold|[6-9]00)", css)
    slanted = re.search(r"font-style:\s*(italic|oblique)", css)
    return 700 if bold else 400, "italic" if slanted else "normal"


def _rule(family: str, style: Style, data: bytes) -> str:
    weight, slant = style
    source = f"data:font/woff;base64,{base64.b64encode(data).decode()}"
    return f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};src:url({source}) format("woff")}}'


def ready() -> None:
    """Read which characters the fonts cover, ahead of the first text that asks."""
    for files in FAMILIES.values():
        for name in files:
            _covered(name)


def _stands_alone(code: int) -> bool:
    """Whether a letter looks the same beside any other: Latin, Greek, Cyrillic, signs; no mark upon another letter."""
    return (code < 0x590 or 0x1E00 <= code < 0x3000) and not unicodedata.combining(chr(code))


def _path(name: str) -> Path:
    return next(
        folder / f"{name}.ttf" for folder in font_folders() if (folder / f"{name}.ttf").is_file()
    )


@cache
def _covered(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_path(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _subset(name: str, codes: frozenset[int], shaped: bool) -> bytes:
    return once(("subset", name, sorted(codes), shaped), lambda: _cut(name, codes, shaped))


def _cut(name: str, codes: frozenset[int], shaped: bool) -> bytes:
    """The font with these characters alone, as WOFF; the same bytes whenever it is made."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    features = [*(each for each in subset.Options().layout_features if each not in _UNUSED), "tnum"]
    options = subset.Options(hinting=False, layout_features=features if shaped else [])
    options.drop_tables += ["FFTM"]  # when the font was last edited
    options.drop_tables += [] if shaped else ["GDEF", "GPOS", "GSUB"]  # slow to read
    maker = subset.Subsetter(options)
    maker.populate(unicodes=sorted(codes))
    out = io.BytesIO()
    with TTFont(_path(name), lazy=True, recalcTimestamp=False) as font:
        maker.subset(font)
        font.flavor = "woff"
        font.save(out)
    return out.getvalue()
