"""The fonts that a project's brand may be set in: read, and refused where they cannot be set, or
must not be carried."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# How a TrueType or OpenType file begins.
_FONTS = (b"\x00\x01\x00\x00", b"true", b"OTTO")
# As often as texts have them.
_LETTERS = "abcdefghijklmnopqrstuvwxyzetaoinshrdlu 0123456789"
_USUAL_WIDTH = 0.466  # of these letters in Source Sans
_SMALLEST = 0.85  # so much smaller a wide font is set at most
_FAMILY = re.compile(r"[\w][\w .&+'-]{0,60}")
# What a font's maker may forbid, as its file says it, and what we would do.
_FORBIDDEN = ((0x0002, "embedding"), (0x0100, "subsetting"), (0x0200, "outlines"))
# Families that come with the library, by their files.
SHIPPED = {
    "DejaVu Sans": (
        "DejaVuSans.ttf",
        "DejaVuSans-Bold.ttf",
        "DejaVuSans-Oblique.ttf",
        "DejaVuSans-BoldOblique.ttf",
    ),
    "DejaVu Serif": (
        "DejaVuSerif.ttf",
        "DejaVuSerif-Bold.ttf",
        "DejaVuSerif-Italic.ttf",
        "DejaVuSerif-BoldItalic.ttf",
    ),
}
# Of the files of a family: whether each is bold, and whether it is slanted.
_STYLES = ((False, False), (True, False), (False, True), (True, True))


@dataclass(frozen=True)
class Face:
    """A font: its file, whether it is bold, and whether it is slanted."""

    data: bytes
    bold: bool = False
    slanted: bool = False

    @property
    def sha256(self) -> str:
        """What tells the file from any other."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def scale(self) -> float:
        """By how much a text is set smaller, so that its lines hold what they hold in the library's
        own fonts: 1 where they do."""
        scale = _USUAL_WIDTH / _letter_width(self)
        return round(min(1.0, max(_SMALLEST, scale)), 2)


def is_family(name: str) -> bool:
    """Whether a family of this name can be used: it stands in styles of pages and files."""
    return bool(_FAMILY.fullmatch(name))


@cache
def _letter_width(face: Face) -> float:
    """How wide the letters of a font are, in parts of its size."""
    from fontTools.ttLib import TTFont  # slow to load

    with TTFont(io.BytesIO(face.data), lazy=True) as font:
        names, widths = font.getBestCmap(), font["hmtx"]
        known = [names[ord(letter)] for letter in _LETTERS if ord(letter) in names]
        total = sum(widths[name][0] for name in known)
        return (
            float(total / max(len(known), 1) / font["head"].unitsPerEm) or _USUAL_WIDTH
        )


def shipped(*families: str) -> tuple[Face, ...]:
    """The fonts of families that come with the library; without a name those of all."""
    spec = find_spec("matplotlib")
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / "mpl-data/fonts/ttf"
    faces: list[Face] = []
    for family in families or SHIPPED:
        for name, style in zip(SHIPPED[family], _STYLES, strict=True):
            faces.append(Face((folder / name).read_bytes(), *style))
    return tuple(faces)


def read_font(data: bytes, fault: Callable[[str], None]) -> tuple[str, Face] | None:
    """The family and style of a font file; None, said to `fault`, where it cannot be used."""
    from fontTools.ttLib import TTFont, TTLibError  # slow to load

    if not data.startswith(_FONTS):
        fault("is no font: TrueType and OpenType (.ttf, .otf) do")
        return None
    try:
        with TTFont(io.BytesIO(data), lazy=True) as font:
            faults = list(_faults_of(font))
            family = font["name"].getBestFamilyName() or ""
            style = (
                font["OS/2"].usWeightClass >= 600,
                bool(font["OS/2"].fsSelection & 1),
            )
            font.getBestCmap()
    except (TTLibError, KeyError, ValueError, AssertionError, OSError) as error:
        fault(f"cannot be read as a font: {type(error).__name__}: {error}")
        return None
    if not is_family(family):
        faults.append(f"is of a family whose name cannot be used: {family!r}")
    for said in faults:
        fault(said)
    return None if faults else (family, Face(data, *style))


def _faults_of(font: Any) -> Iterator[str]:
    if "fvar" in font:
        yield "is a variable font: name a file a style"
    allowed = font["OS/2"].fsType
    for bit, what in _FORBIDDEN:
        if allowed & bit:
            yield f"forbids {what}: its licence does not let a report carry it; take another"
