"""A case as its users see it: figures, claims and changes asked for by name; it shows itself and says how to go on."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from asknown.errors import CallError
from asknown.ledger.tables import TABLES
from asknown.model.changes import Changes, before
from asknown.model.claim import Claim
from asknown.model.figures import Figure, figure
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.storage import workplace
from asknown.text import english
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, number, plain, say


@dataclass(frozen=True, repr=False)
class Case(Known, Displayed):
    """One crisis: its settings and its tables, whole or as known at a moment.

    `Case.load(folder)` reads one; `as_known(when)` returns what was public by then, again as a case.

    >>> import asknown
    >>> case = asknown.open_case().as_known("2022-01-12")
    >>> print(case["detained"].amount())
    9,900
    """

    def figure(self, metric: str, group: str = "all", place: str = "", rule: str = "") -> Figure:
        """The displayed figure of one metric, group and place (default: the whole) by a rule (default: the case's).

        `case.as_known("2022-01-12").figure("detained").say()` is a sentence with speaker, day and note. CallError where the
        rule is unknown.
        """
        return figure(self, metric, group, place, rule)

    def __getitem__(self, metric: str | tuple[str, ...]) -> Figure:
        """`case["detained"]` or `case["troops", "csto"]`: the figure of a metric, and of a group and a place where they are
        named, by the case's rule. CallError where nothing known has such a metric."""
        asked = (metric,) if isinstance(metric, str) else metric
        if asked[0] not in self.tables["metrics"].index:
            raise CallError(
                f"metric: there is no metric {asked[0]!r}; there are: {', '.join(self.tables['metrics'].index)}"
            )
        return self.figure(*asked)

    def _ipython_key_completions_(self) -> list[str]:
        """What a notebook offers behind `case["`."""
        return sorted(self.tables["metrics"].index)

    def claim(self, claim_id: str) -> Claim:
        """One claim with its speaker, its source, its dates and what became of it. CallError where none has this id."""
        if claim_id not in self.tables["claims"].index:
            near = difflib.get_close_matches(claim_id, self.tables["claims"].index, 3)
            raise CallError(
                f"claim: there is no claim {claim_id!r} here"
                + (f"; near it: {', '.join(near)}" if near else "")
            )
        return Claim(self, claim_id)

    def changes(self, since: str = "", rule: str = "") -> Changes:
        """What changed from `since` (default: the day learned before) to the moment this case is known at.

        CallError where it is known at none, or `since` is not before it.
        """
        if self.known_at is None:
            raise CallError(
                "a whole case has no moment to compare with: case.as_known(...).changes()"
            )
        return Changes(before(self, since), self, rule or self.settings.rule)

    def with_row(self, table: str, like: str = "", **cells: str) -> Case:
        """The case with one row more, checked as if it stood in the file; this one is left as it is.

        `like` is the id of a row to start from; what `cells` do not name is then as it is there, else blank.
        `case.with_row("claims", like="KT-004", claim_id="mine", value="170")`. CallError where there is no such table, column
        or row; LedgerError where the row cannot stand in the ledger.
        """
        if table not in self.tables:
            raise CallError(
                f"table: there is no table {table!r}; there are: {', '.join(self.tables)}"
            )
        frame = self.tables[table]
        unknown = [name for name in cells if name not in frame]
        if unknown:
            raise CallError(
                f"{table}: there is no column {unknown[0]!r}; there are: {', '.join(frame.columns)}"
            )
        if like and like not in frame.index:
            raise CallError(f"like: there is no row {like!r} in {table}")
        row = (dict(frame.loc[like]) if like else dict.fromkeys(frame.columns, "")) | cells
        more = pd.concat([frame, pd.DataFrame([row], dtype=str)])
        with workplace() as folder:
            replace(self, tables={**self.tables, table: more}).write(folder / self.id)
            return replace(Case.load(folder / self.id), known_at=self.known_at)

    def card(self) -> Group:
        """Title, moment, what is in it and how to go on."""
        return _card(self)

    def __repr__(self) -> str:
        known = f"as known {self.known_at.text}" if self.known_at else "whole"
        return f"<Case {self.id}, {known}: {len(self.tables['claims'])} claims>"


def _card(case: Case) -> Group:
    """Title and moment, how many rows it has of what, and the next steps."""
    counted = [(table, len(case.tables[table.name])) for table in TABLES]
    rows = [
        [
            plain(table.name),
            number(count, f"count:{table.name}"),
            plain(table.row, f"tables:{table.name}"),
        ]
        for table, count in counted
        if count
    ]
    title = plain(case.settings.title, "case:title").styled(strong=True)
    table = Table("case", plain("What it holds"), ("Table", "Rows", "A row is"), rows, ("Rows",))
    return shown(Text((title, _moment(case))), table, Text(tuple(_next_steps(case))))


def _moment(case: Case) -> Prose:
    """What is known: everything, or what was by a moment; and from when to when something was learned."""
    learned = case.learned()
    if not learned:
        return plain("Nothing is known yet.")
    known = (
        say("As known on {day}", day=as_of(case)) if case.known_at else plain("The whole ledger")
    )
    first, last = (plain(english.day(day), "declared:learned") for day in (learned[0], learned[-1]))
    count = plain(english.number(len(learned)), "count:learned")
    return say(
        "{known}. It learned something on {count} days, from {first} to {last}.",
        known=known,
        count=count,
        first=first,
        last=last,
    )


def _next_steps(case: Case) -> Iterator[Prose]:
    """Calls that go on from here, with ids that are there."""
    wanted = [each.metric for each in case.settings.headline]
    metrics = [each for each in wanted if each in case.tables["metrics"].index]
    claims = case.claims[case.claims["metric"].isin(metrics[:1]) & (case.claims["relays"] == "")]
    if case.known_at is None and case.learned():
        yield _call(
            f'case.as_known("{case.learned()[-1]}")',
            "the same as known on a day or at a local minute",
        )
    if metrics:
        yield _call(f'case.figure("{metrics[0]}")', "a figure, and why it reads so")
    if len(claims):
        yield _call(f'case.claim("{claims.index[0]}")', "a claim, and what became of it")
    yield _call("asknown.explore(case)", "all of it, with the date on a slider")


def _call(code: str, what: str) -> Prose:
    return say("{code}: " + what, code=plain(code, "declared:call").styled(strong=True))
