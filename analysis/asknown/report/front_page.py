"""What stands in front of a report: the figures that case.toml names, each as a tile with its
caveat and as a sentence, what was taken back since the report before, and the main chart's.

A figure stays in front once anything of its metric is known: where nobody gives a total, it says so
and what parts are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from asknown.ledger.settings import HeadlineFigure
from asknown.model.case import Case
from asknown.model.changes import Changes
from asknown.model.figures import NONE_STANDS, STANDING, UNKNOWN, Figure, figure
from asknown.model.known import Known
from asknown.model.parts import is_part
from asknown.model.phrases import (
    amount_with_unit,
    attributed,
    capital,
    cell,
    label_of,
    number,
    objection,
    refers_to,
    said_by,
    source_of,
    speaker,
    the,
)
from asknown.model.rules import (
    eligible,
    in_force,
    late,
    latest_of_parties,
    newest_of,
    time_of,
    vague_word,
)
from asknown.model.standing import GONE
from asknown.model.sums import excess
from asknown.subjects import quantities
from asknown.subjects.claims import counted, ids, numbered, said
from asknown.text import english
from asknown.text.blocks import Tile
from asknown.text.prose import Prose, join, plain, say, sentences
from asknown.text.statements import statement

MOST_PARTS = 3  # parts that a sentence names where there is no total
MOST_ON_TILE = 2  # and a tile
MOST_NAMED = 3  # speakers of a figure that a sentence names all
MOST_OTHERS = 2  # other parties whose numbers a tile names
OLD = 180  # days after which a figure's age is told
Key = tuple[str, str, str]  # metric, group, place


def keys_of(case: Known, figures: Iterable[HeadlineFigure]) -> list[Key]:
    """Metric, group and place of figures of case.toml."""
    keys = []
    for each in figures:
        place = each.place or case.place
        keys.append((each.metric, each.group, place))
    return keys


def wanted(case: Known) -> list[Key]:
    """What case.toml puts in front, as far as anything of its metric is known: metric, group and
    place of each."""
    metrics = {metric for metric, _, _ in case.quantities}
    keys = []
    for key in keys_of(case, case.settings.in_front):
        metric, _, _ = key
        if metric in metrics:
            keys.append(key)
    return keys


def ever_wanted(case: Known) -> list[Key]:
    """What case.toml has put in front so far: what it does now first, then what stages before
    did."""
    settings = case.settings
    figures = [*settings.in_front, *settings.headline]
    for stage in settings.stages:
        figures += stage.headline
    keys = keys_of(case, figures)
    return list(dict.fromkeys(keys))


def headline(case: Case, rule: str) -> list[Figure]:
    """The figures that case.toml puts in front, as far as anything of their metric is known."""
    return [case.figure(*key, rule) for key in wanted(case)]


def related(case: Known, key: Key) -> list[Key]:
    """The quantities from which a tile is put together: those of its metric."""
    metric, _, _ = key
    return [each for each in case.quantities if each[0] == metric]


def main(
    case: Case,
    figures: Sequence[Figure],
    gone: Collection[str] = (),
) -> Figure | None:
    """The first of some figures that has numbers and adds up over time: the one a chart tells the
    course of. One of whose claims some are among `gone`, taken back since the report before, goes
    first."""
    charted = []
    for each in figures:
        claims = counted(said(case, *each.key))
        if numbered(claims) and claims[0].measure == "cumulative":
            if not set(ids(claims)).isdisjoint(gone):
                return each
            charted.append(each)
    if charted:
        return charted[0]
    return None


# What was taken back since the report before.


def gone(changes: Changes) -> list[str]:
    """The numbered claims, relays that their carriers took back among them, that were withdrawn or
    denied since the report before."""
    numbered = []
    for kind in GONE:
        for claim_id in changes.claims[kind]:
            claim = changes.new.row(claim_id)
            if claim.numbered:
                numbered.append(claim_id)
    return numbered


# A figure as a sentence and as a tile.


def sentence(figure: Figure) -> Prose:
    """A figure in a sentence; where nobody gives a total, what parts are known."""
    is_span = figure.rule != "minimum" and not figure.undecided
    if len(figure.claims) > MOST_NAMED and is_span:
        return ends_told(figure, figure.claims)
    parts = parts_of(figure)
    if not parts:
        return figure.say()
    if figure.status == UNKNOWN:
        return total_not_known(figure, parts)
    return say(
        "{told} {parts}",
        told=figure.say(),
        parts=parts_told(figure, parts),
    )


@statement(
    "the figure rests on these claims, of so many parties; the first named states the lowest "
    "number of them, the second the highest"
)
def ends_told(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """A figure of many claims as a sentence: its bounds, and who gives the lowest and the highest
    number."""
    case = figure.case
    low, high = quantities.ends(case, claim_ids)
    parties = {case.row(claim_id).party for claim_id in claim_ids}
    return say(
        "{label}: {amount}, by {n} parties, from {lowest} to {highest}.",
        label=capital(figure.label()),
        amount=figure.spoken(),
        n=plain(english.number(len(parties)), "count:parties"),
        lowest=attributed(case, low, short=True),
        highest=attributed(case, high, short=True),
    )


def tile(figure: Figure) -> Tile:
    """A figure as a tile: the number, what it counts, who says so of which day, and what a reader
    must know beside it: how old it is, and the weightiest of what else is to be said."""
    assert figure.case.known_at is not None
    return aged(ageless(figure), figure, figure.case.known_at.day)


def ageless(figure: Figure) -> Tile:
    """The tile of a figure without its age, which is the same for as long as nothing is learned."""
    is_standing = figure.status == STANDING
    return Tile(
        number=_number(figure),
        label=figure.label(),
        detail=_detail(figure),
        caveat=next(filter(None, _caveats(figure)), Prose()),
        standing=is_standing,
        metric=figure.metric,
    )


def aged(
    made: Tile,
    figure: Figure,
    today: date,
) -> Tile:
    """A tile with the age that its figure has on a day, where that is old."""
    told = [age(figure, figure.claims, today), made.caveat]
    return replace(made, caveat=join([each for each in told if each], "; ", "; "))


def _number(figure: Figure) -> Prose:
    """What stands where the number stands."""
    parts = parts_of(figure)
    fallen = last_fallen(figure)
    if figure.status == NONE_STANDS and fallen:
        return none_stands(figure, fallen)
    if figure.status == UNKNOWN and parts:
        return no_total(figure, parts)
    return figure.measured()


def _detail(figure: Figure) -> Prose:
    """Who says it of which day; of several, what of it is counted and what estimated."""
    if len(figure.claims) == 1:
        (claim_id,) = figure.claims
        return by_whom(figure, claim_id)
    kinds = counts_and_estimates(figure, figure.claims)
    return kinds or lowest_and_highest(figure, figure.claims)


def _caveats(figure: Figure) -> Iterator[Prose]:
    """What there is to say beside a number, the weightiest first."""
    if figure.status == STANDING:
        above = excess(figure)
        if above:
            yield above.remark()
        yield disputed(figure, figure.claims)
    yield others_on(figure)
    yield parts_known(figure, parts_of(figure))


@statement(
    "the last day that the figure's claims describe was so many whole months ago, from a year on "
    "told in years, to the nearest; it was more than 180 days ago"
)
def age(
    figure: Figure,
    claim_ids: Sequence[str],
    today: date,
) -> Prose:
    """How old a figure is, where it is old: `eleven months old`."""
    if not claim_ids:
        return Prose()
    last = max(figure.case.row(claim_id).end for claim_id in claim_ids)
    if (today - last).days <= OLD:
        return Prose()
    months = (today.year - last.year) * 12 + today.month - last.month
    if today.day < last.day:
        months -= 1
    return plain(english.age(months), "count:months")


@statement(
    "the figure rests on this claim alone, whose row says so; estimate: its nature says so"
)
def by_whom(figure: Figure, claim_id: str) -> Prose:
    """Who says it of which day, and that it is an estimate where it is one."""
    said = said_by(figure.case, claim_id)
    if figure.case.row(claim_id).nature == "estimate":
        return say("estimate by {said}", said=said)
    return said


@statement(
    "the figure rests on these claims, some of which are counts and some estimates; from the "
    "lowest to the highest of either; estimates: all of them are"
)
def counts_and_estimates(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """What of a figure was counted and what estimated; nothing where all are counts."""
    claims = [figure.case.row(claim_id) for claim_id in claim_ids]
    estimated = [claim for claim in claims if claim.nature == "estimate"]
    counts = [claim for claim in claims if claim.nature != "estimate"]
    if not estimated:
        return Prose()
    if not counts:
        return plain("estimates")
    if not quantities.are_numbered(figure.case, claim_ids):
        return Prose()
    return say(
        "counts: {counts}; estimates: {estimates}",
        counts=_from_to(figure.case, counts),
        estimates=_from_to(figure.case, estimated),
    )


@statement(
    "the figure rests on these claims, of more than one speaker; the first named states the lowest "
    "number of them, the second the highest"
)
def lowest_and_highest(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """Between whom a figure of several claims lies: `the Ministry (3,283) to WHO (3,958)`."""
    case = figure.case
    if len(claim_ids) < 2 or figure.rule == "minimum":
        return Prose()
    if not quantities.are_numbered(case, claim_ids):
        return Prose()
    low, high = quantities.ends(case, claim_ids)
    if case.row(low).speaker == case.row(high).speaker:
        return Prose()
    return say(
        "{one} ({low}) to {other} ({high})",
        one=_cited_speaker(case, low),
        low=number(case, low),
        other=_cited_speaker(case, high),
        high=number(case, high),
    )


def _cited_speaker(case: Known, claim_id: str) -> Prose:
    source = source_of(case, claim_id)
    return speaker(case, claim_id).citing([source])


def _from_to(case: Known, claims: Sequence[Any]) -> Prose:
    return quantities.from_to(case, [claim.claim_id for claim in claims])


@statement(
    "the figure rests on these claims; somebody speaks against the one there is, or against some "
    "or all of several; we: only the editors do"
)
def disputed(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """That a figure's claims are disputed, or that only we doubt them."""
    against = []
    for claim_id in claim_ids:
        words = objection(figure.case, claim_id)
        if words:
            against.append(words)
    if len(claim_ids) == 1 or not against:
        return join(against)
    is_by_others = any(words.text == "disputed" for words in against)
    if len(against) < len(claim_ids):
        return plain("partly disputed" if is_by_others else "we doubt part of it")
    return plain("disputed" if is_by_others else "we doubt it")


