"""`asknown verify` and `asknown recall`: an edition built again, and who relied on a claim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asknown import project
from asknown.cli import cases, completion, terminal
from asknown.cli.options import AsJson, Out
from asknown.errors import CallError

if TYPE_CHECKING:
    from asknown.editions.recall import Use

Claim = Annotated[
    str,
    typer.Argument(help="A claim_id of the ledger.", autocompletion=completion.claims),
]
OfCase = Annotated[
    str,
    typer.Option(
        "--case",
        help="The case. Default: the first in reports.toml.",
        show_default=False,
        autocompletion=completion.cases,
    ),
]


def recall(
    claim: Claim,
    case: OfCase = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print the published editions whose figures used a claim, where it was printed, and what would
    stand there now.

    Example: asknown recall KT-004
    """
    # pypdf and pandas are slow to load.
    from asknown.editions.recall import recall as uses_of

    with terminal.working("reading the published editions"):
        folder = cases.folder_of(case)
        uses = uses_of(claim, cases.opened(folder), cases.editions_folder(out, folder))
    if as_json:
        terminal.as_json(
            [use.data() | {"printed": use.edition.printed(claim)} for use in uses]
        )
        return
    for use in uses:
        _print_use(claim, use)
    editions = {use.edition.folder for use in uses}
    terminal.say(
        f"{terminal.count(len(editions), 'published edition')} relied on {claim}"
    )


def _print_use(claim: str, use: Use) -> None:
    edition, figure = use.edition, use.figure
    name = "/".join(figure[part] for part in ("metric", "group", "place"))
    places = "; ".join(edition.printed(claim))
    terminal.line(
        f"{edition.folder.name}: {name} (rule {figure['rule']}) rests on {claim}"
    )
    if places:
        terminal.line(f"  printed in: {places}")
    terminal.line(f"  now: {use.now}")


EditionPath = Annotated[
    Path,
    typer.Argument(help="An edition's folder, or a report.pdf.", show_default=False),
]


TrustedProject = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="Run the notebooks of this project, whose code you trust. "
        "Default: those that this library came with.",
        show_default=False,
    ),
]


Publisher = Annotated[
    Path | None,
    typer.Option(
        "--key",
        help="The public key of the publisher whose report it is to be.",
        show_default=False,
    ),
]


def verify(
    path: EditionPath,
    project_: TrustedProject = None,
    key: Publisher = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild an edition from the ledger in its PDF, compare it byte for byte, and say whose it is.

    No notebook that came with it is run. Exit code 0: nothing differs; 1: something does, or it
    cannot be read or rebuilt; 2: there is no such file, project or key.

    Example: asknown verify report.pdf
    """
    # papermill and nbconvert are slow to load
    from asknown.editions.verify import verify as verdict_on

    with terminal.working("building the edition again"):
        verdict = verdict_on(path, _trusted(project_), key)
    if as_json:
        terminal.as_json(verdict.data())
    else:
        terminal.line(str(verdict))
    raise typer.Exit(1 if verdict.differences else 0)


def _trusted(folder: Path | None) -> Path:
    """The project whose notebooks may run: the one named, else that of this library.

    Never one that lies around us: it may have come with the PDF.
    """
    if folder is None:
        return project.installed()
    if not (folder / project.MARK).is_file():
        raise CallError(
            f"project: {folder} has no {project.MARK}: name the folder of a project"
        )
    return folder.resolve()
