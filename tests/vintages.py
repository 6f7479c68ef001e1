"""A ledger of one speaker from a history of cell changes: each change is a claim, a cell taken out is a withdrawal."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.cases import write_tables

_SETTINGS = """title = "A daily series"
timezone = "Asia/Gaza"
place = "gaza"
rule = "official"
licence = "public domain"
"""
_REFERENCE = {
    "speakers": [{"speaker_id": "ministry", "name": "Ministry of Health", "kind": "official", "party": "gaza"}],
    "metrics": [
        {"metric": "killed", "label": "killed", "unit": "persons", "measure": "cumulative", "counts": "People reported killed"}
    ],
    "groups": [{"id": "all", "label": "everyone"}],
    "places": [{"id": "gaza", "label": "Gaza"}],
}


def write_ledger(revisions: Path, folder: Path, field: str = "killed_cum") -> Path:
    """Write a case folder from a file with vintage_commit, vintage_time, report_date, field, change, old_value, new_value."""
    with revisions.open(newline="", encoding="utf-8") as file:
        changes = [row for row in csv.DictReader(file) if row["field"] == field]
    sources = {row["vintage_commit"]: row["vintage_time"] for row in changes}
    tables = _REFERENCE | {
        "sources": [
            {"source_id": key, "title": "The file", "publisher": "T4P", "published": when, "language": "en", "kind": "dataset"}
            for key, when in sources.items()
        ],
        "claims": [_claim(index, row) for index, row in enumerate(changes) if row["new_value"]],
        "acts": list(_withdrawals(changes)),
    }
    return write_tables(folder, _SETTINGS, tables)


def _claim(index: int, row: dict[str, str]) -> dict[str, str]:
    return {
        "claim_id": f"V{index:05}", "metric": "killed", "group": "all", "place": "gaza", "value": row["new_value"],
        "wording": "exact", "speaker": "ministry", "refers_to": row["report_date"], "published": row["vintage_time"],
        "source_id": row["vintage_commit"], "recorded": "high",
    }  # fmt: skip


def _withdrawals(changes: list[dict[str, str]]) -> list[dict[str, str]]:
    """A cell taken out withdraws what stood in it; one that was never filled has nothing to withdraw."""
    standing: dict[str, str] = {}
    acts = []
    for index, row in enumerate(changes):
        if row["new_value"]:
            standing[row["report_date"]] = f"V{index:05}"
        elif row["report_date"] in standing:
            acts.append({
                "act_id": f"W{index:05}", "target": standing.pop(row["report_date"]), "act": "withdrawn", "by": "ministry",
                "published": row["vintage_time"], "source_id": row["vintage_commit"], "reason": "The cell was taken out",
            })  # fmt: skip
    return acts
