"""The background of a case, sentence by sentence.

Each rests on rows by id and is told only when all of them are known. The file is Markdown:
`## Heading` lines, and one sentence a line that ends in its ids, `[E002; KT-004]`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from asknown.errors import Problem
from asknown.ledger import damage
from asknown.ledger.damage import Fault
from asknown.text import english

FILE = "narrative.md"
_LINE = re.compile(r"(?P<text>\S.*\S)\s+\[(?P<ids>[\w.\-]+(?:;\s*[\w.\-]+)*)\]")
_PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")


@dataclass(frozen=True)
class Sentence:
    """One sentence, the heading it stands under, the ids it rests on, and its line in the file."""

    heading: str
    text: str
    ids: tuple[str, ...]
    line: int


@dataclass
class Parsed:
    """The sentences of a narrative in order, and what keeps a line from being one."""

    sentences: tuple[Sentence, ...]
    problems: list[Problem]


def parse(source: str, file: str = FILE) -> Parsed:
    """The narrative in the text of its file.

    >>> parse("## Before\\nA crane stood there. [E1; C2]").sentences[0].ids
    ('E1', 'C2')
    """
    sentences: list[Sentence] = []
    problems: list[Problem] = []
    heading = ""
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("## "):
            heading = line[3:].strip()
            fault = _heading_fault(heading) if file == FILE else None
            if fault:
                problems.append(Problem(file, number, "heading", *fault))
            continue
        if not line.strip() or line.startswith("# "):
            continue
        sentence = _LINE.fullmatch(line.strip())
        if not sentence:
            mend = "end the sentence with the ids it rests on: [E002; KT-004]"
            problems.append(Problem(file, number, "", "rests on nothing", mend))
        elif not heading:
            mend = "put a ## heading above it"
            problems.append(Problem(file, number, "", "stands under no heading", mend))
        else:
            ids = tuple(key.strip() for key in sentence["ids"].split(";"))
            sentences.append(Sentence(heading, sentence["text"], ids, number))
    for each in sentences:
        fault = damage.of_text(each.text + each.heading)
        if fault:
            problems.append(Problem(file, each.line, "", *fault))
    return Parsed(tuple(sentences), problems)


def _heading_fault(heading: str) -> Fault | None:
    """Why a heading is not printed, or None: no row stands behind it that a numeral could rest
    on."""
    numerals = english.numerals(heading)
    if numerals:
        what = f"{damage.short(heading)} has the numeral {numerals[0]!r}"
        return Fault(what, "write it without: a heading rests on no row")
    return damage.of_title(heading) if heading else None


def faults(
    sentences: Iterable[Sentence],
    known: Container[str],
    file: str = FILE,
) -> Iterator[Problem]:
    """Ids that are none of those `known`, and figures named without being among the ids."""
    for sentence in sentences:
        for key in sentence.ids:
            if key not in known:
                what = f"{key!r} is no id of the ledger"
                yield Problem(file, sentence.line, "", what, "name a row of the ledger")
        for claim in _PLACEHOLDER.findall(sentence.text):
            if claim not in sentence.ids:
                what = f"{{{claim}}} is not among its ids"
                yield Problem(file, sentence.line, "", what, "add it to the brackets")


def text(sentences: Iterable[Sentence]) -> str:
    """The file again, from its sentences."""
    lines, heading = [], ""
    for sentence in sentences:
        if sentence.heading != heading:
            heading = sentence.heading
            lines += ["", f"## {heading}", ""]
        lines.append(f"{sentence.text} [{'; '.join(sentence.ids)}]")
    return "\n".join(lines[1:]) + "\n" if lines else ""
