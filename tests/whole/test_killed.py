"""Killed at any of its operations on files, or out of room on its disk, a run leaves the old
state or the new, the next run leaves nothing of the dead one, and what others keep there is never
touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asknown import storage
from asknown.editions.publish import OWNER, publish
from asknown.errors import AsknownError
from asknown.exchange.importing import drafts
from asknown.model.check import check
from tests.support.full_disk import may_mount, on_full_disk
from tests.support.killed import (
    MAKES,
    Failed,
    ended_at,
    forked,
    operations,
    refused_from,
    tree,
)
from tests.support.leftovers import rests
from tests.support.works import MINE, NEW, OLD, WORKS, Work, published

Tried = Callable[..., None]
Tree = dict[str, bytes | None]
_OURS = ".asknown-"
_FULL = "No space left on device"
_SELDOM = {"import": 40, "init": 60, "init --update": 40, "import of drafts": 40}


@pytest.fixture
def tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files alone."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _places(name: str) -> list[object]:
    """A sample of the operations is looked at in each run, all of them by make stress."""
    return [
        pytest.param(name, _SELDOM.get(name, 5), id=f"{name}, a sample"),
        pytest.param(name, 1, id=name, marks=pytest.mark.stress),
    ]


PLACES = pytest.mark.parametrize(
    ("name", "each"), [place for name in WORKS for place in _places(name)]
)


@PLACES
def test_killed_at_the_nth_operation_it_is_the_old_state_or_the_new(
    tmp_path: Path, tmp: Path, name: str, each: int, tried: Tried
):
    work = WORKS[name]
    before, after = _states(work, tmp_path)
    work.begin(tmp_path / "count")
    events = operations(lambda: work.do(tmp_path / "count"))
    assert len(events) > 3
    lost = killed = 0
    for number, empty in _ends(events, each):
        folder = tmp_path / f"at-{number}-{empty}"
        work.begin(folder)
        killed += ended_at(number, lambda folder=folder: work.do(folder), empty)
        lost += not _is_whole(work, tree(folder), before, after)
        _again(work, folder)
        lost += tree(folder) != after
        lost += bool(rests(tmp))
    tried(f"killed at an operation on files: {name}", killed, lost=lost)
    assert killed
    assert not lost


def _ends(events: list[str], each: int) -> Iterator[tuple[int, bool]]:
    """At which operations it ends: before each, and behind one that opens a file."""
    for number in range(0, len(events), each):
        yield number, False
        if events[number] == "open":
            yield number, True


@PLACES
def test_a_disk_that_is_full_from_the_nth_operation_on(
    tmp_path: Path, tmp: Path, name: str, each: int, tried: Tried
):
    """Disk of the folder and of temporary files alike: one message that names a path, and
    nothing is left."""
    work = WORKS[name]
    before, after = _states(work, tmp_path)
    work.begin(tmp_path / "count")
    events = operations(lambda: work.do(tmp_path / "count"))
    numbers = [at for at, event in enumerate(events) if event in MAKES]
    assert numbers
    bad = []
    for number in numbers[::each]:
        folder = tmp_path / f"at-{number}"
        work.begin(folder)
        said = refused_from(number, lambda folder=folder: work.do(folder))
        found = tree(folder)
        # What is only looked for, and is there, takes no room.
        is_well = not isinstance(said, Failed) and found == after
        is_told = _is_told(said, tmp_path) and _is_left(work, found, before, after)
        if not is_well and not is_told:
            bad.append((number, events[number], said))
        bad += [(number, left) for left in rests(tmp)]
    tried(f"disk full: {name}", len(numbers[::each]), lost=len(bad))
    assert not bad


@pytest.mark.parametrize("name", WORKS)
def test_a_disk_with_room_for_a_few_pages(
    tmp_path: Path, tmp: Path, name: str, tried: Tried
):
    """A real one, on which a file may end in its middle."""
    work, disk = WORKS[name], tmp_path / "disk"
    disk.mkdir()
    if not may_mount(disk):
        pytest.skip("this user may not mount a disk")
    before, after = _states(work, tmp_path)
    bad, said = [], None
    pages = (
        0 if any(before.values()) else 1
    )  # a disk without a page is one without a limit
    while pages < 300:
        said, found = on_full_disk(disk, pages, work.begin, lambda: work.do(disk))
        if not isinstance(said, Failed):
            break
        if not _is_told(said, disk) or not _is_left(work, found, before, after):
            bad.append((pages, said))
        pages += 1 + pages // 4
    tried(f"disk with room for a few pages: {name}", pages, lost=len(bad))
    assert pages
    assert not bad
    assert not isinstance(said, Failed)
    assert not rests(tmp)


def _is_told(said: object, place: Path) -> bool:
    """Whether a run that failed says why, and where."""
    return isinstance(said, Failed) and _FULL in said.says and str(place) in said.says


def _is_left(work: Work, found: Tree, before: Tree, after: Tree) -> bool:
    """Whether what is there is what was, and nothing else; where it is written file by file, each
    of them as it was or as it is to be."""
    if not work.steps:
        return found == before
    known = before.items() | after.items()
    return found.items() <= known and before.keys() <= found.keys()


def _states(work: Work, folder: Path) -> tuple[Tree, Tree]:
    """What is there before, and after."""
    work.begin(folder / "before")
    work.begin(folder / "after")
    work.do(folder / "after")
    return tree(folder / "before"), tree(folder / "after")


def _is_whole(work: Work, found: Tree, before: Tree, after: Tree) -> bool:
    """Whether what is there is the old state or the new, hidden folders of ours and those made
    for what was to come aside."""
    seen = {name: data for name, data in found.items() if not _is_aside(name)}
    if _is_left(work, seen, before, after) or seen == after:
        return True
    new = seen.items() - before.items()
    return before.items() <= seen.items() and all(
        (data is None and name in after) or Path(name).name == OWNER
        for name, data in new
    )


def _is_aside(name: str) -> bool:
    return any(part.startswith(_OURS) for part in Path(name).parts)


def _again(work: Work, folder: Path) -> None:
    """The next run, which may find that all is there."""
    try:
        work.do(folder)
    except AsknownError:
        assert work.refuses


def test_publishes_at_once_take_turns(tmp_path: Path):
    """Of any two at once one waits; what is there at the end is what one after the other gives."""
    published(tmp_path / "out")
    pids = [
        forked(lambda edition=edition: publish(edition, tmp_path / "out"))
        for edition in (NEW, OLD) * 3
    ]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 6
    found = tree(tmp_path / "out")
    assert {name: found[name] for name in MINE} == MINE
    files = {
        name.removeprefix("case/day/"): data
        for name, data in found.items()
        if data is not None
    }
    assert any(edition.files.items() <= files.items() for edition in (OLD, NEW))
    assert not [name for name in found if ".asknown-edition" in name]


def test_imports_of_drafts_at_once_take_turns(tmp_path: Path):
    """Each adds to what is there: what one has written the other keeps."""
    begin = WORKS["import of drafts"].begin
    begin(tmp_path / "desk")
    case = tmp_path / "desk" / "harbour"
    (one,) = (tmp_path / "desk").glob("drafts.csv")
    other = one.with_name("others.csv")
    text = one.read_text(encoding="utf-8")
    other.write_text(text.replace("K-99", "K-98"), encoding="utf-8")
    pids = [forked(lambda file=file: drafts.take(file, case)) for file in (one, other)]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0, 0]
    claims = (case / "claims.csv").read_text(encoding="utf-8")
    assert [claims.count(f"\n{name},") for name in ("K-98", "K-99")] == [1, 1]
    assert check(case) == []


def test_what_is_renamed_is_on_the_disk_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A power cut may leave a name without what is in it, unless the system was told to put that on
    the disk first, and then the folder with the name."""
    told: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(opened: int) -> None:
        told.append(Path(f"/proc/self/fd/{opened}").readlink().name)
        fsync(opened)

    def renamed(old: object, new: object, **more: object) -> None:
        told.append(f"-> {Path(str(new)).name}")
        replace(old, new, **more)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    monkeypatch.setattr(os, "rename", renamed)
    folder = tmp_path / "desk"
    folder.mkdir()
    storage.write_file(folder / "out.csv", b"new")
    assert told == ["fresh", "-> out.csv", "desk"]
    told.clear()
    storage.write_folder(folder / "out", {"a/b.csv": b"new", "c.csv": b"new"})
    *before, last, desk = told
    assert sorted(before) == ["a", "b.csv", "c.csv", "fresh"]
    assert (last, desk) == ("-> out", "desk")
    told.clear()
    publish(NEW, folder)
    at = told.index("-> day")
    assert {*NEW.files} >= {"report.pdf"}
    assert {"report.pdf", "toll.svg", "manifest.json", "charts"} <= set(told[:at])
    assert "case" in told[at:]
