"""The force: who sent how many, in which steps, and how far the parts reach the stated total."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis import dates
from analysis.case import Case
from analysis.claims import GONE, STANDING, label_of, number, speaker
from analysis.prose import Prose, join, plain, say
from analysis.standing import SUPERSEDED
from analysis.sums import Gap, gaps
from analysis.tables import STEPS


def contributors(case: Case) -> list[str]:
    """The contributors of the force, the force as a whole first."""
    claims = case.tables["claims"]
    there = set(claims.loc[claims["metric"] == "troops", "group"]) | set(case.tables["movements"]["contributor"])
    return sorted(there, key=lambda each: (case.tables["groups"].at[each, "part_of"] != "", each))


def troops(case: Case) -> pd.DataFrame:
    """Claims on personnel in the whole country that are nobody's relay, by contributor, newest first; with `official`
    and `y` (the number a chart draws)."""
    claims, order = case.claims, contributors(case)
    own = claims[(claims["metric"] == "troops") & (claims["relays"] == "") & (claims["place"] == case.place)]
    own = own.assign(
        rank=[order.index(group) for group in own["group"]],
        official=own["speaker_kind"] == "official",
        y=own[["value", "low", "high"]].bfill(axis=1).iloc[:, 0],
    )
    return own.sort_values(["rank", "end", "known", "claim_id"], ascending=[True, False, False, True])


def gap(case: Case) -> Gap | None:
    """The gap between the official total of the force and its official parts; None where there is none to reckon."""
    return next((each for each in gaps(case) if each.total.metric == "troops"), None)


def sentences(case: Case, rule: str) -> Iterator[Prose]:
    """Each contributor's number in a sentence."""
    for group in contributors(case):
        figure = case.figure("troops", group, rule=rule)
        if figure.status == STANDING and (figure.value, figure.low, figure.high) != (None, None, None):
            yield figure.say()


def steps(case: Case) -> pd.DataFrame:
    """Steps of the deployment in order of their day, then of the usual course, then by contributor."""
    rows = case.tables["movements"].copy()
    rows["first"] = [dates.span(text)[0] for text in rows["date"]]
    rows["course"] = [STEPS.index(step) for step in rows["step"]]
    return rows.sort_values(["first", "course", "contributor", "movement_id"])


# What the chart of contributors says.


def standing(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of contributors draws: what is neither gone nor replaced."""
    return claims[~claims["standing"].isin([*GONE, SUPERSEDED])].sort_values(["end", "known", "claim_id"])


def finding(case: Case, claims: pd.DataFrame) -> Prose:
    """Which contributors gave no number, or that all did."""
    stated = set(claims.loc[claims["official"] & claims["numbered"], "group"])
    silent = [label_of(case, "groups", group) for group in contributors(case) if group not in stated]
    if not silent:
        return plain("Every contributor gave an official number")
    return say("No official number for {names}", names=join(silent))


def in_words(case: Case, claims: pd.DataFrame) -> Prose:
    """The alternative text of the contributors chart: what it shows, then what it says, claim by claim."""
    numbered = claims[claims["numbered"]].sort_values(["rank", "end", "known", "claim_id"])
    told = [
        say("{group}: {n} by {who}", group=label_of(case, "groups", numbered.at[claim, "group"]),
            n=number(case, claim), who=speaker(case, claim))
        for claim in numbered.index
    ]  # fmt: skip
    return say(
        "Bar chart of personnel by contributor. {finding}. {told}.",
        finding=finding(case, claims), told=join(told, "; ", "; "),
    )  # fmt: skip
