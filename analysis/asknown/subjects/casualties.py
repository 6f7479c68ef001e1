"""The dead and the injured: who said how many, when, and how each count stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd

from asknown import dates
from asknown.cache import once
from asknown.dates import AsOf
from asknown.model.figures import NONE_STANDS, Figure, figure
from asknown.model.known import Known
from asknown.model.phrases import label_of, number, published, quantity, refers_to, speaker, traces
from asknown.model.standing import DISPUTED, GONE, IN_FORCE, SUPERSEDED
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Block, Chart
from asknown.text.prose import Prose, listed, plain, say

_NOON = timedelta(hours=12)


def said(case: Known, metric: str, group: str = "all", place: str = "") -> pd.DataFrame:
    """Claims of one quantity that are nobody's relay, newest first by day referred to, then by publication.

    Columns as in `Known.claims`, with `local` (when it became public, local time; noon where only the day is known),
    `gone` (when it left force by an act, local time, or NaT), `official` and `y` (the number a chart draws).
    """
    claims = case.claims
    same = (
        (claims["metric"] == metric)
        & (claims["group"] == group)
        & (claims["place"] == (place or case.place))
    )
    own = claims[same & (claims["relays"] == "")]
    own = own.assign(
        local=pd.Series(
            [_local(case, text) for text in own["published"]],
            index=own.index,
            dtype="datetime64[s]",
        ),
        gone=pd.Series(
            [_gone(case, claim) for claim in own.index], index=own.index, dtype="datetime64[s]"
        ),
        official=own["speaker_kind"] == "official",
        y=own["value"].fillna(own["low"]).fillna(own["high"]),
    )
    own["gone"] = own["gone"].where(
        own["gone"].isna() | (own["gone"] >= own["local"]), own["local"]
    )  # both known by their day
    return own.sort_values(["end", "known", "claim_id"], ascending=False)


def _local(case: Known, text: str) -> datetime:
    """Where a chart puts a knowledge time: at its clock time, or at noon of its day."""
    when = dates.published(text, case.zone)
    if when.has_clock:
        return when.known.astimezone(case.zone).replace(tzinfo=None)
    return datetime.combine(when.day, datetime.min.time()) + _NOON


def _gone(case: Known, claim_id: str) -> datetime | None:
    """When the first act took a claim out of force. First is what was known first: an act dated only by its day counts at its
    end, so one with a clock time goes before it, though a chart would put the day at noon."""
    taken = [act for act in case.acts_on(claim_id) if act.act in GONE]
    first = min(taken, key=lambda act: act.known, default=None)
    return _local(case, first.published) if first else None


def repeated(case: Known) -> pd.DataFrame:
    """Relays that printed a withdrawn or denied number after the first act against it, in order of publication.

    A relay dated only by the day of that act may have been earlier in the day, so it is not among them.
    """
    claims = case.claims
    relays = claims[(claims["relays"] != "") & claims["standing"].isin(GONE)]
    late = [_is_later(case, row, _first_act(case, row["relays"])) for _, row in relays.iterrows()]
    return relays[pd.Series(late, index=relays.index, dtype=bool)].sort_values(
        ["known", "claim_id"]
    )


def _is_later(case: Known, relay: pd.Series, act: datetime | None) -> bool:
    when = dates.published(relay["published"], case.zone)
    return (
        act is not None
        and when.known > act
        and (when.has_clock or when.day > act.astimezone(case.zone).date())
    )


def _first_act(case: Known, claim_id: str) -> datetime | None:
    """When the claim at the end of a chain of relays was first withdrawn or denied. None where it was not, and a relay was by
    itself, or where the claim is not known yet."""
    origin = case.tables["claims"]["relays"].to_dict()
    while origin.get(claim_id):
        claim_id = origin[claim_id]
    acts = case.acts_on(claim_id) if claim_id in origin else []
    return min((act.known for act in acts if act.act in GONE), default=None)


def breakdown(figures: list[Figure], metric: str) -> list[Figure]:
    """The figures of a metric, the whole before its places and everyone before the groups."""
    own = [figure for figure in figures if figure.metric == metric]
    return sorted(
        own,
        key=lambda each: (
            each.place != each.case.place,
            each.place,
            each.group != "all",
            each.group,
        ),
    )


def file_name(main: Figure) -> str:
    """What the charts and tables of a quantity are called: its metric, and its group where that is not everyone."""
    return main.metric if main.group == "all" else f"{main.metric}_{main.group}"


def label(case: Known, main: Figure) -> Prose:
    """The name of a quantity in titles: its metric, and its group where that is not everyone."""
    return quantity(case, main.metric, main.group, case.place)


def is_by_day(claims: pd.DataFrame) -> bool:
    """Whether a chart puts claims at the days they speak of: more than half became public at one moment, as those of a list
    do, and speak of different days."""
    numbered = claims[claims["numbered"]]
    at_once = (
        numbered[numbered["known"] == numbered["known"].mode().iloc[0]]
        if len(numbered)
        else numbered
    )
    return len(at_once) * 2 > len(numbered) and at_once["end"].nunique() > 2


def placed(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims at noon of the last day they speak of; what took them out of force has no place on that clock."""
    local = pd.to_datetime(claims["end"]).astype("datetime64[s]") + _NOON
    return claims.assign(
        local=local, gone=pd.NaT, disputed=claims["disputed"] | claims["standing"].isin(GONE)
    )