# Where there is no figure.


def last_fallen(figure: Figure) -> str:
    """Where nothing that the rule hears stands: of the claims it hears, the withdrawn or denied one
    for the latest day, then known last; "" where there is none."""
    if figure.status != NONE_STANDS:
        return ""
    heard = eligible(figure.case.quantities[figure.key], figure.rule)
    if in_force(heard):
        return ""
    fallen = [claim for claim in heard if claim.standing in GONE]
    fallen.sort(key=lambda claim: (*time_of(claim), claim.claim_id))
    if fallen:
        return str(fallen[-1].claim_id)
    return ""


@statement(
    "nothing that the rule hears stands; of the claims it hears that were withdrawn or denied this "
    "one is for the latest day, then known last; official: the rule is official and trusts "
    "offices; independent: it is that rule; we follow: others have a number in force"
)
def none_stands(figure: Figure, claim_id: str) -> Prose:
    """That no figure stands, and what was taken back: `no official figure (164 withdrawn)`."""
    case = figure.case
    return say(
        none_of(figure, "figure") + " ({n} {standing})",
        n=number(case, claim_id),
        standing=case.row(claim_id).standing,
    )


@statement(
    "the rule hears no claim on the whole; it shows a figure for each of these parts; official: "
    "the rule is official and trusts offices; independent: it is that rule; we follow: others have "
    "a number in force"
)
def no_total(figure: Figure, parts: Sequence[Figure]) -> Prose:
    """That nobody whom the rule hears gives a total."""
    return plain(none_of(figure, "total"))


