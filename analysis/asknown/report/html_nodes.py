"""HTML in a notebook as nodes: headings, paragraphs, lists, tables, quotes, code, pictures. The one
reader of it, for outputs and for what stands in Markdown.

A cell that spans others takes their place, so that no number moves into another column; what spans
rows by name is repeated in each, and a number never is. Scripts and styles are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString

from asknown.report.raised import raised

Node = dict[str, Any]
Run = dict[str, Any]
T = TypeVar("T")
COLUMNS = 9  # a wider table is split, the columns that name its rows repeated
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
_SILENT = ("script", "style", "template", "head", "title", "noscript", "svg", "math")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol")
_PARTS = (*_HEADINGS, *_LISTS, "table", "blockquote", "pre", "hr", "img", "p", "caption", "li")
_OPENING = ("div", "section", "article", "details", "summary", "figure", "figcaption", "center")
_BLOCKS = (*_PARTS, *_OPENING, "body", "html", "main", "header", "footer", "dl", "dt", "dd")
_MOST_SPANNED = 1000
_NUMBER = re.compile(r"[-+\u2212]?[\d,.\u00a0\u202f ]*\d%?(e[-+]?\d+)?|NaN|nan|")


def nodes(source: str) -> list[Node]:
    """The nodes of a piece of HTML, in order."""
    return list(_flow(_soup(source).children))


def picture(tag: str) -> Node | None:
    """The picture that a tag within a line of Markdown shows, if it is one."""
    found = _soup(tag).find("img")
    return _image(found) if isinstance(found, Tag) else None


def _soup(source: str) -> BeautifulSoup:
    return BeautifulSoup(source, "lxml")


def _flow(children: Iterable[Any]) -> Iterator[Node]:
    """Nodes of what stands beside each other: text and what runs in it becomes a paragraph."""
    line: list[Run] = []
    for child in children:
        if not isinstance(child, Tag):
            line += _runs([child])
        elif child.name not in _SILENT:
            if child.name in _BLOCKS or child.find(_BLOCKS):
                yield from _paragraph(line)
                line = []
                yield from _block(child)
            else:
                line += _runs([child])
    yield from _paragraph(line)


def _paragraph(runs: list[Run]) -> Iterator[Node]:
    stripped = _stripped(runs)
    if stripped:
        yield {"node": "text", "paragraphs": [stripped]}


def _block(tag: Tag) -> Iterator[Node]:
    name = tag.name
    if name in _HEADINGS:
        yield {"node": "heading", "level": int(name[1]), "runs": _stripped(_runs(tag.children))}
    elif name in _LISTS:
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
        yield _image(tag)
    else:
        yield from _flow(tag.children)


def _list(tag: Tag) -> Node:
    items = [list(_flow(item.children)) for item in tag.find_all("li", recursive=False)]
    found = {"node": "list", "ordered": tag.name == "ol", "items": items}
    start = str(tag.get("start") or "")
    return found | ({"start": int(start)} if start.isdecimal() and len(start) < 9 else {})


def _image(tag: Tag) -> Node:
    alt = str(tag.get("alt") or tag.get("title") or "")
    return {"node": "image", "url": str(tag.get("src") or ""), "alt": alt}


def _runs(children: Iterable[Any], **style: Any) -> list[Run]:
    """Text with the styles around it."""
    found: list[Run] = []
    for child in children:
        if type(child) in (NavigableString, CData):
            found.append({"text": re.sub(r"\s+", " ", str(child)), **style})
        elif isinstance(child, Tag) and child.name not in _SILENT:
            found += _inside(child, style)
    return found


def _inside(tag: Tag, style: Run) -> list[Run]:
    if tag.name == "br":
        return [{"text": "\n", **style}]
    if tag.name == "img":
        return [{"text": f"[{_image(tag)['alt']}]", **style}]
    if tag.name in RAISED:
        inner = _runs(tag.children, **style)
        return [run | {"text": raised(run["text"], tag.name)} for run in inner]
    more: Run = dict(STYLES.get(tag.name, {}))
    address = str(tag.get("href") or "")
    if tag.name == "a" and re.match(r"https?://", address):
        more["link"] = address
    return _runs(tag.children, **(more | style))


def _stripped(runs: Iterable[Run]) -> list[Run]:
    """Runs without blanks at their ends and without doubled blanks between them."""
    found: list[Run] = []
    for run in runs:
        text = run["text"]
        if not found or found[-1]["text"].endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            found.append(run | {"text": text})
    while found and not found[-1]["text"].strip():
        found.pop()
    if found:
        found[-1] = found[-1] | {"text": found[-1]["text"].rstrip()}
    return found


# Tables.


@dataclass(frozen=True)
class _Cell:
    """What stands at one place of a table's grid."""

    runs: tuple[Run, ...] = ()
    is_head: bool = False

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return "".join(run["text"] for run in self.runs).replace("\n", " ")