# What the chart of a toll says.


def how_to_read_toll(claims: pd.DataFrame, main: Figure, by_day: bool) -> Prose:
    """What is drawn, over which clock, and what the marks mean."""
    clock = "by the day it speaks of" if by_day else "by the time of publication"
    notes = f"{clock}. Filled: in force. Hollow: withdrawn, denied or disputed. Triangle: an open bound."
    notes += " Bar: a range." if (claims["low"] < claims["high"]).any() else ""
    if by_day:
        notes = notes.replace("in force", "as stated")
    whole = main.place == main.case.place
    where = plain("all places together") if whole else label_of(main.case, "places", main.place)
    return say("Reported as {label}, {where}, " + notes, label=label(main.case, main), where=where)


def finding(case: Known, claims: pd.DataFrame, main: Figure) -> Prose:
    """Where the official count began and stands, or that none stands; what all say where several parties have offices."""
    if claims.loc[claims["official"] & claims["numbered"], "party"].nunique() > 1 or is_by_day(
        claims
    ):
        return agreement(case, claims, main)
    official = claims[claims["official"] & claims["numbered"]].sort_values(["known", "claim_id"])
    lasting = official[~official["standing"].isin(GONE)]
    counted = figure(
        case, main.metric, main.group, main.place, "official"
    )  # whatever rule the report follows
    if counted.status == NONE_STANDS and len(official):
        last, standing = official.index[-1], official["standing"].iloc[-1]
        return say(
            "No official count is in force: {n} was {standing}",
            n=number(case, last),
            standing=standing,
        )
    if lasting.empty:
        return plain("No official count is known")
    first, now = lasting.index[0], lasting.sort_values(["end", "known", "claim_id"]).index[-1]
    if first == now:
        return say("The official count is {n}", n=number(case, now))
    moved = lasting.at[now, "y"] - lasting.at[first, "y"]
    verb = "rose" if moved > 0 else "fell" if moved < 0 else "was restated"
    moves = say(
        "The official count {verb} from {a} to {b}",
        verb=verb,
        a=number(case, first),
        b=number(case, now),
    )
    peak = str(lasting["y"].idxmax())
    if lasting.at[peak, "y"] <= max(lasting.at[now, "y"], lasting.at[first, "y"]):
        return moves
    return say("{moves}, below the {peak} between", moves=moves, peak=number(case, peak))


def chart_label(case: Known, claim: str) -> Prose:
    """What stands beside a marker: the speaker and its number, or the number and what became of it."""
    standing = case.row(claim).standing
    if standing in GONE:
        return say("{n}, {standing}", n=number(case, claim), standing=standing)
    return say("{who}: {n}", who=speaker(case, claim), n=number(case, claim))


