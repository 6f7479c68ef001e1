"""Cases of any size, written as folders: none, a handful, or thousands of rows, the same ones every
time."""

from __future__ import annotations

import csv
import shutil
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from asknown.ledger.tables import BY_NAME
from tests.support.places import SHIPPED

Rows = list[dict[str, str]]
_SETTINGS = """id = "{name}"
title = "{title}"
timezone = "Asia/Almaty"
place = "island"
rule = "official"
licence = "CC0"
headline = [{{ metric = "killed" }}, {{ metric = "detained" }}, {{ metric = "troops", group = "pact" }}]
parties_to_conflict = ["state"]
apart = [["north", "south"]]

[[sections]]
title = "Casualties"
kind = "counts"
metrics = ["killed"]

[[sections]]
title = "Arrests"
kind = "series"
metrics = ["detained", "detained_24h"]

[[sections]]
title = "Deployment"
kind = "deployment"
metrics = ["troops"]
whole = "pact"

[lanes]
street = "Street"
state = "State"
abroad = "Abroad"
"""  # noqa: E501 - a text, as it is printed
_START = date(2022, 3, 1)
_METRICS: Rows = [
    {
        "metric": "killed",
        "label": "killed",
        "unit": "persons",
        "measure": "cumulative",
        "counts": "People reported killed",
    },
    {
        "metric": "detained",
        "label": "detained",
        "unit": "persons",
        "measure": "cumulative",
        "counts": "People detained",
    },
    {
        "metric": "detained_24h",
        "label": "detained in a day",
        "unit": "persons",
        "measure": "flow",
        "counts": "In a day",
    },
    {
        "metric": "troops",
        "label": "troops",
        "unit": "persons",
        "measure": "stock",
        "counts": "Personnel sent",
    },
]
_GROUPS: Rows = [
    {"id": "all", "label": "everyone"},
    {"id": "pact", "label": "Pact force"},
    {"id": "north", "label": "Northland", "part_of": "pact"},
    {"id": "south", "label": "Southland", "part_of": "pact"},
]
_WORDINGS = ("exact", "about", "at_least", "at_most", "range", "vague", "exact", "over")


def write_case(
    folder: Path,
    name: str,
    claims: int = 0,
    events: int = 0,
    metrics: tuple[str, ...] = ("killed",),
) -> Path:
    """Write a case with so many claims on these metrics and so many events."""
    speakers = _speakers(max(min(claims // 4, 60), 1))
    tables: dict[str, Rows] = {
        "sources": [
            _source(index) for index in range(max(claims // 10, events // 5, 1))
        ],
        "speakers": speakers,
        "metrics": _METRICS,
        "groups": _GROUPS,
        "places": [
            {"id": "island", "label": "Island"},
            {"id": "harbour", "label": "Harbour", "part_of": "island"},
        ],
    }
    count = len(tables["sources"])
    tables["claims"] = [
        _claim(index, metrics[index % len(metrics)], speakers, count)
        for index in range(claims)
    ]
    tables["events"] = [_event(index, count) for index in range(events)]
    return write_tables(
        folder, _SETTINGS.format(name=name, title=name.capitalize()), tables
    )


def write_tables(folder: Path, settings: str, tables: dict[str, Rows]) -> Path:
    """Write a case folder from its settings and rows; what a row does not say is blank."""
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(settings, encoding="utf-8")
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(
                out, BY_NAME[table].header, restval="", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _day(index: int) -> str:
    return str(_START + timedelta(days=index))


def _source(index: int) -> dict[str, str]:
    return {
        "source_id": f"paper-{index}",
        "title": f"The paper of day {index}",
        "publisher": f"Paper {index % 7}",
        "published": f"{_day(0)}T00:00+06:00",
        "url": f"https://example.org/{index}",
        "kind": "news",
        "language": "en",
    }


def _speakers(count: int) -> Rows:
    kinds = ("official", "media", "ngo")
    return [
        {
            "speaker_id": f"s{index}",
            "name": f"Speaker number {index} of the island",
            "kind": kinds[index % 3],
            "party": "state" if index % 3 == 0 else f"party-{index}",
        }
        for index in range(count)
    ]


def _claim(index: int, metric: str, speakers: Rows, sources: int) -> dict[str, str]:
    wording, number = _WORDINGS[index % len(_WORDINGS)], 3 + index * 7 % 211
    numbers = {
        "at_least": {"low": number},
        "over": {"low": number},
        "at_most": {"high": number},
        "vague": {},
        "range": {"low": number, "high": number + 20},
    }.get(wording, {"value": number})
    day, clock = _day(index // 40), f"T{index % 24:02}:{index % 60:02}+06:00"
    group = ("pact", "north", "south")[index % 3] if metric == "troops" else "all"
    return {
        "claim_id": f"C{index:05}",
        "metric": metric,
        "group": group,
        "place": "island" if index % 5 else "harbour",
        "wording": wording,
        **{name: str(each) for name, each in numbers.items()},
        "refers_to": day,
        "speaker": speakers[index % len(speakers)]["speaker_id"],
        "published": day + clock,
        "source_id": f"paper-{index % sources}",
        "basis": "dozens; as told",
        "recorded": "high",
    }


def _event(index: int, sources: int) -> dict[str, str]:
    clock = f"{index * 5 % 24:02}:{index % 60:02}" if index % 3 else ""
    return {
        "event_id": f"E{index:04}",
        "start": _day(index // 4),
        "time": clock,
        "end": _day(index // 4 + 2) if index % 7 == 0 else "",
        "title": f"Thing number {index} happens at the harbour",
        "place": "harbour",
        "lane": ("street", "state", "abroad")[index % 3],
        "kind": "protest",
        "published": _day(index // 4),
        "source_ids": f"paper-{index % sources}",
    }


def cut_at(as_of: str, folder: Path, case: Path = SHIPPED) -> None:
    """Write a shipped ledger without any row published later, with a clock of its own: the door
    must not test itself."""
    zone = ZoneInfo(
        tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["timezone"]
    )
    limit = _moment(as_of, zone)
    folder.mkdir(parents=True)
    for path in filter(Path.is_file, case.iterdir()):
        if path.suffix != ".csv":
            shutil.copy(path, folder)
            continue
        with (
            path.open(newline="", encoding="utf-8") as source,
            (folder / path.name).open("w", newline="", encoding="utf-8") as out,
        ):
            rows = csv.DictReader(source)
            writer = csv.DictWriter(out, rows.fieldnames or [])
            writer.writeheader()
            writer.writerows(
                row
                for row in rows
                if "published" not in row or _moment(row["published"], zone) <= limit
            )


def _moment(text: str, zone: ZoneInfo) -> datetime:
    found = datetime.fromisoformat(
        text if "T" in text else f"{text.removesuffix('~')}T23:59:59"
    )
    return found if found.tzinfo else found.replace(tzinfo=zone)
