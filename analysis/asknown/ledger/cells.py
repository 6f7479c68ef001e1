"""What happened to a file or a cell that cannot be taken as it is: an editor's encoding, a spreadsheet's habits, a merge left
half done, or somebody's mischief. It explains and mends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from asknown.errors import CONTROL

LONGEST = 10_000  # characters of a cell; the longest that anybody typed has some hundreds
Fault = tuple[str, str]  # what is wrong, and the mend
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MERGE = re.compile(rb"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$")
# Letters that show as nothing, or that text may not hold in XML.
_UNSEEN = re.compile("[\ufeff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]")
# A spreadsheet runs a cell that begins so, also where it takes ; or a tab for the end of a cell.
_FORMULA = re.compile(
    r"(?:^|[;\t\n])\s*(?:[=+\-]|@\w*[(|!])"
)  # a name on a network begins with @ and runs nothing
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}"
)
# The same for a whole column at once: what these match `of_text` has to look at.
DOUBTFUL = r"^[=+@\-]|[;\t\n]\s*[=+@\-]|\pM{31}|[\x{2028}\x{2029}\x{FFFD}]"
_SEPARATED = re.compile(r"-?\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+(?:\.\d+)?")
_EPOCH, _SERIALS = (
    date(1899, 12, 30),
    range(20_000, 80_000),
)  # the days that a spreadsheet counts, here 1954 to 2119


def of_file(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Why the bytes of a text file cannot be read: line, what, and mend; nothing where they can."""
    utf8 = "save it as UTF-8 without a BOM"
    if not data.strip():
        yield 1, "is empty", "write its first lines, or delete the file"
    elif data.startswith(b"PK\x03\x04"):
        yield 1, "is a workbook, not text", "save its sheet as CSV in UTF-8"
    elif data.startswith(_UTF16) or data.count(b"\0") > len(data) // 4:
        yield 1, "is UTF-16", utf8
    elif b"\0" in data:
        yield (
            _line(data, data.index(b"\0")),
            "holds a NUL byte",
            "delete it, or take the file from before it was damaged",
        )
    elif data.startswith(b"\xef\xbb\xbf"):
        yield 1, "begins with a byte order mark", utf8
    else:
        yield from _not_utf8(data, utf8)
        for found in _MERGE.finditer(data):
            what = f"{found[0].decode(errors='replace').strip()!r} is the mark of a merge left half done"
            yield (
                _line(data, found.start()),
                what,
                "keep one of the two versions and delete the marks",
            )


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _not_utf8(data: bytes, mend: str) -> Iterator[tuple[int, str, str]]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = data[error.start : error.start + 1]
        read = f"{bad.decode('latin-1')!r} in Latin-1, {bad.decode('cp1251', 'replace')!r} in Windows-1251"
        yield _line(data, error.start), f"is not UTF-8: the byte {bad.hex()} is {read}", mend


def of_text(text: str) -> Fault | None:
    """Why a cell of whatever kind is not taken, or None."""
    if len(text) > LONGEST:
        return f"has {len(text):,} characters", f"shorten it: a cell holds at most {LONGEST:,}"
    if CONTROL.search(text) or _UNSEEN.search(text):
        return f"{short(text)} holds a control character", "remove it"
    if "\ufffd" in text:
        return (
            f"{short(text)} holds U+FFFD, which stands for a letter that was lost",
            "write the letter again",
        )
    if _MARKS.search(text):
        return f"{short(text)} piles more than thirty marks on a letter", "remove them"
    return None


def formula(text: str) -> Fault | None:
    """Why a cell of text is refused that a spreadsheet would run, or None."""
    mend = "put a word or an opening bracket before it"
    return (
        (f"{short(text)} begins like a formula, and a spreadsheet would run it", mend)
        if _FORMULA.search(text)
        else None
    )


def short(text: str) -> str:
    """A cell for a message: quoted, escaped, and its beginning alone where it is long."""
    return repr(text) if len(text) <= 80 else f"{text[:60]!r}..."


def number(text: str) -> str:
    """What to write instead of a number that a spreadsheet or a hand dressed up, or ""."""
    if _SEPARATED.fullmatch(text):
        return f"write {re.sub(r'[^0-9.-]', '', text)}"
    if re.fullmatch(r"-?\d+(?:[.,]\d+)?[eE]\+?\d+", text):
        return "a spreadsheet shortened it: write all its digits"
    return f"write {text.replace(',', '.')}" if re.fullmatch(r"-?\d+,\d{1,2}", text) else ""


def day(text: str) -> str:
    """What to write instead of a day that a spreadsheet turned, or ""."""
    found = re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)", text)
    if text.isascii() and text.isdigit() and int(text) in _SERIALS:
        return f"a spreadsheet made a count of days of it: write {_EPOCH + timedelta(int(text))}"
    if found:
        one, other, year = (
            int(found[1]),
            int(found[3]),
            int(found[4]) + (2000 if len(found[4]) == 2 else 0),
        )
        return f"a spreadsheet turned it: write {' or '.join(sorted(set(_readings(year, one, other))))}"
    return (
        "a spreadsheet turned it: write it as 2022-01-09"
        if re.fullmatch(r"\d{1,2}-[A-Za-z]{3}(-\d\d)?", text)
        else ""
    )


def _readings(year: int, one: int, other: int) -> Iterator[str]:
    """The days that two numbers and a year can mean, day first or month first."""
    for month, day_of_month in ((other, one), (one, other)):
        try:
            yield str(date(year, month, day_of_month))
        except ValueError:
            continue


def without_zeros(text: str) -> str:
    """An id as a spreadsheet leaves it that takes it for a number."""
    return text.lstrip("0")
