"""A mapping to look at, guessed from a table's header and its first rows. It imports nothing; what
it cannot tell, it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asknown.exchange.importing import table_file, workbooks
from asknown.exchange.importing.lines import Line

_LIKE = {
    "value": "value best estimate count number total deaths killed fatalities",
    "low": "low min minimum lower estimate_low low_estimate",
    "high": "high max maximum upper estimate_high high_estimate",
    "refers_to": "date day event_date report_date date_start refers_to",
    "published": "published publication_date reported released timestamp",
    "speaker": "source speaker said_by author organisation organization",
    "source_id": "url source_url link address",
    "place": "place location city country region adm1",
    "group": "group category who side",
    "claim_id": "id event_id claim_id event_id_cnty",
}
_FALLBACK = {"metric": "killed", "group": "all", "speaker": "", "refers_to": ""}
_NEAR = 12  # lines from the top in which a table begins
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}")


def mapping_for(path: Path) -> str:
    """TOML of a mapping for the table in `path`; every line that is a guess or a question says
    so."""
    sheet, others = _sheet(path)
    header = _header_lines(table_file.lines(path, table_file.Form(sheet=sheet)))
    read = table_file.read(path, table_file.Form(sheet=sheet, header=header))
    found = dict(_matched(read.header))
    columns = {
        target: [row.cells[column] for row in read.rows[:500]] for target, column in found.items()
    }
    dated = [cell for target in ("refers_to", "published") for cell in columns.get(target, [])]
    numbers = [cell for target in ("low", "value", "high") for cell in columns.get(target, [])]
    lines = [
        f"# A guess for {path.name}: look at every line before you import.",
        'title = "?"  # title of the file',
        'publisher = "?"  # who published it',
        'licence = "?"  # what it allows',
    ]
    if sheet:
        lines.append(f"sheet = {_quoted(sheet)}  # there are besides: {', '.join(others) or '-'}")
    if header:
        lines.append(f"header = {list(header)}  # the lines that name the columns")
    lines += [
        f"reads = {{ {', '.join([*_order(dated), *_thousands(numbers)])} }}",
        f"columns = {_quoted(list(read.header))}",
        "[claims]",
    ]
    lines += [f"{target} = {_quoted(f'{{{column}}}')}" for target, column in found.items()]
    lines += [
        f'{target} = "{word}"  # no column looks like it'
        for target, word in _FALLBACK.items()
        if target not in found
    ]
    return "\n".join(lines) + "\n"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sheet(path: Path) -> tuple[str, list[str]]:
    """Of several sheets the one with most cells, and the others; of one none."""
    suffix = path.suffix.lower()
    if suffix not in table_file.WORKBOOKS or not path.is_file():
        return "", []
    content = path.read_bytes()
    names = workbooks.sheets(content, suffix)
    if len(names) < 2:
        return "", []
    sizes = {name: _cells(list(workbooks.lines(content, suffix, name))) for name in names}
    largest = max(names, key=sizes.__getitem__)
    return largest, [name for name in names if name != largest]


def _cells(lines: list[Line]) -> int:
    return sum(1 for line in lines for cell in line.cells if cell)


def _header_lines(lines: list[Line]) -> tuple[int, ...]:
    """The lines that name the columns, where it is not the first alone: what stands over them has
    one text, and what stands under the last has numbers."""
    body = next((at for at, line in enumerate(lines[:_NEAR]) if _has_number(line)), 0)
    heads = [line for line in lines[:body] if len(set(filter(None, line.cells))) > 1]
    numbers = tuple(line.number for line in heads)
    first = tuple(line.number for line in lines[:1])
    return () if numbers in ((), first) else numbers


def _has_number(line: Line) -> bool:
    return any(any(sign.isdigit() for sign in cell) for cell in line.cells[1:])


def _matched(header: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """For each target the first column that is called like it; a column serves once."""
    free = {column.strip().lower().replace(" ", "_"): column for column in header}
    for target, names in _LIKE.items():
        column = next((free.pop(name) for name in names.split() if name in free), None)
        if column is not None:
            yield target, column


def _order(cells: list[str]) -> list[str]:
    """What the dates show of their order: a part above twelve tells, none leaves the question
    open."""
    parts = [
        (int(match[1]), int(match[2])) for cell in cells if (match := _SLASHED.fullmatch(cell))
    ]
    if not parts:
        return []
    if any(first > 12 for first, _ in parts):
        return ['dates = "day-first"']
    if any(second > 12 for _, second in parts):
        return ['dates = "month-first"']
    return ['dates = "day-first or month-first? the file does not tell"']


def _thousands(cells: list[str]) -> list[str]:
    return (
        ['thousands = ","']
        if any(re.fullmatch(r"\d{1,3}(,\d{3})+", cell) for cell in cells)
        else []
    )
