"""The PDF: a document set by Typst, tagged for screen readers, with the ledger and the trace
inside.

Texts reach Typst as JSON, never as markup. Compiled as PDF/UA-1 and PDF/A-3a, so a missing
alternative text, title or glyph fails the build.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from asknown.brand import Brand
from asknown.errors import BuildError
from asknown.report import catalogue, spans
from asknown.report.document import (
    Document,
    as_json,
    brand_json,
    is_right_to_left,
    runs_in,
)
from asknown.report.fonts import FAMILIES, drawable, lacking, printable
from asknown.report.lines import breakable, read_from_its_side
from asknown.report.pictures import UNREAD
from asknown.report.placeholders import placeholder
from asknown.report.tags import RowHeads, Spoken, header_column, tagged
from asknown.report.trace import trace
from asknown.report.typesetting import compiled
from asknown.report.widths import widths
from asknown.report.world_fonts import fonts_for
from asknown.storage import workplace
from asknown.text.faces import text_of

_STREAM = re.compile(rb"/Length (\d+)(?:[^<>]|<<[^<>]*>>)*>>\s*stream\r?\n")
_PAGE = re.compile(rb"/Type/Page\b")
_OFFSET = re.compile(rb"(\d{10})( \d{5} n)")
_SCREEN = 96.0  # dots an inch of a picture of a page
_PDF: dict[str, Any] = {"pdf_standards": ["ua-1", "a-3a"], "timestamp": 0}
_FOOT = 54  # the height of the foot of a page, in points
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
            document.nodes = list(
                _without_broken(document.nodes, _broken(document, root))
            )
            setting = _laid_out(document, root)
            data = _compile(root, setting, attached)
        pages = _pages(data)
        if 1 < pages <= _MOST_CLOSER and _filled(data) < _LEAST:
            for close in _CLOSER:
                closer = setting | {"close": close}
                other = _compile(root, closer, attached)
                # Only where that brings the last page's lines onto the page before.
                if _pages(other) < pages:
                    setting, data = closer, other
                    break
    return _finished(data, setting), attached


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
            rest = {key: part for key, part in node.items() if key != "picture"}
            yield rest | {"text": f"[{node['text']}]", "not_shown": UNREAD}
        else:
            keys, parts = list(node), list(node.values())
            yield dict(zip(keys, _without_broken(parts, broken), strict=True))


def first_page(document: Document) -> bytes:
    """The first page as a picture (PNG), as wide as a screen reads it. BuildError where it does not
    compile."""
    with workplace() as root:
        setting = _laid_out(document, root)
        pages = _compile(root, setting, {}, format="png", ppi=_SCREEN)
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first


def _finished(data: bytes, setting: Mapping[str, Any]) -> bytes:
    """A PDF of Typst's with the tags that it does not write, its streams' ends beyond doubt."""
    return with_clear_ends(tagged(data, _spoken(setting)))


def _spoken(setting: Mapping[str, Any]) -> Spoken:
    nodes = setting["nodes"]
    tables = list(_tables(nodes))
    entries = [
        entry
        for node in nodes
        if node["node"] == "entries"
        for entry in node["entries"]
    ]
    publishers = {entry["number"]: entry["publisher"] for entry in entries}
    runs = list(runs_in([setting["head"], *nodes]))
    cited = {number for run in runs for number in run.get("numbers", ())}
    return Spoken(
        headers=list(map(_headers, tables)),
        sources={number: f"source {number}, {publishers[number]}" for number in cited},
        struck=[run["text"] for run in runs if run.get("struck") and run.get("text")],
    )


def _tables(part: Any) -> Iterator[Mapping[str, Any]]:
    """The tables in nodes, in the order in which they are set."""
    if isinstance(part, Mapping):
        if part.get("node") == "table":
            yield part
            return
        part = [part.get("items"), part.get("nodes")]
    if isinstance(part, list):
        for inner in part:
            yield from _tables(inner)


def _headers(table: Mapping[str, Any]) -> RowHeads:
    if "spans" in table:
        return spans.row_heads(table)
    return header_column(table["columns"], table["figures"])


def _pages(data: bytes) -> int:
    """How many pages a PDF of Typst's has, whose objects lie open."""
    return len(_PAGE.findall(data))


def _filled(data: bytes) -> float:
    """How far down the last page of a PDF is filled: 1 to its foot."""
    from pypdf import PdfReader  # slow to load

    # It is Typst's own: there is nothing to mend.
    pages = PdfReader(BytesIO(data), strict=True).pages
    lowest = float(pages[-1].mediabox.height)

    def seen(text: str, page: list[float], line: list[float], *others: Any) -> None:
        nonlocal lowest
        height = line[4] * page[1] + line[5] * page[3] + page[5]
        if text.strip() and height > _FOOT:
            lowest = min(lowest, height)

    pages[-1].extract_text(visitor_text=seen)
    height = float(pages[-1].mediabox.height)
    return (height - lowest) / (height - _FOOT)


