"""What changed between two days: claims added, withdrawn, denied, replaced, disputed or back in
force, figures that changed, statements without a number that were denied, and events learned late.

Both days are states of one case, as known then and as known now; nothing here looks at a date of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from asknown import dates
from asknown.errors import CallError
from asknown.model import events
from asknown.model.claim_table import State
from asknown.model.columns import Quantity
from asknown.model.figures import UNKNOWN, Figure, figure, usable
from asknown.model.known import Known
from asknown.model.phrases import (
    amount_with_unit,
    answered,
    attributed,
    capital,
    cell,
    fate,
    is_carriers,
    is_ours,
    number,
    published,
    quantity_of,
    replacement,
    said_by,
    standing,
)
from asknown.model.standing import (
    DENIED,
    DISPUTED,
    GONE,
    IN_FORCE,
    SUPERSEDED,
    WITHDRAWN,
    in_effect,
)
from asknown.text import english
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, join, plain, say, sentences
from asknown.text.statements import statement

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
# What is said without a number, and can be denied.
_STATEMENTS = ("positions", "events")
_MOST_TOLD = 4  # withdrawals that are told one by one
_MOST_NAMED = 3  # figures that are named in a sentence
_DAYS_BACK = 12  # days learned on among which the last change of a figure is looked for
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


def day_learned_last(known: Known) -> date:
    """The last day on which something was learned. CallError where nothing was yet: no day can be
    taken for granted then."""
    learned = known.learned()
    if not learned:
        raise CallError(
            "as_of: this ledger has learned nothing yet: name a day, or add claims"
        )
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

    @property
    def reference(self) -> str:
        """That of the figure."""
        return self.after.reference

    @property
    def is_new(self) -> bool:
        """Whether nobody eligible had given the figure before."""
        return self.before is None or self.before.status == UNKNOWN

    @statement(
        "the figure read so at the earlier moment; not known: nobody eligible had given any"
    )
    def was(self) -> Prose:
        """The earlier number in words."""
        if self.before is None:
            return plain("not known")
        return self.before.amount()

    @statement(
        "the figure read as 'before' at the earlier moment, and reads as 'now' at the later"
    )
    def say(self) -> Prose:
        """The move as a sentence: what it was, and what it is according to whom."""
        label = capital(self.after.label())
        now = self.after.told()
        if self.is_new:
            return say("{label}, new: {now}.", label=label, now=now)
        return say(
            "{label}: {before} before, now {now}.",
            label=label,
            before=self.was(),
            now=now,
        )

    def in_brief(self) -> Prose:
        """The move in a few words: `injured, now over 1,000`."""
        label = self.after.label()
        now = self.after.amount()
        if self.is_new:
            return say("{label}, {now} (new)", label=label, now=now)
        return say("{label}, now {now}", label=label, now=now)

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
    16
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
        earlier = self.old.states
        other = [
            state
            for state in self.new.states.values()
            if state != earlier.get(state.claim_id)
        ]
        for state in sorted(other):
            for kind in self._kinds(state, earlier.get(state.claim_id)):
                of_kind = ids[kind]
                of_kind.append(state.claim_id)
        return ids

    def _kinds(self, now: State, before: State | None) -> Iterator[str]:
        """What became of a claim between the two days."""
        if before is None:
            yield RELAYED if now.relay else ADDED
        # A relay stands as the claim it repeats does, which is told once; what its own carrier did
        # to it is told of it.
        if now.relay:
            yield from self._taken_back(now)
            return
        # A new claim is told apart from one in force that nobody disputes.
        standing = before.standing if before else IN_FORCE
        disputed = before.disputed if before else False
        if now.standing != standing and now.standing in _LEFT:
            yield _LEFT[now.standing]
        elif now.standing in _ALIVE and standing in _LEFT:
            yield RESTORED
        if now.disputed and not disputed:
            yield DISPUTED

    def _taken_back(self, relay: State) -> Iterator[str]:
        """What the carrier of a relay did to it between the two days."""
        before = _carriers_acts(self.old, relay.claim_id)
        now = _carriers_acts(self.new, relay.claim_id)
        if now and not before:
            yield relay.standing
        elif before and not now and relay.standing in _ALIVE:
            yield RESTORED

    @cached_property
    def ours(self) -> list[str]:
        """Those of the disputed claims that only we doubt."""
        doubted = []
        for claim_id in self.claims[DISPUTED]:
            acts = self.new.acts_on(claim_id)
            against = [act for act in acts if act.act in _AGAINST]
            if all(map(is_ours, against)):
                doubted.append(claim_id)
        return doubted

    @cached_property
    def statements(self) -> list[str]:
        """Acts that became known against what was no number: a position, an event; in order of
        time."""
        known_acts = self.old.tables["acts"].index
        acts = answers(self.new)
        return [act_id for act_id in acts if act_id not in known_acts]

    @cached_property
    def moves(self) -> list[Move]:
        """Figures that changed, in order of metric, group and place."""
        rule = usable(self.new, self.rule)
        usable(self.old, self.rule)
        moves = []
        for key in self.new.quantities:
            if not self._may_read_otherwise(key):
                continue
            before = (
                figure(self.old, *key, rule) if key in self.old.quantities else None
            )
            after = figure(self.new, *key, rule)
            if _reading(before) != _reading(after):
                moves.append(Move(before, after))
        return moves

    def _may_read_otherwise(self, key: Quantity) -> bool:
        """Whether what a rule reads of a quantity differs. Where it does not, no figure does, and
        of most quantities nothing was learned from one day to the next."""
        if self.old.settings.vague_words != self.new.settings.vague_words:
            return True
        return self.old.latest.get(key) != self.new.latest.get(key)

    @cached_property
    def events(self) -> list[str]:
        """Events that became known, in order of id."""
        old = self.old.tables["events"].index
        new = self.new.tables["events"].index
        return sorted(set(new) - set(old))

    @cached_property
    def late(self) -> list[str]:
        """Events learned late: new, yet of a day that had already been reported on. Where nothing
        was known nobody reported."""
        was_known = self.old.states or len(self.old.tables["events"])
        if self.old.known_at is None or not was_known:
            return []
        reported = self.old.known_at.day
        late = []
        for event in self.events:
            start = cell(self.new, "events", event, "start")
            _, last = dates.span(start)
            if last <= reported:
                late.append(event)
        return late

    @cached_property
    def last(self) -> Changes | None:
        """The changes of the last day before on which a figure changed; None where that is long
        ago."""
        later = self.old
        for _ in range(_DAYS_BACK):
            if not later.states:
                break
            changes = Changes(before(later), later, self.rule)
            if changes.moves:
                return changes
            later = changes.old
        return None

    def say(self) -> Prose:
        """All of it in sentences: the figures, what was taken back, and the rest in counts."""
        since = _moment(self.old).text
        rest = sentences(self._rest())
        if not self.moves and not rest:
            return nothing_changed(self.old, since)
        moved = [move.after for move in self.moves if not move.is_new]
        new = [move.after for move in self.moves if move.is_new]
        figures_changed = changed(self.old, since, moved, new)
        return sentences([figures_changed, rest])

    def _rest(self) -> Iterator[Prose]:
        """What else is to be told, a sentence each."""
        together = self._gone_together()
        for claim_ids in together[:_MOST_TOLD]:
            yield taken_back(self.new, claim_ids)
        left = chain(*together[_MOST_TOLD:])
        yield counted("gone", list(left))
        for act_id in self.statements:
            told = answered(self.new, act_id)
            yield say("{told}.", told=capital(told))
        for kind in (REPLACED, RESTORED):
            yield counted(kind, self.claims[kind])
        # What was taken back is told so, whatever others had against it.
        told_otherwise = set(chain(self.ours, *together))
        disputed = self.claims[DISPUTED]
        others = [claim_id for claim_id in disputed if claim_id not in told_otherwise]
        yield counted(DISPUTED, others)
        yield now_doubted(self.ours)
        yield counted(ADDED, self.claims[ADDED])
        yield counted(RELAYED, self.claims[RELAYED])
        yield learned(self.events, self.late)

    def _gone_together(self) -> list[list[str]]:
        """What was withdrawn or denied, each list by the same bodies on the same days: numbers
        first, the whole before its parts.
        """
        gone = []
        for kind in GONE:
            for claim_id in self.claims[kind]:
                row = self.new.row(claim_id)
                is_part = row.place != self.new.place
                order = (not row.numbered, is_part)
                gone.append((order, claim_id))
        gone.sort(key=itemgetter(0))
        together: dict[str, list[str]] = {}
        for _, claim_id in gone:
            how = fate(self.new, claim_id)
            claim_ids = together.setdefault(how.text, [])
            claim_ids.append(claim_id)
        return list(together.values())

    def card(self) -> Group:
        """All of it in a few sentences; then the figures that changed, the claims, and the events
        learned late. Where no figure changed, the last that did.
        """
        told = [self.say()]
        if not self.moves and self.last:
            last = self.last
            moment = _moment(last.new)
            of_last = last_changed(moment.day.isoformat(), last.moves)
            told.append(of_last)
        return shown(
            Text((sentences(told),)),
            changed_figures(self),
            changed_claims(self),
            learned_late(self),
        )

    def told(self, kind: str, claim_id: str) -> Prose:
        """One change of a claim in words."""
        return change(self.new, kind, claim_id)

    def event(self, event_id: str) -> Prose:
        """An event in words: its day and what happened."""
        return happened(self.new, event_id)

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
            data[kind] = []
            for claim_id in claim_ids:
                words = self.told(kind, claim_id).text
                data[kind].append({"claim_id": claim_id, "words": words})
        data["statements"] = []
        for act_id in self.statements:
            words = answered(self.new, act_id).text
            data["statements"].append({"act_id": act_id, "words": words})
        data["figures"] = [move.data() for move in self.moves]
        data["events"] = []
        for event_id in self.events:
            event = {
                "event_id": event_id,
                "late": event_id in self.late,
                "words": self.event(event_id).text,
            }
            data["events"].append(event)
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


_ALIVE = (IN_FORCE, DISPUTED)
_AGAINST = (DENIED, DISPUTED)


def _carriers_acts(case: Known, relay: str) -> list[str]:
    """The acts in effect by which a relay's own party took it back."""
    if relay not in case.states:
        return []
    act_ids = [act.act_id for act in case.acts_on(relay)]
    return [act_id for act_id in act_ids if is_carriers(case, act_id)]


