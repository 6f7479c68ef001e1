"""Files written whole or not at all: under a name of their own first, then moved into their place."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from asknown.errors import CallError


def write_file(path: Path, data: bytes) -> Path:
    """Write one file; what was there is replaced in one step. CallError where that cannot be done."""
    fresh = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise CallError(f"{path} cannot be written: {error.strerror}") from error
    return path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a new folder of files. CallError where something is there already: nothing of a user's is written over."""
    check_free(folder)
    fresh = folder.parent / f".{folder.name}.{os.getpid()}.tmp"
    try:
        for name, data in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        fresh.rename(folder)  # an empty folder gives way to it, a full one does not
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise CallError(f"{folder} cannot be written: {error.strerror}") from error
    return folder


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
