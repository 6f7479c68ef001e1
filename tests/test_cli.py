"""The command: what it prints, how it fails, and that a failure leaves the last good edition alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.run import Edition, publish
from tests.conftest import HARBOUR, ROOT

ASKNOWN = Path(sys.executable).parent / "asknown"


def run(*call: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    return subprocess.run([str(ASKNOWN), *map(str, call)], capture_output=True, text=True, cwd=cwd)


def test_figures_as_json_have_the_promised_shape():
    done = run("figures", "kazakhstan-2022", "--as-of", "2022-01-12", "--json")
    found = {(each["metric"], each["group"], each["place"]): each for each in json.loads(done.stdout)}
    killed = found["killed", "all", "kazakhstan"]
    assert set(killed) >= set(
        "metric group place low value high wording rule status speaker refers_to claims span excluded".split()
    )
    assert killed["status"] == "none_stands"
    assert {"claim_id", "reason"} == set(killed["excluded"][0])
    assert {"low", "high", "speakers"} == set(killed["span"])
    assert found["detained", "all", "kazakhstan"]["value"] == 9900


def test_report_prints_its_folder_last(tmp_path: Path):
    done = run("report", HARBOUR, "--as-of", "2022-03-09", "--out", tmp_path)
    assert done.returncode == 0
    assert Path(done.stdout.splitlines()[-1]) == tmp_path / "harbour" / "2022-03-09"
    assert (tmp_path / "harbour" / "2022-03-09" / "report.pdf").is_file()
    assert [path.name for path in (tmp_path / "harbour").iterdir()] == ["2022-03-09"]


def test_two_runs_at_once_do_not_meet(tmp_path: Path):
    call = [str(ASKNOWN), "report", str(HARBOUR), "--as-of", "2022-03-09", "--to", "ipynb", "--out"]
    runs = [subprocess.Popen([*call, str(tmp_path / name)], cwd=ROOT, stdout=subprocess.DEVNULL) for name in ("a", "b", "c")]
    assert [each.wait(timeout=120) for each in runs] == [0, 0, 0]
    assert not list(ROOT.glob("kernel-ipc*"))


def test_other_parameters_name_the_folder(tmp_path: Path):
    done = run("report", HARBOUR, "--as-of", "2022-03-01T16:00", "--rule", "span", "--out", tmp_path, "--to", "ipynb")
    assert Path(done.stdout.splitlines()[-1]).name == "2022-03-01T1600+rule=span"


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (("report", "nowhere"), 2, "there is no case 'nowhere'"),
        (("report", HARBOUR, "--as-of", "2022-13-01"), 2, "as_of"),
        (("report", HARBOUR, "--as-of", "yesterday"), 2, "'yesterday' is no day"),
        (("report", HARBOUR, "--rule", "mean"), 2, "there is no rule 'mean'"),
        (("report", HARBOUR, "--notebook", "../report"), 2, "there is no notebook"),
        (("report", HARBOUR, "--to", "docx"), 2, "there is no format 'docx'"),
        (("report", HARBOUR, "--as-of", "2022-03-09", "--since", "2022-03-09"), 2, "2022-03-09 is not before 2022-03-09"),
        (("report", HARBOUR, "--asof", "2022-03-09"), 2, "--asof"),
        (("figures", HARBOUR, "--as-of", "2022"), 2, "as_of"),
        (("verify", "nowhere"), 2, "nowhere is neither an edition's folder with a report.pdf nor a PDF"),
        (("check", "nowhere"), 2, "there is no case"),
        (("figures", HARBOUR, "--rule", "mean"), 2, "there is no rule"),
    ],
)
def test_a_wrong_call_is_one_readable_message(call: tuple[object, ...], code: int, said: str, tmp_path: Path):
    out = ("--out", tmp_path) if call[0] == "report" else ()
    done = run(*call, *out)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not list(tmp_path.iterdir())


def test_a_broken_row_stops_the_build_and_leaves_the_last_edition(copy: Path, tmp_path: Path):
    out = tmp_path / "out"
    place = Path(run("report", copy, "--as-of", "2022-03-09", "--out", out).stdout.splitlines()[-1])
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    claims = copy / "claims.csv"
    claims.write_text(claims.read_text().replace(",,11,,exact", ",,eleven,,exact"))
    done = run("report", copy, "--as-of", "2022-03-09", "--out", out)
    assert done.returncode == 1
    assert "claims.csv:6:value: 'eleven' is no plain number" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_check_names_each_problem_and_exits_with_one(copy: Path):
    assert run("check", copy).returncode == 0
    acts = copy / "acts.csv"
    acts.write_text(acts.read_text().replace("denied", "regretted"))
    done = run("check", copy)
    assert done.returncode == 1
    assert done.stdout.startswith("acts.csv:2:act: 'regretted' is no allowed word")
    assert json.loads(run("check", copy, "--json").stdout)[0]["column"] == "act"


def test_an_edition_is_exchanged_whole_and_equal_bytes_publish_nothing(tmp_path: Path):
    first, second = Edition("case/day", {"a.txt": b"1", "b/c.txt": b"2"}), Edition("case/day", {"a.txt": b"3"})
    place = publish(first, tmp_path)
    stamp = (place / "a.txt").stat().st_mtime_ns, place.stat().st_ino
    assert publish(first, tmp_path) == place
    assert ((place / "a.txt").stat().st_mtime_ns, place.stat().st_ino) == stamp
    publish(second, tmp_path)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {"a.txt": b"3"}
    assert [path.name for path in place.parent.iterdir()] == ["day"]


def test_what_a_dead_run_left_is_swept_and_what_it_set_aside_is_put_back(tmp_path: Path):
    place = publish(Edition("case/day", {"a.txt": b"1"}), tmp_path)
    (place.parent / ".day.999999999.tmp").mkdir()
    place.rename(place.parent / ".day.old")
    publish(Edition("case/other", {"a.txt": b"2"}), tmp_path)
    assert sorted(path.name for path in place.parent.iterdir()) == ["day", "other"]


def test_help_shows_an_example_for_each_command():
    for command in ("report", "figures", "verify"):
        assert f"asknown {command}" in run(command, "--help").stdout
