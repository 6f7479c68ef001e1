"""What is said of a quantity: one of the words of `findings.WORDS`, and the claims behind it.

Never that a text is right or not: only how the ledger stands to it on its day. Where two claims fit
alike, or a number is too small to tell, that is said and no claim is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from asknown.audit import findings
from asknown.audit.claim_index import STANDINGS, Quantity, Row, family
from asknown.audit.findings import Mention
from asknown.audit.matching import EDGES, SMALL, Ground, Match, matches
from asknown.audit.readings import CLEAR, Reading, best
from asknown.model.standing import (
    DISPUTED,
    GONE,
    IN_FORCE,
    SUPERSEDED,
)

_BY_STANDING = {
    DISPUTED: findings.DISPUTED,
    SUPERSEDED: findings.SUPERSEDED,
}
_OTHERS_HAVE_IT = "somebody else in the ledger still has it"
_BLUNTER = "blunter than the ledger has it"
_NEARLY_AS_GOOD = 0.02
_BY_THE_SPEAKER = (
    0.2  # points for a claim of the speaker named, of those that are enough
)
_OTHERS = 3  # that fit nearly as well, at most
_RIVALS = 0.75  # of the strongest, from which another metric may be meant as well
_SMALLEST = 10  # of smaller numbers it is never said that no claim has them
# Strength from which a small number is called one that no claim has.
_SURE_OF_SMALL = 0.7
_SURE_OF_LATER = 0.9  # points from which a claim that came out later is named


class Judgement(NamedTuple):
    """A verdict with the claims of the family that fits, best first, and others that nearly do."""

    verdict: str
    metric: str = ""
    group: str = ""
    place: str = ""
    claims: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    best: Match | None = None
    notes: tuple[str, ...] = ()


class _Verdict(NamedTuple):
    word: str
    notes: tuple[str, ...] = ()


def judged(reading: Reading, ground: Ground) -> Judgement:
    """What the ledger has to a quantity of the case."""
    if reading.mention.wording == "vague":
        return _vague(reading, ground)
    fitting = matches(reading, ground)
    known = [match for match in fitting if match.row.is_known]
    enough = [match for match in known if match.is_enough]
    if enough:
        return _of_family(enough, reading, ground)
    later = _surely_later(fitting, reading.mention)
    if later:
        return _later(later, ground)
    return _without_claim(known, reading, ground)


def _of_family(
    enough: Sequence[Match],
    reading: Reading,
    ground: Ground,
) -> Judgement:
    ranked = sorted(enough, key=lambda match: _rank(match, reading.speaker))
    best = ranked[0]
    claims = family(best.row, ground.index)
    members = [row for row in claims if row.is_known]
    rivals = _outside(ranked, members)
    close = [match for match in rivals if _is_as_good(match, best, reading.speaker)]
    if close:
        return _several(best, close, _quantity(reading, ground))
    verdict = _standing(reading, best, members)
    members.sort(key=lambda row: _nearness(row, best, verdict.word))
    return Judgement(
        verdict.word,
        *best.row.quantity,
        claims=tuple(members),
        others=_first_rows(rivals),
        best=best,
        notes=verdict.notes,
    )


def _several(
    best: Match,
    close: Sequence[Match],
    quantity: Quantity,
) -> Judgement:
    """The verdict where claims on different things fit alike."""
    rows = [match.row for match in close]
    return Judgement(
        findings.SEVERAL_FIT,
        *quantity,
        others=(best.row, *rows),
    )


def _first_rows(ranked: Sequence[Match]) -> tuple[Row, ...]:
    """The claims of the best matches, a few at most."""
    first = ranked[:_OTHERS]
    return tuple(match.row for match in first)


def _outside(
    ranked: Sequence[Match],
    members: Sequence[Row],
) -> list[Match]:
    """The matches that are of another family."""
    ids = {row.claim_id for row in members}
    outside = []
    for match in ranked:
        if match.row.claim_id not in ids:
            outside.append(match)
    return outside


def _rank(match: Match, speaker: str) -> tuple[object, ...]:
    """Most points first; of equals what stands, then no relay, then what is newer."""
    return -_points(match, speaker), *match.row.order


def _points(match: Match, speaker: str) -> float:
    """The points of a match, and some for just the number that the speaker named gave."""
    is_told = match.row.speaker == speaker and not match.is_rounded
    return match.score + _BY_THE_SPEAKER if is_told else match.score


def _nearness(
    row: Row,
    best: Match,
    verdict: str,
) -> tuple[object, ...]:
    """The order of a family: what is not taken back, unless the verdict is that; what says the same
    number; who said it first before who passed it on; the best match."""
    is_gone = row.standing in GONE
    is_last = is_gone and verdict != findings.TAKEN_BACK
    is_unlike = verdict == findings.SUPERSEDED and row.root != best.row.root
    is_other_number = not _share_a_number(row, best.row)
    is_other = row.claim_id != best.row.claim_id
    return (
        is_last,
        is_unlike,
        is_other_number,
        row.is_relay,
        is_other,
        *row.order,
    )


def _is_as_good(match: Match, best: Match, speaker: str) -> bool:
    """Whether another claim, counting somebody or something else, fits as well."""
    fewer = _points(best, speaker) - _points(match, speaker)
    if fewer > _NEARLY_AS_GOOD:
        return False
    quantity = match.row.quantity
    return quantity.counted != best.row.quantity.counted


def _standing(
    reading: Reading,
    best: Match,
    members: Sequence[Row],
) -> _Verdict:
    """The verdict on a family: how the best of it that says this number stands, then its wording.

    What the speaker whom the text names took back is told so, even where another still says it; so
    is what those took back whom the metric believes first.
    """
    alike = [row for row in members if _share_a_number(row, best.row)]
    standing = _best_standing(alike)
    if _is_taken_back(reading, best.row, alike):
        notes = (_OTHERS_HAVE_IT,) if standing == IN_FORCE else ()
        return _Verdict(findings.TAKEN_BACK, notes)
    if standing in _BY_STANDING:
        return _Verdict(_BY_STANDING[standing])
    if _is_outdone(reading, best.row, alike):
        return _Verdict(findings.SUPERSEDED, (_OTHERS_HAVE_IT,))
    in_force = [row for row in alike if row.standing == IN_FORCE]
    return _wording(reading.mention, best.row, in_force)


def _is_taken_back(
    reading: Reading,
    best: Row,
    alike: Sequence[Row],
) -> bool:
    """Whether the speaker named, or those believed first, took a number back."""
    is_own = best.speaker == reading.speaker
    if is_own and best.standing in GONE:
        return True
    believed = _believed_first(alike)
    return _best_standing(believed) in GONE


def _is_outdone(
    reading: Reading,
    best: Row,
    alike: Sequence[Row],
) -> bool:
    """Whether a number that others still have was superseded by the speaker named, or is worded as
    only claims were that are superseded."""
    if best.standing != SUPERSEDED:
        return False
    if best.speaker == reading.speaker:
        return True
    if not _is_worded_alike(reading.mention, best):
        return False
    in_force = [row for row in alike if row.standing == IN_FORCE]
    return not any(_is_worded_as_much(reading.mention, row) for row in in_force)


def _is_worded_as_much(mention: Mention, row: Row) -> bool:
    return _is_worded_alike(mention, row) or _says_as_much(mention, row)


def _share_a_number(row: Row, other: Row) -> bool:
    if row is other:
        return bool(row.numbers)
    numbers = set(row.numbers)
    return not numbers.isdisjoint(other.numbers)


def _best_standing(rows: Sequence[Row]) -> str:
    standings = [row.standing for row in rows]
    return min(standings, key=STANDINGS.index)


def _believed_first(rows: Sequence[Row]) -> list[Row]:
    """The claims of those whom the metric believes before the others."""
    ranks = [row.heard for row in rows]
    first = min(ranks)
    return [row for row in rows if row.heard == first]


def _wording(
    mention: Mention,
    best: Row,
    in_force: Sequence[Row],
) -> _Verdict:
    """The verdict on a number that stands: whether it is worded as some claim in force has it."""
    if any(_is_worded_alike(mention, row) for row in in_force):
        return _Verdict(findings.AS_THE_LEDGER_HAS_IT)
    as_much = [row for row in in_force if _says_as_much(mention, row)]
    if as_much:
        wordings = [row.wording for row in as_much]
        note = _ledger_says(min(wordings))
        return _Verdict(findings.AS_THE_LEDGER_HAS_IT, (note,))
    note = _how_reworded(mention, best)
    return _Verdict(findings.REWORDED, (note,))


def _says_as_much(mention: Mention, row: Row) -> bool:
    """Whether only a word parts a number from the ledger's: 2,000 and about 2,000, and of a round
    one over and at least."""
    number = mention.number
    if number is None or row.numbers != (number,):
        return False
    edge = EDGES[row.wording]
    if EDGES[mention.wording] != edge:
        return False
    is_round = number % 10 == 0
    return is_round or not edge


def _ledger_says(wording: str) -> str:
    words = wording.replace("_", " ")
    return f"the ledger has it as {words}"


def _is_worded_alike(mention: Mention, row: Row) -> bool:
    if mention.wording != row.wording:
        return False
    return mention.stated == row.stated


def _how_reworded(mention: Mention, row: Row) -> str:
    """Sharper, blunter or bounded in another way than the ledger's."""
    if mention.wording == "exact":
        return "sharper than the ledger has it"
    if row.wording == "exact":
        return _BLUNTER
    return "bounded otherwise than in the ledger"


