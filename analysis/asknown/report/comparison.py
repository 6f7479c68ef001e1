"""Two cases, or two ledgers of one, side by side: the same quantity as each of them has it, on one chart and in one table.

What cannot be compared is refused, saying why. Nothing is added up or averaged, and every number and note is traced to a row
of one of the two ledgers by its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from asknown import dates
from asknown.errors import CallError
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.parts import nested
from asknown.model.phrases import as_of, capital, label_of, name_of, quantity, refers_to, speaker
from asknown.model.rules import definition
from asknown.model.standing import DISPUTED, IN_FORCE
from asknown.report import sources
from asknown.subjects import casualties, quantities
from asknown.text.blocks import Block, Group, Head, Heading, Register, Table, Text
from asknown.text.faces import MIME
from asknown.text.prose import Prose, join, listed, plain, say, sentences

Pair = str | tuple[str, str]
# Differences a reader may judge, as a sentence names them; unit and measure are none.
MAY_ACCEPT = {
    "counts": "what they count", "group": "whom they count", "place": "where", "span": "the span", "as_of": "when they know",
}  # fmt: skip
_MOST = 8  # claims of each side on the chart


class Incomparable(CallError):
    """Two quantities that are not the same were to be set side by side.

    >>> import asknown
    >>> whole = asknown.open_case()
    >>> early, late = whole.as_known("2022-01-10"), whole.as_known("2022-01-12")
    >>> try:
    ...     asknown.compare(early, late)
    ... except asknown.Incomparable as error:
    ...     print(str(error).endswith("To see them all the same, accept as_of"))
    True
    """


@dataclass(frozen=True)
class Mismatch:
    """One way in which two quantities differ, and that in words."""

    kind: str
    what: Prose


@dataclass(frozen=True)
class Side:
    """One of the two: the name under which its rows are traced, its case as known, and its figure."""

    key: str
    case: Case
    figure: Figure
    apart: frozenset[str] = frozenset()  # what was accepted to differ
    alike: bool = False  # whether both have the same title

    def own(self, prose: Prose) -> Prose:
        """The same text, its traces and notes under the name of this side: ids of two ledgers may be the same."""
        return Prose(
            tuple(
                replace(run, trace=self.named(run.trace), notes=self.named(run.notes))
                for run in prose
            )
        )

    def named(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Traces or ids of sources under the name of this side."""
        return tuple(f"{self.key}/{each}" for each in ids)

    @property
    def title(self) -> Prose:
        """The name of the case."""
        return self.own(plain(self.case.settings.title, "case:title"))

    @property
    def name(self) -> Prose:
        """Its title and what was accepted to differ from the other side; that alone where both have one title."""
        tables = (("group", "groups"), ("place", "places"))
        told = [
            label_of(self.case, table, getattr(self.figure, kind))
            for kind, table in tables
            if kind in self.apart
        ]
        told += [as_of(self.case)] if "as_of" in self.apart else []
        titles = [] if self.alike and told else [self.title]
        return join([*titles, *(self.own(each) for each in told)], ", ", ", ")

    @property
    def metric(self) -> Mapping[str, str]:
        """The row that defines what is counted."""
        row: Mapping[str, str] = self.case.tables["metrics"].loc[self.figure.metric]
        return row

    @property
    def lengths(self) -> set[int]:
        """How many days the claims of the figure describe."""
        spans = [
            dates.span(text)
            for text in self.case.tables["claims"].loc[list(self.figure.claims), "refers_to"]
        ]
        return {(last - first).days + 1 for first, last in spans}

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims in force on the quantity, newest first, as `casualties.said` gives them."""
        said = casualties.said(self.case, self.figure.metric, self.figure.group, self.figure.place)
        return said[said["standing"].isin([IN_FORCE, DISPUTED])]

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The latest of each party, as the chart of ranges takes them."""
        rows = self.claims[
            self.claims.index.isin({*self.figure.claims, *self.figure.span.claims})
        ].head(_MOST)
        case, who = (
            self.case,
            [
                say("{side}: {who}", side=self.name, who=self.own(speaker(self.case, each)))
                for each in rows.index
            ],
        )
        said = [self.own(casualties.range_label(case, each)) for each in rows.index]
        days = [self.own(refers_to(case, each, short=True)) for each in rows.index]
        fates = [self.own(casualties.range_fate(case, each)) for each in rows.index]
        return rows.assign(who=who, said=said, day=days, fate=fates)

    def rows(self) -> list[list[Prose]]:
        """The claims in force as rows of a table, the case in front."""
        table = quantities.who_says_what(self.case, "claims", Prose(), self.claims)
        return [[self.name, *(self.own(cell) for cell in row)] for row in table.rows]

    def row(self) -> list[Prose]:
        """The figure as a row: the case, the number, who says so, of which day, and what all speakers say."""
        who, day = Prose(), Prose()
        if len(self.figure.claims) == 1:
            claim = self.figure.claims[0]
            source = self.case.tables["claims"].at[claim, "source_id"]
            who, day = (
                speaker(self.case, claim).citing([source]),
                refers_to(self.case, claim, short=True),
            )
        cells = [self.figure.amount(), who, day, quantities.spread(self.figure), as_of(self.case)]
        return [self.name, *(self.own(cell) for cell in cells)]

    def data(self) -> dict[str, Any]:
        """The side as JSON: case, moment, licence, figure, and its claims in force."""
        known_at = self.case.known_at.text if self.case.known_at else ""
        about = {
            "key": self.key,
            "case": self.case.id,
            "title": self.case.settings.title,
            "as_of": known_at,
        }
        licence = {
            "licence": self.case.settings.licence,
            "counts": self.metric["counts"],
            "unit": self.metric["unit"],
        }
        return about | licence | {"figure": self.figure.data(), "claims": list(self.claims.index)}


