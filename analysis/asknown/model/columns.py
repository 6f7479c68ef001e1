"""Claims as arrays: what each row says by itself, parsed once, so that a million are read off a few columns.

Nothing here is derived across rows but their order, and two rows keep their order whatever other rows there are: so arrays
may pass the door, cut to the rows that do. How a claim stands is never among them; it is worked out behind the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from asknown import dates

Array = np.ndarray[Any, Any]
NOBODY = -1  # the row of a claim that is not there
_REFERENCES = ("source_id", "speaker", "metric", "group", "place")


@dataclass(frozen=True)
class Coded:
    """A column as its distinct values and, for each row, the index of its own."""

    values: Array
    codes: Array

    def taken(self, rows: Array) -> Coded:
        """The same for some rows."""
        return Coded(self.values, self.codes[rows])

    def used(self) -> set[str]:
        """The values that rows have."""
        seen = np.zeros(len(self.values), bool)
        seen[self.codes] = True
        return set(self.values[seen])


@dataclass(frozen=True)
class Claims:
    """The claims of a case, an entry of each array for each row of the table.

    `known` is in seconds, `start` and `end` in days (proleptic ordinals); `low`, `value` and `high` are NaN where not stated.
    `quantity` counts in `keys` (metric, group, place; in order), `party` in `parties`; `office` is an official speaker,
    `origin` the row of the claim that a relay repeats, `named` those that acts name. `word` is 0, or tells vague words
    apart. Of the three orders of rows, `by_id` is that of ids; `by_time` goes by quantity, party, end, known and id;
    `by_chain` keeps the spans of a flow apart besides.
    """

    keys: Sequence[tuple[str, str, str]]
    parties: Array
    references: Mapping[str, Coded]
    named: Mapping[str, int]
    known: Array
    start: Array
    end: Array
    low: Array
    value: Array
    high: Array
    numbered: Array
    quantity: Array
    party: Array
    chain: Array
    office: Array
    flow: Array
    word: Array
    relay: Array
    origin: Array
    by_id: Array
    by_time: Array
    by_chain: Array

    def __len__(self) -> int:
        return len(self.known)

    def until(self, known: int) -> tuple[Array, Claims]:
        """The rows known by then, in order of id, and the arrays of these alone."""
        there = self.known <= known
        rows = self.by_id[there[self.by_id]]
        moved = np.full(len(self) + 1, NOBODY, np.int32)  # the last is where NOBODY points
        moved[rows] = np.arange(len(rows), dtype=np.int32)
        cut: dict[str, Any] = {name: getattr(self, name)[rows] for name in _ROWWISE}
        orders = ((name, getattr(self, name)) for name in _ORDERS)
        cut |= {name: moved[order[there[order]]] for name, order in orders}
        references = {name: column.taken(rows) for name, column in self.references.items()}
        named = {each: int(moved[row]) for each, row in self.named.items() if moved[row] != NOBODY}
        return rows, replace(
            self, **cut, origin=moved[self.origin[rows]], references=references, named=named
        )


_ORDERS = ("by_id", "by_time", "by_chain")
_ROWWISE = tuple(
    {field.name for field in fields(Claims)}
    - {"keys", "parties", "references", "named", "origin", *_ORDERS}
)


def instants(texts: pd.Series, zone: ZoneInfo) -> Array:
    """The seconds since 1970 from which rows with these `published` are known."""
    column = coded(texts)
    seconds = np.zeros(len(column.values), np.int64)
    clock = np.array(["T" in text for text in column.values], bool)
    moments = pd.to_datetime(pd.Series(column.values[clock], dtype=str), utc=True, format="ISO8601")
    seconds[clock] = moments.to_numpy("datetime64[s]").astype(np.int64)
    seconds[~clock] = [
        int(dates.published(text, zone).known.timestamp()) for text in column.values[~clock]
    ]
    return seconds[column.codes]


def coded(texts: pd.Series) -> Coded:
    """A column of text as its distinct values, in order, and their codes."""
    codes, values = pd.factorize(texts)
    return Coded(np.asarray(values, dtype=object), codes.astype(np.int32))


def _rows_of(ids: Iterable[str], among: pd.Series) -> dict[str, int]:
    """The row `among` others of each id that is there."""
    column = _column(among)
    rows = np.flatnonzero(pc.is_in(column, pa.array(list(dict.fromkeys(ids)), pa.string())))
    return dict(zip(column.take(rows).to_pylist(), rows.tolist(), strict=True))


def _in_order(ids: pd.Series) -> Array:
    """The rows in order of their ids."""
    column = _column(ids)
    rising = len(column) < 2 or pc.all(pc.less(column[:-1], column[1:])).as_py()
    return (
        np.arange(len(ids), dtype=np.int32)
        if rising
        else np.asarray(pc.sort_indices(column), np.int32)
    )


def listed(texts: pd.Series | pd.Index) -> list[str]:
    """A column of text as a list; pandas would take each cell out by itself."""
    return list(_column(texts).to_pylist())


def _column(texts: pd.Series | pd.Index) -> pa.Array:
    column = pa.array(texts.array, pa.string())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def parse(tables: Mapping[str, pd.DataFrame], zone: ZoneInfo) -> Claims:
    """The claims of `tables` as arrays."""
    frame, speakers, metrics = tables["claims"], tables["speakers"], tables["metrics"]
    references = {name: coded(frame[name]) for name in _REFERENCES}
    speaker, metric = references["speaker"], references["metric"]
    keys, quantity = _quantities(references)
    party = coded(speakers["party"].reindex(speaker.values))
    own = party.codes[speaker.codes]
    spans = coded(frame["refers_to"])
    bounds = np.array(
        [[day.toordinal() for day in dates.span(text)] for text in spans.values], np.int32
    ).reshape(-1, 2)
    start, end = bounds[spans.codes].T
    low, value, high = (_numbers(frame[name]) for name in ("low", "value", "high"))
    flow = (metrics["measure"].reindex(metric.values) == "flow").to_numpy(bool)[metric.codes]
    known, by_id = instants(frame["published"], zone), _in_order(frame["claim_id"])
    line = quantity.astype(np.int64) * max(len(party.values), 1) + own
    chain = line * (len(spans.values) + 1) + np.where(flow, spans.codes + 1, 0)
    relayed = (frame["relays"] != "").to_numpy(bool)
    row = _rows_of(
        [*frame["relays"][relayed], *tables["acts"]["target"], *tables["acts"]["replaced_by"]],
        frame["claim_id"],
    )
    origin = np.full(len(frame), NOBODY, np.int32)
    origin[relayed] = [row.get(each, NOBODY) for each in frame["relays"][relayed]]
    return Claims(
        keys, party.values, references, row, known, start, end, low, value, high,
        numbered=~(np.isnan(low) & np.isnan(value) & np.isnan(high)), quantity=quantity, party=own, chain=chain,
        office=(speakers["kind"].reindex(speaker.values) == "official").to_numpy(bool)[speaker.codes],
        flow=flow, word=_words(frame), relay=relayed, origin=origin, by_id=by_id,
        by_time=_sorted(by_id, known, end, line), by_chain=_sorted(by_id, known, end, chain),
    )  # fmt: skip


def _quantities(references: Mapping[str, Coded]) -> tuple[list[tuple[str, str, str]], Array]:
    """The quantities in order, and which one each claim is of."""
    columns = [references[name] for name in ("metric", "group", "place")]
    shape = tuple(max(len(column.values), 1) for column in columns)
    codes, distinct = pd.factorize(
        np.ravel_multi_index(tuple(column.codes for column in columns), shape)
    )
    parts = np.unravel_index(distinct, shape)
    keys = list(
        zip(
            *(column.values[part] for column, part in zip(columns, parts, strict=True)), strict=True
        )
    )
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return [keys[each] for each in order], np.argsort(order).astype(np.int32)[codes]


def _numbers(texts: pd.Series) -> Array:
    column = coded(texts)
    return np.array([float(text or "nan") for text in column.values], float)[column.codes]


def _words(frame: pd.DataFrame) -> Array:
    """Vague words as numbers from 1, and 0 for claims that are not vague."""
    vague = (frame["wording"] == "vague").to_numpy(bool)
    words = np.zeros(len(frame), np.int64)
    words[vague] = (
        pd.factorize(
            np.array([text.split(";")[0].lower() for text in frame["basis"][vague]], object)
        )[0]
        + 1
    )
    return words


def _sorted(by_id: Array, known: Array, end: Array, line: Array) -> Array:
    """Rows by `line`, and in it by end, known and id."""
    return by_id[np.lexsort((known[by_id], end[by_id], line[by_id]))].astype(np.int32)
