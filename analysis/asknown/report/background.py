"""The background: sentences of the narrative, their figures as they stand."""

from __future__ import annotations

from asknown.ledger.cells import ids_in
from asknown.ledger.narrative import Sentence
from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.model.phrases import with_figures
from asknown.text.prose import Prose

_DATED = [table.name for table in TABLES if table.dated]


def sentence(case: Case, told: Sentence) -> Prose:
    """A sentence of the narrative, its figures as they stand, its numerals traced to its rows, with a note a row."""
    rows = [(name, each) for each in told.ids for name in _DATED if each in case.tables[name].index]
    trace = tuple(f"{name}:{each}" for name, each in rows)
    return with_figures(case, told.text, trace).citing(
        dict.fromkeys(_first_source(case, *row) for row in rows)
    )


def _first_source(case: Case, name: str, row_id: str) -> str:
    row = case.tables[name].loc[row_id]
    return str(row["source_id"]) if "source_id" in row else ids_in(row["source_ids"])[0]
