"""How papermill runs a notebook here: in a forked process that has our imports, or in a kernel of
this interpreter.

Both give the same notebook. The fork is faster by what a kernel needs to start and import; where a
fork is not safe (other threads, macOS, Windows) the kernel does it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbformat import from_dict
from papermill.engines import Engine, papermill_engines
from traitlets import Unicode, default

from asknown.editions.forked_cells import LostProcess, Output, Shell
from asknown.errors import BuildError

FORKED = "asknown-forked"
Outputs = dict[int, list[Output]]
_PARAMETERS = {"parameters", "injected-parameters"}


class CellStopped(BuildError):
    """A cell that was stopped, or that took its process down."""


class Forked(Engine):  # type: ignore[misc]  # papermill has no types
    """A papermill engine: every cell in one forked process."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        shell: Shell,
        outputs: Outputs,
        folder: str,
        profile: str,
        seconds: float,
        **_: Any,
    ) -> None:
        """Run the cells in `shell`, from `folder`, each for at most `seconds`, stop at the first
        that fails, and end `shell`.

        What they give goes into `outputs`, by cell: papermill takes half a second to write a
        notebook with all of it, though nobody asked for a file.
        """
        shell.begin(folder, profile)
        try:
            _run_all(nb_man, shell, outputs, seconds)
        finally:
            shell.end()


def _run_all(nb_man: Any, shell: Shell, outputs: Outputs, seconds: float) -> None:
    """Run the cells in turn, up to the first that fails."""
    run = 0
    for index, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, index)
        if _is_run(cell):
            run += 1
            if not _run(nb_man, shell, outputs, index, run, seconds):
                nb_man.cell_exception(cell, index)
                return
        nb_man.cell_complete(cell, index)


def _is_run(cell: Any) -> bool:
    """Whether a kernel would be given the cell."""
    return (
        cell.cell_type == "code"
        and bool(cell.source.strip())
        and "skip-execution" not in cell.metadata.get("tags", [])
    )


def _run(
    nb_man: Any, shell: Shell, outputs: Outputs, index: int, number: int, seconds: float
) -> bool:
    """Run one cell and put its outputs where they belong, an error where papermill looks for it.
    Whether it went well."""
    try:
        ran = shell.run(index, nb_man.nb.cells[index].source, seconds)
    except LostProcess as error:
        raise LostProcess(f"cell {number} {error}") from error
    except BuildError as error:
        raise CellStopped(f"cell {number} {error}") from error
    nb_man.nb.cells[index].execution_count = ran.number
    outputs |= ran.outputs
    if ran.failed:
        # papermill looks for the error, by attributes
        put({at: from_dict(each) for at, each in outputs.items()}, nb_man.nb)  # type: ignore[no-untyped-call]
    return not ran.failed


def put(outputs: Mapping[int, Any], notebook: Any) -> None:
    """Put outputs into the cells of a notebook that gave them."""
    for index, each in outputs.items():
        notebook.cells[index].outputs = each


class OwnKernel(AsyncKernelManager):
    """A kernel of this interpreter that talks over IPC: a kernel chosen by name can be another
    Python, TCP ports clash."""

    transport = Unicode("ipc")

    @default("ip")
    def _own_sockets(self) -> str:
        """Sockets in the run's own folder: the default is one path for every kernel started from a
        folder."""
        return str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / "ipc")

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]  # declared as an attribute, called as a method
        """Start it without its own log: a kernel that is told to stop while it stops says so, which
        is nobody's news.
        """
        await AsyncKernelManager.start_kernel(
            self, **{"stderr": subprocess.DEVNULL, **kw}
        )

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel to start, whatever is installed under whatever name."""
        return KernelSpec(
            argv=[
                sys.executable,
                "-m",
                "ipykernel_launcher",
                "-f",
                "{connection_file}",
            ],
            display_name="Python 3",
            language="python",
        )


papermill_engines.register(FORKED, Forked)
