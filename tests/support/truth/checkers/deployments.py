"""Statements on who sent how many, and on the steps there and back."""

from __future__ import annotations

import re

from tests.support.truth import days, telling, words
from tests.support.truth.checkers.common import matches, pattern, row, same
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.world import IN_FORCE, Claim, Row, World

_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}")
_LEFT = ("withdrawn", "home")
_LEAVING = ("withdrawal_announced", "withdrawal_began", *_LEFT)


def _date(step: Row) -> str:
    return words.span(step["date"], short=True)


def _promised(world: World, step: Row) -> bool:
    """Whether it lay ahead when it was said."""
    return days.span(step["date"])[0] > days.local_day(step["published"], world.zone)


def _steps(world: World, *kinds: str, group: str = "", done: bool = True) -> list[Row]:
    """The steps of some kinds (of one force), those that lay ahead left out where `done`."""
    return [
        step
        for step in world.tables["movements"]
        if (not kinds or step["step"] in kinds)
        and (not group or step["contributor"] == group)
        and not (done and _promised(world, step))
    ]


def _groups(world: World, metric: str) -> set[str]:
    """All that have a claim of the metric, or, where it is the deployment's, a step."""
    found = {claim.key[1] for claim in world.claims.values() if claim.key[0] == metric}
    for section in world.settings.get("sections", []):
        if section["kind"] == "deployment" and section["metrics"][:1] == [metric]:
            return found | {step["contributor"] for step in world.tables["movements"]}
    return found


def _official(world: World, metric: str) -> set[str]:
    """The groups with an official's number in force in the whole."""
    return {
        claim.key[1]
        for claim in world.claims.values()
        if (claim.key[0], claim.key[2]) == (metric, world.place)
        and claim.office
        and claim.numbered
        and claim.alive
        and claim.counted
        and not claim.relays
    }


def _silent(world: World, metric: str) -> set[str]:
    return _groups(world, metric) - _official(world, metric)


@checks("deployments.official_number_for_all")
def official_number_for_all(world: World, about: About, text: str) -> None:
    assert set(ids(about["groups"])) == _groups(world, about["metric"]), (
        "there are others"
    )
    assert not _silent(world, about["metric"]), "one has none"
    same(text, "There is an official number for every contributor")


@checks("deployments.no_official_number")
def no_official_number(world: World, about: About, text: str) -> None:
    named = ids(about["groups"])
    assert set(named) == _silent(world, about["metric"]), "others have none"
    labels = [
        world.rows["groups"].get(each, {"label": each})["label"] for each in named
    ]
    listed = (
        labels[0] if len(labels) == 1 else ", ".join(labels[:-1]) + " and " + labels[-1]
    )
    same(text, f"No official number for {listed}")


@checks("deployments.no_official_number_for_many")
def no_official_number_for_many(world: World, about: About, text: str) -> None:
    silent, every = set(ids(about["groups"])), set(ids(about["of"]))
    assert every == _groups(world, about["metric"]), "there are others"
    assert silent == _silent(world, about["metric"]), "others have none"
    same(text, f"No official number for {len(silent)} of {len(every)} contributors")


@checks("deployments.how_to_read_contributors")
def how_to_read_contributors(world: World, about: About, text: str) -> None:
    claims, own = ids(about.get("claims")), ids(about.get("own"))
    said = [telling.claim_of(world, each) for each in claims]
    assert set(own) <= set(claims), "a bar of another claim"
    open_ended = any(
        each.wording in ("at_least", "over", "at_most", "under") for each in said
    )
    marks = {
        "Bar:": bool(own),
        "Diamond:": len(claims) > len(own),
        "Arrow:": open_ended,
        "Hatched:": bool(_silent(world, about["metric"])),
    }
    for mark, there in marks.items():
        assert (mark in text) == there, mark
    for each in own:
        claim = world.claims[each]
        newer = [other for other in said if _rivals(claim, other)]
        assert claim.office, f"{each} is not official"
        assert not newer, f"{newer} is newer than {each}"


def _rivals(claim: Claim, other: Claim) -> bool:
    same_group = other.key == claim.key and other.office and other.numbered
    return same_group and (*other.late, other.id) > (*claim.late, claim.id)


@checks("deployments.in_words")
def in_words(world: World, about: About, text: str) -> None:
    told = []
    for each in ids(about["told"]):
        claim = telling.claim_of(world, each)
        assert claim.alive, f"{each} does not stand"
        assert claim.key[2] == world.place, f"{each} is of another place"
        group = world.label("groups", claim.key[1])
        told.append(f"{group}: {words.amount(claim)} by {world.name(claim.speaker)}")
    assert text.startswith("Bar chart of "), "it does not say what it stands for"
    _told_or_counted(text, told)


