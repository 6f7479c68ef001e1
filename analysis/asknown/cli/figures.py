"""`asknown figures` and `asknown diff`: what is known on a day, and what changed between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from asknown.cli import cases, terminal
from asknown.cli.options import AsJson, AsOf, CaseArgument, Rule, day

if TYPE_CHECKING:
    from asknown.model.case import Case
    from asknown.model.changes import Changes
    from asknown.model.figures import Figure

COLUMNS = ("metric", "group, place", "figure", "speaker", "refers to", "left out")
MOVED = ("of what", "before", "now", "in words")  # of a figure that reads otherwise


def figures(
    case: CaseArgument = "",
    as_of: AsOf = "",
    rule: Rule = "",
    as_json: AsJson = False,
) -> None:
    """Print every figure as known on a day.

    Example: asknown figures --as-of 2022-01-09T18:00 --json
    """
    # pandas is slow to load
    from asknown.model.figures import figures as all_figures
    from asknown.model.rules import definition

    with terminal.working("reading the ledger"):
        known = cases.as_known(case, as_of)
        shown = all_figures(known, rule)
    if as_json:
        terminal.as_json([figure.data() for figure in shown])
        return
    _print_figures(shown, known)
    name = cases.rule_of(known, rule)
    terminal.say(f"rule {name}: {definition(name)}")


def _print_figures(shown: Sequence[Figure], known: Case) -> None:
    from asknown.model.figures import STANDING  # pandas is slow to load

    names = known.tables["speakers"]["name"]
    rows = []
    for figure in shown:
        amount = figure.amount().text
        row = (
            figure.metric,
            _group_and_place(figure, known),
            amount if figure.status == STANDING else terminal.fallen(amount),
            names.get(figure.speaker, ""),
            figure.refers_to,
            len(figure.excluded),
        )
        rows.append(row)
    terminal.table("", COLUMNS, rows, right=("figure", "left out"))


def _group_and_place(figure: Figure, known: Case) -> str:
    """Whom a figure counts, and where; everybody and the whole of the case are not named."""
    names = []
    if figure.group != "all":
        names.append(figure.group)
    if figure.place != known.place:
        names.append(figure.place)
    return ", ".join(names)


From = Annotated[
    str, day("--from", "Day or minute before. Default: the day learned before.")
]
To = Annotated[str, day("--to", "Day or minute after. Default: the last day learned.")]


def diff(
    case: CaseArgument = "",
    start: From = "",
    to: To = "",
    rule: Rule = "",
    as_json: AsJson = False,
) -> None:
    """Print what was added, withdrawn, replaced or disputed between two days, and which figures
    changed.

    Example: asknown diff --from 2022-01-09T18:00 --to 2022-01-10
    """
    from asknown.model.changes import Changes, before  # pandas is slow to load

    with terminal.working("reading the ledger twice"):
        known = cases.as_known(case, to)
        earlier = before(known, start, "from")
        changes = Changes(earlier, known, cases.rule_of(known, rule))
        data = changes.data()
    if as_json:
        terminal.as_json(data)
    else:
        _print_changes(changes, data)


def _print_changes(changes: Changes, data: Mapping[str, Any]) -> None:
    from asknown.model.changes import KINDS  # pandas is slow to load

    terminal.line(changes.say().text)
    moves = []
    for move in changes.moves:
        figure = move.after
        cells = (
            figure.label(),
            move.was(),
            figure.amount(),
            move.say(),
        )
        moves.append([cell.text for cell in cells])
    title = "figures that changed"
    terminal.table(title, MOVED, moves, right=("before", "now"))
    for kind in KINDS:
        _print_rows(kind, "claim", "what it says", data[kind])
    _print_rows("statements denied", "act", "what was said", data["statements"])
    events = data["events"]
    late = [event for event in events if event["late"]]
    _print_rows("events learned late", "event", "what happened", late)


def _print_rows(
    title: str, of: str, meaning: str, rows: Sequence[Mapping[str, str]]
) -> None:
    """The id and the words of claims or events."""
    name = f"{of}_id"
    cells = [(row[name], row["words"]) for row in rows]
    terminal.table(title, (of, meaning), cells)
