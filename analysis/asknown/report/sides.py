"""The two sides of a comparison, and every way in which what they count differs.

A side is one quantity of one case as known. All it says is traced under its own name, since ids of
two ledgers may be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from asknown import dates
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.parts import nested
from asknown.model.phrases import as_of, label_of, refers_to, source_of, speaker
from asknown.report import sources
from asknown.report.nodes import Node
from asknown.subjects import casualties, quantities
from asknown.subjects.claims import RangeRow, SaidClaim, counted, ids, said
from asknown.text.prose import Prose, Run, Said, join, plain, say

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
        runs = [self._own_run(run) for run in prose]
        return Prose(tuple(runs))

    def _own_run(self, run: Run) -> Run:
        return replace(
            run,
            trace=self.named(run.trace),
            notes=self.named(run.notes),
            said=tuple(self._own_statement(said) for said in run.said),
        )

    def _own_statement(self, said: Said) -> Said:
        """A statement that speaks of the ledger of this side."""
        about = []
        for name, what in said.about:
            if name != "side":
                about.append((name, what))
        about.append(("side", self.reference))
        return Said(said.name, tuple(about))

    def named(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Traces or ids of sources under the name of this side."""
        return tuple(f"{self.key}/{name}" for name in ids)

    @property
    def title(self) -> Prose:
        """The name of the case."""
        title = self.case.settings.title
        return self.own(plain(title, "case:title"))

    @property
    def name(self) -> Prose:
        """Its title and what was accepted to differ from the other side; that alone where both have
        one title."""
        parts = []
        for kind in _LABELS:
            if kind in self.apart:
                parts.append(self.label(kind))
        if "as_of" in self.apart:
            moment = as_of(self.case)
            parts.append(self.own(moment))
        if not parts or not self.alike:
            parts.insert(0, self.title)
        return join(parts, ", ", ", ")

    def label(self, kind: str) -> Prose:
        """The label of its group or its place."""
        table = _LABELS[kind]
        row_id = getattr(self.figure, kind)
        label = label_of(self.case, table, row_id)
        return self.own(label)

    @property
    def metric(self) -> Mapping[str, str]:
        """The row that defines what is counted."""
        metrics = self.case.tables["metrics"]
        row: Mapping[str, str] = metrics.loc[self.figure.metric]
        return row

    @property
    def lengths(self) -> set[int]:
        """How many days the claims of the figure describe."""
        claims = self.case.tables["claims"]
        rows = claims.loc[list(self.figure.claims)]
        lengths = set()
        for text in rows["refers_to"]:
            first, last = dates.span(text)
            span = last - first
            lengths.add(span.days + 1)
        return lengths

    @cached_property
    def claims(self) -> list[SaidClaim]:
        """The claims in force on the quantity, newest first."""
        every = said(self.case, *self.figure.key)
        return [claim for claim in counted(every) if claim.stands]

    @cached_property
    def drawn(self) -> list[RangeRow]:
        """The latest of each party, as the chart of ranges takes them."""
        figure = self.figure
        latest = {*figure.claims, *figure.span.claims}
        rows = []
        for claim in self.claims:
            if claim.claim_id in latest:
                rows.append(self._drawn(claim))
        return rows[:_MOST]

    def _drawn(self, claim: SaidClaim) -> RangeRow:
        row = casualties.range_row(self.case, claim)
        who = self.own(row.who)
        return RangeRow(
            claim,
            who=say("{side}: {who}", side=self.name, who=who),
            day=self.own(row.day),
            said=self.own(row.said),
            fate=self.own(row.fate),
        )

    def rows(self) -> list[list[Prose]]:
        """The claims in force as rows of a table, the case in front."""
        table = quantities.who_says_what(
            self.case,
            name="claims",
            caption=Prose(),
            claim_ids=ids(self.claims),
        )
        return [self._row(row) for row in table.rows]

    def row(self) -> list[Prose]:
        """The figure as a row: the case, the number, who says so, of which day, and what all
        speakers say."""
        case = self.case
        figure = self.figure
        who = Prose()
        day = Prose()
        if len(figure.claims) == 1:
            claim = figure.claims[0]
            source = source_of(case, claim)
            who = speaker(case, claim).citing([source])
            day = refers_to(case, claim, short=True)
        cells = [
            figure.amount(),
            who,
            day,
            quantities.spread(figure),
            as_of(case),
        ]
        return self._row(cells)

    def _row(self, cells: Iterable[Prose]) -> list[Prose]:
        own = [self.own(cell) for cell in cells]
        return [self.name, *own]

    def sources(self) -> dict[str, Node]:
        """The register of its sources, by their ids under its name."""
        register = {}
        rows = self.case.tables["sources"]
        for source_id in map(str, rows.index):
            source = sources.source(self.case, source_id)
            runs = [*source["entry"], *source["group"]]
            for run in runs:
                self._make_own(run)
            register[f"{self.key}/{source_id}"] = source
        return register

    def _make_own(self, run: Node) -> None:
        """Put the traces and statements of a run as JSON under the name of this side."""
        traces = run.get("trace", ())
        run["trace"] = list(self.named(traces))
        for statement in run.get("said", ()):
            _, about = statement
            about["side"] = self.reference

    def ledger(self) -> dict[str, str]:
        """The files of its ledger as known, under its name."""
        files = {}
        for name, text in self.case.files().items():
            files[f"{self.key}_{name}"] = text
        return files

    def data(self) -> Node:
        """The side as JSON: case, moment, licence, figure, and its claims in force."""
        settings = self.case.settings
        moment = self.case.known_at
        return {
            "key": self.key,
            "case": self.case.id,
            "title": settings.title,
            "as_of": moment.text if moment else "",
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
    yield from _definitions(one, other)
    yield from _names(one, other)
    yield from _lengths(one, other)
    yield from _moments(one, other)


def _definitions(one: Side, other: Side) -> Iterator[Mismatch]:
    """Metrics that count another thing, in another unit or in another way."""
    for column in ("unit", "measure", "counts"):
        mine = one.metric[column].casefold()
        theirs = other.metric[column].casefold()
        if mine != theirs:
            what = say(
                "“{a}” here, “{b}” there",
                a=_defined(one, column),
                b=_defined(other, column),
            )
            yield Mismatch(column, what)


def _defined(side: Side, column: str) -> Prose:
    """What the metric of a side says under a column, in its words."""
    row = f"metrics:{side.figure.metric}"
    definition = plain(side.metric[column], row)
    return side.own(definition)


def _names(one: Side, other: Side) -> Iterator[Mismatch]:
    """Groups and places that are not the same."""
    for kind in _LABELS:
        if _overlap(kind, one, other):
            words = "{a} and {b} overlap, as either is part of the other"
        elif kind == "group" and _is_other_group(one, other):
            words = "{a} here, {b} there"
        else:
            continue
        what = say(words, a=one.label(kind), b=other.label(kind))
        yield Mismatch(kind, what)


def _overlap(
    kind: str,
    one: Side,
    other: Side,
) -> bool:
    """Whether one of two groups or places is part of the other, as far as either ledger knows."""
    mine = getattr(one.figure, kind)
    theirs = getattr(other.figure, kind)
    table = _LABELS[kind]
    return nested(one.case, table, mine, theirs) or nested(
        other.case, table, mine, theirs
    )


def _is_other_group(one: Side, other: Side) -> bool:
    """Whether the groups differ by id and by name: two ledgers may name one group differently."""
    if one.figure.group == other.figure.group:
        return False
    mine = one.label("group").text
    theirs = other.label("group").text
    return mine.casefold() != theirs.casefold()


def _lengths(one: Side, other: Side) -> Iterator[Mismatch]:
    """Flows over spans of other lengths."""
    if one.metric["measure"] != "flow":
        return
    if not one.lengths or not other.lengths:
        return
    if one.lengths != other.lengths:
        words = "{a} here, {b} there, which are spans of other lengths"
        what = say(words, a=_spans(one), b=_spans(other))
        yield Mismatch("span", what)


def _spans(side: Side) -> Prose:
    """The days that the claims of a figure describe, each span once."""
    spans: dict[str, Prose] = {}
    for claim_id in side.figure.claims:
        span = refers_to(side.case, claim_id)
        if span.text not in spans:
            spans[span.text] = side.own(span)
    return join(list(spans.values()))


def _moments(one: Side, other: Side) -> Iterator[Mismatch]:
    """Moments of knowledge that are not the same: a day ends elsewhere at another instant, and is
    the same day all the same."""
    mine = one.case.known_at
    theirs = other.case.known_at
    assert mine
    assert theirs
    is_one_instant = mine.is_day or mine.known == theirs.known
    if mine.text != theirs.text or not is_one_instant:
        what = say(
            "known on {a} and on {b}",
            a=_with_zone(one),
            b=_with_zone(other),
        )
        yield Mismatch("as_of", what)


def _with_zone(side: Side) -> Prose:
    name = str(side.case.zone)
    zone = plain(name, "case:timezone")
    return say(
        "{day}, {zone}",
        day=as_of(side.case),
        zone=side.own(zone),
    )
