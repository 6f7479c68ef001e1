"""The words by which texts name the rows of a case: what `cues.csv` holds, and what is wrong in it.

They are vocabulary, written down once: no report shows them and no figure rests on them. How they
are looked for in a text is not decided here.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from asknown.errors import Problem
from asknown.ledger import faults
from asknown.ledger.settings import Settings
from asknown.ledger.table_files import LedgerTable, read_table
from asknown.ledger.tables import CUES

FILE = f"{CUES.name}.csv"
ABOUT = "case"  # in the column `table`: the case as a whole, which has no row
UNITS = "units"  # rows of it are the units that metrics.csv names
_COUNTED = ("metrics", "groups", UNITS)  # of what a thing to count can be told
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# A word, or one of which the ending is left open.
_WORD = re.compile(r"[^\s*+]+\*?")

# That can be named, by the word in the column `table`.
Ids = Mapping[str, Collection[str]]
Fault = tuple[str, str, str]  # column, what is wrong, the mend


@dataclass(frozen=True)
class Cue:
    """One row of cues.csv. `row_id` is blank where the case as a whole is meant."""

    cue_id: str
    table: str
    row_id: str
    language: str
    words: str
    kind: str

    @cached_property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """Its phrases, of which one is enough; of each the parts that stand in one sentence.

        >>> Cue("Q1", "metrics", "killed", "en", "dead;bod* + morgue", "says").phrases
        (('dead',), ('bod*', 'morgue'))
        """
        phrases = []
        for phrase in self.words.split(";"):
            parts = phrase.split("+")
            phrases.append(tuple(" ".join(part.split()) for part in parts))
        return tuple(phrases)


def read(
    folder: Path,
    settings: Settings,
    tables: Mapping[str, LedgerTable],
) -> tuple[tuple[Cue, ...], list[Problem]]:
    """The cues of a case folder, none where it has no such file, and every fault of theirs.

    `tables` are those of the same ledger, of which the rows could be read.
    """
    table = read_table(folder, CUES)
    problems = list(table.problems)
    problems += faults.of_table(table, settings.zone)
    if problems:
        return (), problems
    ids = rows_to_name(tables)
    cues = [Cue(**row) for row in table.rows]
    for line, cue in zip(table.lines, cues, strict=True):
        for fault in _faults(cue, ids):
            problems.append(Problem(table.file, line, *fault))
    return tuple(cues), problems


def rows_to_name(tables: Mapping[str, LedgerTable]) -> dict[str, list[str]]:
    """What a cue can name: the ids of four tables, and the units of the metrics."""
    ids = {}
    for name in ("metrics", "groups", "places", "speakers"):
        ids[name] = tables[name].ids().to_pylist()
    units = tables["metrics"].columns["unit"]
    ids[UNITS] = units.unique().to_pylist()
    return ids


def _faults(cue: Cue, ids: Ids) -> Iterator[Fault]:
    """What keeps one cue from being used."""
    yield from _row_faults(cue, ids)
    if not _LANGUAGE.fullmatch(cue.language):
        mend = "write its ISO 639 code, as in en or ru"
        yield "language", f"{cue.language!r} is no language", mend
    for phrase in cue.phrases:
        for part in phrase:
            words = part.split()
            if not words or not all(map(_WORD.fullmatch, words)):
                mend = (
                    "write words; ; between phrases, + between parts, * for an ending"
                )
                yield "words", f"{part!r} is no word to look for", mend
    if cue.kind == "counts" and cue.table not in _COUNTED:
        mend = f"name a row of {', '.join(_COUNTED)}, or write says"
        yield "kind", f"'counts' goes with no row of {cue.table}", mend


def _row_faults(cue: Cue, ids: Ids) -> Iterator[Fault]:
    if cue.table == ABOUT:
        if cue.row_id:
            yield (
                "row_id",
                f"{cue.row_id!r} is no row: the case has none",
                "leave it blank",
            )
        return
    there = ids[cue.table]
    if cue.row_id in there:
        return
    what = f"{cue.row_id!r} is no row of {cue.table}" if cue.row_id else "is blank"
    likely = difflib.get_close_matches(cue.row_id, there, 1)
    mend = (
        f"did you mean {likely[0]}?" if likely else f"name one of {_file_of(cue.table)}"
    )
    yield "row_id", what, mend


def _file_of(table: str) -> str:
    if table == UNITS:
        return "the column unit of metrics.csv"
    return f"{table}.csv"


def text(cues: Iterable[Cue]) -> str:
    """The cues as the file that they were read from."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in fields(Cue)]
    writer.writerow(names)
    for cue in cues:
        writer.writerow([getattr(cue, name) for name in names])
    return out.getvalue()
