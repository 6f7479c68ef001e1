"""A case as one Excel workbook a desk can read: a front sheet with the figures, a sheet a table,
and how each claim stands.

A cell of text is text whatever it begins with: nothing in it is ever worked out as a formula.
Numbers are numbers; dates and ids are text, so that no program makes other dates of them. The same
case gives the same bytes: what would tell the hour of writing tells the moment the case knows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from asknown.errors import BuildError
from asknown.ledger.tables import TABLES, Column, Table
from asknown.model.figures import Figure, figures, json_number
from asknown.model.known import Known
from asknown.model.phrases import label_of, name_of
from asknown.model.rules import definition
from asknown.storage import zipped
from asknown.text import english

FRONT, STANDINGS = "report", "standing"
_CELL, _ROWS = 32_767, 1_048_576  # what one cell, and one sheet, of a workbook holds
_LOOKED_AT = 200  # rows by which the width of a column is set
_EPOCH = datetime(1980, 1, 1)  # the earliest moment a zip can tell
_BOLD, _TITLE, _HEAD = (
    Font(bold=True),
    Font(bold=True, size=16),
    PatternFill("solid", fgColor="DDE3EA"),
)
_FIGURES = (
    "what",
    "who",
    "where",
    "figure",
    "low",
    "value",
    "high",
    "status",
    "according to",
    "refers to",
    "all speakers from",
    "all speakers to",
    "claims",
)
# Beside the columns of a table: who read a row a second time, and whether it is on hold.
REVIEW = ("reader", "hold")
HELD = ("yes",)
_ROOM = 500  # empty rows with drop-downs, for new ones
_MESSAGE = 220  # letters that a message of a cell holds
_STANDING = ("claim_id", "standing", "disputed", "acts", "superseded_by")


def workbook(case: Known) -> bytes:
    """The workbook as a file. Sheet `report` first, then each table with its own header, then
    `standing`.

    BuildError where a table or a text is more than a workbook holds: nothing is cut in silence.
    """
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)
    front.title = FRONT
    _front(front, case)
    for table in TABLES:
        _table(book.create_sheet(table.name), table, case)
    _standings(book.create_sheet(STANDINGS), case)
    return _same_every_time(book, case)


def _front(sheet: Worksheet, case: Known) -> None:
    """Title, moment, rule, licence, then every figure the case knows."""
    settings, rule = case.settings, case.settings.rule
    as_of = (
        english.as_of(case.known_at).replace("\u00a0", " ")
        if case.known_at
        else "everything on record"
    )
    lines = [
        settings.title,
        settings.subtitle,
        f"As known on {as_of}, {settings.timezone}",
        f"Rule {rule}: {definition(rule)}",
        f"Licence: {settings.licence}",
        "Blank means not stated, never zero. A figure is one of the claims by the rule, never an "
        "average.",
    ]
    for row, said in enumerate(filter(None, lines), start=1):
        _write(sheet.cell(row, 1), str(said))
    sheet["A1"].font = _TITLE
    _grid(
        sheet,
        _FIGURES,
        (_figure(case, each) for each in figures(case)),
        top=sheet.max_row + 2,
    )


def _figure(case: Known, figure: Figure) -> list[Any]:
    names = [
        ("metrics", figure.metric),
        ("groups", figure.group),
        ("places", figure.place),
    ]
    said = [label_of(case, *name).text for name in names] + [figure.amount().text]
    bounds = [json_number(each) for each in (figure.low, figure.value, figure.high)]
    who = name_of(case, figure.speaker).text if figure.speaker else ""
    span = [json_number(each) for each in (figure.span.low, figure.span.high)]
    return [
        *said,
        *bounds,
        figure.status.replace("_", " "),
        who,
        figure.refers_to,
        *span,
        ";".join(figure.claims),
    ]


def _table(sheet: Worksheet, table: Table, case: Known) -> None:
    """One table of the ledger, its numbers as numbers."""
    frame = case.tables[table.name]
    if len(frame) >= _ROWS:
        raise BuildError(
            f"{table.name}: {len(frame):,} rows are more than a sheet holds; export a datapackage"
        )
    numbers = [column.kind == "number" for column in table.columns]
    rows = (
        [
            json_number(float(text)) if text and number else text
            for text, number in zip(row, numbers, strict=True)
        ]
        for row in frame[table.header].itertuples(index=False)
    )
    _grid(sheet, [*table.header, *REVIEW], rows)
    _offer_words(sheet, table)


def _offer_words(sheet: Worksheet, table: Table) -> None:
    """Drop-downs for the columns that hold one of some words; other words are refused there, as
    they are when the sheet comes back."""
    columns = [
        *table.columns,
        Column("reader", "text", ""),
        Column("hold", "words", "", False, HELD),
    ]
    for index, column in enumerate(columns, start=1):
        if not column.words:
            continue
        listed = ",".join(column.words)
        letter = get_column_letter(index)
        offered = DataValidation(
            "list", formula1=f'"{listed}"', allow_blank=not column.required
        )
        offered.error = f"one of: {', '.join(column.words)}"[:_MESSAGE]
        offered.showErrorMessage = True
        offered.add(f"{letter}2:{letter}{sheet.max_row + _ROOM}")
        sheet.add_data_validation(offered)


def _standings(sheet: Worksheet, case: Known) -> None:
    """How each claim stands: derived, so in no column of the ledger's own."""
    rows = (
        [
            row.claim_id,
            row.standing,
            "yes" if row.disputed else "",
            ";".join(row.acts),
            row.superseded_by,
        ]
        for row in case.claims[list(_STANDING)].itertuples(index=False)
    )
    _grid(sheet, _STANDING, rows)


