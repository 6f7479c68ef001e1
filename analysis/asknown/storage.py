"""Folders that a run works in, the lock that keeps runs apart, cores and processes. Whatever died leaves nothing for long: the
system lets go of a dead run's locks, so the next run can tell its folders from those of the living and removes them.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "asknown-"


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder of our own, removed at the end; those of dead runs go first."""
    _sweep(Path(tempfile.gettempdir()))
    folder, held = _new()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(held)


def lasting() -> Path:
    """A temporary folder of our own, held until this process and all that it forks have ended."""
    folder, _ = _new()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _new() -> tuple[Path, int]:
    """A new folder and our hold on it. One that another run swept before we held it is replaced by a new one."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            held = _hold(folder)
            if folder.is_dir():
                return folder, held
            os.close(held)


def _sweep(place: Path) -> None:
    """Remove the folders in `place` that are ours and nobody holds."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            with alone(folder, wait=False):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone(folder: Path, wait: bool = True) -> Iterator[None]:
    """Hold a folder. A second run waits or, with `wait` off, gets BlockingIOError. The lock leaves no file behind."""
    held = _hold(folder, wait)
    try:
        yield
    finally:
        _let_go(held)


def _let_go(held: int) -> None:
    """Unlock, then close: a process forked meanwhile has the lock too, and closing ours alone would leave it with that one."""
    import fcntl  # here: Windows has none

    fcntl.flock(held, fcntl.LOCK_UN)
    os.close(held)


def _hold(folder: Path, wait: bool = True) -> int:
    import fcntl  # here: Windows has none

    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(held)
        raise
    return held


def cores() -> int:
    """How many cores this machine has for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def die_with_parent(bound: bool = True) -> None:
    """Have the system end this process when its parent dies, however it dies: a cell may never come back to look; `bound` off
    undoes it. The parent is the thread that started this process, and a thread may end before its process does."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL if bound else 0)
