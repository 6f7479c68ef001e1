"""The face: what `import asknown` offers, to people, to completers and to type checkers."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import asknown
from asknown.report.document import read
from asknown.report.html import page
from asknown.report.trace import trace
from asknown.text.faces import MIME
from tests.support.places import HARBOUR, ROOT

PUBLIC = sorted(name for name in asknown.__all__ if not name.startswith("_"))
PACKAGE = ROOT / "analysis" / "asknown"


def said_by(program: str, cwd: Path = ROOT) -> str:
    """What a program prints, run by an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_public_names_are_these():
    assert [
        *"AsknownError Brief BuildError CallError Case Changes Claim Edition Figure".split(),
        *"Incomparable LedgerError LoneChart OverlapError UntracedNumber".split(),
        *"audit chart chart_of check compare explore number open_brief open_case publish".split(),
        *"recall render say series_of table verify".split(),
    ] == PUBLIC
    assert sorted(dir(asknown)) == sorted(["__version__", *PUBLIC])


def test_a_tab_offers_the_public_names_and_nothing_else():
    """As JupyterLab asks for it: through the kernel, whatever has been imported. Completions by
    jedi, which reads source, are the kernel's experimental ones.
    """
    program = """
from functools import partial
from types import SimpleNamespace
from ipykernel.ipkernel import IPythonKernel
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for loaded in ("asknown", "asknown.model.case, asknown.editions.calls"):
    shell.run_cell(f"import {loaded}")
    for experimental, jedi in ((True, True), (True, False), (False, False)):
        shell.Completer.use_jedi = jedi
        kernel = SimpleNamespace(shell=shell, use_experimental_completions=experimental)
        kernel._experimental_do_complete = partial(
            IPythonKernel._experimental_do_complete, kernel
        )
        print(*IPythonKernel.do_complete(kernel, "asknown.", 8)["matches"])
"""
    answers = said_by(program).splitlines()
    assert len(answers) == 6
    for offered in answers:
        names = [
            name.removeprefix("asknown").removeprefix(".") for name in offered.split()
        ]
        assert sorted(names) == PUBLIC


def test_importing_it_loads_nothing_else_and_opens_no_file_but_modules():
    heavy = "pandas numpy matplotlib papermill nbconvert typst IPython pyarrow typer".split()
    program = f"""
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
import asknown
dir(asknown)
print([name for name in {heavy} if name in sys.modules])
print([name for name in sys.modules if name.startswith("asknown.")])
print([path for path in opened if ".py" not in str(path)])
"""
    assert said_by(program).split("\n") == ["[]", "[]", "[]"]


def test_a_public_name_is_the_same_object_whatever_was_imported_before():
    """A module of the same name would take its place once it is loaded, and the second run of a
    cell would fail."""
    program = """
import importlib, pkgutil, asknown
def found(): return [getattr(asknown, name) for name in sorted(asknown.__all__)]
first = found()
for module in pkgutil.walk_packages(asknown.__path__, "asknown."):
    if "labconfig" not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(all(one is other for one, other in zip(first, found(), strict=True)))
"""
    assert said_by(program) == "True"
    modules = {path.stem for path in PACKAGE.iterdir()}
    # What has the name of a public name is that name: a room that can be called.
    for name in modules & set(PUBLIC):
        assert getattr(asknown, name) is importlib.import_module(f"asknown.{name}")


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'problems_of'"):
        _ = asknown.problems_of