def in_words(case: Known, claims: pd.DataFrame, main: Figure, by_day: bool = False) -> Prose:
    """The alternative text of the toll chart: what it shows, then what it says, claim by claim."""
    drawn = claims[claims["numbered"]].sort_values(["known", "claim_id"])
    clock = (
        "the days they speak of"
        if by_day
        else "the time of their publication, the official count as a line"
    )
    told = [
        say("{n} by {who}, {day}, {standing}", n=number(case, claim), who=speaker(case, claim),
            day=published(case, "claims", claim), standing=drawn.at[claim, "standing"])
        for claim in drawn.index
    ]  # fmt: skip
    return say(
        "Chart of the counts of {people}{label} over " + clock + ". {finding}. In order of publication: {told}.",
        people=_people(case, main), label=label(case, main), finding=finding(case, claims, main), told=listed(told),
    )  # fmt: skip


def _people(case: Known, main: Figure) -> str:
    """The noun that a metric of persons leaves out."""
    return "people " if case.tables["metrics"].at[main.metric, "unit"] == "persons" else ""


# What the chart of ranges says.

MOST = 16  # rows a chart of ranges shows


def ranged(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of ranges shows, newest first: all of them, or, where they are too many, the newest of those in
    force and of those gone."""
    if len(claims) > MOST:
        claims = claims[claims["standing"] != SUPERSEDED]
    return claims.head(MOST)


def how_to_read_ranges(claims: pd.DataFrame) -> Prose:
    """What the marks mean, and how many claims are not drawn."""
    read = plain(
        f"By speaker and the day it speaks of, the latest on top. {range_marks(ranged(claims))}"
    )
    left = len(claims) - len(ranged(claims))
    if not left:
        return read
    return say(
        "{read} Not drawn: {n} older or replaced.",
        read=read,
        n=plain(english.number(left), "count:not_drawn"),
    )


def range_marks(drawn: pd.DataFrame) -> str:
    """What the marks of a chart of ranges mean, as far as it has them."""
    gone, wordings = drawn["standing"].isin(GONE) | drawn["disputed"], set(drawn["wording"])
    notes = ["A point is a number as stated, a bar a range."]
    notes += (
        ["Arrow: an open bound."] if wordings & {"at_least", "over", "at_most", "under"} else []
    )
    notes += ["Soft edge: about."] if wordings & {"about", "nearly"} else []
    notes += ["Hollow: withdrawn, denied or disputed."] if gone.any() else []
    notes += (
        ["Faint: replaced by a newer figure."] if (drawn["standing"] == SUPERSEDED).any() else []
    )
    return " ".join(notes)


def agreement(case: Known, claims: pd.DataFrame, main: Figure) -> Prose:
    """What all speakers in force say together."""
    if not main.parties:
        return plain("No figure is in force")
    among = claims.index[claims["numbered"] & claims["standing"].isin([IN_FORCE, DISPUTED])]
    both = plain(english.bounds(main.span.low, main.span.high), *traces(among))
    what = label(case, main)
    if main.parties == 1 and len(among) == 1:
        return say("The only figure in force is {both} {label}", both=both, label=what)
    if main.parties == 1:
        return say(
            "The latest figure in force is {both} {label}; the others are older",
            both=both,
            label=what,
        )
    if main.span.low is not None and main.span.low == main.span.high:
        return say("All speakers agree on {both} {label}", both=both, label=what)
    return say("Speakers differ: {both} {label}", both=both, label=what)


def range_label(case: Known, claim: str) -> Prose:
    """What stands at a mark: the number, or the word of a vague claim."""
    vague = case.row(claim).wording == "vague"
    return say("in words: {n}", n=number(case, claim)) if vague else number(case, claim)


def range_fate(case: Known, claim: str) -> Prose:
    """What stands behind the number: how it left force or that it is disputed; else nothing."""
    row = case.row(claim)
    fate = row.standing if row.standing in GONE else "disputed" if row.disputed else ""
    return plain(f", {fate}") if fate else Prose()


def ranges_in_words(case: Known, claims: pd.DataFrame, main: Figure) -> Prose:
    """The alternative text of the chart of ranges: what it shows, then what it says, claim by claim."""
    told = [_row_in_words(case, claim) for claim in claims.index]
    return say(
        "Range chart of the claims on {people}{label}, a row a claim, the latest on top. {finding}. {told}.",
        people=_people(case, main), label=label(case, main), finding=agreement(case, claims, main), told=listed(told),
    )  # fmt: skip


def _row_in_words(case: Known, claim: str) -> Prose:
    replaced = " (replaced)" if case.row(claim).standing == SUPERSEDED else ""
    return say(
        "{who} of {day}: {said}{fate}" + replaced, who=speaker(case, claim), day=refers_to(case, claim, short=True),
        said=range_label(case, claim), fate=range_fate(case, claim),
    )  # fmt: skip


def toll_chart(case: Known, claims: pd.DataFrame, main: Figure) -> Block:
    """How a count moved over the time of its publication."""
    from asknown.subjects.charts.toll import toll as draw  # matplotlib is slow to load

    by_day = is_by_day(claims)
    texts = toll_texts(case, claims, main, by_day)
    assert case.known_at is not None
    drawn = placed(claims) if by_day else claims
    return draw(_labelled(case, drawn), _clock(case.known_at), by_day, **texts)


def toll_texts(case: Known, claims: pd.DataFrame, main: Figure, by_day: bool) -> dict[str, Prose]:
    """What stands around the chart of a count."""
    claims = placed(claims) if by_day else claims
    return {
        "title": finding(case, claims, main), "subtitle": how_to_read_toll(claims, main, by_day),
        "source": source_line(case, claims[claims["numbered"]]["source_id"]),
        "alt": in_words(case, claims, main, by_day),
    }  # fmt: skip


def toll_of(case: Known, key: tuple[str, str, str], by_day: bool) -> tuple[pd.DataFrame, Prose]:
    """What the chart of a count draws as a case knows it, and its title."""
    claims = said(case, *key)
    title = finding(case, claims, figure(case, *key))
    return _labelled(case, placed(claims) if by_day else claims), title


def toll_by_day(
    states: Sequence[tuple[pd.DataFrame, AsOf]], by_day: bool
) -> tuple[str, list[tuple[tuple[int, int], Prose]]]:
    """The chart of a count at each of several moments in one drawing, and its texts with when they are seen."""
    from asknown.subjects.charts.toll import toll_by_day as draw  # matplotlib is slow to load

    shown = [(frame, _clock(moment)) for frame, moment in states]
    return once(("toll_by_day", shown, by_day), lambda: draw(shown, by_day))


def _labelled(case: Known, claims: pd.DataFrame) -> pd.DataFrame:
    numbers = [number(case, claim) for claim in claims.index]
    return claims.assign(number=numbers, label=[chart_label(case, claim) for claim in claims.index])


def _clock(moment: AsOf) -> datetime:
    """A moment by the clock of the case."""
    return moment.known.replace(tzinfo=None)


def ranges_chart(case: Known, claims: pd.DataFrame, main: Figure) -> Chart:
    """Who says what of one quantity."""
    from asknown.subjects.charts.ranges import ranges as draw  # matplotlib is slow to load

    drawn = ranged(claims)
    drawn = drawn.assign(
        who=[speaker(case, claim) for claim in drawn.index],
        day=[refers_to(case, claim, short=True) for claim in drawn.index],
        said=[range_label(case, claim) for claim in drawn.index],
        fate=[range_fate(case, claim) for claim in drawn.index],
    )
    return draw(
        drawn, file_name(main), title=agreement(case, claims, main),
        subtitle=how_to_read_ranges(claims), source=source_line(case, drawn["source_id"]),
        alt=ranges_in_words(case, drawn, main),
    )  # fmt: skip
