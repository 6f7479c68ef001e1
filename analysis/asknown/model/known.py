"""A case as it is known: its tables, the door, and the claims behind it with how they stand.

`Known.load` reads a folder; `as_known` returns what was public by a moment, and nothing else.
Everything after the door takes a case and no date. How a case shows itself is not decided here.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from asknown import dates, storage
from asknown.errors import CallError, LedgerError
from asknown.ledger import front, narrative, reading, settings_text
from asknown.ledger.cues import Cue
from asknown.ledger.narrative import Sentence
from asknown.ledger.settings import Settings
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import BY_NAME, TABLES
from asknown.model import candidates, columns, door
from asknown.model.claim_table import (
    ClaimTable,
    RowsByQuantity,
    State,
    cells_of,
    named_rows,
)
from asknown.model.columns import Array, Quantity
from asknown.model.door import Parsed
from asknown.model.known_tables import AT_ONCE, TableLists, Tables, WholeTables
from asknown.model.standing import standings

T = TypeVar("T")
_DATED = [table.name for table in TABLES if table.dated]


@dataclass(frozen=True, repr=False)
class Known:
    """One crisis: its settings and its tables, whole or as known at a moment.

    `tables` maps each table's name to a frame of text, one column per column of the file, indexed
    by id. Blank text means "not stated". `known_at` is None for a whole ledger.
    """

    id: str
    settings: Settings
    tables: Tables
    known_at: dates.AsOf | None = None
    narrative: tuple[Sentence, ...] = ()
    front: tuple[Sentence, ...] = ()
    cues: tuple[Cue, ...] = ()
    _parsed: Parsed | None = field(
        default=None,
        repr=False,
        compare=False,
    )

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Load a case folder.

        CallError where it is none; LedgerError, with every problem, where a row is broken.
        """
        ledger = reading.read(Path(folder))
        if ledger.problems:
            raise LedgerError(ledger.problems)
        return cls.of(ledger)

    @classmethod
    def of(cls, ledger: reading.Ledger) -> Self:
        """The case of a ledger that has no problem."""
        tables = {name: _frame(table) for name, table in ledger.tables.items()}
        folder = ledger.folder.resolve().name
        case_id = ledger.settings.id or folder
        case = cls(
            case_id,
            ledger.settings,
            tables,
            narrative=ledger.narrative,
            front=ledger.front,
            cues=ledger.cues,
        )
        return replace(case, _parsed=case.parsed)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which a day of this case begins and ends."""
        return self.settings.zone

    @property
    def place(self) -> str:
        """Id of the place that means the whole."""
        return self.settings.place

    def when(self, text: str) -> dates.AsOf:
        """Parse an as-of in this case's time zone. CallError where it is no date."""
        try:
            return dates.as_of(text, self.zone)
        except ValueError as error:
            raise CallError(f"as_of: {error}") from error

    # The door

    def as_known(self, when: str) -> Self:
        """The case as it was known at `when`, a day (its end) or a local minute.

        Holds only rows published by then, sorted by id, with lists of ids trimmed, ends that lie
        later left open, and the reference tables and settings cut to what the kept rows use.
        CallError where `when` is no date.
        """
        moment = self.when(when)
        if self._is_small and self.known_at is None:
            self._claim_table.put_together()
        passed = door.published_by(moment, self.parsed, self.settings)
        settings = door.settings_known(self.settings, moment, passed)
        sentences = door.sentences_known(self.narrative, passed)
        own_front = door.front_known(self.front, moment, passed)
        return replace(
            self,
            settings=settings,
            tables=passed.tables,
            known_at=moment,
            narrative=sentences,
            front=own_front,
            cues=door.cues_known(self.cues, passed),
            _parsed=passed,
        )

    def about(self, refers_to: str) -> Self:
        """The case with only the claims that describe one day or span, standing worked out among
        them alone.

        `case.as_known("2024-02-17").about("2023-10-07")` tells both clocks: what was known then
        about that day.
        """
        claims = self.tables["claims"]
        is_about = claims["refers_to"] == refers_to
        tables = dict(self.tables)
        tables["claims"] = claims[is_about]
        return replace(self, tables=tables)

    def learned(self) -> list[date]:
        """The local days on which this ledger learned something, in order; rows dated only by
        access left aside."""
        parsed = self.parsed
        rows = parsed.rows
        if not self.known_at:
            # The door lets no source pass that carries nothing: a day on which only such a page
            # appeared taught nobody anything.
            rows = door.rows_in_use(parsed.whole, rows, parsed.claims, self.place)
        texts: set[str] = set()
        for name in _DATED:
            published = parsed.whole[name].distinct("published", rows[name])
            texts |= published
        texts.difference_update(
            _only_accessed(parsed.whole["sources"], rows["sources"])
        )
        return sorted({dates.published(text, self.zone).day for text in texts})

    @cached_property
    def once(self) -> dict[Any, Any]:
        """What follows from this case alone, by what works it out (see `once_a_case`)."""
        return {}

    # Claims, how they stand, and what was done to them

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Claims with numbers as floats (NaN where not stated), and `start`, `end` (days referred
        to), `known` (instant), `numbered`, `party`, `speaker_kind`, `involved` (a party to the
        conflict), `heard` (the place of the speaker among those whom the metric believes, or -1),
        `measure`, `rival_days` (NaN where not stated), `standing`, `disputed`, `acts` and
        `superseded_by`."""
        count = len(self.parsed.claims)
        rows = np.arange(count)
        return self._claim_table.frame(rows)

    @cached_property
    def acts(self) -> pd.DataFrame:
        """Acts with `known` (instant)."""
        return self._with_known(self.tables["acts"])

    def _with_known(self, acts: pd.DataFrame) -> pd.DataFrame:
        seconds = columns.instants(acts["published"], self.zone)
        known = pd.to_datetime(seconds, unit="s", utc=True)
        return acts.assign(known=known)

    # What rules and figures read: a few cells of many claims

    @cached_property
    def latest(self) -> Mapping[Quantity, list[Any]]:
        """Of each quantity the claims that a rule can choose from, in order of id."""
        return candidates.by_quantity(self._claim_table)

    @cached_property
    def states(self) -> Mapping[str, State]:
        """How each claim stands, by id: for who compares all of them."""
        return self._claim_table.states()

    @cached_property
    def quantities(self) -> Mapping[Quantity, list[Any]]:
        """The claims, as named tuples of the columns of `claims`, by metric, group and place; keys
        in order."""
        return RowsByQuantity(self._claim_table, self._is_small)

    def row(self, claim_id: str) -> Any:
        """One of the rows of `quantities`: for who asks for a few cells of a claim, many times
        faster than a row of a frame.

        KeyError where there is no such claim.
        """
        if claim_id not in self._rows:
            claims = self.tables["claims"]
            position = claims.index.get_loc(claim_id)
            rows = np.array([position])
            (self._rows[claim_id],) = self._claim_table.rows(rows)
        return self._rows[claim_id]

    def acts_on(self, claim_id: str) -> list[Any]:
        """The acts in effect on a claim, in order, as named tuples of the columns of `acts`."""
        claim = self.row(claim_id)
        return [self._acts_by_id[act_id] for act_id in claim.acts]

    def act(self, act_id: str) -> Any:
        """An act as a named tuple of the columns of `acts`. KeyError where there is none."""
        return self._acts_by_id[act_id]

    def cell(self, table: str, row_id: str, column: str) -> str:
        """A cell of a table. Of a small case many times faster than a frame gives it. KeyError
        where there is no such row.
        """
        if not self._is_small or door.is_cut(table, column):
            return str(self.tables[table].at[row_id, column])
        row = self._rows_of(table)[row_id]
        return self.parsed.whole[table].cells(column)[row]

    def has(self, table: str, row_id: str) -> bool:
        """Whether a table has such a row."""
        if not self._is_small:
            return row_id in self.tables[table].index
        return row_id in self._rows_of(table)

    def _rows_of(self, table: str) -> dict[str, int]:
        """The rows in the ledger by id, of a table of a small case."""
        if table not in self._row_of:
            rows = self.parsed.rows[table].tolist()
            self._row_of[table] = dict(zip(self.parsed.ids(table), rows, strict=True))
        return self._row_of[table]

    @cached_property
    def copies(self) -> Mapping[str, Sequence[str]]:
        """The sources that repeat a source, in order of id."""
        copies: dict[str, list[str]] = defaultdict(list)
        for source_id, repeated in self.tables["sources"]["relays"].items():
            copies[repeated].append(str(source_id))
        return dict(copies)

    @cached_property
    def parents(self) -> Mapping[str, Mapping[str, str]]:
        """What each group and each place is part of, by table; blank for those that are whole."""
        return {name: self._column(name, "part_of") for name in ("groups", "places")}

    def _column(self, table: str, column: str) -> dict[str, str]:
        """A column of a table by id; one of those of which the door may cut nothing."""
        cells = self.parsed.cells(table, column)
        return dict(zip(self.parsed.ids(table), cells, strict=True))

    @property
    def parsed(self) -> Parsed:
        """What the rows of `tables` say, parsed; as the door passed it on, where it did."""
        passed_on = self._parsed
        if passed_on and passed_on.tables is self.tables:
            return passed_on
        return self._parsed_here

    @cached_property
    def _parsed_here(self) -> Parsed:
        claims = columns.parse(self.tables, self.zone)
        whole = WholeTables(self.tables)
        rows: dict[str, Array] = {"claims": np.arange(len(claims))}
        known: dict[str, Array] = {}
        for name in BY_NAME:
            if name == "claims":
                continue
            rows[name] = whole[name].by_id
            if name in _DATED:
                seconds = columns.instants(self.tables[name]["published"], self.zone)
                known[name] = seconds[rows[name]]
        return Parsed(self.tables, claims, whole, rows, known)

    @cached_property
    def _claim_table(self) -> ClaimTable:
        arrays = self.parsed.claims
        acts = self._acts_by_id.values()
        party = self._column("speakers", "party")
        standing = standings(arrays, list(acts), party)
        fighting = self.settings.parties_to_conflict or ()
        is_party = [name in fighting for name in arrays.parties]
        is_fighting = np.array(is_party, bool)
        involved = is_fighting[arrays.party]
        parsed = self.parsed
        return ClaimTable(
            tables=self.tables,
            arrays=arrays,
            whole=parsed.whole,
            ledger_rows=parsed.rows["claims"],
            standing=standing,
            involved=involved,
        )

    @property
    def _is_small(self) -> bool:
        return self.parsed.whole.is_small

    @cached_property
    def _rows(self) -> dict[str, Any]:
        """Rows by id, as far as they are made."""
        rows: dict[str, Any] = {}
        if self._is_small:
            for claims in self.quantities.values():
                for claim in claims:
                    rows[claim.claim_id] = claim
        return rows

    @cached_property
    def _row_of(self) -> dict[str, dict[str, int]]:
        """Rows in the ledger by id, of the tables that were asked for."""
        return {}

    @cached_property
    def _acts_by_id(self) -> dict[str, Any]:
        whole = self.parsed.whole
        made = whole.acts
        if not made:
            # All there are, once: no moment changes what an act says.
            every = self._with_known(whole.frames["acts"])
            made.update((act.act_id, act) for act in named_rows("Act", every))
        ids = self.parsed.ids("acts")
        return {act_id: made[act_id] for act_id in ids}

    # The case as files

    def csv(self, name: str) -> str:
        """One table as CSV text, as it stands in this case."""
        header = BY_NAME[name].header
        table = self.tables[name]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(cells_of(table[header]))
        return out.getvalue()

    def files(self) -> dict[str, str]:
        """The files of this case by name: settings, one CSV per table, and the narrative and the
        desk's own front where there are any."""
        files = {reading.SETTINGS: self._settings_text()}
        for table in TABLES:
            name = f"{table.name}.csv"
            files[name] = self.csv(table.name)
        if self.narrative:
            files[narrative.FILE] = narrative.text(self.narrative)
        if self.front:
            files[front.FILE] = narrative.text(self.front)
        return files

    def _settings_text(self) -> str:
        """case.toml: as somebody typed it, or, behind the door, as far as it is known."""
        if self.known_at is None:
            return self.settings.text
        return settings_text.written(self.settings)

    def write(self, folder: Path) -> None:
        """Write the case into a new folder, so that it can be loaded from there. CallError where
        something is there already."""
        storage.write_folder(folder, self.written_out())

    def written_out(self) -> dict[str, bytes]:
        """The files of the case as bytes, by name."""
        return {name: text.encode() for name, text in self.files().items()}


