"""What is said of a quantity: one of the words of `findings.WORDS`, and the claims behind it.

Never that a text is right or not: only how the ledger stands to it on its day. Where two claims fit
alike, or a number is too small to tell, that is said and no claim is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asknown.audit import findings
from asknown.audit.claim_index import Row, family
from asknown.audit.findings import Mention
from asknown.audit.matching import EDGES, SMALL, Ground, Match, matches
from asknown.audit.readings import CLEAR, Reading, best
from asknown.model.standing import (
    DENIED,
    DISPUTED,
    GONE,
    IN_FORCE,
    SUPERSEDED,
    WITHDRAWN,
)

_RANKS = (IN_FORCE, DISPUTED, SUPERSEDED, DENIED, WITHDRAWN)
_BY_STANDING = {DISPUTED: findings.DISPUTED, SUPERSEDED: findings.SUPERSEDED}
_OTHERS_HAVE_IT = "somebody else in the ledger still has it"
_NEARLY_AS_GOOD = 0.02
_OTHERS = 3  # that fit nearly as well, at most
_RIVALS = 0.75  # of the strongest, from which another metric may be meant as well
_SMALLEST = 10  # of smaller numbers it is never said that no claim has them
# Strength from which a small number is called one that no claim has.
_SURE_OF_SMALL = 0.7
_SURE_OF_LATER = 0.9  # points from which a claim that came out later is named


@dataclass(frozen=True)
class Judgement:
    """A verdict with the claims of the family that fits, best first, and others that nearly do."""

    verdict: str
    metric: str = ""
    group: str = ""
    place: str = ""
    claims: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    best: Match | None = None
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
    later = [match for match in fitting if _is_surely_later(match, reading.mention)]
    if later:
        return _later(later, ground)
    return _without_claim(known, reading, ground)


def _of_family(enough: Sequence[Match], reading: Reading, ground: Ground) -> Judgement:
    ranked = sorted(enough, key=_rank)
    best = ranked[0]
    members = [row for row in family(best.row, ground.index) if row.is_known]
    rivals = _outside(ranked, members)
    close = [match for match in rivals if _is_as_good(match, best)]
    if close:
        rows = tuple(match.row for match in (best, *close))
        quantity = _quantity(reading, ground)
        return Judgement(findings.SEVERAL_FIT, *quantity, others=rows)
    verdict, notes = _standing(reading, best, members)
    members.sort(key=lambda row: _nearness(row, best, verdict))
    others = [match.row for match in rivals[:_OTHERS]]
    return Judgement(
        verdict,
        *best.row.quantity,
        claims=tuple(members),
        others=tuple(others),
        best=best,
        notes=notes,
    )


def _outside(ranked: Sequence[Match], members: Sequence[Row]) -> list[Match]:
    """The matches that are of another family."""
    ids = {row.claim_id for row in members}
    return [match for match in ranked if match.row.claim_id not in ids]


def _rank(match: Match) -> tuple[object, ...]:
    """Most points first; of equals what stands, then no relay, then what is newer."""
    return (-match.score, *_order(match.row))


def _order(row: Row) -> tuple[object, ...]:
    rank = _RANKS.index(row.standing) if row.standing else len(_RANKS)
    is_relay = row.root != row.claim_id
    return rank, is_relay, -row.end.toordinal(), row.claim_id


def _nearness(row: Row, best: Match, verdict: str) -> tuple[object, ...]:
    """The order of a family: what is not taken back, unless the verdict is that; what says the same
    number; who said it first before who passed it on; the best match."""
    is_gone = row.standing in GONE and verdict != findings.TAKEN_BACK
    is_other_number = not set(row.numbers) & set(best.row.numbers)
    is_other = row.claim_id != best.row.claim_id
    is_relay = row.root != row.claim_id
    return is_gone, is_other_number, is_relay, is_other, *_order(row)


def _is_as_good(match: Match, best: Match) -> bool:
    """Whether another claim, counting somebody or something else, fits as well."""
    is_close = best.score - match.score <= _NEARLY_AS_GOOD
    is_else = match.row.quantity[:2] != best.row.quantity[:2]
    return is_close and is_else


def _standing(
    reading: Reading,
    best: Match,
    members: Sequence[Row],
) -> tuple[str, tuple[str, ...]]:
    """The verdict on a family: how the best of it that says this number stands, then its wording.

    What the speaker whom the text names took back is told so, even where another still says it; so
    is what those took back whom the metric believes first.
    """
    alike = [row for row in members if _share_a_number(row, best.row)]
    standing = _best_standing(alike)
    is_own = best.row.standing in GONE and best.row.speaker == reading.speaker
    if is_own or _best_standing(_believed_first(alike)) in GONE:
        return findings.TAKEN_BACK, (_OTHERS_HAVE_IT,) if standing == IN_FORCE else ()
    if standing in _BY_STANDING:
        return _BY_STANDING[standing], ()
    in_force = [row for row in alike if row.standing == IN_FORCE]
    return _wording(reading.mention, best.row, in_force)


def _share_a_number(row: Row, other: Row) -> bool:
    return not set(row.numbers).isdisjoint(other.numbers)


def _best_standing(rows: Sequence[Row]) -> str:
    standings = (row.standing for row in rows)
    return min(standings, key=_RANKS.index)


def _believed_first(rows: Sequence[Row]) -> list[Row]:
    """The claims of those whom the metric believes before the others."""
    first = min(row.heard for row in rows)
    return [row for row in rows if row.heard == first]


def _wording(
    mention: Mention,
    best: Row,
    in_force: Sequence[Row],
) -> tuple[str, tuple[str, ...]]:
    """The verdict on a number that stands: whether it is worded as some claim in force has it."""
    if any(_is_worded_alike(mention, row) for row in in_force):
        return findings.AS_THE_LEDGER_HAS_IT, ()
    wordings = [row.wording for row in in_force if _says_as_much(mention, row)]
    if wordings:
        return findings.AS_THE_LEDGER_HAS_IT, (_ledger_says(min(wordings)),)
    return findings.REWORDED, (_how_reworded(mention, best),)


def _says_as_much(mention: Mention, row: Row) -> bool:
    """Whether only a word parts a number from the ledger's: 2,000 and about 2,000, and of a round
    one over and at least."""
    number = mention.number
    is_same = number in row.numbers and len(row.numbers) == 1
    if not is_same or EDGES[mention.wording] != EDGES[row.wording]:
        return False
    is_round = number is not None and number % 10 == 0
    return is_round or not EDGES[row.wording]


def _ledger_says(wording: str) -> str:
    words = wording.replace("_", " ")
    return f"the ledger has it as {words}"


def _is_worded_alike(mention: Mention, row: Row) -> bool:
    return mention.wording == row.wording and mention.stated == row.stated


def _how_reworded(mention: Mention, row: Row) -> str:
    """Sharper, blunter or bounded in another way than the ledger's."""
    if mention.wording == "exact":
        return "sharper than the ledger has it"
    if row.wording == "exact":
        return "blunter than the ledger has it"
    return "bounded otherwise than in the ledger"


