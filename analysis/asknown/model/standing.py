"""How each claim stands: in force, withdrawn, denied, superseded or disputed. Derived, never typed.

A claim leaves force when it is withdrawn, or denied by its own speaker's party, or superseded: the
same party later gives a newer figure for the same metric, group and place (later end of
`refers_to`, then later `published`). A denial or dispute by anyone else leaves it in force, marked.
A relay follows the claim it repeats and replaces nothing.

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

IN_FORCE = "in force"
WITHDRAWN = "withdrawn"
DENIED = "denied"
SUPERSEDED = "superseded"
DISPUTED = "disputed"
GONE = (WITHDRAWN, DENIED)

WORDS = np.array([IN_FORCE, WITHDRAWN, DENIED, SUPERSEDED, DISPUTED], object)
_IN_FORCE, _WITHDRAWN, _DENIED, _SUPERSEDED, _DISPUTED = range(len(WORDS))


@dataclass(frozen=True)
class Standing:
    """How each claim stands, by row.

    `code` counts in `WORDS`. `follower` is the row of the claim that superseded it, or NOBODY;
    `replaced_by` has the id of that claim where an act names it. `acts` are the ids of the acts in
    effect on a claim, in order.
    """

    code: Array
    disputed: Array
    follower: Array
    replaced_by: dict[int, str] = field(default_factory=dict)
    acts: dict[int, list[str]] = field(default_factory=dict)

    @property
    def alive(self) -> Array:
        """Whether each claim is in force, disputed or not."""
        return np.isin(self.code, [_IN_FORCE, _DISPUTED])

    def frame(self, ids: pd.Series, rows: Array) -> pd.DataFrame:
        """`standing`, `disputed`, `superseded_by` (claim id or "") and `acts` of some rows.

        `ids` are the ids of all claims.
        """
        follower = self.follower[rows]
        is_followed = follower != NOBODY
        superseded_by = np.full(len(rows), "", object)
        superseded_by[is_followed] = listed(ids.iloc[follower[is_followed]])
        acts: list[list[str]] = []
        for index, row in enumerate(rows.tolist()):
            acts.append(self.acts.get(row, []))
            if row in self.replaced_by:
                superseded_by[index] = self.replaced_by[row]
        return pd.DataFrame(
            {
                "standing": pd.Series(WORDS[self.code[rows]], dtype=str),
                "disputed": self.disputed[rows],
                "superseded_by": pd.Series(superseded_by, dtype=str),
                "acts": pd.Series(acts, dtype=object),
            }
        )


def standings(claims: Claims, acts: Sequence[Any], party: Mapping[str, str]) -> Standing:
    """How every claim stands.

    `acts` are rows of the table as a known case has them, `party` is that of each speaker.
    """
    count = len(claims)
    standing = Standing(
        code=np.full(count, _IN_FORCE, np.int8),
        disputed=np.zeros(count, bool),
        follower=np.full(count, NOBODY, np.int32),
    )
    # Each step reads what the ones before it wrote: what was withdrawn replaces nothing, and a
    # relay falls with its origin, whatever made that fall.
    _apply_acts(standing, claims, _in_effect(acts, party), party)
    _supersede(standing, claims)
    _follow_origins(standing, claims)
    is_disputed = (standing.code == _IN_FORCE) & standing.disputed
    standing.code[is_disputed] = _DISPUTED
    return standing


def _in_effect(acts: Sequence[Any], party: Mapping[str, str]) -> list[Any]:
    """The acts that nobody took back, in order of time, then id."""
    acts_on: dict[str, list[Any]] = defaultdict(list)
    for act in acts:
        acts_on[act.target].append(act)

    # An act is undone by an act on it, unless that one is undone in turn. This goes down the chain
    # and not along the dates: acts of one day may undo each other. Circles are refused at reading.
    def stands(act: Any) -> bool:
        for later in acts_on.get(act.act_id, ()):
            if _undoes(later, act, party) and stands(later):
                return False
        return True

    in_effect = [act for act in acts if stands(act)]
    return sorted(in_effect, key=lambda act: (act.known, act.act_id))


def _undoes(later: Any, act: Any, party: Mapping[str, str]) -> bool:
    """Whether an act on an act takes it back: a denial does so only by the party that acted."""
    if later.act == DENIED:
        return party[later.by] == party[act.by]
    return later.act in (WITHDRAWN, SUPERSEDED)


def _apply_acts(
    standing: Standing, claims: Claims, acts: Sequence[Any], party: Mapping[str, str]
) -> None:
    """Write what the acts in effect did to the claims they name.

    A withdrawal weighs more than a denial, a denial more than a replacement.
    """
    on_claims = [act for act in acts if act.target in claims.row_of]
    for act in on_claims:
        row = claims.row_of[act.target]
        standing.acts.setdefault(row, []).append(act.act_id)
        speaker_party = claims.parties[claims.party[row]]
        if act.act == WITHDRAWN:
            standing.code[row] = _WITHDRAWN
        elif act.act == DENIED and party[act.by] == speaker_party:
            if standing.code[row] != _WITHDRAWN:
                standing.code[row] = _DENIED
        elif act.act in (DENIED, DISPUTED):
            standing.disputed[row] = True

    # Replacements come last, because what was put in a claim's place and then fell does not keep
    # the claim out of force. They settle ties: of two claims of one moment none follows the other.
    for act in on_claims:
        row = claims.row_of[act.target]
        if act.act == SUPERSEDED and not _is_gone(standing, row):
            newer = claims.row_of.get(act.replaced_by, NOBODY)
            if newer == NOBODY or not _is_gone(standing, newer):
                standing.code[row] = _SUPERSEDED
                standing.replaced_by[row] = act.replaced_by


def _is_gone(standing: Standing, row: int) -> bool:
    return bool(standing.code[row] in (_WITHDRAWN, _DENIED))


def _supersede(standing: Standing, claims: Claims) -> None:
    """Mark each claim that its own party has followed up with a newer number."""
    by_chain = claims.by_chain
    may_follow = (standing.code == _IN_FORCE) & ~claims.relay
    rows = by_chain[may_follow[by_chain]]
    follower = _followers(claims, rows)
    # An office is followed up only by an office, because a party's broadcaster or unnamed source
    # replaces no official word (docs/decisions/0003). What others of the party say follows anybody.
    is_office = claims.office[rows]
    follower[is_office] = _followers(claims, rows[is_office])
    standing.follower[rows] = follower
    standing.code[rows[follower != NOBODY]] = _SUPERSEDED


def _followers(claims: Claims, rows: Array) -> Array:
    """For each of `rows`, in order of chains, the row of the next newer number in its chain."""
    chain = claims.chain[rows]
    # Claims of a chain that share both times are a tie, of which none is newer: the search for a
    # number begins behind the last claim of the tie.
    ends_tie = np.zeros(len(rows), bool)
    ends_tie[-1:] = True
    for column in (chain, claims.end[rows], claims.known[rows]):
        ends_tie[:-1] |= np.diff(column) != 0
    behind_tie = _next(ends_tie)[:-1] + 1
    following = _next(claims.numbered[rows])[behind_tie]
    # Positions become rows. One past the last is nobody, and so is what lies in another chain.
    follower: Array = np.append(rows, NOBODY)[following]
    other_chain = np.append(chain, -1)[following] != chain
    follower[other_chain] = NOBODY
    return follower


def _next(marks: Array) -> Array:
    """For each position, and one past the last, the first marked position from there on.

    The length of `marks` where there is none.

    >>> _next(np.array([False, True, False])).tolist()
    [1, 1, 3, 3]
    """
    count = len(marks)
    positions = np.full(count + 1, count)
    positions[:-1][marks] = np.flatnonzero(marks)
    # Seen from the end, the next marked position is the smallest so far.
    return np.minimum.accumulate(positions[::-1])[::-1]


def _follow_origins(standing: Standing, claims: Claims) -> None:
    """Give each relay the standing of the claim it repeats, through as many hands as it went."""
    relays = np.flatnonzero(claims.relay)
    origin = claims.origin[relays]
    # Where the origin is a relay itself, go on to what that one repeats, until no origin is a
    # relay.
    is_relay = (origin != NOBODY) & claims.relay[origin]
    while is_relay.any():
        origin = np.where(is_relay, claims.origin[origin], origin)
        is_relay = (origin != NOBODY) & claims.relay[origin]

    # A relay that fell by an act of its own stays as that act left it.
    follows = (origin != NOBODY) & (standing.code[relays] == _IN_FORCE)
    relays = relays[follows]
    origin = origin[follows]
    standing.code[relays] = standing.code[origin]
    standing.follower[relays] = standing.follower[origin]
    standing.disputed[relays] |= standing.disputed[origin]
    for relay, row in zip(relays.tolist(), origin.tolist(), strict=True):
        if row in standing.replaced_by:
            standing.replaced_by[relay] = standing.replaced_by[row]
