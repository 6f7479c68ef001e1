"""What became of the rows of a table from one version to the next: how many came, went and read
otherwise. Rows are counted, never told: a list may hold names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Cells = dict[str, str]
COLUMNS = ("time", "file", "rows", "added", "changed", "gone")


@dataclass(frozen=True)
class Version:
    """A table as it stood at a time."""

    time: str
    file: str
    rows: Sequence[Cells]


@dataclass(frozen=True)
class Vintage:
    """What a version changed: rows it has, and of them added or changed, and rows that went since
    the version before."""

    time: str
    file: str
    rows: int
    added: int
    changed: int
    gone: int

    def cells(self) -> tuple[str, ...]:
        """Its row in a table, by COLUMNS."""
        return tuple(str(getattr(self, name)) for name in COLUMNS)


def compared(versions: Sequence[Version]) -> Iterator[Vintage]:
    """Each version beside the one before, the earliest first."""
    if versions:
        yield _beside(
            Version(
                "",
                "",
                (),
            ),
            versions[0],
        )
    for before, now in pairwise(versions):
        yield _beside(before, now)


def _beside(
    before: Version,
    now: Version,
) -> Vintage:
    old, new = Counter(map(_stated, before.rows)), Counter(map(_stated, now.rows))
    added, gone = new - old, old - new
    key = _key(before, now)
    changed = len(_keys(added, key) & _keys(gone, key)) if key else 0
    return Vintage(
        time=now.time,
        file=now.file,
        rows=len(now.rows),
        added=added.total() - changed,
        changed=changed,
        gone=gone.total() - changed,
    )


def _stated(row: Cells) -> frozenset[tuple[str, str]]:
    """The cells of a row that state something, whatever other columns its version has."""
    return frozenset((column, cell) for column, cell in row.items() if cell)


def _key(
    before: Version,
    now: Version,
) -> str:
    """The first column that tells the rows of both versions apart, "" where none does."""
    if not before.rows or not now.rows:
        return ""
    shared = [column for column in now.rows[0] if column in before.rows[0]]
    return next(
        (
            column
            for column in shared
            if _tells_apart(
                column,
                before,
                now,
            )
        ),
        "",
    )


def _tells_apart(column: str, *versions: Version) -> bool:
    for version in versions:
        cells = [row[column] for row in version.rows]
        if "" in cells or len(set(cells)) < len(cells):
            return False
    return True


def _keys(
    rows: Counter[frozenset[tuple[str, str]]],
    column: str,
) -> set[str]:
    return {cell for row in rows for name, cell in row if name == column}
