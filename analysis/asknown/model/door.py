"""THE DOOR: nothing published later passes.

It takes the tables of a whole ledger and gives those of a moment. It must not work out how a claim
stands: that is done behind it, from what it let through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from asknown import dates
from asknown.ledger import front
from asknown.ledger.cells import ids_in
from asknown.ledger.cues import ABOUT, UNITS, Cue
from asknown.ledger.narrative import Sentence
from asknown.ledger.settings import HeadlineFigure, OutlineMap, Section, Settings
from asknown.ledger.tables import BY_NAME, TABLES
from asknown.model.columns import Array, Claims, listed
from asknown.model.known_tables import KnownTables, Tables

Frames = dict[str, pd.DataFrame]
_Ids = set[str]
_CUT_TO_WHAT_IS_USED = (
    "sources",
    "speakers",
    "metrics",
    "groups",
    "places",
)

# Where an acronym may stand that a report prints.
_PRINTED = {
    "speakers": ("name",),
    "metrics": ("label",),
    "groups": ("label",),
    "places": ("label",),
    "sources": ("publisher",),
    "events": ("title",),
    "positions": ("actor", "target", "summary"),
}
_WORD = re.compile(r"[\w/]+")
_EVERYONE = HeadlineFigure.group


def published_by(
    moment: dates.AsOf,
    tables: Tables,
    claims: Claims,
    known: Mapping[str, Array],
    settings: Settings,
) -> tuple[KnownTables, Claims]:
    """The tables as known at `moment`, and the arrays of the claims among them.

    `claims` are those of `tables`; `known` has, for each other table whose rows are dated, the
    seconds from which they are known. The place that `settings` call the whole is always known.
    """
    until = int(moment.known.timestamp())
    rows, known_claims = claims.until(until)
    frames: Frames = {}
    for name in BY_NAME:
        if name != "claims":
            frames[name] = tables[name]
    for name, seconds in known.items():
        is_known = seconds <= until
        frame = tables[name]
        frames[name] = frame[is_known].copy()
    open_later_ends(frames, moment, settings.zone)
    trim_lists(frames)
    cut_references(frames, known_claims, settings.place)
    for name, frame in frames.items():
        if not frame.index.is_monotonic_increasing:
            frames[name] = frame.sort_index()
    whole = tables["claims"]
    known_tables = KnownTables(frames, whole, rows)
    return known_tables, known_claims


def open_later_ends(
    frames: Frames,
    moment: dates.AsOf,
    zone: ZoneInfo,
) -> None:
    """Blank the ends that lie later: on the day itself nobody had seen them."""

    def day_is_seen(text: str) -> bool:
        first, _ = dates.span(text)
        return first <= moment.day

    def minute_is_seen(text: str) -> bool:
        end = dates.moment(text, zone)
        return end <= moment.known

    _open_ends(frames["events"], day_is_seen)
    _open_ends(frames["connectivity"], minute_is_seen)


def _open_ends(
    frame: pd.DataFrame,
    is_seen: Callable[[str], bool],
) -> None:
    """Blank the ends of a table that are not seen yet."""
    ends: list[str] = []
    for text in frame["end"]:
        if text and is_seen(text):
            ends.append(text)
        else:
            ends.append("")
    frame["end"] = ends


def trim_lists(frames: Frames) -> None:
    """Drop from lists the ids of rows that are not there yet."""
    for name, frame in frames.items():
        if frame.empty:
            continue
        for column in BY_NAME[name].columns:
            if column.kind == "refs":
                cells = frame[column.name]
                known_ids = _ids_of(frames, column.refers)
                trimmed = [_trimmed(text, known_ids) for text in cells]
                frame[column.name] = trimmed


def _ids_of(
    frames: Tables,
    names: Iterable[str],
) -> _Ids:
    """The ids of the rows of these tables."""
    ids: _Ids = set()
    for name in names:
        frame = frames[name]
        ids.update(frame.index)
    return ids


def _trimmed(text: str, known_ids: _Ids) -> str:
    ids = ids_in(text)
    kept = [row_id for row_id in ids if row_id in known_ids]
    return ";".join(kept)


def cut_references(
    frames: Frames,
    claims: Claims,
    whole: str,
) -> None:
    """Cut sources and the reference tables to what the rows that passed use.

    The groups and places that a used one is part of stay, and the pages that retell a used one; so
    does the place that is the `whole`.
    """
    for name in _CUT_TO_WHAT_IS_USED:
        used = _used_by_claims(claims, name)
        used |= _used_by_tables(frames, name)
        frame = frames[name]
        if name == "places":
            used.add(whole)
        if name == "sources":
            origins = _column_by_id(frame, "relays")
            used = with_parents(used, origins)
            used |= _retelling(used, origins)
        elif "part_of" in frame:
            parents = _column_by_id(frame, "part_of")
            used = with_parents(used, parents)
        row_ids = listed(frame.index)
        is_used = [row_id in used for row_id in row_ids]
        rows = np.array(is_used, dtype=bool)
        frames[name] = frame[rows]


def _retelling(
    used: _Ids,
    origins: Mapping[str, str],
) -> _Ids:
    """The sources that retell a used one."""
    retelling: _Ids = set()
    for source, origin in origins.items():
        if origin in used:
            retelling.add(source)
    return retelling


def _column_by_id(frame: pd.DataFrame, name: str) -> dict[str, str]:
    """The cells of a column that are not blank, by the id of their row."""
    row_ids = listed(frame.index)
    cells = listed(frame[name])
    by_id: dict[str, str] = {}
    for row_id, cell in zip(row_ids, cells, strict=True):
        if cell:
            by_id[row_id] = cell
    return by_id


def _used_by_claims(claims: Claims, name: str) -> _Ids:
    """The ids of table `name` that claims use, read off their arrays."""
    used: _Ids = set()
    for column in BY_NAME["claims"].columns:
        if name in column.refers:
            reference = claims.references[column.name]
            used |= reference.used()
    return used


def _used_by_tables(frames: Frames, name: str) -> _Ids:
    """The ids of table `name` that rows of other tables than the claims use."""
    used: _Ids = set()
    for other, frame in frames.items():
        if other == name:
            continue
        for column in BY_NAME[other].columns:
            if name in column.refers:
                cells = frame[column.name]
                for text in cells.unique():
                    used.update(ids_in(text))
    return used


def with_parents(
    ids: _Ids,
    parents: Mapping[str, str],
) -> _Ids:
    """These ids, and whatever they are part of, and what that is part of.

    >>> sorted(with_parents({"harbour"}, {"harbour": "island", "island": "sea"}))
    ['harbour', 'island', 'sea']
    """
    found = set(ids)
    for row_id in ids:
        parent = parents.get(row_id)
        while parent is not None and parent not in found:
            found.add(parent)
            parent = parents.get(parent)
    return found


def sentences_known(
    sentences: Sequence[Sentence],
    tables: Tables,
) -> tuple[Sentence, ...]:
    """The sentences of the narrative all of whose rows are there."""
    if not sentences:
        return ()
    known_ids = _dated_ids(tables)
    known = [sentence for sentence in sentences if known_ids.issuperset(sentence.ids)]
    return tuple(known)


def front_known(
    sentences: Sequence[Sentence],
    moment: dates.AsOf,
    tables: Tables,
) -> tuple[Sentence, ...]:
    """The desk's own front for this very moment, where all its rows are there; else none of it."""
    if not sentences:
        return ()
    return front.of_moment(sentences, moment.text, _dated_ids(tables))


