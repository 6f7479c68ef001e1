"""Rows on the second clock: a plain table, a history of changes, or a folder of dated snapshots, as
one stream of changes.

A change says when the file came to say something (`time`, blank for a plain table) and whether it
took it out (`gone`). What a row means is not decided here.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from asknown import dates
from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import cells, table_file
from asknown.exchange.importing.mapping import Mapping
from asknown.ledger.tables import BY_NAME

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
GONE = ("removed", "deleted", "gone")


@dataclass(frozen=True)
class Change:
    """One row of the file at one time: its line, its cells as they stand, and what keeps it from
    being taken.

    `table` names the table of the ledger that the row is one of as it stands, "" where a mapping
    tells what it becomes.
    """

    line: int
    cells: dict[str, str]
    time: str = ""
    gone: bool = False
    fault: str = ""
    file: str = ""
    table: str = ""


@dataclass(frozen=True)
class Stream:
    """Changes in order of time, the file's name and sha256, whether they are a whole history, and
    its header."""

    name: str
    sha256: str
    header: tuple[str, ...]
    changes: tuple[Change, ...]
    history: bool


def of_table(path: Path, mapping: Mapping) -> Stream:
    """A plain table: every row is stated, none is dated by the file and none is taken out."""
    if mapping.same:
        return _of_ledger(path, mapping)
    read = _sheet(path, mapping)
    changes = tuple(_change(row, mapping, read.name) for row in read.rows)
    return Stream(read.name, read.sha256, read.header, changes, False)


def of_history(path: Path, mapping: Mapping) -> Stream:
    """A file with a row for each change, or a folder of snapshots named by their days, as changes
    in order of time.

    CallError where the mapping does not say how the history is written.
    """
    if path.is_dir():
        return _of_snapshots(path, mapping)
    keys = mapping.settings.get("history", {})
    if "time" not in keys:
        raise CallError(
            f"mapping: {mapping.name} has no history with time = a column; it is needed to read "
            f"{path.name}"
        )
    read = _sheet(path, mapping)
    changes = [_dated(_change(row, mapping, read.name), mapping) for row in read.rows]
    ordered = sorted(
        (each for each in changes if not each.fault), key=lambda each: _instant(each.time)
    )
    broken = [each for each in changes if each.fault]
    return Stream(read.name, read.sha256, read.header, (*broken, *_checked(ordered, mapping)), True)


def _of_ledger(path: Path, mapping: Mapping) -> Stream:
    """The sheets of a workbook that are tables of a ledger, each with all columns of its table;
    others it may have besides."""
    changes: list[Change] = []
    header: dict[str, None] = {}
    for name in mapping.same:
        read = table_file.read(path, sheet=name)
        lacks = [column for column in BY_NAME[name].header if column not in read.header]
        if lacks:
            raise AsknownError(
                f"{read.name}, sheet {name}: there is no column {', '.join(lacks)}; give it back "
                f"its header"
            )
        file = f"{read.name}, sheet {name}"
        changes += [
            Change(row.line, row.cells, fault=row.fault, file=file, table=name) for row in read.rows
        ]
        header |= dict.fromkeys(read.header)
    return Stream(
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        tuple(header),
        tuple(changes),
        False,
    )


def _sheet(path: Path, mapping: Mapping) -> table_file.Sheet:
    """The table with its header asserted: the columns declared, in their order, or else at least
    those that are read."""
    read = table_file.read(
        path, mapping.text("encoding") or "utf-8", mapping.text("delimiter"), mapping.text("sheet")
    )
    declared = tuple(mapping.settings.get("columns", ()))
    if declared and declared != read.header:
        raise AsknownError(
            f"{read.name}:1: the header is {','.join(read.header)!r}, the mapping "
            f"{mapping.name} is for "
            f"{','.join(declared)!r}; take another mapping or mend its "
            f"columns"
        )
    missing = sorted(mapping.columns - set(read.header))
    if missing:
        lacks = (
            f"there is no column {', '.join(map(repr, missing))}, which the mapping "
            f"{mapping.name} reads"
        )
        raise AsknownError(f"{read.name}:1: {lacks}; the file has {', '.join(read.header)}")
    return read


def _change(row: table_file.Row, mapping: Mapping, file: str) -> Change:
    unknown = mapping.reading.unknown
    said = {column: "" if cell in unknown else cell for column, cell in row.cells.items()}
    return Change(row.line, said, fault=row.fault or _skipped(said, mapping), file=file)


def _skipped(said: dict[str, str], mapping: Mapping) -> str:
    """Why the mapping leaves a row aside, or ""."""
    for column, patterns in mapping.settings.get("skip", {}).items():
        if any(fnmatch.fnmatchcase(said[column], pattern) for pattern in patterns):
            return f"left aside by the mapping: {column} is {said[column]!r}"
    return ""


def _dated(change: Change, mapping: Mapping) -> Change:
    """The change with its time, and whether it takes something out."""
    keys = mapping.settings["history"]
    if change.fault:
        return change
    try:
        time = cells.published(change.cells[keys["time"]], mapping.reading)
    except ValueError as error:
        return replace(change, fault=str(error))
    kind = change.cells.get(keys.get("change", ""), "")
    emptied = "new" in keys and not change.cells[keys["new"]]
    return replace(change, time=time, gone=emptied or kind in keys.get("gone", GONE))


def _instant(time: str) -> datetime:
    """The order of times: a day counts at its end."""
    return dates.published(time, ZoneInfo("UTC")).known


def _checked(changes: list[Change], mapping: Mapping) -> Iterator[Change]:
    """Cell changes whose old value is what the history had before; others are kept with that
    fault."""
    keys = mapping.settings["history"]
    if not {"old", "new"} <= keys.keys():
        yield from changes
        return
    named = {
        column for row in mapping.rows("claims") for each in row.values() for column in each.columns
    }
    cell = sorted(named - {keys["new"], keys["old"]})
    stood: dict[tuple[str, ...], str] = {}
    for change in changes:
        key = tuple(change.cells[column] for column in cell)
        before, old = stood.get(key, ""), change.cells[keys["old"]]
        stood[key] = change.cells[keys["new"]]
        fault = f"the old value is not what stood there: {old!r}, but the history has {before!r}"
        yield change if before == old else replace(change, fault=fault)


def _of_snapshots(folder: Path, mapping: Mapping) -> Stream:
    """Every snapshot whole, the earliest first; what was in the one before and is not in the next
    is taken out."""
    files = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in table_file.TABLES and not path.name.startswith(".")
    )
    undated = [path.name for path in files if not _DAY.search(path.stem)]
    if undated or not files:
        raise CallError(
            f"{folder.name}: {undated[0] if undated else 'no table'} has no day in its name, as "
            f"in 2024-02-18.csv"
        )
    found: list[Change] = []
    before: dict[tuple[str, ...], Change] = {}
    header: tuple[str, ...] = ()
    for path in sorted(files, key=lambda path: _day_of(path)):
        read, time = _sheet(path, mapping), _day_of(path)
        rows = [replace(_change(row, mapping, read.name), time=time) for row in read.rows]
        now = {tuple(row.cells.values()): row for row in rows if not row.fault}
        found += [
            replace(row, time=time, gone=True, file=read.name)
            for key, row in before.items()
            if key not in now
        ]
        found += rows
        before, header = now, header or read.header
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return Stream(folder.name, digest, header, tuple(found), True)


def _day_of(path: Path) -> str:
    digits = re.sub(r"\D", "", str(_DAY.findall(path.stem)[-1]))
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