def none_of(figure: Figure, what: str) -> str:
    """That there is no figure or total by a rule, in its words: `no official total`."""
    if figure.rule == "independent":
        return f"no independent {what}"
    by_offices = figure.rule == "official" and not is_followed(figure)
    if by_offices:
        return f"no official {what}"
    # Where others give one there is one: only we do not follow them.
    if latest_of_others(figure, ()):
        return f"no {what} we follow"
    return f"no {what}"


def is_followed(figure: Figure) -> bool:
    """Whether the rule hears others than offices, whom the metric names."""
    if figure.rule != "official":
        return False
    believe = figure.case.cell("metrics", figure.metric, "believe")
    return believe not in ("", "official")


def parts_of(figure: Figure) -> list[Figure]:
    """Where a figure has no number: the figures of its parts by the same rule. Those that nothing
    else among them is the whole of, undisputed ones first, groups before places, those that are
    declared apart before others, the latest days first."""
    if figure.status == STANDING:
        return []
    parts = []
    for key in related(figure.case, figure.key):
        part = _figure_of_part(figure, key)
        if part:
            parts.append(part)
    outermost = []
    for part in parts:
        if not any(_is_within(part, other) for other in parts):
            outermost.append(part)
    return sorted(outermost, key=_order_of_parts)


def _figure_of_part(whole: Figure, key: Key) -> Figure | None:
    """The figure of a quantity that is part of another, where one claim gives it."""
    if key == whole.key or not _is_of_whole(whole, key):
        return None
    part = figure(whole.case, *key, whole.rule)
    if part.status != STANDING or part.wording == "none":
        return None
    if len(part.claims) != 1:
        return None
    return part