def cues_known(cues: Sequence[Cue], tables: Tables) -> tuple[Cue, ...]:
    """The words for rows that are there, and for the case itself."""
    if not cues:
        return ()
    units = set(tables["metrics"]["unit"])

    def is_known(cue: Cue) -> bool:
        if cue.table == UNITS:
            return cue.row_id in units
        return cue.table == ABOUT or cue.row_id in tables[cue.table].index

    return tuple(cue for cue in cues if is_known(cue))


def _dated_ids(tables: Tables) -> _Ids:
    """The ids on which a sentence can rest."""
    known_ids: _Ids = set()
    for table in TABLES:
        if table.dated:
            frame = tables[table.name]
            known_ids.update(frame.index)
    return known_ids


def settings_known(
    settings: Settings,
    moment: dates.AsOf,
    tables: Tables,
) -> Settings:
    """The settings without what names a row that is not there, and without later stages.

    `tables` are those as known at `moment`.
    """
    metrics = _ids_of(tables, ["metrics"])
    groups = _ids_of(tables, ["groups"])
    places = _ids_of(tables, ["places"])
    speakers = tables["speakers"]
    parties = set(speakers["party"])

    def in_front(figures: Iterable[HeadlineFigure]) -> tuple[HeadlineFigure, ...]:
        # A figure of nobody in particular is of everyone, and one of no place of the whole: these
        # need no row.
        known = []
        for figure in figures:
            in_group = figure.group == _EVERYONE or figure.group in groups
            in_place = not figure.place or figure.place in places
            if figure.metric in metrics and in_group and in_place:
                known.append(figure)
        return tuple(known)

    stages = []
    for stage in settings.stages:
        if stage.since <= str(moment.day):
            stage_known = replace(stage, headline=in_front(stage.headline))
            stages.append(stage_known)
    begins = settings.begins
    if begins > str(moment.day):
        begins = ""
    fighting = settings.parties_to_conflict
    if fighting is not None:
        fighting = _among(fighting, parties)
    apart = []
    for members in settings.apart:
        known_members = _among(members, groups | places)
        # What one list has left alone can be added to nothing.
        if len(known_members) > 1:
            apart.append(known_members)
    known_countries = {}
    for group, code in settings.map.countries.items():
        if group in groups:
            known_countries[group] = code
    return replace(
        settings,
        headline=in_front(settings.headline),
        stages=tuple(stages),
        begins=begins,
        parties_to_conflict=fighting,
        apart=tuple(apart),
        sections=_sections_known(settings.sections, metrics, groups),
        acronyms=_acronyms_known(settings.acronyms, tables),
        map=OutlineMap(settings.map.outline, known_countries),
    )


def _acronyms_known(acronyms: Mapping[str, str], tables: Tables) -> Mapping[str, str]:
    """The acronyms that a known row uses where a report may print it."""
    if not acronyms:
        return acronyms
    texts: list[str] = []
    for name, columns in _PRINTED.items():
        for column in columns:
            texts.extend(tables[name][column])
    words = set(_WORD.findall(" ".join(texts)))
    return {short: full for short, full in acronyms.items() if short in words}


def _among(names: Iterable[str], known: _Ids) -> tuple[str, ...]:
    """Those of some names that are known, in their order."""
    return tuple(name for name in names if name in known)


def _sections_known(
    sections: Iterable[Section],
    metrics: _Ids,
    groups: _Ids,
) -> tuple[Section, ...]:
    """The sections that have a metric that is known, cut to those."""
    cut: list[Section] = []
    for section in sections:
        known_metrics = _among(section.metrics, metrics)
        whole = section.whole if section.whole in groups else ""
        if known_metrics:
            known = replace(section, metrics=known_metrics, whole=whole)
            cut.append(known)
    return tuple(cut)
