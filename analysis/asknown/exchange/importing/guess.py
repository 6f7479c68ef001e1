"""A mapping to look at, guessed from a table's header and its first rows. It imports nothing; what
it cannot tell, it asks: a line with "?" is a question, and no mapping with one is taken."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import (
    cells,
    columns,
    json_rows,
    markdown_tables,
    table_file,
    workbooks,
)
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.columns import Column, Count
from asknown.exchange.importing.history import snapshot_time
from asknown.exchange.importing.lines import Line
from asknown.exchange.importing.mapping import Mapping
from asknown.exchange.importing.table_file import Form, Row

_NEAR = 12  # lines from the top in which a table begins
_ROWS = 500  # of a table that are looked at
_FEW = 12  # words that a column of groups may have
_LATER = {
    "published",
    "created",
    "updated",
    "modified",
    "released",
    "lastupdated",
    "accessed",
}
_START = ("date start", "start", "begin", "from")
_END = ("date end", "end", "until")
_DAY = (
    "event date",
    "report date",
    "date death",
    "date",
    "day",
    "reporting",
    "time",
    "when",
)
_FINE = (
    "adm2 name",
    "admin2 name",
    "admin2",
    "adm2",
    "adm 2",
    "admin 2",
    "county",
    "district",
    "city",
    "town",
    "place",
    "location name",
    "municipality",
    "areas",
)
_MIDDLE = (
    "adm1 name",
    "admin1 name",
    "admin1",
    "adm1",
    "adm 1",
    "admin 1",
    "province",
    "state",
    "governorate",
    "zone",
    "region",
)
_COARSE = (
    "country name",
    "country",
    "admin0 name",
    "location",
    "territory",
    "nom",
    "code country",
)
_GROUPS = (
    "gender",
    "sex",
    "age group",
    "classification",
    "category",
    "side",
    "event type",
    "type",
)
_METRICS = ("measure", "indicator name", "indicator", "metric", "description")
_SPEAKERS = ("speaker", "said by", "source", "organisation", "organization")
_PERSONS = {"name", "victim", "person", "firstname", "surname"}
_LISTED = {"event", "eventid", "incident", "attack"}
_FLOWS = {"new", "daily", "protests", "events"}


def mapping_for(
    path: Path,
    shipped: Sequence[Mapping] = (),
) -> str:
    """TOML of a mapping for the table in `path`; every line that is a guess or a question says so,
    and so does one for each of the `shipped` that reads this table."""
    looked = _Table(path)
    return "\n".join([*_fitting(looked, shipped), *_told(looked)]) + "\n"


def _fitting(
    table: _Table,
    shipped: Sequence[Mapping],
) -> Iterator[str]:
    """The mappings all of whose columns, and not few, the table has."""
    for mapping in shipped:
        lacks = mapping.columns - set(table.read.header) - mapping.optional
        if len(mapping.columns) > 3 and not lacks:
            yield f"# {mapping.name}, which comes along, reads this table: --mapping {mapping.name}"


@dataclass(frozen=True)
class _Table:
    """A table being looked at."""

    path: Path

    @cached_property
    def form(self) -> Form:
        """How the file is written."""
        names = self._names
        suffix = self.path.suffix.lower()
        is_json = suffix in json_rows.SUFFIXES
        form = Form(
            _encoding(self.path),
            _delimiter(self.path),
            "" if is_json or len(names) < 2 else names[0],
            names[0] if is_json and len(names) > 1 else "",
        )
        header = () if is_json else _header_lines(table_file.lines(self.path, form))
        return Form(
            form.encoding,
            form.delimiter,
            form.sheet,
            form.rows,
            header,
        )

    @cached_property
    def _names(self) -> list[str]:
        """The tables in the file, the one with most cells first."""
        try:
            sizes = _sizes(self.path)
        except AsknownError as error:
            raise AsknownError(f"{self.path.name}: {error}") from error
        return sorted(sizes, key=lambda name: -sizes[name])

    @property
    def others(self) -> str:
        """The other tables in the file."""
        return ", ".join(self._names[1:]) or "-"

    @cached_property
    def read(self) -> table_file.Sheet:
        """The table."""
        return table_file.read(self.path, self.form)

    @cached_property
    def rows(self) -> list[Row]:
        """The first rows that are no tags."""
        return [row for row in self.read.rows[:_ROWS] if not row.fault]

    @cached_property
    def columns(self) -> list[Column]:
        """Its columns, with the tags of a row of HXL."""
        tags = next(
            (row.cells for row in self.read.rows if row.fault == table_file.TAGS), {}
        )
        return [
            Column(
                name,
                tags.get(name, ""),
                tuple(row.cells[name] for row in self.rows),
            )
            for name in self.read.header
        ]

    @cached_property
    def texts(self) -> list[Column]:
        """The columns of short texts."""
        return [column for column in self.columns if _is_short_text(column)]

    # Days.

    @cached_property
    def days(self) -> list[Column]:
        """The columns of days."""
        return columns.days(self.columns)

    @cached_property
    def refers_to(self) -> list[str]:
        """The templates for the day that a row speaks of; none where the table does not tell it."""
        told = [column for column in self.days if not column.all_words & _LATER]
        parts = _in_parts(self.columns)
        start, end = columns.called(told, *_START), columns.called(told, *_END)
        if parts and not columns.called(told, "date"):
            return parts
        if start and end and start is not end:
            return [f"{{{start.name}}}/{{{end.name}}}", f"{{{start.name}}}"]
        one = columns.called(told, *_DAY) or next(iter(told), None) or self.published
        one = one or columns.called(self.columns, "year")
        return [f"{{{one.name}}}"] if one else _in_name(self.path)

    @cached_property
    def published(self) -> Column | None:
        """The column that says when a row became public, as a day or a moment with its offset."""
        later = [column for column in self.days if column.all_words & _LATER]
        return next((each for each in later if _are_moments(each)), None)

    @cached_property
    def order(self) -> str:
        """How its days are written."""
        month = columns.called(self.columns, "month")
        if month and month.is_day("%B"):
            return "%Y-%B"
        used = [
            each for each in self.days if f"{{{each.name}}}" in "".join(self.refers_to)
        ]
        return columns.day_order(used)

    # What is counted.

    @cached_property
    def numbers(self) -> list[Count]:
        """What is counted, and by which columns."""
        used = "".join(self.refers_to)
        return columns.numbers(
            [each for each in self.columns if f"{{{each.name}}}" not in used]
        )

    @cached_property
    def is_crossed(self) -> bool:
        """Whether each column of numbers is a place, and each row another thing counted."""
        metric = columns.called(self.texts, *_METRICS)
        return bool(
            metric and metric.is_key and not self.days and len(self.numbers) > 1
        )

    @cached_property
    def subject(self) -> str:
        """What the names of file and table say is counted, or ""."""
        name = Column(
            f"{self.path.stem} {self.form.sheet}",
            "",
            ("1",),
        )
        return name.counts

    @cached_property
    def metric(self) -> Column | None:
        """The column that names what each row counts."""
        is_told = self.is_crossed or any(not count.what for count in self.numbers)
        return columns.called(self.texts, *_METRICS) if is_told else None

    @cached_property
    def places(self) -> list[Column]:
        """The columns of places, the finest first."""
        found = [
            columns.called(self.texts, *names) for names in (_FINE, _MIDDLE, _COARSE)
        ]
        return list(dict.fromkeys(column for column in found if column))

    @cached_property
    def group(self) -> Column | None:
        """The column of groups: few words, and none blank."""
        free = [each for each in self.texts if each not in (*self.places, self.metric)]
        few = [
            each
            for each in free
            if 1 < len(set(each.cells)) <= _FEW and all(each.cells)
        ]
        return columns.called(few, *_GROUPS)

    @cached_property
    def speaker(self) -> Column | None:
        """The column of who says so."""
        return columns.called(
            [each for each in self.texts if all(each.cells)], *_SPEAKERS
        )

    @cached_property
    def is_list(self) -> bool:
        """Whether its rows are to be counted or added up: several speak of one place, group and
        day, or each is an event or a person."""
        if not self.numbers:
            return True
        if self.metric or not all(map(self._is_plain, self.numbers)):
            return False
        words = {word for column in self.columns for word in column.words}
        keys = [each for each in self.columns if each.is_key and not each.is_number]
        keys += [each for each in self.columns if each.is_key and "id" in each.words]
        return bool(words & _LISTED and keys) or self._has_twins()

    def _is_plain(self, count: Count) -> bool:
        """Whether a number is one, and no bound of it."""
        is_bound = count.column in columns.bounds(self.columns, count.what)
        return columns.is_plain(count.column) and not is_bound

    def _has_twins(self) -> bool:
        named = [*self.places, self.group, self.speaker, self.metric, *self.days]
        keys = [column for column in named if column]
        parts = [each for each in self.columns if set(each.words) & {"year", "month"}]
        seen = [
            tuple(row.cells[each.name] for each in (*keys, *parts)) for row in self.rows
        ]
        return len(set(seen)) < len(seen)

    @cached_property
    def needs_ids(self) -> bool:
        """Whether several rows speak of one place, group and day, and are added up nowhere."""
        return not self.is_list and self._has_twins()

    def measure(self, count: Count | None) -> str:
        """Whether numbers are totals so far, or of their span alone."""
        what, column = (count.what, count.column) if count else ("", None)
        words = set(column.words) if column else set()
        words |= set(
            Column(
                self.path.stem,
                "",
                (),
            ).words
        )
        if words & {"cumulative", "cumul", "cum"}:
            return "cumulative"
        if what in _FLOWS or words & _FLOWS or "/" in "".join(self.refers_to):
            return "flow"
        if self.is_list or column is None:
            return "cumulative"
        return "cumulative" if self._never_falls(column) else "flow"

    def _never_falls(self, column: Column) -> bool:
        """Whether the numbers of no place fall from day to day."""
        reading = Reading(self.order if self.order != "?" else "", thousands=",")
        day = next((each for each in self.days if not each.all_words & _LATER), None)
        last: dict[tuple[str, ...], float] = {}
        for row in _in_order(
            self.rows,
            day,
            reading,
        ):
            key = tuple(row.cells[each.name] for each in self.places)
            number = _number(row.cells[column.name], reading)
            if number is None:
                continue
            if number < last.get(key, number):
                return False
            last[key] = number
        return True


def _in_order(
    rows: Sequence[Row],
    day: Column | None,
    reading: Reading,
) -> list[Row]:
    def when(row: Row) -> str:
        try:
            return cells.day(row.cells[day.name], reading) if day else ""
        except ValueError:
            return ""

    return sorted(rows, key=when)


def _number(
    text: str,
    reading: Reading,
) -> float | None:
    try:
        return float(cells.number(text, reading))
    except ValueError:
        return None


def _is_short_text(column: Column) -> bool:
    """Whether a column has names or words, no numbers, addresses or sentences."""
    stated = column.stated
    if (
        not stated
        or column.is_number
        or column.all_words & {"url", "link", "uri", "id"}
    ):
        return False
    return sum(map(len, stated)) <= 60 * len(stated) and not stated[0].startswith(
        "http"
    )


def _are_moments(column: Column) -> bool:
    try:
        return all(bool(cells.published(cell, Reading())) for cell in column.stated)
    except ValueError:
        return False


def _in_parts(found: Sequence[Column]) -> list[str]:
    """Templates of a year, month and day in columns of their own; none where they are not."""
    named = {}
    for part in ("year", "month", "day"):
        own = [each for each in found if each.words in ((part,), (f"i{part}",))]
        if own and own[0].is_number:
            named[part] = own[0].name
    months = columns.called(found, "month")
    if "year" in named and months and months.is_day("%B"):
        return [f"{{{named['year']}}}-{{{months.name}}}"]
    if len(named) < 2 or "year" not in named:
        return []
    year, month = (
        f"{{{named['year']}}}",
        f"{{{named['month']}:2}}" if "month" in named else "",
    )
    whole = [f"{year}-{month}-{{{named['day']}:2}}"] if "day" in named and month else []
    return [*whole, f"{year}-{month}", year] if month else [year]


def _in_name(path: Path) -> list[str]:
    """The day in the name of a file."""
    try:
        return [snapshot_time(path.stem, Reading())[:10]]
    except CallError:
        return []


# How the file is written.


def _encoding(path: Path) -> str:
    if path.suffix.lower() in table_file.WORKBOOKS or not path.is_file():
        return "utf-8"
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(path: Path) -> str:
    """The mark that parts cells, where it is not the usual one."""
    if path.suffix.lower() not in (".csv", ".txt") or not path.is_file():
        return ""
    first = (
        path.read_text(encoding=_encoding(path), errors="replace")
        .lstrip()
        .partition("\n")[0]
    )
    mark = max(",;\t|", key=first.count)
    return "" if mark == "," else mark


def _sizes(path: Path) -> dict[str, int]:
    """The tables of a file of several, with how many cells each has."""
    suffix = path.suffix.lower()
    if not path.is_file():
        return {}
    if suffix in table_file.WORKBOOKS:
        content = path.read_bytes()
        names = workbooks.sheets(content, suffix)
        return {
            name: _cells(
                list(
                    workbooks.lines(
                        content,
                        suffix,
                        name,
                    )
                )
            )
            for name in names
        }
    if suffix in markdown_tables.SUFFIXES:
        text = path.read_text(encoding=_encoding(path))
        names = markdown_tables.names(text)
        return {name: _cells(list(markdown_tables.lines(text, name))) for name in names}
    if suffix in json_rows.SUFFIXES:
        return json_rows.sizes(path.read_text(encoding=_encoding(path)), suffix)
    return {}


def _cells(lines: list[Line]) -> int:
    return sum(1 for line in lines for cell in line.cells if cell)


def _header_lines(lines: list[Line]) -> tuple[int, ...]:
    """The lines that name the columns, where it is not the first alone: what stands over them has
    one text, and what stands under the last has numbers."""
    near = [line for line in lines[:_NEAR] if not _has_tags(line)]
    body = next((at for at, line in enumerate(near) if _has_number(line)), 0)
    heads = [line for line in near[:body] if len(set(filter(None, line.cells))) > 1]
    numbers = tuple(line.number for line in heads)
    first = tuple(line.number for line in lines[:1])
    return () if numbers in ((), first) or len(heads) > 2 else numbers


def _has_tags(line: Line) -> bool:
    return all(cell.startswith("#") for cell in line.cells if cell)


def _has_number(line: Line) -> bool:
    return any(any(sign.isdigit() for sign in cell) for cell in line.cells[1:])


# What is written.


class _Questions:
    """The questions of a guess, numbered as they are asked."""

    def __init__(self) -> None:
        self.count = 0

    def ask(
        self,
        key: str,
        question: str,
    ) -> str:
        """The line of a question."""
        self.count += 1
        return f'{key} = "?"  # question {self.count}: {question}'


def _told(table: _Table) -> Iterator[str]:
    questions = _Questions()
    yield f"# A guess for {table.path.name}: look at every line before you import."
    yield f"title = {_quoted(table.path.stem)}"
    yield questions.ask("publisher", "who keeps or published the file?")
    yield 'licence = "not stated"  # what it allows; look'
    if not table.published:
        yield questions.ask(
            "published", "on which day did the file appear, 2024-02-18 or ...~?"
        )
    yield from _form(table)
    yield from _reads(table, questions)
    if table.is_list:
        yield from _as_list(table, questions)
    else:
        yield from _as_claims(table, questions)
    yield from _metrics(table)


def _form(table: _Table) -> Iterator[str]:
    form = table.form
    if form.encoding != "utf-8":
        yield f"encoding = {_quoted(form.encoding)}"
    if form.delimiter:
        yield f"delimiter = {_quoted(form.delimiter)}"
    if form.sheet:
        yield f"sheet = {_quoted(form.sheet)}  # there are besides: {table.others}"
    if form.rows:
        yield f"rows = {_quoted(form.rows)}  # there are besides: {table.others}"
    if form.header:
        yield f"header = {list(form.header)}  # the lines that name the columns"


def _reads(
    table: _Table,
    questions: _Questions,
) -> Iterator[str]:
    found = [count.column for count in table.numbers]
    unknown = list(columns.missing([*found, *table.places, *table.days]))
    if columns.has_thousands(found):
        yield 'reads.thousands = ","'
    if unknown:
        yield f"reads.unknown = {_quoted(unknown)}"
    for column in filter(None, [*table.places, table.group]):
        sums = sorted({cell for cell in column.cells if cell.casefold() in cells.SUMS})
        if sums:
            yield f"skip.{_quoted(column.name)} = {_quoted(sums)}  # sums of other rows"
    if table.order == "?":
        yield questions.ask(
            "reads.dates", "day-first or month-first? the file does not tell"
        )
    elif table.order:
        yield f"reads.dates = {_quoted(table.order)}"


def _as_list(
    table: _Table,
    questions: _Questions,
) -> Iterator[str]:
    """Rows that are added up, or counted where they have no number."""
    keys = [name for name, there in _keys(table) if there]
    if table.numbers:
        yield f"sum = {_quoted(table.numbers[0].column.name)}"
        yield f"by = {_quoted(keys)}"
    else:
        yield f"count = {_quoted(keys)}"
    yield questions.ask(
        "distinct", "true, if no two rows speak of the same; else it has no total"
    )
    counts: list[Count | None] = [*table.numbers] or [None]
    for count in counts:
        yield "[[claims]]"
        yield _metric(
            table,
            count.what if count else "",
            questions,
        )
        if count and count is not table.numbers[0]:
            yield f"value = {_hole(count.column)}"
        yield from _about(
            table,
            count,
            questions,
        )


def _keys(table: _Table) -> Iterator[tuple[str, object]]:
    yield "place", table.places
    yield "group", table.group
    yield "day", table.refers_to


def _as_claims(
    table: _Table,
    questions: _Questions,
) -> Iterator[str]:
    """A claim for each number of a row."""
    key = _key_of(table)
    for count in table.numbers:
        yield "[[claims]]"
        if key:
            named = f"{{{key}}}-{cells.slug(count.what or count.column.name)}"
            yield f"claim_id = {_quoted(named)}"
        yield _metric(
            table,
            count.what,
            questions,
        )
        yield from _number_lines(table, count)
        yield from _about(
            table,
            count,
            questions,
        )
        if table.speaker:
            yield f"speaker = {_hole(table.speaker)}"


def _key_of(table: _Table) -> str:
    """What tells rows apart that speak of one place, group and day."""
    if not table.needs_ids:
        return ""
    keys = [each for each in table.columns if each.is_key and "id" in each.all_words]
    return keys[0].name if keys else "#line"


def _number_lines(
    table: _Table,
    count: Count,
) -> Iterator[str]:
    low, high = columns.bounds(table.columns, count.what)
    if not columns.is_plain(count.column):
        yield f"figure = {_hole(count.column)}"
        return
    if count.column not in (low, high):
        yield f"value = {_hole(count.column)}"
    for name, bound, other in (("low", low, high), ("high", high, low)):
        if bound and (other or bound is count.column):
            yield f"{name} = {_hole(bound)}"


def _metric(
    table: _Table,
    what: str,
    questions: _Questions,
) -> str:
    if table.metric:
        return f"metric = {_hole(table.metric)}"
    named = what or table.subject or _in_words(table)
    if named:
        return f"metric = {_quoted(cells.slug(named))}"
    if questions.count < 3:
        return questions.ask("metric", "what is counted: killed, displaced, ...?")
    return f"metric = {_quoted(cells.slug(table.path.stem))}  # what is counted; look"


def _in_words(table: _Table) -> str:
    """What a table counts by the words of its columns, and of the few that a column has."""
    words = {word for column in table.columns for word in column.all_words}
    few = [column for column in table.texts if len(set(column.cells)) <= _FEW]
    words |= {cell.lower() for column in few for cell in column.cells}
    named = (what for what, own in columns.COUNTED.items() if words & set(own.split()))
    return next(named, "")


def _about(
    table: _Table,
    count: Count | None,
    questions: _Questions,
) -> Iterator[str]:
    if table.is_crossed and count:
        if not set(count.column.words) & {"total", "totals", "all"}:
            yield f"place = {_quoted(count.column.name)}"
    elif table.places:
        yield f"place = {_quoted(_one_or_more([f'{{{each.name}}}' for each in table.places]))}"
    if count and count.group:
        yield f"group = {_quoted(count.group)}"
    elif table.group:
        yield f"group = {_hole(table.group)}"
    if table.refers_to:
        yield f"refers_to = {_quoted(_one_or_more(table.refers_to))}"
    else:
        yield questions.ask(
            "refers_to", "of which day does it speak? no column has days"
        )
    if table.published:
        yield f"published = {_hole(table.published)}"


def _one_or_more(texts: list[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else texts


def _hole(column: Column) -> str:
    """The template of a column."""
    return _quoted(f"{{{column.name}}}")


def _metrics(table: _Table) -> Iterator[str]:
    """What the case is told of the metrics that it does not have."""
    named: dict[str, Count | None] = {}
    for count in table.numbers:
        named.setdefault("" if table.metric else count.what, count)
    for what, found in (named or {"": None}).items():
        yield "[[metrics]]  # used only where the case has none of that name"
        if what:
            yield f"metric = {_quoted(cells.slug(what))}"
        unit = columns.UNITS.get(
            what, "persons" if what in columns.COUNTED else "units"
        )
        yield f"unit = {_quoted(unit)}"
        measure = table.measure(found)
        yield f"measure = {_quoted(measure)}  # cumulative: so far; flow: in its span alone"
        counted = what or "what is counted"
        yield f"counts = {_quoted(f'{counted}, as the file has it')}"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
