"""The command `asknown`. It reads the call, says what happened in readable words, and leaves the work to the library."""

from __future__ import annotations

import io
import json
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from analysis import __version__, project
from analysis.errors import AsknownError, CallError, harmless
from analysis.shell import Shell, can_fork

app = typer.Typer(
    name="asknown", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich",
    help="A crisis report as it would have read on any day.", context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
# A pipe has no width: what is written to a file must not be cut to a terminal's eighty columns.
# Nothing that is printed is markup: names and texts come from whoever typed a ledger or sent an edition.
_out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 200)
_err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
_debug = False

CaseArgument = Annotated[
    str,
    typer.Argument(
        help="A case under data/ or a path to a case folder. Default: the first in reports.toml.", show_default=False
    ),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="A day (its end) or a local minute like 2022-01-09T16:00. Default: the last day something was learned.",
        show_default=False,
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        help="How a figure is chosen: official, span, independent or minimum. Default: that of the case.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Where editions are. Default: reports/ of the project.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback where something fails.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    global _debug
    _debug = debug
    if version:
        _out.print(__version__)
        raise typer.Exit


@app.command()
def report(
    case: CaseArgument = "",
    as_of: AsOf = "",
    since: Annotated[
        str,
        typer.Option("--since", help="Tell changes from this day on. Default: the day learned before.", show_default=False),
    ] = "",
    rule: Rule = "",
    notebook: Annotated[str, typer.Option("--notebook", help="Which notebook of notebooks/ to run.")] = "report",
    to: Annotated[str, typer.Option("--to", help="Formats, separated by commas.")] = "pdf,html,ipynb",
    out: Out = None,
) -> None:
    """Build one edition and print its folder.

    Example: asknown report --as-of 2022-01-12
    """
    formats = tuple(to.split(","))
    unknown = [each for each in formats if each not in project.FORMATS]
    if unknown:
        raise CallError(f"to: there is no format {unknown[0]!r}; there are: {', '.join(project.FORMATS)}")
    root = project.root()
    with Shell() if can_fork() else nullcontext() as shell:  # it loads what the cells need while we load the rest
        from analysis.run import Spec, publish, render  # papermill and nbconvert are slow to load

        spec = Spec(root, case, as_of, since, rule, notebook, formats)
        with _err.status(Text(f"running {notebook}.ipynb")):
            edition = render(spec, shell=shell)
    _say_loose_ids(case, root)
    place = publish(edition, out or root / "reports")
    _err.print(f"{len(edition.files)} files")
    print(place)


@app.command()
def batch(
    spec: Annotated[
        Path | None, typer.Argument(help="A TOML file of [[report]] tables. Default: reports.toml.", show_default=False)
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Editions at a time. Default: one a core.")] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="Build on the Dask cluster of this scheduler: tcp://host:8786.")
    ] = "",
    out: Out = None,
    resume: Annotated[bool, typer.Option("--resume", help="Build only what is missing or stale.")] = False,
) -> None:
    """Build many editions, a line each; one that fails stops no other.

    Example: asknown batch --resume
    """
    from analysis.batch import batch as outcomes_of  # papermill and nbconvert are slow to load
    from analysis.batch import jobs
    from analysis.workers import cluster, local

    root = project.root()
    wanted = jobs(spec or root / project.MARK, root)
    states: list[str] = []
    with cluster(scheduler) if scheduler else local(workers) as hands, Progress(console=_err, transient=True) as progress:
        bar = progress.add_task("editions", total=len(wanted))
        for outcome in outcomes_of(wanted, out or root / "reports", *hands, resume=resume):
            print(outcome, flush=True)
            progress.advance(bar)
            states.append(outcome.state)
    _err.print(", ".join(f"{states.count(each)} {each}" for each in ("built", "fresh", "failed")))
    raise typer.Exit("failed" in states)


def _say_loose_ids(case: str, root: Path) -> None:
    """Ids in lists that point at no row keep nothing from being built, but a source may be missing from its notes."""
    from analysis import ledger
    from analysis.case import find

    loose = ledger.read(find(case or project.default_case(root), root)).loose
    if loose:
        said = f"{len(loose)} ids in lists point at no row, the first: {loose[0]}; asknown check names them all"
        _err.print(harmless(said))


@app.command()
def figures(case: CaseArgument = "", as_of: AsOf = "", rule: Rule = "", as_json: AsJson = False) -> None:
    """Print every figure as known on a day.

    Example: asknown figures --as-of 2022-01-09T16:00 --json
    """
    from analysis.case import Case, find
    from analysis.claims import figures as all_figures
    from analysis.rules import definition

    root = project.root()
    whole = Case.load(find(case or project.default_case(root), root))
    known = whole.as_known(as_of or str(whole.learned()[-1]))
    found = all_figures(known, rule)
    if as_json:
        print(json.dumps([figure.data() for figure in found], ensure_ascii=False, indent=1))
        return
    table = Table("metric", "group", "place", "figure", "speaker", "refers to", "left out", box=None)
    for figure in found:
        table.add_row(
            figure.metric,
            figure.group,
            figure.place,
            figure.amount().text,
            figure.speaker,
            figure.refers_to,
            str(len(figure.excluded)),
        )
    _out.print(table)
    name = rule or str(whole.settings["rule"])
    _err.print(f"rule {name}: {definition(name)}")


@app.command()
def check(
    case: CaseArgument = "",
    editions: Annotated[
        bool, typer.Option("--editions", help="Also name published editions that rely on claims which fell since.")
    ] = False,
    sources: Annotated[
        Path | None,
        typer.Option("--sources", help="Also compare stored copies, named <source_id>.*, with sha256.", show_default=False),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Name every problem of a case, with file, row, column and the mend."""
    from analysis.case import find
    from analysis.check import problems_of, snapshots

    root = project.root()
    folder = find(case or project.default_case(root), root)
    problems = problems_of(folder)
    problems += snapshots(folder, sources) if sources and not problems else []
    fallen = _fallen(folder, out or root / "reports") if editions and not problems else []
    if as_json:
        found = [vars(problem) for problem in problems]
        print(json.dumps({"problems": found, "editions": [each.data() for each in fallen]} if editions else found, indent=1))
    else:
        for problem in problems:
            print(harmless(str(problem)))
        for each in fallen:
            print(harmless(f"{each.edition.folder.name}: relies on {each.claim}, which {each.words} by {each.successor}"))
        faults = len(problems) + sum(each.is_fault for each in fallen)
        _err.print(f"{faults} problems" if faults else "no problem found")
    raise typer.Exit(1 if problems or any(each.is_fault for each in fallen) else 0)


def _fallen(folder: Path, out: Path) -> list[Any]:
    from analysis.case import Case
    from analysis.editions import outdated

    return outdated(Case.load(folder), out)


@app.command()
def diff(
    case: CaseArgument = "",
    start: Annotated[
        str, typer.Option("--from", help="Day or minute before. Default: the day learned before.", show_default=False)
    ] = "",
    to: Annotated[
        str, typer.Option("--to", help="Day or minute after. Default: the last day learned.", show_default=False)
    ] = "",
    rule: Rule = "",
    as_json: AsJson = False,
) -> None:
    """Print what was added, withdrawn, replaced or disputed between two days, and which figures read otherwise.

    Example: asknown diff --from 2022-01-09T16:00 --to 2022-01-10
    """
    from analysis.case import Case, find
    from analysis.changes import KINDS, Changes, before

    root = project.root()
    whole = Case.load(find(case or project.default_case(root), root))
    known = whole.as_known(to or str(whole.learned()[-1]))
    changes = Changes(before(known, start, "from"), known, rule or str(whole.settings["rule"]))
    if as_json:
        print(json.dumps(changes.data(), ensure_ascii=False, indent=1))
        return
    print(changes.say().text)
    _print_list("figures that read otherwise", [move.say().text for move in changes.moves])
    for kind in KINDS:
        _print_list(kind, [changes.told(kind, claim).text for claim in changes.claims[kind]])
    _print_list("events learned late", [changes.event(each).text for each in changes.late])


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{title}", *(f"  {line}" for line in lines), sep="\n")


@app.command()
def recall(
    claim: Annotated[str, typer.Argument(help="A claim_id of the ledger.")],
    case: Annotated[str, typer.Option("--case", help="The case. Default: the first in reports.toml.", show_default=False)] = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print the published editions whose figures used a claim, where it was printed, and what would stand there now.

    Example: asknown recall KT-004
    """
    from analysis.case import Case, find
    from analysis.editions import recall as uses_of

    root = project.root()
    whole = Case.load(find(case or project.default_case(root), root))
    uses = uses_of(claim, whole, out or root / "reports")
    if as_json:
        found = [use.data() | {"printed": use.edition.printed(claim)} for use in uses]
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for use in uses:
        names = "/".join(use.figure[name] for name in ("metric", "group", "place"))
        print(harmless(f"{use.edition.folder.name}: {names} (rule {use.figure['rule']}) rests on {claim}"))
        print(harmless(f"  printed in: {'; '.join(use.edition.printed(claim))}"))
        print(f"  now: {use.now}")
    _err.print(f"{len({use.edition.folder for use in uses})} published editions relied on {claim}")


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="An edition's folder, or a report.pdf.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Rebuild an edition from the ledger in its PDF and compare it byte for byte.

    Example: asknown verify report.pdf
    """
    from analysis.verify import verify as verdict_on  # papermill and nbconvert are slow to load

    with _err.status("rebuilding"):
        verdict = verdict_on(path, project.root())
    if as_json:
        print(json.dumps(verdict.data(), ensure_ascii=False, indent=1))
    else:
        print(harmless(str(verdict)))
    raise typer.Exit(1 if verdict.differences else 0)


def main() -> None:
    """Run the command. Errors a user can mend are one message; others point at `--debug`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Cyrillic shows its code points
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever is told to stop cleans up first
    try:
        app()
    except KeyboardInterrupt:
        _err.print("stopped; nothing was published")
        sys.exit(130)
    except Exception as error:
        if _debug:
            raise
        _err.print(harmless(_told(error)))
        sys.exit(error.exit_code if isinstance(error, AsknownError) else 1)


def _told(error: Exception) -> str:
    """An error in one message: ours say it themselves, the system's get their file; what is left is a fault of ours."""
    if isinstance(error, AsknownError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}; nothing was published" if error.filename else error.strerror
    if isinstance(error, MemoryError):
        return "there is not enough memory; nothing was published"
    return f"asknown itself failed: {type(error).__name__}: {error}\nRun it again as: asknown --debug ..."
