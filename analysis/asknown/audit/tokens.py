"""A passage as tokens: numbers in digits, words, signs, each with its characters in the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from asknown.audit.grammar import Grammar

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


Tokens = Sequence[Token]


def tokens(
    text: str,
    start: int,
    end: int,
    grammar: Grammar,
) -> list[Token]:
    """The tokens of characters `start` to `end`."""
    found = []
    for match in grammar.token.finditer(text, start, end):
        written = match[0]
        word = written.lower()
        if word.endswith(_POSSESSIVE):
            word = word[:-2]
        token = Token(
            start=match.start(),
            end=match.end(),
            word=word,
            is_number=match.lastgroup == "number",
            is_capital=written[0].isupper(),
        )
        found.append(token)
    return found


def phrase(
    words: Tokens,
    first: int,
    count: int,
) -> str:
    """The words of `count` tokens from `first` on, as one phrase."""
    part = words[first : first + count]
    return " ".join(token.word for token in part)


def are_joined(words: Tokens, index: int) -> bool:
    """Whether a token follows the one before it without a space."""
    if not 0 < index < len(words):
        return False
    before = words[index - 1]
    return before.end == words[index].start