def compare(
    one: Case, other: Case, metric: Pair = "", group: Pair = "all", place: Pair = "", rule: str = "",
    accept: Collection[str] = (),
) -> Comparison:  # fmt: skip
    """Set a quantity of two cases, each as known, side by side.

    A pair names it in each case where they name it differently; blank is the first headline metric that both count, and the
    whole of each; a blank rule is that of the first case. `accept` names differences to be told instead of refused, of
    `MAY_ACCEPT`. CallError where a case does not count the metric; Incomparable, with every reason, where the quantities are
    not the same.

    >>> import asknown
    >>> whole = asknown.open_case()
    >>> early, late = whole.as_known("2022-01-10"), whole.as_known("2022-01-12")
    >>> found = asknown.compare(early, late, "detained", accept=["as_of"])
    >>> [str(side.figure.amount()) for side in found.sides]
    ['7,939', '9,900']
    """
    unknown = sorted(set(accept) - set(MAY_ACCEPT))
    if unknown:
        raise CallError(f"accept: {unknown[0]!r} is none of {', '.join(MAY_ACCEPT)}")
    rule = rule or one.settings.rule
    keys = (one.id, other.id) if one.id != other.id else (f"{one.id}.1", f"{other.id}.2")
    names = [_pair(metric if any(metric) else _shared(one, other)), _pair(group), _pair(place)]
    first, second = (
        Side(key, case, _figure(case, names[0][index], names[1][index], names[2][index], rule))
        for index, (key, case) in enumerate(zip(keys, (one, other), strict=True))
    )
    found = list(mismatches(first, second))
    refused = [each for each in found if each.kind not in accept]
    if refused:
        reasons = "; ".join(f"{each.kind}: {each.what.text}" for each in refused)
        may = [each.kind for each in refused if each.kind in MAY_ACCEPT]
        mend = (
            f". To see them all the same, accept {','.join(may)}"
            if len(may) == len(refused)
            else ""
        )
        raise Incomparable(f"{keys[0]} and {keys[1]} cannot be compared: {reasons}{mend}")
    apart, alike = frozenset(each.kind for each in found), first.title.text == second.title.text
    first, second = (replace(side, apart=apart, alike=alike) for side in (first, second))
    return Comparison((first, second), rule, tuple(found))


