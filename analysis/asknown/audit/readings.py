"""What the words around a quantity say, as records: a passage read, and a quantity of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from asknown.audit.findings import Mention
from asknown.audit.grammar import Grammar
from asknown.audit.mentions import Placed, mentions
from asknown.audit.passages import Passage
from asknown.audit.tokens import Token
from asknown.audit.vocabulary import ABOUT, NOT, SAYS, Hit

CLEAR = 0.45  # strength from which a metric is taken to be meant
MEANT = 0.7  # of the strongest, from which a metric may be the one that is meant
SURE = 0.6  # strength from which there is no doubt that it is

Strengths = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Read:
    """A passage of a text with its tokens and the cues in it."""

    text: str
    grammar: Grammar
    passage: Passage
    words: Sequence[Token]
    hits: Sequence[Hit]

    @cached_property
    def placed(self) -> Sequence[Placed]:
        """Its quantities."""
        return mentions(self.text, self.words, self.grammar)

    @property
    def written(self) -> str:
        """Its characters."""
        return self.text[self.passage.start : self.passage.end]

    @cached_property
    def days(self) -> frozenset[tuple[int, int]]:
        """The days that it names, each as month and day of the month."""
        if self.grammar.months.isdisjoint(word.word for word in self.words):
            return frozenset()
        return self.grammar.days_named(self.written)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years in which it has something happen."""
        return self.grammar.years_named(self.written)

    @cached_property
    def keeps_out(self) -> bool:
        """Whether a word in it keeps the case out."""
        return any(True for _ in self.named(ABOUT, NOT))

    def named(self, table: str, kind: str = SAYS) -> Iterator[Hit]:
        """The cues of one table and kind."""
        return (hit for hit in self.hits if hit.table == table and hit.kind == kind)


@dataclass(frozen=True, eq=False)
class Reading:
    """One quantity and what its surroundings say.

    `metrics`, `groups` and `places` are strengths by id, 1 at most. `own_group` is the group that
    the counted noun itself names, or blank. `is_carried` where another passage or number
    says what is counted, `is_increment` where so many were added, `is_excluded` where a word keeps
    the case out.
    """

    mention: Mention
    passage: Passage
    metrics: Strengths = field(default_factory=dict)
    groups: Strengths = field(default_factory=dict)
    own_groups: frozenset[str] = frozenset()
    places: Strengths = field(default_factory=dict)
    days: frozenset[tuple[int, int]] = frozenset()
    speaker: str = ""
    is_called_official: bool = False
    is_carried: bool = False
    is_increment: bool = False
    is_excluded: bool = False

    @property
    def metric(self) -> str:
        """The metric that is meant, as far as words tell; blank where none is clear."""
        if not self.metrics:
            return ""
        best = max(self.metrics, key=lambda metric: self.metrics[metric])
        return best if self.metrics[best] >= CLEAR else ""

    @property
    def meant(self) -> list[str]:
        """The metrics that may be meant: the clearest, and those nearly as clear."""
        least = MEANT * max(self.metrics.values(), default=0)
        return [
            metric for metric, strength in self.metrics.items() if strength >= least
        ]

    @property
    def is_guessed(self) -> bool:
        """Whether only a sentence far off, or a heading, says what it counts."""
        return self.is_carried and self.metrics.get(self.metric, 0) < SURE

    @property
    def is_of_the_case(self) -> bool:
        """Whether it looks like a figure of the case."""
        return bool(self.metric) and not self.is_excluded


def best(strengths: Strengths, among: Iterable[str] | None = None) -> str:
    """The strongest, the first by name of equals; blank where there is none."""
    names = sorted(strengths if among is None else set(among) & set(strengths))
    return max(names, key=lambda name: strengths[name]) if names else ""
