"""What one bar of a count told day by day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Bar:
    """What was counted from one day to another, as far as the count goes (`until`): how many, how
    many so far, and the claims that say so. `is_whole` where it has its first and its last day.
    """

    start: date
    end: date
    until: date
    amount: float
    total: float
    claims: tuple[str, ...]
    is_whole: bool
