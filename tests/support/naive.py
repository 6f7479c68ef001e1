"""Standing and figures restated row by row, as slow and as plain as the words of the rules: what
the arrays are held to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from asknown import dates
from asknown.model.case import Case

Row = dict[str, Any]


def claims_of(known: Case) -> dict[str, Row]:
    """The claims of a known case by id, with their days, instants, parties and standing."""
    speakers, metrics = known.tables["speakers"], known.tables["metrics"]
    rows = {}
    for row in known.tables["claims"].to_dict("records"):
        row["days"], row["known"] = (
            dates.span(row["refers_to"]),
            dates.published(row["published"], known.zone).known,
        )
        row["party"], row["kind"] = (
            speakers.at[row["speaker"], "party"],
            speakers.at[row["speaker"], "kind"],
        )
        row["flow"], row["number"] = (
            metrics.at[row["metric"], "measure"] == "flow",
            bool(row["low"] + row["value"] + row["high"]),
        )
        rows[row["claim_id"]] = row
    _stand(rows, known.tables["acts"], speakers["party"])
    return rows


def _stand(rows: dict[str, Row], acts: pd.DataFrame, party: pd.Series) -> None:
    for row in rows.values():
        gone = [
            act
            for act in _effective(row["claim_id"], acts, party)
            if _leaves(act, row["party"], party)
        ]
        disputed = len(_effective(row["claim_id"], acts, party)) > len(gone)
        kinds = {act["act"] for act in gone}
        row["standing"] = (
            "withdrawn"
            if "withdrawn" in kinds
            else "denied"
            if kinds
            else "disputed"
            if disputed
            else "in force"
        )
    alive = [
        row
        for row in rows.values()
        if row["standing"] in ("in force", "disputed") and not row["relays"]
    ]
    followed = {row["claim_id"] for row in alive if any(_follows(other, row) for other in alive)}
    for claim_id in followed:
        rows[claim_id]["standing"] = "superseded"
    for row in rows.values():
        first = row
        while first["relays"]:
            first = rows[first["relays"]]
        if row["standing"] in ("in force", "disputed") and (first["standing"], row["standing"]) != (
            "in force",
            "disputed",
        ):
            row["standing"] = first["standing"]


def _effective(target: str, acts: pd.DataFrame, party: pd.Series) -> list[Row]:
    """The acts on `target` that no act in effect takes back."""
    on = acts[acts["target"] == target].to_dict("records")
    return [
        act
        for act in on
        if not any(
            _leaves(each, party[act["by"]], party)
            for each in _effective(act["act_id"], acts, party)
        )
    ]


def _leaves(act: Row, owner: str, party: pd.Series) -> bool:
    return act["act"] == "withdrawn" or (act["act"] == "denied" and party[act["by"]] == owner)


def _follows(new: Row, old: Row) -> bool:
    same = all(new[name] == old[name] for name in ("party", "metric", "group", "place"))
    span = not old["flow"] or new["refers_to"] == old["refers_to"]
    office = new["kind"] == "official" or old["kind"] != "official"
    later = (new["days"][1], new["known"]) > (old["days"][1], old["known"])
    return bool(same and span and office and later and new["number"])


def official(rows: list[Row]) -> str:
    """The claim that the official rule shows, or ""."""
    offices = [row for row in _standing(rows) if row["kind"] == "official"]
    newest = sorted(
        offices, key=lambda row: (row["number"], row["days"][1], row["known"], row["claim_id"])
    )
    return str(newest[-1]["claim_id"]) if newest else ""


def span(rows: list[Row]) -> set[str]:
    """The claims that the span rests on."""
    parties: dict[str, list[Row]] = {}
    for row in _standing(rows):
        if row["number"]:
            parties.setdefault(row["party"], []).append(row)
    latest = [
        max(
            own,
            key=lambda row: (
                row["kind"] == "official",
                row["days"][1],
                row["known"],
                row["claim_id"],
            ),
        )
        for own in parties.values()
    ]
    last = max((row["days"][1] for row in latest), default=None)
    since = last and last - timedelta(days=7)
    if latest and latest[0]["flow"]:
        since = min(row["days"][0] for row in latest if row["days"][1] == last)
    return {row["claim_id"] for row in latest if row["days"][1] >= since}


def _standing(rows: list[Row]) -> list[Row]:
    return [
        row for row in rows if row["standing"] in ("in force", "disputed") and not row["relays"]
    ]
