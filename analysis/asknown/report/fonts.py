"""What the fonts of a report can print.

A letter that no font has is left to the reader's own fonts on a page; a PDF prints it as its code
point, with one warning a document: nothing disappears.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from asknown.own_fonts import FAMILIES, covered
from asknown.report import world_fonts as world

# Selectors and joiners: nothing to print.
_SILENT = {
    "\ufe0e",
    "\ufe0f",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u2060",
}
_MARKS = ("Mn", "Me")


def ready() -> None:
    """Read which characters the fonts cover, ahead of the first text that asks."""
    for files in FAMILIES.values():
        for name in files:
            covered(name)


# What can be printed


def printable(value: Any, more: Collection[str] = frozenset()) -> Any:
    """The same JSON value with every character that no font has written as its code point; `more`
    are letters that other fonts have than those of a report."""
    lost = _lost(value, _letters().union(more))
    if not lost:
        return value
    missing = lost - _SILENT
    if missing:
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(missing))
        mend = "" if world.is_there() else f"; {world.MEND}"
        warnings.warn(
            f"no font has {codes}: printed as code points{mend}", stacklevel=2
        )
    as_codes = {letter: f"[U+{ord(letter):04X}]" for letter in missing}
    return _translated(value, str.maketrans(dict.fromkeys(lost, "") | as_codes))


def _translated(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, dict):
        return {key: _translated(part, table) for key, part in value.items()}
    if isinstance(value, list):
        return [_translated(part, table) for part in value]
    if isinstance(value, str):
        return value.translate(table)
    return value


def lacking(value: Any) -> frozenset[str]:
    """The letters of a JSON value that no font of a report has."""
    return _lost(value, _letters()) - _SILENT


def _lost(value: Any, letters: frozenset[str]) -> frozenset[str]:
    """The letters of a JSON value that are none of these, blanks apart."""
    used: set[str] = set()
    _gather(value, used)
    return frozenset(letter for letter in used - letters if not letter.isspace())


def _gather(value: Any, letters: set[str]) -> None:
    """Add the letters of the texts in a JSON value that are not ASCII throughout."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            _gather(part, letters)
    elif isinstance(value, str) and not value.isascii():
        letters.update(value)


def drawable(svg: str) -> str:
    """A drawing as the typesetter takes it: its SVG reader knows a mark only where letter and mark
    are one character, so any other is written as its code point too."""
    composed = str(printable(unicodedata.normalize("NFC", svg)))
    if composed.isascii():
        return composed
    bare = "".join(letter for letter in composed if letter not in _SILENT)
    marks = {letter for letter in set(bare) if unicodedata.category(letter) in _MARKS}
    for mark in sorted(marks):
        bare = bare.replace(mark, f"[U+{ord(mark):04X}]")
    return bare


@cache
def _letters() -> frozenset[str]:
    """The letters that an upright font has."""
    codes: set[int] = set()
    for upright, *_ in FAMILIES.values():
        codes |= covered(upright)
    return frozenset(map(chr, codes))
