"""`asknown chart`: one chart without its page, or the rows behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asknown import storage
from asknown.cli import cases, completion, terminal
from asknown.cli.options import AsOf, CaseArgument, Rule

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="toll, ranges_killed, place, timeline, ...; an unknown one lists those there are.",
        show_default=False,
        autocompletion=completion.charts,
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        help="svg; png, 1200 by 675 dots; html, a page for a frame; or csv, the rows behind it.",
    ),
]
OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="The file. Default: named after case, day and chart, here.",
        show_default=False,
    ),
]
WriteOver = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there.")
]


def chart(
    name: Name,
    case: CaseArgument = "",
    as_of: AsOf = "",
    rule: Rule = "",
    to: To = "svg",
    out: OutFile = None,
    force: WriteOver = False,
) -> None:
    """Write one chart as known on a day, with its title, sources and day inside.

    Example: asknown chart toll --as-of 2022-01-12 --to png
    """
    # matplotlib is slow to load
    from asknown.exchange.exporting.exporting import check_outside_ledger
    from asknown.report.lone_chart import chart_of, check_format

    check_format(to)
    with terminal.working("drawing the chart"):
        drawn = chart_of(cases.as_known(case, as_of), name, rule)
        written = drawn.file(to)
    place = out or Path(drawn.file_name(to))
    check_outside_ledger(place)
    print(storage.write_file(place, written, force))
