"""Editions without a build, and what runs that died leave behind."""

from __future__ import annotations

import hashlib
from pathlib import Path

from asknown.report.document import as_json
from asknown.storage import MARK, MARKED


def made(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of an edition: these and the manifest that names them."""
    named = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return {
        **files,
        "manifest.json": as_json(
            {"files": named, "parameters": {}, "packages": {}, "python": "3.11"}
        ),
    }


def dead(folder: Path) -> Path:
    """A working folder that a run which died has left."""
    folder.mkdir(mode=0o700)
    (folder / MARK).write_bytes(MARKED)
    (folder / "half").write_text("x")
    return folder


def rests(tmp: Path) -> list[Path]:
    """What lies among the temporary files, besides our one folder there and its mark."""
    homes = [path for path in tmp.iterdir() if (path / MARK).is_file()]
    inside = [path for home in homes for path in home.iterdir() if path.name != MARK]
    return sorted([*(path for path in tmp.iterdir() if path not in homes), *inside])
