"""The pictures and formulas of anybody's notebook: decoded, looked up, drawn, and put beside the
document as files. One that cannot be shown is a line that says so."""

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

from asknown.report.formulas import Formulas, drawn
from asknown.report.placeholders import placeholder

if TYPE_CHECKING:
    from PIL.Image import Image

Node = dict[str, Any]
Files = dict[str, bytes]  # by name
_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
_SUFFIXES = {".svg", *_FORMATS}
_SHOWN_AS_IT_IS = ("PNG", "JPEG", "GIF")
# Four colours, which a PDF for the archive takes with a profile alone.
_PRINTED = ("CMYK", "YCCK")
_EMBEDDED = re.compile(
    r"data:image/(png|jpeg|jpg|gif|webp|bmp|svg\+xml)(?:;charset=[\w-]+)?(;base64)?,(.*)",
    re.DOTALL,
)
UNREAD = "a picture that cannot be read"
_ELSEWHERE = "a picture that lies elsewhere"
_UNSET = "mathematics that cannot be set"
_DEEPEST = 8  # lists and quotes in each other; paper has no room for more


def settle(nodes: Iterable[Node], files: Files, folder: Path | None) -> list[Node]:
    """The nodes with each picture and formula as a file in `files`; what cannot be shown is a line
    that says so. Pictures that Markdown names are looked for in `folder` and nowhere else."""
    return list(_Settled(files, folder).all(nodes, 0))


class _Settled:
    """The nodes of one notebook on their way to become a document."""

    def __init__(self, files: Files, folder: Path | None) -> None:
        self._files = files
        self._folder = folder
        self._formulas = Formulas()

    def all(self, nodes: Iterable[Node], depth: int) -> Iterator[Node]:
        """The nodes of a list's item, a quote, or the whole; so deep they stand in others."""
        for node in nodes:
            kind = node["node"]
            if kind == "list":
                yield from self._list(node, depth)
            elif kind == "quote":
                yield from self._quote(node, depth)
            elif kind == "math":
                yield from self._formula(node["tex"])
            elif kind in ("picture", "image"):
                yield self._picture(node)
            else:
                yield self._lines(node)

    def _list(self, node: Node, depth: int) -> Iterator[Node]:
        items = [list(self.all(item, depth + 1)) for item in node["items"]]
        if depth < _DEEPEST:
            yield node | {"items": items}
        else:
            for item in items:
                yield from item

    def _quote(self, node: Node, depth: int) -> Iterator[Node]:
        inner = list(self.all(node["nodes"], depth + 1))
        if depth < _DEEPEST:
            yield node | {"nodes": inner}
        else:
            yield from inner

    def _picture(self, node: Node) -> Node:
        """A picture as a figure, or what is shown in its place."""
        file, fault = self._file(node)
        if not fault:
            return {"node": "figure", "file": file, "alt": node["alt"] or file}
        if fault == UNREAD:
            return placeholder(
                UNREAD, f"Its text: {node['alt']}" if node["alt"] else ""
            )
        named = f"[{node['alt'] or 'picture'}: {node['url']}]"
        return {"node": "text", "paragraphs": [[{"text": named}]], "not_shown": fault}

    def _file(self, node: Node) -> tuple[str, str]:
        """The file of a picture by name, or why there is none."""
        if node["node"] == "picture":
            data = _decoded(node["data"], node["encoded"])
            return self._added(data, node["suffix"])
        embedded = _EMBEDDED.fullmatch(node["url"])
        if embedded:
            is_base64 = bool(embedded[2])
            text = embedded[3] if is_base64 else unquote(embedded[3])
            return self._added(
                _decoded(text, is_base64), f".{embedded[1].removesuffix('+xml')}"
            )
        path = _inside(self._folder, node["url"])
        if not path:
            return "", _ELSEWHERE
        node["alt"] = node["alt"] or path.name
        return self._added(path.read_bytes(), path.suffix.lower())

    def _added(self, data: bytes, suffix: str) -> tuple[str, str]:
        shown, suffix = _showable(data, suffix)
        return (self._add("picture", suffix, shown), "") if shown else ("", UNREAD)

    def _add(self, stem: str, suffix: str, data: bytes) -> str:
        name = f"{stem}-{len(self._files) + 1}{suffix}"
        self._files[name] = data
        return name

    def _formula(self, tex: str) -> Iterator[Node]:
        """A formula on lines of its own; one that only defines is nothing to see."""
        written = self._formulas.typst(tex)
        if written == "":
            return
        drawing = drawn(written, True) if written else None
        if not drawing:
            yield {
                "node": "code",
                "language": "latex",
                "text": tex,
                "not_shown": _UNSET,
            }
            return
        file = self._add("formula", ".svg", drawing)
        yield {"node": "formula", "file": file, "alt": tex, "typst": written}

    def _lines(self, value: Any) -> Any:
        """A node whose runs have their formulas and pictures."""
        if isinstance(value, list):
            return [self._lines(part) for part in value]
        if not isinstance(value, dict):
            return value
        if "tex" in value:
            return self._with_formula(value)
        if isinstance(value.get("image"), dict):
            return self._with_picture(value)
        return {key: self._lines(part) for key, part in value.items()}

    def _with_formula(self, run: Node) -> Node:
        tex = run["tex"]
        rest = {key: part for key, part in run.items() if key != "tex"}
        written = self._formulas.typst(tex)
        if written == "":
            return rest | {"text": ""}
        drawing = drawn(written, False) if written else None
        if not drawing:
            return rest | {"code": True, "not_shown": _UNSET}
        file = self._add("formula", ".svg", drawing)
        return rest | {"formula": file, "typst": written}

    def _with_picture(self, run: Node) -> Node:
        image = run["image"]
        rest = {key: part for key, part in run.items() if key != "image"}
        file, fault = self._file(image)
        if not fault:
            return rest | {"text": image["alt"] or file, "picture": file}
        address = "" if image["url"].startswith("data:") else f": {image['url']}"
        named = f"[{image['alt'] or 'picture'}{address}]"
        return rest | {"text": named, "not_shown": fault}


