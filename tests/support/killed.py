"""A process that meets its end, or a full disk, at its n-th operation on files: before it, or when
a file that it opens to write is there and still empty.

The system tells each operation to an audit hook (PEP 578) before it happens, whoever calls it; the
exchange of two folders, which is called through ctypes, is told when it is looked up.
"""

from __future__ import annotations

import errno
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAKES = {"open", "os.mkdir", "os.link", "os.symlink"}  # what needs room on the disk
_TOLD = MAKES | {
    "os.chmod",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "os.utime",
    "shutil.move",
    "shutil.rmtree",
    "tempfile.mkdtemp",
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_NOT_FILES = ("/dev/", "/proc/", "/sys/")
Do = Callable[[], object]


@dataclass(frozen=True)
class Failed:
    """What an error says that ended something."""

    kind: str
    says: str


def forked(do: Do) -> int:
    """Do something in a process of its own; its number. It ends with 1 where it fails."""
    pid = os.fork()
    if not pid:
        with suppress(BaseException):
            do()
            os._exit(0)
        os._exit(1)
    return pid


def told(do: Callable[[], Any]) -> Any:
    """What something gives that is done in a process of its own, or how it
    failed."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            said = do()
        except BaseException as error:
            said = Failed(type(error).__name__, str(error))
        with os.fdopen(write, "wb") as out, suppress(BaseException):
            pickle.dump(said, out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as given:
        said = given.read()
    os.waitpid(pid, 0)
    return pickle.loads(said)  # our own process wrote it


def operations(do: Do) -> list[str]:
    """The operations on files that it makes, counted in a process of its own."""

    def counted() -> list[str]:
        hook = _Hook()
        sys.addaudithook(hook)
        with suppress(Exception):
            do()
        hook.stop = True
        return hook.events

    return list(told(counted))


def ended_at(number: int, do: Do, empty: bool = False) -> bool:
    """Do it in a process that ends at its operation of this number, from 0: whether it came so far.
    `empty`: after a file that it opens to write is made, else before."""

    def ended() -> None:
        sys.addaudithook(_Killed(number, empty))
        do()

    return os.WIFSIGNALED(os.waitpid(forked(ended), 0)[1])


def refused_from(number: int, do: Do) -> Any:
    """What it gives, or how it failed, in a process for which the disk is full from its
    operation of this number on: nothing can be made, what is there can be removed."""

    def refused() -> Any:
        sys.addaudithook(_Refused(number))
        return do()

    return told(refused)


class _Hook:
    """An audit hook that notes operations, and does something at that of a number and after it."""

    def __init__(self, number: int = sys.maxsize) -> None:
        self.number = number
        self.events: list[str] = []
        self.stop = False

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if self.stop or not _is_operation(event, given):
            return
        self.events.append(event)
        if len(self.events) > self.number:
            self.meet(event, given)

    def meet(self, event: str, given: tuple[Any, ...]) -> None:
        """What happens at an operation."""
        raise NotImplementedError(event, given)


class _Killed(_Hook):
    """One that ends the process."""

    def __init__(self, number: int, empty: bool) -> None:
        super().__init__(number)
        self.empty = empty

    def meet(self, event: str, given: tuple[Any, ...]) -> None:
        """End it."""
        if self.empty and event == "open":
            self.stop = True
            with suppress(OSError):
                Path(os.fsdecode(given[0])).write_bytes(b"")
        os.kill(os.getpid(), signal.SIGKILL)


class _Refused(_Hook):
    """One that says that the disk is full."""

    def meet(self, event: str, given: tuple[Any, ...]) -> None:
        """Say so of what would be made."""
        if event in MAKES:
            path = os.fsdecode(given[event in ("os.link", "os.symlink")])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


def _is_operation(event: str, given: tuple[Any, ...]) -> bool:
    if event == "ctypes.dlsym":
        return given[1] == "renameat2"
    if event != "open":
        return event in _TOLD
    path, _, flags = given
    if not isinstance(path, str | bytes) or not flags & _WRITES:
        return False
    return not os.fsdecode(path).startswith(_NOT_FILES)


def tree(folder: Path) -> dict[str, bytes | None]:
    """All that is in a folder, hidden or not: files with their bytes, folders and links as None."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        is_file = path.is_file() and not path.is_symlink()
        found[path.relative_to(folder).as_posix()] = (
            path.read_bytes() if is_file else None
        )
    return found