def answers(case: Known) -> list[str]:
    """Acts in effect on what was no number: a position, an event; in order of time."""
    speakers = case.tables["speakers"]
    party = speakers["party"].to_dict()
    acts = list(case.acts.itertuples(index=False))
    said: set[str] = set()
    for table in _STATEMENTS:
        said.update(case.tables[table].index)
    on_statements = [act for act in acts if act.target in said]
    if not on_statements:
        return []
    standing_acts = in_effect(acts, party)
    return [act.act_id for act in standing_acts if act.target in said]


# The sentences. A moment since when, and ids of rows, are what each of them speaks of.


@statement(
    "no figure, claim, event or act against a statement changed or became known after then"
)
def nothing_changed(old: Known, since: str) -> Prose:
    """That nothing changed after a moment. `old` is the case as known then."""
    return say("Nothing changed after {day}.", day=_since(old))


@statement(
    "by the rule these figures changed after then, these were first given, and no others"
)
def changed(
    old: Known,
    since: str,
    figures: list[Figure],
    new: list[Figure],
) -> Prose:
    """How many figures changed after a moment, and how many were given for the first time."""
    day = _since(old)
    moved = _so_many(len(figures), "figure", "figures", "count:figures_changed")
    first = _so_many(len(new), "figure", "figures", "count:figures_new")
    given = "was" if len(new) == 1 else "were"
    if figures and new:
        n = plain(english.number(len(new)), "count:figures_new")
        template = (
            "{moved} changed after {day}, and {n} {given} given for the first time."
        )
        return say(template, moved=moved, day=day, n=n, given=given)
    if figures:
        return say("{moved} changed after {day}.", moved=moved, day=day)
    if new:
        template = (
            "{first} {given} given for the first time after {day}; no other changed."
        )
        return say(template, first=first, given=given, day=day)
    return say("No figure changed after {day}.", day=day)


