"""Arrests and criminal cases: which quantities a chart sets side by side. What flows in a day, what stands on a day and what
adds up since the beginning are never one series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from asknown.model.figures import Figure
from asknown.model.known import Known
from asknown.model.phrases import capital, number, quantity, refers_to, speaker
from asknown.subjects import casualties
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Block
from asknown.text.prose import Prose, join, plain, say

MOST = 7  # quantities a chart shows
_KINDS = {"cumulative": "total so far", "stock": "on the day", "flow": "each day by itself"}


@dataclass(frozen=True)
class Panel:
    """One quantity at one place: its id, its measure (cumulative, stock or flow) and its claims, oldest first, with the
    columns of `casualties.said`."""

    metric: str
    place: str
    measure: str
    claims: pd.DataFrame

    @property
    def kind(self) -> Prose:
        """How it counts: a total so far, on the day, or each day by itself."""
        return plain(_KINDS[self.measure])

    def label(self, case: Known) -> Prose:
        """What it counts: metric, and place where it is not the whole."""
        return capital(quantity(case, self.metric, "all", self.place))


def panels(case: Known, metrics: list[str]) -> list[Panel]:
    """The quantities that have numbers, in order."""
    found = (_panel(case, metric) for metric in metrics)
    return [panel for panel in found if len(panel.claims)]


def drawn(there: list[Panel]) -> list[Panel]:
    """Those to draw: with claims enough to compare."""
    return [panel for panel in there if len(panel.claims) > 1][:MOST]


def _panel(case: Known, metric: str) -> Panel:
    """A quantity in the whole country; where nobody gives that, at the place with the most claims."""
    claims = case.claims
    own = claims[
        (claims["metric"] == metric)
        & (claims["group"] == "all")
        & (claims["relays"] == "")
        & claims["numbered"]
    ]
    place = case.place
    if len(own) and not (own["place"] == place).any():
        place = str(own["place"].value_counts(sort=False).sort_index().idxmax())
    said = casualties.said(case, metric, place=place)
    measure = str(case.tables["metrics"].at[metric, "measure"])
    return Panel(
        metric,
        place,
        measure,
        said[said["numbered"]].sort_values(["end", "known", "y", "claim_id"]),
    )


def finding(case: Known, drawn: list[Panel], main: Figure) -> Prose:
    """How the official count of the main quantity moved."""
    told = casualties.finding(case, drawn[0].claims, main)
    first, *rest = told.runs
    lowered = Prose((replace(first, text=first.text[:1].lower() + first.text[1:]), *rest))
    return say("{what}: {told}", what=capital(main.label()), told=lowered)


def how_to_read(drawn: list[Panel], left: int) -> Prose:
    """What the marks mean, and how many quantities are `left` to the tables."""
    measures = {panel.measure for panel in drawn}
    claims = pd.concat([panel.claims for panel in drawn])
    notes = ["By the day meant; each quantity with its own scale, never to be added up."]
    notes += ["Line: the official total so far."] if "cumulative" in measures else []
    notes += ["Bar: in a day."] if "flow" in measures else []
    notes += ["Points alone: on the day."] if "stock" in measures else []
    notes += ["Diamond: not an official."] if not claims["official"].all() else []
    notes += (
        ["Triangle: an open bound."]
        if claims["wording"].isin(["at_least", "over", "at_most", "under"]).any()
        else []
    )
    notes += (
        ["Hollow: withdrawn, denied or disputed."]
        if claims["gone"].notna().any() or claims["disputed"].any()
        else []
    )
    read = plain(" ".join(notes))
    if not left:
        return read
    return say(
        "{read} In tables only: {n} more.",
        read=read,
        n=plain(english.number(left), "count:in_tables_only"),
    )


def in_words(case: Known, drawn: list[Panel], main: Figure) -> Prose:
    """The alternative text: what the chart shows, then each quantity from its first to its last number."""
    told = [
        say(
            "{label}, {kind}: {claims}",
            label=panel.label(case),
            kind=panel.kind,
            claims=join(list(_told(case, panel)), "; ", "; "),
        )
        for panel in drawn
    ]
    return say(
        "Small charts of arrests and criminal cases over the days they describe, a quantity a chart. {finding}. {told}.",
        finding=finding(case, drawn, main), told=join(told, ". ", ". "),
    )  # fmt: skip


def _told(case: Known, panel: Panel) -> Iterator[Prose]:
    """The numbers of a panel: all of a few, the first and the last of many."""
    ids = list(panel.claims.index)
    for claim in ids if len(ids) <= 4 else (ids[0], ids[-1]):
        yield say(
            "{n} by {who}, {day}",
            n=number(case, claim),
            who=speaker(case, claim),
            day=refers_to(case, claim, short=True),
        )
    if len(ids) > 4:
        yield say(
            "{n} numbers in all", n=plain(english.number(len(ids)), f"metrics:{panel.metric}")
        )


def chart(case: Known, drawn: list[Panel], left: int, main: Figure) -> Block:
    """Arrests and cases, a panel a quantity; so many are `left` to the tables."""
    from asknown.subjects.charts.arrests import arrests as draw  # matplotlib is slow to load

    panels = [
        (panel.label(case), panel.kind, panel.measure,
         panel.claims.assign(number=[number(case, claim) for claim in panel.claims.index]))
        for panel in drawn
    ]  # fmt: skip
    return draw(
        panels, title=finding(case, drawn, main), subtitle=how_to_read(drawn, left),
        source=source_line(case, (each for panel in drawn for each in panel.claims["source_id"])),
        alt=in_words(case, drawn, main),
    )  # fmt: skip
