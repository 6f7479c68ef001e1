"""A text held against a case: every quantity found, read, matched and judged.

Nothing is written and nothing leaves the machine. What came out after the day of the text appears
as not out yet or not at all.
"""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from asknown.audit import findings
from asknown.audit.claim_index import ClaimIndex
from asknown.audit.drafts import drafts
from asknown.audit.findings import Audit, Finding
from asknown.audit.grammar import Grammar, grammar, guess
from asknown.audit.matching import Ground
from asknown.audit.passages import HEADING, Passage, passages
from asknown.audit.reader import Reader, make_room
from asknown.audit.readings import Reading
from asknown.audit.texts import Text
from asknown.audit.verdicts import Judgement, judged
from asknown.audit.vocabulary import ABOUT, GROUPS, NOT, PLACES, SAYS, Hit, Vocabulary
from asknown.audit.witnesses import Witnesses
from asknown.errors import CallError
from asknown.model.known import Known

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_EVERYONE = "all"
_BEGINNING = 200_000  # characters
_TELLING = 3  # numbers of the ledger, from which a text is about the case
_IN_PASSING = 1  # weight of a word met once, further down
_TELLING_ALONE = 3  # more of them say it of a text that names neither place nor crisis
_ON_TOP = 3  # times the weight of a word further down


@dataclass(frozen=True)
class Call:
    """What an audit is asked: the day (a day or a minute) and where it was read, whose own claims
    are left out, and the language; the last two may be blank."""

    as_of: str
    as_of_from: str = "the call"
    by: str = ""
    language: str = ""


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for garbage, of which there is none: tokens of a large text are
    many, and looking through them again and again took a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            _keep_what_is_left()
            gc.enable()


def _keep_what_is_left() -> None:
    """Count all objects among the old ones, as a collection would that finds nothing; else the
    first one afterwards would look through them all."""
    if gc.get_freeze_count() == 0:
        gc.freeze()
        gc.unfreeze()


@_without_collector()
def audit(
    text: Text,
    file: str,
    whole: Known,
    call: Call,
) -> Audit:
    """Hold a text against a whole ledger as of a day.

    CallError where the day is none, nobody has that name, or the language has no grammar.
    """
    language = call.language or guess(text.text)
    held = _Held(
        text=text,
        whole=whole,
        known=whole.as_known(call.as_of),
        spoken=grammar(language),
        by=call.by,
    )
    found = tuple(held.findings())
    suggested = drafts(
        found=found,
        text=text,
        as_of=call.as_of,
        index=held.index,
    )
    return Audit(
        file=file,
        case=whole.id,
        title=whole.settings.title,
        as_of=call.as_of,
        as_of_from=call.as_of_from,
        by=held.by,
        language=language,
        about=not held.why_not,
        text=text,
        findings=found,
        drafts=tuple(suggested),
        why_not=held.why_not,
    )


