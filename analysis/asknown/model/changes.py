"""What changed between two days: claims added, withdrawn, denied, replaced, disputed or back in force, figures that read
otherwise, and events learned late.

Both days are states of one case, as known then and as known now; nothing here looks at a date of its own.
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
    fate,
    number,
    published,
    quantity,
    quantity_of,
    said_by,
    standing,
    text,
)
from asknown.model.standing import DENIED, DISPUTED, GONE, IN_FORCE, SUPERSEDED, WITHDRAWN
from asknown.text import english
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, join, plain, say

K = TypeVar("K", bound=Known)
ADDED, RELAYED, REPLACED, RESTORED = "added", "relayed", "replaced", "restored"
KINDS = (ADDED, WITHDRAWN, DENIED, REPLACED, DISPUTED, RESTORED, RELAYED)
_LEFT = {WITHDRAWN: WITHDRAWN, DENIED: DENIED, SUPERSEDED: REPLACED}


def before(known: K, since: str = "", name: str = "since") -> K:
    """The case as known before `known`: at `since`, or at the end of the last earlier day on which something was learned.

    CallError, by the `name` the caller has for it, where `since` is not before the moment of `known`.
    """
    assert known.known_at is not None
    since = since or str(day_learned_before(known))
    if known.when(since).known >= known.known_at.known:
        raise CallError(f"{name}: {since} is not before {known.known_at.text}")
    return known.as_known(since)


def day_learned_before(known: Known) -> date:
    """The last day before that of `known` on which something was learned; the day before where there is none."""
    assert known.known_at is not None
    learned = [day for day in known.learned() if day < known.known_at.day]
    return learned[-1] if learned else dates.day_before(known.known_at.day)


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
        label, now = capital(self.after.label()), self.after.told()
        if self.before is None or self.before.status == UNKNOWN:
            return say("{label}, new: {now}.", label=label, now=now)
        return say("{label}: {before} before, now {now}.", label=label, before=self.was(), now=now)

    def data(self) -> dict[str, Any]:
        """The move as JSON: both figures."""
        return {"before": self.before.data() if self.before else None, "after": self.after.data()}


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
        """Claim ids by kind of change, in order of publication. One claim can be both added and withdrawn."""
        found: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for claim in self.new.claims.sort_values(["known", "claim_id"]).itertuples():
            for kind in self._kinds(claim):
                found[kind].append(claim.claim_id)
        return found

    def _kinds(self, claim: Any) -> Iterator[str]:
        fresh = claim.claim_id not in self.old.claims.index
        if fresh:
            yield RELAYED if claim.relays else ADDED
        if claim.relays:
            return
        was = None if fresh else self.old.row(claim.claim_id)
        standing, disputed = (was.standing, was.disputed) if was else (IN_FORCE, False)
        if claim.standing != standing and claim.standing in _LEFT:
            yield _LEFT[claim.standing]
        elif claim.standing in (IN_FORCE, DISPUTED) and standing in _LEFT:
            yield RESTORED
        if claim.disputed and not disputed:
            yield DISPUTED

    @cached_property
    def moves(self) -> list[Move]:
        """Figures that read otherwise, in order of metric, group and place."""
        earlier = {_key(figure): figure for figure in figures(self.old, self.rule)}
        pairs = [Move(earlier.get(_key(figure)), figure) for figure in figures(self.new, self.rule)]
        return [move for move in pairs if _reading(move.before) != _reading(move.after)]

    @cached_property
    def events(self) -> list[str]:
        """Events that became known, in order of id."""
        return sorted(set(self.new.tables["events"].index) - set(self.old.tables["events"].index))

    @cached_property
    def late(self) -> list[str]:
        """Events learned late: new, yet of a day that had already been reported on."""
        reported = self.old.known_at.day if self.old.known_at else None
        starts = self.new.tables["events"]["start"]
        return [
            each
            for each in self.events
            if reported is not None and dates.span(starts[each])[1] <= reported
        ]

    def say(self) -> Prose:
        """All of it in a sentence, in counts."""
        assert self.old.known_at is not None
        counts = [*((kind, len(self.claims[kind])) for kind in KINDS), ("events", len(self.events))]
        said = [_counted(kind, count) for kind, count in counts if count]
        if self.late:
            said[-1] = say(
                "{events} ({late})", events=said[-1], late=_counted("late", len(self.late))
            )
        day = plain(english.as_of(self.old.known_at), "declared:since")
        if not said:
            return say("Nothing that this report counts changed after {day}.", day=day)
        return say("After {day}: {said}.", day=day, said=join(said))

    def card(self) -> Group:
        """All of it in a sentence, then what reads otherwise, row by row."""
        return card_of(self)

    def told(self, kind: str, claim: str) -> Prose:
        """One change of a claim in words."""
        case, row = self.new, self.new.row(claim)
        label = quantity(case, row.metric, row.group, row.place)
        if kind in GONE or kind == DISPUTED:
            return say(
                "{label}: {n}, {fate}", label=label, n=number(case, claim), fate=fate(case, claim)
            )
        if kind == REPLACED:
            return say(
                "{label}: {n}, replaced by {new}",
                label=label,
                n=number(case, claim),
                new=attributed(case, row.superseded_by),
            )
        return say("{label}: {claim}", label=label, claim=attributed(case, claim))

    def event(self, event_id: str) -> Prose:
        """An event in words: its day and what happened."""
        day = plain(
            english.edtf(self.new.tables["events"].at[event_id, "start"]), f"events:{event_id}"
        )
        return say("{day}: {title}", day=day, title=text(self.new, "events", event_id, "title"))

    def data(self) -> dict[str, Any]:
        """All of it as JSON: from, to, each kind with claim ids and words, figures before and after, events."""
        assert self.old.known_at is not None
        assert self.new.known_at is not None
        own = {
            kind: [
                {"claim_id": claim, "words": self.told(kind, claim).text}
                for claim in self.claims[kind]
            ]
            for kind in KINDS
        }
        events = [
            {"event_id": each, "late": each in self.late, "words": self.event(each).text} for each in self.events
        ]  # fmt: skip
        span = {"case": self.new.id, "from": self.old.known_at.text, "to": self.new.known_at.text}
        return span | own | {"figures": [move.data() for move in self.moves], "events": events}


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.metric, figure.group, figure.place


def _reading(figure: Figure | None) -> tuple[Any, ...]:
    """What a reader sees of a figure; nothing known of it reads as not known."""
    return (
        (UNKNOWN, None, None, None, "")
        if figure is None
        else (figure.status, figure.low, figure.value, figure.high, figure.wording)
    )


_NOUNS = {
    ADDED: ("claim was added", "claims were added"), RELAYED: ("page repeated a claim", "pages repeated a claim"),
    WITHDRAWN: ("was withdrawn", "were withdrawn"), DENIED: ("was denied", "were denied"),
    REPLACED: ("was replaced by a newer figure", "were replaced by newer figures"),
    DISPUTED: ("was disputed", "were disputed"), RESTORED: ("came back into force", "came back into force"),
    "events": ("event became known", "events became known"), "late": ("of them late", "of them late"),
}  # fmt: skip


def _counted(kind: str, count: int) -> Prose:
    return say(
        "{n} {what}", n=plain(english.number(count), f"count:{kind}"), what=_NOUNS[kind][count != 1]
    )


def changed_figures(changes: Changes) -> Table:
    """The figures that read otherwise than before."""
    rows = [
        [capital(move.after.label()), move.was(), move.after.amount(), _whose(move.after)]
        for move in changes.moves
    ]
    columns = ("Of what", "Before", "Now", "According to")
    return Table(
        "changed_figures", plain("Figures that read otherwise"), columns, rows, ("Before", "Now")
    )


def _whose(figure: Figure) -> Prose:
    """Who a figure rests on, with the day it describes."""
    return join([said_by(figure.case, each) for each in figure.claims], "; ", "; ")


def changed_claims(changes: Changes) -> Table:
    """Claims that were withdrawn, denied, replaced, disputed or put back in force, and the new ones."""
    case = changes.new
    kinds: dict[str, list[str]] = {}
    for kind in (
        WITHDRAWN,
        DENIED,
        REPLACED,
        DISPUTED,
        RESTORED,
        ADDED,
    ):  # what fell or moved before what is merely new
        for claim in changes.claims[kind]:
            kinds.setdefault(claim, []).append(kind)
    rows = [
        [
            plain(", ".join(each)),
            number(case, claim),
            quantity_of(case, claim),
            said_by(case, claim),
            standing(case, claim),
        ]
        for claim, each in kinds.items()
    ]
    columns = ("Change", "Figure", "Of what", "Said by", "Standing")
    return Table(
        "changed_claims", plain("Claims that changed or are new"), columns, rows, ("Figure",)
    )


def learned_late(changes: Changes) -> Table:
    """Events of days already reported on that became known only now."""
    case = changes.new
    late = [str(each) for each in events.frame(case).index if each in changes.late]
    rows = [
        [
            events.when(case, each),
            events.what(case, each),
            published(case, "events", each, short=True),
        ]
        for each in late
    ]
    return Table(
        "learned_late", plain("Events learned late"), ("When", "What", "Became known"), rows
    )


def card_of(changes: Changes) -> Group:
    """In a sentence what changed; then the figures that read otherwise, the claims, and the events learned late."""
    tables = changed_figures(changes), changed_claims(changes), learned_late(changes)
    return shown(Text((changes.say(),)), *tables)