def _is_of_whole(whole: Figure, key: Key) -> bool:
    """Whether a quantity lies within that of a figure."""
    case = whole.case
    _, group, place = key
    if not _is_in(case, "groups", group, whole.group):
        return False
    return _is_in(case, "places", place, whole.place)


def _is_in(
    case: Known,
    table: str,
    part: str,
    whole: str,
) -> bool:
    return part == whole or is_part(case, table, part, whole)


def _is_within(part: Figure, other: Figure) -> bool:
    """Whether a part is part of another."""
    return part.key != other.key and _is_of_whole(other, part.key)


def _order_of_parts(part: Figure) -> tuple[Any, ...]:
    (claim_id,) = part.claims
    row = part.case.row(claim_id)
    is_elsewhere = part.place != part.case.place
    apart = {member for members in part.case.settings.apart for member in members}
    is_loose = part.group not in apart
    newest_first = -row.end.toordinal()
    return (
        row.disputed,
        is_elsewhere,
        is_loose,
        not row.numbered,
        newest_first,
        part.key,
    )


@statement(
    "the rule shows no figure for the whole; these are parts of it for each of which it shows one "
    "claim's figure; those that are not named are counted"
)
def parts_known(figure: Figure, parts: Sequence[Figure]) -> Prose:
    """The parts that are known where no total is: `Ministry: 18 (security forces), 26 (minors)`."""
    by_speaker: dict[str, list[Figure]] = defaultdict(list)
    for part in parts[:MOST_ON_TILE]:
        by_speaker[part.speaker].append(part)
    told = []
    for own in by_speaker.values():
        first, *_ = own
        (claim_id,) = first.claims
        counts = [_part(figure, part) for part in own]
        words = say(
            "{who}: {counts}",
            who=speaker(figure.case, claim_id),
            counts=join(counts, ", ", ", "),
        )
        told.append(words)
    told += _more(parts, MOST_ON_TILE)
    return join(told, "; ", "; ")


def _part(whole: Figure, part: Figure) -> Prose:
    """A part with its number and what tells it from the whole: `26 (described as attackers)`."""
    (claim_id,) = part.claims
    counted = say(
        "{n} ({name})",
        n=part.amount(),
        name=name_of_part(whole, part),
    )
    source = source_of(part.case, claim_id)
    return counted.citing([source])


def name_of_part(whole: Figure, part: Figure) -> Prose:
    """What tells a part from its whole: group, place, or both."""
    names = []
    if part.group != whole.group:
        names.append(label_of(part.case, "groups", part.group))
    if part.place != whole.place:
        place = label_of(part.case, "places", part.place)
        names.append(say("in {place}", place=place))
    return join(names, " ", " ")


def _more(parts: Sequence[Figure], most: int) -> list[Prose]:
    """How many parts are not named."""
    left = len(parts) - most
    if left < 1:
        return []
    words = say(
        "{n} more {what}",
        n=plain(english.number(left), "count:parts"),
        what=english.agreed(left, "part", "parts"),
    )
    return [words]


@statement(
    "the rule hears no claim on the whole; others: of all parties the latest numbers in force, "
    "words aside; these are parts of it for each of which the rule shows one claim's figure; those "
    "that are not named are counted"
)
def total_not_known(figure: Figure, parts: Sequence[Figure]) -> Prose:
    """That no total is known, with the parts that are, in sentences."""
    none = none_of(figure, "total") + " is known"
    others = others_say(figure, _ids(latest_of_others(figure, ())))
    if others:
        others = say("Totals by others: {others}.", others=others)
        if is_followed(figure):
            none = "none of those we follow gives a total"
    label = capital(figure.label())
    told = say("{label}: " + none + ".", label=label)
    known = parts_told(figure, parts)
    return sentences([told, others, known])


