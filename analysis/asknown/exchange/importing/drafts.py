"""Rows that an audit drafted and a person has looked at, into claims.csv.

A row that is still marked as a draft, or lacks what only a person can tell, is left out with its
reason. The ledger is checked with the new rows before any of them is written.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from asknown.errors import CallError, LedgerError
from asknown.exchange.importing.history import Change
from asknown.exchange.importing.importing import Result
from asknown.ledger import csv_text, draft_rows
from asknown.ledger.tables import BY_NAME
from asknown.model.check import problems_in
from asknown.storage import alone, sweep, workplace, write_file

FORMAT = "drafts"
_CLAIMS = BY_NAME["claims"]
_FILE = f"{_CLAIMS.name}.csv"


def take(path: Path, folder: Path) -> Result:
    """Add the rows of a file with the header of claims.csv that are no drafts any more.

    CallError where the file is none of that kind, LedgerError where the ledger was at fault or
    would be: then nothing is written.
    """
    rows = _rows(path)
    # A second import waits: each adds to what is there.
    with alone(folder) if folder.is_dir() else nullcontext():
        sweep(folder)
        left = []
        taken = []
        for line, cells in rows:
            reason = draft_rows.lacks(cells)
            if reason:
                left.append((Change(line, dict(cells), file=path.name), reason))
            else:
                taken.append(cells)
        if taken:
            _add(taken, folder)
    return Result(path.stem, len(rows), {_CLAIMS.name: len(taken)}, left)


def _rows(path: Path) -> Sequence[tuple[int, Mapping[str, str]]]:
    """The rows of the file, each with its line."""
    if not path.is_file():
        raise CallError(f"{path}: there is no such file")
    text = path.read_text(encoding="utf-8-sig")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or ())
    if header != _CLAIMS.header_like(header):
        wanted = ",".join(_CLAIMS.header)
        raise CallError(
            f"{path.name}: is no file of drafts: its header is to be {wanted}"
        )
    rows = []
    for cells in reader:
        if None in cells or None in cells.values():
            raise CallError(
                f"{path.name}:{reader.line_num}: has more or fewer cells than columns"
            )
        rows.append((reader.line_num, cells))
    return rows


def _add(rows: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Write the rows behind those of claims.csv, once the ledger with them has no problem."""
    path = folder / _FILE
    if not path.is_file():
        raise CallError(f"{folder.name}: has no {_FILE} to which rows could be added")
    old = path.read_bytes()
    header = csv_text.names(old)
    out = io.StringIO()
    writer = csv.DictWriter(out, header, extrasaction="ignore", lineterminator="\n")
    writer.writerows(rows)
    ending = b"" if old.endswith(b"\n") else b"\n"
    new = old + ending + out.getvalue().encode()
    _check_with(new, folder)
    write_file(path.resolve(), new, force=True)


def _check_with(claims: bytes, folder: Path) -> None:
    """LedgerError, with every problem, where a case with these claims has any."""
    with workplace() as place:
        copy = place / folder.name
        shutil.copytree(
            folder, copy, ignore=shutil.ignore_patterns("imports", "archive")
        )
        (copy / _FILE).write_bytes(claims)
        problems = problems_in(copy)
    if problems:
        raise LedgerError(problems)
