"""One row of somebody else's table as rows of the ledger: templates filled, cells read as declared,
names turned into ids.

A row that cannot be read as declared is `Refused` with the reason. Nothing is written here, and
which claim is a new one and which was there before is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from asknown import dates
from asknown.exchange.importing import cells
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.history import Change
from asknown.exchange.importing.mapping import FIGURE, OF_TARGET, Mapping, Template
from asknown.exchange.importing.names import Making, Names, Row
from asknown.exchange.importing.refused import Refused
from asknown.ledger.tables import BY_NAME

_ID = re.compile(r"[\w][\w.\-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_DATES = ("edtf", "published", "day")
_BOUNDS = ("low", "value", "high")
_NAMING = {
    "metric": "metrics",
    "group": "groups",
    "place": "places",
    "speaker": "speakers",
}
# What is found or made under its name, or is a date with a rule of its own.
_OTHERWISE = (*_NAMING, "source_id", "source_ids", "published")

# Of a text: what stands before a column, it, and how.
Pieces = tuple[tuple[str, str, str], ...]


@dataclass
class Draft:
    """What one row says: claims, events and acts as rows of the ledger. A claim's id stands for
    what it counts, not for a version.

    `own` is the row itself where it is one of a ledger's table as it stands.
    """

    change: Change
    claims: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)
    own: Row | None = None


def draft(
    change: Change,
    mapping: Mapping,
    names: Names,
    published: str,
) -> Draft:
    """The rows of the ledger that one row of the file stands for. Refused where it cannot be read
    or states nothing."""
    if change.fault:
        raise Refused(change.fault)
    if change.table:
        return Draft(
            change,
            own={
                column: change.cells[column] for column in BY_NAME[change.table].header
            },
        )
    found = Draft(change)
    for each in _split(change.cells, mapping):
        row = _Row(
            change,
            each,
            mapping,
            names,
            published,
        )
        found.claims += [
            claim
            for templates in mapping.rows("claims")
            if (claim := row.claim(templates))
        ]
        found.events += [
            row.event(templates)
            for templates in mapping.rows("events")
            if not change.gone
        ]
        found.acts += row.acts()
    if not (found.claims or found.acts):
        raise Refused("states no figure")
    return found


def _split(
    said: Row,
    mapping: Mapping,
) -> list[Row]:
    """The row once, or once for each part of the cell that the mapping splits."""
    how = mapping.settings.get("split")
    if not how:
        return [said]
    parts = [
        part.strip()
        for part in re.split(how["at"], said[how["column"]])
        if part.strip()
    ]
    matches = [re.fullmatch(how["pattern"], part) for part in parts]
    odd = [
        part
        for part, match in zip(
            parts,
            matches,
            strict=True,
        )
        if not match
    ]
    if odd or not parts:
        raise Refused(
            f"{how['column']}: {odd[0] if odd else ''!r} is not written as the mapping says"
        )
    return [
        said | {key: text or "" for key, text in match.groupdict().items()}
        for match in matches
        if match
    ]


@dataclass
class _Row:
    """The cells of one row, with what they are read by."""

    change: Change
    said: Row
    mapping: Mapping
    names: Names
    default: str

    def claim(self, templates: dict[str, Template]) -> Row | None:
        """A claim with its numbers in order, or None where it states none."""
        row = self._plain("claims", templates)
        figure = row.pop(FIGURE, "")
        if figure:
            row |= self._in_words(figure, row["wording"])
        if not (self.change.gone or _states_something(row)):
            return None
        _put_in_order(row)
        self._date(row, templates)
        row["refers_to"] = self._days(row)
        for column, table in _NAMING.items():
            row[column] = self._id_of(
                table,
                column,
                templates.get(column),
                row,
            )
        each, *_ = self._each()
        row["source_id"] = self._source(
            templates.get("source_id"),
            each,
            row["published"],
        )
        row["recorded"] = row["recorded"] or "high"
        row["locator"] = (
            row["locator"] or f"{self.change.file}, line {self.change.line}"
        )
        row["claim_id"] = row["claim_id"] or self._id(row)
        return row

    def _plain(
        self,
        table: str,
        templates: dict[str, Template],
    ) -> Row:
        """A row with what is neither a name nor a date with a rule of its own; all else blank."""
        row = dict.fromkeys(BY_NAME[table].header, "")
        for column, template in templates.items():
            if column not in _OTHERWISE:
                row[column] = self._fill(
                    table,
                    column,
                    template,
                )
        return row

    def _days(self, row: Row) -> str:
        """The days a claim speaks of, since its counter last began."""
        days = _whole(_dated(row["refers_to"]))
        if self.mapping.totals:
            _check_listed(days, row["published"])
        restarts = self.mapping.settings.get("restarts", ())
        return _since(days, restarts)

    def _id_of(
        self,
        table: str,
        column: str,
        template: Template | None,
        row: Row,
    ) -> str:
        """The id of what a column names. Refused where that is blank, or a sum in a list."""
        text = self._text(template)
        if template and not text:
            _check_blank(column, template)
        if self.mapping.totals and text.casefold() in cells.SUMS:
            raise Refused(
                f"{column}: {text!r} names a sum of other rows, which would count twice: put "
                f"it aside with skip"
            )
        return self._named(
            table,
            text,
            row,
        )

    def _in_words(
        self,
        figure: str,
        wording: str,
    ) -> Row:
        """A figure as it is worded; a plain number as the mapping says that such numbers are
        meant."""
        try:
            said = cells.figure(figure, self.mapping.reading)
        except ValueError as error:
            raise Refused(f"figure: {error}") from error
        if wording and said["wording"] == "exact":
            said["wording"] = wording
        return said

    def event(self, templates: dict[str, Template]) -> Row:
        """An event, with every source the row names."""
        row = self._plain("events", templates)
        self._date(row, templates)
        place = self._text(templates.get("place"))
        row["place"] = self._named(
            "places",
            place,
            row,
        )
        found: dict[str, None] = {}
        for said in self._each():
            source = self._source(
                templates.get("source_ids"),
                said,
                row["published"],
            )
            found[source] = None
        row["source_ids"] = ";".join(found)
        return row

    def acts(self) -> list[Row]:
        """What the row does to claims of the ledger. Refused where none of them is there."""
        found, refusals = [], []
        for templates in self.mapping.rows("acts"):
            if "metric" in templates and not self._text(templates["metric"]):
                continue  # the row speaks of another quantity
            try:
                found.append(self._act(templates))
            except Refused as reason:
                refusals.append(reason)
        if refusals and not found:
            raise refusals[0]
        return found

    def _act(self, templates: dict[str, Template]) -> Row:
        """An act on a claim that the row names, or says the quantity, day and speaker of."""
        if self.change.gone:
            raise Refused("went from the log of corrections, which undoes nothing here")
        own = {name: each for name, each in templates.items() if name not in OF_TARGET}
        row = dict.fromkeys(BY_NAME["acts"].header, "")
        for column in ("act_id", "target", "act", "replaced_by", "reason"):
            if column in own:
                row[column] = self._fill(
                    "acts",
                    column,
                    own[column],
                )
        row["published"] = self._published(own)
        row["by"] = self._named(
            "speakers",
            self._text(own.get("by")),
            row,
        )
        row["source_id"] = self._source(
            own.get("source_id"),
            self.said,
            row["published"],
        )
        about = {name: each for name, each in templates.items() if name in OF_TARGET}
        row["target"] = row["target"] or self._target(about, row["published"])
        key = "|".join(row[name] for name in ("target", "act", "by", "published"))
        prefix = self.mapping.text("prefix") or self.mapping.name
        row["act_id"] = row["act_id"] or f"{prefix}-{cells.digest(key, 10)}"
        return row

    def _target(
        self,
        about: dict[str, Template],
        published: str,
    ) -> str:
        wanted = {"group": "all", "place": self.names.place}
        for name, template in about.items():
            text = self._fill(
                "claims",
                name,
                template,
            )
            table = BY_NAME["claims"].column(name).refers
            if not text:
                continue
            wanted[name] = self.names.known(table[0], text) if table else text
            if not wanted[name]:
                raise Refused(
                    f"{name}: {text!r} is not in {table[0]}.csv, so no claim is of it"
                )
        return self.names.targets.find(wanted, published)

    def _id(self, row: Row) -> str:
        key = "|".join(
            row[name] for name in ("metric", "group", "place", "speaker", "refers_to")
        )
        return f"{self.mapping.text('prefix') or self.mapping.name}-{cells.digest(key, 10)}"

    def _each(self) -> list[Row]:
        """The row once for each member of its lists; lists of one row go together."""
        marks = self.mapping.settings.get("lists", {})
        lists = {
            column: [part.strip() for part in self.said[column].split(mark)]
            for column, mark in marks.items()
        }
        if len({len(parts) for parts in lists.values()}) > 1:
            raise Refused(f"{', '.join(lists)} have lists of different lengths")
        count = max((len(parts) for parts in lists.values()), default=1)
        return [
            self.said | {column: parts[index] for column, parts in lists.items()}
            for index in range(count)
        ]

    def _date(
        self,
        row: Row,
        templates: dict[str, Template],
    ) -> None:
        """When it became public, with the reason where that is only the latest day it can have
        been."""
        row["published"] = self._published(templates)
        if row["published"].endswith("~"):
            row["note"] = (
                row["note"] or "Dated by the file, which does not say when it appeared"
            )

    def _published(self, templates: dict[str, Template]) -> str:
        """When the file came to say it; else the latest of the days the row names; else what was
        declared for the file."""
        own = (
            [
                self._filled(
                    "published",
                    templates["published"],
                    said,
                )
                for said in self._each()
            ]
            if "published" in templates
            else []
        )
        zone = self.names.zone
        found = self.change.time or max(
            filter(None, own),
            key=lambda text: dates.published(text, zone).known,
            default="",
        )
        if not (found or self.default):
            raise Refused(
                "nothing says when it became public: give --published, or published in the mapping"
            )
        return found or self.default

    def _named(
        self,
        table: str,
        text: str,
        row: Row,
    ) -> str:
        defaults = {
            "groups": "all",
            "places": self.names.place,
            "speakers": self.mapping.text("publisher"),
        }
        return self.names.find(
            table,
            text or defaults.get(table, ""),
            self._making(table, self.said),
        )

    def _source(
        self,
        template: Template | None,
        said: Row,
        published: str,
    ) -> str:
        """The carrier the row names; where it names none, the file itself as it was at that
        time."""
        text = self._text(template, said) if template else ""
        if text:
            host = cells.host(text)
            key = (
                f"{cells.slug(host)}-{cells.digest(text)}" if host else cells.slug(text)
            )
            note = (
                f"Dated by the first row of {self.mapping.text('title')} that names it"
            )
            return self.names.find(
                "sources",
                key,
                self._making("sources", said)
                | {"_published": published, "_note": note},
            )
        return self.names.file_itself(
            self.mapping,
            published,
            dated=bool(self.change.time),
        )

    def _making(
        self,
        table: str,
        said: Row,
    ) -> Making:
        """What a new row of a reference table would say, by the mapping; worked out only if it is
        needed."""
        return {
            "_rows": self.mapping.rows(table),
            "_fill": lambda column, each: self._cell(
                table,
                column,
                each,
                said,
            ),
        }

    def _cell(
        self,
        table: str,
        column: str,
        template: Template,
        said: Row,
    ) -> str:
        kind = BY_NAME[table].column(column)
        if kind.kind == "ref":
            text = self._text(template, said)
            return (
                self.names.find(
                    kind.refers[0],
                    text,
                    {},
                )
                if text
                else ""
            )
        return self._filled(
            kind.kind,
            template,
            said,
        )

    def _text(
        self,
        template: Template | None,
        said: Row | None = None,
    ) -> str:
        return (
            self._filled(
                "text",
                template,
                said or self.said,
            )
            if template
            else ""
        )

    def _fill(
        self,
        table: str,
        column: str,
        template: Template,
    ) -> str:
        kind: str = "text"
        if table == "claims" and column in _BOUNDS:
            kind = "amount"
        elif column != FIGURE:
            kind = BY_NAME[table].column(column).kind
        try:
            return self._filled(
                kind,
                template,
                self.said,
            )
        except ValueError as error:
            raise Refused(f"{column}: {error}") from error

    def _filled(
        self,
        kind: str,
        template: Template,
        said: Row,
    ) -> str:
        """The first of the template's texts whose cells are all stated, or the word that stands for
        it, filled in turn."""
        own = "text" if template.words else kind
        filled = (
            self._parts(
                pieces,
                own,
                said,
            )
            for pieces in template.holes
        )
        parts = next((each for each in filled if each is not None), [])
        text = " ".join(_CONTROL.sub(" ", "".join(parts)).split())
        if template.words is None:
            return text
        word = template.words.get(text, template.words.get("*"))
        if word is None:
            raise Refused(f"the mapping has no word for {text!r}")
        return self._filled(
            kind,
            word,
            said,
        )

    def _parts(
        self,
        pieces: Pieces,
        kind: str,
        said: Row,
    ) -> list[str] | None:
        """What each piece of a text gives, or None where one of its cells states nothing."""
        at_once = kind in _DATES and self.mapping.reading.dates and _is_one_date(pieces)
        parts = []
        for before, column, how in pieces:
            cell = (
                self._read(
                    said,
                    column,
                    how,
                    "text" if at_once else kind,
                )
                if column
                else ""
            )
            if column and not cell:
                return None
            parts.append(before + cell)
        if not at_once:
            return parts
        named = ", ".join(column for _, column, _ in pieces if column)
        return [
            self._as_kind(
                "".join(parts),
                kind,
                self.mapping.reading,
                named,
            )
        ]

    _read_as: ClassVar[dict[str, Callable[[str, Reading], str]]] = {
        "number": cells.number,
        "amount": cells.amount,
        "edtf": cells.day,
        "published": cells.published,
        "day": cells.day,
        "url": lambda cell, _: cells.address(cell),
    }

    def _read(
        self,
        said: Row,
        column: str,
        how: str,
        kind: str,
    ) -> str:
        """One cell in the reading that its column calls for, or the one that the template names."""
        cell = said[column]
        mark = _DIRECTION.search(cell)
        if mark:
            raise Refused(
                f"{column}: holds the mark of direction U+{ord(mark[0]):04X}: take it out"
            )
        reading = self.mapping.reading
        if kind == "text":
            cell = cells.seen(cell)
        if not cell or how == "text":
            return cell
        if how == "epoch":
            how, reading = "", replace(self.mapping.reading, dates="epoch")
        if how:
            return (
                cell.zfill(int(how))
                if how.isdigit()
                else cells.host(cell)
                if how == "host"
                else cells.head(cell)
            )
        return self._as_kind(
            cell,
            kind,
            reading,
            column,
        )

    def _as_kind(
        self,
        text: str,
        kind: str,
        reading: Reading,
        named: str,
    ) -> str:
        """A text in the reading of its kind; `named` are the columns it came from."""
        read = self._read_as.get(kind)
        if read is None:
            return text
        try:
            return read(text, reading)
        except ValueError as error:
            raise Refused(f"{named}: {error}") from error


def _is_one_date(pieces: Pieces) -> bool:
    """Whether several columns make one date between them, as a year's and a month's do."""
    columns = [column for _, column, _ in pieces if column]
    return len(columns) > 1 and not any("/" in before for before, _, _ in pieces)


def _states_something(row: Row) -> bool:
    """Whether a claim has a number, or says that there is none."""
    return any(row[bound] for bound in _BOUNDS) or row["wording"] in ("none", "vague")


def _check_blank(
    column: str,
    template: Template,
) -> None:
    """Refused where a blank cell would stand for the whole without anybody having said so: a
    mapping that means it has a text without a column in it."""
    names = sorted(template.columns)
    if not names or not all(
        any(name for _, name, _ in each) for each in template.holes
    ):
        return
    listed = ", ".join(names)
    example = f'["{{{names[0]}}}", "..."]'
    raise Refused(
        f"{column}: {listed} is blank, which may mean anything: say in the mapping what it "
        f"means, as in {column} = {example}"
    )


def _put_in_order(row: Row) -> None:
    """The wording that goes with the numbers. Refused where they are out of order or below zero."""
    stated = {bound: float(row[bound]) for bound in _BOUNDS if row[bound]}
    numbers = list(stated.values())
    said = ", ".join(f"{bound} {row[bound]}" for bound in stated)
    if numbers != sorted(numbers):
        raise Refused(f"not in order: {said}")
    if numbers and numbers[0] < 0:
        raise Refused(f"below zero: {said}")
    if len(stated) > 1 and len(set(numbers)) == 1:
        row |= {"low": "", "high": "", "value": row[next(iter(stated))]}
        stated = {"value": numbers[0]}
    if "low" in stated and "high" in stated:
        row["wording"] = "range"
    elif (
        "value" not in stated
        and len(stated) == 1
        and row["wording"] in ("", "exact", "about")
    ):
        row["wording"] = "at_least" if "low" in stated else "at_most"
    row["wording"] = row["wording"] or "exact"


def _check_listed(
    days: str,
    published: str,
) -> None:
    """Refused where a row of a list has no day, or one that its list cannot know."""
    if not days:
        raise Refused("refers_to: names no day")
    start, _ = dates.span(days)
    if start.isoformat() > published[:10]:
        raise Refused(f"refers_to: {days} is after it was published, {published}")


def _dated(text: str) -> str:
    """A day or span as it stands. Refused where parts that are days by themselves make none."""
    try:
        dates.span(text) if text else None
    except ValueError as error:
        raise Refused(f"refers_to: {error}") from error
    return text


def _whole(span: str) -> str:
    """A span of one day as that day."""
    start, _, end = span.partition("/")
    return start if start == end else span


def _since(
    span: str,
    restarts: Any,
) -> str:
    """The day of a counter that restarts as the span since it last did: each year, each month, or
    on the days declared."""
    if not restarts or "/" in span:
        return span
    starts = (
        [f"{span[:4]}-01-01"]
        if restarts == "year"
        else [f"{span[:7]}-01"]
        if restarts == "month"
        else restarts
    )
    before = [each for each in map(str, starts) if each <= span]
    return _whole(f"{max(before)}/{span}") if before else span
