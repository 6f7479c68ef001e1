"""The pictures and formulas of anybody's notebook: decoded, looked up, drawn, and put beside the
document as files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Node = dict[str, Any]
Files = dict[str, bytes]  # by name
_BEGINNINGS = {".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".gif": b"GIF8"}
_SUFFIXES = {".svg", *_BEGINNINGS}


def settle(nodes: Iterable[Node], files: Files, folder: Path | None) -> Iterator[Node]:
    """The nodes with each picture and formula as a file in `files`; what cannot be shown stays as
    its text. Pictures that Markdown names are looked for in `folder` and nowhere else."""
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


def _add(files: Files, stem: str, suffix: str, data: bytes) -> str:
    name = f"{stem}-{len(files) + 1}{suffix}"
    files[name] = data
    return name


def _picture(node: Node, files: Files) -> Node:
    data = _decoded("".join(node["data"]), node["encoded"])
    if not _is_picture(data, node["suffix"]):
        return _as_text(f"[picture that cannot be read: {node['alt']}]")
    file = _add(files, "picture", node["suffix"], data)
    return {"node": "figure", "file": file, "alt": node["alt"]}


def _decoded(data: str, is_base64: bool) -> bytes:
    """The bytes of a picture; none where they cannot be read."""
    try:
        return base64.b64decode(data) if is_base64 else data.encode()
    except (binascii.Error, ValueError):
        return b""


def _is_picture(data: bytes, suffix: str) -> bool:
    """Whether the data is what its type says: an output may claim anything."""
    if suffix != ".svg":
        return data.startswith(_BEGINNINGS[suffix])
    try:
        return ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, ValueError):
        return False


def _image(node: Node, files: Files, folder: Path | None) -> Node:
    """A picture that Markdown names: a file inside the notebook's own folder, or its alternative
    text and address."""
    path = _inside(folder, node["url"])
    if path:
        suffix, data = path.suffix.lower(), path.read_bytes()
        if _is_picture(data, suffix):
            file = _add(files, "picture", suffix, data)
            return {"node": "figure", "file": file, "alt": node["alt"] or path.name}
    return _as_text(f"[{node['alt'] or 'picture'}: {node['url']}]")


def _inside(folder: Path | None, url: str) -> Path | None:
    """The file of a picture, where it lies inside the folder: a notebook must not carry out what
    lies beside it, by dots or by a link."""
    if not folder or "://" in url:
        return None
    path = (folder / url).resolve()
    is_ours = path.is_relative_to(folder.resolve())
    is_picture = path.suffix.lower() in _SUFFIXES
    return path if is_ours and is_picture and path.is_file() else None


def _as_text(text: str) -> Node:
    return {"node": "text", "paragraphs": [[{"text": text}]]}


def _formula(node: Node, files: Files) -> Node:
    drawn = _drawn(node["tex"])
    if not drawn:
        return {"node": "code", "language": "latex", "text": node["tex"]}
    file = _add(files, "formula", ".svg", drawn[0].encode())
    return {"node": "formula", "file": file, "alt": node["tex"]}


def _drawn(tex: str) -> tuple[str, float] | None:
    """A formula as SVG with its depth; None where it cannot be read."""
    from asknown.subjects.charts.formula import formula  # matplotlib is slow to load

    return formula(tex)


def _with_inline_formulas(value: Any, files: Files) -> Any:
    if isinstance(value, list):
        return [_with_inline_formulas(part, files) for part in value]
    if not isinstance(value, dict):
        return value
    if "tex" not in value:
        return {key: _with_inline_formulas(part, files) for key, part in value.items()}
    run = {key: part for key, part in value.items() if key != "tex"}
    drawn = _drawn(value["tex"])
    if not drawn:
        return run | {"code": True}
    svg, depth = drawn
    file = _add(files, "formula", ".svg", svg.encode())
    return run | {"formula": file, "depth": round(depth, 2)}