@statement(
    "of the days before, this is the last on which figures changed, and these are they"
)
def last_changed(day: str, figures: list[Move]) -> Prose:
    """Which figures were the last to change, and when; those beyond the first few are counted."""
    named = [move.in_brief() for move in figures[:_MOST_NAMED]]
    more = len(figures) - len(named)
    if more:
        n = plain(english.number(more), "count:figures_changed")
        named.append(say("and {n} more", n=n))
    when = plain(english.day(date.fromisoformat(day)), "declared:learned")
    told = join(named, "; ", "; ")
    return say("The last change to a figure was on {day}: {told}.", day=when, told=told)


# What is said of one and of several.
_NOUNS = {
    "gone": ("more was withdrawn or denied.", "more were withdrawn or denied."),
    ADDED: ("claim is new.", "claims are new."),
    RELAYED: ("page repeated an earlier claim.", "pages repeated earlier claims."),
    REPLACED: (
        "older number gave way to a newer number of the same party.",
        "older numbers gave way to newer numbers of the same party.",
    ),
    DISPUTED: ("number came to be disputed.", "numbers came to be disputed."),
    RESTORED: ("number counts again.", "numbers count again."),
}


@statement(
    "of this kind of change these claims, and no others that are not told one by one"
)
def counted(kind: str, claim_ids: list[str]) -> Prose:
    """How many claims changed in a way; nothing where none did."""
    if not claim_ids:
        return Prose()
    one, several = _NOUNS[kind]
    trace = f"count:{kind}"
    return _so_many(len(claim_ids), one, several, trace)


