"""Who says what of a quantity, and its figures by group and place: the tables that several subjects
share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
    resting_on,
    source_of,
    speaker,
    standing,
)
from asknown.model.rules import bounds, converted
from asknown.model.sums import excess
from asknown.text import english, sort_keys
from asknown.text.blocks import Table
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

STOOD = ("Of what", "Figure", "Said by", "Refers to", "Published", "Standing")


def who_says_what(
    case: Known,
    name: str,
    caption: Prose,
    claim_ids: Iterable[str],
    by_group: bool = False,
) -> Table:
    """One row per claim: speaker, carrier, figure with its qualifier, day referred to, publication,
    standing.
    """
    columns = ["Speaker", "Read in", "Figure", "Refers to", "Published", "Standing"]
    rows = []
    for claim_id in claim_ids:
        row = _claim_row(case, claim_id)
        if by_group:
            row.insert(0, label_of(case, "groups", case.row(claim_id).group))
        rows.append(row)
    if by_group:
        columns.insert(0, "Contributor")
    return Table(name, caption, tuple(columns), rows, ("Figure",))


def _claim_row(case: Known, claim: str) -> list[Prose]:
    return [
        speaker(case, claim),
        read_in(case, claim),
        told(case, claim),
        refers_to(case, claim, short=True),
        published(case, "claims", claim, short=True),
        standing(case, claim),
    ]


@statement(
    "the claim's row has this number; in brackets: its nature, where it is no count"
)
def told(case: Known, claim_id: str) -> Prose:
    """A claim's number in a table, and what it is where nobody counted: `20,000 (projection)`."""
    n = number(case, claim_id)
    nature = case.row(claim_id).nature
    if nature in ("", "count"):
        return n
    return say("{n} (" + nature + ")", n=n).ordered(n.sort)


def stood(case: Known, claim: str) -> tuple[Prose, ...]:
    """A claim in a list of what stood: its cells under the columns `STOOD`."""
    return (
        quantity_of(case, claim),
        told(case, claim),
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
    above = excess(figure)
    if above:
        label = say("{label}; {remark}", label=label, remark=above.remark())
    if len(figure.claims) != 1:
        return [label, figure.amount(), Prose(), Prose(), spread(figure)]
    claim = figure.claims[0]
    return [
        label,
        told(case, claim),
        speaker(case, claim).citing([source_of(case, claim)]),
        refers_to(case, claim, short=True),
        spread(figure),
    ]


@statement(
    "the span beside the figure has these bounds: from the lowest to the highest of its parties' "
    "latest numbers in force, open where one of them is; one alone as it is worded"
)
def spread(figure: Figure) -> Prose:
    """What all speakers in force say together; empty where none is."""
    if not figure.parties:
        return Prose()
    low, high = figure.span.low, figure.span.high
    key = sort_keys.bounds(low, high)
    claims = figure.span.claims
    if low is not None and high is not None:
        return from_to(case=figure.case, claim_ids=claims).ordered(key)
    if len(claims) == 1:
        (claim_id,) = claims
        return number(figure.case, claim_id).ordered(key)
    words = resting_on(claims, english.bounds(low, high))
    return words.ordered(key)


def allowed(case: Known, claim_id: str) -> tuple[float | None, float | None]:
    """What a claim allows, a vague word as the case's table turns it into numbers."""
    return bounds(converted(case.row(claim_id), case.settings.vague_words))


def from_to(case: Known, claim_ids: Sequence[str]) -> Prose:
    """From the lowest to the highest number of some claims, at either end as it is worded: `about
    40 to 60`, `under 50 to at least 163`."""
    within = {claim_id: allowed(case, claim_id) for claim_id in claim_ids}
    lows = [low for low, _ in within.values()]
    highs = [high for _, high in within.values()]
    if None not in lows and None not in highs:
        return _closed(case, within)
    lowest, highest = ends(case, claim_ids)
    first, last = number(case, lowest), number(case, highest)
    if first.text == last.text:
        return first
    return say("{low} to {high}", low=first, high=last)


def _closed(
    case: Known,
    within: Mapping[str, tuple[float | None, float | None]],
) -> Prose:
    """From the lowest to the highest of claims of which none is open."""
    least = min(low for low, _ in within.values() if low is not None)
    most = max(high for _, high in within.values() if high is not None)
    lowest = [claim_id for claim_id, (low, _) in within.items() if low == least]
    highest = [claim_id for claim_id, (_, high) in within.items() if high == most]
    first = _end(case, lowest, least)
    last = _end(case, highest, most)
    if least == most:
        return resting_on(within, first)
    return resting_on(within, f"{first} to {last}")


def _end(
    case: Known,
    claim_ids: Sequence[str],
    bound: float,
) -> str:
    """An end of a span: as it is worded where all who have it say `about` or `nearly`."""
    wordings = {case.row(claim_id).wording for claim_id in claim_ids}
    if wordings <= {"about"} or wordings <= {"nearly"}:
        return number(case, claim_ids[0]).text
    return english.number(bound)


def ends(case: Known, claim_ids: Sequence[str]) -> tuple[str, str]:
    """The claims with the lowest and with the highest number: of one that is open, the number it
    states.
    """

    def lower(claim_id: str) -> tuple[float, int]:
        low, high = allowed(case, claim_id)
        stated = [each for each in (low, high) if each is not None]
        return stated[0], _openness(low, high)

    def upper(claim_id: str) -> tuple[float, int]:
        low, high = allowed(case, claim_id)
        stated = [each for each in (high, low) if each is not None]
        return stated[0], _openness(low, high)

    return min(claim_ids, key=lower), max(claim_ids, key=upper)


def are_numbered(case: Known, claim_ids: Sequence[str]) -> bool:
    """Whether each of some claims has a number, or a word that a named table makes one of."""
    return all(allowed(case, claim_id) != (None, None) for claim_id in claim_ids)


def _openness(low: float | None, high: float | None) -> int:
    """What tells `under 50`, `50` and `over 50` apart, from the lowest on."""
    if low is None:
        return -1
    return 1 if high is None else 0
