"""`asknown init`: a project in a folder of its own, and newer notebooks for one that is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asknown.cli import terminal

if TYPE_CHECKING:
    from asknown.editions.new_project import Taken

_TOLD = 8  # differences of one file that are told one by one
_SAID = {
    "new": "is new",
    "newer": "was as shipped, and is the newer one now",
    "kept": "was changed here and stays; the newer one lies beside it as {name}.newer",
    "removed": "was removed here, and stays so",
}
Folder = Annotated[
    Path,
    typer.Argument(
        metavar="DESK",
        help="A new folder; with --update that of a project, by default the one you are in.",
        show_default=False,
    ),
]
FirstCase = Annotated[
    str, typer.Option("--case", help="What its first case is called.")
]
Update = Annotated[
    bool,
    typer.Option(
        "--update",
        help="Take newer notebooks and guides into a project that is there. What you changed "
        "stays.",
    ),
]


def init(
    folder: Folder = Path(), case: FirstCase = "first-case", update: Update = False
) -> None:
    """Make a project: notebooks, guides, settings and a first case, in which every command works.

    Example: asknown init desk
    """
    from asknown.editions import new_project  # loads pyarrow

    if update:
        _say_taken(new_project.update(folder))
        return
    place = new_project.begin(folder, case)
    terminal.say(
        f"next: cd {place}; asknown report; asknown lab; README.md tells the rest"
    )
    print(place)


def _say_taken(taken: list[Taken]) -> None:
    for one in taken:
        terminal.line(f"{one.name} {_SAID[one.what].format(name=one.name)}")
        for line in one.differs[:_TOLD]:
            terminal.line(f"  {line}")
        if len(one.differs) > _TOLD:
            terminal.line(f"  and {len(one.differs) - _TOLD} more")
    if not taken:
        terminal.say("nothing here is older than what asknown came with")