def once_a_case(work: Callable[[Known], T]) -> Callable[[Known], T]:
    """Work that asks for nothing but a case, done once for each. Nobody may change what it
    gives."""

    @wraps(work)
    def done(case: Known) -> T:
        if work not in case.once:
            case.once[work] = work(case)
        result: T = case.once[work]
        return result

    return done


def _only_accessed(sources: TableLists, rows: Array) -> set[str]:
    """The days of sources of which only the day of access bounds when they appeared: these have it
    with a tilde."""
    published = sources.cells("published")
    accessed = sources.cells("accessed")
    found: set[str] = set()
    for row in rows.tolist():
        if accessed[row] and published[row] == f"{accessed[row]}~":
            found.add(published[row])
    return found


def _frame(sheet: LedgerTable) -> pd.DataFrame:
    """The sheet as a frame of text indexed by id, the id column kept."""
    cells = sheet.columns.combine_chunks()
    if len(cells) <= AT_ONCE:
        # Arrow's cells are small in memory, and slow to take out one by one.
        text = pd.StringDtype("python", na_value=np.nan)
        frame = cells.to_pandas(types_mapper=lambda kind: text)
    else:
        frame = cells.to_pandas()
    frame = frame.set_index(sheet.table.key, drop=False)
    return frame.rename_axis(None)
