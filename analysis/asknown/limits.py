"""How much is read of what somebody hands in: who sends ten megabytes may not have them unpack to
gigabytes.

Whatever is refused here is refused before it is unpacked or built, with its limit and the mend.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from typing import Any

TOML_LONGEST = 1_000_000  # characters
TOML_DEEPEST = 32  # names in a dotted key
FAULTS = 1_000  # of a column, or of the lines of a file, that are told one by one
ROWS = 300_000  # of a table that is brought in
CELLS = 3_000_000  # of such a table
UNPACKED = 100_000_000  # bytes of a workbook, or of a table in Parquet
TIMES = 20  # as large as its file is a table in Parquet that is larger
SHEET_CELLS = 900_000  # of all sheets of a workbook, the blank ones between included
SHEETS = 250  # of an old workbook
# Elements of a part of a workbook that is no sheet and no list of texts.
STYLES = 20_000
BESIDE = 100_000  # elements of a sheet that are neither cells nor texts
OPEN_ELEMENTS = 600_000  # of a sheet of .ods, whose reader keeps each of them
_NAME = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
# The reader of TOML keeps every beginning of a dotted key: twenty thousand names fill a gigabyte.
_DOTTED = re.compile(rf"(?<![\w-]){_NAME}(?:[ \t]*\.[ \t]*{_NAME}){{{TOML_DEEPEST}}}")
_BROAD = frozenset("MWmw@%—…")


def letters_wide(text: str) -> float:
    """How many ordinary letters a text is about as wide as, in whatever font.

    >>> letters_wide("harbour"), letters_wide("WWWW")
    (7, 7.0)
    """
    return sum(map(_letter_wide, text))


def _letter_wide(letter: str) -> float:
    if letter in _BROAD:
        return 1.75
    if letter.isascii():
        return 1.25 if letter.isupper() else 1
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1.25


def toml(text: str) -> dict[str, Any]:
    """What a text in TOML says. ValueError, in words for a message, where it cannot be read or is
    larger than anything that somebody typed.

    >>> toml("title = 'Floods'")
    {'title': 'Floods'}
    """
    if len(text) > TOML_LONGEST:
        raise ValueError(
            f"has {len(text):,} characters; at most {TOML_LONGEST:,} are read"
        )
    if _DOTTED.search(text):
        raise ValueError(f"has a key of more than {TOML_DEEPEST} names")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # what Python says where a number is too long for it
        raise ValueError("has a number of too many digits") from error
