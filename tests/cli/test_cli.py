"""The command: what it prints, how it fails, and that a failure leaves the last good edition
alone."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from asknown import __version__
from asknown.cli import completion, terminal
from asknown.cli.app import app, main
from asknown.editions.publish import publish
from asknown.editions.render import Edition
from asknown.model.case import Case
from asknown.model.figures import figures
from asknown.model.rules import RULES
from asknown.project import FORMATS
from tests.support.command import ASKNOWN, run
from tests.support.leftovers import dead, made
from tests.support.places import HARBOUR, ROOT


def installed(*call: object) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a user would, from a cold start."""
    return subprocess.run(
        [str(ASKNOWN), *map(str, call)], capture_output=True, text=True, cwd=ROOT
    )


def test_figures_as_json_have_the_promised_shape():
    done = run("figures", "kazakhstan-2022", "--as-of", "2022-01-12", "--json")
    found = {
        (each["metric"], each["group"], each["place"]): each
        for each in json.loads(done.stdout)
    }
    killed = found["killed", "all", "kazakhstan"]
    assert set(killed) >= set(
        "metric group place low value high wording rule status speaker refers_to claims span "
        "excluded".split()
    )
    assert killed["status"] == "none_stands"
    assert {"claim_id", "reason"} == set(killed["excluded"][0])
    assert {"low", "high", "speakers"} == set(killed["span"])
    assert found["detained", "all", "kazakhstan"]["value"] == 9900


def test_report_prints_its_folder_last(tmp_path: Path):
    day = ("--as-of", "2022-03-09", "--to", "pdf")
    done = installed("report", HARBOUR, *day, "--out", tmp_path)
    assert done.returncode == 0
    assert Path(done.stdout.splitlines()[-1]) == tmp_path / "harbour" / "2022-03-09"
    place = tmp_path / "harbour" / "2022-03-09"
    what, opened, earlier, held = done.stderr.splitlines()[-4:]
    assert "as known 2022-03-09: " in what
    assert opened == f"open {place / 'report.pdf'}"
    assert earlier.split("  ")[0].endswith(
        " report ./tests/data/right/harbour --as-of 2022-03-06"
    )
    assert held.split("  ")[0].endswith(f" verify {place}")
    assert (tmp_path / "harbour" / "2022-03-09" / "report.pdf").is_file()
    assert sorted(path.name for path in (tmp_path / "harbour").iterdir()) == [
        ".ledger",
        "2022-03-09",
    ]


@pytest.mark.stress
def test_two_runs_at_once_do_not_meet(tmp_path: Path):
    call = [
        str(ASKNOWN),
        "report",
        str(HARBOUR),
        "--as-of",
        "2022-03-09",
        "--to",
        "ipynb",
        "--out",
    ]
    runs = [
        subprocess.Popen(
            [*call, str(tmp_path / name)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        for name in ("a", "b", "c")
    ]
    assert [each.wait(timeout=120) for each in runs] == [0, 0, 0]
    assert not list(ROOT.glob("kernel-ipc*"))


def test_other_parameters_name_the_folder(tmp_path: Path):
    done = run(
        "report",
        HARBOUR,
        "--as-of",
        "2022-03-01T16:00",
        "--rule",
        "span",
        "--out",
        tmp_path,
        "--to",
        "ipynb",
    )
    assert Path(done.stdout.splitlines()[-1]).name == "2022-03-01T1600+rule=span"


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (("report", "nowhere"), 2, "there is no case 'nowhere'"),
        (("report", HARBOUR, "--as-of", "2022-13-01"), 2, "as_of"),
        (("report", HARBOUR, "--as-of", "yesterday"), 2, "'yesterday' is no day"),
        (("report", HARBOUR, "--rule", "mean"), 2, "there is no rule 'mean'"),
        (("report", HARBOUR, "--notebook", "../report"), 2, "there is no notebook"),
        (("report", HARBOUR, "--to", "odt"), 2, "there is no format 'odt'"),
        (
            ("report", HARBOUR, "--as-of", "2022-03-09", "--since", "2022-03-09"),
            2,
            "2022-03-09 is not before 2022-03-09",
        ),
        (("report", HARBOUR, "--asof", "2022-03-09"), 2, "--asof"),
        (("figures", HARBOUR, "--as-of", "2022"), 2, "as_of"),
        (
            ("verify", "nowhere"),
            2,
            "nowhere is neither an edition's folder with a report.pdf nor a PDF",
        ),
        (("check", "nowhere"), 2, "there is no case"),
        (("figures", HARBOUR, "--rule", "mean"), 2, "there is no rule"),
    ],
)
def test_a_wrong_call_is_one_readable_message(
    call: tuple[object, ...], code: int, said: str, tmp_path: Path
):
    out = ("--out", tmp_path) if call[0] == "report" else ()
    done = run(*call, *out)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_broken_row_stops_the_build_and_leaves_the_last_edition(
    copy: Path, tmp_path: Path
):
    out = tmp_path / "out"
    place = Path(
        run("report", copy, "--as-of", "2022-03-09", "--out", out).stdout.splitlines()[
            -1
        ]
    )
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    claims = copy / "claims.csv"
    claims.write_text(claims.read_text().replace(",,11,,exact", ",,eleven,,exact"))
    done = run("report", copy, "--as-of", "2022-03-09", "--out", out)
    assert done.returncode == 1
    assert "claims.csv:6:value: 'eleven' is no plain number" in done.stderr
    assert "Traceback" not in done.stderr
    assert {
        path: path.read_bytes() for path in place.rglob("*") if path.is_file()
    } == before


