"""Ties: numbers of one party for the same thing, day and moment that stand beside each other.

How claims stood is looked at on every day on which it could have changed for one of them: what an
act settled later was still a tie before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from asknown import dates
from asknown.errors import Problem
from asknown.ledger.reading import Ledger
from asknown.model.known import Known
from asknown.model.rows import Row, rows_by_id
from asknown.model.standing import DISPUTED, IN_FORCE

_QUANTITY = ["metric", "group", "place"]
_NUMBERS = ["low", "value", "high"]
_NO_COUNTS = ("projection", "recap")


@dataclass(frozen=True)
class Tie:
    """Claims that tie, in order of id, and since when they stood so: a day."""

    claims: Sequence[Row]
    day: str

    @property
    def can_be_settled(self) -> bool:
        """Whether it could be known which is newer: one page has both, or a clock time stands on
        them. Of two pages of a day nobody may know which came first."""
        sources = {claim["source_id"] for claim in self.claims}
        has_clock = ["T" in claim["published"] for claim in self.claims]
        return len(sources) < len(self.claims) or any(has_clock)

    @property
    def problem(self) -> Problem:
        """What is wrong, at the last row of them."""
        ids = ", ".join(claim["claim_id"] for claim in self.claims)
        last = max(self.claims, key=lambda claim: claim.line)
        return last.problem(
            "published",
            f"{ids} tie on {self.day}",
            "give clock times, or add a superseded act by editors",
        )


def ties(read: Ledger) -> Iterator[Tie]:
    """The ties of a ledger, in order of their claims."""
    case = Known.of(read)
    rivals = _rivals(case)
    if not rivals:
        return
    rows = rows_by_id(read, "claims")
    smaller = _about(case, rivals)
    states: dict[str, pd.DataFrame] = {}
    for tied in rivals:
        for day in _days(smaller, tied):
            if day not in states:
                states[day] = smaller.as_known(day).claims
            standing = _in_force(states[day], tied)
            if _differ(standing):
                yield Tie([rows[claim_id] for claim_id in standing.index], day)
                break


def _rivals(case: Known) -> list[pd.DataFrame]:
    """Claims that would tie if all were in force."""
    claims = case.claims
    is_original = claims["relays"] == ""
    counts = ~claims["nature"].isin(_NO_COUNTS)
    rivals = claims[is_original & counts & claims["numbered"]]
    same = ["party", *_QUANTITY, "refers_to", "known"]
    # By far the most stand alone: only what has an equal is taken apart.
    several = rivals[rivals.duplicated(same, keep=False)]
    every = [tied for _, tied in several.groupby(same)]
    return [tied for tied in every if _differ(tied)]


def _differ(claims: pd.DataFrame) -> bool:
    return len(claims.drop_duplicates(_NUMBERS)) > 1


def _about(case: Known, rivals: Sequence[pd.DataFrame]) -> Known:
    """The case with only the claims on quantities of the rivals: every one stands in it as in the
    whole."""
    claims = case.tables["claims"]
    wanted = pd.MultiIndex.from_frame(pd.concat(rivals)[_QUANTITY])
    is_wanted = pd.MultiIndex.from_frame(claims[_QUANTITY]).isin(wanted)
    tables = {**case.tables, "claims": claims[is_wanted]}
    return replace(case, tables=tables)


def _days(case: Known, tied: pd.DataFrame) -> list[str]:
    """The days on which it could have changed how some claims stand: when they became known, and
    after that every day of an act on them, or on such an act. What is counted later only replaces.
    """
    acts = case.tables["acts"]
    days = {_day(case, tied.iloc[0])}
    targets = set(tied.index)
    while targets:
        on_targets = acts[acts["target"].isin(targets) | acts["replaced_by"].isin(targets)]
        days.update(_day(case, act) for _, act in on_targets.iterrows())
        targets = set(on_targets.index)
    return sorted(days)


def _day(case: Known, row: Mapping[str, str] | pd.Series) -> str:
    return str(dates.published(row["published"], case.zone).day)


def _in_force(state: pd.DataFrame, tied: pd.DataFrame) -> pd.DataFrame:
    known = state[state.index.isin(tied.index)]
    return known[known["standing"].isin([IN_FORCE, DISPUTED])]
