"""Lines of anybody's text on paper: from which side they are read, and where a word that is longer
than a line may break."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from asknown.report.document import begins_right_to_left

_LONG = re.compile(r"[^\s\u200b]{41,}")
_PIECE = 8  # letters, and as many as a narrow column has room for
_BREAK = "\u200b"  # no sign: a place where a line may end
_TEXTS = ("text", "content", "columns")


def breakable(value: Any, name: str = "") -> Any:
    """A JSON value whose texts may break within words that are longer than a line."""
    if isinstance(value, Mapping):
        parts = {}
        for key, part in value.items():
            parts[key] = breakable(part, key)
        return parts
    if isinstance(value, list):
        return [breakable(part, name) for part in value]
    if isinstance(value, str) and name in _TEXTS:
        return _LONG.sub(_with_breaks, value)
    return value


def _with_breaks(word: re.Match[str]) -> str:
    letters = word[0]
    pieces = []
    for start in range(0, len(letters), _PIECE):
        end = start + _PIECE
        pieces.append(letters[start:end])
    return _BREAK.join(pieces)


def read_from_its_side(value: Any) -> Any:
    """A JSON value in which the first run of each line says so where the line is read from the
    right."""
    if isinstance(value, Mapping):
        parts = map(read_from_its_side, value.values())
        return dict(zip(value, parts, strict=True))
    if not isinstance(value, list):
        return value
    line = list(map(read_from_its_side, value))
    if all(map(_is_run, line)):
        text = "".join(run["text"] for run in line)
        if begins_right_to_left(text):
            first = line[0]
            line[0] = {**first, "from-right": True}
    return line


def _is_run(part: Any) -> bool:
    if not isinstance(part, Mapping):
        return False
    return "text" in part and "node" not in part
