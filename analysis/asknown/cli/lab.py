"""`asknown lab`: JupyterLab on the notebooks."""

from __future__ import annotations

from typing import Annotated

import typer

from asknown import project

# What this command does not know goes to JupyterLab.
FOREIGN_FLAGS = {"allow_extra_args": True, "ignore_unknown_options": True}

Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open a browser.")
]
Port = Annotated[
    int,
    typer.Option(
        "--port", help="The port to listen on; the next free one where it is taken."
    ),
]


def lab(
    context: typer.Context,
    browser: Browser = True,
    port: Port = 8888,
) -> None:
    """Open JupyterLab on the notebooks, with this Python as its kernel. What else is given goes to
    JupyterLab.

    Example: asknown lab --no-browser --port 8890
    """
    from asknown.lab.jupyterlab import start  # JupyterLab is slow to load

    flags = [] if browser else ["--no-browser"]
    start(project.here(), [*flags, f"--port={port}", *context.args])
