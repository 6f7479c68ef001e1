"""The text of a notebook: its Markdown, and what its cells show. Code is no text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import nbformat

from asknown.audit import pieces
from asknown.audit.markdown_files import as_html
from asknown.audit.pieces import Kind, Reading, piece
from asknown.audit.web_pages import markup
from asknown.errors import CallError

Block = tuple[Kind, str]


def read_notebook(source: str, name: str) -> Reading:
    """The pieces of a notebook. CallError where it is none."""
    read = []
    for number, cell in enumerate(_cells(source, name), 1):
        line = 0
        for kind, text in _blocks(cell):
            if not pieces.tidied(text):
                continue
            line += 1
            locator = f"cell {number}, line {line}"
            read.append(piece(kind, text, locator))
    return Reading(tuple(read))


def _cells(source: str, name: str) -> Sequence[Any]:
    try:
        notebook = nbformat.reads(source, as_version=4)  # type: ignore[no-untyped-call]
        return list(notebook.cells)
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        AttributeError,
    ) as error:
        raise CallError(f"{name}: is no notebook (.ipynb); save it as one") from error


def _blocks(cell: Any) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        html = as_html(cell.source)
        yield from markup(html)
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stdout":
            yield from _plain(output.text)
        bundle = output.get("data", {})
        yield from _shown(bundle)


def _shown(bundle: Mapping[str, Any]) -> Iterator[Block]:
    """What an output shows: the richest text of it; of a picture, none."""
    if "text/html" in bundle:
        html = _joined(bundle["text/html"])
        yield from markup(html)
    elif "text/markdown" in bundle:
        written = _joined(bundle["text/markdown"])
        html = as_html(written)
        yield from markup(html)
    elif not any(kind.startswith("image/") for kind in bundle):
        written = bundle.get("text/plain", "")
        yield from _plain(_joined(written))


def _plain(text: str) -> Iterator[Block]:
    paragraphs = text.split("\n\n")
    for paragraph in paragraphs:
        yield "paragraph", paragraph


def _joined(text: str | list[str]) -> str:
    if isinstance(text, str):
        return text
    return "".join(text)