@statement(
    "after the earlier moment, and not before, we alone doubt these claims, and no others"
)
def now_doubted(claim_ids: list[str]) -> Prose:
    """How many claims only we doubt that nobody had anything against before; nothing where there
    are none.
    """
    if not claim_ids:
        return Prose()
    one, several = ("number", "numbers")
    doubted = _so_many(len(claim_ids), one, several, "count:doubted")
    return say("We doubt {doubted} that we had not doubted before.", doubted=doubted)


@statement(
    "these events became known after the earlier moment; late: those of days it knew already, "
    "where it knew of a claim or an event"
)
def learned(events: list[str], late: list[str]) -> Prose:
    """How many events became known, and how many of them of days already reported on; nothing where
    none did.
    """
    if not events:
        return Prose()
    one, several = ("event became known", "events became known")
    known = _so_many(len(events), one, several, "count:events")
    if not late:
        return say("{known}.", known=known)
    if len(late) == len(events):
        return say("{known}, of days already reported on.", known=known)
    n = plain(english.number(len(late)), "count:late")
    return say("{known}, {n} of them of days already reported on.", known=known, n=n)


def _so_many(
    count: int,
    one: str,
    several: str,
    trace: str,
) -> Prose:
    """A count with what is counted: `1 figure`, `2 figures`."""
    n = plain(english.number(count), trace)
    what = one if count == 1 else several
    return say("{n} {what}", n=n, what=what)


def _since(old: Known) -> Prose:
    """The earlier moment in words."""
    words = english.as_of(_moment(old))
    return plain(words, "declared:since")


