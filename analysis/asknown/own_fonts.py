"""The fonts that the library sets charts, pages and reports in, and the letters in use as CSS that
carries them, so that a page or a chart looks right wherever it is opened and asks no network for
anything.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

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
# Where each family lies inside the package that brings it.
_FOLDERS = {"font_source_sans_pro": "files", "matplotlib": "mpl-data/fonts/ttf"}
_UNUSED = {"frac", "numr", "dnom"}  # fractions bring along figures of three more sizes
# Tables of what sets letters closer, joins or marks them.
_SHAPING = ("GDEF", "GPOS", "GSUB")
_COMMON = "".join(map(chr, range(32, 127))) + "–—’“”…é"
_SVG_TEXT = "{http://www.w3.org/2000/svg}text"


@cache
def font_folders() -> list[Path]:
    """Folders of the fonts a report is set in, found without loading the packages they are in."""
    folders = []
    for package, folder in _FOLDERS.items():
        spec = find_spec(package)
        assert spec
        assert spec.origin
        folders.append(Path(spec.origin).parent / folder)
    return folders


@cache
def font_path(name: str) -> Path:
    """The file of a font."""
    paths = [folder / f"{name}.ttf" for folder in font_folders()]
    return next(path for path in paths if path.is_file())


@cache
def _face(name: str) -> Any:
    """A font as HarfBuzz has it."""
    import uharfbuzz  # slow to load

    path = str(font_path(name))
    blob = uharfbuzz.Blob.from_file_path(path)
    return uharfbuzz.Face(blob)


@cache
def covered(name: str) -> frozenset[int]:
    """The code points a font has."""
    return frozenset(_face(name).unicodes)


# Fonts as CSS


def faces(letters: Mapping[Style, Iterable[str]], shaped: bool = True) -> str:
    """`@font-face` rules with every letter of each style; one that the first family lacks comes
    from the next.

    `shaped`: with what sets letters closer and gives figures one width. Letters that join or carry
    marks are always shaped.
    """
    rules = []
    for style in sorted(letters):
        left = frozenset(map(ord, letters[style]))
        for family, files in FAMILIES.items():
            name = files[STYLES.index(style)]
            here = left & covered(name)
            left -= here
            if here:
                data = _subset(name, here, shaped or not all(map(stands_alone, here)))
                rules.append(_rule(family, style, data))
    return "\n".join(rules)


@lru_cache(256)
def svg_with_fonts(svg: str) -> str:
    """A chart that carries the letters it shows; the same text where it shows none."""
    letters: dict[Style, set[str]] = defaultdict(set)
    for text in ElementTree.fromstring(svg.encode()).iter(_SVG_TEXT):
        style = style_of(text.get("style", ""))
        letters[style].update("".join(text.itertext()))
    rules = faces(letters, shaped=False)
    if not rules:
        return svg
    return re.sub(r"<svg\b[^>]*>", rf"\g<0>\n<style>{rules}</style>", svg, count=1)


def common_faces() -> str:
    """`@font-face` rules with the usual letters, upright, bold and slanted: once for all charts of
    a screen that changes."""
    return faces(dict.fromkeys(STYLES[:3], _COMMON), shaped=False)


def style_of(css: str) -> Style:
    """The weight and slant that a style of CSS asks for."""
    bold = re.search(r"font-weight:\s*(bold|[6-9]00)", css)
    slanted = re.search(r"font-style:\s*(italic|oblique)", css)
    return 700 if bold else 400, "italic" if slanted else "normal"


def _rule(
    family: str,
    style: Style,
    data: bytes,
) -> str:
    weight, slant = style
    source = f"data:font/woff;base64,{base64.b64encode(data).decode()}"
    told = f'font-family:"{family}";font-weight:{weight};font-style:{slant}'
    return f'@font-face{{{told};src:url({source}) format("woff")}}'


def stands_alone(code: int) -> bool:
    """Whether a letter looks the same beside any other: Latin, Greek, Cyrillic, signs; no mark upon
    another letter."""
    is_simple = code < 0x590 or 0x1E00 <= code < 0x3000
    return is_simple and not unicodedata.combining(chr(code))


@cache
def _subset(
    name: str,
    codes: frozenset[int],
    shaped: bool,
) -> bytes:
    """The font with these characters alone, as WOFF; the same bytes whenever it is made."""
    import uharfbuzz  # slow to load

    kept = uharfbuzz.SubsetInput()
    kept.flags = uharfbuzz.SubsetFlags.NO_HINTING
    kept.unicode_set.update(codes)
    kept.drop_table_tag_set.add(_tag("FFTM"))  # when the font was last edited
    if shaped:
        _keep_features(kept.layout_feature_tag_set)
    else:
        kept.drop_table_tag_set.update(map(_tag, _SHAPING))
    return _woff(kept.subset(_face(name)))


def _keep_features(features: Any) -> None:
    """Of what shapes letters, what a report uses, and figures of one width."""
    features.add(_tag("tnum"))
    for name in _UNUSED:
        features.discard(_tag(name))


def _tag(name: str) -> int:
    """The name of a table or feature as HarfBuzz takes it."""
    return int.from_bytes(name.encode("ascii"), "big")


def _woff(face: Any) -> bytes:
    from fontTools.ttLib.sfnt import SFNTWriter  # slow to load

    out = io.BytesIO()
    writer = SFNTWriter(out, len(face.table_tags), flavor="woff")
    for tag in sorted(face.table_tags):
        writer[tag] = face.reference_table(tag).data
    writer.close()
    return out.getvalue()
