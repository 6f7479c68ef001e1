"""The settings of a case, looked at before anything rests on them: each of the shape it has to have, and no text a trap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from asknown.errors import Problem
from asknown.ledger import cells
from asknown.ledger.tables import SETTINGS

FILE = "case.toml"
# What a setting holds: a text (by its pattern), a list of, a table of. A text alone is any text.
_SHAPES: dict[str, Any] = {
    "id": r"\w[\w .\-]{0,99}", "language": "[a-z]{2,3}", "headline": [{"*": ""}], "parties_to_conflict": [""], "apart": [[""]],
    "subjects": {"*": [""]}, "lanes": {"*": ""}, "map": {"outline": r"\w[\w\-]*", "countries": {"*": ""}},
}  # fmt: skip
_MENDS = {
    "id": "write letters, digits, dots and hyphens: it names a folder",
    "language": "write an ISO 639-1 code like en",
    "map": "name a file of data/outlines without its folder and ending, and the countries by their codes",
}


def faults(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Settings that are not of their shape, with the mend."""
    meanings = {name: meaning for name, meaning, _ in SETTINGS}
    for name, value in settings.items():
        if name not in meanings:
            continue
        if not _fits(value, _SHAPES.get(name, "")):
            yield Problem(
                FILE,
                1,
                name,
                f"{cells.short(str(value))} is none",
                _MENDS.get(name, meanings[name]),
            )
        for text in _texts(value):
            fault = cells.of_text(text)
            if fault:
                yield Problem(FILE, 1, name, *fault)


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, str):
        return isinstance(value, str) and (not shape or re.fullmatch(shape, value) is not None)
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
    return isinstance(value, dict) and all(
        _fits(each, shape.get(key, shape.get("*", ""))) for key, each in value.items()
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text in a setting, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
