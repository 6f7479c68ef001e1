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
from pathlib import Path

import numpy as np
import pandas as pd

from asknown import dates, project
from asknown.errors import Problem
from asknown.ledger.reading import Ledger, find
from asknown.ledger.reading import read as read_ledger
from asknown.ledger.settings import FILE
from asknown.model.columns import Array
from asknown.model.known import Known
from asknown.model.parts import lineage
from asknown.model.rows import Row, dated_cells, known_from, rows_by_id, rows_of
from asknown.model.rules import bounds
from asknown.model.standing import IN_FORCE
from asknown.model.ties import ties

Remarks = Iterator[Problem]
_NO_COUNTS = ("projection", "recap")
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
    folder = case
    if not isinstance(folder, Path):
        root = project.root()
        folder = find(folder or project.default_case(root), root)
    read = read_ledger(folder)
    if read.problems:
        return []
    found = [*_former(read), *_parts_above(read), *_typed_numbers(read), *_unsettled(read)]
    return sorted(found)


def _former(read: Ledger) -> Remarks:
    """Settings of an earlier version."""
    for name in read.settings.former:
        what = "is the form of an earlier version, and is read as sections"
        mend = "write [[sections]], each with title, kind and metrics"
        yield Problem(FILE, 1, name, what, mend)


def _unsettled(read: Ledger) -> Remarks:
    """Numbers of one party and one day, from different pages without a clock time."""
    for tie in ties(read):
        if not tie.can_be_settled:
            yield replace(tie.problem, mend="where nobody knows the order, both stand; else say it")


# A part above its whole


def _parts_above(read: Ledger) -> Remarks:
    """Claims in force on a day of which the one counts a part of the other, and more."""
    case = Known.of(read)
    claims = _counts(case)
    pairs = [*_pairs(case, claims)]
    if not pairs:
        return
    rows = rows_by_id(read, "claims")
    smaller = _with_only(case, {claim_id for pair in pairs for claim_id in pair})
    in_force: dict[str, set[str]] = {}
    for part, whole in pairs:
        later = max(part, whole, key=lambda claim_id: claims.at[claim_id, "known"])
        day = str(dates.published(rows[later]["published"], read.zone).day)
        if day not in in_force:
            state = smaller.as_known(day).claims
            in_force[day] = set(state.index[state["standing"] == IN_FORCE])
        if {part, whole} <= in_force[day]:
            yield _above(rows[part], rows[whole], claims, day)


def _above(part: Row, whole: Row, claims: pd.DataFrame, day: str) -> Problem:
    least = claims.at[part["claim_id"], "least"]
    most = claims.at[whole["claim_id"], "most"]
    what = f"{least:,g} is above {whole['claim_id']} ({most:,g}), which it is a part of, on {day}"
    return part.problem("metric", what, "see which of the two is meant, or dispute one as editors")


def _counts(case: Known) -> pd.DataFrame:
    """Counts and estimates that are nobody's relay, with `least` and `most`: what they allow."""
    claims = case.claims
    counts = claims[(claims["relays"] == "") & claims["numbered"]]
    counts = counts[~counts["nature"].isin(_NO_COUNTS)]
    allowed = [bounds(claim) for claim in counts.itertuples()]
    least = [np.nan if low is None else low for low, _ in allowed]
    most = [np.nan if high is None else high for _, high in allowed]
    return counts.assign(least=least, most=most)


