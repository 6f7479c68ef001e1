"""Accounts: who took which stance, what the sources say that others contradict, and the figures that do not fit."""

from __future__ import annotations

import pandas as pd

from asknown import dates
from asknown.model.case import Case
from asknown.model.figures import GONE

_BOUNDS = ["low", "value", "high"]


def positions(case: Case) -> pd.DataFrame:
    """Stances in order of the day they were taken, then of actor."""
    rows = case.tables["positions"].copy()
    rows["first"] = [dates.span(text)[0] for text in rows["date"]]
    return rows.sort_values(["first", "actor", "position_id"])


_FOR = ("supports", "welcomes", "defends")
_AGAINST = ("opposes", "condemns", "criticises", "distances")


def side_by_side(case: Case) -> dict[str, list[pd.DataFrame]]:
    """What more than a single actor took a stance towards, most named first: the positions for it, against it, and others."""
    rows = positions(case)
    actors = rows.groupby("target")["actor"].nunique()
    shared = sorted(actors.index[actors > 1], key=lambda target: (-actors[target], target))
    sides = [rows["stance"].isin(_FOR), rows["stance"].isin(_AGAINST), ~rows["stance"].isin([*_FOR, *_AGAINST])]
    return {target: [rows[side & (rows["target"] == target)] for side in sides] for target in shared}


def disputed(case: Case) -> pd.DataFrame:
    """Claims that are disputed and neither gone nor anybody's relay, in order of publication."""
    claims = case.claims
    marked = claims[claims["disputed"] & ~claims["standing"].isin(GONE) & (claims["relays"] == "")]
    return marked.sort_values(["known", "claim_id"])


def unfaithful(case: Case) -> pd.DataFrame:
    """Relays whose number, metric, group or place differs from that of the claim they repeat, as far as that is known by then,
    in order of publication."""
    claims = case.claims
    relays = claims[claims["relays"].isin(claims.index)]
    origins = claims.loc[relays["relays"]].set_index(relays.index)
    sames = [(relays[name] == origins[name]) | (relays[name].isna() & origins[name].isna()) for name in _BOUNDS]
    same = pd.concat([*sames, *(relays[name] == origins[name] for name in ("metric", "group", "place"))], axis=1).all(axis=1)
    return relays[~same].sort_values(["known", "claim_id"])