@statement(
    "between the two moments this became of the claim: it is new, or acts or a newer one say"
)
def change(case: Known, kind: str, claim_id: str) -> Prose:
    """One change of a claim in words. `case` is the later state."""
    label = quantity_of(case, claim_id)
    if kind not in (*GONE, DISPUTED, REPLACED):
        return say("{label}: {claim}", label=label, claim=attributed(case, claim_id))
    amount = amount_with_unit(case, claim_id)
    became = _by_what(case, claim_id) if kind == REPLACED else fate(case, claim_id)
    return say("{label}: {n}, {became}", label=label, n=amount, became=became)


@statement(
    "these claims came to be withdrawn or denied after the earlier moment, by these acts"
)
def taken_back(case: Known, claim_ids: list[str]) -> Prose:
    """Claims that fell by the same bodies on the same days, as a sentence. `case` is the later
    state.
    """
    numbers = []
    for claim_id in claim_ids:
        label = quantity_of(case, claim_id)
        amount = amount_with_unit(case, claim_id)
        numbers.append(say("{label}: {n}", label=label, n=amount))
    first, *others = claim_ids
    template = "{numbers}; all {became}." if others else "{numbers}, {became}."
    told = join(numbers, "; ", "; ")
    return capital(say(template, numbers=told, became=fate(case, first)))


def _by_what(case: Known, claim_id: str) -> Prose:
    """What a claim was replaced by, with who says it where it is another number for the same."""
    older = case.row(claim_id)
    newer_id = older.superseded_by
    newer = case.row(newer_id)
    of_old = (older.metric, older.group, older.place)
    of_new = (newer.metric, newer.group, newer.place)
    before = number(case, claim_id)
    now = number(case, newer_id)
    same_number = before.text == now.text
    if of_old != of_new or same_number or newer.wording == "none":
        return replacement(case, claim_id, newer_id)
    return say("replaced by {newer}", newer=attributed(case, newer_id))


@statement("the event's row has this day or span and this title")
def happened(case: Known, event_id: str) -> Prose:
    """An event in words: its day and what happened."""
    start = cell(case, "events", event_id, "start")
    day = plain(english.edtf(start), f"events:{event_id}")
    return say("{day}: {title}", day=day, title=events.title(case, event_id))


def changed_figures(changes: Changes) -> Table:
    """The figures that changed."""
    rows = []
    for move in changes.moves:
        now = move.after
        whose = [said_by(now.case, claim_id) for claim_id in now.claims]
        cells = [
            capital(now.label()),
            capital(move.was()) if move.is_new else move.was(),
            now.amount(),
            join(whose, "; ", "; "),
        ]
        rows.append(cells)
    return Table(
        name="changed_figures",
        caption=plain("Figures that changed"),
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
            kinds_of_change(claim_id, kinds),
            amount_with_unit(case, claim_id),
            quantity_of(case, claim_id),
            capital(said_by(case, claim_id)),
            capital(standing(case, claim_id)),
        ]
        rows.append(cells)
    return Table(
        name="changed_claims",
        caption=plain("Claims that changed or are new"),
        columns=("Change", "Figure", "Of what", "Said by", "Standing"),
        rows=rows,
        figures=("Figure",),
    )


_KINDS_IN_WORDS = {
    WITHDRAWN: "withdrawn",
    DENIED: "denied",
    REPLACED: "replaced",
    DISPUTED: "disputed",
    RESTORED: "counts again",
    ADDED: "new",
}


@statement("the claim changed in these ways between the two moments")
def kinds_of_change(claim_id: str, kinds: list[str]) -> Prose:
    """What became of a claim, in a cell: `New, disputed`."""
    words = [_KINDS_IN_WORDS[kind] for kind in kinds]
    return capital(plain(", ".join(words)))


def learned_late(changes: Changes) -> Table:
    """Events of days already reported on that became known only now."""
    case = changes.new
    rows = []
    for event in events.frame(case).index:
        if event in changes.late:
            cells = [
                events.when(case, event),
                events.what(case, event),
                capital(published(case, "events", event, short=True)),
            ]
            rows.append(cells)
    return Table(
        name="learned_late",
        caption=plain("Events of earlier days that became known only now"),
        columns=("When", "What", "Became known"),
        rows=rows,
    )
