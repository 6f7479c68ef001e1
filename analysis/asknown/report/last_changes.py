"""The latest changes to a figure, as a reader needs them: a few, each in words.

Since the report before; where no figure changed since, those of the last day on which one did.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from asknown.model.changes import Changes, Move
from asknown.model.figures import Figure
from asknown.model.known import Known
from asknown.model.phrases import capital, source_of
from asknown.text import english
from asknown.text.blocks import Group, Points, Text, shown
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

MOST = 6  # rows, the last of which counts what is left


def shown_of(changes: Changes) -> Group:
    """The latest changes, each in a line of its own under the day since when they are told."""
    latest = changes if changes.moves else changes.last
    if latest is None:
        return shown(Text((none(moment_of(changes.old)),)))
    since, moment = moment_of(latest.old), moment_of(latest.new)
    is_news = latest is changes
    told = since_then(since) if is_news else last_on(moment_of(changes.new), moment)
    return shown(Text((told,)), Points(tuple(_lines(latest, since, moment))))


def _lines(changes: Changes, since: str, moment: str) -> list[Prose]:
    moves = in_order(changes)
    most = MOST if len(moves) <= MOST else MOST - 1
    lines = [line(move, since, moment) for move in moves[:most]]
    left = [move.after for move in moves[most:]]
    return [*lines, more(left, since, moment)]


def moment_of(known: Known) -> str:
    """The moment of a state, as the as-of of a report has it."""
    assert known.known_at is not None
    return known.known_at.text


def in_order(changes: Changes) -> list[Move]:
    """The changes, those in front first, then those of everyone in the whole, then the rest."""
    case = changes.new
    front = [(each.metric, each.group, each.place or case.place) for each in _front(case)]
    metrics = [metric for section in case.settings.sections for metric in section.metrics]

    def weight(move: Move) -> tuple[Any, ...]:
        metric, group, place = key = move.after.key
        is_part = (group != "all") + (place != case.place)
        in_front = front.index(key) if key in front else len(front)
        told_at = metrics.index(metric) if metric in metrics else len(metrics)
        return in_front, is_part, told_at, key

    return sorted(changes.moves, key=weight)


def _front(case: Known) -> tuple[Any, ...]:
    return case.settings.in_front


def _day(moment: str) -> Prose:
    """A moment in words."""
    day, _, clock = moment.partition("T")
    words = english.day(date.fromisoformat(day))
    return plain(f"{words}, {clock}" if clock else words, "declared:since")


@statement("figures changed, or were first given, after then and by the day of the report")
def since_then(since: str) -> Prose:
    """Since when changes are told."""
    return say("Since {day}:", day=_day(since))


@statement(
    "no figure changed between the report before and this one; of the days before, as far back as "
    "is looked, this is the last on which one did"
)
def last_on(moment: str, day: str) -> Prose:
    """The day on which a figure changed last."""
    return say("No figure has changed since {day}. On that day:", day=_day(day))


@statement("no figure changed after then, nor on the days before on which it is looked for")
def none(since: str) -> Prose:
    """That nothing changed."""
    return say("No figure has changed since {day}.", day=_day(since))


@statement(
    "the figure read as is told at the later of these moments, and as before at the earlier; new: "
    "nobody whom the rule hears had given any by then"
)
def line(move: Move, since: str, moment: str) -> Prose:
    """A change in words: `Convicted: 1,205 (485 before)`."""
    label = capital(move.after.label())
    now = read(move.after, moment).citing(_sources(move.after))
    if move.is_new or move.before is None:
        return say("{label}: {now} (new)", label=label, now=now)
    return say(
        "{label}: {now} ({before} before)",
        label=label,
        now=now,
        before=read(move.before, since),
    )


def _sources(figure: Figure) -> list[str]:
    """Where a figure of few claims is read."""
    if len(figure.claims) > 2:
        return []
    return list(dict.fromkeys(source_of(figure.case, claim_id) for claim_id in figure.claims))


@statement("the figure read so at that moment")
def read(figure: Figure, moment: str) -> Prose:
    """A figure as it read at a moment, with its unit."""
    return figure.spoken() if figure.claims else figure.amount()


@statement("so many more figures read otherwise at the later moment than at the earlier")
def more(figures: list[Figure], since: str, moment: str) -> Prose:
    """How many changes are not told; nothing where all are."""
    if not figures:
        return Prose()
    n = plain(english.number(len(figures)), "count:figures_changed")
    return say("{n} more {what}", n=n, what=english.agreed(len(figures), "figure", "figures"))
