"""Generated ledgers: claims by a state, a newsroom and a watch group, relays of them, and acts on
claims and on acts."""

from __future__ import annotations

import csv
import io
import os
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from asknown.ledger.settings import Settings, parse
from asknown.ledger.tables import BY_NAME, TABLES
from asknown.model.case import Case

Rows = list[dict[str, str]]
Tables = dict[str, Rows]
SPEAKERS = {
    "ministry": ("official", "state"),
    "prosecutor": ("official", "state"),
    "state-tv": ("media", "state"),
    "radio": ("media", "radio"),
    "watch": ("ngo", "watch"),
    "editors": ("academic", "editors"),
}
SETTINGS = parse("""id = "drawn"
title = "Drawn"
timezone = "Asia/Almaty"
place = "island"
rule = "official"
licence = "CC0"
parties_to_conflict = ["state"]
""")
DAYS = st.integers(1, 12)
NUMBERS = st.integers(0, 40)


def case_of(tables: Tables) -> Case:
    """A case from rows; what a row does not say is blank."""
    frames = {}
    for table in TABLES:
        rows = [
            dict.fromkeys(table.header, "") | row for row in tables.get(table.name, [])
        ]
        frame = pd.DataFrame(rows, columns=table.header, dtype=str)
        frames[table.name] = frame.set_index(table.key, drop=False).rename_axis(None)
    return Case("drawn", SETTINGS, frames)


def day(number: int) -> str:
    """A day of the generated month."""
    return f"2022-03-{number:02}"


@st.composite
def moments(draw: Any, first: int) -> str:
    """When a row became public: a day, or a minute with an offset, not before `first`."""
    number = draw(st.integers(first, 14))
    clock = draw(st.sampled_from(["", "", "T09:00+06:00", "T23:30+06:00", "T00:30Z"]))
    return day(number + 1 if clock == "T00:30Z" else number) + clock


def _first(published: str) -> int:
    return int(published[8:10])


@st.composite
def claims(
    draw: Any, index: int, before: list[dict[str, str]], earliest: int = 1
) -> dict[str, str]:
    """One claim, now and then a relay of one that was public a day before."""
    about = draw(DAYS)
    published = draw(moments(max(about, earliest)))
    wording = draw(
        st.sampled_from(
            ["exact", "exact", "about", "at_least", "at_most", "range", "vague", "none"]
        )
    )
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    numbers = {
        "exact": {"value": low},
        "about": {"value": low},
        "at_least": {"low": low},
        "at_most": {"high": high},
        "range": {"low": low, "high": high},
    }.get(wording, {})
    origins = [
        each["claim_id"]
        for each in before
        if _first(each["published"]) + 1 < _first(published)
    ]
    return {
        "claim_id": f"K{index}",
        "metric": "killed",
        "group": "all",
        "place": "island",
        "wording": wording,
        **{name: str(number) for name, number in numbers.items()},
        "speaker": draw(
            st.sampled_from([each for each in SPEAKERS if each != "editors"])
        ),
        "refers_to": day(about),
        "published": published,
        "source_id": "paper",
        "recorded": "high",
        "basis": "dozens" if wording == "vague" else "",
        "relays": draw(st.sampled_from(["", "", *origins])),
        "nature": draw(
            st.sampled_from(["", "", "", "estimate", "projection", "recap"])
        ),
    }


