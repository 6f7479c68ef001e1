"""How each claim stands: in force, withdrawn, denied, superseded or disputed. Derived from acts and dates, never typed.

A claim leaves force when it is withdrawn, or denied by its own speaker's party, or superseded: the same party later
gives a newer figure for the same metric, group and place (later end of `refers_to`, then later `published`). A denial or
dispute by anyone else leaves it in force, marked. A relay follows the claim it repeats and replaces nothing.

It reads only what it is given: claims and acts that are already cut to what was known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pandas as pd

IN_FORCE, WITHDRAWN, DENIED, SUPERSEDED, DISPUTED = "in force", "withdrawn", "denied", "superseded", "disputed"
_KEYS = ["party", "metric", "group", "place", "span"]
_LEAVES = {"withdrawn": WITHDRAWN, "denied": DENIED}


def standings(claims: pd.DataFrame, acts: pd.DataFrame, party: pd.Series, flows: Iterable[str]) -> pd.DataFrame:
    """Standing of every claim.

    Parameters: `claims` and `acts` as a known Case has them (claims with `end`, `known`, `numbered`), `party` by speaker id,
    `flows` the metrics whose values flow: each span of a flow is a quantity of its own and replaces no other.
    Returns a frame indexed like `claims` with `standing`, `disputed` (bool), `acts` (ids in force on the claim, in order)
    and `superseded_by` (claim id or "").
    """
    frame = pd.DataFrame({"standing": IN_FORCE, "disputed": False, "superseded_by": ""}, index=claims.index)
    frame["acts"] = [[] for _ in range(len(claims))]
    _apply_acts(frame, claims, _in_effect(acts, party), party)
    _supersede(frame, claims, party, set(flows))
    _follow_origins(frame, claims)
    frame.loc[(frame["standing"] == IN_FORCE) & frame["disputed"], "standing"] = DISPUTED
    return frame


def _in_effect(acts: pd.DataFrame, party: pd.Series) -> pd.DataFrame:
    """The acts that nobody took back. An act is undone by an act on it, unless that act is undone in turn."""
    on: dict[str, list[str]] = defaultdict(list)
    for act_id, target in zip(acts["act_id"], acts["target"], strict=True):
        on[target].append(act_id)
    row = acts.set_index("act_id")

    def stands(act_id: str) -> bool:
        """Down the chain, not along the dates: acts of one day may undo each other. Circles are refused at reading."""
        return not any(_undoes(row, other, act_id, party) and stands(other) for other in on[act_id])

    return acts[acts["act_id"].map(stands).astype(bool)].sort_values(["known", "act_id"])


def _undoes(row: pd.DataFrame, other: str, act_id: str, party: pd.Series) -> bool:
    same_party = party[row.at[other, "by"]] == party[row.at[act_id, "by"]]
    return row.at[other, "act"] in ("withdrawn", "superseded") or (row.at[other, "act"] == "denied" and same_party)


def _apply_acts(frame: pd.DataFrame, claims: pd.DataFrame, acts: pd.DataFrame, party: pd.Series) -> None:
    """Write what the acts in effect did; a withdrawal weighs more than a denial, a denial more than a replacement."""
    on = [act for act in acts.itertuples() if act.target in frame.index]
    for act in on:
        frame.at[act.target, "acts"].append(act.act_id)
        own = party[act.by] == party[claims.at[act.target, "speaker"]]
        if act.act == "disputed" or (act.act == "denied" and not own):
            frame.at[act.target, "disputed"] = True
        elif act.act != "superseded" and frame.at[act.target, "standing"] != WITHDRAWN:
            frame.at[act.target, "standing"] = _LEAVES[act.act]
    gone = set(frame.index[frame["standing"].isin([WITHDRAWN, DENIED])])
    for act in on:
        # What was put in a claim's place and then fell does not keep the claim out of force.
        if act.act == "superseded" and not gone & {act.target, act.replaced_by}:
            frame.loc[act.target, ["standing", "superseded_by"]] = [SUPERSEDED, act.replaced_by]


def _supersede(frame: pd.DataFrame, claims: pd.DataFrame, party: pd.Series, flows: set[str]) -> None:
    """Mark each claim that its own party has followed up with a newer number."""
    whole = claims.assign(party=claims["speaker"].map(party), span=claims["refers_to"].where(claims["metric"].isin(flows), ""))
    alive = whole[(frame["standing"] == IN_FORCE) & (claims["relays"] == "")]
    official = alive["speaker_kind"] == "official"
    # An office is followed up only by an office: a party's broadcaster or unnamed source replaces no official word.
    replaced = pd.concat([_followers(alive, alive)[~official], _followers(alive[official], alive[official])])
    frame.loc[replaced.index, "superseded_by"] = replaced
    frame.loc[alive.index, "standing"] = np.where(frame.loc[alive.index, "superseded_by"] != "", SUPERSEDED, IN_FORCE)


def _followers(claims: pd.DataFrame, among: pd.DataFrame) -> pd.Series:
    """For each claim the next newer number `among` its party's for the same thing, or ""; equal times follow nobody."""
    chain = among.sort_values([*_KEYS, "end", "known", "claim_id"])
    chains = chain.groupby(_KEYS)
    new = chain[["end", "known"]].ne(chains[["end", "known"]].shift(-1)).any(axis=1)
    candidate = chain["claim_id"].where(chain["numbered"])
    by_chain = [chain[key] for key in _KEYS]
    # The next number below in the chain, looked up from the last of those that share a time.
    following = candidate.groupby(by_chain).shift(-1).groupby(by_chain).bfill().where(new).groupby(by_chain).bfill()
    return following.fillna("").reindex(claims.index)


def _follow_origins(frame: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Give each relay the standing of the claim it repeats, through as many hands as it went."""
    origin = claims["relays"]
    for claim_id in claims.index[origin != ""]:
        first = origin[claim_id]
        while origin.get(first, ""):
            first = origin[first]
        if frame.at[claim_id, "standing"] == IN_FORCE and first in frame.index:
            frame.at[claim_id, "standing"] = frame.at[first, "standing"]
            frame.at[claim_id, "superseded_by"] = frame.at[first, "superseded_by"]
            frame.at[claim_id, "disputed"] |= frame.at[first, "disputed"]
