"""Files as desks have them: no number changes in silence, lists are counted, and what a file means
beside its letters is asked."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from typer.testing import CliRunner

from asknown.cli.app import app
from asknown.errors import AsknownError, CallError
from asknown.exchange.importing import (
    calendars,
    cells,
    guess,
    importing,
    mapping,
    table_file,
)
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.history import snapshot_time
from asknown.exchange.importing.importing import Result
from asknown.model.case import Case
from asknown.model.check import problems_in
from tests.support.places import ROOT
from tests.support.vintages import write_fresh

DATA = ROOT / "tests" / "data" / "import"
HEAD = 'title = "t"\npublisher = "Keeper"\nlicence = "x"\n'
COUNTED = HEAD + 'count = ["place", "group", "day"]\ndistinct = true\n'
CLAIM = '[claims]\nmetric = "killed"\nvalue = "{n}"\nrefers_to = "{day}"\npublished = "{day}"\n'
PERSONS = '[claims]\nmetric = "killed"\nplace = "{town}"\nrefers_to = "{day}"\n'
LIST = (
    "name,town,day",
    "A,North,2022-01-05",
    "A,North,2022-01-05",
    "B,South,2022-01-07",
)
Bring = Callable[..., Result]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return started(tmp_path / "case")


@pytest.fixture
def another(tmp_path: Path) -> Path:
    return started(tmp_path / "another")


def started(folder: Path) -> Path:
    """A case with three metrics, a place, and nothing else."""
    write_fresh(folder)
    rows = [
        "metric,label,unit,measure,counts,overlaps",
        "killed,killed,persons,cumulative,People killed,",
        "protests,protests,events,flow,Protests,",
        "tanks,tanks,vehicles,cumulative,Tanks lost,",
    ]
    (folder / "metrics.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def bring(
    text: str,
    file: Path,
    case: Path,
    form: str = "table",
    published: str = "2022-02-01",
) -> Result:
    return importing.bring_in(form, file, case, mapping.parse(text, "own"), published)


def claims(case: Path, *columns: str) -> list[tuple[str, ...]]:
    with (case / "claims.csv").open(encoding="utf-8", newline="") as file:
        return sorted(
            tuple(row[name] for name in columns) for row in csv.DictReader(file)
        )


def reasons(result: Result) -> list[tuple[int, str]]:
    return [(change.line, reason) for change, reason in result.left]


# No number changes in silence.


@pytest.mark.parametrize("column", ["place", "group", "speaker"])
def test_a_blank_is_a_question_and_never_the_whole(
    case: Path, tmp_path: Path, column: str
):
    file = written(
        tmp_path / "f.csv", "day,what,n", "2022-01-01,North,5", "2022-01-02,,3"
    )
    result = bring(f'{HEAD}{CLAIM}{column} = "{{what}}"\n', file, case)
    ((line, reason),) = reasons(result)
    assert line == 3
    assert reason.startswith(f"{column}: what is blank")
    assert claims(case, "value") == [("5",)]


def test_a_blank_that_the_mapping_declares_is_what_it_declares(
    case: Path, tmp_path: Path
):
    file = written(tmp_path / "f.csv", "day,what,n", "2022-01-02,,3")
    result = bring(f'{HEAD}{CLAIM}place = ["{{what}}", "island"]\n', file, case)
    assert result.taken == 1
    assert claims(case, "place", "value") == [("island", "3")]


def test_signs_tell_names_apart(case: Path, tmp_path: Path):
    names = [
        "<18",
        ">18",
        "18+",
        "18",
        "36, -1.5",
        "36, 1.5",
        "\u0645\u064e",
        "\u0645\u064f",
    ]
    rows = [f'2022-01-0{at},"{name}",{at}' for at, name in enumerate(names, 1)]
    result = bring(
        f'{HEAD}{CLAIM}group = "{{who}}"\n',
        written(tmp_path / "f.csv", "day,who,n", *rows),
        case,
    )
    assert result.taken == len(names)
    assert len({group for (group,) in claims(case, "group")}) == len(names)
    assert problems_in(case) == []


def test_a_dot_is_no_part_of_a_number_whose_decimal_is_a_comma():
    how = Reading(decimal=",")
    assert cells.amount("12,5", how) == "12.5"
    for text in ("1.234", "2.5", "1.300,5"):
        with pytest.raises(ValueError, match="declare thousands"):
            cells.amount(text, how)
    assert cells.amount("1.300,5", Reading(thousands=".", decimal=",")) == "1300.5"


def test_a_point_that_may_stand_between_thousands_is_asked_about():
    for text in ("1.234", "12.345.678"):
        with pytest.raises(ValueError, match="in thousands or has a fraction"):
            cells.amount(text, Reading())
    assert cells.amount("1.234", Reading(decimal=".")) == "1.234"
    assert cells.amount("2.5", Reading()) == "2.5"
    assert cells.amount("0.125", Reading()) == "0.125"
    assert cells.figure("at least 12", Reading())["low"] == "12"
    with pytest.raises(ValueError, match="in thousands"):
        cells.figure("at least 1.200", Reading())


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
def test_every_blank_stands_between_thousands_where_a_blank_does(blank: str):
    assert cells.number(f"1{blank}500", Reading(thousands=" ")) == "1500"


def test_a_fraction_of_a_person_is_left_out(case: Path, tmp_path: Path):
    file = written(tmp_path / "f.csv", "day,n", "2022-01-01,2.5", "2022-01-02,3")
    result = bring(HEAD + CLAIM, file, case)
    assert [line for line, _ in reasons(result)] == [2]


@pytest.mark.parametrize(
    ("calendar", "text", "day"),
    [
        ("jalali", "1401-07-15", "2022-10-07"),
        ("jalali", "\u06f1\u06f4\u06f0\u06f1/\u06f7/\u06f1\u06f5", "2022-10-07"),
        ("buddhist", "2564-02-03", "2021-02-03"),
        ("excel", "44571", "2022-01-10"),
        ("excel", "2022-01-10", "2022-01-10"),
        ("excel-1904", "43109", "2022-01-10"),
        ("", "\u06f2\u06f0\u06f2\u06f2-\u06f0\u06f1-\u06f0\u06f5", "2022-01-05"),
        ("iso", "1401-07-15", "1401-07-15"),
        ("%B %Y", "January 2022", "2022-01"),
        ("%Y", "2022", "2022"),
        ("%d %b %Y", "5 Jan 2022", "2022-01-05"),
    ],
)
def test_a_day_of_a_declared_calendar_is_read(calendar: str, text: str, day: str):
    assert cells.day(text, Reading(dates=calendar)) == day


@pytest.mark.parametrize(
    "text", ["1401-07-15", "2564-02-03", "0025-09-03", "44571", "2022-13-01"]
)
def test_a_day_of_a_calendar_not_declared_is_left_out(text: str):
    with pytest.raises(ValueError, match=text):
        cells.day(text, Reading())


@pytest.mark.parametrize(
    ("calendar", "text"), [("jalali", "1402-12-30"), ("buddhist", "2564-02-29")]
)
def test_a_day_that_its_calendar_lacks_is_refused(calendar: str, text: str):
    with pytest.raises(ValueError, match="is no day of the calendar"):
        calendars.day(text, calendar)


def test_year_and_month_of_two_columns_are_one_date(case: Path, tmp_path: Path):
    file = written(tmp_path / "f.csv", "y,m,n", "2021,January,4")
    claim = CLAIM.replace("{day}", "{y}-{m}", 1).replace("{day}", "2021-06-01")
    bring(HEAD + 'reads = { dates = "%Y-%B" }\n' + claim, file, case)
    assert claims(case, "refers_to") == [("2021-01",)]


def test_a_sign_nobody_sees_makes_no_name(case: Path, tmp_path: Path):
    rows = "2022-01-01,\u200b,3", "2022-01-02,No\u00adrth,4", "2022-01-03,North,5"
    result = bring(
        f'{HEAD}{CLAIM}place = "{{where}}"\n',
        written(tmp_path / "f.csv", "day,where,n", *rows),
        case,
    )
    assert [line for line, _ in reasons(result)] == [2]
    assert claims(case, "place", "value") == [("north", "4"), ("north", "5")]


@pytest.mark.parametrize("names", [("5-", "5"), ("5", "5-"), ("±5", "5"), ("№5", "5")])
def test_a_sign_lost_from_an_id_makes_no_two_names_one(
    case: Path, tmp_path: Path, names: tuple[str, str]
):
    one, other = names
    file = written(
        tmp_path / "f.csv", "day,who,n", f"2022-01-01,{one},1", f"2022-01-02,{other},2"
    )
    bring(f'{HEAD}{CLAIM}group = "{{who}}"\n', file, case)
    assert len({group for (group,) in claims(case, "group")}) == 2


def test_a_mark_of_direction_is_refused(case: Path, tmp_path: Path):
    file = written(tmp_path / "f.csv", "day,who,n", "2022-01-01,MoH\u202e,5")
    result = bring(f'{HEAD}{CLAIM}speaker = "{{who}}"\n', file, case)
    ((_, reason),) = reasons(result)
    assert "U+202E" in reason


def test_a_row_of_hxl_tags_is_named_as_one(case: Path, tmp_path: Path):
    file = written(tmp_path / "f.csv", "day,n", "#date,#affected", "2022-01-01,5")
    assert reasons(bring(HEAD + CLAIM, file, case)) == [(2, "is a row of HXL tags")]


def test_the_line_can_be_an_id(case: Path, tmp_path: Path):
    file = written(tmp_path / "f.csv", "day,n", "2022-01-01,5", "2022-01-01,5")
    bring(f'{HEAD}{CLAIM}claim_id = "r{{#line}}"\n', file, case)
    assert claims(case, "claim_id") == [("r2",), ("r3",)]


def test_an_import_that_takes_nothing_ends_with_an_error(case: Path, tmp_path: Path):
    own = tmp_path / "own.toml"
    own.write_text(HEAD + CLAIM, encoding="utf-8")
    file = written(tmp_path / "f.csv", "day,n", "someday,5")
    call = ["import", "table", str(file), "--case", str(case), "--mapping", str(own)]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 1
    assert "1 rows read = 0 taken + 1 left out" in done.output


# Lists and flows.


def test_a_list_is_counted_by_place_and_day_and_twins_count_twice(
    case: Path, tmp_path: Path
):
    file = written(tmp_path / "list.csv", *LIST)
    result = bring(COUNTED + PERSONS, file, case)
    assert (result.read, result.taken) == (3, 3)
    assert claims(case, "place", "refers_to", "value", "locator") == [
        ("island", "2022-01-05", "2", "list.csv, lines 2-3"),
        ("island", "2022-01-07", "3", "list.csv, lines 2-4"),
        ("north", "2022-01-07", "2", "list.csv, lines 2-3"),
        ("south", "2022-01-07", "1", "list.csv, line 4"),
    ]
    killed = Case.load(case).as_known("2022-02-01").figure("killed")
    assert (killed.low, killed.high) == (3, 3)
    assert problems_in(case) == []


def test_the_rows_of_a_total_can_be_counted_again(case: Path, tmp_path: Path):
    bring(COUNTED + PERSONS, written(tmp_path / "list.csv", *LIST), case)
    with (case / "imports" / "list-rows.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows] == ["2", "3", "4"]
    north = [row for row in rows if row["place"] == "north"]
    assert sum(int(row["amount"]) for row in north) == 2


def test_a_daily_flow_is_added_up_over_its_span(case: Path, tmp_path: Path):
    file = written(
        tmp_path / "f.csv", "day,n", "2022-01-01,10", "2022-01-02,20", "2022-01-03,30"
    )
    text = HEAD + 'sum = "n"\nby = ["day"]\ndistinct = true\n'
    bring(text + '[claims]\nmetric = "protests"\nrefers_to = "{day}"\n', file, case)
    assert claims(case, "metric", "refers_to", "value") == [
        ("protests", "2022-01-01/2022-01-03", "60"),
        ("protests_by_day", "2022-01-01", "10"),
        ("protests_by_day", "2022-01-02", "20"),
        ("protests_by_day", "2022-01-03", "30"),
    ]
    protests = Case.load(case).as_known("2022-02-01").figure("protests")
    assert (protests.low, protests.high) == (60, 60)
    assert problems_in(case) == []


def test_what_goes_from_a_list_goes_from_its_totals(case: Path, tmp_path: Path):
    folder = tmp_path / "lists"
    folder.mkdir()
    written(folder / "2022-01-10.csv", *LIST)
    written(folder / "2022-01-12.csv", *LIST[:2])
    bring(COUNTED + PERSONS, folder, case, "vintages")
    known = Case.load(case)
    for day, in_all, north in (("2022-01-10", 3, 2), ("2022-01-12", 1, 1)):
        figures = known.as_known(day)
        assert figures.figure("killed").low == in_all
        assert figures.figure("killed", place="north").low == north
    assert known.as_known("2022-01-10").figure("killed", place="south").low == 1
    acts = known.as_known("2022-01-12").acts
    assert len(acts) == 1


def test_each_version_of_a_list_tells_what_came_changed_and_went(
    case: Path, tmp_path: Path
):
    folder = tmp_path / "snapshots"
    folder.mkdir()
    written(
        folder / "2022-02-01.csv",
        "id,town,day",
        "a,North,2022-01-05",
        "b,North,2022-01-05",
    )
    written(
        folder / "2022-02-02.csv",
        "id,town,day",
        "b,South,2022-01-05",
        "c,North,2022-01-06",
    )
    written(
        folder / "2022-02-03.csv",
        "id,town,day,age",
        "b,South,2022-01-05,",
        "c,North,,9",
    )
    result = bring(COUNTED + PERSONS, folder, case, "vintages", published="")
    told = [
        (each.rows, each.added, each.changed, each.gone) for each in result.vintages
    ]
    assert told == [(2, 2, 0, 0), (2, 1, 1, 1), (2, 0, 1, 0)]
    record = (case / "imports" / "snapshots-vintages.csv").read_text(encoding="utf-8")
    assert record.splitlines()[:3] == [
        "time,file,rows,added,changed,gone",
        "2022-02-01,2022-02-01.csv,2,2,0,0",
        "2022-02-02,2022-02-02.csv,2,1,1,1",
    ]


def test_twins_that_come_and_go_are_counted_as_often(case: Path, tmp_path: Path):
    folder = tmp_path / "snapshots"
    folder.mkdir()
    one = "A,North,2022-01-05"
    written(folder / "2022-02-01.csv", "name,town,day", one, one)
    written(folder / "2022-02-02.csv", "name,town,day", one, one, one)
    written(folder / "2022-02-03.csv", "name,town,day", one)
    result = bring(COUNTED + PERSONS, folder, case, "vintages", published="")
    assert [(each.added, each.gone) for each in result.vintages] == [
        (2, 0),
        (1, 0),
        (0, 2),
    ]
    values = claims(case, "published", "value", "place")
    assert [value for _, value, place in values if place == "island"] == ["2", "3", "1"]


def test_a_flow_that_loses_a_day_has_a_smaller_sum_over_the_same_span(
    case: Path, tmp_path: Path
):
    folder = tmp_path / "days"
    folder.mkdir()
    rows = "day,n", "2022-01-01,10", "2022-01-02,20", "2022-01-03,30"
    written(folder / "2022-01-10.csv", *rows)
    written(folder / "2022-01-12.csv", *rows[:3])
    text = HEAD + 'sum = "n"\nby = ["day"]\ndistinct = true\n'
    bring(
        text + '[claims]\nmetric = "protests"\nrefers_to = "{day}"\n',
        folder,
        case,
        "vintages",
        "",
    )
    known = Case.load(case)
    for moment, total in (("2022-01-10", 60), ("2022-01-12", 30)):
        assert known.as_known(moment).figure("protests").low == total


def test_a_list_of_which_a_row_cannot_be_read_has_at_least_the_rest(
    case: Path, tmp_path: Path
):
    """The row is on the list all the same: an exact total without it would be a number that the
    list does not have."""
    result = bring(
        COUNTED + PERSONS, written(tmp_path / "list.csv", *LIST, "C,,2022-01-08"), case
    )
    assert [line for line, _ in reasons(result)] == [5]
    assert set(claims(case, "wording", "value")) == {("at_least", "")}
    killed = Case.load(case).as_known("2022-02-01").figure("killed")
    assert (killed.low, killed.high) == (3, None)


def test_a_row_that_adds_up_others_is_asked_about(
    case: Path, another: Path, tmp_path: Path
):
    rows = "North,2022-01-01,3", "South,2022-01-01,4", "Total,2022-01-01,7"
    file = written(tmp_path / "list.csv", "town,day,n", *rows)
    added_up = f'{HEAD}sum = "n"\nby = ["place"]\ndistinct = true\n'
    ((line, reason),) = reasons(bring(added_up + PERSONS, file, case))
    assert (line, reason.partition(",")[0]) == (
        4,
        "place: 'Total' names a sum of other rows",
    )
    bring(added_up + 'skip.town = ["Total"]\n' + PERSONS, file, another)
    assert ("island", "7") in claims(another, "place", "value")


def test_a_row_of_a_day_to_come_leaves_the_rest_of_its_list(case: Path, tmp_path: Path):
    file = written(
        tmp_path / "list.csv", "name,town,day", *LIST[1:], "C,North,2099-01-07"
    )
    ((line, reason),) = reasons(bring(COUNTED + PERSONS, file, case))
    assert (line, reason) == (
        5,
        "refers_to: 2099-01-07 is after it was published, 2022-02-01",
    )
    assert ("3", "at_least") in claims(case, "low", "wording")


def test_a_list_that_takes_back_what_it_counts_has_no_total(case: Path, tmp_path: Path):
    rows = "North,2022-01-01,5", "North,2022-01-02,-2", "North,2022-01-03,4"
    file = written(tmp_path / "list.csv", "town,day,n", *rows)
    text = f'{HEAD}sum = "n"\nby = ["day"]\ndistinct = true\n{PERSONS}'
    assert [line for line, _ in reasons(bring(text, file, case))] == [2, 3, 4]
    assert claims(case, "value") == []


def test_rows_a_mapping_puts_aside_leave_the_totals_exact(case: Path, tmp_path: Path):
    file = written(tmp_path / "list.csv", *LIST, "Total,,3")
    bring(COUNTED + 'skip = { name = ["Total*"] }\n' + PERSONS, file, case)
    assert set(claims(case, "wording")) == {("exact",)}


def test_a_row_that_names_only_its_year_is_in_every_total_to_its_end(
    case: Path, tmp_path: Path
):
    file = written(
        tmp_path / "list.csv", "name,town,day", "A,North,2021", "B,North,2022-01-05"
    )
    bring(COUNTED + PERSONS, file, case)
    found = claims(case, "place", "refers_to", "value")
    assert ("island", "2021-12-31", "1") in found
    assert ("island", "2022-01-05", "2") in found
    assert len(found) == 3
    this_year = written(
        tmp_path / "now.csv", "name,town,day", "A,South,2022", "B,South,2022-01-05"
    )
    bring(COUNTED.replace("Keeper", "Other") + PERSONS, this_year, case)
    assert ("south", "2022-02-01", "2") in claims(case, "place", "refers_to", "value")


def test_totals_that_cannot_stand_leave_out_every_row_of_their_list(
    case: Path, tmp_path: Path
):
    rows = "North,2022-01-05,1.5", "North,2022-01-06,2"
    file = written(tmp_path / "list.csv", "town,day,n", *rows)
    text = f'{HEAD}reads.decimal = "."\nsum = "n"\nby = ["day"]\ndistinct = true\n{PERSONS}'
    result = bring(text, file, case)
    assert (result.taken, result.added) == (0, {})


def test_a_list_is_the_claim_of_its_keeper_alone():
    for line, says in (
        ('speaker = "{source}"', "its keeper's own claim"),
        ('low = "{n}"', "a total has none"),
        ('value = "{n}"', "takes each row for one"),
    ):
        with pytest.raises(AsknownError, match=says):
            mapping.parse(f"{COUNTED}{PERSONS}{line}\n", "own")
    with pytest.raises(AsknownError, match="distinct = true"):
        mapping.parse(COUNTED.replace("distinct = true\n", "") + PERSONS, "own")


# Shapes.


def test_json_is_read_by_path_and_its_numbers_as_they_stand(tmp_path: Path):
    records = '[{"d": "2022-02-25", "a": {"b": 7.10}}, {"d": "2022-02-26", "n": 1e3, "x": null}]'
    file = written(tmp_path / "f.json", records)
    read = table_file.read(file)
    assert read.header == ("d", "a.b", "n", "x")
    assert [row.cells["a.b"] for row in read.rows] == ["7.10", ""]
    assert read.rows[1].cells["n"] == "1e3"
    lines = written(tmp_path / "f.jsonl", '{"d": 1}', "", '{"d": 2}')
    assert [(row.line, row.cells) for row in table_file.read(lines).rows] == [
        (1, {"d": "1"}),
        (3, {"d": "2"}),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": [{"x": 1}], "b": [{"x": 2}]}', "say with rows which one: a, b"),
        ('[{"x": 1, "x": 2}]', "stands twice"),
        ('[{"x": NaN}]', "no number"),
        ("[1, 2]", "no list of records"),
        ("[" * 100_000, "nested too deeply|cannot be read as JSON"),
        ('[{"x": 1},\n{"x" 2}]', "line 2: cannot be read as JSON"),
    ],
)
def test_json_that_is_no_table_is_said(tmp_path: Path, text: str, says: str):
    file = written(tmp_path / "f.json", text)
    with pytest.raises(AsknownError, match=says):
        table_file.read(file)


def test_one_of_several_lists_of_json_is_named_by_its_path(tmp_path: Path):
    text = json.dumps({"meta": [{"x": 1}], "result": {"items": [{"x": 2}]}})
    read = table_file.read(
        written(tmp_path / "f.json", text), table_file.Form(rows="result.items")
    )
    assert [row.cells for row in read.rows] == [{"x": "2"}]


def book(path: Path, *rows: tuple[object, ...]) -> Workbook:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return made


def test_a_title_and_two_lines_of_header_are_declared_and_guessed(tmp_path: Path):
    file = tmp_path / "f.xlsx"
    made = book(
        file,
        ("Daily report", None, None),
        ("Day", "Killed", None),
        (None, "M", "F"),
        ("2022-01-05", 3, 4),
    )
    for area in ("A1:C1", "B2:C2", "A2:A3"):
        made.active.merge_cells(area)
    made.save(file)
    read = table_file.read(file, table_file.Form(header=(2, 3)))
    assert read.header == ("Day", "Killed / M", "Killed / F")
    assert [row.cells["Killed / F"] for row in read.rows] == ["4"]
    assert "header = [2, 3]" in guess.mapping_for(file)


def test_what_a_workbook_means_is_asked(case: Path, another: Path, tmp_path: Path):
    file = tmp_path / "f.xlsx"
    rows = [("day", "n"), *((f"2022-01-0{at}", at) for at in range(1, 6))]
    made = book(file, *rows)
    sheet = made.active
    sheet["B2"].font = Font(strike=True)
    sheet.row_dimensions[3].hidden = True
    sheet["B4"].number_format = "0%"
    made.save(file)
    result = bring(HEAD + CLAIM, file, case)
    assert [line for line, _ in reasons(result)] == [2, 3, 4]
    assert [reason.split(": ")[2] for _, reason in reasons(result)] == [
        'to take it say take = ["struck"]',
        'to take it say take = ["hidden"]',
        'to take it say take = ["percent"]',
    ]
    result = bring(HEAD + 'take = ["struck", "hidden"]\n' + CLAIM, file, another)
    assert [line for line, _ in reasons(result)] == [4]
    assert claims(another, "value") == [("1",), ("2",), ("4",), ("5",)]


@pytest.mark.parametrize("name", ["looks.xls", "looks.ods"])
def test_what_older_and_open_workbooks_mean_is_asked_too(
    case: Path, another: Path, tmp_path: Path, name: str
):
    file = DATA / name
    asked = f'{HEAD}sheet = "Counts"\n{CLAIM}speaker = "{{who}}"\n'
    result = bring(asked, file, case)
    assert [(line, reason.split(":")[1][1:]) for line, reason in reasons(result)] == [
        (3, "'200' is struck through in the file"),
        (4, "'2022-01-03' is hidden in the workbook"),
        (5, "'50' is shown as a percentage"),
        (
            6,
            "'400' is merged over several rows, and one number is not the number of each",
        ),
        (
            7,
            "'400' is merged over several rows, and one number is not the number of each",
        ),
    ]
    assert claims(case, "value", "speaker") == [("100", "keeper"), ("600", "keeper")]
    take = asked.replace(
        "[claims]", 'take = ["struck", "hidden", "percent", "merged"]\n[claims]'
    )
    bring(take, file, another)
    assert [value for (value,) in claims(another, "value")] == [
        *("100", "200", "300", "400", "400", "50", "600")
    ]


def test_a_number_merged_over_rows_is_none_of_them_alone(case: Path, tmp_path: Path):
    file = tmp_path / "f.xlsx"
    made = book(
        file, ("day", "n"), ("2022-01-01", 7), ("2022-01-02", None), ("2022-01-03", 2)
    )
    made.active.merge_cells("B2:B3")
    made.save(file)
    result = bring(HEAD + CLAIM, file, case)
    assert [line for line, _ in reasons(result)] == [2, 3]
    assert claims(case, "value") == [("2",)]


PAGE = (
    "# Losses",
    "",
    "| day | n | who |",
    "|:----|--:|-----|",
    "| 2022-01-05 | **1,200** | [MoH](https://moh.example/a) |",
    "| 2022-01-06 | ~~1,300~~ | MoH |",
    "| 2022-01-07 | 1,400<br>  | MoH | 9 |",
    "",
    "## Sources",
    "",
    "no table | here",
    "",
    "| name |",
    "| --- |",
    "| MoH |",
)


def test_a_table_of_markdown_is_read_with_its_lines_and_what_is_struck(
    case: Path, tmp_path: Path
):
    file = written(tmp_path / "page.md", *PAGE)
    text = f'{HEAD}sheet = "Losses"\nreads = {{ thousands = "," }}\n{CLAIM}speaker = "{{who}}"\n'
    result = bring(text, file, case)
    assert reasons(result) == [
        (
            6,
            "n: '1,300' is struck through in the file: to take it say take = [\"struck\"]",
        ),
        (7, "has 4 cells, not 3"),
    ]
    assert claims(case, "value", "speaker", "locator") == [
        ("1200", "moh", "page.md, line 5")
    ]


def test_of_several_tables_of_markdown_one_is_named_by_heading_or_place(tmp_path: Path):
    file = written(tmp_path / "page.md", *PAGE, "", "| a |", "|---|", "| 1 |")
    with pytest.raises(CallError, match="say which: Losses, Sources, Sources, table 3"):
        table_file.read(file)
    with pytest.raises(CallError, match="no table 'x'; there are: Losses, Sources"):
        table_file.read(file, table_file.Form(sheet="x"))
    for name in ("Sources", "2"):
        assert table_file.read(file, table_file.Form(sheet=name)).header == ("name",)
    with pytest.raises(AsknownError, match="has no table"):
        table_file.read(written(tmp_path / "none.md", "# Nothing"))


def test_of_several_sheets_one_is_named(tmp_path: Path):
    file = tmp_path / "f.xlsx"
    made = book(file, ("Licence",), ("CC0",))
    made.create_sheet("Data").append(("day", "n", "what"))
    made["Data"].append(("2022-01-01", 1, "x"))
    made.save(file)
    with pytest.raises(CallError, match="say which: Sheet, Data"):
        table_file.read(file)
    assert 'sheet = "Data"  # there are besides: Sheet' in guess.mapping_for(file)


def test_a_column_that_some_snapshots_lack_is_blank_in_them(case: Path, tmp_path: Path):
    folder = tmp_path / "days"
    folder.mkdir()
    written(folder / "2022-03-10.csv", "day,a", "2022-03-09,10")
    written(folder / "2022-05-20.csv", "day,a,b", "2022-05-19,14,30")
    text = HEAD + "".join(
        f'[[claims]]\nmetric = "{metric}"\nvalue = "{{{column}}}"\nrefers_to = "{{day}}"\n'
        for metric, column in (("tanks", "a"), ("killed", "b"))
    )
    bring(text, folder, case, "vintages")
    assert claims(case, "metric", "value") == [
        ("killed", "30"),
        ("tanks", "10"),
        ("tanks", "14"),
    ]


def test_a_column_may_be_missing_where_the_mapping_says_so(case: Path, tmp_path: Path):
    file = written(tmp_path / "f.csv", "day,n", "2022-01-01,5")
    text = f'{HEAD}optional = ["note"]\n{CLAIM}note = "{{note}}"\n'
    assert bring(text, file, case).taken == 1


@pytest.mark.parametrize(
    ("name", "zone", "time"),
    [
        ("export_20220106_134501_20220107", "", "2022-01-06"),
        ("export_20220106_134501", "Asia/Almaty", "2022-01-06T13:45:01+06:00"),
        ("data-2022-01-08-1641600000", "", "2022-01-08"),
        ("data-1641600000", "", "2022-01-08T00:00:00Z"),
        ("v99999999-2022-01-08", "", "2022-01-08"),
    ],
)
def test_a_snapshot_is_dated_by_the_first_day_in_its_name(
    name: str, zone: str, time: str
):
    assert snapshot_time(name, Reading(zone=zone)) == time


def test_two_snapshots_of_one_time_are_a_question(case: Path, tmp_path: Path):
    folder = tmp_path / "snapshots"
    folder.mkdir()
    for name in ("cases-2026-05-30T10-02.csv", "cases-2026-05-30T23-40.csv"):
        written(folder / name, "day,n", "2022-01-05,5")
    text = HEAD + CLAIM.replace('published = "{day}"\n', "")
    with pytest.raises(CallError, match="are both of 2026-05-30; declare zone"):
        bring(text, folder, case, "vintages", published="")
    zoned = (
        HEAD
        + 'reads.zone = "Asia/Almaty"\n'
        + CLAIM.replace('published = "{day}"\n', "")
    )
    assert bring(zoned, folder, case, "vintages", published="").taken == 2


def test_a_snapshot_without_a_possible_day_is_one_message():
    with pytest.raises(CallError, match="has no day in its name"):
        snapshot_time("export_20221306", Reading())


def commit(folder: Path, when: str, *call: str) -> None:
    """One commit of all there is, at a moment, by somebody."""
    who = {
        f"GIT_{part}_{key}": value
        for part in ("AUTHOR", "COMMITTER")
        for key, value in (
            ("NAME", "Keeper"),
            ("EMAIL", "keeper@example.org"),
            ("DATE", when),
        )
    }
    for each in (call, ("add", "-A"), ("commit", "-q", "-m", "version")):
        if each:
            subprocess.run(
                ["git", *each], cwd=folder, env={**os.environ, **who}, check=True
            )


def test_a_table_in_git_comes_in_with_its_versions_to_the_minute(
    case: Path, tmp_path: Path
):
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    lines = "day,n", "2022-01-05,5", "2022-01-06,7"
    written(folder / "old.csv", *lines)
    commit(folder, "2022-01-07T10:00:00+00:00")
    written(folder / "old.csv", "day,n", "2022-01-05,5", "2022-01-06,8")
    commit(folder, "2022-01-07T12:30:00+00:00")
    written(folder / "old.csv", "day,killed", "2022-01-05,5", "2022-01-06,9")
    commit(folder, "2022-01-07T15:00:00+00:00")
    commit(folder, "2022-01-08T00:00:00+00:00", "mv", "old.csv", "new.csv")
    written(folder / "new.csv", "day,killed", "2022-01-06,9")
    commit(folder, "2022-01-09T09:00:00+00:00")

    claim = CLAIM.replace('"{n}"', '["{killed}", "{n}"]').replace(
        'published = "{day}"\n', ""
    )
    bring(HEAD + claim, folder / "new.csv", case, "vintages", published="")
    known = Case.load(case)
    for moment, low in (
        ("2022-01-07T10:00", 7),
        ("2022-01-07T12:29", 7),
        ("2022-01-07T12:30", 8),
        ("2022-01-07T15:00", 9),
    ):
        assert known.as_known(moment).figure("killed").low == low
    assert known.as_known("2022-01-08").acts.empty
    assert len(known.as_known("2022-01-09").acts) == 1


def test_what_a_repository_names_to_be_run_is_not_run(case: Path, tmp_path: Path):
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    file = written(folder / "f.csv", "day,n", "2022-01-05,5")
    commit(folder, "2022-01-07T10:00:00+00:00")
    hit = tmp_path / "hit"
    watcher = written(tmp_path / "watcher", "#!/bin/sh", f"touch {hit}")
    watcher.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external"):
        subprocess.run(["git", "config", name, str(watcher)], cwd=folder, check=True)
    claim = CLAIM.replace('published = "{day}"\n', "")
    assert bring(HEAD + claim, file, case, "vintages", published="").taken == 1
    assert not hit.exists()


# A log of corrections.

COUNTS = ("day,n", "2022-01-05,5", "2022-01-06,7", "2022-01-07,8")


def counted(case: Path, tmp_path: Path) -> dict[str, str]:
    """A case with three counts; their ids by number."""
    text = HEAD + CLAIM + 'speaker = "MoH"\n'
    bring(text, written(tmp_path / "f.csv", *COUNTS), case)
    return {value: key for key, value in claims(case, "claim_id", "value")}


def test_a_log_of_corrections_takes_back_what_it_names(case: Path, tmp_path: Path):
    ids = counted(case, tmp_path)
    file = written(
        tmp_path / "log.csv",
        "claim,what,when,by,why,instead",
        f"{ids['7']},retracted,2022-02-03,MoH,A slip,",
        f"{ids['8']},disputed,2022-02-04,Watch,Too few,",
        "nobody,denied,2022-02-04,MoH,Unknown,",
        f"{ids['8']},mislaid,2022-02-04,MoH,Lost,",
    )
    log = mapping.load("corrections-log", ROOT)
    result = importing.bring_in("table", file, case, log)
    assert [(line, reason.partition(":")[0]) for line, reason in reasons(result)] == [
        (4, "acts.target 'nobody' is no id in claims or acts or positions"),
        (5, "the mapping has no word for 'mislaid'"),
    ]
    known = Case.load(case)
    assert known.as_known("2022-02-02").claims.at[ids["7"], "standing"] == "superseded"
    assert known.as_known("2022-02-04").claims.at[ids["7"], "standing"] == "withdrawn"
    assert known.as_known("2022-02-04").claims.at[ids["8"], "standing"] == "disputed"
    assert importing.bring_in("table", file, case, log).added == {}


def test_a_correction_finds_its_claim_by_quantity_day_and_speaker(
    case: Path, tmp_path: Path
):
    ids = counted(case, tmp_path)
    acts = (
        '[acts]\nmetric = "killed"\nspeaker = "{who}"\nrefers_to = "{day}"\nact = "disputed"\n'
        'by = "Watch"\npublished = "{day}"\nreason = "Irregular"\n'
    )
    file = written(
        tmp_path / "log.csv",
        "day,who",
        "2022-01-06,MoH",
        "2022-01-06,Nobody",
        "2022-01-09,MoH",
    )
    result = bring(HEAD + acts, file, case)
    assert reasons(result) == [
        (3, "speaker: 'Nobody' is not in speakers.csv, so no claim is of it"),
        (4, "no claim of it was known then: killed, all, island, moh, 2022-01-09"),
    ]
    with (case / "acts.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["target"] for row in csv.DictReader(rows)] == [ids["7"]]


def test_a_days_anomalies_doubt_the_counts_of_that_day(case: Path, tmp_path: Path):
    claim = CLAIM.replace("killed", "{what}") + 'place = "{where}"\nspeaker = "MoH"\n'
    claim += (
        '[[metrics]]\nunit = "persons"\nmeasure = "cumulative"\ncounts = "People"\n'
    )
    days = "day,what,where,n", "2022-01-05,deaths,North,1", "2022-01-05,cases,North,20"
    bring(HEAD + claim, written(tmp_path / "f.csv", *days), case)
    file = written(
        tmp_path / "anomalies.csv",
        "date,county,state,type,description",
        "2022-01-05,,North,both,A backlog",
        "2022-01-05,,North,deaths,",
        "2022-01-06,,North,cases,Late",
    )
    result = importing.bring_in(
        "table", file, case, mapping.load("nyt-anomalies", ROOT)
    )
    assert [line for line, _ in reasons(result)] == [3, 4]
    assert "stands there twice" in reasons(result)[0][1]
    with (case / "acts.csv").open(encoding="utf-8", newline="") as rows:
        doubts = [(row["act"], row["reason"]) for row in csv.DictReader(rows)]
    assert doubts == [("disputed", "A backlog"), ("disputed", "A backlog")]


# Mappings that come along.


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return write_fresh(tmp_path / "bare")


@pytest.mark.parametrize(
    ("name", "file", "taken", "found"),
    [
        (
            "dtm",
            "dtm.csv",
            2,
            [("600", "", "2023-11-30"), ("900", "", "2023-11-30")],
        ),
        (
            "hapi-idps",
            "hapi-idps.csv",
            2,
            [
                ("600", "", "2023-11-01/2023-11-30"),
                ("900", "", "2023-11-01/2023-11-30"),
            ],
        ),
        (
            "idmc-idu",
            "idmc-idu.json",
            2,
            [("", "9", "2023-09-20/2023-09-21"), ("2", "", "2023-11-07")],
        ),
        (
            "missing-migrants",
            "missing-migrants.csv",
            2,
            [
                ("2", "", "2014-12-30"),
                ("4", "", "2014-12-30"),
                ("750", "", "2014-12-31"),
            ],
        ),
    ],
)
def test_a_public_file_comes_in_through_its_mapping(
    bare: Path, name: str, file: str, taken: int, found: list[tuple[str, str, str]]
):
    path = ROOT / "tests" / "data" / "import" / file
    result = importing.bring_in(
        "table", path, bare, mapping.load(name, ROOT), "2024-02-01~"
    )
    assert result.taken == taken
    assert claims(bare, "value", "low", "refers_to") == found
    assert problems_in(bare) == []
