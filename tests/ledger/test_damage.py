"""Bad ledgers: whatever happened to a file, check names it with line and mend, all of it at once,
and nothing is half-read."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from asknown.errors import LedgerError, harmless
from asknown.ledger import damage
from asknown.ledger.cells import cell_fault
from asknown.ledger.tables import BY_NAME
from asknown.model.case import Case
from asknown.model.check import check
from asknown.text.prose import Run
from tests.support.command import run
from tests.support.places import HARBOUR
from tests.support.written_cases import write_case

CLAIMS = (HARBOUR / "claims.csv").read_bytes()
Change = Callable[[bytes], bytes]


def put(old: str, new: str) -> Change:
    assert old.encode() in CLAIMS
    return lambda data: data.replace(old.encode(), new.encode(), 1)


# How claims.csv is damaged, and the beginning of what is said of it.
DAMAGED: dict[str, tuple[Change, str]] = {
    "a byte order mark": (
        lambda data: b"\xef\xbb\xbf" + data,
        "1:: begins with a byte order mark; save it as UTF-8",
    ),
    "UTF-16": (
        lambda data: data.decode().encode("utf-16"),
        "1:: is UTF-16; save it as UTF-8",
    ),
    "UTF-16 without its mark": (
        lambda data: data.decode().encode("utf-16-le"),
        "1:: is UTF-16",
    ),
    "Latin-1": (
        lambda data: data.replace(b"own count", b"d\xe9compte"),
        "3:: is not UTF-8: the byte e9 is 'é' in Latin-1,",
    ),
    "a name of a column that is not UTF-8": (
        lambda data: b"\x80" + data,
        "1:: is not UTF-8: the byte 80",
    ),
    "NUL": (
        lambda data: data.replace(b"own count", b"own\0count"),
        "3:: holds a NUL byte; delete it",
    ),
    "nothing": (lambda data: b"", "1:: is empty; "),
    "spaces alone": (lambda data: b" \n\n", "1:: is empty; "),
    "a workbook": (
        lambda data: b"PK\x03\x04" + data,
        "1:: is a workbook, not text; save its sheet as CSV",
    ),
    "line ends of Windows": (
        lambda data: data.replace(b"\n", b"\r\n"),
        "1:: has the line ends of Windows; save it with",
    ),
    "semicolons": (
        lambda data: data.replace(b",", b";"),
        "1:: the header is 'claim_id;",
    ),
    "a ragged row": (
        put(",own count,high,", ",own count,high"),
        "3:: has 16 cells, not 17; quote cells",
    ),
    "a blank line": (
        put("\nK-02", "\n\nK-02"),
        "3:: has 0 cells, not 17; delete the blank line",
    ),
    "an open quote": (put("own count", '"own count'), "12:: cannot be read as CSV"),
    "a merge left half done": (
        put("K-02,", "<<<<<<< ours\nK-02,"),
        "3:: '<<<<<<< ours' is the mark of a merge left half done",
    ),
    "a cell of ten million": (
        put("own count", "x" * 10_000_000),
        "3:basis: has 10,000,000 characters; shorten it",
    ),
    "a hundred thousand marks": (
        put("own count", "e" + "\u0301" * 100_000),
        "3:basis: has 100,001 characters",
    ),
    "two hundred marks": (put("own count", "e" + "\u0301" * 200), "3:basis: 'e"),
    "a right-to-left override": (
        put("own count", "own \u202etnuoc"),
        "3:basis: 'own \\u202etnuoc' holds a control character",
    ),
    "a terminal's escape": (
        put("own count", "own \x1b[2J"),
        "3:basis: 'own \\x1b[2J' holds a control character",
    ),
    "a control of C1": (
        put("own count", "own \x9b2J"),
        "3:basis: 'own \\x9b2J' holds a control character",
    ),
    "hidden tags": (
        put("own count", "own\U000e0041"),
        "3:basis: 'own\\U000e0041' holds a control character",
    ),
    "a lost letter": (
        put("own count", "own c\ufffdunt"),
        "3:basis: 'own c\ufffdunt' holds U+FFFD",
    ),
    "a formula": (
        put("own count", "=1+cmd|' /C calc'!A0"),
        "3:basis: \"=1+cmd|' /C calc'!A0\" begins like a formula",
    ),
    "a formula behind a semicolon": (
        put("own count", "own; =1+1"),
        "3:basis: 'own; =1+1' begins like a formula",
    ),
    "a number with a comma": (
        put(",,12,,exact", ',,"1,200",,exact'),
        "4:value: '1,200' is no plain number; write 1200",
    ),
    "a number with a space": (
        put(",,12,,exact", ",,12 000,,exact"),
        "4:value: '12 000' is no plain number; write 12000",
    ),
    "a number made short": (
        put(",,12,,exact", ",,1.2E+07,,exact"),
        "4:value: '1.2E+07' is no plain number; a spreadsheet",
    ),
    "a day turned": (
        put(
            "2022-03-05,2022-03-05,gazette-5,lead",
            "25.03.2022,2022-03-05,gazette-5,lead",
        ),
        "4:refers_to: '25.03.2022' is no date; a spreadsheet turned it: write 2022-03-25",
    ),
    "a day turned either way": (
        put(
            "2022-03-05,2022-03-05,gazette-5,lead", "2022-03-05,3/5/2022,gazette-5,lead"
        ),
        "4:published: '3/5/2022' is no date; a spreadsheet turned it: "
        "write 2022-03-05 or "
        "2022-05-03",
    ),
    "a count of days": (
        put("2022-03-05,2022-03-05,gazette-5,lead", "2022-03-05,44625,gazette-5,lead"),
        "4:published: '44625' is no date; a spreadsheet made a count of days of "
        "it: write "
        "2022-03-05",
    ),
    "a day that is none": (
        put(
            "2022-03-05,2022-03-05,gazette-5,lead",
            "2022-02-30,2022-03-05,gazette-5,lead",
        ),
        "4:refers_to: '2022-02-30' is no date",
    ),
    "a number that no program tells from the next": (
        put(",,12,,exact", f",,{'9' * 320},,exact"),
        f"4:value: '{'9' * 60}'... has 320 digits; write at most 15, in thousands or millions",
    ),
    "an id with a letter that nobody sees": (
        put("K-03,killed", "K\u316403,killed"),
        "4:claim_id: 'K\u316403' holds a letter that nobody sees; remove it",
    ),
    "a year of no report": (
        put(
            "2022-03-05,2022-03-05,gazette-5,lead",
            "0001-01-01,2022-03-05,gazette-5,lead",
        ),
        "4:refers_to: '0001-01-01' is of a year that no report reaches; write one from 1000",
    ),
    "a moment at the end of all calendars": (
        put(
            "2022-03-05,2022-03-05,gazette-5,lead",
            "2022-03-05,0001-01-01T00:00+14:00,gazette-5,lead",
        ),
        "4:published: '0001-01-01T00:00+14:00' is no date",
    ),
    "an address that runs": (
        put("K-03,killed", "javascript:hit,killed"),
        "4:claim_id: 'javascript:hit' is no id",
    ),
    "a path for an id": (
        put("K-03,killed", "../../K-03,killed"),
        "4:claim_id: '../../K-03' is no id",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_named_with_its_place_and_its_mend_and_nothing_is_half_read(
    name: str, copy: Path
):
    change, says = DAMAGED[name]
    (copy / "claims.csv").write_bytes(change(CLAIMS))
    problems = check(copy)
    said = [str(problem) for problem in problems]
    assert any(line.startswith(f"claims.csv:{says}") for line in said), said
    renamed = {"narrative.md"} if "_id: " in DAMAGED[name][1] else set()
    assert {problem.file for problem in problems} <= {
        "claims.csv",
        *renamed,
    }  # what rests on unread rows is not blamed
    assert max(map(len, said)) < 400
    if name != "line ends of Windows":  # those are read, and give the same bytes
        with pytest.raises(LedgerError):
            Case.load(copy)


UNSEEN = {
    "U+200B": "\u200b",
    "U+00AD": "\u00ad",
    "U+FFF9": "\ufff9",
    "U+034F": "\u034f",
    "U+3164": "\u3164",
    "U+2800": "\u2800",
    "U+2060": "\u2060",
    "U+115F": "\u115f",
}


@pytest.mark.parametrize("letter", UNSEEN.values(), ids=UNSEEN)
def test_letters_that_nobody_sees_are_refused_in_names_and_marked_in_texts(
    copy: Path, letter: str
):
    for name, old, new in (
        ("groups.csv", "everyone", f"every{letter}one"),
        ("speakers.csv", "Ministry of Health", letter),
        ("case.toml", '"Street"', f'"{letter}"'),
        ("events.csv", "Strike begins", f"Strike{letter} begins"),
    ):
        path = copy / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
    said = [str(problem) for problem in check(copy)]
    assert [line.partition(": ")[0] for line in said] == ["case.toml:1:lanes"]
    (copy / "case.toml").write_bytes((HARBOUR / "case.toml").read_bytes())
    said = [str(problem) for problem in check(copy)]
    assert [line.partition(": ")[0] for line in said] == [
        "groups.csv:2:label",
        "speakers.csv:3:name",
    ]
    assert all("holds a letter that nobody sees; remove it" in line for line in said)
    assert Run(f"Strike{letter} begins").text == "Strike[invisible] begins"
    assert letter not in harmless(f"Strike{letter} begins")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\u200d\ufe0f", "shows as nothing; write a name"),
        ("x" * 101, "is too long for a chart; shorten it"),
        (
            "W" * 21,
            "has more letters without a space than a line of a chart holds; put a space",
        ),
    ],
)
def test_a_name_that_no_chart_holds_is_named(copy: Path, text: str, says: str):
    path = copy / "groups.csv"
    path.write_text(path.read_text().replace("everyone", text, 1))
    (said,) = map(str, check(copy))
    assert said.startswith("groups.csv:2:label: ")
    assert says in said


def test_a_heading_of_the_narrative_has_no_numeral(copy: Path):
    """Nothing stands behind a heading that a numeral could rest on: the report would refuse it."""
    path = copy / "narrative.md"
    path.write_text(path.read_text().replace("## Trigger", "## Phase 2"))
    assert list(map(str, check(copy))) == [
        "narrative.md:3:heading: 'Phase 2' has the numeral '2'; write it without: a heading rests "
        "on no row"
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("big = " + "9" * 200_000, "has a number of too many digits"),
        (".".join("a" * 20_000) + " = 1", "has a key of more than 32 names"),
        ("x = " + "[" * 5_000, "is nested too deeply"),
        ("#" * 1_000_001, "at most 1,000,000 are read"),
    ],
    ids=["a number", "a dotted key", "brackets", "length"],
)
def test_settings_that_no_hand_wrote_are_one_message(copy: Path, line: str, says: str):
    path = copy / "case.toml"
    path.write_text(f"{line}\n{path.read_text()}")
    (problem,) = check(copy)
    assert (problem.file, problem.mend) == ("case.toml", "mend the line")
    assert says in problem.what
    assert len(str(problem)) < 200


def test_a_number_out_of_its_range_is_named(copy: Path):
    path = copy / "places.csv"
    path.write_text(path.read_text().replace("10.0,20.0", "91,20.0", 1))
    assert [str(each) for each in check(copy)] == [
        "places.csv:2:lat: 91 is not from -90 to 90; write one that is"
    ]


def test_a_file_that_lies_elsewhere_or_is_none_is_not_opened(
    copy: Path, tmp_path: Path
):
    (tmp_path / "secret.csv").write_bytes(CLAIMS)
    for name in ("claims.csv", "acts.csv", "events.csv", "narrative.md"):
        (copy / name).unlink()
    (copy / "claims.csv").symlink_to(tmp_path / "secret.csv")
    (copy / "acts.csv").symlink_to("/nonexistent/acts.csv")
    (copy / "events.csv").mkdir()
    os.mkfifo(copy / "narrative.md")
    said = [str(problem) for problem in check(copy)]
    for name, what in {
        "claims.csv": "is a link that leads out of the folder",
        "acts.csv": "is a link that leads out of the folder",
        "events.csv": "is no file",
        "narrative.md": "is no file",
    }.items():
        assert any(line.startswith(f"{name}:1:: {what}") for line in said), said


def test_rules_between_rows_are_checked_beside_broken_cells(copy: Path):
    """One pass names the cell that is no number, the act before its claim and the bounds out of
    order alike."""
    claims, acts = copy / "claims.csv", copy / "acts.csv"
    text = (
        claims.read_text()
        .replace(",,11,,exact", ",,eleven,,exact")
        .replace(",4,,,at_least", ",4,,3,range")
    )
    claims.write_text(text)
    acts.write_text(
        acts.read_text().replace(
            "withdrawn,prosecutor,2022-03-02", "withdrawn,prosecutor,2022-02-02"
        )
    )
    said = [str(problem) for problem in check(copy)]
    assert [line.split(": ")[0] for line in said] == [
        "acts.csv:3:source_id",
        "acts.csv:3:target",
        "claims.csv:3:low",
        "claims.csv:6:value",
    ]


def test_an_id_that_lost_its_zeros_is_told_apart_from_one_that_is_missing(copy: Path):
    claims = copy / "claims.csv"
    claims.write_text(
        claims.read_text().replace("K-01,", "007,").replace(",K-01,", ",7,")
    )
    for name in ("acts.csv", "events.csv", "narrative.md"):
        path = copy / name
        path.write_text(path.read_text().replace("K-01", "7"))
    said = "\n".join(map(str, check(copy)))
    assert (
        "acts.csv:2:target: '7' is no id in claims or acts or positions; did you mean 007? A "
        "spreadsheet drops leading zeros" in said
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'id = "harbour"',
            'id = "../../escape"',
            "id: '../../escape' is none; write letters, digits",
        ),
        ('id = "harbour"', "id = 7", "id: '7' is none"),
        (
            'title = "Harbour strike"',
            'title = "Harbour \\u001b[2J"',
            "title: 'Harbour \\x1b[2J' holds a control character",
        ),
        (
            'title = "Harbour strike"',
            'title = ["Harbour"]',
            "title: \"['Harbour']\" is none; Title of the report",
        ),
        ('street = "Street"', "street = 5", "lanes: "),
        ('metrics = ["killed"]', 'metrics = "killed"', "sections: "),
        (
            "headline = [{",
            'language = "fr"\nheadline = [{',
            "language: 'fr' is none; write en: there is no catalogue for another language yet",
        ),
        ("[lanes]", '[map]\noutline = "../../../etc/passwd"\n\n[lanes]', "map: "),
        (
            'timezone = "Asia/Almaty"',
            'timezone = "../../etc/passwd"',
            "timezone: is no time zone",
        ),
    ],
)
def test_a_setting_of_another_shape_is_named(copy: Path, old: str, new: str, says: str):
    path = copy / "case.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    said = [str(problem) for problem in check(copy)]
    assert any(line.startswith(f"case.toml:1:{says}") for line in said), said


def test_a_file_with_another_name_is_told(copy: Path):
    (copy / "Claim.csv").write_bytes(CLAIMS)
    assert [str(each) for each in check(copy)] == [
        "Claim.csv:1:: is no file of a case; did you mean claims.csv?"
    ]


def test_a_damaged_ledger_is_one_message_at_the_command_too(
    copy: Path, tried: Callable[..., None]
):
    (copy / "claims.csv").write_bytes(CLAIMS.decode().encode("utf-16"))
    (copy / "sources.csv").write_bytes(b"\x1b]0;gone\x07\xff")
    done = run("check", copy)
    tried("damaged ledgers", len(DAMAGED), tracebacks=done.stderr.count("Traceback"))
    assert done.returncode == 1
    assert "claims.csv:1:: is UTF-16" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_a_spreadsheets_days_are_read_both_ways():
    assert damage.day("13.01.2022") == "a spreadsheet turned it: write 2022-01-13"
    assert damage.day("9-Jan-22")
    assert damage.day("soon") == damage.day("12345678901234567890") == ""


@pytest.mark.parametrize("column", ["published", "refers_to", "speaker", "relays"])
def test_a_column_of_thousands_of_faults_is_told_up_to_a_thousand(
    tmp_path: Path, column: str
):
    """The rules between rows look at none of it: rows at fault beyond those told are not known."""
    case = write_case(tmp_path / "case", "case", claims=1_200)
    path = case / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        row[column] = f"unheard-of {number}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    told = [each for each in check(case) if each.column == column]
    assert len(told) >= 1_001
    assert any("200 more cells at fault" in each.what for each in told)


@pytest.mark.parametrize("text", ["X100", "X999", "0999", "3000-01", "2022/3000"])
def test_a_span_that_reaches_a_year_of_no_report_is_at_fault(text: str):
    column = BY_NAME["claims"].column("refers_to")
    fault = cell_fault(column, text, ZoneInfo("UTC"))
    assert fault
    assert "of a year that no report reaches" in fault.what


def test_what_is_no_day_is_told_without_a_library_s_own_words(capsys):
    column = BY_NAME["claims"].column("refers_to")
    fault = cell_fault(column, "2022-1X", ZoneInfo("UTC"))
    assert fault
    assert "is no date" in fault.what
    assert capsys.readouterr().out == ""
