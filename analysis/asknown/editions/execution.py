"""The notebook of a spec, run through papermill in a forked process or a kernel of this very
interpreter (see `engine`)."""

# ruff: noqa: E402 - the line that spares us seconds of imports has to come before them
from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# An optional format of jsonschema that takes seconds to import and that no notebook needs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from asknown.editions.engine import FORKED, CellStopped, Outputs, OwnKernel, put
from asknown.editions.forked_cells import LostProcess, Shell
from asknown.editions.spec import Spec, notebook_of, parameters_of
from asknown.errors import AsknownError, BuildError, CallError, LedgerError
from asknown.storage import workplace
from asknown.text.prose import UntracedNumber

_OURS = {kind.__name__: kind for kind in (BuildError, CallError, UntracedNumber)}
_SECONDS = "ASKNOWN_CELL_SECONDS"  # of the environment
_YEAR = 366 * 24 * 3600.0


def execute(spec: Spec, progress: bool = False, shell: Shell | None = None) -> Any:
    """The executed notebook of a spec, run in `shell` or, without one, in a kernel. BuildError
    where a cell fails, takes too long or ends its process.
    """
    outputs: Outputs = {}
    seconds = spec.seconds or _cell_seconds()
    with workplace() as folder, _told_plainly(spec.notebook, seconds):
        if shell:
            forked: dict[str, Any] = {
                "engine_name": FORKED,
                "shell": shell,
                "outputs": outputs,
                "folder": str(spec.root),
                "profile": str(folder / "ipython"),
                "seconds": seconds,
            }
            executed = _run(spec, progress, **forked)
        else:
            with _kernels_own(folder):
                executed = _run(
                    spec,
                    progress,
                    kernel_manager_class=OwnKernel,
                    execution_timeout=seconds,
                    # What a cell has shown may come late where the machine is busy.
                    iopub_timeout=math.ceil(seconds),
                    cwd=str(spec.root),
                )
    put(outputs, executed)
    # A copied notebook may still bear the name of the first.
    executed.metadata["asknown"] = {"notebook": spec.notebook}
    return executed


def _run(spec: Spec, progress: bool, **engine: Any) -> Any:
    """The notebook as papermill executes it."""
    return papermill.execute_notebook(
        notebook_of(spec),
        None,
        parameters_of(spec),
        progress_bar=progress,
        log_output=False,
        kernel_name="python3",
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        **engine,
    )


@contextmanager
def _told_plainly(notebook: str, seconds: float) -> Iterator[None]:
    """What goes wrong with a cell as one of our errors, which names the notebook."""
    file = f"{notebook}.ipynb"
    try:
        yield
    except PapermillExecutionError as error:
        raise _readable(error, notebook) from error
    except CellTimeoutError as error:
        fault = f"a cell ran for more than {seconds:g} seconds and was stopped"
        raise BuildError(f"{file}: {fault}") from error
    except DeadKernelError as error:
        raise BuildError(f"{file}: a cell took its kernel down") from error
    except (CellStopped, LostProcess) as error:
        raise type(error)(f"{file}, {error}") from error


def _cell_seconds() -> float:
    """The most a cell may take, by the environment. CallError where that is no number of
    seconds."""
    said = os.environ.get(_SECONDS, "") or "600"
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < _YEAR:
        raise CallError(
            f"{_SECONDS} is {said[:40]!r}: write a number of seconds, as in 600"
        )
    return seconds


@contextmanager
def _kernels_own(folder: Path) -> Iterator[None]:
    """A kernel's own files are in this folder; a user's IPython profile does not reach a build."""
    own = {
        "IPYTHONDIR": f"{folder}/ipython",
        "JUPYTER_RUNTIME_DIR": str(folder),
        "PYTHONNOUSERSITE": "1",
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _readable(error: PapermillExecutionError, notebook: str) -> AsknownError:
    """The error of a failed cell in one message: our own errors say it themselves."""
    if error.ename == LedgerError.__name__:
        return AsknownError(error.evalue)
    if error.ename in _OURS:
        return _OURS[error.ename](error.evalue)
    return BuildError(
        f"{notebook}.ipynb, cell {error.exec_count}: {error.ename}: {error.evalue}"
    )