class _Held:
    """One text and one case, and what is needed to hold one against the other."""

    def __init__(
        self,
        text: Text,
        whole: Known,
        known: Known,
        spoken: Grammar,
        by: str,
    ) -> None:
        self.text = text
        self.whole = whole
        self.known = known
        self.grammar = spoken
        self.by = speaker_called(whole, by)
        self.index = ClaimIndex(
            whole=whole,
            known=known,
            grammar=grammar(whole.settings.language),
            by=self.by,
        )
        self.cues = Vocabulary.of(whole, spoken)
        units = whole.tables["metrics"]["unit"].to_dict()
        first_year = _first_year(whole, self.index)
        years = (
            range(first_year, known.known_at.day.year + 1)
            if known.known_at
            else range(0)
        )
        self.reader = Reader(
            grammar=spoken,
            cues=self.cues,
            index=self.index,
            units=units,
            years=years,
        )
        self.witnesses = Witnesses(whole, known)
        self._judgements: dict[Reading, Judgement] = {}

    @cached_property
    def _passages(self) -> list[Passage]:
        return passages(self.text.text, self.grammar)

    @cached_property
    def _hits(self) -> list[tuple[int, Hit]]:
        """The cues of the text, each with the character at which its passage starts: what it is
        about and names is told by its beginning, however long it is."""
        hits = []
        for passage in self._passages:
            if passage.start > _BEGINNING:
                break
            for hit in self.reader.read(passage).hits:
                hits.append((passage.start, hit))
        return hits

    @cached_property
    def why_not(self) -> str:
        """Why the text is not taken to be about the case; blank where it is.

        It is where it names a place of the case, and more of what it is about than of what
        keeps it out; what stands at its top weighs more. So many of its numbers told for just what
        they count say as much, of either. A case without such cues asks for the place alone. A
        text dated at its top in none of the case's years is not."""
        why = self._is_of_other_years() or self._lacks_place() or self._lacks_words()
        if why and len(self.text.text) > _BEGINNING:
            return f"in its first {_BEGINNING:,} characters {why}"
        return why

    def _is_of_other_years(self) -> str:
        dated = self.grammar.years_dated(self.text.text[: self._end_of_opening])
        if not dated or not dated.isdisjoint(self.reader.years):
            return ""
        years = " and ".join(map(str, sorted(dated)))
        return f"its opening is dated {years}, outside the years of the case"

    def _lacks_place(self) -> str:
        if self._names_its_places:
            return ""
        # An office's notice to its own country need not name it, and a text on a like event
        # elsewhere may.
        least = self._weight(NOT)
        if not self._says_so:
            least = max(least, _TELLING_ALONE)
        if self._naming_places:
            return self._unless_told("it names a place of the case in passing", least)
        return self._unless_told("it names no place of the case", least)

    def _lacks_words(self) -> str:
        asks = any(cue.table == ABOUT and cue.kind == SAYS for cue in self.whole.cues)
        if self._says_so or not asks:
            return ""
        against = self._weight(NOT)
        said = self._weight(SAYS)
        lacking = "it does not name what the case is about"
        if against and against >= said:
            lacking = "it names what is near to the case at least as much as the case"
        elif said:
            lacking = "it names what the case is about in passing"
        return self._unless_told(lacking, against)

    def _unless_told(self, lacking: str, least: int) -> str:
        """What a text lacks, unless it tells more of the ledger's numbers than the least."""
        if self._told_of_it > least:
            return ""
        needed = max(least + 1, _TELLING)
        few = f"fewer than {needed} of the ledger's numbers for what they count"
        return f"{lacking}, and tells {few}, round and small ones aside"

    @property
    def _says_so(self) -> bool:
        """Whether words name the case, more than what keeps it out, and more than in passing."""
        against = self._weight(NOT)
        return self._weight(SAYS) > max(against, _IN_PASSING)

    @cached_property
    def _told_of_it(self) -> int:
        """The numbers of the ledger, too odd for chance, that the text tells for just what they
        count; none unless there are some."""
        told: set[float] = set()
        for passage in self._passages:
            if passage.start > _BEGINNING:
                break
            if self._may_have_quantity(passage):
                told.update(self._told_in(passage))
        return len(told) if len(told) >= _TELLING else 0

    def _told_in(self, passage: Passage) -> Iterator[float]:
        for reading in self.reader.readings(passage):
            if not reading.is_of_the_case:
                continue
            mention = reading.mention
            number = mention.number
            if number is None or not mention.is_distinct:
                continue
            if self._has(number, reading):
                yield number

    def _has(
        self,
        number: float,
        reading: Reading,
    ) -> bool:
        """Whether a claim known that day says this number of what may be meant."""
        rows = (
            row
            for metric in reading.meant
            for row in self.index.stating(number, metric)
        )
        return any(row.is_known for row in rows)

    @property
    def _names_its_places(self) -> bool:
        """Whether the text names places of the case at its top, or in two passages."""
        named = self._naming_places
        is_on_top = any(start < self._end_of_opening for start in named)
        return is_on_top or len(named) > 1

    @cached_property
    def _naming_places(self) -> frozenset[int]:
        """The characters at which the passages start that name places of the case."""
        return frozenset(start for start, hit in self._hits if _says_place(hit))

    def _weight(self, kind: str) -> int:
        """How much the text names what the case is about, or what keeps it out."""
        weight = 0
        for start, hit in self._hits:
            if hit.table == ABOUT and hit.kind == kind:
                is_on_top = start < self._end_of_opening
                weight += _ON_TOP if is_on_top else 1
        return weight

    @cached_property
    def _end_of_opening(self) -> int:
        """Where the first paragraph that is no heading ends."""
        opening: list[Passage] = []
        for passage in self._passages:
            if opening and passage.paragraph != opening[-1].paragraph:
                break
            if passage.kind != HEADING:
                opening.append(passage)
        return opening[-1].end if opening else 0

    def findings(self) -> Iterable[Finding]:
        """A finding for each quantity, in order."""
        for passage in self._passages:
            if not self._may_have_quantity(passage):
                continue
            for reading in self.reader.readings(passage):
                finding = self._finding(reading, passage)
                if not self.text.is_ignored(finding.mention.start):
                    yield finding

    def _may_have_quantity(self, passage: Passage) -> bool:
        """Whether a passage has a digit, or a word that numbers written out are made of."""
        if _DIGIT.search(passage.written):
            return True
        words = _WORD.findall(passage.written.lower().replace("_", " "))
        return not self.grammar.telling.isdisjoint(words)

    def _finding(
        self,
        reading: Reading,
        passage: Passage,
    ) -> Finding:
        judgement = self._judged(reading)
        mention = reading.mention.moved(passage.start)
        span = (passage.start, passage.end)
        locator = self.text.where(mention.start)
        if judgement is None:
            return Finding(
                mention=mention,
                crisis=False,
                verdict=findings.NOT_IN_THE_LEDGER,
                shown=False,
                sentence=span,
                locator=locator,
            )
        quantity = (judgement.metric, judgement.group, judgement.place)
        claims = tuple([row.claim_id for row in judgement.claims])
        others = [row.claim_id for row in judgement.others]
        return Finding(
            mention=mention,
            crisis=True,
            verdict=judgement.verdict,
            shown=judgement.verdict != findings.TOO_SMALL,
            metric=judgement.metric,
            group=judgement.group,
            place=judgement.place,
            claims=claims,
            family=self.witnesses.of(claims),
            newest=self.witnesses.newest(quantity),
            others=self.witnesses.of(others),
            why=judgement.best.why if judgement.best else (),
            notes=judgement.notes + self._notes(judgement, reading),
            sentence=span,
            locator=locator,
            speaker=reading.speaker,
            is_carried=_is_carried(reading),
            labels=self.witnesses.labels(quantity),
        )

    def _judged(self, reading: Reading) -> Judgement | None:
        """What the ledger has to a quantity; None where it is none of the case, as far as words
        tell."""
        if self.why_not or not reading.is_of_the_case:
            return None
        if reading not in self._judgements:
            make_room(self._judgements)
            self._judgements[reading] = judged(reading, self._ground)
        judgement = self._judgements[reading]
        is_nothing = reading.is_guessed and not judgement.claims
        return None if is_nothing else judgement

    def _notes(
        self,
        judgement: Judgement,
        reading: Reading,
    ) -> tuple[str, ...]:
        """Remarks on who is named, which decide nothing."""
        if not reading.is_called_official:
            return ()
        kinds = {row.speaker_kind for row in judgement.claims}
        if kinds == {"media"}:
            return ("called official; in the ledger only media say it",)
        return ()

    @cached_property
    def _ground(self) -> Ground:
        whole = self.whole
        parents: dict[str, str] = {}
        for name in ("groups", "places"):
            parents.update(whole.parents[name])
        return Ground(
            index=self.index,
            whole_place=whole.place,
            wholes=_wholes(whole, self.index),
            parents=parents,
            overlaps=_overlaps(whole),
            named_places=_named(self._hits, PLACES),
            named_groups=_named(self._hits, GROUPS),
            named_days=self.grammar.days_named(self.text.text[:_BEGINNING]),
            flows=_flows(whole),
            vague=self.grammar.vague,
        )


