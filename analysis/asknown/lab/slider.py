"""The slider over the days: its stops, ticks where the figure reads otherwise, play, and the way to
the change before and after. What it looks like stands in `slider.js`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets


class DaySlider(anywidget.AnyWidget):
    """A slider with named stops, `options` as (name, value), at `value`.

    `turns` are the moments at which the figure reads otherwise, as (moment, day, what it says from
    then on); `at` is the moment that is shown, which may lie within the day of `value`. A turn that
    is asked for is written into `at`.
    """

    _esm = Path(__file__).with_name("slider.js")
    description = traitlets.Unicode().tag(sync=True)
    options: traitlets.List[Any] = traitlets.List().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    turns: traitlets.List[Any] = traitlets.List().tag(sync=True)
    at = traitlets.Unicode().tag(sync=True)
