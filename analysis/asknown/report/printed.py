"""Printed text as a terminal would have left it: what is overwritten is gone, and so are colours,
links and whatever else steers a terminal."""

from __future__ import annotations

import re

# ECMA-48: sequences with parameters, strings up to their end, and two signs or three.
_SEQUENCES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|$)"
    r"|\x1b[ -/]*[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_STRUCK_OVER = re.compile(r"[^\n\x08]\x08")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]")


def printed(text: str) -> str:
    """What is to be read of printed text.

    >>> printed("10%\\r100%\\n\\x1b[1mdead\\x1b[0m: 22\\x083\\x1b]0;title\\x07")
    '100%\\ndead: 23'
    """
    text = _SEQUENCES.sub("", text).replace("\r\n", "\n")
    while "\x08" in text:
        shorter = _STRUCK_OVER.sub("", text)
        if shorter == text:
            break
        text = shorter
    lines = [
        _CONTROL.sub("", line.rstrip("\r").rsplit("\r", 1)[-1])
        for line in text.split("\n")
    ]
    return "\n".join(lines).strip("\n")
