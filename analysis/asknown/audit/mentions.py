"""The quantities of a passage: what is written, which numbers that allows, and in which unit.

Dates, hours, ages, years, counters and names hold digits and no quantity: they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from asknown.audit.findings import Mention
from asknown.audit.grammar import Grammar
from asknown.audit.tokens import Tokens

INHABITANTS = "inhabitants"
"""The unit of the size of a population."""

_LONGEST_PHRASE = 4  # words
_LONGEST_OF_POPULATION = 3
_MAY_GO_ON = ("-", ".", "/")  # behind digits, with what belongs to them
_SIGNS = frozenset("$€£₸₽~")
_DASHES = ("-", "–", "—")
_JOINED_BY = ("-", "–", "+")  # between a number and its unit
_LIKELY_YEARS = range(1950, 2050)
_YEARS = range(1500, 2100)
_OPEN_UPWARD = ("over", "at_least")
_OPEN_DOWNWARD = ("at_most", "under", "nearly")
# These bound, whatever stands between them and a number.
_OUTER = ("at_least", "over", "at_most")


class _Amount(NamedTuple):
    """A number as read: tokens `first` to `last` (the one behind it)."""

    first: int
    last: int
    low: float
    high: float
    is_vague: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high

    @property
    def is_one_token(self) -> bool:
        """Whether nothing belongs to it but one token."""
        return self.last == self.first + 1


class Placed(NamedTuple):
    """A mention, and the tokens that it takes up, hedge and unit left out."""

    mention: Mention
    first: int
    last: int


def mentions(
    text: str,
    words: Tokens,
    grammar: Grammar,
) -> list[Placed]:
    """The quantities among the tokens of a passage, in order."""
    return list(_Reader(text, words, grammar).mentions())


class _Reader:
    def __init__(
        self,
        text: str,
        words: Tokens,
        grammar: Grammar,
    ) -> None:
        self.text = text
        self.words = words
        self.spoken = words.words
        self.grammar = grammar
        # The tokens that are digits.
        self.digits = [
            index for index, word in enumerate(self.spoken) if word[0].isdecimal()
        ]

    def mentions(self) -> Iterator[Placed]:
        """The quantities, in order."""
        behind = 0
        for index in self._beginnings():
            if index < behind:
                continue
            amount = self._amount(index)
            if amount is not None:
                yield self._placed(amount)
                behind = amount.last

    def _beginnings(self) -> Sequence[int]:
        """The tokens with which a quantity can begin: digits, words, and words of two numbers."""
        beginnings = self.grammar.beginnings
        written_out = [
            index
            for index, word in enumerate(self.spoken)
            if word in beginnings or "-" in word
        ]
        if not written_out:
            return self.digits
        return sorted(self.digits + written_out)

    @cached_property
    def _masked(self) -> Sequence[tuple[int, int]]:
        """The spans of digits that count nothing, where there are digits."""
        spans: list[tuple[int, int]] = []
        start, _ = self.words.spans[0]
        _, end = self.words.spans[-1]
        for pattern in self._masks():
            matches = pattern.finditer(self.text, start, end)
            spans.extend(match.span() for match in matches)
        return spans

    def _masks(self) -> Iterable[re.Pattern[str]]:
        """The patterns that can be met here: a few of them all."""
        by_word = self.grammar.masks_by_word
        masks: list[re.Pattern[str]] = []
        for word in by_word.keys() & self.spoken:
            masks.extend(by_word[word])
        if not self._are_free():
            masks.extend(self.grammar.masks_of_joined)
        return masks

    def _are_free(self) -> bool:
        """Whether all digits stand by themselves, as they do nearly everywhere."""
        return all(map(self._is_free, self.digits))

    def _is_free(self, index: int) -> bool:
        """Whether nothing is joined to digits, and no age is told behind them."""
        start, end = self.words.spans[index]
        before = self.text[start - 1 : start]
        behind = self.text[end : end + 1]
        if before.isalpha() or before == "-":
            return False
        if behind.isalpha() or behind in _MAY_GO_ON:
            return False
        return not self._word(index + 1).startswith(self.grammar.ages)

    def _is_masked(self, index: int) -> bool:
        """Whether digits count nothing."""
        at, _ = self.words.spans[index]
        return any(start <= at < end for start, end in self._masked)

    def _word(self, index: int) -> str:
        if 0 <= index < len(self.spoken):
            return self.spoken[index]
        return ""

    def _before(self, amount: _Amount) -> str:
        return self._word(amount.first - 1)

    def _behind(self, amount: _Amount) -> str:
        return self._word(amount.last)

    def _phrase(
        self,
        first: int,
        count: int,
    ) -> str:
        behind = first + count
        return " ".join(self.spoken[first:behind])

    # Numbers

    def _amount(self, index: int) -> _Amount | None:
        """The number, range or vague word that begins at a token."""
        first = self._number(index)
        if first is None:
            return self._one_of(index) or self._vague(index)
        if self._is_year(first):
            return None
        return self._range(first) or first

    def _number(self, index: int) -> _Amount | None:
        if index >= len(self.spoken):
            return None
        if not self.words.is_number(index):
            return self._spelled(index)
        if self._is_masked(index):
            return None
        return self._digits(index)

    def _digits(self, index: int) -> _Amount:
        """A number in digits with what multiplies it."""
        value, last = self._multiplied(index)
        return _Amount(
            first=index,
            last=last,
            low=value,
            high=value,
        )

    def _multiplied(self, index: int) -> tuple[float, int]:
        """A number in digits, and the token behind it and what multiplies it."""
        grammar = self.grammar
        behind = index + 1
        follows = self._word(behind)
        value = _value(
            self.spoken[index],
            grammar,
            is_multiplied=follows in grammar.multipliers,
        )
        factor = self._multiplier(behind)
        if factor is None:
            return value, behind
        total = value * factor
        return self._with_rest(total, factor, behind + 1)

    def _with_rest(
        self,
        total: float,
        factor: float,
        index: int,
    ) -> tuple[float, int]:
        """A multiplied number with what goes on behind it: 1 thousand 678."""
        whole = total, index
        is_spelled = self._word(index - 1) in self.grammar.factors
        if not is_spelled or not self._is_free_number(index):
            return whole
        rest, last = self._multiplied(index)
        if not 1 <= rest < factor or not rest.is_integer():
            return whole
        if total % factor != 0:
            return whole
        return total + rest, last

    def _is_free_number(self, index: int) -> bool:
        """Whether digits that may count stand at a token."""
        if index >= len(self.spoken):
            return False
        if not self.words.is_number(index):
            return False
        return not self._is_masked(index)

    def _multiplier(self, index: int) -> float | None:
        """What the word at a token multiplies the number before it by; one or two letters do only
        where no space parts them."""
        grammar = self.grammar
        word = self._word(index)
        factor = grammar.multipliers.get(word)
        if factor is None:
            factor = grammar.factors.get(word)
        is_letter = len(word) == 1
        if is_letter and not self.words.are_joined(index):
            return None
        return factor

    def _spelled(self, index: int) -> _Amount | None:
        """A number written out: twenty-two, one and a half thousand, three dozen."""
        factors = self.grammar.factors
        total = 0.0
        current: float | None = None
        position = index
        while position < len(self.spoken):
            if current is not None and self._goes_on(position):
                position += 1
                continue
            worth = self._worth(position)
            word = self._word(position)
            if worth is not None and _may_follow(current, worth):
                current = (current or 0) + worth
            elif word in factors and current is not None:
                total, current = _times(total, current, factors[word])
            else:
                break
            position += 1
        if current is None or self._is_no_count(index, position):
            return None
        value = total + current
        return _Amount(
            first=index,
            last=position,
            low=value,
            high=value,
        )

    def _worth(self, position: int) -> float | None:
        """What a word, or words with a hyphen between, are worth on their own."""
        spelled = self.grammar.spelled
        word = self._word(position)
        if word in self.grammar.articles:
            return self._article(position)
        if word in spelled:
            return spelled[word]
        if "-" not in word:
            return None
        parts = word.split("-")
        if all(part in spelled for part in parts):
            return sum(spelled[part] for part in parts)
        return None

    def _article(self, position: int) -> float | None:
        """An article before a factor is one; before a half, or behind one, nothing."""
        if self._is_half(position + 1):
            return 0
        if self._word(position + 1) not in self.grammar.factors:
            return None
        if self._is_half(position - 1):
            return 0
        return 1

    def _is_half(self, position: int) -> bool:
        word = self._word(position)
        worth = self.grammar.spelled.get(word, 1)
        return worth < 1

    def _goes_on(self, position: int) -> bool:
        """Whether a word joins the parts of a number, which goes on behind it."""
        grammar = self.grammar
        if self._word(position) != grammar.joint:
            return False
        behind = position + 1
        is_article = self._word(behind) in grammar.articles
        if is_article and self._is_half(behind + 1):
            return True
        before = self._word(position - 1)
        if before not in grammar.factors:
            return False
        return self._worth(behind) is not None

    def _is_no_count(
        self,
        first: int,
        last: int,
    ) -> bool:
        """Whether a number written out counts nothing: "one of them"."""
        if self._is_in_a_phrase(first):
            return True
        if last != first + 1:
            return False
        word = self._word(first)
        if self.grammar.spelled.get(word) != 1:
            return False
        follows = self._word(last)
        if not follows[:1].isalpha():
            return True
        return follows in self.grammar.functions

    def _is_in_a_phrase(self, first: int) -> bool:
        """Whether a number is the first or the second word of a phrase that counts nothing."""
        not_a_count = self.grammar.not_a_count
        if self._phrase(first, 2) in not_a_count:
            return True
        if first == 0:
            return False
        return self._phrase(first - 1, 2) in not_a_count

    def _one_of(self, index: int) -> _Amount | None:
        """A word for a round number behind a word that bounds it."""
        value = self.grammar.one_of.get(self._word(index))
        if value is None or not self._hedge_before(index):
            return None
        return _Amount(
            first=index,
            last=index + 1,
            low=value,
            high=value,
        )

    def _vague(self, index: int) -> _Amount | None:
        met = self.grammar.vague_phrases.at(self.spoken, index)
        if met is None:
            return None
        behind, (low, high) = met
        return _Amount(
            first=index,
            last=behind,
            low=low,
            high=high,
            is_vague=True,
        )

    # Ranges

    def _range(self, first: _Amount) -> _Amount | None:
        """The range that begins with a number: 2-3 billion, between 4,000 and 5,000."""
        if not self._begins_range(first):
            return None
        second_at = first.last + 1
        if self._word(second_at) in _SIGNS:
            second_at += 1
        second = self._number(second_at)
        if second is None:
            return None
        low = self._as_multiplied_as(first, second)
        if low >= second.high:
            return None
        return _Amount(
            first=first.first,
            last=second.last,
            low=low,
            high=second.high,
        )

    def _begins_range(self, first: _Amount) -> bool:
        """Whether the word behind a number joins it to the higher end of a range."""
        tables = self.grammar.tables["ranges"]
        before = self._before(first)
        joint = self._behind(first)
        if joint in tables["to"]:
            return before != "from"
        if joint in _DASHES:
            return True
        if before not in tables["between"]:
            return False
        return joint in tables["and"]

    def _as_multiplied_as(
        self,
        first: _Amount,
        second: _Amount,
    ) -> float:
        """The lower end, multiplied as the higher one where only that one says so."""
        factor = self._multiplier(second.last - 1)
        if factor is None:
            return first.low
        if not first.is_one_token:
            return first.low
        return first.low * factor

    def _is_year(self, amount: _Amount) -> bool:
        """Whether four bare digits are a year: where nothing bounds them and no person follows."""
        year = self._four_digits(amount)
        if year not in _YEARS:
            return False
        calendar = self.grammar.tables["calendar"]
        before = self._before(amount)
        behind = self._behind(amount)
        if before in _SIGNS or self._is_counted(behind):
            return behind in calendar["year"]
        if self._counts_a_second_word(amount) and before not in calendar["year_before"]:
            return False
        if year not in _LIKELY_YEARS:
            return before in calendar["year_before"]
        return not self._hedge_before(amount.first)

    def _four_digits(self, amount: _Amount) -> int:
        """What is written in four bare digits; 0 where it is written otherwise."""
        if not amount.is_one_token:
            return 0
        word = self.spoken[amount.first]
        if len(word) != 4:
            return 0
        if not word.isdigit():
            return 0
        return int(word)

    def _counts_a_second_word(self, amount: _Amount) -> bool:
        """Whether what is counted stands behind a word that says which: 2044 criminal cases."""
        if self._behind(amount) in self.grammar.functions:
            return False
        return self._word(amount.last + 1) in self.grammar.persons

    def _is_counted(self, word: str) -> bool:
        """Whether a word is what a number before it counts or measures."""
        grammar = self.grammar
        if word in grammar.persons:
            return True
        return word in grammar.units

    # What stands around a number

    def _placed(self, amount: _Amount) -> Placed:
        start, _ = self.words.spans[amount.first]
        _, end = self.words.spans[amount.last - 1]
        wording = self._wording(amount)
        bounds = _bounds(amount, wording)
        mention = Mention(
            start=start,
            end=end,
            written=self.text[start:end],
            low=bounds.low,
            value=bounds.value,
            high=bounds.high,
            wording=wording,
            unit=self._unit(amount),
        )
        return Placed(mention, amount.first, amount.last)

    def _wording(self, amount: _Amount) -> str:
        if amount.is_vague:
            return "vague"
        if amount.is_range:
            return "range"
        is_joined = self.words.are_joined(amount.last)
        if self._behind(amount) == "+" and is_joined:
            return "over"
        before = self._hedge_before(amount.first)
        return before or self._hedge_behind(amount.last) or "exact"

    def _hedge_before(self, first: int) -> str:
        """The ledger's word for what bounds a number from before; the outer of two."""
        while first:
            before = self._word(first - 1)
            if before == "~":
                return "about"
            if before not in _SIGNS:
                break
            first -= 1
        inner, begins = self._phrase_before(first)
        if not inner:
            return ""
        outer, _ = self._phrase_before(begins)
        return outer if outer in _OUTER else inner

    def _phrase_before(self, first: int) -> tuple[str, int]:
        """The ledger's word for what bounds a number, and the token with which that begins."""
        nothing = ("", first)
        before = self._word(first - 1)
        if before not in self.grammar.hedge_ends:
            return nothing
        hedges = self.grammar.hedges
        longest = min(_LONGEST_PHRASE, first)
        for count in range(longest, 0, -1):
            begins = first - count
            words = self._phrase(begins, count)
            if words in hedges:
                return hedges[words], begins
        return nothing

    def _hedge_behind(self, last: int) -> str:
        met = self.grammar.hedges_behind.at(self.spoken, last)
        if met is None:
            return ""
        _, hedge = met
        return hedge

    def _unit(self, amount: _Amount) -> str:
        """The currency or measure of a number; blank where it counts."""
        before = self._before(amount)
        if before in _SIGNS:
            sign = self._currency(before)
            if sign:
                return sign
        code = self._currency(before)
        if code and code == before.upper():
            return code
        _, begins = self._phrase_before(amount.first)
        if self._is_of_a_population(amount, begins):
            return INHABITANTS
        unit = self._unit_behind(amount)
        if not unit:
            unit = self._unit_of_adjective(amount)
        return unit or self._unit_before_colon(begins - 1)

    def _currency(self, word: str) -> str:
        unit = self.grammar.currencies.meaning(word)
        return str(unit or "")

    def _unit_behind(self, amount: _Amount) -> str:
        """The currency or measure right behind a number, or behind a sign that is."""
        grammar = self.grammar
        behind = self._behind(amount)
        second = self._word(amount.last + 1)
        candidates = [self._phrase(amount.last, 2)]
        if behind != second:
            candidates.append(behind)
        if behind in _JOINED_BY:
            candidates.append(second)
        for meanings in (grammar.currencies, grammar.units):
            for words in candidates:
                unit = meanings.meaning(words)
                if unit:
                    return str(unit)
        return ""

    def _unit_before_colon(self, colon: int) -> str:
        """The currency that stands before the colon behind which a number stands alone."""
        if self._word(colon) != ":":
            return ""
        for word in reversed(self.spoken[:colon]):
            unit = self._currency(word)
            if unit:
                return unit
        return ""

    def _unit_of_adjective(self, amount: _Amount) -> str:
        """The currency behind a word: US dollars, American dollars."""
        behind = self._behind(amount)
        if behind in self.grammar.functions:
            return ""
        if not behind[:1].isalpha():
            return ""
        second = self._word(amount.last + 1)
        return self._currency(second)

    def _is_of_a_population(self, amount: _Amount, begins: int) -> bool:
        """Whether it is the size of one; `begins` is where it begins with what bounds it."""
        grammar = self.grammar
        if grammar.population_behind.at(self.spoken, amount.last):
            return True
        if self._word(begins - 1) not in grammar.population_ends:
            return False
        for count in range(1, min(begins, _LONGEST_OF_POPULATION) + 1):
            before = self._phrase(begins - count, count)
            if before in grammar.population_before:
                return True
        return False


