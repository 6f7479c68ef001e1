"""Charts drawn once: a batch draws the same picture for many days on which nothing about its subject was learned.

A chart is kept by all that it is drawn from, in a folder that the run names in the environment and removes; without one
every chart is drawn. Its texts are set around it anew, because they tell the day.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

from analysis.blocks import Chart

FOLDER = "ASKNOWN_CHARTS"  # names a folder that nobody else can write to: what lies there is trusted


def kept(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """`draw`, whose keywords are the texts that only stand around the chart, called once for the same arguments."""

    @wraps(draw)
    def drawn(*given: Any, **texts: Any) -> Chart:
        """The chart, drawn or found."""
        folder = os.environ.get(FOLDER)
        if not folder:
            return draw(*given, **texts)
        path = Path(folder) / hashlib.sha256(pickle.dumps((draw.__module__, given))).hexdigest()
        if path.is_file():
            found: Chart = pickle.loads(path.read_bytes())
            return replace(found, **texts)
        chart = draw(*given, **texts)
        own = path.with_suffix(f".{os.getpid()}")
        own.write_bytes(pickle.dumps(chart))
        own.rename(path)
        return chart

    return drawn
