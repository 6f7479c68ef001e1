"""A passage as tokens: numbers in digits, words, signs, each with its characters in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, overload

from asknown.audit.grammar import Grammar

_APOSTROPHE = re.compile("['’]")
_POSSESSIVE = (
    "'s",
    "’s",
)


class Token(NamedTuple):
    """Characters `start` to `end` of a text; `word` is lower case, without a possessive ending."""

    start: int
    end: int
    word: str
    is_number: bool
    is_capital: bool


class Tokens(Sequence[Token]):
    """The tokens of a passage as two columns, `words` and the characters `spans` of each: a long
    text has hundreds of thousands, of which few are looked at as a `Token`."""

    __slots__ = ("spans", "text", "words")

    def __init__(
        self,
        text: str,
        words: list[str],
        spans: list[tuple[int, int]],
    ) -> None:
        self.text = text
        self.words = words
        self.spans = spans

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, index: int) -> Token: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Token]: ...

    def __getitem__(self, index: int | slice) -> Token | Sequence[Token]:
        if isinstance(index, slice):
            return Tokens(self.text, self.words[index], self.spans[index])
        start, end = self.spans[index]
        return Token(
            start=start,
            end=end,
            word=self.words[index],
            is_number=self.is_number(index),
            is_capital=self.is_capital(index),
        )

    def is_number(self, index: int) -> bool:
        """Whether a token is a number in digits."""
        return self.words[index][0].isdecimal()

    def is_capital(self, index: int) -> bool:
        """Whether a token begins with a capital."""
        start, _ = self.spans[index]
        return self.text[start].isupper()

    def are_joined(self, index: int) -> bool:
        """Whether a token follows the one before it without a space."""
        if not 0 < index < len(self.spans):
            return False
        _, end_before = self.spans[index - 1]
        start, _ = self.spans[index]
        return end_before == start


def tokens(
    text: str,
    start: int,
    end: int,
    grammar: Grammar,
) -> Tokens:
    """The tokens of characters `start` to `end`."""
    matches = grammar.token.finditer(text, start, end)
    spans = [match.span() for match in matches]
    words = [text[first:last].lower() for first, last in spans]
    if _APOSTROPHE.search(text, start, end):
        words = [_without_possessive(word) for word in words]
    return Tokens(text, words, spans)


def _without_possessive(word: str) -> str:
    if word.endswith(_POSSESSIVE):
        return word[:-2]
    return word
