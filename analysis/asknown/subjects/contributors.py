"""The contributors to a force in a line each: how many, when they came and left, who says so."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from asknown.ledger.cells import ids_in
from asknown.ledger.settings import Section
from asknown.model.columns import ASIDE
from asknown.model.figures import STANDING, Figure, figure
from asknown.model.known import Known
from asknown.model.parts import is_part
from asknown.model.phrases import capital, cell, day_or_span, label_of
from asknown.subjects import deployments, latest
from asknown.subjects.quantities import are_numbered
from asknown.text import prose
from asknown.text.blocks import Block, Table, Text
from asknown.text.prose import Prose, plain, say, sentences
from asknown.text.statements import statement

MOST = 12  # contributors that the table has


def told(
    case: Known,
    section: Section,
    rule: str,
) -> list[Block]:
    """The contributors in a table, the whole force first, then from the largest on; fewer than
    three in sentences."""
    metric = deployments.metric_of(section)
    groups = whole_first(case, section, rule)
    if len(groups) < latest.FEWEST:
        return [Text((sentences(deployments.sentences(case, section, rule)),))]
    shown, left = groups[:MOST], groups[MOST:]
    rows = [_row(case, section, group, rule) for group in shown]
    label = capital(label_of(case, "metrics", metric)).text
    columns = ("Contributor", label, "Arrived", "Left", "Who says so")
    filled = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    table = Table(
        name=f"force_{metric}",
        caption=title(case, metric),
        columns=tuple(columns[place] for place in filled),
        rows=[[row[place] for place in filled] for row in rows],
        figures=(label,),
    )
    return [table, Text((more(case, metric, left),))]


def whole_first(
    case: Known,
    section: Section,
    rule: str,
) -> list[str]:
    """The contributors that are no part of another, the whole force before them, from the largest
    on; those without a number last."""
    metric = deployments.metric_of(section)
    named = deployments.contributors(case, section)

    def place(group: str) -> tuple[bool, float]:
        shown = figure(case, metric, group, rule=rule)
        return group != section.whole, -_stated(shown)

    others = [group for group in named if group != section.whole]
    parts = [group for group in others if _is_part_of_one(case, group, others)]
    return sorted((group for group in named if group not in parts), key=place)


def _is_part_of_one(
    case: Known,
    group: str,
    others: Sequence[str],
) -> bool:
    return any(is_part(case, "groups", group, other) for other in others)


def _stated(figure: Figure) -> float:
    for stated in (figure.value, figure.low, figure.high):
        if stated is not None:
            return stated
    return -1


def _row(
    case: Known,
    section: Section,
    group: str,
    rule: str,
) -> list[Prose]:
    metric = deployments.metric_of(section)
    shown = figure(case, metric, group, rule=rule)
    is_moved = section == case.settings.deployment
    has_number = shown.status == STANDING and shown.is_numbered
    return [
        capital(label_of(case, "groups", group)),
        strength(shown),
        arrived(case, group) if is_moved else Prose(),
        left(case, group) if is_moved else Prose(),
        latest.speakers(shown) if has_number else latest.others(shown),
    ]


@statement(
    "each row is a contributor with a claim of the metric or a step, or the whole force"
)
def title(case: Known, metric: str) -> Prose:
    """The title of the contributors."""
    label = capital(label_of(case, "metrics", metric))
    return say("{label} by contributor", label=label)


def strength(figure: Figure) -> Prose:
    """How many a contributor sent: by the rule, else by others, else that nobody says so."""
    if figure.status == STANDING and figure.is_numbered:
        return figure.measured()
    return by_others(figure) or never_stated(figure) or no_longer_stated(figure)


@statement("the rule shows no number, but others do; official: it hears offices alone")
def by_others(figure: Figure) -> Prose:
    """That only others give a number of a contributor."""
    if not figure.span.claims or not are_numbered(figure.case, figure.span.claims):
        return Prose()
    believed = cell(figure.case, "metrics", figure.metric, "believe")
    if figure.rule == "official" and believed in ("", "official"):
        return plain("no official number")
    return plain("no number by this rule")


@statement(
    "no claim known of the quantity has a number, repeats, projections and recaps aside"
)
def never_stated(figure: Figure) -> Prose:
    """That nobody gave a number of a contributor."""
    for claim in figure.case.quantities.get(figure.key, ()):
        if claim.numbered and not claim.relays and claim.nature not in ASIDE:
            return Prose()
    return plain("never stated")


@statement("claims of the quantity have numbers, and no rule shows one of them")
def no_longer_stated(figure: Figure) -> Prose:
    """That numbers were given and none is left."""
    return plain("no number stands")


# When they came, and when they left.


@statement(
    "no arrival of the contributor or a part of it begins earlier, of those that did not lie ahead "
    "when they were said; first: there are others"
)
def arrived(case: Known, group: str) -> Prose:
    """When a contributor arrived: `7 Jan 2022`, of several days the first, `first 6 Jan 2022`."""
    groups = case.parents["groups"]
    within = [each for each in groups if is_part(case, "groups", each, group)]
    steps = _done(case, "arrived", [group, *within])
    if not steps:
        return Prose()
    first = _dated(case, steps[0].movement_id)
    if _are_of_one_date(steps):
        return first
    return say("first {day}", day=first).ordered(first.sort)


@statement(
    "no withdrawal of the contributor, or, where none is known, way home ends later, of those that "
    "did not lie ahead when they were said; last: there are others"
)
def left(case: Known, group: str) -> Prose:
    """When a contributor left: of several days the last, `last 19 Jan 2022`."""
    steps = _done(case, "withdrawn", [group]) or _done(case, "home", [group])
    if not steps:
        return Prose()
    latest = max(steps, key=attrgetter("last", "movement_id"))
    last = _dated(case, latest.movement_id)
    if _are_of_one_date(steps):
        return last
    return say("last {day}", day=last).ordered(last.sort)


def _done(
    case: Known,
    step: str,
    groups: Sequence[str],
) -> list[Any]:
    """The steps of a kind by some contributors that were no promise, in order."""
    own = []
    for row in deployments.moves(case):
        if row.step == step and row.contributor in groups and not row.promised:
            own.append(row)
    return sorted(own, key=attrgetter("first", "movement_id"))


def _are_of_one_date(steps: Sequence[Any]) -> bool:
    return len({step.date for step in steps}) == 1


def _dated(case: Known, movement: str) -> Prose:
    date = cell(case, "movements", movement, "date")
    sources = cell(case, "movements", movement, "source_ids")
    day = day_or_span(date, f"movements:{movement}", short=True)
    return day.citing(ids_in(sources))


@statement(
    "so many contributors have a claim of the metric or a step, and are not named here"
)
def more(
    case: Known,
    metric: str,
    groups: Sequence[str],
) -> Prose:
    """How many contributors are left to the annex."""
    if not groups:
        return Prose()
    n = prose.number(len(groups), "count:contributors")
    return say("Contributors in the annex alone: {n}.", n=n)
