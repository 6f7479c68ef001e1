"""Connectivity: what each monitor saw a network do, and when."""

from __future__ import annotations

import pandas as pd

from analysis import dates, words
from analysis.case import Case
from analysis.prose import Prose, plain


def frame(case: Case) -> pd.DataFrame:
    """Observations in order of their start; `first` is the first instant of each."""
    rows = case.tables["connectivity"].copy()
    rows["first"] = [dates.moment(text, case.zone) for text in rows["start"]]
    return rows.sort_values(["first", "row_id"])


def when(case: Case, row_id: str) -> Prose:
    """Start and end of an observation in local time, in words."""
    row = case.tables["connectivity"].loc[row_id]
    start, end = (_local(case, row[name]) for name in ("start", "end"))
    day, _, _ = start.partition(", ")
    said = f"{start} to {end.removeprefix(day + ', ')}" if end and end != start else start
    return plain(said, f"connectivity:{row_id}")


def _local(case: Case, text: str) -> str:
    if not text:
        return ""
    local = dates.moment(text, case.zone).astimezone(case.zone)
    day = words.day(local.date(), short=True)
    return f"{day}, {words.minute(local)}" if "T" in text else day


def measured(case: Case, row_id: str) -> Prose:
    """What was measured, with the value and its unit where there is one."""
    row = case.tables["connectivity"].loc[row_id]
    value = f": {words.number(float(row['value']))} {row['unit']}".rstrip() if row["value"] else ""
    return plain(f"{row['measure']}{value}", f"connectivity:{row_id}")
