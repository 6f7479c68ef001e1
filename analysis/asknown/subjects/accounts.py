"""Accounts: who took which stance towards what."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from asknown import dates
from asknown.ledger.tables import ACTOR_KINDS
from asknown.model.claim_table import named_rows
from asknown.model.known import Known
from asknown.model.phrases import capital, cell, day_or_span, text
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.prose import Prose, join, number, plain, say, sentences
from asknown.text.statements import statement

_FOR = ("supports", "welcomes", "defends")
_AGAINST = ("opposes", "condemns", "criticises", "distances")
_ASKS = ("calls_for",)
_A_SIDE = 3  # positions that the grid has on each side
_FEWEST = 3  # rows that make a table: fewer are sentences


def positions(case: Known) -> pd.DataFrame:
    """Stances in order of the day they were taken, then of actor."""
    rows = case.tables["positions"].copy()
    rows["first"] = list(map(dates.sorting_day, rows["date"]))
    return rows.sort_values(["first", "actor", "position_id"])


def side_by_side(case: Known) -> dict[str, list[pd.DataFrame]]:
    """What more than a single actor took a stance towards, most named first: the positions for it,
    against it, and others.
    """
    rows = positions(case)
    in_favour = rows["stance"].isin(_FOR)
    against = rows["stance"].isin(_AGAINST)
    others = ~in_favour & ~against
    beside: dict[str, list[pd.DataFrame]] = {}
    for target in _shared(rows):
        is_towards = rows["target"] == target
        beside[target] = [
            rows[is_towards & in_favour],
            rows[is_towards & against],
            rows[is_towards & others],
        ]
    return beside


def _shared(rows: pd.DataFrame) -> list[str]:
    """What more than a single actor took a stance towards, most named first."""
    by_target = rows.groupby("target")["actor"]
    actors = by_target.nunique()
    shared = actors[actors > 1]
    # Equals keep their order, which is that of their names.
    most_first = shared.sort_values(ascending=False, kind="stable")
    return list(most_first.index)


def positions_table(case: Known) -> Table:
    """Who took which stance towards what, in order of the day."""
    columns = ("When", "Who", "Stance", "Towards", "Said")
    in_order = positions(case)
    rows = [_row(case, position) for position in in_order.index]
    return Table("positions", positions_title(), columns, rows)


@statement("each row is a position, in order of the day it was taken")
def positions_title() -> Prose:
    """The title of the positions."""
    return plain("Who said what, in order of the day")


def _row(
    case: Known,
    position: str,
) -> list[Prose]:
    towards = text(case, "positions", position, "target")
    return [
        day(case, position),
        capital(actor(case, position)),
        capital(stance(case, position)),
        capital(towards),
        said(case, position),
    ]


@statement("the position's row has this day or span")
def day(
    case: Known,
    position: str,
) -> Prose:
    """When a position was taken: `10 Jan 2022`."""
    date = cell(case, "positions", position, "date")
    return day_or_span(date, f"positions:{position}", short=True)


@statement("the position's row has this actor")
def actor(
    case: Known,
    position: str,
) -> Prose:
    """Who took a position."""
    name = cell(case, "positions", position, "actor")
    return plain(name, f"positions:{position}:actor")


@statement("the position's row has this stance")
def stance(
    case: Known,
    position: str,
) -> Prose:
    """Which stance somebody took: `calls for`."""
    word = cell(case, "positions", position, "stance")
    words = word.replace("_", " ")
    return plain(words)


@statement(
    "the position's row has this summary, its figures as they stand, and this source"
)
def said(
    case: Known,
    position: str,
) -> Prose:
    """What was said, in our words, with a note."""
    source = cell(case, "positions", position, "source_id")
    summary = text(case, "positions", position, "summary")
    return summary.citing([source])


def side_by_side_table(case: Known) -> Table:
    """The positions of several actors towards the same thing, side by side."""
    rows = []
    for sides in side_by_side(case).values():
        every = pd.concat(sides)
        target = text(
            case,
            "positions",
            every.index[0],
            "target",
        )
        row = [capital(target)]
        for side in sides:
            on_side = _side(case, side)
            row.append(on_side)
        rows.append(row)
    columns = ("Towards", "For", "Against", "Other")
    return Table("side_by_side", side_by_side_title(), columns, rows)


@statement("each row is what more than a single actor took a position towards")
def side_by_side_title() -> Prose:
    """The title of the positions that are set side by side."""
    return plain("Positions side by side")


def _side(
    case: Known,
    side: pd.DataFrame,
) -> Prose:
    """Who stands on a side, each with the stance and the day."""
    positions = [in_brief(case, position) for position in side.index]
    return join(positions, "; ", "; ")


@statement("the position's row has this actor, stance and day, and this source")
def in_brief(
    case: Known,
    position: str,
) -> Prose:
    """A position in a few words, with a note: `Russia (supports, 10 Jan 2022)`."""
    told = say(
        "{actor} ({stance}, {day})",
        actor=actor(case, position),
        stance=stance(case, position),
        day=day(case, position),
    )
    source = cell(case, "positions", position, "source_id")
    return told.citing([source])


# The few that a reader needs.


def grid(case: Known) -> Group:
    """Who supports, who opposes, who asks, who says something else: of each actor the latest
    position, a few on each side; the rest is counted."""
    chosen = in_grid(case)
    if len(chosen) < _FEWEST:
        told = [in_words(case, position) for position in chosen.index]
        return shown(Text((sentences(told),)))
    columns = ("Stance", "Who", "Towards", "What they said", "When")
    rows = [_grid_row(case, position) for position in chosen.index]
    named = list(chosen.index)
    return shown(
        Table("grid", grid_title(named), columns, rows),
        Text((left_out(case, named),)),
    )


def in_grid(case: Known) -> pd.DataFrame:
    """The positions of the grid, side by side: of each actor the latest since the case begins; on
    each side a few, of which each is by another kind of actor and towards something else than those
    before it, as far as there are such. First comes what is towards the most named, then who stands
    first among the kinds of actors, then who spoke most and last."""
    rows = positions(case)
    rows = rows.assign(
        side=list(map(_side_of, rows["stance"])),
        named=-rows["target"].map(rows["target"].value_counts()),
        kind=list(map(ACTOR_KINDS.index, rows["actor_kind"])),
        spoke=-rows["actor"].map(rows["actor"].value_counts()),
        latest=[-day.toordinal() for day in rows["first"]],
    )
    latest = rows.drop_duplicates("actor", keep="last")
    since = latest[latest["date"] >= case.settings.begins]
    in_order = since.sort_values(
        ["side", "named", "kind", "spoke", "latest", "position_id"]
    )
    chosen: list[str] = []
    rows_in_order = named_rows("Position", in_order)
    for _, on_side in groupby(rows_in_order, attrgetter("side")):
        chosen += _unlike(list(on_side))
    return in_order.loc[chosen]


def _unlike(on_side: list[Any]) -> list[str]:
    """A few of the positions on a side that are as unlike each other as may be."""
    chosen: list[str] = []
    kinds: set[int] = set()
    targets: set[str] = set()

    def alike(row: Any) -> int:
        return (row.kind in kinds) + (row.target in targets)

    while on_side and len(chosen) < _A_SIDE:
        other = min(on_side, key=alike)
        on_side.remove(other)
        chosen.append(other.position_id)
        kinds.add(other.kind)
        targets.add(other.target)
    return chosen


def _side_of(stance: str) -> int:
    """Where a stance stands in the grid: for, against, asks, anything else."""
    for place, stances in enumerate((_FOR, _AGAINST, _ASKS)):
        if stance in stances:
            return place
    return len((_FOR, _AGAINST, _ASKS))


def _grid_row(case: Known, position: str) -> list[Prose]:
    towards = text(case, "positions", position, "target")
    return [
        capital(stance(case, position)),
        actor(case, position),
        capital(towards),
        said(case, position),
        day(case, position),
    ]


@statement("each of these positions is the latest of its actor")
def grid_title(positions: list[str]) -> Prose:
    """The title of the grid."""
    return plain("Who stands where: of each the latest word")


@statement("so many positions are known that are none of these")
def left_out(case: Known, positions: list[str]) -> Prose:
    """How many positions are left to the annex."""
    beyond = len(case.tables["positions"]) - len(positions)
    if not beyond:
        return Prose()
    n = number(beyond, "count:positions")
    noun = "more position is" if beyond == 1 else "more positions are"
    return say("{n} {noun} in the annex.", n=n, noun=noun)


@statement(
    "the position's row has this actor, stance, target, day and summary, and this source"
)
def in_words(case: Known, position: str) -> Prose:
    """A position as a sentence: `Russia supports the force (10 Jan 2022): calls it ...`."""
    return say(
        "{actor} {stance} {target} ({day}): {said}",
        actor=actor(case, position),
        stance=stance(case, position),
        target=text(case, "positions", position, "target"),
        day=day(case, position),
        said=said(case, position),
    )
