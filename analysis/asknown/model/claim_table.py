"""Claims for those who read them: as a frame, and as rows by quantity. Nothing is worked out here.

The frame holds the text of each claim beside what `columns` parsed from it and how it stands.
Making it costs microseconds a row, so that of a large ledger only the rows asked for are made.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from asknown.ledger.tables import BY_NAME
from asknown.model.columns import Array, Claims, Quantity, listed
from asknown.model.known_tables import Tables, WholeTables, claims_text
from asknown.model.standing import Standing

_NUMBERS = (
    "low",
    "value",
    "high",
    "numbered",
)
_DAYS = ("start", "end")
_INVOLVED = "involved"
# What follows from a claim's text without its standing, in the order of the frame.
_FOLLOWING = (
    *_NUMBERS,
    *_DAYS,
    "known",
    "party",
    "speaker_kind",
    _INVOLVED,
    "heard",
    "measure",
    "rival_days",
)
_STANDING = ("standing", "disputed", "superseded_by", "acts")


class State(NamedTuple):
    """How a claim stands, with the seconds from which it is known and whether it is a relay."""

    known: int
    claim_id: str
    relay: bool
    standing: str
    disputed: bool
    acts: list[str]


@dataclass(frozen=True)
class ClaimTable:
    """The claims of `tables` as arrays, with how each stands and whether it is by a party to the
    conflict (`involved`).

    `ledger_rows` are the rows that they have in the `whole` ledger.
    """

    tables: Tables
    arrays: Claims
    whole: WholeTables
    ledger_rows: Array
    standing: Standing
    involved: Array

    def parsed(self, rows: Array) -> dict[str, Any]:
        """Numbers, days and involvement of some rows, a list or an array for each column."""
        columns: dict[str, Any] = {}
        for name in _NUMBERS:
            numbers = getattr(self.arrays, name)
            columns[name] = numbers[rows]
        for name in _DAYS:
            ordinals = getattr(self.arrays, name)
            columns[name] = days(ordinals[rows])
        columns[_INVOLVED] = self.involved[rows]
        columns["heard"] = self.arrays.heard[rows]
        return columns

    def frame(self, rows: Array) -> pd.DataFrame:
        """Some rows of `Case.claims`."""
        claims = self._said(rows)
        standing = self.standing.frame(self._ids, rows)
        standing.index = claims.index
        return claims.join(standing)

    def rows(self, rows: Array) -> list[Any]:
        """Some rows of `Case.claims` as named tuples. What a claim says is put together once for
        all moments; only how it stands differs from one to the next."""
        said = self.whole.said
        ledger_rows = self.ledger_rows[rows].tolist()
        is_new = np.array([row not in said for row in ledger_rows], bool)
        if is_new.any():
            frame = self._said(rows[is_new])
            new = self.ledger_rows[rows[is_new]].tolist()
            said.update(zip(new, cells_of(frame), strict=True))
        make = _row_type("Claim", (*self._columns, *_STANDING))._make
        at = self._columns.index(_INVOLVED)
        involved = self.involved[rows].tolist()
        standing = self.standing.columns(self._ids, rows)
        states = zip(*(standing[name] for name in _STANDING), strict=True)
        found = []
        for row, is_involved, state in zip(ledger_rows, involved, states, strict=True):
            own = said[row]
            found.append(make((*own[:at], is_involved, *own[at + 1 :], *state)))
        return found

    def states(self) -> dict[str, State]:
        """How all claims stand, by id."""
        rows = np.arange(len(self.arrays))
        claim_ids = self._ids(rows)
        standing = self.standing.columns(self._ids, rows)
        states = map(
            State,
            self.arrays.known.tolist(),
            claim_ids,
            self.arrays.relay.tolist(),
            standing["standing"],
            standing["disputed"],
            standing["acts"],
        )
        return dict(zip(claim_ids, states, strict=True))

    @property
    def _columns(self) -> list[str]:
        """What a claim says, by column."""
        return list(dict.fromkeys([*BY_NAME["claims"].header, *_FOLLOWING]))

    def _ids(self, rows: Array) -> list[str]:
        """The ids of some claims."""
        if not self.whole.is_small:
            text = claims_text(self.tables, rows, ["claim_id"])
            return listed(text["claim_id"])
        ids = self.whole["claims"].ids
        return [ids[row] for row in self.ledger_rows[rows].tolist()]

    def put_together(self) -> None:
        """Put together what all claims say, once for all moments. This has to be the table of a
        whole ledger."""
        if self.whole.sayings is None:
            rows = np.arange(len(self.arrays))
            self.whole.sayings = self._said(rows)
            self.rows(rows)

    def _said(self, rows: Array) -> pd.DataFrame:
        """What some claims say, and what follows from it without their standing."""
        if self.whole.sayings is not None:
            said = self.whole.sayings.iloc[self.ledger_rows[rows]]
            return said.assign(involved=self.involved[rows])
        text = claims_text(self.tables, rows)
        speakers = self.tables["speakers"]
        metrics = self.tables["metrics"]
        speaker = text["speaker"]
        metric = text["metric"]
        columns = self.parsed(rows)
        known = pd.to_datetime(
            self.arrays.known[rows],
            unit="s",
            utc=True,
        )
        days_of_rivals = rival_days(self.tables)
        columns |= {
            "known": known,
            "party": speaker.map(speakers["party"]),
            "speaker_kind": speaker.map(speakers["kind"]),
            "measure": metric.map(metrics["measure"]),
            "rival_days": metric.map(days_of_rivals),
        }
        following = {name: columns[name] for name in _FOLLOWING}
        return text[BY_NAME["claims"].header].assign(**following)


class RowsByQuantity(Mapping[Quantity, list[Any]]):
    """The claims of a case by metric, group and place, as named tuples that are made when asked
    for: `at_once` all of them, else a quantity at a time."""

    def __init__(self, table: ClaimTable, at_once: bool) -> None:
        self._table = table
        self._at_once = at_once
        self._made: dict[Quantity, list[Any]] = {}
        arrays = table.arrays
        # In order of time the claims of a quantity are neighbours: where it ends, and how many.
        key_count = len(arrays.keys)
        counts = np.bincount(arrays.quantity, minlength=key_count)
        ends = np.cumsum(counts)
        quantities = zip(
            arrays.keys,
            counts.tolist(),
            ends.tolist(),
            strict=True,
        )
        self._places: dict[Quantity, slice] = {}
        for key, count, end in quantities:
            if count:
                start = end - count
                self._places[key] = slice(start, end)

    def __getitem__(self, key: Quantity) -> list[Any]:
        if key not in self._made:
            place = self._places[key]  # a KeyError for who asks for another
            by_time = self._table.arrays.by_time
            rows = np.arange(len(by_time)) if self._at_once else np.sort(by_time[place])
            for claim in self._table.rows(rows):
                quantity = (claim.metric, claim.group, claim.place)
                claims = self._made.setdefault(quantity, [])
                claims.append(claim)
        return self._made[key]

    def __iter__(self) -> Iterator[Quantity]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def rival_days(tables: Tables) -> pd.Series:
    """For how many days a claim on each metric is a rival; NaN where the metric does not say."""
    metrics = tables["metrics"]
    stated = metrics["rival_days"]
    numbers = pd.to_numeric(stated)
    return numbers.astype(float)


def named_rows(name: str, frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, many times faster than pandas makes them."""
    make = _row_type(name, tuple(frame.columns))._make
    return map(make, cells_of(frame))


@lru_cache(maxsize=16)
def _row_type(name: str, columns: tuple[str, ...]) -> Any:
    """The named tuple of rows with these columns, which is slow to make."""
    return namedtuple(name, columns)


def cells_of(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame as tuples, without its index."""
    columns: list[list[Any]] = []
    for _, column in frame.items():
        if column.dtype == "str":
            columns.append(listed(column))
        else:
            columns.append(column.tolist())
    return zip(*columns, strict=True)


def days(ordinals: Array) -> list[date]:
    """Days by their ordinals; few are distinct."""
    numbers = ordinals.tolist()
    day_of: dict[int, date] = {}
    for number in set(numbers):
        day_of[number] = date.fromordinal(number)
    return [day_of[number] for number in numbers]
