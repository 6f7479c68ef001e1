"""What a file says of itself in a library's catalogue: its name, whose it is, what of, and the day
that it knows, whenever it was made."""

from __future__ import annotations

from typing import Any

from asknown.report.document import Document
from asknown.text.faces import text_of


def name(document: Document) -> str:
    """Title and day of a document, as one line of words."""
    face = document.face
    named = ". ".join(filter(None, [text_of(face["title"]), text_of(face["as_of"])]))
    return named.replace("\u00a0", " ")  # a catalogue looks for words


def about(document: Document) -> dict[str, Any]:
    """{author: [name], description, keywords: [word], date: {year, month, day}}; what is not known
    is empty."""
    face, parameters = document.face, document.edition.get("parameters", {})
    publisher = text_of(face["publisher"]) or document.brand.name
    sections = [node["runs"] for node in document.on_paper if node["node"] == "heading"]
    return {
        "author": [publisher] if publisher else [],
        "description": text_of(face["headline"] or face["subtitle"]) or name(document),
        "keywords": list(
            dict.fromkeys(
                filter(None, [parameters.get("case"), *map(text_of, sections)])
            )
        ),
        "date": _day(parameters.get("as_of", "")),
    }


def _day(as_of: str) -> dict[str, int]:
    """The day of a moment; empty where the report has none."""
    if not as_of:
        return {}
    year, month, day = map(int, as_of[:10].split("-"))
    return {"year": year, "month": month, "day": day}
