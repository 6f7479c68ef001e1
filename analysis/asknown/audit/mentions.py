"""The quantities of a passage: what is written, which numbers that allows, and in which unit.

Dates, hours, ages, years, counters and names hold digits and no quantity: they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asknown.audit.findings import Mention
from asknown.audit.grammar import Grammar
from asknown.audit.tokens import Token, Tokens, are_joined, phrase

_LONGEST_PHRASE = 4  # words
_SIGNS = "$€£₸₽~"
_DASHES = ("-", "–", "—")
_LIKELY_YEARS = range(1950, 2050)
_YEARS = range(1500, 2100)
_OPEN_UPWARD = ("over", "at_least")
_OPEN_DOWNWARD = ("at_most", "under", "nearly")
# These bound, whatever stands between them and a number.
_OUTER = ("at_least", "over", "at_most")


@dataclass(frozen=True)
class _Amount:
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


@dataclass(frozen=True)
class Placed:
    """A mention, and the tokens that it takes up, hedge and unit left out."""

    mention: Mention
    first: int
    last: int


def mentions(text: str, words: Tokens, grammar: Grammar) -> list[Placed]:
    """The quantities among the tokens of a passage, in order."""
    return list(_Reader(text, words, grammar).mentions())


class _Reader:
    def __init__(self, text: str, words: Tokens, grammar: Grammar) -> None:
        self.text = text
        self.words = words
        self.spoken = [token.word for token in words]
        self.grammar = grammar
        has_digits = any(word.is_number for word in words)
        self.masked = self._masked() if has_digits else ()

    def mentions(self) -> Iterator[Placed]:
        """The quantities, in order."""
        beginnings = self.grammar.beginnings
        behind = 0
        for index, token in enumerate(self.words):
            can_begin = token.is_number or token.word in beginnings or "-" in token.word
            if index < behind or not can_begin:
                continue
            amount = self._amount(index)
            if amount is not None:
                yield self._placed(amount)
                behind = amount.last

    def _masked(self) -> Sequence[tuple[int, int]]:
        start = self.words[0].start if self.words else 0
        end = self.words[-1].end if self.words else 0
        met = set(self.spoken)
        spans: list[tuple[int, int]] = []
        for mask in self.grammar.masks:
            spans.extend(mask.spans(self.text, start, end, met))
        return spans

    def _is_masked(self, token: Token) -> bool:
        return any(start <= token.start < end for start, end in self.masked)

    # Numbers

    def _amount(self, index: int) -> _Amount | None:
        """The number, range or vague word that begins at a token."""
        first = self._number(index)
        if first is None:
            return self._vague(index)
        if self._is_year(first):
            return None
        return self._range(first) or first

    def _number(self, index: int) -> _Amount | None:
        if index >= len(self.words):
            return None
        token = self.words[index]
        if token.is_number:
            return None if self._is_masked(token) else self._digits(index)
        return self._spelled(index)

    def _digits(self, index: int) -> _Amount:
        """A number in digits with what multiplies it."""
        value, last = self._multiplied(index)
        return _Amount(index, last, value, value)

    def _multiplied(self, index: int) -> tuple[float, int]:
        behind = index + 1
        word = self._word(behind)
        value = _value(
            self.words[index], self.grammar, word in self.grammar.multipliers
        )
        factor = self._multiplier(behind)
        if factor is None:
            return value, behind
        return self._with_rest(value * factor, factor, behind + 1)

    def _with_rest(self, total: float, factor: float, index: int) -> tuple[float, int]:
        """A multiplied number with what goes on behind it: 1 thousand 678."""
        whole = total, index
        is_spelled = self._word(index - 1) in self.grammar.factors
        if not is_spelled or not self._is_free_number(index):
            return whole
        rest, last = self._multiplied(index)
        if not 1 <= rest < factor:
            return whole
        is_round = total % factor == 0 and rest.is_integer()
        return (total + rest, last) if is_round else whole

    def _is_free_number(self, index: int) -> bool:
        """Whether digits that may count stand at a token."""
        if index >= len(self.words):
            return False
        token = self.words[index]
        return token.is_number and not self._is_masked(token)

    def _multiplier(self, index: int) -> float | None:
        """What the word at a token multiplies the number before it by; one or two letters do only
        where no space parts them."""
        word = self._word(index)
        factor = self.grammar.multipliers.get(word)
        if factor is None and word in self.grammar.factors:
            factor = self.grammar.factors[word]
        is_letter = len(word) == 1
        if factor is None or (is_letter and not are_joined(self.words, index)):
            return None
        return factor

    def _word(self, index: int) -> str:
        return self.spoken[index] if 0 <= index < len(self.spoken) else ""

    def _spelled(self, index: int) -> _Amount | None:
        """A number written out: twenty-two, one and a half thousand, three dozen."""
        grammar = self.grammar
        total = 0.0
        current: float | None = None
        position = index
        while position < len(self.words):
            word = self._word(position)
            if (
                word == grammar.joint
                and current is not None
                and self._goes_on(position)
            ):
                position += 1
                continue
            worth = self._worth(word, position)
            if worth is not None and _may_follow(current, worth):
                current = (current or 0) + worth
            elif word in grammar.factors and current is not None:
                total, current = _times(total, current, grammar.factors[word])
            else:
                break
            position += 1
        if current is None or self._is_no_count(index, position):
            return None
        return _Amount(index, position, total + current, total + current)

    def _worth(self, word: str, position: int) -> float | None:
        """What a word, or words with a hyphen between, are worth on their own."""
        spelled = self.grammar.spelled
        if word in self.grammar.articles:
            behind = self._word(position + 1)
            is_number = behind in self.grammar.factors or spelled.get(behind, 1) < 1
            return self._article(position) if is_number else None
        if word in spelled:
            return spelled[word]
        parts = word.split("-")
        if len(parts) > 1 and all(part in spelled for part in parts):
            return sum(spelled[part] for part in parts)
        return None

    def _article(self, position: int) -> float:
        """An article before a factor is one; before a half, or behind one, nothing."""
        half_behind = self.grammar.spelled.get(self._word(position + 1), 1) < 1
        half_before = self.grammar.spelled.get(self._word(position - 1), 1) < 1
        return 0 if half_behind or half_before else 1

    def _goes_on(self, position: int) -> bool:
        """Whether a number goes on behind the word that joins its parts."""
        before = self._word(position - 1)
        behind = self._word(position + 1)
        article_and_half = behind in self.grammar.articles
        is_half = self.grammar.spelled.get(self._word(position + 2), 1) < 1
        if article_and_half and is_half:
            return True
        return (
            before in self.grammar.factors
            and self._worth(behind, position + 1) is not None
        )

    def _is_no_count(self, first: int, last: int) -> bool:
        """Whether a number written out counts nothing: "one of them"."""
        words = self.words
        is_one = last == first + 1 and self.grammar.spelled.get(words[first].word) == 1
        before = phrase(words, first - 1, 2) if first else ""
        behind = phrase(words, first, 2)
        if before in self.grammar.not_a_count or behind in self.grammar.not_a_count:
            return True
        follows = self._word(last)
        is_noun = follows[:1].isalpha() and follows not in self.grammar.functions
        return is_one and not is_noun

    def _vague(self, index: int) -> _Amount | None:
        met = self.grammar.vague_phrases.at(self.spoken, index)
        if met is None:
            return None
        behind, (low, high) = met
        return _Amount(index, behind, low, high, is_vague=True)

    # Ranges

    def _range(self, first: _Amount) -> _Amount | None:
        """The range that begins with a number: 2-3 billion, between 4,000 and 5,000."""
        tables = self.grammar.tables["ranges"]
        joint = self._word(first.last)
        opened = self._word(first.first - 1) in tables["between"]
        joins = joint in _DASHES or joint in tables["to"]
        if not joins and not (opened and joint in tables["and"]):
            return None
        if joint in tables["to"] and self._word(first.first - 1) in ("from",):
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
        return _Amount(first.first, second.last, low, second.high)

    def _as_multiplied_as(self, first: _Amount, second: _Amount) -> float:
        """The lower end, multiplied as the higher one where only that one says so."""
        factor = self._multiplier(second.last - 1)
        has_own = first.last - first.first > 1
        if factor is None or has_own:
            return first.low
        return first.low * factor

    def _is_year(self, amount: _Amount) -> bool:
        """Whether four bare digits are a year: where nothing bounds them and no person follows."""
        token = self.words[amount.first]
        written = self.text[token.start : token.end]
        is_bare = (
            written.isdigit() and len(written) == 4 and amount.last == amount.first + 1
        )
        if not is_bare or int(written) not in _YEARS:
            return False
        before = self._word(amount.first - 1)
        behind = self._word(amount.last)
        if (
            before in _SIGNS
            or behind in self.grammar.persons
            or behind in self.grammar.units
        ):
            return behind in self.grammar.tables["calendar"]["year"]
        if int(written) not in _LIKELY_YEARS:
            return before in self.grammar.tables["calendar"]["year_before"]
        return not self._hedge_before(amount.first)

    # What stands around a number

    def _placed(self, amount: _Amount) -> Placed:
        start = self.words[amount.first].start
        end = self.words[amount.last - 1].end
        wording = self._wording(amount)
        low, value, high = _bounds(amount, wording)
        mention = Mention(
            start,
            end,
            self.text[start:end],
            low=low,
            value=value,
            high=high,
            wording=wording,
            unit=self._unit(amount),
        )
        return Placed(mention, amount.first, amount.last)

    def _wording(self, amount: _Amount) -> str:
        if amount.is_vague:
            return "vague"
        if amount.is_range:
            return "range"
        if self._word(amount.last) == "+" and are_joined(self.words, amount.last):
            return "over"
        return (
            self._hedge_before(amount.first)
            or self._hedge_behind(amount.last)
            or "exact"
        )

    def _hedge_before(self, first: int) -> str:
        """The ledger's word for what bounds a number from before; the outer of two."""
        while first and self._word(first - 1) in _SIGNS:
            if self._word(first - 1) == "~":
                return "about"
            first -= 1
        inner, begins = self._phrase_before(first)
        if not inner:
            return ""
        outer, _ = self._phrase_before(begins)
        return outer if outer in _OUTER else inner

    def _phrase_before(self, first: int) -> tuple[str, int]:
        if self._word(first - 1) not in self.grammar.hedge_ends:
            return "", first
        for count in range(min(_LONGEST_PHRASE, first), 0, -1):
            begins = first - count
            hedge = self.grammar.hedges.get(phrase(self.words, begins, count))
            if hedge:
                return hedge, begins
        return "", first

    def _hedge_behind(self, last: int) -> str:
        met = self.grammar.hedges_behind.at(self.spoken, last)
        return met[1] if met else ""

    def _unit(self, amount: _Amount) -> str:
        """The currency or measure of a number; blank where it counts."""
        grammar = self.grammar
        before = self._word(amount.first - 1)
        if before in _SIGNS and before in grammar.currencies:
            return str(grammar.currencies.meaning(before))
        if self._is_of_a_population(amount):
            return "inhabitants"
        behind = self._word(amount.last)
        two = phrase(self.words, amount.last, 2)
        for words in (grammar.currencies, grammar.units):
            for written in (two, behind, self._word(amount.last + 1)):
                is_next = written != self._word(amount.last + 1) or _is_sign(behind)
                meaning = words.meaning(written) if written and is_next else None
                if meaning:
                    return str(meaning)
        return self._unit_of_adjective(amount) or self._unit_before_colon(amount)

    def _unit_before_colon(self, amount: _Amount) -> str:
        """The currency that stands before the colon behind which a number stands alone."""
        _, begins = self._phrase_before(amount.first)
        if self._word(begins - 1) != ":":
            return ""
        for index in range(begins - 2, -1, -1):
            unit = self.grammar.currencies.meaning(self._word(index))
            if unit:
                return str(unit)
        return ""

    def _unit_of_adjective(self, amount: _Amount) -> str:
        """The currency behind a word: US dollars, American dollars."""
        word = self._word(amount.last + 1)
        behind = self._word(amount.last)
        if behind in self.grammar.functions or not behind[:1].isalpha():
            return ""
        return str(self.grammar.currencies.meaning(word) or "") if word else ""

    def _is_of_a_population(self, amount: _Amount) -> bool:
        table = self.grammar.tables["population"]
        hedged = amount.first
        _, begins = self._phrase_before(hedged)
        for count in (1, 2, 3):
            first = begins - count
            if first >= 0 and phrase(self.words, first, count) in table["before"]:
                return True
        behind = (phrase(self.words, amount.last, count) for count in (1, 2, 3))
        return any(words in table["behind"] for words in behind)


