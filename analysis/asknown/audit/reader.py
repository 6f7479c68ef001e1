"""What the words around a quantity say: which metric, whose, where; each with a strength.

A cue counts the more the nearer it stands; a number, a clause or a semicolon between weakens it. A
passage that names nothing carries on what the one before it counted, or what introduces its list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from asknown.audit.claim_index import ClaimIndex, Row
from asknown.audit.findings import Mention
from asknown.audit.grammar import Grammar
from asknown.audit.mentions import INHABITANTS
from asknown.audit.passages import ITEM, ROW, Passage
from asknown.audit.readings import (
    CLEAR,
    SURE,
    Read,
    Reading,
    Strengths,
    best,
    meant,
    strongest,
)
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
_OF_ANOTHER = (
    8.0  # tokens by which a cue is farther that says what another number counts
)
_OF_NEXT = 8.0  # tokens by which one is farther that says what the next number counts
_RIGHT_BEFORE = 3  # tokens between such a cue and the next number, at most
_OF_MONEY = 1e6  # from which a number without a noun may be of money
_SPEAKER_BEHIND = 0.8
_LARGE = 1_000  # from which a round number tells what it counts beside its speaker
_BY_NUMBER = 0.55  # enough to name a claim, too little for more
_KEPT = 5_000  # passages

# The strengths of the parts of each phrase, by the row that it names and its number.
_Phrases = dict[tuple[str, int], dict[int, float]]


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
        # Of passages by likeness, for those behind them: the last reading, and what any counts.
        self._last: dict[int, Reading] = {}
        self._counted: dict[int, Strengths] = {}

    def read(self, passage: Passage) -> Read:
        """A passage with what is in it; what is written alike is read once."""
        written = passage.written
        if written not in self._read:
            make_room(self._read)
            self._read[written] = self._read_alone(written)
        return self._read[written]

    def _read_alone(self, written: str) -> Read:
        words = tokens(
            written,
            start=0,
            end=len(written),
            grammar=self.grammar,
        )
        return Read(
            written=written,
            grammar=self.grammar,
            words=words,
            hits=self.cues.hits(words),
        )

    def readings(self, passage: Passage) -> Sequence[Reading]:
        """The quantities of a passage with what is said around each; the same of passages that are
        alike."""
        likeness = passage.likeness
        if likeness not in self._readings:
            make_room(self._readings)
            self._readings[likeness] = self._read_around(passage)
        return self._readings[likeness]

    def _read_around(self, passage: Passage) -> Sequence[Reading]:
        read = self.read(passage)
        before = self._reading_before(passage)
        readings: list[Reading] = []
        for number in range(len(read.placed)):
            surroundings = _Surroundings(
                reader=self,
                passage=passage,
                number=number,
                before=before,
            )
            reading = surroundings.reading()
            readings.append(reading)
            if not reading.is_measure:
                before = reading
        if before and readings:
            self._last[passage.likeness] = before
            self._counted[passage.likeness] = _counted_by_any(readings)
        return readings

    def counted(self, passage: Passage) -> Strengths:
        """What any quantity of a passage counts that was read before; nothing where it has none."""
        return self._counted.get(passage.likeness, {})

    def _reading_before(self, passage: Passage) -> Reading | None:
        """The last quantity of the passage before."""
        if passage.before is None:
            return None
        likeness = passage.before.likeness
        return self._last.get(likeness)


def make_room(kept: dict[Any, Any]) -> None:
    """Forget all that is kept where it is too much: a text may be as long as one likes."""
    if len(kept) >= _KEPT:
        kept.clear()


class _Surroundings:
    """What stands around one quantity of a passage: tokens `first` to `last` (the one behind)."""

    def __init__(
        self,
        reader: Reader,
        passage: Passage,
        number: int,
        before: Reading | None,
    ) -> None:
        self.reader = reader
        self.grammar = reader.grammar
        self.index = reader.index
        self.units = reader.units
        self.passage = passage
        self.read = reader.read(passage)
        self.spoken = self.read.spoken
        self.number = number
        placed = self.read.placed
        self._is_alone = len(placed) == 1
        self.mention, self.first, self.last = placed[number]
        self.before = before
        self._is_row = passage.kind == ROW
        self._end_of_nouns = self._behind_nouns()
        self._nouns = self._hits_among_nouns()
        befalling = self.read.befalling
        # The units of the metrics that cues name: of what befell those counted.
        self._units_befallen = {self.units[hit.row_id] for hit in befalling}
        self.mention = self._in_carried_unit(self.mention, before)

    def reading(self) -> Reading:
        """The quantity with what is said around it."""
        metrics = self._metrics()
        fitting = self._groups_of(metrics)
        own_groups = self._own_groups(fitting)
        return Reading(
            self.mention,
            metrics=metrics,
            groups=self._groups(fitting, own_groups),
            own_groups=own_groups,
            places=self._places(),
            days=self.read.days,
            speaker=self._speaker(),
            is_called_official=self.read.is_called_official,
            is_carried=self._is_carried(metrics),
            is_apart=self._is_apart(metrics),
            is_increment=self._is_increment(metrics),
            is_excluded=self._is_excluded(),
        )

    # In what

    def _in_carried_unit(self, mention: Mention, before: Reading | None) -> Mention:
        """A number of millions without a noun: of the currency that its sentence, or the number
        before, is told in: "93.7 billion tenge instead of 103.7 billion"."""
        if mention.unit or not _is_multiplied(mention):
            return mention
        number = max(mention.numbers, default=0)
        if number < _OF_MONEY or self._has_noun():
            return mention
        units = [placed.mention.unit for placed in self.read.placed]
        if before:
            units.append(before.mention.unit)
        currencies = {unit for unit in units if unit.isupper()}
        if len(currencies) != 1:
            return mention
        return mention._replace(unit=currencies.pop())

    # How far

    def distance(self, hit: Hit) -> float:
        """Tokens between the number and a cue, more for what parts them."""
        if hit.first >= self.last:
            far = self._weight_behind(hit)
        elif hit.last <= self.first:
            far = self._weight_before(hit)
        else:
            return 0.0
        if self._is_alone:
            return far
        numbers = self._numbers_between(hit)
        far += _OVER_NUMBER * numbers
        if numbers and self._is_of_another(hit):
            far += _OF_ANOTHER
        if self._leads_on(hit):
            far += _OF_NEXT
        return far

    def _is_of_another(self, hit: Hit) -> bool:
        """Whether a cue stands right behind another number: "64 of its people, 10 missing"; what
        stands behind a sum is what its parts count."""
        return hit.first in self.read.right_behind_numbers and not self.read.has_sum

    def _leads_on(self, hit: Hit) -> bool:
        """Whether a cue behind a comma says what the next number counts: "5 killed, injured 8"."""
        if hit.first < self.last or self.number + 1 == len(self.read.placed):
            return False
        after = self.read.placed[self.number + 1]
        is_near = hit.last <= after.first <= hit.last + _RIGHT_BEFORE
        return is_near and "," in self.spoken[self.last : hit.first]

    def _weight_behind(self, hit: Hit) -> float:
        return self.read.weight(
            self.last,
            hit.first,
            is_behind=True,
        )

    def _weight_before(self, hit: Hit) -> float:
        weight = self.read.weight(
            hit.last,
            self.first,
            is_behind=False,
        )
        weight += 1.0
        if self._is_behind_colon:
            weight *= _BEHIND_COLON
        return weight

    def _numbers_between(self, hit: Hit) -> int:
        """How many other numbers stand between the number and a cue."""
        between = self._between(hit)
        return self.read.numbers_within(between)

    def _between(self, hit: Hit) -> range:
        """The tokens between the number and a cue."""
        if hit.last <= self.first:
            return range(hit.last, self.first)
        return range(self.last, hit.first)

    @property
    def _is_behind_colon(self) -> bool:
        """Whether the number stands behind a colon, a hedge and a sign at most between."""
        return self.read.has_colon and ":" in self._spoken_before(_NOUN_PHRASE)

    def _spoken_before(self, count: int) -> Sequence[str]:
        """The tokens before the number, so many at most."""
        start = max(self.first - count, 0)
        return self.spoken[start : self.first]

    def strength(self, hit: Hit) -> float:
        """How much a cue says of this number: 1 beside it, half at some distance."""
        if self._is_row:
            cell = self.read.cells[hit.first]
            if cell != self._cell:
                return 0.0 if cell else _OF_ROW
        longer = _NOT_LONGER * (hit.words - 1)
        far = self.distance(hit) - longer
        return 1 / (1 + max(far, 0) / _REACH)

    # In which cell of a row

    @cached_property
    def _cell(self) -> int:
        return self.read.cells[self.first]

    def _of_column(self, table: str) -> dict[str, float]:
        """What the head of the number's column names; of a row with as many cells as heads."""
        if not self._is_row:
            return {}
        head = self._head
        if head is None:
            return {}
        if self._is_under_head:
            named = _named(head, table, self._strength_in_head)
            return _above_nothing(named)
        if table == METRICS:
            return self._of_heads_in_order(head)
        return {}

    @cached_property
    def _head(self) -> Read | None:
        """The row that heads the table of the number's row."""
        passage = self.passage
        heads = passage.heads or passage.lead
        if not self._is_row or heads is None:
            return None
        return self.reader.read(heads)

    @property
    def _is_under_head(self) -> bool:
        """Whether the row has as many cells as its head."""
        head = self._head
        if head is None:
            return False
        return head.last_cell == self.read.last_cell

    def _is_above(self, hit: Hit) -> bool:
        """Whether a cue of the head stands in the number's column."""
        head = self._head
        if head is None:
            return False
        return head.cells[hit.first] == self._cell

    def _strength_in_head(self, hit: Hit) -> float:
        return _OF_COLUMN if self._is_above(hit) else 0.0

    def _counted_in_column(self) -> set[str]:
        """The units in which the head of the number's column counts: "People"."""
        head = self._head
        if head is None or not self._is_under_head:
            return set()
        above = filter(self._is_above, head.hits)
        return _units_counted(above)

    def _of_heads_in_order(self, head: Read) -> dict[str, float]:
        """What the head names for the number's cell, where no bars part its cells: the first for
        the first, if the row has a cell for each, beside its own name or with it."""
        named = defaultdict(list)
        for hit in head.named(METRICS):
            named[hit.first].append(hit.row_id)
        cells = self.read.last_cell + 1
        names = cells - len(named)
        at = self._cell - names
        if names not in (0, 1) or at < 0:
            return {}
        first = sorted(named)[at]
        return dict.fromkeys(named[first], _OF_COLUMN)

    # Which metric

    def _metrics(self) -> Strengths:
        if self.mention.unit == INHABITANTS and not self._befell_inhabitants():
            return {}
        own = self._own_metrics
        carried = self._carried(own)
        befell = self._befell()
        if befell:
            # "attackers: 67" in a list of deaths says who, and the list what befell them.
            own = _weakened(own, _NAMES_WHO)
            carried = {**befell, **carried}
        strengths = self._possible(own, carried)
        strengths = self._pointed_at_number(strengths) or strengths
        if self._is_said(strengths):
            return strengths
        return self._told_by_number(self._is_open(strengths)) or strengths

    def _is_open(self, strengths: Strengths) -> bool:
        """Whether no words say what is counted, or only those of a sentence before."""
        highest = strongest(strengths)
        if highest < CLEAR:
            return True
        is_line = self.passage.kind in (ITEM, ROW)
        return highest < SURE and not is_line and not self._points_back

    def _befell_inhabitants(self) -> bool:
        """Whether something befell those who live somewhere: then they are counted, and no
        measure of a place."""
        if not any(map(self._is_beside, self.read.befalling)):
            return False
        self.mention = self.mention._replace(unit="")
        return True

    def _pointed_at_number(self, strengths: Strengths) -> Strengths:
        """What a number counts behind which stands of what it is a part, where only a claim on that
        has it: "227 dead, 177 of these in hospitals"."""
        before = self.before
        if before is None or self._behind_pointing != self.last:
            return {}
        if any(self._has_claims(metric) for metric in strengths):
            return {}
        pointed = _pointed_at(self._metrics_before(before))
        return self._possible({}, _with_claims(pointed, self._has_claims))

    def _is_said(self, strengths: Strengths) -> bool:
        """Whether words say what is counted: the number's own, or others and a claim that has the
        number."""
        clearest = best(strengths)
        if strengths.get(clearest, 0) < CLEAR:
            return False
        if self._own_metrics.get(clearest, 0) >= CLEAR:
            return True
        return any(self._has_claims(metric) for metric in strengths)

    def _has_claims(self, metric: str) -> bool:
        """Whether a claim on a metric that was out has the number."""
        for number in self.mention.numbers:
            stating = self.index.stating(number, metric)
            if any(row.is_known for row in stating):
                return True
        return False

    def _possible(
        self,
        own: Strengths,
        carried: Strengths,
    ) -> Strengths:
        """The metrics that such a number can be one of, by id."""
        strengths = {}
        named = {*own, *carried}
        for metric in sorted(named):
            if self._can_be(metric):
                strength = own.get(metric, 0)
                strength = max(strength, carried.get(metric, 0))
                factor = self._of_currency(metric)
                strengths[metric] = strength * factor
        return strengths

    def _told_by_number(self, is_open: bool) -> Strengths:
        """What a number counts that no word says: where the ledger has so odd a number of one
        metric alone, and the passage, or the one before it, names speaker, place or group of it.

        A round one has to have its speaker named, and so has one of which other sentences say
        what it counts (it is not `is_open`); two of the three where the noun behind the number is
        none that the case counts."""
        rows = self._rows_with_number()
        metrics = {row.metric for row in rows}
        if len(metrics) != 1:
            return {}
        is_pointed_out = self._is_pointed_out if is_open else self._is_said_by_speaker
        if any(map(is_pointed_out, rows)):
            return dict.fromkeys(metrics, _BY_NUMBER)
        return {}

    def _is_said_by_speaker(self, row: Row) -> bool:
        """Whether the passage, or the one before it, names who said an odd number."""
        if not self.mention.is_distinct:
            return False
        return row.speaker in self._named_here | self._named_before

    def _rows_with_number(self) -> Sequence[Row]:
        """The claims on any metric that were out and state all that is written."""
        mention = self.mention
        if mention.wording == "vague":
            return []
        first, *others = mention.numbers
        rows = []
        for row in self.index.equal(first, mention.unit):
            states_all = set(others).issubset(row.numbers)
            is_out = row.is_known or self._is_of_speaker(row)
            if is_out and states_all:
                rows.append(row)
        return rows

    def _is_of_speaker(self, row: Row) -> bool:
        """Whether the passage names who said an odd number later on, as far as the ledger knows."""
        return self.mention.is_distinct and row.speaker in self._named_here

    def _is_pointed_out(self, row: Row) -> bool:
        """Whether so much of a claim is named that its number tells what is counted."""
        named = [name for name in row.names if name in self._named_here]
        if self._counts_something_else:
            return self.mention.is_distinct and len(named) > 1
        if self.mention.is_distinct:
            return bool(named) or not self._named_before.isdisjoint(row.names)
        is_large = max(self.mention.numbers) >= _LARGE
        return is_large and row.speaker in named

    @cached_property
    def _named_here(self) -> frozenset[str]:
        """The speakers, places and groups that the passage names."""
        return _named_in(self.read)

    @property
    def _named_before(self) -> frozenset[str]:
        """Those that the passage before it names."""
        before = self.passage.before
        if before is None:
            return frozenset()
        return _named_in(self.reader.read(before))

    def _is_carried(self, metrics: Strengths) -> bool:
        """Whether something else than its own passage names the metric that is meant."""
        clearest = best(metrics)
        strength = self._own_metrics.get(clearest, 0)
        return strength < CLEAR

    def _is_apart(self, metrics: Strengths) -> bool:
        """Whether what is meant is named too far off for a draft, or by one who tells of their own
        work: "we spoke with 26"."""
        clearest = best(metrics)
        strength = self._own_metrics.get(clearest, 0)
        return strength < SURE or self.read.is_first_person

    @cached_property
    def _own_metrics(self) -> Strengths:
        """What the passage itself names; halved where it counts a thing that no cue knows."""
        strengths = _named(
            self.read,
            METRICS,
            self._strength_of_metric,
        )
        for metric in self._of_key():
            strength = strengths[metric]
            strengths[metric] = max(strength, _OF_KEY)
        of_column = self._of_column(METRICS)
        strengths.update(of_column)
        if self._counts_something_else:
            return _weakened(strengths, _UNKNOWN_NOUN)
        return strengths

    def _of_key(self) -> set[str]:
        """The metrics named by the words with which a passage begins, up to a colon."""
        beginning = self.spoken[:_KEY]
        if ":" not in beginning:
            return set()
        colon = beginning.index(":")
        in_key = set()
        for hit in self.read.named(METRICS):
            if hit.last <= colon:
                in_key.add(hit.row_id)
        named = self.read.rows(METRICS)
        return in_key.intersection(named)

    def _strength_of_metric(self, hit: Hit) -> float:
        """The strength of a cue; less of one that names whom: "19 soldiers" need be no troops."""
        strength = self.strength(hit)
        most_words = self.read.most_words[hit.first]
        if most_words > hit.words:
            strength *= _LESS_SPECIFIC
        if self._names_whom(hit):
            strength *= _NAMES_WHO
        return strength

    def _names_whom(self, hit: Hit) -> bool:
        """Whether a cue says who they are whom another one says something befell."""
        if hit.first not in self.read.who:
            return False
        unit = self.units[hit.row_id]
        return unit in self._units_befallen

    def _carried(self, own: Strengths) -> Strengths:
        """What the surroundings count, where the passage does not say it or points back at it."""
        if self._is_said_beside():
            return {}
        before = self.before
        if before and self._points_back and not self._says_since():
            return _pointed_at(self._metrics_before(before))
        is_clear = strongest(own) >= CLEAR
        if is_clear or self._counts_something_else:
            return {}
        return self._said_around()

    def _metrics_before(self, before: Reading) -> Strengths:
        """What the number before counts; of the sentence before what any of its numbers does."""
        sentence = self.passage.before
        if self.number or sentence is None:
            return before.metrics
        return self.reader.counted(sentence)

    def _said_around(self) -> Strengths:
        """What is counted as the number before, the list, the sentence before or the heading has
        it: the first of them that can say it."""
        passage = self.passage
        if passage.kind == ROW:
            said = self._of_the_list()
            return _if_one(said)
        if self.before and self.number and self._is_enumerated():
            factor = self._of_number_before()
            return _weakened(self.before.metrics, factor)
        if passage.kind == ITEM:
            return self._of_the_list()
        if passage.before:
            return self._said_before()
        return self._said_in(passage.heading, _FROM_HEADING)

    def _is_enumerated(self) -> bool:
        """Whether no noun says what is counted, or one that says only whom: "150 men, 20 boys"."""
        if not self._has_noun():
            return True
        tables = {hit.table for hit in self._nouns}
        return GROUPS in tables and METRICS not in tables

    def _of_number_before(self) -> float:
        """How much of it is carried on from the number before in the passage."""
        before = self.read.placed[self.number - 1]
        between = self.first - before.last
        if between <= _ENUMERATED:
            return _CARRIED_ON
        return _FROM_SENTENCE

    def _said_before(self) -> Strengths:
        """What the nearest sentence before says that says anything, two further up at most."""
        strength = _FROM_SENTENCE
        passage = self.passage
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
        return any(map(self._is_beside, self.read.befalling))

    def _is_beside(self, hit: Hit) -> bool:
        if self.strength(hit) < _BESIDE_IT:
            return False
        between = self._between(hit)
        if not self._is_alone and self.read.number_begins_in(between):
            return False
        return not any(map(self._parts, between))

    def _parts(self, index: int) -> bool:
        """Whether a token parts clauses."""
        word = self.spoken[index]
        if word in _PARTING:
            return True
        return word in self.grammar.strong_breaks

    def _befell(self) -> Strengths:
        """What befell those whom a passage names without saying it: as its list, or the sentence
        before it, says."""
        if self._units_befallen:
            return {}
        passage = self.passage
        if passage.kind == ITEM:
            return self._of_the_list()
        if passage.kind == ROW or not self.read.named(GROUPS):
            return {}
        said = self._said_in(passage.before, _FROM_SENTENCE)
        return _weakened(said, _NAMES_WHO)

    def _of_the_list(self) -> Strengths:
        passage = self.passage
        said = self._said_in(passage.lead, _FROM_LEAD)
        said = said or self._said_in(passage.heading, _FROM_HEADING)
        if said:
            return said
        is_next_item = passage.before and passage.kind == ITEM
        if self.before and is_next_item:
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
        read = self.reader.read(passage)
        return dict.fromkeys(read.rows(table), strength)

    @cached_property
    def _behind_pointing(self) -> int:
        """The token behind a phrase such as "of these" that stands before the number and behind
        the last one, or at once behind the number; 0 where none does."""
        among_behind = self.grammar.among_behind
        if among_behind.at(self.spoken, self.last):
            return self.last
        start = self._end_of_number_before()
        for pointing in self.read.pointing:
            is_since = start <= pointing.first
            if is_since and pointing.last <= self.first:
                return pointing.last
        return 0

    def _end_of_number_before(self) -> int:
        """The token behind the number before in the passage; 0 where there is none."""
        if not self.number:
            return 0
        before = self.read.placed[self.number - 1]
        return before.last

    @property
    def _points_back(self) -> bool:
        return self._behind_pointing > 0

    def _can_be(self, metric: str) -> bool:
        """Whether a number of this unit and size can be one of a metric."""
        if not self._is_in_unit_of(metric):
            return False
        is_counted = not self.mention.unit
        if is_counted and not self._can_count(metric):
            return False
        return self._is_plausible(metric)

    def _is_in_unit_of(self, metric: str) -> bool:
        """Whether a metric is told in this unit, or both are currencies."""
        unit = self.mention.unit
        told_in = self.index.scales[metric].unit
        if told_in == unit:
            return True
        return unit.isupper() and told_in.isupper()

    def _can_count(self, metric: str) -> bool:
        """Whether a number without a unit, a whole one, counts what a metric does."""
        counted = self._counted_units
        if counted and self.units[metric] not in counted:
            return False
        number = self.mention.number
        return number is None or number == int(number)

    def _is_plausible(self, metric: str) -> bool:
        """Whether a number is not too large for a metric, and of money not too small."""
        number = max(self.mention.numbers, default=None)
        if number is not None and number < self._least_of(metric):
            return False
        highest = self.index.highest.get(metric)
        if number is None or highest is None:
            return True
        return number <= highest * _PLAUSIBLE

    def _least_of(self, metric: str) -> float:
        """The smallest number that a metric told in millions may be."""
        factor = self.index.scales[metric].factor
        return factor / _PLAUSIBLE if factor > 1 else 0.0

    def _of_currency(self, metric: str) -> float:
        """Less than 1 where a metric is told in another currency."""
        scale = self.index.scales[metric]
        if scale.unit == self.mention.unit:
            return 1.0
        return _OTHER_CURRENCY

    @cached_property
    def _counted_units(self) -> set[str]:
        """The units in which the noun behind the number, or with which a line up to its colon
        begins, is counted; none where no cue knows it."""
        counted = _units_counted(self._nouns)
        counted = counted or self._counted_in_column()
        if counted or not self._is_behind_colon:
            return counted
        hits = self.read.hits
        first = [hit for hit in hits if hit.first < _FIRST_WORDS]
        return _units_counted(first)

    # Whose

    def _hits_among_nouns(self) -> Sequence[Hit]:
        """The cues in the noun phrase behind the number."""
        end = self._end_of_nouns
        nouns = []
        for hit in self.read.hits:
            if self.last <= hit.first < end:
                nouns.append(hit)
        return nouns

    def _behind_nouns(self) -> int:
        """The token behind the noun phrase that follows the number."""
        end = self.last + _NOUN_PHRASE
        end = min(end, len(self.spoken))
        for index in range(self.last, end):
            if not self._goes_on(index):
                return index
        return end

    def _goes_on(self, index: int) -> bool:
        """Whether a noun phrase goes on at a token."""
        word = self.spoken[index]
        links = self.grammar.links
        if self._can_name(word) or word in links:
            return True
        if word == "+":
            return index == self.last
        word_before = self.spoken[index - 1]
        if word_before not in links:
            return False
        return word in self.grammar.determiners

    def _says_since(self) -> bool:
        """Whether a cue behind the phrase that points back says what is counted: "the number of
        injured is"."""
        since = range(self._behind_pointing, self.first)
        return any(hit.first in since for hit in self.read.befalling)

    def _has_noun(self) -> bool:
        """Whether a word that can be a noun follows the number at once."""
        return any(map(self._may_be_noun, self._noun_phrase))

    def _may_be_noun(self, word: str) -> bool:
        """Whether a word names something and does not end as verbs do."""
        if not self._can_name(word):
            return False
        return not word.endswith(self.grammar.verb_endings)

    @property
    def _noun_phrase(self) -> Sequence[str]:
        """The words that may belong to what the number counts."""
        return self.spoken[self.last : self._end_of_nouns]

    @cached_property
    def _counts_something_else(self) -> bool:
        """Whether a noun follows the number that no cue of the case knows."""
        if self.mention.unit or not self._has_noun():
            return False
        tables = {hit.table for hit in self._nouns}
        return tables.isdisjoint((GROUPS, METRICS, UNITS))

    def _can_name(self, word: str) -> bool:
        if word in self.grammar.functions:
            return False
        return word[:1].isalpha()

    def _own_groups(self, fitting: frozenset[str]) -> frozenset[str]:
        """The groups that the counted noun itself names, of some that fit."""
        named = filter(_says_group, self._nouns)
        ids = [hit.row_id for hit in named]
        return fitting.intersection(ids)

    def _groups(
        self,
        fitting: frozenset[str],
        own: frozenset[str],
    ) -> Strengths:
        """The groups that fit by strength, those of the counted noun above all."""
        named = _named(
            self.read,
            GROUPS,
            self._strength_of_group,
        )
        strengths = _above_nothing(named)
        strengths.update(dict.fromkeys(own, 1.0))
        of_column = self._of_column(GROUPS)
        strengths.update(of_column)
        if fitting.isdisjoint(strengths):
            strengths = self._groups_around()
        groups = {}
        for group, strength in strengths.items():
            if group in fitting:
                groups[group] = strength
        return groups

    def _groups_of(self, metrics: Strengths) -> frozenset[str]:
        """The groups of which the metrics that may be meant have claims."""
        groups_of = self.index.groups
        groups: frozenset[str] = frozenset()
        for metric in meant(metrics):
            groups |= groups_of.get(metric, frozenset())
        return groups

    def _strength_of_group(self, hit: Hit) -> float:
        """How much a cue says whom the number counts: nothing where it names who did it, or is part
        of what befell them: "went to doctors"."""
        if self.read.is_within_metric(hit):
            return 0.0
        start = max(hit.first - 2, 0)
        two_before = self.spoken[start : hit.first]
        is_agent = not self.grammar.agents.isdisjoint(two_before)
        if is_agent and not self._is_origin(hit):
            return 0.0
        factor = self._of_other_nouns
        return factor * self.strength(hit)

    def _is_origin(self, hit: Hit) -> bool:
        """Whether a cue says at once behind the number where those counted come from."""
        if not self.last < hit.first <= self.last + 2:
            return False
        return self.spoken[self.last] in self.grammar.origins

    @cached_property
    def _of_other_nouns(self) -> float:
        """How much a group counts that stands outside the noun phrase: less where that has a noun
        of its own."""
        has_own = any(map(_counts, self._nouns))
        return _BESIDE_A_NOUN if has_own else _BESIDE

    def _groups_around(self) -> dict[str, float]:
        """Groups named by what introduces a list, or by the heading."""
        if self.before and self._points_back:
            return {}
        by_lead = self._said_in(
            self.passage.lead,
            _GROUP_OF_LEAD,
            table=GROUPS,
        )
        return by_lead or self._said_in(
            self.passage.heading,
            _GROUP_OF_HEADING,
            table=GROUPS,
        )

    # Where, and who says so

    def _places(self) -> Strengths:
        named = _named(self.read, PLACES, self.strength)
        strengths = _above_nothing(named)
        of_column = self._of_column(PLACES)
        strengths.update(of_column)
        return strengths or self._places_around()

    def _places_around(self) -> Strengths:
        """Places named by the sentence before, by what introduces a list, or by the heading; what
        the line above names is of that line alone."""
        is_line = self.passage.kind in (ITEM, ROW)
        above = self.passage.lead if is_line else self.passage.before
        before = self._said_in(
            above,
            _PLACE_BEFORE,
            table=PLACES,
        )
        return before or self._said_in(
            self.passage.heading,
            _PLACE_OF_HEADING,
            table=PLACES,
        )

    def _speaker(self) -> str:
        """The speaker named nearest, in the passage or the one before it."""
        named = _named(self.read, SPEAKERS, self._strength_of_speaker)
        named = named or self._said_in(
            self.passage.before,
            CLEAR,
            table=SPEAKERS,
        )
        return max(named, key=named.__getitem__, default="")

    def _strength_of_speaker(self, hit: Hit) -> float:
        """The strength of a speaker: who is named before a number rather says it."""
        strength = self.strength(hit)
        is_behind = hit.first >= self.last
        return strength * _SPEAKER_BEHIND if is_behind else strength

    def _is_increment(self, metrics: Strengths) -> bool:
        """Whether so many were added, not so many in all: "200 more"."""
        if not self._says_more():
            return False
        # "26 killed and another 30 wounded" adds to no wounded.
        before = self.before
        return before is None or before.metric == best(metrics)

    def _says_more(self) -> bool:
        """Whether the word before or behind the number says that so many were added."""
        before = self._spoken_before(1)
        if not self.grammar.more_before.isdisjoint(before):
            return True
        behind = self.spoken[self.last : self.last + 1]
        return not self.grammar.more_behind.isdisjoint(behind)

    def _is_excluded(self) -> bool:
        """Whether the passage, or the one before it, has a word that keeps the case out, or the
        passage names a year that is none of the case."""
        if self.read.keeps_out:
            return True
        before = self.passage.before
        if before and self.reader.read(before).keeps_out:
            return True
        years = self.read.years
        return bool(years) and years.isdisjoint(self.reader.years)


