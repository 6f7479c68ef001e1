"""The processes that a run has started."""

from __future__ import annotations

from contextlib import suppress

import psutil


def processes(word: str) -> list[psutil.Process]:
    """The processes below this one that were called with a word, parents first."""
    found = []
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            found += [each] if word in " ".join(each.cmdline()) else []
    return found
