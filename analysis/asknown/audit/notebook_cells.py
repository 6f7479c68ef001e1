"""The text of a notebook: its Markdown, and what its cells show. Code is no text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import nbformat

from asknown.audit import pieces
from asknown.audit.markdown_files import as_html
from asknown.audit.pieces import Kind, Reading, piece
from asknown.audit.web_pages import markup
from asknown.errors import CallError


def read_notebook(source: str, name: str) -> Reading:
    """The pieces of a notebook. CallError where it is none."""
    try:
        notebook = nbformat.reads(source, as_version=4)  # type: ignore[no-untyped-call]
        cells = list(notebook.cells)
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        AttributeError,
    ) as error:
        raise CallError(f"{name}: is no notebook (.ipynb); save it as one") from error
    read = []
    for number, cell in enumerate(cells, 1):
        blocks = [block for block in _blocks(cell) if pieces.tidied(block[1])]
        for line, (kind, text) in enumerate(blocks, 1):
            read.append(piece(kind, text, f"cell {number}, line {line}"))
    return Reading(tuple(read))


def _blocks(cell: Any) -> Iterator[tuple[Kind, str]]:
    if cell.cell_type == "markdown":
        yield from markup(as_html(cell.source))
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stdout":
            yield from _plain(output.text)
        yield from _shown(output.get("data", {}))


def _shown(bundle: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    """What an output shows: the richest text of it; of a picture, none."""
    if "text/html" in bundle:
        yield from markup(_joined(bundle["text/html"]))
    elif "text/markdown" in bundle:
        yield from markup(as_html(_joined(bundle["text/markdown"])))
    elif not any(kind.startswith("image/") for kind in bundle):
        yield from _plain(_joined(bundle.get("text/plain", "")))


def _plain(text: str) -> Iterator[tuple[Kind, str]]:
    for paragraph in text.split("\n\n"):
        yield "paragraph", paragraph


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
