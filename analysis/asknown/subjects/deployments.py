"""The force: who sent how many, in which steps, and how far the parts reach the stated total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.ledger.tables import STEPS
from asknown.model.figures import STANDING, figure
from asknown.model.known import Known
from asknown.model.phrases import day_or_span, label_of, name_of, number, published, speaker, text
from asknown.model.standing import GONE, SUPERSEDED
from asknown.model.sums import Gap, gaps
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Block, Chart, Table
from asknown.text.prose import Prose, join, listed, plain, say


def contributors(case: Known) -> list[str]:
    """The contributors of the force, the force as a whole first."""
    claims = case.tables["claims"]
    there = set(claims.loc[claims["metric"] == "troops", "group"]) | set(
        case.tables["movements"]["contributor"]
    )
    return sorted(there, key=lambda each: (case.tables["groups"].at[each, "part_of"] != "", each))


def troops(case: Known) -> pd.DataFrame:
    """Claims on personnel in the whole country that are nobody's relay, by contributor, newest first; with `official`
    and `y` (the number a chart draws)."""
    claims, order = case.claims, contributors(case)
    own = claims[
        (claims["metric"] == "troops") & (claims["relays"] == "") & (claims["place"] == case.place)
    ]
    own = own.assign(
        rank=[order.index(group) for group in own["group"]],
        official=own["speaker_kind"] == "official",
        y=own["value"].fillna(own["low"]).fillna(own["high"]),
    )
    return own.sort_values(
        ["rank", "end", "known", "claim_id"], ascending=[True, False, False, True]
    )


def gap(case: Known) -> Gap | None:
    """The gap between the official total of the force and its official parts, as a chart can draw it: all of them numbers.
    None where there is none."""
    found = (each for each in gaps(case) if each.total.metric == "troops")
    return next(
        (
            each
            for each in found
            if all(figure.value is not None for figure in (each.total, *each.parts))
        ),
        None,
    )


def sentences(case: Known, rule: str) -> Iterator[Prose]:
    """Each contributor's number in a sentence."""
    for group in contributors(case):
        shown = figure(case, "troops", group, rule=rule)
        bounds = (shown.value, shown.low, shown.high)
        if shown.status == STANDING and bounds != (None, None, None):
            yield shown.say()


def steps(case: Known) -> pd.DataFrame:
    """Steps of the deployment in order of their day, then of the usual course, then by contributor."""
    rows = case.tables["movements"].copy()
    rows["first"] = [dates.span(text)[0] for text in rows["date"]]
    rows["course"] = [STEPS.index(step) for step in rows["step"]]
    return rows.sort_values(["first", "course", "contributor", "movement_id"])


# What the chart of contributors says.


