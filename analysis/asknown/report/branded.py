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
    if _is_own(brand):
        return list(nodes)
    branded = []
    for node in nodes:
        if node["node"] in _DRAWN:
            node = _coloured(node, brand)
        branded.append(node)
    return branded


def _is_own(brand: Brand) -> bool:
    """Whether a brand has the library's own colours."""
    return brand.ink == INK and brand.accent == ACCENT


def recoloured(svg: str, brand: Brand) -> str:
    """A drawing of the library's in the colours of a brand."""
    if _is_own(brand):
        return svg
    of_brand = {
        INK: brand.ink,
        ACCENT: brand.accent,
        LIGHT: brand.light,
    }

    def other(found: re.Match[str]) -> str:
        before, colour = found.groups()
        own = of_brand.get(colour.lower(), colour)
        return f"{before}{own}"

    return _COLOUR.sub(other, svg)


def _coloured(value: Any, brand: Brand) -> Any:
    """A part of a node with its drawings recoloured, and the accent's word in its texts."""
    if isinstance(value, list):
        return [_coloured(part, brand) for part in value]
    if not isinstance(value, Mapping):
        return value
    coloured = {}
    for key, part in value.items():
        coloured[key] = _part(key, part, brand)
    return coloured


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
