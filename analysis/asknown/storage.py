"""Folders that a run works in, the lock that keeps runs apart, cores and processes. Whatever died
leaves nothing for long: the system lets go of a dead run's locks, so the next run can tell its
folders from those of the living and removes them.

What we may remove bears a mark that we wrote: a folder is ours by the file in it, never by its name
alone.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import gc
import io
import os
import shutil
import signal
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from asknown.errors import CallError

MARK = ".asknown-mark"  # the file that tells a folder of ours from one that is only called so
MARKED = b"A working folder of asknown: a later run removes it.\n"
_PREFIX = ".asknown-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # no room for what is written
_SELDOM = 50_000  # objects that are new; Python's own is 700


@contextmanager
def workplace(place: Path | None = None, prefix: str = _PREFIX) -> Iterator[Path]:
    """A folder of our own in `place`, removed at the end; those of this prefix that dead runs left
    there go first.

    Without a place it lies with the system's temporary files.
    """
    place = place or _home()
    sweep(place, prefix)
    folder, held = _new(place, prefix)
    try:
        with _told_where(place):
            yield folder
    finally:
        _remove(folder)
        _let_go(held)


def lasting() -> Path:
    """A temporary folder of our own, held until this process and all that it forks have ended."""
    folder, _ = _new(_home())
    atexit.register(_remove, folder)
    return folder


def spare_home() -> None:
    """Give Matplotlib a folder of ours for its settings where it could not write its own: it would
    say so, on each run and in every process."""
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    kept = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    if "MPLCONFIGDIR" in os.environ or (
        _can_be_written(config) and _can_be_written(kept)
    ):
        return
    with suppress(OSError):
        os.environ["MPLCONFIGDIR"] = str(lasting())


def _can_be_written(path: str) -> bool:
    """Whether a folder, or the nearest above it that is there, takes files."""
    try:
        folder = Path(path).expanduser()
    except RuntimeError:  # whoever runs this has no home
        return False
    there = next(each for each in (folder, *folder.parents) if each.exists())
    # What the kernel keeps takes no files, not even from root.
    return os.access(there, os.W_OK) and not there.is_relative_to("/proc")


def _home() -> Path:
    """The one folder of ours among the system's temporary files. A folder of that name that is
    somebody else's stays."""
    place = Path(tempfile.gettempdir())
    # Releases before this one remove whatever is called asknown-...
    name = f"tmp-asknown-{_user()}"
    for folder in sorted(place.glob(f"{name}*")):
        with suppress(OSError):
            if not _is_ours(folder) and _is_unborn(folder):
                (folder / MARK).write_bytes(MARKED)
        if _is_ours(folder):
            return folder
    try:
        folder = place / name
        folder.mkdir(mode=0o700)
    except FileExistsError:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=place))
    _mark(folder)
    return folder


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _is_ours(folder: Path) -> bool:
    """Whether a folder bears our mark, belongs to this user, is no link, and is open to nobody
    else."""
    try:
        mark = (folder / MARK).lstat()
        is_plain = stat.S_ISREG(mark.st_mode) and mark.st_uid == _user()
        return (
            is_plain and _is_private(folder) and (folder / MARK).read_bytes() == MARKED
        )
    except OSError:
        return False


def _is_private(folder: Path) -> bool:
    """Whether a folder belongs to this user, is no link, and is open to nobody else."""
    seen = folder.lstat()
    is_private = seen.st_uid == _user() and not seen.st_mode & 0o077
    return stat.S_ISDIR(seen.st_mode) and (is_private or not hasattr(os, "geteuid"))


def _is_unborn(folder: Path) -> bool:
    """Whether a run was killed between making a folder and marking it, or at the very end of
    removing it: nothing is in it but, at most, a mark that nothing was written into yet."""
    inside = list(folder.iterdir())
    empty = [path for path in inside if path.name == MARK and not path.lstat().st_size]
    return _is_private(folder) and inside == empty


def _new(place: Path, prefix: str = _PREFIX) -> tuple[Path, int | None]:
    """A new folder and our hold on it. One that another run takes for a dead run's before we hold
    and mark it is gone, and we make the next."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        held = None
        try:
            held = _hold(folder)
            _mark(folder)
        except FileNotFoundError:
            _let_go(held)
        except OSError:
            _let_go(held)
            raise
        else:
            return folder, held


def _mark(folder: Path) -> None:
    """Mark a new folder of ours, or remove it where that cannot be done."""
    try:
        with _told_where(folder):
            (folder / MARK).write_bytes(MARKED)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _told_where(place: Path) -> Iterator[None]:
    """Where there is no room for what is written, the system says that, and not where."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL and not error.filename:
            error.filename = str(place)
        raise


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its mark last: what is left of a removal that is killed has to be
    known as ours."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != MARK:
                path.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path, prefix: str = _PREFIX) -> None:
    """Remove the folders of this prefix in `place` that bear our mark, or hold nothing at all, and
    that nobody holds."""
    for left in left_by_the_dead(place, prefix):
        _remove(left)


