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

_NUMBERS = (
    "low",
    "value",
    "high",
    "numbered",
)
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
            numbers = getattr(self.arrays, name)
            columns[name] = numbers[rows]
        for name in _DAYS:
            ordinals = getattr(self.arrays, name)
            columns[name] = days(ordinals[rows])
        columns["involved"] = self.involved[rows]
        columns["heard"] = self.arrays.heard[rows]
        return columns

    def frame(self, rows: Array) -> pd.DataFrame:
        """Some rows of `Case.claims`."""
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
        claim_ids = self.tables["claims"]["claim_id"]
        standing = self.standing.frame(claim_ids, rows)
        standing.index = text.index
        claims = text.assign(
            low=columns["low"],
            value=columns["value"],
            high=columns["high"],
            numbered=columns["numbered"],
            start=columns["start"],
            end=columns["end"],
            known=known,
            party=speaker.map(speakers["party"]),
            speaker_kind=speaker.map(speakers["kind"]),
            involved=columns["involved"],
            heard=columns["heard"],
            measure=metric.map(metrics["measure"]),
            rival_days=metric.map(days_of_rivals),
        )
        return claims.join(standing)


class RowsByQuantity(Mapping[Quantity, list[Any]]):
    """The claims of a case by metric, group and place, as named tuples that are made when asked
    for.

    `frame_of` gives the frame of some rows; it may give more of them, whole quantities, at once.
    """

    def __init__(
        self,
        arrays: Claims,
        frame_of: Callable[[Array], pd.DataFrame],
    ) -> None:
        self._arrays = arrays
        self._frame_of = frame_of
        self._made: dict[Quantity, list[Any]] = {}
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
            place = self._places[key]
            by_time = self._arrays.by_time
            rows = np.sort(by_time[place])
            frame = self._frame_of(rows)
            for claim in named_rows("Claim", frame):
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
    row_type: Any = namedtuple(name, frame.columns)  # type: ignore[misc]
    columns: list[list[Any]] = []
    for _, column in frame.items():
        if column.dtype == "str":
            columns.append(listed(column))
        else:
            columns.append(column.tolist())
    cells = zip(*columns, strict=True)
    return map(row_type._make, cells)


def days(ordinals: Array) -> list[date]:
    """Days by their ordinals; few are distinct."""
    numbers = ordinals.tolist()
    day_of: dict[int, date] = {}
    for number in set(numbers):
        day_of[number] = date.fromordinal(number)
    return [day_of[number] for number in numbers]
