"""What several checkers ask."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.support.truth import words
from tests.support.truth.world import Claim, World

_CLAIM = re.compile(r"\{([\w.\-]+)\}")
LETTERS = re.compile(r"[^\W\d_]")


def _cases(text: str) -> list[str]:
    """A text with its first letter small and large: a cell begins with a capital."""
    bare = words.plain(text)
    return [bare, bare[:1].lower() + bare[1:], bare[:1].upper() + bare[1:]]


def same(said: str, expected: str) -> None:
    """The words are the expected ones, whatever the blanks and the first letter."""
    assert words.plain(expected) in _cases(said), f"{said!r} is not {expected!r}"


def holds(text: str, part: str, what: str = "") -> None:
    """A text has a part in it."""
    assert words.plain(part) in words.plain(text), f"{what} {part!r} is not in {text!r}"


def matches(text: str, pattern: str) -> re.Match[str]:
    """A whole text is of a pattern."""
    for said in _cases(text):
        found = re.fullmatch(pattern, said)
        if found:
            return found
    raise AssertionError(f"{text!r} is not like {pattern!r}")


def pattern(world: World, table: str, row_id: str, column: str) -> str:
    """A text cell as a pattern: each claim named in it by its number, and a mark where it fell."""
    return patterned(world, row(world, table, row_id)[column])


def patterned(world: World, cell: str) -> str:
    """A text of the ledger as a pattern."""
    pieces = _CLAIM.split(words.plain(cell))
    found = ""
    for place, piece in enumerate(pieces):
        if place % 2 and piece in world.claims:
            claim = world.claims[piece]
            found += re.escape(words.amount(claim))
            if claim.standing in ("withdrawn", "denied", "disputed"):
                found += rf" \({_mark(world, claim)}\)"
        elif place % 2:
            found += re.escape("{" + piece + "}")
        else:
            found += re.escape(piece)
    return found


def _mark(world: World, claim: Claim) -> str:
    """How it stands; where only we are against it, that."""
    if claim.standing != "disputed":
        return claim.standing
    by = set()
    each: Claim | None = claim
    while each is not None:
        by |= {act["by"] for act in each.acts if act["act"] in ("denied", "disputed")}
        each = world.claims.get(each.relays) if each.relays else None
    return "we doubt it" if by == {"editors"} else "disputed"


def shortened(text: str, whole: str) -> bool:
    """Whether a text is the beginning of what a pattern asks for, cut with an ellipsis."""
    bare = words.plain(text)
    if not bare.endswith("\u2026"):
        return False
    literal = re.sub(r"\\(.)", r"\1", whole)
    return literal.startswith(bare.removesuffix("\u2026").rstrip())


def row(world: World, table: str, row_id: str) -> dict[str, str]:
    """A row that is known; to speak of one that is not is a fault."""
    assert row_id in world.rows[table], f"{table} {row_id} is not known then"
    return world.rows[table][row_id]


def as_known(world: World, text: str) -> None:
    """A line says as of when."""
    day = words.day(world.day)
    if "T" in world.moment:
        day += f", {world.moment[11:16]}"
    holds(text, day, "the moment")


def sentences_of(text: str, meanings: Iterable[str]) -> set[str]:
    """Which of some sentences a text has."""
    return {meaning for meaning in meanings if meaning in words.plain(text)}
