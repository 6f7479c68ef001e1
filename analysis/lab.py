"""JupyterLab on the project's notebooks, with this interpreter as the only kernel and no word to any network."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from traitlets import default

FIRST = "welcome.ipynb"


class OwnKernels(KernelSpecManager):
    """Offers this interpreter alone: a kernel found by the name python3 may be another Python, without this library."""

    @default("kernel_dirs")
    def _kernel_dirs_default(self) -> list[str]:
        return []


def call(root: Path, more: Sequence[str] = ()) -> list[str]:
    """The call that starts JupyterLab in a project, all of it to browse, notebooks/ in front. `more` goes to JupyterLab."""
    return [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}",
        f"--FileContentsManager.preferred_dir={root / 'notebooks'}",
        f"--LabApp.default_url=/lab/tree/notebooks/{FIRST}",
        "--ServerApp.kernel_spec_manager_class=analysis.lab.OwnKernels",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly", *more,
    ]  # fmt: skip


def start(root: Path, more: Sequence[str] = ()) -> None:
    """Become JupyterLab. Comes back only where it cannot be started (OSError)."""
    words = call(root, more)
    os.chdir(root)
    os.execv(words[0], words)