@st.composite
def ledgers(draw: Any) -> Tables:
    """Tables of a sound ledger with up to nine claims and six acts."""
    rows: list[dict[str, str]] = []
    for index in range(draw(st.integers(1, 9))):
        rows.append(draw(claims(index, rows)))
    acts: list[dict[str, str]] = []
    for index in range(draw(st.integers(0, 6))):
        acts.append(_act(draw, index, rows, acts))
    return {
        "claims": rows,
        "acts": acts,
        "sources": [
            {
                "source_id": "paper",
                "title": "Paper",
                "publisher": "Paper",
                "published": day(1),
                "kind": "news",
            }
        ],
        "speakers": [
            {"speaker_id": each, "name": each, "kind": kind, "party": party}
            for each, (kind, party) in SPEAKERS.items()
        ],
        "metrics": [
            {
                "metric": "killed",
                "label": "killed",
                "unit": "persons",
                "measure": "cumulative",
                "counts": "Killed",
                "believe": draw(
                    st.sampled_from(["", "", "watch;official", "media;ngo"])
                ),
                "rival_days": draw(st.sampled_from(["", "", "0", "3"])),
            }
        ],
        "groups": [{"id": "all", "label": "everyone"}],
        "places": [{"id": "island", "label": "Island"}],
    }


def _act(
    draw: Any, index: int, rows: list[dict[str, str]], acts: list[dict[str, str]]
) -> dict[str, str]:
    """An act on a claim or on an earlier act; only a party withdraws what is its own."""
    target = draw(st.sampled_from([*rows, *acts, *acts]))
    owner = target.get("speaker") or target["by"]
    act = draw(
        st.sampled_from(["withdrawn", "withdrawn", "denied", "disputed", "superseded"])
    )
    others = [
        each["claim_id"]
        for each in rows
        if each is not target and each["speaker"] == owner and not each["relays"]
    ]
    # A replacement goes forward, so that no circle comes about.
    later = [each for each in others if each > target.get("claim_id", "~")]
    if act == "superseded" and not later:
        act = "disputed"
    named = (
        later
        if act == "superseded"
        else ["", *others]
        if "claim_id" in target
        else [""]
    )
    own = [each for each, (_, party) in SPEAKERS.items() if party == SPEAKERS[owner][1]]
    by = draw(st.sampled_from(own if act == "withdrawn" else sorted(SPEAKERS)))
    return {
        "act_id": f"A{index}",
        "target": target.get("claim_id") or target["act_id"],
        "act": act,
        "by": by,
        "published": day(16)
        if act == "superseded"
        else draw(moments(min(_first(target["published"]), 14))),
        "replaced_by": draw(st.sampled_from(named)) if act != "disputed" else "",
        "source_id": "paper",
        "reason": "As told",
    }


AS_OF = st.integers(1, 16).map(day)
OFTEN = settings(
    max_examples=int(os.environ.get("ASKNOWN_EXAMPLES", "15")),
    deadline=None,
    database=None,
    derandomize=True,
)


# Whole ledgers as files, the same for the same seed: every table, natures, whom to believe, how
# long a rival lasts, relays that their carriers take back, parts and wholes, stages and sections.

