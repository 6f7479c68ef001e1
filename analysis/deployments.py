"""The force: who sent how many, in which steps, and how far the parts reach the stated total."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import dates
from analysis.case import Case
from analysis.claims import STANDING, Figure
from analysis.tables import STEPS


@dataclass(frozen=True)
class Gap:
    """A stated total, the stated parts, and what lies between. Only exact official numbers count."""

    total: Figure
    parts: tuple[Figure, ...]

    @property
    def sum(self) -> float:
        """The parts together."""
        return sum(part.value or 0 for part in self.parts)

    @property
    def rest(self) -> float:
        """What the parts do not account for."""
        return (self.total.value or 0) - self.sum


def contributors(case: Case) -> list[str]:
    """The contributors of the force, the force as a whole first."""
    groups = case.tables["groups"]
    claims = case.tables["claims"]
    there = set(claims.loc[claims["metric"] == "troops", "group"]) | set(case.tables["movements"]["contributor"])
    whole = [each for each in sorted(there) if not groups.at[each, "part_of"]]
    return whole + [each for each in sorted(there) if groups.at[each, "part_of"]]


def gap(case: Case) -> Gap | None:
    """The gap between the official total and its official parts; None where no exact total or no part is stated."""
    groups = case.tables["groups"]
    for whole in contributors(case):
        total = case.figure("troops", whole, rule="official")
        parts = [case.figure("troops", each, rule="official") for each in contributors(case) if groups.at[each, "part_of"] == whole]
        stated = tuple(part for part in parts if part.status == STANDING and part.value is not None)
        if total.value is not None and total.wording == "exact" and stated:
            return Gap(total, stated)
    return None


def steps(case: Case) -> pd.DataFrame:
    """Steps of the deployment in order of their day, then of the usual course, then by contributor."""
    rows = case.tables["movements"].copy()
    rows["first"] = [dates.span(text)[0] for text in rows["date"]]
    rows["course"] = [STEPS.index(step) for step in rows["step"]]
    return rows.sort_values(["first", "course", "contributor", "movement_id"])
