"""A force: who sent how many, in which steps, and how far the parts reach the stated total.

Which metric counts it, and which group is the whole of it, a section of the case says. The steps
are those of the first such section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import gt
from typing import Any

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.ledger.settings import Section
from asknown.ledger.tables import STEPS
from asknown.model.claim_table import named_rows
from asknown.model.columns import ASIDE
from asknown.model.figures import STANDING, figure
from asknown.model.known import Known, once_a_case
from asknown.model.parts import lineage
from asknown.model.phrases import (
    capital,
    cell,
    day_or_span,
    label_of,
    name_of,
    number,
    published,
    speaker,
    text,
)
from asknown.model.standing import GONE, SUPERSEDED
from asknown.model.sums import Gap, gaps
from asknown.subjects.casualties import with_as_many
from asknown.subjects.drawn_rows import with_claims, with_rows
from asknown.subjects.legend import has_open_bound, legend
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text import prose as counted
from asknown.text.blocks import Chart, Table
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

_SAID = ("requested", "decided", "authorised", "announced", "withdrawal_announced")
_LEFT = ("withdrawn", "home")
_LEAVING = ("withdrawal_announced", "withdrawal_began", *_LEFT)
_FEW = 4  # contributors that a title names one by one


def metric_of(section: Section) -> str:
    """The metric that counts the force; "" where nobody has counted it yet."""
    for metric in section.metrics:
        return metric
    return ""


def contributors(case: Known, section: Section) -> list[str]:
    """The contributors of a force, the force as a whole first, a part after what it is part of."""
    claims = case.tables["claims"]
    is_counted = claims["metric"] == metric_of(section)
    named = set(claims.loc[is_counted, "group"])
    if section == case.settings.deployment:
        movements = case.tables["movements"]
        named.update(movements["contributor"])

    def order(group: str) -> tuple[bool, list[str]]:
        within = list(lineage(case, "groups", group))
        if section.whole in within:
            within.remove(section.whole)
        is_part = group != section.whole
        return is_part, within[::-1]

    return sorted(named, key=order)


def personnel(case: Known, section: Section) -> pd.DataFrame:
    """Claims on personnel in the whole country that are nobody's relay, by contributor, newest
    first; with `official` and `y` (the number a chart draws).
    """
    claims = case.claims
    order = contributors(case, section)
    is_counted = claims["metric"] == metric_of(section)
    is_original = claims["relays"] == ""
    in_place = claims["place"] == case.place
    own = claims[is_counted & is_original & in_place]
    stated = own["value"].fillna(own["low"])
    own = own.assign(
        rank=list(map(order.index, own["group"])),
        official=own["speaker_kind"] == "official",
        y=stated.fillna(own["high"]),
    )
    rising = {
        "rank": True,
        "end": False,
        "known": False,
        "claim_id": True,
    }
    return own.sort_values(list(rising), ascending=list(rising.values()))


def gap(case: Known, section: Section) -> Gap | None:
    """The gap between the official total of the force and its official parts, as a chart can draw
    it: all of them numbers. None where there is none.
    """
    metric = metric_of(section)
    for gap in gaps(case):
        values = [figure.value for figure in (gap.total, *gap.parts)]
        if gap.total.metric == metric and None not in values:
            return gap
    return None


def sentences(
    case: Known,
    section: Section,
    rule: str,
) -> Iterator[Prose]:
    """Each contributor's number in a sentence."""
    metric = metric_of(section)
    for group in contributors(case, section):
        shown = figure(case, metric, group, rule=rule)
        is_stated = {shown.value, shown.low, shown.high} != {None}
        if shown.status == STANDING and is_stated:
            yield shown.say()


def steps(case: Known) -> pd.DataFrame:
    """Steps of the deployment in order of their day, then of the usual course, then by
    contributor."""
    rows = case.tables["movements"].copy()
    spans = map(dates.span, rows["date"])
    rows["first"] = [first for first, _ in spans]
    rows["course"] = list(map(STEPS.index, rows["step"]))
    return rows.sort_values(["first", "course", "contributor", "movement_id"])


