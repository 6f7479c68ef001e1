"""What the words around a quantity say, as records: a passage read, and a quantity of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from asknown.audit.findings import Mention
from asknown.audit.grammar import Grammar
from asknown.audit.grouping import grouped
from asknown.audit.mentions import Placed, mentions
from asknown.audit.pieces import CELL
from asknown.audit.tokens import Tokens
from asknown.audit.vocabulary import (
    ABOUT,
    GROUPS,
    METRICS,
    NOT,
    SAYS,
    UNITS,
    Hit,
)

CLEAR = 0.45  # strength from which a metric is taken to be meant
MEANT = 0.7  # of the strongest, from which a metric may be the one that is meant
SURE = 0.6  # strength from which there is no doubt that it is
_BAR = CELL.strip()
_WHOM = (GROUPS, UNITS)
_COLON = ":"
_SUM = "="
_RIGHT_BEHIND = 1  # token between a number and what it counts, at most
_OVER_COLON = 5.0

Strengths = Mapping[str, float]


class Pointing(NamedTuple):
    """Tokens `first` to `last` (the one behind it) of a phrase that points back."""

    first: int
    last: int


class Read:
    """A passage by itself: its characters, its tokens, and the cues among them.

    What is written twice is read once: places are counted from its own first character, and
    nothing of what stands around it is known here.
    """

    def __init__(
        self,
        written: str,
        grammar: Grammar,
        words: Tokens,
        hits: Sequence[Hit],
    ) -> None:
        self.written = written
        self.grammar = grammar
        self.words = words
        self.spoken = words.words
        self.hits = hits
        self._by_kind = grouped(hits, _table_and_kind)
        # The tokens at which a cue names whom or what is counted.
        self.who = {hit.first for hit in hits if hit.table in _WHOM}
        self.befalling = self._befalling()
        self.most_words = self._most_words()
        self.has_colon = _COLON in self.spoken
        self.has_sum = _SUM in self.spoken
        self._keeps_none_out = all(kind != NOT for _, kind in self._by_kind)

    @cached_property
    def placed(self) -> Sequence[Placed]:
        """Its quantities."""
        return mentions(
            self.written,
            self.words,
            self.grammar,
        )

    def numbers_within(self, tokens: range) -> int:
        """How many quantities stand whole among some tokens."""
        firsts, lasts = self._ends
        before = bisect_left(firsts, tokens.start)
        until = bisect_right(lasts, tokens.stop)
        return max(until - before, 0)

    def number_begins_in(self, tokens: range) -> bool:
        """Whether a quantity begins among some tokens."""
        firsts, _ = self._ends
        before = bisect_left(firsts, tokens.start)
        return before < bisect_left(firsts, tokens.stop)

    @cached_property
    def _ends(self) -> tuple[Sequence[int], Sequence[int]]:
        """The first tokens of the quantities, and those behind them."""
        firsts = [placed.first for placed in self.placed]
        lasts = [placed.last for placed in self.placed]
        return firsts, lasts

    @cached_property
    def right_behind_numbers(self) -> frozenset[int]:
        """The tokens at once behind a quantity, or one further."""
        _, lasts = self._ends
        behind: set[int] = set()
        for last in lasts:
            behind.update(range(last, last + _RIGHT_BEHIND + 1))
        return frozenset(behind)

    @cached_property
    def days(self) -> frozenset[tuple[int, int]]:
        """The days that it names, each as month and day of the month."""
        months = self.grammar.months
        if months.isdisjoint(self.spoken):
            return frozenset()
        return self.grammar.days_named(self.written)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years in which it has something happen."""
        return self.grammar.years_named(self.written)

    # The cues in it

    def named(
        self,
        table: str,
        kind: str = SAYS,
    ) -> Sequence[Hit]:
        """The cues of one table and kind."""
        return self._by_kind.get((table, kind), ())

    def said(self, table: str) -> Sequence[Hit]:
        """The cues of a table without those inside a phrase that keeps them out."""
        kept_out = self.named(table, NOT)
        named = self.named(table)
        if not kept_out:
            return named
        said = []
        for hit in named:
            if not _is_held(hit, kept_out):
                said.append(hit)
        return said

    def naming(self, table: str) -> Sequence[Hit]:
        """The cues of a table that are said, of rows that no other phrase keeps out."""
        if self._keeps_none_out:
            return self.named(table)
        silenced = self._silenced(table)
        said = self.said(table)
        return [hit for hit in said if hit.row_id not in silenced]

    def _silenced(self, table: str) -> Set[str]:
        """The rows that a phrase keeps out, which holds no cue of them."""
        named = self.named(table)
        silenced = set()
        for longer in self.named(table, NOT):
            if not _holds_any(longer, named):
                silenced.add(longer.row_id)
        return silenced

    def rows(self, table: str) -> Iterable[str]:
        """The rows of a table that it names, each once, in their order."""
        naming = self.naming(table)
        return dict.fromkeys(hit.row_id for hit in naming)

    @property
    def keeps_out(self) -> bool:
        """Whether a word in it keeps the case out."""
        return (ABOUT, NOT) in self._by_kind

    @property
    def is_called_official(self) -> bool:
        """Whether a word in it calls a figure official."""
        return self.grammar.official.has_any(self.spoken)

    @property
    def is_first_person(self) -> bool:
        """Whether it tells of those who wrote it."""
        first_person = self.grammar.first_person
        return not first_person.isdisjoint(self.spoken)

    def _befalling(self) -> Sequence[Hit]:
        """The cues of metrics that say what befell those counted, and not who they are."""
        named = self.named(METRICS)
        return [hit for hit in named if hit.first not in self.who]

    def is_within_metric(self, hit: Hit) -> bool:
        """Whether a cue is a part of a longer one, without a gap, that names a metric."""
        for other in self.named(METRICS):
            is_longer = other.length > hit.length
            if is_longer and other.first <= hit.first and hit.last <= other.last:
                return True
        return False

    def _most_words(self) -> Mapping[int, int]:
        """By token the words of the longest cue of a metric that has a part there."""
        most: dict[int, int] = {}
        for hit in self.named(METRICS):
            before = most.get(hit.first, 0)
            most[hit.first] = max(hit.words, before)
        return most

    @cached_property
    def pointing(self) -> Sequence[Pointing]:
        """Where phrases such as "of these" stand, the last first."""
        among = self.grammar.among
        if among.are_absent(self.spoken):
            return ()
        found = []
        for index in range(len(self.spoken)):
            met = among.at(self.spoken, index)
            if met:
                behind, _ = met
                found.append(Pointing(index, behind))
        found.reverse()
        return found

    # How far its tokens lie apart

    def weight(
        self,
        first: int,
        last: int,
        is_behind: bool,
    ) -> float:
        """How much the tokens from `first` to `last` (the one behind them) part a number from a
        cue, which stands behind it or before it."""
        weights = self._weights
        weight = weights[last] - weights[first]
        if is_behind and self.has_colon:
            colons = self._colons
            between = colons[last] - colons[first]
            weight += _OVER_COLON * between
        return weight

    @cached_property
    def _weights(self) -> Sequence[float]:
        """What the tokens before each weigh together, and before the end."""
        weight = self.grammar.weights.get
        weights = [weight(word, 1.0) for word in self.spoken]
        sums = accumulate(weights, initial=0.0)
        return list(sums)

    @cached_property
    def _colons(self) -> Sequence[int]:
        return self._counted(_COLON)

    @cached_property
    def cells(self) -> Sequence[int]:
        """The cell of a row in which each token stands; behind them the last cell."""
        return self._counted(_BAR)

    @property
    def last_cell(self) -> int:
        """The last cell of a row; the first is 0."""
        return self.cells[-1]

    def _counted(self, sign: str) -> Sequence[int]:
        """How often a sign stands before each token, and before the end."""
        count = 0
        counts = [count]
        for word in self.spoken:
            if word == sign:
                count += 1
            counts.append(count)
        return counts


