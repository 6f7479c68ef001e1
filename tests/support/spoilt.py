"""Generated ledgers with cells that anybody could have typed: long, broad, marked, of other
scripts, at the ends of what numbers and days can be. Some of them `check` refuses."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from random import Random

from asknown.ledger.tables import BY_NAME, Column
from asknown.model.check import check
from tests.support.ledgers import drawn

TEXTS = (
    "Phase 2, ten",
    "e\u0301\u0302\u0303 \u05d0\u05b8\u05bc \u0628\u064e\u0651",
    "]\u0338 e\u20dd x\ufe0f",
    "\u0b95\u0bcd\u0bb7 \U0001f600\u200d\U0001f525 \uf8ff",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd 12",
    "so\u200b far\u00ad\u2800",
    "\u3164",
    "\u200d",
    "W" * 20,
    "W" * 41,
    "WWWWW " * 6 + "W",
    "Nga te whai " * 9 + "x",
    "Nga te whai " * 90 + "x",
    "\u6f22\u5b57" * 40,
    "#$*_`[x](y) <b> {{x}} %s \\input",
    "x",
    "-",
    "",
)
NUMBERS = (
    *(
        "0",
        "-5",
        "1",
        "0.5",
        "007",
        "2.50",
        "1000000",
        "999999999999999",
        "9" * 16,
        "9" * 320,
    ),
    *("-999999999999999", "0.000000000000001", "99999999999", "\u0661\u0662"),
)
DAYS = (
    *(
        "0001-01-01",
        "9999-12-31",
        "1000-01-01",
        "2999-12-31",
        "2022",
        "2022-03",
        "2022-03~",
    ),
    *(
        "2022-03-01/2022-03-09",
        "0001-01-01/9999-12-31",
        "../2022-03-02",
        "2022-03-02/..",
        "-0100",
    ),
    *("Y170000002", "2022-21", "202X", "2022-02-29", "2022-03-05?"),
)
MOMENTS = (
    *("2022-03-02T00:00+14:00", "2022-03-02T23:59-12:00", "0001-01-01T00:00+14:00"),
    *(
        "9999-12-31T23:59-12:00",
        "2022-03-02T24:00Z",
        "2022-03-02T02:30:59Z",
        "2022-03-02T00:00Z",
    ),
    *("2022-03-20~", "0001-01-01", "9999-12-31", "1000-01-01", "2999-12-31~"),
)
_OF_KIND = {"text": TEXTS, "number": NUMBERS, "edtf": DAYS, "published": MOMENTS}
_OF_KIND |= {"moment": MOMENTS, "day": DAYS}
_SETTINGS = (
    'title = "Drawn"',
    'street = "Street"',
    'title = "Arrests"',
    'licence = "CC0"',
)


def sound(seed: int, folder: Path) -> dict[str, str]:
    """The files of a generated ledger that `check` finds nothing wrong with; written into a folder
    that is made for it."""
    files = drawn(seed)
    folder.mkdir(parents=True)
    while True:
        write(files, folder)
        problems = check(folder)
        if not problems:
            return files
        for name in {problem.file for problem in problems}:
            lines = {problem.row for problem in problems if problem.file == name}
            files[name] = _mended(files[name], name, lines)


def write(files: Mapping[str, str], folder: Path) -> None:
    """Put the files of a ledger into a folder."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _mended(text: str, name: str, lines: set[int]) -> str:
    """A table of which rows at fault say why their day is the latest, or are left out."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    kept = [header]
    for line, row in enumerate(rows, 2):
        cells = dict(zip(header, row, strict=True))
        if (
            line in lines
            and "note" in cells
            and not cells["note"]
            and "~" in cells["published"]
        ):
            row[header.index("note")] = "The page has no day."
        elif line in lines:
            continue
        kept.append(row)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(kept)
    return out.getvalue()


def spoilt(sound: Mapping[str, str], seed: int) -> dict[str, str]:
    """The files of a ledger of which up to four cells or settings are replaced."""
    luck = Random(seed)
    files = dict(sound)
    for _ in range(luck.randint(1, 4)):
        if luck.random() < 0.1:
            _spoil_setting(files, luck)
        else:
            _spoil_cell(files, luck)
    return files


def _spoil_setting(files: dict[str, str], luck: Random) -> None:
    setting = luck.choice(_SETTINGS)
    name = setting.partition(" = ")[0]
    text = luck.choice(TEXTS).replace("\\", "\\\\").replace('"', '\\"')
    files["case.toml"] = files["case.toml"].replace(setting, f'{name} = "{text}"', 1)


def _spoil_cell(files: dict[str, str], luck: Random) -> None:
    name = luck.choice(
        [name for name in files if files[name].count("\n") > 1 and name != "case.toml"]
    )
    table = BY_NAME[name.removesuffix(".csv")]
    rows = list(csv.DictReader(io.StringIO(files[name], newline="")))
    column: Column = luck.choice(
        [each for each in table.columns if each.kind in _OF_KIND]
    )
    row = luck.choice(rows)
    value = luck.choice(_OF_KIND[column.kind])
    together = luck.random() < 0.5 and column.kind == "text" and row[column.name]
    row[column.name] = f"{row[column.name]} {value}" if together else value
    out = io.StringIO()
    writer = csv.DictWriter(out, table.header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    files[name] = out.getvalue()