def _surely_later(
    fitting: Sequence[Match],
    mention: Mention,
) -> list[Match]:
    """The claims that came out later of which one can only be meant."""
    if not mention.is_distinct:
        return []
    later = []
    for match in fitting:
        is_sure = match.score >= _SURE_OF_LATER
        is_this = is_sure and not match.is_rounded
        if is_this and not match.row.is_known:
            later.append(match)
    return later


def _later(later: Sequence[Match], ground: Ground) -> Judgement:
    best = min(later, key=_rank_of_later)
    claims = family(best.row, ground.index)
    members = [row for row in claims if not row.is_known]
    members.sort(key=_order_of_later)
    members.sort(key=lambda row: row.claim_id != best.row.claim_id)
    return Judgement(
        findings.NOT_OUT_YET,
        *best.row.quantity,
        claims=tuple(members),
        best=best,
    )


def _rank_of_later(match: Match) -> tuple[object, ...]:
    """Most points first; of equals what came out first."""
    order = _order_of_later(match.row)
    return -match.score, *order


def _order_of_later(row: Row) -> tuple[str, str]:
    return row.published, row.claim_id


def _without_claim(
    known: Sequence[Match],
    reading: Reading,
    ground: Ground,
) -> Judgement:
    """The verdict on a number that no claim has, as far as words tell what it counts."""
    quantity = _quantity(reading, ground)
    verdict = findings.NOT_IN_THE_LEDGER
    others = _first_rows(known)
    is_unclear = known or _is_unclear(reading, ground)
    least = SMALL if is_unclear else _SMALLEST
    if not _is_large(reading.mention, least):
        verdict = findings.TOO_SMALL
    elif elsewhere := _of_something_else(reading, ground):
        verdict = findings.OF_SOMETHING_ELSE
        others = elsewhere
    return Judgement(verdict, *quantity, others=others)


