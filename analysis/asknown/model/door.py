"""THE DOOR: nothing published later passes.

It takes the tables of a whole ledger and gives those of a moment. It must not work out how a claim
stands: that is done behind it, from what it let through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.ledger.narrative import Sentence
from asknown.ledger.tables import BY_NAME, TABLES
from asknown.model.columns import Array, Claims, listed
from asknown.model.known_tables import KnownTables, Tables

Frames = dict[str, pd.DataFrame]
_CUT_TO_WHAT_IS_USED = ("sources", "speakers", "metrics", "groups", "places")


def published_by(
    moment: dates.AsOf,
    tables: Tables,
    claims: Claims,
    known: Mapping[str, Array],
    zone: ZoneInfo,
) -> tuple[KnownTables, Claims]:
    """The tables as known at `moment`, and the arrays of the claims among them.

    `claims` are those of `tables`; `known` has, for each other table whose rows are dated, the
    seconds from which they are known.
    """
    until = int(moment.known.timestamp())
    rows, known_claims = claims.until(until)
    frames: Frames = {}
    for name in BY_NAME:
        if name != "claims":
            frames[name] = tables[name]
    for name, seconds in known.items():
        is_known = seconds <= until
        frames[name] = tables[name][is_known].copy()
    open_later_ends(frames, moment, zone)
    trim_lists(frames)
    cut_references(frames, known_claims)
    for name, frame in frames.items():
        if not frame.index.is_monotonic_increasing:
            frames[name] = frame.sort_index()
    return KnownTables(frames, tables["claims"], rows), known_claims


def open_later_ends(frames: Frames, moment: dates.AsOf, zone: ZoneInfo) -> None:
    """Blank the ends that lie later: on the day itself nobody had seen them."""
    events = frames["events"]
    ends: list[str] = []
    for text in events["end"]:
        is_seen = text and dates.span(text)[0] <= moment.day
        ends.append(text if is_seen else "")
    events["end"] = ends

    connectivity = frames["connectivity"]
    ends = []
    for text in connectivity["end"]:
        is_seen = text and dates.moment(text, zone) <= moment.known
        ends.append(text if is_seen else "")
    connectivity["end"] = ends


def trim_lists(frames: Frames) -> None:
    """Drop from lists the ids of rows that are not there yet."""
    for name, frame in frames.items():
        for column in BY_NAME[name].columns:
            if column.kind == "refs" and len(frame):
                indexes = [frames[table].index for table in column.refers]
                known_ids = set().union(*indexes)
                frame[column.name] = [_trimmed(text, known_ids) for text in frame[column.name]]


def _trimmed(text: str, known_ids: set[str]) -> str:
    return ";".join(row_id for row_id in ids_in(text) if row_id in known_ids)


def cut_references(frames: Frames, claims: Claims) -> None:
    """Cut sources and the reference tables to what the rows that passed use.

    The groups and places that a used one is part of stay, and the pages that retell a used one.
    """
    for name in _CUT_TO_WHAT_IS_USED:
        used = _used_by_claims(claims, name)
        used |= _used_by_tables(frames, name)
        frame = frames[name]
        if name == "sources":
            origins = _column_by_id(frame, "relays")
            used = with_parents(used, origins)
            used |= {source for source, origin in origins.items() if origin in used}
        elif "part_of" in frame:
            used = with_parents(used, _column_by_id(frame, "part_of"))
        is_used = [row_id in used for row_id in listed(frame.index)]
        frames[name] = frame[np.array(is_used, dtype=bool)]


def _column_by_id(frame: pd.DataFrame, name: str) -> dict[str, str]:
    """The cells of a column that are not blank, by the id of their row."""
    cells = zip(listed(frame.index), listed(frame[name]), strict=True)
    return {row_id: cell for row_id, cell in cells if cell}


def _used_by_claims(claims: Claims, name: str) -> set[str]:
    """The ids of table `name` that claims use, read off their arrays."""
    used: set[str] = set()
    for column in BY_NAME["claims"].columns:
        if name in column.refers:
            used |= claims.references[column.name].used()
    return used


def _used_by_tables(frames: Frames, name: str) -> set[str]:
    """The ids of table `name` that rows of other tables than the claims use."""
    used: set[str] = set()
    for other, frame in frames.items():
        for column in BY_NAME[other].columns:
            if name in column.refers and other != name:
                for text in frame[column.name].unique():
                    used.update(ids_in(text))
    return used


def with_parents(ids: set[str], parents: Mapping[str, str]) -> set[str]:
    """These ids, and whatever they are part of, and what that is part of.

    >>> sorted(with_parents({"almaty"}, {"almaty": "kazakhstan", "kazakhstan": "asia"}))
    ['almaty', 'asia', 'kazakhstan']
    """
    found = set(ids)
    for row_id in ids:
        while row_id in parents and parents[row_id] not in found:
            row_id = parents[row_id]
            found.add(row_id)
    return found


def sentences_known(sentences: Sequence[Sentence], tables: Tables) -> tuple[Sentence, ...]:
    """The sentences of the narrative all of whose rows are there."""
    if not sentences:
        return ()
    known_ids: set[str] = set()
    for table in TABLES:
        if table.dated:
            known_ids.update(tables[table.name].index)
    return tuple(sentence for sentence in sentences if known_ids.issuperset(sentence.ids))
