"""What the words around a quantity say: which metric, whose, where; each with a strength.

A cue counts the more the nearer it stands; a number, a clause or a semicolon between weakens it. A
passage that names nothing carries on what the one before it counted, or what introduces its list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from asknown.audit.claim_index import ClaimIndex
from asknown.audit.grammar import Grammar
from asknown.audit.grouping import grouped
from asknown.audit.passages import ITEM, ROW, Passage
from asknown.audit.readings import CLEAR, MEANT, Read, Reading, Strengths, best
from asknown.audit.tokens import tokens
from asknown.audit.vocabulary import (
    COUNTS,
    GROUPS,
    METRICS,
    PLACES,
    SAYS,
    SPEAKERS,
    UNITS,
    Hit,
    Vocabulary,
)

_REACH = 12.0  # tokens over which a cue loses half its strength
_NOUN_PHRASE = 5  # tokens behind a number that can still belong to what it counts
_BESIDE = 0.9
_BESIDE_A_NOUN = 0.5
_OF_KEY = 0.6
_KEY = 6  # tokens with which a passage can say what all its numbers count
_FIRST_WORDS = 3  # tokens of a line in which it says what it counts
_PLAUSIBLE = 50  # times the highest number that the ledger has
_CARRIED = 0.9  # of the strength, where a phrase carries on what was counted before
_CARRIED_ON = 0.97  # of the strength, in an enumeration
_ENUMERATED = 6  # tokens between the numbers of one
_GROUP_OF_LEAD = 0.6  # of a group that what introduces a list names
_GROUP_OF_HEADING = 0.35
_PLACE_BEFORE = 0.4  # of a place that the sentence before names
_PLACE_OF_HEADING = 0.3
_FROM_ITEM = 0.8
_OF_COLUMN = 0.95  # of a cue in the head of a column
_OF_ROW = 0.9  # of one in the first cell of a row
_FROM_LEAD = 0.75
_FROM_SENTENCE = 0.7
_FROM_HEADING = 0.55
_SENTENCES = 3  # before, in which it may be said what is counted
_FURTHER_UP = 0.85  # of the strength, a sentence further up
# Strength from which a cue in the number's own clause outdoes what is carried.
_BESIDE_IT = 0.6
_PARTING = (";", ".", ":")
_UNKNOWN_NOUN = 0.5
_LESS_SPECIFIC = 0.95  # of the strength, of a word that a longer cue has too: "bodies"
# Of the strength, of a cue that names at once whom or what is counted.
_NAMES_WHO = 0.65
# Of the distance, of what stands before the colon behind which a number stands.
_BEHIND_COLON = 0.3
_OTHER_CURRENCY = 0.8
_NOT_LONGER = 1.5  # tokens by which each further word of a phrase brings it nearer
_OVER_NUMBER = 5.0
_BY_NUMBER = 0.55  # enough to name a claim, too little for more
_KEPT = 20_000  # passages


class Reader:
    """Reads the passages of one text, in order."""

    def __init__(
        self,
        grammar: Grammar,
        cues: Vocabulary,
        index: ClaimIndex,
        units: Mapping[str, str],
        years: range,
    ) -> None:
        self.grammar = grammar
        self.cues = cues
        self.index = index
        self.units = units  # the unit of each metric, as metrics.csv has it
        self.years = years  # those of the case, until the day of the text
        self._read: dict[str, Read] = {}
        self._readings: dict[int, Sequence[Reading]] = {}
        self._last: dict[int, Reading] = {}

    def read(self, passage: Passage) -> Read:
        """A passage with what is in it; what is written alike is read once."""
        written = passage.written
        if written not in self._read:
            words = tokens(written, 0, len(written), self.grammar)
            hits = self.cues.hits(words)
            make_room(self._read)
            self._read[written] = Read(written, self.grammar, words, hits)
        return self._read[written]

    def readings(self, passage: Passage) -> Sequence[Reading]:
        """The quantities of a passage with what is said around each; the same of passages that are
        alike."""
        if passage.likeness not in self._readings:
            make_room(self._readings)
            self._readings[passage.likeness] = self._read_around(passage)
        return self._readings[passage.likeness]

    def _read_around(self, passage: Passage) -> Sequence[Reading]:
        read = self.read(passage)
        readings: list[Reading] = []
        for number in range(len(read.placed)):
            before = readings[-1] if readings else self._reading_before(passage)
            one = _Surroundings(self, passage, number, before)
            readings.append(one.reading())
        if readings:
            self._last[passage.likeness] = readings[-1]
        return readings

    def _reading_before(self, passage: Passage) -> Reading | None:
        """The last quantity of the passage before."""
        if passage.before is None:
            return None
        return self._last.get(passage.before.likeness)


def make_room(kept: dict[Any, Any]) -> None:
    """Forget all that is kept where it is too much: a text may be as long as one likes."""
    if len(kept) >= _KEPT:
        kept.clear()


class _Surroundings:
    """What stands around one quantity of a passage."""

    def __init__(
        self, reader: Reader, passage: Passage, number: int, before: Reading | None
    ) -> None:
        self.reader = reader
        self.grammar = reader.grammar
        self.passage = passage
        self.read = reader.read(passage)
        self.words = self.read.words
        self.number = number
        self.placed = self.read.placed[number]
        self.mention = self.placed.mention
        self.before = before

    def reading(self) -> Reading:
        """The quantity with what is said around it."""
        metrics = self._metrics()
        groups, own = self._groups(metrics)
        return Reading(
            self.mention,
            metrics=metrics,
            groups=groups,
            own_groups=own,
            places=self._places(),
            days=self.read.days,
            speaker=self._speaker(),
            is_called_official=self.read.is_called_official,
            is_carried=self._is_carried(metrics),
            is_increment=self._is_increment(metrics),
            is_excluded=self._is_excluded(),
        )

    # How far

    def distance(self, hit: Hit) -> float:
        """Tokens between the number and a cue, more for what parts them."""
        placed = self.placed
        if hit.first >= placed.last:
            first, last = placed.last, hit.first
            far = self.read.weight(first, last, is_behind=True)
        elif hit.last <= placed.first:
            first, last = hit.last, placed.first
            far = 1.0 + self.read.weight(first, last, is_behind=False)
            far *= _BEHIND_COLON if self._is_behind_colon else 1.0
        else:
            return 0.0
        return far + _OVER_NUMBER * self._numbers_between(first, last)

    def _numbers_between(self, first: int, last: int) -> int:
        """How many other numbers stand from a token to another."""
        between = (
            other
            for other in self.read.placed
            if first <= other.first and other.last <= last
        )
        return sum(1 for _ in between)

    @cached_property
    def _is_behind_colon(self) -> bool:
        """Whether the number stands behind a colon, a hedge and a sign at most between."""
        first = self.placed.first
        start = max(first - _NOUN_PHRASE, 0)
        return ":" in self.read.spoken[start:first]

    def strength(self, hit: Hit) -> float:
        """How much a cue says of this number: 1 beside it, half at some distance."""
        if self.passage.kind == ROW:
            cell = self.read.cells[hit.first]
            if cell != self._cell:
                return 0.0 if cell else _OF_ROW
        far = self.distance(hit) - _NOT_LONGER * (hit.words - 1)
        return 1 / (1 + max(far, 0) / _REACH)

    # In which cell of a row

    @cached_property
    def _cell(self) -> int:
        return self.read.cells[self.placed.first]

    def _of_column(self, table: str) -> dict[str, float]:
        """What the head of the number's column names; of a row with as many cells as heads."""
        head = self._head
        if head is None:
            return {}
        if not self._is_under_head:
            return self._of_heads_in_order(head) if table == METRICS else {}

        def strength(hit: Hit) -> float:
            is_above = head.cells[hit.first] == self._cell
            return _OF_COLUMN if is_above else 0.0

        return _above_nothing(_named(head, table, strength))

    @cached_property
    def _head(self) -> Read | None:
        """The row that heads the table of the number's row."""
        heads = self.passage.heads or self.passage.lead
        if self.passage.kind != ROW or heads is None:
            return None
        return self.reader.read(heads)

    @property
    def _is_under_head(self) -> bool:
        """Whether the row has as many cells as its head."""
        head = self._head
        return head is not None and head.cells[-1] == self.read.cells[-1]

    def _counted_in_column(self) -> set[str]:
        """The units in which the head of the number's column counts: "People"."""
        head = self._head
        if head is None or not self._is_under_head:
            return set()
        above = (hit for hit in head.hits if head.cells[hit.first] == self._cell)
        return {hit.row_id for hit in above if _counts(hit)}

    def _of_heads_in_order(self, head: Read) -> dict[str, float]:
        """What the head names for the number's cell, where no bars part its cells: the first for
        the first, if the row has a cell for each, beside its own name or with it."""
        named = grouped(head.named(METRICS), lambda hit: hit.first)
        in_order = [named[first] for first in sorted(named)]
        names = self.read.cells[-1] + 1 - len(in_order)
        at = self._cell - names
        if names not in (0, 1) or at < 0:
            return {}
        return dict.fromkeys((hit.row_id for hit in in_order[at]), _OF_COLUMN)

    # Which metric

    def _metrics(self) -> Strengths:
        if self.mention.unit == "inhabitants":
            return {}
        own = self._own_metrics
        carried = self._carried(own)
        befell = {} if self._units_befallen else self._befell()
        if befell:
            # "attackers: 67" in a list of deaths says who, and the list what befell them.
            own = _weakened(own, _NAMES_WHO)
            carried = {**befell, **carried}
        strengths: dict[str, float] = {}
        for metric in sorted({*own, *carried}):
            strength = max(own.get(metric, 0), carried.get(metric, 0))
            if self._can_be(metric):
                strengths[metric] = strength * self._of_currency(metric)
        is_clear = max(strengths.values(), default=0) >= CLEAR
        return strengths if is_clear else self._told_by_number() or strengths

    def _told_by_number(self) -> Strengths:
        """What a number counts that no word says: where the ledger has so odd a number of one
        metric alone, from the speaker, on the place or on the group that the passage names."""
        number = self.mention.number
        if (
            number is None
            or not self.mention.is_distinct
            or self._counts_something_else
        ):
            return {}
        named = {
            hit.row_id
            for table in (SPEAKERS, PLACES, GROUPS)
            for hit in self.read.said(table)
        }
        rows = self.reader.index.equal(number, self.mention.unit)
        known = [row for row in rows if row.is_known]
        metrics = {row.metric for row in known}
        is_named = any(not named.isdisjoint(row.names) for row in known)
        return (
            dict.fromkeys(metrics, _BY_NUMBER) if is_named and len(metrics) == 1 else {}
        )

    def _is_carried(self, metrics: Strengths) -> bool:
        """Whether something else than its own passage names the metric that is meant."""
        meant = best(metrics)
        return self._own_metrics.get(meant, 0) < CLEAR

    @cached_property
    def _own_metrics(self) -> Strengths:
        """What the passage itself names; halved where it counts a thing that no cue knows."""
        found = _named(self.read, METRICS, self._strength_of_metric)
        for metric in self._of_key():
            found[metric] = max(found[metric], _OF_KEY)
        found.update(self._of_column(METRICS))
        factor = _UNKNOWN_NOUN if self._counts_something_else else 1.0
        return {metric: strength * factor for metric, strength in found.items()}

    def _of_key(self) -> frozenset[str]:
        """The metrics named by the words with which a passage begins, up to a colon."""
        beginning = self.read.spoken[:_KEY]
        if ":" not in beginning:
            return frozenset()
        colon = beginning.index(":")
        named = _named(self.read, METRICS, self.strength)
        in_key = (hit.row_id for hit in self.read.named(METRICS) if hit.last <= colon)
        return frozenset(row_id for row_id in in_key if row_id in named)

    def _strength_of_metric(self, hit: Hit) -> float:
        """The strength of a cue; less of one that names whom: "19 soldiers" need be no troops."""
        strength = self.strength(hit)
        unit = self.reader.units[hit.row_id]
        if self.read.most_words[hit.first] > hit.words:
            strength *= _LESS_SPECIFIC
        is_weaker = hit.first in self.read.who and unit in self._units_befallen
        return strength * _NAMES_WHO if is_weaker else strength

    @cached_property
    def _units_befallen(self) -> frozenset[str]:
        """The units of the metrics that other cues name: of what befell those counted."""
        befalling = self.read.befalling
        return frozenset(self.reader.units[hit.row_id] for hit in befalling)

    def _carried(self, own: Strengths) -> Strengths:
        """What the surroundings count, where the passage does not say it or points back at it."""
        if self._is_said_beside():
            return {}
        if self.before and self._points_back and not self._says_since():
            return self._pointed_at(self.before.metrics)
        if max(own.values(), default=0) >= CLEAR or self._counts_something_else:
            return {}
        passage = self.passage
        if passage.kind == ROW:
            return _if_one(self._of_the_list(passage))
        if self.before and self.number and not self._has_noun():
            is_next = self._tokens_since() <= _ENUMERATED
            return _weakened(
                self.before.metrics, _CARRIED_ON if is_next else _FROM_SENTENCE
            )
        if passage.kind == ITEM:
            return self._of_the_list(passage)
        if passage.before:
            return self._said_before(passage)
        return self._said_in(passage.heading, _FROM_HEADING)

    def _pointed_at(self, metrics: Strengths) -> Strengths:
        """What was counted before: what was clear there stays so."""
        weakened = _weakened(metrics, _CARRIED)
        least = {metric: min(metrics[metric], CLEAR) for metric in metrics}
        return {metric: max(weakened[metric], least[metric]) for metric in metrics}

    def _said_before(self, passage: Passage) -> Strengths:
        """What the nearest sentence before says that says anything, two further up at most."""
        strength = _FROM_SENTENCE
        for _ in range(_SENTENCES):
            if passage.before is None:
                break
            passage = passage.before
            said = self._said_in(passage, strength)
            if said:
                return said
            strength *= _FURTHER_UP
        return {}

    def _is_said_beside(self) -> bool:
        """Whether a cue that says what befell stands in the number's own clause."""
        if self._counts_something_else:
            return False
        return any(self._is_beside(hit) for hit in self.read.befalling)

    def _is_beside(self, hit: Hit) -> bool:
        if self.strength(hit) < _BESIDE_IT:
            return False
        between = self._between(hit)
        for other in self.read.placed:
            if other.first in between:
                return False
        return not any(self._parts(index) for index in between)

    def _between(self, hit: Hit) -> range:
        """The tokens between the number and a cue."""
        if hit.last <= self.placed.first:
            return range(hit.last, self.placed.first)
        return range(self.placed.last, hit.first)

    def _parts(self, index: int) -> bool:
        """Whether a token parts clauses."""
        word = self._word(index)
        return word in self.grammar.strong_breaks or word in _PARTING

    def _befell(self) -> Strengths:
        """What befell those whom a passage names without saying it: as its list, or the sentence
        before it, says."""
        passage = self.passage
        if passage.kind == ITEM:
            return self._of_the_list(passage)
        if passage.kind == ROW or not passage.before or not self.read.named(GROUPS):
            return {}
        return _weakened(self._said_in(passage.before, _FROM_SENTENCE), _NAMES_WHO)

    def _of_the_list(self, passage: Passage) -> Strengths:
        said = self._said_in(passage.lead, _FROM_LEAD)
        said = said or self._said_in(passage.heading, _FROM_HEADING)
        if said:
            return said
        if self.before and passage.before and passage.kind == ITEM:
            return _weakened(self.before.metrics, _FROM_ITEM)
        return {}

    def _said_in(
        self,
        passage: Passage | None,
        strength: float,
        table: str = METRICS,
    ) -> dict[str, float]:
        """What a passage around names, each as strong; nothing where there is none."""
        if passage is None:
            return {}
        return dict.fromkeys(self.reader.read(passage).rows(table), strength)

    @cached_property
    def _behind_pointing(self) -> int:
        """The token behind a phrase such as "of these" that stands before the number and behind
        the last one, or at once behind the number; 0 where none does."""
        first, last = self.placed.first, self.placed.last
        if self.grammar.among_behind.at(self.read.spoken, last):
            return last
        start = self.read.placed[self.number - 1].last if self.number else 0
        for begins, behind in self.read.pointing:
            if start <= begins and behind <= first:
                return behind
        return 0

    @property
    def _points_back(self) -> bool:
        return self._behind_pointing > 0

    def _can_be(self, metric: str) -> bool:
        """Whether a number of this unit and size can be one of a metric."""
        scale = self.reader.index.scales[metric]
        unit = self.mention.unit
        is_money = unit.isupper() and scale.unit.isupper()
        if scale.unit != unit and not is_money:
            return False
        if not unit and not self._is_counted_in(self.reader.units[metric]):
            return False
        highest = self.reader.index.highest.get(metric)
        number = self.mention.number
        if not unit and number is not None and number != int(number):
            return False
        return number is None or highest is None or number <= highest * _PLAUSIBLE

    def _of_currency(self, metric: str) -> float:
        """Less than 1 where a metric is told in another currency."""
        unit = self.reader.index.scales[metric].unit
        return 1.0 if unit == self.mention.unit else _OTHER_CURRENCY

    def _is_counted_in(self, unit: str) -> bool:
        """Whether the noun behind the number, or with which a line up to its colon begins, is
        counted in a unit; so it is where no cue knows it."""
        counted = {hit.row_id for hit in self._nouns if _counts(hit)}
        counted = counted or self._counted_in_column()
        if not counted and self._is_behind_colon:
            first = (hit for hit in self.read.hits if hit.first < _FIRST_WORDS)
            counted = {hit.row_id for hit in first if _counts(hit)}
        return not counted or unit in counted

    # Whose

    @cached_property
    def _nouns(self) -> Sequence[Hit]:
        """The cues in the noun phrase behind the number."""
        first, end = self.placed.last, self._end_of_nouns
        return [hit for hit in self.read.hits if first <= hit.first < end]

    @cached_property
    def _end_of_nouns(self) -> int:
        """The token behind the noun phrase that follows the number."""
        first = self.placed.last
        last = min(first + _NOUN_PHRASE, len(self.words))
        for index in range(first, last):
            if not self._goes_on(index):
                return index
        return last

    def _goes_on(self, index: int) -> bool:
        """Whether a noun phrase goes on at a token."""
        word = self._word(index)
        if self._can_name(word) or word in self.grammar.links:
            return True
        if word == "+":
            return index == self.placed.last
        is_behind_link = self._word(index - 1) in self.grammar.links
        return is_behind_link and word in self.grammar.determiners

    def _word(self, index: int) -> str:
        return self.read.spoken[index]

    def _says_since(self) -> bool:
        """Whether a cue behind the phrase that points back says what is counted: "the number of
        injured is"."""
        since = self._behind_pointing
        first = self.placed.first
        return any(since <= hit.first < first for hit in self.read.befalling)

    def _tokens_since(self) -> int:
        """Tokens between the quantity before, in the same passage, and this one."""
        return self.placed.first - self.read.placed[self.number - 1].last

    def _has_noun(self) -> bool:
        """Whether a word that can be a noun follows the number at once."""
        return self._end_of_nouns > self.placed.last

    @cached_property
    def _counts_something_else(self) -> bool:
        """Whether a noun follows the number that no cue of the case knows."""
        first = self.placed.last
        end = self._end_of_nouns
        if end == first or self.mention.unit:
            return False
        if not any(map(self._can_name, self.read.spoken[first:end])):
            return False
        return not any(hit.table in (GROUPS, METRICS, UNITS) for hit in self._nouns)

    def _can_name(self, word: str) -> bool:
        return word[:1].isalpha() and word not in self.grammar.functions

    def _groups(self, metrics: Strengths) -> tuple[Strengths, frozenset[str]]:
        """Groups by strength, and those that the counted noun itself names."""
        fitting = self._groups_of(metrics)
        named = (hit.row_id for hit in self._nouns if _says_group(hit))
        own = fitting.intersection(named)
        found = _above_nothing(_named(self.read, GROUPS, self._strength_of_group))
        found.update(dict.fromkeys(own, 1.0))
        found.update(self._of_column(GROUPS))
        if fitting.isdisjoint(found):
            found = self._groups_around()
        groups = {group: found[group] for group in found if group in fitting}
        return groups, own

    def _groups_of(self, metrics: Strengths) -> frozenset[str]:
        """The groups of which the metrics that may be meant have claims."""
        least = MEANT * max(metrics.values(), default=0)
        groups: set[str] = set()
        for metric, strength in metrics.items():
            if strength >= least:
                groups.update(self.reader.index.groups.get(metric, ()))
        return frozenset(groups)

    def _strength_of_group(self, hit: Hit) -> float:
        """How much a cue says whom the number counts: nothing where it names who did it."""
        two_before = self.read.spoken[max(hit.first - 2, 0) : hit.first]
        if not self.grammar.agents.isdisjoint(two_before):
            return 0.0
        return self._of_other_nouns * self.strength(hit)

    @cached_property
    def _of_other_nouns(self) -> float:
        """How much a group counts that stands outside the noun phrase: less where that has a noun
        of its own."""
        return _BESIDE_A_NOUN if any(_counts(hit) for hit in self._nouns) else _BESIDE

    def _groups_around(self) -> dict[str, float]:
        """Groups named by what introduces a list, or by the heading."""
        passage = self.passage
        if self.before and self._points_back:
            return {}
        by_lead = self._said_in(passage.lead, _GROUP_OF_LEAD, GROUPS)
        return by_lead or self._said_in(passage.heading, _GROUP_OF_HEADING, GROUPS)

    # Where, and who says so

    def _places(self) -> Strengths:
        found = _above_nothing(_named(self.read, PLACES, self.strength))
        found.update(self._of_column(PLACES))
        passage = self.passage
        found = found or self._said_in(passage.before, _PLACE_BEFORE, PLACES)
        return found or self._said_in(passage.heading, _PLACE_OF_HEADING, PLACES)

    def _speaker(self) -> str:
        """The speaker named nearest, in the passage or the one before it."""
        found = _named(self.read, SPEAKERS, self.strength)
        found = found or self._said_in(self.passage.before, CLEAR, SPEAKERS)
        return max(found, key=lambda speaker: found[speaker]) if found else ""

    def _is_increment(self, metrics: Strengths) -> bool:
        """Whether so many were added, not so many in all: "200 more"."""
        before = self.read.spoken[: self.placed.first][-1:]
        behind = self.read.spoken[self.placed.last :][:1]
        is_more = not self.grammar.more_before.isdisjoint(before)
        is_more = is_more or not self.grammar.more_behind.isdisjoint(behind)
        # "26 killed and another 30 wounded" adds to no wounded.
        return is_more and (self.before is None or best(metrics) == self.before.metric)

    def _is_excluded(self) -> bool:
        """Whether the passage, or the one before it, has a word that keeps the case out, or the
        passage names a year that is none of the case."""
        around = [self.read]
        if self.passage.before:
            around.append(self.reader.read(self.passage.before))
        if any(read.keeps_out for read in around):
            return True
        years = self.read.years
        return bool(years) and not any(year in self.reader.years for year in years)


