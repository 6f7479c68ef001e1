"""Generated ledgers: claims by a state, a newsroom and a watch group, relays of them, and acts on
claims and on acts."""

from __future__ import annotations

import os
from typing import Any

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from asknown.ledger.settings import parse
from asknown.ledger.tables import TABLES
from asknown.model.case import Case

Tables = dict[str, list[dict[str, str]]]
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
        rows = [dict.fromkeys(table.header, "") | row for row in tables.get(table.name, [])]
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
        each["claim_id"] for each in before if _first(each["published"]) + 1 < _first(published)
    ]
    return {
        "claim_id": f"K{index}",
        "metric": "killed",
        "group": "all",
        "place": "island",
        "wording": wording,
        **{name: str(number) for name, number in numbers.items()},
        "speaker": draw(st.sampled_from([each for each in SPEAKERS if each != "editors"])),
        "refers_to": day(about),
        "published": published,
        "source_id": "paper",
        "recorded": "high",
        "basis": "dozens" if wording == "vague" else "",
        "relays": draw(st.sampled_from(["", "", *origins])),
        "nature": draw(st.sampled_from(["", "", "", "estimate", "projection", "recap"])),
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
                "believe": draw(st.sampled_from(["", "", "watch;official", "media;ngo"])),
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
    act = draw(st.sampled_from(["withdrawn", "withdrawn", "denied", "disputed", "superseded"]))
    others = [
        each["claim_id"]
        for each in rows
        if each is not target and each["speaker"] == owner and not each["relays"]
    ]
    # A replacement goes forward, so that no circle comes about.
    later = [each for each in others if each > target.get("claim_id", "~")]
    if act == "superseded" and not later:
        act = "disputed"
    named = later if act == "superseded" else ["", *others] if "claim_id" in target else [""]
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
    max_examples=int(os.environ.get("ASKNOWN_EXAMPLES", "25")),
    deadline=None,
    database=None,
    derandomize=True,
)
