"""What an editor should look at in a case that has no problem.

A ledger is full of honest contradictions: none of this keeps it from being right. It lists parts
above their whole, numerals in texts of ours that are the number of a claim, and claims of one day
whose order nobody may know. Nothing is mended here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, product
from pathlib import Path

import numpy as np
import pandas as pd

from asknown import dates
from asknown.errors import Problem
from asknown.ledger import cues, reviews
from asknown.ledger.cells import ids_in
from asknown.ledger.cues import Cue
from asknown.ledger.reading import Ledger, named
from asknown.ledger.reading import read as read_ledger
from asknown.ledger.settings import FILE
from asknown.ledger.tables import BY_NAME
from asknown.model.columns import ASIDE, Array
from asknown.model.known import Known
from asknown.model.parts import lineage
from asknown.model.rows import Row, dated_cells, known_from, rows_by_id, rows_of
from asknown.model.rules import bounds
from asknown.model.standing import IN_FORCE
from asknown.model.ties import only_about, ties

Remarks = Iterator[Problem]

_BOUNDS = ("low", "value", "high")
_QUANTITY = ["metric", "group", "place"]
_MOST = 2_000  # claims of a quantity that are compared with those of another
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# A whole number that is no part of a word, a date, a time, a share or an ordinal.
_NUMERAL = re.compile(r"(?<![\w.,:/{-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w:/%}-]|[.,]\d)")
_DATE = re.compile(rf"\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS})[a-z]* \d{{1,2}}\b")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SENTENCE = re.compile(r"[.;!?]\s+")
_WORD = re.compile(r"[a-z]{4,}")
_LEAST = 10  # smaller numerals are words of any sentence
_YEARS = range(1900, 2100)
_STEM = 5  # letters by which two words are the same one
_COMMON = 3  # metrics that share a word: it tells none of them
# Texts of ours in each table; what others wrote, and names, stay as they are.
_OURS = {
    "acts": {"reason"},
    "claims": {"note"},
    "discrepancies": {"says", "others_say"},
    "events": {"title", "note"},
    "movements": {"unit", "mission", "note"},
    "positions": {"summary"},
    "sources": {"note"},
}


def remarks(case: str | Path = "") -> list[Problem]:
    """What to look at in a case without problems, in order of file and row: its name under data/,
    or its folder; nothing named is the default case.

    CallError where there is no such case, LedgerError where it cannot be read.
    """
    folder = case if isinstance(case, Path) else named(case)
    read = read_ledger(folder)
    if read.problems:
        return []
    found = chain(
        _former(read),
        _parts_above(read),
        _typed_numbers(read),
        _unsettled(read),
        _named_by_metrics(read),
        _shared_cues(read),
        _without_cues(read),
        _on_hold(read),
    )
    return sorted(found)


def _former(read: Ledger) -> Remarks:
    """Settings of an earlier version."""
    for name in read.settings.former:
        what = "is the form of an earlier version, and is read as sections"
        mend = "write [[sections]], each with title, kind and metrics"
        yield Problem(
            FILE,
            1,
            name,
            what,
            mend,
        )


def _on_hold(read: Ledger) -> Remarks:
    """Rows that no edition has."""
    for row in read.reviews.on_hold:
        what = f"{row.row_id} of {row.table} is on hold: no edition has it"
        yield Problem(
            reviews.FILE, row.line, "hold", what, "blank the cell to release it"
        )


def _unsettled(read: Ledger) -> Remarks:
    """Numbers of one party and one day, from different pages of one day or minute."""
    mend = "where nobody knows the order, both stand; else say it"
    for tie in ties(read):
        if not tie.can_be_settled:
            yield replace(tie.problem, mend=mend)


def _named_by_metrics(read: Ledger) -> Remarks:
    """Names in metrics that nothing has: they overlap nothing, and nobody is heard for them. In a
    ledger that was cut at a day they may be those of later rows."""
    metrics = rows_by_id(read, "metrics")
    kinds = next(each for each in BY_NAME["speakers"].columns if each.name == "kind")
    speakers = {*kinds.words, *rows_by_id(read, "speakers")}
    for metric in metrics.values():
        for name in ids_in(metric["overlaps"]):
            if name not in metrics:
                what = f"{name!r} is no id in metrics"
                yield metric.problem("overlaps", what, "name a metric, or take it out")
        for name in ids_in(metric["believe"]):
            if name not in speakers:
                what = f"{name!r} is no speaker and no kind of speaker"
                mend = "name one: else nobody is heard for it"
                yield metric.problem("believe", what, mend)


# The words for what is counted


def _shared_cues(read: Ledger) -> Remarks:
    """Phrases of one language that say two metrics of which neither overlaps the other."""
    overlaps: dict[str, set[str]] = {}
    for row in rows_of(read, "metrics"):
        overlaps[row["metric"]] = set(ids_in(row["overlaps"]))
    first: dict[tuple[str, tuple[str, ...]], list[Cue]] = defaultdict(list)
    for cue in _saying_metrics(read):
        for phrase in cue.phrases:
            earlier = first[cue.language, phrase]
            for other in earlier:
                one, two = cue.row_id, other.row_id
                if one != two and two not in overlaps[one] and one not in overlaps[two]:
                    said = " + ".join(phrase)
                    what = f"{said!r} says {one} here and {two} in {other.cue_id}, no overlap of it"
                    mend = "add the words that tell them apart, or see whether they overlap"
                    yield _cue_remark(read, cue, what, mend)
            earlier.append(cue)


def _without_cues(read: Ledger) -> Remarks:
    """Metrics that no cue says, in a case that has cues."""
    if not read.cues:
        return
    told = {cue.row_id for cue in _saying_metrics(read)}
    for row in rows_of(read, "metrics"):
        if row["metric"] not in told:
            mend = f"add the words for it to {cues.FILE}"
            yield row.problem("metric", f"no cue says {row['metric']!r}", mend)


def _saying_metrics(read: Ledger) -> Iterator[Cue]:
    for cue in read.cues:
        if cue.table == "metrics" and cue.kind == "says":
            yield cue


def _cue_remark(read: Ledger, cue: Cue, what: str, mend: str) -> Problem:
    """A remark on a cue. Its file has a row a line: no cell of words holds a line break."""
    line = read.cues.index(cue) + 2
    return Problem(cues.FILE, line, "words", what, mend)


# A part above its whole


def _parts_above(read: Ledger) -> Remarks:
    """Claims in force on a day of which the one counts a part of the other, and more."""
    case = Known.of(read)
    claims = _counts(case)
    pairs = list(_pairs(case, claims))
    if not pairs:
        return
    rows = rows_by_id(read, "claims")
    claim_ids = set(chain(*pairs))
    smaller = only_about(case, claim_ids)
    in_force: dict[str, set[str]] = {}
    known = claims["known"]
    for part, whole in pairs:
        # Both stand beside each other from the day of the later on.
        later = max(part, whole, key=known.__getitem__)
        text = rows[later]["published"]
        published = dates.published(text, read.zone)
        day = str(published.day)
        if day not in in_force:
            in_force[day] = _in_force_on(smaller, day)
        if in_force[day].issuperset((part, whole)):
            yield _above(
                rows[part],
                rows[whole],
                claims,
                day,
            )


def _in_force_on(
    case: Known,
    day: str,
) -> set[str]:
    claims = case.as_known(day).claims
    is_in_force = claims["standing"] == IN_FORCE
    return set(claims.index[is_in_force])


def _above(
    part: Row,
    whole: Row,
    claims: pd.DataFrame,
    day: str,
) -> Problem:
    part_id = part["claim_id"]
    whole_id = whole["claim_id"]
    least = claims.at[part_id, "least"]
    most = claims.at[whole_id, "most"]
    what = (
        f"{least:,g} is above {whole_id} ({most:,g}), which it is a part of, on {day}"
    )
    mend = "see which of the two is meant, or dispute one as editors"
    return part.problem("metric", what, mend)


def _counts(case: Known) -> pd.DataFrame:
    """Counts and estimates that are nobody's relay, with `least` and `most`: what they allow."""
    claims = case.claims
    is_original = claims["relays"] == ""
    is_aside = claims["nature"].isin(ASIDE)
    is_count = claims["numbered"] & is_original & ~is_aside
    counts = claims[is_count]
    least = []
    most = []
    for claim in counts.itertuples():
        low, high = bounds(claim)
        least.append(low)
        most.append(high)
    # What is open is NaN: nothing is greater or less than it.
    return counts.assign(
        least=np.array(least, dtype=float),
        most=np.array(most, dtype=float),
    )


