"""Claims as arrays: what each row says by itself, parsed once, so that a million load in seconds.

Nothing here is derived across rows but their order, and two rows keep their order whatever other
rows there are: so arrays may pass the door, cut to the rows that do. How a claim stands is never
among them; it is worked out behind the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias
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

OFFICIAL = "official"
ASIDE = ("projection", "recap")
"""Natures of claims that are told, and are never a figure, a rival or an input."""

_QUANTITY = ("metric", "group", "place")
_REFERENCES = ("source_id", "speaker", *_QUANTITY)

_Tables = Mapping[str, pd.DataFrame]
_Texts: TypeAlias = pd.Series | pd.Index
# Four bytes hold any row, code or day; a million of each are kept.
_ROW = np.int32
_DAY = np.int32


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
        codes = self.codes[rows]
        return Coded(self.values, codes)

    def used(self) -> set[str]:
        """The values that rows have."""
        count = len(self.values)
        is_used = np.zeros(count, bool)
        is_used[self.codes] = True
        used = self.values[is_used]
        return set(used)


@dataclass(frozen=True)
class Claims:
    """The claims of a case, an entry of each array for each row of the table.

    `known` is in seconds since 1970, `start` and `end` in days (proleptic ordinals); `low`, `value`
    and `high` are NaN where not stated. `quantity` counts in `keys`, `party` in `parties`. `office`
    marks official speakers, `aside` projections and recaps. `heard` is the place of the speaker
    among those whom the metric believes, from 0, or NOBODY. `origin` is the row of the claim that a
    relay repeats, `row_of` the row of each claim that an act names, by id. `word` is 0, or tells
    vague words apart.

    There are three orders of rows. `by_id` is that of ids; `by_time` goes by quantity, party, end,
    known, `begins` and id; `by_chain` likewise, but keeps apart what `chain` keeps apart: the spans
    of a flow, and projections and recaps from counts and estimates. `begins` is the start of what
    flows, 0 of all else.
    """

    keys: Sequence[Quantity]
    parties: Array
    references: Mapping[str, Coded]
    row_of: Mapping[str, int]
    known: Array
    start: Array
    end: Array
    begins: Array
    low: Array
    value: Array
    high: Array
    numbered: Array
    quantity: Array
    party: Array
    chain: Array
    office: Array
    heard: Array
    aside: Array
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
        rows = _among(self.by_id, is_known)
        # Rows get new numbers. The entry too many, at the end, is where NOBODY (-1) points.
        count = len(self) + 1
        new_row = _nobodies(count)
        new_row[rows] = _numbered(rows)
        columns: dict[str, Any] = {}
        for name in _ROWWISE:
            column = getattr(self, name)
            columns[name] = column[rows]
        for name in ORDERS:
            order = getattr(self, name)
            known_order = _among(order, is_known)
            columns[name] = new_row[known_order]
        origin = self.origin[rows]
        references: dict[str, Coded] = {}
        for name, reference in self.references.items():
            references[name] = reference.taken(rows)
        row_of: dict[str, int] = {}
        for claim_id, row in self.row_of.items():
            if is_known[row]:
                number = new_row[row]
                row_of[claim_id] = int(number)
        known_claims = replace(
            self,
            origin=new_row[origin],
            references=references,
            row_of=row_of,
            **columns,
        )
        return rows, known_claims


ORDERS = ("by_id", "by_time", "by_chain")
_NOT_ROWWISE = {
    "keys",
    "parties",
    "references",
    "row_of",
    "origin",
    *ORDERS,
}
_FIELDS = {field.name for field in fields(Claims)}
_ROWWISE = _FIELDS - _NOT_ROWWISE


def _among(rows: Array, is_wanted: Array) -> Array:
    """Of `rows`, in their order, those that are wanted; `is_wanted` has an entry for every row of
    the table."""
    wanted = is_wanted[rows]
    return rows[wanted]


def _nobodies(count: int) -> Array:
    return np.full(
        count,
        NOBODY,
        dtype=_ROW,
    )


def _numbered(rows: Array) -> Array:
    """The places of `rows`, from 0."""
    count = len(rows)
    return np.arange(count, dtype=_ROW)


def instants(texts: pd.Series, zone: ZoneInfo) -> Array:
    """The seconds since 1970 from which rows with these `published` are known."""
    column = coded(texts)
    cells = column.values
    clocks = ["T" in text for text in cells]
    has_clock = np.array(clocks, bool)
    count = len(cells)
    seconds = np.zeros(count, np.int64)
    # A moment carries its offset, so that pandas parses all of them at once (microseconds a cell).
    moments = cells[has_clock]
    seconds[has_clock] = _seconds(moments)
    # A day is known at its end, in the zone of the case; there are few.
    for index in np.flatnonzero(~has_clock):
        text = cells[index]
        day = dates.published(text, zone)
        known = day.known.timestamp()
        seconds[index] = int(known)
    return column.to_rows(seconds)


def _seconds(moments: Array) -> Array:
    """Moments as seconds since 1970."""
    texts = pd.Series(moments, dtype=str)
    parsed = pd.to_datetime(
        texts,
        utc=True,
        format="ISO8601",
    )
    in_seconds: Array = parsed.to_numpy("datetime64[s]")
    return in_seconds.astype(np.int64)


def coded(texts: pd.Series) -> Coded:
    """A column of text as its distinct values, in the order they come in, and their codes."""
    codes, distinct = pd.factorize(texts)
    values = np.asarray(distinct, dtype=object)
    small_codes = codes.astype(_ROW)
    return Coded(values, small_codes)


def listed(texts: _Texts) -> list[str]:
    """A column of text as a list; pandas would take each cell out by itself."""
    column = _arrow(texts)
    return list(column.to_pylist())


def _arrow(texts: _Texts) -> pa.Array:
    text = pa.string()
    column = pa.array(texts.array, text)
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    return column


def parse(tables: _Tables, zone: ZoneInfo) -> Claims:
    """The claims of `tables` as arrays."""
    claims = tables["claims"]
    speakers = tables["speakers"]
    metrics = tables["metrics"]
    references: dict[str, Coded] = {}
    for name in _REFERENCES:
        column = claims[name]
        references[name] = coded(column)
    speaker = references["speaker"]
    metric = references["metric"]
    keys, quantity = _quantities(references)
    party_column = speakers["party"]
    party_of_speaker = party_column.reindex(speaker.values)
    parties = coded(party_of_speaker)
    party = speaker.to_rows(parties.codes)
    spans = coded(claims["refers_to"])
    start, end = _first_and_last_days(spans)
    measures = metrics["measure"]
    flow = _says(measures, "flow", metric)
    kinds = speakers["kind"]
    believe = metrics["believe"]
    heard = _heard(
        believe,
        kinds,
        metric,
        speaker,
    )
    # Newer counts follow older ones of their party and quantity. Flows do so only where they are of
    # the same span (docs/decisions/0003): each span of a flow is a chain of its own.
    party_count = len(parties.values)
    line = _paired(quantity, party, party_count)
    span_number = spans.codes + 1
    span_of_flow = np.where(flow, span_number, 0)
    span_count = len(spans.values) + 1
    spans_of_line = _paired(line, span_of_flow, span_count)
    # What is feared and what is recalled follows only its like: 0 are counts and estimates.
    aside = _natures_aside(claims["nature"])
    chain = _paired(spans_of_line, aside, len(ASIDE) + 1)
    low = _numbers(claims["low"])
    value = _numbers(claims["value"])
    high = _numbers(claims["high"])
    is_blank = np.isnan(low)
    is_blank &= np.isnan(value)
    is_blank &= np.isnan(high)
    known = instants(claims["published"], zone)
    begins = np.where(flow, start, 0)
    claim_ids = claims["claim_id"]
    by_id = _in_order(claim_ids)
    relays = claims["relays"]
    relay = ~_is(relays, "")
    origins = relays[relay]
    acts = tables["acts"]
    named = [
        *origins,
        *acts["target"],
        *acts["replaced_by"],
    ]
    row_of = _rows_of(named, claim_ids)
    return Claims(
        keys=keys,
        parties=parties.values,
        references=references,
        row_of=row_of,
        known=known,
        start=start,
        end=end,
        begins=begins,
        low=low,
        value=value,
        high=high,
        numbered=~is_blank,
        quantity=quantity,
        party=party,
        chain=chain,
        office=_says(kinds, OFFICIAL, speaker),
        heard=heard,
        aside=aside > 0,
        flow=flow,
        word=_vague_words(claims),
        relay=relay,
        origin=_origins(relay, origins, row_of),
        by_id=by_id,
        by_time=_sorted(by_id, begins, known, end, line),
        by_chain=_sorted(by_id, begins, known, end, chain),
    )


def _quantities(
    references: Mapping[str, Coded],
) -> tuple[list[Quantity], Array]:
    """The quantities in order, and which one each claim is of."""
    columns = [references[name] for name in _QUANTITY]
    # The codes of a claim make one number, so that a million triples are told apart as integers.
    sizes = [len(column.values) for column in columns]
    shape = np.maximum(sizes, 1)
    codes = [column.codes for column in columns]
    triples = np.ravel_multi_index(codes, shape)
    quantity, distinct = pd.factorize(triples)
    distinct_codes = np.unravel_index(distinct, shape)
    parts: list[Array] = []
    for column, codes_of_keys in zip(columns, distinct_codes, strict=True):
        part = column.values[codes_of_keys]
        parts.append(part)
    found: list[Quantity] = [*zip(*parts, strict=True)]
    # Quantities are numbered in the order of their keys, not in that of their first claims.
    keys = sorted(found)
    number_of: dict[Quantity, int] = {}
    for number, key in enumerate(keys):
        number_of[key] = number
    numbers = [number_of[key] for key in found]
    rank = np.array(numbers, _ROW)
    return keys, rank[quantity]


def _paired(
    first: Array,
    second: Array,
    size: int,
) -> Array:
    """One number for each pair; `second` is below `size`. Pairs keep their order."""
    wide = first.astype(np.int64)
    return wide * size + second


def _first_and_last_days(spans: Coded) -> tuple[Array, Array]:
    """For each row the ordinals of the first and the last day of its span."""
    starts: list[int] = []
    ends: list[int] = []
    for text in spans.values:
        first, last = dates.span(text)
        starts.append(first.toordinal())
        ends.append(last.toordinal())
    first_days = np.array(starts, _DAY)
    last_days = np.array(ends, _DAY)
    start = spans.to_rows(first_days)
    end = spans.to_rows(last_days)
    return start, end


def _numbers(texts: pd.Series) -> Array:
    column = coded(texts)
    numbers: list[float] = []
    for text in column.values:
        number = float(text or "nan")
        numbers.append(number)
    per_value = np.array(numbers, float)
    return column.to_rows(per_value)


def _says(
    column: pd.Series,
    word: str,
    reference: Coded,
) -> Array:
    """For each claim, whether `column` has `word` in the row that the claim refers to."""
    cells = column.reindex(reference.values)
    is_word = _is(cells, word)
    return reference.to_rows(is_word)


def _is(cells: pd.Series, word: str) -> Array:
    is_word: Array = (cells == word).to_numpy(bool)
    return is_word


def _natures_aside(natures: pd.Series) -> Array:
    """For each claim 0 where it is a count or an estimate, else the place of its nature in
    `ASIDE`, from 1."""
    column = coded(natures)
    places: list[int] = []
    for nature in column.values:
        place = 0
        if nature in ASIDE:
            place = ASIDE.index(nature) + 1
        places.append(place)
    per_value = np.array(places, np.int8)
    return column.to_rows(per_value)


def _heard(
    believe: pd.Series,
    kinds: pd.Series,
    metric: Coded,
    speaker: Coded,
) -> Array:
    """For each claim the place of its speaker among those whom its metric believes, or NOBODY.

    A metric that names nobody believes offices.
    """
    kind_of_speaker = kinds.reindex(speaker.values)
    cells = believe.reindex(metric.values)
    names_of_metric = coded(cells)
    places: list[Array] = []
    for cell in names_of_metric.values:
        places_of_speakers = _places(
            believed(cell),
            speaker.values,
            kind_of_speaker,
        )
        places.append(places_of_speakers)
    if not places:
        return speaker.codes
    by_names = np.stack(places)
    names = metric.to_rows(names_of_metric.codes)
    heard: Array = by_names[names, speaker.codes]
    return heard


def believed(cell: str) -> list[str]:
    """The kinds of speakers, or speakers, whom a metric believes, in order.

    >>> believed(""), believed("who; ngo")
    (['official'], ['who', 'ngo'])
    """
    texts = cell.split(";")
    names = [text.strip() for text in texts]
    stated = list(filter(None, names))
    return stated or [OFFICIAL]


def _places(
    names: Sequence[str],
    speakers: Array,
    kinds: pd.Series,
) -> Array:
    """For each speaker the place of the first name that is its own or that of its kind, or
    NOBODY."""
    count = len(speakers)
    places = _nobodies(count)
    kind = kinds.to_numpy(object)
    # From the last name to the first, so that the first is what stays.
    numbered = list(enumerate(names))
    for place, name in reversed(numbered):
        is_named = speakers == name
        is_named |= kind == name
        places[is_named] = place
    return places


def _vague_words(claims: pd.DataFrame) -> Array:
    """Vague words as numbers from 1, and 0 for claims that are not vague."""
    is_vague = _is(claims["wording"], "vague")
    bases = claims["basis"][is_vague]
    texts: list[str] = []
    for basis in bases:
        word, *_ = basis.split(";")
        texts.append(word.lower())
    column = pd.Series(texts, dtype=str)
    codes = coded(column).codes
    count = len(claims)
    words = np.zeros(count, np.int64)
    words[is_vague] = codes + 1
    return words


def _rows_of(
    ids: Iterable[str],
    column: pd.Series,
) -> dict[str, int]:
    """The row in `column` of each of these ids that is there."""
    texts = _arrow(column)
    distinct = dict.fromkeys(ids)
    text = pa.string()
    asked = pa.array([*distinct], text)
    is_asked = pc.is_in(texts, asked)
    rows = np.flatnonzero(is_asked)
    found = texts.take(rows)
    found_ids = found.to_pylist()
    pairs = zip(
        found_ids,
        rows.tolist(),
        strict=True,
    )
    return dict(pairs)


def _origins(
    relay: Array,
    ids: pd.Series,
    row_of: Mapping[str, int],
) -> Array:
    """For each claim the row of the one it relays, of which `ids` has the ids; NOBODY for
    others."""
    count = len(relay)
    origin = _nobodies(count)
    rows: list[int] = []
    for claim_id in ids:
        row = row_of.get(claim_id, NOBODY)
        rows.append(row)
    origin[relay] = rows
    return origin


def _in_order(ids: pd.Series) -> Array:
    """The rows in order of their ids."""
    column = _arrow(ids)
    # Most ledgers are typed in order, and to see so is faster than to sort.
    if _rises(column):
        return _numbered(ids)
    order = pc.sort_indices(column)
    return np.asarray(order, _ROW)


def _rises(column: pa.Array) -> bool:
    if len(column) < 2:
        return True
    earlier = column[:-1]
    later = column[1:]
    is_less = pc.less(earlier, later)
    rises = pc.all(is_less)
    return bool(rises.as_py())


def _sorted(
    by_id: Array,
    begins: Array,
    known: Array,
    end: Array,
    line: Array,
) -> Array:
    """Rows by `line`, and in it by end, known, `begins` and id."""
    # lexsort takes its last key first, and leaves rows that are equal as they are: in order of id.
    order = np.lexsort(
        (
            begins[by_id],
            known[by_id],
            end[by_id],
            line[by_id],
        )
    )
    rows = by_id[order]
    return rows.astype(_ROW)
