"""How the parts of a count add up: a table by group and one by place, of one account each, which
ends in what the parts leave.

Parts of one account are those that the very speaker of the total gave with it: two offices that
contradict each other leave no rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from asknown.model.figures import Figure
from asknown.model.phrases import (
    capital,
    cell,
    label_of,
    note_of,
    refers_to,
    source_of,
    speaker,
)
from asknown.model.sums import Gap
from asknown.text.blocks import Block, Table, Text
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

_NAMES_CLAIMS = re.compile(r"\{[\w.\-]+\}")
GROUPS, PLACES = "groups", "places"


def chosen(gaps: Sequence[Gap], metrics: Sequence[str]) -> list[Gap]:
    """Of the gaps of a section that are of one account, the first by group and the first by place,
    that of most parts where a total has several."""
    found = []
    for table in (GROUPS, PLACES):
        fitting = [
            gap for gap in gaps if is_of_one_account(gap) and parted_by(gap) == table
        ]
        for metric in metrics:
            own = [gap for gap in fitting if gap.total.metric == metric]
            if own:
                found.append(max(own, key=_count_of_parts))
                break
    return found


def is_of_one_account(gap: Gap) -> bool:
    """Whether the speaker of the total gave the parts too, and they do not exceed it."""
    speakers = {gap.total.speaker, *(part.speaker for part in gap.parts)}
    exceeds = gap.most is not None and gap.most < 0
    return len(speakers) == 1 and not exceeds


def parted_by(gap: Gap) -> str:
    """Whether the parts are `groups` or `places`."""
    by_group = [part.group != gap.total.group for part in gap.parts]
    if all(by_group):
        return GROUPS
    return PLACES


def _count_of_parts(gap: Gap) -> int:
    return len(gap.parts)


def blocks(gap: Gap) -> list[Block]:
    """The table of a total with its parts, and what is noted on what they leave."""
    return [table(gap), Text((on_total(gap),))]


def table(gap: Gap) -> Table:
    """The total, its parts from the largest on, and what they leave."""
    total = gap.total
    case = total.case
    by = parted_by(gap)
    unit = cell(case, "metrics", total.metric, "unit")
    count = capital(plain(unit, f"metrics:{total.metric}")).text
    first = "Group" if by == GROUPS else "Place"
    whole = label_of(case, by, total.group if by == GROUPS else total.place)
    largest_first = sorted(gap.parts, key=_stated, reverse=True)
    rows = [_row(total, whole)]
    rows += [_row(part, gap.name_of(part)) for part in largest_first]
    rows.append([gap.outcome(), gap.left(), Prose(), Prose()])
    return Table(
        name=f"parts_{total.metric}_by_{first.lower()}",
        caption=title(gap),
        columns=(first, count, "Speaker", "Day"),
        rows=rows,
        figures=(count,),
    )


def _stated(figure: Figure) -> float:
    stated = [n for n in (figure.value, figure.low, figure.high) if n is not None]
    return stated[0]


def _row(figure: Figure, name: Prose) -> list[Prose]:
    case = figure.case
    (claim_id,) = figure.claims
    source_id = source_of(case, claim_id)
    return [
        capital(name),
        figure.amount().citing([source_id]),
        capital(speaker(case, claim_id)),
        refers_to(case, claim_id, short=True),
    ]


@statement(
    "the parts were given by the speaker of the total, of its day; by group or by place"
)
def title(gap: Gap) -> Prose:
    """The title of a total with its parts: `Killed: the 238 by place`."""
    template = "{label}: the {total} by group"
    if parted_by(gap) == PLACES:
        template = "{label}: the {total} by place"
    if gap.total.wording != "exact":
        template = template.replace("the ", "")
    label = capital(gap.total.label())
    return say(template, label=label, total=gap.total.amount())


@statement(
    "these parts, the first that the total has, leave something of it; its claim has this note, "
    "which names other claims"
)
def on_total(gap: Gap) -> Prose:
    """What is noted on the total of the numbers that it leaves out: `On the 238: ...`."""
    total = gap.total
    (claim_id,) = total.claims
    names_others = _NAMES_CLAIMS.search(cell(total.case, "claims", claim_id, "note"))
    if not names_others or not gap.is_first or gap.rest.value == 0:
        return Prose()
    note = note_of(total.case, claim_id)
    the = "the " if total.wording == "exact" else ""
    return say("On " + the + "{total}: {note}", total=total.amount(), note=note)


def told(gaps: Sequence[Gap]) -> set[str]:
    """The claims that the tables of these gaps show."""
    claims: set[str] = set()
    for gap in gaps:
        for figure in (gap.total, *gap.parts):
            claims.update(figure.claims)
    return claims