def attachments(document: Document) -> dict[str, bytes]:
    """What travels inside the PDF: the trace and the ledger as known."""
    ledger: Mapping[str, str] = document.edition["ledger"]
    files = {"trace.json": as_json(trace(document))}
    if brand := brand_json(document):
        files["brand.json"] = brand
    for name, text in sorted(ledger.items()):
        files[name] = text.encode()
    return files


def _laid_out(document: Document, root: Path) -> dict[str, Any]:
    """What the template reads, its pictures put beside it."""
    (root / "report.typ").write_bytes(_TEMPLATE.read_bytes())
    for name, data in document.files.items():
        (root / name).write_bytes(legible(data) if name.endswith(".svg") else data)
    brand = document.brand
    if brand.logo:
        (root / brand.logo_file).write_bytes(brand.logo)
    for at, face in enumerate(brand.faces):
        (root / f"brand-{at}.ttf").write_bytes(face.data)
    setting = _setting(document)
    chosen = fonts_for(lacking(setting))
    letters = frozenset().union(*(font.letters for font in chosen))
    setting = dict(printable(setting, letters))
    setting["more"] = {
        "families": [font.family for font in chosen],
        "folders": sorted({str(font.folder) for font in chosen}),
    }
    if document.ours:
        _turn_runs(setting)
        return setting
    return dict(read_from_its_side(breakable(setting)))


def _turn_runs(setting: Mapping[str, Any]) -> None:
    for run in runs_in([setting["head"], *setting["nodes"]]):
        if is_right_to_left(run.get("text", "")):
            run["right-to-left"] = True


def _compile(
    root: Path, setting: Mapping[str, Any], attached: Mapping[str, bytes], **form: Any
) -> Any:
    """A PDF, or what else is asked for: as a picture, one of each page."""
    for name, data in attached.items():
        (root / name).write_bytes(data)
    files = [{"name": name, **_described(name)} for name in attached]
    (root / "report.json").write_text(
        json.dumps({**setting, "attached": files}), encoding="ascii"
    )
    sheet = root / "report.typ"
    folders = [root, *map(Path, setting["more"]["folders"])]
    return compiled(sheet, "the PDF does not compile", folders, **(form or _PDF))


def _described(name: str) -> dict[str, str]:
    """What an attachment is."""
    told = _DESCRIBED[Path(name).suffix]
    return (
        told | {"about": "House style of the report"} if name == "brand.json" else told
    )


def legible(svg: bytes) -> bytes:
    """A drawing with what no font has written as code points, as everywhere in the PDF."""
    try:
        return drawable(svg.decode()).encode()
    except UnicodeDecodeError:
        return svg  # somebody's picture in another encoding, which says so itself


def with_clear_ends(data: bytes) -> bytes:
    """The same PDF with every stream's end beyond doubt.

    Compressed data may end in a carriage return by chance. With the line feed that Typst puts
    before `endstream` it reads as one end of line, and a strict checker finds the stream a byte
    short; a carriage return more makes it clear.
    """
    ends = _unclear_ends(data)

    def moved(offset: int) -> int:
        """Where an offset comes to lie when a byte is put in at each of the ends."""
        return offset + bisect_right(ends, offset)

    def moved_entry(entry: re.Match[bytes]) -> bytes:
        return b"%010d" % moved(int(entry[1])) + entry[2]

    # The table of offsets, which is last, has to follow what moves (ISO 32000-2, 7.5.4).
    table = int(data[data.rindex(b"startxref") :].split()[1])
    body = b"\r".join(data[start:end] for start, end in pairwise([0, *ends, table]))
    tail = _OFFSET.sub(moved_entry, data[table:])
    return body + tail.replace(
        b"startxref\n%d" % table, b"startxref\n%d" % moved(table)
    )


def _unclear_ends(data: bytes) -> list[int]:
    """Where streams end whose last byte is a carriage return."""
    ends = []
    stream = _STREAM.search(data)
    while stream:
        end = stream.end() + int(stream[1])
        if data[end - 1 : end] == b"\r":
            ends.append(end)
        stream = _STREAM.search(data, end)
    return ends


def _setting(document: Document) -> dict[str, Any]:
    """The document as the template reads it."""
    head = document.face | {"language": document.head["language"]}
    nodes = [_node(node) for node in document.on_paper]
    return {
        "brand": _look(document.brand),
        "head": head | {"name": catalogue.name(document)},
        "about": catalogue.about(document),
        "nodes": nodes,
        "contents": any(node.get("whole") for node in nodes),
        "close": 0,
    }


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


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node as the template reads it, with those inside a list or a quote."""
    if node["node"] == "list":
        return {**node, "items": [list(map(_node, item)) for item in node["items"]]}
    if node["node"] == "quote":
        return {**node, "nodes": list(map(_node, node["nodes"]))}
    if node["node"] == "chart":
        chart = {
            key: node[key] for key in ("node", "name", "title", "subtitle", "source")
        }
        return chart | {"alt": text_of(node["alt"])}
    if node["node"] == "table":
        return _table(node)
    return dict(node)


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table as the template reads it, cells that take several places laid out."""
    setting = {**table, "widths": widths(table)}
    if "spans" in table:
        setting |= {"head": spans.head(table), "body": spans.body(table)}
    return setting
