"""Rows of somebody else's table in, rows of the ledger out: written whole, checked as if typed, or
not at all.

Every row that is read is taken or left out with its reason, and both are counted. What was imported
before is not doubled: a row that says the same is there already, one that says something else is a
new claim, published later. An existing row is never changed; its file may get an optional column,
blank in it.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import accumulate, groupby, islice
from pathlib import Path
from typing import Any

from asknown import dates, storage
from asknown.errors import CallError, LedgerError, Problem
from asknown.exchange.importing import desk_workbook, history, totals, vintages
from asknown.exchange.importing.history import Change, Stream
from asknown.exchange.importing.mapping import Mapping
from asknown.exchange.importing.names import NAMED, Names
from asknown.exchange.importing.refused import Refused
from asknown.exchange.importing.rows import Draft, draft
from asknown.exchange.importing.vintages import Vintage
from asknown.exchange.importing.workbooks import STYLED
from asknown.ledger import csv_text, front, narrative, reading, reviews
from asknown.ledger.cells import PATTERNS, ids_in
from asknown.ledger.tables import BY_NAME, Column
from asknown.model.check import problems_in
from asknown.storage import alone, sweep, workplace

FOLDER = "imports"
_OPENING = "# What was imported, newest last.\n"
FORMATS = ("table", "ucdp-ged", "vintages")
# In this order a run that dies between two files leaves a ledger whose references are all there;
# the next run adds the rest.
_ORDER = (
    "speakers",
    "metrics",
    "groups",
    "places",
    "sources",
    "claims",
    "acts",
    "events",
    "movements",
    "positions",
    "connectivity",
    "discrepancies",
)
_CONTENT = (
    "metric",
    "group",
    "place",
    "low",
    "value",
    "high",
    "wording",
    "speaker",
    "refers_to",
    "basis",
)

Row = dict[str, str]


@dataclass
class Result:
    """What an import did: rows read, taken and left out with reasons, rows of the ledger added,
    remarks, and what each version of a history changed."""

    name: str
    read: int
    added: dict[str, int]
    left: list[tuple[Change, str]]
    remarks: list[str] = field(default_factory=list)
    vintages: tuple[Vintage, ...] = ()

    @property
    def taken(self) -> int:
        """Rows of the file that the ledger has now, new or from before."""
        return self.read - len(self.left)

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows were left out for which kind of reason, the most frequent first."""
        return dict(
            Counter(reason.split(":")[0] for _, reason in self.left).most_common()
        )

    def data(self) -> dict[str, Any]:
        """The result for machines."""
        left = [
            {"file": change.file, "line": change.line, "reason": reason}
            for change, reason in self.left
        ]
        return {
            "name": self.name,
            "read": self.read,
            "taken": self.taken,
            "left_out": len(left),
            "added": self.added,
            "reasons": self.reasons,
            "rows_left_out": left,
            "remarks": self.remarks,
            "vintages": [asdict(each) for each in self.vintages],
        }


def bring_in(
    form: str,
    path: Path,
    folder: Path,
    mapping: Mapping,
    published: str = "",
    name: str = "",
) -> Result:
    """Import a file into a case folder through a mapping.

    `published` dates rows that say nothing of it; `name` (default: the file's) names the record
    under imports/. CallError where the call is at fault, LedgerError where the ledger was or would
    be: then nothing is written.
    """
    if form not in FORMATS:
        raise CallError(
            f"format: there is no format {form!r}; there are: {', '.join(FORMATS)}"
        )
    if name and not PATTERNS["id"].regex.fullmatch(name):
        raise CallError(
            f"name: {name!r} names no record under {FOLDER}/; write letters, digits, dots and "
            f"hyphens"
        )
    with (
        alone(folder) if folder.is_dir() else nullcontext()
    ):  # a second import waits: each adds to what is there
        sweep(folder)
        sweep(folder / FOLDER)
        return _brought(
            form,
            path,
            folder,
            mapping,
            published,
            name,
        )


