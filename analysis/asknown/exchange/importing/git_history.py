"""The versions of one file in a git repository, each with the moment of its commit.

The field keeps its corrected series so. Git itself reads them; nothing that a repository configures
is run, and what stands there is only looked at.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asknown.errors import AsknownError

# A repository of somebody else's may name programs to run: a watcher of files, hooks, a pager.
_SAFE = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
)
_MARK = "commit "


@dataclass(frozen=True)
class Version:
    """A commit, its moment in UTC, and the path that the file had in it."""

    commit: str
    time: str
    path: str


def is_kept(path: Path) -> bool:
    """Whether a file has a history in git."""
    if not path.is_file():
        return False
    try:
        return bool(
            _git(
                path.parent,
                "ls-files",
                "--",
                path.name,
            ).strip()
        )
    except (AsknownError, OSError):
        return False


def versions(path: Path) -> list[Version]:
    """The versions of a file, the oldest first, also from under its former names. AsknownError
    where git cannot tell."""
    told = _git(
        path.parent,
        "log",
        "--follow",
        "--no-ext-diff",
        "--diff-filter=AMRC",
        "--name-only",
        f"--format={_MARK}%H %ct",
        "--",
        path.name,
    )
    found: list[Version] = []
    commit, time = "", ""
    for line in filter(None, told.splitlines()):
        if line.startswith(_MARK):
            commit, seconds = line.removeprefix(_MARK).split()
            moment = datetime.fromtimestamp(int(seconds), UTC)
            time = moment.isoformat().replace("+00:00", "Z")
        else:
            found.append(
                Version(
                    commit,
                    time,
                    line,
                )
            )
    found.reverse()  # git tells the newest first, and two may be of one second
    return sorted(found, key=lambda version: version.time)


def write(
    version: Version,
    path: Path,
    into: Path,
) -> Path:
    """The file as it was in a version, under its own name in a folder of the version's."""
    folder = into / version.commit
    folder.mkdir()
    target = folder / path.name
    found = subprocess.run(
        ["git", *_SAFE, "cat-file", "blob", f"{version.commit}:{version.path}"],
        cwd=path.parent,
        capture_output=True,
        check=False,
    )
    if found.returncode:
        raise AsknownError(
            f"{path.name}: git has no {version.path} in {version.commit}"
        )
    target.write_bytes(found.stdout)
    return target


def _git(folder: Path, *call: str) -> str:
    done = subprocess.run(
        ["git", *_SAFE, *call],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise AsknownError(f"git {call[0]}: {said[-1]}")
    return done.stdout
