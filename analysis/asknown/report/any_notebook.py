"""Anybody's notebook as nodes: Markdown, code, printed text, tables, pictures and errors, in order.

Nothing here knows of claims. Code is shown unless a tag or JupyterLab's own switch hides it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from asknown.report import html_nodes, markdown
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
    "image/webp": ".webp",
}

# Outputs that only a browser with their own program can draw, in words.
_KINDS = {
    "application/vnd.plotly.v1+json": "an interactive chart of plotly",
    "application/vnd.bokehjs_exec.v0+json": "an interactive chart of bokeh",
    "application/vnd.bokehjs_load.v0+json": "what bokeh loads for its charts",
    "application/vnd.holoviews_exec.v0+json": "an interactive chart of holoviews",
    "application/vnd.jupyter.widget-view+json": "a widget",
    "application/javascript": "a script",
} | {
    f"application/vnd.{language}.v{version}+json": f"an interactive chart of {language}"
    for language, version in product(("vega", "vegalite"), range(1, 9))
}
_PLAYED = ("video/", "audio/")


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
    shown = html_nodes.nodes("".join(data.get("text/html", "")))
    kind = next((_KINDS[mime] for mime in data if mime in _KINDS), "")
    if kind:
        yield from _not_shown(kind)
    elif shown:
        yield from shown
    elif "text/markdown" in data:
        yield from markdown.nodes("".join(data["text/markdown"]))
    elif "text/latex" in data:
        yield {"node": "math", "tex": "".join(data["text/latex"]).strip().strip("$")}
    elif "application/json" in data:
        yield _printed(json.dumps(data["application/json"], ensure_ascii=False, indent=1))
    elif "text/html" in data or any(mime.startswith(_PLAYED) for mime in data):
        yield from _not_shown("output for a browser")
    elif plain:
        yield _printed(plain)


def _not_shown(kind: str) -> Iterator[Node]:
    """A framed line in the place of what paper cannot hold: nothing goes without a word."""
    said = f"Not shown here: {kind}. To have it here, show a picture of it as PNG or SVG."
    yield {"node": "quote", "nodes": [{"node": "text", "paragraphs": [[{"text": said}]]}]}


def _printed(text: str) -> Node:
    """Printed text without the colours of a terminal; a line overwritten by a carriage return is
    gone."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    seen = [line.rsplit("\r", 1)[-1] for line in lines]
    return {"node": "printed", "text": "\n".join(seen).strip("\n")}
