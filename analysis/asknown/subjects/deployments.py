"""The force: who sent how many, in which steps, and how far the parts reach the stated total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import gt

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.ledger.tables import STEPS
from asknown.model.figures import STANDING, figure
from asknown.model.known import Known
from asknown.model.phrases import day_or_span, label_of, name_of, number, published, speaker, text
from asknown.model.standing import GONE, SUPERSEDED
from asknown.model.sums import Gap, gaps
from asknown.subjects.legend import has_open_bound, legend
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Block, Chart, Table
from asknown.text.prose import Prose, join, listed, plain, say


def contributors(case: Known) -> list[str]:
    """The contributors of the force, the force as a whole first."""
    claims, groups = case.tables["claims"], case.tables["groups"]
    named = set(claims.loc[claims["metric"] == "troops", "group"])
    named.update(case.tables["movements"]["contributor"])
    return sorted(named, key=lambda group: (groups.at[group, "part_of"] != "", group))


def troops(case: Known) -> pd.DataFrame:
    """Claims on personnel in the whole country that are nobody's relay, by contributor, newest
    first; with `official` and `y` (the number a chart draws).
    """
    claims, order = case.claims, contributors(case)
    in_place = claims["place"] == case.place
    own = claims[(claims["metric"] == "troops") & (claims["relays"] == "") & in_place]
    own = own.assign(
        rank=[order.index(group) for group in own["group"]],
        official=own["speaker_kind"] == "official",
        y=own["value"].fillna(own["low"]).fillna(own["high"]),
    )
    by, rising = ["rank", "end", "known", "claim_id"], [True, False, False, True]
    return own.sort_values(by, ascending=rising)


def gap(case: Known) -> Gap | None:
    """The gap between the official total of the force and its official parts, as a chart can draw
    it: all of them numbers. None where there is none.
    """
    for gap in gaps(case):
        values = [figure.value for figure in (gap.total, *gap.parts)]
        if gap.total.metric == "troops" and None not in values:
            return gap
    return None


def sentences(case: Known, rule: str) -> Iterator[Prose]:
    """Each contributor's number in a sentence."""
    for group in contributors(case):
        shown = figure(case, "troops", group, rule=rule)
        stated = {shown.value, shown.low, shown.high} != {None}
        if shown.status == STANDING and stated:
            yield shown.say()


def steps(case: Known) -> pd.DataFrame:
    """Steps of the deployment in order of their day, then of the usual course, then by
    contributor."""
    rows = case.tables["movements"].copy()
    rows["first"] = [dates.span(day)[0] for day in rows["date"]]
    rows["course"] = [STEPS.index(step) for step in rows["step"]]
    return rows.sort_values(["first", "course", "contributor", "movement_id"])


# What the chart of contributors says.


