"""The PDF: a document set by Typst, tagged for screen readers, with the ledger and the trace
inside.

Texts reach Typst as JSON, never as markup. Compiled as PDF/UA-1 and PDF/A-3a, so a missing
alternative text, title or glyph fails the build.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from asknown.brand import Brand
from asknown.errors import BuildError
from asknown.own_fonts import FAMILIES
from asknown.report import catalogue, spans
from asknown.report.document import (
    Document,
    as_json,
    brand_json,
    is_right_to_left,
    of_kind,
    runs_in,
)
from asknown.report.fonts import drawable, lacking, printable
from asknown.report.lines import breakable, read_from_its_side
from asknown.report.nodes import Data, Node, Nodes
from asknown.report.pictures import UNREAD
from asknown.report.placeholders import placeholder
from asknown.report.tags import (
    RowHeads,
    Spoken,
    header_column,
    tagged,
)
from asknown.report.trace import trace
from asknown.report.typesetting import compiled
from asknown.report.widths import widths
from asknown.report.world_fonts import fonts_for
from asknown.storage import workplace
from asknown.text.faces import text_of

_PAGE = re.compile(
    rb"/Type/Page/.*/MediaBox\[0 0 \S+ (?P<height>[\d.]+)\]"
    rb".*/Contents (?P<drawing>\d+) 0 R"
)
# How high a piece of text stands on its page.
_LINE = re.compile(rb"^q 1 0 0 -1 [-\d.]+ ([-\d.]+) cm.*\nBT ", re.MULTILINE)
_SCREEN = 96.0  # dots an inch of a picture of a page
_PDF: dict[str, Any] = {"pdf_standards": ["ua-1", "a-3a"], "timestamp": 0}
_NOT_SET = ("said", "trace", "order")
_FOOT = 54.0  # the height of the foot of a page, in points
_LEAST = 0.5  # of the last page that is to be filled
_CLOSER = (1, 2)  # how much closer it is set, tried in turn
_MOST_CLOSER = 12  # pages of a document that is set closer to spare its last
_TEMPLATE = resources.files("asknown.report") / "report.typ"
_ALONE = """#set document(title: "A picture")
#image("{name}", alt: "A picture")
"""
_DESCRIBED = {
    ".csv": {"mime": "text/csv", "about": "Table of the ledger as known"},
    ".json": {"mime": "application/json", "about": "Trace of figures and numerals"},
    ".md": {
        "mime": "text/markdown",
        "about": "Narrative or front of the case as known",
    },
    ".toml": {"mime": "text/plain", "about": "Settings of the case"},
}


def pdf(document: Document) -> bytes:
    """Set a document as PDF. BuildError, with Typst's own words, where it does not compile."""
    return pdf_and_attachments(document)[0]


def pdf_and_attachments(document: Document) -> tuple[bytes, dict[str, bytes]]:
    """The PDF of a document and what travels inside it, which a notebook that is not ours has none
    of."""
    attached = attachments(document) if document.ours else {}
    with workplace() as root:
        setting = _laid_out(document, root)
        try:
            data = _compile(root, setting, attached)
        except BuildError:
            if document.ours:
                raise
            broken = _broken(document, root)
            document.nodes = list(_without_broken(document.nodes, broken))
            setting = _laid_out(document, root)
            data = _compile(root, setting, attached)
        data = _set_closer(
            data,
            root=root,
            setting=setting,
            attached=attached,
        )
    return tagged(data, _spoken(setting)), attached


def _set_closer(
    data: bytes,
    root: Path,
    setting: Data,
    attached: Mapping[str, bytes],
) -> bytes:
    """The PDF, or one set closer where that brings the lines of a last page which is nearly empty
    onto the page before."""
    pages = _pages(data)
    if not 1 < pages <= _MOST_CLOSER or _filled(data) >= _LEAST:
        return data
    for close in _CLOSER:
        closer: bytes = _compile(root, {**setting, "close": close}, attached)
        if _pages(closer) < pages:
            return closer
    return data


def _broken(document: Document, root: Path) -> set[str]:
    """The pictures of anybody's notebook that Typst does not set, each tried alone."""
    broken = set()
    sheet = root / "picture.typ"
    for name in document.files:
        sheet.write_text(_ALONE.format(name=name), encoding="utf-8")
        try:
            compiled(sheet, name, **_PDF)
        except BuildError:
            broken.add(name)
    return broken


