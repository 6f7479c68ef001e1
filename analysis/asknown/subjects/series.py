"""Series of numbers: which quantities a section sets side by side in small charts. What flows in a
day, what stands on a day and what adds up since the beginning are never one series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from asknown.model.columns import ASIDE
from asknown.model.figures import figure
from asknown.model.known import Known
from asknown.model.phrases import capital, number, quantity, refers_to, speaker
from asknown.subjects import casualties
from asknown.subjects.claims import SaidClaim, counted, ids, numbered, said
from asknown.subjects.drawn_rows import with_claims
from asknown.subjects.legend import (
    BAR,
    FRAME,
    OPEN_BOUNDS,
    POINT,
    has_open_bound,
    legend,
    shapes_of_flow,
)
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

MOST = 7  # quantities a chart shows
_FEW = 4  # numbers of a quantity that its alternative text tells one by one
_KINDS = {
    "cumulative": "total so far",
    "stock": "on the day",
    "flow": "each day by itself",
}


@dataclass(frozen=True)
class Panel:
    """One quantity at one place: its id, its measure (cumulative, stock or flow) and its claims,
    oldest first.
    """

    metric: str
    place: str
    measure: str
    claims: list[SaidClaim]

    @property
    def reference(self) -> str:
        """Its name: metric, group and place, as `detained/all/harbour`."""
        return f"{self.metric}/all/{self.place}"

    @property
    def kind(self) -> Prose:
        """How it counts: a total so far, on the day, or each day by itself."""
        return way_of_counting(self.metric, self.measure)

    def label(self, case: Known) -> Prose:
        """What it counts: metric, and place where it is not the whole."""
        return capital(
            quantity(
                case,
                self.metric,
                "all",
                self.place,
            )
        )


@statement("the metric is of this measure")
def way_of_counting(metric: str, measure: str) -> Prose:
    """How a quantity counts."""
    return plain(_KINDS[measure])


def panels(case: Known, metrics: tuple[str, ...]) -> list[Panel]:
    """The quantities that have numbers, in order."""
    every = [panel(case, metric, _place(case, metric)) for metric in metrics]
    return [each for each in every if each.claims]


def drawn(there: list[Panel]) -> list[Panel]:
    """Those to draw: with claims enough to compare."""
    return [panel for panel in there if len(panel.claims) > 1][:MOST]


def panel(case: Known, metric: str, place: str) -> Panel:
    """A quantity at a place. Projections and recaps are no part of a series."""
    claims = numbered(counted(said(case, metric, place=place)))
    claims.sort(key=lambda each: (each.end, each.known, each.height, each.claim_id))
    measure = case.cell("metrics", metric, "measure")
    return Panel(metric, place, measure, claims)


def _place(case: Known, metric: str) -> str:
    """The whole country; where nobody gives that, the place with the most claims."""
    counts = {}
    for key in case.quantities:
        if key[:2] == (metric, "all"):
            counts[key[2]] = sum(map(_is_counted, case.quantities[key]))
    most = max(counts.values(), default=0)
    if not most or counts.get(case.place):
        return case.place
    return min(place for place, count in counts.items() if count == most)


def _is_counted(claim: Any) -> bool:
    """Whether a claim states a number that somebody counted or estimated."""
    return bool(claim.numbered and not claim.relays and claim.nature not in ASIDE)


# What the chart says.


def finding(case: Known, main: Panel) -> Prose:
    """How the official count of the main quantity moved."""
    whole = figure(case, main.metric, "all", main.place)
    return casualties.finding(case, main.claims, whole)


@statement(
    "each mark that is explained is drawn for one of these quantities; so many more of the section "
    "have a number, and are not drawn"
)
def how_to_read(drawn: list[Panel], left: list[Panel]) -> Prose:
    """What the marks mean, and how many quantities are left to the tables."""
    claims = [claim for panel in drawn for claim in panel.claims]
    hollow = [claim for claim in claims if claim.gone or claim.disputed]
    others = [
        claim
        for claim in claims
        if not claim.official and claim.wording not in OPEN_BOUNDS
    ]
    wordings = {claim.wording for claim in claims}
    flows = _shapes(drawn)
    measures = {panel.measure for panel in drawn}
    read = plain(
        legend(
            (
                True,
                "By the day meant; each quantity with its own scale, never to be added up.",
            ),
            (any(map(_has_line, drawn)), "Line: the official total so far."),
            (BAR in flows, "Bar: in a day."),
            (FRAME in flows, "Frame: in several days."),
            (POINT in flows, "Dot: replaced, or one of several."),
            ("stock" in measures, "Points alone: on the day."),
            (others, "Diamond: not an official."),
            (has_open_bound(wordings), "Triangle: an open bound."),
            (hollow, "Hollow: withdrawn, denied or disputed."),
        )
    )
    if not left:
        return read
    n = plain(english.number(len(left)), "count:in_tables_only")
    return say("{read} In tables only: {n} more.", read=read, n=n)


def _shapes(drawn: list[Panel]) -> set[str]:
    """How numbers that flow are drawn, of those that are no triangle, no diamond and not hollow."""
    found = set()
    for panel in drawn:
        if panel.measure != "flow":
            continue
        shapes = shapes_of_flow(panel.claims)
        for claim in panel.claims:
            is_told = claim.wording in OPEN_BOUNDS or claim.gone or claim.disputed
            if claim.official and not is_told:
                found.add(shapes[claim.claim_id])
    return found


def _has_line(panel: Panel) -> bool:
    """Whether a line joins the official totals of a quantity: two of them at least."""
    official = [each for each in panel.claims if each.official and not each.gone]
    return panel.measure == "cumulative" and len(official) > 1


@statement(
    "each number that is named is the claim's; of a quantity with many its first and last; "
    "quantities for which there is no room are counted"
)
def in_words(case: Known, drawn: list[Panel]) -> Prose:
    """The alternative text: what the chart shows, then each quantity from its first to its last
    number.
    """
    shows = say(
        "Charts over the days that numbers describe, a quantity a chart: {finding}.",
        finding=finding(case, drawn[0]),
    )
    return casualties.with_as_many(
        shows, [_panel_in_words(case, panel) for panel in drawn]
    )


def _panel_in_words(case: Known, panel: Panel) -> Prose:
    """All numbers of a quantity that has few, the first and the last of many."""
    every = ids(panel.claims)
    told = every if len(every) <= _FEW else [every[0], every[-1]]
    numbers = [_claim_in_words(case, claim) for claim in told]
    if len(every) > _FEW:
        n = plain(english.number(len(every)), f"metrics:{panel.metric}")
        numbers.append(say("{n} numbers in all", n=n))
    return say(
        "{label}, {kind}: {numbers}",
        label=panel.label(case),
        kind=panel.kind,
        numbers=join(numbers, "; ", "; "),
    )


def _claim_in_words(case: Known, claim: str) -> Prose:
    return say(
        "{n} by {who}, {day}",
        n=number(case, claim),
        who=speaker(case, claim),
        day=refers_to(case, claim, short=True),
    )


def _label(case: Known, claim: SaidClaim, is_main: bool) -> Prose:
    """What stands at a number: on the main panel also whose it is, where it is no office's."""
    if claim.official or not is_main or claim.fell:
        return number(case, claim.claim_id)
    return casualties.chart_label(case, claim.claim_id)


def chart(case: Known, drawn: list[Panel], left: list[Panel]) -> Chart:
    """A panel a quantity; some are `left` to the tables."""
    # matplotlib is slow to load.
    from asknown.subjects.charts.series import series as draw

    panels = []
    for panel in drawn:
        is_main = panel is drawn[0]
        numbers = [(claim, _label(case, claim, is_main)) for claim in panel.claims]
        panels.append((panel.label(case), panel.kind, panel.measure, numbers))
    claims = [claim for panel in drawn for claim in panel.claims]
    chart = draw(
        panels,
        f"series_{drawn[0].metric}",
        title=finding(case, drawn[0]),
        subtitle=how_to_read(drawn, left),
        source=source_line(case, [claim.source_id for claim in claims]),
        alt=in_words(case, drawn),
    )
    return with_claims(case, chart, ids(claims))
