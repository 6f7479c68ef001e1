"""Charts drawn ahead: while the cells of a report run, a second process draws what they will ask for; who comes second to a
chart finds it, or waits for it (see `kept`).

Only for notebooks whose every cell is a plain call of the brief: anything else could change what is drawn.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from analysis.workplace import die_with_parent

AHEAD = "ASKNOWN_AHEAD"  # names the sections for the process that opens the brief
_SECTIONS = ("timeline", "connectivity", "deployment", "arrests", "casualties")  # the longest first, then from the end
_OPENING = re.compile(r"import analysis\s+(\w+) = analysis\.open_brief\([\w=, ]*\)\s+\1")


def sections(cells: Sequence[str]) -> list[str]:
    """The sections to draw ahead for the code of a notebook that follows its parameters.

    >>> opening = "import analysis\\n\\nreport = analysis.open_brief(case=case)\\nreport"
    >>> sections([opening, "report.arrests()", "report.timeline()", "report.sources()"])
    ['timeline', 'arrests']
    >>> sections([opening, "report.timeline()", "plt.rcParams.update(mine)", "report.arrests()"])
    []
    """
    opened = _OPENING.fullmatch(cells[0].strip()) if cells else None
    if not opened:
        return []
    calls = [re.fullmatch(rf"{opened[1]}\.(\w+)\(\)", cell.strip()) for cell in cells[1:]]
    asked = {call[1] for call in calls if call}
    return [each for each in _SECTIONS if each in asked] if all(calls) else []


def send(brief: Any) -> None:
    """Have a process draw the sections of a brief that the environment names, once; it ends with this one. What fails there
    fails again where a cell asks for it, and is told there."""
    wanted = os.environ.pop(AHEAD, "").split()
    if not wanted or _fork():
        return
    try:
        die_with_parent()
        for section in wanted:
            getattr(brief, section)()
    finally:
        os._exit(0)


def _fork() -> int:
    """0 in the new process. Where the system has no more processes or memory, there is none, and nothing is drawn ahead."""
    try:
        return os.fork()
    except OSError:
        return -1
