"""Small files that once gave a wrong number or none, each with what should come out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asknown.exchange.importing import importing, mapping
from tests.exchange.test_files import HEAD, claims, reasons, started

PUBLISHED = "2026-01-01"
COUNTED = ("metric", "group", "place", "value", "refers_to")
SERIES = (
    '[claims]\nmetric = "killed"\nvalue = "{n}"\nspeaker = "MoH"\nrefers_to = "{day}"\n'
)
LISTED = "distinct = true\n[claims]\nmetric = "
PERSONS = (
    "id,name,gender,town,date,source\np1,A,m,North,2022-01-05,one\np2,B,m,North,2022-01-05,one\n"
    "p3,C,f,North,2022-01-06,two\np4,D,m,South,2022-01-06,one\n"
)
EVENTS = (
    "year,adm_1,best\n#date+year,#adm1+name,#affected+killed\n"
    "2013,Dhaka,4\n2013,Dhaka,1\n2013,Dhaka,1\n2013,Khulna,1\n"
)
ROWS = (
    '[{"date": "2022-02-25", "personnel": 2800, "personnel*": "about", "buildings": {"lost": 7}},'
    ' {"date": "2022-02-26", "personnel": 4300, "personnel*": "more", "POW": 5}]'
)
TANKS = "".join(
    f'[[claims]]\nmetric = "{what}"\nvalue = "{{{column}}}"\nrefers_to = "{{date}}"\n'
    for what, column in (("tanks", "tank"), ("protests", "vehicles"))
)
JSON = "".join(
    f'[[claims]]\nmetric = "{what}"\nvalue = "{{{column}}}"\nrefers_to = "{{date}}"\n{more}'
    for what, column, more in (
        (
            "killed",
            "personnel",
            'wording = { of = "{personnel*}", about = "about", more = "over" }\n',
        ),
        ("protests", "POW", ""),
        ("tanks", "buildings.lost", ""),
    )
)


@pytest.mark.parametrize(
    ("text", "rows", "columns", "expected"),
    [
        pytest.param(
            f'{HEAD}sum = "n"\nby = ["day"]\n{LISTED}"protests"\nrefers_to = "{{day}}"\n',
            {"f.csv": "day,n\n2022-01-01,10\n2022-01-02,20\n2022-01-03,30\n"},
            ("metric", "value", "refers_to"),
            [
                ("protests", "60", "2022-01-01/2022-01-03"),
                ("protests_by_day", "10", "2022-01-01"),
                ("protests_by_day", "20", "2022-01-02"),
                ("protests_by_day", "30", "2022-01-03"),
            ],
            id="a daily flow without a sum",
        ),
        pytest.param(
            f'{HEAD}sum = "best"\nby = ["place", "day"]\n{LISTED}"killed"\nplace = "{{adm_1}}"\n'
            'refers_to = "{year}"\n',
            {"f.csv": EVENTS},
            COUNTED,
            [
                ("killed", "all", "dhaka", "6", "2013"),
                ("killed", "all", "island", "7", "2013"),
                ("killed", "all", "khulna", "1", "2013"),
            ],
            id="events without ids",
        ),
        pytest.param(
            f'{HEAD}count = ["place", "group", "day"]\n{LISTED}"killed"\nplace = "{{town}}"\n'
            'group = { of = "{gender}", m = "men", f = "women" }\nrefers_to = "{date}"\n',
            {"f.csv": PERSONS},
            COUNTED,
            [
                ("killed", "all", "island", "2", "2022-01-05"),
                ("killed", "all", "island", "4", "2022-01-06"),
                ("killed", "all", "north", "3", "2022-01-06"),
                ("killed", "all", "south", "1", "2022-01-06"),
                ("killed", "men", "island", "3", "2022-01-06"),
                ("killed", "women", "island", "1", "2022-01-06"),
            ],
            id="a list of persons",
        ),
        pytest.param(
            HEAD + 'optional = ["POW", "buildings.lost"]\n' + JSON,
            {"f.json": ROWS},
            ("metric", "value", "wording", "refers_to"),
            [
                ("killed", "2800", "about", "2022-02-25"),
                ("killed", "4300", "over", "2022-02-26"),
                ("protests", "5", "exact", "2022-02-26"),
                ("tanks", "7", "exact", "2022-02-25"),
            ],
            id="a list of JSON, some keys missing, one nested",
        ),
        pytest.param(
            HEAD + SERIES,
            {
                "export_20220106_134501_20220106.csv": "day,n\n2022-01-05,5\n",
                "data-2022-01-08-1641600000.csv": "day,n\n2022-01-05,6\n2022-01-07,8\n",
            },
            ("value", "refers_to", "published"),
            [
                ("5", "2022-01-05", "2022-01-06"),
                ("6", "2022-01-05", "2022-01-08"),
                ("8", "2022-01-07", "2022-01-08"),
            ],
            id="snapshots with a clock in their names",
        ),
        pytest.param(
            HEAD + TANKS,
            {
                "2022-03-10.csv": "date,tank,auto\n2022-03-09,10,20\n",
                "2022-05-20.csv": "date,tank,auto,vehicles\n2022-03-09,10,20,\n"
                "2022-04-30,12,25,\n2022-05-19,14,,30\n",
            },
            ("metric", "value", "refers_to"),
            [
                ("protests", "30", "2022-05-19"),
                ("tanks", "10", "2022-03-09"),
                ("tanks", "12", "2022-04-30"),
                ("tanks", "14", "2022-05-19"),
            ],
            id="snapshots whose columns change",
        ),
    ],
)
def test_a_case_comes_out_right(
    tmp_path: Path,
    text: str,
    rows: dict[str, str],
    columns: tuple[str, ...],
    expected: list[tuple[str, ...]],
):
    case, folder = started(tmp_path / "case"), tmp_path / "files"
    folder.mkdir()
    for name, content in rows.items():
        (folder / name).write_text(content, encoding="utf-8")
    form, file = (
        ("table", folder / next(iter(rows))) if len(rows) == 1 else ("vintages", folder)
    )
    importing.bring_in(form, file, case, mapping.parse(text, "own"), PUBLISHED)
    assert claims(case, *columns) == expected


def test_dots_of_a_file_with_decimal_commas_are_asked_about(tmp_path: Path):
    case, file = started(tmp_path / "case"), tmp_path / "fr.csv"
    rows = (
        "01.02.2024;1.234",
        "02.02.2024;1.300,5",
        "03.02.2024;12,0",
        "04.02.2024;1 500",
    )
    file.write_text(
        "\n".join(("day;n", *rows, "05.02.2024;2.5")) + "\n", encoding="utf-8"
    )
    reads = 'reads = { dates = "day-first", decimal = "," }\n'
    text = f'{HEAD}delimiter = ";"\n{reads}{SERIES}'
    result = importing.bring_in(
        "table", file, case, mapping.parse(text, "own"), "2024-03-01"
    )
    assert [line for line, _ in reasons(result)] == [2, 3, 5, 6]
    assert claims(case, "value", "refers_to") == [("12", "2024-02-03")]
