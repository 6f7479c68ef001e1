"""Which sections a notebook will ask for, and their charts drawn ahead: while the cells run, a
second process draws them; who comes second to a chart finds it, or waits for it (see `kept`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from asknown.storage import die_with_parent

AHEAD = "ASKNOWN_AHEAD"  # names the sections for the process that opens the brief
_SECTIONS = (
    "timeline",
    "connectivity",
    "sections:deployment",
    "sections:series",
    "sections:counts",
    "chronology",
    "in_short",
    "network",
    "who_says_what",
)  # the longest first, then from the end
_OPENING = re.compile(r"import asknown\s+(\w+) = asknown\.open_brief\([\w=, ]*\)\s+\1")


def calls(cells: Sequence[str]) -> list[str]:
    """The sections that the code of a notebook asks for, parameters left aside, where each of its
    cells is a plain call of the brief; behind a colon the kind that it names. None where one is
    anything else: it could change what is drawn, so nothing of it may be kept.

    >>> opening = "import asknown\\n\\nreport = asknown.open_brief(case=case)\\nreport"
    >>> calls([opening, 'report.sections("series")', "report.sources()"])
    ['sections:series', 'sources']
    >>> calls([opening, "plt.rcParams.update(mine)", "report.sections()"])
    []
    """
    opened = _OPENING.fullmatch(cells[0].strip()) if cells else None
    if not opened:
        return []
    call = re.compile(rf'{opened[1]}\.(\w+)\((?:"(\w+)")?\)')
    found = [call.fullmatch(cell.strip()) for cell in cells[1:]]
    if not all(found):
        return []
    return [":".join(filter(None, each.groups())) for each in found if each]


def drawn(asked: Sequence[str]) -> list[str]:
    """Those of some sections whose charts are worth drawing ahead, in the order in which to do
    it."""
    return [each for each in _SECTIONS if {each, each.partition(":")[0]} & {*asked}]


def send(namespace: Mapping[str, Any]) -> None:
    """Have a process draw the sections that the environment names of the brief that a cell opened,
    once; it ends with this one. What fails there fails again where a cell asks for it, and is told
    there.
    """
    if AHEAD not in os.environ:
        return
    from asknown.report.brief import Brief  # loads pandas, which `asknown --help` must not

    brief = next((each for each in namespace.values() if isinstance(each, Brief)), None)
    wanted = os.environ.pop(AHEAD, "").split() if brief else []
    if not wanted or _fork():
        return
    try:
        die_with_parent()
        for section in wanted:
            name, *kind = section.split(":")
            getattr(brief, name)(*kind)
    finally:
        os._exit(0)


def _fork() -> int:
    """0 in the new process. Where the system has no more processes or memory, there is none, and
    nothing is drawn ahead."""
    try:
        return os.fork()
    except OSError:
        return -1
