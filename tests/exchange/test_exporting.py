"""What goes out to other tools, each checked by a library or a schema that is not ours."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import geojson as geojson_library
import jsonschema
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings

from asknown.errors import BuildError, CallError
from asknown.exchange.exporting import datapackage, exporting
from asknown.exchange.exporting.csl import csl
from asknown.exchange.exporting.exporting import FORMATS
from asknown.exchange.exporting.geojson import geojson
from asknown.exchange.exporting.timelinejs import timelinejs
from asknown.exchange.exporting.workbook import REVIEW, workbook
from asknown.ledger.tables import NEEDED, TABLES, VERSION
from asknown.model.case import Case
from asknown.storage import write_file, write_folder
from tests.support.command import run
from tests.support.ledgers import OFTEN, Tables, case_of, ledgers
from tests.support.places import ROOT


@pytest.fixture(scope="module")
def known(shipped: Case) -> Case:
    """The shipped case on the day of its first edition."""
    return shipped.as_known("2022-01-12")


@pytest.fixture(scope="module")
def book(known: Case) -> bytes:
    """Its workbook."""
    return workbook(known)


@pytest.fixture
def package(known: Case, tmp_path: Path) -> Path:
    """A data package to spoil."""
    return write_folder(tmp_path / "package", datapackage.datapackage(known))


# Data package


def test_a_data_package_is_valid_to_frictionless(package: Path):
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.flatten(["title", "note"]) == []
    assert {task.name for task in report.tasks} >= {table.name for table in TABLES}


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("claims.csv", ",interior-ministry,", ",nobody,", "foreign-key"),
        ("acts.csv", ",withdrawn,", ",regretted,", "constraint-error"),
        (
            "claims.csv",
            ",2022-01-05,2022-01-05,",
            ",2022-01-05,5 January,",
            "constraint-error",
        ),
        ("places.csv", ",43.24,", ",43°,", "type-error"),
        ("speakers.csv", "editors,the editors", "editors,", "constraint-error"),
        ("events.csv", "E001,", "E002,", "primary-key"),
    ],
)
def test_a_fault_of_the_ledger_is_a_fault_to_frictionless(
    package: Path, file: str, old: str, new: str, error: str
):
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert error in {
        each
        for (each,) in frictionless.validate(str(package / "datapackage.json")).flatten(
            ["type"]
        )
    }


@pytest.mark.parametrize("as_of", ["", "2022-01-09T18:00"])
def test_a_case_comes_back_from_its_data_package(
    shipped: Case, tmp_path: Path, as_of: str
):
    case = shipped.as_known(as_of) if as_of else shipped
    back = Case.load(write_folder(tmp_path / "any-name", datapackage.datapackage(case)))
    _same(case, back)
    if as_of:
        _same(case, back.as_known(as_of))


@OFTEN
@given(tables=ledgers())
@pytest.mark.slow
def test_any_ledger_comes_back_from_its_data_package(tables: Tables):
    case = case_of(tables)
    with tempfile.TemporaryDirectory() as place:
        _same(
            case,
            Case.load(
                write_folder(Path(place) / "drawn", datapackage.datapackage(case))
            ),
        )


@settings(OFTEN, max_examples=OFTEN.max_examples // 5)
@given(tables=ledgers())
def test_any_ledger_comes_back_from_a_workbook_as_far_as_one_holds_it(tables: Tables):
    case = case_of(tables)
    _holds(workbook(case), case)


def _same(one: Case, other: Case) -> None:
    # The text of the settings is that of the file they were read from; what is written is below.
    assert (one.id, replace(one.settings, text="")) == (
        other.id,
        replace(other.settings, text=""),
    )
    assert one.files() == other.files()


def test_the_profile_accepts_a_ledger_and_refuses_what_is_none(known: Case):
    check = jsonschema.Draft7Validator(
        json.loads((ROOT / "docs" / "ledger-profile.json").read_text(encoding="utf-8"))
    )
    good = datapackage.descriptor(known)
    assert check.is_valid(good)
    assert check.is_valid(
        {
            **good,
            "resources": [*good["resources"], {"name": "photos", "path": "photos.csv"}],
        }
    )
    for name in NEEDED:
        assert not check.is_valid(
            {
                **good,
                "resources": [
                    each for each in good["resources"] if each["name"] != name
                ],
            }
        )
    assert not check.is_valid(
        {**good, datapackage.PROFILE: {"version": "9.0", "timezone": "UTC"}}
    )
    renamed = json.loads(json.dumps(good).replace('"refers_to"', '"refers"'))
    assert not check.is_valid(renamed)
    assert good[datapackage.PROFILE]["version"] == VERSION


# CSL


def test_sources_are_csl_items_to_the_schema_of_csl(shipped: Case):
    items = json.loads(csl(shipped))
    schema = json.loads(
        (ROOT / "tests" / "data" / "csl" / "csl-data.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft3Validator(schema).validate(items)
    assert [item["id"] for item in items] == list(shipped.tables["sources"].index)


def test_a_day_that_is_only_a_bound_is_circa_and_one_that_is_stated_is_not(
    shipped: Case,
):
    items = {item["id"]: item for item in json.loads(csl(shipped))}
    published = shipped.tables["sources"]["published"]
    assert {each for each, item in items.items() if item["issued"].get("circa")} == set(
        published.index[published.str.endswith("~")]
    )
    article = items["armenian-weekly"]
    assert article["issued"] == {"date-parts": [[2022, 1, 12]]}
    assert (article["container-title"], article["author"]) == (
        "The Armenian Weekly",
        [{"literal": "Lillian Avedian"}],
    )


# GeoJSON


def test_places_are_valid_geojson_with_longitude_first(known: Case):
    found = geojson_library.loads(geojson(known))
    assert isinstance(found, geojson_library.FeatureCollection)
    assert [
        error for feature in found.features for error in feature.errors() or []
    ] == []
    almaty = next(feature for feature in found.features if feature.id == "almaty")
    assert tuple(almaty.geometry.coordinates) == (76.95, 43.24)
    assert {feature.id for feature in found.features} == set(
        known.tables["places"].index
    )


def test_a_withdrawn_figure_is_no_figure_of_a_place(shipped: Case):
    def almaty(as_of: str) -> dict[str, Any]:
        features = json.loads(geojson(shipped.as_known(as_of)))["features"]
        return next(each["properties"] for each in features if each["id"] == "almaty")

    before, after = almaty("2022-01-09T18:00"), almaty("2022-01-10")
    killed = [
        next(
            each
            for each in day["figures"]
            if each["metric"] == "killed" and each["group"] == "all"
        )
        for day in (before, after)
    ]
    assert [each["status"] for each in killed] == ["standing", "none_stands"]
    assert "no figure stands" in after["description"]


# TimelineJS


def test_events_are_slides_in_order_with_what_timelinejs_needs(known: Case):
    found = json.loads(timelinejs(known))
    assert found["title"]["text"]["headline"] == known.settings.title
    assert {slide["unique_id"] for slide in found["events"]} == set(
        known.tables["events"].index
    )
    days = [
        tuple(slide["start_date"][part] for part in ("year", "month", "day"))
        for slide in found["events"]
    ]
    assert days == sorted(days)
    assert all(
        slide["text"]["headline"] and slide["group"] and slide["display_date"]
        for slide in found["events"]
    )


def test_no_text_of_a_ledger_becomes_html(harbour: Case):
    events = harbour.tables["events"].assign(
        title="<img src=x onerror=alert(1)>", actors='"><script>'
    )
    spoiled = replace(harbour, tables={**harbour.tables, "events": events}).as_known(
        "2022-03-09"
    )
    for slide in json.loads(timelinejs(spoiled))["events"]:
        assert "<img" not in slide["text"]["headline"]
        assert "<script" not in slide["text"]["text"]


# Workbook


def _sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            ["" if cell is None else cell for cell in row] for row in sheet.values
        ]
        for sheet in book
    }


def test_a_workbook_holds_every_row_with_numbers_as_numbers_and_dates_as_text(
    known: Case, book: bytes
):
    _holds(book, known)


def _holds(data: bytes, case: Case) -> None:
    """The sheets have the rows of the case, each number a number, all else the very text."""
    sheets = _sheets(data)
    assert list(sheets) == ["report", *(table.name for table in TABLES), "standing"]
    for table in TABLES:
        header, *rows = sheets[table.name]
        assert header == [*table.header, *REVIEW]
        numbers = [column.kind == "number" for column in table.columns]
        own = list(csv.reader(io.StringIO(case.csv(table.name))))[1:]
        assert [row[: len(table.header)] for row in rows] == [
            [
                float(text) if text and is_number else text
                for text, is_number in zip(row, numbers, strict=True)
            ]
            for row in own
        ]


def test_the_front_sheet_says_what_it_is_and_what_stands(known: Case, book: bytes):
    sheets = _sheets(book)
    said = [row[0] for row in sheets["report"][:6]]
    assert said[0] == known.settings.title
    assert "As known on 12 January 2022, Asia/Almaty" in said
    detained = next(
        row
        for row in sheets["report"]
        if row[:3] == ["detained", "everyone", "Kazakhstan"]
    )
    assert (detained[3], detained[5]) == ("9,900", 9900)
    assert ["KT-004", "denied"] in [row[:2] for row in sheets["standing"]] or [
        "KT-004",
        "withdrawn",
    ] in [row[:2] for row in sheets["standing"]]


def test_what_begins_like_a_formula_stays_text(harbour: Case):
    texts = ["=1+1", "+44 dead", "-5", "@SUM(A1)", '=HYPERLINK("x")', "{=1+1}"]
    groups = pd.DataFrame(
        {
            "id": [f"g{index}" for index in range(len(texts))],
            "label": texts,
            "part_of": "",
        }
    )
    spoiled = replace(
        harbour, tables={**harbour.tables, "groups": groups.set_index("id", drop=False)}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(spoiled)))["groups"]
    cells = [sheet.cell(row, 2) for row in range(2, 2 + len(texts))]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        (text, "s", "@") for text in texts
    ]
    assert all(cell.quotePrefix for cell in cells[:-1])


def test_a_workbook_tells_no_hour_but_that_of_the_case(known: Case, book: bytes):
    assert book == workbook(known)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
        core = parts.read("docProps/core.xml").decode()
    assert core.count("2022-01-12T23:59:59") == 2


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(harbour: Case):
    events = harbour.tables["events"].assign(note="x" * 40_000)
    with pytest.raises(BuildError, match="more than a cell holds"):
        workbook(replace(harbour, tables={**harbour.tables, "events": events}))


# The command


@pytest.mark.parametrize("to", FORMATS)
def test_each_format_is_pure_and_written_under_a_name_of_its_own(
    harbour: Case, to: str, tmp_path: Path, monkeypatch: Any
):
    monkeypatch.chdir(tmp_path)
    case = harbour.as_known("2022-03-01T16:00")
    place = exporting.export(case, to)
    assert place.name == f"harbour_2022-03-01T1600{FORMATS[to].suffix}"
    first = place.read_bytes()
    assert exporting.export(case, to, force=True).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [place.name]
    assert not any(
        path in first for path in (str(tmp_path).encode(), str(ROOT).encode())
    )


def test_the_command_prints_where_the_file_is_last(tmp_path: Path):
    done = run(
        "export",
        "kazakhstan-2022",
        "--as-of",
        "2022-01-10",
        "--out",
        tmp_path / "whole",
        cwd=ROOT,
    )
    assert Path(done.stdout.splitlines()[-1]) == tmp_path / "whole"
    assert Case.load(tmp_path / "whole").figure("killed").status == "none_stands"


def test_a_wrong_call_is_told_before_anything_is_written(harbour: Case, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(CallError, match="is there already"):
        exporting.export(harbour, "datapackage", tmp_path)
    with pytest.raises(CallError, match="there are: datapackage, csl-json"):
        exporting.export(harbour, "docx")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path):
    path = write_file(tmp_path / "a.csv", b"first")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CallError, match="cannot be written"):
        write_file(tmp_path / "folder", b"second")
    with pytest.raises(CallError, match="is there already"):
        write_folder(tmp_path, {"a.csv": b"second"})
    assert path.read_bytes() == b"first"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "folder"]
