"""Claims for those who read them: as a frame, and as rows by quantity. Nothing is worked out here.

The frame holds the text of each claim beside what `columns` parsed from it and how it stands.
Making it costs microseconds a row, so that of a large ledger only the rows asked for are made.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from asknown.model.columns import Array, Claims, Quantity, listed
from asknown.model.known_tables import Tables, claims_text
from asknown.model.standing import Standing

_NUMBERS = ("low", "value", "high", "numbered")
_DAYS = ("start", "end")


@dataclass(frozen=True)
class ClaimTable:
    """The claims of `tables` as arrays, with how each stands and whether it is by a party to the
    conflict (`involved`)."""

    tables: Tables
    arrays: Claims
    standing: Standing
    involved: Array

    def parsed(self, rows: Array) -> dict[str, Any]:
        """Numbers, days and involvement of some rows, a list or an array for each column."""
        columns: dict[str, Any] = {}
        for name in _NUMBERS:
            columns[name] = getattr(self.arrays, name)[rows]
        for name in _DAYS:
            columns[name] = days(getattr(self.arrays, name)[rows])
        columns["involved"] = self.involved[rows]
        return columns

    def frame(self, rows: Array) -> pd.DataFrame:
        """Some rows of `Case.claims`."""
        text = claims_text(self.tables, rows)
        speakers = self.tables["speakers"]
        metrics = self.tables["metrics"]
        columns = self.parsed(rows)
        known = self.arrays.known[rows]
        standing = self.standing.frame(self.tables["claims"]["claim_id"], rows)
        standing.index = text.index
        return text.assign(
            low=columns["low"],
            value=columns["value"],
            high=columns["high"],
            numbered=columns["numbered"],
            start=columns["start"],
            end=columns["end"],
            known=pd.to_datetime(known, unit="s", utc=True),
            party=text["speaker"].map(speakers["party"]),
            speaker_kind=text["speaker"].map(speakers["kind"]),
            involved=columns["involved"],
            measure=text["metric"].map(metrics["measure"]),
        ).join(standing)


class RowsByQuantity(Mapping[Quantity, list[Any]]):
    """The claims of a case by metric, group and place, as named tuples that are made when asked
    for.

    `frame_of` gives the frame of some rows; it may give more of them, whole quantities, at once.
    """

    def __init__(self, arrays: Claims, frame_of: Callable[[Array], pd.DataFrame]) -> None:
        self._arrays = arrays
        self._frame_of = frame_of
        self._made: dict[Quantity, list[Any]] = {}
        # In order of time the claims of a quantity are neighbours: where it ends, and how many.
        counts = np.bincount(arrays.quantity, minlength=len(arrays.keys))
        ends = np.cumsum(counts)
        self._places: dict[Quantity, slice] = {}
        for key, count, end in zip(arrays.keys, counts.tolist(), ends.tolist(), strict=True):
            if count:
                self._places[key] = slice(end - count, end)

    def __getitem__(self, key: Quantity) -> list[Any]:
        if key not in self._made:
            place = self._places[key]
            rows = np.sort(self._arrays.by_time[place])
            claims = self._frame_of(rows)
            for claim in named_rows("Claim", claims):
                quantity = (claim.metric, claim.group, claim.place)
                self._made.setdefault(quantity, []).append(claim)
        return self._made[key]

    def __iter__(self) -> Iterator[Quantity]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def named_rows(name: str, frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, many times faster than pandas makes them."""
    row_type: Any = namedtuple(name, frame.columns)  # type: ignore[misc]
    columns: list[list[Any]] = []
    for _, column in frame.items():
        is_text = column.dtype == "str"
        columns.append(listed(column) if is_text else column.tolist())
    return map(row_type._make, zip(*columns, strict=True))


def days(ordinals: Array) -> list[date]:
    """Days by their ordinals; few are distinct."""
    numbers = ordinals.tolist()
    day_of = {number: date.fromordinal(number) for number in set(numbers)}
    return [day_of[number] for number in numbers]
