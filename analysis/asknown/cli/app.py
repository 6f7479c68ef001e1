"""The command `asknown`. It reads the call, says what happened in readable words, and leaves the work to the library."""

from __future__ import annotations

import io
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from asknown import __version__, project
from asknown.cli import completion, terminal
from asknown.editions.forked_cells import Shell, can_fork
from asknown.errors import AsknownError, CallError, Problem

app = typer.Typer(
    name="asknown", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich",
    help="A crisis report as it would have read on any day.", context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
_debug = False

CaseArgument = Annotated[
    str,
    typer.Argument(
        help="A case under data/ or a path to a case folder. Default: the first in reports.toml.",
        show_default=False,
        autocompletion=completion.cases,
    ),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="A day (its end) or a local minute like 2022-01-09T16:00. Default: the last day something was learned.",
        show_default=False,
        autocompletion=completion.days,
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        help="How a figure is chosen: official, span, independent or minimum. Default: that of the case.",
        show_default=False,
        autocompletion=completion.rules,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Where editions are. Default: reports/ of the project.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def _print_version(asked: bool) -> None:
    if asked:
        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback where something fails.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    global _debug
    _debug = debug


@app.command()
def report(
    case: CaseArgument = "",
    as_of: AsOf = "",
    since: Annotated[
        str,
        typer.Option(
            "--since",
            help="Tell changes from this day on. Default: the day learned before.",
            show_default=False,
            autocompletion=completion.days,
        ),
    ] = "",
    rule: Rule = "",
    notebook: Annotated[
        str,
        typer.Option(
            "--notebook",
            help="Which notebook of notebooks/ to run.",
            autocompletion=completion.notebooks,
        ),
    ] = "report",
    to: Annotated[
        str,
        typer.Option(
            "--to", help="Formats, separated by commas.", autocompletion=completion.formats
        ),
    ] = "pdf,html,ipynb",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Build one edition and print its folder.

    Example: asknown report --as-of 2022-01-12
    """
    formats = _formats(to)
    root = project.root()
    # The shell loads what the cells need while we load the rest; while it runs them we look at the ledger.
    with Shell() if can_fork() else nullcontext() as shell, ThreadPoolExecutor(1) as aside:
        from asknown.editions.render import (  # papermill and nbconvert are slow to load
            Spec,
            publish,
            render,
        )

        loose = aside.submit(_loose_ids, case, root)
        spec = Spec(root, case, as_of, since, rule, notebook, formats)
        with terminal.working(f"running {notebook}.ipynb, setting {', '.join(formats)}"):
            edition = render(spec, shell=shell)
    _say_loose_ids(loose.result())
    place = publish(edition, out or root / "reports")
    terminal.say(f"{len(edition.files)} files")
    if as_json:
        terminal.as_json({"folder": str(place), "files": list(edition.files)})
    else:
        print(place)


def _formats(to: str) -> tuple[str, ...]:
    """The formats of a list. CallError, naming those there are, where one is none."""
    formats = tuple(to.split(","))
    unknown = [each for each in formats if each not in project.FORMATS]
    if unknown:
        raise CallError(
            f"to: there is no format {unknown[0]!r}; there are: {', '.join(project.FORMATS)}"
        )
    return formats


@app.command()
def batch(
    spec: Annotated[
        Path | None,
        typer.Argument(
            help="A TOML file of [[report]] tables. Default: reports.toml.", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Editions at a time. Default: one a core.")
    ] = 0,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler", help="Build on the Dask cluster of this scheduler: tcp://host:8786."
        ),
    ] = "",
    out: Out = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Build only what is missing or stale.")
    ] = False,
) -> None:
    """Build many editions, a line each; one that fails stops no other.

    Example: asknown batch --resume
    """
    from asknown.editions.batch import (
        batch as outcomes_of,  # papermill and nbconvert are slow to load
    )
    from asknown.editions.batch import jobs
    from asknown.editions.executors import cluster, local

    root = project.root()
    wanted = jobs(spec or root / project.MARK, root)
    states: list[str] = []
    with (
        cluster(scheduler) if scheduler else local(workers) as hands,
        terminal.progress() as progress,
    ):
        bar = progress.add_task("editions", total=len(wanted))
        for outcome in outcomes_of(wanted, out or root / "reports", *hands, resume=resume):
            print(outcome, flush=True)
            progress.advance(bar)
            states.append(outcome.state)
    terminal.say(", ".join(f"{states.count(each)} {each}" for each in ("built", "fresh", "failed")))
    raise typer.Exit(1 if "failed" in states else 0)


def _loose_ids(case: str, root: Path) -> list[Problem]:
    """Ids in lists that point at no row: they keep nothing from being built, but a source may be missing from its notes."""
    from asknown.ledger import reading
    from asknown.ledger.reading import find

    return reading.read(find(case or project.default_case(root), root)).loose


def _say_loose_ids(loose: list[Problem]) -> None:
    if loose:
        terminal.say(
            f"{len(loose)} ids in lists point at no row, the first: {loose[0]}; asknown check names them all"
        )


@app.command()
def figures(
    case: CaseArgument = "", as_of: AsOf = "", rule: Rule = "", as_json: AsJson = False
) -> None:
    """Print every figure as known on a day.

    Example: asknown figures --as-of 2022-01-09T16:00 --json
    """
    from asknown.ledger.reading import find
    from asknown.model.case import Case
    from asknown.model.figures import STANDING
    from asknown.model.figures import figures as all_figures
    from asknown.model.rules import definition

    root = project.root()
    with terminal.working("reading the ledger"):
        whole = Case.load(find(case or project.default_case(root), root))
        known = whole.as_known(as_of or str(whole.learned()[-1]))
        found = all_figures(known, rule)
    if as_json:
        terminal.as_json([figure.data() for figure in found])
        return
    columns = ("metric", "group, place", "figure", "speaker", "refers to", "left out")
    names = known.tables["speakers"]["name"]
    rows = []
    for each in found:
        which = ", ".join(
            name for name in (each.group, each.place) if name not in ("all", known.place)
        )
        amount = (
            each.amount().text if each.status == STANDING else terminal.fallen(each.amount().text)
        )
        speaker = names[each.speaker] if each.speaker else ""
        rows.append((each.metric, which, amount, speaker, each.refers_to, len(each.excluded)))
    terminal.table("", columns, rows, ("figure", "left out"))
    name = rule or str(whole.settings["rule"])
    terminal.say(f"rule {name}: {definition(name)}")


@app.command()
def check(
    case: CaseArgument = "",
    editions: Annotated[
        bool,
        typer.Option(
            "--editions", help="Also name published editions that rely on claims which fell since."
        ),
    ] = False,
    sources: Annotated[
        Path | None,
        typer.Option(
            "--sources",
            help="Also compare stored copies, named <source_id>.*, with sha256.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Name every problem of a case, with file, row, column and the mend.

    Example: asknown check data/my-case --editions
    """
    from asknown.ledger.reading import find
    from asknown.model.check import check as problems_in
    from asknown.model.check import snapshots

    root = project.root()
    folder = find(case or project.default_case(root), root)
    with terminal.working("checking every row"):
        problems = problems_in(folder)
        problems += snapshots(folder, sources) if sources and not problems else []
    fallen = _fallen(folder, out or root / "reports") if editions and not problems else []
    if as_json:
        found = [vars(problem) for problem in problems]
        terminal.as_json(
            {"problems": found, "editions": [each.data() for each in fallen]} if editions else found
        )
    else:
        _tell_problems(problems)
        for each in fallen:
            terminal.line(
                f"{each.edition.folder.name}: relies on {each.claim}, which {each.words} by {each.successor}"
            )
        faults = len(problems) + sum(each.is_fault for each in fallen)
        terminal.say(f"{faults} problems" if faults else "no problem found")
    raise typer.Exit(1 if problems or any(each.is_fault for each in fallen) else 0)


def _tell_problems(problems: list[Any]) -> None:
    """A table on a screen; in a pipe a line each, as editors read it."""
    if terminal.out.is_terminal:
        rows = [(f"{each.file}:{each.row}", each.column, each.what, each.mend) for each in problems]
        terminal.table("", ("where", "column", "what is wrong", "the mend"), rows)
    else:
        for each in problems:
            terminal.line(str(each))


def _fallen(folder: Path, out: Path) -> list[Any]:
    from asknown.editions.recall import outdated
    from asknown.model.case import Case

    return outdated(Case.load(folder), out)


@app.command("import")
def import_(
    form: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help="table, ucdp-ged or vintages.", show_default=False),
    ],
    file: Annotated[
        Path,
        typer.Argument(help="A CSV file or workbook; for vintages also a folder of dated ones."),
    ],
    case: Annotated[
        str, typer.Option("--case", help="The case it goes into: a name under data/ or a path.")
    ] = "",
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping",
            help="A name under data/mappings or a TOML file. Without one a guess is printed, nothing else.",
        ),
    ] = "",
    published: Annotated[
        str,
        typer.Option(
            "--published",
            help="When the file became public, for rows that do not say: 2022-01-09 or 2022-01-09~.",
        ),
    ] = "",
    name: Annotated[
        str,
        typer.Option(
            "--name", help="Name of the record under imports/. Default: that of the file."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Bring somebody else's table into a case through a mapping; every row is taken or left out with its reason.

    Example: asknown import ucdp-ged ged231.csv --case my-case --published 2023-06-30~
    """
    from asknown.exchange.importing import guess, importing
    from asknown.exchange.importing import mapping as mappings
    from asknown.ledger.reading import find

    root = project.root()
    chosen = mapping or ("ucdp-ged" if form == "ucdp-ged" else "")
    if not chosen:
        print(guess.mapping_for(file), end="")
        terminal.say(
            "nothing was imported: look at this guess, save it, and give it with --mapping"
        )
        return
    if not case:
        raise CallError("case: say with --case into which case it goes")
    result = importing.bring_in(
        form, file, find(case, root), mappings.load(chosen, root), published, name
    )
    if as_json:
        terminal.as_json(result.data())
        return
    _say_import(result)


def _say_import(result: Any) -> None:
    for change, reason in result.left[:20]:
        terminal.line(f"{change.file}:{change.line}: left out: {reason}")
    if len(result.left) > 20:
        print(
            f"and {len(result.left) - 20} more, all of them in imports/{result.name}-left-out.csv"
        )
    terminal.listed(
        "left out because", [f"{reason}: {count}" for reason, count in result.reasons.items()]
    )
    terminal.listed("remarks", result.remarks)
    added = ", ".join(f"{count} {table}" for table, count in result.added.items()) or "nothing"
    print(
        f"\n{result.read} rows read = {result.taken} taken + {len(result.left)} left out; {added} new"
    )


@app.command()
def diff(
    case: CaseArgument = "",
    start: Annotated[
        str,
        typer.Option(
            "--from",
            help="Day or minute before. Default: the day learned before.",
            show_default=False,
            autocompletion=completion.days,
        ),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="Day or minute after. Default: the last day learned.",
            show_default=False,
            autocompletion=completion.days,
        ),
    ] = "",
    rule: Rule = "",
    as_json: AsJson = False,
) -> None:
    """Print what was added, withdrawn, replaced or disputed between two days, and which figures read otherwise.

    Example: asknown diff --from 2022-01-09T16:00 --to 2022-01-10
    """
    from asknown.ledger.reading import find
    from asknown.model.case import Case
    from asknown.model.changes import KINDS, Changes, before

    root = project.root()
    with terminal.working("reading the ledger twice"):
        whole = Case.load(find(case or project.default_case(root), root))
        known = whole.as_known(to or str(whole.learned()[-1]))
        changes = Changes(before(known, start, "from"), known, rule or str(whole.settings["rule"]))
        told = changes.data()
    if as_json:
        terminal.as_json(told)
        return
    terminal.line(changes.say().text)
    columns = ("of what", "before", "now", "in words")
    moves = [
        (move.after.label().text, move.was().text, move.after.amount().text, move.say().text)
        for move in changes.moves
    ]
    terminal.table("figures that read otherwise", columns, moves, ("before", "now"))
    for kind in KINDS:
        terminal.table(
            kind,
            ("claim", "what it says"),
            [(each["claim_id"], each["words"]) for each in told[kind]],
        )
    late = [(each["event_id"], each["words"]) for each in told["events"] if each["late"]]
    terminal.table("events learned late", ("event", "what happened"), late)


@app.command()
def compare(
    one: Annotated[str, typer.Argument(help="A case: its name or a path.", show_default=False)],
    other: Annotated[
        str, typer.Argument(help="Another case, or another ledger of the same.", show_default=False)
    ],
    metric: Annotated[
        str,
        typer.Option(
            "--metric", help="What is compared; killed=deaths where the two name it differently."
        ),
    ] = "",
    group: Annotated[
        str, typer.Option("--group", help="Whom it counts, in both or as one=other.")
    ] = "all",
    place: Annotated[
        str,
        typer.Option("--place", help="Where, in both or as one=other. Default: the whole of each."),
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            help="A day or minute for both, or one=other. Default: the last day either learned.",
            show_default=False,
        ),
    ] = "",
    rule: Rule = "",
    accept: Annotated[
        str,
        typer.Option(
            "--accept", help="Differences to tell instead of refuse: counts,group,place,span,as_of."
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="A new folder for a PDF, a page, the chart and the tables.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set a quantity of two cases side by side, or say why it cannot be compared.

    Example: asknown compare floods-2031 quake-2031 --metric injured --as-of 2031-05-04
    """
    from asknown.files import check_free, write_folder
    from asknown.ledger.reading import find
    from asknown.model.case import Case
    from asknown.report.comparison import compare as beside
    from asknown.text.faces import as_text

    if out:
        check_free(out)
    wholes = [Case.load(find(each, project.root())) for each in (one, other)]
    last = str(max(whole.learned()[-1] for whole in wholes))
    days = _pair(as_of or last)
    mine, theirs = (whole.as_known(day) for whole, day in zip(wholes, days, strict=True))
    accepted = {
        *filter(None, accept.split(",")),
        *(["as_of"] if "=" in as_of else []),
    }  # who names two days has said so
    found = beside(mine, theirs, _pair(metric), _pair(group), _pair(place), rule, accepted)
    if as_json:
        terminal.as_json(found.json())
    else:
        terminal.line("\n\n".join(as_text(block.data()) for block in found.shown()))
    if out:
        print(write_folder(out, found.files()))


def _pair(text: str) -> tuple[str, str]:
    """`killed=deaths` as a pair, `killed` twice."""
    one, _, other = text.partition("=")
    return one, other or one


@app.command()
def recall(
    claim: Annotated[
        str, typer.Argument(help="A claim_id of the ledger.", autocompletion=completion.claims)
    ],
    case: Annotated[
        str,
        typer.Option(
            "--case",
            help="The case. Default: the first in reports.toml.",
            show_default=False,
            autocompletion=completion.cases,
        ),
    ] = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print the published editions whose figures used a claim, where it was printed, and what would stand there now.

    Example: asknown recall KT-004
    """
    from asknown.editions.recall import recall as uses_of
    from asknown.ledger.reading import find
    from asknown.model.case import Case

    root = project.root()
    with terminal.working("reading the published editions"):
        whole = Case.load(find(case or project.default_case(root), root))
        uses = uses_of(claim, whole, out or root / "reports")
    if as_json:
        found = [use.data() | {"printed": use.edition.printed(claim)} for use in uses]
        terminal.as_json(found)
        return
    for use in uses:
        names = "/".join(use.figure[name] for name in ("metric", "group", "place"))
        terminal.line(
            f"{use.edition.folder.name}: {names} (rule {use.figure['rule']}) rests on {claim}"
        )
        terminal.line(f"  printed in: {'; '.join(use.edition.printed(claim))}")
        terminal.line(f"  now: {use.now}")
    terminal.say(
        f"{len({use.edition.folder for use in uses})} published editions relied on {claim}"
    )


@app.command()
def new(
    name: Annotated[
        str,
        typer.Argument(
            help="A name, for a case under data/, or a path to a new folder.", show_default=False
        ),
    ],
) -> None:
    """Write a new case with an example row in every table; it passes `check` and builds a report at once.

    Example: asknown new floods-2031
    """
    from asknown.ledger.starter import new as write

    folder = write(name, project.root())
    case = folder.name if folder.parent == project.root() / "data" else folder
    terminal.say(
        f"next: asknown check {case}; asknown report {case}; docs/a-case-in-an-hour.md tells the rest"
    )
    print(folder)


@app.command()
def export(
    case: CaseArgument = "",
    to: Annotated[
        str, typer.Option("--to", help="datapackage, csl-json, geojson, timelinejs or xlsx.")
    ] = "datapackage",
    as_of: AsOf = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The file, or for a data package a new folder. Default: named after the case, here.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a case, as known on a day, for other tools.

    Example: asknown export --to xlsx --as-of 2022-01-12
    """
    from asknown.exchange.exporting.exporting import export as write
    from asknown.ledger.reading import find
    from asknown.model.case import Case

    root = project.root()
    whole = Case.load(find(case or project.default_case(root), root))
    print(write(whole.as_known(as_of or str(whole.learned()[-1])), to, out))


@app.command()
def verify(
    path: Annotated[
        Path, typer.Argument(help="An edition's folder, or a report.pdf.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Rebuild an edition from the ledger in its PDF and compare it byte for byte.

    Example: asknown verify report.pdf
    """
    from asknown.editions.verify import (
        verify as verdict_on,  # papermill and nbconvert are slow to load
    )

    with terminal.working("building the edition again"):
        verdict = verdict_on(path, project.root())
    if as_json:
        terminal.as_json(verdict.data())
    else:
        terminal.line(str(verdict))
    raise typer.Exit(1 if verdict.differences else 0)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
    port: Annotated[
        int,
        typer.Option("--port", help="The port to listen on; the next free one where it is taken."),
    ] = 8888,
) -> None:
    """Open JupyterLab on the notebooks, with this Python as its kernel. What else is given goes to JupyterLab.

    Example: asknown lab --no-browser --port 8890
    """
    from asknown.lab.jupyterlab import start  # JupyterLab is slow to load

    flags = [] if browser else ["--no-browser"]
    start(project.root(), [*flags, f"--port={port}", *context.args])


def main() -> None:
    """Run the command. Errors a user can mend are one message; others point at `--debug`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal that knows no Cyrillic shows its code points
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # whoever is told to stop cleans up first
    try:
        app()
    except KeyboardInterrupt:
        terminal.say("stopped; nothing was published")
        sys.exit(130)
    except Exception as error:
        if _debug:
            raise
        terminal.say(_told(error))
        sys.exit(error.exit_code if isinstance(error, AsknownError) else 1)


def _told(error: Exception) -> str:
    """An error in one message: ours say it themselves, the system's get their file; what is left is a fault of ours."""
    if isinstance(error, AsknownError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.strerror}: {error.filename}; nothing was published"
            if error.filename
            else error.strerror
        )
    if isinstance(error, MemoryError):
        return "there is not enough memory; nothing was published"
    return f"asknown itself failed: {type(error).__name__}: {error}\nRun it again as: asknown --debug ..."
