"""Tables in a Word file: their head marked as such and repeated on each page, no row broken in two,
columns as wide as on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.table import Table, _Cell, _Row

from asknown.report.tags import header_column
from asknown.report.widths import widths
from asknown.report.word_runs import Writer, clean
from asknown.report.word_styles import TABLE, width

Node = Mapping[str, Any]
Runs = Sequence[Mapping[str, Any]]
# Of the table of key figures: which part of a tile a column has, its head, its share of the width.
_KEY_COLUMNS = (
    ("label", "What", 27.0),
    ("number", "Figure", 27.0),
    ("detail", "Who says so, of when", 36.0),
    ("caveat", "To bear in mind", 32.0),
)
# Rows of a table that stays whole, and of another that stay together.
_SHORT, _TAIL = 8, 3
_LONG = 900  # letters: a cell of more may have to be broken, to fit on any page


def table(word: Word, writer: Writer, node: Node) -> None:
    """A table of the document with its caption over it."""
    if node["caption"]:
        writer.write(word.add_paragraph(style="Caption"), node["caption"])
    amounts = [column in node["figures"] for column in node["columns"]]
    first = header_column(node["columns"], node["figures"]) == 0
    made = _grid(word, _levels(node), widths(node), first)
    for row in made.rows:
        _align(row, amounts)
    for cells in node["rows"]:
        row = made.add_row()  # type: ignore[no-untyped-call]
        _whole(row, cells)
        for cell, runs in zip(row.cells, cells, strict=True):
            _write(writer, cell, runs)
        _align(row, amounts)
    if "spans" in node:
        _merge(made, node["spans"])
    _hold_together(made)
    _close(word)


def _levels(node: Node) -> Sequence[Sequence[str]]:
    """The rows of a table's head."""
    levels: Sequence[Sequence[str]] = node["spans"]["levels"] if "spans" in node else []
    return levels or [node["columns"]]


def _merge(made: Table, spans: Mapping[str, Any]) -> None:
    """Make the places that one cell takes one cell of Word's, which says its text once."""
    rows = made.rows
    heads = len(spans["levels"])
    for part, top in (("head", 0), ("body", heads)):
        for row, column, high, wide in spans[part]:
            places = [
                rows[top + row + down].cells[column : column + wide]
                for down in range(high)
            ]
            first, *others = [cell for cells in places for cell in cells]
            for cell in others:
                cell.paragraphs[0].clear()
            first.merge(others[-1])


def _align(row: _Row, amounts: Sequence[bool]) -> None:
    for cell, is_amount in zip(row.cells, amounts, strict=True):
        if is_amount:
            _to_the_right(cell)


def key_figures(word: Word, writer: Writer, node: Node) -> None:
    """The key figures as a table, a row each."""
    tiles = node["tiles"]
    columns = [
        column for column in _KEY_COLUMNS if any(tile[column[0]] for tile in tiles)
    ]
    keys, names, shares = zip(*columns, strict=True)
    made = _grid(word, [names], shares, True)
    for tile in tiles:
        row = made.add_row()  # type: ignore[no-untyped-call]
        _whole(row, [tile[key] for key in keys])
        for cell, key in zip(row.cells, keys, strict=True):
            _write(writer, cell, tile[key], _key_style(key, tile["standing"]))
    _close(word)


def _key_style(key: str, is_standing: bool) -> str:
    if key == "label":
        return "Strong"
    if key == "number":
        return "Key Figure" if is_standing else "Key Figure Gone"
    return ""


def _grid(
    word: Word, levels: Sequence[Sequence[str]], shares: Sequence[float], headed: bool
) -> Table:
    """A table with the rows of its head; `headed` where the first column heads the rows."""
    made: Table = word.add_table(rows=len(levels), cols=len(shares), style=TABLE)
    made.autofit = False
    room = width(word) / sum(shares)
    for column, share in zip(made.columns, shares, strict=True):
        column.width = Emu(int(share * room))
    _tell_heads(made, headed)
    for row, names in zip(made.rows, levels, strict=True):
        _write_head(row, names)
    return made


def _tell_heads(made: Table, headed: bool) -> None:
    """Say which row and column of a table head the others."""
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    look.set(qn("w:firstRow"), "1")
    look.set(qn("w:firstColumn"), "1" if headed else "0")
    look.set(qn("w:noVBand"), "1")


def _write_head(head: _Row, names: Sequence[str]) -> None:
    """Write the head of a table, which stands on each of its pages."""
    _mark(head, "w:cantSplit")
    _mark(head, "w:tblHeader")
    for cell, name in zip(head.cells, names, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.style = "Table Head"
        paragraph.add_run(clean(name))
        paragraph.paragraph_format.keep_with_next = True


def _whole(row: _Row, cells: Sequence[Runs]) -> None:
    """Keep a row on one page, if it fits on any."""
    longest = max(
        (sum(len(run.get("text", "")) for run in runs) for runs in cells), default=0
    )
    if longest < _LONG:
        _mark(row, "w:cantSplit")


def _hold_together(made: Table) -> None:
    """Keep a short table on one page, and of a long one the first and the last rows: no page ends
    with a head alone or begins with a tail of one or two."""
    rows = list(made.rows)
    first, last = rows[:_TAIL], rows[-_TAIL:-1]
    for row in rows[:-1] if len(rows) <= _SHORT else (*first, *last):
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _write(writer: Writer, cell: _Cell, runs: Runs, style: str = "") -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    # In a font that is wider than ours a day would be broken within its numbers: rather between.
    writer.write(paragraph, runs, style, glue=" ")


def _to_the_right(cell: _Cell) -> None:
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _close(word: Word) -> None:
    """Some room under a table, which has none of its own."""
    word.add_paragraph(style="Under Table")
