"""The command as a user runs it, in a process of its own, without the seconds that a new
interpreter takes to load."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from asknown.editions.forkserver import apart

ROOT = Path(__file__).resolve().parents[2]


def run(*call: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run `asknown` with these arguments in a folder, in this environment."""
    done: subprocess.CompletedProcess[str] = apart(
        _main, [str(each) for each in call], str(cwd), dict(os.environ)
    )
    return done


def _main(
    call: list[str], cwd: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    from asknown.cli.app import main

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.modules["__main__"].__package__ = (
        ["asknown", *call],
        None,
    )  # it tells its name in what it says
    code = 0
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        os.dup2(out.fileno(), 1)
        os.dup2(said.fileno(), 2)
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
        texts = (os.pread(each.fileno(), 1 << 30, 0).decode() for each in (out, said))
        return subprocess.CompletedProcess(call, code, *texts)


ASKNOWN = Path(sys.executable).parent / "asknown"
