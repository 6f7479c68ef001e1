"""Claims whose own side took them back, as data for search engines: what was said, by whom, and
that it was withdrawn or denied. No claim is graded for its truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asknown.model.case import Case
from asknown.model.known import Known
from asknown.model.phrases import amount_with_unit, cell, name_of, quantity_of
from asknown.model.standing import GONE
from asknown.report.story import felling

# By whom the last of the acts was: whoever had said it, or another body of the same party.
_BY_AUTHOR = {"withdrawn": "Withdrawn by its author", "denied": "Denied by its author"}
_BY_OWN = {"withdrawn": "Withdrawn by its own side", "denied": "Denied by its own side"}


def taken_back(case: Case) -> list[dict[str, str]]:
    """The numbered claims that their own side withdrew or denied, as they became public: {claim,
    author, published, address, rating}. Repeats are no claims of their own."""
    return [_review(case, *found) for found in _fallen(case)]


def _fallen(case: Known) -> Iterator[tuple[Any, Any]]:
    """Each claim with the last act of its own side by which it fell."""
    rows = [
        row for row in case.claims.itertuples() if row.standing in GONE and row.numbered
    ]
    for row in sorted(rows, key=lambda row: (row.known, row.claim_id)):
        acts = [act for act in felling(case, row.claim_id) if _is_own(case, act, row)]
        if acts and not row.relays:
            yield row, acts[-1]


def _is_own(
    case: Known,
    act: Any,
    row: Any,
) -> bool:
    return bool(cell(case, "speakers", act.by, "party") == row.party)


def _review(
    case: Known,
    row: Any,
    act: Any,
) -> dict[str, str]:
    ratings = _BY_AUTHOR if act.by == row.speaker else _BY_OWN
    said = (
        amount_with_unit(case, row.claim_id).text,
        quantity_of(case, row.claim_id).text,
    )
    return {
        "claim": " ".join(said),
        "author": name_of(case, row.speaker).text,
        "published": row.published[:10],
        "address": cell(case, "sources", row.source_id, "url"),
        "rating": ratings[act.act],
    }
