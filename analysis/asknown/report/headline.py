"""What a report's day says in one sentence, by rule from the course of its main figure.

A headline has fourteen words at most: of what could be said, the first that is short enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from asknown import dates
from asknown.model.changes import Changes
from asknown.model.figures import NONE_STANDS, STANDING, UNKNOWN, Figure
from asknown.model.known import Known
from asknown.model.phrases import (
    amount_with_unit,
    capital,
    cell,
    label_of,
    on,
    speaker,
    the,
)
from asknown.model.standing import WITHDRAWN
from asknown.report import front_page
from asknown.report.front_page import (
    is_followed,
    last_fallen,
    name_of_part,
    none_of,
    parts_of,
)
from asknown.report.story import Story, felling
from asknown.subjects import quantities
from asknown.text import english
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

MOST_WORDS = 14
LONG_AGO = timedelta(days=60)  # a day that long before is told by its month


def of_figure(figure: Figure, changes: Changes) -> Prose:
    """The headline of a report on a figure."""
    for said in _candidates(figure, changes):
        if said and len(said.text.split()) <= MOST_WORDS:
            return said.bare()
    return reads(figure).bare()


def _candidates(figure: Figure, changes: Changes) -> Iterator[Prose]:
    """What could be said of a figure, the weightiest first."""
    story = Story(figure)
    yield from _of_the_day(figure, changes)
    if figure.status != STANDING:
        fallen = last_fallen(figure)
        if fallen:
            yield none_left(figure, fallen)
        if figure.status == UNKNOWN:
            for most in (2, 1):
                yield only_parts(figure, parts_of(figure)[:most])
        yield only_others(
            figure, [row.claim_id for row in front_page.latest_of_others(figure, ())]
        )
        return
    yield several(figure, figure.claims)
    if story.now is None or story.since is None:
        return
    if story.fallen is not None and story.then is not None:
        course = [story.fallen, story.then, story.since]
        yield after_a_fall(figure, list(dict.fromkeys(row.claim_id for row in course)))
    if story.before is not None:
        yield changed(figure, [story.before.claim_id, story.since.claim_id])
    yield says(figure, story.now.claim_id)


def _of_the_day(figure: Figure, changes: Changes) -> Iterator[Prose]:
    """What was taken back since the report before."""
    for claim_id in of_the_day(figure, changes)[:1]:
        acts = felling(figure.case, claim_id)
        yield just_fell(figure, claim_id, acts[-1].act_id)


def of_the_day(figure: Figure, changes: Changes) -> list[str]:
    """The numbers of a figure that were taken back since the report before, for the first time:
    the highest first, of several what was withdrawn before what was denied."""
    gone = front_page.gone(changes)
    own = [
        row
        for row in figure.case.quantities.get(figure.key, ())
        if row.claim_id in gone
    ]
    own.sort(key=lambda row: (-_most(row), row.standing != WITHDRAWN, row.claim_id))
    return [row.claim_id for row in own if _came_to_fall(changes, row.claim_id)]


def _came_to_fall(changes: Changes, claim_id: str) -> bool:
    """Whether a claim is taken back now and was not before: what was denied one day is no news as
    withdrawn the next."""
    before = changes.old
    was = claim_id in before.states and felling(before, claim_id)
    return bool(felling(changes.new, claim_id)) and not was


def _most(row: Any) -> float:
    """The highest number that a claim states."""
    return max(float(each) for each in (row.low, row.value, row.high) if each == each)


def name(figure: Figure) -> Prose:
    """What a figure is called: `official toll, Almaty`, by other rules `killed, Almaty`."""
    case = figure.case
    if not _is_official(figure):
        return figure.label()
    label = cell(case, "metrics", figure.metric, "label")
    words = plain(f"official {english.count_of(label)}", f"metrics:{figure.metric}")
    where = _narrower(figure)
    return say("{words}, {where}", words=words, where=where) if where else words


def _narrower(figure: Figure) -> Prose:
    """The group and the place of a figure, as far as they are not everyone and the whole."""
    case = figure.case
    names = []
    if figure.group != "all":
        names.append(label_of(case, "groups", figure.group))
    if figure.place != case.place:
        names.append(label_of(case, "places", figure.place))
    return join(names, ", ", ", ")


def _is_official(figure: Figure) -> bool:
    return figure.rule == "official" and not is_followed(figure)


def day_or_month(case: Known, claim_id: str) -> Prose:
    """When a claim came out: the day, long after only the month; nothing where only the latest day
    it can have is known."""
    assert case.known_at is not None
    when = dates.published(cell(case, "claims", claim_id, "published"), case.zone)
    if when.latest:
        return Prose()
    local: date = (
        when.known.astimezone(case.zone).date() if when.has_clock else when.day
    )
    is_long_ago = case.known_at.day - local > LONG_AGO
    words = english.month(local) if is_long_ago else english.day(local)
    return plain(words, f"claims:{claim_id}")


# What is said. An official toll is named so; other figures by what they count.


@statement(
    "the claim, of the figure's quantity, was taken back since the report before, last by this act;"
    " official: the rule is official and the metric follows offices"
)
def just_fell(figure: Figure, claim_id: str, act_id: str) -> Prose:
    """What was taken back that day, and by whom: `Official toll: 164 denied by the Ministry`."""
    case = figure.case
    return say(
        "{name}: {n} {act} by {who}",
        name=capital(name(figure)),
        n=amount_with_unit(case, claim_id),
        act=cell(case, "acts", act_id, "act"),
        who=the(case, cell(case, "acts", act_id, "by")),
    )


@statement(
    "nothing that the rule hears stands; of the claims it hears that were withdrawn or denied this "
    "one is for the latest day, then known last, and the last of the acts by which it fell was then"
)
def none_left(figure: Figure, claim_id: str) -> Prose:
    """That there is no figure, and when the last was taken back."""
    case = figure.case
    acts = felling(case, claim_id)
    if figure.status != NONE_STANDS or not acts:
        return Prose()
    return say(
        "{none}: {n} {standing} {day}",
        none=capital(_none(figure)),
        n=amount_with_unit(case, claim_id),
        standing=case.row(claim_id).standing,
        day=on(case, "acts", acts[-1].act_id),
    )


def _none(figure: Figure) -> Prose:
    """That there is no figure: `no official toll`, `killed: no figure`."""
    if _is_official(figure):
        return say("no {name}", name=name(figure))
    return say("{label}: {none}", label=figure.label(), none=none_of(figure, "figure"))


@statement(
    "the rule hears no claim on the whole; these are the first parts of it for each of which it "
    "shows one claim's figure"
)
def only_parts(figure: Figure, parts: Sequence[Figure]) -> Prose:
    """That there is no total, and what parts are known."""
    case = figure.case
    if not parts:
        return Prose()
    told: list[Prose] = []
    for part in parts:
        (claim_id,) = part.claims
        counted = say("{n} {name}", n=part.measured(), name=name_of_part(figure, part))
        if not told or part.speaker != parts[0].speaker:
            who = speaker(case, claim_id)
            verb = verb_of(case, claim_id, "gives", "give")
            counted = say("{who} {verb} {n}", who=who, verb=verb, n=counted)
        told.append(counted)
    return say("{none}; {parts}", none=capital(_none(figure)), parts=join(told))


def verb_of(case: Known, claim_id: str, one: str, several: str) -> str:
    """A verb as it goes with the name of who made a claim."""
    return english.verb(speaker(case, claim_id).text, one, several)


@statement(
    "the rule shows no figure; the first of these claims, the latest numbers in force of all "
    "parties, words aside, is for the latest day, then known last; others: several are so and "
    "differ, and this is from their lowest to their highest"
)
def only_others(figure: Figure, claim_ids: list[str]) -> Prose:
    """That there is no figure, and what somebody else says."""
    if not claim_ids:
        return Prose()
    case = figure.case
    latest = front_page.of_the_latest_time(figure, claim_ids)
    if front_page.differ(figure, latest):
        n = quantities.from_to(case, latest)
        return say("{none}; others say {n}", none=capital(_none(figure)), n=n)
    return say(
        "{none}; {who} {verb} {n}",
        none=capital(_none(figure)),
        verb=verb_of(case, claim_ids[0], "says", "say"),
        who=the(case, case.row(claim_ids[0]).speaker),
        n=amount_with_unit(case, claim_ids[0]),
    )


@statement(
    "the figure rests on these claims, of so many parties; estimates: all of them are; from "
    "the lowest to the highest"
)
def several(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """From the lowest to the highest of several parties."""
    parties = {figure.case.row(claim_id).party for claim_id in claim_ids}
    if len(parties) < 2 or figure.rule == "minimum":
        return Prose()
    template = "{label}: {amount}, say {n} parties"
    if figure.nature == "estimate":
        template = "{label}: {n} parties estimate {amount}"
    return say(
        template,
        label=capital(figure.label()),
        amount=figure.measured(),
        n=plain(english.number(len(parties)), "count:parties"),
    )


@statement(
    "of the numbers that the rule hears the first named is the last that was withdrawn or denied; "
    "the next the first that came out when or after it fell and was not; the last the first of "
    "those with the number now shown that its party gave one after the other until the claim "
    "shown; since: it came out then"
)
def after_a_fall(figure: Figure, claim_ids: list[str]) -> Prose:
    """The course of a figure of which a number fell: `Official toll: 164 withdrawn, then 225, and
    238 since August 2022`."""
    case = figure.case
    fallen, *others = claim_ids
    parts = {
        "name": capital(name(figure)),
        "old": amount_with_unit(case, fallen),
        "gone": case.row(fallen).standing,
        "then": amount_with_unit(case, others[0]),
        "now": amount_with_unit(case, others[-1]),
        "day": day_or_month(case, others[-1]),
    }
    template = "{name}: {old} {gone}"
    template += ", then {then}, and {now}" if len(others) > 1 else ", {now}"
    template += " since {day}" if parts["day"] else " now"
    return say(template, **parts)


@statement(
    "the last named is the first of those with the number now shown that its party gave one after "
    "the other until the claim shown; the first named is the number the party gave before it, those"
    " taken back left out; since: it came out then"
)
def changed(figure: Figure, claim_ids: list[str]) -> Prose:
    """What a figure is since when, and what it was before."""
    case = figure.case
    before, since = claim_ids
    day = day_or_month(case, since)
    template = "{name}: {now} since {day}, {before} before" if day else "{name}: {now}"
    return say(
        template,
        name=capital(name(figure)),
        now=amount_with_unit(case, since),
        day=day,
        before=amount_with_unit(case, before),
    )


@statement("the rule shows this claim alone; estimates: its nature is estimate")
def says(figure: Figure, claim_id: str) -> Prose:
    """A figure that somebody says: `Official toll: 40, says the Ministry`."""
    case = figure.case
    row = case.row(claim_id)
    verbs = ("estimates", "estimate") if row.nature == "estimate" else ("says", "say")
    return say(
        "{name}: {n}, {verb} {who}",
        name=capital(name(figure)),
        n=amount_with_unit(case, claim_id),
        verb=verb_of(case, claim_id, *verbs),
        who=the(case, row.speaker),
    )


@statement("the figure reads so by the rule")
def reads(figure: Figure) -> Prose:
    """A figure and its number, and no more."""
    return say(
        "{label}: {amount}", label=capital(figure.label()), amount=figure.measured()
    )
