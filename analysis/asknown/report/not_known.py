"""What a reader would ask and nobody has said: each a sentence, resting on the rows that leave it
open. The weightiest come first, and there are six at most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from asknown.ledger.settings import Section
from asknown.model.case import Case
from asknown.model.figures import STANDING, UNKNOWN, Figure, figure
from asknown.model.known import Known
from asknown.model.parts import is_part
from asknown.model.phrases import (
    amount_with_unit,
    capital,
    cell,
    cited_by,
    label_of,
    published,
    refers_to,
    source_of,
    the,
)
from asknown.model.standing import GONE
from asknown.model.sums import Gap, gaps
from asknown.report import front_page
from asknown.report.headline import verb_of
from asknown.subjects import deployments, quantities
from asknown.text import english
from asknown.text.blocks import Group, Points, shown
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

MOST = 6
MOST_NAMED = 3  # contributors that a sentence names
# By these steps a contributor's force has set out.
_SENT = ("departed", "arrived", "on_task", "withdrawal_began", "withdrawn", "home")


def shown_of(case: Case, rule: str = "") -> Group:
    """What is not known, a line each."""
    lines = [line for line in _lines(case, rule or case.settings.rule) if line]
    return shown(Points(tuple(lines[:MOST])))


def _lines(case: Case, rule: str) -> Iterator[Prose]:
    in_front = front_page.headline(case, rule)
    for each in in_front:
        yield no_figure(each, _parts(each))
    yield never_said_by(case)
    for each in in_front:
        yield differ(each, each.claims)
    for each in _only_others(case, rule, in_front):
        others = front_page.latest_of_others(each, ())
        ids = [row.claim_id for row in others]
        yield only_others_say(each, ids)
    keys = {each.key for each in in_front}
    for claim_id in _cited_only(case, keys):
        yield read_only_in(case, claim_id)
    for gap in gaps(case):
        if gap.total.key in keys and not gap.noted():
            yield left_open(gap)
    for claim_id in _unsure_clocks(case, keys):
        yield clock_is_a_reading(case, claim_id)


# Which rows leave something open.


def _parts(figure: Figure) -> list[Figure]:
    return front_page.parts_of(figure)[: front_page.MOST_ON_TILE]


def never_said_by(case: Case) -> Prose:
    """Who of those who sent a force never gave a number of it; nothing where everybody did."""
    section = case.settings.deployment
    silent = _silent(case, section)
    metric = deployments.metric_of(section)
    if silent:
        return never_said(case, metric, silent)
    return Prose()


def _silent(case: Known, section: Section) -> list[str]:
    """The contributors that set out and never gave a number, though others of their words are
    known; those of whom others say most first."""
    metric = deployments.metric_of(section)
    if not metric:
        return []
    counted = _counted(case, metric)
    stated = {claim.group for claim in counted if claim.group == claim.party}
    speakers = case.tables["speakers"]
    could_say = _sent(case).intersection(speakers["party"])
    silent = []
    for group in sorted(could_say - stated - {section.whole}):
        if is_part(case, "groups", group, section.whole):
            silent.append(group)
    said_by_others = Counter(claim.group for claim in counted)
    silent.sort(key=lambda group: -said_by_others[group])
    return silent


def _sent(case: Known) -> set[str]:
    """The contributors whose force has set out."""
    movements = case.tables["movements"]
    has_left = movements["step"].isin(_SENT)
    return set(movements.loc[has_left, "contributor"])


def _counted(case: Known, metric: str) -> list[Any]:
    """The claims on a metric that have a number."""
    counted = []
    for key, claims in case.quantities.items():
        if key[0] == metric:
            counted += [claim for claim in claims if claim.numbered]
    return counted


def _only_others(
    case: Case,
    rule: str,
    in_front: list[Figure],
) -> Iterator[Figure]:
    """The main quantities of the sections, those in front aside, for which the rule hears nobody
    and others have a number."""
    known = {each.key for each in in_front}
    for section in case.settings.sections:
        key = (section.metrics[0], section.whole or "all", case.place)
        if key in known or key not in case.quantities:
            continue
        found = figure(case, *key, rule)
        if found.status == UNKNOWN:
            yield found


def _cited_only(case: Known, keys: set[tuple[str, str, str]]) -> Iterator[str]:
    """The numbers in front that were read only in somebody else's document, the newest first."""
    claims: list[Any] = []
    for key in keys:
        claims += case.quantities.get(key, ())
    claims.sort(key=lambda claim: claim.claim_id)
    claims.sort(key=lambda claim: claim.known, reverse=True)
    for claim in claims:
        is_told = claim.numbered and not claim.relays
        if not is_told or claim.standing in GONE:
            continue
        if cited_by(case, claim.claim_id):
            yield str(claim.claim_id)


def _unsure_clocks(case: Known, keys: set[tuple[str, str, str]]) -> Iterator[str]:
    """The numbers in front of which the minute is known and a note speaks of a clock or a zone."""
    for key in sorted(keys):
        for claim in case.quantities.get(key, ()):
            if not claim.relays and _is_unsure(case, claim.claim_id):
                yield str(claim.claim_id)


def _is_unsure(case: Known, claim_id: str) -> bool:
    """Whether the minute of a claim is known and its note speaks of a clock or a zone."""
    if "T" not in cell(case, "claims", claim_id, "published"):
        return False
    note = cell(case, "claims", claim_id, "note").lower()
    return "clock" in note or "zone" in note


# What is said.


