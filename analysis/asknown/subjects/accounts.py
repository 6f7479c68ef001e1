"""Accounts: who took which stance, what the sources say that others contradict, and the figures that do not fit."""

from __future__ import annotations

import pandas as pd

from asknown import dates
from asknown.model.known import Known
from asknown.model.phrases import day_or_span, text
from asknown.model.standing import GONE
from asknown.text import english
from asknown.text.blocks import Table
from asknown.text.prose import Prose, join, plain, say

_BOUNDS = ["low", "value", "high"]


def positions(case: Known) -> pd.DataFrame:
    """Stances in order of the day they were taken, then of actor."""
    rows = case.tables["positions"].copy()
    rows["first"] = [dates.span(text)[0] for text in rows["date"]]
    return rows.sort_values(["first", "actor", "position_id"])


_FOR = ("supports", "welcomes", "defends")
_AGAINST = ("opposes", "condemns", "criticises", "distances")


def side_by_side(case: Known) -> dict[str, list[pd.DataFrame]]:
    """What more than a single actor took a stance towards, most named first: the positions for it, against it, and others."""
    rows = positions(case)
    actors = rows.groupby("target")["actor"].nunique()
    shared = sorted(actors.index[actors > 1], key=lambda target: (-actors[target], target))
    sides = [
        rows["stance"].isin(_FOR),
        rows["stance"].isin(_AGAINST),
        ~rows["stance"].isin([*_FOR, *_AGAINST]),
    ]
    return {
        target: [rows[side & (rows["target"] == target)] for side in sides] for target in shared
    }


def disputed(case: Known) -> pd.DataFrame:
    """Claims that are disputed and neither gone nor anybody's relay, in order of publication."""
    claims = case.claims
    marked = claims[claims["disputed"] & ~claims["standing"].isin(GONE) & (claims["relays"] == "")]
    return marked.sort_values(["known", "claim_id"])


def unfaithful(case: Known) -> pd.DataFrame:
    """Relays whose number, metric, group or place differs from that of the claim they repeat, as far as that is known by then,
    in order of publication."""
    claims = case.claims
    relays = claims[claims["relays"].isin(claims.index)]
    origins = claims.loc[relays["relays"]].set_index(relays.index)
    sames = [
        (relays[name] == origins[name]) | (relays[name].isna() & origins[name].isna())
        for name in _BOUNDS
    ]
    same = pd.concat(
        [*sames, *(relays[name] == origins[name] for name in ("metric", "group", "place"))], axis=1
    ).all(axis=1)
    return relays[~same].sort_values(["known", "claim_id"])


def positions_table(case: Known) -> Table:
    """Who took which stance towards what, in order of the day."""
    rows = [
        [
            day_or_span(row["date"], f"positions:{each}", short=True),
            plain(row["actor"], f"positions:{each}:actor"), plain(row["stance"].replace("_", " ")),
            text(case, "positions", each, "target"), text(case, "positions", each, "summary").citing([row["source_id"]]),
        ]
        for each, row in positions(case).iterrows()
    ]  # fmt: skip
    return Table(
        "positions",
        plain("Who said what, in order of the day"),
        ("When", "Who", "Stance", "Towards", "Said"),
        rows,
    )


def side_by_side_table(case: Known) -> Table:
    """The positions of several actors towards the same thing, side by side."""
    found = side_by_side(case).values()
    firsts = [str(next(each for side in sides for each in side.index)) for sides in found]
    rows = [
        [text(case, "positions", first, "target"), *(_side(case, side) for side in sides)]
        for first, sides in zip(firsts, found, strict=True)
    ]
    return Table(
        "side_by_side",
        plain("Positions side by side"),
        ("Towards", "For", "Against", "Other"),
        rows,
    )


def _side(case: Known, side: pd.DataFrame) -> Prose:
    """Who stands on a side, each with the stance and the day."""
    return join([_stance(case, str(each), row) for each, row in side.iterrows()], "; ", "; ")


def _stance(case: Known, each: str, row: pd.Series) -> Prose:
    actor = plain(row["actor"], f"positions:{each}:actor")
    day = plain(english.edtf(row["date"], short=True), f"positions:{each}")
    said = say(
        "{actor} ({stance}, {day})", actor=actor, stance=row["stance"].replace("_", " "), day=day
    )
    return said.citing([row["source_id"]])
