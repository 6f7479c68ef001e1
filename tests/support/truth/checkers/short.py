"""Statements of a section in short: parts that add up, the latest figures, contributors in a line
each, the grid of positions and the disputes that matter."""

from __future__ import annotations

from tests.support.truth import days, telling, words
from tests.support.truth.checkers.common import matches, pattern, row, same
from tests.support.truth.checkers.figures import Key, amount, answer_of, asked
from tests.support.truth.checkers.phrases import closed
from tests.support.truth.checkers.sums import Gap, gap_of, left
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Answer, Claim, Row, World


def _metric_label(world: World, metric: str) -> str:
    return telling.esc(telling.capital(world.label("metrics", metric)))


def _numbered(answer: Answer) -> bool:
    return [answer.low, answer.value, answer.high] != [None, None, None]


def measured_of(world: World, key: Key, rule: str) -> str:
    """A number in a cell with its unit."""
    answer = world.answer(key, rule)
    said = amount(world, key, rule)
    numbers = (answer.low, answer.value, answer.high)
    unit = telling.unit(world, key[0], telling.quantity(world, key), *numbers)
    return f"{said} {telling.esc(unit)}" if unit and _numbered(answer) else said


@checks("figures.Figure.measured")
def measured(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    matches(text, measured_of(world, key, rule))


# Parts that add up.


def _of_one_account(gap: Gap) -> None:
    """The speaker of the total gave all of its parts, and they are not above it."""
    assert {part.speaker for part in gap.parts} == {gap.total.speaker}, (
        "of several accounts"
    )
    assert gap.rest[1] is None or gap.rest[1] >= 0, "they are above it"


@checks("adding_up.title")
def title(world: World, about: About, text: str) -> None:
    gap = gap_of(world, about["gap"])
    _of_one_account(gap)
    by_group = all(part.key[1] != gap.total.key[1] for part in gap.parts)
    total = amount(world, gap.total.key, "official")
    of = f"the {total}" if gap.total.wording == "exact" else total
    label = telling.esc(telling.capital(telling.quantity(world, gap.total.key)))
    matches(text, f"{label}: {of} by {'group' if by_group else 'place'}")


@checks("sums.Gap.outcome")
def outcome(world: World, about: About, text: str) -> None:
    gap = gap_of(world, about["self"])
    exact = {each.wording for each in (gap.total, *gap.parts)} == {"exact"}
    if gap.rest[1] is not None and gap.rest[1] < 0:
        same(text, "Together more than the total")
    elif gap.rest != (0, 0):
        same(text, "Not broken down")
    else:
        same(text, f"The parts add up to {'' if exact else 'about '}the total")


@checks("sums.Gap.left")
def what_is_left(world: World, about: About, text: str) -> None:
    gap = gap_of(world, about["self"])
    assert gap.rest != (0, 0), "nothing is left"
    assert gap.rest[1] is None or gap.rest[1] >= 0, "they are above it"
    same(text, left(gap))


@checks("adding_up.on_total")
def on_total(world: World, about: About, text: str) -> None:
    gap = gap_of(world, about["gap"])
    assert gap.is_first, "other parts are the first"
    assert gap.rest != (0, 0), "nothing is left"
    note = pattern(world, "claims", gap.total.id, "note")
    assert "{" in gap.total.row["note"], "the note names no other claim"
    total = amount(world, gap.total.key, "official")
    of = f"the {total}" if gap.total.wording == "exact" else total
    matches(text, rf"On {of}: {note}\.?")


# The latest of many.


@checks("latest.title")
def latest_title(world: World, about: About, text: str) -> None:
    assert about["rule"] in ("official", "span", "independent", "minimum"), (
        "no such rule"
    )
    assert world.claims, "nothing is known"
    same(text, "Latest figures")


@checks("latest.title_of_metric")
def title_of_metric(world: World, about: About, text: str) -> None:
    parts = [
        key
        for key in world.quantities
        if key[0] == about["metric"] and key[1:] != ("all", world.place)
    ]
    assert any(world.answer(key, about["rule"]).claims for key in parts), (
        "there is no figure"
    )
    label = _metric_label(world, about["metric"])
    matches(text, f"{label}, by group and place: not to be added up")


@checks("latest.no_total")
def no_total(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    assert answer.status == "none_stands", "one stands, or none was given"
    label = telling.esc(telling.capital(telling.quantity(world, key)))
    matches(text, rf"{label}: no total stands\.")


@checks("latest.amount")
def latest_amount(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    said = measured_of(world, key, rule)
    estimated = {claim.nature for claim in answer.claims} == {"estimate"}
    matches(text, rf"{said} \(estimate\)" if estimated else said)


@checks("latest.speakers")
def speakers(world: World, about: About, text: str) -> None:
    answer = answer_of(world, about)[2]
    named = {claim.speaker for claim in answer.claims}
    assert named, "there is no figure"
    if len(named) > 2:
        same(text, f"{len(named)} speakers")
        return
    told = "|".join(_speaker(world, world.claims[claim.id]) for claim in answer.claims)
    matches(text, "; ".join([f"(?:{told})"] * len(named)))


def _speaker(world: World, claim: Claim) -> str:
    name, cited = telling.esc(world.name(claim.speaker)), telling.cited(world, claim)
    name = f"(?:{name}|{telling.capital(name)})"
    return f"{name}, {cited}" if cited else name


@checks("latest.day")
def latest_day(world: World, about: About, text: str) -> None:
    answer = answer_of(world, about)[2]
    last = max(claim.end for claim in answer.claims)
    said = {
        words.span(claim.row["refers_to"], short=True)
        for claim in answer.claims
        if claim.end == last
    }
    assert words.plain(text) in said, f"it is of {said}"


@checks("latest.others")
def others(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    beside = [claim for claim in world.span(key) if claim.id not in answer.ids]
    assert beside, "nobody else has a number"
    numbers = [end for each in beside for end in (each.low, each.value, each.high)]
    unit = telling.unit(world, key[0], telling.quantity(world, key), *numbers)
    said = _from_to(world, beside) + (f" {telling.esc(unit)}" if unit else "")
    named = {claim.speaker for claim in beside}
    if len(named) > 2:
        matches(text, f"{len(named)} others: {said}")
        return
    names = "|".join(telling.esc(world.name(each)) for each in named)
    if len(beside) == 1:
        said += _remarks(world, answer, world.claims[beside[0].id])
    matches(text, f"{' and '.join([f'(?:{names})'] * len(named))}: {said}")


def _remarks(world: World, answer: Answer, claim: Claim) -> str:
    """What is said behind the one other number: its own day, that it is estimated or disputed."""
    found = []
    if {each.row["refers_to"] for each in answer.claims} != {claim.row["refers_to"]}:
        found.append(telling.esc(words.span(claim.row["refers_to"], short=True)))
    of_figure = {each.nature for each in answer.claims}
    if claim.nature == "estimate" and of_figure != {"estimate"}:
        found.append("estimate")
    found.append(telling.objection(world, claim))
    told = "; ".join(filter(None, found))
    return rf" \({told}\)" if told else ""


def _from_to(world: World, claims: list[Claim]) -> str:
    """From the lowest to the highest; where one is open, the numbers as they are worded."""
    lows = [claim.bounds[0] for claim in claims]
    highs = [claim.bounds[1] for claim in claims]
    if None not in lows and None not in highs:
        return telling.esc(closed(claims))
    least = min(_stated(claim, 0) for claim in claims)
    most = max(_stated(claim, 1) for claim in claims)
    lowest = [
        telling.number(world, each) for each in claims if _stated(each, 0) == least
    ]
    highest = [
        telling.number(world, each) for each in claims if _stated(each, 1) == most
    ]
    both = f"(?:{'|'.join(lowest)}) to (?:{'|'.join(highest)})"
    return f"(?:{both}|{'|'.join(set(lowest) & set(highest)) or both})"


def _stated(claim: Claim, end: int) -> float:
    one, other = claim.bounds[end], claim.bounds[1 - end]
    stated = other if one is None else one
    assert stated is not None
    return stated


@checks("latest.rest")
def rest(world: World, about: About, text: str) -> None:
    named = ids(about["left"])
    assert len(set(named)) == len(named), "one is counted twice"
    for each in named:
        key, rule = asked(each)
        assert world.answer(key, rule).claims, f"there is no figure of {each}"
    count = len(named)
    same(
        text,
        f"{count} more {'figure is' if count == 1 else 'figures are'} in the annex.",
    )


# Contributors.


@checks("contributors.title")
def contributors_title(world: World, about: About, text: str) -> None:
    matches(text, f"{_metric_label(world, about['metric'])} by contributor")


@checks("contributors.by_others")
def by_others(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not _numbered(answer), "the rule has a number"
    assert world.span(key), "nobody has"
    believed = world.rows["metrics"][key[0]].get("believe", "")
    by_offices = rule == "official" and believed in ("", "official")
    same(text, "no official number" if by_offices else "no number by this rule")


def _given(world: World, key: Key) -> list[Claim]:
    return [
        claim
        for claim in world.of(key)
        if claim.numbered and not claim.relays and claim.nature in ("count", "estimate")
    ]


@checks("contributors.never_stated")
def never_stated(world: World, about: About, text: str) -> None:
    assert not _given(world, answer_of(world, about)[0]), "somebody gave a number"
    same(text, "never stated")


@checks("contributors.no_longer_stated")
def no_longer_stated(world: World, about: About, text: str) -> None:
    key, _, answer = answer_of(world, about)
    assert _given(world, key), "nobody gave one"
    assert not _numbered(answer), "the rule has a number"
    same(text, "no number stands")


def _done(world: World, step: str, group: str, with_parts: bool) -> list[Row]:
    """The steps of a kind that did not lie ahead when they were said."""
    found = []
    for each in world.tables["movements"]:
        own = each["contributor"] == group
        if with_parts and world.inside("groups", each["contributor"], group):
            own = True
        ahead = days.span(each["date"])[0] > days.local_day(
            each["published"], world.zone
        )
        if own and each["step"] == step and not ahead:
            found.append(each)
    return found


def _dated(step: Row) -> str:
    return words.span(step["date"], short=True)


@checks("contributors.arrived")
def arrived(world: World, about: About, text: str) -> None:
    steps = _done(world, "arrived", about["group"], with_parts=True)
    first = min(days.span(step["date"])[0] for step in steps)
    said = {_dated(step) for step in steps if days.span(step["date"])[0] == first}
    if len({step["date"] for step in steps}) > 1:
        said = {f"first {each}" for each in said}
    assert words.plain(text) in said, f"it is {said}"


@checks("contributors.left")
def contributor_left(world: World, about: About, text: str) -> None:
    steps = _done(world, "withdrawn", about["group"], with_parts=False)
    steps = steps or _done(world, "home", about["group"], with_parts=False)
    last = max(days.span(step["date"])[1] for step in steps)
    said = {_dated(step) for step in steps if days.span(step["date"])[1] == last}
    if len({step["date"] for step in steps}) > 1:
        said = {f"last {each}" for each in said}
    assert words.plain(text) in said, f"it is {said}"


@checks("contributors.more")
def more_contributors(world: World, about: About, text: str) -> None:
    named = set(ids(about["groups"]))
    there = {
        claim.key[1]
        for claim in world.claims.values()
        if claim.key[0] == about["metric"]
    }
    there |= {step["contributor"] for step in world.tables["movements"]}
    assert named <= there, f"{named - there} sent nobody"
    same(text, f"Contributors in the annex alone: {len(named)}.")


# Positions and disputes.


@checks("accounts.grid_title")
def grid_title(world: World, about: About, text: str) -> None:
    for each in ids(about["positions"]):
        position = row(world, "positions", each)
        taken = days.span(position["date"])[0]
        later = [
            other
            for other in world.tables["positions"]
            if other["actor"] == position["actor"]
            and days.span(other["date"])[0] > taken
        ]
        assert not later, f"{position['actor']} said something later"
    same(text, "Who stands where: of each the latest word")


@checks("accounts.left_out")
def positions_left_out(world: World, about: About, text: str) -> None:
    shown = ids(about.get("positions"))
    for each in shown:
        row(world, "positions", each)
    count = len(world.tables["positions"]) - len(set(shown))
    said = "position is" if count == 1 else "positions are"
    same(text, f"{count} more {said} in the annex.")


@checks("accounts.in_words")
def position_in_words(world: World, about: About, text: str) -> None:
    position = row(world, "positions", about["position"])
    stance = position["stance"].replace("_", " ")
    day = words.span(position["date"], short=True)
    target = pattern(world, "positions", about["position"], "target")
    summary = pattern(world, "positions", about["position"], "summary")
    head = telling.esc(f"{position['actor']} {stance}")
    matches(text, rf"{head} {target} \({telling.esc(day)}\): {summary}")


def _disputed(world: World) -> set[str]:
    return {
        claim.id
        for claim in world.claims.values()
        if not claim.relays
        and claim.standing not in telling.GONE
        and telling.disputed(world, claim)
    }


@checks("disputes.dispute")
def dispute(world: World, about: About, text: str) -> None:
    claim = telling.claim_of(world, about["claim_id"])
    assert claim.id in _disputed(world), "nobody disputes it"
    what = telling.esc(telling.capital(telling.quantity(world, claim.key)))
    who, cited = telling.the(world, claim.speaker), telling.cited(world, claim)
    who = f"{who}, {cited}" if cited else who
    said = f"{telling.with_unit(world, claim)}, according to {who}, {telling.dated(world, claim)}"
    against = telling.fate(world, claim, why=True)
    matches(text, rf"{what}: {said}\. {telling.capital(against)}\.?")


@checks("disputes.left_out")
def disputes_left_out(world: World, about: About, text: str) -> None:
    claims, acts = set(ids(about.get("claim_ids"))), set(ids(about.get("act_ids")))
    said = {*world.rows["events"], *world.rows["positions"]}
    answers = {act["act_id"] for act in world.effective if act["target"] in said}
    assert claims <= _disputed(world), "a claim that nobody disputes"
    assert acts <= answers, "an act that answers nothing"
    count = len(_disputed(world) - claims) + len(answers - acts)
    same(text, f"{count} more {'is' if count == 1 else 'are'} in the annex.")


@checks("acronyms.meaning")
def meaning(world: World, about: About, text: str) -> None:
    short = about["short"]
    same(text, f"{short}: {world.settings['acronyms'][short]}")
