"""A case and its door. `Case.load` reads a folder; `Case.as_known` returns what was public by a moment, and nothing else.

Everything after the door takes a Case and no date.
"""

from __future__ import annotations

import csv
import io
from collections import namedtuple
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from asknown import dates
from asknown.errors import CallError, LedgerError
from asknown.ledger import narrative, reading
from asknown.ledger.cells import ids_in
from asknown.ledger.settings import Settings
from asknown.ledger.table_files import LedgerTable
from asknown.ledger.tables import BY_NAME, TABLES, Table
from asknown.model import columns as arrays
from asknown.model.standing import WORDS, Standing, standings

_ALL = slice(None)
_AT_ONCE = 20_000  # claims of which rows are made all at once; of more, a quantity at a time


@dataclass(frozen=True, repr=False)
class Known:
    """One crisis: its settings and its tables, whole or as known at a moment.

    `tables` maps each table's name to a frame of text, one column per column of the file, indexed by id. Blank text means
    "not stated". `known_at` is None for a whole ledger.
    """

    id: str
    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    known_at: dates.AsOf | None = None
    narrative: tuple[narrative.Sentence, ...] = ()
    _parsed: _Parsed | None = field(default=None, repr=False, compare=False)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Load a case folder. CallError where it is none; LedgerError, with every problem, where a row is broken."""
        read = reading.read(Path(folder))
        if read.problems:
            raise LedgerError(read.problems)
        return cls.of(read)

    @classmethod
    def of(cls, read: reading.Ledger) -> Self:
        """The case of a ledger that has no problem."""
        tables = {name: _frame(sheet) for name, sheet in read.tables.items()}
        name = read.settings.id or read.folder.resolve().name
        case = cls(name, read.settings, tables, narrative=read.narrative)
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

    def as_known(self, when: str) -> Self:
        """The case as it was known at `when`, a day (its end) or a local minute.

        Holds only rows published by then, sorted by id, with lists of ids trimmed, ends that lie later left open, and the
        reference tables cut to what the kept rows use. CallError where `when` is no date.
        """
        moment = self.when(when)
        until = int(moment.known.timestamp())
        rows, claims = self.parsed.claims.until(until)
        kept = {table.name: self._by(until, table) for table in TABLES if table.name != "claims"}
        _open_ends(kept, moment, self.zone)
        _trim_lists(kept)
        _cut_references(kept, {name: column.used() for name, column in claims.references.items()})
        tables = _Tables(
            {name: _in_order(frame) for name, frame in kept.items()}, self.tables["claims"], rows
        )
        told = _told_by(self.narrative, tables) if self.narrative else ()
        return type(self)(self.id, self.settings, tables, moment, told, _Parsed(tables, claims, {}))

    def _by(self, until: int, table: Table) -> pd.DataFrame:
        frame = self.tables[table.name]
        return frame[self._known(table.name) <= until].copy() if table.dated else frame

    @property
    def parsed(self) -> _Parsed:
        """What the rows of `tables` say, parsed; as the door passed it on, where it did."""
        return self._parsed if self._parsed and self._parsed.tables is self.tables else self._read

    @cached_property
    def _read(self) -> _Parsed:
        return _Parsed(self.tables, arrays.parse(self.tables, self.zone), {})

    @cached_property
    def parents(self) -> Mapping[str, Mapping[str, str]]:
        """What each group and each place is part of, by table; blank for those that are whole."""
        return {name: self.tables[name]["part_of"].to_dict() for name in ("groups", "places")}

    def _known(self, name: str) -> arrays.Array:
        """The seconds from which the rows of a table are known."""
        known = self.parsed.known
        if name not in known:
            known[name] = arrays.instants(self.tables[name]["published"], self.zone)
        return known[name]

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Claims with numbers as floats (NaN where not stated), and `start`, `end` (days referred to), `known` (instant),
        `numbered`, `party`, `speaker_kind`, `involved` (a party to the conflict), `measure`, `standing`, `disputed`, `acts`
        and `superseded_by`.
        """
        return self._told(np.arange(len(self.parsed.claims)))

    def _told(self, rows: arrays.Array) -> pd.DataFrame:
        """Some rows of `claims`."""
        own, speakers, metrics = self.parsed.claims, self.tables["speakers"], self.tables["metrics"]
        text = _taken(self.tables, rows)
        parsed: dict[str, Any] = {
            name: getattr(own, name)[rows] for name in ("low", "value", "high", "numbered")
        }
        parsed |= {name: _days(getattr(own, name)[rows]) for name in ("start", "end")}
        parsed["known"] = pd.to_datetime(own.known[rows], unit="s", utc=True)
        parsed["party"] = text["speaker"].map(speakers["party"])
        parsed["speaker_kind"] = text["speaker"].map(speakers["kind"])
        parsed["involved"] = self._involved[rows]
        parsed["measure"] = text["metric"].map(metrics["measure"])
        standing = self._standing.frame(self.tables["claims"]["claim_id"], rows).set_index(
            text.index
        )
        return text.assign(**parsed).join(standing)

    @cached_property
    def _involved(self) -> arrays.Array:
        """Whether each claim is by a party to the conflict."""
        own, fighting = self.parsed.claims, self.settings.parties_to_conflict or ()
        return np.array([party in fighting for party in own.parties], bool)[own.party]

    @cached_property
    def _standing(self) -> Standing:
        party = self.tables["speakers"]["party"]
        return standings(self.parsed.claims, list(self._act_rows.values()), party.to_dict())

    @cached_property
    def quantities(self) -> Mapping[tuple[str, str, str], list[Any]]:
        """The claims, as named tuples of the columns of `claims`, by metric, group and place; keys in order."""
        return _Quantities(self)

    def row(self, claim_id: str) -> Any:
        """One of the rows of `quantities`: for who asks for a few cells of a claim, many times faster than a row of a frame.

        KeyError where there is no such claim.
        """
        if claim_id not in self._rows:
            where = self.tables["claims"].index.get_loc(claim_id)
            ((self._rows[claim_id],),) = _by_quantity(self._told(np.array([where]))).values()
        return self._rows[claim_id]

    @cached_property
    def _rows(self) -> dict[str, Any]:
        few = len(self.parsed.claims) <= _AT_ONCE
        return (
            {row.claim_id: row for rows in self.quantities.values() for row in rows} if few else {}
        )

    def acts_on(self, claim_id: str) -> list[Any]:
        """The acts in effect on a claim, in order, as named tuples of the columns of `acts`."""
        return [self._act_rows[act] for act in self.row(claim_id).acts]

    @cached_property
    def _act_rows(self) -> dict[str, Any]:
        return {act.act_id: act for act in _rows("Act", self.acts)}

    @cached_property
    def latest(self) -> dict[tuple[str, str, str], list[Candidate]]:
        """Of each quantity the claims that a rule can choose from, in order of id."""
        own, rows = self.parsed.claims, self._choices
        found: dict[tuple[str, str, str], list[Candidate]] = {}
        for quantity, claim in zip(
            own.quantity[rows].tolist(), self._candidates(rows), strict=True
        ):
            found.setdefault(own.keys[quantity], []).append(claim)
        return found

    @property
    def _choices(self) -> arrays.Array:
        """The rows of the claims a rule can choose from, relays left out: of each quantity the latest in force of each party,
        an office's and others', with a number, without, and by each vague word; and the latest that is not in force.
        """
        own, alive = self.parsed.claims, self._standing.alive
        who = np.where(alive, own.party + 1, -self._involved.astype(np.int32)) + 1
        what = np.where(alive, 2 * own.word + own.numbered, 0)
        shape = [len(own.keys), len(own.parties) + 2, 2, int(what.max(initial=0)) + 1]
        same = np.ravel_multi_index(
            (own.quantity, who, own.office.astype(np.int8), what), [max(size, 1) for size in shape]
        )
        order = own.by_time[~own.relay[own.by_time]]
        return np.sort(order[~pd.Series(same[order]).duplicated(keep="last").to_numpy()])

    def _candidates(self, rows: arrays.Array) -> Iterator[Candidate]:
        """Some rows of the claims as a rule reads them: a few columns, since of a million claims many are candidates."""
        own, text = (
            self.parsed.claims,
            _taken(self.tables, rows, ["claim_id", "wording", "basis", "refers_to", "relays"]),
        )
        speaker, metric = own.references["speaker"], own.references["metric"]
        kinds = self.tables["speakers"]["kind"].reindex(speaker.values).to_numpy(object)
        measures = self.tables["metrics"]["measure"].reindex(metric.values).to_numpy(object)
        cells: dict[str, Any] = {name: arrays.listed(text[name]) for name in text}
        cells |= {
            name: getattr(own, name)[rows].tolist()
            for name in ("low", "value", "high", "numbered", "known")
        }
        cells |= {name: _days(getattr(own, name)[rows]) for name in ("start", "end")}
        cells |= {
            "speaker": speaker.values[speaker.codes[rows]],
            "speaker_kind": kinds[speaker.codes[rows]],
        }
        cells |= {"party": own.parties[own.party[rows]], "involved": self._involved[rows].tolist()}
        cells |= {
            "measure": measures[metric.codes[rows]],
            "standing": WORDS[self._standing.code[rows]],
        }
        return map(Candidate._make, zip(*(cells[name] for name in Candidate._fields), strict=True))

    @cached_property
    def acts(self) -> pd.DataFrame:
        """Acts with `known` (instant)."""
        return self.tables["acts"].assign(
            known=pd.to_datetime(self._known("acts"), unit="s", utc=True)
        )

    def learned(self) -> list[date]:
        """The local days on which this ledger learned something, in order; rows dated only by access left aside."""
        accessed = self.tables["sources"]["accessed"]
        only_access = set(
            accessed[(accessed + "~" == self.tables["sources"]["published"]) & (accessed != "")]
        )
        days = set()
        for table in TABLES:
            for text in self.tables[table.name]["published"] if table.dated else []:
                if text.removesuffix("~") not in only_access or not text.endswith("~"):
                    days.add(dates.published(text, self.zone).day)
        return sorted(days)

    def about(self, refers_to: str) -> Self:
        """The case with only the claims that describe one day or span, standing worked out among them alone.

        `case.as_known("2024-02-17").about("2023-10-07")` tells both clocks: what was known then about that day.
        """
        claims = self.tables["claims"]
        return replace(
            self, tables={**self.tables, "claims": claims[claims["refers_to"] == refers_to]}
        )

    def csv(self, name: str) -> str:
        """One table as CSV text, as it stands in this case."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(BY_NAME[name].header)
        writer.writerows(self.tables[name][BY_NAME[name].header].itertuples(index=False))
        return out.getvalue()

    def files(self) -> dict[str, str]:
        """The files of this case by name: settings, one CSV per table, and the narrative where there is one."""
        files = {reading.SETTINGS: self.settings.text} | {
            f"{table.name}.csv": self.csv(table.name) for table in TABLES
        }
        return files | ({narrative.FILE: narrative.text(self.narrative)} if self.narrative else {})

    def write(self, folder: Path) -> None:
        """Write the case into a new folder, so that it can be loaded from there."""
        folder.mkdir(parents=True)
        for name, text in self.files().items():
            (folder / name).write_text(text, encoding="utf-8", newline="")


class Candidate(NamedTuple):
    """A claim that a rule can choose: the columns of `Case.claims` that rules read, `known` in seconds."""

    claim_id: str
    speaker: str
    speaker_kind: str
    party: str
    involved: bool
    measure: str
    wording: str
    basis: str
    low: float
    value: float
    high: float
    numbered: bool
    refers_to: str
    start: date
    end: date
    known: int
    relays: str
    standing: str


@dataclass(frozen=True)
class _Parsed:
    """What the rows of `tables` say: claims as arrays, and the instants from which the rows of other tables are known."""

    tables: Mapping[str, pd.DataFrame]
    claims: arrays.Claims
    known: dict[str, arrays.Array]


class _Tables(Mapping[str, pd.DataFrame]):
    """Tables of a case behind the door. The text of the claims is copied only where somebody reads it."""

    def __init__(
        self, frames: dict[str, pd.DataFrame], whole: pd.DataFrame, rows: arrays.Array
    ) -> None:
        self._frames, self.whole, self.rows = frames, whole, rows

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name == "claims" and name not in self._frames:
            self._frames[name] = self.whole.iloc[self.rows]
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)


class _Quantities(Mapping[tuple[str, str, str], list[Any]]):
    """The claims of a case by metric, group and place, as rows that are made when asked for."""

    def __init__(self, case: Known) -> None:
        self._case, own = case, case.parsed.claims
        counted = np.bincount(own.quantity, minlength=len(own.keys))
        self._ends = dict(zip(own.keys, np.cumsum(counted).tolist(), strict=True))
        self._counts = {
            key: count for key, count in zip(own.keys, counted.tolist(), strict=True) if count
        }
        self._made: dict[tuple[str, str, str], list[Any]] = {}

    def __getitem__(self, key: tuple[str, str, str]) -> list[Any]:
        if key not in self._made:
            own, end = self._case.parsed.claims, self._ends[key]
            rows = np.sort(own.by_time[end - self._counts[key] : end])
            self._made |= _by_quantity(
                self._case.claims if len(own) <= _AT_ONCE else self._case._told(rows)
            )
        return self._made[key]

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)


def _by_quantity(claims: pd.DataFrame) -> dict[tuple[str, str, str], list[Any]]:
    """The claims as named tuples, by metric, group and place; keys in order."""
    found: dict[tuple[str, str, str], list[Any]] = {}
    for row in _rows("Claim", claims):
        found.setdefault((row.metric, row.group, row.place), []).append(row)
    return dict(sorted(found.items()))


def _rows(name: str, frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, many times faster than pandas makes them."""
    row_of: Any = namedtuple(name, frame.columns)  # type: ignore[misc]
    cells = [
        arrays.listed(column) if column.dtype == "str" else column.tolist()
        for _, column in frame.items()
    ]
    return map(row_of._make, zip(*cells, strict=True))


