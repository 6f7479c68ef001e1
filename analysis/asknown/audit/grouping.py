"""Things put together by what they have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def grouped(
    things: Iterable[T],
    key: Callable[[T], K],
) -> dict[K, list[T]]:
    """Things by their key, those of one key in their order.

    >>> grouped(["sum", "day", "sun"], lambda word: word[0])
    {'s': ['sum', 'sun'], 'd': ['day']}
    """
    found: dict[K, list[T]] = defaultdict(list)
    for thing in things:
        common = key(thing)
        alike = found[common]
        alike.append(thing)
    return dict(found)
