"""The nodes of a document in the colours of its project's brand, and the words that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from asknown.brand import ACCENT, INK, LIGHT, Brand
from asknown.report.nodes import Node, Nodes

_DRAWN = ("chart", "days")  # the nodes that have drawings
_COLOUR = re.compile(r'\b((?:fill|stroke|stop-color)(?:: ?|="))(#[0-9a-fA-F]{6})\b')
_WORD = "Blue: official"  # how a legend names the accent of the library's own style


def in_brand(nodes: Nodes, brand: Brand) -> list[Node]:
    """The nodes with their drawings recoloured; where a legend names the colour of the accent, it
    names the brand's."""
    if (brand.ink, brand.accent) == (INK, ACCENT):
        return list(nodes)
    return [
        _coloured(node, brand) if node["node"] in _DRAWN else node for node in nodes
    ]


def recoloured(svg: str, brand: Brand) -> str:
    """A drawing of the library's in the colours of a brand."""
    colours = {INK: brand.ink, ACCENT: brand.accent, LIGHT: brand.light}

    def other(found: re.Match[str]) -> str:
        return found[1] + colours.get(found[2].lower(), found[2])

    return _COLOUR.sub(other, svg)


def _coloured(value: Any, brand: Brand) -> Any:
    """A part of a node with its drawings recoloured, and the accent's word in its texts."""
    if isinstance(value, list):
        return [_coloured(part, brand) for part in value]
    if isinstance(value, Mapping):
        return {key: _part(key, part, brand) for key, part in value.items()}
    return value


def _part(
    key: str,
    part: Any,
    brand: Brand,
) -> Any:
    if not isinstance(part, str):
        return _coloured(part, brand)
    if key == "text":
        word = brand.accent_word.capitalize()
        return part.replace(_WORD, _WORD.replace("Blue", word))
    if "<svg" in part:
        return recoloured(part, brand)
    return part
