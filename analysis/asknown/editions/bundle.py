"""What a build needs, as content: the ledger, the notebook, the outlines. So an edition can be
built on a machine that has the library and nothing else, and a hundred editions are built from one
and the same ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from asknown import project
from asknown.ledger import reading
from asknown.storage import lasting, write_files


@dataclass(frozen=True)
class Luggage:
    """The files of a small project by their path in it; `case` is the name its one case goes by."""

    case: str
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def sha256(self) -> str:
        """What tells this content from any other."""
        whole = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            whole.update(f"{len(name)} {name} {len(data)} ".encode() + data)
        return whole.hexdigest()


def packed(case: Path, root: Path) -> Luggage:
    """Pack a case's ledger with the notebooks and outlines of the project at `root`.

    What else lies in the case's folder stays at home: interviews, letters, recordings are nobody's
    on a cluster.
    """
    name = case.resolve().name
    files = {f"data/{name}/{path.name}": path for path in reading.files(case)}
    for pattern in ("notebooks/*.ipynb", "data/outlines/*.geojson"):
        files |= {
            path.relative_to(root).as_posix(): path for path in root.glob(pattern)
        }
    there = {
        where: path.read_bytes()
        for where, path in sorted(files.items())
        if path.is_file()
    }
    return Luggage(
        name, {project.MARK: f'[[report]]\ncase = "{name}"\n'.encode(), **there}
    )


_unpacked: dict[str, Path] = {}
_unpacking = Lock()


def unpacked(luggage: Luggage) -> Path:
    """The folder of a project with these files, written once in this process and removed when it
    ends."""
    with _unpacking:
        key = luggage.sha256
        if key not in _unpacked:
            folder = lasting()
            write_files(folder, luggage.files)
            _unpacked[key] = folder
        return _unpacked[key]
