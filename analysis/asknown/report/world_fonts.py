"""Fonts for the scripts of the world, where the extra `fonts` is installed: of those, the ones that
have what a text needs.

A report whose letters its own fonts have is set without them, whether they are there or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

MEND = "pip install 'asknown[fonts]' brings fonts for more scripts"
PACKAGES: tuple[str, ...] = ("manimgx_fonts", "manimgx_fonts_cjk")
_SUFFIXES = (".ttf", ".otf", ".ttc")
_FAMILY = 1  # which name of a font is that of its family
# One set of signs drawn in several ways: which of them, by the letters that only it has.
_JAPANESE, _KOREAN = range(0x3040, 0x3100), range(0xAC00, 0xD7B0)


@dataclass(frozen=True)
class Font:
    """A font by its family, with its letters, and the folder it lies in."""

    family: str
    folder: Path
    letters: frozenset[str]


def is_there() -> bool:
    """Whether any are installed."""
    return any(map(find_spec, PACKAGES))


def fonts_for(letters: Collection[str]) -> list[Font]:
    """The fonts that have some of these letters which none before has."""
    left = set(letters)
    chosen = []
    for font in _in_order(letters) if left else ():
        if left & font.letters:
            chosen.append(font)
            left -= font.letters
    return chosen


def _in_order(letters: Collection[str]) -> list[Font]:
    """All that are installed, the way of drawing first that the letters are of."""
    codes = set(map(ord, letters))
    ways = (("JP", _JAPANESE), ("KR", _KOREAN))
    way = next((name for name, own in ways if codes.intersection(own)), "SC")
    return sorted(
        _installed(PACKAGES),
        key=lambda font: ("CJK" in font.family, way not in font.family),
    )


@cache
def _installed(packages: tuple[str, ...]) -> list[Font]:
    found: list[Font] = []
    for package in packages:
        spec = find_spec(package)
        if spec and spec.origin:
            found += _in_folder(Path(spec.origin).parent)
    return found


def _in_folder(folder: Path) -> Iterator[Font]:
    from fontTools.ttLib import TTCollection, TTFont  # slow to load

    for path in sorted(folder.iterdir()):
        if path.suffix not in _SUFFIXES:
            continue
        is_collection = path.suffix == ".ttc"
        faces = (
            TTCollection(path, lazy=True).fonts
            if is_collection
            else [TTFont(path, lazy=True)]
        )
        for face in faces:
            letters = frozenset(map(chr, face.getBestCmap()))
            yield Font(str(face["name"].getDebugName(_FAMILY)), folder, letters)