def _pair(text: Pair) -> tuple[str, str]:
    return text if isinstance(text, tuple) else (text, text)


def _shared(one: Case, other: Case) -> str:
    """The first headline metric of the one that the other counts too."""
    wanted = [each.metric for each in one.settings.headline]
    wanted += [metric for metric, _, _ in one.quantities]
    there = {metric for metric, _, _ in other.quantities}
    found = next((each for each in wanted if each in there), "")
    if not found:
        raise CallError(
            f"metric: {one.id} and {other.id} have none of one name; name one of each, as in killed=deaths"
        )
    return found


def _figure(case: Case, metric: str, group: str, place: str, rule: str) -> Figure:
    if case.known_at is None:
        raise CallError(f"{case.id} is a whole ledger: compare cases as known, case.as_known(...)")
    key = (metric, group, place or case.place)
    if key not in case.quantities:
        near = [f"{name}/{who}/{where}" for name, who, where in case.quantities if name == metric]
        there = near or sorted({name for name, _, _ in case.quantities})
        raise CallError(
            f"{case.id} knows no claim on {'/'.join(key)}; it has: {', '.join(there) or 'none'}"
        )
    return case.figure(*key, rule)


def mismatches(one: Side, other: Side) -> Iterator[Mismatch]:
    """Every way in which the two quantities differ, the worst first."""
    for kind in ("unit", "measure", "counts"):
        if one.metric[kind].casefold() != other.metric[kind].casefold():
            said = [
                side.own(plain(side.metric[kind], f"metrics:{side.figure.metric}"))
                for side in (one, other)
            ]
            yield Mismatch(kind, say("“{a}” here, “{b}” there", a=said[0], b=said[1]))
    for kind, table in (("group", "groups"), ("place", "places")):
        said = [
            side.own(label_of(side.case, table, getattr(side.figure, kind)))
            for side in (one, other)
        ]
        mine, theirs = getattr(one.figure, kind), getattr(other.figure, kind)
        if _overlap(table, mine, theirs, one.case, other.case):
            yield Mismatch(
                kind,
                say("{a} and {b} overlap, as either is part of the other", a=said[0], b=said[1]),
            )
        elif (
            kind == "group"
            and mine != theirs
            and said[0].text.casefold() != said[1].text.casefold()
        ):
            yield Mismatch(kind, say("{a} here, {b} there", a=said[0], b=said[1]))
    yield from _times(one, other)


def _overlap(table: str, mine: str, theirs: str, *cases: Case) -> bool:
    """Whether one of two groups or places is part of the other, as far as either ledger knows."""
    return any(nested(case, table, mine, theirs) for case in cases)


def _times(one: Side, other: Side) -> Iterator[Mismatch]:
    """Flows over spans of other lengths, and moments of knowledge that are not the same."""
    if (
        one.metric["measure"] == "flow"
        and one.lengths
        and other.lengths
        and one.lengths != other.lengths
    ):
        days = [side.own(refers_to(side.case, side.figure.claims[0])) for side in (one, other)]
        yield Mismatch(
            "span",
            say("{a} here, {b} there, which are spans of other lengths", a=days[0], b=days[1]),
        )
    mine, theirs = one.case.known_at, other.case.known_at
    assert mine
    assert theirs
    if mine.text != theirs.text or (not mine.is_day and mine.known != theirs.known):
        said = [say("{day}, {zone}", day=as_of(side.case), zone=side.own(plain(str(side.case.zone), "case:timezone")))
                for side in (one, other)]  # fmt: skip
        yield Mismatch("as_of", say("known on {a} and on {b}", a=said[0], b=said[1]))