# What the chart of contributors says.


def standing(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of contributors draws: what is neither gone nor replaced, and counts or
    estimates; with `own` (the newest official number of its contributor, the bar).
    """
    is_past = claims["standing"].isin([*GONE, SUPERSEDED])
    is_aside = claims["nature"].isin(ASIDE)
    standing = claims[~is_past & ~is_aside]
    standing = standing.sort_values(["end", "known", "claim_id"])
    may_be_bar = standing["official"] & standing["numbered"]
    newest = standing[may_be_bar].drop_duplicates("group", keep="last")
    is_bar = standing.index.isin(newest.index)
    return standing.assign(own=is_bar)


def finding(
    case: Known,
    section: Section,
    claims: pd.DataFrame,
) -> Prose:
    """Which contributors gave no number, or that there is one for all."""
    stated = set(claims.loc[claims["own"], "group"])
    every = contributors(case, section)
    silent = [group for group in every if group not in stated]
    metric = metric_of(section)
    if not silent:
        return official_number_for_all(case, metric, every)
    if len(silent) > _FEW:
        return no_official_number_for_many(
            case,
            metric=metric,
            groups=silent,
            of=every,
        )
    return no_official_number(case, metric, silent)


@statement(
    "each of these groups, which are all that have a claim of the metric or a step, has an "
    "official's number in force in the whole (no relay, projection or recap)"
)
def official_number_for_all(
    case: Known,
    metric: str,
    groups: list[str],
) -> Prose:
    """That there is an official number for every contributor."""
    return plain("There is an official number for every contributor")


@statement(
    "none of these groups, all of which have a claim of the metric or a step, has an official's "
    "number in force in the whole (no relay, projection or recap)"
)
def no_official_number(
    case: Known,
    metric: str,
    groups: list[str],
) -> Prose:
    """The contributors for which there is no official number."""
    names = [label_of(case, "groups", group) for group in groups]
    return say("No official number for {names}", names=join(names))


@statement(
    "of the groups of `of`, which are all that have a claim of the metric or a step, those of "
    "`groups` have no official's number in force in the whole (no relay, projection or recap)"
)
def no_official_number_for_many(
    case: Known,
    metric: str,
    groups: list[str],
    of: list[str],
) -> Prose:
    """For how many contributors there is no official number."""
    return _so_many_of("No official number for {n} of {all} contributors", groups, of)


def _so_many_of(
    words: str,
    groups: list[str],
    of: list[str],
) -> Prose:
    """Words with how many of how many contributors they are true."""
    return say(
        words,
        n=counted.number(len(groups), "count:contributors"),
        all=counted.number(len(of), "count:contributors"),
    )


@statement(
    "of these claims `own` are the newest official ones of their groups; each mark that is "
    "explained is that of one of them, of a group without one, or of the gap"
)
def how_to_read_contributors(
    case: Known,
    metric: str,
    claims: list[str],
    own: list[str],
    silent: list[str],
    gap: Gap | None,
) -> Prose:
    """What the marks of the chart of contributors mean, as far as it has them."""
    drawn = case.claims.loc[claims]
    marks = legend(
        (own, "Bar: the newest official number."),
        (
            gap,
            "Bracket: the official total, over the parts officially stated and the rest.",
        ),
        (len(claims) > len(own), "Diamond: what others say, hollow where disputed."),
        (has_open_bound(set(drawn["wording"])), "Arrow: an open bound."),
        (silent, "Hatched: no official number."),
    )
    label = capital(label_of(case, "metrics", metric))
    return say("{label} by contributor. " + marks, label=label)


@statement(
    "each of these claims, in force in the whole, says so; as many are told as a listener hears, "
    "the others counted"
)
def in_words(
    case: Known,
    section: Section,
    told: list[str],
    claims: pd.DataFrame,
) -> Prose:
    """The alternative text of the contributors chart: what it shows, then what it says, claim by
    claim.
    """
    shows = say(
        "Bar chart of {label} by contributor: {finding}.",
        label=label_of(case, "metrics", metric_of(section)),
        finding=finding(case, section, claims),
    )
    return with_as_many(shows, [_claim_in_words(case, claim) for claim in told])


def _claim_in_words(case: Known, claim: str) -> Prose:
    group = case.row(claim).group
    return say(
        "{group}: {n} by {who}",
        group=label_of(case, "groups", group),
        n=number(case, claim),
        who=speaker(case, claim),
    )


# What the chart of steps says.


@once_a_case
def movements(case: Known) -> pd.DataFrame:
    """The steps as a chart draws them: as `steps`, with `last` (the last day the date allows),
    `near` (the date is approximate), `promised` (it lay ahead when it was said) and `said` (it is a
    step of words, no movement).
    """
    rows = steps(case)
    spans = map(dates.span, rows["date"])
    published_on = []
    for moment in rows["published"]:
        published = dates.published(moment, case.zone)
        published_on.append(published.day)
    rows["last"] = [last for _, last in spans]
    rows["near"] = rows["date"].str.contains("~")
    promised = list(map(gt, rows["first"], published_on))
    # Of no rows too: a mask of another kind would choose columns.
    rows["promised"] = pd.Series(promised, rows.index, dtype=bool)
    rows["said"] = rows["step"].isin(_SAID)
    return rows


@once_a_case
def moves(case: Known) -> list[Any]:
    """The rows of `movements` as named tuples."""
    return list(named_rows("Step", movements(case)))


def presence(case: Known) -> pd.DataFrame:
    """When each contributor was in the country: one row per contributor with a seen arrival, with
    `since` (first arrival anyone gives), `surely` (from when all agree), `until` and `possibly`
    (first and last end anyone gives; None while no end is seen). What has parts is there as soon as
    the first of them surely is.
    """
    steps = movements(case)
    done = steps[~steps["promised"]]
    arrivals = done[done["step"] == "arrived"]
    days = arrivals.groupby("contributor")["first"]
    came = days.agg(["min", "max"])
    groups = case.tables["groups"]
    whole_of = came.index.map(groups["part_of"])
    rows = {}
    for group, own in done.groupby("contributor"):
        starts = came[whole_of == group]
        if starts.empty:
            starts = came[came.index == group]
        if len(starts):
            since = starts["min"].min()
            surely = starts["max"].min()
            until, possibly = _end(own)
            rows[group] = (since, surely, until, possibly)
    columns = ["since", "surely", "until", "possibly"]
    return pd.DataFrame.from_dict(
        rows,
        orient="index",
        columns=columns,
        dtype=object,
    )


def _end(own: pd.DataFrame) -> tuple[date | None, date | None]:
    """The first and the last end that accounts give; the way home counts where nobody says when
    they left.
    """
    left = own.loc[own["step"] == "withdrawn", "last"]
    home = own.loc[own["step"] == "home", "last"]
    if left.empty and home.empty:
        return None, None
    first = min([*left, *home])
    if left.empty:
        return first, max(home)
    return first, max(left)


def course(case: Known, section: Section) -> Prose:
    """How far the force has come: when the first arrived, and whether it is to leave or has left:
    the whole, where the case says which group that is, else how many contributors.
    """
    steps = movements(case)
    done = steps[~steps["promised"]]
    arrived = done[done["step"] == "arrived"]
    if arrived.empty:
        return no_arrival(case)
    first = first_arrival(case, arrived.index[0])
    leaving = _leaving(
        case,
        whole=section.whole,
        steps=steps,
        done=done,
    )
    return join([first, leaving], "; ", "; ")


def _leaving(
    case: Known,
    whole: str,
    steps: pd.DataFrame,
    done: pd.DataFrame,
) -> Prose:
    """What is known of the withdrawal."""
    left = _distinct(done, whole, "withdrawn")
    if len(left) > 1:
        return whole_left_by_accounts(
            case,
            whole,
            [left[0], left[-1]],
        )
    if left:
        return whole_left(case, whole, left[0])
    announced = _distinct(steps, whole, "withdrawal_announced")
    if announced:
        return whole_to_leave(case, whole, announced[0])
    of_leaving = steps[steps["step"].isin(_LEAVING)]
    if of_leaving.empty:
        return no_withdrawal(case)
    every = _contributing(steps, whole)
    of_those_gone = done[done["step"].isin(_LEFT)]
    gone = _contributing(of_those_gone, whole)
    if gone:
        return departures(case, gone, every)
    to_leave = _contributing(of_leaving, whole)
    return leaving(case, to_leave, every)


def _distinct(
    steps: pd.DataFrame,
    group: str,
    step: str,
) -> list[str]:
    """The first of the rows of each date on which a group took a step, in order."""
    own = steps[steps["contributor"] == group]
    return _of_each_date(own[own["step"] == step])


def _of_each_date(rows: pd.DataFrame) -> list[str]:
    """The first of the rows of each date, in order."""
    return list(rows.drop_duplicates("date").index)


def _contributing(rows: pd.DataFrame, whole: str) -> list[str]:
    """The contributors of some steps, the whole force aside."""
    groups = set(rows["contributor"])
    groups.discard(whole)
    return sorted(groups)


@statement("no arrival is on record but such as lay ahead when they were said")
def no_arrival(case: Known) -> Prose:
    """That nobody is said to have arrived."""
    return plain("No arrival is on record")


@statement(
    "the step is an arrival that did not lie ahead when it was said, and no other such arrival "
    "begins on an earlier day"
)
def first_arrival(case: Known, movement: str) -> Prose:
    """When the first arrived."""
    return say("First arrival on record: {day}", day=_date(case, movement))


@statement(
    "both steps are withdrawals of the whole force that did not lie ahead when they were said; no "
    "other such begins earlier than the first or later than the second"
)
def whole_left_by_accounts(
    case: Known,
    whole: str,
    movements: list[str],
) -> Prose:
    """By when the whole force had left, as accounts differ."""
    return say(
        "{whole} withdrawn by {a} or by {b}, as accounts differ",
        whole=label_of(case, "groups", whole),
        a=_date(case, movements[0]),
        b=_date(case, movements[1]),
    )


@statement(
    "the step is a withdrawal of the whole force that did not lie ahead when it was said, and all "
    "others are of the same date"
)
def whole_left(
    case: Known,
    whole: str,
    movement: str,
) -> Prose:
    """By when the whole force had left."""
    name = label_of(case, "groups", whole)
    return say("{whole} withdrawn by {day}", whole=name, day=_date(case, movement))


@statement(
    "the step announces the withdrawal of the whole force, none of that force does so earlier, and "
    "no withdrawal of it is on record but such as lay ahead when they were said"
)
def whole_to_leave(
    case: Known,
    whole: str,
    movement: str,
) -> Prose:
    """When it was announced that the whole force is to leave."""
    name = label_of(case, "groups", whole)
    day = _date(case, movement)
    return say("withdrawal of {whole} first announced {day}", whole=name, day=day)


@statement(
    "no step of anybody announces, begins or ends a withdrawal, or is a way home"
)
def no_withdrawal(case: Known) -> Prose:
    """That nobody is said to leave."""
    return plain("no withdrawal is on record")


@statement(
    "of the contributors with a step on record (`of`; the whole aside) those of `groups`, and no "
    "others, have withdrawn or come home by a step that did not lie ahead when it was said"
)
def departures(
    case: Known,
    groups: list[str],
    of: list[str],
) -> Prose:
    """How many contributors have left."""
    words = "departures on record for {n} of {all} contributors"
    return _so_many_of(words, groups, of)


@statement(
    "of the contributors with a step on record (`of`; the whole aside) those of `groups`, and no "
    "others, have a step of a withdrawal; none has left but by a step that lay ahead"
)
def leaving(
    case: Known,
    groups: list[str],
    of: list[str],
) -> Prose:
    """How many contributors are to leave."""
    words = "a withdrawal is announced or begun for {n} of {all} contributors"
    return _so_many_of(words, groups, of)


@statement("the row says so")
def _date(case: Known, movement: str) -> Prose:
    """The date of a step."""
    day = cell(case, "movements", movement, "date")
    words = english.edtf(day, short=True)
    return plain(words, f"movements:{movement}")


@statement(
    "each mark that is explained is drawn, for one of the steps that the ledger has"
)
def how_to_read_steps(
    case: Known,
    rows: pd.DataFrame,
    bars: pd.DataFrame,
) -> Prose:
    """What the marks of the chart of steps mean, as far as it has them."""
    rules = ["Under each step a rule over its date, as long as the date is uncertain"]
    if rows["near"].any():
        rules.append("dashed where it is approximate")
    if rows["promised"].any():
        rules.append("hollow where it was only promised")
    has_end = bars["until"].notna()
    arrivals_differ = bars["since"] != bars["surely"]
    ends_differ = has_end & (bars["until"] != bars["possibly"])
    times = ["Bar: from arrival to departure"]
    if any(arrivals_differ | ends_differ):
        times.append("light where accounts differ")
    if not all(has_end):
        times.append("with an arrow where no departure is on record")
    said = rows["said"]
    return plain(
        legend(
            (True, ", ".join(rules) + "."),
            (said.any(), "Grey: said."),
            ((~said).any(), "Dark: done."),
            (len(bars), ", ".join(times) + "."),
        )
    )


def step_words(step: str) -> str:
    """A step in a chart: `withdrawal_began` is `exit began`."""
    words = step.replace("_", " ")
    return words.replace("withdrawal", "exit")


@statement(
    "each row of a step says so; promised where all of its rows lay ahead when said; as many "
    "contributors are told as a listener hears, the others counted"
)
def course_in_words(case: Known, section: Section) -> Prose:
    """The alternative text of the chart of steps: what it shows, then each contributor's steps with
    their dates.
    """
    steps = movements(case)
    told = []
    for group in contributors(case, section):
        own = steps[steps["contributor"] == group]
        if len(own):
            name = label_of(case, "groups", group)
            words = _steps_in_words(case, own)
            told.append(say("{group}: {steps}", group=name, steps=words))
    shows = say(
        "Chart of the steps of each contributor over the days, with a bar from arrival to "
        "departure: {finding}.",
        finding=course(case, section),
    )
    return with_as_many(shows, told)


def _steps_in_words(case: Known, own: pd.DataFrame) -> Prose:
    in_words = []
    for step, rows in own.groupby("step", sort=False):
        words = _step_in_words(case, step, rows)
        in_words.append(words)
    return join(in_words, ", ", ", ")


def _step_in_words(
    case: Known,
    step: str,
    rows: pd.DataFrame,
) -> Prose:
    days = [_date(case, movement) for movement in _of_each_date(rows)]
    template = "{step} {dates}"
    if rows["promised"].all():
        template = "{step} {dates} (promised)"
    return say(
        template,
        step=step_words(step),
        dates=join(days, ", ", " or "),
    )


# Tables and charts.


def steps_table(case: Known) -> Table:
    """The steps of the deployment, from the request to the way home."""
    columns = (
        "When",
        "Contributor",
        "Step",
        "Unit and task",
        "According to",
        "Published",
    )
    in_order = steps(case).iterrows()
    rows = [_step_row(case, str(movement), row) for movement, row in in_order]
    return Table("steps", plain("Steps of the deployment"), columns, rows)


def _step_row(
    case: Known,
    movement: str,
    row: pd.Series,
) -> list[Prose]:
    step = row["step"].replace("_", " ")
    return [
        day_or_span(row["date"], f"movements:{movement}", short=True),
        label_of(case, "groups", row["contributor"]),
        plain(step),
        unit_and_task(case, movement),
        according_to(case, movement),
        published(case, "movements", movement, short=True),
    ]


@statement("the row says so")
def unit_and_task(case: Known, movement: str) -> Prose:
    """Which unit a step is of, and what for, as far as the row says."""
    details = []
    for column in ("unit", "mission"):
        if cell(case, "movements", movement, column):
            words = text(case, "movements", movement, column)
            details.append(words)
    return join(details, "; ", "; ")


@statement("the row says so")
def according_to(case: Known, movement: str) -> Prose:
    """Who says that a step was taken, with its sources."""
    name = name_of(case, cell(case, "movements", movement, "speaker"))
    sources = cell(case, "movements", movement, "source_ids")
    return name.citing(ids_in(sources))


def said_table(case: Known, section: Section) -> Prose:
    """The caption of the table of who says what."""
    label = label_of(case, "metrics", metric_of(section))
    return say("Who says what: {label} by contributor", label=label)


def _names(case: Known, groups: Sequence[str]) -> list[tuple[str, Prose]]:
    """Id and name of each contributor, in order."""
    return [(group, label_of(case, "groups", group)) for group in groups]


def steps_chart(case: Known, section: Section) -> Chart:
    """The steps of each contributor, in and out."""
    # matplotlib is slow to load.
    from asknown.subjects.charts.steps import steps as draw

    assert case.known_at is not None
    rows = movements(case)
    bars = presence(case)
    labels = [plain(words) for words in map(step_words, rows["step"])]
    sources: list[str] = []
    for ids in rows["source_ids"]:
        sources += ids_in(ids)
    chart = draw(
        rows.assign(label=labels),
        bars,
        _names(case, contributors(case, section)),
        case.known_at.day,
        title=course(case, section),
        subtitle=how_to_read_steps(case, rows, bars),
        source=source_line(case, sources),
        alt=course_in_words(case, section),
    )
    return with_rows(case, chart, "movements", rows.index)


def contributors_chart(
    case: Known,
    section: Section,
    claims: pd.DataFrame,
) -> Chart:
    """Who sent whom."""
    # matplotlib is slow to load.
    from asknown.subjects.charts import contributors as chart

    labels = []
    for claim, is_bar in claims["own"].items():
        label = number(case, claim)
        if not is_bar:
            label = say("{who}: {n}", who=speaker(case, claim), n=label)
        labels.append(label)
    rest = gap(case, section)
    parts = None
    if rest:
        total = rest.total
        parts = chart.Parts(
            group=total.group,
            total=total.value or 0,
            parts=[part.value or 0 for part in rest.parts],
            rest=rest.rest_in_words(),
        )
    every = contributors(case, section)
    own = claims[claims["own"]]
    stated = set(own["group"])
    silent = [group for group in every if group not in stated]
    numbered = claims[claims["numbered"]]
    in_order = numbered.sort_values(["rank", "end", "known", "claim_id"])
    told = list(in_order.index)
    metric = metric_of(section)
    drawn = chart.contributors(
        claims.assign(label=labels),
        _names(case, every),
        parts,
        f"contributors_{metric}",
        title=finding(case, section, claims),
        subtitle=how_to_read_contributors(
            case,
            metric,
            told,
            list(own.index),
            silent,
            rest,
        ),
        source=source_line(case, claims["source_id"]),
        alt=in_words(case, section, told, claims),
    )
    return with_claims(case, drawn, claims.index)