def _told_or_counted(text: str, particulars: list[str]) -> None:
    """The first of them are in the text, and how many more there are, as far as a listener
    hears."""
    assert len(text) <= 400, "nobody listens to so much"
    said = words.plain(text)
    heard = [each for each in particulars if words.plain(each) in said]
    assert heard == particulars[: len(heard)], "the first are left out"
    left = len(particulars) - len(heard)
    assert not left or not heard or f"and {words.number(left)} more" in said, (
        f"{left} are left"
    )


@checks("deployments._date")
def date(world: World, about: About, text: str) -> None:
    same(text, _date(row(world, "movements", about["movement"])))


@checks("deployments.no_arrival")
def no_arrival(world: World, about: About, text: str) -> None:
    assert not _steps(world, "arrived"), "somebody arrived"
    same(text, "No arrival is on record")


def _start(step: Row) -> object:
    return days.span(step["date"])[0]


@checks("deployments.first_arrival")
def first_arrival(world: World, about: About, text: str) -> None:
    step = row(world, "movements", about["movement"])
    arrived = _steps(world, "arrived")
    assert step in arrived, "it is no arrival, or lay ahead"
    assert all(_start(step) <= _start(other) for other in arrived), (
        "another arrived before"
    )
    same(text, f"First arrival on record: {_date(step)}")


def _whole(world: World, about: About) -> str:
    whole = about["whole"]
    named = [each.get("whole", "") for each in world.settings.get("sections", [])]
    assert whole in named, "the case names no such whole"
    return whole


@checks("deployments.whole_left_by_accounts", "deployments.whole_left")
def whole_left(world: World, about: About, text: str) -> None:
    whole = _whole(world, about)
    left = _steps(world, "withdrawn", group=whole)
    told = [row(world, "movements", each) for each in ids(about.get("movements"))]
    told = told or [row(world, "movements", about["movement"])]
    assert all(step in left for step in told), "it has not left by that step"
    starts = [_start(step) for step in left]
    assert _start(told[0]) == min(starts), "another account is earlier"
    assert _start(told[-1]) == max(starts), "another account is later"
    name = world.label("groups", whole)
    if len(told) == 1:
        assert {step["date"] for step in left} == {told[0]["date"]}, "accounts differ"
        same(text, f"{name} withdrawn by {_date(told[0])}")
    else:
        first, last = map(_date, told)
        same(text, f"{name} withdrawn by {first} or by {last}, as accounts differ")


@checks("deployments.whole_to_leave")
def whole_to_leave(world: World, about: About, text: str) -> None:
    whole = _whole(world, about)
    step = row(world, "movements", about["movement"])
    assert not _steps(world, "withdrawn", group=whole), "it has left"
    announced = _steps(world, "withdrawal_announced", group=whole, done=False)
    assert step in announced, "the step does not announce it"
    assert all(_start(step) <= _start(other) for other in announced), "announced before"
    same(
        text,
        f"withdrawal of {world.label('groups', whole)} first announced {_date(step)}",
    )


@checks("deployments.no_withdrawal")
def no_withdrawal(world: World, about: About, text: str) -> None:
    assert not _steps(world, *_LEAVING, done=False), "there is one"
    same(text, "no withdrawal is on record")


def _wholes(world: World) -> set[str]:
    return {each.get("whole", "") for each in world.settings.get("sections", [])}


def _senders(world: World, steps: list[Row]) -> set[str]:
    return {step["contributor"] for step in steps} - _wholes(world)


@checks("deployments.departures")
def departures(world: World, about: About, text: str) -> None:
    gone, every = (
        _senders(world, _steps(world, *_LEFT)),
        _senders(world, _steps(world, done=False)),
    )
    assert set(ids(about["groups"])) == gone, "others have left"
    assert set(ids(about["of"])) == every, "others have steps"
    same(text, f"departures on record for {len(gone)} of {len(every)} contributors")


@checks("deployments.leaving")
def leaving(world: World, about: About, text: str) -> None:
    going = _senders(world, _steps(world, *_LEAVING, done=False))
    every = _senders(world, _steps(world, done=False))
    assert not _senders(world, _steps(world, *_LEFT)), "one has left"
    assert set(ids(about.get("groups"))) == going, "others are to leave"
    assert set(ids(about["of"])) == every, "others have steps"
    said = f"{len(going)} of {len(every)} contributors"
    same(text, f"a withdrawal is announced or begun for {said}")


@checks("deployments.how_to_read_steps")
def how_to_read_steps(world: World, about: About, text: str) -> None:
    steps = world.tables["movements"]
    assert text.startswith("Under each step a rule over its date"), text
    assert ("approximate" in text) == any("~" in step["date"] for step in steps), (
        "approximate"
    )
    promised = any(_promised(world, step) for step in steps)
    assert ("only promised" in text) == promised, "promised"


