"""Editions rendered once per run, however many tests and workers look at them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
from functools import cache
from pathlib import Path

from asknown.editions.forkserver import apart
from asknown.editions.render import Edition, Spec, render
from tests.support.places import ROOT

EDITIONS = "ASKNOWN_TEST_EDITIONS"
REPORT = ("pdf", "html", "ipynb")


@cache
def edition(
    case: str, as_of: str, notebook: str = "report", to: tuple[str, ...] = REPORT
) -> Edition:
    """One edition, without its annex unless asked for, rendered once however many tests and
    workers look at it."""
    wanted = Spec(ROOT, case, as_of, notebook=notebook, to=to)
    named = hashlib.sha256(repr(wanted).encode()).hexdigest()
    kept = Path(os.environ[EDITIONS]) / named
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other worker waits instead of rendering it too
        if not kept.exists():
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(pickle.dumps(apart(render, wanted)))
            own.rename(kept)
    found: Edition = pickle.loads(kept.read_bytes())
    return found
