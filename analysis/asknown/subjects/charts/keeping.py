"""Charts drawn once for the same rows: the texts around a chart tell the day, and are set around it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from asknown.cache import once
from asknown.text.blocks import Chart


def kept(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """`draw`, whose keywords are the texts that only stand around the chart, called once for the same arguments. They are set
    around it anew, because they tell the day."""

    @wraps(draw)
    def drawn(*given: Any, **texts: Any) -> Chart:
        """The chart, drawn or found."""
        return replace(once((draw.__module__, given), lambda: draw(*given, **texts)), **texts)

    return drawn