_ZONES = {
    "Asia/Almaty": date(2022, 3, 1),
    "UTC": date(2022, 3, 1),
    # Clocks go back at midnight, from the 29th to the 30th.
    "Asia/Beirut": date(2022, 10, 22),
    "America/Havana": date(2022, 10, 29),
}
_CHANGING = _ZONES | {
    "Asia/Tehran": date(2022, 9, 10),
    "Africa/Cairo": date(2023, 10, 20),
    "America/Santiago": date(2022, 4, 1),
    "Australia/Lord_Howe": date(2022, 3, 26),  # by half an hour
    "America/New_York": date(2022, 3, 6),
    "Europe/London": date(2022, 10, 22),
}
_LAST = 16  # days from the first to the last on which something becomes public
_PLACES: Rows = [
    {
        "id": "island",
        "label": "Island",
        "lat": "48",
        "lon": "67",
        "precision": "country",
    },
    {"id": "north", "label": "North", "part_of": "island", "precision": "region"}
    | {"lat": "50", "lon": "70"},
    {"id": "south", "label": "South", "part_of": "island", "precision": "none"},
    {"id": "harbour", "label": "Harbour", "part_of": "north", "precision": "city"}
    | {"lat": "43.3", "lon": "76.9"},
    {"id": "abroad", "label": "Abroad", "precision": "none"},
]
_GROUPS: Rows = [
    {"id": "all", "label": "everyone"},
    {"id": "locals", "label": "locals", "part_of": "all"},
    {"id": "guards", "label": "guards", "part_of": "all"},
    {"id": "visitors", "label": "visitors", "part_of": "all"},
    {"id": "pact", "label": "Pact force"},
    {"id": "alba", "label": "Alba", "part_of": "pact"},
    {"id": "borg", "label": "Borg", "part_of": "pact"},
]
_NAMES = {
    "ministry": ("Ministry of Health", "official", "state"),
    "prosecutor": ("Prosecutor's Office", "official", "state"),
    "state-tv": ("Island TV", "media", "state"),
    "alba-army": ("Alba's army", "official", "alba"),
    "radio": ("Radio Free Island", "media", "radio"),
    "herald": ("Herald", "media", "herald"),
    "watch": ("Rights Watch", "ngo", "watch"),
    "relief": ("Relief Agency", "intergovernmental", "relief"),
    "unnamed": ("a source at the hospital", "unattributed", "unnamed"),
    "editors": ("the editors", "academic", "editors"),
}
_PAPERS = {
    "ministry-site": ("Ministry of Health", "official", "state"),
    "radio-site": ("Radio Free Island", "news", "radio"),
    "herald-1": ("Herald", "news", "herald"),
    "herald-2": ("Herald", "news", ""),
    "watch-report": ("Rights Watch", "ngo", "watch"),
    "relief-bulletin": ("Relief Agency", "intergovernmental", "relief"),
}
_QUANTITIES = (
    *(
        ("killed", group, "island")
        for group in ("all", "all", "all", "locals", "guards")
    ),
    ("killed", "all", "north"),
    ("killed", "all", "south"),
    ("killed", "visitors", "island"),
    ("missing", "all", "island"),
    ("missing", "all", "harbour"),
    ("held", "all", "island"),
    ("held_in_a_day", "all", "island"),
    ("soldiers", "pact", "island"),
    ("soldiers", "alba", "island"),
    ("soldiers", "borg", "island"),
    ("damage", "all", "island"),
)
_MEASURES = {
    "killed": ("killed", "persons", "cumulative", "People killed"),
    "missing": ("missing", "persons", "stock", "People missing"),
    "held": ("detained", "persons", "cumulative", "People detained"),
    "held_in_a_day": (
        "detained in a day",
        "persons",
        "flow",
        "People detained within a day",
    ),
    "soldiers": ("soldiers", "persons", "stock", "Soldiers sent"),
    "damage": ("damage", "thousand crowns", "cumulative", "Damage in money"),
}
_STEPS = (
    "requested",
    "decided",
    "announced",
    "departed",
    "arrived",
    "withdrawal_began",
    "home",
)


