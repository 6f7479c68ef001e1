"""The files of a case: read as text, every cell checked, nothing guessed and nothing half-read.

A table is a CSV file or a Parquet file with the same columns, all of them text. A blank cell means "not stated" and stays
an empty string. All faults are found in one pass; a caller decides what to do. A column is checked by its distinct cells,
and of these only those that no plain pattern vouches for are looked at one by one: a million rows are a few thousand cells.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from asknown import dates
from asknown.errors import CallError, LedgerError, Problem
from asknown.ledger import cells as damage
from asknown.ledger import narrative, settings, tables
from asknown.ledger.narrative import Sentence
from asknown.ledger.settings import Settings
from asknown.ledger.tables import TABLES, Column, Table

_ID = re.compile(r"[\w][\w.\-]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_URL = re.compile(r"https?://[^\s<>\"]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
SETTINGS = settings.FILE
PARQUET = ".parquet"


@dataclass(frozen=True)
class Sheet:
    """One table as read from `file`: its columns of text, rows in the order of the file.

    `count` tells the lines on which the rows end. It is called only where somebody asks for a line.
    """

    table: Table
    file: str
    columns: pa.Table
    count: Callable[[], Sequence[int]] = field(default=list, repr=False, compare=False)

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The rows as dicts of text: for what looks at them one by one."""
        return list(self.columns.to_pylist())

    @cached_property
    def lines(self) -> Sequence[int]:
        """The line on which each row stands; in Parquet, which has no lines, that of the same rows written as CSV."""
        return self.count()

    def ids(self) -> pa.ChunkedArray:
        """The ids of the rows."""
        return self.columns[self.table.key]

    def where(self, mask: pa.ChunkedArray) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows for which `mask` is true, each with its line."""
        found = np.flatnonzero(mask)
        for index, row in zip(
            found, self.columns.take(found).to_pylist() if len(found) else (), strict=True
        ):
            yield self.lines[int(index)], row


@dataclass
class Ledger:
    """A case folder as read: settings, one sheet per table, and every fault of a cell, an id or a reference.

    `loose` are ids in lists that point at no row. They are faults, but a ledger cut at a day has them by nature (a later
    source of an earlier event is gone), so they do not keep a case from loading.
    """

    folder: Path
    settings: Settings
    sheets: dict[str, Sheet]
    narrative: tuple[Sentence, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    loose: list[Problem] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The case's time zone."""
        return self.settings.zone


def read(folder: Path) -> Ledger:
    """Read a case folder whole. CallError where it is none, LedgerError where its settings cannot be read."""
    if not (folder / SETTINGS).is_file():
        raise CallError(f"{folder} is no case: it has no {SETTINGS}")
    ledger = Ledger(folder, _settings(folder / SETTINGS), {})
    for table in TABLES:
        sheet, problems = _sheet(folder, table)
        ledger.sheets[table.name] = sheet
        ledger.problems += [*problems, *_faults(sheet, ledger.zone)]
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
    data, found = _bytes(path)
    ledger.problems += found
    parsed = [] if found else list(narrative.parse(data.decode("utf-8")))
    ledger.narrative = tuple(each for each in parsed if isinstance(each, Sentence))
    ledger.problems += [each for each in parsed if isinstance(each, Problem)]
    for told in ledger.narrative:
        fault = damage.of_text(told.text + told.heading)
        ledger.problems += [Problem(path.name, told.line, "", *fault)] if fault else []
    known = {
        each
        for sheet in ledger.sheets.values()
        if sheet.table.dated
        for each in sheet.ids().to_pylist()
    }
    if all(
        problem.column for problem in ledger.problems
    ):  # else there may be rows that were not read
        ledger.loose += narrative.faults(ledger.narrative, known)


def _settings(path: Path) -> Settings:
    """The settings, each of the shape it has to have. LedgerError with all that is wrong with them."""
    data, found = _bytes(path)
    if found:
        raise LedgerError(found)
    return settings.parse(data.decode("utf-8"))


