"""What happened to a file or a cell that cannot be taken as it is.

An editor's encoding, a spreadsheet's habits, a merge left half done, or somebody's mischief. It
explains and mends nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from asknown import limits
from asknown.errors import CONTROL, INVISIBLE, Problem

# Characters of a cell; the longest that anybody typed has some hundreds.
LONGEST = 10_000
LONGEST_TITLE = 160  # characters of what headings print
LONGEST_NAME = 100  # ordinary letters of what charts print too
# Ordinary letters of a name without a space between; a W is almost two.
LONGEST_WORD = 35
DIGITS = 15  # of a number: as many are told apart whatever reads it
BOM = b"\xef\xbb\xbf"
_UTF8 = "save it as UTF-8 without a BOM"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MERGE = re.compile(rb"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$")
# Letters that show as nothing, or that text may not hold in XML.
_UNSEEN = re.compile("[\ufeff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]")
# A spreadsheet runs a cell that begins so, also where it takes ; or a tab for the end of a cell.
# A name on a network begins with @ and runs nothing.
_FORMULA = re.compile(r"(?:^|[;\t\n])\s*(?:[=+\-]|@\w*[(|!])")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}"
)
# The same for a whole column at once: what these match `of_text` has to look at. Two marks, not 31:
# so many repeats of so large a class take RE2 ten times as long.
DOUBTFUL = r"^[=+@\-]|[;\t\n]\s*[=+@\-]|\pM{2}|[\x{2028}\x{2029}\x{FFFD}]"
_SEPARATED = re.compile(r"-?\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+(?:\.\d+)?")
_SHORTENED = re.compile(r"-?\d+(?:[.,]\d+)?[eE]\+?\d+")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}")
# A spreadsheet counts days from 1899, and shows the count where it takes a day for a number.
# These are the days of 1954 to 2119.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
_TURNED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)")
_MONTH_NAMED = re.compile(r"\d{1,2}-[A-Za-z]{3}(-\d\d)?")


class Fault(NamedTuple):
    """What is wrong with a cell, and the mend."""

    what: str
    mend: str


def file_problem(file: str, what: str, mend: str, line: int = 1) -> Problem:
    """What is wrong with a whole file, or with a line of it that has no columns."""
    return Problem(file, line, "", what, mend)


def misplaced(path: Path) -> Problem | None:
    """Why a file of a case is not opened: a link can lead anywhere, and a pipe never ends."""
    folder = path.parent.resolve()
    if path.is_symlink() and not path.resolve().is_relative_to(folder):
        what = "is a link that leads out of the folder"
        return file_problem(path.name, what, "put the file itself there")
    if not path.is_file():
        return file_problem(path.name, "is no file", "put a file there")
    return None


def of_file(file: str, data: bytes) -> Iterator[Problem]:
    """Why the bytes of a text file cannot be read; nothing where they can."""
    if not data.strip():
        yield file_problem(
            file, "is empty", "write its first lines, or delete the file"
        )
    elif data.startswith(b"PK\x03\x04"):
        yield file_problem(
            file, "is a workbook, not text", "save its sheet as CSV in UTF-8"
        )
    elif data.startswith(_UTF16) or data.count(b"\0") > len(data) // 4:
        yield file_problem(file, "is UTF-16", _UTF8)
    elif b"\0" in data:
        mend = "delete it, or take the file from before it was damaged"
        line = _line(data, data.index(b"\0"))
        yield file_problem(file, "holds a NUL byte", mend, line)
    elif data.startswith(BOM):
        yield file_problem(file, "begins with a byte order mark", _UTF8)
    else:
        yield from _not_utf8(file, data)
        yield from _half_merged(file, data)


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _not_utf8(file: str, data: bytes) -> Iterator[Problem]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start : error.start + 1]
        latin = byte.decode("latin-1")
        cyrillic = byte.decode("cp1251", "replace")
        likely = f"{latin!r} in Latin-1, {cyrillic!r} in Windows-1251"
        what = f"is not UTF-8: the byte {byte.hex()} is {likely}"
        yield file_problem(file, what, _UTF8, _line(data, error.start))


def _half_merged(file: str, data: bytes) -> Iterator[Problem]:
    mend = "keep one of the two versions and delete the marks"
    for mark in _MERGE.finditer(data):
        text = mark[0].decode(errors="replace").strip()
        what = f"{text!r} is the mark of a merge left half done"
        yield file_problem(file, what, mend, _line(data, mark.start()))


def of_text(text: str) -> Fault | None:
    """Why a cell of whatever kind is not taken, or None."""
    if len(text) > LONGEST:
        mend = f"shorten it: a cell holds at most {LONGEST:,}"
        return Fault(f"has {len(text):,} characters", mend)
    if CONTROL.search(text) or _UNSEEN.search(text):
        return Fault(f"{short(text)} holds a control character", "remove it")
    if "\ufffd" in text:
        what = f"{short(text)} holds U+FFFD, which stands for a letter that was lost"
        return Fault(what, "write the letter again")
    if _MARKS.search(text):
        return Fault(
            f"{short(text)} piles more than thirty marks on a letter", "remove them"
        )
    return None


def of_title(text: str) -> Fault | None:
    """Why a text is not taken where headings print it, or None."""
    if INVISIBLE.search(text):
        return Fault(f"{short(text)} holds a letter that nobody sees", "remove it")
    if not any(map(_is_ink, text)):
        return Fault(f"{short(text)} shows as nothing", "write a name")
    if len(text) > LONGEST_TITLE:
        mend = f"shorten it: what headings print holds at most {LONGEST_TITLE}"
        return Fault(f"has {len(text)} characters", mend)
    return None


def of_name(text: str) -> Fault | None:
    """Why a text is not taken where charts and headings print it, or None."""
    fault = of_title(text)
    if fault:
        return fault
    if limits.letters_wide(text) > LONGEST_NAME:
        mend = f"shorten it: what charts print holds at most {LONGEST_NAME} ordinary letters"
        return Fault(f"{short(text)} is too long for a chart", mend)
    if max(map(limits.letters_wide, text.split())) > LONGEST_WORD:
        what = f"{short(text)} has more letters without a space than a line of a chart holds"
        return Fault(what, "put a space, or shorten it")
    return None


def fitted(text: str) -> str:
    """A name as charts print it: as it is where they hold it, else cut, with dots for what is left
    out.

    >>> fitted("Ministry"), len(fitted("a long name " * 20))
    ('Ministry', 91)
    """
    words = [_cut(word, LONGEST_WORD) for word in text.split(" ")]
    name = " ".join(words)
    if limits.letters_wide(name) <= LONGEST_NAME:
        return name
    while words and limits.letters_wide(" ".join(words)) > LONGEST_NAME - 1:
        words.pop()
    return " ".join(words) + "…"


def _cut(word: str, most: int) -> str:
    if limits.letters_wide(word) <= most:
        return word
    while limits.letters_wide(word) > most - 1:
        word = word[:-1]
    return word + "…"


def _is_ink(letter: str) -> bool:
    """Whether a letter is seen by itself."""
    return unicodedata.category(letter)[0] in "LNPS"


def too_many_digits(text: str) -> Fault | None:
    """Why a plain number is not taken that has more digits than programs tell apart, or None."""
    digits = sum(map(str.isdigit, text))
    if digits <= DIGITS:
        return None
    mend = f"write at most {DIGITS}, in thousands or millions, and say so in the unit"
    return Fault(f"{short(text)} has {digits} digits", mend)


def formula(text: str) -> Fault | None:
    """Why a cell of text is refused that a spreadsheet would run, or None."""
    if not _FORMULA.search(text):
        return None
    what = f"{short(text)} begins like a formula, and a spreadsheet would run it"
    return Fault(what, "put a word or an opening bracket before it")


def short(text: str) -> str:
    """A cell for a message: quoted, escaped, and its beginning alone where it is long."""
    return repr(text) if len(text) <= 80 else f"{text[:60]!r}..."


def number(text: str) -> str:
    """What to write instead of a number that a spreadsheet or a hand dressed up, or ""."""
    if _SEPARATED.fullmatch(text):
        return f"write {re.sub(r'[^0-9.-]', '', text)}"
    if _SHORTENED.fullmatch(text):
        return "a spreadsheet shortened it: write all its digits"
    if _DECIMAL_COMMA.fullmatch(text):
        return f"write {text.replace(',', '.')}"
    return ""


def day(text: str) -> str:
    """What to write instead of a day that a spreadsheet turned, or ""."""
    if text.isascii() and text.isdigit() and int(text) in _SERIALS:
        counted = _EPOCH + timedelta(int(text))
        return f"a spreadsheet made a count of days of it: write {counted}"
    turned = _TURNED.fullmatch(text)
    if turned:
        days = " or ".join(_days_meant(turned[1], turned[3], turned[4]))
        return f"a spreadsheet turned it: write {days}"
    if _MONTH_NAMED.fullmatch(text):
        return "a spreadsheet turned it: write it as 2022-01-09"
    return ""


def _days_meant(first: str, second: str, year: str) -> list[str]:
    """The days that two numbers and a year can mean, day first or month first."""
    if len(year) == 2:
        year = f"20{year}"
    days = set()
    for month, day_of_month in ((second, first), (first, second)):
        try:
            meant = date(int(year), int(month), int(day_of_month))
        except ValueError:
            continue
        days.add(str(meant))
    return sorted(days)


def without_zeros(text: str) -> str:
    """An id as a spreadsheet leaves it that takes it for a number."""
    return text.lstrip("0")
