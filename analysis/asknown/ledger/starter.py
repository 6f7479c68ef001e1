"""A new case: a folder that passes `check` and builds a report at once, with one example row in every table.

The rows tell of an invented harbour and say so. Headers and the comments of case.toml follow from `tables`.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from asknown import files
from asknown.errors import CallError
from asknown.ledger.narrative import FILE
from asknown.ledger.reading import PATTERNS, SETTINGS
from asknown.ledger.settings import DEFINED
from asknown.ledger.tables import TABLES, Table

_PUBLISHED = "2031-04-02"
_READ = {"published": _PUBLISHED, "source_ids": "ex-gazette"}
ROWS: dict[str, list[dict[str, str]]] = {
    "sources": [
        {"source_id": "ex-gazette", "title": "[Example] A crane falls in the harbour", "publisher": "Example Gazette",
         "published": _PUBLISHED, "language": "en", "kind": "news", "note": "An example: invented, with no address."},
        {"source_id": "ex-notice", "title": "[Example] Notice of the harbour office", "publisher": "Example Harbour Office",
         "published": "2031-04-01T18:30+00:00", "language": "en", "kind": "official", "party": "example-port",
         "note": "An example: invented, with no address."},
    ],
    "speakers": [
        {"speaker_id": "ex-office", "name": "Example Harbour Office", "kind": "official", "party": "example-port"},
        {"speaker_id": "ex-paper", "name": "Example Gazette", "kind": "media", "party": "ex-paper",
         "aliases": "The Gazette (example)"},
    ],
    "metrics": [
        {"metric": "injured", "label": "injured", "unit": "persons", "measure": "cumulative",
         "counts": "People reported injured since the crane fell (example)", "overlaps": ""},
    ],
    "groups": [
        {"id": "all", "label": "everyone"},
        {"id": "ex-divers", "label": "Example divers", "part_of": "all"},
    ],
    "places": [
        {"id": "ex-harbour", "label": "Example Harbour", "lat": "0.0", "lon": "0.0", "precision": "city"},
    ],
    "claims": [
        {"claim_id": "EX-C1", "metric": "injured", "group": "all", "place": "ex-harbour", "value": "7", "wording": "about",
         "speaker": "ex-office", "refers_to": "2031-04-01", "published": "2031-04-01T18:30+00:00",
         "source_id": "ex-notice", "locator": "line 2", "basis": "people taken to hospital", "recorded": "high",
         "note": "An example: invented."},
    ],
    "acts": [
        {"act_id": "EX-A1", "target": "EX-C1", "act": "disputed", "by": "ex-paper", "published": _PUBLISHED,
         "source_id": "ex-gazette", "reason": "An example: its reporter counted more at the hospital"},
    ],
    "events": [
        {"event_id": "EX-E1", "start": "2031-04-01", "time": "14:10", "title": "Example: a crane falls on the quay",
         "place": "ex-harbour", "lane": "harbour", "kind": "trigger", "actors": "dockers", **_READ,
         "note": "An example: invented."},
    ],
    "movements": [
        {"movement_id": "EX-M1", "contributor": "ex-divers", "step": "arrived", "date": "2031-04-01", "unit": "a boat",
         "mission": "to search under the quay", "speaker": "ex-paper", **_READ, "note": "An example: invented."},
    ],
    "positions": [
        {"position_id": "EX-P1", "actor": "Dockers of the example", "actor_kind": "civil_society", "date": "2031-04-02",
         "stance": "calls_for", "target": "an inquiry", "summary": "Ask for an inquiry into the crane (example).",
         "published": _PUBLISHED, "source_id": "ex-gazette"},
    ],
    "connectivity": [
        {"row_id": "EX-N1", "monitor": "ex-paper", "start": "2031-04-01T14:10+00:00", "end": "2031-04-01T16:00+00:00",
         "area": "Example Harbour", "state": "outage", "measure": "calls tried by its reporter", **_READ,
         "note": "An example: invented."},
    ],
    "discrepancies": [
        {"item_id": "EX-D1", "source_id": "ex-gazette", "says": "The crane fell in the evening (example).",
         "others_say": "The harbour office has it in the afternoon (example).", "published": _PUBLISHED,
         "source_ids": "ex-notice", "kind": "date"},
    ],
}  # fmt: skip
NARRATIVE = """## What happened

Example: a crane fell on the quay of an invented harbour on 1 April 2031. [EX-E1]
The harbour office put the injured at {EX-C1}, which the Gazette disputed a day later. [EX-C1; EX-A1]
"""
# What case.toml says of the example, setting by setting; a value behind # is one it does without.
_VALUES = {
    "subtitle": '"An example: every row is invented and waits for yours"',
    "language": '"en"',
    "timezone": '"UTC"',
    "place": '"ex-harbour"',
    "rule": '"official"',
    "licence": '"CC BY 4.0"',
    "headline": '[{ metric = "injured" }]',
    "parties_to_conflict": "[]",
    "vague_words": '# "airwars"',
    "apart": '# [["north-quay", "south-quay"]]',
    "subjects": '{ casualties = ["injured"] }',
    "lanes": '{ harbour = "Harbour" }',
    "map": '# { outline = "example", countries = { ex-divers = "XXX" } }',
}


def new(name: str, root: Path) -> Path:
    """Write a new case: a name goes under data/ of the project, a path where it says. Returns the folder.

    CallError where the name is none that a folder and an id can have, or something is there already.
    """
    is_path = Path(name).name != name or name.startswith("~")
    folder = Path(name).expanduser() if is_path else root / "data" / name
    case_id = folder.absolute().name
    if not name or not PATTERNS["id"][0].fullmatch(case_id) or case_id.endswith("."):
        raise CallError(
            f"{name!r} is no name for a case: use letters, digits, dots and hyphens, as in floods-2031"
        )
    return files.write_folder(
        folder, {each: text.encode() for each, text in starter(case_id).items()}
    )


def starter(case_id: str) -> dict[str, str]:
    """The files of a new case by name."""
    sheets = {f"{table.name}.csv": _sheet(table) for table in TABLES}
    return {SETTINGS: _settings(case_id)} | sheets | {FILE: NARRATIVE}


def _settings(case_id: str) -> str:
    """case.toml: each setting under its meaning."""
    words = re.sub(r"[-_.]+", " ", case_id)
    values = {"id": f'"{case_id}"', "title": f'"{words[:1].upper()}{words[1:]}"'} | _VALUES
    return "\n".join(
        part
        for setting in DEFINED.values()
        for part in _setting(setting.name, setting.meaning, setting.needed, values[setting.name])
    )


def _setting(name: str, meaning: str, needed: bool, value: str) -> tuple[str, str]:
    comment = f"# {meaning}{' Required.' if needed else ''}"
    line = f"# {name} = {value[2:]}" if value.startswith("# ") else f"{name} = {value}"
    return comment, f"{line}\n"


def _sheet(table: Table) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, table.header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROWS[table.name])
    return out.getvalue()
