"""Which characters the fonts of a report can print, and formulas as pictures.

A character that no font has is printed as its code point, with one warning a document: nothing disappears.
"""

from __future__ import annotations

import io
import warnings
from functools import cache
from pathlib import Path
from typing import Any

_SILENT = {
    "\ufe0e",
    "\ufe0f",
    "\u200b",
    "\u200d",
    "\u2060",
}  # selectors and joiners: nothing to print


def font_folders() -> list[Path]:
    """Folders of the fonts a report is set in."""
    import font_source_sans_pro
    import matplotlib

    return [
        Path(font_source_sans_pro.__file__).parent / "files",
        Path(matplotlib.get_data_path()) / "fonts" / "ttf",
    ]


@cache
def _covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    sans, dejavu = font_folders()
    fonts = (sans / "SourceSansPro-Regular.ttf", dejavu / "DejaVuSans.ttf")
    covered: set[str] = set()
    for path in fonts:
        with TTFont(path, lazy=True) as font:
            covered.update(map(chr, font.getBestCmap()))
    return frozenset(covered)


def printable(value: Any) -> Any:
    """The same JSON value with every character that no font has written as its code point."""
    missing: set[str] = set()
    result = _printable(value, missing)
    if missing:
        codes = ", ".join(f"U+{ord(each):04X}" for each in sorted(missing))
        warnings.warn(f"no font has {codes}: printed as code points", stacklevel=2)
    return result


def _printable(value: Any, missing: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _printable(each, missing) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each, missing) for each in value]
    return _text(value, missing) if isinstance(value, str) and not value.isascii() else value


def _text(text: str, missing: set[str]) -> str:
    lost = {each for each in set(text) - _covered() if not each.isspace()}
    if not lost:
        return text
    missing |= lost - _SILENT
    return "".join(
        "" if each in _SILENT & lost else f"[U+{ord(each):04X}]" if each in lost else each
        for each in text
    )


def formula(tex: str) -> tuple[str, float] | None:
    """A formula as SVG with its depth below the baseline in points, or None where mathtext cannot read it."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    from asknown.subjects.charts.style import house

    source = f"${tex.strip().strip('$')}$"
    with house():
        try:
            parsed: Any = MathTextParser("path").parse(source, dpi=72, prop=FontProperties(size=10))
        except ValueError:
            return None
        width, height, depth = parsed[:3]
        figure = Figure(figsize=(max(width, 1) / 72, max(height + depth, 1) / 72))
        FigureCanvasSVG(figure)
        figure.text(
            0, depth / max(height + depth, 1), source, fontsize=10, va="baseline", parse_math=True
        )
        out = io.StringIO()
        import matplotlib as mpl

        mpl.rcParams["svg.fonttype"] = "path"  # the fonts of formulas are not those of the page
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
        )
    return out.getvalue(), depth
