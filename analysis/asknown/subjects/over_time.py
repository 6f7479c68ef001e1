"""What was claimed of one quantity, in the order in which it became public: a frame for tables and
charts of an analyst's own. It chooses nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from asknown.errors import CallError
from asknown.model.known import Known
from asknown.model.phrases import number, published, speaker
from asknown.subjects.claims import by_publication, ids, said

COLUMNS = (
    "published",
    "until",
    "low",
    "value",
    "high",
    "wording",
    "nature",
    "speaker",
    "official",
    "refers_to",
    "standing",
    "source",
    "said",
    "who",
    "when",
)


def series_of(
    case: Known,
    metric: str,
    group: str = "all",
    place: str = "",
) -> pd.DataFrame:
    """The claims of a quantity that are nobody's relay, in the order of publication, a row each
    under its claim_id. CallError where nothing was ever claimed of it.

    - `published`: when it became public, local time of the case (noon where only the day is known)
    - `until`: when it left force, withdrawn, denied or replaced by a newer one; NaT while it stands
    - `low`, `value`, `high`: the number as stated, in the unit of the metric; NaN where not stated
    - `wording`, `nature`, `refers_to`: as in claims.csv
    - `speaker`, `source`: ids; `official`: whether the speaker is an office
    - `standing`: how it stands at the moment the case is known at
    - `said`, `who`, `when`: number, speaker and time of publication as prose that traces to the
      row, for a table or a label; the number is struck where it was taken back

    >>> import asknown
    >>> toll = asknown.open_case().as_known("2022-01-12").series("killed")
    >>> print(toll.loc["KT-004", "said"], toll.loc["KT-004", "standing"])
    164 withdrawn
    """
    if (metric, group, place or case.place) not in case.quantities:
        known = ", ".join(sorted({name for name, _, _ in case.quantities}))
        quantity = "/".join((metric, group, place or case.place))
        raise CallError(
            f"series: nobody claims {quantity}; there are claims on: {known}"
        )
    claims = sorted(said(case, metric, group, place), key=by_publication)
    rows = case.claims.loc[ids(claims)]
    until = [claim.gone or claim.replaced for claim in claims]
    columns = {
        "published": _moments([claim.local for claim in claims], rows.index),
        "until": _moments(until, rows.index),
        "official": rows["speaker_kind"] == "official",
        "source": rows["source_id"],
        "said": [number(case, claim) for claim in rows.index],
        "who": [speaker(case, claim) for claim in rows.index],
        "when": [published(case, "claims", claim, short=True) for claim in rows.index],
    }
    return rows.assign(**columns)[[*COLUMNS]]


def _moments(moments: Sequence[datetime | None], index: pd.Index) -> pd.Series:
    return pd.Series(moments, index=index, dtype="datetime64[s]")
