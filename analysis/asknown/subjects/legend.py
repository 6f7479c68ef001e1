"""What the marks of a chart mean, as far as it has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from asknown.subjects.claims import SaidClaim

OPEN_BOUNDS = ("at_least", "over", "at_most", "under")


def legend(*marks: tuple[object, str]) -> str:
    """The sentences on marks that a chart has; each comes with whether it has it.

    >>> legend((True, "Bar: a range."), (0, "Arrow: an open bound."))
    'Bar: a range.'
    """
    return " ".join(sentence for there, sentence in marks if there)


def colours(claims: Iterable[SaidClaim]) -> list[tuple[object, str]]:
    """What the colours of marks tell, for those that are there: by whom each claim is; one that was
    taken back has a colour of its own.
    """
    officials = {
        claim.official for claim in claims if claim.numbered and not claim.fell
    }
    by_office = True in officials
    by_others = False in officials
    return [
        (by_office and by_others, "Blue: official; grey: others."),
        (by_office and not by_others, "Blue: official."),
        (by_others and not by_office, "Grey: not official."),
    ]


def has_open_bound(wordings: Collection[str]) -> bool:
    """Whether a claim with one of these wordings gives only a lower or an upper bound."""
    return any(wording in OPEN_BOUNDS for wording in wordings)
