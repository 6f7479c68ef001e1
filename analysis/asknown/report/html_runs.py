"""The text of HTML as runs: what stands in a line, with the styles around it.

A block within a line, such as a paragraph in a cell, is set apart by a break, and a cell by a
blank: two numbers never become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import Tag
from bs4.element import CData, NavigableString

from asknown.report.raised import raised

Run = dict[str, Any]
STYLES: dict[str, Run] = {
    "b": {"strong": True},
    "strong": {"strong": True},
    "th": {},
    "i": {"quiet": True},
    "em": {"quiet": True},
    "s": {"struck": True},
    "del": {"struck": True},
    "strike": {"struck": True},
    "code": {"code": True},
    "kbd": {"code": True},
    "tt": {"code": True},
}
RAISED = ("sup", "sub")
# What shows nothing itself: programs, styles, and what there is to press.
SILENT = ("script", "style", "template", "head", "title", "noscript", "button")
# What only a browser can show, in words.
UNSHOWN = {
    "iframe": "a frame with another page",
    "video": "a film",
    "audio": "a sound",
    "canvas": "a drawing made by a script",
    "object": "what a program of its own shows",
    "embed": "what a program of its own shows",
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
_PARTS = (
    *HEADINGS,
    *LISTS,
    "table",
    "blockquote",
    "pre",
    "hr",
    "img",
    "p",
    "caption",
    "li",
)
_OPENING = (
    "div",
    "section",
    "article",
    "details",
    "summary",
    "figure",
    "figcaption",
    "center",
)
_LANDMARKS = (
    "body",
    "html",
    "main",
    "header",
    "footer",
    "aside",
    "nav",
    "form",
    "fieldset",
)
BLOCKS = (*_PARTS, *_OPENING, *_LANDMARKS, "dl", "dt", "dd", *UNSHOWN)
_CELLS = ("td", "th")
_APART = (*BLOCKS, "tr", "option")
_BLANKS = re.compile(r"[ \t\n\r\f]+")  # of HTML: one that holds words together is none
_LINK = re.compile(r"https?://")


def runs(children: Iterable[Any], style: Run | None = None) -> list[Run]:
    """Text with the styles around it."""
    return [run for child in children for run in _runs_of(child, style or {})]


def _runs_of(child: Any, style: Run) -> Iterator[Run]:
    if type(child) in (NavigableString, CData):
        yield {"text": _BLANKS.sub(" ", str(child)), **style}
    elif isinstance(child, Tag) and child.name not in SILENT:
        yield from _inside(child, style)


def _inside(tag: Tag, style: Run) -> Iterator[Run]:
    name = tag.name
    if name == "br":
        yield {"text": "\n", **style}
    elif name == "img":
        node = image(tag)
        yield {"text": f"[{node['alt']}]", "image": node, **style}
    elif name == "math":
        yield _mathematics(tag) | style
    elif name in UNSHOWN:
        yield unshown(name)
    elif name in RAISED:
        for run in runs(tag.children, style):
            yield run | {"text": raised(run["text"], name)}
    else:
        yield from _set_apart(tag, _styled(tag) | style)


def unshown(name: str) -> Run:
    """What stands in a line for a tag that only a browser can show."""
    kind = UNSHOWN[name]
    return {"text": f"[Not shown here: {kind}]", "not_shown": kind}


def _mathematics(tag: Tag) -> Run:
    """MathML by the LaTeX that it brings along: its text alone would make x2 of a square."""
    source = tag.find("annotation", encoding="application/x-tex")
    tex = (
        source.get_text() if isinstance(source, Tag) else str(tag.get("alttext") or "")
    )
    if tex:
        return {"text": tex, "tex": tex}
    kind = "mathematics in MathML"
    return {"text": f"[Not shown here: {kind}]", "not_shown": kind}


def _set_apart(tag: Tag, style: Run) -> Iterator[Run]:
    """What a tag holds; that of a block with a break around it, that of a cell with a blank."""
    edge = "\n" if tag.name in _APART else " " if tag.name in _CELLS else ""
    around = [{"text": edge}] if edge else []
    yield from around
    yield from runs(tag.children, style)
    yield from around


def _styled(tag: Tag) -> Run:
    style = dict(STYLES.get(tag.name, {}))
    address = str(tag.get("href") or "")
    if tag.name == "a" and _LINK.match(address):
        style["link"] = address
    return style


def image(tag: Tag) -> Run:
    """The node of a picture that a tag names."""
    alt = str(tag.get("alt") or tag.get("title") or "")
    return {"node": "image", "url": str(tag.get("src") or ""), "alt": alt}


def stripped(line: Iterable[Run]) -> list[Run]:
    """Runs without blanks and breaks at their ends, and without doubled ones between them."""
    tidy: list[Run] = []
    before = "\n"
    for run in line:
        text = run["text"]
        if before.endswith("\n"):
            text = text.lstrip()
        elif before.endswith(" "):
            text = text.lstrip(" ")
        if text:
            tidy.append(run | {"text": text})
            before = text
    while tidy and not tidy[-1]["text"].strip():
        tidy.pop()
    if tidy:
        tidy[-1] = tidy[-1] | {"text": tidy[-1]["text"].rstrip()}
    return tidy
