"""A list with a row for each person, event, piece or day as claims by whoever keeps it: how many
there are in all, by place, by group and by day.

This is no sum across speakers. The rows of one list are its keeper's own statement, and only a list
that says its rows share nobody has a total. Rows that are alike count as often as they stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from asknown import dates
from asknown.exchange.importing import cells
from asknown.exchange.importing.mapping import Mapping
from asknown.exchange.importing.names import Row
from asknown.exchange.importing.rows import Draft

_OF_QUANTITY = ("metric", "group", "place", "speaker")
MOST_RUNS = 8  # stretches of lines that are told one by one
COLUMNS = ("metric", "file", "line", "published", "day", "place", "group", "amount")


@dataclass(frozen=True)
class Counted:
    """One row of a list: its place in the stream, and the claim it would be alone."""

    index: int
    draft: Draft
    claim: Row

    @property
    def amount(self) -> Decimal:
        """How many it counts."""
        return Decimal(self.claim["value"])

    @property
    def start(self) -> date:
        """The first day it may speak of."""
        return dates.span(self.claim["refers_to"])[0]

    @property
    def end(self) -> date:
        """The last day it may speak of: of a year, no later than the list that has it."""
        published = date.fromisoformat(self.claim["published"][:10])
        return max(self.start, min(dates.span(self.claim["refers_to"])[1], published))


@dataclass(frozen=True)
class Sum:
    """Rows added up: how many they count, when the last became public, and their lines, without
    gaps as first and last, as long as a reader would look them up."""

    claim: Row
    amount: Decimal
    published: str
    file: str
    count: int
    runs: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls,
        rows: Sequence[Counted],
        before: Sum | None = None,
    ) -> Sum:
        """The sum of rows, and of those added up before."""
        lines = {row.draft.change.line for row in rows}
        published = [row.claim["published"] for row in rows]
        count = len(rows)
        if before:
            for start, end in before.runs:
                lines.update((start, end) if before.is_long else range(start, end + 1))
            published.append(before.published)
            count += before.count
        first = rows[0]
        return cls(
            before.claim if before else first.claim,
            sum((row.amount for row in rows), before.amount if before else Decimal()),
            max(published),
            first.draft.change.file,
            count,
            _short(tuple(_runs(sorted(lines)))),
        )

    @property
    def is_long(self) -> bool:
        """Whether its rows are all over the file."""
        return self.count > sum(end - start + 1 for start, end in self.runs)

    @property
    def located(self) -> str:
        """Where its rows stand; a file beside the record has each."""
        if self.is_long:
            (start, _), *_, (_, end) = self.runs
            return f"{self.file}, {self.count} rows from line {start} to line {end}"
        named = [
            str(start) if start == end else f"{start}-{end}" for start, end in self.runs
        ]
        word = "line" if self.count == 1 else "lines"
        return f"{self.file}, {word} {', '.join(named)}"


def _short(runs: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Some runs as they are; of many the first line and the last."""
    if len(runs) <= MOST_RUNS:
        return runs
    first, last = runs[0][0], runs[-1][1]
    return (first, first), (last, last)


@dataclass(frozen=True)
class Snapshot:
    """The rows of one metric that stand in a list at one time, and those that went at that time."""

    metric: str
    rows: list[Counted]
    went: list[Counted]


def of_list(
    drafts: dict[int, Draft],
    mapping: Mapping,
    flows: frozenset[str],
    whole: Row,
    short: frozenset[str],
) -> dict[int, Draft]:
    """The drafts of a list's rows as those of its totals, each with the last row that makes it.

    `flows` are the metrics that count within a span, and `whole` the place and group of which all
    others are part. A snapshot is counted whole, at its own time; a total that no row makes any
    more is gone. `short` are the times at which rows could not be read: then a total is at least
    what was counted.
    """
    made: dict[int, Draft] = {}
    stood: dict[str, dict[str, Row]] = {}
    days: dict[str, set[date]] = {}
    for snapshot in _snapshots(drafts):
        is_flow = snapshot.metric in flows
        told = days.setdefault(snapshot.metric, set())
        told.update(row.end for row in snapshot.rows)
        if is_flow:
            told.update(row.start for row in snapshot.rows)
        before = stood.setdefault(snapshot.metric, {})
        if snapshot.rows:
            last = max(snapshot.rows, key=lambda row: row.index)
            totals = _totals(
                snapshot,
                mapping,
                sorted(told),
                is_flow,
                whole,
            )
            if last.draft.change.time in short:
                totals = map(_at_least, totals)
            now = {total["claim_id"]: total for total in totals}
            into = made.setdefault(last.index, Draft(last.draft.change))
            into.claims += now.values()
            before |= now
        for row in snapshot.went:
            _take_out(
                row,
                snapshot,
                before,
                made,
                is_flow,
            )
    return made


def by_day_of(metric: str) -> str:
    """The metric under which the days of a flow stand."""
    return f"{metric}_by_day"


def _take_out(
    went: Counted,
    snapshot: Snapshot,
    before: dict[str, Row],
    made: dict[int, Draft],
    is_flow: bool,
) -> None:
    """The totals of a row that went, where no other row is left of its place, group or day."""
    for key in ("place", "group", "day"):
        of_it = "refers_to" if key == "day" else key
        if key == "day" and not is_flow:
            continue
        if any(row.claim[of_it] == went.claim[of_it] for row in snapshot.rows):
            continue
        gone = [
            name for name, claim in before.items() if claim[of_it] == went.claim[of_it]
        ]
        into = made.setdefault(went.index, Draft(went.draft.change))
        published = {"published": went.claim["published"]}
        into.claims += [before.pop(name) | published for name in gone]