_BLANK = _Cell()


def _table(tag: Tag) -> Iterator[Node]:
    """A table with its caption, wide ones in parts."""
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        yield from _paragraph(_runs(caption.children))
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    if not rows:
        return
    heads = _heads(rows)
    grid = _grid(rows, heads)
    body = grid[heads:]
    names = max(1, min(_leading(body), len(grid[0]) - 1))
    columns = [_joined(level) for level in zip(*grid[:heads], strict=True)]
    columns = columns or [""] * len(grid[0])
    for at in _parts(len(columns), names):
        yield _node(
            [columns[place] for place in at], [[row[place] for place in at] for row in body]
        )


def _heads(rows: Sequence[Tag]) -> int:
    """How many rows name the columns: those of the head, or the first ones of head cells alone, or
    else the first."""
    in_head = sum(1 for row in rows if row.find_parent("thead"))
    if in_head:
        return in_head
    count = 0
    for row in rows:
        if row.find("td"):
            break
        count += 1
    return count if 0 < count < len(rows) else 1


def _grid(rows: Sequence[Tag], heads: int) -> list[list[_Cell]]:
    """Each cell at its place, with what spans others in all of theirs."""
    places: dict[tuple[int, int], _Cell] = {}
    for at, row in enumerate(rows):
        column = 0
        end = heads if at < heads else len(rows)
        for tag in row.find_all(["td", "th"], recursive=False):
            while (at, column) in places:
                column += 1
            cell = _Cell(tuple(_stripped(_runs(tag.children))), tag.name == "th")
            wide, high = _span(tag, "colspan"), _span(tag, "rowspan") or len(rows)
            for down in range(at, min(at + high, end)):
                for right in range(column, column + wide):
                    is_first = (down, right) == (at, column)
                    stands = is_first or _is_repeated(cell, right == column, at < heads)
                    places[down, right] = cell if stands else _BLANK
            column += wide
    width = 1 + max((column for _, column in places), default=0)
    return [
        [places.get((at, column), _BLANK) for column in range(width)] for at in range(len(rows))
    ]


def _is_repeated(cell: _Cell, in_own_column: bool, in_head: bool) -> bool:
    """Whether a cell stands in every place it spans: a name does in a head and down its column; a
    number would be counted twice."""
    is_name = cell.is_head or not _is_number(cell.text)
    return in_head or (in_own_column and is_name)


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name) or "1")
    return min(int(text), _MOST_SPANNED) if text.isdecimal() else 1


def _leading(body: Sequence[Sequence[_Cell]]) -> int:
    """How many columns name the rows."""
    counts = []
    for row in body:
        head = [cell.is_head for cell in row]
        counts.append(head.index(False) if False in head else 0)
    return max(counts, default=0)


def _joined(level: tuple[_Cell, ...]) -> str:
    return " ".join(dict.fromkeys(cell.text for cell in level if cell.text))


def _parts(width: int, names: int) -> Iterator[list[int]]:
    """The columns of each part, those that name the rows in all of them."""
    first = list(range(min(names, width)))
    beside = max(COLUMNS - names, 1)
    for start in range(names, max(width, names + 1), beside):
        yield [*first, *range(start, min(start + beside, width))]


def _at(row: Sequence[T], places: Sequence[int]) -> list[T]:
    return [row[place] for place in places]


def _node(names: list[str], body: list[list[_Cell]]) -> Node:
    columns = _apart(names)
    numeric = [
        name
        for position, name in enumerate(columns)
        # The first column names the rows, even where it holds numbers.
        if position and body and all(_is_number(row[position].text) for row in body)
    ]
    return {
        "node": "table",
        "name": "",
        "caption": [],
        "columns": columns,
        "figures": numeric,
        "rows": [[list(cell.runs) or [{"text": ""}] for cell in row] for row in body],
    }


def _apart(names: list[str]) -> list[str]:
    """The names of columns, each once: blanks behind tell apart those without one, or with the
    same."""
    found: list[str] = []
    for name in names:
        text = name or " "
        while text in found:
            text += " "
        found.append(text)
    return found


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))