def _pairs(
    case: Known,
    claims: pd.DataFrame,
) -> Iterator[tuple[str, str]]:
    """Claims on a part and on its whole, in this order, of which the part is the greater."""
    by_quantity = {}
    for quantity, own in claims.groupby(_QUANTITY):
        by_quantity[quantity] = own.tail(_MOST)
    for quantity, parts in by_quantity.items():
        metric, group, place = quantity
        groups = lineage(case, "groups", group)
        places = lineage(case, "places", place)
        for wider in product([metric], groups, places):
            wholes = by_quantity.get(wider)
            if wholes is not None and wider != quantity:
                yield from _greater(parts, wholes)


def _greater(
    parts: pd.DataFrame,
    wholes: pd.DataFrame,
) -> Iterator[tuple[str, str]]:
    """Those of the pairs of which the days fit and the part is greater without a doubt."""

    # A row a part, a column a whole: every pair is compared at once.
    def across(
        name: str,
        name_of_whole: str = "",
    ) -> tuple[Array, Array]:
        of_parts = parts[name].to_numpy()
        of_wholes = wholes[name_of_whole or name].to_numpy()
        down = of_parts[:, None]
        along = of_wholes[None, :]
        return down, along

    part_end, whole_end = across("end")
    part_start, whole_start = across("start")
    part_party, whole_party = across("party")
    same_end = part_end == whole_end
    not_after = part_end <= whole_end
    same_party = part_party == whole_party
    fits = same_end
    measure = parts["measure"].iloc[0]
    if measure == "cumulative":
        fits = same_end | (same_party & not_after)
    if measure == "flow":
        is_within = (part_start >= whole_start) & not_after
        same_span = (part_start == whole_start) & same_end
        fits = is_within & (same_party | same_span)
    least, most = across("least", "most")
    is_greater = fits & (least > most)
    for row, column in np.argwhere(is_greater):
        part = parts.index[row]
        whole = wholes.index[column]
        yield str(part), str(whole)


