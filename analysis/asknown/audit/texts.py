"""A text to be held against a case: its characters, where they stand, and when it came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Part:
    """Characters `start` to `end`, and where a person finds them ("page 2", "paragraph 7")."""

    start: int
    end: int
    locator: str


@dataclass(frozen=True)
class Text:
    """The characters of a file as read, with its parts.

    `published` is the day the file itself names, `published_from` where it was read. `ignored` are
    spans that never count: lines repeated over pages, page numbers, menus.
    """

    text: str
    kind: str
    parts: tuple[Part, ...] = ()
    published: date | None = None
    published_from: str = ""
    ignored: tuple[tuple[int, int], ...] = ()
    sha256: str = ""
