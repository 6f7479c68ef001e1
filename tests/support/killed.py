"""A process that is ended at its n-th operation on files: before it, or when a file that it opens
to write is there and still empty.

The system tells each operation to an audit hook (PEP 578) before it happens, whoever calls it; the
exchange of two folders, which is called through ctypes, is told when it is looked up.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

_TOLD = {
    *(
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.symlink",
        "os.truncate",
    ),
    *("os.chmod", "os.utime", "shutil.rmtree", "shutil.move", "tempfile.mkdtemp"),
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_NOT_FILES = ("/dev/", "/proc/", "/sys/")
Do = Callable[[], object]


def operations(do: Do) -> int:
    """How many operations on files it makes, counted in a process of its own."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        counted = _Counter(-1)
        with suppress(BaseException):
            sys.addaudithook(counted)
            do()
        counted.stop = True
        os.write(write, str(counted.count).encode())
        os._exit(0)
    os.close(write)
    said = os.read(read, 20)
    os.close(read)
    os.waitpid(pid, 0)
    return int(said)


def ended_at(number: int, do: Do, empty: bool = False) -> bool:
    """Do it in a process that ends at its operation of this number, from 0: whether it came so far.
    `empty`: after a file that it opens to write is made, else before."""
    pid = os.fork()
    if not pid:
        with suppress(BaseException):
            sys.addaudithook(_Counter(number, empty))
            do()
            os._exit(0)
        os._exit(1)
    status = os.waitpid(pid, 0)[1]
    return os.WIFSIGNALED(status)


class _Counter:
    """An audit hook that counts operations, and ends the process at one of them."""

    def __init__(self, number: int, empty: bool = False) -> None:
        self.number, self.empty = number, empty
        self.count = 0
        self.stop = False

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if self.stop or not _is_operation(event, given):
            return
        if self.count == self.number:
            if self.empty and event == "open":
                self.stop = True
                with suppress(OSError):
                    Path(os.fsdecode(given[0])).write_bytes(b"")
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1


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