def _brought(
    form: str,
    path: Path,
    folder: Path,
    mapping: Mapping,
    published: str,
    name: str,
) -> Result:
    # A row on hold is there, and is not added again.
    read = reading.read(folder, held=True)
    if read.problems:
        raise LedgerError(read.problems)
    stream = (
        history.of_history(path, mapping)
        if form == "vintages"
        else history.of_table(path, mapping)
    )
    work = _Work(
        read,
        stream,
        mapping,
        published or mapping.text("published"),
    )
    work.run()
    result = Result(
        name or path.stem,
        len(stream.changes),
        work.added(),
        work.left(),
        work.remarks,
        stream.vintages,
    )
    _check_record(folder / FOLDER, result.name)
    made = work.files() | _records(
        result,
        stream,
        mapping,
        published,
        folder,
    )
    if work.counted:
        made |= _rows_counted(work, result.name)
    if stream.vintages:
        made |= _versions_told(stream.vintages, result.name)
    if mapping.same:
        # Reviews first: a row that is to be held back is never there without its hold.
        made = _of_desk(folder, result, stream, read) | made
    for target, text in made.items():
        _replace(folder / target, text.encode())
    if mapping.same and path.suffix in STYLED:
        told = desk_workbook.status(path, result.left, stream.changes)
        _replace(folder / FOLDER / f"{result.name}-status{path.suffix}", told)
    return result


def _of_desk(
    folder: Path, result: Result, stream: Stream, read: reading.Ledger
) -> dict[str, str]:
    """What a desk has marked in the workbook of a case, by file: reviews, and withdrawals that wait
    for what only people know."""
    made = {}
    left = {(change.table, change.line) for change, _ in result.left}
    taken = [each for each in stream.changes if (each.table, each.line) not in left]
    added = desk_workbook.reviewed(taken, read.reviews.rows)
    if added:
        made[reviews.FILE] = desk_workbook.with_reviews(folder, added)
        result.remarks.append(
            f"{len(added)} rows with a reader or a hold, in {reviews.FILE}"
        )
    proposed = desk_workbook.withdrawals(stream.changes)
    if proposed:
        name = f"{FOLDER}/{result.name}-withdrawals.csv"
        made[name] = proposed
        count = proposed.count("\n") - 1
        result.remarks.append(
            f"figures struck: {count}, each proposed as a withdrawal in {name}"
        )
    return made


