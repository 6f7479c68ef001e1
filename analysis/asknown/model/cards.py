"""What a case, a figure, a claim and a comparison show of themselves: their cards, as blocks.

Each says what it is, what it rests on, and where to go from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.model.changes import Changes
from asknown.model.figures import Figure, name_of, number, published, quantity, refers_to, source_of, speaker, text, the
from asknown.subjects import desk
from asknown.text import english
from asknown.text.blocks import Block, Group, Heading, Table, Text, shown
from asknown.text.displayed import Displayed
from asknown.text.prose import Prose, Run, join, plain, say

_GRADES = {"high": "sure", "medium": "fairly sure", "low": "unsure"}


def of_case(case: Case) -> Group:
    """Title and moment, how many rows it has of what, and the next steps."""
    counted = [(table, len(case.tables[table.name])) for table in TABLES]
    rows = [
        [plain(table.name), plain(english.number(count), f"count:{table.name}"), plain(table.row, f"tables:{table.name}")]
        for table, count in counted
        if count
    ]
    title = plain(case.settings["title"], "case:title").styled(strong=True)
    table = Table("case", plain("What it holds"), ("Table", "Rows", "A row is"), rows, ("Rows",))
    return shown(Text((title, _moment(case))), table, Text(tuple(_next_steps(case))))


def _moment(case: Case) -> Prose:
    """What is known: everything, or what was by a moment; and from when to when something was learned."""
    learned = case.learned()
    if not learned:
        return plain("Nothing is known yet.")
    known = say("As known on {day}", day=words_of(case)) if case.known_at else plain("The whole ledger")
    first, last = (plain(english.day(day), "declared:learned") for day in (learned[0], learned[-1]))
    count = plain(english.number(len(learned)), "count:learned")
    return say(
        "{known}. It learned something on {count} days, from {first} to {last}.",
        known=known,
        count=count,
        first=first,
        last=last,
    )


def words_of(case: Case) -> Prose:
    """The moment a case knows, in words."""
    assert case.known_at is not None
    return plain(english.as_of(case.known_at), "declared:as_of")


def _next_steps(case: Case) -> Iterator[Prose]:
    """Calls that go on from here, with ids that are there."""
    wanted = [each["metric"] for each in case.settings.get("headline", [])]
    metrics = [each for each in wanted if each in case.tables["metrics"].index]
    claims = case.claims[case.claims["metric"].isin(metrics[:1]) & (case.claims["relays"] == "")]
    if case.known_at is None and case.learned():
        yield _call(f'case.as_known("{case.learned()[-1]}")', "the same as known on a day or at a local minute")
    if metrics:
        yield _call(f'case.figure("{metrics[0]}")', "a figure, and why it reads so")
    if len(claims):
        yield _call(f'case.claim("{claims.index[0]}")', "a claim, and what became of it")
    yield _call("asknown.explore(case)", "all of it, with the date on a slider")


def _call(code: str, what: str) -> Prose:
    return say("{code}: " + what, code=plain(code, "declared:call").styled(strong=True))


def of_figure(figure: Figure) -> Group:
    """The figure as a sentence, what its rule does, and every claim that was looked at."""
    case, reasons = figure.case, dict(figure.excluded)
    rows = [
        [number(case, each), *_who_and_when(case, each), _role(figure, each, reasons)] for each in (*figure.claims, *reasons)
    ]
    columns = ("Figure", "Said by", "Refers to", "Published", "Part in it")
    table = Table("considered", plain("Every claim that was looked at"), columns, rows, ("Figure",))
    return shown(Text((figure.say(),)), table)


def _who_and_when(case: Case, claim: str) -> list[Prose]:
    who = speaker(case, claim).citing([source_of(case, claim)])
    return [who, refers_to(case, claim, short=True), published(case, "claims", claim, short=True)]


def _role(figure: Figure, claim: str, reasons: dict[str, str]) -> Prose:
    """What a claim has to do with a figure: it is shown, it lies within the span, or why it is left out."""
    if claim in figure.claims:
        return plain("shown").styled(strong=True)
    beside = "; in the span of all speakers" if claim in figure.span.claims else ""
    return plain(reasons[claim] + beside, f"claims:{claim}")


def of_changes(changes: Changes) -> Group:
    """In a sentence what changed; then the figures that read otherwise, the claims, and the events learned late."""
    tables = desk.changed_figures(changes), desk.changed_claims(changes), desk.learned_late(changes)
    return shown(Text((changes.say(),)), *tables)


@dataclass(frozen=True)
class Claim(Displayed):
    """One claim of a case. `row` has the cells of `Case.claims`."""

    case: Case
    id: str

    @property
    def row(self) -> pd.Series:
        """The claim's row in `Case.claims`."""
        return self.case.claims.loc[self.id]

    @property
    def standing(self) -> str:
        """How it stands: in force, disputed, withdrawn, denied or superseded."""
        return str(self.row["standing"])

    @property
    def acts(self) -> tuple[str, ...]:
        """The ids of the acts in effect on it, in order."""
        return tuple(self.row["acts"])

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {number(self.case, self.id).text}, {self.standing}>"

    def card(self) -> Block:
        """What was said, by whom, read where, when, how it stands, and what was done to it."""
        row = self.row
        title = say(
            "{n}: {what}", n=number(self.case, self.id), what=quantity(self.case, row["metric"], row["group"], row["place"])
        )
        rows = [[plain(name), said] for name, said in self._facts() if said]
        caption = say("Claim {id}", id=plain(self.id, f"claims:{self.id}"))
        return Group((Heading(title), Table(f"claim_{self.id}", caption, ("What", "As the ledger has it"), rows)))

    def _facts(self) -> Iterator[tuple[str, Prose]]:
        case, row = self.case, self.row
        yield "Speaker", self._speaker()
        yield "Read in", self._source(source_of(case, self.id))
        yield "Where in it", plain(row["locator"], f"claims:{self.id}:locator")
        yield "Refers to", refers_to(case, self.id)
        yield "Published", published(case, "claims", self.id)
        yield "Standing", desk.standing(case, self.id)
        yield from (("Act", self._act(each)) for each in self.acts)
        yield "Repeats", self._others([row["relays"]] if row["relays"] else [])
        yield "Repeated by", self._others(case.claims.index[case.claims["relays"] == self.id])
        yield "Our reading", plain(_GRADES.get(row["recorded"], row["recorded"]))
        yield "Note", text(case, "claims", self.id, "note")

    def _speaker(self) -> Prose:
        who = self.case.tables["speakers"].loc[self.row["speaker"]]
        kind = plain(f"{who['kind']}, party {who['party']}", f"speakers:{self.row['speaker']}")
        return say("{who} ({kind})", who=name_of(self.case, self.row["speaker"]), kind=kind)

    def _source(self, source_id: str) -> Prose:
        """Publisher and title, linked to where it was read."""
        row, trace = self.case.tables["sources"].loc[source_id], f"sources:{source_id}"
        title = Run(row["title"], (f"{trace}:title",), link=row["url"] or row["archive_url"])
        return say("{publisher}, {title}", publisher=plain(row["publisher"], trace), title=title).citing([source_id])

    def _act(self, act_id: str) -> Prose:
        """An act in a sentence: what, by whom, when, why, and where it was read."""
        case, act = self.case, self.case.acts.loc[act_id]
        told = say("{act} by {by}, {day}", act=act["act"], by=the(case, act["by"]), day=published(case, "acts", act_id))
        why = text(case, "acts", act_id, "reason")
        told = say("{told}: {why}", told=told, why=why) if why else told
        return say("{told} ({source})", told=told, source=self._source(act["source_id"]))

    def _others(self, claims: Any) -> Prose:
        """Other claims by speaker, day and id."""
        said = [
            say("{who}, {day} ({id})", who=speaker(self.case, each), day=published(self.case, "claims", each, short=True),
                id=plain(each, f"claims:{each}"))
            for each in claims
        ]  # fmt: skip
        return join(said, "; ", "; ")
