"""How cells are run: the fork and the kernel give the same edition, and nothing a notebook does
outlives it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import psutil
import pytest

from asknown.editions import spec
from asknown.editions.execution import execute
from asknown.editions.forked_cells import LostProcess, Nursery
from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.errors import BuildError, CallError
from tests.support.notebooks import notebook
from tests.support.places import HARBOUR, ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the invented case, and notebooks to come."""
    shutil.copytree(HARBOUR, tmp_path / "data" / "harbour")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "reports.toml").write_text('[[report]]\ncase = "harbour"\n')
    return tmp_path


def ran(spec: Spec) -> list[list[dict]]:
    """The outputs of a notebook's own cells."""
    if spec.engine == "kernel":
        cells = execute(spec).cells
    else:
        with Nursery() as nursery, nursery.shell() as shell:
            cells = execute(spec, shell=shell).cells
    return [[dict(output) for output in cell.outputs] for cell in cells[2:]]


@pytest.mark.slow
def test_a_fork_and_a_kernel_give_the_same_edition_byte_for_byte():
    spec = Spec(ROOT, str(HARBOUR), "2022-03-12", engine="forked")
    forked, kernel = render(spec), render(replace(spec, engine="kernel"))
    assert forked == kernel


def test_cells_whose_process_is_killed_before_the_first_are_told_apart_from_cells_that_fail(
    project: Path,
):
    with Nursery() as nursery, nursery.shell() as shell:
        os.kill(shell.pid, signal.SIGKILL)
        with pytest.raises(
            LostProcess, match=r"one\.ipynb, lost its process: the system killed it"
        ):
            execute(notebook(project, "one", "1"), shell=shell)


def test_a_warmed_process_that_is_still_loading_ends_with_its_caller(tmp_path: Path):
    """It looks whether the caller is there only once it has loaded, which here it never has."""
    (tmp_path / "IPython").mkdir()
    loading = tmp_path / "loading"
    (tmp_path / "IPython" / "__init__.py").write_text(
        f"open({str(loading)!r}, 'w').close()\nimport time\ntime.sleep(600)"
    )
    caller = psutil.Popen(
        [
            sys.executable,
            "-c",
            "from asknown.editions.forkserver import apart; apart(print)",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    while not loading.exists():
        assert caller.poll() is None
        time.sleep(0.05)
    (warmed,) = caller.children()
    caller.kill()
    caller.wait()
    assert psutil.wait_procs([warmed], timeout=60)[1] == []


SHOWN = (
    "print('one'); print('two')\n1 + 1",
    "from IPython.display import display, HTML\nhandle = display(HTML('<b>x</b>'), "
    "display_id='here')\n'text'",
    "from IPython.display import clear_output\nprint('gone'); clear_output(); print('stays');",
    "handle.update(HTML('<b>y</b>'))",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "import asyncio\nawait asyncio.sleep(0)\n_",
    "None",
    "'quiet';",
    "   ",
)


def test_outputs_are_those_of_a_kernel(project: Path):
    spec = notebook(project, "shown", *SHOWN)
    assert ran(spec) == ran(replace(spec, engine="kernel"))


def test_nothing_a_notebook_does_reaches_the_next_one(project: Path):
    before, here = dict(os.environ), Path.cwd()
    first = notebook(
        project,
        "first",
        "import os, sys, pathlib, matplotlib as mpl, asknown.text.english\nleft = "
        "1\nmpl.rcParams['font.size'] = 40",
        "os.environ['LEFT'] = '1'; os.chdir('/'); sys.path.insert(0, '/left'); "
        "asknown.text.english.number = "
        "None",
    )
    second = notebook(
        project,
        "second",
        "import os, sys, matplotlib as mpl, asknown.text.english",
        "print('left' in dir(), mpl.rcParams['font.size'], os.environ.get('LEFT'), os.getcwd(), "
        "'/left' in sys.path, "
        "asknown.text.english.number is None)",
    )
    ran(first)
    said = ran(second)[-1][0]["text"]
    assert (
        said == f"False {mpl.rcParamsDefault['font.size']} None {project} False False\n"
    )
    assert (dict(os.environ), Path.cwd()) == (before, here)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "while True: pass",
            r"wrong\.ipynb, cell 3 ran for more than 1 seconds and was stopped",
        ),
        ("import os; os._exit(3)", r"cell 3 took its process down, which ended with 3"),
        ("import os; os.kill(os.getpid(), 9)", r"cell 3 lost its process"),
        (
            "while True: print('x' * 100_000)",
            r"wrong\.ipynb, cell 3: RuntimeError: printed more than",
        ),
        ("1 / 0", r"cell 3: ZeroDivisionError: division by zero"),
        ("def", r"cell 3: SyntaxError"),
    ],
)
def test_a_cell_that_goes_wrong_is_named(project: Path, cell: str, said: str):
    spec = replace(
        notebook(project, "wrong", cell), seconds=1 if "pass" in cell else 60
    )
    with pytest.raises(BuildError, match=said):
        render(spec)


