"""What stands under the headline, in three sentences at most: what the figure is now, what was
taken back and how long there was none, and what changed last or was never said.
"""

from __future__ import annotations

from datetime import date, timedelta

from asknown import dates
from asknown.model.case import Case
from asknown.model.changes import Changes, Move
from asknown.model.figures import NONE_STANDS, UNKNOWN, Figure
from asknown.model.figures import figure as figure_of
from asknown.model.known import Known
from asknown.model.phrases import (
    amount_with_unit,
    capital,
    cell,
    cited_by,
    dated,
    done,
    is_carriers,
    label_of,
    number,
    source_of,
    the,
)
from asknown.report import front_page, last_changes, not_known
from asknown.report.headline import day_or_month, of_the_day, verb_of
from asknown.report.story import Row, Story, felling
from asknown.text import english
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

MOST_FALLEN = 2  # numbers that fell since the report before
MOST_TOLD = 3  # changes that a sentence tells
# A figure and a day: whether it had no number then.
Looked = dict[tuple[str, date], bool]
_SOON = {0: "the same day", 1: "the next day"}


def of_figure(
    case: Case, figure: Figure, changes: Changes, looked: Looked
) -> tuple[Prose, ...]:
    """The sentences of the standfirst of a report on a figure. `looked` keeps what was seen of days
    before."""
    story = Story(figure)
    fallen = _fallen(story, looked) or _of_the_day(figure, changes)
    return _now(figure, story), fallen, _last(case, figure, changes)


def _now(figure: Figure, story: Story) -> Prose:
    """What the figure is."""
    case = figure.case
    unit = cell(case, "metrics", figure.metric, "unit")
    if story.now is not None and story.since is not None and unit == "persons":
        return counts(figure, story.now.claim_id, story.since.claim_id)
    if figure.status == NONE_STANDS and story.fallen is not None:
        return Prose()  # what fell tells it
    if figure.status == UNKNOWN and front_page.parts_of(figure):
        return no_total(figure, front_page.parts_of(figure)[: front_page.MOST_PARTS])
    return front_page.sentence(figure)


def _fallen(story: Story, looked: Looked) -> Prose:
    """What fell, and how long there was nothing after it."""
    if story.fallen is None:
        return Prose()
    fallen = story.fallen.claim_id
    acts = [act.act_id for act in felling(story.case, fallen)]
    gap = _gap(story, looked)
    told = taken_back(story.figure, fallen, acts)
    return (
        say("{told}; {gap}.", told=told, gap=gap) if gap else say("{told}.", told=told)
    )


def _of_the_day(figure: Figure, changes: Changes) -> Prose:
    """What was taken back since the report before of a figure that rests on others."""
    claim_ids = of_the_day(figure, changes)[:MOST_FALLEN]
    return fell_since(figure, claim_ids) if claim_ids else Prose()


def _gap(story: Story, looked: Looked) -> Prose:
    """How long there was no figure after one fell; nothing where others stood."""
    figure, case, fallen = story.figure, story.case, story.fallen
    assert fallen is not None
    if figure.status == NONE_STANDS:
        return none_since(figure, fallen.claim_id)
    if story.then is None:
        return Prose()
    days = _days_between(case, fallen, story.then)
    if not days or not all(
        _is_none(figure, day, looked) for day in _looked_at(case, days)
    ):
        return Prose()
    return none_for(
        figure, fallen.claim_id, story.then.claim_id, str(days[0]), str(days[-1])
    )


def _days_between(case: Known, fallen: Row, then: Row) -> list[date]:
    """The whole days after that on which a claim fell and before that on which another came out."""
    first, *_ = felling(case, fallen.claim_id)
    begin = first.known.astimezone(case.zone).date()
    end = then.known.astimezone(case.zone).date()
    return [begin + timedelta(days=number) for number in range(1, (end - begin).days)]


def _looked_at(case: Known, days: list[date]) -> list[date]:
    """Of some days the first and those on which something was learned: on the others a figure reads
    as on the day before."""
    learned = set(case.learned())
    return [day for day in days if day == days[0] or day in learned]


def _is_none(figure: Figure, day: date, looked: Looked) -> bool:
    """Whether the figure had no number at the end of a day, which is so in all states after it."""
    key = figure.reference, day
    if key not in looked:
        looked[key] = _had_none(figure, day)
    return looked[key]


