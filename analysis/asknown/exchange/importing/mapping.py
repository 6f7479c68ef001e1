"""A mapping: a short TOML file that says, column by column, how somebody else's table becomes rows
of the ledger.

The keys under `[claims]`, `[events]`, `[sources]` and so on are the columns of
`asknown.ledger.tables`, nothing else (but `figure`, a number in words). A value is a template
(`"{date_start}/{date_end}"`), a list of templates to try in turn, or a table that turns what a
template gives into other words (`{ of = "{type}", deaths = "killed" }`, `"*"` for any other); such
a word is a template of its own. A workbook whose sheets are tables of a ledger as they stand needs
none of it: `same` names them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from asknown import limits, project
from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import calendars, cells, looks
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.table_file import Form
from asknown.ledger.tables import BY_NAME

FIGURE = "figure"
_MAPPINGS = "data/mappings"
# What a claim is found by that an act is on, where its id is not told.
OF_TARGET = ("metric", "group", "place", "speaker", "refers_to")
_HOLE = re.compile(r"\{([^{}]+?)(?::(\w+))?\}")  # a column may have a colon and a blank
_TEXTS = (
    "title",
    "publisher",
    "licence",
    "url",
    "kind",
    "language",
    "encoding",
    "delimiter",
    "sheet",
    "rows",
    "published",
    "prefix",
)
_READS = ("dates", "zone", "thousands", "decimal", "unknown")
_TABLES = (
    "claims",
    "acts",
    "events",
    "sources",
    "speakers",
    "places",
    "groups",
    "metrics",
)
_OTHERS = (
    "reads",
    "columns",
    "skip",
    "split",
    "lists",
    "history",
    "restarts",
    "same",
    "header",
    "optional",
    "take",
    "count",
    "sum",
    "by",
    "distinct",
)
LINE = "#line"  # a column that every table has: the number of the line
KEYS = ("place", "group", "day")  # by which a list is counted
_ORDERS = ("iso", *cells.ORDERS, *cells.EPOCHS, *calendars.CALENDARS)
_HOWS = ("text", "host", "head", "epoch")
_OF_CLAIM = {
    "event_id": "claim_id",
    "place": "place",
    "published": "published",
    "source_ids": "source_id",
}
_HISTORY = ("time", "change", "gone", "old", "new", "act", "by", "reason")


@dataclass(frozen=True)
class Template:
    """What fills one column: texts with {column} in them, tried in turn, and the words that stand
    for what they give."""

    options: tuple[str, ...]
    words: dict[str, Template] | None = None

    @cached_property
    def holes(self) -> tuple[tuple[tuple[str, str, str], ...], ...]:
        """For each option its pieces: the text before a column, the column, and how it is read."""
        return tuple(tuple(_pieces(option)) for option in self.options)

    @cached_property
    def read(self) -> frozenset[tuple[str, str]]:
        """The columns of the file that it reads, or its words do, each with how."""
        own = {
            (column, how)
            for pieces in self.holes
            for _, column, how in pieces
            if column
        }
        return frozenset(
            own.union(*(word.read for word in (self.words or {}).values()))
        )

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of the file that it reads, or its words do."""
        return frozenset(column for column, _ in self.read)


def _pieces(option: str) -> Iterator[tuple[str, str, str]]:
    end = 0
    for hole in _HOLE.finditer(option):
        yield option[end : hole.start()], hole[1], hole[2] or ""
        end = hole.end()
    if option[end:]:
        yield option[end:], "", ""


