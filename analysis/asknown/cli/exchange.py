"""`asknown import` and `asknown export`: other people's tables in, a case out to other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asknown import project
from asknown.cli import cases, terminal
from asknown.cli.options import AsJson, AsOf, CaseArgument
from asknown.errors import CallError

if TYPE_CHECKING:
    from asknown.exchange.importing.importing import Result
    from asknown.exchange.importing.vintages import Vintage

WITH_OWN_MAPPING = ("ucdp-ged",)  # formats whose mapping has their name
TOLD = 20  # rows left out that are told one by one; a file has them all

Format = Annotated[
    str,
    typer.Argument(
        metavar="FORMAT",
        help="table, ucdp-ged, vintages or drafts.",
        show_default=False,
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        help="A CSV, workbook, JSON or Markdown file; for vintages also a folder of dated ones, or "
        "a file in a git repository."
    ),
]
IntoCase = Annotated[
    str,
    typer.Option("--case", help="The case it goes into: a name under data/ or a path."),
]
Mapping = Annotated[
    str,
    typer.Option(
        "--mapping",
        help="A name under data/mappings or a TOML file. "
        "Without one a guess is printed, nothing else.",
    ),
]
Published = Annotated[
    str,
    typer.Option(
        "--published",
        help="When the file became public, for rows that do not say: 2022-01-09 or 2022-01-09~.",
    ),
]
RecordName = Annotated[
    str,
    typer.Option(
        "--name", help="Name of the record under imports/. Default: that of the file."
    ),
]


def import_(
    form: Format,
    file: File,
    case: IntoCase = "",
    mapping: Mapping = "",
    published: Published = "",
    name: RecordName = "",
    as_json: AsJson = False,
) -> None:
    """Bring somebody else's table into a case through a mapping; every row is taken or left out
    with its reason.

    Example: asknown import ucdp-ged ged231.csv --case my-case --published 2023-06-30~
    """
    # numpy is slow to load
    from asknown.exchange.importing import guess, importing
    from asknown.exchange.importing import mapping as mappings

    if form == "drafts":
        _import_drafts(file, case, as_json)
        return
    root = project.root()
    if not mapping and form in WITH_OWN_MAPPING:
        mapping = form
    if not mapping:
        print(guess.mapping_for(file, mappings.shipped(root)), end="")
        advice = "look at this guess, save it, and give it with --mapping"
        terminal.say(f"nothing was imported: {advice}")
        return
    if not case:
        raise CallError("case: say with --case into which case it goes")
    folder = cases.folder_of(case)
    chosen = mappings.load(mapping, root)
    result = importing.bring_in(form, file, folder, chosen, published, name)
    if as_json:
        terminal.as_json(result.data())
    else:
        _print_result(result)
    if result.read and not result.taken:
        raise typer.Exit(1)


def _import_drafts(file: Path, case: str, as_json: bool) -> None:
    """Rows that an audit drafted, without a mapping: they have the columns of claims.csv."""
    from asknown.exchange.importing import drafts

    if not case:
        raise CallError("case: say with --case into which case they go")
    result = drafts.take(file, cases.folder_of(case))
    if as_json:
        terminal.as_json(result.data())
        return
    for change, reason in result.left:
        terminal.line(f"{change.file}:{change.line}: left out: {reason}")
    terminal.line(
        f"{result.read} rows read = {result.taken} taken + {len(result.left)} left out"
    )
    if result.read and not result.taken:
        raise typer.Exit(1)


def _print_result(result: Result) -> None:
    for change, reason in result.left[:TOLD]:
        terminal.line(f"{change.file}:{change.line}: left out: {reason}")
    left = len(result.left)
    if left > TOLD:
        print(
            f"and {left - TOLD} more, all of them in imports/{result.name}-left-out.csv"
        )
    reasons = [f"{reason}: {count}" for reason, count in result.reasons.items()]
    terminal.listed("left out because", reasons)
    terminal.listed("remarks", result.remarks)
    terminal.listed("versions", list(map(_version_told, result.vintages[-TOLD:])))
    added = ", ".join(f"{count} {table}" for table, count in result.added.items())
    sum_of_rows = f"{result.read} rows read = {result.taken} taken + {left} left out"
    print(f"\n{sum_of_rows}; {added or 'nothing'} new")


def _version_told(vintage: Vintage) -> str:
    counts = f"{vintage.added} added, {vintage.changed} changed, {vintage.gone} gone"
    return f"{vintage.time}: {vintage.rows} rows, {counts}"


ToFormat = Annotated[
    str,
    typer.Option("--to", help="datapackage, csl-json, geojson, timelinejs or xlsx."),
]
OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="The file, or for a data package a new folder. Default: named after the case, here.",
        show_default=False,
    ),
]


WriteOver = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there.")
]


def export(
    case: CaseArgument = "",
    to: ToFormat = "datapackage",
    as_of: AsOf = "",
    out: OutFile = None,
    force: WriteOver = False,
) -> None:
    """Write a case, as known on a day, for other tools.

    Example: asknown export --to xlsx --as-of 2022-01-12
    """
    # pandas is slow to load.
    from asknown.exchange.exporting.exporting import export as write

    print(write(cases.as_known(case, as_of), to, out, force))
