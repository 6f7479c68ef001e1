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
_ALWAYS_SAID = ("metrics", "headline")  # even where they are empty


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
    lines = []
    for name, value in _stated(settings):
        written_value = _value(value)
        lines.append(f"{name} = {written_value}\n")
    return "".join(lines)


def _stated(settings: Settings) -> Iterator[tuple[str, Any]]:
    """The settings that say something else than nothing."""
    for setting in fields(settings):
        if setting.name not in DEFINED:
            continue
        value = getattr(settings, setting.name)
        if value == setting.default:
            continue
        if _plain(value) not in ({}, None):
            yield setting.name, value


def _value(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, dict):
        return _table(plain)
    if not isinstance(plain, tuple):
        return _quoted(plain)
    items = list(map(_value, plain))
    if not any(map(is_dataclass, plain)):
        listed = ", ".join(items)
        return f"[{listed}]"
    # Tables stand on a line each.
    lines = [f"    {item},\n" for item in items]
    listed = "".join(lines)
    return f"[\n{listed}]"


def _table(table: Mapping[str, Any]) -> str:
    """A table on one line: `{ metric = "killed", place = "harbour" }`."""
    if not table:
        return "{}"
    entries = []
    for name, value in table.items():
        key = _key(name)
        entry = _value(value)
        entries.append(f"{key} = {entry}")
    listed = ", ".join(entries)
    return f"{{ {listed} }}"


def _plain(value: Any) -> Any:
    """A dataclass as a dictionary of what it states."""
    if isinstance(value, Mapping):
        return dict(value)
    if not is_dataclass(value):
        return value
    table = {}
    for entry in fields(value):
        stated = getattr(value, entry.name)
        if stated or entry.name in _ALWAYS_SAID:
            table[entry.name] = stated
    return table


def _key(name: str) -> str:
    if _BARE_KEY.fullmatch(name):
        return name
    return _quoted(name)


def _quoted(text: str) -> str:
    """A text as TOML has it: as JSON does, which leaves the sign DEL as it is."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007F")
