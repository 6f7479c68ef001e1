"""Every statement of the library, and how often the tests reach it.

`python -m tests.support.truth` (`make statements`) makes the reports of all learned days of the
shipped cases and of some generated ledgers, holds them against their rows, and writes what it
reached to `tests/expected/statements.csv`.
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

import asknown
from tests.support.ledgers import drawn
from tests.support.places import ROOT
from tests.support.truth.audit import Audit
from tests.support.truth.collect import Collected, asides, collected
from tests.support.truth.world import DATED
from tests.support.truth.written import LAST, daily_ledger, ledger, long_ledger

EXPECTED = ROOT / "tests" / "expected" / "statements.csv"
ROOMS = ("text", "model", "subjects", "report")
HEADER = ("statement", "condition", "example", "reached")


@cache
def registered() -> dict[str, str]:
    """The condition of every statement of the library, by name."""
    for room in ROOMS:
        package = importlib.import_module(f"asknown.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = importlib.import_module("asknown.text.statements").STATEMENTS
    return {
        name: found[name].condition
        for name in sorted(found)
        if not name.startswith("test_")
    }


def expected() -> dict[str, int]:
    """How often each statement was reached when the file was written."""
    with EXPECTED.open(newline="", encoding="utf-8") as file:
        return {row["statement"]: int(row["reached"]) for row in csv.DictReader(file)}


@cache
def files(name: str) -> Mapping[str, str]:
    """The files of a shipped case."""
    folder = ROOT / "data" / name
    texts = [*folder.glob("*.csv"), *folder.glob("*.md"), folder / "case.toml"]
    return {path.name: path.read_text(encoding="utf-8") for path in texts}


@cache
def moments(name: str) -> list[str]:
    """Every learned day of a shipped case, and the minutes at which claims and acts came out."""
    case = asknown.open_case(name)
    clocks = set()
    for table in DATED:
        if table in ("claims", "acts"):
            clocks.update(
                each for each in case.tables[table]["published"] if "T" in each
            )
    minutes = set()
    for clock in clocks:
        local = datetime.fromisoformat(clock).astimezone(case.zone)
        minutes.add(f"{local:%Y-%m-%dT%H:%M}")
    return [*map(str, case.learned()), *sorted(minutes)]


def written(folder: Path, ledger: Mapping[str, str]) -> asknown.Case:
    """A ledger as a folder, opened."""
    folder.mkdir(parents=True)
    for name, text in ledger.items():
        (folder / name).write_text(text, encoding="utf-8")
    return asknown.open_case(str(folder))


def hold_drawn(audit: Audit, folder: Path, seed: int) -> None:
    """Hold what a generated ledger says at a moment of its own against its rows."""
    ledger = drawn(seed)
    learned = list(map(str, written(folder, ledger).learned()))
    luck = Random(seed)
    day = luck.choice(learned)
    moment = luck.choice([day, learned[-1], f"{day}T09:00"])
    audit.hold(everything(folder, moment), ledger)
    shutil.rmtree(folder)


def hold_written(audit: Audit, folder: Path) -> None:
    """Hold what the written ledger says, on days that are quite different, against its rows."""
    files = ledger()
    written(folder, files)
    for moment in ("2022-03-10", LAST):
        audit.hold(everything(folder, moment), files)


def hold_long(audit: Audit, folder: Path) -> None:
    """Hold the last report of a ledger of many days."""
    files = long_ledger()
    written(folder, files)
    audit.hold(everything(folder, LAST), files)


def hold_daily(audit: Audit, folder: Path) -> tuple[Collected, Mapping[str, str]]:
    """Hold what a report says of a count told day by day; the report, and the files it is of."""
    files = daily_ledger()
    written(folder, files)
    report = everything(folder, LAST)
    audit.hold(report, files)
    return report, files


def everything(case: str | Path, moment: str) -> Collected:
    """What a report says, with its annex and what is said beside them. How often the annex cites a
    source is left out: that is counted for the report."""
    report, annex = collected(case, moment), collected(case, moment, notebook="annex")
    beside = [said for said in annex.statements if said.where != "register"]
    said = [*report.statements, *beside, *asides(case, moment)]
    unsaid = [*report.unsaid, *annex.unsaid]
    return replace(report, statements=list(dict.fromkeys(said)), unsaid=unsaid)


def write(audit: Audit) -> None:
    """Write what was reached."""
    EXPECTED.parent.mkdir(exist_ok=True)
    with EXPECTED.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(_rows(audit))


def _rows(audit: Audit) -> Iterator[tuple[str, str, str, int]]:
    for name, condition in registered().items():
        example = audit.examples.get(name, "").replace("\u00a0", " ").strip()
        yield name, condition, example, audit.reached[name]
