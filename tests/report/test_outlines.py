"""Outlines of letters are drawn by two threads at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from asknown.report import outlines
from asknown.report.fonts import STYLES

LETTERS = "".join(
    map(chr, (*range(33, 127), *range(0xC0, 0x180), *range(0x400, 0x460)))
)


@pytest.fixture
def _restless() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_restless")
def test_threads_that_draw_the_same_letters_get_the_same_outlines():
    alone = [outlines._glyph(letter, style) for style in STYLES for letter in LETTERS]
    outlines._glyph.cache_clear()
    outlines._font.cache_clear()
    asked = [(letter, style) for style in STYLES for letter in LETTERS]
    with ThreadPoolExecutor(8) as threads:
        runs = [
            threads.submit(lambda: [outlines._glyph(*each) for each in asked])
            for _ in range(8)
        ]
        assert all(run.result() == alone for run in runs)
