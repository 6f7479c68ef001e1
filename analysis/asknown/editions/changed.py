"""What was changed in an edition, in words for a reader: one line, the gravest change first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from asknown.editions.pdf_diff import ACTION, DRAWN, FEWER, MORE, Difference

_PAGE = re.compile(r"page \d+")
_FILE = re.compile(r"attachment '(.*)'")
_MISSING = "is missing"
_GRAVE = ("an action", "page", "attachment", "structure", "metadata")


def in_words(differences: Sequence[Difference]) -> str:
    """The gravest of some differences, and how many more there are.

    >>> in_words([Difference("metadata Title", "has 'x'"), Difference("page 3", "has 'y'")])
    'page 3, a text was changed; and 1 more difference'
    """
    first = min(differences, key=_rank)
    words = _words(first)
    more = len(differences) - 1
    if not more:
        return words
    return f"{words}; and {more} more {'difference' if more == 1 else 'differences'}"


def _rank(difference: Difference) -> int:
    """How grave a change is, 0 the gravest: what acts, what is read, what is attached, the rest."""
    if difference.what.startswith(ACTION):
        return 0
    kinds = [difference.part.startswith(kind) for kind in _GRAVE]
    return kinds.index(True) if True in kinds else len(_GRAVE)


def _words(difference: Difference) -> str:
    part, what = difference.part, difference.what
    if what.startswith(ACTION):
        return what.removeprefix(ACTION)
    if _PAGE.fullmatch(part):
        return _of_page(part, what)
    file = _FILE.fullmatch(part)
    if file:
        return _of_attachment(file[1], what)
    if part.startswith("metadata"):
        return f"{part.removeprefix('metadata ')} in the metadata was changed"
    if part == "structure":
        return f"{what.removesuffix(' differ')} were changed"
    if what == _MISSING:
        return f"{part} was taken out"
    return f"{part} was changed"


def _of_page(page: str, what: str) -> str:
    if what == FEWER:
        return f"{page} was taken out"
    if what == MORE:
        return f"{page} was added"
    drawn = "a drawing or a link was changed" if what == DRAWN else "a text was changed"
    return f"{page}, {drawn}"


def _of_attachment(name: str, what: str) -> str:
    if what == _MISSING:
        return f"the attached {name} was taken out"
    if what.startswith("is none of"):
        return f"a file was attached that no edition has, {name}"
    return f"the attached {name} was changed"
