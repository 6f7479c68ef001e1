"""How figures were chosen, what the words mean, and counts of what was known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from asknown.ledger.cells import ids_in
from asknown.model.case import Case
from asknown.model.known import Known
from asknown.model.rules import VAGUE, rule_named
from asknown.model.standing import DISPUTED, GONE, IN_FORCE, SUPERSEDED
from asknown.text import english
from asknown.text.prose import Prose, join, number, plain, say, sentences
from asknown.text.statements import statement

# What a rule shows, for a reader.
_RULES = {
    "official": (
        "We show the latest official figure that has not been withdrawn. What others say is beside "
        "it."
    ),
    "span": (
        "We show the lowest and the highest of what each party says in its latest figure that has "
        "not been withdrawn."
    ),
    "independent": (
        "We show the lowest and the highest of what each party says in its latest figure that has "
        "not been withdrawn; those who take part in the conflict are left out."
    ),
    "minimum": (
        "We show the highest number that a second party supports: both say so many or more, in "
        "figures that have not been withdrawn."
    ),
}
_TRUSTED = (
    "We show the latest figure that has not been withdrawn, of those whom this report follows for "
    "it: officials, where nobody else is named. What others say is beside it."
)
_OFFICIAL = "official"

_GRADES = {
    "high": "of {n} we are sure",
    "medium": "of {n} fairly sure",
    "low": "of {n} unsure",
}


def rule_line(case: Known, rule: str) -> Prose:
    """What a rule shows, in a reader's words. CallError where there is no such rule."""
    rule_named(rule)
    if rule == _OFFICIAL and _follows_others(case):
        return trusted(case)
    return rule_in_words(rule)


@statement(
    "the figures are by this rule; official: no metric known names whom to believe instead"
)
def rule_in_words(rule: str) -> Prose:
    """What a rule shows, where it hears the same for every metric."""
    return plain(_RULES[rule])


@statement(
    "the figures are by the rule official, and a metric known names others to believe"
)
def trusted(case: Known) -> Prose:
    """What the rule official shows, where metrics name others than officials."""
    return plain(_TRUSTED)


def _follows_others(case: Known) -> bool:
    """Whether a metric that is known says whom to believe, and it is not officials."""
    metrics = case.tables["metrics"]
    if "believe" not in metrics.columns:
        return False
    named = [ids_in(cell) for cell in metrics["believe"]]
    return any(names and list(names) != [_OFFICIAL] for names in named)


def method(case: Case, rule: str) -> Iterable[Prose]:
    """The box: the rule, the words, the counts and the limits, a line each."""
    yield rule_line(case, rule)
    yield struck()
    yield claims_in_words()
    table = case.settings.vague_words
    if table:
        yield vague_words(table)
    yield sentences([*_known_by_then(case), *_readings(case)])
    yield sentences([latest_days(_bounded(case)), no_grade(), limits()])


# What was known, in counts.


def _known_by_then(case: Known) -> Iterator[Prose]:
    """How many claims there are by how many speakers, and how they stand; what there is none of is
    not said.
    """
    claims = case.claims
    firsthand = claims[claims["relays"] == ""]
    yield claims_known(case)
    yield in_force(_standing_so(firsthand, IN_FORCE, DISPUTED))
    yield replaced(_standing_so(firsthand, SUPERSEDED))
    yield gone(_standing_so(firsthand, *GONE))
    yield repeats(len(claims) - len(firsthand))


def _standing_so(claims: pd.DataFrame, *standings: str) -> int:
    """How many of some claims stand in one of these ways."""
    stands_so = claims["standing"].isin(standings)
    return int(stands_so.sum())


@statement("the report is of this case, as known then")
def issue(case: Known) -> Prose:
    """The number of an edition: its case and its day."""
    assert case.known_at is not None
    name = plain(f"{case.id} {case.known_at.text}", "declared:edition")
    return say("No. {name}", name=name)


@statement("always: the command rebuilds an edition from what its PDF carries")
def how_to_verify() -> Prose:
    """How anybody can check a report."""
    return plain("Check it: asknown verify report.pdf")


@statement("the case's time zone is this: a day ends at midnight there")
def days_end(zone: str) -> Prose:
    """When a day of the ledger ends."""
    return say("Days end at midnight, {zone}.", zone=plain(zone, "case:timezone"))


@statement("so many claims by so many speakers were published by then")
def claims_known(case: Known) -> Prose:
    """How many claims by how many speakers were known."""
    claims = case.claims
    speakers = claims["speaker"].nunique()
    counted = _so_many(
        len(claims),
        one="claim",
        several="claims",
        trace="count:claims",
    )
    by = _so_many(
        speakers,
        one="speaker",
        several="speakers",
        trace="count:speakers",
    )
    return say("Known by then: {claims} by {speakers}.", claims=counted, speakers=by)