def _value(
    written: str,
    grammar: Grammar,
    is_multiplied: bool,
) -> float:
    """The number of a token in digits."""
    if written.isdecimal():
        return float(written)
    decimal = grammar.tables["decimal"]
    for sign in grammar.tables["groups"]:
        if sign not in ".,":
            written = written.replace(sign, "")
    other = "," if decimal == "." else "."
    groups, _, decimals = written.partition(decimal)
    if decimals and other in groups:
        whole = groups.replace(other, "")
        return float(f"{whole}.{decimals}")
    written = _as_one_number(written.split(other))
    pieces = written.split(decimal)
    # 5,135 in a text that writes 3,7 is a group of three, unless a thousand follows.
    if decimal == "," and len(pieces) == 2:
        written = ".".join(pieces) if is_multiplied else _as_one_number(pieces)
    return float(written)


def _as_one_number(pieces: Sequence[str]) -> str:
    """The groups of three of a number as one, or a number and its decimals."""
    if _are_groups(pieces):
        return "".join(pieces)
    return ".".join(pieces[:2])


def _are_groups(pieces: Sequence[str]) -> bool:
    head, *groups = pieces
    lengths = {len(group) for group in groups}
    if lengths != {3}:
        return False
    return 0 < len(head) <= 3


def _may_follow(current: float | None, worth: float) -> bool:
    """Whether a number written out can go on with this word: twenty two, two hundred ten."""
    if not current:
        return True
    if worth < 1:
        return True
    rest = current % 100
    if rest == 0 and current >= 100:
        return worth < 100
    if rest < 20 or rest % 10 != 0:
        return False
    return worth < 10


def _times(
    total: float,
    current: float,
    factor: float,
) -> tuple[float, float]:
    """Total and current number after a factor: a large one closes what stands before it."""
    multiplied = (current or 1) * factor
    if factor < 1000:
        return total, multiplied
    return total + multiplied, 0


class _Bounds(NamedTuple):
    """What a claim has; None where it has none of it."""

    low: float | None = None
    value: float | None = None
    high: float | None = None


def _bounds(amount: _Amount, wording: str) -> _Bounds:
    """Low, value and high as a claim of that wording has them."""
    if amount.is_vague:
        return _Bounds()
    if amount.is_range:
        return _Bounds(low=amount.low, high=amount.high)
    if wording in _OPEN_UPWARD:
        return _Bounds(low=amount.low)
    if wording in _OPEN_DOWNWARD:
        return _Bounds(high=amount.low)
    return _Bounds(value=amount.low)
