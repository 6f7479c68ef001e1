"""The words by which a text names the rows of a case, looked for among tokens.

They are the ledger's: `cues.csv`, and in the language of the case its own labels, names and
aliases.
A cue with a capital is a name and is met only with one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from asknown.audit.grammar import Grammar
from asknown.audit.tokens import Tokens, tokens
from asknown.ledger.cues import ABOUT, UNITS, Cue
from asknown.model.known import Known

METRICS = "metrics"
GROUPS = "groups"
PLACES = "places"
SPEAKERS = "speakers"
SAYS = "says"
NOT = "not"
COUNTS = "counts"

_LABELS = (
    (METRICS, ("label",)),
    (PLACES, ("label",)),
    (SPEAKERS, ("name", "aliases")),
)
# A metric called "killed" is told by its label; a group called "everyone" is not.


class Hit(NamedTuple):
    """A part of a cue met: tokens `first` to `last` (the one behind it) of a passage.

    The parts of one phrase share its number `phrase`, and `words` counts the words of them all.
    """

    table: str
    row_id: str
    kind: str
    first: int
    last: int
    words: int
    phrase: int
    part: int

    @property
    def length(self) -> int:
        """How many tokens it takes up."""
        return self.last - self.first


@dataclass(frozen=True)
class _Part:
    """One part of a phrase: its words, of which those that `begins` names leave the ending open."""

    words: tuple[str, ...]
    open_ended: tuple[bool, ...]
    is_name: bool

    @cached_property
    def is_one_word(self) -> bool:
        """Whether it is met wherever its first word is."""
        return len(self.words) == 1 and not self.is_name

    def is_at(
        self,
        found: Tokens,
        index: int,
    ) -> bool:
        """Whether its words stand at a token."""
        beside = found.words[index : index + len(self.words)]
        if len(beside) < len(self.words):
            return False
        if self.is_name and not found.is_capital(index):
            return False
        for written, word, is_open in zip(
            beside,
            self.words,
            self.open_ended,
            strict=True,
        ):
            is_same = written.startswith(word) if is_open else written == word
            if not is_same:
                return False
        return True


@dataclass(frozen=True, eq=False)
class _Phrase:
    """All parts of one phrase of a cue, of which every one has to stand in a passage."""

    table: str
    row_id: str
    kind: str
    parts: tuple[_Part, ...]
    number: int

    @cached_property
    def size(self) -> int:
        """The words of all its parts."""
        return sum(len(part.words) for part in self.parts)


class _Beginning(NamedTuple):
    """A part of a phrase, by its number."""

    phrase: _Phrase
    number: int
    part: _Part


_Places = dict[
    int, list[int]
]  # the tokens at which each part of a phrase begins, by its number


class Vocabulary:
    """The cues of a case in one language."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        self._whole: dict[str, list[_Beginning]] = defaultdict(list)
        self._begun: dict[str, list[_Beginning]] = defaultdict(list)
        for phrase in phrases:
            self._add(phrase)
        lengths = {len(word) for word in self._begun}
        self._lengths = sorted(lengths)
        self._by_word: dict[str, Sequence[_Beginning]] = {}

    def _add(self, phrase: _Phrase) -> None:
        for number, part in enumerate(phrase.parts):
            word = part.words[0]
            is_begun = part.open_ended[0]
            by_word = self._begun if is_begun else self._whole
            beginning = _Beginning(phrase, number, part)
            by_word[word].append(beginning)

    @classmethod
    def of(
        cls,
        case: Known,
        grammar: Grammar,
    ) -> Vocabulary:
        """What the ledger of a case has in a language."""
        named = list(_from_cues(case.cues, grammar))
        if case.settings.language == grammar.code:
            named += _from_labels(case)
        return cls(_phrases(named, grammar))

    @classmethod
    def of_cues(
        cls,
        cues: Iterable[Cue],
        grammar: Grammar,
    ) -> Vocabulary:
        """What some cues have in a language."""
        return cls(_phrases(_from_cues(cues, grammar), grammar))

    def hits(self, found: Tokens) -> list[Hit]:
        """The cues among the tokens of a passage; of those that lie in a longer one of the same
        table only the longer."""
        hits: list[Hit] = []
        for phrase, places in self._met(found).items():
            if len(places) == len(phrase.parts):
                hits.extend(_hits(phrase, places))
        return _longest(hits)

    def _met(self, found: Tokens) -> Mapping[_Phrase, _Places]:
        """Of each phrase where its parts stand among tokens, as far as they do."""
        met: dict[_Phrase, _Places] = {}
        by_word = self._by_word
        for index, word in enumerate(found.words):
            beginnings = by_word.get(word)
            if beginnings is None:
                beginnings = self._beginning(word)
            for phrase, number, part in beginnings:
                if part.is_one_word or part.is_at(found, index):
                    places = met.setdefault(phrase, {})
                    indices = places.setdefault(number, [])
                    indices.append(index)
        return met

    def _beginning(self, word: str) -> Sequence[_Beginning]:
        """The parts of phrases that can begin with a word; found once."""
        whole = self._whole.get(word, ())
        beginning = list(whole)
        starts = {word[:length] for length in self._lengths}
        for start in sorted(starts):
            begun = self._begun.get(start, ())
            beginning.extend(begun)
        self._by_word[word] = beginning
        return beginning


