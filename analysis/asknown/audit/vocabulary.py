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
        beside = found[index : index + len(self.words)]
        if len(beside) < len(self.words):
            return False
        if self.is_name and not beside[0].is_capital:
            return False
        for token, word, is_open in zip(
            beside,
            self.words,
            self.open_ended,
            strict=True,
        ):
            is_same = token.word.startswith(word) if is_open else token.word == word
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

    @property
    def size(self) -> int:
        """The words of all its parts."""
        return sum(len(part.words) for part in self.parts)


_Beginning = tuple[_Phrase, int, _Part]  # a phrase, the number of a part, and the part


class Vocabulary:
    """The cues of a case in one language."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        self._whole: dict[str, list[_Beginning]] = defaultdict(list)
        self._begun: dict[str, list[_Beginning]] = defaultdict(list)
        for phrase in phrases:
            for number, part in enumerate(phrase.parts):
                begun = self._begun if part.open_ended[0] else self._whole
                begun[part.words[0]].append((phrase, number, part))
        self._lengths = sorted(set(map(len, self._begun)))
        self._by_word: dict[str, Sequence[_Beginning]] = {}

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
        met: dict[_Phrase, dict[int, list[int]]] = {}
        for index, token in enumerate(found):
            beginnings = self._by_word.get(token.word)
            if beginnings is None:
                beginnings = self._beginning(token.word)
            for phrase, number, part in beginnings:
                if part.is_one_word or part.is_at(found, index):
                    places = met.setdefault(phrase, {})
                    places.setdefault(number, []).append(index)
        hits: list[Hit] = []
        for phrase, places in met.items():
            if len(places) == len(phrase.parts):
                hits.extend(_hits(phrase, places))
        return _longest(hits)

    def _beginning(self, word: str) -> Sequence[_Beginning]:
        """The parts of phrases that can begin with a word; found once."""
        beginning = list(self._whole.get(word, ()))
        begun = {word[:length] for length in self._lengths}
        for start in sorted(begun):
            beginning += self._begun.get(start, ())
        self._by_word[word] = beginning
        return beginning


def _hits(phrase: _Phrase, places: Mapping[int, Sequence[int]]) -> Iterator[Hit]:
    for number, indices in places.items():
        length = len(phrase.parts[number].words)
        for index in indices:
            yield Hit(
                phrase.table,
                phrase.row_id,
                phrase.kind,
                index,
                index + length,
                phrase.size,
                phrase.number,
                number,
            )


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without those that lie within a longer one that names something else."""
    longer = [hit for hit in hits if hit.last - hit.first > 1]
    if not longer:
        return list(hits)
    return [hit for hit in hits if not any(_covers(other, hit) for other in longer)]


def _covers(other: Hit, hit: Hit) -> bool:
    if other.table != hit.table or other.kind != hit.kind:
        return False
    is_within = other.first <= hit.first and hit.last <= other.last
    return is_within and other.last - other.first > hit.last - hit.first


# Table, row, kind, the parts of a phrase.
_Named = tuple[str, str, str, tuple[str, ...]]


def _phrases(named: Iterable[_Named], grammar: Grammar) -> Iterator[_Phrase]:
    for number, (table, row_id, kind, parts) in enumerate(named):
        read = tuple(_part(part, grammar) for part in parts)
        yield _Phrase(
            table,
            row_id,
            kind,
            read,
            number,
        )


def _from_cues(cues: Iterable[Cue], grammar: Grammar) -> Iterator[_Named]:
    for cue in cues:
        if cue.language == grammar.code:
            for parts in cue.phrases:
                yield cue.table, cue.row_id, cue.kind, parts


def _from_labels(case: Known) -> Iterator[_Named]:
    for table, columns in _LABELS:
        frame = case.tables[table]
        for column in columns:
            for row_id, names in frame[column].items():
                for name in names.split(";"):
                    if name.strip():
                        yield table, str(row_id), SAYS, (name.strip(),)


def _part(written: str, grammar: Grammar) -> _Part:
    """A part of a phrase, cut into words as a text is."""
    words: list[str] = []
    open_ended: list[bool] = []
    for token in tokens(
        written,
        0,
        len(written),
        grammar,
    ):
        if token.word == "*" and words:
            open_ended[-1] = True
            continue
        words.append(token.word)
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
]
__all__ += ["Hit", "Vocabulary"]