def _without_broken(nodes: Iterable[Any], broken: set[str]) -> Iterator[Any]:
    """Nodes or runs with a line in the place of each broken picture, however deep."""
    for node in nodes:
        if isinstance(node, list):
            yield list(_without_broken(node, broken))
        elif not isinstance(node, dict):
            yield node
        elif node.get("file") in broken:
            yield placeholder(UNREAD, f"Its text: {node['alt']}")
        elif node.get("picture") in broken:
            yield _without_picture(node)
        else:
            parts = _without_broken(node.values(), broken)
            yield dict(zip(node, parts, strict=True))


def _without_picture(run: Node) -> Node:
    run = dict(run)
    del run["picture"]
    run["text"] = f"[{run['text']}]"
    run["not_shown"] = UNREAD
    return run


def first_page(document: Document) -> bytes:
    """The first page as a picture (PNG), as wide as a screen reads it. BuildError where it does not
    compile."""
    with workplace() as root:
        setting = _laid_out(document, root)
        pages = _compile(
            root,
            setting=setting,
            attached={},
            format="png",
            ppi=_SCREEN,
        )
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first


def _spoken(setting: Data) -> Spoken:
    nodes = setting["nodes"]
    headers = [_headers(table) for table in _tables(nodes)]
    publishers = _publishers(nodes)
    sources = {}
    struck = []
    for run in runs_in([setting["head"], *nodes]):
        for number in run.get("numbers", ()):
            sources[number] = f"source {number}, {publishers[number]}"
        if run.get("struck") and run.get("text"):
            struck.append(run["text"])
    return Spoken(headers, sources, struck)


def _publishers(nodes: Nodes) -> dict[int, str]:
    """Who published the sources in a register, by their numbers."""
    publishers = {}
    for register in of_kind(nodes, "entries"):
        for entry in register["entries"]:
            publishers[entry["number"]] = entry["publisher"]
    return publishers


def _tables(part: Any) -> Iterator[Data]:
    """The tables in nodes, in the order in which they are set."""
    if isinstance(part, Mapping):
        if part.get("node") == "table":
            yield part
            return
        part = [part.get("items"), part.get("nodes")]
    if isinstance(part, list):
        for inner in part:
            yield from _tables(inner)


def _headers(table: Data) -> RowHeads:
    if "spans" in table:
        return spans.row_heads(table)
    return header_column(table["columns"], table["figures"])


def _pages(data: bytes) -> int:
    """How many pages a PDF of Typst's has, whose objects lie open."""
    return len(_PAGE.findall(data))


def _filled(data: bytes) -> float:
    """How far down the last page of a PDF of Typst's is filled: 1 to its foot."""
    *_, page = _PAGE.finditer(data)
    top = float(page["height"])
    start = data.index(b"\n%s 0 obj" % page["drawing"])
    stream = data.index(b"stream\n", start) + len(b"stream\n")
    drawing = zlib.decompressobj().decompress(data[stream:])
    heights = map(float, _LINE.findall(drawing))
    lowest = min(filter(_FOOT.__lt__, heights), default=top)
    return (top - lowest) / (top - _FOOT)


def attachments(document: Document) -> dict[str, bytes]:
    """What travels inside the PDF: the trace and the ledger as known."""
    files = {"trace.json": as_json(trace(document))}
    brand = brand_json(document)
    if brand:
        files["brand.json"] = brand
    ledger: Mapping[str, str] = document.edition["ledger"]
    for name in sorted(ledger):
        files[name] = ledger[name].encode()
    return files


def _laid_out(document: Document, root: Path) -> Node:
    """What the template reads, its pictures put beside it."""
    _put_files(document, root)
    setting = _setting(document)
    chosen = fonts_for(lacking(setting))
    letters: set[str] = set()
    for font in chosen:
        letters.update(font.letters)
    setting = dict(printable(setting, frozenset(letters)))
    folders = {str(font.folder) for font in chosen}
    setting["more"] = {
        "families": [font.family for font in chosen],
        "folders": sorted(folders),
    }
    if document.ours:
        _turn_runs(setting)
        return setting
    return dict(read_from_its_side(breakable(setting)))


