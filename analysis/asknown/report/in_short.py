"""A section as the report has it: what a reader needs of it, while the annex has every claim.

A section of counts tells how its main count adds up, its other groups and places, and the latest of
its other counts; one of series has a chart and the latest of each; one of a deployment who sent how
many, and when they came and left.
"""

from __future__ import annotations

from collections.abc import Sequence

from asknown.ledger.settings import Section
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.sums import Gap
from asknown.subjects import adding_up, contributors, daily, deployments, latest, series
from asknown.text.blocks import Block, Text, shown

_DAYS = 2  # charts of what is told day by day
_PANELS = 4  # quantities that a chart of series draws: one over the width, three below


def told(
    case: Case, section: Section, rule: str, gaps: Sequence[Gap]
) -> tuple[Block, ...]:
    """The blocks of a section; empty where nothing is known of it."""
    tell = {"counts": _counts, "series": _series, "deployment": _deployment}
    return shown(*tell[section.kind](case, section, rule, gaps)).blocks


def _counts(
    case: Case, section: Section, rule: str, gaps: Sequence[Gap]
) -> list[Block]:
    """How the parts of a count add up, then its other groups and places, then the other counts."""
    main = section.metrics[0] if section.metrics else ""
    figures = latest.standing(case, section.metrics, rule)
    closing = adding_up.chosen(gaps, section.metrics)
    in_parts = adding_up.told(closing)
    others = [figure for figure in figures if not in_parts.issuperset(figure.claims)]
    of_main = [figure for figure in others if figure.metric == main]
    whole = [figure for figure in of_main if _is_whole(figure)]
    by_group = latest.most_spoken_of(
        [figure for figure in of_main if figure not in whole]
    )
    beside = latest.first_of_each(
        [figure for figure in others if figure.metric != main]
    )
    left = [figure for figure in others if figure not in (*whole, *by_group, *beside)]
    if len(by_group) < latest.FEWEST:
        # Too few for a table of their own, which those of the other counts may have room for.
        whole, by_group, beside = [], [], [*whole, *by_group, *beside]
    parts = [block for gap in closing for block in adding_up.blocks(gap)]
    return [
        *_without_a_figure(case, section, rule),
        latest.told(f"whole_{main}", latest.title(rule), whole),
        *parts,
        _by_group(case, main, rule, by_group),
        latest.told(f"latest_{main}_and_others", latest.title(rule), beside),
        Text((latest.rest(left),)),
    ]


def _without_a_figure(case: Case, section: Section, rule: str) -> list[Block]:
    """That no number of the main count stands, where one did."""
    if not section.metrics:
        return []
    return [Text((latest.no_total(case.figure(section.metrics[0], rule=rule)),))]


def _is_whole(figure: Figure) -> bool:
    return figure.group == "all" and figure.place == figure.case.place


def _by_group(case: Case, metric: str, rule: str, figures: list[Figure]) -> Block:
    title = latest.title_of_metric(case, metric, rule)
    return latest.told(f"latest_{metric}", title, figures, of_one_metric=True)


def _left(figures: Sequence[Figure], shown: Sequence[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure not in shown]


def _series(
    case: Case, section: Section, rule: str, gaps: Sequence[Gap]
) -> list[Block]:
    """A chart of the first series, where they stand in front, then the latest of each."""
    charts = _chart(case, section) if _is_in_front(case, section) else []
    return [*charts, *_latest_of(case, section.metrics, rule)]


def _chart(case: Case, section: Section) -> list[Block]:
    """What is told day by day, then the other quantities side by side."""
    days = daily.of_metrics(case, section.metrics)[:_DAYS]
    charts: list[Block] = [daily.chart(case, each) for each in days]
    panels = series.panels(case, daily.others(section.metrics, days))
    drawn = series.drawn(panels)[:_PANELS]
    left = [panel for panel in panels if panel not in drawn]
    return [*charts, series.chart(case, drawn, left)] if drawn else charts


def _is_in_front(case: Case, section: Section) -> bool:
    """Whether the main metric of a section stands in front of the report; of a case that has
    nothing in front every section does."""
    in_front = {figure.metric for figure in case.settings.in_front}
    return not in_front or not in_front.isdisjoint(section.metrics[:1])


def _latest_of(
    case: Case,
    metrics: Sequence[str],
    rule: str,
    whole: str = latest.EVERYONE,
) -> list[Block]:
    """The latest figures of some metrics, and how many more there are."""
    if not metrics:
        return []
    figures = latest.standing(case, metrics, rule, whole)
    chosen = latest.first_of_each(figures)
    return [
        latest.told(f"latest_{metrics[0]}", latest.title(rule), chosen),
        Text((latest.rest(_left(figures, chosen)),)),
    ]


def _deployment(
    case: Case, section: Section, rule: str, gaps: Sequence[Gap]
) -> list[Block]:
    """Who sent how many, in a chart and in a line each, then what else is counted of them."""
    claims = deployments.personnel(case, section)
    standing = deployments.standing(claims)
    blocks: list[Block] = []
    if standing["numbered"].any():
        blocks.append(deployments.contributors_chart(case, section, standing))
    metric = deployments.metric_of(section)
    of_force = [gap.say() for gap in gaps if gap.total.metric == metric]
    return [
        *blocks,
        *contributors.told(case, section, rule),
        Text(tuple(of_force)),
        *_latest_of(case, section.metrics[1:], rule, section.whole),
    ]
