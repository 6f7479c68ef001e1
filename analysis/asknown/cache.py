"""Work done once a batch: sixty editions draw the same chart for many days and tell the same past.

What was made is kept by all that it was made from, in a folder that the run names in the
environment and removes; without one everything is made anew.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from asknown.storage import alone

FOLDER = "ASKNOWN_KEPT"  # names a folder that nobody else can write to: what lies there is trusted
T = TypeVar("T")
Files = tuple[tuple[str, str], ...]  # the names and hashes of a folder's files


def once(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` gives, or what it gave in this batch for the same key, which has to tell all that
    it depends on.
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        return make()
    place = Path(folder) / _digest(key)
    place.mkdir(exist_ok=True)
    # Another process may be at it: what is worth keeping is worth waiting for.
    with alone(place):
        path = place / "made"
        if path.is_file():
            found: T = pickle.loads(path.read_bytes())
            return found
        made = make()
        # Under another name first: whoever is killed while it writes leaves nothing to be read.
        half = place / "half"
        half.write_bytes(pickle.dumps(made))
        half.rename(path)
        return made


def _digest(key: tuple[Any, ...]) -> str:
    """A hash that equal content has, whatever it was made by. ValueError for what comes back to
    itself.
    """
    written = io.BytesIO()
    _Content(written).dump(key)
    digest = hashlib.sha256(written.getvalue())
    return digest.hexdigest()


class _Content(pickle.Pickler):
    """Writes equal values as equal bytes. A plain pickle also tells which values are one object,
    and a frame's how its columns lie in memory: both differ from one edition to the next.
    """

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.fast = True  # no references back: what occurs twice is written twice

    def reducer_override(self, value: Any) -> Any:
        """Frames by their cells."""
        # By the name of its class: pandas is slow to load, and where there is a frame it is there.
        kind = type(value)
        if kind.__name__ != "DataFrame":
            return NotImplemented
        cells = []
        for name, column in value.items():
            cells.append((name, str(column.dtype), column.tolist()))
        return kind, (value.index.tolist(), cells)


def content(folder: Path) -> Files:
    """What a folder holds, to key what is made from it. Empty where nothing is kept."""
    if not os.environ.get(FOLDER):
        return ()
    files = []
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes())
            files.append((path.name, digest.hexdigest()))
    return tuple(files)
