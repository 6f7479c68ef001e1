"""Other people's tables: what comes in, what is left out and why, and that nothing is doubled,
guessed or half-written."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from asknown.cli.app import app
from asknown.errors import AsknownError, CallError, LedgerError
from asknown.exchange.exporting.workbook import workbook
from asknown.exchange.importing import cells, guess, importing, mapping
from asknown.exchange.importing.cells import Reading
from asknown.exchange.importing.importing import Result
from asknown.ledger.tables import BY_NAME, NEEDED, TABLES, Table
from asknown.model.case import Case
from asknown.model.check import problems_in
from asknown.model.figures import figures
from tests.support.places import HARBOUR, ROOT, SHIPPED, UKRAINE
from tests.support.vintages import write_fresh, write_ledger

DATA = ROOT / "tests" / "data"
MAPPINGS = sorted((ROOT / "data" / "mappings").glob("*.toml"))
UCDP = DATA / "ucdp" / "ged231_500.csv"
STRANGER = """title = "Harbour counts"
publisher = "Harbour Watch"
licence = "CC0"
delimiter = ";"
reads = { dates = "day-first", thousands = "." }
metrics = { metric = "injured", label = "injured", unit = "persons", measure = "cumulative", counts = "People injured" }
[claims]
metric = "injured"
value = "{How many}"
speaker = "{Who}"
refers_to = "{When}"
published = "{Told on}"
"""  # noqa: E501 - a text, as it is printed
Bring = Callable[..., Result]


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return write_fresh(tmp_path / "fresh")


def bring(
    text: str, file: Path, folder: Path, published: str = "", form: str = "table"
) -> Result:
    """Import through a mapping given as text."""
    return importing.bring_in(form, file, folder, mapping.parse(text, "own"), published)


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# Real files, whole.


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Five hundred real events in a case."""
    folder = write_fresh(tmp_path_factory.mktemp("ucdp") / "ucdp", "world")
    return folder, importing.bring_in(
        "ucdp-ged", UCDP, folder, mapping.load("ucdp-ged", ROOT), "2023-12-31~"
    )


