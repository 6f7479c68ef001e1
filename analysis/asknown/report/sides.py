"""The two sides of a comparison, and every way in which what they count differs.

A side is one quantity of one case as known. All it says is traced under its own name, since ids of
two ledgers may be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from asknown import dates
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.parts import nested
from asknown.model.phrases import as_of, label_of, refers_to, source_of, speaker
from asknown.report import sources
from asknown.subjects import casualties, quantities
from asknown.subjects.claims import RangeRow, SaidClaim, counted, ids, said
from asknown.text.prose import Prose, Said, join, plain, say

# Differences a reader may judge, as a sentence names them; unit and measure are none.
MAY_ACCEPT = {
    "counts": "what they count",
    "group": "whom they count",
    "place": "where",
    "span": "the span",
    "as_of": "when they know",
}
_LABELS = {"group": "groups", "place": "places"}  # and the tables that name them
_MOST = 8  # claims of each side on the chart


@dataclass(frozen=True)
class Side:
    """One of the two: the name under which its rows are traced, its case as known, and its
    figure."""

    key: str
    case: Case
    figure: Figure
    apart: frozenset[str] = frozenset()  # what was accepted to differ
    alike: bool = False  # whether both have the same title

    @property
    def reference(self) -> str:
        """Its key and its figure, as `harbour.1/killed/all/island/official`."""
        return f"{self.key}/{self.figure.reference}"

    def own(self, prose: Prose) -> Prose:
        """The same text, its traces and notes, and what it speaks of, under the name of this
        side."""
        runs = []
        for run in prose:
            trace, notes = self.named(run.trace), self.named(run.notes)
            said = tuple(Said(each.name, self._aside(each)) for each in run.said)
            runs.append(replace(run, trace=trace, notes=notes, said=said))
        return Prose(tuple(runs))

    def _aside(self, said: Said) -> tuple[tuple[str, str], ...]:
        """What a statement speaks of, and in which of the two ledgers that is."""
        about = [(name, what) for name, what in said.about if name != "side"]
        return *about, ("side", self.reference)

    def named(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Traces or ids of sources under the name of this side."""
        return tuple(f"{self.key}/{name}" for name in ids)

    @property
    def title(self) -> Prose:
        """The name of the case."""
        return self.own(plain(self.case.settings.title, "case:title"))

    @property
    def name(self) -> Prose:
        """Its title and what was accepted to differ from the other side; that alone where both have
        one title."""
        differing = [self.label(kind) for kind in _LABELS if kind in self.apart]
        if "as_of" in self.apart:
            differing.append(self.own(as_of(self.case)))
        titles = [] if self.alike and differing else [self.title]
        return join([*titles, *differing], ", ", ", ")

    def label(self, kind: str) -> Prose:
        """The label of its group or its place."""
        return self.own(label_of(self.case, _LABELS[kind], getattr(self.figure, kind)))

    @property
    def metric(self) -> Mapping[str, str]:
        """The row that defines what is counted."""
        row: Mapping[str, str] = self.case.tables["metrics"].loc[self.figure.metric]
        return row

    @property
    def lengths(self) -> set[int]:
        """How many days the claims of the figure describe."""
        claims = self.case.tables["claims"]
        lengths = set()
        for text in claims.loc[list(self.figure.claims), "refers_to"]:
            first, last = dates.span(text)
            lengths.add((last - first).days + 1)
        return lengths

    @cached_property
    def claims(self) -> list[SaidClaim]:
        """The claims in force on the quantity, newest first."""
        every = counted(said(self.case, *self.figure.key))
        return [claim for claim in every if claim.stands]

    @cached_property
    def drawn(self) -> list[RangeRow]:
        """The latest of each party, as the chart of ranges takes them."""
        latest = {*self.figure.claims, *self.figure.span.claims}
        claims = [claim for claim in self.claims if claim.claim_id in latest]
        return [self._drawn(claim) for claim in claims[:_MOST]]

    def _drawn(self, claim: SaidClaim) -> RangeRow:
        row = casualties.range_row(self.case, claim)
        return RangeRow(
            claim,
            who=say("{side}: {who}", side=self.name, who=self.own(row.who)),
            day=self.own(row.day),
            said=self.own(row.said),
            fate=self.own(row.fate),
        )

    def rows(self) -> list[list[Prose]]:
        """The claims in force as rows of a table, the case in front."""
        claim_ids = ids(self.claims)
        table = quantities.who_says_what(self.case, "claims", Prose(), claim_ids)
        return [self._row(row) for row in table.rows]

    def row(self) -> list[Prose]:
        """The figure as a row: the case, the number, who says so, of which day, and what all
        speakers say."""
        who, day = Prose(), Prose()
        if len(self.figure.claims) == 1:
            claim = self.figure.claims[0]
            who = speaker(self.case, claim).citing([source_of(self.case, claim)])
            day = refers_to(self.case, claim, short=True)
        spread = quantities.spread(self.figure)
        return self._row([self.figure.amount(), who, day, spread, as_of(self.case)])

    def _row(self, cells: Iterable[Prose]) -> list[Prose]:
        return [self.name, *map(self.own, cells)]

    def sources(self) -> dict[str, dict[str, Any]]:
        """The register of its sources, by their ids under its name."""
        register = {}
        for source in self.case.tables["sources"].index:
            found = sources.source(self.case, str(source))
            for run in [*found["entry"], *found["group"]]:
                run["trace"] = list(self.named(run.get("trace", ())))
                for _, about in run.get("said", ()):
                    about["side"] = self.reference
            register[f"{self.key}/{source}"] = found
        return register

    def ledger(self) -> dict[str, str]:
        """The files of its ledger as known, under its name."""
        return {f"{self.key}_{name}": text for name, text in self.case.files().items()}

    def data(self) -> dict[str, Any]:
        """The side as JSON: case, moment, licence, figure, and its claims in force."""
        settings = self.case.settings
        return {
            "key": self.key,
            "case": self.case.id,
            "title": settings.title,
            "as_of": self.case.known_at.text if self.case.known_at else "",
            "licence": settings.licence,
            "counts": self.metric["counts"],
            "unit": self.metric["unit"],
            "figure": self.figure.data(),
            "claims": ids(self.claims),
        }


