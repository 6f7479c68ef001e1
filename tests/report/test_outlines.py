"""Outlines of letters are drawn by two threads at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from asknown.own_fonts import stands_alone
from asknown.report.outlines import outlined

# No other test draws these, so that nobody has drawn one before.
CODES = filter(stands_alone, (*range(0x0180, 0x0250), *range(0x1E00, 0x1F00)))
LETTERS = "".join(map(chr, CODES))
STYLES = (
    "font-weight: 400",
    "font-weight: 700",
    "font-style: italic",
    "font-weight: 700; font-style: italic",
)
TEXTS = "".join(
    f'<text x="0" y="0" style="font-size: 10px; {style}">{LETTERS}</text>'
    for style in STYLES
)
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{TEXTS}</svg>'


@pytest.fixture
def _restless() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_restless")
def test_threads_that_draw_the_same_letters_get_the_same_outlines():
    with ThreadPoolExecutor(8) as threads:
        runs = [threads.submit(outlined, DRAWING) for _ in range(8)]
        drawn = {run.result() for run in runs}
    (only,) = drawn
    assert only == outlined(DRAWING)
    assert only.count("<path") > 3 * len(set(LETTERS.casefold()))
