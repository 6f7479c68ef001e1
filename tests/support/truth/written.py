"""A ledger written for what generated ones hardly ever say: two numbers of one day and party, a
force of which a part is not told apart and which has left, and many numbers that fell at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, timedelta

from asknown.ledger.tables import BY_NAME
from tests.support.ledgers import drawn

Rows = list[dict[str, str]]
LAST = "2022-03-20"
_CLAIM = {
    "metric": "killed",
    "group": "all",
    "place": "island",
    "wording": "exact",
    "speaker": "ministry",
    "source_id": "ministry-site",
    "recorded": "high",
    "nature": "count",
}


def ledger() -> Mapping[str, str]:
    """The files of the ledger; what it has in common with generated ones is theirs."""
    files = dict(drawn(0))
    settings = re.sub(r'(?m)^rule = ".*"$', 'rule = "official"', files["case.toml"])
    settings = re.sub(r'(?m)^timezone = ".*"$', 'timezone = "Asia/Almaty"', settings)
    settings = re.sub(r"(?m)^headline = .*$", _FRONT, settings)
    files["case.toml"] = (
        settings.partition("[[stages]]")[0] if _ends(settings) else settings
    )
    metrics = list(csv.DictReader(io.StringIO(files["metrics.csv"])))
    for row in metrics:
        row |= {"believe": "", "rival_days": ""}
    sources = list(csv.DictReader(io.StringIO(files["sources.csv"])))
    for row in sources:
        row["published"] = "2022-03-01"
    tables = {
        "metrics": metrics,
        "sources": sources,
        "claims": _claims(),
        "acts": _acts(),
        "movements": _steps(),
        "events": _events(),
    }
    for name, rows in tables.items():
        files[f"{name}.csv"] = _csv(name, rows)
    for name in ("positions", "connectivity", "discrepancies"):
        files[f"{name}.csv"] = _csv(name, [])
    files["front.md"] = _OWN_FRONT
    return files


def long_ledger() -> Mapping[str, str]:
    """One that learned something on more days than a page lets one choose: a number a day."""
    claims = []
    for number in range(_DAYS):
        day = str(_LAST - timedelta(days=number))
        row = {"claim_id": f"K{number:03}", "refers_to": day, "published": day}
        claims.append(_CLAIM | row | {"value": str(_DAYS - number)})
    nothing = {f"{name}.csv": _csv(name, []) for name in ("acts", "movements")}
    sources = list(csv.DictReader(io.StringIO(ledger()["sources.csv"])))
    early = [row | {"published": "2021-06-01"} for row in sources]
    files = {
        "claims.csv": _csv("claims", claims),
        "sources.csv": _csv("sources", early),
    }
    return {**ledger(), **nothing, **files}


def daily_ledger() -> Mapping[str, str]:
    """One of marches, of each day and all of them, a few days left out, and of how many there were
    so far of another count."""
    files = ledger()
    metrics = list(csv.DictReader(io.StringIO(files["metrics.csv"])))
    flow = {"unit": "events", "measure": "flow", "counts": "Marches"}
    march = (
        metrics[0] | flow | {"metric": "marches", "label": "marches", "overlaps": ""}
    )
    by_day = march | {
        "metric": "marches_by_day",
        "label": "marches by day",
        "overlaps": "marches",
    }
    claim = _CLAIM | {
        "speaker": "watch",
        "source_id": "watch-report",
        "published": str(_LAST),
    }
    days = [_LAST - timedelta(days=number) for number in range(_DAYS) if number % 50]
    told = [
        claim
        | {"metric": "marches_by_day", "claim_id": f"D{day}", "refers_to": str(day)}
        | {"value": str(day.day % 7)}
        for day in days
    ]
    whole = {"metric": "marches", "claim_id": "D", "refers_to": f"{days[-1]}/{days[0]}"}
    told.append(claim | whole | {"value": str(sum(day.day % 7 for day in days))})
    for day in days[:40]:
        so_far = {"metric": "seen", "claim_id": f"S{day}", "refers_to": str(day)}
        told.append(claim | so_far | {"value": str(900 - (_LAST - day).days * 3)})
    seen = metrics[0] | {"metric": "seen", "label": "seen", "overlaps": ""}
    section = (
        '[[sections]]\ntitle = "Marches"\nkind = "series"\n'
        'metrics = ["marches", "seen"]\n\n[lanes]'
    )
    return files | {
        "metrics.csv": _csv("metrics", [*metrics, march, by_day, seen]),
        "claims.csv": _csv("claims", [*_claims(), *told]),
        "case.toml": files["case.toml"].replace("[lanes]", section, 1),
    }


# The second is for a day that has not all of its rows: none of it is used.
_OWN_FRONT = """## 2022-03-10