def _is_carried(reading: Reading) -> bool:
    return reading.is_carried or reading.is_apart or reading.is_increment


def _says_place(hit: Hit) -> bool:
    return hit.table == PLACES and hit.kind == SAYS


def speaker_called(case: Known, name: str) -> str:
    """The id of a speaker by id, name or alias; blank for a blank name. CallError where there is
    none."""
    if not name:
        return ""
    speakers = case.tables["speakers"]
    if name in speakers.index:
        return name
    for speaker_id, row in speakers.iterrows():
        names = [row["name"], *row["aliases"].split(";")]
        if name.casefold() in [other.strip().casefold() for other in names]:
            return str(speaker_id)
    raise CallError(
        f"by: the case has no speaker {name!r}; speakers.csv names those it has"
    )


def _named(hits: Iterable[tuple[int, Hit]], table: str) -> frozenset[str]:
    """The rows of a table that are said."""
    rows = set()
    for _, hit in hits:
        if hit.table == table and hit.kind == SAYS:
            rows.add(hit.row_id)
    return frozenset(rows)


def _first_year(case: Known, index: ClaimIndex) -> int:
    """The year in which a case begins: as its settings say, else that of its first claim."""
    if case.settings.begins:
        return int(case.settings.begins[:4])
    return min((row.start.year for row in index.rows), default=0)


def _wholes(case: Known, index: ClaimIndex) -> Mapping[str, str]:
    """Of each metric the group that is everybody: the whole of its section, else everyone."""
    wholes = {}
    for section in case.settings.sections:
        for metric in section.metrics:
            wholes[metric] = section.whole or _EVERYONE
    for metric, groups in index.groups.items():
        whole = wholes.get(metric, _EVERYONE)
        if whole not in groups and _EVERYONE in groups:
            whole = _EVERYONE
        wholes[metric] = whole
    return wholes


def _flows(case: Known) -> frozenset[str]:
    """The metrics of what was added in a span."""
    measures = case.tables["metrics"]["measure"]
    return frozenset(measures.index[measures == "flow"])


def _overlaps(case: Known) -> Mapping[str, frozenset[str]]:
    """The metrics that count in part the same, both ways."""
    found: dict[str, set[str]] = defaultdict(set)
    overlaps = case.tables["metrics"]["overlaps"]
    for metric, named in overlaps.items():
        others = found[metric]
        for written in named.split(";"):
            other = written.strip()
            if other:
                others.add(other)
                found[other].add(metric)
    return {metric: frozenset(others) for metric, others in found.items()}
