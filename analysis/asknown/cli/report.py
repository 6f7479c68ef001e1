"""`asknown report` and `asknown batch`: one edition, and many."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asknown import project
from asknown.cli import cases, completion, terminal
from asknown.cli.options import AsJson, AsOf, CaseArgument, Force, Out, Rule, day
from asknown.editions import signature
from asknown.editions.forked_cells import Nursery, can_fork
from asknown.errors import Problem
from asknown.storage import write_file

if TYPE_CHECKING:
    from asknown.editions.render import Edition
    from asknown.ledger.reading import Ledger

_REPORT = "report.pdf"
# The first that there is.
_OPENED = (_REPORT, "report.html", "report.docx", "report.ipynb")
# Of an edition of a batch, in the order they are counted.
STATES = ("built", "fresh", "failed")

Since = Annotated[
    str,
    day("--since", "Tell changes from this day on. Default: the day learned before."),
]
Notebook = Annotated[
    str,
    typer.Option(
        "--notebook",
        help="Which notebook of notebooks/ to run.",
        autocompletion=completion.notebooks,
    ),
]
Formats = Annotated[
    str,
    typer.Option(
        "--to",
        help="Formats, separated by commas: pdf, html, ipynb, annex, docx (Word).",
        autocompletion=completion.formats,
    ),
]
SigningKey = Annotated[
    Path | None,
    typer.Option(
        "--sign",
        help="Put a signature beside report.pdf, with this private key of OpenSSH (ed25519).",
        show_default=False,
    ),
]


def report(
    case: CaseArgument = "",
    as_of: AsOf = "",
    since: Since = "",
    rule: Rule = "",
    notebook: Notebook = "report",
    to: Formats = "pdf,html,ipynb,annex",
    out: Out = None,
    sign: SigningKey = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Build one edition and print its folder.

    Example: asknown report --as-of 2022-01-12
    """
    formats = project.known_formats(to.split(","))
    if sign:
        # A key that is none is told before anything is built.
        signature.signature(b"", sign)
    folder = cases.folder_of(case)
    root = project.root(folder)
    # The nursery loads what the cells need while we load the rest; while they run we look at the
    # ledger on the side.
    with (
        Nursery() if can_fork() else nullcontext() as nursery,
        ThreadPoolExecutor(1) as aside,
    ):
        # papermill and nbconvert are slow to load
        from asknown.editions.publish import publish
        from asknown.editions.render import render
        from asknown.editions.spec import Spec

        ledger = aside.submit(_ledger, folder)
        spec = Spec(root, str(folder), as_of, since, rule, notebook, formats)
        with terminal.working(
            f"running {notebook}.ipynb, setting {', '.join(formats)}"
        ):
            edition = render(spec, nursery=nursery)
    _say_loose_ids(ledger.result().loose)
    place = publish(edition, cases.editions_folder(out, folder), force, terminal.say)
    if sign and _REPORT in edition.files:
        signed = signature.signature(edition.files[_REPORT], sign)
        write_file(place / f"{_REPORT}{signature.SUFFIX}", signed, force=True)
    _say_what_it_is(ledger.result(), edition, project.whole(place))
    if as_json:
        terminal.as_json({"folder": str(place), "files": list(edition.files)})
    else:
        print(place)


def _ledger(folder: Path) -> Ledger:
    """The ledger as typed."""
    from asknown.ledger import reading  # loads pyarrow

    return reading.read(folder)


def _say_what_it_is(ledger: Ledger, edition: Edition, place: Path) -> None:
    """Case and day, what to open, and two steps from here."""
    parameters = json.loads(edition.files["manifest.json"])["parameters"]
    day, before = parameters["as_of"], parameters["since"]
    count = terminal.count(len(edition.files), "file")
    terminal.say(f"{ledger.settings.title}, as known {day}: {count}")
    first = next((name for name in _OPENED if name in edition.files), "")
    if first:
        terminal.say(f"open {cases.path_of(place / first)}")
    program, case = terminal.program(), cases.name_of(ledger.folder)
    if was_learned_on(before, ledger):
        terminal.say(
            f"next: {program} report {case} --as-of {before}  (the day learned before)"
        )
    if _REPORT in edition.files:
        terminal.say(
            f"next: {program} verify {cases.path_of(place)}  (is it what its ledger gives?)"
        )


def was_learned_on(day: str, ledger: Ledger) -> bool:
    """Whether something became known on a day: there is none before the first, and `--since` names
    any moment."""
    from asknown.model.known import Known  # loads pandas

    learned = map(str, Known.of(ledger).learned())
    return day in learned


def _say_loose_ids(loose: list[Problem]) -> None:
    """Ids in lists that point at no row keep nothing from being built, but a source may be missing
    from its notes."""
    if loose:
        point = "points" if len(loose) == 1 else "point"
        count = f"{terminal.count(len(loose), 'id')} in lists {point} at no row"
        terminal.say(f"{count}, the first: {loose[0]}; asknown check names them all")


SpecFile = Annotated[
    Path | None,
    typer.Argument(
        help=r"A TOML file of \[\[report]] tables. Default: reports.toml.",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option("--workers", min=0, help="Editions at a time. Default: one a core."),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        help="Build on the Dask cluster of this scheduler: tcp://host:8786.",
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Build only what is missing or stale.")
]


def batch(
    spec: SpecFile = None,
    workers: Workers = 0,
    scheduler: Scheduler = "",
    out: Out = None,
    resume: Resume = False,
    force: Force = False,
) -> None:
    """Build many editions, a line each; one that fails stops no other.

    Example: asknown batch --resume
    """
    # papermill and nbconvert are slow to load
    from asknown.editions import batch as batches
    from asknown.editions import executors

    spec = spec or project.here() / project.MARK
    root = project.root(spec.parent)
    wanted = batches.jobs(spec, root)
    executor = executors.cluster(scheduler) if scheduler else executors.local(workers)
    states: list[str] = []
    with executor as hands, terminal.progress() as progress:
        bar = progress.add_task("editions", total=len(wanted))
        outcomes = batches.batch(
            wanted,
            cases.editions_folder(out, spec.parent),
            *hands,
            resume=resume,
            force=force,
        )
        for outcome in outcomes:
            print(outcome, flush=True)
            progress.advance(bar)
            states.append(outcome.state)
    terminal.say(", ".join(f"{states.count(state)} {state}" for state in STATES))
    raise typer.Exit(1 if "failed" in states else 0)
