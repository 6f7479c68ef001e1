"""THE DOOR: nothing published later passes.

It takes the tables of a whole ledger and gives those of a moment. It must not work out how a claim
stands: that is done behind it, from what it let through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
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
from asknown.model.known_tables import KnownTables, Rows, Tables, WholeTables

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
# By these columns a row is part of another of its table, or repeats it.
_PARENT = {"groups": "part_of", "places": "part_of", "sources": "relays"}
_EVERYONE = HeadlineFigure.group


@dataclass(frozen=True)
class Parsed:
    """What the rows of `tables` say: claims as arrays, which `rows` of the `whole` ledger they are,
    and for each table whose rows are dated the seconds from which these are known."""

    tables: Tables
    claims: Claims
    whole: WholeTables
    rows: Rows
    known: Mapping[str, Array] = field(default_factory=dict)

    def cells(self, name: str, column: str) -> list[str]:
        """What a column says in the rows of a table, as it is typed."""
        cells = self.whole[name].cells(column)
        return [cells[row] for row in self.rows[name].tolist()]

    def ids(self, name: str) -> list[str]:
        """The ids of the rows of a table."""
        return self.cells(name, BY_NAME[name].key)


def published_by(
    moment: dates.AsOf,
    ledger: Parsed,
    settings: Settings,
) -> Parsed:
    """What of a ledger was known at `moment`: its rows, in order of their ids.

    The place that `settings` call the whole is always known.
    """
    until = int(moment.known.timestamp())
    known_claims, claims = ledger.claims.until(until)
    rows: dict[str, Array] = {}
    known: dict[str, Array] = {}
    for name, every in ledger.rows.items():
        rows[name] = every
        if name in ledger.known:
            is_known = ledger.known[name] <= until
            rows[name] = every[is_known]
            known[name] = ledger.known[name][is_known]
    rows["claims"] = ledger.rows["claims"][known_claims]
    public_sources = set(_ids_of(ledger.whole, rows, "sources"))
    in_use = rows_in_use(ledger.whole, rows, claims, settings.place)
    kept_sources = np.isin(rows["sources"], in_use["sources"])
    known["sources"] = known["sources"][kept_sources]

    def amend(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        opened = open_later_ends(name, frame, moment, settings.zone)
        return trim_lists(name, opened, public_sources)

    tables = KnownTables(ledger.whole, in_use, amend)
    return Parsed(tables, claims, ledger.whole, in_use, known)


def open_later_ends(
    name: str,
    frame: pd.DataFrame,
    moment: dates.AsOf,
    zone: ZoneInfo,
) -> pd.DataFrame:
    """A table with the ends blank that lie later: on the day itself nobody had seen them."""

    def day_is_seen(text: str) -> bool:
        first, _ = dates.span(text)
        return first <= moment.day

    def minute_is_seen(text: str) -> bool:
        end = dates.moment(text, zone)
        return end <= moment.known

    is_seen = {"events": day_is_seen, "connectivity": minute_is_seen}.get(name)
    if is_seen is None:
        return frame
    ends: list[str] = []
    for text in listed(frame["end"]):
        if text and is_seen(text):
            ends.append(text)
        else:
            ends.append("")
    return frame.assign(end=pd.Series(ends, frame.index, dtype=frame["end"].dtype))


@cache
def is_cut(name: str, column: str) -> bool:
    """Whether the door may let only a part of what stands in a column pass."""
    if column == "end":
        return name in ("events", "connectivity")
    return BY_NAME[name].column(column).kind == "refs"


def trim_lists(name: str, frame: pd.DataFrame, public_sources: _Ids) -> pd.DataFrame:
    """A table whose lists of sources have only those that were public."""
    trimmed: dict[str, pd.Series] = {}
    for column in BY_NAME[name].columns:
        if column.kind == "refs":
            cells = frame[column.name]
            lists = [_trimmed(text, public_sources) for text in listed(cells)]
            trimmed[column.name] = pd.Series(lists, frame.index, dtype=cells.dtype)
    return frame.assign(**trimmed) if trimmed else frame


def _trimmed(text: str, known_ids: _Ids) -> str:
    ids = ids_in(text)
    kept = [row_id for row_id in ids if row_id in known_ids]
    return ";".join(kept)


def rows_in_use(
    whole: WholeTables,
    rows: Rows,
    claims: Claims,
    place: str,
) -> Rows:
    """Rows, with those of sources and of the reference tables cut to what the others use.

    The groups and places that a used one is part of stay, and the pages that retell a used one; so
    does the `place` that is the whole.
    """
    cut = dict(rows)
    public_sources = set(_ids_of(whole, rows, "sources"))
    for name in _CUT_TO_WHAT_IS_USED:
        used = _used_by_claims(claims, name)
        used |= _used_by_tables(whole, cut, name, public_sources)
        if name == "places":
            used.add(place)
        if name in _PARENT:
            parents = _parents(whole, cut, name)
            used = with_parents(used, parents)
            if name == "sources":
                used |= _retelling(used, parents)
        ids = _ids_of(whole, cut, name)
        is_used = [row_id in used for row_id in ids]
        cut[name] = cut[name][np.array(is_used, dtype=bool)]
    return cut


def _ids_of(whole: WholeTables, rows: Rows, name: str) -> list[str]:
    """The ids of some rows of a table."""
    ids = whole[name].ids
    return [ids[row] for row in rows[name].tolist()]


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


def _parents(whole: WholeTables, rows: Rows, name: str) -> dict[str, str]:
    """What rows are part of, or repeat, by their id; the others are left out."""
    table = whole[name]
    parents = table.cells(_PARENT[name])
    by_id: dict[str, str] = {}
    for row in rows[name].tolist():
        if parents[row]:
            by_id[table.ids[row]] = parents[row]
    return by_id


def _used_by_claims(claims: Claims, name: str) -> _Ids:
    """The ids of table `name` that claims use, read off their arrays."""
    used: _Ids = set()
    for column in BY_NAME["claims"].columns:
        if name in column.refers:
            reference = claims.references[column.name]
            used |= reference.used()
    return used


def _used_by_tables(
    whole: WholeTables,
    rows: Rows,
    name: str,
    public_sources: _Ids,
) -> _Ids:
    """The ids of table `name` that rows of other tables than the claims use; of lists of sources
    those that were public."""
    used: _Ids = set()
    for other, known in rows.items():
        if other in (name, "claims"):
            continue
        for reference in whole[other].references:
            if name not in reference.tables:
                continue
            found: _Ids = set()
            for row in known.tolist():
                found.update(reference.ids[row])
            used |= found & public_sources if reference.is_list else found
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
    passed: Parsed,
) -> tuple[Sentence, ...]:
    """The sentences of the narrative all of whose rows are there."""
    if not sentences:
        return ()
    known_ids = _dated_ids(passed)
    known = [sentence for sentence in sentences if known_ids.issuperset(sentence.ids)]
    return tuple(known)


def front_known(
    sentences: Sequence[Sentence],
    moment: dates.AsOf,
    passed: Parsed,
) -> tuple[Sentence, ...]:
    """The desk's own front for this very moment, where all its rows are there; else none of it."""
    if not sentences:
        return ()
    return front.of_moment(sentences, moment.text, _dated_ids(passed))