def left_by_the_dead(place: Path, prefix: str = _PREFIX) -> Iterator[Path]:
    """The folders in `place` that bear our mark, or were left before they could get it, and that
    nobody holds, each held while it is looked at."""
    if _locks() is None:
        return  # where nothing is ever held, the dead cannot be told from the living
    for folder in sorted(place.glob(f"{prefix}*")):
        with suppress(OSError):
            if _is_ours(folder) or _is_unborn(folder):
                with alone(folder, wait=False):
                    yield folder


@contextmanager
def alone(folder: Path, wait: bool = True) -> Iterator[None]:
    """Hold a folder. A second run waits or, with `wait` off, gets BlockingIOError. The lock leaves
    no file behind.

    Where the system has no such lock nobody waits; what is written is still written under a name of
    its own first.
    """
    held = _hold(folder, wait)
    try:
        yield
    finally:
        _let_go(held)


def _locks() -> Any:
    """The system's locks; None where it has none, as on Windows."""
    try:
        import fcntl  # here: Windows has none
    except ImportError:
        return None
    return fcntl


def _let_go(held: int | None) -> None:
    """Unlock, then close: a process forked meanwhile has the lock too, and closing ours alone would
    leave it with that one."""
    if held is None:
        return
    locks = _locks()
    locks.flock(held, locks.LOCK_UN)
    os.close(held)


def _hold(folder: Path, wait: bool = True) -> int | None:
    """Our hold on a folder; None where the system knows no such thing."""
    locks = _locks()
    if locks is None:
        return None
    how = locks.LOCK_EX
    if not wait:
        how |= locks.LOCK_NB
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        locks.flock(held, how)
    except OSError:
        os.close(held)
        raise
    return held


def cores() -> int:
    """How many cores this machine has for us."""
    return (
        len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1
    )


def short_lived() -> None:
    """Tell the collector of circles that this process ends soon: what is there stays, and it looks
    through what is new a hundred times more seldom. Nearly all that an edition makes is in use, or
    ends by itself."""
    gc.freeze()
    gc.set_threshold(_SELDOM, 20, 20)


def die_with_parent(bound: bool = True) -> None:
    """Have the system end this process when its parent dies, however it dies: a cell may never come
    back to look; `bound` off undoes it. The parent is the thread that started this process, and a
    thread may end before its process does.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL if bound else 0)


def write_file(path: Path, data: bytes, force: bool = False) -> Path:
    """Write one file. CallError where that cannot be done, a link is there or, without `force`,
    anything is: with it a file that is there is replaced in one step.
    """
    if path.is_symlink():
        raise CallError(f"{path} is a link: name a file, or the one it leads to")
    if path.is_dir():
        raise CallError(f"{path} cannot be written: it is a folder, name a file in it")
    if path.exists() and not force:
        raise CallError(
            f"{path} is there already: name another, or call with --force to write over it"
        )
    try:
        with made(path.parent), workplace(path.parent) as aside:
            fresh = aside / "fresh"
            fresh.write_bytes(data)
            settle(fresh)
            fresh.replace(path)
            settle(path.parent)
    except OSError as error:
        raise CallError(f"{path} cannot be written: {error.strerror}") from error
    return path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a new folder of files. CallError where something is there already: nothing of a user's
    is written over."""
    if folder.parent.is_dir():
        sweep(
            folder.parent
        )  # what a run left that was killed when all was done but this
    check_free(folder)
    try:
        with made(folder.parent), workplace(folder.parent) as aside:
            write_files(aside / "fresh", files)
            settle_all(aside / "fresh")
            (aside / "fresh").rename(
                folder
            )  # an empty folder gives way to it, a full one does not
            settle(folder.parent)
    except OSError as error:
        raise CallError(f"{folder} cannot be written: {error.strerror}") from error
    return folder


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """A folder, made with those above it. Where what is done in it fails, those that were not there
    go again, as far as nothing stands in them."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for each in new:
                each.rmdir()
        raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by their paths in it, into a folder that nobody else looks at."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with _told_where(path):
            path.write_bytes(data)


def settle(path: Path) -> None:
    """Have the system put a file, or the names in a folder, on the disk: else a power cut could
    leave what was renamed without what is in it. Where it knows no such thing nothing is done."""
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        return  # a pipe of somebody's would never open
    with suppress(OSError):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def settle_all(folder: Path) -> None:
    """The same for all that is in a folder, and the folder."""
    for path in folder.rglob("*"):
        settle(path)
    settle(folder)


def check_free(folder: Path) -> None:
    """CallError where `folder` is a file, a link, or holds anything."""
    if folder.is_symlink() or (
        folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
    ):
        raise CallError(f"{folder} is there already: name another")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip that tells no hour and no user."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (
                0o644 << 16
            )  # else an unpacked file may be read by nobody
            package.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
