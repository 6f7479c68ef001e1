"""What a desk marks in the workbook of a case beside its rows, and what it is told: a second reader
and a hold, a struck figure, and how each row was taken.

A struck claim is never withdrawn by itself: who took it back, when and where that can be read is
for people to say.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.xml.functions import tostring

from asknown.exchange.importing.history import Change
from asknown.ledger import reviews
from asknown.ledger.reviews import Review
from asknown.ledger.tables import BY_NAME
from asknown.storage import zipped

STATUS = "status"
TAKEN, LEFT_OUT = "taken", "left out"
_EPOCH = datetime(1980, 1, 1)  # the earliest moment a zip can tell
_MOST = 32_767  # letters of a cell
_TO_FILL = (
    "say who took it back, when and where that can be read; then add it to acts.csv"
)


def status(
    path: Path, left: Iterable[tuple[Change, str]], changes: Iterable[Change]
) -> bytes:
    """The workbook with what became of each row, in the column `status` of its sheet: taken (new,
    or there before), or left out and why. The same bytes each time; the file itself stays."""
    said = {(change.table, change.line): TAKEN for change in changes}
    said |= {
        (change.table, change.line): f"{LEFT_OUT}: {reason}" for change, reason in left
    }
    book = load_workbook(path)
    for (table, line), words in said.items():
        sheet = book[table]
        sheet.cell(line, _column(sheet), words[:_MOST])
    raw = io.BytesIO()
    book.save(raw)
    book.properties.modified = _EPOCH
    core = tostring(book.properties.to_tree())
    with zipfile.ZipFile(raw) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    return zipped(parts | {"docProps/core.xml": core})


def _column(sheet: object) -> int:
    """The column of a sheet that says what became of a row: the one called so, else a new one."""
    header = [cell.value for cell in sheet[1]]  # type: ignore[index]
    if STATUS not in header:
        sheet.cell(1, len(header) + 1, STATUS)  # type: ignore[attr-defined]
        return len(header) + 1
    return header.index(STATUS) + 1


def withdrawals(changes: Iterable[Change]) -> str:
    """An act for each claim whose figure is struck, as rows of acts.csv that lack what only people
    know; empty where none is."""
    struck = [each for each in changes if each.struck and each.table == "claims"]
    rows = []
    for change in struck:
        claim = change.cells["claim_id"]
        rows.append(
            {
                "act_id": f"W-{claim}",
                "target": claim,
                "act": "withdrawn",
                "by": change.cells["speaker"],
                "reason": f"struck in {change.file}, line {change.line}: {_TO_FILL}",
            }
        )
    return _as_csv(BY_NAME["acts"].header, rows) if rows else ""


def reviewed(
    changes: Iterable[Change], there: Iterable[Review]
) -> list[dict[str, str]]:
    """The reviews that a workbook adds: of rows with a reader or a hold and of which there is none
    yet."""
    known = {(review.table, review.row_id) for review in there}
    return [
        row for row in _marked(changes) if (row["table"], row["row_id"]) not in known
    ]


def _marked(changes: Iterable[Change]) -> Iterator[dict[str, str]]:
    for change in changes:
        reader, hold = (
            change.cells.get(name, "").strip() for name in ("reader", "hold")
        )
        if reader or hold:
            row_id = change.cells[BY_NAME[change.table].key]
            yield {
                "table": change.table,
                "row_id": row_id,
                "reader": reader,
                "hold": hold,
            }


def with_reviews(folder: Path, rows: list[dict[str, str]]) -> str:
    """The file of reviews with more of them."""
    path = folder / reviews.FILE
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    added = _as_csv(reviews.COLUMNS, rows)
    if not old:
        return added
    _, _, without_header = added.partition("\n")
    return f"{old.rstrip()}\n{without_header}"


def _as_csv(header: list[str], rows: Iterable[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
