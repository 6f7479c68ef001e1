"""A new project: notebooks, guides, settings and a first case, in a folder of its own; and newer
notebooks for one that is there.

What a user changed is never written over. A notebook is changed where its cells are: what running
it stores is nobody's work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from asknown import project, storage
from asknown.errors import CallError
from asknown.ledger import starter

RECORD = ".shipped.json"  # which files came with the library, and as what
NEWER = ".newer"  # behind the name of a file that waits beside the user's own
GUIDES = (
    "a-case-in-an-hour",
    "brand",
    "editing-together",
    "exploring",
    "import",
    "methodology",
    "own-section",
    "word",
)
_OWN = Path(__file__).parent
_HIDDEN = {"gitignore": ".gitignore", "gitattributes": ".gitattributes"}
_CASE = "new-case"  # what reports.toml of a new project calls its case
_NOTEBOOK = ".ipynb"

Files = dict[str, bytes]


@dataclass(frozen=True)
class Taken:
    """What became of one file: `new`, `newer`, `kept` (changed by its user; the newer one lies
    beside it) or `removed` (by its user, and left so); `differs` says how the newer one differs, a
    line each.
    """

    name: str
    what: str
    differs: tuple[str, ...] = ()


def begin(folder: Path, case: str) -> Path:
    """Write a new project with a case of this name and return its folder. CallError where the name
    is none for a case, or something is there already."""
    if project.whole(folder) == Path.cwd():
        # A shell may stand in this one.
        raise CallError("name a new folder: asknown init DESK")
    starter.check_name(case)
    files = shipped()
    record = _record(files)
    for name in ("README.md", "reports.toml", *_HIDDEN):
        files[_HIDDEN.get(name, name)] = (_OWN / name).read_bytes()
    reports = files["reports.toml"].decode()
    files["reports.toml"] = reports.replace(f'"{_CASE}"', f'"{case}"').encode()
    for name, content in starter.starter(case).items():
        files[f"data/{case}/{name}"] = content
    return storage.write_folder(folder, {**files, RECORD: record})


def shipped() -> Files:
    """The notebooks and guides that a project has from the library, by their path in it."""
    home = project.installed()
    paths = [*sorted((home / "notebooks").glob("*.ipynb")), home / "data" / "README.md"]
    paths += [home / "docs" / f"{guide}.md" for guide in GUIDES]
    paths += sorted((home / "docs" / "examples").glob("*.ipynb"))
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in paths}


def update(folder: Path) -> list[Taken]:
    """Take what the library has newer into a project; what was done, a file each, in order. Nothing
    is said of a file that is as shipped already.

    CallError where the folder is no project.
    """
    if not (folder / project.MARK).is_file():
        raise CallError(f"{folder} is no project: it has no {project.MARK}")
    newest, before = shipped(), _recorded(folder)
    for place in {(folder / name).parent for name in newest}:
        storage.sweep(place)  # a file that is as shipped already is not written again
    taken = []
    for name, content in sorted(newest.items()):
        one = _take(folder, name, content, before.get(name, ""))
        if one:
            taken.append(one)
    storage.write_file(folder / RECORD, _record(newest), force=True)
    return taken


def _take(folder: Path, name: str, newest: bytes, before: str) -> Taken | None:
    """Take one file in; `before` is the fingerprint of what was last shipped, blank for nothing."""
    path = folder / name
    mark = fingerprint(name, newest)
    if not path.exists():
        if before:
            return Taken(name, "removed")
        storage.write_file(path, newest)
        return Taken(name, "new")
    own = path.read_bytes()
    if fingerprint(name, own) == mark:
        return None
    if fingerprint(name, own) == before:
        storage.write_file(path, newest, force=True)
        return Taken(name, "newer", tuple(differences(name, own, newest)))
    if mark == before:
        return None  # changed here, and nothing newer than what it was changed from
    beside = folder / f"{name}{NEWER}"
    if beside.exists() and fingerprint(name, beside.read_bytes()) not in (before, mark):
        raise CallError(
            f"{beside} is not as it was laid there: move it, then update again"
        )
    storage.write_file(beside, newest, force=True)
    return Taken(name, "kept", tuple(differences(name, own, newest)))


def fingerprint(name: str, content: bytes) -> str:
    """What tells two versions of a file apart: of a notebook its cells, without what they gave."""
    if name.endswith(_NOTEBOOK):
        content = json.dumps(_cells(content)).encode()
    return hashlib.sha256(content).hexdigest()


def _cells(content: bytes) -> list[list[Any]]:
    """Kind, text and tags of each cell; of what is no notebook any more its bytes."""
    try:
        cells = json.loads(content)["cells"]
        return [
            [
                cell["cell_type"],
                "".join(cell["source"]),
                cell["metadata"].get("tags", []),
            ]
            for cell in cells
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        return [["raw", content.decode(errors="replace"), []]]


def differences(name: str, own: bytes, newest: bytes) -> Iterator[str]:
    """What only the one or the other has: cells of a notebook, lines of a text."""
    mine, theirs = _pieces(name, own), _pieces(name, newest)
    for piece in mine:
        if piece not in theirs:
            yield f"only yours: {_first_line(piece)}"
    for piece in theirs:
        if piece not in mine:
            yield f"only the newer: {_first_line(piece)}"


def _pieces(name: str, content: bytes) -> list[str]:
    if name.endswith(_NOTEBOOK):
        return [cell[1] for cell in _cells(content)]
    return content.decode(errors="replace").splitlines()


def _first_line(piece: str) -> str:
    first, *more = piece.strip().split("\n")
    return f"{first} ..." if more else first


def _record(files: Files) -> bytes:
    marks = {
        name: fingerprint(name, content) for name, content in sorted(files.items())
    }
    told = {"asknown": version("asknown"), "files": marks}
    return (json.dumps(told, indent=1) + "\n").encode()


def _recorded(folder: Path) -> dict[str, str]:
    """The fingerprints of what was last shipped; none where nobody noted them. CallError where the
    note cannot be read."""
    path = folder / RECORD
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_bytes())["files"])
    except (ValueError, LookupError, TypeError) as error:
        raise CallError(
            f"{path} cannot be read: remove it, then update again"
        ) from error
