"""How figures were chosen, what the words mean, and counts of what was known."""

from __future__ import annotations

from collections.abc import Iterable

from asknown.model.case import Case
from asknown.model.rules import VAGUE, definition
from asknown.model.standing import DISPUTED, GONE, IN_FORCE
from asknown.text import english
from asknown.text.prose import Prose, join, plain, say

# How the words after each count go with one and with many.
_FORMS = {
    "claims": ("claim", "claims"), "speakers": ("speaker", "speakers"), "force": ("is", "are"),
    "relays": ("only repeats", "only repeat"), "gone": ("was", "were"),
}  # fmt: skip


def _known_by_then(case: Case) -> Prose:
    """How many claims there are by how many speakers, and how they stand."""
    claims = case.claims
    firsthand = claims[claims["relays"] == ""]
    counted = {
        "claims": len(claims), "speakers": claims["speaker"].nunique(), "relays": len(claims) - len(firsthand),
        "force": int(firsthand["standing"].isin([IN_FORCE, DISPUTED]).sum()),
        "gone": int(firsthand["standing"].isin(GONE).sum()),
    }  # fmt: skip
    numbers = {
        name: plain(english.number(value), f"count:{name}") for name, value in counted.items()
    }
    claim, speaker, force, relay, gone = (
        english.agreed(counted[name], *forms) for name, forms in _FORMS.items()
    )
    return say(
        f"Known by then: {{claims}} {claim} by {{speakers}} {speaker}. {{force}} {force} in force, {{relays}} {relay} "
        f"another claim, {{gone}} {gone} withdrawn or denied; the others were replaced by newer ones of the same party.",
        **numbers,
    )  # fmt: skip


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
        "A claim is a figure as somebody put it: at least, at most, about and over are kept, a vague word stays a word, and "
        "nothing is averaged or added up across groups that overlap. Whoever carries a claim is not counted as another "
        "witness, and the bodies of a state are a single party. A claim leaves force when it is withdrawn, denied by its own "
        "party, or replaced by a newer figure of the same party; a dispute by others marks it."
    )
    graded = {
        f"recorded_{grade}": int((case.claims["recorded"] == grade).sum())
        for grade in ("high", "medium", "low")
    }
    yield say(
        "No claim is graded for its truth. How sure the reading of it is: high for {recorded_high}, medium for "
        "{recorded_medium}, low for {recorded_low} of them.",
        **{name: plain(english.number(value), f"count:{name}") for name, value in graded.items()},
    )  # fmt: skip
    yield plain(
        "The sources are public pages read in excerpts, many of them copies of agency reports. A day with the word by is the "
        "latest on which a page can have appeared. What could not be known is left out, not estimated."
    )


def _vague_words(table: str) -> Prose:
    """A table of vague words in words: `dozens as 12 to 24, hundreds as 100 to 200`."""
    trace = f"words:{table}"
    pairs = [
        plain(f"{word} as {english.bounds(low, high)}", trace)
        for word, (low, high) in VAGUE[table].items()
    ]
    return join(pairs)
