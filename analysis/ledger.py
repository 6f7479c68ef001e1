"""The files of a case: read as text, every cell checked, nothing guessed and nothing half-read.

A blank cell means "not stated" and stays an empty string. All faults are found in one pass; a caller decides what to do.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analysis import dates, narrative, tables
from analysis.errors import CallError, LedgerError, Problem
from analysis.narrative import Sentence
from analysis.tables import TABLES, Column, Table

_ID = re.compile(r"[\w][\w.\-]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_URL = re.compile(r"https?://[^\s<>\"]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
SETTINGS = "case.toml"
_NEEDED = tuple(name for name, _, needed in tables.SETTINGS if needed)


@dataclass(frozen=True)
class Sheet:
    """One table as read: its rows as dicts of text, and the line each row stands on."""

    table: Table
    rows: list[dict[str, str]]
    lines: list[int]


@dataclass
class Ledger:
    """A case folder as read: settings, one sheet per table, and every fault of a cell, an id or a reference.

    `loose` are ids in lists that point at no row. They are faults, but a ledger cut at a day has them by nature (a later
    source of an earlier event is gone), so they do not keep a case from loading.
    """

    folder: Path
    settings: dict[str, Any]
    sheets: dict[str, Sheet]
    narrative: tuple[Sentence, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    loose: list[Problem] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The case's time zone."""
        return ZoneInfo(self.settings["timezone"])


def read(folder: Path) -> Ledger:
    """Read a case folder whole. CallError where it is none, LedgerError where its settings cannot be read."""
    if not (folder / SETTINGS).is_file():
        raise CallError(f"{folder} is no case: it has no {SETTINGS}")
    ledger = Ledger(folder, _settings(folder / SETTINGS), {})
    for table in TABLES:
        ledger.sheets[table.name] = _sheet(folder / f"{table.name}.csv", table, ledger)
    for kind, problem in _broken_references(ledger):
        (ledger.loose if kind == "refs" else ledger.problems).append(problem)
    _read_narrative(ledger)
    if not ledger.problems:
        ledger.problems += _circles(ledger)
    return ledger


def _read_narrative(ledger: Ledger) -> None:
    """Read narrative.md, which a case need not have."""
    path = ledger.folder / narrative.FILE
    if not path.exists():
        return
    try:
        parsed = list(narrative.parse(path.read_bytes().decode("utf-8")))
    except UnicodeDecodeError as error:
        ledger.problems.append(Problem(path.name, 1, "", f"is not UTF-8 ({error.reason})", "save it as UTF-8 without a BOM"))
        return
    ledger.narrative = tuple(each for each in parsed if isinstance(each, Sentence))
    ledger.problems += [each for each in parsed if isinstance(each, Problem)]
    known = {row[sheet.table.key] for sheet in ledger.sheets.values() if sheet.table.dated for row in sheet.rows}
    ledger.loose += narrative.faults(ledger.narrative, known)


