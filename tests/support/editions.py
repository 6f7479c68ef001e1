"""Editions, and what else is dear, made once per run, however many tests and workers look at it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from asknown.editions.forkserver import apart
from asknown.editions.render import Edition, render
from asknown.editions.spec import Spec
from tests.support.places import ROOT

EDITIONS = "ASKNOWN_TEST_EDITIONS"
REPORT = ("pdf", "html", "ipynb")


@cache
def edition(
    case: str, as_of: str, notebook: str = "report", to: tuple[str, ...] = REPORT
) -> Edition:
    """One edition, without its annex unless asked for, rendered once however many tests and
    workers look at it."""
    spec = Spec(ROOT, case, as_of, notebook=notebook, to=to)
    made: Edition = shared(repr(spec), lambda: apart(render, spec))
    return made


def shared(name: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once in a run of tests, by whichever worker asks first."""
    named = hashlib.sha256(name.encode()).hexdigest()
    kept = Path(os.environ[EDITIONS]) / named
    with kept.with_suffix(".lock").open("w") as lock:
        # The other worker waits instead of making it too.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(pickle.dumps(make()))
            own.rename(kept)
    return pickle.loads(kept.read_bytes())
