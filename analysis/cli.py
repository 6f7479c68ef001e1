"""The command `asknown`. It reads the call, says what happened in readable words, and leaves the work to the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis import __version__, complete, project, terminal
from analysis.errors import AsknownError, CallError

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
        autocompletion=complete.cases,
    ),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="A day (its end) or a local minute like 2022-01-09T16:00. Default: the last day something was learned.",
        show_default=False,
        autocompletion=complete.days,
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        help="How a figure is chosen: official, span, independent or minimum. Default: that of the case.",
        show_default=False,
        autocompletion=complete.rules,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Where editions are. Default: reports/ of the project.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def _print_version(asked: bool) -> None:
    if asked:
        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback where something fails.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
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
            autocompletion=complete.days,
        ),
    ] = "",
    rule: Rule = "",
    notebook: Annotated[
        str, typer.Option("--notebook", help="Which notebook of notebooks/ to run.", autocompletion=complete.notebooks)
    ] = "report",
    to: Annotated[
        str, typer.Option("--to", help="Formats, separated by commas.", autocompletion=complete.formats)
    ] = "pdf,html,ipynb",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Build one edition and print its folder.

    Example: asknown report --as-of 2022-01-12
    """
    from analysis.run import FORMATS, Spec, publish, render  # papermill and nbconvert are slow to load

    formats = tuple(to.split(","))
    unknown = [each for each in formats if each not in FORMATS]
    if unknown:
        raise CallError(f"to: there is no format {unknown[0]!r}; there are: {', '.join(FORMATS)}")
    root = project.root()
    spec = Spec(root, case, as_of, since, rule, notebook, formats)
    with terminal.working(f"running {notebook}.ipynb, setting {', '.join(formats)}"):
        edition = render(spec)
    _say_loose_ids(case, root)
    place = publish(edition, out or root / "reports")
    terminal.say(f"{len(edition.files)} files")
    if as_json:
        terminal.as_json({"folder": str(place), "files": list(edition.files)})
    else:
        print(place)


def _say_loose_ids(case: str, root: Path) -> None:
    """Ids in lists that point at no row keep nothing from being built, but a source may be missing from its notes."""
    from analysis import ledger
    from analysis.case import find

    loose = ledger.read(find(case or project.default_case(root), root)).loose
    if loose:
        terminal.say(f"{len(loose)} ids in lists point at no row, the first: {loose[0]}; asknown check names them all")


@app.command()
def figures(case: CaseArgument = "", as_of: AsOf = "", rule: Rule = "", as_json: AsJson = False) -> None:
    """Print every figure as known on a day.

    Example: asknown figures --as-of 2022-01-09T16:00 --json
    """
    from analysis.case import Case, find
    from analysis.claims import STANDING
    from analysis.claims import figures as all_figures
    from analysis.rules import definition

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
        which = ", ".join(name for name in (each.group, each.place) if name not in ("all", known.place))
        amount = each.amount().text if each.status == STANDING else terminal.fallen(each.amount().text)
        speaker = names[each.speaker] if each.speaker else ""
        rows.append((each.metric, which, amount, speaker, each.refers_to, len(each.excluded)))
    terminal.table("", columns, rows, ("figure", "left out"))
    name = rule or str(whole.settings["rule"])
    terminal.say(f"rule {name}: {definition(name)}")


