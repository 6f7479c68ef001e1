"""A drawing as a picture of dots, the same on every machine."""

from __future__ import annotations

import typst

from asknown.storage import workplace

_DOTS = 72  # to the inch: a point is a dot
_PAGE = """#set page(width: {wide}pt, height: {high}pt, margin: 0pt)
#image("drawing.svg", width: 100%, height: 100%)"""


def png(svg: str, size: tuple[int, int]) -> bytes:
    """A drawing whose letters are outlines, on a sheet of so many dots."""
    wide, high = size
    with workplace() as root:
        (root / "drawing.svg").write_text(svg, encoding="utf-8")
        (root / "sheet.typ").write_text(_PAGE.format(wide=wide, high=high), encoding="ascii")
        made = typst.compile(
            str(root / "sheet.typ"),
            root=str(root),
            format="png",
            ppi=_DOTS,
            ignore_system_fonts=True,
        )
    assert isinstance(made, bytes)
    return made
