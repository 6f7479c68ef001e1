"""One line of a table before it is known what its columns are called."""

from __future__ import annotations

from dataclasses import dataclass, field

JOINT = " / "  # between the levels of a header


@dataclass(frozen=True)
class Line:
    """A line's number in its file, its cells as text, and by position how those look that do not
    stand as they are."""

    number: int
    cells: list[str]
    looks: dict[int, str] = field(default_factory=dict)