@checks("deployments.course_in_words")
def course_in_words(world: World, about: About, text: str) -> None:
    assert len(text) <= 400, "nobody listens to so much"
    assert text.startswith("Chart of the steps "), "it does not say what it stands for"
    said = words.plain(text)
    by_group: dict[str, list[str]] = {}
    for step in world.tables["movements"]:
        by_group.setdefault(step["contributor"], []).append(words.plain(_date(step)))
    whole = [
        group
        for group, dates in by_group.items()
        if all(date in said for date in dates)
    ]
    names = [words.plain(f"{world.label('groups', group)}: ") for group in by_group]
    heard = sum(name in said for name in names)
    assert heard <= len(whole), "not every step of a contributor is told"
    left = len(by_group) - heard
    assert not left or not heard or f"and {words.number(left)} more" in said, (
        f"{left} are left"
    )
    stated = {
        day for step in world.tables["movements"] for day in _DAY.findall(_date(step))
    }
    others = set(_DAY.findall(words.plain(text))) - stated
    assert not others, f"{others}: no step is of that day"


@checks("deployments.unit_and_task")
def unit_and_task(world: World, about: About, text: str) -> None:
    step = about["movement"]
    cells = [
        pattern(world, "movements", step, column) for column in ("unit", "mission")
    ]
    matches(text, "; ".join(filter(None, cells)))


@checks("deployments.according_to")
def according_to(world: World, about: About, text: str) -> None:
    same(text, world.name(row(world, "movements", about["movement"])["speaker"]))


_KINDS = {
    "cumulative": "total so far",
    "stock": "on the day",
    "flow": "each day by itself",
}


@checks("series.way_of_counting")
def way_of_counting(world: World, about: About, text: str) -> None:
    measure = row(world, "metrics", about["metric"])["measure"]
    assert about["measure"] == measure, "it is measured otherwise"
    same(text, _KINDS[measure])


def _panels(about: About, name: str) -> list[tuple[str, str, str]]:
    keys = []
    for each in ids(about.get(name)):
        metric, group, place = each.split("/")[:3]
        keys.append((metric, group, place))
    return keys


_OPEN = ("at_least", "over", "at_most", "under")


def _flows(world: World, drawn: list[tuple[str, str, str]], text: str) -> None:
    """The legend of what flows: bars and frames are firm numbers of offices that stand alone."""
    bars, frames, dots, diamonds = 0, 0, 0, 0
    for key in drawn:
        own = [
            each
            for each in world.of(key)
            if each.counted and each.numbered and not each.relays
        ]
        diamonds += sum(not each.office and each.wording not in _OPEN for each in own)
        if row(world, "metrics", key[0])["measure"] != "flow":
            continue
        plain = [each for each in own if each.office and each.wording not in _OPEN]
        for each in plain:
            peers = [
                other
                for other in plain
                if (other.start, other.end) == (each.start, each.end)
                and other.standing == IN_FORCE
            ]
            if peers == [each]:
                bars += each.start == each.end
                frames += each.start != each.end
            elif each.standing in (IN_FORCE, "superseded"):
                dots += 1
    for words_of_it, count in (
        ("Bar: in a day.", bars),
        ("Frame: in several days.", frames),
        ("Dot: replaced, or one of several.", dots),
        ("Diamond: not an official.", diamonds),
    ):
        assert (words_of_it in text) == bool(count), words_of_it


@checks("series.how_to_read")
def series_how_to_read(world: World, about: About, text: str) -> None:
    drawn, left = _panels(about, "drawn"), _panels(about, "left")
    measures = {row(world, "metrics", key[0])["measure"] for key in drawn}
    _flows(world, drawn, text)
    assert ("Points alone: on the day." in text) == ("stock" in measures), "stocks"
    for key in left:
        assert any(
            each.key[0] == key[0] and each.numbered for each in world.claims.values()
        ), key
    if left:
        assert f"In tables only: {len(left)} more." in text, "so many are left"
    else:
        assert "In tables only" not in text, "none is left"


@checks("series.in_words")
def series_in_words(world: World, about: About, text: str) -> None:
    said = words.plain(text)
    labels = [
        telling.capital(telling.quantity(world, key)) for key in _panels(about, "drawn")
    ]
    told = [label for label in labels if words.plain(label) in said]
    left = len(labels) - len(told)
    counted = [f"; and {words.number(each)} more." for each in range(left, len(labels))]
    is_short = not left or any(said.endswith(words.plain(each)) for each in counted)
    assert is_short or len(told) == 1, f"{labels} are neither told nor counted"
    assert len(text) <= 400, "nobody listens to so much"
