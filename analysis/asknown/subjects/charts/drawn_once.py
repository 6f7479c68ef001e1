"""A chart that is the same on many days is drawn once a batch: only the texts around it tell the
day, and are set anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from asknown.cache import once
from asknown.text.blocks import Chart


def drawn_once(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """`draw`, called once a batch for equal positional arguments.

    The keywords are the texts around the chart. They may differ where the picture does not, so they
    are no part of what it is found by, and are set around the picture that is found.
    """

    @wraps(draw)
    def chart(*drawn: Any, **texts: Any) -> Chart:
        """The chart, drawn or found."""
        found = once((draw.__module__, drawn), lambda: draw(*drawn, **texts))
        return replace(found, **texts)

    return chart
