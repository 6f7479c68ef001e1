"""How figures were chosen, what the words mean, and counts of what was known."""

from __future__ import annotations

from collections.abc import Iterable

from asknown.model.case import Case
from asknown.model.rules import VAGUE, definition
from asknown.model.standing import DISPUTED, GONE, IN_FORCE
from asknown.text import english
from asknown.text.prose import Prose, join, number, plain, say

# How the words after each count go with one and with many.
_FORMS = {
    "claims": ("claim", "claims"),
    "speakers": ("speaker", "speakers"),
    "force": ("is", "are"),
    "relays": ("only repeats", "only repeat"),
    "gone": ("was", "were"),
}
_GRADES = ("high", "medium", "low")


def _known_by_then(case: Case) -> Prose:
    """How many claims there are by how many speakers, and how they stand."""
    claims = case.claims
    firsthand = claims[claims["relays"] == ""]
    counts = {
        "claims": len(claims),
        "speakers": claims["speaker"].nunique(),
        "force": int(firsthand["standing"].isin([IN_FORCE, DISPUTED]).sum()),
        "relays": len(claims) - len(firsthand),
        "gone": int(firsthand["standing"].isin(GONE).sum()),
    }
    # Each count as a slot with the words behind it, which go with one or with many.
    slots, numbers = {}, {}
    for name, count in counts.items():
        slots[name] = f"{{{name}}} {english.agreed(count, *_FORMS[name])}"
        numbers[name] = number(count, f"count:{name}")
    template = (
        "Known by then: {claims} by {speakers}. {force} in force, {relays} another claim, {gone} "
        "withdrawn or denied; the others were replaced by newer ones of the same party."
    )
    return say(template.format(**slots), **numbers)


def method(case: Case, rule: str) -> Iterable[Prose]:
    """Paragraphs on the rule, the words and the limits, with counts of what was known."""
    yield _known_by_then(case)
    yield say("Figures are chosen by the rule {rule}: {doc}", rule=rule, doc=definition(rule))
    table = case.settings.vague_words
    if table:
        yield say(
            "Vague words are read by the table {table}: {words}.",
            table=table,
            words=_vague_words(table),
        )
    yield plain(
        "A claim is a figure as somebody put it: at least, at most, about and over are kept, a "
        "vague word stays a word, and nothing is averaged or added up across groups that overlap. "
        "Whoever carries a claim is not counted as another witness, and the bodies of a state are "
        "a single party. A claim leaves force when it is withdrawn, denied by its own party, or "
        "replaced by a newer figure of the same party; a dispute by others marks it."
    )
    grades = {}
    for grade in _GRADES:
        count = int((case.claims["recorded"] == grade).sum())
        grades[grade] = number(count, f"count:recorded_{grade}")
    yield say(
        "No claim is graded for its truth. How sure the reading of it is: high for {high}, medium "
        "for {medium}, low for {low} of them.",
        **grades,
    )
    yield plain(
        "The sources are public pages read in excerpts, many of them copies of agency reports. A "
        "day with the word by is the latest on which a page can have appeared. What could not be "
        "known is left out, not estimated."
    )


def _vague_words(table: str) -> Prose:
    """A table of vague words in words: `dozens as 12 to 24, hundreds as 100 to 200`."""
    trace = f"words:{table}"
    pairs = []
    for word, (low, high) in VAGUE[table].items():
        pairs.append(plain(f"{word} as {english.bounds(low, high)}", trace))
    return join(pairs)
