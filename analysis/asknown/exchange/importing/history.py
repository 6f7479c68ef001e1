"""Rows on the second clock: a plain table, a history of changes, a folder of dated snapshots or a
file in a git repository, as one stream of changes.

A change says when the file came to say something (`time`, blank for a plain table) and whether it
took it out (`gone`). What a row means is not decided here.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from asknown import dates
from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import cells, git_history, looks, table_file
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.looks import STRUCK
from asknown.exchange.importing.mapping import LINE, Mapping
from asknown.exchange.importing.vintages import Version, Vintage, compared
from asknown.ledger.tables import BY_NAME
from asknown.storage import workplace

_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|(?<!\d)\d{8}(?!\d)")
_CLOCK = re.compile(r"[T_ -]([01]\d|2[0-3])[:h.-]?([0-5]\d)(?:[:m.-]?([0-5]\d))?(?!\d)")
# Seconds, or milliseconds, since 2001.
_EPOCH = re.compile(r"(?<!\d)(1\d{9})(?:\d{3})?(?!\d)")
LEFT_ASIDE = "left aside by the mapping"
TAGS = table_file.TAGS
_NUMBERS = ("low", "value", "high")
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
    struck: bool = False


@dataclass(frozen=True)
class Stream:
    """Changes in order of time, the file's name and sha256, whether they are a whole history, its
    header, and what each version changed."""

    name: str
    sha256: str
    header: tuple[str, ...]
    changes: tuple[Change, ...]
    history: bool
    vintages: tuple[Vintage, ...] = ()


def of_table(
    path: Path,
    mapping: Mapping,
) -> Stream:
    """A plain table: every row is stated, none is dated by the file and none is taken out."""
    if mapping.same:
        return _of_ledger(path, mapping)
    read = _sheet(path, mapping)
    changes = tuple(
        _change(
            row,
            mapping,
            read.name,
        )
        for row in read.rows
    )
    return Stream(
        read.name,
        read.sha256,
        read.header,
        changes,
        False,
    )


def of_history(
    path: Path,
    mapping: Mapping,
) -> Stream:
    """A file with a row for each change, a folder of snapshots named by their days, or a file with
    its versions in git, as changes in order of time.

    CallError where the mapping does not say how the history is written.
    """
    if path.is_dir():
        return _of_snapshots(path, mapping)
    keys = mapping.settings.get("history", {})
    if "time" not in keys:
        if git_history.is_kept(path):
            return _of_repository(path, mapping)
        raise CallError(
            f"mapping: {mapping.name} has no history with time = a column; it is needed to read "
            f"{path.name}, which is in no git repository either"
        )
    read = _sheet(path, mapping)
    changes = [
        _dated(
            _change(
                row,
                mapping,
                read.name,
            ),
            mapping,
        )
        for row in read.rows
    ]
    ordered = sorted(
        (each for each in changes if not each.fault),
        key=lambda each: _instant(each.time),
    )
    broken = [each for each in changes if each.fault]
    return Stream(
        read.name,
        read.sha256,
        read.header,
        (*broken, *_checked(ordered, mapping)),
        True,
    )


def _of_sheet(row: table_file.Row, file: str, table: str) -> Change:
    """A row of a ledger as it stands in a sheet; `struck` where its number or id is."""
    key = BY_NAME[table].key
    struck = any(row.looks.get(column) == STRUCK for column in (*_NUMBERS, key))
    return Change(
        row.line, row.cells, fault=row.fault, file=file, table=table, struck=struck
    )


def _of_ledger(
    path: Path,
    mapping: Mapping,
) -> Stream:
    """The sheets of a workbook that are tables of a ledger, each with all columns of its table;
    others it may have besides."""
    changes: list[Change] = []
    header: dict[str, None] = {}
    for name in mapping.same:
        read = table_file.read(path, table_file.Form(sheet=name))
        lacks = [column for column in BY_NAME[name].header if column not in read.header]
        if lacks:
            raise AsknownError(
                f"{read.name}, sheet {name}: there is no column {', '.join(lacks)}; give it back "
                f"its header"
            )
        file = f"{read.name}, sheet {name}"
        changes += [_of_sheet(row, file, name) for row in read.rows]
        header |= dict.fromkeys(read.header)
    return Stream(
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        tuple(header),
        tuple(changes),
        False,
    )


def _sheet(
    path: Path,
    mapping: Mapping,
) -> table_file.Sheet:
    """The table with its header asserted: the columns declared, in their order, or else at least
    those that are read, but for optional ones."""
    return _asserted(
        table_file.read(path, mapping.form),
        mapping,
        frozenset(),
    )


def _asserted(
    read: table_file.Sheet,
    mapping: Mapping,
    elsewhere: frozenset[str],
) -> table_file.Sheet:
    """The table, if it has the columns it should, but for those that stand elsewhere."""
    declared = tuple(mapping.settings.get("columns", ()))
    if declared and declared != read.header:
        raise AsknownError(
            f"{read.name}:1: the header is {','.join(read.header)!r}, the mapping "
            f"{mapping.name} is for "
            f"{','.join(declared)!r}; take another mapping or mend its "
            f"columns"
        )
    missing = sorted(mapping.columns - set(read.header) - mapping.optional - elsewhere)
    if missing:
        lacks = (
            f"there is no column {', '.join(map(repr, missing))}, which the mapping "
            f"{mapping.name} reads"
        )
        raise AsknownError(
            f"{read.name}:1: {lacks}; the file has {', '.join(read.header)}"
        )
    return read


def _change(
    row: table_file.Row,
    mapping: Mapping,
    file: str,
) -> Change:
    """The row as the mapping reads it: what states nothing is blank, as is a column not there."""
    unknown = mapping.reading.unknown
    said = dict.fromkeys(mapping.columns, "")
    said |= {
        column: "" if cell in unknown else cell for column, cell in row.cells.items()
    }
    said[LINE] = str(row.line)
    fault = row.fault or _skipped(said, mapping) or _looking_otherwise(row, mapping)
    return Change(
        row.line,
        said,
        fault=fault,
        file=file,
    )


def _looking_otherwise(
    row: table_file.Row,
    mapping: Mapping,
) -> str:
    """Why a cell that the mapping reads is not taken as it stands, or ""."""
    taken = mapping.settings.get("take", ())
    for column in sorted(mapping.columns & row.looks.keys()):
        look = row.looks[column]
        if look not in taken:
            mend = f'take = ["{look}"]'
            return f"{column}: {row.cells[column]!r} {looks.IN_WORDS[look]}: to take it say {mend}"
    return ""


def _skipped(
    said: dict[str, str],
    mapping: Mapping,
) -> str:
    """Why the mapping leaves a row aside, or ""."""
    for column, patterns in mapping.settings.get("skip", {}).items():
        if any(fnmatch.fnmatchcase(said[column], pattern) for pattern in patterns):
            return f"{LEFT_ASIDE}: {column} is {said[column]!r}"
    return ""


def _dated(
    change: Change,
    mapping: Mapping,
) -> Change:
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
    return replace(
        change,
        time=time,
        gone=emptied or kind in keys.get("gone", GONE),
    )


def _instant(time: str) -> datetime:
    """The order of times: a day counts at its end."""
    return dates.published(time, ZoneInfo("UTC")).known


def _checked(
    changes: list[Change],
    mapping: Mapping,
) -> Iterator[Change]:
    """Cell changes whose old value is what the history had before; others are kept with that
    fault."""
    keys = mapping.settings["history"]
    if not {"old", "new"} <= keys.keys():
        yield from changes
        return
    named = {
        column
        for row in mapping.rows("claims")
        for each in row.values()
        for column in each.columns
    }
    cell = sorted(named - {keys["new"], keys["old"]})
    stood: dict[tuple[str, ...], str] = {}
    for change in changes:
        key = tuple(change.cells[column] for column in cell)
        before, old = stood.get(key, ""), change.cells[keys["old"]]
        stood[key] = change.cells[keys["new"]]
        fault = f"the old value is not what stood there: {old!r}, but the history has {before!r}"
        yield change if before == old else replace(change, fault=fault)


def _of_snapshots(
    folder: Path,
    mapping: Mapping,
) -> Stream:
    """Every snapshot whole, the earliest first; what was in the one before and is not in the next
    is taken out."""
    files = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in table_file.TABLES and not path.name.startswith(".")
    )
    if not files:
        raise CallError(
            f"{folder.name}: has no table with a day in its name, as 2024-02-18.csv"
        )
    dated = [
        (snapshot_time(path.stem, mapping.reading), table_file.read(path, mapping.form))
        for path in files
    ]
    _check_apart([time for time, _ in dated], files)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return _of_versions(
        folder.name,
        digest,
        dated,
        mapping,
    )


def _check_apart(
    times: list[str],
    files: list[Path],
) -> None:
    """CallError where two snapshots are of one time: nobody knows which is the later."""
    first: dict[str, Path] = {}
    for time, path in zip(
        times,
        files,
        strict=True,
    ):
        other = first.setdefault(time, path)
        if other is not path:
            raise CallError(
                f"{other.name} and {path.name}: are both of {time}; declare zone in reads, so that "
                f"a clock in their names is read, or leave one out"
            )


def _of_repository(
    path: Path,
    mapping: Mapping,
) -> Stream:
    """The versions of a file in git, each at the moment of its commit."""
    dated = []
    with workplace() as folder:
        for version in git_history.versions(path):
            read = table_file.read(
                git_history.write(
                    version,
                    path,
                    folder,
                ),
                mapping.form,
            )
            named = f"{path.name} at {version.commit[:10]}"
            dated.append((version.time, replace(read, name=named)))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return _of_versions(
        path.name,
        digest,
        dated,
        mapping,
    )


def _of_versions(
    name: str,
    digest: str,
    dated: list[tuple[str, table_file.Sheet]],
    mapping: Mapping,
) -> Stream:
    """The versions of a table as changes, the earliest first, with the columns that any has."""
    ordered = sorted(dated, key=lambda each: _instant(each[0]))
    header = tuple(
        dict.fromkeys(column for _, sheet in dated for column in sheet.header)
    )
    found: list[Change] = []
    before: dict[tuple[str, ...], Change] = {}
    for time, sheet in ordered:
        read = _asserted(
            sheet,
            mapping,
            frozenset(header),
        )
        rows = [
            replace(
                _change(
                    row,
                    mapping,
                    read.name,
                ),
                time=time,
            )
            for row in read.rows
        ]
        now = {
            tuple(row.cells.get(column, "") for column in header): row for row in rows
        }
        now = {cells: row for cells, row in now.items() if not row.fault}
        found += [
            replace(
                row,
                time=time,
                gone=True,
                file=read.name,
            )
            for key, row in before.items()
            if key not in now
        ]
        found += rows
        before = now
    told = compared([_version(time, sheet) for time, sheet in ordered])
    return Stream(
        name,
        digest,
        header,
        tuple(found),
        True,
        tuple(told),
    )


def _version(
    time: str,
    sheet: table_file.Sheet,
) -> Version:
    rows = [row.cells for row in sheet.rows if row.fault != TAGS]
    return Version(
        time,
        sheet.name,
        rows,
    )


def snapshot_time(
    name: str,
    how: Reading,
) -> str:
    """When a snapshot was made, by its name: the first day in it, with the clock behind it where
    the zone of clocks is declared. CallError where there is no day.

    >>> snapshot_time("export_20220106_134501", Reading())
    '2022-01-06'
    >>> snapshot_time("export_20220106_134501", Reading(zone="Asia/Almaty"))
    '2022-01-06T13:45:01+06:00'
    """
    for found in _DAY.finditer(name):
        try:
            day = date.fromisoformat(
                re.sub(
                    r"\D",
                    "",
                    found[0],
                )
            ).isoformat()
        except ValueError:
            continue
        clock = _CLOCK.match(name[found.end() :]) if how.zone else None
        return (
            cells.published(f"{day}T{':'.join(clock.groups('00'))}", how)
            if clock
            else day
        )
    epoch = _EPOCH.search(name)
    if epoch:
        return (
            datetime.fromtimestamp(int(epoch[1]), UTC)
            .isoformat()
            .replace("+00:00", "Z")
        )
    raise CallError(f"{name}: has no day in its name, as 2024-02-18.csv has; rename it")
