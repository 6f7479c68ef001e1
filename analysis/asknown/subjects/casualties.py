"""The dead and the injured: who said how many, when, and how each count stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pandas as pd

from asknown import dates
from asknown.cache import once
from asknown.dates import AsOf
from asknown.model.figures import NONE_STANDS, Figure, figure
from asknown.model.known import Known
from asknown.model.phrases import label_of, number, published, quantity, refers_to, speaker, traces
from asknown.model.standing import DISPUTED, GONE, IN_FORCE, SUPERSEDED
from asknown.subjects.legend import has_open_bound, legend
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Block, Chart
from asknown.text.prose import Prose, listed, plain, say

MOST = 16  # rows a chart of ranges shows
_NOON = timedelta(hours=12)


# The claims on a quantity.


def said(case: Known, metric: str, group: str = "all", place: str = "") -> pd.DataFrame:
    """Claims of one quantity that are nobody's relay, newest first by day referred to, then by
    publication.

    Columns as in `Known.claims`, with `local` (when it became public, local time; noon where only
    the day is known), `gone` (when it left force by an act, local time, or NaT), `official` and `y`
    (the number a chart draws).
    """
    claims = case.claims
    in_place = claims["place"] == (place or case.place)
    same = (claims["metric"] == metric) & (claims["group"] == group) & in_place
    own = claims[same & (claims["relays"] == "")]
    local = _moments([_local(case, moment) for moment in own["published"]], own.index)
    gone = _moments([_gone(case, claim) for claim in own.index], own.index)
    # Where claim and act are both known by their day only, both stand at the same hour.
    gone = gone.where(gone.isna() | (gone >= local), local)
    official = own["speaker_kind"] == "official"
    y = own["value"].fillna(own["low"]).fillna(own["high"])
    own = own.assign(local=local, gone=gone, official=official, y=y)
    return own.sort_values(["end", "known", "claim_id"], ascending=False)


def _moments(moments: Sequence[datetime | None], index: pd.Index) -> pd.Series:
    return pd.Series(moments, index=index, dtype="datetime64[s]")


def _local(case: Known, moment: str) -> datetime:
    """Where a chart puts a knowledge time: at its clock time, or at noon of its day."""
    when = dates.published(moment, case.zone)
    if when.has_clock:
        return when.known.astimezone(case.zone).replace(tzinfo=None)
    return datetime.combine(when.day, time()) + _NOON


def _gone(case: Known, claim_id: str) -> datetime | None:
    """When the first act took a claim out of force. First is what was known first: an act dated
    only by its day counts at its end, so one with a clock time goes before it, though a chart would
    put the day at noon.
    """
    taken = [act for act in case.acts_on(claim_id) if act.act in GONE]
    first = min(taken, key=lambda act: act.known, default=None)
    return _local(case, first.published) if first else None


def is_by_day(claims: pd.DataFrame) -> bool:
    """Whether a chart puts claims at the days they speak of: more than half became public at one
    moment, as those of a list do, and speak of different days.
    """
    numbered = claims[claims["numbered"]]
    if numbered.empty:
        return False
    commonest = numbered["known"].mode().iloc[0]
    at_once = numbered[numbered["known"] == commonest]
    return len(at_once) * 2 > len(numbered) and at_once["end"].nunique() > 2


def placed(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims at noon of the last day they speak of; what took them out of force has no place on
    that clock.
    """
    local = pd.to_datetime(claims["end"]).astype("datetime64[s]") + _NOON
    disputed = claims["disputed"] | claims["standing"].isin(GONE)
    return claims.assign(local=local, gone=pd.NaT, disputed=disputed)


