"""Axes that make a tick when one is to be drawn.

matplotlib gives each axis a major and a minor tick at once, of three lines and two texts each: half
of what empty axes cost. Most axes of our charts have none of either.
"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis


class _BareAxis(Axis):
    """An axis without ticks of its own accord."""

    def reset_ticks(self) -> None:
        """Begin without ticks."""
        self.majorTicks: list[Tick] = []
        self.minorTicks: list[Tick] = []

    def _get_tick(self, major: bool) -> Tick:
        # The first tick, after which all others are made, is cut to the axes' frame.
        tick: Any = super()._get_tick(major)  # type: ignore[misc]
        tick.set_clip_path(self.axes.patch)
        made: Tick = tick
        return made


class _AcrossAxis(_BareAxis, XAxis):
    """The axis across."""


class _UprightAxis(_BareAxis, YAxis):
    """The upright axis."""


class BareAxes(Axes):
    """Axes that begin without ticks."""

    def _init_axis(self) -> None:
        # As matplotlib has it, but for the classes.
        self.xaxis = _AcrossAxis(self, clear=False)
        self.yaxis = _UprightAxis(self, clear=False)
        for side in ("bottom", "top"):
            self.spines[side].register_axis(self.xaxis)
        for side in ("left", "right"):
            self.spines[side].register_axis(self.yaxis)
