"""Two cases, or two ledgers of one, side by side: the same quantity as each of them has it, on one
chart and in one table.

What cannot be compared is refused, saying why. Nothing is added up or averaged, and every number
and note is traced to a row of one of the two ledgers by its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from asknown.brand import here
from asknown.errors import CallError
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.phrases import as_of, capital, name_of, quantity
from asknown.report.method import rule_line
from asknown.report.sides import MAY_ACCEPT, Mismatch, Side, mismatches
from asknown.subjects import casualties
from asknown.subjects.claims import numbered
from asknown.text.blocks import Block, Group, Head, Heading, Register, Table, Text
from asknown.text.prose import Prose, join, listed, plain, say, sentences
from asknown.text.statements import statement

Pair = str | tuple[str, str]


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


def compare(
    one: Case,
    other: Case,
    metric: Pair = "",
    group: Pair = "all",
    place: Pair = "",
    rule: str = "",
    accept: Collection[str] = (),
) -> Comparison:
    """Set a quantity of two cases, each as known, side by side.

    A pair names it in each case where they name it differently; blank is the first headline metric
    that both count, and the whole of each; a blank rule is that of the first case. `accept` names
    differences to be told instead of refused, of `MAY_ACCEPT`. CallError where a case does not
    count the metric; Incomparable, with every reason, where the quantities are not the same.

    >>> import asknown
    >>> whole = asknown.open_case()
    >>> early, late = whole.as_known("2022-01-10"), whole.as_known("2022-01-12")
    >>> found = asknown.compare(early, late, "detained", accept=["as_of"])
    >>> [str(side.figure.amount()) for side in found.sides]
    ['7,939', '9,900']
    """
    unknown = sorted(set(accept) - set(MAY_ACCEPT))
    if unknown:
        kinds = ", ".join(MAY_ACCEPT)
        raise CallError(f"accept: {unknown[0]!r} is none of {kinds}")
    rule = rule or one.settings.rule
    keys = _keys(one, other)
    metrics = _pair(metric if any(metric) else _shared(one, other))
    quantities = zip(
        metrics,
        _pair(group),
        _pair(place),
        strict=True,
    )
    sides = []
    for key, case, names in zip(
        keys,
        (one, other),
        quantities,
        strict=True,
    ):
        figure = _figure(case, *names, rule)
        sides.append(Side(key, case, figure))
    first, second = sides
    found = tuple(mismatches(first, second))
    refused = [mismatch for mismatch in found if mismatch.kind not in accept]
    if refused:
        raise _refusal(one, other, refused)
    apart = frozenset(mismatch.kind for mismatch in found)
    if _are_places_named(first, second):
        apart |= {"place"}
    alike = first.title.text == second.title.text
    first = replace(first, apart=apart, alike=alike)
    second = replace(second, apart=apart, alike=alike)
    return Comparison((first, second), rule, found)


def _keys(one: Case, other: Case) -> tuple[str, str]:
    """The names of the two sides: those of their cases, numbered where they are the same."""
    if one.id != other.id:
        return one.id, other.id
    return f"{one.id}.1", f"{other.id}.2"


def _pair(text: Pair) -> tuple[str, str]:
    if isinstance(text, tuple):
        return text
    return text, text


def _are_places_named(first: Side, second: Side) -> bool:
    """Whether a reader has to be told the places: they differ, and are not each the whole."""
    sides = (first, second)
    is_part = any(side.figure.place != side.case.place for side in sides)
    return is_part and len({side.label("place").text.casefold() for side in sides}) > 1


def _refusal(
    one: Case,
    other: Case,
    refused: Sequence[Mismatch],
) -> Incomparable:
    """Why the two cannot be compared, and which differences may be accepted where all of them
    may."""
    each_reason = [f"{mismatch.kind}: {mismatch.what.text}" for mismatch in refused]
    reasons = "; ".join(each_reason)
    kinds = [mismatch.kind for mismatch in refused]
    mend = ""
    if set(kinds).issubset(MAY_ACCEPT):
        accepted = ",".join(kinds)
        mend = f". To see them all the same, accept {accepted}"
    whose = f"{one.id} and {other.id}"
    if one.id == other.id:
        whose = f"two figures of {one.id}"
    return Incomparable(f"{whose} cannot be compared: {reasons}{mend}")


def _shared(one: Case, other: Case) -> str:
    """The first headline metric of the one that the other counts too."""
    in_front = [figure.metric for figure in one.settings.in_front]
    counted = [metric for metric, _, _ in one.quantities]
    theirs = {metric for metric, _, _ in other.quantities}
    for metric in in_front + counted:
        if metric in theirs:
            return metric
    raise CallError(
        f"metric: {one.id} and {other.id} have none of one name; "
        "name one of each, as in killed=deaths"
    )


def _figure(
    case: Case,
    metric: str,
    group: str,
    place: str,
    rule: str,
) -> Figure:
    """A figure of a case as known. CallError, naming what there is, where nothing is known of
    it."""
    if case.known_at is None:
        raise CallError(
            f"{case.id} is a whole ledger: compare cases as known, case.as_known(...)"
        )
    key = (metric, group, place or case.place)
    if key in case.quantities:
        return case.figure(*key, rule)
    of_metric = [quantity for quantity in case.quantities if quantity[0] == metric]
    names = list(map("/".join, of_metric))
    if not names:
        names = sorted({name for name, _, _ in case.quantities})
    known = ", ".join(names) or "none"
    wanted = "/".join(key)
    raise CallError(f"{case.id} knows no claim on {wanted}; it has: {known}")


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
        told = tuple(filter(None, self.say()))
        blocks: list[Block] = [Text(told), *self.chart(), self._figures()]
        claims = self._claims()
        if claims.rows:
            blocks.append(claims)
        return (*blocks, Heading(plain("Sources")), self.sources())

    def _figures(self) -> Table:
        columns = (
            "Case",
            "Figure",
            "According to",
            "Refers to",
            "All speakers",
            "As known on",
        )
        rows = [side.row() for side in self.sides]
        return Table(
            "figures",
            self.title,
            columns,
            rows,
            ("Figure", "All speakers"),
        )

    def _claims(self) -> Table:
        caption = claims_title(self)
        columns = (
            "Case",
            "Speaker",
            "Read in",
            "Figure",
            "Refers to",
            "Published",
            "Standing",
        )
        first, second = self.sides
        return Table(
            "claims",
            caption,
            columns,
            [*first.rows(), *second.rows()],
            ("Figure",),
        )

    def shown(self) -> list[Block]:
        """The blocks a terminal has room for."""
        return [block for block in self.blocks() if isinstance(block, Text | Table)]

    @property
    def what(self) -> Prose:
        """What is compared, in the words of the first case: the group and the place where both have
        one that is not everyone and not the whole."""
        side, _ = self.sides
        group = side.figure.group
        place = side.figure.place
        if "group" in side.apart:
            group = "all"
        if "place" in side.apart:
            place = side.case.place
        counted = quantity(side.case, side.figure.metric, group, place)
        return side.own(capital(counted))

    @property
    def reference(self) -> str:
        """Those of its two sides."""
        return ";".join(side.reference for side in self.sides)

    @property
    def title(self) -> Prose:
        """What is compared, as a title."""
        return side_by_side(self)

    def say(self) -> Iterator[Prose]:
        """What each has, what both count, what differs, and whom both cite."""
        yield sentences(in_a_sentence(side) for side in self.sides)
        first, second = self.sides
        if all(mismatch.kind != "counts" for mismatch in self.accepted):
            yield both_count(first, second)
        for mismatch in self.accepted:
            yield although(
                first,
                second,
                mismatch.kind,
                mismatch.what,
            )
        yield midnights(first, second)
        yield both_cite(first, second, self._common_speakers())

    def _common_speakers(self) -> list[Prose]:
        """Speakers of claims in force whom both ledgers name alike."""
        first, second = self.sides
        theirs = set()
        for claim in second.claims:
            name = name_of(second.case, claim.speaker)
            theirs.add(name.text.casefold())
        common = []
        for speaker in sorted({claim.speaker for claim in first.claims}):
            name = first.own(name_of(first.case, speaker))
            if name.text.casefold() in theirs:
                common.append(name)
        return common

    def chart(self) -> list[Block]:
        """Who says what in the two, on one axis; nothing where no claim has a number."""
        first, second = self.sides
        drawn = [*first.drawn, *second.drawn]
        drawn_claims = [row.claim for row in drawn]
        if not numbered(drawn_claims):
            return []
        from asknown.subjects.charts.ranges import ranges  # slow to load

        title = chart_title(self)
        marks = plain(casualties.range_marks(drawn_claims))
        subtitle = chart_subtitle(first, second, marks)
        claims = []
        for side in self.sides:
            for row in side.drawn:
                told = claim_in_words(side.reference, row.claim.claim_id, row)
                claims.append(told)
        words = "Range chart of both cases on a single axis, a row a claim. {title}. {told}."
        alt = say(words, title=title.bare(), told=listed(claims))
        source = chart_source(first, second)
        return [
            ranges(
                drawn,
                "side_by_side",
                title=title,
                subtitle=subtitle,
                source=source,
                alt=alt,
            )
        ]

    def sources(self) -> Register:
        """The sources of both, each under the name of its side."""
        first, second = self.sides
        return Register({**first.sources(), **second.sources()})

    def json(self) -> dict[str, Any]:
        """The comparison for machines: rule, the accepted differences, and the two sides."""
        accepted = []
        for mismatch in self.accepted:
            what = mismatch.what.text
            accepted.append({"kind": mismatch.kind, "what": what})
        sides = [side.data() for side in self.sides]
        return {
            "rule": self.rule,
            "accepted": accepted,
            "sides": sides,
        }

    def head(self) -> Head:
        """The head of a report on it, with both ledgers as known."""
        first, second = self.sides
        moments = {}
        for side in self.sides:
            moment = as_of(side.case)
            moments[moment.text] = moment
        return Head(
            title=self.title,
            subtitle=say("{a} and {b}", a=first.name, b=second.name),
            as_of=say("As known on {day}", day=join(list(moments.values()))),
            method=rule_line(first.case, self.rule),
            language=first.case.settings.language,
            edition=self._edition(),
        )

    def _edition(self) -> dict[str, Any]:
        first, second = self.sides
        case = f"{first.key}_{second.key}"
        as_of = first.data()["as_of"]
        licences = dict.fromkeys(side.case.settings.licence for side in self.sides)
        return {
            "case": case,
            "parameters": {
                "case": case,
                "as_of": as_of,
                "since": "",
                "rule": self.rule,
            },
            "figures": [side.figure.data() for side in self.sides],
            "gaps": [],
            "licence": "; ".join(licences),
            "ledger": {**first.ledger(), **second.ledger()},
        }

    def files(self) -> dict[str, bytes]:
        """The comparison as a PDF and a page, with its chart, its tables and its trace."""
        # The exporters are slow to load, and who only compares has no need of them.
        from asknown.report.data_files import data_files, embeds
        from asknown.report.document import as_json, of_blocks
        from asknown.report.html import page
        from asknown.report.pdf import pdf_and_attachments

        document = of_blocks([self.head(), *self.blocks()], here())
        paper, attached = pdf_and_attachments(document)
        files = {
            "comparison.pdf": paper,
            "comparison.html": page(document),
            "comparison.json": as_json(self.json()),
            "trace.json": attached["trace.json"],
        }
        return files | data_files(document) | embeds(document)


# What it says. A side is named by its key and its figure.


@statement("the two quantities are compared")
def side_by_side(of: Comparison) -> Prose:
    """What is compared, as a title."""
    return say("{what}, side by side", what=of.what)


@statement("the rows are the claims in force on the two quantities, relays left out")
def claims_title(of: Comparison) -> Prose:
    """The title of the claims in force."""
    return say("{what}: every claim in force", what=of.what)


@statement(
    "by the rule this is the figure of the side, resting on the claims that are cited"
)
def in_a_sentence(side: Side) -> Prose:
    """The figure of a side in a sentence, behind the title of its case."""
    return say(
        "{title}: {said}",
        title=side.title,
        said=side.own(side.figure.say()),
    )


@statement(
    "both ledgers say the same of what their metrics count, letters' cases aside"
)
def both_count(first: Side, second: Side) -> Prose:
    """What both count."""
    words = first.metric["counts"].rstrip(".")
    counts = plain(words, f"metrics:{first.figure.metric}")
    return say("Both count the same: {counts}.", counts=first.own(counts))


@statement("the two differ in this, and whoever compares them accepted that")
def although(
    first: Side,
    second: Side,
    kind: str,
    what: Prose,
) -> Prose:
    """In what the two differ, and how."""
    words = "Compared although they differ in {kind}: {what}."
    return say(words, kind=MAY_ACCEPT[kind], what=what)


@statement("the two cases have different time zones, these")
def midnights(first: Side, second: Side) -> Prose:
    """When a day ends in each; nothing where it ends alike."""
    here = str(first.case.zone)
    there = str(second.case.zone)
    if here == there:
        return Prose()
    return say("A day ends at midnight, {a} here and {b} there.", a=here, b=there)


@statement(
    "speakers of claims in force in both ledgers have these names, letters' cases aside"
)
def both_cite(
    first: Side,
    second: Side,
    names: list[Prose],
) -> Prose:
    """Whom both cite; nothing where they cite nobody alike."""
    if not names:
        return Prose()
    words = "Both cite {names}: a speaker of both ledgers is a single witness."
    return say(words, names=join(names))


@statement("by the rule these are the figures of the two sides")
def chart_title(of: Comparison) -> Prose:
    """What is compared, and what each has."""
    first, second = of.sides
    words = "{what}: {a}, {b}"
    return say(
        words,
        what=of.what,
        a=_short(first),
        b=_short(second),
    )


@statement(
    "the chart draws the latest claims of each party, the first side's above; marks as drawn"
)
def chart_subtitle(
    first: Side,
    second: Side,
    marks: Prose,
) -> Prose:
    """What the chart draws, and what its marks mean."""
    words = "The latest of each party in force, {a} above {b}. {marks}"
    return say(
        words,
        a=first.name,
        b=second.name,
        marks=marks,
    )


@statement("the claims drawn are read in these sources, and each side is as known then")
def chart_source(first: Side, second: Side) -> Prose:
    """The line below the chart: as known when; it cites the sources of both."""
    line = say("As known on {day}.", day=as_of(first.case))
    if "as_of" in first.apart:
        words = "As known on {a} and on {b}."
        line = say(
            words,
            a=as_of(first.case),
            b=as_of(second.case),
        )
    of_first = first.named(row.claim.source_id for row in first.drawn)
    of_second = second.named(row.claim.source_id for row in second.drawn)
    each_once = dict.fromkeys([*of_first, *of_second])
    return line.citing(each_once)


@statement(
    "in the ledger of the side the claim's row has this speaker, day and number; it stands so"
)
def claim_in_words(
    side: str,
    claim_id: str,
    row: Any,
) -> Prose:
    """A claim on the chart, for whoever cannot see it."""
    words = "{who} of {day}: {said}{fate}"
    return say(
        words,
        who=row.who,
        day=row.day,
        said=row.said,
        fate=row.fate,
    )


def _short(side: Side) -> Prose:
    return say(
        "{amount} ({title})",
        amount=side.own(side.figure.amount()),
        title=side.name,
    )
