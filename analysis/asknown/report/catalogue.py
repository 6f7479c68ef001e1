"""What a file says of itself in a library's catalogue: its name, whose it is, what of, and the day
that it knows, whenever it was made."""

from __future__ import annotations

from datetime import date

from asknown.report.document import Document, of_kind
from asknown.report.nodes import Node
from asknown.text.faces import text_of


def name(document: Document) -> str:
    """Title and day of a document, as one line of words."""
    face = document.face
    title = text_of(face["title"])
    day = text_of(face["as_of"])
    named = ". ".join(filter(None, [title, day]))
    return named.replace("\u00a0", " ")  # a catalogue looks for words


def about(document: Document) -> Node:
    """{author: [name], description, keywords: [word], date: {year, month, day}}; what is not known
    is empty."""
    face = document.face
    parameters = document.edition.get("parameters", {})
    publisher = text_of(face["publisher"]) or document.brand.name
    description = text_of(face["headline"] or face["subtitle"])
    return {
        "author": list(filter(None, [publisher])),
        "description": description or name(document),
        "keywords": _keywords(document, parameters.get("case", "")),
        "date": _day(parameters.get("as_of", "")),
    }


def _keywords(document: Document, case: str) -> list[str]:
    """The case and the sections."""
    keywords = [case]
    for heading in of_kind(document.on_paper, "heading"):
        keywords.append(text_of(heading["runs"]))
    return list(dict.fromkeys(filter(None, keywords)))


def _day(as_of: str) -> dict[str, int]:
    """The day of a moment; empty where the report has none."""
    if not as_of:
        return {}
    day = date.fromisoformat(as_of[:10])
    return {
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
