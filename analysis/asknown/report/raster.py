"""A drawing as a picture made of points, for programs that cannot be trusted with SVG.

Typst draws it with the fonts of a report alone, so it is the same picture on every machine.
"""

from __future__ import annotations

import typst

from asknown.errors import BuildError
from asknown.report.fonts import font_folders
from asknown.report.pdf import compilations, legible
from asknown.storage import workplace

PRINT = 300.0  # points an inch: what paper needs
_SHEET = """#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image("drawing.svg")
"""


def png(svg: bytes, resolution: float = PRINT) -> bytes:
    """An SVG drawing as PNG, its own size at so many points an inch. BuildError where it is no
    drawing."""
    with workplace() as root:
        (root / "sheet.typ").write_text(_SHEET, encoding="ascii")
        (root / "drawing.svg").write_bytes(legible(svg))
        compilations[:] = [True]
        try:
            drawn = typst.compile(
                str(root / "sheet.typ"),
                root=str(root),
                font_paths=list(map(str, font_folders())),
                ignore_system_fonts=True,
                format="png",
                ppi=resolution,
            )
        except typst.TypstError as error:
            raise BuildError(f"a drawing cannot be made a picture: {error.message}") from error
    assert isinstance(drawn, bytes)  # one page
    return drawn
