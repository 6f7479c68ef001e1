"""The pictures and formulas of anybody's notebook: decoded, looked up, drawn, and put beside the
document as files. One that cannot be shown is a line that says so."""

from __future__ import annotations

import base64
import binascii
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from asknown.report.formulas import Formulas, drawn
from asknown.report.nodes import Node, Nodes
from asknown.report.placeholders import placeholder

if TYPE_CHECKING:
    from PIL.Image import Image

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


class Found(NamedTuple):
    """The file of a picture by its name, or why there is none."""

    file: str = ""
    fault: str = ""


def settle(
    nodes: Nodes,
    files: Files,
    folder: Path | None,
) -> list[Node]:
    """The nodes with each picture and formula as a file in `files`; what cannot be shown is a line
    that says so. Pictures that Markdown names are looked for in `folder` and nowhere else."""
    return list(_Settled(files, folder).all(nodes, 0))


class _Settled:
    """The nodes of one notebook on their way to become a document."""

    def __init__(self, files: Files, folder: Path | None) -> None:
        self._files = files
        self._folder = folder
        self._formulas = Formulas()

    def all(self, nodes: Nodes, depth: int) -> Nodes:
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

    def _list(self, node: Node, depth: int) -> Nodes:
        items = [list(self.all(item, depth + 1)) for item in node["items"]]
        if depth < _DEEPEST:
            yield node | {"items": items}
        else:
            for item in items:
                yield from item

    def _quote(self, node: Node, depth: int) -> Nodes:
        inner = list(self.all(node["nodes"], depth + 1))
        if depth < _DEEPEST:
            yield node | {"nodes": inner}
        else:
            yield from inner

    def _picture(self, node: Node) -> Node:
        """A picture as a figure, or what is shown in its place."""
        found = self._file(node)
        alt = node["alt"]
        if not found.fault:
            return {
                "node": "figure",
                "file": found.file,
                "alt": alt or found.file,
            }
        if found.fault == UNREAD:
            mend = f"Its text: {alt}" if alt else ""
            return placeholder(UNREAD, mend)
        words = f"[{alt or 'picture'}: {node['url']}]"
        return {
            "node": "text",
            "paragraphs": [[{"text": words}]],
            "not_shown": found.fault,
        }

    def _file(self, node: Node) -> Found:
        """The file of a picture by name, or why there is none."""
        if node["node"] == "picture":
            data = _decoded(node["data"], node["encoded"])
            return self._added(data, node["suffix"])
        embedded = _EMBEDDED.fullmatch(node["url"])
        if embedded:
            return self._embedded(*embedded.groups())
        path = _inside(self._folder, node["url"])
        if not path:
            return Found(fault=_ELSEWHERE)
        if not node["alt"]:
            node["alt"] = path.name
        data = path.read_bytes()
        return self._added(data, path.suffix.lower())

    def _embedded(
        self,
        kind: str,
        base: str | None,
        text: str,
    ) -> Found:
        """A picture whose address holds it."""
        is_base64 = base is not None
        if not is_base64:
            text = unquote(text)
        data = _decoded(text, is_base64)
        suffix = kind.removesuffix("+xml")
        return self._added(data, f".{suffix}")

    def _added(self, data: bytes, suffix: str) -> Found:
        shown, suffix = _showable(data, suffix)
        if not shown:
            return Found(fault=UNREAD)
        file = self._add("picture", suffix, shown)
        return Found(file)

    def _add(
        self,
        stem: str,
        suffix: str,
        data: bytes,
    ) -> str:
        name = f"{stem}-{len(self._files) + 1}{suffix}"
        self._files[name] = data
        return name

    def _formula(self, tex: str) -> Nodes:
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
        parts = map(self._lines, value.values())
        return dict(zip(value, parts, strict=True))

    def _with_formula(self, run: Node) -> Node:
        settled = dict(run)
        tex = settled.pop("tex")
        written = self._formulas.typst(tex)
        if written == "":
            return settled | {"text": ""}
        drawing = drawn(written, False) if written else None
        if not drawing:
            return settled | {"code": True, "not_shown": _UNSET}
        file = self._add("formula", ".svg", drawing)
        return settled | {"formula": file, "typst": written}

    def _with_picture(self, run: Node) -> Node:
        settled = dict(run)
        image = settled.pop("image")
        found = self._file(image)
        if not found.fault:
            words = image["alt"] or found.file
            return settled | {"text": words, "picture": found.file}
        words = image["alt"] or "picture"
        url = image["url"]
        if not url.startswith("data:"):
            words += f": {url}"
        return settled | {"text": f"[{words}]", "not_shown": found.fault}


def _showable(data: bytes, suffix: str) -> tuple[bytes, str]:
    """A picture that paper and page can show, with its suffix; no bytes where it is none."""
    if suffix == ".svg":
        is_drawing = _is_drawing(data)
        return data if is_drawing else b"", suffix
    opened = _opened(data)
    if opened is None:
        return b"", suffix
    if opened.format not in _SHOWN_AS_IT_IS or opened.mode in _PRINTED:
        return _as_png(opened), ".png"
    # An output may claim another type than it has.
    kind = str(opened.format).lower()
    return data, f".{kind.replace('jpeg', 'jpg')}"


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
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    mode = "RGBA" if has_alpha else "RGB"
    out = BytesIO()
    opened.convert(mode).save(out, "PNG")
    return out.getvalue()


def _decoded(text: str, is_base64: bool) -> bytes:
    """The bytes of a picture; none where they cannot be read."""
    try:
        if is_base64:
            return base64.b64decode(text)
        return text.encode()
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
        if is_ours and is_picture and path.is_file():
            return path
        return None
    except (OSError, ValueError):
        return None  # too long for a name, or with a sign that none has
