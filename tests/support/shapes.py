"""Files after the shape of public ones, with invented rows (tests/data/shapes), and what comes of
each when it is brought in through the guess of its mapping, with its questions answered.

`python -m tests.support.shapes` prints the table of docs/import.md.
"""

from __future__ import annotations

import csv
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from asknown.exchange.importing import guess, importing, mapping
from asknown.exchange.importing.mapping import Mapping
from tests.support.places import ROOT
from tests.support.vintages import write_fresh

FOLDER = ROOT / "tests" / "data" / "shapes"
_QUESTION = re.compile(r'^(?P<key>[\w.]+) = "\?".*$', re.MULTILINE)
_COMES_ALONG = re.compile(r"^# .* --mapping ([\w-]+)$", re.MULTILINE)
_ANSWERS = {"publisher": '"Keeper"', "published": '"2031-01-01"', "distinct": "true"}

Sums = dict[str, float]


@dataclass(frozen=True)
class Shape:
    """A file, how many of its rows can be taken, what its numbers add up to by what is counted, as
    counted by hand, and answers to what only this file asks."""

    file: str
    read: int
    taken: int
    sums: Sums
    answers: tuple[tuple[str, str], ...] = ()


SHAPES = (
    Shape("01-insp-cumulative.csv", 5, 5, {"cases": 140}),
    Shape("03-ebola-long.csv", 4, 4, {"cases": 80, "deaths": 20}),
    Shape("04-dtm.csv", 4, 2, {"displaced": 1500}),
    Shape("05-hapi-idps.csv", 3, 2, {"displaced": 1500}),
    Shape("06-hapi-conflict.csv", 5, 4, {"killed": 60}),
    Shape("07-acled-as-of-2030-06-01.xlsx", 3, 3, {"killed": 60}),
    Shape("08-ucdp-hdx.csv", 4, 3, {"killed": 60}),
    Shape("09-idmc-idu.json", 2, 2, {"displaced_in_event": 11}),
    Shape("10-idmc-gidd.csv", 4, 3, {"displaced": 1510}),
    Shape(
        "11-missing-migrants.csv",
        2,
        2,
        {"dead_in_incident": 4, "missing_in_incident": 752},
    ),
    Shape("12-aid-workers.json", 3, 3, {"killed": 30, "injured": 20, "detained": 30}),
    Shape("13-wikimpact.csv", 2, 2, {"killed": 100, "injured": 1050}),
    Shape(
        "14-inform.csv",
        4,
        4,
        {"conflict-index": 7.5, "physical-exposure-to-flood": 100.5},
    ),
    Shape("15-watchboard.json", 3, 3, {"killed": 1110, "injured": 5060}),
    Shape("16-notes.md", 5, 3, {"killed": 9000}),
    Shape("17-names.csv", 4, 3, {"17-names": 3}),
    Shape("19-losses.json", 3, 3, {"personnel": 6000, "tanks": 600, "airdefense": 80}),
    Shape("20-losses.csv", 3, 3, {"personnel": 6800, "tanks": 210, "uav": 2}),
    Shape("21-fatalities.csv", 3, 3, {"killed": 3}),
    Shape("23-gtd.csv", 3, 2, {"killed": 30, "injured": 20}),
    Shape("24-2030-09-23.csv", 4, 3, {"total-cases-of-confirmed": 1600}),
    Shape("25-victims.csv", 3, 3, {"killed": 3}),
    Shape("26-timeline.csv", 3, 3, {"26-timeline": 3}),
    Shape("27-headers.csv", 3, 2, {"affected": 300}, (("refers_to", '"2030-01-01"'),)),
    Shape("27-merged.xlsx", 3, 3, {"killed": 540}),
    Shape("28-donations.ijson", 3, 2, {"donated": 3000}, (("metric", '"donated"'),)),
)


@dataclass(frozen=True)
class Outcome:
    """What came of a file: its mapping's lines, the questions asked, rows, sums and seconds."""

    lines: int
    questions: list[str]
    read: int
    taken: int
    sums: Sums
    seconds: float


def brought_in(shape: Shape, folder: Path) -> Outcome:
    """Guess, answer, import into a case that has a place and nothing else."""
    begun = time.perf_counter()
    text = guess.mapping_for(FOLDER / shape.file, mapping.shipped(ROOT))
    asked, chosen = answered(shape, text)
    case = write_fresh(folder, "island")
    published = "2031-01-01"
    result = importing.bring_in("table", FOLDER / shape.file, case, chosen, published)
    seconds = time.perf_counter() - begun
    lines = len([line for line in text.splitlines() if not line.startswith("#")])
    return Outcome(
        lines, asked, result.read, result.taken, _sums(case, chosen), seconds
    )


def answered(shape: Shape, text: str) -> tuple[list[str], Mapping]:
    """The questions of a guess, and the mapping that comes of the answers; a mapping that comes
    along needs none but the day of the file."""
    named = _COMES_ALONG.search(text)
    if named:
        return ["published"], mapping.load(named[1], ROOT)
    answers = _ANSWERS | dict(shape.answers)
    asked = [match["key"] for match in _QUESTION.finditer(text)]
    whole = _QUESTION.sub(
        lambda match: f"{match['key']} = {answers[match['key']]}", text
    )
    return asked, mapping.parse(whole, "guess")


def _sums(case: Path, chosen: Mapping) -> Sums:
    """What the claims add up to; of a list its totals of everyone in the whole."""
    found: dict[str, dict[str, float]] = {}
    with (case / "claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_whole = (row["group"], row["place"]) == ("all", "island")
            if chosen.totals and (not is_whole or row["metric"].endswith("_by_day")):
                continue
            number = row["value"] or row["low"] or row["high"]
            key = row["refers_to"][-10:] if chosen.totals else row["claim_id"]
            found.setdefault(row["metric"], {})[key] = float(number)
    if chosen.totals:
        return {what: days[max(days)] for what, days in found.items()}
    return {what: sum(claims.values()) for what, claims in found.items()}


def main() -> None:
    """Print the table."""
    print(
        "| file after the shape of | lines | questions | rows taken | theirs | ours | seconds |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for shape in SHAPES:
        with tempfile.TemporaryDirectory() as folder:
            done = brought_in(shape, Path(folder) / "case")
        ours = {what: done.sums.get(what, 0.0) for what in shape.sums}
        theirs, own = (
            ", ".join(f"{n:g}" for n in each.values()) for each in (shape.sums, ours)
        )
        rows = f"{done.taken} of {done.read}"
        cells = [shape.file, done.lines, len(done.questions), rows, theirs, own]
        print(f"| {' | '.join(map(str, cells))} | {done.seconds:.2f} |")


if __name__ == "__main__":
    main()