class _Work:
    """One import on its way: drafts of all rows, which of them are excluded and why, and the new
    rows of the ledger."""

    def __init__(
        self,
        read: reading.Ledger,
        stream: Stream,
        mapping: Mapping,
        published: str,
    ) -> None:
        self.read, self.stream, self.mapping = read, stream, mapping
        self.names = Names(read, stream.sha256)
        self.excluded: dict[int, str] = {}
        self.remarks: list[str] = []
        self.rows: dict[str, list[Row]] = {}
        self.users: dict[tuple[str, str], set[int]] = {}
        self.drafts: dict[int, Draft] = {}
        for index, change in enumerate(stream.changes):
            try:
                self.drafts[index] = draft(
                    change,
                    mapping,
                    self.names,
                    published,
                )
            except Refused as reason:
                self.excluded[index] = str(reason)
        if mapping.totals:
            self._leave_out_corrected()
        self.counted = self.drafts if mapping.totals else {}
        if mapping.totals:
            whole = {
                "place": read.settings.place,
                "group": self.names.find(
                    "groups",
                    "all",
                    {},
                ),
            }
            short = frozenset(stream.changes[index].time for index in self._unread())
            self._name_days()
            self.drafts = totals.of_list(
                self.counted,
                mapping,
                self._flows(),
                whole,
                short,
            )

    def _leave_out_corrected(self) -> None:
        """Leave out a list with a row below zero: it takes back what other rows count, and nobody
        knows which."""
        below = [
            index for index, reason in self.excluded.items() if "below zero" in reason
        ]
        times = {self.stream.changes[index].time for index in below}
        for index in list(self.drafts):
            if self.stream.changes[index].time in times:
                del self.drafts[index]
                self.excluded[index] = (
                    "its list has rows below zero, so it has no total: see them"
                )

    def _name_days(self) -> None:
        """The metrics under which the days of flows stand, as the flows are described."""
        known = {row["metric"]: row for row in self.read.tables["metrics"].rows}
        known |= self.names.new["metrics"]
        for metric in self._flows() if "day" in self.mapping.totals else ():
            name = totals.by_day_of(metric)
            if name not in known:
                base = known[metric]
                own = {
                    column: f"{base[column]} by day" for column in ("label", "counts")
                }
                made = {**base, **own, "metric": name, "overlaps": metric}
                self.names.new["metrics"][name] = made

    def _unread(self) -> Iterator[int]:
        """The rows left out that a list has all the same: neither headings nor put aside by the
        mapping."""
        for index, reason in self.excluded.items():
            if reason != history.TAGS and not reason.startswith(history.LEFT_ASIDE):
                yield index

    def _with_their_list(self, refused: dict[int, str]) -> dict[int, str]:
        """The refused rows; of a list all rows of that time, for its totals stand or fall
        together."""
        changes = self.stream.changes
        times = {changes[index].time: reason for index, reason in refused.items()}
        found = {
            index: times[changes[index].time]
            for index in self.counted
            if changes[index].time in times
        }
        return refused | found

    def _flows(self) -> frozenset[str]:
        """The metrics that count what happens within a span."""
        known = (*self.read.tables["metrics"].rows, *self.names.new["metrics"].values())
        return frozenset(
            row[BY_NAME["metrics"].key] for row in known if row["measure"] == "flow"
        )

    def run(self) -> None:
        """Settle which rows are new, leaving out what does not fit, until the ledger that would
        come of it is sound."""
        while True:
            refused = _Versions(self).settle()
            if not refused:
                refused = self._refused_by_check()
            if not refused:
                return
            self.excluded |= self._with_their_list(refused)

    def _refused_by_check(self) -> dict[int, str]:
        """The rows whose lines `check` finds at fault. LedgerError where the fault is not
        theirs."""
        if not any(self.rows.values()):
            return {}
        found: dict[int, str] = {}
        others: list[Problem] = []
        for problem in self._problems():
            table = problem.file.removesuffix(".csv")
            rows = self.rows.get(table, [])
            row = (
                _at(
                    problem.row,
                    rows,
                    _lines(self.text(table, [])),
                )
                if table in BY_NAME
                else None
            )
            if row is None:
                others.append(problem)
                continue
            for index in self.users[table, row[BY_NAME[table].key]]:
                found[index] = (
                    f"{table}.{problem.column} {problem.what}: {problem.mend}"
                )
        if others:
            raise LedgerError(others)
        return found

    def _problems(self) -> list[Problem]:
        with workplace() as folder:
            scratch = folder / "case"
            scratch.mkdir()
            texts = (reading.SETTINGS, narrative.FILE, front.FILE)
            for name in (*texts, *(f"{table}.csv" for table in BY_NAME)):
                if (self.read.folder / name).is_file():
                    shutil.copy(self.read.folder / name, scratch / name)
            for name, text in self.files().items():
                (scratch / name).write_text(
                    text,
                    encoding="utf-8",
                    newline="",
                )
            return problems_in(scratch)

    def files(self) -> dict[str, str]:
        """The changed tables as text by file name, in the order in which they are to be written."""
        return {
            f"{table}.csv": self.text(table, self.rows[table])
            for table in _ORDER
            if self.rows.get(table)
        }

    def text(
        self,
        table: str,
        rows: list[Row],
    ) -> str:
        """A table's file as it stands, with rows after it."""
        path = self.read.folder / f"{table}.csv"
        if not path.exists():
            return _as_csv(
                BY_NAME[table].header,
                rows,
                headed=True,
            )
        old = path.read_bytes()
        names = csv_text.names(old)
        header = BY_NAME[table].header_like(names)
        stated = {column for row in rows for column, cell in row.items() if cell}
        if not stated.issubset(header):
            # The file lacks an optional column that a new row needs: all its rows get it, blank.
            rows = [*self.read.tables[table].rows, *rows]
            return _as_csv(
                BY_NAME[table].header_like([*names, *stated]),
                rows,
                headed=True,
            )
        text = old.decode("utf-8")
        if not text.endswith("\n"):
            text += "\n"
        return text + _as_csv(header, rows)

    def added(self) -> dict[str, int]:
        """How many rows came to which table."""
        return {
            table: len(self.rows[table]) for table in _ORDER if self.rows.get(table)
        }

    def left(self) -> list[tuple[Change, str]]:
        """The rows left out, in the order of the file."""
        found = [
            (self.stream.changes[index], reason)
            for index, reason in self.excluded.items()
        ]
        return sorted(
            found, key=lambda each: (each[0].file, each[0].line, each[0].time, each[1])
        )