def _counted_by_any(readings: Sequence[Reading]) -> Strengths:
    """What quantities count, each as strong as the strongest says."""
    first, *others = readings
    if not others:
        return first.metrics
    metrics = dict(first.metrics)
    for reading in others:
        for metric, strength in reading.metrics.items():
            metrics[metric] = max(strength, metrics.get(metric, 0))
    return metrics


def _named_in(read: Read) -> frozenset[str]:
    """The speakers, places and groups that a passage names."""
    named: set[str] = set()
    for table in (SPEAKERS, PLACES, GROUPS):
        said = read.said(table)
        named.update(hit.row_id for hit in said)
    return frozenset(named)


def _is_multiplied(mention: Mention) -> bool:
    """Whether a word or a letter multiplies a number: 103.7 billion."""
    return any(sign.isalpha() for sign in mention.written)


def _if_one(strengths: Strengths) -> Strengths:
    """What says one thing alone: of several nothing tells which a cell is about."""
    return strengths if len(strengths) == 1 else {}


def _named(
    read: Read,
    table: str,
    strength: Callable[[Hit], float],
) -> dict[str, float]:
    """The strongest phrase of each row of a table that a passage names; a phrase is as strong as
    its parts on average."""
    naming = read.naming(table)
    if not naming:
        return {}
    if len(naming) == 1:
        (hit,) = naming
        return {hit.row_id: strength(hit)}
    phrases: _Phrases = defaultdict(dict)
    for hit in naming:
        parts = phrases[hit.row_id, hit.phrase]
        before = parts.get(hit.part, 0)
        parts[hit.part] = max(strength(hit), before)
    return _strongest_phrases(phrases)


