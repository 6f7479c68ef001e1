"""Statements on one quantity over time and side by side: titles, legends, words of its charts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from tests.support.truth import days, telling, words
from tests.support.truth.checkers.common import holds, matches, row, same
from tests.support.truth.checkers.phrases import bounds, closed
from tests.support.truth.registry import About, checks, ids
from tests.support.truth.telling import GONE, claim_of
from tests.support.truth.world import Claim, World

Key = tuple[str, str, str]
_OPEN = ("at_least", "over", "at_most", "under")
_ROWS = 8  # of a chart of ranges


def _key(about: About) -> Key:
    metric, group, place = about["main"].split("/")[:3]
    return metric, group, place


def _label(world: World, key: Key) -> str:
    return telling.esc(telling.capital(telling.quantity(world, key)))


def _own(world: World, key: Key) -> list[Claim]:
    """Who counted or estimated, relays left out."""
    return [claim for claim in world.of(key) if claim.counted and not claim.relays]


def _official(world: World, key: Key) -> list[Claim]:
    """The official numbers, in order of publication."""
    said = [claim for claim in _own(world, key) if claim.office and claim.numbered]
    return sorted(said, key=lambda claim: (claim.known, claim.id))


def _standing(world: World, key: Key) -> list[Claim]:
    """The official numbers that stand, in order of their days."""
    alive = [claim for claim in _official(world, key) if claim.alive]
    return sorted(alive, key=lambda claim: (*claim.late, claim.id))


def _gone(world: World, key: Key) -> list[Claim]:
    return [claim for claim in _official(world, key) if claim.standing in GONE]


def _kind(claim: Claim) -> str:
    return "estimate" if claim.nature == "estimate" else "count"


def _or(world: World, claims: list[Claim]) -> str:
    """Their numbers in any order: `12 or 20`."""
    own = "|".join(telling.number(world, claim) for claim in claims)
    if len(claims) == 1:
        return f"(?:{own})"
    return rf"(?:{own})(?:, (?:{own})){{{len(claims) - 2}}} or (?:{own})"


def _listed(parts: list[str], most: int) -> str:
    """Patterns one behind the other, those beyond the first so many counted."""
    left = len(parts) - most
    more = [f"and {words.number(left)} more"] if left > 0 else []
    return "; ".join([*parts[:most], *more])


# The official count.


@checks("casualties.no_official_figure")
def no_official_figure(world: World, about: About, text: str) -> None:
    key = _key(about)
    assert not _standing(world, key), "an official number stands"
    last = _gone(world, key)[-1]
    assert last.id == about["claim_id"], "another fell that became known later"
    was = f"{telling.number(world, last)} was {last.standing}"
    matches(text, f"{_label(world, key)}: no official figure; {was}")


@checks("casualties.official_counts_of_one_day")
def official_counts_of_one_day(world: World, about: About, text: str) -> None:
    key = _key(about)
    standing = _standing(world, key)
    top = [claim for claim in standing if claim.late == standing[-1].late]
    assert {claim.id for claim in top} == set(ids(about["claim_ids"])), (
        "others are the newest"
    )
    assert len({claim.amount for claim in top}) > 1, "they say the same"
    matches(text, f"{_label(world, key)}: the official figure is {_or(world, top)}")


def _now(world: World, key: Key, claim_id: str) -> Claim:
    now = _standing(world, key)[-1]
    assert now.id == claim_id, "another is the newest that stands"
    return now


@checks("casualties.official_as_cited")
def official_as_cited(world: World, about: About, text: str) -> None:
    key = _key(about)
    now = _now(world, key, about["claim_id"])
    assert telling.cited(world, now), "its own document was read"
    said = f"{telling.number(world, now)}, the official {_kind(now)} as others cite it"
    matches(text, f"{_label(world, key)}: {said}")


@checks("casualties.official_is")
def official_is(world: World, about: About, text: str) -> None:
    key = _key(about)
    now = _now(world, key, about["claim_id"])
    said = f"the official {_kind(now)} is {telling.number(world, now)}"
    matches(text, f"{_label(world, key)}: {said}")


def _ends(claim: Claim) -> tuple[float, float]:
    """From where to where a chart draws it: an open bound by the number that is stated."""
    stated = [each for each in (claim.value, claim.low, claim.high) if each is not None]
    low = stated[0] if claim.low is None else claim.low
    high = stated[0] if claim.high is None else claim.high
    return low, high


@checks("casualties.official_moved")
def official_moved(world: World, about: About, text: str) -> None:
    key = _key(about)
    now = _now(world, key, about["now"])
    lasting = [claim for claim in _official(world, key) if claim.standing not in GONE]
    first = lasting[0]
    assert first.id == about["first"], "another became known first"
    assert first is not now, "it did not move"
    assert _kind(first) == _kind(now), "one is an estimate"
    if now.measure == "flow":
        assert first.end - first.start == now.end - now.start, "of unlike spans"
    assert not any(telling.cited(world, each) for each in (first, now)), (
        "read elsewhere"
    )
    before, after = telling.number(world, first), telling.number(world, now)
    (low, high), (lower, upper) = _ends(first), _ends(now)
    verb = "went"
    if low <= lower and high <= upper and (low, high) != (lower, upper):
        verb = "rose"
    if low >= lower and high >= upper and (low, high) != (lower, upper):
        verb = "fell"
    said = f"the official {_kind(now)} {verb} from {before} to {after}"
    if before == after:
        said = f"the official {_kind(now)} is {after}, as at first"
    matches(text, f"{_label(world, key)}: {said}")


@checks("casualties.taken_back")
def taken_back(world: World, about: About, text: str) -> None:
    last = _gone(world, _key(about))[-1]
    assert last.id == about["claim_id"], "another fell that became known later"
    matches(text, f"{telling.number(world, last)} was {last.standing}")


def _clock(world: World, published: str) -> datetime:
    """Where a chart puts a moment: at its clock time, or at noon of its day."""
    if "T" in published:
        known = days.known_from(published, world.zone).astimezone(world.zone)
        return known.replace(tzinfo=None)
    return datetime.combine(days.local_day(published, world.zone), time(12))


def _quantity(about: About) -> Key:
    metric, group, place = about["quantity"].split("/")[:3]
    return metric, group, place


@checks("toll_parts.others_said")
def others_said(world: World, about: About, text: str) -> None:
    own = _own(world, _quantity(about))
    others = {claim.id for claim in own if claim.numbered and not claim.office}
    assert others == set(ids(about["claim_ids"])), "others gave a number"
    many = f": {words.number(len(others))} numbers" if len(others) > 3 else ""
    same(text, f"What others said{many}")


@checks("source_line.publishers")
def publishers(world: World, about: About, text: str) -> None:
    given = Counter(
        words.plain(world.rows["sources"][source]["publisher"])
        for source in ids(about["source_ids"])
    )
    left = len(given) - 6
    most = sorted(given.values(), reverse=True)[:6]
    found = words.plain(text)
    if left > 0:
        holds(found, f"; {words.number(left)} more")
        found = found.removesuffix(f"; {words.number(left)} more")
    named = []
    for name in sorted(given, key=len, reverse=True):
        if name in found:
            named.append(name)
            found = found.replace(name, "@", 1)
    assert found == "; ".join(["@"] * len(most)), f"{text!r} names something else"
    assert sorted((given[name] for name in named), reverse=True) == most, (
        "others have more"
    )


@checks("casualties.official_speakers")
def official_speakers(world: World, about: About, text: str) -> None:
    told = ids(about["claim_ids"])
    key = world.claims[told[0]].key
    lasting = [claim for claim in _official(world, key) if claim.standing not in GONE]
    assert {claim.id for claim in lasting} == set(told), (
        "these are not the official numbers"
    )
    given = Counter(claim.speaker for claim in lasting)
    most = sorted(given.values(), reverse=True)[:2]
    names = [world.name(speaker) for speaker in given if given[speaker] >= most[-1]]
    left = len(given) - len(most)
    expected = " and ".join(["@"] * len(most))
    if left:
        expected = f"@, @ and {words.number(left)} more"
    found = words.plain(text)
    for name in sorted(names, key=len, reverse=True):
        found = found.replace(words.plain(name), "@", 1)
    for _ in names[len(most) :]:
        assert found.count("@") == len(most), f"{text!r} names others"
    assert found == expected, f"{text!r} does not name those who gave most"


@checks("casualties.said_again")
def said_again(world: World, about: About, text: str) -> None:
    claim, before = (claim_of(world, about[each]) for each in ("claim_id", "before"))
    official = _official(world, claim.key)
    lasting = [each for each in official if each.standing not in GONE]
    assert lasting[lasting.index(claim) - 1] is before, "another came before it"
    assert lasting.index(claim) > 0, "nothing came before it"
    assert words.amount(claim) == words.amount(before), "it is another number"
    day = telling.published(world, claim.row["published"], short=True)
    same(text, f"said again {day}")


@checks("casualties.fell_by")
def fell_by(world: World, about: About, text: str) -> None:
    told = ids(about["act_ids"])
    acts = {act["act_id"]: act for claim in world.claims.values() for act in claim.acts}
    claim = world.claims[acts[told[0]]["target"]]
    fatal = [act for act in claim.acts if world.fells(act, claim)]
    fatal.sort(
        key=lambda act: (days.known_from(act["published"], world.zone), act["act_id"])
    )
    first: dict[str, str] = {}
    for act in fatal:
        first.setdefault(act["act"], act["act_id"])
    assert list(first.values()) == told, "others were the first of their kind"
    parts = []
    for act_id in told:
        act = acts[act_id]
        by = "" if parts else f" by {telling.the(world, act['by'])}"
        day = telling.esc(telling.published(world, act["published"], short=True))
        parts.append(f"{act['act']}{by}, {day}")
    matches(text, "; ".join(parts))


@checks("toll_parts.no_official_number")
def stretch_without(world: World, about: About, text: str) -> None:
    """At no time between the two a known state of the ledger had an official number in force."""
    since, until = (datetime.fromisoformat(about[each]) for each in ("since", "until"))
    full = (until - since) // timedelta(days=1)
    length = f" for {words.number(full)} days" if full > 1 else ""
    same(text.replace("\n", " "), f"no official number{length}")
    key = _quantity(about)
    assert since < until, "the stretch is empty"
    official = _official(world, key)
    assert any(_clock(world, claim.row["published"]) <= since for claim in official), (
        "none before"
    )
    middle = since + (until - since) / 2
    for moment in (since + timedelta(minutes=1), middle):
        for claim in official:
            assert not _stood(world, claim, moment), f"{claim.id} stood at {moment}"


def _stood(world: World, claim: Claim, moment: datetime) -> bool:
    """Whether a claim was public by then, and nothing had taken it out of force."""
    if _clock(world, claim.row["published"]) > moment:
        return False
    ends = [
        _clock(world, act["published"])
        for act in claim.acts
        if world.fells(act, claim) or act["act"] == "superseded"
    ]
    if claim.superseded_by in world.claims:
        ends.append(_clock(world, world.claims[claim.superseded_by].row["published"]))
    return not any(end <= moment for end in ends)


# What the marks of the chart over time mean.


def _by_day(claims: list[Claim]) -> bool:
    """Whether most became public at one moment, of more than two days."""
    numbered = [claim for claim in claims if claim.numbered]
    if not numbered:
        return False
    known, count = Counter(claim.known for claim in numbered).most_common(1)[0]
    told = {claim.end for claim in numbered if claim.known == known}
    return count * 2 > len(numbered) and len(told) > 2


def _hollow(world: World, claim: Claim) -> bool:
    return claim.standing in GONE or telling.disputed(world, claim)


def _colour(claims: list[Claim]) -> str:
    """The sentence on colours that is true of some claims."""
    lasting = [
        claim for claim in claims if claim.numbered and claim.standing not in GONE
    ]
    offices = {claim.office for claim in lasting}
    if offices == {True, False}:
        return "Blue: official; grey: others."
    if offices == {True}:
        return "Blue: official."
    return "Grey: not official." if offices else ""


def _legend(text: str, meanings: dict[str, bool]) -> None:
    """Each mark is explained where it is drawn, and nowhere else; nothing else is said."""
    told = words.plain(text)
    for meaning, there in meanings.items():
        assert (f" {meaning}" in f" {told}") == there, f"{meaning!r}: drawn {there}"
        told = told.replace(meaning, "")
    assert not told.strip(), f"{told.strip()!r} is no meaning of a mark"


_COLOURS = ("Blue: official; grey: others.", "Blue: official.", "Grey: not official.")


def _coloured(claims: list[Claim]) -> dict[str, bool]:
    return {each: each == _colour(claims) for each in _COLOURS}


@checks("casualties.how_to_read_toll")
def how_to_read_toll(world: World, about: About, text: str) -> None:
    key = _key(about)
    own = _own(world, key)
    drawn = [claim for claim in own if claim.numbered]
    clock = "by the day it speaks of" if _by_day(own) else "by the time of publication"
    metric, group, place = key
    label = telling.capital(telling.quantity(world, (metric, group, world.place)))
    unit = telling.unit(world, metric, telling.quantity(world, key))
    label += f" ({unit})" if unit else ""
    begin = words.plain(f"{label}, {world.label('places', place)}, {clock}.")
    assert words.plain(text).startswith(begin), f"{text!r} does not begin {begin!r}"
    open_ended = [claim for claim in drawn if claim.wording in _OPEN]
    nearly = any(claim.wording == "nearly" for claim in drawn)
    triangles = [claim for claim in drawn if claim.wording in (*_OPEN, "nearly")]
    squares = [
        claim
        for claim in drawn
        if claim.nature == "estimate" and claim not in triangles
    ]
    lined = (
        not _by_day(own) and len({claim.party for claim in drawn if claim.office}) == 1
    )
    said = Counter(
        (each.party, each.office) for each in drawn if each.standing not in GONE
    )
    threads = (
        not _by_day(own) and not lined and any(count > 1 for count in said.values())
    )
    coloured = dict.fromkeys(_COLOURS, False) if lined else _coloured(drawn)
    _legend(
        words.plain(text).removeprefix(begin),
        {
            **coloured,
            "Thin line: a party's own numbers.": threads,
            "Square: an estimate.": bool(squares),
            "Hollow: withdrawn, denied or disputed.": any(
                _hollow(world, each) for each in drawn
            ),
            "Triangle: an open bound.": bool(open_ended) and not nearly,
            "Triangle: nearly.": nearly and not open_ended,
            "Triangle: an open bound, or nearly.": nearly and bool(open_ended),
            "Bar: a range.": any(_ranged(claim) for claim in drawn),
        },
    )


def _ranged(claim: Claim) -> bool:
    return claim.low is not None and claim.high is not None and claim.low < claim.high


@checks("casualties.chart_label")
def chart_label(world: World, about: About, text: str) -> None:
    claim = claim_of(world, about["claim_id"])
    said = telling.number(world, claim)
    if claim.standing in GONE:
        matches(text, f"{said}, {claim.standing}")
    else:
        matches(text, f"{telling.esc(world.name(claim.speaker))}: {said}")


def _people(world: World, key: Key) -> str:
    return "people " if world.rows["metrics"][key[0]]["unit"] == "persons" else ""


@checks("casualties.in_words")
def in_words(world: World, about: About, text: str) -> None:
    key = _key(about)
    own = _own(world, key)
    drawn = [claim for claim in own if claim.numbered]
    drawn.sort(key=lambda claim: (claim.known, claim.id))
    clock = "the time of their publication"
    if _by_day(own):
        clock = "the days they speak of"
    elif len({claim.party for claim in drawn if claim.office}) == 1:
        clock += ", the official count as a line"
    label = telling.esc(telling.quantity(world, key))
    many = f"{words.number(len(drawn))} number{'' if len(drawn) == 1 else 's'}"
    shows = rf"Chart of {many} of {_people(world, key)}{label} over {clock}: .+\."
    first, last = _in_words(world, drawn[0]), _in_words(world, drawn[-1])
    told = (
        rf" It is {last}\."
        if first == last
        else rf" The first is {first}; the last, {last}\."
    )
    matches(text, f"{shows}(?:{told})?")
    assert len(text) <= 400, "nobody listens to so much"


def _became(world: World, claim: Claim) -> str:
    if claim.standing in GONE:
        return f", {claim.standing}"
    if claim.standing == "superseded":
        return ", replaced since"
    against = telling.objection(world, claim)
    return f", {against}" if against else ""


def _natured(world: World, claim: Claim) -> str:
    said = telling.number(world, claim)
    return rf"{said} \(estimate\)" if claim.nature == "estimate" else said


def _in_words(world: World, claim: Claim) -> str:
    who = telling.esc(world.name(claim.speaker))
    day = telling.esc(telling.published(world, claim.row["published"]))
    return f"{_natured(world, claim)} by {who}, {day}{_became(world, claim)}"


@checks("casualties.claim_in_words")
def claim_in_words(world: World, about: About, text: str) -> None:
    matches(text, _in_words(world, claim_of(world, about["claim_id"])))


@checks("casualties.became")
def became(world: World, about: About, text: str) -> None:
    expected = _became(world, claim_of(world, about["claim_id"]))
    assert expected, "it stands, and nobody speaks against it"
    matches(text, expected)


# What the latest numbers of all parties say together.


def _span(world: World, key: Key, claim_ids: str) -> list[Claim]:
    span = world.span(key)
    assert {claim.id for claim in span} == set(ids(claim_ids)), "others are the latest"
    return span


@checks("casualties.no_number_on_record")
def no_number_on_record(world: World, about: About, text: str) -> None:
    assert all(claim.relays for claim in world.of(_key(about))), "there is a claim"
    same(text, "No number is on record")


@checks("casualties.no_number_stands")
def no_number_stands(world: World, about: About, text: str) -> None:
    key = _key(about)
    assert not [each for each in _own(world, key) if each.alive and each.numbered], (
        "one stands"
    )
    assert not world.span(key), "a word stands for a number"
    matches(text, f"{_label(world, key)}: no number stands")


def _others(world: World, key: Key, party: str) -> list[Claim]:
    """The numbers in force of other parties: a word that a rule may hear as one is none."""
    witnesses = [world.claims[claim.id] for claim in world.witnesses(key)]
    return [
        claim
        for claim in witnesses
        if claim.alive and claim.numbered and claim.party != party
    ]


def _who(world: World, claims: list[Claim]) -> str:
    """All that say so, in any order."""
    names = sorted({telling.the(world, claim.speaker) for claim in claims})
    own = "|".join(names)
    if len(names) == 1:
        return names[0]
    return rf"(?:{own})(?:, (?:{own})){{{len(names) - 2}}} and (?:{own})"


@checks("casualties.only_one")
def only_one(world: World, about: About, text: str) -> None:
    key = _key(about)
    span = _span(world, key, about["claim_ids"])
    assert len({claim.party for claim in span}) == 1, "several parties"
    assert not _others(world, key, span[0].party), "another party has a number"
    said = f"{_label(world, key)}: {_or(world, span)}"
    matches(text, f"{said}(?:, by {_who(world, span)} alone|, and nobody else)")


@checks("casualties.others_are_older")
def others_are_older(world: World, about: About, text: str) -> None:
    key = _key(about)
    span = _span(world, key, about["claim_ids"])
    others = _others(world, key, span[0].party)
    assert {claim.id for claim in others} == set(ids(about["others"])), "not all others"
    assert len({claim.party for claim in span}) == 1, "several parties"
    first = min(claim.end for claim in span)
    assert all(claim.end < first for claim in others), "one is no older"
    label, said = _label(world, key), _or(world, span)
    long = f"{said} by {_who(world, span)}; others' figures are older"
    matches(text, f"{label}: (?:{long}|{said}; others' figures are older)")


def _conflict(claims: list[Claim]) -> bool:
    """Whether one allows only more than another does: `over 50` allows no 50."""
    for one in claims:
        for other in claims:
            low, high = one.bounds[0], other.bounds[1]
            if low is None or high is None:
                continue
            if low > high:
                return True
            if low == high and (one.wording == "over" or other.wording == "under"):
                return True
    return False


def _kinds(claims: list[Claim]) -> str:
    kinds = {_kind(claim) for claim in claims}
    if len(kinds) == 2:
        return "counts and estimates"
    return f"{kinds.pop()}s"


def _from_to(world: World, claims: list[Claim]) -> str:
    """From the lowest to the highest, those that are open as they word it."""
    lows, highs = zip(*(claim.bounds for claim in claims), strict=True)
    if None not in lows and None not in highs:
        return telling.esc(closed(claims))
    firsts = _most(claims, lambda low, high: -(high if low is None else low))
    lasts = _most(claims, lambda low, high: low if high is None else high)
    forms = []
    for first in firsts:
        for last in lasts:
            one, other = (
                telling.number(world, world.claims[each.id]) for each in (first, last)
            )
            forms.append(one if one == other else f"{one} to {other}")
    return f"(?:{'|'.join(forms)})"


def _most(claims: list[Claim], rank) -> list[Claim]:  # type: ignore[no-untyped-def]
    top = max(rank(*claim.bounds) for claim in claims)
    return [claim for claim in claims if rank(*claim.bounds) == top]


@checks("casualties.differ")
def differ(world: World, about: About, text: str) -> None:
    key = _key(about)
    span = _span(world, key, about["claim_ids"])
    assert len({claim.party for claim in span}) > 1, "one party"
    assert _conflict(span), "they can all be true"
    said = f"{_kinds(span)} differ, {_from_to(world, span)}"
    matches(text, f"{_label(world, key)}: {said}")


@checks("casualties.do_not_conflict")
def do_not_conflict(world: World, about: About, text: str) -> None:
    key = _key(about)
    span = _span(world, key, about["claim_ids"])
    assert len({claim.party for claim in span}) > 1, "one party"
    assert not _conflict(span), "they contradict each other"
    numbers = _from_to(world, span)
    said = f"{_kinds(span)} of {numbers} do not conflict"
    if len({words.amount(world.claims[claim.id]) for claim in span}) == 1:
        said = (
            f"{_kinds(span)} agree on {telling.number(world, world.claims[span[0].id])}"
        )
    matches(text, f"{_label(world, key)}: {said}")


def _drawn(world: World, key: Key) -> list[Claim]:
    """The rows of a chart of ranges, from the top."""
    own = _own(world, key)
    own.sort(key=lambda claim: (*claim.late, claim.id), reverse=True)
    drawn = [claim for claim in own if claim.standing != "superseded"]
    heard = {claim.speaker for claim in drawn}
    drawn = drawn[:_ROWS]
    for claim in own:
        if len(drawn) < _ROWS and claim.speaker not in heard:
            heard.add(claim.speaker)
            drawn.append(claim)
    drawn.sort(key=lambda claim: (*claim.late, claim.id), reverse=True)
    return drawn


@checks("casualties.how_to_read_ranges")
def how_to_read_ranges(world: World, about: About, text: str) -> None:
    key = _key(about)
    drawn = _drawn(world, key)
    marked = [claim for claim in drawn if claim.numbered]
    points = [claim for claim in marked if claim.wording != "range"]
    left = len(_own(world, key)) - len(drawn)
    begin = "By speaker and the day it speaks of, the latest on top."
    unit = telling.unit(world, key[0], telling.quantity(world, key))
    if unit:
        begin += f" In {unit}."
    holds(text, begin)
    _legend(
        words.plain(text).removeprefix(begin),
        {
            **_coloured(drawn),
            "A point is a number as stated.": bool(points),
            "A bar is a range.": len(points) < len(marked),
            "Square: an estimate.": any(claim.nature == "estimate" for claim in points),
            "Arrow: an open bound.": any(claim.wording in _OPEN for claim in points),
            "Soft edge: about.": any(
                claim.wording in ("about", "nearly") for claim in points
            ),
            "Hollow: withdrawn, denied or disputed.": any(
                _hollow(world, each) for each in marked
            ),
            "Faint: replaced by a newer figure.": any(
                claim.standing == "superseded" for claim in drawn
            ),
            f"Not drawn: {words.number(left)} older or replaced.": left > 0,
        },
    )


@checks("casualties.range_label")
def range_label(world: World, about: About, text: str) -> None:
    claim = claim_of(world, about["claim_id"])
    prefix = "in words: " if claim.row["wording"] == "vague" else ""
    same(text, prefix + words.amount(claim))


@checks("casualties.range_fate")
def range_fate(world: World, about: About, text: str) -> None:
    claim = claim_of(world, about["claim_id"])
    against = telling.objection(world, claim)
    expected = claim.standing if claim.standing in GONE else against
    assert expected, "it stands, and nobody speaks against it"
    same(text, f", {expected}")


def _of_day(world: World, claim: Claim) -> str:
    who = telling.esc(world.name(claim.speaker))
    day = telling.esc(words.span(claim.row["refers_to"], short=True))
    return f"{who} of {day}: {_natured(world, claim)}{_became(world, claim)}"


@checks("casualties.range_in_words")
def range_in_words(world: World, about: About, text: str) -> None:
    matches(text, _of_day(world, claim_of(world, about["claim_id"])))


@checks("casualties.ranges_in_words")
def ranges_in_words(world: World, about: About, text: str) -> None:
    rows = [_of_day(world, claim) for claim in _drawn(world, _key(about))]
    told = "|".join(_listed(rows, most) for most in range(1, len(rows) + 1))
    matches(text, rf"Chart of who says what, a row a claim: .+\.(?: (?:{told})\.)?")
    assert len(text) <= 400, "nobody listens to so much"


@checks("casualties.claims_title")
def claims_title(world: World, about: About, text: str) -> None:
    metric, group, place = _key(about)
    if place != world.place:
        same(text, f"Who says what: {telling.quantity(world, (metric, group, place))}")
        return
    same(
        text,
        f"Who says what: {telling.quantity(world, (metric, group, place))}, all places together",
    )


# Cells of tables.


@checks("quantities.told")
def told(world: World, about: About, text: str) -> None:
    claim = claim_of(world, about["claim_id"])
    said = words.amount(claim)
    same(text, said if claim.nature == "count" else f"{said} ({claim.nature})")


@checks("quantities.spread")
def spread(world: World, about: About, text: str) -> None:
    metric, group, place = about["figure"].split("/")[:3]
    span = world.span((metric, group, place))
    assert span, "nobody's number is in force"
    low, high = world.spread(span)
    if low is not None and high is not None:
        same(text, closed(span))
    elif len(span) == 1:
        same(text, words.amount(world.claims[span[0].id]))
    else:
        same(text, bounds(low, high))


@checks("phrases.answer")
def answer(world: World, about: About, text: str) -> None:
    act = row(world, "acts", about["act_id"])
    assert act in world.effective, "the act is not in effect"
    if telling.ours(act):
        matches(text, telling.doubted(world, [act]))
    else:
        matches(text, f"{telling.done(world, [act])}: {telling.reasons(world, [act])}")
