"""What an audit says: the mentions of quantities in a text, and what the ledger has to each.

Plain records. They decide nothing and show nothing: the room's other modules make them, and the
faces of an audit (terminal, page, JSON, CSV) read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from asknown.text.english import agreed

if TYPE_CHECKING:
    from asknown.audit.texts import Text

AS_THE_LEDGER_HAS_IT = "as_the_ledger_has_it"
SUPERSEDED = "superseded"
TAKEN_BACK = "taken_back"
DISPUTED = "disputed"
REWORDED = "reworded"
NOT_OUT_YET = "not_out_yet"
OF_SOMETHING_ELSE = "of_something_else"
VAGUE = "vague"
NOT_IN_THE_LEDGER = "not_in_the_ledger"
SEVERAL_FIT = "several_fit"
TOO_SMALL = "too_small"

WORDS: Mapping[str, str] = {
    AS_THE_LEDGER_HAS_IT: "as the ledger has it",
    SUPERSEDED: "superseded by then",
    TAKEN_BACK: "taken back by then",
    DISPUTED: "disputed",
    REWORDED: "worded otherwise",
    NOT_OUT_YET: "not out yet, as far as the ledger knows",
    OF_SOMETHING_ELSE: "of something else",
    VAGUE: "vague",
    NOT_IN_THE_LEDGER: "not in the ledger",
    SEVERAL_FIT: "two or more fit",
    TOO_SMALL: "too small to tell",
}
"""Each verdict as a reader meets it, in the order of a legend."""

NEED_AN_EYE = (
    SUPERSEDED,
    TAKEN_BACK,
    DISPUTED,
    REWORDED,
    NOT_OUT_YET,
    OF_SOMETHING_ELSE,
)
"""The verdicts that a person has to look at."""


_DISTINCT_DIGITS = 3
_NO_LABELS: Mapping[str, str] = MappingProxyType({})

Stated = tuple[float | None, float | None, float | None]  # low, value, high


def stated_numbers(stated: Stated) -> tuple[float, ...]:
    """Those of low, value and high that are told."""
    return tuple(number for number in stated if number is not None)


def is_distinct(number: float) -> bool:
    """Whether a number is one that two quantities do not share by chance."""
    digits = f"{number:.0f}"
    return len(digits.rstrip("0")) >= _DISTINCT_DIGITS


class Mention(NamedTuple):
    """A quantity as it stands in a text: characters `start` to `end` of `Text.text`.

    `low`, `value`, `high` and `wording` are those of a claim: "over 10,000" has a low alone and the
    wording over, "dozens" no number and the wording vague. `unit` is a currency such as USD, a
    length and the like ("percent", "days"), or blank where things or people are counted.
    """

    start: int
    end: int
    written: str
    low: float | None = None
    value: float | None = None
    high: float | None = None
    wording: str = "exact"
    unit: str = ""

    def moved(self, by: int) -> Mention:
        """The same so many characters further on."""
        place = (self.start + by, self.end + by)
        return Mention(*place, self.written, *self.stated, self.wording, self.unit)

    @property
    def stated(self) -> Stated:
        """Low, value and high."""
        return self.low, self.value, self.high

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers that it states."""
        return stated_numbers(self.stated)

    @property
    def is_distinct(self) -> bool:
        """Whether its number is one that two quantities do not share by chance."""
        return self.number is not None and is_distinct(self.number)

    @property
    def number(self) -> float | None:
        """The number as printed: the value, or the one bound; None of a range or a vague word."""
        if self.value is not None:
            return self.value
        if self.low is not None and self.high is not None:
            return None
        return self.low if self.low is not None else self.high


class Feature(NamedTuple):
    """One reason for a match: its name (number, metric, group, place, date), the points it gave,
    and what was seen."""

    name: str
    points: float
    seen: str


@dataclass(frozen=True)
class Witness:
    """One claim of the ledger, as a reader of an audit needs it: all text is ready to print.

    `amount` has the wording ("over 10,000"), `standing` the word of the ledger on the day of the
    text, `fate` the act or the newer claim that changed it with its day, or blank.
    """

    claim_id: str
    amount: str
    wording: str
    speaker: str
    refers_to: str
    published: str
    standing: str
    fate: str = ""
    source: str = ""
    url: str = ""


class Finding(NamedTuple):
    """A mention and what the ledger has to it.

    `crisis` says whether it looks like a figure of the case. `metric`, `group` and `place` are ids,
    blank where not told. `claims` are the ids of the family that fits, best first; `family` the
    same as witnesses. `newest` is the figure of that quantity in force on the text's day. `others`
    are claims that fit nearly as well, of other families. `why` are the features with points,
    `notes` remarks in words, `sentence` the characters of the sentence the mention stands in.
    `locator` is where a person finds it ("line 4"). `is_carried` is whether what is counted is
    not said beside it. `shown` is whether a reader sees it without asking for all.
    """

    mention: Mention
    crisis: bool
    verdict: str
    shown: bool
    metric: str = ""
    group: str = ""
    place: str = ""
    claims: tuple[str, ...] = ()
    family: Sequence[Witness] = ()
    newest: Witness | None = None
    others: Sequence[Witness] = ()
    why: tuple[Feature, ...] = ()
    notes: tuple[str, ...] = ()
    sentence: tuple[int, int] = (0, 0)
    locator: str = ""
    speaker: str = ""
    is_carried: bool = False
    labels: Mapping[str, str] = _NO_LABELS

    @property
    def words(self) -> str:
        """The verdict as a reader meets it."""
        return WORDS[self.verdict]

    @property
    def score(self) -> float:
        """The points of the match: 1 at most."""
        return sum(feature.points for feature in self.why)

    @property
    def needs_an_eye(self) -> bool:
        """Whether a person has to look at it."""
        return self.shown and self.verdict in NEED_AN_EYE


@dataclass(frozen=True)
class Draft:
    """A row of claims.csv as far as a text tells it, marked as a draft: `cells` by column."""

    finding: Finding
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Audit:
    """A text held against a case as of a day.

    `file` is its name as the call has it. `as_of_from` tells where the day was read ("--as-of", or
    a place in the page). `by` is the speaker whose own claims were left out, or blank. `about` is
    whether the text names what the case is about; where it does not there is no finding to show,
    and `why_not` says what it lacks.
    """

    file: str
    case: str
    title: str
    as_of: str
    as_of_from: str
    by: str
    language: str
    about: bool
    text: Text
    findings: tuple[Finding, ...]
    drafts: tuple[Draft, ...] = ()
    why_not: str = ""

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings a reader sees without asking for all."""
        return tuple(finding for finding in self.findings if finding.shown)

    @property
    def summary(self) -> str:
        """How many numbers there are, how many are about the crisis and how many need an eye; of a
        text that is not about it why."""
        if not self.about:
            why = f": {self.why_not}" if self.why_not else ""
            return f"this does not seem to be about {self.title}{why}"
        of_the_case = _count(finding.crisis for finding in self.findings)
        eyes = _count(finding.needs_an_eye for finding in self.findings)
        count = len(self.findings)
        numbers = agreed(count, "number", "numbers")
        verb = agreed(of_the_case, "is", "are")
        need = agreed(eyes, "needs", "need")
        counted = f"of {count} {numbers} {of_the_case} {verb} about {self.title}"
        return f"{counted}; {eyes} {need} an eye"


def _count(flags: Iterable[bool]) -> int:
    return sum(flags)