def _taken(
    tables: Mapping[str, pd.DataFrame], rows: arrays.Array, columns: list[str] | slice = _ALL
) -> pd.DataFrame:
    """Some rows of the claims, and of these some columns, without reading the others."""
    if isinstance(tables, _Tables):
        return tables.whole.loc[:, columns].iloc[tables.rows[rows]]
    return tables["claims"].loc[:, columns].iloc[rows]


def _days(ordinals: arrays.Array) -> list[date]:
    """Days by their ordinals; few are distinct."""
    days = {day: date.fromordinal(day) for day in set(ordinals.tolist())}
    return [days[day] for day in ordinals.tolist()]


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if frame.index.is_monotonic_increasing else frame.sort_index()


def _frame(sheet: LedgerTable) -> pd.DataFrame:
    """The sheet as a frame of text indexed by id, the id column kept."""
    frame = sheet.columns.combine_chunks().to_pandas()
    if len(frame) <= _AT_ONCE:  # Arrow's cells are small in memory, and slow to take out one by one
        frame = frame.astype(pd.StringDtype("python", na_value=np.nan))
    return frame.set_index(sheet.table.key, drop=False).rename_axis(None)


def _told_by(
    sentences: tuple[narrative.Sentence, ...], tables: Mapping[str, pd.DataFrame]
) -> tuple[narrative.Sentence, ...]:
    """The sentences all of whose rows are there."""
    there = set().union(*(tables[table.name].index for table in TABLES if table.dated))
    return tuple(sentence for sentence in sentences if there.issuperset(sentence.ids))


