"""What writes into a folder of a user's: each way that a command has of doing it, small."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asknown.editions import new_project
from asknown.editions.publish import publish
from asknown.editions.render import Edition
from asknown.exchange.exporting import exporting
from asknown.exchange.importing import drafts, importing, mapping
from asknown.ledger import starter
from asknown.model.case import Case
from asknown.model.known import Known
from tests.support.leftovers import made
from tests.support.places import HARBOUR, ROOT
from tests.support.vintages import write_fresh

MINE = {
    "case/day/my-notes.txt": b"mine",
    "case/notes.txt": b"mine",
    "mine.txt": b"mine",
}
OLD, NEW = (
    Edition("case/day", made({"report.pdf": word, "charts/toll.svg": word}))
    for word in (b"old", b"new")
)
_UCDP = ROOT / "tests" / "data" / "ucdp" / "ged231_500.csv"
_CHANGED, _OWN, _LACKING = (
    "notebooks/report.ipynb",
    "docs/word.md",
    "docs/brand.md",
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


def published(folder: Path) -> None:
    """An edition, and notes of somebody's in and beside it."""
    publish(OLD, folder)
    for name, data in MINE.items():
        (folder / name).write_bytes(data)


def _of_a_ledger(folder: Path) -> None:
    """An edition that is noted as a ledger's, for the first time there."""
    publish(Edition("case/day", NEW.files, ledger=HARBOUR), folder)


def _to_import(folder: Path) -> None:
    write_fresh(folder / "ucdp", "world")
    lines = _UCDP.read_bytes().splitlines(True)
    (folder / "few.csv").write_bytes(b"".join(lines[:4]))


def _import(folder: Path) -> None:
    mapped = mapping.load("ucdp-ged", ROOT)
    importing.bring_in(
        "ucdp-ged", folder / "few.csv", folder / "ucdp", mapped, "2023-12-31~"
    )


def _to_draft(folder: Path) -> None:
    """A case, and a file with one row that a person has looked at."""
    shutil.copytree(HARBOUR, folder / "harbour")
    with (HARBOUR / "claims.csv").open(encoding="utf-8", newline="") as lines:
        header, first, *_ = csv.reader(lines)
    with (folder / "drafts.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, ["K-99", *first[1:]]])


def _draft(folder: Path) -> None:
    drafts.take(folder / "drafts.csv", folder / "harbour")


def _export(form: str, name: str) -> Callable[[Path], object]:
    return lambda folder: exporting.export(_known(), form, folder / name, force=True)


def _to_export(folder: Path) -> None:
    _nothing(folder)
    (folder / "out.geojson").write_bytes(b"old")
    _known()


@cache
def _known() -> Known:
    return Case.load(HARBOUR).as_known("2022-03-09")


def _new(folder: Path) -> None:
    starter.new(str(folder / "data" / "floods"), ROOT)


def _init(folder: Path) -> None:
    new_project.begin(folder / "desk", "floods")


def _older(folder: Path) -> None:
    """A project of an older version, of which its user changed one file."""
    _init(folder)
    desk = folder / "desk"
    record = json.loads((desk / new_project.RECORD).read_bytes())
    before = (desk / _CHANGED).read_bytes().replace(b"asknown", b"asbefore", 1)
    (desk / _CHANGED).write_bytes(before)
    record["files"][_CHANGED] = new_project.fingerprint(_CHANGED, before)
    (desk / _OWN).write_bytes(b"my own words")
    record["files"][_OWN] = "older"
    (desk / _LACKING).unlink()
    del record["files"][_LACKING]
    (desk / new_project.RECORD).write_text(json.dumps(record))


def _update(folder: Path) -> None:
    kinds = {each.what for each in new_project.update(folder / "desk")}
    assert kinds <= {"new", "newer", "kept"}


WORKS = {
    "publish": Work(_nothing, lambda folder: publish(NEW, folder)),
    "publish over an edition": Work(published, lambda folder: publish(NEW, folder)),
    "publish of a ledger": Work(_nothing, _of_a_ledger),
    "new": Work(_nothing, _new, refuses=True),
    "init": Work(_nothing, _init, refuses=True),
    "init --update": Work(_older, _update, steps=True),
    "import": Work(_to_import, _import, steps=True),
    "import of drafts": Work(_to_draft, _draft, refuses=True),
    "export": Work(_to_export, _export("geojson", "out.geojson")),
    "export of a folder": Work(
        _to_export, _export("datapackage", "deep/out"), refuses=True
    ),
    "a case written": Work(
        _to_export, lambda folder: _known().write(folder / "again"), refuses=True
    ),
}