def standing(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of contributors draws: what is neither gone nor replaced."""
    standing = claims[~claims["standing"].isin([*GONE, SUPERSEDED])]
    return standing.sort_values(["end", "known", "claim_id"])


def finding(case: Known, claims: pd.DataFrame) -> Prose:
    """Which contributors gave no number, or that all did."""
    stated = set(claims.loc[claims["official"] & claims["numbered"], "group"])
    silent = [group for group in contributors(case) if group not in stated]
    if not silent:
        return plain("Every contributor gave an official number")
    names = join([label_of(case, "groups", group) for group in silent])
    return say("No official number for {names}", names=names)


def how_to_read_contributors(claims: pd.DataFrame, gap: bool) -> Prose:
    """What the marks of the chart of contributors mean, as far as it has them."""
    others = ~claims["official"]
    return plain(
        legend(
            (True, "Personnel by contributor. Bar: the official number."),
            (gap, "Bracket: the official total, over the parts officially stated and the rest."),
            (others.any(), "Diamond: what others say, hollow where disputed."),
            (has_open_bound(claims), "Arrow: an open bound."),
            (True, "Hatched: not stated."),
        )
    )


def in_words(case: Known, claims: pd.DataFrame) -> Prose:
    """The alternative text of the contributors chart: what it shows, then what it says, claim by
    claim.
    """
    numbered = claims[claims["numbered"]].sort_values(["rank", "end", "known", "claim_id"])
    told = [_claim_in_words(case, claim) for claim in numbered.index]
    between = gap(case)
    return say(
        "Bar chart of personnel by contributor. {finding}. {claims}.{rest}",
        finding=finding(case, claims),
        claims=listed(told),
        rest=say(" {gap}", gap=between.say()) if between else Prose(),
    )


def _claim_in_words(case: Known, claim: str) -> Prose:
    return say(
        "{group}: {n} by {who}",
        group=label_of(case, "groups", case.row(claim).group),
        n=number(case, claim),
        who=speaker(case, claim),
    )


# What the chart of steps says.


def movements(case: Known) -> pd.DataFrame:
    """The steps as a chart draws them: as `steps`, with `last` (the last day the date allows),
    `near` (the date is approximate) and `promised` (it lay ahead when it was said).
    """
    rows = steps(case)
    published_on = [dates.published(moment, case.zone).day for moment in rows["published"]]
    rows["last"] = [dates.span(day)[1] for day in rows["date"]]
    rows["near"] = rows["date"].str.contains("~")
    rows["promised"] = list(map(gt, rows["first"], published_on))
    return rows


def presence(case: Known) -> pd.DataFrame:
    """When each contributor was in the country: one row per contributor with a seen arrival, with
    `since` (first arrival anyone gives), `surely` (from when all agree), `until` and `possibly`
    (first and last end anyone gives; None while no end is seen). The whole force is there as soon
    as any of its parts is.
    """
    steps = movements(case)
    steps = steps[~steps["promised"]]
    arrivals = steps[steps["step"] == "arrived"]
    whole = arrivals["contributor"].map(case.tables["groups"]["part_of"])
    rows = {}
    for group in contributors(case):
        came = arrivals.loc[arrivals["contributor"] == group, "first"]
        parts = arrivals.loc[whole == group, "first"]
        starts = parts.head(1) if len(parts) else came
        if len(starts):
            end = _end(steps[steps["contributor"] == group])
            rows[group] = (min(starts), max(starts), *end)
    columns = ["since", "surely", "until", "possibly"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=object)


def _end(own: pd.DataFrame) -> tuple[date | None, date | None]:
    """The first and the last end that accounts give; the way home counts where nobody says when
    they left.
    """
    left = own.loc[own["step"] == "withdrawn", "last"]
    home = own.loc[own["step"] == "home", "last"]
    if left.empty and home.empty:
        return None, None
    return min([*left, *home]), max(home if left.empty else left)


def course(case: Known) -> Prose:
    """How far the force has come: from when it was there, whether it is to leave, by when it had
    left.
    """
    steps = movements(case)
    done = steps[~steps["promised"]]
    came = _dates(done[done["step"] == "arrived"])
    if not came:
        return plain("No arrival was reported")
    whole = contributors(case)[0]
    left = _dates(done[(done["contributor"] == whole) & (done["step"] == "withdrawn")])
    is_announcement = steps["step"] == "withdrawal_announced"
    announced = _dates(steps[(steps["contributor"] == whole) & is_announcement])
    if len(left) > 1:
        accounts = {"a": came[0], "b": left[0], "c": left[-1]}
        return say("In from {a}; out by {b} or {c}, as accounts differ", **accounts)
    if left:
        return say("In from {a}, out by {b}", a=came[0], b=left[0])
    if announced:
        day = announced[0]
        return say("In from {a}; the withdrawal was announced on {b}", a=came[0], b=day)
    return say("In from {a}, with no withdrawal announced", a=came[0])


def _dates(rows: pd.DataFrame) -> list[Prose]:
    """The dates of some steps, each once, in order."""
    days = rows["date"].drop_duplicates()
    return [_day(str(movement), day) for movement, day in days.items()]


def _day(movement: str, day: str) -> Prose:
    return plain(english.edtf(day, short=True), f"movements:{movement}")


def how_to_read_steps(rows: pd.DataFrame) -> Prose:
    """What the marks of the chart of steps mean, as far as it has them."""
    notes = ["Under each step a rule over its date, as long as the date is uncertain"]
    if rows["near"].any():
        notes.append("dashed where it is approximate")
    if rows["promised"].any():
        notes.append("hollow where it was only promised")
    return plain(
        f"{', '.join(notes)}. Grey: said. Dark: done. Bar: in the country, light where accounts "
        "differ, with an arrow where no end is reported. Local days."
    )


def step_words(step: str) -> str:
    """A step in a chart: `withdrawal_began` is `exit began`."""
    return step.replace("withdrawal", "exit").replace("_", " ")


def course_in_words(case: Known) -> Prose:
    """The alternative text of the chart of steps: what it shows, then each contributor's steps with
    their dates.
    """
    steps = movements(case)
    told = []
    for group in contributors(case):
        own = steps[steps["contributor"] == group]
        if len(own):
            name = label_of(case, "groups", group)
            told.append(say("{group}: {steps}", group=name, steps=_steps_in_words(own)))
    return say(
        "Chart of the steps of each contributor over the days, with a bar for its time in the "
        "country. {finding}. {steps}.",
        finding=course(case),
        steps=listed(told),
    )


def _steps_in_words(own: pd.DataFrame) -> Prose:
    names = own["step"].unique()
    return join([_step_in_words(own[own["step"] == name]) for name in names], ", ", ", ")


def _step_in_words(rows: pd.DataFrame) -> Prose:
    promise = " (promised)" if rows["promised"].all() else ""
    name, days = step_words(rows["step"].iloc[0]), join(_dates(rows), ", ", " or ")
    return say("{step} {dates}" + promise, step=name, dates=days)


# Table and charts.


def steps_table(case: Known) -> Table:
    """The steps of the deployment, from the request to the way home."""
    columns = ("When", "Contributor", "Step", "Unit and task", "According to", "Published")
    rows = [_step_row(case, str(movement), row) for movement, row in steps(case).iterrows()]
    return Table("steps", plain("Steps of the deployment"), columns, rows)


def _step_row(case: Known, movement: str, row: pd.Series) -> list[Prose]:
    stated = [column for column in ("unit", "mission") if row[column]]
    details = [text(case, "movements", movement, column) for column in stated]
    return [
        day_or_span(row["date"], f"movements:{movement}", short=True),
        label_of(case, "groups", row["contributor"]),
        plain(row["step"].replace("_", " ")),
        join(details, "; ", "; "),
        name_of(case, row["speaker"]).citing(ids_in(row["source_ids"])),
        published(case, "movements", movement, short=True),
    ]


def _names(case: Known) -> list[tuple[str, Prose]]:
    """Id and name of each contributor, in order."""
    return [(group, label_of(case, "groups", group)) for group in contributors(case)]


def steps_chart(case: Known) -> Block:
    """The steps of each contributor, in and out."""
    from asknown.subjects.charts.steps import steps as draw  # matplotlib is slow to load

    assert case.known_at is not None
    rows = movements(case)
    labels = [plain(step_words(step)) for step in rows["step"]]
    sources = [source for cell in rows["source_ids"] for source in ids_in(cell)]
    return draw(
        rows.assign(label=labels),
        presence(case),
        _names(case),
        case.known_at.day,
        title=course(case),
        subtitle=how_to_read_steps(rows),
        source=source_line(case, sources),
        alt=course_in_words(case),
    )


def contributors_chart(case: Known, claims: pd.DataFrame) -> Chart:
    """Who sent whom."""
    from asknown.subjects.charts import contributors as chart  # matplotlib is slow to load

    labels = []
    for claim, official in claims["official"].items():
        n = number(case, claim)
        labels.append(n if official else say("{who}: {n}", who=speaker(case, claim), n=n))
    rest, parts = gap(case), None
    if rest:
        sizes = [part.value or 0 for part in rest.parts]
        total = rest.total
        parts = chart.Parts(total.group, total.value or 0, sizes, rest.rest_in_words())
    return chart.contributors(
        claims.assign(label=labels),
        _names(case),
        parts,
        title=finding(case, claims),
        subtitle=how_to_read_contributors(claims, rest is not None),
        source=source_line(case, claims["source_id"]),
        alt=in_words(case, claims),
    )
