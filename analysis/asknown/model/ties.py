"""Ties: numbers of one party for the same thing, day and moment that stand beside each other.

How claims stood is looked at on every day on which it could have changed for one of them: what an
act settled later was still a tie before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import pandas as pd

from asknown import dates
from asknown.errors import Problem
from asknown.ledger.reading import Ledger
from asknown.model.columns import ASIDE
from asknown.model.known import Known
from asknown.model.rows import Row, rows_by_id
from asknown.model.standing import DISPUTED, IN_FORCE

_QUANTITY = ["metric", "group", "place"]
_NUMBERS = ["low", "value", "high"]

_ALIVE = (IN_FORCE, DISPUTED)


@dataclass(frozen=True)
class Tie:
    """Claims that tie, in order of id, and since when they stood so: a day."""

    claims: Sequence[Row]
    day: str

    @property
    def can_be_settled(self) -> bool:
        """Whether it could be known which is newer: one page has both. Of two pages of a day, or of
        a minute, nobody may know which came first."""
        sources = {claim["source_id"] for claim in self.claims}
        return len(sources) < len(self.claims)

    @property
    def problem(self) -> Problem:
        """What is wrong, at the last row of them."""
        claim_ids = [claim["claim_id"] for claim in self.claims]
        ids = ", ".join(claim_ids)
        last = max(self.claims, key=attrgetter("line"))
        what = f"{ids} tie on {self.day}"
        mend = "give clock times, or add a superseded act by editors"
        if "T" in last["published"]:
            mend = "mend a clock time, or add a superseded act by editors"
        return last.problem("published", what, mend)


def ties(read: Ledger) -> Iterator[Tie]:
    """The ties of a ledger, in order of their claims."""
    case = Known.of(read)
    rivals = _rivals(case)
    if not rivals:
        return
    rows = rows_by_id(read, "claims")
    every_rival = pd.concat(rivals)
    smaller = only_about(case, every_rival.index)
    states: dict[str, pd.DataFrame] = {}
    for tied in rivals:
        for day in _days(smaller, tied):
            if day not in states:
                known = smaller.as_known(day)
                states[day] = known.claims
            standing = _in_force(states[day], tied)
            if _differ(standing):
                claims = [rows[claim_id] for claim_id in standing.index]
                yield Tie(claims, day)
                break


def _rivals(case: Known) -> list[pd.DataFrame]:
    """Claims that would tie if all were in force."""
    claims = case.claims
    is_original = claims["relays"] == ""
    is_aside = claims["nature"].isin(ASIDE)
    may_tie = is_original & claims["numbered"] & ~is_aside
    rivals = claims[may_tie]
    same = ["party", *_QUANTITY, "refers_to", "known"]
    # By far the most stand alone: only what has an equal is taken apart.
    has_equal = rivals.duplicated(same, keep=False)
    several = rivals[has_equal]
    differing = []
    for _, tied in several.groupby(same):
        if _differ(tied):
            differing.append(tied)
    return differing


def _differ(claims: pd.DataFrame) -> bool:
    different = claims.drop_duplicates(_NUMBERS)
    return len(different) > 1


def only_about(
    case: Known,
    claim_ids: Collection[str],
) -> Known:
    """The case with only the claims on the quantities of some: each stands in it as in the
    whole."""
    claims = case.tables["claims"]
    quantities = pd.MultiIndex.from_frame(claims[_QUANTITY])
    wanted = quantities[claims.index.isin(claim_ids)]
    is_wanted = quantities.isin(wanted)
    tables = dict(case.tables)
    tables["claims"] = claims[is_wanted]
    return replace(case, tables=tables)


def _days(
    case: Known,
    tied: pd.DataFrame,
) -> list[str]:
    """The days on which it could have changed how some claims stand: when they became known, and
    after that every day of an act on them, or on such an act. What is counted later only replaces.
    """
    acts = case.tables["acts"]
    first_of_them = tied.iloc[0]
    moments = {first_of_them["published"]}
    targets = set(tied.index)
    while targets:
        is_on_them = acts["target"].isin(targets)
        names_them = acts["replaced_by"].isin(targets)
        following = acts[is_on_them | names_them]
        moments.update(following["published"])
        targets = set(following.index)
    days = set()
    for moment in moments:
        published = dates.published(moment, case.zone)
        days.add(str(published.day))
    return sorted(days)


def _in_force(
    state: pd.DataFrame,
    tied: pd.DataFrame,
) -> pd.DataFrame:
    is_tied = state.index.isin(tied.index)
    is_in_force = state["standing"].isin(_ALIVE)
    return state[is_tied & is_in_force]