def _strongest_phrases(phrases: _Phrases) -> dict[str, float]:
    found: dict[str, float] = {}
    for (row_id, _), parts in phrases.items():
        total = sum(parts.values())
        mean = total / len(parts)
        before = found.get(row_id, 0)
        found[row_id] = max(mean, before)
    return found


def _pointed_at(metrics: Strengths) -> Strengths:
    """What was counted before: what was clear there stays so."""
    pointed = {}
    for metric, strength in metrics.items():
        least = min(strength, CLEAR)
        pointed[metric] = max(strength * _CARRIED, least)
    return pointed


def _with_claims(
    strengths: Strengths,
    has_claims: Callable[[str], bool],
) -> Strengths:
    kept = {}
    for metric, strength in strengths.items():
        if has_claims(metric):
            kept[metric] = strength
    return kept


def _above_nothing(strengths: Strengths) -> dict[str, float]:
    above = {}
    for row_id, strength in strengths.items():
        if strength > 0:
            above[row_id] = strength
    return above


def _units_counted(hits: Iterable[Hit]) -> set[str]:
    """The units in which some cues count."""
    counting = filter(_counts, hits)
    return {hit.row_id for hit in counting}


def _counts(hit: Hit) -> bool:
    if hit.table != UNITS:
        return False
    return hit.kind == COUNTS


def _says_group(hit: Hit) -> bool:
    if hit.table != GROUPS:
        return False
    return hit.kind == SAYS


def _weakened(strengths: Strengths, factor: float) -> Strengths:
    weakened = {}
    for row_id, strength in strengths.items():
        weakened[row_id] = strength * factor
    return weakened
