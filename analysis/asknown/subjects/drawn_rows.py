"""The rows of the ledger that a chart is drawn from, tidy: a row a claim, event or observation,
its cells as the ledger has them, with how each stands and the address of its source.

Who takes a chart along takes these with it: ids, bounds and wording, not printed English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from asknown.ledger.cells import ids_in
from asknown.model import events
from asknown.model.claim_table import cells_of
from asknown.model.known import Known
from asknown.text.blocks import Chart, Tidy

_CLAIM = tuple(
    "claim_id metric group place low value high wording nature speaker speaker_name party "
    "refers_to published standing disputed source_id source_title source_url".split()
)
# What of other tables stays with the ledger: remarks, and titles that are said for short.
_LEFT = {"note", "short"}


def with_claims(
    case: Known,
    chart: Chart,
    claim_ids: Iterable[str],
) -> Chart:
    """The chart with the claims it is drawn from, in the order of their ids."""
    rows = [_claim(case, claim_id) for claim_id in sorted(set(claim_ids))]
    return replace(chart, rows=Tidy(_CLAIM, tuple(rows)))


def _claim(case: Known, claim_id: str) -> tuple[str, ...]:
    """The cells of a claim, those of its speaker and its source, and how it stands."""
    row = case.row(claim_id)
    elsewhere = {
        "speaker_name": case.cell("speakers", row.speaker, "name"),
        "party": row.party,
        "standing": row.standing,
        "disputed": "yes" if row.disputed else "",
        "source_title": case.cell("sources", row.source_id, "title"),
        "source_url": case.cell("sources", row.source_id, "url"),
    }
    return tuple(
        elsewhere[name] if name in elsewhere else case.cell("claims", claim_id, name)
        for name in _CLAIM
    )


def with_rows(
    case: Known,
    chart: Chart,
    table: str,
    ids: Iterable[str],
) -> Chart:
    """The chart with the rows of a table it is drawn from, in the order of their ids."""
    rows = case.tables[table].loc[sorted(set(ids))]
    columns = [name for name in rows.columns if name not in _LEFT]
    told = rows[columns]
    if table == "events":
        # A title names figures by their claims: told, they read as they stand.
        told = told.assign(
            title=[events.title(case, event).text for event in rows.index]
        )
    addresses = [
        _addresses(case, ids_in(source_ids)) for source_ids in rows["source_ids"]
    ]
    cells = cells_of(told.assign(source_urls=addresses))
    return replace(chart, rows=Tidy((*columns, "source_urls"), tuple(cells)))


def _addresses(case: Known, source_ids: Iterable[str]) -> str:
    urls = [case.cell("sources", source_id, "url") for source_id in source_ids]
    return " ".join(filter(None, urls))