@pytest.mark.slow
def test_a_cell_that_never_ends_is_stopped_in_a_kernel_too(project: Path):
    spec = replace(
        notebook(project, "wrong", "while True: pass"), engine="kernel", seconds=2
    )
    with pytest.raises(BuildError, match="a cell ran for more than 2 seconds"):
        render(spec)


def test_an_unknown_engine_is_the_call_at_fault():
    with pytest.raises(CallError, match="there is no engine 'warp'"):
        render(Spec(ROOT, engine="warp"))


def test_a_process_that_has_set_a_pdf_gives_its_cells_a_kernel(
    monkeypatch: pytest.MonkeyPatch,
):
    """Typst's threads do not live in a fork: a notebook there that sets a PDF itself would wait for
    them forever."""
    monkeypatch.setattr(spec, "can_fork", lambda: True)
    monkeypatch.setattr("asknown.report.typesetting.compilations", [])
    assert spec.forks(Spec(ROOT))
    monkeypatch.setattr("asknown.report.typesetting.compilations", [True])
    assert not spec.forks(Spec(ROOT))


def test_a_shell_that_is_killed_is_told_as_lost_and_the_others_go_on(tmp_path: Path):
    with Nursery() as nursery, nursery.shell() as one, nursery.shell() as other:
        other.begin(str(tmp_path), str(tmp_path / "other"))
        os.kill(one.pid, signal.SIGKILL)
        with pytest.raises(LostProcess, match="the system killed it"):
            one.begin(str(tmp_path), str(tmp_path / "one"))
        (output,) = other.run(0, "6 * 7", 60).outputs[0]
        assert output["data"]["text/plain"] == "42"


def test_what_a_shell_does_does_not_reach_another(tmp_path: Path):
    with Nursery() as nursery, nursery.shell() as one, nursery.shell() as other:
        one.begin(str(tmp_path), str(tmp_path / "one"))
        one.run(0, "import math; math.pi = 3", 60)
        other.begin(str(tmp_path), str(tmp_path / "other"))
        (output,) = other.run(0, "import math; math.pi > 3", 60).outputs[0]
        assert output["data"]["text/plain"] == "True"


def test_a_nursery_that_is_killed_takes_its_shells_with_it(tmp_path: Path):
    with Nursery() as nursery, nursery.shell() as shell:
        shell.begin(str(tmp_path), str(tmp_path / "profile"))
        os.kill(nursery.pid, signal.SIGKILL)
        with pytest.raises(LostProcess):
            shell.run(0, "while True: pass", 60)
        with pytest.raises(LostProcess):
            nursery.shell()


def test_a_shell_ends_while_another_thread_waits_for_its_cell(tmp_path: Path):
    with Nursery() as nursery, nursery.shell() as shell, ThreadPoolExecutor(1) as aside:
        shell.begin(str(tmp_path), str(tmp_path / "profile"))
        running = aside.submit(shell.run, 0, "while True: pass", 60)
        shell.end()
        with pytest.raises(LostProcess):
            running.result(60)


@pytest.mark.parametrize("said", ["abc", "-1", "nan", "1e99"])
def test_a_limit_of_seconds_that_is_none_is_one_message(
    monkeypatch: pytest.MonkeyPatch, said: str
):
    monkeypatch.setenv("ASKNOWN_CELL_SECONDS", said)
    with pytest.raises(
        CallError, match=f"ASKNOWN_CELL_SECONDS is '{said}': write a number"
    ):
        execute(Spec(ROOT, str(HARBOUR), "2022-03-09"))