class Drawer:
    """One ledger, drawn by a seed."""

    def __init__(self, seed: int) -> None:
        self.luck = Random(seed)
        self.name = f"drawn-{seed}"
        self.timezone = self.luck.choice(sorted(_ZONES))
        self.zone = ZoneInfo(self.timezone)
        self.first = _ZONES[self.timezone]
        self.tables: Tables = {}

    def day(self, number: int) -> str:
        """A day, counted from the first."""
        return str(self.first + timedelta(days=number - 1))

    def published(self, earliest: datetime | None = None) -> str:
        """When a row became public: a day, a latest day or a moment, not known before another."""
        while True:
            start = self.first
            if earliest is not None:
                start = max(start, earliest.astimezone(self.zone).date())
            room = (self.first - start).days + _LAST
            day = start + timedelta(days=self.luck.randint(0, max(min(room, 5), 0)))
            text = str(day)
            kind = self.luck.choice(["day", "day", "latest", "clock", "clock"])
            if kind == "latest":
                text += "~"
            if kind == "clock":
                clock = self.luck.choice(
                    [time(0, 30), time(9, 0), time(12, 15), time(23, 30)]
                )
                fold = self.luck.randint(0, 1)
                text = datetime.combine(
                    day, clock.replace(fold=fold), self.zone
                ).isoformat(timespec="minutes")
            if earliest is None or self.known(text) >= earliest:
                return text

    def known(self, published: str) -> datetime:
        """The instant from which a row is known."""
        if "T" in published:
            return datetime.fromisoformat(published)
        day = date.fromisoformat(published.rstrip("~"))
        return datetime.combine(day, time(23, 59, 59, fold=1), self.zone)

    def files(self) -> dict[str, str]:
        """case.toml and the tables."""
        self.tables = {
            "sources": [self._paper(each) for each in _PAPERS],
            "speakers": [
                {"speaker_id": each, "name": name, "kind": kind, "party": party}
                for each, (name, kind, party) in _NAMES.items()
            ],
            "metrics": [self._metric(each) for each in _MEASURES],
            "groups": _GROUPS,
            "places": _PLACES,
            "claims": [],
            "acts": [],
        }
        self.claims_and_acts()
        happened = self.luck.choice([0, 3, 8, 24])
        self.tables["events"] = [self._event(each) for each in range(happened)]
        steps = self.luck.choice([0, 0, 3, 8])
        self.tables["movements"] = [self._step(each) for each in range(steps)]
        seen = self.luck.choice([0, 0, 1, 5])
        self.tables["connectivity"] = [self._seen(each) for each in range(seen)]
        stances = self.luck.choice([0, 2])
        self.tables["positions"] = [self._stance(each) for each in range(stances)]
        odd = self.luck.choice([0, 2])
        self.tables["discrepancies"] = [self._odd(each) for each in range(odd)]
        settings = self._settings()
        for index, target in enumerate(self.tables["positions"]):
            self.tables["acts"].append(self._answer(index, target))
        files = {"case.toml": settings}
        for name, rows in self.tables.items():
            files[f"{name}.csv"] = _csv(name, rows)
        return files

    def claims_and_acts(self) -> None:
        """Draw claims, and acts on them."""
        for index in range(self.luck.randint(1, 26)):
            self.tables["claims"].append(self._claim(index))
        for index in range(self.luck.randint(0, 9)):
            self.tables["acts"].append(self._act(index))

    def _settings(self) -> str:
        luck = self.luck
        rule = luck.choice(
            ["official", "official", "official", "span", "independent", "minimum"]
        )
        fronts = [
            '{ metric = "killed" }',
            '{ metric = "killed", group = "guards" }',
            '{ metric = "killed", place = "north" }',
            '{ metric = "missing" }',
            '{ metric = "held" }',
            '{ metric = "soldiers", group = "pact" }',
            '{ metric = "damage" }',
        ]
        front = ", ".join([fronts[0], *luck.sample(fronts[1:], 3)])
        later = ", ".join(luck.sample(fronts, 3))
        since = self.day(luck.randint(3, 12))
        return _SETTINGS_OF.format(
            name=self.name,
            timezone=self.timezone,
            rule=rule,
            front=front,
            parts=_sections(),
            stages=_stages(since, later) if luck.random() < 0.5 else "",
            vague=luck.choice(["", "", "acled", "airwars"]),
        )

    def _paper(self, source: str) -> dict[str, str]:
        publisher, kind, party = _PAPERS[source]
        return {
            "source_id": source,
            "title": f"What {publisher} says",
            "publisher": publisher,
            "published": self.day(1) + "T00:00Z",
            "kind": kind,
            "party": party,
            "language": "en",
            "url": f"https://example.org/{source}",
        }

    def _metric(self, metric: str) -> dict[str, str]:
        label, unit, measure, counts = _MEASURES[metric]
        believe = [
            "",
            "",
            "intergovernmental;official",
            "relief;official",
            "watch;media",
        ]
        return {
            "metric": metric,
            "label": label,
            "unit": unit,
            "measure": measure,
            "counts": counts,
            "believe": self.luck.choice(believe),
            "rival_days": self.luck.choice(["", "", "2", "30"]),
        }

    def _numbers(self, wording: str) -> dict[str, str]:
        low, high = sorted((self.luck.randint(1, 60), self.luck.randint(1, 60)))
        numbers = {
            "at_least": {"low": low},
            "over": {"value": low},
            "at_most": {"high": high},
            "under": {"high": high},
            "range": {"low": low, "high": high + 1},
            "vague": {},
            "none": {},
        }.get(wording, {"value": low})
        return {name: str(number) for name, number in numbers.items()}

    def _claim(self, index: int) -> dict[str, str]:
        luck = self.luck
        metric, group, place = luck.choice(_QUANTITIES)
        about = luck.randint(1, _LAST - 3)
        origins = [each for each in self.tables["claims"] if not luck.randrange(3)]
        origin = luck.choice(origins) if origins and luck.random() < 0.25 else None
        earliest = self.known(self.day(1) + "T00:00+00:00")
        if origin:
            metric, group, place = origin["metric"], origin["group"], origin["place"]
            earliest = self.known(origin["published"])
        refers_to = origin["refers_to"] if origin else self.day(about)
        if metric == "held_in_a_day" and not origin and luck.random() < 0.5:
            refers_to = f"{refers_to}/{self.day(about + 1)}"
        nature = luck.choice(
            ["", "", "", "", "count", "estimate", "projection", "recap"]
        )
        day = datetime.combine(date.fromisoformat(refers_to[:10]), time(), self.zone)
        words = [
            "exact",
            "exact",
            "about",
            "at_least",
            "at_most",
            "range",
            "vague",
            "none",
            "over",
        ]
        wording = luck.choice(words)
        numbers = self._numbers(wording)
        if origin and luck.random() < 0.6:
            wording = origin["wording"]
            numbers = {name: origin.get(name, "") for name in ("low", "value", "high")}
        speakers = [each for each in _NAMES if each != "editors"]
        return {
            "claim_id": f"K{index:02}",
            "metric": metric,
            "group": group,
            "place": place,
            "wording": wording,
            **numbers,
            "speaker": luck.choice([*speakers, "ministry", "prosecutor", "ministry"]),
            "refers_to": refers_to,
            "published": self.published(max(earliest, day)),
            "source_id": luck.choice(sorted(_PAPERS)),
            "recorded": luck.choice(["high", "medium", "low"]),
            "basis": "dozens; as told"
            if wording == "vague"
            else luck.choice(["", "as told"]),
            "relays": origin["claim_id"] if origin else "",
            "nature": nature,
            "note": luck.choice(["", "", "The page has no address."]),
        }

    def _act(self, index: int) -> dict[str, str]:
        luck = self.luck
        claims = self.tables["claims"]
        target = luck.choice([*claims, *claims, *self.tables["acts"]])
        owner = target.get("speaker") or target["by"]
        act = luck.choice(
            ["withdrawn", "withdrawn", "denied", "denied", "disputed", "superseded"]
        )
        party = _NAMES[owner][2]
        own = [each for each, (_, _, theirs) in _NAMES.items() if theirs == party]
        by = luck.choice([*own, *own, *_NAMES])
        if act in ("withdrawn", "superseded"):
            by = luck.choice(own)
        alike = [each for each in claims if _alike(each, target) and each is not target]
        named = luck.choice(alike) if alike and luck.random() < 0.6 else None
        if act == "superseded" and (not named or "claim_id" not in target):
            act, named = "disputed", None
            by = luck.choice(sorted(_NAMES))
        if act == "disputed":
            named = None
        earliest = self.known(target["published"])
        if named:
            earliest = max(earliest, self.known(named["published"]))
        return {
            "act_id": f"A{index}",
            "target": target.get("claim_id") or target["act_id"],
            "act": act,
            "by": by,
            "published": self.published(earliest),
            "replaced_by": named["claim_id"] if named else "",
            "source_id": luck.choice(sorted(_PAPERS)),
            "reason": luck.choice(["Counted twice", "It was never said", "As told"]),
        }

    def _answer(self, index: int, target: dict[str, str]) -> dict[str, str]:
        """An act on what was said without a number."""
        return {
            "act_id": f"B{index}",
            "target": target["position_id"],
            "act": self.luck.choice(["denied", "disputed"]),
            "by": self.luck.choice(sorted(_NAMES)),
            "published": self.published(self.known(target["published"])),
            "source_id": self.luck.choice(sorted(_PAPERS)),
            "reason": self.luck.choice(["Nobody saw it", "As told"]),
        }

    def _event(self, index: int) -> dict[str, str]:
        luck = self.luck
        # A day on which most happens.
        number = luck.choice([2, 2, luck.randint(1, _LAST - 4)])
        start = self.day(number)
        end = self.day(number + luck.randint(1, 4)) if luck.random() < 0.25 else ""
        if luck.random() < 0.15:
            start = f"{start}/{self.day(number + 2)}"
        clock = luck.choice(["", "", "09:00", "about 16:30", "evening"])
        begun = datetime.combine(date.fromisoformat(start[:10]), time(), self.zone)
        published = self.published(begun)
        said = [each for each in self.tables["claims"] if self._before(each, published)]
        title = f"Thing {chr(ord('A') + index)} happens"
        if said and luck.random() < 0.3:
            title += " with {" + luck.choice(said)["claim_id"] + "} said"
        return {
            "event_id": f"E{index:02}",
            "start": start,
            "end": end,
            "time": clock if "/" not in start else "",
            "title": title,
            "place": luck.choice(
                ["island", "north", "south", "harbour", "harbour", "abroad"]
            ),
            "lane": luck.choice(["street", "state"]),
            "kind": "report",
            "published": published,
            "source_ids": luck.choice(sorted(_PAPERS)),
        }

    def _before(self, row: dict[str, str], published: str) -> bool:
        return self.known(row["published"]) <= self.known(published)

    def _step(self, index: int) -> dict[str, str]:
        luck = self.luck
        number = luck.randint(1, _LAST - 4)
        begun = datetime.combine(
            date.fromisoformat(self.day(number)), time(), self.zone
        )
        return {
            "movement_id": f"M{index}",
            "contributor": luck.choice(["pact", "alba", "alba", "borg"]),
            "step": luck.choice(_STEPS),
            "date": self.day(number),
            "unit": luck.choice(["", "a battalion"]),
            "speaker": luck.choice(["ministry", "alba-army", "herald"]),
            "published": self.published(begun),
            "source_ids": luck.choice(sorted(_PAPERS)),
        }

    def _seen(self, index: int) -> dict[str, str]:
        luck = self.luck
        number = luck.randint(1, _LAST - 4)
        start = self.day(number)
        end = luck.choice(["", self.day(number + 1)])
        if luck.random() < 0.6:
            start = f"{start}T09:00+00:00"
            end = luck.choice(["", f"{self.day(number + 1)}T10:30+00:00"])
        begun = datetime.combine(date.fromisoformat(start[:10]), time(), self.zone)
        return {
            "row_id": f"N{index}",
            "monitor": luck.choice(["radio", "watch", "watch"]),
            "start": start,
            "end": end,
            "area": luck.choice(["whole island", "whole island", "harbour"]),
            "state": luck.choice(["outage", "outage", "partial", "restored"]),
            "measure": luck.choice(["share reached", "mobile data"]),
            "value": luck.choice(["", "12.5"]),
            "unit": "%",
            "published": self.published(begun + timedelta(days=1)),
            "source_ids": luck.choice(sorted(_PAPERS)),
        }

    def _stance(self, index: int) -> dict[str, str]:
        luck = self.luck
        number = luck.randint(1, _LAST - 4)
        begun = datetime.combine(
            date.fromisoformat(self.day(number)), time(), self.zone
        )
        return {
            "position_id": f"P{index}",
            "actor": luck.choice(["Alba", "Rights Watch"]),
            "actor_kind": luck.choice(["government", "ngo"]),
            "date": self.day(number),
            "stance": luck.choice(["condemns", "supports"]),
            "target": "the force",
            "summary": "Says what it thinks of it.",
            "published": self.published(begun),
            "source_id": luck.choice(sorted(_PAPERS)),
        }

    def _odd(self, index: int) -> dict[str, str]:
        luck = self.luck
        return {
            "item_id": f"D{index}",
            "source_id": luck.choice(sorted(_PAPERS)),
            "says": "It was in the morning.",
            "others_say": "It was in the evening.",
            "published": self.published(self.known(self.day(1) + "T00:00+00:00")),
            "source_ids": luck.choice(sorted(_PAPERS)),
            "kind": luck.choice(["date", "place", "omission"]),
        }