@dataclass(frozen=True)
class Mismatch:
    """One way in which two quantities differ, and that in words."""

    kind: str
    what: Prose


def mismatches(one: Side, other: Side) -> Iterator[Mismatch]:
    """Every way in which the two quantities differ, the worst first."""
    for kind in ("unit", "measure", "counts"):
        if one.metric[kind].casefold() != other.metric[kind].casefold():
            yield Mismatch(
                kind, say("“{a}” here, “{b}” there", **_both(one, other, kind))
            )
    for kind in _LABELS:
        mine, theirs = one.label(kind), other.label(kind)
        if _overlap(kind, one, other):
            words = "{a} and {b} overlap, as either is part of the other"
            yield Mismatch(kind, say(words, a=mine, b=theirs))
        elif kind == "group" and _is_other_group(one, other):
            yield Mismatch(kind, say("{a} here, {b} there", a=mine, b=theirs))
    yield from _lengths(one, other)
    yield from _moments(one, other)


def _both(one: Side, other: Side, kind: str) -> dict[str, Prose]:
    """What the two metrics say under a column, in the words of each."""
    said = []
    for side in (one, other):
        trace = f"metrics:{side.figure.metric}"
        said.append(side.own(plain(side.metric[kind], trace)))
    return dict(zip("ab", said, strict=True))


def _overlap(kind: str, one: Side, other: Side) -> bool:
    """Whether one of two groups or places is part of the other, as far as either ledger knows."""
    mine, theirs = getattr(one.figure, kind), getattr(other.figure, kind)
    cases = (one.case, other.case)
    return any(nested(case, _LABELS[kind], mine, theirs) for case in cases)


def _is_other_group(one: Side, other: Side) -> bool:
    """Whether the groups differ by id and by name: two ledgers may name one group differently."""
    mine, theirs = one.label("group").text, other.label("group").text
    return (
        one.figure.group != other.figure.group and mine.casefold() != theirs.casefold()
    )


def _lengths(one: Side, other: Side) -> Iterator[Mismatch]:
    """Flows over spans of other lengths."""
    if one.metric["measure"] != "flow" or not one.lengths or not other.lengths:
        return
    if one.lengths != other.lengths:
        mine, theirs = _spans(one), _spans(other)
        words = "{a} here, {b} there, which are spans of other lengths"
        yield Mismatch("span", say(words, a=mine, b=theirs))


def _spans(side: Side) -> Prose:
    """The days that the claims of a figure describe, each span once."""
    spans: dict[str, Prose] = {}
    for claim_id in side.figure.claims:
        span = refers_to(side.case, claim_id)
        spans.setdefault(span.text, side.own(span))
    return join(list(spans.values()))


def _moments(one: Side, other: Side) -> Iterator[Mismatch]:
    """Moments of knowledge that are not the same: a day ends elsewhere at another instant, and is
    the same day all the same."""
    mine, theirs = one.case.known_at, other.case.known_at
    assert mine
    assert theirs
    is_same = mine.text == theirs.text and (mine.is_day or mine.known == theirs.known)
    if not is_same:
        words = "known on {a} and on {b}"
        yield Mismatch("as_of", say(words, a=_with_zone(one), b=_with_zone(other)))


def _with_zone(side: Side) -> Prose:
    zone = side.own(plain(str(side.case.zone), "case:timezone"))
    return say("{day}, {zone}", day=as_of(side.case), zone=zone)
