"""The options and arguments that several commands share: one word means the same behind each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from asknown.cli import completion


def day(flag: str, meaning: str) -> Any:
    """An option that takes a day or a minute; a shell completes the days of the case's claims."""
    return typer.Option(
        flag, help=meaning, show_default=False, autocompletion=completion.days
    )


CaseArgument = Annotated[
    str,
    typer.Argument(
        help="A path to a case (., ./x, a folder with a case.toml) or, where none is there, a name "
        "under data/. Default: the first in reports.toml.",
        show_default=False,
        autocompletion=completion.cases,
    ),
]
AsOf = Annotated[
    str,
    day(
        "--as-of",
        "A day (its end) or a local minute like 2022-01-09T18:00. "
        "Default: the last day something was learned.",
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        help="How a figure is chosen: official, span, independent or minimum. "
        "Default: that of the case.",
        show_default=False,
        autocompletion=completion.rules,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Where editions are. Default: reports/ of the project in which the case lies.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Write over files that are there and no edition of ours."
    ),
]
