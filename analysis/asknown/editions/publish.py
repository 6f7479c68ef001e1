"""Where editions stand. One is put in its place whole, beside what others keep there, and only in a
folder of its own ledger.

What is ours in an edition's folder is what its manifest names, as it names it. All else there is
somebody's: it stays, it goes along when the folders are exchanged, and where it stands in the way
nothing is published unless the caller insists.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from asknown import limits
from asknown.editions.render import Edition
from asknown.errors import AsknownError, BuildError, CallError
from asknown.ledger.reading import SETTINGS
from asknown.project import FILES
from asknown.report.document import as_json
from asknown.storage import (
    alone,
    left_by_the_dead,
    made,
    settle,
    settle_all,
    sweep,
    workplace,
    write_file,
    write_files,
)

MANIFEST, TRACE, PDF = "manifest.json", "trace.json", "report.pdf"
OWNER = ".ledger"  # beside the editions of a case: which ledger they are of
Files = Mapping[str, bytes]
Say = Callable[[str], object]
_PREFIX = ".asknown-edition-"
_WHOSE, _FRESH, _OLD = (
    "edition",
    "fresh",
    "old",
)  # of which edition a working folder is, the new one in it, the old one
_REPORTS = frozenset(name for files in FILES.values() for name in files)


def put_whole(
    place: Path, files: Files, ledger: Path | None, notebook: str, force: bool, say: Say
) -> Path:
    """Put an edition's files in its place whole: whoever looks finds the old ones or the new ones.
    Equal bytes publish nothing.

    `ledger` is the folder it was built from, `notebook` the sha256 of its notebook. CallError where
    another ledger's editions, a link, a file or somebody's own files are in the way; `force` takes
    the folder over, and writes over files.
    """
    _check_folders(place)
    home = place.parent
    try:
        # Two runs on one folder take turns.
        with made(home), alone(home):
            _mend(home)
            with _claimed(home, ledger, force):
                _put(place, files, notebook, force, say)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise BuildError(f"{place} {what}; nothing was published") from error
    return place


def _check_folders(place: Path) -> None:
    """CallError where something else stands in the place of an edition, or of the editions of its
    case."""
    if place.is_symlink():
        raise CallError(f"{place} is a link: remove it, or build elsewhere with --out")
    for folder in (place, place.parent):
        if os.path.lexists(folder) and not folder.is_dir():
            raise CallError(
                f"{folder} is no folder: move it, or build elsewhere with --out"
            )


@contextmanager
def _claimed(folder: Path, ledger: Path | None, force: bool) -> Iterator[None]:
    """A folder that is noted as this ledger's. Where nothing is published after all, a note that
    is new goes again."""
    note = folder / OWNER
    is_new = not os.path.lexists(note)
    try:
        _claim(folder, ledger, force)
        yield
    except BaseException:
        if is_new:
            note.unlink(missing_ok=True)
        raise


def _claim(folder: Path, ledger: Path | None, force: bool) -> None:
    """Note of which ledger the editions in a folder are, by the way from here to there: the two
    travel together.

    CallError where it is another's: two ledgers may bear one id, and the second would replace what
    the first has published.
    """
    if not ledger:
        return
    owner = _owner(folder)
    if owner and not force and not _is_same(folder / owner, ledger):
        there = (
            ""
            if (folder / owner / SETTINGS).is_file()
            else ", which is not there any more"
        )
        raise CallError(
            f"{folder} holds the editions of another ledger of the same id, {owner}{there}: "
            f"build elsewhere with --out, "
            "give the case another id, or take the folder over with --force"
        )
    is_noted = owner and _is_same(folder / owner, ledger)
    if not is_noted and os.access(
        folder, os.W_OK
    ):  # where nobody can write, nothing will be published either
        way = Path(os.path.relpath(ledger.resolve(), folder.resolve())).as_posix()
        said = "# The ledger that the editions in this folder are built from.\n"
        write_file(
            folder / OWNER,
            f"{said}ledger = {json.dumps(way, ensure_ascii=False)}\n".encode(),
            force=True,
        )


def _owner(folder: Path) -> str:
    """The ledger that a folder's editions are of, as noted there; empty where nothing is. CallError
    for somebody's own file."""
    path = folder / OWNER
    if not os.path.lexists(path):
        return ""
    try:
        found = limits.toml(path.read_text(encoding="utf-8"))["ledger"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CallError(f"{path} names no ledger: move it") from error
    return str(found)


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _put(place: Path, files: Files, notebook: str, force: bool, say: Say) -> None:
    old = EditionFolder(place)
    whole, stale = _joined(old, files, notebook)
    if not stale and old.has(whole):
        return
    in_the_way = [
        name
        for name in old.theirs
        if _clashes(name, whole) and not old.holds(name, whole.get(name))
    ]
    if in_the_way and not force:
        raise CallError(_refusal(place, in_the_way))
    with workplace(place.parent, _PREFIX) as aside:
        (aside / _WHOSE).write_text(place.name, encoding="utf-8")
        write_files(aside / "half", whole)
        _carry(old, aside / "half", whole)
        settle_all(aside / "half")
        (aside / "half").rename(
            aside / _FRESH
        )  # from here on it is whole, which a later run may rely on
        _exchange(aside, place)
        settle(place.parent)
        _rescue(aside, place)
    if stale:
        told = "they are" if len(stale) > 1 else "it is"
        say(
            f"removed {', '.join(stale)}: {told} of another state than what was built now; --to "
            f"names what to build"
        )


def _refusal(place: Path, names: list[str]) -> str:
    first = ", ".join(names[:3]) + (
        f" and {len(names) - 3} more" if len(names) > 3 else ""
    )
    return (
        f"{place}: {first} would be written over, and no edition here has written it as it is: "
        f"move it, build elsewhere with "
        "--out, or write over it with --force; nothing was published"
    )


@dataclass(frozen=True)
class EditionFolder:
    """What stands in an edition's place: files of ours, and files of others."""

    place: Path

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Its manifest; empty where there is none of ours."""
        path = self.place / MANIFEST
        try:
            found = {} if path.is_symlink() else json.loads(path.read_bytes())
            is_ours = isinstance(found["files"], dict) and isinstance(
                found["packages"], dict
            )
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return {}
        return found if is_ours else {}

    @cached_property
    def names(self) -> list[str]:
        """Every file, link and empty folder, by its path in the edition."""
        return sorted(
            path.relative_to(self.place).as_posix() for path in _leaves(self.place)
        )

    @cached_property
    def ours(self) -> set[str]:
        """The files that the manifest names, as far as they are what it names, and the manifest."""
        digests = self.manifest.get("files", {})
        found = {
            name
            for name in self.names
            if name in digests and _digest(self.place / name) == digests[name]
        }
        return found | ({MANIFEST} if self.manifest else set())

    @property
    def theirs(self) -> list[str]:
        """What is somebody's own."""
        return [name for name in self.names if name not in self.ours]

    def holds(self, name: str, data: bytes | None) -> bool:
        """Whether a plain file of this name has this content."""
        path = self.place / name
        return (
            data is not None
            and path.is_file()
            and not path.is_symlink()
            and path.read_bytes() == data
        )

    def has(self, files: Files) -> bool:
        """Whether all these files stand here as they are, and no other of ours."""
        return self.ours <= files.keys() and all(
            self.holds(name, data) for name, data in files.items()
        )

    def trace(self) -> bytes:
        """The trace: the file, or the one inside the PDF where only that was kept; empty where
        there is neither."""
        if TRACE in self.ours:
            return (self.place / TRACE).read_bytes()
        if PDF not in self.ours:
            return b""
        from asknown.editions.pdf_diff import Reading  # pypdf is slow to load

        with suppress(AsknownError):
            report = (self.place / PDF).read_bytes()
            return Reading(report).attachment(TRACE)
        return b""


def _leaves(folder: Path) -> Iterator[Path]:
    """What has nothing in it: files, links, and empty folders."""
    for here, folders, names in os.walk(folder):
        links = [each for each in folders if (Path(here) / each).is_symlink()]
        yield from (Path(here) / each for each in (*names, *links))
        if not folders and not names and Path(here) != folder:
            yield Path(here)


def _digest(path: Path) -> str:
    """The sha256 of a plain file; empty for anything else."""
    return (
        hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file() and not path.is_symlink()
        else ""
    )


def _joined(old: EditionFolder, new: Files, notebook: str) -> tuple[Files, list[str]]:
    """The new files, with those of formats that were not asked for as far as they are still right;
    and those that are not.

    A page built from the same ledger by the same notebook stays beside a new PDF, and the folder is
    then what one build of all formats gives. One of another state would contradict it: it has to
    go.
    """
    others = sorted((old.ours & _REPORTS) - new.keys())
    if not others:
        return new, []
    if not _is_same_state(old, new, notebook):
        return new, others
    kept = sorted(old.ours - new.keys()) if _has_annex(others) else others
    whole = {**{name: (old.place / name).read_bytes() for name in kept}, **new}
    digests = {}
    for name, data in sorted(whole.items()):
        if name != MANIFEST:
            digests[name] = hashlib.sha256(data).hexdigest()
    whole[MANIFEST] = as_json(json.loads(new[MANIFEST]) | {"files": digests})
    return whole, []


def _is_same_state(old: EditionFolder, new: Files, notebook: str) -> bool:
    """Whether an edition tells what the new one tells: parameters, versions, cells, trace, charts
    and tables, those of an annex aside that only one of the two has."""
    manifest = json.loads(new[MANIFEST])
    for key in ("parameters", "packages", "python"):
        if old.manifest.get(key) != manifest[key]:
            return False
    before, now = old.manifest["files"], manifest["files"]
    if before.get("report.ipynb", notebook) != notebook or old.trace() != new[TRACE]:
        return False
    drawn, drawn_now = _beside(before), _beside(now)
    if _has_annex(before) == _has_annex(now):
        return drawn == drawn_now
    return drawn <= drawn_now or drawn_now <= drawn


def _beside(files: Mapping[str, str]) -> set[tuple[str, str]]:
    """The charts and tables of an edition, each with its digest."""
    return {(name, digest) for name, digest in files.items() if "/" in name}


def _has_annex(names: Iterable[str]) -> bool:
    return any(name in FILES["annex"] for name in names)


def _clashes(name: str, files: Files) -> bool:
    """Whether a file of this name stands where one of these goes, or a folder that it needs."""
    return any(
        name == each or each.startswith(f"{name}/") or name.startswith(f"{each}/")
        for each in files
    )


def _carry(old: EditionFolder, fresh: Path, files: Files) -> None:
    """Take what is somebody's own along into the new folder."""
    for name in old.theirs:
        if _clashes(name, files):
            continue
        source, target = old.place / name, fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir() and not source.is_symlink():
            target.mkdir(exist_ok=True)
        else:
            _link(source, target)


def _link(source: Path, target: Path) -> None:
    """The same file under a second name, so that who has it open goes on writing it; a copy where
    the disk has no such."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _exchange(aside: Path, place: Path) -> None:
    """Swap two folders at once where the system can (Linux), else set the old one aside, which the
    next run mends."""
    fresh = aside / _FRESH
    if not place.exists():
        fresh.rename(place)
        return
    try:
        swapped = (
            ctypes.CDLL(None, use_errno=True).renameat2(
                -100, os.fsencode(fresh), -100, os.fsencode(place), 2
            )
            == 0
        )
    except (AttributeError, OSError, TypeError):
        swapped = False
    if not swapped:
        place.rename(aside / _OLD)
        fresh.rename(place)


def _mend(folder: Path) -> None:
    """Finish what runs that died have left: we hold the folder, so nobody else is at work in it.
    One set aside is put back."""
    for aside in left_by_the_dead(folder, _PREFIX):
        with suppress(OSError):
            name = (aside / _WHOSE).read_text(encoding="utf-8")
            if (aside / _OLD).is_dir() and not os.path.lexists(folder / name):
                (aside / _OLD).rename(folder / name)
            _rescue(aside, folder / name)
    sweep(folder)  # that of the note too


def _rescue(aside: Path, place: Path) -> None:
    """Bring what is somebody's own, and came into the old folder while we were at it, over into the
    new one."""
    for left in (EditionFolder(aside / _OLD), EditionFolder(aside / _FRESH)):
        for name in left.theirs:
            if os.path.lexists(place / name):
                continue
            with suppress(OSError):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (left.place / name).rename(place / name)


def publish(
    edition: Edition,
    out: Path,
    force: bool = False,
    say: Callable[[str], object] = lambda _: None,
) -> Path:
    """Put an edition in its place whole: whoever looks finds the old one or the new one. Equal
    bytes publish nothing.

    What others keep in its folder stays, and so do formats that were not asked for while they tell
    the same. `say` is told what was removed. CallError where another ledger, a link or somebody's
    own file is in the way; `force` writes over files.
    """
    return put_whole(
        out / edition.folder,
        edition.files,
        edition.ledger,
        edition.notebook,
        force,
        say,
    )
