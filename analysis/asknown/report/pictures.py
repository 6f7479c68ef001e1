"""The pictures and formulas of anybody's notebook: decoded, looked up, drawn, and put beside the
document as files."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

if TYPE_CHECKING:
    from PIL.Image import Image

Node = dict[str, Any]
Files = dict[str, bytes]  # by name
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
_SUFFIXES = {".svg", *_FORMATS}
_SHOWN_AS_IT_IS = ("PNG", "JPEG", "GIF")
_PRINTED = ("CMYK", "YCCK")  # four colours, which a PDF for the archive takes with a profile alone
_EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)(;base64)?,(.*)", re.DOTALL)


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
    file = _file(files, data, node["suffix"])
    if not file:
        return _as_text(f"[picture that cannot be read: {node['alt']}]")
    return {"node": "figure", "file": file, "alt": node["alt"]}


def _file(files: Files, data: bytes, suffix: str) -> str:
    """A picture as a file that paper and page can show, by name; "" where it is none."""
    if suffix == ".svg":
        return _add(files, "picture", suffix, data) if _is_drawing(data) else ""
    if _FORMATS[suffix] not in _SHOWN_AS_IT_IS or _needs_change(data):
        data, suffix = _as_png(data), ".png"
    return _add(files, "picture", suffix, data) if _is_photograph(data, suffix) else ""


def _needs_change(data: bytes) -> bool:
    opened = _opened(data)
    return opened is not None and opened.mode in _PRINTED


def _opened(data: bytes) -> Image | None:
    """A picture with its points read; None where it is none, or one that would fill the memory."""
    from PIL import Image  # slow to load

    try:
        opened = Image.open(BytesIO(data))
        opened.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return opened


def _as_png(data: bytes) -> bytes:
    opened = _opened(data)
    if opened is None:
        return b""
    out = BytesIO()
    opened.convert("RGBA" if "A" in opened.getbands() else "RGB").save(out, "PNG")
    return out.getvalue()


def _decoded(data: str, is_base64: bool) -> bytes:
    """The bytes of a picture; none where they cannot be read."""
    try:
        return base64.b64decode(data) if is_base64 else data.encode()
    except (binascii.Error, ValueError):
        return b""


def _is_drawing(data: bytes) -> bool:
    """Whether the data is what its type says: an output may claim anything."""
    try:
        return ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, ValueError):
        return False


def _is_photograph(data: bytes, suffix: str) -> bool:
    opened = _opened(data)
    return opened is not None and opened.format == _FORMATS[suffix]


def _image(node: Node, files: Files, folder: Path | None) -> Node:
    """A picture that Markdown or HTML names: one in its own address, a file inside the notebook's
    own folder, or its alternative text and address."""
    embedded = _EMBEDDED.fullmatch(node["url"])
    if embedded:
        return _embedded(embedded, node["alt"], files)
    path = _inside(folder, node["url"])
    if path:
        file = _file(files, path.read_bytes(), path.suffix.lower())
        if file:
            return {"node": "figure", "file": file, "alt": node["alt"] or path.name}
    return _as_text(f"[{node['alt'] or 'picture'}: {node['url']}]")


def _embedded(address: re.Match[str], alt: str, files: Files) -> Node:
    suffix = ".svg" if address[1] == "svg+xml" else f".{address[1]}"
    text = address[3] if address[2] else unquote(address[3])
    picture = {"data": text, "encoded": bool(address[2]), "suffix": suffix}
    return _picture(picture | {"alt": alt or "picture"}, files)


def _inside(folder: Path | None, url: str) -> Path | None:
    """The file of a picture, where it lies inside the folder: a notebook must not carry out what
    lies beside it, by dots or by a link."""
    if not folder or "://" in url:
        return None
    path = (folder / unquote(url)).resolve()
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
