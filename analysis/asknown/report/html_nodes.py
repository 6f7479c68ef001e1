"""HTML in a notebook as nodes: headings, paragraphs, lists, tables, quotes, code, pictures. The one
reader of it, for outputs and for what stands in Markdown.

Scripts and styles are not read. What only a browser could show is a line that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag

from asknown.report import html_runs
from asknown.report.html_runs import Run, image, runs, stripped
from asknown.report.html_tables import astray, tables
from asknown.report.nodes import Node, Nodes
from asknown.report.placeholders import MEND, placeholder

_DRAWING = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_MARKUP = re.compile(r"<[^>]*>")
_UNREAD = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)
_VOID = {
    "br",
    "img",
    "hr",
    "input",
    "meta",
    "link",
    "col",
    "source",
    "track",
    "wbr",
    "area",
}
_ENDING = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "option",
    "dt",
    "dd",
    "thead",
    "tbody",
    "tfoot",
} | _VOID
_DEEPEST = 120  # tags in each other; libxml2 reads no more than some two hundred
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def nodes(source: str) -> list[Node]:
    """The nodes of a piece of HTML, in order."""
    if _depth(source) > _DEEPEST:
        return _flat(source)
    soup = _soup(source)
    read = list(_flow(soup.children))
    empty = [tag for tag in soup.find_all("div", id=True) if not tag.contents]
    scripts = "".join(script.get_text() for script in soup.find_all("script"))
    filled = [tag for tag in empty if str(tag["id"]) in scripts]
    return read + [placeholder("what a script draws", MEND) for _ in filled]


def _depth(source: str) -> int:
    """How deep the tags of a piece of HTML stand in each other, where they do not end of their own
    accord."""
    depth = deepest = 0
    for tag in _TAG.finditer(source):
        if tag[2].lower() not in _ENDING:
            depth = max(0, depth - 1 if tag[1] else depth + 1)
            deepest = max(deepest, depth)
    return deepest


def _flat(source: str) -> list[Node]:
    """The text alone: a parser would drop what lies too deep."""
    text = unescape(_MARKUP.sub(" ", _UNREAD.sub("", source)))
    kind = "the form of HTML that is nested too deep"
    shown = [{"text": " ".join(text.split())}]
    return [placeholder(kind), {"node": "text", "paragraphs": [shown]}]


def picture(tag: str) -> Node | None:
    """The picture that a tag within a line of Markdown shows, if it is one."""
    if not tag.lower().startswith("<img"):
        return None
    shown = _soup(tag).find("img")
    if isinstance(shown, Tag):
        return image(shown)
    return None


def _soup(source: str) -> BeautifulSoup:
    # A parser of HTML would write the names of a drawing in small letters.
    return BeautifulSoup(
        _DRAWING.sub(_as_image, source), "lxml", multi_valued_attributes=None
    )


def _as_image(drawing: re.Match[str]) -> str:
    """A drawing in the page as a picture with an address of its own."""
    svg = drawing[0]
    if "xmlns=" not in svg.split(">", 1)[0]:
        svg = svg.replace("<svg", f"<svg {_NAMESPACE}", 1)
    return f'<img alt="drawing" src="data:image/svg+xml,{_quoted(svg)}">'


def _quoted(text: str) -> str:
    signs = {
        "%": "%25",
        '"': "%22",
        "<": "%3C",
        ">": "%3E",
        "&": "%26",
        "#": "%23",
        "\n": "%0A",
    }
    return "".join(signs.get(sign, sign) for sign in text)


def _flow(children: Iterable[Any]) -> Nodes:
    """Nodes of what stands beside each other: text and what runs in it becomes a paragraph."""
    line: list[Run] = []
    for child in children:
        if not _is_block(child):
            line += runs([child])
            continue
        yield from _paragraph(line)
        line = []
        yield from _block(child)
    yield from _paragraph(line)


def _is_block(child: Any) -> bool:
    if not isinstance(child, Tag) or child.name in html_runs.SILENT:
        return False
    return child.name in html_runs.BLOCKS or child.find(html_runs.BLOCKS) is not None


def _paragraph(line: list[Run]) -> Nodes:
    said = stripped(line)
    if said:
        yield {"node": "text", "paragraphs": [said]}


def _block(tag: Tag) -> Nodes:
    name = tag.name
    if name in html_runs.HEADINGS:
        yield from _heading(tag)
    elif name in html_runs.LISTS:
        yield _list(tag)
    elif name == "table":
        yield from _table(tag)
    elif name == "blockquote":
        yield {"node": "quote", "nodes": list(_flow(tag.children))}
    elif name == "pre":
        yield {"node": "code", "language": "", "text": tag.get_text().strip("\n")}
    elif name == "hr":
        yield {"node": "rule"}
    elif name == "img":
        yield image(tag)
    elif name in html_runs.UNSHOWN:
        yield placeholder(html_runs.UNSHOWN[name], MEND)
        yield from _flow(tag.children)
    else:
        yield from _flow(tag.children)


def _heading(tag: Tag) -> Nodes:
    """A heading; one that says nothing is none."""
    said = stripped(runs(tag.children))
    if said:
        yield {"node": "heading", "level": int(tag.name[1]), "runs": said}


def _list(tag: Tag) -> Node:
    """A list; what stands in it outside its items is an item too."""
    items = list(filter(None, map(_item, tag.children)))
    node = {"node": "list", "ordered": tag.name == "ol", "items": items}
    first = tag.find("li", value=True, recursive=False)
    own = first.get("value") if isinstance(first, Tag) and not _before(first) else None
    start = str(own or tag.get("start") or "")
    is_count = start.isascii() and start.isdecimal() and len(start) < 9
    return node | ({"start": int(start)} if is_count else {})


def _before(item: Tag) -> bool:
    return item.find_previous_sibling("li") is not None


def _item(child: Any) -> list[Node]:
    is_item = isinstance(child, Tag) and child.name == "li"
    nodes = list(_flow(child.children if is_item else [child]))
    # One that says nothing keeps its number.
    return nodes or ([{"node": "text", "paragraphs": []}] if is_item else [])


def _table(tag: Tag) -> Nodes:
    """A table with its caption, wide ones in parts."""
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        yield from _paragraph(runs(caption.children))
    yield from _flow(astray(tag))
    yield from tables(tag)
