"""A chart that is the same on many days is drawn once a batch: only the texts around it tell the
day, and are set anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from asknown.cache import once
from asknown.errors import BuildError
from asknown.subjects.charts.style import is_narrow, narrow
from asknown.text.blocks import Chart, Drawing

Draw = Callable[..., Chart]


def drawn_once(draw: Draw) -> Draw:
    """`draw`, called once a batch for equal positional arguments.

    The keywords are the texts around the chart. They may differ where the picture does not, so they
    are no part of what it is found by, and are set around the picture that is found.
    """

    @wraps(draw)
    def chart(*drawn: Any, **texts: Any) -> Chart:
        """The chart, drawn or found."""
        found = once((draw.__module__, is_narrow(), drawn), lambda: draw(*drawn, **texts))
        return replace(found, **texts)

    return chart


def drawn_for_phones(draw: Draw) -> Draw:
    """`draw`, called a second time for phones, whose screen has half the width for as large
    letters.

    Where words find no room there, the chart has no such drawing and is shown as it is.
    """

    @wraps(draw)
    def chart(*drawn: Any, **texts: Any) -> Chart:
        """The chart with its drawing for phones."""
        usual = draw(*drawn, **texts)
        try:
            with narrow():
                small = draw(*drawn, **texts)
        except BuildError:
            return usual
        return replace(usual, narrow=Drawing(small.svg, small.labels, small.axis))

    return chart