def _table_and_kind(hit: Hit) -> tuple[str, str]:
    return hit.table, hit.kind


def _is_held(hit: Hit, kept_out: Iterable[Hit]) -> bool:
    return any(_holds(longer, hit) for longer in kept_out)


def _holds_any(longer: Hit, hits: Iterable[Hit]) -> bool:
    return any(_holds(longer, hit) for hit in hits)


def _holds(longer: Hit, hit: Hit) -> bool:
    """Whether a phrase that keeps a row out has one of its cues inside: "state bodies"."""
    if longer.row_id != hit.row_id:
        return False
    begins_within = longer.first <= hit.first
    return begins_within and hit.last <= longer.last


@dataclass(eq=False)
class Reading:
    """One quantity and what its surroundings say; `mention` is placed in its passage.

    `metrics`, `groups` and `places` are strengths by id, 1 at most. `own_groups` are those
    that the counted noun itself names. `metric` is the one that is meant, as far as words tell, or
    blank where none is clear, `meant` those that may be, `highest` the strength of the strongest.
    `is_carried` where another passage or number says what is counted, `is_apart` where what says it
    stands too far off for a draft or tells of one's own work, `is_increment` where so many were
    added, `is_excluded` where a word keeps the case out.
    """

    mention: Mention
    metrics: Strengths = field(default_factory=dict)
    groups: Strengths = field(default_factory=dict)
    own_groups: frozenset[str] = frozenset()
    places: Strengths = field(default_factory=dict)
    days: frozenset[tuple[int, int]] = frozenset()
    speaker: str = ""
    is_called_official: bool = False
    is_carried: bool = False
    is_apart: bool = False
    is_increment: bool = False
    is_excluded: bool = False

    def __post_init__(self) -> None:
        self.highest = strongest(self.metrics)
        self.metric = self._clearest()
        self.meant = meant(self.metrics)

    def _clearest(self) -> str:
        metrics = self.metrics
        if self.highest < CLEAR:
            return ""
        return max(metrics, key=metrics.__getitem__)

    @property
    def is_measure(self) -> bool:
        """Whether it measures something else, such as the months since: nothing goes on from it."""
        return bool(self.mention.unit) and not self.metrics

    @property
    def is_guessed(self) -> bool:
        """Whether only a sentence far off, or a heading, says what it counts."""
        strength = self.metrics.get(self.metric, 0)
        return self.is_carried and strength < SURE

    @property
    def is_of_the_case(self) -> bool:
        """Whether it looks like a figure of the case."""
        return bool(self.metric) and not self.is_excluded


def meant(metrics: Strengths) -> list[str]:
    """The metrics that may be meant: the clearest, and those nearly as clear."""
    least = MEANT * strongest(metrics)
    return [metric for metric, strength in metrics.items() if strength >= least]


def best(strengths: Strengths) -> str:
    """The strongest, the first by name of equals; blank where there is none."""
    if len(strengths) == 1:
        return next(iter(strengths))
    in_order = sorted(strengths)
    return max(in_order, key=strengths.__getitem__, default="")


def strongest(strengths: Strengths) -> float:
    """The strength of the strongest; 0 where there is none."""
    return max(strengths.values(), default=0)
