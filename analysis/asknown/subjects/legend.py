"""What the marks of a chart mean, as far as it has them."""

from __future__ import annotations

import pandas as pd

from asknown.model.standing import GONE

OPEN_BOUNDS = ("at_least", "over", "at_most", "under")


def legend(*marks: tuple[object, str]) -> str:
    """The sentences on marks that a chart has; each comes with whether it has it.

    >>> legend((True, "Bar: a range."), (0, "Arrow: an open bound."))
    'Bar: a range.'
    """
    return " ".join(sentence for there, sentence in marks if there)


def colours(claims: pd.DataFrame) -> list[tuple[object, str]]:
    """What the colours of marks tell, for those that are there; `official` says by whom each claim
    is, and one that was taken back has a colour of its own.
    """
    lasting = claims[claims["numbered"] & ~claims["standing"].isin(GONE)]
    by_office = lasting["official"].any()
    by_others = (~lasting["official"]).any()
    return [
        (by_office and by_others, "Blue: official; grey: others."),
        (by_office and not by_others, "Blue: official."),
        (by_others and not by_office, "Grey: not official."),
    ]


def has_open_bound(claims: pd.DataFrame) -> bool:
    """Whether one of some claims gives only a lower or an upper bound."""
    return bool(claims["wording"].isin(OPEN_BOUNDS).any())