def _as_csv(
    header: list[str],
    rows: Iterable[Row],
    headed: bool = False,
) -> str:
    """Rows under a header, which they may state more than: what it has no column for is blank."""
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        header,
        restval="",
        extrasaction="ignore",
        lineterminator="\n",
    )
    if headed:
        writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class _Versions:
    """Replays the drafts in order of time against the ledger: what is said for the first time,
    anew, still, or no longer."""

    def __init__(self, work: _Work) -> None:
        self.work = work
        self.there = {
            table: {
                row[BY_NAME[table].key]: row for row in work.read.tables[table].rows
            }
            for table in _ORDER
        }
        self.said: dict[str, Row] = {}
        self.count: Counter[str] = Counter()
        self.standing: set[str] = set()
        self.refused: dict[int, str] = {}
        self.new: dict[str, dict[str, Row]] = {table: {} for table in _ORDER}
        self.users: dict[tuple[str, str], set[int]] = {}

    def settle(self) -> dict[int, str]:
        """Fill the work's new rows; returns the rows that cannot be, with reasons."""
        self.work.remarks.clear()
        kept = [index for index in self.work.drafts if index not in self.work.excluded]
        for _, group in groupby(
            kept, key=lambda index: self.work.stream.changes[index].time
        ):
            self._at_one_time(list(group))
        if not self.refused:
            self._add_references()
            self.work.rows = {
                table: list(rows.values()) for table, rows in self.new.items()
            }
            self.work.users = self.users
        return self.refused

    def _at_one_time(self, group: list[int]) -> None:
        """What the file says at one time: rows that are only written otherwise come and go at
        once."""
        now: dict[str, tuple[int, Row]] = {}
        gone: dict[str, tuple[int, Row]] = {}
        for index in group:
            each = self.work.drafts[index]
            for claim in each.claims:
                if each.change.gone:
                    gone[claim["claim_id"]] = (index, claim)
                elif claim["claim_id"] in now:
                    self.refused[index] = self._twice(claim, *now[claim["claim_id"]])
                else:
                    now[claim["claim_id"]] = (index, claim)
            for event in each.events:
                self._event(index, event)
            for act in each.acts:
                self._as_it_stands(
                    index,
                    "acts",
                    act,
                )
            if each.own is not None:
                self._as_it_stands(
                    index,
                    each.change.table,
                    each.own,
                )
        for key, (index, claim) in gone.items():
            if key not in now:
                self._take_out(
                    key,
                    index,
                    claim,
                )
        for key, (index, claim) in now.items():
            self._say(
                key,
                index,
                claim,
            )

    def _twice(
        self,
        claim: Row,
        index: int,
        other: Row,
    ) -> str:
        line = self.work.stream.changes[index].line
        if _content(claim) == _content(other):
            return f"says what line {line} says"
        return (
            f"says another number than line {line} of the same thing: give each an id, or "
            f"leave one out"
        )

    def _say(
        self,
        key: str,
        index: int,
        claim: Row,
    ) -> None:
        """A claim that is new, the same as before, or another one: then it is a claim of its own,
        published later."""
        if not self.work.stream.history:
            self._recall(key)
        before = self.said.get(key)
        if before and key in self.standing and _content(before) == _content(claim):
            return
        if before and not self._later(claim, before):
            self.refused[index] = (
                f"says otherwise than {self._version(key)}, but is published no later: give "
                f"--published"
            )
            return
        self.count[key] += 1
        self.said[key] = claim
        self.standing.add(key)
        row = claim | {"claim_id": self._version(key)}
        old = self.there["claims"].get(row["claim_id"])
        if old and (_content(old), old["published"]) != (
            _content(row),
            row["published"],
        ):
            self.refused[index] = (
                f"the ledger has something else as {row['claim_id']}: was its history rewritten?"
            )
        elif not old:
            self._put(
                "claims",
                row,
                index,
            )

    def _later(
        self,
        claim: Row,
        before: Row,
    ) -> bool:
        one, other = (
            dates.published(row["published"], self.work.read.zone).known
            for row in (before, claim)
        )
        return one < other

    def _recall(self, key: str) -> None:
        """The newest version the ledger has."""
        while (
            again := f"{key}.{self.count[key] + 1}" if self.count[key] else key
        ) in self.there["claims"]:
            self.count[key] += 1
            self.said[key] = self.there["claims"][again]
            self.standing.add(key)

    def _version(self, key: str) -> str:
        return key if self.count[key] < 2 else f"{key}.{self.count[key]}"

    def _take_out(
        self,
        key: str,
        index: int,
        claim: Row,
    ) -> None:
        """A row that is no longer in the file: an act on the claim."""
        if key not in self.standing:
            self.refused[index] = "takes out what was not there"
            return
        self.standing.discard(key)
        target = self._version(key)
        what, who, why = self._taking_out(claim)
        act = {
            "act_id": f"{target}-out",
            "target": target,
            "act": what,
            "by": who,
            "replaced_by": "",
            "published": claim["published"],
            "source_id": self._file_source(claim),
            "reason": why,
        }
        if act["act_id"] not in self.there["acts"]:
            self._put(
                "acts",
                act,
                index,
            )

    def _taking_out(self, claim: Row) -> tuple[str, str, str]:
        """What it is that a row went, whose act, and why. Unless it is declared, whoever publishes
        the file disputes the claim: only of a speaker's own file is it known that the speaker took
        it back.
        """
        mapping = self.work.mapping
        how = mapping.settings.get("history", {})
        by = how.get("by") or (
            "speaker" if how.get("act") == "withdrawn" else mapping.text("publisher")
        )
        actor = (
            claim["speaker"]
            if by == "speaker"
            else self.work.names.find(
                "speakers",
                by,
                {"kind": "monitor"},
            )
        )
        act = how.get("act") or (
            "withdrawn" if actor == claim["speaker"] else "disputed"
        )
        return act, actor, how.get("reason", "Taken out of the file")

    def _file_source(self, claim: Row) -> str:
        """The file at the time of the act, as a source."""
        return self.work.names.file_itself(
            self.work.mapping,
            claim["published"],
            dated=True,
        )

    def _event(
        self,
        index: int,
        event: Row,
    ) -> None:
        """An event that is new. One the ledger has otherwise stays as it is, with a remark: an
        event has no versions."""
        old = self.there["events"].get(event["event_id"])
        if event["event_id"] in self.new["events"]:
            self.refused[index] = f"event {event['event_id']} stands there twice"
        elif old is None:
            self._put(
                "events",
                event,
                index,
            )
        elif any(old[column] != event[column] for column in ("start", "end", "title")):
            self.work.remarks.append(
                f"event {event['event_id']} reads otherwise in the file now; the ledger keeps it "
                f"as it is"
            )

    def _as_it_stands(
        self,
        index: int,
        table: str,
        row: Row,
    ) -> None:
        """A row of one of the ledger's own tables: new, there already, or named because the
        ledger's says something else."""
        key = row[BY_NAME[table].key]
        old = self.there[table].get(key)
        if key in self.new[table]:
            self.refused[index] = f"stands there twice: {key or 'a row without an id'}"
        elif old is None:
            self._put(
                table,
                row,
                index,
            )
        elif other := [
            column.name
            for column in BY_NAME[table].columns
            if not _equal(
                column,
                old,
                row,
            )
        ]:
            self.refused[index] = (
                f"the ledger has something else: {key}, {', '.join(other)}"
            )

    def _put(
        self,
        table: str,
        row: Row,
        index: int,
    ) -> None:
        key = row[BY_NAME[table].key]
        self.new[table][key] = row
        self.users.setdefault((table, key), set()).add(index)

    def _add_references(self) -> None:
        """The new sources, speakers, metrics, groups and places that the new rows use, directly or
        through each other."""
        waiting = [
            (table, row)
            for table in ("claims", "acts", "events")
            for row in self.new[table].values()
        ]
        while waiting:
            table, row = waiting.pop(0)
            for column in BY_NAME[table].columns:
                for target in set(column.refers) & set(NAMED):
                    for key in ids_in(row[column.name]):
                        made = self.work.names.new[target].get(key)
                        if made is None:
                            continue
                        users = self.users[table, row[BY_NAME[table].key]]
                        self.users.setdefault((target, key), set()).update(users)
                        if key not in self.new[target]:
                            self.new[target][key] = dict(made)
                            waiting.append((target, made))
                        self._date(
                            target,
                            key,
                            row,
                        )

    def _date(
        self,
        target: str,
        key: str,
        row: Row,
    ) -> None:
        """A source that says nothing of its day is no later than the first row that rests on it."""
        if (
            target == "sources"
            and key in self.work.names.undated
            and "published" in row
        ):
            made = self.new[target][key]
            made["published"] = min(
                made["published"],
                row["published"],
                key=lambda text: dates.published(text, self.work.read.zone).known,
            )