def _settings(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8")
        settings = tomllib.loads(text) | {"_text": text}
        missing = [name for name in _NEEDED if not settings.get(name)]
        if missing:
            raise LedgerError([Problem(path.name, 1, name, "is missing", "add it") for name in missing])
        ZoneInfo(settings["timezone"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LedgerError([Problem(path.name, 1, "", f"cannot be read as TOML ({error})", "mend the line")]) from error
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise LedgerError([Problem(path.name, 1, "timezone", "is no time zone", "write one like Asia/Almaty")]) from error
    return settings


def _sheet(path: Path, table: Table, ledger: Ledger) -> Sheet:
    """Read one CSV file. A table that the case does not need may be missing; sources, claims and speakers may not."""
    sheet = Sheet(table, [], [])
    if not path.exists():
        if table.name in tables.NEEDED:
            ledger.problems.append(
                Problem(path.name, 1, "", "the file is missing", f"add it with the header {','.join(table.header)}")
            )
        return sheet
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        ledger.problems.append(Problem(path.name, 1, "", f"is not UTF-8 ({error.reason})", "save it as UTF-8 without a BOM"))
        return sheet
    ledger.problems += _fill(sheet, path.name, text, ledger.zone)
    return sheet


def _fill(sheet: Sheet, name: str, text: str, zone: ZoneInfo) -> Iterator[Problem]:
    """Put the rows of `text` into `sheet` and yield every fault met on the way."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = sheet.table.header
    seen: dict[str, int] = {}
    try:
        first = next(reader, [])
        if first != header:
            yield Problem(name, 1, "", f"the header is {','.join(first)!r}", f"write {','.join(header)}")
            return
        for cells in reader:
            if len(cells) != len(header):
                yield Problem(
                    name,
                    reader.line_num,
                    "",
                    f"has {len(cells)} cells, not {len(header)}",
                    "quote cells that hold a comma",
                )
                continue
            row = dict(zip(header, cells, strict=True))
            sheet.rows.append(row)
            sheet.lines.append(reader.line_num)
            yield from _cell_faults(sheet.table, row, name, reader.line_num, zone)
            key = row[sheet.table.key]
            if key in seen:
                yield Problem(
                    name,
                    reader.line_num,
                    sheet.table.key,
                    f"{key!r} stands on line {seen[key]} too",
                    "give one of them another id",
                )
            seen.setdefault(key, reader.line_num)
    except csv.Error as error:
        yield Problem(name, reader.line_num, "", f"cannot be read as CSV ({error})", "mend the quotes")


def _cell_faults(table: Table, row: dict[str, str], name: str, line: int, zone: ZoneInfo) -> Iterator[Problem]:
    for column in table.columns:
        fault = cell_fault(column, row[column.name], zone)
        if fault:
            yield Problem(name, line, column.name, *fault)


def cell_fault(column: Column, text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    """What is wrong with one cell and how to mend it, or None. Blank is "not stated" and only a fault where required."""
    if not text:
        return ("is blank", f"state it: {column.meaning}") if column.required else None
    if _CONTROL.search(text):
        return f"{text!r} holds a control character", "remove it"
    if text != text.strip():
        return f"{text!r} has spaces around it", "remove them"
    if column.kind == "words" and text not in column.words:
        near = difflib.get_close_matches(text, column.words, 1)
        hint = f"did you mean {near[0]}?" if near else "use one of " + ", ".join(column.words)
        return f"{text!r} is no allowed word", hint
    if column.kind in PATTERNS:
        pattern, what, mend = PATTERNS[column.kind]
        return None if pattern.fullmatch(text) else (f"{text!r} is {what}", mend)
    return _date_fault(column.kind, text, zone)


PATTERNS = {
    "id": (_ID, "no id", "use letters, digits, dots and hyphens"),
    "ref": (_ID, "no id", "write one id"),
    "refs": (re.compile(rf"{_ID.pattern}(;{_ID.pattern})*"), "no list of ids", "separate ids by ; without spaces"),
    "number": (_NUMBER, "no plain number", "write digits without separators or units"),
    "url": (_URL, "no http or https address", "write the whole address"),
    "sha256": (_SHA256, "no sha256", "write its 64 lower-case hex digits"),
}


def _date_fault(kind: str, text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    readers: dict[str, tuple[Callable[[], object], str]] = {
        "published": (lambda: dates.published(text, zone), "write 2022-01-09, 2022-01-09~ or 2022-01-09T14:12+06:00"),
        "moment": (lambda: dates.moment(text, zone), "write 2022-01-05T16:30+06:00 or 2022-01-05"),
        "day": (lambda: dates.as_of(text, zone), "write a day like 2022-01-09"),
        "edtf": (lambda: dates.span(text), "write 2022-01-09, 2022-01~ or 2022-01-04/2022-01-06"),
    }
    if kind not in readers:
        return None
    parse, mend = readers[kind]
    try:
        parse()
    except ValueError:
        return f"{text!r} is no date", mend
    return None


def ids_in(text: str) -> list[str]:
    """The ids of a list cell.

    >>> ids_in("rbc;tass"), ids_in("")
    (['rbc', 'tass'], [])
    """
    return text.split(";") if text else []


def _broken_references(ledger: Ledger) -> Iterator[tuple[str, Problem]]:
    """Ids that point at no row, with the kind of their column."""
    known = {name: {row[sheet.table.key] for row in sheet.rows} for name, sheet in ledger.sheets.items()}
    unread = {problem.file.removesuffix(".csv") for problem in ledger.problems if problem.row == 1}
    for name, sheet in ledger.sheets.items():
        for column in sheet.table.columns:
            if unread & set(column.refers):
                continue
            targets = set().union(*(known[table] for table in column.refers))
            for row, line in zip(sheet.rows, sheet.lines, strict=True):
                for each in ids_in(row[column.name]) if column.refers else []:
                    if each not in targets:
                        near = difflib.get_close_matches(each, targets, 1)
                        mend = f"did you mean {near[0]}?" if near else f"add it to {' or '.join(column.refers)}.csv"
                        what = f"{each!r} is no id in {' or '.join(column.refers)}"
                        yield column.kind, Problem(f"{name}.csv", line, column.name, what, mend)


def _circles(ledger: Ledger) -> Iterator[Problem]:
    """Rows that come back to themselves through what they repeat, undo or belong to."""
    for name, sheet in ledger.sheets.items():
        key = sheet.table.key
        for column in sheet.table.columns:
            if column.kind != "ref" or name not in column.refers:
                continue
            leads = {row[key]: row[column.name] for row in sheet.rows}
            for row, line in zip(sheet.rows, sheet.lines, strict=True):
                if comes_back(leads, row[key]):
                    yield Problem(
                        f"{name}.csv", line, column.name, "comes back to itself in a circle", "let the chain end somewhere"
                    )


def comes_back(leads: dict[str, str], start: str) -> bool:
    """Whether following `leads` from `start` leads to `start` again."""
    seen: set[str] = set()
    each = leads.get(start, "")
    while each and each != start and each not in seen:
        seen.add(each)
        each = leads.get(each, "")
    return each == start