def _hits(phrase: _Phrase, places: _Places) -> Iterator[Hit]:
    named = (phrase.table, phrase.row_id, phrase.kind)
    for number, indices in places.items():
        length = len(phrase.parts[number].words)
        for first in indices:
            span = (first, first + length)
            yield Hit(*named, *span, phrase.size, phrase.number, number)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without those that lie within a longer one that names something else."""
    longer = [hit for hit in hits if hit.length > 1]
    if not longer:
        return list(hits)
    return [hit for hit in hits if not _is_within_one(hit, longer)]


def _is_within_one(hit: Hit, longer: Iterable[Hit]) -> bool:
    return any(_covers(other, hit) for other in longer)


def _covers(other: Hit, hit: Hit) -> bool:
    if other.table != hit.table:
        return False
    if other.kind != hit.kind:
        return False
    if hit.first < other.first:
        return False
    if hit.last > other.last:
        return False
    return other.length > hit.length


class _Named(NamedTuple):
    """A row of a table by the parts of a phrase that names it."""

    table: str
    row_id: str
    kind: str
    parts: tuple[str, ...]


def _phrases(named: Iterable[_Named], grammar: Grammar) -> Iterator[_Phrase]:
    for number, written in enumerate(named):
        parts = [_part(part, grammar) for part in written.parts]
        yield _Phrase(
            table=written.table,
            row_id=written.row_id,
            kind=written.kind,
            parts=tuple(parts),
            number=number,
        )


def _from_cues(cues: Iterable[Cue], grammar: Grammar) -> Iterator[_Named]:
    for cue in cues:
        if cue.language != grammar.code:
            continue
        for parts in cue.phrases:
            yield _Named(
                table=cue.table,
                row_id=cue.row_id,
                kind=cue.kind,
                parts=parts,
            )


def _from_labels(case: Known) -> Iterator[_Named]:
    for table, columns in _LABELS:
        for column in columns:
            cells = case.tables[table][column]
            for row_id, cell in cells.items():
                for name in _names(cell):
                    yield _Named(
                        table=table,
                        row_id=str(row_id),
                        kind=SAYS,
                        parts=(name,),
                    )


def _names(cell: str) -> Iterator[str]:
    for name in cell.split(";"):
        bare = name.strip()
        if bare:
            yield bare


def _part(written: str, grammar: Grammar) -> _Part:
    """A part of a phrase, cut into words as a text is."""
    words: list[str] = []
    open_ended: list[bool] = []
    found = tokens(
        text=written,
        start=0,
        end=len(written),
        grammar=grammar,
    )
    for word in found.words:
        if word == "*" and words:
            open_ended[-1] = True
            continue
        words.append(word)
        open_ended.append(False)
    is_name = written[:1].isupper()
    return _Part(tuple(words), tuple(open_ended), is_name)


__all__ = [
    "ABOUT",
    "COUNTS",
    "GROUPS",
    "METRICS",
    "NOT",
    "PLACES",
    "SAYS",
    "SPEAKERS",
    "UNITS",
    "Hit",
    "Vocabulary",
]
