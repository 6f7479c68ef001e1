"""Tables as read: CSV at once or strictly, Parquet, and the places of their faults."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from asknown.ledger import csv_text, faults
from asknown.ledger.cells import cell_fault
from asknown.ledger.tables import BY_NAME, TABLES, Column
from asknown.model.case import Case
from asknown.model.check import check
from asknown.model.figures import figures
from tests.support.places import FAULTS, SHIPPED

CELLS = st.text(st.sampled_from('ab,"\n\r é\0'), max_size=5)
HEADER = ["one", "two"]


def as_parquet(path: Path) -> Path:
    """Write a CSV table as Parquet in its place."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    out = path.with_suffix(".parquet")
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), out)
    path.unlink()
    return out


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_what_is_read_at_once_is_what_the_strict_reader_reads(
    rows: list[tuple[str, str]],
):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, *rows])
    _agree(out.getvalue())


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.text(st.sampled_from('ab,"\n'), max_size=12))
@example('"a"b,c\n')
@example('a"b",c\n')
@example("\n")
@example('"a')
def test_a_file_with_a_fault_is_never_read_otherwise(body: str):
    _agree("one,two\n" + body)


def _agree(text: str) -> None:
    strict = csv_text.read_strictly(text, "x.csv", HEADER)
    at_once = csv_text.read_plain(text.encode(), HEADER)
    if at_once is not None:
        assert not strict.problems
        assert [list(row.values()) for row in at_once.to_pylist()] == strict.rows
        assert list(csv_text.row_ends(text.encode())) == strict.lines


def test_the_shipped_tables_are_read_at_once():
    for table in TABLES:
        data = (SHIPPED / f"{table.name}.csv").read_bytes()
        read = csv_text.read_plain(data, table.header)
        assert read is not None
        strict = csv_text.read_strictly(data.decode(), "", table.header)
        assert [list(row.values()) for row in read.to_pylist()] == strict.rows


KINDS = sorted(faults.PLAIN)
PIECES = [
    "2022",
    "2024",
    "-02",
    "-01",
    "-29",
    "-31",
    "T14:12",
    "T24:00",
    "+06:00",
    "+25:00",
    "Z",
    "~",
    ";",
    "a",
    "é",
    " ",
    "\x07",
    "\u202e",
    "\u00a0",
    "\n",
    ".5",
    "-",
    "http://",
    "<",
    "0" * 64,
]


@settings(max_examples=500, deadline=None, database=None, derandomize=True)
@given(
    st.sampled_from(KINDS), st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
)
@example("published", "2022-02-29")
@example("published", "2024-02-29")
@example("moment", "2022-01-09T14:12+06:00")
@example("text", "a\u2028")
def test_what_a_plain_pattern_vouches_for_has_no_fault(kind: str, text: str):
    column = Column("x", kind, "a cell")  # type: ignore[arg-type]
    if not len(faults.unvouched(column, pa.array([text], pa.string()))):
        assert cell_fault(column, text, ZoneInfo("Asia/Almaty")) is None


def test_many_cells_have_the_faults_that_few_have(
    copy: Path, monkeypatch: pytest.MonkeyPatch
):
    claims = copy / "claims.csv"
    text = claims.read_text()
    for fault in FAULTS[:4]:
        text = text.replace(fault["old"], fault["new"], 1)
    claims.write_text(text)
    looked_at = check(copy)
    monkeypatch.setattr(faults, "FEW", 0)
    assert check(copy) == looked_at != []


def test_a_parquet_table_is_the_same_table(copy: Path):
    plain = Case.load(copy)
    as_parquet(copy / "claims.csv")
    as_parquet(copy / "events.csv")
    read = Case.load(copy)
    assert check(copy) == []
    assert read.files() == plain.files()
    assert [figure.data() for figure in figures(read)] == [
        figure.data() for figure in figures(plain)
    ]


def test_a_fault_in_a_parquet_table_stands_where_it_stands_in_csv(copy: Path):
    """An id twice, a wording that is none, a number with a comma, a date that is none."""
    for fault in FAULTS[:4]:
        path = copy / "claims.csv"
        before = path.read_text()
        path.write_text(before.replace(fault["old"], fault["new"], 1))
        in_csv = [str(problem) for problem in check(copy)]
        binary = as_parquet(path)
        assert [str(problem) for problem in check(copy)] == [
            line.replace("claims.csv:", "claims.parquet:") for line in in_csv
        ]
        binary.unlink()
        path.write_text(before)


def test_two_files_of_one_table_are_refused(copy: Path):
    before = (copy / "claims.csv").read_text()
    as_parquet(copy / "claims.csv")
    (copy / "claims.csv").write_text(before)
    assert (
        str(check(copy)[0])
        == "claims.parquet:1:: stands beside claims.csv; keep one of the two"
    )


def test_a_parquet_table_holds_text_only(copy: Path):
    frame = pd.read_csv(copy / "claims.csv", dtype=str, keep_default_na=False)
    (copy / "claims.csv").unlink()
    frame.assign(value=1).to_parquet(copy / "claims.parquet", index=False)
    assert (
        str(check(copy)[0])
        == "claims.parquet:1:value: is int64, not text; write every column as text"
    )
    frame.drop(columns="note").to_parquet(copy / "claims.parquet", index=False)
    assert str(check(copy)[0]).startswith("claims.parquet:1:: the columns are")
    (copy / "claims.parquet").write_bytes(b"PAR1")
    assert str(check(copy)[0]).startswith(
        "claims.parquet:1:: cannot be read as Parquet"
    )


def test_blank_categories_and_nulls_are_cells_not_stated(copy: Path):
    frame = pd.read_csv(copy / "claims.csv", dtype=str, keep_default_na=False)
    frame = frame.replace("", None).astype(
        {"wording": "category", "speaker": "category"}
    )
    (copy / "claims.csv").unlink()
    plain = frame.fillna({"note": ""})
    plain.to_parquet(copy / "claims.parquet", index=False)
    assert check(copy) == []
    assert Case.load(copy).tables["claims"]["note"].isna().sum() == 0
    assert BY_NAME["claims"].header == list(Case.load(copy).tables["claims"].columns)


@pytest.mark.parametrize("text", ["claim_id,metric\n", ""])
def test_a_table_with_another_header_is_named(copy: Path, text: str):
    (copy / "claims.csv").write_text(text)
    assert str(check(copy)[0]).startswith(
        "claims.csv:1:: " + ("the header is" if text else "is empty")
    )
