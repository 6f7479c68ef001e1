"""`asknown compare`: a quantity of two cases side by side, or why it cannot be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asknown.cli import cases, terminal
from asknown.cli.options import AsJson, Rule
from asknown.storage import check_free, write_folder
from asknown.text.faces import as_text

One = Annotated[
    str, typer.Argument(help="A case: its name or a path.", show_default=False)
]
Other = Annotated[
    str,
    typer.Argument(
        help="Another case, or another ledger of the same.", show_default=False
    ),
]
Metric = Annotated[
    str,
    typer.Option(
        "--metric",
        help="What is compared; killed=deaths where the two name it differently.",
    ),
]
Group = Annotated[
    str, typer.Option("--group", help="Whom it counts, in both or as one=other.")
]
Place = Annotated[
    str,
    typer.Option(
        "--place", help="Where, in both or as one=other. Default: the whole of each."
    ),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="A day or minute for both, or one=other. Default: the last day either learned.",
        show_default=False,
    ),
]
Accept = Annotated[
    str,
    typer.Option(
        "--accept",
        help="Differences to tell instead of refuse: counts,group,place,span,as_of.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="A new folder for a PDF, a page, the chart and the tables.",
        show_default=False,
    ),
]


def compare(
    one: One,
    other: Other,
    metric: Metric = "",
    group: Group = "all",
    place: Place = "",
    as_of: AsOf = "",
    rule: Rule = "",
    accept: Accept = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Set a quantity of two cases side by side, or say why it cannot be compared.

    Example: asknown compare floods-2031 quake-2031 --metric injured --as-of 2031-05-04
    """
    # pandas is slow to load
    from asknown.report.comparison import compare as compared

    if out:
        check_free(out)
    first, second = (cases.opened(cases.folder_of(name)) for name in (one, other))
    last = max(cases.last_learned(first), cases.last_learned(second))
    first_day, second_day = _pair(as_of or last)
    accepted = set(accept.split(",")) - {""}
    if "=" in as_of:  # who names two days has said that they differ
        accepted.add("as_of")
    comparison = compared(
        first.as_known(first_day),
        second.as_known(second_day),
        _pair(metric),
        _pair(group),
        _pair(place),
        rule,
        accepted,
    )
    if as_json:
        terminal.as_json(comparison.json())
    else:
        terminal.line(
            "\n\n".join(as_text(block.data()) for block in comparison.shown())
        )
    if out:
        print(write_folder(out, comparison.files()))


def _pair(text: str) -> tuple[str, str]:
    """`killed=deaths` as a pair, `killed` twice."""
    one, _, other = text.partition("=")
    return one, other or one
