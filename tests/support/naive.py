"""Standing and figures restated row by row, as slow and as plain as the words of the rules: what
the arrays are held to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd

from asknown import dates
from asknown.model.case import Case
from asknown.model.figures import Figure

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
        metric = metrics.loc[row["metric"]]
        row["flow"] = metric["measure"] == "flow"
        row["rival_days"] = metric["rival_days"]
        row["number"] = bool(row["low"] + row["value"] + row["high"])
        row["aside"] = row["nature"] if row["nature"] in ("projection", "recap") else ""
        believe = metric["believe"].split(";") if metric["believe"] else ["official"]
        row["heard"] = [
            place
            for place, name in enumerate(believe)
            if name in (row["speaker"], row["kind"])
        ]
        rows[row["claim_id"]] = row
    _stand(rows, known.tables["acts"], speakers["party"])
    return rows


def _stand(rows: dict[str, Row], acts: pd.DataFrame, party: pd.Series) -> None:
    for row in rows.values():
        effective = _effective(row["claim_id"], acts, party)
        gone = [act for act in effective if _leaves(act, row["party"], party)]
        row["named_instead"] = {act["replaced_by"] for act in gone}
        row["replaced_by"] = [
            act["replaced_by"] for act in effective if act["act"] == "superseded"
        ]
        kinds = {act["act"] for act in gone}
        row["standing"] = (
            "withdrawn"
            if "withdrawn" in kinds
            else "denied"
            if kinds
            else "disputed"
            if len(effective) > len(gone) + len(row["replaced_by"])
            else "in force"
        )
    fell = {
        claim_id
        for claim_id, row in rows.items()
        if row["standing"] in ("withdrawn", "denied")
    }
    originals = [row for row in rows.values() if not row["relays"]]
    for row in rows.values():
        if row["claim_id"] in fell:
            continue
        if any(newer not in fell for newer in row["replaced_by"]) or (
            row in originals and _is_followed(row, originals)
        ):
            row["standing"] = "superseded"
    for row in rows.values():
        first = row
        while first["relays"]:
            first = rows[first["relays"]]
        if row["standing"] in ("in force", "disputed") and (
            first["standing"],
            row["standing"],
        ) != (
            "in force",
            "disputed",
        ):
            row["standing"] = first["standing"]


def _is_followed(old: Row, rows: list[Row]) -> bool:
    """Whether a newer number came that was not taken back in favour of this one."""
    newer = [row for row in rows if _follows(row, old)]
    newer.sort(key=lambda row: (row["days"][1], row["known"], row["claim_id"]))
    for place in reversed(range(len(newer))):
        if old["claim_id"] in newer[place]["named_instead"]:
            return bool(newer[place + 1 :])
    return bool(newer)


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
    return act["act"] == "withdrawn" or (
        act["act"] == "denied" and party[act["by"]] == owner
    )


def _follows(new: Row, old: Row) -> bool:
    same = all(
        new[name] == old[name]
        for name in ("party", "metric", "group", "place", "aside")
    )
    span = not old["flow"] or new["refers_to"] == old["refers_to"]
    office = new["kind"] == "official" or old["kind"] != "official"
    later = (new["days"][1], new["known"]) > (old["days"][1], old["known"])
    return bool(same and span and office and later and new["number"])


def official(rows: list[Row]) -> set[str]:
    """The claims that the official rule shows: one, or those that tie and differ."""
    heard = [row for row in _standing(rows) if row["heard"]]
    return _newest(
        heard,
        lambda row: (
            row["number"],
            -row["heard"][0],
            row["days"][1],
            row["known"],
            _begins(row),
            row["wording"] != "none",
        ),
    )


def span(rows: list[Row]) -> set[str]:
    """The claims that the span rests on."""
    numbered = [row for row in _standing(rows) if row["number"]]
    latest: list[Row] = []
    for party in {row["party"] for row in numbered}:
        own = [row for row in numbered if row["party"] == party]
        newest = _newest(
            own,
            lambda row: (
                row["days"][1],
                row["known"],
                _begins(row),
                row["kind"] == "official",
            ),
        )
        latest += [row for row in own if row["claim_id"] in newest]
    if not latest:
        return set()
    last = max(row["days"][1] for row in latest)
    since = last - timedelta(days=int(latest[0]["rival_days"] or 7))
    if latest[0]["flow"] and not latest[0]["rival_days"]:
        since = min(row["days"][0] for row in latest if row["days"][1] == last)
    return {row["claim_id"] for row in latest if row["days"][1] >= since}


def _begins(row: Row) -> Any:
    """Of what flows the first day of its span: of two that end together the shorter is told."""
    return row["days"][0] if row["flow"] else dates.span("0001-01-01")[0]


def _newest(rows: list[Row], key: Callable[[Row], Any]) -> set[str]:
    """Those of the highest key; of those that allow the same number, the last id."""
    highest = [row for row in rows if key(row) == max(map(key, rows))]
    return {
        row["claim_id"]
        for row in highest
        if not any(
            amount(other) == amount(row) and other["claim_id"] > row["claim_id"]
            for other in highest
        )
    }


def amount(row: Row) -> tuple[Any, ...]:
    """What a claim allows: lowest and highest, or its word."""
    stated = [row[name] for name in ("low", "value", "high") if row[name]]
    numbers = sorted(map(float, stated))
    if not numbers:
        return row["wording"], row["basis"].split(";")[0].lower()
    if row["wording"] in ("at_least", "over"):
        return float(row["low"] or row["value"]), None
    if row["wording"] in ("at_most", "under"):
        return None, float(row["high"] or row["value"])
    return numbers[0], numbers[-1]


def is_of(row: Row, figure: Figure) -> bool:
    """Whether a claim is of the quantity of a figure."""
    return (row["metric"], row["group"], row["place"]) == figure.key


def _standing(rows: list[Row]) -> list[Row]:
    return [
        row
        for row in rows
        if row["standing"] in ("in force", "disputed")
        and not row["relays"]
        and not row["aside"]
    ]
