"""The front door: README, the page on commands and docstrings do what they say."""

from __future__ import annotations

import doctest
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from asknown.model.case import Case
from asknown.model.rules import RULES
from asknown.model.sums import gaps
from tests.support.command import run
from tests.support.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
USING = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README + USING, re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines()]
COMMANDS = list(dict.fromkeys(line for line in LINES if line.startswith(".venv/bin/")))
OTHERS = [line for line in COMMANDS if not line.startswith(".venv/bin/asknown")]
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "analysis").with_suffix("").parts)
    for path in (ROOT / "analysis").rglob("*.py")
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a command needs of the project, in a folder of its own."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks", "reports"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "reports.toml", folder)
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "audit-example.txt", folder / "docs")
    return folder


def test_the_commands_of_the_readme_are_those_we_think_of():
    assert "make report" in README
    assert len(COMMANDS) >= 7
    assert {*_BUILDS_MORE} < {*COMMANDS}


# What builds editions is run in CI; what only builds more of the same, by `make stress`.
# The commands of the README test_followed runs, in their order.
_BUILDS = (".venv/bin/asknown verify", ".venv/bin/asknown report")
_BUILDS_MORE = (
    ".venv/bin/asknown batch --resume",
    ".venv/bin/asknown report --as-of 2022-01-12",
)
_FOLLOWED = README.splitlines()


def _in_its_tier(command: str) -> Any:
    if command in _BUILDS_MORE:
        return pytest.param(command, marks=pytest.mark.stress)
    if command.startswith(_BUILDS):
        return pytest.param(command, marks=pytest.mark.slow)
    return command


@pytest.mark.parametrize(
    "command",
    [_in_its_tier(each) for each in COMMANDS if each not in [*OTHERS, *_FOLLOWED]],
)
def test_a_command_of_the_page_runs(command: str, project: Path):
    _, *call = command.split()
    done = run(*call, cwd=project)
    assert done.returncode == 0, done.stderr


@pytest.mark.stress
def test_the_programs_of_others_run_as_the_page_has_them(project: Path):
    """Papermill and nbconvert; that they make the same report, test_report asks."""
    assert len(OTHERS) == 2
    for command in OTHERS:
        program, *given = command.removeprefix(".venv/bin/").split()
        call = [str(Path(sys.executable).parent / program), *given]
        done = subprocess.run(call, cwd=project, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


SHOWN = re.findall(r"```text\n\$ asknown (.*)\n((?:.*\n)*?)```", USING)


@pytest.mark.parametrize(("call", "said"), SHOWN, ids=[call for call, _ in SHOWN])
def test_what_the_readme_shows_is_what_the_command_says(
    call: str, said: str, project: Path
):
    done = run(*call.split(), cwd=project)
    told, rest = (" ".join(text.split()) for text in (done.stdout + done.stderr, said))
    assert (done.returncode, "cannot be compared" in rest) in ((0, False), (2, True))
    for part in rest.split("..."):
        assert part.strip() in told
        told = told[told.index(part.strip()) :]


def test_the_readme_shows_a_comparison_and_a_refusal():
    assert [
        ("accept" in call, "cannot be compared" in said) for call, said in SHOWN
    ] == [
        (False, True),
        (True, False),
    ]


def test_the_python_of_the_readme_runs(project: Path):
    (block,) = re.findall(r"```python\n(.*?)```", USING, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_make_target_of_the_readme_exists():
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    assert set(re.findall(r"`make ([a-z-]+)`", README + USING)) <= targets


def test_the_readme_is_read_in_three_minutes():
    assert len(README.split()) <= 700


def test_every_file_the_documents_name_exists():
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
    ]:
        for name in re.findall(
            r"`((?:docs|data|analysis|tests|notebooks)/[\w./-]+)`",
            page.read_text(encoding="utf-8"),
        ):
            assert (ROOT / name).exists(), f"{page.name}: {name}"


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_docstrings_run(module: str):
    assert (
        doctest.testmod(
            importlib.import_module(module.removesuffix(".__init__"))
        ).failed
        == 0
    )


def test_the_methodology_tells_what_the_rules_show(shipped: Case):
    page = (ROOT / "docs" / "methodology.md").read_text(encoding="utf-8")
    known = shipped.as_known("2022-01-12")
    for rule in RULES:
        (row,) = re.findall(rf"^\| `{rule}`.*$", page, re.MULTILINE)
        assert known.figure("killed", rule=rule).amount().text in row
    (gap,) = (
        each
        for each in gaps(shipped.as_known("2022-01-09T18:00"))
        if each.total.metric == "killed"
    )
    assert f"add up to {gap.sum.value:.0f}, so that {gap.rest.value:.0f}" in re.sub(
        r"\s+", " ", page
    )
