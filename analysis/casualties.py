"""The dead and the injured: who said how many, when, and how each count stands."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from analysis.case import Case
from analysis.claims import GONE, Figure, figures


def said(case: Case, metric: str, group: str = "all", place: str = "") -> pd.DataFrame:
    """Claims of one quantity that are nobody's relay, newest first by day referred to, then by publication.

    Columns as in `Case.claims`, with `local` (when it became public, local time) and `gone` (when it left force by an act,
    local time, or NaT).
    """
    claims = case.claims
    own = claims[(claims["metric"] == metric) & (claims["group"] == group) & (claims["place"] == (place or case.place))]
    own = own[own["relays"] == ""]
    own = own.assign(local=[known.astimezone(case.zone).replace(tzinfo=None) for known in own["known"]])
    own = own.assign(gone=pd.Series([_gone(case, acts) for acts in own["acts"]], index=own.index, dtype="datetime64[s]"))
    return own.sort_values(["end", "known", "claim_id"], ascending=False)


def _gone(case: Case, acts: list[str]) -> datetime | None:
    """When the first act took a claim out of force."""
    times = [case.acts.at[act, "known"] for act in acts if case.acts.at[act, "act"] in GONE]
    return min(times).astimezone(case.zone).replace(tzinfo=None) if times else None


def repeated(case: Case) -> pd.DataFrame:
    """Relays that printed a withdrawn or denied number after the first act against it, in order of publication."""
    claims = case.claims
    relays = claims[(claims["relays"] != "") & claims["standing"].isin(GONE) & (claims["relays"].isin(claims.index))]
    late = [row["known"] > _first_act(case, row["relays"]) for _, row in relays.iterrows()]
    return relays[pd.Series(late, index=relays.index, dtype=bool)].sort_values(["known", "claim_id"])


def _first_act(case: Case, claim_id: str) -> datetime:
    origin = case.tables["claims"]["relays"]
    while origin[claim_id]:
        claim_id = origin[claim_id]
    return min(case.acts.at[act, "known"] for act in case.claims.at[claim_id, "acts"] if case.acts.at[act, "act"] in GONE)


def breakdown(case: Case, metrics: list[str], rule: str, without: list[Figure]) -> list[Figure]:
    """Figures of these metrics, the whole country before its parts, leaving out those in `without`."""
    keys = {(figure.metric, figure.group, figure.place) for figure in without}
    chosen = [figure for figure in figures(case, rule) if figure.metric in metrics]
    chosen = [figure for figure in chosen if (figure.metric, figure.group, figure.place) not in keys]
    return sorted(chosen, key=lambda each: (metrics.index(each.metric), each.place != case.place, each.place, each.group))