def _is_surely_later(match: Match, mention: Mention) -> bool:
    """Whether a claim that came out later can only be this one."""
    is_later = not match.row.is_known
    is_sure = match.score >= _SURE_OF_LATER and not match.is_rounded
    return is_later and is_sure and mention.is_distinct


def _later(later: Sequence[Match], ground: Ground) -> Judgement:
    best = min(
        later, key=lambda match: (-match.score, match.row.published, match.row.claim_id)
    )
    members = [row for row in family(best.row, ground.index) if not row.is_known]
    members.sort(
        key=lambda row: (row.claim_id != best.row.claim_id, row.published, row.claim_id)
    )
    return Judgement(
        findings.NOT_OUT_YET,
        *best.row.quantity,
        claims=tuple(members),
        best=best,
    )


def _without_claim(
    known: Sequence[Match], reading: Reading, ground: Ground
) -> Judgement:
    """The verdict on a number that no claim has, as far as words tell what it counts."""
    quantity = _quantity(reading, ground)
    nearly = tuple(match.row for match in known[:_OTHERS])
    is_unclear = known or _is_unclear(reading, ground)
    if not _is_large(reading.mention, _SMALLEST) or (
        is_unclear and not _is_large(reading.mention)
    ):
        return Judgement(findings.TOO_SMALL, *quantity, others=nearly)
    elsewhere = _of_something_else(reading, ground)
    if elsewhere:
        return Judgement(findings.OF_SOMETHING_ELSE, *quantity, others=elsewhere)
    return Judgement(findings.NOT_IN_THE_LEDGER, *quantity, others=nearly)


def _is_unclear(reading: Reading, ground: Ground) -> bool:
    """Whether it is open what a number counts: no cue is near, or two that say different things
    are."""
    meant = reading.metric
    strongest = reading.metrics[meant]
    if strongest < _SURE_OF_SMALL:
        return True
    overlapping = ground.overlaps.get(meant, frozenset())
    others = reading.metrics.keys() - overlapping - {meant}
    return any(reading.metrics[other] >= strongest * _RIVALS for other in others)


def _is_large(mention: Mention, least: float = SMALL) -> bool:
    """Whether its highest number is one that a text tells by more than chance."""
    return max(mention.numbers, default=0) >= least


def _of_something_else(reading: Reading, ground: Ground) -> tuple[Row, ...]:
    """The claims that say just this number, too odd to be one by chance, of something that the
    words do not name."""
    number = reading.mention.number
    if number is None or not reading.mention.is_distinct:
        return ()
    rows = [
        row for row in ground.index.equal(number, reading.mention.unit) if row.is_known
    ]
    rows.sort(key=_order)
    return tuple(rows[:_OTHERS])


def _quantity(reading: Reading, ground: Ground) -> tuple[str, str, str]:
    """Metric, group and place as far as the words around tell them."""
    metric = reading.metric
    of_metric = ground.index.groups.get(metric, frozenset())
    clear = {
        group: strength
        for group, strength in reading.groups.items()
        if group in of_metric and strength >= CLEAR
    }
    elsewhere = dict(reading.places)
    elsewhere.pop(ground.whole_place, None)
    group = best(clear) or ground.wholes.get(metric, "")
    return metric, group, best(elsewhere) or ground.whole_place


def _vague(reading: Reading, ground: Ground) -> Judgement:
    """A vague word: the figures of that quantity in force that it may stand for; never one claim
    as if it were meant."""
    metric, group, place = _quantity(reading, ground)
    words = reading.mention.written.lower().split()
    low, high = ground.vague[" ".join(words)]
    within = ground.index.between(low, high, metric)
    # A claim of two numbers may be met twice.
    of_group = {row.claim_id: row for row in within if row.group == group}
    fitting = [row for row in of_group.values() if row.standing == IN_FORCE]
    fitting.sort(key=lambda row: (row.place != place, *_order(row)))
    if not fitting or reading.metrics[metric] < CLEAR:
        return Judgement(findings.VAGUE, metric, group, place)
    note = "blunter than the ledger has it"
    return Judgement(
        findings.REWORDED,
        metric,
        group,
        place,
        claims=tuple(fitting),
        notes=(note,),
    )
