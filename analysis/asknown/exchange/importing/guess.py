"""A mapping to look at, guessed from a table's header and its first rows. It imports nothing; what
it cannot tell, it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from asknown.exchange.importing import table_file

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
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}")


def mapping_for(path: Path) -> str:
    """TOML of a mapping for the table in `path`; every line that is a guess or a question says
    so."""
    read = table_file.read(path)
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
        f"reads = {{ {', '.join([*_order(dated), *_thousands(numbers)])} }}",
        f"columns = {json.dumps(list(read.header), ensure_ascii=False)}",
        "[claims]",
    ]
    lines += [
        f"{target} = {json.dumps(f'{{{column}}}', ensure_ascii=False)}"
        for target, column in found.items()
    ]
    lines += [
        f'{target} = "{word}"  # no column looks like it'
        for target, word in _FALLBACK.items()
        if target not in found
    ]
    return "\n".join(lines) + "\n"


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
