"""A disk of our own that is full but for a few pages, where the user may mount one."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.killed import Do, Failed, told, tree

PAGE = 4096
_NEW_NAMES, _PRIVATE, _AGAIN = 0x20000, 0x44000, 0x20
_LARGE = 1 << 24  # bytes


def may_mount(folder: Path) -> bool:
    """Whether a disk can be had here."""
    return told(lambda: _mount(folder, _LARGE)) is None


def on_full_disk(
    folder: Path, pages: int, begin: Callable[[Path], object], do: Do
) -> tuple[Any, dict[str, bytes | None]]:
    """What it gives, or how it failed, on a disk in `folder` of which so many pages are free once
    it is begun; and what stands there then. The disk is gone with the process."""

    def tried() -> tuple[Any, dict[str, bytes | None]]:
        _mount(folder, _LARGE)
        begin(folder)
        seen = os.statvfs(folder)
        used = (seen.f_blocks - seen.f_bfree) * seen.f_frsize
        _call("mount", b"none", os.fsencode(folder), None, _AGAIN, _size(used, pages))
        try:
            said = do()
        except Exception as error:
            said = Failed(type(error).__name__, str(error))
        return said, tree(folder)

    found: tuple[Any, dict[str, bytes | None]] = told(tried)
    return found


def _size(used: int, pages: int) -> bytes:
    return b"size=%d" % (used + pages * PAGE)


def _mount(folder: Path, size: int) -> None:
    """Mount a disk in memory that nobody else sees."""
    _call("unshare", _NEW_NAMES)
    _call("mount", b"none", b"/", None, _PRIVATE, None)
    _call("mount", b"none", os.fsencode(folder), b"tmpfs", 0, _size(size, 0))


def _call(name: str, *given: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*given):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
