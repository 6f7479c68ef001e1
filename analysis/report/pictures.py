"""The pictures and formulas of a foreign notebook: decoded, looked up, drawn, and put beside the document as files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analysis.report import glyphs

Node = dict[str, Any]
_SUFFIXES = {".svg", ".png", ".jpg", ".jpeg", ".gif"}


def settle(nodes: Iterable[Node], files: dict[str, bytes], folder: Path | None) -> Iterator[Node]:
    """The nodes with each picture and formula as a file in `files`; what cannot be shown stays as its text."""
    for node in nodes:
        kind = node["node"]
        if kind == "picture":
            yield _picture(node, files)
        elif kind == "image":
            yield _image(node, files, folder)
        elif kind == "math":
            yield _formula(node, files)
        elif kind == "list":
            yield node | {"items": [list(settle(item, files, folder)) for item in node["items"]]}
        elif kind == "quote":
            yield node | {"nodes": list(settle(node["nodes"], files, folder))}
        else:
            yield _with_inline_formulas(node, files)


def _add(files: dict[str, bytes], stem: str, suffix: str, data: bytes) -> str:
    name = f"{stem}-{len(files) + 1}{suffix}"
    files[name] = data
    return name


def _picture(node: Node, files: dict[str, bytes]) -> Node:
    data = "".join(node["data"])
    try:
        raw = data.encode() if node["suffix"] == ".svg" else base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return _as_text(node["alt"])
    return {"node": "figure", "file": _add(files, "picture", node["suffix"], raw), "alt": node["alt"]}


def _image(node: Node, files: dict[str, bytes], folder: Path | None) -> Node:
    """A picture that Markdown names: a file inside the notebook's own folder, or its alternative text and address."""
    path = (folder / node["url"]).resolve() if folder and "://" not in node["url"] else None
    if path and folder and path.is_relative_to(folder.resolve()) and path.suffix.lower() in _SUFFIXES and path.is_file():
        name = _add(files, "picture", path.suffix.lower(), path.read_bytes())
        return {"node": "figure", "file": name, "alt": node["alt"] or path.name}
    return _as_text(f"[{node['alt'] or 'picture'}: {node['url']}]")


def _as_text(text: str) -> Node:
    return {"node": "text", "paragraphs": [[{"text": text}]]}


def _formula(node: Node, files: dict[str, bytes]) -> Node:
    drawn = glyphs.formula(node["tex"])
    if not drawn:
        return {"node": "code", "language": "latex", "text": node["tex"]}
    return {"node": "formula", "file": _add(files, "formula", ".svg", drawn[0].encode()), "alt": node["tex"]}


def _with_inline_formulas(value: Any, files: dict[str, bytes]) -> Any:
    if isinstance(value, list):
        return [_with_inline_formulas(each, files) for each in value]
    if not isinstance(value, dict):
        return value
    if "tex" in value:
        drawn = glyphs.formula(value["tex"])
        plain = {key: each for key, each in value.items() if key != "tex"}
        if not drawn:
            return plain | {"code": True}
        return plain | {"formula": _add(files, "formula", ".svg", drawn[0].encode()), "depth": round(drawn[1], 2)}
    return {key: _with_inline_formulas(each, files) for key, each in value.items()}
