"""What a section tells in no other table: every claim of its metrics stands somewhere."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from asknown.model.known import Known
from asknown.subjects import quantities
from asknown.text.blocks import Table
from asknown.text.prose import plain


def claims(
    case: Known,
    metrics: Iterable[str],
    told: Iterable[str],
) -> pd.DataFrame:
    """The claims of some metrics that are nobody's relay and not among those `told`: by quantity,
    the newest first.
    """
    every = case.claims
    is_counted = every["metric"].isin(list(metrics))
    is_original = every["relays"] == ""
    is_told = every.index.isin(list(told))
    left = every[is_counted & is_original & ~is_told]
    rising = {
        "metric": True,
        "place": True,
        "group": True,
        "end": False,
        "known": False,
        "claim_id": True,
    }
    return left.sort_values(list(rising), ascending=list(rising.values()))


def table(
    case: Known,
    name: str,
    claims: pd.DataFrame,
) -> Table:
    """One row per claim: what it counts, the number, who says so of which day, and how it
    stands."""
    rows = [quantities.stood(case, claim) for claim in claims.index]
    return Table(
        f"also_said_{name}",
        plain("Also said"),
        quantities.STOOD,
        rows,
        ("Figure",),
    )
