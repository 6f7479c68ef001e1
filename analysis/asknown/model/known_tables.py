"""The tables of a case, and those of it that are known: no row that the door did not let through.

A ledger is kept once. What the door decides by (ids, references, days) is read off each table once,
as lists; of what is known only the numbers of its rows are kept, and a frame is made of them where
somebody reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from asknown.ledger.cells import ids_in
from asknown.ledger.tables import BY_NAME, Table
from asknown.model.columns import Array, listed

Tables = Mapping[str, pd.DataFrame]
Rows = Mapping[str, Array]
"""Rows of a ledger's tables, by the name of the table."""
Amend = Callable[[str, pd.DataFrame], pd.DataFrame]
AT_ONCE = 20_000
"""Claims of a ledger of which everything is put together at once; of a larger one it is read as it
is asked for."""
_ALL = slice(None)
_WORD = re.compile(r"[\w/]+")


@dataclass(frozen=True)
class Reference:
    """A column that holds ids: of which tables, whether it is a list, and the ids in each row."""

    tables: Sequence[str]
    is_list: bool
    ids: list[list[str]]


class TableLists:
    """A table of a whole ledger as the door reads it: lists with an entry for each row."""

    def __init__(self, table: Table, frame: pd.DataFrame) -> None:
        self._table = table
        self._frame = frame
        self._cells: dict[str, list[str]] = {}

    def cells(self, column: str) -> list[str]:
        """What a column says in each row."""
        if column not in self._cells:
            self._cells[column] = listed(self._frame[column])
        return self._cells[column]

    def distinct(self, column: str, rows: Array) -> set[str]:
        """What a column says in some rows; of a large table no list is kept of it."""
        if len(self._frame) > AT_ONCE:
            return set(self._frame[column].iloc[rows].unique())
        cells = self.cells(column)
        return {cells[row] for row in rows.tolist()}

    @property
    def ids(self) -> list[str]:
        """The ids of its rows."""
        return self.cells(self._table.key)

    @cached_property
    def by_id(self) -> Array:
        """Its rows in order of their ids."""
        rows = range(len(self.ids))
        in_order = sorted(rows, key=self.ids.__getitem__)
        return np.array(in_order, np.int64)

    @cached_property
    def references(self) -> list[Reference]:
        """Its columns that hold ids."""
        found = []
        for column in self._table.columns:
            if column.refers:
                ids = [ids_in(text) for text in self.cells(column.name)]
                reference = Reference(column.refers, column.kind == "refs", ids)
                found.append(reference)
        return found

    def words(self, columns: Sequence[str]) -> list[frozenset[str]]:
        """The words that each row has in some columns, acronyms with a stroke in them whole."""
        found = self._words.get(columns)
        if found is None:
            by_column = [self.cells(name) for name in columns]
            rows = zip(*by_column, strict=True)
            found = [frozenset(_WORD.findall(" ".join(row))) for row in rows]
            self._words[columns] = found
        return found

    @cached_property
    def _words(self) -> dict[Sequence[str], list[frozenset[str]]]:
        return {}


class WholeTables:
    """The tables of a whole ledger, and each of them as lists.

    `said` has what claims say by themselves, whatever became of them, by their row in the ledger,
    and `acts` the rows of acts by id: as far as they were asked for, for all moments. `sayings` is
    the same of all claims as a frame; None where it was not put together.
    """

    def __init__(self, frames: Tables) -> None:
        self.frames = frames
        self.said: dict[int, tuple[Any, ...]] = {}
        self.sayings: pd.DataFrame | None = None
        self.acts: dict[str, Any] = {}
        self._lists: dict[str, TableLists] = {}

    @property
    def is_small(self) -> bool:
        """Whether what its claims say may be put together at once."""
        return len(self.frames["claims"]) <= AT_ONCE

    def __getitem__(self, name: str) -> TableLists:
        if name not in self._lists:
            self._lists[name] = TableLists(BY_NAME[name], self.frames[name])
        return self._lists[name]


class KnownTables(Tables):
    """Tables by name, each some `rows` of the `whole`, cut by `amend` to what was known of them."""

    def __init__(self, whole: WholeTables, rows: Rows, amend: Amend) -> None:
        self.whole = whole
        self.rows = rows
        self._amend = amend
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            whole = self.whole.frames[name]
            known = whole.iloc[self.rows[name]]
            self._frames[name] = self._amend(name, known)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)


def claims_text(
    tables: Tables,
    rows: Array,
    columns: list[str] | slice = _ALL,
) -> pd.DataFrame:
    """Some rows of the claims, and of these some columns, without reading the others."""
    claims: pd.DataFrame
    if isinstance(tables, KnownTables):
        claims = tables.whole.frames["claims"]
        rows = tables.rows["claims"][rows]
    else:
        claims = tables["claims"]
    cut = claims.loc[:, columns]
    return cut.iloc[rows]
