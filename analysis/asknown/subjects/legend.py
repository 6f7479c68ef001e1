"""What the marks of a chart mean, as far as it has them."""

from __future__ import annotations

import pandas as pd

OPEN_BOUNDS = ("at_least", "over", "at_most", "under")


def legend(*marks: tuple[object, str]) -> str:
    """The sentences on marks that a chart has; each comes with whether it has it.

    >>> legend((True, "Bar: a range."), (0, "Arrow: an open bound."))
    'Bar: a range.'
    """
    return " ".join(sentence for there, sentence in marks if there)


def has_open_bound(claims: pd.DataFrame) -> bool:
    """Whether one of some claims gives only a lower or an upper bound."""
    return bool(claims["wording"].isin(OPEN_BOUNDS).any())