def _content(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in _CONTENT)


def _equal(
    column: Column,
    one: Row,
    other: Row,
) -> bool:
    """Whether the row of a sheet says nothing else than that of the ledger. A number is the same
    however it is written, text is stripped in a sheet, and what lies behind the door is missing:
    later ids of a list, a later end.
    """
    if column.name == "end" and not other["end"]:
        return True
    if column.kind == "refs":
        return set(ids_in(other[column.name])) <= set(ids_in(one[column.name]))
    read = _plain if column.kind == "number" else str.strip
    return read(one[column.name]) == read(other[column.name])


def _plain(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:  # blank, or none
        return text


def _at(
    line: int,
    rows: list[Row],
    before: int,
) -> Row | None:
    """The row that ends on a line, where so many lines stand before the first; a cell may have
    several."""
    ends = accumulate(
        (1 + sum(cell.count("\n") for cell in row.values()) for row in rows),
        initial=before,
    )
    return dict(
        zip(
            islice(
                ends,
                1,
                None,
            ),
            rows,
            strict=True,
        )
    ).get(line)


def _lines(text: str) -> int:
    return len(list(_counted(text)))


def _counted(text: str) -> Iterator[str]:
    yield from io.StringIO(text, newline=None)


def _replace(
    path: Path,
    data: bytes,
) -> None:
    """Write a file whole: whoever looks finds the old one or the new one. Equal bytes write
    nothing.

    A link to another file of the case, and no other is read, stays a link.
    """
    if not path.exists() or path.read_bytes() != data:
        storage.write_file(
            path.resolve(),
            data,
            force=True,
        )


def _check_record(
    folder: Path,
    name: str,
) -> None:
    """CallError where a file of somebody else's stands in the place of a record: one that no import
    has written."""
    record = folder / f"{name}.toml"
    ends = (
        "left-out.csv",
        "rows.csv",
        "vintages.csv",
        "withdrawals.csv",
        "status.xlsx",
        "status.xlsm",
    )
    others = [folder / f"{name}-{end}" for end in ends]
    for path in (record, *others):
        ours = record.is_file() and record.read_bytes().startswith(_OPENING.encode())
        if path.is_symlink() or (path.exists() and not (path.is_file() and ours)):
            raise CallError(
                f"{path} is no record of an import: move it, or name the record otherwise with "
                f"--name"
            )


def _records(
    result: Result,
    stream: Stream,
    mapping: Mapping,
    published: str,
    folder: Path,
) -> dict[str, str]:
    """What stays of an import under imports/: where the rows came from, and the rows left out as
    they stood in the file."""
    said = {
        "file": stream.name,
        "sha256": stream.sha256,
        "mapping": mapping.name,
        "title": mapping.text("title"),
        "publisher": mapping.text("publisher"),
        "url": mapping.text("url"),
        "licence": mapping.text("licence"),
        "published": published,
        "rows_read": result.read,
        "rows_taken": result.taken,
        "rows_left_out": len(result.left),
    }
    entry = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in said.items()
        if value != ""
    )
    path = f"{FOLDER}/{result.name}.toml"
    before = (
        (folder / path).read_text(encoding="utf-8")
        if (folder / path).exists()
        else _OPENING
    )
    entry = f"\n[[import]]\n{entry}"
    record = (
        {} if before.endswith(entry) else {path: before + entry}
    )  # first: by it the other is known as ours
    return record | {
        f"{FOLDER}/{result.name}-left-out.csv": _left_out(result.left, stream.header)
    }


def _rows_counted(
    work: _Work,
    name: str,
) -> dict[str, str]:
    """The rows that totals were counted from, for whoever counts again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(totals.COLUMNS)
    writer.writerows(totals.rows_of(work.counted))
    return {f"{FOLDER}/{name}-rows.csv": out.getvalue()}


def _versions_told(
    told: Iterable[Vintage],
    name: str,
) -> dict[str, str]:
    """How many rows each version has, added, changed and lost."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(vintages.COLUMNS)
    writer.writerows(each.cells() for each in told)
    return {f"{FOLDER}/{name}-vintages.csv": out.getvalue()}


def _left_out(
    left: Iterable[tuple[Change, str]],
    header: tuple[str, ...],
) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "line", "reason", *header])
    for change, reason in left:
        writer.writerow(
            [
                change.file,
                change.line,
                reason,
                *(change.cells.get(column, "") for column in header),
            ]
        )
    return out.getvalue()