def _had_none(figure: Figure, day: date) -> bool:
    then = figure.case.as_known(str(day))
    if figure.key not in then.quantities:
        return True
    metric, group, place = figure.key
    read = figure_of(then, metric, group, place, figure.rule)
    return read.status in (NONE_STANDS, UNKNOWN)


def _last(case: Case, subject: Figure, changes: Changes) -> Prose:
    """What changed since the report before, else what was never said. That the figure itself is
    new was told."""
    front = set(front_page.wanted(case))
    moves = []
    for move in last_changes.told(changes):
        is_told = move.is_new and move.after.key == subject.key
        if move.after.key in front and not is_told:
            moves.append(move)
    if moves:
        since = last_changes.moment_of(changes.old)
        moment = last_changes.moment_of(changes.new)
        return new_since(moves[:MOST_TOLD], since, moment)
    return not_known.never_said_by(case)


@statement(
    "the rule shows the first claim alone; counts: its nature is count and its number exact; "
    "estimates: its nature is estimate; the second is the first of those with that number that its "
    "party gave one after the other until it, and it came out then"
)
def counts(figure: Figure, claim_id: str, since: str) -> Prose:
    """What the figure is, by whom, and since when: `The Office counts 238 killed, its figure since
    August 2022.`"""
    case = figure.case
    row = case.row(claim_id)
    verbs = ("counts", "count") if row.wording == "exact" else ("speaks of", "speak of")
    verbs = ("estimates", "estimate") if row.nature == "estimate" else verbs
    told = say(
        "{who} {verb} {n} {what}",
        who=capital(the(case, row.speaker)),
        verb=verb_of(case, claim_id, *verbs),
        n=number(case, claim_id),
        what=_what(figure),
    )
    cited = cited_by(case, claim_id)
    told = say("{told}, {cited}", told=told, cited=cited) if cited else told
    day = day_or_month(case, since)
    if since == claim_id or not day:
        told = say("{told}, {day}.", told=told, day=dated(case, claim_id))
    else:
        told = say("{told}, its figure since {day}.", told=told, day=day)
    return told.citing([row.source_id])


@statement(
    "the rule hears no claim on the whole; these are the first parts of it for each of which it "
    "shows one claim's figure"
)
def no_total(figure: Figure, parts: list[Figure]) -> Prose:
    """That there is no total, and what parts are known, speaker by speaker."""
    case = figure.case
    by_speaker: dict[str, list[Figure]] = {}
    for part in parts:
        by_speaker.setdefault(part.speaker, []).append(part)
    told = []
    for who, own in by_speaker.items():
        verb = verb_of(case, own[0].claims[0], "gives", "give")
        counts_of = [_part(figure, part) for part in own]
        told.append(
            say("{who} {verb} {n}", who=the(case, who), verb=verb, n=join(counts_of))
        )
    none = front_page.none_of(figure, "total")
    return say(
        "There is {none} for {what}: {told}.",
        none=none,
        what=_what(figure),
        told=join(told),
    )


def _part(figure: Figure, part: Figure) -> Prose:
    """A part with its day: `18 (security forces, as of 6 January 2022)`."""
    case, (claim_id,) = figure.case, part.claims
    name, day = front_page.name_of_part(figure, part), dated(case, claim_id)
    told = say("{n} ({name}, {day})", n=part.amount(), name=name, day=day)
    return told.citing([source_of(case, claim_id)])


def _what(figure: Figure) -> Prose:
    """What is counted, behind a number: `killed`, `killed (civilians)`, `killed in Almaty`."""
    case = figure.case
    told = label_of(case, "metrics", figure.metric)
    if figure.place != case.place:
        place = label_of(case, "places", figure.place)
        told = say("{told} in {place}", told=told, place=place)
    if figure.group != "all":
        group = label_of(case, "groups", figure.group)
        told = say("{told} ({group})", told=told, group=group)
    return told