def _if_one(strengths: Strengths) -> Strengths:
    """What says one thing alone: of several nothing tells which a cell is about."""
    return strengths if len(strengths) == 1 else {}


def _named(
    read: Read, table: str, strength: Callable[[Hit], float]
) -> dict[str, float]:
    """The strongest phrase of each row of a table that a passage names; a phrase is as strong as
    its parts on average."""
    said = read.said(table)
    if not said:
        return {}
    silenced = read.silenced(table)
    parts: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for hit in said:
        if hit.row_id not in silenced:
            of_phrase = parts[hit.row_id, hit.phrase]
            before = of_phrase.get(hit.part, 0)
            of_phrase[hit.part] = max(strength(hit), before)
    found: dict[str, float] = {}
    for (row_id, _), strengths in parts.items():
        mean = sum(strengths.values()) / len(strengths)
        found[row_id] = max(mean, found.get(row_id, 0))
    return found


def _above_nothing(strengths: Strengths) -> dict[str, float]:
    return {row_id: strength for row_id, strength in strengths.items() if strength > 0}


def _counts(hit: Hit) -> bool:
    return hit.kind == COUNTS and hit.table == UNITS


def _says_group(hit: Hit) -> bool:
    return hit.table == GROUPS and hit.kind == SAYS


def _weakened(strengths: Strengths, factor: float) -> Strengths:
    return {row_id: strength * factor for row_id, strength in strengths.items()}