class DenseDrawer(Drawer):
    """One ledger of few quantities and many acts on claims and on acts, ties of a day among them,
    in one of the zones whose clocks change within its days."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.name = f"dense-{seed}"
        self.timezone = self.luck.choice(sorted(_CHANGING))
        self.zone = ZoneInfo(self.timezone)
        self.first = _CHANGING[self.timezone]

    def claims_and_acts(self) -> None:
        """Up to thirty claims on four quantities, and as many acts on them and on each other."""
        for index in range(self.luck.randint(8, 30)):
            claim = self._claim(index)
            if not claim["relays"]:
                metric, group, place = self.luck.choice(_QUANTITIES[:4])
                claim |= {"metric": metric, "group": group, "place": place}
            self.tables["claims"].append(claim)
        for index in range(self.luck.randint(8, 30)):
            self.tables["acts"].append(self._act(index))


def dense(seed: int) -> dict[str, str]:
    """The files of a generated ledger dense in acts, the same for the same seed."""
    return DenseDrawer(seed).files()


def drawn(seed: int) -> dict[str, str]:
    """The files of a whole generated ledger, the same for the same seed."""
    return Drawer(seed).files()


def _alike(claim: dict[str, str], target: dict[str, str]) -> bool:
    return all(
        claim.get(name) == target.get(name) for name in ("metric", "group", "place")
    )


def _csv(table: str, rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, BY_NAME[table].header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


_SETTINGS_OF = """id = "{name}"
title = "Drawn"
timezone = "{timezone}"
place = "island"
rule = "{rule}"
licence = "CC0"
vague_words = "{vague}"
headline = [{front}]
parties_to_conflict = ["state", "alba"]
apart = [["locals", "guards", "visitors"], ["north", "south"], ["alba", "borg"]]
{parts}
{stages}

[lanes]
street = "Street"
state = "State"

[map]
outline = "kazakhstan"
countries = {{ alba = "ARM", borg = "BLR" }}
"""


def _sections() -> str:
    if "sections" not in Settings.__dataclass_fields__:
        return """[subjects]
casualties = ["killed", "missing", "damage"]
arrests = ["held", "held_in_a_day"]
deployment = ["soldiers"]
"""
    return """
[[sections]]
title = "The dead and missing"
kind = "counts"
metrics = ["killed", "missing", "damage"]

[[sections]]
title = "Arrests"
kind = "series"
metrics = ["held", "held_in_a_day"]

[[sections]]
title = "The force"
kind = "deployment"
metrics = ["soldiers"]
whole = "pact"
"""


def _stages(since: str, front: str) -> str:
    if "stages" not in Settings.__dataclass_fields__:
        return ""
    return f"""
[[stages]]
since = "{since}"
headline = [{front}]
"""
