"""The latest changes to a figure, as a reader needs them: a few, each in words.

Since the report before; where no figure changed since, those of the last day on which one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from asknown.model.changes import Changes, Move
from asknown.model.figures import Figure
from asknown.model.known import Known
from asknown.model.phrases import capital, source_of
from asknown.report import front_page
from asknown.text import english
from asknown.text.blocks import Group, Points, Text, shown
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

_MOVED = (
    "the figure read as is told at the later of these moments, and as before at the earlier; new: "
    "nobody whom the rule hears had given any by then"
)
MOST_A_DAY = 2  # rows of a day before
MOST = 6  # rows, the last of which counts what is left


def shown_of(changes: Changes) -> Group:
    """The latest changes, each in a line of its own: since the report before, else the last there
    were, with their days."""
    since = moment_of(changes.old)
    moment = moment_of(changes.new)
    if changes.moves:
        lead = since_then(since)
        lines = _lines(changes, since, moment)
        return shown(Text((lead,)), Points(tuple(lines)))
    earlier = _before(changes)
    if not earlier:
        return shown(Text((none(since),)))
    last = moment_of(earlier[0].new)
    lines = []
    for day in earlier:
        lines += _lines_of_day(day)
    lead = last_on(moment, last)
    return shown(Text((lead,)), Points(tuple(lines[:MOST])))


def _before(changes: Changes) -> list[Changes]:
    """The last days before on which figures changed, as far back as fills the list."""
    found: list[Changes] = []
    lines = 0
    last = changes.last
    while last is not None and lines < MOST:
        found.append(last)
        lines += len(_lines_of_day(last))
        last = last.last
    return found


def _lines(
    changes: Changes,
    since: str,
    moment: str,
) -> list[Prose]:
    """What changed since the report before, a line each; of more than a few, how many more."""
    moves = told(changes)
    most = MOST
    if len(moves) > MOST:
        most -= 1
    lines = []
    for move in moves[:most]:
        lines.append(capital(line(move, since, moment)))
    left = [move.after for move in moves[most:]]
    return [*lines, more(left, since, moment)]


def _lines_of_day(changes: Changes) -> list[Prose]:
    """What changed on a day before of what stands in front or counts everyone in the whole; where
    that is nothing, the weightiest of the rest."""
    since = moment_of(changes.old)
    moment = moment_of(changes.new)
    moves = told(changes)
    chief = [move for move in moves if _is_chief(move, changes)]
    weightiest = (chief or moves)[:MOST_A_DAY]
    return [line_of_day(move, since, moment) for move in weightiest]


def _is_chief(move: Move, changes: Changes) -> bool:
    """Whether a change is to what stands in front or counts everyone in the whole."""
    _, group, place = move.after.key
    is_whole = group == "all" and place == changes.new.place
    return is_whole or move.after.key in _front(changes)


def moment_of(known: Known) -> str:
    """The moment of a state, as the as-of of a report has it."""
    assert known.known_at is not None
    return known.known_at.text


def told(changes: Changes) -> list[Move]:
    """The changes that leave or had a number, in order."""
    moves = []
    for move in in_order(changes):
        if move.after.claims or not move.is_new:
            moves.append(move)
    return moves


def in_order(changes: Changes) -> list[Move]:
    """The changes, those in front first, then those of everyone in the whole, then the rest."""
    case = changes.new
    front = _front(changes)
    metrics: list[str] = []
    for section in case.settings.sections:
        metrics += section.metrics

    def weight(move: Move) -> tuple[Any, ...]:
        metric, group, place = key = move.after.key
        is_part = (group != "all") + (place != case.place)
        return _place(key, front), is_part, _place(metric, metrics), key

    return sorted(changes.moves, key=weight)


def _place(item: Any, listed: Sequence[Any]) -> int:
    """Where something stands in a list; behind all of it where it does not."""
    if item in listed:
        return listed.index(item)
    return len(listed)


def _front(changes: Changes) -> list[front_page.Key]:
    case = changes.new
    return front_page.keys_of(case, case.settings.in_front)


def _day(moment: str) -> Prose:
    """A moment in words."""
    day, _, clock = moment.partition("T")
    words = english.day(date.fromisoformat(day))
    if clock:
        words += f", {clock}"
    return plain(words, "declared:since")


@statement(
    "figures changed, or were first given, after then and by the day of the report"
)
def since_then(since: str) -> Prose:
    """Since when changes are told."""
    return say("Since {day}:", day=_day(since))


@statement(
    "no figure changed between the report before and this one; of the days before, as far back as "
    "is looked, this is the last on which one did; what is told of it and of days before is a "
    "choice: what stands in front or counts everyone goes first, two of a day at most"
)
def last_on(moment: str, day: str) -> Prose:
    """The day on which a figure changed last."""
    template = "No figure has changed since {day}. Among the last changes:"
    return say(template, day=_day(day))


@statement(
    "no figure changed after then, nor on the days before on which it is looked for"
)
def none(since: str) -> Prose:
    """That nothing changed."""
    return say("No figure has changed since {day}.", day=_day(since))


@statement(_MOVED)
def line(
    move: Move,
    since: str,
    moment: str,
) -> Prose:
    """A change in words: `convicted: 1,205 (485 before)`."""
    return _told(
        move,
        since=since,
        moment=moment,
        between=": ",
    )


@statement(_MOVED)
def briefly(
    move: Move,
    since: str,
    moment: str,
) -> Prose:
    """A change within a sentence: `convicted 1,205 (485 before)`."""
    return _told(
        move,
        since=since,
        moment=moment,
        between=" ",
    )


def _told(
    move: Move,
    since: str,
    moment: str,
    between: str,
) -> Prose:
    now = read(move.after, moment)
    what = say(
        "{label}{between}{now}",
        label=move.after.label(),
        between=between,
        now=now.citing(_sources(move.after)),
    )
    if move.is_new or move.before is None:
        return say("{what} (new)", what=what)
    before = read(move.before, since)
    return say("{what} ({before} before)", what=what, before=before)


@statement(
    "on this day the figure came to read as is told; before: as it read at the moment before; new: "
    "nobody whom the rule hears had given any by then"
)
def line_of_day(
    move: Move,
    since: str,
    moment: str,
) -> Prose:
    """A change of a day before: `5 January 2023: convicted 1,205 (485 before)`."""
    return say("{day}: {told}", day=_day(moment), told=briefly(move, since, moment))


def _sources(figure: Figure) -> list[str]:
    """Where a figure of few claims is read."""
    if len(figure.claims) > 2:
        return []
    sources = [source_of(figure.case, claim_id) for claim_id in figure.claims]
    return list(dict.fromkeys(sources))


@statement("the figure read so at that moment")
def read(figure: Figure, moment: str) -> Prose:
    """A figure as it read at a moment, with its unit."""
    if figure.claims:
        return figure.spoken()
    return plain("none")


@statement(
    "so many more figures read otherwise at the later moment than at the earlier"
)
def more(
    figures: list[Figure],
    since: str,
    moment: str,
) -> Prose:
    """How many changes are not told; nothing where all are."""
    if not figures:
        return Prose()
    count = len(figures)
    return say(
        "{n} more {what}",
        n=plain(english.number(count), "count:figures_changed"),
        what=english.agreed(
            count, "figure changed or is new", "figures changed or are new"
        ),
    )
