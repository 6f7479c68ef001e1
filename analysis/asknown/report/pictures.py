"""The pictures and formulas of a foreign notebook: decoded, looked up, drawn, and put beside the document as files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from asknown.report import glyphs

Node = dict[str, Any]
_BEGINNINGS = {".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".gif": b"GIF8"}
_SUFFIXES = {".svg", *_BEGINNINGS}


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
        raw = base64.b64decode(data) if node["encoded"] else data.encode()
    except (binascii.Error, ValueError):
        raw = b""
    if not _is_picture(raw, node["suffix"]):
        return _as_text(f"[picture that cannot be read: {node['alt']}]")
    return {
        "node": "figure",
        "file": _add(files, "picture", node["suffix"], raw),
        "alt": node["alt"],
    }


def _is_picture(data: bytes, suffix: str) -> bool:
    """Whether the data is what its type says: an output may claim anything."""
    if suffix != ".svg":
        return data.startswith(_BEGINNINGS[suffix])
    try:
        return ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, ValueError):
        return False


def _image(node: Node, files: dict[str, bytes], folder: Path | None) -> Node:
    """A picture that Markdown names: a file inside the notebook's own folder, or its alternative text and address."""
    path = (folder / node["url"]).resolve() if folder and "://" not in node["url"] else None
    if (
        path
        and folder
        and path.is_relative_to(folder.resolve())
        and path.suffix.lower() in _SUFFIXES
        and path.is_file()
    ):
        suffix, data = path.suffix.lower(), path.read_bytes()
        if _is_picture(data, suffix):
            return {
                "node": "figure",
                "file": _add(files, "picture", suffix, data),
                "alt": node["alt"] or path.name,
            }
    return _as_text(f"[{node['alt'] or 'picture'}: {node['url']}]")


def _as_text(text: str) -> Node:
    return {"node": "text", "paragraphs": [[{"text": text}]]}


def _formula(node: Node, files: dict[str, bytes]) -> Node:
    drawn = glyphs.formula(node["tex"])
    if not drawn:
        return {"node": "code", "language": "latex", "text": node["tex"]}
    return {
        "node": "formula",
        "file": _add(files, "formula", ".svg", drawn[0].encode()),
        "alt": node["tex"],
    }


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
        return plain | {
            "formula": _add(files, "formula", ".svg", drawn[0].encode()),
            "depth": round(drawn[1], 2),
        }
    return {key: _with_inline_formulas(each, files) for key, each in value.items()}
