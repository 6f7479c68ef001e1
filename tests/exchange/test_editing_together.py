"""Several people at one case: the workbook of a desk, rows on hold, tables that merge in git."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from asknown.errors import LedgerError
from asknown.exchange.exporting.exporting import export
from asknown.exchange.importing import importing, mapping
from asknown.exchange.importing.importing import Result
from asknown.ledger.tables import BY_NAME
from asknown.model.case import Case
from asknown.model.check import check
from asknown.model.remarks import remarks
from tests.support.places import ROOT

HEADER = "table,row_id,reader,read,hold,note\n"
DAY = "2022-03-12"


# Rows on hold


def hold(case: Path, *rows: str) -> None:
    (case / "reviews.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows))


def test_a_row_on_hold_is_in_no_edition_until_it_is_released(copy: Path):
    last = "claims,K-10,,,yes,second source asked for"
    whole = Case.load(copy)
    free = [
        claim for claim in whole.tables["claims"].index if _stands_alone(copy, claim)
    ]
    hold(copy, last.replace("K-10", free[0]))
    assert check(copy) == []
    held = Case.load(copy)
    assert free[0] not in held.tables["claims"].index
    assert free[0] not in held.as_known(DAY).csv("claims")
    (remark,) = [each for each in remarks(copy) if each.file == "reviews.csv"]
    assert f"{free[0]} of claims is on hold" in remark.what
    hold(copy, f"claims,{free[0]},Ada,2022-03-12,,read")
    assert Case.load(copy).files() == whole.files(), "a review itself is in no ledger"


def _stands_alone(case: Path, claim: str) -> bool:
    """Whether nothing else in a case names a claim."""
    named = 0
    for path in case.iterdir():
        if path.suffix in (".csv", ".md"):
            named += path.read_text(encoding="utf-8").count(claim)
    return named == 1


def test_a_row_that_rests_on_one_on_hold_is_named(copy: Path):
    hold(copy, "claims,K-01,,,yes,")
    problems = [str(problem) for problem in check(copy)]
    assert any(
        "'K-01' is on hold; put this row on hold too" in line for line in problems
    )
    with pytest.raises(LedgerError):
        Case.load(copy)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("claims,K-99,,,yes,", "row_id: 'K-99' is no id in claims"),
        ("planes,K-01,,,yes,", "table: 'planes' is no table"),
        ("claims,K-01,,,perhaps,", "hold: 'perhaps' is no word for it"),
        ("claims,K-01,,yes", "has 4 cells, not 6"),
    ],
)
def test_where_a_hold_cannot_be_read_nothing_is_built(copy: Path, row: str, said: str):
    hold(copy, row)
    assert any(said in str(problem) for problem in check(copy))
    with pytest.raises(LedgerError):
        Case.load(copy)


def test_the_lines_of_the_other_rows_stay_what_they_are(copy: Path):
    claims = copy / "claims.csv"
    first = claims.read_text().splitlines()[1].split(",")[0]
    claims.write_text(claims.read_text().replace(",exact,", ",roughly,", 1))
    wrong = [problem.row for problem in check(copy) if problem.column == "wording"]
    hold(copy, f"claims,{first},,,yes,")
    after = [problem.row for problem in check(copy) if problem.column == "wording"]
    assert after == [line for line in wrong if line != 2]


# The workbook


@pytest.fixture
def book(copy: Path, tmp_path: Path) -> Path:
    """The workbook of the case, everything on record."""
    path = tmp_path / "desk.xlsx"
    export(Case.load(copy), "xlsx", path)
    return path


def brought(case: Path, path: Path) -> Result:
    return importing.bring_in("table", path, case, mapping.load("asknown-xlsx", ROOT))


def sheet_rows(path: Path, sheet: str) -> list[dict[str, object]]:
    header, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_closed_words_are_offered_where_they_are_typed(book: Path):
    sheet = load_workbook(book)["claims"]
    offered = {
        str(each.sqref).split("2:")[0]: each.formula1
        for each in sheet.data_validations.dataValidation
    }
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    for column in BY_NAME["claims"].columns:
        if column.words:
            assert offered[letters[column.name]] == f'"{",".join(column.words)}"'
    assert offered[letters["hold"]] == '"yes"'
    assert all(len(words) <= 257 for words in offered.values()), (
        "a workbook holds no more"
    )


def test_the_same_case_gives_the_same_workbook(copy: Path, book: Path, tmp_path: Path):
    export(Case.load(copy), "xlsx", tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def changed(book: Path) -> Workbook:
    """The workbook with a new claim that is held back, a broken one, and a struck figure."""
    made = load_workbook(book)
    sheet = made["claims"]
    letters = {cell.value: cell.column for cell in sheet[1]}
    like = [cell.value for cell in sheet[2]]
    for claim, wording in (("N-1", like[letters["wording"] - 1]), ("N-2", "roughly")):
        row = sheet.max_row + 1
        for column, value in enumerate(like, start=1):
            sheet.cell(row, column, value)
        sheet.cell(row, letters["claim_id"], claim)
        sheet.cell(row, letters["wording"], wording)
    sheet.cell(sheet.max_row - 1, letters["reader"], "Ada")
    sheet.cell(sheet.max_row - 1, letters["hold"], "yes")
    number = "value" if sheet.cell(2, letters["value"]).value is not None else "low"
    sheet.cell(2, letters[number]).font = Font(strike=True)
    return made


def test_each_row_of_a_workbook_is_told_what_became_of_it(copy: Path, book: Path):
    made = changed(book)
    made.save(book)
    before = book.read_bytes()
    brought(copy, book)
    assert book.read_bytes() == before, "the desk's own file stays as it is"
    told = {
        row["claim_id"]: str(row["status"])
        for row in sheet_rows(copy / "imports" / "desk-status.xlsx", "claims")
    }
    assert told["N-1"] == "taken"
    assert told["N-2"].startswith("left out: claims.wording 'roughly'")
    assert "taken" in set(told.values())


def test_a_row_of_a_workbook_comes_in_on_hold_with_its_second_reader(
    copy: Path, book: Path
):
    changed(book).save(book)
    brought(copy, book)
    (row,) = csv.DictReader(io.StringIO((copy / "reviews.csv").read_text()))
    assert (row["table"], row["row_id"], row["reader"], row["hold"]) == (
        "claims",
        "N-1",
        "Ada",
        "yes",
    )
    assert "N-1" in (copy / "claims.csv").read_text()
    assert "N-1" not in Case.load(copy).tables["claims"].index
    again = brought(copy, book)
    assert sum(again.added.values()) == 0, (
        "a row on hold is there, and is not added twice"
    )
    assert (copy / "reviews.csv").read_text().count("N-1") == 1


def test_a_struck_figure_is_proposed_as_a_withdrawal_and_withdraws_nothing(
    copy: Path, book: Path
):
    acts = (copy / "acts.csv").read_text()
    changed(book).save(book)
    struck = sheet_rows(book, "claims")[0]["claim_id"]
    result = brought(copy, book)
    assert any("each proposed as a withdrawal" in remark for remark in result.remarks)
    text = (copy / "imports" / "desk-withdrawals.csv").read_text()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["target"], row["act"], row["published"]) == (struck, "withdrawn", "")
    assert (copy / "acts.csv").read_text() == acts


# In git


def merged(
    tmp_path: Path, base: str, mine: str, theirs: str, *how: str
) -> tuple[int, str]:
    """What git makes of two people's edits of a file, and how many conflicts it leaves."""
    names = []
    for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        names.append(str(tmp_path / f"{name}.csv"))
    done = subprocess.run(
        ["git", "merge-file", "-p", *how, *names],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def rows_like(case: Path, *claims: str) -> str:
    """Rows of claims.csv under new ids."""
    second = (case / "claims.csv").read_text(encoding="utf-8").splitlines()[1]
    _, rest = second.split(",", 1)
    return "".join(f"{claim},{rest}\n" for claim in claims)


needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@needs_git
def test_rows_that_two_people_add_are_both_there(copy: Path, tmp_path: Path):
    base = (copy / "claims.csv").read_text(encoding="utf-8")
    mine, theirs = (base + rows_like(copy, claim) for claim in ("A-1", "B-1"))
    conflicts, _ = merged(tmp_path, base, mine, theirs)
    assert conflicts, "two rows in one place are a conflict for git by itself"
    conflicts, text = merged(tmp_path, base, mine, theirs, "--union")
    assert conflicts == 0
    (copy / "claims.csv").write_text(text, encoding="utf-8")
    assert [str(problem) for problem in check(copy) if "<<<" in str(problem)] == []
    assert {"A-1", "B-1"} <= set(Case.load(copy).tables["claims"].index)


@needs_git
def test_one_row_that_two_people_change_is_named(copy: Path, tmp_path: Path):
    base = (copy / "claims.csv").read_text(encoding="utf-8")
    note = "Tells the old count as fresh."
    assert note in base
    mine, theirs = (
        base.replace(note, f"{who} read it again.") for who in ("Ada", "Ben")
    )
    conflicts, text = merged(tmp_path, base, mine, theirs, "--union")
    assert conflicts == 0
    (copy / "claims.csv").write_text(text, encoding="utf-8")
    assert any("K-04" in str(problem) for problem in check(copy)), (
        "an id stands there twice"
    )


@needs_git
def test_a_new_project_tells_git_to_merge_its_tables_so(tmp_path: Path):
    attributes = (
        ROOT / "analysis" / "asknown" / "editions" / "new_project" / "gitattributes"
    )
    assert "*.csv text eol=lf merge=union" in attributes.read_text()