@statement(
    "so many claims, no relays, are in force, disputed or not; none: nothing is said"
)
def in_force(count: int) -> Prose:
    """How many claims nobody took back or replaced."""
    if not count:
        return Prose()
    verb = english.agreed(count, "stands", "stand")
    return say("{n} {verb}.", n=number(count, "count:force"), verb=verb)


@statement("so many claims, no relays, were superseded; none: nothing is said")
def replaced(count: int) -> Prose:
    """How many claims gave way to newer ones."""
    if not count:
        return Prose()
    n = number(count, "count:replaced")
    verb = english.agreed(
        count,
        one="was replaced by a newer figure",
        many="were replaced by newer figures",
    )
    return say("{n} {verb} of the same party.", n=n, verb=verb)


@statement(
    "so many claims, no relays, were withdrawn, or denied by their own; none: nothing is said"
)
def gone(count: int) -> Prose:
    """How many claims were taken back."""
    if not count:
        return Prose()
    n = number(count, "count:gone")
    verb = english.agreed(count, "was", "were")
    return say("{n} {verb} withdrawn or denied.", n=n, verb=verb)


@statement("so many claims are relays; none: nothing is said")
def repeats(count: int) -> Prose:
    """How many claims only repeat others."""
    if not count:
        return Prose()
    n = number(count, "count:relays")
    verb = english.agreed(count, "only repeats another", "only repeat others")
    return say("{n} {verb}.", n=n, verb=verb)


def _so_many(
    count: int,
    one: str,
    several: str,
    trace: str,
) -> Prose:
    """A count with what is counted."""
    noun = english.agreed(count, one, several)
    return say("{n} {noun}", n=number(count, trace), noun=noun)


# The words and the limits.


@statement("the case names this table of vague words")
def vague_words(table: str) -> Prose:
    """A table of vague words: `dozens as 12 to 24, hundreds as 100 to 200`."""
    trace = f"words:{table}"
    pairs = []
    for word, (low, high) in VAGUE[table].items():
        bounds = english.bounds(low, high)
        pairs.append(plain(f"{word} as {bounds}", trace))
    words = join(pairs)
    return say(
        "Vague words are read by the table {table}: {words}.", table=table, words=words
    )


@statement("always: how standing is worked out, and how what was taken back is set")
def struck() -> Prose:
    """When a number no longer counts, and how that is shown."""
    return plain(
        "A struck number was withdrawn, or denied by its own side. A number also stops counting "
        "when its own side gives a newer number. Where others dispute it, or we doubt it, that is "
        "said beside it."
    )


@statement(
    "always: nothing in the library adds or averages, and relays and parties count once"
)
def claims_in_words() -> Prose:
    """What is kept of a number, and who counts as a witness."""
    return plain(
        "Numbers stay as they were put: at least, about and over are kept, and nothing is averaged "
        "or added across groups that overlap. Whoever repeats a number is no second witness, "
        "nor is another office of the same side."
    )


@statement("always: no column of a ledger grades the truth of a claim")
def no_grade() -> Prose:
    """That truth is not graded."""
    return plain("No claim is graded for its truth.")


def _readings(case: Known) -> Iterator[Prose]:
    """How sure the reading of the claims is; grades that none has are not said."""
    recorded = case.claims["recorded"]
    counts = {}
    for grade in _GRADES:
        is_so = recorded == grade
        counts[grade] = int(is_so.sum())
    if sum(counts.values()):
        yield reading(**counts)


@statement("the reading of so many claims is recorded as high, medium and low")
def reading(
    high: int,
    medium: int,
    low: int,
) -> Prose:
    """How sure the reading of the claims is."""
    told = []
    counts = {"high": high, "medium": medium, "low": low}
    for grade, count in counts.items():
        if count:
            n = number(count, f"count:recorded_{grade}")
            told.append(say(_GRADES[grade], n=n))
    return say("How sure we read them: {told}.", told=join(told))


def _bounded(case: Known) -> int:
    """How many sources are dated by the latest day they can have appeared."""
    published = case.tables["sources"]["published"]
    is_bounded = published.str.endswith("~")
    return int(is_bounded.sum())


@statement(
    "so many sources are dated by the latest day they can have appeared; none: not said"
)
def latest_days(count: int) -> Prose:
    """What a day with the word by means, where there is one."""
    if not count:
        return Prose()
    n = number(count, "count:bounded")
    noun = english.agreed(
        count,
        one="page shows no day of its own",
        many="pages show no day of their own",
    )
    return say(
        "{n} {noun}: a day with the word by is the latest on which a page can "
        "have appeared.",
        n=n,
        noun=noun,
    )


@statement("always: blank cells are printed as not stated, and nothing fills them")
def limits() -> Prose:
    """That nothing is estimated."""
    return plain("What could not be known is left out, not estimated.")
