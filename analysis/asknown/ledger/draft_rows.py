"""Rows of claims.csv that a text suggests and nobody has looked at: how they are marked.

A row so marked is no claim: `check` names it, and `import` takes none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

MARK = "draft:"


def note(sha256: str) -> str:
    """The note of a draft made from a file with this hash."""
    return f"{MARK} audit of {sha256}"


def numbered(number: int) -> str:
    """The id of the first, second... draft of a file.

    >>> numbered(1)
    'NEW-001'
    """
    return f"NEW-{number:03}"


def is_draft(cells: Mapping[str, str]) -> bool:
    """Whether a row of claims.csv is still marked."""
    return cells.get("note", "").lower().startswith(MARK)


def lacks(cells: Mapping[str, str]) -> str:
    """What keeps a row that an audit wrote from being a claim; blank where nothing does."""
    if is_draft(cells):
        return (
            f"the note still begins with {MARK!r}: look at the row, then take that out"
        )
    if not cells.get("refers_to", ""):
        return "refers_to is blank: write the day or span that the figure is about"
    if not cells.get("source_id", ""):
        return "source_id is blank: add the text to sources.csv and name it"
    return ""