@dataclass(frozen=True)
class Comparison(Block):
    """A quantity of two cases side by side, with the differences that were accepted."""

    sides: tuple[Side, Side]
    rule: str
    accepted: tuple[Mismatch, ...]

    def data(self) -> dict[str, Any]:
        """The blocks as a notebook cell shows them."""
        return Group(self.blocks()).data()

    def blocks(self) -> tuple[Block, ...]:
        """Sentences, the chart, the two figures, and every claim in force."""
        caption = say("{what}: every claim in force", what=self.what)
        columns = ("Case", "Speaker", "Read in", "Figure", "Refers to", "Published", "Standing")
        claims = Table(
            "claims",
            caption,
            columns,
            [row for side in self.sides for row in side.rows()],
            ("Figure",),
        )
        beside = ("Case", "Figure", "According to", "Refers to", "All speakers", "As known on")
        both = Table("figures", say("{what}, side by side", what=self.what), beside, [side.row() for side in self.sides],
                     ("Figure", "All speakers"))  # fmt: skip
        return (
            Text(tuple(self.say())),
            *self.chart(),
            both,
            *([claims] if claims.rows else []),
            Heading(plain("Sources")),
            self.sources(),
        )

    def shown(self) -> list[Block]:
        """The blocks a terminal has room for."""
        return [block for block in self.blocks() if isinstance(block, Text | Table)]

    @property
    def what(self) -> Prose:
        """What is compared, in the words of the first case, and the group where it is one and not everyone."""
        side = self.sides[0]
        group = "all" if "group" in side.apart else side.figure.group
        return side.own(capital(quantity(side.case, side.figure.metric, group, side.case.place)))

    def say(self) -> Iterator[Prose]:
        """What each has, what both count, what differs, and whom both cite."""
        yield sentences(
            say("{title}: {said}", title=side.title, said=side.own(side.figure.say()))
            for side in self.sides
        )
        first = self.sides[0]
        counts = first.own(
            plain(first.metric["counts"].rstrip("."), f"metrics:{first.figure.metric}")
        )
        if not any(each.kind == "counts" for each in self.accepted):
            yield say("Both count the same: {counts}.", counts=counts)
        for each in self.accepted:
            yield say(
                "Compared although they differ in {kind}: {what}.",
                kind=MAY_ACCEPT[each.kind],
                what=each.what,
            )
        zones = list(dict.fromkeys(str(side.case.zone) for side in self.sides))
        if len(zones) > 1:
            yield say("A day ends at midnight, {a} here and {b} there.", a=zones[0], b=zones[1])
        common = self._common()
        if common:
            yield say(
                "Both cite {names}: a speaker of both ledgers is a single witness.",
                names=join(common),
            )

    def _common(self) -> list[Prose]:
        """Speakers of claims in force whom both ledgers name alike."""
        first, second = self.sides
        theirs = {name_of(second.case, each).text.casefold() for each in second.claims["speaker"]}
        own = [
            first.own(name_of(first.case, each)) for each in sorted(set(first.claims["speaker"]))
        ]
        return [name for name in own if name.text.casefold() in theirs]

    def chart(self) -> list[Block]:
        """Who says what in the two, on one axis; nothing where no claim has a number."""
        drawn = pd.concat(
            [side.drawn for side in self.sides if len(side.drawn)] or [self.sides[0].drawn]
        )
        if not drawn["numbered"].any():
            return []
        from asknown.subjects.charts.ranges import ranges as draw  # matplotlib is slow to load

        first, second = self.sides
        title = say("{what}: {a}, {b}", what=self.what, a=_short(first), b=_short(second))
        marks = plain(casualties.range_marks(drawn))
        read = say(
            "The latest of each party in force, {a} above {b}. {marks}",
            a=first.name,
            b=second.name,
            marks=marks,
        )
        told = [
            say(
                "{who} of {day}: {said}{fate}",
                who=row.who,
                day=row.day,
                said=row.said,
                fate=row.fate,
            )
            for row in drawn.itertuples()
        ]
        alt = say(
            "Range chart of both cases on a single axis, a row a claim. {title}. {told}.",
            title=title.bare(),
            told=listed(told),
        )
        notes = [
            f"{side.key}/{source}" for side in self.sides for source in side.drawn["source_id"]
        ]
        source = say("As known on {day}. Sources", day=as_of(first.case)).citing(
            dict.fromkeys(notes)
        )
        return [draw(drawn, "side_by_side", title=title, subtitle=read, source=source, alt=alt)]

    def sources(self) -> Register:
        """The sources of both, each under the name of its side."""
        return Register({f"{side.key}/{each}": self._entry(side, str(each))
                         for side in self.sides for each in side.case.tables["sources"].index})  # fmt: skip

    def _entry(self, side: Side, source: str) -> dict[str, Any]:
        found = sources.source(side.case, source)
        for run in found["entry"]:
            run["trace"] = [f"{side.key}/{each}" for each in run.get("trace", [])]
        return found

    def json(self) -> dict[str, Any]:
        """The comparison for machines: rule, the accepted differences, and the two sides."""
        accepted = [{"kind": each.kind, "what": each.what.text} for each in self.accepted]
        return {
            "rule": self.rule,
            "accepted": accepted,
            "sides": [side.data() for side in self.sides],
        }

    def head(self) -> Head:
        """The head of a report on it, with both ledgers as known."""
        first, second = self.sides
        parameters = {
            "case": f"{first.key}_{second.key}",
            "as_of": first.data()["as_of"],
            "since": "",
            "rule": self.rule,
        }
        return Head(
            title=say("{what}, side by side", what=self.what), subtitle=say("{a} and {b}", a=first.name, b=second.name),
            as_of=say("As known on {day}", day=join(_once([as_of(side.case) for side in self.sides]))),
            method=say("Rule {rule}: {doc}", rule=self.rule, doc=definition(self.rule)),
            language=first.case.settings.language,
            edition={
                "case": parameters["case"], "parameters": parameters, "figures": [side.figure.data() for side in self.sides],
                "gaps": [], "licence": "; ".join(dict.fromkeys(side.case.settings.licence for side in self.sides)),
                "ledger": {f"{side.key}_{name}": text for side in self.sides for name, text in side.case.files().items()},
            },
        )  # fmt: skip

    def files(self) -> dict[str, bytes]:
        """The comparison as a PDF and a page, with its chart, its tables and its trace."""
        from asknown.report.document import as_json, read  # the exporters are slow to load
        from asknown.report.fonts import svg_with_fonts
        from asknown.report.html import page
        from asknown.report.pdf import attachments, page_count, pdf
        from asknown.report.sorting import as_csv

        shown = [
            {"output_type": "display_data", "data": {MIME: block.data()}}
            for block in (self.head(), *self.blocks())
        ]
        document = read(
            {"cells": [{"cell_type": "code", "source": "", "outputs": shown}], "metadata": {}}
        )
        files = {
            "comparison.pdf": pdf(document),
            "comparison.html": page(document),
            "comparison.json": as_json(self.json()),
        }
        files |= {
            "trace.json": attachments(document, page_count(files["comparison.pdf"]))["trace.json"]
        }
        files |= {
            f"charts/{name}.svg": svg_with_fonts(svg).encode()
            for name, svg in document.charts.items()
        }
        return files | {
            f"tables/{name}.csv": as_csv(node) for name, node in document.tables.items()
        }


def _short(side: Side) -> Prose:
    return say("{amount} ({title})", amount=side.own(side.figure.amount()), title=side.name)


def _once(items: list[Prose]) -> list[Prose]:
    return list({item.text: item for item in items}.values())