def test_check_names_each_problem_and_exits_with_one(copy: Path):
    assert run("check", copy).returncode == 0
    acts = copy / "acts.csv"
    acts.write_text(acts.read_text().replace("denied", "regretted"))
    done = run("check", copy)
    assert done.returncode == 1
    assert done.stdout.startswith("acts.csv:2:act: 'regretted' is no allowed word")
    assert json.loads(run("check", copy, "--json").stdout)[0]["column"] == "act"


def test_an_edition_is_exchanged_whole_and_equal_bytes_publish_nothing(tmp_path: Path):
    first, second = (
        Edition("case/day", made({"a.txt": b"1", "b/c.txt": b"2"})),
        Edition("case/day", made({"a.txt": b"3"})),
    )
    place = publish(first, tmp_path)
    stamp = (place / "a.txt").stat().st_mtime_ns, place.stat().st_ino
    assert publish(first, tmp_path) == place
    assert ((place / "a.txt").stat().st_mtime_ns, place.stat().st_ino) == stamp
    publish(second, tmp_path)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == second.files
    assert [path.name for path in place.parent.iterdir()] == ["day"]


def test_what_a_dead_run_left_is_swept_and_what_it_set_aside_is_put_back(
    tmp_path: Path,
):
    place = publish(Edition("case/day", made({"a.txt": b"1"})), tmp_path)
    (place / "notes.txt").write_text("mine")
    dead(place.parent / ".asknown-edition-1")
    aside = dead(place.parent / ".asknown-edition-2")
    (aside / "edition").write_text("day")
    place.rename(aside / "old")
    publish(Edition("case/other", made({"a.txt": b"2"})), tmp_path)
    assert sorted(path.name for path in place.parent.iterdir()) == ["day", "other"]
    assert (place / "notes.txt").read_text() == "mine"


def test_help_shows_an_example_for_each_command():
    shown = CliRunner()
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert f"Example: asknown {name}" in " ".join(
            shown.invoke(app, [name, "--help"]).stdout.split()
        ), name


def test_the_version_is_printed_alone():
    done = run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, __version__)


def test_python_runs_the_package_as_the_command():
    call = [sys.executable, "-m", "asknown", "--version"]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout.strip()) == (0, __version__)


@pytest.mark.slow
def test_a_report_names_its_folder_and_files_for_machines(tmp_path: Path):
    done = run(
        "report",
        HARBOUR,
        "--as-of",
        "2022-03-09",
        "--out",
        tmp_path,
        "--to",
        "html",
        "--json",
    )
    told = json.loads(done.stdout)
    assert Path(told["folder"]) == tmp_path / "harbour" / "2022-03-09"
    assert {"report.html", "trace.json", "manifest.json"} < set(told["files"])
    assert all((Path(told["folder"]) / name).is_file() for name in told["files"])


