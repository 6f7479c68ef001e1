"""The timeline: what happened, in order, as far as it was known."""

from __future__ import annotations

import pandas as pd

from analysis import dates, words
from analysis.case import Case
from analysis.claims import text
from analysis.ledger import ids_in
from analysis.prose import Prose, plain


def frame(case: Case) -> pd.DataFrame:
    """Events in order of their first day, then clock time, then id; `first` and `last` are days, `last` None while open."""
    events = case.tables["events"].copy()
    events["first"] = [dates.span(start)[0] for start in events["start"]]
    events["last"] = [dates.span(end)[1] if end else None for end in events["end"]]
    events["clock"] = events["time"].where(events["time"].str.match(r"\d\d:\d\d"), "99")
    return events.sort_values(["first", "clock", "event_id"])


def when(case: Case, event_id: str) -> Prose:
    """Day or span of an event and its time, in words."""
    row = case.tables["events"].loc[event_id]
    days = words.edtf(row["start"] if not row["end"] or "/" in row["start"] else f"{row['start']}/{row['end']}", short=True)
    return plain(f"{days}, {row['time']}" if row["time"] else days, f"events:{event_id}")


def what(case: Case, event_id: str) -> Prose:
    """Title of an event with notes to its sources."""
    return text(case, "events", event_id, "title").citing(ids_in(case.tables["events"].at[event_id, "source_ids"]))


def where(case: Case, event_id: str) -> Prose:
    """Place of an event."""
    place = case.tables["events"].at[event_id, "place"]
    return plain(case.tables["places"].at[place, "label"], f"places:{place}")
