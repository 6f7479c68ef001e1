"""What goes out to other tools: one table of formats, each a pure function of a Known as known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asknown import storage
from asknown.errors import CallError
from asknown.exchange.exporting.csl import csl
from asknown.exchange.exporting.datapackage import datapackage
from asknown.exchange.exporting.geojson import geojson
from asknown.exchange.exporting.timelinejs import timelinejs
from asknown.ledger import reading
from asknown.model.known import Known


def _workbook(case: Known) -> bytes:
    from asknown.exchange.exporting.workbook import workbook  # openpyxl is slow to load

    return workbook(case)


@dataclass(frozen=True)
class Format:
    """A format: how its files end, what it is for, and what makes it: one file, or files by
    name."""

    suffix: str
    what: str
    make: Callable[[Known], bytes | dict[str, bytes]]


FORMATS = {
    "datapackage": Format(
        ".datapackage.zip",
        "the ledger for frictionless and other readers of data packages",
        datapackage,
    ),
    "csl-json": Format(
        ".csl.json", "the sources for Zotero, pandoc and word processors", csl
    ),
    "geojson": Format(
        ".geojson", "the places with what is known of each, for maps", geojson
    ),
    "timelinejs": Format(".timeline.json", "the events for TimelineJS", timelinejs),
    "xlsx": Format(
        ".xlsx", "one workbook: figures, tables and how each claim stands", _workbook
    ),
}


def export(case: Known, to: str, out: Path | None = None, force: bool = False) -> Path:
    """Write a case in a format, whole or not at all, and return where.

    Default: a file in the current folder named after case and moment. A data package becomes a
    folder where `out` does not end in .zip. CallError where there is no such format, or something
    is there already: with `force` a file is written over, but no link, no folder and no file of a
    ledger.
    """
    if to not in FORMATS:
        raise CallError(
            f"to: there is no format {to!r}; there are: {', '.join(FORMATS)}"
        )
    moment = case.known_at.text.replace(":", "") if case.known_at else "whole"
    place = out or Path(
        re.sub(r"[^\w.\-]+", "-", f"{case.id}_{moment}{FORMATS[to].suffix}")
    )
    made = FORMATS[to].make(case)
    if not isinstance(made, bytes) and place.suffix != ".zip":
        return storage.write_folder(place, made)
    check_outside_ledger(place)
    return storage.write_file(
        place, made if isinstance(made, bytes) else storage.zipped(made), force
    )


def check_outside_ledger(place: Path) -> None:
    """CallError where a file would stand for one of a ledger, or be written over one that lies with
    it."""
    whole = place.absolute().parent.resolve() / place.name
    cases = [
        folder for folder in whole.parents if (folder / reading.SETTINGS).is_file()
    ]
    if cases and (
        place.exists() or (whole.parent in cases and place.name in reading.NAMES)
    ):
        raise CallError(
            f"{place} lies in the ledger {cases[0].name}, which is never written over: name a "
            f"file elsewhere"
        )
