"""Accounts: who took which stance towards what."""

from __future__ import annotations

import pandas as pd

from asknown import dates
from asknown.model.known import Known
from asknown.model.phrases import day_or_span, text
from asknown.text.blocks import Table
from asknown.text.prose import Prose, join, plain, say

_FOR = ("supports", "welcomes", "defends")
_AGAINST = ("opposes", "condemns", "criticises", "distances")


def positions(case: Known) -> pd.DataFrame:
    """Stances in order of the day they were taken, then of actor."""
    rows = case.tables["positions"].copy()
    rows["first"] = [dates.span(day)[0] for day in rows["date"]]
    return rows.sort_values(["first", "actor", "position_id"])


def side_by_side(case: Known) -> dict[str, list[pd.DataFrame]]:
    """What more than a single actor took a stance towards, most named first: the positions for it,
    against it, and others.
    """
    rows = positions(case)
    actors = rows.groupby("target")["actor"].nunique()
    shared = sorted(actors.index[actors > 1], key=lambda target: (-actors[target], target))
    favour, against = rows["stance"].isin(_FOR), rows["stance"].isin(_AGAINST)
    sides = (favour, against, ~favour & ~against)
    towards = {target: rows["target"] == target for target in shared}
    return {target: [rows[own & side] for side in sides] for target, own in towards.items()}


def positions_table(case: Known) -> Table:
    """Who took which stance towards what, in order of the day."""
    caption = plain("Who said what, in order of the day")
    columns = ("When", "Who", "Stance", "Towards", "Said")
    rows = [_row(case, str(position), row) for position, row in positions(case).iterrows()]
    return Table("positions", caption, columns, rows)


def _row(case: Known, position: str, row: pd.Series) -> list[Prose]:
    return [
        _day(position, row),
        _actor(position, row),
        plain(_stance(row)),
        text(case, "positions", position, "target"),
        text(case, "positions", position, "summary").citing([row["source_id"]]),
    ]


def _day(position: str, row: pd.Series) -> Prose:
    return day_or_span(row["date"], f"positions:{position}", short=True)


def _actor(position: str, row: pd.Series) -> Prose:
    return plain(row["actor"], f"positions:{position}:actor")


def _stance(row: pd.Series) -> str:
    return str(row["stance"].replace("_", " "))


def side_by_side_table(case: Known) -> Table:
    """The positions of several actors towards the same thing, side by side."""
    caption = plain("Positions side by side")
    rows = []
    for sides in side_by_side(case).values():
        first = next(str(side.index[0]) for side in sides if len(side))
        target = text(case, "positions", first, "target")
        rows.append([target, *map(_side, sides)])
    return Table("side_by_side", caption, ("Towards", "For", "Against", "Other"), rows)


def _side(side: pd.DataFrame) -> Prose:
    """Who stands on a side, each with the stance and the day."""
    return join([_in_brief(str(position), row) for position, row in side.iterrows()], "; ", "; ")


def _in_brief(position: str, row: pd.Series) -> Prose:
    stance = say(
        "{actor} ({stance}, {day})",
        actor=_actor(position, row),
        stance=_stance(row),
        day=_day(position, row),
    )
    return stance.citing([row["source_id"]])
