"""`asknown check` and `asknown new`: a ledger looked through, and a new one begun."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asknown import project
from asknown.cli import cases, terminal
from asknown.cli.options import AsJson, CaseArgument, Out
from asknown.errors import Problem

if TYPE_CHECKING:
    from asknown.editions.recall import Fallen

Editions = Annotated[
    bool,
    typer.Option(
        "--editions",
        help="Also name published editions that rely on claims which fell since.",
    ),
]
Copies = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        help="Also compare stored copies, named <source_id>.*, with sha256.",
        show_default=False,
    ),
]


def check(
    case: CaseArgument = "",
    editions: Editions = False,
    sources: Copies = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Name every problem of a case, with file, row, column and the mend; then remarks: what is no
    fault, but worth a look.

    Example: asknown check data/my-case --editions
    """
    from asknown.model.check import check as problems_of  # pandas is slow to load
    from asknown.model.check import snapshots
    from asknown.model.remarks import remarks as remarks_on
    from asknown.report.unprintable import unprintable

    folder = cases.folder_of(case)
    with terminal.working("checking every row"):
        problems = problems_of(folder)
        if sources and not problems:
            problems = snapshots(folder, sources)
        remarks = [] if problems else sorted(remarks_on(folder) + unprintable(folder))
    # A ledger with problems cannot be opened, so nothing is said of its editions.
    fallen = _fallen(folder, out) if editions and not problems else []
    faults = len(problems) + sum(each.is_fault for each in fallen)
    if as_json:
        terminal.as_json(_as_data(problems, remarks, fallen, editions))
    else:
        _print_problems(problems)
        if remarks:
            terminal.line("")
            terminal.line("remarks, no faults:")
            _print_problems(remarks, "what to look at")
        for reliance in fallen:
            name = reliance.edition.folder.name
            fate = f"{reliance.words} by {reliance.successor}"
            terminal.line(f"{name}: relies on {reliance.claim}, which {fate}")
        terminal.say(
            terminal.count(faults, "problem") if faults else "no problem found"
        )
        replaced = sum(not each.is_fault for each in fallen)
        if replaced:
            what = "that editions rely on, replaced by newer figures since: no fault"
            terminal.say(f"{terminal.count(replaced, 'claim')} {what}")
        if remarks:
            terminal.say(terminal.count(len(remarks), "remark"))
    raise typer.Exit(1 if faults else 0)


def _fallen(folder: Path, out: Path | None) -> list[Fallen]:
    """What published editions rely on and has fallen since."""
    from asknown.editions.recall import outdated  # pypdf and pandas are slow to load

    return outdated(cases.opened(folder), cases.editions_folder(out, folder))


def _as_data(
    problems: Sequence[Problem],
    remarks: Sequence[Problem],
    fallen: Sequence[Fallen],
    editions: bool,
) -> Any:
    """A list of problems and remarks, told apart by `severity`; where editions were asked for, an
    object of this list and theirs."""
    listed = [{"severity": "problem", **vars(problem)} for problem in problems]
    listed += [{"severity": "remark", **vars(remark)} for remark in remarks]
    if not editions:
        return listed
    return {"problems": listed, "editions": [reliance.data() for reliance in fallen]}


def _print_problems(problems: Sequence[Problem], what: str = "what is wrong") -> None:
    """A table on a screen; in a pipe a line each, as editors read it."""
    if not terminal.out.is_terminal:
        for problem in problems:
            terminal.line(str(problem))
        return
    rows = []
    for problem in problems:
        place = f"{problem.file}:{problem.row}"
        rows.append((place, problem.column, problem.what, problem.mend))
    terminal.table("", ("where", "column", what, "the mend"), rows)


_GUIDE = "docs/a-case-in-an-hour.md"
Name = Annotated[
    str,
    typer.Argument(
        help="A name, for a case under data/ (outside a project: here), or a path to a new folder.",
        show_default=False,
    ),
]


def new(name: Name) -> None:
    """Write a new case with an example row in every table; it passes `check` and builds a report at
    once.

    Example: asknown new floods-2031
    """
    from asknown.ledger.starter import new as write  # loads pyarrow

    root = project.around(Path.cwd())
    folder = project.whole(write(name, root))
    case = cases.name_of(folder)
    guide = project.resource(root or Path.cwd(), _GUIDE)
    if not root:
        terminal.say("there is no project here: the case is made where you are")
    program = terminal.program()
    terminal.say(f"next: {program} check {case}; {program} report {case}")
    terminal.say(f"{cases.path_of(guide)} tells the rest")
    print(folder)
