"""The Markdown of a notebook as nodes: headings, paragraphs, lists, tables, quotes, code, images,
mathematics, footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any

import mistune

from asknown.report import html_nodes
from asknown.report.html_runs import RAISED, STYLES, UNSHOWN, unshown
from asknown.report.nodes import Data, Node, Nodes
from asknown.report.raised import raised
from asknown.text import english
from asknown.text.prose import UntracedNumber

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


def mathematics(latex: str) -> Nodes:
    """The nodes of an output in LaTeX: a formula, or text with formulas in it."""
    text = latex.strip()
    if "$" in text and not _ONE_FORMULA.fullmatch(text):
        yield from nodes(text)
    elif text:
        yield {"node": "math", "tex": text}


def strict(source: str, where: str) -> Nodes:
    """The nodes of a cell of our own notebooks. UntracedNumber, naming `where`, for a numeral typed
    into its prose."""
    typed = english.numerals(source)
    if typed:
        fault = f"the numeral {typed[0]!r} is typed into the prose"
        raise UntracedNumber(f"{where}: {fault}; let a call say it")
    yield from nodes(source)


def nodes(source: str) -> Nodes:
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
    whole = _with_whole_names(source)
    in_dollars = _ENVIRONMENT.sub(_in_dollars, whole)
    return _BRACKETS.sub(_between_dollars, in_dollars)


def _between_dollars(found: re.Match[str]) -> str:
    """Mathematics that stands between brackets, as notebooks write them: `\\\\(x\\\\)`."""
    in_line, block = found.groups()
    if in_line is not None:
        return f"${in_line.strip()}$"
    return f"$${block.strip()}$$"


def _with_whole_names(source: str) -> str:
    """A text in which the name of a picture may have blanks."""
    return _PICTURE.sub(r"\1(<\2>)", source)


def _in_dollars(found: re.Match[str]) -> str:
    return f"\n\n$$\n{found['tex']}\n$$\n\n"


def _blocks(tokens: Iterable[Any]) -> Nodes:
    for token in _html_together(tokens):
        kind = token["type"]
        if kind in _BLOCKS:
            yield from _BLOCKS[kind](token)
        elif kind not in _QUIET:
            yield from _paragraph(token)


def _html_together(tokens: Iterable[Any]) -> Iterator[Any]:
    """Tokens with blocks of HTML that follow each other as one: a blank line ends no table."""
    waiting = ""
    for token in tokens:
        kind = token["type"]
        if kind == "block_html":
            waiting += token["raw"]
        elif not waiting:
            yield token
        elif kind not in _QUIET:
            yield {"type": "block_html", "raw": waiting}
            waiting = ""
            yield token
    if waiting:
        yield {"type": "block_html", "raw": waiting}


def _paragraph(token: Any) -> Nodes:
    """A paragraph, then the pictures in it; an environment of LaTeX outside dollars is mathematics
    too."""
    parts = token.get("children") or []
    if len(parts) == 1 and parts[0]["type"] == "block_math":
        yield from _math(parts[0])
        return
    pictures = []
    words = []
    for part in parts:
        picture = _picture_of(part)
        if picture:
            pictures.append(picture)
        else:
            words.append(part)
    runs = list(_runs({"type": "paragraph", "children": words}))
    said = _words(runs).strip()
    if said.startswith("\\begin{"):
        yield {"node": "math", "tex": said}
    elif said:
        yield {"node": "text", "paragraphs": [runs]}
    yield from pictures


def _picture_of(token: Any) -> Node | None:
    """The picture that a part of a line is, by Markdown or by a tag."""
    kind = token["type"]
    if kind == "inline_html":
        return html_nodes.picture(token["raw"])
    if kind == "image":
        return _picture(token)
    return None


def _picture(token: Any) -> Node:
    return {
        "node": "image",
        "url": token["attrs"]["url"],
        "alt": _inside(token),
    }


def _heading(token: Any) -> Nodes:
    yield {
        "node": "heading",
        "level": token["attrs"]["level"],
        "runs": list(_runs(token)),
    }


def _list(token: Any) -> Nodes:
    attributes = token["attrs"]
    node: Node = {
        "node": "list",
        "ordered": bool(attributes.get("ordered")),
        "items": _items(token),
    }
    start = attributes.get("start", 1)
    if start != 1:
        node["start"] = start
    yield node


def _items(token: Any) -> list[list[Node]]:
    return [list(_blocks(item["children"])) for item in token["children"]]


def _quote(token: Any) -> Nodes:
    inner = _blocks(token["children"])
    yield {"node": "quote", "nodes": list(inner)}


def _code(token: Any) -> Nodes:
    attributes = token.get("attrs") or {}
    yield {
        "node": "code",
        "language": attributes.get("info") or "",
        "text": token["raw"].rstrip("\n"),
    }


def _math(token: Any) -> Nodes:
    yield {"node": "math", "tex": token["raw"].strip()}


def _table(token: Any) -> Nodes:
    parts = {child["type"]: child["children"] for child in token["children"]}
    columns = []
    figures = []
    for head in parts["table_head"]:
        column = _text(head)
        columns.append(column)
        # What its author sets to the right is a column of figures.
        if head["attrs"].get("align") == "right":
            figures.append(column)
    yield {
        "node": "table",
        "name": "",
        "caption": [],
        "columns": columns,
        "figures": figures,
        "rows": [_cells(row) for row in parts.get("table_body", [])],
    }


def _cells(row: Any) -> list[list[Node]]:
    return [list(_runs(cell)) for cell in row["children"]]


def _footnotes(token: Any) -> Nodes:
    yield {"node": "list", "ordered": True, "items": _items(token)}


def _html(token: Any) -> Nodes:
    yield from html_nodes.nodes(token["raw"])


def _rule(_: Any) -> Nodes:
    yield {"node": "rule"}


_BLOCKS: dict[str, Callable[[Any], Nodes]] = {
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
    return _words(_runs(token))


def _words(runs: Nodes) -> str:
    return "".join(run["text"] for run in runs)


def _inside(picture: Any) -> str:
    """The alternative text of a picture."""
    return _text({"type": "paragraph", "children": picture["children"]})


def _runs(token: Data, **style: Any) -> Nodes:
    """The text of a token as runs, with the styles around it."""
    kind = token["type"]
    style |= _STYLES.get(kind, {})
    if kind == "link":
        style |= _leading(token["attrs"]["url"])
    if kind in _LEAVES:
        yield _LEAVES[kind](token) | style
    elif "children" in token:
        yield from _in_line(token["children"], style)
    else:
        text = token.get("raw", "")
        if kind != "codespan":
            text = unescape(text)
        yield {"text": text, **style}


def _leading(url: str) -> Node:
    """The style of a link, where it leads into the web."""
    if re.match(r"https?://", url):
        return {"link": url}
    return {}


def _in_line(tokens: Iterable[Any], style: Node) -> Nodes:
    """The runs of a line, whose tags of HTML open and close styles."""
    around = _Around()
    for token in tokens:
        if token["type"] != "inline_html":
            yield from around.styled(token, style)
            continue
        tag = _ONE_TAG.match(token["raw"])
        if tag is None:
            continue  # a comment
        name = tag[2].lower()
        if name == "br":
            yield {"text": "\n", **style}
        elif name == "img":
            picture = html_nodes.picture(token["raw"]) or {"alt": ""}
            yield {"text": f"[{picture['alt']}]", "image": picture, **style}
        elif name in UNSHOWN:
            if not tag[1]:
                yield unshown(name)
        elif tag[1]:
            around.close(name)
        else:
            around.open(name)


class _Around:
    """The tags of HTML that are open around a piece of a line."""

    def __init__(self) -> None:
        self._styles: dict[str, Node] = {}
        self._place = ""  # raised or lowered

    def open(self, name: str) -> None:
        """Begin what a tag says of the text behind it."""
        if name in RAISED:
            self._place = name
        elif name in STYLES:
            self._styles[name] = STYLES[name]

    def close(self, name: str) -> None:
        """End what a tag said."""
        if name in RAISED:
            self._place = ""
        else:
            self._styles.pop(name, None)

    def styled(self, token: Any, style: Node) -> Nodes:
        """The runs of a token: what Markdown says of them goes over what the tags say."""
        styles: Node = {}
        for inner in self._styles.values():
            styles |= inner
        for run in _runs(token, **(styles | style)):
            if self._place:
                run["text"] = raised(run["text"], self._place)
            yield run


_LEAVES: dict[str, Callable[[Data], Node]] = {
    "linebreak": lambda token: {"text": "\n"},
    "softbreak": lambda token: {"text": " "},
    "inline_math": lambda token: {"text": token["raw"], "tex": token["raw"]},
    "block_math": lambda token: {"text": token["raw"], "tex": token["raw"]},
    "footnote_ref": lambda token: {"text": f"[{token['attrs']['index']}]"},
    "image": lambda token: {"text": f"[{_inside(token)}]", "image": _picture(token)},
}
