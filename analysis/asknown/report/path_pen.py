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
        steps = []
        for point in points:
            right, up = _whole(point)
            steps.append(f"{right - x} {up - y}")
            self._at = (right, up)
        written = " ".join(steps)
        self.path += command + written.replace(" -", "-")

    def _moveTo(self, point: Point) -> None:
        self._steps("m", point)
        self._start = self._at

    def _lineTo(self, point: Point) -> None:
        x, y = self._at
        right, up = _whole(point)
        if right == x:
            self.path += f"v{up - y}"
        elif up == y:
            self.path += f"h{right - x}"
        else:
            self._steps("l", point)
        self._at = (right, up)

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


def _whole(point: Point) -> tuple[int, int]:
    """A point in whole units."""
    right, up = point
    return round(right), round(up)
