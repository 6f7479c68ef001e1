"""Statements of figures: what a rule shows, and why it shows nothing."""

from __future__ import annotations

import re
from collections import Counter

from tests.support.truth import telling, words
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.checkers.phrases import between, bounds, figured
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Answer, Claim, World

Key = tuple[str, str, str]


def asked(reference: str) -> tuple[Key, str]:
    """Quantity and rule of a figure's name."""
    metric, group, place, rule = reference.split("/")
    return (metric, group, place), rule


def answer_of(world: World, about: About) -> tuple[Key, str, Answer]:
    """What the rule shows for the figure that is spoken of."""
    key, rule = asked(about.get("figure") or about["self"])
    return key, rule, world.answer(key, rule)


def _whole(answer: Answer) -> tuple[float | None, float | None]:
    return answer.low, answer.high


def amount(world: World, key: Key, rule: str) -> str:
    """A figure's number in a cell, as a pattern."""
    answer = world.answer(key, rule)
    if answer.status == "none_stands":
        return "no figure stands"
    if answer.status == "unknown":
        return "not known"
    if answer.undecided:
        return _either(world, answer)
    if len(answer.claims) == 1 and rule != "minimum":
        return _own(world, answer.claims[0])
    return telling.esc(bounds(*_whole(answer)))


def _own(world: World, claim: Claim) -> str:
    """One claim's number, a vague word with what the named table makes of it."""
    original = world.claims[claim.id]
    said = words.amount(original)
    made = world.converted(original)
    if made is original:
        return telling.esc(said)
    table = world.settings["vague_words"]
    return rf"{telling.esc(said)} \({telling.esc(bounds(*made.bounds))} by the {table} table\)"


def _either(world: World, answer: Answer) -> str:
    """The numbers in any order, `12 or 20`."""
    own = "|".join(_own(world, claim) for claim in answer.claims)
    count = len(answer.claims)
    return rf"(?:{own})(?:, (?:{own})){{{count - 2}}} or (?:{own})"


def spoken(world: World, key: Key, rule: str) -> str:
    """A figure's number in a sentence, as a pattern."""
    answer = world.answer(key, rule)
    label = telling.quantity(world, key)
    numbers = (answer.low, answer.value, answer.high)
    unit = telling.unit(world, key[0], label, *numbers)
    if answer.undecided:
        return _either(world, answer) + (f" {telling.esc(unit)}" if unit else "")
    if len(answer.claims) == 1:
        return figured(world, world.claims[answer.claims[0].id], label)
    return telling.esc(f"{between(*_whole(answer))} {unit}".rstrip())


def _estimated(world: World, claim: Claim) -> str:
    """A speaker with its day, and its number where it estimates."""
    original = world.claims[claim.id]
    said = telling.with_unit(world, original)
    if claim.nature == "estimate":
        said = f"estimated at {telling.number(world, original)}"
    return telling.attributed(world, original, said, short=True)


def _witnesses(world: World, answer: Answer) -> str:
    """Each of the claims with its speaker, in any order."""
    own = "|".join(_estimated(world, claim) for claim in answer.claims)
    return rf"(?:{own})(?:; (?:{own})){{{len(answer.claims) - 1}}}"


def told(world: World, key: Key, rule: str) -> str:
    """The sentence of a figure, as a pattern."""
    answer = world.answer(key, rule)
    if answer.status == "unknown":
        record = [] if world.of(key) else ["no claim is on record"]
        return "; ".join(["not known", *record, *_left_out(world, key, rule, answer)])
    if answer.status == "none_stands":
        return "; ".join(_none(world, key, rule, answer))
    number = spoken(world, key, rule)
    if answer.undecided:
        witnesses = _witnesses(world, answer)
        return f"{number}, according to {witnesses}; which is the newer is not known"
    if len(answer.claims) == 1:
        return _alone(world, answer.claims[0], number)
    return _together(world, answer, number)


