"""Text that knows where its numbers come from.

A `Run` is a piece of text with the rows its numerals trace to; `Prose` is a sequence of runs. Words written by us carry
no numeral: `say` refuses a template that has one. So a printed number can only come from a row, from a count of rows or
from a declared non-figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from asknown.errors import BuildError
from asknown.text import english
from asknown.text.faces import Displayed

_SLOT = re.compile(r"\{(\w+)\}")


class UntracedNumber(BuildError):
    """A numeral stands in text that traces to nothing."""


@dataclass(frozen=True)
class Run:
    """A piece of text. `trace` names what its numerals rest on (`claims:KT-004`, `count:events`, `declared:date`),
    `notes` the sources cited behind it, `link` an address."""

    text: str
    trace: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    strong: bool = False
    struck: bool = False
    quiet: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        found = english.numerals(self.text)
        if found and not self.trace:
            raise UntracedNumber(f"the numeral {found[0]!r} in {self.text!r} traces to nothing")

    def data(self) -> dict[str, Any]:
        """The run as JSON, without what is not set."""
        said = {name: getattr(self, name) for name in _FIELDS}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in said.items()
            if value
        }


_FIELDS = tuple(each.name for each in fields(Run))
Number = Run  # a run whose text is a figure; the name says what a reader should expect


@dataclass(frozen=True)
class Prose(Displayed):
    """Runs in order."""

    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        """The text alone."""
        return "".join(run.text for run in self.runs)

    def __add__(self, other: Prose) -> Prose:
        return Prose(self.runs + other.runs)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def face(self) -> dict[str, Any]:
        """A paragraph."""
        return {"block": "text", "paragraphs": [self.data()] if self else []}

    def citing(self, sources: Iterable[str]) -> Prose:
        """The same text with notes to `sources` behind it."""
        notes = tuple(sources)
        if not self.runs or not notes:
            return self
        return Prose((*self.runs[:-1], replace(self.runs[-1], notes=self.runs[-1].notes + notes)))

    def bare(self) -> Prose:
        """The same text without its notes, for where no note can be printed: on a chart, in alternative text."""
        return Prose(tuple(replace(run, notes=()) for run in self.runs))

    def styled(self, **style: bool) -> Prose:
        """The same text, strong, struck or quiet."""
        return Prose(tuple(replace(run, **style) for run in self.runs))  # type: ignore[arg-type]

    def data(self) -> list[dict[str, Any]]:
        """The runs as JSON."""
        return [run.data() for run in self.runs if run.text or run.notes]


def plain(text: str, *trace: str) -> Prose:
    """Text as one run, its numerals traced to `trace`. UntracedNumber where it has a numeral and no trace."""
    return Prose((Run(text, trace),))


def say(template: str, **parts: Prose | Run | str) -> Prose:
    """Fill `{slots}` of a template with prose. The template's own words may hold no numeral (UntracedNumber).

    >>> say("{n} dead according to {who}", n=plain("164", "claims:K-01"), who="the ministry").text
    '164 dead according to the ministry'
    """
    runs: list[Run] = []
    for index, piece in enumerate(_SLOT.split(template)):
        if index % 2 == 0:
            runs += [Run(piece)] if piece else []
        else:
            part = parts[piece]
            runs += (
                [Run(part)]
                if isinstance(part, str)
                else [part]
                if isinstance(part, Run)
                else part.runs
            )
    return Prose(tuple(runs))


def join(items: list[Prose], separator: str = ", ", last: str = " and ") -> Prose:
    """Items listed in a sentence: `a`, `a and b`, `a, b and c`."""
    runs: list[Run] = []
    for index, item in enumerate(items):
        if index:
            runs.append(Run(last if index == len(items) - 1 else separator))
        runs += item.runs
    return Prose(tuple(runs))


def listed(items: list[Prose], most: int = 60) -> Prose:
    """Items one behind the other, `a; b; c`, the rest beyond `most` counted: nobody listens to a thousand."""
    left = len(items) - most
    rest = [say("and {n} more", n=plain(english.number(left), "count:more"))] if left > 0 else []
    return join([*items[:most], *rest], "; ", "; ")


def sentences(items: Iterable[Prose]) -> Prose:
    """Sentences set one behind the other."""
    return join([item for item in items if item], " ", " ")
