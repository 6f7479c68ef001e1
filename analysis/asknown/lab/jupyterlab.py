"""JupyterLab on the project's notebooks, with this interpreter as the only kernel and no word to
any network."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbformat.sign import NotebookNotary
from traitlets import default

FIRST = "welcome.ipynb"


class OwnKernels(KernelSpecManager):
    """Offers this interpreter alone: a kernel found by the name python3 may be another Python,
    without this library."""

    @default("kernel_dirs")
    def _kernel_dirs_default(self) -> list[str]:
        return []


def call(root: Path, more: Sequence[str] = ()) -> list[str]:
    """The call that starts JupyterLab in a project, all of it to browse, notebooks/ in front.
    `more` goes to JupyterLab."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        f"--FileContentsManager.preferred_dir={root / 'notebooks'}",
        f"--LabApp.default_url=/lab/tree/notebooks/{FIRST}",
        "--ServerApp.kernel_spec_manager_class=asknown.lab.jupyterlab.OwnKernels",
        "--KernelManager.transport_encryption=auto",
        "--LabApp.extension_manager=readonly",
        *more,
    ]


def start(root: Path, more: Sequence[str] = ()) -> None:
    """Become JupyterLab. `labconfig/` beside this file takes out what would ask the network for
    news."""
    trust(root / "notebooks")
    settings = [str(Path(__file__).parent), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, settings))
    words = call(root, more)
    os.chdir(root)
    os.execv(words[0], words)


def trust(folder: Path) -> None:
    """Sign the notebooks that store no output: there is nothing in them that opening could run."""
    notary = NotebookNotary()  # type: ignore[no-untyped-call]
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        if not any(cell.get("outputs") for cell in notebook.cells):
            notary.sign(notebook)  # type: ignore[no-untyped-call]
