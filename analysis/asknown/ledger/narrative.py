"""The background of a case, sentence by sentence: each rests on rows by id and is told only when all of them are known.

The file is Markdown: `## Heading` lines, and one sentence a line that ends in its ids, `[E002; KT-004]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asknown.errors import Problem

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


def parse(source: str) -> Iterator[Sentence | Problem]:
    """The sentences of a narrative in order, and a problem for each line that is neither heading nor sentence."""
    heading = ""
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.strip() and not line.startswith("# "):
            found = _LINE.fullmatch(line.strip())
            if found and heading:
                ids = tuple(each.strip() for each in found["ids"].split(";"))
                yield Sentence(heading, found["text"], ids, number)
            elif found:
                yield Problem(
                    FILE, number, "", "stands under no heading", "put a ## heading above it"
                )
            else:
                yield Problem(
                    FILE,
                    number,
                    "",
                    "rests on nothing",
                    "end the sentence with the ids it rests on: [E002; KT-004]",
                )


def faults(sentences: Iterable[Sentence], known: set[str]) -> Iterator[Problem]:
    """Ids that point nowhere, and figures named without being among the ids."""
    for sentence in sentences:
        for each in sentence.ids:
            if each not in known:
                yield Problem(
                    FILE,
                    sentence.line,
                    "",
                    f"{each!r} is no id of the ledger",
                    "name a row of the ledger",
                )
        for each in _PLACEHOLDER.findall(sentence.text):
            if each not in sentence.ids:
                yield Problem(
                    FILE,
                    sentence.line,
                    "",
                    f"{{{each}}} is not among its ids",
                    "add it to the brackets",
                )


def text(sentences: Iterable[Sentence]) -> str:
    """The file again, from its sentences."""
    lines, heading = [], ""
    for sentence in sentences:
        if sentence.heading != heading:
            heading = sentence.heading
            lines += ["", f"## {heading}", ""]
        lines.append(f"{sentence.text} [{'; '.join(sentence.ids)}]")
    return "\n".join(lines[1:]) + "\n" if lines else ""
