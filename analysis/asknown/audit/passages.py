"""The passages of a text: sentences, headings and items of lists, and what stands before each.

Only plain characters are read: blank lines, marks of lists, ends of sentences. Where lines of a
paragraph were broken to fit a page they are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from asknown.audit.grammar import Grammar
from asknown.audit.pieces import CELL

SENTENCE = "sentence"
ITEM = "item"
HEADING = "heading"
ROW = "row"
_STACKED = (ITEM, ROW)

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"\s*(?:[-–—*•·◦▪]|\(?\d{1,2}[.)]|#{1,6})\s+")
_KEYED = re.compile(r"\s*[^.:!?]{1,60}:\s*\S")
_ENDED = re.compile(r"[.!?…;:]['\"»”’)\]]*\s*$")
_SENTENCE_END = re.compile(r"[.!?…]+['\"»”’)\]]*\s+(?=['\"«“‘(\[]?[^\W_])")
_HEADING_LENGTH = 120  # characters; longer lines are text
_SHORT_LINE = 60  # a line of fewer was not broken to fit a page
_DIGIT = re.compile(r"\d")
_RULE = re.compile(
    r"\s*[|:+=-]*[|+][|:+=\s-]*"
)  # under the head of a table in plain text
_FRAMED = re.compile(r"\s*\|(.*)\|\s*")
_HASHES = re.compile(r"\s*#{1,6}\s")


@dataclass(eq=False, slots=True)
class Passage:
    """Characters `start` to `end`, which are `written`.

    Passages of one `likeness` are written alike and stand in surroundings that are. `before` is the
    passage before it in its paragraph or list, `lead` what introduces its list or table, `heading`
    the last heading above it, `heads` the row that heads the columns of its table.
    """

    start: int
    end: int
    written: str
    kind: str
    paragraph: int
    likeness: int
    before: Passage | None = None
    lead: Passage | None = None
    heading: Passage | None = None
    heads: Passage | None = None


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str
    opens: bool  # a blank line, or nothing, stands before it
    closes: bool  # a blank line, or nothing, stands behind it


@dataclass
class _Unit:
    """Lines read as one."""

    start: int
    end: int
    kind: str
    opens: bool


def passages(text: str, grammar: Grammar) -> list[Passage]:
    """The passages of a text, in order."""
    found: list[Passage] = []
    above = _Above()
    for unit in _units(text):
        above.comes_to(unit, found)
        for start, end in _sentences(text, unit, grammar):
            passage = above.passage(text, start, end, unit.kind)
            found.append(passage)
            above.before = passage
        above.leaves(unit, text, found[-1])
    return found


@dataclass
class _Above:
    """What stands above a passage; each as `Passage` names it."""

    paragraph: int = 0
    before: Passage | None = None
    lead: Passage | None = None
    heading: Passage | None = None
    heads: Passage | None = None
    likenesses: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def passage(
        self,
        text: str,
        start: int,
        end: int,
        kind: str,
    ) -> Passage:
        """A passage below it."""
        written = text[start:end]
        likeness = (
            written,
            kind,
            self.before.likeness if self.before else None,
            self.lead.written if self.lead else None,
            self.heading.written if self.heading else None,
            self.heads.written if self.heads else None,
        )
        number = self.likenesses.setdefault(likeness, len(self.likenesses))
        around = (self.before, self.lead, self.heading, self.heads)
        return Passage(start, end, written, kind, self.paragraph, number, *around)

    def comes_to(
        self,
        unit: _Unit,
        found: Sequence[Passage],
    ) -> None:
        """Forget what does not reach to a unit."""
        if unit.kind != ROW:
            self.heads = None
        if unit.opens:
            self.paragraph += 1
            if unit.kind != ITEM:
                self.before = None
        if unit.kind not in _STACKED:
            self.lead = None
        elif self.lead is None:
            self.lead = found[-1] if found else None
            self.before = None

    def leaves(
        self,
        unit: _Unit,
        text: str,
        last: Passage,
    ) -> None:
        """Keep what reaches further than a unit, of which `last` is the last passage."""
        if unit.kind == HEADING:
            self.heading = last
            self.before = None
        is_first = unit.kind == ROW and self.heads is None
        if is_first and not _DIGIT.search(text, unit.start, unit.end):
            self.heads = last


def _units(text: str) -> Iterator[_Unit]:
    """The lines of a text, those of a paragraph joined unless each stands for itself."""
    lines = list(_lines(text))
    unit: _Unit | None = None
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else None
        if unit and above and _carries_on(above, line):
            unit.end = line.end
            continue
        if unit:
            yield unit
        unit = _Unit(
            start=line.start,
            end=line.end,
            kind=_kind(lines, index),
            opens=line.opens,
        )
    if unit:
        yield unit


def _lines(text: str) -> Iterator[_Line]:
    written = [match for match in _LINE.finditer(text) if _says(match[0])]
    opens = True
    for match, below in pairwise([*written, None]):
        assert match is not None
        closes = below is None or text.count("\n", match.end(), below.start()) > 1
        yield _Line(
            start=match.start(),
            end=match.end(),
            text=match[0],
            opens=opens,
            closes=closes,
        )
        opens = closes


def _says(line: str) -> bool:
    """Whether a line has more than spaces, or the strokes of a table."""
    return bool(line.strip()) and not _RULE.fullmatch(line)


def _carries_on(above: _Line, line: _Line) -> bool:
    """Whether a line is the next piece of the one above, broken to fit a page."""
    if line.opens or _MARK.match(line.text):
        return False
    if CELL in line.text + above.text:
        return False
    is_short = len(above.text) < _SHORT_LINE
    if is_short or _ENDED.search(above.text):
        begins = line.text.lstrip()[:1]
        return begins.islower()
    if not _KEYED.match(above.text):
        return True
    return not _KEYED.match(line.text)


def _kind(lines: Sequence[_Line], index: int) -> str:
    line = lines[index]
    if _HASHES.match(line.text):
        return HEADING
    if CELL in line.text:
        return ROW
    if _MARK.match(line.text) or _is_keyed(lines, index):
        return ITEM
    is_short = len(line.text) <= _HEADING_LENGTH
    is_alone = line.opens and (line.closes or line.text.isupper())
    if is_short and is_alone and not _ENDED.search(line.text):
        return HEADING
    return SENTENCE


def _is_keyed(lines: Sequence[_Line], index: int) -> bool:
    """Whether a line is one of several that each give a key and what it has."""
    line = lines[index]
    if not _KEYED.match(line.text):
        return False
    if len(line.text) > _HEADING_LENGTH:
        return False
    beside = []
    if not line.opens:
        beside.append(lines[index - 1])
    if not line.closes:
        beside.append(lines[index + 1])
    return any(_KEYED.match(other.text) for other in beside)


def _sentences(
    text: str,
    unit: _Unit,
    grammar: Grammar,
) -> Iterator[tuple[int, int]]:
    """The characters of each sentence of a unit; a row of a table is one."""
    if unit.kind == ROW:
        yield _without_frame(text, unit)
        return
    start = unit.start
    for match in _SENTENCE_END.finditer(text, unit.start, unit.end):
        dot, end = match.span()
        if _ends_no_sentence(text, start, dot, grammar):
            continue
        yield start, end
        start = end
    if start < unit.end:
        yield start, unit.end


def _without_frame(text: str, unit: _Unit) -> tuple[int, int]:
    """The characters of a row without the bars around it: those of a table in plain text."""
    framed = _FRAMED.match(text, unit.start, unit.end)
    if framed is None:
        return unit.start, unit.end
    return framed.span(1)


_LAST_WORD = re.compile(r"[\w.'’]+$")


def _ends_no_sentence(
    text: str,
    start: int,
    dot: int,
    grammar: Grammar,
) -> bool:
    """Whether the dot belongs to an abbreviation, an initial or the number of a list."""
    if text[dot] != ".":
        return False
    first = max(start, dot - 12)
    space = text.rfind(" ", first, dot)
    word = text[max(space + 1, first) : dot]
    if word.isalpha():
        return len(word) == 1 or word.lower() in grammar.abbreviations
    last = _LAST_WORD.search(text, first, dot)
    if not last:
        return False
    word = last[0].lower()
    is_initial = len(word) == 1 and word.isalpha()
    is_mark = word.isdigit() and last.start() == start
    return word in grammar.abbreviations or is_initial or is_mark