@statement(
    "of the numbers that the rule hears this is the last that was withdrawn or denied; the acts are"
    " those by which it fell; earlier: the rule shows another"
)
def taken_back(figure: Figure, claim_id: str, acts: list[str]) -> Prose:
    """What was taken back, by whom and when: `An earlier figure of 164, published on ..., was
    denied by ... and withdrawn by ...`."""
    case = figure.case
    template = "An earlier figure of {n}, published {day}, was {became}"
    if figure.status == NONE_STANDS:
        template = "The last figure, {n} {what}, published {day}, was {became}"
    return say(
        template,
        n=amount_with_unit(case, claim_id).citing([source_of(case, claim_id)]),
        what=_what(figure),
        day=_on(case, claim_id),
        became=join([_done(case, claim_id, own) for own in _by_body(case, claim_id)]),
    )


@statement(
    "these claims, of the figure's quantity, were taken back since the report before, by the acts "
    "that are told"
)
def fell_since(figure: Figure, claim_ids: list[str]) -> Prose:
    """What was taken back since the report before: `11,300, given by the Crescent on ..., was
    denied by ...`."""
    case = figure.case
    told = []
    for claim_id in claim_ids:
        became = [done(case, acts) for acts in _by_body(case, claim_id)]
        fell = say(
            "{n}, given by {who} {day}, was {became}",
            n=amount_with_unit(case, claim_id).citing([source_of(case, claim_id)]),
            who=the(case, case.row(claim_id).speaker),
            day=_on(case, claim_id),
            became=join(became),
        )
        told.append(fell)
    return capital(say("{told}.", told=join(told, "; ", "; ")))


def _by_body(case: Known, claim_id: str) -> list[list[str]]:
    """The acts by which a claim fell, those of one body and kind together."""
    by_body: dict[tuple[str, str], list[str]] = {}
    for act in felling(case, claim_id):
        by_body.setdefault((act.act, act.by), []).append(act.act_id)
    return list(by_body.values())


def _on(case: Known, claim_id: str) -> Prose:
    """The day on which a claim came out, as a sentence has it."""
    when = dates.published(cell(case, "claims", claim_id, "published"), case.zone)
    day = plain(english.day(_local(case, "claims", claim_id)), f"claims:{claim_id}")
    return say("by {day}" if when.latest else "on {day}", day=day)


def _done(case: Known, claim_id: str, act_ids: list[str]) -> Prose:
    """What a body did: `denied by the Ministry the same day`. Where it put something in the place
    of what it took back, or the day is not sure, as elsewhere."""
    first = act_ids[0]
    act = case.act(first)
    instead = any(case.act(act_id).replaced_by for act_id in act_ids)
    bounded = any(
        cell(case, table, row_id, "published").endswith("~")
        for table, row_id in (("claims", claim_id), ("acts", first))
    )
    days = (_local(case, "acts", first) - _local(case, "claims", claim_id)).days
    if instead or bounded or is_carriers(case, first) or days not in _SOON:
        return done(case, act_ids)
    sources = dict.fromkeys(
        cell(case, "acts", act_id, "source_id") for act_id in act_ids
    )
    told = say(
        "{act} by {by} {soon}", act=act.act, by=the(case, act.by), soon=_SOON[days]
    )
    return told.citing(sources)


def _local(case: Known, table: str, row_id: str) -> date:
    """The day on which a row became public, where the case is."""
    when = dates.published(cell(case, table, row_id, "published"), case.zone)
    return when.known.astimezone(case.zone).date() if when.has_clock else when.day


@statement("the rule shows no figure now, and heard this one before it fell")
def none_since(figure: Figure, claim_id: str) -> Prose:
    """That there has been no figure since one fell."""
    return say("there has been none since")


@statement(
    "the first claim fell on the day before the first of these days, the second came out on the day"
    " after the last; on none of them the rule showed a figure"
)
def none_for(figure: Figure, claim_id: str, then: str, first: str, last: str) -> Prose:
    """How long there was no figure after one fell."""
    count = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    n = plain(english.small(count), "count:days")
    days = english.agreed(count, "day", "days")
    return say("for {n} {days} after that there was none", n=n, days=days)


@statement(
    "these figures in front read otherwise at the later moment than at the earlier"
)
def new_since(moves: list[Move], since: str, moment: str) -> Prose:
    """What changed in front since the report before: `New since 11 January 2022: ...`."""
    told = [last_changes.briefly(move, since, moment) for move in moves]
    day = plain(english.day(date.fromisoformat(since[:10])), "declared:since")
    return say("New since {day}: {told}.", day=day, told=join(told, "; ", "; "))
