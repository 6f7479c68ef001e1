"""How each claim stands: in force, withdrawn, denied, superseded or disputed. Derived, never typed.

A claim leaves force when it is withdrawn, or denied by its own speaker's party, or superseded: the
same party later gives a newer figure for the same metric, group and place (later end of
`refers_to`, then later `published`). What was replaced stays replaced, whatever becomes of the
newer figure, unless the party takes that back and names the older one in its place
(docs/decisions/0013). A denial or dispute by anyone else leaves a claim in force, marked. A relay
follows the claim it repeats and replaces nothing; projections and recaps replace only their like.

It reads only what it is given: claims and acts that are already cut to what was known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from asknown.model.columns import NOBODY, Array, Claims

IN_FORCE = "in force"
WITHDRAWN = "withdrawn"
DENIED = "denied"
SUPERSEDED = "superseded"
DISPUTED = "disputed"
GONE = (WITHDRAWN, DENIED)

WORDS = np.array(
    [
        IN_FORCE,
        WITHDRAWN,
        DENIED,
        SUPERSEDED,
        DISPUTED,
    ],
    object,
)
(
    _IN_FORCE,
    _WITHDRAWN,
    _DENIED,
    _SUPERSEDED,
    _DISPUTED,
) = range(len(WORDS))
_GONE = (_WITHDRAWN, _DENIED)
_ALIVE = (_IN_FORCE, _DISPUTED)
IdsOf = Callable[[Array], list[str]]


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
        return np.isin(self.code, _ALIVE)

    def frame(self, ids_of: IdsOf, rows: Array) -> pd.DataFrame:
        """`standing`, `disputed`, `superseded_by` (claim id or "") and `acts` of some rows.

        `ids_of` gives the ids of some claims.
        """
        columns = self.columns(ids_of, rows)
        return pd.DataFrame(
            {
                "standing": pd.Series(columns["standing"], dtype=str),
                "disputed": self.disputed[rows],
                "superseded_by": pd.Series(columns["superseded_by"], dtype=str),
                "acts": pd.Series(columns["acts"], dtype=object),
            }
        )

    def columns(self, ids_of: IdsOf, rows: Array) -> dict[str, list[Any]]:
        """The columns of `frame` as lists."""
        code = self.code[rows]
        acts = [self.acts.get(row, []) for row in rows.tolist()]
        return {
            "standing": WORDS[code].tolist(),
            "disputed": self.disputed[rows].tolist(),
            "superseded_by": self._superseded_by(ids_of, rows),
            "acts": acts,
        }

    def _superseded_by(self, ids_of: IdsOf, rows: Array) -> list[str]:
        """The id of the claim that superseded each row, or ""; what an act names goes first."""
        count = len(rows)
        superseded_by = np.full(count, "", object)
        follower = self.follower[rows]
        is_followed = follower != NOBODY
        superseded_by[is_followed] = ids_of(follower[is_followed])
        for index, row in enumerate(rows.tolist()):
            if row in self.replaced_by:
                superseded_by[index] = self.replaced_by[row]
        return superseded_by.tolist()


def standings(
    claims: Claims,
    acts: Sequence[Any],
    party: Mapping[str, str],
) -> Standing:
    """How every claim stands.

    `acts` are rows of the table as a known case has them, `party` is that of each speaker.
    """
    count = len(claims)
    code = np.full(count, _IN_FORCE, np.int8)
    disputed = np.zeros(count, bool)
    follower = np.full(count, NOBODY, np.int32)
    standing = Standing(code, disputed, follower)
    # Each step reads what the ones before it wrote: a withdrawal weighs more than a newer number,
    # and a relay falls with its origin, whatever made that fall.
    effective = in_effect(acts, party)
    rows = claims.row_of
    on_claims = [act for act in effective if act.target in rows]
    _apply_acts(standing, claims, on_claims, party)
    _apply_replacements(standing, claims, on_claims)
    named_instead = _named_instead(claims, on_claims, party)
    _supersede(standing, claims, named_instead)
    _follow_origins(standing, claims)
    is_in_force = code == _IN_FORCE
    is_disputed = is_in_force & disputed
    code[is_disputed] = _DISPUTED
    return standing


def in_effect(
    acts: Sequence[Any],
    party: Mapping[str, str],
) -> list[Any]:
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

    kept = filter(stands, acts)
    return sorted(kept, key=_in_time)


def _in_time(act: Any) -> tuple[Any, str]:
    return act.known, act.act_id


def _undoes(
    later: Any,
    act: Any,
    party: Mapping[str, str],
) -> bool:
    """Whether an act on an act takes it back: a denial does so only by the party that acted."""
    if later.act != DENIED:
        return later.act in (WITHDRAWN, SUPERSEDED)
    denier = party[later.by]
    return denier == party[act.by]


def _apply_acts(
    standing: Standing,
    claims: Claims,
    acts: Sequence[Any],
    party: Mapping[str, str],
) -> None:
    """Write what the acts in effect did to the claims they name, replacements aside.

    A withdrawal weighs more than a denial.
    """
    code = standing.code
    for act in acts:
        row = claims.row_of[act.target]
        acts_on_claim = standing.acts.setdefault(row, [])
        acts_on_claim.append(act.act_id)
        if act.act == WITHDRAWN:
            code[row] = _WITHDRAWN
        elif _takes_back(act, claims, party):
            if code[row] != _WITHDRAWN:
                code[row] = _DENIED
        elif act.act in (DENIED, DISPUTED):
            standing.disputed[row] = True


def _takes_back(
    act: Any,
    claims: Claims,
    party: Mapping[str, str],
) -> bool:
    """Whether an act on a claim takes it out of force: a denial does so only by its own party."""
    if act.act != DENIED:
        return bool(act.act == WITHDRAWN)
    row = claims.row_of[act.target]
    claim_party = claims.party[row]
    speaker_party = claims.parties[claim_party]
    return bool(party[act.by] == speaker_party)


def _apply_replacements(
    standing: Standing,
    claims: Claims,
    acts: Sequence[Any],
) -> None:
    """Write which claims an act replaced. A withdrawal or a denial weighs more.

    This comes after all other acts, because what was put in a claim's place and then fell does not
    keep the claim out of force. It settles ties: of two claims of one moment none follows the
    other.
    """
    for act in acts:
        if act.act != SUPERSEDED:
            continue
        row = claims.row_of[act.target]
        newer = claims.row_of.get(act.replaced_by, NOBODY)
        if _is_gone(standing, row) or _is_gone(standing, newer):
            continue
        standing.code[row] = _SUPERSEDED
        standing.replaced_by[row] = act.replaced_by


def _is_gone(standing: Standing, row: int) -> bool:
    """Whether a claim was withdrawn or denied; one that is not known was not."""
    if row == NOBODY:
        return False
    code = int(standing.code[row])
    return code in _GONE


def _named_instead(
    claims: Claims,
    acts: Sequence[Any],
    party: Mapping[str, str],
) -> set[tuple[int, int]]:
    """The rows of a claim taken back and of the one that the act names in its place, in pairs."""
    pairs: set[tuple[int, int]] = set()
    for act in acts:
        if not _takes_back(act, claims, party):
            continue
        taken_back = claims.row_of[act.target]
        named = claims.row_of.get(act.replaced_by, NOBODY)
        if named != NOBODY:
            pair = (taken_back, named)
            pairs.add(pair)
    return pairs


def _supersede(
    standing: Standing,
    claims: Claims,
    named_instead: set[tuple[int, int]],
) -> None:
    """Mark each claim that its own party has followed up with a newer number.

    What became of the newer number does not matter: a party that takes it back does not thereby
    say the older one again. It does where the act names the older one in its place.
    """
    by_chain = claims.by_chain
    is_relay = claims.relay[by_chain]
    rows = by_chain[~is_relay]
    follower = standing.follower
    follower[rows] = _followers(claims, rows)
    # An office is followed up only by an office, because a party's broadcaster or unnamed source
    # replaces no official word (docs/decisions/0003). What others of the party say follows anybody.
    is_office = claims.office[rows]
    offices = rows[is_office]
    follower[offices] = _followers(claims, offices)
    for _, named in sorted(named_instead):
        may_follow = offices if claims.office[named] else rows
        _say_again(follower, claims, named, may_follow, named_instead)
    is_followed = follower != NOBODY
    is_in_force = standing.code == _IN_FORCE
    standing.code[is_followed & is_in_force] = _SUPERSEDED
    is_superseded = standing.code == _SUPERSEDED
    follower[~is_superseded] = NOBODY


def _say_again(
    follower: Array,
    claims: Claims,
    named: int,
    rows: Array,
    named_instead: set[tuple[int, int]],
) -> None:
    """Let a claim stand until what comes behind the last of those in whose place it was named.

    `rows` are those that may follow it, in order of chains.
    """
    fallen = [row for row, in_its_place in named_instead if in_its_place == named]
    chain = claims.chain
    # What is named may be a relay, which is no link of a chain, or of another place or group.
    own_positions = np.flatnonzero(rows == named)
    if not len(own_positions):
        return
    positions = np.flatnonzero(np.isin(rows, fallen))
    is_later = positions > own_positions[0]
    is_later &= chain[rows[positions]] == chain[named]
    if not is_later.any():
        return
    last = positions[is_later].max()
    behind = rows[last + 1 :]
    is_next = chain[behind] == chain[named]
    is_next &= claims.numbered[behind]
    newer = behind[is_next]
    follower[named] = newer[0] if len(newer) else NOBODY


def _followers(
    claims: Claims,
    rows: Array,
) -> Array:
    """For each of `rows`, in order of chains, the row of the next newer number in its chain."""
    chain = claims.chain[rows]
    end = claims.end[rows]
    known = claims.known[rows]
    numbered = claims.numbered[rows]
    # Claims of a chain that share both times are a tie, of which none is newer: the search for a
    # number begins behind the last claim of the tie.
    count = len(rows)
    ends_tie = np.zeros(count, bool)
    ends_tie[-1:] = True
    for column in (chain, end, known):
        changes = np.diff(column) != 0
        ends_tie[:-1] |= changes
    last_of_tie = _next(ends_tie)[:-1]
    behind_tie = last_of_tie + 1
    next_number = _next(numbered)
    following = next_number[behind_tie]
    # Positions become rows. One past the last is nobody, and so is what lies in another chain.
    rows_and_nobody = np.append(rows, NOBODY)
    chains_and_none = np.append(chain, -1)
    follower: Array = rows_and_nobody[following]
    other_chain = chains_and_none[following] != chain
    follower[other_chain] = NOBODY
    return follower


def _next(marks: Array) -> Array:
    """For each position, and one past the last, the first marked position from there on.

    The length of `marks` where there is none.

    >>> _next(np.array([False, True, False])).tolist()
    [1, 1, 3, 3]
    """
    count = len(marks)
    marked = np.flatnonzero(marks)
    positions = np.full(count + 1, count)
    positions[marked] = marked
    # Seen from the end, the next marked position is the smallest so far.
    from_end = positions[::-1]
    smallest = np.minimum.accumulate(from_end)
    return smallest[::-1]


def _follow_origins(
    standing: Standing,
    claims: Claims,
) -> None:
    """Give each relay the standing of the claim it repeats, through as many hands as it went."""
    code = standing.code
    follower = standing.follower
    disputed = standing.disputed
    replaced_by = standing.replaced_by
    relays = np.flatnonzero(claims.relay)
    # A relay that fell by an act of its own stays as that act left it.
    is_in_force = code[relays] == _IN_FORCE
    relays = relays[is_in_force]
    origin = _first_origins(claims, relays)
    is_known = origin != NOBODY
    relays = relays[is_known]
    origin = origin[is_known]
    code[relays] = code[origin]
    follower[relays] = follower[origin]
    disputed[relays] |= disputed[origin]
    pairs = zip(
        relays.tolist(),
        origin.tolist(),
        strict=True,
    )
    for relay, row in pairs:
        if row in replaced_by:
            replaced_by[relay] = replaced_by[row]


def _first_origins(
    claims: Claims,
    relays: Array,
) -> Array:
    """The row of the claim each relay goes back to, or NOBODY where that is not known."""
    # An origin that is a relay itself gives way to what that one repeats, until none is a relay.
    # NOBODY (-1) points at the last row, which is no matter of the relay that has no origin.
    origin = claims.origin[relays]
    while True:
        is_known = origin != NOBODY
        is_relay = is_known & claims.relay[origin]
        if not is_relay.any():
            return origin
        repeated = claims.origin[origin]
        origin = np.where(is_relay, repeated, origin)