def _is_sign(word: str) -> bool:
    return word in ("-", "–", "+")


def _value(token: Token, grammar: Grammar, is_multiplied: bool) -> float:
    """The number of a token in digits."""
    written = token.word
    decimal = grammar.tables["decimal"]
    for sign in grammar.tables["groups"]:
        if sign != "." and sign != ",":
            written = written.replace(sign, "")
    other = "," if decimal == "." else "."
    pieces = written.split(other)
    written = "".join(pieces) if _are_groups(pieces) else ".".join(pieces[:2])
    pieces = written.split(decimal)
    # 5,135 in a text that writes 3,7 is a group of three, unless a thousand follows.
    if decimal == "," and len(pieces) == 2:
        is_group = _are_groups(pieces) and not is_multiplied
        written = "".join(pieces) if is_group else ".".join(pieces)
    return float(written)


def _are_groups(pieces: Sequence[str]) -> bool:
    head, *groups = pieces
    return (
        bool(groups) and 0 < len(head) <= 3 and all(len(group) == 3 for group in groups)
    )


def _may_follow(current: float | None, worth: float) -> bool:
    """Whether a number written out can go on with this word: twenty two, two hundred ten."""
    if current is None or current == 0:
        return True
    if worth < 1:
        return True
    if current % 100 == 0 and current >= 100:
        return worth < 100
    return current % 10 == 0 and current % 100 >= 20 and worth < 10


def _times(total: float, current: float, factor: float) -> tuple[float, float | None]:
    """Total and current number after a factor: a large one closes what stands before it."""
    if factor < 1000:
        return total, (current or 1) * factor
    return total + (current or 1) * factor, 0


def _bounds(
    amount: _Amount,
    wording: str,
) -> tuple[float | None, float | None, float | None]:
    """Low, value and high as a claim of that wording has them."""
    if amount.is_vague:
        return None, None, None
    if amount.is_range:
        return amount.low, None, amount.high
    if wording in _OPEN_UPWARD:
        return amount.low, None, None
    if wording in _OPEN_DOWNWARD:
        return None, None, amount.low
    return None, amount.low, None