# Numbers typed into texts


@dataclass(frozen=True)
class _Numbers:
    """The claims by their numbers, and the words that tell each metric."""

    claims: Mapping[float, Sequence[Row]]
    words: Mapping[str, set[str]]
    known: Mapping[str, datetime]

    def meant(
        self,
        number: float,
        sentence: str,
        by: datetime,
        row_id: str,
    ) -> str:
        """The claim that a number in a sentence most likely is, known by then, or ""."""
        said = _stems(sentence)
        likely: list[tuple[int, datetime, str]] = []
        for claim in self.claims.get(number, ()):
            claim_id = claim["claim_id"]
            name = f"claims:{claim_id}"
            known = self.known[name]
            if name == row_id or known > by:
                continue
            metric = claim["metric"]
            shared = said & self.words[metric]
            if shared:
                likely.append((len(shared), known, claim_id))
        _, _, claim_id = max(likely, default=(0, by, ""))
        return claim_id


def _typed_numbers(read: Ledger) -> Remarks:
    """Numerals of texts of ours that are the number of a claim known by then, in a sentence that
    speaks of what it counts."""
    numbers = _Numbers(
        claims=_by_number(read),
        words=_telling_words(read),
        known=known_from(read),
    )
    for row_id, column, row in dated_cells(read, "text"):
        table, *_ = row_id.split(":")
        ours = _OURS.get(table, ())
        if column.name not in ours:
            continue
        by = numbers.known[row_id]
        text = row[column.name]
        for numeral, sentence in _numerals(text):
            number = _number(numeral)
            claim = numbers.meant(
                number,
                sentence,
                by,
                row_id,
            )
            if claim:
                what = f"{numeral} is typed, and is the number of {claim}"
                mend = f"if it is that claim's, write {{{claim}}}"
                yield row.problem(column.name, what, mend)


def _by_number(read: Ledger) -> Mapping[float, list[Row]]:
    by_number: dict[float, list[Row]] = defaultdict(list)
    for claim in rows_of(read, "claims"):
        if claim["relays"]:
            continue
        # A number is the claim's once, however many of its cells state it.
        numbers = set()
        for bound in _BOUNDS:
            cell = claim[bound]
            if cell:
                numbers.add(float(cell))
        for number in numbers:
            claims = by_number[number]
            claims.append(claim)
    return by_number


def _telling_words(read: Ledger) -> dict[str, set[str]]:
    """Of each metric the words of its label and of what it counts that few others have."""
    stems_of: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    for row in rows_of(read, "metrics"):
        metric = row["metric"]
        label = row["label"]
        counts = row["counts"]
        stems = _stems(f"{label} {counts}")
        stems_of[metric] = stems
        times.update(stems)
    for stems in stems_of.values():
        common = {stem for stem in stems if times[stem] >= _COMMON}
        stems.difference_update(common)
    return stems_of


def _stems(text: str) -> set[str]:
    words = _WORD.findall(text.lower())
    return {word[:_STEM] for word in words}


def _numerals(text: str) -> Iterator[tuple[str, str]]:
    """The numerals of a text that may be somebody's number, each with its sentence."""
    typed = _PLACEHOLDER.sub(" ", text)
    bare = _DATE.sub(" ", typed)
    for sentence in _SENTENCE.split(bare):
        for numeral in _NUMERAL.findall(sentence):
            number = _number(numeral)
            if number < _LEAST:
                continue
            is_year = number in _YEARS and "," not in numeral
            if not is_year:
                yield numeral, sentence


def _number(numeral: str) -> float:
    digits = numeral.replace(",", "")
    return float(digits)
