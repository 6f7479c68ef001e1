"""Anybody's notebook as nodes: Markdown, code, printed text, tables, pictures and errors, in order.

Nothing here knows of claims. Code is shown unless a tag or JupyterLab's own switch hides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from asknown.report import markdown
from asknown.text.faces import MIME

Node = dict[str, Any]
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_HIDE_CELL = {"remove-cell", "remove_cell", "hide-cell", "hide_cell"}
_HIDE_INPUT = {"remove-input", "remove_input", "hide-input", "hide_input", "injected-parameters"}
_HIDE_OUTPUT = {"remove-output", "remove_output", "hide-output", "hide_output"}
_PICTURES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
}
_COLUMNS = 9  # a wider table is split, its first column repeated


def nodes(notebook: Mapping[str, Any]) -> Iterator[Node]:
    """The nodes of a notebook."""
    for index, cell in enumerate(notebook["cells"]):
        tags = set(cell.get("metadata", {}).get("tags", []))
        if tags & _HIDE_CELL:
            continue
        if cell["cell_type"] == "markdown":
            for node in markdown.nodes("".join(cell["source"])):
                yield _attached(node, cell)
        elif cell["cell_type"] == "code":
            yield from _code_cell(cell, tags, index)
        else:
            yield from _raw_cell(cell)


def _raw_cell(cell: Mapping[str, Any]) -> Iterator[Node]:
    """A raw cell is meant for one format: Markdown and plain text are ours to show, LaTeX, reST and
    HTML are not."""
    source = "".join(cell["source"])
    metadata = cell.get("metadata", {})
    kind = metadata.get("raw_mimetype") or metadata.get("format") or "text/plain"
    if kind == "text/markdown":
        yield from markdown.nodes(source)
    elif kind == "text/plain" and source.strip():
        yield _printed(source)


def _attached(node: Node, cell: Mapping[str, Any]) -> Node:
    """An image node with its data, where the cell carries it as an attachment."""
    if node["node"] != "image":
        return node
    name = node["url"].removeprefix("attachment:")
    for mime, data in cell.get("attachments", {}).get(name, {}).items():
        if mime in _PICTURES:
            return _picture(mime, data, node["alt"] or name, encoded=True)
    return node


def _picture(mime: str, data: str, alt: str, encoded: bool) -> Node:
    """A picture that is to become a file; `encoded`: in base64."""
    suffix = _PICTURES[mime]
    return {"node": "picture", "suffix": suffix, "data": data, "alt": alt, "encoded": encoded}


def _code_cell(cell: Mapping[str, Any], tags: set[str], index: int) -> Iterator[Node]:
    shown = cell["metadata"].get("jupyter", {})
    source = "".join(cell["source"]).strip("\n")
    if source and not tags & _HIDE_INPUT and not shown.get("source_hidden"):
        yield {"node": "code", "language": "python", "text": source}
    if not tags & _HIDE_OUTPUT and not shown.get("outputs_hidden"):
        for output in cell["outputs"]:
            yield from _output(output, index)


def _output(output: Mapping[str, Any], index: int) -> Iterator[Node]:
    if output["output_type"] == "stream":
        yield _printed("".join(output["text"]))
    elif output["output_type"] == "error":
        trace = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
        yield _printed(trace) | {"error": True}
    elif MIME in output.get("data", {}):
        yield from _of_block(output["data"][MIME])
    else:
        yield from _shown(output.get("data", {}), output.get("metadata", {}), index)


def _of_block(data: Mapping[str, Any]) -> Iterator[Node]:
    """A block of ours outside a report: as it is, but without notes, which nothing there would
    explain."""
    if data["block"] == "group":
        for each in data["blocks"]:
            yield from _of_block(each)
    else:
        yield _without_notes({**data, "node": data["block"]})


def _without_notes(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_notes(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _without_notes(each) for key, each in value.items() if key != "notes"}
    return value


def _shown(data: Mapping[str, Any], metadata: Mapping[str, Any], index: int) -> Iterator[Node]:
    """The richest face of an output that paper can hold."""
    plain = "".join(data.get("text/plain", ""))
    for mime in _PICTURES:
        if mime in data:
            stated = (metadata.get(mime) or {}).get("alt") or metadata.get("alt")
            alt = stated or plain or f"Picture shown by cell {index}"
            yield _picture(mime, "".join(data[mime]), alt, encoded=mime != "image/svg+xml")
            return
    tables = list(_tables("".join(data.get("text/html", ""))))
    if tables:
        yield from tables
    elif "text/markdown" in data:
        yield from markdown.nodes("".join(data["text/markdown"]))
    elif "text/latex" in data:
        yield {"node": "math", "tex": "".join(data["text/latex"]).strip().strip("$")}
    elif plain:
        yield _printed(plain)


def _printed(text: str) -> Node:
    """Printed text without the colours of a terminal; a line overwritten by a carriage return is
    gone."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    seen = [line.rsplit("\r", 1)[-1] for line in lines]
    return {"node": "printed", "text": "\n".join(seen).strip("\n")}


class _TableReader(HTMLParser):
    """The rows of the tables in a piece of HTML, as text; spanning cells are repeated blank."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], int(span) if span.isdigit() else 1

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1] += [" ".join("".join(self._cell).split()), *[""] * (self._span - 1)]
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Keep the text of a cell."""
        if self._cell is not None:
            self._cell.append(data)


def _tables(source: str) -> Iterator[Node]:
    """The tables of an HTML output, as pandas writes them, wide ones in parts."""
    reader = _TableReader()
    reader.feed(source)
    for rows in reader.tables:
        if not rows or not rows[0]:
            continue
        width = max(map(len, rows))
        even = [row + [""] * (width - len(row)) for row in rows]
        beside = _COLUMNS - 1  # the columns beside the first, which is repeated in every part
        for start in range(1, max(width, 2), beside):
            yield _table([[row[0], *row[start : start + beside]] for row in even])


def _table(rows: list[list[str]]) -> Node:
    head, *body = rows
    columns = [name or " " * (position + 1) for position, name in enumerate(head)]
    numeric = []
    for position, name in enumerate(columns):
        # The first column names the rows, even where it holds numbers.
        if position and body and all(_is_number(row[position]) for row in body):
            numeric.append(name)
    cells = [list(map(_cell, row)) for row in body]
    return {
        "node": "table",
        "name": "",
        "caption": [],
        "columns": columns,
        "figures": numeric,
        "rows": cells,
    }


def _cell(text: str) -> list[Node]:
    return [{"text": text}]


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d,.]*\d%?(e[-+]?\d+)?|NaN|nan|", text))
