"""Tables in a Word file: their head marked as such and repeated on each page, no row broken in two,
columns as wide as on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.table import Table, _Cell, _Row

from asknown.report.nodes import Data, Runs
from asknown.report.tags import header_column
from asknown.report.widths import widths
from asknown.report.word_runs import Writer, clean
from asknown.report.word_styles import TABLE, width

_SHORT = 8  # rows of a table that stays whole
_TAIL = 3  # and of another that stay together
_LONG = 900  # letters: a cell of more may have to be broken, to fit on any page

Levels = Sequence[Sequence[str]]  # rows of a head


class _KeyColumn(NamedTuple):
    """A column of the table of key figures: which part of a tile it has, its head, its share of the
    width."""

    part: str
    head: str
    share: float


_KEY_COLUMNS = (
    _KeyColumn("label", "What", 27.0),
    _KeyColumn("number", "Figure", 27.0),
    _KeyColumn("detail", "Who says so, of when", 36.0),
    _KeyColumn("caveat", "To bear in mind", 32.0),
)


def table(
    word: Word,
    writer: Writer,
    node: Data,
) -> None:
    """A table of the document with its caption over it."""
    columns = node["columns"]
    figures = node["figures"]
    if node["caption"]:
        caption = word.add_paragraph(style="Caption")
        writer.write(caption, node["caption"])
    made = _grid(
        word,
        levels=_levels(node),
        shares=widths(node),
        headed=header_column(columns, figures) == 0,
    )
    for cells in node["rows"]:
        row = made.add_row()  # type: ignore[no-untyped-call]
        _whole(row, cells)
        for cell, runs in zip(row.cells, cells, strict=True):
            _write(writer, cell, runs)
    amounts = [column in figures for column in columns]
    for row in made.rows:
        _align(row, amounts)
    if "spans" in node:
        _merge(made, node["spans"])
    _hold_together(made)
    _close(word)


def _levels(node: Data) -> Levels:
    """The rows of a table's head."""
    levels: Levels = []
    if "spans" in node:
        levels = node["spans"]["levels"]
    return levels or [node["columns"]]


def _merge(made: Table, spans: Data) -> None:
    """Make the places that one cell takes one cell of Word's, which says its text once."""
    heads = len(spans["levels"])
    for row, column, high, wide in spans["head"]:
        _merge_cells(
            made,
            row=row,
            column=column,
            high=high,
            wide=wide,
        )
    for row, column, high, wide in spans["body"]:
        _merge_cells(
            made,
            row=heads + row,
            column=column,
            high=high,
            wide=wide,
        )


def _merge_cells(
    made: Table,
    row: int,
    column: int,
    high: int,
    wide: int,
) -> None:
    cells: list[_Cell] = []
    for down in range(row, row + high):
        in_row = made.rows[down].cells
        cells += in_row[column : column + wide]
    first, *others = cells
    for cell in others:
        cell.paragraphs[0].clear()
    first.merge(others[-1])


def _align(row: _Row, amounts: Sequence[bool]) -> None:
    for cell, is_amount in zip(row.cells, amounts, strict=True):
        if is_amount:
            _to_the_right(cell)


def key_figures(
    word: Word,
    writer: Writer,
    node: Data,
) -> None:
    """The key figures as a table, a row each."""
    tiles = node["tiles"]
    columns = []
    for column in _KEY_COLUMNS:
        if any(tile[column.part] for tile in tiles):
            columns.append(column)
    made = _grid(
        word,
        levels=[[column.head for column in columns]],
        shares=[column.share for column in columns],
        headed=True,
    )
    for tile in tiles:
        row = made.add_row()  # type: ignore[no-untyped-call]
        _whole(row, [tile[column.part] for column in columns])
        for cell, column in zip(row.cells, columns, strict=True):
            style = _key_style(column.part, tile["standing"])
            _write(
                writer,
                cell=cell,
                runs=tile[column.part],
                style=style,
            )
    _close(word)


def _key_style(part: str, is_standing: bool) -> str:
    if part == "label":
        return "Strong"
    if part != "number":
        return ""
    if is_standing:
        return "Key Figure"
    return "Key Figure Gone"


def _grid(
    word: Word,
    levels: Levels,
    shares: Sequence[float],
    headed: bool,
) -> Table:
    """A table with the rows of its head; `headed` where the first column heads the rows."""
    made: Table = word.add_table(
        rows=len(levels),
        cols=len(shares),
        style=TABLE,
    )
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
    if all(_letters(runs) < _LONG for runs in cells):
        _mark(row, "w:cantSplit")


def _letters(runs: Runs) -> int:
    """How many letters a cell has."""
    return sum(len(run.get("text", "")) for run in runs)


def _hold_together(made: Table) -> None:
    """Keep a short table on one page, and of a long one the first and the last rows: no page ends
    with a head alone or begins with a tail of one or two."""
    rows = list(made.rows)
    held = rows[:-1]
    if len(rows) > _SHORT:
        held = [*rows[:_TAIL], *rows[-_TAIL:-1]]
    for row in held:
        for cell in row.cells:
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = True


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


def _write(
    writer: Writer,
    cell: _Cell,
    runs: Runs,
    style: str = "",
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    # In a font that is wider than ours a day would be broken within its numbers: rather between.
    writer.write(paragraph, runs, style, glue=" ")


def _to_the_right(cell: _Cell) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _close(word: Word) -> None:
    """Some room under a table, which has none of its own."""
    word.add_paragraph(style="Under Table")