def test_the_known_sums_come_out_of_what_is_kept_and_what_is_left_out(
    events: tuple[Path, Result],
):
    folder, result = events
    kept = Case.load(folder).claims.rename(columns={"value": "best"})
    with (folder / "imports" / "ged231_500-left-out.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        left = list(csv.DictReader(file))
    sums = {
        name: sum(float(row[name]) for row in left) for name in ("low", "best", "high")
    }
    for name in sums:
        sums[name] += kept[name].fillna(kept["best"]).sum()
    assert sums == {"low": 3170, "best": 6090, "high": 17908}
    assert (result.read, len(kept) + len(left)) == (500, 500)


def test_rows_that_break_low_best_high_are_kept_and_listed_and_no_figure(
    events: tuple[Path, Result],
):
    result = events[1]
    reasons = [reason for _, reason in result.left if reason.startswith("not in order")]
    assert len(reasons) == 6
    assert "not in order: low 18, value 18, high 17" in reasons
    assert result.reasons == {
        "not in order": 6,
        "events.published is before the event": 5,
    }
    assert result.taken + len(result.left) == result.read


def test_an_event_keeps_carrier_speaker_precision_and_every_source(
    events: tuple[Path, Result],
):
    case = Case.load(events[0])
    claim, event = (
        case.tables["claims"].loc["UCDP-300380"],
        case.tables["events"].loc["UCDP-300380"],
    )
    assert case.tables["speakers"].at[claim["speaker"], "name"] == "SOHR; VDC"
    assert (
        case.tables["sources"].at[claim["source_id"], "publisher"]
        == "Support Kurds in Syria"
    )
    assert [
        case.tables["sources"].at[each, "publisher"]
        for each in event["source_ids"].split(";")
    ][1] == "VDC"
    assert case.tables["places"].loc[
        "ucdp-300380", ["precision", "part_of"]
    ].tolist() == [
        "point",
        "syria",
    ]
    assert claim["published"] == "2013-01-03"
    assert event[["start", "end", "place", "published"]].tolist() == [
        "2013-01-03",
        "2013-01-03",
        "ucdp-300380",
        "2013-01-03",
    ]
    assert problems_in(events[0]) == []


def test_each_precision_code_says_how_well_the_point_stands_for_the_place(
    events: tuple[Path, Result],
):
    precision = Case.load(events[0]).tables["places"]["precision"]
    with UCDP.open(encoding="utf-8", newline="") as file:
        found = {
            (row["where_prec"], precision.get(f"ucdp-{row['id']}", "left out"))
            for row in csv.DictReader(file)
        }
    words = {
        "1": "point",
        "2": "city",
        "3": "region",
        "4": "region",
        "5": "region",
        "6": "country",
        "7": "region",
    }
    assert {pair for pair in found if pair[1] != "left out"} == set(words.items())


def test_what_is_not_recorded_is_blank(events: tuple[Path, Result]):
    text = "".join(
        (events[0] / f"{name}.csv").read_text(encoding="utf-8")
        for name in ("claims", "events", "speakers")
    )
    assert "-1," not in text.replace("ucdp", "")


def test_provenance_and_licence_stay_with_the_case(events: tuple[Path, Result]):
    record = tomllib.loads(
        (events[0] / "imports" / "ged231_500.toml").read_text(encoding="utf-8")
    )["import"]
    assert [each["licence"] for each in record] == ["CC BY 4.0"]
    assert (
        record[0]["rows_read"],
        record[0]["rows_taken"],
        record[0]["rows_left_out"],
    ) == (
        500,
        489,
        11,
    )


def test_the_shipped_case_is_what_its_raw_file_makes(tmp_path: Path):
    folder = Path(shutil.copytree(UKRAINE, tmp_path / UKRAINE.name))
    for name in ("claims", "sources", "acts"):
        header = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    raw = folder / "imports" / "estimates_revisions.csv"
    for expected in ({"sources": 57, "claims": 130, "acts": 6}, {}):
        result = importing.bring_in(
            "vintages", raw, folder, mapping.load("economist-estimates", ROOT)
        )
        assert (result.read, result.taken, result.added) == (162, 162, expected)
        assert files_of(folder) == files_of(UKRAINE)


def test_the_last_state_of_the_shipped_history_is_the_list_as_it_stands():
    case = Case.load(UKRAINE)
    claims = case.claims[~case.claims["claim_id"].isin(case.tables["acts"]["target"])]
    with (DATA / "import" / "economist-estimates-head.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        listed = list(csv.DictReader(file))
    for column, name in (
        ("low", "estimate_low"),
        ("value", "estimate"),
        ("high", "estimate_high"),
    ):
        assert claims[column].sum() == sum(
            float(row[name].replace(",", "") or 0) for row in listed
        )
    assert (len(claims), len(listed)) == (124, 124)
    assert claims["wording"].value_counts()[["at_least", "at_most"]].tolist() == [14, 2]


@pytest.mark.stress
def test_the_whole_daily_series_goes_in(tmp_path: Path):
    whole = tmp_path / "gaza_revisions.csv"
    whole.write_bytes(
        gzip.decompress(
            (DATA / "vintages" / "gaza_revisions_whole.csv.gz").read_bytes()
        )
    )
    folder = write_ledger(whole, tmp_path / "gaza")
    record = tomllib.loads(
        (folder / "imports" / "gaza_revisions.toml").read_text(encoding="utf-8")
    )["import"][0]
    assert (record["rows_read"], record["rows_taken"]) == (10313, 2822)
    case = Case.load(folder)
    assert (
        case.as_known("2024-02-17").about("2023-10-17").figure("killed").value == 3006
    )
    assert (
        case.as_known("2024-02-18").about("2023-10-17").figure("killed").value == 3000
    )
    assert case.as_known("2024-02-18").about("2023-10-07").figure("killed").value == 232


# Mappings.


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_a_shipped_mapping_is_sound_and_short(path: Path):
    found = mapping.load(path.stem, ROOT)
    assert found.rows("claims") or found.rows("acts") or found.same
    lines = path.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) < 180
    if path.stem not in ("ucdp-ged", "gaza-daily", "missing-migrants"):
        assert len(lines) < 20


def test_acled_s_export_comes_in_by_its_time_stamps(fresh: Path):
    result = importing.bring_in(
        "table", DATA / "import" / "acled.csv", fresh, mapping.load("acled", ROOT)
    )
    claims = Case.load(fresh).tables["claims"]
    assert claims.loc["ACLED-ISL1", ["value", "refers_to", "published"]].tolist() == [
        "3",
        "2025-05-16",
        "2025-05-22T00:00:00Z",
    ]
    assert claims.loc["ACLED-ISL2", ["value", "refers_to"]].tolist() == [
        "0",
        "2025-05-17~",
    ]
    assert claims.loc["ACLED-ISL4", "refers_to"] == "2025-05-15~"
    precision = Case.load(fresh).tables["places"]["precision"]
    assert precision[["acled-isl1", "acled-isl2", "acled-isl4"]].tolist() == [
        "city",
        "region",
        "region",
    ]
    assert [(change.line, reason) for change, reason in result.left] == [
        (4, "event_date: 'May 2025' is no date of the form %d %B %Y")
    ]


def test_a_cell_with_several_contributors_is_several_claims(fresh: Path):
    result = importing.bring_in(
        "table",
        DATA / "import" / "geo-pko.csv",
        fresh,
        mapping.load("geo-pko", ROOT),
        "2019-06-30~",
    )
    claims = Case.load(fresh).tables["claims"]
    assert claims[["group", "value", "wording", "refers_to"]].values.tolist() == [
        ["argentina", "50", "about", "2018"],
        ["brazil", "", "none", "2018"],
        ["islands-north", "150", "about", "2018"],
        ["unnamed-contributors", "35", "about", "2018"],
    ]
    assert [reason for _, reason in result.left] == [
        "year.overview: 'Chad' is not written as the mapping says"
    ]


def test_ranges_in_words_come_in_as_they_are_worded(fresh: Path):
    shipped = (ROOT / "data" / "mappings" / "ranges-in-words.toml").read_text(
        encoding="utf-8"
    )
    metric = (
        '[[metrics]]\nmetric = "killed"\nlabel = "killed"\nunit = "persons"\nmeasure = '
        '"cumulative"\ncounts = "Dead"\n'
    )
    result = bring(shipped + metric, DATA / "import" / "words.csv", fresh)
    claims = (
        Case.load(fresh)
        .tables["claims"][["low", "value", "high", "wording", "basis"]]
        .values.tolist()
    )
    assert claims == [
        ["15", "", "17", "range", ""],
        ["4", "", "", "at_least", ""],
        ["", "", "", "none", ""],
        ["", "", "", "vague", "dozens"],
    ]
    assert "'a lot' is no plain number" in result.left[0][1]


def test_a_stranger_s_table_goes_in_through_a_short_mapping(fresh: Path):
    result = bring(STRANGER, DATA / "import" / "stranger.csv", fresh)
    assert Case.load(fresh).tables["claims"]["value"].tolist() == ["1200", "1250"]
    assert Case.load(fresh).as_known("2022-03-02").figure("injured").span.low == 1200
    assert [(change.line, reason) for change, reason in result.left] == [
        (4, "states no figure")
    ]
    assert len(STRANGER.splitlines()) < 20


def test_a_workbook_reads_like_the_same_table(fresh: Path, tmp_path: Path):
    book = Workbook()
    with (DATA / "import" / "stranger.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            book.active.append(row)
    book.save(tmp_path / "stranger.xlsx")
    bring(STRANGER, tmp_path / "stranger.xlsx", fresh)
    assert Case.load(fresh).tables["claims"]["value"].tolist() == ["1200", "1250"]


def test_without_a_mapping_a_guess_is_offered_and_nothing_imported(
    fresh: Path, tmp_path: Path
):
    before = files_of(fresh)
    file = table(
        tmp_path / "t.csv",
        "date,deaths,source",
        '13/02/2022,"1,200",Radio',
        "01/03/2022,4,Radio",
    )
    said = CliRunner().invoke(app, ["import", "table", str(file), "--case", str(fresh)])
    assert said.exit_code == 0
    assert files_of(fresh) == before
    offered = tomllib.loads(said.stdout)
    assert offered["reads"] == {"dates": "day-first", "thousands": ","}
    (claim,) = offered["claims"]
    assert claim["value"] == "{deaths}"
    assert claim["speaker"] == "{source}"


def test_a_guess_does_not_decide_between_day_and_month(tmp_path: Path):
    offered = tomllib.loads(
        guess.mapping_for(
            table(tmp_path / "t.csv", "date,deaths", "01/02/2022,3", "03/04/2022,5")
        )
    )
    own = f"{STRANGER}".replace("day-first", offered["reads"]["dates"])
    with pytest.raises(AsknownError, match="is no order"):
        mapping.parse(own, "own")


# Our own workbook, back.


def emptied(case: Path, folder: Path) -> Path:
    """A case with the settings of another and no row."""
    folder.mkdir()
    shutil.copy(case / "case.toml", folder)
    for name in NEEDED:
        (folder / f"{name}.csv").write_text(
            ",".join(BY_NAME[name].header) + "\n", encoding="utf-8"
        )
    return folder


def exported(case: Case, path: Path) -> Path:
    path.write_bytes(workbook(case.as_known(str(case.learned()[-1]))))
    return path


def as_numbers(case: Case, table: Table) -> list[list[object]]:
    """The rows of a table by id, numbers as such: how one is written is what a sheet does not
    hold."""
    numbers = [column.name for column in table.columns if column.kind == "number"]
    frame = case.tables[table.name][table.header].sort_index()
    return (
        frame.assign(
            **{name: pd.to_numeric(frame[name]).fillna(-1.5) for name in numbers}
        )
        .to_numpy()
        .tolist()
    )


@pytest.mark.parametrize("source", [SHIPPED, UKRAINE], ids=lambda source: source.name)
@pytest.mark.slow
def test_a_case_comes_back_from_its_workbook(source: Path, tmp_path: Path):
    case, folder = Case.load(source), emptied(source, tmp_path / source.name)
    book = exported(case, tmp_path / "book.xlsx")
    known = case.as_known(str(case.learned()[-1]))
    # The settings of that day: those of today may name what nobody knew then.
    (folder / "case.toml").write_text(known.files()["case.toml"], encoding="utf-8")
    result = importing.bring_in(
        "table", book, folder, mapping.load("asknown-xlsx", ROOT)
    )
    back = Case.load(folder)
    assert (result.left, result.taken) == (
        [],
        sum(len(known.tables[table.name]) for table in TABLES),
    )
    for table in TABLES:
        assert as_numbers(back, table) == as_numbers(known, table)
    for day in [case.learned()[len(case.learned()) // 3], case.learned()[-1]]:
        one, other = (each.as_known(str(day)) for each in (case, back))
        assert (
            [figure.data() for figure in figures(one)]
            == [figure.data() for figure in figures(other)]
            != []
        )
    assert problems_in(folder) == []
    again = importing.bring_in(
        "table", book, folder, mapping.load("asknown-xlsx", ROOT)
    )
    assert (again.left, again.added) == ([], {})


def test_a_row_that_a_desk_changed_or_added_in_the_workbook_is_told_apart(
    harbour: Case, tmp_path: Path
):
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    book = load_workbook(exported(harbour, tmp_path / "book.xlsx"))
    sheet = book["claims"]
    head = [cell.value for cell in sheet[1]]
    old = [cell.value for cell in sheet[2]]
    sheet.cell(2, head.index("low") + 1).value = 999
    for own in (
        {"claim_id": "NEW", "note": "Typed in\ntwo lines"},
        {"claim_id": "LOST", "speaker": "nobody"},
    ):
        sheet.append(
            [
                own.get(str(column), value)
                for column, value in zip(head, old, strict=True)
            ]
        )
    book.save(tmp_path / "book.xlsx")
    result = importing.bring_in(
        "table", tmp_path / "book.xlsx", folder, mapping.load("asknown-xlsx", ROOT)
    )
    assert result.added == {"claims": 1}
    assert Case.load(folder).tables["claims"].at["NEW", "note"] == "Typed in\ntwo lines"
    changed, lost = (reason for _, reason in result.left)
    assert changed == f"the ledger has something else: {old[0]}, low"
    assert lost.startswith("claims.speaker 'nobody' is no id in speakers")
    assert {change.file for change, _ in result.left} == {"book.xlsx, sheet claims"}


def test_rows_are_written_under_the_header_of_their_file_which_gets_the_columns_they_need(
    harbour: Case, tmp_path: Path
):
    written = (HARBOUR / "claims.csv").read_text(encoding="utf-8")
    head_of_file, *_ = written.splitlines()
    assert "nature" not in head_of_file.split(",")
    for nature in ("", "estimate"):
        book = load_workbook(exported(harbour, tmp_path / "book.xlsx"))
        sheet = book["claims"]
        head = [str(cell.value) for cell in sheet[1]]
        row = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
        row |= {"claim_id": "NEW", "note": "Typed in", "nature": nature}
        sheet.append(list(row.values()))
        book.save(tmp_path / "book.xlsx")
        folder = Path(shutil.copytree(HARBOUR, tmp_path / f"harbour-{nature}"))
        result = importing.bring_in(
            "table", tmp_path / "book.xlsx", folder, mapping.load("asknown-xlsx", ROOT)
        )
        assert (result.added, result.left) == ({"claims": 1}, [])
        claims = (folder / "claims.csv").read_text(encoding="utf-8")
        assert claims.startswith(written) is not bool(nature)
        known = Case.load(folder).claims
        assert known.at["NEW", "nature"] == nature
        assert set(known["nature"].drop("NEW")) == {""}


def test_the_workbook_of_an_early_day_says_nothing_new_to_the_whole_ledger(
    shipped: Case, tmp_path: Path
):
    (tmp_path / "early.xlsx").write_bytes(workbook(shipped.as_known("2022-01-12")))
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "whole"))
    result = importing.bring_in(
        "table", tmp_path / "early.xlsx", folder, mapping.load("asknown-xlsx", ROOT)
    )
    assert (result.read > 500, result.left, result.added) == (True, [], {})


def test_a_workbook_without_a_column_of_the_ledger_is_refused(
    harbour: Case, fresh: Path, tmp_path: Path
):
    book = load_workbook(exported(harbour, tmp_path / "book.xlsx"))
    book["acts"]["C1"].value = "deed"
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(
        AsknownError,
        match=r"book.xlsx, sheet acts: there is no column act; give it back",
    ):
        importing.bring_in(
            "table", tmp_path / "book.xlsx", fresh, mapping.load("asknown-xlsx", ROOT)
        )


# Twice, changed, wrong.


def test_what_is_imported_twice_is_there_once(fresh: Path):
    bring(STRANGER, DATA / "import" / "stranger.csv", fresh)
    before = files_of(fresh)
    again = bring(STRANGER, DATA / "import" / "stranger.csv", fresh)
    assert (again.taken, again.added) == (2, {})
    assert files_of(fresh) == before


def test_a_row_that_changed_is_a_new_claim_published_later_or_a_named_problem(
    fresh: Path, tmp_path: Path
):
    head = "When;Who;How many;Told on"
    bring(
        STRANGER, table(tmp_path / "t.csv", head, "1.3.2022;Hospital;9;2.3.2022"), fresh
    )
    later = bring(
        STRANGER,
        table(tmp_path / "t.csv", head, "1.3.2022;Hospital;11;5.3.2022"),
        fresh,
    )
    same = bring(
        STRANGER,
        table(tmp_path / "t.csv", head, "1.3.2022;Hospital;12;5.3.2022"),
        fresh,
    )
    case = Case.load(fresh)
    assert (later.added["claims"], case.tables["claims"]["value"].tolist()) == (
        1,
        ["9", "11"],
    )
    assert case.as_known("2022-03-04").figure("injured").span.low == 9
    assert case.as_known("2022-03-05").figure("injured").span.low == 11
    assert "published no later" in same.left[0][1]


@pytest.mark.parametrize(
    ("history", "act", "by", "span"),
    [
        ("", "disputed", "harbour-watch", (4, 8)),
        ('history = { act = "withdrawn" }\n', "withdrawn", "port-office", (8, 8)),
        ('history = { by = "speaker" }\n', "withdrawn", "port-office", (8, 8)),
        ('history = { by = "Island Post" }\n', "disputed", "island-post", (4, 8)),
    ],
)
def test_snapshots_of_days_make_a_history(
    fresh: Path, tmp_path: Path, history: str, act: str, by: str, span: tuple[int, int]
):
    """What is gone is disputed by who publishes the file, unless it is declared that the speakers
    took it back."""
    folder = tmp_path / "days"
    folder.mkdir()
    head = "When;Who;How many;Told on"
    table(
        folder / "list-2022-03-02.csv",
        head,
        "1.3.2022;Hospital;9;",
        "1.3.2022;Port office;4;",
    )
    table(folder / "list-2022-03-04.csv", head, "1.3.2022;Hospital;8;")
    bring(history + STRANGER, folder, fresh, form="vintages")
    case = Case.load(fresh)
    assert case.tables["acts"][["act", "by"]].to_numpy().tolist() == [[act, by]]
    spans = [
        case.as_known(day).about("2022-03-01").figure("injured").span
        for day in ("2022-03-03", "2022-03-04")
    ]
    assert [(each.low, each.high) for each in spans] == [(4, 9), span]


def test_a_speaker_who_takes_a_row_out_of_its_own_file_takes_it_back(
    fresh: Path, tmp_path: Path
):
    own = STRANGER.replace('speaker = "{Who}"', 'speaker = "Harbour Watch"')
    (tmp_path / "days").mkdir()
    table(
        tmp_path / "days" / "list-2022-03-02.csv",
        "When;How many;Told on",
        "1.3.2022;9;",
        "2.3.2022;4;",
    )
    table(
        tmp_path / "days" / "list-2022-03-04.csv",
        "When;How many;Told on",
        "1.3.2022;9;",
    )
    bring(own, tmp_path / "days", fresh, form="vintages")
    assert Case.load(fresh).tables["acts"][["act", "by"]].to_numpy().tolist() == [
        ["withdrawn", "harbour-watch"]
    ]


def test_two_numbers_for_the_same_thing_are_named_not_chosen_from(
    fresh: Path, tmp_path: Path
):
    rows = (
        "1.3.2022;Hospital;9;2.3.2022",
        "1.3.2022;Hospital;10;2.3.2022",
        "1.3.2022;Hospital;9;2.3.2022",
    )
    result = bring(
        STRANGER, table(tmp_path / "t.csv", "When;Who;How many;Told on", *rows), fresh
    )
    assert [reason for _, reason in result.left] == [
        "says another number than line 2 of the same thing: give each an id, or leave one out",
        "says what line 2 says",
    ]


def test_a_row_that_check_would_refuse_is_left_out_with_what_check_says(
    fresh: Path, tmp_path: Path
):
    text = (
        STRANGER
        + 'locator = "{Who}"\n[sources]\ntitle = "Page"\npublisher = "Paper"\npublished = '
        '"2022-03-09"\n'
    )
    text = text.replace('speaker = "{Who}"', 'speaker = "{Who}"\nsource_id = "{Who}"')
    result = bring(text, DATA / "import" / "stranger.csv", fresh)
    assert {reason.split(":")[0] for _, reason in result.left} == {
        "claims.source_id 'hospital' became public after the row itself",
        "claims.source_id 'port-office' became public after the row itself",
        "states no figure",
    }
    assert Case.load(fresh).tables["claims"].empty


def test_a_ledger_at_fault_is_left_as_it_is(fresh: Path):
    (fresh / "metrics.csv").write_text("no,header\n", encoding="utf-8")
    before = files_of(fresh)
    with pytest.raises(LedgerError, match="the header is"):
        bring(STRANGER, DATA / "import" / "stranger.csv", fresh)
    assert files_of(fresh) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{How many}", "{How much}", "there is no column 'How much'"),
        ("value =", "valeu =", "claims: 'valeu' is no column; did you mean value"),
        ('licence = "CC0"', "", "'licence' is missing"),
        ("day-first", "dayfirst", "'dayfirst' is no order"),
        (
            'delimiter = ";"',
            'delimiter = ";"\ncolumns = ["When"]',
            "the header is 'When,Who,How many,Told on'",
        ),
        ("{Who}", "{Who:loud}", "there is no reading 'loud'"),
        (
            "[claims]",
            'same = ["claim"]\n[claims]',
            "'claim' is no table; did you mean claims",
        ),
        (
            "[claims]",
            'same = ["claims"]\n[claims]',
            "leave out same, or the tables that are mapped",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_the_mend(
    fresh: Path, old: str, new: str, message: str
):
    with pytest.raises(AsknownError, match=message):
        bring(STRANGER.replace(old, new), DATA / "import" / "stranger.csv", fresh)


def test_the_command_counts_every_row_and_knows_its_errors(fresh: Path, tmp_path: Path):
    own = tmp_path / "own.toml"
    own.write_text(STRANGER, encoding="utf-8")
    file = str(DATA / "import" / "stranger.csv")
    told = CliRunner().invoke(
        app,
        [
            "import",
            "table",
            file,
            "--case",
            str(fresh),
            "--mapping",
            str(own),
            "--json",
        ],
    )
    found = json.loads(told.stdout)
    assert (found["read"], found["taken"], found["left_out"]) == (3, 2, 1)
    assert found["rows_left_out"][0]["reason"] == "states no figure"
    with pytest.raises(CallError, match="there is no mapping 'none'"):
        mapping.load("none", ROOT)
    with pytest.raises(CallError, match="there is no format"):
        importing.bring_in("acled", Path(file), fresh, mapping.parse(STRANGER, "own"))


# Cells.


@pytest.mark.parametrize(
    ("text", "how", "read"),
    [
        ("17/9/2024", Reading(dates="day-first"), "2024-09-17"),
        ("9/17/2024", Reading(dates="month-first"), "2024-09-17"),
        ("16 May 2025", Reading(dates="%d %B %Y"), "2025-05-16"),
        ("2025-05-16", Reading(dates="%d %B %Y"), "2025-05-16"),
        ("2022-09-01", Reading(dates="%Y-%d-%m"), "2022-01-09"),
        ("1641702720", Reading(dates="epoch"), "2022-01-09T04:32:00Z"),
        ("1641702720000", Reading(dates="epoch-ms"), "2022-01-09T04:32:00Z"),
        ("2022-01-09 14:12", Reading(zone="Asia/Almaty"), "2022-01-09T14:12:00+06:00"),
        ("2022-01-09T14:12:00-05:00", Reading(), "2022-01-09T14:12:00-05:00"),
        ("2022-01-09~", Reading(), "2022-01-09~"),
    ],
)
def test_a_date_is_read_as_declared(text: str, how: Reading, read: str):
    assert cells.published(text, how) == read


@pytest.mark.parametrize(
    ("text", "how", "message"),
    [
        ("13/01/2024", Reading(), "is not declared"),
        ("01/02/2024", Reading(), "is not declared"),
        ("31/02/2024", Reading(dates="day-first"), "is no date"),
        ("2022-01-13", Reading(dates="%Y-%d-%m"), "is no date"),
        ("2022-01-09 14:12", Reading(), "no declared zone"),
        ("tomorrow", Reading(), "is no EDTF date"),
    ],
)
def test_a_date_that_was_not_declared_is_not_guessed(
    text: str, how: Reading, message: str
):
    with pytest.raises(ValueError, match=message):
        cells.published(text, how)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("1,200", Reading()),
        ("1,2", Reading(thousands=",")),
        ("12,00", Reading(thousands=",")),
        ("n/a", Reading()),
    ],
)
def test_a_number_with_undeclared_marks_is_refused(text: str, how: Reading):
    with pytest.raises(ValueError, match="is no"):
        cells.number(text, how)


def test_a_counter_that_restarts_counts_from_its_restart(fresh: Path, tmp_path: Path):
    text = 'restarts = "year"\n' + STRANGER
    file = table(
        tmp_path / "t.csv",
        "When;Who;How many;Told on",
        "31.12.2021;Port;90;31.12.2021",
        "4.1.2022;Port;2;4.1.2022",
    )
    bring(text, file, fresh)
    assert Case.load(fresh).tables["claims"]["refers_to"].tolist() == [
        "2021-01-01/2021-12-31",
        "2022-01-01/2022-01-04",
    ]
