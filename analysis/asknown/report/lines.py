"""Lines of anybody's text on paper: from which side they are read, and where a word that is longer
than a line may break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from asknown.report.document import begins_right_to_left

_LONG = re.compile(r"[^\s\u200b]{41,}")
_PIECE = 8  # letters, and as many as a narrow column has room for
_BREAK = "\u200b"  # no sign: a place where a line may end
_TEXTS = ("text", "content", "columns")


def breakable(value: Any, name: str = "") -> Any:
    """A JSON value whose texts may break within words that are longer than a line."""
    if isinstance(value, Mapping):
        return {key: breakable(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [breakable(part, name) for part in value]
    if isinstance(value, str) and name in _TEXTS:
        return _LONG.sub(_with_breaks, value)
    return value


def _with_breaks(word: re.Match[str]) -> str:
    letters = word[0]
    pieces = [letters[at : at + _PIECE] for at in range(0, len(letters), _PIECE)]
    return _BREAK.join(pieces)


def read_from_its_side(value: Any) -> Any:
    """A JSON value in which the first run of each line says so where the line is read from the
    right."""
    if isinstance(value, Mapping):
        return {key: read_from_its_side(part) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    parts = [read_from_its_side(part) for part in value]
    if _is_line(parts) and begins_right_to_left("".join(run["text"] for run in parts)):
        parts[0] = {**parts[0], "from-right": True}
    return parts


def _is_line(parts: Iterable[Any]) -> bool:
    runs = [isinstance(part, Mapping) and "text" in part for part in parts]
    kinds = [part for part in parts if isinstance(part, Mapping) and "node" in part]
    return bool(runs) and all(runs) and not kinds