def _newest_not_known(answer: Answer) -> str:
    """That nothing tells which number of a party is the newest; "" where parties differ."""
    if len({claim.party for claim in answer.claims}) > 1:
        return ""
    return (
        f"which is the {'newest' if len(answer.claims) > 2 else 'newer'} is not known"
    )


def _alone(world: World, claim: Claim, number: str) -> str:
    said = f"estimated at {number}" if claim.nature == "estimate" else number
    return telling.attributed(world, world.claims[claim.id], said)


def _together(world: World, answer: Answer, number: str) -> str:
    natures = {claim.nature for claim in answer.claims}
    said = f"estimated at {number}" if natures == {"estimate"} else number
    return f"{said}, according to {_witnesses(world, answer)}"


def heard(world: World, key: Key, rule: str) -> list[Claim]:
    """The claims of a quantity that a rule hears, in force or not."""
    claims = world.witnesses(key)
    if rule == "official":
        return [claim for claim in claims if world.trust(claim) >= 0]
    if rule == "independent":
        fighting = world.settings.get("parties_to_conflict", [])
        return [claim for claim in claims if claim.party not in fighting]
    return claims


def last_fallen(world: World, key: Key, rule: str) -> Claim | None:
    """Where nothing that the rule hears stands: the one for the latest day, then known last."""
    fallen = heard(world, key, rule)
    if any(claim.alive for claim in fallen):
        return None
    return max(fallen, key=lambda claim: (*claim.late, claim.id), default=None)


def _fallen(world: World, claim: Claim) -> str:
    """`the last, 164 by the Ministry as of ..., was ...`."""
    original = world.claims[claim.id]
    who, day = telling.the(world, claim.speaker), telling.dated(world, claim)
    said = f"the last, {_number_or_none(world, original)} by {who} {day}, was "
    if claim.standing in telling.GONE:
        return said + telling.fate(world, original)
    newer = world.claims[claim.superseded_by]
    other, later = telling.the(world, newer.speaker), telling.dated(world, newer)
    return f"{said}replaced by {_number_or_none(world, newer)} by {other} {later}"


def _number_or_none(world: World, claim: Claim) -> str:
    if claim.wording == "none":
        return "a claim without a number"
    return telling.number(world, claim)


def _none(world: World, key: Key, rule: str, answer: Answer) -> list[str]:
    said = ["no figure stands"]
    last = last_fallen(world, key, rule)
    if last is not None:
        said.append(_fallen(world, last))
    if rule == "minimum" and world.span(key):
        said.append("no number is supported by a second party")
    return [*said, *_left_out(world, key, rule, answer)]


_COUNTED = {
    "not heard": (
        r"claims? that (?:is|are) not by (?:an )?official speakers?",
        r"claims? by (?:a )?speakers? who (?:is|are) not believed for it",
    ),
    "involved": (r"claims? by (?:a party|parties) to the conflict",),
    "no number": (r"claims? that states? no number",),
    "projection": (r"projections?",),
    "recap": (r"recaps? of what was acknowledged before",),
    "taken back": (r"claims? that (?:was|were) withdrawn or denied",),
    "replaced": (r"claims? that (?:was|were) replaced",),
    "relay": (r"claims? that only repeats? (?:another|others)",),
}


def reason_kind(world: World, claim: Claim, rule: str) -> str:
    """Why a rule that shows nothing leaves a claim out: the first reason that holds."""
    if claim.relays:
        return "relay"
    if not claim.counted:
        return claim.nature
    if claim.standing in telling.GONE:
        return "taken back"
    if claim.standing == "superseded":
        return "replaced"
    if rule == "official" and world.trust(claim) < 0:
        return "not heard"
    if rule == "independent" and claim.party in world.settings.get(
        "parties_to_conflict", []
    ):
        return "involved"
    return "other" if world.converted(claim).numbered else "no number"


