"""A case as a Data Package (version 2): the ledger's own files, and a descriptor that says of every
column what it holds.

The schemas follow from `tables`, and so does the profile: a JSON Schema by which anybody can tell
whether a package is a ledger. It must not know any particular case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from asknown import dates
from asknown.ledger import cues, front, narrative
from asknown.ledger.cells import PATTERNS
from asknown.ledger.settings import FILE as SETTINGS
from asknown.ledger.tables import CUES, NEEDED, PROFILE, TABLES, VERSION, Column, Table
from asknown.model.known import Known

DESCRIPTOR = "datapackage.json"
_STANDARD = "https://datapackage.org/profiles/2.0/datapackage.json"
_PUBLISHED = f"({dates.DAY})~?|{dates.MOMENT}"
_MOMENT = f"{dates.DAY}|{dates.MOMENT}"


def datapackage(case: Known) -> dict[str, bytes]:
    """The files of a package by name: the descriptor and the files of the case as it is known. A
    reader of the standard can check and load it, and so can `Case.load`.
    """
    files = {name: text.encode() for name, text in case.files().items()}
    if case.cues:
        files[cues.FILE] = cues.text(case.cues).encode()
    text = json.dumps(descriptor(case), ensure_ascii=False, indent=2)
    return {DESCRIPTOR: f"{text}\n".encode(), **files}


def descriptor(case: Known) -> dict[str, Any]:
    """What datapackage.json says: title, licence, the moment known, and a resource a file."""
    settings = case.settings
    licence = settings.licence
    texts = [(SETTINGS, "settings", "application/toml", "The settings of the case.")]
    if case.narrative:
        what = "The background, sentence by sentence."
        texts.append((narrative.FILE, "narrative", "text/markdown", what))
    if case.front:
        what = "The desk's own headline and standfirst, sentence by sentence."
        texts.append((front.FILE, "front", "text/markdown", what))
    tables = (*TABLES, CUES) if case.cues else TABLES
    return {
        "$schema": _STANDARD,
        "name": case.id.lower(),
        "title": settings.title,
        "description": settings.subtitle or settings.title,
        "licenses": [{"name": "-".join(licence.split()), "title": licence}],
        PROFILE: {
            "version": VERSION,
            "as_of": case.known_at.text if case.known_at else "",
            "timezone": settings.timezone,
        },
        "resources": [resource(table) for table in tables]
        + [_text(*each) for each in texts],
    }


def _text(path: str, name: str, kind: str, what: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "mediatype": kind,
        "encoding": "utf-8",
        "description": what,
    }


def resource(table: Table) -> dict[str, Any]:
    """One table as a tabular resource."""
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": f"A row is {table.row}.",
        "schema": schema(table),
    }


def schema(table: Table) -> dict[str, Any]:
    """The Table Schema of one table: fields, the key, and the tables its ids point into.

    Two things the standard cannot say stand in the descriptions alone: that an id points into one
    of two tables (the target of an act), and that each id of a list points at a row.
    """
    keys: list[dict[str, Any]] = [
        {
            "fields": [column.name],
            "reference": {
                "resource": column.refers[0],
                "fields": [_key(column.refers[0])],
            },
        }
        for column in table.columns
        if column.kind == "ref" and len(column.refers) == 1
    ]
    for key in keys:
        if key["reference"]["resource"] == table.name:
            del key["reference"]["resource"]  # the standard's word for the table itself
    fields = [_field(column) for column in table.columns]
    return {
        "fields": fields,
        "primaryKey": [table.key],
        **({"foreignKeys": keys} if keys else {}),
    }


def _key(name: str) -> str:
    return next(table.key for table in TABLES if table.name == name)


_TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "day": {"type": "date"},
    "refs": {"type": "list", "delimiter": ";", "itemType": "string"},
}


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    limits |= {"enum": list(column.words)} if column.words else {}
    patterns = {"published": _PUBLISHED, "moment": _MOMENT} | {
        kind: each.regex.pattern for kind, each in PATTERNS.items()
    }
    if column.kind in patterns and column.kind not in _TYPES:
        limits["pattern"] = f"({patterns[column.kind]})"
    field = {
        "name": column.name,
        **_TYPES.get(column.kind, {"type": "string"}),
        "description": column.meaning,
    }
    return field | ({"constraints": limits} if limits else {})


def profile() -> dict[str, Any]:
    """The JSON Schema of a ledger's descriptor: the needed tables are there, and each known table
    has its own schema.

    A package may bring other resources besides; they are none of the ledger's.
    """
    there = [
        {
            "contains": {
                "type": "object",
                "properties": {"name": {"const": name}},
                "required": ["name"],
            }
        }
        for name in NEEDED
    ]
    known = [
        {
            "if": {"properties": {"name": {"const": table.name}}, "required": ["name"]},
            "then": _is(table),
        }
        for table in (*TABLES, CUES)
    ]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{PROFILE} {VERSION}",
        "description": "A Data Package that holds a ledger of sourced claims with two clocks.",
        "type": "object",
        "required": ["resources", "licenses", PROFILE],
        "properties": {
            PROFILE: {
                "type": "object",
                "required": ["version", "timezone"],
                "properties": {
                    "version": {
                        "type": "string",
                        "pattern": rf"^{VERSION.split('.')[0]}\.[0-9]+$",
                    }
                },
            },
            "resources": {
                "type": "array",
                "allOf": there,
                "items": {"type": "object", "allOf": known},
            },
        },
    }


def _is(table: Table) -> Mapping[str, Any]:
    """What the resource of a table has to say. Descriptions are for readers: another language may
    have its own."""
    fields = [
        {"properties": {key: {"const": value} for key, value in _bare(column).items()}}
        for column in table.columns
    ]
    exact = {
        "type": "array",
        "items": fields,
        "minItems": len(fields),
        "maxItems": len(fields),
    }
    named = {
        "required": ["fields", "primaryKey"],
        "properties": {"fields": exact, "primaryKey": {"const": [table.key]}},
    }
    return {"required": ["path", "schema"], "properties": {"schema": named}}


def _bare(column: Column) -> dict[str, Any]:
    return {key: value for key, value in _field(column).items() if key != "description"}