def _snapshots(drafts: dict[int, Draft]) -> Iterator[Snapshot]:
    """What stands in the list at each time, by metric."""
    found: dict[tuple[str, str], Snapshot] = {}
    for index, draft in drafts.items():
        for claim in draft.claims:
            named = draft.change.time, claim["metric"]
            snapshot = found.setdefault(
                named,
                Snapshot(
                    claim["metric"],
                    [],
                    [],
                ),
            )
            into = snapshot.went if draft.change.gone else snapshot.rows
            into.append(
                Counted(
                    index,
                    draft,
                    claim,
                )
            )
    yield from found.values()


def _totals(
    snapshot: Snapshot,
    mapping: Mapping,
    told: Sequence[date],
    is_flow: bool,
    whole: Row,
) -> Iterator[Row]:
    """The totals of one metric at one time: in all, by day, by place, by group. `told` are the days
    of which something was said before, too."""
    rows, keys = snapshot.rows, mapping.totals
    span = _span(
        rows,
        told,
        is_flow,
    )
    yield _total(
        Sum.of(rows),
        mapping,
        whole,
        span,
    )
    if "day" in keys:
        # A day of a flow is no rival of the sum over all days, though both end on the last.
        of_each = {"metric": by_day_of(snapshot.metric)} if is_flow else {}
        by_day = _each_day(rows) if is_flow else _day_by_day(rows, told)
        for day, added_up in by_day:
            # To the end of the last day there are as many as in all.
            if is_flow or dates.span(day)[1] != dates.span(span)[1]:
                yield _total(
                    added_up,
                    mapping,
                    whole | of_each,
                    day,
                )
    for key, every in whole.items():
        if key in keys:
            for name, some in sorted(_apart(rows, key).items()):
                if name != every:
                    yield _total(
                        Sum.of(some),
                        mapping,
                        whole | {key: name},
                        span,
                    )


def _apart(
    rows: Sequence[Counted],
    column: str,
) -> dict[str, list[Counted]]:
    """The rows for each word that a column of their claims has."""
    found: dict[str, list[Counted]] = {}
    for row in rows:
        found.setdefault(row.claim[column], []).append(row)
    return found


def _each_day(rows: Sequence[Counted]) -> Iterator[tuple[str, Sum]]:
    """For each day, as the rows name it, the sum of its rows."""
    for day, some in sorted(_apart(rows, "refers_to").items()):
        yield day, Sum.of(some)


def _day_by_day(
    rows: Sequence[Counted],
    days: Sequence[date],
) -> Iterator[tuple[str, Sum]]:
    """For each day the sum of all rows to its end, from the first day that has one."""
    of_day: dict[date, list[Counted]] = {}
    for row in rows:
        of_day.setdefault(row.end, []).append(row)
    added_up = None
    for day in days:
        if day in of_day:
            added_up = Sum.of(of_day[day], added_up)
        if added_up:
            yield day.isoformat(), added_up


def _span(
    rows: Sequence[Counted],
    told: Sequence[date],
    is_flow: bool,
) -> str:
    """Of which days a total speaks: as the rows say where nothing else was ever said, else from the
    first day told to the last, or for what adds up the last. A list that shrinks speaks of the same
    days as before, so that its newer total replaces the older."""
    texts = {row.claim["refers_to"] for row in rows}
    one = rows[0]
    if len(texts) == 1 and {one.start, one.end} >= set(told):
        return texts.pop()
    start, end = told[0].isoformat(), told[-1].isoformat()
    return f"{start}/{end}" if is_flow and start != end else end


def _at_least(total: Row) -> Row:
    """A total of a list of which rows are left out: they would be more, never fewer."""
    return total | {
        "low": total["value"],
        "value": "",
        "wording": "at_least",
        "note": "Rows of the list could not be read, so that there are at least as many",
    }


def _total(
    added_up: Sum,
    mapping: Mapping,
    about: Row,
    refers_to: str,
) -> Row:
    """One claim, with the lines it was counted from."""
    claim = added_up.claim | about | {"refers_to": refers_to}
    claim |= {
        "value": format(added_up.amount, "f"),
        "published": added_up.published,
        "locator": added_up.located,
    }
    claim["claim_id"] = identity(claim, mapping)
    return claim


def identity(
    claim: Row,
    mapping: Mapping,
) -> str:
    """The id of a total: what it counts, not how many there are."""
    key = "|".join(claim[name] for name in (*_OF_QUANTITY, "refers_to"))
    return f"{mapping.text('prefix') or mapping.name}-{cells.digest(key, 10)}"


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Lines without a gap between them, as their first and last."""
    start = last = lines[0]
    for line in lines[1:]:
        if line > last + 1:
            yield start, last
            start = line
        last = line
    yield start, last


def rows_of(drafts: dict[int, Draft]) -> Iterator[tuple[str, ...]]:
    """Each row that was counted, by COLUMNS, from which every total can be counted again."""
    for draft in drafts.values():
        if draft.change.gone:
            continue
        for claim in draft.claims:
            yield (
                claim["metric"],
                draft.change.file,
                str(draft.change.line),
                claim["published"],
                claim["refers_to"],
                claim["place"],
                claim["group"],
                claim["value"],
            )
