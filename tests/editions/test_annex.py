"""The annex beside a report: a notebook of its own, named by the report's, built with it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from asknown.editions.batch import is_fresh, jobs
from asknown.editions.forkserver import apart
from asknown.editions.publish import publish
from asknown.editions.render import Edition, render
from asknown.editions.spec import Spec, annex_of
from asknown.errors import CallError
from asknown.report.data_files import data_files
from asknown.report.document import read
from tests.support.editions import edition
from tests.support.pdf import trace
from tests.support.places import HARBOUR, ROOT

DAY = "2022-03-12"


@pytest.fixture(scope="module")
def full() -> Edition:
    """The edition of a day in every format."""
    made: Edition = apart(render, Spec(ROOT, str(HARBOUR), DAY))
    return made


def test_an_edition_has_its_annex_with_trace_and_ledger_of_its_own(full: Edition):
    of_report, of_annex = (
        trace(full.files[f"{name}.pdf"]) for name in ("report", "annex")
    )
    assert (of_report["notebook"], of_annex["notebook"]) == ("report", "annex")
    assert of_report["ledger"] == of_annex["ledger"]


def test_the_annex_is_what_its_notebook_gives_alone(full: Edition):
    alone = apart(render, Spec(ROOT, str(HARBOUR), DAY, notebook="annex")).files
    assert alone["report.pdf"] == full.files["annex.pdf"]
    assert alone["report.ipynb"] == full.files["annex.ipynb"]


def test_report_and_annex_name_charts_and_tables_apart_or_alike(full: Edition):
    report, annex = (
        data_files(read(json.loads(full.files[f"{name}.ipynb"])))
        for name in ("report", "annex")
    )
    assert full.files.items() >= report.items()
    assert full.files.items() >= annex.items()


def test_without_it_an_edition_is_the_same_but_for_its_files_charts_and_tables(
    full: Edition,
):
    shorter = edition(str(HARBOUR), DAY).files
    assert "annex.pdf" not in shorter
    beside = {name for name in shorter if name != "manifest.json"}
    assert {name: full.files[name] for name in beside} == {
        name: shorter[name] for name in beside
    }


def test_report_and_annex_built_one_by_one_add_up_to_the_whole(
    full: Edition, tmp_path: Path
):
    shorter = edition(str(HARBOUR), DAY)
    for one, other in ((shorter, full), (full, shorter)):
        place = publish(one, tmp_path)
        publish(other, tmp_path)
        assert {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in place.rglob("*")
            if path.is_file()
        } == full.files
        shutil.rmtree(place)


def test_a_notebook_of_ones_own_names_its_annex_or_none(tmp_path: Path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    spec = Spec(tmp_path, str(HARBOUR), DAY)
    annex = annex_of(spec)
    assert annex
    assert annex.notebook == "annex"
    assert annex_of(replace(spec, notebook="summary")) is None
    assert annex_of(replace(spec, to=("pdf",))) is None
    (tmp_path / "notebooks" / "torn.ipynb").write_text("{")
    with pytest.raises(CallError, match=r"torn\.ipynb is no notebook"):
        annex_of(replace(spec, notebook="torn"))


def test_an_edition_whose_annex_has_other_cells_is_stale(full: Edition, tmp_path: Path):
    root = tmp_path / "project"
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    wanted = tmp_path / "some.toml"
    wanted.write_text(f"[[report]]\ncase = '{HARBOUR}'\nas_of = {DAY}\n")
    publish(full, tmp_path / "out")
    (job,) = jobs(wanted, root)
    assert is_fresh(job, tmp_path / "out")
    annex = root / "notebooks" / "annex.ipynb"
    annex.write_text(annex.read_text().replace("## Background", "## What came before"))
    assert not is_fresh(job, tmp_path / "out")
