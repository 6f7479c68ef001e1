"""Statements on what nobody has said."""

from __future__ import annotations

from tests.support.truth import telling, words
from tests.support.truth.checkers import front, sums
from tests.support.truth.checkers.common import matches
from tests.support.truth.checkers.figures import amount, answer_of, asked, heard, spoken
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import World

_SENT = {"departed", "arrived", "on_task", "withdrawal_began", "withdrawn", "home"}


def _joined(told: list[str]) -> str:
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


def _label(world: World, about: About) -> str:
    key, _, _ = answer_of(world, about)
    return telling.esc(telling.capital(telling.quantity(world, key)))


@checks("not_known.no_figure")
def no_figure(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not answer.claims, "there is a figure"
    what = "figure" if heard(world, key, rule) else "total"
    told = f"{_label(world, about)}: {front.none_of(world, key, rule, what)}"
    expected = front.parts_of(world, key, rule)
    parts = []
    for each in ids(about.get("parts")):
        part, own = asked(each)
        assert own == rule, "by another rule"
        assert part in expected, "it is none of its parts"
        parts.append(
            rf"{amount(world, part, rule)} \({front.name_of_part(world, key, part)}\)"
        )
    known = f"; known are {_joined(parts)}" if parts else ""
    matches(text, rf"{told}{known}\.")


@checks("not_known.never_said")
def never_said(world: World, about: About, text: str) -> None:
    groups = ids(about["groups"])
    assert groups, "nobody is named"
    parties = {each["party"] for each in world.tables["speakers"]}
    for group in groups:
        steps = {
            each["step"]
            for each in world.tables["movements"]
            if each["contributor"] == group
        }
        assert steps & _SENT, f"{group} has sent nobody"
        assert group in parties, f"nobody speaks for {group}"
        for claim in world.claims.values():
            if (
                claim.key[0] == about["metric"]
                and claim.key[1] == group
                and claim.numbered
            ):
                assert claim.party != group, f"{claim.id} is its own number"
    names = [telling.esc(world.label("groups", each)) for each in groups]
    who = _joined(names) if len(names) <= 3 else ", ".join(names[:3]) + " and others"
    they = "it" if len(groups) == 1 else "they"
    label = telling.esc(world.label("metrics", about["metric"]))
    matches(text, rf"{who} (has|have) not said how many {label} {they} sent\.")


@checks("not_known.differ")
def differ(world: World, about: About, text: str) -> None:
    claims = front.rests_on(world, about)
    count = len({claim.party for claim in claims})
    assert count > 1, "one party alone"
    # Who states the lowest and the highest is a statement of its own.
    matches(
        text,
        rf"{_label(world, about)}: {words.small(count)} parties differ, from .+ to .+\.",
    )


@checks("not_known.only_others_say")
def only_others_say(world: World, about: About, text: str) -> None:
    key, rule, answer = answer_of(world, about)
    assert not heard(world, key, rule), "the rule hears somebody"
    claims = front.others_named(about, front.others_of(world, key, answer))
    newest = claims[0]
    assert newest.late == max(claim.late for claim in claims), "another is newer"
    original = world.claims[newest.id]
    none = front.none_of(world, key, rule, "figure")
    latest = front.latest_that_differ(world, claims)
    if latest:
        said = f"others say {front.from_to(world, latest)}"
        days = front.any_of([front.day_of(each) for each in latest])
        matches(text, rf"{_label(world, about)}: {none}; {said} \({days}\)\.")
        return
    said = rf"{telling.the(world, newest.speaker)} says? {telling.with_unit(world, original)}"
    matches(
        text, rf"{_label(world, about)}: {none}; {said} \({front.day_of(original)}\)\."
    )


@checks("not_known.read_only_in")
def read_only_in(world: World, about: About, text: str) -> None:
    claim = telling.claim_of(world, about["claim_id"])
    cited = telling.cited(world, claim)
    assert cited, "its speaker's own word was seen"
    who, day = telling.the(world, claim.speaker), words.span(claim.row["refers_to"])
    label = telling.esc(world.label("metrics", claim.key[0]))
    number = telling.with_unit(world, claim)
    told = f"Whether {who} gave {number} {label} for {telling.esc(day)}"
    matches(text, rf"{told}: seen only {cited}\.")


@checks("not_known.left_open")
def left_open(world: World, about: About, text: str) -> None:
    gap = sums.gap_of(world, about["gap"])
    low, high = gap.rest
    assert low is not None, "nobody knows how much is left"
    assert low == high, "nobody knows how much is left"
    assert low > 0, "nothing is left"
    noted = [gap.total] * gap.is_first + gap.parts
    assert not [claim for claim in noted if claim.row["note"]], "a note explains it"
    parts = []
    for part in sorted(gap.parts, key=lambda each: sums._order(about["gap"], each)):
        name = front.name_of_part(world, gap.total.key, part.key)
        parts.append(f"{amount(world, part.key, 'official')} {name}")
    total = spoken(world, gap.total.key, "official")
    label = telling.esc(telling.quantity(world, gap.total.key))
    be = "is" if high == 1 else "are"
    left = f"{telling.esc(sums.left(gap))}(?: \\w+)?"
    said = (
        f"Of {total} {label}, {left} {be} in none of the parts given: {_joined(parts)}"
    )
    matches(text, rf"{said}\.")


@checks("not_known.clock_is_a_reading")
def clock_is_a_reading(world: World, about: About, text: str) -> None:
    claim = telling.claim_of(world, about["claim_id"])
    note = claim.row["note"].lower()
    assert "T" in claim.row["published"], "its minute is not known"
    assert "clock" in note or "zone" in note, "its note says nothing of it"
    number = telling.with_unit(world, claim)
    when = telling.esc(telling.published(world, claim.row["published"]))
    label = telling.esc(world.label("metrics", claim.key[0]))
    told = f"When exactly {number} {label} came out"
    matches(text, rf"{told}: {when} is our reading of a page's clock\.")