def _bytes(path: Path) -> tuple[bytes, list[Problem]]:
    """The bytes of a file of the case, and why they are not read: it lies elsewhere, is no file, or is no text in UTF-8."""
    misplaced = _misplaced(path)
    if misplaced:
        return b"", [misplaced]
    data = path.read_bytes()
    return data, [
        Problem(path.name, line, "", what, mend) for line, what, mend in damage.of_file(data)
    ]


def _misplaced(path: Path) -> Problem | None:
    """Why a file of a case is not opened: a link can lead anywhere, and a pipe never ends."""
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        return Problem(
            path.name, 1, "", "is a link that leads out of the folder", "put the file itself there"
        )
    return None if path.is_file() else Problem(path.name, 1, "", "is no file", "put a file there")


def _sheet(folder: Path, table: Table) -> tuple[Sheet, list[Problem]]:
    """Read one table. One that the case does not need may be missing; sources, claims and speakers may not."""
    text, binary = (folder / f"{table.name}{suffix}" for suffix in (".csv", PARQUET))
    for path in (text, binary):
        if (path.exists() or path.is_symlink()) and (misplaced := _misplaced(path)):
            return Sheet(table, path.name, _empty(table)), [misplaced]
    if text.exists() and binary.exists():
        return _unread(table, binary.name, f"stands beside {text.name}", "keep one of the two")
    if binary.exists():
        return _parquet(binary, table)
    if text.exists():
        return _csv(text, table)
    if table.name in tables.NEEDED:
        return _unread(
            table,
            text.name,
            "the file is missing",
            f"add it with the header {','.join(table.header)}",
        )
    return Sheet(table, text.name, _empty(table)), []


def _empty(table: Table) -> pa.Table:
    return pa.table({name: pa.chunked_array([], pa.string()) for name in table.header})


def _unread(
    table: Table, file: str, what: str, mend: str, column: str = ""
) -> tuple[Sheet, list[Problem]]:
    """The table without a row, and why: what refers to it is not looked up."""
    return Sheet(table, file, _empty(table)), [Problem(file, 1, column, what, mend)]


def _parquet(path: Path, table: Table) -> tuple[Sheet, list[Problem]]:
    """Read a Parquet file. A cell that is null is blank."""
    from pyarrow import parquet  # slow to load and rarely needed

    try:
        read = parquet.read_table(path)
        read.validate(full=True)  # its text is UTF-8
        names = read.column_names
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        return _unread(
            table,
            path.name,
            f"cannot be read as Parquet ({str(error).splitlines()[0]})",
            "write the file again",
        )
    if names != table.header:
        return _unread(
            table,
            path.name,
            f"the columns are {','.join(names)!r}",
            f"write {','.join(table.header)}",
        )
    for name, kind in zip(names, read.schema.types, strict=True):
        if not _is_text(kind.value_type if pa.types.is_dictionary(kind) else kind):
            return _unread(
                table, path.name, f"is {kind}, not text", "write every column as text", column=name
            )
    columns = {name: pc.fill_null(read[name].cast(pa.string()), "") for name in table.header}
    return Sheet(table, path.name, pa.table(columns), lambda: range(2, read.num_rows + 2)), []


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
    )


def _csv(path: Path, table: Table) -> tuple[Sheet, list[Problem]]:
    """Read a CSV file at once where every reader reads it alike, else with the strict reader, which says what is wrong."""
    data = path.read_bytes()
    columns = _plain_csv(data, table.header)
    if columns is not None:
        return Sheet(table, path.name, columns, lambda: _row_ends(path.read_bytes())), []
    found = [Problem(path.name, line, "", what, mend) for line, what, mend in damage.of_file(data)]
    if found:
        return Sheet(table, path.name, _empty(table)), found
    rows, lines, problems = _strict_csv(data.decode("utf-8"), path.name, table.header)
    cells = zip(*rows, strict=True) if rows else [()] * len(table.header)
    columns = {
        name: pa.chunked_array([pa.array(each, pa.string())])
        for name, each in zip(table.header, cells, strict=True)
    }
    return Sheet(table, path.name, pa.table(columns), lambda: lines), problems


