"""Where a ledger has letters that no font here has: a PDF prints each as its code point, which
somebody may want to know before a reader does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from asknown.errors import Problem
from asknown.ledger import front, narrative, reading
from asknown.ledger.reading import SETTINGS
from asknown.ledger.table_files import LedgerTable
from asknown.report.fonts import lacking
from asknown.report.world_fonts import MEND, fonts_for

_TOLD = 5  # letters of a column that are named
_TEXTS = (SETTINGS, narrative.FILE, front.FILE)
Cells = Iterable[tuple[int, str]]


def unprintable(folder: Path) -> list[Problem]:
    """Each column of a case, and each of its texts, with letters that no font here has: the first
    row with one, and how many there are. LedgerError where the case cannot be read."""
    read = reading.read(folder)
    found = [problem for each in read.tables.values() for problem in _of_table(each)]
    for name in _TEXTS:
        path = folder / name
        if path.is_file():
            lines = path.read_text(encoding="utf-8").split("\n")
            found += _told(name, "", enumerate(lines, 1))
    return sorted(found)


def _of_table(sheet: LedgerTable) -> Iterator[Problem]:
    for column in sheet.table.header:
        if _is_broad(sheet, column):
            yield from _told(sheet.file, column, sheet.cells(column))


def _is_broad(sheet: LedgerTable, column: str) -> bool:
    """Whether any cell of a column has more than ASCII."""
    from pyarrow import compute  # slow to load

    plain = compute.all(compute.string_is_ascii(sheet.columns[column]))
    return plain.as_py() is False


def _told(file: str, column: str, cells: Cells) -> Iterator[Problem]:
    rows, letters = [], set[str]()
    for line, text in cells:
        missing = _missing(text)
        if missing:
            rows.append(line)
            letters |= missing
    if rows:
        more = f", in {len(rows):,} rows from here on" if len(rows) > 1 else ""
        what = f"has letters that no font here has{more}: {_named(letters)}"
        mend = f"a PDF prints their code points; {MEND}"
        yield Problem(file, rows[0], column, what, mend)


def _missing(text: str) -> frozenset[str]:
    """The letters of a text that neither a report's fonts have nor others that are installed."""
    lost = lacking(text)
    return lost.difference(*(font.letters for font in fonts_for(lost)))


def _named(letters: Iterable[str]) -> str:
    codes = [f"U+{ord(letter):04X}" for letter in sorted(letters)]
    more = f" and {len(codes) - _TOLD} more" if len(codes) > _TOLD else ""
    return f"{', '.join(codes[:_TOLD])}{more}"
