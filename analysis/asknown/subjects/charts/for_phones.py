"""A second drawing of a chart, for phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from typing import Any

from asknown.errors import BuildError
from asknown.subjects.charts.style import narrow
from asknown.text.blocks import Chart, Drawing

Draw = Callable[..., Chart]

_is_paper: ContextVar[bool] = ContextVar("is_paper", default=False)


@contextmanager
def on_paper() -> Iterator[None]:
    """What is drawn meanwhile is for paper: it gets no drawing for phones."""
    before = _is_paper.set(True)
    try:
        yield
    finally:
        _is_paper.reset(before)


def drawn_for_phones(draw: Draw) -> Draw:
    """`draw`, called a second time for phones, whose screen has half the width for as large
    letters.

    Where words find no room there, the chart has no such drawing and is shown as it is.
    """

    @wraps(draw)
    def chart(*drawn: Any, **texts: Any) -> Chart:
        """The chart with its drawing for phones."""
        usual = draw(*drawn, **texts)
        if _is_paper.get():
            return usual
        try:
            with narrow():
                small = draw(*drawn, **texts)
        except BuildError:
            return usual
        return replace(usual, narrow=Drawing(small.svg, small.labels, small.axis))

    return chart