def _showable(data: bytes, suffix: str) -> tuple[bytes, str]:
    """A picture that paper and page can show, with its suffix; no bytes where it is none."""
    if suffix == ".svg":
        return (data, suffix) if _is_drawing(data) else (b"", suffix)
    opened = _opened(data)
    if opened is None:
        return b"", suffix
    is_shown = opened.format in _SHOWN_AS_IT_IS and opened.mode not in _PRINTED
    if not is_shown:
        return _as_png(opened), ".png"
    # An output may claim another type than it has.
    return data, f".{str(opened.format).lower()}".replace("jpeg", "jpg")


def _opened(data: bytes) -> Image | None:
    """A picture with its points read; None where it is none, or one that would fill the memory."""
    from PIL import Image  # slow to load

    try:
        opened = Image.open(BytesIO(data), formats=sorted(set(_FORMATS.values())))
        opened.load()
    except Exception:
        # Each reader of a format has faults of its own: broken data may lead anywhere.
        return None
    return opened


def _as_png(opened: Image) -> bytes:
    out = BytesIO()
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    opened.convert("RGBA" if has_alpha else "RGB").save(out, "PNG")
    return out.getvalue()


def _decoded(text: str, is_base64: bool) -> bytes:
    """The bytes of a picture; none where they cannot be read."""
    try:
        return base64.b64decode(text) if is_base64 else text.encode()
    except (binascii.Error, ValueError):
        return b""


def _is_drawing(data: bytes) -> bool:
    """Whether the data is what its type says: an output may claim anything."""
    try:
        return ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, ValueError, LookupError):
        return False


def _inside(folder: Path | None, url: str) -> Path | None:
    """The file of a picture, where it lies inside the folder: a notebook must not carry out what
    lies beside it, by dots or by a link."""
    if not folder or "://" in url:
        return None
    try:
        path = (folder / unquote(url)).resolve()
        is_ours = path.is_relative_to(folder.resolve())
        is_picture = path.suffix.lower() in _SUFFIXES
        return path if is_ours and is_picture and path.is_file() else None
    except (OSError, ValueError):
        return None  # too long for a name, or with a sign that none has
