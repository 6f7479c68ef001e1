"""How each claim stands: in force, withdrawn, denied, superseded or disputed. Derived from acts and dates, never typed.

A claim leaves force when it is withdrawn, or denied by its own speaker's party, or superseded: the same party later
gives a newer figure for the same metric, group and place (later end of `refers_to`, then later `published`). A denial or
dispute by anyone else leaves it in force, marked. A relay follows the claim it repeats and replaces nothing.

It reads only what it is given: claims and acts that are already cut to what was known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from asknown.model.columns import NOBODY, Array, Claims, listed

IN_FORCE, WITHDRAWN, DENIED, SUPERSEDED, DISPUTED = (
    "in force",
    "withdrawn",
    "denied",
    "superseded",
    "disputed",
)
WORDS = np.array([IN_FORCE, WITHDRAWN, DENIED, SUPERSEDED, DISPUTED], object)
_IN_FORCE, _WITHDRAWN, _DENIED, _SUPERSEDED, _DISPUTED = range(len(WORDS))
_LEAVES = {"withdrawn": _WITHDRAWN, "denied": _DENIED}


@dataclass(frozen=True)
class Standing:
    """How each claim stands: `code` counts in `WORDS`. `follower` is the row of the claim that superseded it, or NOBODY;
    `named` names it where an act did. `acts` are the ids in force on a claim, in order, by row.
    """

    code: Array
    disputed: Array
    follower: Array
    named: dict[int, str] = field(default_factory=dict)
    acts: dict[int, list[str]] = field(default_factory=dict)

    @property
    def alive(self) -> Array:
        """Whether each claim is in force, disputed or not."""
        return np.isin(self.code, [_IN_FORCE, _DISPUTED])

    def frame(self, ids: pd.Series, rows: Array) -> pd.DataFrame:
        """`standing`, `disputed`, `acts` and `superseded_by` (claim id or "") of some rows of the claims with these ids."""
        follower = self.follower[rows]
        newer = np.full(len(rows), "", object)
        newer[follower != NOBODY] = listed(ids.iloc[follower[follower != NOBODY]])
        which = rows.tolist()
        return pd.DataFrame(
            {
                "standing": pd.Series(WORDS[self.code[rows]], dtype=str),
                "disputed": self.disputed[rows],
                "superseded_by": pd.Series(
                    [self.named.get(row, text) for row, text in zip(which, newer, strict=True)],
                    dtype=str,
                ),
                "acts": pd.Series([self.acts.get(row, []) for row in which], dtype=object),
            }
        )


def standings(claims: Claims, acts: Sequence[Any], party: Mapping[str, str]) -> Standing:
    """Standing of every claim, from `claims` and the rows of `acts` as a known Case has them, and `party` by speaker."""
    nobody = np.full(len(claims), NOBODY, np.int32)
    found = Standing(np.zeros(len(claims), np.int8), np.zeros(len(claims), bool), nobody)
    _apply_acts(found, claims, _in_effect(acts, party), party)
    _supersede(found, claims)
    _follow_origins(found, claims)
    found.code[(found.code == _IN_FORCE) & found.disputed] = _DISPUTED
    return found


def _in_effect(acts: Sequence[Any], party: Mapping[str, str]) -> list[Any]:
    """The acts that nobody took back, in order. An act is undone by an act on it, unless that act is undone in turn."""
    on: dict[str, list[Any]] = defaultdict(list)
    for act in acts:
        on[act.target].append(act)

    def stands(act: Any) -> bool:
        """Down the chain, not along the dates: acts of one day may undo each other. Circles are refused at reading."""
        return not any(
            _undoes(other, act, party) and stands(other) for other in on.get(act.act_id, ())
        )

    return sorted(filter(stands, acts), key=lambda act: (act.known, act.act_id))


def _undoes(other: Any, act: Any, party: Mapping[str, str]) -> bool:
    return other.act in ("withdrawn", "superseded") or (
        other.act == "denied" and party[other.by] == party[act.by]
    )


def _apply_acts(
    found: Standing, claims: Claims, acts: Sequence[Any], party: Mapping[str, str]
) -> None:
    """Write what the acts in effect did; a withdrawal weighs more than a denial, a denial more than a replacement."""
    on = [(act, claims.named[act.target]) for act in acts if act.target in claims.named]
    for act, target in on:
        found.acts.setdefault(target, []).append(act.act_id)
        own = party[act.by] == claims.parties[claims.party[target]]
        if act.act == "disputed" or (act.act == "denied" and not own):
            found.disputed[target] = True
        elif act.act != "superseded" and found.code[target] != _WITHDRAWN:
            found.code[target] = _LEAVES[act.act]
    gone = set(np.flatnonzero(np.isin(found.code, [_WITHDRAWN, _DENIED])).tolist())
    for act, target in on:
        # What was put in a claim's place and then fell does not keep the claim out of force.
        if act.act == "superseded" and not gone & {target, claims.named.get(act.replaced_by)}:
            found.code[target], found.named[target] = _SUPERSEDED, act.replaced_by


def _supersede(found: Standing, claims: Claims) -> None:
    """Mark each claim that its own party has followed up with a newer number."""
    alive = claims.by_chain[((found.code == _IN_FORCE) & ~claims.relay)[claims.by_chain]]
    offices = claims.office[alive]
    following = _followers(claims, alive)
    # An office is followed up only by an office: a party's broadcaster or unnamed source replaces no official word.
    following[offices] = _followers(claims, alive[offices])
    found.follower[alive] = following
    found.code[alive[following != NOBODY]] = _SUPERSEDED


def _followers(claims: Claims, rows: Array) -> Array:
    """For each of `rows`, in order of chains, the next newer number in its chain; equal times follow nobody."""
    chain, end, known = claims.chain[rows], claims.end[rows], claims.known[rows]
    last = np.ones(len(rows), bool)  # of those of its chain that share a time
    last[:-1] = (chain[1:] != chain[:-1]) | (end[1:] != end[:-1]) | (known[1:] != known[:-1])
    number = _next(claims.numbered[rows])
    following = number[_next(last)[:-1] + 1]
    within = following < len(rows)
    within[within] = chain[following[within]] == chain[within]
    return np.where(within, np.append(rows, NOBODY)[following], NOBODY)


def _next(marks: Array) -> Array:
    """For each position, and one past the last, the first marked one from there on; the length where there is none."""
    where = np.where(np.append(marks, True), np.arange(len(marks) + 1), len(marks))
    return np.minimum.accumulate(where[::-1])[::-1]


def _follow_origins(found: Standing, claims: Claims) -> None:
    """Give each relay the standing of the claim it repeats, through as many hands as it went."""
    relays = np.flatnonzero(claims.relay)
    first = claims.origin[relays]
    while (further := (first != NOBODY) & claims.relay[first]).any():
        first = np.where(further, claims.origin[first], first)
    follows = (first != NOBODY) & (found.code[relays] == _IN_FORCE)
    relays, first = relays[follows], first[follows]
    found.code[relays], found.follower[relays] = found.code[first], found.follower[first]
    found.disputed[relays] |= found.disputed[first]
    found.named.update(
        {
            relay: found.named[one]
            for relay, one in zip(relays, first, strict=True)
            if one in found.named
        }
    )


GONE = (WITHDRAWN, DENIED)
