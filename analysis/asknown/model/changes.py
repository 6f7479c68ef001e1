"""What changed between two days: claims added, withdrawn, denied, replaced, disputed or back in
force, figures that read otherwise, and events learned late.

Both days are states of one case, as known then and as known now; nothing here looks at a date of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from asknown import dates
from asknown.errors import CallError
from asknown.model import events
from asknown.model.figures import UNKNOWN, Figure, figures
from asknown.model.known import Known
from asknown.model.phrases import (
    attributed,
    capital,
    cell,
    fate,
    number,
    published,
    quantity_of,
    said_by,
    standing,
)
from asknown.model.standing import DENIED, DISPUTED, GONE, IN_FORCE, SUPERSEDED, WITHDRAWN
from asknown.text import english
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, join, plain, say

K = TypeVar("K", bound=Known)
ADDED = "added"
RELAYED = "relayed"
REPLACED = "replaced"
RESTORED = "restored"
KINDS = (
    ADDED,
    WITHDRAWN,
    DENIED,
    REPLACED,
    DISPUTED,
    RESTORED,
    RELAYED,
)
# What it is called when a claim comes to stand so.
_LEFT = {
    WITHDRAWN: WITHDRAWN,
    DENIED: DENIED,
    SUPERSEDED: REPLACED,
}


def before(known: K, since: str = "", name: str = "since") -> K:
    """The case as known before `known`: at `since`, or at the end of the last earlier day on which
    something was learned.

    `before(case.as_known("2022-01-12"), "2022-01-09T18:00")`. CallError, by the `name` the caller
    has for it, where `since` is not before the moment of `known`.
    """
    now = _moment(known)
    since = since or str(day_learned_before(known))
    if known.when(since).known >= now.known:
        raise CallError(f"{name}: {since} is not before {now.text}")
    return known.as_known(since)


def day_learned_before(known: Known) -> date:
    """The last day before that of `known` on which something was learned; the day before where
    there is none.
    """
    today = _moment(known).day
    learned = [day for day in known.learned() if day < today]
    if not learned:
        return dates.day_before(today)
    return learned[-1]


def _moment(known: Known) -> dates.AsOf:
    """The moment a case is known at; a whole ledger has none and is no side of a comparison."""
    assert known.known_at is not None
    return known.known_at


@dataclass(frozen=True)
class Move:
    """A figure that reads otherwise than before; `before` is None where nothing was known of it."""

    before: Figure | None
    after: Figure

    def was(self) -> Prose:
        """The earlier number in words."""
        return self.before.amount() if self.before else plain("not known")

    def say(self) -> Prose:
        """The move as a sentence: what it was, and what it is according to whom."""
        label = capital(self.after.label())
        now = self.after.told()
        if self.before is None or self.before.status == UNKNOWN:
            return say("{label}, new: {now}.", label=label, now=now)
        return say("{label}: {before} before, now {now}.", label=label, before=self.was(), now=now)

    def data(self) -> dict[str, Any]:
        """The move as JSON: both figures."""
        before = self.before.data() if self.before else None
        return {"before": before, "after": self.after.data()}


@dataclass(frozen=True)
class Changes(Displayed):
    """What changed from one state of a case to a later one, by a rule.

    >>> import asknown
    >>> changes = asknown.open_case().as_known("2022-01-12").changes(since="2022-01-10")
    >>> len(changes.claims["added"])
    11
    """

    old: Known
    new: Known
    rule: str = ""

    @cached_property
    def claims(self) -> dict[str, list[str]]:
        """Claim ids by kind of change, in order of publication. One claim can be both added and
        withdrawn.
        """
        ids: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for claim in self.new.claims.sort_values(["known", "claim_id"]).itertuples():
            for kind in self._kinds(claim):
                ids[kind].append(claim.claim_id)
        return ids

    def _kinds(self, claim: Any) -> Iterator[str]:
        """What became of a claim between the two days."""
        is_new = claim.claim_id not in self.old.claims.index
        if is_new:
            yield RELAYED if claim.relays else ADDED
        if claim.relays:  # it stands as the claim it repeats does, which is told once
            return
        # A new claim is told apart from one in force that nobody disputes.
        standing, disputed = IN_FORCE, False
        if not is_new:
            earlier = self.old.row(claim.claim_id)
            standing = earlier.standing
            disputed = earlier.disputed
        if claim.standing != standing and claim.standing in _LEFT:
            yield _LEFT[claim.standing]
        elif claim.standing in (IN_FORCE, DISPUTED) and standing in _LEFT:
            yield RESTORED
        if claim.disputed and not disputed:
            yield DISPUTED

    @cached_property
    def moves(self) -> list[Move]:
        """Figures that read otherwise, in order of metric, group and place."""
        earlier = {figure.key: figure for figure in figures(self.old, self.rule)}
        moves = []
        for figure in figures(self.new, self.rule):
            before = earlier.get(figure.key)
            if _reading(before) != _reading(figure):
                moves.append(Move(before, figure))
        return moves

    @cached_property
    def events(self) -> list[str]:
        """Events that became known, in order of id."""
        old = self.old.tables["events"].index
        new = self.new.tables["events"].index
        return sorted(set(new) - set(old))

    @cached_property
    def late(self) -> list[str]:
        """Events learned late: new, yet of a day that had already been reported on."""
        if self.old.known_at is None:
            return []
        reported = self.old.known_at.day
        late = []
        for event in self.events:
            start = cell(self.new, "events", event, "start")
            _, last = dates.span(start)
            if last <= reported:
                late.append(event)
        return late

    def say(self) -> Prose:
        """All of it in a sentence, in counts."""
        moment = _moment(self.old)
        day = plain(english.as_of(moment), "declared:since")
        counts = []
        for kind, claim_ids in self.claims.items():
            if claim_ids:
                counts.append(_counted(kind, len(claim_ids)))
        if self.events:
            events = _counted("events", len(self.events))
            if self.late:
                late = _counted("late", len(self.late))
                events = say("{events} ({late})", events=events, late=late)
            counts.append(events)
        if not counts:
            return say("Nothing that this report counts changed after {day}.", day=day)
        return say("After {day}: {counts}.", day=day, counts=join(counts))

    def card(self) -> Group:
        """All of it in a sentence; then the figures that read otherwise, the claims, and the events
        learned late.
        """
        return shown(
            Text((self.say(),)),
            changed_figures(self),
            changed_claims(self),
            learned_late(self),
        )

    def told(self, kind: str, claim_id: str) -> Prose:
        """One change of a claim in words."""
        case = self.new
        label = quantity_of(case, claim_id)
        if kind not in (*GONE, DISPUTED, REPLACED):
            return say("{label}: {claim}", label=label, claim=attributed(case, claim_id))
        if kind == REPLACED:
            newer_id = case.row(claim_id).superseded_by
            newer = attributed(case, newer_id)
            became = say("replaced by {newer}", newer=newer)
        else:
            became = fate(case, claim_id)
        return say(
            "{label}: {n}, {became}",
            label=label,
            n=number(case, claim_id),
            became=became,
        )

    def event(self, event_id: str) -> Prose:
        """An event in words: its day and what happened."""
        start = cell(self.new, "events", event_id, "start")
        day = plain(english.edtf(start), f"events:{event_id}")
        title = events.title(self.new, event_id)
        return say("{day}: {title}", day=day, title=title)

    def data(self) -> dict[str, Any]:
        """All of it as JSON: from, to, each kind with claim ids and words, figures before and
        after, events.
        """
        data: dict[str, Any] = {
            "case": self.new.id,
            "from": _moment(self.old).text,
            "to": _moment(self.new).text,
        }
        for kind, claim_ids in self.claims.items():
            data[kind] = [
                {"claim_id": claim_id, "words": self.told(kind, claim_id).text}
                for claim_id in claim_ids
            ]
        data["figures"] = [move.data() for move in self.moves]
        data["events"] = [
            {
                "event_id": event,
                "late": event in self.late,
                "words": self.event(event).text,
            }
            for event in self.events
        ]
        return data


def _reading(figure: Figure | None) -> tuple[Any, ...]:
    """What a reader sees of a figure; nothing known of it reads as not known."""
    if figure is None:
        return UNKNOWN, None, None, None, ""
    return (
        figure.status,
        figure.low,
        figure.value,
        figure.high,
        figure.wording,
    )


# What is counted, of one and of several.
_NOUNS = {
    ADDED: ("claim was added", "claims were added"),
    RELAYED: ("page repeated a claim", "pages repeated a claim"),
    WITHDRAWN: ("was withdrawn", "were withdrawn"),
    DENIED: ("was denied", "were denied"),
    REPLACED: ("was replaced by a newer figure", "were replaced by newer figures"),
    DISPUTED: ("was disputed", "were disputed"),
    RESTORED: ("came back into force", "came back into force"),
    "events": ("event became known", "events became known"),
    "late": ("of them late", "of them late"),
}


def _counted(kind: str, count: int) -> Prose:
    one, several = _NOUNS[kind]
    return say(
        "{n} {what}",
        n=plain(english.number(count), f"count:{kind}"),
        what=one if count == 1 else several,
    )


def changed_figures(changes: Changes) -> Table:
    """The figures that read otherwise than before."""
    rows = []
    for move in changes.moves:
        now = move.after
        whose = [said_by(now.case, claim_id) for claim_id in now.claims]
        cells = [
            capital(now.label()),
            move.was(),
            now.amount(),
            join(whose, "; ", "; "),
        ]
        rows.append(cells)
    return Table(
        name="changed_figures",
        caption=plain("Figures that read otherwise"),
        columns=("Of what", "Before", "Now", "According to"),
        rows=rows,
        figures=("Before", "Now"),
    )


# What fell or moved stands before what is merely new.
_TABLE_ORDER = (
    WITHDRAWN,
    DENIED,
    REPLACED,
    DISPUTED,
    RESTORED,
    ADDED,
)


def changed_claims(changes: Changes) -> Table:
    """Claims that were withdrawn, denied, replaced, disputed or put back in force, and the new
    ones.
    """
    case = changes.new
    kinds_of: dict[str, list[str]] = {}
    for kind in _TABLE_ORDER:
        for claim_id in changes.claims[kind]:
            kinds_of.setdefault(claim_id, []).append(kind)
    rows = []
    for claim_id, kinds in kinds_of.items():
        cells = [
            plain(", ".join(kinds)),
            number(case, claim_id),
            quantity_of(case, claim_id),
            said_by(case, claim_id),
            standing(case, claim_id),
        ]
        rows.append(cells)
    return Table(
        name="changed_claims",
        caption=plain("Claims that changed or are new"),
        columns=("Change", "Figure", "Of what", "Said by", "Standing"),
        rows=rows,
        figures=("Figure",),
    )


def learned_late(changes: Changes) -> Table:
    """Events of days already reported on that became known only now."""
    case = changes.new
    rows = []
    for event in events.frame(case).index:
        if event in changes.late:
            cells = [
                events.when(case, event),
                events.what(case, event),
                published(case, "events", event, short=True),
            ]
            rows.append(cells)
    return Table(
        name="learned_late",
        caption=plain("Events learned late"),
        columns=("When", "What", "Became known"),
        rows=rows,
    )