Two offices count the dead of one day. [K00; K01]
The ministry has {K00}, the prosecutor {K01}. [K00; K01]

## 2022-03-09

The ministry will count {K00}. [K00]
"""
_DAYS, _LAST = 205, date(2022, 3, 20)
_FRONT = 'headline = [{ metric = "killed" }, { metric = "soldiers", group = "pact" }]'


def _ends(settings: str) -> bool:
    return "[lanes]" in settings.partition("[[stages]]")[0]


def _claims() -> Rows:
    killed = [
        {"value": "12", "speaker": "ministry"},
        {"value": "20", "speaker": "prosecutor"},
    ]
    sent = [
        {"value": "100", "group": "pact"},
        {"value": "40", "group": "alba"},
        {"value": "30", "group": "borg"},
    ]
    fallen = [
        {
            "value": str(number),
            "group": group,
            "speaker": "watch",
            "source_id": "watch-report",
        }
        for number, group in enumerate(("locals", "guards", "visitors") * 3, start=30)
    ]
    rows = []
    for row in killed:
        rows.append(row | {"refers_to": "2022-03-10", "published": "2022-03-10"})
    for row in sent:
        rows.append({"metric": "soldiers", "refers_to": "2022-03-08"} | row)
    for number, row in enumerate(fallen):
        rows.append(row | {"refers_to": f"2022-03-0{number + 1}"})
    return [
        _CLAIM | {"published": row["refers_to"]} | row | {"claim_id": f"K{number:02}"}
        for number, row in enumerate(rows)
    ]


def _acts() -> Rows:
    return [
        {
            "act_id": f"A{number}",
            "target": f"K{number:02}",
            "act": "withdrawn",
            "by": "watch",
            "published": f"{LAST}T{number:02}:00+06:00",
            "source_id": "watch-report",
            "reason": f"Counted twice, {number}",
        }
        for number in range(5, 14)
    ]


def _steps() -> Rows:
    days = {
        "announced": "2022-03-03",
        "arrived": "2022-03-08",
        "withdrawn": "2022-03-15",
    }
    return [
        {
            "movement_id": f"M{number}",
            "contributor": contributor,
            "step": step,
            "date": day,
            "speaker": "ministry",
            "published": day,
            "source_ids": "ministry-site",
        }
        for number, (contributor, step, day) in enumerate(
            (contributor, step, day)
            for contributor in ("pact", "alba")
            for step, day in days.items()
            if contributor == "pact" or step != "withdrawn"
        )
    ]


def _events() -> Rows:
    """Two events, of which one became known late."""
    event = {
        "place": "island",
        "lane": "street",
        "kind": "report",
        "source_ids": "ministry-site",
    }
    first = {
        "event_id": "E1",
        "start": "2022-03-01",
        "published": "2022-03-01",
        "title": "A march",
    }
    late = {
        "event_id": "E2",
        "start": "2022-03-02",
        "published": "2022-03-15",
        "title": "A raid",
    }
    return [event | first, event | late]


def _csv(table: str, rows: Rows) -> str:
    out = io.StringIO()
    header = BY_NAME[table].header
    writer = csv.DictWriter(
        out, header, restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
