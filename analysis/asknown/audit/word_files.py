"""The text of a Word file: paragraphs, headings, items and rows of its body, in order.

Headers, footers and what was struck while changes were tracked are no text of it; what was put in
then is. The days in its properties are those of a file, not of a text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from asknown.audit import pieces
from asknown.audit.pieces import Kind, Reading
from asknown.errors import CallError

_LARGEST = 200_000_000  # bytes of all its parts unpacked
_SAYS = (
    ".//w:t[not(ancestor::w:del or ancestor::w:moveFrom or ancestor::w:txbxContent)]"
)
_BREAKS = ".//w:br[not(ancestor::w:del)] | .//w:cr | .//w:tab[not(ancestor::w:tabs)]"


def read_word(data: bytes, name: str) -> Reading:
    """The pieces of a Word file. CallError where it is none, or unpacks to more than is read."""
    from docx import Document  # slow to load
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(entry.file_size for entry in package.infolist())
        if size > _LARGEST:
            raise CallError(
                f"{name}: unpacks to {size:,} bytes; {_LARGEST:,} are read at most"
            )
        document = Document(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
    ) as error:
        raise CallError(f"{name}: is no Word file (.docx); save it as one") from error
    return Reading(tuple(pieces.numbered(_blocks(document))))


def _blocks(container: Any) -> Iterator[tuple[Kind, str]]:
    """The blocks of a document or of a cell."""
    from docx.table import Table

    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield _kind(block), _text(block)


def _rows(table: Any) -> Iterator[tuple[Kind, str]]:
    for row in table.rows:
        cells = []
        before = None
        for cell in row.cells:
            # A cell that spans two columns is met in each.
            element = cell._tc
            if element is not before:
                cells.append(" ".join(text for _, text in _blocks(cell)))
            before = element
        yield "row", pieces.row(cells)


def _kind(paragraph: Any) -> Kind:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style.startswith(("heading", "title", "subtitle")):
        return "heading"
    if style.startswith("list") or paragraph._p.xpath("./w:pPr/w:numPr"):
        return "item"
    return "paragraph"


def _text(paragraph: Any) -> str:
    """The words of a paragraph, links and insertions among them."""
    said = []
    for element in paragraph._p.xpath(f"{_SAYS} | {_BREAKS}"):
        tag = element.tag.rpartition("}")[2]
        said.append({"t": element.text or "", "tab": " "}.get(tag, "\n"))
    return "".join(said)
