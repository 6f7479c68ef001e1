"""Lists of words as the files of a language have them: which word is one, and what it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_Meanings = dict[str, Any]


class Words:
    """Words and phrases, of which `*` leaves the ending open: is a word one of them, and which
    meaning has it?

    >>> Words({"dollar*": "USD"}).meaning("dollars")
    'USD'
    """

    def __init__(self, meanings: Mapping[str, Any]) -> None:
        self._begun: _Meanings = {}
        # With what was asked before.
        self._known: _Meanings = {}
        for word, meaning in meanings.items():
            if word.endswith("*"):
                beginning = word[:-1]
                self._begun[beginning] = meaning
            else:
                self._known[word] = meaning
        self._whole = frozenset(self._known)

    @classmethod
    def listed(cls, words: Iterable[str]) -> Words:
        """Words without a meaning of their own."""
        meanings = dict.fromkeys(words, True)
        return cls(meanings)

    def meaning(self, word: str) -> Any:
        """What a word means; None where it is none of them."""
        known = self._known
        if word not in known:
            known[word] = self._of_beginning(word)
        return known[word]

    def _of_beginning(self, word: str) -> Any:
        for beginning, meaning in self._begun.items():
            if word.startswith(beginning):
                return meaning
        return None

    def __contains__(self, word: str) -> bool:
        return self.meaning(word) is not None

    def has_any(self, words: Iterable[str]) -> bool:
        """Whether one of some words is one of these."""
        if not self._begun:
            return not self._whole.isdisjoint(words)
        return any(word in self for word in words)


class Phrases(Generic[T]):
    """Phrases with what each means, looked for among words by their first one.

    >>> Phrases({"of them": 1, "of": 2}).at(["19", "of", "them"], 1)
    (3, 1)
    """

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._meanings = meanings
        found: dict[str, set[int]] = defaultdict(set)
        for phrase in meanings:
            words = phrase.split()
            lengths = found[words[0]]
            lengths.add(len(words))
        # The longest first.
        self._lengths: dict[str, Sequence[int]] = {}
        for first_word, lengths in found.items():
            self._lengths[first_word] = sorted(lengths, reverse=True)

    def are_absent(self, words: Iterable[str]) -> bool:
        """Whether no phrase can begin with any of some words."""
        return self._lengths.keys().isdisjoint(words)

    @classmethod
    def listed(cls, phrases: Iterable[str]) -> Phrases[bool]:
        """Phrases without a meaning of their own."""
        meanings = dict.fromkeys(phrases, True)
        return Phrases(meanings)

    def at(
        self,
        words: Sequence[str],
        index: int,
    ) -> tuple[int, T] | None:
        """The longest phrase that begins with a word: which word is behind it, and what it
        means."""
        if index >= len(words):
            return None
        first_word = words[index]
        for length in self._lengths.get(first_word, ()):
            # Of the last words of a passage fewer are left.
            here = words[index : index + length]
            phrase = " ".join(here)
            if phrase not in self._meanings:
                continue
            behind = index + len(here)
            meaning = self._meanings[phrase]
            return behind, meaning
        return None


def by_phrase(lists: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The name of the list that has a phrase, by phrase."""
    named = {}
    for name, phrases in lists.items():
        for phrase in phrases:
            named[phrase] = name
    return named
