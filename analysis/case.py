"""A case and its door. `Case.load` reads a folder; `Case.as_known` returns what was public by a moment, and nothing else.

Everything after the door takes a Case and no date.
"""

from __future__ import annotations

import csv
import difflib
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from analysis import dates, ledger, narrative
from analysis.displayed import Displayed
from analysis.errors import CallError, LedgerError
from analysis.standing import standings
from analysis.tables import BY_NAME, TABLES

if TYPE_CHECKING:
    from analysis.blocks import Block
    from analysis.cards import Claim
    from analysis.changes import Changes
    from analysis.claims import Figure

_BOUNDS = ["low", "value", "high"]


@dataclass(frozen=True, repr=False)
class Case(Displayed):
    """One crisis: its settings and its tables, whole or as known at a moment.

    `tables` maps each table's name to a frame of text, one column per column of the file, indexed by id. Blank text means
    "not stated". `known_at` is None for a whole ledger.
    """

    id: str
    settings: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    known_at: dates.AsOf | None = None
    narrative: tuple[narrative.Sentence, ...] = ()

    @classmethod
    def load(cls, folder: str | Path) -> Case:
        """Load a case folder. CallError where it is none; LedgerError, with every problem, where a row is broken."""
        path = Path(folder)
        read = ledger.read(path)
        if read.problems:
            raise LedgerError(read.problems)
        tables = {name: _frame(sheet) for name, sheet in read.sheets.items()}
        return cls(
            str(read.settings.get("id") or path.resolve().name),
            read.settings,
            tables,
            narrative=read.narrative,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which a day of this case begins and ends."""
        return ZoneInfo(self.settings["timezone"])

    @property
    def place(self) -> str:
        """Id of the place that means the whole."""
        return str(self.settings["place"])

    def when(self, text: str) -> dates.AsOf:
        """Parse an as-of in this case's time zone. CallError where it is no date."""
        try:
            return dates.as_of(text, self.zone)
        except ValueError as error:
            raise CallError(f"as_of: {error}") from error

    def as_known(self, when: str) -> Case:
        """The case as it was known at `when`, a day (its end) or a local minute.

        Holds only rows published by then, sorted by id, with lists of ids trimmed, ends that lie later left open, and the
        reference tables cut to what the kept rows use. CallError where `when` is no date.
        """
        moment = self.when(when)
        kept = {table.name: self._by(moment, table.name) for table in TABLES}
        _open_ends(kept, moment, self.zone)
        _trim_lists(kept)
        _cut_references(kept)
        there = set().union(*(kept[table.name].index for table in TABLES if table.dated))
        told = tuple(sentence for sentence in self.narrative if there.issuperset(sentence.ids))
        return Case(self.id, self.settings, {name: frame.sort_index() for name, frame in kept.items()}, moment, told)

    def _by(self, moment: dates.AsOf, name: str) -> pd.DataFrame:
        frame = self.tables[name]
        if not BY_NAME[name].dated:
            return frame
        known = [dates.published(text, self.zone).known <= moment.known for text in frame["published"]]
        return frame[np.array(known, dtype=bool)].copy()

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Claims with numbers as floats (NaN where not stated), and `start`, `end` (days referred to), `known` (instant),
        `numbered`, `party`, `speaker_kind`, `involved` (a party to the conflict), `measure`, `standing`, `disputed`, `acts`
        and `superseded_by`."""
        frame = self.tables["claims"].copy()
        frame[_BOUNDS] = frame[_BOUNDS].replace("", "nan").astype(float)
        frame["numbered"] = frame[_BOUNDS].notna().any(axis=1)
        spans = [dates.span(text) for text in frame["refers_to"]]
        frame["start"], frame["end"] = ([day for day, _ in spans], [day for _, day in spans])
        frame["known"] = self._instants("claims")
        speakers, metrics = self.tables["speakers"], self.tables["metrics"]
        frame["party"] = frame["speaker"].map(speakers["party"])
        frame["speaker_kind"] = frame["speaker"].map(speakers["kind"])
        frame["involved"] = frame["party"].isin(self.settings.get("parties_to_conflict", []))
        frame["measure"] = frame["metric"].map(metrics["measure"])
        flows = metrics.index[metrics["measure"] == "flow"]
        return frame.join(standings(frame, self.acts, speakers["party"], flows))

    @cached_property
    def quantities(self) -> dict[tuple[str, str, str], list[Any]]:
        """The claims, as named tuples of the columns of `claims`, by metric, group and place; keys in order."""
        found: dict[tuple[str, str, str], list[Any]] = {}
        for row in self.claims.itertuples(index=False, name="Claim"):
            found.setdefault((row.metric, row.group, row.place), []).append(row)
        return dict(sorted(found.items()))

    @cached_property
    def acts(self) -> pd.DataFrame:
        """Acts with `known` (instant)."""
        return self.tables["acts"].assign(known=self._instants("acts"))

    def _instants(self, name: str) -> list[datetime]:
        return [dates.published(text, self.zone).known for text in self.tables[name]["published"]]

    def learned(self) -> list[date]:
        """The local days on which this ledger learned something, in order; rows dated only by access left aside."""
        accessed = self.tables["sources"]["accessed"]
        only_access = set(accessed[(accessed + "~" == self.tables["sources"]["published"]) & (accessed != "")])
        days = set()
        for table in TABLES:
            for text in self.tables[table.name]["published"] if table.dated else []:
                if text.removesuffix("~") not in only_access or not text.endswith("~"):
                    days.add(dates.published(text, self.zone).day)
        return sorted(days)

    def about(self, refers_to: str) -> Case:
        """The case with only the claims that describe one day or span, standing worked out among them alone.

        `case.as_known("2024-02-17").about("2023-10-07")` tells both clocks: what was known then about that day.
        """
        claims = self.tables["claims"]
        return replace(self, tables={**self.tables, "claims": claims[claims["refers_to"] == refers_to]})

    def figure(self, metric: str, group: str = "all", place: str = "", rule: str = "") -> Figure:
        """The displayed figure of one metric, group and place (default: the whole) by a rule (default: the case's).

        `case.as_known("2022-01-12").figure("detained").say()` is a sentence with speaker, day and note. CallError where the
        rule is unknown.
        """
        from analysis.claims import figure  # figures come after cases on the line

        return figure(self, metric, group, place or self.place, rule or str(self.settings["rule"]))

    def __getitem__(self, metric: str | tuple[str, ...]) -> Figure:
        """`case["detained"]` or `case["troops", "csto"]`: the figure of a metric, and of a group and a place where they are
        named, by the case's rule. CallError where nothing known has such a metric."""
        asked = (metric,) if isinstance(metric, str) else metric
        if asked[0] not in self.tables["metrics"].index:
            raise CallError(f"metric: there is no metric {asked[0]!r}; there are: {', '.join(self.tables['metrics'].index)}")
        return self.figure(*asked)

    def _ipython_key_completions_(self) -> list[str]:
        """What a notebook offers behind `case["`."""
        return sorted(self.tables["metrics"].index)

    def claim(self, claim_id: str) -> Claim:
        """One claim with its speaker, its source, its dates and what became of it. CallError where none has this id."""
        from analysis.cards import Claim  # cards come after cases on the line

        if claim_id not in self.tables["claims"].index:
            near = difflib.get_close_matches(claim_id, self.tables["claims"].index, 3)
            raise CallError(f"claim: there is no claim {claim_id!r} here" + (f"; near it: {', '.join(near)}" if near else ""))
        return Claim(self, claim_id)

    def changes(self, since: str = "", rule: str = "") -> Changes:
        """What changed from `since` (default: the day learned before) to the moment this case is known at.

        CallError where it is known at none, or `since` is not before it.
        """
        from analysis.changes import Changes, before  # changes come after cases on the line

        if self.known_at is None:
            raise CallError("a whole case has no moment to compare with: case.as_known(...).changes()")
        return Changes(before(self, since), self, rule or str(self.settings["rule"]))

    def with_row(self, table: str, like: str = "", **cells: str) -> Case:
        """The case with one row more, checked as if it stood in the file; this one is left as it is.

        `like` is the id of a row to start from; what `cells` do not name is then as it is there, else blank.
        `case.with_row("claims", like="KT-004", claim_id="mine", value="170")`. CallError where there is no such table, column
        or row; LedgerError where the row cannot stand in the ledger.
        """
        if table not in self.tables:
            raise CallError(f"table: there is no table {table!r}; there are: {', '.join(self.tables)}")
        frame = self.tables[table]
        unknown = [name for name in cells if name not in frame]
        if unknown:
            raise CallError(f"{table}: there is no column {unknown[0]!r}; there are: {', '.join(frame.columns)}")
        if like and like not in frame.index:
            raise CallError(f"like: there is no row {like!r} in {table}")
        row = (dict(frame.loc[like]) if like else dict.fromkeys(frame.columns, "")) | cells
        more = pd.concat([frame, pd.DataFrame([row], dtype=str)])
        with tempfile.TemporaryDirectory(prefix="asknown-") as folder:
            replace(self, tables={**self.tables, table: more}).write(Path(folder) / self.id)
            return replace(Case.load(Path(folder) / self.id), known_at=self.known_at)

    def card(self) -> Block:
        """Title, moment, what is in it and how to go on."""
        from analysis.cards import of_case  # cards come after cases on the line

        return of_case(self)

    def __repr__(self) -> str:
        known = f"as known {self.known_at.text}" if self.known_at else "whole"
        return f"<Case {self.id}, {known}: {len(self.tables['claims'])} claims>"

    def csv(self, name: str) -> str:
        """One table as CSV text, as it stands in this case."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(BY_NAME[name].header)
        writer.writerows(self.tables[name][BY_NAME[name].header].itertuples(index=False))
        return out.getvalue()

    def files(self) -> dict[str, str]:
        """The files of this case by name: settings, one CSV per table, and the narrative where there is one."""
        files = {ledger.SETTINGS: str(self.settings["_text"])} | {f"{table.name}.csv": self.csv(table.name) for table in TABLES}
        return files | ({narrative.FILE: narrative.text(self.narrative)} if self.narrative else {})

    def write(self, folder: Path) -> None:
        """Write the case into a new folder, so that it can be loaded from there."""
        folder.mkdir(parents=True)
        for name, text in self.files().items():
            (folder / name).write_text(text, encoding="utf-8", newline="")


def _frame(sheet: ledger.Sheet) -> pd.DataFrame:
    """The sheet as a frame of text indexed by id, the id column kept."""
    frame = pd.DataFrame(sheet.rows, columns=sheet.table.header, dtype=str)
    return frame.set_index(sheet.table.key, drop=False).rename_axis(None)


def _open_ends(kept: dict[str, pd.DataFrame], moment: dates.AsOf, zone: ZoneInfo) -> None:
    """Blank the ends that lie later: on the day itself nobody had seen them."""
    events, seen = kept["events"], kept["connectivity"]
    events["end"] = [text if not text or dates.span(text)[0] <= moment.day else "" for text in events["end"]]
    seen["end"] = [text if not text or dates.moment(text, zone) <= moment.known else "" for text in seen["end"]]


def _trim_lists(kept: dict[str, pd.DataFrame]) -> None:
    """Drop from lists the ids of rows that are not there yet."""
    for table in TABLES:
        for column in table.columns:
            if column.kind == "refs":
                there = set().union(*(kept[name].index for name in column.refers))
                frame = kept[table.name]
                frame[column.name] = [
                    ";".join(each for each in ledger.ids_in(text) if each in there) for text in frame[column.name]
                ]


def _cut_references(kept: dict[str, pd.DataFrame]) -> None:
    """Cut sources and the reference tables to what the kept rows use, parents and the pages that retell a used one included."""
    for name in ("sources", "speakers", "metrics", "groups", "places"):
        used = _used(kept, name)
        frame = kept[name]
        for parent in ("part_of", "relays"):
            if parent in frame:
                used = _closure(used, frame[parent])
        if name == "sources":
            used |= set(frame.index[frame["relays"].isin(used)])
        kept[name] = frame[frame.index.isin(used)]


def _used(kept: dict[str, pd.DataFrame], name: str) -> set[str]:
    used: set[str] = set()
    for table in TABLES:
        for column in table.columns:
            if name in column.refers and table.name != name:
                used.update(each for text in kept[table.name][column.name] for each in ledger.ids_in(text))
    return used


def _closure(used: set[str], parent: pd.Series) -> set[str]:
    """`used` with every parent of its members."""
    new = used
    while new:
        new = {parent[each] for each in new if each in parent.index and parent[each]} - used
        used = used | new
    return used


def find(case: str, root: Path) -> Path:
    """The folder of a case given by its name under data/ or by a path. CallError, naming the cases there are, otherwise."""
    for folder in (root / "data" / case, Path(case).expanduser()):
        if (folder / ledger.SETTINGS).is_file():
            return folder
    there = sorted(path.parent.name for path in (root / "data").glob(f"*/{ledger.SETTINGS}"))
    raise CallError(f"case: there is no case {case!r}; there are: {', '.join(there) or 'none'}")
