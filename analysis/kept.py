"""Work done once a batch: sixty editions draw the same chart for many days, and cut the same letters out of the same fonts.

What was made is kept by all that it was made from, in a folder that the run names in the environment and removes; without one
everything is made anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from analysis.blocks import Chart

FOLDER = "ASKNOWN_KEPT"  # names a folder that nobody else can write to: what lies there is trusted
T = TypeVar("T")


def once(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` gives, or what it gave in this batch for the same key, which has to tell all that it depends on."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return make()
    path = Path(folder) / hashlib.sha256(pickle.dumps(key)).hexdigest()
    if path.is_file():
        found: T = pickle.loads(path.read_bytes())
        return found
    made = make()
    own = path.with_suffix(f".{os.getpid()}")
    own.write_bytes(pickle.dumps(made))
    own.rename(path)
    return made


def content(folder: Path) -> tuple[tuple[str, str], ...]:
    """The names and hashes of a folder's files, to key what is made from them. Empty where nothing is kept."""
    if not os.environ.get(FOLDER):
        return ()
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)


def kept(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """`draw`, whose keywords are the texts that only stand around the chart, called once for the same arguments. They are set
    around it anew, because they tell the day."""

    @wraps(draw)
    def drawn(*given: Any, **texts: Any) -> Chart:
        """The chart, drawn or found."""
        return replace(once((draw.__module__, given), lambda: draw(*given, **texts)), **texts)

    return drawn
