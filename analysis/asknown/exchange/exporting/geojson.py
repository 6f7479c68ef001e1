"""The places of a case as GeoJSON (RFC 7946): a feature a place, with the figures, claims and
events known of it.

Coordinates are longitude, latitude. A place of which no point is stated has none here either: its
geometry is null.
"""

from __future__ import annotations

import json
from typing import Any

from asknown.model.events import when
from asknown.model.figures import Figure, figures
from asknown.model.known import Known
from asknown.model.phrases import text
from asknown.text.prose import sentences


def geojson(case: Known) -> bytes:
    """The places as a FeatureCollection, in order of id. `name` and `description` are what map
    programs show; `figures`, `claims` and `events` are the data; the collection says of what case,
    day, rule and licence it is.
    """
    known = figures(case)
    features = [
        _feature(case, str(place), [each for each in known if each.place == place])
        for place in case.tables["places"].index
    ]
    about = {
        "title": case.settings.title,
        "as_of": case.known_at.text if case.known_at else "",
    }
    about |= {
        name: getattr(case.settings, name) for name in ("rule", "licence", "timezone")
    }
    found = {"type": "FeatureCollection", "about": about, "features": features}
    return f"{json.dumps(found, ensure_ascii=False, indent=1)}\n".encode()


def _feature(case: Known, place: str, known: list[Figure]) -> dict[str, Any]:
    row = case.tables["places"].loc[place]
    events = case.tables["events"]
    there = [str(each) for each in events.index[events["place"] == place]]
    said = [figure.say() for figure in known] + [
        text(case, "events", each, "title") for each in there
    ]
    point = (
        {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}
        if row["lat"] and row["lon"]
        else None
    )
    claims = case.tables["claims"]
    properties = {
        "name": row["label"],
        "description": sentences(said).text,
        "part_of": row["part_of"],
        "precision": row["precision"],
        "figures": [figure.data() | {"says": figure.say().text} for figure in known],
        "claims": list(claims.index[claims["place"] == place]),
        "events": [_event(case, each) for each in there],
    }
    return {"type": "Feature", "id": place, "geometry": point, "properties": properties}


def _event(case: Known, each: str) -> dict[str, str]:
    row = case.tables["events"].loc[each]
    told = {
        "when": when(case, each).text,
        "title": text(case, "events", each, "title").text,
    }
    return {
        "event_id": each,
        "start": row["start"],
        "end": row["end"],
        **told,
        "source_ids": row["source_ids"],
    }
