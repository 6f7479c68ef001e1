"""How the number of a figure came about: what was taken back before it, and since when it stands.

Only numbers that the figure's rule hears are part of it, in the order in which they became public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from asknown.model.case import Case
from asknown.model.changes import Changes
from asknown.model.figures import NONE_STANDS, STANDING, Figure
from asknown.model.known import Known
from asknown.model.phrases import cell
from asknown.model.rules import eligible
from asknown.model.standing import DENIED, GONE, WITHDRAWN
from asknown.report import front_page

Row = Any


def subject(
    case: Case,
    figures: Sequence[Figure],
    changes: Changes,
) -> Figure | None:
    """The figure that a report is about: of those in front the one of which something was taken
    back since the report before, else the first."""
    gone = front_page.gone(changes)
    for figure in figures:
        claims = case.quantities.get(figure.key, ())
        if any(claim.claim_id in gone for claim in claims):
            return figure
    if figures:
        return figures[0]
    return None


@dataclass(frozen=True)
class Story:
    """The course of a figure's number."""

    figure: Figure

    @property
    def case(self) -> Known:
        """The case that knows it."""
        return self.figure.case

    @cached_property
    def heard(self) -> list[Row]:
        """The numbers that the rule hears, whatever became of them, as they became public."""
        rows = eligible(self.case.quantities.get(self.figure.key, ()), self.figure.rule)
        numbered = [row for row in rows if row.numbered]
        return sorted(numbered, key=lambda row: (row.known, row.claim_id))

    @cached_property
    def now(self) -> Row | None:
        """The claim that the figure shows, where it is one alone and has a number."""
        figure = self.figure
        is_alone = figure.status == STANDING and len(figure.claims) == 1
        if not is_alone or figure.rule == "minimum":
            return None
        row = self.case.row(figure.claims[0])
        if row.numbered:
            return row
        return None

    @cached_property
    def fallen(self) -> Row | None:
        """The last number that was withdrawn or denied by its own; None where none was, or where
        the claim shown came out before it fell."""
        gone = [row for row in self.heard if row.standing in GONE]
        if not gone:
            return None
        last = gone[-1]
        since = self.since
        if since is None:
            if self.figure.status == NONE_STANDS:
                return last
            return None
        if since.known >= fell(self.case, last):
            return last
        return None

    @cached_property
    def then(self) -> Row | None:
        """The first number that came out when or after the last one fell and was not taken back: an
        act may bring the number that replaces what it takes back."""
        if self.fallen is None:
            return None
        at = fell(self.case, self.fallen)
        later = [
            row for row in self.heard if row.known >= at and row.standing not in GONE
        ]
        if later:
            return later[0]
        return None

    @cached_property
    def _own(self) -> list[Row]:
        """What the party of the claim shown gave until it, what it took back left out."""
        now = self.now
        if now is None:
            return []
        own = [
            row
            for row in self.heard
            if row.party == now.party and row.standing not in GONE
        ]
        ids = [row.claim_id for row in own]
        return own[: ids.index(now.claim_id) + 1]

    @cached_property
    def since(self) -> Row | None:
        """The first claim of those with the number now shown that its party gave one after the
        other until the claim shown."""
        first = None
        for row in reversed(self._own):
            if said(row) != said(self.now):
                break
            first = row
        return first

    @cached_property
    def before(self) -> Row | None:
        """The other number that the same party gave just before, and not at the same moment, as a
        list that is published at once does."""
        if self.since is None:
            return None
        earlier = [row for row in self._own if row.known < self.since.known]
        others = [row for row in earlier if said(row) != said(self.now)]
        if others:
            return others[-1]
        return None


def said(row: Row) -> tuple[str, ...]:
    """What a claim states, as text: what is not stated equals itself."""
    return str(row.low), str(row.value), str(row.high), row.wording


def felling(case: Known, claim_id: str) -> list[Any]:
    """The acts that took a claim back: withdrawals, and denials by its own party; the first act
    first."""
    party = case.row(claim_id).party
    acts = []
    for act in case.acts_on(claim_id):
        is_own = cell(case, "speakers", act.by, "party") == party
        if act.act == WITHDRAWN or (act.act == DENIED and is_own):
            acts.append(act)
    return sorted(acts, key=lambda act: (act.known, act.act_id))


def fell(case: Known, row: Row) -> datetime:
    """When a claim that was taken back first was."""
    first, *_ = felling(case, row.claim_id)
    at: datetime = first.known
    return at
