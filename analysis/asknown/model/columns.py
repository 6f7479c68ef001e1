"""Claims as arrays: what each row says by itself, parsed once, so that a million load in seconds.

Nothing here is derived across rows but their order, and two rows keep their order whatever other
rows there are: so arrays may pass the door, cut to the rows that do. How a claim stands is never
among them; it is worked out behind the door.
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
Quantity = tuple[str, str, str]
"""Metric, group and place: what a claim puts a number to."""

NOBODY = -1
"""The row of a claim that is not there."""

_QUANTITY = ("metric", "group", "place")
_REFERENCES = ("source_id", "speaker", *_QUANTITY)


@dataclass(frozen=True)
class Coded:
    """A column as its distinct values and, for each row, the index of its value.

    >>> column = coded(pd.Series(["tass", "rbc", "tass"]))
    >>> column.values.tolist(), column.codes.tolist()
    (['tass', 'rbc'], [0, 1, 0])
    """

    values: Array
    codes: Array

    def to_rows(self, per_value: Array) -> Array:
        """What belongs to each row, from what belongs to each distinct value."""
        return per_value[self.codes]

    def taken(self, rows: Array) -> Coded:
        """The same for some rows."""
        return Coded(self.values, self.codes[rows])

    def used(self) -> set[str]:
        """The values that rows have."""
        is_used = np.zeros(len(self.values), bool)
        is_used[self.codes] = True
        return set(self.values[is_used])


@dataclass(frozen=True)
class Claims:
    """The claims of a case, an entry of each array for each row of the table.

    `known` is in seconds since 1970, `start` and `end` in days (proleptic ordinals); `low`, `value`
    and `high` are NaN where not stated. `quantity` counts in `keys`, `party` in `parties`. `office`
    marks official speakers. `origin` is the row of the claim that a relay repeats, `row_of` the row
    of each claim that an act names, by id. `word` is 0, or tells vague words apart.

    There are three orders of rows. `by_id` is that of ids; `by_time` goes by quantity, party, end,
    known and id; `by_chain` likewise, but keeps apart what `chain` keeps apart: the spans of a
    flow.
    """

    keys: Sequence[Quantity]
    parties: Array
    references: Mapping[str, Coded]
    row_of: Mapping[str, int]
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
        is_known = self.known <= known
        by_id = self.by_id
        rows = by_id[is_known[by_id]]
        # Rows get new numbers. The entry too many, at the end, is where NOBODY (-1) points.
        count = len(self) + 1
        new_row = np.full(count, NOBODY, np.int32)
        new_row[rows] = np.arange(len(rows))
        columns: dict[str, Any] = {}
        for name in _ROWWISE:
            columns[name] = getattr(self, name)[rows]
        for name in ORDERS:
            order = getattr(self, name)
            order = order[is_known[order]]
            columns[name] = new_row[order]
        columns["origin"] = new_row[self.origin[rows]]
        columns["references"] = {}
        for name, column in self.references.items():
            columns["references"][name] = column.taken(rows)
        columns["row_of"] = {}
        for claim_id, row in self.row_of.items():
            if is_known[row]:
                columns["row_of"][claim_id] = int(new_row[row])
        return rows, replace(self, **columns)


ORDERS = ("by_id", "by_time", "by_chain")
_SHARED = {"keys", "parties", "references", "row_of"}
_ROWWISE = {field.name for field in fields(Claims)} - _SHARED - {"origin", *ORDERS}


def instants(texts: pd.Series, zone: ZoneInfo) -> Array:
    """The seconds since 1970 from which rows with these `published` are known."""
    column = coded(texts)
    cells = column.values
    has_clock = np.array(["T" in text for text in cells], bool)
    seconds = np.zeros(len(cells), np.int64)
    # A moment carries its offset, so that pandas parses all of them at once (microseconds a cell).
    moments = pd.Series(cells[has_clock], dtype=str)
    moments = pd.to_datetime(moments, utc=True, format="ISO8601")
    seconds[has_clock] = moments.to_numpy("datetime64[s]").astype(np.int64)
    # A day is known at its end, in the zone of the case; there are few.
    for index in np.flatnonzero(~has_clock):
        day = dates.published(cells[index], zone)
        seconds[index] = int(day.known.timestamp())
    return column.to_rows(seconds)


def coded(texts: pd.Series) -> Coded:
    """A column of text as its distinct values, in the order they come in, and their codes."""
    codes, values = pd.factorize(texts)
    values = np.asarray(values, dtype=object)
    return Coded(values, codes.astype(np.int32))


def listed(texts: pd.Series | pd.Index) -> list[str]:
    """A column of text as a list; pandas would take each cell out by itself."""
    return list(_arrow(texts).to_pylist())


def _arrow(texts: pd.Series | pd.Index) -> pa.Array:
    column = pa.array(texts.array, pa.string())
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    return column


def parse(tables: Mapping[str, pd.DataFrame], zone: ZoneInfo) -> Claims:
    """The claims of `tables` as arrays."""
    claims = tables["claims"]
    speakers = tables["speakers"]
    metrics = tables["metrics"]
    references = {name: coded(claims[name]) for name in _REFERENCES}
    speaker = references["speaker"]
    metric = references["metric"]
    keys, quantity = _quantities(references)
    parties = coded(speakers["party"].reindex(speaker.values))
    party = speaker.to_rows(parties.codes)
    spans = coded(claims["refers_to"])
    start, end = _first_and_last_days(spans)
    flow = _says(metrics["measure"], "flow", metric)
    # Newer counts follow older ones of their party and quantity. Flows do so only where they are of
    # the same span (docs/decisions/0003): each span of a flow is a chain of its own.
    line = _paired(quantity, party, len(parties.values))
    span_of_flow = np.where(flow, spans.codes + 1, 0)
    chain = _paired(line, span_of_flow, len(spans.values) + 1)
    low = _numbers(claims["low"])
    value = _numbers(claims["value"])
    high = _numbers(claims["high"])
    is_blank = np.isnan(low) & np.isnan(value) & np.isnan(high)
    known = instants(claims["published"], zone)
    by_id = _in_order(claims["claim_id"])
    relay = (claims["relays"] != "").to_numpy(bool)
    origins = claims["relays"][relay]
    acts = tables["acts"]
    named = [*origins, *acts["target"], *acts["replaced_by"]]
    row_of = _rows_of(named, claims["claim_id"])
    return Claims(
        keys=keys,
        parties=parties.values,
        references=references,
        row_of=row_of,
        known=known,
        start=start,
        end=end,
        low=low,
        value=value,
        high=high,
        numbered=~is_blank,
        quantity=quantity,
        party=party,
        chain=chain,
        office=_says(speakers["kind"], "official", speaker),
        flow=flow,
        word=_vague_words(claims),
        relay=relay,
        origin=_origins(relay, origins, row_of),
        by_id=by_id,
        by_time=_sorted(by_id, known, end, line),
        by_chain=_sorted(by_id, known, end, chain),
    )


def _quantities(references: Mapping[str, Coded]) -> tuple[list[Quantity], Array]:
    """The quantities in order, and which one each claim is of."""
    columns = [references[name] for name in _QUANTITY]
    # The codes of a claim make one number, so that a million triples are told apart as integers.
    shape = [max(len(column.values), 1) for column in columns]
    codes = [column.codes for column in columns]
    triples = np.ravel_multi_index(codes, shape)
    quantity, distinct = pd.factorize(triples)
    parts: list[Array] = []
    for column, codes in zip(columns, np.unravel_index(distinct, shape), strict=True):
        parts.append(column.values[codes])
    keys: list[Quantity] = list(zip(*parts, strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.argsort(order).astype(np.int32)
    return sorted(keys), rank[quantity]


def _paired(first: Array, second: Array, size: int) -> Array:
    """One number for each pair; `second` is below `size`. Pairs keep their order."""
    return first.astype(np.int64) * size + second


def _first_and_last_days(spans: Coded) -> tuple[Array, Array]:
    """For each row the ordinals of the first and the last day of its span."""
    starts: list[int] = []
    ends: list[int] = []
    for text in spans.values:
        first, last = dates.span(text)
        starts.append(first.toordinal())
        ends.append(last.toordinal())
    start = np.array(starts, np.int32)
    end = np.array(ends, np.int32)
    return spans.to_rows(start), spans.to_rows(end)


def _numbers(texts: pd.Series) -> Array:
    column = coded(texts)
    numbers = [float(text or "nan") for text in column.values]
    return column.to_rows(np.array(numbers, float))


def _says(column: pd.Series, word: str, reference: Coded) -> Array:
    """For each claim, whether `column` has `word` in the row that the claim refers to."""
    is_word = column.reindex(reference.values) == word
    return reference.to_rows(is_word.to_numpy(bool))


def _vague_words(claims: pd.DataFrame) -> Array:
    """Vague words as numbers from 1, and 0 for claims that are not vague."""
    is_vague = (claims["wording"] == "vague").to_numpy(bool)
    texts: list[str] = []
    for basis in claims["basis"][is_vague]:
        word, *_ = basis.split(";")
        texts.append(word.lower())
    codes, _ = pd.factorize(np.array(texts, object))
    words = np.zeros(len(claims), np.int64)
    words[is_vague] = codes + 1
    return words


def _rows_of(ids: Iterable[str], column: pd.Series) -> dict[str, int]:
    """The row in `column` of each of these ids that is there."""
    texts = _arrow(column)
    distinct = list(dict.fromkeys(ids))
    is_asked = pc.is_in(texts, pa.array(distinct, pa.string()))
    rows = np.flatnonzero(is_asked)
    there = texts.take(rows).to_pylist()
    return dict(zip(there, rows.tolist(), strict=True))


def _origins(relay: Array, ids: pd.Series, row_of: Mapping[str, int]) -> Array:
    """For each claim the row of the one it relays, of which `ids` has the ids; NOBODY for
    others."""
    origin = np.full(len(relay), NOBODY, np.int32)
    origin[relay] = [row_of.get(claim_id, NOBODY) for claim_id in ids]
    return origin


def _in_order(ids: pd.Series) -> Array:
    """The rows in order of their ids."""
    column = _arrow(ids)
    if len(column) > 1:
        rises = pc.less(column[:-1], column[1:])
        if not pc.all(rises).as_py():
            return np.asarray(pc.sort_indices(column), np.int32)
    # Most ledgers are typed in order, and to see so is faster than to sort.
    return np.arange(len(ids), dtype=np.int32)


def _sorted(by_id: Array, known: Array, end: Array, line: Array) -> Array:
    """Rows by `line`, and in it by end, known and id."""
    # lexsort takes its last key first, and leaves rows that are equal as they are: in order of id.
    order = np.lexsort((known[by_id], end[by_id], line[by_id]))
    return by_id[order].astype(np.int32)