def _open_ends(kept: dict[str, pd.DataFrame], moment: dates.AsOf, zone: ZoneInfo) -> None:
    """Blank the ends that lie later: on the day itself nobody had seen them."""
    events, seen = kept["events"], kept["connectivity"]
    events["end"] = [
        text if not text or dates.span(text)[0] <= moment.day else "" for text in events["end"]
    ]
    seen["end"] = [
        text if not text or dates.moment(text, zone) <= moment.known else "" for text in seen["end"]
    ]


def _trim_lists(kept: dict[str, pd.DataFrame]) -> None:
    """Drop from lists the ids of rows that are not there yet."""
    for name, frame in kept.items():
        for column in BY_NAME[name].columns:
            if column.kind == "refs" and len(frame):
                there = set().union(*(kept[table].index for table in column.refers))
                frame[column.name] = [
                    ";".join(each for each in ids_in(text) if each in there)
                    for text in frame[column.name]
                ]


def _cut_references(kept: dict[str, pd.DataFrame], claims: Mapping[str, set[str]]) -> None:
    """Cut sources and the reference tables to what the kept rows use, parents and the pages that retell a used one included;
    `claims` are the ids that the claims use, by column.
    """
    for name in ("sources", "speakers", "metrics", "groups", "places"):
        used = _used(kept, name).union(
            *(claims[each.name] for each in BY_NAME["claims"].columns if name in each.refers)
        )
        frame = kept[name]
        rows = arrays.listed(frame.index)
        for parent in ("part_of", "relays"):
            if parent in frame:
                leads = {
                    each: to
                    for each, to in zip(rows, arrays.listed(frame[parent]), strict=True)
                    if to
                }
                used = _closure(used, leads)
                used |= {each for each, to in leads.items() if name == "sources" and to in used}
        kept[name] = frame[np.array([each in used for each in rows], dtype=bool)]


def _used(kept: dict[str, pd.DataFrame], name: str) -> set[str]:
    """The ids of table `name` that rows of other tables use."""
    used: set[str] = set()
    for other, frame in kept.items():
        for column in BY_NAME[other].columns:
            if name in column.refers and other != name:
                used.update(each for text in frame[column.name].unique() for each in ids_in(text))
    return used


def _closure(used: set[str], parent: Mapping[str, str]) -> set[str]:
    """`used` with every parent of its members."""
    new = used
    while new:
        new = {parent[each] for each in new if each in parent} - used
        used = used | new
    return used
