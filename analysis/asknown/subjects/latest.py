"""The latest of many quantities: what a reader needs of a section, each in a row with its number,
who gives it of which day, and what others say. The rest is counted: the annex has every claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asknown.model.figures import NONE_STANDS, STANDING, Figure, figure
from asknown.model.known import Known
from asknown.model.phrases import (
    capital,
    cited_by,
    label_of,
    name_of,
    objection,
    refers_to,
    resting_on,
    source_of,
)
from asknown.subjects.quantities import are_numbered, from_to
from asknown.text import english, prose
from asknown.text.blocks import Block, Table, Text
from asknown.text.prose import Prose, join, plain, say, sentences
from asknown.text.statements import statement

MOST = 8  # rows of a table
FEWEST = 3  # rows that make a table: fewer are sentences
_FEW = 2  # speakers that a cell names
EVERYONE = "all"


# Which figures.


def standing(
    case: Known,
    metrics: Sequence[str],
    rule: str,
    whole: str = EVERYONE,
) -> list[Figure]:
    """What a rule shows of some metrics that has a number or a word, in the order of the metrics:
    of each the whole first, then its groups, then places. `whole` is the group that is the whole.
    """

    def from_the_whole(figure: Figure) -> tuple[bool, bool]:
        return figure.place != case.place, figure.group not in (EVERYONE, whole)

    found: list[Figure] = []
    for metric in metrics:
        own = [key for key in case.quantities if key[0] == metric]
        shown = [figure(case, *key, rule) for key in own]
        says_something = [each for each in shown if _says_something(each)]
        found += sorted(says_something, key=from_the_whole)
    return found


def _says_something(figure: Figure) -> bool:
    return figure.status == STANDING and (
        figure.is_numbered or figure.wording == "vague"
    )


def first_of_each(figures: Sequence[Figure], most: int = MOST) -> list[Figure]:
    """Some figures of many, in their order: first one of each metric, then others."""
    first: dict[str, Figure] = {}
    for each in figures:
        first.setdefault(each.metric, each)
    others = [each for each in figures if first[each.metric] is not each]
    chosen = [*first.values(), *others][:most]
    return [each for each in figures if each in chosen]


def most_spoken_of(figures: Sequence[Figure], most: int = MOST) -> list[Figure]:
    """Some figures of many, in their order: those in front of the report, then those of the whole
    place, then those of the most claims."""
    chosen = sorted(figures, key=_weight, reverse=True)[:most]
    return [each for each in figures if each in chosen]


def _weight(figure: Figure) -> tuple[bool, bool, int]:
    case = figure.case
    in_front = [
        (each.metric, each.group, each.place or case.place)
        for each in case.settings.in_front
    ]
    is_everywhere = figure.place == case.place
    return figure.key in in_front, is_everywhere, len(case.quantities[figure.key])


# What is said of them.


def told(
    name: str,
    title: Prose,
    figures: Sequence[Figure],
    of_one_metric: bool = False,
) -> Block:
    """The figures as a table; fewer than three as sentences. `of_one_metric` names but their groups
    and places: the title has the rest."""
    if len(figures) < FEWEST:
        return Text((sentences(each.say() for each in figures),))
    columns = ["Quantity", "Figure", "Speaker", "Day", "Others say"]
    if of_one_metric:
        columns[0] = "Group or place"
    rows = [_row(each, of_one_metric) for each in figures]
    if not any(row[-1] for row in rows):
        # A column that is empty all the way down tells a reader nothing.
        columns.pop()
        rows = [row[:-1] for row in rows]
    return Table(name, title, tuple(columns), rows, ("Figure",))


def _row(figure: Figure, of_one_metric: bool) -> list[Prose]:
    name = part_of_metric(figure) if of_one_metric else figure.label()
    return [
        capital(name),
        amount(figure),
        speakers(figure),
        day(figure),
        others(figure),
    ]


def part_of_metric(figure: Figure) -> Prose:
    """Group and place of a figure without its metric: `guards`, `children, the harbour`."""
    case = figure.case
    parts = []
    if figure.group != EVERYONE:
        parts.append(label_of(case, "groups", figure.group))
    if figure.place != case.place or not parts:
        parts.append(label_of(case, "places", figure.place))
    return join(parts, ", ", ", ")


@statement(
    "each row is what the rule shows of a quantity that somebody counts or estimates"
)
def title(rule: str) -> Prose:
    """The title of the latest figures of a section."""
    return plain("Latest figures")


@statement("each row is what the rule shows of the metric for a group or a place")
def title_of_metric(
    case: Known,
    metric: str,
    rule: str,
) -> Prose:
    """The title of the figures of one metric by group and place."""
    label = capital(label_of(case, "metrics", metric))
    return say("{label}, by group and place: not to be added up", label=label)


@statement(
    "the rule shows this number; in brackets: all claims that it rests on are estimates"
)
def amount(figure: Figure) -> Prose:
    """The number with its unit, and that nobody counted where nobody did."""
    measured = figure.measured()
    if figure.nature != "estimate":
        return measured
    return say("{n} (estimate)", n=measured).ordered(measured.sort)


@statement(
    "the rule's number rests on claims of these speakers, or of so many; cited: in whose document"
)
def speakers(figure: Figure) -> Prose:
    """Who gives a figure: one or two by name, more counted."""
    case = figure.case
    by_speaker = _first_of_each_speaker(case, figure.claims)
    if len(by_speaker) > _FEW:
        return say("{n} speakers", n=prose.number(len(by_speaker), "count:speakers"))
    named = [_speaker(case, claim_id) for claim_id in by_speaker]
    return capital(join(named, "; ", "; "))


def _first_of_each_speaker(case: Known, claim_ids: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for claim_id in claim_ids:
        first.setdefault(case.row(claim_id).speaker, claim_id)
    return list(first.values())


def _speaker(case: Known, claim_id: str) -> Prose:
    name = name_of(case, case.row(claim_id).speaker)
    cited = cited_by(case, claim_id)
    if cited:
        name = say("{name}, {cited}", name=name, cited=cited)
    return name.citing([source_of(case, claim_id)])


@statement("of the days that the claims of the figure describe this is the last")
def day(figure: Figure) -> Prose:
    """The day of a figure: of several claims the last."""
    case = figure.case
    last = max(figure.claims, key=lambda claim_id: (case.row(claim_id).end, claim_id))
    return refers_to(case, last, short=True)


@statement(
    "the span beside the figure holds claims of these speakers, or of so many, on which the figure "
    "does not rest; from the lowest to the highest they say this; in brackets: of one alone the "
    "day where it is not the figure's, that it is an estimate, and that somebody speaks against it"
)
def others(figure: Figure) -> Prose:
    """What others say, where it is something else."""
    case = figure.case
    beside = [
        claim_id for claim_id in figure.span.claims if claim_id not in figure.claims
    ]
    if not beside or not are_numbered(case, beside):
        return Prose()
    says = from_to(case, beside)
    if says.text == figure.amount().text:
        return Prose()
    rows = [case.row(claim_id) for claim_id in beside]
    numbers = [each for row in rows for each in (row.low, row.value, row.high)]
    noun = figure.noun(english.only(*numbers))
    if noun:
        says += resting_on(beside, f" {noun}")
    by_speaker = _first_of_each_speaker(case, beside)
    if len(by_speaker) > _FEW:
        n = prose.number(len(by_speaker), "count:speakers")
        return say("{n} others: {says}", n=n, says=says)
    names = [name_of(case, case.row(claim_id).speaker) for claim_id in by_speaker]
    told = say("{names}: {says}", names=join(names), says=says)
    if len(beside) == 1:
        told = _with_remarks(figure, beside[0], told)
    return told.citing([source_of(case, claim_id) for claim_id in beside])


def _with_remarks(
    figure: Figure,
    claim_id: str,
    told: Prose,
) -> Prose:
    """What one other says, with what keeps it from being set beside the figure as it is."""
    case = figure.case
    row = case.row(claim_id)
    remarks: list[Prose] = []
    days = {case.row(each).refers_to for each in figure.claims}
    if days != {row.refers_to}:
        remarks.append(refers_to(case, claim_id, short=True))
    if row.nature == "estimate" and figure.nature != "estimate":
        remarks.append(plain("estimate"))
    remarks.append(objection(case, claim_id))
    remarks = list(filter(None, remarks))
    if not remarks:
        return told
    return say("{told} ({remarks})", told=told, remarks=join(remarks, "; ", "; "))


@statement("the rule hears somebody who made a claim on the quantity, and shows none")
def no_total(figure: Figure) -> Prose:
    """That no number of the main count stands, where one was given."""
    if figure.status != NONE_STANDS:
        return Prose()
    return say("{label}: no total stands.", label=capital(figure.label()))


@statement(
    "so many are left: each has a figure by the rule, and they are not shown here"
)
def rest(left: Sequence[Figure]) -> Prose:
    """How many figures are left to the annex."""
    if not left:
        return Prose()
    n = prose.number(len(left), "count:figures")
    if len(left) == 1:
        return say("{n} more figure is in the annex.", n=n)
    return say("{n} more figures are in the annex.", n=n)
