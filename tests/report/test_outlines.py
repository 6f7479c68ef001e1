"""Outlines of letters are drawn by two threads at once."""

from __future__ import annotations

import subprocess
import sys

from tests.support.places import ROOT

# In a process of its own, in which no letter was drawn yet and threads take turns all the time.
_DRAW = """
import sys
from concurrent.futures import ThreadPoolExecutor
from asknown.report.outlines import outlined

letters = "".join(map(chr, (*range(0xC0, 0x180), *range(0x400, 0x460))))
text = '<text x="0" y="9" style="font-size: 9px">' + letters + "</text>"
svg = '<svg xmlns="http://www.w3.org/2000/svg">' + text + "</svg>"
sys.setswitchinterval(1e-6)
with ThreadPoolExecutor(8) as threads:
    drawn = set(threads.map(outlined, [svg] * 8))
assert len(drawn) == 1, len(drawn)
(one,) = drawn
print(one.count("<use"), len(letters))
"""


def test_threads_that_draw_the_same_letters_get_the_same_outlines():
    call = [sys.executable, "-c", _DRAW]
    run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    drawn, asked = map(int, run.stdout.split())
    assert drawn == asked
