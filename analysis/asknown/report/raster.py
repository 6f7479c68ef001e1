"""A drawing as a picture made of points, for programs that cannot be trusted with SVG.

Typst draws it with the fonts of a report alone, so it is the same picture on every machine.
"""

from __future__ import annotations

from asknown.report.pdf import legible
from asknown.report.typesetting import compiled
from asknown.storage import workplace

PRINT = 300.0  # points an inch: what paper needs
_DOTS = 72.0  # a point is a dot
_OWN_SIZE = """#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image("drawing.svg")
"""
_SHEET = """#set page(width: {wide}pt, height: {high}pt, margin: 0pt)
#image("drawing.svg", width: 100%, height: 100%)
"""


def png(svg: bytes, resolution: float = PRINT) -> bytes:
    """An SVG drawing as PNG, its own size at so many points an inch. BuildError where it is no
    drawing."""
    return _drawn(svg, _OWN_SIZE, resolution)


def png_of_size(svg: bytes, size: tuple[int, int]) -> bytes:
    """An SVG drawing as PNG of so many dots, wide and high. BuildError where it is no drawing."""
    wide, high = size
    return _drawn(svg, _SHEET.format(wide=wide, high=high), _DOTS)


def _drawn(
    svg: bytes,
    sheet: str,
    resolution: float,
) -> bytes:
    with workplace() as root:
        (root / "sheet.typ").write_text(sheet, encoding="ascii")
        (root / "drawing.svg").write_bytes(legible(svg))
        fault = "a drawing cannot be made a picture"
        drawn = compiled(root / "sheet.typ", fault, format="png", ppi=resolution)
    assert isinstance(drawn, bytes)  # one page
    return drawn
