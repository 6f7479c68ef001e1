"""A case as its users see it: figures, claims and changes asked for by name.

It shows itself and says how to go on. What rules need of a case stays with `Known` and is not
offered.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from asknown.errors import CallError
from asknown.ledger.tables import TABLES
from asknown.model.changes import Changes, before
from asknown.model.claim import Claim
from asknown.model.figures import Figure, figure
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.storage import workplace, write_files
from asknown.text import english
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, number, plain, say

if TYPE_CHECKING:
    import asknown

# What Tab offers. `parsed`, `latest`, `quantities`, `row`, `acts_on` and `parents` are for rules
# and phrases.
_OFFERED = (
    "about",
    "acts",
    "as_known",
    "card",
    "changes",
    "chart",
    "claim",
    "claims",
    "csv",
    "figure",
    "files",
    "front",
    "id",
    "known_at",
    "learned",
    "load",
    "narrative",
    "place",
    "series",
    "settings",
    "tables",
    "when",
    "with_row",
    "write",
    "zone",
)


class _Offering(type):
    """The class of `Case`: a completer asks the class of an object for names too."""

    def __dir__(cls) -> list[str]:
        return [*_OFFERED]


@dataclass(frozen=True, repr=False)
class Case(Known, Displayed, metaclass=_Offering):
    """One crisis: its settings and its tables, whole or as known at a moment.

    `Case.load(folder)` reads one; `as_known(when)` returns what was public by then, again as a
    case.

    >>> import asknown
    >>> case = asknown.open_case().as_known("2022-01-12")
    >>> print(case["detained"].amount())
    9,900
    """

    def __dir__(self) -> list[str]:
        """The names that a user needs: what Tab offers behind `case.`."""
        return [*_OFFERED]

    def figure(
        self,
        metric: str,
        group: str = "all",
        place: str = "",
        rule: str = "",
    ) -> Figure:
        """The displayed figure of one metric, group and place (default: the whole) by a rule
        (default: the case's).

        `case.as_known("2022-01-12").figure("detained").say()` is a sentence with speaker, day and
        note. CallError where the rule is unknown.
        """
        return figure(self, metric, group, place, rule)

    def __getitem__(self, metric: str | tuple[str, ...]) -> Figure:
        """`case["detained"]` or `case["troops", "csto"]`: the figure of a metric, and of a group
        and a place where they are named, by the case's rule.

        CallError where nothing known has such a metric.
        """
        names = (metric,) if isinstance(metric, str) else metric
        metrics = self.tables["metrics"].index
        if names[0] not in metrics:
            listed = ", ".join(metrics)
            raise CallError(
                f"metric: there is no metric {names[0]!r}; there are: {listed}"
            )
        return self.figure(*names)

    def _ipython_key_completions_(self) -> list[str]:
        """What a notebook offers behind `case["`."""
        return sorted(self.tables["metrics"].index)

    def claim(self, claim_id: str) -> Claim:
        """One claim with its speaker, its source, its dates and what became of it.

        `case.claim("KT-004").standing`. CallError where none has this id.
        """
        claim_ids = self.tables["claims"].index
        if claim_id not in claim_ids:
            matches = difflib.get_close_matches(claim_id, claim_ids, 3)
            near = ", ".join(matches)
            hint = f"; near it: {near}" if near else ""
            raise CallError(f"claim: there is no claim {claim_id!r} here{hint}")
        return Claim(self, claim_id)

    def changes(self, since: str = "", rule: str = "") -> Changes:
        """What changed from `since` (default: the day learned before) to the moment this case is
        known at.

        `case.as_known("2022-01-12").changes().say()`. CallError where it is known at none, or
        `since` is not before it.
        """
        if self.known_at is None:
            raise CallError(
                "a whole case has no moment to compare with: case.as_known(...).changes()"
            )
        return Changes(
            old=before(self, since),
            new=self,
            rule=rule or self.settings.rule,
        )

    def chart(self, name: str, rule: str = "") -> asknown.LoneChart:
        """One chart with title, sources and day inside: shown here, or taken along by `.svg()`,
        `.png()`, `.embed()` or `.rows()`.

        `case.as_known("2022-01-12").chart("toll")`. CallError, with the names there are, where
        there is no such chart.
        """
        # What draws stands above what decides, which loads none of it: asked for by its public
        # name, as users would.
        import asknown

        return asknown.chart_of(self, name, rule)

    def series(self, metric: str, group: str = "all", place: str = "") -> pd.DataFrame:
        """What was claimed of a quantity, in the order of publication, a row a claim: its number,
        when it became public and until when it stood, and the same as prose that traces.

        `case.as_known("2022-01-12").series("killed")`; `asknown.series_of` names the columns.
        CallError where nothing was ever claimed of it.
        """
        # It stands above, beside what draws: asked for by its public name, as users would.
        import asknown

        return asknown.series_of(self, metric, group, place)

    def with_row(self, table: str, like: str = "", **cells: str) -> Case:
        """The case with one row more, checked as if it stood in the file; this one is left as it
        is.

        `like` is the id of a row to start from; what `cells` do not name is then as it is there,
        else blank. `case.with_row("claims", like="KT-004", claim_id="mine", value="170")`.
        CallError where there is no such table, column or row; LedgerError where the row cannot
        stand in the ledger.
        """
        if table not in self.tables:
            listed = ", ".join(self.tables)
            raise CallError(f"table: there is no table {table!r}; there are: {listed}")
        frame = self.tables[table]
        unknown = [name for name in cells if name not in frame]
        if unknown:
            listed = ", ".join(frame.columns)
            raise CallError(
                f"{table}: there is no column {unknown[0]!r}; there are: {listed}"
            )
        if like and like not in frame.index:
            raise CallError(f"like: there is no row {like!r} in {table}")
        row = dict.fromkeys(frame.columns, "")
        if like:
            row.update(frame.loc[like])
        row.update(cells)
        added = pd.DataFrame([row], dtype=str)
        longer = pd.concat([frame, added])
        # Only reading checks cells, ids and references: so the row goes the way of all rows,
        # through a file.
        with workplace() as folder:
            written = folder / self.id
            tables = {**self.tables, table: longer}
            write_files(written, replace(self, tables=tables).written_out())
            return replace(Case.load(written), known_at=self.known_at, cues=self.cues)

    def card(self) -> Group:
        """Title and moment, how many rows it has of what, and the next steps."""
        title = plain(self.settings.title, "case:title").styled(strong=True)
        rows = []
        for table in TABLES:
            count = len(self.tables[table.name])
            if count:
                cells = [
                    plain(table.name),
                    number(count, f"count:{table.name}"),
                    plain(table.row, f"tables:{table.name}"),
                ]
                rows.append(cells)
        contents = Table(
            name="case",
            caption=plain("What it holds"),
            columns=("Table", "Rows", "A row is"),
            rows=rows,
            figures=("Rows",),
        )
        head = Text((title, _moment(self)))
        steps = Text(tuple(_next_steps(self)))
        return shown(head, contents, steps)

    def __repr__(self) -> str:
        known = f"as known {self.known_at.text}" if self.known_at else "whole"
        count = len(self.tables["claims"])
        return f"<Case {self.id}, {known}: {count} claims>"


def _moment(case: Case) -> Prose:
    """What is known: everything, or what was by a moment; and from when to when something was
    learned.
    """
    learned = case.learned()
    if not learned:
        return plain("Nothing is known yet.")
    known = plain("The whole ledger")
    if case.known_at:
        known = say("As known on {day}", day=as_of(case))
    return say(
        "{known}. It learned something on {count} days, from {first} to {last}.",
        known=known,
        count=plain(english.number(len(learned)), "count:learned"),
        first=plain(english.day(learned[0]), "declared:learned"),
        last=plain(english.day(learned[-1]), "declared:learned"),
    )


def _next_steps(case: Case) -> Iterator[Prose]:
    """Calls that go on from here, with ids that are there."""
    learned = case.learned()
    if case.known_at is None and learned:
        code = f'case.as_known("{learned[-1]}")'
        yield _call(code, "the same as known on a day or at a local minute")
    headline = [figure.metric for figure in case.settings.in_front]
    known = case.tables["metrics"].index
    metrics = [metric for metric in headline if metric in known]
    if metrics:
        yield _call(f'case.figure("{metrics[0]}")', "a figure, and why it reads so")
        claims = case.tables["claims"]
        is_counted = claims["metric"] == metrics[0]
        is_original = claims["relays"] == ""
        claim_ids = claims.index[is_counted & is_original]
        if len(claim_ids):
            yield _call(
                f'case.claim("{claim_ids[0]}")', "a claim, and what became of it"
            )
    yield _call("asknown.explore(case)", "all of it, with the date on a slider")


def _call(code: str, what: str) -> Prose:
    styled = plain(code, "declared:call").styled(strong=True)
    return say("{code}: " + what, code=styled)
