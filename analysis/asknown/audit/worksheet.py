"""A worksheet for a new case from one text: what it would need, to be ticked and not typed.

A row is a metric, a speaker, a place or a quantity with its sentence. All are proposals: a person
writes yes into `keep`, changes what has to be changed, and makes rows of a ledger of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from operator import itemgetter

from asknown.audit.findings import Mention
from asknown.audit.grammar import Grammar, grammar, guess
from asknown.audit.mentions import Placed, mentions
from asknown.audit.passages import Passage, passages
from asknown.audit.texts import Text
from asknown.audit.tokens import Token, Tokens, tokens
from asknown.audit.vocabulary import METRICS, Vocabulary
from asknown.ledger.cues import Cue

COLUMNS = (
    "keep",
    "kind",
    "name",
    "times",
    "where",
    "written",
    "low",
    "value",
    "high",
    "wording",
    "unit",
    "sentence",
)
_STARTER = "asknown.ledger.starter"
_NOUN = 4  # tokens behind a number in which what it counts is looked for
_LONGEST = 5  # words of a name
_NEAR = 3  # tokens between a name and a word of speech
_NOT_A_WORD = re.compile(r"\W+")

Line = dict[str, str]


@dataclass(frozen=True)
class _Name:
    """A name met: its words, where, and whether it speaks or is a place, as far as that shows."""

    words: str
    start: int
    kind: str


class Worksheet:
    """What a case about one text would need."""

    def __init__(
        self,
        text: Text,
        language: str = "",
    ) -> None:
        self.text = text
        self.grammar: Grammar = grammar(language or guess(text.text))
        self.cues = Vocabulary.of_cues(_starter_cues(), self.grammar)

    def lines(self) -> list[Line]:
        """Metrics, speakers and places, those named most first; then each quantity."""
        quantities = list(self._quantities())
        metrics = Counter(line["name"] for line in quantities if line["name"])
        found = [_counted("metric", name, times) for name, times in _by_times(metrics)]
        for kind in ("speaker", "place", "speaker or place"):
            found += self._names_of(kind)
        return found + quantities

    def csv(self) -> str:
        """The worksheet as a file."""
        out = io.StringIO()
        writer = csv.DictWriter(
            out,
            fieldnames=COLUMNS,
            restval="",
            lineterminator="\n",
        )
        writer.writeheader()
        writer.writerows(self.lines())
        return out.getvalue()

    @cached_property
    def _passages(self) -> Sequence[tuple[Passage, Tokens]]:
        read = []
        for passage in passages(self.text.text, self.grammar):
            words = tokens(
                text=self.text.text,
                start=passage.start,
                end=passage.end,
                grammar=self.grammar,
            )
            read.append((passage, words))
        return read

    # Quantities

    def _quantities(self) -> Iterator[Line]:
        for passage, words in self._passages:
            for placed in mentions(self.text.text, words, self.grammar):
                yield self._quantity(passage, words, placed)

    def _quantity(
        self,
        passage: Passage,
        words: Tokens,
        placed: Placed,
    ) -> Line:
        mention = placed.mention
        sentence = self.text.text[passage.start : passage.end]
        return {
            "kind": "quantity",
            "name": self._metric(words, placed),
            "where": self.text.where(mention.start),
            "written": mention.written,
            **_numbers(mention),
            "wording": mention.wording,
            "unit": mention.unit,
            "sentence": " ".join(sentence.split()),
        }

    def _metric(
        self,
        words: Tokens,
        placed: Placed,
    ) -> str:
        """The metric that the cues of a new case name nearest, else the noun behind the number."""
        hits = [hit for hit in self.cues.hits(words) if hit.table == METRICS]
        if hits and not placed.mention.unit:
            nearest = min(
                hits, key=lambda hit: (abs(hit.first - placed.last), hit.row_id)
            )
            return nearest.row_id
        noun = []
        for word in words.words[placed.last : placed.last + _NOUN]:
            if word in self.grammar.functions or not word[0].isalpha():
                break
            noun.append(word)
        return _NOT_A_WORD.sub("_", "_".join(noun)).strip("_")

    # Names

    def _names_of(self, kind: str) -> list[Line]:
        lines = []
        for words, kinds in self._kinds.items():
            if _kind(kinds) != kind:
                continue
            times = sum(kinds.values())
            line = _counted(kind, words, times)
            first = self._first[words]
            line["where"] = self.text.where(first)
            lines.append(line)
        return sorted(lines, key=lambda line: (-int(line["times"]), line["name"]))

    @cached_property
    def _kinds(self) -> dict[str, Counter[str]]:
        """How often each name is met as what."""
        kinds: dict[str, Counter[str]] = {}
        for name in self._names:
            kinds.setdefault(name.words, Counter())[name.kind] += 1
        return kinds

    @cached_property
    def _first(self) -> dict[str, int]:
        """Where each name is met first."""
        first: dict[str, int] = {}
        for name in self._names:
            first.setdefault(name.words, name.start)
        return first

    @cached_property
    def _names(self) -> Sequence[_Name]:
        names: list[_Name] = []
        for _, words in self._passages:
            names += self._names_in(words)
        return names

    def _names_in(self, words: Tokens) -> Iterator[_Name]:
        """Runs of words with capitals; a lone one that begins a sentence is none."""
        index = 0
        while index < len(words):
            last = self._end_of_name(words, index)
            is_lone_first = index == 0 and last == 1
            if last > index and not is_lone_first:
                start = words[index].start
                end = words[last - 1].end
                written = self.text.text[start:end]
                name = written.removesuffix("'s").removesuffix("’s")
                role = self._role(words, index, last)
                yield _Name(name, start, role)
            index = max(last, index + 1)

    def _end_of_name(
        self,
        words: Tokens,
        first: int,
    ) -> int:
        last = first
        for word in words[first : first + _LONGEST]:
            if not self._is_of_name(word):
                break
            last += 1
        return last

    def _is_of_name(self, word: Token) -> bool:
        if not word.is_capital:
            return False
        return word.word not in self._no_names

    @cached_property
    def _no_names(self) -> frozenset[str]:
        """Words that may have a capital and name nobody."""
        grammar = self.grammar
        return grammar.functions | grammar.months | self._days

    @cached_property
    def _days(self) -> frozenset[str]:
        return self.grammar.phrases("calendar", "weekdays")

    def _role(
        self,
        words: Tokens,
        first: int,
        last: int,
    ) -> str:
        """Whether words of speech stand beside a name, or one that says where."""
        speech = self.grammar.phrases("naming", "speech")
        start = max(first - _NEAR, 0)
        around = [*words.words[start:first], *words.words[last : last + _NEAR]]
        if not speech.isdisjoint(around):
            return "speaker"
        before = words.words[first - 1] if first else ""
        if before in self.grammar.phrases("naming", "where"):
            return "place"
        return "speaker or place"


def _kind(kinds: Counter[str]) -> str:
    """What a name is met as most; what is told by words goes before what is not."""
    told = {kind: times for kind, times in kinds.items() if kind != "speaker or place"}
    if not told:
        return "speaker or place"
    return max(sorted(told), key=lambda kind: told[kind])


def _counted(
    kind: str,
    name: str,
    times: int,
) -> Line:
    return {"kind": kind, "name": name, "times": str(times)}


def _by_times(names: Counter[str]) -> Iterable[tuple[str, int]]:
    by_name = sorted(names.items())
    return sorted(
        by_name,
        key=itemgetter(1),
        reverse=True,
    )


def _numbers(mention: Mention) -> Line:
    numbers = {}
    for name in ("low", "value", "high"):
        number = getattr(mention, name)
        numbers[name] = (
            "" if number is None else f"{number:.6f}".rstrip("0").rstrip(".")
        )
    return numbers


def _starter_cues() -> Iterator[Cue]:
    """The cues that every new case begins with."""
    file = resources.files(_STARTER).joinpath("cues.csv")
    for row in csv.DictReader(io.StringIO(file.read_text("utf-8"))):
        yield Cue(**row)
