"""Every command, for both shipped cases and one that `asknown new` has just written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from asknown.cli.app import app
from asknown.editions.forkserver import apart
from asknown.editions.publish import publish
from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.editions.verify import verify
from asknown.errors import BuildError
from asknown.exchange.exporting.exporting import FORMATS
from asknown.ledger import starter
from asknown.model.case import Case
from asknown.model.figures import figures
from tests.support.pdf import failures
from tests.support.places import CASES, ROOT

NOTEBOOKS = sorted(
    path.stem
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if path.stem not in ("audit", "welcome")  # audit is of a text besides
)
Ask = Callable[..., Result]


@pytest.fixture(scope="module", params=[*(case.name for case in CASES), "new"])
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a case."""
    if request.param == "new":
        return starter.new(str(tmp_path_factory.mktemp("new") / "floods-2031"), ROOT)
    return ROOT / "data" / str(request.param)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command of asknown in the project; it has to succeed."""
    monkeypatch.chdir(ROOT)

    def run(*call: object) -> Result:
        done = CliRunner().invoke(app, [str(each) for each in call])
        assert done.exit_code == 0, (call, done.output, done.exception)
        return done

    return run


def test_check_finds_nothing(case: Path, ask: Ask):
    found = json.loads(ask("check", case, "--json").stdout)
    assert [each for each in found if each["severity"] == "problem"] == []


def test_figures_come_for_people_and_for_machines(case: Path, ask: Ask):
    known = Case.load(case)
    found = json.loads(ask("figures", case, "--rule", "span", "--json").stdout)
    assert (
        found
        == [
            figure.data()
            for figure in figures(known.as_known(str(known.learned()[-1])), "span")
        ]
        != []
    )
    assert {each["metric"] for each in found} <= set(
        ask("figures", case).stdout.split()
    )


def test_diff_tells_what_was_learned_since_before_the_first_day(case: Path, ask: Ask):
    known = Case.load(case)
    days = known.learned()
    found = json.loads(
        ask(
            "diff",
            case,
            "--from",
            days[0] - timedelta(days=1),
            "--to",
            days[-1],
            "--json",
        ).stdout
    )
    assert (
        set() < {each["claim_id"] for each in found["added"]} <= set(known.claims.index)
    )


@pytest.mark.parametrize("form", FORMATS)
def test_export_writes_each_format(case: Path, ask: Ask, tmp_path: Path, form: str):
    out = tmp_path / "out"
    assert ask("export", case, "--to", form, "--out", out).stdout.strip() == str(out)
    assert all(
        path.stat().st_size for path in (out.iterdir() if out.is_dir() else [out])
    )


def test_recall_knows_the_claims_of_each_case(case: Path, ask: Ask, tmp_path: Path):
    claim = Case.load(case).claims.index[0]
    assert (
        json.loads(
            ask("recall", claim, "--case", case, "--out", tmp_path, "--json").stdout
        )
        == []
    )


def test_a_case_stands_beside_itself(case: Path, ask: Ask):
    known = Case.load(case)
    metric, group, place = next(
        iter(known.as_known(str(known.learned()[-1])).quantities)
    )
    named = ("--metric", metric, "--group", group, "--place", place)
    one, other = json.loads(ask("compare", case, case, *named, "--json").stdout)[
        "sides"
    ]
    assert (one["figure"], one["claims"]) == (other["figure"], other["claims"])
    assert one["figure"]["metric"] == metric


@pytest.mark.stress
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_notebook_is_a_report_and_a_page(
    case: Path, notebook: str, tmp_path: Path
):
    edition = apart(render, Spec(ROOT, str(case), notebook=notebook))
    assert failures(edition.files["report.pdf"]) == []
    assert b"<html" in edition.files["report.html"]
    if notebook in ("report", "casualties"):
        assert apart(verify, publish(edition, tmp_path), ROOT).differences == ()


@pytest.mark.stress
def test_every_cell_of_welcome_runs(case: Path):
    """In a process of its own: the notebook renders a report itself, which no fork of a process
    that has rendered can."""
    with pytest.raises(BuildError, match="shows no report"):
        apart(render, Spec(ROOT, str(case), notebook="welcome"))
