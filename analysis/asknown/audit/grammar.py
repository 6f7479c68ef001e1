"""How one language writes quantities: separators, multipliers, hedges, dates. Read from a file.

A grammar knows no case: words that name what a case counts are the ledger's cues. `languages/` has
one file a language; whoever adds one adds no code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

from asknown.audit.words import Phrases, Words, by_phrase
from asknown.errors import CallError

_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTERS = r"[^\W\d_]"


class Mask:
    """A pattern of digits that count nothing, which is nowhere in a passage that has none of some
    words, where it names any, or none of some signs."""

    def __init__(
        self,
        pattern: str,
        words: frozenset[str] = frozenset(),
        signs: str = "",
    ) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self._words = words or frozenset(signs)

    def spans(
        self,
        text: str,
        start: int,
        end: int,
        words: Set[str],
    ) -> Sequence[tuple[int, int]]:
        """Where it is met from `start` to `end`, which hold these words and signs."""
        if self._words and self._words.isdisjoint(words):
            return ()
        return [match.span() for match in self._pattern.finditer(text, start, end)]


@dataclass(frozen=True)
class Grammar:
    """What `languages/<code>.toml` says, ready for use."""

    code: str
    tables: Mapping[str, Any] = field(repr=False)

    @cached_property
    def multipliers(self) -> Mapping[str, float]:
        """What a word or letter behind digits multiplies them by."""
        return dict(self.tables["multipliers"])

    @cached_property
    def spelled(self) -> Mapping[str, float]:
        """Numbers written out."""
        return dict(self.tables["spelled"])

    @cached_property
    def factors(self) -> Mapping[str, float]:
        """Words that multiply a number written out."""
        return dict(self.tables["factors"])

    @cached_property
    def articles(self) -> frozenset[str]:
        """Words that count as one before a factor: a hundred."""
        return frozenset(self.tables["joining"]["articles"])

    @property
    def joint(self) -> str:
        """The word between the parts of a number written out."""
        return str(self.tables["joining"]["and"])

    @cached_property
    def vague(self) -> Mapping[str, tuple[float, float]]:
        """Vague words, and the numbers between which each is held against a claim."""
        return {word: (low, high) for word, (low, high) in self.tables["vague"].items()}

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The words with which a number written out or a vague word can begin."""
        vague = (phrase.split()[0] for phrase in self.vague)
        return frozenset([*self.spelled, *self.articles, *vague])

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words of which every number written out and every vague word has one; an article
        alone counts nothing."""
        vague = (phrase.split()[-1] for phrase in self.vague)
        return frozenset([*self.spelled, *self.factors, *vague]) - self.articles

    @cached_property
    def vague_phrases(self) -> Phrases[tuple[float, float]]:
        """Vague words, looked for in a passage."""
        return Phrases(self.vague)

    @cached_property
    def hedge_ends(self) -> frozenset[str]:
        """The last words of what stands before a number and bounds it."""
        return frozenset(phrase.split()[-1] for phrase in self.hedges)

    @cached_property
    def hedges(self) -> Mapping[str, str]:
        """The ledger's word for what stands before a number."""
        return by_phrase(self.tables["hedges"])

    @cached_property
    def hedges_behind(self) -> Phrases[str]:
        """The ledger's word for what stands behind a number."""
        return Phrases(by_phrase(self.tables["hedges_behind"]))

    @cached_property
    def currencies(self) -> Words:
        """Codes of currencies by sign or word."""
        return Words(self.tables["currencies"])

    @cached_property
    def units(self) -> Words:
        """Units of what is measured, by word."""
        return Words(by_phrase(self.tables["units"]))

    @cached_property
    def persons(self) -> Words:
        """Nouns before which a number is no year."""
        return Words.listed(self.tables["persons"]["nouns"])

    @cached_property
    def functions(self) -> frozenset[str]:
        """Words that name nothing."""
        return frozenset(self.tables["clauses"]["functions"])

    def phrases(
        self,
        table: str,
        name: str,
    ) -> frozenset[str]:
        """A list of words or phrases."""
        return frozenset(self.tables[table][name])

    @cached_property
    def agents(self) -> frozenset[str]:
        """Words behind which stands who did it, not whom it befell."""
        return self.phrases("clauses", "agents")

    @cached_property
    def strong_breaks(self) -> frozenset[str]:
        """Words over which a count does not reach to what it counts."""
        return self.phrases("clauses", "strong")

    @cached_property
    def among(self) -> Phrases[bool]:
        """Phrases that carry on what was counted before: "of these"."""
        return Phrases(dict.fromkeys(self.phrases("clauses", "among"), True))

    @cached_property
    def among_behind(self) -> Phrases[bool]:
        """Phrases that do so behind a number: "19 of them"."""
        return Phrases(dict.fromkeys(self.phrases("clauses", "among_behind"), True))

    @cached_property
    def more_before(self) -> frozenset[str]:
        """Words before a number that say that so many were added."""
        return self.phrases("increments", "before")

    @cached_property
    def more_behind(self) -> frozenset[str]:
        """Words that say so behind it."""
        return self.phrases("increments", "behind")

    @cached_property
    def determiners(self) -> frozenset[str]:
        """Words that may stand between a link and its noun: "members of the forces"."""
        return self.phrases("clauses", "determiners")

    @cached_property
    def links(self) -> frozenset[str]:
        """Words over which a noun phrase goes on: "members of the forces"."""
        return self.phrases("clauses", "links")

    @cached_property
    def not_a_count(self) -> frozenset[str]:
        """Phrases in which a number written out counts nothing: "one of"."""
        return self.phrases("clauses", "not_a_count")

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Words whose dot ends no sentence."""
        return self.phrases("clauses", "abbreviations")

    @cached_property
    def official(self) -> Words:
        """Words that call a figure official."""
        return Words.listed(self.tables["clauses"]["official"])

    @cached_property
    def token(self) -> re.Pattern[str]:
        """A number in digits (group `number`), a word, or a sign."""
        groups = "".join(map(re.escape, self.tables["groups"]))
        decimal = re.escape(self.tables["decimal"])
        # "7 225 dead" of a counter 2/7, or of an hour, is no 7,225.
        grouped = (
            rf"(?<![\d/:.,-]){_DIGITS_3}(?:[{groups}]\d{{3}})+(?![\d])(?:{decimal}\d+)?"
        )
        plain = r"\d+(?:[.,]\d+)?"
        word = rf"{_LETTERS}+(?:[-'’.]{_LETTERS}+)*"
        return re.compile(rf"(?P<number>{grouped}|{plain})|{word}|[^\w\s]")

    @cached_property
    def masks(self) -> tuple[Mask, ...]:
        """Digits that count nothing: dates, hours, ages, names, addresses, counters."""
        return tuple(self._masks())

    @cached_property
    def months(self) -> frozenset[str]:
        """The names of months."""
        return frozenset(self.tables["months"])

    @cached_property
    def day_of_month(self) -> re.Pattern[str]:
        """A day and a month, in either order: groups `day` and `month`, or `day2` and `month2`."""
        months = _any_of(self.tables["months"])
        day = r"\d{1,2}(?![\d.,]*\d)"
        before = (
            rf"(?<![\d.,])(?P<day>{day})\w{{0,2}}\s+(?:of\s+)?(?P<month>{months})\b"
        )
        behind = rf"\b(?P<month2>{months})\b\.?\s+(?P<day2>{day})"
        return re.compile(f"{before}|{behind}", re.IGNORECASE)

    def days_named(self, text: str) -> frozenset[tuple[int, int]]:
        """The days that a text names, each as month and day of the month."""
        months = self.tables["months"]
        found = set()
        for match in self.day_of_month.finditer(text):
            month = match["month"] or match["month2"]
            found.add((months[month.lower()], int(match["day"] or match["day2"])))
        return frozenset(found)

    @cached_property
    def year(self) -> re.Pattern[str]:
        """A year in which something was: behind a word such as in, or behind a date."""
        before = _any_of(self.tables["calendar"]["year_of"])
        months = _any_of(self.tables["months"])
        return re.compile(
            rf"\b(?:(?:{before})|(?:{months})\.?(?:\s+\d{{1,2}})?,?)\s+((?:19|20)\d{{2}})\b",
            re.IGNORECASE,
        )

    def years_named(self, text: str) -> frozenset[int]:
        """The years in which a text has something happen."""
        if not _YEAR.search(text):
            return frozenset()
        return frozenset(int(year) for year in self.year.findall(text))

    @cached_property
    def whole_date(self) -> re.Pattern[str]:
        """A date with its year."""
        months = _any_of(self.months)
        day = r"\d{1,2}(?:st|nd|rd|th)?"
        before = rf"\b{day}\s+(?:of\s+)?(?:{months})\b\.?,?\s+"
        behind = rf"\b(?:{months})\b\.?\s+{day},?\s+"
        return re.compile(rf"(?:{before}|{behind})((?:19|20)\d{{2}})\b", re.IGNORECASE)

    def years_dated(self, text: str) -> frozenset[int]:
        """The years of the whole dates of a text."""
        return frozenset(int(year) for year in self.whole_date.findall(text))

    def _masks(self) -> Iterator[Mask]:
        calendar = self.tables["calendar"]
        month = rf"(?:{_any_of(self.months)})\b\.?"
        ordinal = rf"(?:-?(?:{_any_of(calendar['ordinals'])})\b)"
        day = rf"(?<![\d.,])\d{{1,2}}(?![\d])(?![.,]\d){ordinal}?"
        joints = [*self.tables["ranges"]["to"], self.joint, "-", "–", "—", "/"]
        days = rf"{day}(?:\s*(?:{_any_of(joints)})\s*{day})*"
        year = r"(?:\s*,?\s*(?:19|20)\d{2}\b)?"
        yield Mask(rf"{days}(?:\s+of)?\s+{month}{year}", self.months)
        yield Mask(rf"(?<!\d\s)\b{month}\s+(?:the\s+)?{days}{year}", self.months)
        yield Mask(rf"\b{month}\s+(?:19|20)\d{{2}}\b", self.months)
        yield Mask(r"\b\d{4}-\d{1,2}(?:-\d{1,2})?\b", signs="-")
        yield Mask(r"\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d{2}\b")
        yield Mask(r"\b\d{1,2}:\d{2}(?::\d{2})?\b", signs=":")
        clocks = calendar["clocks"]
        first_words = frozenset(word.split()[0] for word in clocks)
        yield Mask(rf"\b\d{{1,2}}(?:\.\d{{2}})?\s*(?:{_any_of(clocks)})\b", first_words)
        yield Mask(r"(?<![\d.,])\d+/\d+\b", signs="/")
        yield Mask(rf"(?<={_LETTERS})-?\d[\d.,]*")
        yield Mask(rf"(?<![\d.,])\d+{ordinal[:-1]}\w*)")
        yield from self._masks_of_ages()
        names = self.tables["names"]["before"]
        first_words = frozenset(word.split()[0].rstrip(".") for word in names)
        yield Mask(
            rf"\b(?:{_any_of(names)})\s+\d+(?![\d.,]*\d)(?:\s+of\s+\d+)?", first_words
        )
        yield Mask(r"https?://\S+|www\.\S+", frozenset(["http", "https", "www"]))
        yield Mask(r"\S+@\S+|[@#]\w+|\+\d[\d\s()-]{7,}", signs="@#+")

    def _masks_of_ages(self) -> Iterator[Mask]:
        ages = self.tables["ages"]
        number = r"\d{1,3}(?![\d.,]*\d)"
        many = rf"{number}(?:\s*(?:,|-|–|{self.joint}|to|до)\s*{number})*"
        before = _any_of(ages["before"])
        first_words = frozenset(word.split()[0] for word in ages["before"])
        yield Mask(rf"\b(?:{before})\s+(?:(?:between|from|от)\s+)?{many}", first_words)
        yield Mask(rf"(?<!\d){many}\s*-?\s*(?:{_any_of(ages['behind'])})\b")
        units = []
        for words in self.tables["units"].values():
            units += [word for word in words if word[0].isalpha()]
        yield Mask(rf"(?<![\d.,])\d[\d.,]*-(?:{_any_of(units)})\b", signs="-")


_DIGITS_3 = r"\d{1,3}"


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; `*` is any ending."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in longest_first)


_FOLDER = "languages"


def languages() -> list[str]:
    """The codes of the languages that have a file."""
    folder = resources.files(__package__).joinpath(_FOLDER)
    names = [file.name for file in folder.iterdir()]
    return sorted(
        name.removesuffix(".toml") for name in names if name.endswith(".toml")
    )


@cache
def grammar(code: str) -> Grammar:
    """The grammar of a language by its ISO 639 code. CallError where there is none."""
    known = languages()
    if code not in known:
        there = ", ".join(known)
        raise CallError(
            f"language: there are no numbers for {code!r}; there are: {there}"
        )
    file = resources.files(__package__).joinpath(_FOLDER, f"{code}.toml")
    return Grammar(code, tomllib.loads(file.read_text("utf-8")))


def guess(text: str) -> str:
    """The code of the language whose common words a text has most of, the first of equals."""
    words = re.findall(rf"{_LETTERS}+", text[:20_000].lower())

    def common(code: str) -> int:
        functions = grammar(code).functions
        return sum(word in functions for word in words)

    return max(languages(), key=common)