def _pairs(case: Known, claims: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Claims on a part and on its whole, in this order, of which the part is the greater."""
    by_quantity = dict(iter(claims.groupby(["metric", "group", "place"])))
    for (metric, group, place), parts in by_quantity.items():
        for wider_group in lineage(case, "groups", group):
            for wider_place in lineage(case, "places", place):
                key = (metric, wider_group, wider_place)
                if key in by_quantity and key != (metric, group, place):
                    yield from _greater(parts.tail(_MOST), by_quantity[key].tail(_MOST))


def _greater(parts: pd.DataFrame, wholes: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Those of the pairs of which the days fit and the part is greater without a doubt."""

    def column(name: str) -> tuple[Array, Array]:
        return parts[name].to_numpy()[:, None], wholes[name].to_numpy()[None, :]

    part_end, whole_end = column("end")
    part_start, whole_start = column("start")
    part_party, whole_party = column("party")
    fits = part_end == whole_end
    measure = parts["measure"].iloc[0]
    if measure == "cumulative":
        fits |= (part_party == whole_party) & (part_end <= whole_end)
    if measure == "flow":
        fits = (part_start >= whole_start) & (part_end <= whole_end)
        fits &= (part_party == whole_party) | (part_start == whole_start) & (part_end == whole_end)
    least = parts["least"].to_numpy()[:, None]
    most = wholes["most"].to_numpy()[None, :]
    for part, whole in np.argwhere(fits & (least > most)):
        yield str(parts.index[part]), str(wholes.index[whole])


def _with_only(case: Known, claim_ids: set[str]) -> Known:
    """The case with only the claims on the quantities of some: each stands as in the whole."""
    claims = case.tables["claims"]
    quantity = pd.MultiIndex.from_frame(claims[["metric", "group", "place"]])
    is_wanted = quantity.isin(quantity[claims.index.isin(claim_ids)])
    return replace(case, tables={**case.tables, "claims": claims[is_wanted]})


# Numbers typed into texts


@dataclass(frozen=True)
class _Numbers:
    """The claims by their numbers, and the words that tell each metric."""

    claims: Mapping[float, Sequence[Row]]
    words: Mapping[str, set[str]]
    known: Mapping[str, datetime]

    def meant(self, number: float, sentence: str, by: datetime, row_id: str) -> str:
        """The claim that a number in a sentence most likely is, known by then, or ""."""
        said = _stems(sentence)
        likely: list[tuple[int, datetime, str]] = []
        for claim in self.claims.get(number, ()):
            claim_id = claim["claim_id"]
            known = self.known[f"claims:{claim_id}"]
            shared = len(said & self.words[claim["metric"]])
            if shared and known <= by and row_id != f"claims:{claim_id}":
                likely.append((shared, known, claim_id))
        _, _, claim_id = max(likely, default=(0, by, ""))
        return claim_id


def _typed_numbers(read: Ledger) -> Remarks:
    """Numerals of texts of ours that are the number of a claim known by then, in a sentence that
    speaks of what it counts."""
    numbers = _Numbers(_by_number(read), _telling_words(read), known_from(read))
    for row_id, column, row in dated_cells(read, "text"):
        table, _, _ = row_id.partition(":")
        if column.name not in _OURS.get(table, ()):
            continue
        for numeral, sentence in _numerals(row[column.name]):
            number = float(numeral.replace(",", ""))
            claim = numbers.meant(number, sentence, numbers.known[row_id], row_id)
            if claim:
                what = f"{numeral} is typed, and is the number of {claim}"
                yield row.problem(column.name, what, f"if it is that claim's, write {{{claim}}}")


def _by_number(read: Ledger) -> Mapping[float, list[Row]]:
    by_number: dict[float, list[Row]] = defaultdict(list)
    for claim in rows_of(read, "claims"):
        if claim["relays"]:
            continue
        stated = {claim[name] for name in ("low", "value", "high")} - {""}
        for number in {float(each) for each in stated}:
            by_number[number].append(claim)
    return by_number


def _telling_words(read: Ledger) -> dict[str, set[str]]:
    """Of each metric the words of its label and of what it counts that few others have."""
    words = {}
    for metric in rows_of(read, "metrics"):
        words[metric["metric"]] = _stems(f"{metric['label']} {metric['counts']}")
    shared = Counter(word for stems in words.values() for word in stems)
    common = {word for word, times in shared.items() if times >= _COMMON}
    return {metric: stems - common for metric, stems in words.items()}


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower())}


def _numerals(text: str) -> Iterator[tuple[str, str]]:
    """The numerals of a text that may be somebody's number, each with its sentence."""
    bare = _DATE.sub(" ", _PLACEHOLDER.sub(" ", text))
    for sentence in _SENTENCE.split(bare):
        for numeral in _NUMERAL.findall(sentence):
            number = int(numeral.replace(",", ""))
            is_year = "," not in numeral and number in _YEARS
            if number >= _LEAST and not is_year:
                yield numeral, sentence
