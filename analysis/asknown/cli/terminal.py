"""What the command writes: tables that no pipe cuts, and what goes on while somebody waits.

Results go to standard output, all else to standard error; what moves is shown only where a person
looks. Nothing that is printed is markup or moves the cursor: names and texts come from whoever
typed a ledger or sent an edition.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from asknown.errors import harmless

_NAME = "asknown"
_ANY = 100_000  # columns of a pipe: it has no width, and a row is to stay one line
out = Console(
    highlight=False,
    markup=False,
    emoji=False,
    width=None if sys.stdout.isatty() else _ANY,
)
err = Console(
    stderr=True,
    soft_wrap=True,
    highlight=False,
    markup=False,
    emoji=False,
)


def table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    right: Sequence[str] = (),
) -> None:
    """Print a table under its title, columns named in `right` to the right; nothing of no rows."""
    if not rows:
        return
    grid = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    for name in columns:
        grid.add_column(
            name, justify="right" if name in right else "left", overflow="fold"
        )
    for row in rows:
        grid.add_row(*map(_cell, row))
    # Captured, since the console pads each line with spaces up to its width.
    with out.capture() as written:
        if title:
            out.print(Text(f"\n{title}", style="bold"))
        out.print(grid)
    for padded in written.get().rstrip("\n").split("\n"):
        print(padded.rstrip())


def _cell(content: object) -> Text:
    return content if isinstance(content, Text) else Text(harmless(str(content)))


def fallen(text: str) -> Text:
    """A figure that is not in force, so that it catches the eye."""
    return Text(harmless(text), style="red")


def line(text: str) -> None:
    """Print a line of a result."""
    print(harmless(text))


def listed(title: str, lines: Sequence[str]) -> None:
    """Print lines under a title; nothing where there are none."""
    if not lines:
        return
    line(f"\n{title}")
    for text in lines:
        line(f"  {text}")


def count(number: int, noun: str) -> str:
    """How many there are of what: `1 problem`, `2 problems`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_json(value: Any) -> None:
    """Print JSON for machines."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def say(text: str) -> None:
    """Tell a person something that is no result."""
    err.print(harmless(text))


def program() -> str:
    """What starts this command again: its name, where the shell finds it, else its path."""
    called = Path(sys.argv[0])
    if called.name != _NAME or shutil.which(_NAME):
        return _NAME
    is_below = called.is_relative_to(Path.cwd())
    return str(called.relative_to(Path.cwd()) if is_below else called)


def progress(*columns: Any) -> Progress:
    """A bar that grows with what is done, where somebody looks."""
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something goes on, and for how long, while it does; nothing where nobody looks."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(24),
        TimeElapsedColumn(),
    )
    with progress(*columns) as bar:
        bar.add_task(harmless(what), total=None)
        yield
