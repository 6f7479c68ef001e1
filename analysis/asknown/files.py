"""Files written whole or not at all: in a folder of ours first, then moved into their place. What is there stays there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from asknown.errors import CallError
from asknown.storage import workplace


def write_file(path: Path, data: bytes, force: bool = False) -> Path:
    """Write one file. CallError where that cannot be done, a link is there or, without `force`, anything is: with it a file
    that is there is replaced in one step."""
    if path.is_symlink():
        raise CallError(f"{path} is a link: name a file, or the one it leads to")
    if path.exists() and not force:
        raise CallError(
            f"{path} is there already: name another, or call with --force to write over it"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with workplace(path.parent) as aside:
            fresh = aside / "fresh"
            fresh.write_bytes(data)
            fresh.replace(path)
    except OSError as error:
        raise CallError(f"{path} cannot be written: {error.strerror}") from error
    return path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a new folder of files. CallError where something is there already: nothing of a user's is written over."""
    check_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with workplace(folder.parent) as aside:
            write_files(aside / "fresh", files)
            (aside / "fresh").rename(folder)  # an empty folder gives way to it, a full one does not
    except OSError as error:
        raise CallError(f"{folder} cannot be written: {error.strerror}") from error
    return folder


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by their paths in it, into a folder that nobody else looks at."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


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
            entry.external_attr = 0o644 << 16  # else an unpacked file may be read by nobody
            package.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
