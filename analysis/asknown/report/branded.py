"""The nodes of a document in the colours of its project's brand, and the words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from asknown.brand import ACCENT, INK, LIGHT, Brand

Node = dict[str, Any]
_DRAWINGS = {"chart": "svg", "days": "chart"}  # which part of a node is a drawing
_COLOUR = re.compile(r'\b((?:fill|stroke|stop-color)(?:: ?|="))(#[0-9a-fA-F]{6})\b')
_WORD = "Blue: official"  # how a legend names the accent of the library's own style


def in_brand(nodes: Iterable[Node], brand: Brand) -> list[Node]:
    """The nodes with their drawings recoloured; where a legend names the colour of the accent, it
    names the brand's."""
    if (brand.ink, brand.accent) == (INK, ACCENT):
        return list(nodes)
    coloured: list[Node] = []
    for node in nodes:
        part = _DRAWINGS.get(node["node"], "")
        if part:
            node = _renamed(node, brand) | {part: recoloured(node[part], brand)}
        coloured.append(node)
    return coloured


def recoloured(svg: str, brand: Brand) -> str:
    """A drawing of the library's in the colours of a brand."""
    colours = {INK: brand.ink, ACCENT: brand.accent, LIGHT: brand.light}

    def other(found: re.Match[str]) -> str:
        return found[1] + colours.get(found[2].lower(), found[2])

    return _COLOUR.sub(other, svg)


def _renamed(value: Any, brand: Brand) -> Any:
    """Texts with the word for the accent."""
    if isinstance(value, list):
        return [_renamed(part, brand) for part in value]
    if not isinstance(value, Mapping):
        return value
    renamed = {key: _renamed(part, brand) for key, part in value.items()}
    if isinstance(renamed.get("text"), str):
        word = _WORD.replace("Blue", brand.accent_word.capitalize())
        renamed["text"] = renamed["text"].replace(_WORD, word)
    return renamed
