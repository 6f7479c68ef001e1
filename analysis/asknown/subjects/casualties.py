"""The dead and the injured: who said how many, when, and how each count stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from math import isnan
from typing import Any

from asknown.dates import AsOf
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
from asknown.model.rules import time_of
from asknown.model.standing import GONE, SUPERSEDED
from asknown.subjects.claims import (
    LabelledClaim,
    RangeRow,
    SaidClaim,
    by_day,
    by_publication,
    counted,
    fatal_acts,
    ids,
    is_by_day,
    numbered,
    placed,
    said,
)
from asknown.subjects.drawn_rows import with_claims
from asknown.subjects.legend import OPEN_BOUNDS, colours, has_open_bound, legend
from asknown.subjects.quantities import allowed, from_to
from asknown.subjects.source_line import source_line
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, join, listed, plain, say
from asknown.text.statements import statement

MOST = 8  # rows a chart of ranges shows


def ranged(claims: Sequence[SaidClaim]) -> list[SaidClaim]:
    """The claims a chart of ranges shows, newest first: the newest of those that stand or fell and,
    where there is room, of each speaker who has none of these the newest that was replaced.
    """
    lasting = [claim for claim in claims if not claim.was_replaced]
    shown = lasting[:MOST]
    heard = {claim.speaker for claim in lasting}
    room = MOST - len(shown)
    for claim in claims:
        if claim.was_replaced and claim.speaker not in heard and room:
            heard.add(claim.speaker)
            shown.append(claim)
            room -= 1
    drawn = set(ids(shown))
    return [claim for claim in claims if claim.claim_id in drawn]


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
    return (
        "people " if case.tables["metrics"].at[main.metric, "unit"] == "persons" else ""
    )


# What the chart of a toll says.

MOST_WORDS = 12  # of a title


def finding(case: Known, claims: Iterable[SaidClaim], main: Figure) -> Prose:
    """Where the official count began and stands, or what was taken back; what all say where several
    parties have offices, or none counts.
    """
    claims = counted(claims)
    official = _official(claims)
    if len({claim.party for claim in official}) > 1 or is_by_day(claims):
        return agreement(case, claims, main)
    gone = [claim.claim_id for claim in official if claim.fell]
    last_gone = gone[-1] if gone else ""
    lasting = [claim for claim in official if not claim.fell]
    standing = [claim for claim in lasting if claim.stands]
    if standing:
        return _course(case, main, lasting, sorted(standing, key=by_day), last_gone)
    if last_gone:
        return no_official_figure(case, main, last_gone)
    return agreement(case, claims, main)


def _official(claims: Iterable[SaidClaim]) -> list[SaidClaim]:
    """The numbers of offices, in order of publication."""
    official = [claim for claim in numbered(claims) if claim.official]
    return sorted(official, key=by_publication)


def _course(
    case: Known,
    main: Figure,
    lasting: Sequence[SaidClaim],
    standing: Sequence[SaidClaim],
    last_gone: str,
) -> Prose:
    """How the official count moved from the first to the one that stands. The claims come in order
    of publication, those that stand in order of their days.
    """
    last = standing[-1]
    now = last.claim_id
    moment = time_of(last)
    newest = [claim for claim in standing if time_of(claim) == moment]
    if len({claim.y for claim in newest}) > 1:
        return official_counts_of_one_day(case, main, ids(newest))
    first = lasting[0].claim_id
    if cited_by(case, now):
        return official_as_cited(case, main, now)
    if (
        first == now
        or cited_by(case, first)
        or _is_estimate(case, first) != _is_estimate(case, now)
        or not _are_comparable(case, first, now)
    ):
        moved = official_is(case, main, now)
    else:
        moved = official_moved(case, main, first, now)
    fell = taken_back(case, main, last_gone)
    both = say("{moved}; {fell}", moved=moved, fell=fell) if fell else moved
    return both if len(both.text.split()) <= MOST_WORDS else moved


def _are_comparable(case: Known, first: str, now: str) -> bool:
    """Whether two numbers can rise or fall from one to the other: of a flow, if their spans are of
    one length."""
    one, other = case.row(first), case.row(now)
    is_as_long = one.end - one.start == other.end - other.start
    return one.measure != "flow" or bool(is_as_long)


def _named(main: Figure) -> Prose:
    """What a title is about: `Killed`, `Killed, Almaty`."""
    return capital(main.label())


def _is_estimate(case: Known, claim_id: str) -> bool:
    return bool(case.row(claim_id).nature == "estimate")


def _count_of(case: Known, claim_id: str) -> str:
    return "estimate" if _is_estimate(case, claim_id) else "count"


@statement(
    "no official number for the quantity stands; of those that were withdrawn or denied this one "
    "became known last"
)
def no_official_figure(case: Known, main: Figure, claim_id: str) -> Prose:
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
    case: Known, main: Figure, claim_ids: list[str]
) -> Prose:
    """That nothing tells which of several official numbers is the newest."""
    numbers = [number(case, claim_id) for claim_id in claim_ids]
    each = join(numbers, ", ", " or ")
    return say("{label}: the official figure is {each}", label=_named(main), each=each)


@statement(
    "of the official numbers that stand this is the one for the last day, then known last; it was "
    "read only in somebody else's document"
)
def official_as_cited(case: Known, main: Figure, claim_id: str) -> Prose:
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
def official_is(case: Known, main: Figure, claim_id: str) -> Prose:
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
    "of what is stated went the other way; of a flow both spans are of one length"
)
def official_moved(case: Known, main: Figure, first: str, now: str) -> Prose:
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


def _moved(case: Known, first: str, now: str) -> str:
    """How a number moved: `rose` or `fell` where neither of its ends went the other way."""
    (low, high), (lower, upper) = _ends(case, first), _ends(case, now)
    if (low, high) == (lower, upper):
        return "went"
    if low <= lower and high <= upper:
        return "rose"
    return "fell" if low >= lower and high >= upper else "went"


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
def taken_back(case: Known, main: Figure, claim_id: str) -> Prose:
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
def how_to_read_toll(claims: Iterable[SaidClaim], main: Figure, at_days: bool) -> Prose:
    """What is drawn, over which clock, and what the marks mean."""
    claims = numbered(claims)
    clock = "by the day it speaks of" if at_days else "by the time of publication"
    has_line = is_lined(claims, at_days)
    has_threads = not at_days and not has_line and _has_threads(claims)
    squares = [claim for claim in claims if claim.is_estimate and not _is_open(claim)]
    triangles = [claim for claim in claims if _is_open(claim)]
    marks = legend(
        *([] if has_line else colours(claims)),
        (has_threads, "Thin line: a party's own numbers."),
        (squares, "Square: an estimate."),
        (_any_hollow(claims), "Hollow: withdrawn, denied or disputed."),
        (triangles, f"Triangle: {_why_triangles(claims)}."),
        (any(claim.range for claim in claims), "Bar: a range."),
    )
    where = label_of(main.case, "places", main.place)
    unit = _in_unit(main)
    return say(
        "{label}{unit}, {where}, " + f"{clock}. {marks}",
        label=capital(label(main.case, main)),
        unit=say(" ({unit})", unit=unit) if unit else "",
        where=where,
    )


def _in_unit(main: Figure) -> Prose:
    """In what a chart counts; nothing where its label says it or people are counted."""
    name = main.case.cell("metrics", main.metric, "unit")
    unit = english.unit(name, None, main.label().text)
    return plain(unit, f"metrics:{main.metric}") if unit else Prose()


def is_lined(claims: Iterable[SaidClaim], at_days: bool) -> bool:
    """Whether a chart joins the official numbers by a line: those of one party, over the time of
    their publication.
    """
    parties = {claim.party for claim in claims if claim.official and claim.numbered}
    return not at_days and len(parties) == 1


def _any_hollow(claims: Iterable[SaidClaim]) -> bool:
    return any(claim.disputed or claim.fell for claim in claims)


def _has_threads(claims: Iterable[SaidClaim]) -> bool:
    """Whether a party said two numbers after each other that it did not take back."""
    said_by = Counter((each.party, each.official) for each in claims if not each.fell)
    return any(numbers > 1 for numbers in said_by.values())


def _is_open(claim: SaidClaim) -> bool:
    """Whether a chart of a count draws a claim as a triangle."""
    return claim.wording in (*OPEN_BOUNDS, "nearly")


def _why_triangles(claims: Sequence[SaidClaim]) -> str:
    wordings = {claim.wording for claim in claims}
    if "nearly" not in wordings:
        return "an open bound"
    return "an open bound, or nearly" if has_open_bound(wordings) else "nearly"


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
    case: Known, claims: Iterable[SaidClaim], main: Figure, at_days: bool = False
) -> Prose:
    """The alternative text of the toll chart: what it shows, what it says, its first and its last
    number.
    """
    claims = counted(claims)
    told = sorted(numbered(claims), key=by_publication)
    clock = "the time of their publication"
    if at_days:
        clock = "the days they speak of"
    elif is_lined(claims, at_days):
        clock += ", the official count as a line"
    shows = say(
        "Chart of {n} of {people}{label} over " + clock + ": {finding}.",
        n=_so_many(len(told)),
        people=_people(case, main),
        label=main.label(),
        finding=finding(case, claims, main),
    )
    first = claim_in_words(case, told[0].claim_id)
    last = claim_in_words(case, told[-1].claim_id)
    if first == last:
        whole = say("{shows} It is {last}.", shows=shows, last=last)
    else:
        words = "{shows} The first is {first}; the last, {last}."
        whole = say(words, shows=shows, first=first, last=last)
    return whole if len(whole.text) <= SPOKEN else shows


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
    return say("{n} (estimate)", n=n) if _is_estimate(case, claim_id) else n


@statement("the claim stands so; nothing where it stands and nobody speaks against it")
def became(case: Known, claim_id: str) -> Prose:
    """What became of a claim: `, withdrawn`, `, replaced by a newer figure`, `, disputed`."""
    standing = case.row(claim_id).standing
    if standing in GONE:
        return plain(f", {standing}")
    if standing == SUPERSEDED:
        return plain(", replaced since")
    against = objection(case, claim_id)
    return say(", {against}", against=against) if against else Prose()


# What the chart of ranges says.


def agreement(case: Known, claims: Sequence[SaidClaim], main: Figure) -> Prose:
    """What the latest numbers of all parties say together."""
    span = list(main.span.claims)
    if not claims and not said(case, *main.key):
        return no_number_on_record(main)
    if not span:
        return no_number_stands(case, main)
    if main.parties == 1:
        return _alone(case, counted(claims), main, span)
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
    case: Known, claims: Iterable[SaidClaim], main: Figure, span: list[str]
) -> Prose:
    """What the one party says that is no earlier than all others."""
    standing = [claim for claim in numbered(claims) if claim.stands]
    ours = {case.row(claim_id).party for claim_id in span}
    others = [claim for claim in standing if claim.party not in ours]
    if others:
        return others_are_older(case, main, span, ids(others))
    return only_one(case, main, span)


@statement("these are the latest numbers in force of the one party that has any")
def only_one(case: Known, main: Figure, claim_ids: list[str]) -> Prose:
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
    case: Known, main: Figure, claim_ids: list[str], others: list[str]
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
def differ(case: Known, main: Figure, claim_ids: list[str]) -> Prose:
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
def do_not_conflict(case: Known, main: Figure, claim_ids: list[str]) -> Prose:
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
    return "counts and estimates" if any(estimated) else "counts"


@statement(
    "of the quantity's claims, relays, projections and recaps left out, the chart draws the "
    "newest that stand or fell and, where there is room, of each speaker without one of these the "
    "newest that was replaced; each mark that is explained is drawn, and each colour; so many are "
    "not drawn"
)
def how_to_read_ranges(claims: Sequence[SaidClaim], main: Figure) -> Prose:
    """What the marks mean, and how many claims are not drawn."""
    drawn = ranged(claims)
    lead = plain("By speaker and the day it speaks of, the latest on top.")
    unit = _in_unit(main)
    if unit:
        lead = say("{lead} In {unit}.", lead=lead, unit=unit)
    read = say("{lead} {marks}", lead=lead, marks=range_marks(drawn))
    left = len(claims) - len(drawn)
    if not left:
        return read
    n = plain(english.number(left), "count:not_drawn")
    return say("{read} Not drawn: {n} older or replaced.", read=read, n=n)


def range_marks(drawn: Sequence[SaidClaim]) -> str:
    """What the marks of a chart of ranges mean, as far as it has them."""
    marks = numbered(drawn)  # a word has no mark
    wordings = {claim.wording for claim in marks}
    points = [claim for claim in marks if claim.wording != "range"]
    has_square = any(claim.is_estimate for claim in points)
    is_faint = any(claim.was_replaced for claim in drawn)
    return legend(
        *colours(drawn),
        (points, "A point is a number as stated."),
        ("range" in wordings, "A bar is a range."),
        (has_square, "Square: an estimate."),
        (has_open_bound(wordings), "Arrow: an open bound."),
        (not wordings.isdisjoint(("about", "nearly")), "Soft edge: about."),
        (_any_hollow(marks), "Hollow: withdrawn, denied or disputed."),
        (is_faint, "Faint: replaced by a newer figure."),
    )


@statement("the claim's row has this number, or this word")
def range_label(case: Known, claim_id: str) -> Prose:
    """What stands at a mark: the number, or the word of a vague claim."""
    n = number(case, claim_id)
    return say("in words: {n}", n=n) if case.row(claim_id).wording == "vague" else n


@statement("the claim was withdrawn or denied; or somebody speaks against it, or we do")
def range_fate(case: Known, claim_id: str) -> Prose:
    """What stands behind the number: how it left force or that it is disputed; else nothing."""
    row = case.row(claim_id)
    if row.standing in GONE:
        return plain(f", {row.standing}")
    against = objection(case, claim_id)
    return say(", {against}", against=against) if against else Prose()


@statement(
    "the chart has a row for each of these claims, in this order; those for which there is no room "
    "are counted"
)
def ranges_in_words(
    case: Known, claims: Iterable[SaidClaim], main: Figure, finding: Prose
) -> Prose:
    """The alternative text of the chart of ranges: what it shows, then its rows from the top."""
    shows = say(
        "Chart of who says what, a row a claim: {finding}.",
        finding=finding,
    )
    told = [range_in_words(case, claim.claim_id) for claim in claims]
    return with_as_many(shows, told)


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


def toll_chart(case: Known, claims: Iterable[SaidClaim], main: Figure) -> Chart:
    """How a count moved over the time of its publication."""
    from asknown.subjects.charts.toll import toll as draw  # matplotlib is slow to load

    assert case.known_at is not None
    claims = counted(claims)
    at_days = is_by_day(claims)
    texts = toll_texts(case, claims, main, at_days)
    labelled = _labelled(case, claims, at_days)
    chart = draw(labelled, _clock(case.known_at), at_days, **texts)
    return with_claims(case, chart, ids(labelled))


def toll_texts(
    case: Known, claims: Iterable[SaidClaim], main: Figure, at_days: bool
) -> dict[str, Prose]:
    """What stands around the chart of a count."""
    claims = counted(claims)
    claims = placed(claims) if at_days else claims
    sources = [claim.source_id for claim in numbered(claims)]
    return {
        "title": finding(case, claims, main),
        "subtitle": how_to_read_toll(claims, main, at_days),
        "source": source_line(case, sources),
        "alt": in_words(case, claims, main, at_days),
    }


def toll_of(
    case: Known, key: tuple[str, str, str], at_days: bool
) -> tuple[list[LabelledClaim], Prose]:
    """What the chart of a count draws as a case knows it, and its title."""
    claims = counted(said(case, *key))
    title = finding(case, claims, figure(case, *key))
    return _labelled(case, claims, at_days), title


def toll_by_day(
    states: Sequence[tuple[Sequence[LabelledClaim], AsOf]],
    at_days: bool,
    narrow: bool = False,
) -> tuple[str, list[tuple[tuple[int, int], Prose]]]:
    """The chart of a count at each of several moments in one drawing, and its texts with when they
    are seen; `narrow`: for phones, and nothing where words find no room there.
    """
    # matplotlib is slow to load.
    from asknown.subjects.charts.toll import toll_by_day as draw

    states_by_clock = [(claims, _clock(moment)) for claims, moment in states]
    return draw(states_by_clock, at_days, narrow)


def _labelled(
    case: Known, claims: Sequence[SaidClaim], at_days: bool
) -> list[LabelledClaim]:
    """The numbered claims as a chart takes them, over the clock it has, from left to right."""
    claims = placed(claims) if at_days else claims
    lasting = ids(claim for claim in _official(claims) if not claim.fell)
    whose = official_speakers(case, lasting) if lasting else Prose()
    again = _repeats(case, lasting)
    labelled = []
    for claim in numbered(claims):
        with_words = LabelledClaim(
            **vars(claim),
            number=number(case, claim.claim_id),
            label=chart_label(case, claim.claim_id),
            note=_note(case, claim.claim_id),
            again=again.get(claim.claim_id, Prose()),
            offices=whose,
        )
        labelled.append(with_words)
    return sorted(labelled, key=lambda claim: (claim.local, claim.claim_id))


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
    for act in fatal_acts(case, claim_id):
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
def said_again(case: Known, claim_id: str, before: str) -> Prose:
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


def ranges_chart(case: Known, claims: Iterable[SaidClaim], main: Figure) -> Chart:
    """Who says what of one quantity."""
    # matplotlib is slow to load.
    from asknown.subjects.charts.ranges import ranges as draw

    claims = counted(claims)
    drawn = ranged(claims)
    # Of all claims: an older one may not be drawn.
    title = agreement(case, claims, main)
    chart = draw(
        [range_row(case, claim) for claim in drawn],
        file_name(main),
        title=title,
        subtitle=how_to_read_ranges(claims, main),
        source=source_line(case, [claim.source_id for claim in drawn]),
        alt=ranges_in_words(case, drawn, main, title),
    )
    return with_claims(case, chart, ids(drawn))


def range_row(case: Known, claim: SaidClaim) -> RangeRow:
    """A claim as the chart of ranges takes it."""
    return RangeRow(
        claim,
        who=speaker(case, claim.claim_id),
        day=refers_to(case, claim.claim_id, short=True),
        said=range_label(case, claim.claim_id),
        fate=range_fate(case, claim.claim_id),
    )
