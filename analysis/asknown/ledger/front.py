"""A desk's own headline and standfirst of a day.

The file is written as the narrative is: `## 2022-01-12`, the day or minute of the report it is for,
and one sentence a line that ends in its ids. The first is the headline, up to four more are the
standfirst. A front is used for that report alone, and only as a whole: where one of its rows is not
known by then, none of it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from asknown import dates
from asknown.errors import Problem
from asknown.ledger import narrative
from asknown.ledger.narrative import Parsed, Sentence

FILE = "front.md"
MOST = 5  # sentences: the headline and four of the standfirst


@dataclass(frozen=True)
class Front:
    """The sentences for one report: the headline first."""

    moment: str
    sentences: tuple[Sentence, ...]

    @property
    def headline(self) -> Sentence:
        """What stands in the largest type."""
        return self.sentences[0]

    @property
    def standfirst(self) -> tuple[Sentence, ...]:
        """What stands under it."""
        return self.sentences[1:]

    @property
    def ids(self) -> set[str]:
        """All rows that it rests on."""
        return {row_id for sentence in self.sentences for row_id in sentence.ids}


def parse(source: str, zone: ZoneInfo) -> Parsed:
    """The fronts in the text of their file, and what keeps one from being used.

    >>> parsed = parse("## 2022-01-12\\nNo toll. [A1]\\nNone for days. [A1]", ZoneInfo("UTC"))
    >>> fronts(parsed.sentences)[0].headline.text
    'No toll.'
    """
    parsed = narrative.parse(source, FILE)
    for front in fronts(parsed.sentences):
        first = front.headline.line
        if not _is_moment(front.moment, zone):
            what = f"the heading {front.moment!r} is no day or minute"
            mend = "write the as-of it is for: ## 2022-01-12 or ## 2022-01-09T18:00"
            parsed.problems.append(Problem(FILE, first, "", what, mend))
        for sentence in front.sentences[MOST:]:
            mend = "keep a headline and four sentences"
            what = "is one sentence too many"
            parsed.problems.append(Problem(FILE, sentence.line, "", what, mend))
    return parsed


def _is_moment(text: str, zone: ZoneInfo) -> bool:
    try:
        return dates.as_of(text, zone).text == text
    except ValueError:
        return False


def fronts(sentences: Iterable[Sentence]) -> list[Front]:
    """The sentences by the report that they are for, in order."""
    by_moment: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        by_moment.setdefault(sentence.heading, []).append(sentence)
    return [Front(moment, tuple(own)) for moment, own in by_moment.items()]


def of_moment(
    sentences: Iterable[Sentence],
    moment: str,
    known: Collection[str],
) -> tuple[Sentence, ...]:
    """The sentences for a report, where all that they rest on is `known`; else none."""
    for front in fronts(sentences):
        if front.moment == moment and front.ids.issubset(known):
            return front.sentences
    return ()