def ranged(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of ranges shows, newest first: all of them, or, where they are too many,
    the newest of those in force and of those gone.
    """
    if len(claims) > MOST:
        claims = claims[claims["standing"] != SUPERSEDED]
    return claims.head(MOST)


# Figures of a metric, and what a quantity is called.


def breakdown(figures: list[Figure], metric: str) -> list[Figure]:
    """The figures of a metric, the whole before its places and everyone before the groups."""

    def rank(figure: Figure) -> tuple[bool, str, bool, str]:
        is_part, is_group = figure.place != figure.case.place, figure.group != "all"
        return is_part, figure.place, is_group, figure.group

    return sorted((figure for figure in figures if figure.metric == metric), key=rank)


def file_name(main: Figure) -> str:
    """What the charts and tables of a quantity are called: its metric, and its group where that is
    not everyone.
    """
    return main.metric if main.group == "all" else f"{main.metric}_{main.group}"


def label(case: Known, main: Figure) -> Prose:
    """The name of a quantity in titles: its metric, and its group where that is not everyone."""
    return quantity(case, main.metric, main.group, case.place)


def _people(case: Known, main: Figure) -> str:
    """The noun that a metric of persons leaves out."""
    return "people " if case.tables["metrics"].at[main.metric, "unit"] == "persons" else ""


# What the chart of a toll says.


def finding(case: Known, claims: pd.DataFrame, main: Figure) -> Prose:
    """Where the official count began and stands, or that none stands; what all say where several
    parties have offices.
    """
    official = claims[claims["official"] & claims["numbered"]]
    if official["party"].nunique() > 1 or is_by_day(claims):
        return agreement(case, claims, main)
    official = official.sort_values(["known", "claim_id"])
    # Whatever rule the report follows, the title is about the official count.
    counted = figure(case, main.metric, main.group, main.place, "official")
    if counted.status == NONE_STANDS and len(official):
        last = official.index[-1]
        return say(
            "No official count is in force: {n} was {standing}",
            n=number(case, last),
            standing=official.at[last, "standing"],
        )
    lasting = official[~official["standing"].isin(GONE)]
    if lasting.empty:
        return plain("No official count is known")
    return _course(case, lasting)


def _course(case: Known, lasting: pd.DataFrame) -> Prose:
    """How the official count moved from the first to the one in force, and whether it was higher
    between. The claims come in order of publication.
    """
    first = lasting.index[0]
    now = lasting.sort_values(["end", "known", "claim_id"]).index[-1]
    if first == now:
        return say("The official count is {n}", n=number(case, now))
    before, after = lasting.at[first, "y"], lasting.at[now, "y"]
    verb = "was restated"
    if after != before:
        verb = "rose" if after > before else "fell"
    start, end = number(case, first), number(case, now)
    moves = say("The official count {verb} from {a} to {b}", verb=verb, a=start, b=end)
    peak = str(lasting["y"].idxmax())
    if lasting.at[peak, "y"] <= max(before, after):
        return moves
    return say("{moves}, below the {peak} between", moves=moves, peak=number(case, peak))


def how_to_read_toll(claims: pd.DataFrame, main: Figure, by_day: bool) -> Prose:
    """What is drawn, over which clock, and what the marks mean."""
    case = main.case
    clock = "by the day it speaks of" if by_day else "by the time of publication"
    filled = "as stated" if by_day else "in force"
    marks = legend(
        (True, f"{clock}. Filled: {filled}."),
        (True, "Hollow: withdrawn, denied or disputed. Triangle: an open bound."),
        ((claims["low"] < claims["high"]).any(), "Bar: a range."),
    )
    where = plain("all places together")
    if main.place != case.place:
        where = label_of(case, "places", main.place)
    return say("Reported as {label}, {where}, " + marks, label=label(case, main), where=where)


def chart_label(case: Known, claim: str) -> Prose:
    """What stands beside a marker: the speaker and its number, or the number and what became of
    it."""
    standing = case.row(claim).standing
    if standing in GONE:
        return say("{n}, {standing}", n=number(case, claim), standing=standing)
    return say("{who}: {n}", who=speaker(case, claim), n=number(case, claim))


def in_words(case: Known, claims: pd.DataFrame, main: Figure, by_day: bool = False) -> Prose:
    """The alternative text of the toll chart: what it shows, then what it says, claim by claim."""
    numbered = claims[claims["numbered"]].sort_values(["known", "claim_id"])
    clock = "the time of their publication, the official count as a line"
    if by_day:
        clock = "the days they speak of"
    return say(
        "Chart of the counts of {people}{label} over " + clock + ". {finding}. "
        "In order of publication: {claims}.",
        people=_people(case, main),
        label=label(case, main),
        finding=finding(case, claims, main),
        claims=listed([_claim_in_words(case, claim) for claim in numbered.index]),
    )


def _claim_in_words(case: Known, claim: str) -> Prose:
    return say(
        "{n} by {who}, {day}, {standing}",
        n=number(case, claim),
        who=speaker(case, claim),
        day=published(case, "claims", claim),
        standing=case.row(claim).standing,
    )


# What the chart of ranges says.


def agreement(case: Known, claims: pd.DataFrame, main: Figure) -> Prose:
    """What all speakers in force say together."""
    if not main.parties:
        return plain("No figure is in force")
    standing = claims["standing"].isin([IN_FORCE, DISPUTED])
    among = claims.index[claims["numbered"] & standing]
    low, high = main.span.low, main.span.high
    bounds = say(
        "{both} {label}",
        both=plain(english.bounds(low, high), *traces(among)),
        label=label(case, main),
    )
    if main.parties > 1:
        if low is not None and low == high:
            return say("All speakers agree on {bounds}", bounds=bounds)
        return say("Speakers differ: {bounds}", bounds=bounds)
    if len(among) == 1:
        return say("The only figure in force is {bounds}", bounds=bounds)
    return say("The latest figure in force is {bounds}; the others are older", bounds=bounds)


def how_to_read_ranges(claims: pd.DataFrame) -> Prose:
    """What the marks mean, and how many claims are not drawn."""
    drawn = ranged(claims)
    read = plain(f"By speaker and the day it speaks of, the latest on top. {range_marks(drawn)}")
    left = len(claims) - len(drawn)
    if not left:
        return read
    n = plain(english.number(left), "count:not_drawn")
    return say("{read} Not drawn: {n} older or replaced.", read=read, n=n)


def range_marks(drawn: pd.DataFrame) -> str:
    """What the marks of a chart of ranges mean, as far as it has them."""
    hollow = drawn["standing"].isin(GONE) | drawn["disputed"]
    soft = drawn["wording"].isin(["about", "nearly"])
    replaced = drawn["standing"] == SUPERSEDED
    return legend(
        (True, "A point is a number as stated, a bar a range."),
        (has_open_bound(drawn), "Arrow: an open bound."),
        (soft.any(), "Soft edge: about."),
        (hollow.any(), "Hollow: withdrawn, denied or disputed."),
        (replaced.any(), "Faint: replaced by a newer figure."),
    )


def range_label(case: Known, claim: str) -> Prose:
    """What stands at a mark: the number, or the word of a vague claim."""
    n = number(case, claim)
    return say("in words: {n}", n=n) if case.row(claim).wording == "vague" else n


def range_fate(case: Known, claim: str) -> Prose:
    """What stands behind the number: how it left force or that it is disputed; else nothing."""
    row = case.row(claim)
    if row.standing in GONE:
        return plain(f", {row.standing}")
    return plain(", disputed") if row.disputed else Prose()


def ranges_in_words(case: Known, claims: pd.DataFrame, main: Figure) -> Prose:
    """The alternative text of the chart of ranges: what it shows, then what it says, claim by
    claim.
    """
    return say(
        "Range chart of the claims on {people}{label}, a row a claim, the latest on top. "
        "{finding}. {claims}.",
        people=_people(case, main),
        label=label(case, main),
        finding=agreement(case, claims, main),
        claims=listed([_range_in_words(case, claim) for claim in claims.index]),
    )


def _range_in_words(case: Known, claim: str) -> Prose:
    replaced = " (replaced)" if case.row(claim).standing == SUPERSEDED else ""
    return say(
        "{who} of {day}: {number}{fate}" + replaced,
        who=speaker(case, claim),
        day=refers_to(case, claim, short=True),
        number=range_label(case, claim),
        fate=range_fate(case, claim),
    )


# Charts.


def toll_chart(case: Known, claims: pd.DataFrame, main: Figure) -> Block:
    """How a count moved over the time of its publication."""
    from asknown.subjects.charts.toll import toll as draw  # matplotlib is slow to load

    assert case.known_at is not None
    by_day = is_by_day(claims)
    texts = toll_texts(case, claims, main, by_day)
    return draw(_labelled(case, claims, by_day), _clock(case.known_at), by_day, **texts)


def toll_texts(case: Known, claims: pd.DataFrame, main: Figure, by_day: bool) -> dict[str, Prose]:
    """What stands around the chart of a count."""
    claims = placed(claims) if by_day else claims
    return {
        "title": finding(case, claims, main),
        "subtitle": how_to_read_toll(claims, main, by_day),
        "source": source_line(case, claims[claims["numbered"]]["source_id"]),
        "alt": in_words(case, claims, main, by_day),
    }


def toll_of(case: Known, key: tuple[str, str, str], by_day: bool) -> tuple[pd.DataFrame, Prose]:
    """What the chart of a count draws as a case knows it, and its title."""
    claims = said(case, *key)
    return _labelled(case, claims, by_day), finding(case, claims, figure(case, *key))


def toll_by_day(
    states: Sequence[tuple[pd.DataFrame, AsOf]], by_day: bool
) -> tuple[str, list[tuple[tuple[int, int], Prose]]]:
    """The chart of a count at each of several moments in one drawing, and its texts with when they
    are seen.
    """
    from asknown.subjects.charts.toll import toll_by_day as draw  # matplotlib is slow to load

    states_by_clock = [(frame, _clock(moment)) for frame, moment in states]
    return once(("toll_by_day", states_by_clock, by_day), lambda: draw(states_by_clock, by_day))


def _labelled(case: Known, claims: pd.DataFrame, by_day: bool) -> pd.DataFrame:
    """The claims as a chart takes them, over the clock it has."""
    claims = placed(claims) if by_day else claims
    numbers = [number(case, claim) for claim in claims.index]
    labels = [chart_label(case, claim) for claim in claims.index]
    return claims.assign(number=numbers, label=labels)


def _clock(moment: AsOf) -> datetime:
    """A moment by the clock of the case."""
    return moment.known.replace(tzinfo=None)


def ranges_chart(case: Known, claims: pd.DataFrame, main: Figure) -> Chart:
    """Who says what of one quantity."""
    from asknown.subjects.charts.ranges import ranges as draw  # matplotlib is slow to load

    drawn = ranged(claims)
    rows = drawn.assign(
        who=[speaker(case, claim) for claim in drawn.index],
        day=[refers_to(case, claim, short=True) for claim in drawn.index],
        said=[range_label(case, claim) for claim in drawn.index],
        fate=[range_fate(case, claim) for claim in drawn.index],
    )
    return draw(
        rows,
        file_name(main),
        title=agreement(case, claims, main),
        subtitle=how_to_read_ranges(claims),
        source=source_line(case, drawn["source_id"]),
        alt=ranges_in_words(case, drawn, main),
    )
