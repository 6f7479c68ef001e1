"""What the marks of a chart mean, as far as it has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from asknown.model.standing import IN_FORCE
from asknown.subjects.claims import SaidClaim

OPEN_BOUNDS = ("at_least", "over", "at_most", "under")


# How a number that passed within a span is drawn.
BAR, FRAME, POINT = "bar", "frame", "point"


def shapes_of_flow(claims: Iterable[SaidClaim]) -> dict[str, str]:
    """How each claim on what flows is drawn, by id: an office's number that stands alone for its
    span and undisputed as a bar, or a frame over several days; all else as points, which hide
    nothing."""
    shapes = {}
    firm: dict[tuple[date, date], list[SaidClaim]] = {}
    for claim in claims:
        shapes[claim.claim_id] = POINT
        if _is_firm(claim):
            own = firm.setdefault((claim.start, claim.end), [])
            own.append(claim)
    for (start, end), own in firm.items():
        if len(own) == 1:
            (only,) = own
            shapes[only.claim_id] = BAR if start == end else FRAME
    return shapes


def _is_firm(claim: SaidClaim) -> bool:
    """Whether an office's number stands, undisputed and without an open bound."""
    is_open = claim.wording in OPEN_BOUNDS
    return claim.official and claim.standing == IN_FORCE and not is_open


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