@statement(
    "the rule shows no figure for the whole; these are parts of it for each of which it shows one "
    "claim's figure; those that are not named are counted"
)
def parts_told(figure: Figure, parts: Sequence[Figure]) -> Prose:
    """The parts that are known, as a sentence."""
    told = []
    for part in parts[:MOST_PARTS]:
        (claim_id,) = part.claims
        amount = part.spoken()
        words = say(
            "{name}: {said}",
            name=name_of_part(figure, part),
            said=attributed(part.case, claim_id, amount),
        )
        told.append(words)
    told += _more(parts, MOST_PARTS)
    listed = join(told, "; ", "; ")
    return say("Known of parts: {listed}.", listed=listed)


# What others say.


def others_on(figure: Figure) -> Prose:
    """What parties other than those of the figure say, or that there is none."""
    rows = [figure.case.row(claim_id) for claim_id in figure.claims]
    parties = {row.party for row in rows}
    others = latest_of_others(figure, parties)
    if not others:
        if not figure.is_numbered:
            in_words = latest_words_of_others(figure, parties)
            words = words_of_others(figure, _ids(in_words))
            if words or figure.status != STANDING:
                return words
        return no_second_source(figure)
    if figure.status != STANDING:
        return others_say(figure, _ids(others))
    last = max(row.end for row in rows)
    later = [claim for claim in others if claim.end > last]
    if later:
        return newer(figure, _ids(later))
    of_day = [claim for claim in others if claim.end == last]
    if of_day:
        return same_day(figure, _ids(of_day))
    return older(figure, _ids(others))


def _ids(claims: Iterable[Any]) -> list[str]:
    return [claim.claim_id for claim in claims]


def latest_of_others(figure: Figure, ours: Collection[str]) -> list[Any]:
    """The latest number in force of each party that has none in the figure, the newest first."""
    every = figure.case.quantities.get(figure.key, ())
    others = []
    for claim in in_force(every):
        if claim.party not in ours:
            others.append(claim)
    latest = []
    for own in latest_of_parties(others).values():
        latest += own
    latest.sort(
        key=lambda claim: (*time_of(claim), claim.claim_id),
        reverse=True,
    )
    return latest


def latest_words_of_others(figure: Figure, ours: Collection[str]) -> list[Any]:
    """The latest vague words in force of each party that has none in the figure, the newest
    first."""
    every = figure.case.quantities.get(figure.key, ())
    by_party: dict[str, list[Any]] = {}
    for claim in in_force(every):
        if claim.party not in ours and vague_word(claim):
            own = by_party.setdefault(claim.party, [])
            own.append(claim)
    latest = [claim for own in by_party.values() for claim in newest_of(own, late)]
    latest.sort(
        key=lambda claim: (*time_of(claim), claim.claim_id),
        reverse=True,
    )
    return latest


@statement(
    "the rule shows no number, and no party but those of the figure has one in force; these are "
    "the latest vague words in force of the others, or of so many of them the first"
)
def words_of_others(figure: Figure, claim_ids: list[str]) -> Prose:
    """What others say that is no number: `in words: thousands by the Union (3 May 2031)`."""
    if not claim_ids:
        return Prose()
    told = _each_says(figure, claim_ids[:MOST_OTHERS], with_day=True)
    return say("in words: {told}", told=told)


def of_the_latest_time(figure: Figure, claim_ids: Sequence[str]) -> list[str]:
    """Of some claims, the newest first, those for the latest day that became known last."""
    rows = [figure.case.row(claim_id) for claim_id in claim_ids]
    return [row.claim_id for row in rows if time_of(row) == time_of(rows[0])]


def differ(figure: Figure, claim_ids: Sequence[str]) -> bool:
    """Whether claims do not all state one number in one wording."""
    stated = {number(figure.case, claim_id).text for claim_id in claim_ids}
    return len(stated) > 1


@statement(
    "the rule shows no figure; the latest numbers in force of all parties, words aside, are these, "
    "or from the lowest to the highest of so many"
)
def others_say(figure: Figure, claim_ids: list[str]) -> Prose:
    """What others say where the rule shows nothing; nothing where none says anything."""
    if not claim_ids:
        return Prose()
    if len(claim_ids) <= MOST_OTHERS:
        return _each_says(figure, claim_ids, with_day=True)
    count = _parties(figure, claim_ids)
    return say(
        "{n} party says {all} (latest: {day})"
        if count == 1
        else "{n} parties say {all} (latest: {day})",
        n=plain(english.number(count), "count:others"),
        all=_spread(figure, claim_ids),
        day=refers_to(figure.case, claim_ids[0], short=True),
    )


