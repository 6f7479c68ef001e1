"""What a group or a place is part of: the one way up `part_of`.

It knows which is part of which, and no more. Which of them share nobody no tree can tell: minors
and civilians are both parts of everyone (`sums`).
"""

from __future__ import annotations

from collections.abc import Iterator

from asknown.model.known import Known


def lineage(case: Known, table: str, row_id: str) -> Iterator[str]:
    """A group or place and what it is part of, upward. `table` is `groups` or `places`.

    `lineage(case, "places", "harbour")` gives `harbour`, then `island`. No circle can occur:
    reading refuses them.
    """
    parent = case.parents[table]
    while row_id:
        yield row_id
        row_id = parent.get(row_id, "")


def is_part(
    case: Known,
    table: str,
    part: str,
    whole: str,
) -> bool:
    """Whether a group or place is part of another, through as many hands as it may be. Nothing is
    part of itself.
    """
    return part != whole and whole in lineage(case, table, part)


def nested(
    case: Known,
    table: str,
    one: str,
    other: str,
) -> bool:
    """Whether either of two groups or places is part of the other."""
    return is_part(case, table, one, other) or is_part(case, table, other, one)
