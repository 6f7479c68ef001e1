"""Who says what of a quantity, and its figures by group and place: the tables that several subjects
share.
"""

from __future__ import annotations

import pandas as pd

from asknown.model.figures import Figure
from asknown.model.known import Known
from asknown.model.phrases import (
    capital,
    label_of,
    number,
    published,
    quantity_of,
    read_in,
    refers_to,
    source_of,
    speaker,
    standing,
    traces,
)
from asknown.text import english, sort_keys
from asknown.text.blocks import Table
from asknown.text.prose import Prose, plain, say

STOOD = ("Of what", "Figure", "Said by", "Refers to", "Published", "Standing")


def who_says_what(
    case: Known, name: str, caption: Prose, claims: pd.DataFrame, by_group: bool = False
) -> Table:
    """One row per claim: speaker, carrier, figure with its qualifier, day referred to, publication,
    standing.
    """
    columns = ["Speaker", "Read in", "Figure", "Refers to", "Published", "Standing"]
    rows = [_claim_row(case, claim) for claim in claims.index]
    if by_group:
        columns.insert(0, "Contributor")
        for row, group in zip(rows, claims["group"], strict=True):
            row.insert(0, label_of(case, "groups", group))
    return Table(name, caption, tuple(columns), rows, ("Figure",))


def _claim_row(case: Known, claim: str) -> list[Prose]:
    return [
        speaker(case, claim),
        read_in(case, claim),
        number(case, claim),
        refers_to(case, claim, short=True),
        published(case, "claims", claim, short=True),
        standing(case, claim),
    ]


def stood(case: Known, claim: str) -> tuple[Prose, ...]:
    """A claim in a list of what stood: its cells under the columns `STOOD`."""
    return (
        quantity_of(case, claim),
        number(case, claim),
        speaker(case, claim).citing([source_of(case, claim)]),
        refers_to(case, claim, short=True),
        published(case, "claims", claim, short=True),
        standing(case, claim),
    )


def table(case: Known, name: str, figures: list[Figure]) -> Table:
    """One row per figure of a metric: whom it counts where, the number, who says so, and what all
    speakers say.
    """
    columns = ("Group and place", "Figure", "Speaker", "Refers to", "All speakers")
    caption = _caption(case, figures[0].metric) if figures else Prose()
    rows = [_figure_row(case, figure) for figure in figures]
    return Table(name, caption, columns, rows, ("Figure", "All speakers"))


def _caption(case: Known, metric: str) -> Prose:
    row = case.tables["metrics"].loc[metric]
    trace = f"metrics:{metric}"
    return say(
        "{label} ({unit}). {counts}",
        label=capital(label_of(case, "metrics", metric)),
        unit=plain(row["unit"], trace),
        counts=plain(row["counts"], trace),
    )


def _figure_row(case: Known, figure: Figure) -> list[Prose]:
    label = label_of(case, "places", figure.place)
    if figure.group != "all":
        group = label_of(case, "groups", figure.group)
        label = say("{group}, {place}", group=group, place=label)
    if len(figure.claims) != 1:
        return [label, figure.amount(), Prose(), Prose(), spread(figure)]
    claim = figure.claims[0]
    return [
        label,
        number(case, claim),
        speaker(case, claim).citing([source_of(case, claim)]),
        refers_to(case, claim, short=True),
        spread(figure),
    ]


def spread(figure: Figure) -> Prose:
    """What all speakers in force say together; empty where none is."""
    if not figure.parties:
        return Prose()
    claims = [*figure.claims, *(claim for claim, _ in figure.excluded)]
    low, high = figure.span.low, figure.span.high
    said = plain(english.bounds(low, high), *traces(claims))
    return said.ordered(sort_keys.bounds(low, high))
