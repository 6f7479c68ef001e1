"""Candidates: the claims that a rule can choose from.

Of a million claims a rule reads a few thousand: the latest of each party on each quantity. They are
found here with arrays. Which of them a figure shows is a rule's business (`rules`), not decided
here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from asknown.model.claim_table import ClaimTable
from asknown.model.columns import Array, Quantity


def by_quantity(table: ClaimTable) -> dict[Quantity, list[Any]]:
    """Of each quantity the claims that a rule can choose from, in order of their rows, as named
    tuples of the columns of `Case.claims`."""
    found: dict[Quantity, list[Any]] = {}
    for claim in table.rows(latest_rows(table)):
        key = (claim.metric, claim.group, claim.place)
        candidates = found.setdefault(key, [])
        candidates.append(claim)
    return found


def latest_rows(table: ClaimTable) -> Array:
    """The rows of the claims that a rule can choose from, in order; relays are none, nor are
    projections and recaps.

    Of each quantity, of each party, and of its offices, of those who are believed and of its other
    speakers apart, these are the latest claims in force with a number, without one, and with each
    vague word, which a rule may turn into a number: one, or several of which nobody knows which is
    the newest. Of the claims that are not in force one of each kind is enough: that it is there
    tells a quantity of which no claim stands from one of which none was ever made.
    """
    arrays = table.arrays
    alive = table.standing.alive
    # Parties count from 2: 0 and 1 are what is not in force, of parties to the conflict and others.
    not_alive = np.where(table.involved, 0, 1)
    party_number = arrays.party + 2
    party = np.where(alive, party_number, not_alive)
    office = arrays.office.astype(np.int8)
    heard = arrays.heard + 1  # nobody is 0
    form_number = 2 * arrays.word + arrays.numbered
    form = np.where(alive, form_number, 0)
    highest_form = form.max(initial=0)
    # Five small numbers make one, the slot of a claim, so that one pass over integers compares all.
    numbers = (
        arrays.quantity,
        party,
        office,
        heard,
        form,
    )
    sizes = (
        len(arrays.keys),
        len(arrays.parties) + 2,
        2,
        heard.max(initial=0) + 1,
        highest_form + 1,
    )
    slot = np.ravel_multi_index(numbers, sizes)
    # Within a party's claims on a quantity `by_time` runs from the oldest to the latest, so that
    # the last one met in a slot is its latest.
    by_time = arrays.by_time
    is_left_out = arrays.relay | arrays.aside
    by_time = by_time[~is_left_out[by_time]]
    slots, _ = pd.factorize(slot[by_time])
    last_of_slot = np.zeros(slots.max(initial=-1) + 1, by_time.dtype)
    last_of_slot[slots] = by_time
    latest = last_of_slot[slots]
    is_latest = by_time == latest
    is_tied = alive[by_time]
    is_tied &= arrays.end[by_time] == arrays.end[latest]
    is_tied &= arrays.known[by_time] == arrays.known[latest]
    is_tied &= arrays.begins[by_time] == arrays.begins[latest]
    found = by_time[is_latest | is_tied]
    return np.sort(found)