def _plain_csv(data: bytes, header: list[str]) -> pa.Table | None:
    """The columns of a CSV file that leaves no reader a choice, or None."""
    if (
        data.startswith(b"\xef\xbb\xbf")
        or any(each in data for each in (b"\r", b"\0", b"\n\n"))
        or not _quotes_pair(data)
    ):
        return None
    try:
        read = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
        return read if read.column_names == header else None
    except (
        pa.ArrowInvalid,
        UnicodeDecodeError,
    ):  # the names of columns are decoded when somebody asks
        return None


def _quotes_pair(data: bytes) -> bool:
    """Whether each quote opens a cell, closes one, or is one of two within a cell."""
    if b'"' not in data:
        return True
    around = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    at = np.flatnonzero(around == ord('"'))
    ends = np.frombuffer(b',\n"', np.uint8)
    opened, closed = at[::2], at[1::2]
    return len(at) % 2 == 0 and bool(
        np.isin(around[opened - 1], ends).all() and np.isin(around[closed + 1], ends).all()
    )


def _row_ends(data: bytes) -> Sequence[int]:
    """The line on which each row of a plain CSV file ends, the header left out."""
    raw = np.frombuffer(data if data.endswith(b"\n") else data + b"\n", np.uint8)
    breaks = np.flatnonzero(raw == ord("\n"))
    quoted = np.searchsorted(np.flatnonzero(raw == ord('"')), breaks) % 2 == 1
    return [int(line) for line in np.flatnonzero(~quoted)[1:] + 1]


