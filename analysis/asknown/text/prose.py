"""Text that knows where its numbers come from.

A `Run` is a piece of text with the rows its numerals trace to; `Prose` is a sequence of runs. Words
written by us carry no numeral: `say` refuses a template that has one. So a printed number can only
come from a row, from a count of rows or from a declared non-figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from asknown.errors import BuildError, seen
from asknown.text import english
from asknown.text.faces import Displayed
from asknown.text.sort_keys import NONE, SortKey, bounds

_SLOT = re.compile(r"\{(\w+)\}")


class UntracedNumber(BuildError):
    """A numeral stands in text that traces to nothing.

    >>> import asknown
    >>> asknown.say("164 were killed")
    Traceback (most recent call last):
    asknown.text.prose.UntracedNumber: the numeral '164' in '164 were killed' traces to nothing
    """


class Said(NamedTuple):
    """A statement somewhere in a text: its name, and what it speaks of (see `statements`)."""

    name: str
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """A piece of text. `trace` names what its numerals rest on (`claims:KT-004`, `count:events`,
    `declared:date`), `notes` the sources cited behind it, `link` an address, `sort` its place in a
    column of a table (see `sort_keys`), `said` the statements it is part of, the inmost first.
    """

    text: str
    trace: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    strong: bool = False
    struck: bool = False
    quiet: bool = False
    link: str = ""
    sort: SortKey = NONE
    said: tuple[Said, ...] = ()

    def __post_init__(self) -> None:
        shown = seen(self.text)
        if shown != self.text:
            object.__setattr__(self, "text", shown)
        # How a numeral is traced. A run is the smallest piece of text there is, all that is shown
        # is made of runs, and none comes into being with a numeral and without a trace: so nobody
        # further on has to look for numbers that rest on nothing. One trace stands for all the
        # numerals of its run; text whose numerals rest on different rows is several runs.
        if self.trace:
            return
        numerals = english.numerals(self.text)
        if numerals:
            numeral = numerals[0]
            raise UntracedNumber(
                f"the numeral {numeral!r} in {self.text!r} traces to nothing"
            )

    def altered(self, **changes: Any) -> Run:
        """The same run with other notes, looks, place or statements. Its text and trace stay, so
        that its numerals are not looked for again: a run is altered as often as it is said in
        another statement."""
        run = object.__new__(Run)
        run.__dict__.update(self.__dict__, **changes)
        return run

    def data(self) -> dict[str, Any]:
        """The run as JSON, without what is not set; its sort key is the table's to tell."""
        data = {
            "text": self.text,
            "trace": list(self.trace),
            "notes": list(self.notes),
            "strong": self.strong,
            "struck": self.struck,
            "quiet": self.quiet,
            "link": self.link,
            "said": [[said.name, dict(said.about)] for said in self.said],
        }
        return {name: value for name, value in data.items() if value}


@dataclass(frozen=True)
class Prose(Displayed):
    """Runs in order."""

    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        """The text alone."""
        pieces = [run.text for run in self.runs]
        return "".join(pieces)

    def __add__(self, other: Prose) -> Prose:
        runs = self.runs + other.runs
        return Prose(runs)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def face(self) -> dict[str, Any]:
        """A paragraph."""
        paragraphs = [self.data()] if self else []
        return {
            "block": "text",
            "paragraphs": paragraphs,
        }

    def citing(self, sources: Iterable[str]) -> Prose:
        """The same text with notes to `sources` behind it."""
        notes = tuple(sources)
        if not self.runs or not notes:
            return self
        *before, last = self.runs
        noted = last.altered(notes=last.notes + notes)
        return Prose((*before, noted))

    def bare(self) -> Prose:
        """The same text without its notes, for where no note can be printed: on a chart, in
        alternative text.
        """
        return self._with(notes=())

    def styled(self, **style: bool) -> Prose:
        """The same text, strong, struck or quiet."""
        return self._with(**style)

    def ordered(self, key: SortKey) -> Prose:
        """The same text with its place in a column."""
        return self._with(sort=key)

    @property
    def sort(self) -> SortKey:
        """The place of a cell in its column: that of the number or day it begins with."""
        if not self.runs:
            return NONE
        first = self.runs[0]
        return first.sort

    def _with(self, **changes: Any) -> Prose:
        runs = []
        for run in self.runs:
            runs.append(run.altered(**changes))
        return Prose(tuple(runs))

    def data(self) -> list[dict[str, Any]]:
        """The runs as JSON."""
        runs_data = []
        for run in self.runs:
            if run.text or run.notes:
                runs_data.append(run.data())
        return runs_data


Part = Prose | Run | str


@runtime_checkable
class Counted(Protocol):
    """What has a number to say: a figure, a claim."""

    def amount(self) -> Prose:
        """The number in words, traced."""
        ...


def plain(text: str, *trace: str) -> Prose:
    """Text as one run, its numerals traced to `trace`. UntracedNumber where it has a numeral and
    no trace.
    """
    run = Run(text, trace)
    return Prose((run,))


def prose_of(part: Part) -> Prose:
    """A part of a sentence as prose. UntracedNumber for plain text with a numeral."""
    if isinstance(part, Prose):
        return part
    if isinstance(part, Run):
        return Prose((part,))
    return plain(part)


def say(template: str, **parts: Part) -> Prose:
    """Fill the `{slots}` of a template with prose, as a sentence of your own.

    The template's own words and parts that are plain text may hold no numeral: UntracedNumber.
    KeyError for a slot that no part fills.

    >>> import asknown
    >>> dead = asknown.number(164, "claims:K-01")
    >>> print(asknown.say("{n} dead according to {who}", n=dead, who="the ministry"))
    164 dead according to the ministry
    """
    runs: list[Run] = []
    # A split by a pattern with one group gives words and names of slots in turn.
    pieces = _SLOT.split(template)
    for position, piece in enumerate(pieces):
        is_slot = position % 2
        if is_slot:
            part = parts[piece]
            runs += prose_of(part)
        elif piece:
            runs.append(Run(piece))
    return Prose(tuple(runs))


def number(value: Counted | float, *trace: str) -> Prose:
    """A number as traced text: that of a figure or a claim, or one of your own whose rows `trace`
    names (`count:events` for a count of rows). UntracedNumber where it names none.

    >>> import asknown
    >>> print(asknown.number(9900, "claims:K-02"))
    9,900
    """
    if isinstance(value, Counted):
        return value.amount()
    words = english.number(value)
    key = bounds(value, value)
    return plain(words, *trace).ordered(key)


def join(
    items: list[Prose],
    separator: str = ", ",
    last: str = " and ",
) -> Prose:
    """Items listed in a sentence: `a`, `a and b`, `a, b and c`."""
    runs: list[Run] = []
    count = len(items)
    for position, item in enumerate(items, start=1):
        if position > 1:
            between = last if position == count else separator
            runs.append(Run(between))
        runs += item
    return Prose(tuple(runs))


def listed(items: list[Prose], most: int = 60) -> Prose:
    """Items one behind the other, `a; b; c`, the rest beyond `most` counted: nobody listens to a
    thousand.
    """
    beyond = len(items) - most
    shown = items[:most]
    if beyond > 0:
        left_out = number(beyond, "count:more")
        shown.append(say("and {n} more", n=left_out))
    return join(shown, "; ", "; ")


def sentences(items: Iterable[Prose]) -> Prose:
    """Sentences set one behind the other."""
    spoken = [item for item in items if item]
    return join(spoken, " ", " ")
