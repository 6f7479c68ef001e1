"""Ledgers made by import: a minimal case, and the daily series of one speaker from its history of
cell changes."""

from __future__ import annotations

from pathlib import Path

from asknown.exchange.importing import importing, mapping
from tests.support.places import ROOT
from tests.support.written_cases import write_tables

_SETTINGS = """title = "Imported"
timezone = "{zone}"
place = "{place}"
rule = "{rule}"
licence = "as imported"

[lanes]
violence = "Violence"
"""


def write_fresh(
    folder: Path, place: str = "island", zone: str = "UTC", rule: str = "span"
) -> Path:
    """Write a case that has a place and nothing else."""
    places = [{"id": place, "label": place.capitalize(), "precision": "country"}]
    empty = {
        table: [] for table in ("sources", "claims", "speakers", "metrics", "groups")
    }
    return write_tables(
        folder,
        _SETTINGS.format(zone=zone, place=place, rule=rule),
        {**empty, "places": places},
    )


def write_ledger(revisions: Path, folder: Path) -> Path:
    """Write a case from a history of cell changes of the daily series, through the shipped
    mapping."""
    write_fresh(folder, "gaza", "Asia/Gaza", "official")
    (folder / "speakers.csv").write_text(
        "speaker_id,name,kind,party,aliases\nministry,Ministry of Health,official,gaza,\n",
        encoding="utf-8",
    )
    importing.bring_in("vintages", revisions, folder, mapping.load("gaza-daily", ROOT))
    return folder
