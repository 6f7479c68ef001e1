"""`asknown audit` as a user calls it, and its drafts on their way into a ledger."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from tests.support.audit_scores import SETS
from tests.support.command import run
from tests.support.places import SHIPPED

SEED = SETS / "developers" / "texts" / "seed-0112-p.txt"
CALL = ("audit", SEED, "--as-of", "2022-01-12", "--by", "armenian-weekly")


def test_it_tells_each_number_and_exits_with_0_whatever_it_finds():
    told = run(*CALL)
    assert told.returncode == 0
    assert "164" in told.stdout
    assert "taken back by then" in told.stdout


def test_without_a_day_it_is_refused():
    told = run("audit", SEED)
    assert told.returncode == 2
    assert "names no day of its own" in told.stderr


def test_a_day_in_the_page_is_said_with_where_it_was_read(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<html><head><meta property="article:published_time" content="2022-01-12T10:00:00Z">'
        "</head><body><article><h1>Unrest in Kazakhstan</h1><p>Officials said that 164 people "
        "were killed in the riots.</p></article></body></html>"
    )
    told = run("audit", page)
    assert told.returncode == 0, told.stderr
    assert "as of 2022-01-12" in told.stdout
    assert "taken back by then" in told.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--format", "sarif"), "there is no format 'sarif'"),
        (("--strict", "wrong"), "there is no kind 'wrong'"),
        (("--language", "tlh"), "there are no numbers for 'tlh'"),
        (("--by", "nobody"), "no speaker 'nobody'"),
        (("--as-of", "yesterday"), "is no day"),
    ],
)
def test_a_call_at_fault_is_refused_with_2(more, said):
    told = run(*CALL, *more)
    assert told.returncode == 2
    assert said in told.stderr


def test_strict_exits_with_3_where_there_is_such_a_finding():
    assert run(*CALL, "--strict", "taken_back,superseded").returncode == 3
    assert run(*CALL, "--strict", "not_out_yet").returncode == 0


def test_json_is_one_object_and_goes_to_a_file(tmp_path):
    out = tmp_path / "audit.json"
    told = run(*CALL, "--format", "json", "--out", out)
    assert told.returncode == 0, told.stderr
    value = json.loads(out.read_text())
    assert value["about"] is True
    assert value["case"] == "kazakhstan-2022"
    assert run(*CALL, "--format", "json", "--out", out).returncode == 2


def test_a_text_about_something_else_is_said_in_one_line():
    text = SETS / "developers" / "texts" / "other-budget-p.txt"
    told = run("audit", text, "--as-of", "2022-01-12")
    assert told.returncode == 0
    assert "this does not seem to be about Kazakhstan, January 2022" in told.stdout


@pytest.fixture
def drafted(tmp_path):
    """A case of its own and the drafts of a text."""
    folder = tmp_path / "kazakhstan-2022"
    shutil.copytree(SHIPPED, folder)
    text = tmp_path / "text.txt"
    text.write_text(
        "Unrest in Kazakhstan\n\nIn Almaty 333 people were injured in the riots.\n"
    )
    drafts = tmp_path / "drafts.csv"
    told = run(
        "audit", text, "--as-of", "2022-01-12", "--case", folder, "--drafts", drafts
    )
    assert told.returncode == 0, told.stderr
    return folder, drafts


def filled(drafts, **cells: str) -> None:
    with drafts.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        line.update(cells)
    with drafts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


LOOKED_AT = {
    "claim_id": "IT-900",
    "refers_to": "2022-01-11",
    "source_id": "armenian-weekly",
    "speaker": "armenian-weekly",
    "note": "",
}


def test_a_draft_is_taken_only_when_a_person_has_filled_and_unmarked_it(drafted):
    folder, drafts = drafted
    claims = folder / "claims.csv"
    before = claims.read_bytes()
    told = run("import", "drafts", drafts, "--case", folder)
    assert told.returncode == 1
    assert "the note still begins with 'draft:'" in told.stdout
    filled(drafts, **{**LOOKED_AT, "refers_to": ""})
    assert (
        "refers_to is blank" in run("import", "drafts", drafts, "--case", folder).stdout
    )
    assert claims.read_bytes() == before
    filled(drafts, **LOOKED_AT)
    told = run("import", "drafts", drafts, "--case", folder)
    assert told.returncode == 0, told.stderr
    assert (
        claims.read_text(encoding="utf-8")
        .splitlines()[-1]
        .startswith("IT-900,injured,all")
    )


def test_a_row_at_fault_leaves_the_ledger_as_it_was(drafted):
    folder, drafts = drafted
    before = (folder / "claims.csv").read_bytes()
    filled(drafts, **{**LOOKED_AT, "speaker": "nobody"})
    told = run("import", "drafts", drafts, "--case", folder)
    assert told.returncode == 1
    assert "nobody" in told.stderr
    assert (folder / "claims.csv").read_bytes() == before


def test_check_names_a_draft_left_in_the_ledger(drafted):
    folder, drafts = drafted
    filled(drafts, **{**LOOKED_AT, "note": "draft: audit of it"})
    line = drafts.read_text(encoding="utf-8").splitlines()[-1]
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    told = run("check", folder)
    assert told.returncode == 1
    assert "is a draft that nobody has looked at" in told.stdout
