"""The tables of a case behind the door. They must hold no row that the door did not let through.

A million claims are kept once: the text of those that are known is copied only where it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from asknown.ledger.tables import BY_NAME
from asknown.model.columns import Array

Tables = Mapping[str, pd.DataFrame]
_ALL = slice(None)


class KnownTables(Tables):
    """Tables by name, `claims` being some `rows` of the `whole` table."""

    def __init__(
        self,
        frames: dict[str, pd.DataFrame],
        whole: pd.DataFrame,
        rows: Array,
    ) -> None:
        self._frames = frames
        self.whole = whole
        self.rows = rows

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name == "claims" and name not in self._frames:
            self._frames[name] = self.whole.iloc[self.rows]
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)


def claims_text(
    tables: Tables,
    rows: Array,
    columns: list[str] | slice = _ALL,
) -> pd.DataFrame:
    """Some rows of the claims, and of these some columns, without reading the others."""
    claims: pd.DataFrame
    if isinstance(tables, KnownTables):
        claims = tables.whole
        rows = tables.rows[rows]
    else:
        claims = tables["claims"]
    cut = claims.loc[:, columns]
    return cut.iloc[rows]