def _grid(
    sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[Any]], top: int = 1
) -> None:
    """A header and its rows from row `top` on, frozen, filtered, and as wide as they need."""
    for column, name in enumerate(header, start=1):
        cell = sheet.cell(top, column)
        _write(cell, name, bold=True)
        cell.fill = _HEAD
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(line, column), value)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = (
        "landscape",
        0,
    )  # on paper: as wide as a page, as long as needed
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    sheet.auto_filter.ref = (
        f"A{top}:{get_column_letter(len(header))}{max(sheet.max_row, top)}"
    )
    for index, cells in enumerate(
        sheet.iter_cols(min_row=top, max_col=len(header)), start=1
    ):
        widest = max(len(str(cell.value or "")) for cell in islice(cells, _LOOKED_AT))
        sheet.column_dimensions[get_column_letter(index)].width = min(
            max(widest + 2, 8), 60
        )


def _write(cell: Cell, value: Any, bold: bool = False) -> None:
    """Put a value into a cell: a number as a number, everything else as text that stays text even
    when it is edited."""
    if value in ("", None):
        return
    if isinstance(value, int | float):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if len(text) > _CELL:
        raise BuildError(
            f"a text of {len(text):,} letters ({text[:40]}...) is more than a cell holds; export "
            f"a datapackage"
        )
    cell.value = text
    cell.data_type = "s"  # openpyxl makes a formula of what begins with =
    cell.number_format = "@"
    if text[0] in "=+-@\t\r":
        cell.quotePrefix = True
    if bold:
        cell.font = _BOLD
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _same_every_time(book: Workbook, case: Known) -> bytes:
    """The saved workbook with no hour in it but that of the case's knowledge."""
    moment = (
        max(case.known_at.known.replace(tzinfo=None), _EPOCH)
        if case.known_at
        else _EPOCH
    )
    raw = io.BytesIO()
    book.save(raw)
    book.properties.creator = "asknown"
    book.properties.created = book.properties.modified = moment
    core = tostring(book.properties.to_tree())
    with zipfile.ZipFile(raw) as written:
        return zipped(
            {name: written.read(name) for name in written.namelist()}
            | {"docProps/core.xml": core}
        )
