"""What somebody hands in may be ten megabytes that unpack to gigabytes: it is refused in one
message, and never takes more than 500 MB."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.places import HARBOUR, ROOT

Tried = Callable[..., None]
MOST = 500_000_000  # bytes of memory
_MEASURE = (
    "import atexit; atexit.register(lambda: print(open('/proc/self/status').read()))"
)
_READ = """
import sys
from pathlib import Path
from asknown.errors import AsknownError
from asknown.exchange.importing.table_file import read
try:
    read(Path(sys.argv[1]))
    print("read")
except AsknownError as error:
    print(error)
"""
_SHEET = "xl/worksheets/sheet1.xml"


def _workbook(part: str, old: bytes, new: bytes) -> bytes:
    """A small workbook with a change in one of its parts."""
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    plain, spoilt = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, data.replace(old, new, 1) if name == part else data)
    return spoilt.getvalue()


def _rows(row: bytes, count: int) -> bytes:
    return _workbook(_SHEET, b"</sheetData>", row * count + b"</sheetData>")


BOMBS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a cell at the far end": (
        "xlsx",
        lambda: _rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', 1),
        "has more than 900,000 cells",
    ),
    "cells merged over all": (
        "xlsx",
        lambda: _workbook(
            _SHEET,
            b"</sheetData>",
            b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        "has more than 900,000 cells",
    ),
    "nine hundred megabytes of spaces": (
        "xlsx",
        lambda: _rows(b" " * 1_000_000, 900),
        "unpacks to more than 100,000,000 bytes",
    ),
    "four million cells": (
        "xlsx",
        lambda: _rows(b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>", 40_000),
        "has more than 900,000 cells",
    ),
    "three million styles": (
        "xlsx",
        lambda: _workbook(
            "xl/styles.xml", b"</cellXfs>", b"<xf/>" * 3_000_000 + b"</cellXfs>"
        ),
        "has more than 20,000 styles",
    ),
    "five million rows": (
        "csv",
        lambda: b"a\n" + b"1\n" * 5_000_000,
        "has more than 300,000 rows",
    ),
    "five million cells": (
        "csv",
        lambda: b"a,b\n" + (b"1," * 500 + b"\n") * 10_000,
        "or 3,000,000 cells",
    ),
    "rows of JSON": (
        "json",
        lambda: json.dumps([{"a": 1}] * 1_000_000).encode(),
        "has more than 600,000 objects",
    ),
    "brackets": ("json", lambda: b"[" * 5_000_000, "is nested too deeply"),
}
QUICK = ("a cell at the far end", "cells merged over all")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in QUICK else pytest.mark.stress)
        for name in BOMBS
    ],
)
def test_what_unpacks_without_end_is_refused_within_its_memory(
    tmp_path: Path, name: str, tried: Tried
):
    kind, make, says = BOMBS[name]
    file = tmp_path / f"bomb.{kind}"
    file.write_bytes(make())
    assert file.stat().st_size < 11_000_000
    said, memory = _measured(_READ, file)
    tried("files that unpack without end", 1, lost=says not in said or memory > MOST)
    assert says in said
    assert len(said.partition("Name:")[0]) < 300
    assert memory < MOST


LEDGERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a dotted key": (
        "case.toml",
        lambda data: b".".join([b"a"] * 20_000) + b" = 1\n" + data,
    ),
    "blank rows": (
        "claims.csv",
        lambda data: data + b"," * 16 + b"\n" + (b"," * 16 + b"\n") * 580_000,
    ),
    "blank lines": ("claims.csv", lambda data: data + b"\n" * 10_000_000),
    "one cell": (
        "claims.csv",
        lambda data: data + b'"' + b"x" * 10_000_000 + b'"' + b"," * 16,
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name == "a dotted key" else pytest.mark.stress)
        for name in LEDGERS
    ],
)
def test_a_ledger_of_ten_megabytes_is_checked_within_its_memory(
    copy: Path, name: str, tried: Tried
):
    file, change = LEDGERS[name]
    (copy / file).write_bytes(change((HARBOUR / file).read_bytes()))
    said, memory = _measured("from asknown.cli.app import main; main()", "check", copy)
    tried(
        "ledgers of ten megabytes",
        1,
        lost=memory > MOST,
        tracebacks="Traceback" in said,
    )
    assert f"{file}:" in said
    assert memory < MOST


def _measured(code: str, *given: object) -> tuple[str, int]:
    """What some code says, and how many bytes of memory it took at most: as the system has them of
    the program alone, not of who started it."""
    call = [sys.executable, "-c", f"{_MEASURE}\n{code}", *map(str, given)]
    run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300)
    said, _, memory = run.stdout.rpartition("VmHWM:")
    return said + run.stderr, int(memory.split()[0]) * 1024
