"""The dead and the injured: who said how many, when, and how each count stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from math import isnan
from typing import Any

import pandas as pd

from asknown import dates
from asknown.dates import AsOf
from asknown.model.columns import ASIDE
from asknown.model.figures import Figure, figure
from asknown.model.known import Known
from asknown.model.phrases import (
    capital,
    cited_by,
    label_of,
    name_of,
    number,
    objection,
    published,
    quantity,
    refers_to,
    speaker,
    the,
)
from asknown.model.standing import DISPUTED, GONE, IN_FORCE, SUPERSEDED
from asknown.subjects.drawn_rows import with_claims
from asknown.subjects.legend import OPEN_BOUNDS, colours, has_open_bound, legend
from asknown.subjects.quantities import allowed, from_to
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, join, listed, plain, say
from asknown.text.statements import statement

MOST = 8  # rows a chart of ranges shows
_NOON = timedelta(hours=12)
_ALIVE = (IN_FORCE, DISPUTED)
_BY_DAY = ["end", "known", "claim_id"]


# The claims on a quantity.


def said(
    case: Known,
    metric: str,
    group: str = "all",
    place: str = "",
) -> pd.DataFrame:
    """Claims of one quantity that are nobody's relay, newest first by day referred to, then by
    publication.

    Columns as in `Known.claims`, with `local` (when it became public, local time; noon where only
    the day is known), `gone` (when it left force by an act, local time, or NaT), `replaced` (when
    what replaced it became public, or NaT), `official` and `y` (the number a chart draws).
    """
    same = case.quantities.get((metric, group, place or case.place), [])
    own = case.claims.loc[[claim.claim_id for claim in same if not claim.relays]]
    local = _moments([_local(case, moment) for moment in own["published"]], own.index)
    gone = _moments([_gone(case, claim) for claim in own.index], own.index)
    # Where claim and act are both known by their day only, both stand at the same hour.
    gone = gone.where(gone.isna() | (gone >= local), local)
    replaced = _moments([_replaced(case, claim) for claim in own.index], own.index)
    official = own["speaker_kind"] == "official"
    y = own["value"].fillna(own["low"]).fillna(own["high"])
    own = own.assign(
        local=local,
        gone=gone,
        replaced=replaced,
        official=official,
        y=y,
    )
    return own.sort_values(["end", "known", "claim_id"], ascending=False)


def counted(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims that somebody counted or estimated: without projections and recaps, which no chart
    draws and no title tells as what there is.
    """
    return claims[~claims["nature"].isin(ASIDE)]


def _moments(moments: Sequence[datetime | None], index: pd.Index) -> pd.Series:
    return pd.Series(moments, index=index, dtype="datetime64[s]")


def _local(case: Known, moment: str) -> datetime:
    """Where a chart puts a knowledge time: at its clock time, or at noon of its day."""
    when = dates.published(moment, case.zone)
    if when.has_clock:
        return when.known.astimezone(case.zone).replace(tzinfo=None)
    return datetime.combine(when.day, time()) + _NOON


def _gone(case: Known, claim_id: str) -> datetime | None:
    """When the first act took a claim out of force: it was withdrawn, or denied by its own party; a
    denial by others takes nothing out of force. First is what was known first: an act dated
    only by its day counts at its end, so one with a clock time goes before it, though a chart would
    put the day at noon.
    """
    taken = [act for act in case.acts_on(claim_id) if _fells(case, act, claim_id)]
    first = min(taken, key=lambda act: act.known, default=None)
    if first:
        return _local(case, first.published)
    return None


def _fells(
    case: Known,
    act: Any,
    claim_id: str,
) -> bool:
    """Whether an act takes a claim out of force."""
    if act.act == "withdrawn":
        return True
    party = case.cell("speakers", act.by, "party")
    return bool(act.act == "denied" and party == case.row(claim_id).party)


def _replaced(case: Known, claim_id: str) -> datetime | None:
    """When a claim was replaced: by an act, or by a newer number, whatever became of that."""
    for act in case.acts_on(claim_id):
        if act.act == SUPERSEDED and case.row(claim_id).standing == SUPERSEDED:
            return _local(case, act.published)
    newer = case.row(claim_id).superseded_by
    if newer:
        return _local(case, case.row(newer).published)
    return None


