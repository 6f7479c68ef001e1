"""Letters drawn as outlines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from asknown.report import outlines

LETTERS = [chr(code) for code in range(0x21, 0x250) if chr(code).isalnum()]
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<text style="font-size: 9px">{}</text></svg>"""


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_two_threads_may_draw_the_same_letters(hasty: None):
    """A report and its annex are drawn side by side, and a font reads a glyph when it is drawn."""
    drawing = SVG.format("".join(LETTERS))
    for _ in range(3):
        outlines._glyph.cache_clear()
        outlines._font.cache_clear()
        with ThreadPoolExecutor(4) as pool:
            drawn = set(pool.map(outlines.outlined, [drawing] * 4))
        assert len(drawn) == 1