@statement(
    "the figure stands in front and the rule shows none; known: the rule shows a figure for each of"
    " these parts, the first that it has"
)
def no_figure(figure: Figure, parts: list[Figure]) -> Prose:
    """That there is no figure of something in front; nothing where there is one."""
    if figure.status == STANDING:
        return Prose()
    what = "total" if figure.status == UNKNOWN else "figure"
    told = say(
        "{label}: {none}",
        label=capital(figure.label()),
        none=front_page.none_of(figure, what),
    )
    if not parts:
        return say("{told}.", told=told)
    named = [_named(figure, part) for part in parts]
    return say(
        "{told}; known are {parts}.",
        told=told,
        parts=join(named),
    )


def _named(whole: Figure, part: Figure) -> Prose:
    """A part with its number, its name and its source."""
    named = say(
        "{n} ({name})",
        n=part.amount(),
        name=front_page.name_of_part(whole, part),
    )
    source = source_of(part.case, part.claims[0])
    return named.citing([source])


@statement(
    "the figure rests on these claims, of so many parties, of which the first named states the "
    "lowest number, the second the highest"
)
def differ(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """That parties differ, and by how much; nothing where one alone speaks, or all say the same."""
    case = figure.case
    parties = {case.row(claim_id).party for claim_id in claim_ids}
    ends = front_page.lowest_and_highest(figure, claim_ids)
    if len(parties) < 2 or not ends:
        return Prose()
    return say(
        "{label}: {n} parties differ, from {ends}.",
        label=capital(figure.label()),
        n=plain(english.small(len(parties)), "count:parties"),
        ends=ends,
    )


@statement(
    "each of these contributors has set out with its force, is the party of a speaker, and no claim"
    " with a number on what it sent is known by a speaker of that party"
)
def never_said(
    case: Known,
    metric: str,
    groups: list[str],
) -> Prose:
    """Who has not said how many it sent."""
    names = [label_of(case, "groups", group) for group in groups]
    label = label_of(case, "metrics", metric)
    who = join(names[:MOST_NAMED])
    if len(groups) > MOST_NAMED:
        who = say("{who} and others", who=join(names[:MOST_NAMED], ", ", ", "))
    return say(
        "{who} {have} not said how many {label} {they} sent.",
        who=who,
        have="has" if len(groups) == 1 else "have",
        label=label,
        they="it" if len(groups) == 1 else "they",
    )


@statement(
    "the rule hears nobody on the quantity; the first of these claims, the latest numbers in force "
    "of all parties, words aside, is for the latest day, then known last; others: several are so "
    "and differ, and this is from their lowest to their highest"
)
def only_others_say(figure: Figure, claim_ids: list[str]) -> Prose:
    """That only others than those who are heard give a number."""
    if not claim_ids:
        return Prose()
    case = figure.case
    latest = front_page.of_the_latest_time(figure, claim_ids)
    if front_page.differ(figure, latest):
        sources = [source_of(case, claim_id) for claim_id in latest]
        return say(
            "{label}: {none}; others say {n} ({day}).",
            label=capital(figure.label()),
            none=front_page.none_of(figure, "figure"),
            n=quantities.from_to(case, latest).citing(sources),
            day=refers_to(case, latest[0], short=True),
        )
    return say(
        "{label}: {none}; {who} {verb} {n} ({day}).",
        label=capital(figure.label()),
        none=front_page.none_of(figure, "figure"),
        who=the(case, case.row(claim_ids[0]).speaker),
        verb=verb_of(case, claim_ids[0], "says", "say"),
        n=amount_with_unit(case, claim_ids[0]).citing([source_of(case, claim_ids[0])]),
        day=refers_to(case, claim_ids[0], short=True),
    )


@statement(
    "the claim is read in somebody else's document, and its number in none of its speaker's"
)
def read_only_in(case: Known, claim_id: str) -> Prose:
    """That a number was seen only where others cite it."""
    return say(
        "Whether {who} gave {n} {label} for {day}: seen only {cited}.",
        who=the(case, case.row(claim_id).speaker),
        n=amount_with_unit(case, claim_id),
        label=_label(case, claim_id),
        day=refers_to(case, claim_id),
        cited=cited_by(case, claim_id).citing([source_of(case, claim_id)]),
    )


def _label(case: Known, claim_id: str) -> Prose:
    return label_of(case, "metrics", case.row(claim_id).metric)


@statement(
    "one party gives total and parts, for days that fit, in force and undisputed, the parts "
    "declared apart; so many of the total are in none of them, and no note on them explains it"
)
def left_open(gap: Gap) -> Prose:
    """What the parts leave of a total; nothing where they leave nothing or exceed it."""
    rest = gap.rest
    if rest.value is None or rest.value <= 0:
        return Prose()
    parts = []
    for part in gap.parts:
        name = front_page.name_of_part(gap.total, part)
        parts.append(say("{n} {name}", n=part.amount(), name=name))
    (claim_id,) = gap.total.claims
    return say(
        "Of {total} {label}, {rest} {are} in none of the parts given: {parts}.",
        total=gap.total.spoken(),
        label=gap.total.label(),
        rest=rest.spoken(),
        are="is" if rest.value == 1 else "are",
        parts=join(parts).citing([source_of(gap.total.case, claim_id)]),
    )


@statement(
    "the claim came out at this minute, and its note speaks of the clock or of its zone"
)
def clock_is_a_reading(case: Known, claim_id: str) -> Prose:
    """That the minute at which a number came out is our reading of a page."""
    return say(
        "When exactly {n} {label} came out: {moment} is our reading of a page's clock.",
        n=amount_with_unit(case, claim_id),
        label=_label(case, claim_id),
        moment=published(case, "claims", claim_id),
    ).citing([source_of(case, claim_id)])
