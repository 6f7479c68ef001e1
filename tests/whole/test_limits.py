"""What somebody hands in may be ten megabytes that unpack to gigabytes: it is refused in one
message, and never takes more than 500 MB."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

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
_SHOW = _READ.replace('print("read")', "print(read(Path(sys.argv[1])))")
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


OLD = ROOT / "tests" / "data" / "import" / "looks.xls"
OPEN = OLD.with_suffix(".ods")
_FAR = struct.pack("<HH", 65_535, 255)


def _old(kind: int, at: int, new: bytes) -> bytes:
    """An old workbook with a change in its last record of a kind."""
    data = OLD.read_bytes()
    place = found = 512
    while place < len(data):
        record, size = struct.unpack_from("<HH", data, place)
        found = place + 4 + at if record == kind else found
        place += 4 + size
    assert found > 512
    return data[:found] + new + data[found + len(new) :]


def _open(body: bytes) -> bytes:
    """An open workbook with other rows in its first table; noise beside them, which unpacks to as
    much as it is, hides that they unpack to more."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(OPEN) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "content.xml":
                start = data.index(b"<table:table ")
                noise = b"<!--" + Random(1).randbytes(400_000).hex().encode() + b"-->"
                table = b'<table:table table:name="Counts">' + body
                data = data[:start] + noise + table + data[_end(data) :]
            made.writestr(name, data)
    return out.getvalue()


def _end(data: bytes) -> int:
    return data.rindex(b"</table:table>")


_CELL = b'<table:table-cell office:value-type="float" office:value="1"/>'
_LINE = b"<table:table-row>%b</table:table-row>"
_GAP = b'<table:table-row table:number-rows-repeated="1000000"/>'
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
    "a million columns": (
        "csv",
        lambda: b"a," * 1_000_000 + b"b\n",
        "'a' stands there",
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
    "an old workbook with a cell at the far end": (
        "xls",
        lambda: _old(0x27E, 0, _FAR),
        "has more than 900,000 cells",
    ),
    "an old workbook with cells merged over all": (
        "xls",
        lambda: _old(0xE5, 2, struct.pack("<HHHH", 0, 65_535, 0, 255)),
        "has more than 900,000 cells",
    ),
    "an old workbook of four billion rows": (
        "xls",
        lambda: _old(0x200, 0, struct.pack("<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF)),
        "more rows or columns than there are",
    ),
    "an old workbook that names a sheet twice": (
        "xls",
        lambda: _old(0x85, 0, struct.pack("<I", 1182)),
        "names a sheet twice",
    ),
    "an open workbook with a cell far below": (
        "ods",
        lambda: _open(_GAP + _LINE % _CELL),
        "has more than 900,000 cells",
    ),
    "an open workbook with four million blank cells": (
        "ods",
        lambda: _open((_LINE % (b"<table:table-cell/>" * 1000)) * 4000),
        "has more than 600,000 elements",
    ),
    "an open workbook with eight hundred thousand cells": (
        "ods",
        lambda: _open((_LINE % (_CELL * 100)) * 8000),
        "has more than 600,000 elements",
    ),
    "a workbook with merged cells without end": (
        "xlsx",
        lambda: _workbook(
            _SHEET,
            b"</sheetData>",
            b"</sheetData><mergeCells>"
            + b'<mergeCell ref="A1:B1"/>' * 400_000
            + b"</mergeCells>",
        ),
        "has more than 100,000 elements that are neither",
    ),
    "brackets": ("json", lambda: b"[" * 5_000_000, "is nested too deeply"),
}
QUICK = (
    "a cell at the far end",
    "cells merged over all",
    "an old workbook with a cell at the far end",
    "an open workbook with a cell far below",
)


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
    "a million columns": (
        "claims.csv",
        lambda data: b"," * 1_000_000 + b"\n" + data,
    ),
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


def test_a_workbook_opens_no_file_that_it_names(tmp_path: Path):
    """An entity of XML may stand for a file of this machine."""
    secret = tmp_path / "secret.txt"
    secret.write_text("what only we know")
    named = f'<!DOCTYPE x [<!ENTITY seen SYSTEM "{secret.as_uri()}">]>'.encode()
    start = b"<worksheet"
    book = _workbook(_SHEET, start, named + start)
    cell = b'<c r="C2" t="inlineStr"><is><t>&seen;</t></is></c>'
    package = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(package, "w") as out,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == _SHEET:
                data = data.replace(b"</row></sheetData>", cell + b"</row></sheetData>")
                assert b"&seen;" in data
            out.writestr(name, data)
    (tmp_path / "bomb.xlsx").write_bytes(package.getvalue())
    said, _ = _measured(_SHOW, tmp_path / "bomb.xlsx")
    assert "what only we know" not in said
    assert "Traceback" not in said


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


def _same(rows: int, cell: str) -> pa.Array:
    """A column that has one text, and says so once."""
    indices = pa.array([0] * rows, pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array([cell]))


TABLES: dict[str, tuple[int, Callable[[int], pa.Array], bool, str]] = {
    "long texts told once": (
        100_000,
        lambda rows: _same(rows, "x" * 100_000),
        True,
        "holds texts of more than 100,000,000 bytes",
    ),
    "rows without a text": (
        20_000_000,
        lambda rows: pa.nulls(rows, pa.string()),
        True,
        "has 20,000,000 rows, more than is read",
    ),
    "texts that pack well": (
        100_000,
        lambda rows: pa.array(["x" * 100] * rows),
        False,
        "unpacks to more than 100,000,000 bytes",
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name.startswith("long") else pytest.mark.stress)
        for name in TABLES
    ],
)
def test_a_table_in_parquet_that_unpacks_without_end_is_refused_within_its_memory(
    copy: Path, name: str, tried: Tried
):
    rows, column, told_once, says = TABLES[name]
    claims = copy / "claims.csv"
    header = claims.read_text(encoding="utf-8").split("\n")[0].split(",")
    claims.unlink()
    made = pa.table(dict.fromkeys(header, column(rows)))
    file = copy / "claims.parquet"
    parquet.write_table(made, file, use_dictionary=told_once, compression="zstd")
    assert file.stat().st_size < 11_000_000
    said, memory = _measured("from asknown.cli.app import main; main()", "check", copy)
    tried("files that unpack without end", 1, lost=says not in said or memory > MOST)
    assert says in said
    assert memory < MOST


def _measured(code: str, *given: object) -> tuple[str, int]:
    """What some code says, and how many bytes of memory it took at most: as the system has them of
    the program alone, not of who started it."""
    call = [sys.executable, "-c", f"{_MEASURE}\n{code}", *map(str, given)]
    run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300)
    said, _, memory = run.stdout.rpartition("VmHWM:")
    return said + run.stderr, int(memory.split()[0]) * 1024