def is_by_day(claims: pd.DataFrame) -> bool:
    """Whether a chart puts claims at the days they speak of: more than half became public at one
    moment, as those of a list do, and speak of different days.
    """
    claims = counted(claims)
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
    return claims.assign(
        local=local,
        gone=pd.NaT,
        replaced=pd.NaT,
        disputed=disputed,
    )


def ranged(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart of ranges shows, newest first: the newest of those that stand or fell and,
    where there is room, of each speaker who has none of these the newest that was replaced.
    """
    is_replaced = claims["standing"] == SUPERSEDED
    shown = claims[~is_replaced].head(MOST)
    elsewhere = claims[
        is_replaced & ~claims["speaker"].isin(claims.loc[~is_replaced, "speaker"])
    ]
    replaced = elsewhere.drop_duplicates("speaker").head(MOST - len(shown))
    return claims[claims.index.isin([*shown.index, *replaced.index])]


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
    if main.group == "all":
        return main.metric
    return f"{main.metric}_{main.group}"


def label(case: Known, main: Figure) -> Prose:
    """The name of a quantity in titles: its metric, and its group where that is not everyone."""
    return quantity(case, main.metric, main.group, case.place)


def _people(case: Known, main: Figure) -> str:
    """The noun that a metric of persons leaves out."""
    if case.tables["metrics"].at[main.metric, "unit"] == "persons":
        return "people "
    return ""


# What the chart of a toll says.

MOST_WORDS = 12  # of a title


def finding(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
) -> Prose:
    """Where the official count began and stands, or what was taken back; what all say where several
    parties have offices, or none counts.
    """
    claims = counted(claims)
    official = claims[claims["official"] & claims["numbered"]]
    if official["party"].nunique() > 1 or is_by_day(claims):
        return agreement(case, claims, main)
    official = official.sort_values(["known", "claim_id"])
    gone = official[official["standing"].isin(GONE)]
    last_gone = str(gone.index[-1]) if len(gone) else ""
    standing = official[official["standing"].isin(_ALIVE)].sort_values(_BY_DAY)
    if standing.empty:
        if last_gone:
            return no_official_figure(case, main, last_gone)
        return agreement(case, claims, main)
    return _course(
        case,
        main=main,
        lasting=official[~official["standing"].isin(GONE)],
        standing=standing,
        last_gone=last_gone,
    )


def _course(
    case: Known,
    main: Figure,
    lasting: pd.DataFrame,
    standing: pd.DataFrame,
    last_gone: str,
) -> Prose:
    """How the official count moved from the first to the one that stands. The claims come in order
    of publication, those that stand in order of their days.
    """
    now = str(standing.index[-1])
    newest = standing[(standing["end"] == standing["end"].iloc[-1])]
    newest = newest[newest["known"] == newest["known"].iloc[-1]]
    if newest["y"].nunique() > 1:
        return official_counts_of_one_day(case, main, [*newest.index])
    first = str(lasting.index[0])
    if cited_by(case, now):
        return official_as_cited(case, main, now)
    if (
        first == now
        or cited_by(case, first)
        or _is_estimate(case, first) != _is_estimate(case, now)
    ):
        moved = official_is(case, main, now)
    else:
        moved = official_moved(
            case,
            main=main,
            first=first,
            now=now,
        )
    fell = taken_back(case, main, last_gone)
    both = say("{moved}; {fell}", moved=moved, fell=fell) if fell else moved
    if len(both.text.split()) <= MOST_WORDS:
        return both
    return moved


def _named(main: Figure) -> Prose:
    """What a title is about: `Killed`, `Killed, Almaty`."""
    return capital(main.label())


def _is_estimate(case: Known, claim_id: str) -> bool:
    return bool(case.row(claim_id).nature == "estimate")


def _count_of(case: Known, claim_id: str) -> str:
    if _is_estimate(case, claim_id):
        return "estimate"
    return "count"


@statement(
    "no official number for the quantity stands; of those that were withdrawn or denied this one "
    "became known last"
)
def no_official_figure(
    case: Known,
    main: Figure,
    claim_id: str,
) -> Prose:
    """That no official figure stands, and what was taken back."""
    return say(
        "{label}: no official figure; {n} was {standing}",
        label=_named(main),
        n=number(case, claim_id),
        standing=case.row(claim_id).standing,
    )


@statement(
    "these official numbers stand, describe one day, which is the last of those described, and "
    "became known at one moment"
)
def official_counts_of_one_day(
    case: Known,
    main: Figure,
    claim_ids: list[str],
) -> Prose:
    """That nothing tells which of several official numbers is the newest."""
    numbers = [number(case, claim_id) for claim_id in claim_ids]
    each = join(numbers, ", ", " or ")
    return say("{label}: the official figure is {each}", label=_named(main), each=each)


@statement(
    "of the official numbers that stand this is the one for the last day, then known last; it was "
    "read only in somebody else's document"
)
def official_as_cited(
    case: Known,
    main: Figure,
    claim_id: str,
) -> Prose:
    """The official count, where its own words were not seen."""
    return say(
        "{label}: {n}, the official "
        + _count_of(case, claim_id)
        + " as others cite it",
        label=_named(main),
        n=number(case, claim_id),
    )


@statement(
    "of the official numbers that stand this is the one for the last day, then known last"
)
def official_is(
    case: Known,
    main: Figure,
    claim_id: str,
) -> Prose:
    """The official count."""
    return say(
        "{label}: the official " + _count_of(case, claim_id) + " is {n}",
        label=_named(main),
        n=number(case, claim_id),
    )


@statement(
    "of the official numbers, those withdrawn or denied left out, the first became known first; "
    "the second stands and is the one for the last day, then known last; both are counts or both "
    "estimates, and neither was read only in somebody else's document; rose or fell: neither end "
    "of what is stated went the other way"
)
def official_moved(
    case: Known,
    main: Figure,
    first: str,
    now: str,
) -> Prose:
    """How the official count moved, by the numbers as stated: it `went` from one to the other where
    nobody can say whether it rose."""
    before, after = number(case, first), number(case, now)
    if after.text == before.text:
        return say(
            "{label}: the official " + _count_of(case, now) + " is {n}, as at first",
            label=_named(main),
            n=after,
        )
    return say(
        "{label}: the official " + _count_of(case, now) + " {verb} from {a} to {b}",
        label=_named(main),
        verb=_moved(case, first, now),
        a=before,
        b=after,
    )


def _moved(
    case: Known,
    first: str,
    now: str,
) -> str:
    """How a number moved: `rose` or `fell` where neither of its ends went the other way."""
    (low, high), (lower, upper) = _ends(case, first), _ends(case, now)
    if (low, high) == (lower, upper):
        return "went"
    if low <= lower and high <= upper:
        return "rose"
    if low >= lower and high >= upper:
        return "fell"
    return "went"


def _ends(case: Known, claim_id: str) -> tuple[float, float]:
    """From where to where a number goes; one that is open or exact is the number it states."""
    row = case.row(claim_id)
    stated = [each for each in (row.value, row.low, row.high) if not isnan(each)]
    low = stated[0] if isnan(row.low) else row.low
    high = stated[0] if isnan(row.high) else row.high
    return float(low), float(high)


@statement(
    "of the official numbers that were withdrawn or denied this one became known last; nothing "
    "where there is none"
)
def taken_back(
    case: Known,
    main: Figure,
    claim_id: str,
) -> Prose:
    """What was taken back before."""
    if not claim_id:
        return Prose()
    return say(
        "{n} was {standing}",
        n=number(case, claim_id),
        standing=case.row(claim_id).standing,
    )


@statement(
    "the chart draws the quantity's numbered claims, relays, projections and recaps left out, by "
    "this clock; each mark that is explained is drawn, and, where no line names its offices, each "
    "colour"
)
def how_to_read_toll(
    claims: pd.DataFrame,
    main: Figure,
    by_day: bool,
) -> Prose:
    """What is drawn, over which clock, and what the marks mean."""
    claims = claims[claims["numbered"]]
    clock = "by the day it speaks of" if by_day else "by the time of publication"
    hollow = claims["disputed"] | claims["standing"].isin(GONE)
    has_line = is_lined(claims, by_day)
    marks = legend(
        *([] if has_line else colours(claims)),
        (
            not by_day and not has_line and _has_threads(claims),
            "Thin line: a party's own numbers.",
        ),
        (
            ((claims["nature"] == "estimate") & ~_triangles(claims)).any(),
            "Square: an estimate.",
        ),
        (hollow.any(), "Hollow: withdrawn, denied or disputed."),
        (_triangles(claims).any(), f"Triangle: {_why_triangles(claims)}."),
        ((claims["low"] < claims["high"]).any(), "Bar: a range."),
    )
    where = label_of(main.case, "places", main.place)
    return say(
        "{label}, {where}, " + f"{clock}. {marks}",
        label=capital(label(main.case, main)),
        where=where,
    )


def is_lined(claims: pd.DataFrame, by_day: bool) -> bool:
    """Whether a chart joins the official numbers by a line: those of one party, over the time of
    their publication.
    """
    official = claims[claims["official"] & claims["numbered"]]
    return not by_day and official["party"].nunique() == 1


def _has_threads(claims: pd.DataFrame) -> bool:
    """Whether a party said two numbers after each other that it did not take back."""
    lasting = claims[~claims["standing"].isin(GONE)]
    return bool(lasting.duplicated(["party", "official"]).any())


def _triangles(claims: pd.DataFrame) -> pd.Series:
    """Which claims a chart of a count draws as triangles."""
    return claims["wording"].isin([*OPEN_BOUNDS, "nearly"])


def _why_triangles(claims: pd.DataFrame) -> str:
    if not (claims["wording"] == "nearly").any():
        return "an open bound"
    if has_open_bound(claims):
        return "an open bound, or nearly"
    return "nearly"


@statement(
    "the claim's speaker gave the number; in its place what became of it, where it fell"
)
def chart_label(case: Known, claim_id: str) -> Prose:
    """What stands beside a marker: the speaker and its number, or the number and what became of
    it."""
    standing = case.row(claim_id).standing
    n = number(case, claim_id)
    if standing in GONE:
        return say("{n}, {standing}", n=n, standing=standing)
    return say("{who}: {n}", who=speaker(case, claim_id), n=n)


SPOKEN = 400  # letters of an alternative text, at most: it is listened to


@statement(
    "the chart draws so many numbers, relays, projections and recaps left out, over this clock; a "
    "line joins the official ones where one party has offices; of the numbers the first and the "
    "last to become known are told, where there is room"
)
def in_words(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
    by_day: bool = False,
) -> Prose:
    """The alternative text of the toll chart: what it shows, what it says, its first and its last
    number.
    """
    claims = counted(claims)
    numbered = claims[claims["numbered"]].sort_values(["known", "claim_id"])
    clock = "the time of their publication"
    if by_day:
        clock = "the days they speak of"
    elif is_lined(claims, by_day):
        clock += ", the official count as a line"
    shows = say(
        "Chart of {n} of {people}{label} over " + clock + ": {finding}.",
        n=_so_many(len(numbered)),
        people=_people(case, main),
        label=main.label(),
        finding=finding(case, claims, main),
    )
    ends = [str(claim) for claim in numbered.index[[0, -1]]]
    first, last = [claim_in_words(case, claim) for claim in ends]
    if first == last:
        told = say("{shows} It is {last}.", shows=shows, last=last)
    else:
        words = "{shows} The first is {first}; the last, {last}."
        told = say(
            words,
            shows=shows,
            first=first,
            last=last,
        )
    if len(told.text) <= SPOKEN:
        return told
    return shows


def _so_many(numbers: int) -> Prose:
    n = plain(english.number(numbers), "count:numbers")
    return say("{n} " + ("number" if numbers == 1 else "numbers"), n=n)


@statement(
    "the claim's row says so; behind it what became of it, where it was taken back or more"
)
def claim_in_words(case: Known, claim_id: str) -> Prose:
    """A claim in an alternative text: `164 by the Ministry, 9 January 2022, withdrawn`."""
    return say(
        "{n} by {who}, {day}{fate}",
        n=_number_of_nature(case, claim_id),
        who=speaker(case, claim_id),
        day=published(case, "claims", claim_id),
        fate=became(case, claim_id),
    )


def _number_of_nature(case: Known, claim_id: str) -> Prose:
    n = number(case, claim_id)
    if _is_estimate(case, claim_id):
        return say("{n} (estimate)", n=n)
    return n


@statement("the claim stands so; nothing where it stands and nobody speaks against it")
def became(case: Known, claim_id: str) -> Prose:
    """What became of a claim: `, withdrawn`, `, replaced by a newer figure`, `, disputed`."""
    standing = case.row(claim_id).standing
    if standing in GONE:
        return plain(f", {standing}")
    if standing == SUPERSEDED:
        return plain(", replaced since")
    against = objection(case, claim_id)
    if against:
        return say(", {against}", against=against)
    return Prose()


# What the chart of ranges says.


def agreement(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
) -> Prose:
    """What the latest numbers of all parties say together."""
    span = list(main.span.claims)
    if claims.empty and said(case, *main.key).empty:
        return no_number_on_record(main)
    if not span:
        return no_number_stands(case, main)
    if main.parties == 1:
        return _alone(
            case,
            claims=counted(claims),
            main=main,
            span=span,
        )
    if _conflict(case, span):
        return differ(case, main, span)
    return do_not_conflict(case, main, span)


def _conflict(case: Known, claim_ids: list[str]) -> bool:
    """Whether one of some claims allows only more than another does; `over 50` allows no 50, and
    no more does `under 50`.
    """
    lows, highs = [], []
    for claim_id in claim_ids:
        row = case.row(claim_id)
        low, high = allowed(case, claim_id)
        if low is not None:
            lows.append((low, row.wording == "over"))
        if high is not None:
            highs.append((high, row.wording != "under"))
    if not lows or not highs:
        return False
    (low, is_over), (high, is_reached) = max(lows), min(highs)
    return low > high or (low == high and (is_over or not is_reached))


@statement("no claim on the quantity is known, relays left out")
def no_number_on_record(main: Figure) -> Prose:
    """That nobody has said anything; a place or group of which nothing is known has no name yet."""
    return plain("No number is on record")


@statement(
    "nobody's number for the quantity is in force, relays, projections and recaps left out"
)
def no_number_stands(case: Known, main: Figure) -> Prose:
    """That there is no number."""
    return say("{label}: no number stands", label=_named(main))


def _alone(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
    span: list[str],
) -> Prose:
    """What the one party says that is no earlier than all others."""
    standing = claims[claims["numbered"] & claims["standing"].isin(_ALIVE)]
    ours = {case.row(claim_id).party for claim_id in span}
    others = standing[~standing["party"].isin(ours)]
    if len(others):
        return others_are_older(
            case,
            main=main,
            claim_ids=span,
            others=[*others.index],
        )
    return only_one(case, main, span)


@statement("these are the latest numbers in force of the one party that has any")
def only_one(
    case: Known,
    main: Figure,
    claim_ids: list[str],
) -> Prose:
    """That one party alone gives a number: `Killed: 225, by the Ministry alone`."""
    named = say(
        "{label}: {n}, by {who} alone",
        label=_named(main),
        n=_either(case, claim_ids),
        who=_speakers(case, claim_ids),
    )
    if _fits(named):
        return named
    return say(
        "{label}: {n}, and nobody else", label=_named(main), n=_either(case, claim_ids)
    )


@statement(
    "the first are the latest numbers in force of a party; the others are in force, of other "
    "parties, and too early to be rivals"
)
def others_are_older(
    case: Known,
    main: Figure,
    claim_ids: list[str],
    others: list[str],
) -> Prose:
    """That what others say is older: `Killed: 238 by the Prosecutor; others' figures are older`."""
    named = say(
        "{label}: {n} by {who}; others' figures are older",
        label=_named(main),
        who=_speakers(case, claim_ids),
        n=_either(case, claim_ids),
    )
    if _fits(named):
        return named
    n = _either(case, claim_ids)
    return say("{label}: {n}; others' figures are older", label=_named(main), n=n)


def _either(case: Known, claim_ids: list[str]) -> Prose:
    numbers = [number(case, claim_id) for claim_id in claim_ids]
    return join(numbers, ", ", " or ")


def _speakers(case: Known, claim_ids: list[str]) -> Prose:
    """Who says so: of a party several offices may."""
    speakers = dict.fromkeys(case.row(claim_id).speaker for claim_id in claim_ids)
    return listed([the(case, each) for each in speakers])


def _fits(title: Prose) -> bool:
    return len(title.text.split()) <= MOST_WORDS


@statement(
    "these are the rivals, the latest numbers in force of several parties; one of them allows only "
    "more than another does; what they are called is what their natures are"
)
def differ(
    case: Known,
    main: Figure,
    claim_ids: list[str],
) -> Prose:
    """That the latest numbers of parties contradict each other: `Killed: counts differ, 225 to
    241`."""
    return say(
        "{label}: " + _kinds(case, claim_ids) + " differ, {numbers}",
        label=_named(main),
        numbers=from_to(case, claim_ids),
    )


@statement(
    "these are the rivals, the latest numbers in force of several parties; some number is allowed "
    "by all of them; agree: all state one and the same number in the same words"
)
def do_not_conflict(
    case: Known,
    main: Figure,
    claim_ids: list[str],
) -> Prose:
    """That the latest numbers of parties can all be true."""
    stated = {number(case, claim_id).text for claim_id in claim_ids}
    kinds = _kinds(case, claim_ids)
    if len(stated) == 1:
        numbers, template = number(case, claim_ids[0]), " agree on {numbers}"
    else:
        numbers, template = from_to(case, claim_ids), " of {numbers} do not conflict"
    return say("{label}: " + kinds + template, label=_named(main), numbers=numbers)


def _kinds(case: Known, claim_ids: list[str]) -> str:
    """What some claims are: `counts`, `estimates`, `counts and estimates`."""
    estimated = [_is_estimate(case, claim_id) for claim_id in claim_ids]
    if all(estimated):
        return "estimates"
    if any(estimated):
        return "counts and estimates"
    return "counts"


@statement(
    "of the quantity's claims, relays, projections and recaps left out, the chart draws the "
    "newest that stand or fell and, where there is room, of each speaker without one of these the "
    "newest that was replaced; each mark that is explained is drawn, and each colour; so many are "
    "not drawn"
)
def how_to_read_ranges(claims: pd.DataFrame, main: Figure) -> Prose:
    """What the marks mean, and how many claims are not drawn."""
    drawn = ranged(claims)
    read = plain(
        f"By speaker and the day it speaks of, the latest on top. {range_marks(drawn)}"
    )
    left = len(claims) - len(drawn)
    if not left:
        return read
    n = plain(english.number(left), "count:not_drawn")
    return say("{read} Not drawn: {n} older or replaced.", read=read, n=n)


def range_marks(drawn: pd.DataFrame) -> str:
    """What the marks of a chart of ranges mean, as far as it has them."""
    replaced = drawn["standing"] == SUPERSEDED
    marks = drawn[drawn["numbered"]]  # a word has no mark
    hollow = marks["standing"].isin(GONE) | marks["disputed"]
    soft = marks["wording"].isin(["about", "nearly"])
    ranges = marks["wording"] == "range"
    estimates = marks["nature"] == "estimate"
    return legend(
        *colours(drawn),
        ((~ranges).any(), "A point is a number as stated."),
        (ranges.any(), "A bar is a range."),
        ((estimates & ~ranges).any(), "Square: an estimate."),
        (has_open_bound(marks), "Arrow: an open bound."),
        (soft.any(), "Soft edge: about."),
        (hollow.any(), "Hollow: withdrawn, denied or disputed."),
        (replaced.any(), "Faint: replaced by a newer figure."),
    )


@statement("the claim's row has this number, or this word")
def range_label(case: Known, claim_id: str) -> Prose:
    """What stands at a mark: the number, or the word of a vague claim."""
    n = number(case, claim_id)
    if case.row(claim_id).wording == "vague":
        return say("in words: {n}", n=n)
    return n


@statement("the claim was withdrawn or denied; or somebody speaks against it, or we do")
def range_fate(case: Known, claim_id: str) -> Prose:
    """What stands behind the number: how it left force or that it is disputed; else nothing."""
    row = case.row(claim_id)
    if row.standing in GONE:
        return plain(f", {row.standing}")
    against = objection(case, claim_id)
    if against:
        return say(", {against}", against=against)
    return Prose()


@statement(
    "the chart has a row for each of these claims, in this order; those for which there is no room "
    "are counted"
)
def ranges_in_words(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
    finding: Prose,
) -> Prose:
    """The alternative text of the chart of ranges: what it shows, then its rows from the top."""
    shows = say(
        "Chart of who says what, a row a claim: {finding}.",
        finding=finding,
    )
    return with_as_many(shows, [range_in_words(case, claim) for claim in claims.index])


def with_as_many(shows: Prose, told: list[Prose]) -> Prose:
    """An alternative text with as many of its particulars as one listens to, the rest counted."""
    for most in range(len(told), 0, -1):
        whole = say("{shows} {told}.", shows=shows, told=listed(told, most))
        if len(whole.text) <= SPOKEN:
            return whole
    return shows


@statement(
    "the claim's row says so; behind it what became of it, where it was taken back or more"
)
def range_in_words(case: Known, claim_id: str) -> Prose:
    """A row of the chart: `the Ministry of 9 Jan 2022: 164, withdrawn`."""
    return say(
        "{who} of {day}: {number}{fate}",
        who=speaker(case, claim_id),
        day=refers_to(case, claim_id, short=True),
        number=_number_of_nature(case, claim_id),
        fate=became(case, claim_id),
    )


@statement(
    "the rows are the claims on the quantity, relays left out, in the whole or in the place"
)
def claims_title(case: Known, main: Figure) -> Prose:
    """The caption of the claims on a main quantity."""
    if main.place != case.place:
        return say("Who says what: {label}", label=main.label())
    return say("Who says what: {label}, all places together", label=label(case, main))


# Charts.


def toll_chart(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
) -> Chart:
    """How a count moved over the time of its publication."""
    from asknown.subjects.charts.toll import toll as draw  # matplotlib is slow to load

    assert case.known_at is not None
    claims = counted(claims)
    by_day = is_by_day(claims)
    texts = toll_texts(
        case,
        claims=claims,
        main=main,
        by_day=by_day,
    )
    chart = draw(
        _labelled(case, claims, by_day), _clock(case.known_at), by_day, **texts
    )
    return with_claims(case, chart, claims[claims["numbered"]].index)


def toll_texts(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
    by_day: bool,
) -> dict[str, Prose]:
    """What stands around the chart of a count."""
    claims = counted(claims)
    claims = placed(claims) if by_day else claims
    return {
        "title": finding(case, claims, main),
        "subtitle": how_to_read_toll(claims, main, by_day),
        "source": source_line(case, claims[claims["numbered"]]["source_id"]),
        "alt": in_words(case, claims, main, by_day),
    }


def toll_of(
    case: Known,
    key: tuple[str, str, str],
    by_day: bool,
) -> tuple[pd.DataFrame, Prose]:
    """What the chart of a count draws as a case knows it, and its title."""
    claims = counted(said(case, *key))
    return _labelled(case, claims, by_day), finding(case, claims, figure(case, *key))


def toll_by_day(
    states: Sequence[tuple[pd.DataFrame, AsOf]],
    by_day: bool,
    narrow: bool = False,
) -> tuple[str, list[tuple[tuple[int, int], Prose]]]:
    """The chart of a count at each of several moments in one drawing, and its texts with when they
    are seen; `narrow`: for phones, and nothing where words find no room there.
    """
    # matplotlib is slow to load.
    from asknown.subjects.charts.toll import toll_by_day as draw

    states_by_clock = [(frame, _clock(moment)) for frame, moment in states]
    return draw(states_by_clock, by_day, narrow)


def _labelled(
    case: Known,
    claims: pd.DataFrame,
    by_day: bool,
) -> pd.DataFrame:
    """The claims as a chart takes them, over the clock it has."""
    claims = placed(claims) if by_day else claims
    official = claims[claims["official"] & claims["numbered"]].sort_values(
        ["known", "claim_id"]
    )
    lasting = [*official[~official["standing"].isin(GONE)].index]
    whose = official_speakers(case, lasting) if lasting else Prose()
    again = _repeats(case, lasting)
    return claims.assign(
        number=[number(case, claim) for claim in claims.index],
        label=[chart_label(case, claim) for claim in claims.index],
        note=[_note(case, claim) for claim in claims.index],
        again=[again.get(claim, Prose()) for claim in claims.index],
        offices=[whose for _ in claims.index],
    )


def _repeats(case: Known, claim_ids: list[str]) -> dict[str, Prose]:
    """Of some claims in order, those that say the number of the one before, with the words for
    it."""
    repeats = {}
    for before, claim in pairwise(claim_ids):
        if number(case, before).text == number(case, claim).text:
            repeats[claim] = said_again(case, claim, before)
    return repeats


def _note(case: Known, claim_id: str) -> Prose:
    """What a chart has room to tell of an official number beside it."""
    if case.row(claim_id).standing in GONE:
        return fell_by(case, [str(act.act_id) for act in _fatal(case, claim_id)])
    return cited_by(case, claim_id) or objection(case, claim_id)


def _fatal(case: Known, claim_id: str) -> list[Any]:
    """The acts that took a claim out of force, the first of each kind, in order."""
    first: dict[str, Any] = {}
    for act in sorted(case.acts_on(claim_id), key=lambda act: (act.known, act.act_id)):
        if _fells(case, act, claim_id):
            first.setdefault(act.act, act)
    return [*first.values()]


@statement(
    "these acts took one claim out of force, each the first of its kind, in order; the body is "
    "that of the first"
)
def fell_by(case: Known, act_ids: list[str]) -> Prose:
    """How a number fell: `denied by the Ministry, 9 Jan 2022; withdrawn, 10 Jan 2022`."""
    told: list[Prose] = []
    for act_id in act_ids:
        act = case.act(act_id)
        by = say(" by {who}", who=the(case, act.by)) if not told else Prose()
        day = published(case, "acts", act_id, short=True)
        told.append(say("{act}{by}, {day}", act=act.act, by=by, day=day))
    return join(told, "; ", "; ")


@statement(
    "of the quantity's official claims, those withdrawn or denied left out, the second became "
    "known last before the first and says the same number"
)
def said_again(
    case: Known,
    claim_id: str,
    before: str,
) -> Prose:
    """That a number is not new: `said again 5 Jan 2023`."""
    return say("said again {day}", day=published(case, "claims", claim_id, short=True))


@statement(
    "these are the quantity's official numbers, those withdrawn or denied, projections and recaps "
    "left out; the speakers with the most of them, two at most, others counted"
)
def official_speakers(case: Known, claim_ids: list[str]) -> Prose:
    """Whose numbers a line joins: `Prosecutor's Office and Health Ministry`."""
    given = Counter(case.row(claim_id).speaker for claim_id in claim_ids)
    ranked = [who for who, _ in given.most_common()]
    names = [name_of(case, who) for who in ranked[:2]]
    left = len(ranked) - len(names)
    if left:
        n = plain(english.number(left), "count:more")
        names.append(say("{n} more", n=n))
    return join(names)


def _clock(moment: AsOf) -> datetime:
    """A moment by the clock of the case."""
    return moment.known.replace(tzinfo=None)


def ranges_chart(
    case: Known,
    claims: pd.DataFrame,
    main: Figure,
) -> Chart:
    """Who says what of one quantity."""
    # matplotlib is slow to load.
    from asknown.subjects.charts.ranges import ranges as draw

    claims = counted(claims)
    drawn = ranged(claims)
    # Of all claims: an older one may not be drawn.
    title = agreement(case, claims, main)
    rows = drawn.assign(
        who=[speaker(case, claim) for claim in drawn.index],
        day=[refers_to(case, claim, short=True) for claim in drawn.index],
        said=[range_label(case, claim) for claim in drawn.index],
        fate=[range_fate(case, claim) for claim in drawn.index],
    )
    chart = draw(
        rows,
        file_name(main),
        title=title,
        subtitle=how_to_read_ranges(claims, main),
        source=source_line(case, drawn["source_id"]),
        alt=ranges_in_words(case, drawn, main, title),
    )
    return with_claims(case, chart, drawn.index)
