"""Records of a JSON file as lines of a table: a key is a column, a key in a key `outer.inner`.

A number is the text that stands in the file, so that none is rounded on its way. A list of JSON is
numbered by its records, JSON lines by their lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from asknown import limits
from asknown.errors import AsknownError
from asknown.exchange.importing.lines import Line

LISTS = (".json", ".geojson")
BY_LINE = (".jsonl", ".ndjson", ".ijson")
SUFFIXES = (*LISTS, *BY_LINE)
_JOINT = "; "  # between the members of a list of texts

Record = dict[str, str]


def lines(
    text: str,
    suffix: str,
    path: str = "",
) -> Iterator[Line]:
    """The header, then the records. `path` leads to the list of records where there are several, as
    `result.items`. AsknownError where there is none, or it is no JSON."""
    records = dict(_by_line(text)) if suffix in BY_LINE else dict(_listed(text, path))
    header = dict.fromkeys(column for record in records.values() for column in record)
    yield Line(0, list(header))
    for number, record in records.items():
        yield Line(number, [record.get(column, "") for column in header])


def sizes(
    text: str,
    suffix: str,
) -> dict[str, int]:
    """The lists of records of a file by the keys that lead to them, with how many each has."""
    if suffix in BY_LINE:
        return {}
    return {path: len(records) for path, records in _lists(_read(text, 1), "")}


def _by_line(text: str) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, _record(_read(line, number), number)


def _listed(
    text: str,
    path: str,
) -> Iterator[tuple[int, Record]]:
    found = dict(_lists(_read(text, 1), ""))
    if path and path not in found:
        there = ", ".join(filter(None, found)) or "none"
        raise AsknownError(
            f"rows: there is no list of records {path!r}; there are: {there}"
        )
    if not found:
        raise AsknownError("has no list of records; a table is a list of {...}")
    if len(found) > 1 and not path:
        raise AsknownError(
            f"has several lists: say with rows which one: {', '.join(found)}"
        )
    for number, record in enumerate(
        found[path] if path else next(iter(found.values())), 1
    ):
        yield number, _record(record, number)


def _lists(
    value: Any,
    path: str,
) -> Iterator[tuple[str, list[Any]]]:
    """Every list of records by the keys that lead to it."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists(inner, f"{path}.{key}" if path else key)


def _read(
    text: str,
    line: int,
) -> Any:
    most = 2 * limits.ROWS
    if text.count("{") > most:
        raise AsknownError(f"has more than {most:,} objects; split it into files")
    try:
        return json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_number,
            object_pairs_hook=_without_twins,
        )
    except RecursionError as error:
        raise AsknownError("is nested too deeply to be a table") from error
    except ValueError as error:
        number = (
            line
            + getattr(
                error,
                "lineno",
                1,
            )
            - 1
        )
        raise AsknownError(
            f"line {number}: cannot be read as JSON ({error})"
        ) from error


def _no_number(text: str) -> str:
    raise ValueError(f"{text} is no number")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one record")
    return found


def _record(
    value: Any,
    number: int,
) -> Record:
    if not isinstance(value, dict):
        raise AsknownError(
            f"record {number}: is no {{...}}; a table has a record for each row"
        )
    return dict(_cells(value, ""))


def _cells(
    value: dict[str, Any],
    outer: str,
) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        name = f"{outer}.{key}" if outer else key
        if isinstance(inner, dict):
            yield from _cells(inner, name)
        else:
            yield name, _said(inner)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        if any(isinstance(each, dict | list) for each in value):
            return json.dumps(value, ensure_ascii=False)
        return _JOINT.join(map(_said, value))
    return str(value).strip()