def _kinds(world: World, key: Key, rule: str, answer: Answer) -> dict[str, int]:
    """How many claims are left out by kind of reason, as far as the sentence counts them."""
    kinds = Counter(reason_kind(world, claim, rule) for claim in world.of(key))
    hidden = {"relay", "taken back", "replaced", "other"}
    if answer.status == "unknown":
        hidden = {"relay", "other"} if len(kinds) > 1 else {"other"}
    return {kind: count for kind, count in kinds.items() if kind not in hidden}


def _left_out(world: World, key: Key, rule: str, answer: Answer) -> list[str]:
    kinds = _kinds(world, key, rule, answer)
    if not kinds:
        return []
    believed = bool(world.rows["metrics"][key[0]].get("believe", ""))
    told = []
    for kind, forms in _COUNTED.items():
        if kind in kinds:
            form = forms[-1] if believed or kind != "not heard" else forms[0]
            told.append(f"{words.number(kinds[kind])} {form}")
    listed = ", ".join(told[:-1]) + " and " + told[-1] if len(told) > 1 else told[0]
    return [f"the rule {rule} leaves out {listed}"]


# The checkers.


@checks("figures.Figure.amount")
def figure_amount(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    matches(text, amount(world, key, rule))


@checks("figures.Figure.say")
def figure_say(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    label = telling.esc(telling.capital(telling.quantity(world, key)))
    matches(text, f"{label}: {told(world, key, rule)}\\.")


@checks("figures.says")
def says(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert answer.ids == [about["claim_id"]], "the rule does not show this claim alone"
    matches(text, _alone(world, answer.claims[0], spoken(world, key, rule)))


@checks("figures.say_together")
def say_together(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert sorted(answer.ids) == sorted(ids(about["claim_ids"])), (
        "the rule shows other claims"
    )
    matches(text, _together(world, answer, spoken(world, key, rule)))


@checks("figures.either")
def either(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert answer.undecided, "the rule knows which is the newer"
    assert len({claim.late for claim in answer.claims}) == 1, (
        "not of one day and moment"
    )
    assert len({claim.amount for claim in answer.claims}) > 1, "they say the same"
    assert told(world, key, rule).startswith(spoken(world, key, rule))
    matches(
        text, f"{spoken(world, key, rule)}, according to {_witnesses(world, answer)}"
    )


@checks("figures.newest_not_known")
def newest_not_known(world: World, about: About, text: str) -> None:
    _, _, answer = answer_of(world, about)
    assert sorted(answer.ids) == sorted(ids(about["claim_ids"])), (
        "the rule shows other claims"
    )
    assert len({claim.late for claim in answer.claims}) == 1, (
        "not of one day and moment"
    )
    same(text, _newest_not_known(answer))


@checks("figures.not_known")
def not_known(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    assert not heard(world, key, rule), "the rule hears somebody"
    same(text, "not known")


@checks("figures.no_figure_stands")
def no_figure_stands(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert heard(world, key, rule), "the rule hears nobody"
    assert not answer.claims, "the rule shows a number"
    same(text, "no figure stands")


@checks("figures.on_no_record")
def on_no_record(world: World, about: About, text: str) -> None:
    key, _, _ = answer_of(world, about)
    assert not world.of(key), "there are claims on record"
    same(text, "no claim is on record")


@checks("figures.last_taken_back", "figures.last_replaced")
def last(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "the rule shows a number"
    fallen = last_fallen(world, key, rule)
    assert fallen is not None, "nothing fell"
    assert fallen.id == about["claim_id"], "it was not the last"
    matches(text, _fallen(world, fallen))


@checks("figures.no_second_party")
def no_second_party(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert (rule, answer.claims) == ("minimum", []), "a number is supported"
    lows = {claim.party for claim in world.span(key) if claim.bounds[0] is not None}
    assert len(lows) < 2, "two parties have a lowest number"
    assert world.span(key), "no party has a number"
    same(text, "no number is supported by a second party")


@checks("figures.leaves_out")
def leaves_out(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "the rule shows a number"
    expected = _left_out(world, key, rule, answer)
    assert expected, "there is nothing to count"
    matches(text, expected[0])


@checks("figures.every_claim")
def every_claim(world: World, about: About, text: str) -> None:
    key, _, _ = answer_of(world, about)
    assert world.of(key), "there is no claim"
    same(text, "Every claim that was looked at")


@checks("figures.is_shown")
def is_shown(world: World, about: About, text: str) -> None:
    _, _, answer = answer_of(world, about)
    assert about["claim_id"] in answer.ids, "the figure does not rest on it"
    same(text, "shown")


@checks("figures.lies_in_span")
def lies_in_span(world: World, about: About, text: str) -> None:
    key, _, _ = answer_of(world, about)
    assert about["claim_id"] in {claim.id for claim in world.span(key)}, (
        "it is no rival"
    )
    same(text, "in the span of all speakers")


@checks("figures.why_left_out")
def why_left_out(world: World, about: About, text: str) -> None:
    """Each reason by what it says of the rows it names."""
    _, rule, answer = answer_of(world, about)
    claim = telling.claim_of(world, about["claim_id"])
    assert claim.id not in answer.ids, "it is shown"
    same(text, about["reason"])
    reason_holds(world, claim, rule, text)


def reason_holds(world: World, claim: Claim, rule: str, text: str) -> None:
    """A reason is true of the claim and of those it names."""
    named = [
        world.claims[each]
        for each in re.findall(r"[\w-]+", text)
        if each in world.claims
    ]
    made = world.converted(claim)
    facts = {
        r"relay of \S+": bool(claim.relays)
        and [each.id for each in named] == [claim.relays],
        r"a projection": claim.nature == "projection",
        r"a recap": claim.nature == "recap",
        r"superseded by \S+": claim.standing == "superseded"
        and [each.id for each in named] == [claim.superseded_by],
        r"not an official speaker": not claim.office,
        r"not among those believed for .*": world.trust(claim) < 0,
        r"a party to the conflict": claim.party
        in world.settings.get("parties_to_conflict", []),
        r"states no number": not made.numbered or claim.wording == "none",
        r"states no lowest number": made.bounds[0] is None,
        r"supported by no second party": rule == "minimum",
        r"describes an earlier day than .*": all(
            claim.end < each.end for each in named
        ),
        r"known before .*": all(claim.known < each.known for each in named),
        r"is of a longer span than .*": claim.measure == "flow"
        and all(
            claim.start < each.start and claim.late[:2] == each.late[:2]
            for each in named
        ),
        r"no office, as .*": not claim.office and all(each.office for each in named),
        r"says the same as .*": all(claim.amount == each.amount for each in named),
        r"the speaker of .* is believed before": all(
            world.trust(each) < world.trust(claim) for each in named
        ),
        r"ends before .* begins": all(claim.end < each.start for each in named),
        r"its lowest number is below those of .*": _below(world, made, named),
        r".*, of the same party and time, has a lower number": all(
            each.party == claim.party and each.late == claim.late for each in named
        ),
        r"(?:withdrawn|denied) by .*": claim.standing in telling.GONE,
    }
    old = re.fullmatch(r"ends more than ([\d.]+) days before .*", text)
    if old:
        gaps = [(each.end - claim.end).days > float(old[1]) for each in named]
        assert all(gaps), "it is not that old"
        return
    holding = [fact for form, fact in facts.items() if re.fullmatch(form, text)]
    assert holding, f"no such reason: {text!r}"
    assert any(holding), f"{text!r} does not hold"


def _below(world: World, claim: Claim, named: list[Claim]) -> bool:
    low = claim.bounds[0]
    floors = [world.converted(each).bounds[0] for each in named]
    return low is not None and all(
        floor is not None and low < floor for floor in floors
    )
