"""Anybody's notebook as nodes: Markdown, code, printed text, tables, pictures and errors, in order.

Nothing here knows of claims. Code is shown unless a tag or JupyterLab's own switch hides it. A
notebook may be broken in any way: what cannot be read is a line that says so, and the rest is
shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import unquote

from asknown.report import html_nodes, markdown
from asknown.report.languages import language_of, spoken_by
from asknown.report.mending import mapping, text_of
from asknown.report.nodes import Data, Node, Nodes
from asknown.report.placeholders import MEND, placeholder
from asknown.report.printed import printed
from asknown.text.faces import MIME, as_html

_HIDE_CELL = {"remove-cell", "remove_cell", "hide-cell", "hide_cell"}
_HIDE_INPUT = {
    "remove-input",
    "remove_input",
    "hide-input",
    "hide_input",
    "injected-parameters",
}
_HIDE_OUTPUT = {"remove-output", "remove_output", "hide-output", "hide_output"}
_PICTURES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
}

_PARTS = {  # of a block of ours, besides those that its faces need
    "chart": ("name", "svg", "labels", "rows", "narrow"),
    "table": ("name",),
}
_WIDGET = "application/vnd.jupyter.widget-view+json"

# Outputs that only a browser with their own program can draw, in words.
_KINDS = {
    "application/vnd.plotly.v1+json": "an interactive chart of plotly",
    "application/vnd.bokehjs_exec.v0+json": "an interactive chart of bokeh",
    "application/vnd.bokehjs_load.v0+json": "what bokeh loads for its charts",
    "application/vnd.holoviews_exec.v0+json": "an interactive chart of holoviews",
    "application/vnd.holoviews_load.v0+json": "what holoviews loads for its charts",
    _WIDGET: "a widget",
    "application/geo+json": "a map",
    "application/pdf": "a PDF",
} | {
    f"application/vnd.{language}.v{version}+json": f"an interactive chart of {language}"
    for language, version in product(("vega", "vegalite"), range(1, 9))
}
_KINDS["application/javascript"] = "a script"  # others bring one along
_PLAYED = {
    "video/": "a film",
    "audio/": "a sound",
    "image/": "a picture of another kind",
}


def nodes(notebook: Data) -> Nodes:
    """The nodes of a notebook."""
    language = spoken_by(notebook)
    for index, cell in enumerate(notebook.get("cells", [])):
        read = partial(_cell, cell, index, language)
        yield from _whole(read, f"cell {index}", mapping(cell).get("source"))


def _whole(
    read: Callable[[], Nodes],
    place: str,
    raw: Any,
) -> list[Node]:
    """What is read in one piece, or a line that says it cannot be, with `raw` as text: one broken
    cell must not take the notebook along."""
    try:
        return list(read())
    except Exception as fault:
        name = type(fault).__name__
        line = placeholder(f"{place}, which cannot be read ({name})")
        text = printed(text_of(raw))
        if not text:
            return [line]
        return [line, {"node": "printed", "text": text}]


def _cell(
    cell: Data,
    index: int,
    language: str,
) -> Nodes:
    metadata = mapping(cell.get("metadata"))
    tags = _tags(metadata)
    if tags & _HIDE_CELL:
        return
    kind = cell.get("cell_type")
    source = text_of(cell.get("source"))
    if kind == "markdown":
        attached = mapping(cell.get("attachments"))
        for node in markdown.nodes(source):
            yield _with_attachments(node, attached)
    elif kind == "raw":
        yield from _raw_cell(source, metadata)
    else:
        hidden = mapping(metadata.get("jupyter"))
        if not tags & _HIDE_INPUT and not hidden.get("source_hidden"):
            yield from _code(source, language)
        if not tags & _HIDE_OUTPUT and not hidden.get("outputs_hidden"):
            yield from _outputs(cell.get("outputs") or [], index)


def _tags(metadata: Data) -> set[str]:
    tags = metadata.get("tags")
    if isinstance(tags, list):
        return set(map(str, tags))
    return set()


def _raw_cell(source: str, metadata: Data) -> Nodes:
    """A raw cell is meant for one format: Markdown and plain text are ours to show, LaTeX, reST and
    HTML are not."""
    stated = metadata.get("raw_mimetype") or metadata.get("format")
    kind = stated or "text/plain"
    if kind == "text/markdown":
        yield from markdown.nodes(source)
    elif kind == "text/plain" and source.strip():
        yield {"node": "printed", "text": printed(source)}


def _with_attachments(part: Any, attached: Data) -> Any:
    """A node whose pictures, however deep, have the data that the cell carries for them."""
    if isinstance(part, list):
        return [_with_attachments(inner, attached) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.get("node") == "image":
        return _attached(part, attached)
    whole = {}
    for key, inner in part.items():
        whole[key] = _with_attachments(inner, attached)
    return whole


def _attached(image: Node, attached: Data) -> Node:
    name = image["url"].removeprefix("attachment:")
    bundle = attached.get(name) or attached.get(unquote(name))
    for mime, encoded in mapping(bundle).items():
        if mime in _PICTURES:
            text = text_of(encoded)
            return _picture(mime, text, image["alt"] or name)
    return image


def _picture(
    mime: str,
    text: str,
    alt: str,
) -> Node:
    """A picture that is to become a file; a drawing is text, another in base64."""
    suffix = _PICTURES[mime]
    begins = text.lstrip("\ufeff \n\r\t")
    is_drawing = suffix == ".svg" and begins.startswith("<")
    return {
        "node": "picture",
        "suffix": suffix,
        "data": text,
        "alt": alt,
        "encoded": not is_drawing,
    }


def _code(source: str, language: str) -> Nodes:
    text = source.strip("\n")
    if text:
        spoken = language_of(text, language)
        yield {"node": "code", "language": spoken, "text": text}


def _outputs(outputs: Iterable[Any], index: int) -> Nodes:
    for output in outputs:
        place = f"an output of cell {index}"
        raw = mapping(output).get("text", "")
        yield from _whole(partial(_output, output, index), place, raw)


def _output(output: Data, index: int) -> Nodes:
    kind = output.get("output_type")
    bundle = mapping(output.get("data"))
    text = text_of(output.get("text"))
    if kind == "stream":
        yield from _text(text)
    elif kind == "error":
        yield _error(output)
    elif MIME in bundle:
        yield from _of_block(bundle[MIME])
    elif bundle:
        metadata = mapping(output.get("metadata"))
        yield from _shown(bundle, metadata, index)
    else:
        yield from _text(text)


def _error(output: Data) -> Node:
    trace = output.get("traceback") or []
    if not isinstance(trace, list):
        trace = [trace]
    lines = printed("\n".join(map(text_of, trace)))
    name = output.get("ename", "Error")
    value = output.get("evalue", "")
    text = lines or printed(f"{name}: {value}")
    return {"node": "printed", "text": text, "error": True}


def _text(text: str) -> Nodes:
    left = printed(text)
    if left.strip():
        yield {"node": "printed", "text": left}


def _of_block(block: Data) -> Nodes:
    """A block of ours outside a report: as it is, but without notes, which nothing there would
    explain."""
    kind = block["block"]
    if kind == "group":
        for part in block["blocks"]:
            yield from _of_block(part)
        return
    # One that lacks a part has no faces, or is refused by its name.
    as_html(block)
    for part in _PARTS.get(kind, ()):
        block[part]
    yield _without_notes({**block, "node": kind})


def _without_notes(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_notes(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    bare = {}
    for key, part in value.items():
        if key != "notes":
            bare[key] = _without_notes(part)
    return bare


def _shown(
    bundle: Data,
    metadata: Data,
    index: int,
) -> Nodes:
    """The richest face of an output that paper can hold."""
    kind = _kind(bundle)
    for mime in _PICTURES:
        if mime in bundle:
            alt = _alternative(mime, bundle, metadata)
            named = alt or f"Picture shown by cell {index}"
            yield _picture(mime, text_of(bundle[mime]), named)
            return
    if kind:
        yield placeholder(kind, MEND)
        yield from _beside(bundle)
    else:
        yield from _written(bundle)


def _beside(bundle: Data) -> Nodes:
    """What an output says besides what only its own program can show."""
    html = text_of(bundle.get("text/html"))
    nodes = html_nodes.nodes(html)
    for node in nodes:
        if "not_shown" not in node:
            yield node
    if _WIDGET in bundle and not nodes:
        # How far a bar of progress had come, or what a slider stood at.
        yield from _text(text_of(bundle.get("text/plain")))


def _kind(bundle: Data) -> str:
    """What an output is that only its own program can show; "" for any other."""
    for mime, kind in _KINDS.items():
        if mime in bundle:
            return kind
    for mime in bundle:
        for beginning, kind in _PLAYED.items():
            if mime.startswith(beginning):
                return kind
    return ""


def _alternative(
    mime: str,
    bundle: Data,
    metadata: Data,
) -> str:
    """What a picture is said to show."""
    of_picture = mapping(metadata.get(mime))
    stated = of_picture.get("alt") or metadata.get("alt")
    if stated:
        return text_of(stated)
    return printed(text_of(bundle.get("text/plain")))


def _written(bundle: Data) -> Nodes:
    """An output of words: HTML, Markdown, mathematics, JSON, or what the terminal would say."""
    from_html = html_nodes.nodes(text_of(bundle.get("text/html")))
    plain = printed(text_of(bundle.get("text/plain")))
    if from_html:
        yield from from_html
    elif "text/markdown" in bundle:
        text = text_of(bundle["text/markdown"])
        yield from markdown.nodes(text)
    elif "text/latex" in bundle:
        text = text_of(bundle["text/latex"])
        yield from markdown.mathematics(text)
    elif "application/json" in bundle:
        value = bundle["application/json"]
        yield from _text(_as_json(value))
    elif "text/html" in bundle:
        yield placeholder("output for a browser", MEND)
    elif plain:
        yield from _text(plain)
    else:
        yield from _of_unknown_kind(bundle)


def _as_json(value: Any) -> str:
    return json.dumps(
        value,
        ensure_ascii=False,
        indent=1,
        default=str,
    )


def _of_unknown_kind(bundle: Data) -> Nodes:
    """What a type says that nothing here knows."""
    for mime, value in bundle.items():
        if mime != "text/plain" and value:
            yield placeholder(f"output of the type {mime}", MEND)