def _put_files(document: Document, root: Path) -> None:
    """Put the template into a folder, and the pictures and fonts that it reads."""
    files = {"report.typ": _TEMPLATE.read_bytes()}
    for name, data in document.files.items():
        is_drawing = name.endswith(".svg")
        files[name] = legible(data) if is_drawing else data
    brand = document.brand
    if brand.logo:
        files[brand.logo_file] = brand.logo
    for at, face in enumerate(brand.faces):
        files[f"brand-{at}.ttf"] = face.data
    _write(files, root)


def _write(files: Mapping[str, bytes], root: Path) -> None:
    for name, data in files.items():
        path = root / name
        path.write_bytes(data)


def _turn_runs(setting: Data) -> None:
    for run in runs_in([setting["head"], *setting["nodes"]]):
        if is_right_to_left(run.get("text", "")):
            run["right-to-left"] = True


def _compile(
    root: Path,
    setting: Data,
    attached: Mapping[str, bytes],
    **form: Any,
) -> Any:
    """A PDF, or what else is asked for: as a picture, one of each page."""
    files = [{"name": name, **_described(name)} for name in attached]
    report = json.dumps({**setting, "attached": files})
    _write(attached, root)
    _write({"report.json": report.encode("ascii")}, root)
    return compiled(
        root / "report.typ",
        "the PDF does not compile",
        [root, *map(Path, setting["more"]["folders"])],
        **(form or _PDF),
    )


def _described(name: str) -> dict[str, str]:
    """What an attachment is."""
    described = dict(_DESCRIBED[Path(name).suffix])
    if name == "brand.json":
        described["about"] = "House style of the report"
    return described


def legible(svg: bytes) -> bytes:
    """A drawing with what no font has written as code points, as everywhere in the PDF."""
    try:
        return drawable(svg.decode()).encode()
    except UnicodeDecodeError:
        return svg  # somebody's picture in another encoding, which says so itself


def _setting(document: Document) -> Node:
    """The document as the template reads it."""
    head = dict(document.face)
    head["language"] = document.head["language"]
    head["name"] = catalogue.name(document)
    nodes = [_node(node) for node in document.on_paper]
    return {
        "brand": _look(document.brand),
        "head": _set(head),
        "about": catalogue.about(document),
        "nodes": _set(nodes),
        "contents": any(node.get("whole") for node in nodes),
        "close": 0,
    }


def _set(value: Any) -> Any:
    """What of nodes is set: all but what other formats and the trace know them by."""
    if isinstance(value, Mapping):
        return {key: _set(part) for key, part in value.items() if key not in _NOT_SET}
    if isinstance(value, list):
        return list(map(_set, value))
    return value


def _look(brand: Brand) -> dict[str, Any]:
    """The brand as the template reads it."""
    families = [brand.family] if brand.family else []
    return {
        "ink": brand.ink,
        "accent": brand.accent,
        "fonts": [*families, *FAMILIES],
        "scale": brand.scale,
        "paper": {"A4": "a4", "Letter": "us-letter"}[brand.page],
        "logo": brand.logo_file,
        "name": brand.name,
    }


def _node(node: Data) -> Node:
    """A node as the template reads it, with those inside a list or a quote."""
    kind = node["node"]
    if kind == "list":
        items = [list(map(_node, item)) for item in node["items"]]
        return {**node, "items": items}
    if kind == "quote":
        inner = list(map(_node, node["nodes"]))
        return {**node, "nodes": inner}
    if kind == "chart":
        return _chart(node)
    if kind == "table":
        return _table(node)
    return dict(node)


def _chart(chart: Data) -> Node:
    """A chart as the template reads it, which takes the drawing from its file."""
    return {
        "node": chart["node"],
        "name": chart["name"],
        "title": chart["title"],
        "subtitle": chart["subtitle"],
        "source": chart["source"],
        "alt": text_of(chart["alt"]),
    }


def _table(table: Data) -> Node:
    """A table as the template reads it, cells that take several places laid out."""
    setting = dict(table)
    setting["widths"] = widths(table)
    if "spans" in table:
        setting["head"] = spans.head(table)
        setting["body"] = spans.body(table)
    return setting
