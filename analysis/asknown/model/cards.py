"""What a case, a figure, a claim and a comparison show of themselves: their cards, as blocks.

Each says what it is, what it rests on, and where to go from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.text import english
from asknown.text.blocks import Group, Table, Text, shown
from asknown.text.prose import Prose, plain, say


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