@dataclass(frozen=True)
class Mapping:
    """A mapping as read and checked. `tables` has, for each table of the ledger, the templates of
    one or more rows."""

    name: str
    settings: dict[str, Any]
    reading: Reading
    tables: dict[str, tuple[dict[str, Template], ...]]

    def text(self, name: str) -> str:
        """A setting that is text, or ""."""
        return str(self.settings.get(name, ""))

    def rows(self, table: str) -> tuple[dict[str, Template], ...]:
        """The templates of the rows of a table, none where the mapping says nothing of it."""
        return self.tables.get(table, ())

    @property
    def form(self) -> Form:
        """How the file is written."""
        header = self.settings.get("header", ())
        return Form(
            self.text("encoding") or "utf-8",
            self.text("delimiter"),
            self.text("sheet"),
            self.text("rows"),
            tuple(header) if isinstance(header, list) else (header,) if header else (),
        )

    @property
    def optional(self) -> set[str]:
        """Columns that a file may lack; they are blank then."""
        return set(self.settings.get("optional", ()))

    @property
    def totals(self) -> tuple[str, ...]:
        """By what the rows of a list are counted or added up; nothing where each is a claim."""
        return tuple(self.settings.get("count", self.settings.get("by", ())))

    @property
    def same(self) -> tuple[str, ...]:
        """The sheets that are tables of a ledger, row for row; none where the rows are mapped."""
        return tuple(self.settings.get("same", ()))

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of the file that the mapping reads, those that `split` makes left aside."""
        used: set[str] = set()
        for rows in self.tables.values():
            for row in rows:
                used.update(*(template.columns for template in row.values()))
        history = self.settings.get("history", {})
        used.update(history.get(key, "") for key in ("time", "change", "old", "new"))
        used.update(self.settings.get("skip", {}), self.settings.get("lists", {}))
        used -= {LINE, ""}
        split = self.settings.get("split")
        if split:
            used -= set(re.compile(split["pattern"]).groupindex)
            used.add(split["column"])
        return frozenset(used)


def load(
    name: str,
    root: Path,
) -> Mapping:
    """A mapping given by its name under data/mappings or by a path. CallError, naming those there
    are, otherwise."""
    path = Path(name).expanduser()
    own = project.resource(root, f"{_MAPPINGS}/{name}.toml")
    found = next((each for each in (own, path) if each.is_file()), None)
    if found is None:
        names: set[str] = set()
        for place in project.places(root):
            names.update(each.stem for each in (place / _MAPPINGS).glob("*.toml"))
        there = ", ".join(sorted(names)) or "none"
        raise CallError(f"mapping: there is no mapping {name!r}; there are: {there}")
    try:
        return parse(found.read_bytes().decode("utf-8"), found.stem)
    except ValueError as error:
        raise AsknownError(
            f"{found.name}: cannot be read as TOML ({error}); mend the line"
        ) from error


def shipped(root: Path) -> list[Mapping]:
    """The mappings under data/mappings, by name."""
    names: set[str] = set()
    for place in project.places(root):
        names.update(path.stem for path in (place / _MAPPINGS).glob("*.toml"))
    return [load(name, root) for name in sorted(names)]


def parse(
    text: str,
    name: str,
) -> Mapping:
    """A mapping from its text. AsknownError, naming the key and the mend, where it says what it
    cannot."""
    settings = limits.toml(text)
    faults = [*_faults(settings)]
    if faults:
        raise AsknownError("\n".join(f"{name}.toml: {fault}" for fault in faults))
    reads = settings.get("reads", {})
    reading = Reading(**(reads | {"unknown": tuple(reads.get("unknown", ()))}))
    if "count" in settings or "sum" in settings:
        settings["claims"] = [
            _amounts(settings) | row for row in _listed(settings["claims"])
        ]
    tables = {
        table: tuple(_row(row) for row in _listed(settings[table]))
        for table in _TABLES
        if table in settings
    }
    if "events" in tables:
        tables["events"] = tuple(
            _as_claimed(tables["claims"][0]) | row for row in tables["events"]
        )
    return Mapping(
        name,
        settings,
        reading,
        tables,
    )


def _amounts(settings: dict[str, Any]) -> dict[str, str]:
    """What each row of a list counts, and whose list it is, unless its claims say so."""
    value = f"{{{settings['sum']}}}" if "sum" in settings else "1"
    return {"value": value, "speaker": str(settings["publisher"])}


def _as_claimed(claim: dict[str, Template]) -> dict[str, Template]:
    """What an event says where its mapping does not: the id, days, place, publication and sources
    of the row's first claim."""
    found = {
        of_event: claim[of_claim]
        for of_event, of_claim in _OF_CLAIM.items()
        if of_claim in claim
    }
    spans = (
        [option.partition("/") for option in claim["refers_to"].options]
        if "refers_to" in claim
        else []
    )
    if spans and not claim["refers_to"].words:
        found["start"], found["end"] = (
            Template(tuple(span[part] for span in spans if span[part]))
            for part in (0, 2)
        )
    return found


def _listed(rows: Any) -> list[dict[str, Any]]:
    return rows if isinstance(rows, list) else [rows]


def _row(row: dict[str, Any]) -> dict[str, Template]:
    return {column: _template(value) for column, value in row.items()}


def _template(value: Any) -> Template:
    if isinstance(value, dict):
        return Template(
            (value["of"],),
            {key: Template((str(word),)) for key, word in value.items() if key != "of"},
        )
    return Template(tuple(value) if isinstance(value, list) else (str(value),))


