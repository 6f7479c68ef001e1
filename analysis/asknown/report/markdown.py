"""The Markdown of a notebook as nodes: headings, paragraphs, lists, tables, quotes, code, images,
mathematics, footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Any

import mistune

from asknown.report import html_nodes
from asknown.report.html_runs import RAISED, STYLES, UNSHOWN, unshown
from asknown.report.raised import raised
from asknown.text import english
from asknown.text.prose import UntracedNumber

Node = dict[str, Any]
_parse = mistune.create_markdown(
    renderer="ast", plugins=["table", "footnotes", "strikethrough", "math", "url"]
)
_STYLES = {
    "strong": {"strong": True},
    "emphasis": {"quiet": True},
    "strikethrough": {"struck": True},
    "codespan": {"code": True},
}
# Code and mathematics, which stay as they are.
_FENCED = re.compile(
    r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$|\$\$.*?\$\$)", re.MULTILINE | re.DOTALL
)
_ENVIRONMENT = re.compile(
    r"^ {0,3}(?P<tex>\\begin\{(?P<name>\w+\*?)\}.*?\\end\{(?P=name)\})[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_ONE_FORMULA = re.compile(r"\$\$?[^$]*\$\$?")
_PICTURE = re.compile(
    r"(!\[[^\]\n]*\])\(([^()<>\"\n]* [^()<>\"\n]*\.(?:png|jpe?g|gif|svg|webp))\)"
)
_BRACKETS = re.compile(r"\\\\\((.+?)\\\\\)|\\\\\[(.+?)\\\\\]", re.DOTALL)
_ONE_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_QUIET = ("blank_line", "newline")


def mathematics(latex: str) -> Iterator[Node]:
    """The nodes of an output in LaTeX: a formula, or text with formulas in it."""
    text = latex.strip()
    if "$" in text and not _ONE_FORMULA.fullmatch(text):
        yield from nodes(text)
    elif text:
        yield {"node": "math", "tex": text}


def strict(source: str, where: str) -> Iterator[Node]:
    """The nodes of a cell of our own notebooks. UntracedNumber, naming `where`, for a numeral typed
    into its prose."""
    found = english.numerals(source)
    if found:
        raise UntracedNumber(
            f"{where}: the numeral {found[0]!r} is typed into the prose; let a call say it"
        )
    yield from nodes(source)


def nodes(source: str) -> Iterator[Node]:
    """The nodes of a Markdown text."""
    tokens: Iterable[Any] = _parse(_with_dollars(source))
    yield from _blocks(tokens)


def _with_dollars(source: str) -> str:
    """A text whose environments of LaTeX stand in dollars: Markdown would take their backslashes
    and brackets for its own."""
    parts = _FENCED.split(source)
    parts[::2] = map(_outside_of_code, parts[::2])
    return "".join(parts)


def _outside_of_code(source: str) -> str:
    source = _ENVIRONMENT.sub(_in_dollars, _with_whole_names(source))
    return _BRACKETS.sub(_between_dollars, source)


def _between_dollars(found: re.Match[str]) -> str:
    """Mathematics that stands between brackets, as notebooks write them: `\\\\(x\\\\)`."""
    return (
        f"${found[1].strip()}$" if found[1] is not None else f"$${found[2].strip()}$$"
    )


def _with_whole_names(source: str) -> str:
    """A text in which the name of a picture may have blanks."""
    return _PICTURE.sub(r"\1(<\2>)", source)


def _in_dollars(found: re.Match[str]) -> str:
    return f"\n\n$$\n{found['tex']}\n$$\n\n"


def _blocks(tokens: Iterable[Any]) -> Iterator[Node]:
    for token in _html_together(tokens):
        kind = token["type"]
        if kind in _BLOCKS:
            yield from _BLOCKS[kind](token)
        elif kind not in _QUIET:
            yield from _paragraph(token)


def _html_together(tokens: Iterable[Any]) -> Iterator[Any]:
    """Tokens with blocks of HTML that follow each other as one: a blank line ends no table."""
    waiting: dict[str, Any] | None = None
    for token in tokens:
        kind = token["type"]
        if kind == "block_html":
            raw = token["raw"] if waiting is None else waiting["raw"] + token["raw"]
            waiting = {"type": kind, "raw": raw}
        elif waiting is None or kind not in _QUIET:
            if waiting is not None:
                yield waiting
                waiting = None
            yield token
    if waiting is not None:
        yield waiting


def _paragraph(token: Any) -> Iterator[Node]:
    """A paragraph, then the pictures in it; an environment of LaTeX outside dollars is mathematics
    too."""
    parts = token.get("children") or []
    if len(parts) == 1 and parts[0]["type"] == "block_math":
        yield from _math(parts[0])
        return
    pictures = [picture for part in parts if (picture := _picture_of(part))]
    words = [part for part in parts if not _picture_of(part)]
    runs = list(_runs({"type": "paragraph", "children": words}))
    said = "".join(run["text"] for run in runs).strip()
    if said.startswith("\\begin{"):
        yield {"node": "math", "tex": said}
    elif said:
        yield {"node": "text", "paragraphs": [runs]}
    yield from pictures


def _picture_of(token: Any) -> Node | None:
    """The picture that a part of a line is, by Markdown or by a tag."""
    if token["type"] == "inline_html":
        return html_nodes.picture(token["raw"])
    return _picture(token) if token["type"] == "image" else None


def _picture(token: Any) -> Node:
    return {"node": "image", "url": token["attrs"]["url"], "alt": _inside(token)}


def _heading(token: Any) -> Iterator[Node]:
    yield {
        "node": "heading",
        "level": token["attrs"]["level"],
        "runs": list(_runs(token)),
    }


def _list(token: Any) -> Iterator[Node]:
    items = [list(_blocks(item["children"])) for item in token["children"]]
    attributes = token["attrs"]
    found = {"node": "list", "ordered": bool(attributes.get("ordered")), "items": items}
    yield found | (
        {"start": attributes["start"]} if attributes.get("start", 1) != 1 else {}
    )


def _quote(token: Any) -> Iterator[Node]:
    yield {"node": "quote", "nodes": list(_blocks(token["children"]))}


def _code(token: Any) -> Iterator[Node]:
    language = (token.get("attrs") or {}).get("info") or ""
    yield {"node": "code", "language": language, "text": token["raw"].rstrip("\n")}


def _math(token: Any) -> Iterator[Node]:
    yield {"node": "math", "tex": token["raw"].strip()}


def _table(token: Any) -> Iterator[Node]:
    parts = {child["type"]: child["children"] for child in token["children"]}
    heads = parts["table_head"]
    columns = [_text(head) for head in heads]
    # What its author sets to the right is a column of figures.
    figures = [_text(head) for head in heads if head["attrs"].get("align") == "right"]
    rows = [_cells(row) for row in parts.get("table_body", [])]
    yield {
        "node": "table",
        "name": "",
        "caption": [],
        "columns": columns,
        "figures": figures,
        "rows": rows,
    }


def _cells(row: Any) -> list[list[Node]]:
    return [list(_runs(cell)) for cell in row["children"]]


def _footnotes(token: Any) -> Iterator[Node]:
    items = [list(_blocks(item["children"])) for item in token["children"]]
    yield {"node": "list", "ordered": True, "items": items}


def _html(token: Any) -> Iterator[Node]:
    yield from html_nodes.nodes(token["raw"])


def _rule(_: Any) -> Iterator[Node]:
    yield {"node": "rule"}


_BLOCKS: dict[str, Callable[[Any], Iterator[Node]]] = {
    "heading": _heading,
    "list": _list,
    "block_quote": _quote,
    "block_code": _code,
    "block_math": _math,
    "table": _table,
    "footnotes": _footnotes,
    "block_html": _html,
    "thematic_break": _rule,
}


def _text(token: Any) -> str:
    return "".join(run["text"] for run in _runs(token))


def _inside(picture: Any) -> str:
    """The alternative text of a picture."""
    return _text({"type": "paragraph", "children": picture["children"]})


def _runs(token: Mapping[str, Any], **style: Any) -> Iterator[Node]:
    """The text of a token as runs, with the styles around it."""
    kind = token["type"]
    style = style | _STYLES.get(kind, {})
    if kind == "link" and re.match(r"https?://", token["attrs"]["url"]):
        style["link"] = token["attrs"]["url"]
    if kind in _LEAVES:
        yield _LEAVES[kind](token) | style
    elif "children" in token:
        yield from _in_line(token["children"], style)
    else:
        raw = token.get("raw", "")
        yield {"text": raw if kind == "codespan" else unescape(raw), **style}


def _in_line(tokens: Iterable[Any], style: Node) -> Iterator[Node]:
    """The runs of a line, whose tags of HTML open and close styles."""
    around: dict[str, Node] = {}
    place = ""
    for token in tokens:
        tag = _ONE_TAG.match(token["raw"]) if token["type"] == "inline_html" else None
        name = tag[2].lower() if tag else ""
        if tag is None and token["type"] == "inline_html":
            continue  # a comment
        if tag is None:
            for run in _runs(token, **style, **_merged(around.values(), style)):
                yield run | {"text": raised(run["text"], place)} if place else run
        elif name == "br":
            yield {"text": "\n", **style}
        elif name == "img":
            picture = html_nodes.picture(token["raw"]) or {"alt": ""}
            yield {"text": f"[{picture['alt']}]", "image": picture, **style}
        elif name in UNSHOWN:
            yield from [] if tag[1] else [unshown(name)]
        elif name in RAISED:
            place = "" if tag[1] else name
        elif tag[1]:
            around.pop(name, None)
        elif name in STYLES:
            around[name] = STYLES[name]


def _merged(styles: Iterable[Node], over: Node) -> Node:
    found: Node = {}
    for each in styles:
        found |= each
    return {key: value for key, value in found.items() if key not in over}


_LEAVES: dict[str, Callable[[Mapping[str, Any]], Node]] = {
    "linebreak": lambda token: {"text": "\n"},
    "softbreak": lambda token: {"text": " "},
    "inline_math": lambda token: {"text": token["raw"], "tex": token["raw"]},
    "block_math": lambda token: {"text": token["raw"], "tex": token["raw"]},
    "footnote_ref": lambda token: {"text": f"[{token['attrs']['index']}]"},
    "image": lambda token: {"text": f"[{_inside(token)}]", "image": _picture(token)},
}