@statement(
    "of the other parties' latest numbers in force, words aside, these describe a later day than "
    "shown"
)
def newer(figure: Figure, claim_ids: list[str]) -> Prose:
    """What others say of a later day: `newer: 227 by the Health Ministry (18 Jan 2022)`."""
    if len(claim_ids) <= MOST_OTHERS:
        return say("newer: {told}", told=_each_says(figure, claim_ids, with_day=True))
    others = _others_counted(figure, claim_ids)
    return say(
        "newer figures by {others}: {all}",
        others=others,
        all=_spread(figure, claim_ids),
    )


@statement(
    "of the other parties' latest numbers in force, words aside, none describes a later day, and "
    "these describe the same"
)
def same_day(figure: Figure, claim_ids: list[str]) -> Prose:
    """What others say of the same day: `also: 10,000 to 12,000 by AP`."""
    if len(claim_ids) <= MOST_OTHERS:
        told = _each_says(figure, claim_ids, with_day=False)
        return say("also: {told}", told=told)
    return say(
        "also: {all} by {others}",
        all=_spread(figure, claim_ids),
        others=_others_counted(figure, claim_ids),
    )


@statement(
    "the other parties' latest numbers in force, words aside, are these, all for an earlier day "
    "than shown; media: the speakers are all media; the day is that of the latest"
)
def older(figure: Figure, claim_ids: list[str]) -> Prose:
    """That what others say is of earlier days: `older: 40 by Paper (8 Jan 2022)`, `media
    figures are older (latest: 12 Jan 2022)`."""
    if len(claim_ids) == 1:
        return say("older: {told}", told=_each_says(figure, claim_ids, with_day=True))
    case = figure.case
    kinds = {case.row(claim_id).speaker_kind for claim_id in claim_ids}
    template = "figures of {others} are older (latest: {who}, {day})"
    if kinds == {"media"}:
        template = "media figures are older (latest: {who}, {day})"
    return say(
        template,
        others=_others_counted(figure, claim_ids),
        who=speaker(case, claim_ids[0]),
        day=refers_to(case, claim_ids[0], short=True),
    )


def _each_says(
    figure: Figure,
    claim_ids: Sequence[str],
    with_day: bool,
) -> Prose:
    """What each of a few claims says: `at least 163 by RFE/RL (11 Jan 2022)`."""
    case = figure.case
    told = []
    # Beside a figure its unit is said with it.
    told_of = number if figure.status == STANDING else amount_with_unit
    days = [cell(case, "claims", claim_id, "refers_to") for claim_id in claim_ids]
    for place, claim_id in enumerate(claim_ids):
        is_estimate = case.row(claim_id).nature == "estimate"
        template = "estimated {n} by {who}" if is_estimate else "{n} by {who}"
        beside = [objection(case, claim_id)]
        # Of several of one day in a row the last tells it.
        if with_day and days[place] not in days[place + 1 :]:
            beside.insert(0, refers_to(case, claim_id, short=True))
        beside = list(filter(None, beside))
        if beside:
            template += " ({beside})"
        said = say(
            template,
            who=the(case, case.row(claim_id).speaker),
            n=told_of(case, claim_id),
            beside=join(beside, "; ", "; "),
        )
        told.append(said.citing([source_of(case, claim_id)]))
    return join(told, "; ", "; ")


def _others_counted(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    """How many others gave some claims: `3 others`. One party may have given several."""
    count = _parties(figure, claim_ids)
    return say(
        "{n} {what}",
        n=plain(english.number(count), "count:others"),
        what=english.agreed(count, "other", "others"),
    )


def _parties(figure: Figure, claim_ids: Sequence[str]) -> int:
    """How many parties gave some claims."""
    case = figure.case
    parties = {case.row(claim_id).party for claim_id in claim_ids}
    return len(parties)


def _spread(figure: Figure, claim_ids: Sequence[str]) -> Prose:
    return quantities.from_to(figure.case, claim_ids)


@statement(
    "no party but those of the figure has ever made a claim on the quantity with a number or a "
    "word, relays left out, whatever became of it; and its claims are not by the very contributor "
    "that they count"
)
def no_second_source(figure: Figure) -> Prose:
    """That nobody else gives a figure; nothing where only the contributor itself can count."""
    case = figure.case
    ours = {case.row(claim_id).party for claim_id in figure.claims}
    if len(ours) > 1 or figure.group in ours:
        return Prose()
    for claim in case.quantities[figure.key]:
        is_other = claim.party not in ours and not claim.relays
        if is_other and claim.wording != "none":
            return Prose()
    return plain("no second source")
