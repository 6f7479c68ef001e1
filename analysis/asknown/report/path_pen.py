"""A pen that writes an outline as the path of an SVG, each point as steps from the last: a third
shorter than points on a sheet, of which a chart has thousands.
"""

from __future__ import annotations

from typing import Any

from fontTools.pens.basePen import BasePen

Point = tuple[float, float]


class PathPen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Draws into `path`, in whole units."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.path = ""
        self._start = self._at = (0, 0)

    def _steps(self, command: str, *points: Point) -> None:
        x, y = self._at
        whole = [(round(right), round(up)) for right, up in points]
        steps = " ".join(f"{right - x} {up - y}" for right, up in whole)
        self.path += command + steps.replace(" -", "-")
        self._at = whole[-1]

    def _moveTo(self, point: Point) -> None:
        self._steps("m", point)
        self._start = self._at

    def _lineTo(self, point: Point) -> None:
        right, up = round(point[0]) - self._at[0], round(point[1]) - self._at[1]
        if right and up:
            self._steps("l", point)
            return
        self.path += f"h{right}" if right else f"v{up}"
        self._at = self._at[0] + right, self._at[1] + up

    def _curveToOne(
        self,
        first: Point,
        second: Point,
        end: Point,
    ) -> None:
        self._steps("c", first, second, end)

    def _qCurveToOne(self, middle: Point, end: Point) -> None:
        self._steps("q", middle, end)

    def _closePath(self) -> None:
        self.path += "z"
        self._at = self._start
