"""The settings of a case written as the text of a case.toml.

For a case behind the door: what its day did not know yet stands in no file of it. The same settings
are always the same bytes; comments are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from asknown.ledger.settings import DEFINED, Settings

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def written(settings: Settings) -> str:
    """The text of a case.toml that is read as these settings.

    >>> settings = Settings(title="Floods", timezone="UTC", place="x", rule="span", licence="CC0")
    >>> print(written(settings))
    title = "Floods"
    timezone = "UTC"
    place = "x"
    rule = "span"
    licence = "CC0"
    <BLANKLINE>
    """
    lines = [f"{name} = {_value(value)}" for name, value in _stated(settings)]
    return "\n".join([*lines, ""])


def _stated(settings: Settings) -> Iterator[tuple[str, Any]]:
    """The settings that say something else than nothing."""
    for each in fields(settings):
        if each.name in DEFINED:
            value = getattr(settings, each.name)
            if value != each.default and _plain(value) not in ({}, None):
                yield each.name, value


def _value(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, dict):
        entries = [f"{_key(name)} = {_value(entry)}" for name, entry in plain.items()]
        return f"{{ {', '.join(entries)} }}" if entries else "{}"
    if isinstance(plain, tuple):
        entries = [*map(_value, plain)]
        if any(map(is_dataclass, plain)):  # a line each
            return "\n    ".join(["[", *(f"{entry}," for entry in entries)]) + "\n]"
        return f"[{', '.join(entries)}]"
    return _quoted(plain)


def _plain(value: Any) -> Any:
    """A dataclass as a dictionary of what it states."""
    if isinstance(value, Mapping):
        return dict(value)
    if not is_dataclass(value):
        return value
    table = {each.name: getattr(value, each.name) for each in fields(value)}
    return {
        name: entry for name, entry in table.items() if entry or name in ("metrics", "headline")
    }


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A text as TOML has it: as JSON does, which leaves the sign DEL as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
