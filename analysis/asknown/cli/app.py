"""Where each command begins, in the order of `asknown --help`; and how a failure is told.

A command reads its call, leaves the work to the library, and says in readable words what happened.
"""

from __future__ import annotations

import inspect
import io
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from asknown import __version__
from asknown.cli import (
    audit,
    chart,
    comparison,
    editions,
    exchange,
    figures,
    lab,
    ledger,
    new_project,
    report,
    terminal,
)
from asknown.errors import AsknownError
from asknown.storage import short_lived, spare_home

STOPPED = 130  # what a shell expects of a command that was interrupted
# What threads, the loader of libraries and the C library say where memory is short.
_NO_ROOM = (
    "can't start new thread",
    "failed to map segment",
    "cannot allocate memory",
)

app = typer.Typer(
    name="asknown",
    help="A crisis report as it would have read on any day.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _add(name: str, command: Callable[..., None], **settings: Any) -> None:
    """Add a command. Lines of its docstring are broken for readers of the code, not of --help."""
    paragraphs = str(inspect.getdoc(command)).split("\n\n")
    meaning = "\n\n".join(paragraph.replace("\n", " ") for paragraph in paragraphs)
    app.command(name, help=meaning, **settings)(command)


_add("report", report.report)
_add("batch", report.batch)
_add("figures", figures.figures)
_add("chart", chart.chart)
_add("check", ledger.check)
_add("audit", audit.audit)
_add("import", exchange.import_)
_add("diff", figures.diff)
_add("compare", comparison.compare)
_add("recall", editions.recall)
_add("init", new_project.init)
_add("new", ledger.new)
_add("export", exchange.export)
_add("verify", editions.verify)
_add("lab", lab.lab, context_settings=lab.FOREIGN_FLAGS)

_debug = False  # set by --debug, read by main once a command has failed


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


Debug = Annotated[
    bool, typer.Option("--debug", help="Show a traceback where something fails.")
]
Version = Annotated[
    bool,
    typer.Option(
        "--version", help="Print the version.", is_eager=True, callback=_print_version
    ),
]


@app.callback()
def _before_any_command(debug: Debug = False, version: Version = False) -> None:
    global _debug
    _debug = debug


def main() -> None:
    """Run the command. Errors a user can mend are one message; others point at `--debug`."""
    short_lived()
    spare_home()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no Cyrillic shows its code points.
            stream.reconfigure(errors="backslashreplace")
    # Whoever is told to stop cleans up first, as after Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:
        terminal.say("stopped; nothing was published")
        sys.exit(STOPPED)
    except Exception as error:
        if _debug:
            raise
        terminal.say(_message(error))
        sys.exit(error.exit_code if isinstance(error, AsknownError) else 1)


def _is_of_memory(error: Exception) -> bool:
    """Whether the system had no memory left: a thread and a library need some too, and have no
    error of their own for it."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or any(each in said for each in _NO_ROOM)


def _message(error: Exception) -> str:
    """An error in one message.

    Ours say it themselves, the system's get their file; what is left is a fault of ours.
    """
    if isinstance(error, AsknownError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        if not error.filename:
            return error.strerror
        return f"{error.strerror}: {error.filename}; nothing was published"
    if _is_of_memory(error):
        return "there is not enough memory; nothing was published"
    fault = f"asknown itself failed: {type(error).__name__}: {error}"
    return f"{fault}\nRun it again as: asknown --debug ..."
