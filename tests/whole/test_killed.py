"""Killed at any of its operations on files, a run leaves the old state or the new, the next run
leaves nothing of the dead one, and what others keep there is never touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from asknown import storage
from asknown.editions.publish import publish
from asknown.editions.render import Edition
from asknown.errors import CallError
from asknown.exchange.exporting import exporting
from asknown.exchange.importing import importing, mapping
from asknown.ledger import starter
from asknown.model.case import Case
from asknown.model.known import Known
from tests.support.killed import Do, ended_at, operations, tree
from tests.support.leftovers import made, rests
from tests.support.places import HARBOUR, ROOT
from tests.support.vintages import write_fresh

Tried = Callable[..., None]
Tree = dict[str, bytes | None]
_OURS = ".asknown-"
MINE = {
    "case/day/my-notes.txt": b"mine",
    "case/notes.txt": b"mine",
    "mine.txt": b"mine",
}
OLD, NEW = (
    Edition("case/day", made({"report.pdf": word, "charts/toll.svg": word}))
    for word in (b"old", b"new")
)


@dataclass(frozen=True)
class Work:
    """Something that writes into a folder: how it begins, what is done there, and whether a second
    run may refuse since all is there."""

    begin: Callable[[Path], object]
    do: Callable[[Path], object]
    refuses: bool = False
    steps: bool = False  # it writes one file after the other, each whole


def _nothing(folder: Path) -> None:
    folder.mkdir(exist_ok=True)


def _published(folder: Path) -> None:
    publish(OLD, folder)
    for name, data in MINE.items():
        (folder / name).write_bytes(data)


def _begun(folder: Path) -> None:
    write_fresh(folder / "ucdp", "world")
    lines = (
        (ROOT / "tests" / "data" / "ucdp" / "ged231_500.csv")
        .read_bytes()
        .splitlines(True)
    )
    (folder / "few.csv").write_bytes(b"".join(lines[:8]))


def _import(folder: Path) -> None:
    mapped = mapping.load("ucdp-ged", ROOT)
    importing.bring_in(
        "ucdp-ged", folder / "few.csv", folder / "ucdp", mapped, "2023-12-31~"
    )


def _export(form: str, name: str) -> Callable[[Path], object]:
    return lambda folder: exporting.export(_known(), form, folder / name, force=True)


@cache
def _known() -> Known:
    return Case.load(HARBOUR).as_known("2022-03-09")


def _new(folder: Path) -> None:
    starter.new(str(folder / "floods"), ROOT)


WORKS = {
    "publish": Work(_nothing, lambda folder: publish(NEW, folder)),
    "publish over an edition": Work(_published, lambda folder: publish(NEW, folder)),
    "new": Work(_nothing, _new, refuses=True),
    "import": Work(_begun, _import, steps=True),
    "export": Work(
        lambda folder: (
            _nothing(folder),
            (folder / "out.geojson").write_bytes(b"old"),
            _known(),
        ),
        _export("geojson", "out.geojson"),
    ),
    "export of a folder": Work(
        lambda folder: (_nothing(folder), _known()),
        _export("datapackage", "out"),
        refuses=True,
    ),
}


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
        pytest.param(name, 40 if name == "import" else 5, id=f"{name}, a sample"),
        pytest.param(name, 1, id=name, marks=pytest.mark.stress),
    ]


@pytest.mark.parametrize(
    ("name", "each"), [place for name in WORKS for place in _places(name)]
)
def test_killed_at_the_nth_operation_it_is_the_old_state_or_the_new(
    tmp_path: Path, tmp: Path, name: str, each: int, tried: Tried
):
    work = WORKS[name]
    before, after = (
        _state(work, tmp_path / "before"),
        _state(work, tmp_path / "after", done=True),
    )
    work.begin(tmp_path / "count")
    count = operations(lambda: work.do(tmp_path / "count"))
    assert count > 3
    lost = killed = 0
    for number in range(0, count, each):
        for empty in (False, True):
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


def _state(work: Work, folder: Path, done: bool = False) -> Tree:
    work.begin(folder)
    if done:
        work.do(folder)
    return tree(folder)


def _is_whole(work: Work, found: Tree, before: Tree, after: Tree) -> bool:
    """Whether what is there is the old state or the new, hidden folders of ours aside."""
    seen = {
        name: data
        for name, data in found.items()
        if not name.startswith(_OURS) and "/.ask" not in name
    }
    if work.steps:
        known = [(before.get(name), after.get(name)) for name in seen]
        return all(
            data in pair for data, pair in zip(seen.values(), known, strict=True)
        )
    seen.pop("case/.ledger", None)
    begun = seen.keys() <= {"case"} and not before
    return begun or seen in (before, after)


def _again(work: Work, folder: Path) -> None:
    """The next run, which may find that all is there."""
    try:
        work.do(folder)
    except CallError:
        assert work.refuses


def test_two_publishes_and_two_imports_at_once_take_turns(tmp_path: Path):
    """Of any two at once one waits; what is there at the end is what one after the other gives."""
    _published(tmp_path / "out")
    pids = [
        _forked(lambda edition=edition: publish(edition, tmp_path / "out"))
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


def _forked(do: Do) -> int:
    pid = os.fork()
    if not pid:
        try:
            do()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return pid


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
