"""The desk's own sentences, of the narrative and of a day's front: their figures as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from asknown.ledger.cells import ids_in
from asknown.ledger.narrative import Sentence
from asknown.ledger.tables import BY_NAME, TABLES
from asknown.model.case import Case
from asknown.model.phrases import with_figures
from asknown.text.prose import Prose, sentences
from asknown.text.statements import statement

_DATED = [table.name for table in TABLES if table.dated]


def sentence(case: Case, told: Sentence) -> Prose:
    """A sentence of the narrative, its figures as they stand, its numerals traced to its rows, with
    a note a row."""
    return resting_on(case, told.text, list(told.ids))


@statement(
    "the narrative has this sentence, and every row it rests on was published by then"
)
def resting_on(
    case: Case,
    words: str,
    ids: list[str],
) -> Prose:
    """A sentence that rests on rows, said with their notes."""
    return _with_notes(case, words, ids)


@statement(
    "the desk's front for this very day or minute has this sentence, and every row that any of its "
    "sentences rests on was published by then"
)
def in_front(
    case: Case,
    words: str,
    ids: list[str],
) -> Prose:
    """A sentence of the desk's own headline or standfirst, said with its notes."""
    return _with_notes(case, words, ids)


def headline(case: Case) -> Prose:
    """The desk's own headline of the day, which cites nothing; nothing where it wrote none."""
    told = [in_front(case, each.text, list(each.ids)) for each in case.front[:1]]
    return sentences(told).bare()


def standfirst(case: Case) -> Prose:
    """What the desk wrote under it."""
    told = [in_front(case, each.text, list(each.ids)) for each in case.front[1:]]
    return sentences(told)


def _with_notes(
    case: Case,
    words: str,
    ids: list[str],
) -> Prose:
    traces = []
    notes = []
    for table, row_id in _rows(case, ids):
        traces.append(f"{table}:{row_id}")
        source_id = _first_source(case, table, row_id)
        notes.append(source_id)
    told = with_figures(case, words, tuple(traces))
    each_once = dict.fromkeys(notes)
    return told.citing(each_once)


def _rows(case: Case, ids: list[str]) -> Iterator[tuple[str, str]]:
    """The rows that a sentence rests on, each as table and id."""
    for row_id in ids:
        for table in _DATED:
            if case.has(table, row_id):
                yield table, row_id


def _first_source(
    case: Case,
    table: str,
    row_id: str,
) -> str:
    if "source_id" in BY_NAME[table].header:
        return case.cell(table, row_id, "source_id")
    first, *_ = ids_in(case.cell(table, row_id, "source_ids"))
    return first