def _strict_csv(
    text: str, name: str, header: list[str]
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """The rows of `text` that have their cells, the lines they end on, and every fault met on the way."""
    csv.field_size_limit(sys.maxsize)  # how long a cell is we say ourselves, with its column
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines, problems = [], [], []
    try:
        first = next(reader, [])
        if first != header:
            return (
                [],
                [],
                [
                    Problem(
                        name,
                        1,
                        "",
                        f"the header is {damage.short(','.join(first))}",
                        _header_mend(first, header),
                    )
                ],
            )
        for cells in reader:
            if len(cells) == len(header):
                rows.append(cells)
                lines.append(reader.line_num)
            else:
                mend = "quote cells that hold a comma" if cells else "delete the blank line"
                what = f"has {len(cells)} cells, not {len(header)}"
                problems.append(Problem(name, reader.line_num, "", what, mend))
    except csv.Error as error:
        problems.append(
            Problem(
                name, reader.line_num, "", f"cannot be read as CSV ({error})", "mend the quotes"
            )
        )
    return rows, lines, problems


def _header_mend(first: list[str], header: list[str]) -> str:
    """What to do about a header: it may be split by another sign, or lack a column."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if first == [sign.join(header)]:
            return f"it is separated by {name}: save it with commas"
    return f"write {','.join(header)}"


def _faults(sheet: Sheet, zone: ZoneInfo) -> Iterator[Problem]:
    """Every fault of a cell, and every id that stands twice."""
    for column in sheet.table.columns:
        cells = sheet.columns[column.name]
        found = {text: cell_fault(column, text, zone) for text in _unsure(column, cells)}
        wrong = [text for text, fault in found.items() if fault]
        for line, row in (
            sheet.where(pc.is_in(cells, pa.array(wrong, pa.string()))) if wrong else ()
        ):
            yield Problem(sheet.file, line, column.name, *(found[row[column.name]] or ()))
    yield from _twice(sheet)


def _unsure(column: Column, cells: pa.ChunkedArray) -> list[str]:
    """The distinct cells of a column that no plain pattern vouches for."""
    distinct = cells if column.kind == "id" else pc.unique(cells)
    if column.kind in _SURE:
        sure = pc.match_substring_regex(distinct, rf"\A(?:{_SURE[column.kind]})\z")
        plain = (
            pc.invert(pc.match_substring_regex(distinct, damage.DOUBTFUL))
            if column.kind == "text"
            else True
        )
        sure = pc.and_(
            sure, pc.and_(plain, pc.less_equal(pc.utf8_length(distinct), damage.LONGEST))
        )
        distinct = distinct.filter(pc.invert(sure))
    return list(distinct.to_pylist())


_PLAIN_ID = r"[0-9A-Za-z_][0-9A-Za-z_.\-]*"
_PLAIN_DAY = r"[12][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_PLAIN_MOMENT = (
    _PLAIN_DAY
    + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
# What is right beyond doubt. `cell_fault` decides on the rest; these spare it the many.
_SURE = {
    "id": _PLAIN_ID, "ref": _PLAIN_ID, "refs": f"{_PLAIN_ID}(?:;{_PLAIN_ID})*", "number": r"-?[0-9]+(?:\.[0-9]+)?",
    "text": r"[^\pC\pZ](?:[^\pC]*[^\pC\pZ])?", "url": r"https?://[!#-;=?-~]+", "sha256": "[0-9a-f]{64}",
    "published": f"{_PLAIN_DAY}~?|{_PLAIN_MOMENT}", "moment": f"{_PLAIN_DAY}|{_PLAIN_MOMENT}", "day": _PLAIN_DAY,
    "edtf": _PLAIN_DAY,
}  # fmt: skip


def _twice(sheet: Sheet) -> Iterator[Problem]:
    """Ids that stand on an earlier line too."""
    ids = sheet.ids()
    if pc.all(pc.less(ids[:-1], ids[1:])).as_py() or pc.count_distinct(ids).as_py() == len(ids):
        return
    seen: dict[str, int] = {}
    for line, key in zip(sheet.lines, ids.to_pylist(), strict=True):
        if key in seen:
            what = f"{key!r} stands on line {seen[key]} too"
            yield Problem(sheet.file, line, sheet.table.key, what, "give one of them another id")
        seen.setdefault(key, line)


def cell_fault(column: Column, text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    """What is wrong with one cell and how to mend it, or None. Blank is "not stated" and only a fault where required."""
    if not text:
        return ("is blank", f"state it: {column.meaning}") if column.required else None
    fault = damage.of_text(text) or (damage.formula(text) if column.kind == "text" else None)
    if fault:
        return fault
    if text != text.strip():
        return f"{damage.short(text)} has spaces around it", "remove them"
    if column.kind == "words" and text not in column.words:
        near = difflib.get_close_matches(text.strip().lower(), column.words, 1)
        hint = f"did you mean {near[0]}?" if near else "use one of " + ", ".join(column.words)
        return f"{damage.short(text)} is no allowed word", hint
    if column.kind in PATTERNS:
        pattern, what, mend = PATTERNS[column.kind]
        dressed = damage.number(text) if column.kind == "number" else ""
        return (
            None
            if pattern.fullmatch(text)
            else (f"{damage.short(text)} is {what}", dressed or mend)
        )
    return _date_fault(column.kind, text, zone)


PATTERNS = {
    "id": (_ID, "no id", "use letters, digits, dots and hyphens"),
    "ref": (_ID, "no id", "write one id"),
    "refs": (
        re.compile(rf"{_ID.pattern}(;{_ID.pattern})*"),
        "no list of ids",
        "separate ids by ; without spaces",
    ),
    "number": (_NUMBER, "no plain number", "write digits without separators or units"),
    "url": (_URL, "no http or https address", "write the whole address"),
    "sha256": (_SHA256, "no sha256", "write its 64 lower-case hex digits"),
}


def _date_fault(kind: str, text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    readers: dict[str, tuple[Callable[[], object], str]] = {
        "published": (
            lambda: dates.published(text, zone),
            "write 2022-01-09, 2022-01-09~ or 2022-01-09T14:12+06:00",
        ),
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
        return f"{damage.short(text)} is no date", damage.day(text) or mend
    return None


def ids_in(text: str) -> list[str]:
    """The ids of a list cell.

    >>> ids_in("rbc;tass"), ids_in("")
    (['rbc', 'tass'], [])
    """
    return text.split(";") if text else []


def _broken_references(ledger: Ledger) -> Iterator[tuple[str, Problem]]:
    """Ids that point at no row, with the kind of their column."""
    unread = {
        problem.file.split(".")[0]
        for problem in ledger.problems
        if not problem.column or problem.row == 1
    }
    for sheet in ledger.sheets.values():
        for column in sheet.table.columns:
            if not column.refers or unread & set(column.refers):
                continue
            targets = pa.chunked_array(
                [chunk for name in column.refers for chunk in ledger.sheets[name].ids().chunks],
                pa.string(),
            )
            for line, each in _astray(sheet, column, targets):
                tables = " or ".join(column.refers)
                mend = _meant(each, targets.to_pylist()) or f"add it to {tables}.csv"
                what = f"{each!r} is no id in {tables}"
                yield column.kind, Problem(sheet.file, line, column.name, what, mend)


def _meant(each: str, ids: list[str]) -> str:
    """Which of the ids was meant, or ""."""
    bare = damage.without_zeros(each)
    same = [name for name in ids if damage.without_zeros(name) == bare] if bare else []
    if same:
        return f"did you mean {same[0]}? A spreadsheet drops leading zeros"
    near = difflib.get_close_matches(each, ids, 1)
    return f"did you mean {near[0]}?" if near else ""


def _astray(sheet: Sheet, column: Column, targets: pa.ChunkedArray) -> Iterator[tuple[int, str]]:
    """The ids of a column that are none of `targets`, each with its line."""
    cells = sheet.columns[column.name]
    distinct = pa.array(
        sorted({each for text in pc.unique(cells).to_pylist() for each in ids_in(text)}),
        pa.string(),
    )
    there = targets.filter(
        pc.is_in(targets, distinct)
    )  # the other way round a million ids would be hashed for a few
    missing = set(distinct.to_pylist()) - set(there.to_pylist())
    if not missing:
        return
    for line, text in zip(sheet.lines, cells.to_pylist(), strict=True):
        yield from ((line, each) for each in ids_in(text) if each in missing)


def _circles(ledger: Ledger) -> Iterator[Problem]:
    """Rows that come back to themselves through what they repeat, undo or belong to."""
    for name, sheet in ledger.sheets.items():
        key = sheet.table.key
        for column in sheet.table.columns:
            if column.kind != "ref" or name not in column.refers:
                continue
            led = sheet.columns.filter(pc.not_equal(sheet.columns[column.name], ""))
            leads = dict(zip(led[key].to_pylist(), led[column.name].to_pylist(), strict=True))
            round_ = pa.array([each for each in leads if comes_back(leads, each)], pa.string())
            for line, _ in sheet.where(pc.is_in(sheet.ids(), round_)) if len(round_) else ():
                what, mend = "comes back to itself in a circle", "let the chain end somewhere"
                yield Problem(sheet.file, line, column.name, what, mend)


def comes_back(leads: dict[str, str], start: str) -> bool:
    """Whether following `leads` from `start` leads to `start` again."""
    seen: set[str] = set()
    each = leads.get(start, "")
    while each and each != start and each not in seen:
        seen.add(each)
        each = leads.get(each, "")
    return each == start


def find(case: str, root: Path) -> Path:
    """The folder of a case given by its name under data/ or by a path. CallError, naming the cases there are, otherwise."""
    for folder in (root / "data" / case, Path(case).expanduser()):
        if (folder / SETTINGS).is_file():
            return folder
    there = sorted(path.parent.name for path in (root / "data").glob(f"*/{SETTINGS}"))
    raise CallError(f"case: there is no case {case!r}; there are: {', '.join(there) or 'none'}")