def cues_known(cues: Sequence[Cue], passed: Parsed) -> tuple[Cue, ...]:
    """The words for rows that are there, and for the case itself."""
    if not cues:
        return ()
    tables = {cue.table for cue in cues} - {ABOUT, UNITS}
    known_ids = {name: set(passed.ids(name)) for name in tables}
    known_ids[UNITS] = set(passed.cells("metrics", "unit"))

    def is_known(cue: Cue) -> bool:
        return cue.table == ABOUT or cue.row_id in known_ids[cue.table]

    return tuple(cue for cue in cues if is_known(cue))


def _dated_ids(passed: Parsed) -> _Ids:
    """The ids on which a sentence can rest."""
    known_ids: _Ids = set()
    for table in TABLES:
        if table.dated:
            known_ids.update(passed.ids(table.name))
    return known_ids


def settings_known(
    settings: Settings,
    moment: dates.AsOf,
    passed: Parsed,
) -> Settings:
    """The settings without what names a row that is not there, and without later stages.

    `passed` is what was known at `moment`.
    """
    metrics = set(passed.ids("metrics"))
    groups = set(passed.ids("groups"))
    places = set(passed.ids("places"))
    parties = set(passed.cells("speakers", "party"))

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
        acronyms=_acronyms_known(settings.acronyms, passed),
        map=OutlineMap(settings.map.outline, known_countries),
    )


def _acronyms_known(acronyms: Mapping[str, str], passed: Parsed) -> Mapping[str, str]:
    """The acronyms that a known row uses where a report may print it."""
    if not acronyms:
        return acronyms
    said: _Ids = set()
    for name, columns in _PRINTED.items():
        words = passed.whole[name].words(columns)
        for row in passed.rows[name].tolist():
            said |= words[row]
    return {short: full for short, full in acronyms.items() if short in said}


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
