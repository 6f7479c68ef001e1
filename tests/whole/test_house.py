"""The house: what holds of the project's own files."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from asknown.ledger.tables import TABLES
from tests.support.places import CASES, ROOT, SHIPPED


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listed.splitlines()]


def test_no_word_of_a_case_stands_in_code_or_notebooks():
    places = [
        tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["place"]
        for case in CASES
    ]
    words = {"kazakh", "ukrain", "economist", *places, *(case.name for case in CASES)}
    for path in _tracked("analysis", "notebooks"):
        text = path.read_text(encoding="utf-8").lower()
        assert [word for word in words if word in text] == [], path


def test_the_shipped_cases_are_those_that_are_tracked_and_make_check_looks_at_them():
    names = [case.name for case in CASES]
    assert sorted(names) == [path.parent.name for path in _tracked("data/*/case.toml")]
    (listed,) = re.findall(r"(?m)^CASES := (.*)$", (ROOT / "Makefile").read_text())
    assert listed.split() == names


def test_no_test_looks_at_every_folder_under_data():
    """Somebody's own case, half made, is no fault of the project: `asknown new anything` leaves
    `make test` as it was."""
    every = re.compile(
        r"""["']data["']\)?\.(?:glob|rglob|iterdir)|data/\*/|["']\*/case\.toml"""
    )
    for path in [*_tracked("tests/*.py"), ROOT / "Makefile"]:
        lines = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if every.search(line) and "tracked" not in line
        ]
        assert [line for line in lines if "re.compile" not in line] == [], path


def test_importing_the_package_reads_no_file_and_loads_nothing_heavy():
    probe = (
        "import builtins, sys, asknown\n"
        "heavy = {'pandas', 'matplotlib', 'papermill', 'nbconvert', 'typst', 'numpy'} & "
        "set(sys.modules)\n"
        "print(sorted(heavy), sorted(name for name in sys.modules if name.startswith('asknown.')))"
    )
    out = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    assert out.strip() == "[] []"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_a_notebook_is_thin_and_stores_no_output(path: Path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert len(source.splitlines()) <= 10
        assert "def " not in source
    parameters = next(
        cell
        for cell in notebook["cells"]
        if "parameters" in cell["metadata"].get("tags", [])
    )
    assigned = [
        node
        for node in ast.parse("".join(parameters["source"])).body
        if isinstance(node, ast.Assign)
    ]
    names = [
        node.targets[0].id for node in assigned if isinstance(node.targets[0], ast.Name)
    ]
    of_a_text = path.stem == "audit"  # a report of a text, not of a case
    assert names == [
        "case",
        "as_of",
        *(["file", "by"] if of_a_text else ["since", "rule"]),
    ]
    assert all(
        isinstance(node.value, ast.Constant) and node.value.value == ""
        for node in assigned
    )
    annex = {"annex": "annex"} if path.stem == "report" else {}
    assert notebook["metadata"]["asknown"] == {"notebook": path.stem, **annex}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_shipped_table_has_the_header_that_is_defined(table):
    assert (SHIPPED / f"{table.name}.csv").read_text(encoding="utf-8").splitlines()[
        0
    ] == ",".join(table.header)


@pytest.mark.stress  # `make check` does it
def test_the_pages_on_the_tables_and_the_profile_follow_from_their_definition():
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_every_module_and_every_public_name_has_a_docstring():
    for path in _tracked("analysis/*.py", "analysis/**/*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in (*tree.body, *(member for each in classes for member in each.body)):
            if isinstance(
                node, ast.FunctionDef | ast.ClassDef
            ) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_the_lock_has_exact_versions_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "http" not in re.sub(r"(?m)^\s*#.*$", "", lock).replace("httpx", "").replace(
        "httpcore", ""
    ).replace("aiohttp", "")
    requirements = [line for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]
    assert requirements
    assert all("==" in line and line.endswith("\\") for line in requirements)


def test_no_path_of_a_machine_stands_in_a_tracked_file():
    for path in _tracked():
        if path.suffix not in {".png", ".pdf", ".gz", ".xls", ".xlsx", ".ods"}:
            # One is in latin-1.
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search(
                r"(?<![\w.:/-])/(?:home|root|Users|wor[k])/\w", text
            ), path


def test_make_help_prints_every_target():
    out = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in "help report test lab check stress bench clean".split():
        assert re.search(rf"(?m)^{target} +\S", out), target


@pytest.mark.parametrize("path", _tracked("tests/*.py"), ids=lambda path: path.stem)
def test_a_test_reaches_for_no_private_name_of_the_library(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules, private = set(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "asknown"
        ):
            names = [alias.name for alias in node.names]
            modules.update(names)
            private += [name for name in names if re.match(r"_[a-z]", name)]
    for node in ast.walk(tree):
        of_ours = (
            isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in modules
        )
        if (
            of_ours
            and re.match(r"_[a-z]\w*[^_]$", node.attr)
            and node.attr != "_fields"
        ):
            private.append(node.attr)
        if isinstance(node, ast.Constant) and re.match(
            r"asknown[\w.]*\._[a-z]", str(node.value)
        ):
            private.append(str(node.value))
    assert private == []
