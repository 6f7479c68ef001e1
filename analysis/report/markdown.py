"""The Markdown of a notebook as headings and runs of text. Prose typed into a notebook may hold no numeral."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import mistune

from analysis import words
from analysis.prose import UntracedNumber

_parse = mistune.create_markdown(renderer="ast")
_STYLES = {"strong": {"strong": True}, "emphasis": {"quiet": True}}


def nodes(source: str, where: str) -> Iterator[dict[str, Any]]:
    """Headings and paragraphs of one cell. UntracedNumber, naming `where`, for a numeral typed into it."""
    found = words.numerals(source)
    if found:
        raise UntracedNumber(f"{where}: the numeral {found[0]!r} is typed into the prose; let a call say it")
    tokens: Iterable[Any] = _parse(source)
    for token in tokens:
        if token["type"] == "heading":
            yield {"node": "heading", "level": token["attrs"]["level"], "runs": list(_runs(token))}
        elif token["type"] == "list":
            yield from ({"node": "text", "paragraphs": [list(_runs(item))]} for item in token["children"])
        elif token["type"] not in ("blank_line", "thematic_break"):
            yield {"node": "text", "paragraphs": [list(_runs(token))]}


def _runs(token: Mapping[str, Any], **style: Any) -> Iterator[dict[str, Any]]:
    if "children" not in token:
        text = "\n" if token["type"] == "linebreak" else " " if token["type"] == "softbreak" else token.get("raw", "")
        yield {"text": text, **style}
        return
    style = style | _STYLES.get(token["type"], {})
    if token["type"] == "link":
        style["link"] = token["attrs"]["url"]
    for child in token["children"]:
        yield from _runs(child, **style)