def test_the_stub_names_what_the_package_fetches():
    """Type checkers read the one, Python the other."""
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    homes = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                assert alias.asname == alias.name  # else it is no name of the package
                homes[alias.name] = node.module
    assert sorted(homes) == PUBLIC
    for name, module in homes.items():
        fetched = getattr(asknown, name)
        assert getattr(sys.modules[str(module)], name) is fetched
    assert (PACKAGE / "py.typed").is_file()
    listed = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"asknown" = ["py.typed", "*.pyi"]' in listed


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_an_example(name: str):
    text = inspect.getdoc(getattr(asknown, name)) or ""
    example = "\n".join(re.findall(r"^(?:>>>|\.\.\.) .*", text, re.MULTILINE))
    assert "asknown." in example, f"{name} has no example"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_a_notebook_uses_the_public_names_alone(path: Path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        assert not re.search(r"from asknown|import asknown\.", source)
        if cell["cell_type"] == "code":
            assert set(re.findall(r"\basknown\.(\w+)", source)) <= set(PUBLIC)


def test_it_reads_a_case_where_the_system_can_neither_lock_nor_fork():
    """As on Windows: modules and functions that it lacks are hidden."""
    program = f"""
import os, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "pty"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "register_at_fork", "geteuid", "getuid", "O_DIRECTORY"):
    delattr(os, name)
import asknown
from pathlib import Path
from asknown.cli import app
from asknown.model.figures import figures
folder = Path({str(HARBOUR)!r})
case = asknown.Case.load(folder)
known = case.as_known(str(case.learned()[-1]))
print(len(figures(known)) > 0, asknown.check(folder), known.changes().say().text != "")
"""
    assert said_by(program) == "True [] True"


def test_a_figure_a_claim_and_a_count_are_numbers():
    case = asknown.open_case().as_known("2022-01-12")
    figure, claim = case["detained"], case.claim("KT-004")
    assert asknown.number(figure) == figure.amount()
    assert asknown.number(claim).runs[0].trace == ("claims:KT-004",)
    assert asknown.number(claim).runs[0].struck
    assert asknown.number(2, "count:claims").text == "2"
    with pytest.raises(asknown.UntracedNumber):
        asknown.number(2)


def test_a_table_of_ones_own_takes_prose_and_words():
    lost = asknown.number(5, "count:ships")
    own = asknown.table(
        "ships", "Ships", ("Fate", "How many"), [["lost", lost]], ("How many",)
    )
    assert own.data()["rows"][0][1] == [{"text": "5", "trace": ["count:ships"]}]
    with pytest.raises(asknown.UntracedNumber):
        asknown.table("ships", "Ships", ("Fate", "How many"), [["lost", "5"]])
    with pytest.raises(asknown.CallError, match="a row of 1 cells under 2 columns"):
        asknown.table("ships", "Ships", ("Fate", "How many"), [["lost"]])
    with pytest.raises(asknown.CallError, match="names no file"):
        asknown.table("../ships", "Ships", ("Fate",), [["lost"]])


def bars(label: str = "") -> Figure:
    """A drawing as a user makes it."""
    figure = Figure(figsize=(6, 2))
    axes = figure.subplots()
    axes.barh(["lost", "found"], [5, 2])
    axes.text(1, 0, label)
    return figure


def test_a_chart_of_ones_own_declares_its_axes_and_refuses_other_numbers():
    count = asknown.number(5, "count:ships")
    own = asknown.chart("ships", bars("5"), "Most were lost", "bars", labels=[count])
    assert {"lost", "found", "4"} <= set(own.axis)
    assert own.labels == (count,)
    assert own == asknown.chart(
        "ships", bars("5"), "Most were lost", "bars", labels=[count]
    )
    with pytest.raises(asknown.UntracedNumber, match=r"chart ships: the numeral '17'"):
        asknown.chart("ships", bars("17"), "Most were lost", "bars")


def test_a_chart_of_ones_own_may_be_svg():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>{}</text></svg>'
    assert asknown.chart("a", svg.format("lost"), "Lost", "a word").svg == svg.format(
        "lost"
    )
    assert asknown.chart(
        "a", svg.format("10"), "Lost", "an axis", axis=["10"]
    ).axis == ("10",)
    with pytest.raises(asknown.UntracedNumber):
        asknown.chart("a", svg.format("10"), "Lost", "a number")
    with pytest.raises(asknown.CallError, match="is no SVG"):
        asknown.chart("a", "<svg>", "Lost", "nothing")


def test_a_section_of_ones_own_stands_in_the_report_with_its_traces():
    report = asknown.open_brief(as_of="2022-01-12")
    figure = report.case["detained"]
    told = asknown.say("{n} were detained.", n=asknown.number(figure))
    count = asknown.number(2, "count:claims")
    own = asknown.table("mine", "My count", ("What", "How many"), [["claims", count]])
    drawn = asknown.chart(
        "mine-drawn", bars(), "Most were lost", "A bar chart of ships"
    )
    shown = [report, told, own, drawn, report.sources()]
    outputs = [
        {"output_type": "display_data", "data": {MIME: each.face()}} for each in shown
    ]
    document = read(
        {"cells": [{"cell_type": "code", "source": "", "outputs": outputs}]}
    )
    numerals = {(each["text"], *each["trace"]) for each in trace(document)["numerals"]}
    assert {
        ("9,900", "claims:DT-014"),
        ("2", "count:claims"),
        ("4", "declared:axis"),
    } <= numerals
    assert b"were detained." in page(document)