def _faults(settings: dict[str, Any]) -> Iterator[str]:
    known = (*_TEXTS, *_TABLES, *_OTHERS)
    for key in settings.keys() - set(known):
        yield f"{key!r} is no setting of a mapping; {_near(key, known)}"
    for table, keys in (
        ("reads", _READS),
        ("history", _HISTORY),
        ("split", ("column", "at", "pattern")),
    ):
        for key in settings.get(table, {}).keys() - set(keys):
            yield f"{table}: {key!r} is no key; {_near(key, keys)}"
    makes = () if settings.keys() & {"same", "acts"} else ("claims",)
    for key in ("title", "publisher", "licence", *makes):
        if not settings.get(key):
            yield f"{key!r} is missing; say it"
    yield from _question_faults(settings, "")
    yield from _same_faults(settings)
    yield from _form_faults(settings)
    yield from _total_faults(settings)
    reads = settings.get("reads", {})
    order = reads.get("dates", "")
    if order not in ("", *_ORDERS) and "%" not in order:
        yield (
            f"dates: {order!r} is no order; write {', '.join(_ORDERS)} or a form like %d %B %Y"
        )
    try:
        ZoneInfo(reads.get("zone") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        yield f"zone: {reads['zone']!r} is no time zone; write one like Asia/Almaty"
    for table in set(_TABLES) & set(settings):
        for row in _listed(settings[table]):
            yield from _row_faults(table, row)


def _question_faults(
    said: dict[str, Any],
    inside: str,
) -> Iterator[str]:
    """The questions of a guess that nobody has answered."""
    for key, value in said.items():
        if value == "?":
            yield f"{inside}{key}: is a question; answer it"
        for row in _listed(value):
            if isinstance(row, dict):
                yield from _question_faults(row, f"{key}.")


def _form_faults(settings: dict[str, Any]) -> Iterator[str]:
    header = settings.get("header", 1)
    lines = header if isinstance(header, list) else [header]
    if not lines or not all(type(line) is int and line > 0 for line in lines):
        yield f"header: {header!r} is no line of a file; write header = 3, or [2, 3] for two lines"
    for look in settings.get("take", ()):
        if look not in looks.IN_WORDS:
            yield f"take: {look!r} is no look of a cell; {_near(look, looks.IN_WORDS)}"


def _total_faults(settings: dict[str, Any]) -> Iterator[str]:
    """What keeps the rows of a list from being counted, or added up."""
    if not settings.keys() & {"count", "sum", "by"}:
        return
    if ("sum" in settings) is not ("by" in settings) or (
        "count" in settings and "sum" in settings
    ):
        yield 'sum: write count = ["place", "day"], or sum = "column" and by = ["place", "day"]'
        return
    keys = settings.get("count", settings.get("by"))
    for key in keys if isinstance(keys, list) else [keys]:
        if key not in KEYS:
            yield f"count: {key!r} is nothing to count by; {_near(str(key), KEYS)}"
    if settings.get("distinct") is not True:
        yield (
            "count: a list has a total only where none of its rows repeats another; say "
            "distinct = true if that is so"
        )
    if settings.keys() & {"history", "events", "acts", "same"}:
        yield "count: its rows are counted, so leave out history, events, acts and same"
    for row in _listed(settings.get("claims", {})):
        yield from _counted_faults(row, settings)


def _counted_faults(
    row: Any,
    settings: dict[str, Any],
) -> Iterator[str]:
    if not isinstance(row, dict):
        return
    if _template(row.get("speaker", "")).columns:
        yield "claims.speaker: a total is its keeper's own claim; name the keeper, not a column"
    for column in ("low", "high", "figure", "claim_id"):
        if column in row:
            yield f"claims.{column}: a total has none; leave it out"
    if "value" in row and "count" in settings:
        yield "claims.value: count takes each row for one; leave it out, or write sum and by"


def _same_faults(settings: dict[str, Any]) -> Iterator[str]:
    same = settings.get("same", [])
    for name in same:
        if name not in BY_NAME:
            yield f"same: {name!r} is no table; {_near(name, BY_NAME)}"
    if same and settings.keys() & set(_TABLES):
        yield (
            "same: its sheets are taken as they stand; leave out same, or the tables that are "
            "mapped"
        )


def _row_faults(
    table: str,
    row: Any,
) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"{table}: is no table; write [{table}] and a line for each column"
        return
    beside = {"claims": (FIGURE,), "acts": OF_TARGET}
    columns = [*BY_NAME[table].header, *beside.get(table, ())]
    for column, value in row.items():
        if column not in columns:
            yield f"{table}: {column!r} is no column; {_near(column, columns)}"
        elif isinstance(value, dict) and not isinstance(value.get("of"), str):
            yield (
                f"{table}.{column}: words without what they stand for; write of = "
                f'"{{column}}" '
                f"first"
            )
        elif not isinstance(value, dict | list | str | int | float):
            yield f"{table}.{column}: {value!r} is no template; write text with {{column}} in it"
        else:
            for how in {how for _, how in _template(value).read} - {"", *_HOWS}:
                if not how.isdigit():
                    yield (
                        f"{table}.{column}: there is no reading {how!r}; there are "
                        f"{', '.join(_HOWS)} and a number of digits"
                    )


def _near(
    key: str,
    known: Any,
) -> str:
    near = difflib.get_close_matches(
        key,
        known,
        1,
    )
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
