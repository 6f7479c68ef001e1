"""Lists of words as the files of a language have them: which word is one, and what it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Words:
    """Words and phrases, of which `*` leaves the ending open: is a word one of them, and which
    meaning has it?

    >>> Words({"dollar*": "USD"}).meaning("dollars")
    'USD'
    """

    def __init__(self, meanings: Mapping[str, Any]) -> None:
        self._begun: dict[str, Any] = {}
        self._known: dict[str, Any] = {}  # what was asked before among them
        for word, meaning in meanings.items():
            if word.endswith("*"):
                self._begun[word[:-1]] = meaning
            else:
                self._known[word] = meaning

    @classmethod
    def listed(cls, words: Iterable[str]) -> Words:
        """Words without a meaning of their own."""
        return cls(dict.fromkeys(words, True))

    def meaning(self, word: str) -> Any:
        """What a word means; None where it is none of them."""
        if word not in self._known:
            self._known[word] = self._of_beginning(word)
        return self._known[word]

    def _of_beginning(self, word: str) -> Any:
        for beginning, meaning in self._begun.items():
            if word.startswith(beginning):
                return meaning
        return None

    def __contains__(self, word: str) -> bool:
        return self.meaning(word) is not None


class Phrases(Generic[T]):
    """Phrases with what each means, looked for among words by their first one.

    >>> Phrases({"of them": 1, "of": 2}).at(["19", "of", "them"], 1)
    (3, 1)
    """

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = defaultdict(list)
        longest_first = sorted(meanings, key=lambda phrase: -len(phrase.split()))
        for phrase in longest_first:
            words = phrase.split()
            self._by_first[words[0]].append((words, meanings[phrase]))

    def at(
        self,
        words: Sequence[str],
        index: int,
    ) -> tuple[int, T] | None:
        """The longest phrase that begins with a word: which word is behind it, and what it
        means."""
        if index >= len(words):
            return None
        for phrase, meaning in self._by_first.get(words[index], ()):
            behind = index + len(phrase)
            if words[index:behind] == phrase:
                return behind, meaning
        return None


def by_phrase(lists: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The name of the list that has a phrase, by phrase."""
    named = {}
    for name, phrases in lists.items():
        for phrase in phrases:
            named[phrase] = name
    return named
