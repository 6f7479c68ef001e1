"""Statements under the headline."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.truth import days, telling, words
from tests.support.truth.checkers import front
from tests.support.truth.checkers.common import matches, same
from tests.support.truth.checkers.contested import bodies, felling
from tests.support.truth.checkers.figures import Key, amount, answer_of, asked, heard
from tests.support.truth.checkers.headline import (
    day_or_month,
    first_after,
    last_gone,
    run,
)
from tests.support.truth.checkers.last_changes import moved
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import Claim, Row, World

_SOON = {0: "the same day", 1: "the next day"}


def _what(world: World, key: Key) -> str:
    """What is counted, behind a number."""
    told = world.rows["metrics"][key[0]]["label"]
    if key[2] != world.place:
        told += f" in {world.label('places', key[2])}"
    if key[1] != "all":
        told += f" ({world.label('groups', key[1])})"
    return telling.esc(told)


@checks("standfirst.counts")
def counts(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert answer.ids == [about["claim_id"]], "the figure rests on others"
    claim = world.claims[about["claim_id"]]
    alike, _ = run(world, key, rule)
    assert alike[0].id == about["since"], "the number is older, or younger"
    verb = "counts?" if claim.wording == "exact" else "speaks? of"
    verb = "estimates?" if claim.nature == "estimate" else verb
    who = telling.capital(telling.the(world, claim.speaker))
    who = f"(?:The )?{telling.esc(telling.capital(world.name(claim.speaker)))}|{who}"
    told = f"(?:{who}) {verb} {telling.number(world, claim)} {_what(world, key)}"
    cited = telling.cited(world, claim)
    told += f", {cited}" if cited else ""
    day = day_or_month(world, alike[0])
    if alike[0].id == claim.id or not day:
        matches(text, rf"{told}, {telling.dated(world, claim)}\.")
    else:
        matches(text, rf"{told}, its figure since {day}\.")


def _day(world: World, published: str) -> date:
    return days.local_day(published, world.zone)


def _on(world: World, published: str) -> str:
    """The day on which something came out, without its minute."""
    by = "by" if published.endswith("~") else "on"
    return telling.esc(f"{by} {words.day(_day(world, published))}")


def _done(world: World, claim: Claim, acts: list[Row]) -> str:
    """What a body did, soon after the claim came out or on a day."""
    first = acts[0]
    after = (_day(world, first["published"]) - _day(world, claim.row["published"])).days
    told = telling.done(world, acts)
    sure = not first["published"].endswith("~") and not claim.row["published"].endswith(
        "~"
    )
    plain = not claim.relays and not any(act["replaced_by"] for act in acts)
    if after in _SOON and sure and plain:
        return f"{first['act']} by {telling.the(world, first['by'])} {_SOON[after]}"
    return told


def _joined(told: list[str]) -> str:
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


@checks("standfirst.taken_back")
def taken_back(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    claim = telling.claim_of(world, about["claim_id"])
    assert last_gone(world, key, rule) is claim, "another fell last"
    acts = felling(world, claim)
    assert sorted(act["act_id"] for act in acts) == sorted(ids(about["acts"])), (
        "other acts"
    )
    became = _joined([_done(world, claim, own) for own in bodies(acts)])
    day = _on(world, claim.row["published"])
    number = telling.with_unit(world, claim)
    if answer.claims:
        matches(text, f"An earlier figure of {number}, published {day}, was {became}")
    else:
        what = _what(world, key)
        matches(
            text, f"The last figure, {number} {what}, published {day}, was {became}"
        )


@checks("standfirst.fell_since")
def fell_since(world: World, about: About, text: str) -> None:
    key, _, _ = answer_of(world, about)
    told = []
    for each in ids(about["claim_ids"]):
        claim = telling.claim_of(world, each)
        assert claim.key == key, "of another quantity"
        front.came_to_fall(world, claim)
        became = _joined(
            [telling.done(world, own) for own in bodies(felling(world, claim))]
        )
        who = telling.the(world, claim.speaker)
        day = _on(world, claim.row["published"])
        told.append(
            f"{telling.with_unit(world, claim)}, given by {who} {day}, was {became}"
        )
    matches(text, rf"{'; '.join(told)}\.")


@checks("standfirst.none_since")
def none_since(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "the rule shows a figure"
    assert about["claim_id"] in {claim.id for claim in heard(world, key, rule)}
    felling(world, telling.claim_of(world, about["claim_id"]))
    same(text, "there has been none since")


@checks("standfirst.none_for")
def none_for(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    fallen = telling.claim_of(world, about["claim_id"])
    then = first_after(world, key, rule, fallen)
    assert then.id == about["then"], "another came first"
    first, last = date.fromisoformat(about["first"]), date.fromisoformat(about["last"])
    fell = _day(world, felling(world, fallen)[0]["published"])
    assert fell + timedelta(days=1) == first, "it fell on another day"
    assert _day(world, then.row["published"]) - timedelta(days=1) == last, (
        "it came another day"
    )
    each = first
    while each <= last:
        assert not world.at(str(each)).answer(key, rule).claims, (
            f"there was one on {each}"
        )
        each += timedelta(days=1)
    count = (last - first).days + 1
    unit = "day" if count == 1 else "days"
    same(text, f"for {words.small(count)} {unit} after that there was none")


@checks("standfirst.no_total")
def no_total(world: World, about: About, text: str) -> None:
    key, rule, _ = answer_of(world, about)
    assert not heard(world, key, rule), "the rule hears somebody on the whole"
    expected = front.parts_of(world, key, rule)
    by_speaker: dict[str, list[str]] = {}
    for each in ids(about["parts"]):
        part, own = asked(each)
        assert own == rule, "by another rule"
        claim = expected[part]
        name, day = front.name_of_part(world, key, part), telling.dated(world, claim)
        said = rf"{amount(world, part, rule)} \({name}, {day}\)"
        by_speaker.setdefault(claim.speaker, []).append(said)
    told = []
    for who, own_parts in by_speaker.items():
        told.append(f"{telling.the(world, who)} gives? {_joined(own_parts)}")
    none = front.none_of(world, key, rule, "total")
    matches(text, rf"There is {none} for {_what(world, key)}: {_joined(told)}\.")


@checks("standfirst.new_since")
def new_since(world: World, about: About, text: str) -> None:
    told = [moved(world, about, each, " ") for each in ids(about["moves"])]
    assert about["moment"] == world.moment, "another moment"
    assert world.before is not None, "there is no report before"
    assert about["since"] == world.before.moment, "another moment"
    day = words.day(date.fromisoformat(about["since"][:10]))
    matches(text, rf"New since {telling.esc(day)}: {'; '.join(told)}\.")
