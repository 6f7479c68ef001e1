"""The pieces of a text (paragraphs, headings, items of lists, rows of tables) set as lines.

Every reader of a file gives pieces; here they become characters, so that the same text reads alike
whatever file it came in. No file is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "row"]
_BETWEEN = "\n\n"
_STACKED = ("item", "row")  # of which one stands on the line under the other
_SPACES = re.compile(r"[^\S\n]+")
_NUMERIC = re.compile(r"[\d\s.,%+–—-]+")
BULLET = "- "
CELL = " | "
_BLANK = "–"


@dataclass(frozen=True)
class Run:
    """Characters of a piece, and where a person finds them."""

    text: str
    locator: str


@dataclass(frozen=True)
class Piece:
    """One block of a text. It has more than one run where it stands in two places, as a paragraph
    on two pages does. What is `ignored` never counts; what is `stacked` stands on the next line."""

    kind: Kind
    runs: tuple[Run, ...]
    ignored: bool = False
    stacked: bool = False

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Reading:
    """The pieces of a file in order, and the day that the file itself gives for them."""

    pieces: tuple[Piece, ...]
    published: date | None = None
    published_from: str = ""


def piece(
    kind: Kind,
    text: str,
    locator: str,
) -> Piece:
    """A piece that stands in one place; spaces are made single, and an item gets its mark.

    >>> piece("item", " 8  killed", "paragraph 2").text
    '- 8 killed'
    """
    tidy = tidied(text)
    if kind == "item":
        tidy = f"{BULLET}{tidy}"
    return Piece(kind, (Run(tidy, locator),))


def tidied(text: str) -> str:
    """Text with single spaces and without blank lines.

    >>> tidied("  at least \\n\\n 164\\u00ad ")
    'at least\\n164'
    """
    lines = []
    for line in text.replace("\u00ad", "").split("\n"):
        tidy = _SPACES.sub(" ", line).strip()
        if tidy:
            lines.append(tidy)
    return "\n".join(lines)


def row(cells: Sequence[str]) -> str:
    """A row of a table as a line: a name and what it has, or the cells side by side.

    >>> row(["Harbour", "103"]), row(["Harbour", "103", "11"])
    ('Harbour: 103', 'Harbour | 103 | 11')
    """
    written = [" ".join(cell.split()) for cell in cells]
    filled = [cell for cell in written if cell]
    if not filled:
        return ""
    if len(filled) == len(written) == 2:
        name, value = filled
        if not _NUMERIC.fullmatch(name):
            name = name.rstrip(":")
            return f"{name}: {value}"
    # A cell without words keeps its place, or the next would stand under another head.
    in_place = [cell or _BLANK for cell in written]
    return CELL.join(in_place)


def numbered(
    pieces: Iterable[tuple[Kind, str]],
    where: str = "",
) -> Iterator[Piece]:
    """Pieces with the number of each as its locator, behind `where` if that is told."""
    count = 0
    for kind, text in pieces:
        if not tidied(text):
            continue
        count += 1
        locator = f"paragraph {count}"
        if where:
            locator = f"{where}, {locator}"
        yield piece(kind, text, locator)


def gap(above: Piece, below: Piece) -> str:
    """The line ends between two pieces."""
    if below.stacked:
        return "\n"
    are_alike = above.kind == below.kind
    if are_alike and above.kind in _STACKED:
        return "\n"
    return _BETWEEN
