"""A text held against a ledger: seconds of processor against its length and the claims, beside a
plain regular expression that finds the words and numbers of the same text.

Ledgers and texts are generated, the same ones every time. One sentence in three tells a number:
half of them are what some claim says, half are made up, and no two paragraphs are alike, so that
nothing is won by what was met before. The rest of a text has no number.
"""

from __future__ import annotations

import csv
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from measure import QUICK, write
from scale import AS_OF, write_ledger

from asknown.audit.auditing import Call, audit
from asknown.audit.texts import plain_text
from asknown.model.case import Case

MEGABYTE = 1_000_000
RUNS = ((MEGABYTE // 2, 10_000), (5 * MEGABYTE, 1_000), (5 * MEGABYTE, 10_000))
ROUNDS = 1 if QUICK else 2
_CUES = """cue_id,table,row_id,language,words,kind
people,units,persons,en,people,counts
"""
_METRICS = ("killed", "injured", "missing", "detained")
_SYLLABLES = ("ba", "dor", "fen", "gul", "kir", "lam", "mos", "nur", "pel", "tas")
_WORDS = re.compile(r"\d[\d.,]*|\w+")
_WITHOUT_NUMBER = (
    "The ministry gave no other news in the evening and did not answer questions.",
    "Roads to the north were closed, and trains did not run until the morning.",
    "Relatives waited before the hospital while doctors spoke to the press.",
    "Nobody could say when the lines would be repaired or who would pay for it.",
)


def place(number: int) -> str:
    """A name for a place.

    >>> place(0), place(12)
    ('Baba', 'Fendor')
    """
    tens, ones = divmod(number, 10)
    return (_SYLLABLES[ones] + _SYLLABLES[tens % 10]).capitalize()


def ledger(folder: Path, claims: int) -> Case:
    """A case of so many claims whose metrics and places have names that a text can use."""
    write_ledger(folder, claims)
    _rename(folder / "metrics.csv", "label", _METRICS.__getitem__)
    _rename(folder / "places.csv", "label", place)
    (folder / "cues.csv").write_text(_CUES, encoding="utf-8")
    return Case.load(folder)


def _rename(path: Path, column: str, name: Callable[[int], str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({**row, column: name(number)})


def text(case: Case, length: int) -> str:
    """A text of so many characters on a case."""
    chance = random.Random(1)
    claims = case.tables["claims"]
    said = list(
        zip(
            claims["metric"],
            claims["place"],
            claims["low"] + claims["value"],
            strict=True,
        )
    )
    written = []
    size = 0
    while size < length:
        paragraph = " ".join(_sentences(case, said, chance))
        written.append(paragraph)
        size += len(paragraph) + 2
    return "\n\n".join(written)[:length]


def _sentences(
    case: Case, said: Sequence[tuple[str, str, str]], chance: random.Random
) -> Iterator[str]:
    for _ in range(4):
        metric, where, number = chance.choice(said)
        if chance.random() < 0.5:
            number = str(chance.randrange(3, 5000))
        label = case.cell("metrics", metric, "label")
        town = case.cell("places", where, "label")
        yield f"In {town} {int(number):,} people were {label} by the evening, officials said."
        yield chance.choice(_WITHOUT_NUMBER)
        yield chance.choice(_WITHOUT_NUMBER)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor that some work took."""
    start = time.process_time()
    work()
    return time.process_time() - start


def rounds(folder: Path) -> Iterator[dict[str, str]]:
    """A row for each length and number of claims."""
    sizes = {claims for _, claims in RUNS}
    cases = {claims: ledger(folder / str(claims), claims) for claims in sizes}
    for length, claims in RUNS:
        yield _row(cases[claims], text(cases[claims], length), claims)


def _row(case: Case, written: str, claims: int) -> dict[str, str]:
    call = Call(AS_OF, language="en")
    own, plain, found = [], [], 0
    for _ in range(ROUNDS):
        plain.append(seconds(lambda: _WORDS.findall(written)))
        start = time.process_time()
        found = len(audit(plain_text(written), "text", case, call).shown)
        own.append(time.process_time() - start)
    middle = statistics.median(own)
    return {
        "text": f"{len(written) / MEGABYTE:g} MB, {claims:,} claims",
        "findings": f"{found:,}",
        "seconds": f"{middle:.2f}",
        "least": f"{min(own):.2f}",
        "a pattern alone": f"{statistics.median(plain):.2f}",
        "ratio": f"{middle / statistics.median(plain):.1f}",
    }


def main() -> None:
    """Measure, and write the table and its chart."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(rounds(Path(folder)))
    write("audit", "A text held against a ledger", found, "text", "ratio")


if __name__ == "__main__":
    main()
