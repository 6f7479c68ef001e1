"""A brand as the style of a page: its colours where the page names its own, its letters, its
paper."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable

from asknown.brand import PLAIN, Brand
from asknown.typefaces import Face

# On paper and light screens; a dark screen keeps its own ink.
_LIGHT = "@media not screen, (prefers-color-scheme: light)"
_DARK = "@media screen and (prefers-color-scheme: dark)"
_LOGO = """.brand { margin: 0 0 0.7rem; font-size: 1.125rem; font-weight: 700; color: var(--main); }
.brand img { display: block; height: 2.75rem; width: auto; max-width: 100%; }
@media screen and (prefers-color-scheme: dark) {
  .brand img { box-sizing: content-box; padding: 0.4rem; background: #fff; border-radius: 4px; }
}
"""


def brand_style(brand: Brand, letters: Iterable[str]) -> str:
    """What is set behind the style of a page that shows these letters; empty without a brand."""
    if brand == PLAIN:
        return ""
    return "\n".join(
        [
            *(_face(brand.family, face, letters) for face in brand.faces),
            _colours(_LIGHT, {"ink": brand.ink, "main": brand.accent}),
            _colours(_DARK, {"main": brand.dark_accent}),
            _family(brand.family),
            f"@page {{ size: {brand.page}; }}",
            _LOGO,
        ]
    )


def _colours(where: str, colours: dict[str, str]) -> str:
    named = " ".join(f"--{name}: {colour};" for name, colour in colours.items())
    return f"{where} {{ :root {{ {named} }} }}"


def _family(family: str) -> str:
    if not family:
        return ""
    return f'body {{ font-family: "{family}", "Source Sans Pro", "DejaVu Sans", sans-serif; }}'


def _face(
    family: str,
    face: Face,
    letters: Iterable[str],
) -> str:
    """A font with the letters in use, as a rule."""
    weight = 700 if face.bold else 400
    slant = "italic" if face.slanted else "normal"
    data = base64.b64encode(_cut(face.data, letters)).decode()
    told = f'font-family:"{family}";font-weight:{weight};font-style:{slant}'
    return f'@font-face{{{told};src:url(data:font/woff;base64,{data}) format("woff")}}'


def _cut(font: bytes, letters: Iterable[str]) -> bytes:
    """A font with some letters alone, as WOFF; the same bytes whenever it is made."""
    from fontTools import subset, ttLib  # slow to load

    options = subset.Options(hinting=False)
    options.drop_tables += ["FFTM"]  # when the font was last edited
    maker = subset.Subsetter(options)
    maker.populate(unicodes=sorted(map(ord, set(letters))))
    out = io.BytesIO()
    with ttLib.TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False) as whole:
        maker.subset(whole)
        whole.flavor = "woff"
        whole.save(out)
    return out.getvalue()
