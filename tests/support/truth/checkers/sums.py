"""Statements on sums: what the parts of a total leave of it, and a part above its whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tests.support.truth import telling
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.checkers.figures import Key, amount, asked, spoken
from tests.support.truth.checkers.front import day_of, lies_in
from tests.support.truth.checkers.phrases import between, bounds
from tests.support.truth.registry import About, checks
from tests.support.truth.world import Answer, Bound, Claim, World

WEEK = timedelta(days=7)


@dataclass
class Gap:
    """A total and its parts, each as one claim says it, and what they leave of it."""

    total: Claim
    parts: list[Claim]
    is_first: bool

    @property
    def rest(self) -> tuple[Bound, Bound]:
        """The least and the most that is left; None: that is open."""
        low, high = self.total.bounds
        least, most = (
            _sum([part.bounds[end] for part in self.parts]) for end in (0, 1)
        )
        return _less(low, most), _less(high, least)


def _sum(numbers: list[Bound]) -> Bound:
    stated = [number for number in numbers if number is not None]
    return sum(stated) if len(stated) == len(numbers) else None


def _less(one: Bound, other: Bound) -> Bound:
    return None if one is None or other is None else one - other


def _sure(world: World, key: Key) -> Claim | None:
    """The one claim of an official figure, where it has a number that nobody disputes."""
    answer = world.answer(key, "official")
    if len(answer.claims) != 1:
        return None
    (claim,) = answer.claims
    if not claim.numbered or telling.disputed(world, world.claims[claim.id]):
        return None
    return claim


def _fits(total: Claim, part: Claim) -> bool:
    """Whether a part is of its total's party and time."""
    if total.party != part.party:
        return False
    if total.measure == "flow":
        return total.row["refers_to"] == part.row["refers_to"]
    if total.measure == "stock":
        return abs(total.end - part.end) <= WEEK
    return total.end == part.end


def gaps(world: World, key: Key) -> list[Gap]:
    """What each list of members that share nobody leaves of a total."""
    total = _sure(world, key)
    found: list[Gap] = []
    if total is None:
        return found
    metric, group, place = key
    for members in world.parts():
        parts = []
        for member in members:
            for part_key in ((metric, member, place), (metric, group, member)):
                part = _sure(world, part_key)
                if part and part_key != key and lies_in(world, part_key, key):
                    parts += [part] if _fits(total, part) else []
        if len(parts) > 1:
            gap = Gap(total, parts, not found)
            low, high = gap.rest
            if high is not None or (low is not None and low > 0):
                found.append(gap)
    return found


def gap_of(world: World, reference: str) -> Gap:
    whole, _, parts = reference.partition("=")
    metric, group, place = whole.split("/")
    named = sorted(parts.split("+"))
    for gap in gaps(world, (metric, group, place)):
        if sorted("/".join(part.key) for part in gap.parts) == named:
            return gap
    raise AssertionError("no such parts of one party and time, undisputed and apart")


def left(gap: Gap) -> str:
    """What is left, in words: nothing below zero."""
    low, high = gap.rest
    exact = {each.wording for each in (gap.total, *gap.parts)} == {"exact"}
    if low is not None and low == high:
        return bounds(low, high) if exact else f"about {bounds(low, high)}"
    if low is not None and low <= 0:
        low = None
    return between(low, high)


def _exceeds(gap: Gap) -> bool:
    _, high = gap.rest
    return high is not None and high < 0


@checks("sums.Gap.say")
def say(world: World, about: About, text: str) -> None:
    gap = gap_of(world, about["self"])
    total = gap.total
    parts = []
    for part in sorted(gap.parts, key=lambda each: _order(about["self"], each)):
        table, place = ("groups", 1) if part.key[1] != total.key[1] else ("places", 2)
        name = telling.esc(world.label(table, part.key[place]))
        parts.append(f"{name}: {amount(world, part.key, 'official')}")
    label = telling.esc(telling.capital(telling.quantity(world, total.key)))
    number = spoken(world, total.key, "official")
    whole = telling.attributed(world, world.claims[total.id], number)
    told = rf"{label}: {whole}, of which {'; '.join(parts)}\."
    matches(text, f"{told} {_rest(world, gap)}{_notes(world, gap)}")


def _order(reference: str, part: Claim) -> int:
    return reference.partition("=")[2].split("+").index("/".join(part.key))


def _rest(world: World, gap: Gap) -> str:
    total = amount(world, gap.total.key, "official")
    of = f"the {total}" if gap.total.wording == "exact" else total
    if _exceeds(gap):
        return rf"Together the parts are more than {of}\."
    if gap.rest == (0, 0):
        return rf"The parts add up to {of}\."
    said = telling.capital(telling.esc(left(gap)))
    be = "is" if gap.rest[1] == 1 else "are"
    return rf"{said} of {of} {be} not broken down\."


def _notes(world: World, gap: Gap) -> str:
    """What is noted on the claims, where something is left to explain."""
    if gap.rest == (0, 0):
        return ""
    told = ""
    for claim in [gap.total] * gap.is_first + gap.parts:
        if claim.row["note"]:
            note = telling.pattern(world, "claims", claim.id, "note")
            told += f"(?: On {amount(world, claim.key, 'official')}: {note}\\.?)?"
    return told


@checks("sums.Gap.rest_in_words")
def rest_in_words(world: World, about: About, text: str) -> None:
    gap = gap_of(world, about["self"])
    same(
        text, "more than the total" if _exceeds(gap) else f"{left(gap)} not broken down"
    )


# Parts above their wholes.


def _range(answer: Answer) -> tuple[Bound, Bound]:
    """What a figure allows: None is an open bound."""
    if len(answer.claims) == 1 and answer.wording == answer.claims[0].wording:
        return answer.claims[0].bounds
    return answer.low, answer.high


def _comparable(world: World, metric: str, part: Answer, whole: Answer) -> bool:
    """Whether the part is of a time at which it cannot be above its whole."""
    one, other = (max(claim.end for claim in answer.claims) for answer in (part, whole))
    measure = world.rows["metrics"][metric]["measure"]
    if measure == "cumulative":
        return one <= other
    if measure == "stock":
        return abs(one - other) <= WEEK
    spans = [
        {claim.row["refers_to"] for claim in answer.claims} for answer in (part, whole)
    ]
    return spans[0] == spans[1]


@checks("sums.Excess.remark")
def remark(world: World, about: About, text: str) -> None:
    (part, rule), (whole, other) = map(asked, about["self"].split(">"))
    assert rule == other, "by two rules"
    assert part != whole, "it is no part of itself"
    assert lies_in(world, part, whole), "it is no part of it"
    shown, above = world.answer(part, rule), world.answer(whole, rule)
    assert shown.claims, "no figure of the part"
    assert above.claims, "no figure of the whole"
    assert _comparable(world, part[0], shown, above), "of another time"
    low, high = _range(shown)
    ceiling = _range(above)[1]
    assert ceiling is not None, "the whole has no upper end"
    names = []
    if whole[1] != part[1]:
        names.append(telling.esc(world.label("groups", whole[1])))
    if whole[2] != part[2]:
        names.append("all of " + telling.esc(world.label("places", whole[2])))
    named = f"the {amount(world, whole, rule)} for {', '.join(names)}"
    if len(above.claims) == 1:
        (claim,) = above.claims
        named += rf" by {telling.the(world, claim.speaker)} \({day_of(claim)}\)"
    if low is not None and low > ceiling:
        matches(text, f"more than {named}")
        return
    assert high is not None, "its upper end is open"
    assert high > ceiling, "it is not above"
    matches(text, f"its upper end is above {named}")