@app.command()
def check(
    case: CaseArgument = "",
    editions: Annotated[
        bool, typer.Option("--editions", help="Also name published editions that rely on claims which fell since.")
    ] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Name every problem of a case, with file, row, column and the mend.

    Example: asknown check data/my-case --editions
    """
    from analysis.case import find
    from analysis.check import problems_of

    root = project.root()
    folder = find(case or project.default_case(root), root)
    with terminal.working("checking every row"):
        problems = problems_of(folder)
    fallen = _fallen(folder, out or root / "reports") if editions and not problems else []
    if as_json:
        found = [vars(problem) for problem in problems]
        terminal.as_json({"problems": found, "editions": [each.data() for each in fallen]} if editions else found)
    else:
        _tell_problems(problems)
        for each in fallen:
            print(f"{each.edition.folder.name}: relies on {each.claim}, which {each.words} by {each.successor}")
        faults = len(problems) + sum(each.is_fault for each in fallen)
        terminal.say(f"{faults} problems" if faults else "no problem found")
    raise typer.Exit(1 if problems or any(each.is_fault for each in fallen) else 0)


def _tell_problems(problems: list[Any]) -> None:
    """A table on a screen; in a pipe a line each, as editors read it."""
    if terminal.out.is_terminal:
        rows = [(f"{each.file}:{each.row}", each.column, each.what, each.mend) for each in problems]
        terminal.table("", ("where", "column", "what is wrong", "the mend"), rows)
    else:
        print(*problems, sep="\n", end="\n" if problems else "")


def _fallen(folder: Path, out: Path) -> list[Any]:
    from analysis.case import Case
    from analysis.editions import outdated

    return outdated(Case.load(folder), out)


@app.command()
def diff(
    case: CaseArgument = "",
    start: Annotated[
        str,
        typer.Option(
            "--from",
            help="Day or minute before. Default: the day learned before.",
            show_default=False,
            autocompletion=complete.days,
        ),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to", help="Day or minute after. Default: the last day learned.", show_default=False, autocompletion=complete.days
        ),
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
    with terminal.working("reading the ledger twice"):
        whole = Case.load(find(case or project.default_case(root), root))
        known = whole.as_known(to or str(whole.learned()[-1]))
        changes = Changes(before(known, start, "from"), known, rule or str(whole.settings["rule"]))
        told = changes.data()
    if as_json:
        terminal.as_json(told)
        return
    print(changes.say().text)
    columns = ("of what", "before", "now", "in words")
    moves = [(move.after.label().text, move.was().text, move.after.amount().text, move.say().text) for move in changes.moves]
    terminal.table("figures that read otherwise", columns, moves, ("before", "now"))
    for kind in KINDS:
        terminal.table(kind, ("claim", "what it says"), [(each["claim_id"], each["words"]) for each in told[kind]])
    late = [(each["event_id"], each["words"]) for each in told["events"] if each["late"]]
    terminal.table("events learned late", ("event", "what happened"), late)


@app.command()
def recall(
    claim: Annotated[str, typer.Argument(help="A claim_id of the ledger.", autocompletion=complete.claims)],
    case: Annotated[
        str,
        typer.Option(
            "--case", help="The case. Default: the first in reports.toml.", show_default=False, autocompletion=complete.cases
        ),
    ] = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print the published editions whose figures used a claim, where it was printed, and what would stand there now.

    Example: asknown recall KT-004
    """
    from analysis.case import Case, find
    from analysis.editions import recall as uses_of

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
        print(f"{use.edition.folder.name}: {names} (rule {use.figure['rule']}) rests on {claim}")
        print(f"  printed in: {'; '.join(use.edition.printed(claim))}")
        print(f"  now: {use.now}")
    terminal.say(f"{len({use.edition.folder for use in uses})} published editions relied on {claim}")


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="An edition's folder, or a report.pdf.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Rebuild an edition from the ledger in its PDF and compare it byte for byte.

    Example: asknown verify report.pdf
    """
    from analysis.verify import verify as verdict_on  # papermill and nbconvert are slow to load

    with terminal.working("building the edition again"):
        verdict = verdict_on(path, project.root())
    if as_json:
        terminal.as_json(verdict.data())
    else:
        print(verdict)
    raise typer.Exit(1 if verdict.differences else 0)


def main() -> None:
    """Run the command. Errors a user can mend are one message; others point at `--debug`."""
    try:
        app()
    except AsknownError as error:
        if _debug:
            raise
        terminal.say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        terminal.say("stopped; nothing was published")
        sys.exit(130)
    except Exception as error:
        if _debug:
            raise
        terminal.say(f"asknown itself failed: {type(error).__name__}: {error}\nRun it again as: asknown --debug ...")
        sys.exit(1)