def standing(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of contributors draws: what is neither gone nor replaced."""
    return claims[~claims["standing"].isin([*GONE, SUPERSEDED])].sort_values(
        ["end", "known", "claim_id"]
    )


def finding(case: Known, claims: pd.DataFrame) -> Prose:
    """Which contributors gave no number, or that all did."""
    stated = set(claims.loc[claims["official"] & claims["numbered"], "group"])
    silent = [
        label_of(case, "groups", group) for group in contributors(case) if group not in stated
    ]
    if not silent:
        return plain("Every contributor gave an official number")
    return say("No official number for {names}", names=join(silent))


def how_to_read_contributors(claims: pd.DataFrame, gap: bool) -> Prose:
    """What the marks of the chart of contributors mean, as far as it has them."""
    notes = ["Personnel by contributor. Bar: the official number."]
    notes += (
        ["Bracket: the official total, over the parts officially stated and the rest."]
        if gap
        else []
    )
    notes += (
        ["Diamond: what others say, hollow where disputed."] if not claims["official"].all() else []
    )
    notes += (
        ["Arrow: an open bound."]
        if claims["wording"].isin(["at_least", "over", "at_most", "under"]).any()
        else []
    )
    return plain(" ".join([*notes, "Hatched: not stated."]))


def in_words(case: Known, claims: pd.DataFrame) -> Prose:
    """The alternative text of the contributors chart: what it shows, then what it says, claim by claim."""
    numbered = claims[claims["numbered"]].sort_values(["rank", "end", "known", "claim_id"])
    told = [
        say("{group}: {n} by {who}", group=label_of(case, "groups", numbered.at[claim, "group"]),
            n=number(case, claim), who=speaker(case, claim))
        for claim in numbered.index
    ]  # fmt: skip
    between = gap(case)
    rest = say(" {gap}", gap=between.say()) if between else Prose()
    return say(
        "Bar chart of personnel by contributor. {finding}. {told}.{rest}",
        finding=finding(case, claims), told=listed(told), rest=rest,
    )  # fmt: skip


# What the chart of steps says.


def movements(case: Known) -> pd.DataFrame:
    """The steps as a chart draws them: as `steps`, with `last` (the last day the date allows), `near` (the date is
    approximate) and `promised` (it lay ahead when it was said)."""
    rows = steps(case)
    said = [dates.published(text, case.zone).day for text in rows["published"]]
    rows["last"] = [dates.span(text)[1] for text in rows["date"]]
    rows["near"] = rows["date"].str.contains("~")
    rows["promised"] = [first > day for first, day in zip(rows["first"], said, strict=True)]
    return rows


def presence(case: Known) -> pd.DataFrame:
    """When each contributor was in the country: one row per contributor with a seen arrival, with `since` (first arrival
    anyone gives), `surely` (from when all agree), `until` and `possibly` (first and last end anyone gives; None while no end
    is seen). The whole force is there as soon as any of its parts is."""
    seen = movements(case)
    seen = seen[~seen["promised"]]
    parent = case.tables["groups"]["part_of"]
    rows = {}
    for group in contributors(case):
        came = seen[(seen["step"] == "arrived") & (seen["contributor"] == group)]
        parts = seen[(seen["step"] == "arrived") & (seen["contributor"].map(parent) == group)]
        if len(came) or len(parts):
            starts = parts["first"].head(1) if len(parts) else came["first"]
            rows[group] = (min(starts), max(starts), *_end(seen[seen["contributor"] == group]))
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["since", "surely", "until", "possibly"], dtype=object
    )


def _end(own: pd.DataFrame) -> tuple[date | None, date | None]:
    """The first and the last end that accounts give; the way home counts where nobody says when they left."""
    left, home = own[own["step"] == "withdrawn"], own[own["step"] == "home"]
    both = pd.concat([left, home])
    return (
        (min(both["last"]), max((left if len(left) else home)["last"]))
        if len(both)
        else (None, None)
    )


def course(case: Known) -> Prose:
    """How far the force has come: from when it was there, whether it is to leave, by when it had left."""
    seen = movements(case)
    came = _dates(seen[(seen["step"] == "arrived") & ~seen["promised"]])
    if not came:
        return plain("No arrival was reported")
    whole = seen[seen["contributor"] == contributors(case)[0]]
    gone = _dates(whole[(whole["step"] == "withdrawn") & ~whole["promised"]])
    told = _dates(whole[whole["step"] == "withdrawal_announced"])
    if len(gone) > 1:
        return say(
            "In from {a}; out by {b} or {c}, as accounts differ", a=came[0], b=gone[0], c=gone[-1]
        )
    if gone:
        return say("In from {a}, out by {b}", a=came[0], b=gone[0])
    if told:
        return say("In from {a}; the withdrawal was announced on {b}", a=came[0], b=told[0])
    return say("In from {a}, with no withdrawal announced", a=came[0])


def _dates(rows: pd.DataFrame) -> list[Prose]:
    """The dates of some steps, each once, in order."""
    return [
        plain(english.edtf(text, short=True), f"movements:{each}")
        for each, text in rows["date"].drop_duplicates().items()
    ]


def how_to_read_steps(rows: pd.DataFrame) -> Prose:
    """What the marks of the chart of steps mean, as far as it has them."""
    notes = ["Under each step a rule over its date, as long as the date is uncertain"]
    notes += ["dashed where it is approximate"] if rows["near"].any() else []
    notes += ["hollow where it was only promised"] if rows["promised"].any() else []
    return plain(
        f"{', '.join(notes)}. Grey: said. Dark: done. Bar: in the country, light where accounts differ, with an arrow where no "
        "end is reported. Local days."
    )


def step_words(step: str) -> str:
    """A step in a chart: `withdrawal_began` is `exit began`."""
    return step.replace("withdrawal", "exit").replace("_", " ")


def course_in_words(case: Known) -> Prose:
    """The alternative text of the chart of steps: what it shows, then each contributor's steps with their dates."""
    seen = movements(case)
    told = []
    for group in contributors(case):
        own = seen[seen["contributor"] == group]
        if len(own):
            own_steps = [_step_in_words(own[own["step"] == step]) for step in own["step"].unique()]
            told.append(
                say(
                    "{group}: {steps}",
                    group=label_of(case, "groups", group),
                    steps=join(own_steps, ", ", ", "),
                )
            )
    return say(
        "Chart of the steps of each contributor over the days, with a bar for its time in the country. {finding}. {told}.",
        finding=course(case), told=listed(told),
    )  # fmt: skip


def _step_in_words(rows: pd.DataFrame) -> Prose:
    promise = " (promised)" if rows["promised"].all() else ""
    return say(
        "{step} {dates}" + promise,
        step=step_words(rows["step"].iloc[0]),
        dates=join(_dates(rows), ", ", " or "),
    )


def steps_table(case: Known) -> Table:
    """The steps of the deployment, from the request to the way home."""
    columns = ("When", "Contributor", "Step", "Unit and task", "According to", "Published")
    rows = [_step_row(case, str(each), row) for each, row in steps(case).iterrows()]
    return Table("steps", plain("Steps of the deployment"), columns, rows)


def _step_row(case: Known, each: str, row: pd.Series) -> list[Prose]:
    details = [
        text(case, "movements", each, column) for column in ("unit", "mission") if row[column]
    ]
    return [
        day_or_span(row["date"], f"movements:{each}", short=True),
        label_of(case, "groups", row["contributor"]),
        plain(row["step"].replace("_", " ")),
        join(details, "; ", "; "),
        name_of(case, row["speaker"]).citing(ids_in(row["source_ids"])),
        published(case, "movements", each, short=True),
    ]


def steps_chart(case: Known) -> Block:
    """The steps of each contributor, in and out."""
    from asknown.subjects.charts.steps import steps as draw  # matplotlib is slow to load

    rows = movements(case)
    labels = [plain(step_words(step)) for step in rows["step"]]
    order = [(group, label_of(case, "groups", group)) for group in contributors(case)]
    assert case.known_at is not None
    return draw(
        rows.assign(label=labels), presence(case), order, case.known_at.day,
        title=course(case), subtitle=how_to_read_steps(rows),
        source=source_line(case, (each for text in rows["source_ids"] for each in ids_in(text))),
        alt=course_in_words(case),
    )  # fmt: skip


def contributors_chart(case: Known, claims: pd.DataFrame) -> Chart:
    """Who sent whom."""
    from asknown.subjects.charts.contributors import Parts
    from asknown.subjects.charts.contributors import (
        contributors as draw,  # matplotlib is slow to load
    )

    rest = gap(case)
    labels = [
        number(case, claim)
        if official
        else say("{who}: {n}", n=number(case, claim), who=speaker(case, claim))
        for claim, official in claims["official"].items()
    ]
    order = [(group, label_of(case, "groups", group)) for group in contributors(case)]
    sizes = [part.value or 0 for part in rest.parts] if rest else []
    parts = (
        Parts(rest.total.group, rest.total.value or 0, sizes, rest.rest_in_words())
        if rest
        else None
    )
    return draw(
        claims.assign(label=labels), order, parts, title=finding(case, claims),
        subtitle=how_to_read_contributors(claims, rest is not None),
        source=source_line(case, claims["source_id"]), alt=in_words(case, claims),
    )  # fmt: skip