def test_in_a_pipe_a_row_is_a_line_and_nothing_is_cut_or_moves(harbour: Case):
    done = run("figures", HARBOUR, "--as-of", "2022-03-09")
    lines = done.stdout.splitlines()
    found = figures(harbour.as_known("2022-03-09"))
    assert len(lines) == len(found) + 1
    for figure, line in zip(found, lines[1:], strict=True):
        assert figure.amount().text in line
        assert not line.endswith(" ")
    assert "\x1b" not in done.stdout + done.stderr
    assert "reading the ledger" not in done.stderr


def test_changes_are_tables_of_what_json_has(harbour: Case):
    call = ("diff", HARBOUR, "--from", "2022-03-01", "--to", "2022-03-09")
    text, told = run(*call).stdout, json.loads(run(*call, "--json").stdout)
    assert "figures that changed" in text
    for kind in ("added", "withdrawn", "denied", "replaced"):
        assert (f"\n{kind}\n" in text) == bool(told[kind])
        assert all(
            each["claim_id"] in text and each["words"] in text for each in told[kind]
        )


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_on_a_screen_a_table_fits_and_a_cell_is_whole(columns: int):
    console = Console(
        width=columns, force_terminal=True, color_system=None, file=io.StringIO()
    )
    cells = [
        "criminal_cases",
        "security_forces, almaty-region",
        "2,000 to 3,000",
        "Presidential press service",
    ]
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(io.StringIO()) as written,
    ):
        patch.setattr(terminal, "out", console)
        terminal.table(
            "a title", ("metric", "whom", "figure", "speaker"), [cells], ("figure",)
        )
    shown = written.getvalue()
    assert max(map(len, shown.splitlines())) <= columns
    letters = Counter(re.sub(r"\s", "", shown))
    assert not Counter("".join(cells).replace(" ", "")) - letters, "no letter is lost"


@pytest.mark.slow
def test_a_shell_completes_what_is_there():
    def completed(*words: str) -> list[str]:
        asked = {
            "COMP_WORDS": " ".join(["asknown", *words]),
            "COMP_CWORD": str(len(words)),
            "_ASKNOWN_COMPLETE": "complete_bash",
        }
        done = subprocess.run(
            [str(ASKNOWN)],
            env={**os.environ, **asked},
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        return done.stdout.split()

    assert "kazakhstan-2022" in completed("figures", "ka")
    assert "KT-004" in completed("recall", "KT-00")
    assert completed("recall", "KT-00", "--case", "nowh") == []
    assert "2022-01-09" in completed("figures", "--as-of", "2022-01-0")
    assert completed("report", "--to", "pdf,h") == ["pdf,html"]
    assert completed("report", "--notebook", "casu") == ["casualties"]
    assert completed("figures", "--rule", "s") == ["span"]


def test_completion_knows_the_rules_and_formats_and_loads_nothing_slow():
    assert set(completion.RULES) == set(RULES)
    assert set(completion.FORMATS) == set(FORMATS)
    probe = (
        "import sys, asknown.cli.app, asknown.cli.completion as complete\n"
        "class Line: params = {}\n"
        "assert complete.claims(Line, 'K') and complete.days(Line, '2022')\n"
        "print({'pandas', 'numpy', 'matplotlib', 'papermill', 'nbconvert'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()", done.stderr


def test_completion_outside_any_project_or_of_no_case_is_silent(tmp_path: Path):
    line = SimpleNamespace(params={"case": str(tmp_path / "nowhere")})
    assert completion.claims(line, "") == completion.days(line, "") == []


def test_help_keeps_the_brackets_of_a_table():
    assert "[[report]]" in run("batch", "--help").stdout


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        ImportError("ft2font.so: failed to map segment from shared object"),
    ],
)
def test_no_memory_is_said_so_whatever_ran_out_of_it(
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    def fails() -> None:
        raise error

    monkeypatch.setattr("asknown.cli.app.app", fails)
    with pytest.raises(SystemExit, match="1"):
        main()
    assert (
        "there is not enough memory; nothing was published" in capsys.readouterr().err
    )