def _is_unclear(reading: Reading, ground: Ground) -> bool:
    """Whether it is open what a number counts: no cue is near, or two that say different things
    are."""
    meant = reading.metric
    metrics = reading.metrics
    if metrics[meant] < _SURE_OF_SMALL:
        return True
    least = _RIVALS * metrics[meant]
    overlapping = ground.overlaps.get(meant, frozenset())
    others = metrics.keys() - overlapping - {meant}
    return any(metrics[other] >= least for other in others)


def _is_large(mention: Mention, least: float) -> bool:
    """Whether its highest number is one that a text tells by more than chance."""
    highest = max(mention.numbers, default=0)
    return highest >= least


def _of_something_else(
    reading: Reading,
    ground: Ground,
) -> tuple[Row, ...]:
    """The claims that say just this number, too odd to be one by chance, of something that the
    words do not name."""
    mention = reading.mention
    number = mention.number
    if number is None or not mention.is_distinct:
        return ()
    equal = ground.index.equal(number, mention.unit)
    known = (row for row in equal if row.is_known)
    return tuple(islice(known, _OTHERS))


def _quantity(reading: Reading, ground: Ground) -> Quantity:
    """Metric, group and place as far as the words around tell them."""
    metric = reading.metric
    group = _clearest_group(reading, ground)
    whole = ground.wholes.get(metric, "")
    elsewhere = dict(reading.places)
    elsewhere.pop(ground.whole_place, None)
    place = best(elsewhere)
    return Quantity(
        metric,
        group=group or whole,
        place=place or ground.whole_place,
    )


def _clearest_group(reading: Reading, ground: Ground) -> str:
    """The group that is named most clearly, of those of which the metric has claims; or blank."""
    groups_of = ground.index.groups
    of_metric = groups_of.get(reading.metric, frozenset())
    clear = {}
    for group, strength in reading.groups.items():
        if strength >= CLEAR and group in of_metric:
            clear[group] = strength
    return best(clear)


def _vague(reading: Reading, ground: Ground) -> Judgement:
    """A vague word: the figures of that quantity in force that it may stand for; never one claim
    as if it were meant."""
    quantity = _quantity(reading, ground)
    fitting = _between(reading.mention, quantity, ground)
    if not fitting or reading.metrics[quantity.metric] < CLEAR:
        return Judgement(findings.VAGUE, *quantity)
    return Judgement(
        findings.REWORDED,
        *quantity,
        claims=tuple(fitting),
        notes=(_BLUNTER,),
    )


def _between(
    mention: Mention,
    quantity: Quantity,
    ground: Ground,
) -> list[Row]:
    """The claims in force that a vague word may stand for, those on the place first."""
    words = mention.written.lower().split()
    low, high = ground.vague[" ".join(words)]
    within = ground.index.between(low, high, quantity.metric)
    # A claim of two numbers may be met twice.
    fitting: dict[str, Row] = {}
    for row in within:
        is_of_group = row.group == quantity.group
        if is_of_group and row.standing == IN_FORCE:
            fitting[row.claim_id] = row
    in_order = sorted(fitting.values(), key=attrgetter("order"))
    in_order.sort(key=lambda row: row.place != quantity.place)
    return in_order
